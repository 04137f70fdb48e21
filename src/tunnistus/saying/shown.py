"""What a notebook shows of a thing, in the language that it was asked for; and a question and a story as a person reads them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import attrs

from tunnistus.discreet import discreet
from tunnistus.explaining.asking import Question
from tunnistus.rules.model import Book
from tunnistus.saying import report
from tunnistus.saying.html import html
from tunnistus.saying.references import Refer
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.speaker import Speaker

__all__ = ["Shown", "Tells", "is_story", "question_report", "story_report"]


class Tells(ABC):
    """What can be told as a report of its own. A notebook shows it so: in its language, or in English where it has none.

    Attributes:
        shown_as: the kind of :class:`Shown` that it is.
    """

    __slots__ = ()
    shown_as: ClassVar[str]

    def __dir__(self) -> list[str]:
        return [name for name in object.__dir__(self) if name not in ("shown_as", "told")]

    @abstractmethod
    def told(self, lang: str, register: str = "worker") -> Report:
        """Return it as a report in a language. Raises :class:`UnknownName` for another language."""

    def _repr_html_(self) -> str:
        return html(self.told(getattr(self, "lang", "en")), whole=False)

    def _repr_markdown_(self) -> str:
        return report.markdown(self.told(getattr(self, "lang", "en")))


@discreet
@attrs.frozen(eq=False, repr=False)
class Shown:
    """A thing in one language, which a notebook shows as a page or as Markdown. Shows nothing of a person in its ``repr``.

    Attributes:
        kind: ``assessment``, ``decision``, ``diff``, ``fact``, ``interview``, ``lesson``, ``question``, ``rule`` or ``story``.
    """

    kind: str
    report: Report
    refer: Refer | None = None

    def __repr__(self) -> str:
        return f"<Shown {self.kind} in {self.lang}>"

    def __dir__(self) -> list[str]:
        return [name for name in object.__dir__(self) if name not in ("report", "refer")]

    @property
    def lang(self) -> str:
        """``fi``, ``sv`` or ``en``."""
        return self.report.lang

    @property
    def title(self) -> str:
        """What is shown, in words."""
        return self.report.title

    def to_html(self) -> str:
        """Return a ``section`` with its language and headings from ``h2`` on, to stand inside a page."""
        return html(self.report, whole=False, refer=self.refer)

    def to_markdown(self) -> str:
        """Return the same as Markdown."""
        return report.markdown(self.report)

    def to_text(self) -> str:
        """Return the same as plain text."""
        return report.text(self.report)

    def _repr_html_(self) -> str:
        return self.to_html()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


def question_report(book: Book, question: Question, lang: str, *, register: str = "worker") -> Report:
    """Return a question with the answers that there are; to the worker also what counts, and what the answer can still change."""
    s = Speaker(book, lang, register)
    t, fact, worker = s.t, book.facts[question.fact], register == "worker"
    values = tuple(Item(s.fact(fact, value)) for value in fact.values)
    counted = tuple(Item(title, (Item(said),)) for title, said in s.counted(fact)) if worker else ()
    changed = (
        tuple(
            Item(s.title(c.rule), tuple(Item(s.outcome(c.rule, o)) for o in c.outcomes), about=f"rule {c.rule}") for c in question.changes
        )
        if worker
        else ()
    )
    free = (
        t.ui("ui.ask.free", "Kysymykseen saa jättää vastaamatta. Älä painosta.")
        if worker
        else t.ui("ui.ask.free.plain", "Saat jättää vastaamatta. Voit myös lopettaa milloin haluat.")
    )
    parts = (
        Heading(t.ui("show.head.values", "Vastaukset"), items=values),
        Heading(t.ui("show.counts", "Mikä lasketaan mukaan"), items=counted),
        Heading(t.ui("show.head.changes", "Mihin vastaus voi vaikuttaa"), items=changed),
    )
    return Report(lang, s.question(fact), (free,), tuple(part for part in parts if part.items), about=f"fact {fact.id}")


def is_story(book: Book, name: str) -> bool:
    """Tell whether a training story has this id."""
    return f"vignette.{name}.title" in book.texts


def story_report(book: Book, name: str, lang: str) -> Report:
    """Return a training story, and what to talk about after it; the answers and the step that it leads to are left out."""
    t = Speaker(book, lang).t
    points = tuple(Item(t.say(f"vignette.{name}.point.{key}")) for key in book.stories[name]["points"])
    invented = t.ui("show.story.invented", "Kertomuksen ihmiset ovat keksittyjä.")
    talk = Heading(t.ui("show.head.points", "Mistä keskustella"), items=points)
    return Report(lang, t.say(f"vignette.{name}.title"), (invented, t.say(f"vignette.{name}.story")), (talk,), about=f"story {name}")
