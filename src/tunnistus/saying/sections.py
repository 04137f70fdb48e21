"""The sections that reports are made of: a decision with its reasons, questions, judgements, what is unconfirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import attrs

from tunnistus.explaining.asking import foreseen
from tunnistus.explaining.explain import Decision, Question, Reason, together
from tunnistus.explaining.near import judgements
from tunnistus.places import fill
from tunnistus.rules.answers import Mark
from tunnistus.rules.derive import MARKS_ONLY, inputs_of
from tunnistus.rules.horizon import first_read
from tunnistus.rules.model import Const, Fact, Window
from tunnistus.rules.roles import at_the_table, chosen_by_the_person, holder
from tunnistus.rules.truth import TRUE
from tunnistus.saying.contacts import phone_said
from tunnistus.saying.horizon import horizon_items, later_items, source_items
from tunnistus.saying.report import Heading, Item
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.stretches import depends, heads

__all__ = [
    "basis",
    "cautions",
    "contact_checked",
    "contact_item",
    "contact_lines",
    "decision",
    "doubt_part",
    "judgement_part",
    "missing",
    "next_step",
    "not_covered",
    "on_parts",
    "only_a_part",
    "open_part",
    "part",
    "period_line",
    "stretch_items",
]

QUESTIONS: Final = 6
WEIGHED: Final = 6  # judgements of each decider that stand with what to weigh; the others stand with their question
STALE_DAYS: Final = 183


def part(s: Speaker, title: str, decisions: Iterable[Decision]) -> Iterator[Heading]:
    """Yield a section with the decisions that have a certain outcome."""
    sure = [d for d in decisions if d.counts and (d.due or d.options)]
    if sure:
        yield Heading(title, inside=tuple(decision(s, d) for d in sure))


def next_step(
    s: Speaker,
    d: Decision,
    beside: Iterable[Decision] = (),
    first: tuple[str, ...] = (),
    then: tuple[str, ...] = (),
    *,
    step: bool = True,
) -> Heading:
    """Return the first sentence, the step at least, every fact that carries it, and what to remember.

    Args:
        first, then: sentences that stand before the step and right after it.
        step: whether to say the step; not to somebody who is already where it would lead.
    """
    t = s.t
    sentences = list(first)
    about: tuple[str, ...] = ()
    worker = s.register == "worker"
    if d.floor and step:
        sentences += [t.ui("ui.floor", "Tee ainakin tämä:")] if worker else []
        about = (*("" for _ in sentences), f"rule {d.rule.id}")
        sentences += [s.outcome(d.rule.id, d.floor), *then]
    perhaps = _on_perhaps(s, d) if step else None
    if not d.settled and d.ceiling and step and worker and not perhaps:
        sentences.append(t.ui("ui.ceiling", "Uudet vastaukset voivat osoittaa, että on tehtävä enemmän."))
    inside = [_because(s, d, d.why_all(d.floor), basis_too=step), perhaps] if d.floor else []
    own = [b for b in beside if not b.rule.ordered and (b.due or _perhaps(b))]
    reminders = [Item(s.outcome(b.rule.id, b.due or b.rule.outcomes[0]), about=f"rule {b.rule.id}") for b in own]
    reminders += [Item(said, about=f"rule {d.rule.id}") for said in cautions(s, d)]
    if reminders:
        inside.append(Heading(t.ui("ui.head.remember", "Muista"), items=tuple(reminders)))
    return Heading(t.ui("ui.head.now", "Mitä nyt"), tuple(sentences), inside=tuple(h for h in inside if h), about=about)


def _on_perhaps(s: Speaker, d: Decision) -> Heading | None:
    """Say which answers "perhaps" the step rests on: it can be lower when they become no."""
    marks = [n for n in d.why_all(d.floor).facts if _of_marks(s.book.facts[n])] if d.floor else []
    if not marks or d.floor is None or foreseen(d, dict.fromkeys(marks)).states[d.floor][0] == TRUE:
        return None
    names = dict.fromkeys(i for n in marks for i in inputs_of(s.book, n) if d.case.answers.marks.get(i) == Mark.MAYBE)
    said = s.t.ui("ui.on_perhaps", "Askel perustuu ehkä-vastauksiin. Jos niistä tulee kielteisiä, pienempi askel voi riittää.")
    if s.register == "plain":
        said = s.t.ui("ui.on_perhaps.plain", "Osa vastauksista on ”ehkä”. Voit muuttaa niitä.")
    return Heading(s.t.ui("ui.head.maybe", "Ehkä"), (said,), tuple(Item(s.question(s.book.facts[n]), about=f"fact {n}") for n in names))


def _of_marks(fact: Fact) -> bool:
    return fact.derived is not None and fact.derived.by in MARKS_ONLY


def _perhaps(d: Decision) -> bool:
    """Whether an answer "perhaps" keeps what is open in view: a listener, a threat, the need of an interpreter."""
    return bool(d.possible) and any(d.case.answers.marks.get(n) == Mark.MAYBE for n in d.facts)


def _because(s: Speaker, d: Decision, reason: Reason, *, basis_too: bool = True) -> Heading | None:
    items = [*s.facts(reason.facts, d.case.answers)]
    if s.register == "worker":
        items += relations(s, reason.relations)
    places = basis(s, d, reason.clauses) if s.register == "worker" and basis_too else ()
    if not items and not places:
        return None
    if places:
        about = f"clause {d.rule.id} {reason.clauses[0]}" if len(reason.clauses) == 1 else ""
        items.append(Item(s.t.ui("ui.basis", "Perusta:"), places, about=about))
    return Heading(s.t.ui("ui.head.because", "Koska"), items=tuple(items))


def relations(s: Speaker, names: Iterable[str]) -> Iterator[Item]:
    """Why what is known leads further: the sentence of each relation, with its place in the law."""
    by_id = {relation.id: relation for relation in s.book.relations}
    for name in names:
        yield Item(s.t.say(f"relation.{name}.because"), s.cited(by_id[name].cite, ()))


def basis(s: Speaker, d: Decision, clauses: Iterable[str]) -> tuple[Item, ...]:
    """Citations of the clauses that carry an outcome, with who acts."""
    lines: dict[Item, None] = {}
    for name in clauses:
        clause = d.rule.clause(name)
        who = s.who(clause.who, d.case.dates.as_of) if clause.who else ""
        if who:
            lines[Item(s.t.ui("ui.who", "Kuka: {who}.").format(who=who))] = None
        lines.update(dict.fromkeys(s.cited(clause.cite, clause.source)))
    return tuple(lines)


def decision(s: Speaker, d: Decision) -> Heading:
    """Return one decision: what is due or an option, because of what, periods, what is still possible, cautions."""
    about: tuple[str, ...] = (f"rule {d.rule.id}",)
    if not d.in_force:
        return Heading(s.title(d.rule.id), (s.t.ui("ui.not_in_force", "Tämä sääntö ei ole voimassa tuona päivänä."),), about=about)
    if not d.counts:
        because = _because(s, d, d.why(d.rule.outcomes[0]))
        said = s.t.ui("ui.out_of_scope", "Tämä sääntö ei koske tätä henkilöä.")
        return Heading(s.title(d.rule.id), (said,), inside=(because,) if because else (), about=about)
    told = next_step(s, d) if d.rule.ordered and not d.not_covered else _decided(s, d)
    if d.by_stretch:
        return attrs.evolve(_by_stretch(s, d, told), about=about)
    return Heading(told.title, (*told.sentences, *depends(s, d)), told.items, told.inside, about=told.about or about)


def _decided(s: Speaker, d: Decision) -> Heading:
    t = s.t
    sentences: list[str] = []
    inside: list[Heading | None] = []
    if d.due:
        reason = d.why(d.due)
        sentences += [s.outcome(d.rule.id, d.due), *guidance(s, d)]
        inside.append(_because(s, d, reason))
    for option in d.options:
        reason = d.why(option)
        sentences += [_may(s, d, reason), s.outcome(d.rule.id, option)]
        inside.append(_because(s, d, reason))
    sentences += [period_line(s, d, p) for p in d.periods]
    still = [o for o in d.possible if o != d.due and o not in d.options and not d.by_stretch]
    items = [Item(s.outcome(d.rule.id, o)) for o in still]
    if items:
        inside.append(Heading(t.ui("ui.head.possible", "Vielä mahdollista"), items=tuple(items)))
    if d.not_covered:
        sentences += not_covered(s, d.rule.id)
        inside.append(_because(s, d, together(d, [d.why(o) for o in d.rule.outcomes]), basis_too=False))
    sentences += [*on_parts(s, d), *cautions(s, d)]
    return Heading(s.title(d.rule.id), tuple(sentences), inside=tuple(h for h in inside if h))


def not_covered(s: Speaker, rule: str) -> tuple[str, ...]:
    """Return the sentences of a result that is neither yes nor no, since the rule covers only a part of a provision.

    With what it leaves out in the register ``worker``.
    """
    if s.register == "plain":
        return (s.t.ui("ui.not_covered.plain", "Tämä ohjelma ei osaa vastata tähän kokonaan. Voimme kysyä asiasta lisää."),)
    return only_a_part(s), s.left_out(rule)


def only_a_part(s: Speaker) -> str:
    """Return the sentence alone (register ``worker``)."""
    return s.t.ui(
        "ui.not_covered",
        "Tässä on otettu huomioon vain osa säännöksestä. Siitä osasta ei seuraa mitään, mutta muu osa voi koskea henkilöä.",
    )


def on_parts(s: Speaker, d: Decision) -> Iterator[str]:
    """Say of a result which rules it rests on that cover only a part of a provision, and what each leaves out (register ``worker``)."""
    said = s.t.ui("ui.rests_on_part", "Tulos perustuu osittain sääntöön, joka kattaa vain osan säännöksestä: {title}.")
    for name in d.rests_on_part if s.register == "worker" else ():
        yield said.format(title=s.title(name))
        yield s.left_out(name)


def _by_stretch(s: Speaker, d: Decision, told: Heading) -> Heading:
    """What holds in all stretches of days, and under it what holds in each; so do cautions stand."""
    every = [{*cautions(s, each.verdict)} for each in d.by_stretch if each.verdict.in_force]
    shared = set.intersection(*every)
    above = (*(said for said in told.sentences if said in shared or not any(said in some for some in every)), *depends(s, d))
    inside = []
    for each in d.by_stretch:
        head, *more = heads(s, d, each.when)
        sentences, under = _in_stretch(s, each.verdict)
        inside.append(Heading(head, (*more, *(said for said in sentences if said not in shared)), inside=under))
    return Heading(told.title, above, inside=(*told.inside, *inside))


def _in_stretch(s: Speaker, d: Decision) -> tuple[tuple[str, ...], tuple[Heading, ...]]:
    if d.possible:
        told = decision(s, d)
        return told.sentences, told.inside
    because = _because(s, d, together(d, [d.why(o) for o in d.rule.outcomes])) if d.in_force else None
    return (_nothing_then(s, d),), (because,) if because else ()


def _nothing_then(s: Speaker, d: Decision) -> str:
    if not d.in_force:
        return s.t.ui("stretch.not_in_force", "Tämä sääntö ei ole silloin voimassa.")
    if d.not_covered:
        return " ".join(not_covered(s, d.rule.id))
    return s.t.ui("stretch.nothing", "Tästä ei silloin seuraa mitään. Muita mahdollisuuksia voi olla.")


def stretch_items(s: Speaker, d: Decision) -> Iterator[Item]:
    """The result of each stretch of days in short, what follows and how much is missing; nothing where that is the same in all of them."""
    told: list[tuple[Mapping[str, Window], tuple[Item, ...]]] = []
    for each in d.by_stretch:
        when, items = each.when, _in_short(s, each.verdict)
        if told and told[-1][1] == items and len(when) == 1:
            before, _ = told.pop()
            when = {clock: Window(before[clock].since, window.until) for clock, window in when.items()}
        told.append((when, items))
    for when, items in told if len(told) > 1 else ():
        for head in reversed(heads(s, d, when)):
            items = (Item(head, items),)
        yield from items


def _in_short(s: Speaker, d: Decision) -> tuple[Item, ...]:
    certain = {o: Item(s.outcome(d.rule.id, o), tuple(map(Item, guidance(s, d))) if o == d.due else ()) for o in d.certain()}
    items = [Item(_may(s, d, d.why(o)), (said,)) if o in d.options else said for o, said in certain.items()]
    if d.missing:
        return (*items, Item(missing(s, d)))
    if not d.possible:
        return (Item(_nothing_then(s, d)),)
    still = tuple(Item(s.outcome(d.rule.id, o)) for o in d.possible)
    return tuple(items) or (Item(s.t.ui("ui.head.possible", "Vielä mahdollista"), still),)


def missing(s: Speaker, d: Decision) -> str:
    """Return how many facts are missing."""
    n = len(d.missing)
    return s.t.count("ui.missing", "{n} tieto puuttuu.", "{n} tietoa puuttuu.", n).format(n=n)


def guidance(s: Speaker, d: Decision) -> Iterator[str]:
    """Guidance reads as guidance where one would expect law."""
    if d.guidance and s.book.rulesets[d.rule.ruleset].kind == "law" and s.register == "worker":
        yield s.t.ui("ui.guidance", "Tämä on ohje tai vakiintunut käytäntö, ei lain säännös.")


def _may(s: Speaker, d: Decision, reason: Reason) -> str:
    """Who may choose an option: the person, whose right it is, or somebody who decides."""
    t = s.t
    if chosen_by_the_person(s.book, map(d.rule.clause, reason.clauses)):
        if s.register == "plain":
            return t.ui("ui.own_right.plain", "Saat itse päättää tästä:")
        return t.ui("ui.own_right", "Henkilö voi itse päättää tästä:")
    if d.due or len(d.options) > 1:
        return t.ui("ui.option", "Päättäjä voi valita myös tämän:")
    return t.ui("ui.may", "Päättäjän harkinnassa:")


def cautions(s: Speaker, d: Decision, *, own: bool = False) -> tuple[str, ...]:
    """Return the cautions of a rule that are not excluded, also while the rule is open (register ``worker``).

    Args:
        own: only those with a condition of their own, which are about this person and not about everybody whom the rule gives something.
    """
    general = {n.key for n in d.rule.notices if isinstance(n.when, Const)} if own else set()
    keys = [n.key for n in d.notices if n.kind == "rule" and n.key not in general] if s.register == "worker" else []
    return tuple(s.t.say(f"rule.{d.rule.id}.notice.{key}") for key in keys)


def period_line(s: Speaker, d: Decision, period: Any, *, counting: bool = True) -> str:
    """Return a period as dates, or which date is missing; whether its last day moved, or has to be checked.

    Args:
        counting: also how the days are counted.
    """
    t, head = s.t, f"rule.{d.rule.id}.{period.clause}"
    how = t.say(f"{head}.counting") if counting else ""
    if period.decided_until:
        return _by_decision(s, t.say(f"{head}.period"), period)
    if period.start is None:
        said = t.ui("ui.period.open", "{what}: alkamispäivä puuttuu. {counting}")
        return said.format(what=t.say(f"{head}.period"), counting=how).rstrip()
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
        counting=" ".join((*_working_day(s, period), how)),
        longest=s.day(longest) if longest else "",
        **day,
    ).rstrip()


def _by_decision(s: Speaker, what: str, period: Any) -> str:
    """A period of which the decision that was made tells the last day, and how far an extension can reach."""
    said = s.t.ui("ui.period.decided.end", "{what}: viimeinen päivä päätöksen mukaan {day}.")
    if period.start:
        said = s.t.ui("ui.period.decided", "{what}: alkaa {start}, viimeinen päivä päätöksen mukaan {day}.")
    if period.longest_until:
        reach = s.t.ui("ui.period.reach", "Jatkettuna aika voi kestää enintään {longest} asti.")
        said = f"{said} {reach.format(longest=s.day(period.longest_until))}"
    return said.format(what=what, start=s.day(period.start) if period.start else "", day=s.day(period.decided_until))


def _working_day(s: Speaker, period: Any) -> Iterator[str]:
    """Why the last day is another than one counts, or might be; whether it has passed."""
    if period.moved_from:
        yield fill(s.t.say("working_days.moved"), day=s.day(period.moved_from))
    if period.unchecked:
        yield s.last_day_to_check()
    if period.over:
        yield s.t.ui("ui.period.over", "Aika on päättynyt.")


def open_part(s: Speaker, questions: tuple[Question, ...]) -> Iterator[Heading]:
    """Yield the section of questions worth asking first."""
    t, facts = s.t, s.book.facts
    askable = [q for q in questions if not q.judgement]
    if not askable:
        return
    items = []
    for q in askable[:QUESTIONS]:
        why = [Item(s.title(c.rule), about=f"rule {c.rule}") for c in q.changes[:4]]
        under = (Item(t.ui("ui.ask.changes", "Vastaus voi vaikuttaa näihin:"), tuple(why)),) if s.register == "worker" else ()
        items.append(Item(s.question(facts[q.fact]), under, about=f"fact {q.fact}"))
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


def judgement_part(s: Speaker, decisions: Iterable[Decision]) -> Iterator[Heading]:
    """Open judgements under who makes them, with what to weigh; those first that decide a rule with the fewest other facts."""
    t, facts = s.t, s.book.facts
    decisions = list(decisions)
    near = judgements(decisions)
    day = next((d.case.dates.as_of for d in decisions), date.max)
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(near, key=lambda n: (near[n], facts[n].order)):
        judgement = facts[name].judgement
        groups.setdefault(judgement.who if judgement else (), []).append(name)
    inside = []
    own = at_the_table(s.book)  # what the reader can judge now comes first
    for who, names in sorted(groups.items(), key=lambda pair: own.isdisjoint(pair[0])):
        items = [s.judgement(facts[n], weigh=at < WEIGHED) for at, n in enumerate(names)]
        inside.append(Heading("; ".join(dict.fromkeys(s.who(w, day) for w in who)), items=tuple(items)))
    if inside:
        yield Heading(t.ui("ui.head.judgement", "Mikä jää ihmisen arvioitavaksi"), inside=tuple(inside))


def doubt_part(s: Speaker, decisions: Iterable[Decision]) -> Iterator[Heading]:
    """Yield the section of what is unconfirmed and what the rules leave out."""
    t, decisions = s.t, list(decisions)
    sentences: dict[str, None] = {}
    for note in dict.fromkeys(note for d in decisions for note in d.notices):
        sentences.update(dict.fromkeys(_note(s, note)))
    telling = dict.fromkeys(d.rule.ruleset for d in decisions if d.due or d.options or d.rule.ordered)
    keys = (f"ruleset.{name}.not_encoded.{key}" for name in telling for key in s.book.rulesets[name].not_encoded)
    left_out = dict.fromkeys(map(t.say, keys))
    inside = [Heading(t.ui("ui.head.not_encoded", "Mitä säännöistä puuttuu"), items=tuple(map(Item, left_out)))] if left_out else []
    if s.register == "plain":
        inside = []
    read, unread = first_read(d.plan.acts_read for d in decisions), _noted(decisions, "unconfirmed")
    items = (
        *horizon_items(s, {act: read[act] for act in unread}), *source_items(s, _noted(decisions, "unconfirmed_sources")),
        *later_items(s, _noted(decisions, "later_change")), *map(Item, sentences),
    )  # fmt: skip
    if items or inside:
        yield Heading(t.ui("ui.head.doubt", "Mikä on varmistamatta"), (), items, tuple(inside))


def _noted(decisions: Iterable[Decision], kind: str) -> dict[str, list[str]]:
    """The keys of the notes of a kind, each with the rules that have it."""
    found: dict[str, list[str]] = {}
    for d in decisions:
        for note in d.notices:
            if note.kind == kind:
                found.setdefault(note.key, []).append(d.rule.id)
    return found


def _note(s: Speaker, note: Any) -> list[str]:
    t = s.t
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


def contact_item(s: Speaker, name: str, day: date) -> Item:
    """Return who it is, with the note and the contact data."""
    note = (Item(s.t.say(f"actor.{name}.note")),) if s.t.has(f"actor.{name}.note") and name != holder(s.book, "emergency") else ()
    return Item(s.who(name, day), note + contact_lines(s, s.book.actors[name]["contact"], day))


def contact_lines(s: Speaker, contact: Any, day: date | None) -> tuple[Item, ...]:
    """Return contact data with the day they were found, and a warning when that is more than six months before the day."""
    lines = [*filter(None, (phone_said(s, contact), contact.get("email"), contact.get("web")))]
    return tuple(map(Item, (*lines, *contact_checked(s, contact, day))))


def contact_checked(s: Speaker, contact: Any, day: date | None) -> Iterator[str]:
    """Yield on which day contact data were found or tried, and a warning when that is more than six months before the day."""
    t, checked = s.t, date.fromisoformat(contact["checked_on"])
    if contact.get("phone") == "112":
        return  # a number that needs no remark
    said = t.ui("ui.contact.checked", "Yhteystieto on katsottu julkiselta sivulta {day}. Sitä ei ole kokeiltu.")
    if contact["live_checked"]:
        said = t.ui("ui.contact.live", "Yhteystieto on kokeiltu {day}.")
    yield said.format(day=s.day(checked))
    if day is not None and (day - checked).days > STALE_DAYS:
        yield t.ui("ui.contact.old", "Tarkista yhteystieto: se on yli kuusi kuukautta vanha.")
