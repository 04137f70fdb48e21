"""The page on tables of other engines runs as it stands, and every engine gives what one table and one person are given."""

import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")

import pyarrow.parquet as pq  # noqa: E402
from pyarrow import csv  # noqa: E402

import tunnistus as tn  # noqa: E402
from tests import ROOT  # noqa: E402
from tests.databases import Absent, PostgreSQL  # noqa: E402
from tests.examples import blocks, execute, fenced  # noqa: E402
from tunnistus import columns, testing  # noqa: E402

PAGE, DAY = "docs/tables.md", date(2026, 11, 24)
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")
RULES = ("next_step", "permit.52a1")
PEOPLE = 400


def code(part: str) -> list[str]:
    """The blocks below a heading; before the first one stand those that all need."""
    parts = {text.partition("\n")[0]: text for text in TEXT.split("\n## ")}
    return [each.code for each in fenced(parts[part] if part else TEXT.partition("\n## ")[0])]


@pytest.fixture(scope="module", params=RULES)
def people(request: pytest.FixtureRequest) -> tuple[str, Any]:
    made = testing.population(PEOPLE, 5, rules=request.param, as_of=DAY)
    return request.param, made.append_column("id", pa.array(range(PEOPLE), pa.int64()))


def decided_as_the_page_says(part: str, rules: str, names: dict[str, Any]) -> dict[str, Any]:
    (first,) = code("")
    assert 'rules, day, keep = "next_step"' in first
    execute(PAGE, first.replace('"next_step"', repr(rules)), names)
    for block in code(part):
        execute(PAGE, block, names)
    return names


def same(people: tuple[str, Any], found: Any) -> None:
    """The result is that of the table as it is, and of some of its people one by one."""
    rules, table = people
    expected = columns.decide(table, rules, as_of=DAY, keep=["id"])
    assert found.sort_by("id").to_pylist() == expected.to_pylist()
    rule = tn.load(rules, on=DAY)
    said = {name: set(expected[name].to_pylist()) for name in expected.column_names if rules in name}
    assert any(len(values) > 1 for values in said.values()), "everybody is given the same: nothing is tried"
    for row, given in list(zip(table.drop_columns("id").to_pylist(), expected.to_pylist(), strict=True))[:20]:
        decision = rule.decide({name: value for name, value in row.items() if value is not None})
        if decision.due is not None and f"{rules}.due.{decision.due}" in given:
            assert given[f"{rules}.due.{decision.due}"] is True
        if decision.floor is not None:
            assert given[f"{rules}.reached.{decision.floor}"] is True


def test_duckdb(people: tuple[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb", reason="the extra bulk is not installed")
    monkeypatch.chdir(tmp_path)
    given = people[1].append_column("name", pa.array(["invented"] * PEOPLE))
    with duckdb.connect("register.duckdb") as connection:
        connection.register("given", given)
        connection.execute("CREATE TABLE people AS FROM given")
    names = decided_as_the_page_says("DuckDB", people[0], {})
    same(people, names["decided"])
    same(people, names["connection"].table("decided").to_arrow_table())
    names["connection"].close()


@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_frames(library: str, people: tuple[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(library, reason="the extra bulk is not installed")
    monkeypatch.chdir(tmp_path)
    pq.write_table(people[1].append_column("name", pa.array(["invented"] * PEOPLE)), "people.parquet")
    names = decided_as_the_page_says({"polars": "Polars", "pandas": "pandas"}[library], people[0], {})
    found = names["decided"]
    same(people, found.to_arrow() if library == "polars" else pa.Table.from_pandas(found, preserve_index=False))
    assert len(names["both"]) == PEOPLE


def plain(table: Any) -> Any:
    """The table without dictionaries."""
    kinds = [f.type.value_type if pa.types.is_dictionary(f.type) else f.type for f in table.schema]
    return pa.table({n: c.cast(kind) for n, c, kind in zip(table.column_names, table.columns, kinds, strict=True)})


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    try:
        found = PostgreSQL()
    except Absent as reason:
        pytest.skip(str(reason))
    yield found
    found.close()


KINDS = {"bool": "boolean", "int64": "bigint", "date32[day]": "date", "string": "text"}


def test_postgresql(people: tuple[str, Any], server: PostgreSQL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGHOST": str(server.home), "PGUSER": "tester", "PGDATABASE": "postgres"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", str(server.bin), prepend=":")
    given = plain(people[1])
    made = ", ".join(f'"{f.name}" {KINDS.get(str(f.type), "numeric")}' for f in given.schema)
    csv.write_csv(given, tmp_path / "people.csv")
    sql = f"DROP TABLE IF EXISTS people, decided; CREATE TABLE people (name text DEFAULT 'invented', {made});"
    columns_ = ", ".join(f'"{n}"' for n in given.column_names)
    sql += f"\n\\copy people ({columns_}) FROM '{tmp_path}/people.csv' CSV HEADER\n"
    subprocess.run(["psql", "-qv", "ON_ERROR_STOP=1"], input=sql, text=True, check=True)
    names = decided_as_the_page_says("PostgreSQL", people[0], {})
    same(people, names["decided"])
    back = subprocess.run(["psql", "-qc", "COPY decided TO STDOUT CSV HEADER"], capture_output=True, check=True).stdout
    assert len(back.splitlines()) == PEOPLE + 1
    form = csv.ConvertOptions(
        column_types={f.name: f.type for f in names["decided"].schema}, null_values=[""], true_values=["t"], false_values=["f"]
    )
    same(people, csv.read_csv(pa.BufferReader(back), convert_options=form))


def test_sqlite(people: tuple[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    given = plain(people[1])
    with sqlite3.connect("register.sqlite") as database:
        database.execute(f"CREATE TABLE people ({', '.join(given.column_names)})")
        rows = [[value.isoformat() if isinstance(value, date) else value for value in row.values()] for row in given.to_pylist()]
        database.executemany(f"INSERT INTO people VALUES ({', '.join('?' * given.num_columns)})", rows)
    database.close()
    names = decided_as_the_page_says("SQLite, and any other DB-API", people[0], {})
    same(people, names["decided"])
    names["database"].close()


def test_every_engine_of_the_page_is_tried() -> None:
    tried = {"DuckDB", "Polars", "pandas", "PostgreSQL", "SQLite, and any other DB-API"}
    assert {part.partition("\n")[0] for part in TEXT.split("\n## ")[1:] if fenced(part)} == tried
    assert blocks("docs/tables.md") == [each.code for each in fenced(TEXT)]
