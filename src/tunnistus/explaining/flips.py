"""What would lead to an outcome: the smallest sets of changed evidence, found from below for every node of the diagrams."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from tunnistus.deciding.compiled import Compiled, Known, by_kleene
from tunnistus.deciding.plan import Plan
from tunnistus.limits import FLIP_STEPS, MAX_FLIP
from tunnistus.rules.formula import cells
from tunnistus.rules.model import Fact, Value, inside
from tunnistus.rules.truth import FALSE, TRUE

__all__ = ["changes"]

Change = frozenset[tuple[str, Value]]  # facts, each with the value that it would have
NONE: Final[tuple[Change, ...]] = (frozenset(),)
Choices = Mapping[str, Sequence[Value]]


class _TooMany(Exception):
    """More combinations were looked at than may be."""


def changes(plan: Plan, outcome: str, told: Known) -> Iterator[tuple[tuple[str, Value], ...]]:
    """Yield the smallest sets of evidence, of at most three facts, with which an outcome is certainly due or may be chosen.

    Only what happened or can be shown is changed: never conduct, wishes, danger or judgements.

    Args:
        told: what was answered or derived; what merely follows from it changes with it.
    """
    facts = plan.book.facts
    names = sorted((n for n in plan.tests if _is_evidence(facts[n])), key=lambda n: facts[n].order)
    choices = {n: [v for v in _values(plan, n) if v != told.get(n)] for n in names}
    for size in range(1, MAX_FLIP + 1):
        try:
            found = _of_size(plan, outcome, told, choices, size)
        except _TooMany:
            return
        place = {n: at for at, n in enumerate(names)}
        ordered = [tuple(sorted(each, key=lambda pair: place[pair[0]])) for each in found]
        ordered.sort(key=lambda each: [(place[n], choices[n].index(v)) for n, v in each])
        seen = set()
        for change in (each for each in ordered if _can_be(plan, {**told, **dict(each)}, dict(each))):
            alike = tuple([(n, tuple([inside(v, test) for test in sorted(plan.tests[n], key=repr)])) for n, v in change])
            if alike not in seen:
                seen.add(alike)
                yield change
        if seen:
            return


def _is_evidence(fact: Fact) -> bool:
    return fact.evidence and not fact.judgement and not fact.derived


def _values(plan: Plan, name: str) -> tuple[Value, ...]:
    """One value for each cell that the versions, or relations, tell apart."""
    related = [r for group in plan.relations.among([name]) for r in group.relations]
    tests = {test.cells for r in related for test in (r.when, *r.then) if test.fact == name}
    return cells(plan.book.facts[name], plan.tests[name] | tests)


def _can_be(plan: Plan, known: Known, changed: Known) -> bool:
    """Whether somebody can exist of whom this is known, and the rule may concern them."""
    exists = all(group.narrowed(known) for group in plan.relations.among(changed))
    return exists and plan.concerned({**known, **plan.relations.follow(known)})[0] != FALSE


def _of_size(plan: Plan, outcome: str, told: Known, choices: Choices, size: int) -> Iterable[Change]:
    able = [(made, made.good(lambda r: outcome in r.due or outcome in r.options)) for made in plan.compiled]
    if any(made.root is None for made, _ in able):
        return list(_by_kleene(plan, outcome, told, choices, size))
    family = _Family(told, choices, size)
    found: Sequence[Change] = NONE
    for (made, good), world in zip(able, plan.worlds, strict=True):
        if world.in_force:
            found = family.both(found, family.of(made, good))
    return [change for change in found if len(change) == size]


class _Family:
    """Sets of changes after which every completion ends well."""

    def __init__(self, told: Known, choices: Choices, most: int) -> None:
        self.told, self.choices, self.most = told, choices, most
        self.steps = FLIP_STEPS * 100

    def of(self, made: Compiled, good: int) -> Sequence[Change]:
        """Return the least changes after which a version gives one of the good results."""
        d = made.diagrams
        assert made.root is not None
        taken = made.branches(self.told)
        ways = {
            made.level[n]: [(v, made.cells(made.level[n]).branch(v)) for v in values]
            for n, values in self.choices.items()
            if n in made.level
        }
        found: dict[int, Sequence[Change]] = {}
        for at in reversed(_under(made, good, taken, ways)):
            level, below = d.level[at], d.below[at]
            if not d.ends[at] & ~good:
                found[at] = NONE
            elif not below:
                found[at] = ()
            else:
                sets = self._all(found, below) if level not in taken else found[below[taken[level]]]
                more = [
                    self.both([frozenset({(made.names[level], v)})], found[below[n]])
                    for v, n in ways.get(level, ())
                    if n != taken.get(level)
                ]
                found[at] = _least(itertools.chain(sets, *more))
        return found[made.root]

    def _all(self, found: Mapping[int, Sequence[Change]], below: Iterable[int]) -> Sequence[Change]:
        sets: Sequence[Change] = NONE
        for each in dict.fromkeys(below):
            sets = self.both(sets, found[each])
            if not sets:
                break
        return sets

    def both(self, one: Sequence[Change], two: Sequence[Change]) -> Sequence[Change]:
        """Return the least changes that do both: joined where they do not give one fact two values."""
        if one is NONE or two is NONE:
            return two if one is NONE else one
        if self.most == 1:
            shared = {*one}
            return [each for each in two if each in shared]
        self.steps -= len(one) * len(two)
        if self.steps < 0:
            raise _TooMany
        joined = {a | b for a in one for b in two}
        return _least(x for x in joined if len(x) <= self.most and len({name for name, _ in x}) == len(x))


def _under(made: Compiled, good: int, taken: Mapping[int, int], ways: Mapping[int, Sequence[tuple[Value, int]]]) -> list[int]:
    """The nodes that can be reached by what is told and by changes, each before those below it; none below a good one."""
    d = made.diagrams
    assert made.root is not None
    seen, waiting = {made.root}, [made.root]
    while waiting:
        at = waiting.pop()
        below = d.below[at] if d.ends[at] & ~good else ()
        if below and d.level[at] in taken:
            branches = {taken[d.level[at]], *(n for _, n in ways.get(d.level[at], ()))}
            below = tuple([below[n] for n in sorted(branches)])
        for each in below:
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return sorted(seen, key=d.level.__getitem__)


def _least(sets: Iterable[Change]) -> Sequence[Change]:
    kept: list[Change] = []
    for one in sorted(set(sets), key=len):
        if not any(other <= one for other in kept):
            kept.append(one)
    return NONE if kept == [frozenset()] else kept


def _by_kleene(plan: Plan, outcome: str, told: Known, choices: Choices, size: int) -> Iterator[Change]:
    """The same one combination after the other, where a diagram would be too large."""
    combined = (dict(zip(names, values, strict=True)) for names in itertools.combinations(choices, size)
                for values in itertools.product(*(choices[n] for n in names)))  # fmt: skip
    for changed in itertools.islice(combined, FLIP_STEPS):
        known = {**told, **changed}
        if all(by_kleene(world.able[outcome], known)[0] == TRUE for world in plan.worlds if world.in_force):
            yield frozenset(changed.items())
