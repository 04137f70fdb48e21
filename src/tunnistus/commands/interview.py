"""The interview in the terminal: one question at a time, always free to stop, nothing kept."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from tunnistus.assessment import Assessment, assess
from tunnistus.errors import AnswerError
from tunnistus.explaining.explain import Question
from tunnistus.rules.answers import Mark
from tunnistus.rules.model import Book, Fact
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.texts import Texts
from tunnistus.shipping import source

__all__ = ["interview"]

STOP = "0"


def interview(
    as_of: date, lang: str, register: str, *, read: Callable[[str], str], write: Callable[[str], Any], book: Book | None = None
) -> Assessment:
    """Ask about signs until nothing more would change the next step, then, if the worker wishes, about help and law.

    The worker can stop at any question. Returns the last assessment.

    Args:
        read: called with a prompt, returns what was typed; write: called with each line to show.
        book: rule data other than the shipped ones; without rules of signs, everything is asked about at once.
    """
    book = book or source.book()
    s = Speaker(book, lang, register)
    t = s.t
    answers: dict[str, Any] = {}
    skipped: list[str] = []
    write(t.ui("ask.intro", "Vastaa numerolla. Kysymykseen saa jättää vastaamatta, ja 0 lopettaa. Mitään ei tallenneta."))
    a = assess(answers, as_of=as_of, book=book)
    about: Collection[str] | None = a.identification or None
    single = False
    while True:
        question = _next(a, about, skipped)
        if question is None and about is not None and _next(a, None, skipped):
            about = None
            if _go_on(t, read, write):
                continue
            break
        if question is None:
            write(
                t.ui(
                    "ask.done",
                    "Enempää ei tarvitse kysyä: vastaukset eivät enää muuttaisi tulosta, tai loput jäävät ihmisen arvioitaviksi.",
                )
            )
            break
        fact = book.facts[question.fact]
        if about is not None and not single and fact.stage > 2 and not fact.opens:
            single = True
            write("")
            write(t.ui("ask.single", "Laajat kysymykset on käyty läpi. Nyt seuraa yksittäisiä kysymyksiä. Voit myös lopettaa tähän."))
        _settled(a, s, write)
        write("")
        write(s.question(fact))
        write("  " + _why(s, question))
        typed = _choose(s, fact, read, write)
        if typed == STOP:
            break
        answer = _answer(fact, typed)
        if answer is None:
            skipped.append(fact.id)
            continue
        try:
            a = assess({**answers, fact.id: answer}, as_of=as_of, earlier=a, book=book)
        except AnswerError as problem:
            write(str(problem))
            continue
        answers[fact.id] = answer
    write("")
    write(a.explain(lang, register=register))
    return a


def _next(a: Assessment, about: Collection[str] | None, skipped: Collection[str]) -> Question | None:
    questions = a.ask(only=about, skip=skipped)
    return next((q for q in questions if not q.judgement and q.fact not in a.case.answers.marks), None)


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


def _settled(a: Assessment, s: Speaker, write: Callable[[str], Any]) -> None:
    """Say what is settled so far: the step at least, and whether it can still rise."""
    step = a.decisions.get("next_step")
    settled = sum(d.settled for d in a.decisions.values() if d.in_force)
    total = sum(d.in_force for d in a.decisions.values())
    write("")
    if step and step.floor:
        write(s.t.ui("ask.floor", "Tähän mennessä vähintään: {step}").format(step=s.outcome(step.rule.id, step.floor)))
    write(s.t.ui("ask.settled", "Selvillä on {done}/{total} sääntöä.").format(done=settled, total=total))


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
    if fact.type in ("number", "date"):
        write(t.ui("ask.free", "Tai kirjoita = ja arvo, esimerkiksi =12 tai =2026-11-24."))
    while True:
        typed = read("> ").strip()
        free = fact.type in ("number", "date") and typed.startswith("=") and _free(fact, typed[1:]) is not None
        if free or (typed.isdecimal() and int(typed) <= len(lines)):
            return typed
        write(t.ui("ask.again", "Kirjoita jokin numeroista."))


def _free(fact: Fact, typed: str) -> Any:
    try:
        return date.fromisoformat(typed) if fact.type == "date" else int(typed)
    except ValueError:
        return None


def _answer(fact: Fact, typed: str) -> Any:
    if typed.startswith("="):
        return _free(fact, typed[1:])
    values: list[Any] = [True, False] if fact.type == "bool" else list(fact.values)
    return [*values, Mark.MAYBE, Mark.DECLINED, None][int(typed) - 1]
