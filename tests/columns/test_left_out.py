"""People who cannot be compared are set aside with their reasons; the others are counted as if those were not there."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="the extra columns is not installed")

import attrs  # noqa: E402
import pyarrow.compute as pc  # noqa: E402

from tests.columns.bad import AS_OF, BAD, CANARY, PEOPLE, RULES, with_bad  # noqa: E402
from tests.commands.line import run  # noqa: E402
from tests.worlds import book, duty, rule  # noqa: E402
from tunnistus import columns  # noqa: E402
from tunnistus.columns import reforms  # noqa: E402
from tunnistus.errors import AnswerError, TunnistusError  # noqa: E402
from tunnistus.rules.model import LANGUAGES  # noqa: E402
from tunnistus.shipping import source  # noqa: E402

OLD = date(2022, 12, 31)
BETWEEN: Any = (RULES, OLD, AS_OF)
READ = {name for plan in reforms.Pair.of(*BETWEEN, None, None, {}, True).plans for name in plan.reading}  # what differs on the two days
PLANTED = {10 + 7 * n: what for n, what in enumerate(what for what in BAD if BAD[what][0].removesuffix(".mark") in READ)}
TABLE = with_bad(PEOPLE, PLANTED).append_column("place", pa.array(["Kemi", "Turku"] * 100))
SOUND = TABLE.filter(pc.invert(pc.is_in(pa.array(range(200)), pa.array([*PLANTED]))))


def counts(found: columns.Balance) -> Any:
    return found.to_dict()["counts"]


def test_every_way_to_be_bad_is_found_by_what_the_rules_of_either_book_read(tmp_path: Path) -> None:
    planted = {10 + 7 * n: what for n, what in enumerate(BAD)}
    law = source.book()
    found = columns.balance(with_bad(PEOPLE, planted), RULES, law, attrs.evolve(law), as_of=AS_OF, set_aside=tmp_path / "apart.parquet")
    left = {row["tunnistus.row"]: row["tunnistus.reasons"] for row in pq.read_table(tmp_path / "apart.parquet").to_pylist()}
    assert {*planted} <= {*left}
    assert len(left) == found.refused
    for row, what in planted.items():
        assert BAD[what][0] in [name for reason in left[row] for name in reason["columns"]], what


def test_rows_that_cannot_be_read_are_set_aside_with_their_reasons_and_the_others_are_counted(tmp_path: Path) -> None:
    assert len(PLANTED) >= 3
    apart = tmp_path / "apart.parquet"
    found = columns.balance(TABLE, *BETWEEN, by="place", set_aside=apart)
    alone = columns.balance(SOUND, *BETWEEN, by="place")
    assert counts(found) == counts(alone)
    assert counts(alone)
    assert (found.people, found.refused) == (200, len(PLANTED) + (alone.refused or 0))
    left = pq.read_table(apart)
    assert {*PLANTED} <= {*left["tunnistus.row"].to_pylist()}
    assert left.num_rows == found.refused
    by_row = {row["tunnistus.row"]: row["tunnistus.reasons"] for row in left.to_pylist()}
    for row, what in PLANTED.items():
        assert BAD[what][0] in [name for reason in by_row[row] for name in reason["columns"]], what
    assert left.drop_columns([n for n in left.column_names if n.startswith("tunnistus.")]).equals(TABLE.take(left["tunnistus.row"]))
    assert CANARY not in json.dumps(found.to_dict()) + "".join(found.explain(lang) for lang in LANGUAGES)


def test_the_command_numbers_the_rows_of_each_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "in"
    home.mkdir()
    for name, part in (("a", TABLE.slice(0, 60)), ("b", TABLE.slice(60))):
        pq.write_table(part, home / f"{name}.parquet")
    topics = [each for name in RULES for each in ("--topic", name)]
    arguments = ("compare", str(OLD), str(AS_OF), str(home), *topics, "--by", "place", "--json")
    status, out, error = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert "a.parquet: " in error
    assert any(f"row {row} of the file" in error for row in PLANTED)
    assert CANARY not in error
    apart = tmp_path / "apart.parquet"
    status, out, error = run(capsys, *arguments, "--set-aside", str(apart))
    assert status == 0
    wanted = columns.balance(SOUND, *BETWEEN, by="place", at_least=5)
    assert json.loads(out)["counts"] == wanted.to_dict()["counts"]
    places = [(row["tunnistus.file"], row["tunnistus.row"]) for row in pq.read_table(apart).to_pylist()]
    assert {("a.parquet", row) if row < 60 else ("b.parquet", row - 60) for row in PLANTED} <= {*places}
    assert str(apart) in error
    assert CANARY not in out + error
    again = ("--set-aside", str(apart))
    assert run(capsys, *arguments, *again)[0] == 2  # the file is there
    assert run(capsys, *arguments, "--set-aside", str(home / "c.parquet"))[0] == 2
    for lang in LANGUAGES:
        (tmp_path / lang).mkdir()
        words = run(capsys, *arguments[:-1], "--set-aside", str(tmp_path / lang / "apart.parquet"), "--lang", lang)[1]
        assert {"fi": "pantu sivuun", "sv": "lagts åt sidan", "en": "set aside"}[lang] in words


def test_a_file_set_aside_can_be_compared_again_and_its_rows_keep_their_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "first.parquet", tmp_path / "second.parquet"
    columns.balance(TABLE, *BETWEEN, keep=["place"], set_aside=first)
    topics = [each for name in RULES for each in ("--topic", name)]
    status, *_ = run(capsys, "compare", str(OLD), str(AS_OF), str(first), *topics, "--keep", "place", "--set-aside", str(second))
    assert status == 1, "nobody is left, and that is no success"
    assert pq.read_table(second)["tunnistus.row"].equals(pq.read_table(first)["tunnistus.row"])


def test_who_has_no_weight_is_set_aside(tmp_path: Path) -> None:
    made = book(rule(f"one: {duty('a').replace('effect: duty', 'effect: duty, valid: {from: 2024-01-01}')}"))
    table = pa.table({"a": [True] * 5, "w": [1.0, -1.0, 2.5, None, float("nan")]})
    with pytest.raises(AnswerError, match=r"w: This is no weight: 3 rows of the batch, first row 1\."):
        columns.balance(table, "r", OLD, AS_OF, book=made, weight="w")
    found = columns.balance(table, "r", OLD, AS_OF, book=made, weight="w", set_aside=tmp_path / "apart.parquet")
    assert [(row["people"], row["weighted"]) for row in found.counts.to_pylist() if row["of"] == "all" and row["rule"]] == [(2, 4)]
    left = pq.read_table(tmp_path / "apart.parquet").to_pylist()
    assert [(row["tunnistus.row"], row["tunnistus.reasons"]) for row in left] == [
        (row, [{"code": "no-weight", "columns": ["w"]}]) for row in (1, 3, 4)
    ]


def test_the_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    apart = tmp_path / "apart.parquet"

    def ends(done: int, total: int | None) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        columns.balance(TABLE, *BETWEEN, keep=["place"], set_aside=apart, progress=ends)
    assert [*tmp_path.iterdir()] == []
    apart.write_bytes(b"of somebody")
    with pytest.raises(TunnistusError, match="exists already"):
        columns.balance(TABLE, *BETWEEN, keep=["place"], set_aside=apart)
    assert apart.read_bytes() == b"of somebody"
    columns.balance(SOUND.slice(0, 0), *BETWEEN, keep=["place"], set_aside=tmp_path / "none.parquet")
    assert pq.read_table(tmp_path / "none.parquet").num_rows == 0


def test_rows_are_numbered_over_all_that_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reforms, "AT_ONCE", 20)
    bad = with_bad(PEOPLE, {150: "a day that lies far ahead"})
    for function in (columns.compare, columns.balance):
        with pytest.raises(AnswerError, match=r"1 rows of the batch, first row 150\."):
            function(bad, *BETWEEN)


@pytest.mark.parametrize("at_least", ["1", "5"])
def test_a_comparison_in_which_everybody_is_refused_is_no_success(
    at_least: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "people.parquet"
    clash = pa.table({"date_of_birth": [date(2020, 1, 1)] * 20, "unlawful_work_began_on": [date(2010, 1, 1)] * 20})
    for people, wanted in ((clash, 1), (clash.slice(0, 0), 0)):
        pq.write_table(people, data)
        status, _, error = run(capsys, "compare", str(OLD), str(AS_OF), str(data), "--topic", "permit.52d", "--at-least", at_least)
        assert status == wanted, error
    sound = pa.table({"date_of_birth": [date(1990, 1, 1)], "unlawful_work_began_on": [date(2020, 1, 1)]})
    pq.write_table(pa.concat_tables([clash, sound]), data)
    assert run(capsys, "compare", str(OLD), str(AS_OF), str(data), "--topic", "permit.52d", "--at-least", at_least)[0] == 0
