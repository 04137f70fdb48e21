"""Whether every sentence of a cited section has a home, and whether what a clause cites is what is said to be at home in it.

Units and citations are two books of the same thing: each is held against the other, and units against the recorded structure of the acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from tunnistus.messages import Message, message
from tunnistus.reading.findings import Finding
from tunnistus.rules.model import Book, Cite, Clause, Window
from tunnistus.rules.statute import Leaf, Place, Section, Statutes, Unit, place_of

__all__ = ["units"]


def units(statutes: Statutes, book: Book) -> list[Finding]:
    """Return what is wrong between units, structures and citations; each fault once, with the first day on which it shows."""
    since = _cited_since(statutes, book)
    found = [finding for section in statutes.units for finding in _section(statutes, section, since.get(section))]
    for rule in book.rules_written():
        for clause in rule.clauses:
            found += [finding for cite in clause.cite for finding in _cite(statutes, rule.id, clause, cite)]
    found += [] if book.overlay else [*_of_last_days(statutes, book)]
    for section in statutes.units:
        for unit in statutes.units[section]:
            found += _names(statutes, book, unit)
    return list({(f.code, f.where, f.about): f for f in found}.values())


def _cited_since(statutes: Statutes, book: Book) -> dict[Section, date]:
    """Of each section that a clause cites the first day on which one does."""
    found: dict[Section, date] = {}
    for rule in book.rules.values():
        for clause in rule.clauses:
            for section in (s for cite in clause.cite for s in statutes.sections_of(cite)):
                found[section] = min(found.get(section, date.max), clause.valid.since or date.min)
    return found


CORRECT: Final = message("Correct the citation, or record the section in a file that ends in .structure.yaml.")


# -- units and the structure of the act --------------------------------------------------------------------------


def _section(statutes: Statutes, section: Section, since: date | None) -> Iterator[Finding]:
    structure = statutes.structures.get(section)
    if not structure:
        return
    those = statutes.units[section]
    first, last = structure.versions[0][0], structure.versions[-1][0]
    start = max(first, min(since, last)) if since else last  # of what nothing cites the newest version is enough
    used: set[Unit] = set()
    for day in _days(start, [v[0] for v in structure.versions], [u.valid for u in those]):
        leaves = structure.on(day)
        for leaf in leaves:
            owners = statutes.owner(section, leaf, day)
            used.update(owners)
            if not owners:
                what = message("{section} {leaf} has no home in the rule data on {day}.", section=section, leaf=leaf, day=day)
                yield Finding("unit-without-home", those[0].where, what, message("Write a unit for it, or left_out:."), f"{section} {leaf}")
            elif len(owners) > 1:
                names = ", ".join(sorted(u.written for u in owners))
                what = message("Two units cover {section} {leaf} on {day}: {names}.", section=section, leaf=leaf, day=day, names=names)
                todo = message("Separate their days, or make one of them more exact.")
                yield Finding("unit-twice", owners[1].where, what, todo, f"{section} {leaf}")
        yield from _too_wide(statutes, section, day, leaves)
    for unit in those:
        if unit not in used and (unit.valid.until is None or unit.valid.until >= start):
            what = message("The section has no {written} on the days of the unit, or more exact units cover all of it.")
            todo = message("Correct the unit or its days.")
            yield Finding("unit-unknown", unit.where, what.filled(written=unit.written), todo, str(unit))


def _too_wide(statutes: Statutes, section: Section, day: date, leaves: Iterable[Leaf]) -> Iterator[Finding]:
    for unit in statutes.live(section, day):
        if unit.left_out or unit.place.sentences or unit.place.items:
            continue
        held = [leaf for leaf in leaves if unit in statutes.owner(section, leaf, day)]
        if len(held) > 1:
            what = message("{unit} has {held} sentences on {day}, and it is not said which are meant.", unit=unit, held=len(held), day=day)
            yield Finding("unit-too-wide", unit.where, what, message("Name sentences and items: 1 mom. 1–2 v., 1 mom. 1–3 k."), str(unit))


def _days(start: date, versions: Iterable[date], windows: Iterable[Window]) -> list[date]:
    """The days from ``start`` on which something changes, itself among them."""
    days = {start, *versions, *(day for window in windows for day in window.edges)}
    return sorted(day for day in days if day >= start)


# -- units and citations -----------------------------------------------------------------------------------------


def _cite(statutes: Statutes, rule: str, clause: Clause, cite: Cite) -> Iterator[Finding]:
    def finding(code: str, what: Message, todo: Message) -> Finding:
        return Finding(code, clause.where, what, todo, f"{rule}.{clause.name} {cite}")

    place, cited = place_of(cite), str(cite)
    sections = [s for s in statutes.sections_of(cite) if s in statutes.units]
    if not sections:
        if any(section.act == cite.act for section in statutes.units):
            what = message("The clause cites {cite}, a section without units, although other sections of its act have units.", cite=cited)
            yield finding("cite-without-unit", what, message("Write the units of the section, or correct the citation."))
        elif not _is_recorded(statutes, clause.valid, cite):
            what = message("The clause cites {cite}, and what is recorded of the act does not have that place.", cite=cited)
            yield finding("unknown-provision", what, CORRECT)
        return
    windows = [unit.valid for s in sections for unit in statutes.units[s]]
    begun = [structure.versions[0][0] for s in sections if (structure := statutes.structures.get(s))]
    first = clause.valid.since or min(begun, default=date.min)
    for day in _days(first, (), windows):
        if day not in clause.valid:
            break
        here = [unit for s in sections for unit in statutes.live(s, day) if unit.place.meets(place)]
        naming = [unit for unit in here if (rule, clause.name) in unit.clauses]
        if not here:
            what = message("The clause cites {cite}, but no unit corresponds to that place on {day}.", cite=cited, day=day)
            yield finding("cite-without-unit", what, message("Correct the citation, its days or the days of the unit."))
        elif not naming:
            what = message("The clause cites {cite}, but no unit of that place names the clause on {day}.", cite=cited, day=day)
            yield finding("cite-beyond-unit", what, message("Name the clause in the unit that it encodes, or cite another place."))
        elif not place.items and _some_items(here, naming):
            what = message("The clause cites {cite}, but only some units of that place name the clause on {day}.", cite=cited, day=day)
            yield finding("cite-beyond-unit", what, message("Cite those items, or name the clause in all of them."))


def _of_last_days(statutes: Statutes, book: Book) -> Iterator[Finding]:
    for cite in book.moved_by:
        if not _is_recorded(statutes, Window(), cite):
            what = message("Last days move by {cite}, and what is recorded of the act does not have that place.", cite=str(cite))
            yield Finding("unknown-provision", book.places.get("working_days.moves", ""), what, CORRECT, str(cite))


def _is_recorded(statutes: Statutes, valid: Window, cite: Cite) -> bool:
    """Whether the recorded structure of an act has a place on some days; of an act without one nobody knows."""
    if not any(section.act == cite.act for section in statutes.structures):
        return True
    place, sections = place_of(cite), [s for s in statutes.sections_of(cite) if s in statutes.structures]
    if place == Place():
        return bool(sections)
    days = [max(valid.since or date.min, since) for s in sections for since, _, _ in statutes.structures[s].versions]
    leaves = [leaf for s in sections for day in days if day in valid for leaf in statutes.structures[s].on(day)]
    return any(leaf in place for leaf in leaves) or any(not statutes.structures[s].on(day) for s in sections for day in days)


def _some_items(here: list[Unit], naming: list[Unit]) -> bool:
    """Whether only items name the clause, and not all that have a home in some clause."""
    items = [unit for unit in here if unit.place.items and unit.clauses]
    return all(unit.place.items for unit in naming) and len(naming) < len(items)


def _names(statutes: Statutes, book: Book, unit: Unit) -> Iterator[Finding]:
    for rule, name in unit.clauses:
        named = book.rules[rule].clause(name)
        same = unit.valid.within(named.valid)
        places = [place_of(cite) for cite in named.cite if unit.section in statutes.sections_of(cite)]
        cited = all(any(end.inside(place) for place in places) for end in unit.place.ends)
        if not cited or same.empty:
            clause = f"{rule}.{name}"
            what = message("{unit} names {clause}, which does not cite it.", unit=unit, clause=clause)
            if cited:
                what = message("{unit} names {clause}, which does not cite it on any of its days.", unit=unit, clause=clause)
            todo = message("Cite it in the clause, or name the clause that says it.")
            yield Finding("unit-beyond-cite", unit.where, what, todo, f"{unit} {rule}.{name}")
