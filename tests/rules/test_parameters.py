"""Dated parameters: a number of the law stands once, and whoever names it gets the version of the day that counts."""

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import FACT, FACTS, book, decided, duty, rule
from tunnistus.errors import LoadError
from tunnistus.reading import canon
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.calendar import Length, add
from tunnistus.rules.model import Book, Parameter, ParameterVersion, Window
from tunnistus.rules.parameters import amount_in, dated
from tunnistus.shipping import source

BORDER = date(2027, 1, 1)
DAY = timedelta(days=1)
SIX_THEN_NINE = Parameter("most", (ParameterVersion(None, Length(months=6)), ParameterVersion(BORDER, Length(months=9))))
LATE = FACT.format(name="late").replace("    met:", "    derived: {by: longer_ago, from: [begins, as_of], with: [{months: 6}]}\n    met:")
PERIOD = ", period: {from: begins, longest: {months: 6}, text: Aika, counting: Lasketaan.}"


def limited(clock: str = "decision", parameter: Parameter = SIX_THEN_NINE) -> Book:
    """A rule whose one clause opens a period, and a fact that counts with the same number."""
    text = rule(
        f"one: {duty('{any: [a, late]}', more=PERIOD)}", head=f"clock: {clock}\n    outcomes: [granted, refused]\n    otherwise: nothing"
    )
    made = book(text, facts=FACTS + LATE)
    return attrs.evolve(made, parameters={**made.parameters, "6 months": parameter})


VERSIONS = st.lists(
    st.tuples(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 9)), min_size=1, max_size=4, unique_by=lambda v: v[0]
)


@given(VERSIONS, st.booleans(), VERSIONS, st.dates(date(1999, 1, 1), date(2031, 1, 1)))
def test_the_version_of_a_day_is_the_last_that_has_begun(
    one: list[tuple[date, int]], always: bool, other: list[tuple[date, int]], day: date
) -> None:
    made = {}
    for name, versions in (("one", sorted(one)), ("other", sorted(other))):
        days = [None if always and name == "one" and n == 0 else since for n, (since, _) in enumerate(versions)]
        made[name] = Parameter(name, tuple(ParameterVersion(d, Length(days=v)) for d, (_, v) in zip(days, versions, strict=True)))
    begun = {name: [v.amount for v in each.versions if v.since is None or v.since <= day] for name, each in made.items()}
    expected = tuple(amounts[-1] if amounts else None for amounts in begun.values())
    assert (made["one"].on(day), made["other"].on(day)) == expected
    assert dated(made, made).on(day) == expected
    assert amount_in(made["one"], Window(day, day)) == expected[0]


@pytest.mark.parametrize(("as_of", "months"), [(BORDER - DAY, 6), (BORDER, 9)])
def test_a_period_and_a_derived_fact_take_the_version_of_the_day(as_of: date, months: int) -> None:
    begins, b = date(2026, 5, 1), limited()
    (period,) = decided(b, {"a": True, "begins": begins}, as_of=as_of).periods
    assert period.longest_until == add(begins, Length(months=months))
    assert read_answers(b, {"begins": begins}, Dates(as_of)).known["late"] is (months == 6)


def test_an_old_deed_keeps_the_old_length_and_one_across_the_border_none() -> None:
    b, begins = limited("act"), date(2026, 3, 1)

    def last(first: date | None, until: date) -> date | None:
        deeds = {"act_to": until} | ({"act_from": first} if first else {})
        (period,) = decided(b, {"a": True, "begins": begins}, as_of=date(2028, 1, 1), **deeds).periods
        return period.longest_until

    assert last(date(2026, 5, 1), date(2026, 6, 1)) == add(begins, Length(months=6))
    assert last(BORDER, BORDER) == add(begins, Length(months=9))
    assert last(BORDER - DAY, BORDER) is None, "which length counts hangs on the day of the deed"
    assert last(None, BORDER) is None, "they may have begun before"
    assert last(None, BORDER - DAY) == add(begins, Length(months=6))


@given(VERSIONS, st.booleans(), st.none() | st.dates(date(1999, 1, 1), date(2031, 1, 1)), st.integers(0, 4000))
def test_an_amount_of_many_days_is_that_of_each_of_them(
    versions: list[tuple[date, int]], always: bool, first: date | None, long: int
) -> None:
    found = [ParameterVersion(None if always and n == 0 else day, Length(days=v)) for n, (day, v) in enumerate(sorted(versions))]
    made, last = Parameter("one", tuple(found)), (first or date(2015, 1, 1)) + long * DAY
    borders = [version.since for version in found if version.since and version.since <= last]
    days = [first or date.min, last, *(day for day in borders if first is None or day >= first)]
    amounts = {made.on(day) for day in days}
    assert amount_in(made, Window(first, last)) == (amounts.pop() if len(amounts) == 1 else None)


