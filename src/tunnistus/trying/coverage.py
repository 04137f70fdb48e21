"""What the cases show: which clauses applied, which did not, and which leaf of a condition decided, when it was true and when false.

A leaf *decides* in a case when the condition of its clause has a certain value that turning this leaf alone would turn. That it does so
in one case where it is true and in one where it is false is MC/DC: *masking*, and *unique cause* when the two cases need differ in no
other leaf of the clause. What no case shows :mod:`tunnistus.trying.halves` proposes or proves impossible.

A case with open answers stands for everybody whom they leave: what it expects for certain, it expects of each of them. So a leaf decides
in it, too, when it does in one of these people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping

import attrs

from tunnistus.checking.solver import HOLDS, Solver, TooLarge, xor
from tunnistus.deciding.expand import Days, Expanded, without_use
from tunnistus.explaining.explain import Decision
from tunnistus.messages import Message, message
from tunnistus.rules.formula import all_of, none_of, value
from tunnistus.rules.model import AtLeast, Book, Cell, Clause, Const, Node, Not, Rule, Span, Test, Use, Value
from tunnistus.rules.relations import relations_of
from tunnistus.rules.truth import FALSE, OPEN, TRUE, Truth, at_least, negate

__all__ = ["Coverage", "Leaf", "Shown", "cell_name", "deciding", "leaf_name", "leaf_places", "put"]

Place = tuple[int, ...]


@attrs.frozen
class Leaf:
    """A leaf of a clause's condition as it is written; ``n`` counts the leaves of the clause from 0."""

    rule: Rule
    clause: Clause
    n: int
    place: Place
    node: Test | Use

    @property
    def key(self) -> tuple[str, str, Place]:
        """What names it in :class:`Coverage`."""
        return self.rule.id, self.clause.name, self.place

    def __str__(self) -> str:
        return f"{self.rule.id} / {self.clause.name} / {leaf_name(self.node)}"


@attrs.frozen
class Shown:
    """A case that showed something: the day for each clock and the values that were answered."""

    days: Days
    answers: Mapping[str, Value] = attrs.field(repr=False)


