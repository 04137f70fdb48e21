"""Rendering decisions and assessments: whole sentences in Finnish, Swedish and English.

Sentences are never glued from fragments; facts stand in lists under a heading. Two registers: ``worker``, and ``plain`` to
read with the person, which shows each question with its answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tunnistus.decide import Case
from tunnistus.explain import Decision, Question
from tunnistus.report import Heading, Item, Report
from tunnistus.speaker import Speaker

if TYPE_CHECKING:
    from tunnistus.assessment import Assessment

__all__ = ["assessment_report", "decision_report"]

QUESTIONS: Final = 6
JUDGEMENTS: Final = 6


def decision_report(decision: Decision, lang: str, *, register: str = "worker") -> Report:
    """Return one decision as a report, with what is missing, judgements, what is unconfirmed and not encoded."""
    s = Speaker(decision.case.book, lang, register)
    sections = [
        _decision(s, decision),
        *_open_part(s, decision.ask()),
        *_judgement_part(s, [decision]),
        *_doubt_part(s, [decision]),
    ]
    return Report(lang, s.title(decision.rule.id), _caveat(s), tuple(sections))


def assessment_report(a: Assessment, lang: str, *, register: str = "worker") -> Report:
    """Return a whole assessment: danger, child, what now, other help, what is seen, law, questions, judgements, doubts, contacts."""
    s = Speaker(a.case.book, lang, register)
    t = s.t
    shown = [d for d in a.decisions.values() if _tells(d)]
    sections = [
        *_part(s, t.ui("ui.head.emergency", "Hätätilanne"), a.part("emergency").values()),
        _next_step(s, a.next_step),
        *_part(s, t.ui("ui.head.child", "Lapsi"), a.part("child").values()),
        *_part(s, t.ui("ui.head.help", "Muu apu, seuraavasta askeleesta riippumatta"), a.part("help").values()),
        *_signs(s, a),
        *_law(s, a),
        *_open_part(s, a.ask()),
        *_judgement_part(s, shown),
        *_doubt_part(s, shown),
        *_contacts(s, a.case),
    ]
    day = t.ui("ui.as_of", "Päivä, jolle arvio on tehty: {day}.").format(day=s.day(a.case.dates.as_of))
    return Report(lang, t.ui("ui.title", "Tilannearvio"), (day, *_caveat(s)), tuple(sections))


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
            "Merkit eivät todista mitään, eikä merkkien puuttuminen sulje mitään pois. Avoin tieto ei tarkoita ei.",
        ),
    )


def _tells(decision: Decision) -> bool:
    """Whether a decision has something to say about this person: a certain outcome, or an answer that bears on an open one."""
    if not decision.in_force:
        return False
    certain = decision.due or decision.options
    if decision.settled and decision.due == decision.rule.otherwise and not decision.options:
        return False
    return bool(certain) or (bool(decision.possible) and any(f in decision.case.answers.known for f in decision.facts))


def _part(s: Speaker, title: str, decisions: Iterable[Decision]) -> Iterator[Heading]:
    sure = [d for d in decisions if d.in_force and (d.due or d.options)]
    if sure:
        yield Heading(title, inside=tuple(_decision(s, d) for d in sure))


def _next_step(s: Speaker, d: Decision) -> Heading:
    t = s.t
    sentences = []
    if d.floor:
        sentences.append(t.ui("ui.floor", "Vähintään tämä:"))
        sentences.append(s.outcome(d.rule.id, d.floor))
    if not d.settled and d.ceiling:
        sentences.append(t.ui("ui.ceiling", "Vastaukset avoimiin kysymyksiin voivat nostaa askelta. Ne eivät laske sitä."))
    inside = [_because(s, d, d.floor)] if d.floor else []
    reminders = tuple(Item(t.say(f"rule.{d.rule.id}.notice.{n.key}")) for n in d.notices if n.kind == "rule")
    if reminders and s.register == "worker":
        inside.append(Heading(t.ui("ui.head.remember", "Muista"), items=reminders))
    return Heading(t.ui("ui.head.now", "Mitä nyt"), tuple(sentences), inside=tuple(h for h in inside if h))


def _because(s: Speaker, d: Decision, outcome: str) -> Heading | None:
    reason = d.why(outcome)
    items = [*s.facts(reason.facts, d.case.answers)]
    basis = _basis(s, d, reason.clauses)
    if not items and not basis:
        return None
    if basis:
        items.append(Item(s.t.ui("ui.basis", "Perusta:"), basis))
    return Heading(s.t.ui("ui.head.because", "Koska"), items=tuple(items))


def _basis(s: Speaker, d: Decision, clauses: Iterable[str]) -> tuple[Item, ...]:
    """Citations of the clauses that carry an outcome, with who acts."""
    lines: dict[str, None] = {}
    for name in clauses:
        clause = d.rule.clause(name)
        who = s.who(clause.who, d.case.dates.as_of) if clause.who else ""
        if who:
            lines[s.t.ui("ui.who", "Kuka: {who}.").format(who=who)] = None
        lines.update(dict.fromkeys(s.cites(clause.cite, clause.source)))
    return tuple(Item(line) for line in lines)


def _decision(s: Speaker, d: Decision) -> Heading:
    t = s.t
    if not d.in_force:
        return Heading(s.title(d.rule.id), (t.ui("ui.not_in_force", "Tämä sääntö ei ole voimassa tuona päivänä."),))
    if d.rule.ordered:
        return _next_step(s, d)
    sentences: list[str] = []
    inside: list[Heading | None] = []
    if d.due:
        sentences.append(s.outcome(d.rule.id, d.due))
        inside.append(_because(s, d, d.due))
    for option in d.options:
        sentences.append(
            t.ui("ui.option", "Päättäjä voi valita myös tämän:")
            if d.due or len(d.options) > 1
            else t.ui("ui.may", "Päättäjän harkinnassa:")
        )
        sentences.append(s.outcome(d.rule.id, option))
        inside.append(_because(s, d, option))
    sentences += [_period(s, d, p) for p in d.periods]
    still = [o for o in d.possible if o != d.due and o not in d.options]
    items = [Item(s.outcome(d.rule.id, o)) for o in still]
    if items:
        inside.append(Heading(t.ui("ui.head.possible", "Vielä mahdollista"), items=tuple(items)))
    sentences += [s.t.say(f"rule.{d.rule.id}.notice.{n.key}") for n in d.notices if n.kind == "rule"]
    return Heading(s.title(d.rule.id), tuple(sentences), inside=tuple(h for h in inside if h))


def _period(s: Speaker, d: Decision, period: Any) -> str:
    t, head = s.t, f"rule.{d.rule.id}.{period.clause}"
    if period.start is None:
        said = t.ui("ui.period.open", "{what}: alkamispäivä puuttuu. {counting}")
        return said.format(what=t.say(f"{head}.period"), counting=t.say(f"{head}.counting"))
    if period.shortest_until and period.longest_until and period.shortest_until != period.longest_until:
        said = t.ui(
            "ui.period.range",
            "{what}: alkaa {start}, päättyy aikaisintaan {shortest} ja viimeistään {longest}. {counting}",
        )
    elif period.longest_until or period.shortest_until:
        said = t.ui("ui.period.one", "{what}: alkaa {start}, viimeinen päivä {longest}. {counting}")
    else:
        said = t.ui("ui.period.start", "{what}: alkaa {start}. {counting}")
    day = {k: s.day(v) if v else "" for k, v in (("start", period.start), ("shortest", period.shortest_until))}
    longest = period.longest_until or period.shortest_until
    return said.format(
        what=t.say(f"{head}.period"),
        counting=t.say(f"{head}.counting"),
        longest=s.day(longest) if longest else "",
        **day,
    )


def _signs(s: Speaker, a: Assessment) -> Iterator[Heading]:
    t = s.t
    names = {
        "act": t.ui("ui.element.act", "Miten ihminen tuli tilanteeseen (teko)"),
        "means": t.ui("ui.element.means", "Millä keinoin häntä hallitaan (keinot)"),
        "purpose": t.ui("ui.element.purpose", "Mihin häntä käytetään (tarkoitus)"),
        "harm": t.ui("ui.element.harm", "Mitä siitä on seurannut"),
        "context": t.ui("ui.element.context", "Tilanne ympärillä"),
        "safety": t.ui("ui.element.safety", "Turvallisuus"),
    }
    facts, known = a.case.book.facts, a.case.answers.known
    inside = [
        Heading(names[e], items=tuple(Item(s.fact(facts[i.fact], known[i.fact])) for i in signs))
        for e, signs in a.signs.by_element().items()
    ]
    maybe = [Item(s.question(facts[i.fact])) for i in a.signs.state("maybe")]
    if maybe:
        inside.append(Heading(t.ui("ui.head.maybe", "Ehkä"), items=tuple(maybe)))
    forms = list(a.signs.by_form())
    if forms and s.register == "worker":
        inside.append(
            Heading(
                t.ui("ui.head.forms", "Muotoja, joihin merkit viittaavat, rinnakkain"),
                items=tuple(Item(_form(s, f)) for f in forms),
            )
        )
    if inside:
        yield Heading(t.ui("ui.head.signs", "Mitä näemme"), inside=tuple(inside))


def _form(s: Speaker, form: str) -> str:
    t = s.t
    return {
        "labour": t.ui("ui.form.labour", "Työvoiman hyväksikäyttö ja pakkotyö"),
        "sexual": t.ui("ui.form.sexual", "Seksuaalinen hyväksikäyttö"),
        "marriage": t.ui("ui.form.marriage", "Pakkoavioliitto"),
        "crime": t.ui("ui.form.crime", "Rikollisuuteen pakottaminen"),
        "begging": t.ui("ui.form.begging", "Kerjäämiseen pakottaminen"),
        "organ": t.ui("ui.form.organ", "Elinten poistaminen"),
        "domestic": t.ui("ui.form.domestic", "Pakkotyö kotitaloudessa"),
        "reproductive": t.ui("ui.form.reproductive", "Sijaissynnytykseen tai laittomaan adoptioon liittyvä hyväksikäyttö"),
    }[form]


def _law(s: Speaker, a: Assessment) -> Iterator[Heading]:
    """What follows for this person first, then what is still open in one line each, then what holds for everybody."""
    t = s.t
    now, open_, general = [], [], []
    quiet = 0
    for ruleset, decisions in a.law.items():
        sure = [d for d in decisions.values() if _tells(d) and (d.due or d.options)]
        personal = tuple(_decision(s, d) for d in sure if _personal(d))
        if personal:
            now.append(Heading(t.say(f"ruleset.{ruleset}.title"), inside=personal))
        general += [Item(s.outcome(d.rule.id, o)) for d in sure if not _personal(d) for o in (d.due, *d.options) if o]
        open_ += [_open_line(s, d) for d in decisions.values() if _tells(d) and d not in sure]
        quiet += sum(not _tells(d) and bool(d.possible) and not d.settled for d in decisions.values())
    inside = list(now)
    if open_:
        inside.append(Heading(t.ui("ui.head.open_law", "Mikä on vielä avoinna"), items=tuple(open_)))
    if general and s.register == "worker":
        inside.append(Heading(t.ui("ui.head.general", "Tämä koskee kaikkia"), items=tuple(general)))
    said = t.count("ui.quiet", "{n} muu sääntö odottaa vielä tietoja.", "{n} muuta sääntöä odottaa vielä tietoja.", quiet)
    if inside or quiet:
        yield Heading(t.ui("ui.head.law", "Mitä laista seuraa"), (said.format(n=quiet),) if quiet else (), inside=tuple(inside))


def _personal(d: Decision) -> bool:
    """Whether a certain outcome hangs on something known of the person, and not only on the day."""
    return any(d.why(o).facts for o in (d.due, *d.options) if o)


def _open_line(s: Speaker, d: Decision) -> Item:
    n = len(d.missing)
    missing = s.t.count("ui.missing", "{n} tieto puuttuu.", "{n} tietoa puuttuu.", n).format(n=n)
    cite = next((c for each in d.clauses for c in each.clause.cite), None)
    who = next((each.clause.who for each in d.clauses if each.clause.who), None)
    parts = [s.title(d.rule.id), s.short(cite) if cite else "", s.who(who, d.case.dates.as_of) if who else "", missing]
    return Item(" · ".join(p for p in parts if p) if s.register == "worker" else f"{parts[0]} · {missing}")


def _open_part(s: Speaker, questions: tuple[Question, ...]) -> Iterator[Heading]:
    t, facts = s.t, s.book.facts
    askable = [q for q in questions if not q.judgement]
    if not askable:
        return
    items = []
    for q in askable[:QUESTIONS]:
        why = [s.title(c.rule) for c in q.changes]
        under = (
            (Item(t.ui("ui.ask.changes", "Vastaus voi vaikuttaa näihin:"), tuple(Item(w) for w in why[:4])),)
            if s.register == "worker"
            else ()
        )
        items.append(Item(s.question(facts[q.fact]), under))
    sentences = [t.ui("ui.ask.free", "Kysymykseen saa jättää vastaamatta. Älä painosta.")]
    if s.register == "plain":
        sentences = [t.ui("ui.ask.free.plain", "Saat jättää vastaamatta. Voit myös lopettaa milloin haluat.")]
    rest = len(askable) - len(items)
    if rest > 0:
        said = t.count(
            "ui.ask.rest",
            "Näiden jälkeen {n} kysymys voi vielä muuttaa jotakin.",
            "Näiden jälkeen {n} kysymystä voi vielä muuttaa jotakin.",
            rest,
        )
        sentences.append(said.format(n=rest))
    yield Heading(t.ui("ui.head.ask", "Mitä kannattaa kysyä ensin"), tuple(sentences), tuple(items))


def _judgement_part(s: Speaker, decisions: Iterable[Decision]) -> Iterator[Heading]:
    """Open judgements under who makes them; those on which most hangs first, with what to weigh."""
    t, facts = s.t, s.book.facts
    weight: dict[str, int] = {}
    day = date.max
    for d in decisions:
        day = d.case.dates.as_of
        for name in d.rests_on if d.in_force else ():
            if name not in d.case.answers.known:
                weight[name] = weight.get(name, 0) + 1
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(weight, key=lambda n: (-weight[n], facts[n].order)):
        judgement = facts[name].judgement
        groups.setdefault(judgement.who if judgement else (), []).append(name)
    inside = []
    for who, names in groups.items():
        items = [s.judgement(facts[n]) for n in names[:JUDGEMENTS]]
        rest = len(names) - len(items)
        if rest > 0:
            items.append(Item(t.count("ui.judgement.rest", "Lisäksi {n} muu arvio.", "Lisäksi {n} muuta arviota.", rest).format(n=rest)))
        inside.append(Heading("; ".join(dict.fromkeys(s.who(w, day) for w in who)), items=tuple(items)))
    if inside:
        yield Heading(t.ui("ui.head.judgement", "Mikä jää ihmisen arvioitavaksi"), inside=tuple(inside))


def _doubt_part(s: Speaker, decisions: Iterable[Decision]) -> Iterator[Heading]:
    t = s.t
    sentences: dict[str, None] = {}
    left_out: dict[str, None] = {}
    for d in decisions:
        ruleset = s.book.rulesets[d.rule.ruleset]
        for note in d.notices:
            sentences.update(dict.fromkeys(_note(s, d, note)))
        for key in ruleset.not_encoded if d.due or d.options or d.rule.ordered else ():
            left_out[t.say(f"ruleset.{ruleset.id}.not_encoded.{key}")] = None
    inside = [Heading(t.ui("ui.head.not_encoded", "Mitä säännöistä puuttuu"), items=tuple(map(Item, left_out)))] if left_out else []
    if s.register == "plain":
        inside = []
    if sentences or inside:
        yield Heading(t.ui("ui.head.doubt", "Mikä on varmistamatta"), (), tuple(map(Item, sentences)), tuple(inside))


def _note(s: Speaker, d: Decision, note: Any) -> list[str]:
    t, head = s.t, f"ruleset.{d.rule.ruleset}"
    ruleset = s.book.rulesets[d.rule.ruleset]
    if note.kind == "unconfirmed":
        said = t.ui("ui.unconfirmed", "Säädökset ja lähteet on luettu {day} asti. Myöhempiä muutoksia ei ole varmistettu.")
        return [said.format(day=s.day(ruleset.verified_until))]
    if note.kind == "later_change":
        since = next(c.since for c in ruleset.later_changes if c.key == note.key)
        said = t.ui("ui.later", "{day} alkaen: {change}")
        return [said.format(day=s.day(since), change=t.say(f"{head}.later.{note.key}"))]
    if note.kind == "inexact":
        return [t.ui("ui.inexact", "Avoimia tietoja on niin paljon, että luettelossa voi olla liikaa mahdollisuuksia.")]
    if note.kind == "open_date":
        return [
            t.ui(
                "ui.open_date.act",
                "Tekojen ajankohta on avoin. Siksi on otettu huomioon kaikki lain sanamuodot, jotka voivat tulla sovellettaviksi.",
            )
            if note.key == "act"
            else t.ui(
                "ui.open_date.application",
                "Hakemuksen päivä on avoin. Siksi on otettu huomioon kaikki lain sanamuodot, jotka voivat tulla sovellettaviksi.",
            )
        ]
    if note.kind == "view":
        said = t.ui("ui.view", "Tästä on esitetty näkemys, mutta asian päättää muu taho: {question}")
        return [said.format(question=s.question(s.book.facts[note.key]))]
    return []


CONTACTS: Final = ("emergency", "assistance_system", "victim_support")
STALE_DAYS: Final = 183


def _contacts(s: Speaker, case: Case) -> Iterator[Heading]:
    items = [_contact(s, name, case.dates.as_of) for name in CONTACTS if s.book.actors.get(name, {}).get("contact")]
    if items:
        yield Heading(s.t.ui("ui.head.contacts", "Kehen ottaa yhteyttä"), items=tuple(items))


def _contact(s: Speaker, name: str, day: date) -> Item:
    t, contact = s.t, s.book.actors[name]["contact"]
    lines = [contact[k] for k in ("phone", "email", "web") if contact.get(k)]
    checked = date.fromisoformat(contact["checked_on"])
    said = t.ui("ui.contact.checked", "Yhteystieto on katsottu julkiselta sivulta {day}. Sitä ei ole kokeiltu.")
    if contact["live_checked"]:
        said = t.ui("ui.contact.live", "Yhteystieto on kokeiltu {day}.")
    lines.append(said.format(day=s.day(checked)))
    if (day - checked).days > STALE_DAYS:
        lines.append(t.ui("ui.contact.old", "Tarkista yhteystieto: se on yli kuusi kuukautta vanha."))
    return Item(s.who(name, day), tuple(map(Item, lines)))
