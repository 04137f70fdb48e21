"""What stands first is true of everything that is known: danger, a child, the state and its sentence, and what is settled."""

import itertools
import json
import random
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests.effort import first_fast, tries
from tests.testing.lawful import made
from tunnistus import assessment
from tunnistus.assessment import Assessment
from tunnistus.commands.interview import Talk
from tunnistus.conversation import interview as begun
from tunnistus.deciding.decide import Case
from tunnistus.deciding.expand import worlds
from tunnistus.errors import Contradiction
from tunnistus.explaining.explain import decision_of
from tunnistus.explaining.state import State, is_sign
from tunnistus.rules.answers import Dates, Judged, Mark, read_answers
from tunnistus.rules.formula import leaves, value
from tunnistus.rules.model import Fact
from tunnistus.rules.relations import relations_of
from tunnistus.rules.truth import TRUE
from tunnistus.saying import report
from tunnistus.saying.closed import closed
from tunnistus.saying.foremost import danger as danger_first
from tunnistus.saying.foremost import state_sentences
from tunnistus.saying.html import html
from tunnistus.saying.interview import foremost, standing
from tunnistus.saying.say import assessment_report
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.texts import texts
from tunnistus.shipping import source

BOOK = source.book()
assess = partial(assessment.assess, book=BOOK)  # not looked for anew for each of 20,000 people
DAY = date(2026, 11, 24)
LANGUAGES, REGISTERS = ("fi", "sv", "en"), ("worker", "plain")
SAID = tuple(itertools.product(REGISTERS, LANGUAGES))
BRIEF = {("plain", "sv")}  # of what is said in every way, these first
WAYS = {"text": report.text, "markdown": report.markdown, "html": html}
MARKS = (Mark.MAYBE, Mark.DECLINED)
SIGNS = [f for f in BOOK.facts.values() if f.polarity in ("risk", "reassuring") and not f.derived]
NOT_TELLING = (
    "immediate_danger",
    "urgent_medical_need",
    "self_harm_or_suicide_risk",
    "exploiter_present_or_near",
    "exploiter_knows_location",
)
TELLING = [f for f in SIGNS if f.id not in NOT_TELLING]  # of safety alone nobody says that it is a sign of trafficking, nor that it is none
OF_SAFETY = [f for f in SIGNS if f.id in NOT_TELLING]
SAFETY = ("immediate_danger", "urgent_medical_need", "locked_in", "self_harm_or_suicide_risk", "children_or_family_at_risk")
(STEP,) = worlds(BOOK, BOOK.rules["next_step"], Dates(DAY))
(TABLE,) = worlds(BOOK, BOOK.rules["findings"], Dates(DAY))
FINDINGS = [BOOK.facts[n] for n in dict.fromkeys(t.fact for f in TABLE.reached.values() for t, _ in leaves(f.node))]


def values(fact: Fact) -> tuple[Any, ...]:
    return {"bool": (True, False), "enum": fact.values}[fact.type]


def given_by(fact: Fact, item: Any) -> Any:
    return Judged(item, by=fact.judgement.who[0], on=DAY) if fact.judgement and item not in MARKS else item


def people(many: int, seed: int) -> Iterator[dict[str, Any]]:
    """Answers of every kind: from nothing to much, few signs that are true, marks, findings of every value."""
    draw = random.Random(seed)
    for _ in range(many):
        answers: dict[str, Any] = {}
        for fact in draw.sample(SIGNS, draw.choice((0, 1, 2, 5, 20, 60))):
            risk = fact.polarity == "risk"
            answers[fact.id] = draw.choices(
                (risk, not risk, *MARKS), weights=draw.choice(((1, 9, 2, 2), (0, 1, 1, 1), (0, 1, 0, 1), (0, 0, 1, 1)))
            )[0]
        for fact in draw.sample(FINDINGS, draw.choice((0, 0, 1, 2))):
            answers[fact.id] = given_by(fact, draw.choice((*values(fact), *MARKS)))
        if draw.random() < 0.2:
            answers["worker_presumes_victim"] = Judged(draw.random() < 0.3, by="worker", on=DAY)
        yield answers


def found(fact: Fact, answers: dict[str, Any]) -> bool:
    """Whether something was found, judged or decided: not that nothing was given, and no mark."""
    item = answers.get(fact.id)
    if fact.judgement:
        return isinstance(item, Judged)
    return item is True or (fact.type == "enum" and item not in (None, *MARKS, "none", "no_decision"))


