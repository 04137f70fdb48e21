"""Many rows of which one in a thousand is bad, in ten ways, decided by a process that is killed now and then and goes on.

``python -m tests.columns.killed 1000000`` tries it with so many rows, and prints what it took. The deep test has fewer.
"""

from __future__ import annotations

import argparse
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pytest

from tests.columns.bad import AS_OF, BAD, CANARY, RULES, with_bad
from tunnistus import columns, testing
from tunnistus.columns import batches

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")
pc = pytest.importorskip("pyarrow.compute", reason="the extra columns is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="the extra columns is not installed")

__all__ = ["names", "tried"]

ONE_IN: Final = 1_000
WORK: Final = """
import sys
from datetime import date
from pathlib import Path
from tunnistus import columns
from tunnistus.columns import batches
data, out, left, rows, day, *rules = sys.argv[1:]
plan = columns.plan(rules, as_of=date.fromisoformat(day), keep=["id"])
print(batches.decide_files(plan, Path(data), Path(out), rows=int(rows), set_aside=Path(left)))
"""


def names(directory: Path) -> dict[str, bytes]:
    """The files of a directory by name."""
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())} if directory.is_dir() else {}


def people(rows: int) -> tuple[Any, dict[int, str]]:
    """So many rows, and what is wrong with which of them: every tenth bad one in the same way."""
    some = testing.population(min(rows, 20_000), 3, rules=RULES, as_of=AS_OF)
    sound = some.filter(pc.invert(columns.decide(some, RULES, as_of=AS_OF)["refused"]))
    many = pa.concat_tables([sound] * (rows // sound.num_rows + 1)).slice(0, rows)
    bad = {row: [*BAD][row // ONE_IN % len(BAD)] for row in range(ONE_IN // 2, rows, ONE_IN)}
    return with_bad(many.combine_chunks(), bad).append_column("id", pa.array(range(rows))), bad


def tried(place: Path, *, rows: int, part: int, kills: Iterable[int]) -> float:
    """Decide the rows in parts, once in one go and once killed, and hold both to be the same and whole. Return the seconds of the first.

    Args:
        kills: after how many parts the process is killed, each time it goes on.
    """
    table, bad = people(rows)
    data, out, aside = place / "in.parquet", place / "out", place / "aside.parquet"
    pq.write_table(table, data, row_group_size=15 * part)
    plan = columns.plan(RULES, as_of=AS_OF, keep=["id"])
    reported(columns.examine(table, RULES, as_of=AS_OF, keep=["id"]), Counter(bad.values()))
    (place / "whole").mkdir()
    begun = time.perf_counter()
    batches.decide_files(plan, data, place / "whole" / "out", rows=part, set_aside=place / "whole" / "aside.parquet")
    took = time.perf_counter() - begun
    arguments = [sys.executable, "-c", WORK, str(data), str(out), str(aside), str(part), str(AS_OF), *RULES]
    for wanted in kills:
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and len([*(place / "out.part").glob("part-*.parquet")]) < wanted:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert not out.exists()
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert done.stdout == f"{rows}\n"
    assert CANARY not in done.stdout + done.stderr
    found, left = pq.read_table(out), pq.read_table(aside)
    assert left["tunnistus.row"].to_pylist() == [*bad]
    assert found["tunnistus.row"].to_pylist() == [row for row in range(rows) if row not in bad]
    assert found["id"].equals(found["tunnistus.row"])
    assert names(out) == names(place / "whole" / "out")
    assert aside.read_bytes() == (place / "whole" / "aside.parquet").read_bytes()
    return took


def reported(found: Any, planted: Counter[str]) -> None:
    """Hold a report to name every bad column, with how many of its rows are bad, and no value."""
    by_column: Counter[str] = Counter()
    for what, count in planted.items():
        by_column[BAD[what][0]] += count
    told: Counter[str] = Counter()
    for fault in found.faults.to_pylist():
        told[fault["column"]] += fault["rows"]
    assert told == by_column
    assert found.bad == planted.total()
    assert CANARY not in found.explain("en") + repr(found)


def main() -> None:
    """Try it, and tell seconds, and the most memory that this process and one that it started had."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rows", type=int)
    parser.add_argument("--part", type=int, default=50_000, help="rows of a part")
    options = parser.parse_args()
    parts = options.rows // options.part
    kills = sorted({1, 2, parts // 3, parts // 2, parts - 2, parts - 1} & {*range(1, parts)})
    with tempfile.TemporaryDirectory() as place:
        took = tried(Path(place), rows=options.rows, part=options.part, kills=kills)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    print(f"{options.rows:,} rows, {options.rows // ONE_IN:,} bad, killed after {kills} of {parts} parts: the same bytes, nothing lost.")
    print(f"Once in one go: {took:.0f} s. The process that was killed: at most {most:.2f} GiB.")


if __name__ == "__main__":
    main()
