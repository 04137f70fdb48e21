"""Many people: Arrow table to Arrow table beside others, ready planes beside the memory, Parquet to Parquet, and growth."""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

os.environ["POLARS_MAX_THREADS"] = "1"  # before Polars is loaded

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import frame, ours, tables
from benchmarks.bulk_peers import PEERS, as_arrow
from benchmarks.workloads import Workload, verdicts, w3, workload
from tunnistus import columns, testing
from tunnistus.columns import Plan, batches, details
from tunnistus.columns.bits import Array, Pair, block_for
from tunnistus.columns.intake import Source
from tunnistus.columns.vectors import Columns, vector
from tunnistus.deciding.decide import Case, Verdict, decide
from tunnistus.rules.answers import Answers
from tunnistus.rules.model import Book, Derived
from tunnistus.shipping import source

MILLION = 1_000_000
ROUNDS = {"w1": 9, "w2": 9, "w3": 3}
OURS, KLEENE = "ours", "ours, Kleene values"
DUE = {"due": True, "excluded": False, "open": None}
TARGETS = {"w1": ("Polars", 1), "w2": ("", 5), "w3": ("pyarrow", 3)}
MEMORY = 2 * 2**30
NOTE = """All others give the Kleene value, which leaves open what is certain in every completion. Ours settles that: the first ratio is
of what users get. Beside it stand our Kleene values (`exact=False`). Times are seconds of the processor, summed over threads, all
engines in one process."""


@vector
def days_after(given: Columns, derived: Derived, book: Book) -> Any:
    """A whole column of differences at once, known where both days are."""
    import pyarrow.compute as pc

    first, second = derived.inputs
    return pc.subtract(given.values[first], given.values[second])


def cpu(function: Callable[[], object], calls: int = 4) -> Callable[[], float]:
    """Seconds of the processor, of all threads: what other processes do meanwhile counts for nothing, and more threads gain nothing.

    The median of some calls in a row, after one that brings the table back into the cache from which another engine drove it.
    """

    def run() -> float:
        times = []
        for _ in range(calls):
            begin = time.process_time()
            function()
            times.append(time.process_time() - begin)
        return statistics.median(times[1:] or times)

    return run


def plan_of(of: Workload, exact: bool = False) -> Plan:
    """The workload in our own model, made ready as any rules are; of every rule the verdict alone."""
    book = ours.as_book(of)
    only = [f"{rule}.due.yes" for rule in of.rules]
    return columns.plan(list(book.rules), as_of=ours.DATES.as_of, book=book, exact=exact, only=only)


def verdicts_of(plan: Plan, table: Any) -> dict[str, Any]:
    result = plan.decide(table)
    return {output.rule: result.column(output.column) for output in plan.made.outputs}


def _engines(of: Workload, table: Any, plan: Plan) -> tuple[dict[str, Callable[[], Mapping[str, Any]]], list[str]]:
    found: dict[str, Callable[[], Mapping[str, Any]]] = {KLEENE: lambda: verdicts_of(plan, table)}
    absent = []
    for name, (module, make, where) in PEERS.items():
        if of.name in where and importlib.util.find_spec(module):
            found[name] = make(of, table)
        elif of.name in where:
            absent.append(name)
    return found, absent


def _checked(of: Workload, plan: Plan, engines: Mapping[str, Callable[[], Mapping[str, Any]]]) -> int:
    """Hold all against the plain Kleene value on small tables, then each other on the whole one."""
    count = 0
    for mix in ("dense", "sparse"):
        small = tables.table(of, 2_000 if of.name != "w3" else 100, mix)
        wanted = [verdicts(of, row) for row in small.to_pylist()]
        for name, engine in _engines(of, small, plan)[0].items():
            got = {rule: as_arrow(column).to_pylist() for rule, column in engine().items()}
            count += frame.agree(
                f"{name} on {of.name}", ([got[rule][n] for rule in of.rules] for n in range(len(wanted))), map(_values, wanted)
            )
    first, *others = ({rule: as_arrow(v) for rule, v in engine().items()} for engine in engines.values())
    for name, other in zip(list(engines)[1:], others, strict=True):
        for rule in of.rules:
            if not first[rule].equals(other[rule]) and as_arrow(first[rule]).to_pylist() != other[rule].to_pylist():
                raise SystemExit(f"{name} differs on {of.name}; nothing was timed.")
            count += len(first[rule])
    return count


