"""``python -m benchmarks.on_spark``: what a million rows cost on Spark in local mode, and how that grows. Not part of ``make bench``."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import frame, ours, tables
from benchmarks.workloads import workload
from tests.databases import spark_session
from tunnistus.columns import spark

ROWS = (1_000_000, 2_000_000, 4_000_000)


def main() -> None:
    """w2 from Parquet, the verdict of all nine rules, the result counted and thrown away."""
    of, book = workload("w2"), ours.ours("w2").book
    arguments = {"as_of": ours.DATES.as_of, "exact": False, "only": [f"{r}.due.yes" for r in of.rules], "book": book}
    session = spark_session(master=sys.argv[1] if len(sys.argv) > 1 else "local[1]", batch=262_144)
    with tempfile.TemporaryDirectory() as home:
        for rows in ROWS:
            path = Path(home) / f"{rows}.parquet"
            with pq.ParquetWriter(path, next(tables.batches(of, 1)).schema) as writer:
                for batch in tables.batches(of, rows):
                    writer.write_table(pa.Table.from_batches([batch]))
            read = session.read.parquet(str(path))
            decided = spark.decide(read, list(of.rules), **arguments)
            timers = {
                "read alone": frame.once(lambda read=read: read.write.format("noop").mode("overwrite").save(), time.perf_counter),
                "read and decide": frame.once(
                    lambda decided=decided: decided.write.format("noop").mode("overwrite").save(), time.perf_counter
                ),
            }
            found = frame.interleaved(timers, 3)
            print(f"{rows:>12,}", *(f"{name}: {frame.readable(t)} ({t / rows * 1e6:.2f} s a million)" for name, t in found.items()))


if __name__ == "__main__":
    main()
