"""Numbers of the law in sentences: a placeholder named after a parameter gets the number that counts for whom the sentence is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

import attrs

from tunnistus.places import fill, places
from tunnistus.rules.answers import Dates
from tunnistus.rules.model import Amount, Book, Parameter

__all__ = ["Numbers"]

_DAYS: Final = {"decision": ("as_of", "as_of"), "act": ("act_from", "act_to"), "application": ("applied_on", "applied_on")}


@attrs.frozen
class Numbers:
    """Fills placeholders of sentences with the parameters of a book.

    Attributes:
        dates: those of the person of whom the sentences tell; ``None`` where they tell of nobody.
        day: how a day is written in the language.
        later: the sentence for a number that changes, with places for the one, the day and the other.
    """

    book: Book
    dates: Dates | None
    day: Callable[[date], str]
    later: Callable[[], str]

    def filled(self, context: str, sentence: str) -> str:
        """Return a sentence with the numbers that count; of nobody, and where a change of law lies between the days, with each of them."""
        if "{" not in sentence:
            return sentence
        first, last = self._days(context)
        known: Mapping[str, Parameter] = self.book.parameters
        return fill(sentence, **{name: self._said(known[name], first, last) for name in places(sentence) or () if name in known})

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

    def _said(self, parameter: Parameter, first: date | None, last: date | None) -> str:
        early = parameter.on(first) if first else None
        counts = [each for each in parameter.versions if last is None or each.since is None or each.since <= last]
        counts = counts or [*parameter.versions[:1]]
        counts = [each for each in counts if early is None or each.amount == early or (each.since and first and each.since > first)]
        head, *rest = counts
        said = self._amount(head.amount)
        for each in rest:
            assert each.since is not None
            said = fill(self.later(), amount=said, day=self.day(each.since), next=self._amount(each.amount))
        return said

    def _amount(self, amount: Amount) -> str:
        """A length as its number alone, for writers write the unit beside it; a day in words."""
        return self.day(amount) if isinstance(amount, date) else str(amount.years or amount.months or amount.days)
