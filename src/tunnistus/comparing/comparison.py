"""Comparing rules on two days: ``tunnistus.diff``, as data and as a story in three languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

import attrs

from tunnistus.comparing import change_report
from tunnistus.comparing.changes import ChangeGroup, ClauseChange, RuleChange, RuleResult, compare, unchanged_beside
from tunnistus.errors import DateError, UnknownName, door, named, nearest
from tunnistus.messages import message
from tunnistus.rules import decimals
from tunnistus.rules.model import Book, Clause, Rule, Value, topics_of
from tunnistus.saying import report
from tunnistus.saying.report import Report
from tunnistus.saying.shown import Tells
from tunnistus.shipping import source

__all__ = ["Diff", "diff", "plain", "rules_of"]


@attrs.frozen(eq=False)
class Diff(Tells):
    """What differs in the rules of a topic between two days.

    Attributes:
        topic: a rule id, the id of a rule set, or the beginning of such ids.
        first, second: the two days; each rule reads them by its own clock.
        rules: the rules that differ, in the order of the files.
        same: ids of the rules that do not.
    """

    shown_as: ClassVar[str] = "diff"
    book: Book = attrs.field(repr=False)
    topic: str
    first: date
    second: date
    rules: tuple[RuleChange, ...] = attrs.field(repr=lambda rules: f"<{len(rules)}>")
    same: tuple[str, ...] = attrs.field(repr=False)

    def __iter__(self) -> Iterator[RuleChange]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    @door
    def explain(self, lang: str, *, markdown: bool = False) -> str:
        """Return the story of the differences as text or Markdown in ``fi``, ``sv`` or ``en``. Raises :class:`UnknownName`."""
        return report.markdown(self.told(lang)) if markdown else report.text(self.told(lang))

    def told(self, lang: str, register: str = "worker") -> Report:
        """Return the story of the differences as a report, in any register the same. Raises :class:`UnknownName`."""
        return change_report.story(self.book, self.topic, (self.first, self.second), self.rules, len(self.same), lang)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data for JSON, without sentences. Counts are of cells, never of people."""
        return {
            "topic": self.topic, "first": self.first.isoformat(), "second": self.second.isoformat(), "data": self.book.digest,
            "rules": [_rule(r) for r in self.rules], "same": list(self.same),
            "unchanged_beside": [
                {"place": str(place), "clauses": [{"rule": rule.id, "clause": clause.name} for rule, clause in others]}
                for place, others in unchanged_beside(self.book, self.rules, self.first, self.second).items()
            ],
        }  # fmt: skip


@door
def diff(topic: str, first: date, second: date, *, book: Book | None = None) -> Diff:
    """Compare a rule, a rule set or a topic on two days.

    Args:
        topic: a rule id, the id of a rule set, or the beginning of such ids (``law/assistance-system``, ``law``).
        first, second: days, the earlier one first; read as the day of deciding, of the deeds or of the application, by each rule's clock.
        book: rule data other than the shipped ones.

    Raises:
        UnknownName: there is no such rule or topic.
        DateError: one of the days is not a date, or the second is before the first.

    >>> from datetime import date
    >>> import tunnistus as tn
    >>> found = tn.diff("law/assistance-system", date(2022, 12, 31), date(2023, 1, 1))
    >>> [change.rule.id for change in found.rules][:2]
    ['assist.admit.victim', 'assist.duration']
    """
    book = book or source.book()
    if second < first:
        raise DateError(
            message("{second} is before {first}.", second=second, first=first), where="second", todo=message("Give the earlier day first.")
        )
    compared = {rule.id: compare(book, rule, first, second) for rule in rules_of(book, topic)}
    same = tuple(name for name, change in compared.items() if change is None)
    return Diff(book, topic, first, second, tuple(c for c in compared.values() if c is not None), same)


def rules_of(book: Book, topic: str) -> list[Rule]:
    """Return the rules of a topic: a rule id, the id of a rule set, or the beginning of such ids. Raises :class:`UnknownName`."""
    if named(topic, book.rules):
        return [book.rules[topic]]
    found = [r for r in book.rules_in_order() if r.ruleset == topic or r.ruleset.startswith(f"{topic}".rstrip("/") + "/")]
    if not found:
        raise UnknownName(message("There is no such rule or topic."), where=topic, todo=nearest(topic, topics_of(book)))
    return found


# -- plain data --------------------------------------------------------------------------------------------------


def _rule(r: RuleChange) -> dict[str, Any]:
    return {
        "rule": r.rule.id, "ruleset": r.rule.ruleset, "clock": r.rule.clock, "status": r.status, "days": [d.isoformat() for d in r.days],
        "cells": r.cells, "all_cells": r.all_cells, "groups": [_group(g) for g in r.groups], "clauses": [_change(c) for c in r.clauses],
        "actors": list(r.actors), "notices_before": list(r.notices_before), "notices_after": list(r.notices_after),
        "numbers": list(r.numbers),
        "instead": list(r.instead),
    }  # fmt: skip


def _group(g: ChangeGroup) -> dict[str, Any]:
    return {
        "before": _result(g.before), "after": _result(g.after), "clauses": [_change(c) for c in g.clauses], "cells": g.cells,
        "witness": plain(g.witness),
    }  # fmt: skip


def plain(witness: Mapping[str, Value]) -> dict[str, bool | int | float | str]:
    """Return a witness with dates as text and decimals as numbers for JSON."""
    return {n: v.isoformat() if isinstance(v, date) else decimals.plain(v) for n, v in witness.items()}


def _result(r: RuleResult) -> dict[str, Any]:
    return {"due": r.due, "options": list(r.options)}


def _change(c: ClauseChange) -> dict[str, Any]:
    return {"before": _clause(c.before), "after": _clause(c.after), "kinds": list(c.kinds), "through": list(c.through)}


def _clause(c: Clause | None) -> dict[str, Any] | None:
    if c is None:
        return None
    return {
        "clause": c.name, "then": c.then or None, "effect": c.effect, "who": c.who or None,
        "cite": [attrs.asdict(cite) for cite in c.cite], "source": list(c.source),
    }  # fmt: skip
