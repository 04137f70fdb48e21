"""Solving: whether a condition holds for somebody, for whom, and in how many cells, always among those who can exist.

Conditions become decision diagrams (:mod:`tunnistus.rules.mdd`), and every answer is a walk over them. A *cell* is one combination of
values that the conditions tell apart. Cells are not people: nothing is known about how many people are in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from heapq import heappop, heappush
from math import inf
from typing import Final

from tunnistus.deciding.compiled import Table
from tunnistus.errors import LimitError
from tunnistus.limits import MAX_PROOF
from tunnistus.messages import message
from tunnistus.rules.formula import all_of, any_of, none_of, tests_in_order
from tunnistus.rules.mdd import FALSE, HOLDS, NOBODY, TRUE, TooLarge
from tunnistus.rules.model import Cell, Const, Fact, Node, Relation, Value, inside
from tunnistus.rules.relations import Relations, least_needed
from tunnistus.rules.truth import FALSE as NEVER

__all__ = ["HOLDS", "STEPS", "Solver", "TooLarge", "bounded", "xor"]

STEPS: Final = 1000
"""Bound of the search for the fewest answers: nodes looked at. Past it there may be fewer, though none can be left out."""

Answer = tuple[int, int, int, int]  # place of the fact in the vocabulary, rank of the value, level, branch
Answers = tuple[Answer, ...]
Left = tuple[int, ...]  # nodes, in the order of their numbers


@contextmanager
def bounded(where: str) -> Iterator[None]:
    """Raise :class:`LimitError` where a diagram would get too large."""
    try:
        yield
    except TooLarge:
        raise LimitError(
            message("The facts of the condition are so entangled that a bounded search does not tell for whom it holds."),
            where=where,
            todo=message("Split the rule."),
        ) from None


def xor(one: Node, two: Node) -> Node:
    """Return the condition under which two conditions differ."""
    if one == two:
        return Const(NEVER)
    return any_of((all_of((one, none_of((two,)))), all_of((none_of((one,)), two))))


class Solver(Table):
    """Answers questions about some conditions and whatever is composed of them. Each method raises :class:`TooLarge`.

    Args:
        nodes: expanded conditions, which tell all cells apart about which something is asked.
        facts: every fact by its id.
        relations: they say who can exist.
        most: how many nodes may be made.
    """

    def __init__(self, nodes: Iterable[Node], facts: Mapping[str, Fact], relations: Relations, most: int = MAX_PROOF) -> None:
        super().__init__(nodes, facts, relations, most=most)
        self._among: dict[tuple[int, ...], int] = {}  # by what they are asked about, those who can exist

    def every(self, *conditions: Node | int) -> int:
        """Return the root of the condition that all of some conditions hold, in which all may be, also who cannot exist.

        Here and below a condition may be given by its root.
        """
        root = TRUE
        for each in conditions:
            root = self.diagrams.both(root, each if isinstance(each, int) else self.of(each))
        return root

    def some(self, *conditions: Node | int) -> bool:
        """Tell whether somebody can exist for whom all the conditions hold."""
        return self.has(self.every(*conditions))

    def has(self, root: int) -> bool:
        """Tell whether somebody can exist for whom a root holds."""
        return self.diagrams.both(self.exists(self.facts_of(root)), root) != FALSE

    def same(self, one: Node, two: Node) -> bool:
        """Tell whether two conditions have the same value for everybody who can exist."""
        a, b = self.of(one), self.of(two)
        return not self.has(self.diagrams.choose(a, self.diagrams.negate(b), b))

    def nobody(self, nodes: Iterable[Node], relations: Iterable[Relation]) -> bool:
        """Tell whether none of the conditions holds for anybody who can exist by these relations alone."""
        exists = TRUE
        for relation in relations:
            exists = self.diagrams.both(exists, self.holds(relation, self.diagrams))
        return all(self.diagrams.both(exists, self.of(node)) == FALSE for node in nodes)

    def reads(self, node: Node) -> list[str]:
        """Return the facts of which some answer changes the value of a condition, whether or not somebody can exist with it."""
        return self.facts_of(self.of(node))

    def given(self, root: int, level: int, branch: int) -> int:
        """Return what is left of a function where one fact has a value."""
        return self.diagrams.restrict(self.diagrams, root, {level: branch}.get)

    def ranked(self, level: int) -> list[tuple[int, Value]]:
        """Return the branches of a fact with a value of each, in the order in which values of it are named: yes before no."""
        return sorted(enumerate(self.cells(level).values), key=lambda pair: self._rank(level, pair[0]))

    # -- for whom --------------------------------------------------------------------------------------------------

    def somebody(self, *conditions: Node | int) -> dict[str, Value] | None:
        """Return the fewest answers of somebody who can exist with which all the conditions certainly hold; ``None`` if nobody can.

        They are about facts on which it hangs whether they hold. Of several sets of that size it is the one with the earliest facts of the
        vocabulary, with the values that stand first.
        """
        return self.person(self.every(*conditions))

    def person(self, root: int, exists: int | None = None) -> dict[str, Value] | None:
        """Return the same for a root, and of those for whom another holds; without it of those who can exist."""
        levels = self.diagrams.support(root)
        exists = self.exists(self.names[level] for level in levels) if exists is None else exists
        key = exists, *sorted(levels)
        if key not in self._among:
            self._among[key] = self._joined(exists, {level: list(range(len(self.cells(level).values))) for level in levels})
        root = self.diagrams.among(self._among[key], root)
        if not self.diagrams.ends[root] & HOLDS:
            return None
        try:
            found = self._fewest(root)
        except TooLarge:
            found = self._few(root)
        return {name: found[name] for name in sorted(found, key=self._place)}

    def _place(self, name: str) -> int:
        return self._facts[name].order

    def _few(self, root: int) -> dict[str, Value]:
        """Answers of which none can be left out."""
        path = self.diagrams.path(root, 1) or {}
        found = {self.names[level]: self.cells(level).values[branch] for level, branch in path.items()}
        last_first = sorted(found, key=self._place, reverse=True)
        kept = least_needed(last_first, lambda names: self.reached(root, {name: found[name] for name in names}) == HOLDS)
        return {name: found[name] for name in kept}

    def _fewest(self, root: int) -> dict[str, Value]:
        """Go from the first fact to the last, leave each open or answer it, and go on where the fewest answers are promised (A*).

        What is left is the nodes of which one leads to how it is. Once none of them leads to false, the condition is certain.
        """
        levels, lacks = self.diagrams.level, self._lacks(root)
        best: dict[Left, Answers] = {(root,): ()}
        waiting: list[tuple[float, int, Left]] = [(lacks[root], levels[root], (root,))]
        certain: list[Answers] = []
        seen: set[Left] = set()
        looked = 0
        while waiting and not (certain and waiting[0][0] > len(certain[0])):
            promised, level, left = heappop(waiting)
            if left in seen:
                continue
            seen.add(left)
            looked += len(left)
            if looked > STEPS:
                raise TooLarge
            if promised == len(best[left]):
                certain.append(best[left])
                continue
            for given, following in self._following(level, left, best[left]):
                before, promised = best.get(following), len(given) + max([lacks[at] for at in following])
                if promised < inf and (before is None or (len(given), given) < (len(before), before)):
                    best[following] = given
                    heappush(waiting, (promised, min([levels[at] for at in following]), following))
        return {self.names[level]: self.cells(level).values[branch] for _, _, level, branch in min(certain)}

    def _lacks(self, root: int) -> Mapping[int, float]:
        """Return of each node how many answers it takes at least until it does not lead to false any more."""
        below = self.diagrams.below
        found: dict[int, float] = {NOBODY: 0, TRUE: 0, FALSE: inf}
        for at in reversed(self.diagrams.under(root)):
            if below[at]:
                each = [found[child] for child in below[at]]
                found[at] = min(1 + min(each), max(each))
        return found

    def _following(self, level: int, left: Left, given: Answers) -> Iterator[tuple[Answers, Left]]:
        """Yield what is left where a fact stays open and where it is answered, each with all that was answered."""
        d, place = self.diagrams, self._place(self.names[level])
        others = {at for at in left if d.level[at] != level}
        parts = [{*others, *some} - {NOBODY} for some in zip(*(d.below[at] for at in left if d.level[at] == level), strict=True)]
        yield given, tuple(sorted(set().union(*parts)))
        for branch, part in enumerate(parts):
            if part:
                yield tuple(sorted((*given, (place, self._rank(level, branch), level, branch)))), tuple(sorted(part))

    def _rank(self, level: int, branch: int) -> int:
        """The place of a value among those of its fact: yes stands before no."""
        return 1 - branch if self._facts[self.names[level]].type == "bool" else branch

    # -- how many --------------------------------------------------------------------------------------------------

    @property
    def all(self) -> int:
        """In how many cells somebody can exist."""
        return self.count()

    def count(self, *conditions: Node | int) -> int:
        """Return in how many cells all the conditions hold, of those in which somebody can exist."""
        return self.counts(self.every(*conditions)).get(1, 0)

    def counts(self, root: int) -> Mapping[int, int]:
        """Return in how many of these cells each end of a function is reached, by its number; those that are in none are not there."""
        weights = {level: [int(first == n) for n, first in enumerate(firsts)] for level, firsts in self._firsts.items()}
        return self.diagrams.counts(self.diagrams.among(self._peopled, root), weights)

    @cached_property
    def _firsts(self) -> Mapping[int, list[int]]:
        """Of each fact that is compared the first branch of the cell of each branch: relations alone tell more values apart."""
        tests: dict[str, list[tuple[Cell, ...]]] = {}
        for test in tests_in_order(self._nodes):
            tests.setdefault(test.fact, []).append(test.cells)
        found: dict[int, list[int]] = {}
        for name, groups in tests.items():
            firsts: dict[tuple[bool, ...], int] = {}
            values = self.cells(self.level[name]).values
            found[self.level[name]] = [firsts.setdefault(tuple([inside(v, g) for g in groups]), n) for n, v in enumerate(values)]
        return found

    @cached_property
    def _peopled(self) -> int:
        """The root of the condition that somebody can exist in a cell."""
        return self._joined(self.exists(self.names[level] for level in self._firsts), self._firsts)

    def _joined(self, root: int, firsts: Mapping[int, list[int]]) -> int:
        """Return the condition that another holds with some of the values that are joined.

        Args:
            firsts: of each fact the first of the branches that are joined with each branch; of other facts all are joined.
        """
        d, made = self.diagrams, dict[int, int]()
        for at in reversed(d.under(root)):
            level, below = d.level[at], [made[each] for each in d.below[at]]
            first = firsts.get(level, [0] * len(below))
            kept = dict.fromkeys(first)
            if len(kept) < len(below):
                joined = {n: d.at_least(1, [each for each, f in zip(below, first, strict=True) if f == n]) for n in kept}
                below = [joined[n] for n in first]
            made[at] = d.node(level, tuple(below)) if below else at
        return made[root]
