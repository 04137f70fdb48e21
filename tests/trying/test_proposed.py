"""Cases that are proposed and written: everything that was missing is there, nothing that stood there is touched, and each waits for a reader."""

import re
import shutil
from pathlib import Path

import pytest

from tests import ROOT
from tests.effort import first_fast
from tunnistus.commands.main import main
from tunnistus.shipping.directories import read_beside
from tunnistus.trying.cases import case_files, compare, read_cases
from tunnistus.trying.coverage import Coverage
from tunnistus.trying.mutants import TOLD
from tunnistus.trying.proposed import unread

THIRD = ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules"
OVERLAY = ROOT / "docs" / "examples" / "municipality" / "koivuranta"
Capsys = pytest.CaptureFixture[str]


@pytest.fixture(params=[THIRD, OVERLAY], ids=lambda path: path.name)
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Rules of somebody without any case."""
    rules = Path(shutil.copytree(request.param, tmp_path / "mine"))
    for path in case_files(rules):
        path.unlink()
    return rules


def written(rules: Path, *, mutate: bool = True) -> None:
    main(["cases", "--rules", str(rules), "--write", str(rules)])
    if mutate:
        main(["mutate", "--rules", str(rules), "--write", str(rules)])


def test_what_is_written_passes_shows_every_outcome_and_both_ways_of_every_leaf(bare: Path) -> None:
    written(bare, mutate=False)
    book = read_beside(bare)
    coverage = Coverage(book)
    examples = [example for path in case_files(bare) for example in read_cases(path)]
    assert [line for example in examples for line in compare(book, example, coverage.add)] == []
    assert {(rule.id, outcome) for rule in book.rules_written() for outcome in rule.outcomes} <= {*coverage.given}
    assert main(["cases", "--rules", str(bare), "--missing"]) == 0
    assert len({example.name for example in examples}) == len(examples) > 3


def test_what_is_written_kills_what_no_case_noticed(bare: Path, capsys: Capsys) -> None:
    main(["cases", "--rules", str(bare), "--write", str(bare)])
    capsys.readouterr()
    main(["mutate", "--rules", str(bare), "--write", str(bare)])
    before = capsys.readouterr().out
    main(["mutate", "--rules", str(bare)])
    after = capsys.readouterr().out
    assert "cases, marked unread, are written to" in before
    assert not any(f" / {kind} " in after for kind in TOLD)
    assert "  cases:" not in after  # nothing is left that a case to paste would kill


def test_nothing_is_overwritten_and_what_stands_is_not_proposed_again(bare: Path, capsys: Capsys) -> None:
    written(bare)
    first = {path: path.read_bytes() for path in case_files(bare)}
    assert first
    capsys.readouterr()
    written(bare)
    assert {path: path.read_bytes() for path in case_files(bare)} == first
    assert capsys.readouterr().out.count("0 cases, marked unread") == 2
    victim = next(iter(first))
    victim.write_text(victim.read_text(encoding="utf-8").split("\n  - name", 2)[0].replace("cases:", "# mine"), encoding="utf-8")
    victim.write_text("cases:\n" + first[victim].decode().split("cases:\n")[1].split("\n  - name")[0] + "\n", encoding="utf-8")
    kept = victim.read_bytes()
    written(bare)
    assert victim.read_bytes() == kept
    assert len(case_files(bare)) > len(first)


def test_what_the_cases_show_that_were_not_chosen_is_not_proposed_again(bare: Path, capsys: Capsys) -> None:
    written(bare, mutate=False)
    first = {path: path.read_bytes() for path in case_files(bare)}
    name = next(example.name for path in case_files(bare) for example in read_cases(path))
    capsys.readouterr()
    main(["cases", "--rules", str(bare), "--only", name, "--write", str(bare)])
    main(["cases", "--rules", str(bare), str(next(iter(first))), "--write", str(bare)])
    assert capsys.readouterr().out.count("0 cases, marked unread") == 2
    assert {path: path.read_bytes() for path in case_files(bare)} == first


def test_check_names_each_case_until_somebody_takes_the_mark_away(bare: Path, capsys: Capsys) -> None:
    written(bare)
    marked = [example for path in case_files(bare) for example in read_cases(path)]
    assert all(example.doc.unread for example in marked)
    assert [finding.where for finding in unread(bare)] == [f"mine/{example.where}" for example in marked]
    assert main(["check", str(bare)]) == 0
    assert capsys.readouterr().out.count("[unread-case]") == len(marked)
    assert main(["check", str(bare), "--strict"]) == 1
    for path in case_files(bare):
        path.write_text(re.sub(r"    unread: true\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    assert main(["check", str(bare), "--strict"]) == 0


def test_a_case_that_is_like_an_unread_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.cases.yaml"
    path.write_text(
        "cases:\n  - {name: One, unread: true, as_of: 2026-01-10, answers: {}, expect: {r: {due: nothing}}}\n"
        "  - {name: Two, like: One, expect: {r: {due: nothing}}}\n",
        encoding="utf-8",
    )
    assert [example.doc.unread for example in read_cases(path)] == [True, False]


def test_no_shipped_case_waits_for_a_reader() -> None:
    assert case_files(ROOT / "indicators")
    assert [*unread(ROOT / "indicators")] == []


@pytest.mark.parametrize(
    ("lang", "words"),
    first_fast([("fi", "Kukaan ei ole verrannut"), ("sv", "Ingen har jämfört"), ("en", "Nobody has compared")], several=True),
)
def test_the_finding_is_told_in_every_language(lang: str, words: str, tmp_path: Path, capsys: Capsys) -> None:
    rules = Path(shutil.copytree(THIRD, tmp_path / "mine"))
    (rules / "more.cases.yaml").write_text(
        "cases:\n  - {name: One, unread: true, as_of: 2026-01-10, answers: {}, expect: {shelter.place: {missing: {exclude: [zzz]}}}}\n",
        encoding="utf-8",
    )
    main(["check", str(rules), "--lang", lang])
    assert words in capsys.readouterr().out
