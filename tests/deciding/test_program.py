"""Compiled conditions: the same values one by one, as code and in lanes; nothing of a rule stands in the text of the code."""

import itertools
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tunnistus.deciding.lanes import View
from tunnistus.deciding.pivots import Pivots
from tunnistus.deciding.program import TRUTHS, Program

from tunnistus.deciding import diagram, pivots, program
from tunnistus.explaining.reasons import Wanted, minimal
from tunnistus.limits import MAX_VISITS
from tunnistus.rules.formula import Formula, analyse, exact, value
from tunnistus.rules.model import AtLeast, Fact, Node, Not, Span, Test, Value
from tunnistus.rules.truth import FALSE, OPEN, TRUE

DAY = date(2020, 1, 1)
OFTEN = range(program._SOON + 2)  # so that what is asked for again and again is compiled
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


@given(st.lists(nodes, min_size=1, max_size=3), st.lists(known, min_size=len(OFTEN), max_size=len(OFTEN)))
def test_code_and_steps_give_the_kleene_value(roots: list[Node], cases: list[Mapping[str, Value]]) -> None:
    formulas, made_ = made(*roots)
    for case in cases:
        codes = made_.trace(case)
        assert codes == made_._walk({**made_.blank, **case})
        assert [TRUTHS[codes[made_.slot[f]]] for f in formulas] == [value(f.node, case) for f in formulas]
    assert made_.run != made_._step, "compiled by now"


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
        only = {n: case[n] for n in minimal(view, [Wanted(made_, [formula], truth)])[0]}
        assert exact(formula, only)[0] == truth
        assert all(exact(formula, {n: v for n, v in only.items() if n != dropped})[0] == OPEN for dropped in only)


@given(st.lists(nodes, min_size=1, max_size=4), known)
def test_reasons_found_together_are_those_found_one_by_one(roots: list[Node], case: dict[str, Any]) -> None:
    formulas, made_ = made(*roots)
    codes = made_.trace(case)
    view = View(made_, case, codes)
    wanted = [Wanted(made_, [f], view.truth(f)[0]) for f in formulas if view.truth(f)[0] != OPEN]
    together = minimal(view, wanted)
    assert together == [minimal(View(made_, case, codes), [each])[0] for each in wanted]
    alike = [each for each in wanted if each.target == TRUE]
    if alike:
        joint = Wanted(made_, [f for each in alike for f in each.formulas], TRUE)
        only = {n: case[n] for n in minimal(view, [joint])[0]}
        assert all(exact(f, only)[0] == TRUE for f in joint.formulas)
        less = [{n: v for n, v in only.items() if n != dropped} for dropped in only]
        assert all(any(exact(f, part)[0] == OPEN for f in joint.formulas) for part in less)


@given(st.lists(nodes, min_size=1, max_size=4), known)
def test_what_gives_a_value_is_the_same_step_by_step_and_as_code(roots: list[Node], case: dict[str, Any]) -> None:
    _, made_ = made(*roots)
    codes, steps = made_.trace(case), {}
    code = made_.support.run(codes)
    for slot in made_.slot.values():
        if codes[slot] != 16:
            assert made_.support._walk(codes, slot, steps) == code[slot]
    for formula, slot in made_.slot.items():
        if codes[slot] != 16:
            given_ = {n: case[n] for n in made_.support.named(code[slot])}
            assert value(formula.node, given_) == TRUTHS[codes[slot]], "it suffices"


