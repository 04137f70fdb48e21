"""A lesson in one file: a page with the whole library inside, which opens by a double click and asks no network for anything."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

from lessons import bundle
from lessons.sheet import STYLE, beginning, foot, lines, spans
from lessons.source import words
from tunnistus.saying.html import document
from tunnistus.shipping import source
from tunnistus.training import screens

KINDS: Final = ("practice", "interview")
POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}' blob: 'wasm-unsafe-eval'; worker-src blob:; "
    "base-uri 'none'; form-action 'none'"
)


def page(kind: str, wheels: list[Path]) -> str:
    """Return the page of a kind, ``practice`` or ``interview``, around the wheels. Equal wheels give equal pages."""
    form = screens.FORM if kind == "practice" else ()
    script = "".join(map(_script, [*form, bundle.INSIDE / "page.js", bundle.INSIDE / f"{kind}.js"]))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    body = "\n".join([*_said(kind, wheels), *_packed(kind, wheels), f'<script type="module">{script}</script>'])
    title = words("fi")[f"page_{kind}"]
    return document("fi", title, body, style=f'{STYLE}</style><style id="sheet">', policy=POLICY.format(digest=digest))


def _script(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# -- what it says ----------------------------------------------------------------------------------------------------


def _said(kind: str, wheels: list[Path]) -> Iterator[str]:
    """The page before its program starts: all languages, of which the script leaves one."""
    yield from beginning(kind)
    yield f"<noscript>{lines('page_script', 'wrong')}</noscript>"
    states = "".join(f'<div id="{name}" hidden>{lines(f"page_{name}", _class)}</div>' for name, _class in _STATES)
    yield f'<div role="status">{states}</div><progress id="progress" aria-hidden="true" hidden></progress>'
    yield f'<div id="work"></div><button type="button" id="back" hidden>{spans("page_back")}</button>'
    yield f"<footer>{foot(source.book().rulesets)}{_parts(wheels)}</footer>"


_STATES: Final = (("starting", ""), ("ready", ""), ("failed", "wrong"), ("wrong", "wrong"))


def _parts(wheels: list[Path]) -> str:
    found = bundle.parts(wheels)
    listed = "".join(f"<li>{escape(f'{part.name} {part.version}: {part.licence}')}{_link(part.source)}</li>" for part in found)
    texts = "".join(f"<h3>{escape(part.name)}</h3><pre>{escape(part.text)}</pre>" for part in found if part.text)
    return f'<details><summary>{spans("page_parts")}</summary><div lang="en"><ul>{listed}</ul>{texts}</div></details>'


def _link(address: str) -> str:
    return f', <a href="{escape(address)}">{escape(address)}</a>' if address.startswith("https://") else ""


# -- what is inside --------------------------------------------------------------------------------------------------


def _packed(kind: str, wheels: list[Path]) -> Iterator[str]:
    held = {"kind": kind.capitalize(), "lock": bundle.lock()}
    yield f'<script type="application/json" id="held">{json.dumps(held)}</script>'
    yield f'<script type="text/plain" id="worker">{_script(bundle.INSIDE / "worker.js")}</script>'
    for name, text in _inside(tuple(wheels)).items():
        yield f'<script type="text/plain" data-part="{name}">{text}</script>'


@cache
def _inside(wheels: tuple[Path, ...]) -> dict[str, str]:
    """The parts as text, by their names."""
    return {name: base64.b64encode(gzip.compress(data, 9, mtime=0)).decode() for name, data in bundle.inside(list(wheels)).items()}
