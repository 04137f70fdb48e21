"""The interview in the terminal: one question at a time, always free to stop, nothing kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, Final

import attrs

from tunnistus.assessment import Assessment, assess
from tunnistus.commands.keys import BACK, HELP, SKIP, STOP, again, key_of, keyed, letters, shown
from tunnistus.discreet import discreet
from tunnistus.errors import AnswerError, AnswersRefused, Contradiction
from tunnistus.explaining.explain import Question
from tunnistus.explaining.interview import SINGLES, is_settled, is_single, next_of, ways
from tunnistus.rules import wire
from tunnistus.rules.answers import Dates, set_aside
from tunnistus.rules.calendar import day_from_text
from tunnistus.rules.model import Book, Fact
from tunnistus.saying.contradictions import contradiction
from tunnistus.saying.interview import (
    ahead,
    answered,
    choices,
    ended,
    foremost,
    private,
    refusal,
    right,
    single,
    standing,
    still,
    urgent_now,
    way,
    why,
)
from tunnistus.saying.messages import translation
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

__all__ = ["WHOLE", "Talk", "interview"]

WHOLE: Final = letters(1)[0]


def interview(
    as_of: date, lang: str, register: str, *, read: Callable[[str], str], write: Callable[[str], Any], book: Book | None = None
) -> Assessment:
    """Ask about signs until the next step is settled or nothing likely is left, and say which of the two.

    Then, if the worker wishes, about what is left and is not likely, and about help and law.

    The worker can stop at any question, also with the end of input or Ctrl-C: what is known by then is told, danger first. Returns the last
    assessment.

    Args:
        read: called with a prompt, returns what was typed; write: called with each line to show.
        book: rule data other than the shipped ones; without rules of signs, everything is asked about at once.
    """
    book = book or source.book()
    s = Speaker(book, lang, register, Dates(as_of))
    write(private(s))
    write(
        s.t.ui(
            "ask.intro",
            "Vastaa näppäimellä, joka on vaihtoehdon edessä. Numerot merkitsevät joka kysymyksessä samaa. Kysymykseen saa jättää "
            "vastaamatta, ja 0 lopettaa. Mitään ei tallenneta.",
        )
    )
    talk = Talk(assess({}, as_of=as_of, book=book), s, read, write)
    try:
        talk.through()
    except (EOFError, KeyboardInterrupt):  # leaving in whatever way is an end: what is known so far is told
        write("")
    write("")
    write(talk.so_far.explain(lang, register=register, full=talk.whole))
    return talk.so_far


@discreet
@attrs.define
class Talk:
    """An interview under way.

    Attributes:
        so_far: the assessment of the answers up to now.
        about: the rules that the answers shall matter to, first those of identification; ``None`` stands for all.
        singles: whether the worker has chosen to go through single questions that are not likely.
        whole: whether the worker has chosen the whole page in place of one sheet.
        past: where the interview stood before each choice, so that it can be taken back.
        first: what stood before everything else on the last screen. stands: what it said of where the person stands.
    """

    so_far: Assessment
    speaker: Speaker
    read: Callable[[str], str]
    write: Callable[[str], Any]
    answers: dict[str, Any] = attrs.field(factory=dict, repr=False)
    skipped: list[str] = attrs.field(factory=list, repr=False)
    told: set[str] = attrs.field(factory=set, repr=False)
    about: Collection[str] | None = attrs.field(default=None, repr=False)
    singles: bool = False
    whole: bool = False
    past: list[dict[str, Any]] = attrs.field(factory=list, repr=False)
    first: list[list[str]] = attrs.field(factory=list, repr=False)
    stands: list[str] = attrs.field(factory=list, repr=False)

    def through(self) -> None:
        """Ask, and show what was answered before the result: from there an answer can still be taken back."""
        self.go()
        while self.answers and not self._confirmed():
            self.go()

    def go(self) -> None:
        """Ask about signs as long as something likely is left, then what the worker chooses, until they stop or nothing is left to ask."""
        told = False
        if not self.past:
            self.about = self.so_far.identification or None
        while True:
            question = self._next(self.about, singles=self.singles)
            if question is None:
                if not self._end():
                    return
                continue
            fact = self.speaker.book.facts[question.fact]
            if self.about is not None and not self.singles and not told and is_single(fact):
                told = True
                self.write("")
                self.write(single(self.speaker))
            urgent = urgent_now(self.so_far)
            if not self._ask(fact):
                return
            if urgent_now(self.so_far) - urgent and not self._paused():
                return

    def _paused(self) -> bool:
        """Say what to do at once, and ask no more until somebody goes on; tell whether they do."""
        t = self.speaker.t
        self._foremost()
        self.write("")
        self.write(t.ui("ask.pause", "Tee tämä ensin. Enter jatkaa, kun voit jatkaa, ja 0 lopettaa."))
        self.write(f"  {BACK}  " + t.ui("ask.back", "Peru edellinen vastaus."))
        while (typed := key_of(self.read("> "), t)) not in ("", SKIP, STOP, BACK):
            self._still()
            self.write(t.ui("ask.pause.again", "Paina Enter, kun voit jatkaa. 0 lopettaa."))
        return self._back() if typed == BACK else typed != STOP

    def _end(self) -> bool:
        """Say why no more is asked of itself and what is left, and tell whether the worker goes on."""
        s = self.speaker
        offered = ways(self.so_far, self.about, self.skipped, singles=self.singles)
        self._foremost()
        self.write("")
        for said in ended(s, self.so_far, self.about, offered):
            self.write(said)
        if not offered:
            return False
        ways_on = dict(zip(letters(len(offered)), offered, strict=True))
        key = self._chosen({key: way(s, name) for key, name in ways_on.items()}, back=bool(self.past))
        if key == STOP:
            return False
        if key == BACK:
            return self._back()
        self.past.append(self._now())
        self.singles = ways_on[key] == SINGLES
        self.about = self.about if self.singles else None
        return True

    def _ask(self, fact: Fact) -> bool:
        """Show one screen, take the answer, and tell whether to go on."""
        s, write = self.speaker, self.write
        self._foremost()
        stands = standing(s, self.so_far)
        if stands != self.stands:
            write("")
            for said in stands:
                write(said)
        self.stands = stands
        write("")
        write(s.question(fact))
        if s.register == "worker" and (reason := why(s, fact)):  # it helps the worker, and is not said to the person
            write("  " + reason)
        typed = self._choose(fact)
        if typed == STOP:
            return False
        if typed == BACK:
            return self._back()
        self.past.append(self._now())
        answer = _answer(s, fact, typed)
        if answer is None:
            self.skipped.append(fact.id)
            return True
        if typed.isalpha():  # letters differ from question to question: read back at once
            write(s.t.ui("ask.noted", "Vastaus: {said}").format(said=keyed(fact.type, choices(s, fact))[typed][1]))
        settled = is_settled(self.so_far)
        given = {**self.answers, fact.id: answer}
        try:
            self._take(given)
        except Contradiction as problem:
            return self._which(problem, given)
        except AnswerError as problem:
            self.past.pop()
            self._still()
            write(problem.said(translation(s.lang)))
        self.singles = self.singles and is_settled(self.so_far) == settled  # the step has become settled: that is said first
        return True

    def _now(self) -> dict[str, Any]:
        """Where the interview stands."""
        kept = {"answers": self.answers, "skipped": [*self.skipped], "told": {*self.told}}
        return {**kept, "so_far": self.so_far, "about": self.about, "singles": self.singles}

    def _back(self) -> bool:
        """Go back to where it stood before the last choice; there is something more to ask."""
        for name, value in self.past.pop().items():
            setattr(self, name, value)
        return True

    def _confirmed(self) -> bool:
        """Show what was answered, and tell whether the result may be shown; if not, the last answer has been taken back."""
        t = self.speaker.t
        self._foremost()
        self.write("")
        self.write(t.ui("ask.answered", "Vastaukset tähän mennessä:"))
        for said in answered(self.speaker, self.answers):
            self.write(f"  - {said}")
        said = t.ui(
            "ask.answered.next",
            "Enter näyttää tuloksen lyhyesti, {whole} koko sivun. Jos jokin on väärin, {back} peruu edellisen vastauksen.",
        )
        self.write(said.format(whole=WHOLE, back=BACK))
        while (typed := key_of(self.read("> "), t)) not in ("", STOP, BACK, WHOLE):
            self._still()
            self.write(t.ui("ask.answered.again", "Paina Enter, tai kirjoita {whole} tai {back}.").format(whole=WHOLE, back=BACK))
        self.whole = typed == WHOLE
        return typed != BACK or not self._back()

    def _take(self, given: dict[str, Any]) -> None:
        """Assess with these answers from now on; nothing changes where they are refused."""
        before = self.so_far.case
        self.so_far = assess(given, as_of=before.dates.as_of, earlier=self.so_far, book=before.book)
        self.answers = given

    def _which(self, problem: Contradiction, given: dict[str, Any]) -> bool:
        """Ask which of some answers is right, danger and the child first; until somebody knows, all of them are open."""
        s = self.speaker
        named = [name for name in problem.facts if name in given]
        dates = self.so_far.case.dates
        self._take(set_aside(s.book, {n: a for n, a in given.items() if n not in named}, dates)[0])
        self.skipped += [name for name in named if name not in self.skipped]
        self._foremost()
        self.write("")
        for said in contradiction(s, problem):
            self.write(said)
        ones = dict(zip((*letters(len(named)), SKIP), right(s, named), strict=True))
        key = self._chosen({key: said for key, (_, said) in ones.items()}, back=True)
        if key == STOP:
            return False
        if key == BACK:
            return self._back()
        name = ones[key][0]
        if name:
            self.skipped = [each for each in self.skipped if each not in named]  # the others may be asked again
            right_one = {**self.answers, name: given[name]}
            try:
                self._take(right_one)
            except Contradiction as another:
                return self._which(another, right_one)
        return True

    def _next(self, about: Collection[str] | None, *, singles: bool) -> Question | None:
        return next_of(self.so_far, about, self.skipped, singles=singles)

    def _still(self) -> None:
        """Say in one line, before that something typed was refused, what still holds of danger and of a child."""
        if line := still(self.speaker, self.so_far, self.first):
            self.write(line)

    def _chosen(self, keys: Mapping[str, str], *, back: bool) -> str:
        """Offer ways to go on, and return the key of the chosen one, :data:`STOP`, or where it can be taken :data:`BACK`."""
        t = self.speaker.t
        shown(keys, t, self.write, back=back)
        while (typed := key_of(self.read("> "), t)) not in (*keys, STOP, *([BACK] if back else [])):
            self._still()
            self.write(again(keys, typed, t))
        return typed

    def _choose(self, fact: Fact) -> str:
        """Offer what can be answered to a question, and return what was typed: a key, or after ``=`` a number or a day."""
        s, write, back = self.speaker, self.write, bool(self.past)
        keys = {key: said for key, (_, said) in keyed(fact.type, choices(s, fact)).items()}
        free_form = {"number": "=12", "date": "=2026-11-24"}.get(fact.type, "")
        counted = s.counted(fact)
        shown(keys, s.t, write, back=back)
        self._how(fact, free_form, help_=bool(counted))
        while True:
            typed = key_of(self.read("> "), s.t)
            if typed == HELP and counted:
                for title, said in counted:
                    write(title)
                    write("  " + said)
                continue
            try:
                free = _free(fact, typed[1:]) if free_form and typed.startswith("=") else None
            except AnswersRefused as problem:
                self._still()
                write(refusal(s, problem))
                continue
            late = free is not None and fact.past and free > self.so_far.case.dates.as_of
            if not late and (free is not None or typed in (*keys, STOP, *([BACK] if back else []))):
                return typed
            self._still()
            write(ahead(s, self.so_far.case.dates.as_of) if late else again(keys, typed, s.t, free=free_form))

    def _how(self, fact: Fact, free_form: str, *, help_: bool) -> None:
        """Say how to see what counts, and how a number or a day is written."""
        t = self.speaker.t
        if help_:
            self.write(f"  {HELP}  " + t.ui("ask.counts", "Mikä lasketaan ja mikä ei."))
        if free_form:
            decimal = t.ui("ask.free.decimal", "Tai kirjoita = ja luku, esimerkiksi =12 tai =7,50.")
            self.write(decimal if fact.decimals else t.ui("ask.free", "Tai kirjoita = ja arvo, esimerkiksi =12 tai =2026-11-24."))

    def _foremost(self) -> None:
        """Danger and the route of a child stand on every screen until they are excluded, and how to talk safely on the next one.

        What the screen before said already is one line.
        """
        first = foremost(self.speaker, self.so_far)
        line = still(self.speaker, self.so_far, self.first)
        blocks = [together for together in first if together not in self.first]
        blocks.insert(0 if first[:1] != blocks[:1] else len(blocks), [line] if line else [])  # danger before the child
        for together in filter(None, blocks):
            self.write("")
            for said in together:
                self.write(said)
        self.first = first
        due = {n: d.due for n, d in self.so_far.part("next_step").items() if d.due and not d.rule.ordered}
        for name, outcome in due.items():
            if name not in self.told:  # once, on the screen after the answer: how to talk, before anything more is asked
                self.write("")
                self.write(self.speaker.outcome(name, outcome))
        self.told.update(due)


def _free(fact: Fact, typed: str) -> Any:
    return wire.number_from(fact, typed.strip()) if fact.type == "number" else day_from_text(typed.strip())


def _answer(s: Speaker, fact: Fact, typed: str) -> Any:
    if typed.startswith("="):
        return _free(fact, typed[1:])
    value, _ = keyed(fact.type, choices(s, fact))[typed]
    return wire.read(s.book, {fact.id: value}, lenient=True)[fact.id]
