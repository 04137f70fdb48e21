"""Whether some person makes a condition true: searched over the cells of the facts or, above a bound, asked of z3 (extra ``proof``).

Both answer the same question about the same cells, so they find the same; only the example may be another person.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections import Counter
from collections.abc import Mapping
from operator import eq
from typing import Any, Final

import attrs

from tunnistus.errors import LimitError, TunnistusError
from tunnistus.messages import message
from tunnistus.rules.formula import Formula, all_of, analyse, any_of, leaves, none_of, simplify, value
from tunnistus.rules.model import AtLeast, Book, Cell, Const, Node, Not, Test, Value, inside
from tunnistus.rules.relations import relations_of
from tunnistus.rules.truth import FALSE, TRUE

__all__ = ["PROVERS", "STEPS", "Prover", "as_one", "existing", "people", "satisfy"]

PROVERS: Final = ("auto", "cells", "z3")
STEPS: Final = 20_000
"""Bound of the search over cells: combinations of cells looked at for one question."""


@attrs.frozen
class Prover:
    """Answers whether a formula can be true. ``kind``: ``cells``, ``z3``, or ``auto``, which asks z3 above the bound if it is there.

    Raises:
        TunnistusError: ``z3`` is wanted and not installed.
    """

    kind: str = "auto"
    steps: int = STEPS

    def __attrs_post_init__(self) -> None:
        if self.kind not in PROVERS:
            raise TunnistusError(
                message("There is no such prover."), where=self.kind, todo=message("Use one of: {names}.", names=", ".join(PROVERS))
            )
        if self.kind == "z3" and not has_z3():
            raise TunnistusError(
                message("z3 is not installed."),
                where="prover",
                todo=message("Install the extra {extra}, from where you got tunnistus.", extra="proof"),
            )

    def find(self, formula: Formula) -> dict[str, Value] | None:
        """Return few values under which the formula is true, ``None`` if there are none. Raises :class:`LimitError`."""
        if self.kind == "z3":
            return _by_z3(formula)
        try:
            return satisfy(formula, self.steps)
        except LimitError:
            if self.kind == "auto" and has_z3():
                return _by_z3(formula)
            raise

    def equivalent(self, one: Node, two: Node, book: Book) -> bool:
        """Whether two expanded conditions have the same value for everybody who can exist. Raises :class:`LimitError`."""
        differ = any_of((all_of((one, none_of((two,)))), all_of((two, none_of((one,))))))
        return self.find(analyse(existing(differ, book), book.facts)) is None


def existing(node: Node, book: Book, known: Mapping[str, Value] | None = None) -> Node:
    """The same condition of people who can exist: whose facts go together, and with others that are known, by the relations of the book."""
    return all_of((node, people(node, book, known)))


def people(node: Node, book: Book, known: Mapping[str, Value] | None = None) -> Node:
    """The condition that somebody can exist of whom something may be known, over the facts of another condition."""
    tests: dict[str, set[tuple[Cell, ...]]] = {}
    for test, _ in leaves(node):
        tests.setdefault(test.fact, set()).add(test.cells)
    return relations_of(book).allowed(tests, known)


def as_one(found: Mapping[str, Value], node: Node, book: Book) -> dict[str, Value]:
    """Return the same cells of a condition, with values that can stand together: of a cell not every value goes with all others."""
    relations = relations_of(book)
    tests: dict[str, list[tuple[Cell, ...]]] = {}
    for test, _ in leaves(node):
        tests.setdefault(test.fact, []).append(test.cells)
    made = dict(found)

    def cell(name: str, item: Value) -> list[bool]:
        return [inside(item, each) for each in tests.get(name, ())]

    for group in relations.among(found):
        names = tuple([n for n in group.names if n in found])
        own = tuple(found[n] for n in names)
        rows = [row for row in group.rows(names, {}) if list(map(cell, names, row)) == list(map(cell, names, own))]
        made |= dict(zip(names, max(rows, key=lambda row, own=own: sum(map(eq, row, own)), default=own), strict=True))  # type: ignore[misc]
    return made


def has_z3() -> bool:
    """Whether the extra ``proof`` is installed."""
    return importlib.util.find_spec("z3") is not None


# -- over the cells ----------------------------------------------------------------------------------------------


def satisfy(formula: Formula, steps: int | None = None) -> dict[str, Value] | None:
    """Return values under which the formula is true, of as few facts as dropping one by one leaves; ``None`` if there are none.

    Raises:
        LimitError: more than ``steps`` combinations (default :data:`STEPS`) were looked at. Whether there are such values is not known.
    """
    found = _search(formula, STEPS if steps is None else steps)
    return None if found is None else _fewest(formula, found)


def _fewest(formula: Formula, found: dict[str, Value]) -> dict[str, Value]:
    for name in reversed(list(found)):
        rest = {n: v for n, v in found.items() if n != name}
        if value(formula.node, rest) == TRUE:
            found = rest
    return found


def _search(formula: Formula, steps: int) -> dict[str, Value] | None:
    """Try values fact by fact, the most entangled first. Needs no stack: rules may be wide."""
    waiting: list[tuple[Node, dict[str, Value], dict[str, Value]]] = [(formula.node, {}, {})]
    entangled = frozenset(formula.entangled)
    while waiting:
        before, chosen, put_in = waiting.pop()
        node, chosen = simplify(before, put_in), {**chosen, **put_in}
        truth = value(node, {})
        if truth == TRUE:
            return chosen
        if truth == FALSE:
            continue
        if steps <= 0:
            raise LimitError(
                message("The facts of the condition are so entangled that a bounded search does not tell for whom it holds."),
                todo=message("Split the rule."),
            )
        steps -= 1
        counts = Counter(t.fact for t, _ in leaves(node))
        left = [n for n in formula.facts if n in counts]
        name = max([n for n in left if n in entangled] or left, key=counts.__getitem__)
        options = formula.cells[name]
        if name not in entangled:
            options = (max(options, key=lambda v: _helps(node, name, v)),)
        waiting += [(node, chosen, {name: option}) for option in reversed(options)]
    return None


def _helps(node: Node, name: str, option: Value) -> int:
    """How many tests of a nested fact point the formula towards true with this value."""
    return sum((value(test, {name: option}) == TRUE) is positive for test, positive in leaves(node) if test.fact == name)


# -- z3 ----------------------------------------------------------------------------------------------------------


def _by_z3(formula: Formula) -> dict[str, Value] | None:
    """One Boolean for every cell of every fact, exactly one of them true; then the condition as it stands."""
    z3: Any = importlib.import_module("z3")
    solver = z3.Solver()
    cells = {n: [z3.Bool(f"{n}/{i}") for i in range(len(formula.cells[n]))] for n in formula.facts}
    for choices in cells.values():
        solver.add(z3.PbEq([(choice, 1) for choice in choices], 1))

    def translate(node: Node) -> Any:
        if isinstance(node, Test):
            chosen = [c for v, c in zip(formula.cells[node.fact], cells[node.fact], strict=True) if inside(v, node.cells)]
            return z3.Or(*chosen, z3.BoolVal(False))
        if isinstance(node, Not):
            return z3.Not(translate(node.of))
        if isinstance(node, Const):
            return z3.BoolVal(node.truth == TRUE)
        assert isinstance(node, AtLeast), "rules that are used are expanded first"
        children = [translate(child) for child in node.of]
        return z3.Or(*children) if node.k == 1 else z3.PbGe([(child, 1) for child in children], node.k)

    solver.add(translate(formula.node))
    answer = solver.check()
    if answer == z3.unknown:
        raise LimitError(message("z3 gives no answer."))
    if answer == z3.unsat:
        return None
    model = solver.model()
    found = {n: v for n in formula.facts for v, c in zip(formula.cells[n], cells[n], strict=True) if z3.is_true(model.eval(c, True))}
    return _fewest(formula, found)
