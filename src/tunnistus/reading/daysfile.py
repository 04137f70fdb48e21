"""From the file of working days to the model: a table of the days on which offices are closed, and the sentences on last days that move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from tunnistus import limits
from tunnistus.messages import message
from tunnistus.reading.documents import WEEK, WorkingDaysDoc
from tunnistus.reading.strict import Document, Path_
from tunnistus.rules.calendar import Calendar

__all__ = ["SENTENCES", "calendar", "texts"]

SENTENCES = ("moves", "moved", "unchecked")


def calendar(document: Document, doc: WorkingDaysDoc) -> Calendar:
    """Return the table of a file. Raises :class:`LoadError`: a day lies outside of it, it is too long, or its holidays are not known."""
    _within(document, doc)
    every_week = tuple(sorted({WEEK.index(day) for day in doc.every_week}))
    closed = {*doc.closed, *(_holidays(document, doc.holidays, doc.since.year, doc.until.year) if doc.holidays else ())}
    inside = frozenset(day for day in closed if doc.since <= day <= doc.until and day.weekday() not in every_week)
    return Calendar(doc.since, doc.until, inside, every_week)


def _within(document: Document, doc: WorkingDaysDoc) -> None:
    years = doc.until.year - doc.since.year
    if doc.until < doc.since or years > limits.MAX_YEARS:
        what = message("The days end before they begin, or are more than {most} years.", most=limits.MAX_YEARS)
        raise document.error(("working_days", "until"), what, message("Correct {key}.", key=repr("until")), code="wrong-value")
    for n, day in enumerate(doc.closed):
        if not doc.since <= day <= doc.until:
            what = message("The day lies outside of the days of the file.")
            todo = message("Leave it out, or correct {key}.", key="'from', 'until'")
            raise document.error(("working_days", "closed", n), what, todo, code="wrong-value")


def _holidays(document: Document, country: str, first: int, last: int) -> frozenset[date]:
    """The holidays of a country in some years, as the library of that name has them. Raises :class:`LoadError`."""
    try:
        return _of_library(country, first, last)
    except ImportError as problem:
        todo = message("Install it: pip install holidays. Or write the days at {key}.", key=repr("closed"))
        raise document.error(_PLACE, message("The library 'holidays' is not installed."), todo, code="wrong-value") from problem
    except NotImplementedError:
        what = message("The library 'holidays' has no country {name}.", name=repr(country))
        todo = message("Write the days at {key}.", key=repr("closed"))
        raise document.error(_PLACE, what, todo, code="wrong-value") from None


_PLACE: Path_ = ("working_days", "holidays")


@lru_cache(maxsize=4)
def _of_library(country: str, first: int, last: int) -> frozenset[date]:
    from holidays import country_holidays

    return frozenset(country_holidays(country, years=range(first, last + 1)))


def texts(doc: WorkingDaysDoc) -> Iterator[tuple[Path_, str, str]]:
    """Yield path, context and Finnish text of everything that is translated."""
    for key in SENTENCES:
        yield ("working_days", key), f"working_days.{key}", getattr(doc, key)
