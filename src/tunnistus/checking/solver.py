"""Solving: whether a condition holds for somebody, for whom, and in how many cells, always among those who can exist.

Conditions become decision diagrams (:mod:`tunnistus.rules.mdd`), and every answer is a walk over them. A *cell* is one combination of
values that the conditions tell apart. Cells are not people: nothing is known about how many people are in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import Final

from tunnistus.deciding.compiled import Table
from tunnistus.errors import LimitError
from tunnistus.limits import MAX_PROOF
from tunnistus.messages import message
from tunnistus.rules.formula import all_of, any_of, none_of, tests_in_order
from tunnistus.rules.mdd import FALSE, HOLDS, NOBODY, TRUE, Diagrams, TooLarge
from tunnistus.rules.model import Cell, Const, Fact, Node, Relation, Value, inside
from tunnistus.rules.relations import Relations, least_needed
from tunnistus.rules.truth import FALSE as NEVER

__all__ = ["HOLDS", "STEPS", "Solver", "TooLarge", "bounded", "xor"]

STEPS: Final = 300
"""Bound of the search for the fewest answers: pairs of nodes looked at. Past it there may be fewer, though none can be left out."""

Answer = tuple[int, int, int, int]  # place of the fact in the vocabulary, rank of the value, level, branch


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

    def every(self, *nodes: Node) -> int:
        """Return the root of the condition that all of some conditions hold, in which all may be, also who cannot exist."""
        root = TRUE
        for node in nodes:
            root = self.diagrams.both(root, self.of(node))
        return root

    def some(self, *nodes: Node) -> bool:
        """Tell whether somebody can exist for whom all the conditions hold."""
        return self.has(self.every(*nodes))

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

    def somebody(self, *nodes: Node) -> dict[str, Value] | None:
        """Return the fewest answers of somebody who can exist with which all the conditions certainly hold; ``None`` if nobody can.

        They are about facts on which it hangs whether they hold. Of several sets of that size it is the one with the earliest facts of the
        vocabulary, with the values that stand first.
        """
        return self.person(self.every(*nodes))

    def person(self, root: int, exists: int | None = None) -> dict[str, Value] | None:
        """Return the same for a root, and of those for whom another holds; without it of those who can exist."""
        exists = self.exists(self.facts_of(root)) if exists is None else exists
        firsts = {level: list(range(self._width(level))) for level in self.diagrams.support(root)}
        root = self.diagrams.among(self._joined(exists, firsts), root)
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
        """Go from the first fact to the last and leave each open, or answer it: breadth first, by the number of answers.

        What is left is a pair of conditions: that somebody exists for whom it holds, and for whom it does not. Of an open fact either is
        so with some value. Once nobody is left for whom it does not hold, it is certain.
        """
        d = Diagrams(self.diagrams.most)
        whole = d.restrict(self.diagrams, root, lambda level: None)
        layer = {(d.relabel(whole, {NOBODY: FALSE}), d.relabel(whole, {TRUE: FALSE, FALSE: TRUE, NOBODY: FALSE})): tuple[Answer, ...]()}
        seen: set[tuple[int, int]] = set()
        certain = None
        while certain is None:
            certain, layer = self._further(d, layer, seen)
        return {self.names[level]: self.cells(level).values[branch] for _, _, level, branch in certain}

    def _further(
        self, d: Diagrams, layer: dict[tuple[int, int], tuple[Answer, ...]], seen: set[tuple[int, int]]
    ) -> tuple[tuple[Answer, ...] | None, dict[tuple[int, int], tuple[Answer, ...]]]:
        """Leave facts open; return the first answers with which it is certain, and what is left after one answer more."""
        certain: list[tuple[Answer, ...]] = []
        following: dict[tuple[int, int], tuple[Answer, ...]] = {}
        waiting = [(min(d.level[at] for at in pair), pair) for pair in layer]
        heapify(waiting)
        while waiting:
            level, pair = heappop(waiting)
            good, bad = pair
            if bad == FALSE:
                certain.append(layer[pair])
            if pair in seen or bad == FALSE or d.choose(bad, FALSE, good) == FALSE:
                continue  # certain, seen with fewer answers, or never certain whatever is answered
            seen.add(pair)
            if len(seen) > STEPS:
                raise TooLarge
            sides = [d.below[at] if d.level[at] == level else (at,) * self._width(level) for at in pair]
            open_ = d.at_least(1, dict.fromkeys(sides[0])), d.at_least(1, dict.fromkeys(sides[1]))
            if open_ not in layer:
                heappush(waiting, (min(d.level[at] for at in open_), open_))
            layer[open_] = min(layer[pair], layer.get(open_, layer[pair]))
            for n, part in enumerate(zip(*sides, strict=True)):
                if part[0] != FALSE and part not in seen:
                    answers = tuple(sorted((*layer[pair], (self._place(self.names[level]), self._rank(level, n), level, n))))
                    following[part] = min(answers, following.get(part, answers))
        return min(certain, default=None), following

    def _width(self, level: int) -> int:
        return len(self.cells(level).values)

    def _rank(self, level: int, branch: int) -> int:
        """The place of a value among those of its fact: yes stands before no."""
        return 1 - branch if self._facts[self.names[level]].type == "bool" else branch

    # -- how many --------------------------------------------------------------------------------------------------

    @property
    def all(self) -> int:
        """In how many cells somebody can exist."""
        return self.count()

    def count(self, *nodes: Node) -> int:
        """Return in how many cells all the conditions hold, of those in which somebody can exist."""
        weights = {level: [int(first == n) for n, first in enumerate(firsts)] for level, firsts in self._firsts.items()}
        return self.diagrams.count(self.diagrams.both(self._peopled, self.every(*nodes)), 1, weights)

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
