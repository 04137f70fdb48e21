"""How low and how high a number can be that takes part in sums: linear programming in exact fractions, for
tables of some hundred cells.

Dantzig's simplex method on a tableau of sparse rows; by Bland's rule (1977) it ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs

__all__ = ["Region"]

Number = int | Fraction  # whole numbers, most of the time, are ten times as fast
Row = dict[int, Number]


@attrs.define(eq=False)
class Region:
    """All numbers of at least 0 for which some equations hold.

    The tableau has a row for each equation, in which the number in ``basis`` stands with factor 1, and in no
    other row; ``right`` is what comes out.
    """

    rows: list[Row]
    right: list[Number]
    basis: list[int]

    @classmethod
    def of(cls, equations: Sequence[tuple[Mapping[int, int], int]]) -> Region | None:
        """Find where equations hold, each the factors of some numbers and what comes out; ``None`` if they cannot."""
        rows, right = list[Row](), list[Number]()
        for at, (of, out) in enumerate(equations):
            sign = -1 if out < 0 else 1
            rows.append({-1 - at: 1, **{n: sign * factor for n, factor in of.items() if factor}})
            right.append(sign * out)
        made = cls(rows, right, [-1 - at for at in range(len(rows))])  # what is missing to each, at first all of it
        missing: Row = {}
        for row in rows:
            _add(missing, row, 1)
        made._raise({n: factor for n, factor in missing.items() if n >= 0})
        if any(out for n, out in zip(made.basis, made.right, strict=True) if n < 0):
            return None
        made._drop_missing()
        return made

    def highest(self, number: int) -> Number | None:
        """How high a number can be; ``None`` without end."""
        return self._value(number) if self._raise(self._goal(number, 1)) else None

    def lowest(self, number: int) -> Number:
        """How low a number can be."""
        self._raise(self._goal(number, -1))
        return self._value(number)

    def _value(self, number: int) -> Number:
        return self.right[self.basis.index(number)] if number in self.basis else 0

    def _goal(self, number: int, sign: int) -> Row:
        """A number by those that are not in the basis."""
        if number not in self.basis:
            return {number: sign}
        return {n: -sign * factor for n, factor in self.rows[self.basis.index(number)].items() if n != number}

    def _raise(self, goal: Row) -> bool:
        """Go where the goal is highest; not where it has no end."""
        while enters := [n for n, factor in goal.items() if factor > 0]:
            number = min(enters)
            ends = [
                (_ratio(out, row[number]), left, n)
                for n, (row, out, left) in enumerate(zip(self.rows, self.right, self.basis, strict=True))
                if row.get(number, 0) > 0
            ]
            if not ends:
                return False
            self._pivot(min(ends)[2], number)
            _add(goal, self.rows[min(ends)[2]], -goal[number])
        return True

    def _pivot(self, at: int, number: int) -> None:
        scale = self.rows[at][number]
        self.rows[at] = {n: _ratio(factor, scale) for n, factor in self.rows[at].items()}
        self.right[at] = _ratio(self.right[at], scale)
        for n, row in enumerate(self.rows):
            if n != at and (factor := row.get(number)):
                _add(row, self.rows[at], -factor)
                self.right[n] -= factor * self.right[at]
        self.basis[at] = number

    def _drop_missing(self) -> None:
        """Nothing is missing any more: leave it out, and equations that say nothing new."""
        for at, left in enumerate(self.basis):
            if left < 0 and (others := [n for n in self.rows[at] if n >= 0]):
                self._pivot(at, min(others))
        kept = [at for at, left in enumerate(self.basis) if left >= 0]
        self.rows = [{n: factor for n, factor in self.rows[at].items() if n >= 0} for at in kept]
        self.right, self.basis = [self.right[at] for at in kept], [self.basis[at] for at in kept]


def _ratio(one: Number, other: Number) -> Number:
    if other == 1:
        return one
    found = Fraction(one) / other
    return found.numerator if found.denominator == 1 else found


def _add(row: Row, other: Row, times: Number) -> None:
    for n, factor in other.items():
        if total := row.get(n, 0) + times * factor:
            row[n] = total
        else:
            row.pop(n, None)
