"""One circumstance is asked once: what follows from an answer is known everywhere, and an uncertain age can be said to be so."""

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

import pytest

import tunnistus as tn
from tunnistus.deciding.decide import Case
from tunnistus.errors import Contradiction
from tunnistus.explaining.asking import ask
from tunnistus.explaining.explain import decision_of
from tunnistus.rules.answers import Dates, Mark, read_answers
from tunnistus.rules.model import Const
from tunnistus.rules.relations import named
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

BOOK = source.book()
DAY = date(2026, 11, 24)
DEED = {"act_from": date(2025, 1, 2), "act_to": date(2025, 3, 4)}
LANGUAGES = ("fi", "sv", "en")


def known(answers: Mapping[str, Any], **days: date) -> Mapping[str, Any]:
    return read_answers(BOOK, answers, Dates(DAY, **days)).known


def decided(rule: str, answers: Mapping[str, Any], **days: date) -> Any:
    return tn.load(rule, on=DAY).decide(answers, **days)


# -- age ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("born", "ages"), [
    (date(1990, 1, 2), {"age_under_18": False, "may_be_child": False, "turned_12": True, "turned_15": True, "under_18_at_offence": False,
        "under_15_at_offence": False, "under_18_while_working": False, "child_age_at_application_and_decision": "adult"}),
    (date(2007, 6, 1), {"age_under_18": False, "may_be_child": False, "turned_12": True, "turned_15": True, "under_18_at_offence": True,
        "under_15_at_offence": False, "under_18_while_working": True, "child_age_at_application_and_decision": "minor_at_application_only"}),
    (date(2016, 6, 1), {"age_under_18": True, "may_be_child": True, "turned_12": False, "turned_15": False, "under_18_at_offence": True,
        "under_15_at_offence": True, "under_18_while_working": True, "child_age_at_application_and_decision": "minor_at_both"}),
])  # fmt: skip
def test_a_date_of_birth_tells_the_age_on_every_day_that_a_rule_reads(born: date, ages: dict[str, Any]) -> None:
    answers = {"date_of_birth": born, "unlawful_work_began_on": date(2025, 2, 3)}
    found = known(answers, **DEED, applied_on=date(2025, 3, 4))
    assert {name: found.get(name) for name in ages} == ages


def test_no_rule_asks_an_age_again_when_the_date_of_birth_and_the_days_are_known() -> None:
    a = tn.assess({"date_of_birth": date(2012, 3, 2)}, as_of=DAY, **DEED, applied_on=date(2025, 3, 4))
    ages = {"age_under_18", "turned_12", "turned_15", "under_18_at_offence", "under_15_at_offence", "child_age_at_application_and_decision"}
    assert ages <= BOOK.facts.keys()
    assert [n for d in a.decisions.values() for n in d.missing if n in ages] == []


def test_an_age_that_was_told_by_hand_gives_what_follows_and_no_more() -> None:
    assert {n: known({"age_under_18": False}).get(n) for n in ("turned_12", "turned_15", "under_18_at_offence")} == {
        "turned_12": True, "turned_15": True, "under_18_at_offence": None,
    }  # fmt: skip
    assert known({"under_15_at_offence": True})["under_18_at_offence"] is True
    assert known({"child_age_at_application_and_decision": "adult"})["age_under_18"] is False
    with pytest.raises(Contradiction):
        known({"date_of_birth": date(1990, 1, 2), "turned_12": False})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_question_on_age_tells_that_perhaps_is_an_answer_and_what_follows(lang: str) -> None:
    perhaps = {"fi": "ehkä", "sv": "kanske", "en": "perhaps"}[lang]
    for register in ("worker", "plain"):
        assert perhaps in Speaker(BOOK, lang, register).question(BOOK.facts["age_under_18"])
    counts = Speaker(BOOK, lang).counts(BOOK.facts["age_under_18"])
    assert counts
    assert {"fi": "kuin lasta", "sv": "som ett barn", "en": "as a child"}[lang] in counts[0]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("register", ["worker", "plain"])
