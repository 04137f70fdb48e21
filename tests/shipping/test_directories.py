"""Which rules options name: those of others, wherever they are written, or the shipped ones."""

from pathlib import Path

import pytest

import tunnistus as tn
from tests import ROOT
from tunnistus.errors import UnknownName
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
