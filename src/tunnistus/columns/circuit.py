"""Conditions as circuits: a fixed order of word operations in which equal parts are made once. Knows neither NumPy nor Arrow.

A value is a pair of bits, *surely true* and *surely false*. What is an AND of the one is an OR of the other, and NOT exchanges them, which
costs nothing. So one plain circuit, run on two bit planes, is strong Kleene logic for 64 people an operation.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from tunnistus.rules.model import AtLeast, Const, Fact, Node, Not, Test

__all__ = ["AND", "LOAD", "NOT", "OR", "XOR", "Circuit", "Leaf", "Root", "Step", "Straight"]

Leaf = Test | Const
AND, OR, XOR, NOT, LOAD = range(5)
_DUAL: Final = {AND: OR, OR: AND, XOR: XOR}  # what tells when the other is false; for XOR after a NOT
UNARY: Final = 4  # up to this distance from an end, counting in ones is cheaper than in binary
PARTS: Final = 64  # of what ANDs and ORs join, and of them with the same first part, more are not looked through for what could be shared
SORTED: Final = 8  # up to so many, sorting is the cheapest way to count further than two, or to several numbers

Op = tuple[int, int, int]  # what, first and second operand: places, or ~place for what negates one; LOAD has the number of a leaf
Root = tuple[int, int, int]  # its number, and the planes on which it is surely true and surely false


@attrs.frozen
class Step:
    """An operation with the planes that it reads and writes. ``what`` is AND, OR, XOR, NOT or LOAD.

    LOAD writes two planes: whether the leaf ``a`` is surely true to ``to``, whether it is surely false to ``b``.
    """

    what: int
    a: int
    b: int
    to: int


@attrs.frozen
class Straight:
    """A circuit as it runs: the steps, how many planes they need, and for each step the roots that are ready after it."""

    steps: tuple[Step, ...]
    planes: int
    ready: tuple[tuple[Root, ...], ...]
    leaves: tuple[Leaf, ...]


@attrs.define
class Circuit:
    """Collects conditions. Equal parts, whatever rule they stand in, get one place; what negates the place ``p`` is ``~p``."""

    facts: Mapping[str, Fact] = attrs.field(repr=False)
    leaves: list[Leaf] = attrs.field(factory=list)
    ops: list[Op] = attrs.field(factory=list)
    _places: dict[Op, int] = attrs.field(factory=dict, init=False, repr=False)
    _numbers: dict[Leaf, int] = attrs.field(factory=dict, init=False, repr=False)
    _nodes: dict[Node, int] = attrs.field(factory=dict, init=False, repr=False)
    _asked: dict[tuple[Node, ...], set[int]] = attrs.field(factory=dict, init=False, repr=False)
    _parts: dict[int, frozenset[int]] = attrs.field(factory=dict, init=False, repr=False)
    _wholes: dict[tuple[int, frozenset[int]], int] = attrs.field(factory=dict, init=False, repr=False)
    _beginning: dict[tuple[int, int], list[int]] = attrs.field(factory=dict, init=False, repr=False)

    def add_all(self, nodes: Sequence[Node]) -> list[int]:
        """Return the places of some conditions: what is small is built first, so that what is larger can be put together from it."""
        sizes: dict[Node, int] = {}
        for node in nodes:
            _sized(node, sizes)
        for node in sizes:
            if isinstance(node, AtLeast) and 1 < node.k < len(node.of):
                self._asked.setdefault(node.of, set()).add(node.k)
        for node in sorted(sizes, key=sizes.__getitem__):
            self.add(node)
        return [self.add(node) for node in nodes]

    def add(self, node: Node) -> int:
        """Return the place of an expanded condition (no ``Use``)."""
        if node not in self._nodes:
            self._nodes[node] = self._build(node)
        return self._nodes[node]

    def _build(self, node: Node) -> int:
        if isinstance(node, Not):
            return ~self.add(node.of)
        if isinstance(node, AtLeast):
            return self._threshold(node.k, [self.add(child) for child in node.of], len(self._asked.get(node.of, ())) > 1)
        assert isinstance(node, Test | Const), "rules that are used are expanded first"
        if isinstance(node, Test) and node.cells == (False,) and self.facts[node.fact].type == "bool":
            return ~self.add(Test(node.fact, (True,)))
        if node not in self._numbers:
            self._numbers[node] = len(self.leaves)
            self.leaves.append(node)
        return self._op(LOAD, self._numbers[node])

    def _op(self, what: int, a: int, b: int = -1) -> int:
        if what not in (AND, OR):
            return self._new((what, a, b))
        parts = self._parts_of(what, a) | self._parts_of(what, b)
        if len(parts) > PARTS:
            return a if a == b else self._new((what, min(a, b), max(a, b)))
        if len(parts) == 1:
            (same,) = parts
            return same
        if (what, parts) not in self._wholes:
            place = self._wholes[what, parts] = self._new((what, min(a, b), max(a, b)))
            self._parts[place] = parts
            beside = self._beginning.setdefault((what, min(parts)), [])
            if len(beside) < PARTS:
                beside.append(place)
        return self._wholes[what, parts]

    def _new(self, op: Op) -> int:
        if op not in self._places:
            self._places[op] = len(self.ops)
            self.ops.append(op)
        return self._places[op]

    def _parts_of(self, what: int, place: int) -> frozenset[int]:
        """What an AND or OR joins, through others of its kind; of anything else the place alone."""
        return self._parts[place] if place in self._parts and self.ops[place][0] == what else frozenset((place,))

    def _all(self, what: int, places: Iterable[int]) -> int:
        """Join places. Where something joins several of them already, and nothing else, it is taken."""
        left = dict.fromkeys(sorted(set(places)))
        whole = frozenset[int]().union(*(self._parts_of(what, place) for place in left))
        taken = []
        for place in self._inside(what, whole):
            gone = [each for each in left if self._parts_of(what, each) <= self._parts[place]]
            if len(gone) > 1:
                taken.append(place)
                for each in gone:
                    del left[each]
        first, *rest = [*taken, *left]
        for place in rest:
            first = self._op(what, first, place)
        return first

    def _inside(self, what: int, whole: frozenset[int]) -> list[int]:
        """What joins some of these parts and nothing else, the largest first."""
        near = (place for part in whole for place in self._beginning.get((what, part), ())) if len(whole) <= PARTS else ()
        return sorted((p for p in near if self._parts[p] <= whole), key=lambda p: (-len(self._parts[p]), p))

    # -- thresholds ----------------------------------------------------------------------------------------------

    def _threshold(self, k: int, places: list[int], several: bool) -> int:
        n = len(places)
        if k <= 0 or k > n:
            return self.add(Const(1 if k <= 0 else 2))
        if k in (1, n):
            return self._all(OR if k == 1 else AND, places)
        if n <= SORTED and (several or k not in (2, n - 1)):
            return self._sorted(places)[k - 1]
        if k <= min(UNARY, n - k + 1):
            return self._ones(k, places, OR, AND)
        return self._ones(n - k + 1, places, AND, OR) if n - k < UNARY else self._binary(k, places)

    def _sorted(self, places: list[int]) -> list[int]:
        """The places so that those that hold come first: Batcher's network, each comparison one OR and one AND."""
        held, n = list(places), len(places)
        top = 1 << (n - 1).bit_length() - 1
        p = top
        while p:
            q, r, d = top, 0, p
            while d:
                for i in range(n - d):
                    if i & p == r:
                        a, b = held[i], held[i + d]
                        held[i], held[i + d] = self._op(OR, a, b), self._op(AND, a, b)
                d, q, r = q - p, q >> 1, p
            p >>= 1
        return held

    def _ones(self, k: int, places: list[int], join: int, both: int) -> int:
        """Count in ones up to ``k``; with AND and OR exchanged it counts those that fail, without a NOT."""
        counter: list[int] = []
        for place in places:
            grown = [self._op(both, counter[j - 1], place) if j else place for j in range(min(len(counter) + 1, k))]
            counter = [self._op(join, counter[j], new) if j < len(counter) else new for j, new in enumerate(grown)]
        return counter[k - 1]

    def _binary(self, k: int, places: list[int]) -> int:
        """Add up in binary with full adders, column by column, and compare with ``k``."""
        columns: list[list[int]] = [list(places)]
        digits: list[int] = []
        for column in _growing(columns):
            while len(column) > 1:
                total, carry = self._add(*column[:3]) if len(column) > 2 else self._half(*column)
                column[:] = [*column[3:], total] if len(column) > 2 else [total]
                if len(columns) == len(digits) + 1:
                    columns.append([])
                columns[len(digits) + 1].append(carry)
            digits.append(column[0])
        return self._not_less(digits, k)

    def _half(self, a: int, b: int) -> tuple[int, int]:
        return self._op(XOR, a, b), self._op(AND, a, b)

    def _add(self, a: int, b: int, c: int) -> tuple[int, int]:
        odd = self._op(XOR, a, b)
        return self._op(XOR, odd, c), self._op(OR, self._op(AND, a, b), self._op(AND, odd, c))

    def _not_less(self, digits: list[int], k: int) -> int:
        """Whether the number is at least ``k``, from its lowest digit up."""
        held: int | None = None  # of the digits so far: at least those of k; None is always
        for n, digit in enumerate(digits):
            if k >> n & 1:
                held = digit if held is None else self._op(AND, digit, held)
            elif held is not None:
                held = self._op(OR, digit, held)
        return self.add(Const(1)) if held is None else held

    # -- in a straight line --------------------------------------------------------------------------------------

    def straight(self, roots: Sequence[int]) -> Straight:
        """Order what the roots need: depth first, leaves loaded when first needed, planes used again after the last use."""
        order = self._needed(roots)
        last = {_of(operand): n for n, place in enumerate(order) for operand in _operands(self.ops[place])}
        asked: dict[int, list[int]] = {}
        for r, root in enumerate(roots):
            asked.setdefault(_of(root), []).append(r)
        line = _Line()
        for n, place in enumerate(order):
            op = self.ops[place]
            line.add(op, place, [each for each in dict.fromkeys(map(_of, _operands(op))) if last[each] == n])
            line.ready[-1] = tuple((r, *line.planes_of(roots[r])) for r in asked.get(place, ()))
            if place not in last:
                line.free.append(line.where[place])  # a root that nothing else reads: it is taken out right after its step
        return Straight(tuple(line.steps), line.planes, tuple(line.ready), tuple(self.leaves))

    def _needed(self, roots: Iterable[int]) -> list[int]:
        """The places in order; of two operands the one first that needs more planes."""
        pairs: list[int] = []
        for op in self.ops:
            below = sorted((pairs[_of(operand)] for operand in _operands(op)), reverse=True)
            pairs.append(max((n + held for held, n in enumerate(below)), default=1))
        done: dict[int, None] = {}
        waiting = [(_of(root), False) for root in reversed(list(roots))]
        while waiting:
            place, ready = waiting.pop()
            if place in done:
                continue
            if ready:
                done[place] = None
            else:
                waiting.append((place, True))
                waiting += [(operand, False) for operand in sorted(map(_of, _operands(self.ops[place])), key=pairs.__getitem__)]
        return list(done)


