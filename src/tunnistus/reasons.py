"""Minimal reasons: facts that force a truth value, none of which can be left out."""

from __future__ import annotations

from collections.abc import Sequence

from tunnistus.expand import Expanded
from tunnistus.formula import Formula
from tunnistus.lanes import View
from tunnistus.limits import MAX_AGAIN
from tunnistus.truth import TRUE, Truth

__all__ = ["formula_of", "minimal"]


def formula_of(world: Expanded, outcome: str, state: str) -> Formula:
    """Return the formula whose value is the state of an outcome in one version: due, option, reached or excluded."""
    if state == "due":
        return world.due[outcome]
    if state == "option":
        return world.option[outcome]
    return world.reached[outcome] if state == "reached" else world.able[outcome]


def minimal(view: View, formulas: Sequence[Formula], target: Truth) -> tuple[str, ...]:
    """Return an irreducible set of known facts under which every formula has the target value, in the order of the vocabulary.

    Of formulas so dear that the bound on work is passed, the set is sufficient and may hold facts that are not needed.
    """
    program = view.program
    support = view.kept.setdefault("support", {})
    keep = 0
    for formula in formulas:
        if view.kleene(formula) == target:
            keep |= _support(view, program.slot[formula], support)
        else:
            keep |= sum(program.bits[n] for n in formula.facts if n in view.known)
    names = []
    while keep:
        names.append(program.by_bit[keep & -keep])
        keep &= keep - 1
    if not all(_plain(view, f, names) for f in formulas):
        names = _irreducible(view, formulas, target, names)
    facts = program.facts
    return tuple(sorted(names, key=lambda n: facts[n].order)) if len(names) > 1 else tuple(names)


def _plain(view: View, formula: Formula, names: Sequence[str]) -> bool:
    """Whether no fact of a reason can be left out for sure: it is the only one, or each stands once."""
    few = len(names) == 1 and view.program.blank_codes[view.program.slot[formula]] == 16
    return not formula.entangled and (few or formula.once.issuperset(names))


def _irreducible(view: View, formulas: Sequence[Formula], target: Truth, names: list[str]) -> list[str]:
    """Leave out one fact after the other, where the rest suffices, the most sensitive first."""
    waiting = names[: MAX_AGAIN // (1 + sum(f.work for f in formulas))]
    while waiting:
        free = waiting
        for formula in formulas:
            free = [n for n, good in zip(free, _suffices(view, formula, target, names, free), strict=True) if good] if free else free
        if not free:
            break
        names = [n for n in names if n != free[0]]
        waiting = free[1:]
    return names


def _suffices(view: View, formula: Formula, target: Truth, names: Sequence[str], dropped: Sequence[str]) -> list[bool]:
    """Without each of the dropped facts in turn, whether the others give the formula the target value."""
    program, lanes = view.program, len(dropped)
    slot, ones = program.slot[formula], (1 << lanes) - 1
    within = program.cone(slot)
    changed = {}
    for name in names:
        here = 1 << dropped.index(name) if name in dropped else 0
        for test in program.tests_of[name]:
            if test in within:
                changed[test] = (ones ^ here | ones << lanes) if program.code(test, view.known[name]) else here << lanes
    planes = program.spread(program.blank_codes, changed, lanes, within)
    if slot not in planes:
        good = 0 if program.blank_codes[slot] == 16 else ones
    else:
        good = planes[slot] & ones if target == TRUE else planes[slot] >> lanes ^ ones
    found = [bool(good >> n & 1) for n in range(lanes)]
    if not all(found) and any(n in dropped or n not in names for n in formula.entangled):
        left = [n for n in range(lanes) if not found[n]]
        truths = view.nothing.truths(formula, [{n: view.known[n] for n in names if n != dropped[lane]} for lane in left])
        for lane, (truth, _) in zip(left, truths, strict=True):
            found[lane] = truth == target
    return found


def _support(view: View, slot: int, found: dict[int, int]) -> int:
    """Return facts that give a node its Kleene value, as bits, taking at every threshold the children that need least."""
    if slot in found:
        return found[slot]
    program, codes = view.program, view.codes
    first = len(program.tests)
    if slot < first:
        result = program.bits[program.tests[slot].fact]
    else:
        k, below = program.ops[slot - first]
        code, result = codes[slot], 0
        if k == 0:
            result = _support(view, below[0], found)
        elif k > 0:
            need = k if code == 17 else len(below) - k + 1
            each = [found[b] if b in found else _support(view, b, found) for b in below if codes[b] == code]
            if len(each) > need:
                each = [min(each, key=_size)] if need == 1 else sorted(each, key=_size)[:need]
            for bits in each:
                result |= bits
    found[slot] = result
    return result


def _size(bits: int) -> tuple[int, int]:
    """Few facts come first, and of equally many those to ask about first."""
    return bits.bit_count(), -bits
