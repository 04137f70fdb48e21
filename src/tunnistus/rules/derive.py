"""Derived facts: registered pure functions of other facts, marks and dates; and the calendar.

A derived fact is a leaf for everything else. Its function returns ``None`` while an input that it needs is open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from datetime import date
from typing import Any, Final

import attrs

from tunnistus.errors import AnswerError
from tunnistus.rules.model import Book, Length, Value

__all__ = ["DATES", "MARKS_ONLY", "PLAIN", "REGISTRY", "Inputs", "add", "derive", "derived", "inputs_of", "of_values", "readers_of"]

DATES: Final = ("as_of", "act_from", "act_to", "applied_on")


@attrs.frozen
class Inputs:
    """What a derived fact may read: only its declared inputs."""

    names: tuple[str, ...]
    known: Mapping[str, Value] = attrs.field(repr=False)
    marks: Mapping[str, str] = attrs.field(repr=False)
    dates: Any

    def value(self, name: str) -> Any:
        """Return the value of a declared fact or date, ``None`` when it is open."""
        assert name in self.names, f"{name} is not a declared input"
        return getattr(self.dates, name) if name in DATES else self.known.get(name)

    def maybe(self, name: str) -> bool:
        """Tell whether a declared fact was answered MAYBE."""
        assert name in self.names, f"{name} is not a declared input"
        return self.marks.get(name) == "MAYBE"


# Reads only which questions were answered MAYBE. A mark leaves its fact open, so such a fact may stand beside its inputs in a rule.
MARKS_ONLY: Final = frozenset({"two_screening_questions_maybe"})

Function = Callable[[Inputs], Value | None]
REGISTRY: Final[dict[str, Function]] = {}
PLAIN: Final[dict[str, Callable[..., Value]]] = {}  # of them those that read values only


def derived(function: Function) -> Function:
    """Register a function under its name; rule data refer to it as ``derived: {by: name, from: [...]}``."""
    REGISTRY[function.__name__] = function
    return function


def of_values(function: Callable[..., Value]) -> Callable[..., Value]:
    """Register a function of the values of its inputs, in their order; the fact is open while one of them is open."""

    def whole(inputs: Inputs) -> Value | None:
        values = [inputs.value(name) for name in inputs.names]
        return None if None in values else function(*values)

    REGISTRY[function.__name__] = whole
    PLAIN[function.__name__] = function
    return function


@of_values
def age_under_18(born: date, as_of: date) -> bool:
    """Whether the person has not turned 18 on ``as_of``; open without a date of birth."""
    return as_of < add(born, Length(years=18))


@derived
def may_be_child(inputs: Inputs) -> bool | None:
    """True for a child and for MAYBE: in doubt the person is treated as a child (2011/36/EU art. 13(2), CETS 197 art. 10(3))."""
    if inputs.maybe("age_under_18"):
        return True
    value: bool | None = inputs.value("age_under_18")
    return value


_ONE_QUESTION: Final = frozenset({"threats_of_violence", "threats_to_family"})  # question 8 of the card names both


@derived
def two_screening_questions_maybe(inputs: Inputs) -> bool | None:
    """Whether at least two questions of the Finnish card were answered MAYBE; open while unanswered ones could still be.

    A question of two facts counts once.
    """
    maybe = {_question(n) for n in inputs.names if inputs.maybe(n)}
    unanswered = {_question(n) for n in inputs.names if inputs.value(n) is None and n not in inputs.marks}
    if len(maybe) >= 2:
        return True
    return False if len(maybe | unanswered) < 2 else None


def _question(name: str) -> str:
    return min(_ONE_QUESTION) if name in _ONE_QUESTION else name


def derive(book: Book, known: MutableMapping[str, Value], marks: Mapping[str, str], dates: Any) -> None:
    """Add every derived value to ``known``. Raises :class:`AnswerError` when a direct answer contradicts its inputs."""
    for name in _order(book):
        fact = book.facts[name]
        assert fact.derived is not None
        inputs = Inputs(fact.derived.inputs, known, marks, dates)
        value = REGISTRY[fact.derived.by](inputs)
        if value is None:
            continue
        if name in known and known[name] != value:
            what = f"The answer contradicts what follows from {', '.join(fact.derived.inputs)}."
            raise AnswerError(what, where=name, todo="Correct one of them.")
        known[name] = value


def _order(book: Book) -> tuple[str, ...]:
    """Derived facts, each after those that it reads."""
    if "derived" not in book.memo:
        order: list[str] = []

        def visit(name: str) -> None:
            fact = book.facts.get(name)
            if fact is None or fact.derived is None or name in order:
                return
            for source in fact.derived.inputs:
                visit(source)
            order.append(name)

        for name in book.facts:
            visit(name)
        book.memo["derived"] = tuple(order)
    return book.memo["derived"]  # type: ignore[no-any-return]


def readers_of(book: Book) -> Mapping[str, tuple[str, ...]]:
    """Return of each fact the derived facts that read it."""
    if "readers" not in book.memo:
        readers: dict[str, tuple[str, ...]] = {}
        for fact in book.facts.values():
            for name in fact.derived.inputs if fact.derived else ():
                readers[name] = (*readers.get(name, ()), fact.id)
        book.memo["readers"] = readers
    return book.memo["readers"]  # type: ignore[no-any-return]


def inputs_of(book: Book, name: str) -> tuple[str, ...]:
    """Return the facts to ask about: the fact itself if it has a question, else the inputs of the derived fact."""
    fact = book.facts[name]
    if fact.derived is None or fact.askable:
        return (name,)
    return tuple(i for source in fact.derived.inputs if source not in DATES for i in inputs_of(book, source))


def add(day: date, length: Length) -> date:
    """Return the day a length of calendar time later; a missing day of the month becomes its last day."""
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(days=length.days, months=length.months, years=length.years)
