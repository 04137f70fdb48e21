"""Whoever tells one more thing loses nothing that was certain, unless it contradicts what was told, and then that is said.

Invented people answer one question after another, of all facts, days among them; every shipped rule is decided after each answer. Days
lie around the borders of law, the day of deciding and each other: that is where a worked-out fact can turn.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import attrs
import pytest

from tunnistus.deciding.decide import Case
from tunnistus.explaining.explain import Decision, decisions_of
from tunnistus.rules.answers import Dates, Judged, Mark, read_answers, set_aside
from tunnistus.rules.calendar import Length, add
from tunnistus.rules.formula import cells
from tunnistus.rules.model import Fact
from tunnistus.shipping import source
from tunnistus.testing import strategies
from tunnistus.testing.borders import compared

BOOK = source.book()
RULES = list(BOOK.rules_in_order())
IDS = [rule.id for rule in RULES]
FACTS = [fact for fact in BOOK.facts.values() if fact.askable]
LONG = 60  # answers of one person at most
STEPS = 3_000  # 100,000 were tried once


@cache
def borders() -> list[date]:
    """The days on which the law changed, the day before and the day after."""
    return strategies.days_of(BOOK, BOOK.rules)


@cache
def lengths() -> list[Length]:
    """Every length of time that a rule or a fact counts with."""
    amounts = [version.amount for each in BOOK.parameters.values() for version in each.versions]
    return list(dict.fromkeys((Length(), *(each for each in amounts if isinstance(each, Length)))))


def near(day: date, dice: random.Random) -> date:
    """A day that lies a length of law from another one, in either direction, or a day beside it."""
    length = dice.choice(lengths())
    if dice.random() < 0.5:
        length = Length(days=-length.days, months=-length.months, years=-length.years)
    return add(day, length) + timedelta(days=dice.choice((-1, 0, 0, 1)))


def value(fact: Fact, known: dict[str, Any], dates: Dates, dice: random.Random) -> Any:
    """A value or a mark for a fact that has neither."""
    if dice.random() < 0.1:
        return dice.choice((Mark.MAYBE, Mark.DECLINED))
    if fact.type == "date":
        told = [day for day in known.values() if isinstance(day, date)]
        day = near(dice.choice((dates.as_of, *told, *told, dice.choice(borders()))), dice)
        return min(day, dates.as_of) if fact.past else day
    found = dice.choice(cells(fact, compared(BOOK).get(fact.id, [])))
    return Judged(found, by=fact.judgement.who[0], on=date(2000, 1, 1)) if fact.judgement else found


def dates_alone(dice: random.Random) -> Dates:
    """The day of deciding, and nothing known of the deeds or an application."""
    return Dates(max(dice.choice(borders()), date(2006, 1, 1)))


def one_more(known: dict[str, Any], dates: Dates, dice: random.Random) -> tuple[dict[str, Any], Dates]:
    """One more answer; a date is linked to others more often than it is alone. Now and then a day of the deeds or of the application."""
    open_ = [f for f in FACTS if f.id not in known]
    if dice.random() < 0.1 and None in (dates.act_from, dates.act_to, dates.applied_on):
        name = dice.choice([n for n in ("act_from", "act_to", "applied_on") if getattr(dates, n) is None])
        day = min(near(dice.choice((dates.as_of, dice.choice(borders()))), dice), dates.as_of)
        if name == "act_from" and dates.act_to:
            day = min(day, dates.act_to)
        if name == "act_to" and dates.act_from:
            day = max(day, dates.act_from)
        return known, attrs.evolve(dates, **{name: day})
    days = [f for f in open_ if f.type == "date"]
    fact = dice.choice(days if days and dice.random() < 0.4 else open_)
    return {**known, fact.id: value(fact, known, dates, dice)}, dates


def decided(known: dict[str, Any], dates: Dates) -> dict[str, Decision]:
    return dict(decisions_of(Case(BOOK, read_answers(BOOK, known, dates), dates), IDS))


def lost(before: Decision, after: Decision) -> Iterator[str]:
    """What was certain and is not any more, or was excluded and is possible again."""
    order = before.rule.outcomes.index
    if not after.counts:  # the rule turns out not to concern the person, which was open
        yield from ["settled"] if before.settled and before.counts and before.certain() else []
        return
    if not set(after.possible) <= set(before.possible):
        yield "possible"
    if before.due is not None and after.due != before.due:
        yield "due"
    if not set(before.options) <= {*after.options}:
        yield "options"
    if before.rule.ordered and before.floor and (not after.floor or order(after.floor) < order(before.floor)):
        yield "floor"
    if before.rule.ordered and after.ceiling and (not before.ceiling or order(after.ceiling) > order(before.ceiling)):
        yield "ceiling"
    if before.settled and not (after.settled and (after.due, after.options) == (before.due, before.options)):
        yield "settled"


def walk(seed: int, steps: int) -> dict[str, int]:
    """Let one person answer; returns how many answers were taken, and how many contradicted others, which were named."""
    dice, counts = random.Random(seed), {"taken": 0, "contradicted": 0}
    known, dates = dict[str, Any](), dates_alone(dice)
    before = decided(known, dates)
    for _ in range(steps):
        more, when = one_more(known, dates, dice)
        left, found = set_aside(BOOK, more, when)
        if found:
            assert {n for each in found for n in each.facts} >= more.keys() - left.keys() > set()
            counts["contradicted"] += 1
            continue
        after = decided(more, when)
        worse = {rule: what for rule, old in before.items() if (what := list(lost(old, after[rule])))}
        assert not worse, f"seed {seed}: {sorted(set(more) - set(known)) or attrs.asdict(when)} loses {worse}"
        known, dates, before = more, when, after
        counts["taken"] += 1
    return counts


def walks(first: int, steps: int) -> dict[str, int]:
    found = {"taken": 0, "contradicted": 0}
    for seed in range(first, first + -(-steps // LONG)):
        for name, n in walk(seed, LONG).items():
            found[name] += n
    return found


def test_one_more_answer_loses_nothing_that_was_certain() -> None:
    found = walks(0, 120)
    assert found["taken"] > 80


@pytest.mark.deep
def test_no_answer_of_thousands_loses_what_was_certain() -> None:
    found = walks(1_000, STEPS)
    assert found["taken"] > STEPS // 2
    assert found["contradicted"] > STEPS // 100
