"""Rows that cannot be decided are set aside, whole and with their reasons; the others are decided, and no row is lost or doubled."""

import json
import os
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="the extra columns is not installed")

from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from tests.columns import killed  # noqa: E402
from tests.columns.bad import AS_OF, BAD, CANARY, RULES, with_bad  # noqa: E402
from tests.columns.batches import End, ends_after  # noqa: E402
from tests.commands.line import run  # noqa: E402
from tests.effort import at_most  # noqa: E402
from tunnistus import columns, testing  # noqa: E402
from tunnistus.columns import batches  # noqa: E402
from tunnistus.errors import AnswerError, TunnistusError  # noqa: E402

SIZE = 150
CLASH = "answers that clash"
CODES = {
    "a word that is no value": "outside-domain", "an empty text": "outside-domain", "a day that lies far behind": "outside-domain",
    "a day that lies far ahead": "outside-domain", "a day with a time": "time-of-day", "a number below the least": "outside-domain",
    "a number that is too large": "outside-domain", "a mark that is none": "not-a-mark", "a mark in small letters": "not-a-mark",
    "a value and a mark": "value-and-mark",
}  # fmt: skip
KEYED = testing.population(SIZE, 3, rules=RULES, as_of=AS_OF).append_column("id", pa.array([f"p{n}" for n in range(SIZE)]))
REFUSED = columns.decide(KEYED, RULES, as_of=AS_OF, keep=["id"])["refused"].to_pylist()
ADDED = ["tunnistus.file", "tunnistus.row", "tunnistus.reasons"]


@cache
def plan() -> Any:
    return columns.plan(RULES, as_of=AS_OF, keep=["id"])


def planted(bad: dict[int, str]) -> Any:
    """The people with something wrong in some rows, in answers that clash too."""
    table = with_bad(KEYED, {row: what for row, what in bad.items() if what != CLASH})
    clashing = [row for row, what in bad.items() if what == CLASH]
    for name, value in (("reflection_starts_on", date(2024, 5, 2)), ("reflection_ends_on", date(2024, 5, 1))):
        at = table.column_names.index(name)
        held = table.column(at).to_pylist()
        held = [value if row in clashing else each for row, each in enumerate(held)]
        table = table.set_column(at, name, pa.array(held, table.schema.field(at).type))
    return table


def written(data: Path, table: Any) -> Path:
    pq.write_table(table, data, row_group_size=110)
    return data


def aside(tmp_path: Path, table: Any, name: str = "out", rows: int = 64, **more: Any) -> tuple[Any, Any]:
    """What is decided and what is set aside."""
    data, out = written(tmp_path / f"{name}.parquet", table), tmp_path / name
    assert batches.decide_files(plan(), data, out, rows=rows, set_aside=tmp_path / f"{name}-aside.parquet", **more) == table.num_rows
    return pq.read_table(out), pq.read_table(tmp_path / f"{name}-aside.parquet")


