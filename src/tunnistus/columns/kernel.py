"""Rules made ready for columns of Arrow, which they decide as they lie in memory, 64 people an operation."""

from __future__ import annotations

import itertools
import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property, reduce
from operator import and_
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tunnistus.columns.bits import ALL, Array, Call, Pair, array_of, block_for, calls, run, space, words_for
from tunnistus.columns.circuit import Straight
from tunnistus.columns.intake import Absent, RowsError, Source, read, whole_days
from tunnistus.columns.outputs import Outputs
from tunnistus.columns.pieces import DerivedColumns, in_pieces, sweep
from tunnistus.columns.vectors import DAY, MARK, Columns, closure, complete, leave_impossible_open
from tunnistus.columns.walks import Walked
from tunnistus.deciding.reads import facts_of
from tunnistus.errors import AnswerError, JudgementError, TunnistusError, UnknownName, door, nearest
from tunnistus.explaining.danger import telling, unread
from tunnistus.messages import message
from tunnistus.rules.derive import DATES
from tunnistus.rules.formula import Formula
from tunnistus.rules.model import Book, Cell, Const, Test
from tunnistus.rules.orders import orders_of
from tunnistus.rules.relations import relations_of
from tunnistus.rules.truth import FALSE, TRUE

__all__ = ["ADDED", "Deciding", "Judges", "Plan", "Refused", "joined", "noted", "reader", "rows"]

Judges = Mapping[str, tuple[str, date]]
REFUSED: Final = b"tunnistus.refused"  # in the metadata of a result
ADDED: Final = ("tunnistus.file", "tunnistus.row", "tunnistus.reasons")  # columns of rows that were set aside; no answers
AT_ONCE: Final = 1 << 20  # rows up to which small batches are decided together: each has costs of its own
_MARKS: Final = ("MAYBE", "DECLINED")
_SHOWN: Final = frozenset({"batch", "book", "check", "days", "decide", "exact", "judged", "keep", "reading", "receipt", "schema", "stream"})


@attrs.frozen
class Refused:
    """How many rows hold answers that cannot all be true, and in how many of them danger is not excluded."""

    rows: int = 0
    danger: int = 0

    @classmethod
    def of(cls, schemas: Iterable[Any]) -> Refused:
        """Return the sum of what the metadata of parts of a result tell."""
        told = [json.loads(text) for schema in schemas if (text := (schema.metadata or {}).get(REFUSED))]
        return cls(sum(each["rows"] for each in told), sum(each["danger"] for each in told))


def noted(told: Any, refused: Refused) -> Any:
    """Return a result with the number of its refused rows in its metadata, or none where there are none."""
    kept = dict(told.schema.metadata or {})
    if kept.pop(REFUSED, None) is None and not refused.rows:
        return told
    return told.replace_schema_metadata({**kept, **({REFUSED: json.dumps(attrs.asdict(refused))} if refused.rows else {})})


