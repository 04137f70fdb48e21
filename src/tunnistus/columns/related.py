"""Formulas of facts that stand in relations: where Kleene logic leaves them open, each different row is decided as one person is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs
import numpy as np

from tunnistus.columns.bits import Array, bits_of, distinct, rows_of, set_bits, words_for
from tunnistus.deciding.compiled import Conditions
from tunnistus.rules.formula import Formula, tests_in_order
from tunnistus.rules.model import Const, Fact, Test, Value, inside
from tunnistus.rules.relations import Relations, named
from tunnistus.rules.truth import FALSE, TRUE, Truth

__all__ = ["Related"]


@attrs.define(eq=False)
class Related:
    """A formula of which some facts stand in relations, also with facts that it does not read."""

    formula: Formula
    facts: Mapping[str, Fact] = attrs.field(repr=False)
    relations: Relations = attrs.field(repr=False)
    table: Conditions = attrs.field(init=False, repr=False)
    tests: list[Test] = attrs.field(init=False, repr=False)
    around: list[str] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self.table = Conditions([self.formula], self.facts, self.relations)
        self.tests = [test for test in tests_in_order([self.formula.node]) if test.fact not in self.relations.names]
        self.around = sorted(n for n in self.formula.around if n in self.relations.names)

    def settle(
        self, planes: Array, count: int, opens: Callable[[str], Array], leaf: Callable[[Test | Const], Array],
        values: Callable[[str, Array], Array],
    ) -> Array | None:  # fmt: skip
        """Put the exact truth where the Kleene truth is open; as :meth:`tunnistus.columns.bits.Entangled.settle` does."""
        rows = rows_of(planes[1] & ~planes[0], count)
        if not rows.size:
            return None
        known = [values(name, rows) for name in self.around]
        bits = [bits_of(plane, rows) for test in self.tests for plane in leaf(test)]
        both = np.ascontiguousarray(np.stack([*known, *bits], 1).astype(np.int16))
        first, back = distinct(both.view(np.uint8))
        found = [self._decide(row) for row in both[first].tolist()]
        truths, sure = np.array([truth for truth, _ in found])[back], np.array([each for _, each in found])[back]
        planes[0] |= set_bits(rows[truths == TRUE], planes.shape[1])
        planes[1] &= ~set_bits(rows[truths == FALSE], planes.shape[1])
        return None if sure.all() else set_bits(rows[~sure], words_for(count))

    def _decide(self, row: list[int]) -> tuple[Truth, bool]:
        """Decide one row, given by which of its values each related fact has and the two bits of each test of another fact."""
        known: dict[str, Value] = {n: named(self.facts[n])[at] for n, at in zip(self.around, row, strict=False) if at >= 0}
        pairs = list(zip(row[len(self.around) :: 2], row[len(self.around) + 1 :: 2], strict=True))
        said = {test: bool(true) for test, (true, possible) in zip(self.tests, pairs, strict=True) if true == possible}
        for name in dict.fromkeys(test.fact for test in said):
            tests = [test for test in self.tests if test.fact == name]
            known[name] = next(v for v in self.formula.cells[name] if all(inside(v, t.cells) is said[t] for t in tests))
        return self.table.truth(self.formula, known)
