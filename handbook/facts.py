"""The page of a fact, and the list of all facts."""

from __future__ import annotations

from handbook.material import Teller
from handbook.pages import Entry, Link, Page, Part, address, of_heading, slug
from tunnistus.rules.model import Fact
from tunnistus.saying.facts import fact_report, fact_sections

__all__ = ["fact_list", "fact_page"]


def fact_page(t: Teller, fact: Fact) -> Page:
    """Return the page of a fact: what `tunnistus show` says of it, and the places in the statutes that ask for it."""
    report = fact_report(t.book, fact.id, t.lang)
    id_, *kinds = report.sentences
    parts = [of_heading(heading, name, t.lead) for name, heading in fact_sections(t.s, fact).items()]
    units = tuple(Entry(t.unit(unit)) for unit in t.material.units_of_fact.get(fact.id, ()))
    parts.append(Part(t.ui("fact.units", "Lain kohdat, joista tieto kertoo"), "units", entries=units))
    name, *rest = id_.split(" · ")
    head = ((Link(name, code=True), " · ", Link(rest[0], f"facts/index#{slug(rest[0])}"), f" · {rest[1]}"), *((kind,) for kind in kinds))
    return Page(address(f"fact {fact.id}"), report.title, head, tuple(part for part in parts if not part.empty))


def fact_list(t: Teller) -> Page:
    """Return the list of all facts, by subject."""
    subjects: dict[str, list[Fact]] = {}
    for fact in t.book.facts.values():
        subjects.setdefault(fact.theme, []).append(fact)
    parts = tuple(
        Part(subject, slug(subject), entries=tuple(Entry((t.fact(fact.id), " · ", Link(fact.id, code=True))) for fact in facts))
        for subject, facts in subjects.items()
    )
    about = t.ui("facts.about", "Tieto on kysymys ja sen vastaukset. Tiedot on ryhmitelty aiheittain. Aiheiden nimet ovat englanniksi.")
    return Page("facts/index", t.ui("facts.title", "Tiedot"), ((about,),), parts)
