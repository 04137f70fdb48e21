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
from tunnistus.columns.sql_rows import TOGETHER, Axis, RowTable, numbered
from tunnistus.errors import LimitError, TunnistusError, UnknownName, door, nearest
from tunnistus.limits import FIRST_DAY, LAST_DAY, LIMIT, MAX_DIGITS, MAX_NUMBER, MAX_SQL
from tunnistus.messages import message
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
STAGES: Final = re.compile(r"digit|combo|given|raw|closed|leaf|kleene|plain|(every|packed|rows|answers|fit|left)\d+|(many)?axis\d+_\d+")
_WHOLE: Final = {
    "duckdb": ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"),
    "postgresql": ("smallint", "integer", "bigint"),
    "spark": ("tinyint", "smallint", "int", "bigint"),
    "sqlite": ("integer",),
}
# What each engine calls the types of its values. One whose name begins so, where there is a %.
_TYPES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "duckdb": {"bool": ("BOOLEAN",), "enum": ("VARCHAR", "ENUM(%"), "date": ("DATE",), "decimals": ("DECIMAL(%", "DOUBLE")},
    "postgresql": {"bool": ("boolean",), "enum": ("text", "character varying"), "date": ("date",), "decimals": ("numeric",)},
    "spark": {"bool": ("boolean",), "enum": ("string",), "date": ("date",), "decimals": ("decimal(%", "double")},
    "sqlite": {"bool": ("integer",), "enum": ("text",), "date": ("text",), "decimals": ("real",)},
}


@attrs.frozen
class Query:
    """A rule as one ``SELECT``.

    Attributes:
        text: gives a row for each row of the table: the key, a column for each output (1 true in every completion, 2 false in every one,
            0 open, as in :mod:`tunnistus.rules.truth`), and ``exact`` (1, or 0 where the bound of enumeration was passed). Where facts
            stand in relations also ``refused`` (1 where answers cannot be true together; these facts then count as open). A value
            of another type or outside the domain counts as open.
        check: gives a row for each column with such values, and for a key that is not unique or has NULL: ``fact``, ``found``. No rows
            is good.
        columns: names of the columns of the result and what they are, in order.
        facts: columns of the table that are read.
    """

    rule: str
    text: str
    check: str
    columns: Mapping[str, Output]
    facts: tuple[str, ...]


@door
def queries(
    rules: str | Sequence[str], *, dialect: str, as_of: date, act_from: date | None = None, act_to: date | None = None,
    applied_on: date | None = None, table: str = "cases", key: str = "id", given: Collection[str] | None = None, clauses: bool = False,
    book: Book | None = None,
) -> tuple[Query, ...]:  # fmt: skip
    """Return rules as SQL, a query each.

    Args:
        rules: ids of rules, of rule sets, or the beginning of such ids.
        dialect: duckdb, postgresql, spark or sqlite. They differ in quotes, dates and the names of types only. SQLite has 0 and 1 for no
            and yes, days as text.
        table: the table or view: a row a person, a column a fact, NULL is open. Derived facts are columns like others.
        key: a column without NULL in which every row differs.
        given: the facts that the table has a column for; all by default. Others are open for everybody.

    Raises:
        UnknownName: no such rule, topic or dialect.
        TunnistusError: the table or the key has a name that the query needs itself.
        LimitError: the text would be too long for a database.

    >>> from datetime import date
    >>> (made,) = queries("permit.52a1", dialect="sqlite", as_of=date(2026, 11, 24))
    >>> list(made.columns)[:2]
    ['due_temporary', 'due_refused']
    """
    if dialect not in DIALECTS:
        raise UnknownName(
            message("There is no such dialect."),
            where=dialect,
            todo=nearest(dialect, DIALECTS) or message("Use one of: {names}.", names=", ".join(DIALECTS)),
        )
    if STAGES.fullmatch(table.lower()):
        raise TunnistusError(
            message("The query needs this name itself."), where=table, todo=message("Make a view of the table under another name.")
        )
    book = book or source.book()
    dates = Dates(as_of, act_from, act_to, applied_on)
    writer = _Dialect(dialect, table, key, as_of)
    return tuple(_Writer(book, rule, collect(book, [rule], dates, clauses), writer, given).query() for rule in find(book, rules))


