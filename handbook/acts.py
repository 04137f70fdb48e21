"""The page of an act: its sections with their parts in order, and where each is at home in the rules. The list of acts; the trace table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from handbook.material import Teller, notice_anchor
from handbook.pages import Entry, Link, Page, Part, Said
from tunnistus.rules.model import Cite, Clause, Rule
from tunnistus.rules.statute import HOMES, Section, Unit, order_of, says_why
from tunnistus.saying.addresses import address, section_anchor
from tunnistus.saying.speaker import place_in
from tunnistus.trying.units import reason

__all__ = ["act_list", "act_page", "trace_page"]


def act_page(t: Teller, act: str) -> Page:
    """Return the page of an act."""
    entry = t.book.acts[act]
    read = t.material.statutes.units
    sections = sorted((s for s in {*read, *t.material.citing} if s.act == act), key=lambda s: (order_of(s.number), s.kind))
    head: list[Said] = [(_read(t, entry),)]
    if t.s.text_of(act):
        head.append((Link(t.ui("act.text", "Säädöksen teksti verkossa"), t.s.text_of(act)),))
    if any(section in read for section in sections):
        head.append((t.ui("act.about", "Tässä ovat ne pykälät, jotka on luettu sääntöjä varten, ja kunkin kohdan paikka säännöissä."),))
    parts = [*_later(t, act), *(_section(t, section) if section in read else _cited(t, section) for section in sections)]
    return Page(address(f"act {act}"), capital(t.s.act(act)), tuple(head), tuple(part for part in parts if not part.empty))


def capital(text: str) -> str:
    """Return a text with a capital letter first, as a heading has it."""
    return text[:1].upper() + text[1:]


def _read(t: Teller, entry: Mapping[str, Any]) -> str:
    day = entry.get("verified")
    if not day:
        return t.ui("act.not_read", "Säädöksen omaa tekstiä ei ole luettu. Se tunnetaan muista lähteistä.")
    said = t.ui("act.read", "Luettu teksti on ollut voimassa {day}. Myöhempiä muutoksia ei ole varmistettu.")
    return said.format(day=t.s.day(date.fromisoformat(day)))


def _later(t: Teller, act: str) -> Iterator[Part]:
    touching = [change for change in t.book.later.values() if any(cite.act == act for cite in change.touches)]
    said = t.s.t.ui("ui.later", "{day} alkaen: {change}")
    entries = tuple(
        Entry((said.format(day=t.s.day(change.since), change=t.s.t.say(f"later.{change.key}")),))
        for change in sorted(touching, key=lambda change: (change.since, change.key))
    )
    yield Part(t.ui("act.later", "Tiedossa olevat myöhemmät muutokset"), "later", entries=entries)


def _section(t: Teller, section: Section) -> Part:
    units = tuple(_unit(t, unit) for unit in t.material.in_order(section))
    return _of_section(t, section, (*units, *_homeless(t, section)))


def _cited(t: Teller, section: Section) -> Part:
    """A section that was not read part by part: the clauses and facts that cite it."""
    clause, fact = t.ui("unit.clause", "Säännön kohta:"), t.ui("unit.fact", "Tieto:")
    entries = []
    for about in t.material.citing[section]:
        kind, _, name = about.partition(" ")
        rule, _, of = name.partition(" ")
        entries.append(Entry((clause, " ", *t.clause(rule, of), " · ", t.cases(rule)) if kind == "clause" else (fact, " ", t.fact(name))))
    return _of_section(t, section, tuple(entries))


def _of_section(t: Teller, section: Section, entries: tuple[Entry, ...]) -> Part:
    title = place_in(Cite(section.act, section.number, unit=section.kind), t.lang)
    return Part(capital(title), section_anchor(section.number, section.kind), entries=entries)


def _unit(t: Teller, unit: Unit) -> Entry:
    days = t.days(unit.valid.since, unit.valid.until)
    said = (f"{t.place(unit)}: ", t.about(unit), *([f" ({days})"] if days else []))
    return Entry(said, tuple(Entry(home) for home in _homes(t, unit)), t.material.anchors[id(unit)])


def _homes(t: Teller, unit: Unit) -> Iterator[Said]:
    """Where a unit is at home: clauses, notices, rules, facts, other places; or why it has no home there."""
    for rule, clause in unit.clauses:
        yield (t.ui("unit.clause", "Säännön kohta:"), " ", *t.clause(rule, clause), " · ", t.cases(rule))
    for rule, notice in unit.notices:
        title = Link(t.s.title(rule), f"{address(f'rule {rule}')}#{notice_anchor(notice)}")
        yield (t.ui("unit.notice", "Säännön huomautus:"), " ", title, " · ", t.cases(rule))
    for rule in unit.rules:
        yield (t.ui("unit.rule", "Koko sääntö:"), " ", t.rule(rule), " · ", t.cases(rule))
    for fact in unit.facts:
        yield (t.ui("unit.fact", "Tieto:"), " ", t.fact(fact))
    for cite in unit.units:
        yield (t.ui("unit.same", "Sama asia toisessa paikassa:"), " ", Link(t.s.short(cite), t.material.cited(cite)))
    if unit.left_out:
        why = reason(t.s.t, unit, t.book)
        yield (t.ui("unit.left_out", "Ei säännöissä:"), " ", Link(why, lang="fi") if says_why(unit.left_out) and t.lang != "fi" else why)


def _homeless(t: Teller, section: Section) -> Iterator[Entry]:
    """The sentences of the newest version that no unit holds."""
    structure = t.material.statutes.structures.get(section)
    if structure:
        day, _, leaves = structure.versions[-1]
        for leaf in leaves:
            if not t.material.statutes.owner(section, leaf, day):
                yield Entry((t.ui("unit.homeless", "{place}: tälle kohdalle ei ole vielä sanottu paikkaa.").format(place=leaf),))


def act_list(t: Teller) -> Page:
    """Return the list of acts, each with how many of its parts have which home."""
    names = _home_names(t)
    entries = []
    for act in sorted(t.book.acts, key=lambda act: t.s.act(act).lower()):
        homes = Counter(unit.home for unit in t.material.units() if unit.section.act == act)
        told = tuple(Entry((names[home].format(n=t.s.number(homes[home])),)) for home in HOMES if homes[home])
        entries.append(Entry((Link(capital(t.s.act(act)), address(f"act {act}")),), told))
    about = t.ui("acts.about", "Säädökset, joihin säännöt viittaavat. Alla on laskettu, missä säädöksen luetut kohdat näkyvät.")
    return Page("acts/index", t.ui("acts.title", "Säädökset"), ((about,),), (Part("", "all", entries=tuple(entries)),))


def _home_names(t: Teller) -> dict[str, str]:
    return {
        "clauses": t.ui("home.clauses", "Säännön kohdassa: {n}"),
        "rules": t.ui("home.rules", "Koko säännössä: {n}"),
        "facts": t.ui("home.facts", "Tiedossa: {n}"),
        "notices": t.ui("home.notices", "Huomautuksessa: {n}"),
        "units": t.ui("home.units", "Toisessa säädöksen kohdassa: {n}"),
        "left_out": t.ui("home.left_out", "Jätetty pois syystä, joka on kerrottu: {n}"),
    }


def trace_page(t: Teller) -> Page:
    """Return the trace table: place in an act → clause of a rule → how many cases the rule has."""
    found: dict[str, dict[tuple[object, ...], Entry]] = {}
    for rule in t.book.rules_in_order():
        for clause in rule.clauses:
            for cite in clause.cite:
                found.setdefault(cite.act, {})[(order_of_cite(cite), rule.id, clause.name)] = _row(t, cite, rule, clause)
    parts = tuple(
        Part(t.s.act(act), address(f"act {act}").partition("/")[2], entries=tuple(entry for _, entry in sorted(rows.items(), key=_key)))
        for act, rows in sorted(found.items(), key=lambda each: t.s.act(each[0]).lower())
    )
    about = t.ui(
        "trace.about", "Jokainen säädöksen kohta, johon jokin sääntö viittaa: säännön kohta, sen voimassaolo ja säännön tapausten määrä."
    )
    return Page("trace", t.ui("trace.title", "Säädöksestä sääntöön"), ((about,),), parts)


def _key(each: tuple[tuple[object, ...], Entry]) -> str:
    return repr(each[0])


def order_of_cite(cite: Cite) -> tuple[object, ...]:
    """Return the key of the order in which places of an act stand; a part from-to stands where it begins."""
    first = cite.section.partition("–")[0]
    chapter, number, letter = order_of(first)
    return (f"{chapter:04}", f"{number:04}", letter, cite.subsection.zfill(3), cite.item.zfill(3))


def _row(t: Teller, cite: Cite, rule: Rule, clause: Clause) -> Entry:
    window = clause.valid.within(rule.valid)
    days = t.days(window.since, window.until)
    place = Link(place_in(cite, t.lang), t.material.cited(cite))
    return Entry((place, ": ", *t.clause(rule.id, clause.name), *([f" · {days}"] if days else []), " · ", t.cases(rule.id)))
