"""Multi-valued decision diagrams: one table of shared nodes, and the walks by which questions about them are answered.

A node asks for one variable (its *level*) and has a child for each of its values (its *branches*). Equal nodes are one, and a node whose
children are all the same does not exist, so two functions are equal just when they are the same node (Bryant 1986, Kam et al. 1998).
The leaves are the *ends*, numbered from 0; of a condition 0 is false and 1 is true. One leaf more, :data:`NOBODY`, has no number: it
stands where a row of values is impossible, and is never among the ends that can be reached. A set of ends is kept as bits.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial, reduce
from itertools import repeat
from operator import or_
from typing import Any, Final, NamedTuple

from tunnistus.limits import MAX_DIAGRAM

__all__ = ["FALSE", "HOLDS", "LAST", "NOBODY", "TRUE", "UNBOUNDED", "Ahead", "Branching", "Diagrams", "Packed", "TooLarge"]

NOBODY: Final = 0
FALSE: Final = 1
TRUE: Final = 2
HOLDS: Final = 1 << 1  # the end of a condition that is true, as a bit
UNBOUNDED: Final = 1 << 60  # of what is left of a function, which is no larger than it
CHOICES: Final = 4  # steps of making, for each node that a table may have
LAST: Final = 1 << 30  # the level of leaves, below every variable
Branching = Callable[[int], int | None]  # of a level the branch that is taken there; None takes all
Ahead = tuple[int, Mapping[tuple[int, int], int]]
Triple = tuple[int, int, int]


class TooLarge(Exception):
    """A table would get more nodes than it may have."""


class Packed(NamedTuple):
    """A table as plain lists: the numbers of its ends, and of each node the level and the children, leaves first."""

    leaves: list[int]
    nodes: list[list[int]]


class Diagrams:
    """A table of nodes, by number.

    Attributes:
        level: the variable that a node asks for; :data:`LAST` of a leaf.
        below: its children, one for each branch.
        ends: the ends that can be reached from it, as bits.
        most: how many nodes the table may have; one more raises :class:`TooLarge`, and so do four times as many steps to make them.
    """

    def __init__(self, most: int = MAX_DIAGRAM) -> None:
        self.level: list[int] = [LAST]
        self.below: list[tuple[int, ...]] = [()]
        self.ends: list[int] = [0]
        self.most = most
        self._unique: dict[tuple[int, ...], int] = {}
        self._chosen: dict[Triple, int] = {}
        self._leaves: dict[int, int] = {}
        self.end(0)
        self.end(1)

    # -- making ----------------------------------------------------------------------------------------------------

    def end(self, number: int) -> int:
        """Return the leaf of an end."""
        if number not in self._leaves:
            self._leaves[number] = len(self.level)
            self.level.append(LAST)
            self.below.append(())
            self.ends.append(1 << number)
        return self._leaves[number]

    def node(self, level: int, below: tuple[int, ...]) -> int:
        """Return the node with these children. Raises :class:`TooLarge`."""
        first = below[0]
        if below.count(first) == len(below):
            return first
        key = (level, *below)
        found = self._unique.get(key)
        if found is None:
            if len(self.level) >= self.most:
                raise TooLarge
            found = self._unique[key] = len(self.level)
            self.level.append(level)
            self.below.append(below)
            self.ends.append(reduce(or_, [self.ends[each] for each in below]))
        return found

    def choose(self, when: int, then: int, other: int) -> int:
        """Return *if this then that, else the other*; the first ends in false or true only. Raises :class:`TooLarge`."""
        if when <= TRUE:
            return then if when == TRUE else other
        if then == other:
            return then
        chosen = self._chosen
        found = chosen.get((when, then, other))
        waiting = [] if found is not None else [(when, then, other)]
        while waiting:  # a stack of our own: as deep as there are variables, which may be more than Python allows
            key = waiting[-1]
            level, parts = self._apart(*key)
            children, before = [], len(waiting)
            for part in parts:
                one, two, three = part
                if one <= TRUE:
                    children.append(two if one == TRUE else three)
                elif two == three:
                    children.append(two)
                elif (child := chosen.get(part)) is not None:
                    children.append(child)
                else:
                    waiting.append(part)
            if len(waiting) == before:
                if len(chosen) > CHOICES * self.most:
                    raise TooLarge
                found = chosen[key] = self.node(level, tuple(children))
                waiting.pop()
        return found  # type: ignore[return-value]

    def _apart(self, when: int, then: int, other: int) -> tuple[int, Iterable[Triple]]:
        """The first variable that one of three nodes asks for, and of each of its branches what is left to choose from."""
        levels, below = self.level, self.below
        a, b, c = levels[when], levels[then], levels[other]
        if a < b and a < c:
            return a, zip(below[when], repeat(then), repeat(other))
        level = b if b < c else c
        level = a if a < level else level
        width = len(below[when if a == level else then if b == level else other])
        x = below[when] if a == level else (when,) * width
        y = below[then] if b == level else (then,) * width
        z = below[other] if c == level else (other,) * width
        return level, zip(x, y, z, strict=True)

    def negate(self, root: int) -> int:
        """Return the negation of a condition."""
        return self.choose(root, FALSE, TRUE)

    def both(self, one: int, two: int) -> int:
        """Return the conjunction of two conditions."""
        return self.choose(one, two, FALSE)

    def among(self, exists: int, root: int) -> int:
        """Return the same function with :data:`NOBODY` where a condition does not hold."""
        return self.choose(exists, root, NOBODY)

    def at_least(self, k: int, of: Iterable[int]) -> int:
        """Return the condition that at least so many of several conditions hold. Raises :class:`TooLarge`."""
        ordered = sorted(of, key=lambda at: -self.level[at])  # from the last variable up: each step is short
        if k * (len(ordered) - k) > self.most:  # so many sums there are
            raise TooLarge
        sums = [TRUE, *[FALSE] * k]
        for n, each in enumerate(ordered, 1):
            for j in range(min(n, k), max(0, k - (len(ordered) - n) - 1), -1):
                sums[j] = self.choose(each, sums[j - 1], sums[j])
        return sums[k]

    def all_of(self, of: Iterable[int]) -> int:
        """Return the conjunction of conditions: from the last variable up, those that begin with the same one by themselves first."""
        ordered = sorted(((sorted(self.support(each)), each) for each in of), reverse=True)
        root = TRUE
        for _, some in itertools.groupby(ordered, key=lambda pair: pair[0][:1]):
            part = TRUE
            for _, each in some:
                part = self.both(each, part)
            root = self.both(part, root)
        return root

    def relabel(self, root: int, new: Mapping[int, int]) -> int:
        """Return the same function with other leaves in the place of some."""
        return self._rebuilt(self, root, lambda level: None, lambda leaf: new.get(leaf, leaf))

    def restrict(self, source: Diagrams, root: int, branching: Branching) -> int:
        """Return what is left of a function of this or another table where some branches are taken (the cofactor)."""
        return self._rebuilt(source, root, branching, partial(self._copied, source))

    def cofactor(self, root: int, branches: Mapping[int, int]) -> int:
        """Return the same of a function of this table, by level; below the last of these levels nothing has to be made."""
        return self._rebuilt(self, root, branches.get, int, max(branches) + 1) if branches else root

    def borders(self, root: int, level: int) -> list[int]:
        """Return the nodes and leaves from a level on that are reached from those above it."""
        return [at for at in self.under(root, None, level) if self.level[at] >= level]

    def replace(self, root: int, level: int, new: Mapping[int, int]) -> int:
        """Return the same function with other nodes in the place of its :meth:`borders` at a level; none of them stands above it."""
        return self._rebuilt(self, root, lambda above: None, new.__getitem__, level)

    def translate(self, source: Diagrams, root: int, level: Sequence[int], branches: Sequence[Sequence[int]]) -> int:
        """Return the same function of another table, whose levels stand here in the same order.

        Args:
            level: of each level there the level here.
            branches: of each level there the branch that stands for each branch here.
        """
        made: dict[int, int] = {}
        for at in reversed(source.under(root)):
            there, below = source.level[at], source.below[at]
            made[at] = self.node(level[there], tuple([made[below[n]] for n in branches[there]])) if below else self._copied(source, at)
        return made[root]

    def _copied(self, source: Diagrams, leaf: int) -> int:
        return leaf if leaf <= TRUE else self.end(source.ends[leaf].bit_length() - 1)

    def _rebuilt(self, source: Diagrams, root: int, branching: Branching, leaf: Callable[[int], int], last: int = LAST) -> int:
        """The same function where some branches are taken; from a level on, by default that of the leaves, of other nodes."""
        made: dict[int, int] = {}
        for at in reversed(source.under(root, branching, last)):
            level, below = source.level[at], source.below[at]
            if level >= last:
                made[at] = leaf(at)
            elif (branch := branching(level)) is not None:
                made[at] = made[below[branch]]
            else:
                made[at] = self.node(level, tuple([made[each] for each in below]))
        return made[root]

    def freeze(self) -> None:
        """Forget what only making needs: from now on the table is read."""
        self._chosen.clear()
        self._unique.clear()

    def packed(self, roots: Sequence[int]) -> tuple[Packed, list[int]]:
        """Return all that can be reached from some roots, as plain lists, and the roots there."""
        order = sorted({at for root in roots for at in self.under(root)}, key=lambda at: (-self.level[at], at))
        leaves = sorted({FALSE, TRUE, *(at for at in order if not self.below[at])} - {NOBODY})
        new = {NOBODY: 0, **{at: n for n, at in enumerate(leaves, 1)}}
        nodes = []
        for at in (at for at in order if self.below[at]):
            new[at] = len(new)
            nodes.append([self.level[at], *(new[each] for each in self.below[at])])
        return Packed([self.ends[at].bit_length() - 1 for at in leaves], nodes), [new[root] for root in roots]

    @classmethod
    def unpacked(cls, packed: Packed) -> Diagrams:
        """Return a table to be read."""
        made = cls()
        made.level, made.below = [LAST], [()]
        made.ends = ends = [0]
        for number in packed.leaves:
            made.level.append(LAST)
            made.below.append(())
            ends.append(1 << number)
        for level, *below in packed.nodes:
            made.level.append(level)
            made.below.append(tuple(below))
            ends.append(reduce(or_, [ends[each] for each in below]))
        return made

    # -- walks -----------------------------------------------------------------------------------------------------

    def under(self, root: int, branching: Branching | None = None, last: int = LAST) -> list[int]:
        """Return the nodes and leaves that can be reached, each before those below it; from a level on only the first on each way."""
        seen, waiting = {root}, [root]
        level = self.level
        while waiting:
            at = waiting.pop()
            if level[at] >= last:
                continue
            here = self.below[at]
            if branching is not None and here and (branch := branching(level[at])) is not None:
                here = (here[branch],)
            for each in here:
                if each not in seen:
                    seen.add(each)
                    waiting.append(each)
        return sorted(seen, key=level.__getitem__)

    def support(self, root: int) -> set[int]:
        """Return the levels on which a function hangs."""
        return {self.level[at] for at in self.under(root)} - {LAST}

    def reached(
        self, root: int, asks: Sequence[str], branch: Mapping[str, Callable[[Any], int]], get: Callable[[str], Any],
        most: int = UNBOUNDED,
    ) -> int:  # fmt: skip
        """Return which ends can be reached. Stops once nothing new can come.

        Args:
            asks: of each node the name of what it asks for; of a leaf nothing.
            branch: by name what gives the branch of a value; of yes and no the value itself is the branch.
            get: gives by name what is known; ``None`` is open.
            most: at how many nodes all branches are taken; where it would be more, -1 is returned.
        """
        below, ends = self.below, self.ends
        found, waiting = 0, [root]
        seen: set[int] = set()
        for at in waiting:
            while name := asks[at]:
                item = get(name)
                if item is not None:
                    at = below[at][item if item is True or item is False else branch[name](item)]
                elif at in seen or not ends[at] & ~found:
                    break
                elif len(seen) == most:
                    return -1
                else:
                    seen.add(at)
                    children = below[at]
                    at = children[0]
                    waiting += children[1:]
            else:
                found |= ends[at]
        return found

    def ahead(self, root: int, branching: Branching) -> Ahead:
        """Return the ends that can be reached, now and after each single further answer: one pass down and one up.

        The second holds them by level and branch; an answer that is not there changes nothing.
        """
        level, below = self.level, self.below
        order = self.under(root, branching)
        left: dict[int, int] = {}
        taken = {here: branching(here) for here in {level[at] for at in order} if here != LAST}
        for at in reversed(order):
            if level[at] == LAST:
                left[at] = self.ends[at]
            else:
                branch = taken[level[at]]
                left[at] = left[below[at][branch]] if branch is not None else reduce(or_, [left[each] for each in below[at]])
        found: dict[tuple[int, int], int] = {}
        open_ = sorted(here for here, branch in taken.items() if branch is None)
        before = {here: bisect_left(open_, here) for here in (*taken, LAST)}  # of a level how many open ones stand before it
        gaps = {(0, before[level[root]]): left[root]}  # of open levels in a row what is reached by paths that do not ask for them
        for at in order:
            here, children = level[at], below[at]
            branch = taken.get(here)
            begin = before[here] + (branch is None)
            for n, each in enumerate(children) if branch is None else ((branch, children[branch]),):
                ends, end = left[each], before[level[each]]
                if branch is None:
                    found[here, n] = found.get((here, n), 0) | ends
                if begin < end:
                    gaps[begin, end] = gaps.get((begin, end), 0) | ends
        skipped = dict.fromkeys(open_, 0)
        for (begin, end), ends in gaps.items():
            for between in open_[begin:end]:
                skipped[between] |= ends
        return left[root], {key: ends | skipped[key[0]] for key, ends in found.items()}

    def path(self, root: int, end: int) -> dict[int, int] | None:
        """Return the fewest branches, by level, that lead to an end: somebody who has it; ``None`` if nobody has."""
        bit = 1 << end
        if not self.ends[root] & bit:
            return None
        best: dict[int, tuple[int, int]] = {}  # of each node that leads there how many branches are left, and the first of them
        for at in reversed(self.under(root)):
            if self.ends[at] & bit:
                best[at] = min([(best[each][0] + 1, n) for n, each in enumerate(self.below[at]) if each in best], default=(0, 0))
        found: dict[int, int] = {}
        at = root
        while self.below[at]:
            found[self.level[at]] = branch = best[at][1]
            at = self.below[at][branch]
        return found

    def counts(self, root: int, weights: Mapping[int, Sequence[int]]) -> dict[int, int]:
        """Return in how many rows of values each end is reached, by its number; those that are in none are not there.

        Args:
            weights: of each level, all that the function hangs on among them, how many values each branch stands for; not of all none.
        """
        every = math.prod(sum(each) for each in weights.values())
        rows: dict[int, dict[int, int]] = {}  # of each node in how many rows of all the variables, those above it too
        for at in reversed(self.under(root)):
            if not self.below[at]:
                rows[at] = {self.ends[at].bit_length() - 1: every} if self.ends[at] else {}
                continue
            here, found = weights[self.level[at]], dict[int, int]()
            for weight, each in zip(here, self.below[at], strict=True):
                for end, many in rows[each].items() if weight else ():
                    found[end] = found.get(end, 0) + weight * many
            rows[at] = {end: many // sum(here) for end, many in found.items()}
        return rows[root]
