"""Checking rules: conflicts, dead clauses, sign rules that are not monotone.

Works on the formulas of each version, so a finding is about every possible person, and names one as a witness.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from tunnistus import source
from tunnistus.answers import Dates
from tunnistus.derive import MARKS_ONLY
from tunnistus.expand import Expanded, worlds
from tunnistus.formula import Formula, all_of, analyse, any_of, leaves, none_of, simplify, value
from tunnistus.model import AtLeast, Book, Fact, Node, Not, Rule, Test, Use, Value
from tunnistus.truth import FALSE, TRUE

__all__ = ["Finding", "check", "satisfy"]

FORBIDDEN = ("citizenship", "sells_sex_or_sexual_services")


@attrs.frozen
class Finding:
    """Something wrong with the rule data: ``level`` is error or warning, ``witness`` an example case, fact id to value."""

    level: str
    where: str
    what: str
    witness: Mapping[str, Value] = attrs.field(factory=dict)

    def __str__(self) -> str:
        example = "".join(f"\n    {name}: {_yaml(v)}" for name, v in self.witness.items())
        return f"{self.where}: {self.level}: {self.what}" + (f"\n  for example:{example}" if example else "")


def _yaml(item: Value) -> str:
    return str(item).lower() if isinstance(item, bool) else str(item)


# -- search ------------------------------------------------------------------------------------------------------


def satisfy(formula: Formula) -> dict[str, Value] | None:
    """Return values under which the formula is true, of as few facts as dropping one by one leaves; ``None`` if there are none."""
    found = _search(formula, formula.node, {})
    if found is None:
        return None
    for name in reversed(list(found)):
        rest = {n: v for n, v in found.items() if n != name}
        if value(formula.node, rest) == TRUE:
            found = rest
    return found


def _search(formula: Formula, node: Node, chosen: dict[str, Value]) -> dict[str, Value] | None:
    truth = value(node, {})
    if truth == TRUE:
        return chosen
    if truth == FALSE:
        return None
    counts = Counter(t.fact for t, _ in leaves(node))
    name = max(formula.facts, key=lambda n: (n in formula.entangled, counts.get(n, 0)) if n in counts else (False, -1))
    options = formula.cells[name]
    if name not in formula.entangled:
        options = (max(options, key=lambda v: _helps(node, name, v)),)
    for option in options:
        found = _search(formula, simplify(node, {name: option}), {**chosen, name: option})
        if found is not None:
            return found
    return None


def _helps(node: Node, name: str, option: Value) -> int:
    """How many tests of a nested fact point the formula towards true with this value."""
    return sum((value(test, {name: option}) == TRUE) is positive for test, positive in leaves(node) if test.fact == name)


# -- versions of a rule ------------------------------------------------------------------------------------------


def version_days(rule: Rule) -> tuple[date, ...]:
    """Return the first day of every version of a rule in force, or the earliest day when it has no beginning."""
    days = {rule.valid.since or date(1900, 1, 1)}
    for window in (c.valid for c in rule.clauses):
        days |= {d for d in (window.since,) if d}
        if window.until and window.until in rule.valid:
            following = date.fromordinal(window.until.toordinal() + 1)
            days |= {following} if following in rule.valid else set()
    return tuple(sorted(days))


def _on(book: Book, rule: Rule, day: date) -> Expanded:
    return worlds(book, rule, Dates(day, day, day, day))[0]


# -- check -------------------------------------------------------------------------------------------------------


def check(book: Book | None = None) -> list[Finding]:
    """Return what is wrong with the rule data, errors first, in the order of the files."""
    book = book or source.book()
    found: list[Finding] = []
    for rule in book.rules_in_order():
        found += _rule(book, rule)
    used = _used_facts(book)
    for fact in book.facts.values():
        if fact.id not in used and fact.polarity == "neutral" and fact.element == "law":
            found.append(Finding("warning", fact.where, f"No rule reads the fact {fact.id!r}."))
    return sorted(found, key=lambda f: f.level != "error")


def _rule(book: Book, rule: Rule) -> Iterator[Finding]:
    alive: set[str] = set()
    for day in version_days(rule):
        world = _on(book, rule, day)
        for clause, _, applies in world.clauses:
            if satisfy(applies) is not None:
                alive.add(clause.name)
        yield from _conflicts(book, rule, world, day)
        yield from _shared_inputs(book, rule, world)
    for clause in rule.clauses:
        if clause.name not in alive:
            yield Finding("error", clause.where, f"The clause {clause.name!r} can never apply.")
    if book.rulesets[rule.ruleset].kind == "indicators":
        yield from _signs(book, rule)


def _conflicts(book: Book, rule: Rule, world: Expanded, day: date) -> Iterator[Finding]:
    if rule.ordered:
        return
    for one, two in itertools.combinations(rule.outcomes, 2):
        both = analyse(all_of((world.due[one].node, world.due[two].node)), book.facts)
        witness = satisfy(both)
        if witness is not None:
            yield Finding(
                "error",
                rule.where,
                f"{one!r} and {two!r} are both due from {day}: say which clause beats which.",
                witness,
            )


def _shared_inputs(book: Book, rule: Rule, world: Expanded) -> Iterator[Finding]:
    """Two leaves that hang on the same open input are not independent; exactness would be lost."""
    names = {n for root in world.roots for n in root.facts}
    for name in sorted(names):
        derived = book.facts[name].derived
        shared = sorted(names & set(derived.inputs)) if derived and derived.by not in MARKS_ONLY else []
        if shared:
            yield Finding(
                "error",
                rule.where,
                f"The rule tests {name!r} and {shared[0]!r}, which it is derived from. Use one of them.",
            )


def _signs(book: Book, rule: Rule) -> Iterator[Finding]:
    """One more sign never lowers a step, and some facts are never signs."""
    for clause in rule.clauses:
        if clause.beats:
            yield Finding("error", clause.where, "A rule of signs has no 'beats': one more sign never takes anything away.")
        for test, positive in leaves(_expanded(book, clause.when)):
            fact = book.facts[test.fact]
            if fact.id in FORBIDDEN:
                yield Finding("error", clause.where, f"The fact {fact.id!r} is never a sign.")
            if not _monotone(fact, test, positive):
                yield Finding("error", clause.where, f"The rule of signs is not monotone in {fact.id!r}.")


def _monotone(fact: Fact, test: Test, positive: bool) -> bool:
    if fact.type != "bool":
        return positive
    asked = (test.cells == (True,)) is positive
    return asked is (fact.polarity != "reassuring")


def _expanded(book: Book, node: Node) -> Node:
    if isinstance(node, Use):
        used = book.rules[node.rule]
        return any_of(_expanded(book, c.when) for c in used.clauses)
    if isinstance(node, Not):
        return none_of((_expanded(book, node.of),))
    return AtLeast(node.k, tuple(_expanded(book, c) for c in node.of)) if isinstance(node, AtLeast) else node


def _used_facts(book: Book) -> set[str]:
    found: set[str] = set()
    for rule in book.rules.values():
        for node in (*(c.when for c in rule.clauses), *(n.when for n in rule.notices)):
            found |= {t.fact for t, _ in leaves(_expanded(book, node))}
        found |= {c.period.start for c in rule.clauses if c.period}
    return found | {i for n in found if (d := book.facts[n].derived) for i in d.inputs}
