"""Rules as SQL, as an engine of the gate: SQLite, a table of one row for every case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from tests.databases import SQLite, facts_of
from tests.engines import from_truths
from tunnistus.columns import sql
from tunnistus.columns.outputs import collect
from tunnistus.columns.sql import Query
from tunnistus.deciding.decide import Case
from tunnistus.rules.model import Book, Rule
from tunnistus.rules.truth import TRUE


class Engine:
    name, every, whole = "sqlite", 3, False

    def prepare(self, book: Book) -> None:
        self.database = SQLite()
        self.queries: dict[Any, tuple[Query, tuple[bool, ...]]] = {}

    def decide(self, case: Case, rule: str) -> Mapping[str, Any]:
        key = (rule, case.dates)
        if key not in self.queries:
            self.queries[key] = written(case, rule, "sqlite")
        query, force = self.queries[key]
        told = {n: v for n, v in case.answers.known.items() if n not in case.answers.follow}
        self.database.load(facts_of(case.book, query.facts), [told])
        return verdicts(case.book.rules[rule], query, force, self.database.run(query.text))[0]


def written(case: Case, rule: str, dialect: str) -> tuple[Query, tuple[bool, ...]]:
    """The rule as SQL on the dates of the case, and whether each of its versions is in force."""
    (query,) = sql.queries(rule, dialect=dialect, book=case.book, **attrs.asdict(case.dates))
    return query, collect(case.book, [case.book.rules[rule]], case.dates).in_force[rule]


def verdicts(rule: Rule, query: Query, force: tuple[bool, ...], rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """What the rows of a result say, in the order of their keys, as the gate compares it."""
    return [verdict(rule, query, force, row) for row in sorted(rows, key=lambda row: row[0])]


def verdict(rule: Rule, query: Query, force: tuple[bool, ...], row: tuple[Any, ...]) -> dict[str, Any]:
    values, exact = row[1 : 1 + len(query.columns)], row[1 + len(query.columns)]
    given = {(output.part, output.name): value for output, value in zip(query.columns.values(), values, strict=True)}
    return {"exact": bool(exact), **from_truths(rule, force, lambda part, name: given[part, name], given.get(("in_scope", ""), TRUE))}
