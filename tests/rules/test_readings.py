"""Numbers and days as somebody types them: read where there is one reading in Finnish, Swedish and English, else refused."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import example, given
from hypothesis import strategies as st

import tunnistus as tn
from tunnistus.errors import AnswersRefused
from tunnistus.rules import wire
from tunnistus.rules.decimals import readings
from tunnistus.saying.messages import said

FACT = "hourly_pay_eur"
LOCALES = ("fi", "sv", "sv_FI", "en", "en_FI", "en_GB")
SPACES = " \u00a0\u2009\u202f"
HABITS = {  # decimals after, between thousands: as Finnish, Swedish and English are written, by hand, by programs and by banks
    "fi": (",", (*SPACES, ".", "")),
    "sv": (",", (*SPACES, ".", "'", "’", "")),
    "en": (".", (*SPACES, ",", "'", "’", "")),
}


def read(text: str, fact: str = FACT) -> Any:
    return tn.answers_from_json({fact: text}, lenient=True)[fact]


def refused(text: str, fact: str = FACT) -> AnswersRefused:
    with pytest.raises(AnswersRefused) as caught:
        read(text, fact)
    return caught.value


def by_habit(text: str) -> Iterator[Decimal]:
    """What each habit alone makes of a text, worked out on its own: a whole part in threes of one mark, and decimals."""
    digits = text[1:] if text[:1] in ("-", "\u2212") else text
    for point, marks in HABITS.values():
        whole, _, decimals = digits.partition(point)
        if (point in digits and not re.fullmatch("[0-9]+", decimals)) or not whole:
            continue
        for mark in marks:
            groups = whole.split(mark) if mark else [whole]
            plain = len(groups) == 1 and re.fullmatch("[0-9]+", whole)
            threes = len(groups) > 1 and re.fullmatch("[0-9]{1,3}", groups[0]) and all(re.fullmatch("[0-9]{3}", g) for g in groups[1:])
            if plain or (threes and groups[0] != "0"):
                number = Decimal("".join(groups) + "." + (decimals or "0"))
                yield -number if digits != text else number


# -- numbers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7,5", "7.5"), ("7.5", "7.5"), ("12,50", "12.50"), ("0,125", "0.125"), ("0.500", "0.5"), ("10000", "10000"), ("007", "7"),
        ("10 000", "10000"), ("10\u00a0000,50", "10000.50"), ("10\u202f000,50", "10000.50"), ("10\u2009000.5", "10000.5"),
        ("10.000,50", "10000.50"), ("10,000.50", "10000.50"), ("1.234.567", "1234567"), ("1,234,567.8", "1234567.8"),
        ("10'000", "10000"), ("10’000,5", "10000.5"), ("-5", "-5"), ("\u22125,5", "-5.5"), ("1.2345", "1.2345"),
    ],
)  # fmt: skip
def test_28_what_is_clear_in_three_languages_is_read(text: str, value: str) -> None:
    assert readings(text) == (Decimal(value),)


@pytest.mark.parametrize(
    "text",
    ["10.000", "2,000", "1,234", "1.234", "-1.234", "12.345", "123,456", "1 000.000", "1 000,000", "10.000,500", "010.000", "00.500"],
)
def test_28_what_can_be_read_in_two_ways_is_refused(text: str) -> None:
    """For a fact with decimals and for a whole number; the message says how to write it, and not what was written."""
    whole = next(f.id for f in tn.book().facts.values() if f.type == "number" and not f.decimals and not f.judgement and not f.derived)
    for fact in (FACT, whole):
        problem = refused(text, fact)
        assert (problem.code, problem.reason, problem.where) == ("ambiguous", "takes-number", fact)
        for lang in ("fi", "sv", "en"):
            assert not re.search(r"\d", said(problem, lang).replace("0", "").removeprefix(fact))


@pytest.mark.parametrize(
    "text",
    [
        "+5", "5-", "- 5", "1e3", "1E3", "10 €", "€10", "10 EUR", "10:50", "5 h", "5%", "٣", "\uff13", "१२", "1/2", "½", "12 34", "1 23",
        "1  000", "1\t000", "1,2,3", "1.2.3", "1,000,00", "1.234,567.89", ".5", ",5", "5.", "5,", "1_000", "0x10", "NaN", "--5", "10–20",
    ],
)  # fmt: skip
def test_28_what_is_written_otherwise_is_refused(text: str) -> None:
    assert readings(text) == ()
    assert refused(text).code == "outside-domain"


DIGITS = st.text("0123456789", min_size=1, max_size=4)
TYPED = st.lists(st.one_of(DIGITS, st.sampled_from([*SPACES, ".", ",", "'", "’", "000", "500"])), min_size=1, max_size=6).map("".join)


@given(st.builds("{}{}".format, st.sampled_from(["", "-", "\u2212"]), TYPED))
@example("10.000")
@example("0.500")
def test_28_what_is_read_has_one_reading_under_every_habit(text: str) -> None:
    found = readings(text)
    every = set(by_habit(text))
    assert every <= set(found)
    if len(found) == 1:
        assert every <= {found[0]}


@pytest.mark.parametrize("locale", LOCALES)
@given(st.integers(0, 4), st.integers(-(10**9), 10**9), st.booleans())
def test_28_what_babel_writes_is_that_number_or_refused(locale: str, decimals: int, parts: int, grouped: bool) -> None:
    value = Decimal(parts).scaleb(-decimals)
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    text = format_decimal(value, format=pattern, locale=locale, group_separator=grouped)
    found = readings(text)
    assert value in found
    assert len(found) == 1 or decimals == 3 or "," in text


@given(st.integers(1, 500), st.sampled_from(LOCALES))
def test_28_a_fact_has_what_babel_wrote_or_nothing(euros: int, locale: str) -> None:
    text = format_decimal(Decimal(euros) / 2, format="#,##0.00", locale=locale)
    assert read(text) == Decimal(euros) / 2


# -- days ----------------------------------------------------------------------------------------------------------


@given(st.dates(date(1900, 1, 1), date(2026, 11, 1)), st.sampled_from(LOCALES), st.sampled_from(["short", "medium", "long", "full"]))
def test_28_a_day_has_one_form(day: date, locale: str, how: str) -> None:
    text = format_date(day, format=how, locale=locale)
    if text != day.isoformat():  # as Swedish writes it, too
        assert refused(text, "date_of_birth").code == "outside-domain"
    assert read(day.isoformat(), "date_of_birth") == day


@pytest.mark.parametrize(
    "text", ["1.2.2026", "1/2/2026", "01-02-2026", "1.2.26", "20260201", "2026-2-1", "2026/02/01", "\uff12\uff10\uff12\uff16-02-01"]
)
def test_28_what_could_be_two_days_is_refused(text: str) -> None:
    assert refused(text, "date_of_birth").code == "outside-domain"


# -- where it is typed ---------------------------------------------------------------------------------------------


def test_28_reading_refuses_before_anything_is_checked() -> None:
    book = tn.book()
    with pytest.raises(AnswersRefused):
        wire.read(book, {FACT: "10.000"}, lenient=True)
    assert wire.read(book, {FACT: "10.000"}) == {FACT: "10.000"}
    assert wire.number_from(book.facts[FACT], "x") is None
