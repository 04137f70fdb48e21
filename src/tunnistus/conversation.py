"""An interview, one question at a time: the state of it, and what it says in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Final, cast

import attrs

from tunnistus.assessment import Assessment
from tunnistus.discreet import discreet
from tunnistus.errors import AnswersRefused, UnknownName, door, nearest
from tunnistus.explaining.assessed import Assessed
from tunnistus.explaining.danger import Danger, danger_in, telling
from tunnistus.explaining.interview import WAYS, Interviewed, Move, Replied, Righted, WentOn, can_follow
from tunnistus.messages import message
from tunnistus.rules import jsontext, wire
from tunnistus.rules.answers import Dates, read_answers, taken
from tunnistus.rules.model import Book
from tunnistus.saying import interview as saying
from tunnistus.saying.interview import Turn
from tunnistus.saying.report import Report
from tunnistus.saying.shown import Tells
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

__all__ = ["Interview", "danger_in_state", "interview", "interview_again"]

_INSIDE: Final = ("about", "can_be_right", "given", "kind", "law", "moves", "singles", "so_far", "turns_single")  # for those who show it


@discreet
@attrs.frozen(repr=False)
class Interview(Interviewed, Tells):
    """A state of an interview, which can be told in three languages. Immutable: each move returns the state after it."""

    kind: ClassVar[type[Assessed]] = Assessment
    shown_as: ClassVar[str] = "interview"

    @property
    def assessment(self) -> Assessment:
        """All that is known so far, at any time. Of answers that cannot be true together none counts until one is right."""
        return cast("Assessment", self.so_far)

    @door
    def turn(self, lang: str, *, register: str = "worker", fact: str = "") -> Turn:
        """Return one question with all that belongs to it, in ``fi``, ``sv`` or ``en``; or which answer is right, or how it can go on.

        Args:
            register: ``worker``, or ``plain`` for words to the person.
            fact: another one than the one that is asked, for an answer ``to`` it.

        Raises:
            UnknownName: there is no such language, register or fact, or the fact is not asked.
        """
        s = Speaker(self.book, lang, register, self.dates)
        known = self.book.facts.get(fact)
        if fact and not (known and known.askable):
            todo = nearest(fact, [n for n, f in self.book.facts.items() if f.askable]) or message("See `tunnistus show facts`.")
            raise UnknownName(message("There is no such fact."), where=fact, todo=todo)
        return saying.turn(s, self, fact)

    def told(self, lang: str, register: str = "worker") -> Report:
        """Return what is asked now as a report, with the moves that can be made. Raises :class:`UnknownName`."""
        s = Speaker(self.book, lang, register, self.dates)
        return saying.turn_report(s, saying.turn(s, self))

    @door
    def private(self, lang: str, *, register: str = "worker") -> str:
        """Return what to say before anything is asked: that nobody else may hear or see. Raises :class:`UnknownName`."""
        return saying.private(Speaker(self.book, lang, register, self.dates))

    def __dir__(self) -> list[str]:
        return [name for name in Tells.__dir__(self) if name not in _INSIDE]

    def to_dict(self) -> dict[str, Any]:
        """Return the state as plain data for JSON, from which :func:`interview_again` goes on. It holds the answers: personal data."""
        dates = {name: day.isoformat() for name, day in attrs.asdict(self.dates).items() if day}
        return {"dates": dates, "moves": [_written(move) for move in self.moves]}


def _written(move: Move) -> dict[str, Any]:
    if isinstance(move, Replied):
        return {"fact": move.fact, "answer": wire.written({move.fact: move.answer}).get(move.fact)}
    return {"way": move.way} if isinstance(move, WentOn) else {"right": move.fact or None, "among": list(move.among)}


@door
@telling(lambda answers, *, as_of=None, book=None, **_: danger_in(book or source.book(), answers, as_of=as_of))
def interview(
    answers: Mapping[str, Any], *, as_of: date, act_from: date | None = None, act_to: date | None = None, applied_on: date | None = None,
    book: Book | None = None,
) -> Interview:  # fmt: skip
    """Begin an interview about one person.

    Args:
        answers: what is known already, as of :func:`assess`; often nothing. It counts as answered before all else.
        as_of, act_from, act_to, applied_on: as of :func:`assess`.
        book: rule data other than the shipped ones; without rules of signs, everything is asked about at once.

    Raises:
        Contradiction: answers cannot be true together.
        UnknownName, AnswerError, JudgementError, DateError: see :mod:`tunnistus.errors`; nothing is repaired.

    >>> from datetime import date
    >>> import tunnistus as tn
    >>> talk = tn.interview({}, as_of=date(2026, 11, 24))
    >>> turn = talk.turn("en")
    >>> turn.says[0]
    'Is anyone in danger, or in need of urgent care, right now?'
    >>> [choice.value for choice in turn.choices]
    ['true', 'false', 'maybe', 'declined', '']
    >>> talk.answer("maybe").back() == talk
    True
    """
    book, told = book or source.book(), taken(answers)
    dates = Dates(as_of, act_from, act_to, applied_on)
    read_answers(book, told, dates)
    return Interview(book, dates, tuple(Replied(name, answer) for name, answer in told.items() if answer is not None))


def danger_in_state(state: object, *, book: Book | None = None) -> Danger:
    """Return what a state says of danger.

    Raises:
        AnswersRefused: nothing of it can be read.
    """
    told = wire.object_of(jsontext.parse(state) if isinstance(state, str | bytes) else state, "state")
    days, moves = told.get("dates"), told.get("moves")
    replied = [move for move in moves if isinstance(move, Mapping) and isinstance(move.get("fact"), str)] if isinstance(moves, list) else []
    given = {move["fact"]: move.get("answer") for move in replied}
    return danger_in(book or source.book(), given, as_of=wire.day(days.get("as_of")) if isinstance(days, Mapping) else None)


@door
@telling(danger_in_state)
def interview_again(state: str | bytes | Mapping[str, Any], *, book: Book | None = None) -> Interview:
    """Go on with an interview from its state: what ``to_dict()`` gave, or that as JSON.

    Raises:
        AnswersRefused: it is no state of an interview, or holds answers that cannot be read.
        DateError: a day cannot be, or a judgement was made after the day of deciding.

    >>> from datetime import date
    >>> import json, tunnistus as tn
    >>> talk = tn.interview({}, as_of=date(2026, 11, 24)).answer("declined")
    >>> tn.interview_again(json.dumps(talk.to_dict())) == talk
    True
    """
    book = book or source.book()
    told = wire.object_of(jsontext.parse(state) if isinstance(state, str | bytes) else state, "state")
    days = wire.object_of(told.get("dates"), "dates")
    moves = told.get("moves")
    if "as_of" not in days or days.keys() - {field.name for field in attrs.fields(Dates)}:
        raise _no_state("dates")
    if not isinstance(moves, list | tuple):
        raise _no_state("moves")
    made = tuple(_read(book, wire.object_of(move, "moves")) for move in moves)
    if not can_follow(made):
        raise _no_state("moves")
    talk = Interview(book, Dates(**{name: wire.day(day) for name, day in days.items()}), made)
    _ = talk.problem  # what cannot be true together is taken: it was asked about which is right; what cannot be on these days is refused
    return talk


def _read(book: Book, move: Mapping[str, Any]) -> Move:
    """A move from its written form."""
    fact, way, right, among = (move.get(key) for key in ("fact", "way", "right", "among"))
    if move.keys() == {"fact", "answer"} and isinstance(fact, str) and fact:
        return Replied(fact, wire.read_checked(book, {fact: move["answer"]}).get(fact))
    if move.keys() == {"way"} and way in WAYS:
        return WentOn(str(way))
    names = among if isinstance(among, list | tuple) and all(isinstance(name, str) for name in among) else None
    if move.keys() == {"right", "among"} and names is not None and (right is None or right in names):
        return Righted(tuple(names), right or "")
    raise _no_state("moves")


def _no_state(part: str) -> AnswersRefused:
    what, todo = message("This is no state of an interview."), message("Give what to_dict() of the interview gave.")
    return AnswersRefused(what, where=part, todo=todo, code="no-result", reason="schema")