@attrs.frozen
class _Dialect:
    name: str
    table: str
    key: str
    as_of: date

    def quoted(self, name: str) -> str:
        mark = "`" if self.name == "spark" else '"'
        return mark + name.replace(mark, mark * 2) + mark

    @property
    def once(self) -> str:
        """What makes a stage worked out once, where the engine can be told to: several others read it."""
        return " AS" if self.name == "spark" else " AS MATERIALIZED"

    @property
    def source(self) -> str:
        return ".".join(self.quoted(part) for part in self.table.split("."))

    def constant(self, value: object) -> str:
        if isinstance(value, date):
            return f"'{value}'" if self.name == "sqlite" else f"DATE '{value}'"
        if isinstance(value, Decimal):
            return f"{value:f}"
        return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)

    def holds(self, fact: Fact, test: Test, column: str) -> str:
        """The test as a condition over a column."""
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

    def good(self, fact: Fact) -> str:
        """The condition for a value of the type of the fact, inside its domain; not true for any other, nor for NULL."""
        column = self.quoted(fact.id)
        if fact.type == "bool":
            inside = f"{column} IN (0, 1)" if self.name == "sqlite" else f"{column} IS NOT NULL"
        elif fact.type == "enum":
            inside = self.holds(fact, Test(fact.id, fact.values), self._exactly(column))
        else:
            inside = self.holds(fact, Test(fact.id, (_ends_of(fact, self.as_of),)), column)
        if fact.type == "date" and self.name == "sqlite":  # which has no days: text that is a day, written in full
            inside += f" AND DATE({column}) = {self._exactly(column)}"
        if fact.decimals:
            inside += f" AND ROUND({column}, {fact.decimals}) = {column}"
        return f"({self._typed(fact, column)}) AND {inside}"

    def _exactly(self, column: str) -> str:
        """The text of a column, whose own comparison may take others for the same."""
        return f"{column} COLLATE BINARY" if self.name == "sqlite" else column

    def _typed(self, fact: Fact, column: str) -> str:
        whole = _WHOLE[self.name] if fact.type == "number" else ()
        names = (*whole, *_TYPES[self.name].get("decimals" if fact.decimals else fact.type, ()))
        kind = f"CAST(PG_TYPEOF({column}) AS TEXT)" if self.name == "postgresql" else f"TYPEOF({column})"
        plain = [self.constant(name) for name in names if "%" not in name]
        like = [f"{kind} LIKE {self.constant(name)}" for name in names if "%" in name]
        return " OR ".join([f"{kind} IN ({', '.join(plain)})", *like])


