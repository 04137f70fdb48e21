"""Old case files and answers are carried over to the names of today; the map of what was renamed is complete and true."""

import contextlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT
from tunnistus.commands.main import main
from tunnistus.errors import AnswerError, LoadError
from tunnistus.reading.strict import read, read_text
from tunnistus.rules.answers import Judged
from tunnistus.shipping import source
from tunnistus.shipping.carryover import Renamed, carry_over, carry_over_text, renamed
from tunnistus.trying.cases import read_person

DATA = ROOT / "tests" / "data"
OLD = sorted((DATA / "before-renaming").glob("*.yaml"))
BEFORE = read(DATA / "ids-before-renaming.yaml").data
BOOK = source.book()
NAMES = renamed()
DAY = date(2026, 11, 24)


def old_text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# the map


def test_every_id_of_before_leads_to_one_of_today() -> None:
    assert min(len(BEFORE["facts"]), len(BEFORE["rules"])) > 100
    assert [name for name in BEFORE["facts"] if NAMES.fact(name) not in BOOK.facts] == []
    assert [name for name in BEFORE["rules"] if NAMES.rule(name) not in BOOK.rules] == []


def test_every_member_of_before_leads_to_one_of_today() -> None:
    lost = [
        (old, member)
        for old, members in BEFORE["values"].items()
        for member in members
        if NAMES.value(NAMES.fact(old), member) not in BOOK.facts[NAMES.fact(old)].values
    ]
    assert lost == []


def test_no_name_that_was_given_up_is_used_again_and_every_new_one_exists() -> None:
    for given_up, today, now in ((NAMES.facts, BOOK.facts, NAMES.fact), (NAMES.rules, BOOK.rules, NAMES.rule)):
        assert given_up
        assert [old for old in given_up if old in today] == []
        assert [old for old in given_up if now(old) not in today] == []
    for fact, members in NAMES.values.items():
        today = BOOK.facts[fact].values
        assert [old for old in members if old in today or NAMES.value(fact, old) not in today] == []


def test_no_two_facts_or_rules_became_one() -> None:
    for names in (NAMES.facts, NAMES.rules):
        assert len(set(names.values())) == len(names)
    assert len({NAMES.fact(name) for name in BEFORE["facts"]}) == len(BEFORE["facts"])


def test_the_old_cases_kept_here_hold_every_name_that_a_case_can_hold() -> None:
    words = {word.strip("{}[]:,") for path in OLD for word in old_text(path).split()}
    derived = {name for name in BEFORE["facts"] if BOOK.facts[NAMES.fact(name)].derived}
    assert {*NAMES.facts, *NAMES.rules} & {*BEFORE["facts"], *BEFORE["rules"]} <= words | derived


# files


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_an_old_file_comes_out_with_names_of_today_and_nothing_else_changed(path: Path) -> None:
    before = old_text(path)
    carried = carry_over_text(before, name=path.name)
    assert carried.unknown == ()
    assert carry_over_text(carried.text).text == carried.text
    lines = list(zip(before.split("\n"), carried.text.split("\n"), strict=True))
    assert [new for old, new in lines if old.partition("#")[1:] != new.partition("#")[1:]] == []
    assert [new for old, new in lines if len(old) - len(old.lstrip()) != len(new) - len(new.lstrip())] == []
    assert shape(read_text(before, name="old").data) == shape(read_text(carried.text, name="new").data)


def shape(data: Any) -> Any:
    """The data without keys and words."""
    if isinstance(data, dict):
        return [shape(value) for value in data.values()]
    return list(map(shape, data)) if isinstance(data, list) else data if not isinstance(data, str) else ""


@pytest.mark.parametrize("name", ["berry-picker", "wage-dispute", "young-person"])
def test_an_old_example_is_assessed_as_the_example_of_today(name: str, tmp_path: Path) -> None:
    carried = tmp_path / "case.yaml"
    carried.write_text(carry_over_text(old_text(DATA / "before-renaming" / f"{name}.yaml")).text, encoding="utf-8")
    one, two = read_person(carried, book=source.book()), read_person(ROOT / "docs" / "examples" / f"{name}.yaml", book=source.book())
    assert one == two
    assert tn.assess(one.answers, as_of=DAY).next_step.floor


RENAMED = Renamed(
    {"first": "second", "second": "in_finland", "state": "recovery_status"},
    {"r.old": "next_step"},
    {"recovery_status": {"going": "goes", "goes": "running"}},
)


def carried(text: str) -> str:
    return carry_over_text(text, names=RENAMED).text


def test_chains_quotes_flow_and_judgements_are_followed() -> None:
    assert carried("answers: {first: true}\n") == "answers: {in_finland: true}\n"
    assert carried("answers:\n  'second': true   # seen\n") == "answers:\n  'in_finland': true   # seen\n"
    assert carried('answers: {state: "going"}\n') == 'answers: {recovery_status: "running"}\n'
    judged = "answers:\n  state: {judged: goes, by: worker, day: 2026-11-24}\n"
    assert carried(judged) == judged.replace("state", "recovery_status").replace("goes", "running")


