"""Parquet files larger than memory, part by part: the result appears whole or not at all, and interrupted work goes on where it stopped.

The parts are written into ``OUT.part``, each under a passing name that is then changed in one step. When all are there, the directory
gets its final name. A part is a number of rows of one row group, so what is done already is known from the names alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from tunnistus.columns.dated import Ready
from tunnistus.columns.details import masks, missing
from tunnistus.columns.kernel import Deciding
from tunnistus.errors import AnswerError, TunnistusError

__all__ = ["FORMS", "ROWS", "Part", "decide_files", "parts"]

ROWS: Final = 1_000_000
_RUN: Final = "_run.json"  # readers of Parquet directories pass over names that begin so
FORMS: Final[dict[str, Callable[[Ready, Any], Any]]] = {"truths": Deciding.batch, "masks": masks}
Progress = Callable[[int, int], object]


@attrs.frozen
class Part:
    """Rows of one row group of one file, all decided at a time."""

    number: int
    file: Path
    group: int
    start: int
    rows: int

    @property
    def name(self) -> str:
        return f"part-{self.number:06}.parquet"


def decide_files(
    plan: Ready, data: Path, out: Path, *, rows: int = ROWS, progress: Progress = lambda done, total: None, form: str = "truths"
) -> int:  # fmt: skip
    """Decide every row of a Parquet file, or of the files of a directory, into a new directory of Parquet files in the same order.

    Args:
        rows: how many are decided at a time; with the columns read it determines how much memory is needed.
        progress: is told how many rows are done, and of how many.
        form: one of :data:`FORMS`, with ``+missing`` for the facts that are missing.

    Returns:
        The number of rows.

    Raises:
        AnswerError: a file that cannot be read, or answers as in :meth:`tunnistus.columns.kernel.Deciding.decide`, with file and rows.
        TunnistusError: the result exists, or another run was begun there.
    """
    form, _, also = form.partition("+")
    if form not in FORMS or also not in ("", "missing") or rows < 1:
        raise TunnistusError("There is no such form, or no rows at a time.", where="form", todo=f"Use one of: {', '.join(FORMS)}.")
    files = _files(data)
    if out.exists():
        raise TunnistusError("The result exists already.", where=str(out), todo="Name a directory that does not exist.")
    todo = list(parts(files, rows))
    for file in files:
        with _read_errors(file):
            plan.check(pq.read_schema(file).names)
    work = out.with_name(out.name + ".part")
    _begin(work, {"form": form + also, **_identity(plan, files, rows)})
    done = {part.number for part in todo if (work / part.name).exists()}
    total, ready = sum(part.rows for part in todo), sum(part.rows for part in todo if part.number in done)
    progress(ready, total)
    for part, batch in _batches([part for part in todo if part.number not in done], plan):
        _write(work, part, _decided(plan, part, batch, form, bool(also)))
        ready += part.rows
        progress(ready, total)
    for left in work.glob("*.tmp"):
        left.unlink()
    os.replace(work, out)
    return total


def parts(files: Sequence[Path], rows: int) -> Iterator[Part]:
    """Yield the parts of the files in order; the same files and number of rows always give the same parts."""
    number = 0
    for file in files:
        with _read_errors(file):
            found = pq.read_metadata(file)
        for group in range(found.num_row_groups):
            size = found.row_group(group).num_rows
            for start in range(0, size, rows):
                yield Part(number, file, group, start, min(rows, size - start))
                number += 1
        if not found.num_rows:
            yield Part(number, file, 0, 0, 0)
            number += 1


def _files(data: Path) -> list[Path]:
    if not data.exists():
        raise AnswerError("There is no such file.", where=str(data), todo="Name a Parquet file, or a directory of them.")
    found = sorted(p for p in data.iterdir() if p.suffix == ".parquet" and p.is_file()) if data.is_dir() else [data]
    if not found:
        raise AnswerError("There is no Parquet file in the directory.", where=str(data), todo="Name them *.parquet.")
    return found


@contextlib.contextmanager
def _read_errors(file: Path) -> Iterator[None]:
    """Turn what pyarrow says of a file into an error of ours, which never shows content."""
    try:
        yield
    except (pa.ArrowException, OSError):
        raise AnswerError("The file cannot be read as Parquet.", where=str(file), todo="Write it anew.") from None


def _identity(plan: Ready, files: Sequence[Path], rows: int) -> dict[str, Any]:
    """What must be the same for work to go on."""
    held = hashlib.sha256()
    for file in files:
        stat = file.stat()
        held.update(f"{file.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return {
        "files": held.hexdigest(),
        "rows": rows,
        "judged": {n: [who, str(day)] for n, (who, day) in plan.judged.items()},
        "columns": [*plan.keep, *plan.schema.names],
        **plan.receipt,
    }


def _begin(work: Path, identity: dict[str, Any]) -> None:
    text = json.dumps(identity, sort_keys=True, indent=1)
    if not work.exists():
        work.mkdir(parents=True)
        (work / (_RUN + ".tmp")).write_text(text, encoding="utf-8")
        os.replace(work / (_RUN + ".tmp"), work / _RUN)
        return
    if not (work / _RUN).exists() and not any(work.glob("*.parquet")):
        (work / _RUN).write_text(text, encoding="utf-8")  # ended before its first line
    if not (work / _RUN).exists() or (work / _RUN).read_text(encoding="utf-8") != text:
        todo = "Finish it with the same files, rules and options, or remove the directory."
        raise TunnistusError("Another run was begun here and not finished.", where=str(work), todo=todo)


def _batches(todo: Sequence[Part], plan: Ready) -> Iterator[tuple[Part, Any]]:
    """Yield each part with its rows; a row group is read in pieces, so it may be larger than memory."""
    waiting = list(todo)
    while waiting:
        same = [p for p in waiting if (p.file, p.group) == (waiting[0].file, waiting[0].group)]
        waiting = waiting[len(same) :]
        if not same[0].rows:
            yield same[0], _empty(same[0].file)
            continue
        size = max(p.rows for p in same)
        with _read_errors(same[0].file):
            opened = pq.ParquetFile(same[0].file)
        pieces = opened.iter_batches(batch_size=size, row_groups=[same[0].group], columns=plan.reads(opened.schema_arrow.names))
        yield from _cut(pieces, same)


def _cut(pieces: Iterator[Any], todo: Sequence[Part]) -> Iterator[tuple[Part, Any]]:
    """Cut what is read, in pieces of whatever size, at the borders of the parts."""
    held: list[Any] = []
    at = 0  # row of the group at which what is held begins
    for part in todo:
        while at + sum(map(len, held)) < part.start + part.rows:
            with _read_errors(part.file):
                held.append(next(pieces))
            while held and at + len(held[0]) <= part.start:
                at += len(held.pop(0))
        table = pa.Table.from_batches(held).slice(part.start - at, part.rows).combine_chunks()
        yield part, table.to_batches()[0]


def _empty(file: Path) -> Any:
    return pa.RecordBatch.from_pylist([], pq.read_schema(file))


def _decided(plan: Ready, part: Part, batch: Any, form: str, also: bool) -> Any:
    try:
        found = FORMS[form](plan, batch)
        for rule, column in missing(plan, batch).items() if also else ():
            found = found.append_column(f"{rule}.missing", column)
        return found
    except TunnistusError as problem:
        rows = f"{part.file.name}, row group {part.group}, batch from row {part.start}"
        raise type(problem)(problem.what, where=f"{rows}: {problem.where}", todo=problem.todo) from None


def _write(work: Path, part: Part, batch: Any) -> None:
    passing = work / (part.name + ".tmp")
    with passing.open("wb") as file:
        pq.write_table(pa.Table.from_batches([batch]), file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())
    os.replace(passing, work / part.name)
