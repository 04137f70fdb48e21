"""Days on both sides of a change of law: each stretch of days has its own result, and what is open hangs on something that is named."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import reference
from tests.deciding.stretches import BOOK, DAY, EITHER_CLOCK, GENERATED, HARSH, HOW, LATER, PERMIT, YOUNG, aggravated, decided_by
from tests.worlds import FACTS, book, decided, duty, rule
from tunnistus.deciding.decide import Case
from tunnistus.deciding.expand import borders
from tunnistus.deciding.stretches import Stretch
from tunnistus.explaining.explain import Decision, decision_of
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import Window
from tunnistus.rules.truth import FALSE, join
from tunnistus.testing.strategies import Invented, cases, days_of

TIMED = [name for name, r in BOOK.rules.items() if any(borders(BOOK, r)[clock] for clock in ("act", "application"))]
SHIPPED = st.sampled_from(TIMED).flatmap(cases)
SOME_DAYS = [None, date(2004, 8, 1), date(2014, 12, 31), date(2015, 1, 1), date(2020, 1, 1), date(2026, 1, 8)]


def on_other_days(case: Invented, first: date | None, last: date | None, applied_on: date | None) -> Invented:
    """The person decided late, so that the dates can touch many versions."""
    backwards = bool(first and last and first > last)
    return attrs.evolve(case, dates=Dates(DAY, *((last, first) if backwards else (first, last)), applied_on))


DAYS = st.sampled_from(SOME_DAYS)
EITHER = st.builds(on_other_days, GENERATED | SHIPPED, DAYS, DAYS, st.none() | DAYS)


def result(d: Decision) -> tuple[Any, ...]:
    return d.counts, dict(d.states), set(d.missing)


def on(case: Invented, dates: Dates) -> Decision:
    """The person decided on other days, with the same answers."""
    answers = read_answers(case.book, case.answers, case.dates)
    return decision_of(Case(case.book, answers, dates), case.rules[0])


# -- properties --------------------------------------------------------------------------------------------------


@HOW
@given(EITHER)
def test_what_is_open_hangs_on_a_fact_a_date_or_a_stretch(case: Invented) -> None:
    d = case.decide()
    assert d.settled or d.missing or d.missing_dates or len(d.by_stretch) > 1
    assert not d.settled or (d.by_stretch, d.missing_dates) == ((), ())
    assert all(getattr(case.dates, name) is None for name in d.missing_dates)


@HOW
@given(EITHER, st.data())
def test_every_day_has_the_result_of_its_stretch(case: Invented, data: st.DataObject) -> None:
    """On each day that the dates can be exactly one stretch holds, or the one result; and no other program nor the reference differs."""
    d, given_ = case.decide(), case.dates
    days = [day for day in days_of(case.book, case.rules[:1]) if day <= given_.as_of]
    day = st.sampled_from([given_.as_of, *days])
    act = min(max(data.draw(day), given_.act_from or date.min), given_.act_to or given_.as_of)
    applied = given_.applied_on or data.draw(day)
    when = {"act": act, "application": applied}
    alone = on(case, Dates(given_.as_of, act, act, applied))
    here = [s.verdict for s in d.by_stretch if all(when[clock] in window for clock, window in s.when.items())]
    assert len(here) == bool(d.by_stretch)
    assert [result(v) for v in here or [d]] == [result(alone)]
    whole = reference.decide(alone.case, d.rule.id)
    if whole.complete:
        for v in here or [d]:
            parts = (frozenset(each) for each in (v.options, v.open_options, v.possible))
            assert (v.counts, v.due, *parts, v.settled, v.floor, v.ceiling) == (
                whole.in_force and whole.in_scope != FALSE, whole.due, whole.options, whole.open_options, whole.possible, whole.settled, whole.floor, whole.ceiling,
            )  # fmt: skip
            assert set(v.missing) == whole.missing


@HOW
@given(EITHER)
def test_a_stretch_is_what_comes_out_when_the_dates_are_cut_to_it(case: Invented) -> None:
    for stretch in case.decide().by_stretch:
        cut = stretch.verdict.case.dates
        assert result(on(case, cut)) == result(stretch.verdict)
        assert stretch.verdict.by_stretch == ()
        if "act" in stretch.when:
            assert Window(cut.act_from, cut.act_to) == stretch.when["act"]
        if "application" in stretch.when and cut.applied_on:
            assert cut.applied_on in stretch.when["application"]
        assert cut.applied_on or stretch.when.get("application", Window()) == Window()


@HOW
@given(EITHER)
def test_all_stretches_together_are_the_joined_result(case: Invented) -> None:
    d = case.decide()
    verdicts = [s.verdict for s in d.by_stretch]
    if verdicts:
        assert d.in_force == any(v.in_force for v in verdicts)
        for outcome, (first, second) in d.states.items():
            states = [v.states[outcome] for v in verdicts]
            assert (first, second) == (join(one for one, _ in states), join(two for _, two in states))
        every = {name for v in verdicts for name in v.missing}
        assert set(d.missing) <= every
        assert d.case.book.relations or set(d.missing) == every


@HOW
@given(EITHER)
def test_stretches_follow_each_other_from_the_first_day_to_the_last_and_neighbours_differ(case: Invented) -> None:
    d = case.decide()
    given_ = {"act": Window(case.dates.act_from, case.dates.act_to), "application": Window(case.dates.applied_on, case.dates.applied_on)}
    for clock in {clock for s in d.by_stretch for clock in s.when}:
        windows = [s.when[clock] for s in d.by_stretch]
        assert given_[clock].since in {w.since for w in windows}
        assert given_[clock].until in {w.until for w in windows}
    if d.by_stretch and len(d.by_stretch[0].when) == 1:
        (clock,) = d.by_stretch[0].when
        for before, after in pairwise(d.by_stretch):
            assert next_day(before.when[clock].until) == after.when[clock].since
            assert result(before.verdict) != result(after.verdict)


def next_day(day: date | None) -> date | None:
    return day and day + timedelta(days=1)


# -- examples ----------------------------------------------------------------------------------------------------


def told(d: Decision) -> list[tuple[Mapping[str, Window], str | None, tuple[str, ...]]]:
    return [(s.when, s.verdict.due if s.verdict.in_force else "not in force", s.verdict.missing) for s in d.by_stretch]


def test_deeds_known_to_lie_on_both_sides_have_a_result_for_each_side_and_no_date_is_missing() -> None:
    d = decided(book(HARSH), {"a": True, "b": False}, act_from=date(2014, 6, 1), act_to=date(2015, 6, 1))
    assert (d.settled, d.missing, d.missing_dates) == (False, (), ())
    assert told(d) == [
        ({"act": Window(date(2014, 6, 1), date(2014, 12, 31))}, "granted", ()),
        ({"act": Window(date(2015, 1, 1), date(2015, 6, 1))}, None, ()),
    ]
    assert d.to_dict(full=True)["stretches"][0]["when"] == {"act": ["act_from", "2014-12-31"]}
    assert d.to_dict(full=True, values=True)["stretches"][0] == {
        "when": {"act": ["2014-06-01", "2014-12-31"]}, "in_force": True, "in_scope": "true", "due": "granted", "options": [], "possible": ["granted"],
        "settled": True, "not_covered": False, "exact": True, "missing": [],
    }  # fmt: skip
    assert "missing_dates" not in d.to_dict()
    assert d.receipt()["stretches"] == d.to_dict(full=True, values=True)["stretches"]
    assert d.by_stretch[0].verdict.why("granted").facts == ("a",)


@pytest.mark.parametrize(("dates", "missing", "since", "until"), [
    ({}, ("act_from", "act_to"), None, None),
    ({"act_from": date(2014, 6, 1)}, ("act_to",), date(2014, 6, 1), None),
    ({"act_to": date(2015, 6, 1)}, ("act_from",), None, date(2015, 6, 1)),
])  # fmt: skip
def test_an_open_date_on_which_the_result_depends_is_missing(
    dates: dict[str, Any], missing: tuple[str, ...], since: date | None, until: date | None
) -> None:
    d = decided(book(HARSH), {"a": True, "b": False}, **dates)
    assert (d.missing, d.missing_dates) == ((), missing)
    first, last = d.by_stretch[0].when["act"], d.by_stretch[-1].when["act"]
    assert (first.since, last) == (since, Window(date(2015, 1, 1), until))
    assert d.to_dict()["missing_dates"] == [*missing]
    settled = decided(book(HARSH), {"a": False}, act_from=date(2010, 1, 1)).to_dict(full=True)
    assert ("missing_dates" in settled, settled["stretches"]) == (False, [])


def test_a_date_that_makes_no_difference_is_not_missing() -> None:
    """An open fact is; it is the same in both versions, which are told as one."""
    both = HARSH.replace("{all: [a, b]}", "a")
    d = decided(book(both), {}, act_from=date(2010, 1, 1))
    assert (d.missing, d.missing_dates, d.by_stretch) == (("a",), (), ())
    d = decided(book(both), {"a": True})
    assert told(d) == [
        ({"act": Window(None, date(2004, 7, 31))}, "not in force", ()),
        ({"act": Window(date(2004, 8, 1), None)}, "granted", ()),
    ]


def test_an_open_date_from_which_a_fact_would_follow_is_missing() -> None:
    """When somebody was born is known, and not when the deeds were done."""
    b = book(rule(f"one: {duty('young')}"), facts=FACTS + YOUNG)
    d = decided(b, {"begins": date(2000, 1, 1)})
    assert (d.settled, d.missing, d.missing_dates, d.by_stretch) == (False, (), ("act_from", "act_to"), ())
    assert d.to_dict()["missing_dates"] == ["act_from", "act_to"]
    assert decided(b, {"begins": date(2000, 1, 1)}, act_from=date(2017, 1, 1), act_to=date(2017, 1, 1)).due == "granted"


def test_a_rule_tells_the_stretches_of_a_rule_that_it_uses() -> None:
    """The rule itself goes by the day of deciding and never changed."""
    text = HARSH.replace("  r:", "  s:") + rule(f"one: {duty('{use: s, is: granted}')}")
    d = decided(book(text), {"a": True, "b": False}, act_from=date(2014, 6, 1), act_to=date(2015, 6, 1))
    assert (len(d.versions), d.missing) == (1, ())
    assert [due for _, due, _ in told(d)] == ["granted", None]


def test_versions_for_which_other_facts_are_missing_are_told_apart() -> None:
    d = decided(book(HARSH), {}, act_from=date(2010, 1, 1))
    assert (d.missing, d.missing_dates) == (("a", "b"), ("act_to",))
    assert [v for _, _, v in told(d)] == [("a",), ("a", "b")]


def test_two_open_dates_give_stretches_of_both() -> None:
    """Neighbours are told as one along either date."""
    d = decided(book(EITHER_CLOCK), {"a": True, "b": False}, act_from=date(2014, 1, 1))
    assert d.missing_dates == ("act_to", "applied_on")
    act, application = date(2014, 12, 31), date(2017, 12, 31)
    assert told(d) == [
        ({"act": Window(date(2014, 1, 1), None), "application": Window(None, application)}, "granted", ()),
        ({"act": Window(date(2014, 1, 1), act), "application": Window(next_day(application), None)}, "granted", ()),
        ({"act": Window(next_day(act), None), "application": Window(next_day(application), None)}, None, ()),
    ]


# -- the law -----------------------------------------------------------------------------------------------------


def test_taking_into_power_is_an_act_of_trafficking_before_2015_only() -> None:
    """RL 25:3 § 1 mom. as in 650/2004 ("ottaa valtaansa") and in 1177/2014 ("ottaa määräysvaltaansa")."""
    d = decided_by("crime.aggravated", aggravated(), act_from=date(2014, 6, 1), act_to=date(2015, 6, 1))
    assert (d.settled, d.missing, d.missing_dates) == (False, (), ())
    assert told(d) == [
        ({"act": Window(date(2014, 6, 1), date(2014, 12, 31))}, "met", ()),
        ({"act": Window(date(2015, 1, 1), date(2015, 6, 1))}, None, ()),
    ]


def test_on_which_day_somebody_applied_decides_which_conditions_of_a_permanent_permit_count() -> None:
    """UlkL 56 § to 7.1.2026 (four years) and from 8.1.2026."""
    d = decided_by("permit.permanent", PERMIT)
    assert (d.missing, d.missing_dates) == ((), ("applied_on",))
    assert told(d) == [
        ({"application": Window(None, date(2004, 4, 30))}, "not in force", ()),
        ({"application": Window(date(2004, 5, 1), date(2026, 1, 7))}, "permanent", ()),
        ({"application": Window(date(2026, 1, 8), None)}, None, ()),
    ]
    assert decided_by("permit.permanent", PERMIT, applied_on=date(2026, 1, 7)).by_stretch == ()


def test_a_clause_that_ended_asks_for_no_day_of_application_today() -> None:
    """Only a text that ended follows the day of application, so on later days of deciding no such day is open."""
    of = book(LATER.replace("valid: {from: 2004-08-01}", "") + rule(
        f"one: {duty('{use: s, is: granted}', more=', valid: {until: 2019-12-31}')}\n"
        f"two: {duty('a', more=', valid: {from: 2020-01-01}')}"
    ))  # fmt: skip

    def on_day(day: date) -> Decision:
        dates = Dates(day)
        return decision_of(Case(of, read_answers(of, {"a": True, "b": False}, dates), dates), "r")

    then, now = on_day(date(2019, 12, 31)), on_day(date(2020, 1, 1))
    assert (len(then.worlds), then.missing_dates, [n.kind for n in then.notices]) == (2, ("applied_on",), ["open_date"])
    assert (len(now.worlds), now.missing_dates, [n.kind for n in now.notices]) == (1, (), [])


def test_what_a_stretch_prints_holds_no_answer() -> None:
    (first, _) = decided(
        book(HARSH), {"a": True, "secret": True, "b": False}, act_from=date(2014, 6, 1), act_to=date(2015, 6, 1)
    ).by_stretch
    assert isinstance(first, Stretch)
    assert "secret" not in repr(first)
