"""Conditions as formulas: their Kleene value, their exact value over all completions, and what they depend on.

A *completion* gives every open fact one value. Kleene logic alone may leave a formula open that has the same value in every
completion. It is exact for an open fact whose tests, all turned to one direction, are nested; the other open facts are
*entangled*. Over all completions decides the diagram of a rule (:mod:`tunnistus.deciding.compiled`); where there is none, Kleene logic.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

import attrs

from tunnistus.limits import FIRST_DAY, LAST_DAY
from tunnistus.rules import truth
from tunnistus.rules.decimals import after, before
from tunnistus.rules.model import AtLeast, Cell, Const, Fact, Node, Not, Span, Test, Value, inside
from tunnistus.rules.relations import Relations, named
from tunnistus.rules.truth import FALSE, OPEN, TRUE, Truth, negate, truth_of

__all__ = [
    "ANY_DAY", "Folded", "Formula", "all_of", "analyse", "any_of", "at_least", "cells", "leaves", "nested",
    "none_of", "propagated", "same_for_all", "simplify", "value",
]  # fmt: skip

ANY_DAY: Final = date(2000, 1, 1)  # stands for every day of a date that no test tells apart
Known = Mapping[str, Value]
MAX_PARTS: Final = 2_000  # of a condition, a part that stands in it twice counted twice, that tests are propagated through
_TRUE, _FALSE = Const(TRUE), Const(FALSE)


def value(node: Node, known: Known) -> Truth:
    """Return the Kleene value of an expanded condition (no ``Use``) under the known facts."""
    if isinstance(node, Test):
        return truth_of(inside(known[node.fact], node.cells)) if node.fact in known else OPEN
    if isinstance(node, AtLeast):
        return truth.at_least(node.k, [value(child, known) for child in node.of])
    if isinstance(node, Not):
        return negate(value(node.of, known))
    assert isinstance(node, Const), "rules that are used are expanded first"
    return node.truth


def at_least(k: int, children: Iterable[Node]) -> Node:
    """At least ``k``, with constants and lone children folded away."""
    rest: list[Node] = []
    for child in children:
        if isinstance(child, Const) and child.truth != OPEN:
            k -= child.truth & 1
        else:
            rest.append(child)
    if k <= 0:
        return _TRUE
    if k > len(rest):
        return _FALSE
    return rest[0] if len(rest) == 1 else AtLeast(k, tuple(rest))


def all_of(children: Iterable[Node]) -> Node:
    """The conjunction; of nothing it is true."""
    nodes = tuple(children)
    return at_least(len(nodes), nodes)


def any_of(children: Iterable[Node]) -> Node:
    """The disjunction; of nothing it is false."""
    return at_least(1, children)


def _not(node: Node) -> Node:
    if isinstance(node, Const):
        return Const(negate(node.truth))
    return node.of if isinstance(node, Not) else Not(node)


def none_of(children: Iterable[Node]) -> Node:
    """True when every child is false."""
    return _not(any_of(children))


def same_for_all(test: Test, fact: Fact) -> Truth:
    """The truth of a test that holds for every value of its fact, or for none; else open."""
    if fact.type == "bool" and len(test.cells) == 1:  # one of yes and no
        return OPEN
    held = {inside(item, test.cells) for item in candidates(fact, [test.cells])}
    return truth_of(*held) if len(held) == 1 else OPEN


Folded = dict[int, tuple[Node, Node]]  # by identity: a condition, and the same with constants folded


def _fold(node: Node, told: Callable[[Test], Truth], done: Folded) -> Node:
    """Fold the constants that a condition was written with, and the tests of which a truth is told; each part once."""
    found = done.get(id(node))
    if found is None:
        found = done[id(node)] = node, _folded(node, told, done)
        done[id(found[1])] = found[1], found[1]
    return found[1]


def _folded(node: Node, told: Callable[[Test], Truth], done: Folded) -> Node:
    if isinstance(node, AtLeast):
        children = [_fold(child, told, done) for child in node.of]
        kept = len(children) > 1 and 0 < node.k <= len(children) and all(map(operator.is_, children, node.of))
        return node if kept and not any(isinstance(child, Const) for child in children) else at_least(node.k, children)
    if isinstance(node, Test):
        return node if (same := told(node)) == OPEN else Const(same)
    if isinstance(node, Not):
        inner = _fold(node.of, told, done)
        return node if inner is node.of and not isinstance(inner, Const | Not) else _not(inner)
    return node


def simplify(node: Node, known: Known) -> Node:
    """Put the known values in and fold; what is left tests open facts only, and is a constant when its Kleene value is certain."""
    return _fold(node, lambda test: value(test, known), {})


def propagated(node: Node) -> Node:
    """Return the same function with each part told the tests that stand beside it (unit propagation): of what is joined with a test by
    *and* only that counts which it gives where the test holds, by *or* where it does not. Its Kleene value is never more open. A condition
    of too many parts is returned as it is.
    """
    try:
        return _propagated(node, {}, itertools.repeat(None, MAX_PARTS))
    except StopIteration:
        return node


def _propagated(node: Node, told: Mapping[Test, Truth], parts: Iterator[None]) -> Node:
    next(parts)
    if isinstance(node, Test):
        return node if (found := told.get(node, OPEN)) == OPEN else Const(found)
    if isinstance(node, Not):
        return _not(_propagated(node.of, told, parts))
    if not isinstance(node, AtLeast):
        return node
    beside = {child: _literal(child) for child in node.of}
    inside = {**told}
    if node.k in (1, len(node.of)):
        inside |= {test: truth if node.k == len(node.of) else negate(truth) for test, truth in filter(None, beside.values())}
    return at_least(node.k, [_propagated(child, told if beside[child] else inside, parts) for child in node.of])


def _literal(node: Node) -> tuple[Test, Truth] | None:
    """A test, and its truth where the condition holds that is that test or its negation; nothing of other conditions."""
    if isinstance(node, Not):
        return (node.of, FALSE) if isinstance(node.of, Test) else None
    return (node, TRUE) if isinstance(node, Test) else None


def tests_in(nodes: Iterable[Node]) -> Iterator[tuple[Test, bool]]:
    """Yield the tests in conditions in the order of reading, each with its direction: true when more of it makes the condition truer.

    A part that several share, or that stands in one of them twice, is read once in each direction.
    """
    waiting, seen = [(node, True) for node in nodes][::-1], set[tuple[int, bool]]()
    while waiting:
        node, positive = waiting.pop()
        if (id(node), positive) in seen:
            continue
        seen.add((id(node), positive))
        if isinstance(node, AtLeast):
            waiting += [(child, positive) for child in reversed(node.of)]
        elif isinstance(node, Test):
            yield node, positive
        elif isinstance(node, Not):
            waiting.append((node.of, not positive))


def leaves(node: Node) -> Iterator[tuple[Test, bool]]:
    """Yield the same of one condition."""
    return tests_in([node])


def tests_in_order(nodes: Iterable[Node]) -> tuple[Test, ...]:
    """Return every different test in conditions once, in the order of reading."""
    return tuple(dict.fromkeys(test for test, _ in tests_in(nodes)))


def cells(fact: Fact, tests: Iterable[tuple[Cell, ...]]) -> tuple[Value, ...]:
    """Return one value for each cell of the fact: values that no test tells apart count once."""
    some = set(tests)
    if fact.type == "bool" and (True,) in some:
        return (True, False)
    groups = sorted(some, key=repr)
    found: dict[tuple[bool, ...], Value] = {}
    for candidate in candidates(fact, groups):
        found.setdefault(tuple(inside(candidate, group) for group in groups), candidate)
    return tuple(found.values())


def candidates(fact: Fact, groups: list[tuple[Cell, ...]]) -> list[Any]:
    """Return values of a fact between which nothing changes, of days and numbers in their order: the first of each stretch."""
    if fact.type == "bool":
        return [True, False]
    if fact.type == "enum":
        return list(fact.values)
    spans = [c for group in groups for c in group if isinstance(c, Span)]
    starts = {s.low for s in spans if s.low is not None} | {after(s.high, fact.step) for s in spans if s.high is not None}
    ordered: list[Any] = sorted(starts)
    points: list[Any] = [before(ordered[0], fact.step), *ordered] if ordered else [ANY_DAY if fact.type == "date" else 0 * fact.step]
    if fact.type == "date":
        return sorted({min(max(day, FIRST_DAY), LAST_DAY) for day in points})
    low, high = fact.low, fact.high
    if low is not None:
        points.append(low)
    return sorted({p for p in points if (low is None or p >= low) and (high is None or p <= high)})


@attrs.frozen(eq=False, repr=False)
class Formula:
    """An expanded condition with what is known of its facts; everything but the condition is worked out when somebody asks for it.

    Attributes:
        vocabulary: every fact by its id.
        relations: between facts, if there are any.
    """

    node: Node
    vocabulary: Mapping[str, Fact] = attrs.field(factory=dict, repr=False)
    relations: Relations | None = attrs.field(default=None, repr=False)

    @cached_property
    def _tests(self) -> Mapping[str, set[tuple[tuple[Cell, ...], bool]]]:
        found: dict[str, set[tuple[tuple[Cell, ...], bool]]] = {}
        for test, positive in tests_in([self.node]):
            found.setdefault(test.fact, set()).add((test.cells, positive))
        return found

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """All facts in it, in the order of the vocabulary."""
        return tuple(sorted(self._tests, key=lambda n: self.vocabulary[n].order))

    @cached_property
    def cells(self) -> Mapping[str, tuple[Value, ...]]:
        """For each of them one value a cell."""
        return {n: cells(self.vocabulary[n], (c for c, _ in self._tests[n])) for n in self.facts}

    @cached_property
    def entangled(self) -> tuple[str, ...]:
        """The facts whose tests are not nested in one direction."""
        return tuple([n for n in self.facts if len(self._tests[n]) > 1 and not nested(self.cells[n], self._tests[n])])

    @cached_property
    def related(self) -> tuple[str, ...]:
        """The facts that stand in relations with others."""
        return tuple([n for n in self.facts if n in self.relations.names]) if self.relations else ()

    @cached_property
    def ends(self) -> Mapping[str, tuple[Value, Value]]:
        """Of each related fact that is not entangled a value that makes every test of it less true than others, and one more true."""
        return {n: _ends(self.cells[n], self._tests[n]) for n in self.related if n not in self.entangled}

    @cached_property
    def cell_of(self) -> Mapping[str, Mapping[Value, Value]]:
        """Of each related fact for every value the one that stands for its cell."""
        return {n: _cell_of(self.vocabulary[n], self.cells[n], [c for c, _ in self._tests[n]]) for n in self.related}

    @cached_property
    def around(self) -> frozenset[str]:
        """The facts, and all others whose values can narrow theirs."""
        return self.relations.around(self.facts) if self.relations else frozenset(self.facts)

    @cached_property
    def certain(self) -> Formula:
        """The same function, with its tests propagated where its Kleene value then tells all that is certain; else the formula itself."""
        if not self.weak or self.related:
            return self
        found = Formula(propagated(self.node), self.vocabulary, self.relations)
        return self if found.weak else found

    @cached_property
    def weak(self) -> bool:
        """Whether the Kleene value may be open although the formula has one value in all completions."""
        return bool(self.related or self.entangled)


def analyse(node: Node, facts: Mapping[str, Fact], relations: Relations | None = None, folded: Folded | None = None) -> Formula:
    """Return the formula of a node, with constants folded.

    Every engine takes its formulas from here, so a test that says nothing about the person is a constant for all of them.

    Args:
        folded: what was folded before, for several formulas over the same facts that have parts in common.
    """
    return Formula(_fold(node, lambda test: same_for_all(test, facts[test.fact]), {} if folded is None else folded), facts, relations)


def _ends(values: tuple[Value, ...], tests: set[tuple[tuple[Cell, ...], bool]]) -> tuple[Value, Value]:
    """Of nested tests the value for which the fewest hold, and the one for which the most do."""
    ordered = sorted(values, key=lambda item: sum(inside(item, group) is positive for group, positive in tests))
    return ordered[0], ordered[-1]


def _cell_of(fact: Fact, values: tuple[Value, ...], groups: list[tuple[Cell, ...]]) -> dict[Value, Value]:
    """For every value of a fact with named values the one of its cell that stands among some values, one for each cell."""
    chosen = {tuple(inside(item, group) for group in groups): item for item in values}
    return {item: chosen[tuple(inside(item, group) for group in groups)] for item in named(fact)}


def nested(values: tuple[Value, ...], tests: set[tuple[tuple[Cell, ...], bool]]) -> bool:
    """Whether the tests, negative ones turned into their complement, form a chain of sets."""
    sets = {frozenset(i for i, v in enumerate(values) if inside(v, group) is positive) for group, positive in tests}
    chain = sorted(sets, key=len)
    return all(a <= b for a, b in itertools.pairwise(chain))
