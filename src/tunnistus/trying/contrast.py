"""A failing case as a difference of sentences: what was expected, and what came out, as a worker would read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tunnistus.rules.model import Book
from tunnistus.saying.messages import translation
from tunnistus.saying.sections import only_a_part
from tunnistus.saying.speaker import Speaker
from tunnistus.trying.cases import Unlike

__all__ = ["contrast"]


def contrast(book: Book, unlike: Unlike, lang: str) -> str:
    """Return the ids in one line, and under it the sentences in ``fi``, ``sv`` or ``en``. Raises :class:`UnknownName`."""
    told = unlike.said(translation(lang))
    if unlike.key == "error":
        return told
    s = Speaker(book, lang)
    return "\n".join([told, f"    {s.title(unlike.rule)} – {_head(s, unlike.key)}", *(f"    {line}" for line in _lines(s, unlike))])


def _head(s: Speaker, key: str) -> str:
    t = s.t
    return {
        "due": t.ui("cases.due", "Mitä seuraa"),
        "possible": t.ui("cases.possible", "Mikä on mahdollista"),
        "options": t.ui("cases.options", "Mikä on päättäjän harkinnassa"),
        "missing": t.ui("cases.missing", "Mitä tietoja puuttuu"),
        "notices": t.ui("cases.notices", "Huomautukset"),
        "who": t.ui("cases.who", "Kuka päättää"),
        "cite": t.ui("cases.cite", "Mihin tulos perustuu"),
        "period": t.ui("cases.period", "Määräaika"),
        "says": t.ui("cases.says", "Mitä tuloksesta kerrotaan"),
        "floor": t.ui("cases.floor", "Askel vähintään"),
        "ceiling": t.ui("cases.ceiling", "Askel enintään"),
        "settled": t.ui("cases.settled", "Onko tulos selvillä"),
        "not_covered": t.ui("cases.not_covered", "Kattaako sääntö asian"),
        "in_force": t.ui("cases.in_force", "Voimassaolo"),
        "in_scope": t.ui("cases.in_scope", "Ketä sääntö koskee"),
    }[key]


def _lines(s: Speaker, unlike: Unlike) -> Iterator[str]:
    t = s.t
    if not isinstance(unlike.want, tuple):
        yield "- " + t.ui("cases.expected", "Odotettiin: {said}").format(said=_said(s, unlike, unlike.want))
        yield "+ " + t.ui("cases.got", "Saatiin: {said}").format(said=_said(s, unlike, unlike.have))
        return
    if unlike.among != "exclude":
        for name in (n for n in unlike.want if n not in unlike.have):
            yield "- " + t.ui("cases.lacking", "Odotettiin, mutta puuttuu: {said}").format(said=_said(s, unlike, name))
    for name in unlike.have:
        if {"": name not in unlike.want, "include": False, "exclude": name in unlike.want}[unlike.among]:
            yield "+ " + t.ui("cases.surplus", "Ei odotettu, mutta on: {said}").format(said=_said(s, unlike, name))


def _said(s: Speaker, unlike: Unlike, item: Any) -> str:
    """The sentence of an outcome, question, notice, yes or no; an id that nothing has stays as it is."""
    t, rule = s.t, unlike.rule
    if unlike.key == "settled" and item:
        return t.ui("cases.settled.yes", "Avoimet tiedot eivät enää muuta tulosta.")
    if unlike.key == "settled":
        return t.ui("cases.settled.no", "Avoimet tiedot voivat vielä muuttaa tulosta.")
    if unlike.key == "not_covered" and item:
        return only_a_part(s)
    if unlike.key == "not_covered":
        return t.ui("cases.not_covered.no", "Sääntö vastaa tähän, tai vastaus on vielä avoin.")
    if unlike.key == "in_force" and item:
        return t.ui("cases.in_force.yes", "Sääntö on voimassa näinä päivinä.")
    if unlike.key == "in_force":
        return t.ui("cases.in_force.no", "Sääntö ei ole voimassa näinä päivinä.")
    if unlike.key == "in_scope" and item:
        return t.ui("cases.in_scope.yes", "Sääntö koskee tätä henkilöä.")
    if unlike.key == "in_scope":
        return t.ui("ui.out_of_scope", "Tämä sääntö ei koske tätä henkilöä.")
    if unlike.key == "who":
        return s.who(item, date.max) if item in s.book.actors else str(item)
    if unlike.key in ("cite", "period", "says"):
        return str(item)
    if unlike.key == "missing":
        return s.question(s.book.facts[item]) if item in s.book.facts else str(item)
    if item == "nothing":
        return t.ui("cases.nothing", "Mitään varmaa seurausta ei ole.")
    context = f"rule.{rule}.notice.{item}" if unlike.key == "notices" else f"rule.{rule}.says.{item}"
    return t.say(context) if t.has(context) else str(item)
