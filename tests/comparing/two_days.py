"""Small rules that differ between two days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.testing.lawful import decided, judged
from tunnistus.comparing.changes import RuleResult
from tunnistus.explaining.explain import Decision
from tunnistus.rules.answers import Dates
from tunnistus.rules.model import Book


def on(book: Book, name: str, known: Mapping[str, Any], day: date) -> Decision:
    """The rule decided on a day of every clock."""
    return decided(book, name, {n: judged(book, n, v) for n, v in known.items()}, Dates(day, day, day, day))


def outcome(d: Decision) -> RuleResult:
    assert d.settled
    return RuleResult(d.due, d.options)
