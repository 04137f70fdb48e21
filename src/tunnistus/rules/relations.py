"""What is known counts: which values follow from others, which rows are left, and which answers cannot be true together.

Facts linked by relations, directly or through others, form a *group*. A *row* gives each of some facts of a group one value; it is
allowed when the other facts of the group can have values with which every relation holds. Relations are about facts with named
values, yes and no among them, so every question about them is answered by a small search and no likelihood comes in.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeVar

import attrs

from tunnistus.bounded import Bounded
from tunnistus.errors import Contradiction
from tunnistus.limits import MAX_ROWS_KEPT
from tunnistus.rules.model import AtLeast, Book, Cell, Fact, Node, Not, Relation, Test, Value, inside

__all__ = ["Blame", "Group", "Relations", "named", "relations_of"]

FEWEST: Final = 4  # facts that contradict each other are looked for below that number
Known = Mapping[str, Any]
T = TypeVar("T")
Clause = tuple[tuple[int, int], ...]  # of which one holds: the place of a fact, and its values as bits


def named(fact: Fact) -> tuple[bool | str, ...]:
    """Return the values of a fact with named values: true and false, or the members of an enumeration."""
    return (True, False) if fact.type == "bool" else fact.values


@attrs.frozen
class Blame:
    """The fewest given facts that carry something, and the relations by which they do."""

    facts: tuple[str, ...]
    relations: tuple[str, ...]


@attrs.frozen(eq=False)
class Group:
    """Facts linked by relations, in the order of the vocabulary."""

    names: tuple[str, ...]
    values: tuple[tuple[Value, ...], ...]
    relations: tuple[Relation, ...]
    clauses: tuple[Clause, ...] = attrs.field(repr=False)
    kept: Bounded[Hashable, Any] = attrs.field(factory=partial(Bounded, MAX_ROWS_KEPT), repr=False)

    def start(self, known: Known) -> list[int]:
        """The values that each fact can have, as bits, before any relation is looked at."""
        return [
            1 << values.index(known[name]) if known.get(name) is not None else (1 << len(values)) - 1
            for name, values in zip(self.names, self.values, strict=True)
        ]

    def given(self, known: Known) -> bool:
        """Whether something is known of one of the facts."""
        return any(known.get(name) is not None for name in self.names)

    def possible(self, left: list[int], clauses: Sequence[Clause] | None = None) -> bool:
        """Whether some allowed row has for every fact one of the values left."""
        return self._free(left, self.clauses if clauses is None else clauses) is not None

    def _free(self, left: Sequence[int], clauses: Sequence[Clause]) -> list[int] | None:
        """Return some of the values left with which every row is allowed; nothing when no row is."""
        free = list(left)
        loose = _narrow(free, clauses)
        if not loose:
            return free if loose is not None else None
        at, bits = next((at, bits) for at, bits in loose[0] if free[at] & bits)
        parts = (self._free([*free[:at], part, *free[at + 1 :]], loose) for part in (free[at] & bits, free[at] & ~bits))
        return next((found for found in parts if found is not None), None)

    def kept_for(self, about: Hashable, known: Known, make: Callable[[], T]) -> T:
        """Return what was made about the group before when the same was known of it; else make it."""
        return self.kept.get((about, *map(known.get, self.names)), make)  # type: ignore[no-any-return]

    def narrowed(self, known: Known) -> tuple[int, ...]:
        """Return the values that each fact has in some allowed row with what is known, as bits; nothing when there is no such row."""

        def make() -> tuple[int, ...]:
            left = self.start(known)
            loose = _narrow(left, self.clauses)
            found = None if loose is None else self._free(left, loose)
            if loose is None or found is None:
                return ()
            for at, bits in enumerate(left):
                for bit in _bits(bits):
                    if not found[at] & bit and (more := self._free([*left[:at], bit, *left[at + 1 :]], loose)):
                        found = [one | two for one, two in zip(found, more, strict=True)]
            return tuple(found)

        return self.kept_for("narrowed", known, make)

    def following(self, known: Known) -> Mapping[str, Value] | None:
        """Return the values that follow from what is known, of facts that are open; ``None`` when it cannot be true together."""

        def make() -> Mapping[str, Value] | None:
            left = self.narrowed(known)
            alone = {n: each[b.bit_length() - 1] for n, each, b in zip(self.names, self.values, left, strict=False) if b.bit_count() == 1}
            return {n: item for n, item in alone.items() if known.get(n) is None} if left else None

        return self.kept_for("following", known, make)

    def values_left(self, name: str, known: Known, tests: Iterable[tuple[Cell, ...]]) -> tuple[Value, ...]:
        """Return the values that a fact can still have, one for all that the tests do not tell apart."""
        at = self.names.index(name)
        bits = self.narrowed(known)[at]
        left = [item for n, item in enumerate(self.values[at]) if bits >> n & 1]
        groups = tuple(tests)
        return tuple({tuple([inside(item, group) for group in groups]): item for item in reversed(left)}.values())[::-1]

    def rows(self, names: Sequence[str], known: Known) -> tuple[tuple[Value, ...], ...]:
        """Return the allowed rows of some facts with what is known, values in the order of the facts."""
        names = tuple(names)
        return self.kept_for(names, known, lambda: tuple(self._rows(self.start(known), [self.names.index(n) for n in names], self.clauses)))

    def rows_of_cells(
        self, names: Sequence[str], known: Known, tests: Sequence[frozenset[tuple[Cell, ...]]]
    ) -> tuple[tuple[Value, ...], ...]:
        """Return the same with one value for all that the tests of a fact do not tell apart: the first that is possible."""

        def make() -> tuple[tuple[Value, ...], ...]:
            first: list[dict[frozenset[Any], Value]] = [{} for _ in names]
            rows: dict[tuple[Value, ...], None] = {}
            for row in self.rows(names, known):
                signs = [frozenset(group for group in each if inside(v, group)) for v, each in zip(row, tests, strict=True)]
                rows[tuple([f.setdefault(sign, v) for f, sign, v in zip(first, signs, row, strict=True)])] = None
            return tuple(rows)

        return self.kept_for((tuple(names), tuple(tests)), known, make)

    def _rows(self, left: list[int], places: list[int], clauses: Sequence[Clause]) -> Iterator[tuple[Value, ...]]:
        loose = _narrow(left, clauses)
        if loose is None or not self.possible(left, loose):
            return
        parts = [[n for n in range(left[at].bit_length()) if left[at] >> n & 1] for at in places]
        first = next((n for n, part in enumerate(parts) if len(part) > 1), len(places)) if loose else len(places)
        if first == len(places):
            yield from itertools.product(*([self.values[at][n] for n in part] for at, part in zip(places, parts, strict=True)))
            return
        at, others = places[first], places[first + 1 :]
        begin = tuple([self.values[place][part[0]] for place, part in zip(places[:first], parts, strict=False)])
        for n in parts[first]:
            for row in self._rows([*left[:at], 1 << n, *left[at + 1 :]], others, loose):
                yield (*begin, self.values[at][n], *row)

    def blame(self, known: Known, name: str = "", item: Value | None = None) -> Blame:
        """Return why what is known cannot be true together, or why a fact has a value that follows.

        Of more than :data:`FEWEST` facts none can be left out, and still there may be fewer.
        """
        all_given = given = {n: known[n] for n in self.names if known.get(n) is not None and n != name}

        def carried(some: Mapping[str, Value], relations: Sequence[int]) -> bool:
            left = self.start(some)
            if name and item is not None:
                at = self.names.index(name)
                left[at] &= ~(1 << self.values[at].index(item))
            return not self.possible(left, [self.clauses[n] for n in relations])

        every = list(range(len(self.clauses)))
        for n in reversed(self.names):
            if n in given and carried(fewer := {k: v for k, v in given.items() if k != n}, every):
                given = fewer
        tried = (dict(some) for size in range(1, min(len(given), FEWEST)) for some in itertools.combinations(all_given.items(), size))
        given = next((some for some in tried if carried(some, every)), given)
        for each in tuple(every):
            if carried(given, [other for other in every if other != each]):
                every.remove(each)
        return Blame(tuple(given), tuple(self.relations[each].id for each in every))


def _bits(some: int) -> Iterator[int]:
    """Each bit alone."""
    while some:
        yield some & -some
        some &= some - 1


def _narrow(left: list[int], clauses: Sequence[Clause]) -> Sequence[Clause] | None:
    """Take away values that a relation excludes by itself, until nothing changes.

    Returns the clauses that can still exclude something; ``None`` when a fact has no value left.
    """
    again = True
    while again:
        again, loose = False, []
        for clause in clauses:
            ways = only = keep = 0
            for at, bits in clause:
                here = left[at] & bits
                if not here:
                    continue
                if here == left[at]:
                    break  # it holds, whatever comes
                ways, only, keep = ways + 1, at, here
            else:
                if not ways:
                    return None
                if ways == 1:
                    left[only], again = keep, True
                else:
                    loose.append(clause)
        clauses = loose
    return clauses


class Relations:
    """The groups of a book.

    Attributes:
        of: fact id to its group.
        names: the facts that stand in a relation.
    """

    def __init__(self, facts: Mapping[str, Fact], relations: Iterable[Relation]) -> None:
        self.of: dict[str, Group] = {}
        for names, inside_ in _linked(relations):
            ordered = tuple(sorted(names, key=lambda n: facts[n].order))
            values = tuple(named(facts[n]) for n in ordered)
            place = {n: at for at, n in enumerate(ordered)}
            clauses = tuple(_clause(relation, place, values) for relation in inside_)
            group = Group(ordered, values, tuple(inside_), clauses)
            self.of.update(dict.fromkeys(ordered, group))
        self.names = frozenset(self.of)
        self._among: dict[tuple[str, ...], tuple[Group, ...]] = {}

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every group once, in the order of the relations."""
        return tuple(dict.fromkeys(self.of.values()))

    def among(self, names: Iterable[str]) -> tuple[Group, ...]:
        """The groups of some facts, each once."""
        return tuple(dict.fromkeys([self.of[n] for n in names if n in self.of]))

    def among_those(self, names: tuple[str, ...]) -> tuple[Group, ...]:
        """The same for facts of rule data, which are asked about again and again."""
        if names not in self._among:
            self._among[names] = self.among(names)
        return self._among[names]

    def around(self, names: Iterable[str]) -> frozenset[str]:
        """The facts and all that stand in a group with one of them."""
        names = tuple(names)
        return frozenset(itertools.chain(names, *(group.names for group in self.among(names))))

    def apart(self, names: Sequence[str], known: Known, facts: Mapping[str, Fact]) -> list[str]:
        """Leave out facts that always follow from another of them, and it from them; the one that is asked about first stays."""
        gone: set[str] = set()
        related = sorted((n for n in names if n in self.names), key=lambda n: (not facts[n].askable, facts[n].stage, facts[n].order))
        for one, two in itertools.combinations(related, 2):
            if self.of[one] is self.of[two] and one not in gone:
                rows = self.of[one].rows((one, two), known)
                if len(rows) == len({a for a, _ in rows}) == len({b for _, b in rows}):
                    gone.add(two)
        return [n for n in names if n not in gone]

    def allowed(self, tests: Mapping[str, Iterable[tuple[Cell, ...]]], known: Known | None = None) -> Node:
        """Return the condition that somebody can exist, over facts that are compared in some ways: which cells go together, and with what
        is known.
        """
        found: list[Node] = []
        for group in self.among(tests):
            names = tuple([n for n in group.names if n in tests])
            cells = [_cells(group.values[group.names.index(n)], tuple(tests[n])) for n in names]
            place = [{item: at for at, cell in enumerate(each) for item in cell} for each in cells]
            rows = {tuple([at[item] for at, item in zip(place, row, strict=True)]) for row in group.rows(names, known or {})}
            ways = itertools.product(*(range(len(each)) for each in cells))
            every = {
                way: AtLeast(len(way), tuple(Test(n, cells[i][at]) for i, (n, at) in enumerate(zip(names, way, strict=True))))
                for way in ways
            }
            inside_, outside = (tuple(node for way, node in every.items() if (way in rows) is side) for side in (True, False))
            if outside:
                found.append(AtLeast(1, inside_) if len(inside_) <= len(outside) else Not(AtLeast(1, outside)))
        return AtLeast(len(found), tuple(found)) if len(found) != 1 else found[0]

    def follow(self, known: Known, among: Iterable[str] | None = None) -> dict[str, Value]:
        """Return the values that follow from what is known, of facts that are open; of the groups of all facts, or of some.

        Raises:
            Contradiction: what is known cannot be true together.
        """
        found: dict[str, Value] = {}
        for group in self.among(n for n in (known if among is None else among) if n in known):
            following = group.following(known)
            if following is None:
                blame = group.blame(known)
                raise Contradiction.between(blame.facts, blame.relations)
            found |= following
        return found


