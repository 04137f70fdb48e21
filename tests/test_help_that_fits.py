"""Every look-alike gets the help that its author named before any rule stood; what its answers do not lead to is listed with the reason."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

import tunnistus as tn
from tests import ROOT
from tests.stories import DAY, stories
from tunnistus.reading.strict import read
from tunnistus.shipping import source

TABLE = read(ROOT / "tests" / "data" / "help_that_fits.yaml").data
LOOK_ALIKES = {n: s for n, s in stories().items() if s["kind"] == "look_alike"}
DUE: dict[str, dict[str, str]] = {word: row["due"] for row in TABLE["words"] for word in row["helps"]}
NOT_DUE: dict[str, dict[str, str]] = TABLE["not_due"]


def outcomes(name: str, *, possible: bool = False) -> set[tuple[str, str]]:
    """The rules of other help with what is due, or still possible, with the answers of a story."""
    decisions = tn.assess(dict(LOOK_ALIKES[name]["answers"]), as_of=DAY).other_help
    if possible:
        return {(n, outcome) for n, d in decisions.items() for outcome in d.possible}
    return {(n, d.due) for n, d in decisions.items() if d.due}


def wanted() -> Iterator[Any]:
    """Each look-alike with each help that has a rule."""
    for name, story in LOOK_ALIKES.items():
        for word in story["helps"]:
            if word in DUE:
                yield pytest.param(name, word, id=f"{name}-{word}")


@pytest.mark.parametrize(("name", "word"), list(wanted()))
def test_the_help_that_was_named_is_due_unless_a_reason_is_listed(name: str, word: str) -> None:
    assert bool(DUE[word].items() & outcomes(name)) != bool(NOT_DUE.get(name, {}).get(word))


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_something_that_was_named_is_due_or_all_of_it_is_listed(name: str) -> None:
    words = [word for word in LOOK_ALIKES[name]["helps"] if word in DUE]
    found = [word for word in words if DUE[word].items() & outcomes(name)]
    assert words, "every look-alike has help with a rule"
    assert found or set(words) == NOT_DUE.get(name, {}).keys()


@pytest.mark.parametrize("name", NOT_DUE)
def test_what_is_not_due_is_not_excluded_either(name: str) -> None:
    found = outcomes(name, possible=True)
    assert [word for word in NOT_DUE[name] if not DUE[word].items() & found] == []


def test_every_word_has_a_rule_or_a_reason_and_no_other_stands_there() -> None:
    table = Counter(word for part in ("words", "no_rule") for row in TABLE[part] for word in row["helps"])
    assert [word for word, times in table.items() if times > 1] == []
    assert table.keys() == {word for story in LOOK_ALIKES.values() for word in story["helps"]}
    assert all(len(row["why"]) > 20 for row in TABLE["no_rule"])


def test_the_table_names_rules_of_other_help_and_all_of_them() -> None:
    helping = {r.id: r.outcomes for r in source.book().rules.values() if r.part == "help"}
    assert [(n, o) for due in DUE.values() for n, o in due.items() if o not in helping.get(n, ())] == []
    assert {n for due in DUE.values() for n in due} == helping.keys()


def test_reasons_are_about_help_that_the_story_names() -> None:
    assert NOT_DUE
    assert [(n, w) for n, words in NOT_DUE.items() for w in words if w not in DUE or w not in LOOK_ALIKES[n]["helps"]] == []


def test_without_answers_no_help_is_due() -> None:
    found = tn.assess({}, as_of=DAY).other_help
    assert len(found) > 10
    assert [n for n, d in found.items() if d.due] == []
