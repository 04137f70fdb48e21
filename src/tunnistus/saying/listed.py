"""The section that sets what is known beside the published lists: which dimensions and rows the seen signs belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tunnistus.rules.answers import Answers
from tunnistus.rules.published import ListResult, ilo_2009, touched
from tunnistus.rules.truth import TRUE
from tunnistus.saying.report import Heading, Item
from tunnistus.saying.speaker import Speaker

__all__ = ["list_part"]

NAMED: Final = ("ilo11", "ilo11r2025", "unodc")  # lists whose rows have names and are not weighed


def list_part(s: Speaker, answers: Answers) -> Iterator[Heading]:
    """Yield the section of published lists under which something is seen; each with from where it is known."""
    book, t = s.book, s.t
    results = [r for r in ilo_2009(book, answers.known) if any(d.seen or d.alone for d in r.dimensions.values())]
    inside = [_ilo(s, r, answers) for r in results]
    inside += [h for name in NAMED if name in book.lists for h in _named(s, name, answers)]
    if inside:
        note = t.ui(
            "lists.note", "Luettelot jäsentävät sitä, mitä tiedetään. Ne eivät ratkaise mitään, eikä mikään suositus perustu niihin."
        )
        yield Heading(t.ui("lists.head", "Julkaistut luettelot"), (note,), inside=tuple(inside))


def _ilo(s: Speaker, result: ListResult, answers: Answers) -> Heading:
    t, listing = s.t, result.listing
    holds = t.ui("lists.holds", "Täyttyy luettelon laskusäännön mukaan: {what}")
    may_hold = t.ui("lists.may_hold", "Merkkejä näkyy, mutta laskusääntö ei vielä täyty: {what}")
    rows = {row.ref: row for row in listing.rows}
    items = []
    for name, dimension in result.dimensions.items():
        seen = [f for ref in dimension.seen for f in rows[ref].expresses if answers.known.get(f) is True]
        if seen or dimension.alone:
            said = (holds if dimension.lower else may_hold).format(what=t.say(f"list.{listing.part_of}.{name}"))
            items.append(Item(said, tuple(_facts(s, dict.fromkeys((*seen, *dimension.alone)), answers))))
    if result.palermo == TRUE:
        items.append(Item(t.ui("lists.palermo", "Teko, keino ja tarkoitus näkyvät kaikki. Se ei ratkaise, onko tehty rikos.")))
    return Heading(t.say(f"list.{listing.id}.title"), tuple(t.say(n) for n in result.notices), tuple(items), about=(f"list {listing.id}",))


def _named(s: Speaker, name: str, answers: Answers) -> Iterator[Heading]:
    items = [
        Item(s.t.say(f"list.{name}.{seen.row.key or seen.row.ref}"), tuple(_facts(s, seen.facts, answers)))
        for seen in touched(s.book, name, answers.known)
    ]
    if items:
        yield Heading(s.t.say(f"list.{name}.title"), (s.t.say(f"list.{name}.notice"),), tuple(items), about=(f"list {name}",))


def _facts(s: Speaker, names: Iterable[str], answers: Answers) -> Iterator[Item]:
    return (Item(s.fact(s.book.facts[n], answers.known[n]), about=f"fact {n}") for n in names)
