"""Numbers of the law in sentences: a placeholder named after a parameter gets the number that counts for whom the sentence is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

import attrs

from tunnistus.places import fill, places
from tunnistus.rules.answers import Dates
from tunnistus.rules.model import Amount, Book, Parameter, Window
from tunnistus.rules.parameters import versions_in, window_of

__all__ = ["Numbers"]


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
        known: Mapping[str, Parameter] = self.book.parameters
        window = window_of(self._clock(context), self.dates) if self.dates else Window()
        return fill(sentence, **{name: _said(known[name], window, says) for name in places(sentence) or () if name in known})

    def _clock(self, context: str) -> str:
        """The clock of the rule of which a sentence is; questions and facts go by the day of deciding."""
        kind, *parts = context.split(".")
        rules = (self.book.rules.get(".".join(parts[:n])) for n in range(len(parts), 0, -1)) if kind == "rule" else ()
        return next((rule.clock for rule in rules if rule), "decision")


def _said(parameter: Parameter, window: Window, says: Says) -> str:
    """The amount in a window, and each to which it changes there; before there was any, the first."""
    (amount, _), *others = versions_in(parameter, window) or versions_in(parameter, Window())
    said = _amount(amount, says)
    for other, span in others:
        if other != amount and span.since:
            said, amount = fill(says.later, amount=said, day=says.day(span.since), next=_amount(other, says)), other
    return said


def _amount(amount: Amount, says: Says) -> str:
    """A length as its number alone, for writers write the unit beside it; a day in words."""
    return says.day(amount) if isinstance(amount, date) else str(amount.years or amount.months or amount.days)
