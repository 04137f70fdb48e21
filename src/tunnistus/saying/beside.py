"""Rules of others on the page: a part of their own, with whose they are and until when they were read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from tunnistus.explaining.assessed import Assessed
from tunnistus.explaining.explain import ask
from tunnistus.saying.contacts import contacts_beside, reach_line, ways_to_reach
from tunnistus.saying.page import Line
from tunnistus.saying.report import Heading, Item
from tunnistus.saying.sections import contact_checked, contact_item, decision, doubt_part, open_part
from tunnistus.saying.speaker import Speaker

__all__ = ["beside_contact", "beside_part", "beside_read", "beside_said", "beside_title"]


def _whose(s: Speaker) -> str:
    return s.t.say(f"overlay.{s.book.overlay}.whose")


def beside_title(s: Speaker) -> str:
    """Return the heading, with whose rules they are."""
    return s.t.ui("beside.head", "Muut säännöt: {whose}").format(whose=_whose(s))


def beside_said(s: Speaker) -> str:
    """Return the sentence that tells these rules from the shipped ones."""
    if s.register == "plain":
        return s.t.ui("beside.said.plain", "Tämän kertoo {whose}. Se ei ole tämän ohjelman tekijöiden tieto.").format(whose=_whose(s))
    said = s.t.ui(
        "beside.said",
        "Nämä säännöt on kirjoittanut {whose}, eivät tämän ohjelman tekijät. Ne eivät vaikuta mihinkään muuhun tällä sivulla.",
    )
    return said.format(whose=_whose(s))


def beside_read(rules: Sequence[str], s: Speaker) -> str:
    """Return until when the sources of the rules were read: the first day, where the files have several."""
    day = min(s.book.rulesets[s.book.rules[name].ruleset].verified_until for name in rules)
    return s.t.ui("beside.read", "Näiden sääntöjen lähteet on luettu {day} asti.").format(day=s.day(day))


def beside_contact(a: Assessed, name: str) -> Line:
    """Return how to reach whoever acts by these rules; on the sheet of the worker also on which day that was found or tried."""
    contact = a.case.book.actors[name]["contact"]
    return Line(f"actor.{name}", partial(_reach, name, a.case.dates.as_of), links=tuple(ways_to_reach(contact)))


def _reach(name: str, day: date, s: Speaker) -> str:
    checked = () if s.register == "plain" else contact_checked(s, s.book.actors[name]["contact"], day)
    return " ".join((f"{reach_line(name, day, s)}.", *checked)) if checked else reach_line(name, day, s)


def beside_part(s: Speaker, a: Assessed) -> Iterator[Heading]:
    """Yield what rules of others say: whom to contact, what is certain with its reasons, what is open, their questions and doubts."""
    theirs = [d for d in a.beside.values() if d.counts]
    if not a.beside:
        return
    sure = [d for d in theirs if d.certain()]
    open_ = [d for d in theirs if d.possible and not d.certain() and not d.settled]
    items = tuple(Item(s.title(d.rule.id), about=f"rule {d.rule.id}") for d in open_)
    reached = tuple(contact_item(s, name, a.case.dates.as_of) for name in contacts_beside(a))
    inside = [
        *([Heading(s.t.ui("ui.head.contacts", "Kehen ottaa yhteyttä"), items=reached)] if reached else []),
        *(decision(s, d) for d in sure),
        *([Heading(s.t.ui("ui.head.open_law", "Mikä on vielä avoinna"), items=items)] if items else []),
        *open_part(s, ask(open_, a.case)),
        *doubt_part(s, theirs),
    ]
    nothing = () if sure else (s.t.ui("beside.nothing", "Näistä säännöistä ei seuraa vielä mitään varmaa."),)
    yield Heading(beside_title(s), (beside_said(s), beside_read(tuple(a.beside), s), *nothing), inside=tuple(inside))
