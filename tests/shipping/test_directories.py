"""Which rules options name: those of others, wherever they are written, or the shipped ones."""

import shutil
from pathlib import Path

import pytest

import tunnistus as tn
from tests import ROOT
from tunnistus.errors import LoadError, UnknownName
from tunnistus.shipping import directories, source

THIRD = ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules"


def test_without_a_name_the_rules_are_the_shipped_ones_and_those_of_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    assert directories.chosen((), (), ()) is source.book()
    assert directories.chosen((), (), [THIRD / "locales"]) is source.book()  # translations alone are no rules
    assert directories.written_in((), ()) == [ROOT / "indicators"]
    monkeypatch.setattr(source, "checkout", lambda: None)
    assert directories.written_in((), ()) == []


def test_rules_that_are_named_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directories, "installed_rules", lambda: {"shelter": THIRD})
    for named, installed in (([THIRD], ()), ((), iter(["shelter"]))):
        chosen = directories.chosen(named, installed, ())
        assert (chosen.digest, [*chosen.rules]) == (tn.read_rules(THIRD).digest, ["shelter.place", "shelter.blanket"])
    assert directories.written_in([str(THIRD)], ["shelter"]) == [THIRD, THIRD]
    for find in (lambda: directories.chosen((), ["shelte"], ()), lambda: directories.written_in((), ["shelte"])):
        with pytest.raises(UnknownName, match="Did you mean 'shelter'"):
            find()
    assert isinstance(directories.written_in([THIRD], ())[0], Path)


def test_one_file_takes_the_place_of_the_one_of_the_same_rule_set_or_name(tmp_path: Path) -> None:
    law = tn.read_rules(THIRD)
    same = tmp_path / "draft.yaml"
    same.write_text((THIRD / "shelter.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert directories.with_file(THIRD, same).digest == law.digest
    text = (THIRD / "shelter.yaml").read_text(encoding="utf-8")
    assert "effect: duty" in text
    same.write_text(text.replace("effect: duty", "effect: power", 1), encoding="utf-8")
    draft = directories.with_file(THIRD, same)
    assert draft.digest != law.digest
    assert [*draft.rules] == [*law.rules]
    assert draft.facts == law.facts
    facts = tmp_path / "facts.yaml"
    facts.write_text((THIRD / "facts.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert directories.with_file(THIRD, facts).digest == law.digest


def test_one_file_that_has_no_place_is_read_beside_the_others(tmp_path: Path) -> None:
    home, more = tmp_path / "rules", tmp_path / "more.yaml"
    shutil.copytree(THIRD, home, ignore=shutil.ignore_patterns("locales", "*.cases.yaml"))
    text = (THIRD / "shelter.yaml").read_text(encoding="utf-8").replace("ruleset: ", "ruleset: more/", 1)
    more.write_text(text.replace("shelter.place", "more.place").replace("shelter.blanket", "more.blanket"), encoding="utf-8")
    assert {*directories.with_file(home, more).rules} == {"shelter.place", "shelter.blanket", "more.place", "more.blanket"}


def test_faults_of_one_file_are_told_by_the_place_that_it_takes(tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text((THIRD / "shelter.yaml").read_text(encoding="utf-8").replace("clauses:", "clawses:", 1), encoding="utf-8")
    with pytest.raises(LoadError, match=r"shelter\.yaml:\d+:\d+: "):
        directories.with_file(THIRD, draft)
    with pytest.raises(LoadError, match="no such file"):
        directories.with_file(THIRD, tmp_path / "none.yaml")
    with pytest.raises(LoadError, match="no such directory"):
        directories.with_file(tmp_path / "none", draft)
