"""What the service does for a request, each operation as one function: from what was asked to the text of the response. No state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import attrs

from tunnistus import seal
from tunnistus.api.problems import Refused, of_library, refusing
from tunnistus.api.requests import Ask, Assess, Card, Change, Explain, Step, assessed, countable, parsed
from tunnistus.assessment import assess_again
from tunnistus.comparing.changed import changed
from tunnistus.comparing.comparison import diff
from tunnistus.conversation import Interview, interview_again
from tunnistus.errors import TunnistusError, UnknownName, nearest
from tunnistus.explaining import receipts
from tunnistus.explaining.assessed import danger_for, next_question
from tunnistus.explaining.explain import Question
from tunnistus.messages import message
from tunnistus.rules import jsontext, wire
from tunnistus.rules.model import Book
from tunnistus.saying.facts import fact_data
from tunnistus.saying.foremost import urgent
from tunnistus.saying.render import render
from tunnistus.saying.show import rule_data
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.vocabulary import list_facts, list_rules
from tunnistus.version import __version__

__all__ = ["again", "ask", "assess", "card", "change", "differences", "explain", "fact", "facts", "health", "interview", "rule", "rules"]

ASKED: Final = ("question", "plain", "counts", "counts_not", "type", "values", "low", "high", "decimals", "unit", "past")


def health(book: Book) -> str:
    """Return that the service answers, and by which rules."""
    return jsontext.text({"status": "ok", "tunnistus": __version__, "seal": seal.over(receipts.parts_of(book))})


def assess(asked: Assess, lang: str, book: Book) -> str:
    """Return the result with its sentences."""
    return assessed(asked, book).to_json(lang, register=asked.register_, full=asked.full, values=asked.values)


def again(raw: bytes, lang: str, book: Book) -> str:
    """Return the result of a stored one that holds its answers, with answers and sentences."""
    stored = parsed(raw)
    return refusing(lambda: assess_again(stored, book=book).to_json(lang, values=True))


def change(asked: Change, lang: str, book: Book) -> str:
    """Return what changed for one person since a result was stored, as data and in words."""
    return jsontext.text(refusing(lambda: changed(asked.stored, as_of=asked.as_of, book=book).to_dict(lang)))


def ask(asked: Ask, lang: str, book: Book) -> str:
    """Return the next questions as a form can show them, and which of them an interview would put now."""
    countable(book, [asked.skip], "skip")
    unknown = [n for n, name in enumerate(asked.skip) if name not in book.facts]
    if unknown:
        what, todo = message("There is no such fact."), message("See at the address facts which facts there are.")
        raise Refused(422, [("unknown-fact", TunnistusError(what, where=f"skip.{n}", todo=todo)) for n in unknown])
    a = assessed(asked, book)
    about = a.identification if asked.about == "signs" else None
    questions = a.ask(only=about or None, skip=asked.skip)
    first = next_question(questions, a.case.answers)
    s = Speaker(book, lang, asked.register_, a.case.dates)
    return jsontext.text(
        {
            "urgent": urgent(danger_for(a), lang, asked.register_), "next": first.fact if first and first.likely else None,
            "state": a.state.value, "questions": [_asked(s, q) for q in questions],
        }
    )  # fmt: skip


def _asked(s: Speaker, question: Question) -> dict[str, Any]:
    told = fact_data(s, s.book.facts[question.fact])
    return {
        "fact": question.fact, "stage": question.stage, "likely": question.likely, "judgement": question.judgement,
        "changes": {each.rule: list(each.outcomes) for each in question.changes}, **{key: told[key] for key in ASKED},
    }  # fmt: skip


def interview(asked: Step, lang: str, book: Book) -> str:
    """Return what an interview asks in a state, or after a reply, and the state then."""
    talk = refusing(lambda: interview_again(asked.state, book=book))
    talk = talk.back() if asked.back else talk
    if asked.replied:
        before = talk
        talk = refusing(lambda: _after(before, asked.reply, asked.to))
    register = asked.register_
    return jsontext.text({
        "urgent": urgent(danger_for(talk.assessment), lang, register), "turn": attrs.asdict(talk.turn(lang, register=register)),
        "answers": wire.written(talk.answers), "state": talk.to_dict(),
    })  # fmt: skip


def _after(talk: Interview, reply: Any, to: str) -> Interview:
    """The state after a reply to whatever is asked: an answer, which answer is right, or how to go on."""
    if to or (talk.asked and not talk.problem):
        return talk.answer(reply, to=to, unclear=True)
    return talk.right(reply) if talk.problem else talk.go_on(reply)


def card(asked: Card, lang: str, book: Book) -> str:
    """Return what to do now in a few words, for the edge of another program's screen."""
    return jsontext.text({"cards": assessed(asked, book).cards(lang)})


def explain(asked: Explain, lang: str, book: Book, handbook: str = "") -> str:
    """Return the brief, the letter or everything, in the form that is asked for."""
    leads = handbook if asked.form == "html" else ""
    return render(assessed(asked, book), lang, register=asked.register_, form=asked.form, full=asked.full, handbook=leads)


def facts(lang: str, book: Book, **only: str | None) -> str:
    """Return facts with their questions and values: those of a ``rule``, a ``subject`` or a ``kind``, or all. Raises :class:`Refused`."""
    found = refusing(lambda: list_facts(lang, book=book, **only), status=404)
    return jsontext.text({"lang": lang, "facts": [each.to_dict() for each in found]})


def fact(name: str, lang: str, book: Book) -> str:
    """Return one fact. Raises :class:`Refused`: there is none."""
    return _found(name, book.facts, message("There is no such fact."), lambda: fact_data(Speaker(book, lang), book.facts[name]))


def rules(lang: str, book: Book, on: date | None = None) -> str:
    """Return the rules with their outcomes, clauses and the facts that they read: those in force on a day, or all."""
    return jsontext.text({"lang": lang, "rules": [each.to_dict() for each in list_rules(lang, on=on, book=book)]})


def rule(name: str, lang: str, book: Book) -> str:
    """Return one rule. Raises :class:`Refused`: there is none."""
    return _found(name, book.rules, message("There is no such rule."), lambda: rule_data(book, name, lang))


def _found(name: str, known: Any, what: Any, data: Callable[[], dict[str, Any]]) -> str:
    if name not in known:
        raise of_library(UnknownName(what, where="", todo=nearest(name, known)), status=404)
    return jsontext.text(data())


def differences(topic: str, first: date, second: date, lang: str, book: Book) -> str:
    """Return what differs in one rule or one set of rules between two days, as data and told. Raises :class:`Refused`."""
    if topic not in book.rules and topic not in book.rulesets:
        todo = nearest(topic, [*book.rules, *book.rulesets]) or message(
            "Give the id of a rule or of a set of rules, such as {name}.", name=next(iter(book.rulesets))
        )
        raise of_library(UnknownName(message("There is no such rule or set of rules."), where="topic", todo=todo), status=404)
    told = refusing(lambda: diff(topic, first, second, book=book))
    return jsontext.text({**told.to_dict(), "lang": lang, "text": told.explain(lang)})
