"""Periods worked out from days: how far one is, how long it may be, and that what is certain from the days is neither asked nor believed."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tunnistus as tn
from tunnistus.errors import Contradiction
from tunnistus.rules.answers import Dates, read_answers, set_aside
from tunnistus.rules.calendar import Length, add
from tunnistus.rules.derive import PLAIN, REGISTRY, Inputs
from tunnistus.shipping import source

DAY = timedelta(days=1)
DAYS = st.dates(date(2006, 8, 1), date(2034, 12, 31))
BEGAN = date(2026, 3, 1)
DECIDED = date(2022, 3, 1)
SIX_MONTHS = Length(months=6)
LEAST = Length(days=30)


def made(by: str, *values: Any, counts: tuple[Any, ...] = (), as_of: date | None = None, applied_on: date | None = None) -> Any:
    """What a function makes of the values of its inputs, a date of the decision last, with the numbers of law that it counts with."""
    names = tuple(f"x{n}" for n in range(len(values)))
    dates = ("as_of",) if as_of else ("applied_on",) if applied_on else ()
    known = {n: value for n, value in zip(names, values, strict=True) if value is not None}
    return REGISTRY[by](Inputs((*names, *dates), known, {}, Dates(as_of or applied_on or BEGAN, applied_on=applied_on), amounts=counts))


def shipped(rule: str, on: date, **answers: Any) -> Any:
    return tn.load(rule, on=on).decide(answers)


def lasts(first: date, most: Length) -> Iterator[date]:
    """The last day of every period that the law allows: 30 days to the longest, its first day counted or not."""
    longest = (add(first, most) - first).days
    for days in range(30, longest + 1):
        yield from (first + timedelta(days=days - 1), first + timedelta(days=days))


# -- how far a period is ------------------------------------------------------------------------------------------------


@given(first=DAYS, at=st.integers(-3, 190), most=st.sampled_from([SIX_MONTHS, Length(days=90)]))
def test_with_the_first_day_alone_it_is_said_exactly_what_holds_for_every_lawful_length(first: date, at: int, most: Length) -> None:
    day = first + timedelta(days=at)
    states = {"not_begun" if day < first else "running" if day <= last else "over" for last in lasts(first, most)}
    only = {"not_begun": "not_begun", "running": "within_minimum", "over": "past_maximum"}
    assert made("phase", first, counts=(LEAST, most), as_of=day) == (only[states.pop()] if len(states) == 1 else "begun")
    assert made("phase", None, counts=(LEAST, most), as_of=day) is None


@given(first=DAYS, length=st.integers(0, 181), at=st.integers(-3, 181))
def test_with_its_last_day_it_is_not_begun_running_or_over(first: date, length: int, at: int) -> None:
    last, day = first + timedelta(days=length), first + timedelta(days=at)
    known = read_answers(source.book(), {"reflection_starts_on": first, "reflection_ends_on": last}, Dates(day)).known
    if day < first:
        assert (known["reflection_phase"], known.get("reflection_status")) == ("not_begun", None)
    elif day <= last:
        assert known["reflection_status"] == "running"
    else:
        assert known.get("reflection_status") == ("interrupted" if at < 30 else None), "within 30 days only an interruption ends it"
        with pytest.raises(Contradiction):
            read_answers(source.book(), {"reflection_ends_on": last, "reflection_status": "running"}, Dates(day))


def test_a_paper_that_gives_more_than_the_law_allows_is_for_a_person_to_decide() -> None:
    last = add(BEGAN, Length(months=9))
    told = {"reflection_starts_on": BEGAN, "reflection_ends_on": last}
    assert shipped("reflect.effects", add(BEGAN, SIX_MONTHS), **told).due == "lawful_stay"
    for day in (add(BEGAN, SIX_MONTHS) + DAY, last):
        left, (problem,) = set_aside(source.book(), told, Dates(day))
        assert (left, problem.facts, problem.relations) == ({}, tuple(told), ("reflection_longest",))
        assert not shipped("reflect.effects", day, **left).settled
    assert shipped("reflect.effects", last + DAY, **told).settled


@pytest.mark.parametrize(("at", "possible"), [(-1, ()), (0, ("lawful_stay",)), (30, ("lawful_stay",)), (184, ("lawful_stay",)), (185, ())])
def test_a_reflection_period_does_not_run_before_its_start_nor_past_six_months(at: int, possible: tuple[str, ...]) -> None:
    d = shipped("reflect.effects", BEGAN + timedelta(days=at), reflection_starts_on=BEGAN)
    assert (d.possible, d.settled) == (possible, not possible)


@pytest.mark.parametrize(("at", "due"), [(29, "no_contact"), (30, "no_contact"), (31, None)])
def test_whether_a_recovery_period_runs_follows_from_its_days_on_days_29_to_31(at: int, due: str | None) -> None:
    answers = {"recovery_decided_on": DECIDED, "recovery_ends_on": DECIDED + timedelta(days=30), "consents_to_investigator_contact": False}
    d = shipped("recovery.no_contact_by_investigators", DECIDED + timedelta(days=at), **answers)
    assert (d.due, d.settled, d.missing) == (due, True, ())


@pytest.mark.parametrize("days", [{"recovery_ends_on": DECIDED + timedelta(days=30)}, {}])
def test_a_period_told_to_run_five_months_after_thirty_days_began_is_a_contradiction(days: dict[str, date]) -> None:
    with pytest.raises(Contradiction) as error:
        shipped("recovery.tell_police", DECIDED + timedelta(days=150), recovery_decided_on=DECIDED, recovery_status="running", **days)
    assert "recovery_status" in error.value.facts
    assert set(error.value.facts) <= {"recovery_status", "recovery_decided_on", "recovery_ends_on"}, (
        "answers, not what is derived from them"
    )
    assert error.value.relations == ("recovery_longest", "recovery_over")


@pytest.mark.parametrize(
    ("told", "at"), [("running", -1), ("none", 0), ("not_begun", 0), ("ended", 29), ("none", 100), ("running", 185), ("none", 185)]
)
def test_what_is_told_of_a_reflection_period_against_its_first_day_is_a_contradiction(told: str, at: int) -> None:
    with pytest.raises(Contradiction) as error:
        shipped("reflect.effects", BEGAN + timedelta(days=at), reflection_starts_on=BEGAN, reflection_status=told)
    assert error.value.facts == ("reflection_status", "reflection_starts_on")


@pytest.mark.parametrize(("told", "at"), [("not_begun", -1), ("interrupted", -1), ("running", 29), ("ended", 30), ("interrupted", 185)])
def test_what_fits_the_first_day_is_believed(told: str, at: int) -> None:
    assert shipped("reflect.no_appeal", BEGAN + timedelta(days=at), reflection_starts_on=BEGAN, reflection_status=told).due == "no_appeal"


def test_the_page_does_not_ask_for_the_state_of_a_period_whose_days_are_known() -> None:
    known = {"reflection_starts_on": BEGAN, "reflection_ends_on": BEGAN + timedelta(days=60)}
    for answers, asked in (({}, True), (known, False)):
        questions = tn.assess(answers, as_of=BEGAN + DAY).ask(details=True)
        assert ("reflection_status" in {q.fact for q in questions}) is asked


def test_answers_that_contradict_through_days_are_set_aside_and_asked_about_again() -> None:
    answers = {"reflection_starts_on": BEGAN, "reflection_status": "running", "in_finland": True}
    left, found = set_aside(source.book(), answers, Dates(BEGAN - DAY))
    assert left == {"in_finland": True}
    assert [problem.facts for problem in found] == [("reflection_status", "reflection_starts_on")]


# -- six months in all --------------------------------------------------------------------------------------------------


@given(first=DAYS, length=st.integers(0, 190), at=st.integers(0, 190))
def test_six_months_given_holds_when_it_does_whether_the_first_day_counts_or_not(first: date, length: int, at: int) -> None:
    last, day = first + timedelta(days=length), first + timedelta(days=at)
    full = add(first, SIX_MONTHS)
    either = {last >= full, last >= full - DAY}
    expected = either.pop() if len(either) == 1 else None
    if expected is False and day > last:
        expected = None  # the last day may be that of an interruption
    assert made("lasts", first, last, counts=(SIX_MONTHS,), as_of=day) is expected
    assert made("lasts", first, None, counts=(SIX_MONTHS,), as_of=day) is None


@given(first=DAYS, around=st.integers(-3, 3), ends=st.none() | st.integers(-3, 3))
def test_what_lasts_past_six_months_is_told_from_any_last_day(first: date, around: int, ends: int | None) -> None:
    full = add(first, SIX_MONTHS)
    asked, given_ = full + timedelta(days=around), None if ends is None else full + timedelta(days=ends)
    signs = [around, ends if ends is not None else 0]
    expected = True if max(around, ends or 0) > 0 else False if max(signs) < 0 else None
    assert made("ends_past", first, asked, given_, counts=(SIX_MONTHS,)) is expected
    assert made("ends_past", None, asked, given_, counts=(SIX_MONTHS,)) is None


def test_a_length_asked_for_is_too_long_when_it_is_for_every_first_day() -> None:
    firsts = [date(2023, 1, 1) + timedelta(days=n) for n in range(4 * 366)]
    most = {(add(first, SIX_MONTHS) - first).days for first in firsts}
    for days in range(1, 200):
        said = {"too_short" if days < 30 else "too_long" if days > each else "allowed" for each in most}
        assert made("length_asked", days, None, counts=(LEAST, SIX_MONTHS)) == (said.pop() if len(said) == 1 else None)
    for first in firsts[::7]:
        most_days = (add(first, SIX_MONTHS) - first).days
        assert [made("length_asked", days, first, counts=(LEAST, SIX_MONTHS)) for days in (most_days, most_days + 1)] == [
            "allowed",
            "too_long",
        ]
    assert made("length_asked", None, BEGAN, counts=(LEAST, SIX_MONTHS)) is None


@pytest.mark.parametrize(("days", "due"), [(20, "too_short"), (29, "too_short"), (30, None), (90, None), (200, "too_long")])
def test_a_length_asked_for_is_said_to_be_too_short_or_too_long(days: int, due: str | None) -> None:
    d = shipped("reflect.length", BEGAN, reflection_days_asked=days, citizenship="third_country")
    assert (d.due, d.settled) == (due, True)


def test_sixty_days_of_extension_is_the_limit_before_a_recovery_period_is_given_too() -> None:
    assert shipped("recovery.extend", DECIDED, recovery_extension_days=61).due == "too_long"


def test_lawyer_a_reflection_period_used_to_its_end_is_not_given_again() -> None:
    """Six months in all (UlkL 52 b § 2 mom., 389/2015): of what was used nothing is given anew, and what is not known is asked."""
    judged = tn.Judged(True, by="reflection_authority", on=BEGAN)
    victim = {
        "citizenship": "third_country", "in_finland": True, "reasonably_suspected_victim": judged, "victim_permit_held": "none",
        "right_of_residence": False, "asylum_pending": False,
    }  # fmt: skip
    day = date(2026, 11, 24)
    used = {"reflection_starts_on": BEGAN, "reflection_ends_on": add(BEGAN, SIX_MONTHS)}
    d = shipped("reflect.grant", day, **victim, **used)
    assert (d.possible, d.settled) == ((), True)
    part = {"reflection_starts_on": BEGAN, "reflection_ends_on": add(BEGAN, Length(months=3))}
    d = shipped("reflect.grant", day, **victim, **part)
    assert (d.possible, d.options, d.missing) == (("granted",), (), ("reflection_six_months_given",))
    assert shipped("reflect.grant", day, **victim, **part, reflection_six_months_given=False).options == ("granted",)
    assert shipped("reflect.grant", day, **victim, reflection_status="none").options == ("granted",)


# -- the repeal of the recovery period ------------------------------------------------------------------------------------

REPEAL = date(2023, 1, 1)


@given(decided_on=st.dates(date(2022, 8, 1), date(2023, 2, 1)), length=st.none() | st.integers(0, 90))
def test_a_period_ran_on_at_the_repeal_when_its_days_say_so(decided_on: date, length: int | None) -> None:
    last = None if length is None else decided_on + timedelta(days=length)
    told = {"recovery_decided_on": decided_on, **({} if last is None else {"recovery_ends_on": last})}
    said = read_answers(source.book(), told, Dates(date(2024, 1, 1))).known.get("recovery_ran_past_repeal")
    if decided_on >= REPEAL:
        assert said is False, "nothing was decided any more"
    elif last is not None:
        assert said is (last >= REPEAL)
    else:
        ends = {end >= REPEAL for end in lasts(decided_on, Length(days=90))}
        assert said is (False if ends == {False} else None), "an interruption may have ended it before"
    assert made("ran_past", decided_on, last, counts=(REPEAL,), as_of=date(2022, 12, 31)) is None


def test_a_last_day_before_the_repeal_is_enough() -> None:
    day = date(2024, 1, 1)
    assert made("ran_past", None, REPEAL - DAY, counts=(REPEAL,), as_of=day) is False
    assert made("ran_past", None, REPEAL, counts=(REPEAL,), as_of=day) is None
    with pytest.raises(Contradiction) as refused:
        read_answers(source.book(), {"recovery_decided_on": REPEAL - 100 * DAY, "recovery_ends_on": REPEAL}, Dates(day))
    assert refused.value.relations == ("recovery_long_before_repeal",)


# -- other lengths of time ------------------------------------------------------------------------------------------------


def test_more_than_three_years_begin_the_day_after() -> None:
    assert [PLAIN["longer_ago"](date(2022, 3, 1), day, Length(years=3)) for day in (date(2025, 3, 1), date(2025, 3, 2))] == [False, True]


@pytest.mark.parametrize(("by", "years", "short"), [("stayed_shorter", 2, "shorter"), ("held_as_long", 4, False)])
def test_of_a_stay_only_that_it_is_too_short_follows_from_its_first_day(by: str, years: int, short: Any) -> None:
    full = add(BEGAN, Length(years=years))
    assert [made(by, BEGAN, counts=(Length(years=years),), as_of=full + n * DAY) for n in (-2, -1, 0, 1)] == [short, None, None, None]
    assert made(by, None, counts=(Length(years=years),), as_of=BEGAN) is None


def test_assistance_to_return_bars_an_application_for_five_years() -> None:
    def said(granted: date | None, returned: date | None, applied: date | None) -> Any:
        return (
            made("applied_within", granted, returned, counts=(Length(years=5), date(2024, 9, 1)), applied_on=applied) if applied else None
        )

    new, old, returned = date(2024, 9, 1), date(2024, 8, 31), date(2024, 10, 1)
    after = date(2029, 10, 1)
    assert [said(new, returned, day) for day in (after - DAY, after, after + DAY)] == [True, None, False]
    assert said(old, returned, after - DAY) is False
    assert [said(None, returned, day) for day in (after - DAY, after + DAY)] == [None, False]
    assert said(new, None, after) is None
    assert said(new, returned, returned - DAY) is None


def test_a_sponsor_has_the_permit_on_the_day_of_the_application() -> None:
    assert [PLAIN["not_after"](BEGAN, day) for day in (BEGAN - DAY, BEGAN, BEGAN + DAY)] == [False, True, True]


def test_a_deed_is_before_an_act_until_the_day_before_it_applies() -> None:
    assert [PLAIN["before"](REPEAL + n * DAY, REPEAL) for n in (-1, 0, 1)] == [True, False, False]


def test_days_since_a_check_are_counted_and_a_day_ahead_counts_nothing() -> None:
    assert [made("days_since", BEGAN, as_of=BEGAN + n * DAY) for n in (-1, 0, 184)] == [None, 0, 184]
    assert (made("days_since", None, as_of=BEGAN), made("day_is_known", None), made("day_is_known", BEGAN)) == (None, None, True)


@pytest.mark.parametrize(
    ("answers", "fact", "value"),
    [
        ({"first_permit_granted_on": date(2023, 11, 24)}, "first_permit_over_three_years_ago", False),
        ({"first_permit_granted_on": date(2023, 11, 23)}, "first_permit_over_three_years_ago", True),
        ({"stays_without_break_since": date(2025, 1, 1)}, "two_years_stay", "under_two_years"),
        ({"continuous_permits_since": date(2023, 1, 1)}, "four_years_continuous_permit", False),
        ({"contact_data_checked_on": date(2026, 5, 24)}, "contact_data_age_days", 184),
        ({"contact_data_checked_on": date(2026, 5, 24)}, "contact_data_check_recorded", True),
        ({"sponsor_permit_from": date(2026, 1, 2)}, "sponsor_permit_before_application", True),
        ({"sponsor_permit_from": date(2026, 1, 3)}, "sponsor_permit_before_application", False),
        ({"return_assistance_granted_on": date(2024, 8, 31)}, "returned_with_assistance", False),
        ({"return_assistance_granted_on": date(2024, 9, 1), "returned_on": date(2024, 10, 1)}, "returned_with_assistance", True),
    ],
)
def test_what_days_tell_is_derived_and_an_answer_against_it_is_a_contradiction(answers: dict[str, date], fact: str, value: Any) -> None:
    book, dates = source.book(), Dates(date(2026, 11, 24), applied_on=date(2026, 1, 2))
    assert read_answers(book, answers, dates).known[fact] == value
    other = {True: False, False: True, "under_two_years": "on_permit", 184: 183}[value]
    with pytest.raises(Contradiction) as error:
        read_answers(book, {**answers, fact: other}, dates)
    assert error.value.facts == (fact, *answers)


# -- many people ----------------------------------------------------------------------------------------------------------


def test_periods_of_many_people_are_worked_out_as_of_one() -> None:
    pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")
    from tunnistus import columns

    people = [
        {"reflection_starts_on": first, "reflection_ends_on": last, "reflection_status": told}
        for first in (None, BEGAN, BEGAN + timedelta(days=40))
        for last in (None, BEGAN + timedelta(days=29), BEGAN + timedelta(days=90))
        for told in (None, "running", "none", "ended")
    ]
    day = BEGAN + timedelta(days=30)
    table = pa.table({
        "reflection_starts_on": pa.array([p["reflection_starts_on"] for p in people], pa.date32()),
        "reflection_ends_on": pa.array([p["reflection_ends_on"] for p in people], pa.date32()),
        "reflection_status": pa.array([p["reflection_status"] for p in people], pa.string()),
    })  # fmt: skip
    result = columns.decide(table, "reflect.effects", as_of=day)
    for row, person in zip(result.to_pylist(), people, strict=True):
        try:
            alone = shipped("reflect.effects", day, **{n: v for n, v in person.items() if v is not None})
        except Contradiction:
            assert row["refused"]
            continue
        assert not row["refused"]
        assert row["reflect.effects.due.lawful_stay"] is (True if alone.due else None if alone.possible else False)
