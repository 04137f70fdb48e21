"""The calendar: lengths of time in its units, and which days are working days, so that a last day can move off a day on which offices
are closed. Which days those are is told by the rule data.
"""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from functools import cached_property
from typing import Final

import attrs

from tunnistus.errors import door

__all__ = ["NO_CALENDAR", "Calendar", "Length", "add", "day_from_text"]

_DAY: Final = timedelta(days=1)
_WRITTEN: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_from_text(text: str) -> date | None:
    """Return the day that somebody wrote as 2026-11-24, the only form that a day has; ``None`` if it is none.

    >>> day_from_text("2026-11-24"), day_from_text("2026-W48-2"), day_from_text("2026-02-30")
    (datetime.date(2026, 11, 24), None, None)
    """
    try:
        return date.fromisoformat(text) if _WRITTEN.fullmatch(text) else None
    except ValueError:
        return None


@attrs.frozen
class Length:
    """A length of time in calendar units."""

    days: int = 0
    months: int = 0
    years: int = 0


def add(day: date, length: Length) -> date:
    """Return the day a length of calendar time later: months and years first, then days. A missing day of a month becomes its last one.

    Raises :class:`ValueError` or :class:`OverflowError` past the year 9999.

    >>> add(date(2026, 8, 31), Length(months=6)), add(date(2024, 2, 29), Length(days=1, years=1))
    (datetime.date(2027, 2, 28), datetime.date(2025, 3, 1))
    """
    from calendar import monthrange  # dear to import, and few results need it

    year, month = divmod(12 * (day.year + length.years) + day.month - 1 + length.months, 12)
    _, last = monthrange(year, month + 1)
    return date(year, month + 1, min(day.day, last)) + length.days * _DAY


@attrs.frozen
class Calendar:
    """Which days are working days, tabulated when the rule data are read.

    Attributes:
        since, until: the first and the last day that the table reaches. Without a table it reaches none.
        closed: the days between them that are no working days, those that are closed every week left out.
        every_week: the days that are closed every week, Monday being 0.

    >>> easter = frozenset({date(2026, 4, 3), date(2026, 4, 6)})
    >>> calendar = Calendar(date(2026, 1, 1), date(2026, 12, 31), easter, (5, 6))
    >>> calendar.first_working_day(date(2026, 4, 3))
    datetime.date(2026, 4, 7)
    """

    since: date = date.max
    until: date = date.min
    closed: frozenset[date] = attrs.field(default=frozenset(), repr=False)
    every_week: tuple[int, ...] = ()

    @door
    def first_working_day(self, day: date) -> date | None:
        """Return the day itself or the first working day after it; ``None`` where the table does not reach that far."""
        while self.since <= day <= self.until:
            if not self._closed(day):
                return day
            day += _DAY
        return None

    @door
    def at_latest(self, day: date) -> date:
        """Return a day that the first working day is never after, also where the table does not reach."""
        return self.first_working_day(day) or (day + self._longest if self.since <= self.until else date.max)

    @cached_property
    def _longest(self) -> timedelta:
        """The most days on end that are closed anywhere in the table."""
        days = (self.since + n * _DAY for n in range((self.until - self.since).days + 1))
        runs = (len(list(run)) for closed, run in itertools.groupby(days, self._closed) if closed)
        return max(runs, default=0) * _DAY

    def _closed(self, day: date) -> bool:
        return day.weekday() in self.every_week or day in self.closed


NO_CALENDAR: Final = Calendar()
