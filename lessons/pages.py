"""The trainer's page of a lesson: aims, timing, questions and what a trainer can say, as a page without script."""

from __future__ import annotations

from collections.abc import Iterator

from lessons.source import Lesson, words
from tunnistus.saying.contacts import contact_of, phone_of
from tunnistus.saying.html import html
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source
from tunnistus.training import screens

OWN = ("own_group", "own_alone", "own_listen", "own_danger", "own_child", "own_advice", "own_heard", "own_others", "own_after")
PHONES = ("emergency", "assistance_system")  # roles of the functions whose numbers these sentences name


def trainer(lesson: Lesson) -> Report:
    """Return the page."""
    said = words(lesson.lang)
    timing = tuple(Item(said["minutes_each"].format(minutes=minutes, said=done)) for minutes, done in lesson.timing)
    return Report(
        lesson.lang,
        f"{said['trainer']}: {lesson.title}",
        (lesson.about, said["minutes"].format(minutes=lesson.minutes), said["trainer_not_reviewed"], said["trainer_begin"]),
        (
            Heading(said["aims"], items=tuple(map(Item, lesson.aims))),
            Heading(said["timing"], items=timing),
            Heading(said["own"], items=tuple(_own(lesson.lang))),
            Heading(said["questions"], items=tuple(Item(ask, (Item(answer),)) for ask, answer in lesson.questions)),
        ),
    )


def _own(lang: str) -> Iterator[Item]:
    """What a trainer does when a participant recognises their own situation, with the numbers of the data."""
    said, s = words(lang), Speaker(source.book(), lang)
    phones = {role: phone_of(contact_of(s.book, role), lang)[0] for role in PHONES}
    listen = tuple(Item(line.removeprefix("  - ")) for line in screens.oneself(s) if line.startswith("  - "))
    for name in OWN:
        yield Item(said[name].format(**phones), listen if name == "own_heard" else ())


def page(lesson: Lesson) -> str:
    """Return it as HTML, to open, print and send."""
    return html(trainer(lesson), whole=True)