class Deciding(ABC):
    """What goes through tables batch by batch."""

    danger: Plan | None

    def __dir__(self) -> list[str]:
        return [name for name in object.__dir__(self) if name.startswith("_") or name in _SHOWN]

    @abstractmethod
    def check(self, names: Sequence[str]) -> None:
        """Refuse names of columns: one that is not known, one that stands there twice, judgements without who made them."""

    @abstractmethod
    def reads(self, names: Sequence[str]) -> list[str]:
        """Those of some columns that are read by the rules, or kept."""

    def needed(self, names: Sequence[str]) -> list[str]:
        """Those of some columns that are read: by the rules, and to tell danger in rows that are refused."""
        own = self.reads(names)
        return [*own, *(name for name in (self.danger.reads(names) if self.danger else ()) if name not in own)]

    @abstractmethod
    def each(self, batch: Any, function: Callable[[Plan, Any], Any]) -> Any:
        """Return what a function gives for the rows of a ``pyarrow.RecordBatch`` that was checked, in their order, as another."""

    def batch(self, batch: Any) -> Any:
        """Decide one ``pyarrow.RecordBatch`` that was checked."""
        return self.counting(batch, self.each(batch, Plan.truths))

    def counting(self, batch: Any, told: Any) -> Any:
        """Return the result of a batch; where rows are refused, with their number and how many may be of people in danger."""
        refused = told.column("refused") if self.danger and "refused" in told.schema.names else None
        if refused is None or not refused.true_count:
            return told
        return noted(told, Refused(refused.true_count, self.in_danger(batch, refused)))

    def in_danger(self, batch: Any, which: Any) -> int:
        """Return in how many of some rows danger is not excluded, by what can be read of them."""
        rows, plan = int(which.true_count), self.danger
        wanted = [n for n in batch.schema.names if plan and n.removesuffix(MARK) in plan.reading]
        if not plan or not wanted:
            return rows if plan else 0
        try:
            told = plan.each(batch.select(wanted).filter(which), Plan.truths)
        except TunnistusError:  # what cannot be read excludes nothing
            return rows
        names = [output.column for output in plan.made.outputs if output.part in ("due", "option", "reached")]
        open_or_so = [pc.fill_null(told.column(name), True).to_numpy(zero_copy_only=False) for name in names]
        return int(np.logical_or.reduce(open_or_so).sum())

    @door
    @telling(lambda self, *_: unread(self.book))
    def decide(self, data: Any) -> Any:
        """Decide for every row; returns a ``pyarrow.Table`` in the order of the rows.

        Args:
            data: a table, data frame or relation that offers the Arrow interface (``__arrow_c_stream__``): pyarrow, Polars, pandas, DuckDB.

        Raises:
            UnknownName: a column that is neither a fact nor kept.
            AnswerError: a column of the wrong type, or a value outside the domain.
            JudgementError: a column of judgements without who made them.
        """
        source_ = reader(data)
        self.check(source_.schema.names)
        batches = [self.batch(batch) for batch in joined(source_, self.needed(source_.schema.names))]
        table = pa.Table.from_batches(batches or [self.batch(pa.RecordBatch.from_pylist([], source_.schema))])
        return noted(table, Refused.of(each.schema for each in batches))

    @door
    @telling(lambda self, *_: unread(self.book))
    def stream(self, data: Any) -> Iterator[Any]:
        """Decide batch by batch, for data larger than memory; yields ``pyarrow.RecordBatch``, each as long as the batch read."""
        source_ = reader(data)
        self.check(source_.schema.names)
        for batch in source_:
            yield self.batch(batch)


