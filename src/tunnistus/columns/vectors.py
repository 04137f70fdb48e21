"""Derived facts and marks for many people: each distinct combination of inputs is derived once, some functions whole columns at a time."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial, reduce
from operator import or_
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tunnistus.columns.bits import ALL, NOBODY, Array, array_of, bits_of, cut, distinct, unpack, words_for
from tunnistus.columns.following import alone, filled, narrowed
from tunnistus.columns.intake import Absent, Days, RowsError, open_in, read
from tunnistus.discreet import discreet
from tunnistus.limits import MAX_DIGITS
from tunnistus.messages import message
from tunnistus.rules.answers import Dates, checked
from tunnistus.rules.cached import of_book
from tunnistus.rules.calendar import Length, add
from tunnistus.rules.derive import (
    BEYOND,
    DATES,
    REGISTRY,
    Counted,
    Inputs,
    apart,
    behind,
    in_domain,
    kin_of,
    limits_of,
    readers_of,
)
from tunnistus.rules.graph import reached
from tunnistus.rules.model import Book, Derived, Fact
from tunnistus.rules.orders import beside, orders_of
from tunnistus.rules.relations import Group, relations_of

__all__ = ["BY_ROW", "DAY", "MARK", "VECTORS", "Columns", "Derivation", "by_row", "closure", "complete", "derivations", "derive", "vector"]

MARK: Final = ".mark"  # ends the name of a column of marks
DAY: Final = "day."  # begins the name of a column of days of each row; no fact has a dot in its name
_TYPES: Final = {"bool": pa.bool_(), "enum": pa.string(), "number": pa.int64(), "date": pa.date32()}


@discreet
@attrs.define
class Columns:
    """What was answered about many people: fact id to Arrow array. A mark stands where the value is null.

    Attributes:
        dates: the days of all rows, but for those that stand in ``days``.
        days: of the days that differ from row to row a column each, null where it is open.
    """

    rows: int
    dates: Dates
    values: dict[str, Any] = attrs.field(factory=dict, repr=False)
    marks: dict[str, Any] = attrs.field(factory=dict, repr=False)
    days: dict[str, Any] = attrs.field(factory=dict, repr=False)

    def day(self, name: str) -> Any:
        """A day as an Arrow scalar that holds for all rows, or as a column; null where it is open."""
        return self.days[name] if name in self.days else pa.scalar(getattr(self.dates, name), pa.date32())

    def maybe(self, name: str) -> Array:
        """For whom the fact was answered MAYBE, as words."""
        marks = self.marks.get(name)
        return np.zeros(words_for(self.rows), np.uint64) if marks is None else bits_of(pc.fill_null(pc.equal(marks, "MAYBE"), False))

    def unanswered(self, name: str) -> Array:
        """For whom the fact has neither value nor mark, as words."""
        open_ = np.full(words_for(self.rows), ALL)
        for column in (self.values.get(name), self.marks.get(name)):
            if column is not None:
                open_ &= open_in(column)
        return open_

    def piece(self, names: Iterable[str], start: int, count: int) -> Columns:
        """Some rows of some columns."""
        values, marks = ({n: given[n].slice(start, count) for n in names if n in given} for given in (self.values, self.marks))
        return Columns(count, self.dates, values, marks, {n: day.slice(start, count) for n, day in self.days.items()})


class ContradictedRows(Exception):
    """In some rows a direct answer contradicts what follows from the inputs of the derived fact: the facts, and the numbers of the rows."""

    def __init__(self, facts: set[str], rows: Array) -> None:
        super().__init__(", ".join(sorted(facts)))
        self.facts, self.rows = facts, rows


NOBODY_KNOWS: Final = pa.scalar(None, pa.bool_())
Vector = Callable[..., Any]
Derivation = tuple[Fact, Callable[[Columns], Any]]  # a derived fact, and what gives its column
VECTORS: Final[dict[str, Vector]] = {}
BY_ROW: Final[set[str]] = set()  # of them those that read days by :meth:`Columns.day`, each row its own


def vector(function: Vector) -> Vector:
    """Register a function that derives a whole column at once, under the name of the function in :data:`tunnistus.rules.derive.REGISTRY`.

    It is given columns, what the fact is derived from, the book, and the amounts of its parameters, and returns an Arrow array of the type
    of the fact, null where it is open. The rows may be a part of a table: nothing may follow from other rows.
    """
    VECTORS[function.__name__] = function
    return function


def by_row(function: Vector) -> Vector:
    """Register a function like :func:`vector` that reads days by :meth:`Columns.day` only: rows of different days are derived together."""
    BY_ROW.add(function.__name__)
    return vector(function)


@by_row
def younger(columns: Columns, derived: Derived, book: Book, age: Length) -> Any:
    """Whether the person has not reached an age on ``as_of``."""
    return _younger(columns, derived.inputs[0], age, columns.day("as_of"))


@by_row
def of_age(columns: Columns, derived: Derived, book: Book, age: Length) -> Any:
    """Whether the person has reached an age on ``as_of``."""
    return pc.invert(younger(columns, derived, book, age))


@by_row
def younger_at_offence(columns: Columns, derived: Derived, book: Book, age: Length) -> Any:
    """Whether the person had not reached an age on any day of the deeds."""
    return _younger_all_along(columns, derived.inputs[0], age, columns.day("act_from"), columns.day("act_to"))


@by_row
def younger_at_start(columns: Columns, derived: Derived, book: Book, age: Length) -> Any:
    """Whether the person had not reached an age on the first day of something."""
    return _younger(columns, derived.inputs[0], age, columns.values.get(derived.inputs[1], pa.scalar(None, pa.date32())))


@by_row
def younger_on_two_days(columns: Columns, derived: Derived, book: Book, age: Length) -> Any:
    """Whether somebody had not reached an age at the application, and at the decision too."""
    at_application, at_decision = (_younger(columns, derived.inputs[0], age, columns.day(day)) for day in ("applied_on", "as_of"))
    return pc.if_else(at_application, pc.if_else(at_decision, "on_both", "on_the_first_only"), "on_neither")


def _younger_all_along(columns: Columns, born: str, age: Length, first: Any, last: Any) -> Any:
    """Whether somebody was younger on every day from ``first`` to ``last``, by the rules of
    :func:`tunnistus.rules.derive.younger_throughout`.
    """
    at_first = _younger(columns, born, age, first)
    at_last = _younger(columns, born, age, pc.coalesce(last, columns.day("as_of")))
    found = pc.if_else(at_last, True, pc.if_else(at_first, NOBODY_KNOWS, False))
    return pc.if_else(pc.or_(pc.is_valid(first), pc.is_valid(last)), found, NOBODY_KNOWS)


def _younger(columns: Columns, born: str, age: Length, day: Any) -> Any:
    """Whether somebody was born after the last day of birth on which one has reached an age on the day: a scalar, or a column."""
    given = columns.values.get(born)
    if given is None:
        return pa.nulls(columns.rows, pa.bool_())
    if isinstance(day, pa.Scalar):
        return pc.greater(given, _last_birth(day, age))
    encoded = day.dictionary_encode()
    births = pa.array([_last_birth(each, age).as_py() for each in encoded.dictionary], pa.date32())
    return pc.greater(given, births.take(encoded.indices))


def _last_birth(day: Any, age: Length) -> Any:
    """The last day of birth on which one has reached an age on a day."""
    if not day.is_valid:
        return day
    last = add(day.as_py(), Length(-age.days, -age.months, -age.years))
    while add(last, age) > day.as_py():
        last -= timedelta(days=1)
    while add(last + timedelta(days=1), age) <= day.as_py():
        last += timedelta(days=1)
    return pa.scalar(last, pa.date32())


@by_row
def time_over(columns: Columns, derived: Derived, book: Book, length: Length) -> Any:
    """Whether a time limit is over, worked out once for each different day on which it began."""
    began = columns.values.get(derived.inputs[0])
    if began is None:
        return pa.nulls(columns.rows, pa.bool_())
    encoded = began.dictionary_encode()
    ends = [limits_of(day, length, book.calendar) for day in encoded.dictionary.to_pylist()]
    low, high = (pa.array([end[n] for end in ends], pa.date32()).take(encoded.indices) for n in (0, 1))
    return _border(columns.day("as_of"), low, high)


@by_row
def longer_ago(columns: Columns, derived: Derived, book: Book, length: Length) -> Any:
    """Whether more than a length of time has passed since a day."""
    day = columns.values.get(derived.inputs[0])
    if day is None:
        return pa.nulls(columns.rows, pa.bool_())
    return pc.greater(columns.day("as_of"), _shifted(day, lambda each: add(each, length)))


@by_row
def not_after(columns: Columns, derived: Derived, book: Book) -> Any:
    """Whether a day is another one or before it."""
    found = pc.less_equal(*_days(columns, derived))
    return pa.repeat(found, columns.rows) if isinstance(found, pa.Scalar) else found


@by_row
def before(columns: Columns, derived: Derived, book: Book, border: date) -> Any:
    """Whether a day lies before a day of the law."""
    (day,) = _days(columns, derived)
    found = pc.less(day, pa.scalar(border, pa.date32()))
    return pa.repeat(found, columns.rows) if isinstance(found, pa.Scalar) else found


@by_row
def lasts(columns: Columns, derived: Derived, book: Book, most: Length) -> Any:
    """Whether a period takes its longest time from its first to its last day."""
    first, last, day = _days(columns, derived)
    full = _shifted(first, lambda each: add(each, most))
    shorter = pc.and_(pc.less(last, _shifted(full, lambda each: each - timedelta(days=1))), pc.less_equal(day, last))
    return pc.if_else(pc.greater_equal(last, full), True, pc.if_else(shorter, False, NOBODY_KNOWS))


@by_row
def ends_past(columns: Columns, derived: Derived, book: Book, most: Length) -> Any:
    """Whether some last day lies further from the first than a length."""
    first, *ends = _days(columns, derived)
    full = _shifted(first, lambda each: add(each, most))
    past = reduce(pc.or_, [_surely(pc.greater(last, full)) for last in ends])
    within = reduce(pc.and_, [_surely(pc.less(last, full)) for last in ends])
    return pc.if_else(past, True, pc.if_else(within, False, NOBODY_KNOWS))


@by_row
def ran_past(columns: Columns, derived: Derived, book: Book, border: date) -> Any:
    """Whether a period ran on at a border such as a repeal."""
    decided, last, day = _days(columns, derived)
    repealed = pa.scalar(border, pa.date32())
    apart = pc.or_(_surely(pc.less(last, repealed)), _surely(pc.greater_equal(decided, repealed)))
    found = pc.if_else(apart, False, pc.if_else(pc.and_(pc.is_valid(decided), pc.is_valid(last)), True, NOBODY_KNOWS))
    return pc.if_else(pc.less(day, repealed), NOBODY_KNOWS, found)


@by_row
def applied_within(columns: Columns, derived: Derived, book: Book, length: Length, since: date) -> Any:
    """Whether something was granted from a day on, and it was applied within a length of time after the return that it was granted for."""
    granted, returned, applied = _days(columns, derived)
    early = _surely(pc.less(granted, pa.scalar(since, pa.date32())))
    after = _shifted(returned, lambda each: add(each, length))
    within = pc.and_(pc.is_valid(granted), pc.less(applied, after))
    found = pc.if_else(pc.greater(applied, after), False, pc.if_else(within, True, NOBODY_KNOWS))
    return pc.if_else(early, False, pc.if_else(pc.less(applied, returned), NOBODY_KNOWS, found))


def _days(columns: Columns, derived: Derived) -> list[Any]:
    """The days that a fact is derived from: columns, or what holds for all rows."""
    open_ = pa.nulls(columns.rows, pa.date32())
    return [columns.day(name) if name in DATES else columns.values.get(name, open_) for name in derived.inputs]


def _surely(column: Any) -> Any:
    return pc.fill_null(column, False)


def _border(day: Any, low: Any, high: Any) -> Any:
    """Whether a day is after another one: not up to ``low``, after ``high``, and open between them."""
    return pc.if_else(pc.less_equal(day, low), False, pc.if_else(pc.greater(day, high), True, NOBODY_KNOWS))


def _shifted(column: Any, shift: Callable[[Any], Any]) -> Any:
    """A column of days, each moved as its day is; every different day once."""
    encoded = column.dictionary_encode()
    return pa.array([None if day is None else shift(day) for day in encoded.dictionary.to_pylist()], pa.date32()).take(encoded.indices)


@vector
def one_maybe(columns: Columns, derived: Derived, book: Book) -> Any:
    """Whether a question was answered MAYBE, and whether one still can be."""
    low = reduce(or_, [columns.maybe(n) for n in derived.inputs])
    high = reduce(or_, [columns.unanswered(n) for n in derived.inputs], low)
    return array_of(columns.rows, low | ~high, low)


@vector
def two_maybe(columns: Columns, derived: Derived, book: Book) -> Any:
    """Whether two questions apart from each other were answered MAYBE, and whether two still can be."""
    kinds, maybe = _circumstances(book, derived.inputs), {n: columns.maybe(n) for n in derived.inputs}
    low = _two_apart(maybe, kinds)
    high = _two_apart({n: maybe[n] | columns.unanswered(n) for n in maybe}, kinds)
    return array_of(columns.rows, low | ~high, low)


Kind = Mapping[str, tuple[str, ...]]


@of_book
def _circumstances(book: Book, names: tuple[str, ...]) -> tuple[Kind, ...]:
    """Facts in parts, so that two of different parts are apart from each other; of each the others of its part that are as well."""
    kin, parts = kin_of(book), list[list[str]]()
    for name in dict.fromkeys(names):
        near = [part for part in parts if any(not apart(name, other, kin) for other in part)]
        parts = [*(part for part in parts if part not in near), [*itertools.chain(*near), name]]
    return tuple({one: tuple(two for two in part if two != one and apart(one, two, kin)) for one in part} for part in parts)


def _two_apart(holds: Mapping[str, Array], kinds: Iterable[Kind]) -> Array:
    """The rows in which two facts that are circumstances of their own hold."""
    some = several = np.zeros_like(next(iter(holds.values())))
    for kind in kinds:
        here = reduce(or_, [holds[name] for name in kind])
        within = [holds[one] & reduce(or_, [holds[two] for two in others]) for one, others in kind.items() if others]
        several = reduce(or_, within, several | (some & here))
        some = some | here
    return several


def closure(book: Book, names: Iterable[str]) -> tuple[str, ...]:
    """The facts, what they are derived from and what stands in relations or in an order with them, in the order of the vocabulary."""
    found = {*reached(names, lambda name: (*behind(book, name), *beside(book, name)))}
    return tuple(n for n in book.facts if n in found)


def complete(book: Book, names: Iterable[str], columns: Columns) -> Array:
    """Derive, and add what follows by relations, in turn until nothing changes.

    Args:
        names: what is needed, with all that it is derived from and that stands in relations with that (:func:`closure`).

    Returns:
        Of each row whether its answers cannot be true together, or one ``False`` for all. In such a row the facts of that group are open,
        or the derived fact and what it is derived from, with all that these follow from.
    """
    names, given, barred = tuple(names), dict(columns.values), dict[str, Array]()
    relations = relations_of(book)

    def more(some: Mapping[str, Array]) -> bool:
        return any((rows & ~barred.get(name, NOBODY)).any() for name, rows in some.items())

    while wrong := _contradicting(book, names, columns, barred):
        if not more(wrong):  # they follow again from what they are related to
            wrong = {near: rows for name, rows in wrong.items() for near in relations.around([name])}
        if not more(wrong):
            break
        barred |= {name: barred.get(name, NOBODY) | rows for name, rows in wrong.items()}
        columns.values = dict(given)  # from the beginning: nothing is derived from what contradicts
        _leave_open(columns, barred)
    _leave_open(columns, barred)
    return reduce(or_, barred.values(), NOBODY)


def _contradicting(book: Book, names: tuple[str, ...], columns: Columns, barred: Mapping[str, Array]) -> dict[str, Array]:
    """Derive, and add what follows, in turn until nothing changes or something contradicts: return those facts with their rows."""
    groups, inputs = relations_of(book).among(names), [name for name in names if name in readers_of(book)]
    open_before: list[int] | None = None
    while True:
        try:
            derive(book, names, columns)
        except ContradictedRows as problem:
            rows = np.isin(np.arange(columns.rows), problem.rows)
            return dict.fromkeys(sorted(problem.facts), rows)
        _leave_open(columns, barred)
        before = dict(columns.values)
        for group in groups:
            wrong = _follow(book, group, columns)
            if wrong.any():
                return dict.fromkeys(group.names, wrong)
        open_ = [columns.values[n].null_count for n in names if n in columns.values]
        if open_ == open_before or all(columns.values.get(n) is before.get(n) for n in inputs):
            return {}
        open_before = open_


def leave_impossible_open(book: Book, columns: Columns) -> Array:
    """Take days out of the columns that cannot lie after ``as_of`` and do, and such as cannot follow each other so.

    Returns:
        Of each row whether there were such, or one ``False`` for all.

    Raises:
        AnswerError: another type, or a day outside the domain, as :func:`tunnistus.columns.intake.read`.
    """
    refused: Array = NOBODY

    def late(name: str, last: Any, *other: str) -> None:
        nonlocal refused
        wrong = _flags(pc.greater(columns.values[name], last))
        if wrong.any():
            _leave_open(columns, dict.fromkeys((name, *other), wrong))
            refused = refused | wrong

    facts, orders = book.facts, orders_of(book)
    wanted = {name for order in orders for name in order}
    days = {n for n in columns.values if (facts[n].past or n in wanted) and isinstance(read(facts[n], columns.values[n]), Days)}
    for name in [n for n in columns.values if facts[n].past and n in days]:
        late(name, columns.day("as_of"))
    for before, after in orders:
        if before in days and after in days:
            late(before, columns.values[after], after)
    return refused


def _leave_open(columns: Columns, barred: Mapping[str, Array]) -> None:
    """Take out of the columns what stands there in rows in which it contradicts."""
    for given in (columns.values, columns.marks):
        for name in [n for n in barred if n in given and (barred[n] & given[n].is_valid().to_numpy(zero_copy_only=False)).any()]:
            given[name] = pc.if_else(pa.array(barred[name]), pa.scalar(None, given[name].type), given[name])


def _follow(book: Book, group: Group, columns: Columns) -> Array:
    """Fill the columns of a group with what follows; return the rows whose answers cannot be true together, in which they are open."""
    sources = {n: read(book.facts[n], columns.values[n], checked=True) for n in group.names if n in columns.values}
    if not sources:
        return NOBODY
    left = narrowed(group, sources, columns.rows)
    total = words_for(columns.rows)
    for name, parts in group.alike.items():
        given = sources.get(name, Absent())
        some, follows = alone(parts, left[name], given.open(0, total))
        if cut(follows, columns.rows).any():
            columns.values[name] = filled(book.facts[name], given, parts, left[name], follows, columns.rows)
    return ~unpack(some, columns.rows)


def derive(book: Book, names: Iterable[str], columns: Columns) -> None:
    """Add a column for each derived fact among the names, those that it reads first.

    Raises:
        ContradictedRows: a direct answer contradicts what follows from the inputs.
    """
    for fact, found_in in derivations(book, names):
        _derive(fact, found_in(columns), columns)


def derivations(book: Book, names: Iterable[str]) -> list[Derivation]:
    """Return the derived facts among the names, and those that they read before them, each with what gives its column."""
    found: dict[str, Derivation] = {}

    def add(name: str) -> None:
        fact = book.facts[name]
        if fact.derived is None or name in found:
            return
        for each in (each for each in fact.derived.inputs if each not in DATES):
            add(each)
        function = partial(_whole, book, fact.derived) if fact.derived.by in VECTORS else partial(_one_by_one, book, fact)
        found[name] = fact, partial(function, Counted.of(book, fact.derived))

    for name in names:
        add(name)
    return [*found.values()]


def _derive(fact: Fact, found: Any, columns: Columns) -> None:
    """Add what follows as a column; what was answered directly must not contradict it, and fills it."""
    assert fact.derived is not None
    direct = columns.values.get(fact.id)
    if direct is not None and direct.null_count < len(direct):
        plain = direct.cast(_type(fact))
        wrong = np.flatnonzero(_flags(pc.not_equal(found.cast(plain.type), plain)))
        if wrong.size:
            raise ContradictedRows({fact.id, *fact.derived.inputs}, wrong)
        found = pc.coalesce(found.cast(plain.type), plain)
    columns.values[fact.id] = found


def _whole(book: Book, derived: Derived, counted: Counted, columns: Columns) -> Any:
    """A whole column at a time, by the numbers that the law had on the day of each row."""
    found: Any = None
    for since, amounts in counted.by_day.stretches:
        made = pa.NA if None in amounts else VECTORS[derived.by](columns, derived, book, *amounts)
        if since is not None:
            day: Any = pc.coalesce(columns.day(counted.clock), columns.day("as_of"))
            made = pc.if_else(pc.greater_equal(day, pa.scalar(since, pa.date32())), made, found)
        found = made
    if isinstance(found, pa.Scalar):
        found = pa.repeat(found, columns.rows)
    if counted.members:
        encoded = found.dictionary_encode()
        told = [counted.members.get(each, each) for each in encoded.dictionary.to_pylist()]
        return pa.array(told, pa.string()).take(encoded.indices)
    return found


def _one_by_one(book: Book, fact: Fact, counted: Counted, columns: Columns) -> Any:
    assert fact.derived is not None
    derived, names = fact.derived, fact.derived.inputs

    def told(known: Mapping[str, Any], marks: Mapping[str, Any], dates: Dates) -> Any:
        amounts = counted.amounts(dates)
        if None in amounts:
            return None
        made = REGISTRY[derived.by](Inputs(names, known, _words(marks), dates, kin_of(book), amounts, book.calendar))
        return counted.members.get(made, made)

    read = [(kind, name) for name in names if name not in DATES for kind in ("values", "marks") if name in getattr(columns, kind)]
    days = [name for name in dict.fromkeys((*names, counted.clock, "as_of") if derived.parameters else names) if name in columns.days]
    if not read and not days:  # nobody answered any of them: the same for all
        same = told({}, {}, columns.dates)
        _refuse_outside(fact, [same], np.zeros(columns.rows, np.int64))
        return pa.repeat(pa.scalar(same, _type(fact)), columns.rows)
    first, back = _combinations([*(getattr(columns, kind)[name] for kind, name in read), *map(columns.day, days)], columns.rows)
    results = []
    for row in first.tolist():
        given: dict[str, dict[str, Any]] = {"values": {}, "marks": {}}
        for kind, name in read:
            item = getattr(columns, kind)[name][row].as_py()
            if kind == "values" and item is not None and book.facts[name].decimals:
                item = checked(book.facts[name], item)
            given[kind] |= {name: item} if item is not None else {}
        dates = attrs.evolve(columns.dates, **{name: day[row].as_py() for name, day in columns.days.items()}) if days else columns.dates
        results.append(told(given["values"], given["marks"], dates))
    _refuse_outside(fact, results, back)
    return pa.array(results, _type(fact)).take(pa.array(back))


def _refuse_outside(fact: Fact, results: Sequence[Any], back: Array) -> None:
    """Refuse the rows in which what follows is no value of the fact. Raises :class:`RowsError`."""
    wrong = [n for n, item in enumerate(results) if item is not None and not in_domain(fact, item)]
    rows = np.flatnonzero(np.isin(back, wrong))
    if rows.size:
        assert fact.derived is not None
        todo = message("Check these: {names}.", names=", ".join(fact.derived.inputs))
        raise RowsError.of(BEYOND, rows, code="derived-outside-domain", where=fact.id, todo=todo)


def _combinations(given: Iterable[Any], rows: int) -> tuple[Array, Array]:
    """Return of each different combination of what stands in some columns its first row, and of each row the number of its combination."""
    first, back = np.zeros(min(rows, 1), np.int64), np.zeros(rows, np.int64)
    for column in given:
        encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        codes = encoded.indices.cast(pa.int64()).fill_null(len(encoded.dictionary)).to_numpy()
        first, back = distinct(back * (len(encoded.dictionary) + 1) + codes)
    return first, back


def _type(fact: Fact) -> Any:
    return pa.decimal128(MAX_DIGITS, fact.decimals) if fact.decimals else _TYPES[fact.type]


def _words(marks: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(mark) for name, mark in marks.items()}


def _flags(column: Any) -> Array:
    return pc.fill_null(column, False).to_numpy(zero_copy_only=False)
