"""A light file: one HTML page with the rules as data and plain JavaScript, which opens from a disk and asks for nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Final

from lessons.light import held
from lessons.light.program import asked_about, rules_of
from lessons.sheet import sheet
from lessons.source import words
from tunnistus.rules.model import LANGUAGES
from tunnistus.shipping import source
from tunnistus.training.screens import LINES

KINDS: Final = ("practice", "interview")
SCRIPTS: Final = {
    "practice": ("evaluate", "ask", "standing", "say", "practise", "practise.page", "page"),
    "interview": ("evaluate", "ask", "standing", "say", "interview", "interview.page", "page"),
}


def paths(kind: str) -> tuple[Path, ...]:
    """Return the JavaScript of a kind, in the order of reading."""
    return (LINES, *(Path(__file__).with_name(f"{name}.js") for name in SCRIPTS[kind]))


def page(kind: str) -> str:
    """Return the page of a kind, ``practice`` or ``interview``. Equal rules give equal pages."""
    script = "".join(path.read_text(encoding="utf-8") for path in paths(kind))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return sheet("light.html", kind, _rulesets(kind), {"held": _held(kind), "script": script, "digest": digest})


def _held(kind: str) -> str:
    """The data as JSON that can stand within a script."""
    data = held.practice(source.book()) if kind == "practice" else held.interview(source.book())
    for lang in LANGUAGES:
        data["said"][lang] |= _more(kind, lang)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _rulesets(kind: str) -> list[str]:
    book = source.book()
    return [rule.ruleset for rule in (asked_about(book) if kind == "practice" else rules_of(book))]


def _more(kind: str, lang: str) -> dict[str, object]:
    """What the lessons say themselves."""
    said = words(lang)
    if kind == "practice":
        return {"farewell": held.farewell(lang)}
    return {"back": said["page_back"], "result": said["light_result"]}
