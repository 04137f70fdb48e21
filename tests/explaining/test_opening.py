"""Opening questions, and the simulated interview over the training stories."""

from datetime import date
from statistics import median

import pytest

from tests import ROOT
from tunnistus import assess
from tunnistus.explaining.opening import openers, stage_of, unfolded
from tunnistus.rules.answers import Answers, Dates, read_answers
from tunnistus.rules.model import LANGUAGES, Fact
from tunnistus.shipping import source
from tunnistus.trying.simulate import GROUPS, Course, courses, summary
from tunnistus.trying.vignettes import read_vignettes

BOOK = source.book()
DAY = date(2026, 11, 24)
OPENING = [f for f in BOOK.facts.values() if f.opens and f.polarity == "risk"]
IN_NEXT_STEP = {f.id for f in BOOK.facts.values() if f.id in assess({}, as_of=DAY).next_step.facts}


def known(**given: object) -> Answers:
    return read_answers(BOOK, given, Dates(DAY))


@pytest.mark.parametrize("fact", OPENING, ids=lambda f: f.id)
def test_yes_to_an_opening_question_and_to_each_sign_behind_it_calls_for_advice(fact: Fact) -> None:
    assert assess({fact.id: True}, as_of=DAY).next_step.floor == "consult"
    behind = [n for n in fact.opens if n in IN_NEXT_STEP]
    assert len(behind) >= 3
    for name in behind:
        assert assess({name: BOOK.facts[name].polarity == "risk"}, as_of=DAY).next_step.floor == "consult", name


def test_an_opening_question_is_a_published_sign_and_is_asked_no_later_than_what_it_opens() -> None:
    assert len(OPENING) >= 10
    for fact in OPENING:
        assert fact.source
        assert all(stage_of(BOOK, known(), name) >= fact.stage for name in fact.opens)


def test_a_group_waits_for_its_question_is_gone_through_after_yes_and_left_out_after_no() -> None:
    gate = "someone_keeps_money_or_papers"
    names = [gate, *BOOK.facts[gate].opens]
    assert unfolded(BOOK, known(), names) == [gate]
    assert unfolded(BOOK, known(**{gate: True}), names[1:]) == names[1:]
    assert unfolded(BOOK, known(**{gate: "MAYBE"}), names) == names
    assert unfolded(BOOK, known(**{gate: False}), names[1:]) == []
    assert unfolded(BOOK, known(**{gate: "DECLINED"}), names[1:]) == []
    assert unfolded(BOOK, known(), names[1:], skip=[gate]) == names[1:]
    assert unfolded(BOOK, known(), names[1:]) == names[1:], "the question itself can change nothing any more"


def test_who_does_not_know_whether_an_authority_has_acted_is_not_asked_what_it_decided() -> None:
    gate = "authority_has_acted"
    behind = list(BOOK.facts[gate].opens)
    assert unfolded(BOOK, known(), behind, skip=[gate]) == []
    assert unfolded(BOOK, known(**{gate: False}), behind) == []
    for answer in (True, "MAYBE"):
        assert unfolded(BOOK, known(**{gate: answer}), behind) == behind
    assert {q.fact for q in assess({gate: False}, as_of=DAY).ask(details=True)} >= {"reflection_status", "victim_permit_held"}


def test_single_questions_come_at_stage_three_until_somebody_said_yes_to_the_broad_one() -> None:
    stages = {q.fact: q.stage for q in assess({}, as_of=DAY).ask(details=True)}
    opened = {q.fact: q.stage for q in assess({"someone_threatens_or_hurts": True}, as_of=DAY).ask(details=True)}
    assert (stages["exploiter_knows_location"], opened["exploiter_knows_location"]) == (3, 2)
    assert stages["image_based_blackmail"] == BOOK.facts["image_based_blackmail"].stage == 4
    usual = [stage for name, stage in stages.items() if not BOOK.facts[name].judgement]
    assert usual == sorted(usual)


def test_a_no_decides_nothing() -> None:
    a = assess({f.id: False for f in OPENING}, as_of=DAY)
    assert (a.next_step.floor, a.next_step.ceiling, a.next_step.settled) == ("keep_contact", "propose", False)
    assert "documents_withheld" in a.next_step.missing
    assert "documents_withheld" not in {q.fact for q in a.ask()}
    assert "documents_withheld" in {q.fact for q in a.ask(details=True)}
    assert assess({"someone_keeps_money_or_papers": False, "documents_withheld": True}, as_of=DAY).next_step.floor == "consult"


def test_questions_about_a_child_are_for_a_child() -> None:
    child = set(BOOK.facts["may_be_child"].opens)
    assert not child & {q.fact for q in assess({"age_under_18": False}, as_of=DAY).ask()}
    assert child & {q.fact for q in assess({"age_under_18": "MAYBE"}, as_of=DAY).ask(details=True)}
    assert set(openers(BOOK)["child_treated_apart"]) == {"may_be_child", "child_overworked_or_led"}


def test_nothing_is_asked_that_cannot_change_anything_and_the_end_is_reached() -> None:
    a = assess({"person_asks_for_assistance": True, "age_under_18": False}, as_of=DAY)
    assert a.next_step.settled
    rest = {n for n, d in a.identification.items() if not d.settled}
    assert {c.rule for q in a.ask(only=a.identification) for c in q.changes} <= rest


@pytest.fixture(scope="module")
def found() -> tuple[Course, ...]:
    return courses(BOOK, read_vignettes(ROOT / "indicators" / "vignettes").values())


@pytest.mark.deep
def test_the_floor_is_final_after_few_questions(found: tuple[Course, ...]) -> None:
    assert {c.group for c in found} == set(GROUPS)
    for group in ("adults", "children"):
        counts = [len(c.asked) + 1 if c.until_floor is None else c.until_floor for c in found if c.group == group]
        assert len(counts) >= 8
        assert median(counts) <= 8


@pytest.mark.deep
def test_asking_finds_whom_the_whole_story_finds(found: tuple[Course, ...]) -> None:
    for c in found:
        assert c.floors[-1] == c.final, c.vignette
        assert len(set(c.asked)) == len(c.asked)
        assert c.asked[0] == "immediate_danger"
    assert all(c.final == "keep_contact" for c in found if c.group == "look_alikes")
    assert all(c.final != "keep_contact" for c in found if c.group == "twins")


@pytest.mark.deep
def test_the_summary_speaks_three_languages(found: tuple[Course, ...]) -> None:
    lines = {lang: summary(found, lang, BOOK) for lang in LANGUAGES}
    assert {len(said) for said in lines.values()} == {len(GROUPS) + 1}
    assert len({tuple(said) for said in lines.values()}) == 3
