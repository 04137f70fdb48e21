"""The page of a rule, and the list of all rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import attrs

from handbook.changes import Changes, day_link, holders
from handbook.material import Teller, notice_anchor
from handbook.pages import Entry, Link, Page, Part, Said, entries, of_heading
from tunnistus.comparing.change_report import changed_clauses, persons, when
from tunnistus.comparing.changes import RuleChange
from tunnistus.reading.documents import ExpectDoc
from tunnistus.rules.graph import used_rules
from tunnistus.rules.horizon import changes_of
from tunnistus.rules.model import Rule
from tunnistus.saying import pictures
from tunnistus.saying.addresses import address, slug
from tunnistus.saying.horizon import later_items
from tunnistus.saying.show import dates, read_until, rule_sections
from tunnistus.trying.cases import Example

__all__ = ["rule_list", "rule_page"]


def rule_page(t: Teller, rule: Rule, changes: Changes) -> Page:
    """Return the page of a rule.

    Args:
        changes: the days on which it says something else than the day before.
    """
    told = rule_sections(t.s, rule)
    head = (
        (Link(t.s.t.say(f"ruleset.{rule.ruleset}.title"), f"rules/index#{slug(rule.ruleset)}"), " · ", Link(rule.id, code=True)),
        *((said,) for said in dates(t.s, rule.valid)),
        _clock(t, rule),
    )
    parts = (
        _outcomes(t, rule),
        Part(t.ui("rule.who", "Kuka päättää tai toimii"), "who", entries=tuple(_who(t, rule))),
        of_heading(told["scope"], "scope", t.lead),
        _clauses(t, rule, of_heading(told["clauses"], "clauses", t.lead)),
        _notices(t, rule, of_heading(told["notices"], "notices", t.lead)),
        Part(t.ui("rule.changes", "Miten sääntö on muuttunut"), "changes", inside=tuple(_changed(t, *each) for each in changes)),
        Part(t.ui("rule.picture", "Sääntö kuvana"), "picture", html=pictures.of_rule(t.book, rule, t.lang).to_html()),
        of_heading(told["keys"], "facts", t.lead),
        *_others(t, rule),
        _cases(t, rule),
        of_heading(told["not_encoded"], "not-encoded", t.lead),
        _horizon(t, rule),
    )
    return Page(address(f"rule {rule.id}"), t.s.title(rule.id), head, tuple(part for part in parts if not part.empty))


def _clock(t: Teller, rule: Rule) -> Said:
    return (
        {
            "decision": t.ui("rule.clock.decision", "Ratkaiseva päivä on se, jona apua tarjotaan tai viranomainen päättää."),
            "act": t.ui("rule.clock.act", "Ratkaiseva päivä on se, jona teko tehtiin."),
            "application": t.ui("rule.clock.application", "Ratkaiseva päivä on se, jona hakemus tehtiin."),
        }[rule.clock],
    )


def _outcomes(t: Teller, rule: Rule) -> Part:
    """What it says to the worker, and under it to the person."""
    to_person = t.ui("rule.to_person", "Henkilölle: {said}")
    said = tuple(
        Entry((t.s.outcome(rule.id, o),), (Entry((to_person.format(said=t.s.t.say(f"rule.{rule.id}.plain.{o}")),)),)) for o in rule.outcomes
    )
    return Part(t.ui("rule.says", "Mitä sääntö sanoo"), "says", entries=said)


def _who(t: Teller, rule: Rule) -> Iterator[Entry]:
    for function in dict.fromkeys(clause.who for clause in rule.clauses if clause.who):
        yield Entry((Link(t.s.who(function, rule.valid.until or date.max), f"actors#{slug(function)}"),))


def _clauses(t: Teller, rule: Rule, told: Part) -> Part:
    """The clauses, each with the units of the statutes that it says."""
    title = t.ui("rule.units", "Lain kohdat, jotka tämä kattaa:")
    inside = []
    for clause, part in zip(rule.clauses, told.inside, strict=True):
        units = tuple(Entry(t.unit(unit)) for unit in t.material.units_of.get((rule.id, clause.name), ()))
        named = t.ui("rule.clause", "Kohta {name}").format(name=part.title)
        covered = (Entry((title,), units),) if units else ()
        inside.append(attrs.evolve(part, title=named, entries=(*part.entries, *covered)))
    own = tuple(Entry(t.unit(unit)) for unit in t.material.units_of_rule.get(rule.id, ()))
    whole = (Entry((t.ui("rule.units.whole", "Lain kohdat, jotka koko sääntö kattaa:"),), own),) if own else ()
    return attrs.evolve(told, entries=whole, inside=tuple(inside))


def _notices(t: Teller, rule: Rule, told: Part) -> Part:
    """What is said beside an outcome, each with the units of the statutes that it says."""
    title = t.ui("rule.units", "Lain kohdat, jotka tämä kattaa:")
    listed = []
    for notice, entry in zip(rule.notices, told.entries, strict=True):
        units = tuple(Entry(t.unit(unit)) for unit in t.material.units_of.get((rule.id, notice.key), ()))
        covered = (Entry((title,), units),) if units else ()
        listed.append(Entry(entry.said, (*entry.under, *covered), notice_anchor(notice.key)))
    return attrs.evolve(told, entries=tuple(listed))


def _changed(t: Teller, day: date, change: RuleChange) -> Part:
    days = (day - timedelta(days=1), day)
    fold = t.ui("rule.persons", "Näytä, kenelle muutos merkitsee")
    people = entries(persons(t.s, change, days), t.lead)
    inside = (Part("", f"changes-{day}-people", entries=people, fold=fold),) if people else ()
    said = ((line,) for line in when(t.s, change))
    told = entries(changed_clauses(t.s, change, days), t.lead) + holders(t, day, [change])
    return Part(t.s.day(day), f"changes-{day}", (*said, (day_link(t, day),)), told, inside=inside)


def _others(t: Teller, rule: Rule) -> Iterator[Part]:
    used = sorted(used_rules(rule), key=list(t.book.rules).index)
    yield Part(t.ui("rule.uses", "Säännöt, joihin tämä viittaa"), "uses", entries=tuple(Entry((t.rule(name),)) for name in used))
    users = t.material.users.get(rule.id, ())
    yield Part(t.ui("rule.users", "Säännöt, jotka viittaavat tähän"), "users", entries=tuple(Entry((t.rule(name),)) for name in users))


def _cases(t: Teller, rule: Rule) -> Part:
    by_file: dict[str, list[Example]] = {}
    for example in t.material.cases.get(rule.id, ()):
        by_file.setdefault(example.where.partition(":")[0], []).append(example)
    listed = tuple(Entry((Link(file, code=True),), tuple(_case(t, rule, example) for example in those)) for file, those in by_file.items())
    number = t.s.number(sum(map(len, by_file.values())))
    fold = t.ui("rule.cases.number", "Näytä tapaukset ({n})").format(n=number)
    about = t.ui("rule.cases.about", "Tapaukset on kirjoitettu säädöksestä. Ne ovat keksittyjä, ja niiden nimet ovat englanniksi.")
    return Part(t.ui("rule.cases", "Tapaukset"), "cases", ((about,),), listed, fold=fold)


def _case(t: Teller, rule: Rule, example: Example) -> Entry:
    doc = example.doc
    told = (Link(example.name, lang="" if t.lang == "en" else "en"), f" · {t.s.day(doc.as_of)}")
    expect = doc.expect[rule.id]
    return Entry(told, tuple(map(Entry, (*((said,) for said in _expected(t, rule, expect)), *_noticed(t, rule, expect)))))


def _noticed(t: Teller, rule: Rule, expect: object) -> Iterator[Said]:
    """What a case expects to be told beside the result: a notice or a later change of the law, leading to it; else its id."""
    shown = t.ui("case.notice", "Huomautus kerrotaan:")
    page, own = address(f"rule {rule.id}"), {notice.key for notice in rule.notices}
    for name in expect.named("notices") if isinstance(expect, ExpectDoc) else ():
        told = Link(name, code=True)
        if name in own:
            told = Link(t.s.t.say(f"rule.{rule.id}.notice.{name}"), f"{page}#{notice_anchor(name)}")
        elif name in t.book.later:
            told = Link(t.s.t.say(f"later.{name}"), f"{page}#horizon")
        yield (f"{shown} ", told)


def _expected(t: Teller, rule: Rule, expect: object) -> Iterator[str]:
    """What a case expects, in words."""
    if expect == "not_in_force":
        yield t.ui("case.not_in_force", "Sääntö ei ole voimassa.")
        return
    if expect == "out_of_scope":
        yield t.ui("case.out_of_scope", "Sääntö ei koske henkilöä.")
        return
    assert isinstance(expect, ExpectDoc)
    due, options, possible = expect.due, expect.named("options"), expect.named("possible")
    if due and due != "nothing":
        yield t.s.outcome(rule.id, due)
    for option in options:
        yield t.ui("case.option", "Päättäjän harkinnassa: {said}").format(said=t.s.outcome(rule.id, option))
    for name in possible:
        if name != due and name not in options:
            yield t.ui("case.possible", "Vielä mahdollista: {said}").format(said=t.s.outcome(rule.id, name))
    if due == "nothing" and not options and not possible:
        yield t.ui("case.nothing", "Säännöstä ei seuraa mitään.")


def _horizon(t: Teller, rule: Rule) -> Part:
    later = {change.key: [] for change in changes_of(t.book, rule)}
    said = tuple((line,) for line in read_until(t.s, rule))
    items = tuple(attrs.evolve(item, under=()) for item in later_items(t.s, later))
    return Part(t.ui("rule.horizon", "Mihin asti laki on luettu"), "horizon", said, entries(items, t.lead))


def rule_list(t: Teller) -> Page:
    """Return the list of all rules, by the file that they stand in."""
    parts = tuple(
        Part(
            t.s.t.say(f"ruleset.{ruleset.id}.title"),
            slug(ruleset.id),
            entries=tuple(Entry((t.rule(name), " · ", Link(name, code=True))) for name in ruleset.rules),
        )
        for ruleset in t.book.rulesets.values()
    )
    about = t.ui("rules.about", "Jokaisella säännöllä on oma sivunsa. Säännöt on ryhmitelty aiheittain.")
    return Page("rules/index", t.ui("rules.title", "Säännöt"), ((about,),), parts)
