"""What is missing under relations: the open facts whose answer changes the value of a formula, with what must change with it.

A related fact rarely changes alone. So it is missing when two allowed completions differ in the value of the formula, in this fact and in
nothing that could stay as it is: there is no allowed completion that has the same other value of the fact and differs from the first in
fewer facts. For facts without relations that is the plain definition, two completions that differ in the fact alone. It is never empty
while the value is open: of two completions with different values and as few differences as possible, each difference is such a fact.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

import attrs

from tunnistus.limits import LIMIT
from tunnistus.rules.formula import Formula, all_of, any_of, pivotal, simplify
from tunnistus.rules.model import Const, Node, Not, Test, Value

__all__ = ["Turning", "nearest_turns"]

Row = tuple[Value, ...]
_EITHER = Test("", (True,))  # stands for the question which of two rows it is


def nearest_turns(rows: Sequence[Row]) -> set[tuple[int, int, int]]:
    """Return (row, other, place): the other has another value there, and no third row with that value is nearer to the first."""
    found: set[tuple[int, int, int]] = set()
    places = range(len(rows[0])) if rows else ()
    differ = [[frozenset([i for i in places if one[i] != two[i]]) for two in rows] for one in rows]
    for n, one in enumerate(rows):
        for at in range(len(one)):
            for item in {row[at] for row in rows} - {one[at]}:
                others = [(m, differ[n][m]) for m, row in enumerate(rows) if row[at] == item]
                found.update((n, m, at) for m, d in others if not any(e < d for _, e in others))
    return found


@attrs.define
class Turning:
    """Looks for what is missing for one formula in which related facts are open.

    Attributes:
        groups: the open facts of each group with relations among them, and the rows left of them.
        visits: counted down by what is searched, as in :func:`tunnistus.rules.formula.pivotal`.
    """

    formula: Formula
    node: Node
    groups: Sequence[tuple[tuple[str, ...], Sequence[Row]]]
    visits: list[int]
    differs: dict[tuple[Node, Node], bool] = attrs.field(factory=dict)

    def missing(self) -> set[str]:
        """Return the facts; when there are too many rows, every fact that the formula still tests."""
        tested = {n for n in self.formula.facts if _tests(self.node, n)}
        if math.prod(len(rows) for _, rows in self.groups) > LIMIT or any(len(rows) > LIMIT // 16 for _, rows in self.groups):
            return tested
        rest = {way: simplify(self.node, self._known(way)) for way in itertools.product(*(range(len(rows)) for _, rows in self.groups))}
        found: set[str] = set()
        related = {n for names, _ in self.groups for n in names}
        for name in tested - related:
            if any(self._hangs(node, name) for node in dict.fromkeys(rest.values())):
                found.add(name)
        for g, (names, rows) in enumerate(self.groups):
            others = list(itertools.product(*(range(len(r)) if i != g else (0,) for i, (_, r) in enumerate(self.groups))))
            for n, m, at in sorted(nearest_turns(rows)):
                if names[at] not in found and any(
                    self._differ(rest[(*o[:g], n, *o[g + 1 :])], rest[(*o[:g], m, *o[g + 1 :])]) for o in others
                ):
                    found.add(names[at])
        return found

    def _known(self, way: Sequence[int]) -> Mapping[str, Value]:
        return {n: v for (names, rows), at in zip(self.groups, way, strict=True) for n, v in zip(names, rows[at], strict=True)}

    def _hangs(self, node: Node, name: str) -> bool:
        return _tests(node, name) and pivotal(node, name, self.formula.cells, [LIMIT], self.visits)

    def _differ(self, one: Node, two: Node) -> bool:
        """Whether two conditions have different values in some completion."""
        if one == two:
            return False
        if isinstance(one, Const) and isinstance(two, Const):
            return one.truth != two.truth
        if (one, two) not in self.differs:
            either = any_of((all_of((_EITHER, one)), all_of((Not(_EITHER), two))))
            cells = {**self.formula.cells, "": (True, False)}
            self.differs[one, two] = self.differs[two, one] = pivotal(either, "", cells, [LIMIT], self.visits)
        return self.differs[one, two]


def _tests(node: Node, name: str) -> bool:
    if isinstance(node, Test):
        return node.fact == name
    if isinstance(node, Not):
        return _tests(node.of, name)
    return not isinstance(node, Const) and any(_tests(child, name) for child in _children(node))


def _children(node: Node) -> Iterable[Node]:
    return getattr(node, "of", ())
