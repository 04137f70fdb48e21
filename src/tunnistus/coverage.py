"""What the cases show: which clauses applied, which did not, and which leaf of a condition decided in some case."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from tunnistus.expand import without_use
from tunnistus.explain import Decision
from tunnistus.formula import value
from tunnistus.model import AtLeast, Book, Cell, Clause, Const, Node, Not, Span, Test, Use
from tunnistus.truth import FALSE, OPEN, TRUE

__all__ = ["Coverage", "Place", "cell_name", "leaf_name", "leaf_places", "put"]

Place = tuple[int, ...]


@attrs.define
class Coverage:
    """Collects decided cases; show it every decision with :meth:`add`.

    A leaf *decided* when the condition of its clause had a certain value that turning this leaf alone would turn.
    """

    book: Book
    applied: set[tuple[str, str]] = attrs.field(factory=set)
    idle: set[tuple[str, str]] = attrs.field(factory=set)
    decided: set[tuple[str, str, Place]] = attrs.field(factory=set)

    def add(self, decision: Decision) -> None:
        """Count a decided case."""
        rule, known = decision.rule.id, decision.case.answers.known
        for each in decision.clauses:
            (self.applied if each.applies == TRUE else self.idle).add((rule, each.clause.name))
            if len(decision.worlds) == 1 and each.when != OPEN:
                days = decision.days[0]
                for place, _ in leaf_places(each.clause.when):
                    key = (rule, each.clause.name, place)
                    if key not in self.decided and self._decides(each.clause, place, each.when, days, known):
                        self.decided.add(key)

    def _decides(self, clause: Clause, place: Place, when: int, days: object, known: object) -> bool:
        turned = {value(without_use(self.book, put(clause.when, place, Const(t)), days), known) for t in (TRUE, FALSE)}  # type: ignore[arg-type]
        return turned == {TRUE, FALSE} and when in turned

    def clause_gaps(self) -> list[str]:
        """Return a line for every clause that no case shows applying, or none shows not applying (unless it always does)."""
        every = [(r.id, c) for r in self.book.rules_in_order() for c in r.clauses]
        gaps = [f"{c.where}: no case in which {rule} / {c.name} applies" for rule, c in every if (rule, c.name) not in self.applied]
        idle = ((r, c) for r, c in every if not isinstance(c.when, Const) and (r, c.name) not in self.idle)
        return gaps + [f"{c.where}: no case in which {r} / {c.name} does not apply" for r, c in idle]

    def leaf_gaps(self) -> list[str]:
        """Return a line for every leaf of a condition that decides in no case."""
        return [
            f"{clause.where}: no case decides {rule.id} / {clause.name} / {leaf_name(leaf)}"
            for rule in self.book.rules_in_order()
            for clause in rule.clauses
            for place, leaf in leaf_places(clause.when)
            if (rule.id, clause.name, place) not in self.decided
        ]

    def count(self) -> tuple[int, int]:
        """Return how many leaves decided in some case, and how many there are."""
        every = sum(1 for r in self.book.rules.values() for c in r.clauses for _ in leaf_places(c.when))
        return len(self.decided), every


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
