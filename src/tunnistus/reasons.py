"""Minimal reasons: facts that force a truth value, none of which can be left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tunnistus.decide import Case
from tunnistus.expand import Expanded
from tunnistus.formula import Formula
from tunnistus.lanes import View
from tunnistus.limits import MAX_AGAIN
from tunnistus.model import Fact
from tunnistus.truth import Truth

__all__ = ["formula_of", "minimal"]


def formula_of(world: Expanded, outcome: str, state: str) -> Formula:
    """Return the formula whose value is the state of an outcome in one version: due, option, reached or excluded."""
    if state == "due":
        return world.due[outcome]
    if state == "option":
        return world.option[outcome]
    return world.reached[outcome] if state == "reached" else world.able[outcome]


def minimal(case: Case, view: View, formulas: Sequence[Formula], target: Truth) -> tuple[str, ...]:
    """Return an irreducible set of known facts under which every formula has the target value.

    Of formulas so dear that the bound on work is passed, the set is sufficient and may hold facts that are not needed.
    """
    facts, keep = case.book.facts, set[str]()
    for formula in formulas:
        if view.kleene(formula) == target:
            keep |= _support(view, view.program.slot[formula], facts)
        else:
            keep |= {n for n in formula.facts if n in view.known}
    order = sorted(keep, key=lambda n: (-facts[n].stage, -facts[n].order))
    waiting = order[: MAX_AGAIN // (1 + sum(f.work for f in formulas))]
    while waiting:
        free = _free(view, formulas, target, keep, waiting)
        if not free:
            break
        keep.discard(free[0])
        waiting = free[1:]
    return tuple(sorted(keep, key=lambda n: facts[n].order))


def _free(view: View, formulas: Sequence[Formula], target: Truth, keep: set[str], names: Sequence[str]) -> list[str]:
    """Those of the facts without any one of which the others suffice."""
    for formula in formulas:
        truths = view.nothing.truths(formula, [{n: view.known[n] for n in keep if n != name} for name in names])
        names = [name for name, (truth, _) in zip(names, truths, strict=True) if truth == target]
    return list(names)


def _support(view: View, slot: int, facts: Mapping[str, Fact]) -> frozenset[str]:
    """Return facts that give a node its Kleene value, taking at every threshold the children that need least."""
    key = ("support", slot)
    if key not in view.kept:
        view.kept[key] = _new_support(view, slot, facts)
    return view.kept[key]  # type: ignore[no-any-return]


def _new_support(view: View, slot: int, facts: Mapping[str, Fact]) -> frozenset[str]:
    program, code = view.program, view.codes[slot]
    first = len(program.tests)
    if slot < first:
        return frozenset((program.tests[slot].fact,))
    k, below = program.ops[slot - first]
    if k <= 0:
        return _support(view, below[0], facts) if k == 0 else frozenset()
    need = k if code == 17 else len(below) - k + 1
    found = [_support(view, b, facts) for b in below if view.codes[b] == code]
    if len(found) > need:
        found.sort(key=lambda s: (len(s), sorted((facts[n].stage, facts[n].order) for n in s)))
    return frozenset().union(*found[:need])
