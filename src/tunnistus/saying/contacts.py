"""Whom to contact, and how: what fits everybody, then who gives the help that is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from tunnistus.explaining.assessed import Assessed
from tunnistus.explaining.explain import Decision
from tunnistus.rules.model import Book
from tunnistus.rules.roles import holder
from tunnistus.rules.truth import TRUE
from tunnistus.saying.speaker import Speaker

__all__ = [
    "ANYBODY", "child_welfare", "contact_of", "contacts", "contacts_beside", "number_address", "phone_of", "phone_said", "reach_line",
    "short_name", "ways_to_reach",
]  # fmt: skip

ANYBODY: Final = ("emergency", "assistance_system", "victim_support")  # roles of the functions that anybody can call


def contacts(a: Assessed) -> list[str]:
    """Return whom to contact: what fits everybody, then who gives the other help that is due."""
    return _reached(a, (*map(partial(holder, a.case.book), ANYBODY), *_acting(a.part("help").values())))


def contacts_beside(a: Assessed) -> list[str]:
    """Return whom to contact by rules of others: who acts in what is due by them, their own functions first."""
    return sorted(_reached(a, _acting(a.beside.values())), key=lambda name: not a.case.book.adds(name))


def _acting(decisions: Iterable[Decision]) -> Iterable[str]:
    return (c.clause.who for d in decisions if d.due for c in d.clauses if c.applies == TRUE and c.clause.who)


def _reached(a: Assessed, names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if ways_to_reach(a.case.book.actors.get(name, {}).get("contact") or {})]


def contact_of(book: Book, role: str) -> Mapping[str, Any]:
    """Return how to reach the function that has a role; nothing where none has it, or nothing is known."""
    return book.actors.get(holder(book, role), {}).get("contact") or {}


def phone_of(contact: Mapping[str, Any], lang: str) -> tuple[str | None, bool]:
    """Return the telephone of a contact in a language, and whether it is known to be answered around the clock."""
    if lang == "sv" and contact.get("phone_sv"):
        return contact["phone_sv"], False  # the hours are those of the other number
    return contact.get("phone"), bool(contact.get("around_the_clock"))


def phone_said(s: Speaker, contact: Mapping[str, Any]) -> str:
    """Return the telephone of a contact, and that it is answered around the clock where that is known; 112 needs no such word."""
    phone, always = phone_of(contact, s.lang)
    said = s.t.ui("contact.around_the_clock", "{phone} (ympäri vuorokauden)") if always and phone != "112" else "{phone}"
    return said.format(phone=phone or "")


def reach_line(name: str, day: date, s: Speaker) -> str:
    """Return who it is, with each way to reach them."""
    contact = s.book.actors[name]["contact"]
    phone = phone_of(contact, s.lang)[0]
    ways = " · ".join(phone_said(s, contact) if shown == phone else shown for shown, _ in ways_to_reach(contact, s.lang))
    return f"{short_name(s, name, day)}: {ways}"


def ways_to_reach(contact: Mapping[str, Any], lang: str = "") -> list[tuple[str, str]]:
    """Return the telephone (of one language, or all) and the page of a contact, or else its mail, each with its address."""
    phones = [phone_of(contact, lang)[0]] if lang else [contact.get("phone"), contact.get("phone_sv")]
    ways = [(phone, number_address(phone)) for phone in phones if phone]
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
