"""A table is looked through before it is decided: everything that is wrong is told, with the rows and without an answer."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="the extra columns is not installed")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from tests.columns.bad import AS_OF, BAD, CANARY, PEOPLE, RULES, with_bad  # noqa: E402
from tests.commands.line import run  # noqa: E402
from tests.effort import at_most  # noqa: E402
from tests.examples import blocks, execute  # noqa: E402
from tunnistus import columns  # noqa: E402
from tunnistus.columns.examined import examine_files  # noqa: E402
from tunnistus.errors import AnswerError, Contradiction, JudgementError, TunnistusError, UnknownName  # noqa: E402
from tunnistus.rules.answers import Dates, read_answers  # noqa: E402
from tunnistus.rules.model import LANGUAGES  # noqa: E402
from tunnistus.shipping import source  # noqa: E402

BOOK = source.book()


@pytest.mark.parametrize("what", BAD)
def test_a_bad_row_ends_deciding_and_is_told_when_it_is_looked_at(what: str) -> None:
    table = with_bad(PEOPLE, {7: what})
    with pytest.raises(AnswerError):
        columns.decide(table, RULES, as_of=AS_OF)
    found = columns.examine(table, RULES, as_of=AS_OF)
    assert [(row["column"], row["rows"], row["first"]) for row in found.faults.to_pylist()] == [(BAD[what][0], 1, 7)]


@settings(max_examples=at_most(10))
@given(st.dictionaries(st.integers(0, 199), st.sampled_from([*BAD]), max_size=12))
def test_every_bad_row_is_counted_once_and_the_rest_can_be_decided(planted: dict[int, str]) -> None:
    table = with_bad(PEOPLE, planted)
    found = columns.examine(table, RULES, as_of=AS_OF)
    assert (found.rows, found.bad) == (200, len(planted))
    told = [(row["column"], row["rows"], row["first"]) for row in found.faults.to_pylist()]
    for column in {BAD[what][0] for what in planted.values()}:
        rows = sorted(row for row, what in planted.items() if BAD[what][0] == column)
        assert sum(many for name, many, _ in told if name == column) == len(rows)
        assert min(first for name, _, first in told if name == column) == rows[0]
    assert {column for column, *_ in told} == {BAD[what][0] for what in planted.values()}
    rest = table.filter(pa.array([row not in planted for row in range(200)]))
    decided = columns.decide(rest, RULES, as_of=AS_OF)
    assert decided.column("refused").to_pylist().count(True) == found.refused
    assert found.whole is (not planted and not found.refused)
    assert CANARY not in "".join(found.explain(lang) for lang in LANGUAGES) + repr(found)


def test_a_row_in_which_several_things_are_wrong_is_told_for_each_and_counts_once() -> None:
    table = with_bad(PEOPLE, {7: "an empty text"})
    table = with_bad(table, {7: "a mark that is none", 9: "a number below the least"})
    found = columns.examine(table, RULES, as_of=AS_OF)
    told = {row["column"]: (row["rows"], row["first"]) for row in found.faults.to_pylist()}
    assert told == {"citizenship": (1, 7), "documents_withheld.mark": (1, 7), "reflection_days_asked": (1, 9)}
    assert found.bad == 2


def test_answers_that_clash_are_named_as_they_are_for_one_person() -> None:
    people: list[dict[str, Any]] = [
        {"date_of_birth": date(2010, 1, 1), "age_under_18": False},
        {"date_of_birth": date(2010, 1, 1), "age_under_18": None},
        {"date_of_birth": date(2060, 1, 1), "age_under_18": None},
        {"date_of_birth": date(2011, 1, 1), "age_under_18": False},
    ]
    found = columns.examine(pa.Table.from_pylist(people), "next_step", as_of=AS_OF)
    wanted: dict[tuple[str, ...], list[int]] = {}
    for row, person in enumerate(people):
        try:
            read_answers(BOOK, person, Dates(AS_OF))
        except Contradiction as problem:
            wanted.setdefault(problem.facts, []).append(row)
    assert {tuple(r["facts"]): (r["rows"], r["first"]) for r in found.clashes.to_pylist()} == {
        facts: (len(rows), rows[0]) for facts, rows in wanted.items()
    }
    assert (found.refused, found.bad, found.danger) == (3, 0, 3)
    assert "112" in found.explain("sv")


def test_each_row_is_held_to_its_own_days() -> None:
    table = pa.table({"day": [AS_OF, date(2028, 2, 1), None], "date_of_birth": [date(2010, 1, 1)] * 3, "age_under_18": [False] * 3})
    found = columns.examine(table, "next_step", as_of="day")
    assert [(r["rows"], r["first"]) for r in found.clashes.to_pylist()] == [(1, 0)], "at eighteen it is no contradiction"
    assert [(r["column"], r["rows"], r["first"]) for r in found.faults.to_pylist()] == [("day", 1, 2)]
    assert {r["column"]: r["use"] for r in found.columns.to_pylist()}["day"] == "day"


def test_columns_are_told_by_what_becomes_of_them() -> None:
    table = pa.table(
        {
            "id": [1, 2], "in_finland": [True, None], "documents_withheld": ["true", "false"], "shoe_size": [40, 41],
            "worker_presumes_victim": [True, None], "entry_ban_in_force": [None, False],
            "threats_of_violence.mark": ["MAYBE", None],
        }
    )  # fmt: skip
    found = columns.examine(table, "next_step", as_of=AS_OF, keep=["id"])
    uses = {row["column"]: (row["use"], row["answered"]) for row in found.columns.to_pylist()}
    assert uses["id"] == ("kept", None)
    assert uses["in_finland"] == ("read", 1)
    assert uses["threats_of_violence.mark"] == ("read", 1)
    assert {name for name, (use, _) in uses.items() if use == "wrong"} == {"documents_withheld", "shoe_size", "worker_presumes_victim"}
    assert uses["entry_ban_in_force"][0] == "not_read"
    absent = {name for name, (use, _) in uses.items() if use == "absent"}
    assert absent == {
        name
        for name, fact in columns.facts("next_step").items()
        if not fact.derived and {fact.id, f"{fact.id}.mark"}.isdisjoint(table.column_names)
    }
    assert [row["column"] for row in found.faults.to_pylist()] == ["documents_withheld", "shoe_size", "worker_presumes_victim"]
    for lang in LANGUAGES:
        page = found.explain(lang)
        assert all(page.count(name) == 1 for name in ("shoe_size", "entry_ban_in_force"))


def test_a_column_of_any_name_is_told_and_shows_nothing_that_is_not_seen() -> None:
    names = ["a\x1b[31m", "two\nlines", "\u202eturned", "x" * 2_000, "<b>bold</b>"]
    found = columns.examine(pa.table({"in_finland": [True], **{name: [1] for name in names}}), "permit.52a1", as_of=AS_OF)
    assert [row["column"] for row in found.faults.to_pylist()] == names
    for lang in LANGUAGES:
        page = found.explain(lang)
        assert "\x1b" not in page
        assert "\u202e" not in page
        assert "two lines" in page
        assert max(map(len, page.splitlines())) < 1_000


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ({"as_of": AS_OF, "keep": ["nothing_like_it"]}, UnknownName),
        ({"as_of": "nothing_like_it"}, UnknownName),
        ({"as_of": AS_OF, "judged": {"worker_presumes_victim": ("nobody", AS_OF)}}, UnknownName),
    ],
)
def test_what_is_wrong_with_an_argument_is_an_error(arguments: dict[str, Any], kind: type[TunnistusError]) -> None:
    with pytest.raises(kind):
        columns.examine(pa.table({"in_finland": [True]}), "next_step", **arguments)


def test_a_column_of_judgements_is_looked_at_when_it_is_said_who_made_them() -> None:
    table = pa.table({"worker_presumes_victim": [True, None, False]})
    with pytest.raises(JudgementError):
        columns.decide(table, "next_step", as_of=AS_OF)
    found = columns.examine(table, "next_step", as_of=AS_OF, judged={"worker_presumes_victim": ("worker", AS_OF)})
    assert found.whole


def test_the_batches_of_a_table_are_one_table() -> None:
    table = with_bad(PEOPLE, {150: "an empty text", 20: "an empty text", 199: "a mark that is none"})
    whole = columns.examine(table, RULES, as_of=AS_OF)
    parts = columns.examine(pa.Table.from_batches(table.combine_chunks().to_batches(max_chunksize=64)), RULES, as_of=AS_OF)
    for name in ("columns", "faults", "clashes"):
        assert getattr(whole, name).to_pylist() == getattr(parts, name).to_pylist()
    assert (whole.bad, whole.refused, whole.danger) == (parts.bad, parts.refused, parts.danger)


def test_the_command_looks_files_through_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "a.parquet", tmp_path / "b.parquet"
    pq.write_table(pa.table({"in_finland": [True, None]}), good)
    pq.write_table(pa.table({"in_finland": ["yes", None]}), bad)
    day = ("--as-of", "2026-11-24", "--lang", "en")
    code, said, _ = run(capsys, "columns", "permit.52a1", str(good), "--check", *day)
    assert (code, "Every row can be decided." in said) == (0, True)
    code, said, _ = run(capsys, "columns", "permit.52a1", str(tmp_path), "--check", *day)
    assert (code, said.count("a.parquet"), said.count("b.parquet")) == (1, 1, 1)
    assert "in_finland: The column has the wrong type." in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "b.parquet"]
    code, said, error = run(capsys, "columns", "permit.52a1", str(good), *day)
    assert (code != 0, "Name the directory for the result" in error) == (True, True)
    plan = columns.plan("permit.52a1", as_of=AS_OF)
    assert [path for path, _ in examine_files(plan, tmp_path)] == [good, bad]


def test_a_run_in_which_everybody_is_refused_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {"date_of_birth": [date(2010, 5, 1), date(2010, 5, 1)], "age_under_18": [False, False]}
    for name, ages, status in (("all", [False, False], 1), ("one", [False, None], 0)):
        data = tmp_path / f"{name}.parquet"
        pq.write_table(pa.table({**wrong, "age_under_18": pa.array(ages, pa.bool_())}), data)
        code, _, _ = run(capsys, "columns", "child_route", str(data), str(tmp_path / name), "--as-of", "2026-11-24")
        assert code == status
        assert (tmp_path / name).is_dir()


def test_the_page_looks_its_own_table_through() -> None:
    names: dict[str, Any] = {}
    first, *others = blocks("docs/many-people.md")
    for block in (first, next(each for each in others if "examine" in each)):
        execute("docs/many-people.md", block, names)
    assert names["found"].whole
