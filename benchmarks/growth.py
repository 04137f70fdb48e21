"""How time and memory grow with the number of rules and facts, for one person. Needs no peer, but matplotlib for the plot."""

from __future__ import annotations

import gc
import time
import tracemalloc
from typing import Any

from benchmarks import frame, ours
from benchmarks.workloads import Workload, cases, w3
from tunnistus.deciding.plan import sheet
from tunnistus.rules.answers import read_answers

SIZES = (50, 100, 200, 400, 800, 1600)
ROUNDS = 5


def parts() -> list[frame.Part]:
    """One part: random rule sets of the same kind, each twice as large as the one before."""
    load: list[tuple[float, float]] = []
    memory: list[tuple[float, float]] = []
    timers: dict[str, Any] = {}
    for count in SIZES:
        of = w3(rules=count, facts=count * 3 // 5)
        given = cases(of, 20)
        tracemalloc.start()
        book = ours.as_book(of)
        before = tracemalloc.get_traced_memory()[0]
        made = sheet(book, list(book.rules.values()), ours.DATES)
        for _ in range(4):
            made.program.trace({})
        memory.append((count, (tracemalloc.get_traced_memory()[0] - before) / 2**20))
        tracemalloc.stop()
        load.append((count, _loaded(of)))
        known = [read_answers(book, c, ours.DATES).known for c in given]
        timers[f"read {count}"] = frame.each(lambda c, book=book: read_answers(book, c, ours.DATES), given)
        timers[f"trace {count}"] = frame.each(made.program.trace, known)
    times = frame.interleaved(timers, ROUNDS)
    decide = [(float(n), (times[f"trace {n}"] + times[f"read {n}"]) * 1e3) for n in SIZES]
    series = {
        "answers checked and every rule decided, ms": {"one person": decide},
        "rules expanded and compiled, ms": {"once": [(n, seconds * 1e3) for n, seconds in load]},
        "memory of the compiled rules, MiB": {"once": memory},
    }
    ratios = [frame.Ratio(f"{what}: a rule of {SIZES[-1]} ÷ a rule of {SIZES[1]}", _slope(points)) for what, points in (
        ("decide", decide), ("expand and compile", load), ("memory", memory),
    )]  # fmt: skip
    said = f"Random rule sets with {SIZES[0]} to {SIZES[-1]} rules over three facts for five rules; 31 nodes a rule."
    return [frame.Part("Growth for one person", said, ratios, notes=[NOTE], series=series)]


def _loaded(of: Workload) -> float:
    """Seconds to expand and compile the rules; without the collector, which goes over all that is alive again and again."""
    book = ours.as_book(of)
    gc.collect()
    gc.disable()
    begin = time.process_time()
    made = sheet(book, list(book.rules.values()), ours.DATES)
    for _ in range(4):
        made.program.trace({})
    taken = time.process_time() - begin
    gc.enable()
    return taken


def _slope(points: list[tuple[float, float]]) -> float:
    """What one rule costs in the largest set, against the second smallest: 1 is linear."""
    (few, low), (many, high) = points[1], points[-1]
    return (high / many) / (low / few)


NOTE = """1 is linear. Every node is one line of code and one value, so time and memory follow the number of different nodes. Compiling is
measured without Python's garbage collector: with it, the largest set costs 1.8 times as much a rule, since it goes over all that is alive.
Past 50,000 nodes in one program the nodes are gone through one by one, which is slower and still linear."""