@attrs.define
class _Line:
    """The steps so far, with the pair of planes of each place: on the first it is surely true, on the second surely false."""

    steps: list[Step] = attrs.field(factory=list)
    ready: list[tuple[Root, ...]] = attrs.field(factory=list)
    where: dict[int, tuple[int, int]] = attrs.field(factory=dict)
    free: list[tuple[int, int]] = attrs.field(factory=list)
    planes: int = 0

    def planes_of(self, place: int) -> tuple[int, int]:
        """The planes on which a place, or what negates one, is surely true and surely false."""
        return self.where[place] if place >= 0 else self.where[~place][::-1]

    def add(self, op: Op, place: int, done: Sequence[int]) -> None:
        """Add what makes a place.

        Args:
            done: the places whose last use it is; one gives its planes away, unless both it and what negates it are read.
        """
        what, leaf, _ = op
        operands = _operands(op)
        over = next((o for o in operands if _of(o) in done and ~o not in operands), None)
        read = [*map(self.planes_of, operands)]
        true, false = pair = self._pair() if over is None else self.planes_of(over)
        self.free += [self.where[each] for each in done if over is None or each != _of(over)]
        self.where[place] = pair
        if what == LOAD:
            steps = [Step(LOAD, leaf, false, true)]
        else:
            (first, not_first), (second, not_second) = read
            steps = [Step(what, first, second, true), Step(_DUAL[what], not_first, not_second, false)]
        steps += [Step(NOT, false, -1, false)] if what == XOR else []
        self.steps += steps
        self.ready += [()] * len(steps)

    def _pair(self) -> tuple[int, int]:
        if self.free:
            return self.free.pop()
        self.planes += 2
        return self.planes - 2, self.planes - 1


def _operands(op: Op) -> tuple[int, ...]:
    what, *operands = op
    return () if what == LOAD else tuple(operands)


def _of(place: int) -> int:
    """The place itself, also of what negates it."""
    return max(place, ~place)


def _sized(node: Node, sizes: dict[Node, int]) -> int:
    if node not in sizes:
        below = node.of if isinstance(node, AtLeast) else (node.of,) if isinstance(node, Not) else ()
        sizes[node] = sum(_sized(child, sizes) for child in below) or 1
    return sizes[node]


def _growing(columns: list[list[int]]) -> Iterator[list[int]]:
    """Yield the columns, those too that are added meanwhile."""
    for n in itertools.count():
        if n == len(columns):
            return
        yield columns[n]
