"""The rules of identification, and the help that fits, as data for JavaScript: what ``evaluate.js`` reads.

The diagrams are those by which the library decides; nothing is simplified here. No text of any language stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

from lessons.light.diagrams import Shared, version
from tunnistus.deciding.decide import Case
from tunnistus.deciding.expand import EVERYBODY, borders, scope_of
from tunnistus.deciding.plan import Plan, sheet
from tunnistus.explaining.assessed import identification, worth_asking
from tunnistus.explaining.explain import decisions_of
from tunnistus.explaining.opening import first_of_child
from tunnistus.explaining.state import is_sign
from tunnistus.rules.answers import Answers, Dates
from tunnistus.rules.derive import DATES, kin_of
from tunnistus.rules.formula import Formula, analyse
from tunnistus.rules.model import PARTS, Book, Fact, Rule
from tunnistus.rules.relations import relations_of
from tunnistus.rules.roles import IN_VIEW, holder, in_view

MARKS_AND_VALUES: Final = ("may_be_child", "one_maybe", "two_maybe")  # deriving functions that JavaScript has too


def rules_of(book: Book) -> list[Rule]:
    """Return the rules inside, in the order of their files: those of identification, danger and the child while they stay in view, what to
    do first, and the help that fits."""
    named = (*identification(book), *in_view(book))
    return [rule for rule in book.rules_in_order() if rule.id in named or rule.part in ("next_step", "help")]


def read_until(book: Book) -> Dates:
    """Return the day that the light version is for: the first until which the sources of one of its rule sets were read."""
    return Dates(min(book.rulesets[rule.ruleset].verified_until for rule in rules_of(book)))


def asked_about(book: Book) -> list[Rule]:
    """Return the rules that questions are about, and that say what to do while somebody is asked."""
    return [decision.rule for decision in worth_asking(decisions_of(Case(book, Answers(), read_until(book)), identification(book)))]


def program(book: Book, rules: Sequence[Rule]) -> dict[str, Any]:
    """Return some rules as plain data, the same for every story and every day since :func:`read_until`. A fact is told by its number.

    Raises:
        AssertionError: a rule has become one that JavaScript does not know: with a scope, or with versions that may still be touched.
    """
    plans = [_plan(book, rule, read_until(book)) for rule in rules]
    signs = {fact.id for fact in book.facts.values() if is_sign(fact)}
    facts = _facts(book, signs | {name for plan in plans for formula in plan.worlds[0].formulas for name in formula.facts})
    place = {fact.id: n for n, fact in enumerate(facts)}
    scopes = {fact.id: analyse(fact.scope, book.facts).node for fact in facts if fact.scope != EVERYBODY}
    conditions = list(dict.fromkeys([*scopes.values(), *(form.node for plan in plans for form in _notices(plan).values())]))
    shared = Shared(book, conditions, [group for group in relations_of(book).groups if place.keys() >= {*group.names}])
    return {
        "facts": [_fact(book, fact, conditions.index(scopes[fact.id]) if fact.id in scopes else "", place) for fact in facts],
        "rules": [_rule(plan, conditions, place) for plan in plans],
        "shared": shared.table(place),
        "asked": [rule.id for rule in asked_about(book)],
        "parts": list(PARTS),
        "derived": [place[fact.id] for fact in _derived_in_order(book, facts)],
        "kin": _kin(book, facts, place),
        "first_of_child": list(first_of_child(book, Answers({holder(book, "possible_minor"): True}))),
    }


def _plan(book: Book, rule: Rule, dates: Dates) -> Plan:
    days = [day for found in borders(book, rule).values() for day in found]
    assert all(day <= dates.as_of for day in days), f"{rule.id} changes after the day that the light version is for"
    assert scope_of(book, rule) is None, f"{rule.id} has got a scope"
    return sheet(book, (rule.id,), dates)[rule.id]


def _kin(book: Book, facts: Iterable[Fact], place: Mapping[str, int]) -> list[list[int]]:
    """Pairs of facts that are one circumstance, of those that are counted."""
    counted = {name for fact in facts if fact.derived and fact.derived.by == "two_maybe" for name in fact.derived.inputs}
    kin = kin_of(book)
    pairs = combinations(sorted(counted, key=place.__getitem__), 2)
    return [[place[one], place[two]] for one, two in pairs if two in kin.get(one, ())]


def _facts(book: Book, names: Iterable[str]) -> list[Fact]:
    """Some facts, those that they are derived from or stand in relations with, and the broad questions about them.

    Days are left out, since nobody is asked for one: what follows from a day can be said itself.
    """
    relations, found, waiting = relations_of(book), set[str](), sorted(names)
    gates = {name: [f.id for f in book.facts.values() if name in f.opens] for name in book.facts}
    while waiting:
        name = waiting.pop()
        fact = book.facts[name]
        if name not in found and fact.type in ("bool", "enum"):
            found.add(name)
            waiting += [n for n in fact.derived.inputs if n not in DATES] if fact.derived else []
            waiting += [*gates[name], *(relations.of[name].names if name in relations.names else ())]
    return [fact for fact in book.facts.values() if fact.id in found]


def _derived_in_order(book: Book, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Derived facts that JavaScript works out, each after those that it reads."""
    left = [fact for fact in facts if _works_out(fact)]
    names = {fact.id for fact in left}
    while left:
        ready = [fact for fact in left if fact.derived and not names & {*fact.derived.inputs}]
        yield from ready
        names -= {fact.id for fact in ready}
        left = [fact for fact in left if fact not in ready]


def _works_out(fact: Fact) -> bool:
    return fact.derived is not None and fact.derived.by in MARKS_AND_VALUES


def _fact(book: Book, fact: Fact, scope: int | str, place: Mapping[str, int]) -> dict[str, Any]:
    told = {
        "id": fact.id,
        "values": list(fact.values),
        "stage": fact.stage,
        "askable": fact.askable,
        "judgement": fact.judgement is not None,
        "derived": fact.derived is not None,
        "by": fact.derived.by if fact.derived and _works_out(fact) else "",
        "from": [place[name] for name in fact.derived.inputs] if fact.derived and _works_out(fact) else [],
        "polarity": fact.polarity if fact.polarity != "risk" else "",
        "element": fact.element,
        "theme": fact.theme,
        "forms": list(fact.forms),
        "wish": fact.wish,
        "wishes": [list(each) for each in fact.wishes],
        "states": [list(each) for each in fact.states],
        "role": fact.role,
        "opens": [place[name] for name in fact.opens if name in place],
        "scope": scope,
    }
    return {key: value for key, value in told.items() if value is not False and value not in ("", [])}


def _rule(plan: Plan, conditions: Sequence[Any], place: Mapping[str, int]) -> dict[str, Any]:
    rule = plan.rule
    told = {
        "id": rule.id,
        "part": rule.part,
        "role": rule.role,
        "ordered": rule.ordered,
        "outcomes": list(rule.outcomes),
        "states": [list(each) for each in rule.states],
        "notices": {key: [conditions.index(form.node), *(place[name] for name in form.facts)] for key, form in _notices(plan).items()},
    }
    return {**told, **version(plan, place)}


def _notices(plan: Plan) -> dict[str, Formula]:
    """Cautions of what stays in view, which are shown once something of them was answered."""
    return dict(plan.worlds[0].notices) if plan.rule.role in IN_VIEW else {}
