"""A fact as a person reads it: its question, values, who knows or judges it, sources, published lists, and the rules that it bears on.

Everything is first put together as plain data in one language, and the page is made from that: both say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from tunnistus.deciding.reads import facts_of, readers
from tunnistus.errors import UnknownName, nearest
from tunnistus.explaining.opening import openers
from tunnistus.explaining.state import is_sign
from tunnistus.messages import message
from tunnistus.rules.decimals import plain, written
from tunnistus.rules.derive import readers_of
from tunnistus.rules.model import Book, Fact
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.speaker import Speaker

__all__ = ["KINDS", "chosen", "domain", "fact_data", "fact_report", "fact_sections", "kinds"]

KINDS: Final = ("sign", "opening", "judgement", "wish", "derived", "law", "circumstance")


def kinds(fact: Fact) -> tuple[str, ...]:
    """Return the kinds of a fact, members of :data:`KINDS`: one at least, and ``circumstance`` never beside another."""
    is_kind = {
        "sign": is_sign(fact), "opening": bool(fact.opens), "judgement": fact.judgement is not None, "wish": fact.wish,
        "derived": fact.derived is not None, "law": fact.element == "law",
    }  # fmt: skip
    return tuple(name for name in KINDS if is_kind.get(name)) or ("circumstance",)


def chosen(book: Book, *, rule: str | None = None, subject: str | None = None, kind: str | None = None) -> list[Fact]:
    """Return the facts that a rule reads, of a subject, of a kind; what is left out does not choose. In the order of the vocabulary.

    Raises:
        UnknownName: there is no such rule, subject or kind; says which subjects and kinds there are.
    """
    if rule is not None and rule not in book.rules:
        raise UnknownName(
            message("There is no such rule."), where=rule, todo=nearest(rule, book.rules) or message("See `tunnistus show rules`.")
        )
    subjects = dict.fromkeys(fact.theme for fact in book.facts.values())
    no_subject, no_kind = message("There is no such subject."), message("There is no such kind.")
    for what, name, known in ((no_subject, subject, [*subjects]), (no_kind, kind, [*KINDS])):
        if name is not None and name not in known:
            there = message("These exist: {names}.", names=", ".join(known))
            near = nearest(name, known)
            raise UnknownName(what, where=name, todo=message("{near} {there}", near=near, there=there) if near else there)
    read = book.facts.keys() if rule is None else {*facts_of(book, book.rules[rule])}
    facts = (fact for fact in book.facts.values() if fact.id in read)
    return [fact for fact in facts if subject in (None, fact.theme) and (kind is None or kind in kinds(fact))]


def domain(s: Speaker, fact: Fact) -> str:
    """Return the values of a fact as somebody types them, in a few words."""
    if fact.type == "number":
        low, high = ("…" if bound is None else written(bound) for bound in (fact.low, fact.high))
        kind = s.t.ui("show.a_number", "kokonaisluku")
        if fact.decimals:
            kind = s.t.ui("show.a_decimal", "luku, desimaaleja enintään {n}").format(n=fact.decimals)
        return kind + ("" if low == high == "…" else f" {low}–{high}")
    return {"bool": "true, false", "enum": ", ".join(fact.values), "date": s.t.ui("show.a_date", "päivä")}[fact.type]


# -- as data -----------------------------------------------------------------------------------------------------


def fact_data(s: Speaker, fact: Fact) -> dict[str, Any]:
    """Return everything about a fact as plain data for JSON, with sentences in the language of the speaker."""
    t, book, judgement, counts = s.t, s.book, fact.judgement, s.counts(fact)
    return {
        "fact": fact.id, "type": fact.type, "subject": fact.theme, "kinds": list(kinds(fact)),
        "question": s.question(fact), "plain": t.say(f"fact.{fact.id}.plain") if fact.askable else None,
        "counts": counts[0] if counts else None, "counts_not": counts[1] if counts else None,
        "askable": fact.askable, "values": _values(s, fact), "low": plain(fact.low), "high": plain(fact.high),
        "decimals": fact.decimals if fact.type == "number" else None, "unit": fact.unit or None,
        "past": fact.past if fact.type == "date" else None,
        "element": fact.element or None, "forms": list(fact.forms), "polarity": fact.polarity,
        "observers": list(fact.observers), "deciders": [{"actor": who, "name": s.who(who, date.max)} for who in _deciders(fact)],
        "weigh_for": [t.say(f"fact.{fact.id}.for.{key}") for key in (judgement.weigh_for if judgement else ())],
        "weigh_against": [t.say(f"fact.{fact.id}.against.{key}") for key in (judgement.weigh_against if judgement else ())],
        "sensitivity": fact.sensitivity, "stage": fact.stage, "sources": s.cites(fact.cite, fact.source), "lists": list(_lists(s, fact)),
        "rules": [
            {"rule": r.rule, "title": s.title(r.rule), "derived": list(r.derived), "rules": list(r.rules)} for r in readers(book, fact.id)
        ],
        "opens": list(fact.opens), "opened_by": list(openers(book).get(fact.id, ())),
        "derived_from": list(fact.derived.inputs if fact.derived else ()), "derives": list(readers_of(book).get(fact.id, ())),
    }  # fmt: skip


def _deciders(fact: Fact) -> tuple[str, ...]:
    return fact.judgement.who if fact.judgement else ()


def _values(s: Speaker, fact: Fact) -> list[dict[str, Any]]:
    """Each value with its meaning; none of numbers and dates."""
    values: tuple[bool | str, ...] = (True, False) if fact.type == "bool" else fact.values
    return [{"value": value, "means": s.fact(fact, value)} for value in values]


def _lists(s: Speaker, fact: Fact) -> Iterator[dict[str, Any]]:
    """The published lists that a fact maps to: rows of those that stand in the rule data, else the place that the fact names."""
    book = s.book
    for name in dict.fromkeys(each.source for each in fact.maps):
        listings = [listing for listing in book.lists.values() if name in (listing.id, listing.part_of)]
        rows = [
            {
                "row": row.ref, "group": row.group, "says": _first(s, (f"list.{name}.{row.key or row.ref}", f"list.{name}.{row.group}")),
                "relation": relation, "values": list(dict(row.values).get(fact.id, ())),
            }
            for listing in listings
            for row in listing.rows
            if (relation := _relation(row, fact.id))
        ]  # fmt: skip
        places: list[dict[str, Any]] = [
            {"row": each.ref, "group": None, "says": None, "relation": None, "values": []}
            for each in fact.maps
            if each.source == name and each.ref
        ]
        title = _first(s, (f"list.{name}.title",)) or s.source(name)
        yield {"list": name, "title": title, "rows": rows or places}


def _relation(row: Any, fact: str) -> str | None:
    ways = {"expresses": row.expresses, "supports": row.supports, "relates": row.relates, "values": [name for name, _ in row.values]}
    return next((way for way, names in ways.items() if fact in names), None)


def _first(s: Speaker, contexts: tuple[str, ...]) -> str | None:
    return next((s.t.say(context) for context in contexts if s.t.has(context)), None)


# -- as a page ---------------------------------------------------------------------------------------------------


def fact_report(book: Book, name: str, lang: str) -> Report:
    """Return a fact as a person reads it."""
    s, fact = Speaker(book, lang), book.facts[name]
    head = (f"{fact.id} · {fact.theme} · {fact.type}", *(_kind(s, kind) for kind in kinds(fact)))
    sections = fact_sections(s, fact).values()
    told = tuple(part for part in sections if part.sentences or part.items)
    return Report(lang, s.question(fact), head, told, about=f"fact {fact.id}")


def fact_sections(s: Speaker, fact: Fact) -> dict[str, Heading]:
    """Return the parts of a fact by name, in the order of a page; some can be empty."""
    data = fact_data(s, fact)
    rules, through = _rules(s, data)
    return {
        "plain": _plain(s, data),
        "values": _answers(s, fact, data),
        "counts": _counts(s, fact),
        "who": _who(s, data),
        "care": _care(s, fact),
        "sources": _sources(s, data),
        "rules": rules,
        "through": through,
        "others": _others(s, data),
    }


def _counts(s: Speaker, fact: Fact) -> Heading:
    items = tuple(Item(title, (Item(said),)) for title, said in s.counted(fact))
    return Heading(s.t.ui("show.counts", "Mikä lasketaan mukaan"), items=items)


def _kind(s: Speaker, kind: str) -> str:
    t = s.t
    return {
        "sign": t.ui("show.kind.sign", "Kuuluu ihmiskaupan merkkeihin."),
        "opening": t.ui("show.kind.opening", "Laaja kysymys, joka kysytään ennen yksittäisiä kysymyksiä."),
        "judgement": t.ui("show.kind.judgement", "Arvio, jonka tekee ihminen."),
        "wish": t.ui("show.kind.wish", "Henkilön oma tahto."),
        "derived": t.ui("show.kind.derived", "Päätellään muista tiedoista."),
        "law": t.ui("show.kind.law", "Oikeudellinen seikka."),
        "circumstance": t.ui("show.kind.circumstance", "Henkilön tilanteeseen kuuluva seikka."),
    }[kind]


def _plain(s: Speaker, data: Mapping[str, Any]) -> Heading:
    return Heading(s.t.ui("show.head.plain", "Henkilön kanssa luettavaksi"), (data["plain"],) if data["plain"] else ())


def _answers(s: Speaker, fact: Fact, data: Mapping[str, Any]) -> Heading:
    t = s.t
    said = []
    if fact.type == "number":
        units = {"days": t.ui("show.unit.days", "päivä"), "eur": t.ui("show.unit.eur", "euro"), "hours": t.ui("show.unit.hours", "tunti")}
        said = [t.ui("show.number", "Kokonaisluku.")]
        if fact.decimals:
            said = [t.ui("show.decimal", "Luku. Desimaaleja on enintään {n}.").format(n=fact.decimals)]
        said += [t.ui("show.low", "Vähintään {n}.").format(n=s.number(fact.low))] if fact.low is not None else []
        said += [t.ui("show.high", "Enintään {n}.").format(n=s.number(fact.high))] if fact.high is not None else []
        said += [t.ui("show.unit", "Yksikkö: {unit}.").format(unit=units.get(fact.unit, fact.unit))] if fact.unit else []
    if fact.type == "date":
        said = [t.ui("show.date", "Päivä muodossa 2026-11-24.")]
        said += [t.ui("show.past", "Viimeistään se päivä, jona apua tarjotaan tai viranomainen päättää.")] if fact.past else []
    if fact.askable:
        said.append(t.ui("show.marks", "Vastaus voi olla myös MAYBE (ehkä) tai DECLINED (ei halua vastata)."))
    items = [Item(f"{str(each['value']).lower() if fact.type == 'bool' else each['value']}: {each['means']}") for each in data["values"]]
    return Heading(t.ui("show.head.values", "Vastaukset"), tuple(said), tuple(items))


def _who(s: Speaker, data: Mapping[str, Any]) -> Heading:
    """Who decides a judgement and what to weigh; of anything else, who can know it."""
    t = s.t
    if data["deciders"]:
        items = [Item(each["name"]) for each in data["deciders"]]
        weighed = (
            ("weigh_for", t.ui("ui.weigh_for", "Puolesta voi puhua:")),
            ("weigh_against", t.ui("ui.weigh_against", "Vastaan voi puhua:")),
        )
        items += [Item(title, tuple(map(Item, data[side]))) for side, title in weighed if data[side]]
        return Heading(t.ui("show.head.judge", "Kuka sen arvioi"), items=tuple(items))
    said = {
        "observed": t.ui("show.observed", "Auttaja voi itse havaita sen."),
        "told_by_person": t.ui("show.told_by_person", "Henkilö voi kertoa sen itse."),
        "third_party": t.ui("show.third_party", "Joku muu voi kertoa sen."),
        "document": t.ui("show.document", "Se voi käydä ilmi asiakirjasta."),
    }
    return Heading(t.ui("show.head.who", "Mistä sen voi tietää"), items=tuple(Item(said[each]) for each in data["observers"]))


def _care(s: Speaker, fact: Fact) -> Heading:
    """When to ask, and what data protection law calls the answer."""
    t = s.t
    stages = {
        1: t.ui("show.stage.safety", "Turvallisuus: kysytään ensimmäisenä."),
        2: t.ui("show.stage.early", "Kysytään, kun turvallisuudesta on kysytty."),
        3: t.ui("show.stage.late", "Kysytään, kun helpommat kysymykset on kysytty."),
        4: t.ui("show.stage.last", "Kysytään viimeisten joukossa, koska asia on arkaluonteinen."),
    }
    kinds = {
        "ordinary": t.ui("show.ordinary", "Tavallinen henkilötieto."),
        "ordinary_safety_critical": t.ui("show.critical", "Tavallinen henkilötieto, joka väärissä käsissä voi vaarantaa henkilön."),
        "special_category_art9": t.ui(
            "show.special", "Erityisiin henkilötietoryhmiin kuuluva tieto (yleisen tietosuoja-asetuksen 9 artikla)."
        ),
        "criminal_offence_art10": t.ui(
            "show.offence", "Rikostuomioihin ja rikkomuksiin liittyvä tieto (yleisen tietosuoja-asetuksen 10 artikla)."
        ),
    }
    when = (stages[fact.stage],) if fact.askable and not fact.judgement else ()
    return Heading(t.ui("show.head.care", "Kysyminen ja tietosuoja"), (*when, kinds[fact.sensitivity]))


def _sources(s: Speaker, data: Mapping[str, Any]) -> Heading:
    """Citations and sources, and the published lists with their rows."""
    fact = s.book.facts[data["fact"]]
    items = [Item(s.cite(cite), about=f"cite {cite}") for cite in fact.cite]
    items += [Item(s.source(source), about=f"source {source}") for source in fact.source]
    for each in data["lists"]:
        rows: dict[str, list[str]] = {}
        for row in each["rows"]:
            rows.setdefault(row["says"] or "", []).append(row["row"])
        under = [f"{says} ({', '.join(refs)})" if says else ", ".join(refs) for says, refs in rows.items()]
        items.append(Item(each["title"], tuple(map(Item, under)), about=f"list {each['list']}"))
    return Heading(s.t.ui("show.head.sources", "Lähteet ja julkaistut luettelot"), items=tuple(items))


def _rules(s: Speaker, data: Mapping[str, Any]) -> Iterator[Heading]:
    t = s.t
    own = [each for each in data["rules"] if not each["rules"]]
    none = () if own else (t.ui("show.no_rule", "Mikään sääntö ei käytä tätä tietoa."),)
    derived = t.ui("show.through.derived", "Tämän päätellyn tiedon kautta: {what}")
    items = [Item(_named(each), _ways(derived, "fact", each["derived"]), about=f"rule {each['rule']}") for each in own]
    yield Heading(t.ui("show.head.rules", "Säännöt, jotka lukevat tiedon"), none, tuple(items))
    through = t.ui("show.through.rule", "Tämän säännön kautta: {what}")
    led = [each for each in data["rules"] if each["rules"]]
    items = [Item(_named(each), _ways(through, "rule", each["rules"]), about=f"rule {each['rule']}") for each in led]
    yield Heading(t.ui("show.head.through", "Säännöt, joihin tieto vaikuttaa toisen säännön kautta"), items=tuple(items))


def _named(rule: Mapping[str, Any]) -> str:
    return f"{rule['rule']} – {rule['title']}"


def _ways(said: str, kind: str, names: list[str]) -> tuple[Item, ...]:
    return tuple(Item(said.format(what=name), about=f"{kind} {name}") for name in names)


def _others(s: Speaker, data: Mapping[str, Any]) -> Heading:
    """What it opens, derives from and leads to."""
    t = s.t
    dates = {
        "as_of": t.ui("show.as_of", "Päivä, jona apua tarjotaan tai viranomainen päättää."),
        "act_from": t.ui("cli.act_from", "Päivä, jona teot alkoivat."),
        "act_to": t.ui("cli.act_to", "Päivä, jona teot päättyivät."),
        "applied_on": t.ui("cli.applied_on", "Päivä, jona hakemus tehtiin."),
    }
    groups = (
        ("opened_by", t.ui("show.opened_by", "Kysytään näiden jälkeen:")),
        ("opens", t.ui("show.opens", "Tämän jälkeen voidaan kysyä:")),
        ("derived_from", t.ui("show.derived_from", "Päätellään näistä:")),
        ("derives", t.ui("show.derives", "Tästä päätellään:")),
    )
    items = [
        Item(
            title, tuple(_other(f"{n} – {dates[n]}" if n in dates else f"{n} – {s.question(s.book.facts[n])}", n, dates) for n in data[key])
        )
        for key, title in groups
        if data[key]
    ]
    return Heading(t.ui("show.head.others", "Muut tiedot"), items=tuple(items))


def _other(said: str, name: str, dates: Mapping[str, str]) -> Item:
    return Item(said, about="" if name in dates else f"fact {name}")
