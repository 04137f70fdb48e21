"""Working days, last days that move, and what is late: 150/1930, 5 §, against the library of holidays itself over all days of a generation."""

import re
import subprocess
import sys
from datetime import date, timedelta
from importlib import metadata

import attrs
import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT
from tests.reading.overlays import OWN, overlay, rules
from tests.worlds import FACT, FACTS, book, decided, duty, rule
from tunnistus.checking.verify import check
from tunnistus.errors import LoadError
from tunnistus.limits import FIRST_DAY, LAST_DAY
from tunnistus.reading import canon, daysfile
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.calendar import NO_CALENDAR, Calendar, Length, add
from tunnistus.rules.derive import is_over
from tunnistus.rules.model import Book
from tunnistus.shipping import source
from tunnistus.shipping.build import fingerprint
from tunnistus.shipping.directories import read_rules

TABLE = source.book().calendar
DAY = timedelta(days=1)
SINCE, UNTIL = date(2007, 1, 1), date(2035, 12, 31)
DAYS = [SINCE + n * DAY for n in range((UNTIL - SINCE).days + 1)]
CLOSED = country_holidays("FI", years=range(2007, 2037))
LENGTHS = (Length(days=30), Length(years=3), Length(years=10))

OVER = "\n".join(line for line in FACT.format(name="over").splitlines() if not line.strip().startswith(("ask:", "plain:")))
OVER += "\n    derived: {by: time_over, from: [begins, as_of], with: [{days: 30}]}\n"
PERIOD = ", period: {from: begins, longest: {days: 30}, deadline: over, text: Aika, counting: Lasketaan.}"


def limited(calendar: Calendar = TABLE) -> Book:
    """A claim that has to be made within thirty days."""
    made = book(rule(f"one: {duty('{all: [a, {not: over}]}', effect='power', more=PERIOD)}"), facts=FACTS + OVER)
    return attrs.evolve(made, calendar=calendar)


LIMITED = limited()


def by_the_library(day: date) -> date:
    """The first working day, counted with the library and nothing of ours."""
    while day.weekday() >= 5 or day in CLOSED:
        day += DAY
    return day


# -- lengths of time -----------------------------------------------------------------------------------------------

LONGEST = Length(days=36_525, months=1_200, years=100)  # as rule files may have them
LAST_OF_A_MONTH = st.builds(lambda year, month: date(year, month, 1) - DAY, st.integers(1601, 2999), st.integers(1, 12))
STARTS = LAST_OF_A_MONTH | st.dates(FIRST_DAY, LAST_DAY - DAY)
COUNTED = st.builds(Length, st.integers(0, 40_000), st.integers(-1_200, 1_200), st.integers(-100, 100))


def months_of(day: date) -> int:
    return 12 * day.year + day.month


@given(STARTS, COUNTED)
def test_40_months_are_counted_first_then_days_and_a_missing_day_is_the_last_of_its_month(day: date, length: Length) -> None:
    """Said without the length of any month: the day after a last day is the first of another month."""
    moved = add(day, Length(months=length.months, years=length.years))
    assert months_of(moved) - months_of(day) == 12 * length.years + length.months
    assert moved.day == day.day or (moved.day < day.day and (moved + DAY).day == 1)
    assert add(day, length) - moved == timedelta(days=length.days)


@given(STARTS, COUNTED)
def test_40_a_later_day_has_no_earlier_end(day: date, length: Length) -> None:
    assert add(day, length) <= add(day + DAY, length)


