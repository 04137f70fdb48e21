"""Decision diagrams on bit planes: each node has those rows that can come to it, and a row whose answer is open takes every branch.

64 rows are an operation, and the nodes are the same that decide one person (:mod:`tunnistus.deciding.compiled`). A row whose answers
contradict each other comes to no end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce
from operator import or_
from typing import Final

import attrs
import numpy as np

from tunnistus.columns.bits import ALL, Array
from tunnistus.columns.intake import Absent, Source
from tunnistus.columns.outputs import Outputs, nothing
from tunnistus.deciding.compiled import Conditions, Result, Table
from tunnistus.deciding.expand import Expanded
from tunnistus.deciding.plan import sheet
from tunnistus.rules.formula import Formula
from tunnistus.rules.mdd import HOLDS, NOBODY, Diagrams
from tunnistus.rules.model import Book, Cell
from tunnistus.rules.relations import relations_of

__all__ = ["Walk", "Walked", "at_a_time", "possible", "walks_of"]

WORDS: Final = 8_192  # most words that go through a diagram at a time: 524,288 people
ROOM: Final = 1 << 17  # words that all planes may take, so that they stay in the cache; at least 64 for each

Edge = tuple[int, int, bool]  # of a node: by which way of its level, to which place, and whether it is the first that comes there


@attrs.frozen
class Level:
    """The nodes that ask for one fact.

    Attributes:
        parts: for each branch the cells of a test for it.
        ways: sets of branches that lead from a node to the same child.
        nodes: the place of each node, and where it leads.
    """

    fact: str
    parts: tuple[tuple[Cell, ...], ...]
    ways: tuple[tuple[int, ...], ...]
    nodes: tuple[tuple[int, tuple[Edge, ...]], ...]


@attrs.frozen(eq=False)
class Walk:
    """A function as it runs: its levels, how many places it needs, and the place of each end that can be reached; the first is the root.

    A place is used again when its node is done, but for those of ends.
    """

    levels: tuple[Level, ...]
    places: int
    ends: Mapping[int, int]

    @classmethod
    def of(cls, table: Table, root: int) -> Walk:
        """Make a function of a table ready."""
        diagrams = table.diagrams
        order = [at for at in diagrams.under(root) if at != NOBODY]
        ends = {at: n for n, at in enumerate((at for at in order if not diagrams.below[at]), 1) if at != root}
        places = _Places(diagrams, {root: 0, **ends}, len(ends) + 1)
        by_level: dict[int, list[int]] = {}
        for at in order:
            if diagrams.below[at]:
                by_level.setdefault(diagrams.level[at], []).append(at)
        levels = tuple([_level(table, level, nodes, places) for level, nodes in by_level.items()])
        leaves = {at: n for at, n in places.of.items() if at != NOBODY and not diagrams.below[at]}
        return cls(levels, places.most, {diagrams.ends[at].bit_length() - 1: n for at, n in leaves.items()})

    @property
    def words(self) -> int:
        """How many words of rows go through at a time."""
        return at_a_time(self.places)

    @property
    def tests(self) -> Iterable[tuple[str, tuple[Cell, ...]]]:
        """The facts that it asks for, with the cells of each branch that is tested."""
        return ((level.fact, cells) for level in self.levels for n, cells in enumerate(level.parts) if n != _rest(level.parts))

    def run(self, sources: Mapping[str, Source], start: int, words: int) -> Callable[[int], Array]:
        """Return for some words of rows what gives, of ends as bits, the rows that can come to one of them."""
        planes = np.empty((self.places, words), np.uint64)
        planes[0], spare = ALL, np.empty(words, np.uint64)
        for level in self.levels:
            ways = _ways(level, sources.get(level.fact, Absent()), start, words)
            for at, edges in level.nodes:
                here = planes[at]
                for way, to, first in edges:
                    mask = ways[way]
                    if first and mask is not None:
                        np.bitwise_and(here, mask, planes[to])
                    elif first:
                        planes[to] = here
                    else:
                        np.bitwise_or(planes[to], here if mask is None else np.bitwise_and(here, mask, spare), planes[to])
        nobody = np.zeros(words, np.uint64)
        return lambda ends: reduce(or_, [planes[at] for end, at in self.ends.items() if ends >> end & 1], nobody)


@attrs.define
class _Places:
    """Which node has which place at the moment."""

    diagrams: Diagrams
    of: dict[int, int]
    most: int
    free: list[int] = attrs.field(factory=list)
    reached: set[int] = attrs.field(factory=set)

    def taken(self, node: int) -> tuple[int, bool]:
        """Return the place of a child, and whether nothing came there before."""
        first = node not in self.reached
        self.reached.add(node)
        if node not in self.of:
            if not self.free:
                self.free.append(self.most)
                self.most += 1
            self.of[node] = self.free.pop()
        return self.of[node], first


def _level(table: Table, level: int, nodes: Sequence[int], places: _Places) -> Level:
    ways: dict[tuple[int, ...], int] = {}
    made = []
    for at in nodes:
        children: dict[int, list[int]] = {}
        for branch, child in enumerate(table.diagrams.below[at]):
            children.setdefault(child, []).append(branch)
        edges = [
            (ways.setdefault(tuple(branches), len(ways)), *places.taken(child)) for child, branches in children.items() if child != NOBODY
        ]
        made.append((places.of[at], tuple(edges)))
        places.free.append(places.of.pop(at))
    return Level(table.names[level], table.cells(level).parts, tuple(ways), tuple(made))


def _ways(level: Level, source: Source, start: int, words: int) -> Sequence[Array | None]:
    """For each set of branches the rows that can take one of them; ``None`` where all can."""
    if isinstance(source, Absent):
        return [None] * len(level.ways)
    branches = possible(source, level.parts, start, words)
    return [reduce(or_, [branches[n] for n in way]) for way in level.ways]


def at_a_time(planes: int) -> int:
    """Return how many words of rows go at a time through a diagram that needs so many planes."""
    return max(64, min(WORDS, ROOM // planes))


def possible(source: Source, parts: Sequence[tuple[Cell, ...]], start: int, words: int) -> list[Array]:
    """Return for each of some tests of a fact the rows in which it can hold: it does, or the fact is open.

    Args:
        parts: every value of the fact passes one of them; so the one that would cost most is what the others leave.
    """
    open_, rest = source.open(start, words), _rest(parts)
    held = [open_ if n == rest else source.holds(cells, start, words) | open_ for n, cells in enumerate(parts)]
    others = [plane for n, plane in enumerate(held) if n != rest]
    held[rest] = ~reduce(or_, others) | open_ if others else np.full(words, ALL)
    return held


def _rest(parts: Sequence[tuple[Cell, ...]]) -> int:
    """The number of the test that is not made: the one of the most cells."""
    return max(range(len(parts)), key=lambda n: len(parts[n]))


# -- of the rules --------------------------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class Walked:
    """A walk, and by the numbers of formulas at which of its ends, as bits, each is true."""

    walk: Walk
    true: Mapping[int, int]


def walks_of(book: Book, made: Outputs, weak: Iterable[int]) -> list[Walked]:
    """Return walks for what Kleene logic may leave open although it is certain, and for what else they tell.

    Args:
        weak: the numbers of the formulas of which it may.

    A formula of a rule or of a scope whose diagram would be too large is in none of them: it stays as Kleene logic says, as for one person.
    """
    numbers = {formula.node: n for n, formula in enumerate(made.formulas)}
    left = {*weak}
    found = []

    def add(table: Table, root: int | None, true: Mapping[int, int]) -> None:
        if root is not None:
            found.append(Walked(Walk.of(table, root), true))
            left.difference_update(true)

    for rule in made.rules:
        plan = sheet(book, (rule.id,), made.dates)[rule.id]
        for n, world in enumerate(plan.worlds):
            wanted = {numbers[f.node]: gives for f, gives in _parts(world) if f.node in numbers}
            if not left.isdisjoint(wanted):
                version = plan.compiled[n]
                add(version, version.root, {number: version.good(gives) for number, gives in wanted.items()})
        if plan.scope and numbers.get(plan.scope.formula.node) in left:
            add(plan.compiled[0], plan.compiled[0].scope, {numbers[plan.scope.formula.node]: HOLDS})
    of_clauses = {n for output, roots in zip(made.outputs, made.roots, strict=True) if output.part == "clause" for n in roots}
    conditions = Conditions([made.formulas[n] for n in sorted(left & of_clauses)], book.facts, relations_of(book))
    for n in sorted(left & of_clauses):
        add(conditions, conditions.root(made.formulas[n]), {n: HOLDS})
    return found


def _parts(version: Expanded) -> Iterator[tuple[Formula, Callable[[Result], bool]]]:
    """The formulas of a version, with what tells whether each is true of a result."""
    for outcome, formula in (version.reached or version.due).items():
        yield formula, partial(_is_due, outcome)
    for outcome, formula in version.option.items() if not version.reached else ():
        yield formula, partial(_is_option, outcome)
    if version.rule.covers_part and version.in_force:
        yield nothing(version), _is_nothing


def _is_nothing(result: Result) -> bool:
    return not result.due and not result.options


def _is_due(outcome: str, result: Result) -> bool:
    return outcome in result.due


def _is_option(outcome: str, result: Result) -> bool:
    return outcome in result.options
