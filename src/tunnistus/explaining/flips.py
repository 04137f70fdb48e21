"""What would lead to an outcome: the smallest sets of changed evidence.

Whether a change leads there is a condition over what becomes of each fact, and a diagram of its own: everybody who can exist afterwards
has the outcome, and somebody can. The paths on which the fewest facts become something else are the smallest changes.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce

from tunnistus.deciding.compiled import Compiled, Known, by_kleene
from tunnistus.deciding.plan import Plan
from tunnistus.limits import FLIP_STEPS, MAX_FLIP
from tunnistus.rules.formula import cells
from tunnistus.rules.mdd import FALSE, TRUE, Diagrams, TooLarge
from tunnistus.rules.model import Fact, Value, inside
from tunnistus.rules.truth import FALSE as NO
from tunnistus.rules.truth import TRUE as YES

__all__ = ["changes"]

Change = frozenset[tuple[str, Value]]  # facts, each with the value that it would have
Choices = Mapping[str, Sequence[Value]]


def changes(plan: Plan, outcome: str, told: Known, most: int = MAX_FLIP) -> Iterator[tuple[tuple[str, Value], ...]]:
    """Yield the smallest sets of evidence, of at most three facts, with which an outcome is certainly due or may be chosen.

    Only what happened or can be shown is changed: never conduct, wishes, danger or judgements.

    Args:
        told: what was answered or derived; what merely follows from it changes with it.
        most: how many facts may be changed together.
    """
    facts = plan.book.facts
    names = sorted((n for n in plan.tests if _is_evidence(facts[n])), key=lambda n: facts[n].order)
    choices = {n: [v for v in _values(plan, n) if v != told.get(n)] for n in names}
    place = {n: at for at, n in enumerate(names)}
    for leading in itertools.islice(_by_size(plan, outcome, told, choices), most):
        ordered = [tuple(sorted(each, key=lambda pair: place[pair[0]])) for each in leading]
        ordered.sort(key=lambda each: [(place[n], choices[n].index(v)) for n, v in each])
        seen = set()
        for change in ordered:
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


def _by_size(plan: Plan, outcome: str, told: Known, choices: Choices) -> Iterator[Iterable[Change]]:
    """Yield the changes of one fact that lead to the outcome, then those of two facts, and so on."""
    if plan.compiled[0].scope is None or any(made.root is None for made in plan.compiled):
        yield from (_by_kleene(plan, outcome, told, choices, size) for size in itertools.count(1))
    else:
        yield _alone(plan, outcome, told, choices)
        yield from map(_together(plan, outcome, told, choices), itertools.count(2))


def _alone(plan: Plan, outcome: str, told: Known, choices: Choices) -> Iterator[Change]:
    """One fact after the other, where a diagram of all changes takes far longer to make: of open facts from one pass over each version."""
    versions = [made for made, world in zip(plan.compiled, plan.worlds, strict=True) if world.in_force and made.root is not None]
    able = [made.good(lambda result: result.gives(outcome)) for made in versions]
    passes = [made.diagrams.ahead(made.root, made.branching(told)) for made in versions if made.root is not None]

    def ends(n: int, name: str, item: Value) -> int:
        made, (now, after) = versions[n], passes[n]
        if told.get(name) is not None:
            return made.ends({**told, name: item}) or 0
        level = made.level.get(name)
        return now if level is None else after.get((level, made.branch(level, item)), now)

    def leads(name: str, item: Value) -> bool:
        every = (ends(n, name, item) for n in range(len(versions)))
        good = all(bits and not bits & ~good for bits, good in zip(every, able, strict=True))
        return good and plan.concerned({**told, name: item})[0] != NO

    if any(not now or now & ~good for (now, _), good in zip(passes, able, strict=True)):
        yield from (frozenset({(name, item)}) for name, values in choices.items() for item in values if leads(name, item))


def _together(plan: Plan, outcome: str, told: Known, choices: Choices) -> Callable[[int], Iterable[Change]]:
    """Return what gives the changes of a size, from a diagram of all changes."""
    first = plan.compiled[0]
    assert first.scope is not None
    try:
        ways = _Ways(told, choices)
        root = ways.somebody(first, first.scope, 2)
        for made, world in zip(plan.compiled, plan.worlds, strict=True):
            if world.in_force and made.root is not None:
                good = made.good(lambda result: result.gives(outcome))
                root = ways.d.both(root, ways.d.both(ways.everybody(made, made.root, good), ways.somebody(made, made.root, ~0)))
        return partial(ways.of_size, root)
    except TooLarge:
        return lambda size: ()


class _Ways:
    """Conditions over what becomes of each fact: the first branch is that it stays as it is, open or not, the others are other values."""

    def __init__(self, told: Known, choices: Choices) -> None:
        self.told, self.choices = told, choices
        self.d = Diagrams()
        self.names = [name for name, values in choices.items() if values]
        self.level = {name: n for n, name in enumerate(self.names)}

    def everybody(self, made: Compiled, root: int, good: int) -> int:
        """The condition that everybody who can exist afterwards has one of some ends."""
        return self._over(made, root, lambda leaf: not made.diagrams.ends[leaf] & ~good, self.d.both)

    def somebody(self, made: Compiled, root: int, good: int) -> int:
        """The condition that somebody has one of them afterwards."""
        return self._over(made, root, lambda leaf: bool(made.diagrams.ends[leaf] & good), lambda one, two: self.d.choose(one, TRUE, two))

    def _over(self, made: Compiled, root: int, holds: Callable[[int], bool], joined: Callable[[int, int], int]) -> int:
        below, taken = made.diagrams.below, made.branches(self.told)
        found: dict[int, int] = {}
        for at in reversed(made.diagrams.under(root)):
            if not below[at]:
                found[at] = TRUE if holds(at) else FALSE
                continue
            level = made.diagrams.level[at]
            name = made.names[level]
            here = [found[each] for each in below[at]]
            then = here[taken[level]] if level in taken else reduce(joined, dict.fromkeys(here))
            for n, item in enumerate(self.choices.get(name, ()), 1):
                then = self.d.choose(self._becomes(name, n), here[made.cells(level).branch(item)], then)
            found[at] = then
        return found[root]

    def _becomes(self, name: str, value: int) -> int:
        """The condition that a fact gets one of its other values."""
        return self.d.node(self.level[name], tuple([TRUE if n == value else FALSE for n in range(len(self.choices[name]) + 1)]))

    def of_size(self, root: int, size: int) -> Iterator[Change]:
        """Yield the changes of so many facts under which a condition holds, and does not with some of them alone."""
        fewest: dict[int, int] = {FALSE: MAX_FLIP + 1, TRUE: 0}
        for at in reversed(self.d.under(root)):
            if self.d.below[at]:
                fewest[at] = min(fewest[each] + (n > 0) for n, each in enumerate(self.d.below[at]))
        waiting: list[tuple[int, tuple[tuple[str, Value], ...]]] = [(root, ())]
        for _ in range(FLIP_STEPS):
            if not waiting:
                return
            at, change = waiting.pop()
            if len(change) + fewest[at] > size:
                continue
            if at == TRUE and len(change) == size:
                yield frozenset(change)
            for n, each in enumerate(self.d.below[at]):
                name = self.names[self.d.level[at]]
                waiting.append((each, (*change, (name, self.choices[name][n - 1])) if n else change))


def _can_be(plan: Plan, known: Known, changed: Known) -> bool:
    """Whether somebody can exist of whom this is known, and the rule may concern them."""
    exists = all(group.narrowed(known) for group in plan.relations.among(changed))
    return exists and plan.concerned({**known, **plan.relations.follow(known)})[0] != NO


def _by_kleene(plan: Plan, outcome: str, told: Known, choices: Choices, size: int) -> Iterator[Change]:
    """The same one combination after the other, where a diagram would be too large."""
    combined = (dict(zip(names, values, strict=True)) for names in itertools.combinations(choices, size)
                for values in itertools.product(*(choices[n] for n in names)))  # fmt: skip
    for changed in itertools.islice(combined, FLIP_STEPS):
        known = {**told, **changed}
        able = [by_kleene(world.able[outcome], known)[0] for world in plan.worlds if world.in_force]
        if all(truth == YES for truth in able) and _can_be(plan, known, changed):
            yield frozenset(changed.items())
