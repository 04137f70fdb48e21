"""Counts of one's own that are given away: how closely those that are left out can be known by sums."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from tunnistus.columns.kernel import reader
from tunnistus.columns.simplex import Region
from tunnistus.errors import AnswerError, LimitError, TunnistusError, UnknownName, door, nearest
from tunnistus.limits import MAX_COUNTS
from tunnistus.messages import message

__all__ = ["bounds"]


@door
def bounds(data: Any, sums: Sequence[tuple[str, Sequence[str]]], *, at_least: int = 5, base: int = 1) -> Any:
    """Tell how closely each count of a table can be known by those that are told and by the sums that hold.

    It is what linear programming finds, in exact fractions. What is known from elsewhere, another table about
    the same people above all, makes bounds closer: put all that you give away into one table.

    Args:
        data: anything that offers the Arrow interface, with columns ``cell`` (a name for each count) and
            ``people`` (null where it is not told).
        sums: of each total its name and those of its parts, which add up to it. A cell can be in many. Of a
            part that is no cell yet, as of those whom a smaller count leaves of a larger one, add a row with
            null.
        at_least: a count of fewer people is to stay hidden: what is told must leave bounds at least so far
            apart.
        base: of what number the told counts are multiples, each rounded down for itself; what is not told is
            below it. 1: they are exact, and nothing is known of those that are not told.

    Returns:
        A ``pyarrow.Table``: ``cell``, ``people``, ``lower``, ``upper`` (null: no bound), and ``safe``:
        whether nobody can be in it, surely at least ``at_least`` are, or the bounds are so far apart.

    Raises:
        AnswerError: this is not a table, a count that is none, a cell twice, or counts for which the sums cannot hold.
        UnknownName: a column or a cell that is not there.
        LimitError: more cells than ``MAX_COUNTS``.

    >>> import pyarrow as pa
    >>> from tunnistus import columns
    >>> given = pa.table({"cell": ["all", "granted", "refused"], "people": [60, 57, None]})
    >>> columns.bounds(given, [("all", ["granted", "refused"])]).to_pylist()[2]
    {'cell': 'refused', 'people': None, 'lower': 3, 'upper': 3, 'safe': False}
    """
    _check_numbers(at_least=at_least, base=base)
    cells, people = _read(data)
    found = _found(people, [_summed(cells, *each) for each in sums], base)
    safe = [high == 0 or low >= at_least or high is None or high - low >= at_least for low, high in found]
    return _table(cells, people, found, safe)


def _check_numbers(**numbers: int) -> None:
    for name, value in numbers.items():
        if value < 1:
            todo = message("Give a whole number of at least 1.")
            raise TunnistusError(message("This number is too small."), where=name, todo=todo)


def _table(cells: list[str], people: list[int | None], found: Sequence[tuple[int, int | None]], safe: list[bool]) -> Any:
    numbers = {"people": people, "lower": [low for low, _ in found], "upper": [high for _, high in found]}
    return pa.table({
        "cell": pa.array(cells, pa.string()), **{name: pa.array(each, pa.int64()) for name, each in numbers.items()},
        "safe": pa.array(safe, pa.bool_()),
    })  # fmt: skip


def _read(data: Any) -> tuple[list[str], list[int | None]]:
    """The names of the cells, and their counts."""
    given = reader(data).read_all()
    for name in ("cell", "people"):
        if name not in given.column_names:
            raise UnknownName(
                message("The table has no such column."),
                where=f"data.{name}",
                todo=nearest(name, given.column_names),
            )
    cells, people = given["cell"].to_pylist(), given["people"].to_pylist()
    if len(cells) > MAX_COUNTS:
        raise LimitError(
            message("These are too many counts."),
            where="data",
            todo=message("Give at most {most} of them.", most=MAX_COUNTS),
        )
    if len({*cells}) < len(cells) or not all(isinstance(cell, str) for cell in cells):
        raise AnswerError(
            message("This does not name each row."),
            where="data.cell",
            todo=message("Give each cell a text of its own."),
        )
    if any(n is not None and (type(n) is not int or n < 0) for n in people):
        raise AnswerError(
            message("Not all of these are counts."),
            where="data.people",
            todo=message("Give whole numbers of at least 0, or null."),
        )
    return cells, people


def _summed(cells: Sequence[str], total: str, parts: Sequence[str]) -> dict[int, int]:
    """A sum as factors: the total less its parts is nothing."""
    factors: dict[int, int] = {}
    for name, factor in ((total, 1), *((part, -1) for part in parts)):
        if name not in cells:
            raise UnknownName(message("The table has no such cell."), where="sums", todo=nearest(name, cells))
        factors[cells.index(name)] = factors.get(cells.index(name), 0) + factor
    return factors


Bounds = tuple[int, int | None]


def _found(people: Sequence[int | None], sums: Sequence[Mapping[int, int]], base: int) -> list[Bounds]:
    """The bounds of each count: what is told of it, and what the sums say of the rest that this leaves out."""
    least = [n or 0 for n in people]
    widths = [base - 1 if n is not None or base > 1 else None for n in people]
    equations: list[tuple[dict[int, int], int]] = []
    for of in sums:
        loose = {n: factor for n, factor in of.items() if widths[n] != 0}
        equations.append((loose, -sum(factor * least[n] for n, factor in of.items())))
    bound = {n for of, _ in equations for n in of}
    for n, width in enumerate(widths):
        if width and n in bound:  # the rest, and how much more it could be, make up the width
            equations.append(({n: 1, len(people) + n: 1}, width))
    region = Region.of(equations)
    if region is None:
        what = message("These sums cannot hold for these counts.")
        raise AnswerError(what, where="sums", todo=message("Correct one of them."))
    found: list[Bounds] = []
    for n, (start, width) in enumerate(zip(least, widths, strict=True)):
        low, high = (region.lowest(n), region.highest(n)) if n in bound else (0, width)
        found.append((start + math.ceil(low), None if high is None else start + math.floor(high)))
    return found
