"""The receipt: what a result was made from. It holds no answers, unless they are asked for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import attrs

from tunnistus import seal
from tunnistus.deciding.decide import Case
from tunnistus.rules import wire
from tunnistus.rules.model import Book
from tunnistus.version import __version__, program_digest

__all__ = ["answers_of", "days_of", "head", "parts_of"]


def parts_of(book: Book) -> dict[str, str]:
    """Return the digests of all that makes a result: the parts of the rule data, and the program."""
    return {**book.parts, "program": program_digest()}


def head(case: Case) -> dict[str, Any]:
    """Return what all results of a case have in common: the seal and its parts, the version and the dates."""
    parts = parts_of(case.book)
    return {"tunnistus": __version__, "seal": seal.over(parts), "parts": parts, "dates": days_of(case)}


def days_of(case: Case) -> dict[str, str]:
    """Return the dates of a case that are not open."""
    return {name: day.isoformat() for name, day in attrs.asdict(case.dates).items() if day}


def answers_of(case: Case, names: Collection[str]) -> dict[str, Any]:
    """Return those answers of a case that are to the facts named, in the wire form and as they were given."""
    given = wire.given_in(case.answers)
    return wire.written({n: answer for n, answer in given.items() if n in names})
