"""A simulated interview: how many questions a training story takes when only what is asked is answered, and only from the story.

What the story does not tell stays unknown: the question is left without an answer and not asked again. The interview ends where the real
one does; then the worker's own judgements are entered, as far as the story tells them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from statistics import median
from typing import Any, Final

import attrs

from tunnistus.deciding.decide import Case
from tunnistus.explaining.assessed import NOTHING_LIKELY, identification, next_question, why_ended, worth_asking
from tunnistus.explaining.explain import Decision, ask, decision_of
from tunnistus.explaining.state import State, states_of
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import Book, Fact
from tunnistus.rules.roles import holder
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.texts import Texts
from tunnistus.trying.replies import reply
from tunnistus.trying.vignettes import Vignette

__all__ = ["GROUPS", "Course", "course", "course_of", "courses", "summary", "without_signs"]

GROUPS: Final = ("adults", "children", "look_alikes", "twins")
SIGNLESS: Final = ("all_no", "all_unknown")


@attrs.frozen
class Course:
    """The course of one simulated interview.

    Attributes:
        group: ``adults``, ``children``, ``look_alikes`` or ``twins`` (a look-alike that differs in one fact); of somebody without any sign
            ``all_no`` or ``all_unknown``.
        asked: ids of the facts that were asked about, in order.
        judged: judgements of the worker that could still change something at the end, in order.
        floors: the floor of the next step before the first question, after each one and after each judgement.
        final: the floor when everything that the story tells is known.
        ended: ``settled`` when the step could not change any more, ``nothing_likely`` when nothing likely was left to ask.
    """

    vignette: str
    group: str
    asked: tuple[str, ...]
    floors: tuple[str | None, ...]
    final: str | None
    ended: str = NOTHING_LIKELY
    judged: tuple[str, ...] = ()

    @property
    def until_floor(self) -> int:
        """Questions until the floor has, for good, the value that questions lead to; the worker's own judgements come after them."""
        return self.floors.index(self.floors[len(self.asked)])

    @property
    def reached(self) -> str | None:
        """The floor of the next step when the interview has ended and the worker's judgements are entered."""
        return self.floors[-1]


def course(book: Book, vignette: Vignette, *, twin: bool = False) -> Course:
    """Interview the person of a vignette, or of its twin, until nothing likely is left to ask about signs."""
    doc = vignette.doc
    answers = vignette.decide(book, holder(book, "step"), twin=twin).case.answers
    child = answers.known.get(holder(book, "possible_minor")) is True or holder(book, "minor") in answers.marks
    group = ("twins" if twin else "look_alikes") if doc.look_alike else "children" if child else "adults"
    return course_of(book, vignette.answers(twin=twin), Dates(doc.as_of, doc.act_from, doc.act_to), name=vignette.id, group=group)


def course_of(book: Book, story: Mapping[str, Any], dates: Dates, *, name: str = "", group: str = "") -> Course:
    """Interview somebody of whom a story tells the answers."""
    final = decision_of(Case(book, read_answers(book, story, dates), dates), holder(book, "step")).floor
    return attrs.evolve(_play(book, dates, lambda fact: reply(book, fact, story, dates)), vignette=name, group=group, final=final)


def without_signs(book: Book, as_of: date) -> tuple[Course, ...]:
    """Interview two people without any sign: of one every question gets the answer that is no sign, of the other none is known."""

    def no(fact: Fact) -> bool | None:
        return None if fact.type != "bool" or fact.judgement else fact.polarity == "reassuring"

    ways: Mapping[str, Callable[[Fact], Any]] = {"all_no": no, "all_unknown": lambda fact: None}
    played = {group: _play(book, Dates(as_of), reply) for group, reply in ways.items()}
    return tuple(attrs.evolve(c, vignette=group, group=group) for group, c in played.items())


