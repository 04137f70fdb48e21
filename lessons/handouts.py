"""What goes out on paper, as reports: story sheets, the answers to them, a pocket card, all questions, and a form for what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from lessons.pages import PHONES
from lessons.source import HANDOUTS, words
from tunnistus.saying.contacts import contact_of, number_address, phone_of, phone_said
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.stories import story_data
from tunnistus.shipping import source
from tunnistus.training import screens
from tunnistus.training.practice import Comparison, practise

__all__ = ["ON_PAPER", "answers", "call", "card", "form", "numbers_checked", "questions", "stories"]

NEVER: Final = ("companion", "interpreter", "check", "papers", "guardian", "promise")
STAGES: Final = ("safety", "neutral", "control", "sensitive")  # by the ask stage of a fact, from 1


def _speaker(lang: str) -> tuple[dict[str, str], Speaker]:
    return words(lang, of=HANDOUTS), Speaker(source.book(), lang)


def numbers_checked(s: Speaker) -> date:
    """Return the day on which the oldest of the numbers was looked up."""
    return date.fromisoformat(min(str(contact_of(s.book, role)["checked_on"]) for role in (*PHONES, *screens.OF_ONESELF)))


def call(s: Speaker, said: str, role: str) -> Item:
    """Return a sentence that names the number of a role in braces, with the number as a link."""
    contact = contact_of(s.book, role)
    phone, _ = phone_of(contact, s.lang)
    assert phone
    return Item(said.format(**{role: phone_said(s, contact)}), links=((phone, number_address(phone)),))


def stories(lang: str) -> Report:
    """Return every story on a page of its own: what is hard to read in it, the story, and what to talk about. No answers."""
    said, s = _speaker(lang)

    def sheet(name: str) -> Heading:
        story = story_data(s, name)
        points = tuple(Item(each["says"]) for each in story["points"])
        talk = Heading(s.t.ui("show.head.points", "Mistä keskustella"), items=points)
        return Heading(story["title"], (*story["warnings"], story["text"]), inside=(talk,))

    return Report(lang, said["stories_title"], (said["stories_about"],), tuple(map(sheet, s.book.stories)), kind="leaves")


def answers(lang: str) -> Report:
    """Return for each story, on a page of its own, the step that the rules reach at least, the signs that it tells, and why that step."""
    said, s = _speaker(lang)
    sections = tuple(_answer(s, said, name) for name in s.book.stories)
    return Report(lang, said["answers_title"], (said["answers_about"],), sections, kind="leaves")


def _answer(s: Speaker, said: Mapping[str, str], name: str) -> Heading:
    practice = practise(name, book=s.book).read().notice([])
    found = practice.say(practice.steps()[0]).compare()  # compared with somebody who noticed nothing: all that there is was missed
    now, t = [each for each in found.now if s.book.rules[each[0]].role in screens.FIRST], s.t
    parts = (
        (said["answers_signs"], [screens.sign(s, each) for each in found.missed]),
        (said["answers_perhaps"], [s.question(s.book.facts[each]) for each in found.left_open]),
        (
            t.ui("practice.reasons", "Säännöt nojaavat tähän:"),
            [s.fact(s.book.facts[each], value) for each, value in found.reasons if each not in found.missed],
        ),
        (t.ui("practice.now", "Säännöt sanovat myös:"), [s.outcome(*each) for each in found.now if each not in now]),
        (t.ui("practice.help", "Tämä apu sopii jo nyt:"), [s.outcome(*each) for each in found.help]),
        (t.ui("practice.twin", "Sama kertomus, jossa yksi asia on toisin:"), [*_twin(s, name, found)]),
    )
    return Heading(
        t.say(f"vignette.{name}.title"),
        (*(s.outcome(*each) for each in now), _step(s, found.step), *(() if found.missed else (screens.no_sign(s),))),
        inside=tuple(Heading(title.removesuffix(":"), items=tuple(map(Item, lines))) for title, lines in parts if lines),
    )


def _step(s: Speaker, step: str) -> str:
    return s.t.ui("practice.rules", "Askel sääntöjen mukaan vähintään: {step}").format(step=screens.step(s, step))


def _twin(s: Speaker, name: str, found: Comparison) -> Iterator[str]:
    if found.twin:
        data = story_data(s, name)
        yield from [data["twin_text"]] if data["twin_text"] else [each["twin"] for each in data["twin"] if each["twin"]]
        yield _step(s, found.twin.step)


def card(lang: str) -> Report:
    """Return a card for the pocket of the worker: two numbers, a child, and what never to do."""
    said, s = _speaker(lang)
    first = Heading("", items=(call(s, said["card_danger"], "emergency"), call(s, said["card_advice"], "assistance_system")), urgent=True)
    never = Heading(said["card_never"], items=tuple(Item(said[f"card_never_{each}"]) for each in NEVER))
    last = Heading("", (said["card_keep"], said["numbers_checked"].format(day=s.day(numbers_checked(s)))))
    return Report(lang, said["card_title"], (), (first, Heading("", (said["card_child"],)), never, last), kind="card")


def questions(lang: str) -> Report:
    """Return every question that is asked, by when it is asked, with what counts and what does not."""
    said, s = _speaker(lang)

    def asked(stage: int) -> Iterable[Item]:
        for fact in s.book.facts.values():
            if fact.askable and fact.stage == stage and fact.judgement is None:
                yield Item(s.question(fact), tuple(Item(f"{title} {text}") for title, text in s.counted(fact)))

    sections = tuple(Heading(said[f"questions_{name}"], items=tuple(asked(n))) for n, name in enumerate(STAGES, 1))
    return Report(lang, said["questions_title"], (said["questions_about"],), sections)


def form(lang: str) -> Report:
    """Return a form of two pages for what is wrong or missing, with room to write."""
    said = words(lang, of=HANDOUTS)
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
