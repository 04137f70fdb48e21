"""The brief: one sheet for a worker with twenty minutes. Its parts stand in the rule data (``sheets.yaml``); what is empty is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from itertools import islice
from typing import Any, Final

import attrs

from tunnistus.deciding.decide import unconfirmed
from tunnistus.explaining.asking import SoFar
from tunnistus.explaining.assessed import Assessed, answered, in_turn, of_role, ours
from tunnistus.explaining.explain import Decision, Question
from tunnistus.explaining.near import Near, judgements, nearest, place
from tunnistus.explaining.state import State
from tunnistus.rules.answers import Mark
from tunnistus.rules.horizon import act_read, acts_read, own_days, touches
from tunnistus.rules.model import Book, Cite
from tunnistus.rules.roles import IN_VIEW, at_the_table, holder
from tunnistus.rules.sheets import Slot
from tunnistus.rules.truth import TRUE
from tunnistus.saying.beside import beside_contact, beside_read, beside_said, beside_title
from tunnistus.saying.contacts import ANYBODY, child_welfare, contacts, contacts_beside, phone_said, reach_line, short_name, ways_to_reach
from tunnistus.saying.foremost import child, danger, state_sentences
from tunnistus.saying.page import (
    Limits,
    Line,
    Page,
    Part,
    added_parts,
    at,
    fitted,
    more_lines,
    named,
    own_part,
    sentences,
    sheet_for,
    together,
    while_short,
)
from tunnistus.saying.report import Heading
from tunnistus.saying.sections import period_line
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.steps import outcome_line, to_do

__all__ = ["LIMITS", "brief"]

LIMITS: Final = Limits(3_000, 50)
STEPS, THEIRS = 3, 4  # lines at most


def brief(a: Assessed, questions: Iterable[Question] | None = None) -> Page:
    """Return the brief of an assessment: at most 3,000 characters and 50 lines in every language.

    Args:
        questions: what is worth asking next, where all of it is worked out already; else the brief works out what it shows.
    """
    every, a = a, ours(a)
    most = cache(partial(_most, a))
    asked = SoFar(in_turn(a)) if questions is None else questions

    def read(parts: Sequence[Part]) -> tuple[Part, ...]:
        """The parts that have lines; what is told of the law is told of what stands on them."""
        told = (_read(a, parts, most) if part.name == "read" else part for part in parts)
        return tuple(part for part in told if part.lines)

    page = Page(
        "brief", "worker", a.case.dates.as_of,
        lambda s: s.t.ui("page.title", "Tilannearvio {day}").format(day=s.day(a.case.dates.as_of)),
        (Line("page.caution", _caution),),
        read([_part(a, slot, asked) for slot in sheet_for(a.case.book, "brief").parts]),
    )  # fmt: skip
    shown = read(fitted(page, a.case, LIMITS).parts)  # what gave way is not read there
    theirs = (_beside(every), *added_parts(every.case.book, "brief"))
    return attrs.evolve(page, parts=(*shown, *(part for part in theirs if part.lines)))


def _part(a: Assessed, slot: Slot, questions: Iterable[Question]) -> Part:
    if slot.name in WHOLE:
        return WHOLE[slot.name](a)
    if slot.name in COUNTED:
        return COUNTED[slot.name](a, slot.most)
    if slot.name in ASKING:
        return ASKING[slot.name](a, slot.most, questions)
    return Part("read", None, ()) if slot.name == "read" else own_part("brief", slot)


def _caution(s: Speaker) -> str:
    return s.t.ui(
        "page.caution",
        "Tämä sivu tukee sinua. Se ei ratkaise, onko joku uhri. Jos jotakin ei tiedetä, se ei tarkoita kieltävää vastausta.",
    )


# -- what is urgent --------------------------------------------------------------------------------------------------


def _danger(a: Assessed) -> Part:
    due = of_role(a, "danger")
    return _urgent("danger", a, lambda s: next(danger(s, a), None), 2 if due and due.due else 1)


def _child(a: Assessed) -> Part:
    """The route of a child in two sentences; else what stands in view, while that is not excluded."""
    route = of_role(a, "child")
    if route and route.due and answered(a, "minor") is not False:
        told, rule = partial(_as_child, route.rule.id, route.due), route.rule.id
        said = a.case.book.texts[f"rule.{rule}.says.{route.due}"]
        lines = (
            *(Line(f"rule.{rule}.says.{route.due}", partial(told, n)) for n in range(2) if not n or said != sentences(said)),
            Line(
                "page.child.adult",
                lambda s: s.t.ui("page.child.adult", "Älä kysy lupaa aikuiselta, joka voi olla osallinen."),
                rests=f"rule {rule}",
            ),
        )
        return Part("child", lambda s: s.t.ui("ui.head.child", "Lapsi"), lines, len(lines), urgent=True)
    return _urgent("child", a, lambda s: next(child(s, a), None), 2)


def _as_child(rule: str, outcome: str, n: int, s: Speaker) -> str:
    said = s.outcome(rule, outcome)
    return sentences(said, n + 1)[len(sentences(said, n)) if n else 0 :].strip()


def _urgent(name: str, a: Assessed, told: Callable[[Speaker], Heading | None], most: int) -> Part:
    """The heading and the first two sentences of the full page, the first of them short."""
    told = _once_a_language(told)
    heading = told(Speaker(a.case.book, "fi", dates=a.case.dates))
    if heading is None or not heading.sentences:
        return Part(name, None, ())
    rests = (*heading.about, "", "")
    lines = tuple(Line(f"{name}.{n}", partial(_nth, told, n, most), rests=rests[n]) for n in range(min(len(heading.sentences), 2)))
    return Part(name, lambda s: (told(s) or heading).title, lines, len(lines), urgent=True)


def _once_a_language(told: Callable[[Speaker], Heading | None]) -> Callable[[Speaker], Heading | None]:
    found: dict[str, Heading | None] = {}

    def once(s: Speaker) -> Heading | None:
        if s.lang not in found:
            found[s.lang] = told(s)
        return found[s.lang]

    return once


def _nth(told: Callable[[Speaker], Heading | None], n: int, most: int, s: Speaker) -> str:
    heading = told(s)
    return sentences(heading.sentences[n], most) if heading else ""


# -- what to do ------------------------------------------------------------------------------------------------------


def _now(a: Assessed) -> Part:
    """What is true of the person first, where the step does not say it; then at most three things to do, and other help."""
    fi = Speaker(a.case.book, "fi", dates=a.case.dates)
    lead = [Line(f"state.{n}", partial(_state, a, n)) for n in range(len(state_sentences(fi, a)))]
    contact = holder(a.case.book, "contact")
    if contact in a.case.answers.known:  # before anybody calls or writes
        lead.append(Line(f"fact.{contact}", partial(_known, a, contact)))
    steps = [*to_do(a)][:STEPS]
    helps = [d.rule.id for d in a.part("help").values() if d.due]
    more = [Line("page.compelled", _compelled)] if "crime" in a.signs.by_form() else []
    if leaving := [name for name, kinds in LEAVING.items() if any(a.case.book.rules[rule].helps in kinds for rule in helps)]:
        more.append(Line("page.leaving", partial(_leaving, leaving)))
    lines = (*lead, *steps, *more, *((Line("help", partial(_helps, helps)),) if helps else ()))
    return Part("now", lambda s: s.t.ui("page.now", "Mitä teet nyt"), lines, len(lines))


def _state(a: Assessed, n: int, s: Speaker) -> str:
    return state_sentences(s, a)[n]


LEAVING: Final = {
    "care": {"health"},
    "safe": {"crisis", "shelter", "honour"},
    "night": {"social", "shelter"},
}
"""What to ask before the person leaves, and which kind of help that is due gives reason to."""


def _compelled(s: Speaker) -> str:
    return s.t.ui(
        "page.compelled",
        "Jos henkilö on pakotettu rikokseen, älä kysy teon yksityiskohtia äläkä kirjaa enempää kuin tehtäväsi vaatii. "
        "Hän tarvitsee avustajan ennen mahdollista kuulustelua.",
    )


def _leaving(names: Sequence[str], s: Speaker) -> str:
    t = s.t
    said = {
        "care": t.ui("page.leaving.care", "Tarvitseeko hän hoitoa?"),
        "safe": t.ui("page.leaving.safe", "Onko hänen turvallista mennä sinne, minne hän on menossa?"),
        "night": t.ui("page.leaving.night", "Missä hän viettää ensi yön?"),
    }
    return " ".join((t.ui("page.leaving", "Kysy, ennen kuin henkilö lähtee:"), *(said[name] for name in names)))


def _helps(rules: Sequence[str], s: Speaker) -> str:
    return s.t.ui("page.help", "Kerro myös näistä mahdollisuuksista, jos henkilö haluaa: {topics}.").format(
        topics=named(s, lambda s: list(map(s.title, rules)))
    )


def _others(a: Assessed) -> Part:
    """Children and family members: of each the weightiest thing to do."""
    lines = []
    counts: dict[str, int] = {}
    for other in a.others:
        n = counts[other.about] = counts.get(other.about, 0) + 1
        certain = [(d, o) for d in other.decisions.values() if d.counts for o in d.certain() if o != d.rule.otherwise]
        told = next(((d, o) for d, o in certain if d.rule.part != "emergency" and d.rule.role not in IN_VIEW), None)
        rests = f"rule {told[0].rule.id}" if told else ""
        lines.append(Line(f"other.{other.about}.{n}", partial(_other, other.about, n, told), rests=rests))
    return Part("others", lambda s: s.t.ui("page.others", "Lapset ja perheenjäsenet"), tuple(lines), more=more_lines)


def _other(about: str, n: int, told: tuple[Decision, str] | None, s: Speaker) -> str:
    t = s.t
    name = t.ui("ui.head.other.child", "Lapsi {n}") if about == "child" else t.ui("ui.head.other.family", "Perheenjäsen {n}")
    said = sentences(s.outcome(told[0].rule.id, told[1])) if told else t.ui("page.other.ask", "Kysy hänestäkin: katso koko sivu.")
    return f"{name.format(n=n)}: {said}"


# -- whom to call, what the person wants, what the worker must do -------------------------------------------------------


def _call(a: Assessed) -> Part:
    """112, the assistance system, for a child child welfare, then who gives the other help: those with a number first."""
    book, day = a.case.book, a.case.dates.as_of
    emergency, system = (holder(book, role) for role in ANYBODY[:2])
    names = sorted(contacts(a), key=lambda name: (name not in (emergency, system), "phone" not in book.actors[name]["contact"]))
    lines = [
        Line(f"actor.{name}", partial(reach_line, name, day), links=tuple(ways_to_reach(book.actors[name]["contact"]))) for name in names
    ]
    looked = [book.actors[name]["contact"] for name in names if name != emergency]
    route = of_role(a, "child")
    head = [line for line in lines if line.about.removeprefix("actor.") in (emergency, system)]
    first = [
        *([] if all(contact["live_checked"] for contact in looked) else [_looked_up(looked)]),
        *head,
        *([Line("page.assistance_system", _system)] if any(line.about == f"actor.{system}" for line in head) else []),
        *([Line("page.child_welfare", child_welfare)] if route and route.due else []),
    ]
    every = (*first, *lines[len(head) :])
    part = Part("call", lambda s: s.t.ui("page.call", "Soita tai kirjoita"), every, len(first), partial(_also, day))
    return part.fold(len(first) + 1) if len(every) > len(first) + 1 else part


def _system(s: Speaker) -> str:
    """What the assistance system is: who says to somebody that it helps must be able to say what it does."""
    return s.t.ui(
        "page.assistance_system",
        "Auttamisjärjestelmä on julkinen palvelu, joka neuvoo ihmiskaupan uhreja ja järjestää heille apua. Se ei ole poliisi.",
    )


def _also(day: date, s: Speaker, folded: Sequence[Line]) -> str:
    every = [line.about.removeprefix("actor.") for line in folded]
    return s.t.ui("page.more.call", "Lisäksi: {names}.").format(names=named(s, lambda s: [_reach(name, day, s) for name in every]))


def _looked_up(contacts_: Sequence[Any]) -> Line:
    return Line("page.untried", partial(_untried, min(date.fromisoformat(str(each["checked_on"])) for each in contacts_)))


def _untried(day: date, s: Speaker) -> str:
    said = s.t.ui("page.untried", "Muut numerot kuin 112 on otettu julkisilta sivuilta {day}. Niihin ei ole soitettu kokeeksi.")
    return said.format(day=s.day(day))


def _reach(name: str, day: date, s: Speaker) -> str:
    """The name with its number, or without one its page."""
    contact = s.book.actors[name]["contact"]
    return f"{short_name(s, name, day)} {phone_said(s, contact) or ways_to_reach(contact, s.lang)[0][0]}"


def _wishes(a: Assessed, most: int) -> Part:
    facts, known, marks = a.case.book.facts, a.case.answers.known, a.case.answers.marks
    wishes = [f for f in facts.values() if f.wish and f.id in known and f.role != "contact"]
    lines = [Line(f"fact.{f.id}", partial(_known, a, f.id)) for f in wishes]
    asked = holder(a.case.book, "consent")
    if a.state in (State.PROPOSAL, State.ADVICE) and asked in facts and asked not in known and asked not in marks:
        lines.append(Line("page.consent", lambda s: s.t.ui("page.consent", "Ei vielä kysytty: suostuuko henkilö auttamisjärjestelmään?")))
    view = of_role(a, "danger_in_view")
    danger_facts = view.facts if view else ()
    declined = [facts[n] for n in facts if marks.get(n) == Mark.DECLINED and n not in danger_facts]
    lines += [Line(f"fact.{f.id}", partial(_declined, f.id)) for f in declined]

    part = Part("wishes", lambda s: s.t.ui("ui.head.wishes", "Mitä henkilö haluaa"), tuple(lines), 0, more_lines)
    return part.fold(most) if len(lines) > most else part


def _known(a: Assessed, name: str, s: Speaker) -> str:
    return s.fact(a.case.book.facts[name], a.case.answers.known[name])


def _declined(name: str, s: Speaker) -> str:
    return s.t.ui("page.declined", "Älä kysy: {question}").format(question=_asked(name, s))


def _duties(a: Assessed, most: int) -> Part:
    """Every duty and power in the roles of the worker, one line and one place in law each; then what is open, or that no role is known."""
    lines = []
    for d in a.duties.values():
        for outcome in d.certain() if d.counts else ():
            cite = place(d, d.why(outcome).clauses)
            lines.append(Line(f"rule.{d.rule.id}.says.{outcome}", partial(outcome_line, d.rule.id, outcome, cite), (cite,) if cite else ()))
    sure = len(lines)
    asks = holder(a.case.book, "workers_role")
    if asks and not a.by_role and asks not in a.case.answers.known:
        return Part("duties", _duties_title, (*lines, Line("page.no_role", _no_role)), sure + 1)
    waiting = [d for d in a.part("duty").values() if d.counts and d.possible and not d.due and not d.options and not d.settled]
    open_ = [Near("open", d) for d in sorted(waiting, key=lambda d: len(d.missing)) if asks in d.facts]
    mine = [near for near in open_ if not near.asked or not a.case.book.facts[near.asked].judgement or _own(a.case.book, near.asked)]
    lines += [Line(f"rule.{near.decision.rule.id}", partial(_open, near), labelled=True) for near in mine[:most]]
    return Part("duties", _duties_title, tuple(lines), sure)


def _duties_title(s: Speaker) -> str:
    return s.t.ui("page.duties", "Velvollisuutesi ja oikeutesi")


def _no_role(s: Speaker) -> str:
    return s.t.ui(
        "page.no_role",
        "Et ole kertonut tehtävääsi, joten siihen kuuluvat velvollisuudet eivät näy tässä. Kysy työpaikaltasi, mitä sinun on ilmoitettava.",
    )


# -- why -------------------------------------------------------------------------------------------------------------


def _why(a: Assessed, most: int) -> Part:
    """What is already found, periods apart; then the signs by act, means and purpose, those that carry the step first."""
    facts, answers = a.case.book.facts, a.case.answers
    step = of_role(a, "step")
    carry = set(step.why_all(step.floor).facts) if step and step.floor else set()
    lines = [Line(f"fact.{n}", partial(_found, a, n)) for n in a.standing.findings]
    for element, signs in a.signs.by_element().items():
        names = sorted((sign.fact for sign in signs), key=lambda n: (n not in carry, -facts[n].stage, facts[n].order))
        lines.append(Line(f"signs.{element}", partial(_signs, a, element, names), labelled=True))
    perhaps = [f for f in facts.values() if answers.marks.get(f.id) == Mark.MAYBE]
    if perhaps:
        lines.append(Line("signs.perhaps", partial(_perhaps, [f.id for f in perhaps]), labelled=True))

    part = Part("why", lambda s: s.t.ui("page.why", "Miksi: mitä on kerrottu tai nähty"), tuple(lines), 0, more_lines)
    return part.fold(most) if len(lines) > most else part


def _signs(a: Assessed, element: str, names: Sequence[str], s: Speaker) -> str:
    return together(s, lambda s: _element(s, element), [partial(_known, a, name) for name in names])


def _perhaps(names: Sequence[str], s: Speaker) -> str:
    return together(s, lambda s: s.t.ui("page.perhaps", "Ehkä"), [partial(_asked, name) for name in names])


def _found(a: Assessed, name: str, s: Speaker) -> str:
    """What was found, and on which day, where it is a judgement."""
    said, judged = s.fact(a.case.book.facts[name], a.case.answers.known[name]), a.case.answers.judged.get(name)
    return f"{said} ({s.day(judged.on)})" if judged else said


def _element(s: Speaker, element: str) -> str:
    t = s.t
    return {
        "act": lambda: t.ui("page.element.act", "Tilanteen alku"),
        "means": lambda: t.ui("page.element.means", "Painostus ja valvonta"),
        "purpose": lambda: t.ui("page.element.purpose", "Työ ja hyöty"),
        "harm": lambda: t.ui("page.element.harm", "Seuraukset"),
        "context": lambda: t.ui("page.element.context", "Tilanne"),
        "safety": lambda: t.ui("page.element.safety", "Turvallisuus"),
    }[element]()


# -- the law ---------------------------------------------------------------------------------------------------------


def _law(a: Assessed, most: int, questions: Iterable[Question]) -> Part:
    """Every period, then the lines that are nearest, and one on how much more there is."""
    periods = [(d, period) for d in a.decisions.values() for period in d.periods]
    lines = [Line(f"rule.{d.rule.id}", partial(_period, d, period)) for d, period in sorted(periods, key=lambda pair: not pair[1].start)]
    told = {str(cite) for line in to_do(a) for cite in line.cite}  # what a step says to do does not stand here as open
    every = [near for near in nearest(a, questions) if near.kind != "open" or str(near.cite) not in told]
    if not any(near.kind == "yes" for near in every):
        lines += _advice(a)
    lines += [
        Line(f"rule.{near.decision.rule.id}", partial(_near, near), (near.cite,) if near.cite else (), labelled=True) for near in every
    ]

    def more(s: Speaker, folded: Sequence[Line]) -> str:
        rules = dict.fromkeys(line.about.removeprefix("rule.") for line in folded)
        rulesets = dict.fromkeys(a.case.book.rules[name].ruleset for name in rules)
        said = s.t.count(
            "page.more.law",
            "Koko sivulla on vielä {n} kohta: {topics}.",
            "Koko sivulla on vielä {n} kohtaa, esimerkiksi: {topics}.",
            len(rules),
        )
        topics = named(s, lambda s: [s.t.say(f"ruleset.{name}.title") for name in rulesets], count=False)
        return said.format(n=len(rules), topics=topics)

    part = Part("law", lambda s: s.t.ui("ui.head.law", "Mitä laista seuraa"), tuple(lines), len(periods), more)
    return part.fold(len(periods) + most) if len(every) > most else part


ADVICE: Final = ("labour_rights", "legal_advice", "debt_advice", "consumer")  # kinds of help


def _advice(a: Assessed) -> Iterator[Line]:
    """Where no rule of law is certain yet, the advice on rights that is due, and who gives it: the first that can be reached."""
    day, helps = a.case.dates.as_of, {d.rule.helps: d for d in a.part("help").values() if d.due}
    for kind in ADVICE:
        if d := helps.get(kind):
            actor = next((c.clause.who for c in d.clauses if c.applies == TRUE and c.clause.who), "")
            if ways_to_reach(a.case.book.actors.get(actor, {}).get("contact") or {}):
                yield Line(f"rule.{d.rule.id}", partial(_advised, d.rule.id, actor, day), labelled=True)
                return


def _advised(rule: str, actor: str, day: date, s: Speaker) -> str:
    return s.t.ui("page.law.advice", "Apua jo nyt: {topic} ({contact}).").format(topic=s.title(rule), contact=_reach(actor, day, s))


def _period(d: Decision, period: Any, s: Speaker) -> str:
    return period_line(s, d, period, counting=False)


def _near(near: Near, s: Speaker) -> str:
    t, d = s.t, near.decision
    if near.kind in ("yes", "may"):
        label = t.ui("page.law.yes", "Kyllä") if near.kind == "yes" else t.ui("page.law.may", "Mahdollista")
        return f"{label}: {at(s, sentences(s.outcome(d.rule.id, near.outcome)), near.cite)}"
    if near.kind == "not":
        return while_short(s, partial(_not_this, near), partial(_because, near))
    return _open(near, s)


def _not_this(near: Near, s: Speaker) -> str:
    label = s.t.ui("page.law.not", "Ei sovellu nyt")
    return f"{label}: {at(s, s.title(near.decision.rule.id), near.cite)}."


def _because(near: Near, s: Speaker) -> str:
    known = near.decision.case.answers.known
    fact = next((name for name in (near.reason.facts if near.reason else ()) if name in known), "")
    return s.t.ui("page.law.because", "Syy: {fact}").format(fact=s.fact(s.book.facts[fact], known[fact])) if fact else ""


def _open(near: Near, s: Speaker) -> str:
    """What is open, with its place in the law, and what decides."""
    return while_short(s, partial(_still_open, near), partial(_decides, near)).rstrip()


def _still_open(near: Near, s: Speaker) -> str:
    label = s.t.ui("page.law.open", "Ei vielä tiedetä")
    return f"{label}: {at(s, s.title(near.decision.rule.id), near.cite)}."


def _decides(near: Near, s: Speaker) -> str:
    return s.t.ui("page.law.decides", "Ratkaiseva kysymys: {question}").format(question=_asked(near.asked, s)) if near.asked else ""


# -- rules of others, beside the sheet that is the same without them ------------------------------------------------


def _beside(a: Assessed) -> Part:
    """Whose they are, whom to contact by them, what is certain, what is open, and until when their sources were read."""
    told = [(d, o) for d in a.beside.values() if d.counts for o in d.certain() if o != d.rule.otherwise]
    lines = [Line("beside.said", beside_said)] if a.beside else []
    lines += [beside_contact(a, name) for name in contacts_beside(a)]
    for d, outcome in told:
        cite = place(d, d.why(outcome).clauses)
        lines.append(Line(f"rule.{d.rule.id}.says.{outcome}", partial(_theirs, d, outcome, cite), (cite,) if cite else (), labelled=True))
    open_ = [d for d in a.beside.values() if d.counts and d.possible and not d.certain() and not d.settled]
    lines += [Line(f"rule.{d.rule.id}", partial(_open, Near("open", d)), labelled=True) for d in open_]
    part = Part("beside", beside_title, tuple(lines), 1, more_lines)
    part = part.fold(1 + THEIRS) if len(lines) > 1 + THEIRS else part
    return attrs.evolve(part, lines=(*part.lines, Line("beside.read", partial(beside_read, tuple(a.beside))))) if lines else part


def _theirs(d: Decision, outcome: str, cite: Cite | None, s: Speaker) -> str:
    label = s.t.ui("page.law.yes", "Kyllä") if outcome not in d.options else s.t.ui("page.law.may", "Mahdollista")
    return f"{label}: {at(s, sentences(s.outcome(d.rule.id, outcome)), cite)}"


# -- questions -------------------------------------------------------------------------------------------------------


def _ask(a: Assessed, most: int, questions: Iterable[Question]) -> Part:
    """What to ask next: who is listening before anything else, and no broad question about what was told or declined already."""
    facts, known, marks = a.case.book.facts, a.case.answers.known, a.case.answers.marks
    open_ = (q for q in questions if not q.judgement and q.fact not in marks)
    new = (q for q in open_ if not any(n in marks or known.get(n) is True for n in facts[q.fact].opens))
    first = sorted(islice(new, most), key=lambda q: facts[q.fact].role != "listener")
    lines = tuple(Line(f"fact.{q.fact}", partial(_question, a, q)) for q in first)
    return Part("ask", lambda s: s.t.ui("page.ask", "Kysy seuraavaksi (saa jättää vastaamatta)"), lines)


def _question(a: Assessed, question: Question, s: Speaker) -> str:
    """The question and the heading under which the answer can change something."""
    rules = [a.case.book.rules[change.rule] for change in question.changes]
    parts = [rule.part for rule in rules]
    heading = next((name for name in ("emergency", "child", "next_step", "help", "law", "right", "duty") if name in parts), "")
    return while_short(s, partial(_asked, question.fact), lambda s: f"→ {_heading(s, heading)}" if heading else "").rstrip()


def _heading(s: Speaker, part: str) -> str:
    t, view = s.t, holder(s.book, "danger_in_view")
    return {
        "emergency": lambda: s.title(view) if view else t.ui("ui.head.emergency", "Hätätilanne"),
        "child": lambda: t.ui("ui.head.child", "Lapsi"),
        "next_step": lambda: t.ui("page.now", "Mitä teet nyt"),
        "help": lambda: t.ui("page.now", "Mitä teet nyt"),
        "duty": lambda: t.ui("page.duties", "Velvollisuutesi ja oikeutesi"),
    }.get(part, lambda: t.ui("ui.head.law", "Mitä laista seuraa"))()


def _judge(a: Assessed, most: int) -> Part:
    """What the reader can judge, nearest first."""
    facts = a.case.book.facts
    known = a.case.answers.known
    near = judgements(d for d in a.decisions.values() if any(name in known for name in d.facts))
    route = of_role(a, "child")  # what it reads stands with the child
    own = [n for n in near if _own(a.case.book, n) and not (route and n in route.facts)]
    names = sorted(own, key=lambda n: (near[n], facts[n].order))[:most]
    lines = tuple(Line(f"fact.{n}", partial(_asked, n)) for n in names)
    return Part("judge", lambda s: s.t.ui("page.judge", "Sinun arvioitavasi"), lines)


def _own(book: Book, name: str) -> bool:
    """Whether somebody judges it who sits where the page is read."""
    judgement = book.facts[name].judgement
    return bool(judgement) and not at_the_table(book).isdisjoint(judgement.who if judgement else ())


def _asked(name: str, s: Speaker) -> str:
    return s.question(s.book.facts[name])


def _read(a: Assessed, parts: Iterable[Part], most: Callable[[], date | None]) -> Part:
    """Until when the law that the page cites was read, or else most of it, and which later changes touch what it cites."""
    places = [cite for part in parts for line in part.lines for cite in line.cite]
    own = _own_days(a, places)
    cited = {day for cite in places if (day := own.get(cite.act) or act_read(a.case.book, cite.act))}
    day = min(cited) if cited else most()
    return Part("read", None, (Line("page.read", partial(_until, day, _changed(a, places))),) if day else (), 1)


def _most(a: Assessed) -> date | None:
    """Until when most of the law behind what counts was read."""
    acts = {act for d in a.decisions.values() if d.counts for act in unconfirmed(d)}
    own = _own_days(a)
    behind = Counter(day for act in acts if (day := own.get(act) or act_read(a.case.book, act)))
    return max(behind, key=lambda day: (behind[day], day), default=None)


def _own_days(a: Assessed, places: Collection[Cite] | None = None) -> Mapping[str, date | None]:
    """The days of acts by the clauses that count, of some places those that cite them; nothing where no clause has a day of its own."""
    if not own_days(a.case.book):
        return {}
    clauses = (clause for d in a.decisions.values() if d.counts for clause in d.plan.clauses)
    return acts_read(a.case.book, (clause for clause in clauses if places is None or not {*places}.isdisjoint(clause.cite)))


def _changed(a: Assessed, places: Sequence[Cite]) -> dict[str, list[int]]:
    """The acts of some places that later changes touch, each with the years of these changes."""
    found: dict[str, list[int]] = {}
    begun = [change for change in a.case.book.later.values() if change.since <= a.case.dates.as_of]
    for change in sorted(begun, key=lambda change: change.since):
        for act in dict.fromkeys(cite.act for cite in places if touches(change, cite)):
            years = found.setdefault(act, [])
            years += [change.since.year] if change.since.year not in years else []
    return found


def _until(day: date, changes: Mapping[str, Sequence[int]], s: Speaker) -> str:
    t = s.t
    read = t.ui("page.read", "Laki on tässä sellaisena kuin se oli {day}.").format(day=s.day(day))
    after = t.ui("page.read.changed", "Tätä on voitu muuttaa myöhemmin: {changes}.")
    perhaps = t.ui("page.read.perhaps", "Se on voinut muuttua.")
    check = t.ui("page.read.check", "Tarkista, ennen kuin lupaat mitään.")
    said = "; ".join(f"{s.book.acts[act].get('number') or act} ({', '.join(map(str, years))})" for act, years in changes.items())
    return f"{read} {after.format(changes=said) if changes else perhaps} {check}"


WHOLE: Final[Mapping[str, Callable[[Assessed], Part]]] = {"danger": _danger, "child": _child, "now": _now, "others": _others, "call": _call}
COUNTED: Final[Mapping[str, Callable[[Assessed, int], Part]]] = {
    "wishes": _wishes, "duties": _duties, "why": _why, "judge": _judge,
}  # fmt: skip
"""The parts of the closed list (:mod:`tunnistus.rules.sheets`): of some the program tells how long they are, of others the rule data."""
ASKING: Final[Mapping[str, Callable[[Assessed, int, Iterable[Question]], Part]]] = {"law": _law, "ask": _ask}
"""Of the latter those that tell what to ask next, in the order of the questions."""
