"""Rules with rows for engines to which a call is dear: many people of one rule at a time."""

import random
from collections.abc import Iterator
from typing import Any

import attrs

from tests import gate
from tunnistus.deciding.decide import Case
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import Book
from tunnistus.shipping import source
from tunnistus.testing.strategies import existing


def people(book: Book, rule: str, dates: Dates, count: int, seed: int) -> list[Case]:
    """Invented people, from nothing to everything answered."""
    dice = random.Random(seed)
    facts = gate.asked_facts(book, gate.reached_rules(book, rule))
    values = {n: gate.cell_values(book, n) for n in facts}
    raws = [
        {n: gate.pick(book, n, values[n], dice) for n in facts if dice.random() < share} for share in (0, 0.3, 0.6, 0.8, 0.9, 1) * count
    ]
    return [Case(book, read_answers(book, existing(book, raw), dates), dates) for raw in raws[:count]]


def samples(every: int, generated: int) -> Iterator[tuple[str, list[Case]]]:
    """Rules with people: generated rules, and every n-th of the shipped ones."""
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
