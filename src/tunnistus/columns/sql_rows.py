"""Relations in SQL: the allowed rows of a group as a table, what follows from what a row of the cases holds, and which rows are left.

Everywhere a fact of a group is the number of its value in the vocabulary (true, then false), and -1 where it is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from tunnistus.errors import LimitError
from tunnistus.rules.formula import Formula
from tunnistus.rules.model import Book, Test, inside
from tunnistus.rules.relations import Group, named

__all__ = ["MAX_ROWS", "Axis", "RowTable", "numbered"]

MAX_ROWS: Final = 4_096  # allowed rows of a group that are written out


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

    def stages(self) -> list[str]:
        """The rows; and for each case how many are left with the values that follow."""
        g = self.number
        rows = self.group.rows(self.names, {})
        if len(rows) > MAX_ROWS:
            todo = "Name fewer facts under given, or decide columns."
            raise LimitError(f"The facts that stand in relations have more than {MAX_ROWS} rows.", where=self.rule, todo=todo)
        numbers = [", ".join(str(named(self.book.facts[n]).index(v)) for n, v in zip(self.names, row, strict=True)) for row in rows]
        columns = ", ".join(self.column(n) for n in self.names)
        ends = ", ".join(f"MIN(r.{c}) AS lo_{c}, MAX(r.{c}) AS hi_{c}" for c in map(self.column, self.names))
        return [
            f"rows{g} ({columns}) AS (\n  VALUES ({'), ('.join(numbers)})\n)",
            f"fit{g} AS (\n  SELECT raw.k AS k, COUNT(r.c0) AS n, {ends}\n"
            f"  FROM raw LEFT JOIN rows{g} r ON {self._fits()}\n  GROUP BY raw.k\n)",
        ]

    def left(self) -> str:
        """The rows that are left of each case; of a case that no row fits, all."""
        g = self.number
        shown = ", ".join(f"r.{self.column(n)} AS {self.column(n)}" for n in self.names)
        joins = f"JOIN fit{g} ON fit{g}.k = raw.k JOIN rows{g} r ON fit{g}.n = 0 OR ({self._fits()})"
        return f"left{g} AS (\n  SELECT raw.k AS k, {shown}\n  FROM raw {joins}\n)"

    def followed(self, name: str) -> str:
        """What is known of a fact or follows, in a query over the answers joined with what fits."""
        c, fit = self.column(name), f"fit{self.number}"
        return f"CASE WHEN {fit}.n > 0 AND {fit}.lo_{c} = {fit}.hi_{c} THEN {fit}.lo_{c} ELSE -1 END AS {self.value(name)}"

    def _fits(self) -> str:
        return " AND ".join(f"(raw.{self.answer(n)} = -1 OR raw.{self.answer(n)} = r.{self.column(n)})" for n in self.given) or "1 = 1"

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

    def stages(self) -> list[str]:
        """The rows; and of each case how many there are, and whether they have to be gone through."""
        t = self.table
        shown = ", ".join(f"{self._cell(n, t.column(n))} AS {t.column(n)}" for n in self.names)
        rows = f"{self.name} AS (\n  SELECT DISTINCT k, {shown}\n  FROM left{t.number}\n)"
        ends = [" AND ".join(self._at(n, side) for n in self.names) for side in (0, 1)]
        both = " AND ".join(f"MAX(CASE WHEN {end} THEN 1 ELSE 0 END) = 1" for end in ends)
        open_ = " OR ".join(f"MAX(leaf.{t.value(n)}) = -1" for n in self.names)
        exact = both if all(n in self.formula.ends for n in self.names) else "1 = 0"
        need = f"CASE WHEN NOT ({open_}) OR ({exact}) THEN 0 ELSE 1 END AS need"
        where = f"FROM leaf JOIN {self.name} ON {self.name}.k = leaf.k"
        return [rows, f"many{self.name} AS (\n  SELECT leaf.k AS k, COUNT(*) AS n, {need}\n  {where}\n  GROUP BY leaf.k\n)"]

    def _at(self, name: str, side: int) -> str:
        t = self.table
        if name not in self.formula.ends:
            return "1 = 0"
        number = named(t.book.facts[name]).index(self.formula.ends[name][side])
        return f"(leaf.{t.value(name)} >= 0 OR {self.name}.{t.column(name)} = {number})"


def numbered(conditions: Sequence[str], column: str) -> str:
    """The number of the first condition that a value in a column meets, or -1."""
    cases = " ".join(f"WHEN {condition} THEN {n}" for n, condition in enumerate(conditions))
    return f"CASE WHEN {column} IS NULL THEN -1 {cases} ELSE -1 END"
