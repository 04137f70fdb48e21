"""What all pages are made from: the rule data, the statutes, the cases, and what leads to what; then the same as one language says it."""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import attrs

from handbook.pages import Link, Said
from tunnistus.reading.rulefile import read_cite
from tunnistus.reading.unitfile import read_statutes
from tunnistus.rules.graph import used_rules
from tunnistus.rules.model import Book, Cite
from tunnistus.rules.statute import Place, Section, Statutes, Unit, order_of, place_of
from tunnistus.saying.addresses import address, cited, clause_address, section_anchor, slug
from tunnistus.saying.speaker import Speaker, place_in
from tunnistus.shipping import l10n, source
from tunnistus.trying.cases import Example, case_files, read_cases
from tunnistus.trying.units import unit_order

__all__ = ["ROOT", "Material", "Teller", "material", "notice_anchor"]

ROOT = Path(__file__).parents[1]
K = TypeVar("K")


@attrs.frozen(eq=False)
class Material:
    """Everything that is told, in no language.

    Attributes:
        cases: rule → the cases beside the rules that expect something of it.
        users: rule → the rules that use it.
        anchors: unit of a statute → its name on the page of its act.
    """

    book: Book
    statutes: Statutes
    cases: Mapping[str, tuple[Example, ...]]
    users: Mapping[str, tuple[str, ...]]
    anchors: Mapping[int, str]

    @cached_property
    def units_of(self) -> Mapping[tuple[str, str], tuple[Unit, ...]]:
        """(rule, clause or notice) → the units of the statutes that have their home there, in the order of the law."""
        return self._units_by(lambda unit: (*unit.clauses, *unit.notices))

    @cached_property
    def units_of_rule(self) -> Mapping[str, tuple[Unit, ...]]:
        """Rule → the units that its scope, dates or time limit says."""
        return self._units_by(lambda unit: unit.rules)

    @cached_property
    def units_of_fact(self) -> Mapping[str, tuple[Unit, ...]]:
        """Fact → the units that it asks about."""
        return self._units_by(lambda unit: unit.facts)

    def _units_by(self, homes: Callable[[Unit], Iterable[K]]) -> dict[K, tuple[Unit, ...]]:
        found: dict[K, list[Unit]] = {}
        for unit in self.units():
            for home in homes(unit):
                found.setdefault(home, []).append(unit)
        return {home: tuple(units) for home, units in found.items()}

    @cached_property
    def citing(self) -> Mapping[Section, tuple[str, ...]]:
        """Section → what cites it, as ``clause permit.52a1 period`` or ``fact citizenship``; of several sections, the first."""
        found: dict[Section, dict[str, None]] = {}

        def add(cites: Iterable[Cite], *those: str) -> None:
            for cite in cites:
                section = Section(cite.act, cite.section.partition("–")[0], cite.unit)
                found.setdefault(section, {}).update(dict.fromkeys(those))

        for rule in self.book.rules_in_order():
            for clause in rule.clauses:
                add(clause.cite, f"clause {rule.id} {clause.name}")
        for fact in self.book.facts.values():
            add(fact.cite, f"fact {fact.id}")
        for relation in self.book.relations:
            add(relation.cite, *(f"fact {name}" for name in relation.facts))
        return {section: tuple(those) for section, those in found.items()}

    def units(self) -> list[Unit]:
        """All units, act by act in the order of the law."""
        sections = sorted(self.statutes.units, key=lambda each: (each.act, order_of(each.number)))
        return [unit for section in sections for unit in self.in_order(section)]

    def in_order(self, section: Section) -> list[Unit]:
        """The units of a section in their order."""
        return sorted(self.statutes.units.get(section, ()), key=unit_order)

    def cited(self, cite: Cite) -> str:
        """The address of the place that a citation names: the unit that says it, else its section, else the act."""
        page = address(f"act {cite.act}")
        place = place_of(cite)
        for section in self.statutes.sections_of(cite):
            units = [unit for unit in self.in_order(section) if unit.place.inside(place) or place.inside(unit.place)]
            if place != Place() and units:
                return f"{page}#{self.anchors[id(min(units, key=partial(_aside, place)))]}"
            if section in self.statutes.units:
                return f"{page}#{section_anchor(section.number, section.kind)}"
        first = Section(cite.act, cite.section.partition("–")[0], cite.unit)
        return cited(cite) if first in self.citing else page


def _aside(place: Place, unit: Unit) -> tuple[bool, bool, bool]:
    """How far a unit is from the place that a citation names: it has no item where the citation does, not all of it, others besides."""
    return bool(place.items) and not unit.place.items, not place.inside(unit.place), unit.place.items != place.items


def notice_anchor(name: str) -> str:
    """Return the name of a notice on the page of its rule."""
    return f"notices-{slug(name)}"


def _anchors(statutes: Statutes) -> dict[int, str]:
    """A name for each unit: ``52a.1mom.1-2k``; where two have the same place, the day from which one is so as well."""
    found: dict[int, str] = {}
    for section, units in statutes.units.items():
        names: dict[str, list[Unit]] = {}
        for unit in units:
            names.setdefault(slug(unit.written.replace(" ", "")) or "all", []).append(unit)
        for name, those in names.items():
            for n, unit in enumerate(sorted(those, key=unit_order)):
                found[id(unit)] = f"{section_anchor(section.number, section.kind)}.{name}{f'.{unit.valid.since}' if n else ''}"
    return found


