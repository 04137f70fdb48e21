"""The rules of identification, and the help that fits, as data for JavaScript: what ``evaluate.js`` reads.

Formulas are those of the library, with every used rule expanded; nothing is simplified here. No text of any language stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from lessons.light.layout import Layout
from tunnistus.deciding.decide import Case
from tunnistus.deciding.expand import EVERYBODY, Expanded, borders, scope_of, worlds
from tunnistus.explaining.assessed import identification, worth_asking
from tunnistus.explaining.explain import decisions_of
from tunnistus.explaining.opening import first_of_child
from tunnistus.explaining.state import is_sign
from tunnistus.rules.answers import Answers, Dates
from tunnistus.rules.derive import DATES
from tunnistus.rules.formula import Formula, analyse
from tunnistus.rules.model import PARTS, Book, Cell, Fact, Rule, Value, inside
from tunnistus.rules.relations import named, relations_of
from tunnistus.rules.roles import IN_VIEW, in_view

MARKS_AND_VALUES: Final = ("may_be_child", "one_maybe", "two_maybe")  # deriving functions that JavaScript has too
ONE_QUESTION: Final = ("threats_of_violence", "threats_to_family")  # two facts that are one circumstance


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
    dates = read_until(book)
    each = {rule: _world(book, rule, dates) for rule in rules}
    signs = {fact.id for fact in book.facts.values() if is_sign(fact)}
    facts = _facts(book, signs | {name for world in each.values() for formula in world.formulas for name in formula.facts})
    notices = [form for world in each.values() for form in _notices(book, world).values()]
    scopes = {fact.id: analyse(fact.scope, book.facts) for fact in facts}
    forms = [root for world in each.values() for root in world.roots]
    layout = Layout([*forms, *notices, *scopes.values()], book.facts)
    place = {fact.id: n for n, fact in enumerate(facts)}
    relations = [r for r in book.relations if {*r.facts} <= place.keys()]
    return {
        "facts": [_fact(book, fact, layout.slot[scopes[fact.id]], place) for fact in facts],
        "tests": [[place[test.fact], _mask(book.facts[test.fact], test.cells)] for test in layout.tests],
        "ops": [[k, list(below)] for k, below in layout.ops],
        "rules": [_rule(book, rule, each[rule], layout, place) for rule in rules],
        "asked": [rule.id for rule in asked_about(book)],
        "parts": list(PARTS),
        "relations": [[r.id, *([place[t.fact], _mask(book.facts[t.fact], t.cells)] for t in (r.when, *r.then))] for r in relations],
        "derived": [place[fact.id] for fact in _derived_in_order(book, facts)],
        "one_question": list(ONE_QUESTION),
        "first_of_child": list(first_of_child(book, Answers({"may_be_child": True}))),
    }


def _world(book: Book, rule: Rule, dates: Dates) -> Expanded:
    days = [day for found in borders(book, rule).values() for day in found]
    assert all(day <= dates.as_of for day in days), f"{rule.id} changes after the day that the light version is for"
    assert scope_of(book, rule) is None, f"{rule.id} has got a scope"
    (world,) = worlds(book, rule, dates)
    return world


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


def _fact(book: Book, fact: Fact, scope: int, place: Mapping[str, int]) -> dict[str, Any]:
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
        "opens": [place[name] for name in fact.opens if name in place],
        "scope": scope if fact.scope != EVERYBODY else "",
    }
    return {key: value for key, value in told.items() if value is not False and value not in ("", [])}


def _rule(book: Book, rule: Rule, world: Expanded, layout: Layout, place: Mapping[str, int]) -> dict[str, Any]:
    tests: dict[str, set[int]] = {}
    for root in world.roots:
        for name, cells in ((name, cells) for name, each in _tests(root).items() for cells in each):
            tests.setdefault(name, set()).add(_mask(book.facts[name], cells))
    related = {name: [_mask(book.facts[name], cells) for cells in each] for name, each in world.related.items()}
    return {
        "id": rule.id,
        "part": rule.part,
        "ordered": rule.ordered,
        "outcomes": list(rule.outcomes),
        "first": [layout.slot[form] for form in (world.reached or world.due).values()],
        "second": [] if rule.ordered else [layout.slot[form] for form in world.option.values()],
        "tests": [[place[name], *sorted(tests[name])] for name in sorted(tests, key=lambda n: book.facts[n].order)],
        "related": [[place[name], *sorted(masks)] for name, masks in related.items()],
        "notices": {key: layout.slot[form] for key, form in _notices(book, world).items()},
    }


def _tests(form: Formula) -> Mapping[str, set[tuple[Cell, ...]]]:
    return {name: {cells for cells, _ in each} for name, each in form._tests.items()}


def _notices(book: Book, world: Expanded) -> dict[str, Formula]:
    """Cautions of what stays in view, which are shown once something of them was answered."""
    return dict(world.notices) if world.rule.role in IN_VIEW else {}


def _mask(fact: Fact, cells: tuple[Cell, ...]) -> int:
    """The values of a fact that lie in some cells, one bit each."""
    values: tuple[Value, ...] = named(fact)
    return sum(1 << n for n, value in enumerate(values) if inside(value, cells))
