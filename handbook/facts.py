"""The page of a fact, and the list of all facts."""

from __future__ import annotations

import attrs

from handbook.material import Teller
from handbook.pages import Entry, Link, Page, Part, of_heading
from handbook.stories import twins_of
from tunnistus.rules.model import Fact
from tunnistus.saying.addresses import address, slug
from tunnistus.saying.facts import fact_data, fact_report, fact_sections

__all__ = ["fact_list", "fact_page", "subjects", "types"]


def fact_page(t: Teller, fact: Fact) -> Page:
    """Return the page of a fact: what `tunnistus show` says of it, and the places in the statutes that ask for it."""
    report = fact_report(t.book, fact.id, t.lang)
    _, *kinds = report.sentences
    parts = [of_heading(heading, name, t.lead) for name, heading in fact_sections(t.s, fact).items()]
    parts = [_rows_as_code(t, fact, part) if part.anchor == "sources" else part for part in parts]
    units = tuple(Entry(t.unit(unit)) for unit in t.material.units_of_fact.get(fact.id, ()))
    parts.append(Part(t.ui("fact.units", "Lain kohdat, joista tieto kertoo"), "units", entries=units))
    stories = tuple(twins_of(t, fact.id))
    parts.append(Part(t.ui("fact.stories", "Kertomukset, joissa tämä tieto muuttaa seuraavaa askelta"), "stories", entries=stories))
    subject = Link(subjects(t)[fact.theme], f"facts/index#{slug(fact.theme)}")
    head = ((Link(fact.id, code=True), " · ", subject, f" · {types(t)[fact.type]}"), *((kind,) for kind in kinds))
    return Page(address(f"fact {fact.id}"), report.title, head, tuple(part for part in parts if not part.empty))


def fact_list(t: Teller) -> Page:
    """Return the list of all facts, by subject."""
    by_subject: dict[str, list[Fact]] = {}
    for fact in t.book.facts.values():
        by_subject.setdefault(fact.theme, []).append(fact)
    names = subjects(t)
    parts = tuple(
        Part(names[subject], slug(subject), entries=tuple(Entry((t.fact(fact.id), " · ", Link(fact.id, code=True))) for fact in facts))
        for subject, facts in by_subject.items()
    )
    about = t.ui("facts.about", "Tieto on kysymys ja sen vastaukset. Tiedot on ryhmitelty aiheittain.")
    return Page("facts/index", t.ui("facts.title", "Tiedot"), ((about,),), parts)


def _rows_as_code(t: Teller, fact: Fact, part: Part) -> Part:
    """The part with the published lists: a row is code where the list says nothing but its mark."""
    listed = fact_data(t.s, fact)["lists"]
    marks = {", ".join(row["row"] for row in each["rows"] if not row["says"]) for each in listed}

    def coded(entry: Entry) -> Entry:
        (said,) = entry.said
        return Entry((Link(said, code=True),)) if said in marks else entry

    return attrs.evolve(part, entries=tuple(attrs.evolve(entry, under=tuple(map(coded, entry.under))) for entry in part.entries))


def types(t: Teller) -> dict[str, str]:
    """Return what an answer is, by the type of its fact."""
    return {
        "bool": t.ui("type.bool", "kyllä tai ei"),
        "enum": t.ui("type.enum", "yksi vaihtoehdoista"),
        "date": t.ui("type.date", "päivä"),
        "number": t.ui("type.number", "luku"),
    }


def subjects(t: Teller) -> dict[str, str]:
    """Return what the subjects of facts are called."""
    return {
        "assistance_system": t.ui("subject.assistance_system", "Auttamisjärjestelmä"),
        "begging": t.ui("subject.begging", "Kerjääminen"),
        "child_specific": t.ui("subject.child_specific", "Lapset"),
        "circumstances": t.ui("subject.circumstances", "Olosuhteet"),
        "coercion_recruitment": t.ui("subject.coercion_recruitment", "Pakottaminen värväyksessä"),
        "control_third_parties": t.ui("subject.control_third_parties", "Toisen määräysvalta"),
        "criminal_proceedings": t.ui("subject.criminal_proceedings", "Rikosprosessi"),
        "debt": t.ui("subject.debt", "Velka"),
        "deception": t.ui("subject.deception", "Erehdyttäminen"),
        "documents": t.ui("subject.documents", "Asiakirjat ja henkilöpaperit"),
        "duties": t.ui("subject.duties", "Velvollisuudet"),
        "forced_criminality": t.ui("subject.forced_criminality", "Rikoksiin pakottaminen"),
        "forced_marriage": t.ui("subject.forced_marriage", "Pakkoavioliitto"),
        "general": t.ui("subject.general", "Yleiset säännöt"),
        "health": t.ui("subject.health", "Terveys"),
        "housing": t.ui("subject.housing", "Asuminen"),
        "immediate_safety": t.ui("subject.immediate_safety", "Välitön turvallisuus"),
        "immigration_status": t.ui("subject.immigration_status", "Oleskelun oikeudellinen asema"),
        "movement": t.ui("subject.movement", "Liikkuminen"),
        "offence": t.ui("subject.offence", "Rikos"),
        "opening": t.ui("subject.opening", "Avaavat kysymykset"),
        "organ_and_reproductive": t.ui("subject.organ_and_reproductive", "Elimet ja lisääntyminen"),
        "pay": t.ui("subject.pay", "Palkka"),
        "perhaps": t.ui("subject.perhaps", "Epävarmat vastaukset yhdessä"),
        "permit": t.ui("subject.permit", "Oleskelulupa"),
        "public_order": t.ui("subject.public_order", "Yleinen järjestys ja turvallisuus"),
        "recruitment": t.ui("subject.recruitment", "Värväys"),
        "reflection_period": t.ui("subject.reflection_period", "Harkinta-aika"),
        "residence": t.ui("subject.residence", "Oleskelu ja kansalaisuus"),
        "rights": t.ui("subject.rights", "Oikeudet"),
        "sexual_exploitation": t.ui("subject.sexual_exploitation", "Seksuaalinen hyväksikäyttö"),
        "violence_threats": t.ui("subject.violence_threats", "Väkivalta ja uhkaukset"),
        "vulnerability": t.ui("subject.vulnerability", "Haavoittuvuus"),
        "work_conditions": t.ui("subject.work_conditions", "Työolot"),
        "worker": t.ui("subject.worker", "Työntekijä, joka auttaa"),
    }