@given(st.lists(nodes, min_size=1, max_size=4), known, st.lists(supposed, min_size=1, max_size=5))
def test_lanes_are_the_same_for_all_nodes_and_for_those_that_change(
    roots: list[Node], case: dict[str, Any], suppositions: list[dict[str, Any]]
) -> None:
    formulas, made_ = made(*roots)
    base, lanes = made_.trace(case), len(suppositions)
    changed = dict.fromkeys(range(len(made_.tests)), 0)
    for n, each in enumerate(suppositions):
        for slot, test in enumerate(made_.tests):
            code = made_.code(slot, {**made_.blank, **case, **each}[test.fact])
            changed[slot] |= (code & 1) << n | code >> 4 << n + lanes
    slots = [made_.slot[f] for f in formulas]
    every = range(len(made_.parents))
    spread = made_.spread(base, changed, lanes, every)
    wanted = [
        sum((v & 1) << n | (v != FALSE) << n + lanes for n, v in enumerate(value(f.node, _known(case, s)) for s in suppositions))
        for f in formulas
    ]
    for _ in OFTEN:  # the first times by what changes, then by code for all
        assert made_.planes(base, changed, lanes, slots, every) == wanted
    assert "_sweep" in vars(made_) or not any(made_.tests), "compiled by now"
    assert [spread[s] for s in slots if s in spread] == [w for s, w in zip(slots, wanted, strict=True) if s in spread]


def test_a_diagram_of_very_many_facts_is_left_to_the_search() -> None:
    names = [f"f{n}" for n in range(1_001)]
    tests = [Test(name, (True,)) for name in names]
    chains = [AtLeast(1, tuple(AtLeast(2, pair) for pair in itertools.pairwise(each))) for each in (tests, [Not(t) for t in tests])]
    values = dict.fromkeys(names, (True, False))
    assert diagram.hangs_on(AtLeast(2, tuple(chains)), values) is None
    few = AtLeast(2, tuple(AtLeast(1, chain.of[:100]) for chain in chains))
    assert diagram.hangs_on(few, values) == {*names[:101]}


def _known(case: Mapping[str, Value], supposed: Mapping[str, Value | None]) -> dict[str, Value]:
    return {n: v for n, v in {**case, **supposed}.items() if v is not None}


@given(st.lists(nodes, min_size=1, max_size=3), known, st.sampled_from([0, pivots.STEPS]))
def test_what_is_missing_is_what_some_completion_hangs_on(roots: list[Node], case: dict[str, Any], steps: int) -> None:
    formulas, made_ = made(*roots)
    assume(TESTS[-1] not in made_.tests)  # a test that is always true
    view = View(made_, case, made_.trace(case))
    wanted = [set(_matter(f, case)) if view.kleene(f) == OPEN else set() for f in formulas]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pivots, "STEPS", steps)
        for most in (diagram.MOST, 0):  # 0: no diagram is small enough
            patch.setattr(diagram, "MOST", most)
            assert [Pivots(view).of([f], [MAX_VISITS]) for f in formulas] == wanted
            assert Pivots(view).of(formulas, [MAX_VISITS]) == set().union(*wanted)


def _matter(formula: Formula, case: Mapping[str, Value]) -> Iterator[str]:
    """The plain definition: two completions that differ in the fact alone differ in the value."""
    free = [n for n in formula.facts if n not in case]
    values = {c: value(formula.node, {**case, **dict(zip(free, c, strict=True))}) for c in itertools.product(*map(formula.cells.get, free))}
    for n, name in enumerate(free):
        if any(values[(*c[:n], v, *c[n + 1 :])] != values[c] for c in values for v in formula.cells[name]):
            yield name


def test_a_fact_that_matters_in_no_completion_is_not_missing() -> None:
    a, b, c = TESTS[:3]
    (formula,), made_ = made(AtLeast(2, (a, c, Not(AtLeast(3, (c, Not(b), Not(c)))))))
    assert Pivots(View(made_, {}, made_.trace({}))).of([formula], [MAX_VISITS]) == {"b0", "b2"}


def test_many_facts_that_stand_twice_are_all_missing() -> None:
    facts = {f"f{n}": Fact(f"f{n}", "bool", "t", n) for n in range(300)}
    tests = [Test(n, (True,)) for n in facts]
    formula = analyse(AtLeast(1, tuple(AtLeast(2, (tests[n], tests[n - 1])) for n in range(300))), facts)
    compiled = Program([formula], facts)
    assert Pivots(View(compiled, {}, compiled.trace({}))).of([formula], [MAX_VISITS]) == facts.keys()


def test_what_a_person_answered_does_not_stay() -> None:
    (formula,), made_ = made(TESTS[9])
    for _ in range(5):
        made_.trace({"days": 7})
    View(made_, {}, made_.trace({})).truths(formula, [{"days": 8}])
    assert {value for table in made_._codes for value in table} <= {None, *made_.cells["days"]}


