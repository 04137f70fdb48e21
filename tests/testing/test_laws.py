"""The laws of :mod:`tunnistus.testing.laws` hold for generated rule sets and for the shipped rules, and a fault in the engine breaks them."""

import itertools
import re
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT
from tests.effort import first_fast, tries
from tests.worlds import FACTS, HEAD, book, duty, rule
from tunnistus.deciding import plan
from tunnistus.deciding.compiled import Conditions, by_kleene
from tunnistus.deciding.decide import Verdict
from tunnistus.explaining import asking, explain
from tunnistus.explaining.explain import Decision
from tunnistus.rules.answers import Dates
from tunnistus.rules.formula import analyse, value
from tunnistus.rules.model import Book
from tunnistus.rules.truth import FALSE, OPEN
from tunnistus.saying import brief, say
from tunnistus.saying.report import Heading
from tunnistus.shipping import source
from tunnistus.testing import laws
from tunnistus.testing.laws import LAWS, Law
from tunnistus.testing.strategies import Invented, cases, rulesets

BOOK = source.book()
TOWN = tn.read_rules(ROOT / "docs" / "examples" / "municipality" / "koivuranta")
SLOW = laws.danger_is_said_first  # its fast sibling is the test that finds a fault
SHIPPED = [pytest.param(law, marks=[pytest.mark.deep] if law is SLOW else [], id=law.__name__) for law in LAWS]


GENERATED = rulesets().flatmap(cases)


@pytest.mark.parametrize("law", first_fast(LAWS, 3), ids=lambda law: law.__name__)
def test_law_holds_for_generated_rules(law: Law) -> None:
    @given(GENERATED, st.data())
    def holds(case: Invented, data: st.DataObject) -> None:
        law(case, data)

    holds()


@pytest.mark.parametrize("law", SHIPPED, ids=lambda law: law.__name__)
def test_law_holds_for_the_shipped_rules(law: Law) -> None:
    examples = tries(60 if law is laws.danger_is_said_first else 300)  # that one writes pages in three languages
    laws.hold(law, BOOK, settings(max_examples=examples, deadline=None, suppress_health_check=laws.QUIET))


def test_an_answer_that_cannot_be_true_on_the_day_of_application_is_left_out_once_that_day_is_known() -> None:
    days = {"previous_permit_ends_on": date(2000, 1, 1), "permit_valid_when_applied": True}
    case = laws.closed(Invented(source.book(), ("permit.extend.same_ground",), days, Dates(date(2025, 2, 21))))
    assert case.decide().exact


def test_what_is_missing_is_exact_where_only_the_scope_is_open_and_beside_relations() -> None:
    relation = FACTS + "relations:\n  r: {if: {fact: a, is: true}, then: {fact: b, is: true}, because: Niin on.}\n"
    scoped = book(
        rule("one: " + duty("a"), head="ordered: true\n    outcomes: [refused, granted]", more="scope: c\n    otherwise: refused")
    )
    related = book(rule("one: " + duty("{not: b}")), facts=relation)
    for made in (scoped, related):
        laws.hold(laws.missing_is_complete_and_exact, made, settings(max_examples=40, deadline=None, suppress_health_check=laws.QUIET))


@given(rulesets())
def test_laws_of_the_book_hold_for_generated_rules(book: Book) -> None:
    for law in laws.BOOK_LAWS:
        law(book)


def test_laws_of_the_book_hold_for_the_shipped_rules() -> None:
    for law in laws.BOOK_LAWS:
        law(BOOK)


@pytest.mark.deep
def test_all_laws_can_be_checked_by_one_call() -> None:
    laws.check_laws("emergency", max_examples=20)
    laws.check_laws(BOOK, max_examples=2)


# -- a fault in the engine breaks a law --------------------------------------------------------------------------


def _all_known(d: Decision, outcome: str) -> explain.Reason:
    state = d.state(outcome)
    return explain.Reason(outcome, state, () if state == "open" else tuple(n for n in d.facts if n in d.case.answers.known), ())


