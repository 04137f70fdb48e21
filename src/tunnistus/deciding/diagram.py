"""What a condition hangs on, read from a decision diagram: a node for each fact in turn, a branch for each of its values, equal nodes one.

In such a diagram the facts that are left are just those for which two completions that differ in them alone differ in the value. It may
grow very large; past a bound nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Final

from tunnistus.rules.formula import leaves
from tunnistus.rules.model import AtLeast, Const, Node, Not, Test, Value, inside
from tunnistus.rules.truth import TRUE

__all__ = ["hangs_on"]

MOST: Final = 20_000  # nodes that a diagram may have
WIDEST: Final = 200  # facts in it: each is a call inside the call of the one before, and Python's own bound on recursion is 1,000


def hangs_on(node: Node, values: Mapping[str, Sequence[Value]]) -> frozenset[str] | None:
    """Return the facts on which the value of a condition hangs; ``None`` where its diagram would be too large.

    Args:
        values: of each fact one value for every cell that its tests tell apart.
    """
    tested = {test.fact: values[test.fact] for test, _ in leaves(node)}
    try:
        return _Diagram(tested).hangs_on(node) if len(tested) <= WIDEST else None
    except _TooLarge:
        return None


class _TooLarge(Exception):
    pass


class _Diagram:
    """Nodes by number, 0 and 1 the ends: the level of the fact that each asks for, and where each of its values leads."""

    def __init__(self, values: Mapping[str, Sequence[Value]]) -> None:
        self.names = tuple(values)
        self.values = tuple(values.values())
        self.level_of = {name: level for level, name in enumerate(self.names)}
        self.nodes: list[tuple[float, tuple[int, ...]]] = [(inf, ()), (inf, ())]
        self.number: dict[tuple[float, tuple[int, ...]], int] = {}
        self.chosen: dict[tuple[int, int, int], int] = {}

    def hangs_on(self, condition: Node) -> frozenset[str]:
        """Return the facts that are left in the diagram of a condition."""
        found, waiting = set[int](), [self.of(condition)]
        while waiting:
            at = waiting.pop()
            if at > 1 and at not in found:
                found.add(at)
                waiting += self.nodes[at][1]
        return frozenset(self.names[int(self.nodes[at][0])] for at in found)

    def of(self, condition: Node) -> int:
        """Return the number of the node that stands for a condition."""
        if isinstance(condition, Test):
            level = self.level_of[condition.fact]
            return self._node(level, tuple([int(inside(item, condition.cells)) for item in self.values[level]]))
        if isinstance(condition, Not):
            return self._choose(self.of(condition.of), 0, 1)
        if isinstance(condition, AtLeast):
            return self._at_least(condition.k, [self.of(child) for child in condition.of])
        assert isinstance(condition, Const), "rules that are used are expanded first"
        return int(condition.truth == TRUE)

    def _at_least(self, k: int, children: Sequence[int]) -> int:
        """Count how many hold, the last in the order of the facts first."""
        sums = [1, *[0] * k]
        for n, child in enumerate(sorted(children, key=lambda at: -self.nodes[at][0]), 1):
            for j in range(min(n, k), 0, -1):
                sums[j] = self._choose(child, sums[j - 1], sums[j])
        return sums[k]

    def _node(self, level: float, below: tuple[int, ...]) -> int:
        if below.count(below[0]) == len(below):
            return below[0]
        key = level, below
        if key not in self.number:
            if len(self.nodes) > MOST:
                raise _TooLarge
            self.number[key] = len(self.nodes)
            self.nodes.append(key)
        return self.number[key]

    def _choose(self, when: int, then: int, other: int) -> int:
        """Return the node of "if this then that, else the other"."""
        if when < 2:
            return then if when else other
        if then == other or (then, other) == (1, 0):
            return then if then == other else when
        key = when, then, other
        if key not in self.chosen:
            levels = [self.nodes[at][0] for at in key]
            level = min(levels)
            width = range(len(self.values[int(level)]))
            sides = [self.nodes[at][1] if here == level else (at,) * len(width) for at, here in zip(key, levels, strict=True)]
            self.chosen[key] = self._node(level, tuple([self._choose(sides[0][n], sides[1][n], sides[2][n]) for n in width]))
        return self.chosen[key]
