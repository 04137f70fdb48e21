"""Which rules use which, and that nothing refers to itself in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from graphlib import CycleError, TopologicalSorter

from tunnistus.errors import LoadError
from tunnistus.messages import Message, message
from tunnistus.rules.model import AtLeast, Node, Not, Rule, Test, Use

__all__ = ["acyclic", "reached", "tested_facts", "tests_of", "tests_or_uses", "used_rules", "uses"]


def tests_or_uses(node: Node) -> Iterator[Test | Use]:
    """Yield what a condition reads, in the order of reading: tests of facts, and uses of other rules."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, AtLeast):
            waiting += reversed(part.of)
        elif isinstance(part, Not):
            waiting.append(part.of)
        elif isinstance(part, Test | Use):
            yield part


def used_rules(rule: Rule) -> Set[str]:
    """Return the ids of the rules that a rule uses, in its clauses or its cautions, in the order of reading."""
    return dict.fromkeys(name for condition in rule.conditions for name in uses(condition)).keys()


def uses(node: Node) -> Set[str]:
    """Return the ids of the rules that a condition uses, in the order of reading."""
    return dict.fromkeys(part.rule for part in tests_or_uses(node) if isinstance(part, Use)).keys()


def tested_facts(rule: Rule) -> set[str]:
    """Return the ids of the facts that the clauses and the scope of a rule test themselves, not through another rule."""
    return {name for condition in (*(clause.when for clause in rule.clauses), rule.scope) for name in tests_of(condition)}


def tests_of(node: Node) -> Set[str]:
    """Return the ids of the facts that a condition tests itself, not through another rule, in the order of reading."""
    return dict.fromkeys(part.fact for part in tests_or_uses(node) if isinstance(part, Test)).keys()


def reached(start: Iterable[str], further: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """Return all that can be reached from some ids, these included, where a function gives those that lie one step further."""
    found = dict.fromkeys(start)
    waiting = [*found]
    while waiting:
        fresh = dict.fromkeys(name for name in further(waiting.pop()) if name not in found)
        found |= fresh
        waiting += fresh
    return tuple(found)


def acyclic(graph: Mapping[str, Sequence[str]], places: Mapping[str, str], what: Message, code: str) -> None:
    """Raise :class:`LoadError` that names a circle when the graph has one, from the name in it that stands first."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        circle = found.args[1][:0:-1]
    else:
        return
    start = circle.index(next(name for name in graph if name in circle))
    said = " → ".join((*circle[start:], *circle[: start + 1]))
    where = places.get(circle[start], "")
    raise LoadError(message("{what}: {circle}.", what=what, circle=said), where=where, todo=message("Break the circle."), code=code)
