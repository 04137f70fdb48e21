"""Relations in SQL: the allowed rows of a group as a table, what follows from what a row of the cases holds, and which rows are left.

Everywhere a fact of a group is the number of its value in the vocabulary (true, then false), and -1 where it is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

import attrs

from tunnistus.errors import LimitError
from tunnistus.messages import message
from tunnistus.rules.formula import Formula
from tunnistus.rules.model import Book, Test, inside
from tunnistus.rules.relations import Group, named

__all__ = ["MAX_ROWS", "TOGETHER", "Axis", "RowTable", "numbered"]

MAX_ROWS: Final = 4_096  # allowed rows of a group that are written out
TOGETHER: Final = 64  # of them in one text: to find a place in a text takes as long as the text is


@attrs.frozen(eq=False)
class RowTable:
    """The allowed rows of those facts of a group that the query reads.

    Attributes:
        number: of the group in the query.
        names: the facts, those of them first that a formula tests.
        given: those that the table of the cases has a column for.
    """

    book: Book
    group: Group
    number: int
    names: tuple[str, ...]
    given: tuple[str, ...]
    rule: str

    def column(self, name: str) -> str:
        """The column of a fact in the table of rows, and in what is left of it."""
        return f"c{self.names.index(name)}"

    def value(self, name: str) -> str:
        """The column of the leaves with what is known of a fact or follows."""
        return f"v{self.number}_{self.names.index(name)}"

    def answer(self, name: str) -> str:
        """The column with what was answered."""
        return f"a{self.number}_{self.names.index(name)}"

    @cached_property
    def rows(self) -> list[list[int]]:
        """The allowed rows as numbers of values."""
        rows = self.group.rows(self.names, {})
        if len(rows) > MAX_ROWS:
            todo = message("Name fewer facts in `given`, or decide in memory with `columns.decide`.")
            raise LimitError(
                message("The facts that are related to each other have more than {most} rows.", most=MAX_ROWS), where=self.rule, todo=todo
            )
        return [[named(self.book.facts[n]).index(v) for n, v in zip(self.names, row, strict=True)] for row in rows]

    def stages(self, answers: str) -> dict[str, str]:
        """The rows; for each case how many are left with the values that follow; and which (of a case that no row fits, all).

        Args:
            answers: the query for what was answered.
        """
        g = self.number
        ends = ", ".join(f"MIN(r.{c}) AS lo_{c}, MAX(r.{c}) AS hi_{c}" for c in map(self.column, self.names))
        shown = ", ".join(f"r.{self.column(n)} AS {self.column(n)}" for n in self.names)
        left = f"JOIN fit{g} ON fit{g}.k = a.k JOIN rows{g} r ON fit{g}.n = 0 OR ({self._fits()})"
        return {
            **self._packed(),
            f"answers{g}": answers,
            f"fit{g}": f"  SELECT a.k AS k, COUNT(r.c0) AS n, {ends}\n"
            f"  FROM answers{g} a LEFT JOIN rows{g} r ON {self._fits()}\n  GROUP BY a.k",
            f"left{g}": f"  SELECT a.k AS k, {shown}\n  FROM answers{g} a {left}",
        }

    def _packed(self) -> dict[str, str]:
        """The rows, taken out of texts: a list of them would be copied, value by value, wherever they are read."""
        g, wide = self.number, max(len(str(n)) for row in self.rows for n in row)
        lines = ["".join(f"{n:0{wide}}" for row in rows for n in row) for rows in _cut(self.rows)]
        step = wide * len(self.names)
        packed = " UNION ALL\n    ".join(f"SELECT '{line}' AS s, {len(line) // step} AS m" for line in lines)
        cut = [f"CAST(SUBSTR(p.s, combo.n * {step} + {at * wide + 1}, {wide}) AS INTEGER) AS c{at}" for at in range(len(self.names))]
        rows = "  SELECT " + ",\n    ".join(cut) + f"\n  FROM packed{g} p JOIN combo ON combo.n < p.m"
        return {f"packed{g}": f"  {packed}", f"rows{g}": rows}

    def followed(self, name: str) -> str:
        """What is known of a fact or follows, in a query joined with what fits."""
        c, fit = self.column(name), f"fit{self.number}"
        return f"CASE WHEN {fit}.n > 0 AND {fit}.lo_{c} = {fit}.hi_{c} THEN {fit}.lo_{c} ELSE -1 END"

    def _fits(self) -> str:
        return " AND ".join(f"(a.{self.answer(n)} = -1 OR a.{self.answer(n)} = r.{self.column(n)})" for n in self.given) or "1 = 1"

    def holds(self, test: Test, column: str) -> str:
        """The test as a condition over a column of numbers of values."""
        numbers = [str(n) for n, v in enumerate(named(self.book.facts[test.fact])) if inside(v, test.cells)]
        return f"{column} IN ({', '.join(numbers) or '-2'})"


@attrs.frozen(eq=False)
class Axis:
    """The rows left of the facts of a group that one formula tests, one for all values that it does not tell apart.

    Attributes:
        number: of the formula.
        names: the facts of the group that it tests.
    """

    table: RowTable
    formula: Formula
    number: int
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"axis{self.number}_{self.table.number}"

    def _cell(self, name: str, column: str) -> str:
        """The number of the value that stands for the cell."""
        values = named(self.table.book.facts[name])
        cells = {n: values.index(self.formula.cell_of[name][v]) for n, v in enumerate(values)}
        other = [f"WHEN {column} = {n} THEN {cell}" for n, cell in cells.items() if n != cell]
        return f"CASE {' '.join(other)} ELSE {column} END" if other else column

    def stages(self) -> dict[str, str]:
        """The rows; and of each case how many there are, and whether they have to be gone through."""
        t = self.table
        shown = ", ".join(f"{self._cell(n, t.column(n))} AS {t.column(n)}" for n in self.names)
        ends = [" AND ".join(self._at(n, side) for n in self.names) for side in (0, 1)]
        both = " AND ".join(f"MAX(CASE WHEN {end} THEN 1 ELSE 0 END) = 1" for end in ends)
        open_ = " OR ".join(f"MAX({t.followed(n)}) = -1" for n in self.names)
        exact = both if all(n in self.formula.ends for n in self.names) else "1 = 0"
        need = f"CASE WHEN NOT ({open_}) OR ({exact}) THEN 0 ELSE 1 END AS need"
        where = f"FROM {self.name} JOIN fit{t.number} ON fit{t.number}.k = {self.name}.k"
        return {
            self.name: f"  SELECT DISTINCT k, {shown}\n  FROM left{t.number}",
            f"many{self.name}": f"  SELECT {self.name}.k AS k, COUNT(*) AS n, {need}\n  {where}\n  GROUP BY {self.name}.k",
        }

    def _at(self, name: str, side: int) -> str:
        t = self.table
        if name not in self.formula.ends:
            return "1 = 0"
        number = named(t.book.facts[name]).index(self.formula.ends[name][side])
        return f"({t.followed(name)} >= 0 OR {self.name}.{t.column(name)} = {number})"


def _cut(rows: Sequence[Sequence[int]]) -> Iterator[Sequence[Sequence[int]]]:
    return (rows[at : at + TOGETHER] for at in range(0, len(rows), TOGETHER))


def numbered(conditions: Sequence[str], good: str) -> str:
    """The number of the first condition that a value meets, or -1; so too where it is not good."""
    cases = " ".join(f"WHEN {condition} THEN {n}" for n, condition in enumerate(conditions))
    return f"CASE WHEN {good} THEN CASE {cases} ELSE -1 END ELSE -1 END"
