"""The command ``practise``: a story of an invented person in the terminal, screen by screen, always free to leave, nothing kept."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from tunnistus.commands.menu import STOP, numbered, one_of
from tunnistus.commands.options import rules_options
from tunnistus.rules.model import Book
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.stories import story_data
from tunnistus.saying.texts import Texts
from tunnistus.training import screens
from tunnistus.training.lesson import Lesson

__all__ = ["commands", "lesson"]

REAL: Final = "tunnistus ask"
NUMBERS: Final = re.compile(r"\d+")

Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]
Write = Callable[[str], Any]


def commands(command: Command, t: Texts, write: Write, told: Write, book: Callable[[argparse.Namespace], Book]) -> None:
    """Add the command. ``write`` takes text as it is, ``told`` a line to show; ``book`` gives the rules that the options name."""

    def run(options: argparse.Namespace) -> int:
        s = Speaker(book(options), options.lang)
        if options.json:
            write(json.dumps([story_data(s, name) for name in s.book.stories], ensure_ascii=False, indent=2) + "\n")
        elif options.list:
            write("".join(f"{name:24} {screens.told(s, name)[0]}\n" for name in s.book.stories))
        else:
            lesson(s, options.story, read=input, write=told)
        return 0

    sub = command("practise", run, t.ui("cli.practise", "Harjoittele keksittyjen ihmisten kanssa. Mitään ei tallenneta."))
    sub.add_argument("story", nargs="?", help=t.ui("cli.practise.story", "Kertomuksen tunnus; ilman sitä valitset luettelosta."))
    sub.add_argument("--list", action="store_true", help=t.ui("cli.practise.list", "Luettele kertomukset."))
    sub.add_argument("--json", action="store_true", help=t.ui("cli.practise.json", "Tulosta kaikki kertomukset JSON-muodossa."))
    rules_options(sub, t)


def lesson(s: Speaker, story: str | None, *, read: Callable[[str], str], write: Write) -> None:
    """Practise with one story after another until the learner leaves, which is possible on every screen, also with the end of input or
    Ctrl-C.

    Args:
        story: the id of the first story; without it the learner chooses.
        read: called with a prompt, returns what was typed; write: called with each line to show.

    Raises:
        UnknownName: there is no such story, or no story at all.
    """
    t, lesson = s.t, Lesson.begin(s, story)
    real = t.ui("practice.real.command", "Hänen tilannettaan voit käydä läpi komennolla {command}.").format(command=REAL)
    stop = t.ui("practice.stop", "Voit lopettaa joka kohdassa: kirjoita 0.")
    for line in screens.before(s, kept=f"{screens.nothing_kept(s)} {stop}", real=real):
        write(line)
    try:
        while True:
            lesson = _shown(lesson, t, read, write)
    except (EOFError, KeyboardInterrupt, _Left):
        write("")
    for line in screens.farewell(s):
        write(line)


class _Left(Exception):  # no error: the learner has left
    pass


def _shown(lesson: Lesson, t: Texts, read: Callable[[str], str], write: Write) -> Lesson:
    """Show a screen and go on with what is chosen. Raises :class:`_Left` when the learner leaves."""
    screen = lesson.screen
    title = (screen.title,) if screen.stage == "begin" else ()
    for said in filter(None, (title, *screen.blocks, (screen.asks,) if screen.asks else ())):
        write("")
        for line in said:
            write(line)
    lines = [said for _, said in screen.choices]
    places = _several(lines, t, read, write) if screen.several else [one_of(lines, t, read, write)]
    chosen = [screen.choices[place][0] for place in places if place is not None]
    if None in places:
        raise _Left
    return lesson.take(chosen)


def _several(lines: Sequence[str], t: Texts, read: Callable[[str], str], write: Write) -> list[int | None]:
    """Offer things to mark, and return the places of those that were; ``None`` is among them where the learner stops."""
    write(t.ui("practice.several", "Kirjoita numerot, esimerkiksi 1 4 5. Jos et huomannut mitään näistä, jätä rivi tyhjäksi."))
    numbered(lines, t, write)
    while (typed := read("> ").strip()) != STOP:
        numbers = [int(n) for n in NUMBERS.findall(typed)]
        if all(1 <= n <= len(lines) for n in numbers) and not re.sub(r"[\d\s,.;]", "", typed):
            return [n - 1 for n in numbers]
        write(t.ui("practice.notice.again", "Kirjoita vain luettelon numeroita, välilyönti väliin."))
    return [None]
