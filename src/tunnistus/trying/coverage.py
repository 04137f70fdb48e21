"""What the cases show: which clauses applied, which did not, and which leaf of a condition decided, when it was true and when false.

A leaf *decides* in a case when the condition of its clause has a certain value that turning this leaf alone would turn. That it does so
in one case where it is true and in one where it is false is MC/DC: *masking*, and *unique cause* when the two cases agree in all
other leaves of the clause. For what no case shows, :func:`missing_halves` proposes a case to paste.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import attrs

from tunnistus.checking.checks import Look
from tunnistus.checking.counting import somebody, xor
from tunnistus.checking.proof import Prover
from tunnistus.deciding.decide import Case
from tunnistus.deciding.expand import Days, every_version, without_use
from tunnistus.explaining.explain import Decision, decision_of
from tunnistus.reading.findings import Witness, cases_yaml
from tunnistus.rules.answers import Dates, Judged, read_answers
from tunnistus.rules.formula import all_of, analyse, none_of, value
from tunnistus.rules.model import AtLeast, Book, Cell, Clause, Const, Node, Not, Rule, Span, Test, Use, Value
from tunnistus.rules.truth import FALSE, OPEN, TRUE, Truth, at_least, negate

__all__ = ["Coverage", "Half", "Leaf", "Shown", "cell_name", "leaf_name", "leaf_places", "missing_halves", "put"]

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
        applied, idle: in how many cases a clause (rule id, name) applied, and did not.
        decided: a leaf and whether it was true → in how many cases it decided so; ``shown`` holds the first of them.
        patterns: a clause → the truths of its leaves and of its condition in the cases where that was certain.
    """

    book: Book
    applied: Counter[tuple[str, str]] = attrs.field(factory=Counter)
    idle: Counter[tuple[str, str]] = attrs.field(factory=Counter)
    decided: Counter[tuple[tuple[str, str, Place], bool]] = attrs.field(factory=Counter)
    shown: dict[tuple[tuple[str, str, Place], bool], Shown] = attrs.field(factory=dict, repr=False)
    patterns: dict[tuple[str, str], dict[tuple[Truth, ...], Truth]] = attrs.field(factory=dict, repr=False)

    def add(self, decision: Decision) -> None:
        """Count a decided case."""
        rule = decision.rule.id
        for each in decision.clauses:
            (self.applied if each.applies == TRUE else self.idle)[rule, each.clause.name] += 1
            if len(decision.worlds) == 1 and each.when != OPEN:
                self._leaves(decision, each.clause)

    def _leaves(self, decision: Decision, clause: Clause) -> None:
        answers, days = decision.case.answers, decision.days[0]
        written = [(place, leaf) for place, leaf in leaf_places(clause.when)]
        truths = tuple(value(without_use(self.book, leaf, days, decision.rule.scope), answers.known) for _, leaf in written)
        now = _evaluate(clause.when, iter(truths))
        if now == OPEN:
            return  # certain over all completions, but by no single leaf
        self.patterns.setdefault((decision.rule.id, clause.name), {})[truths] = now
        for n, (place, _) in enumerate(written):
            if truths[n] != OPEN and _evaluate(clause.when, iter((*truths[:n], negate(truths[n]), *truths[n + 1 :]))) == negate(now):
                key = (decision.rule.id, clause.name, place), truths[n] == TRUE
                self.decided[key] += 1
                given = {name: answers.known[name] for name in answers.given if name in answers.known}
                self.shown.setdefault(key, Shown(days, given))

    # -- what the cases show -------------------------------------------------------------------------------------

    def leaves(self) -> Iterator[Leaf]:
        """Yield every leaf of every clause, in the order of the files."""
        for rule in self.book.rules_in_order():
            for clause in rule.clauses:
                yield from (Leaf(rule, clause, n, place, leaf) for n, (place, leaf) in enumerate(leaf_places(clause.when)))

    def both_ways(self, leaf: Leaf) -> bool:
        """Whether the leaf decided when it was true, and when it was false (masking MC/DC)."""
        return all((leaf.key, way) in self.decided for way in (True, False))

    def alone(self, leaf: Leaf) -> bool:
        """Whether two cases that differ in no other leaf of the clause got different values of its condition (unique-cause MC/DC)."""
        patterns = self.patterns.get((leaf.rule.id, leaf.clause.name), {})
        for truths, now in patterns.items():
            other = (*truths[: leaf.n], negate(truths[leaf.n]), *truths[leaf.n + 1 :])
            if truths[leaf.n] == TRUE and patterns.get(other) == negate(now):
                return True
        return False

    def clause_gaps(self) -> list[str]:
        """Return a line for every clause that no case shows applying, or none shows not applying (unless it always does)."""
        every = [(r.id, c) for r in self.book.rules_in_order() for c in r.clauses]
        gaps = [f"{c.where}: no case in which {rule} / {c.name} applies" for rule, c in every if (rule, c.name) not in self.applied]
        idle = ((r, c) for r, c in every if not isinstance(c.when, Const) and (r, c.name) not in self.idle)
        return gaps + [f"{c.where}: no case in which {r} / {c.name} does not apply" for r, c in idle]

    def leaf_gaps(self) -> list[str]:
        """Return a line for every leaf of a condition that decides in no case."""
        return [
            f"{leaf.clause.where}: no case decides {leaf}"
            for leaf in self.leaves()
            if not any((leaf.key, way) in self.decided for way in (True, False))
        ]

    def summary(self) -> str:
        """Return one line of counts."""
        clauses = [(r.id, c.name) for r in self.book.rules_in_order() for c in r.clauses]
        leaves = list(self.leaves())
        return (
            f"{sum(key in self.applied for key in clauses)} of {len(clauses)} clauses apply in some case; of {len(leaves)} leaves "
            f"{self.count()[0]} decide, {sum(map(self.both_ways, leaves))} both ways (masking MC/DC), "
            f"{sum(map(self.alone, leaves))} with nothing else changed (unique cause)"
        )

    def count(self) -> tuple[int, int]:
        """Return how many leaves decided in some case, and how many there are."""
        return len({key for key, _ in self.decided}), sum(1 for _ in self.leaves())


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


