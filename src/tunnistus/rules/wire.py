"""The wire form of answers: what JSON, case files and receipts have, of one meaning everywhere.

A JSON object of fact id to answer: ``true`` or ``false``, a number, a member of the fact as text, a day as ``"2026-11-24"``, ``"maybe"``,
``"declined"``, ``null`` for open (the same as nothing), or a judgement as ``{"judged": value, "by": "worker", "day": "2026-11-24"}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from tunnistus.limits import MAX_NUMBER
from tunnistus.rules import decimals
from tunnistus.rules.answers import Answers, Judged, Mark
from tunnistus.rules.calendar import day_from_text
from tunnistus.rules.model import Book, Fact

__all__ = ["given_in", "plain", "read", "written"]

JUDGED: Final = frozenset({"judged", "by", "day"})
_MARKS: Final = {word: mark for mark in Mark for word in (mark.value, mark.value.lower())}


def plain(value: Any) -> Any:
    """Return a value as JSON has it: a day as text, a number with decimals as a number."""
    return value.isoformat() if isinstance(value, date) else decimals.plain(value)


def written(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers in the wire form; those that leave their fact open without a mark are left out."""
    return {name: _written(answer) for name, answer in answers.items() if answer is not None}


def _written(answer: Any) -> Any:
    if isinstance(answer, Judged):
        return {"judged": plain(answer.value), "by": answer.by, "day": plain(answer.on)}
    return answer.value.lower() if isinstance(answer, Mark) else plain(answer)


def given_in(answers: Answers) -> dict[str, Any]:
    """Return checked answers as they were given: neither what was derived nor what follows from others."""
    judged = {**answers.judged, **answers.views}
    return {n: judged[n] if n in judged else answers.marks[n] if n in answers.marks else answers.known[n] for n in answers.given}


def read(book: Book, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers in the wire form as :func:`tunnistus.assess` takes them, which checks whether they are in the domain of their fact.

    What Python has of its own stays as it is: a day, :class:`Mark`, :class:`Judged`. Case files are read alike: they write MAYBE.
    """
    return {name: _read(book.facts.get(name), answer) for name, answer in given.items()}


def _read(fact: Fact | None, answer: Any) -> Any:
    if type(answer) is str and answer in _MARKS:
        return _MARKS[answer]
    if type(answer) is dict and answer.keys() == JUDGED:
        day = answer["day"]
        made = day_from_text(day) if type(day) is str else None
        return Judged(_value(fact, answer["judged"]), by=answer["by"], on=made or day)
    return _value(fact, answer)


def _value(fact: Fact | None, value: Any) -> Any:
    """A value as Python has it: of a fact that is a day, text is one; of a whole number, 3.0 is 3, which is the same number in JSON."""
    if fact is None:
        return value
    if fact.type == "date" and type(value) is str:
        return day_from_text(value) or value
    if fact.type == "number" and not fact.decimals and type(value) in (float, Decimal):
        number = decimals.finite(value)
        return int(number) if number is not None and abs(number) < MAX_NUMBER and number == int(number) else value
    return value
