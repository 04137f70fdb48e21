"""The frame: interleaved timing, ratios with their targets, the table and the plot."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

ROOT = Path(__file__).parents[1]


@attrs.frozen
class Ratio:
    """A ratio of two times of one run. ``at_most`` or ``at_least`` is the target; without either it is told for information."""

    what: str
    value: float
    at_most: float | None = None
    at_least: float | None = None

    @property
    def target(self) -> str:
        return f"≤ {self.at_most:g}" if self.at_most is not None else f"≥ {self.at_least:g}" if self.at_least is not None else "–"

    @property
    def reached(self) -> str:
        if self.at_most is None and self.at_least is None:
            return ""
        good = self.value <= self.at_most if self.at_most is not None else self.value >= (self.at_least or 0)
        return "yes" if good else "**not reached**"


@attrs.frozen
class Part:
    """What a part of the benchmark found.

    Attributes:
        checked: how many verdicts agreed before anything was timed.
        times: rows of a table: name, then seconds.
        series: lines of the growth plot: title of the plot to name of the line to points, ``along`` what they grow with.
    """

    title: str
    checked: str
    ratios: Sequence[Ratio] = ()
    times: Mapping[str, float] = attrs.field(factory=dict)
    notes: Sequence[str] = ()
    series: Mapping[str, Mapping[str, Sequence[tuple[float, float]]]] = attrs.field(factory=dict)
    along: str = "rules"


def each(function: Callable[[Any], object], inputs: Sequence[Any]) -> Callable[[], float]:
    """Return a function that gives the median seconds of one call, each input timed alone."""

    def run() -> float:
        times = []
        for one in inputs:
            begin = time.perf_counter_ns()
            function(one)
            times.append(time.perf_counter_ns() - begin)
        return statistics.median(times) / 1e9

    return run


def once(function: Callable[[], object], clock: Callable[[], float] = time.process_time) -> Callable[[], float]:
    """Return a function that gives the seconds of one long call.

    Args:
        clock: seconds of the processor, so that a busy machine does not count; of work in other processes only a clock on the wall tells.
    """

    def run() -> float:
        begin = clock()
        function()
        return clock() - begin

    return run


def interleaved(timers: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Run all of them round by round, after one round to warm up, and return the median of each."""
    found: dict[str, list[float]] = {name: [] for name in timers}
    gc.disable()
    try:
        for turn in range(rounds + 1):
            for name, timer in timers.items():
                seconds = timer()
                if turn:
                    found[name].append(seconds)
            gc.collect()
    finally:
        gc.enable()
    return {name: statistics.median(seconds) for name, seconds in found.items()}


def agree(name: str, got: Iterable[Any], wanted: Iterable[Any]) -> int:
    """Count what agrees. Raises ``SystemExit`` at the first difference: nothing is timed then."""
    count = 0
    for n, (have, want) in enumerate(zip(got, wanted, strict=True)):
        if have != want:
            raise SystemExit(f"{name} differs from the reference in case {n}; nothing was timed.")
        count += 1
    return count


def readable(seconds: float) -> str:
    return f"{seconds * 1e6:,.2f} µs" if seconds < 1e-3 else f"{seconds * 1e3:,.2f} ms" if seconds < 1 else f"{seconds:,.2f} s"


def markdown(part: Part) -> str:
    """The part as tables."""
    lines = [f"## {part.title}", "", part.checked, ""]
    if part.ratios:
        lines += ["| ratio | value | target | reached |", "|---|---|---|---|"]
        lines += [f"| {r.what} | {r.value:.2f} | {r.target} | {r.reached} |" for r in part.ratios]
    if part.times:
        lines += ["", "| time | median |", "|---|---|", *(f"| {name} | {readable(seconds)} |" for name, seconds in part.times.items())]
    return "\n".join([*lines, *(f"\n{note}" for note in part.notes), ""])
