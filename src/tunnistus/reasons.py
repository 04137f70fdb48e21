"""Minimal reasons: facts that force a truth value, none of which can be left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tunnistus.decide import Case
from tunnistus.expand import Expanded
from tunnistus.formula import Formula, analyse, exact, value
from tunnistus.limits import MAX_AGAIN
from tunnistus.model import AtLeast, Fact, Node, Not, Test, Value
from tunnistus.truth import FALSE, TRUE, Truth

__all__ = ["formula_of", "minimal"]


def formula_of(facts: Mapping[str, Fact], world: Expanded, outcome: str, state: str) -> Formula:
    """Return the formula whose value is the state of an outcome in one version: due, option, reached or excluded."""
    if state == "due":
        return world.due[outcome]
    if state == "option":
        return world.option[outcome]
    if state == "reached":
        return world.reached[outcome]
    return analyse(world.possible(outcome), facts)


def minimal(case: Case, formulas: Sequence[Formula], target: Truth) -> tuple[str, ...]:
    """Return an irreducible set of known facts under which every formula has the target value.

    Of formulas so dear that the bound on work is passed, the set is sufficient and may hold facts that are not needed.
    """
    known, facts = case.answers.known, case.book.facts
    keep: set[str] = set()
    for formula in formulas:
        if value(formula.node, known) == target:
            keep |= _support(formula.node, target, known, facts)
        else:
            keep |= {n for n in formula.facts if n in known}
    tries = MAX_AGAIN // (1 + sum(f.work for f in formulas))
    for name in sorted(keep, key=lambda n: (-facts[n].stage, -facts[n].order))[:tries]:
        rest = {n: known[n] for n in keep if n != name}
        if all(exact(f, rest)[0] == target for f in formulas):
            keep.discard(name)
    return tuple(sorted(keep, key=lambda n: facts[n].order))


def _support(node: Node, target: Truth, known: Mapping[str, Value], facts: Mapping[str, Fact]) -> set[str]:
    """Return facts that give a node its Kleene value, taking at every threshold the children that need least."""
    if isinstance(node, Test):
        return {node.fact}
    if isinstance(node, Not):
        return _support(node.of, FALSE if target == TRUE else TRUE, known, facts)
    if not isinstance(node, AtLeast):
        return set()
    need = node.k if target == TRUE else len(node.of) - node.k + 1
    found = [_support(c, target, known, facts) for c in node.of if value(c, known) == target]
    found.sort(key=lambda s: (len(s), sorted((facts[n].stage, facts[n].order) for n in s)))
    return set().union(*found[:need])
