"""Stretches of days: where the versions that the dates can touch give several results, between which days each of them holds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import timedelta
from typing import Generic, TypeVar

import attrs

from tunnistus.deciding.expand import DATES_OF, Expanded, Touched
from tunnistus.discreet import discreet
from tunnistus.rules.answers import Dates
from tunnistus.rules.model import Window

__all__ = ["Part", "Stretch", "cut", "parts"]

V = TypeVar("V", covariant=True)


@discreet
@attrs.frozen(eq=False, repr=False)
class Stretch(Generic[V]):
    """The result of a rule for some of the days that the dates can be.

    Attributes:
        when: of each clock that makes a difference, ``act`` or ``application``, the first and last day; ``None`` where the date is open.
        verdict: what the rule gives there, decided with the dates cut to these days; of an application to the last of them.
    """

    when: Mapping[str, Window] = attrs.field(repr=lambda when: ", ".join(when))
    verdict: V = attrs.field(repr=False)


@discreet
@attrs.frozen(eq=False, repr=False)
class Part:
    """Versions with equal results that follow each other, and between which days of each clock they stand."""

    when: Mapping[str, Window] = attrs.field(repr=lambda when: ", ".join(when))
    worlds: tuple[Expanded, ...]
    result: Hashable


def parts(touched: Iterable[Touched], result: Callable[[Expanded], Hashable]) -> list[Part]:
    """Return what the dates touch, neighbours with equal results as one."""
    results: dict[int, Hashable] = {}
    found = []
    for each in touched:
        if id(each.world) not in results:
            results[id(each.world)] = result(each.world)
        found.append(Part(each.when, (each.world,), results[id(each.world)]))
    for clock in DATES_OF:
        found = _along(clock, found)
    return found


def _along(clock: str, every: Iterable[Part]) -> list[Part]:
    found: list[Part] = []
    for part in every:
        before = next((n for n, each in enumerate(found) if each.result == part.result and _follows(clock, each, part)), None)
        if before is None:
            found.append(part)
            continue
        first = found[before]
        when = {**part.when, clock: Window(first.when[clock].since, part.when[clock].until)}
        worlds = tuple({id(w): w for w in (*first.worlds, *part.worlds)}.values())
        found[before] = Part(when, worlds, part.result)
    return found


def _follows(clock: str, first: Part, second: Part) -> bool:
    """Whether the second begins on the day after the last day of the first, and is the same by the other clocks."""
    until, since = first.when[clock].until, second.when[clock].since
    beside = all(first.when[other] == second.when[other] for other in DATES_OF if other != clock)
    return beside and until is not None and until + timedelta(days=1) == since


def cut(dates: Dates, when: Mapping[str, Window]) -> Dates:
    """Return the dates cut to some days; an application, which is made on one day, to the last of them, unless it can be any day."""
    act, application = when["act"], when["application"]
    applied_on = None if application == Window() else application.until or dates.as_of
    return Dates(dates.as_of, act.since, act.until, applied_on)
