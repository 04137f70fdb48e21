"""Parquet files larger than memory, part by part: the result appears whole or not at all, and interrupted work goes on where it stopped.

The parts are written into ``OUT.part``, each under a passing name that is then changed in one step. When all are there, the directory
gets its final name. A part is a number of rows of one row group, so what is done already is known from the names; each holds in its
metadata what it rests on (``tunnistus.run``), and one that does not, or has other rows, is written again. One process at a time writes.
Directory and files are for this user alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from tunnistus.columns import aside
from tunnistus.columns.aside import Aside
from tunnistus.columns.dated import Ready, taken
from tunnistus.columns.details import masks, missing
from tunnistus.columns.intake import RowsError
from tunnistus.columns.kernel import Deciding, Refused, noted
from tunnistus.columns.labels import labels, with_labels
from tunnistus.errors import AnswerError, TunnistusError, door
from tunnistus.explaining.danger import telling, unread
from tunnistus.messages import message
from tunnistus.version import __version__, program_digest
from tunnistus.writing import PASSING, PRIVATE, own_directory, whole, write

__all__ = ["FORMS", "ROWS", "Part", "decide_files", "parquet_files", "parts", "read_errors", "read_together", "refused_in"]

ROWS: Final = 1_000_000
AT_ONCE: Final = 1 << 17  # rows that are looked through at once for what is set aside
_RUN: Final = "_run.json"  # readers of Parquet directories pass over names that begin so
_LOCK: Final = "_lock"
_NAMES: Final = re.compile(rf"{re.escape(_RUN)}|{_LOCK}|part-[0-9]{{6,}}\.parquet|{aside.NAMES}")
_META: Final = b"tunnistus.run"
MASKS: Final = ("due", "options", "open_options", "possible", "clauses", "floor", "ceiling", "settled")
FORMS: Final[dict[str, Callable[[Ready, Any], Any]]] = {"truths": Deciding.batch, "masks": masks}
Progress = Callable[[int, int], object]


@attrs.frozen
class Part:
    """Rows of one row group of one file, all decided at a time; the first has the number ``first`` in the file."""

    number: int
    file: Path
    group: int
    start: int
    rows: int
    first: int

    @property
    def name(self) -> str:
        return f"part-{self.number:06}.parquet"

    @property
    def aside(self) -> str:
        """The name of the file for what is set aside of them."""
        return f"aside-{self.number:06}.parquet"


@attrs.frozen
class _Run:
    """What a run writes, and where.

    Attributes:
        text: what it rests on, as it stands in the metadata of every part.
        also: whether to tell the facts that are missing.
        labels: what the columns of the result mean, for their metadata.
    """

    plan: Ready
    work: Path
    form: str
    also: bool
    text: bytes
    aside: Aside | None
    labels: Mapping[str, Mapping[str, str]]


@door
@telling(lambda plan, *_, **__: unread(plan.book))
def decide_files(
    plan: Ready, data: Path, out: Path, *, rows: int = ROWS, progress: Progress = lambda done, total: None, form: str = "truths",
    set_aside: Path | None = None,
) -> int:  # fmt: skip
    """Decide every row of a Parquet file, or of the files of a directory, into a new directory of Parquet files in the same order.

    Args:
        rows: how many are decided at a time; with the columns read it determines how much memory is needed.
        progress: is told how many rows are done, and of how many.
        form: one of :data:`FORMS`, with ``+missing`` for the facts that are missing.
        set_aside: a Parquet file for the rows that cannot be decided, or whose answers cannot all be true: whole, all their columns, with
            ``tunnistus.file`` and ``tunnistus.row`` (where each stood, from 0) and ``tunnistus.reasons`` (each a ``code`` and its
            ``columns``). The result then holds the other rows, and the first two of these columns before its own. It is written also
            where no row is set aside. It holds what people answered, as the data do.

    Returns:
        The number of rows of the data.

    Raises:
        AnswerError: a file that cannot be read, or answers as in :meth:`tunnistus.columns.kernel.Deciding.decide`, with file and rows.
        TunnistusError: the result, or the file for what is set aside, exists or lies among the data; another run was begun there, or
            another process is writing there; the directory for parts is not ours alone (:func:`tunnistus.writing.own_directory`).
    """
    form, also = _form(form, rows)
    files = parquet_files(data)
    _refuse_existing(out)
    todo = list(parts(files, rows))
    for file in files:
        with read_errors(file):
            plan.check(pq.read_schema(file).names)
    apart = Aside.of(set_aside, files, data, out) if set_aside else None
    told = {"form": f"{form}{also}", **_identity(plan, files, rows), **({"set_aside": True} if apart else {})}
    run = _Run(
        plan, out.with_name(out.name + ".part"), form, bool(also), json.dumps(told, sort_keys=True, indent=1).encode(), apart, _labels(plan)
    )
    return _written(run, told, todo, out, progress)


def _form(written: str, rows: int) -> tuple[str, str]:
    """Return the form, and what is told besides. Raises :class:`TunnistusError`: there is none, or no rows are decided at a time."""
    form, _, also = written.partition("+")
    if form not in FORMS or also not in ("", "missing") or rows < 1:
        raise TunnistusError(
            message("There is no such form, or the number of rows at a time is less than one."),
            where="form",
            todo=message("Use one of: {names}.", names=", ".join(FORMS)),
        )
    return form, also


def _written(run: _Run, told: Mapping[str, Any], todo: Sequence[Part], out: Path, progress: Progress) -> int:
    """Write what is not there yet of a run, and give the result its name. Returns the number of rows of all parts."""
    if run.aside:
        run.aside.is_of(run.text, begun=_begun(run.work) == run.text)
    own_directory(run.work, _NAMES)
    with _alone(run.work):
        _refuse_existing(out)  # by another process, meanwhile
        _begin(run, told)
        total = _all_parts(run, todo, progress)
        _give_aside(run, todo)
    (run.work / _LOCK).unlink(missing_ok=True)
    os.replace(run.work, out)
    return total


def _labels(plan: Ready) -> dict[str, dict[str, str]]:
    """What the columns of the result mean, those of a mask among them; kept ones that are no facts mean what the user says."""
    masks_of = [f"{rule.id}.{part}" for rule in plan.made.rules for part in MASKS]
    return labels(plan.book, dict.fromkeys([*plan.schema.names, *masks_of]))


def _all_parts(run: _Run, todo: Sequence[Part], progress: Progress) -> int:
    """Write the parts that are not there yet. Returns the number of rows of all parts."""
    given = run.aside is not None and run.aside.is_of(run.text)
    done = {part.number for part in todo if _is_whole(run, part, given=given)}
    total, ready = sum(part.rows for part in todo), sum(part.rows for part in todo if part.number in done)
    progress(ready, total)
    pieces = [piece for part in todo if part.number not in done for piece in _pieces(part, run)]
    for number, read in itertools.groupby(_batches(pieces, run), lambda each: each[0].number):
        part = todo[number]
        _write_part(run, part, read)
        ready += part.rows
        progress(ready, total)
    for left in run.work.glob(f"*{PASSING}"):
        left.unlink()
    return total


def _give_aside(run: _Run, todo: Iterable[Part]) -> None:
    """Write what was set aside of all parts into its file. Until that is whole, the parts stay; the result gets its name after it."""
    if run.aside is None:
        return
    files = [path for part in todo if (path := run.work / part.aside).exists()]
    if not run.aside.is_of(run.text):
        aside.together(run.aside, files, run.text)
    for path in files:
        path.unlink()


def refused_in(out: Path) -> Refused:
    """Return how many rows of a result that :func:`decide_files` wrote are refused, and in how many of them danger is not excluded."""
    return Refused.of(pq.read_schema(path) for path in sorted(out.glob("part-*.parquet")))


def _refuse_existing(out: Path) -> None:
    if os.path.lexists(out):
        raise TunnistusError(message("The result exists already."), where=str(out), todo=message("Name a directory that does not exist."))


@contextlib.contextmanager
def _alone(work: Path) -> Iterator[None]:
    """Refuse to write where another process does. The system gives the lock back however a process ends."""
    with os.fdopen(os.open(work / _LOCK, os.O_RDWR | os.O_CREAT, PRIVATE), "rb+") as file:
        try:
            _lock(file.fileno())
        except OSError:
            todo = message(
                "Wait for it, or end it. If there is none, the place may not be able to lock files: choose a directory on this machine."
            )
            raise TunnistusError(message("Another process is writing here."), where=str(work), todo=todo) from None
        yield


def _lock(number: int) -> None:
    """Lock an open file or raise :class:`OSError` at once."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


