"""The workloads in our own model, decided by the compiler that serves the product."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from benchmarks.workloads import PERMITS, Condition, Workload, below, workload
from tunnistus.rules.answers import Dates
from tunnistus.rules.derive import of_values
from tunnistus.rules.model import AtLeast, Book, Clause, Derived, Fact, Node, Not, Rule, RuleSet, Span, Test, Use

DATES = Dates(date(2026, 11, 24))
LAST = 10**6


@of_values("number", "number", gives="number")
def days_after(first: int, second: int) -> int:
    """How many days the first day comes after the second."""
    return first - second


@cache
def book(name: str) -> Book:
    """A workload as rule data: every rule has the outcomes yes and no."""
    return as_book(workload(name))


def as_book(of: Workload) -> Book:
    facts = {name: _fact(name, kind, n) for n, (name, kind) in enumerate(of.facts.items())}

    def node(condition: Condition) -> Node:
        match condition:
            case ["fact", name]:
                return Test(name, (True,))
            case ["rule", name]:
                return Use(name, "yes")
            case ["in", name, values]:
                return Test(name, tuple(values))
            case ["from", name, day]:
                return Test(name, (Span(day, None),))
            case ["within", name, other, days]:
                between = f"{name}_after_{other}"
                derived = Derived("days_after", (name, other))
                facts.setdefault(between, Fact(between, "number", "t", len(facts), low=-LAST, high=LAST, derived=derived, askable=False))
                return Test(between, (Span(None, days),))
        children = tuple(map(node, below(condition)))
        if condition[0] == "not":
            return Not(children[0])
        return AtLeast({"all": len(children), "any": 1}.get(condition[0]) or condition[1], children)

    rules = {name: _rule(name, node(condition)) for name, condition in of.rules.items()}
    ruleset = RuleSet("bench", "person", "law", date(2999, 1, 1), tuple(rules))
    return Book(facts, {"bench": ruleset}, rules)


def _fact(name: str, kind: str, order: int) -> Fact:
    more: dict[str, Any] = {"enum": {"values": PERMITS}, "day": {"low": -LAST, "high": LAST}}.get(kind, {})
    return Fact(name, {"day": "number"}.get(kind, kind), "t", order, **more)


def _rule(name: str, when: Node) -> Rule:
    return Rule(name, "bench", ("yes", "no"), (Clause("holds", "definition", when, "yes"),), otherwise="no")