def test_the_page_says_that_an_uncertain_age_is_uncertain_and_the_person_treated_as_a_child(lang: str, register: str) -> None:
    told = {
        "fi": {"worker": "ikä on epävarma. Toimi niin kuin hän olisi lapsi", "plain": "Siksi sinua autetaan kuin lasta"},
        "sv": {"worker": "ålder är osäker. Gör så som om personen vore ett barn", "plain": "Därför får du hjälp som ett barn"},
        "en": {"worker": "age is uncertain. Act as if the person were a child", "plain": "You are therefore helped as a child"},
    }[lang][register]
    uncertain, unasked, of_age = (
        tn.assess(answers, as_of=DAY).explain(lang, register=register, full=True)
        for answers in ({"age_under_18": Mark.MAYBE}, {}, {"age_under_18": False})
    )
    assert (told in uncertain, told in unasked, told in of_age) == (True, False, False)
    assert tn.assess({"age_under_18": Mark.MAYBE}, as_of=DAY).decisions["child.presumption"].due == "treat_as_child"


# -- place, stay -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "abroad"), [("finland", False), ("abroad", True), ("both", True), ("online", None)])
def test_where_it_happened_tells_whether_the_deed_was_done_abroad(place: str, abroad: bool | None) -> None:
    assert known({"exploitation_place": place}).get("trafficking_done_abroad") is abroad
    assert ("trafficking_done_abroad" in decided("crime.done_abroad", {"exploitation_place": place}, **DEED).missing) is (abroad is None)


@pytest.mark.parametrize(("answers", "follow"), [
    ({"temporary_protection": True}, {"right_of_residence": True}),
    ({"residence_permit_held": True}, {"right_of_residence": True}),
    ({"victim_permit_held": "continuous_52a2"}, {"residence_permit_held": True, "right_of_residence": True}),
    ({"other_permit_held": "temporary_52d"}, {"residence_permit_held": True, "right_of_residence": True}),
    ({"residence_permit_held": False}, {"victim_permit_held": "none"}),
    ({"residence_basis": "temporary_protection"}, {"temporary_protection": True, "right_of_residence": True}),
    ({"residence_basis": "no_permit"}, {"residence_permit_held": False, "right_of_residence": False, "victim_permit_held": "none"}),
    ({"residence_basis": "finnish_citizen"}, {"citizenship": "finnish", "right_of_residence": True}),
    ({"residence_basis": "asylum_applicant"}, {"asylum_pending": True}),
])  # fmt: skip
def test_one_answer_about_the_stay_gives_the_others(answers: dict[str, Any], follow: dict[str, Any]) -> None:
    found = known(answers)
    assert {n: found.get(n) for n in follow} == follow


# -- who proposes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [r for r in BOOK.facts["worker_role"].values if r != "private_person"])
def test_the_task_of_the_worker_tells_who_proposes(role: str) -> None:
    presumed = {"worker_role": role, "worker_presumes_victim": tn.Judged(True, by="worker", on=DAY)}
    for rule in ("assist.propose", "duty.may_propose_admission"):
        open_ = decided(rule, {"worker_role": role})
        assert set(open_.missing) <= {"worker_presumes_victim", "person_asks_for_assistance", "age_under_18"}
        assert decided(rule, presumed).options == ("may_propose",)


def test_the_own_wish_of_the_person_is_the_own_application_in_both_rules() -> None:
    for rule in ("assist.propose", "duty.may_propose_admission"):
        assert decided(rule, {"person_asks_for_assistance": True}).options == ("may_propose",)


def test_of_a_private_person_it_is_still_asked_who_else_could_propose() -> None:
    d = decided("assist.propose", {"worker_role": "private_person", "person_asks_for_assistance": False})
    assert (d.due, set(d.missing)) == ("supports_own_application", {"other_proposer", "worker_presumes_victim"})


# -- what a sign or a finding opens ------------------------------------------------------------------------------