def definition(answers: dict[str, Any]) -> str:
    """Design, section 8, word by word, without the library's state and with Kleene's values of the written conditions."""
    known = read_answers(BOOK, answers, Dates(DAY)).known
    said = {f.id: answers.get(f.id) for f in SIGNS}
    if (known.get("admitted_to_assistance_system") is True or known.get("admission_ground") == "victim") and not (
        known.get("admission_ground") in ("child", "assists_investigation") or known.get("removal_from_system_decided") is True
    ):
        return "in_system"
    for step, state in (("propose", "proposal"), ("consult", "advice"), ("find_out", "find_out")):
        if value(STEP.reached[step].node, known) == TRUE:
            return state
    if any(said[f.id] is (f.polarity == "risk") for f in SIGNS):
        return "too_few"
    if "MAYBE" in said.values():
        return "perhaps"
    return "no_sign" if any(type(said[f.id]) is bool for f in TELLING) else "nothing_known"


def shape(sentence: str) -> str:
    """A sentence without its number."""
    return re.sub(r"\d+", "#", sentence)


def no_sign_sentences() -> set[str]:
    found = set()
    for lang, register in itertools.product(LANGUAGES, REGISTERS):
        speaker = Speaker(BOOK, lang, register)
        for extra in ({}, *({f.id: Mark.DECLINED for f in TELLING[1:n]} for n in (2, 3)))[: 3 if register == "worker" else 1]:
            found.update(map(shape, state_sentences(speaker, assess({TELLING[0].id: False, **extra}, as_of=DAY))))
    return found


NO_SIGN = no_sign_sentences()


def test_the_facts_that_the_tests_speak_of_are_those_of_the_rules() -> None:
    assert [f for f in BOOK.facts.values() if is_sign(f)] == SIGNS
    assert {t.fact for c in BOOK.rules["emergency.in_view"].clauses for t, _ in leaves(c.when)} == set(SAFETY)
    assert len(FINDINGS) >= 35
    assert len(NO_SIGN) == 3 + 5 + 3  # without, with one and with many declined, in the worker's register; and one in the person's
    assert SIGNS[0].polarity == "risk"


@pytest.mark.deep
def test_the_state_is_that_of_its_definition_and_its_sentence_is_true_of_all_that_is_known() -> None:
    speakers = [Speaker(BOOK, lang, register) for lang in LANGUAGES for register in REGISTERS]
    nothing = [state_sentences(s, assess({}, as_of=DAY)) for s in speakers]
    seen: dict[str, int] = {}
    for n, answers in enumerate(people(8_000, seed=11)):
        a = assess(answers, as_of=DAY)
        assert a.state == definition(answers)
        seen[a.state] = seen.get(a.state, 0) + 1
        risk = any(answers.get(f.id) in (f.polarity == "risk", "MAYBE") for f in SIGNS if answers.get(f.id) is not None)
        finding = any(found(f, answers) for f in FINDINGS) or "worker_presumes_victim" in answers
        declined = any(answers.get(f.id) == Mark.DECLINED for f in TELLING)
        safety = any(answers.get(f.id) is False for f in OF_SAFETY)
        for s, unasked in zip(speakers, nothing, strict=True):
            first = state_sentences(s, a)
            assert NO_SIGN.isdisjoint(map(shape, first)) or not (risk or finding)
            assert a.state != "no_sign" or finding or (declined and s.register == "plain") or NO_SIGN.issuperset(map(shape, first))
            assert (first == unasked) is (a.state == "nothing_known" and not declined and (s.register == "plain" or not safety))
        if n % 200 == 0 and (risk or finding):
            for lang, register in itertools.product(LANGUAGES, REGISTERS):
                page = shape(a.explain(lang, register=register, full=True))
                assert not [sentence for sentence in NO_SIGN if sentence in page]
    assert set(seen) == set(State)
    assert min(seen.values()) > 20, seen


