"""Opening questions, and the simulated interview over the training stories."""

import itertools
import re
from collections.abc import Collection
from datetime import date
from statistics import median
from typing import Any

import pytest

from tests import ROOT
from tunnistus import assess
from tunnistus.explaining.opening import about_child, first_of_child, heard, is_likely, openers, passed_over, stage_of, unfolded
from tunnistus.rules.answers import Answers, Dates, read_answers
from tunnistus.rules.model import LANGUAGES, Fact
from tunnistus.shipping import source
from tunnistus.trying.replies import reply
from tunnistus.trying.simulate import GROUPS, Course, course_of, courses, summary, without_signs
from tunnistus.trying.vignettes import read_vignettes

BOOK = source.book()
DAY = date(2026, 11, 24)
OPENING = [f for f in BOOK.facts.values() if f.opens and f.polarity == "risk" and f.element != "safety"]
IN_NEXT_STEP = set(assess({}, as_of=DAY).next_step.facts)


def known(**given: object) -> Answers:
    return read_answers(BOOK, given, Dates(DAY))


MEANS, USE = BOOK.rules["signs.means"].outcomes, BOOK.rules["signs.use"].outcomes
CONSULT = BOOK.rules["next_step"].outcomes.index("consult")


def levels(**answers: object) -> tuple[int, int, int]:
    """How far answers lead: means, use, next step."""
    a = assess(answers, as_of=DAY)
    tables = ((MEANS, a.decisions["signs.means"]), (USE, a.decisions["signs.use"]), (a.next_step.rule.outcomes, a.next_step))
    means, use, step = (outcomes.index(d.floor or "") for outcomes, d in tables)
    return means, use, step


@pytest.mark.parametrize("fact", [f for f in OPENING if f.id in IN_NEXT_STEP], ids=lambda f: f.id)
def test_yes_to_an_opening_question_is_a_sign_and_says_no_more_than_signs_behind_it(fact: Fact) -> None:
    broad = levels(**{fact.id: True})
    assert max(broad) >= 1
    behind = [n for n in fact.opens if n in IN_NEXT_STEP and BOOK.facts[n].type == "bool"]
    single = {n: levels(**{n: BOOK.facts[n].polarity == "risk"}) for n in behind}
    as_far = [n for n, level in single.items() if level[2] > broad[2] or all(one >= other for one, other in zip(level, broad, strict=True))]
    assert len(as_far) >= 2
    weaker = {n for n in single if n not in as_far}
    assert weaker <= {"has_access_to_own_id", "moved_between_places", "deceived_housing", "deceived_travel_terms", "false_success_stories",
                      "recruitment_fee_paid", "substandard_housing", "homeless_or_eviction_threat", "fears_removal_or_permit_loss",
                      "others_organise_work_or_sale", "advertised_by_others", "married_under_18", "frequent_controlling_contacts",
                      "feels_no_way_out", "lives_with_controller"}  # fmt: skip


def test_whatever_could_give_advice_stands_under_a_broad_question() -> None:
    signs = {t for name in ("signs.means", "signs.use") for t in assess({}, as_of=DAY).decisions[name].facts}
    asked = {n for n in signs if BOOK.facts[n].askable and not BOOK.facts[n].opens}
    seen_by_the_worker = {"someone_speaks_for_person", "rehearsed_account"}
    assert asked - openers(BOOK).keys() <= seen_by_the_worker
    told = {"told_of_exploitation", "person_asks_for_assistance"}
    own = {n for n in IN_NEXT_STEP - openers(BOOK).keys() - signs if not BOOK.facts[n].judgement and BOOK.facts[n].askable}
    assert own - {n for n in own if BOOK.facts[n].element == "law"} - {"age_under_18", "authority_has_acted"} == {
        *told, "exhausted_or_malnourished", "harm_to_health"  # what work has done to the person, seen by the worker
    }  # fmt: skip


@pytest.mark.parametrize(("name", "level"), [
    ("two_unfree_uses_perhaps", lambda means, use, step: use == USE.index("unfree") or step == CONSULT),
    ("two_signs_perhaps", lambda means, use, step: means > 0 or use == USE.index("unfree") or step == CONSULT),
    ("profit_perhaps", lambda means, use, step: use >= USE.index("use")),
])  # fmt: skip
def test_the_lists_of_perhapses_are_what_the_tables_call_so(name: str, level: Any) -> None:
    derived = BOOK.facts[name].derived
    assert derived
    signs = {t for table in ("signs.means", "signs.use") for t in assess({}, as_of=DAY).decisions[table].facts}
    told = ["told_of_exploitation", *BOOK.facts["told_of_exploitation"].opens]
    bools = [n for n in (*signs, *told) if BOOK.facts[n].type == "bool" and not BOOK.facts[n].derived]
    found = {n: levels(**{n: BOOK.facts[n].polarity != "reassuring"}) for n in bools}
    assert set(derived.inputs) == {n for n, where in found.items() if level(*where)}


