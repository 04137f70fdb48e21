"""The signs by act, means and purpose: what is seen or perhaps there, and which form of exploitation it may point to."""

from __future__ import annotations

from typing import Final

from tunnistus.explaining.assessed import Assessed, Sign
from tunnistus.explaining.state import State
from tunnistus.saying.labels import Label
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.tree import MET, OPEN_STATE

__all__ = ["DEFINING", "element", "form", "labels", "short"]

DEFINING: Final = ("act", "means", "purpose")  # shown also where nothing is seen
BESIDE: Final = ("harm", "context", "safety")
FEW: Final = 2  # a sign that fits more forms points to none
POINTING: Final = (State.IN_SYSTEM, State.PROPOSAL, State.ADVICE)  # below, the forms say more than anybody knows


def labels(s: Speaker, a: Assessed) -> tuple[Label, ...]:
    """Return one label for each element, with the signs that are seen and those that perhaps are there."""
    told = [(e, [x for x in a.signs.all if x.element == e and x.state in ("seen", "maybe")]) for e in (*DEFINING, *BESIDE)]
    shown = [(e, signs) for e, signs in told if signs or e in DEFINING]
    return tuple(_element(s, a, f"{n}", e, signs) for n, (e, signs) in enumerate(shown, 1))


def _element(s: Speaker, a: Assessed, id_: str, name: str, signs: list[Sign]) -> Label:
    under = tuple(_sign(s, a, f"{id_}.{n}", sign) for n, sign in enumerate(sorted(signs, key=lambda x: x.state != "seen"), 1))
    none = s.t.ui("picture.signs.none", "Merkkejä ei ole nähty. Se ei sulje mitään pois.")
    seen, perhaps = s.t.ui("picture.element.seen", "Merkkejä nähty"), s.t.ui("picture.element.perhaps", "Ehkä merkkejä")
    word = seen if any(x.state == "seen" for x in signs) else perhaps if signs else s.t.ui("picture.open", "Avoin")
    return Label(id_, "element", MET if word == seen else OPEN_STATE, word, element(s, name), () if under else (none,), under)


def _sign(s: Speaker, a: Assessed, id_: str, sign: Sign) -> Label:
    t, fact = s.t, s.book.facts[sign.fact]
    points: tuple[str, ...] = ()
    if a.state in POINTING and sign.state == "seen" and len(sign.forms) <= FEW:
        said = t.ui("picture.points", "Voi viitata tähän: {form}")
        points = tuple(said.format(form=form(s, name)) for name in sign.forms)
    if sign.state == "seen":
        return Label(id_, "sign", MET, t.ui("picture.seen", "Nähty"), s.fact(fact, a.case.answers.known[sign.fact]), points)
    return Label(id_, "sign", OPEN_STATE, t.ui("ui.head.maybe", "Ehkä"), s.question(fact))


def element(s: Speaker, name: str) -> str:
    """Return what an element is about."""
    t = s.t
    return {
        "act": t.ui("ui.element.act", "Miten ihminen tuli tilanteeseen (teko)"),
        "means": t.ui("ui.element.means", "Painostus, valvonta ja lupaukset (keinot)"),
        "purpose": t.ui("ui.element.purpose", "Mitä henkilö joutuu tekemään (tarkoitus)"),
        "harm": t.ui("ui.element.harm", "Mitä siitä on seurannut"),
        "context": t.ui("ui.element.context", "Tilanne ympärillä"),
        "safety": t.ui("ui.element.safety", "Turvallisuus"),
    }[name]


def short(s: Speaker, name: str) -> str:
    """Return the name of one of the three that make trafficking."""
    t = s.t
    return {
        "act": t.ui("picture.element.act", "Teko"),
        "means": t.ui("picture.element.means", "Keinot"),
        "purpose": t.ui("picture.element.purpose", "Tarkoitus"),
    }[name]


def form(s: Speaker, name: str) -> str:
    """Return the name of a form of exploitation."""
    t = s.t
    return {
        "labour": t.ui("ui.form.labour", "Työvoiman hyväksikäyttö ja pakkotyö"),
        "sexual": t.ui("ui.form.sexual", "Seksuaalinen hyväksikäyttö"),
        "marriage": t.ui("ui.form.marriage", "Pakkoavioliitto"),
        "crime": t.ui("ui.form.crime", "Rikollisuuteen pakottaminen"),
        "begging": t.ui("ui.form.begging", "Kerjäämiseen pakottaminen"),
        "organ": t.ui("ui.form.organ", "Elinten poistaminen"),
        "domestic": t.ui("ui.form.domestic", "Pakkotyö kotitaloudessa"),
        "reproductive": t.ui("ui.form.reproductive", "Sijaissynnytykseen tai laittomaan adoptioon liittyvä hyväksikäyttö"),
    }[name]
