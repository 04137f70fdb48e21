"""Counting and finding: in how many cells a formula is true, and the smallest set of known facts that makes it true.

A *cell* is here one combination of values that the rules tell apart, one value for every fact. Cells are not people: nothing is
known about how many people are in one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tunnistus.checking.proof import as_one, people, satisfy
from tunnistus.rules.formula import Formula, all_of, analyse, any_of, exact, leaves, none_of, one_of_each, simplify
from tunnistus.rules.model import AtLeast, Book, Const, Fact, Node, Not, Test, Value, inside
from tunnistus.rules.truth import FALSE, TRUE

__all__ = ["STEPS", "Cells", "normal", "smallest", "somebody", "xor"]

STEPS: Final = 20_000
Parts = Mapping[str, tuple[Value, ...]]
Normals = dict[tuple[Node, bool], Node]
_EVERY: Final = Const(TRUE)


def xor(one: Node, two: Node) -> Node:
    """The condition under which two conditions differ."""
    if one == two:
        return Const(FALSE)
    return any_of((all_of((one, none_of((two,)))), all_of((none_of((one,)), two))))


def normal(node: Node, positive: bool = True, done: Normals | None = None) -> Node:
    """Return the same condition with negations at the tests only, nested "all" and "any" joined, and nothing said twice.

    Args:
        done: what was made normal before, of conditions that have parts in common.
    """
    if isinstance(node, Not):
        return normal(node.of, not positive, done)
    if not isinstance(node, AtLeast):
        return node if positive else none_of((node,))
    done = {} if done is None else done
    if (node, positive) not in done:
        found = done[node, positive] = _made_normal(node, positive, done)
        done[found, True] = found
    return done[node, positive]


def _made_normal(node: AtLeast, positive: bool, done: Normals) -> Node:
    n = len(node.of)
    k = node.k if positive else n - node.k + 1
    children = [normal(child, positive, done) for child in node.of]
    if k == n or k == 1:
        children = list(dict.fromkeys(c for child in children for c in _joined(child, every=k == n, single=n == 1)))
        return all_of(children) if k == n else any_of(children)
    return AtLeast(k, tuple(children))


def _joined(node: Node, *, every: bool, single: bool) -> Iterable[Node]:
    """The children of an "all" inside an "all", or of an "any" inside an "any"."""
    if isinstance(node, AtLeast) and not single and node.k == (len(node.of) if every else 1):
        return node.of
    return (node,)


# -- counting ----------------------------------------------------------------------------------------------------


class _TooMany(Exception):
    """The count would take more steps than allowed."""


class Cells:
    """Counts cells over a fixed set of facts; ``parts`` holds for every fact one value for each cell of it.

    Of facts that stand side by side everywhere one is kept, and stands for all of them. Parts of a formula that share no fact are counted
    apart. What must hold is put in at once; else the fact that stands most often gets each of its values. What is left of the formula is
    counted once only. ``weights`` tells how many cells a value stands for, where that is not one. Only cells in which ``within`` holds
    count.
    """

    def __init__(
        self, parts: Parts, steps: int = STEPS, weights: Mapping[tuple[str, Value], int] | None = None, within: Node = _EVERY
    ) -> None:
        self.parts, self.steps, self.weights, self.within = parts, steps, weights or {}, within
        self._left = 0
        self._counts: dict[Node, int] = {}
        self._spreads: dict[tuple[Node, ...], tuple[int, ...]] = {}
        self._names = Names()
        self._normals: Normals = {}

    @property
    def all(self) -> int:
        """How many cells there are."""
        found = self._total(self.parts) if isinstance(self.within, Const) else self.count(Const(TRUE))
        assert found is not None, "relations are counted without much search"
        return found

    def count(self, node: Node) -> int | None:
        """Return in how many cells the condition is true, exactly; ``None`` when that would take too many steps."""
        node = self._normal(all_of((node, self.within)))
        rest = self._total(self.parts.keys() - self._names(node))
        fewer, alike = one_of_each(node)
        inner = self if fewer == node else _merged(node, alike, self)
        try:
            return inner._all_models(fewer) * rest
        except _TooMany:
            return None

    def _all_models(self, node: Node) -> int:
        self._left = self.steps
        return self._models(self._normal(node))

    def _normal(self, node: Node, positive: bool = True) -> Node:
        return normal(node, positive, self._normals)

    def some(self, node: Node, facts: Mapping[str, Fact]) -> bool:
        """Tell whether the condition is true in some cell; never a guess."""
        found = self.count(node)
        return satisfy(analyse(all_of((node, self.within)), facts)) is not None if found is None else found > 0

    def _total(self, names: Iterable[str]) -> int:
        if not self.weights:
            return math.prod(len(self.parts[n]) for n in names)
        return math.prod(sum(self.weights.get((n, v), 1) for v in self.parts[n]) for n in names)

    def _times(self, known: Mapping[str, Value]) -> int:
        """How many cells values stand for."""
        return math.prod(self.weights.get(pair, 1) for pair in known.items()) if self.weights else 1

    def _models(self, node: Node) -> int:
        """In how many combinations of the facts of the node it is true."""
        if isinstance(node, Test):
            return sum(self._times({node.fact: v}) for v in self.parts[node.fact] if inside(v, node.cells))
        if isinstance(node, Not):
            return self._total(self._names(node)) - self._models(node.of)
        if isinstance(node, Const):
            return node.truth & 1
        assert isinstance(node, AtLeast), "rules that are used are expanded first"
        if node not in self._counts:
            if node.k == len(node.of):
                self._counts[node] = self._every(node.of)
            elif node.k == 1:
                self._counts[node] = self._total(self._names(node)) - self._models(self._normal(node, positive=False))
            else:
                self._counts[node] = sum(self._spread(node.of)[node.k :])
        return self._counts[node]

    def _every(self, children: tuple[Node, ...]) -> int:
        """In how many combinations of their facts all children are true."""
        groups = self._independent(children)
        if len(groups) > 1:
            return math.prod(self._models(all_of(group)) for group in groups)
        allowed = _allowed(children, self.parts)
        ways = _ways(allowed) if allowed else _each(self._busiest(children), self.parts)
        if not ways:
            return 0
        names = self._names(*children) - ways[0].keys()
        left: Counter[Node] = Counter()
        for way in ways:
            left[self._normal(all_of(_put(children, way, self._normals)))] += self._times(way)
        return sum(times * self._models(rest) * self._total(names - self._names(rest)) for rest, times in left.items())

    def _busiest(self, children: tuple[Node, ...]) -> str:
        self._left -= 1
        if self._left < 0:
            raise _TooMany
        counts = Counter(t.fact for child in children for t, _ in leaves(child))
        return max(counts, key=lambda n: counts[n])

    def _spread(self, children: tuple[Node, ...]) -> tuple[int, ...]:
        """For every n, in how many combinations of their facts exactly n of the children are true."""
        if children not in self._spreads:
            groups = self._independent(children)
            if len(groups) > 1:
                found: tuple[int, ...] = (1,)
                for group in groups:
                    found = _convolve(found, self._spread(group))
            elif len(children) == 1:
                true = self._models(children[0])
                found = (self._total(self._names(children[0])) - true, true)
            else:
                found = self._branch(children)
            self._spreads[children] = found
        return self._spreads[children]

    def _independent(self, children: tuple[Node, ...]) -> list[tuple[Node, ...]]:
        """The children in groups that share no fact."""
        groups: list[tuple[frozenset[str], tuple[Node, ...]]] = []
        for child in children:
            names = self._names(child)
            group: tuple[Node, ...] = (child,)
            for other in [g for g in groups if not g[0].isdisjoint(names)]:
                groups.remove(other)
                names, group = names | other[0], other[1] + group
            groups.append((names, group))
        return [group for _, group in groups]

    def _branch(self, children: tuple[Node, ...]) -> tuple[int, ...]:
        """Give the busiest fact each of its values, and spread what is left."""
        name = self._busiest(children)
        names = self._names(*children) - {name}
        ways: Counter[tuple[Node, ...]] = Counter()
        for v in self.parts[name]:
            ways[_put(children, {name: v}, self._normals)] += self._times({name: v})
        found = [0] * (len(children) + 1)
        for left, times in ways.items():
            rest = tuple(c for c in left if not isinstance(c, Const))
            true = sum(c.truth & 1 for c in left if isinstance(c, Const))
            free = times * self._total(names - self._names(*rest))
            for n, number in enumerate(self._spread(rest) if rest else (1,)):
                found[true + n] += free * number
        return tuple(found)


def _merged(node: Node, alike: Iterable[tuple[str, ...]], cells: Cells) -> Cells:
    """Count over the first fact of each group: a value of it stands for all combinations in which the group does what it alone would do.

    Args:
        node: the condition with all facts, negations at the tests only.
    """
    tests = {t.fact: t for t, _ in leaves(node)}
    rests = dict(_rests(node))
    parts: dict[str, tuple[Value, ...]] = {}
    weights: dict[tuple[str, Value], int] = {}
    for names in alike:
        name = names[0]
        if len(names) == 1:
            parts[name] = cells.parts[name]
            continue
        every, at_rest = 1, 1
        for other in names:
            inner = sum(inside(v, tests[other].cells) for v in cells.parts[other])
            every *= len(cells.parts[other])
            at_rest *= inner if rests[other] else len(cells.parts[other]) - inner
        true, false = (next(v for v in cells.parts[name] if inside(v, tests[name].cells) is truth) for truth in (True, False))
        parts[name] = (true, false)
        weights[name, true if rests[name] else false] = at_rest
        weights[name, false if rests[name] else true] = every - at_rest
    return Cells(parts, cells.steps, weights)


def _rests(node: Node) -> Iterator[tuple[str, bool]]:
    """Of every fact the value of its test that leaves an "all" or an "any" to the others in it."""
    if isinstance(node, AtLeast):
        for child in node.of:
            test = child.of if isinstance(child, Not) else child
            if isinstance(test, Test):
                yield test.fact, (node.k == len(node.of)) is (test is child)
            else:
                yield from _rests(child)


class Names:
    """The facts of conditions, each condition looked through once."""

    def __init__(self) -> None:
        self._found: dict[Node, frozenset[str]] = {}

    def __call__(self, *nodes: Node) -> frozenset[str]:
        return self._of(nodes[0]) if len(nodes) == 1 else frozenset().union(*map(self._of, nodes))

    def _of(self, node: Node) -> frozenset[str]:
        if node not in self._found:
            children = node.of if isinstance(node, AtLeast) else (node.of,) if isinstance(node, Not) else ()
            self._found[node] = frozenset((node.fact,)) if isinstance(node, Test) else frozenset().union(*map(self._of, children))
        return self._found[node]


def _put(nodes: Iterable[Node], known: Mapping[str, Value], done: Normals) -> tuple[Node, ...]:
    """Put known values into conditions; those that do not read them are left as they are."""
    pairs = ((node, simplify(node, known)) for node in nodes)
    return tuple(node if left is node else normal(left, done=done) for node, left in pairs)


def _allowed(nodes: Iterable[Node], parts: Parts) -> dict[str, tuple[Value, ...]]:
    """For every fact that a condition of its own tests, the values under which all these tests hold."""
    found: dict[str, tuple[Value, ...]] = {}
    for node in nodes:
        test = node.of if isinstance(node, Not) else node
        if isinstance(test, Test):
            values = found.get(test.fact, parts[test.fact])
            found[test.fact] = tuple(v for v in values if inside(v, test.cells) is (test is node))
    return found


def _convolve(one: tuple[int, ...], two: tuple[int, ...]) -> tuple[int, ...]:
    found = [0] * (len(one) + len(two) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(two):
            found[i + j] += a * b
    return tuple(found)


# -- the smallest example ----------------------------------------------------------------------------------------


def smallest(node: Node, facts: Mapping[str, Fact], steps: int = STEPS, within: Node = _EVERY) -> dict[str, Value] | None:
    """Return the fewest known facts of somebody ``within`` whom the condition is certainly true of; ``None`` when it never is.

    Of several sets of that size the one with the earliest facts of the vocabulary is taken, with the values that stand first.
    After ``steps`` of search the best found so far is taken, else one from which no fact can be left out.
    """
    formula = analyse(all_of((node, within)), facts)
    best = _Search(formula, facts, steps).run()
    if best is None:
        best = satisfy(formula)
    if best is None:
        return None
    enough = formula if within == _EVERY else analyse(any_of((node, none_of((within,)))), facts)
    for name in sorted(best, key=lambda n: -facts[n].order):
        rest = {n: v for n, v in best.items() if n != name}
        if exact(enough, rest)[0] == TRUE:
            best = rest
    return dict(sorted(best.items(), key=lambda pair: facts[pair[0]].order))


def somebody(node: Node, book: Book, steps: int = STEPS) -> dict[str, Value] | None:
    """Return the :func:`smallest` known facts of somebody who can exist."""
    found = smallest(node, book.facts, steps, people(node, book))
    return None if found is None else as_one(found, node, book)


class _Search:
    """Search for the smallest true partial cell, one size after the other."""

    def __init__(self, formula: Formula, facts: Mapping[str, Fact], steps: int) -> None:
        self.formula, self.facts, self.left = formula, facts, steps
        self.rank = {n: {v: i for i, v in enumerate(values)} for n, values in formula.cells.items()}
        self._names = Names()
        self._needs: dict[Node, int] = {}
        self._normals: Normals = {}

    def run(self) -> dict[str, Value] | None:
        goals = _open((normal(self.formula.node, done=self._normals),))
        if goals is None:
            return None
        for size in range(self._least(goals), len(self.formula.facts) + 1):
            found = min(self._models(goals, {}, size), key=self._key, default=None)
            if found is not None or self.left <= 0:
                return found
        return None

    def _key(self, chosen: Mapping[str, Value]) -> list[tuple[int, int]]:
        return sorted((self.facts[n].order, self.rank[n][v]) for n, v in chosen.items())

    def _models(self, goals: Iterable[Node], chosen: dict[str, Value], size: int) -> Iterator[dict[str, Value]]:
        """Yield sets of at most ``size`` facts under which all goals are true."""
        self.left -= 1
        open_ = _open(goals)
        if open_ is None or self.left < 0 or len(chosen) + self._least(open_) > size:
            return
        if not open_:
            yield chosen
            return
        allowed = _allowed(open_, self.formula.cells)
        if allowed:
            for known in _ways(allowed):
                yield from self._models(_put(open_, known, self._normals), {**chosen, **known}, size)
            return
        goal, *rest = sorted(open_, key=lambda g: len(g.of) if isinstance(g, AtLeast) else 0)
        assert isinstance(goal, AtLeast)
        for n, child in enumerate(goal.of[: len(goal.of) - goal.k + 1]):
            others = AtLeast(goal.k - 1, goal.of[n + 1 :]) if goal.k > 1 else Const(TRUE)
            yield from self._models((child, others, *rest), chosen, size)

    def _least(self, goals: Iterable[Node]) -> int:
        """A lower bound of how many facts the goals need: goals that share no fact need their own."""
        total, used = 0, set[str]()
        for goal in sorted(goals, key=self._need, reverse=True):
            if used.isdisjoint(self._names(goal)):
                total += self._need(goal)
                used |= self._names(goal)
        return total

    def _need(self, node: Node) -> int:
        if not isinstance(node, AtLeast):
            return 0 if isinstance(node, Const) else 1
        if node not in self._needs:
            needs = sorted(map(self._need, node.of))
            apart = sum(len(self._names(c)) for c in node.of) == len(self._names(node))
            self._needs[node] = sum(needs[: node.k]) if apart else needs[node.k - 1]
        return self._needs[node]


def _ways(allowed: Parts) -> list[dict[str, Value]]:
    """The values that tests leave: all that are the only ones at once, else those of the first fact."""
    forced = {n: values[0] for n, values in allowed.items() if len(values) == 1}
    if forced or not all(allowed.values()):
        return [forced] if all(allowed.values()) else []
    return _each(next(iter(allowed)), allowed)


def _each(name: str, values: Parts) -> list[dict[str, Value]]:
    return [{name: v} for v in values[name]]


def _open(goals: Iterable[Node]) -> tuple[Node, ...] | None:
    """Goals still to reach, an "all" as its children; ``None`` when one is out of reach."""
    found: dict[Node, None] = {}
    waiting = list(reversed(tuple(goals)))
    while waiting:
        goal = waiting.pop()
        if isinstance(goal, Const):
            if goal.truth != TRUE:
                return None
        elif isinstance(goal, AtLeast) and goal.k == len(goal.of):
            waiting += reversed(goal.of)
        else:
            found[goal] = None
    return tuple(found)
