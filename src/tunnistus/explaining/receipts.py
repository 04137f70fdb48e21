"""The receipt: what a result was made from. It holds no answers, unless they are asked for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import attrs

from tunnistus import seal
from tunnistus.deciding.decide import Case
from tunnistus.rules import decimals
from tunnistus.rules.model import Book
from tunnistus.version import __version__, program_digest

__all__ = ["answers_of", "head", "parts_of", "plain"]


def parts_of(book: Book) -> dict[str, str]:
    """Return the digests of all that makes a result: the parts of the rule data, and the program."""
    return {**book.parts, "program": program_digest()}


def head(case: Case) -> dict[str, Any]:
    """Return what all results of a case have in common: the seal and its parts, the version and the dates."""
    parts = parts_of(case.book)
    dates = {name: day.isoformat() for name, day in attrs.asdict(case.dates).items() if day}
    return {"tunnistus": __version__, "seal": seal.over(parts), "parts": parts, "dates": dates}


def answers_of(case: Case, names: Collection[str]) -> dict[str, Any]:
    """Return those answers of a case that are to the facts named, as plain data and as they were given."""
    answers = case.answers
    judged = {**answers.judged, **answers.views}
    told = {n: {"judged": plain(each.value), "by": each.by, "day": each.on.isoformat()} for n, each in judged.items()}
    given = {n: told[n] if n in told else answers.marks[n].value if n in answers.marks else plain(answers.known[n]) for n in answers.given}
    return {n: given[n] for n in given if n in names}


def plain(item: Any) -> Any:
    """Return a value as JSON has it."""
    return item.isoformat() if hasattr(item, "isoformat") else decimals.plain(item)
