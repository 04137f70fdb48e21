"""Whom a rule concerns: it only takes away, in every engine; out of scope nothing is given, used, asked or shown but in one line."""

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tunnistus as tn
from tests import reference
from tests.gate import Sample, generated
from tests.worlds import FACTS, book, decided, duty, rule
from tunnistus.deciding.decide import Case
from tunnistus.errors import Contradiction, LoadError
from tunnistus.explaining.explain import decision_of
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import Const
from tunnistus.rules.truth import FALSE, OPEN, TRUE
from tunnistus.shipping import source

HEAD = "outcomes: [granted, refused]"
TODAY = date(2026, 11, 24)
BOOK = source.book()
SCOPED = [r.id for r in BOOK.rules_in_order() if r.scope != Const(1)]


def scoped(when: str, scope: str, *more: str) -> Any:
    return book(rule(f"one: {duty(when)}", more=f"scope: {scope}") + "".join(more))


# -- what it means -----------------------------------------------------------------------------------------------


def test_out_of_scope_a_rule_gives_nothing() -> None:
    d = decided(scoped("true", "a"), {"a": False})
    assert (d.in_scope, d.counts, d.due, d.possible, d.settled, d.missing, d.notices) == (FALSE, False, None, (), True, (), ())
    assert d.in_force
    assert d.why("granted").facts == ("a",)
    assert d.why_not("granted")[0].state == "out_of_scope"
    assert d.flips("granted") == ()
    assert d.outcomes()["in_scope"] == "false"


@pytest.mark.parametrize("answer", [None, "MAYBE", "DECLINED"])
def test_what_is_open_is_in_scope_and_may_still_change_the_result(answer: str | None) -> None:
    d = decided(scoped("b", "a"), {"b": True, **({"a": answer} if answer else {})})
    assert (d.in_scope, d.due, d.settled, d.missing) == (OPEN, "granted", False, ("a",))


def test_a_scope_that_is_open_is_not_missing_where_the_rule_can_give_nothing() -> None:
    d = decided(scoped("b", "a"), {"b": False})
    assert (d.settled, d.missing) == (True, ())


def test_a_use_of_a_rule_is_false_for_whom_it_does_not_concern() -> None:
    user = rule(f"one: {duty('{use: r, is: granted}')}", name="user")
    of = scoped("b", "a", user)
    assert decided(of, {"a": False, "b": True}, "user").possible == ()
    assert decided(of, {"b": True}, "user").missing == ("a",)
    assert decided(of, {"a": True, "b": True}, "user").due == "granted"


def test_a_rule_for_the_same_people_is_used_as_if_there_were_no_scope() -> None:
    user = rule(f"one: {duty('{use: r, is: granted}')}", name="user", more="scope: a")
    d = decided(scoped("b", "a", user), {"b": True}, "user")
    assert (d.due, d.missing) == ("granted", ("a",))


def test_a_rule_may_concern_others_than_its_file_says() -> None:
    head = "ruleset: t\ntitle: Testi\nscope: a\nverified: {until: 2025-02-21}\nrules:\n"
    of = book(rule(f"one: {duty('b')}") + rule(f"one: {duty('b')}", name="all", more="scope: true"), head=head)
    assert decided(of, {"a": False, "b": True}).counts is False
    assert decided(of, {"a": False, "b": True}, "all").due == "granted"


def test_of_whom_a_fact_is_asked() -> None:
    facts = "scope: a\nfacts:" + "".join(
        f"\n  {n}: {{type: bool, theme: t, element: law, observers: [document], sensitivity: ordinary, stage: 2, polarity: neutral, "
        f"evidence: true, ask: Onko {n}?, plain: Onko {n}?, met: On {n}., unmet: Ei {n}.{', scope: true' if n == 'a' else ''}}}"
        for n in ("a", "b")
    )
    of = book(rule(f"one: {duty('{any: [b, {all: [a, b]}]}')}"), facts=facts)
    assert [q.fact for q in decided(of, {}).ask()] == ["b"]
    assert decided(of, {"a": False}).missing == ("b",)  # it still counts where it is known
    assert decided(of, {"a": False}).ask() == ()
    assert decided(of, {"a": False, "b": True}).due == "granted"


def test_a_fact_that_is_refused_has_no_scope_to_read() -> None:
    facts = FACTS.replace("    met: On b.\n", "", 1)
    with pytest.raises(LoadError, match="The fact 'b' has no 'met'"):
        book(rule(f"one: {duty('a')}"), facts=facts)


# -- properties --------------------------------------------------------------------------------------------------

SAMPLES = st.deferred(lambda: st.sampled_from(list(generated(60, 12))))  # made when the first property asks


