"""What an interview says on each screen: the question, why it is asked, where the person stands, and why no more is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

import attrs

from tunnistus.discreet import discreet
from tunnistus.errors import TunnistusError
from tunnistus.explaining.assessed import Assessed, danger_for, of_role
from tunnistus.explaining.interview import LAW, SINGLES, Interviewed, is_settled
from tunnistus.explaining.opening import about_child
from tunnistus.explaining.state import REACHED
from tunnistus.rules.answers import Mark
from tunnistus.rules.model import Fact
from tunnistus.saying.contradictions import contradiction
from tunnistus.saying.foremost import call_now, child, danger, state_sentences
from tunnistus.saying.messages import translation
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.speaker import Speaker

__all__ = [
    "QUESTION",
    "RIGHT",
    "WAYS_ON",
    "Choice",
    "Turn",
    "ahead",
    "answered",
    "choices",
    "ended",
    "foremost",
    "private",
    "refusal",
    "right",
    "single",
    "standing",
    "still",
    "turn",
    "turn_report",
    "urgent_now",
    "way",
    "why",
]

DECLINED: Final = "declined"  # an answer, as a form sends it
QUESTION, RIGHT, WAYS_ON = "question", "right", "ways"  # what a turn asks
MOVES: Final = {QUESTION: "answer", RIGHT: "right", WAYS_ON: "go_on"}  # what takes each choice
TYPED: Final = {"number": "12", "date": "2026-11-24"}


@discreet
@attrs.frozen(repr=False)
class Choice:
    """What can be chosen on a turn. Shows nothing in its ``repr``: some are what was answered.

    Attributes:
        value: what is given back: to :meth:`Interview.answer`, :meth:`Interview.right` or :meth:`Interview.go_on`.
        says: what it says.
    """

    value: str
    says: str

    def __repr__(self) -> str:
        return "<Choice>"


@discreet
@attrs.frozen(repr=False)
class Turn:
    """One turn of an interview in a language: one question with all that belongs to it, in the order in which it is said.

    It tells answers: it shows in its ``repr`` what kind of turn it is, and nothing that it says.

    Attributes:
        kind: ``question``; ``right`` where answers cannot be true together: which of them is; ``ways`` where nothing is asked of itself any
            more: why, and how it can go on.
        first: what has to be seen before anything else until it is excluded, danger and then the route of a child, each as sentences.
        safely: how to talk safely, where that is known.
        standing: where the person stands so far.
        single: that the broad questions have been gone through, at the first single one; else empty.
        fact: the id of the fact that is asked about; empty in turns of other kinds.
        says: the question; or the sentence about what contradicts, with the questions and the reason; or why no more is asked.
        why: why it is asked, to the worker.
        counts: what counts and what does not: pairs of a title and a sentence.
        free: ``number`` or ``date`` where a value is typed; else empty.
        choices: what can be chosen, at a question also perhaps, declining and passing it over.
        deciders: functions that make the judgement; none where it is no judgement, as none is asked of itself. Of a judgement the value
            that was chosen is given back with who made it and when, as ``{"judged": …, "by": …, "day": …}``; perhaps, declining and
            passing over are given back as they are.
    """

    lang: str
    register: str
    kind: str
    first: tuple[tuple[str, ...], ...]
    safely: tuple[str, ...]
    standing: tuple[str, ...]
    says: tuple[str, ...]
    choices: tuple[Choice, ...]
    single: str = ""
    fact: str = ""
    why: str = ""
    counts: tuple[tuple[str, str], ...] = ()
    free: str = ""
    deciders: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Turn {self.kind} in {self.lang}>"


def turn(s: Speaker, talk: Interviewed, fact: str = "") -> Turn:
    """Return what is said in a state of an interview.

    Args:
        fact: another one than the one that is asked.
    """
    said = {"lang": s.lang, "register": s.register, **_before(s, talk.so_far)}
    if fact or talk.asked:
        return Turn(kind=QUESTION, **said, **_asking(s, talk, s.book.facts[fact or talk.asked or ""]))
    if talk.problem:
        return Turn(kind=RIGHT, says=tuple(contradiction(s, talk.problem)), choices=_choices(right(s, talk.can_be_right)), **said)
    ways_on = [(name, way(s, name)) for name in talk.ways]
    return Turn(kind=WAYS_ON, says=tuple(ended(s, talk.so_far, talk.about, talk.ways)), choices=_choices(ways_on), **said)


def _before(s: Speaker, a: Assessed) -> dict[str, Any]:
    """What is said before the question."""
    safely = [s.outcome(n, d.due) for n, d in a.part("next_step").items() if d.due and not d.rule.ordered]
    return {"first": tuple(foremost(s, a)), "safely": tuple(safely), "standing": tuple(standing(s, a))}


def _asking(s: Speaker, talk: Interviewed, fact: Fact) -> dict[str, Any]:
    """What belongs to a question."""
    worker, judged = s.register == "worker", fact.judgement  # why helps the worker, and is not said to the person
    return {
        "fact": fact.id, "says": (s.question(fact),), "why": why(s, fact) if worker else "", "counts": s.counted(fact),
        "free": fact.type if fact.type in ("number", "date") else "", "choices": _choices(choices(s, fact)),
        "single": single(s) if talk.turns_single else "", "deciders": judged.who if judged else (),
    }  # fmt: skip


def turn_report(s: Speaker, turn: Turn) -> Report:
    """Return a turn as a report: danger and the child first, then the question, and each choice as the move of :class:`Interview`."""
    t, (asked, *more) = s.t, turn.says
    typed = Item(t.ui("ask.typed", "Tai anna luku tai päivä, esimerkiksi {example}.").format(example=_move(turn, TYPED.get(turn.free, ""))))
    moves = (*(Item(f"{_move(turn, each.value)}: {each.says}") for each in turn.choices), *([typed] if turn.free else []))
    counts = tuple(Item(title, (Item(said),)) for title, said in turn.counts)
    parts = (
        *(Heading("", said, urgent=True) for said in turn.first),
        Heading("", (*turn.safely, *turn.standing, *filter(None, [turn.single]))),
        Heading(asked, (*more, *filter(None, [turn.why])), moves, about=(f"fact {turn.fact}",) if turn.fact else ()),
        Heading(t.ui("show.counts", "Mikä lasketaan mukaan"), items=counts),
    )
    title = t.ui("web.title", "Keskustelu")
    return Report(turn.lang, title, (), tuple(part for part in parts if part.sentences or part.items))


def _move(turn: Turn, value: str) -> str:
    return f'{MOVES[turn.kind]}("{value}")'


def _choices(pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(*pair) for pair in pairs)


def private(s: Speaker) -> str:
    """Say, before anything is asked, that nobody else may hear or see."""
    return s.t.ui("ask.private", "Varmista ensin, ettei kukaan muu kuule tai näe. Jos se ei onnistu nyt, sovi toinen aika.")


def single(s: Speaker) -> str:
    """Say, once, that the broad questions have been gone through."""
    return s.t.ui("ask.single", "Laajat kysymykset on käyty läpi. Nyt seuraa yksittäisiä kysymyksiä. Voit myös lopettaa tähän.")


def refusal(s: Speaker, problem: TunnistusError) -> str:
    """Return why an answer is not taken, and how to write it; without the name of its fact, which stands above."""
    translate = translation(s.lang)
    return f"{problem.what.said(translate)} {problem.todo.said(translate)}"


def ahead(s: Speaker, day: date) -> str:
    """Say that a day lies after the one that it can be at the latest."""
    return s.t.ui("ask.past", "Päivän on oltava viimeistään {day}.").format(day=s.day(day))


def right(s: Speaker, facts: Iterable[str]) -> list[tuple[str, str]]:
    """Return which answer can be chosen as the right one: pairs of a fact and what is said, in the end an empty one for not knowing yet."""
    t = s.t
    said = t.ui("ask.right", "Tämä vastaus on oikein: {question}")
    every = [(name, said.format(question=s.question(s.book.facts[name]))) for name in facts]
    return [*every, ("", t.ui("ask.right.unknown", "En tiedä vielä."))]


def why(s: Speaker, fact: Fact) -> str:
    """Say in one sentence why a question is asked: what its answer helps to see."""
    t = s.t
    if about_child(s.book, fact.id):
        return t.ui("ask.why.child", "Lasta ja mahdollisesti alaikäistä autetaan ja suojellaan eri tavalla kuin aikuista.")
    if fact.opens:
        return t.ui("ask.why.opens", "Tämä on laaja kysymys: vastauksesta näet, mistä kannattaa kysyä lisää.")
    sentences = {
        "safety": t.ui("ask.why.safety", "Tämä auttaa arvioimaan, onko henkilö turvassa ja miten hänen kanssaan voi puhua turvallisesti."),
        "act": t.ui("ask.why.act", "Tämä auttaa ymmärtämään, miten henkilö on joutunut tilanteeseensa."),
        "means": t.ui("ask.why.means", "Tämä auttaa arvioimaan, onko henkilö jonkun toisen vallassa."),
        "purpose": t.ui("ask.why.purpose", "Tämä auttaa arvioimaan, käyttääkö joku henkilöä hyväkseen."),
        "harm": t.ui("ask.why.harm", "Tämä auttaa ymmärtämään, mitä tilanteesta on seurannut henkilölle."),
        "context": t.ui("ask.why.context", "Tämä auttaa ymmärtämään henkilön tilannetta."),
        "law": t.ui("ask.why.law", "Tästä riippuu, mitä apua henkilö voi saada ja mitä oikeuksia hänellä on."),
    }
    return sentences.get(fact.element, "")


def choices(s: Speaker, fact: Fact) -> list[tuple[str, str]]:
    """Return what can be chosen at a question: pairs of an answer as a form sends it, empty to pass it over, and what it says.

    Whoever makes a judgement does not decline it for the person.
    """
    return [each for each in _every_choice(s, fact) if not (fact.judgement and each[0] == DECLINED)]


def _every_choice(s: Speaker, fact: Fact) -> list[tuple[str, str]]:
    t = s.t
    values = {
        "bool": [("true", t.ui("ui.yes", "Kyllä.")), ("false", t.ui("ui.no", "Ei."))],
        "enum": [(value, t.say(f"fact.{fact.id}.value.{value}")) for value in fact.values],
    }
    return [
        *values.get(fact.type, []),
        ("maybe", t.ui("ask.maybe", "Ehkä, en ole varma.")),
        (DECLINED, t.ui("ask.declined", "Ei halua vastata.")),
        ("", t.ui("ask.skip", "Ohita nyt.")),
    ]


def answered(s: Speaker, answers: Mapping[str, Any]) -> list[str]:
    """Say each answer after its question, in the order in which they were given."""
    return [f"{s.question(s.book.facts[name])} – {_answer(s, s.book.facts[name], answer)}" for name, answer in answers.items()]


def _answer(s: Speaker, fact: Fact, answer: Any) -> str:
    if isinstance(answer, date):
        return s.day(answer)
    if fact.type == "number" and not isinstance(answer, Mark):
        return s.number(answer)
    sent = str(answer).lower() if isinstance(answer, bool | Mark) else answer
    return dict(_every_choice(s, fact))[sent]


def foremost(s: Speaker, a: Assessed) -> list[tuple[str, ...]]:
    """Return what stands first on every screen until it is excluded: danger and the route of a child, the sentences of each together."""
    return [*_together(danger(s, a)), *_together(child(s, a))]


def _together(headings: Iterable[Heading]) -> list[tuple[str, ...]]:
    return [(*head.sentences, *(each.sentences[0] for each in head.inside if each.sentences)) for head in headings]


def still(s: Speaker, a: Assessed, said: Collection[tuple[str, ...]]) -> str:
    """Say in one line what still holds of what stood first on the screen before; nothing where none of it does."""
    t = s.t
    danger_said = any(each in said for each in _together(danger(s, a)))
    lines = []
    if danger_said and danger_for(a).due:
        lines.append(t.ui("ask.still.emergency", "Soita 112, jos et ole vielä soittanut."))
    elif danger_said:
        lines.append(t.ui("ask.still.danger", "Vaarassa soita 112."))
    if any(each in said for each in _together(child(s, a))):
        lines.append(t.ui("ask.still.child", "Mitä alle 18-vuotiaasta sanottiin, pätee yhä."))
    return " ".join(lines)


def urgent_now(a: Assessed) -> set[tuple[str, str]]:
    """Return what is to be done at once: pairs of a rule and its outcome."""
    return {*danger_for(a).due}


def standing(s: Speaker, a: Assessed) -> list[str]:
    """Say where the person stands so far; rules are not counted, since a number helps nobody in a conversation."""
    step = of_role(a, "step")
    said = [*state_sentences(s, a)]
    if step and step.floor and a.state in REACHED:
        said.append(s.t.ui("ask.floor", "Tähän mennessä vähintään: {step}").format(step=s.outcome(step.rule.id, step.floor)))
    return [*said, *call_now(s, a)]


def way(s: Speaker, name: str) -> str:
    """Say a way to go on."""
    return {
        SINGLES: s.t.ui("ask.on.singles", "Jatka yksittäisiin kysymyksiin."),
        LAW: s.t.ui("ask.on.law", "Jatka muuhun apuun ja oikeuksiin."),
    }[name]


def ended(s: Speaker, a: Assessed, about: Collection[str] | None, offered: Collection[str]) -> list[str]:
    """Say why no more is asked of itself, and what is left.

    Args:
        about: the rules that it asked about; ``None`` stands for all.
        offered: the ways to go on.
    """
    t = s.t
    if not offered:
        return [
            t.ui(
                "ask.done",
                "Enempää ei tarvitse kysyä: vastaukset eivät enää muuttaisi tulosta, tai loput jäävät ihmisen arvioitaviksi.",
            )
        ]
    said = [_which_end(s, a, about)]
    if SINGLES in offered:
        said.append(
            t.ui(
                "ask.left",
                "Kysymättä on vielä yksittäisiä asioita, koska niitä koskevaan laajaan kysymykseen vastattiin ”ei” tai se ohitettiin. "
                "Voit kysyä nekin.",
            )
        )
    return said


def _which_end(s: Speaker, a: Assessed, about: Collection[str] | None) -> str:
    """Say which of the ends this is: the step cannot change any more, or nothing likely is left."""
    t = s.t
    if about is None:
        return t.ui("ask.ended.law", "Muusta avusta ja oikeuksista on kysytty kaikki, mihin tähänastiset vastaukset antavat aihetta.")
    if is_settled(a):
        return t.ui("ask.ended.settled", "Seuraava askel on selvillä: vastaukset merkeistä eivät enää muuttaisi sitä.")
    return t.ui(
        "ask.ended.nothing_likely",
        "Merkeistä on kysytty kaikki, mihin tähänastiset vastaukset antavat aihetta. Seuraava askel voi silti muuttua, jos saat "
        "tietää lisää.",
    )
