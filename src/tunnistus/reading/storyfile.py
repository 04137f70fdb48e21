"""Training stories as the book holds them: what is known of an invented person, in the form of JSON, without any text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tunnistus.reading.documents import ExpectDoc, JudgedDoc, VignetteDoc
from tunnistus.rules.answers import Mark
from tunnistus.rules.wire import written

__all__ = ["build"]

WEAK: Final = ("keep_contact", "find_out")  # steps at which nobody is asked for advice yet


def build(doc: VignetteDoc) -> dict[str, Any]:
    """Return a story as plain data."""
    days = {name: getattr(doc, name) for name in ("as_of", "act_from", "act_to")}
    return {
        "kind": _kind(doc),
        "form": doc.form,
        "heavy": list(doc.heavy),
        **{name: day.isoformat() for name, day in days.items() if day},
        "answers": _wire(doc.answers),
        "signs": list(doc.signs),
        "points": list(doc.points),
        "differs": _wire(doc.differs),
    }


def _kind(doc: VignetteDoc) -> str:
    """``look_alike``; else by the step that the author expects at least ``weak_signs`` or ``strong_signs``."""
    if doc.look_alike:
        return "look_alike"
    step = doc.expect.get("next_step")
    return "weak_signs" if isinstance(step, ExpectDoc) and step.floor in WEAK else "strong_signs"


def _wire(answers: Mapping[str, Any]) -> dict[str, Any]:
    return written({name: _answer(answer) for name, answer in answers.items()})


def _answer(answer: Any) -> Any:
    if isinstance(answer, JudgedDoc):
        return answer.given()
    return Mark(answer) if answer in {*Mark} else answer
