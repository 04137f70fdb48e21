"""The trainer's page of a lesson: aims, timing, questions and what a trainer can say, as a page without script."""

from __future__ import annotations

from lessons.source import Lesson, words
from tunnistus.saying.html import html
from tunnistus.saying.report import Heading, Item, Report


def trainer(lesson: Lesson) -> Report:
    """Return the page."""
    said = words(lesson.lang)
    timing = tuple(Item(said["minutes_each"].format(minutes=minutes, said=done)) for minutes, done in lesson.timing)
    return Report(
        lesson.lang,
        f"{said['trainer']}: {lesson.title}",
        (lesson.about, said["minutes"].format(minutes=lesson.minutes), said["trainer_begin"]),
        (
            Heading(said["aims"], items=tuple(map(Item, lesson.aims))),
            Heading(said["timing"], items=timing),
            Heading(said["questions"], items=tuple(Item(ask, (Item(answer),)) for ask, answer in lesson.questions)),
        ),
    )


def page(lesson: Lesson) -> str:
    """Return it as HTML, to open, print and send."""
    return html(trainer(lesson), whole=True)
