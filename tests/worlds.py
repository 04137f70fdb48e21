"""Small rule data written as YAML, for tests of the loader and of deciding."""

import itertools
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tunnistus.deciding.decide import Case
from tunnistus.deciding.expand import Expanded
from tunnistus.explaining.explain import Decision, decision_of
from tunnistus.reading.schema import build_book
from tunnistus.reading.strict import read_text
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.cached import of_book
from tunnistus.rules.formula import any_of, cells, leaves, none_of
from tunnistus.rules.model import AtLeast, Book, Cell, Node, Not, Relation, Use, Value, inside

FACT = """
  {name}:
    type: bool
    theme: t
    element: law
    observers: [document]
    sensitivity: ordinary
    stage: 2
    polarity: neutral
    evidence: true
    ask: Onko {name}?
    plain: Onko sinulla {name}?
    met: On {name}.
    unmet: Ei ole {name}.
"""
ENUM = """
  kind:
    type: enum
    theme: t
    element: law
    observers: [document]
    sensitivity: ordinary
    stage: 2
    polarity: neutral
    evidence: true
    ask: Mikä?
    plain: Mikä?
    values: {red: On punainen., blue: On sininen., green: On vihreä.}
  days:
    type: number
    theme: t
    element: law
    observers: [document]
    sensitivity: ordinary
    stage: 2
    polarity: neutral
    evidence: true
    min: 0
    max: 1000
    ask: Montako?
    plain: Montako?
    value: On {value} päivää.
  begins:
    type: date
    theme: t
    element: law
    observers: [document]
    sensitivity: ordinary
    stage: 2
    polarity: neutral
    evidence: true
    ask: Milloin?
    plain: Milloin?
    value: Alkaa {value}.
  judged:
    type: bool
    theme: t
    element: law
    observers: [document]
    sensitivity: ordinary
    stage: 2
    polarity: neutral
    evidence: false
    ask: Arvioiko viranomainen?
    plain: Arvioiko viranomainen?
    met: Viranomainen arvioi niin.
    unmet: Viranomainen ei arvioi niin.
    judgement: {who: [police], weigh: {for: {one: Puolesta.}, against: {two: Vastaan.}}}
"""
NAMES = ("a", "b", "c", "secret")
FACTS = "facts:" + "".join(FACT.format(name=n) for n in NAMES) + ENUM
ACTS = "acts:\n  UlkL: {number: 301/2004, name: ulkomaalaislaki, kind: act, url: x, url_basis: pattern, verified: 2025-02-21}\n"
SOURCES = "sources:\n  guide: {title: Opas, basis: read}\n"
ACTORS = "actors:\n  police:\n    versions: [{name: poliisi}]\n  worker:\n    versions: [{name: auttaja}]\n"
LATER = {"later.yaml": "later_changes:\n  pact: {from: 2026-06-12, touches: [UlkL], known: planned, text: Lukematta.}\n"}
HEAD = "ruleset: t\ntitle: Testi\nverified: {until: 2025-02-21}\nrules:\n"
CLAUSE = "then: yes_, effect: duty, cite: [UlkL 1 §], who: police"
TEXTS = "says: {granted: Myönnetään., refused: Evätään.}\n    plain: {granted: Saat., refused: Et saa.}\n"


def rule(clauses: str, *, name: str = "r", head: str = "outcomes: [granted, refused]", more: str = "") -> str:
    """One rule; ``clauses`` are lines of ``name: {…}``."""
    body = "".join(f"      {line}\n" for line in clauses.strip().splitlines())
    return f"  {name}:\n    title: Sääntö\n    {head}\n    {more}\n    clauses:\n{body}    {TEXTS}"


def duty(when: str, *, then: str = "granted", effect: str = "duty", more: str = "") -> str:
    """The inside of a clause."""
    return f"{{then: {then}, effect: {effect}, cite: [UlkL 1 §], who: police, when: {when}{more}}}"


def book(rules: str, *, head: str = HEAD, facts: str = FACTS, **files: str) -> Book:
    """Build a book of the small vocabulary and the given rules."""
    texts = {
        "acts.yaml": ACTS,
        "actors.yaml": ACTORS,
        "facts.yaml": facts,
        "sources.yaml": SOURCES,
        "rules.yaml": head + rules,
        **files,
    }
    return build_book(read_text(text, name=name) for name, text in texts.items())


def decided(book: Book, answers: dict[str, Any], name: str = "r", *, as_of: date = date(2024, 1, 1), **dates: date) -> Decision:
    """Decide a rule of a small book."""
    when = Dates(as_of, **dates)
    return decision_of(Case(book, read_answers(book, answers, when), when), name)


def expanded(book: Book, node: Node) -> Node:
    """A condition with every rule that it uses in the place of its use, in all versions at once: for naming the facts in it."""
    if isinstance(node, Use):
        return any_of(expanded(book, c.when) for c in book.rules[node.rule].clauses)
    if isinstance(node, Not):
        return none_of((expanded(book, node.of),))
    return AtLeast(node.k, tuple(expanded(book, c) for c in node.of)) if isinstance(node, AtLeast) else node


def compared(*versions: Expanded) -> dict[str, list[tuple[Cell, ...]]]:
    """What any of the versions compares each fact with."""
    tests: dict[str, list[tuple[Cell, ...]]] = {}
    for world in versions:
        for node in (*(formula.node for formula in world.formulas), world.scope):
            for test, _ in leaves(node):
                tests.setdefault(test.fact, []).append(test.cells)
    return tests


def parts_of(book: Book, *versions: Expanded) -> dict[str, tuple[Value, ...]]:
    """For every fact that a version reads one value for each cell that any of them tells apart."""
    tests = compared(*versions)
    return {n: cells(book.facts[n], tests[n]) for n in sorted(tests, key=lambda n: book.facts[n].order)}


def people(book: Book, *versions: Expanded) -> Iterator[dict[str, Any]]:
    """Somebody in each cell that the versions tell apart, of those cells in which somebody can exist."""
    tests, parts = compared(*versions), parts_of(book, *versions)
    rows = _rows(book)
    named = rows[0].keys() if rows else set()
    shown = [n for n in parts if n in named]
    together: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        signs = tuple([inside(row[n], c) for n in shown for c in tests[n]])
        together.setdefault(signs, {n: row[n] for n in shown})
    together = together or {(): {}}
    others = {n: p for n, p in parts.items() if n not in named}
    for rest in itertools.product(*others.values()):
        for some in together.values():
            found = {**dict(zip(others, rest, strict=True)), **some}
            yield {n: found[n] for n in parts}


@of_book
def _rows(book: Book) -> list[dict[str, Any]]:
    """The facts that stand in relations, of everybody who can exist."""
    named = sorted({n for relation in book.relations for n in relation.facts})
    values = [(True, False) if book.facts[n].type == "bool" else book.facts[n].values for n in named]
    people = (dict(zip(named, row, strict=True)) for row in itertools.product(*values)) if named else ()
    return [p for p in people if all(_held(relation, p) for relation in book.relations)]


def _held(relation: Relation, person: Mapping[str, Any]) -> bool:
    holds = [inside(person[t.fact], t.cells) for t in (relation.when, *relation.then)]
    return not holds[0] or any(holds[1:])
