"""Results as data for JSON, in one documented shape with a version (``docs/json.md``); no language yet.

The short form and the whole one have the same shape: the whole one has more in it. Answers stand there only where values are asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

import attrs

from tunnistus import seal
from tunnistus.deciding.decide import Case, Verdict
from tunnistus.deciding.expand import DATES_OF
from tunnistus.explaining import receipts
from tunnistus.rules import wire
from tunnistus.rules.answers import Mark
from tunnistus.rules.horizon import first_read
from tunnistus.rules.model import Book, Clause, Window
from tunnistus.rules.truth import NAMES, TRUE, Truth, join
from tunnistus.version import __version__

__all__ = ["SCHEMA", "basis", "days", "detail", "head", "horizon", "marked", "outcomes", "stretches"]

SCHEMA: Final = 1
_DAYS: Final = frozenset({"start", "shortest_until", "longest_until", "decided_until", "moved_from"})  # of a period


def head(case: Case, kind: str, values: bool) -> dict[str, Any]:
    """Return what every result begins with: the version of its shape, of the library and of all that makes a result, and the dates.

    Args:
        values: also the days of the deeds and of the application, which are the person's.
    """
    days = receipts.days_of(case) if values else {"as_of": case.dates.as_of.isoformat()}
    return {"schema": SCHEMA, "kind": kind, "tunnistus": __version__, "seal": seal.over(receipts.parts_of(case.book)), "dates": days}


def marked(case: Case, names: Collection[str], values: bool) -> dict[str, Any]:
    """Return which of some facts are answered with a mark, which judgements there are and by whom; on request the answers.

    A judgement that does not ``count`` is by somebody who is not its decider: a view.
    """
    answers = case.answers
    marks = {mark: [n for n in answers.given if n in names and answers.marks.get(n) == mark] for mark in Mark}
    judged = {**answers.judged, **answers.views}
    told: dict[str, Any] = {
        "maybe": marks[Mark.MAYBE],
        "declined": marks[Mark.DECLINED],
        "judgements": [{"fact": n, "by": judged[n].by, "counts": n in answers.judged} for n in answers.given if n in judged and n in names],
    }
    return {**told, "answers": receipts.answers_of(case, names)} if values else told


def outcomes(d: Verdict) -> dict[str, Any]:
    """Return the result alone."""
    steps = {"floor": d.floor, "ceiling": d.ceiling} if d.rule.ordered else {}
    return {
        "in_force": d.in_force, "in_scope": NAMES[d.in_scope], "due": d.due, "options": list(d.options),
        "possible": list(d.possible), "settled": d.settled, "not_covered": d.not_covered, "exact": d.exact, **steps,
    }  # fmt: skip


def basis(d: Verdict) -> dict[str, Any]:
    """Return who acts and where it is written, of the clauses that carry what is certain; and what is missing.

    ``guidance`` stands there only where what is due rests on guidance or custom alone, ``missing_dates`` only where dates are missing.
    """
    carrying = _applying(d, {d.floor} if d.rule.ordered else {d.due, *d.options})
    sure = [c for c in carrying if c.then == d.due]
    guided = all(c.effect == "practice" for c in sure) if sure else d.guidance  # a due outcome that no clause carries needs another look
    days = d.missing_dates
    return {
        **_places(carrying), "who": list(dict.fromkeys(c.who for c in carrying if c.who)), "missing": list(d.missing),
        **({"missing_dates": list(days)} if days else {}), **({"guidance": True} if guided else {}),
    }  # fmt: skip


def _applying(d: Verdict, outcomes: Collection[str | None]) -> list[Clause]:
    """The clauses to some outcomes that apply in all versions where they are in force. Whether others apply is not worked out."""
    found: dict[str, list[Truth]] = {c.name: [] for c in d.plan.clauses if c.then and c.then in outcomes}
    truth, known = d.plan.conditions.truth, d.known
    for clause, _, applies in (each for world in d.worlds for each in world.clauses):
        if clause.name in found:
            found[clause.name].append(truth(applies, known)[0])
    return [c for c in d.plan.clauses if c.name in found and join(found[c.name]) == TRUE]


def _places(clauses: Iterable[Clause]) -> dict[str, list[str]]:
    """Citations, and the ids of sources that are no law."""
    clauses = list(clauses)
    cites = dict.fromkeys(str(cite) for c in clauses for cite in c.cite)
    return {"cite": list(cites), "source": list(dict.fromkeys(name for c in clauses for name in c.source))}


def _read_on(clause: Clause) -> dict[str, str]:
    """The day of reading that a clause has of its own."""
    return {"verified": clause.verified.isoformat()} if clause.verified else {}


def detail(d: Verdict, values: bool) -> dict[str, Any]:
    """Return what the whole form has beside: clauses, periods, notices and the result in each stretch of days.

    Args:
        values: also the days of periods, which are answers or counted from answers, and in stretches the dates that were given.
    """
    periods = [{k: wire.plain(v) for k, v in attrs.asdict(p).items() if values or k not in _DAYS} for p in d.periods]
    return {
        "clauses": [
            {"name": c.clause.name, "effect": c.clause.effect, "then": c.clause.then or None, "applies": NAMES[c.applies],
             "who": c.clause.who or None, "beaten_by": list(c.beaten_by), **_places([c.clause]), **_read_on(c.clause)}
            for c in d.clauses
        ],
        "periods": periods, "stretches": stretches(d, values), "notices": [{"kind": n.kind, "key": n.key} for n in d.notices],
    }  # fmt: skip


def stretches(d: Verdict, values: bool) -> list[dict[str, Any]]:
    """Return the result in each stretch of the days that the deeds or the application can have; none where it is the same in all.

    Without values a day that was given as a date of the case is called by the name of that date.
    """
    dates = receipts.days_of(d.case)
    names = {} if values else {clock: {dates[n]: n for n in DATES_OF[clock] if n in dates} for clock in DATES_OF}

    def told(clock: str, window: Window) -> list[str | None]:
        return [names.get(clock, {}).get(day, day) if day else None for day in days(window)]

    return [
        {"when": {clock: told(clock, window) for clock, window in each.when.items()}, **outcomes(each.verdict),
         "missing": list(each.verdict.missing)}
        for each in d.by_stretch
    ]  # fmt: skip


def days(window: Window) -> list[str | None]:
    """Return the first and the last day of a window."""
    return [day.isoformat() if day else None for day in (window.since, window.until)]


def horizon(book: Book, decisions: Iterable[Verdict]) -> dict[str, Any]:
    """Return until when each act was read that some decisions rest on, and which later changes touch them: in the order of the files."""
    decisions = list(decisions)
    acts = first_read(d.plan.acts_read for d in decisions)
    later = {note.key for d in decisions for note in d.notices if note.kind == "later_change"}
    read = {act: day.isoformat() if (day := acts[act]) else None for act in book.acts if act in acts}
    return {"acts": read, "later": [key for key in book.later if key in later]}
