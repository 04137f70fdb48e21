"""Fault 7 of the attack: a value of another form than the fact's, decided with certainty."""

import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")

from tests.examples import execute, fenced  # noqa: E402
from tests.worlds import book, duty, rule  # noqa: E402
from tunnistus import columns  # noqa: E402
from tunnistus.errors import AnswerError  # noqa: E402

DAY = date(2026, 11, 24)
WHEN = "{any: [{all: [a, {fact: kind, in: [red, green]}]}, {fact: days, ge: 11}, {fact: begins, le: 2020-01-10}]}"
MADE = book(rule(f"one: {duty(WHEN)}"))
GOOD: dict[str, list[Any]] = {"a": [True], "kind": ["red"], "days": [11], "begins": [date(2020, 1, 10)]}
WRONG: dict[str, list[Any]] = {
    "days": [10.5, 11.0, "12", "1e3", "twelve", b"12", 1001, -1, float("inf"), True, Decimal(12)],
    "begins": ["2020-01-05", "2020-1-5", "now", "", pa.scalar(8 * 3600, pa.timestamp("s")), 2458853, b"2020-01-05"],
    "kind": ["purple", "RED", "red ", "", 0, 1.5, b"red", True],
    "a": [2, 1, 0, 1.0, "1", "true", b"1"],
}


@pytest.mark.parametrize("fact", WRONG)
def test_07_a_value_of_another_form_is_refused_and_never_decided(fact: str) -> None:
    plan = columns.plan("r", as_of=DAY, book=MADE)
    assert plan.decide(pa.table({fact: GOOD[fact]})).num_rows == 1
    for value in WRONG[fact]:
        with pytest.raises(AnswerError) as refused:
            plan.decide(pa.table({fact: [value]}))
        assert refused.value.where == fact


@pytest.mark.parametrize("value", [7, -1, 0.5, "yes", "1", b"1"])
def test_07_what_sqlite_lets_into_a_column_is_refused(value: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the lines of the page, which users copy."""
    monkeypatch.chdir(tmp_path)
    text = (Path(__file__).parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")
    before, part = text.partition("\n## ")[0], text.partition("\n## SQLite")[2].partition("\n## ")[0]
    names: dict[str, Any] = {}
    code = "\n".join(each.code for each in (*fenced(before), *fenced(part)))
    for held in (1, value):
        with sqlite3.connect("register.sqlite") as database:
            database.execute("DROP TABLE IF EXISTS people")
            database.execute("CREATE TABLE people (id, in_finland)")
            database.executemany("INSERT INTO people VALUES (?, ?)", [(1, held), (2, None)])
        database.close()
        if held == 1:
            execute("docs/tables.md", code, names)
            assert names.pop("decided").num_rows == 2
        else:
            with pytest.raises((ValueError, pa.ArrowInvalid, pa.ArrowNotImplementedError)):
                execute("docs/tables.md", code, names)
            assert "decided" not in names
        names["database"].close()