def _play(book: Book, dates: Dates, reply: Callable[[Fact], Any]) -> Course:
    rules, step = identification(book), holder(book, "step")
    given: dict[str, Any] = {}
    asked: list[str] = []
    judged: list[str] = []
    floors: list[str | None] = []
    ended = ""
    before: Mapping[str, Decision] = {}
    while True:
        case = Case(book, read_answers(book, given, dates), dates)
        before = {r: before[r] if r in before and before[r].holds_for(case) else decision_of(case, r) for r in rules}
        floors.append(before[step].floor)
        skipped = [n for n in (*asked, *judged) if n not in given]
        questions = ask(worth_asking(before), case, skip=skipped)
        question = None if ended else next_question(questions, case.answers)
        if question and question.likely:
            asked.append(question.fact)
            fact = question.fact
        else:
            ended = ended or why_ended(before[step])
            own = (q.fact for q in questions if q.judgement and q.fact not in given and _of_worker(book, book.facts[q.fact]))
            fact = next(own, "")
            if not fact:
                return Course("", "", tuple(asked), tuple(floors), floors[-1], ended, tuple(judged))
            judged.append(fact)
        answer = reply(book.facts[fact])
        given |= {} if answer is None else {fact: answer}


def _of_worker(book: Book, fact: Fact) -> bool:
    return fact.judgement is not None and holder(book, "front_line") in fact.judgement.who


def courses(book: Book, vignettes: Iterable[Vignette]) -> tuple[Course, ...]:
    """Interview every vignette, and the twin of each look-alike."""
    pairs = [(v, twin) for v in vignettes for twin in ((False, True) if v.doc.look_alike else (False,))]
    return tuple(course(book, v, twin=twin) for v, twin in pairs)


def summary(found: Iterable[Course], lang: str, book: Book) -> list[str]:
    """Return for each group the medians, and on which step its people end, as lines in ``fi``, ``sv`` or ``en``.

    Of people without any sign (:func:`without_signs`) it is told after how many questions the interview ends.
    """
    t, found = Speaker(book, lang).t, list(found)
    titles = {
        "adults": t.ui("sim.adults", "Aikuiset"), "children": t.ui("sim.children", "Lapset ja mahdollisesti alaikäiset"),
        "look_alikes": t.ui("sim.look_alikes", "Tilanteet, jotka vain muistuttavat ihmiskauppaa"),
        "twins": t.ui("sim.twins", "Samat tilanteet, joissa yksi asia on toisin"),
    }  # fmt: skip
    lines = [
        t.ui("sim.head", "Näin monta kysymystä kertomukset vaativat. Vastataan vain siihen, mitä kysytään, ja vain kertomuksen tiedoilla.")
    ]
    said = t.ui(
        "sim.line",
        "{group}: kertomuksia {n}. Vähimmäisaskel saa lopullisen arvonsa {floor} kysymyksen jälkeen (mediaani), ja kysymykset loppuvat "
        "{end} kysymyksen jälkeen (mediaani).",
    )
    groups = {group: [c for c in found if c.group == group] for group in (*GROUPS, *SIGNLESS)}
    for group in GROUPS:
        members = groups[group]
        floors = [c.until_floor for c in members]
        if members:
            number = {"floor": f"{median(floors):g}", "end": f"{median(len(c.asked) for c in members):g}"}
            lines.append(said.format(group=titles[group], n=len(members), **number))
    lines.append(t.ui("sim.steps", "Mihin askeleeseen haastattelu päättyy:"))
    lines += [f"{titles[group]}: {_steps(t, book, groups[group])}." for group in GROUPS if groups[group]]
    signless = {
        "all_no": t.ui("sim.all_no", "Henkilö, jolla ei ole yhtään merkkiä: haastattelu päättyy {n} kysymyksen jälkeen."),
        "all_unknown": t.ui("sim.all_unknown", "Henkilö, josta ei tiedetä mitään: haastattelu päättyy {n} kysymyksen jälkeen."),
    }
    return [*lines, *(signless[c.group].format(n=len(c.asked)) for group in SIGNLESS for c in groups[group])]


def _steps(t: Texts, book: Book, members: Iterable[Course]) -> str:
    """How many end on each step, in the order of the steps."""
    names = {
        State.FIND_OUT: t.ui("sim.step.find_out", "lisää selvittämistä"), State.ADVICE: t.ui("sim.step.consult", "neuvon kysyminen"),
        State.PROPOSAL: t.ui("sim.step.propose", "esitys auttamisjärjestelmään"),
    }  # fmt: skip
    below, rule = t.ui("sim.step.keep_contact", "yhteydenpito"), book.rules[holder(book, "step")]
    states, many = states_of(rule), Counter(c.reached for c in members)
    return ", ".join(f"{names[states[step]] if step in states else below} {many[step]}" for step in rule.outcomes if many[step])