@attrs.frozen(eq=False)
class Plan(Deciding):
    """Rules made ready for columns, for one set of dates. Make it with :func:`tunnistus.columns.plan`; it serves any number of tables.

    Attributes:
        made: the rules as formulas; ``made.facts`` are the columns that are read, with what derived facts read.
        plain: the numbers of the formulas of the circuit, in the order of its roots.
        formulas: the same formulas as the circuit has them.
        line: the circuit: Kleene logic, which leaves nothing open of most formulas that is certain.
        walks: the other formulas on decision diagrams.
        tells_force: whether the result has a column ``RULE.in_force``, where rows of other plans stand beside.
        danger: the rules on danger, by which refused rows are counted; none where the rule data have none.
    """

    book: Book = attrs.field(repr=False)
    made: Outputs = attrs.field(repr=lambda made: ", ".join(r.id for r in made.rules))
    exact: bool
    keep: tuple[str, ...]
    judged: Judges = attrs.field(repr=False)
    plain: tuple[int, ...] = attrs.field(repr=False)
    formulas: tuple[Formula, ...] = attrs.field(repr=False)
    line: Straight = attrs.field(repr=False)
    walks: tuple[Walked, ...] = attrs.field(repr=False)
    tells_force: bool = False
    danger: Plan | None = attrs.field(default=None, repr=False)

    @cached_property
    def different(self) -> dict[tuple[tuple[int, ...], int], int]:
        """The different outputs, by their formulas and that of the scope: equal ones are computed once."""
        return {each: n for n, each in enumerate(dict.fromkeys(zip(self.made.roots, self.made.scopes, strict=True)))}

    @property
    def places(self) -> list[int]:
        """For every output its number among the different ones."""
        return [self.different[each] for each in zip(self.made.roots, self.made.scopes, strict=True)]

    @cached_property
    def steps(self) -> list[Call]:
        """The circuit as calls of NumPy."""
        return calls(self.line)

    @cached_property
    def reading(self) -> tuple[str, ...]:
        """The facts that are tested, and what they are derived from."""
        return closure(self.book, self.made.facts)

    @cached_property
    def unrelated(self) -> bool:
        """Whether none of the facts that are read stands in relations."""
        return relations_of(self.book).names.isdisjoint(self.reading)

    @cached_property
    def derived(self) -> DerivedColumns:
        """What is derived of the facts that are tested."""
        return DerivedColumns.of(self.book, self.made.facts)

    @cached_property
    def refusing(self) -> bool:
        """Whether answers that cannot be true can stand in a row: some version of a rule reads facts that stand in relations, derived
        ones, which may be answered directly as well, or days that cannot lie ahead or stand in an order.
        """
        facts = self.book.facts
        either = relations_of(self.book).names | {n for n, f in facts.items() if f.derived or f.past}
        either |= {name for order in orders_of(self.book) for name in order}
        return any(not either.isdisjoint(facts_of(self.book, rule)) for rule in self.made.rules)

    @cached_property
    def tests(self) -> dict[str, list[tuple[Cell, ...]]]:
        """The facts that are tested, with the cells of each test."""
        tests: dict[str, dict[tuple[Cell, ...], None]] = {name: {} for name in self.made.facts}
        asked = [(item.fact, item.cells) for item in self.line.leaves if isinstance(item, Test)]
        for name, cells in itertools.chain(asked, *(walked.walk.tests for walked in self.walks)):
            tests.setdefault(name, {})[cells] = None
        return {name: [*cells] for name, cells in tests.items()}

    @cached_property
    def direct(self) -> dict[int, int]:
        """Formulas of the circuit that are an output as they are, with its number."""
        return {r[0]: n for (r, scope), n in self.different.items() if scope < 0 and len(r) == 1 and r[0] in self.plain}

    @cached_property
    def later(self) -> tuple[int, ...]:
        """Formulas that are looked at again after a block: walked and weak ones, those of several versions and of rules with a scope."""
        late = [roots if scope < 0 else (*roots, scope) for roots, scope in self.different if len(roots) > 1 or scope >= 0]
        return tuple(dict.fromkeys([*self.weak, *itertools.chain(*(walked.true for walked in self.walks), *late)]))

    @cached_property
    def weak(self) -> dict[int, tuple[str, ...]]:
        """Formulas of the circuit that may stay open although they are certain, as long as one of these facts is open."""
        each = zip(self.plain, self.formulas, strict=True)
        return {n: (*formula.entangled, *formula.related) for n, formula in each if formula.weak}

    @cached_property
    def unsure(self) -> frozenset[str]:
        """The rules that are not exact for everybody by their form alone."""
        return frozenset(rule for rule, roots in self.made.inexact.items() if any(r in self.weak for r in roots))

    @cached_property
    def schema(self) -> Any:
        """The columns of the result after those that are kept."""
        fields = [pa.field(output.column, pa.bool_()) for output in self.made.outputs]
        fields += [pa.field(f"{rule.id}.exact", pa.bool_()) for rule in self.made.rules]
        fields += [pa.field(f"{rule.id}.in_force", pa.bool_()) for rule in self.made.rules if self.tells_force]
        fields += [pa.field("refused", pa.bool_())] if self.refusing else []
        return pa.schema(fields, {"tunnistus": json.dumps(self.receipt, sort_keys=True)})

    @property
    def force(self) -> dict[str, bool | None]:
        """What ``RULE.in_force`` tells: null when the dates touch versions of both kinds."""
        found = self.made.in_force.items() if self.tells_force else ()
        return {rule: force[0] if len(set(force)) == 1 else None for rule, force in found}

    @property
    def receipt(self) -> dict[str, Any]:
        """What the result rests on; it stands in the metadata of every table, and holds nothing about a person."""
        dates = {name: day.isoformat() for name, day in attrs.asdict(self.made.dates).items() if day}
        force = {rule: sorted(set(found)) for rule, found in self.made.in_force.items()}
        return {"data": self.book.digest, **dates, "exact": self.exact, "in_force": force}

    def check(self, names: Sequence[str]) -> None:
        for name, count in Counter(names).items():
            fact = name.removesuffix(MARK)
            if count > 1:
                raise AnswerError(message("The column is there twice."), where=name, todo=message("Leave one of them out."))
            if fact not in self.book.facts:
                if name in self.keep or name in ADDED:
                    continue
                todo = nearest(name, self.book.facts) or message("Leave it out, or name it under keep to have it in the result as it is.")
                raise UnknownName(message("There is no such fact."), where=name, todo=todo)
            judgement = self.book.facts[fact].judgement
            if judgement and name == fact and fact not in self.judged:
                todo = message(
                    "Give {example}; the judgement is made by: {names}.",
                    example="judged={fact: (who, day)}",
                    names=", ".join(judgement.who),
                )
                raise JudgementError(message("This is a judgement: it must be said who made it and when."), where=name, todo=todo)
        for name, count in Counter([*self.keep, *self.schema.names]).items():
            if count > 1:
                raise AnswerError(
                    message("The result would have two columns of this name."),
                    where=name,
                    todo=message("Keep it under another name, or keep it only once."),
                )
            if name in self.keep and name not in names:
                raise UnknownName(message("There is no such column to keep."), where=name, todo=nearest(name, names))

    def reads(self, names: Sequence[str]) -> list[str]:
        """What the rules test of some columns, what that is derived from, marks, and what is kept."""
        wanted = {*self.reading, *self.keep}
        return [name for name in names if name in wanted or name.removesuffix(MARK) in wanted] or [*names[:1]]

    def each(self, batch: Any, function: Callable[[Plan, Any], Any]) -> Any:
        return function(self, batch)

    def truths(self, batch: Any) -> Any:
        """Decide a batch on dates that are those of the plan."""
        rows = batch.num_rows
        sources, refused = self.sources(batch)
        planes, exact = self.planes(sources, rows)
        columns = [batch.column(name) for name in self.keep]
        made = [array_of(rows, valid, data) for data, valid in planes]
        columns += [made[n] for n in self.places]
        columns += [array_of(rows, None, exact[rule.id]) for rule in self.made.rules]
        columns += [pa.repeat(pa.scalar(force, pa.bool_()), rows) for force in self.force.values()]
        nobody = np.zeros(words_for(rows), np.uint64)
        columns += [pa.array(refused) if refused.any() else array_of(rows, None, nobody)] if self.refusing else []
        return pa.RecordBatch.from_arrays(columns, schema=self._schema(batch.schema))

    def _schema(self, given: Any) -> Any:
        kept = [given.field(name) for name in self.keep]
        return pa.schema([*kept, *self.schema], self.schema.metadata) if kept else self.schema

    # -- answers -------------------------------------------------------------------------------------------------

    def columns(self, batch: Any) -> tuple[Columns, Mapping[str, Source]]:
        """The answers of a batch that the rules read, derived facts included, and their bit planes."""
        columns = self.answered(batch)
        leave_impossible_open(self.book, columns)
        return columns, self._whole(columns)[0]

    def sources(self, batch: Any) -> tuple[Mapping[str, Source], Array]:
        """The bit planes of the facts that are tested or stand in relations with them, and which rows hold answers that cannot be true:
        a flag for each row, or one ``False`` for all.

        A fault is looked for again in whole columns: its message counts the rows.
        """
        columns = self.answered(batch)
        impossible = leave_impossible_open(self.book, columns)
        if self.unrelated and in_pieces(self.book, self.reading, columns):
            with suppress(AnswerError):
                found = sweep(self.book, self.tests, self.derived, columns)
                return {name: found.get(name, Absent()) for name in self.made.facts}, impossible
        sources, refused = self._whole(columns)
        return sources, refused | impossible

    def _whole(self, columns: Columns) -> tuple[Mapping[str, Source], Array]:
        facts = self.book.facts
        given = dict(columns.values)
        sources = {name: read(facts[name], column) for name, column in given.items()}
        refused = complete(self.book, self.reading, columns)
        for name, column in columns.values.items():
            if column is not given.get(name):
                sources[name] = read(facts[name], column, checked=True)
        return {name: sources.get(name, Absent()) for name in self.reading}, refused

    def answered(self, batch: Any) -> Columns:
        days = {day: batch.column(DAY + day) for day in DATES if DAY + day in batch.schema.names}
        columns = Columns(batch.num_rows, self.made.dates, days=days)
        for name in self.reading:
            place = batch.schema.get_field_index(name)
            if place >= 0 and self.counts(name):
                column = batch.column(place)
                columns.values[name] = whole_days(name, column) if self.book.facts[name].type == "date" else column
            marks = batch.schema.get_field_index(name + MARK)
            if marks >= 0:
                columns.marks[name] = _marks(name, batch.column(marks), columns.values.get(name))
        return columns

    def counts(self, name: str) -> bool:
        """Whether the fact is no judgement, or was judged by a decider."""
        judgement = self.book.facts[name].judgement
        return judgement is None or (name in self.judged and self.judged[name][0] in judgement.who)

    # -- deciding ------------------------------------------------------------------------------------------------

    def planes(self, sources: Mapping[str, Source], rows: int) -> tuple[Array, dict[str, Array]]:
        """Decide on bit planes.

        Returns:
            For every different output (see :attr:`places`) its values and which are known, of the shape (different outputs, 2, words); and
            for every rule the people for whom it is exact, as words.
        """
        total = words_for(rows)
        out = space(len(self.different), 2, total)
        everybody = np.full(total, ALL)
        exact = {rule.id: everybody.copy() if rule.id in self.unsure else everybody for rule in self.made.rules}
        block = block_for(total)
        room, straight = space(self.line.planes, block), frozenset(self.direct.values())
        kept = {r: space(2, block) for r in self.later}
        for start in range(0, total, block):
            words = min(block, total - start)
            here = slice(start, start + words)

            def take(root: int, pair: Pair, here: slice = here, words: int = words) -> None:
                n = self.plain[root]
                if n in kept:
                    kept[n][0, :words], kept[n][1, :words] = pair
                if n in self.direct:
                    _known(pair, out[self.direct[n]][:, here])

            def load(leaf: int, words: int, out: Pair, start: int = start) -> Pair:
                return _leaf(self.line.leaves[leaf], sources, start, words, out)

            run(self.steps, words, load, take, room)
            pairs = {r: planes[:, :words] for r, planes in kept.items()}
            self._walk(pairs, sources, start, words)
            past = {n: self._past(n, pairs[n], sources, start, words) for n in self.weak}
            for rule, roots in self.made.inexact.items():
                for n in (n for n in roots if n in past):
                    exact[rule][here] &= ~past[n]
            for each, n in self.different.items():
                if n not in straight:
                    _known(_of_versions(*each, pairs, past), out[n][:, here])
        return out, exact

    def _walk(self, pairs: Mapping[int, Array], sources: Mapping[str, Source], start: int, words: int) -> None:
        """Put in what the diagrams tell of some words of rows, in parts that stay in the cache."""
        for walked in self.walks:
            for at in range(0, words, walked.walk.words):
                few = min(walked.walk.words, words - at)
                come = walked.walk.run(sources, start + at, few)
                for n, true in walked.true.items():
                    for plane, ends in zip(pairs[n], (~true, true), strict=True):
                        np.invert(come(ends), plane[at : at + few])

    def _past(self, n: int, pair: Array, sources: Mapping[str, Source], start: int, words: int) -> Array:
        """The rows in which a weak formula may be open although it is certain; without diagrams all in which it is open."""
        open_ = ~(pair[0] | pair[1])
        if not self.exact:
            return open_
        return open_ & np.bitwise_or.reduce([sources.get(name, Absent()).open(start, words) for name in self.weak[n]])


