"""What goes out on paper, as reports: story sheets, the answers to them, a pocket card, all questions, and a form for what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from lessons.source import HANDOUTS, words
from tunnistus.rules.model import Book
from tunnistus.saying.contacts import contact_of, phone_of, phone_said
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.stories import story_data
from tunnistus.shipping import source
from tunnistus.training import screens
from tunnistus.training.practice import Comparison, practise

__all__ = ["ON_PAPER", "PHONES", "answers", "card", "form", "numbers_checked", "phones", "questions", "stories"]

PHONES: Final = ("emergency", "assistance_system")  # roles of the functions whose numbers these sentences name
NEVER: Final = ("companion", "interpreter", "check", "papers", "guardian", "promise")
STAGES: Final = ("safety", "neutral", "control", "sensitive")  # by the ask stage of a fact, from 1


def _speaker(lang: str, book: Book | None) -> tuple[dict[str, str], Speaker]:
    return words(lang, of=HANDOUTS), Speaker(book or source.book(), lang)


def phones(s: Speaker) -> dict[str, str]:
    """Return the number of each of :data:`PHONES`, with that it is answered around the clock where the data say so."""
    return {role: phone_said(s, contact_of(s.book, role)) for role in PHONES}


def numbers_checked(s: Speaker) -> date:
    """Return the day on which the oldest of the numbers was looked up."""
    return date.fromisoformat(min(str(contact_of(s.book, role)["checked_on"]) for role in (*PHONES, *screens.OF_ONESELF)))


def _call(s: Speaker, said: str, role: str) -> Item:
    """A sentence that names a number, with the number as a link."""
    phone, _ = phone_of(contact_of(s.book, role), s.lang)
    assert phone
    return Item(said.format(**phones(s)), links=((phone, f"tel:{phone.replace(' ', '')}"),))


def stories(lang: str, *, book: Book | None = None) -> Report:
    """Return every story on a page of its own: what is hard to read in it, the story, and what to talk about. No answers."""
    said, s = _speaker(lang, book)

    def sheet(name: str) -> Heading:
        story = story_data(s, name)
        points = tuple(Item(each["says"]) for each in story["points"])
        talk = Heading(s.t.ui("show.head.points", "Mistä keskustella"), items=points)
        return Heading(story["title"], (*story["warnings"], story["text"]), inside=(talk,))

    return Report(lang, said["stories_title"], (said["stories_about"],), tuple(map(sheet, s.book.stories)), kind="leaves")


def answers(lang: str, *, book: Book | None = None) -> Report:
    """Return for each story, on a page of its own, the step that the rules reach at least, the signs that it tells, and why that step."""
    said, s = _speaker(lang, book)
    sections = tuple(_answer(s, said, name) for name in s.book.stories)
    return Report(lang, said["answers_title"], (said["answers_about"],), sections, kind="leaves")


def _answer(s: Speaker, said: Mapping[str, str], name: str) -> Heading:
    practice = practise(name, book=s.book).read().notice([])
    found = practice.say(practice.steps()[0]).compare()  # compared with somebody who noticed nothing: all that there is was missed
    now = [each for each in found.now if s.book.rules[each[0]].role in screens.FIRST]
    parts = (
        (said["answers_signs"], [screens.sign(s, each) for each in found.missed]),
        (said["answers_perhaps"], [s.question(s.book.facts[each]) for each in found.left_open]),
        (said["answers_reasons"], [s.fact(s.book.facts[each], value) for each, value in found.reasons if each not in found.missed]),
        (said["answers_now"], [s.outcome(*each) for each in found.now if each not in now]),
        (said["answers_help"], [s.outcome(*each) for each in found.help]),
        (said["answers_twin"], [*_twin(s, said, name, found)]),
    )
    return Heading(
        s.t.say(f"vignette.{name}.title"),
        (
            *(s.outcome(*each) for each in now),
            said["answers_step"].format(step=screens.step(s, found.step)),
            *(() if found.missed else (screens.no_sign(s),)),
        ),
        inside=tuple(Heading(title, items=tuple(map(Item, lines))) for title, lines in parts if lines),
    )


def _twin(s: Speaker, said: Mapping[str, str], name: str, found: Comparison) -> Iterator[str]:
    if found.twin:
        data = story_data(s, name)
        yield from [data["twin_text"]] if data["twin_text"] else [each["twin"] for each in data["twin"] if each["twin"]]
        yield said["answers_step"].format(step=screens.step(s, found.twin.step))


def card(lang: str, *, book: Book | None = None) -> Report:
    """Return a card for the pocket of the worker: two numbers, a child, and what never to do."""
    said, s = _speaker(lang, book)
    first = Heading("", items=(_call(s, said["card_danger"], "emergency"), _call(s, said["card_advice"], "assistance_system")), urgent=True)
    never = Heading(said["card_never"], items=tuple(Item(said[f"card_never_{each}"]) for each in NEVER))
    last = Heading("", (said["card_keep"], said["numbers_checked"].format(day=s.day(numbers_checked(s)))))
    return Report(lang, said["card_title"], (), (first, Heading("", (said["card_child"],)), never, last), kind="card")


def questions(lang: str, *, book: Book | None = None) -> Report:
    """Return every question that is asked, by when it is asked, with what counts and what does not."""
    said, s = _speaker(lang, book)

    def asked(stage: int) -> Iterable[Item]:
        for fact in s.book.facts.values():
            if fact.askable and fact.stage == stage and fact.judgement is None:
                yield Item(s.question(fact), tuple(Item(f"{title} {text}") for title, text in s.counted(fact)))

    sections = tuple(Heading(said[f"questions_{name}"], items=tuple(asked(n))) for n, name in enumerate(STAGES, 1))
    return Report(lang, said["questions_title"], (said["questions_about"],), sections)


def form(lang: str, *, book: Book | None = None) -> Report:
    """Return a form of two pages for what is wrong or missing, with room to write."""
    said, _ = _speaker(lang, book)
    parts = {
        "place": ("file", "sentence", "wrong", "should", "known", "harm"),
        "whole": ("helped", "slowed", "missed", "trust"),
        "who": ("work", "reach"),
    }
    sections = tuple(
        Heading(said[f"form_{title}"], items=tuple(Item(said[f"form_{each}"]) for each in rows), plain=True)
        for title, rows in parts.items()
    )
    return Report(lang, said["form_title"], (said["form_about"], said["form_urgent"]), sections, kind="form")


ON_PAPER: Final[Mapping[str, Callable[[str], Report]]] = {"stories": stories, "answers": answers, "card": card}
