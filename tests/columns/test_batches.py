"""Parquet files in, a directory of Parquet files out: whole or not at all, and no row lost or doubled by an end in the middle."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")

import pyarrow.parquet as pq  # noqa: E402

from tests.columns.batches import DAY, MADE, SIZE, End, ends_after, people, plan, same  # noqa: E402
from tests.engine_columns import column  # noqa: E402
from tests.engines import said  # noqa: E402
from tests.worlds import decided  # noqa: E402
from tunnistus import columns  # noqa: E402
from tunnistus.columns import batches, details  # noqa: E402
from tunnistus.columns.vectors import MARK  # noqa: E402
from tunnistus.commands.main import main  # noqa: E402
from tunnistus.errors import AnswerError, LimitError, TunnistusError  # noqa: E402
from tunnistus.rules.answers import Dates, Mark  # noqa: E402
from tunnistus.shipping import source  # noqa: E402


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "people.parquet"
    pq.write_table(people(), path, row_group_size=300)
    return path


# -- the same rows in the same order -------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [37, 64, 70, 300, 301, 10_000])
def test_every_row_comes_out_once_in_order_however_it_is_cut(data: Path, tmp_path: Path, rows: int) -> None:
    told: list[tuple[int, int]] = []
    assert batches.decide_files(plan(), data, tmp_path / "out", rows=rows, progress=lambda *n: told.append(n)) == SIZE
    assert same(tmp_path / "out")
    assert told[0] == (0, SIZE)
    assert told[-1] == (SIZE, SIZE)
    assert told == sorted(told)


def test_a_directory_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    pq.write_table(people(300, 700), tmp_path / "in" / "b.parquet")
    pq.write_table(people(700), tmp_path / "in" / "a.parquet")
    pq.write_table(people(0), tmp_path / "in" / "c.parquet")
    assert batches.decide_files(plan(), tmp_path / "in", tmp_path / "out", rows=128) == SIZE
    assert same(tmp_path / "out")


# -- ended in the middle ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", range(1, 11, 2))
def test_work_that_ended_goes_on_and_the_result_is_the_same(data: Path, tmp_path: Path, steps: int) -> None:
    out = tmp_path / "out"
    with pytest.raises(End):
        batches.decide_files(plan(), data, out, rows=100, progress=ends_after(steps))
    assert not out.exists()
    written = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out.part").glob("part-*.parquet")}
    assert len(written) == steps
    half = tmp_path / "out.part" / "part-000009.parquet.abcdefgh.tmp"
    half.touch(0o600)
    half.write_bytes(b"half a")
    assert batches.decide_files(plan(), data, out, rows=100) == SIZE
    assert same(out)
    assert {p.name: p.stat().st_mtime_ns for p in out.glob("part-*.parquet") if p.name in written} == written  # not written again
    assert list(out.glob("*.tmp")) == []


def test_an_end_between_writing_and_naming_a_part_loses_nothing(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, calls = os.replace, iter(range(100))

    def ends(*names: Any) -> None:
        if next(calls) == 4:
            raise End
        whole(*names)

    monkeypatch.setattr(batches.os, "replace", ends)
    with pytest.raises(End):
        batches.decide_files(plan(), data, tmp_path / "out", rows=100)
    monkeypatch.undo()
    assert batches.decide_files(plan(), data, tmp_path / "out", rows=100) == SIZE
    assert same(tmp_path / "out")


RUN = "import sys; from tunnistus.commands.main import main; sys.exit(main(sys.argv[1:]))"


@pytest.mark.deep
def test_a_killed_process_goes_on_without_a_lost_or_doubled_row(tmp_path: Path) -> None:
    rows = 40_000
    given = {"id": pa.array(range(rows)), "documents_withheld": pa.array([(True, False, None)[n % 3] for n in range(rows)])}
    pq.write_table(pa.table(given), tmp_path / "in.parquet", row_group_size=9_000)
    out = tmp_path / "out"
    command = [sys.executable, "-c", RUN, "columns", "next_step", str(tmp_path / "in.parquet"), str(out), "--as-of", "2026-11-24"]
    command += ["--keep", "id", "--rows", "250"]
    killed = 0
    for wanted in (5, 40, 90):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(list((tmp_path / "out.part").glob("part-*.parquet"))) < wanted:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    assert killed == 3
    assert not out.exists()
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=True)
    assert "100 %" in done.stderr
    found = pq.read_table(out)
    assert found.column("id").to_pylist() == list(range(rows))
    expected = columns.decide(pa.table(given), "next_step", as_of=date(2026, 11, 24), keep=["id"])
    assert found.to_pydict() == expected.to_pydict()


def test_another_run_in_the_same_place_is_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(End):
        batches.decide_files(plan(), data, tmp_path / "out", rows=100, progress=ends_after(3))
    for other, rows, form in (
        (plan(exact=False), 100, "truths"),
        (plan(), 99, "truths"),
        (plan(), 100, "masks"),
        (plan(clauses=True), 100, "truths"),
    ):
        with pytest.raises(TunnistusError, match="Another run was begun"):
            batches.decide_files(other, data, tmp_path / "out", rows=rows, form=form)
    os.utime(data, ns=(1, 1))
    with pytest.raises(TunnistusError, match="Another run was begun"):
        batches.decide_files(plan(), data, tmp_path / "out", rows=100)


# -- answers that cannot be true together --------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 2, 10])
def test_answers_that_contradict_refuse_their_row_alone_and_danger_is_still_seen(
    tmp_path: Path, rows: int, capsys: pytest.CaptureFixture[str]
) -> None:
    table = pa.table({
        "date_of_birth": [date(1987, 3, 19), None, date(2020, 1, 1), date(1987, 3, 19)],
        "age_under_18": [True, True, None, True],
        "citizenship": ["finnish", "finnish", None, None],
        "residence_basis": ["temporary_protection", "finnish_citizen", None, None],
        "immediate_danger": [True, None, True, None],
    })  # fmt: skip
    pq.write_table(table, tmp_path / "in.parquet")
    arguments = ["emergency", str(tmp_path / "in.parquet"), str(tmp_path / "out"), "--as-of", "2026-11-24", "--rows", str(rows)]
    assert main(["columns", *arguments]) == 0
    found = pq.read_table(tmp_path / "out")
    (due,) = (name for name in found.column_names if name.startswith("emergency.due") and name.endswith("call_112"))
    assert found.column(due).to_pylist()[::2] == [True, True]
    assert "1987" not in capsys.readouterr().err
    child = ["child.presumption", str(tmp_path / "in.parquet"), str(tmp_path / "children"), *arguments[3:]]
    assert main(["columns", *child]) == 0
    assert pq.read_table(tmp_path / "children").column("refused").to_pylist() == [True, False, False, True]


# -- what is refused -------------------------------------------------------------------------------------------------


def test_nothing_is_begun_for_files_that_cannot_be_read(tmp_path: Path) -> None:
    wrong = {"empty": [], "text.parquet": b"id,a", "unknown.parquet": people().append_column("aa", people().column("a"))}
    for name, content in wrong.items():
        place = tmp_path / name
        if isinstance(content, bytes):
            place.write_bytes(content)
        elif isinstance(content, list):
            place.mkdir()
        else:
            pq.write_table(content, place)
    for name in (*wrong, "absent.parquet"):
        with pytest.raises(TunnistusError) as caught:
            batches.decide_files(plan(), tmp_path / name, tmp_path / "out")
        assert caught.value.todo
        assert not (tmp_path / "out.part").exists()
    (tmp_path / "out").mkdir()
    with pytest.raises(TunnistusError, match="exists already"):
        batches.decide_files(plan(), tmp_path / "text.parquet", tmp_path / "out")


def test_a_wrong_value_names_its_place_and_there_is_no_result(data: Path, tmp_path: Path) -> None:
    table = people()
    kinds = table.column("kind").to_pylist()
    kinds[650] = "secret-value"
    pq.write_table(table.set_column(4, "kind", pa.array(kinds)), data, row_group_size=300)
    with pytest.raises(AnswerError) as caught:
        batches.decide_files(plan(), data, tmp_path / "out", rows=100)
    assert "people.parquet: kind: " in str(caught.value)
    assert "the first is row 650 of the file" in str(caught.value)
    assert "secret-value" not in str(caught.value)
    assert not (tmp_path / "out").exists()


# -- more about each row -----------------------------------------------------------------------------------------------


def alone(table: Any) -> Iterator[dict[str, Any]]:
    for row in table.to_pylist():
        yield said(decided(MADE, {n: v for n, v in row.items() if n != "id" and v is not None}))


def test_masks_hold_what_a_decision_says() -> None:
    made, table = plan(clauses=True), people(200)
    batch = table.combine_chunks().to_batches()[0]
    found = details.masks(made, batch)
    assert found.schema.field("r.due").metadata == {b"bits": b"granted,refused"}
    for row, expected in zip(found.to_pylist(), alone(table), strict=True):
        bits = {
            part: {o for n, o in enumerate(("granted", "refused")) if row[f"r.{part}"] >> n & 1}
            for part in ("due", "options", "open_options", "possible")
        }
        assert bits["due"] == ({expected["due"]} if expected["due"] else set())
        assert all(bits[part] == set(expected[part]) for part in ("options", "open_options", "possible"))
        assert row["r.settled"] == expected["settled"]
        assert row["r.exact"]
        assert row["r.clauses"] >> 1 & 1 == ("refused" in expected["options"])


def test_masks_of_steps_hold_floor_and_ceiling() -> None:
    ids = ["documents_withheld", "threats_of_violence", "debt_to_exploiter"]
    rows = [{n: (True, False, None)[(i // 3**k) % 3] for k, n in enumerate(ids)} for i in range(27)]
    table = pa.table({n: pa.array([row[n] for row in rows], pa.bool_()) for n in ids})
    made = columns.plan("next_step", as_of=date(2026, 11, 24))
    steps = source.book().rules["next_step"].outcomes
    import tunnistus as tn

    for got, row in zip(details.masks(made, table.to_batches()[0]).to_pylist(), rows, strict=True):
        expected = tn.load("next_step", on=date(2026, 11, 24)).decide({n: v for n, v in row.items() if v is not None})
        assert [None if got[f"next_step.{end}"] is None else steps[got[f"next_step.{end}"]] for end in ("floor", "ceiling")] == [
            expected.floor,
            expected.ceiling,
        ]
        assert {s for n, s in enumerate(steps) if got["next_step.possible"] >> n & 1} == set(expected.possible)
        assert got["next_step.settled"] == expected.settled


def test_what_is_missing_is_what_is_missing_for_one_person() -> None:
    table = people(300)
    found = details.missing(plan(), table.combine_chunks().to_batches()[0])["r"].to_pylist()
    assert [set(names) for names in found] == [set(expected["missing"]) for expected in alone(table)]
    assert len({tuple(names) for names in found}) > 5


def test_what_is_missing_names_inputs_of_derived_facts_and_reads_marks() -> None:
    made = columns.plan("child_route", as_of=date(2026, 11, 24))
    fact = source.book().facts["age_under_18"]
    rows = pa.table(
        {"age_under_18": column(fact, [None, None, True, False]), "age_under_18" + MARK: pa.array([None, str(Mark.MAYBE), None, None])}
    )
    import tunnistus as tn

    rule_ = tn.load("child_route", on=date(2026, 11, 24))
    expected = [rule_.decide(given).missing for given in ({}, {"age_under_18": tn.MAYBE}, {"age_under_18": True}, {"age_under_18": False})]
    assert [set(names) for names in details.missing(made, rows.to_batches()[0])["child_route"].to_pylist()] == [
        set(names) for names in expected
    ]


def test_more_outcomes_than_bits_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(details, "BITS", 1)
    with pytest.raises(LimitError, match="more outcomes"):
        details.masks(plan(), people(2).to_batches()[0])


# -- the command -----------------------------------------------------------------------------------------------------


def test_the_command_writes_a_directory_and_shows_how_far_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = pa.table({"id": [1, 2], "in_finland": [True, None], "documents_withheld": pa.nulls(2, pa.bool_())})
    pq.write_table(table, tmp_path / "in.parquet")
    arguments = ["columns", "permit.52a1", str(tmp_path / "in.parquet"), str(tmp_path / "out"), "--as-of", "2026-11-24", "--keep", "id"]
    assert main([*arguments, "--form", "masks", "--missing", "--clauses"]) == 0
    assert "100 %" in capsys.readouterr().err
    found = pq.read_table(tmp_path / "out")
    assert found.column("id").to_pylist() == [1, 2]
    assert {"permit.52a1.due", "permit.52a1.clauses", "permit.52a1.missing"} <= set(found.column_names)
    assert main(arguments) == 2
    assert "exists already" in capsys.readouterr().err
    assert main([*arguments, "--judged", "documents_withheld"]) == 2


def test_judgements_are_given_to_the_command_with_who_and_when(tmp_path: Path) -> None:
    book_ = source.book()
    judged = next(n for n in columns.plan("permit.52a1", as_of=date(2026, 11, 24)).made.facts if book_.facts[n].judgement)
    who = book_.facts[judged].judgement.who[0]  # type: ignore[union-attr]
    pq.write_table(pa.table({judged: [True, False]}), tmp_path / "in.parquet")
    arguments = ["columns", "permit.52a1", str(tmp_path / "in.parquet"), str(tmp_path / "out"), "--as-of", "2026-11-24"]
    assert main(arguments) == 2
    assert main([*arguments, "--judged", f"{judged}={who}@2026-01-01"]) == 0


def test_dates_of_the_command_reach_the_plan(tmp_path: Path) -> None:
    pq.write_table(pa.table({"in_finland": [True]}), tmp_path / "in.parquet")
    days = ["--as-of", "2026-11-24", "--act-from", "2020-01-01", "--act-to", "2021-01-01", "--applied-on", "2022-01-01"]
    assert main(["columns", "permit.52a1", str(tmp_path / "in.parquet"), str(tmp_path / "out"), *days]) == 0
    receipt = pq.read_table(tmp_path / "out").schema.metadata[b"tunnistus"].decode()
    assert all(day in receipt for day in days[1::2])
    assert Dates(DAY).as_of == DAY
