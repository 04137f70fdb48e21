"""The shipped rules: the same laws as for generated ones, all cases, every clause covered, and nothing the checker refuses."""

import itertools
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_laws import decided, judged, result
from tunnistus import canon, source
from tunnistus.answers import Dates
from tunnistus.assessment import assess
from tunnistus.cases import case_files, read_cases, run
from tunnistus.coverage import Coverage
from tunnistus.derive import inputs_of
from tunnistus.explain import Decision
from tunnistus.formula import cells, leaves
from tunnistus.model import Book
from tunnistus.strategies import answers, completions, dates
from tunnistus.verify import check

ROOT = Path(__file__).parents[1]
BOOK = source.book()
RULES = sorted(BOOK.rules)
AS_OF = date(2026, 11, 24)


def relevant(book: Book, rule: str) -> list[str]:
    """The facts that can be asked about a rule in any of its versions, through the rules it uses."""
    from tests.worlds import expanded

    found = {t.fact for c in book.rules[rule].clauses for t, _ in leaves(expanded(book, c.when))}
    found |= {t.fact for n in book.rules[rule].notices for t, _ in leaves(expanded(book, n.when))}
    return sorted({i for n in found for i in inputs_of(book, n)}, key=lambda n: book.facts[n].order)


@st.composite
def persons(draw: st.DrawFn) -> tuple[str, dict[str, Any], Dates]:
    rule = draw(st.sampled_from(RULES))
    return rule, draw(answers(BOOK, relevant(BOOK, rule))), draw(dates(BOOK, rule))


def in_range(d: Decision, after: Decision) -> None:
    assert set(after.possible) <= set(d.possible)
    assert set(d.options) <= set(after.options)
    assert d.due is None or d.due == after.due
    if d.floor:
        assert after.floor
        assert d.rule.outcomes.index(after.floor) >= d.rule.outcomes.index(d.floor)
    if d.settled:
        assert result(after) == result(d)


@settings(max_examples=400)
@given(persons(), st.data())
def test_learning_only_narrows(person: tuple[str, dict[str, Any], Dates], data: st.DataObject) -> None:
    rule, given_, when = person
    names = relevant(BOOK, rule)
    marks = {n for n, v in given_.items() if v in ("MAYBE", "DECLINED")}
    fixed = {n: v for n, v in given_.items() if n not in marks}
    more = data.draw(completions(BOOK, data.draw(st.lists(st.sampled_from(names), max_size=4)), given_)) if names else given_
    in_range(decided(BOOK, rule, given_, when), decided(BOOK, rule, more, when))
    in_range(decided(BOOK, rule, fixed, when), decided(BOOK, rule, more, when))


@settings(max_examples=250)
@given(persons())
def test_results_are_exact_against_brute_force_over_few_open_facts(person: tuple[str, dict[str, Any], Dates]) -> None:
    rule, given_, when = person
    when = Dates(when.as_of, when.as_of, when.as_of, when.as_of)
    names = relevant(BOOK, rule)
    derived = {n for n in names if BOOK.facts[n].derived}
    base = decided(BOOK, rule, given_, when)
    open_ = [n for n in names if n not in given_ and n not in derived][:6]
    fixed = {n: v for n, v in given_.items() if v not in ("MAYBE", "DECLINED")}
    fixed |= {n: judged(BOOK, n, values(n)[-1]) for n in names if n not in fixed and n not in open_}
    d = decided(BOOK, rule, fixed, when)
    every = [
        decided(BOOK, rule, {**fixed, **{n: judged(BOOK, n, v) for n, v in zip(open_, c, strict=True)}}, when)
        for c in itertools.islice(itertools.product(*(values(n) for n in open_)), 200)
    ]
    complete = len(every) < 200
    assert base.exact or len(base.possible) >= 1
    assert all(e.settled for e in every)
    if not d.rule.ordered and complete:
        assert d.due == (every[0].due if len({e.due for e in every}) == 1 else None)
        assert set(d.possible) == {o for e in every for o in (e.due, *e.options) if o}
    if d.rule.ordered and complete:
        order = [d.rule.outcomes.index(e.floor or d.rule.outcomes[0]) for e in every]
        assert (d.floor, d.ceiling) == (d.rule.outcomes[min(order)], d.rule.outcomes[max(order)])