def parts(files: Sequence[Path], rows: int) -> Iterator[Part]:
    """Yield the parts of the files in order; the same files and number of rows always give the same parts."""
    number = 0
    for file in files:
        first = 0
        with read_errors(file):
            found = pq.read_metadata(file)
        for group in range(found.num_row_groups):
            size = found.row_group(group).num_rows
            for start in range(0, size, rows):
                yield Part(number, file, group, start, min(rows, size - start), first + start)
                number += 1
            first += size
        if not found.num_rows:
            yield Part(number, file, 0, 0, 0, 0)
            number += 1


def parquet_files(data: Path) -> list[Path]:
    """Return a file, or the Parquet files of a directory by name. Raises :class:`AnswerError`: there is none."""
    if not data.exists():
        raise AnswerError(message("There is no such file."), where=str(data), todo=message("Name a Parquet file, or a directory of them."))
    found = [data]
    if data.is_dir():
        found = sorted(p for p in data.glob("*.parquet") if p.is_file() and not p.name.startswith("."))
    if not found:
        raise AnswerError(message("There is no Parquet file in the directory."), where=str(data), todo=message("Name them *.parquet."))
    return found


def read_together(data: Path) -> tuple[Any, int]:
    """Return the rows of a Parquet file, or of the files of a directory, as one ``pyarrow.RecordBatchReader``, and how many they are.

    Each row has where it stood, its file and its number there (:func:`tunnistus.columns.aside.origin`), in columns of their own.

    Raises:
        AnswerError: a file that cannot be read, or files of different columns.
    """
    files, schemas, total = parquet_files(data), [], 0
    for file in files:
        with read_errors(file), pq.ParquetFile(file) as found:
            schemas.append(found.schema_arrow.remove_metadata())
            total += found.metadata.num_rows
    for file, schema in zip(files, schemas, strict=True):
        if schema != schemas[0]:
            what = message("The file has other columns than the first one.")
            raise AnswerError(what, where=str(file), todo=message("Give all files the same columns."))
    made = _placed(pa.RecordBatch.from_pylist([], schemas[0]), files[0], 0).schema
    return pa.RecordBatchReader.from_batches(made, _all_placed(files)), total


