"""How large a rule becomes when what it uses and what beats is written out, from its text alone: counted, without expanding.

All versions count together, so the counts are upper bounds for every date. What deciding takes is not foreseen here: a rule whose
diagram would grow past :data:`tunnistus.limits.MAX_DIAGRAM` is decided by Kleene logic.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any, Final

import attrs

from tunnistus import limits
from tunnistus.errors import LoadError
from tunnistus.messages import Message, message
from tunnistus.rules.formula import cells
from tunnistus.rules.graph import tests_or_uses, used_rules
from tunnistus.rules.model import AtLeast, Cell, Clause, Fact, Node, Not, Rule, Test, Use

__all__ = ["Size", "check_sizes", "sizes"]

Compared = Mapping[str, frozenset[tuple[Cell, ...]]]  # of each fact what it is compared with


@attrs.frozen
class Size:
    """The size of a condition or rule, written out.

    Attributes:
        nodes: a test counts once for each of its cells.
        depth: of the deepest condition.
        cells: values told apart of the fact of which most are told apart; 1 of a condition.
        versions: combinations of versions that open dates can touch; 1 of a condition.
    """

    nodes: int = 1
    depth: int = 1
    cells: int = 1
    versions: int = 1


def sizes(rules: Mapping[str, Rule], facts: Mapping[str, Fact]) -> dict[str, Size]:
    """Return the size of every rule; the rules must use each other without a circle.

    Raises:
        LoadError: a bound of :mod:`tunnistus.limits` on one rule is passed.
    """
    heads: dict[str, _Head] = {}
    for name in TopologicalSorter({name: used_rules(rule) for name, rule in rules.items()}).static_order():
        heads[name] = head = _Head(rules[name], heads, facts)
        head.check()
    return {name: heads[name].whole for name in rules}


def check_sizes(rules: Mapping[str, Rule], facts: Mapping[str, Fact]) -> None:
    """Raise :class:`LoadError` when a rule passes a bound of :mod:`tunnistus.limits`."""
    sizes(rules, facts)


@attrs.define(slots=False)
class _Head:
    """One rule, with the heads of those that it uses."""

    rule: Rule
    heads: Mapping[str, _Head]
    facts: Mapping[str, Fact]

    # -- nodes and depth -------------------------------------------------------------------------------------------

    def size(self, node: Node) -> Size:
        if isinstance(node, Test):
            return Size(max(1, len(node.cells)))
        if isinstance(node, Use):
            head = self.heads[node.rule]
            return _over((head.size(head.rule.scope), head.possible[node.outcome]))
        if isinstance(node, Not):
            return _over((self.size(node.of),))
        return _over(self.size(child) for child in node.of) if isinstance(node, AtLeast) else Size()

    @cached_property
    def beaters(self) -> dict[str, list[Clause]]:
        return {c.name: [b for b in self.rule.clauses if c.name in b.beats] for c in self.rule.clauses}

    @cached_property
    def applies(self) -> dict[str, Size]:
        """Of each clause: its condition and, negated, that no clause that beats it applies."""
        found: dict[str, Size] = {}

        def of(clause: Clause) -> Size:
            if clause.name not in found:
                beaten = [_over((of(b),)) for b in self.beaters[clause.name] if not _weakens(b, clause)]
                found[clause.name] = _over((self.size(clause.when), *beaten))
            return found[clause.name]

        return {clause.name: of(clause) for clause in self.rule.clauses}

    def carrying(self, outcome: str) -> list[Clause]:
        """Clauses in the formulas of an outcome; for ``otherwise`` all that lead anywhere."""
        place = self.rule.outcomes.index
        leading = [c for c in self.rule.clauses if c.then]
        if self.rule.ordered:
            return [c for c in leading if place(c.then) >= place(outcome)]
        return [c for c in leading if outcome in (c.then, self.rule.otherwise)]

    @cached_property
    def possible(self) -> dict[str, Size]:
        """Of each outcome: being due and being an option, each with the clauses and those that weaken them."""
        return {o: _over(_over(self._with_weak(c, o)) for c in self.carrying(o)) for o in self.rule.outcomes}

    def _with_weak(self, clause: Clause, outcome: str) -> list[Size]:
        own, weak = self.applies[clause.name], [self.applies[b.name] for b in self.beaters[clause.name] if _weakens(b, clause)]
        if self.rule.ordered or clause.then != outcome or not weak:
            return [_over((own,))] * (2 if clause.then == outcome == self.rule.otherwise else 1)
        return [_over((own, _over(weak)))] * 2 + ([own] if outcome == self.rule.otherwise else [])

    # -- what is compared, and when --------------------------------------------------------------------------------

    @cached_property
    def compared(self) -> Compared:
        """The comparisons of the rule and of those that it uses."""
        found: dict[str, set[tuple[Cell, ...]]] = {}
        for part in (part for condition in self.rule.conditions for part in tests_or_uses(condition)):
            used = {part.fact: {part.cells}} if isinstance(part, Test) else self.heads[part.rule].compared
            for name, some in used.items():
                found.setdefault(name, set()).update(some)
        return {name: frozenset(some) for name, some in found.items()}

    @cached_property
    def closure(self) -> frozenset[str]:
        return frozenset({self.rule.id}).union(*(self.heads[name].closure for name in used_rules(self.rule)))

    @cached_property
    def versions(self) -> int:
        days: dict[str, set[Any]] = {}
        for name in self.closure:
            rule = self.heads[name].rule if name != self.rule.id else self.rule
            windows = (rule.valid, *(c.valid for c in rule.clauses), *(n.valid for n in rule.notices))
            days.setdefault(rule.clock, set()).update(edge for window in windows for edge in window.edges)
        return math.prod(len(found) + 1 for clock, found in days.items() if clock != "decision")

    # -- together --------------------------------------------------------------------------------------------------

    @cached_property
    def written(self) -> Size:
        return _over((*map(self.size, self.rule.conditions), *self.applies.values(), *self.possible.values()))

    @cached_property
    def whole(self) -> Size:
        most = max((len(cells(self.facts[name], some)) for name, some in self.compared.items()), default=1)
        return attrs.evolve(self.written, cells=most, versions=self.versions)

    def check(self) -> None:
        """Refuse the rule when it passes a bound, cheapest counts first."""
        size = self.written
        what = message("The rule {rule} has {count} nodes when written out; at most {most} are allowed.")
        self._refuse(size.nodes, limits.MAX_NODES, what, _FEWER)
        what = message("The rule {rule} is {count} levels deep when written out; at most {most} are allowed.")
        self._refuse(size.depth, limits.MAX_EXPANDED_DEPTH, what, _FEWER)
        what = message("The rule {rule} can touch {count} versions; at most {most} are allowed.")
        self._refuse(self.versions, limits.MAX_VERSIONS, what, message("Move old versions to a rule of their own."))
        for name, some in self.compared.items():
            what = message("The rule {rule} compares {fact} with {count} values; at most {most} are allowed.", fact=repr(name))
            self._refuse(sum(map(len, some)), 2 * limits.MAX_CELLS, what, _FEWER_VALUES)
        what = message("The rule {rule} tells {count} values of one fact apart; at most {most} are allowed.")
        self._refuse(self.whole.cells, limits.MAX_CELLS, what, _FEWER_VALUES)

    def _refuse(self, count: int, most: int, what: Message, todo: Message) -> None:
        if count > most:
            said = what.filled(**what.values, rule=repr(self.rule.id), count=_short(count), most=most)
            raise LoadError(said, where=self.rule.where, todo=todo, code="over-limit")


_FEWER: Final = message("Use fewer rules in it, or beat fewer clauses.")
_FEWER_VALUES: Final = message("Test it with fewer values.")


def _over(some: Iterable[Size]) -> Size:
    nodes = depth = 0
    for size in some:
        nodes, depth = nodes + size.nodes, max(depth, size.depth)
    return Size(nodes + 1, depth + 1)


def _short(number: int) -> str:
    """A number that may be astronomical: past eighteen digits the power of two that it is over."""
    return str(number) if number < limits.MAX_NUMBER else f"> 2^{number.bit_length() - 1}"


def _weakens(beater: Clause, clause: Clause) -> bool:
    return beater.effect == "power" != clause.effect
