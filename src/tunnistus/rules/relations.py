"""What is known counts: which values follow from others, which rows are left, and which answers cannot be true together.

Facts linked by relations, directly or through others, form a *group*. A *row* gives each of some facts of a group one value; it is
allowed when the other facts of the group can have values with which every relation holds. Relations are about facts with named
values, yes and no among them, so the allowed rows are a decision diagram: every question about them is a walk, and no likelihood comes in.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property, partial, wraps
from operator import getitem
from typing import Any, Final, TypeVar

import attrs

from tunnistus.bounded import Bounded
from tunnistus.errors import Contradiction, LimitError
from tunnistus.limits import MAX_RELATED, MAX_ROWS, MAX_ROWS_KEPT
from tunnistus.messages import message
from tunnistus.rules.cached import of_book
from tunnistus.rules.mdd import FALSE, HOLDS, TRUE, Diagrams, TooLarge
from tunnistus.rules.model import Book, Cell, Fact, Relation, Test, Value, inside

__all__ = ["Blame", "Group", "Relations", "least_needed", "named", "relations_of"]

FEWEST: Final = 4  # facts that contradict each other are looked for below that number
TOO_MUCH: Final = message("Finding out which answers to these facts go together takes too long.")
FEWER: Final = message(
    "Make one fact with several values of facts that exclude each other, or leave out relations that follow from others."
)
Known = Mapping[str, Any]
T = TypeVar("T")


def _kept(about: Callable[[Group, Known], T]) -> Callable[[Group, Known], T]:
    """What a group keeps of each of what was known of its facts."""

    @wraps(about)
    def of_known(self: Group, known: Known) -> T:
        return self.kept_for(about.__name__, known, lambda: about(self, known))

    return of_known


def named(fact: Fact) -> tuple[bool | str, ...]:
    """Return the values of a fact with named values: true and false, or the members of an enumeration."""
    return (True, False) if fact.type == "bool" else fact.values


@attrs.frozen(eq=False, repr=False)
class Blame:
    """The fewest given facts that carry something, and the relations by which they do."""

    facts: tuple[str, ...]
    relations: tuple[str, ...]


@attrs.frozen(eq=False, repr=False)
class Group:
    """Facts linked by relations, in the order of the vocabulary, and the diagram of the rows that are allowed.

    The diagram asks for the facts in an order of its own, and has a branch for each value. Everything that needs it raises
    :class:`LimitError` where it would be too large; rule data are read only where it is not.
    """

    names: tuple[str, ...]
    values: tuple[tuple[Value, ...], ...]
    relations: tuple[Relation, ...]
    kept: Bounded[Hashable, Any] = attrs.field(factory=partial(Bounded, MAX_ROWS_KEPT), repr=False)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The facts in the order of the levels, those that share relations near each other."""
        return _near_each_other(self.names, self.relations)

    @cached_property
    def level(self) -> Mapping[str, int]:
        """The level of each fact."""
        return {name: level for level, name in enumerate(self.order)}

    @cached_property
    def _branch(self) -> Mapping[str, Mapping[Any, int]]:
        return {name: {item: n for n, item in enumerate(values)} for name, values in zip(self.names, self.values, strict=True)}

    @cached_property
    def diagram(self) -> tuple[Diagrams, int]:
        """The table, and the root of the condition that all relations hold. Raises :class:`LimitError`."""
        made = Diagrams(MAX_RELATED)
        try:
            return made, made.all_of([self._holds(relation, made) for relation in self.relations])
        except TooLarge:
            problem = LimitError(TOO_MUCH, where=", ".join(self.names), todo=FEWER)
        raise problem

    @cached_property
    def alike(self) -> Mapping[str, tuple[tuple[Any, ...], ...]]:
        """The values of each fact in parts: those of a part are allowed with the same values of the other facts."""
        diagrams, root = self.diagram
        below: dict[str, list[Sequence[int]]] = {name: [] for name in self.names}
        for at in diagrams.under(root):
            if diagrams.below[at]:
                below[self.order[diagrams.level[at]]].append(diagrams.below[at])
        found: dict[str, dict[tuple[int, ...], list[Value]]] = {name: {} for name in self.names}
        for name, values in zip(self.names, self.values, strict=True):
            for branch, item in enumerate(values):
                found[name].setdefault(tuple([children[branch] for children in below[name]]), []).append(item)
        return {name: tuple(map(tuple, parts.values())) for name, parts in found.items()}

    def _holds(self, relation: Relation, within: Diagrams) -> int:
        then = within.at_least(1, [self._test(test, within) for test in relation.then])
        return within.choose(self._test(relation.when, within), then, TRUE)

    def _test(self, test: Test, within: Diagrams) -> int:
        ends = tuple([TRUE if inside(item, test.cells) else FALSE for item in self._branch[test.fact]])
        return within.node(self.level[test.fact], ends)

    def _taken(self, known: Known) -> dict[int, int]:
        """The branch of each fact of which something is known, by level."""
        return {self.level[n]: self._branch[n][item] for n in self.names if (item := known.get(n)) is not None}

    def branches(self, name: str, values: Iterable[Value]) -> list[int]:
        """Return the branches of some values of a fact."""
        return [self._branch[name][item] for item in values]

    def known_of(self, known: Known) -> dict[str, Value]:
        """Return what is known of the facts."""
        return {name: item for name in self.names if (item := known.get(name)) is not None}

    def given(self, known: Known) -> bool:
        """Whether something is known of one of the facts."""
        return any(known.get(name) is not None for name in self.names)

    def kept_for(self, about: Hashable, known: Known, make: Callable[[], T]) -> T:
        """Return what was made about the group before when the same was known of it; else make it."""
        return self.kept.get((about, *map(known.get, self.names)), make)  # type: ignore[no-any-return]

    @_kept
    def narrowed(self, known: Known) -> tuple[int, ...]:
        """Return the values that each fact has in some allowed row with what is known, as bits; nothing when there is no such row."""
        diagrams, root = self.diagram
        taken = self._taken(known)
        now, after = diagrams.ahead(root, taken.get)

        def left(name: str) -> int:
            level = self.level[name]
            branches = range(len(self._branch[name])) if level not in taken else (taken[level],)
            return sum([1 << n for n in branches if after.get((level, n), now) & HOLDS])

        return tuple(map(left, self.names)) if now & HOLDS else ()

    @_kept
    def following(self, known: Known) -> Mapping[str, Value] | None:
        """Return the values that follow from what is known, of facts that are open; ``None`` when it cannot be true together."""
        left = self.narrowed(known)
        alone = {n: each[b.bit_length() - 1] for n, each, b in zip(self.names, self.values, left, strict=False) if b.bit_count() == 1}
        return {n: item for n, item in alone.items() if known.get(n) is None} if left else None

    def values_left(self, name: str, known: Known, tests: Iterable[tuple[Cell, ...]]) -> tuple[Value, ...]:
        """Return the values that a fact can still have, one for all that the tests do not tell apart."""
        at = self.names.index(name)
        bits = self.narrowed(known)[at]
        left = [item for n, item in enumerate(self.values[at]) if bits >> n & 1]
        groups = tuple(tests)
        return tuple({tuple([inside(item, group) for group in groups]): item for item in reversed(left)}.values())[::-1]

    def rows(self, names: Sequence[str], known: Known) -> tuple[tuple[Value, ...], ...]:
        """Return the allowed rows of some facts with what is known, values in the order of the facts.

        Raises:
            LimitError: there are more than :data:`tunnistus.limits.MAX_ROWS`.
        """
        names = tuple(names)
        return self.kept_for(names, known, lambda: self._rows(names, known))

    def _rows(self, names: tuple[str, ...], known: Known) -> tuple[tuple[Value, ...], ...]:
        made, taken = Diagrams(MAX_RELATED), self._taken(known)
        root = made.restrict(*self.diagram, taken.get)
        levels = sorted(self.level[name] for name in names)
        found: set[tuple[tuple[int, ...], int]]  # beginnings of rows, and what is left after each
        found = {((), root)} if root != FALSE else set()
        for level, name in enumerate(self.order):
            branches = (taken[level],) if level in taken else range(len(self._branch[name]))
            after = [(row, n, made.below[at][n] if made.level[at] == level else at) for row, at in found for n in branches]
            found = {((*row, n) if level in levels else row, at) for row, n, at in after if at != FALSE}
            if len({row for row, _ in found}) > MAX_ROWS:
                raise LimitError(TOO_MUCH, where=", ".join(self.names), todo=FEWER)
        places, values = [levels.index(self.level[name]) for name in names], [self.values[self.names.index(name)] for name in names]
        ordered = sorted(tuple([row[n] for n in places]) for row, _ in found)
        return tuple([tuple(map(getitem, values, row)) for row in ordered])

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

    @_kept
    def columns(self, known: Known) -> Mapping[str, tuple[int, ...]]:
        """Return of each fact which of some allowed rows have the same value: facts that always follow from each other have the same.

        There is a row for each fact: it has the first value that is left, the others their last, as far as they can.
        """
        made, taken = Diagrams(MAX_RELATED), self._taken(known)
        rest = made.restrict(*self.diagram, taken.get)
        rows = [self._row(made, rest, level, taken) for level in range(len(self.order))] if rest != FALSE else []
        return {name: tuple(map(column.index, column)) for name, column in zip(self.order, zip(*rows, strict=True), strict=False)}

    def _row(self, diagrams: Diagrams, at: int, first: int, taken: Mapping[int, int]) -> list[int]:
        """A row of branches by which a condition holds, with the first branch of one level, if it can have it, else the last."""
        row = []
        for level, name in enumerate(self.order):
            branches = range(len(self._branch[name]))
            if diagrams.level[at] != level:
                row.append(taken.get(level, 0 if level == first else branches[-1]))
                continue
            ways = branches if level == first else reversed(branches)
            row.append(next(n for n in ways if diagrams.ends[diagrams.below[at][n]] & HOLDS))
            at = diagrams.below[at][row[-1]]
        return row

    def together(self, one: str, two: str, known: Known) -> bool:
        """Whether two facts always follow from each other."""
        columns = self.columns(known)
        if columns.get(one) != columns.get(two):
            return False
        at, other = self.names.index(one), self.names.index(two)
        left = self.narrowed(known)
        if not left or left[at].bit_count() != left[other].bit_count():
            return False
        seen = 0
        for n, item in enumerate(self.values[at]):
            if left[at] >> n & 1:
                bits = self.narrowed({**known, one: item})[other]
                if bits & seen or bits.bit_count() != 1:
                    return False
                seen |= bits
        return True

    def blame(self, known: Known, name: str = "", item: Value | None = None) -> Blame:
        """Return why what is known cannot be true together, or why a fact has a value that follows.

        Of more than :data:`FEWEST` facts none can be left out, and still there may be fewer.
        """
        given = [n for n in self.names if known.get(n) is not None and n != name]

        def carried(some: Sequence[str]) -> bool:
            left = self.narrowed({n: known[n] for n in some})
            return not left or (name != "" and left[self.names.index(name)] == 1 << self._branch[name][item])

        least = least_needed(given[::-1], carried)[::-1]
        tried = (some for size in range(1, min(len(least), FEWEST)) for some in itertools.combinations(given, size))
        facts = next((some for some in tried if carried(some)), tuple(least))
        needed = least_needed(list(range(len(self.relations))), self._excluding({n: known[n] for n in facts}, name, item))
        return Blame(facts, tuple(self.relations[each].id for each in needed))

    def _excluding(self, given: Known, name: str, item: Value | None) -> Callable[[Sequence[int]], bool]:
        """Return what tells whether some relations, by number, exclude what is given, with another value of a fact than one."""
        made = Diagrams(MAX_RELATED)
        taken = self._taken(given)
        parts = [made.restrict(made, self._holds(relation, made), taken.get) for relation in self.relations]
        start = TRUE
        if name:
            other = tuple([FALSE if each == item else TRUE for each in self._branch[name]])
            start = made.node(self.level[name], other)

        def excluded(some: Sequence[int]) -> bool:
            try:
                return made.all_of([start, *(parts[n] for n in some)]) == FALSE
            except TooLarge:
                return False  # then more relations are named than there need be

        return excluded


