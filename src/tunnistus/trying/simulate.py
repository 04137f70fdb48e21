"""A simulated interview: how many questions a training story takes when only what is asked is answered, and only from the story.

What the story does not tell stays unknown: the question is left without an answer and not asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Final

import attrs

from tunnistus.deciding.decide import Case
from tunnistus.explaining.assessed import identification, worth_asking
from tunnistus.explaining.explain import Decision, ask, decision_of
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import Book
from tunnistus.saying.speaker import Speaker
from tunnistus.trying.vignettes import Vignette

__all__ = ["GROUPS", "Course", "course", "courses", "summary"]

GROUPS: Final = ("adults", "children", "look_alikes", "twins")


@attrs.frozen
class Course:
    """The course of one simulated interview.

    Attributes:
        group: ``adults``, ``children``, ``look_alikes`` or ``twins`` (a look-alike that differs in one fact).
        asked: ids of the facts that were asked about, in order; judgements of the worker among them, last.
        floors: the floor of the next step before the first question and after each one.
        final: the floor when everything that the story tells is known.
    """

    vignette: str
    group: str
    asked: tuple[str, ...]
    floors: tuple[str | None, ...]
    final: str | None

    @property
    def until_floor(self) -> int | None:
        """Questions until the floor has its final value for good; ``None`` when it never has."""
        return self.floors.index(self.final) if self.final in self.floors else None


def course(book: Book, vignette: Vignette, *, twin: bool = False) -> Course:
    """Interview the person of a vignette, or of its twin, until nothing is left to ask about signs."""
    story, dates = vignette.answers(twin=twin), Dates(vignette.doc.as_of, vignette.doc.act_from, vignette.doc.act_to)
    rules = identification(book)
    given: dict[str, object] = {}
    asked: list[str] = []
    floors: list[str | None] = []
    before: Mapping[str, Decision] = {}
    while True:
        case = Case(book, read_answers(book, given, dates), dates)
        before = {r: before[r] if r in before and before[r].holds_for(case) else decision_of(case, r) for r in rules}
        floors.append(before["next_step"].floor)
        skipped = [n for n in asked if n not in given]
        open_ = (q for q in ask(worth_asking(before), case, skip=skipped) if q.fact not in given)
        question = next((q.fact for q in open_ if _askable(book, q.fact)), None)
        if question is None:
            break
        asked.append(question)
        if any(story.get(n) is True for n in book.facts[question].opens):
            given[question] = True  # who tells one thing of the group has told the whole question
        elif question in story:
            given[question] = story[question]
    whole = vignette.decide(book, "next_step", twin=twin)
    known, marks = whole.case.answers.known, whole.case.answers.marks
    child = known.get("may_be_child") is True or "age_under_18" in marks
    group = ("twins" if twin else "look_alikes") if vignette.doc.look_alike else "children" if child else "adults"
    return Course(vignette.id, group, tuple(asked), tuple(floors), whole.floor)


def _askable(book: Book, name: str) -> bool:
    """Whether somebody in the room can answer: of judgements those of the worker alone."""
    judgement = book.facts[name].judgement
    return judgement is None or "worker" in judgement.who


def courses(book: Book, vignettes: Iterable[Vignette]) -> tuple[Course, ...]:
    """Interview every vignette, and the twin of each look-alike."""
    pairs = [(v, twin) for v in vignettes for twin in ((False, True) if v.doc.look_alike else (False,))]
    return tuple(course(book, v, twin=twin) for v, twin in pairs)


def summary(found: Iterable[Course], lang: str, book: Book) -> list[str]:
    """Return the medians for each group as lines in ``fi``, ``sv`` or ``en``."""
    t = Speaker(book, lang).t
    titles = {
        "adults": t.ui("sim.adults", "Aikuiset"), "children": t.ui("sim.children", "Lapset ja mahdollisesti alaikäiset"),
        "look_alikes": t.ui("sim.look_alikes", "Tilanteet, jotka vain muistuttavat ihmiskauppaa"),
        "twins": t.ui("sim.twins", "Samat tilanteet, joissa yksi asia on toisin"),
    }  # fmt: skip
    lines = [t.ui("sim.head", "Kuinka monta kysymystä kertomus vaatii. Vastataan vain kysyttyyn ja vain se, minkä kertomus kertoo.")]
    said = t.ui(
        "sim.line",
        "{group}: kertomuksia {n}. Vähimmäisaskel saa lopullisen arvonsa {floor} kysymyksen jälkeen (mediaani), ja kysymykset loppuvat "
        "{end} kysymyksen jälkeen (mediaani).",
    )
    for group in GROUPS:
        members = [c for c in found if c.group == group]
        floors = [len(c.asked) + 1 if c.until_floor is None else c.until_floor for c in members]
        if members:
            number = {"floor": f"{median(floors):g}", "end": f"{median(len(c.asked) for c in members):g}"}
            lines.append(said.format(group=titles[group], n=len(members), **number))
    return lines
