"""Rows that are decided as SQL."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs

from tests import gate
from tests.worlds import ACTORS, ACTS, FACT, HEAD, SOURCES, duty, rule
from tunnistus.deciding.decide import Case
from tunnistus.reading.schema import build_book
from tunnistus.reading.strict import read_text
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import Book
from tunnistus.shipping import source
from tunnistus.testing.strategies import existing

DAY = date(2024, 1, 1)


def people(book: Book, rule: str, dates: Dates, count: int, seed: int) -> list[Case]:
    """Invented people, from nothing to everything answered."""
    dice = random.Random(seed)
    facts = gate.asked_facts(book, gate.reached_rules(book, rule))
    values = {n: gate.cell_values(book, n) for n in facts}
    raws = [
        {n: gate.pick(book, n, values[n], dice) for n in facts if dice.random() < share} for share in (0, 0.3, 0.6, 0.8, 0.9, 1) * count
    ]
    return [Case(book, read_answers(book, existing(book, raw), dates), dates) for raw in raws[:count]]


def entangled(facts: int) -> Book:
    """A rule whose facts all stand in both directions, so that 2 to their number combinations are enumerated."""
    names = [f"f{n}" for n in range(facts)]
    listed = f"of: [{', '.join(names)}]"
    when = f"{{all: [{{at_least: 2, {listed}}}, {{not: {{at_least: {facts - 1}, {listed}}}}}]}}"
    texts = {"acts": ACTS, "actors": ACTORS, "facts": "facts:" + "".join(FACT.format(name=n) for n in names), "sources": SOURCES}
    texts["rules"] = HEAD + rule(f"one: {duty(when)}")
    return build_book(read_text(text, name=f"{name}.yaml") for name, text in texts.items())


def samples(every: int, generated: int) -> Iterator[tuple[str, list[Case]]]:
    """Rules with people: the bound, generated rules, and every n-th of the shipped ones."""
    for n in (12, 13):
        made = entangled(n)
        yield "r", people(made, "r", Dates(DAY), 24, n)
    for n, found in enumerate(gate.generated_books(generated)):
        made = attrs.evolve(found)
        dates = gate.pick_dates(gate.border_days(made, made.rules), random.Random(n))
        for name in made.rules:
            yield name, people(made, name, dates, 24, n)
    shipped = source.book()
    for n, name in enumerate(list(shipped.rules)[::every]):
        dates = gate.pick_dates(gate.border_days(shipped, gate.reached_rules(shipped, name)), random.Random(n))
        yield name, people(shipped, name, dates, 12, n)


def plain(given: dict[str, Any]) -> dict[str, Any]:
    return {part: set(item) if isinstance(item, list | tuple) else item for part, item in given.items()}


def agrees(expected: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether a row says what its person is told. Past the bound that columns and SQL have it may leave more open, and says so."""
    if found["exact"]:
        return plain(found) == plain({part: expected[part] for part in found})
    return (
        set(expected["possible"]) <= set(found["possible"])
        and found["due"] in (expected["due"], None)
        and found["settled"] <= expected["settled"]
    )
