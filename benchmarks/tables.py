"""The workloads as Arrow tables, the same every time; and their rows as cases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.workloads import MIXES, PERMITS, SEED, Workload

STEP = 1_000_000


def table(of: Workload, rows: int, mix: str = "dense") -> Any:
    """A table in which null is open. Yes-or-no facts are Booleans, the kind of permit is dictionary-encoded, days are 32-bit numbers."""
    return pa.Table.from_batches(list(batches(of, rows, mix))).combine_chunks()


def batches(of: Workload, rows: int, mix: str = "dense") -> Iterator[Any]:
    """The same, a million rows at a time."""
    for start in range(0, rows, STEP):
        dice = np.random.default_rng([SEED, int(of.name[1]), sorted(MIXES).index(mix), start])
        size = min(STEP, rows - start)
        yield pa.RecordBatch.from_pydict({name: _column(name, kind, size, mix, dice) for name, kind in of.facts.items()})


def _column(name: str, kind: str, rows: int, mix: str, dice: Any) -> Any:
    true, false = (round(256 * share) for share in MIXES[mix])
    roll = dice.integers(0, 256, rows, dtype=np.uint8)
    open_ = roll >= true + false
    if kind == "bool":
        return pa.array(roll < true, mask=open_)
    if kind == "enum":
        return pa.DictionaryArray.from_arrays(pa.array(dice.integers(0, len(PERMITS), rows, dtype=np.int8), mask=open_), pa.array(PERMITS))
    days = dice.integers(18500 if name == "today" else 18000, 20400, rows, dtype=np.int32)
    return pa.array(days, mask=None if name == "today" else open_)


def invented(plan: Any, rows: int) -> Any:
    """People for shipped rules: a tenth of the answers yes, six tenths no, the rest open; derived facts follow from what they read."""
    dice = np.random.default_rng(SEED)
    return pa.table({name: _answers(plan.book.facts[name], rows, dice) for name in plan.made.facts if not plan.book.facts[name].derived})


def _answers(fact: Any, rows: int, dice: Any) -> Any:
    roll = dice.random(rows)
    if fact.type == "bool":
        return pa.array(roll < 0.1, mask=roll >= 0.7)
    if fact.type == "enum":
        codes = dice.integers(0, len(fact.values), rows, dtype=np.int16)
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=roll >= 0.7), pa.array(fact.values))
    low, high = (fact.low or 0, fact.high or 10_000) if fact.type == "number" else (0, 20_000)
    numbers = pa.array(dice.integers(low, high, rows, dtype=np.int32), mask=roll >= 0.7)
    return numbers.view(pa.date32()) if fact.type == "date" else numbers
