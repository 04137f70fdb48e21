"""Minimal reasons: facts that force a truth value, none of which can be left out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

from tunnistus.deciding.expand import Expanded
from tunnistus.deciding.lanes import WIDE, View, nothing
from tunnistus.deciding.program import CODES, Program
from tunnistus.limits import LIMIT, MAX_AGAIN
from tunnistus.rules.formula import Formula, value
from tunnistus.rules.model import AtLeast, Node, Not, Test, Value
from tunnistus.rules.relations import Relations
from tunnistus.rules.truth import FALSE, OPEN, TRUE, Truth, negate

__all__ = ["Wanted", "bearing", "carry", "formula_of", "given", "minimal"]


def formula_of(world: Expanded, outcome: str, state: str) -> Formula:
    """Return the formula whose value is the state of an outcome in one version: due, option, reached or excluded."""
    if state == "due":
        return world.due[outcome]
    if state == "option":
        return world.option[outcome]
    return world.reached[outcome] if state == "reached" else world.able[outcome]


class Wanted:
    """Formulas of a program that all have a value, for whose reason somebody asks.

    Attributes:
        formulas, target: what they are, and the value.
        slot: where the value of the first stands.
        slots: where the values of all stand.
        code: the value there.
        alone: the facts that can be the whole reason, by their bits, and their names.
    """

    __slots__ = ("alone", "code", "formulas", "slot", "slots", "target")

    def __init__(self, program: Program, formulas: Sequence[Formula], target: Truth) -> None:
        self.formulas = tuple(formulas)
        self.target = target
        self.slots = tuple([program.slot[f] for f in formulas])
        self.slot = self.slots[0]
        self.code = CODES[target]
        single = len(formulas) == 1 and nothing(program).truth(formulas[0])[0] == OPEN
        self.alone = program.support.alone if single else {}


def minimal(view: View, wanted: Sequence[Wanted]) -> list[tuple[str, ...]]:
    """Return for each an irreducible set of known facts under which every formula has its value, in the order of the vocabulary.

    Of formulas so dear that the bound on work is passed, the set is sufficient and may hold facts that are not needed.
    """
    sets, codes = view.program.support, view.codes
    found = view.kept.setdefault("support", {})
    result: list[tuple[str, ...]] = []
    waiting: list[tuple[int, int]] = []
    for each in wanted:
        slot, keep = each.slot, -1
        if codes[slot] == each.code:
            keep = found[slot] if slot in found else sets.of(codes, slot, found)
            if keep in each.alone:
                result.append(each.alone[keep])
                continue
        waiting.append((len(result), keep))
        result.append(())
    if waiting:
        _look(view, wanted, waiting, result)
    return result


def _look(view: View, wanted: Sequence[Wanted], waiting: list[tuple[int, int]], result: list[tuple[str, ...]]) -> None:
    """Put in the reasons that are not one fact alone."""
    sets, found = view.program.support, view.kept["support"]
    plain: list[tuple[int, int]] = []
    for n, keep in waiting:
        each = wanted[n]
        if all(view.codes[slot] == each.code for slot in each.slots):
            for slot in each.slots[1:]:
                keep |= sets.of(view.codes, slot, found)
            plain.append((n, keep))
        else:
            given = {name for f in each.formulas for name in f.around if view.known.get(name) is not None}
            result[n] = _irreducible(view, each, sorted(given, key=lambda name: view.program.facts[name].order))
    sure = [good for some in _cut([(wanted[n], keep) for n, keep in plain]) for good in _needed(view, some)]
    for (n, keep), needed in zip(plain, sure, strict=True):
        names = sets.named(keep)
        alone = needed and all(not f.weak or (not f.related and _width(f, names) > LIMIT) for f in wanted[n].formulas)
        result[n] = names if alone else _irreducible(view, wanted[n], names)


def _cut(kept: Sequence[tuple[Wanted, int]]) -> Iterator[list[tuple[Wanted, int]]]:
    """So many at a time that their lanes stay narrow."""
    some: list[tuple[Wanted, int]] = []
    lanes = 0
    for each in kept:
        some.append(each)
        lanes += each[1].bit_count()
        if lanes >= WIDE:
            yield some
            some, lanes = [], 0
    if some:
        yield some


def _needed(view: View, kept: Sequence[tuple[Wanted, int]]) -> list[bool]:
    """Whether each of the facts is needed: without it one of the Kleene values is open. All are left out in turn, at the same time."""
    program, alone = view.program, view.program.support.alone
    known: dict[int, int] = {}  # of each fact the lanes in which it is known
    start = 0
    for _, keep in kept:
        width, at = keep.bit_count(), start
        block = (1 << width) - 1 << start
        while keep:
            bit = keep & -keep
            known[bit] = known.get(bit, 0) | block ^ 1 << at
            keep ^= bit
            at += 1
        start = at
    full = (1 << start) - 1
    changed = {}
    for bit, lanes in known.items():
        for test in program.tests_of[alone[bit][0]]:
            changed[test] = lanes | full << start if view.codes[test] == 17 else (full ^ lanes) << start
    slots = tuple(dict.fromkeys([slot for each, _ in kept for slot in each.slots]))
    within = program.cone(*slots) if len(kept) == 1 else range(len(program.parents))
    planes = dict(zip(slots, program.planes(program.blank_codes, changed, start, slots, within), strict=True))
    sure = []
    at = 0
    for each, keep in kept:
        width = keep.bit_count()
        open_ = 0
        for slot in each.slots:
            open_ |= planes[slot] >> start if each.code == 0 else planes[slot] ^ full
        ones = (1 << width) - 1
        sure.append(open_ >> at & ones == ones)
        at += width
    return sure


def carry(view: View, formulas: Sequence[Formula], target: Truth, names: Sequence[str]) -> list[bool]:
    """Return of each formula whether some known facts alone give it the target value."""
    slots = tuple([view.program.slot[f] for f in formulas])
    changed = {test: _plane(view.codes[test]) for n in names for test in view.program.tests_of.get(n, ())}
    found = []
    planes = view.program.planes(view.program.blank_codes, changed, 1, slots, view.program.cone(*slots))
    for formula, plane in zip(formulas, planes, strict=True):
        good = plane == _plane(CODES[target])
        if not good and plane == _plane(16) and formula.weak:
            good = view.nothing.truths(formula, [{n: view.known[n] for n in names}])[0][0] == target
        found.append(good)
    return found


def bearing(view: View, formulas: Sequence[Formula], target: Truth) -> set[str]:
    """Return every known fact that alone or with others carries the value of one of the formulas.

    A fact carries when its test, and every part of the formula that it stands in, has the value that it needs. Where only going through
    the entangled facts makes the value certain, it carries when it does so under one of their combinations. Holds every minimal reason.
    """
    found: set[str] = set()
    for formula in formulas:
        known = {n: v for n in formula.facts if (v := view.known.get(n)) is not None}
        free = [n for n in formula.entangled if n not in known] if view.kleene(formula) != target else []
        if math.prod(len(formula.cells[n]) for n in free) > LIMIT:
            continue
        for values in itertools.product(*(formula.cells[n] for n in free)):
            truth, facts = _on_the_way(formula.node, {**known, **dict(zip(free, values, strict=True))}, target)
            found.update(facts if truth == target else ())
        found.difference_update(free)
    return found


def _on_the_way(node: Node, known: Mapping[str, Value], target: Truth) -> tuple[Truth, frozenset[str]]:
    """The Kleene value of a node and, where it is the target, the facts on the way to it."""
    if isinstance(node, Test):
        truth = value(node, known)
        return truth, frozenset({node.fact} if truth == target else ())
    if isinstance(node, Not):
        truth, facts = _on_the_way(node.of, known, negate(target))
        return negate(truth), facts
    if isinstance(node, AtLeast):
        parts = [_on_the_way(child, known, target) for child in node.of]
        true, false = sum(truth & 1 for truth, _ in parts), sum(truth >> 1 for truth, _ in parts)
        truth = TRUE if true >= node.k else FALSE if false > len(node.of) - node.k else OPEN
        return truth, frozenset().union(*(facts for _, facts in parts)) if truth == target else frozenset()
    return value(node, known), frozenset()


def _plane(code: int) -> int:
    """A value in the only lane."""
    return code >> 3 | code & 1


def _irreducible(view: View, wanted: Wanted, names: Sequence[str]) -> tuple[str, ...]:
    """Leave out one fact after the other, where the rest suffices, the most sensitive first."""
    program = view.program
    waiting = sorted(names, key=lambda n: (program.facts[n].stage, program.facts[n].order), reverse=True)
    tries = MAX_AGAIN // (1 + sum(f.work for f in wanted.formulas))
    while waiting[:tries]:
        waiting = waiting[:tries]
        tries -= len(waiting)
        only = {n: view.known[n] for n in names}
        truths = View(program, only, program.trace(only)).truths_of(wanted.formulas, [{n: None} for n in waiting])
        free = [n for n, *each in zip(waiting, *truths, strict=True) if all(truth == wanted.target for truth, _ in each)]
        if not free:
            break
        names = [n for n in names if n != free[0]]
        waiting = free[1:]
    return tuple(names)


def given(view: View, wanted: Wanted, names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the answers that carry what facts carry, some of which may follow from others; and the relations by which they do.

    No answer and no relation can be left out, among people who can exist.
    """
    relations, facts = view.relations, view.program.facts
    follow = [n for n in names if n in view.follow]
    told = {n: v for n, v in view.known.items() if v is not None and n not in view.follow}
    found = {n: told[n] for n in names if n in told}
    for name in follow:
        found |= {n: told[n] for n in relations.of[name].blame(told, name, view.known[name]).facts if n in told}
    if not follow and _carried(view, wanted, found, Relations(facts, ())):
        return tuple(names), ()
    for name in sorted(found, key=lambda n: (facts[n].stage, facts[n].order), reverse=True):
        rest = {n: v for n, v in found.items() if n != name}
        if _carried(view, wanted, rest, relations):
            found = rest
    every = [r for group in relations.among(n for f in wanted.formulas for n in f.around) for r in group.relations]
    for relation in tuple(every):
        rest_ = [r for r in every if r is not relation]
        if _carried(view, wanted, found, Relations(facts, rest_)):
            every = rest_
    return tuple(sorted(found, key=lambda n: facts[n].order)), tuple(relation.id for relation in every)


def _carried(view: View, wanted: Wanted, known: Mapping[str, Value], relations: Relations) -> bool:
    """Whether the formulas have their value when only this is known, and what follows from it."""
    whole: dict[str, Value | None] = {**known, **relations.follow(known)}
    only = View(view.program, whole, view.program.trace(whole), by=relations)
    return all(truth == wanted.target for each in only.truths_of(wanted.formulas, [{}]) for truth, _ in each)


def _width(formula: Formula, names: Sequence[str]) -> int:
    """How many combinations of the entangled facts there are when only some facts are known."""
    return math.prod(len(formula.cells[n]) for n in formula.entangled if n not in names)