def _settled(of: Workload, plan: Plan) -> int:
    """Hold what is settled over all completions against deciding one by one, on small tables."""
    count = 0
    mine = ours.ours(of.name)
    for mix in ("dense", "sparse"):
        small = tables.table(of, 200 if of.name != "w3" else 10, mix)
        found = {rule: as_arrow(column).to_pylist() for rule, column in verdicts_of(plan, small).items()}
        got = ([found[rule][n] for rule in of.rules] for n in range(small.num_rows))
        wanted = ([DUE[d.state("yes")] for d in mine.decisions(ours.known(row)).values()] for row in small.to_pylist())
        count += frame.agree(f"ours on {of.name}", got, wanted)
    return count


def _values(verdict: Mapping[str, Any]) -> list[Any]:
    return list(verdict.values())


def workload_part(name: str, rows: int = MILLION) -> frame.Part:
    of = workload(name)
    table, plan, exact = tables.table(of, rows), plan_of(of), plan_of(of, exact=True)
    engines, absent = _engines(of, table, plan)
    count = _checked(of, plan, engines) + _settled(of, exact)
    engines = {OURS: lambda: verdicts_of(exact, table), **engines}
    times = frame.interleaved({label: cpu(engine, 4 if name != "w3" else 1) for label, engine in engines.items()}, ROUNDS[name])
    rival, least = TARGETS[name]
    peers = {label: seconds for label, seconds in times.items() if label not in (OURS, KLEENE)}
    best = rival if rival in peers else min(peers, key=peers.__getitem__, default="")
    ratios = []
    if best:
        ratios += [frame.Ratio(f"{best} ÷ ours, Arrow table to Arrow table", times[best] / times[OURS], at_least=None if absent else 1)]
        ratios += [frame.Ratio(f"{best} ÷ {KLEENE}", times[best] / times[KLEENE], at_least=None if rival in absent else least)]
    if name == "w2":
        ratios += _memory(of, table, plan, MILLION // rows)
    rates = {f"{label} ({rows / seconds / 1e6:.1f} million a second)": seconds for label, seconds in times.items()}
    notes = [NOTE] if name == "w1" else []
    notes += [f"Not installed and not timed: {', '.join(absent)}."] if absent else []
    said = f"{count:,} verdicts agreed before anything was timed; 0 did not."
    return frame.Part(f"{name}, {rows:,} people: {len(of.facts)} facts, {len(of.rules)} rules", said, ratios, rates, notes)


# -- ready planes, and the memory ------------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class Ready(Source):
    """A fact whose two planes are there already, block by block."""

    blocks: dict[int, Array]

    def planes(self, cells: tuple[Any, ...], start: int, words: int, out: Pair) -> Pair:
        true, false = self.blocks[start]
        return true, false


def _ready(source: Source, total: int) -> Ready:
    true, false = np.empty((2, total), np.uint64)
    pair = np.stack(source.planes((True,), 0, total, (true, false)))
    return Ready(None, {at: np.ascontiguousarray(pair[:, at : at + block_for(total)]) for at in range(0, total, block_for(total))})


def _memory(of: Workload, table: Any, plan: Plan, scale: int = 1) -> list[frame.Ratio]:
    """How near the kernel comes to reading all planes and writing all verdicts once, at the speed of this memory."""
    total = -(-table.num_rows // 64)
    (batch,) = table.to_batches()
    _, sources = plan.columns(batch)
    ready = {name: _ready(source, total) for name, source in sources.items()}
    moved = (len(of.facts) + len(of.rules)) * 2 * total * 8
    one, two = (
        np.ones(2**25 // scale, np.uint64),
        np.zeros(2**25 // scale, np.uint64),
    )  # zeros never written are one page, read from the cache
    big = tables.table(of, 10 * table.num_rows)
    times = frame.interleaved(
        {
            "ready": cpu(lambda: plan.planes(ready, table.num_rows)),
            "copy": cpu(lambda: np.copyto(two, one), 2),
            "ours": cpu(lambda: plan.decide(table)),
            "ten": cpu(lambda: plan.decide(big), 2),
        },
        7,
    )
    bound = moved / (2 * one.nbytes / times["copy"])
    return [
        frame.Ratio("ready planes: bound by memory bandwidth ÷ ours", bound / times["ready"], at_least=0.2),
        frame.Ratio("people a second at 10 million ÷ at 1 million", times["ours"] * 10 / times["ten"], at_least=0.8),
    ]


# -- files -----------------------------------------------------------------------------------------------------------


def files_part(rows: int = 10 * MILLION) -> frame.Part:
    """w2 from a Parquet file into Parquet files, in a process of its own on two cores."""
    of = workload("w2")
    with tempfile.TemporaryDirectory() as home:
        data = Path(home) / "people.parquet"
        with pq.ParquetWriter(data, next(tables.batches(of, 1)).schema) as writer:
            for batch in tables.batches(of, rows):
                writer.write_table(pa.Table.from_batches([batch]))
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.columns", home], check=True, capture_output=True, text=True, cwd=frame.ROOT
        )
        seconds, peak, progress = map(float, done.stdout.split())
        found = sum(pq.read_metadata(p).num_rows for p in (Path(home) / "out").glob("*.parquet"))
    if found != rows:
        raise SystemExit(f"{rows - found} rows were lost.")
    ratios = [frame.Ratio("peak memory of the process ÷ 2 GiB", peak / MEMORY, at_most=1)]
    note = f"{progress:.0f} steps of progress were told. Ending it in the middle is a test (`tests/columns/test_batches.py`)."
    return frame.Part(
        f"{rows:,} people from Parquet to Parquet", f"{found:,} rows in, as many out.", ratios, {"two cores": seconds}, [note]
    )


def _files(home: Path) -> None:
    os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:2]))
    steps: list[int] = []
    begin = time.perf_counter()
    batches.decide_files(plan_of(workload("w2")), home / "people.parquet", home / "out", progress=lambda done, total: steps.append(done))
    seconds = time.perf_counter() - begin
    print(seconds, _most(), len(steps))