def test_a_fact_that_changes_nothing_either_way_is_no_reason() -> None:
    a, b = TESTS[:2]
    (formula,), made_ = made(AtLeast(1, (AtLeast(2, (a, b)), AtLeast(2, (a, Not(b))))))
    case = {"b0": True, "b1": True}
    assert minimal(View(made_, case, made_.trace(case)), [Wanted(made_, [formula], TRUE)]) == [("b0",)]


@pytest.mark.parametrize("k", [1, 2, 8, 17, 39, 40])
def test_a_wide_threshold_counts(k: int) -> None:
    facts = {f"f{n}": Fact(f"f{n}", "bool", "t", n) for n in range(40)}
    formula = analyse(AtLeast(k, tuple(Test(n, (True,)) for n in facts)), facts)
    compiled = Program([formula], facts)
    for true, false in ((k - 1, 0), (k, 0), (k - 1, 40 - k), (k - 1, 41 - k), (0, 40)):
        case = {f"f{n}": n < true for n in (*range(true), *range(40 - false, 40))}
        every = {compiled.trace(case)[compiled.slot[formula]] for _ in OFTEN}
        assert {TRUTHS[code] for code in every} == {value(formula.node, case)}
        view = View(compiled, {}, compiled.trace({}))
        for _ in OFTEN:  # the first times by what changes, then by code for all nodes
            assert view.truths(formula, [case])[0][0] == value(formula.node, case)


@pytest.mark.parametrize("k", [1, 2, 1_500, 2_999, 3_000])
def test_a_rule_may_be_wide(k: int) -> None:
    facts = {f"f{n}": Fact(f"f{n}", "bool", "t", n) for n in range(3_000)}
    formula = analyse(AtLeast(k, tuple(Test(n, (True,)) for n in facts)), facts)
    compiled = Program([formula], facts)
    case: dict[str, Any] = dict.fromkeys(facts, True)
    slot = compiled.slot[formula]
    codes = [compiled.trace(case) for _ in OFTEN][-1]
    assert codes[slot] == 17
    assert compiled.support.run(codes)[slot] == compiled.support._walk(codes, slot, {}) == (1 << k) - 1
    lanes = compiled._sweep([3] * k + [0] * (3_000 - k), 1, 3)
    assert lanes[compiled._places[slot]] == 3


HOSTILE = ["__import__('os').abort()", "x\n    import os", "'''", "n0)\nraise SystemExit", "\\", "{known}"]


def test_no_text_of_a_rule_stands_in_the_code() -> None:
    facts = {n: Fact(n, "enum", "t", i, values=tuple(HOSTILE)) for i, n in enumerate(HOSTILE)} | {"yes": Fact("yes", "bool", "t", 9)}
    tests: list[Node] = [Test(n, (HOSTILE[i],)) for i, n in enumerate(HOSTILE)]
    formula = analyse(AtLeast(2, (*tests, Not(Test("yes", (True,))))), facts)
    compiled = Program([formula], facts)
    texts = (compiled._text({}), compiled._lanes_text(), compiled.support._text())
    words = r"def|run|sweep|return|map|codes?|yes|get|known|tests|lanes|full|pick|if|else|[nxtvTANLH]\d+(_\d+)?|\d+"
    assert [re.sub(rf"\b({words})\b|[][(){{}},:=&|^<>+N\s]", "", text) for text in texts] == [""] * 3
    case: dict[str, Any] = {n: n for n in HOSTILE}
    assert [compiled.trace(case)[compiled.slot[formula]] for _ in OFTEN] == [17] * len(OFTEN)


def test_a_program_too_long_to_compile_is_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "MAX_STRAIGHT", 2)
    (formula,), long = made(AtLeast(2, (Test("b0", (True,)), Test("b1", (True,)), Not(Test("b2", (True,))))))
    monkeypatch.setattr(Program, "_straight", lambda _: pytest.fail("compiled"))
    assert {long.trace({"b0": True})[long.slot[formula]] for _ in range(5)} == {16}
    assert TRUTHS[16] == OPEN
