"""Compiled conditions: branches that no comparison tells apart, truth over all completions, and what the result hangs on."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deciding.conditions import DAY, FACTS, TESTS, VALUES, known, nodes, relations
from tests.engines import TooSmall
from tunnistus.deciding.compiled import Cells, Conditions, by_kleene
from tunnistus.deciding.missing import hanging
from tunnistus.rules import formula as formulas
from tunnistus.rules.formula import Formula, analyse, propagated, value
from tunnistus.rules.model import AtLeast, Cell, Fact, Node, Not, Relation, Span, Test, Value, inside
from tunnistus.rules.relations import Relations
from tunnistus.rules.truth import FALSE, OPEN, TRUE, join


def everybody(by: Relations, case: Mapping[str, Value], names: Sequence[str]) -> Iterator[dict[str, Value]]:
    """Every way to fill in what is open, of which the relations hold."""
    every = dict.fromkeys([*names, *(n for group in by.groups for n in group.names)])
    open_ = [n for n in every if n not in case]
    for row in itertools.product(*(VALUES[n] for n in open_)):
        person = {**case, **dict(zip(open_, row, strict=True))}
        told = (inside(person[r.when.fact], r.when.cells) for group in by.groups for r in group.relations)
        then = (any(inside(person[t.fact], t.cells) for t in r.then) for group in by.groups for r in group.relations)
        if all(follows or not holds for holds, follows in zip(told, then, strict=True)):
            yield person


# -- branches ----------------------------------------------------------------------------------------------------

NUMBERS = Fact("n", "number", "t", 0, low=-3, high=12)
PARTS = Fact("m", "number", "t", 0, low=Decimal("0.00"), high=Decimal("0.20"), decimals=2)
DAYS = Fact("d", "date", "t", 0)
MEMBERS = Fact("e", "enum", "t", 0, values=("k", "l", "m", "o"))
ALL: dict[str, list[Any]] = {
    "n": [*range(-3, 13)],
    "m": [Decimal(n).scaleb(-2) for n in range(21)],
    "d": [DAY + timedelta(days=n) for n in range(-6, 7)],
    "e": [*MEMBERS.values],
}


@st.composite
def compared(draw: st.DrawFn) -> tuple[Fact, list[tuple[Cell, ...]]]:
    fact = draw(st.sampled_from([NUMBERS, PARTS, DAYS, MEMBERS]))
    edge = st.sampled_from(ALL[fact.id])
    cell = edge if fact.type == "enum" else st.builds(Span, st.none() | edge, st.none() | edge)
    return fact, draw(st.lists(st.lists(cell, max_size=3).map(tuple), max_size=4))


@given(compared())
def test_values_have_one_branch_just_where_no_comparison_tells_them_apart(drawn: tuple[Fact, list[tuple[Cell, ...]]]) -> None:
    fact, comparisons = drawn
    cells = Cells(fact, comparisons)
    signs = {item: tuple([inside(item, each) for each in comparisons]) for item in ALL[fact.id]}
    for one, two in itertools.product(signs, repeat=2):
        assert (cells.branch(one) == cells.branch(two)) is (signs[one] == signs[two])
    for n, item in enumerate(cells.values):
        assert cells.branch(item) == n
    assert {cells.branch(item) for item in signs} <= {*range(len(cells.values))}
    for item, sign in signs.items():
        assert tuple([inside(cells.values[cells.branch(item)], each) for each in comparisons]) == sign
        assert [inside(item, part) for part in cells.parts] == [n == cells.branch(item) for n in range(len(cells.values))]


@pytest.mark.parametrize("fact", [NUMBERS, PARTS, MEMBERS], ids=lambda fact: fact.id)
def test_values_that_are_each_compared_alone_are_each_alone(fact: Fact) -> None:
    cells = Cells(fact, [(item,) if fact.type == "enum" else (Span(item, item),) for item in ALL[fact.id]])
    assert sorted(map(repr, cells.values)) == sorted(map(repr, ALL[fact.id]))


def test_of_yes_and_no_the_branch_is_the_value() -> None:
    cells = Cells(FACTS["b0"], [])
    assert cells.values == (False, True)
    assert [cells.values[cells.branch(item)] for item in (False, True)] == [False, True]
    assert cells.parts == ((False,), (True,))


# -- truth -------------------------------------------------------------------------------------------------------


@given(st.lists(nodes, min_size=1, max_size=3), relations, known)
def test_the_truth_is_that_over_everybody_who_can_exist(roots: list[Node], by: Relations, case: dict[str, Any]) -> None:
    formulas = [analyse(node, FACTS, by) for node in roots]
    made = Conditions(formulas, FACTS, by)
    for formula in formulas:
        each = [value(formula.node, person) for person in everybody(by, case, formula.facts)]
        if each:  # else nobody can have given these answers, and none such are read
            assert made.truth(formula, case) == (join(each), True)
            truth, sure = by_kleene(formula, case)
            assert truth in (OPEN, join(each))
            assert truth == join(each) or not sure


@given(nodes, known)
def test_a_condition_with_its_tests_propagated_means_the_same_and_tells_no_less(node: Node, case: dict[str, Any]) -> None:
    one, other = Formula(node, FACTS), Formula(propagated(node), FACTS)
    made = Conditions([one, other], FACTS, Relations(FACTS, []))
    assert made.root(one) == made.root(other) is not None
    assert value(node, case) in (OPEN, value(other.node, case))


A, B, C, _ = TESTS[:4]
EXCEPTION = AtLeast(2, (A, Not(AtLeast(1, (B, AtLeast(2, (C, Not(B))))))))  # a, and neither b nor what c gives without b


def test_an_exception_that_a_condition_names_again_is_certain_without_a_diagram() -> None:
    weak = Formula(EXCEPTION, FACTS)
    assert weak.weak
    assert weak.certain.node == AtLeast(2, (A, Not(AtLeast(1, (B, C)))))
    assert not weak.certain.weak
    assert value(weak.certain.node, {"b0": True, "b2": True}) == FALSE != value(EXCEPTION, {"b0": True, "b2": True})


def test_what_stays_entangled_or_is_related_or_has_too_many_parts_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    either = AtLeast(1, (AtLeast(2, (A, B)), AtLeast(2, (Not(A), C))))
    related = Relations(FACTS, [Relation("r", A, (C,))])
    for kept in (Formula(either, FACTS), Formula(EXCEPTION, FACTS, related), Formula(A, FACTS)):
        assert kept.certain is kept
    monkeypatch.setattr(formulas, "MAX_PARTS", 5)
    assert propagated(EXCEPTION) is EXCEPTION


@pytest.mark.parametrize("k", [1, 2, 8, 17, 39, 40])
def test_a_wide_threshold_counts(k: int) -> None:
    facts = {f"f{n}": Fact(f"f{n}", "bool", "t", n) for n in range(40)}
    formula = analyse(AtLeast(k, tuple(Test(n, (True,)) for n in facts)), facts)
    made = Conditions([formula], facts, Relations(facts, ()))
    for true, false in ((k - 1, 0), (k, 0), (k - 1, 40 - k), (k - 1, 41 - k), (0, 40)):
        case = {f"f{n}": n < true for n in (*range(true), *range(40 - false, 40))}
        assert made.truth(formula, case) == (value(formula.node, case), True)


def test_what_is_too_large_is_left_to_kleene_logic_with_all_that_comes_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunnistus.deciding.compiled.Diagrams", TooSmall)
    one, two = (analyse(AtLeast(1, (Test(n, (True,)), Not(Test(n, (True,))))), FACTS) for n in ("b0", "b1"))
    made = Conditions([one, two], FACTS, Relations(FACTS, ()))
    assert (made.root(one), made.root(two)) == (None, None)
    assert made.truth(one, {}) == (OPEN, False)
    assert made.truth(one, {"b0": False}) == (TRUE, True)


# -- what it hangs on --------------------------------------------------------------------------------------------


@given(nodes, known)
def test_what_is_missing_is_what_some_completion_hangs_on(node: Node, case: dict[str, Any]) -> None:
    formula, none = analyse(node, FACTS), Relations(FACTS, ())
    made = Conditions([formula], FACTS, none)
    root = made.root(formula)
    assert root is not None
    assert hanging(made, root, case, {}, FACTS, none) == set(_matter(formula, case))


def _matter(formula: Formula, case: Mapping[str, Value]) -> Iterator[str]:
    """The plain definition: two completions that differ in the fact alone differ in the value."""
    free = [n for n in formula.facts if n not in case]
    found = {
        row: value(formula.node, {**case, **dict(zip(free, row, strict=True))}) for row in itertools.product(*(VALUES[n] for n in free))
    }
    for n, name in enumerate(free):
        if any(found[(*row[:n], item, *row[n + 1 :])] != found[row] for row in found for item in VALUES[name]):
            yield name


def test_a_fact_that_matters_in_no_completion_is_not_missing() -> None:
    a, b, c = TESTS[:3]
    formula = analyse(AtLeast(2, (a, c, Not(AtLeast(3, (c, Not(b), Not(c)))))), FACTS)
    none = Relations(FACTS, ())
    made = Conditions([formula], FACTS, none)
    root = made.root(formula)
    assert root is not None
    assert hanging(made, root, {}, {}, FACTS, none) == {"b0", "b2"}
    assert made.truth(formula, {"b0": False}) == (OPEN, True)
    assert made.truth(formula, {"b0": False, "b2": False}) == (FALSE, True)


def test_nothing_that_somebody_answered_stays() -> None:
    formula = analyse(TESTS[7], FACTS)
    made = Conditions([formula], FACTS, Relations(FACTS, ()))
    before = repr(vars(made.diagrams))
    assert made.truth(formula, {"days": 7}) == (FALSE, True)
    assert repr(vars(made.diagrams)) == before
    assert 7 not in made.cells(0).values
