"""A lesson in one file: a page with the whole library inside, which opens by a double click and asks no network for anything."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

from lessons import bundle
from lessons.sheet import sheet
from tunnistus.shipping import source
from tunnistus.training import screens

KINDS: Final = ("practice", "interview")


def page(kind: str, wheels: list[Path]) -> str:
    """Return the page of a kind, ``practice`` or ``interview``, around the wheels. Equal wheels give equal pages."""
    form = screens.FORM if kind == "practice" else ()
    script = "".join(map(_script, [*form, bundle.INSIDE / "page.js", bundle.INSIDE / f"{kind}.js"]))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return sheet("offline.html", kind, source.book().rulesets, {
        "digest": digest,
        "parts": bundle.parts(wheels),
        "held": json.dumps({"kind": kind.capitalize(), "lock": bundle.lock()}),
        "worker": _script(bundle.INSIDE / "worker.js"),
        "packed": _inside(tuple(wheels)).items(),
        "script": script,
    })  # fmt: skip


def _script(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _inside(wheels: tuple[Path, ...]) -> dict[str, str]:
    """The parts as text, by their names."""
    return {name: base64.b64encode(gzip.compress(data, 9, mtime=0)).decode() for name, data in bundle.inside(list(wheels)).items()}
