"""What a light file holds: the rules, and for practice the stories, with all that is said of them in each language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from lessons.light import words
from lessons.light.program import asked_about, program, read_until, rules_of
from lessons.light.stories import stories, told
from tunnistus.rules.model import LANGUAGES, Book, Fact, Value
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source
from tunnistus.training import screens


def practice(book: Book) -> dict[str, Any]:
    """Return what practice holds."""
    rules = program(book, asked_about(book))
    inside = {fact["id"]: book.facts[fact["id"]] for fact in rules["facts"]}
    every = stories(book, inside)
    wanted = {name: _practised(fact, every) for name, fact in inside.items()}
    said = [*rules["asked"], *sorted({rule for each in every.values() for rule, _ in each["help"]})]
    return {"program": rules, "stories": every, "said": {lang: _practice_said(Speaker(book, lang), wanted, said) for lang in LANGUAGES}}


def _practice_said(s: Speaker, wanted: Mapping[str, Any], said: Collection[str]) -> dict[str, Any]:
    return {
        "ui": words.of_code(s, words.PRACTICE),
        "facts": words.facts(s, wanted, counts=False),
        "rules": words.outcomes(s, said),
        "stories": {name: told(s, name) for name in s.book.stories},
    }


def _practised(fact: Fact, every: Mapping[str, Any]) -> list[Value]:
    """The values of a fact of which practice says something: as a sign, and as an answer of somebody."""
    if not fact.askable or fact.judgement:
        return []
    answered = {each[part][fact.id] for each in every.values() for part in ("answers", "replies") if fact.id in each[part]}
    values: tuple[Value, ...] = (True, False) if fact.type == "bool" else fact.values
    return [value for value in values if value in answered or (fact.type == "bool" and value in words.shown(fact))]


def interview(book: Book) -> dict[str, Any]:
    """Return what the interview holds."""
    rules = program(book, rules_of(book))
    wanted = {fact["id"]: words.shown(book.facts[fact["id"]]) for fact in rules["facts"]}
    return {"program": rules, "said": {lang: _interview_said(Speaker(book, lang), wanted, rules) for lang in LANGUAGES}}


def _interview_said(s: Speaker, wanted: Mapping[str, Any], rules: Mapping[str, Any]) -> dict[str, Any]:
    day, reasons = read_until(s.book).as_of, words.reasons(s, [s.book.facts[name] for name in wanted])
    sentences = list(dict.fromkeys(reasons))
    return {
        "ui": words.of_code(s, words.INTERVIEW),
        "facts": words.facts(s, wanted, counts=True),
        "rules": words.outcomes(s, [rule.id for rule in rules_of(s.book)]),
        "cautions": words.cautions(s),
        "relations": words.relations(s, [name for group in rules["shared"]["groups"] for name, _ in group["relations"]]),
        "contacts": words.contacts(s, day),
        "organiser": s.who("organiser", day),
        "why": sentences,
        "reasons": [sentences.index(said) for said in reasons],
    }


def farewell(lang: str) -> list[str]:
    """Return what practice says when somebody stops."""
    return screens.farewell(Speaker(source.book(), lang))
