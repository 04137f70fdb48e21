"""Tables of invented people who can exist. Nobody is behind a row, and no share is an estimate of anything. Also needs ``columns``."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tunnistus.columns import Plan, plan, schema
from tunnistus.columns.bits import Array, distinct
from tunnistus.errors import AnswerError, UnknownName, door, nearest
from tunnistus.messages import message
from tunnistus.rules.answers import checked
from tunnistus.rules.formula import cells
from tunnistus.rules.model import Book, Cell, Fact, Value
from tunnistus.rules.orders import orders_of
from tunnistus.rules.relations import Group, relations_of
from tunnistus.shipping import source
from tunnistus.testing.strategies import tests_of

__all__ = ["population"]

OPEN_SHARE: Final = 1 / 3
ROUNDING: Final = 1e-9
Shares = Mapping[Any, float]


@door
def population(
    n: int, seed: int, *, rules: str | Sequence[str], as_of: date, marginals: Mapping[str, Shares] | None = None, book: Book | None = None
) -> Any:
    """Return a ``pyarrow.Table`` of invented people for :mod:`tunnistus.columns`, a row each; the same seed gives the same table.

    They can exist: their answers can all be true on ``as_of``. **They are invented, and estimate nothing**: neither how common anything is,
    nor what goes together with what. Facts are drawn apart from each other but for what relations rule out.

    Args:
        rules: as of :func:`tunnistus.columns.plan`: whose facts are drawn. Derived facts are left to be derived, and judgements are left
            out unless ``marginals`` names them.
        marginals: of a fact the shares of its values, and of ``None`` for open: ``{"in_finland": {True: 0.8, False: 0.1, None: 0.1}}``.
            What is lacking to 1 is open as well. By default a third is open, and the values that rules tell apart share the rest. A fact in
            relations keeps its shares as far as the facts drawn before it leave them: those with ``marginals`` are drawn first.

    Raises:
        UnknownName: no such rule or topic, or marginals of a fact that has no column.
        AnswerError: shares of a value that the fact does not have, or that are negative or more than 1 together.

    >>> from datetime import date
    >>> from tunnistus import testing
    >>> shares = {"documents_withheld": {True: 0.1, None: 0.9}}
    >>> table = testing.population(1_000, 1, rules="next_step", as_of=date(2026, 11, 24), marginals=shares)
    >>> table.num_rows, table["documents_withheld"].null_count > 800
    (1000, True)
    """
    book, wanted = book or source.book(), marginals or {}
    columns = {f.name: f.type for f in schema(rules, book=book) if not book.facts[f.name].derived}
    names = [name for name in columns if name in wanted or not book.facts[name].judgement]
    for name in wanted:
        if name not in names:
            raise UnknownName(message("There is no such column."), where=name, todo=nearest(name, names))
    drawn = _Drawn(book, n, seed, {name: _shares(book, book.facts[name], wanted.get(name), as_of) for name in names})
    codes = drawn.codes([name for name in names if name in wanted] + [name for name in names if name not in wanted])
    table = pa.table({name: pa.array([*drawn.values[name][0], None], _plain(columns[name])).take(pa.array(codes[name])) for name in names})
    table = pa.table({name: table.column(name).cast(columns[name]) for name in names})
    return _existing(book, rules, as_of, table)


def _plain(kind: Any) -> Any:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _shares(book: Book, fact: Fact, given: Shares | None, as_of: date) -> tuple[list[Value], list[float]]:
    """The values of a fact with their shares; what is lacking to 1 is open."""
    if given is None:
        groups: list[tuple[Cell, ...]] = tests_of(book).get(fact.id, [])
        values = [v for v in cells(fact, groups) if not (fact.past and isinstance(v, date) and v > as_of)]
        return values, [(1 - OPEN_SHARE) / len(values)] * len(values)
    if not isinstance(given, Mapping) or not all(isinstance(share, int | float) for share in given.values()):
        raise AnswerError(message("These are not shares."), where=fact.id, todo=message("Give a number for each value, in a dictionary."))
    if min(given.values(), default=0) < 0 or sum(given.values()) > 1 + ROUNDING:
        raise AnswerError(
            message("These are not shares."), where=fact.id, todo=message("Give numbers of at least 0 that add up to at most 1.")
        )
    known = {checked(fact, value): share for value, share in given.items() if value is not None}
    if fact.past and any(isinstance(value, date) and value > as_of for value in known):
        raise AnswerError(message("The day is after the day of deciding"), where=fact.id, todo=message("Correct one of them."))
    return list(known), list(known.values())


class _Drawn:
    """Draws, of each fact as numbers of its values; the number after the last is open."""

    def __init__(self, book: Book, rows: int, seed: int, values: Mapping[str, tuple[list[Value], list[float]]]) -> None:
        self.relations, self.rows, self.seed, self.values = relations_of(book), rows, seed, values

    def codes(self, names: Sequence[str]) -> dict[str, Array]:
        found: dict[str, Array] = {}
        for name in names:
            group = self.relations.of.get(name)
            before = [other for other in found if group and other in group.names]
            found[name] = self._beside(name, group, {other: found[other] for other in before}) if group and before else self._alone(name)
        return found

    def _dice(self, name: str) -> Array:
        """A number from 0 to 1 for each row, the same whatever else is drawn."""
        return np.random.Generator(np.random.PCG64([self.seed, zlib.crc32(name.encode())])).random(self.rows)

    def _alone(self, name: str) -> Array:
        return np.searchsorted(np.cumsum(self.values[name][1]), self._dice(name), "right")

    def _beside(self, name: str, group: Group, before: Mapping[str, Array]) -> Array:
        """Draw among the values that can stand beside what was drawn of the same group, once for each combination of it."""
        values, shares = self.values[name]
        wide = np.stack([codes.astype(np.uint8) for codes in before.values()], 1)
        first, back = distinct(wide)
        dice, found = self._dice(name), np.empty(self.rows, np.int64)
        order = np.argsort(back, kind="stable")
        for row, rows in zip(first.tolist(), np.split(order, np.flatnonzero(np.diff(back[order])) + 1), strict=self.rows > 0):
            known = {n: self.values[n][0][codes[row]] for n, codes in before.items() if codes[row] < len(self.values[n][0])}
            left = [share if group.narrowed({**known, name: value}) else 0.0 for value, share in zip(values, shares, strict=True)]
            scale = sum(shares) / sum(left) if sum(left) else 0.0
            found[rows] = np.searchsorted(np.cumsum([share * scale for share in left]), dice[rows], "right")
        return found


def _existing(book: Book, rules: str | Sequence[str], as_of: date, table: Any) -> Any:
    """Leave open what cannot be true together with what follows from days, or days that cannot follow each other so: those days."""
    judged = {name: (fact.judgement.who[0], as_of) for name in table.column_names if (fact := book.facts[name]).judgement}
    made = plan(rules, as_of=as_of, judged=judged, book=book)
    assert isinstance(made, Plan)
    (batch,) = table.combine_chunks().to_batches() or [pa.RecordBatch.from_pylist([], table.schema)]
    refused = pa.array(made.sources(batch)[1])
    sources = {i for fact in book.facts.values() if fact.derived for i in fact.derived.inputs}.union(*orders_of(book))
    for n, name in enumerate(table.column_names):
        if name in sources and book.facts[name].type in ("date", "number"):
            column = pc.if_else(refused, pa.scalar(None, table.field(n).type), batch.column(n))
            table = table.set_column(n, table.field(n), column)
    return table
