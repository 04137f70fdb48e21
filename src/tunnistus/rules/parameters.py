"""Dated parameters: which number of the law holds on a day, for clauses, derived facts and sentences that name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import attrs

from tunnistus.rules.calendar import Length
from tunnistus.rules.model import Amount, Parameter

__all__ = ["Dated", "amount_on", "dated", "literal"]

_NEVER: Final = date.min


@attrs.frozen
class Dated:
    """The amounts of some parameters, in their order, in each stretch of days in which none of them changes.

    Attributes:
        stretches: the first day of each stretch, ``None`` for the one without a beginning, and the amounts in it: ``None`` before a
            parameter's first version.
    """

    stretches: tuple[tuple[date | None, tuple[Amount | None, ...]], ...]

    def on(self, day: date) -> tuple[Amount | None, ...]:
        """Return the amounts on a day."""
        return next(amounts for since, amounts in reversed(self.stretches) if since is None or since <= day)


def dated(parameters: Mapping[str, Parameter], names: Iterable[str]) -> Dated:
    """Return the amounts of parameters by day. Raises :class:`KeyError` for a name that there is not."""
    named = [parameters[name] for name in names]
    borders = sorted({version.since for each in named for version in each.versions if version.since is not None})
    return Dated(tuple((day, tuple(each.on(day or _NEVER) for each in named)) for day in (None, *borders)))


def amount_on(parameters: Mapping[str, Parameter], name: str, first: date, last: date) -> Amount | None:
    """Return the amount that holds on every day from ``first`` to ``last``; ``None`` where it changes between them, or there is none."""
    early, late = parameters[name].on(first), parameters[name].on(last)
    return early if early == late else None


def literal(length: Length) -> str:
    """Return the name under which a length stands that a rule file writes out in the place of a parameter's name.

    >>> literal(Length(days=30))
    '30 days'
    """
    parts = ((length.years, "years"), (length.months, "months"), (length.days, "days"))
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or "0 days"
