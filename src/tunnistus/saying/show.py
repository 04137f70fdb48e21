"""A rule as a person reads it, and who does what by date: outcomes, clauses, conditions as nested lists, citations, the facts that it
needs, contacts. Rules and actors as plain data as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tunnistus.deciding.reads import facts_of
from tunnistus.rules.calendar import Length
from tunnistus.rules.decimals import plain
from tunnistus.rules.derive import readers_of
from tunnistus.rules.horizon import acts_read, changes_of
from tunnistus.rules.model import AtLeast, Book, Clause, Const, Node, Notice, Period, Rule, Window
from tunnistus.rules.parameters import versions_in
from tunnistus.saying.contacts import phone_of
from tunnistus.saying.facts import domain
from tunnistus.saying.horizon import horizon_items, later_items, source_items
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.sections import contact_lines
from tunnistus.saying.speaker import Speaker

__all__ = [
    "actors_data", "actors_report", "clause_data", "clause_heading", "condition", "dates", "effect", "read_until", "rule_data",
    "rule_report", "rule_sections",
]  # fmt: skip


def rule_report(book: Book, rule: str, lang: str) -> Report:
    """Return a rule as a person reads it: later changes of law first, outcomes, clauses with dates, citations, who decides, and what is
    not encoded.
    """
    s, r = Speaker(book, lang), book.rules[rule]
    t = s.t
    later = later_items(s, {change.key: () for change in changes_of(book, r)})
    changed = Heading(t.ui("show.place.later", "Muutokset, joita säännöissä ei vielä ole"), items=tuple(later))
    sections = (changed, *rule_sections(s, r).values())
    head = (t.say(f"ruleset.{r.ruleset}.title") + f" · {rule}", *dates(s, r.valid), *read_until(s, r))
    return Report(lang, s.title(rule), head, tuple(h for h in sections if h.items or h.inside), about=f"rule {rule}")


def read_until(s: Speaker, rule: Rule) -> list[str]:
    """Return until when the law behind a rule was read, as sentences."""
    acts = acts_read(s.book, rule.clauses)
    return [item.text for item in (horizon_items(s, acts) if acts else source_items(s, [rule.ruleset]))]


def rule_sections(s: Speaker, rule: Rule) -> dict[str, Heading]:
    """Return the parts of a rule by name, in the order of a page: ``scope``, ``covers``, ``outcomes``, ``clauses``, ``notices``,
    ``keys``, ``not_encoded``.

    Some can be empty.
    """
    t, ruleset = s.t, s.book.rulesets[rule.ruleset]
    concerned = (condition(s, rule.scope),) if rule.scope != Const(1) else ()
    part = (Item(s.left_out(rule.id)),) if rule.covers_part else ()
    outcomes = tuple(Item(s.outcome(rule.id, o)) for o in rule.outcomes)
    left_out = tuple(Item(t.say(f"ruleset.{ruleset.id}.not_encoded.{k}")) for k in ruleset.not_encoded)
    return {
        "scope": Heading(t.ui("show.head.scope", "Keitä sääntö koskee"), items=concerned),
        "covers": Heading(t.ui("show.head.covers", "Sääntö kattaa vain osan säännöksestä"), items=part),
        "outcomes": Heading(t.ui("ui.head.outcomes", "Lopputulokset"), items=outcomes),
        "clauses": Heading(t.ui("ui.head.clauses", "Kohdat"), inside=tuple(clause_heading(s, rule, clause) for clause in rule.clauses)),
        "notices": _notices(s, rule),
        "keys": Heading(t.ui("show.head.keys", "Tiedot, joita sääntö tarvitsee"), items=tuple(_keys(s, rule))),
        "not_encoded": Heading(t.ui("ui.head.not_encoded", "Mitä säännöistä puuttuu"), items=left_out),
    }


def clause_heading(s: Speaker, rule: Rule, clause: Clause) -> Heading:
    """Return a clause: its days and kind, who acts, what follows, on what condition, and where it is written."""
    t = s.t
    lines = [*dates(s, clause.valid), effect(s, clause.effect)]
    lines += _holders(s, clause.who, clause.valid.within(rule.valid)) if clause.who else ()
    if clause.then:
        lines.append(s.outcome(rule.id, clause.then))
    lines += [t.ui("ui.beats", "Syrjäyttää kohdan: {name}.").format(name=b) for b in clause.beats]
    if clause.verified:
        lines.append(t.ui("ui.clause_read", "Tästä kohdasta on luettu {day} voimassa ollut teksti.").format(day=s.day(clause.verified)))
    cites = [Item(s.cite(cite), about=f"cite {cite}") for cite in clause.cite]
    sources = [Item(s.source(source), about=f"source {source}") for source in clause.source]
    items = (
        Item(t.ui("ui.when", "Edellytys:"), (condition(s, clause.when),)),
        *_period(s, rule, clause),
        Item(t.ui("ui.basis", "Perusta:"), (*cites, *sources)),
    )
    return Heading(clause.name, tuple(lines), items)


def _holders(s: Speaker, function: str, window: Window) -> Iterator[str]:
    """Who has a function while a clause is in force, one after the other."""
    versions = s.book.actors[function]["versions"]
    spans = {n: _inside(each["valid"], window) for n, each in enumerate(versions)}
    held = {n: span for n, span in spans.items() if not span.empty} or {len(versions) - 1: Window()}
    for n, span in held.items():
        said = s.t.ui("ui.who", "Kuka: {who}.").format(who=s.t.say(f"actor.{function}.{n}.name"))
        yield " ".join((said, *(dates(s, span) if len(held) > 1 else ())))


def _inside(valid: Mapping[str, str], window: Window) -> Window:
    since, until = (date.fromisoformat(day) if (day := valid.get(key)) else None for key in ("from", "until"))
    return Window(since, until).within(window)


def _period(s: Speaker, rule: Rule, clause: Clause) -> Iterator[Item]:
    """The period of a clause with its lengths, each with its days where the law changed it."""
    if not clause.period:
        return
    head, t = f"rule.{rule.id}.{clause.name}", s.t
    lengths = [Item(" ".join((said, *days))) for said, days in _lengths(s, clause.period, clause.valid.within(rule.valid))]
    yield Item(f"{t.say(f'{head}.period')}:", (*lengths, Item(t.say(f"{head}.counting"))))


def _lengths(s: Speaker, period: Period, window: Window) -> Iterator[tuple[str, list[str]]]:
    sides = (
        (period.shortest, s.t.ui("ui.diff.period.shortest", "Vähintään {length}.")),
        (period.longest, s.t.ui("ui.diff.period.longest", "Enintään {length}.")),
    )
    for name, said in sides:
        found = versions_in(s.book.parameters[name], window) if name else ()
        for amount, span in found:
            if isinstance(amount, Length):
                yield said.format(length=s.length(amount)), dates(s, span) if len(found) > 1 else []


def _notices(s: Speaker, rule: Rule) -> Heading:
    """What is told beside a result: under each its days, where they are not those of the rule, and its condition."""
    t = s.t
    told = t.ui(
        "show.notices.about",
        "Nämä kerrotaan tuloksen ohella. Jos huomautuksella on ehto, se kerrotaan, ellei ehto varmasti jää täyttymättä.",
    )
    items = tuple(Item(t.say(f"rule.{rule.id}.notice.{notice.key}"), tuple(_of_notice(s, rule, notice))) for notice in rule.notices)
    return Heading(t.ui("show.head.notices", "Huomautukset"), (told,) if items else (), items)


def _of_notice(s: Speaker, rule: Rule, notice: Notice) -> Iterator[Item]:
    if notice.valid != rule.valid:
        yield from map(Item, dates(s, notice.valid))
    if notice.when != Const(1):
        yield Item(s.t.ui("show.notice.when", "Ehto:"), (condition(s, notice.when),))


def _keys(s: Speaker, rule: Rule) -> Iterator[Item]:
    """The facts to answer, with their values; under those that others follow from, what follows."""
    names = facts_of(s.book, rule)
    said = s.t.ui("show.derives", "Tästä päätellään:")
    for fact in (s.book.facts[name] for name in names):
        if fact.askable:
            following = tuple(Item(name, about=f"fact {name}") for name in readers_of(s.book).get(fact.id, ()) if name in names)
            under = (Item(said, following),) if following else ()
            yield Item(f"{fact.id} ({domain(s, fact)}) – {s.question(fact)}", under, about=f"fact {fact.id}")


def rule_data(book: Book, rule: str, lang: str) -> dict[str, Any]:
    """Return a rule as plain data for JSON: outcomes, clauses, notices, what is not encoded, the keys of later changes of law, and the
    facts to answer; conditions are left out.
    """
    s, r = Speaker(book, lang), book.rules[rule]
    names = facts_of(book, r)
    return {
        "rule": r.id, "title": s.title(r.id), "ruleset": r.ruleset, "about": book.rulesets[r.ruleset].about,
        "part": r.part, "clock": r.clock, "ordered": r.ordered,
        **_window(r.valid),
        "outcomes": [{"outcome": o, "says": s.outcome(r.id, o)} for o in r.outcomes], "otherwise": r.otherwise or None,
        "left_out": s.left_out(r.id) if r.covers_part else None,
        "who": list(dict.fromkeys(c.who for c in r.clauses if c.who)),
        "clauses": [clause_data(s, r, clause) for clause in r.clauses],
        "notices": [
            {"notice": n.key, "says": s.t.say(f"rule.{r.id}.notice.{n.key}"), "conditional": n.when != Const(1), **_window(n.valid)}
            for n in r.notices
        ],
        "not_encoded": [s.t.say(f"ruleset.{r.ruleset}.not_encoded.{key}") for key in book.rulesets[r.ruleset].not_encoded],
        "later": [change.key for change in changes_of(book, r)],
        "reads": list(names),
        "facts": [
            {"fact": f.id, "type": f.type, "values": [True, False] if f.type == "bool" else list(f.values),
             "low": plain(f.low), "high": plain(f.high), "decimals": f.decimals if f.type == "number" else None,
             "question": s.question(f), "deciders": list(f.judgement.who if f.judgement else ()),
             "derives": [name for name in readers_of(book).get(f.id, ()) if name in names]}
            for f in map(book.facts.__getitem__, names) if f.askable
        ],
    }  # fmt: skip


def clause_data(s: Speaker, rule: Rule, clause: Clause) -> dict[str, Any]:
    """Return a clause as plain data, without its condition."""
    return {
        "clause": clause.name, "effect": clause.effect, "then": clause.then or None, "who": clause.who or None, "beats": list(clause.beats),
        **_window(clause.valid.within(rule.valid)), "sources": s.cites(clause.cite, clause.source),
        "period": _period_data(s, rule, clause) if clause.period else None,
        "verified": clause.verified.isoformat() if clause.verified else None,
    }  # fmt: skip


def _period_data(s: Speaker, rule: Rule, clause: Clause) -> dict[str, Any]:
    """A period as plain data: the facts with its first and last day, and each length that the law gave it, with its days."""
    period, head, window = clause.period, f"rule.{rule.id}.{clause.name}", clause.valid.within(rule.valid)
    assert period

    def lengths(name: str) -> list[dict[str, Any]]:
        found = versions_in(s.book.parameters[name], window) if name else ()
        return [
            {"says": s.length(amount), "years": amount.years, "months": amount.months, "days": amount.days, **_window(span)}
            for amount, span in found
            if isinstance(amount, Length)
        ]

    return {
        "says": s.t.say(f"{head}.period"), "counting": s.t.say(f"{head}.counting"), "start": period.start, "end": period.until or None,
        "shortest": lengths(period.shortest), "longest": lengths(period.longest), "extension": period.extension,
        "deadline": period.deadline or None,
    }  # fmt: skip


def _window(window: Window) -> dict[str, str | None]:
    return {"from": window.since.isoformat() if window.since else None, "until": window.until.isoformat() if window.until else None}


def dates(s: Speaker, window: Any) -> list[str]:
    """Return when a rule or clause is in force; nothing when that is always."""
    t = s.t
    if window.since and window.until:
        return [t.ui("ui.valid.both", "Voimassa {since}–{until}.").format(since=s.day(window.since), until=s.day(window.until))]
    if window.since:
        return [t.ui("ui.valid.since", "Voimassa {since} alkaen.").format(since=s.day(window.since))]
    return [t.ui("ui.valid.until", "Voimassa {until} asti.").format(until=s.day(window.until))] if window.until else []


def effect(s: Speaker, name: str) -> str:
    """Return what kind of clause it is, as a sentence."""
    t = s.t
    return {
        "duty": t.ui("ui.effect.duty", "Velvollisuus."),
        "power": t.ui("ui.effect.power", "Toimivalta: päättäjä voi tehdä näin."),
        "bar": t.ui("ui.effect.bar", "Este tai kielto."),
        "practice": t.ui("ui.effect.practice", "Käytäntö tai ohje, ei säädös."),
        "definition": t.ui("ui.effect.definition", "Määritelmä."),
    }[name]


def condition(s: Speaker, node: Any) -> Item:
    """Return a condition as a nested list; every node of the algebra has its words."""
    t = s.t
    kind = type(node).__name__
    if kind == "Test":
        return _test(s, node)
    if kind == "Not":
        return Item(t.ui("ui.cond.not", "Näin ei ole:"), (condition(s, node.of),))
    if kind == "Use":
        return Item(
            t.ui("ui.cond.use", "Toisen säännön lopputulos:"),
            (Item(s.title(node.rule), about=f"rule {node.rule}"), Item(s.outcome(node.rule, node.outcome))),
        )
    if kind == "Const":
        return Item(t.ui("ui.cond.always", "Aina.") if node.truth == 1 else t.ui("ui.cond.never", "Ei koskaan."))
    if len(node.of) == 1:
        return condition(s, node.of[0])
    said = t.ui("ui.cond.all", "Kaikki nämä:") if node.k == len(node.of) else t.ui("ui.cond.any", "Ainakin yksi näistä:")
    if 1 < node.k < len(node.of):
        said = t.ui("ui.cond.at_least", "Ainakin {k} näistä:").format(k=node.k)
    return Item(said, tuple(condition(s, c) for c in _joined(node)))


def _joined(node: AtLeast) -> Iterator[Node]:
    """The children; in a list of which all or any hold, those of a list of the same kind stand in its place."""
    for child in node.of:
        while isinstance(child, AtLeast) and len(child.of) == 1:
            child = child.of[0]
        if isinstance(child, AtLeast) and (node.k == child.k == 1 or (node.k == len(node.of) and child.k == len(child.of))):
            yield from _joined(child)
        else:
            yield child


def _test(s: Speaker, node: Any) -> Item:
    t, fact = s.t, s.book.facts[node.fact]
    about = f"fact {fact.id}"
    if fact.type == "bool":
        return Item(s.t.say(f"fact.{fact.id}.{'met' if node.cells == (True,) else 'unmet'}"), about=about)
    if fact.type == "enum":
        values = tuple(Item(t.say(f"fact.{fact.id}.value.{c}"), about=about) for c in node.cells)
        return values[0] if len(values) == 1 else Item(t.ui("ui.cond.any", "Ainakin yksi näistä:"), values)
    spans = []
    for cell in node.cells:
        low, high = (("–" if b is None else s.day(b) if isinstance(b, date) else s.number(b)) for b in (cell.low, cell.high))
        spans.append(Item(t.ui("ui.cond.between", "Arvo on välillä {low}–{high}.").format(low=low, high=high)))
    return Item(s.question(fact), tuple(spans), about=about)


def actors_report(book: Book, lang: str) -> Report:
    """Return who has which function, with the dates, contact data and what is unconfirmed about them."""
    s = Speaker(book, lang)
    sections = tuple(_actor(s, name, entry) for name, entry in book.actors.items())
    return Report(lang, s.t.ui("ui.actors", "Toimijat ja yhteystiedot"), (), sections)


def actors_data(book: Book, lang: str) -> list[dict[str, Any]]:
    """Return who has which function as plain data for JSON."""
    s = Speaker(book, lang)
    return [
        {
            "actor": name,
            "holders": [
                {"name": s.t.say(f"actor.{name}.{n}.name"), "from": v["valid"].get("from"), "until": v["valid"].get("until")}
                for n, v in enumerate(entry["versions"])
            ],
            "note": s.t.say(f"actor.{name}.note") if s.t.has(f"actor.{name}.note") else None,
            "contact": _contact(entry["contact"], lang) if "contact" in entry else None,
        }
        for name, entry in book.actors.items()
    ]


def _contact(told: Any, lang: str) -> dict[str, str | bool | None]:
    phone, always = phone_of(told, lang)
    return {"phone": phone, "around_the_clock": always, **{name: told.get(name) for name in ("email", "web", "checked_on", "live_checked")}}


def _actor(s: Speaker, name: str, entry: Any) -> Heading:
    items = []
    for n, version in enumerate(entry["versions"]):
        since, until = (date.fromisoformat(d) if d else None for d in (version["valid"].get("from"), version["valid"].get("until")))
        items.append(Item(s.t.say(f"actor.{name}.{n}.name"), tuple(map(Item, dates(s, Window(since, until))))))
    note = (s.t.say(f"actor.{name}.note"),) if s.t.has(f"actor.{name}.note") else ()
    if "contact" in entry:
        items.append(Item(s.t.ui("ui.contact", "Yhteys:"), contact_lines(s, entry["contact"], None)))
    return Heading(name, note, tuple(items))
