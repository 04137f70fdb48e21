"""Which rules use which, and that nothing refers to itself in a circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tunnistus.errors import LoadError
from tunnistus.rules.model import AtLeast, Node, Not, Rule, Test, Use

__all__ = ["acyclic", "tested_facts", "tests_of", "used_rules", "uses"]


def used_rules(rule: Rule) -> set[str]:
    """Return the ids of the rules that a rule uses, in its clauses or its cautions."""
    return {name for condition in rule.conditions for name in uses(condition)}


def uses(node: Node) -> set[str]:
    """Return the ids of the rules that a condition uses."""
    if isinstance(node, Use):
        return {node.rule}
    if isinstance(node, Not):
        return uses(node.of)
    return set().union(*map(uses, node.of)) if isinstance(node, AtLeast) else set()


def tested_facts(rule: Rule) -> set[str]:
    """Return the ids of the facts that the clauses and the scope of a rule test themselves, not through another rule."""
    return {name for condition in (*(clause.when for clause in rule.clauses), rule.scope) for name in tests_of(condition)}


def tests_of(node: Node) -> set[str]:
    """Return the ids of the facts that a condition tests itself, not through another rule."""
    if isinstance(node, Test):
        return {node.fact}
    if isinstance(node, Not):
        return tests_of(node.of)
    return set().union(*map(tests_of, node.of)) if isinstance(node, AtLeast) else set()


def acyclic(graph: Mapping[str, Sequence[str]], places: Mapping[str, str], what: str, code: str) -> None:
    """Raise :class:`LoadError` that names the circle when the graph has one."""
    done: set[str] = set()
    for first in graph:
        trail: dict[str, None] = {}
        waiting = [(first, iter((first,)))]
        while waiting:
            name = next(waiting[-1][1], None)
            if name is None:
                last, _ = waiting.pop()
                trail.pop(last, None)
                done.add(last)
            elif name in trail:
                names = list(trail)
                circle = " → ".join((*names[names.index(name) :], name))
                raise LoadError(f"{what}: {circle}.", where=places.get(name, ""), todo="Break the circle.", code=code)
            elif name not in done:
                trail[name] = None
                waiting.append((name, iter(graph.get(name, ()))))
