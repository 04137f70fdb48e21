"""The days of one result or of one person in their order: deeds, application, the day of deciding, versions of the law, periods. Nothing
else of the person. The model has no language; :func:`labels` says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

import attrs

from tunnistus.deciding.decide import PeriodDates
from tunnistus.deciding.expand import DATES_OF
from tunnistus.discreet import discreet
from tunnistus.explaining.assessed import Assessed
from tunnistus.explaining.explain import Decision
from tunnistus.rules.answers import Dates
from tunnistus.rules.model import Rule, Window
from tunnistus.saying.labels import Label
from tunnistus.saying.speaker import Speaker

__all__ = ["Band", "Moment", "Timeline", "labels", "of_decision", "of_person"]

ONE_DAY: Final = timedelta(days=1)
OPEN: Final = ("act_from_open", "act_to_open", "applied_on_open", "start_open")
OF_LAW: Final = frozenset({"version", "unused", "differs", "change", "repealed"})
NAMED: Final = 3  # rules that are named on one day; of more, the number
PERIODS: Final = ("start", "shortest", "moved", "decided", "reach", "last", "over", "start_open")
ORDER: Final = (
    "version", "unused", "differs", "change", "act", "act_from", "act_to", "applied_on", "as_of", "start", "shortest", "moved", "decided",
    "reach", "last", "over", "repealed", *OPEN,
)  # fmt: skip


@discreet
@attrs.frozen(repr=False)
class Moment:
    """Something on a day, which is ``None`` where it is open or before everything that is known; what it is stands in :data:`ORDER`.

    Attributes:
        version: the number of a version.
        unchecked: whether the last day may have to move to a working day.
    """

    day: date | None
    kind: str
    rule: str = ""
    clause: str = ""
    version: int = 0
    unchecked: bool = False

    def __repr__(self) -> str:
        return f"<Moment {self.kind}>"


@discreet
@attrs.frozen(repr=False)
class Band:
    """Something that lasts, with its first and last day, if they are known: ``deeds``, ``version``, ``unused`` (a version that does not
    count) or ``period``.
    """

    kind: str
    since: date | None
    until: date | None

    def __repr__(self) -> str:
        return f"<Band {self.kind}>"


@discreet
@attrs.frozen(repr=False)
class Timeline:
    """What happens when, in order; what is open stands last."""

    moments: tuple[Moment, ...]
    bands: tuple[Band, ...]

    def __repr__(self) -> str:
        return f"<Timeline of {len(self.moments)} moments>"


def of_decision(d: Decision) -> Timeline:
    """Return the days of one result, with the versions of the rule that they touch or lie beside."""
    moments, bands = _given(d.case.dates)
    more, running = _periods([d])
    days = [m.day for m in (*moments, *more) if m.day]
    told, versions = _versions(d, min(days), max(days))
    open_ = [Moment(None, f"{name}_open") for name in d.missing_dates]
    differs = [Moment(day, "differs") for clock in DATES_OF for day in _changes(d, clock)]
    return _ordered([*told, *moments, *more, *differs, *open_], [*versions, *bands, *running])


def of_person(a: Assessed) -> Timeline:
    """Return the days of one person: all periods, and where the law changed so that a result differs on both sides."""
    decisions = [d for d in {**a.decisions, **a.duties}.values() if d.counts]
    moments, bands = _given(a.case.dates)
    more, running = _periods(decisions)
    changes = [Moment(day, "change", d.rule.id) for d in decisions for day in _changes(d, "act") if bands]
    missing = {name for d in decisions for name in d.missing_dates}
    open_ = [Moment(None, f"{name}_open") for names in DATES_OF.values() for name in names if name in missing]
    return _ordered([*moments, *more, *changes, *open_], [*bands, *running])


def _ordered(moments: Iterable[Moment], bands: Iterable[Band]) -> Timeline:
    def place(m: Moment) -> tuple[bool, date, int]:
        return m.kind in OPEN, m.day or date.min, ORDER.index(m.kind)

    return Timeline(tuple(sorted(dict.fromkeys(moments), key=place)), tuple(dict.fromkeys(bands)))


def _given(dates: Dates) -> tuple[list[Moment], list[Band]]:
    """The dates of the case."""
    moments = [Moment(dates.as_of, "as_of")]
    if dates.applied_on:
        moments.append(Moment(dates.applied_on, "applied_on"))
    if dates.act_from and dates.act_from == dates.act_to:
        moments.append(Moment(dates.act_from, "act"))
    else:
        moments += [Moment(day, kind) for kind, day in (("act_from", dates.act_from), ("act_to", dates.act_to)) if day]
    known = dates.act_from or dates.act_to
    return moments, [Band("deeds", dates.act_from, dates.act_to or dates.as_of)] if known else []


def _changes(d: Decision, clock: str) -> list[date]:
    """The days from which the result is another, of the deeds or of the application."""
    windows = [each.when[clock] for each in d.by_stretch if clock in each.when]
    first = min((w.since or date.min for w in windows), default=None)
    return sorted({w.since for w in windows if w.since and w.since != first})


def _periods(decisions: Iterable[Decision]) -> tuple[list[Moment], list[Band]]:
    moments, bands = [], []
    for d in decisions:
        for period in d.periods:
            moments += list(_period(d.rule.id, period))
            if period.start:
                bands.append(Band("period", period.start, period.decided_until or period.longest_until or period.shortest_until))
    return moments, bands


def _period(rule: str, p: PeriodDates) -> Iterator[Moment]:
    yield Moment(p.start, "start" if p.start else "start_open", rule, p.clause)
    if p.decided_until:
        yield Moment(p.decided_until, "decided", rule, p.clause)
        if p.longest_until:
            yield Moment(p.longest_until, "reach", rule, p.clause)
        return
    last = p.longest_until or p.shortest_until
    if p.shortest_until and p.shortest_until != last:
        yield Moment(p.shortest_until, "shortest", rule, p.clause)
    if p.moved_from:
        yield Moment(p.moved_from, "moved", rule, p.clause)
    if last:
        yield Moment(last, "over" if p.over else "last", rule, p.clause, unchecked=p.unchecked)


def _versions(d: Decision, first: date, last: date) -> tuple[list[Moment], list[Band]]:
    """The versions of the rule from the first day that is shown to the last, and those that the dates can touch."""
    every = _windows(d.rule)
    shown = [(n, w) for n, w in enumerate(every, 1) if w in d.versions or not Window(first, last).within(w).empty]
    if every == [Window()]:
        return [], []
    moments = [Moment(w.since, "version" if w in d.versions else "unused", d.rule.id, version=n) for n, w in shown]
    until = every[-1].until if every else None
    if until and first <= until <= last:
        moments.append(Moment(until, "repealed", d.rule.id))
    return moments, [Band("version" if w in d.versions else "unused", w.since, w.until) for _, w in shown]


def _windows(rule: Rule) -> list[Window]:
    """All versions of a rule, in order."""
    windows = [rule.valid, *(c.valid.within(rule.valid) for c in rule.clauses)]
    edges = sorted({edge for w in windows for edge in w.edges})
    starts: list[date | None] = [None, *edges]
    ends = [edge - ONE_DAY for edge in edges]
    cut = [Window(since, until) for since, until in zip(starts, [*ends, None], strict=True)]
    return [w for w in cut if not w.within(rule.valid).empty]


# -- in words ----------------------------------------------------------------------------------------------------


def labels(s: Speaker, line: Timeline) -> tuple[Label, ...]:
    """Return one label for each day, with what happens on it; then what is open."""
    rows: dict[tuple[bool, date | None], list[Moment]] = {}
    for moment in line.moments:
        rows.setdefault((moment.kind in OPEN, moment.day), []).append(moment)
    return tuple(_label(s, f"{n}", *key, moments) for n, (key, moments) in enumerate(rows.items(), 1))


def _label(s: Speaker, id_: str, open_: bool, day: date | None, moments: list[Moment]) -> Label:
    kinds = {m.kind for m in moments}
    kind = "now" if "as_of" in kinds else "last" if kinds & {"decided", "reach", "last", "over"} else "law" if kinds <= OF_LAW else "day"
    if open_:
        text, kind = s.t.ui("picture.day.open", "Päivä ei ole tiedossa"), "open"
    else:
        text = s.day(day) if day else s.t.ui("picture.day.before", "Jo ennen näitä päiviä")
    told = [*(x for m in moments if m.kind != "change" for x in _said(s, m)), *_changed(s, [m.rule for m in moments if m.kind == "change"])]
    return Label(id_, kind, "open" if open_ else "", "", text, tuple(dict.fromkeys(told)))


def _changed(s: Speaker, rules: list[str]) -> Iterator[str]:
    """Which rules give another result from a day on; of many, how many."""
    t = s.t
    if len(rules) <= NAMED:
        said = t.ui("picture.change", "Laki muuttuu. Ennen tätä päivää tulos on eri kuin siitä alkaen: {title}.")
        yield from (said.format(title=s.title(rule)) for rule in rules)
        return
    yield t.count(
        "picture.changes",
        "Laki muuttuu. Ennen tätä päivää {n} säännön tulos on eri kuin siitä alkaen.",
        "Laki muuttuu. Ennen tätä päivää {n} säännön tulos on eri kuin siitä alkaen.",
        len(rules),
    ).format(n=len(rules))


def _said(s: Speaker, m: Moment) -> Iterator[str]:
    t = s.t
    if m.kind in PERIODS:
        yield from _of_period(s, m)
    else:
        yield {
            "as_of": t.ui("picture.as_of", "Päivä, jolle arvio on tehty."),
            "applied_on": t.ui("picture.applied", "Hakemus on tehty."),
            "act": t.ui("picture.act", "Teot on tehty."),
            "act_from": t.ui("picture.act_from", "Teot alkavat."),
            "act_to": t.ui("picture.act_to", "Teot päättyvät."),
            "applied_on_open": t.ui("picture.applied.open", "Milloin hakemus tehtiin?"),
            "act_from_open": t.ui("picture.act_from.open", "Milloin teot alkoivat?"),
            "act_to_open": t.ui("picture.act_to.open", "Milloin teot päättyivät?"),
            "differs": t.ui("picture.differs", "Laki muuttuu. Ennen tätä päivää tulos on eri kuin siitä alkaen."),
            "version": t.ui("picture.version", "Säännön versio {n} on voimassa tästä päivästä alkaen. Sitä käytetään tässä."),
            "unused": t.ui("picture.version.unused", "Säännön versio {n} tulee voimaan. Sitä ei käytetä tässä."),
            "repealed": t.ui("picture.version.last", "Säännön viimeinen voimassaolopäivä."),
        }[m.kind].format(n=m.version)  # fmt: skip


def _of_period(s: Speaker, m: Moment) -> Iterator[str]:
    t = s.t
    yield {
        "start": t.ui("picture.period.start", "{what}: alkaa ({title})."),
        "shortest": t.ui("picture.period.shortest", "{what}: voi päättyä aikaisintaan ({title})."),
        "moved": t.ui(
            "picture.period.moved", "{what}: päättyisi, mutta virastot ovat kiinni. Viimeinen päivä on seuraava arkipäivä ({title})."
        ),
        "decided": t.ui("picture.period.decided", "{what}: viimeinen päivä päätöksen mukaan ({title})."),
        "reach": t.ui("picture.period.reach", "{what}: viimeinen päivä, johon jatko voi ulottua ({title})."),
        "last": t.ui("picture.period.last", "{what}: viimeinen päivä ({title})."),
        "over": t.ui("picture.period.over", "{what}: viimeinen päivä on mennyt ({title})."),
        "start_open": t.ui("picture.period.open", "{what}: milloin se alkaa? ({title})"),
    }[m.kind].format(what=t.say(f"rule.{m.rule}.{m.clause}.period"), title=s.title(m.rule))
    if m.unchecked:
        yield s.last_day_to_check()
