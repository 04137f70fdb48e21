"""Tables of invented people who can exist. Nobody is behind a row, and no share is an estimate of anything. Also needs ``columns``."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tunnistus.columns import Plan, plan, schema
from tunnistus.columns.bits import Array, distinct, unpack
from tunnistus.columns.following import narrowed
from tunnistus.columns.intake import Source, read
from tunnistus.errors import AnswerError, TunnistusError, UnknownName, door, nearest
from tunnistus.messages import message
from tunnistus.rules.answers import checked
from tunnistus.rules.formula import cells
from tunnistus.rules.model import Book, Cell, Fact, Value
from tunnistus.rules.orders import orders_of
from tunnistus.rules.relations import Group, relations_of
from tunnistus.shipping import source
from tunnistus.testing.borders import compared
from tunnistus.testing.together import Joint, Outcomes, Row, inputs_of, reaching, rows_of, sum_of
from tunnistus.writing import whole

__all__ = ["population", "write_population"]

PIECE: Final = 1 << 15  # people drawn at a time
OPEN_SHARE: Final = 1 / 3
ROUNDING: Final = 1e-9
Shares = Mapping[Any, float]


@door
def population(
    n: int, seed: int, *, rules: str | Sequence[str], as_of: date, marginals: Mapping[str, Shares] | None = None, joint: Joint = (),
    outcomes: Outcomes = 0.0, book: Book | None = None,
) -> Any:  # fmt: skip
    """Return a ``pyarrow.Table`` of invented people for :mod:`tunnistus.columns`, a row each; the same seed gives the same table.

    They can exist: their answers can all be true on ``as_of``. **They are invented, and estimate nothing**: neither how common anything is,
    nor what goes together with what. Facts are drawn apart from each other but for what relations rule out, and what ``joint`` and
    ``outcomes`` put together. The metadata of the table say so, under ``tunnistus.invented``, with the outcomes that nobody has.

    Args:
        rules: as of :func:`tunnistus.columns.plan`: whose facts are drawn. Derived facts are left to be derived, and judgements are left
            out unless one of the three below names them.
        marginals: of a fact the shares of its values, and of ``None`` for open: ``{"in_finland": {True: 0.8, False: 0.1, None: 0.1}}``.
            What is lacking to 1 is open as well. By default a third is open, and the values that rules tell apart share the rest. A fact in
            relations keeps its shares as far as the facts drawn before it leave them: those with ``marginals`` are drawn first.
        joint: rows of answers that go together, each with its share of the people: ``[(0.2, {"in_finland": True, "asked_at_border":
            None})]``. ``None`` is open. What a row does not name, and whoever is in no row, is drawn as without it.
        outcomes: the share of people who have an outcome for certain, by columns of the result: ``{"permit.52a1.due.temporary": 0.1}``;
            or one share, which all outcomes of the rules have together, each as much. Their answers are paths of the rule's diagram, up to
            eight for each outcome; they may name judgements, and derived facts in the place of what these follow from.

    Raises:
        UnknownName: no such rule or topic, shares of a fact that has no column or of a column that the result does not have.
        AnswerError: ``n`` or ``seed`` is negative; shares of a value that the fact does not have, or that are negative or more than 1
            together; a row whose answers cannot all be true; an outcome that is named and that nobody can have.
        LimitError: a rule is too entangled to find people for its outcomes.

    >>> from datetime import date
    >>> from tunnistus import testing
    >>> shares = {"documents_withheld": {True: 0.1, None: 0.9}}
    >>> table = testing.population(1_000, 1, rules="next_step", as_of=date(2026, 11, 24), marginals=shares)
    >>> table.num_rows, table["documents_withheld"].null_count > 800
    (1000, True)
    """
    _none_below(n=n, seed=seed)
    made = _Inventing.of(book or source.book(), seed, rules, as_of, marginals or {}, joint, outcomes)
    return pa.Table.from_batches([made.batch(start, min(PIECE, n - start)) for start in range(0, n, PIECE)], made.schema)


@door
def write_population(
    directory: str | Path, *, n: int, seed: int, rules: str | Sequence[str], as_of: date,
    marginals: Mapping[str, Shares] | None = None, joint: Joint = (), outcomes: Outcomes = 0.0, book: Book | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Path:  # fmt: skip
    """Write invented people into a Parquet file, for more of them than memory holds, and return its path.

    The file has the rows of :func:`population`. It is named ``invented-SEED-N.parquet``, so that nobody takes it for a register, and the
    same arguments give the same bytes. It gets its name when it is whole.

    Args:
        directory: is made where it is missing.
        n: how many people.
        seed: another one gives other people.
        progress: is told, after each piece, how many people are written and of how many. All others as of :func:`population`.

    It is an error when the file is there already or cannot be written, and whatever is one of :func:`population`.

    >>> from datetime import date
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     write_population(place, n=3, seed=1, rules="permit.52a1", as_of=date(2026, 11, 24)).name
    'invented-1-3.parquet'
    """
    _none_below(n=n, seed=seed)
    made = _Inventing.of(book or source.book(), seed, rules, as_of, marginals or {}, joint, outcomes)
    path = Path(directory) / f"invented-{seed}-{n}.parquet"
    if path.exists():
        raise TunnistusError(message("The file is there already."), where=path.name, todo=message("Remove it, or name another directory."))
    with whole(path) as file, pq.ParquetWriter(file, made.schema) as writer:
        for start in range(0, n, PIECE):
            rows = min(PIECE, n - start)
            writer.write_batch(made.batch(start, rows))
            if progress:
                progress(start + rows, n)
    return path


def _none_below(**numbers: int) -> None:
    for name, number in numbers.items():
        if number < 0:
            todo = message("It takes a whole number of at least {low}.", low=0)
            raise AnswerError(message("This number is too small."), where=name, todo=todo)


@attrs.frozen
class _Inventing:
    """What is drawn, ready for any rows: people come out the same in whatever pieces they are drawn.

    Attributes:
        schema: the columns; its metadata mark the people as invented.
        order: the columns in the order in which they are drawn.
        rows: answers that go together, with their shares.
        ready: the rules, which tell who cannot exist.
    """

    book: Book
    seed: int
    schema: Any
    order: tuple[str, ...]
    shares: Mapping[str, tuple[list[Value], list[float]]]
    rows: Sequence[Row]
    ready: Plan

    @classmethod
    def of(
        cls, book: Book, seed: int, rules: str | Sequence[str], as_of: date, marginals: Mapping[str, Shares], joint: Joint,
        outcomes: Outcomes,
    ) -> _Inventing:  # fmt: skip
        every = schema(rules, book=book)
        rows = rows_of(book, joint, every.names, as_of)
        sum_of(rows, "joint")
        more, unreached = reaching(book, rules, outcomes, as_of) if outcomes else ([], ())
        rows += more
        sum_of(rows, "joint, outcomes")
        fixed = {name for _, row in rows for name in row}
        names = [n for n in every.names if n in fixed or (not book.facts[n].derived and (n in marginals or not book.facts[n].judgement))]
        for name in marginals:
            if name not in names or book.facts[name].derived:
                raise UnknownName(message("There is no such column."), where=name, todo=nearest(name, names))
        shares = {name: _shares(book, book.facts[name], _given(book, name, marginals), as_of) for name in names}
        for name in names:  # what only rows give has no share of its own
            known, each = shares[name]
            added = dict.fromkeys(row[name] for _, row in rows if row.get(name) is not None and row[name] not in known)
            shares[name] = [*known, *(value for value in added if value is not None)], [*each, *(0.0 for _ in added)]
        told = {"data": book.digest, "seed": seed, "as_of": as_of.isoformat(), "nobody": unreached}
        marked = pa.schema([every.field(name) for name in names], {**every.metadata, "tunnistus.invented": json.dumps(told)})
        order = (*(n for n in names if n in marginals), *(n for n in names if n not in marginals))
        judged = {name: (fact.who[0], as_of) for name in names if (fact := book.facts[name].judgement)}
        ready = plan(rules, as_of=as_of, judged=judged, book=book)
        assert isinstance(ready, Plan)
        return cls(book, seed, marked, order, shares, rows, ready)

    def batch(self, start: int, rows: int) -> Any:
        """Draw the people from a row on."""
        drawn = _Drawn(self, start, rows)
        which = np.searchsorted(np.cumsum([share for share, _ in self.rows]), drawn.dice("\0row"), "right")
        codes = {name: np.empty(rows, np.int64) for name in self.order}
        for number in np.unique(which).tolist():
            row = self.rows[number][1] if number < len(self.rows) else {}
            people = np.flatnonzero(which == number)
            for name, found in drawn.codes(self.order, row, people).items():
                codes[name][people] = found
        return _existing(
            self,
            which,
            pa.record_batch([_column(field.type, self.shares[field.name][0], codes[field.name]) for field in self.schema], self.schema),
        )


def _given(book: Book, name: str, marginals: Mapping[str, Shares]) -> Shares | None:
    """The shares of a fact. Who judged, and what is derived, stands in rows alone unless shares name it."""
    alone = book.facts[name].derived or book.facts[name].judgement
    return marginals.get(name, {} if alone else None)


def _column(kind: Any, values: Sequence[Value], codes: Array) -> Any:
    """A column of some values by their numbers; the number after the last is open."""
    if pa.types.is_dictionary(kind):
        numbers = pa.array(codes, kind.index_type, mask=codes == len(values))
        return pa.DictionaryArray.from_arrays(numbers, pa.array(values, kind.value_type))
    return pa.array([*values, None], kind).take(pa.array(codes))


def _shares(book: Book, fact: Fact, given: Shares | None, as_of: date) -> tuple[list[Value], list[float]]:
    """The values of a fact with their shares; what is lacking to 1 is open."""
    if given is None:
        groups: list[tuple[Cell, ...]] = compared(book).get(fact.id, [])
        values = [v for v in cells(fact, groups) if not (fact.past and isinstance(v, date) and v > as_of)]
        values = values or [as_of]  # every border lies ahead: the day itself stands before them
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

    def __init__(self, made: _Inventing, start: int, rows: int) -> None:
        self.book, self.seed, self.values, self.schema = made.book, made.seed, made.shares, made.schema
        self.relations, self.start, self.rows = relations_of(made.book), start, rows
        self.drawn: dict[str, Array] = {}

    def codes(self, names: Sequence[str], row: Mapping[str, Value | None], people: Array) -> dict[str, Array]:
        """Draw for some of the people, all of whom have the answers of a row; what these follow from is open."""
        fixed = {name: None for name in inputs_of(self.book, tuple(row)) if name in names} | dict(row)
        found = {name: np.full(people.size, self._code(name, value)) for name, value in fixed.items()}
        before = {name: self._source(name, codes) for name, codes in found.items() if name in self.relations.names}
        for name in (each for each in names if each not in fixed):
            group, dice = self.relations.of.get(name), self.dice(name)[people]
            related = group is not None and not before.keys().isdisjoint(group.names)
            found[name] = self._beside(name, group, before, dice) if group and related else self._alone(name, dice)
            if group:
                before[name] = self._source(name, found[name])
        return found

    def _source(self, name: str, codes: Array) -> Source:
        return read(self.book.facts[name], _column(self.schema.field(name).type, self.values[name][0], codes))

    def _code(self, name: str, value: Value | None) -> int:
        values = self.values[name][0]
        return len(values) if value is None else values.index(value)

    def dice(self, name: str) -> Array:
        """A number from 0 to 1 for each row, the same whatever else is drawn and wherever a piece begins."""
        if name not in self.drawn:
            drawing = np.random.PCG64([self.seed, zlib.crc32(name.encode())])
            self.drawn[name] = np.random.Generator(drawing.advance(self.start)).random(self.rows)
        return self.drawn[name]

    def _alone(self, name: str, dice: Array) -> Array:
        return np.searchsorted(np.cumsum(self.values[name][1]), dice, "right") if self.values[name][0] else np.zeros(dice.size, np.int64)

    def _beside(self, name: str, group: Group, before: Mapping[str, Source], dice: Array) -> Array:
        """Draw among the values that can stand beside what was drawn of the same group."""
        part_of = {value: n for n, part in enumerate(group.alike[name]) for value in part}
        left = np.stack([unpack(way, dice.size) for way in narrowed(group, before, dice.size)[name]], 1)
        first, back = distinct(left.view(np.uint8))
        values, shares = self.values[name]
        found = np.empty(dice.size, np.int64)
        for number, row in enumerate(first.tolist()):
            people = np.flatnonzero(back == number)
            able = [share if left[row, part_of[value]] else 0.0 for value, share in zip(values, shares, strict=True)]
            scale = sum(shares) / sum(able) if sum(able) else 0.0
            found[people] = np.searchsorted(np.cumsum([share * scale for share in able]), dice[people], "right")
        return found


def _existing(made: _Inventing, which: Array, batch: Any) -> Any:
    """Leave open what cannot be true together with what follows from days, or days that cannot follow each other so: those days.

    What a row gives stays; where that is not enough, all else is open.
    """
    book = made.book
    sources = {i for fact in book.facts.values() if fact.derived for i in fact.derived.inputs}.union(*orders_of(book))
    days = {name for name in batch.schema.names if name in sources and book.facts[name].type in ("date", "number")}
    for opened in (days, set(batch.schema.names)):
        refused = np.asarray(made.ready.sources(batch)[1])
        if not refused.any():
            break
        columns = [
            _opened(made, which, column, name, refused) if name in opened else column
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
        ]
        batch = pa.record_batch(columns, batch.schema)
    return batch


def _opened(made: _Inventing, which: Array, column: Any, name: str, refused: Array) -> Any:
    given = np.array([name in row for _, row in made.rows] + [False])
    return pc.if_else(pa.array(refused & ~given[which]), pa.scalar(None, column.type), column)
