"""An interview as a state machine: what is asked next, and where answers, ways on and taking back lead. No language yet.

A state is the moves that were made and the days. Everything else follows from them, so that a state can travel: a form, a queue or a
terminal that shows it decides nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, Final, Self

import attrs

from tunnistus.deciding.decide import Case
from tunnistus.discreet import discreet
from tunnistus.errors import AnswerError, Contradiction, all_known, door
from tunnistus.explaining.assessed import SETTLED, Assessed, identification, in_turn, next_question, rules_about, why_ended
from tunnistus.explaining.danger import Danger, danger_in, telling
from tunnistus.explaining.decided import Decided
from tunnistus.explaining.explain import Question
from tunnistus.explaining.opening import passed_over
from tunnistus.messages import message
from tunnistus.rules import wire
from tunnistus.rules.answers import Answers, Dates, read_answers, set_aside
from tunnistus.rules.model import Book, Fact
from tunnistus.rules.roles import held

__all__ = [
    "LAW", "SINGLES", "WAYS", "Interviewed", "Move", "Replied", "Righted", "WentOn", "can_follow", "is_settled", "is_single", "next_of",
    "ways",
]  # fmt: skip

SINGLES: Final = "singles"  # go on with single questions that are not likely
LAW: Final = "law"  # go on with other help and law
WAYS: Final = (SINGLES, LAW)


@discreet
@attrs.frozen
class Replied:
    """An answer as Python has it; ``None`` where the question was passed over. Shows no answer in its ``repr``."""

    fact: str
    answer: Any = attrs.field(repr=False)


@attrs.frozen
class WentOn:
    """A way that was chosen where nothing was asked of itself any more."""

    way: str


@discreet
@attrs.frozen
class Righted:
    """Which of some answers that cannot be true together is right; empty where nobody knows yet. Shows neither in its ``repr``."""

    among: tuple[str, ...] = attrs.field(repr=False)
    fact: str = attrs.field(repr=False)


Move = Replied | WentOn | Righted


@discreet
@attrs.frozen(repr=False)
class Interviewed:
    """A state of an interview. Shows in its ``repr`` how many questions were put, and not what was answered.

    Attributes:
        moves: what was done, in order. All that travels, with the days.
    """

    book: Book = attrs.field(eq=id)
    dates: Dates
    moves: tuple[Move, ...] = ()
    kind: ClassVar[type[Assessed]] = Assessed

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self.given)} questions put>"

    # -- what is known ---------------------------------------------------------------------------------------------

    @cached_property
    def given(self) -> Mapping[str, Any]:
        """Fact id to answer in the order of asking, ``None`` where it was passed over; also answers that cannot be true together."""
        found: dict[str, Any] = {}
        for move in self.moves:
            _make(move, found)
        return found

    @property
    def answers(self) -> dict[str, Any]:
        """The answers that count, in the order of asking; of those that cannot be true together none does until one is right."""
        return {name: answer for name, answer in self.given.items() if answer is not None and name not in self.unclear}

    @property
    def skipped(self) -> tuple[str, ...]:
        """Facts that were asked about, and whose answer is not known yet."""
        return tuple(name for name, answer in self.given.items() if answer is None or name in self.unclear)

    @cached_property
    def _read(self) -> tuple[Answers, Contradiction | None]:
        told = {name: answer for name, answer in self.given.items() if answer is not None}
        try:
            return read_answers(self.book, told, self.dates), None
        except Contradiction as problem:
            left, _ = set_aside(self.book, {n: a for n, a in told.items() if n not in problem.facts}, self.dates)
            return read_answers(self.book, left, self.dates), problem

    @property
    def problem(self) -> Contradiction | None:
        """What contradicts, if something does."""
        return self._read[1]

    @property
    def unclear(self) -> tuple[str, ...]:
        """Facts whose answers cannot be true together: all of them are open until somebody says which is right (:meth:`right`)."""
        problem = self.problem
        return tuple(name for name in problem.facts if self.given.get(name) is not None) if problem else ()

    @property
    def can_be_right(self) -> tuple[str, ...]:
        """Which of the unclear answers can be right: none where a single one cannot be true by itself, such as a day that lies ahead."""
        return self.unclear if len(self.unclear) > 1 else ()

    @cached_property
    def so_far(self) -> Assessed:
        """The assessment of the answers that count."""
        case = Case(self.book, self._read[0], self.dates)
        return self.kind(case, Decided(case, rules_about(self.book, "person"), identification(self.book)))

    # -- what is asked ---------------------------------------------------------------------------------------------

    @property
    def law(self) -> bool:
        """Whether it has gone on to other help and law."""
        return WentOn(LAW) in self.moves

    @property
    def about(self) -> tuple[str, ...] | None:
        """The rules that answers shall matter to, first those of identification; ``None`` stands for all."""
        return None if self.law else identification(self.book) or None

    @cached_property
    def singles(self) -> bool:
        """Whether single questions are gone through that are not likely: until the step becomes settled, since that is said first."""
        chosen = max((n for n, move in enumerate(self.moves) if isinstance(move, WentOn)), default=None)
        if chosen is None or self.moves[chosen] != WentOn(SINGLES):
            return False
        return is_settled(self._with(self.moves[:chosen]).so_far) == is_settled(self.so_far)

    @cached_property
    def question(self) -> Question | None:
        """What is asked now; nothing where it is unclear which answer is right, or where nothing is asked of itself any more."""
        return None if self.unclear else next_of(self.so_far, self.about, self.skipped, singles=self.singles)

    @cached_property
    def ways(self) -> tuple[str, ...]:
        """How it can go on where nothing is asked of itself any more: :data:`SINGLES`, :data:`LAW`, both, or not at all."""
        stands = self.question is not None or self.unclear
        return () if stands else tuple(ways(self.so_far, self.about, self.skipped, singles=self.singles))

    @property
    def asked(self) -> str | None:
        """The fact that is asked about now."""
        return self.question.fact if self.question else None

    @property
    def turns_single(self) -> bool:
        """Whether the question is the first about a single sign, after the broad ones."""
        facts = self.book.facts
        if self.asked is None or self.law or self.singles or not is_single(facts[self.asked]):
            return False
        return not any(is_single(facts[name]) for name in self.given)

    # -- moves -----------------------------------------------------------------------------------------------------

    def _with(self, moves: tuple[Move, ...]) -> Self:
        return attrs.evolve(self, moves=moves)

    def _told(self, value: object = None, *, to: str = "", **_: object) -> Danger:
        """What the answers say of danger, the one that is refused too."""
        return danger_in(self.book, {**self.answers, to or self.asked or "": value}, lenient=True, as_of=self.dates.as_of)

    @door
    @telling(_told)
    def answer(self, value: Any, *, to: str = "", unclear: bool = False) -> Self:
        """Return the state after an answer.

        Args:
            value: as Python has it, or in the wire form (``docs/json.md``), also as a form sends it: ``"true"``, ``"maybe"``,
                ``"declined"``. ``None`` or empty text passes the question over: it is not known, and never "no".
            to: the fact, when it is another one than the one that is asked.
            unclear: take an answer that cannot be true beside others. All of them are open then until :meth:`right`.

        Raises:
            Contradiction: it cannot be true beside others, which its ``facts`` name.
            UnknownName, AnswerError, JudgementError, DateError: as :func:`tunnistus.assess`; also where nothing is asked.
        """
        fact = to or self.asked
        if not fact:
            todo = message("Go on in one of the ways, or name the fact that it answers.")
            raise AnswerError(message("Nothing is asked now."), where="value", todo=todo)
        all_known("to", (fact,), self.book.facts, message("There is no such fact."))
        after = self._with((*self.moves, Replied(fact, wire.read(self.book, {fact: value}, lenient=True)[fact])))
        if after.problem and not unclear:
            raise after.problem
        return after

    @door
    def right(self, fact: str | None) -> Self:
        """Return the state after somebody said which of the answers that cannot be true together is right.

        Args:
            fact: one of :attr:`can_be_right`; ``None`` or empty when nobody knows yet: then all of them stay open, and are not asked
                again.

        Raises:
            UnknownName: it is none of them.
        """
        what = message("This is none of the answers that cannot be true together.")
        all_known("fact", [fact] if fact else [], self.can_be_right, what)
        return self._with((*self.moves, Righted(self.unclear, fact or ""))) if self.unclear else self

    @door
    def go_on(self, way: str) -> Self:
        """Return the state after a way on was chosen: ``singles`` or ``law``. Raises :class:`UnknownName`: there is no such way."""
        all_known("way", (way,), WAYS, message("There is no such way to go on."))
        return self._with((*self.moves, WentOn(way)))

    def back(self) -> Self:
        """Return the state before the last answer or way, without any the same. Which answer is right goes with the answer.

        What was known at the beginning was answered before all else, and is taken back last.
        """
        moves = list(self.moves)
        while moves and isinstance(moves[-1], Righted):
            moves.pop()
        return self._with(tuple(moves[:-1]))


def _make(move: Move, given: dict[str, Any]) -> None:
    """Make a move with what was given before it, in the order of asking."""
    if isinstance(move, Replied):
        given.pop(move.fact, None)  # an earlier answer to the same question gives way
        given[move.fact] = move.answer
    elif isinstance(move, Righted) and move.fact:
        right = given[move.fact]
        for name in move.among:  # the others may be asked again
            given.pop(name, None)
        given[move.fact] = right
    elif isinstance(move, Righted):
        given.update(dict.fromkeys(move.among))


def can_follow(moves: Iterable[Move]) -> bool:
    """Whether moves that somebody wrote down can follow each other: which answer is right is said of what was given before."""
    given: dict[str, Any] = {}
    for move in moves:
        if isinstance(move, Righted) and not ({*move.among} <= given.keys() and move.fact in ("", *move.among)):
            return False
        _make(move, given)
    return True


def is_settled(a: Assessed) -> bool:
    """Whether the step cannot change any more."""
    return why_ended(held(a.case.book, "step", a.decisions)) == SETTLED


def is_single(fact: Fact) -> bool:
    """Whether a question is about a single sign, which is asked after the broad questions."""
    return fact.stage > 2 and not fact.opens


def next_of(a: Assessed, about: Collection[str] | None, skipped: Collection[str], *, singles: bool) -> Question | None:
    """Return the next likely question; where there is none and it is wished, the next of those that are not likely.

    Args:
        about: the rules that the answers shall matter to; ``None`` stands for all.
        skipped: facts that were asked, and whose answer is not known.
        singles: whether it is wished.
    """
    book, answers = a.case.book, a.case.answers
    question = next_question(in_turn(a, only=about, skip=skipped), answers)
    if question is not None and (question.likely or singles):
        return question
    if not singles:
        return None
    every = (q for q in in_turn(a, only=about, skip=skipped, details=True) if passed_over(book, answers, q.fact, skipped))
    return next((q for q in every if not q.judgement and q.fact not in answers.marks), None)  # none of them is likely


def ways(a: Assessed, about: Collection[str] | None, skipped: Collection[str], *, singles: bool) -> list[str]:
    """Return how it can go on where nothing is asked of itself any more: :data:`SINGLES`, :data:`LAW`, both, or not at all.

    Args:
        singles: whether single questions are gone through already.
    """
    more = not singles and next_of(a, about, skipped, singles=True) is not None
    law = about is not None and next_of(a, None, skipped, singles=not more) is not None
    return [way for way, there in ((SINGLES, more), (LAW, law)) if there]