def _near_each_other(names: Sequence[str], relations: Iterable[Relation]) -> tuple[str, ...]:
    """Return facts in an order in which few of the facts before any place share a relation with one behind it.

    The next is always the one that leaves the fewest such facts, of several the first.
    """
    waiting: dict[str, dict[str, None]] = {name: {} for name in names}  # of each fact those still to come that share a relation with it
    for relation in relations:
        for one, two in itertools.permutations(relation.facts, 2):
            waiting[one][two] = None
    near = {one: tuple(others) for one, others in waiting.items()}
    left, found = dict.fromkeys(names), []
    closing = dict.fromkeys(names, 0)  # how many facts before wait for this one alone
    while left:
        chosen = min(left, key=lambda name: bool(waiting[name]) - closing[name])
        del left[chosen]
        found.append(chosen)
        for each in near[chosen]:
            del waiting[each][chosen]
        for each in (chosen, *near[chosen]):
            if each not in left and len(waiting[each]) == 1:
                closing[next(iter(waiting[each]))] += 1
    return tuple(found)


def least_needed(every: list[T], carries: Callable[[Sequence[T]], bool]) -> list[T]:
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
            self.of.update(dict.fromkeys(ordered, Group(ordered, tuple(named(facts[n]) for n in ordered), tuple(inside_))))
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