def _all_placed(files: Iterable[Path]) -> Iterator[Any]:
    for file in files:
        with read_errors(file), pq.ParquetFile(file) as found:
            start = 0
            for batch in found.iter_batches(AT_ONCE):
                yield _placed(batch.replace_schema_metadata(None), file, start)
                start += batch.num_rows


def _placed(batch: Any, file: Path, start: int) -> Any:
    """A batch with where each of its rows stood."""
    places = aside.origin(batch, file, start)
    batch = batch.drop_columns([name for name in places if name in batch.schema.names])
    for name, column in places.items():
        batch = batch.append_column(name, column)
    return batch


@contextlib.contextmanager
def read_errors(file: Path) -> Iterator[None]:
    """Turn what pyarrow says of a file into an error of ours, which never shows content."""
    try:
        yield
    except (pa.ArrowException, OSError):
        raise AnswerError(message("The file cannot be read as Parquet."), where=str(file), todo=message("Write the file again.")) from None


def _identity(plan: Ready, files: Sequence[Path], rows: int) -> dict[str, Any]:
    """What must be the same for work to go on."""
    held = hashlib.sha256()
    for file in files:
        stat = file.stat()
        held.update(f"{file.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return {
        "version": __version__,
        "program": program_digest(),
        "files": held.hexdigest(),
        "rows": rows,
        "judged": {n: [who, str(day)] for n, (who, day) in plan.judged.items()},
        "columns": [*plan.keep, *plan.schema.names],
        **plan.receipt,
    }


def _begin(run: _Run, identity: Mapping[str, Any]) -> None:
    """Begin a run or go on with the same one."""
    work = run.work
    if not (work / _RUN).exists() and not any(work.glob("*.parquet")):
        write(work / _RUN, run.text, mode=PRIVATE)
        return
    begun = _begun(work)
    if begun != run.text:
        todo = message("Finish it with the same program, files, rules, dates and options, or remove the directory.")
        what = message("Another run was begun here and not finished. It differs in: {differing}.", differing=_differing(begun, identity))
        raise TunnistusError(what, where=str(work), todo=todo)


def _begun(work: Path) -> bytes:
    """What the run that was begun in a directory rests on; nothing where there is none."""
    return (work / _RUN).read_bytes() if (work / _RUN).exists() else b""


def _differing(begun: bytes, identity: Mapping[str, Any]) -> str:
    try:
        other = json.loads(begun)
    except ValueError:
        return _RUN
    names = sorted({*other, *identity}) if isinstance(other, dict) else []
    return ", ".join(n for n in names if n not in other or n not in identity or other[n] != identity[n]) or _RUN


def _is_whole(run: _Run, part: Part, *, given: bool) -> bool:
    """Whether a part was written by this run, whole, and so was what is set aside of it; ``given``: that stands in its file already."""
    rows = _rows_of(run.work / part.name, run.text)
    if rows is None or run.aside is None:
        return rows == part.rows
    left = part.rows - rows
    return left == 0 or given or _rows_of(run.work / part.aside, run.text) == left


