"""The columns as an engine of the gate: every case is a table of one row. Needs the extra ``columns``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import attrs
import pyarrow as pa

from tests.engines import from_truths
from tunnistus import columns
from tunnistus.columns.dated import Ready
from tunnistus.columns.vectors import MARK
from tunnistus.deciding.decide import Case
from tunnistus.rules.answers import Dates
from tunnistus.rules.model import Book, Const, Fact, Rule
from tunnistus.rules.truth import FALSE, OPEN, TRUE, Truth

TYPES = {"bool": pa.bool_(), "enum": pa.string(), "number": pa.int64(), "date": pa.date32()}


class Arrow:
    """One row at a time: slow, but any case of the gate."""

    name, every, whole = "arrow", 2, False

    def prepare(self, book: Book) -> None:
        self.plans: dict[Any, Ready] = {}

    def decide(self, case: Case, rule: str) -> Mapping[str, Any] | None:
        made = self.plan(case, rule)
        return verdicts(made, table(case.book, [case]))[rule][0]

    def plan(self, case: Case, rule: str) -> Ready:
        key = (rule, case.dates)
        if key not in self.plans:
            self.plans[key] = columns.plan(rule, book=case.book, judged=judges(case.book), **attrs.asdict(case.dates))
        return self.plans[key]


class Days(Arrow):
    """The same with all days in columns, as rows with days of their own."""

    name = "dated"

    def decide(self, case: Case, rule: str) -> Mapping[str, Any] | None:
        if rule not in self.plans:
            self.plans[rule] = columns.plan(rule, book=case.book, judged=judges(case.book), **DAYS)
        return verdicts(self.plans[rule], dated(table(case.book, [case]), [case.dates]))[rule][0]


DAYS = {name: f"day of {name}" for name in ("as_of", "act_from", "act_to", "applied_on")}


def dated(data: Any, dates: Sequence[Dates]) -> Any:
    """A table with a column for each day."""
    for name, column_ in DAYS.items():
        data = data.append_column(column_, pa.array([getattr(each, name) for each in dates], pa.date32()))
    return data


def judges(book: Book) -> dict[str, tuple[str, date]]:
    """Every judgement was made by its first decider, long ago."""
    return {n: (f.judgement.who[0], date(1900, 1, 1)) for n, f in book.facts.items() if f.judgement}


def table(book: Book, cases: list[Case]) -> Any:
    """The answers of several people as a table; what nobody answered has no column."""
    given: dict[str, Any] = {}
    for name, fact in book.facts.items():
        values = [None if name in case.answers.follow else case.answers.known.get(name) for case in cases]
        marks = [case.answers.marks.get(name) for case in cases]
        if any(v is not None for v in values):
            given[name] = column(fact, values)
        if any(marks):
            given[name + MARK] = pa.array(
                [None if m is None else str(m) if v is None else None for m, v in zip(marks, values, strict=True)], pa.string()
            )
    return pa.table(given) if given else pa.table({"b": pa.nulls(len(cases))}).rename_columns([next(iter(book.facts))])


def column(fact: Fact, values: list[Any]) -> Any:
    if fact.decimals:  # any of the types that such a column can have
        whole = all(v is None or v == int(v) for v in values)
        kinds = [pa.decimal128(15, fact.decimals), pa.float64(), *([pa.int64()] if whole else [])]
        kind = kinds[sum(int(v * 100) for v in values if v is not None) % len(kinds)]
        return pa.array([v if v is None or pa.types.is_decimal(kind) else float(v) for v in values], kind)
    return pa.array(values, TYPES[fact.type])


def verdicts(plan: Ready, data: Any) -> dict[str, list[dict[str, Any]]]:
    """What a result says of each rule for each row, as the gate compares it."""
    return verdicts_of(plan, plan.decide(data))


def verdicts_of(plan: Ready, result: Any) -> dict[str, list[dict[str, Any]]]:
    """The same for a result that is there already."""
    columns_ = {name: result.column(name).to_pylist() for name in result.column_names}
    return {rule.id: [verdict(plan, rule, columns_, row) for row in range(result.num_rows)] for rule in plan.made.rules}


def verdict(plan: Ready, rule: Rule, given: Mapping[str, list[Any]], row: int) -> dict[str, Any]:
    def truth(part: str, name: str) -> Truth:
        value = given[f"{rule.id}.{part}.{name}".rstrip(".")][row]
        return OPEN if value is None else TRUE if value else FALSE

    force = plan.made.in_force[rule.id]
    if f"{rule.id}.in_force" in given:
        told = given[f"{rule.id}.in_force"][row]
        force = (True, False) if told is None else (told,)
    in_scope = truth("in_scope", "") if rule.scope != Const(1) else TRUE
    silent = {"not_covered": truth("not_covered", "") == TRUE} if rule.covers_part else {}
    return {**silent, "exact": given[f"{rule.id}.exact"][row], **from_truths(rule, force, truth, in_scope)}