@pytest.mark.parametrize(
    ("day", "length", "end"),
    [
        (date(2026, 11, 24), Length(), date(2026, 11, 24)),
        (date(2024, 2, 29), Length(years=1), date(2025, 2, 28)),
        (date(2024, 2, 29), Length(years=4), date(2028, 2, 29)),
        (date(2096, 2, 29), Length(years=4), date(2100, 2, 28)),  # no leap year
        (date(2024, 2, 29), Length(years=18), date(2042, 2, 28)),
        (date(2024, 2, 29), Length(years=-18), date(2006, 2, 28)),
        (date(2023, 1, 31), Length(months=1), date(2023, 2, 28)),
        (date(2024, 1, 31), Length(months=1), date(2024, 2, 29)),
        (date(2024, 1, 31), Length(months=1, days=1), date(2024, 3, 1)),
        (date(2026, 8, 31), Length(months=6), date(2027, 2, 28)),
        (date(2026, 10, 31), Length(months=1), date(2026, 11, 30)),
        (date(2026, 11, 30), Length(months=1), date(2026, 12, 30)),
        (date(2026, 12, 1), Length(months=1), date(2027, 1, 1)),
        (date(2026, 12, 31), Length(days=1), date(2027, 1, 1)),
        (date(2026, 1, 15), Length(months=11), date(2026, 12, 15)),
        (date(2026, 1, 15), Length(months=12), date(2027, 1, 15)),
        (date(2026, 1, 15), Length(months=-1), date(2025, 12, 15)),
        (date(2026, 3, 28), Length(days=1), date(2026, 3, 29)),  # summer time begins
        (LAST_DAY, LONGEST, date(3299, 12, 31)),
        (FIRST_DAY, Length(years=-100), date(1500, 1, 1)),
    ],
)  # fmt: skip
def test_40_lengths_from_days_at_the_borders(day: date, length: Length, end: date) -> None:
    assert add(day, length) == end


# -- the table -----------------------------------------------------------------------------------------------------


def test_every_first_working_day_of_a_generation_is_that_of_the_library() -> None:
    assert len(DAYS) > 5_000
    assert [day for day in DAYS if TABLE.first_working_day(day) != by_the_library(day)] == []


def test_the_days_of_a_year_are_those_that_the_section_names() -> None:
    named = {
        "New Year's Day": date(2026, 1, 1), "Epiphany": date(2026, 1, 6), "Good Friday": date(2026, 4, 3), "Easter Monday": date(2026, 4, 6),
        "May Day": date(2026, 5, 1), "Ascension Day": date(2026, 5, 14), "Midsummer Eve": date(2026, 6, 19),
        "Christmas Eve": date(2026, 12, 24), "Christmas Day": date(2026, 12, 25),
    }  # fmt: skip
    assert {day for day in TABLE.closed if day.year == 2026} == set(named.values())
    assert date(2027, 12, 6) in TABLE.closed, "Independence Day; in 2026 it is a Sunday"


def test_the_table_reaches_at_least_from_2007_to_2045_and_holds_no_weekends() -> None:
    assert TABLE.since <= date(2007, 1, 1) < date(2045, 12, 31) <= TABLE.until
    assert [day for day in TABLE.closed if day.weekday() >= 5 or not TABLE.since <= day <= TABLE.until] == []


def test_beyond_the_table_no_day_is_called_a_working_day() -> None:
    end = TABLE.until
    assert [TABLE.first_working_day(day) for day in (end + DAY, date(2999, 12, 31), TABLE.since - DAY, date(1600, 1, 1))] == [None] * 4
    assert TABLE.first_working_day(date(2044, 12, 24)) == date(2044, 12, 27), "a Saturday, Sunday and Boxing Day: a Monday"
    closed_end = Calendar(date(2026, 1, 1), date(2026, 1, 4), every_week=(5, 6))
    assert closed_end.first_working_day(date(2026, 1, 2)) == date(2026, 1, 2)
    assert closed_end.first_working_day(date(2026, 1, 3)) is None, "the Monday is not in the table"


@given(st.dates(date(1600, 1, 1), date(2999, 12, 31)))
def test_the_latest_day_is_never_before_the_first_working_day(day: date) -> None:
    latest, moved = TABLE.at_latest(day), TABLE.first_working_day(day)
    assert latest == moved if moved else day < latest <= day + 5 * DAY
    assert NO_CALENDAR.first_working_day(day) is None
    assert NO_CALENDAR.at_latest(day) == date.max


# -- last days -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", LENGTHS, ids=str)
def test_all_last_days_of_a_generation_are_those_of_the_library_and_the_day_after_is_late(length: Length) -> None:
    wrong = []
    for start in DAYS:
        last = add(start, length)
        if last <= UNTIL:
            moved = by_the_library(last)
            if [is_over(start, length, TABLE, day) for day in (start, last, moved, moved + DAY)] != [False, False, False, True]:
                wrong.append(start)
    assert wrong == []


