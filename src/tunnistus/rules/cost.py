"""What a rule can cost, from its text alone: folds that count what expanding would give, without expanding.

The work of a rule is that of its dearest version. Of the rules that it uses all clauses count together, and no version of such a
rule is dearer than that, so the counts are upper bounds for every date. What stands in several places of a formula is written out
in each of them, and looked at once: engines lay every different node out once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

import attrs

from tunnistus import limits
from tunnistus.errors import LoadError
from tunnistus.messages import Message, message
from tunnistus.rules.formula import cells, nested
from tunnistus.rules.graph import tests_or_uses, used_rules
from tunnistus.rules.model import AtLeast, Book, Cell, Clause, Fact, Node, Not, Rule, Test, Use, Window

__all__ = ["Cost", "Size", "check_costs", "costs", "table"]

Tests = frozenset[tuple[str, tuple[Cell, ...], bool]]
Parts = Mapping[tuple[str, str, str], int]  # of each part of a formula that is laid out once (rule, kind, name), its nodes


@attrs.frozen
class Size:
    """A condition written out: its nodes (a test counts once for each of its cells), its tests, its depth."""

    nodes: int = 1
    leaves: int = 0
    depth: int = 1


@attrs.frozen
class Cost:
    """The static cost of one rule, the rules that it uses written out.

    Attributes:
        nodes, leaves, depth: of all its formulas together; the depth of the deepest.
        cells: values that it tells apart of the fact of which it tells most apart.
        combinations: of entangled facts in one formula, at most :data:`tunnistus.limits.LIMIT`.
        versions: combinations of versions that open dates can touch.
        work: nodes looked at to decide it when everything is open; in one formula each different node is looked at once.
    """

    rule: str
    nodes: int
    leaves: int
    depth: int
    cells: int
    combinations: int
    versions: int
    work: int


def costs(rules: Mapping[str, Rule], facts: Mapping[str, Fact]) -> dict[str, Cost]:
    """Return the cost of every rule; the rules must use each other without a circle.

    Raises:
        LoadError: a bound of :mod:`tunnistus.limits` on one rule is passed.
    """
    found: dict[str, Cost] = {}
    heads: dict[str, _Head] = {}
    for rule in _used_first(rules):
        heads[rule.id] = head = _Head(rule, heads, facts)
        head.check()
        found[rule.id] = head.cost
    return {name: found[name] for name in rules}


def check_costs(rules: Mapping[str, Rule], facts: Mapping[str, Fact]) -> None:
    """Raise :class:`LoadError` when a rule, or all rules together, pass a bound of :mod:`tunnistus.limits`."""
    total = 0
    for cost in costs(rules, facts).values():
        total += cost.work
        if total > limits.MAX_ALL_WORK:
            what = message(
                "Up to this rule, deciding may go through {total} nodes, more than {most}.", total=total, most=limits.MAX_ALL_WORK
            )
            raise LoadError(
                what,
                where=rules[cost.rule].where,
                todo=message("Split the rule data into directories that are read one by one."),
                code="over-limit",
            )


def _used_first(rules: Mapping[str, Rule]) -> Iterator[Rule]:
    done: set[str] = set()
    waiting: list[str] = list(rules)[::-1]
    while waiting:
        name = waiting[-1]
        rest = [u for u in sorted(used_rules(rules[name])) if u not in done]
        if name in done or not rest:
            waiting.pop()
            if name not in done:
                done.add(name)
                yield rules[name]
        waiting += rest if name not in done else ()


@attrs.define(slots=False)
class _Head:
    """One rule, with the heads of those that it uses."""

    rule: Rule
    heads: Mapping[str, _Head]
    facts: Mapping[str, Fact]

    # -- sizes -----------------------------------------------------------------------------------------------------

    def size(self, node: Node) -> Size:
        if isinstance(node, Test):
            return Size(max(1, len(node.cells)), 1)
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
        for clause in self._beaters_first:
            beaten = [_over((found[b.name],)) for b in self.beaters[clause.name] if not _weakens(b, clause)]
            found[clause.name] = _over((self.size(clause.when), *beaten))
        return found

    @cached_property
    def _beaters_first(self) -> list[Clause]:
        found: dict[str, Clause] = {}

        def visit(clause: Clause) -> None:
            for beater in self.beaters[clause.name] if clause.name not in found else ():
                visit(beater)
            found[clause.name] = clause

        for clause in self.rule.clauses:
            visit(clause)
        return list(found.values())

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

    # -- what is compared ------------------------------------------------------------------------------------------

    def tests(self, node: Node, positive: bool) -> Tests:
        if isinstance(node, Test):
            return frozenset({(node.fact, node.cells, positive)})
        if isinstance(node, Use):
            head = self.heads[node.rule]
            found = head.tested[node.outcome] | head.tests(head.rule.scope, True)
            return found if positive else frozenset((f, c, not p) for f, c, p in found)
        if isinstance(node, Not):
            return self.tests(node.of, not positive)
        children = node.of if isinstance(node, AtLeast) else ()
        return frozenset().union(*(self.tests(child, positive) for child in children))

    @cached_property
    def standing(self) -> dict[str, Tests]:
        found: dict[str, Tests] = {}
        for clause in self._beaters_first:
            beaten = (_turned(found[b.name]) for b in self.beaters[clause.name] if not _weakens(b, clause))
            found[clause.name] = self.tests(clause.when, True).union(*beaten)
        return found

    @cached_property
    def tested(self) -> dict[str, Tests]:
        """The tests of each outcome with their directions."""
        found = {}
        for outcome in self.rule.outcomes:
            tests: Tests = frozenset()
            for c in self.carrying(outcome):
                own = self.standing[c.name]
                weak = frozenset().union(*(self.standing[b.name] for b in self.beaters[c.name] if _weakens(b, c)))
                lead = own if self.rule.ordered or c.then == outcome else _turned(own)
                both = not self.rule.ordered and c.then == outcome == self.rule.otherwise
                tests = tests.union(lead, weak, _turned(weak), _turned(own) if both else ())
            found[outcome] = tests
        return found

    def combinations(self, found: Tests) -> tuple[int, int]:
        """Combinations of entangled facts in a formula with these tests, up to the bound; and the most cells of one fact."""
        groups: dict[str, set[tuple[tuple[Cell, ...], bool]]] = {}
        for name, cell, positive in found:
            groups.setdefault(name, set()).add((cell, positive))
        product = most = 1
        for name, tests in groups.items():
            self._few_tests(name, {c for c, _ in tests})
            parts = cells(self.facts[name], (c for c, _ in tests))
            most = max(most, len(parts))
            if not nested(parts, tests):
                product = min(limits.LIMIT, product * len(parts))
        return product, most

    def _few_tests(self, name: str, tests: set[tuple[Cell, ...]]) -> None:
        count = sum(map(len, tests))
        if count > 2 * limits.MAX_CELLS:
            what = message("The rule {rule} compares {fact} with {count} values; at most {most} are allowed.", fact=repr(name), count=count)
            raise self.error(what, 2 * limits.MAX_CELLS, message("Test it with fewer values."))

    # -- what is laid out once -------------------------------------------------------------------------------------

    def parts(self, node: Node, kind: str, name: str = "") -> Parts:
        """The nodes of a condition that stands in the rule under a name, and the parts of the rules that it uses."""
        used = [(self.heads[use.rule], use.outcome) for use in tests_or_uses(node) if isinstance(use, Use)]
        inner = (parts for head, outcome in used for parts in (head.shared[outcome], head.parts(head.rule.scope, "scope")))
        return _together(({(self.rule.id, kind, name): _written(node)}, *inner))

    @cached_property
    def shared_applies(self) -> dict[str, Parts]:
        """Of each clause: the parts of its condition and of those of the clauses that beat it, and what joins them."""
        found: dict[str, Parts] = {}
        for clause in self._beaters_first:
            beaten = [found[b.name] for b in self.beaters[clause.name] if not _weakens(b, clause)]
            joined = {(self.rule.id, "applies", clause.name): 3 + len(beaten)}
            found[clause.name] = _together((joined, self.parts(clause.when, "when", clause.name), *beaten))
        return found

    @cached_property
    def shared(self) -> dict[str, Parts]:
        """Of each outcome: the parts of all clauses in its formulas and of those that weaken them, and what joins them."""
        found: dict[str, Parts] = {}
        for outcome in self.rule.outcomes:
            carrying = self.carrying(outcome)
            joined = {(self.rule.id, "outcome", outcome): 6 + sum(6 + len(self.beaters[c.name]) for c in carrying)}
            clauses = {name for c in carrying for name in (c.name, *(b.name for b in self.beaters[c.name]))}
            found[outcome] = _together((joined, *(self.shared_applies[name] for name in sorted(clauses))))
        return found

    # -- together --------------------------------------------------------------------------------------------------

    @cached_property
    def whole(self) -> Size:
        return _over((*map(self.size, self.rule.conditions), *self.applies.values(), *self.possible.values()))

    @cached_property
    def heads_by_version(self) -> list[_Head]:
        """The rule with the clauses of each of its versions alone."""
        days = sorted({date.min, *(edge for clause in self.rule.clauses for edge in _edges(clause.valid))})
        alive = (tuple(c for c in self.rule.clauses if day in c.valid) for day in days)
        return [_Head(attrs.evolve(self.rule, clauses=clauses), self.heads, self.facts) for clauses in alive]

    @cached_property
    def versions(self) -> int:
        days: dict[str, set[Any]] = {}
        for name in self.closure:
            rule = self.heads[name].rule if name != self.rule.id else self.rule
            windows = (rule.valid, *(c.valid for c in rule.clauses), *(n.valid for n in rule.notices))
            days.setdefault(rule.clock, set()).update(edge for w in windows for edge in _edges(w))
        return math.prod(len(found) + 1 for clock, found in days.items() if clock != "decision")

    @cached_property
    def closure(self) -> frozenset[str]:
        return frozenset({self.rule.id}).union(*(self.heads[name].closure for name in used_rules(self.rule)))

    @cached_property
    def cost(self) -> Cost:
        size = self.whole
        parts = [head.formulas for head in self.heads_by_version]
        work = self.versions * max(sum(product * nodes for product, _, nodes in found) for found in parts)
        product, most = (max(each[n] for found in parts for each in found) for n in (0, 1))
        return Cost(self.rule.id, size.nodes, size.leaves, size.depth, most, product, self.versions, work)

    @property
    def formulas(self) -> list[tuple[int, int, int]]:
        """Of each formula the combinations of entangled facts, the most cells of one fact, and the nodes."""
        found = [(self.combinations(self.tested[o]), self.shared[o]) for o in self.rule.outcomes]
        found.append((self.combinations(self.tests(self.rule.scope, True)), self.parts(self.rule.scope, "scope")))
        found += [(self.combinations(self.standing[name]), parts) for name, parts in self.shared_applies.items()]
        return [(product, most, sum(parts.values())) for (product, most), parts in found]

    def check(self) -> None:
        """Refuse the rule when it passes a bound, cheapest counts first."""
        size = self.whole
        if size.nodes > limits.MAX_NODES:
            what = message("The rule {rule} has {count} nodes when written out; at most {most} are allowed.", count=_short(size.nodes))
            raise self.error(what, limits.MAX_NODES, _FEWER)
        if size.depth > limits.MAX_EXPANDED_DEPTH:
            what = message("The rule {rule} is {count} levels deep when written out; at most {most} are allowed.", count=size.depth)
            raise self.error(what, limits.MAX_EXPANDED_DEPTH, _FEWER)
        if self.versions > limits.MAX_VERSIONS:
            what = message("The rule {rule} can touch {count} versions; at most {most} are allowed.", count=self.versions)
            raise self.error(what, limits.MAX_VERSIONS, message("Move old versions to a rule of their own."))
        cost = self.cost
        if cost.cells > limits.MAX_CELLS:
            what = message("The rule {rule} tells {count} values of one fact apart; at most {most} are allowed.", count=cost.cells)
            raise self.error(what, limits.MAX_CELLS, message("Test it with fewer values."))
        if cost.work > limits.MAX_WORK:
            what = message("Deciding the rule {rule} may go through {count} nodes; at most {most} are allowed.", count=_short(cost.work))
            raise self.error(what, limits.MAX_WORK, message("Split it, or make a derived fact of one part."))

    def error(self, what: Message, most: int, todo: Message) -> LoadError:
        said = what.filled(**what.values, rule=repr(self.rule.id), most=most)
        return LoadError(said, where=self.rule.where, todo=todo, code="over-limit")


_FEWER: Final = message("Use fewer rules in it, or beat fewer clauses.")


def _over(sizes: Iterable[Size]) -> Size:
    nodes, leaves, depth = 1, 0, 0
    for size in sizes:
        nodes, leaves, depth = nodes + size.nodes, leaves + size.leaves, max(depth, size.depth)
    return Size(nodes, leaves, depth + 1)


def _written(node: Node) -> int:
    """The nodes of a condition as it stands there: a test counts once for each of its cells, a use once and once for what joins it."""
    if isinstance(node, Test):
        return max(1, len(node.cells))
    below = node.of if isinstance(node, AtLeast) else (node.of,) if isinstance(node, Not) else ()
    return 1 + isinstance(node, Use) + sum(map(_written, below))


def _together(parts: Iterable[Parts]) -> Parts:
    return {key: nodes for each in parts for key, nodes in each.items()}


def _short(number: int) -> str:
    """A number that may be astronomical: past eighteen digits the power of two that it is over."""
    return str(number) if number < limits.MAX_NUMBER else f"> 2^{number.bit_length() - 1}"


def _turned(tests: Tests) -> Tests:
    return frozenset((name, cell, not positive) for name, cell, positive in tests)


def _weakens(beater: Clause, clause: Clause) -> bool:
    return beater.effect == "power" != clause.effect


def _edges(window: Window) -> Iterator[Any]:
    if window.since:
        yield window.since
    if window.until:
        yield window.until + timedelta(days=1)


def table(book: Book) -> Iterator[str]:
    """Yield the static cost of every rule as lines, rule set by rule set, each with its sum of work."""
    found = costs(book.rules, book.facts)
    names = ("nodes", "leaves", "depth", "cells", "combinations", "versions", "work")
    yield f"{'':42} " + " ".join(f"{name:>12}" for name in names)
    for ruleset in book.rulesets.values():
        yield f"{ruleset.id:120} {sum(found[name].work for name in ruleset.rules):12,}"
        yield from (f"  {name:40} " + " ".join(f"{getattr(found[name], part):12,}" for part in names) for name in ruleset.rules)
