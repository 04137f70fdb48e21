"""The recipe of many people: a row for each of them in private, counts without small ones to give away, the same each time."""

import csv
import stat
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")
from pyarrow import parquet

import tunnistus as tn
from tests.recipes import recipe
from tunnistus import columns
from tunnistus.rules.model import LANGUAGES

batch = recipe("batch")


def told(out: Path, name: str) -> list[dict[str, str]]:
    with (out / "counts" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_count_of_few_people_is_written_and_the_rows_are_for_the_user_alone(tmp_path: Path, lang: str) -> None:
    table = batch.people(60)
    found = batch.run(table, lang, tmp_path / "out")
    counts = [row["people"] for name in ("rules", "outcomes", "clauses", "acts") for row in told(tmp_path / "out", name)]
    everything = columns.compare(table, batch.RULES, batch.BEFORE, batch.AFTER, keep=["id"])
    all_ = [n for each in (everything.rules, everything.outcomes, everything.clauses, everything.acts) for n in each["people"].to_pylist()]
    assert 0 < len(counts) < len(all_)  # some are left out
    assert all(int(count) > batch.AT_LEAST and int(count) % (2 * batch.AT_LEAST) == 0 for count in counts)
    assert (tmp_path / "out" / "counts" / "compared.txt").read_text(encoding="utf-8") == found.explain(lang)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    assert not any("id" in row for name in ("rules", "outcomes", "clauses", "acts") for row in told(tmp_path / "out", name))


def test_each_row_is_what_the_rules_give_that_person(tmp_path: Path) -> None:
    table = batch.people(8)
    batch.run(table, "en", tmp_path / "out")
    decided = parquet.read_table(tmp_path / "out" / "private" / "decided.parquet").to_pylist()
    assert [row["id"] for row in decided] == [*range(8)]
    for person, row in zip(table.to_pylist(), decided, strict=True):
        answers = {name: value for name, value in person.items() if name != "id"}
        verdict = tn.load("assist.admit.victim", on=batch.AFTER).decide(answers)
        due, option = (row[f"assist.admit.victim.{part}.admitted"] for part in ("due", "option"))
        assert (verdict.due == "admitted") == (due is True)
        assert ("admitted" in verdict.possible) == (due is not False or option is not False)


def test_the_same_people_give_the_same_files_and_nothing_is_overwritten(tmp_path: Path) -> None:
    for name in ("a", "b"):
        batch.run(batch.people(60), "sv", tmp_path / name)
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file())
    assert len(files) == 6
    assert [(tmp_path / "a" / file).read_bytes() for file in files] == [(tmp_path / "b" / file).read_bytes() for file in files]
    with pytest.raises(FileExistsError):
        batch.run(batch.people(60), "sv", tmp_path / "a")
    with pytest.raises(SystemExit, match=r"is there already\. Name a directory that does not exist\."):
        batch.main(["sv", str(tmp_path / "a")])