@pytest.mark.deep
def test_every_state_has_sentences_of_its_own_in_two_registers_and_three_languages() -> None:
    people_ = {
        "in_system": {"admitted_to_assistance_system": True}, "too_few": {"fears_removal_or_permit_loss": True}, "perhaps": {"documents_withheld": tn.MAYBE},
        "no_sign": {"documents_withheld": False}, "nothing_known": {}, "advice": {"forced_to_work": True}, "find_out": {"documents_withheld": True}, "proposal": {"person_asks_for_assistance": True},
        "not_answered": {"documents_withheld": tn.DECLINED}, "declined": {"documents_withheld": False, "locked_in": tn.DECLINED},
        "examined": {"documents_withheld": False, "formal_identification": "ruled_out"}, "safety": {"immediate_danger": True},
    }  # fmt: skip
    assessed = {name: assess(answers, as_of=DAY) for name, answers in people_.items()}
    for register in REGISTERS:
        said: dict[str, tuple[str, ...]] = {}
        for lang in LANGUAGES:
            for name, a in assessed.items():
                s = Speaker(BOOK, lang, register)
                said[f"{lang} {name}"] = state_sentences(s, a) or (s.outcome("next_step", a.next_step.floor or ""),)
                assert all(x in a.explain(lang, register=register, full=True) for x in said[f"{lang} {name}"])
        pairs = [(a, b) for a, b in itertools.combinations(said, 2) if said[a] == said[b]]
        assert [p for p in pairs if register == "worker" or {x[3:] for x in p} != {"not_answered", "declined"}] == []
    two = assess({"documents_withheld": False, "locked_in": tn.DECLINED, "made_to_beg": tn.DECLINED}, as_of=DAY)
    assert "there are 2 questions that the person did not want to answer" in two.explain("en", full=True)


def test_already_in_the_system_says_who_helps_and_what_is_to_do_and_asks_for_no_proposal() -> None:
    a = assess({"admitted_to_assistance_system": True, "documents_withheld": True}, as_of=DAY)
    page = a.explain("fi", full=True)
    assert a.state == State.IN_SYSTEM
    assert "Apua järjestää nyt: Joutsenon vastaanottokeskus" in page
    assert "saako hän apua, jota hän tarvitsee" in page
    assert BOOK.texts["rule.next_step.says.propose"] not in page
    for other in ({"admission_ground": "child"}, {"admission_ground": "assists_investigation"}, {"removal_from_system_decided": True}):
        assert assess({"admitted_to_assistance_system": True, **other}, as_of=DAY).state == State.PROPOSAL


# -- danger and the child ------------------------------------------------------------------------------------------


def lines_before_advice(written: report.Report, lang: str, register: str, form: str) -> str:
    """The first twelve lines of text, or in other forms everything before the section on what to do."""
    page = WAYS[form](written)
    heading = Speaker(BOOK, lang, register).t.ui("ui.head.now", "Mitä nyt")
    assert heading in page
    before = page[: page.index(heading)]
    return "\n".join(before.splitlines()[:12]) if form == "text" else before


@pytest.mark.parametrize("fact", SAFETY)
@pytest.mark.parametrize("answer", [True, Mark.MAYBE, Mark.DECLINED, None])
def test_112_stands_before_all_other_advice_while_danger_is_not_excluded(fact: str, answer: Any) -> None:
    a = assess({**dict.fromkeys(SAFETY, False), "documents_withheld": True, fact: answer}, as_of=DAY)
    for lang, register in itertools.product(LANGUAGES, REGISTERS):
        written = assessment_report(a, lang, register=register)
        assert [form for form in WAYS if "112" not in lines_before_advice(written, lang, register, form)] == [], (lang, register)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("register", REGISTERS)
def test_without_danger_112_stands_once_under_whom_to_call(lang: str, register: str) -> None:
    a = assess({**dict.fromkeys(SAFETY, False), "documents_withheld": True}, as_of=DAY)
    page = a.explain(lang, register=register, full=True)
    contacts = Speaker(BOOK, lang, register).t.ui("ui.head.contacts", "Kehen ottaa yhteyttä")
    assert page.count("112") == 1
    assert page.index("112") > page.index(contacts)


def screen(answers: dict[str, Any], lang: str, register: str = "worker") -> str:
    """The screen of the interview that follows these answers."""
    said: list[str] = []
    Talk(begun(answers, as_of=DAY), lang, register, lambda prompt: "0", said.append).go()
    return "\n".join(said)


