"""A place in an act, named as people cite it in Finnish, Swedish or English, and the clauses that rest on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from tunnistus.rules.cached import of_book
from tunnistus.rules.horizon import touches
from tunnistus.rules.model import LANGUAGES, Book, Cite, Clause, Rule
from tunnistus.rules.statute import order_of, place_of
from tunnistus.saying.horizon import later_items
from tunnistus.saying.report import Heading, Report
from tunnistus.saying.show import clause_data, clause_heading
from tunnistus.saying.speaker import Speaker, place_in

__all__ = ["cited_places", "clauses_citing", "place_data", "place_report"]

_NUMBER: Final = r"(?P<section>\d+(?::\d+)?(?: ?[a-z])?)"
_NORDIC: Final = re.compile(
    r"(?:(?P<chapter>\d+) (?:luvun|luku|kap\.?) )?(?:(?:artikla|artikel) )?"
    + _NUMBER
    + r" ?(?P<unit>§|art\.?|artikla|luku|kap\.?)?(?::?n)?"
    r"(?: (?P<subsection>\d+) ?(?:mom\.?|momentti|momentin|momentet))?"
    r"(?: (?P<item>\d+(?: [a-z](?= ))?|[a-z]) ?(?:k\.?|kohta|p\.?|punkten))?"
)
_ENGLISH: Final = re.compile(
    r"(?P<unit>section|article|chapter) (?:(?P<chapter>\d+):)?" + _NUMBER + r"(?: ?\((?P<subsection>\d+)\))?(?: ?\((?P<item>\w+)\))?"
)
_UNITS: Final = {"a": "art", "l": "luku", "k": "luku", "c": "luku"}  # by the first letter of the word; all else is a section


def cited_places(book: Book, text: str) -> tuple[Cite, ...]:
    """Return the place that a text cites, such as ``UlkL 52 b § 2 mom.``, ``utlänningslagen 52 b § 2 mom.`` or ``Aliens Act section
    52 b(2)``.

    It is one in each act of that name: an act that replaces another often keeps the name. None where the text names no act of the book
    or no place.
    """
    said = " ".join(text.split()).casefold()
    if turned := re.fullmatch(r"(section .+|article .+|chapter .+) of (?:the )?(.+)", said):
        said = f"{turned[2]} {turned[1]}"
    names = _names(book)
    for name in (name for name in names if said.startswith(f"{name} ")):  # the longest first
        rest = said[len(name) + 1 :]
        if found := _ENGLISH.fullmatch(rest):
            return tuple(each for act in names[name] for each in _readings(book, _cite(act, found)))
        if found := _NORDIC.fullmatch(rest):
            return tuple(_cite(act, found) for act in names[name])
    return ()


def _readings(book: Book, place: Cite) -> list[Cite]:
    """The place, or where the rules cite it the item of the same number: in English both are written alike."""
    if place.item or not place.subsection:
        return [place]
    readings = place, attrs.evolve(place, subsection="", item=place.subsection)
    return [each for each in readings if each in _cited(book)] or [place]


@of_book
def _cited(book: Book) -> frozenset[Cite]:
    return frozenset(cite for rule in book.rules.values() for clause in rule.clauses for cite in clause.cite)


def _cite(act: str, found: re.Match[str]) -> Cite:
    part = {name: value or "" for name, value in found.groupdict().items()}
    section = re.sub(r"(\d)([a-z])", r"\1 \2", part["section"])
    unit = "art" if found[0].startswith(("art", "article")) else _UNITS.get(part["unit"][:1], "§")
    return Cite(act, f"{part['chapter']}:{section}" if part["chapter"] else section, part["subsection"], part["item"], unit)


@of_book
def _names(book: Book) -> Mapping[str, Sequence[str]]:
    """The acts by each of their names in small letters: id, number, and name with and without it; the longest first."""
    found: dict[str, dict[str, None]] = {}
    for act in book.acts:
        said = [name for lang in LANGUAGES for name in _said(Speaker(book, lang), act)]
        said += [re.sub("laki(?= |$)", "lain", name, count=1) for name in said]  # as it is inflected before a section
        for name in (act, *said):
            found.setdefault(name.casefold(), {})[act] = None
    return {name: [*found[name]] for name in sorted(found, key=lambda name: (-len(name), name))}


def _said(s: Speaker, act: str) -> tuple[str, ...]:
    some = Cite(act, "1")
    return s.t.say(f"act.{act}.name"), s.act(act), s.short(some).removesuffix(f" {place_in(some, s.lang)}")


def clauses_citing(book: Book, place: Cite) -> Iterator[tuple[Rule, Clause]]:
    """Yield the clauses that cite a place, a part of it, or something of which it is part, in the order of the rules."""
    for rule in book.rules_in_order():
        yield from ((rule, clause) for clause in rule.clauses if any(_meets(cite, place) for cite in clause.cite))


def _meets(cite: Cite, place: Cite) -> bool:
    if (cite.act, cite.unit) != (place.act, place.unit):
        return False
    chapter, _, number = cite.section.rpartition(":")
    first, _, last = number.partition("–")
    within, _, wanted = place.section.rpartition(":")
    inside = chapter == within and order_of(first) <= order_of(wanted) <= order_of(last or first)
    return inside and place_of(cite).meets(place_of(place))


def place_report(book: Book, place: Cite, lang: str) -> Report:
    """Return what rests on a place: what has changed there since it was read, and each clause with its days, condition and who acts."""
    s = Speaker(book, lang)
    rules: dict[str, list[Heading]] = {}
    for rule, clause in clauses_citing(book, place):
        rules.setdefault(rule.id, []).append(clause_heading(s, rule, clause))
    inside = tuple(Heading(f"{s.title(rule)} · {rule}", inside=tuple(clauses)) for rule, clauses in rules.items())
    changed = tuple(later_items(s, dict.fromkeys(_later(book, place), rules)))
    head = (s.t.ui("show.place.about", "Nämä säännöt viittaavat tähän lainkohtaan."),)
    told = (Heading(s.t.ui("show.place.later", "Muutokset, joita säännöissä ei vielä ole"), items=changed),) if changed else ()
    return Report(lang, s.cite(place), head, (*told, *inside), about=f"cite {place}")


def _later(book: Book, place: Cite) -> list[str]:
    """The keys of the later changes that touch a place."""
    return [change.key for change in book.later.values() if touches(change, place)]


def place_data(book: Book, place: Cite, lang: str) -> dict[str, Any]:
    """Return the same as plain data: ``place``, ``says``, ``later`` (the keys of later changes), and of each clause its rule and what
    :func:`rule_data` tells of it.
    """
    s = Speaker(book, lang)
    clauses = [{"rule": rule.id, "title": s.title(rule.id), **clause_data(s, rule, clause)} for rule, clause in clauses_citing(book, place)]
    return {"place": str(place), "says": s.cite(place), "later": _later(book, place), "clauses": clauses}