def _rows_of(path: Path, run: bytes) -> int | None:
    """How many rows a file of this run has; ``None`` for any other."""
    try:
        found = pq.read_metadata(path)
    except (pa.ArrowException, OSError):
        return None
    return int(found.num_rows) if (found.metadata or {}).get(_META) == run else None


def _batches(todo: Sequence[Part], run: _Run) -> Iterator[tuple[Part, Any]]:
    """Yield each part with its rows; a row group is read in pieces, so it may be larger than memory."""
    waiting = list(todo)
    while waiting:
        same = [p for p in waiting if (p.file, p.group) == (waiting[0].file, waiting[0].group)]
        waiting = waiting[len(same) :]
        if not same[0].rows:
            yield same[0], _empty(same[0].file)
            continue
        size = max(p.rows for p in same)
        with read_errors(same[0].file):
            opened = pq.ParquetFile(same[0].file)
        names = opened.schema_arrow.names
        wanted = names if run.aside else run.plan.needed(names)
        yield from _cut(opened.iter_batches(batch_size=size, row_groups=[same[0].group], columns=wanted), same)


def _cut(pieces: Iterator[Any], todo: Sequence[Part]) -> Iterator[tuple[Part, Any]]:
    """Cut what is read, in pieces of whatever size, at the borders of the parts."""
    held: list[Any] = []
    at = 0  # row of the group at which what is held begins
    for part in todo:
        while at + sum(map(len, held)) < part.start + part.rows:
            with read_errors(part.file):
                held.append(next(pieces))
            while held and at + len(held[0]) <= part.start:
                at += len(held.pop(0))
        table = pa.Table.from_batches(held).slice(part.start - at, part.rows).combine_chunks()
        yield part, table.to_batches()[0]


def _empty(file: Path) -> Any:
    return pa.RecordBatch.from_pylist([], pq.read_schema(file))


def _pieces(part: Part, run: _Run) -> list[Part]:
    """What of a part is read at a time: all of it, but a few rows where all their columns are read."""
    few = AT_ONCE if run.aside else max(1, part.rows)
    starts = range(0, max(1, part.rows), few)
    return [attrs.evolve(part, start=part.start + n, rows=min(few, part.rows - n), first=part.first + n) for n in starts]


def _write_part(run: _Run, part: Part, read: Iterable[tuple[Part, Any]]) -> None:
    """Decide a part and write it; before it what is set aside."""
    left, decided, refused = [], [], Refused()
    for piece, batch in read:
        if run.aside is None:
            decided.append(_decided(run, piece, batch))
            continue
        others, found, more = _one_piece(run, piece, batch)
        left.append(others)
        decided.append(found)
        refused = Refused(refused.rows + more.rows, refused.danger + more.danger)
    if refused.rows:
        _write(run.work / part.aside, pa.Table.from_batches(left), run.text)
    table = with_labels(pa.Table.from_batches(decided), run.labels)
    _write(run.work / part.name, noted(table, refused) if run.aside else table, run.text)


def _one_piece(run: _Run, part: Part, batch: Any) -> tuple[Any, Any, Refused]:
    """Return of some rows those that are set aside, the result of the others, and how many those are."""
    with _of_the_file(part):
        names, places = run.plan.needed(batch.schema.names), aside.origin(batch, part.file, part.first)
        rest, others, refused = aside.divided(run.plan, batch, names, places)
    found = _decided(run, part, taken(batch.select(names), rest) if refused.rows else batch.select(names))
    kept = [column.take(pa.array(rest)) for column in places.values()]
    fields = [pa.field(name, column.type) for name, column in zip(places, kept, strict=True)]
    schema = pa.schema([*fields, *found.schema], found.schema.metadata)
    return others, noted(pa.RecordBatch.from_arrays([*kept, *found.columns], schema=schema), Refused()), refused


def _decided(run: _Run, part: Part, batch: Any) -> Any:
    with _of_the_file(part):
        found = FORMS[run.form](run.plan, batch)
        for rule, column in missing(run.plan, batch).items() if run.also else ():
            found = found.append_column(f"{rule}.missing", column)
        return found


@contextlib.contextmanager
def _of_the_file(part: Part) -> Iterator[None]:
    """Name the file in what is wrong with some of its rows, and number them as they are there."""
    try:
        yield
    except RowsError as problem:
        raise aside.in_file(problem, part.file.name, problem.rows[0] + part.first) from None
    except TunnistusError as problem:
        rows = f"{part.file.name}, row group {part.group}, batch from row {part.start}"
        raise type(problem)(problem.what, where=f"{rows}: {problem.where}", todo=problem.todo) from None


def _write(path: Path, table: Any, run: bytes) -> None:
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), _META: run})
    with whole(path, mode=PRIVATE) as file:
        pq.write_table(table, file, compression="zstd")
