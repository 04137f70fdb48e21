"""Invented answers stand where something turns: at both ends of what rules tell apart, and around the days that limits lead to."""

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

import tunnistus as tn
from tests.worlds import FACTS, HEAD, book, duty, rule
from tunnistus.rules.answers import Dates
from tunnistus.rules.calendar import add
from tunnistus.rules.model import Length, Span
from tunnistus.shipping import source
from tunnistus.testing import answers, cases, dates
from tunnistus.testing.borders import compared, days_around, values_around
from tunnistus.testing.strategies import Invented

BOOK = source.book()
DRAWN = settings(derandomize=True, database=None, max_examples=300, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
DAY = date(2026, 11, 24)
LOOK = """
  age: {type: number, theme: t, element: law, observers: [document], sensitivity: ordinary, stage: 2, polarity: neutral, evidence: true,
    min: 0, max: 120, ask: Ikä?, plain: Ikä?, value: "Ikä: {value}."}
  status: {type: enum, theme: t, element: law, observers: [document], sensitivity: ordinary, stage: 2, polarity: neutral, evidence: true,
    ask: Mikä?, plain: Mikä?, values: {none: Ei., asked: On., given: Anto.}}
"""


def made(condition: str) -> tn.Book:
    return book(rule("one: " + duty(condition)), facts=FACTS + LOOK)


@pytest.mark.parametrize("mistake", ["{fact: age, gt: 65}", "{fact: age, ge: 64}", "{fact: age, ge: 66}", "{fact: age, le: 65}"])
def test_a_number_that_is_off_by_one_is_found_from_the_rule_alone(mistake: str) -> None:
    @settings(DRAWN, max_examples=2_000)  # ends at the first mistake; what is drawn before hangs on which modules are loaded
    @given(cases(made(mistake)))
    def look(person: Invented) -> None:
        age = person.answers.get("age")
        if isinstance(age, int):
            assert (person.decide().due == "granted") == (age >= 65)

    with pytest.raises(AssertionError):
        look()


def test_a_member_that_is_named_too_much_is_found() -> None:
    seen = {person["status"] for person in drawn(answers(made("{fact: status, in: [asked, given]}"), ["status"], marks=False)) if person}
    assert seen == {"none", "asked", "given"}


def drawn(strategy: Any) -> list[Any]:
    found: list[Any] = []

    @DRAWN
    @given(strategy)
    def look(each: Any) -> None:
        found.append(each)

    look()
    return found


def test_both_ends_of_each_stretch_and_one_beyond_are_there_and_none_outside_the_domain() -> None:
    fact = made("{fact: age, ge: 65}").facts["age"]
    assert {0, 1, 63, 64, 65, 66, 120} <= set(values_around(fact, [(Span(65, None),)]))
    for fact in BOOK.facts.values():
        values = values_around(fact, compared(BOOK).get(fact.id, ()))
        assert len(values) == len(set(values)) > 0
        if fact.type == "number":
            assert all(v == v // fact.step * fact.step for v in values)  # type: ignore[operator]
            assert fact.low is None or min(values) == fact.low  # type: ignore[type-var]
            assert fact.high is None or max(values) == fact.high  # type: ignore[type-var]


@pytest.mark.parametrize(("fact", "length"), [("date_of_birth", Length(years=18)), ("decision_served_on", Length(days=30))])
def test_days_stand_around_the_limit_of_the_law(fact: str, length: Length) -> None:
    days = days_around(BOOK, fact, Dates(DAY), {})
    ends = {(add(day, length) - DAY).days for day in days}
    assert {-1, 0, 1} <= ends


def test_a_leap_day_and_the_days_of_a_holiday_are_among_them() -> None:
    assert date(2008, 2, 29) in days_around(BOOK, "date_of_birth", Dates(date(2026, 2, 28)), {})
    tuesday = date(2026, 4, 7)  # after Easter: from Good Friday on last days move there
    ends = {day + timedelta(days=30) for day in days_around(BOOK, "decision_served_on", Dates(tuesday), {})}
    assert {date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 4), tuesday, date(2026, 4, 8)} <= ends
    over = {end: appeal_over(end - timedelta(days=30), tuesday) for end in ends}
    assert over[date(2026, 4, 2)] is True
    assert over[date(2026, 4, 3)] is False


def appeal_over(served: date, as_of: date) -> object:
    from tunnistus.deciding.decide import Case
    from tunnistus.rules.answers import read_answers

    return Case(BOOK, read_answers(BOOK, {"decision_served_on": served}, Dates(as_of)), Dates(as_of)).answers.known["appeal_time_over"]


def test_a_day_that_follows_another_one_stands_around_the_limit_from_it() -> None:
    begins = date(2026, 1, 31)
    days = days_around(BOOK, "reflection_extension_until", Dates(DAY), {"reflection_starts_on": begins})
    assert {date(2026, 7, 30), date(2026, 7, 31), date(2026, 8, 1)} <= set(days)


def test_days_that_cannot_lie_ahead_do_not() -> None:
    for name, fact in BOOK.facts.items():
        if fact.past:
            assert max(days_around(BOOK, name, Dates(DAY), {})) <= DAY


def test_somebody_is_in_time_and_somebody_late_by_a_day() -> None:
    """Every day was once the same one of long ago, so that nobody was ever in time."""
    seen: set[object] = set()
    for person in drawn(answers(BOOK, ["decision_served_on"], marks=False, dates=Dates(DAY))):
        if person:
            seen.add(appeal_over(person["decision_served_on"], DAY))
    assert seen >= {True, False}


def test_everybody_can_exist_on_the_dates_of_the_case() -> None:
    names = [name for name, fact in BOOK.facts.items() if not fact.derived and (fact.type == "date" or fact.id == "reflection_status")]
    people = drawn(answers(BOOK, names, dates=Dates(DAY)))
    assert max(map(len, people)) > 8
    for person in people:
        tn.assess(person, as_of=DAY)


def test_deeds_and_applications_lie_on_both_sides_of_a_version() -> None:
    rules = rule(f"one: {duty('a', more=', valid: {until: 2019-12-31}')}\ntwo: {duty('a', more=', valid: {from: 2020-01-01}')}")
    found = dates(book(rules, head=HEAD))
    border = date(2020, 1, 1)
    both = find(found, lambda d: bool(d.act_from and d.act_to and d.act_from < border <= d.act_to), settings=DRAWN)
    assert both.act_from < border <= both.act_to  # type: ignore[operator]
    assert find(found, lambda d: bool(d.applied_on and d.applied_on < border <= d.as_of), settings=DRAWN)


def test_where_offices_are_closed_on_a_border_the_first_working_day_is_tried_as_well() -> None:
    head = HEAD.replace("rules:", "valid: {from: 2026-04-03}\nrules:")  # Good Friday
    of = with_holidays(book(rule("one: " + duty("a")), head=head))
    assert find(dates(of), lambda d: d.as_of == date(2026, 4, 7), settings=DRAWN)


def with_holidays(of: tn.Book) -> tn.Book:
    return attrs.evolve(of, calendar=BOOK.calendar, moved_by=BOOK.moved_by)