@attrs.define
class Coverage:
    """Collects decided cases; show it every decision with :meth:`add`.

    Attributes:
        given: in how many cases an outcome (rule id, name) was certain: due, an option, or a step that is reached.
        applied, idle: in how many cases a clause (rule id, name) applied, and did not.
        decided: a leaf and whether it was true → in how many cases it decided so; ``shown`` holds the first of them.
        patterns: a clause → the truths of its leaves and of its condition in the cases where that was certain.
    """

    book: Book
    given: Counter[tuple[str, str]] = attrs.field(factory=Counter)
    applied: Counter[tuple[str, str]] = attrs.field(factory=Counter)
    idle: Counter[tuple[str, str]] = attrs.field(factory=Counter)
    decided: Counter[tuple[tuple[str, str, Place], bool]] = attrs.field(factory=Counter)
    shown: dict[tuple[tuple[str, str, Place], bool], Shown] = attrs.field(factory=dict, repr=False)
    patterns: dict[tuple[str, str], dict[tuple[Truth, ...], Truth]] = attrs.field(factory=dict, repr=False)
    _solvers: dict[tuple[Hashable, ...], tuple[Solver, int] | None] = attrs.field(factory=dict, repr=False)

    def add(self, decision: Decision) -> None:
        """Count a decided case, where its rule is one of those that are tried."""
        rule = decision.rule.id
        if self.book.overlay and not self.book.adds(rule):
            return
        certain = (decision.due, decision.floor, *decision.options)
        self.given.update((rule, outcome) for outcome in dict.fromkeys(certain) if outcome)
        for each in decision.clauses:
            (self.applied if each.applies == TRUE else self.idle)[rule, each.clause.name] += 1
            if len(decision.worlds) == 1 and decision.counts and each.when != OPEN:
                self._leaves(decision, each.clause)

    def _leaves(self, decision: Decision, clause: Clause) -> None:
        answers, days = decision.case.answers, decision.days[0]
        written = list(leaf_places(clause.when))
        truths = tuple(value(without_use(self.book, leaf, days, decision.rule.scope), answers.known) for _, leaf in written)
        now = _evaluate(clause.when, iter(truths))
        if now == OPEN:
            return  # certain over all completions, but by no single leaf
        self.patterns.setdefault((decision.rule.id, clause.name), {})[truths] = now
        for n, (place, node) in enumerate(written):
            turned = OPEN if truths[n] == OPEN else _evaluate(clause.when, iter((*truths[:n], negate(truths[n]), *truths[n + 1 :])))
            leaf = Leaf(decision.rule, clause, n, place, node)
            if turned == negate(now) or (truths[n] != OPEN == turned and self._in_somebody(leaf, truths[n] == TRUE, decision)):
                key = leaf.key, truths[n] == TRUE
                self.decided[key] += 1
                given = {name: answers.known[name] for name in answers.given if name in answers.known}
                self.shown.setdefault(key, Shown(days, given))

    def _in_somebody(self, leaf: Leaf, truth: bool, decision: Decision) -> bool:
        """Whether the answers of a case leave somebody in whom a leaf decides; not where that is not proved."""
        found = self._deciding(leaf, truth, decision.days[0], decision.worlds[0])
        return found is not None and bool(found[0].reached(found[1], decision.case.answers.known) & HOLDS)

    def _deciding(self, leaf: Leaf, truth: bool, days: Days, world: Expanded) -> tuple[Solver, int] | None:
        """The condition that a leaf decides, of those who can exist, in a version of the rule."""
        key = leaf.key, truth, world
        if key not in self._solvers:
            node = deciding(self.book, leaf, truth, days)
            solver = Solver([node], self.book.facts, relations_of(self.book))
            try:
                self._solvers[key] = solver, solver.among(solver.of(node))
            except TooLarge:
                self._solvers[key] = None
        return self._solvers[key]

    # -- what the cases show -------------------------------------------------------------------------------------

    def leaves(self) -> Iterator[Leaf]:
        """Yield every leaf of every clause, in the order of the files."""
        for rule in self.book.rules_written():
            for clause in rule.clauses:
                yield from (Leaf(rule, clause, n, place, leaf) for n, (place, leaf) in enumerate(leaf_places(clause.when)))

    def both_ways(self, leaf: Leaf) -> bool:
        """Whether the leaf decided when it was true, and when it was false (masking MC/DC)."""
        return all((leaf.key, way) in self.decided for way in (True, False))

    def alone(self, leaf: Leaf) -> bool:
        """Whether two cases that need differ in no other leaf of the clause got different values of its condition (unique-cause MC/DC).

        What is open in one of them may be as it is in the other.
        """
        patterns = self.patterns.get((leaf.rule.id, leaf.clause.name), {})
        pairs = ((one, two) for one in patterns for two in patterns if one[leaf.n] == TRUE and two[leaf.n] == FALSE)
        return any(patterns[one] == negate(patterns[two]) and _alike(one, two, leaf.n) for one, two in pairs)

    def copy(self) -> Coverage:
        """Return the same, to go on with apart."""
        patterns = {key: dict(each) for key, each in self.patterns.items()}
        return attrs.evolve(
            self,
            given=self.given.copy(),
            applied=self.applied.copy(),
            idle=self.idle.copy(),
            decided=self.decided.copy(),
            shown=dict(self.shown),
            patterns=patterns,
        )

    def clause_gaps(self) -> list[Message]:
        """Return a line for every clause that no case shows applying, or none shows not applying (unless it always does)."""
        every = [(r.id, c) for r in self.book.rules_written() for c in r.clauses]
        never = ((r, c) for r, c in every if (r, c.name) not in self.applied)
        always = ((r, c) for r, c in every if not isinstance(c.when, Const) and (r, c.name) not in self.idle)
        return [
            *(message("{where}: no case in which {clause} applies", where=c.where, clause=f"{r} / {c.name}") for r, c in never),
            *(message("{where}: no case in which {clause} does not apply", where=c.where, clause=f"{r} / {c.name}") for r, c in always),
        ]

    def leaf_gaps(self) -> list[Message]:
        """Return a line for every leaf of a condition that decides in no case."""
        return [
            message("{where}: no case in which {leaf} decides", where=leaf.clause.where, leaf=leaf)
            for leaf in self.leaves()
            if not any((leaf.key, way) in self.decided for way in (True, False))
        ]

    def summary(self) -> Message:
        """Return one line of counts."""
        clauses = [(r.id, c.name) for r in self.book.rules_written() for c in r.clauses]
        leaves = list(self.leaves())
        return message(
            "{applied} of {clauses} clauses apply in some case; of {leaves} leaves, {decide} decide, {both} "
            "both ways (masking MC/DC), {alone} with nothing else changed (unique cause)",
            applied=sum(key in self.applied for key in clauses), clauses=len(clauses), leaves=len(leaves),
            decide=len({key for key, _ in self.decided}), both=sum(map(self.both_ways, leaves)), alone=sum(map(self.alone, leaves)),
        )  # fmt: skip


