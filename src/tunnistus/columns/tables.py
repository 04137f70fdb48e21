"""Many people at once: Arrow in, Arrow out, the same verdicts as for one person. Extra ``columns``.

An Arrow column of Booleans is the two bit planes of our truth: its values, and which of them are known. So the rules run on the
columns as they lie in memory, 64 people an operation.

A result has for every rule Boolean columns, named ``RULE.due.OUTCOME``, ``RULE.option.OUTCOME`` or, of an ordered rule,
``RULE.reached.STEP``: true when it holds in every completion, false in none, null while it is open. ``RULE.exact`` is false for people
of whom more may be certain: the diagram of the rule would be too large. ``refused`` is true for people whose answers cannot all be
true: leave them out of counts.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

import attrs

from tunnistus.columns.circuit import Circuit
from tunnistus.columns.dated import Dated, Ready
from tunnistus.columns.kernel import Judges, Plan, reader
from tunnistus.columns.outputs import Outputs, collect, find
from tunnistus.columns.walks import walks_of
from tunnistus.errors import DateError, UnknownName, all_known, door, named, nearest
from tunnistus.explaining.danger import last_day, rules_on_danger, telling, unread
from tunnistus.messages import message
from tunnistus.rules.answers import Dates
from tunnistus.rules.model import Book, Rule
from tunnistus.shipping import source

__all__ = ["Dated", "Plan", "decide", "made_ready", "plan", "reader", "stream"]


@door
def plan(
    rules: str | Sequence[str], *, as_of: date | str, act_from: date | str | None = None, act_to: date | str | None = None,
    applied_on: date | str | None = None, exact: bool = True, clauses: bool = False, only: Collection[str] = (),
    keep: Sequence[str] = (), judged: Judges | None = None, book: Book | None = None,
) -> Ready:  # fmt: skip
    """Make rules ready for columns.

    Where the answers that the rules read can contradict each other, the result has a column ``refused``: true in a row whose answers
    cannot all be true. Its metadata tell under ``tunnistus.refused`` how many those are (``rows``), and in how many of them danger is
    certain, perhaps there or not known (``danger``): somebody has to look at those. That is no error. Those answers count as open there,
    and the rest of the row is decided; leave it out of counts.

    Args:
        rules: ids of rules, of rule sets, or the beginning of such ids (``law/permit``).
        as_of, act_from, act_to, applied_on: a day for all rows, or the name of a column with the day of each row. The result then has a
            column ``RULE.in_force``. Where such a column is null the day is open; ``as_of`` never is.
        exact: use decision diagrams where Kleene logic is too weak, as for one person. ``False`` can be faster; more may then be open.
        clauses: add ``RULE.clause.NAME``: whether each clause applies.
        only: names of the columns of the result that are wanted (``permit.52a1.due.temporary``); all by default.
        keep: columns that are no facts and go into the result as they are.
        judged: for columns of judgements who made them, and when: ``{"fact": ("permit_authority", date(2026, 1, 1))}``. Those of
            others than the deciders leave the fact open.

    Raises:
        UnknownName: no such rule, topic, fact or function.
        DateError: a date that cannot be.

    >>> from datetime import date
    >>> import pyarrow as pa
    >>> from tunnistus import columns
    >>> ready = columns.plan("next_step", as_of=date(2026, 11, 24), only=["next_step.reached.find_out"])
    >>> ready.decide(pa.table({"documents_withheld": [True, None]}))["next_step.reached.find_out"].to_pylist()
    [True, None]
    """
    book = book or source.book()
    wanted = _Wanted(book, find(book, rules), exact, clauses, only, keep, judged or {}, _danger(book))
    return wanted.on({"as_of": as_of, "act_from": act_from, "act_to": act_to, "applied_on": applied_on})


@attrs.frozen(eq=False)
class _Wanted:
    """What is to be decided, on days that are still to be said. ``danger``: the rules on danger, made ready."""

    book: Book
    rules: tuple[Rule, ...]
    exact: bool
    clauses: bool
    only: Collection[str]
    keep: Sequence[str]
    judged: Judges
    danger: Plan | None

    def on(self, days: dict[str, Any]) -> Ready:
        """Make the rules ready for days of all rows, or for columns of days."""
        if not any(isinstance(day, str) for day in days.values()):
            return self.plan(Dates(**days))
        dated = Dated(self.book, self.rules, days, self.plan, self.danger)
        dated.some  # noqa: B018 - finds what is wrong with the other arguments at once
        return dated

    def plan(self, dates: Dates) -> Plan:
        """Make the rules ready for the dates of all rows."""
        _check_judges(self.book, self.judged, dates)
        outputs = collect(self.book, self.rules, dates, self.clauses, self.only)
        return attrs.evolve(_made(self.book, outputs, exact=self.exact, keep=self.keep, judged=self.judged), danger=self.danger)


def _made(book: Book, made: Outputs, *, exact: bool = True, keep: Sequence[str] = (), judged: Judges | None = None) -> Plan:
    formulas = tuple(formula.certain if exact else formula for formula in made.formulas)
    walks = tuple(walks_of(book, made, [n for n, formula in enumerate(formulas) if formula.weak])) if exact else ()
    walked = {n for each in walks for n in each.true}
    plain = {n: formula for n, formula in enumerate(formulas) if n not in walked}
    circuit = Circuit(book.facts)
    line = circuit.straight(circuit.add_all([formula.node for formula in plain.values()]))
    return Plan(book, made, exact, tuple(keep), dict(judged or {}), tuple(plain), tuple(plain.values()), line, walks)


def _danger(book: Book) -> Plan | None:
    """The rules on danger made ready: in a row that is refused for something else danger is told all the same."""
    rules = [book.rules[name] for name in rules_on_danger(book)]
    return _made(book, collect(book, rules, last_day(book))) if rules else None


def _check_judges(book: Book, judged: Judges, dates: Dates) -> None:
    all_known("judged", judged, [n for n, f in book.facts.items() if f.judgement], message("There is no such judgement."))
    for name, (who, day) in judged.items():
        if not named(who, book.actors):
            raise UnknownName(message("The maker of the judgement is not a known actor."), where=name, todo=nearest(who, book.actors))
        if type(day) is not date or day > dates.as_of:
            raise DateError(
                message("The day of the judgement is not a date on or before as_of."), where=name, todo=message("Give the day it was made.")
            )


@door
@telling(lambda *_, book=None, **__: unread(book or source.book()))
def decide(data: Any, rules: str | Sequence[str], **arguments: Any) -> Any:
    """Decide rules for every row of a table; arguments as of :func:`plan`. Returns a ``pyarrow.Table``.

    A row whose answers cannot all be true raises no error: the column ``refused`` is true there. Leave such rows out of counts.

    >>> from datetime import date
    >>> import pyarrow as pa
    >>> table = pa.table({"documents_withheld": [True, False, None]})
    >>> decide(table, "next_step", as_of=date(2026, 11, 24)).num_rows
    3
    """
    return made_ready("decide", rules, arguments).decide(data)


@door
@telling(lambda *_, book=None, **__: unread(book or source.book()))
def stream(data: Any, rules: str | Sequence[str], **arguments: Any) -> Iterator[Any]:
    """Decide batch by batch; arguments as of :func:`plan`. Yields ``pyarrow.RecordBatch``.

    >>> from datetime import date
    >>> import pyarrow as pa
    >>> from tunnistus import columns
    >>> table = pa.table({"documents_withheld": [True, None]})
    >>> [batch.num_rows for batch in columns.stream(table, "next_step", as_of=date(2026, 11, 24))]
    [2]
    """
    return made_ready("stream", rules, arguments).stream(data)


def made_ready(name: str, rules: str | Sequence[str], arguments: dict[str, Any]) -> Ready:
    """Make rules ready, and name the function that was called where its arguments are not those of :func:`plan`."""
    try:
        inspect.signature(plan).bind(rules, **arguments)
    except TypeError as problem:
        raise TypeError(f"{name}() {problem}; it takes the arguments of columns.plan") from None
    return plan(rules, **arguments)