CARD = ["forced_tasks", "substance_dependency_exploited", "irregular_status_exploited", "poverty_or_homelessness_exploited", "denunciation_threat",
        "shame_threat", "debt_to_exploiter", "threats_of_violence", "threats_to_family", "afraid_of_someone", "paid_little_or_nothing",
        "forbidden_to_seek_help", "movement_restricted", "feels_no_way_out"]  # fmt: skip


def test_two_perhapses_to_questions_of_the_card_or_one_that_became_a_yes_call_for_a_closer_look() -> None:
    inputs = {n: set(BOOK.facts[n].derived.inputs) for n in ("two_signs_perhaps", "means_perhaps", "two_hints_perhaps")}  # type: ignore[union-attr]
    assert inputs["means_perhaps"] == inputs["two_signs_perhaps"] | {"forced_tasks"}
    assert inputs["two_hints_perhaps"] == inputs["means_perhaps"] | {"paid_little_or_nothing"}
    for one, two in itertools.combinations(CARD, 2):
        if {one, two} != {"threats_of_violence", "threats_to_family"}:  # one question of the card
            for answers in ({one: "MAYBE", two: "MAYBE"}, {one: True, two: "MAYBE"}, {one: "MAYBE", two: True}):
                assert levels(**answers)[2] >= 1, answers


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


def likely(answers: Answers, name: str, skip: Collection[str] = ()) -> bool:
    return is_likely(BOOK, answers, name, heard(BOOK, answers, skip))


GATE = "someone_keeps_money_or_papers"


@pytest.mark.parametrize(("answer", "expected"), [
    (None, True), (True, True), ("MAYBE", True), (False, False), ("DECLINED", False), ("skip", False),
])  # fmt: skip
def test_what_stands_behind_a_question_is_likely_until_it_was_asked_and_after_yes_or_perhaps(answer: object, expected: bool) -> None:
    asked = answer not in (None, "skip")
    answers, skip = known(**({GATE: answer} if asked else {})), [GATE] if answer == "skip" else []
    alone = [n for n in BOOK.facts[GATE].opens if openers(BOOK)[n] == (GATE,)]
    assert len(alone) >= 3
    assert {likely(answers, n, skip) for n in alone} == {expected}
    assert likely(answers, GATE, skip)
    assert {passed_over(BOOK, answers, n, skip) for n in alone} == {answer in (False, "skip")}


def test_one_yes_or_perhaps_among_several_broad_questions_is_enough_to_be_likely() -> None:
    name = "made_to_beg"
    gates = openers(BOOK)[name]
    for answer in (True, "MAYBE"):
        for yes in gates:
            assert likely(known(**{g: answer if g == yes else False for g in gates}), name)
    assert not likely(known(**dict.fromkeys(gates, False)), name)
    assert likely(known(), "exhausted_or_malnourished"), "it stands behind no broad question"


def test_a_sign_that_is_seen_counts_more_than_a_broad_no() -> None:
    names = [n for n in BOOK.facts[GATE].opens if openers(BOOK)[n] == (GATE,)]
    seen, rest = names[0], names[1:]
    for answers, skip in ((known(**{GATE: False, seen: True}), []), (known(**{seen: True}), [GATE])):
        assert all(likely(answers, n, skip) for n in rest)
        assert unfolded(BOOK, answers, rest, skip) == rest
    declined = known(**{GATE: "DECLINED", seen: True})
    assert unfolded(BOOK, declined, rest) == []
    assert not any(likely(declined, n) or passed_over(BOOK, declined, n) for n in rest)
    assert unfolded(BOOK, known(**{GATE: False, seen: False}), rest) == []


def test_who_looks_after_a_child_is_asked_first_when_it_is_or_may_be_one() -> None:
    assert not first_of_child(BOOK, known())
    assert not first_of_child(BOOK, known(age_under_18=False))
    for age in (True, "MAYBE"):
        first = list(first_of_child(BOOK, known(age_under_18=age)))
        assert first[:2] == ["without_guardian", "guardian_relationship_doubtful"]
        assert len(first) <= 3
        safety = [n for n, f in BOOK.facts.items() if f.stage == 1 and f.askable]
        a = assess({"age_under_18": age}, as_of=DAY)
        asked = [q.fact for q in a.ask(only=a.identification, skip=safety) if not q.judgement]
        single = [n for n in asked if not BOOK.facts[n].opens]
        offered = [n for n in single if n in first]  # what a broad question can still change as well waits for that
        assert offered
        assert single[: len(offered)] == offered
    assert about_child(BOOK, "age_under_18")
    assert about_child(BOOK, "without_guardian")
    assert not about_child(BOOK, "kept_from_education")


def test_who_does_not_know_the_age_is_still_asked_the_broad_question_about_a_child() -> None:
    for answers, skip in ((known(), ["age_under_18"]), (known(age_under_18="DECLINED"), [])):
        assert likely(answers, "child_overworked_or_led", skip)
        assert not likely(answers, "without_guardian", skip)