def test_before_its_first_version_nothing_is_counted() -> None:
    b = limited(parameter=attrs.evolve(SIX_THEN_NINE, versions=SIX_THEN_NINE.versions[1:]))
    (period,) = decided(b, {"a": True, "begins": date(2026, 3, 1)}, as_of=BORDER - DAY).periods
    assert (period.start, period.longest_until) == (date(2026, 3, 1), None)
    assert "late" not in read_answers(b, {"begins": date(2000, 1, 1)}, Dates(BORDER - DAY)).known
    assert read_answers(b, {"begins": date(2000, 1, 1)}, Dates(BORDER)).known["late"] is True


@given(st.lists(st.tuples(st.integers(-400, 400), st.none() | st.integers(0, 500)), min_size=1, max_size=30), st.booleans(), st.booleans())
def test_many_people_are_counted_by_the_version_of_their_own_day(rows: list[tuple[int, int | None]], apart: bool, always: bool) -> None:
    pa = pytest.importorskip("pyarrow")
    from tunnistus.columns import vectors

    b = limited(parameter=attrs.evolve(SIX_THEN_NINE, versions=SIX_THEN_NINE.versions[0 if always else 1 :]))
    days = [BORDER + n * DAY for n, _ in rows] if apart else [BORDER + rows[0][0] * DAY] * len(rows)
    begins = [None if before is None else day - before * DAY for day, (_, before) in zip(days, rows, strict=True)]
    own = {"as_of": pa.array(days, pa.date32())} if apart else {}
    given_ = vectors.Columns(len(rows), Dates(days[0]), {"begins": pa.array(begins, pa.date32())}, days=own)
    vectors.derive(b, ["late"], given_)
    alone = [
        read_answers(b, {} if first is None else {"begins": first}, Dates(day)).known.get("late")
        for first, day in zip(begins, days, strict=True)
    ]
    assert given_.values["late"].to_pylist() == alone


# -- the shipped numbers ------------------------------------------------------------------------------------------------

BOOK = source.book()


def test_every_shipped_number_has_a_name_a_citation_and_a_reader() -> None:
    read = {name for fact in BOOK.facts.values() if fact.derived for name in fact.derived.parameters}
    periods = [clause.period for each in BOOK.rules.values() for clause in each.clauses if clause.period]
    read |= {name for period in periods for name in (period.shortest, period.longest) if name}
    assert read == {*BOOK.parameters}
    assert not [name for name in BOOK.parameters if " " in name], "written out where a name belongs"
    assert all(version.cite for each in BOOK.parameters.values() for version in each.versions)


def test_an_extension_was_three_years_until_april_2007_and_four_from_may() -> None:
    """UlkL 55 § 1 mom.: three years (301/2004), four (358/2007)."""
    amounts = [BOOK.parameters["permit_extension_longest"].on(day) for day in (date(2007, 4, 30), date(2007, 5, 1))]
    assert amounts == [Length(years=3), Length(years=4)]


# -- what is refused ----------------------------------------------------------------------------------------------------

VERSION = '{from: %s, value: %s, cite: ["UlkL 1 §"]}'


@pytest.mark.parametrize(("versions", "what"), [
    ([("2020-01-01", "{days: 30}"), ("2010-01-01", "{days: 60}")], "does not begin after the one before it"),
    ([("2010-01-01", "{days: 30}"), ("null", "{days: 60}")], "does not begin after the one before it"),
    ([("2010-01-01", "{days: 30}"), ("2020-01-01", "2020-01-01")], "a length of time in all versions"),
    ([("2010-01-01", "{days: 30, months: 1}")], "not of one unit"),
    ([("2010-01-01", "{days: 0}")], "not of one unit"),
])  # fmt: skip
def test_versions_out_of_turn_or_of_two_kinds_are_refused(versions: list[tuple[str, str]], what: str) -> None:
    lines = "".join(f"    - {VERSION % each}\n" for each in versions)
    with pytest.raises(LoadError, match=what) as problem:
        book(rule(f"one: {duty(chr(97))}"), **{"parameters.yaml": f"parameters:\n  limit:\n{lines}"})
    assert problem.value.code == "parameter"


def test_a_parameter_that_is_a_day_cannot_be_the_length_of_a_period() -> None:
    day: dict[str, Any] = {"parameters.yaml": f"parameters:\n  limit:\n    - {VERSION % ('2010-01-01', '2020-01-01')}\n"}
    text = rule(f"one: {duty('a', more=PERIOD.replace('{months: 6}', 'limit'))}")
    with pytest.raises(LoadError, match=r"There is no parameter 'limit' that is a length of time"):
        book(text, **day)


def test_a_receipt_of_the_same_rules_with_another_number_is_of_other_rules() -> None:
    changed = {**BOOK.parameters, "reflection_longest": SIX_THEN_NINE}
    assert canon.sealed(attrs.evolve(BOOK, parameters=changed)).digest != canon.sealed(BOOK).digest
