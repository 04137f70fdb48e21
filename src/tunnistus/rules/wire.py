"""The wire form of answers: what JSON, case files and receipts have, of one meaning everywhere (``docs/json.md``).

A JSON object of fact id to answer: ``true`` or ``false``, a number, a member of the fact as text, a day as ``"2026-11-24"``, ``"maybe"``,
``"declined"``, ``null`` for open (the same as nothing), or a judgement as ``{"judged": value, "by": "worker", "day": "2026-11-24"}``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs

from tunnistus.discreet import discreet
from tunnistus.errors import ENOUGH, MORE, MORE_TODO, SUGGESTED, AnswerError, AnswersRefused, Contradiction, nearest, shown
from tunnistus.kinds import as_dictionary
from tunnistus.limits import FIRST_DAY, LAST_DAY, MAX_NUMBER
from tunnistus.messages import NOTHING, Message, message
from tunnistus.rules import decimals, jsontext
from tunnistus.rules.answers import Answers, Dates, Judged, Mark, checked, set_aside
from tunnistus.rules.calendar import day_from_text
from tunnistus.rules.model import Book, Fact

__all__ = ["Given", "day", "given_in", "number_from", "object_of", "plain", "read", "read_checked", "written"]

JUDGED: Final = frozenset({"judged", "by", "day"})
_MARKS: Final = {word: mark for mark in Mark for word in (mark.value, mark.value.lower())}
_YES_NO: Final = {"true": True, "false": False}


@discreet
@attrs.frozen(repr=False)
class Given(Mapping[str, Any]):
    """Answers that were read from JSON, ready for ``assess``: a mapping that prints how many they are and never which."""

    _answers: Mapping[str, Any] = attrs.field(converter=dict)

    def __getitem__(self, name: str) -> Any:
        return self._answers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    def __repr__(self) -> str:
        return f"<Given answers to {len(self)} facts>"

    def to_dict(self) -> dict[str, Any]:
        """Return the answers in the wire form."""
        return written(self)

    def to_json(self) -> str:
        """Return the answers as JSON. They are personal data."""
        return jsontext.text(self.to_dict())


# -- writing -------------------------------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """Return a value as JSON has it: a day as text, a number with decimals as a number."""
    return value.isoformat() if isinstance(value, date) else decimals.plain(value)


def written(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers in the wire form; those that leave their fact open without a mark are left out."""
    return {name: _written(answer) for name, answer in answers.items() if answer is not None}


def _written(answer: Any) -> Any:
    if isinstance(answer, Judged):
        return {"judged": plain(answer.value), "by": answer.by, "day": plain(answer.on)}
    return answer.value.lower() if isinstance(answer, Mark) else plain(answer)


def given_in(answers: Answers) -> dict[str, Any]:
    """Return checked answers as they were given: neither what was derived nor what follows from others."""
    judged = {**answers.judged, **answers.views}
    return {n: judged[n] if n in judged else answers.marks[n] if n in answers.marks else answers.known[n] for n in answers.given}


# -- reading -------------------------------------------------------------------------------------------------------


def read(book: Book, given: Mapping[str, Any], *, lenient: bool = False) -> dict[str, Any]:
    """Return answers in the wire form as :func:`tunnistus.assess` takes them, which checks whether they are in the domain of their fact.

    What Python has of its own stays as it is: a day, :class:`Mark`, :class:`Judged`. Case files are read alike: they write MAYBE.

    Args:
        lenient: also take text for what it says: ``"true"``, ``"3"``, ``"7.5"``; and empty text for open.

    Raises:
        AnswersRefused: a number as text can be read in two ways, such as ``"10.000"``.
    """
    return {name: _read(book.facts.get(name), answer, lenient) for name, answer in given.items()}


