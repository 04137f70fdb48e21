"""A lesson: practice with one story after another in one language, screen by screen. A state machine that terminal and notebook show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby, takewhile
from typing import Any, ClassVar, Final

import attrs

from tunnistus.discreet import discreet
from tunnistus.errors import TunnistusError, UnknownName, door, nearest
from tunnistus.messages import message
from tunnistus.rules.model import Book
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.shown import Tells
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source
from tunnistus.training import screens
from tunnistus.training.practice import Practice, practise

__all__ = ["Lesson", "Screen", "lesson"]

ENOUGH: Final = "enough"
ANOTHER: Final = "another"


@attrs.frozen
class Screen:
    """What stands on one screen.

    Attributes:
        stage: ``choose``, ``begin``, ``meet``, ``notice``, ``step`` or ``compared``.
        title: the title of the story; on the screen on which one is chosen, what this is.
        blocks: what it says, each block as lines; a line that begins with ``  - `` belongs to a list.
        asks: what to choose, where that has to be said.
        choices: pairs of a value for :meth:`Lesson.take` and what it says.
        several: whether any number of them may be chosen, also none; else just one.
    """

    stage: str
    title: str
    blocks: tuple[tuple[str, ...], ...]
    asks: str
    choices: tuple[tuple[str, str], ...]
    several: bool = False


@discreet
@attrs.frozen(repr=False, eq=False)
class Lesson(Tells):
    """A lesson under way: every choice gives a new one. Its ``repr`` shows the stage and not what the learner chose.

    Attributes:
        practice: the practice with the story; ``None`` before one is chosen.
        answered: the fact that was asked last while the learner meets the person.
    """

    shown_as: ClassVar[str] = "lesson"
    s: Speaker
    practice: Practice | None = None
    stage: str = "choose"
    answered: str | None = None

    @classmethod
    def begin(cls, s: Speaker, story: str | None = None) -> Lesson:
        """Return a lesson that begins with a story, or with choosing one.

        Raises:
            UnknownName: there is no such story, or the rules have none.
        """
        if not s.book.stories:
            raise UnknownName(message("These rules have no stories."), where="practise", todo=message("Leave out --rules and --installed."))
        return cls(s) if story is None else cls(s, practise(story, book=s.book), "begin")

    def __repr__(self) -> str:
        return f"<Lesson at {self.stage}>"

    def __dir__(self) -> list[str]:
        return [name for name in Tells.__dir__(self) if name != "s"]

    @property
    def lang(self) -> str:
        """``fi``, ``sv`` or ``en``."""
        return self.s.lang

    @door
    def said_in(self, lang: str) -> Lesson:
        """Return the same lesson in another language. Raises :class:`UnknownName` for one that there is not."""
        return attrs.evolve(self, s=Speaker(self.s.book, lang))

    def told(self, lang: str, register: str = "worker") -> Report:
        """Return this screen as a report in a language, in any register the same, with the values that can be chosen.

        Raises:
            UnknownName: there is no such language.
        """
        lesson = self.said_in(lang)
        screen = lesson.screen
        choices = tuple(Item(f"{value}: {said}") for value, said in screen.choices)
        sections = (*chain.from_iterable(map(_sections, screen.blocks)), Heading(lesson._asks(screen), items=choices))
        return Report(lang, screen.title, (), sections, about=f"story {lesson.practice.story}" if lesson.practice else "")

    def to_dict(self) -> dict[str, Any]:
        """Return what a page shows: the screen with its words, as JSON has it."""
        t, screen = self.s.t, self.screen
        words = {
            "lang": self.lang,
            "asks": self._asks(screen),
            "go_on": t.ui("practice.go_on", "Jatka"),
            "stop": t.ui("ask.stop", "Lopeta."),
        }
        return {**attrs.asdict(screen), **words}

    def _asks(self, screen: Screen) -> str:
        """What stands over the choices of a page."""
        return screen.asks or self.s.t.ui("practice.choices", "Näin voit jatkaa")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        """With anywidget installed (the extra ``notebook``), what a notebook shows is a form; else it is the screen as a page has it."""
        try:
            from tunnistus.training.widget import LessonForm
        except ImportError:
            return {"text/html": self._repr_html_(), "text/plain": repr(self)}
        data, about = LessonForm(self)._repr_mimebundle_()
        return {**data, "text/html": self._repr_html_(), "text/plain": repr(self)}, about

    @property
    def screen(self) -> Screen:
        """The screen that the learner sees now."""
        match self.stage:
            case "choose":
                return self._choose()
            case "begin":
                return self._begin()
            case "meet":
                return self._meet()
            case "notice":
                return self._notice()
            case "step":
                return self._step()
            case _:
                return self._compared()

    @door
    def take(self, chosen: str | Sequence[str]) -> Lesson:
        """Go on with what was chosen on this screen: values, or one of them.

        Raises:
            TunnistusError: that cannot be chosen here.
        """
        screen, chosen = self.screen, [chosen] if isinstance(chosen, str) else [*chosen]
        offered = [value for value, _ in screen.choices]
        for value in chosen:
            if value not in offered:
                raise UnknownName(message("That cannot be chosen here."), where="chosen", todo=nearest(value, offered))
        if not screen.several and len(chosen) != 1:
            raise TunnistusError(message("Choose just one."), where=screen.stage)
        match self.stage:
            case "choose":
                return Lesson(self.s, practise(chosen[0], book=self.s.book), "begin")
            case "begin" if chosen[0] == screens.READ:
                return attrs.evolve(self, practice=self._under_way.read(), stage="notice")
            case "begin":
                return attrs.evolve(self, stage="meet")
            case "meet":
                return self._asked(chosen[0])
            case "notice":
                return attrs.evolve(self, practice=self._under_way.notice(chosen), stage="step")
            case "step":
                return attrs.evolve(self, practice=self._under_way.say(chosen[0]), stage="compared")
            case _:
                return Lesson(self.s)

    # -- screens ---------------------------------------------------------------------------------------------------

    def _choose(self) -> Screen:
        t = self.s.t
        stories = ((name, screens.told(self.s, name)[0]) for name in self.s.book.stories)
        title = t.ui("practice.title", "Harjoittele keksittyjen ihmisten kanssa")
        return Screen("choose", title, (), t.ui("practice.choose", "Valitse kertomus."), tuple(stories))

    def _begin(self) -> Screen:
        _, warnings, _ = self._told
        invented = self.s.t.ui("show.story.invented", "Kertomuksen ihmiset ovat keksittyjä.")
        return self._screen(((*warnings, invented),), "", screens.ways(self.s))

    def _meet(self) -> Screen:
        enough = (ENOUGH, self.s.t.ui("practice.enough", "Olen kysynyt tarpeeksi."))
        questions = ((name, self.s.question(self.s.book.facts[name])) for name in self._under_way.questions())
        return self._screen(self._heard() or ((screens.meeting(self.s),),), "", (*questions, enough))

    def _notice(self) -> Screen:
        t, practice = self.s.t, self._under_way
        said: tuple[tuple[str, ...], ...] = ()
        if practice.whole:
            said = ((self._told[2],),)
        elif not practice.questions():  # the last answer is still to be told
            said = (*self._heard(), (t.ui("practice.all_asked", "Enempää ei kannata nyt kysyä."),))
        signs = [(name, screens.sign(self.s, name)) for name in practice.candidates()]
        said = (*said, (screens.list_heavy(self.s),))
        return attrs.evolve(self._screen(said, t.ui("practice.notice", "Mitä huomasit?"), signs), several=True)

    def _step(self) -> Screen:
        steps = [(name, screens.step(self.s, name)) for name in self._under_way.steps()]
        return self._screen((), self.s.t.ui("practice.step", "Mitä tekisit seuraavaksi?"), steps)

    def _compared(self) -> Screen:
        t, practice = self.s.t, self._under_way
        whole = () if practice.whole else ((t.ui("practice.whole", "Näin kertomus kulkee kokonaan:"), self._told[2]),)
        said = tuple(map(tuple, screens.compared(self.s, practice, practice.compare())))
        return self._screen((*whole, *said), "", [(ANOTHER, t.ui("practice.again", "Jatka toisella kertomuksella."))])

    def _screen(self, blocks: Sequence[Sequence[str]], asks: str, choices: Sequence[tuple[str, str]]) -> Screen:
        return Screen(self.stage, self._told[0], tuple(map(tuple, blocks)), asks, tuple(choices))

    def _heard(self) -> tuple[tuple[str, ...], ...]:
        """The last answer; danger and a child at once, and on every screen while the learner asks."""
        if self.answered is None:
            return ()
        practice = self._under_way
        first = tuple(screens.first(self.s, practice.now()))
        return (*([first] if first else ()), (screens.answer(self.s, self.answered, practice.heard[self.answered]),))

    @property
    def _told(self) -> tuple[str, list[str], str]:
        return screens.told(self.s, self._under_way.story)

    @property
    def _under_way(self) -> Practice:
        assert self.practice is not None  # at every stage but the first
        return self.practice

    def _asked(self, chosen: str) -> Lesson:
        """Ask the person, until the learner has asked enough or nothing is left to ask."""
        if chosen == ENOUGH:
            return attrs.evolve(self, stage="notice")
        practice = self._under_way.ask(chosen)
        return attrs.evolve(self, practice=practice, answered=chosen, stage="meet" if practice.questions() else "notice")


def _sections(block: Sequence[str]) -> Iterator[Heading]:
    """A block as sections, in its order: a line is the heading of the list that follows it."""
    parts: list[tuple[str, list[str]]] = []
    for line in block:
        if line.startswith(" ") and parts:
            parts[-1][1].append(line)
        else:
            parts.append((line, []))
    for alone, some in groupby(parts, key=lambda part: not part[1]):
        if alone:
            yield Heading("", tuple(said for said, _ in some))
        else:
            yield from (Heading(said, items=tuple(_items(listed))) for said, listed in some)


def _items(lines: Sequence[str]) -> Iterator[Item]:
    """Lines that begin with a dash as items, each with the lines below it that are set in further."""
    for n, line in enumerate(lines):
        if line.startswith("  - "):
            under = takewhile(lambda each: not each.startswith("  - "), lines[n + 1 :])
            yield Item(line.removeprefix("  - "), tuple(Item(each.strip()) for each in under))


@door
def lesson(lang: str, story: str | None = None, *, book: Book | None = None) -> Lesson:
    """Begin a lesson in a language, with a training story or with choosing one.

    >>> import tunnistus as tn
    >>> begun = tn.lesson("en", "alike_courier")
    >>> [value for value, _ in begun.screen.choices]
    ['read', 'meet']
    >>> begun.take(["read"]).screen.asks
    'What did you notice?'

    Args:
        lang: ``fi``, ``sv`` or ``en``.
        book: rule data other than the shipped ones.

    Raises:
        UnknownName: there is no such language or story.
    """
    return Lesson.begin(Speaker(book or source.book(), lang), story)
