"""What is known about one person: values, the marks MAYBE and DECLINED, and judgements with who made them.

Anything that is not a value leaves its fact open. Nothing here is ever printed: the ``repr`` shows how many answers
there are, not which.
"""

from __future__ import annotations

import enum
from collections.abc import Container, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs

from tunnistus.discreet import discreet
from tunnistus.errors import AnswerError, Contradiction, DateError, JudgementError, UnknownName, nearest, shown
from tunnistus.kinds import as_dictionary
from tunnistus.limits import FIRST_DAY, LAST_DAY, MAX_NUMBER
from tunnistus.messages import NOTHING, Message, message
from tunnistus.rules.cached import of_book
from tunnistus.rules.decimals import at_most, bound, finite, fitted, written
from tunnistus.rules.derive import complete
from tunnistus.rules.model import Book, Fact, Value

__all__ = ["FINER", "OUTSIDE", "Answers", "Dates", "Judged", "Mark", "read_answers", "set_aside", "taken"]


OUTSIDE: Final = message("The answer is outside the domain of the fact")
FINER: Final = message("The answer has more decimals than the fact")


class Mark(enum.StrEnum):
    """An answer that is not a value: the fact stays open. A declined question is never asked again."""

    MAYBE = "MAYBE"
    DECLINED = "DECLINED"


@discreet
@attrs.frozen
class Judged:
    """A value of a judgement fact, with the function that made the judgement and the day.

    From a function that is not the fact's decider it is shown as a view and leaves the fact open. Shows nothing of it in its ``repr``.
    """

    value: Any = attrs.field(repr=False)
    by: str = attrs.field(kw_only=True, repr=False)
    on: date = attrs.field(kw_only=True, repr=False)


def _near(day: date, where: str) -> None:
    """Raises :class:`DateError`: the day lies where nothing is counted."""
    if not FIRST_DAY <= day <= LAST_DAY:
        todo = message("Give a date from {first_day} to {last_day}.", first_day=FIRST_DAY, last_day=LAST_DAY)
        raise DateError(message("The date is too far away."), where=where, todo=todo)


@discreet
@attrs.frozen
class Dates:
    """The day of deciding, and when the deeds were done and the application was made; open ones are ``None``.

    Shows the day of deciding alone in its ``repr``.
    """

    as_of: date
    act_from: date | None = attrs.field(default=None, repr=False)
    act_to: date | None = attrs.field(default=None, repr=False)
    applied_on: date | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        for name in ("as_of", "act_from", "act_to", "applied_on"):
            day = getattr(self, name)
            if day is None and name != "as_of":
                continue
            if type(day) is not date:
                raise DateError(message("This is not a date."), where=name, todo=message("Give a datetime.date in Finnish local time."))
            _near(day, name)
            if day > self.as_of:
                raise DateError(message("The date is after as_of."), where=name, todo=message("Correct one of them."))
        if self.act_from and self.act_to and self.act_from > self.act_to:
            raise DateError(message("The deeds end before they begin."), where="act_to", todo=message("Correct act_from or act_to."))


@discreet
@attrs.frozen
class Answers:
    """Checked answers. ``known`` holds the values that count, derived facts included.

    Attributes:
        known: fact id to value; judgements of their deciders only.
        marks: fact id to mark.
        judged: fact id to judgement that counts.
        views: fact id to judgement by somebody who is not the decider.
        given: ids of all facts that were answered in any way.
        follow: ids of the facts whose value in ``known`` follows from others by relations.
    """

    known: Mapping[str, Value] = attrs.field(factory=dict, repr=False)
    marks: Mapping[str, Mark] = attrs.field(factory=dict, repr=False)
    judged: Mapping[str, Judged] = attrs.field(factory=dict, repr=False)
    views: Mapping[str, Judged] = attrs.field(factory=dict, repr=False)
    given: tuple[str, ...] = attrs.field(default=(), repr=False)
    follow: tuple[str, ...] = attrs.field(default=(), repr=False)

    def __repr__(self) -> str:
        return f"<Answers to {len(self.given)} facts>"


@of_book
def _readers_of(book: Book) -> Readers:
    """What reads the answers to the facts of a book."""
    return Readers(book)


def read_answers(book: Book, raw: Mapping[str, Any], dates: Dates) -> Answers:
    """Check answers against the vocabulary and add the derived facts.

    Args:
        raw: fact id to a value of its domain, ``Mark`` (or the words ``MAYBE``, ``DECLINED``), ``Judged``, or ``None`` for open.

    Raises:
        UnknownName: a fact or function that does not exist.
        AnswerError: a value outside the domain, or no mapping.
        Contradiction: answers that cannot be true together.
        JudgementError: a judgement without who and when.
    """
    raw, readers = taken(raw), _readers_of(book)
    plain = readers.plain
    for name, answer in raw.items():
        kind, values = plain.get(name, _NO_FACT)
        if type(answer) is not kind or answer not in values or type(name) is not str:
            return readers.read(raw, dates)
    return Answers(raw, {}, {}, {}, tuple(raw), complete(book, raw, {}, dates))


