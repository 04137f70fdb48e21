"""One rule on one day, loaded: ready to decide for one person after the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from tunnistus.deciding.decide import Case
from tunnistus.errors import door
from tunnistus.explaining import explain
from tunnistus.explaining.danger import danger_in, telling
from tunnistus.explaining.explain import Decision
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import Book, Rule

__all__ = ["Loaded"]


@attrs.frozen(eq=False)
class Loaded:
    """One rule on one day, with the rules that it uses."""

    book: Book = attrs.field(repr=False)
    rule: Rule = attrs.field(repr=lambda r: r.id)
    on: date

    @cached_property
    def _dates(self) -> Dates:
        """The dates of a case of which only the day is known."""
        return Dates(self.on)

    @door
    @telling(lambda self, answers, **_: danger_in(self.book, answers, as_of=self.on))
    def decide(
        self,
        answers: Mapping[str, Any],
        *,
        act_from: date | None = None,
        act_to: date | None = None,
        applied_on: date | None = None,
    ) -> Decision:
        """Decide the rule for one person; arguments as in :func:`tunnistus.assess`."""
        alone = act_from is None and act_to is None and applied_on is None
        dates = self._dates if alone else Dates(self.on, act_from, act_to, applied_on)
        return explain.decision_of(Case(self.book, read_answers(self.book, answers, dates), dates), self.rule.id)