_ASK, _WORLDS = asking.ask, plan.worlds_by_day


def _by_kleene_alone(of: plan.Plan, in_scope: Any, sure: bool, ends: Any, known: Any) -> Any:
    states, _ = of._by_kleene((None,) * len(ends), known)
    return plan.Found.of(of.rule, in_scope, states, sure, not any(OPEN in pair for pair in states.values()), of.in_force)


MAYBE_IS_SURE = property(lambda d: tuple(o for o, (_, option) in d.states.items() if option != FALSE))
ALL_OPEN = property(lambda d: tuple(n for n in d.facts if n not in d.case.answers.known))

FAULTS: dict[str, tuple[Any, str, Any]] = {
    "results_are_exact": (plan.Plan, "with_ends", _by_kleene_alone),
    "clauses_are_never_wrong": (Conditions, "truth", lambda of, formula, known: (by_kleene(formula, known)[0], True)),
    "missing_is_complete_and_exact": (Verdict, "missing", ALL_OPEN),
    "learning_only_narrows": (Verdict, "options", MAYBE_IS_SURE),
    "open_dates_join_the_versions_they_can_touch": (plan, "worlds_by_day", lambda *case: _WORLDS(*case)[:1]),
    "reasons_are_sufficient_and_irreducible": (Decision, "why", _all_known),
    "flips_lead_there_and_are_smallest": (explain, "changes", lambda plan, outcome, told: [(("b1", True), ("b2", True))]),
    "order_is_irrelevant": (Decision, "ask", lambda d: tuple(_ASK([d])[: 1 + (next(iter(d.case.book.rules)) == "r0")])),
    "questions_are_missing_facts_and_declined_ones_never_come_back": (asking, "Mark", type("Mark", (), {"DECLINED": "never"})),
    "a_later_stage_waits_until_earlier_ones_cannot_change_what_it_would": (
        asking,
        "_by_stage",
        lambda placed, marks: (each.question for each in placed),
    ),
    "asking_until_nothing_is_left_settles_or_leaves_only_what_cannot_be_asked": (Decision, "ask", lambda d: ()),
}


RARE = {"learning_only_narrows"}  # a case that breaks it comes late
BREAKABLE = [
    pytest.param(law, marks=[pytest.mark.deep] if law.__name__ in RARE else [], id=law.__name__) for law in LAWS if law.__name__ in FAULTS
]