def _read(fact: Fact | None, answer: Any, lenient: bool) -> Any:
    word = answer.strip().upper() if lenient and type(answer) is str else answer
    if type(word) is str and word in _MARKS:
        return _MARKS[word]
    if type(answer) is dict and answer.keys() == JUDGED:
        value = _value(fact, answer["judged"], lenient)
        if value is None and lenient:
            return None
        return Judged(value, by=answer["by"], on=day(answer["day"]))
    return _value(fact, answer, lenient)


def day(item: Any) -> Any:
    """Return the day that text is, or what was given."""
    return (day_from_text(item) or item) if type(item) is str else item


def _value(fact: Fact | None, value: Any, lenient: bool) -> Any:
    """A value as Python has it: of a fact that is a day, text is one; of a whole number, 3.0 is 3, which is the same number in JSON."""
    if fact is None:
        return value
    if lenient and type(value) is str:
        value = _from_form(fact, value.strip())
    if fact.type == "date":
        return day(value)
    if fact.type == "number" and not fact.decimals and type(value) in (float, Decimal):
        number = decimals.finite(value)
        return int(number) if number is not None and abs(number) < MAX_NUMBER and number == int(number) else value
    return value


def _from_form(fact: Fact, text: str) -> Any:
    """What text of a form says; as it is, if that is nothing."""
    if not text:
        return None
    if fact.type == "bool":
        return _YES_NO.get(text.lower(), text)
    if fact.type == "number":
        number = number_from(fact, text)
        return text if number is None else number
    return text


def number_from(fact: Fact, text: str) -> int | Decimal | None:
    """Return the number that somebody typed, ``None`` if it is none.

    Raises:
        AnswersRefused: it can be read in two ways.
    """
    found = decimals.readings(text)
    if len(found) > 1:
        what = message("This number can be read in two ways: as thousands, or with decimals.")
        todo = message("Write it with nothing between thousands; if it has three decimals, write a fourth one, which is 0.")
        raise AnswersRefused(what, where=fact.id, todo=todo, code="ambiguous", reason="takes-number")
    return found[0] if found else None


def read_checked(book: Book, given: object, *, lenient: bool = False, dates: Dates | None = None) -> Given:
    """Read answers in the wire form and check each for itself: name, kind, domain and judgement. All faults at once, a hundred at most.

    Args:
        given: JSON text, its bytes, or what was read from it.
        dates: with them also what depends on the days, and, where each answer is right for itself, what cannot be true together. Else
            that is left to ``assess``.

    Raises:
        AnswersRefused: with every fault in ``every``.
    """
    raw = jsontext.parse(given) if isinstance(given, str | bytes | bytearray) else given
    found: dict[str, Any] = {}
    faults: list[AnswersRefused] = []
    for name, answer in object_of(raw, "answers").items():
        try:
            one = _checked(book, name, answer, lenient, suggest=len(faults) < SUGGESTED)
            if dates:
                _in_time(book.facts[name], one, dates.as_of)
        except AnswersRefused as fault:
            faults.append(fault)
            if len(faults) == ENOUGH:
                faults[-1] = AnswersRefused(MORE, where="answers", todo=MORE_TODO, code="too-many")
                break
        else:
            if one is not None:
                found[name] = one
    if dates and not faults:
        faults = [_together(problem) for problem in set_aside(book, found, dates)[1]]
    if faults:
        first, *more = faults
        raise first.beside(more)
    return Given(found)


def object_of(raw: object, where: str) -> dict[Any, Any]:
    """Return what came in as an object, read once. Raises :class:`AnswersRefused`: it is none."""
    if (found := as_dictionary(raw)) is not None:
        return found
    what, todo = message("This is not a JSON object."), message("Give an object: fact id to answer.")
    raise AnswersRefused(what, where=where, todo=todo, code="not-json", reason="object")


