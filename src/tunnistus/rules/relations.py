"""What is known counts: which values follow from others, which rows are left, and which answers cannot be true together.

Facts linked by relations, directly or through others, form a *group*. A *row* gives each of some facts of a group one value; it is
allowed when the other facts of the group can have values with which every relation holds. Relations are about facts with named
values, yes and no among them, so every question about them is answered by a small search and no likelihood comes in.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from operator import and_, or_
from typing import Any, Final, TypeVar

import attrs

from tunnistus.bounded import Bounded
from tunnistus.errors import Contradiction, LimitError
from tunnistus.limits import LIMIT, MAX_FIRST_SEARCH, MAX_ROWS_KEPT, MAX_SEARCH
from tunnistus.messages import message
from tunnistus.rules.cached import of_book
from tunnistus.rules.model import AtLeast, Book, Cell, Fact, Node, Not, Relation, Test, Value, inside

__all__ = ["Blame", "Group", "Relations", "least_needed", "named", "relations_of"]

FEWEST: Final = 4  # facts that contradict each other are looked for below that number
TOO_MUCH: Final = message("Finding out which answers to these facts go together takes too long.")
FEWER: Final = message(
    "Make one fact with several values of facts that exclude each other, or leave out relations that follow from others."
)
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

    @cached_property
    def search(self) -> _Search:
        """The search for allowed rows."""
        return _Search(self.names, self.clauses)

    @cached_property
    def _sampled(self) -> tuple[tuple[tuple[int, ...], ...], int]:
        left, found, seen, steps = self.start({}), [], [0] * len(self.names), [MAX_FIRST_SEARCH]
        if not self.search.narrow(left, steps):
            return (), MAX_FIRST_SEARCH - steps[0]
        for at, bits in enumerate(left):
            for bit in _bits(bits):
                if not seen[at] & bit and (more := self.search.with_value(left, at, bit, steps)) is not None:
                    found.append(tuple([each & -each for each in more]))
                    seen = [one | two for one, two in zip(seen, found[-1], strict=True)]
        return tuple(found), MAX_FIRST_SEARCH - steps[0]

    @property
    def samples(self) -> tuple[tuple[int, ...], ...]:
        """Some allowed rows: one at least with each value that a fact can have. They hang on nothing that is known of anybody."""
        return self._sampled[0]

    @property
    def cost(self) -> int:
        """How often relations were looked at to find :attr:`samples`. Raises :class:`LimitError`: too often."""
        return self._sampled[1]

    def _possible(self, left: list[int], steps: list[int]) -> bool:
        """Whether some allowed row has for every fact one of the values left, of which those that a relation excludes are taken away."""
        return any(all(map(and_, row, left)) for row in self.samples) or self.search.free(left, steps) is not None

    def kept_for(self, about: Hashable, known: Known, make: Callable[[], T]) -> T:
        """Return what was made about the group before when the same was known of it; else make it."""
        return self.kept.get((about, *map(known.get, self.names)), make)  # type: ignore[no-any-return]

    def narrowed(self, known: Known) -> tuple[int, ...]:
        """Return the values that each fact has in some allowed row with what is known, as bits; nothing when there is no such row."""

        def make() -> tuple[int, ...]:
            left, found, steps = self.start(known), [0] * len(self.names), [MAX_SEARCH]
            if not self.search.narrow(left, steps):
                return ()
            rows = (row for row in self.samples if all(map(and_, row, left)))
            for row in rows:
                found = list(map(or_, found, row))
            for at, bits in enumerate(left):
                for bit in _bits(bits):
                    if not found[at] & bit and (more := self.search.with_value(left, at, bit, steps)):
                        found = list(map(or_, found, more))
            return tuple(found) if all(found) else ()

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
        return self.kept_for(names, known, lambda: tuple(self.each_row(names, known)))

    def each_row(self, names: Sequence[str], known: Known, steps: list[int] | None = None) -> Iterator[tuple[Value, ...]]:
        """Yield the same, one after the other.

        Args:
            steps: how often relations may be looked at; counted down.

        Raises:
            LimitError: they are looked at too often.
        """
        left, steps = self.start(known), steps or [MAX_SEARCH]
        if self.search.narrow(left, steps) and self._possible(left, steps):
            yield from self._rows(left, [self.names.index(n) for n in names], 0, steps)

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

    def together(self, one: str, two: str, known: Known) -> bool:
        """Whether two facts always follow from each other."""
        places = self.names.index(one), self.names.index(two)
        left = self.start(known)
        near = self.kept_for("samples", known, lambda: [row for row in self.samples if all(map(and_, row, left))])
        return _one_to_one({(row[places[0]], row[places[1]]) for row in near}) and _one_to_one(self.rows((one, two), known))

    def _rows(self, left: list[int], places: list[int], start: int, steps: list[int]) -> Iterator[tuple[Value, ...]]:
        """The rows of some facts with the values left, of which some row is allowed; relations before ``start`` hold whatever comes."""
        start = self.search.open_from(left, start)
        parts = [[n for n in range(left[at].bit_length()) if left[at] >> n & 1] for at in places]
        loose = start < len(self.clauses)
        first = next((n for n, part in enumerate(parts) if len(part) > 1), len(places)) if loose else len(places)
        if first == len(places):
            yield from itertools.product(*([self.values[at][n] for n in part] for at, part in zip(places, parts, strict=True)))
            return
        at, others = places[first], places[first + 1 :]
        begin = tuple([self.values[place][part[0]] for place, part in zip(places[:first], parts, strict=False)])
        for n in parts[first]:
            tried = [*left[:at], 1 << n, *left[at + 1 :]]
            if self.search.narrow(tried, steps, at) and self._possible(tried, steps):
                for row in self._rows(tried, others, start, steps):
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
            search = _Search(self.names, [self.clauses[n] for n in relations])
            try:
                return not search.narrow(left, steps) or search.free(left, steps) is None
            except LimitError:
                return False  # then more facts and relations are named than there need be

        every, steps = list(range(len(self.clauses))), [MAX_FIRST_SEARCH]
        for n in reversed(self.names):
            if n in given and carried(fewer := {k: v for k, v in given.items() if k != n}, every):
                given = fewer
        tried = (dict(some) for size in range(1, min(len(given), FEWEST)) for some in itertools.combinations(all_given.items(), size))
        given = next((some for some in tried if carried(some, every)), given)
        every = least_needed(every, lambda some: carried(given, some))
        return Blame(tuple(given), tuple(self.relations[each].id for each in every))


def _one_to_one(pairs: Collection[tuple[Any, ...]]) -> bool:
    return len(pairs) == len({pair[0] for pair in pairs}) == len({pair[1] for pair in pairs})


def _bits(some: int) -> Iterator[int]:
    """Each bit alone."""
    while some:
        yield some & -some
        some &= some - 1


def least_needed(every: list[int], carries: Callable[[Sequence[int]], bool]) -> list[int]:
    """Return what is left when one after the other is left out that is not needed, from the first on; as many at once as can be."""
    at, many = 0, len(every)
    while at < len(every):
        fewer = [*every[:at], *every[at + many :]]
        if carries(fewer):
            every = fewer
        elif many > 1:
            many = (many + 1) // 2
            continue
        else:
            at += 1
        many = max(1, 2 * many)
    return every


class _Search:
    """Searches for allowed rows: values that a relation excludes by itself are taken away, then two parts of the values are tried.

    ``steps`` are counted down with every relation that is looked at; past them there is a :class:`LimitError`.
    """

    def __init__(self, names: Sequence[str], clauses: Sequence[Clause]) -> None:
        self.names, self.clauses = names, clauses
        self.touching: list[list[int]] = [[] for _ in names]
        for n, clause in enumerate(clauses):
            for at, _ in clause:
                self.touching[at].append(n)

    def narrow(self, left: list[int], steps: list[int], at: int | None = None) -> bool:
        """Take away values that a relation excludes by itself, until nothing changes; false when a fact has no value left.

        Args:
            at: the place of the only fact that has lost values since that was done.
        """
        waiting = [*range(len(self.clauses) - 1, -1, -1)] if at is None else self.touching[at][::-1]
        self._count(len(waiting), steps)
        while waiting:
            ways = only = keep = 0
            for place, bits in self.clauses[waiting.pop()]:
                here = left[place] & bits
                if here:
                    if here == left[place]:
                        break  # it holds, whatever comes
                    ways, only, keep = ways + 1, place, here
            else:
                if not ways:
                    return False
                if ways == 1:
                    left[only] = keep
                    waiting += self.touching[only]
                    self._count(len(self.touching[only]), steps)
        return True

    def open_from(self, left: Sequence[int], start: int) -> int:
        """Return the number of the first relation from one on that can still exclude something; that after the last when none can."""
        for n in range(start, len(self.clauses)):
            if not any(left[place] & bits == left[place] for place, bits in self.clauses[n]):
                return n
        return len(self.clauses)

    def free(self, left: list[int], steps: list[int], start: int = 0) -> list[int] | None:
        """Return some of the values left with which every row is allowed; nothing when no row is. They are narrowed already."""
        before, start = start, self.open_from(left, start)
        self._count(start - before, steps)
        if start == len(self.clauses):
            return left
        at, bits = next((at, bits) for at, bits in self.clauses[start] if left[at] & bits)
        for part in (left[at] & bits, left[at] & ~bits):
            tried = [*left[:at], part, *left[at + 1 :]]
            if self.narrow(tried, steps, at) and (found := self.free(tried, steps, start)) is not None:
                return found
        return None

    def with_value(self, left: list[int], at: int, bit: int, steps: list[int]) -> list[int] | None:
        """Return the same with one value of a fact."""
        tried = [*left[:at], bit, *left[at + 1 :]]
        return self.free(tried, steps) if self.narrow(tried, steps, at) else None

    def _count(self, some: int, steps: list[int]) -> None:
        steps[0] -= some + 1
        if steps[0] < 0:
            raise LimitError(TOO_MUCH, where=", ".join(self.names), todo=FEWER)


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
            if self.of[one] is self.of[two] and one not in gone and self.of[one].together(one, two, known):
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
            wide = math.prod(map(len, cells)) > LIMIT
            ways = sorted(rows) if wide else itertools.product(*(range(len(each)) for each in cells))
            every = {
                way: AtLeast(len(way), tuple(Test(n, cells[i][at]) for i, (n, at) in enumerate(zip(names, way, strict=True))))
                for way in ways
            }
            inside_, outside = (tuple(node for way, node in every.items() if (way in rows) is side) for side in (True, False))
            if outside or wide:
                found.append(AtLeast(1, inside_) if wide or len(inside_) <= len(outside) else Not(AtLeast(1, outside)))
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


@of_book
def relations_of(book: Book) -> Relations:
    """Return the groups of a book."""
    return Relations(book.facts, book.relations)
