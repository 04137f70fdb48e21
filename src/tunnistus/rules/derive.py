"""Derived facts: registered pure functions of other facts, marks and dates.

A derived fact is a leaf for everything else. Its function returns ``None`` while an input that it needs is open.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import attrs

from tunnistus.discreet import discreet
from tunnistus.errors import AnswerError, Contradiction, LoadError, nearest
from tunnistus.messages import NOTHING, Message, message
from tunnistus.rules.cached import of_book
from tunnistus.rules.calendar import NO_CALENDAR, Calendar, Length, add
from tunnistus.rules.graph import reached
from tunnistus.rules.model import Book, Derived, Fact, Parameter, Value
from tunnistus.rules.orders import in_order
from tunnistus.rules.parameters import Dated, dated
from tunnistus.rules.relations import Blame, relations_of

__all__ = [
    "BEYOND", "DATES", "MARKS_ONLY", "PLAIN", "REGISTRY", "SIGNATURES", "Counted", "Derivations", "Inputs", "Kin", "Signature",
    "apart", "behind", "check_signature", "complete", "dates_of", "derivations_of", "derived", "in_domain", "inputs_of", "is_over",
    "kin_of", "limits_of", "of_values", "reach", "readers_of", "related", "younger_throughout",
]  # fmt: skip

DATES: Final = ("as_of", "act_from", "act_to", "applied_on")
BEYOND: Final = message("What follows from other answers is outside the domain of the fact")


Kin = Mapping[str, frozenset[str]]  # of facts those that are one circumstance with them


@discreet
@attrs.frozen(repr=False)
class Inputs:
    """What a derived fact may read: its declared inputs and parameters, working days, and which inputs are one circumstance."""

    names: tuple[str, ...]
    known: Mapping[str, Value] = attrs.field(repr=False)
    marks: Mapping[str, str] = attrs.field(repr=False)
    dates: Any
    kin: Kin = attrs.field(factory=dict, repr=False)
    amounts: tuple[Any, ...] = ()
    calendar: Calendar = attrs.field(default=NO_CALENDAR, repr=False)

    def value(self, name: str) -> Any:
        """Return the value of a declared fact or date, ``None`` when it is open."""
        assert name in self.names, f"{name} is not a declared input"
        return getattr(self.dates, name) if name in DATES else self.known.get(name)

    def maybe(self, name: str) -> bool:
        """Tell whether a declared fact was answered MAYBE."""
        assert name in self.names, f"{name} is not a declared input"
        return self.marks.get(name) == "MAYBE"

    def maybes(self) -> list[str]:
        """Return the declared facts that were answered MAYBE."""
        return [n for n, mark in self.marks.items() if mark == "MAYBE" and n in self.names]

    def unanswered(self) -> Iterator[str]:
        """Yield the declared facts that have neither a value nor a mark."""
        known, marks = self.known, self.marks
        return (n for n in self.names if n not in known and n not in marks)


@attrs.frozen
class Signature:
    """What a derived function takes and gives.

    Attributes:
        takes: of each input the one date of the case that it must be (``as_of``), or what fits: ``date`` (a fact that is a day), ``day``
            (that, or any date of the case), ``number`` (a fact that is a whole number), ``bool``, or ``fact`` (whatever fact).
        counts: of each parameter that it counts with, ``length`` or ``day``.
        gives: ``bool``, ``number``, or what it can tell, for each of which the rule data name a member of the enumeration.
        more: the last input may stand more than once.
        some: of a function of values: not all of them need be known.
        working_days: whether it counts with working days.
    """

    takes: tuple[str, ...]
    gives: str | tuple[str, ...]
    counts: tuple[str, ...] = ()
    more: bool = False
    some: bool = False
    working_days: bool = False

    def misfit(self, fact: Fact, facts: Mapping[str, Fact]) -> Message:
        """Return what of a derived fact does not fit the function; nothing where all fits."""
        assert fact.derived is not None
        by, names, takes = fact.derived.by, fact.derived.inputs, self.takes
        if self.more:
            takes = (*takes, *takes[-1:] * (len(names) - len(takes)))
        if len(names) != len(takes) or not all(_takes(kind, name, facts) for kind, name in zip(takes, names, strict=True)):
            inputs = ", ".join(self.takes) + (" …" if self.more else "")
            return message("The function {by} takes: {inputs}.", by=repr(by), inputs=inputs)
        if isinstance(self.gives, str):
            fits, what = fact.type == self.gives and not fact.decimals, message("The function {by} gives a {type}.", type=self.gives)
        else:
            gives = fact.derived.gives
            fits = len(gives) == len({*gives}) == len(self.gives) and {*gives} <= {*fact.values}
            what = message("The function {by} gives one of: {names}.", names=", ".join(self.gives))
        return NOTHING if fits else what.filled(by=repr(by), **what.values)


def _takes(kind: str, name: str, facts: Mapping[str, Fact]) -> bool:
    if name in DATES:
        return kind in (name, "day")
    fact = facts[name]
    return kind == "fact" or (fact.type == ("date" if kind == "day" else kind) and not fact.decimals)


# Read only which questions were answered MAYBE. A mark leaves its fact open, so such a fact may stand beside its inputs in a rule.
MARKS_ONLY: Final = frozenset({"one_maybe", "two_maybe"})
Function = Callable[[Inputs], Value | None]
Plain = Callable[..., Value | None]
REGISTRY: Final[dict[str, Function]] = {}
PLAIN: Final[dict[str, Plain]] = {}  # of them those that read values only
SIGNATURES: Final[dict[str, Signature]] = {}


def derived(
    *takes: str, gives: str | tuple[str, ...], counts: tuple[str, ...] = (), more: bool = False, some: bool = False,
    working_days: bool = False,
) -> Callable[[Function], Function]:  # fmt: skip
    """Register a function under its name; rule data refer to it as ``derived: {by: name, from: [...]}``. See :class:`Signature`.

    It is called only where something, a mark included, is known of a fact that it reads, or where it reads days alone:
    else its fact is open.
    """

    def register(function: Function) -> Function:
        REGISTRY[function.__name__] = function
        SIGNATURES[function.__name__] = Signature(takes, gives, counts, more, some, working_days)
        return function

    return register


def of_values(
    *takes: str, gives: str | tuple[str, ...], counts: tuple[str, ...] = (), more: bool = False, some: bool = False
) -> Callable[[Plain], Plain]:
    """Register a function of the values of its inputs and its parameters, in their order; the fact is open while an input is open.

    Args:
        some: not all of them need be known; the function gets ``None`` for those that are open.
    """

    def register(function: Plain) -> Plain:
        def whole(inputs: Inputs) -> Value | None:
            values = [inputs.value(name) for name in inputs.names]
            return None if None in values and not some else function(*values, *inputs.amounts)

        whole.__name__ = function.__name__
        derived(*takes, gives=gives, counts=counts, more=more, some=some)(whole)
        PLAIN[function.__name__] = function
        return function

    return register


Day = date | None  # a day that may be open


@of_values("date", "as_of", counts=("length",), gives="bool")
def younger(born: date, as_of: date, age: Length) -> bool:
    """Whether the person has not reached an age on ``as_of``; open without a date of birth."""
    return as_of < add(born, age)


@of_values("date", "as_of", counts=("length",), gives="bool")
def of_age(born: date, as_of: date, age: Length) -> bool:
    """Whether the person has reached an age on ``as_of``; open without a date of birth."""
    return as_of >= add(born, age)


@of_values("date", "act_from", "act_to", "as_of", counts=("length",), gives="bool", some=True)
def younger_at_offence(born: Day, first: Day, last: Day, as_of: date, age: Length) -> bool | None:
    """Whether the person had not reached an age on any day on which the deeds were done; open when on some of them only."""
    return younger_throughout(age, born, first, last, as_of)


@of_values("date", "date", counts=("length",), gives="bool")
def younger_at_start(born: date, first: date, age: Length) -> bool:
    """Whether the person had not reached an age on the first day of something, of the date of birth and that day."""
    return first < add(born, age)


def younger_throughout(age: Length, born: Day, first: Day, last: Day, as_of: date) -> bool | None:
    """Whether somebody was younger on every day from ``first`` to ``last``; an open ``last`` may be any day up to ``as_of``.

    Open without a date of birth, without either day (nothing says that there was anything), and when it was so on some of the days only.
    """
    if born is None or (first is None and last is None):
        return None
    grown = add(born, age)
    if (last or as_of) < grown:
        return True
    return False if first is not None and first >= grown else None


@of_values("date", "applied_on", "as_of", counts=("length",), gives=("on_both", "on_the_first_only", "on_neither"))
def younger_on_two_days(born: date, applied_on: date, as_of: date, age: Length) -> str:
    """Whether somebody had not reached an age at the application, and at the decision too, which is made on ``as_of``."""
    grown = add(born, age)
    return "on_neither" if applied_on >= grown else "on_the_first_only" if as_of >= grown else "on_both"


@derived("bool", gives="bool")
def may_be_child(inputs: Inputs) -> bool | None:
    """True for a child and for MAYBE: in doubt the person is treated as a child (2011/36/EU art. 13(2), CETS 197 art. 10(3))."""
    (name,) = inputs.names
    return True if inputs.maybe(name) else inputs.value(name)


@derived("date", "as_of", counts=("length",), gives="bool", working_days=True)
def time_over(inputs: Inputs) -> bool | None:
    """Whether on ``as_of`` the last day of a time limit has passed that began on a day, moved to a working day of the rule data."""
    (start, as_of), (length,) = (inputs.value(name) for name in inputs.names), inputs.amounts
    return None if start is None else is_over(start, length, inputs.calendar, as_of)


def is_over(start: date, length: Length, calendar: Calendar, as_of: date) -> bool | None:
    """Whether a time limit is over; ``None`` where that hangs on working days that the table does not reach."""
    low, high = limits_of(start, length, calendar)
    return False if as_of <= low else True if as_of > high else None


def limits_of(start: date, length: Length, calendar: Calendar) -> tuple[date, date]:
    """The last day until which a time limit is certainly not over, and the last until which that is not certain."""
    last = add(start, length)
    return calendar.first_working_day(last) or last, calendar.at_latest(last)


@derived("fact", gives="bool", more=True)
def one_maybe(inputs: Inputs) -> bool | None:
    """Whether at least one of the facts was answered MAYBE; open while an unanswered one could still be."""
    return True if inputs.maybes() else None if any(inputs.unanswered()) else False


@derived("fact", gives="bool", more=True)
def two_maybe(inputs: Inputs) -> bool | None:
    """Whether at least two of the facts were answered MAYBE; open while unanswered ones could still be.

    A broad question and a fact that it opens are one circumstance, and so are facts in relations and the two facts of one question of the
    card.
    """
    maybe = inputs.maybes()
    if _two_apart(maybe, inputs.kin):
        return True
    return None if _two_apart(itertools.chain(maybe, inputs.unanswered()), inputs.kin) else False


def _two_apart(names: Iterable[str], kin: Kin) -> bool:
    """Whether two of the names are circumstances of their own."""
    return any(apart(two, one, kin) for one, two in itertools.combinations(names, 2))


def apart(one: str, two: str, kin: Kin) -> bool:
    """Whether two facts are two circumstances: they are not kin."""
    return two not in kin.get(one, ())


# Periods worked out from days. Whether the first day of a period counts is not settled, so on the day on which that matters the fact
# stays open.
_DAY: Final = timedelta(days=1)


@of_values("date", "as_of", counts=("length", "length"), gives=("not_begun", "within_minimum", "begun", "past_maximum"))
def phase(first: date, day: date, least: Length, most: Length) -> str:
    """How far a period is on ``as_of`` by its first day: ``not_begun``, ``within_minimum``, ``past_maximum``, else ``begun``.

    ``begun`` it is also on a day on which it matters whether the first day counts.
    """
    if day < first:
        return "not_begun"
    return "within_minimum" if day < add(first, least) else "past_maximum" if day > add(first, most) else "begun"


@of_values("date", "date", "as_of", counts=("length",), gives="bool")
def lasts(first: date, last: date, day: date, most: Length) -> bool | None:
    """Whether a period takes its longest time from its first to its last day; open on the day on which the first day matters.

    Shorter than that is certain only while the period lasts: after it the last day may be that of an interruption.
    """
    full = add(first, most)
    if last >= full:
        return True
    return False if last < full - _DAY and day <= last else None


@of_values("number", "date", counts=("length", "length"), gives=("too_short", "allowed", "too_long"), some=True)
def length_asked(days: int | None, first: Day, least: Length, most: Length) -> str | None:
    """``too_short``, ``allowed`` or ``too_long``, of a number of days asked for in all, which are counted from the first day.

    Without a first day it is open where it hangs on the lengths of the months.
    """
    if days is None:
        return None
    (low, _), (under, over) = (in_days(each, first) for each in (least, most))
    if days < low:
        return "too_short"
    return "allowed" if days <= under else "too_long" if days > over else None


@of_values("number", counts=("length",), gives=("shorter", "as_long", "longer"))
def days_against(days: int, length: Length) -> str | None:
    """Whether a number of days is ``shorter``, ``as_long`` or ``longer`` than a length; open where it hangs on how long the months are."""
    least, most = in_days(length, None)
    if days < least:
        return "shorter"
    return "longer" if days > most else "as_long" if least == most else None


def in_days(length: Length, first: Day) -> tuple[int, int]:
    """The number of days of a length from a first day; where that is open, the least and the greatest from any day."""
    found = [(add(day, length) - day).days for day in ([first] if first else _SOME_YEARS)]
    return min(found), max(found)


_SOME_YEARS: Final = tuple(date(2001, 1, 1) + n * _DAY for n in range(4 * 365 + 1))  # every month of every length that it can have


@of_values("date", "date", counts=("length",), gives="bool", more=True, some=True)
def ends_past(first: Day, *rest: Any) -> bool | None:
    """Whether some last day lies further from the first than a length; ``False`` only when all are known."""
    *ends, most = rest
    if first is None:
        return None
    full = add(first, most)
    if any(last is not None and last > full for last in ends):
        return True
    return False if all(last is not None and last < full for last in ends) else None


@of_values("date", "date", "as_of", counts=("day",), gives="bool", some=True)
def ran_past(decided_on: Day, last: Day, day: date, border: date) -> bool | None:
    """Whether a period, by the day of its decision and its last day, ran on at a border such as a repeal; open before that."""
    if day < border:
        return None
    if (last is not None and last < border) or (decided_on is not None and decided_on >= border):
        return False
    return True if decided_on is not None and last is not None else None


@of_values("date", "as_of", counts=("length", "day"), gives="bool")
def over_before(decided_on: date, day: date, most: Length, border: date) -> bool | None:
    """Whether the longest period decided on a day was over at a border such as a repeal; open before that."""
    return None if day < border else add(decided_on, most) < border


@of_values("date", "as_of", counts=("length",), gives="bool")
def longer_ago(day: date, as_of: date, length: Length) -> bool:
    """Whether more than a length of time has passed since a day."""
    return as_of > add(day, length)


@of_values("date", "as_of", counts=("length",), gives=("shorter",))
def stayed_shorter(since: date, day: date, length: Length) -> str | None:
    """``shorter`` when a stay began less than a length of time ago, else open: days do not tell whether it was unbroken."""
    return "shorter" if day < add(since, length) - _DAY else None


@of_values("date", "as_of", counts=("length",), gives="bool")
def held_as_long(since: date, day: date, length: Length) -> bool | None:
    """``False`` when something began less than a length of time ago, else open: days do not tell whether there was a gap."""
    return False if day < add(since, length) - _DAY else None


@of_values("day", "day", gives="bool")
def not_after(day: date, other: date) -> bool:
    """Whether a day is another one or before it."""
    return day <= other


@of_values("date", counts=("day",), gives="bool")
def before(day: date, border: date) -> bool:
    """Whether a day lies before a day of the law, such as an entry into force."""
    return day < border


@of_values("date", "date", "applied_on", counts=("length", "day"), gives="bool", some=True)
def applied_within(granted: Day, returned: Day, applied: Day, length: Length, since: date) -> bool | None:
    """Whether something was granted from a day on, and it was applied within a length of time after the return that it was granted for."""
    if granted is not None and granted < since:
        return False
    if returned is None or applied is None or applied < returned:
        return None
    after = add(returned, length)
    return False if applied > after else True if granted is not None and applied < after else None


@of_values("date", "as_of", gives="number")
def days_since(day: date, as_of: date) -> int | None:
    """How many days have passed since a day; open when it lies ahead."""
    return None if day > as_of else (as_of - day).days


@of_values("date", gives="bool")
def day_is_known(day: date) -> bool:
    """``True`` when the day is known, else open: that nobody told it does not mean that nobody wrote it down."""
    return True


@attrs.frozen(eq=False, repr=False)
class Counted:
    """By which numbers of the law a derived fact counts, and which members of it stand for what its function tells.

    Attributes:
        by_day: the amounts of its parameters in each stretch of days.
        clock: the date of the case whose law counts: the first that the fact is derived from, else ``as_of``.
        members: what the function tells, with the member that stands for it; nothing of a fact that is no enumeration.
    """

    by_day: Dated
    clock: str
    members: Mapping[Any, str]

    @classmethod
    def of(cls, book: Book, made: Derived) -> Counted:
        """Return what a derived fact of a book counts with."""
        clock = next((name for name in made.inputs if name in DATES), "as_of")
        told = SIGNATURES[made.by].gives if made.gives else ()
        return cls(dated(book.parameters, made.parameters), clock, dict(zip(told, made.gives, strict=True)))

    def amounts(self, dates: Any) -> tuple[Any, ...]:
        """Return the amounts by the law of the dates of a case; while that date is open, by the law of ``as_of``."""
        return self.by_day.on(getattr(dates, self.clock) or dates.as_of)


@attrs.frozen(eq=False, repr=False)
class _Step:
    """One derived fact with its function.

    Attributes:
        plain: the same function where it reads values only; ``some``: also while some of them are open.
        sources: the inputs, and whether each is a date of the case.
    """

    fact: Fact
    made: Derived
    function: Function
    plain: Plain | None
    some: bool
    sources: tuple[tuple[str, bool], ...]
    counted: Counted

    @classmethod
    def of(cls, book: Book, fact: Fact, made: Derived) -> _Step:
        sources, plain = tuple((name, name in DATES) for name in made.inputs), PLAIN.get(made.by)
        some = made.by in SIGNATURES and SIGNATURES[made.by].some
        return cls(fact, made, REGISTRY[made.by], plain, some, sources, Counted.of(book, made))

    def value(self, book: Book, known: Mapping[str, Value], marks: Mapping[str, str], dates: Any) -> Value | None:
        """What follows; ``None`` while it is open, or on a day on which the law had no such number."""
        amounts: tuple[Any, ...] = self.counted.amounts(dates) if self.made.parameters else ()
        if None in amounts:
            return None
        if self.plain is None:
            value = self.function(Inputs(self.made.inputs, known, marks, dates, kin_of(book), amounts, book.calendar))
            return self.counted.members.get(value, value)
        values = []
        for name, of_case in self.sources:
            each = getattr(dates, name) if of_case else known.get(name)
            if each is None and not self.some:
                return None
            values.append(each)
        value = self.plain(*values, *amounts)
        return self.counted.members.get(value, value)

    def take(self, book: Book, known: MutableMapping[str, Value], marks: Mapping[str, str], dates: Any) -> None:
        """Add the value to ``known``, if there is one.

        Raises:
            Contradiction: another value is known.
            AnswerError: it is outside the domain of the fact.
        """
        value = self.value(book, known, marks, dates)
        if value is None:
            return
        fact, name = self.fact, self.fact.id
        if not in_domain(fact, value):
            todo = message("Check these: {names}.", names=", ".join(self.made.inputs))
            raise AnswerError(message("{fault}.", fault=BEYOND), where=name, todo=todo)
        if name in known and known[name] != value:
            facts = (name, *(n for n in self.made.inputs if n in known or n in marks))
            raise Contradiction.between(sorted(facts, key=lambda n: book.facts[n].order))
        known[name] = value


class Derivations:
    """The derived facts of a book, and which of them hang on which fact.

    Attributes:
        order: their ids, each after those that it reads.
        read: the facts on which some of them hang, directly or through others.

    Raises:
        LoadError: a derived fact does not fit its function.
    """

    def __init__(self, book: Book) -> None:
        for fact in book.facts.values():
            if fact.derived:
                check_signature(fact, book.facts, book.parameters)
        order: dict[str, _Step] = {}

        def visit(fact: Fact | None) -> None:
            if fact is None or fact.derived is None or fact.id in order:
                return
            for source in fact.derived.inputs:
                visit(book.facts.get(source))
            order[fact.id] = _Step.of(book, fact, fact.derived)

        for fact in book.facts.values():
            visit(fact)
        self._book, self._steps, self.order = book, tuple(order.values()), tuple(order)
        self._always = frozenset(n for n, step in enumerate(self._steps) if all(of_case for _, of_case in step.sources))
        self._hanging: dict[str, frozenset[int]] = {}
        for n, step in reversed([*enumerate(self._steps)]):
            on_it = self._hanging.get(step.fact.id, frozenset()) | {n}
            for name, of_case in step.sources:
                if not of_case:
                    self._hanging[name] = self._hanging.get(name, frozenset()) | on_it
        self.read = frozenset(self._hanging)

    def derive(
        self, known: MutableMapping[str, Value], marks: Mapping[str, str], dates: Any,
        changed: Iterable[str], among: Collection[str] | None,
    ) -> None:  # fmt: skip
        """Add every derived value to ``known`` that hangs on facts of which something is known, marks included.

        Args:
            changed: the facts of which something became known; of all others the derived values stand there already.
            among: the facts that may get a value; by default every one.

        Raises:
            Contradiction, AnswerError: another value of the fact is known, or it is outside its domain.
        """
        if not self._steps:
            return
        steps, hanging = self._always, self._hanging
        for name in self.read.intersection(changed):
            steps |= hanging[name]
        for n in sorted(steps):
            step = self._steps[n]
            if among is None or step.fact.id in among:
                step.take(self._book, known, marks, dates)


def in_domain(fact: Fact, value: object) -> bool:
    """Whether a derived value is one that the fact can have."""
    if fact.type == "enum":
        return type(value) is str and value in fact.values
    if fact.type != "number":
        return type(value) is (bool if fact.type == "bool" else date)
    known: Any = value
    exact = type(known) is int if not fact.decimals else type(known) is Decimal and known.as_tuple().exponent == -fact.decimals
    return exact and (fact.low is None or fact.low <= known) and (fact.high is None or known <= fact.high)


def complete(
    book: Book, known: MutableMapping[str, Value], marks: Mapping[str, str], dates: Any, among: Collection[str] | None = None
) -> tuple[str, ...]:
    """Add to ``known`` what is derived and what follows by relations, in turn until nothing changes.

    Args:
        among: where something is known already of which all is added that there is, the facts that may change: what :func:`reach`
            gives of those that did. By default every fact.

    Returns:
        The facts whose value follows by relations.

    Raises:
        Contradiction: what is known cannot be true together.
    """
    in_order(book, known)
    relations, derivations = relations_of(book), derivations_of(book)
    found: dict[str, Value] = {}
    before = len(known)
    derivations.derive(known, marks, dates, (*known, *marks) if marks else known, among)
    while relations.names and not relations.names.isdisjoint(known):
        try:
            more = relations.follow(known, among)
        except Contradiction as problem:
            answered = {*[*known][:before], *(name for name in marks if not book.facts[name].derived)}
            names = dict.fromkeys(name for each in problem.facts for name in _answers_behind(book, each, answered))
            raise Contradiction.between(names, problem.relations) from None
        if not more:
            break
        known.update(more)
        found |= more
        if derivations.read.isdisjoint(more):
            break
        try:
            derivations.derive(known, marks, dates, more, among)
        except Contradiction as problem:
            raise _by_relations(book, known, found, problem) from None
    return tuple(found)


def _by_relations(book: Book, known: Mapping[str, Value], found: Mapping[str, Value], problem: Contradiction) -> Contradiction:
    """The same contradiction with the answers, and the relations, in the place of the values that follow from them."""
    given = {n: v for n, v in known.items() if n not in found}
    names, by = dict[str, None](), dict.fromkeys(problem.relations)
    for name in problem.facts:
        blame = relations_of(book).of[name].blame(given, name, found[name]) if name in found else Blame((name,), ())
        names |= dict.fromkeys(blame.facts)
        by |= dict.fromkeys(blame.relations)
    return Contradiction.between(sorted(names, key=lambda n: book.facts[n].order), by)


def _answers_behind(book: Book, name: str, answered: Collection[str]) -> tuple[str, ...]:
    """The answers by which a fact is known: its own, else those to what it is derived from; where there are none, the fact itself."""
    fact = book.facts[name]
    if name in answered or fact.derived is None:
        return (name,)
    inputs = (n for n in fact.derived.inputs if n not in DATES)
    return tuple(i for n in inputs for i in _answers_behind(book, n, answered) if i in answered) or (name,)


@of_book
def reach(book: Book, name: str) -> frozenset[str]:
    """Return the fact and all whose value may change with it: what reads it or stands in a group with it, and so on from there."""
    readers = readers_of(book)
    return frozenset(reached([name], lambda here: (*readers.get(here, ()), *related(book, here))))


def behind(book: Book, name: str) -> tuple[str, ...]:
    """Return what a fact is derived from, and the facts of its group of relations; of a name that is no fact nothing."""
    fact = book.facts.get(name)
    return (*(fact.derived.inputs if fact and fact.derived else ()), *related(book, name))


def related(book: Book, name: str) -> tuple[str, ...]:
    """Return the facts of the group of relations in which a fact stands, itself included; nothing where it stands in none."""
    group = relations_of(book).of.get(name)
    return group.names if group else ()


def check_signature(fact: Fact, facts: Mapping[str, Fact], parameters: Mapping[str, Parameter]) -> None:
    """Refuse a derived fact that does not fit its function. Raises :class:`LoadError`.

    Its type is what the function gives, its inputs are what it takes, and its parameters what it counts with.
    """
    assert fact.derived is not None
    by, where = fact.derived.by, fact.where or fact.id
    if by not in REGISTRY:
        raise LoadError(message("There is no deriving function {name}.", name=repr(by)), where=where, todo=message("Register it."))
    for name in fact.derived.parameters:
        if name not in parameters:
            what = message("There is no parameter {name}.", name=repr(name))
            raise LoadError(what, where=where, todo=nearest(name, parameters), code="unknown-parameter")
    if by not in SIGNATURES:
        return
    if what := SIGNATURES[by].misfit(fact, facts):
        todo = message("Correct 'type', 'values' or 'from' of {fact}, or take another function.", fact=repr(fact.id))
        raise LoadError(what, where=where, todo=todo, code="derivation-type")
    given = tuple("length" if isinstance(parameters[n].versions[0].amount, Length) else "day" for n in fact.derived.parameters)
    if given != SIGNATURES[by].counts:
        what = message("The function {by} counts with: {parameters}.", by=repr(by), parameters=", ".join(SIGNATURES[by].counts) or "–")
        todo = message("Write so many parameters of that kind in 'with', in this order.")
        raise LoadError(what, where=where, todo=todo, code="derivation-parameters")


@of_book
def derivations_of(book: Book) -> Derivations:
    """Return the derived facts of a book. Raises :class:`LoadError`."""
    return Derivations(book)


@of_book
def kin_of(book: Book) -> Kin:
    """Return of each fact those that are one circumstance with it: that it opens or is opened by, in relations with it, or called so."""
    kin = {name: set(group.names) for name, group in relations_of(book).of.items()}
    for fact in book.facts.values():
        for name in (*fact.opens, *fact.one_with):
            kin.setdefault(fact.id, set()).add(name)
            kin.setdefault(name, set()).add(fact.id)
    return {name: frozenset(near) - {name} for name, near in kin.items()}


@of_book
def readers_of(book: Book) -> Mapping[str, tuple[str, ...]]:
    """Return of each fact the derived facts that read it."""
    readers: dict[str, tuple[str, ...]] = {}
    for fact in book.facts.values():
        for name in fact.derived.inputs if fact.derived else ():
            readers[name] = (*readers.get(name, ()), fact.id)
    return readers


@of_book
def inputs_of(book: Book, name: str) -> tuple[str, ...]:
    """Return the facts to ask about: the fact itself if it has a question, else the inputs of the derived fact."""
    return tuple(each for each in _sources(book, name) if each not in DATES)


def dates_of(book: Book, name: str) -> tuple[str, ...]:
    """Return the dates that a derived fact without a question of its own hangs on, beside the facts of :func:`inputs_of`."""
    return tuple(each for each in _sources(book, name) if each in DATES)


def _sources(book: Book, name: str) -> Iterator[str]:
    """The facts with questions, and the dates, to which a fact leads."""
    derived = None if name in DATES or book.facts[name].askable else book.facts[name].derived
    if derived is None:
        yield name
    else:
        yield from (each for source in derived.inputs for each in _sources(book, source))
