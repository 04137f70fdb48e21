"""Attack: what would lead to an outcome left out changes of answered facts that stand in relations, and told of ways to what is certain."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.effort import tries
from tests.gate import Sample, generated
from tests.worlds import FACTS, book, decided, duty, rule
from tunnistus.deciding.decide import Case
from tunnistus.errors import Contradiction
from tunnistus.explaining.explain import Decision, decision_of
from tunnistus.limits import MAX_FLIP
from tunnistus.rules.answers import read_answers
from tunnistus.rules.formula import cells
from tunnistus.rules.model import Value
from tunnistus.testing.borders import compared

RELATED = FACTS + "relations:\n  r: {if: {fact: a, is: true}, then: {fact: b, is: true}, because: Niin on.}\n"


def evident(sample: Sample) -> Case:
    """The case in a book in which every fact but judgements is evidence."""
    facts = {n: attrs.evolve(f, evidence=not f.judgement) for n, f in sample.case.book.facts.items()}
    book_ = BOOKS.setdefault(id(sample.case.book), (attrs.evolve(sample.case.book, facts=facts), sample))[0]
    return attrs.evolve(sample.case, book=book_)


BOOKS: dict[int, Any] = {}
SAMPLES = [(evident(sample), sample.rule) for sample in generated(40, 12)]


def with_changed(d: Decision, changed: Mapping[str, Value]) -> Decision | None:
    """The decision with other answers to some facts, all others as they were given; nothing where nobody can have given these."""
    answers = d.case.answers
    given_ = {n: answers.marks.get(n) or answers.judged.get(n) or answers.views.get(n) or answers.known[n] for n in answers.given}
    try:
        return decision_of(Case(d.case.book, read_answers(d.case.book, {**given_, **changed}, d.case.dates), d.case.dates), d.rule.id)
    except Contradiction:
        return None


def certain(d: Decision | None, outcome: str) -> bool:
    return d is not None and d.counts and d.state(outcome) in ("due", "option", "reached")


def smallest(d: Decision, outcome: str) -> list[dict[str, Value]]:
    """The smallest sets of changed evidence after which the outcome is certain, by trying each."""
    facts = d.case.book.facts
    names = [n for n in facts if n in d.plan.tests and facts[n].evidence and not facts[n].judgement and not facts[n].derived]
    told = {n: v for n, v in d.known.items() if n not in d.case.answers.follow}
    for size in range(1, MAX_FLIP + 1):
        found = [each for each in _ways(d, names, told, size) if certain(with_changed(d, each), outcome)]
        if found:
            return found
    return []


def _ways(d: Decision, names: list[str], told: Mapping[str, Value], size: int) -> Iterator[dict[str, Value]]:
    facts, tests = d.case.book.facts, compared(d.case.book)
    values = {n: [v for v in cells(facts[n], tests.get(n, ())) if v != told.get(n)] for n in names}
    for some in itertools.combinations(names, size):
        for row in itertools.product(*(values[n] for n in some)):
            yield dict(zip(some, row, strict=True))


# -- small books -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "flips"),
    [
        ({"b": False}, [{"a": True, "b": True}]),  # with a alone it would contradict what was answered
        ({"a": False}, [{"a": True}]),
        ({"a": False, "b": False}, [{"a": True, "b": True}]),
        ({}, [{"a": True}]),
        ({"b": True}, [{"a": True}]),
        ({"a": False, "b": True}, [{"a": True}]),
        ({"a": True}, []),
    ],
    ids=["the one that follows is no", "no", "both are no", "nothing", "the one that follows is yes", "they differ", "yes"],
)
def test_29_an_answered_fact_that_stands_in_a_relation_is_changed(answers: dict[str, Any], flips: list[dict[str, Any]]) -> None:
    d = decided(book(rule("one: " + duty("a")), facts=RELATED), answers)
    both = decided(book(rule("one: " + duty("{all: [a, b]}")), facts=RELATED), answers)
    if answers.get("b") is not False:  # the first rule reads a alone
        assert [dict(flip.evidence) for flip in d.flips("granted")] == flips
    assert [dict(flip.evidence) for flip in both.flips("granted")] == flips
    for flip in both.flips("granted"):
        assert certain(with_changed(both, dict(flip.evidence)), "granted")


def test_29_there_is_no_way_to_what_is_certain_or_to_what_concerns_nobody() -> None:
    of = book(rule(f"one: {duty('{any: [a, b]}')}", more="scope: c"), facts=RELATED)
    assert decided(of, {"a": True}).flips("granted") == ()  # b follows
    assert decided(of, {"c": False}).flips("granted") == ()
    assert len(decided(of, {}).flips("granted")) == 2


# -- generated books ---------------------------------------------------------------------------------------------


@settings(max_examples=tries(60))
@given(st.sampled_from(SAMPLES), st.integers(0, 2))
def test_29_every_way_leads_there_and_none_is_smaller_or_left_out(sample: tuple[Case, str], n: int) -> None:
    d = decision_of(*sample)
    outcome = d.rule.outcomes[n % len(d.rule.outcomes)]
    found = [dict(flip.evidence) for flip in d.flips(outcome)]
    if certain(d, outcome) or not d.counts:
        assert found == []
        return
    wanted = smallest(d, outcome)
    event(f"{len(found) > 0}, related: {any(n in d.plan.relations.names for each in found for n in each)}")
    assert {len(each) for each in found} == {len(each) for each in wanted}
    assert {tuple(each) for each in found} == {tuple(each) for each in wanted}, "the same facts"
    assert all(certain(with_changed(d, each), outcome) for each in found)


def test_29_ways_through_related_facts_are_among_them() -> None:
    """Else the property above would say little."""
    related = alone = 0
    for sample in SAMPLES[::3]:
        d = decision_of(*sample)
        for flip in (flip for outcome in d.rule.outcomes for flip in d.flips(outcome)):
            names = {n for n, _ in flip.evidence}
            related += bool(names & d.plan.relations.names & {*d.case.answers.given})
            alone += not names & d.plan.relations.names
    assert related >= 5
    assert alone >= 5
