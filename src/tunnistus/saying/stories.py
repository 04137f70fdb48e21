"""Training stories as plain data: what is told, what there is to notice, in what the twin differs, and what to talk about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tunnistus.errors import UnknownName, named, nearest
from tunnistus.explaining.state import is_sign
from tunnistus.messages import message
from tunnistus.rules.model import Book
from tunnistus.rules.wire import read
from tunnistus.saying.speaker import Speaker

__all__ = ["KINDS", "answer_says", "heavy", "perhaps", "story_data", "story_of"]

KINDS: Final = ("look_alike", "weak_signs", "strong_signs")


def story_of(book: Book, name: str) -> Mapping[str, Any]:
    """Return what a book holds of a story. Raises :class:`UnknownName`."""
    if not named(name, book.stories):
        todo = nearest(name, book.stories) or message("See `tunnistus practise --list`.")
        raise UnknownName(message("There is no such story."), where=name, todo=todo)
    return book.stories[name]


def story_data(s: Speaker, name: str) -> dict[str, Any]:
    """Return a story as plain data for JSON."""
    story, t, book = story_of(s.book, name), s.t, s.book
    return {
        "story": name, "kind": story["kind"], "form": story["form"], "title": t.say(f"vignette.{name}.title"),
        "warnings": list(heavy(s, story["heavy"])), "text": t.say(f"vignette.{name}.story"), "as_of": story["as_of"],
        "act_from": story.get("act_from"), "act_to": story.get("act_to"), "answers": dict(story["answers"]),
        "notice": [{"fact": n, "says": answer_says(s, n, story["answers"][n]) or s.question(book.facts[n])} for n in story["signs"]],
        "perhaps": [{"fact": n, "says": s.question(book.facts[n])} for n in perhaps(book, story)],
        "twin_text": t.say(f"vignette.{name}.twin") if t.has(f"vignette.{name}.twin") else None,
        "twin": [
            {"fact": n, "story": answer_says(s, n, story["answers"].get(n)), "twin": answer_says(s, n, instead)}
            for n, instead in story["differs"].items()
        ],
        "points": [{"point": key, "says": t.say(f"vignette.{name}.point.{key}")} for key in story["points"]],
    }  # fmt: skip


def perhaps(book: Book, story: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the signs that may be there in a story: it says "perhaps" of them."""
    return tuple(n for n, answer in story["answers"].items() if answer == "maybe" and is_sign(book.facts[n]))


def answer_says(s: Speaker, name: str, answer: Any) -> str | None:
    """Return what an answer in the form of JSON says; ``None`` where it leaves the fact open, as "maybe" does."""
    fact = s.book.facts[name]
    value = read(s.book, {name: answer})[name]
    value = getattr(value, "value", value) if fact.judgement else value
    return None if value is None or answer in ("maybe", "declined") else s.fact(fact, value)


def heavy(s: Speaker, names: Iterable[str]) -> Iterator[str]:
    """Say what is hard to read in a story, one sentence each. Raises ``KeyError`` for what no story has."""
    t = s.t
    said = {
        "violence": t.ui("story.heavy.violence", "Kertomuksessa on väkivaltaa, uhkailua tai vapaudenriistoa."),
        "sexual": t.ui("story.heavy.sexual", "Kertomuksessa on seksuaalista hyväksikäyttöä tai painostusta."),
        "child": t.ui("story.heavy.child", "Kertomuksessa kohdellaan lasta huonosti."),
        "marriage": t.ui("story.heavy.marriage", "Kertomuksessa jotakuta painostetaan tai pakotetaan avioliittoon."),
        "body": t.ui("story.heavy.body", "Kertomuksessa joku muu päättää ihmisen kehosta."),
        "self_harm": t.ui("story.heavy.self_harm", "Kertomuksessa ihminen ajattelee vahingoittaa itseään."),
        "injury": t.ui("story.heavy.injury", "Kertomuksessa ihminen loukkaantuu pahasti."),
        "loss": t.ui("story.heavy.loss", "Kertomuksessa on sotaa ja läheisen kuolema."),
    }
    return (said[name] for name in names)
