"""The training stories as data for JavaScript: what follows from a story alone is worked out here, once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from lessons.light import words
from tunnistus.deciding.decide import Case
from tunnistus.explaining.explain import Decision, decision_of
from tunnistus.explaining.state import is_sign
from tunnistus.rules import wire
from tunnistus.rules.answers import Dates, Judged, Mark, read_answers
from tunnistus.rules.model import Book
from tunnistus.saying.speaker import Speaker
from tunnistus.training import screens
from tunnistus.training.practice import practise
from tunnistus.trying.replies import reply


def stories(book: Book, inside: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return by id what each story tells of the facts inside, what its person replies beside that, and what the comparison shows.

    Args:
        inside: ids of the facts that JavaScript knows.
    """
    return {name: _story(book, name, tuple(inside)) for name in book.stories}


def _story(book: Book, name: str, inside: tuple[str, ...]) -> dict[str, Any]:
    told = book.stories[name]
    dates = Dates(**{key: date.fromisoformat(told[key]) for key in ("as_of", "act_from", "act_to") if key in told})
    answers = wire.read(book, told["answers"])
    replies = {n: plain(reply(book, book.facts[n], answers, dates)) for n in inside if book.facts[n].askable}
    compared = practise(name, book=book).read().notice(()).say("keep_contact").compare()
    return {
        "form": told["form"],
        "differs": list(told["differs"]),
        "answers": {n: plain(a) for n, a in answers.items() if n in inside},
        "replies": {n: a for n, a in replies.items() if a is not None and a != plain(answers.get(n))},
        "step": compared.step,
        "highest": compared.highest,
        "now": [list(each) for each in compared.now],
        "help": [list(each) for each in compared.help],
        "flips": _flips(decision_of(Case(book, read_answers(book, answers, dates), dates), "next_step"), inside),
        "twin": compared.twin and compared.twin.step,
    }


def _flips(step: Decision, inside: Sequence[str]) -> list[list[int]]:
    """For each step the signs of which one alone leads to it and none to a higher one, as numbers among the facts inside."""
    found: dict[str, int] = {}
    for outcome in reversed(step.rule.outcomes):
        for flip in step.flips(outcome):
            (fact, value), *others = flip.evidence
            if not others and is_sign(step.case.book.facts[fact]) and value is (step.case.book.facts[fact].polarity == "risk"):
                found.setdefault(fact, step.rule.outcomes.index(outcome))
    return [[inside.index(fact) for fact, n in found.items() if n == place] for place in range(len(step.rule.outcomes))]


def plain(answer: Any) -> Any:
    """Return an answer as JSON has it; of a judgement its value."""
    answer = answer.value if isinstance(answer, Judged) else answer
    return answer.lower() if isinstance(answer, Mark) else answer.isoformat() if isinstance(answer, date) else answer


def told(s: Speaker, name: str) -> dict[str, Any]:
    """Return the texts of a story in a language, and the sentences of its comparison that no choice of the learner changes."""
    story, (title, warnings, text) = s.book.stories[name], screens.told(s, name)
    reasons = practise(name, book=s.book).read().notice(()).say("keep_contact").compare().reasons
    twin = s.t.say(f"vignette.{name}.twin") if s.t.has(f"vignette.{name}.twin") else ""
    return {
        "title": title,
        "warnings": warnings,
        "text": text,
        "reasons": [s.fact(s.book.facts[fact], value) for fact, value in reasons],
        "twin": [*([twin] if twin else []), *_differences(s, name)] if story["differs"] else [],
        "points": [s.t.say(f"vignette.{name}.point.{key}") for key in story["points"]],
    }


def _differences(s: Speaker, name: str) -> list[str]:
    """In what the twin is another: lines of a list."""
    story, t = s.book.stories[name], words.of_code(s, ("practice.here", "practice.there"))
    found = []
    for fact in sorted(story["differs"], key=lambda n: s.book.facts[n].order):
        here, there = (wire.read(s.book, {fact: each.get(fact)})[fact] for each in (story["answers"], story["differs"]))
        untold = t["practice.here.untold"]
        said = t["practice.here"].format(said=screens.answer(s, fact, here)) if here is not None else untold
        other = t["practice.there"].format(said=screens.answer(s, fact, there))
        found += [f"  - {said}", f"  - {other}"]
    return found
