"""Rows that are refused are left out of counts; people in danger among them are counted all the same, and told with the number to call."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="the extra columns is not installed")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

import tunnistus as tn  # noqa: E402
from tests.effort import first_fast, tries  # noqa: E402
from tunnistus import columns  # noqa: E402
from tunnistus.columns import batches, details  # noqa: E402
from tunnistus.commands.main import main  # noqa: E402
from tunnistus.explaining.danger import danger_in  # noqa: E402
from tunnistus.rules.model import LANGUAGES  # noqa: E402

AS_OF = date(2026, 11, 24)
BOOK = tn.book()
DANGER = ("immediate_danger", "urgent_medical_need", "locked_in", "self_harm_or_suicide_risk", "children_or_family_at_risk")
WRONG = {"date_of_birth": date(2010, 5, 1), "age_under_18": False}
FINE = {"date_of_birth": date(1980, 5, 1), "age_under_18": None}
PLANS = {day: columns.plan("child_route", as_of=day) for day in (AS_OF, "day")}


def table(rows: list[dict[str, Any]]) -> Any:
    """A table of these people, each with a day of their own; a mark stands in a column of its own."""
    names = dict.fromkeys(name for row in rows for name in row)
    made: dict[str, list[Any]] = {"day": [AS_OF for _ in rows]}
    for name in names:
        made[name] = [None if row.get(name) == "MAYBE" else row.get(name) for row in rows]
        if any(row.get(name) == "MAYBE" for row in rows):
            made[f"{name}.mark"] = [row.get(name) if row.get(name) == "MAYBE" else None for row in rows]
    types = {"date_of_birth": pa.date32(), "day": pa.date32()}
    return pa.table({n: pa.array(each, types.get(n, pa.string() if n.endswith(".mark") else pa.bool_())) for n, each in made.items()})


def told(result: Any) -> dict[str, int]:
    return json.loads((result.schema.metadata or {}).get(b"tunnistus.refused", b'{"rows": 0, "danger": 0}'))  # type: ignore[no-any-return]


answers = st.fixed_dictionaries({name: st.sampled_from([False, False, False, True, None, "MAYBE"]) for name in DANGER})
people = st.lists(
    st.builds(lambda danger, other: {**danger, **other}, answers, st.sampled_from([WRONG, WRONG, FINE])), min_size=1, max_size=8
)


@settings(max_examples=tries(12))
@given(people)
def test_42_refused_rows_of_people_in_danger_are_counted_as_each_alone(rows: list[dict[str, Any]]) -> None:
    wrong = [row for row in rows if row["age_under_18"] is False]
    in_danger = [row for row in wrong if danger_in(BOOK, {n: row[n] for n in DANGER}).first()]
    expected = {"rows": len(wrong), "danger": len(in_danger)}
    made = table(rows)
    for day, plan in PLANS.items():
        given_ = made if day == "day" else made.drop_columns("day")
        assert told(plan.decide(given_)) == expected
        assert told(details.masks(plan, given_.combine_chunks().to_batches()[0])) == expected
        parts = [told(part) for part in plan.stream(given_.to_reader(max_chunksize=2))]
        assert {key: sum(part[key] for part in parts) for key in expected} == expected


def test_42_where_nothing_is_known_of_danger_every_refused_row_counts() -> None:
    assert told(columns.decide(table([WRONG, FINE, WRONG]).drop_columns("day"), "child_route", as_of=AS_OF)) == {"rows": 2, "danger": 2}
    unreadable = table([WRONG]).drop_columns("day").append_column("urgent_medical_need", pa.array(["Kanariini"]))
    assert told(columns.decide(unreadable, "child_route", as_of=AS_OF)) == {"rows": 1, "danger": 1}
    assert told(columns.decide(table([FINE]).drop_columns("day"), "child_route", as_of=AS_OF)) == {"rows": 0, "danger": 0}


def test_42_files_are_counted_with_what_their_rules_do_not_read(tmp_path: Path) -> None:
    no = dict.fromkeys(DANGER, False)
    rows = table([{**WRONG, **no}, {**WRONG, **no, "locked_in": True}, {**WRONG, **no, "locked_in": "MAYBE"}, {**FINE, **no}])
    pq.write_table(rows, tmp_path / "people.parquet")
    for form in ("truths", "masks"):
        batches.decide_files(PLANS["day"], tmp_path / "people.parquet", tmp_path / form, rows=2, form=form)
        found = batches.refused_in(tmp_path / form)
        assert (found.rows, found.danger) == (3, 2)
        assert "locked_in" not in pq.read_table(tmp_path / form).schema.names


@pytest.mark.deep
@pytest.mark.parametrize("lang", first_fast(LANGUAGES))
def test_42_whoever_reads_how_many_are_refused_reads_112(lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    no = dict.fromkeys(DANGER, False)
    safe, danger = [{**WRONG, **no}] * 2, [{**WRONG, **no, "locked_in": True}]
    for rows, counted in ((safe, 0), (safe + danger, 1)):
        path = tmp_path / f"{counted}.parquet"
        pq.write_table(table([*rows, FINE]).drop_columns("day"), path)
        assert main(["columns", "child_route", str(path), str(tmp_path / f"out{counted}"), "--as-of", "2026-11-24", "--lang", lang]) == 0
        said = capsys.readouterr().err
        found = columns.compare(table(rows).drop_columns("day"), "child_route", date(2024, 1, 1), AS_OF)
        assert (found.refused, found.refused_in_danger) == (len(rows), counted)
        assert ("112" in said, "112" in found.explain(lang)) == (counted > 0, counted > 0)
    few = columns.compare(table(safe * 5 + danger + [FINE] * 9).drop_columns("day"), "child_route", date(2024, 1, 1), AS_OF, at_least=5)
    assert (few.refused, few.refused_in_danger, "112" in few.explain(lang)) == (11, None, True)
