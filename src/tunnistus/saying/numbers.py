"""Numbers of the law in sentences: a placeholder named after a parameter gets the number that counts for whom the sentence is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Protocol

import attrs

from tunnistus.places import fill, places
from tunnistus.rules.answers import Dates
from tunnistus.rules.model import Amount, Book, Parameter

__all__ = ["Numbers"]

_DAYS: Final = {"decision": ("as_of", "as_of"), "act": ("act_from", "act_to"), "application": ("applied_on", "applied_on")}


class Says(Protocol):
    """The language in which a sentence is said."""

    @property
    def later(self) -> str:
        """The sentence for a number that changes, with places for the one, the day and the other."""
        ...

    def day(self, day: date) -> str:
        """Return a day as it is written in the language."""
        ...


@attrs.frozen
class Numbers:
    """Fills placeholders of sentences with the parameters of a book.

    Attributes:
        dates: those of the person of whom the sentences tell; ``None`` where they tell of nobody.
    """

    book: Book
    dates: Dates | None

    def filled(self, context: str, sentence: str, says: Says) -> str:
        """Return a sentence with the numbers that count; of nobody, and where a change of law lies between the days, with each of them."""
        if "{" not in sentence:
            return sentence
        first, last = self._days(context)
        known: Mapping[str, Parameter] = self.book.parameters
        return fill(sentence, **{name: self._said(known[name], first, last, says) for name in places(sentence) or () if name in known})

    def _days(self, context: str) -> tuple[date | None, date | None]:
        """The first and the last day whose law may count; ``None`` is unbounded."""
        if self.dates is None:
            return None, None
        first, last = _DAYS[self._clock(context)]
        return getattr(self.dates, first), getattr(self.dates, last) or self.dates.as_of

    def _clock(self, context: str) -> str:
        """The clock of the rule of which a sentence is; questions and facts go by the day of deciding."""
        kind, *parts = context.split(".")
        rules = (self.book.rules.get(".".join(parts[:n])) for n in range(len(parts), 0, -1)) if kind == "rule" else ()
        return next((rule.clock for rule in rules if rule), "decision")

    def _said(self, parameter: Parameter, first: date | None, last: date | None, says: Says) -> str:
        early = parameter.on(first) if first else None
        counts = [each for each in parameter.versions if last is None or each.since is None or each.since <= last]
        counts = counts or [*parameter.versions[:1]]
        counts = [each for each in counts if early is None or each.amount == early or (each.since and first and each.since > first)]
        head, *rest = counts
        said = _amount(head.amount, says)
        for each in rest:
            assert each.since is not None
            said = fill(says.later, amount=said, day=says.day(each.since), next=_amount(each.amount, says))
        return said


def _amount(amount: Amount, says: Says) -> str:
    """A length as its number alone, for writers write the unit beside it; a day in words."""
    return says.day(amount) if isinstance(amount, date) else str(amount.years or amount.months or amount.days)