def test_single_questions_come_at_stage_three_until_somebody_said_yes_to_the_broad_one() -> None:
    stages = {q.fact: q.stage for q in assess({}, as_of=DAY).ask(details=True)}
    opened = {q.fact: q.stage for q in assess({"someone_threatens_or_hurts": True}, as_of=DAY).ask(details=True)}
    assert (stages["exploiter_knows_location"], opened["exploiter_knows_location"]) == (3, 2)
    assert stages["image_based_blackmail"] == BOOK.facts["image_based_blackmail"].stage == 4
    usual = [stage for name, stage in stages.items() if not BOOK.facts[name].judgement and not BOOK.facts[name].opens]
    assert usual == sorted(usual)


def test_a_no_decides_nothing() -> None:
    a = assess({f.id: False for f in OPENING}, as_of=DAY)
    assert (a.next_step.floor, a.next_step.ceiling, a.next_step.settled) == ("keep_contact", "propose", False)
    assert "documents_withheld" in a.next_step.missing
    assert "documents_withheld" not in {q.fact for q in a.ask()}
    assert "documents_withheld" in {q.fact for q in a.ask(details=True)}
    assert assess({"someone_keeps_money_or_papers": False, "documents_withheld": True}, as_of=DAY).next_step.floor == "find_out"


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
        counts = [c.until_floor for c in found if c.group == group]
        assert len(counts) >= 8
        assert median(counts) <= 6


@pytest.mark.deep
def test_asking_finds_whom_the_whole_story_finds(found: tuple[Course, ...]) -> None:
    for c in found:
        assert c.reached == c.final, c.vignette
        assert len(set(c.asked)) == len(c.asked)
        assert c.asked[0] == "immediate_danger"
        assert c.ended in ("settled", "nothing_likely")
        assert len(c.floors) == 1 + len(c.asked) + len(c.judged)
        assert not any(BOOK.facts[n].judgement for n in c.asked)
    assert {c.ended for c in found} == {"settled", "nothing_likely"}
    assert all(c.final in ("keep_contact", "find_out") for c in found if c.group == "look_alikes")
    assert all(c.final in ("find_out", "consult") for c in found if c.group == "twins")
    assert median(len(c.asked) for c in found if c.group == "look_alikes") <= 30


@pytest.mark.deep
def test_the_summary_speaks_three_languages_and_counts_everybody(found: tuple[Course, ...]) -> None:
    nobody = without_signs(BOOK, DAY)
    lines = {lang: summary((*found, *nobody), lang, BOOK) for lang in LANGUAGES}
    assert {len(said) for said in lines.values()} == {2 * (len(GROUPS) + 1) + len(nobody)}
    assert len({tuple(said) for said in lines.values()}) == 3
    numbers = [int(n) for line in lines["en"][len(GROUPS) + 2 :][: len(GROUPS)] for n in re.findall(r"\d+", line)]
    assert sum(numbers) == len(found)
    assert [line.split()[-2] for line in lines["en"][-2:]] == [str(len(c.asked)) for c in nobody]


@pytest.mark.deep
def test_two_people_without_any_sign_end_on_keeping_contact_and_are_asked_nothing_twice() -> None:
    no, unknown = without_signs(BOOK, DAY)
    for c in (no, unknown):
        assert (c.reached, c.ended, len(set(c.asked))) == ("keep_contact", "nothing_likely", len(c.asked))
        assert {f.id for f in OPENING if f.id != "child_overworked_or_led"} <= set(c.asked)
        single = [n for n in c.asked if openers(BOOK).get(n) and not BOOK.facts[n].opens]
        assert all("someone_speaks" in n or BOOK.facts[n].opens for n in single), single
    assert no.group == "all_no"
    assert unknown.group == "all_unknown"


@pytest.mark.parametrize(("story", "said"), [
    ({"documents_withheld": True}, True), ({"documents_withheld": "MAYBE"}, "MAYBE"), ({"documents_withheld": False}, None),
    ({"documents_withheld": "MAYBE", "earnings_taken": True}, "MAYBE"), ({"documents_withheld": "MAYBE", "locked_in": True}, "MAYBE"), ({"documents_withheld": "DECLINED"}, None),
    ({GATE: False}, False), ({GATE: False, "documents_withheld": True}, True), ({GATE: True, "documents_withheld": False}, True),
])  # fmt: skip
def test_who_tells_one_thing_of_a_group_says_yes_or_perhaps_to_the_broad_question(story: dict[str, object], said: object) -> None:
    assert reply(BOOK, BOOK.facts[GATE], story, Dates(DAY)) == said


def test_a_finding_of_an_authority_is_a_yes_and_one_without_content_is_none() -> None:
    fact = BOOK.facts["authority_has_acted"]
    assert reply(BOOK, fact, {"admission_ground": "victim"}, Dates(DAY)) is True
    assert (
        reply(BOOK, fact, {"formal_identification": "none"} if "none" in BOOK.facts["formal_identification"].values else {}, Dates(DAY))
        is None
    )


def test_a_course_can_be_taken_from_any_answers() -> None:
    c = course_of(BOOK, {"documents_withheld": True, "age_under_18": False}, Dates(DAY), name="passport", group="adults")
    assert (c.vignette, c.group, c.reached, c.final) == ("passport", "adults", "find_out", "find_out")
    assert GATE in c.asked