def _most() -> int:
    """The most memory that this process held, of this program alone: ``getrusage`` counts what it was forked from as well."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


# -- shipped rules -----------------------------------------------------------------------------------------------------


SHIPPED = ("next_step", "permit.52a1", "permit.52a2", "permit.52d", "assist.admit.child", "emergency")
LEAST = 0.3  # million people a second, by each of them
PEOPLE = """People are drawn by `testing.population`: of each fact a third is open, and judgements are. They are decided over all
completions, as users get them."""


def shipped_part(rows: int = 100_000, checked: int = 40) -> frame.Part:
    """Shipped rules over all completions, as users get them, beside deciding one by one; a simple one beside Polars written by hand."""
    book, count, times, ratios = source.book(), 0, {}, []
    for rule in SHIPPED:
        plan = columns.plan(rule, as_of=ours.DATES.as_of)
        table = testing.population(rows, 1, rules=rule, as_of=ours.DATES.as_of)
        (few,) = table.slice(0, checked).to_batches()
        known = {n: column.to_pylist() for n, column in plan.columns(few)[0].values.items()}
        people = [{n: values[row] for n, values in known.items() if values[row] is not None} for row in range(checked)]
        cases = [Case(book, Answers(answers), ours.DATES) for answers in people]
        found = details.masks(plan, few).column(f"{rule}.possible").to_pylist()
        bits = [sum(1 << n for n, o in enumerate(book.rules[rule].outcomes) if o in decide(c, rule, Verdict).possible) for c in cases]
        count += frame.agree(rule, found, bits)
        alone = cpu(lambda cases=cases, rule=rule: [decide(c, rule, Verdict).possible for c in cases], 2)()  # type: ignore[misc]
        seconds = frame.interleaved({"": cpu(lambda plan=plan, table=table: plan.decide(table), 2)}, 3)[""]  # type: ignore[misc]
        times[f"{rule}: {rows / seconds / 1e6:.2f} million a second; one by one {checked / alone:,.0f} a second"] = seconds
        ratios.append(frame.Ratio(f"{rule}: million people a second", rows / seconds / 1e6, at_least=LEAST))
    ratios += _simple(10 * rows) if importlib.util.find_spec("polars") else []
    said = f"{count} rows agreed with deciding one by one."
    return frame.Part(f"Shipped rules, {rows:,} people as they are", said, ratios, times, [PEOPLE])


def _simple(rows: int) -> list[frame.Ratio]:
    """A rule of two facts beside the same as an expression of Polars, which checks nothing."""
    import polars as pl

    table = testing.population(rows, 1, rules="emergency", as_of=ours.DATES.as_of)
    plan = columns.plan("emergency", as_of=ours.DATES.as_of, only=["emergency.due.call_112"])
    given = pl.from_arrow(table).lazy()  # type: ignore[union-attr]
    wanted = given.select(pl.col("immediate_danger") | pl.col("urgent_medical_need"))
    found = plan.decide(table).column("emergency.due.call_112").to_pylist()
    known = [pair for pair in zip(found, wanted.collect().to_series().to_list(), strict=True) if pair[1] is not None]
    frame.agree("emergency", [first for first, _ in known], [second for _, second in known])  # ours settles more
    times = frame.interleaved({"ours": cpu(lambda: plan.decide(table)), "Polars": cpu(wanted.collect)}, 9)
    return [frame.Ratio(f"`emergency` for {rows:,} people ÷ Polars by hand", times["ours"] / times["Polars"], at_most=20)]


# -- two days, and days of their own ---------------------------------------------------------------------------------


TOPIC = "law/assistance-system"
REFORM = date(2024, 1, 1), date(2026, 11, 24)
FIRST, DAYS = date(1999, 5, 1), 10_000


def compared_part(rows: int = MILLION) -> frame.Part:
    """All rules of the assistance system compared on two days, beside deciding them on each; and days in a column beside one day."""
    given = {"as_of": "day"}
    plan = columns.plan(TOPIC, **given)  # type: ignore[arg-type]
    table = tables.invented(plan, rows)
    table = table.select([name for name in table.column_names if not plan.book.facts[name].judgement])
    alone = [columns.plan(TOPIC, as_of=day, act_from=day, act_to=day, applied_on=day) for day in REFORM]
    count = _counted(alone, table)
    one, many = (table.append_column("day", _days(rows, different)) for different in (1, DAYS))
    times = frame.interleaved(
        {
            "compare on two days": cpu(lambda: columns.compare(table, TOPIC, *REFORM), 2),
            "decide on the first": cpu(lambda: alone[0].decide(table), 2),
            "decide on the second": cpu(lambda: alone[1].decide(table), 2),
            "one day in a column": cpu(lambda: plan.decide(one), 2),
            f"{DAYS:,} days in a column": cpu(lambda: plan.decide(many), 2),
        },
        3,
    )
    each = (times["decide on the first"] + times["decide on the second"]) / 2
    ratios = [
        frame.Ratio("compared on two days ÷ decided once", times["compare on two days"] / each, at_most=2.2),
        frame.Ratio(
            f"{DAYS:,} different days in a column ÷ one day", times[f"{DAYS:,} days in a column"] / times["one day in a column"], at_most=3
        ),
    ]
    title = f"{len(plan.made.rules)} rules of the assistance system, {rows:,} people"
    return frame.Part(title, f"{count:,} people counted as two decisions tell them.", ratios, times)


def _counted(plans: Any, table: Any) -> int:
    """Hold the counts of a comparison against two results, which people who are refused are left out of."""
    import pyarrow.compute as pc

    results = [plan.decide(table) for plan in plans]
    live = pc.invert(pc.or_(*(result.column("refused") for result in results)))
    found, count = columns.compare(table, TOPIC, *REFORM), 0
    words = {True: "yes", False: "no", None: "open"}
    for row in found.outcomes.to_pylist():
        if {row["from"], row["to"]} <= {*words.values()}:
            column = f"{row['rule']}.{row['part']}.{row['outcome']}"
            sides = [pc.if_else(pc.is_null(r.column(column)), 2, r.column(column).cast("int64")) for r in results]
            codes = [list(words.values()).index(row[side]) for side in ("from", "to")]
            both = pc.and_(*(pc.equal(pc.fill_null(side, 2), (1, 0, 2)[code]) for side, code in zip(sides, codes, strict=True)))
            same = pc.sum(pc.and_(both, live)).as_py()
            frame.agree(column, [row["people"]], [same])
            count += row["people"]
    return count


def _days(rows: int, different: int) -> Any:
    numbers = np.random.default_rng(len(TOPIC)).integers(0, different, rows, dtype=np.int32)
    return pa.array(numbers + np.int32((FIRST if different > 1 else REFORM[1]).toordinal() - date(1970, 1, 1).toordinal())).view(
        pa.date32()
    )


# -- growth ------------------------------------------------------------------------------------------------------------


def growth_part(scale: int = 1) -> frame.Part:
    """Time and memory against people, rules and facts; each series is ten times as large at its end as at its beginning, or more."""
    series: dict[str, dict[str, list[tuple[float, float]]]] = {"time": {}, "memory": {}}
    ratios = []
    for what, points in (("people", _people(scale)), ("rules", _rules(scale)), ("facts", _facts(scale))):
        times, memory = [], []
        for size, plan, table in points:
            seconds = frame.interleaved({"": cpu(lambda plan=plan, table=table: plan.decide(table), 2)}, 3)[""]  # type: ignore[misc]
            times.append((float(size), seconds))
            memory.append((float(size), float(_held(plan, table))))
        series["time"][what], series["memory"][what] = times, memory
        for kind, line in (("time", times), ("memory", memory)):
            grown = (line[-1][1] / line[0][1]) / (line[-1][0] / line[0][0])
            ratios.append(frame.Ratio(f"{kind}, {line[0][0]:,.0f} → {line[-1][0]:,.0f} {what}: growth ÷ linear growth", grown))
    note = (
        "1 is linear, less is better than linear: what a call costs whatever its size, and parts that rules share, weigh less the more "
        "there is. Memory is what deciding holds besides the table: the result and the planes of a block."
    )
    note += "\n\n![time and memory against people, rules and facts](growth-columns.svg)"
    return frame.Part(
        "Growth of deciding many people", "Kleene values as above.", ratios, {}, [note], series, along="people, rules or facts"
    )


def _people(scale: int) -> Any:
    of = workload("w2")
    plan = plan_of(of)
    return [(n, plan, tables.table(of, n)) for n in (100_000 // scale, 300_000 // scale, MILLION // scale, 3 * MILLION // scale)]


def _rules(scale: int) -> Any:
    return [(n, plan_of(of), tables.table(of, 300_000 // scale)) for n in (10, 30, 100, 300) for of in [w3(rules=n)]]


def _facts(scale: int) -> Any:
    return [(n, plan_of(of), tables.table(of, 300_000 // scale)) for n in (30, 100, 300) for of in [w3(rules=100, facts=n)]]


def _held(plan: Plan, table: Any) -> int:
    """Bytes that deciding needs at its peak besides the table: what Python and NumPy hold, the result, and the planes of a block."""
    words = block_for(-(-table.num_rows // 64))
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    result = plan.decide(table)  # held, so that it counts
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    held = pa.total_allocated_bytes() - before
    del result
    return peak + held + plan.line.planes * words * 8


def parts() -> list[frame.Part]:
    """Shipped rules, then w1, w2 and w3 at a million people, growth, files."""
    pa.set_cpu_count(1)
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        found = [shipped_part(), compared_part()]
        found += [*(workload_part(name) for name in ("w1", "w2", "w3")), growth_part()]
    finally:
        os.sched_setaffinity(0, allowed)
    return [*found, files_part()]


if __name__ == "__main__":
    _files(Path(sys.argv[1]))