def _clause(relation: Relation, place: Mapping[str, int], values: Sequence[Sequence[Value]]) -> Clause:
    def bits(fact: str, cells: Any) -> int:
        return sum(1 << n for n, item in enumerate(values[place[fact]]) if inside(item, cells))

    at = place[relation.when.fact]
    first = (at, (1 << len(values[at])) - 1 & ~bits(relation.when.fact, relation.when.cells))
    return (first, *((place[t.fact], bits(t.fact, t.cells)) for t in relation.then))


def _cells(values: Sequence[Value], groups: Iterable[tuple[Cell, ...]]) -> list[tuple[Any, ...]]:
    """Values that no comparison tells apart together, in the order of the vocabulary."""
    found: dict[frozenset[Any], tuple[Any, ...]] = {}
    for item in values:
        sign = frozenset(group for group in groups if inside(item, group))
        found[sign] = (*found.get(sign, ()), item)
    return list(found.values())


def _linked(relations: Iterable[Relation]) -> list[tuple[set[str], list[Relation]]]:
    """Relations that share facts, directly or through others, with those facts."""
    found: list[tuple[set[str], list[Relation]]] = []
    for relation in relations:
        names = {relation.when.fact, *(t.fact for t in relation.then)}
        near = [each for each in found if each[0] & names]
        found = [each for each in found if each not in near]
        found.append((names.union(*(n for n, _ in near)), [*(r for _, rs in near for r in rs), relation]))
    return found


def relations_of(book: Book) -> Relations:
    """Return the groups of a book, made once."""
    if "relations" not in book.memo:
        book.memo["relations"] = Relations(book.facts, book.relations)
    return book.memo["relations"]  # type: ignore[no-any-return]
