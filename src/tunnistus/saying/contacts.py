"""Whom to contact, and how: what fits everybody, then who gives the help that is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from tunnistus.explaining.assessed import Assessed
from tunnistus.rules.truth import TRUE
from tunnistus.saying.speaker import Speaker

__all__ = ["EVERYBODY", "child_welfare", "contacts", "number_address", "short_name", "ways_to_reach"]

EVERYBODY: Final = ("emergency", "assistance_system", "victim_support")


def contacts(a: Assessed) -> list[str]:
    """Return whom to contact: what fits everybody, then who gives the other help that is due."""
    helping = (c.clause.who for d in a.part("help").values() if d.due for c in d.clauses if c.applies == TRUE)
    names = dict.fromkeys((*EVERYBODY, *(name for name in helping if name)))
    return [name for name in names if ways_to_reach(a.case.book.actors.get(name, {}).get("contact") or {})]


def ways_to_reach(contact: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the telephone and the page of a contact, or else its mail, each with its address."""
    ways = []
    if phone := contact.get("phone"):
        ways.append((phone, number_address(phone)))
    if web := contact.get("web"):
        ways.append((web.partition("//")[2].partition("/")[0].removeprefix("www."), web))
    if not ways and (mail := contact.get("email")):
        ways.append((mail, f"mailto:{mail}"))
    return ways


def number_address(phone: str) -> str:
    """Return the address that calls a number."""
    return "tel:" + "".join(c for c in phone if c.isdigit() or c == "+")


def child_welfare(s: Speaker) -> str:
    """Return how to reach child welfare, which has no number for the whole country."""
    return s.t.ui(
        "page.child_welfare",
        "Lastensuojelu ja sosiaalipäivystys: sen alueen numero, jossa lapsi on. Jos asia on kiireellinen etkä löydä numeroa, soita 112.",
    )


def short_name(s: Speaker, name: str, day: date) -> str:
    """Return who it is, without what stands in brackets."""
    said = s.who(name, day).partition(" (")[0]
    return said[:1].upper() + said[1:]