def values(name: str) -> list[Any]:
    tests = [t.cells for r in BOOK.rules.values() for c in r.clauses for t, _ in leaves(c.when) if t.fact == name]
    return list(cells(BOOK.facts[name], tests))


@settings(max_examples=200)
@given(persons())
def test_reasons_force_the_outcome_and_every_fact_is_needed(person: tuple[str, dict[str, Any], Dates]) -> None:
    rule, given_, when = person
    d = decided(BOOK, rule, given_, when)
    for outcome in d.rule.outcomes if d.in_force else ():
        reason = d.why(outcome)
        if reason.state == "open":
            continue
        derived = [n for n in reason.facts if BOOK.facts[n].derived]
        if derived:
            continue
        only = {n: given_[n] for n in reason.facts}
        assert decided(BOOK, rule, only, when).state(outcome) == reason.state
        for dropped in only:
            assert decided(BOOK, rule, {n: v for n, v in only.items() if n != dropped}, when).state(outcome) != reason.state


@settings(max_examples=60)
@given(
    answers(BOOK, [f.id for f in BOOK.facts.values() if f.polarity != "neutral" and not f.judgement], marks=False),
    st.data(),
)
def test_one_more_sign_never_lowers_the_step(given_: dict[str, Any], data: st.DataObject) -> None:
    signs = [f.id for f in BOOK.facts.values() if f.polarity == "risk" and f.type == "bool" and not f.judgement and not f.derived]
    sign = data.draw(st.sampled_from(signs))
    steps = BOOK.rules["next_step"].outcomes
    low, high = (assess({**given_, sign: v}, as_of=AS_OF).next_step for v in (False, True))
    assert steps.index(high.floor or "") >= steps.index(low.floor or "")
    assert steps.index(high.ceiling or "") >= steps.index(low.ceiling or "")


@settings(max_examples=8)
@given(st.data())
def test_an_assessment_carried_on_from_an_earlier_one_is_the_same(data: st.DataObject) -> None:
    given_ = data.draw(answers(BOOK, data.draw(st.lists(st.sampled_from(sorted(BOOK.facts)), max_size=15))))
    more = {**given_, **data.draw(answers(BOOK, data.draw(st.lists(st.sampled_from(sorted(BOOK.facts)), max_size=4))))}
    first = assess(given_, as_of=AS_OF)
    first.ask()
    carried, fresh = assess(more, as_of=AS_OF, earlier=first), assess(more, as_of=AS_OF)
    assert carried.to_dict() == fresh.to_dict()
    assert carried.ask() == fresh.ask()
    assert carried.explain("sv") == fresh.explain("sv")


def test_the_checker_finds_no_error() -> None:
    assert [str(f) for f in check(BOOK) if f.level == "error"] == []


@pytest.mark.parametrize("path", case_files(ROOT / "indicators"), ids=lambda p: p.relative_to(ROOT / "indicators").as_posix())
def test_the_cases_of_a_file_hold(path: Path) -> None:
    problems = [f"{e.where}: {e.name}: {line}" for e in read_cases(path) for line in run(BOOK, e)]
    assert problems == []


def test_every_clause_applies_in_some_case_and_not_in_another() -> None:
    coverage = Coverage(BOOK)
    for path in case_files(ROOT / "indicators"):
        for example in read_cases(path):
            run(BOOK, example, coverage.add)
    assert coverage.clause_gaps() == []


def test_load_after_dump_is_the_same_book() -> None:
    fresh = source.read_directory(ROOT / "indicators")
    assert canon.loads(canon.dumps(fresh)) == fresh
    assert canon.dumps(fresh) == (source.compiled() / "rules.json").read_text(encoding="utf-8")


def test_every_rule_has_a_horizon_and_every_clause_a_basis() -> None:
    for rule in BOOK.rules.values():
        assert BOOK.rulesets[rule.ruleset].verified_until
        assert all(c.cite or c.source for c in rule.clauses), rule.id


def test_files_stay_small() -> None:
    sizes = {p.name: p.read_text(encoding="utf-8").count("\n") for p in (ROOT / "indicators").rglob("*.yaml") if ".cases." not in p.name}
    assert {n: s for n, s in sizes.items() if s > 280} == {}
