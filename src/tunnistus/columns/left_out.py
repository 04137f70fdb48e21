"""Rows that people are not compared by: written into a file, each whole, with where it stood and its reasons, and counted as refused."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tunnistus.columns.aside import FILE, ROW, fitted, left_aside, schema_of
from tunnistus.columns.bits import Array
from tunnistus.columns.kernel import Plan
from tunnistus.columns.sifted import sift
from tunnistus.columns.vectors import MARK
from tunnistus.errors import TunnistusError
from tunnistus.messages import message
from tunnistus.writing import PRIVATE, whole

__all__ = ["LeftOut", "left_out"]

Reasons = dict[int, list[dict[str, Any]]]


@contextlib.contextmanager
def left_out(path: Path | None, schema: Any) -> Iterator[LeftOut | None]:
    """Give what writes rows of a schema into a file that is there, whole, at the end; nothing without a file.

    Raises:
        TunnistusError: the file exists, or cannot be written.
    """
    if path is None:
        yield None
        return
    if os.path.lexists(path):
        what = message("The file for the rows set aside exists already.")
        raise TunnistusError(what, where=str(path), todo=message("Name a file that does not exist."))
    made = schema_of([schema])
    with whole(path, mode=PRIVATE) as file, pq.ParquetWriter(file, made, compression="zstd") as writer:
        yield LeftOut(made, writer)


@attrs.define(eq=False, repr=False)
class LeftOut:
    """Leaves rows out, batch by batch, and holds none of them."""

    schema: Any
    writer: Any
    seen: int = 0

    def of(self, plans: Sequence[Plan], batch: Any, more: Mapping[str, tuple[str, Array]]) -> tuple[Any, Array]:
        """Look for everything for which some of the plans cannot decide a row, and write those rows.

        Args:
            more: of columns a code, and in which rows something stands that is none.

        Returns:
            The batch with nothing where something stands that is no answer, and which rows are left out, one byte each.
        """
        rows, sound, reasons = batch.num_rows, batch, Reasons()
        for name, (code, wrong) in more.items():
            for row in np.flatnonzero(wrong).tolist():
                reasons.setdefault(row, []).append({"code": code, "columns": [name]})
        for plan in plans:
            known = [name for name in sound.schema.names if name.removesuffix(MARK) in plan.book.facts]
            found = sift(plan, sound.select(known))
            for row, each in found.reasons().items():
                held = reasons.setdefault(row, [])
                held += [reason for reason in each if reason not in held]
            others = [name for name in sound.schema.names if name not in known]
            columns = {name: found.batch.column(name) for name in known} | {name: sound.column(name) for name in others}
            sound = pa.RecordBatch.from_pydict({name: columns[name] for name in sound.schema.names})
        self._write(batch, reasons)
        self.seen += rows
        return sound, np.isin(np.arange(rows), [*reasons])

    def _write(self, batch: Any, reasons: Reasons) -> None:
        if not reasons:
            return
        rows = batch.num_rows
        places = {FILE: pa.nulls(rows, pa.string()), ROW: pa.array(np.arange(self.seen, self.seen + rows))}
        places |= {name: batch.column(name) for name in places if name in batch.schema.names}
        table = pa.Table.from_batches([left_aside(batch, dict(sorted(reasons.items())), places)])
        self.writer.write_table(fitted(table, self.schema))