def taken(raw: object) -> dict[Any, Any]:
    """Return answers, read once: only what was checked counts, whatever a mapping says when it is asked again.

    Raises:
        AnswerError: they are no mapping.
    """
    if (found := as_dictionary(raw)) is not None:
        return found
    raise AnswerError(message("The answers are not a dictionary."), where="answers", todo=message("Give a dictionary: fact id to answer."))


def set_aside(book: Book, raw: Mapping[str, Any], dates: Dates) -> tuple[dict[str, Any], tuple[Contradiction, ...]]:
    """Leave open what cannot be true together, until somebody says which is right; return the other answers and what contradicts.

    Raises:
        UnknownName, AnswerError, JudgementError: as :func:`read_answers`, but for contradictions.
    """
    left, found = taken(raw), []
    while True:
        try:
            read_answers(book, left, dates)
        except Contradiction as problem:
            fewer = {name: answer for name, answer in left.items() if name not in problem.facts}
            if len(fewer) == len(left):  # none of them was answered: nobody can say which is right
                raise
            found.append(problem)
            left = fewer
        else:
            return left, tuple(found)


_Plain = tuple[type | None, Container[Any]]
_NO_FACT: Final[_Plain] = (None, ())


class Readers:
    """How the answers to each fact of a book are read.

    Attributes:
        plain: the type of a plain answer to each, and the values that the fact takes of it.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._order = {name: fact.order for name, fact in book.facts.items()}
        self.plain = {name: _plain(fact) for name, fact in book.facts.items()}

    def read(self, raw: Mapping[str, Any], dates: Dates) -> Answers:
        """Return what :func:`read_answers` does. What is wrong first in the vocabulary is told."""
        book, plain = self._book, self.plain
        known: dict[str, Value] = {}
        marks: dict[str, Mark] = {}
        judged: dict[str, Judged] = {}
        views: dict[str, Judged] = {}
        for name in self._in_order(raw):
            answer = raw[name]
            kind, values = plain[name]
            if type(answer) is kind and answer in values:
                known[name] = raw[name]
            elif answer is None:
                continue
            elif isinstance(answer, str) and answer in ("MAYBE", "DECLINED"):
                marks[name] = Mark(answer)
            elif isinstance(answer, Judged):
                _read_judged(book, book.facts[name], answer, dates, known, judged, views)
            else:
                known[name] = _not_plain(book.facts[name], answer, dates)
        answered = {**known, **marks, **views} if marks or views else known
        given = tuple(answered if answered is known else sorted(answered, key=self._order.__getitem__))
        return Answers(known, marks, judged, views, given, complete(book, known, marks, dates))

    def _in_order(self, raw: Mapping[str, Any]) -> list[str]:
        """The names in the order of the vocabulary. Raises :class:`UnknownName`: there is no such fact."""
        try:
            names = sorted(raw, key=self._order.__getitem__)
            "".join(names)  # of text alone
        except (KeyError, TypeError):
            name = next((name for name in raw if name not in self._order), None)
        else:
            return names
        if not isinstance(name, str):
            raise UnknownName(message("The name of a fact must be text."), where="answers", todo=message("See `tunnistus show facts`."))
        todo = nearest(name, self._order) or message("See `tunnistus show facts`.")
        raise UnknownName(message("There is no such fact."), where=name if shown(name) else "answers", todo=todo)


def _plain(fact: Fact) -> _Plain:
    """Return the type of a plain answer and the values that the fact takes of it; no type where more has to be looked at."""
    if fact.judgement or fact.decimals or fact.type == "date":
        return None, ()
    if fact.type == "bool":
        return bool, (False, True)
    if fact.type == "enum":
        return str, frozenset(fact.values).difference(Mark)
    low = -MAX_NUMBER if fact.low is None else int(fact.low) - 1
    high = MAX_NUMBER if fact.high is None else int(fact.high) + 1
    return int, range(max(low, -MAX_NUMBER) + 1, min(high, MAX_NUMBER))


def _not_plain(fact: Fact, answer: Any, dates: Dates) -> Value:
    """Return a day or a number with decimals as a value of the fact. Raises :class:`AnswerError`: it is none."""
    if fact.judgement:
        what, names = message("This is a judgement: it must be said who made it and when."), ", ".join(fact.judgement.who)
        todo = message("Give Judged(value, by=…, on=…); the judgement is made by: {names}.", names=names)
        raise JudgementError(what, where=fact.id, todo=todo)
    return _on_its_day(fact, checked(fact, answer), dates)


def _read_judged(
    book: Book, fact: Fact, answer: Judged, dates: Dates,
    known: dict[str, Value], judged: dict[str, Judged], views: dict[str, Judged],
) -> None:  # fmt: skip
    if not fact.judgement:
        raise JudgementError(message("This fact is not a judgement."), where=fact.id, todo=message("Give the plain value."))
    if not isinstance(answer.by, str) or answer.by not in book.actors:
        raise UnknownName(message("The maker of the judgement is not a known actor."), where=fact.id, todo=nearest(answer.by, book.actors))
    if type(answer.on) is not date or answer.on > dates.as_of:
        raise DateError(
            message("The day of the judgement is not a date on or before as_of."), where=fact.id, todo=message("Give the day it was made.")
        )
    _near(answer.on, fact.id)
    value = _on_its_day(fact, checked(fact, answer.value), dates)
    if answer.by in fact.judgement.who:
        known[fact.id] = value
        judged[fact.id] = answer
    else:
        views[fact.id] = answer


def _on_its_day(fact: Fact, value: Any, dates: Dates) -> Value:
    """Return a value of a fact. Raises :class:`Contradiction` where it is a day after ``as_of`` that cannot lie ahead."""
    if fact.past and value > dates.as_of:
        what = message("The answer is a day after as_of, which this fact cannot have.")
        raise Contradiction(what, where=fact.id, todo=message("Correct it or as_of, or leave it open."), facts=(fact.id,))
    return value  # type: ignore[no-any-return]


def checked(fact: Fact, value: Any) -> Value:
    """Return the value if it lies in the fact's domain; nothing is converted, but a number with decimals gets all of them.

    Raises:
        AnswerError: it lies outside, or has more decimals than the fact.
    """
    if fact.decimals:
        number, fault = with_decimals(fact, value)
        if number is None:
            code = "too-fine" if fault is FINER else "outside-domain"
            raise AnswerError(message("{fault}.", fault=fault), where=fact.id, todo=domain(fact), code=code)
        return number
    good = {
        "bool": lambda: type(value) is bool,
        "enum": lambda: type(value) is str and value in fact.values,
        "number": lambda: type(value) is int and _between(fact, value),
        "date": lambda: type(value) is date and FIRST_DAY <= value <= LAST_DAY,
    }[fact.type]()
    if good:
        return value  # type: ignore[no-any-return]
    raise AnswerError(message("{fault}.", fault=OUTSIDE), where=fact.id, todo=domain(fact), code="outside-domain")


def with_decimals(fact: Fact, value: Any) -> tuple[Decimal | None, Message]:
    """Return the value of a fact with decimals, or none and what is wrong: :data:`OUTSIDE` or :data:`FINER`."""
    number = finite(value)
    most = bound(fact.decimals)
    low, high = most.copy_negate() if fact.low is None else fact.low, most if fact.high is None else fact.high
    if number is None or not low <= number <= high or number in (most, most.copy_negate()):
        return None, OUTSIDE
    made = fitted(number, fact.decimals)
    return (made, NOTHING) if made == number else (None, FINER)


def _between(fact: Fact, value: int) -> bool:
    return abs(value) < MAX_NUMBER and (fact.low is None or fact.low <= value) and (fact.high is None or value <= fact.high)


def domain(fact: Fact) -> Message:
    """Say which values a fact takes."""
    if fact.type == "enum":
        return message("It takes one of: {members}.", members=", ".join(fact.values))
    if fact.type == "number":
        return _numbers(fact)
    if fact.type == "bool":
        return message("It takes true or false (True or False in Python), not 1, 0 or a word.")
    return message("It takes a datetime.date on or before as_of.") if fact.past else message("It takes a datetime.date.")


def _numbers(fact: Fact) -> Message:
    bounds = {name: written(end) for name, end in (("low", fact.low), ("high", fact.high)) if end is not None}
    said = {
        (): message("It takes a whole number."),
        ("low",): message("It takes a whole number of at least {low}."),
        ("high",): message("It takes a whole number of at most {high}."),
        ("low", "high"): message("It takes a whole number from {low} to {high}."),
    }
    exact = {
        (): message("It takes a number with {decimals}."),
        ("low",): message("It takes a number of at least {low} with {decimals}."),
        ("high",): message("It takes a number of at most {high} with {decimals}."),
        ("low", "high"): message("It takes a number from {low} to {high} with {decimals}."),
    }
    if not fact.decimals:
        return said[tuple(bounds)].filled(**bounds)
    return exact[tuple(bounds)].filled(decimals=at_most(fact.decimals), **bounds)