def _of_versions(roots: Sequence[int], scope: int, pairs: Mapping[int, Array], past: Mapping[int, Array]) -> Pair:
    """The planes of an output: what holds in all versions; of whom a rule does not concern, for certain or perhaps, nothing is true."""
    true, false = reduce(and_, [pairs[root] for root in roots])
    if scope < 0:
        return true, false
    outside = pairs[scope][1]
    return true & ~(outside | past[scope] if scope in past else outside), false | outside


def _leaf(item: Test | Const, sources: Mapping[str, Source], start: int, words: int, out: Pair) -> Pair:
    if isinstance(item, Test):
        return sources[item.fact].planes(item.cells, start, words, out)
    for plane, truth in zip(out, (TRUE, FALSE), strict=True):
        plane[:] = ALL if item.truth == truth else 0
    return out


def _known(pair: Pair, out: Array) -> None:
    """Turn surely true and surely false into values and which of them are known; what is both is no answer."""
    np.bitwise_xor(*pair, out[1])
    out[0] = pair[0]


def _marks(name: str, column: Any, values: Any) -> Any:
    plain = column.cast(pa.string())
    known = plain.is_valid().to_numpy(False)
    strange = np.flatnonzero(known & ~pc.is_in(plain, pa.array(_MARKS)).to_numpy(False))
    if strange.size:
        todo = message("It takes one of: {members}, or null.", members=", ".join(_MARKS))
        raise RowsError.of(message("This is not a mark"), strange, code="not-a-mark", where=name + MARK, todo=todo)
    both = np.flatnonzero(known & values.is_valid().to_numpy(False)) if values is not None else strange
    if both.size:
        what = message("A row has both a value and a mark")
        todo = message("Leave one of them out.")
        raise RowsError.of(what, both, code="value-and-mark", where=name + MARK, todo=todo)
    return plain