@pytest.mark.parametrize(("register", "lang"), [pair if pair in BRIEF else pytest.param(*pair, marks=pytest.mark.deep) for pair in SAID])
def test_the_next_screen_of_the_interview_shows_danger_and_the_child(lang: str, register: str) -> None:
    s = Speaker(BOOK, lang, register)
    for fact, answer in itertools.product(SAFETY, (True, Mark.MAYBE, Mark.DECLINED)):
        shown = screen({**dict.fromkeys(SAFETY, False), fact: answer}, lang, register)
        assert shown.index("112") < shown.index(s.t.ui("ask.stop", "Lopeta."))
    assert s.outcome("emergency", "call_112") in screen({"immediate_danger": True}, lang, register)
    assert "112" in screen({}, lang, register)
    assert "112" not in screen(dict.fromkeys(SAFETY, False), lang, register)
    assert s.outcome("child_route", "child_route") in screen({"age_under_18": True, "without_guardian": True}, lang, register)
    for answer in (Mark.MAYBE, Mark.DECLINED, None):
        assert child_in_view(s, answer) in screen({"age_under_18": answer}, lang, register)
    assert "18" in screen({"age_under_18": True}, lang, register)
    for answer in (Mark.MAYBE, None):
        assert child_in_view(s, answer) not in screen({"age_under_18": False}, lang, register)


