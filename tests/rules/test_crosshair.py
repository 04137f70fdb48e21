"""Thresholds and day borders, solved for instead of guessed: the properties below run with CrossHair's symbolic values.

Skipped without the extra ``crosshair``. ``make crosshair`` runs them.
"""

import inspect
import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tunnistus.rules.calendar import Length
from tunnistus.rules.derive import younger
from tunnistus.rules.formula import cells
from tunnistus.rules.model import Fact, Span, Window, inside
from tunnistus.rules.truth import FALSE, OPEN, TRUE, at_least, negate

pytest.importorskip("hypothesis_crosshair_provider", reason="needs the extra crosshair: pip install 'tunnistus[crosshair]'")

TRIES = 40
TRUTHS = st.integers(0, 2)


def solved(test: Callable[..., None], **strategies: Any) -> None:
    """Run a property with symbolic values."""
    how = settings(
        backend="crosshair",
        max_examples=TRIES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    how(given(**strategies)(test))()


def completed(truths: list[int]) -> list[list[bool]]:
    return [list(way) for way in itertools.product(*([True, False] if t == OPEN else [t == TRUE] for t in truths))]


def thresholds(k: int, a: int, b: int, c: int) -> None:
    sums = {sum(way) >= k for way in completed([a, b, c])}
    assert at_least(k, [a, b, c]) == (OPEN if len(sums) == 2 else TRUE if True in sums else FALSE)
    assert at_least(k, [a, b, c]) == negate(at_least(4 - k, [negate(a), negate(b), negate(c)]))


@pytest.mark.deep
def test_thresholds() -> None:
    solved(thresholds, k=st.integers(1, 3), a=TRUTHS, b=TRUTHS, c=TRUTHS)


SPANS = [(Span(None, 13),), (Span(30, None),), (Span(17, 29), Span(31, 31))]
NIGHTS = Fact("nights", "number", "t", 0, low=0, high=366)


def cell_borders(n: int) -> None:
    stand_ins = [[inside(v, span) for span in SPANS] for v in cells(NIGHTS, SPANS)]
    assert [inside(n, span) for span in SPANS] in stand_ins


def test_every_number_has_its_cell() -> None:
    solved(cell_borders, n=st.integers(0, 366))


def windows(first: int, length: int, day: int) -> None:
    base = date(2020, 1, 1)
    since, until = base + timedelta(days=first), base + timedelta(days=first + length)
    here = base + timedelta(days=day)
    assert (here in Window(since, until)) == (first <= day <= first + length)


def test_both_border_days_of_a_version_count() -> None:
    solved(windows, first=st.integers(0, 800), length=st.integers(0, 800), day=st.integers(-10, 1700))


@pytest.mark.parametrize(("born", "turned"), [
    (date(2002, 6, 15), date(2020, 6, 15)),
    (date(2001, 12, 31), date(2019, 12, 31)),
    (date(2000, 2, 29), date(2018, 2, 28)),  # a missing day of the month becomes its last day
])  # fmt: skip
def test_the_day_of_turning_eighteen(born: date, turned: date) -> None:
    def eighteen(now: int) -> None:
        today = date(2018, 1, 1) + timedelta(days=now)
        assert younger(born, today, Length(years=18)) == (today < turned)

    solved(eighteen, now=st.integers(0, 1700))


# -- faults of one day or one number, which random examples miss --------------------------------------------------


def wrong_border_day(day: int) -> None:
    here = date(2020, 1, 1) + timedelta(days=day)
    assert (here in Window(date(2021, 1, 1), date(2023, 5, 17))) == (date(2021, 1, 1) <= here < date(2023, 5, 17))


def wrong_threshold(n: int) -> None:
    assert inside(n, (Span(None, 13_371),)) == (n < 13_371)


def wrong_birthday(now: int) -> None:
    today = date(2018, 1, 1) + timedelta(days=now)
    assert younger(date(2002, 6, 15), today, Length(years=18)) == (today <= date(2020, 6, 15))


FAULTS = [(wrong_border_day, st.integers(0, 1700)), (wrong_threshold, st.integers(0, 1_000_000)), (wrong_birthday, st.integers(0, 1700))]


@pytest.mark.parametrize(("fault", "numbers"), FAULTS, ids=lambda f: getattr(f, "__name__", ""))
def test_a_fault_of_one_day_or_number_is_found(fault: Callable[..., None], numbers: st.SearchStrategy[int]) -> None:
    (name,) = inspect.signature(fault).parameters
    with pytest.raises(AssertionError):
        solved(fault, **{name: numbers})
    settings(max_examples=TRIES, derandomize=True, deadline=None, database=None)(given(**{name: numbers})(fault))()  # by chance it is not
