"""The interview in the terminal: one question at a time, always free to stop, nothing kept. It decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import attrs

from tunnistus.assessment import Assessment
from tunnistus.commands.keys import BACK, HELP, SKIP, STOP, again, key_of, keyed, letters, shown
from tunnistus.conversation import Interview
from tunnistus.conversation import interview as begun
from tunnistus.discreet import discreet
from tunnistus.errors import AnswerError, AnswersRefused
from tunnistus.rules import wire
from tunnistus.rules.calendar import day_from_text
from tunnistus.rules.model import Book, Fact
from tunnistus.saying import interview as saying
from tunnistus.saying.interview import WAYS_ON, Turn
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
    talk = Talk(begun({}, as_of=as_of, book=book or source.book()), lang, register, read, write)
    t = talk.speaker.t
    write(talk.now.private(lang, register=register))
    write(
        t.ui(
            "ask.intro",
            "Vastaa näppäimellä, joka on vaihtoehdon edessä. Numerot merkitsevät joka kysymyksessä samaa. Kysymykseen saa jättää "
            "vastaamatta, ja 0 lopettaa. Mitään ei tallenneta.",
        )
    )
    try:
        talk.through()
    except (EOFError, KeyboardInterrupt):  # leaving in whatever way is an end: what is known so far is told
        write("")
    write("")
    write(talk.now.assessment.explain(lang, register=register, full=talk.whole))
    return talk.now.assessment


@discreet
@attrs.define
class Talk:
    """An interview under way.

    Attributes:
        now: where it stands.
        whole: whether the worker has chosen the whole page in place of one sheet.
        told: what was said of how to talk safely, and after how many moves.
        first: what stood before everything else on the last screen. stands: what it said of where the person stands.
    """

    now: Interview
    lang: str
    register: str
    read: Callable[[str], str]
    write: Callable[[str], Any]
    whole: bool = False
    told: dict[str, int] = attrs.field(factory=dict, repr=False)
    first: tuple[tuple[str, ...], ...] = attrs.field(default=(), repr=False)
    stands: tuple[str, ...] = attrs.field(default=(), repr=False)
    speaker: Speaker = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self.speaker = Speaker(self.now.book, self.lang, self.register, self.now.dates)

    def turn(self, fact: str = "") -> Turn:
        """What is said where it stands; about another fact than the one that is asked, if one is named."""
        return saying.turn(self.speaker, self.now, fact)

    def through(self) -> None:
        """Ask, and show what was answered before the result: from there an answer can still be taken back."""
        self.go()
        while self.now.answers and not self._confirmed():
            self.go()

    def go(self) -> None:
        """Ask as long as something likely is left, then what the worker chooses, until they stop or nothing is left to ask."""
        single = ""
        while True:
            turn = self.turn()
            urgent = saying.urgent_now(self.now.so_far)
            if turn.kind == WAYS_ON:
                if not self._moved(turn):
                    return
                continue
            if turn.single and not single:  # also where it was taken back to, once
                single = turn.single
                self.write("")
                self.write(single)
            if not self.ask(turn):
                return
            if saying.urgent_now(self.now.so_far) - urgent and not self._paused():
                return

    def _paused(self) -> bool:
        """Say what to do at once, and ask no more until somebody goes on; tell whether they do."""
        t = self.speaker.t
        self._foremost(self.turn())
        self.write("")
        self.write(t.ui("ask.pause", "Tee tämä ensin. Enter jatkaa, kun voit jatkaa, ja 0 lopettaa."))
        self.write(f"  {BACK}  " + t.ui("ask.back", "Peru edellinen vastaus."))
        while (typed := key_of(self.read("> "), t)) not in ("", SKIP, STOP, BACK):
            self._still()
            self.write(t.ui("ask.pause.again", "Paina Enter, kun voit jatkaa. 0 lopettaa."))
        return self._back() if typed == BACK else typed != STOP

    def _moved(self, turn: Turn) -> bool:
        """Say why no more is asked of itself or what contradicts, danger and the child first; make the move that is chosen, and tell
        whether the worker goes on.
        """
        self._foremost(turn)
        self.write("")
        for said in turn.says:
            self.write(said)
        if not turn.choices:
            return False
        ways = turn.kind == WAYS_ON  # else the last choice is that nobody knows yet
        letter = letters(len(turn.choices)) if ways else (*letters(len(turn.choices) - 1), SKIP)
        keys = dict(zip(letter, turn.choices, strict=True))
        key = self._chosen({key: choice.says for key, choice in keys.items()}, back=bool(self.now.moves))
        if key == STOP:
            return False
        if key == BACK:
            return self._back()
        self.now = (self.now.go_on if ways else self.now.right)(keys[key].value)
        return True

    def ask(self, turn: Turn) -> bool:
        """Show one screen, take the answer, and tell whether to go on."""
        s, write, fact = self.speaker, self.write, self.now.book.facts[turn.fact]
        self._foremost(turn)
        if turn.standing != self.stands:
            write("")
            for said in turn.standing:
                write(said)
        self.stands = turn.standing
        write("")
        for said in turn.says:
            write(said)
        if turn.why:
            write("  " + turn.why)
        keys = keyed(fact.type, [(each.value, each.says) for each in turn.choices])
        typed = self._choose(turn, fact, keys)
        if typed == STOP:
            return False
        if typed == BACK:
            return self._back()
        if typed.isalpha():  # letters differ from question to question: read back at once
            write(s.t.ui("ask.noted", "Vastaus: {said}").format(said=keys[typed][1]))
        try:
            self.now = self.now.answer(_free(fact, typed[1:]) if typed.startswith("=") else keys[typed][0], to=fact.id, unclear=True)
        except AnswerError as problem:
            self._still()
            write(problem.said(translation(s.lang)))
        while self.now.unclear:
            if not self._moved(self.turn()):
                return False
        return True

    def _back(self) -> bool:
        """Go back to where it stood before the last choice; there is something more to ask."""
        self.now = self.now.back()
        self.told = {said: moves for said, moves in self.told.items() if moves <= len(self.now.moves)}
        return True

    def _confirmed(self) -> bool:
        """Show what was answered, and tell whether the result may be shown; if not, the last answer has been taken back."""
        t = self.speaker.t
        self._foremost(self.turn())
        self.write("")
        self.write(t.ui("ask.answered", "Vastaukset tähän mennessä:"))
        for said in saying.answered(self.speaker, self.now.answers):
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

    def _still(self) -> None:
        """Say in one line, before that something typed was refused, what still holds of danger and of a child."""
        if line := saying.still(self.speaker, self.now.so_far, self.first):
            self.write(line)

    def _chosen(self, keys: Mapping[str, str], *, back: bool) -> str:
        """Offer ways to go on, and return the key of the chosen one, :data:`STOP`, or where it can be taken :data:`BACK`."""
        t = self.speaker.t
        shown(keys, t, self.write, back=back)
        while (typed := key_of(self.read("> "), t)) not in (*keys, STOP, *([BACK] if back else [])):
            self._still()
            self.write(again(keys, typed, t))
        return typed

    def _choose(self, turn: Turn, fact: Fact, keys: Mapping[str, tuple[str, str]]) -> str:
        """Offer what can be answered to a question, and return what was typed: a key, or after ``=`` a number or a day."""
        s, write, back = self.speaker, self.write, bool(self.now.moves)
        free_form = {"number": "=12", "date": "=2026-11-24"}.get(turn.free, "")
        shown({key: said for key, (_, said) in keys.items()}, s.t, write, back=back)
        self._how(fact, free_form, help_=bool(turn.counts))
        while True:
            typed = key_of(self.read("> "), s.t)
            if typed == HELP and turn.counts:
                for title, said in turn.counts:
                    write(title)
                    write("  " + said)
                continue
            try:
                free = _free(fact, typed[1:]) if free_form and typed.startswith("=") else None
            except AnswersRefused as problem:
                self._still()
                write(saying.refusal(s, problem))
                continue
            late = free is not None and fact.past and free > self.now.dates.as_of
            if not late and (free is not None or typed in (*keys, STOP, *([BACK] if back else []))):
                return typed
            self._still()
            write(saying.ahead(s, self.now.dates.as_of) if late else again(keys, typed, s.t, free=free_form))

    def _how(self, fact: Fact, free_form: str, *, help_: bool) -> None:
        """Say how to see what counts, and how a number or a day is written."""
        t = self.speaker.t
        if help_:
            self.write(f"  {HELP}  " + t.ui("ask.counts", "Mikä lasketaan ja mikä ei."))
        if free_form:
            decimal = t.ui("ask.free.decimal", "Tai kirjoita = ja luku, esimerkiksi =12 tai =7,50.")
            self.write(decimal if fact.decimals else t.ui("ask.free", "Tai kirjoita = ja arvo, esimerkiksi =12 tai =2026-11-24."))

    def _foremost(self, turn: Turn) -> None:
        """Danger and the route of a child stand on every screen until they are excluded, and how to talk safely on the next one.

        What the screen before said already is one line.
        """
        line = saying.still(self.speaker, self.now.so_far, self.first)
        blocks: list[tuple[str, ...]] = [together for together in turn.first if together not in self.first]
        blocks.insert(0 if turn.first[:1] != tuple(blocks[:1]) else len(blocks), (line,) if line else ())  # danger before the child
        blocks += [(said,) for said in turn.safely if said not in self.told]  # once, on the screen after the answer, before more is asked
        for together in filter(None, blocks):
            self.write("")
            for said in together:
                self.write(said)
        self.first = turn.first
        for said in turn.safely:
            self.told.setdefault(said, len(self.now.moves))


def _free(fact: Fact, typed: str) -> Any:
    return wire.number_from(fact, typed.strip()) if fact.type == "number" else day_from_text(typed.strip())
