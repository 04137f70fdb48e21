"""Many invented people: what the rules give each of them, whom a change of the law concerns, and counts that may be given away.

    python batch.py sv out

It is a recipe: take it and change it. ``out/private`` holds a row for each person, ``out/counts`` no count of few people.
"""

import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

from tunnistus import columns, testing

RULES = "law/assistance-system"
BEFORE, AFTER = date(2022, 12, 31), date(2023, 1, 1)
AT_LEAST = 5


def people(n: int) -> pa.Table:
    """Return invented people. They estimate nothing: neither how common anything is, nor what goes together with what."""
    table = testing.population(n, seed=1, rules=RULES, as_of=AFTER)
    return table.append_column("id", pa.array(range(n)))


def run(table: pa.Table, lang: str, out: Path) -> columns.Compared:
    """Write what the rules give on the second day, and how many get another result than on the first."""
    out.mkdir(mode=0o700, parents=True)  # rows of people are for the user alone who runs it
    for place in ("private", "counts"):
        (out / place).mkdir()
    parquet.write_table(columns.decide(table, RULES, as_of=AFTER, keep=["id"]), out / "private" / "decided.parquet")
    found = columns.compare(table, RULES, BEFORE, AFTER, keep=["id"], at_least=AT_LEAST)
    for name in ("rules", "outcomes", "clauses", "acts"):
        csv.write_csv(getattr(found, name), out / "counts" / f"{name}.csv")
    (out / "counts" / "compared.txt").write_text(found.explain(lang), encoding="utf-8")
    return found


def main(arguments: list[str]) -> None:
    """Take the language and the directory, and print the counts."""
    lang, out = arguments[0], Path(arguments[1])
    if out.exists():
        sys.exit(f"{out} is there already. Name a directory that does not exist.")
    print(run(people(200), lang, out).explain(lang))


if __name__ == "__main__":
    main(sys.argv[1:])
