"""Rendering decisions and assessments: whole sentences in Finnish, Swedish and English.

Sentences are never glued from fragments; facts stand in lists under a heading. Two registers: ``worker``, and ``plain`` to
read with the person, which shows each question with its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

import attrs

from tunnistus.explaining.assessed import Assessed, of_role, ours
from tunnistus.explaining.explain import Decision
from tunnistus.explaining.state import State
from tunnistus.rules.answers import Mark
from tunnistus.rules.roles import IN_VIEW, holder
from tunnistus.rules.sheets import Slot, plain
from tunnistus.saying.beside import beside_part
from tunnistus.saying.closed import closed_part
from tunnistus.saying.contacts import contacts
from tunnistus.saying.elements import element, form
from tunnistus.saying.foremost import call_now, child, danger, state_sentences
from tunnistus.saying.listed import list_part
from tunnistus.saying.page import own_title
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.sections import (
    basis,
    cautions,
    contact_item,
    decision,
    doubt_part,
    guidance,
    judgement_part,
    missing,
    next_step,
    open_part,
    part,
    period_line,
    stretch_items,
)  # fmt: skip
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.stretches import depends, touched

__all__ = ["assessment_report", "decision_report"]


def decision_report(d: Decision, lang: str, *, register: str = "worker") -> Report:
    """Return one decision as a report, with what is missing, judgements, what is unconfirmed and not encoded."""
    s = Speaker(d.case.book, lang, register, d.case.dates)
    sections = [
        decision(s, d),
        *open_part(s, d.ask()),
        *judgement_part(s, [d]),
        *doubt_part(s, [d]),
    ]
    return Report(lang, s.title(d.rule.id), _caveat(s), tuple(sections))


def assessment_report(a: Assessed, lang: str, *, register: str = "worker", lists: bool = False) -> Report:
    """Return a whole assessment: every part of the full page, in the order of the rule data.

    Args:
        lists: also what is seen beside the published lists of signs.
    """
    s = Speaker(a.case.book, lang, register, a.case.dates)
    t, whole = s.t, _Whole(s, ours(a), a, lists)
    sections = [head for slot in (s.book.sheets.get("full") or plain("full")).parts for head in _sections(whole, slot)]
    day = t.ui("ui.as_of", "Päivä, jolle arvio on tehty: {day}.").format(day=s.day(a.case.dates.as_of))
    title = t.ui("ui.title.full", "Koko sivu")
    return Report(lang, title, (day, *_caveat(s)), tuple(sections), kind="full", footer=s.day(a.case.dates.as_of))


@attrs.frozen
class _Whole:
    """What the sections of a full page are made of: ``a`` without rules of others, ``every`` with them."""

    s: Speaker
    a: Assessed
    every: Assessed
    lists: bool

    @cached_property
    def shown(self) -> list[Decision]:
        """The decisions that have something to say about this person."""
        return [d for d in self.a.decisions.values() if _tells(d)]


def _sections(whole: _Whole, slot: Slot) -> Iterable[Heading]:
    if slot.name in SECTIONS:
        return SECTIONS[slot.name](whole)
    says = (whole.s.t.say(f"part.{slot.name}.full.says.{key}") for key in slot.says)
    return [Heading(own_title(slot.name, "full", whole.s), items=tuple(map(Item, says)))]


def _next_step(s: Speaker, a: Assessed) -> Iterator[Heading]:
    """The next step; rule data of others may have none."""
    beside = a.part("next_step")
    step = beside.pop(holder(a.case.book, "step"), None)
    if step:
        yield next_step(s, step, beside.values(), state_sentences(s, a), call_now(s, a), step=a.state != State.IN_SYSTEM)


def _wishes(s: Speaker, a: Assessed) -> Iterator[Heading]:
    """What the person wants and agrees to, and what they did not want to answer."""
    t, facts, plain = s.t, a.case.book.facts, s.register == "plain"
    known, marks = a.case.answers.known, a.case.answers.marks
    items = tuple(Item(s.fact(f, known[f.id]), about=f"fact {f.id}") for f in facts.values() if f.wish and f.id in known)
    view = of_role(a, "danger_in_view")
    danger_facts = view.facts if view else ()
    asked = [n for n in facts if marks.get(n) == Mark.DECLINED and n not in danger_facts]
    declined = tuple(Item(s.question(facts[n]), about=f"fact {n}") for n in asked)
    if items:
        yield Heading(
            t.ui("ui.head.wishes.plain", "Mitä sinä haluat") if plain else t.ui("ui.head.wishes", "Mitä henkilö haluaa"), items=items
        )
    if declined and plain:  # the questions are not put again, not on paper either
        said = t.ui("state.declined.plain", "Et halunnut vastata kaikkiin kysymyksiin. Se on oikeutesi. Voit kertoa lisää milloin tahansa.")
        yield Heading(t.ui("ui.head.declined.plain", "Mihin et halunnut vastata"), (said,))
    elif declined:
        said = t.ui("ui.declined", "Älä kysy näitä uudelleen.")
        yield Heading(t.ui("ui.head.declined", "Mihin henkilö ei halunnut vastata"), (said,), declined)


def _findings(s: Speaker, a: Assessed) -> Iterator[Heading]:
    """What authorities or the worker have found, whatever it was, with who judged it and when."""
    answers = a.case.answers
    if a.standing.findings and s.register == "worker":
        said = s.facts(a.standing.findings, answers)
        under = (item.under[:1] if name in answers.judged else () for name, item in zip(a.standing.findings, said, strict=True))
        items = tuple(Item(item.text, below, about=item.about) for item, below in zip(said, under, strict=True))
        yield Heading(s.t.ui("ui.head.findings", "Mitä on jo todettu"), items=items)


def _others(s: Speaker, a: Assessed) -> Iterator[Heading]:
    """Children and family members: what follows for each, what does not, and what is open."""
    t = s.t
    counts: dict[str, int] = {}
    for other in a.others:
        n = counts[other.about] = counts.get(other.about, 0) + 1
        said = t.ui("ui.head.other.child", "Lapsi {n}") if other.about == "child" else t.ui("ui.head.other.family", "Perheenjäsen {n}")
        told = [d for d in other.decisions.values() if _tells(d) and d.rule.role not in IN_VIEW]
        steps = [d for d in told if d.rule.ordered and d.floor not in (None, d.rule.otherwise)]
        sure = [decision(s, d) for d in told if d in steps or (not d.rule.ordered and _sure(d))]
        open_ = tuple(_open_line(s, d) for d in told if d.rule.part == "law" and not _sure(d))
        inside = [*sure, *closed_part(s, [d for d in other.decisions.values() if d.rule.part == "law"])]
        if open_:
            inside.append(Heading(t.ui("ui.head.open_law", "Mikä on vielä avoinna"), items=open_))
        nothing = t.ui("ui.other.nothing", "Tästä henkilöstä ei ole vielä kysytty mitään.")
        unclear = t.ui("ui.other.unclear", "Näistä tiedoista ei vielä voi päätellä, mitä pitää tehdä. Kysy neuvoa.")
        sentences = () if inside else (unclear if other.given else nothing,)
        yield Heading(said.format(n=n), sentences, inside=tuple(inside))


def _caveat(s: Speaker) -> tuple[str, ...]:
    if s.register == "plain":
        return (
            s.t.ui(
                "ui.caveat.plain",
                "Tämä auttaa sinua ja auttajaasi miettimään, mitä tehdä. Se ei päätä mitään puolestasi.",
            ),
        )
    return (
        s.t.ui(
            "ui.caveat.support",
            "Tämä tukee ihmistä, joka päättää. Se ei päätä kenestäkään eikä arvioi kenenkään luotettavuutta.",
        ),
        s.t.ui(
            "ui.caveat.signs",
            "Merkit eivät todista mitään, eikä merkkien puuttuminen sulje mitään pois. Avoin tieto ei ole kielteinen vastaus.",
        ),
    )


def _tells(decision: Decision) -> bool:
    """Whether a decision has something to say about this person: a certain outcome, or an answer that bears on an open one."""
    if not decision.counts:
        return False
    certain = decision.due or decision.options
    if decision.settled and decision.due == decision.rule.otherwise and not decision.options:
        return False
    return bool(certain) or (bool(decision.possible) and any(f in decision.case.answers.known for f in decision.facts))


def _signs(s: Speaker, a: Assessed) -> Iterator[Heading]:
    t = s.t
    facts, known = a.case.book.facts, a.case.answers.known
    inside = [
        Heading(element(s, e), items=tuple(Item(s.fact(facts[i.fact], known[i.fact]), about=f"fact {i.fact}") for i in signs))
        for e, signs in a.signs.by_element().items()
    ]
    if s.register == "plain" and inside:
        inside = [Heading(t.ui("ui.head.told", "Mitä nyt tiedetään"), items=tuple(i for h in inside for i in h.items))]
    maybe = [Item(s.question(facts[n]), about=f"fact {n}") for n in facts if a.case.answers.marks.get(n) == Mark.MAYBE]
    if maybe:
        inside.append(Heading(t.ui("ui.head.maybe", "Ehkä"), items=tuple(maybe)))
    forms = list(a.signs.by_form())
    if forms and s.register == "worker" and a.state in (State.IN_SYSTEM, State.PROPOSAL, State.ADVICE):
        inside.append(
            Heading(
                t.ui("ui.head.forms", "Hyväksikäytön muotoja, joihin merkit viittaavat"),
                items=tuple(Item(form(s, f)) for f in forms),
            )
        )
    if inside:
        yield Heading(t.ui("ui.head.signs", "Mitä näemme"), inside=tuple(inside))


def _law(s: Speaker, a: Assessed) -> Iterator[Heading]:
    """What follows for this person first, then what is still open in one line each, then what holds for everybody."""
    t = s.t
    now, open_, general = [], [], []
    quiet = 0
    for ruleset, decisions in a.law.items():
        telling = [d for d in decisions.values() if _tells(d)]
        sure = [d for d in telling if _sure(d)]
        personal = tuple(decision(s, d) for d in sure if _personal(d))
        if personal:
            now.append(Heading(t.say(f"ruleset.{ruleset}.title"), inside=personal))
        general += [_as_guidance(s, d, o) for d in sure if not _personal(d) for o in (d.due, *d.options) if o]
        open_ += [_open_line(s, d) for d in telling if d not in sure]
        quiet += sum(bool(d.possible) and not d.settled and d not in telling for d in decisions.values())
    inside = list(now)
    if open_:
        inside.append(Heading(t.ui("ui.head.open_law", "Mikä on vielä avoinna"), items=tuple(open_)))
    if general and s.register == "worker":
        inside.append(Heading(t.ui("ui.head.general", "Tämä koskee kaikkia"), items=tuple(general)))
    said = t.count("ui.quiet", "{n} muu sääntö odottaa vielä tietoja.", "{n} muuta sääntöä odottaa vielä tietoja.", quiet)
    worker = s.register == "worker"
    sentences = [said.format(n=quiet)] if quiet and worker else []
    past = len(a.not_in_force)
    if past and worker:
        gone = t.count("ui.past", "{n} sääntö ei ole voimassa tuona päivänä.", "{n} sääntöä ei ole voimassa tuona päivänä.", past)
        sentences.append(gone.format(n=past))
    others = len(a.out_of_scope)
    if others and worker:
        said = t.count("ui.others", "{n} sääntö ei koske tätä henkilöä.", "{n} sääntöä ei koske tätä henkilöä.", others)
        sentences.append(said.format(n=others))
    if inside or sentences:
        yield Heading(t.ui("ui.head.law", "Mitä laista seuraa"), tuple(sentences), inside=tuple(inside))


def _as_guidance(s: Speaker, d: Decision, outcome: str) -> Item:
    """An outcome in one sentence, and under it whether it is guidance and no law."""
    under = tuple(map(Item, guidance(s, d))) if outcome == d.due else ()
    return Item(s.outcome(d.rule.id, outcome), under, about=f"rule {d.rule.id}")


def _rights(s: Speaker, a: Assessed) -> Iterator[Heading]:
    """Rights to tell the person about, in one sentence each with their place in the law."""
    sure = [d for d in a.rights.values() if d.counts and (d.due or d.options)]
    items = []
    for d in sure:
        for outcome in d.certain():
            said = _as_guidance(s, d, outcome)
            places = basis(s, d, d.why(outcome).clauses) if s.register == "worker" else ()
            items.append(Item(said.text, (*said.under, *places), about=said.about))
    if items:
        yield Heading(s.t.ui("ui.head.rights", "Kerro henkilölle hänen oikeuksistaan"), items=tuple(items))


def _limits(s: Speaker, a: Assessed) -> Iterator[Heading]:
    """All periods that run or may run, as dates."""
    periods = [(d, p) for d in a.decisions.values() for p in d.periods]
    items = [Item(s.title(d.rule.id), (Item(period_line(s, d, p)),), about=f"rule {d.rule.id}") for d, p in periods]
    if items:
        yield Heading(s.t.ui("ui.head.limits", "Määräajat"), items=tuple(items))


def _sure(d: Decision) -> bool:
    """Whether something is certain: at all times that count, or for this person of the deeds of some of them."""
    return bool(d.due or d.options) or any(map(_personal, touched(d)))


def _personal(d: Decision) -> bool:
    """Whether a certain outcome hangs on something known of the person, and not only on the day."""
    return any(each.why(o).facts for each in (d, *touched(d)) for o in each.certain())


def _open_line(s: Speaker, d: Decision) -> Item:
    stretches = tuple(stretch_items(s, d))
    open_ = [*([missing(s, d)] if d.missing else ()), *(depends(s, d) if stretches or d.missing_dates else ())]
    cite = next((cite for clause in d.plan.clauses for cite in clause.cite), None)
    who = next((clause.who for clause in d.plan.clauses if clause.who), None)
    place = [s.short(cite) if cite else "", s.who(who, d.case.dates.as_of) if who else ""] if s.register == "worker" else []
    said = " · ".join(p for p in (s.title(d.rule.id), *place, *open_) if p)
    return Item(said, (*stretches, *map(Item, cautions(s, d))), about=f"rule {d.rule.id}")


def _contacts(s: Speaker, a: Assessed) -> Iterator[Heading]:
    """Whom to contact: what fits everybody, then who gives the other help that is due."""
    items = [contact_item(s, name, a.case.dates.as_of) for name in contacts(a)]
    if items:
        yield Heading(s.t.ui("ui.head.contacts", "Kehen ottaa yhteyttä"), items=tuple(items))


def _help(w: _Whole) -> Iterator[Heading]:
    yield from part(w.s, w.s.t.ui("ui.head.help", "Muu apu, seuraavasta askeleesta riippumatta"), w.a.part("help").values())


def _duties(w: _Whole) -> Iterator[Heading]:
    yield from part(w.s, w.s.t.ui("ui.head.duties", "Mitä sinun pitää tai mitä saat tehdä"), w.a.duties.values())


SECTIONS: Final[Mapping[str, Callable[[_Whole], Iterable[Heading]]]] = {
    "danger": lambda w: [attrs.evolve(head, urgent=True) for head in danger(w.s, w.a)],
    "child": lambda w: [attrs.evolve(head, urgent=True) for head in child(w.s, w.a)],
    "now": lambda w: _next_step(w.s, w.a),
    "wishes": lambda w: _wishes(w.s, w.a),
    "findings": lambda w: _findings(w.s, w.a),
    "help": _help,
    "signs": lambda w: _signs(w.s, w.a),
    "lists": lambda w: list_part(w.s, w.a.case.answers) if w.lists else (),
    "law": lambda w: _law(w.s, w.a),
    "closed": lambda w: closed_part(w.s, [*w.a.part("law").values(), *w.a.rights.values()]),
    "others": lambda w: _others(w.s, w.a),
    "rights": lambda w: _rights(w.s, w.a),
    "limits": lambda w: _limits(w.s, w.a),
    "duties": _duties,
    "beside": lambda w: beside_part(w.s, w.every),
    "ask": lambda w: open_part(w.s, w.a.ask()),
    "judge": lambda w: judgement_part(w.s, w.shown) if w.s.register == "worker" else (),
    "read": lambda w: doubt_part(w.s, w.shown),
    "call": lambda w: _contacts(w.s, w.a),
}
"""The sections of the closed list (:mod:`tunnistus.rules.sheets`)."""
