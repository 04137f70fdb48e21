"""Dated parameters: which number of the law holds on a day, for clauses, derived facts and sentences that name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

import attrs

from tunnistus.rules.calendar import Length
from tunnistus.rules.graph import tests_of
from tunnistus.rules.model import Amount, Book, Parameter, Rule, Window

__all__ = ["Dated", "amount_in", "counted_with", "dated", "literal", "parameters_of", "versions_in", "window_of"]

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


def window_of(clock: str, dates: Any) -> Window:
    """Return the days whose law may count by the clock of a rule: while one is open, all up to ``as_of`` that it can be."""
    first, last = {"act": ("act_from", "act_to"), "application": ("applied_on", "applied_on")}.get(clock, ("as_of", "as_of"))
    return Window(getattr(dates, first), getattr(dates, last) or dates.as_of)


def versions_in(parameter: Parameter, window: Window) -> tuple[tuple[Amount, Window], ...]:
    """Return the amounts that a parameter has in a window, each with its days in it."""
    ends = [version.since - timedelta(days=1) if version.since else None for version in parameter.versions[1:]]
    spans = [Window(version.since, end).within(window) for version, end in zip(parameter.versions, [*ends, None], strict=True)]
    return tuple((version.amount, span) for version, span in zip(parameter.versions, spans, strict=True) if not span.empty)


def amount_in(parameter: Parameter, window: Window) -> Amount | None:
    """Return the amount that a parameter has on all days of a window; ``None`` where it changes in it, or was not there from its start."""
    (amount, span), *others = versions_in(parameter, window) or ((None, None),)
    whole = span is not None and span.since == window.since
    return amount if whole and all(other == amount for other, _ in others) else None


def counted_with(book: Book, fact: str) -> tuple[str, ...]:
    """Return the parameters that a fact counts with, those of the facts that it is derived from included."""
    derived = book.facts[fact].derived if fact in book.facts else None
    own = (*derived.parameters, *(each for source in derived.inputs for each in counted_with(book, source))) if derived else ()
    return tuple(dict.fromkeys(own))


def parameters_of(book: Book, rule: Rule) -> tuple[str, ...]:
    """Return the parameters of the periods of a rule, and those that the facts count with which it tests."""
    periods = [clause.period for clause in rule.clauses if clause.period]
    found = [name for period in periods for name in (period.shortest, period.longest) if name]
    tested = (fact for node in rule.conditions for fact in tests_of(node))
    return tuple(dict.fromkeys((*found, *(name for fact in tested for name in counted_with(book, fact)))))


def literal(length: Length) -> str:
    """Return the name under which a length stands that a rule file writes out in the place of a parameter's name.

    >>> literal(Length(days=30))
    '30 days'
    """
    parts = ((length.years, "years"), (length.months, "months"), (length.days, "days"))
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or "0 days"
