"""Whom to call: the numbers of the actors, what is said of them, and the day on which they were found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from handbook.material import Teller
from handbook.pages import Entry, Link, Part, Said
from tunnistus.saying.contacts import child_welfare, number_address, phone_said, short_name
from tunnistus.saying.sections import contact_lines

__all__ = ["CALL", "call_part", "contact_paragraphs"]

CALL: Final = ("emergency", "assistance_system", "child_welfare", "crisis_helpline", "nollalinja", "victim_support", "child_helpline")
"""112 and the advice that fits everybody, the place for a child, then crisis help. Hours stand in the notes, where they are known."""


def call_part(t: Teller, day: date) -> Part:
    """Return whom to call, shortest way first, each with its number, what for, and when the number was found."""
    return Part(t.ui("call.head", "Keneen otat yhteyttä"), "call", entries=tuple(_entry(t, name, day) for name in CALL))


def contact_paragraphs(t: Teller, day: date) -> dict[str, tuple[Said, ...]]:
    """Return for every actor with a telephone the paragraph that a page written by hand shows."""
    named = (name for name, entry in t.book.actors.items() if (entry.get("contact") or {}).get("phone"))
    return {name: ((*_number(t, name, day), ". ", " ".join(_remarks(t, name))),) for name in named}


def _entry(t: Teller, name: str, day: date) -> Entry:
    if name == "child_welfare":
        unknown = t.ui("call.no_number", "Koko maan yhteistä numeroa ei löytynyt, eikä alueiden numeroita ole tässä.")
        return Entry((child_welfare(t.s),), (Entry((unknown,)),))
    return Entry(_number(t, name, day), tuple(Entry((said,)) for said in _remarks(t, name)))


def _number(t: Teller, name: str, day: date) -> Said:
    """The name and its numbers; in Swedish the Swedish one is before the Finnish one."""
    contact = t.book.actors[name]["contact"]
    numbers = [(contact["phone"], t.ui("call.finnish", "suomeksi"))]
    if contact.get("phone_sv"):
        numbers.insert(0 if t.lang == "sv" else 1, (contact["phone_sv"], t.ui("call.swedish", "ruotsiksi")))
    said: list[str | Link] = [f"{short_name(t.s, name, day)}: "]
    for n, (phone, language) in enumerate(numbers):
        said += [*([" · "] if n else []), Link(phone, number_address(phone)), *([f" ({language})"] if len(numbers) > 1 else [])]
    return tuple(said)


def _remarks(t: Teller, name: str) -> Iterator[str]:
    """What it is for and when it answers, as far as that is known, and when it was found; 112 needs no such day."""
    if t.s.t.has(f"actor.{name}.note"):
        yield t.s.t.say(f"actor.{name}.note")
    contact = t.book.actors[name]["contact"]
    ways = {phone_said(t.s, contact), contact.get("email"), contact.get("web")}
    yield from (line.text for line in contact_lines(t.s, contact, None) if line.text not in ways)