def child_in_view(s: Speaker, answer: Mark | None) -> str:
    """What stands on the page while it is not excluded that the person is a child; of an uncertain age it says so."""
    if answer != Mark.MAYBE:
        return s.outcome("child.in_view", "as_for_a_child")
    if s.register == "plain":
        return s.t.ui("child.uncertain.plain", "Ikäsi on epävarma. Siksi sinua autetaan kuin lasta, kunnes ikäsi selviää.")
    return s.t.ui(
        "child.uncertain",
        "Henkilön ikä on epävarma. Toimi niin kuin hän olisi lapsi, kunnes ikä selviää, ja tarkista heti, onko sinulla velvollisuus tehdä "
        "lastensuojeluilmoitus.",
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("register", REGISTERS)
def test_the_route_of_a_child_stays_in_view_until_the_person_is_known_to_be_an_adult(lang: str, register: str) -> None:
    s = Speaker(BOOK, lang, register)
    for answer in (Mark.MAYBE, Mark.DECLINED, None):
        page = assess({"age_under_18": answer}, as_of=DAY).explain(lang, register=register, full=True)
        assert 0 < page.index(child_in_view(s, answer)) < page.index(s.t.ui("ui.head.now", "Mitä nyt"))
    now = Speaker(BOOK, lang).t.ui("ui.head.now", "Mitä nyt")
    page = assess({"age_under_18": True}, as_of=DAY).explain(lang, register=register, full=True)
    assert "18" in page[: page.index(now)]
    adult = assess({"age_under_18": False}, as_of=DAY).explain(lang, register=register, full=True)
    assert [answer for answer in (Mark.MAYBE, None) for told in (page, adult) if child_in_view(s, answer) in told] == []


def test_a_caution_stands_with_danger_when_something_was_said_of_it_and_not_before() -> None:
    caution = BOOK.texts["rule.emergency.in_view.notice.self_harm"]
    assert caution not in assess({}, as_of=DAY).explain("fi", full=True)
    for answer in (True, Mark.MAYBE):
        for danger in (True, False, None):
            page = assess({"self_harm_or_suicide_risk": answer, "immediate_danger": danger}, as_of=DAY).explain("fi", full=True)
            assert page.index(caution) < page.index("Mitä nyt")


# -- findings count ------------------------------------------------------------------------------------------------


def rank(a: Assessment) -> int:
    return BOOK.rules["next_step"].outcomes.index(a.next_step.floor or "keep_contact")


@pytest.mark.parametrize("fact", first_fast([BOOK.facts["worker_presumes_victim"], *FINDINGS], 8), ids=lambda f: f.id)
def test_no_finding_of_any_value_lowers_the_step(fact: Fact) -> None:
    for answers in people(40, seed=fact.order):
        without = {n: v for n, v in answers.items() if n != fact.id}
        least = rank(assess(without, as_of=DAY))
        for item in (*values(fact), *MARKS):
            with suppress(Contradiction):  # nobody like that exists
                assert rank(assess({**without, fact.id: given_by(fact, item)}, as_of=DAY)) >= least, item


@pytest.mark.deep
def test_no_sign_and_no_perhaps_lowers_the_step() -> None:
    for n, answers in enumerate(people(600, seed=3)):
        fact = SIGNS[n % len(SIGNS)]
        without = {k: v for k, v in answers.items() if k != fact.id}
        least = rank(assess(without, as_of=DAY))
        for item in (True, False, *MARKS):
            assert rank(assess({**without, fact.id: item}, as_of=DAY)) >= least


LEAST = {
    "admitted_to_assistance_system": "propose", "formal_identification": "propose", "possible_victim_of_investigated_offence": "propose",
    "probable_grounds_trafficking": "propose", "reasonably_suspected_victim": "propose", "guardian_may_be_involved": "consult",
    "suspects_child_trafficking": "propose", "trafficking_offence_investigated": "consult", "reflection_status": "propose",
    "recovery_status": "propose", "victim_permit_held": "propose", "removal_from_system_decided": "propose", "offence_purpose_forced_labour": "consult",
}  # fmt: skip


def test_each_row_of_the_table_names_its_source_and_the_kinds_of_findings_have_their_least_step() -> None:
    for clause in BOOK.rules["findings"].clauses:
        assert clause.source
        assert clause.cite or clause.name == "some_authority"
    for name, step in LEAST.items():
        fact = BOOK.facts[name]
        item = next(v for v in values(fact) if v in (True, "identified", "running", "temporary_52a1"))
        assert assess({name: given_by(fact, item)}, as_of=DAY).next_step.floor == step, name


def test_the_workers_own_suspicion_opens_the_route_of_a_child() -> None:
    a = assess({"suspects_child_trafficking": Judged(True, by="worker", on=DAY)}, as_of=DAY)
    assert a.child_route.due == "child_route"
    assert BOOK.texts["rule.child_route.says.child_route"] in a.explain("fi", full=True)


def test_the_page_names_the_perhapses_that_the_step_rests_on_and_no_others() -> None:
    two = {"works_excessive_hours": tn.MAYBE, "debt_to_exploiter": tn.MAYBE, "documents_withheld": tn.MAYBE}
    said = "The step rests on answers of “perhaps”"
    page = assess(two, as_of=DAY).explain("en", full=True)
    listed = page[page.index(said) : page.index("Remember")]
    speaker = Speaker(BOOK, "en")
    assert [n for n in two if speaker.question(BOOK.facts[n]) in listed] == ["debt_to_exploiter", "documents_withheld"]
    assert said not in assess({**two, "locked_in": True}, as_of=DAY).explain("en", full=True)
    assert assess({**two, "debt_to_exploiter": False}, as_of=DAY).next_step.floor == "keep_contact"


# -- nothing settled is silent -------------------------------------------------------------------------------------

FAILS = {
    "in_finland": True,
    "citizenship": "third_country",
    "age_under_18": False,
    "willing_to_cooperate": Judged(False, by="permit_authority", on=DAY),
}


@pytest.mark.parametrize("form", WAYS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_ground_that_fails_says_why_and_what_is_still_possible(lang: str, form: str) -> None:
    s = Speaker(BOOK, lang)
    a = assess(FAILS, as_of=DAY)
    assert a.decisions["permit.52a1"].settled
    assert not a.decisions["permit.52a1"].due
    page = WAYS[form](assessment_report(a, lang))
    title, why = s.title("permit.52a1"), s.fact(BOOK.facts["willing_to_cooperate"], False)
    closed_ = page[page.index(s.t.ui("ui.head.closed", "Mikä ei nyt tule kyseeseen")) :]
    ground = closed_[closed_.index(title) :]
    assert 0 < ground.index(why) < ground.index(s.t.ui("ui.head.still_possible", "Yhä mahdollista")) < ground.index(s.title("permit.52a2"))


def test_what_is_closed_is_settled_by_something_known_of_the_person() -> None:
    for answers in people(30, seed=5):
        a = assess({**answers, "in_finland": False}, as_of=DAY)
        for d, reason in closed(a.decisions.values()):
            assert d.settled
            assert not d.options
            assert reason.state == "excluded"
            assert set(reason.facts) <= set(a.case.answers.known)
    assert closed(assess({}, as_of=DAY).decisions.values()) == []


OTHERS = [
    ("child", {"child_of_admitted_person": True, "age_under_18": True}), ("family_member", {"family_relation": "other"}), ("child", {}),
]  # fmt: skip


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("form", WAYS)
def test_children_and_family_members_stand_in_every_form(form: str, register: str) -> None:
    a = assess({}, as_of=DAY, others=OTHERS)
    page = WAYS[form](assessment_report(a, "en", register=register))
    places = [page.index(title) for title in ("Child 1", "Family member 1", "Child 2")]
    assert places == sorted(places)
    assert all(other.decisions for other in a.others)
    assert "Nothing has been asked about this person yet." in page[places[2] :]


def test_cautions_of_open_rules_are_told() -> None:
    a = assess({"in_finland": True, "citizenship": "third_country"}, as_of=DAY)
    page = a.explain("fi", full=True)
    told = [
        d
        for d in a.decisions.values()
        if d.rule.part == "law" and d.in_force and d.possible and not d.settled and not d.due and not d.options
    ]
    told = [d for d in told if any(f in a.case.answers.known for f in d.facts)]
    cautions = [f"rule.{d.rule.id}.notice.{n.key}" for d in told for n in d.notices if n.kind == "rule"]
    assert len(cautions) >= 5
    said = texts(BOOK, "fi", a.case.dates)
    assert [c for c in cautions if said.say(c) not in page] == []


def test_judgements_are_all_there_the_nearest_first() -> None:
    near = {
        n: Judged(True, by="permit_authority", on=DAY)
        for n in ("stay_justified_by_proceedings", "willing_to_cooperate", "ties_to_suspects_cut")
    }
    a = assess({"in_finland": True, "citizenship": "third_country", **near}, as_of=DAY)
    page = a.explain("fi", full=True)
    part = page[page.index("Mikä jää ihmisen arvioitavaksi") :]
    shown = [
        d
        for d in a.decisions.values()
        if d.in_force and (d.due or d.options or any(f in a.case.answers.known for f in d.facts)) and d.possible
    ]
    waiting = {n for d in shown if not d.settled for n in d.rests_on if n not in a.case.answers.known}
    assert "particularly_vulnerable" in waiting
    assert [n for n in waiting if texts(BOOK, "fi", a.case.dates).say(f"fact.{n}.ask") not in part] == []
    ours = [n for n in waiting if BOOK.facts[n].judgement.who == ("permit_authority",)]  # type: ignore[union-attr]
    distance = {n: min(len(d.missing) for d in shown if n in d.rests_on) for n in ours}
    order = sorted(ours, key=lambda n: part.index(texts(BOOK, "fi", a.case.dates).say(f"fact.{n}.ask")))
    assert [distance[n] for n in order] == sorted(distance.values())
    assert min(distance.values()) < max(distance.values())


def test_guidance_reads_as_guidance_and_a_right_as_a_right() -> None:
    guidance, right = "Tämä on ohje tai vakiintunut käytäntö, ei lain säännös.", "Henkilö voi itse päättää tästä:"
    page = assess({"in_finland": True, "citizenship": "third_country", "asylum_pending": False}, as_of=DAY).explain("fi", full=True)
    lines = [line.strip() for line in page.splitlines()]
    assert lines[lines.index(BOOK.texts["rule.asylum.may_apply.says." + BOOK.rules["asylum.may_apply"].outcomes[0]]) - 1] == right
    a = assess({"age_under_18": True, "without_guardian": True}, as_of=DAY)
    page = a.explain("fi", full=True)
    said = page.index(BOOK.texts["rule.child_route.says.child_route"])
    assert guidance in page[said : said + 700]
    duty = next(d for d in a.decisions.values() if d.rule.id == "child.presumption")
    assert duty.due
    said = page.index(BOOK.texts["rule.child.presumption.says.treat_as_child"])
    assert guidance not in page[said : said + 120]


def test_guidance_reads_as_guidance_in_the_list_of_what_holds_for_everybody() -> None:
    a = assess({}, as_of=DAY)
    everybody = [d for d in a.decisions.values() if d.guidance and not d.rests_on and d.rule.part == "law"]
    assert "crime.proposals_not_law" in {d.rule.id for d in everybody}
    page = " ".join(a.explain("fi", full=True).split())
    for d in everybody:
        said = " ".join(BOOK.texts[f"rule.{d.rule.id}.says.{d.due}"].split())
        assert page[page.index(said) + len(said) :].lstrip(" -").startswith("Tämä on ohje tai vakiintunut käytäntö, ei lain säännös.")


HEADS = {"worker": "Mihin henkilö ei halunnut vastata", "plain": "Mihin et halunnut vastata"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("register", REGISTERS)
def test_the_wish_and_what_was_declined_are_said_and_not_asked_again(lang: str, register: str) -> None:
    s = Speaker(BOOK, lang, register)
    answers = {
        "wants_help": "does_not_want_now",
        "consent_to_referral": "does_not_consent",
        "physical_violence": tn.DECLINED,
        "in_finland": tn.MAYBE,
    }
    page = assess(answers, as_of=DAY).explain(lang, register=register, full=True)
    for name in ("wants_help", "consent_to_referral"):
        assert s.fact(BOOK.facts[name], answers[name]) in page  # type: ignore[arg-type]
    assert page.count(s.question(BOOK.facts["physical_violence"])) == (register == "worker"), "not put again in writing to the person"
    assert s.t.ui("ui.head.declined" + ".plain" * (register == "plain"), HEADS[register]) in page
    assert s.question(BOOK.facts["in_finland"]) in page


def test_all_reasons_hold_the_least_and_every_other_fact_that_carries() -> None:
    risk = [f.id for f in SIGNS if f.polarity == "risk" and f.id in STEP.reached["consult"].facts]
    ten = sorted(risk, key=lambda n: assess({n: True}, as_of=DAY).next_step.floor != "consult")[:7] + risk[-3:]
    a = assess(dict.fromkeys(ten, True), as_of=DAY)
    alone = [n for n in ten if assess({n: True}, as_of=DAY).next_step.floor == "consult"]
    assert len(alone) >= 5
    assert len(a.why()["next_step"][0].facts) == 1
    assert set(alone) <= set(a.why_all()["next_step"][0].facts) <= set(ten)
    assert a.why_all().keys() == a.why().keys()
    page = a.explain("fi", full=True)
    because = page[page.index("Koska") : page.index("Muista")]
    assert [n for n in alone if BOOK.texts[f"fact.{n}.met"] not in because] == []


@pytest.mark.deep
@settings(max_examples=tries(80), deadline=None)
@given(made())
def test_why_all_is_the_union_of_what_can_be_a_reason(case: tuple[Any, str, dict[str, Any], Dates]) -> None:
    """Every minimal reason, found by trying all sets of known facts, lies inside; and each fact inside stands with others in a sufficient set."""
    book, rule, answers, when = case
    d = decision_of(Case(book, read_answers(book, answers, when), when), rule)
    for outcome in d.rule.outcomes:
        state, found = d.state(outcome), d.why_all(outcome)
        assert found.state == state
        if state == "open":
            assert found.facts == ()
            continue
        assert set(d.why(outcome).facts) <= set(found.facts) <= set(d.case.answers.known)
        known = [n for n in d.case.answers.given if n in d.case.answers.known][:5]
        rest = {n: answers[n] for n in answers if n not in known}
        sufficient = [
            set(some)
            for k in range(len(known) + 1)
            for some in itertools.combinations(known, k)
            if _state_of(case, {**rest, **{n: answers[n] for n in some}}, outcome) == state
        ]
        least = [some for some in sufficient if not any(other < some for other in sufficient)]
        through = relations_of(book).names  # what carries it only through relations is named as far as one reason needs it
        assert set().union(*least) - through <= set(found.facts) | {n for n in known if book.facts[n].id in _inputs(book, found.facts)}


def _state_of(case: tuple[Any, str, dict[str, Any], Dates], answers: dict[str, Any], outcome: str) -> str:
    book, rule, _, when = case
    return decision_of(Case(book, read_answers(book, answers, when), when), rule).state(outcome)


def _inputs(book: Any, names: tuple[str, ...]) -> set[str]:
    return {i for n in names if book.facts[n].derived for i in book.facts[n].derived.inputs}


def test_the_state_is_data() -> None:
    a = assess({}, as_of=DAY)
    assert (a.state, a.to_dict()["state"]) == (tn.State.NOTHING_KNOWN, "nothing_known")
    assert json.loads(json.dumps(a.to_dict()))["state"] == "nothing_known"
    assert repr(a.standing) == "Standing(state=<State.NOTHING_KNOWN: 'nothing_known'>, declined=0, safety=False, asked_safety=False)"


def test_danger_of_a_child_or_family_member_is_danger() -> None:
    for about in ("child", "family_member"):
        a = assess(dict.fromkeys(SAFETY, False), as_of=DAY, others=[(about, {"immediate_danger": True})])
        page = a.explain("fi", full=True)
        assert page.index(BOOK.texts["rule.emergency.says.call_112"]) < page.index("Mitä nyt")
    a = assess({}, as_of=DAY, others=[("child", {"age_under_18": True, "documents_withheld": True})])
    page = a.explain("fi", full=True)
    part = page[page.index("Lapsi 1") :]
    assert BOOK.texts["rule.next_step.says.find_out"] in part
    assert BOOK.texts["rule.child_route.says.child_route"] in part


def test_what_was_found_stands_on_the_page_whatever_it_was_and_no_finding_is_invented() -> None:
    page = assess({"formal_identification": "ruled_out"}, as_of=DAY).explain("fi", full=True)
    assert BOOK.texts["fact.formal_identification.value.ruled_out"] in page
    for nothing in (
        {"authority_has_acted": False},
        {"victim_permit_held": "none"},
        {"admitted_to_assistance_system": tn.DECLINED},
        {"reflection_status": tn.MAYBE},
    ):
        a = assess({"documents_withheld": False, **nothing}, as_of=DAY)
        assert a.standing.findings == ()
        assert NO_SIGN.issuperset(state_sentences(Speaker(BOOK, "fi"), a))


def test_what_must_be_known_first_stands_before_the_step() -> None:
    for answers, words in (
        ({"admitted_to_assistance_system": True, "removal_from_system_decided": True}, "miten ja mihin mennessä siitä voi valittaa"),
        ({"admitted_to_assistance_system": True, "admission_ground": "child"}, "toisella perusteella"),
        ({"documents_withheld": True, "consent_to_referral": "does_not_consent"}, "Kunnioita sitä."),
        ({"authority_has_acted": True}, "Selvitä ensin, mikä viranomainen"),
    ):
        page = assess(answers, as_of=DAY).explain("fi", full=True)
        assert page.index("Mitä nyt") < page.index(words) < page.index("Tee ainakin tämä:")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_listener_who_may_be_there_and_an_interpreter_who_may_be_needed_stay_in_view(lang: str) -> None:
    s = Speaker(BOOK, lang)
    for name, rule, outcome in (
        ("exploiter_present_or_near", "safety.talk_in_private", "secure_first"),
        ("interpreter_needed", "safety.interpreter", "independent_interpreter"),
    ):
        assert s.outcome(rule, outcome) in assess({name: tn.MAYBE}, as_of=DAY).explain(lang, full=True)
    assert s.outcome("safety.talk_in_private", "secure_first") in screen({"exploiter_present_or_near": True}, lang)
    assert s.outcome("safety.no_contact", "no_contact") in assess({"safe_contact_method": "none_safe"}, as_of=DAY).explain(lang, full=True)


def test_a_danger_of_which_nobody_would_speak_is_raised_again_and_no_caution_is_read_to_the_person() -> None:
    a = assess({"immediate_danger": tn.DECLINED, "self_harm_or_suicide_risk": True}, as_of=DAY)
    page = a.explain("fi", full=True)
    assert "ota asia varovasti esille uudelleen" in page[: page.index("Mitä nyt")]
    assert "Älä kysy näitä uudelleen" not in page
    assert "äläkä jätä häntä yksin" not in a.explain("fi", register="plain", full=True)


@given(st.sampled_from(list(people(300, seed=8))))
@settings(max_examples=tries(60), deadline=None)
def test_the_first_sentences_have_no_open_place(answers: dict[str, Any]) -> None:
    a = assess(answers, as_of=DAY)
    for lang, register in itertools.product(LANGUAGES, REGISTERS):
        said = list(state_sentences(Speaker(BOOK, lang, register), a))
        assert said or a.state in ("proposal", "advice", "find_out"), "only a step stands for itself"
        assert all(s.strip() and "{" not in s for s in said)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("typed", ["5555555", "2355554", "1555555", "2155555", "4355255"])
def test_what_the_screen_before_said_is_one_line_and_danger_comes_before_the_child(lang: str, typed: str) -> None:
    s, said, left = Speaker(BOOK, lang), list[str](), iter(typed)
    screens: list[tuple[list[str], list[tuple[str, ...]], list[str], bool]] = []

    def read(prompt: str) -> str:
        screens.append(
            ([*filter(None, said)], foremost(s, talk.now.so_far), standing(s, talk.now.so_far), bool([*danger_first(s, talk.now.so_far)]))
        )
        said.clear()
        return next(left, "0")

    talk = Talk(begun({}, as_of=DAY), lang, "worker", read, said.append)
    talk.go()
    before: list[tuple[str, ...]] = []
    stood: list[str] = []
    questions = {s.question(fact) for fact in BOOK.facts.values()}
    for lines, first, stands, dangerous in screens:
        assert [block for block in first if (block[0] in lines) is (block in before)] == []
        again = "112" in next(iter(lines))
        assert again is dangerous, "danger stands first on every screen"
        before = first
        if not questions.isdisjoint(lines):  # after danger there is a screen without a question
            assert stands == [] or (stands[0] in lines) is (stands != stood)
            stood = stands
    assert len(screens) == len(typed) + 1
    assert len(screens[-1][0]) < len(screens[0][0])