@given(st.sampled_from([day for day in DAYS if day + 30 * DAY <= UNTIL]))
def test_the_decision_gives_the_day_that_it_counts_late_from(begins: date) -> None:
    last = begins + 30 * DAY
    moved = by_the_library(last)
    for as_of, over in ((moved, False), (moved + DAY, True)):
        d = decided(LIMITED, {"a": True, "begins": begins}, as_of=as_of)
        (period,) = d.periods
        assert (period.longest_until, period.moved_from, period.unchecked) == (moved, None if moved == last else last, False)
        assert (period.over, d.options, d.possible, d.settled) == (
            (True, (), (), True) if over else (False, ("granted",), ("granted",), True)
        )


def test_thirty_days_that_end_on_easter_sunday_end_on_the_tuesday() -> None:
    d = decided(LIMITED, {"a": True, "begins": date(2026, 3, 6)}, as_of=date(2026, 4, 7))
    assert [(p.longest_until, p.moved_from) for p in d.periods] == [(date(2026, 4, 7), date(2026, 4, 5))]
    assert d.options == ("granted",)
    assert decided(LIMITED, {"a": True, "begins": date(2026, 3, 6)}, as_of=date(2026, 4, 8)).possible == ()


def test_while_the_day_is_not_known_it_is_open_whether_it_is_late() -> None:
    d = decided(LIMITED, {"a": True}, as_of=date(2026, 4, 8))
    assert (d.options, d.possible, d.settled, d.missing) == ((), ("granted",), False, ("begins",))
    assert [(p.start, p.longest_until, p.over) for p in d.periods] == [(None, None, False)], "what is missing is said"
    assert decided(LIMITED, {"a": False}).periods == (), "no time limit for who has nothing to claim"


def test_beyond_the_table_a_last_day_is_given_as_it_falls_and_is_to_be_checked() -> None:
    begins = TABLE.until
    last = begins + 30 * DAY
    for as_of, found in ((last, False), (last + DAY, None), (last + 5 * DAY, None), (last + 6 * DAY, True)):
        d = decided(LIMITED, {"a": True, "begins": begins}, as_of=as_of)
        assert [(p.longest_until, p.moved_from, p.unchecked) for p in d.periods] == [(last, None, True)]
        assert read_answers(LIMITED, {"begins": begins}, Dates(as_of)).known.get("over") is found
    assert decided(limited(NO_CALENDAR), {"a": True, "begins": begins}, as_of=date(2999, 12, 31)).possible == ("granted",)


def test_a_period_in_which_nothing_has_to_be_done_does_not_move() -> None:
    plain = ", period: {from: begins, shortest: {days: 30}, longest: {days: 30}, text: Aika, counting: Lasketaan.}"
    lasting = attrs.evolve(book(rule(f"one: {duty('a', more=plain)}")), calendar=TABLE)
    (period,) = decided(lasting, {"a": True, "begins": date(2026, 3, 6)}).periods
    assert (period.shortest_until, period.longest_until, period.moved_from, period.unchecked) == (date(2026, 4, 5),) * 2 + (None, False)


def test_of_the_shipped_periods_those_are_time_limits_in_which_somebody_appeals_or_claims() -> None:
    found = {(r.id, c.name): c.period.deadline for r in source.book().rules.values() for c in r.clauses if c.period and c.period.deadline}
    assert found == {
        ("appeal.assistance_decision", "administrative_court"): "appeal_time_over",
        ("appeal.assistance_decision", "before_2020"): "appeal_time_over",
        ("right.compensation", "after_judgment"): "compensation_time_over_after_judgment",
        ("right.compensation", "without_judgment"): "compensation_time_over_after_offence",
    }


# -- the table in the data -----------------------------------------------------------------------------------------

DAYS_FILE = (ROOT / "indicators" / "law" / "working_days.yaml").read_text(encoding="utf-8").replace("MääräaikaL", "UlkL")
ISLAND = """working_days:
  from: 2020-01-01
  until: 2029-12-31
  every_week: [friday]
  closed: [2026-04-05, 2026-04-06]
  cite: [UlkL 5 §]
  moves: "Viimeinen päivä siirtyy yhden päivän."
  moved: "Aika päättyisi {day}."
  unchecked: "Tarkista päivä."
"""
CLAIM = rule(f"one: {duty('{all: [a, {not: over}]}', effect='power', more=PERIOD)}")


def claim(**files: str) -> Book:
    return book(CLAIM, facts=FACTS + OVER, **files)


def page_of(made: Book, begins: date, as_of: date = date(2026, 3, 20)) -> str:
    return tn.assess({"a": True, "begins": begins}, as_of=as_of, book=made).explain("fi", full=True)


