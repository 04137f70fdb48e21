"""The workloads in our own model, and what users get of them: raw answers in, checked; results as they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import tunnistus as tn
from benchmarks.workloads import PERMITS, Condition, Workload, below, workload
from tunnistus import AtLeast, Book, Clause, Dates, Decision, Derived, Fact, Loaded, Not, Rule, RuleSet, Span, Test, Use
from tunnistus.rules.derive import of_values

DATES = Dates(date(2026, 11, 24))
LAST = 10**6
Read = Sequence[tuple[str | None, tuple[str, ...], bool]]


@of_values("number", "number", gives="number")
def days_after(first: int, second: int) -> int:
    """How many days the first day comes after the second."""
    return first - second


class Ours:
    """A workload as users decide it: through :mod:`tunnistus` alone.

    Attributes:
        rules: each rule, loaded.
    """

    def __init__(self, of: Workload) -> None:
        self.book = as_book(of)
        self.rules: Mapping[str, Loaded] = {name: tn.load(name, on=DATES.as_of, book=self.book) for name in of.rules}

    def decisions(self, answers: Mapping[str, Any]) -> Mapping[str, Decision]:
        """Every rule, of raw answers."""
        return tn.assess(answers, as_of=DATES.as_of, book=self.book).decisions

    def every(self, answers: Mapping[str, Any]) -> Read:
        """The same, with what is due, possible and settled of each."""
        return [(d.due, d.possible, d.settled) for d in self.decisions(answers).values()]

    def last(self, answers: Mapping[str, Any]) -> Read:
        """The same of the last rule alone, with the rules that it uses."""
        d = [*self.rules.values()][-1].decide(answers)
        return [(d.due, d.possible, d.settled)]

    def why(self, answers: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """Every rule that is settled, with the facts that decide it: they suffice, and none of them can be left out."""
        found = tn.assess(answers, as_of=DATES.as_of, book=self.book).why()
        return {rule: reason.facts for rule, reasons in found.items() for reason in reasons}


def known(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as somebody gives them: what is open is not there."""
    return {name: answer for name, answer in answers.items() if answer is not None}


@cache
def ours(name: str) -> Ours:
    """A workload, loaded."""
    return Ours(workload(name))


def as_book(of: Workload) -> Book:
    """A workload as rule data: every rule has the outcomes yes and no."""
    facts = {name: _fact(name, kind, n) for n, (name, kind) in enumerate(of.facts.items())}

    def node(condition: Condition) -> Any:
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


def _rule(name: str, when: Any) -> Rule:
    return Rule(name, "bench", ("yes", "no"), (Clause("holds", "definition", when, "yes"),), otherwise="no")