def _alike(one: tuple[Truth, ...], two: tuple[Truth, ...], but: int) -> bool:
    """Whether truths contradict each other in no place but one."""
    return all(a == b or OPEN in (a, b) for n, (a, b) in enumerate(zip(one, two, strict=True)) if n != but)


def _evaluate(node: Node, truths: Iterator[Truth]) -> Truth:
    """The Kleene value of a condition as it is written, from the truths of its leaves in order."""
    if isinstance(node, Test | Use):
        return next(truths)
    if isinstance(node, Not):
        return negate(_evaluate(node.of, truths))
    return at_least(node.k, [_evaluate(child, truths) for child in node.of]) if isinstance(node, AtLeast) else node.truth


def leaf_places(node: Node, place: Place = ()) -> Iterator[tuple[Place, Test | Use]]:
    """Yield every leaf of a condition as it is written, with the way to it."""
    if isinstance(node, Test | Use):
        yield place, node
    elif isinstance(node, Not):
        yield from leaf_places(node.of, (*place, 0))
    elif isinstance(node, AtLeast):
        for n, child in enumerate(node.of):
            yield from leaf_places(child, (*place, n))


def deciding(book: Book, leaf: Leaf, truth: bool, days: Days, *, everybody: bool = False) -> Node:
    """Return the condition of those in whom a leaf decides while it is true, or while it is false; among those whom the rule concerns."""
    scope = leaf.rule.scope
    turned = (without_use(book, put(leaf.clause.when, leaf.place, Const(each)), days, scope) for each in (TRUE, FALSE))
    here = without_use(book, leaf.node, days, scope)
    return all_of((Const(TRUE) if everybody else scope, xor(*turned), here if truth else none_of((here,))))


def put(node: Node, place: Place, new: Node) -> Node:
    """Return the condition with another one at a place in it."""
    if not place:
        return new
    head, *rest = place
    if isinstance(node, Not):
        return Not(put(node.of, tuple(rest), new))
    assert isinstance(node, AtLeast)
    return AtLeast(node.k, tuple(put(c, tuple(rest), new) if n == head else c for n, c in enumerate(node.of)))


def leaf_name(leaf: Test | Use) -> str:
    """Return a leaf as lists of gaps and of mutants name it."""
    if isinstance(leaf, Use):
        return f"{leaf.rule} = {leaf.outcome}"
    return leaf.fact if leaf.cells == (True,) else f"{leaf.fact} in {', '.join(map(cell_name, leaf.cells))}"


def cell_name(cell: Cell) -> str:
    """Return a value, or the two ends of a span."""
    if not isinstance(cell, Span):
        return str(cell)
    return str(cell.low) if cell.low == cell.high else f"{cell.low or ''}..{cell.high or ''}"
