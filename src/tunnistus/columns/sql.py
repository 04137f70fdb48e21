"""Rules as SQL, in what means the same everywhere: integers, ``CASE`` and sums; no logic over NULL, no Boolean results.

Every test gives two integers, *certainly true* and *certainly false*; a threshold is their sum compared with a number. Where Kleene
logic is too weak, the combinations of the entangled open facts are joined as numbers and folded with ``MIN``, up to the
bound that every engine has.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from tunnistus.columns.outputs import Output, Outputs, collect, find
from tunnistus.columns.sql_rows import Axis, RowTable, numbered
from tunnistus.errors import TunnistusError, UnknownName, nearest
from tunnistus.limits import FIRST_DAY, LAST_DAY, LIMIT, MAX_NUMBER
from tunnistus.rules.answers import Dates
from tunnistus.rules.formula import Formula, leaves
from tunnistus.rules.model import AtLeast, Book, Const, Fact, Node, Not, Rule, Span, Test, inside
from tunnistus.rules.relations import named, relations_of
from tunnistus.rules.truth import FALSE, TRUE
from tunnistus.shipping import source

__all__ = ["DIALECTS", "Query", "queries"]

DIALECTS: Final = ("duckdb", "postgresql", "spark", "sqlite")
# Sizes are multiplied by adding logarithms, as integers: nothing overflows 32 bits. Up to the bound there are 12 open facts of at least two
# cells, so rounding shifts a sum by 6 at most; log(LIMIT) and log(LIMIT + 1) lie 24 apart.
SCALE: Final = 10**5
BOUND: Final = math.floor(math.log(LIMIT + 0.5) * SCALE)
WIDE: Final = 40  # terms of a sum in one level: some engines bound the depth of an expression
NAME: Final = 63  # characters of a name that every engine keeps


@attrs.frozen
class Query:
    """A rule as one ``SELECT``.

    Attributes:
        text: gives a row for each row of the table: the key, a column for each output (1 true in every completion, 2 false in every one,
            0 open, as in :mod:`tunnistus.rules.truth`), and ``exact`` (1, or 0 where the bound of enumeration was passed). Where facts
            stand in relations also ``refused`` (1 where answers cannot be true together; these facts then count as open).
        check: gives a row for each column with values outside its domain, and for a key that is not unique: ``fact``, ``found``. No
            rows is good. The verdicts hold only then.
        columns: names of the columns of the result and what they are, in order.
        facts: columns of the table that are read.
    """

    rule: str
    text: str
    check: str
    columns: Mapping[str, Output]
    facts: tuple[str, ...]


def queries(
    rules: str | Sequence[str], *, dialect: str, as_of: date, act_from: date | None = None, act_to: date | None = None,
    applied_on: date | None = None, table: str = "cases", key: str = "id", given: Collection[str] | None = None, clauses: bool = False,
    book: Book | None = None,
) -> tuple[Query, ...]:  # fmt: skip
    """Return rules as SQL, a query each.

    Args:
        rules: ids of rules, of rule sets, or the beginning of such ids.
        dialect: duckdb, postgresql, spark or sqlite. They differ in quotes and dates only. SQLite has 0 and 1 for no and yes, days as text.
        table: the table or view: a row a person, a column a fact, NULL is open. Derived facts are columns like others.
        key: a column without NULL in which every row differs.
        given: the facts that the table has a column for; all by default. Others are open for everybody.

    Raises:
        UnknownName: no such rule, topic or dialect.
        TunnistusError: the table has a name that the query needs itself.

    >>> from datetime import date
    >>> (made,) = queries("permit.52a1", dialect="sqlite", as_of=date(2026, 11, 24))
    >>> list(made.columns)[:2]
    ['due_temporary', 'due_refused']
    """
    if dialect not in DIALECTS:
        raise UnknownName(
            "There is no such dialect.", where=dialect, todo=nearest(dialect, DIALECTS) or f"Use one of: {', '.join(DIALECTS)}."
        )
    if re.fullmatch(r"digit|combo|raw|leaf|plain|(every|rows|fit|left)\d+|(many)?axis\d+_\d+", table.lower()):
        raise TunnistusError("The query needs this name itself.", where=table, todo="Make a view of the table under another name.")
    book = book or source.book()
    dates = Dates(as_of, act_from, act_to, applied_on)
    writer = _Dialect(dialect, table, key)
    return tuple(_Writer(book, rule, collect(book, [rule], dates, clauses), writer, given).query() for rule in find(book, rules))


@attrs.frozen
class _Dialect:
    name: str
    table: str
    key: str

    def quoted(self, name: str) -> str:
        mark = "`" if self.name == "spark" else '"'
        return mark + name.replace(mark, mark * 2) + mark

    def once(self, stage: str) -> str:
        """The stage, worked out once where the engine can be told to: several others read it."""
        return stage if self.name == "spark" else stage.replace(" AS (\n", " AS MATERIALIZED (\n", 1)

    @property
    def source(self) -> str:
        return ".".join(self.quoted(part) for part in self.table.split("."))

    def constant(self, value: object) -> str:
        if isinstance(value, date):
            return f"'{value}'" if self.name == "sqlite" else f"DATE '{value}'"
        if isinstance(value, Decimal):
            return f"{value:f}"
        return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)

    def holds(self, fact: Fact, test: Test) -> str:
        """The test as a condition over the column."""
        column = self.quoted(fact.id)
        if fact.type == "bool":
            return column if test.cells == (True,) else f"NOT {column}" if test.cells == (False,) else f"{column} IS NOT NULL"
        if fact.type == "enum":
            return f"{column} IN ({', '.join(map(self.constant, test.cells))})"
        spans = [" AND ".join(self._ends(column, cell)) or f"{column} IS NOT NULL" for cell in test.cells if isinstance(cell, Span)]
        return " OR ".join(f"({span})" for span in spans)

    def _ends(self, column: str, span: Span) -> Iterator[str]:
        if span.low is not None:
            yield f"{column} >= {self.constant(span.low)}"
        if span.high is not None:
            yield f"{column} <= {self.constant(span.high)}"

    def domain(self, fact: Fact) -> str | None:
        """The condition for a value inside the domain of the fact."""
        if fact.type == "bool":
            return f"{self.quoted(fact.id)} IN (0, 1)" if self.name == "sqlite" else None
        if fact.type == "enum":
            return self.holds(fact, Test(fact.id, fact.values))
        low, high = (FIRST_DAY, LAST_DAY) if fact.type == "date" else (-MAX_NUMBER + 1, MAX_NUMBER - 1)
        inside = self.holds(fact, Test(fact.id, (Span(low if fact.low is None else fact.low, high if fact.high is None else fact.high),)))
        return f"{inside} AND ROUND({self.quoted(fact.id)}, {fact.decimals}) = {self.quoted(fact.id)}" if fact.decimals else inside


@attrs.frozen(eq=False)
class _Writer:
    """Writes the query of one rule."""

    book: Book
    rule: Rule
    made: Outputs
    dialect: _Dialect
    given: Collection[str] | None
    tests: dict[Test, int] = attrs.field(factory=dict)
    tables: dict[str, RowTable] = attrs.field(factory=dict)  # of each fact that stands in relations

    def __attrs_post_init__(self) -> None:
        for formula in self.made.formulas:
            for test, _ in leaves(formula.node):
                self.tests.setdefault(test, len(self.tests))
        for n, group in enumerate(relations_of(self.book).among(self.made.facts)):
            given = tuple(name for name in group.names if self.given is None or name in self.given)
            names = tuple(dict.fromkeys((*(name for name in group.names if name in self.made.facts), *given)))
            self.tables.update(dict.fromkeys(names, RowTable(self.book, group, n, names, given, self.rule.id)))

    @property
    def facts(self) -> tuple[str, ...]:
        wanted = {*self.made.facts, *self.tables}
        return tuple(n for n in self.book.facts if n in wanted and (self.given is None or n in self.given))

    @property
    def groups(self) -> tuple[RowTable, ...]:
        return tuple(dict.fromkeys(self.tables.values()))

    def axes(self, n: int) -> list[Axis]:
        """The rows that have to be gone through for a formula, where facts of a group are open."""
        formula = self.made.formulas[n]
        names = {t: tuple(name for name in formula.related if self.tables[name] is t) for t in self.groups}
        return [Axis(t, formula, n, each) for t, each in names.items() if each]

    def query(self) -> Query:
        entangled = {n: f for n, f in enumerate(self.made.formulas) if f.weak}
        stages = [f"leaf AS (\n{self._leaf()}\n)"]
        if self.groups:
            rows = [stage for table in self.groups for stage in table.stages()]
            axes = [stage for n in entangled for axis in self.axes(n) for stage in axis.stages()]
            stages = [f"raw AS (\n{self._raw()}\n)", *rows, *(table.left() for table in self.groups), *stages, *axes]
        stages.append(f"plain AS (\n{self._plain(entangled)}\n)")
        if entangled:
            most = max(min(LIMIT, math.prod(len(f.cells[n]) for n in _alone(f))) for f in entangled.values())
            stages = [*_numbers(most), *stages, *(f"every{n} AS (\n{self._every(n, f)}\n)" for n, f in entangled.items())]
        columns = _names(["_".join(filter(None, (output.part, output.name))) for output in self.made.outputs])
        shown = ["plain.k AS " + self.dialect.quoted(self.dialect.key)]
        joined = [self._joined(*each, entangled) for each in zip(self.made.roots, self.made.scopes, strict=True)]
        shown += [f"{text} AS {name}" for name, text in zip(columns, joined, strict=True)]
        past = [f"plain.past{n}" for n in self.made.inexact[self.rule.id] if n in entangled]
        shown.append(f"CASE WHEN {_sum(past)} > 0 THEN 0 ELSE 1 END AS exact" if past else "1 AS exact")
        if self.groups:
            shown.append(f"CASE WHEN {_sum([f'plain.refused{t.number}' for t in self.groups])} > 0 THEN 1 ELSE 0 END AS refused")
        joins = "".join(f"\nLEFT JOIN every{n} ON every{n}.k = plain.k" for n in entangled)
        text = (
            "WITH\n"
            + ",\n".join(self.dialect.once(stage) for stage in stages)
            + "\nSELECT\n  "
            + ",\n  ".join(shown)
            + "\nFROM plain"
            + joins
        )
        return Query(self.rule.id, text, self._check(), dict(zip(columns, self.made.outputs, strict=True)), self.facts)

    def _check(self) -> str:
        key, table = self.dialect.quoted(self.dialect.key), self.dialect.source
        rows = [f"SELECT {self.dialect.constant(self.dialect.key)} AS fact, COUNT(*) - COUNT(DISTINCT {key}) AS found FROM {table}"]
        for name in self.facts:
            good = self.dialect.domain(self.book.facts[name])
            if good:
                where = f"{self.dialect.quoted(name)} IS NOT NULL AND NOT ({good})"
                rows.append(f"SELECT {self.dialect.constant(name)} AS fact, COUNT(*) AS found FROM {table} WHERE {where}")
        return "SELECT fact, found FROM (\n" + "\nUNION ALL\n".join(rows) + "\n) AS checked WHERE found > 0"

    # -- tests and Kleene truth ----------------------------------------------------------------------------------

    def _leaf(self) -> str:
        if not self.groups:
            return self._raw()
        shown = ["closed.*"]
        for test, n in self.tests.items():
            if test.fact in self.tables:
                table = self.tables[test.fact]
                value = f"closed.{table.value(test.fact)}"
                holds = table.holds(test, value)
                shown += [
                    f"CASE WHEN {value} = -1 THEN 0 WHEN {holds} THEN {one} ELSE {other} END AS {name}{n}"
                    for name, one, other in (("t", 1, 0), ("f", 0, 1))
                ]
        inner = ["raw.*", *(table.followed(n) for table in self.groups for n in table.names)]
        inner += [f"CASE WHEN fit{t.number}.n = 0 THEN 1 ELSE 0 END AS refused{t.number}" for t in self.groups]
        joins = "".join(f" JOIN fit{t.number} ON fit{t.number}.k = raw.k" for t in self.groups)
        return "  SELECT " + ",\n    ".join(shown) + "\n  FROM (SELECT " + ",\n    ".join(inner) + f"\n  FROM raw{joins}) AS closed"

    def _raw(self) -> str:
        """The key, the numbers of what was answered about facts in relations, and the tests of the others."""
        shown = [f"{self.dialect.quoted(self.dialect.key)} AS k"]
        for table in self.groups:
            for name in table.given:
                fact = self.book.facts[name]
                conditions = [self.dialect.holds(fact, Test(name, (v,))) for v in named(fact)]
                shown.append(f"{numbered(conditions, self.dialect.quoted(name))} AS {table.answer(name)}")
        for test, n in self.tests.items():
            if test.fact in self.tables:
                continue
            if test.fact not in self.facts:
                shown += [f"0 AS t{n}", f"0 AS f{n}"]
                continue
            column, holds = self.dialect.quoted(test.fact), self.dialect.holds(self.book.facts[test.fact], test)
            shown += [
                f"CASE WHEN {column} IS NULL THEN 0 WHEN {holds} THEN {one} ELSE {other} END AS {name}{n}"
                for name, one, other in (("t", 1, 0), ("f", 0, 1))
            ]
        return "  SELECT " + ",\n    ".join(shown) + f"\n  FROM {self.dialect.source}"

    def _open(self, name: str) -> str:
        """1 while the fact is open, as an expression over the tests of the row."""
        n = next(n for test, n in self.tests.items() if test.fact == name)
        return f"(1 - t{n} - f{n})"

    def _plain(self, entangled: Mapping[int, Formula]) -> str:
        """The Kleene truth of every formula; of the entangled ones the combinations too, and where they begin."""
        shown = ["leaf.*"]
        for n, formula in enumerate(self.made.formulas):
            shown += [f"{self._truth(formula.node, True)} AS rt{n}", f"{self._truth(formula.node, False)} AS rf{n}"]
        inner = "  SELECT " + ",\n    ".join(shown) + "\n  FROM leaf"
        if not entangled:
            return inner
        wide = ["inside.*"]
        joins = ""
        for n, f in entangled.items():
            alone, many = _alone(f), [f"many{axis.name}" for axis in self.axes(n)]
            joins += "".join(f" JOIN {each} ON {each}.k = inside.k" for each in many)
            logs = _sum([f"{self._open(name)} * {round(math.log(len(f.cells[name])) * SCALE)}" for name in alone]) or "0"
            open_ = _sum([*(self._open(name) for name in alone), *(f"{each}.need" for each in many)])
            need = f"rt{n} + rf{n} = 0 AND {open_} > 0"
            within = f"{logs} <= {BOUND}"
            rows = self._product(f, 0)
            for each in many:
                rows = f"({rows}) * (1 + {each}.need * ({each}.n - 1))"
                within = f"CASE WHEN {within} THEN CASE WHEN {rows} <= {LIMIT} THEN 1 ELSE 0 END ELSE 0 END = 1"
            wide.append(f"CASE WHEN {need} AND NOT ({within}) THEN 1 ELSE 0 END AS past{n}")
            wide.append(f"CASE WHEN {need} AND {within} THEN {self._product(f, 0)} ELSE 0 END AS c{n}")
            for i in range(len(alone)):
                wide.append(f"CASE WHEN {need} AND {within} THEN {self._product(f, i + 1)} ELSE 1 END AS s{n}_{i}")
        return "  SELECT " + ",\n    ".join(wide) + "\n  FROM (\n" + inner + f"\n  ) AS inside{joins}"

    def _product(self, formula: Formula, first: int) -> str:
        """The combinations of the entangled open facts from one on; only asked for where they stay below the bound."""
        terms = [f"(1 + {self._open(n)} * {len(formula.cells[n]) - 1})" for n in _alone(formula)[first:]]
        return " * ".join(terms) or "1"

    def _truth(self, node: Node, true: bool) -> str:
        """1 when the node is certainly true, or certainly false, else 0."""
        if isinstance(node, Test):
            return f"{'t' if true else 'f'}{self.tests[node]}"
        if isinstance(node, Not):
            return self._truth(node.of, not true)
        if isinstance(node, AtLeast):
            least = node.k if true else len(node.of) - node.k + 1
            return f"CASE WHEN {_sum([self._truth(child, true) for child in node.of])} >= {least} THEN 1 ELSE 0 END"
        assert isinstance(node, Const), "rules that are used are expanded first"
        return str(int(node.truth == (TRUE if true else FALSE)))

    # -- every completion ------------------------------------------------------------------------------------------

    def _every(self, n: int, formula: Formula) -> str:
        """The truth that all combinations share, for the rows that need it."""
        shown = ["plain.k AS k"]
        for test, i in self.tests.items():
            if any(test == leaf for leaf, _ in leaves(formula.node)):
                if test.fact in formula.related:
                    axis = next(each for each in self.axes(n) if test.fact in each.names)
                    holds = axis.table.holds(test, f"{axis.name}.{axis.table.column(test.fact)}")
                    shown += [
                        f"CASE WHEN {holds} THEN {one} ELSE {other} END AS {name}{i}" for name, one, other in (("t", 1, 0), ("f", 0, 1))
                    ]
                elif test.fact in formula.entangled:
                    shown += self._varied(n, formula, test)
                else:
                    shown += [f"plain.t{i} AS t{i}", f"plain.f{i} AS f{i}"]
        joins = "".join(f" JOIN {axis.name} ON {axis.name}.k = plain.k" for axis in self.axes(n))
        rows = "    SELECT " + ",\n      ".join(shown) + f"\n    FROM plain JOIN combo ON combo.n < plain.c{n}{joins}"
        truths = ", ".join(f"MIN({self._truth(formula.node, true)}) AS {name}" for name, true in (("t", True), ("f", False)))
        return f"  SELECT k, {truths}\n  FROM (\n{rows}\n  ) AS rows{n}\n  GROUP BY k"

    def _varied(self, n: int, formula: Formula, test: Test) -> list[str]:
        i = self.tests[test]
        place, values = _alone(formula).index(test.fact), formula.cells[test.fact]
        stride = f"plain.s{n}_{place}"
        at = f"(combo.n % ({len(values)} * {stride}))"
        cells = [j for j, value in enumerate(values) if inside(value, test.cells)]
        chosen = " OR ".join(f"({at} >= {j} * {stride} AND {at} < {j + 1} * {stride})" for j in cells) or "1 = 0"
        known = f"plain.t{i} + plain.f{i} = 1"
        return [
            f"CASE WHEN {known} THEN plain.{name}{i} WHEN {chosen} THEN {one} ELSE {other} END AS {name}{i}"
            for name, one, other in (("t", 1, 0), ("f", 0, 1))
        ]

    def _joined(self, roots: tuple[int, ...], scope: int, entangled: Mapping[int, Formula]) -> str:
        def certain(n: int, way: str) -> str:
            kleene = f"plain.r{way}{n}"
            return f"CASE WHEN {kleene} = 1 THEN 1 WHEN every{n}.{way} = 1 THEN 1 ELSE 0 END" if n in entangled else kleene

        true, false = (_sum([certain(n, way) for n in roots]) for way in ("t", "f"))
        outside = f"WHEN {certain(scope, 'f')} = 1 THEN {FALSE} " if scope >= 0 else ""
        return f"CASE {outside}WHEN {true} = {len(roots)} THEN {TRUE} WHEN {false} = {len(roots)} THEN {FALSE} ELSE 0 END"


def _alone(formula: Formula) -> tuple[str, ...]:
    """The entangled facts that stand in no relation."""
    return tuple(n for n in formula.entangled if n not in formula.related)


def _sum(terms: Sequence[str]) -> str:
    """A sum that is not nested deeply, however many terms it has."""
    terms = [f"({t})" if t.startswith("CASE") else t for t in terms]
    while len(terms) > WIDE:
        terms = [f"({' + '.join(terms[at : at + WIDE])})" for at in range(0, len(terms), WIDE)]
    return " + ".join(terms)


def _numbers(most: int) -> list[str]:
    """Numbers from 0 up to, but not including, ``most``."""
    digits = " UNION ALL ".join(f"SELECT {n} AS n" if not n else f"SELECT {n}" for n in range(16))
    combo = "SELECT a.n + 16 * b.n + 256 * c.n AS n FROM digit a CROSS JOIN digit b CROSS JOIN digit c"
    return [f"digit AS (\n  {digits}\n)", f"combo AS (\n  SELECT n FROM ({combo}) AS numbers WHERE n < {most}\n)"]


def _names(wanted: Sequence[str]) -> list[str]:
    """Names that need no quotes and are short enough everywhere, each once."""
    found: dict[str, None] = {}
    for name in wanted:
        plain = re.sub(r"\W", "_", name).lower()
        if len(plain) > NAME or plain in found:
            plain = plain[: NAME - 9] + "_" + hashlib.sha256(name.encode()).hexdigest()[:8]
        found[plain] = None
    return list(found)
