"""Compiled conditions: the same values one by one, as code and in lanes; nothing of a rule stands in the text of the code."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunnistus import program
from tunnistus.formula import Formula, analyse, exact, value
from tunnistus.lanes import View
from tunnistus.model import AtLeast, Fact, Node, Not, Span, Test, Value
from tunnistus.program import TRUTHS, Program
from tunnistus.reasons import minimal
from tunnistus.truth import OPEN, TRUE

DAY = date(2020, 1, 1)
FACTS = {
    **{f"b{n}": Fact(f"b{n}", "bool", "t", n) for n in range(6)},
    "kind": Fact("kind", "enum", "t", 6, values=("red", "blue", "green")),
    "days": Fact("days", "number", "t", 7, low=0, high=9),
    "begins": Fact("begins", "date", "t", 8),
}
VALUES: dict[str, list[Any]] = {
    **{f"b{n}": [True, False] for n in range(6)},
    "kind": ["red", "blue", "green"],
    "days": [0, 3, 4, 9],
    "begins": [date(2019, 12, 31), DAY, date(2020, 1, 2)],
}
TESTS = [
    *(Test(f"b{n}", (True,)) for n in range(6)),
    Test("b0", (False,)),
    Test("kind", ("red",)),
    Test("kind", ("red", "blue")),
    Test("days", (Span(None, 3),)),
    Test("days", (Span(4, 4), Span(9, None))),
    Test("begins", (Span(DAY, None),)),
    Test("begins", (Span(None, None),)),
]
nodes: st.SearchStrategy[Node] = st.recursive(
    st.sampled_from(TESTS),
    lambda inner: st.builds(Not, inner) | st.lists(inner, min_size=1, max_size=5).flatmap(lambda of: st.builds(AtLeast, st.integers(1, len(of)), st.just(tuple(of)))),
    max_leaves=20,
)  # fmt: skip
known = st.fixed_dictionaries({}, optional={n: st.sampled_from(v) for n, v in VALUES.items()})
supposed = st.fixed_dictionaries({}, optional={n: st.sampled_from([None, *v]) for n, v in VALUES.items()})


def made(*roots: Node) -> tuple[list[Formula], Program]:
    formulas = [analyse(node, FACTS) for node in roots]
    return formulas, Program(formulas, FACTS)


@given(st.lists(nodes, min_size=1, max_size=3), st.lists(known, min_size=4, max_size=4))
def test_code_and_steps_give_the_kleene_value(roots: list[Node], cases: list[Mapping[str, Value]]) -> None:
    formulas, made_ = made(*roots)
    for case in cases:
        codes = made_.trace(case)
        assert codes == made_._walk({**made_.blank, **case})
        assert [TRUTHS[codes[made_.slot[f]]] for f in formulas] == [value(node, case) for node in roots]
    assert made_._run != made_._step, "compiled by now"


@given(nodes, known, st.lists(supposed, max_size=4))
def test_lanes_give_the_truth_over_all_completions(node: Node, case: dict[str, Any], suppositions: list[dict[str, Any]]) -> None:
    (formula,), made_ = made(node)
    view = View(made_, case, made_.trace(case))
    assert view.truth(formula) == exact(formula, case)
    whole = [{n: v for n, v in {**case, **s}.items() if v is not None} for s in suppositions]
    assert view.truths(formula, suppositions) == [exact(formula, k) for k in whole]


@given(nodes, known)
def test_each_fact_of_a_reason_is_needed(node: Node, case: dict[str, Any]) -> None:
    (formula,), made_ = made(node)
    view = View(made_, case, made_.trace(case))
    truth, _ = exact(formula, case)
    if truth != OPEN:
        only = {n: case[n] for n in minimal(view, [formula], truth)}
        assert exact(formula, only)[0] == truth
        assert all(exact(formula, {n: v for n, v in only.items() if n != dropped})[0] == OPEN for dropped in only)


def test_a_fact_that_changes_nothing_either_way_is_no_reason() -> None:
    a, b = TESTS[:2]
    (formula,), made_ = made(AtLeast(1, (AtLeast(2, (a, b)), AtLeast(2, (a, Not(b))))))
    case = {"b0": True, "b1": True}
    assert minimal(View(made_, case, made_.trace(case)), [formula], TRUE) == ("b0",)


@pytest.mark.parametrize("k", [1, 2, 8, 17, 39, 40])
def test_a_wide_threshold_counts(k: int) -> None:
    facts = {f"f{n}": Fact(f"f{n}", "bool", "t", n) for n in range(40)}
    formula = analyse(AtLeast(k, tuple(Test(n, (True,)) for n in facts)), facts)
    compiled = Program([formula], facts)
    for true, false in ((k - 1, 0), (k, 0), (k - 1, 40 - k), (k - 1, 41 - k), (0, 40)):
        case = {f"f{n}": n < true for n in (*range(true), *range(40 - false, 40))}
        every = {compiled.trace(case)[compiled.slot[formula]] for _ in range(4)}
        assert {TRUTHS[code] for code in every} == {value(formula.node, case)}
        view = View(compiled, {}, compiled.trace({}))
        assert view.truths(formula, [case])[0][0] == value(formula.node, case)


HOSTILE = ["__import__('os').abort()", "x\n    import os", "'''", "n0)\nraise SystemExit", "\\", "{known}"]


def test_no_text_of_a_rule_stands_in_the_code() -> None:
    facts = {n: Fact(n, "enum", "t", i, values=tuple(HOSTILE)) for i, n in enumerate(HOSTILE)} | {"yes": Fact("yes", "bool", "t", 9)}
    tests: list[Node] = [Test(n, (HOSTILE[i],)) for i, n in enumerate(HOSTILE)]
    formula = analyse(AtLeast(2, (*tests, Not(Test("yes", (True,))))), facts)
    compiled = Program([formula], facts)
    text = compiled._text({})
    assert re.sub(r"\b(def run|return|map|code|yes|get|known|[nxTANLH]\d+(_\d+)?|\d+)\b|[][(),:=&|+N\s]", "", text) == ""
    case: dict[str, Any] = {n: n for n in HOSTILE}
    assert [compiled.trace(case)[compiled.slot[formula]] for _ in range(4)] == [17] * 4


def test_a_program_too_long_to_compile_is_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "MAX_STRAIGHT", 2)
    (formula,), long = made(AtLeast(2, (Test("b0", (True,)), Test("b1", (True,)), Not(Test("b2", (True,))))))
    monkeypatch.setattr(Program, "_straight", lambda _: pytest.fail("compiled"))
    assert {long.trace({"b0": True})[long.slot[formula]] for _ in range(5)} == {16}
    assert TRUTHS[16] == OPEN
