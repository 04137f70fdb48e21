"""Numbers, dates and what is derived, read once: checked, derived and tested piece by piece, while a piece is in the cache."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import attrs

from tunnistus.columns.bits import Array, space, words_for
from tunnistus.columns.intake import Days, Source, beyond, check, read
from tunnistus.columns.vectors import VECTORS, Columns, Derivation, closure, derivations
from tunnistus.rules.model import Book, Cell

__all__ = ["DerivedColumns", "in_pieces", "sweep"]

PIECE: Final = 1 << 16  # people: less costs more calls than the cache saves


@attrs.frozen(eq=False, repr=False)
class Tested(Source):
    """A fact whose tests were made before: for each of them those for whom it holds."""

    held: Mapping[tuple[Cell, ...], Array]

    def holds(self, cells: tuple[Cell, ...], start: int, words: int) -> Array:
        return self.held[cells][start : start + words]


def in_pieces(book: Book, names: Iterable[str], columns: Columns) -> bool:
    """Whether what is derived can be, from parts of the columns: by functions for whole columns, and nobody answered it directly."""
    derived = {n: d.by for n in names if (d := book.facts[n].derived)}
    return VECTORS.keys() >= set(derived.values()) and not columns.values.keys() & derived.keys()


@attrs.frozen
class DerivedColumns:
    """What is derived of some facts: their ids, how, and from which columns."""

    names: tuple[str, ...]
    derivations: tuple[Derivation, ...]
    inputs: tuple[str, ...]

    @classmethod
    def of(cls, book: Book, names: Iterable[str]) -> DerivedColumns:
        derived = tuple(name for name in names if book.facts[name].derived)
        return cls(derived, tuple(derivations(book, derived)), closure(book, derived))


def sweep(book: Book, tests: Mapping[str, Sequence[tuple[Cell, ...]]], derived: DerivedColumns, columns: Columns) -> dict[str, Source]:
    """Return the sources of the columns and of what is derived from them, where :func:`in_pieces` says so.

    Args:
        tests: the facts that are tested, with the cells of each test.
        derived: what is derived of them.

    Raises:
        AnswerError: as :func:`tunnistus.columns.intake.read` and :func:`tunnistus.columns.vectors.derive`, but the message may count the
            rows of a piece.
    """
    facts, total = book.facts, words_for(columns.rows)
    found = {name: read(facts[name], column, checked=True) for name, column in columns.values.items()}
    days = {name: source for name, source in found.items() if isinstance(source, Days)}
    strays = {name: beyond(facts[name], source.values.dtype) for name, source in days.items()}
    known = {name: space(total) for name in derived.names}
    held = {name: {cells: space(total) for cells in tests.get(name, ())} for name in (*days, *derived.names)}

    def given(at: int, count: int, here: slice) -> None:
        for name, source in days.items():
            stray = strays[name]
            if stray and stray(source.values[at : at + count]):
                check(facts[name], columns.values[name], source.values)
                strays[name] = None  # what lies outside stands where the fact is open
            for cells, out in held[name].items():
                out[here] = source.holds(cells, here.start, words_for(count))

    def follows(at: int, count: int, here: slice) -> None:
        piece = columns.piece(derived.inputs, at, count)
        for fact, column_in in derived.derivations:
            piece.values[fact.id] = column_in(piece)
            if fact.id in known:
                part = read(fact, piece.values[fact.id], checked=True)
                known[fact.id][here] = part.known(0, words_for(count))
                for cells, out in held[fact.id].items():
                    out[here] = part.holds(cells, 0, words_for(count))

    for at in range(0, columns.rows, PIECE):
        count = min(PIECE, columns.rows - at)
        here = slice(at // 64, at // 64 + words_for(count))
        given(at, count, here)
        if derived.names:
            follows(at, count, here)  # its memory is free again after it, still in the cache, for the next piece
    return found | {name: Tested(known[name] if name in known else days[name].valid, each) for name, each in held.items()}
