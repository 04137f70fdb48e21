"""Which day lies before which: days whose order the words of their questions fix, as the first day of a period and its last one do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tunnistus.errors import Contradiction
from tunnistus.rules.cached import of_book
from tunnistus.rules.model import Book

__all__ = ["beside", "in_order", "orders_of"]

Order = tuple[str, str]  # the fact of the earlier day, and that of the later one, which may be the same day


@of_book
def orders_of(book: Book) -> tuple[Order, ...]:
    """Return every order that the date facts of a book declare (``not_before``), in the order of the vocabulary."""
    return tuple((before, fact.id) for fact in book.facts.values() for before in fact.not_before)


def in_order(book: Book, known: Mapping[str, Any]) -> None:
    """Raise :class:`Contradiction` for the first two days that are known and cannot follow each other so."""
    for before, after in orders_of(book):
        if before in known and after in known and known[after] < known[before]:
            raise Contradiction.of_days(before, after)


def beside(book: Book, name: str) -> Iterator[str]:
    """Yield the facts that stand in an order with a fact."""
    for order in orders_of(book):
        if name in order:
            yield order[name == order[0]]
