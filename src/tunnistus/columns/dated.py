"""Rows with days of their own: each is decided by the law that its days touch, as old cases are decided under old law.

Rows whose days touch the same versions are decided together, and what is derived from a day is so from that of each row. Only where a
fact is derived by a function for whole columns that reads one day for all (:func:`tunnistus.columns.vectors.vector`), are rows of the same
day decided together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa

from tunnistus.bounded import Bounded
from tunnistus.columns.bits import Array
from tunnistus.columns.intake import EPOCH, RowsError, read, whole_days
from tunnistus.columns.kernel import Deciding, Plan
from tunnistus.columns.needs import read_by
from tunnistus.columns.outputs import Outputs
from tunnistus.columns.vectors import BY_ROW, DAY, MARK, VECTORS
from tunnistus.deciding.expand import borders
from tunnistus.errors import AnswerError, UnknownName, nearest, shown
from tunnistus.limits import FIRST_DAY, LAST_DAY
from tunnistus.messages import Message, message
from tunnistus.rules.answers import Dates
from tunnistus.rules.derive import DATES
from tunnistus.rules.model import Book, Rule

__all__ = ["Dated", "Ready", "taken"]

Day = date | str | None
PLANS: Final = 500  # for combinations of versions, that are kept; rows whose days touch others are decided all the same
OPEN: Final = -(2**40)  # stands for a day that is open; no column of days holds it


@attrs.frozen(eq=False)
class Dated(Deciding):
    """Rules made ready for columns that say when each row was decided, applied for or done. Make it with :func:`tunnistus.columns.plan`.

    Attributes:
        days: of ``as_of``, ``act_from``, ``act_to`` and ``applied_on`` a day for all rows, ``None``, or the name of a column of days.
        make: gives the plan for dates.
        danger: as of a plan.
    """

    book: Book = attrs.field(repr=False)
    rules: tuple[Rule, ...] = attrs.field(repr=lambda rules: ", ".join(r.id for r in rules))
    days: Mapping[str, Day]
    make: Callable[[Dates], Plan] = attrs.field(repr=False)
    danger: Plan | None = attrs.field(default=None, repr=False)
    plans: Bounded[tuple[int, ...], Plan] = attrs.field(factory=partial(Bounded, PLANS), repr=False)

    @cached_property
    def some(self) -> Plan:
        """The plan for one day: what it reads differs from day to day, what it gives does not."""
        days: dict[str, Any] = {"as_of": LAST_DAY} | {name: day for name, day in self.days.items() if not isinstance(day, str)}
        return attrs.evolve(self.make(Dates(**days)), tells_force=True)

    @property
    def day_columns(self) -> list[str]:
        """The names of the columns of days."""
        return [day for day in self.days.values() if isinstance(day, str)]

    @property
    def keep(self) -> tuple[str, ...]:
        """The columns that are kept."""
        return self.some.keep

    @property
    def judged(self) -> Mapping[str, tuple[str, date]]:
        """Who made the judgements, and when."""
        return self.some.judged

    @property
    def made(self) -> Outputs:
        """The rules as formulas, on one day."""
        return self.some.made

    @cached_property
    def schema(self) -> Any:
        """The columns of the result after those that are kept."""
        return self.some.schema.with_metadata({"tunnistus": json.dumps(self.receipt, sort_keys=True)})

    @property
    def receipt(self) -> dict[str, Any]:
        """What the result rests on; days of rows stand in their columns."""
        days = {name: {"column": day} if isinstance(day, str) else day.isoformat() for name, day in self.days.items() if day}
        return {"data": self.book.digest, **days, "exact": self.some.exact}

    @cached_property
    def reading(self) -> tuple[str, ...]:
        """The facts that are tested in some version, and what they are derived from."""
        return read_by(self.book, self.rules)

    @cached_property
    def edges(self) -> dict[str, Array]:
        """For each clock the first days of all versions of the rules."""
        found = [borders(self.book, rule) for rule in self.rules]
        return {clock: _numbers({day for each in found for day in each[clock]}) for clock in ("decision", "act", "application")}

    def check(self, names: Sequence[str]) -> None:
        for clock, day in self.days.items():
            if isinstance(day, str) and day not in names:
                todo = nearest(day, names) or message("Name a column, or give a datetime.date for all rows.")
                raise UnknownName(message("There is no such column of days."), where=f"{clock}={day}" if shown(day) else clock, todo=todo)
            if isinstance(day, str) and names.count(day) > 1:
                raise AnswerError(message("The column is there twice."), where=day, todo=message("Leave one of them out."))
        known = {*self.book.facts, *self.keep}
        self.some.check([n for n in names if n not in self.day_columns or n in known])

    def reads(self, names: Sequence[str]) -> list[str]:
        """Those of some columns that are read or kept."""
        return [name for name in names if name in self.keep or self._is_decided_by(name)]

    def _is_decided_by(self, name: str) -> bool:
        return name in self.day_columns or name.removesuffix(MARK) in self.reading

    def each(self, batch: Any, function: Callable[[Plan, Any], Any]) -> Any:
        days = {name: self._days(name, batch) for name in DATES}
        needed = batch.select([name for name in batch.schema.names if self._is_decided_by(name)])
        if not batch.num_rows:
            for name in self.reading:
                if name in needed.schema.names:
                    fact, column = self.book.facts[name], needed.column(name)
                    read(fact, whole_days(name, column) if fact.type == "date" else column)
            return self._told(function(attrs.evolve(self.some, keep=()), needed), batch)
        self._refuse(days)
        groups = self._groups(days, needed)
        for name in (name for name, day in self.days.items() if isinstance(day, str)):
            needed = needed.append_column(
                DAY + name, pa.array(days[name], pa.int64(), mask=days[name] == OPEN).cast(pa.int32()).cast(pa.date32())
            )
        parts, refused = [], []
        for plan, rows in groups:
            try:
                parts.append(function(plan, needed if len(groups) == 1 else taken(needed, rows)))
            except RowsError as problem:
                refused.append((problem, rows[problem.rows]))
        if refused:
            first, _ = refused[0]
            rows = np.sort(np.concatenate([rows for each, rows in refused if (each.fault, each.where) == (first.fault, first.where)]))
            raise RowsError.of(first.fault, rows, code=first.code, where=first.where, todo=first.todo) from None
        if len(groups) == 1:
            return self._told(parts[0], batch)
        order = np.empty(batch.num_rows, np.int64)
        order[np.concatenate([rows for _, rows in groups])] = np.arange(batch.num_rows)
        table = pa.Table.from_batches([part.replace_schema_metadata(None) for part in parts]).combine_chunks()
        whole = table.to_batches()[0].take(pa.array(order))
        return self._told(whole.replace_schema_metadata(parts[0].schema.metadata), batch)

    def _told(self, part: Any, batch: Any) -> Any:
        """The same with what is kept and the receipt for all rows, where there is one."""
        if not part.schema.metadata:
            return part
        kept = [batch.schema.field(name) for name in self.keep]
        columns = [*(batch.column(name) for name in self.keep), *part.columns]
        return pa.RecordBatch.from_arrays(columns, schema=pa.schema([*kept, *part.schema], self.schema.metadata))

    def _groups(self, days: Mapping[str, Array], batch: Any) -> list[tuple[Plan, Array]]:
        """The plans that are needed, and the numbers of the rows of each."""
        keys = self._versions(days) + [days[name] for name in self._read_by_derived(batch)]
        codes, many = np.zeros(batch.num_rows, np.int64), 1
        for key in keys:
            low, high = int(key.min()), int(key.max())
            if low < high:
                if many * (high - low + 1) > 1 << 62:
                    values, codes = np.unique(codes, return_inverse=True)
                    codes, many = codes.ravel().astype(np.int64), len(values)
                codes, many = codes * (high - low + 1) + (key - low), many * (high - low + 1)
        small = codes.astype(np.uint16) if many <= 1 << 16 else codes  # sorted by digits, not by comparing
        order = np.argsort(small, kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)
        return [(self._plan([int(key[rows[0]]) for key in keys], {n: int(d[rows[0]]) for n, d in days.items()}), rows) for rows in groups]

    def _read_by_derived(self, batch: Any) -> list[str]:
        """The days that whole columns are derived from whose other inputs somebody answered: only then the very day matters."""
        names = {*batch.schema.names}

        def answered(name: str) -> bool:
            derived = self.book.facts[name].derived
            return bool(names & {name, name + MARK}) or bool(derived and any(answered(i) for i in derived.inputs if i not in DATES))

        found: set[str] = set()
        for derived in (self.book.facts[name].derived for name in self.reading):
            others = [i for i in derived.inputs if i not in DATES] if derived else []
            if derived and derived.by in VECTORS.keys() - BY_ROW and (not others or any(map(answered, others))):
                found |= set(derived.inputs) & set(DATES)
        return sorted(found)

    def _versions(self, days: Mapping[str, Array]) -> list[Array]:
        """Between which borders the days of each row lie."""
        as_of, first, last, applied = (days[name] for name in DATES)
        act, application = self.edges["act"], self.edges["application"]
        return [
            np.searchsorted(self.edges["decision"], as_of, "right"),
            np.where(first == OPEN, -1, np.searchsorted(act, first, "right")),
            np.searchsorted(act, np.where(last == OPEN, as_of, last), "right"),
            np.where(applied == OPEN, -1, np.searchsorted(application, applied, "right")),
            np.searchsorted(application, np.where(applied == OPEN, as_of, applied), "right"),
        ]

    def _plan(self, key: Sequence[int], days: Mapping[str, int]) -> Plan:
        """The plan for versions, made once; with the days of a row that touches them."""
        given: dict[str, Any] = {name: None if day == OPEN else date.fromordinal(day + EPOCH) for name, day in days.items()}
        dates = Dates(**given)
        plan = self.plans.get(tuple(key[:5]), lambda: attrs.evolve(self.make(dates), keep=(), tells_force=True))
        return plan if plan.made.dates == dates else attrs.evolve(plan, made=attrs.evolve(plan.made, dates=dates))

    def _days(self, name: str, batch: Any) -> Array:
        """The days of a clock as numbers, one a row."""
        day = self.days[name]
        if not isinstance(day, str):
            return np.full(batch.num_rows, _numbers([day])[0] if day else OPEN, np.int64)
        column = whole_days(day, batch.column(day))
        if pa.types.is_null(column.type):
            return np.full(batch.num_rows, OPEN, np.int64)
        if not pa.types.is_date32(column.type):
            raise AnswerError(message("The column has the wrong type."), where=day, todo=message("Give dates (date32)."))
        return column.view(pa.int32()).cast(pa.int64()).fill_null(OPEN).to_numpy(zero_copy_only=False)

    def _refuse(self, days: Mapping[str, Array]) -> None:
        """Refuse days that cannot be, as :class:`tunnistus.rules.answers.Dates` does for one person."""
        first, last = _numbers([FIRST_DAY, LAST_DAY])
        as_of = days["as_of"]
        todo = message("Give a day to every row.")
        self._fault("as_of", "no-day", message("The row has no day of deciding"), as_of == OPEN, todo)
        for name, day in days.items():
            there = day != OPEN
            self._fault(
                name,
                "outside-domain",
                message("The day is too far away"),
                there & ((day < first) | (day > last)),
                message("Give days from {first_day} to {last_day}.", first_day=FIRST_DAY, last_day=LAST_DAY),
            )
            what, todo = message("The day is after the day of deciding"), message("Correct one of them.")
            self._fault(name, "after-deciding", what, there & (day > as_of), todo)
        both = (days["act_from"] != OPEN) & (days["act_to"] != OPEN)
        self._fault(
            "act_to",
            "ends-before-beginning",
            message("The deeds end before they begin"),
            both & (days["act_from"] > days["act_to"]),
            message("Correct one of them."),
        )
        for fact, (_, day) in self.judged.items():
            late = as_of < _numbers([day])[0]
            what = message("The day of deciding is before the judgement of {fact}", fact=fact)
            self._fault("as_of", "before-judgement", what, late, message("Leave out those rows, or leave out the judgement."))

    def _fault(self, name: str, code: str, fault: Message, wrong: Array, todo: Message) -> None:
        rows = np.flatnonzero(wrong)
        if rows.size:
            day = self.days[name]
            raise RowsError.of(fault, rows, code=code, where=day if isinstance(day, str) else name, todo=todo)


def taken(batch: Any, rows: Array) -> Any:
    """Return some rows; of views, which Arrow cannot take from, as plain text."""
    columns = [c.cast(pa.large_string()) if pa.types.is_string_view(c.type) else c for c in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names).take(pa.array(rows))


def _numbers(days: Iterable[date]) -> Array:
    """Days as Arrow counts them, in order."""
    return np.array(sorted(day.toordinal() - EPOCH for day in days), np.int64)


Ready = Plan | Dated