def rows(data: Any) -> int | None:
    """Return how many rows data have, where they tell it without being read."""
    if isinstance(data, pa.Table | pa.RecordBatch):
        return int(data.num_rows)
    frame = type(data).__module__.split(".")[0] in ("pandas", "polars") and hasattr(data, "shape")
    return int(data.shape[0]) if frame else None


@door
def reader(data: Any) -> Any:
    """Read anything that offers the Arrow interface as a ``pyarrow.RecordBatchReader``; a lazy frame of Polars is collected.

    Raises:
        AnswerError: it is no table, or what gives it raises something, also later: whose text, which may hold answers, is not told.

    >>> import pyarrow as pa
    >>> from tunnistus import columns
    >>> columns.reader(pa.table({"in_finland": [True]})).schema.names
    ['in_finland']
    """
    given = _foreign(lambda: _opened(data))
    if given is None:
        raise AnswerError(
            message("This is not a table."),
            where="data",
            todo=message(
                "Give a table of pyarrow, Polars, pandas or DuckDB. Collect a lazy frame of any other library first. For dicts use assess."
            ),
        )
    return pa.RecordBatchReader.from_batches(given.schema, _batches(given))


def joined(batches: Iterable[Any], names: Sequence[str], most: int = AT_ONCE) -> Iterator[Any]:
    """Yield some columns of batches in their order, small ones put together to up to ``most`` rows; empty ones are left out."""
    held: list[Any] = []
    for batch in (each.select(names) for each in batches if each.num_rows):
        if held and sum(each.num_rows for each in held) + batch.num_rows > most:
            yield from _as_one(held)
            held = []
        held.append(batch)
    yield from _as_one(held)