def material(root: Path = ROOT) -> Material:
    """Read all that is told."""
    book = source.book()
    statutes = read_statutes(root / "indicators", book=book)
    cases: dict[str, list[Example]] = {}
    for path in case_files(root / "indicators"):
        file = path.relative_to(root).as_posix()
        for example in (attrs.evolve(each, where=f"{file}:{each.where.partition(':')[2]}") for each in read_cases(path)):
            for rule in example.doc.expect:
                cases.setdefault(rule, []).append(example)
    users: dict[str, list[str]] = {}
    for rule in book.rules_in_order():
        for used in sorted(used_rules(rule)):
            users.setdefault(used, []).append(rule.id)
    return Material(
        book,
        statutes,
        {name: tuple(those) for name, those in cases.items()},
        {name: tuple(those) for name, those in users.items()},
        _anchors(statutes),
    )


def _catalogue(domain: l10n.Domain, lang: str, root: Path) -> gettext.NullTranslations:
    """The translations of a language; those of the source give each text back."""
    if lang not in domain.langs:
        return gettext.NullTranslations()
    return gettext.GNUTranslations(io.BytesIO(l10n.compiled(domain.path(root / "locales", lang))))


class Teller:
    """Tells the material in one language.

    Attributes:
        s: says facts, rules, citations and days.
        ui: says a sentence of the handbook itself, which stands in the catalogues ``tunnistus-handbook``.
    """

    def __init__(self, told: Material, lang: str, root: Path = ROOT) -> None:
        self.material, self.lang, self.book, self.s = told, lang, told.book, Speaker(told.book, lang)
        self.catalogue, self.captions = (_catalogue(domain, lang, root) for domain in (l10n.HANDBOOK, l10n.STATUTES))

    def ui(self, context: str, finnish: str) -> str:
        """Return a sentence of the handbook."""
        return self.catalogue.pgettext(context, finnish)

    def count(self, context: str, one: str, many: str, n: int) -> str:
        """Return the form of a sentence of the handbook for a number; ``{n}`` stands for it."""
        return self.catalogue.npgettext(context, one, many, n)

    def lead(self, about: str) -> str:
        """Return the address of what a line of a report tells about; empty where it has no page."""
        kind, _, name = about.partition(" ")
        if kind == "cite":
            cite = read_cite(name)
            return self.material.cited(cite) if cite else ""
        if kind == "source":
            return str(self.book.sources[name].get("url") or "")
        if kind == "clause":
            rule, _, clause = name.partition(" ")
            return clause_address(rule, clause)
        if kind == "list" and name not in self.book.lists:
            return ""
        return address(about)

    def rule(self, name: str) -> Link:
        """Return the title of a rule, leading to its page."""
        return Link(self.s.title(name), address(f"rule {name}"))

    def fact(self, name: str) -> Link:
        """Return the question of a fact, leading to its page."""
        return Link(self.s.question(self.book.facts[name]), address(f"fact {name}"))

    def clause(self, rule: str, clause: str) -> Said:
        """Return a clause with the title of its rule, leading to it."""
        return (Link(self.s.title(rule), self.lead(f"clause {rule} {clause}")), " · ", Link(clause, code=True))

    def cases(self, rule: str) -> Link:
        """Return how many cases a rule has, leading to them."""
        number = self.s.number(len(self.material.cases.get(rule, ())))
        return Link(self.ui("trace.cases", "tapauksia {n}").format(n=number), f"{address(f'rule {rule}')}#cases")

    def unit(self, unit: Unit) -> Said:
        """Return a unit of a statute: its place, leading to it, and what it is about."""
        page = address(f"act {unit.section.act}")
        number = str(self.book.acts[unit.section.act].get("number") or unit.section.act)
        place = Link(f"{number} {self.place(unit)}", f"{page}#{self.material.anchors[id(unit)]}")
        return (place, ": ", self.about(unit))

    def about(self, unit: Unit) -> str:
        """Return what a unit of a statute is about, in a few words."""
        return self.captions.gettext(unit.says)

    def place(self, unit: Unit) -> str:
        """Return the place of a unit within its act."""
        subsections, items = (self._span(pair) for pair in (unit.place.subsections, unit.place.items))
        said = place_in(Cite(unit.section.act, unit.section.number, subsections, items, unit.section.kind), self.lang)
        if not unit.place.sentences:
            return said
        first, last = unit.place.sentences
        one, many = self.ui("unit.sentence", "{place}, {n}. virke"), self.ui("unit.sentences", "{place}, virkkeet {n}–{last}")
        return (one if first == last else many).format(place=said, n=first, last=last)

    @staticmethod
    def _span(pair: tuple[str, str] | None) -> str:
        return "" if not pair else pair[0] if pair[0] == pair[1] else f"{pair[0]}–{pair[1]}"

    def days(self, since: date | None, until: date | None) -> str:
        """Return from when to when, in short; empty where it is always."""
        if since and until:
            return self.ui("days.both", "{since}–{until}").format(since=self.s.day(since), until=self.s.day(until))
        if since:
            return self.ui("days.since", "{since} alkaen").format(since=self.s.day(since))
        return self.ui("days.until", "{until} asti").format(until=self.s.day(until)) if until else ""
