"""What lessons in one file have around the lesson itself: the way out, the languages, what stands before the first screen, the foot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from lessons.source import words
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.horizon import source_items
from tunnistus.saying.markup import written
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.texts import language_name
from tunnistus.shipping import source
from tunnistus.training import screens

TEMPLATES: Final = Path(__file__).with_name("templates")
_LISTED: Final = "  - "


def sheet(name: str, kind: str, rulesets: Iterable[str], values: Mapping[str, Any]) -> str:
    """Return a page in all languages, of which a script leaves one.

    Args:
        name: of its template.
        kind: ``practice`` or ``interview``.
        rulesets: those of which the page tells until which day their sources were read.
        values: what its template takes beside what all lessons have.
    """
    return written(TEMPLATES, name, {
        "lang": "fi",
        "title": words("fi")[f"page_{kind}"],
        "kind": kind,
        "names": [(lang, language_name(lang)) for lang in LANGUAGES],
        "words": {lang: words(lang) for lang in LANGUAGES},
        "label": " – ".join(words(lang)["page_language"] for lang in LANGUAGES),
        "before": {lang: _before(kind, lang) for lang in LANGUAGES},
        "read": {lang: _read(lang, [*rulesets]) for lang in LANGUAGES},
        **values,
    })  # fmt: skip


def _before(kind: str, lang: str) -> list[tuple[bool, list[str]]]:
    """The lines before the first screen, in groups of those that are a list, as a dash before them tells, and those that are not."""
    s, said = Speaker(source.book(), lang), words(lang)
    kept = f"{screens.nothing_kept(s)} {screens.stop_any_time(s)}"
    how = [said["page_interview_how"]] if kind == "interview" else []
    lines = [line for line in (*how, *screens.before(s, kept=kept)) if line]
    return [
        (listed, [line.removeprefix(_LISTED) for line in group]) for listed, group in groupby(lines, lambda line: line.startswith(_LISTED))
    ]


def _read(lang: str, rulesets: Iterable[str]) -> str:
    s, book = Speaker(source.book(), lang), source.book()
    oldest = min(rulesets, key=lambda name: book.rulesets[name].verified_until)
    return next(iter(source_items(s, [oldest]))).text
