"""Saying which days a result is for: what stands before results that differ from one stretch of days to another, and above each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from tunnistus.deciding.expand import DATES_OF
from tunnistus.explaining.explain import Decision
from tunnistus.rules.model import Window
from tunnistus.saying.speaker import Speaker

__all__ = ["depends", "heads", "touched"]

ONE_DAY: Final = timedelta(days=1)


def touched(d: Decision) -> tuple[Decision, ...]:
    """The results that hold beside each other, since the deeds were done in all stretches; none where one of them counts."""
    return () if any(_is_open(d, clock) for each in d.by_stretch for clock in each.when) else tuple(each.verdict for each in d.by_stretch)


def depends(s: Speaker, d: Decision) -> tuple[str, ...]:
    """Say that each stretch has a result of its own, or on which open date it depends which counts; nothing where the result is one."""
    clocks = {clock for stretch in d.by_stretch for clock in stretch.when}
    return tuple(_depends(s, clock, open_=_is_open(d, clock)) for clock in DATES_OF if clock in clocks or _is_open(d, clock))


def _is_open(d: Decision, clock: str) -> bool:
    return not {*DATES_OF[clock]}.isdisjoint(d.missing_dates)


def _depends(s: Speaker, clock: str, *, open_: bool) -> str:
    t, plain = s.t, s.register == "plain"
    if clock == "application":
        return (
            t.ui("stretch.application.plain", "Tämä riippuu siitä, milloin hakemus on tehty.")
            if plain
            else t.ui("stretch.application", "Tulos riippuu siitä, milloin hakemus on tehty.")
        )
    if open_:
        return (
            t.ui("stretch.act.plain", "Tämä riippuu siitä, milloin se tapahtui.")
            if plain
            else t.ui("stretch.act", "Tulos riippuu siitä, milloin teot on tehty.")
        )
    return (
        t.ui("stretch.both.plain", "Laki muuttui sinä aikana, jona tämä tapahtui. Siksi eri ajoista kerrotaan erikseen.")
        if plain
        else t.ui("stretch.both", "Laki muuttui sinä aikana, jona tekoja tehtiin. Siksi tulos kerrotaan erikseen kunkin ajan teoista.")
    )


def heads(s: Speaker, d: Decision, when: Mapping[str, Window]) -> tuple[str, ...]:
    """Say for which days a stretch, or several one after another, stand, by each clock of which not all days belong to it."""
    places = {clock: _place([each.when[clock] for each in d.by_stretch], window) for clock, window in when.items()}
    return tuple(_head(s, clock, when[clock], place, open_=_is_open(d, clock)) for clock, place in places.items() if place)


def _place(every: Sequence[Window], window: Window) -> str:
    """Whether some days of the clock lie before the window, after it, or both."""
    before = any(other.until and window.since and other.until < window.since for other in every)
    after = any(other.since and window.until and window.until < other.since for other in every)
    return "between" if before and after else "from" if before else "before" if after else ""


def _head(s: Speaker, clock: str, window: Window, place: str, *, open_: bool) -> str:
    first, last = (s.day(day) if day else "" for day in (window.since, window.until))
    day = s.day(window.until + ONE_DAY) if place == "before" and window.until else first
    said = _application(s, place) if clock == "application" else _open_deeds(s, place) if open_ else _deeds(s, place)
    return said.format(day=day, first=first, last=last)


def _application(s: Speaker, place: str) -> str:
    t = s.t
    return {
        "before": t.ui("stretch.application.before", "Jos hakemus on tehty ennen {day}:"),
        "from": t.ui("stretch.application.from", "Jos hakemus on tehty {day} tai sen jälkeen:"),
        "between": t.ui("stretch.application.between", "Jos hakemus on tehty {first} – {last}:"),
    }[place]


def _open_deeds(s: Speaker, place: str) -> str:
    t = s.t
    if s.register == "plain":
        return {
            "before": t.ui("stretch.act.before.plain", "Jos se tapahtui ennen {day}:"),
            "from": t.ui("stretch.act.from.plain", "Jos se tapahtui {day} tai sen jälkeen:"),
            "between": t.ui("stretch.act.between.plain", "Jos se tapahtui {first} – {last}:"),
        }[place]
    return {
        "before": t.ui("stretch.act.before", "Jos teot on tehty ennen {day}:"),
        "from": t.ui("stretch.act.from", "Jos teot on tehty {day} tai sen jälkeen:"),
        "between": t.ui("stretch.act.between", "Jos teot on tehty {first} – {last}:"),
    }[place]


def _deeds(s: Speaker, place: str) -> str:
    t = s.t
    if s.register == "plain":
        return {
            "before": t.ui("stretch.both.before.plain", "Se, mitä tapahtui ennen {day}:"),
            "from": t.ui("stretch.both.from.plain", "Se, mitä tapahtui {day} ja sen jälkeen:"),
            "between": t.ui("stretch.both.between.plain", "Se, mitä tapahtui {first} – {last}:"),
        }[place]
    return {
        "before": t.ui("stretch.both.before", "Teot ennen {day}:"),
        "from": t.ui("stretch.both.from", "Teot {day} ja sen jälkeen:"),
        "between": t.ui("stretch.both.between", "Teot {first} – {last}:"),
    }[place]