def _as_one(batches: Sequence[Any]) -> Sequence[Any]:
    if len(batches) < 2:
        return batches
    with suppress(pa.ArrowException):  # dictionaries of more members than their numbers can tell apart
        columns = [_in_one(column) for column in pa.Table.from_batches(batches).columns]
        return [pa.RecordBatch.from_arrays(columns, schema=batches[0].schema)]
    return batches


def _in_one(column: Any) -> Any:
    """A column in one piece; Arrow would make the numbers of a dictionary anew even where all pieces have the same."""
    if not pa.types.is_dictionary(column.type):
        return pa.concat_arrays(column.chunks)
    first, *others = (chunk.dictionary for chunk in column.chunks)
    if not all(first.equals(other) for other in others):
        return pa.concat_arrays(column.chunks)
    return pa.DictionaryArray.from_arrays(
        pa.concat_arrays([c.indices for c in column.chunks]), first, ordered=column.type.ordered, safe=False
    )


def _opened(data: Any) -> Any:
    if isinstance(data, pa.RecordBatch):
        data = pa.Table.from_batches([data])
    if isinstance(data, pa.Table):
        data = data.to_reader()
    if isinstance(data, pa.RecordBatchReader):
        return data
    if type(data).__module__.startswith("polars.") and hasattr(data, "collect"):
        data = data.collect()
    return pa.RecordBatchReader.from_stream(data) if hasattr(data, "__arrow_c_stream__") else None


def _batches(given: Any) -> Iterator[Any]:
    batches = iter(given)
    while (batch := _foreign(lambda: next(batches, None))) is not None:
        yield batch


def _foreign(work: Callable[[], Any]) -> Any:
    """Return what is made by what somebody else gave. Raises :class:`AnswerError` in place of what it raises."""
    try:
        return work()
    except (TunnistusError, MemoryError):
        raise
    except Exception:
        problem = AnswerError(
            message("The table cannot be read: what gives it has failed."), where="data", todo=message("Read it by itself to see why.")
        )
    raise problem