# -- the other half of a pair: a case to paste in which one leaf decides, for those that no case shows both ways ---------------

STEPS = 2_000
Answers = Mapping[str, Value]


@attrs.frozen
class Half:
    """A leaf that in no case decides while it is true (or false).

    Attributes:
        witness: a case in which it does, with what the rule gives; if possible it differs from a case that shows the other half in this
            leaf alone. Empty when none could be written.
        possible: false when no person and no day can show it.
    """

    leaf: Leaf
    truth: bool
    witness: tuple[Witness, ...] = ()
    possible: bool = True

    def __str__(self) -> str:
        said = f"{self.leaf.clause.where}: no case in which {self.leaf} decides while it is {'true' if self.truth else 'false'}"
        if not self.possible:
            return said + ", and there can be none"
        return said + ("\n" + cases_yaml(self.witness, "  ") if self.witness else "")


def missing_halves(coverage: Coverage) -> Iterator[Half]:
    """Yield for every leaf what no case shows of it, in the order of the files. A case that is proposed counts for what comes after it."""
    for leaf in coverage.leaves():
        for truth in (True, False):
            if (leaf.key, truth) not in coverage.decided:
                yield _half(coverage, leaf, truth)


def _half(coverage: Coverage, leaf: Leaf, truth: bool) -> Half:
    look = Look.at(coverage.book, leaf.rule, Prover("cells"))
    what = f"{leaf.clause.name} hangs on {leaf_name(leaf.node)}, which is {'met' if truth else 'not met'}"
    possible = False
    for days, answers, sure in _people(coverage, leaf, truth):
        possible = possible or sure
        for witness in look.cases(what, (days, answers)):
            alone = Coverage(coverage.book)
            alone.add(decision_of(_case(coverage.book, witness), leaf.rule.id))
            if (leaf.key, truth) in alone.decided:
                coverage.add(decision_of(_case(coverage.book, witness), leaf.rule.id))
                return Half(leaf, truth, (witness,))
    return Half(leaf, truth, possible=possible)


def _case(book: Book, witness: Witness) -> Case:
    given = {n: Judged(a["judged"], by=a["by"], on=a["day"]) if isinstance(a, dict) else a for n, a in witness.answers.items()}
    dates = Dates(**witness.dates)
    return Case(book, read_answers(book, given, dates), dates)


def _people(coverage: Coverage, leaf: Leaf, truth: bool) -> Iterator[tuple[Days, Answers, bool]]:
    """People who may show the half, and whether they surely do: the one of the other half with this leaf turned, then the smallest."""
    book, node = coverage.book, leaf.node
    other = coverage.shown.get((leaf.key, not truth))
    if other and isinstance(node, Test):
        values = analyse(node, book.facts).cells.get(node.fact, ())
        yield from ((other.days, {**other.answers, node.fact: v}, False) for v in values if other.answers.get(node.fact) != v)
    for days, world in every_version(book, leaf.rule):
        if not any(clause is leaf.clause for clause, _, _ in world.clauses):
            continue
        turned = [without_use(book, put(leaf.clause.when, leaf.place, Const(t)), days, leaf.rule.scope) for t in (TRUE, FALSE)]
        here = without_use(book, node, days)
        wanted = all_of((xor(*turned), here if truth else none_of((here,))))
        found = somebody(wanted, book, STEPS)
        if found is not None:
            yield days, found, True
            yield days, {**{n: values[0] for n, values in analyse(wanted, book.facts).cells.items()}, **found}, True