@settings(max_examples=at_most(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bad=st.dictionaries(st.integers(0, SIZE - 1), st.sampled_from([*BAD, CLASH]), max_size=15), rows=st.sampled_from([1000, 64]))
def test_every_row_is_decided_or_set_aside_as_it_is_with_its_reason(
    tmp_path_factory: pytest.TempPathFactory, bad: dict[int, str], rows: int
) -> None:
    table = planted(bad)
    decided, left = aside(tmp_path_factory.mktemp("aside"), table, rows=rows)
    wrong = sorted({*bad, *(row for row, each in enumerate(REFUSED) if each)})
    assert left["tunnistus.row"].to_pylist() == wrong
    assert decided["tunnistus.row"].to_pylist() == [row for row in range(SIZE) if row not in wrong]
    assert left.drop_columns(ADDED).equals(table.take(pa.array(wrong, pa.int64())))
    rest = table.take(decided["tunnistus.row"])
    alone = columns.decide(rest, RULES, as_of=AS_OF, keep=["id"])
    assert decided.drop_columns(ADDED[:2]).to_pydict() == alone.to_pydict()
    assert not any(decided["refused"].to_pylist())
    for row in left.select(ADDED).to_pylist():
        what, told = bad.get(row["tunnistus.row"], CLASH), row["tunnistus.reasons"]
        if what == CLASH:
            assert {each["code"] for each in told} == {"contradiction"}
            assert all(each["columns"] for each in told)
        else:
            assert {"code": CODES[what], "columns": [BAD[what][0]]} in told


def test_a_clash_names_the_facts_that_contradict(tmp_path: Path) -> None:
    _, left = aside(tmp_path, planted({5: CLASH}))
    (told,) = (row["tunnistus.reasons"] for row in left.to_pylist() if row["id"] == "p5")
    assert {"code": "contradiction", "columns": ["reflection_starts_on", "reflection_ends_on"]} in [
        {**each, "columns": sorted(each["columns"], reverse=True)} for each in told
    ]


def test_what_was_set_aside_is_mended_and_decided_and_keeps_its_number(tmp_path: Path) -> None:
    bad = dict(zip(range(0, SIZE, 15), BAD, strict=False))
    first, left = aside(tmp_path, planted(bad))
    mended, at = left, dict(zip(left["tunnistus.row"].to_pylist(), range(left.num_rows), strict=True))
    for name in KEYED.column_names:
        held, sound = mended.column(name).to_pylist(), KEYED.column(name).to_pylist()
        held = [sound[row] for row in at]
        mended = mended.set_column(mended.column_names.index(name), name, pa.array(held, KEYED.schema.field(name).type))
    mended = mended.drop_columns([name for name in mended.column_names if name not in (*KEYED.column_names, *ADDED)])
    assert columns.examine(mended, RULES, as_of=AS_OF, keep=["id"]).bad == 0
    second, rest = aside(tmp_path, mended, "again")
    both = [*first["tunnistus.row"].to_pylist(), *second["tunnistus.row"].to_pylist(), *rest["tunnistus.row"].to_pylist()]
    assert sorted(both) == [*range(SIZE)]
    assert {*second["tunnistus.file"].to_pylist()} == {"out.parquet"}
    assert rest["tunnistus.row"].to_pylist() == [row for row, each in enumerate(REFUSED) if each]


def test_rows_of_a_directory_tell_of_which_file_they_are(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    table = planted({1: "an empty text", 110: "an empty text"})
    written(tmp_path / "in" / "a.parquet", table.slice(0, 100))
    written(tmp_path / "in" / "b.parquet", table.slice(100))
    batches.decide_files(plan(), tmp_path / "in", tmp_path / "out", rows=50, set_aside=tmp_path / "aside.parquet")
    left = pq.read_table(tmp_path / "aside.parquet").to_pylist()
    places = {(row["tunnistus.file"], row["tunnistus.row"]) for row in left if row["tunnistus.reasons"][0]["code"] == "outside-domain"}
    assert places == {("a.parquet", 1), ("b.parquet", 10)}


def test_days_of_rows_are_held_to_be_days_of_deciding(tmp_path: Path) -> None:
    days = [AS_OF, None, date(1500, 1, 1), AS_OF]
    table = pa.table({"day": days, "applied": [None, None, None, date(2027, 1, 1)], "in_finland": [True] * 4})
    data = written(tmp_path / "in.parquet", table)
    ready = columns.plan("permit.52a1", as_of="day", applied_on="applied")
    batches.decide_files(ready, data, tmp_path / "out", set_aside=tmp_path / "aside.parquet")
    told = {r["tunnistus.row"]: [e["code"] for e in r["tunnistus.reasons"]] for r in pq.read_table(tmp_path / "aside.parquet").to_pylist()}
    assert told == {1: ["no-day"], 2: ["outside-domain"], 3: ["after-deciding"]}
    assert pq.read_table(tmp_path / "out")["tunnistus.row"].to_pylist() == [0]


def test_how_many_are_set_aside_and_may_be_in_danger_is_told(tmp_path: Path) -> None:
    ready = columns.plan(["emergency", "stay.union_citizen"], as_of=AS_OF)
    reading = [name for name in ready.danger.reading if ready.book.facts[name].type == "bool"]
    danger = {name: [None, False, True, None] for name in reading}
    data = written(tmp_path / "in.parquet", pa.table({**danger, "citizenship": ["", "", "", None]}))
    batches.decide_files(ready, data, tmp_path / "out", set_aside=tmp_path / "aside.parquet")
    found = batches.refused_in(tmp_path / "out")
    assert (found.rows, found.danger) == (3, 2)


# -- ended in the middle -----------------------------------------------------------------------------------------------


BROKEN = planted({row: [*BAD, CLASH][row // 10 % 11] for row in range(3, SIZE, 10)})


@pytest.mark.deep
def test_an_end_at_any_step_loses_nothing_and_the_files_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, ready = tmp_path / "in.parquet", plan()
    pq.write_table(BROKEN.slice(0, 90), data, row_group_size=50)
    (tmp_path / "whole").mkdir()
    batches.decide_files(ready, data, tmp_path / "whole" / "out", rows=50, set_aside=tmp_path / "whole" / "aside.parquet")
    wanted = killed.names(tmp_path / "whole" / "out"), (tmp_path / "whole" / "aside.parquet").read_bytes()
    replace, unlink, step = os.replace, Path.unlink, 0
    while True:
        place, left = tmp_path / f"{step}", iter(range(step))
        place.mkdir()

        def ends(work: Any, left: Any = left) -> Any:
            def instead(*names: Any, **more: Any) -> Any:
                if next(left, None) is None:
                    raise End
                return work(*names, **more)

            return instead

        with monkeypatch.context() as patched:
            patched.setattr(batches.os, "replace", ends(replace))
            patched.setattr(Path, "unlink", ends(unlink))
            try:
                batches.decide_files(ready, data, place / "out", rows=50, set_aside=place / "aside.parquet")
            except End:
                assert not (place / "out").exists()
            else:
                break
        assert batches.decide_files(ready, data, place / "out", rows=50, set_aside=place / "aside.parquet") == 90
        assert (killed.names(place / "out"), (place / "aside.parquet").read_bytes()) == wanted
        assert sorted(path.name for path in place.iterdir()) == ["aside.parquet", "out"]
        step += 1
    assert step > 9


def test_a_part_whose_rows_set_aside_are_gone_is_decided_again(tmp_path: Path) -> None:
    data = written(tmp_path / "in.parquet", BROKEN)
    with pytest.raises(End):
        batches.decide_files(plan(), data, tmp_path / "out", rows=50, set_aside=tmp_path / "aside.parquet", progress=ends_after(3))
    gone = sorted((tmp_path / "out.part").glob("aside-*.parquet"))
    assert gone
    gone[0].unlink()
    batches.decide_files(plan(), data, tmp_path / "out", rows=50, set_aside=tmp_path / "aside.parquet")
    rows = [
        *pq.read_table(tmp_path / "out")["tunnistus.row"].to_pylist(),
        *pq.read_table(tmp_path / "aside.parquet")["tunnistus.row"].to_pylist(),
    ]
    assert sorted(rows) == [*range(SIZE)]


def test_what_was_half_written_beside_the_file_goes(tmp_path: Path) -> None:
    data = written(tmp_path / "in.parquet", BROKEN)
    with pytest.raises(End):
        batches.decide_files(plan(), data, tmp_path / "out", rows=50, set_aside=tmp_path / "aside.parquet", progress=ends_after(3))
    assert not (tmp_path / "aside.parquet").exists()
    (tmp_path / "aside.parquet.abcdefgh.tmp").write_bytes(b"half a")
    (tmp_path / "aside.parquet.mine.tmp").write_bytes(b"of somebody")
    batches.decide_files(plan(), data, tmp_path / "out", rows=50, set_aside=tmp_path / "aside.parquet")
    assert sorted(path.name for path in tmp_path.glob("*.tmp")) == ["aside.parquet.mine.tmp"]


@pytest.mark.deep(20)
def test_of_many_rows_one_in_a_thousand_is_bad_and_a_killed_run_ends_with_the_same_bytes(tmp_path: Path) -> None:
    killed.tried(tmp_path, rows=24_000, part=600, kills=(3, 12, 25))


# -- what is refused, and the command ----------------------------------------------------------------------------------


def command(data: Path, out: Path, left: Path, *more: str) -> list[str]:
    return ["columns", *more, str(data), str(out), "--as-of", str(AS_OF), "--set-aside", str(left), "--keep", "id"]


def test_the_file_is_new_and_lies_apart(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    data = written(tmp_path / "in" / "a.parquet", KEYED)
    other = tmp_path / "other.parquet"
    other.write_bytes(b"of somebody")
    for place in (
        other,
        data,
        tmp_path / "in" / "b.parquet",
        tmp_path / "out",
        tmp_path / "out" / "b.parquet",
        tmp_path / "out.part" / "b",
    ):
        with pytest.raises(TunnistusError) as caught:
            batches.decide_files(plan(), tmp_path / "in", tmp_path / "out", set_aside=place)
        assert caught.value.todo
        assert not (tmp_path / "out.part").exists()
    assert other.read_bytes() == b"of somebody"


def test_files_of_other_columns_cannot_be_set_aside_together(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    written(tmp_path / "in" / "a.parquet", KEYED)
    written(tmp_path / "in" / "b.parquet", KEYED.set_column(KEYED.column_names.index("id"), "id", pa.array([*range(SIZE)])))
    with pytest.raises(AnswerError, match="different columns"):
        batches.decide_files(plan(), tmp_path / "in", tmp_path / "out", set_aside=tmp_path / "aside.parquet")


def test_a_column_of_the_wrong_type_is_no_fault_of_rows(tmp_path: Path) -> None:
    at = KEYED.column_names.index("in_finland")
    data = written(tmp_path / "in.parquet", KEYED.set_column(at, "in_finland", pa.array(["yes"] * SIZE)))
    with pytest.raises(AnswerError, match="wrong type"):
        batches.decide_files(plan(), data, tmp_path / "out", set_aside=tmp_path / "aside.parquet")


def test_the_command_sets_rows_aside_and_shows_no_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = written(tmp_path / "in.parquet", planted({7: "a mark that is none"}))
    said = {"fi": "Sivuun pantuja rivejä", "sv": "Rader som lagts åt sidan", "en": "Rows set aside"}
    for lang, words in said.items():
        status, _, told = run(capsys, *command(data, tmp_path / lang, tmp_path / f"{lang}.parquet", "next_step"), "--lang", lang)
        assert status == 0
        assert words in told
        assert "112" in told
        assert CANARY not in told
    nobody = written(tmp_path / "all.parquet", planted(dict.fromkeys(range(SIZE), "a mark that is none")))
    assert run(capsys, *command(nobody, tmp_path / "none", tmp_path / "none.parquet", "next_step"))[0] == 1
    assert pq.read_table(tmp_path / "none").num_rows == 0
    assert pq.read_table(tmp_path / "none.parquet").num_rows == SIZE
    assert run(capsys, *command(nobody, tmp_path / "o", tmp_path / "none.parquet", "next_step"))[0] == 2


def test_nobody_else_reads_the_file(tmp_path: Path) -> None:
    aside(tmp_path, BROKEN)
    assert (tmp_path / "out-aside.parquet").stat().st_mode & 0o777 == 0o600
    kept: Sequence[str] = json.loads(pq.read_schema(tmp_path / "out-aside.parquet").metadata[b"tunnistus.run"])["columns"]
    assert "id" in kept
