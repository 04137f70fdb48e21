"""The page of a published list of signs or codes, and the list of them; who does what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from handbook.contacts import call_part
from handbook.material import Teller
from handbook.pages import Entry, Link, Page, Part, Said, entries
from tunnistus.rules.model import Listing, Row
from tunnistus.saying.addresses import address, slug
from tunnistus.saying.show import actors_report

__all__ = ["actor_page", "groups", "list_list", "list_page", "newest"]


def list_page(t: Teller, listing: Listing) -> Page:
    """Return the page of a published list: its rows by group, each with the facts that say the same."""
    say, has = t.s.t.say, t.s.t.has
    head: list[Said] = [(Link(listing.id, code=True), f" · {_edition(t, listing.edition)}")]
    if listing.source in t.book.sources:
        head.append((Link(t.s.source(listing.source), t.lead(f"source {listing.source}")),))
    if has(f"list.{listing.id}.notice"):
        head.append((say(f"list.{listing.id}.notice"),))
    else:
        head.append((_basis(t, listing.basis),))
    groups: dict[str, list[Row]] = {}
    for row in listing.rows:
        groups.setdefault(row.group, []).append(row)
    parts = [
        Part(_group(t, listing, group), slug(group) or "rows", entries=tuple(_row(t, listing, row) for row in rows))
        for group, rows in groups.items()
    ]
    inside = [other for other in t.book.lists.values() if other.part_of == listing.id]
    parts.append(Part(t.ui("list.parts", "Luettelon osat"), "parts", entries=tuple(map(_led(t), inside))))
    left_out = tuple(Entry((say(f"list.{listing.id}.not_encoded.{key}"),)) for key in listing.not_encoded)
    parts.append(Part(t.s.t.ui("ui.head.not_encoded", "Mitä säännöistä puuttuu"), "not-encoded", entries=left_out))
    return Page(address(f"list {listing.id}"), say(f"list.{listing.id}.title"), tuple(head), tuple(p for p in parts if not p.empty))


def _led(t: Teller) -> Callable[[Listing], Entry]:
    """Makes of a list a line that leads to its page."""
    return lambda listing: Entry((Link(t.s.t.say(f"list.{listing.id}.title"), address(f"list {listing.id}")),))


def _basis(t: Teller, basis: str) -> str:
    if basis == "read":
        return t.ui("list.read", "Luettelo on luettu julkaisusta.")
    return t.ui("list.not_read", "Luetteloa ei ole luettu julkaisusta, vaan se tunnetaan muista lähteistä.")


def _group(t: Teller, listing: Listing, group: str) -> str:
    for name in (listing.part_of, listing.id):
        if name and t.s.t.has(f"list.{name}.{group}"):
            return t.s.t.say(f"list.{name}.{group}")
    return groups(t).get(group, group) or t.ui("list.rows", "Rivit")


def groups(t: Teller) -> dict[str, str]:
    """Return what groups are called of which the rule data have the name in the list only."""
    return {
        "indicators": t.ui("group.indicators", "Merkit"),
        "lists": t.ui("group.lists", "Luettelot"),
        "Consent": t.ui("group.Consent", "Suostumus"),
        "ForcedLabourIndustry": t.ui("group.ForcedLabourIndustry", "Pakkotyön toimiala"),
        "MethodOfRecruitment": t.ui("group.MethodOfRecruitment", "Värväystapa"),
        "MethodsOfControl": t.ui("group.MethodsOfControl", "Vallassa pitämisen keinot"),
        "RelationshipToTrafficker": t.ui("group.RelationshipToTrafficker", "Suhde hyväksikäyttäjään"),
        "RoleInProcess": t.ui("group.RoleInProcess", "Osuus hyväksikäytössä"),
        "TypeOfExploitation": t.ui("group.TypeOfExploitation", "Hyväksikäytön muoto"),
        "TypeOfSexExploitation": t.ui("group.TypeOfSexExploitation", "Seksuaalisen hyväksikäytön muoto"),
        "Vulnerabilities": t.ui("group.Vulnerabilities", "Haavoittuvuudet"),
    }


def _edition(t: Teller, edition: str) -> str:
    """The edition of a list; a year needs no words."""
    return {
        "not known": t.ui("edition.not_known", "painosta ei tiedetä"),
        "2009, revised September 2009": t.ui("edition.ilo2009", "2009, tarkistettu syyskuussa 2009"),
    }.get(edition, edition)


def _row(t: Teller, listing: Listing, row: Row) -> Entry:
    """A row: its id, what it says if it has a sentence, how strong it is, and the facts."""
    said: list[str | Link] = [Link(row.ref, code=True)]
    context = f"list.{listing.id}.{row.key or row.ref}"
    if t.s.t.has(context):
        said.append(f" · {t.s.t.say(context)}")
    if row.strength:
        said.append(f" · {_strength(t)[row.strength]}")
    return Entry(tuple(said), tuple(Entry(each) for each in _facts(t, row)), slug(f"{row.group}-{row.ref}"))


def _strength(t: Teller) -> dict[str, str]:
    return {
        "strong": t.ui("list.strong", "vahva"),
        "medium": t.ui("list.medium", "keskivahva"),
        "weak": t.ui("list.weak", "heikko"),
    }


def _facts(t: Teller, row: Row) -> Iterator[Said]:
    for fact in (*row.expresses, *row.relates):
        yield (t.fact(fact),)
    for fact in row.supports:
        yield (t.ui("list.supports", "Aihe kysyä lisää:"), " ", t.fact(fact))
    for fact, values in row.values:
        said = "; ".join(t.s.fact(t.book.facts[fact], value) for value in values)
        yield (t.fact(fact), f" – {said}")


def list_list(t: Teller) -> Page:
    """Return the list of published lists."""
    about = t.s.t.ui(
        "lists.note", "Luettelot jäsentävät sitä, mitä tiedetään. Ne eivät ratkaise mitään, eikä mikään suositus perustu niihin."
    )
    listed = tuple(map(_led(t), t.book.lists.values()))
    return Page("lists/index", t.s.t.ui("lists.head", "Julkaistut luettelot"), ((about,),), (Part("", "all", entries=listed),))


def actor_page(t: Teller) -> Page:
    """Return who does what, from when until when, and how to reach them."""
    report = actors_report(t.book, t.lang)
    parts = []
    for heading, name in zip(report.sections, t.book.actors, strict=True):
        title = t.s.who(name, newest(t))
        rules = [rule for rule in t.book.rules_in_order() if any(clause.who == name for clause in rule.clauses)]
        acting = (Entry((t.ui("actor.rules", "Säännöt, joissa tämä päättää tai toimii:"),), tuple(Entry((t.rule(r.id),)) for r in rules)),)
        told = Part(title, slug(name), tuple((s,) for s in heading.sentences), entries(heading.items, t.lead) + (acting if rules else ()))
        parts.append(told)
    return Page("actors", report.title, (), (call_part(t, newest(t)), *parts))


def newest(t: Teller) -> date:
    """Return the newest day that anything was read: of several holders of a function the latest one is named."""
    return max(ruleset.verified_until for ruleset in t.book.rulesets.values())