def test_a_suspicion_of_a_compelled_act_brings_the_assessment_before_a_charge_and_says_nothing_of_what_is_suspected_now() -> None:
    answers = {"suspected_for_compelled_act": True}
    assert decided("crime.non_punishment.treaties", answers).due == "assess_first"
    assert known(answers) == answers
    own = {"own_border_offence_suspected": False, "own_non_border_offence_suspected": False}
    assert decided("crime.non_punishment", {**answers, **own}, **DEED).possible == ()
    assert "own_border_offence_suspected" in decided("crime.non_punishment", answers, **DEED).missing


def test_papers_in_the_hands_of_an_employer_or_agent_call_for_advice() -> None:
    for holder, floor in (("employer", "consult"), ("agent", "consult"), ("self", "keep_contact")):
        assert tn.assess({"documents_holder": holder}, as_of=DAY).next_step.floor == floor


@pytest.mark.parametrize(
    "sign", ["pressure_to_marry", "marriage_without_free_consent", "marriage_planned_abroad", "marriage_or_adoption_used_to_recruit"]
)
def test_every_kind_of_forced_marriage_opens_the_same_help(sign: str) -> None:
    a = tn.assess({sign: True, "age_under_18": True}, as_of=DAY)
    help_ = ("other_help.crisis", "other_help.legal_advice", "other_help.shelter", "other_help.honour", "other_help.child_welfare")
    assert [rule for rule in help_ if not a.decisions[rule].due] == []


# -- an interview ------------------------------------------------------------------------------------------------


RELATED = [
    "child.in_view", "child.hearing_from_age_12", "police.recorded_interview", "crime.predecessor", "crime.time_bar", "crime.done_abroad",
    "assist.propose", "duty.may_propose_admission", "duty.report_to_child_welfare", "reflect.grant", "recovery.grant", "permit.52a1",
    "assist.remove.enforce", "stay.temporary_protection", "asylum.may_apply",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_an_interview_never_asks_what_follows_from_the_answers(seed: int) -> None:
    """Of each question at least two answers can be true together with those before it: none of them follows. And it comes to an end."""
    dice, dates = Random(seed), Dates(DAY, **DEED, applied_on=date(2026, 1, 2))
    answers: dict[str, Any] = {"date_of_birth": date(1990 + dice.randrange(30), 6, 1)} if seed % 2 else {}
    skip: set[str] = set()
    while True:
        case = Case(BOOK, read_answers(BOOK, answers, dates), dates)
        questions = [q.fact for q in ask((decision_of(case, r) for r in RELATED), case, skip=skip, details=True) if not q.judgement]
        if not questions:
            break
        fact = BOOK.facts[dice.choice(questions)]
        assert fact.id not in case.answers.known
        if fact.type not in ("bool", "enum"):
            skip.add(fact.id)
            continue
        values = [v for v in named(fact) if stands({**answers, fact.id: v}, dates)]
        assert len(values) > 1, fact.id
        answers[fact.id] = dice.choice(values)
    assert answers


def stands(answers: Mapping[str, Any], dates: Dates) -> bool:
    try:
        read_answers(BOOK, answers, dates)
    except Contradiction:
        return False
    return True


PROPOSING = {"person_asks_for_assistance", "other_proposer", "worker_presumes_victim", "admission_proposed", "proposal_lapsed"}


@pytest.mark.parametrize(("ground", "removed", "asked"), [
    ("victim", False, False), ("victim", True, True), ("child", False, True), ("assists_investigation", False, True), (None, None, True),
])  # fmt: skip
def test_who_is_in_the_system_as_a_victim_is_not_asked_again_for_the_proposal(
    ground: str | None, removed: bool | None, asked: bool
) -> None:
    """On another ground than as a victim, and after removal, a proposal stays possible; so it does while that is not known."""
    answers = {"admitted_to_assistance_system": True, "admission_ground": ground, "removal_from_system_decided": removed}
    questions = {q.fact for q in tn.assess(answers, as_of=DAY).ask(details=True)}
    assert bool(questions & PROPOSING) is asked
    assert BOOK.rules["assist.propose"].scope == Const(1)  # only the asking ends: whoever proposes all the same may
