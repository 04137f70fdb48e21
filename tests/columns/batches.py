"""Many invented people in batches, and a disk or process that ends under way."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.worlds import book, duty, rule
from tunnistus import columns

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="the extra columns is not installed")

DAY = date(2024, 1, 1)
MADE = book(
    rule(
        f"one: {duty('{any: [{all: [a, {fact: kind, is: red}]}, {all: [{not: a}, b]}]}')}\ntwo: {duty('c', effect='power', then='refused')}"
    )
)
SIZE = 1_000


def people(count: int = SIZE, first: int = 0) -> Any:
    rows = range(first, first + count)
    kinds = ("red", "blue", None)
    return pa.table(
        {
            "id": pa.array(rows, pa.int64()),
            "a": pa.array([(True, False, None)[n % 3] for n in rows]),
            "b": pa.array([(None, True)[n // 3 % 2] for n in rows]),
            "c": pa.array([n % 7 == 0 or None for n in rows], pa.bool_()),
            "kind": pa.array([kinds[n // 2 % 3] for n in rows]),
        }
    )


def plan(**more: Any) -> columns.Plan:
    return columns.plan("r", as_of=DAY, book=MADE, keep=["id"], **more)


def same(out: Path) -> bool:
    return bool(pq.read_table(out).to_pydict() == plan().decide(people()).to_pydict())


class End(BaseException):
    """An end that nothing catches."""


def ends_after(steps: int) -> Callable[[int, int], None]:
    left = iter(range(steps))

    def progress(done: int, total: int) -> None:
        if next(left, None) is None:
            raise End

    return progress