@pytest.mark.deep
@given(SAMPLES)
def test_a_scope_only_takes_away(sample: Sample) -> None:
    case, rule_ = sample.case, sample.case.book.rules[sample.rule]
    without = attrs.evolve(case.book, rules={**case.book.rules, rule_.id: attrs.evolve(rule_, scope=Const(1))})
    one, two = decision_of(case, rule_.id), decision_of(Case(without, case.answers, case.dates), rule_.id)
    alike = {r.id for r in case.book.rules.values() if r.scope == rule_.scope}
    if rule_.scope != Const(1) and len(alike) > 1:
        return  # rules for the same people are used otherwise by a rule for everybody
    assert set(one.possible) <= set(two.possible)
    assert one.in_scope == FALSE or one.states == two.states
    assert set(two.missing) <= set(one.missing) or one.in_scope == FALSE


@given(SAMPLES, st.data())
def test_whoever_turns_out_to_be_concerned_keeps_what_was_certain(sample: Sample, data: st.DataObject) -> None:
    case = sample.case
    d = decision_of(case, sample.rule)
    told = {n: v for n, v in case.answers.known.items() if n not in case.answers.follow and not case.book.facts[n].judgement}
    name = data.draw(st.sampled_from(["b3", "b4", "e1", "e2"]))
    fact = case.book.facts[name]
    value = data.draw(st.sampled_from([True, False] if fact.type == "bool" else list(fact.values)))
    if name in case.answers.known or case.answers.judged or case.answers.marks or case.answers.views:
        return
    try:
        after = decision_of(Case(case.book, read_answers(case.book, {**told, name: value}, case.dates), case.dates), sample.rule)
    except Contradiction:
        return
    if after.counts:
        assert d.due in (None, after.due)
        assert set(d.options) <= set(after.options)


@pytest.mark.parametrize("name", SCOPED)
def test_shipped_rules_with_a_scope_equal_the_reference_at_its_edges(name: str) -> None:
    for answers in ({}, {"citizenship": "finnish"}, {"citizenship": "third_country"}, {"age_under_18": False}, {"age_under_18": "MAYBE"}):
        case = Case(BOOK, read_answers(BOOK, answers, Dates(TODAY)), Dates(TODAY))
        d, rule_ = decision_of(case, name), BOOK.rules[name]
        assert d.in_scope == reference.scope(case, rule_)[0]
        assert d.in_force == any(days[rule_.clock] in rule_.valid for days in reference.days_touched(case, rule_))
        if d.in_scope == FALSE:
            assert (d.possible, d.missing, d.settled) == ((), (), True)


# -- what people are asked and told ------------------------------------------------------------------------------

FOREIGNERS = ("law/permit/", "law/reflection-period/")
FINNISH = {"citizenship": "finnish"}


def test_nothing_about_foreigners_is_decided_asked_or_said_of_a_finnish_citizen() -> None:
    a = tn.assess({**FINNISH, "documents_withheld": True}, as_of=TODAY)
    gone = {n for n in a.out_of_scope if BOOK.rules[n].ruleset.startswith(FOREIGNERS)}
    left = {r.id for r in BOOK.rules_in_order() if r.ruleset.startswith(FOREIGNERS) and r.id in a.decisions} - gone - {*a.not_in_force}
    assert left == {"info.to_victim"}  # what an authority tells every victim
    asked = {q.fact for q in a.ask(details=True)}
    themes = {"residence", "reflection_period"}
    assert {n for n in asked if BOOK.facts[n].theme in themes} <= {"in_finland"}
    permits = [n for n in asked if "oleskelulupa" in BOOK.texts[f"fact.{n}.ask"].lower()]
    assert all(BOOK.facts[n].polarity == "risk" for n in permits)  # what somebody was promised is a sign, whoever it is
    assert sum("ei koske tätä henkilöä" in line for line in a.explain("fi", full=True).splitlines()) == 1


@pytest.mark.parametrize("answers", [{"age_under_18": False}, {"date_of_birth": date(1990, 5, 1)}])
def test_nothing_about_children_is_asked_of_an_adult(answers: dict[str, Any]) -> None:
    a = tn.assess({**answers, "documents_withheld": True}, as_of=TODAY)
    asked = {q.fact for q in a.ask(details=True)}
    children = {f.id for f in BOOK.facts.values() if f.scope != Const(1) and f.theme == "child_specific"}
    assert children
    assert asked.isdisjoint(children)


def test_somebody_who_may_be_a_child_stays_in_scope() -> None:
    a = tn.assess({"age_under_18": "MAYBE"}, as_of=TODAY)
    assert not {n for n in a.out_of_scope if "may_be_child" in BOOK.rules[n].scope.__repr__()}
    assert a.decisions["child.best_interests"].in_scope == TRUE