def _ends_of(fact: Fact, as_of: date) -> Span:
    """The lowest and the highest value of a fact."""
    if fact.type == "date":
        return Span(FIRST_DAY, as_of if fact.past else LAST_DAY)
    most = Decimal(10**MAX_DIGITS - 1).scaleb(-fact.decimals) if fact.decimals else MAX_NUMBER - 1
    return Span(-most if fact.low is None else fact.low, most if fact.high is None else fact.high)


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
        columns = _names(["_".join(filter(None, (output.part, output.name))) for output in self.made.outputs])
        self._refuse_key(columns)
        shown = ["plain.k AS " + self.dialect.quoted(self.dialect.key)]
        joined = [self._joined(*each, entangled) for each in zip(self.made.roots, self.made.scopes, strict=True)]
        shown += [f"{text} AS {name}" for name, text in zip(columns, joined, strict=True)]
        past = [f"plain.past{n}" for n in self.made.inexact[self.rule.id] if n in entangled]
        shown.append(f"CASE WHEN {_sum(past)} > 0 THEN 0 ELSE 1 END AS exact" if past else "1 AS exact")
        if self.groups:
            shown.append(f"CASE WHEN {_sum([f'plain.refused{t.number}' for t in self.groups])} > 0 THEN 1 ELSE 0 END AS refused")
        joins = "".join(f"\nLEFT JOIN every{n} ON every{n}.k = plain.k" for n in entangled)
        text = self._with(self._stages(entangled), "\nSELECT\n  " + ",\n  ".join(shown) + "\nFROM plain" + joins)
        return Query(self.rule.id, text, self._check(), dict(zip(columns, self.made.outputs, strict=True)), self.facts)

    def _refuse_key(self, columns: Sequence[str]) -> None:
        if self.dialect.key.lower() in {*columns, "exact", "refused", "in_scope"}:
            todo = message("Give the key another name in a view of the table.")
            raise TunnistusError(message("Besides the key, the result has another column of this name."), where=self.dialect.key, todo=todo)

    def _stages(self, entangled: Mapping[int, Formula]) -> dict[str, str]:
        """The queries that build on one another, by name."""
        most = [min(LIMIT, math.prod(len(f.cells[n]) for n in _alone(f))) for f in entangled.values()]
        most += [TOGETHER] * len(self.groups)
        stages = {**(_numbers(max(most)) if most else {}), "given": self._given(), "raw" if self.groups else "leaf": self._raw()}
        if self.groups:
            for table in self.groups:
                stages |= table.stages(self._answers(table))
            stages |= {"closed": self._closed(), "leaf": self._leaf()}
            for axis in (axis for n in entangled for axis in self.axes(n)):
                stages |= axis.stages()
        stages["kleene" if entangled else "plain"] = self._kleene()
        if entangled:
            stages |= {"plain": self._plain(entangled), **{f"every{n}": self._every(n, f) for n, f in entangled.items()}}
        return stages

    def _with(self, stages: Mapping[str, str], rest: str) -> str:
        """The text. Many databases write a stage out wherever it is read before they look at it, so that length is bounded too."""
        sizes: dict[str, int] = {}
        for name, text in (*stages.items(), ("", rest)):
            sizes[name] = len(text) + sum(sizes.get(read, 0) for read in re.findall(r"(?:FROM|JOIN) (\w+)", text))
        if sizes[""] > MAX_SQL:
            what = message(
                "The query would have {count} characters with each part written out where it is read; at most {most} are allowed.",
                count=format(sizes[""], ","),
                most=format(MAX_SQL, ","),
            )
            todo = message(
                "Name fewer facts in `given`, give the dates that are still open, set `clauses` to false, or decide in memory with "
                "`columns.decide`."
            )
            raise LimitError(what, where=self.rule.id, todo=todo)
        return "WITH\n" + ",\n".join(f"{name}{self.dialect.once} (\n{text}\n)" for name, text in stages.items()) + rest

    def _check(self) -> str:
        key, table = self.dialect.quoted(self.dialect.key), self.dialect.source
        rows = [f"SELECT {self.dialect.constant(self.dialect.key)} AS fact, COUNT(*) - COUNT(DISTINCT {key}) AS found FROM {table}"]
        for name in self.facts:
            good = self.dialect.good(self.book.facts[name])
            where = f"{self.dialect.quoted(name)} IS NOT NULL AND CASE WHEN {good} THEN 0 ELSE 1 END = 1"
            rows.append(f"SELECT {self.dialect.constant(name)} AS fact, COUNT(*) AS found FROM {table} WHERE {where}")
        return "SELECT fact, found FROM (\n" + "\nUNION ALL\n".join(rows) + "\n) AS checked WHERE found > 0"

    # -- tests and Kleene truth ----------------------------------------------------------------------------------

    def _given(self) -> str:
        """The key, and what was answered about facts in no relation; what is no value of the fact is open."""
        shown = [f"{self.dialect.quoted(self.dialect.key)} AS k"]
        for n, name in enumerate(self.facts):
            if name not in self.tables:
                shown.append(f"CASE WHEN {self.dialect.good(self.book.facts[name])} THEN {self.dialect.quoted(name)} END AS g{n}")
        return "  SELECT " + ",\n    ".join(shown) + f"\n  FROM {self.dialect.source}"

    def _raw(self) -> str:
        """The key, and the tests of facts in no relation."""
        shown = ["k"]
        for test, n in self.tests.items():
            if test.fact in self.tables:
                continue
            if test.fact not in self.facts:
                shown += [f"0 AS t{n}", f"0 AS f{n}"]
                continue
            column = f"g{self.facts.index(test.fact)}"
            holds = self.dialect.holds(self.book.facts[test.fact], test, column)
            shown += [
                f"CASE WHEN {column} IS NULL THEN 0 WHEN {holds} THEN {one} ELSE {other} END AS {name}{n}"
                for name, one, other in (("t", 1, 0), ("f", 0, 1))
            ]
        return "  SELECT " + ",\n    ".join(shown) + "\n  FROM given"

    def _answers(self, table: RowTable) -> str:
        """The key, and the numbers of what was answered about the facts of a relation; what is no value of the fact is open."""
        shown = [f"{self.dialect.quoted(self.dialect.key)} AS k"]
        for name in table.given:
            fact = self.book.facts[name]
            conditions = [self.dialect.holds(fact, Test(name, (v,)), self.dialect.quoted(name)) for v in named(fact)]
            shown.append(f"{numbered(conditions, self.dialect.good(fact))} AS {table.answer(name)}")
        return "  SELECT " + ",\n    ".join(shown) + f"\n  FROM {self.dialect.source}"

    def _closed(self) -> str:
        """The tests so far, with what is known of the facts in relations or follows."""
        shown = ["raw.*", *(f"{table.followed(n)} AS {table.value(n)}" for table in self.groups for n in table.names)]
        shown += [f"CASE WHEN fit{t.number}.n = 0 THEN 1 ELSE 0 END AS refused{t.number}" for t in self.groups]
        joins = "".join(f" JOIN fit{t.number} ON fit{t.number}.k = raw.k" for t in self.groups)
        return "  SELECT " + ",\n    ".join(shown) + f"\n  FROM raw{joins}"

    def _leaf(self) -> str:
        """All tests."""
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
        return "  SELECT " + ",\n    ".join(shown) + "\n  FROM closed"

    def _open(self, name: str) -> str:
        """1 while the fact is open, as an expression over the tests of the row."""
        n = next(n for test, n in self.tests.items() if test.fact == name)
        return f"(1 - t{n} - f{n})"

    def _kleene(self) -> str:
        """The Kleene truth of every formula."""
        shown = ["leaf.*"]
        for n, formula in enumerate(self.made.formulas):
            shown += [f"{self._truth(formula.node, True)} AS rt{n}", f"{self._truth(formula.node, False)} AS rf{n}"]
        return "  SELECT " + ",\n    ".join(shown) + "\n  FROM leaf"

    def _plain(self, entangled: Mapping[int, Formula]) -> str:
        """The same with the combinations of the entangled formulas, and where they begin."""
        wide = ["kleene.*"]
        joins = ""
        for n, f in entangled.items():
            alone, many = _alone(f), [f"many{axis.name}" for axis in self.axes(n)]
            joins += "".join(f" JOIN {each} ON {each}.k = kleene.k" for each in many)
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
        return "  SELECT " + ",\n    ".join(wide) + f"\n  FROM kleene{joins}"

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


def _numbers(most: int) -> dict[str, str]:
    """Numbers from 0 up to, but not including, ``most``."""
    digits = " UNION ALL ".join(f"SELECT {n} AS n" if not n else f"SELECT {n}" for n in range(16))
    combo = "SELECT a.n + 16 * b.n + 256 * c.n AS n FROM digit a CROSS JOIN digit b CROSS JOIN digit c"
    return {"digit": f"  {digits}", "combo": f"  SELECT n FROM ({combo}) AS numbers WHERE n < {most}"}


def _names(wanted: Sequence[str]) -> list[str]:
    """Names that need no quotes and are short enough everywhere, each once."""
    found: dict[str, None] = {}
    for name in wanted:
        plain, tries = re.sub(r"\W", "_", name).lower(), name
        while len(plain) > NAME or plain in found:
            plain = plain[: NAME - 9] + "_" + hashlib.sha256(tries.encode()).hexdigest()[:8]
            tries += "+"
        found[plain] = None
    return list(found)
