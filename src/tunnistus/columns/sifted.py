"""The rows of a batch that can be decided, and of the others everything that is wrong with each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa

from tunnistus.columns.bits import Array
from tunnistus.columns.dated import Dated, Ready, taken
from tunnistus.columns.intake import RowsError
from tunnistus.columns.kernel import Plan
from tunnistus.discreet import discreet
from tunnistus.errors import TunnistusError
from tunnistus.messages import bounded
from tunnistus.rules.answers import Dates, Judged, set_aside
from tunnistus.rules.derive import DATES
from tunnistus.unseen import escaped

__all__ = ["REASON", "Sifted", "named_in", "sift"]

REASON: Final = pa.struct({"code": pa.string(), "columns": pa.list_(pa.string())})
_CLASHES: Final = pa.list_(pa.list_(pa.string()))


@discreet
@attrs.frozen(eq=False, repr=False)
class Sifted:
    """What is wrong in a batch. Shows nothing of it in its ``repr``.

    Attributes:
        batch: the same rows; what is no answer is left out, so that the rest of them can be read.
        faults: each kind of fault, with the numbers of its rows.
        bad: in which rows something stands that is no answer, one byte each.
        refused: in which rows the answers, as far as they are some, cannot all be true.
        clashes: of such rows the facts that contradict each other.
    """

    batch: Any
    faults: Sequence[tuple[RowsError, Array]]
    bad: Array
    refused: Array
    clashes: dict[int, list[list[str]]]

    def __repr__(self) -> str:
        return "<Sifted>"

    def reasons(self) -> dict[int, list[dict[str, Any]]]:
        """Return of every row that cannot be decided, or is refused, each code with the columns that it is about."""
        found: dict[int, list[dict[str, Any]]] = {row: [] for row in np.flatnonzero(self.bad | self.refused).tolist()}
        for problem, rows in self.faults:
            name = named_in(problem, self.batch.schema.names) or problem.where
            for row in rows.tolist():
                found[row].append({"code": problem.code, "columns": [name]})
        for row, clashes in self.clashes.items():
            found[row] += [{"code": "contradiction", "columns": facts} for facts in clashes]
        return found


def sift(plan: Ready, batch: Any, most: int | None = None) -> Sifted:
    """Look for everything that is wrong with each row of a batch that was checked.

    Args:
        most: of how many refused rows it is looked up which answers contradict: that is done one by one.

    Raises:
        AnswerError: a column has the wrong type.
    """
    rows, bad = np.arange(batch.num_rows), np.zeros(batch.num_rows, np.bool_)
    faults: list[tuple[RowsError, Array]] = []
    while True:
        try:
            told = plan.each(batch if len(rows) == batch.num_rows else taken(batch, rows), partial(_looked, most=most))
        except RowsError as problem:
            wrong = rows[problem.rows]
            faults.append((problem, wrong))
            bad[wrong] = True
            opened = _to_open(plan, problem, batch.schema.names)
            if opened:
                batch = _opened(batch, opened, wrong)
            else:  # without its days a row cannot be decided
                rows = rows[~np.isin(rows, wrong)]
        else:
            break
    refused = np.zeros(batch.num_rows, np.bool_)
    refused[rows] = told.column("refused").to_numpy(zero_copy_only=False)
    clashes = {row: each for row, each in zip(rows.tolist(), told.column("clashes").to_pylist(), strict=True) if each}
    return Sifted(batch, faults, bad, refused, clashes)


def named_in(problem: TunnistusError, names: Iterable[str]) -> str | None:
    """Return the column that an error names; ``None`` where it names none of them."""
    return next((name for name in names if bounded(escaped(name)) == problem.where), None)


def _to_open(plan: Ready, problem: RowsError, names: Sequence[str]) -> list[str]:
    """The columns in which something stands that is no answer; of what is derived and no value of its fact, those that it follows from."""
    if isinstance(plan, Dated) and problem.where in plan.day_columns:
        return []
    name = named_in(problem, names)
    return [name] if name else [each for each in _inputs(plan, problem.where) if each in names]


def _inputs(plan: Ready, fact: str) -> Iterator[str]:
    derived = plan.book.facts[fact].derived if fact in plan.book.facts else None
    for name in derived.inputs if derived else ():
        yield name
        yield from _inputs(plan, name)


def _opened(batch: Any, names: Sequence[str], rows: Array) -> Any:
    """The same with nothing in some columns of some rows."""
    wrong = np.zeros(batch.num_rows, np.bool_)
    wrong[rows] = True
    kept = pa.array(np.arange(batch.num_rows), mask=wrong)
    for name in names:
        at = batch.schema.get_field_index(name)
        column = batch.column(at)
        plain = column.cast(pa.large_string()) if pa.types.is_string_view(column.type) else column
        batch = batch.set_column(at, name, plain.take(kept))
    return batch


def _looked(plan: Plan, batch: Any, most: int | None) -> Any:
    """Return for each row whether it is refused, and the facts whose answers contradict each other."""
    _, refused = plan.sources(batch)
    clashes: list[list[list[str]] | None] = [None] * batch.num_rows
    columns = plan.answered(batch if refused.any() else batch.slice(0, 0))
    for row in np.flatnonzero(refused)[:most].tolist():
        given: dict[str, Any] = {name: column[row].as_py() for name, column in columns.values.items()}
        given |= {name: mark for name, column in columns.marks.items() if (mark := column[row].as_py())}
        for name in given.keys() & plan.judged.keys():
            if given[name] is not None:
                given[name] = Judged(given[name], by=plan.judged[name][0], on=plan.judged[name][1])
        days = {name: columns.days[name][row].as_py() if name in columns.days else getattr(columns.dates, name) for name in DATES}
        _, against = set_aside(plan.book, given, Dates(**days))
        clashes[row] = [[*each.facts] for each in against]
    return pa.RecordBatch.from_pydict(
        {"refused": pa.array(np.broadcast_to(refused, batch.num_rows)), "clashes": pa.array(clashes, _CLASHES)}
    )