def _checked(book: Book, name: object, answer: Any, lenient: bool, *, suggest: bool = True) -> Any:
    """One answer as Python has it, or none for open. Raises :class:`AnswersRefused`; ``suggest``: with the nearest name."""
    if not isinstance(name, str) or name not in book.facts:
        todo = (suggest and nearest(name, book.facts)) or message("See `tunnistus show facts`.")
        what = message("There is no such fact.")
        raise AnswersRefused(what, where=name if shown(name) else "answers", todo=todo, code="unknown-fact", reason="fact")
    fact, one = book.facts[name], _read(book.facts[name], answer, lenient)
    if one is None or isinstance(one, Mark):
        return one
    if isinstance(one, Judged) != bool(fact.judgement):
        raise _not_judged(fact)
    if isinstance(one, Judged):
        _by_somebody(book, fact, one)
        return attrs.evolve(one, value=_in_domain(fact, one.value))
    return _in_domain(fact, one)


def _in_time(fact: Fact, one: Any, as_of: date) -> None:
    """Raises :class:`AnswersRefused`: a day lies ahead of the day of deciding that cannot."""
    value = one.value if isinstance(one, Judged) else one
    if isinstance(one, Judged) and one.on > as_of:
        what, todo = message("The day of the judgement is not a date on or before as_of."), message("Give the day it was made.")
        raise AnswersRefused(what, where=fact.id, todo=todo, code="day-ahead", reason="judged-by-day")
    if fact.past and isinstance(value, date) and value > as_of:
        what = message("The answer is a day after as_of, which this fact cannot have.")
        todo = message("Correct it or as_of, or leave it open.")
        raise AnswersRefused(what, where=fact.id, todo=todo, code="day-ahead", reason="takes-date")


def _together(problem: Contradiction) -> AnswersRefused:
    return AnswersRefused(
        problem.what, where=problem.where, todo=problem.todo, code="contradiction", reason="together", facts=problem.facts
    )


def _not_judged(fact: Fact) -> AnswersRefused:
    if not fact.judgement:
        what, todo = message("This fact is not a judgement."), message("Give the plain value.")
        return AnswersRefused(what, where=fact.id, todo=todo, code="no-judgement", reason=f"takes-{fact.type}")
    what = message("This is a judgement: it must be said who made it and when.")
    todo = message("Give an object with judged, by and day; the judgement is made by: {names}.", names=", ".join(fact.judgement.who))
    return AnswersRefused(what, where=fact.id, todo=todo, code="needs-judgement", reason="judged-by-day")


def _by_somebody(book: Book, fact: Fact, judged: Judged) -> None:
    """Raises :class:`AnswersRefused`: a judgement by nobody that there is, or on no day that counts."""
    if not isinstance(judged.by, str) or judged.by not in book.actors:
        what = message("The maker of the judgement is not a known actor.")
        raise AnswersRefused(what, where=fact.id, todo=nearest(judged.by, book.actors), code="unknown-function", reason="function")
    if type(judged.on) is not date:
        what, todo = message("The day of the judgement is not a day."), message("Write it as 2026-11-24.")
        raise AnswersRefused(what, where=fact.id, todo=todo, code="not-a-day", reason="day")
    if not FIRST_DAY <= judged.on <= LAST_DAY:
        what = message("The date is too far away.")
        todo = message("Give a date from {first_day} to {last_day}.", first_day=FIRST_DAY, last_day=LAST_DAY)
        raise AnswersRefused(what, where=fact.id, todo=todo, code="not-a-day", reason="day")


def _in_domain(fact: Fact, value: Any) -> Any:
    try:
        return checked(fact, value)
    except AnswerError as fault:
        takes = _takes(fact) or fault.todo
        if not fact.judgement:
            takes = message("{takes} What is not certain is maybe, what nobody wants to say declined, and what is open null.", takes=takes)
        refused = AnswersRefused(fault.what, where=fact.id, todo=takes, code=fault.code, reason=f"takes-{fact.type}")
    raise refused


def _takes(fact: Fact) -> Message:
    """How JSON writes the values of a fact, where it differs from Python."""
    if fact.type == "bool":
        return message("It takes true or false.")
    return message("It takes a date, written as 2026-11-24.") if fact.type == "date" else NOTHING
