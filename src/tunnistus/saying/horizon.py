"""What is said of the law behind a result: until when each act was read, and what is known to have changed after that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from tunnistus.saying.report import Item
from tunnistus.saying.speaker import Speaker

__all__ = ["horizon_items", "later_items", "source_items"]


def horizon_items(s: Speaker, acts: Mapping[str, date | None]) -> Iterator[Item]:
    """Until when the text of each act was read: one sentence for all acts of a day, and one for those that were not read themselves."""
    t = s.t
    by_day: dict[date | None, list[str]] = {}
    for act, read in acts.items():
        by_day.setdefault(read, []).append(act)
    for day, names in sorted(by_day.items(), key=lambda each: each[0] or date.min, reverse=True):
        said = t.ui("ui.read_until", "Näistä on luettu {day} voimassa ollut teksti: {acts}. Myöhempiä muutoksia ei ole varmistettu.")
        if not day:
            said = t.ui("ui.not_read", "Näiden säädösten omaa tekstiä ei ole luettu: {acts}. Ne tunnetaan muista lähteistä.")
        named = "; ".join(sorted(map(s.act, names)))
        yield Item(said.format(day=s.day(day) if day else "", acts=named))


def source_items(s: Speaker, rulesets: Iterable[str]) -> Iterator[Item]:
    """Until when the sources of some rule sets were read, each day once."""
    said = s.t.ui("ui.unconfirmed", "Lähteet on luettu {day} asti. Myöhempiä muutoksia ei ole varmistettu.")
    for day in sorted({s.book.rulesets[name].verified_until for name in rulesets}):
        yield Item(said.format(day=s.day(day)))


def later_items(s: Speaker, changed: Mapping[str, Iterable[str]]) -> Iterator[Item]:
    """One sentence for each later change, and to the worker the rules that it touches, where some are named."""
    t = s.t
    for key in sorted(changed, key=lambda key: (s.book.later[key].since, key)):
        said = t.ui("ui.later", "{day} alkaen: {change}").format(day=s.day(s.book.later[key].since), change=t.say(f"later.{key}"))
        titles = "; ".join(dict.fromkeys(map(s.title, changed[key])))
        touched = t.ui("ui.later.rules", "Koskee: {rules}.").format(rules=titles)
        yield Item(said, (Item(touched),) if titles and s.register == "worker" else ())
