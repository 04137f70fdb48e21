"""What is missing under relations: the open facts whose answer changes the value of a formula, with what must change with it.

A related fact rarely changes alone. So it is missing when two allowed completions differ in the value of the formula, in this fact and in
nothing that could stay as it is: there is no allowed completion that has the same other value of the fact and differs from the first in
fewer facts. For facts without relations that is the plain definition, two completions that differ in the fact alone. It is never empty
while the value is open: of two completions with different values and as few differences as possible, each difference is such a fact.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

import attrs

from tunnistus.limits import LIMIT
from tunnistus.rules.formula import Formula, all_of, any_of, leaves, one_of_each, pivotal, simplify, value
from tunnistus.rules.model import Cell, Const, Node, Not, Test, Value, inside

__all__ = ["Turning", "nearest_turns"]

Row = tuple[Value, ...]
_EITHER = Test("", (True,))  # stands for the question which of two rows it is


@lru_cache(maxsize=128)
def nearest_turns(rows: tuple[Row, ...]) -> frozenset[tuple[int, int, int]]:
    """Return (row, other, place): the other has another value there, and no third row with that value is nearer to the first."""
    found: set[tuple[int, int, int]] = set()
    every = (1 << len(rows)) - 1
    having: list[dict[Value, int]] = [{} for _ in (rows[0] if rows else ())]  # of each place and value the rows that have it, as bits
    for n, row in enumerate(rows):
        for at, item in enumerate(row):
            having[at][item] = having[at].get(item, 0) | 1 << n
    for n, one in enumerate(rows):
        for places, these, nearer in _by_difference([having[at][item] for at, item in enumerate(one)], every):
            for at in places:
                for some in having[at].values():
                    if some & these and not some & nearer:
                        found.update((n, m, at) for m in _bits(some & these))
    return frozenset(found)


def _by_difference(like: Sequence[int], every: int) -> list[tuple[tuple[int, ...], int, int]]:
    """Return places, the rows that differ from one in just these, and those that differ in fewer of them; rows are bits.

    Args:
        like: for each place the rows that do not differ there.
    """
    found: list[tuple[tuple[int, ...], int, int, int]] = [((), every, every, 0)]
    for at, same in enumerate(like):
        agree = [(places, some & same, within & same, fewer) for places, some, within, fewer in found]
        differ = [((*places, at), some & ~same, within, fewer | same) for places, some, within, fewer in found]
        found = [each for each in (*agree, *differ) if each[1]]
    return [(places, some, within & fewer) for places, some, within, fewer in found]


def _bits(some: int) -> Iterator[int]:
    while some:
        yield (some & -some).bit_length() - 1
        some &= some - 1


@attrs.define(slots=False, eq=False)
class Turning:
    """Looks at what is left of one formula with every combination of the rows of related facts put in.

    Attributes:
        node: what is left of the formula, with what is known put in.
        groups: the open facts of each group with relations among them, and the rows left of them.
        visits: counted down by what is searched, as in :func:`tunnistus.rules.formula.pivotal`.
    """

    formula: Formula
    node: Node
    groups: Sequence[tuple[tuple[str, ...], Sequence[Row]]]
    visits: list[int]
    differs: dict[tuple[Node, Node], bool] = attrs.field(factory=dict)

    @property
    def wide(self) -> bool:
        """Whether there are too many rows to look at: then every fact that is left is taken to be missing."""
        return math.prod(len(rows) for _, rows in self.groups) > LIMIT or any(len(rows) > LIMIT // 16 for _, rows in self.groups)

    @cached_property
    def rest(self) -> dict[tuple[int, ...], Node]:
        """What is left of the formula with each combination of rows, given by their numbers."""
        return {way: simplify(self.node, self.known(way)) for way in itertools.product(*(range(len(rows)) for _, rows in self.groups))}

    def known(self, way: Sequence[int]) -> dict[str, Value]:
        """The values of related facts in a combination of rows."""
        return {n: v for (names, rows), at in zip(self.groups, way, strict=True) for n, v in zip(names, rows[at], strict=True)}

    def different(self) -> list[dict[str, Value]]:
        """Values of related facts, one combination for each thing that can be left of the formula."""
        return [self.known(way) for way in {node: way for way, node in self.rest.items() if not isinstance(node, Const)}.values()]

    def missing(self) -> set[str]:
        """The related facts that are missing."""
        found: set[str] = set()
        for g, (names, rows) in enumerate(self.groups):
            others = list(itertools.product(*(range(len(r)) if i != g else (0,) for i, (_, r) in enumerate(self.groups))))
            numbers: dict[tuple[Node, ...], int] = {}  # of what is left for each of the others, the same for rows that make no difference
            column = [
                numbers.setdefault(tuple([self.rest[(*o[:g], n, *o[g + 1 :])] for o in others]), len(numbers)) for n in range(len(rows))
            ]
            columns = list(numbers)
            turns = {(at, *sorted((column[n], column[m]))) for n, m, at in nearest_turns(tuple(rows)) if column[n] != column[m]}
            for at, one, two in sorted(turns):
                pairs = zip(columns[one], columns[two], strict=True)
                if names[at] not in found and any(itertools.starmap(self._differ, dict.fromkeys(pairs))):
                    found.add(names[at])
        return found

    @cached_property
    def _ends(self) -> tuple[dict[str, Value], dict[str, Value]]:
        """Of every fact a value that makes the fewest tests of the formula true in their direction, and one that makes the most."""
        tests: dict[str, list[tuple[tuple[Cell, ...], bool]]] = {}
        for test, positive in leaves(self.node):
            tests.setdefault(test.fact, []).append((test.cells, positive))
        ordered = {
            n: sorted(self.formula.cells[n], key=lambda v, each=each: sum(inside(v, c) is p for c, p in each))  # type: ignore[misc]
            for n, each in tests.items()
        }
        return {n: values[0] for n, values in ordered.items()}, {n: values[-1] for n, values in ordered.items()}

    def _differ(self, one: Node, two: Node) -> bool:
        """Whether two conditions have different values in some completion; first the two are tried in which everything points one way."""
        if one == two:
            return False
        if (one, two) not in self.differs:
            found = any(value(one, end) != value(two, end) for end in self._ends)
            if not found:
                either, _ = one_of_each(any_of((all_of((_EITHER, one)), all_of((Not(_EITHER), two)))))
                cells = {**self.formula.cells, "": (True, False)}
                found = pivotal(either, "", cells, [LIMIT], self.visits)
            self.differs[one, two] = self.differs[two, one] = found
        return self.differs[one, two]