def test_what_is_expected_signs_and_others_are_carried_over() -> None:
    text = "cases:\n  - answers: {}\n    differs: {second: false}\n    expect: {r.old: {missing: [first], due: going}}\n    signs: [second]\nothers: [{answers: {first: true}}]\n"
    assert carried(text) == text.replace("r.old", "next_step").replace("first", "in_finland").replace("second", "in_finland")


def test_words_that_are_no_names_stay() -> None:
    text = "about: first   # first\nanswers:\n  recovery_status: MAYBE\n  debt_to_exploiter: null\nnote: [first, going]\n"
    assert carried(text) == text


def test_line_ends_and_other_scripts_stay() -> None:
    assert carried("# Ä 😀\r\nanswers:\r\n  first: true\r\n") == "# Ä 😀\r\nanswers:\r\n  in_finland: true\r\n"


def test_an_unknown_name_is_left_and_named_but_never_an_answer() -> None:
    text = "answers:\n  never_was: secret\n  recovery_status: secret\nexpect:\n  no.rule: {missing: [nor_this]}\n"
    found = carry_over_text(text, name="my.yaml")
    assert found.text == text
    assert found.unknown == (
        "my.yaml:2:3: There is no fact 'never_was'.",
        "my.yaml:3:20: This is not a value of recovery_status.",
        "my.yaml:5:3: There is no rule 'no.rule'.",
        "my.yaml:5:23: There is no fact 'nor_this'.",
    )


@pytest.mark.parametrize("text", ["answers: {first: true, in_finland: false}\n", "answers: {first: true, second: true}\n"])
def test_two_names_of_one_fact_are_refused(text: str) -> None:
    with pytest.raises(LoadError, match="twice"):
        carried(text)


def test_what_the_reader_refuses_is_refused() -> None:
    with pytest.raises(LoadError, match="Anchors"):
        carried("answers: {a: &x true, b: *x}\n")
    assert carried("- 1\n") == "- 1\n"
    assert carried("word\n") == "word\n"


@given(st.text(max_size=60) | st.text("answers:xpct{}[]'\"# \n-:,", max_size=60))
def test_any_text_is_carried_over_or_refused(text: str) -> None:
    with contextlib.suppress(LoadError):
        carry_over_text(text, book=BOOK, names=RENAMED)


# answers


def test_answers_are_carried_over_with_judgements_and_marks() -> None:
    judged = Judged(True, by="worker", on=DAY)
    old = {
        "recovery_status": "not_given",
        "proposed": tn.MAYBE,
        "in_finland": None,
        "may_be_trafficking_offence_victim": judged,
        "never_was": 1,
    }
    assert list(carry_over(old).items()) == [
        ("recovery_status", NAMES.value("recovery_status", "not_given")), (NAMES.fact("proposed"), tn.MAYBE), ("in_finland", None),
        (NAMES.fact("may_be_trafficking_offence_victim"), judged), ("never_was", 1),
    ]  # fmt: skip
    purpose = Judged("no_such_purpose", by="court", on=DAY)
    assert carry_over({"eu_purpose": purpose})["eu_purpose"].value == NAMES.value("eu_purpose", "no_such_purpose")
    assert tn.carry_over is carry_over


def test_two_answers_to_one_fact_are_refused() -> None:
    with pytest.raises(AnswerError, match="twice"):
        carry_over({"proposed": True, NAMES.fact("proposed"): True})


# the command


def test_the_command_prints_or_writes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("answers: {proposed: true}\n", encoding="utf-8")
    assert main(["carry-over", str(path)]) == 0
    said = capsys.readouterr().out
    assert said == f"answers: {{{NAMES.fact('proposed')}: true}}\n"
    assert path.read_text(encoding="utf-8") != said
    assert main(["carry-over", str(path), "--write"]) == 0
    assert (path.read_text(encoding="utf-8"), capsys.readouterr().out) == (said, "")


def test_the_command_names_what_it_does_not_know(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("answers: {never_was: true}\n", encoding="utf-8")
    assert main(["carry-over", str(path)]) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("answers: {never_was: true}\n", "case.yaml:1:11: There is no fact 'never_was'.\n")
    assert main(["carry-over", str(tmp_path / "none.yaml")]) == 2


@pytest.mark.parametrize(("lang", "what"), [("fi", "Tietoa 'no_such_fact' ei ole."), ("sv", "Uppgiften 'no_such_fact' finns inte.")])
def test_the_command_names_them_in_the_language(lang: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "case.yaml").write_text("answers:\n  no_such_fact: true\n", encoding="utf-8")
    assert main(["carry-over", str(tmp_path / "case.yaml"), "--lang", lang]) == 1
    assert capsys.readouterr().err == f"case.yaml:2:3: {what}\n"
