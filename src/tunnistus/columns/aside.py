"""Rows that cannot be decided, set aside: whole and unchanged, each with its reasons and with where it stood.

While a run works, they stand in its directory beside the part of the result that they were left out of. At its end they become one file,
in the order of the rows. A file that was set aside can be mended and decided again: the columns that were added are passed over, and where
a row stood stays what it was in the first file.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tunnistus.columns.bits import Array
from tunnistus.columns.dated import Ready, taken
from tunnistus.columns.intake import RowsError
from tunnistus.columns.kernel import ADDED, Refused
from tunnistus.columns.sifted import REASON, sift
from tunnistus.errors import AnswerError, TunnistusError
from tunnistus.messages import message
from tunnistus.writing import PASSING, PRIVATE, whole

__all__ = [
    "FILE",
    "NAMES",
    "ROW",
    "Aside",
    "divided",
    "fitted",
    "in_file",
    "left_aside",
    "origin",
    "refuse_among",
    "rows_in",
    "schema_of",
    "together",
]

FILE, ROW, REASONS = ADDED
NAMES: Final = r"aside-[0-9]{6,}\.parquet"


@attrs.frozen(eq=False, repr=False)
class Aside:
    """Where the rows set aside of a run go, and of what columns they are."""

    path: Path
    schema: Any

    @classmethod
    def of(cls, path: Path, files: Sequence[Path], data: Path, out: Path) -> Aside:
        """Make ready to set rows of some files aside.

        Raises:
            TunnistusError: the place is one of the data or of the result.
            AnswerError: no one file can hold the rows of these.
        """
        refuse_among(path, data, out, out.with_name(out.name + ".part"))
        return cls(path, schema_of([pq.read_schema(file) for file in files]))

    def is_of(self, run: bytes, *, begun: bool = True) -> bool:
        """Whether the file stands there and is of a run that was begun. Raises :class:`TunnistusError` where it is anything else."""
        if not os.path.lexists(self.path):
            return False
        with contextlib.suppress(pa.ArrowException, OSError):
            if begun and not self.path.is_symlink() and (pq.read_schema(self.path).metadata or {}).get(b"tunnistus.run") == run:
                return True
        raise TunnistusError(
            message("The file for the rows set aside exists already."),
            where=str(self.path),
            todo=message("Name a file that does not exist."),
        )


def refuse_among(path: Path, *places: Path) -> None:
    """Refuse a place among the data or in the result. Raises :class:`TunnistusError`."""
    place = path.resolve()
    if not {place, *place.parents}.isdisjoint({each.resolve() for each in places}):
        what = message("Rows cannot be set aside among the data or in the result.")
        raise TunnistusError(what, where=str(path), todo=message("Name a file elsewhere."))


def rows_in(path: Path) -> int:
    """Return how many rows were set aside into a file."""
    return int(pq.read_metadata(path).num_rows)


def in_file(problem: RowsError, file: str, row: int) -> AnswerError:
    """Return a fault of rows that were read together from a file, the first of which has a number there."""
    rows = problem.rows.size
    what = message("{fault}: the first is row {first} of the file, counted from 0.", fault=problem.fault, first=row)
    if rows > 1:
        what = message(
            "{fault}: {rows} of the rows that are read together; the first is row {first} of the file, counted from 0.",
            fault=problem.fault,
            rows=rows,
            first=row,
        )
    return AnswerError(what, where=f"{file}: {problem.where}", todo=problem.todo, code=problem.code)


def schema_of(schemas: Sequence[Any]) -> Any:
    """Return the columns of all files, and those that are added. Raises :class:`AnswerError`."""
    added = [pa.field(FILE, pa.string()), pa.field(ROW, pa.int64()), pa.field(REASONS, pa.list_(REASON))]
    own = [pa.schema([f for f in schema if f.name not in ADDED], schema.metadata) for schema in schemas]
    try:
        one = pa.unify_schemas(own)
    except pa.ArrowException:
        one = None
    if one is None:
        what = message("The files have different columns, so that no one file can hold rows of all of them.")
        raise AnswerError(what, where="set_aside", todo=message("Decide each file by itself."))
    return pa.schema([*one, *added], one.metadata)


def origin(batch: Any, file: Path, start: int) -> dict[str, Any]:
    """Return where each row of a batch stood: its file and its number there, from 0."""
    if {FILE, ROW} <= {*batch.schema.names}:  # set aside before
        return {FILE: batch.column(FILE).cast(pa.string()), ROW: batch.column(ROW).cast(pa.int64())}
    rows = batch.num_rows
    return {FILE: pa.repeat(pa.scalar(file.name), rows), ROW: pa.array(np.arange(start, start + rows))}


def divided(plan: Ready, batch: Any, names: Sequence[str], places: Mapping[str, Any]) -> tuple[Array, Any, Refused]:
    """Divide a batch.

    Args:
        names: the columns that are looked at.
        places: where each row stood.

    Returns:
        The numbers of the rows that can be decided; the others as they are, with where they stood and their reasons; and how many these
        are, and in how many of them danger is not excluded.
    """
    found = sift(plan, batch.select(names))
    reasons = found.reasons()
    rows = np.array([*reasons], np.int64)
    rest = np.flatnonzero(~(found.bad | found.refused))
    danger = plan.in_danger(found.batch, pa.array(found.bad | found.refused)) if rows.size else 0
    return rest, left_aside(batch, reasons, places), Refused(rows.size, danger)


def left_aside(batch: Any, reasons: Mapping[int, Sequence[Any]], places: Mapping[str, Any]) -> Any:
    """Return the rows of a batch that have reasons, as they are, with where each row of the batch stood and the reasons."""
    rows = np.array([*reasons], np.int64)
    found = taken(batch.drop_columns([name for name in ADDED if name in batch.schema.names]), rows)
    for name, column in places.items():
        found = found.append_column(name, column.take(pa.array(rows)))
    return found.append_column(REASONS, pa.array([*reasons.values()], pa.list_(REASON)))


def together(aside: Aside, parts: Sequence[Path], run: bytes) -> None:
    """Write the rows of all parts into the one file, whole or not at all."""
    passing = re.compile(rf"{re.escape(aside.path.name)}\.\w{{8}}{re.escape(PASSING)}")
    for left in sorted(aside.path.parent.glob(f"*{PASSING}")):  # of a run that was killed here
        if passing.fullmatch(left.name):
            left.unlink()
    schema = aside.schema.with_metadata({**(aside.schema.metadata or {}), b"tunnistus.run": run})
    with whole(aside.path, mode=PRIVATE) as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for part in parts:
            writer.write_table(fitted(pq.read_table(part), schema))


def fitted(table: Any, schema: Any) -> Any:
    """Return a table with the columns of a schema, null where it has none."""
    columns = [
        table.column(field.name).cast(field.type) if field.name in table.column_names else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)