def test_the_table_is_the_same_each_time_and_goes_with_the_book() -> None:
    made = claim(**{"days.yaml": DAYS_FILE})
    assert made.calendar == TABLE
    assert canon.dumps(made) == canon.dumps(claim(**{"days.yaml": DAYS_FILE}))
    assert canon.loads(canon.dumps(made)) == made
    assert [str(cite) for cite in source.book().moved_by] == ["MääräaikaL 5 §"]


def test_rules_of_others_have_the_working_days_that_they_say_and_no_others() -> None:
    """Thirty days after 6.3.2026 is Easter Sunday, 5.4."""
    made = claim(**{"days.yaml": ISLAND})
    (period,) = decided(made, {"a": True, "begins": date(2026, 3, 6)}).periods
    assert (period.longest_until, period.moved_from, period.unchecked) == (date(2026, 4, 7), date(2026, 4, 5), False)
    assert made.calendar.first_working_day(date(2026, 12, 25)) == date(2026, 12, 26), "a Friday; their Saturdays are working days"
    said = page_of(made, date(2026, 3, 6))
    assert "Aika päättyisi 5. huhtikuuta 2026." in said
    assert "arkipäivä" not in said
    assert "Tarkista päivä." in page_of(made, date(2030, 3, 6), as_of=date(2030, 3, 20))


def test_without_working_days_no_last_day_moves_nothing_is_late_for_certain_and_the_page_says_so() -> None:
    made = claim()
    (period,) = decided(made, {"a": True, "begins": date(2026, 3, 6)}).periods
    assert (period.longest_until, period.moved_from, period.unchecked) == (date(2026, 4, 5), None, True)
    assert decided(made, {"a": True, "begins": date(2026, 3, 6)}, as_of=date(2027, 4, 5)).possible == ("granted",)
    assert "Näissä säännöissä ei sanota, mitkä päivät ovat arkipäiviä." in page_of(made, date(2026, 3, 6))
    assert [f.code for f in check(made) if f.code == "no-working-days"] == ["no-working-days"]
    assert read_rules(ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules").calendar == NO_CALENDAR


def test_rules_beside_ours_have_our_working_days_and_cannot_change_them() -> None:
    assert overlay({**OWN, "rules.yaml": rules()}).calendar == TABLE
    with pytest.raises(LoadError, match="cannot have files with working_days:"):
        overlay({**OWN, "rules.yaml": rules(), "days.yaml": ISLAND.replace("UlkL", "kunta_act")})


def test_the_words_of_last_days_are_those_of_the_file_and_of_no_code() -> None:
    """No country, day of the week or act that moves a last day stands in the program."""
    found = [
        path.name
        for path in (ROOT / "src" / "tunnistus").rglob("*.py")
        if re.search(r"150/1930|country_holidays\(.FI", path.read_text("utf-8"))
    ]
    assert found == []


def test_another_day_is_another_seal_and_another_release_of_the_library_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    assert claim(**{"days.yaml": ISLAND}).digest != claim(**{"days.yaml": ISLAND.replace("2026-04-05, ", "")}).digest
    before = fingerprint(ROOT)
    monkeypatch.setattr(metadata, "version", lambda name: "0")
    assert fingerprint(ROOT) != before


def test_a_second_file_of_working_days_is_refused() -> None:
    with pytest.raises(LoadError, match="already used in another file"):
        claim(**{"days.yaml": ISLAND, "other.yaml": ISLAND})


def test_without_the_library_its_holidays_cannot_be_read_but_days_that_are_written_can(monkeypatch: pytest.MonkeyPatch) -> None:
    daysfile._of_library.cache_clear()
    monkeypatch.setitem(sys.modules, "holidays", None)
    with pytest.raises(LoadError, match="The library 'holidays' is not installed"):
        claim(**{"days.yaml": DAYS_FILE})
    assert claim(**{"days.yaml": ISLAND}).calendar.closed == {date(2026, 4, 5), date(2026, 4, 6)}


def test_deciding_what_is_late_does_not_load_the_library() -> None:
    code = (
        "import sys, tunnistus as t; from datetime import date; t.read_rules; "
        "a = t.assess({'assistance_decision_kind': 'removal', 'decision_served_on': date(2026, 3, 6)}, as_of=date(2026, 4, 8)); "
        "assert a.decisions['appeal.assistance_decision'].possible == (); assert not {'holidays', 'pydantic', 'yaml'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
