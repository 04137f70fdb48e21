"""Families of rules that stand side by side: what each row and each column of a table is, and which clauses read both.

A rule that was written for one permit, one way into the system or one offence often belongs beside its neighbours, too. Nothing in a rule says that
it is missing there. Rows, columns and the clauses that join them are computed from the book; what else a cell says stands in ``tests/data/neighbours``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs

from tunnistus.rules.graph import tests_or_uses
from tunnistus.rules.model import Book, Clause, Rule, Test, Use, inside
from tunnistus.rules.statute import Statutes

__all__ = ["FAMILIES", "Family", "rule_of"]

Reads = Callable[[Book, Clause, str, str], bool]


@attrs.frozen
class Family:
    """One table: the names of its rows and columns, and whether a clause of the row's or the column's rule reads both."""

    name: str
    rows: Callable[[Book, Statutes], list[str]]
    columns: Callable[[Book, Statutes], list[str]]
    reads: Reads
    every_day: bool = False  # whether the clauses of a cell must hold on all days that row and column share

    def joins(self, book: Book, row: str, column: str) -> set[str]:
        """The clauses, written RULE.CLAUSE, that read both."""
        rules = {rule.id: rule for name in (row, column) if (rule := rule_of(book, name))}
        return {f"{r.id}.{c.name}" for r in rules.values() for c in r.clauses if self.reads(book, c, row, column)}


def rule_of(book: Book, name: str) -> Rule | None:
    """The rule that a row or column stands for: ``refusal.conduct/barred`` and ``refusal.conduct`` are of the same one."""
    return book.rules.get(name.partition("/")[0])


def _tests(clause: Clause, fact: str) -> list[Test]:
    return [part for part in tests_or_uses(clause.when) if isinstance(part, Test) and part.fact == fact]


def _uses(clause: Clause, rule: str, outcome: str = "") -> bool:
    return any(isinstance(p, Use) and p.rule == rule and outcome in ("", p.outcome) for p in tests_or_uses(clause.when))


def _rules(book: Book, pattern: str) -> list[str]:
    return [rule.id for rule in book.rules_in_order() if re.match(pattern, rule.id)]


# -- grounds for refusal, and permits ----------------------------------------------------------------------------

REFUSAL = ("law/permit/refusal", "law/permit/refusal-in-country")


def _grounds(book: Book, statutes: Statutes) -> list[str]:
    """Every outcome of the rules on refusal, and every place of 36–36 f § that they leave out."""
    told = [
        f"{rule.id}/{outcome}"
        for rule in book.rules_in_order()
        if rule.ruleset in REFUSAL and rule.id != "refusal.override"
        for outcome in rule.outcomes
        if any(c.then == outcome and c.effect in ("power", "bar") for c in rule.clauses)
    ]
    left_out = [str(u) for s, those in statutes.units.items() if s.act == "UlkL" and re.fullmatch("36( [a-f])?", s.number)
                for u in those if u.left_out]  # fmt: skip
    return told + left_out


def _refuses(_: Book, clause: Clause, row: str, __: str) -> bool:
    """Whether a clause with an outcome reads a ground; one that only beats others does not stand for the one that refuses."""
    rule, _, outcome = row.partition("/")
    return bool(outcome and clause.then) and _uses(clause, rule, outcome)


# -- ways in, and what follows -----------------------------------------------------------------------------------

WAYS = r"assist\.propose$|assist\.admit\.|identify\.(by|formal)|definition\.victim_in"


def _ways(book: Book, _: Statutes) -> list[str]:
    return _rules(book, WAYS)


def _follows(book: Book, statutes: Statutes) -> list[str]:
    """The rules that read what a way in leads to: a proposal, an admission and its ground, an identification, or being a victim by definition."""
    ways = _ways(book, statutes)
    return [
        rule.id
        for rule in book.rules_in_order()
        if rule.id not in ways
        and rule.ruleset.startswith("law/")
        and any(_leads(book, c, way, rule.id) for c in rule.clauses for way in ways)
    ]


def _leads(book: Book, clause: Clause, way: str, column: str) -> bool:
    if clause in book.rules[way].clauses and way != column:
        return False
    kind, _, ground = way.rpartition(".")
    if kind != "assist.admit":
        return _uses(clause, way) or (way == "assist.propose" and bool(_tests(clause, "admission_proposed")))
    if grounds := _tests(clause, "admission_ground"):
        return any(inside(ground, test.cells) for test in grounds)
    admitted = bool(_tests(clause, "admitted_to_assistance_system"))
    return (
        admitted or _uses(clause, way) or _uses(clause, "definition.victim_in_assistance_law")
    )  # who is in the system is a victim of the act


# -- permits that are held, and what becomes of them -------------------------------------------------------------

HELD = ("victim_permit_held", "other_permit_held")


def _held(book: Book, _: Statutes | None = None) -> list[str]:
    return [f"{fact}/{member}" for fact in HELD for member in book.facts[fact].values if member != "none"]


def _extensions(book: Book, _: Statutes) -> list[str]:
    """The rules on permits that read which permit is held, or cite 54–57 §."""
    later = ("54", "54 b", "55", "56", "57")
    return [
        rule.id
        for rule in book.rules_in_order()
        if rule.ruleset.startswith("law/permit/")
        if any(c.act == "UlkL" and c.section in later for clause in rule.clauses for c in clause.cite)
        or any(_reads_held(book, clause, row, "") for clause in rule.clauses for row in _held(book))
    ]


def _reads_held(_: Book, clause: Clause, row: str, __: str) -> bool:
    fact, _, member = row.partition("/")
    return any(inside(member, test.cells) and not inside("none", test.cells) for test in _tests(clause, fact))


# -- offences beside trafficking, and children -------------------------------------------------------------------

AGE = re.compile(r"under_\d+_|covers_age$")
CHILD = "trafficking of a child"
UNDER_16 = "a child under 16"


def _offences(book: Book, _: Statutes) -> list[str]:
    """Every offence of the rules that part trafficking from its neighbours, and trafficking itself in its forms."""
    delimited = [
        f"{name}/{outcome}" for name in _rules(book, r"delim\.") for outcome in book.rules[name].outcomes if outcome != "trafficking_side"
    ]
    return delimited + _rules(book, r"crime\.(adult|minor|aggravated|slavery|predecessor)$")


def _ages(book: Book, statutes: Statutes) -> list[str]:
    """The facts on age that these rules read; whether the deed against a child is trafficking without any means (RL 25:3 § 2 mom.); sexual acts, at 16."""
    rules = {rule for name in _offences(book, statutes) if (rule := rule_of(book, name))}
    read = {part.fact for rule in rules for clause in rule.clauses for part in tests_or_uses(clause.when) if isinstance(part, Test)}
    return [*sorted(fact for fact in read if AGE.search(fact)), CHILD, UNDER_16]


def _reads_age(book: Book, clause: Clause, row: str, column: str) -> bool:
    outcome = row.partition("/")[2]
    if column == CHILD:
        return clause.then == "trafficking_side" and _uses(clause, "crime.purpose")
    return (not outcome or clause.then == outcome) and bool(_tests(clause, column))


FAMILIES = (
    Family("refusal", _grounds, lambda book, _: _rules(book, r"permit\."), _refuses, every_day=True),
    Family("ways-in", _ways, _follows, _leads),
    Family("extension", _held, _extensions, _reads_held),
    Family("minors", _offences, _ages, _reads_age),
)
