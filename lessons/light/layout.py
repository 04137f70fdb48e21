"""Formulas laid out: every different node once, in a slot of its own, tests first and each other node after its children."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tunnistus.rules.formula import Formula, cells
from tunnistus.rules.model import AtLeast, Const, Fact, Node, Not, Test

__all__ = ["CODES", "Layout"]

CODES: Final = (16, 17, 0)  # of open, true and false


class Layout:
    """Several formulas, every different node once.

    Attributes:
        slot: where the value of a formula stands in a trace.
        tests: the tests; their slots come first.
        ops: the other nodes, each after its children: the threshold (0: negation) and the slots of the children.
        tests_of: of each fact, the slots of its tests.
        cells: of each fact, one value for each cell that the tests tell apart.
        edges: how many children all nodes have.
        parents: of each slot, the slots of the nodes that it is a child of.
    """

    def __init__(self, formulas: Iterable[Formula], facts: Mapping[str, Fact]) -> None:
        formulas = tuple(formulas)
        self.tests: list[Test] = _tests_of([f.node for f in formulas])
        self.ops: list[tuple[int, tuple[int, ...]]] = []
        self.facts = facts
        slots: dict[Node, int] = {test: n for n, test in enumerate(self.tests)}
        self.slot = {f: self._add(f.node, slots) for f in formulas}
        self.names = tuple(dict.fromkeys(test.fact for test in self.tests))
        self.tests_of: dict[str, list[int]] = {name: [] for name in self.names}
        for n, test in enumerate(self.tests):
            self.tests_of[test.fact].append(n)
        self.parents: list[list[int]] = [[] for _ in range(len(self.tests) + len(self.ops))]
        for at, (k, below) in enumerate(self.ops, len(self.tests)):
            for child in dict.fromkeys(below) if k >= 0 else ():
                self.parents[child].append(at)
        self.cells = {n: cells(facts[n], (self.tests[t].cells for t in slots)) for n, slots in self.tests_of.items()}
        self.edges = sum(len(below) for k, below in self.ops if k > 0)

    def _add(self, node: Node, slots: dict[Node, int]) -> int:
        if node not in slots:
            if isinstance(node, AtLeast):
                op = (node.k, tuple([self._add(child, slots) for child in node.of]))
            elif isinstance(node, Not):
                op = (0, (self._add(node.of, slots),))
            else:
                assert isinstance(node, Const), "rules that are used are expanded first"
                op = (-1, (CODES[node.truth],))
            slots[node] = len(self.tests) + len(self.ops)
            self.ops.append(op)
        return slots[node]

    def positive(self, slot: int) -> tuple[int, bool]:
        """Return the slot below negations, and whether its value is the other way round."""
        turned = False
        while slot >= len(self.tests) and self.ops[slot - len(self.tests)][0] == 0:
            slot, turned = self.ops[slot - len(self.tests)][1][0], not turned
        return slot, turned


def _tests_of(roots: Iterable[Node]) -> list[Test]:
    """Every different test below the roots, in the order of reading."""
    found: dict[Test, None] = {}
    seen: set[Node] = set()
    waiting = list(roots)[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Test):
            found[node] = None
        elif node not in seen:
            seen.add(node)
            waiting += reversed(node.of) if isinstance(node, AtLeast) else [node.of] if isinstance(node, Not) else []
    return list(found)
