"""The brief: one sheet for a worker with twenty minutes. Parts in the order in which they are needed; what is empty is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from tunnistus.explaining.assessed import Assessed
from tunnistus.explaining.explain import Decision, Question
from tunnistus.explaining.near import Near, decides, judgements, nearest, place
from tunnistus.explaining.state import State
from tunnistus.rules.answers import Mark
from tunnistus.rules.model import Cite, Fact
from tunnistus.rules.truth import TRUE
from tunnistus.saying.foremost import DANGER_IN_VIEW, child, danger, state_sentences
from tunnistus.saying.page import IN_ONE, WIDEST, Limits, Line, Page, Part, at, fitted, named, sentences, while_short
from tunnistus.saying.report import Heading
from tunnistus.saying.sections import period_line
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.steps import safely, ways

__all__ = ["LIMITS", "brief", "contacts", "ways_to_reach"]

LIMITS: Final = Limits(
    3_000,
    50,
    (
        ("judge", 1), ("duties", 2), ("why", 4), ("ask", 2), ("law", 4), ("wishes", 2), ("call", 3), ("duties", 1), ("law", 3), ("why", 2),
        ("judge", 0), ("law", 1), ("call", 2), ("ask", 1), ("why", 1), ("duties", 0), ("wishes", 0), ("law", 0), ("ask", 0), ("why", 0),
        ("others", 0),
    ),
)  # fmt: skip
STEPS, SIGNS, CONTACTS, LAW, QUESTIONS, JUDGED, DUTIES = 3, 6, 4, 5, 3, 3, 3  # lines at most
OWN: Final = frozenset({"worker", "proposer", "person"})  # who judges at the table where the page is read
EVERYBODY: Final = ("emergency", "assistance_system", "victim_support")


def brief(a: Assessed) -> Page:
    """Return the brief of an assessment: at most 3,000 characters and 50 lines in every language."""
    parts = (_danger(a), _child(a), _now(a), _others(a), _call(a), _wishes(a), _duties(a), _why(a), _law(a), _ask(a), _judge(a))
    page = Page(
        "brief", "worker", a.case.dates.as_of,
        lambda s: s.t.ui("page.title", "Tilannearvio {day}").format(day=s.day(a.case.dates.as_of)),
        (Line("page.caution", lambda s: s.t.ui(
            "page.caution", "Tämä tukee sinua eikä päätä kenestäkään. Avoin tieto ei ole kielteinen vastaus.")),),
        tuple(part for part in (*parts, _read(a, parts)) if part.lines),
    )  # fmt: skip
    return fitted(page, a.case.book, LIMITS)


# -- what is urgent --------------------------------------------------------------------------------------------------


def _danger(a: Assessed) -> Part:
    due = a.decisions.get("emergency")
    return _urgent("danger", a, lambda s: next(danger(s, a), None), 2 if due and due.due else 1)


def _child(a: Assessed) -> Part:
    """The route of a child in two sentences; else what stands in view, while that is not excluded."""
    route = a.decisions.get("child_route")
    if route and route.due and a.case.answers.known.get("age_under_18") is not False:
        lines = tuple(Line("rule.child_route.says.child_route", partial(_as_child, n)) for n in range(2))
        return Part("child", lambda s: s.t.ui("ui.head.child", "Lapsi"), lines, len(lines), urgent=True)
    return _urgent("child", a, lambda s: next(child(s, a), None), 2)


def _as_child(n: int, s: Speaker) -> str:
    said = s.outcome("child_route", "child_route")
    return sentences(said, n + 1)[len(sentences(said, n)) if n else 0 :].strip()


def _urgent(name: str, a: Assessed, told: Callable[[Speaker], Heading | None], most: int) -> Part:
    """The heading and the first two sentences of the full page, the first of them short."""
    heading = told(Speaker(a.case.book, "fi"))
    if heading is None or not heading.sentences:
        return Part(name, None, ())
    lines = tuple(Line(f"{name}.{n}", partial(_nth, told, n, most)) for n in range(min(len(heading.sentences), 2)))
    return Part(name, lambda s: (told(s) or heading).title, lines, len(lines), urgent=True)


def _nth(told: Callable[[Speaker], Heading | None], n: int, most: int, s: Speaker) -> str:
    heading = told(s)
    return sentences(heading.sentences[n], most) if heading else ""


# -- what to do ------------------------------------------------------------------------------------------------------


def _now(a: Assessed) -> Part:
    """What is true of the person first, where the step does not say it; then at most three things to do, and other help."""
    fi = Speaker(a.case.book, "fi")
    lead = [Line(f"state.{n}", partial(_state, a, n)) for n in range(len(state_sentences(fi, a)))]
    steps = [*ways(a), *safely(a)][:STEPS]
    helps = [d.rule.id for d in a.part("help").values() if d.due]
    lines = (*lead, *steps, *((Line("help", partial(_helps, helps)),) if helps else ()))
    return Part("now", lambda s: s.t.ui("page.now", "Mitä teet nyt"), lines, len(lines))


def _state(a: Assessed, n: int, s: Speaker) -> str:
    return state_sentences(s, a)[n]


def _helps(rules: Sequence[str], s: Speaker) -> str:
    return s.t.ui("page.help", "Muu apu, joka sopii tilanteeseen: {topics}.").format(topics=named(s, list(map(s.title, rules))))


def _others(a: Assessed) -> Part:
    """Children and family members: of each the weightiest thing to do."""
    lines = []
    counts: dict[str, int] = {}
    for other in a.others:
        n = counts[other.about] = counts.get(other.about, 0) + 1
        certain = [(d, o) for d in other.decisions.values() if d.counts for o in d.certain() if o != d.rule.otherwise]
        told = next(((d, o) for d, o in certain if d.rule.part != "emergency" and not d.rule.id.endswith(".in_view")), None)
        lines.append(Line(f"other.{other.about}.{n}", partial(_other, other.about, n, told)))
    return Part("others", lambda s: s.t.ui("page.others", "Lapset ja perheenjäsenet"), tuple(lines), more=_and_others)


def _other(about: str, n: int, told: tuple[Decision, str] | None, s: Speaker) -> str:
    t = s.t
    name = t.ui("ui.head.other.child", "Lapsi {n}") if about == "child" else t.ui("ui.head.other.family", "Perheenjäsen {n}")
    said = sentences(s.outcome(told[0].rule.id, told[1])) if told else t.ui("page.other.ask", "Kysy hänestäkin: katso koko sivu.")
    return f"{name.format(n=n)}: {said}"


def _and_others(s: Speaker, folded: Sequence[Line]) -> str:
    n = len(folded)
    said = s.t.count("page.more.lines", "Ja {n} muu kohta koko sivulla.", "Ja {n} muuta kohtaa koko sivulla.", n)
    return said.format(n=n)


# -- whom to call, what the person wants, what the worker must do -------------------------------------------------------


def contacts(a: Assessed) -> list[str]:
    """Return whom to contact: what fits everybody, then who gives the other help that is due."""
    helping = (c.clause.who for d in a.part("help").values() if d.due for c in d.clauses if c.applies == TRUE)
    names = dict.fromkeys((*EVERYBODY, *(name for name in helping if name)))
    return [name for name in names if a.case.book.actors.get(name, {}).get("contact")]


def _call(a: Assessed) -> Part:
    day = a.case.dates.as_of

    def line(name: str) -> Line:
        contact = a.case.book.actors[name]["contact"]
        ways = ways_to_reach(contact)
        return Line(
            f"actor.{name}",
            lambda s: f"{_short(s, name, day)}: {' · '.join(shown for shown, _ in ways)}",
            links=tuple(ways),
        )

    def more(s: Speaker, folded: Sequence[Line]) -> str:
        names = [_short(s, line.about.removeprefix("actor."), day) for line in folded]
        return s.t.ui("page.more.call", "Lisäksi: {names}.").format(names=named(s, names))

    names = contacts(a)
    checked = Line("page.untried", lambda s: s.t.ui("page.untried", "Numerot ovat julkisilta sivuilta. Niitä ei ole kokeiltu."))
    part = Part("call", lambda s: s.t.ui("page.call", "Soita tai kirjoita"), tuple(map(line, names)), 2, more)
    part = part.fold(CONTACTS) if len(names) > CONTACTS else part
    tried = all(a.case.book.actors[name]["contact"]["live_checked"] or name == "emergency" for name in names)
    return part if tried else Part(part.name, part.title, (checked, *part.lines), 3, more, part.folded)


def _short(s: Speaker, name: str, day: Any) -> str:
    said = s.who(name, day).partition(" (")[0]
    return said[:1].upper() + said[1:]


def ways_to_reach(contact: Any) -> list[tuple[str, str]]:
    """The telephone and the page of a contact, each with its address."""
    ways = []
    if phone := contact.get("phone"):
        ways.append((phone, "tel:" + "".join(c for c in phone if c.isdigit() or c == "+")))
    if web := contact.get("web"):
        ways.append((web.partition("//")[2].partition("/")[0].removeprefix("www."), web))
    return ways


def _wishes(a: Assessed) -> Part:
    facts, known, marks = a.case.book.facts, a.case.answers.known, a.case.answers.marks
    wishes = [f for f in facts.values() if f.wish and f.id in known]
    lines = [Line(f"fact.{f.id}", partial(_known, a, f.id)) for f in wishes]
    asked = "consent_to_referral"
    if a.state in (State.PROPOSAL, State.ADVICE) and asked in facts and asked not in known and asked not in marks:
        lines.append(Line("page.consent", lambda s: s.t.ui("page.consent", "Suostumusta ei ole vielä kysytty.")))
    danger_facts = a.decisions[DANGER_IN_VIEW].facts if DANGER_IN_VIEW in a.decisions else ()
    declined = [facts[n] for n in facts if marks.get(n) == Mark.DECLINED and n not in danger_facts]
    lines += [Line(f"fact.{f.id}", partial(_declined, f)) for f in declined]

    def more(s: Speaker, folded: Sequence[Line]) -> str:
        n = len(folded)
        said = s.t.count("page.more.lines", "Ja {n} muu kohta koko sivulla.", "Ja {n} muuta kohtaa koko sivulla.", n)
        return said.format(n=n)

    part = Part("wishes", lambda s: s.t.ui("ui.head.wishes", "Mitä henkilö haluaa"), tuple(lines), 0, more)
    return part.fold(IN_ONE) if len(lines) > IN_ONE else part


def _known(a: Assessed, name: str, s: Speaker) -> str:
    return s.fact(a.case.book.facts[name], a.case.answers.known[name])


def _declined(fact: Fact, s: Speaker) -> str:
    return s.t.ui("page.declined", "Ei halunnut vastata, älä kysy uudelleen: {question}").format(question=s.question(fact))


def _duties(a: Assessed) -> Part:
    """Every duty and power in the roles of the worker, one line and one place in the law each; then what is open, or how to give a role."""
    lines = []
    for d in a.duties.values():
        for outcome in d.certain() if d.counts else ():
            cite = place(d, d.why(outcome).clauses)
            lines.append(Line(f"rule.{d.rule.id}.says.{outcome}", partial(_duty, d.rule.id, outcome, cite), (cite,) if cite else ()))
    sure = len(lines)
    if "worker_role" in a.case.book.facts and not a.by_role and "worker_role" not in a.case.answers.known:
        return Part("duties", _duties_title, (*lines, Line("page.no_role", _no_role)), sure + 1)
    waiting = [d for d in a.part("duty").values() if d.counts and d.possible and not d.due and not d.options and not d.settled]
    open_ = sorted((d for d in waiting if "worker_role" in d.facts), key=lambda d: len(d.missing))
    lines += [Line(f"rule.{d.rule.id}", partial(_open, Near("open", d, asked=decides(d))), labelled=True) for d in open_[:DUTIES]]
    return Part("duties", _duties_title, tuple(lines), sure)


def _duties_title(s: Speaker) -> str:
    return s.t.ui("page.duties", "Velvollisuutesi ja oikeutesi")


def _no_role(s: Speaker) -> str:
    return s.t.ui("page.no_role", "Tehtävääsi ei ole kerrottu. Kerro se, niin velvollisuutesi ja oikeutesi näkyvät tässä (--role, roles).")


def _duty(rule: str, outcome: str, cite: Cite | None, s: Speaker) -> str:
    return at(s, sentences(s.outcome(rule, outcome)), cite)


# -- why -------------------------------------------------------------------------------------------------------------


def _why(a: Assessed) -> Part:
    """What is already found, periods apart; then the signs by act, means and purpose, those that carry the step first."""
    facts, answers = a.case.book.facts, a.case.answers
    step = a.decisions.get("next_step")
    carry = set(step.why_all(step.floor).facts) if step and step.floor else set()
    lines = [Line(f"fact.{n}", partial(_found, a, n)) for n in a.standing.findings]
    for element, signs in a.signs.by_element().items():
        names = sorted((sign.fact for sign in signs), key=lambda n: (n not in carry, facts[n].order))
        lines.append(Line(f"signs.{element}", partial(_signs, a, element, names), labelled=True))
    perhaps = [f for f in facts.values() if answers.marks.get(f.id) == Mark.MAYBE]
    if perhaps:
        lines.append(
            Line("signs.perhaps", lambda s: _together(s, s.t.ui("page.perhaps", "Ehkä"), [s.question(f) for f in perhaps]), labelled=True)
        )

    def more(s: Speaker, folded: Sequence[Line]) -> str:
        n = len(folded)
        return s.t.count("page.more.lines", "Ja {n} muu kohta koko sivulla.", "Ja {n} muuta kohtaa koko sivulla.", n).format(n=n)

    part = Part("why", lambda s: s.t.ui("page.why", "Miksi"), tuple(lines), 0, more)
    return part.fold(SIGNS) if len(lines) > SIGNS else part


def _signs(a: Assessed, element: str, names: Sequence[str], s: Speaker) -> str:
    return _together(s, _element(s, element), [_known(a, name, s) for name in names])


def _found(a: Assessed, name: str, s: Speaker) -> str:
    """What was found, and on which day, where it is a judgement."""
    said, judged = s.fact(a.case.book.facts[name], a.case.answers.known[name]), a.case.answers.judged.get(name)
    return f"{said} ({s.day(judged.on)})" if judged else said


def _together(s: Speaker, label: str, every: Sequence[str]) -> str:
    """Return some sentences in one line under a label: as many as fit, at most four, and how many more there are."""
    shown: list[str] = []
    width = len(label) + 2
    for said in every[:IN_ONE]:
        if shown and width + len(said) + 1 > WIDEST - 14:
            break
        shown.append(said)
        width += len(said) + 1
    rest = len(every) - len(shown)
    if rest:
        shown.append(s.t.count("page.more.signs", "Ja {n} muu.", "Ja {n} muuta.", rest).format(n=rest))
    return f"{label}: {' '.join(shown)}"


def _element(s: Speaker, element: str) -> str:
    t = s.t
    return {
        "act": t.ui("page.element.act", "Teko"),
        "means": t.ui("page.element.means", "Keinot"),
        "purpose": t.ui("page.element.purpose", "Tarkoitus"),
        "harm": t.ui("page.element.harm", "Seuraukset"),
        "context": t.ui("page.element.context", "Tilanne"),
        "safety": t.ui("page.element.safety", "Turvallisuus"),
    }[element]


# -- the law ---------------------------------------------------------------------------------------------------------


def _law(a: Assessed) -> Part:
    """Every period, then at most five lines, nearest first, and one on how much more there is."""
    periods = [(d, p) for d in a.decisions.values() for p in d.periods]
    running = [(d, p) for d, p in periods if p.start]
    lines = [Line(f"rule.{d.rule.id}", partial(_period, d, p)) for d, p in running]
    every = nearest(a, a.ask())
    lines += [
        Line(f"rule.{near.decision.rule.id}", partial(_near, near), (near.cite,) if near.cite else (), labelled=True) for near in every
    ]

    def more(s: Speaker, folded: Sequence[Line]) -> str:
        rules = dict.fromkeys(line.about.removeprefix("rule.") for line in folded)
        topics = dict.fromkeys(s.t.say(f"ruleset.{a.case.book.rules[name].ruleset}.title") for name in rules)
        said = s.t.count("page.more.law", "Ja {n} muu: {topics}.", "Ja {n} muuta: {topics}.", len(rules))
        return said.format(n=len(rules), topics=named(s, list(topics)))

    part = Part("law", lambda s: s.t.ui("ui.head.law", "Mitä laista seuraa"), tuple(lines), len(running), more)
    return part.fold(len(running) + LAW) if len(every) > LAW else part


def _period(d: Decision, period: Any, s: Speaker) -> str:
    return period_line(s, d, period, counting=False)


def _near(near: Near, s: Speaker) -> str:
    t, d = s.t, near.decision
    title = at(s, s.title(d.rule.id), near.cite)
    if near.kind in ("yes", "may"):
        label = t.ui("page.law.yes", "Kyllä") if near.kind == "yes" else t.ui("page.law.may", "Mahdollista")
        return f"{label}: {at(s, sentences(s.outcome(d.rule.id, near.outcome)), near.cite)}"
    if near.kind == "not":
        label = t.ui("page.law.not", "Ei tällä perusteella")
        because = next((s.fact(d.case.book.facts[n], d.case.answers.known[n]) for n in _told(near) if n in d.case.answers.known), "")
        return while_short(f"{label}: {title}.", t.ui("page.law.because", "Syy: {fact}").format(fact=because) if because else "")
    return _open(near, s)


def _open(near: Near, s: Speaker) -> str:
    """What is open, with its place in the law, and what decides."""
    head = s.t.ui("page.law.open", "Avoinna")
    open_ = f"{head}: {at(s, s.title(near.decision.rule.id), near.cite)}."
    if not near.asked:
        return open_
    said = s.t.ui("page.law.decides", "Ratkaisee: {question}").format(question=s.question(s.book.facts[near.asked]))
    return while_short(open_, said)


def _told(near: Near) -> Sequence[str]:
    return near.reason.facts if near.reason else ()


# -- questions -------------------------------------------------------------------------------------------------------


def _ask(a: Assessed) -> Part:
    questions = [q for q in a.ask() if not q.judgement and q.fact not in a.case.answers.marks]

    def more(s: Speaker, folded: Sequence[Line]) -> str:
        n = len(folded) + max(0, len(questions) - QUESTIONS)
        return s.t.count("page.more.ask", "Ja {n} muu kysymys.", "Ja {n} muuta kysymystä.", n).format(n=n)

    lines = tuple(Line(f"fact.{q.fact}", partial(_question, q)) for q in questions[:QUESTIONS])
    return Part("ask", lambda s: s.t.ui("page.ask", "Kysy seuraavaksi (saa jättää vastaamatta)"), lines, 0, more)


def _question(question: Question, s: Speaker) -> str:
    """The question and what the answer can change: the next step, or else the first rule."""
    rules = [change.rule for change in question.changes]
    first = "next_step" if "next_step" in rules else rules[0] if rules else ""
    return while_short(s.question(s.book.facts[question.fact]), f"→ {s.title(first)}" if first else "")


def _judge(a: Assessed) -> Part:
    """What the reader can judge, nearest first."""
    facts = a.case.book.facts
    near = judgements(a.decisions.values())
    own = [n for n in near if (judged := facts[n].judgement) and not OWN.isdisjoint(judged.who)]
    names = sorted(own, key=lambda n: (near[n], facts[n].order))[:JUDGED]
    lines = tuple(Line(f"fact.{n}", partial(_asked, n)) for n in names)
    return Part("judge", lambda s: s.t.ui("page.judge", "Sinun arvioitavasi"), lines)


def _asked(name: str, s: Speaker) -> str:
    return s.question(s.book.facts[name])


def _read(a: Assessed, parts: Iterable[Part]) -> Part:
    """Until when the law that the page tells of was read, and how many places have to be checked."""
    shown = {line.about.split(".says.")[0].removeprefix("rule.") for part in parts for line in part.lines}
    acts = {note.key for n in ("next_step", *shown) if n in a.decisions for note in a.decisions[n].notices if note.kind == "unconfirmed"}
    days = sorted(str(day) for act in acts if (day := a.case.book.acts[act].get("verified")))
    places = len({(note.kind, note.key) for d in a.decisions.values() if d.counts for note in d.notices if note.kind != "rule"})
    return Part("read", None, (Line("page.read", partial(_until, days, places)),) if days else (), 1)


def _until(days: Sequence[str], places: int, s: Speaker) -> str:
    t = s.t
    said = t.ui("page.read", "Laki on luettu {day} asti.") if days[0] == days[-1] else t.ui(
        "page.read.first", "Lait on luettu {day} asti, osa myöhempään.")  # fmt: skip
    check = t.count("page.check", "{n} kohta on tarkistettava, katso koko sivu.", "{n} kohtaa on tarkistettava, katso koko sivu.", places)
    return f"{said.format(day=s.day(date.fromisoformat(days[0])))} {check.format(n=places)}"