@pytest.mark.deep
@pytest.mark.parametrize("law", BREAKABLE)
def test_a_fault_in_the_engine_breaks_the_law(law: Law, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, fault = FAULTS[law.__name__]
    monkeypatch.setattr(owner, name, fault)

    # most are found within 200
    @settings(max_examples=12_000 if law.__name__ in RARE else 1_500, database=None, phases=[Phase.generate], report_multiple_bugs=False)
    @given(GENERATED, st.data())
    def holds(case: Invented, data: st.DataObject) -> None:
        law(case, data)

    with pytest.raises(AssertionError):
        holds()


# -- a fault in rule data, or in what is said of them, breaks a law ------------------------------------------------


QUICK = settings(max_examples=60, derandomize=True, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=laws.QUIET)


def test_a_sign_that_lowers_the_step_is_found() -> None:
    steps = "ordered: true\n    outcomes: [refused, granted]"
    signs = FACTS.replace("polarity: neutral", "polarity: risk")
    one, other = (
        book(rule("one: " + duty(condition), head=steps), head=HEAD.replace("title:", "kind: indicators\ntitle:"), facts=signs)
        for condition in ("{any: [a, b]}", "{all: [{not: a}, b]}")
    )
    laws.hold(laws.one_more_sign_never_lowers_the_step, one, QUICK)
    with pytest.raises(AssertionError):
        laws.hold(laws.one_more_sign_never_lowers_the_step, other, QUICK)


def test_a_sheet_that_does_not_begin_with_danger_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    laws.hold(laws.danger_is_said_first, TOWN, settings(QUICK, max_examples=3))
    fitted = brief.fitted
    monkeypatch.setattr(brief, "fitted", lambda *of: attrs.evolve(fitted(*of), parts=fitted(*of).parts[::-1]))
    with pytest.raises(AssertionError, match="danger stands first: fi, worker"):
        laws.hold(laws.danger_is_said_first, TOWN, settings(QUICK, max_examples=3))


def test_an_outcome_without_a_sentence_is_found_and_a_result_of_which_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = attrs.evolve(TOWN, texts={**TOWN.texts, "rule.koivuranta.bed.says.offered": " "})
    laws.hold(laws.nobody_is_left_without_a_sentence, TOWN, QUICK)
    with pytest.raises(AssertionError, match="each outcome has a sentence: fi, worker"):
        laws.hold(laws.nobody_is_left_without_a_sentence, silent, QUICK)
    monkeypatch.setattr(say, "decision", lambda s, d: Heading("-"))
    with pytest.raises(AssertionError, match="what is due is said"):
        laws.hold(laws.nobody_is_left_without_a_sentence, "emergency", QUICK)


def test_a_language_that_says_another_number_is_found() -> None:
    context = next(name for name in TOWN.own().texts if re.search(r"\d", TOWN.texts[name]) or name.startswith("rule."))
    other = {**TOWN.translations["sv"], context: TOWN.translations["sv"][context] + " 7"}
    wrong = attrs.evolve(TOWN, translations={**TOWN.translations, "sv": other})
    laws.three_languages_say_the_same_numbers(TOWN)
    with pytest.raises(AssertionError, match=re.escape(f"the numbers differ between languages: {context}")):
        laws.three_languages_say_the_same_numbers(wrong)


def test_an_overlay_that_changes_or_decides_something_of_ours_is_found() -> None:
    some = next(iter(BOOK.rules))
    turned = attrs.evolve(BOOK.rules[some], outcomes=BOOK.rules[some].outcomes[::-1])
    with pytest.raises(AssertionError, match=f"the overlay changes rules: {some}"):
        laws.an_overlay_changes_nothing_of_ours(attrs.evolve(TOWN, rules={**TOWN.rules, some: turned}))
    with pytest.raises(AssertionError, match="the overlay changes relations"):
        laws.an_overlay_changes_nothing_of_ours(attrs.evolve(TOWN, relations=TOWN.relations[1:]))
    with pytest.raises(AssertionError, match="changes sheets"):
        laws.an_overlay_changes_nothing_of_ours(attrs.evolve(TOWN, sheets={}))
    fewer = {n: each if TOWN.adds(n) else attrs.evolve(each, clauses=each.clauses[1:]) for n, each in TOWN.rules.items()}
    laws.hold(laws.an_overlay_decides_nothing_of_ours, TOWN, settings(QUICK, max_examples=5))
    with pytest.raises(AssertionError):
        laws.hold(laws.an_overlay_decides_nothing_of_ours, attrs.evolve(TOWN, rules=fewer), QUICK)


# -- below the laws ----------------------------------------------------------------------------------------------


@given(rulesets())
def test_kleene_value_is_never_wrong(book: Book) -> None:
    from tests.worlds import expanded

    for each in book.rules.values():
        for clause in each.clauses:
            formula = analyse(expanded(book, clause.when), book.facts)
            truths = {value(formula.node, dict(zip(formula.facts, c, strict=True))) for c in itertools.product(*formula.cells.values())}
            assert OPEN not in truths
            if value(formula.node, {}) != OPEN:
                assert truths == {value(formula.node, {})}


@pytest.mark.deep
@settings(max_examples=tries(200))
@given(GENERATED, st.data())
def test_exactness_on_many_more_rule_sets(case: Invented, data: st.DataObject) -> None:
    laws.results_are_exact(case, data)
