"""The command ``practise``: a story of an invented person in the terminal, screen by screen, always free to leave, nothing kept."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import attrs

from tunnistus.commands.menu import STOP, numbered, one_of
from tunnistus.commands.options import rules_options
from tunnistus.errors import UnknownName
from tunnistus.messages import message
from tunnistus.rules.model import Book
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.stories import story_data
from tunnistus.saying.texts import Texts
from tunnistus.trying import practice_screens as screens
from tunnistus.trying.practice import Practice, practise

__all__ = ["Lesson", "commands", "lesson"]

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
    if not s.book.stories:
        raise UnknownName(message("These rules have no stories."), where="practise", todo=message("Leave out --rules and --installed."))
    begun = practise(story, book=s.book) if story else None
    for line in screens.before(s, REAL):
        write(line)
    try:
        Lesson(s, read, write).go(begun)
    except (EOFError, KeyboardInterrupt, _Left):
        write("")
    for line in screens.farewell(s):
        write(line)


class _Left(Exception):  # no error: the learner has left
    pass


@attrs.define
class Lesson:
    """Practising under way."""

    s: Speaker
    read: Callable[[str], str]
    write: Write

    def go(self, begun: Practice | None) -> None:
        """Practise, first with what has begun, until the learner leaves."""
        while True:
            self.play(begun or self._choose())
            begun = None
            self._one_of([self.s.t.ui("practice.again", "Jatka toisella kertomuksella.")])

    def play(self, practice: Practice) -> None:
        """Practise with one story to its end."""
        s, t = self.s, self.s.t
        title, warnings, text = screens.told(s, practice.story)
        self._screen([title, *warnings, t.ui("show.story.invented", "Kertomuksen ihmiset ovat keksittyjä.")])
        offered = screens.ways(s)
        chosen = offered[self._one_of([said for _, said in offered])][0]
        if chosen == screens.READ:
            practice = practice.read()
            self._screen([text])
        else:
            practice = self._meet(practice)
        practice = self._notice(practice)
        self._screen([t.ui("practice.step", "Mitä tekisit seuraavaksi?")])
        practice = practice.say(practice.steps()[self._one_of([screens.step(s, step) for step in practice.steps()])])
        if chosen != screens.READ:
            self._screen([t.ui("practice.whole", "Näin kertomus kulkee kokonaan:"), text])
        for lines in screens.compared(s, practice, practice.compare()):
            self._screen(lines)

    def _choose(self) -> Practice:
        names = list(self.s.book.stories)
        self._screen([self.s.t.ui("practice.choose", "Valitse kertomus.")])
        return practise(names[self._one_of([screens.told(self.s, name)[0] for name in names])], book=self.s.book)

    def _meet(self, practice: Practice) -> Practice:
        """Ask one thing after another, until the learner has asked enough or nothing is left to ask."""
        s, t = self.s, self.s.t
        self._screen([screens.meeting(s)])
        enough, told = t.ui("practice.enough", "Olen kysynyt tarpeeksi."), list[str]()
        while facts := practice.questions():
            chosen = self._one_of([*(s.question(s.book.facts[fact]) for fact in facts), enough])
            if chosen == len(facts):
                return practice
            practice = practice.ask(facts[chosen])
            self._screen([screens.answer(s, facts[chosen], practice.heard[facts[chosen]])])
            if (first := screens.first(s, practice.now())) != told:  # danger and a child at once, as in an interview
                self._screen(first)
                told = first
        self.write(t.ui("practice.all_asked", "Enempää ei kannata nyt kysyä."))
        return practice

    def _notice(self, practice: Practice) -> Practice:
        s, t = self.s, self.s.t
        facts = practice.candidates()
        asked = t.ui(
            "practice.notice", "Mitä huomasit? Kirjoita numerot, esimerkiksi 1 4 5. Jos et huomannut mitään näistä, jätä rivi tyhjäksi."
        )
        self._screen([asked])
        numbered([screens.sign(s, name) for name in facts], t, self.write)
        while True:
            typed = self.read("> ").strip()
            if typed == STOP:
                raise _Left
            numbers = [int(n) for n in NUMBERS.findall(typed)]
            if all(1 <= n <= len(facts) for n in numbers) and not re.sub(r"[\d\s,.;]", "", typed):
                return practice.notice(facts[n - 1] for n in numbers)
            self.write(t.ui("practice.notice.again", "Kirjoita vain luettelon numeroita, välilyönti väliin."))

    # -- lines -----------------------------------------------------------------------------------------------------

    def _screen(self, lines: Sequence[str]) -> None:
        self.write("")
        for line in lines:
            self.write(line)

    def _one_of(self, lines: Sequence[str]) -> int:
        """Offer ways to go on, and return the place of the chosen one. Raises :class:`_Left` when the learner leaves."""
        if (chosen := one_of(lines, self.s.t, self.read, self.write)) is None:
            raise _Left
        return chosen
