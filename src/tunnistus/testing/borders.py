"""Answers on which something turns: both ends of each stretch that rules tell apart, one beyond each, and the days that limits lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

import attrs

from tunnistus.limits import FIRST_DAY, LAST_DAY
from tunnistus.rules.answers import Dates, Judged
from tunnistus.rules.cached import of_book
from tunnistus.rules.calendar import Calendar, Length, add
from tunnistus.rules.derive import DATES
from tunnistus.rules.formula import candidates, cells, leaves
from tunnistus.rules.model import Book, Cell, Derived, Fact, Parameter, Value
from tunnistus.rules.orders import beside

__all__ = ["Turning", "compared", "days_around", "first_working_days", "turning", "values_around"]

_DAY: Final = timedelta(days=1)
_BESIDE: Final = (-1, 0, 1)
JUDGED_ON: Final = date(1900, 1, 1)


def as_answer(fact: Fact, value: Value) -> Any:
    """Return the value as it is answered: a judgement is made by its first decider on an early day."""
    return Judged(value, by=fact.judgement.who[0], on=JUDGED_ON) if fact.judgement else value


@of_book
def compared(book: Book) -> dict[str, list[tuple[Cell, ...]]]:
    """Return of every fact the tests of all rules."""
    found: dict[str, list[tuple[Cell, ...]]] = {}
    for rule in book.rules.values():
        for node in rule.conditions:
            for test, _ in leaves(node):
                found.setdefault(test.fact, []).append(test.cells)
    return found


def values_around(fact: Fact, tests: Iterable[tuple[Cell, ...]]) -> list[Value]:
    """Return the values of a fact on which some tests turn: first one for each cell, then the others.

    Of an enumeration these are all members: a test may name one too many. Of a number or a day both ends of each stretch, and one beyond.
    """
    groups = list(dict.fromkeys(tests))
    if fact.type in ("bool", "enum"):
        return list(dict.fromkeys((*cells(fact, groups), *candidates(fact, groups))))
    low, high = (FIRST_DAY, LAST_DAY) if fact.type == "date" else (fact.low, fact.high)
    near: set[Any] = {start + n * fact.step for start in candidates(fact, groups) for n in (-2, *_BESIDE)}
    if fact.high is not None:
        near |= {fact.high}
    inside = sorted(each for each in near if (low is None or each >= low) and (high is None or each <= high))
    return list(dict.fromkeys((*cells(fact, groups), *inside)))


# -- days ----------------------------------------------------------------------------------------------------------


@attrs.define
class Turning:
    """What is counted to or from a date fact.

    Attributes:
        lengths: after how long something begins or ends.
        days: those of law that it is compared with.
        others: the date facts and the dates of the case that are read or stand in an order beside it.
    """

    lengths: dict[Length, None] = attrs.field(factory=dict)
    days: dict[date, None] = attrs.field(factory=dict)
    others: dict[str, None] = attrs.field(factory=dict)


@of_book
def turning(book: Book) -> Mapping[str, Turning]:
    """Return of every date fact what is counted to or from it: by the facts derived from it, by periods, and by tests."""
    found = {name: Turning() for name, fact in book.facts.items() if fact.type == "date"}
    for fact in book.facts.values():
        if fact.derived:
            _by_fact(book, found, fact, fact.derived)
    for clause in (clause for rule in book.rules.values() for clause in rule.clauses):
        if clause.period and clause.period.start in found:
            ends = [clause.period.until] if clause.period.until else []
            for name in (clause.period.start, *ends):
                _amounts(found[name], book.parameters, [n for n in (clause.period.shortest, clause.period.longest) if n])
                found[name].others |= dict.fromkeys(("as_of", clause.period.start, *ends))
    for name, each in found.items():
        each.others |= dict.fromkeys(beside(book, name))
        each.others.pop(name, None)
    return found


def _by_fact(book: Book, found: Mapping[str, Turning], fact: Fact, derived: Derived) -> None:
    numbers = values_around(fact, compared(book).get(fact.id, ())) if fact.type == "number" else []
    for name in derived.inputs:
        if name in found:
            _amounts(found[name], book.parameters, derived.parameters)
            found[name].lengths |= {Length(days=int(n)): None for n in numbers if isinstance(n, int)}
            found[name].others |= dict.fromkeys(n for n in derived.inputs if n in DATES or n in found)


def _amounts(to: Turning, parameters: Mapping[str, Parameter], names: Iterable[str]) -> None:
    for amount in (version.amount for name in names for version in parameters[name].versions):
        if isinstance(amount, Length):
            to.lengths[amount] = None
        else:
            to.days[amount] = None


def days_around(book: Book, name: str, when: Dates, given: Mapping[str, Any]) -> list[date]:
    """Return the days of a date fact on which something turns for a person, the earliest last.

    These are the days of law with which it is compared, the dates of the case, the other days that are known, and each of them a length of
    law earlier, and later than those that are not of the case; each with the day before and after it.

    Args:
        given: what is answered to other facts, perhaps with marks.
    """
    counted = turning(book)[name]
    of_case = [day for each in DATES if each in counted.others and (day := getattr(when, each))]
    known = [day for each in counted.others if isinstance(day := _plain(given.get(each)), date)]
    lead = [*of_case, *(first for day in of_case if (first := _first_moved(book.calendar, day)) != day)]
    found: set[date] = set()
    for anchor in (*counted.days, *lead, *known):
        found |= _beside(anchor)
        for length in counted.lengths:
            found |= _beside(*_earlier(anchor, length))
    for anchor, length in ((a, n) for a in (*counted.days, *known) for n in counted.lengths):
        found |= _beside(add(anchor, length))
    latest = when.as_of if book.facts[name].past else LAST_DAY
    return sorted((day for day in found if FIRST_DAY <= day <= latest), reverse=True)


def _plain(answer: Any) -> Any:
    return answer.value if isinstance(answer, Judged) else answer


def _beside(*days: date) -> set[date]:
    return {day + n * _DAY for day in days for n in _BESIDE}


def _earlier(day: date, length: Length) -> Iterator[date]:
    """Yield the day from which a length ends on a day, and where a month ends on that day, the last day of its own month."""
    before = add(day, Length(-length.days, -length.months, -length.years))
    yield before
    if (length.months or length.years) and (day + _DAY).day == 1 and (before + _DAY).day != 1:
        yield add(before.replace(day=1), Length(days=-1, months=1))


def first_working_days(calendar: Calendar, days: Iterable[date]) -> Iterator[date]:
    """Yield of days on which offices are closed the first working day after each, and the day after that."""
    for day in days:
        open_ = calendar.first_working_day(day)
        if open_ and open_ != day:
            yield from (open_, open_ + _DAY)


def _first_moved(calendar: Calendar, day: date) -> date:
    """The first day from which a last day moves to a day, or past it."""
    while (before := calendar.first_working_day(day - _DAY)) and before >= day:
        day -= _DAY
    return day
