"""The laws of deciding and explaining, for generated rule sets: everything is compared with brute force over completions."""

import itertools
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunnistus import canon, explain
from tunnistus.answers import Dates, Judged, read_answers
from tunnistus.decide import Case
from tunnistus.explain import Decision, decision_of
from tunnistus.formula import LIMIT, analyse, cells, exact, leaves, value
from tunnistus.model import AtLeast, Book, Not
from tunnistus.strategies import answers, completions, dates, rulesets
from tunnistus.truth import FALSE, OPEN, TRUE

Result = tuple[Any, ...]


def decided(book: Book, rule: str, given: Mapping[str, Any], when: Dates) -> Decision:
    return decision_of(Case(book, read_answers(book, given, when), when), rule)


def complete(book: Book, facts: tuple[str, ...], given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every completion of the given answers over the facts, one for each combination of cells of all rules."""
    tests: dict[str, list[Any]] = {}
    for rule in book.rules.values():
        for node in (*(c.when for c in rule.clauses), *(n.when for n in rule.notices)):
            for test, _ in leaves(node):
                tests.setdefault(test.fact, []).append(test.cells)
    open_ = [n for n in facts if given.get(n) is None or str(given.get(n)) in ("MAYBE", "DECLINED")]
    parts = [cells(book.facts[n], tests.get(n, [])) for n in open_]
    for combination in itertools.product(*parts):
        yield {**given, **{n: judged(book, n, v) for n, v in zip(open_, combination, strict=True)}}


def judged(book: Book, name: str, item: Any) -> Any:
    judgement = book.facts[name].judgement
    return Judged(item, by=judgement.who[0], on=date(1900, 1, 1)) if judgement else item


def result(d: Decision) -> Result:
    """What a decision of a complete case says."""
    return (d.in_force, d.due, d.options, d.floor)


@st.composite
def made(draw: st.DrawFn) -> tuple[Book, str, dict[str, Any], Dates]:
    """A generated book, one of its rules, answers to some facts, and dates; all clocks closed."""
    book = draw(rulesets())
    rule = draw(st.sampled_from(sorted(book.rules)))
    when = draw(dates(book))
    when = Dates(when.as_of, when.act_from or when.as_of, when.act_from or when.as_of, when.applied_on or when.as_of)
    return book, rule, draw(answers(book)), when


@given(made())
def test_due_options_and_possible_are_exact(case: tuple[Book, str, dict[str, Any], Dates]) -> None:
    book, rule, given_, when = case
    d = decided(book, rule, given_, when)
    every = [decided(book, rule, c, when) for c in complete(book, d.facts, given_)]
    assert all(e.settled for e in every)
    if not d.rule.ordered:
        assert d.due == (every[0].due if len({e.due for e in every}) == 1 else None)
        assert set(d.options) == set.intersection(*(set(e.options) for e in every))
        assert set(d.possible) == {o for e in every for o in (e.due, *e.options) if o}
        assert set(d.open_options) == set.union(*(set(e.options) for e in every)) - set(d.options)
    else:
        steps = [(-1 if e.floor is None else d.rule.outcomes.index(e.floor)) for e in every]
        assert (d.floor and d.rule.outcomes.index(d.floor)) == (min(steps) if min(steps) >= 0 else None)
        assert (d.ceiling and d.rule.outcomes.index(d.ceiling)) == (max(steps) if max(steps) >= 0 else None)
    assert d.settled == (len({result(e) for e in every}) == 1)
    assert d.exact


@given(made())
def test_missing_is_complete_and_exact(case: tuple[Book, str, dict[str, Any], Dates]) -> None:
    book, rule, given_, when = case
    d = decided(book, rule, given_, when)
    open_ = [n for n in d.facts if n not in d.case.answers.known]
    results = {}
    for c in complete(book, d.facts, given_):
        key = tuple(c[n].value if isinstance(c[n], Judged) else c[n] for n in open_)
        results[key] = result(decided(book, rule, c, when))
    hanging = set()
    for one, two in itertools.combinations(results, 2):
        differing = [n for n, a, b in zip(open_, one, two, strict=True) if a != b]
        if len(differing) == 1 and results[one] != results[two]:
            hanging.add(differing[0])
    assert set(d.missing) == hanging
    assert d.settled == (not d.missing)


@given(made(), st.data())
def test_learning_only_narrows(case: tuple[Book, str, dict[str, Any], Dates], data: st.DataObject) -> None:
    book, rule, given_, when = case
    before = decided(book, rule, given_, when)
    more = data.draw(completions(book, data.draw(st.lists(st.sampled_from(sorted(book.facts)), max_size=3)), given_))
    after = decided(book, rule, more, when)
    assert set(after.possible) <= set(before.possible)
    assert set(before.options) <= set(after.options)
    assert before.due is None or before.due == after.due
    if before.settled:
        assert result(after) == result(before)
    if before.floor:
        assert after.floor
        assert before.rule.outcomes.index(after.floor) >= before.rule.outcomes.index(before.floor)


@given(made())
def test_reasons_are_sufficient_and_irreducible(case: tuple[Book, str, dict[str, Any], Dates]) -> None:
    book, rule, given_, when = case
    d = decided(book, rule, given_, when)
    if not d.in_force:
        return
    for outcome in d.rule.outcomes:
        reason = d.why(outcome)
        if reason.state == "open":
            assert reason.facts == ()
            continue
        only = {n: given_[n] for n in reason.facts}
        assert decided(book, rule, only, when).state(outcome) == reason.state
        for dropped in only:
            fewer = {n: v for n, v in only.items() if n != dropped}
            assert decided(book, rule, fewer, when).state(outcome) != reason.state


@given(made())
def test_flips_lead_there_and_are_smallest(case: tuple[Book, str, dict[str, Any], Dates]) -> None:
    book, rule, given_, when = case
    d = decided(book, rule, given_, when)
    for outcome in d.rule.outcomes:
        flips = d.flips(outcome) if d.in_force else ()
        assert len({len(f.evidence) for f in flips}) <= 1
        for flip in flips:
            assert all(book.facts[n].evidence for n, _ in flip.evidence)
            after = decided(book, rule, {**given_, **dict(flip.evidence)}, when)
            assert exactly_possible(after, outcome)


def exactly_possible(d: Decision, outcome: str) -> bool:
    return all(exact(analyse(w.possible(outcome), d.case.book.facts), d.case.answers.known)[0] == TRUE for w in d.worlds)


@given(made())
def test_order_of_answers_clauses_and_names_is_irrelevant(case: tuple[Book, str, dict[str, Any], Dates]) -> None:
    book, rule, given_, when = case
    turned = attrs.evolve(
        book,
        memo={},
        rules={n: attrs.evolve(r, clauses=tuple(reversed(r.clauses))) for n, r in reversed(book.rules.items())},
    )
    one = decided(book, rule, given_, when)
    two = decided(turned, rule, dict(reversed(given_.items())), when)
    assert one.outcomes() == two.outcomes()
    assert one.missing == two.missing
    assert [q.fact for q in one.ask()] == [q.fact for q in two.ask()]


@given(rulesets(), st.data())
def test_open_dates_join_the_versions_they_can_touch(book: Book, data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(sorted(book.rules)))
    given_ = data.draw(answers(book))
    when = data.draw(dates(book))
    d = decided(book, rule, given_, when)
    closed = data.draw(dates(book))
    act = max(when.act_from or closed.as_of, min(closed.as_of, when.act_to or when.as_of))
    act = min(act, when.act_to or when.as_of)
    single = decided(book, rule, given_, Dates(when.as_of, act, act, when.applied_on or min(closed.as_of, when.as_of)))
    assert set(single.possible) <= set(d.possible)
    assert set(d.options) <= set(single.options)
    assert d.due is None or d.due == single.due
    if d.settled:
        assert single.settled
        assert (single.due, set(single.options), single.floor) == (d.due, set(d.options), d.floor)


@given(made())
def test_questions_are_missing_facts_and_declined_ones_never_come_back(
    case: tuple[Book, str, dict[str, Any], Dates],
) -> None:
    book, rule, given_, when = case
    d = decided(book, rule, given_, when)
    every = explain.ask([d], details=True)
    assert {q.fact for q in every} == {n for n in d.missing if given_.get(n) != "DECLINED"}
    for questions in (d.ask(), every):
        stages = [(q.judgement, q.fact in d.case.answers.marks, q.stage) for q in questions]
        assert stages == sorted(stages)
        assert all(q.changes for q in questions)


@given(made())
def test_a_later_stage_waits_until_earlier_ones_cannot_change_what_it_would(case: tuple[Book, str, dict[str, Any], Dates]) -> None:
    book, rule, given_, when = case
    d = decided(book, rule, given_, when)
    offered, every = d.ask(), explain.ask([d], details=True)
    assert set(offered) <= set(every)
    assert bool(offered) == bool(every)

    def outcomes(q: explain.Question) -> set[str]:
        return {o for c in q.changes for o in c.outcomes}

    for q in every:
        if not q.judgement and q.fact not in d.case.answers.marks:
            earlier = [e for e in offered if e.stage < q.stage and not e.judgement and e.fact not in d.case.answers.marks]
            assert (q in offered) == (not outcomes(q) <= set().union(*map(outcomes, earlier)))


@given(rulesets())
def test_canonical_form_keeps_everything(book: Book) -> None:
    text = canon.dumps(book)
    again = canon.loads(text)
    assert again == attrs.evolve(book, memo={})
    assert canon.dumps(again) == text


@given(made())
def test_asking_until_nothing_is_left_settles_or_leaves_only_what_cannot_be_asked(
    case: tuple[Book, str, dict[str, Any], Dates],
) -> None:
    book, rule, given_, when = case
    for _ in range(len(book.facts) + 1):
        d = decided(book, rule, given_, when)
        questions = d.ask()
        if not questions:
            break
        fact = book.facts[questions[0].fact]
        given_ = {**given_, fact.id: judged(book, fact.id, explain._values(d.case, fact, [d])[0])}
    assert d.settled or all(given_.get(n) == "DECLINED" for n in d.missing)


@given(rulesets())
def test_kleene_value_is_never_wrong(book: Book) -> None:
    from tests.worlds import expanded

    for rule in book.rules.values():
        for clause in rule.clauses:
            formula = analyse(expanded(book, clause.when), book.facts)
            truths = {value(formula.node, dict(zip(formula.facts, c, strict=True))) for c in itertools.product(*formula.cells.values())}
            assert OPEN not in truths
            if value(formula.node, {}) != OPEN:
                assert truths == {value(formula.node, {})}
            assert exact(formula, {}) == (next(iter(truths)) if len(truths) == 1 else OPEN, True)


def test_bound_of_enumeration_gives_a_superset_and_says_so() -> None:
    from tunnistus.model import Fact, Test

    facts = {f"x{n}": Fact(f"x{n}", "bool", "t", n) for n in range(13)}
    tests = [Test(n, (True,)) for n in facts]
    either = AtLeast(len(tests), tuple(AtLeast(1, (t, Not(t))) for t in tests))
    assert 2 ** len(facts) > LIMIT
    assert exact(analyse(either, facts), {}) == (OPEN, False)
    assert exact(analyse(either, facts), {"x0": True}) == (TRUE, True)
    assert exact(analyse(Not(either), facts), {"x0": True}) == (FALSE, True)


@pytest.mark.slow
@settings(max_examples=1500)
@given(made())
def test_exactness_on_many_more_rule_sets(case: tuple[Book, str, dict[str, Any], Dates]) -> None:
    test_due_options_and_possible_are_exact.hypothesis.inner_test(case)
