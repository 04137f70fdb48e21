"""Rules whose diagram would grow past the bound: decided by Kleene logic, explained, never refused, never wrong, and no harm to others."""

import random
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from tests import reference
from tests.effort import first_fast
from tests.gate import compare
from tests.worlds import decided
from tunnistus import limits
from tunnistus.explaining.explain import Decision
from tunnistus.rules.model import AtLeast, Book, Clause, Fact, Node, Not, Rule, RuleSet, Test

PARTS = ("due", "options", "open_options", "possible", "settled", "missing", "exact")


def fact(n: int) -> Test:
    return Test(f"f{n}", (True,))


def every(*of: Node) -> Node:
    return AtLeast(len(of), of)


def some(*of: Node) -> Node:
    return AtLeast(1, of)


def pairs(count: int) -> Node:
    """Some of the first and second facts are both true, and so are some paired otherwise: no order is good for both."""
    other = random.Random(1).sample(range(count), count)
    return every(*(some(*(every(fact(n), fact(count + to(n))) for n in range(count))) for to in (lambda n: n, other.__getitem__)))


def half(count: int) -> Node:
    return AtLeast(count // 2, tuple(map(fact, range(count))))


def threes(count: int) -> Node:
    """Random conditions of three facts each, in both directions."""
    dice = random.Random(2)
    sign: Callable[[int], Node] = lambda n: fact(n) if dice.random() < 0.5 else Not(fact(n))  # noqa: E731
    return every(*(some(*map(sign, dice.sample(range(count // 2), 3))) for _ in range(count)))


def dimensions(count: int) -> Node:
    """Three signs in each of some dimensions that share their signs, and in one of them none."""
    groups = [[(7 * n + 10 * d) % (10 * count) for n in range(12)] for d in range(count)]
    return every(*(AtLeast(3, tuple(map(fact, group))) for group in groups), some(*(Not(fact(group[0])) for group in groups)))


SHAPES: dict[str, tuple[Node, int]] = {
    "pairs in two orders": (pairs(20), 40),
    "at least half of 200": (half(200), 200),
    "60 conditions of three facts": (threes(60), 30),
    "120 conditions of three facts": (threes(120), 60),
    "twelve dimensions": (dimensions(12), 120),
}


def book(nodes: Mapping[str, Node], count: int) -> Book:
    """A book of rules with one condition each."""
    facts = {f"f{n}": Fact(f"f{n}", "bool", "t", n) for n in range(count)}
    clause: Callable[[Node], Clause] = lambda node: Clause("c", "definition", node, "yes")  # noqa: E731
    rules = {name: Rule(name, "s", ("yes", "no"), (clause(node),), otherwise="no") for name, node in nodes.items()}
    return Book(facts, {"s": RuleSet("s", "person", "law", date(2999, 1, 1), tuple(rules))}, rules)


def people(count: int) -> list[dict[str, bool]]:
    """Somebody of whom nothing is known, and others of whom more and more is."""
    dice = random.Random(3)
    return [{f"f{n}": dice.random() < 0.5 for n in range(count) if dice.random() < share} for share in (0, 0.1, 0.5, 0.9, 1)]


def told(d: Decision) -> dict[str, Any]:
    return {part: getattr(d, part) for part in PARTS}


@pytest.mark.parametrize("shape", first_fast(SHAPES))
def test_a_rule_that_blows_up_is_decided_and_never_wrong(shape: str) -> None:
    node, count = SHAPES[shape]
    of = book({"r": node}, count)
    for answers in people(count):
        d = decided(of, answers)
        assert not compare(reference.decide(d.case, "r"), told(d))
        assert d.exact or not d.settled
    (made,) = d.plan.compiled
    assert len(made.diagrams.level) <= limits.MAX_DIAGRAM
    assert made.root is None, "it does blow up"


@pytest.mark.parametrize("shape", first_fast(SHAPES))
def test_a_rule_that_blows_up_is_explained(shape: str) -> None:
    node, count = SHAPES[shape]
    of = book({"r": node}, count)
    for answers in people(count):
        d = decided(of, answers)
        asked = {question.fact for question in d.ask()}
        assert asked <= {*d.missing}
        assert bool(asked) == (not d.settled)
        for outcome in d.rule.outcomes:
            d.why_all(outcome), d.why_not(outcome), d.flips(outcome)
        if d.due:
            reason = d.why(d.due)
            assert decided(of, {name: answers[name] for name in reason.facts}).due == d.due, "the reason is enough"
    assert d.due


def test_exact_is_false_only_where_something_is_entangled_and_open() -> None:
    entangled, nested = decided(book({"r": threes(120)}, 60), {}), decided(book({"r": half(200)}, 200), {})
    assert (entangled.exact, nested.exact) == (False, True)
    assert entangled.missing == tuple(f"f{n}" for n in range(60))


def test_a_rule_that_blows_up_changes_nothing_of_the_others() -> None:
    good = every(some(fact(0), Not(fact(1))), some(fact(1), Not(fact(0))), fact(2))
    alone, beside = book({"r": good}, 60), book({"bad": threes(120), "r": good, "user": some(fact(3), good)}, 60)
    for answers in people(60):
        one, two = (decided(of, answers) for of in (alone, beside))
        assert told(one) == told(two)
        assert one.exact
        assert decided(beside, answers, "user").exact
    assert not decided(beside, {}, "bad").exact


def test_thresholds_are_bounded_before_their_sums_are_made() -> None:
    """Of conditions that are alike the sums make no nodes, but there are millions of them."""
    node = AtLeast(5_000, tuple(fact(n % 3) if n % 2 else Not(fact(n % 3)) for n in range(10_000)))
    d = decided(book({"r": node}, 3), {})
    assert d.plan.compiled[0].root is None
    assert d.missing == ("f0", "f1", "f2")
    assert not d.exact
