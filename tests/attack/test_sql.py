"""Faults 7, 16 and 22 of the attack: values that SQL let pass, text too dear to prepare, two columns of one name."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.databases import DATABASES, Absent, Database, SQLite, facts_of
from tests.worlds import book, duty, rule
from tunnistus.columns import sql
from tunnistus.errors import LimitError, TunnistusError
from tunnistus.shipping import source

DAY = date(2026, 11, 24)
WHEN = "{any: [{all: [a, {fact: kind, in: [red, green]}]}, {fact: days, ge: 11}, {fact: begins, le: 2020-01-10}]}"
MADE = book(rule(f"one: {duty(WHEN)}"))


def query(dialect: str, **more: Any) -> sql.Query:
    return sql.queries("r", dialect=dialect, as_of=DAY, book=MADE, **more)[0]


# -- 7: SQL's check lets values pass and decides them with certainty -----------------------------------------------------

WRONG = {
    "days": [10.5, 11.0, "12", "1e3", "twelve", b"12", 1001, -1, float("inf")],
    "begins": ["2020-1-5", "2020-01-10 08:00", "2020-01-10T08:00", "2020-02-30", "2020-13-01", "20200105", "2020-01-05 ", " 2020-01-05",
               "now", "1599-12-31", "3000-01-01", "2020-01-05\0x", "", 2458853, 2458853.5, b"2020-01-05"],
    "kind": ["purple", "RED", "red ", "", 0, 1.5, b"red"],
    "a": [2, -1, 1.0, "1", "true", b"1"],
}  # fmt: skip


@pytest.mark.parametrize("types", ["", "COLLATE NOCASE", "TEXT COLLATE RTRIM", "NUMERIC", "BLOB"])
def test_07_a_value_of_another_form_is_found_and_never_decided_with_certainty(types: str) -> None:
    """Whatever type the column is declared with, which in SQLite says little about what it holds."""
    made = query("sqlite")
    for fact, values in WRONG.items():
        for value in values:
            database = SQLite()
            database.connection.execute(f"CREATE TABLE cases (id, a, kind, days, begins, {fact}_ {types})".replace(f", {fact},", ","))
            database.connection.execute(f"ALTER TABLE cases RENAME {fact}_ TO {fact}")
            database.connection.execute(f"INSERT INTO cases (id, {fact}) VALUES (0, ?)", [value])
            ((held,),) = database.run(f"SELECT {fact} FROM cases")
            if type(held) is not type(value) or held != value:
                continue  # the column made another value of it, perhaps a good one
            assert database.run(made.check) == [(fact, 1)], (fact, value)
            assert database.run(made.text)[0][1] == 0, (fact, value)
            database.close()


def test_07_good_values_pass_in_every_form_that_the_page_names() -> None:
    made, database = query("sqlite"), SQLite()
    rows = [{"days": 11}, {"begins": date(2020, 1, 10)}, {"begins": date(2020, 2, 29)}, {"a": True, "kind": "red"}, {}]
    database.load(facts_of(MADE, made.facts), rows)
    assert database.run(made.check) == []
    assert [row[1] for row in database.run(made.text)] == [1, 1, 0, 1, 0]


TYPES = {"duckdb": ("DOUBLE", "TIMESTAMP"), "postgresql": ("double precision", "timestamp"), "spark": ("double", "timestamp")}


@pytest.fixture(params=TYPES)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    try:
        found = DATABASES[request.param]()
    except Absent as reason:
        pytest.skip(str(reason))
    yield found
    found.close()


def test_07_other_types_are_found_in_databases_that_have_types(database: Database) -> None:
    number, moment = TYPES[database.dialect]
    made = query(database.dialect, given=["days", "begins"])
    view = f"(SELECT 0 AS id, CAST(10.5 AS {number}) AS days, CAST('2020-01-10 08:00:00' AS {moment}) AS begins) AS cases"
    check, text = (re.sub(r'FROM [`"]cases[`"]', f"FROM {view}", each) for each in (made.check, made.text))
    assert sorted(database.run(check)) == [("begins", 1), ("days", 1)]
    assert database.run(text)[0][1] == 0


def test_07_a_key_that_is_null_is_found() -> None:
    made, database = query("sqlite"), SQLite()
    database.load(facts_of(MADE, made.facts), [{}])
    database.connection.execute("UPDATE cases SET id = NULL")
    assert database.run(made.check) == [("id", 1)]


# -- 16: text that takes seconds and gigabytes to prepare -----------------------------------------------------------------

PREPARE = """
import sqlite3, sys
columns, text = sys.stdin.read().split("@@@")
connection = sqlite3.connect(":memory:")
connection.execute("PRAGMA hard_heap_limit = 120000000")
connection.execute(f"CREATE TABLE cases ({columns})")
connection.execute("EXPLAIN " + text).fetchone()
"""


@pytest.mark.parametrize("name", ["next_step", "child_route", "permit.52a1", "findings"])
def test_16_the_largest_shipped_rules_are_prepared_in_little_memory(name: str) -> None:
    """SQLite took 850 MB for the first; the heap of its own is bounded in a process of its own."""
    (made,) = sql.queries(name, dialect="sqlite", as_of=DAY)
    columns = ", ".join(["id", *(f'"{fact}"' for fact in made.facts)])
    done = subprocess.run([sys.executable, "-c", PREPARE], input=f"{columns}@@@{made.text}", text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[-200:]


def test_16_text_past_the_bound_is_an_error_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "MAX_SQL", 1_000)
    with pytest.raises(LimitError) as caught:
        query("sqlite")
    assert caught.value.where == "r"
    assert "1,000" in caught.value.what
    assert caught.value.todo


@pytest.mark.deep
def test_16_shipped_rules_stay_away_from_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "MAX_SQL", sql.MAX_SQL // 2)  # the sponsor of permit.permanent makes it the longest
    assert sql.queries(list(source.book().rules), dialect="sqlite", as_of=DAY)


def test_16_every_stage_is_worked_out_once_where_that_can_be_said() -> None:
    for dialect in sql.DIALECTS:
        text = sql.queries("next_step", dialect=dialect, as_of=DAY)[0].text
        stages = [line for line in text.splitlines() if line.endswith(" (") and " AS " in line and not line.startswith(" ")]
        assert stages
        assert all(("MATERIALIZED" in line) == (dialect != "spark") for line in stages)
        assert all(sql.STAGES.fullmatch(line.split(" ")[0]) for line in stages)  # a table of that name is refused


# -- 22: two columns of one name ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["exact", "refused", "in_scope", "Exact", "due_granted"])
def test_22_a_key_of_the_name_of_a_column_of_the_result_is_refused(key: str) -> None:
    with pytest.raises(TunnistusError, match="Besides the key") as caught:
        query("sqlite", key=key)
    assert caught.value.where == key


@pytest.mark.deep
def test_22_the_columns_of_a_result_have_different_names() -> None:
    for made in sql.queries(list(source.book().rules), dialect="sqlite", as_of=DAY, clauses=True):
        database = SQLite()
        database.load(facts_of(source.book(), made.facts), [])
        names = [column[0].lower() for column in database.connection.execute(made.text).description]
        assert len(set(names)) == len(names)
        database.close()
