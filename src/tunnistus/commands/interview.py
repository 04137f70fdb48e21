"""The interview in the terminal: one question at a time, always free to stop, nothing kept."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

import attrs

from tunnistus.assessment import Assessment, assess
from tunnistus.errors import AnswerError
from tunnistus.explaining.explain import Question
from tunnistus.explaining.state import STEPS
from tunnistus.rules.answers import Mark
from tunnistus.rules.decimals import from_text
from tunnistus.rules.model import Book, Fact
from tunnistus.saying.foremost import call_now, child, danger, state_sentences
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.texts import Texts
from tunnistus.shipping import source

__all__ = ["Talk", "interview"]

STOP = "0"
HELP = "?"


def interview(
    as_of: date, lang: str, register: str, *, read: Callable[[str], str], write: Callable[[str], Any], book: Book | None = None
) -> Assessment:
    """Ask about signs until nothing more would change the next step, then, if the worker wishes, about help and law.

    The worker can stop at any question, also with the end of input or Ctrl-C: what is known by then is told, danger first. Returns the last
    assessment.

    Args:
        read: called with a prompt, returns what was typed; write: called with each line to show.
        book: rule data other than the shipped ones; without rules of signs, everything is asked about at once.
    """
    book = book or source.book()
    s = Speaker(book, lang, register)
    write(s.t.ui("ask.intro", "Vastaa numerolla. Kysymykseen saa jättää vastaamatta, ja 0 lopettaa. Mitään ei tallenneta."))
    talk = Talk(assess({}, as_of=as_of, book=book), s, read, write)
    try:
        talk.go()
    except (EOFError, KeyboardInterrupt):  # leaving in whatever way is an end: what is known so far is told
        write("")
    write("")
    write(talk.so_far.explain(lang, register=register))
    return talk.so_far


@attrs.define
class Talk:
    """An interview under way. ``so_far`` is the assessment of the answers up to now."""

    so_far: Assessment
    speaker: Speaker
    read: Callable[[str], str]
    write: Callable[[str], Any]
    answers: dict[str, Any] = attrs.field(factory=dict, repr=False)
    skipped: list[str] = attrs.field(factory=list, repr=False)
    told: set[str] = attrs.field(factory=set, repr=False)

    def go(self) -> None:
        """Ask about signs, then if it is wished about help and law, until the worker stops or nothing is left to ask."""
        t, single = self.speaker.t, False
        about: Collection[str] | None = self.so_far.identification or None
        while True:
            question = self._next(about)
            if question is None and about is not None and self._next(None):
                about = None
                self._foremost()
                if _go_on(t, self.read, self.write):
                    continue
                return
            if question is None:
                self._foremost()
                self.write(
                    t.ui(
                        "ask.done",
                        "Enempää ei tarvitse kysyä: vastaukset eivät enää muuttaisi tulosta, tai loput jäävät ihmisen arvioitaviksi.",
                    )
                )
                return
            fact = self.speaker.book.facts[question.fact]
            if about is not None and not single and fact.stage > 2 and not fact.opens:
                single = True
                self.write("")
                self.write(
                    t.ui("ask.single", "Laajat kysymykset on käyty läpi. Nyt seuraa yksittäisiä kysymyksiä. Voit myös lopettaa tähän.")
                )
            if not self._ask(fact, question):
                return

    def _ask(self, fact: Fact, question: Question) -> bool:
        """Show one screen, take the answer, and tell whether to go on."""
        s, write = self.speaker, self.write
        self._foremost()
        _standing(self.so_far, s, write)
        write("")
        write(s.question(fact))
        write("  " + _why(s, question))
        typed = _choose(s, fact, self.read, write)
        if typed == STOP:
            return False
        answer = _answer(fact, typed)
        if answer is None:
            self.skipped.append(fact.id)
            return True
        before = self.so_far.case
        try:
            self.so_far = assess({**self.answers, fact.id: answer}, as_of=before.dates.as_of, earlier=self.so_far, book=before.book)
        except AnswerError as problem:
            write(str(problem))
        else:
            self.answers[fact.id] = answer
        return True

    def _next(self, about: Collection[str] | None) -> Question | None:
        questions = self.so_far.ask(only=about, skip=self.skipped)
        return next((q for q in questions if not q.judgement and q.fact not in self.so_far.case.answers.marks), None)

    def _foremost(self) -> None:
        """Danger and the route of a child stand on every screen until they are excluded, and how to talk safely on the next one."""
        for heading in (*danger(self.speaker, self.so_far), *child(self.speaker, self.so_far)):
            self.write("")
            for said in (*heading.sentences, *(each.sentences[0] for each in heading.inside if each.sentences)):
                self.write(said)
        due = {n: d.due for n, d in self.so_far.part("next_step").items() if d.due and not d.rule.ordered}
        for name, outcome in due.items():
            if name not in self.told:  # once, on the screen after the answer: how to talk, before anything more is asked
                self.write("")
                self.write(self.speaker.outcome(name, outcome))
        self.told.update(due)


def _why(s: Speaker, question: Question) -> str:
    """Say what the answer can change; the next step first."""
    rules = sorted((c.rule for c in question.changes), key="next_step".__ne__)
    return s.t.ui("ask.why", "Vastaus voi vaikuttaa tähän: {what}").format(what=s.title(rules[0]))


def _go_on(t: Texts, read: Callable[[str], str], write: Callable[[str], Any]) -> bool:
    """Say that the signs are through, and ask whether to go on to help and law."""
    write("")
    write(t.ui("ask.identified", "Merkeistä ei ole enempää kysyttävää. Jatketaanko muuhun apuun ja oikeuksiin?"))
    for n, line in enumerate((t.ui("ui.yes", "Kyllä."), t.ui("ui.no", "Ei.")), 1):
        write(f"  {n}  {line}")
    while (typed := read("> ").strip()) not in ("1", "2", STOP):
        write(t.ui("ask.again", "Kirjoita jokin numeroista."))
    return typed == "1"


def _standing(a: Assessment, s: Speaker, write: Callable[[str], Any]) -> None:
    """Say where the person stands so far; rules are not counted, since a number helps nobody in a conversation."""
    step = a.decisions.get("next_step")
    write("")
    for said in state_sentences(s, a):
        write(said)
    if step and step.floor and a.state in STEPS.values():
        write(s.t.ui("ask.floor", "Tähän mennessä vähintään: {step}").format(step=s.outcome(step.rule.id, step.floor)))
    for said in call_now(s, a):
        write(said)


def _choose(s: Speaker, fact: Fact, read: Callable[[str], str], write: Callable[[str], Any]) -> str:
    t = s.t
    choices = {
        "bool": [t.ui("ui.yes", "Kyllä."), t.ui("ui.no", "Ei.")],
        "enum": [t.say(f"fact.{fact.id}.value.{v}") for v in fact.values],
    }
    common = [
        t.ui("ask.maybe", "Ehkä, en ole varma."),
        t.ui("ask.declined", "Ei halua vastata."),
        t.ui("ask.skip", "Ohita nyt."),
    ]
    lines = [*choices.get(fact.type, []), *common]
    for n, line in enumerate(lines, 1):
        write(f"  {n}  {line}")
    write(f"  {STOP}  " + t.ui("ask.stop", "Lopeta."))
    counts = s.counts(fact)
    if counts:
        write(f"  {HELP}  " + t.ui("ask.counts", "Mikä lasketaan ja mikä ei."))
    if fact.type in ("number", "date"):
        decimal = t.ui("ask.free.decimal", "Tai kirjoita = ja luku, esimerkiksi =12 tai =7,50.")
        write(decimal if fact.decimals else t.ui("ask.free", "Tai kirjoita = ja arvo, esimerkiksi =12 tai =2026-11-24."))
    while True:
        typed = read("> ").strip()
        if typed == HELP and counts:
            for title, said in zip((t.ui("ui.counts", "Lasketaan:"), t.ui("ui.counts_not", "Ei lasketa:")), counts, strict=True):
                write(title)
                write("  " + said)
            continue
        free = fact.type in ("number", "date") and typed.startswith("=") and _free(fact, typed[1:]) is not None
        if free or (typed.isdecimal() and int(typed) <= len(lines)):
            return typed
        write(t.ui("ask.again", "Kirjoita jokin numeroista."))


def _free(fact: Fact, typed: str) -> Any:
    if fact.type == "number":
        return from_text(typed.strip())
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _answer(fact: Fact, typed: str) -> Any:
    if typed.startswith("="):
        return _free(fact, typed[1:])
    values: list[Any] = [True, False] if fact.type == "bool" else list(fact.values)
    return [*values, Mark.MAYBE, Mark.DECLINED, None][int(typed) - 1]
