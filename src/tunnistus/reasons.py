"""Minimal reasons: facts that force a truth value, none of which can be left out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from tunnistus.expand import Expanded
from tunnistus.formula import Formula
from tunnistus.lanes import View
from tunnistus.limits import LIMIT, MAX_AGAIN
from tunnistus.program import CODES
from tunnistus.truth import OPEN, TRUE, Truth

__all__ = ["carries", "formula_of", "minimal"]


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
    keep, plain = 0, True
    for formula in formulas:
        slot = program.slot[formula]
        if view.codes[slot] == CODES[target]:
            keep |= _support(view, slot, support)
        else:
            keep |= sum(program.bits[n] for n in formula.facts if n in view.known)
            plain = False
    names: Sequence[str] = program.named(keep)
    if not (plain and _irreducible_for_sure(view, formulas, keep, names)):
        names = _irreducible(view, formulas, target, names)
    return tuple(names) if len(names) == 1 else tuple(sorted(names, key=lambda n: program.facts[n].order))


def carries(view: View, formula: Formula, target: Truth, names: Sequence[str]) -> bool:
    """Whether some known facts alone give a formula the target value."""
    slot = view.program.slot[formula]
    if view.codes[slot] == CODES[target] and _needed(view, slot, sum(view.program.bits[n] for n in names), {}) != NEVER:
        return True
    return bool(formula.entangled) and view.nothing.truths(formula, [{n: view.known[n] for n in names}])[0][0] == target


def _irreducible_for_sure(view: View, formulas: Sequence[Formula], keep: int, names: Sequence[str]) -> bool:
    """Whether each of the facts is needed: without it the Kleene value is open.

    That says all where it is no weaker than the truth, and where the bound lets us have no more.
    """
    slot, found = view.program.slot, 0
    for formula in formulas:
        if not formula.entangled or _width(formula, names) > LIMIT:
            found |= _needed(view, slot[formula], keep, {})
        elif not keep & keep - 1 and view.nothing.truth(formula) == (OPEN, True):
            found |= keep
    return found == keep


NEVER: Final = -1  # all bits: open whatever is left out


def _needed(view: View, slot: int, keep: int, found: dict[int, int]) -> int:
    """Return, of a node with a known value, those of some facts without which the others leave it open, as bits.

    Less knowledge makes values open and never turns them, so below a node only children of its own value are looked at.
    """
    if slot in found:
        return found[slot]
    program, codes = view.program, view.codes
    covers, code = program.covers, codes[slot]
    first = len(program.tests)
    if slot < first:
        return covers[slot] if covers[slot] & keep else NEVER
    k, below = program.ops[slot - first]
    if k <= 0:
        return _needed(view, below[0], keep, found) if k == 0 else 0
    each = []
    for b in below:
        if codes[b] == code and covers[b] & keep:
            bits = covers[b] if b < first else _needed(view, b, keep, found)
            if bits != NEVER:
                each.append(bits)
    spare = len(each) - (k if code == 17 else len(below) - k + 1)
    if spare < 0:
        result = NEVER
    else:
        often = [0] * (spare + 1)  # facts that more than 0, 1, … of the children need
        for bits in each:
            for n in range(spare, 0, -1):
                often[n] |= often[n - 1] & bits
            often[0] |= bits
        result = often[spare]
    found[slot] = result
    return result


def _irreducible(view: View, formulas: Sequence[Formula], target: Truth, names: Sequence[str]) -> Sequence[str]:
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


def _width(formula: Formula, names: Sequence[str]) -> int:
    """How many combinations of the entangled facts there are when only some facts are known."""
    return math.prod(len(formula.cells[n]) for n in formula.entangled if n not in names)


def _support(view: View, slot: int, found: dict[int, int]) -> int:
    """Return facts that give a node its Kleene value, as bits, taking at every threshold the children that need least."""
    if slot in found:
        return found[slot]
    program, codes = view.program, view.codes
    covers, first = program.covers, len(program.tests)
    if slot < first:
        return covers[slot]
    k, below = program.ops[slot - first]
    code, result = codes[slot], 0
    if k == 0:
        result = _support(view, below[0], found)
    elif k > 0:
        need = k if code == 17 else len(below) - k + 1
        each = [covers[b] if b < first else found[b] if b in found else _support(view, b, found) for b in below if codes[b] == code]
        if len(each) > need:
            each = [min(each, key=_size)] if need == 1 else sorted(each, key=_size)[:need]
        for bits in each:
            result |= bits
    found[slot] = result
    return result


def _size(bits: int) -> tuple[int, int]:
    """Few facts come first, and of equally many those to ask about first."""
    return bits.bit_count(), -bits
