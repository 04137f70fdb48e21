"""How time and memory grow with the number of rules and facts, for one person. Needs no peer, but matplotlib for the plot."""

from __future__ import annotations

import gc
import time
import tracemalloc
from typing import Any

from benchmarks import frame
from benchmarks.ours import Ours, known
from benchmarks.workloads import cases, w3

SIZES = (50, 100, 200, 400, 800, 1600)
ROUNDS = 5
FIRST = 4  # people, after whom nothing more is made


def parts() -> list[frame.Part]:
    """One part: random rule sets of the same kind, each twice as large as the one before."""
    load: list[tuple[float, float]] = []
    memory: list[tuple[float, float]] = []
    timers: dict[str, Any] = {}
    for count in SIZES:
        of = w3(rules=count, facts=count * 3 // 5)
        given = [known(c) for c in cases(of, 20)]
        tracemalloc.start()
        mine = Ours(of)
        before = tracemalloc.get_traced_memory()[0]
        _first(mine)
        memory.append((count, (tracemalloc.get_traced_memory()[0] - before) / 2**20))
        tracemalloc.stop()
        load.append((count, _loaded(Ours(of))))
        timers[f"{count}"] = frame.each(mine.every, given)
    times = frame.interleaved(timers, ROUNDS)
    decide = [(float(n), times[f"{n}"] * 1e3) for n in SIZES]
    series = {
        "answers checked, every rule decided and read, ms": {"one person": decide},
        "the first people, for whom rules are made ready, ms": {"once": [(n, each * 1e3) for n, each in load]},
        "memory of the rules made ready, MiB": {"once": memory},
    }
    ratios = [frame.Ratio(f"{what}: a rule of {SIZES[-1]} ÷ a rule of {SIZES[1]}", _slope(points)) for what, points in (
        ("assess", decide), ("the first people", load), ("memory", memory),
    )]  # fmt: skip
    said = f"Random rule sets with {SIZES[0]} to {SIZES[-1]} rules over three facts for five rules; 31 nodes a rule."
    return [frame.Part("Growth for one person", said, ratios, notes=[NOTE], series=series)]


def _first(mine: Ours) -> None:
    """Decide for the first few people of whom nothing is known: the rules are made ready for them and all others."""
    for _ in range(FIRST):
        mine.every({})


def _loaded(mine: Ours) -> float:
    """Seconds of that; without the collector, which goes over all that is alive again and again."""
    gc.collect()
    gc.disable()
    begin = time.process_time()
    _first(mine)
    taken = time.process_time() - begin
    gc.enable()
    return taken


def _slope(points: list[tuple[float, float]]) -> float:
    """What one rule costs in the largest set, against the second smallest: 1 is linear."""
    (few, low), (many, high) = points[1], points[-1]
    return (high / many) / (low / few)


NOTE = f"""1 is linear. The first {FIRST} people are those for whom the rules are made ready. They are measured without Python's garbage
collector, which goes over all that is alive again and again."""
