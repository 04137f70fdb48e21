"""Invented people on days at random, each new to whatever is kept."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import tunnistus as tn

DAY = date(2026, 11, 24)


def people(book: tn.Book, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Random answers on random days in all four dates."""
    plain = [f for f in book.facts.values() if f.type == "bool" and f.askable and not f.derived and not f.judgement]
    facts = [f.id for f in plain if f.polarity == "risk"] or [f.id for f in plain]

    def before(day: date, years: int) -> date:
        return day - timedelta(chance.randrange(365 * years))

    while True:
        as_of = before(DAY, 22)
        since = before(as_of, 15)
        days = {"act_from": since, "act_to": since + (as_of - since) * chance.random(), "applied_on": before(as_of, 5)}
        given = {name: chance.choice((True, tn.MAYBE)) for name in chance.sample(facts, chance.randrange(min(4, len(facts))))}
        yield {"answers": given, "as_of": as_of, **{name: day for name, day in days.items() if chance.random() < 0.7 or name == "act_from"}}
