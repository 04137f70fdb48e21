"""Every error of the library: what is wrong, where, and what to do, as messages that a catalogue translates.

No message carries an answer of the person: it names the fact and the values the fact can take, never the value given.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import inspect
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from importlib import import_module
from typing import Any, Final, ParamSpec, Self, TypeVar, cast

from tunnistus.kinds import Kinds, WrongKind, texts_in
from tunnistus.messages import NOTHING, Message, Translate, bounded, message
from tunnistus.unseen import escaped

# What users may rely on. ``Problems``, ``door``, ``named``, ``nearest`` and ``shown`` are for the rooms above, which all report faults with
# them.
__all__ = [
    "AnswerError",
    "AnswersRefused",
    "ArgumentError",
    "Contradiction",
    "DateError",
    "JudgementError",
    "LimitError",
    "LoadError",
    "NotInForce",
    "TunnistusError",
    "UnknownName",
]


ENOUGH: Final = 100  # faults that are collected before reading ends
SUGGESTED: Final = 20  # of them those for which a suggestion is searched, where one input can have many that are alike
SAY_FIRST: Final = "_say_first"  # of a function that takes answers: what finds out from them what to say of danger
NEAR: Final = 64  # characters of a name that a suggestion is searched for, and of the names that are suggested
KNOWN: Final = 5_000  # names that are searched
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.@/-]*")

P = ParamSpec("P")
R = TypeVar("R")


class TunnistusError(Exception):
    """Base of all errors.

    Attributes:
        what: what is wrong, one sentence.
        where: ``file:line:column``, a fact id, a rule id or an argument; may be empty.
        todo: what to do about it, one sentence; may be empty.
        code: stable name of the kind of fault; empty where the class has none.

    Both sentences are text in English; :func:`tunnistus.said` gives the error in Finnish and Swedish.
    """

    code: str = ""
    _danger: Any = None  # of a call that was given answers: what they say of danger, as far as they can be read

    def __init__(self, what: Message, *, where: object = "", todo: Message = NOTHING) -> None:
        place = where if isinstance(where, str) else f"<{type(where).__name__}>"  # what was given for a name and is no text
        self.what, self.where, self.todo = _message(what), bounded(escaped(place)), _message(todo)
        super().__init__(self.what, self.where, self.todo)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what is wrong, where and what to do as they are: a worker process hands its errors over."""
        return _again, (type(self), self.args), vars(self)

    def __str__(self) -> str:
        return self.said(str)

    @property
    def every(self) -> tuple[Self, ...]:
        """Every fault that was found in the same go, each alone: of most errors the one itself."""
        return (self,)

    def urgent(self, lang: str, *, register: str = "worker") -> tuple[str, ...]:
        """Return what to say before the error in ``fi``, ``sv`` or ``en``: what to do about danger, with the number to call.

        Of a call that was given answers, although it refuses them: the sentences with which the page of a result begins, by what of the
        answers can be read; where nothing can be, what to do if there is danger. Empty where danger is excluded, and of a call that was
        given none. An error that comes from another process keeps no answer: it says what to do if there is danger.

        Args:
            register: ``worker``, or ``plain`` for words to the person.

        Raises:
            UnknownName: there is no such language or register.

        >>> from datetime import date
        >>> import tunnistus as tn
        >>> try:
        ...     tn.assess({"immediate_danger": True, "in_finland": "yes"}, as_of=date(2026, 11, 24))
        ... except tn.TunnistusError as problem:
        ...     problem.urgent("en")[0]
        'Call the emergency number 112 at once. Do not put yourself or the person at risk. There will be time for other questions later.'
        """
        if self._danger is None:
            return ()
        said: tuple[str, ...] = import_module("tunnistus.saying.foremost").said_first(self._danger, lang, register)
        return said

    def say_first(self, danger: object) -> None:
        """Keep what :meth:`urgent` says (a :class:`tunnistus.explaining.danger.Danger`), unless it is known already."""
        for one in (self, *getattr(self, "more", ())):
            if one._danger is None:
                one._danger = danger

    def said(self, translate: Translate) -> str:
        """Return the error in the language of a catalogue: ``translate`` gives the sentence for one as the code has it."""
        what, todo = self.what.said(translate), self.todo.said(translate)
        head = f"{self.where}: {what}" if self.where else what
        return f"{head} {todo}" if todo else head


def _message(given: str) -> Message:
    """A message; of text that is none, as somebody else's function may raise it, one that stands in no catalogue."""
    return given if isinstance(given, Message) else message("{text}", text=given) if given else NOTHING


def _again(kind: type[TunnistusError], parts: tuple[str, ...]) -> TunnistusError:
    return kind.__new__(kind, *parts)


def door(function: Callable[P, R]) -> Callable[P, R]:
    """Hold what a function is given against its annotations, and let an error of ours out alone: without the error that it came from, and
    without the frames below, which hold answers.

    Every function of the public interface that takes an argument is one.
    """
    kinds: Any = Kinds(function)
    danger: Callable[..., object] | None = vars(function).get(SAY_FIRST)

    @functools.wraps(function)
    def through(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            args, kwargs = kinds.fitted(args, kwargs)
            return function(*args, **kwargs)
        except (TunnistusError, WrongKind) as problem:
            alone = _alone(problem, kinds.given(args, kwargs))
            if danger is not None:
                alone.say_first(danger(*args, **kwargs))
            del args, kwargs
            raise alone from None

    @functools.wraps(function)
    def piecewise(*args: P.args, **kwargs: P.kwargs) -> Iterator[Any]:
        try:
            args, kwargs = kinds.fitted(args, kwargs)
            yield from cast("Iterator[Any]", function(*args, **kwargs))
        except (TunnistusError, WrongKind) as problem:
            alone = _alone(problem, kinds.given(args, kwargs))
            if danger is not None:
                alone.say_first(danger(*args, **kwargs))
            del args, kwargs
            raise alone from None

    return cast("Callable[P, R]", piecewise) if inspect.isgeneratorfunction(function) else through


def _alone(problem: TunnistusError | WrongKind, given: Iterable[tuple[str, Any]]) -> TunnistusError:
    if isinstance(problem, WrongKind):
        kind = DateError if problem.day else ArgumentError
        what = message("This is not a date.") if problem.day else message("The argument is of another kind.")
        problem = kind(what, where=problem.argument, todo=message("It takes: {kind}.", kind=problem.takes))
    elif isinstance(problem, UnknownName) and not shown(problem.where):  # in place of a name that cannot be one of ours its argument
        holding = (name for name, item in given if any(bounded(escaped(text)) == problem.where for text in texts_in(item)))
        problem.where = next(holding, problem.where)
        problem.args = (problem.what, problem.where, problem.todo)
    problem.__cause__ = problem.__context__ = None
    return problem.with_traceback(None)


class _Several(TunnistusError):
    """Base of what one go finds several of.

    Attributes:
        code: stable name of the kind of fault.
        more: the other faults found in the same go.
    """

    def __init__(self, what: Message, *, where: object = "", todo: Message = NOTHING, code: str = "", more: Iterable[Self] = ()) -> None:
        super().__init__(what, where=where, todo=todo)
        self.code, self.more = code, tuple(more)

    def said(self, translate: Translate) -> str:
        """Return all faults in the language of a catalogue, one a line."""
        return "\n".join([super().said(translate), *(one.said(translate) for one in self.more)])

    @property
    def every(self) -> tuple[Self, ...]:
        """This fault and the others, each alone."""
        return (self.beside(()), *(one for other in self.more for one in other.every))

    def beside(self, others: Iterable[Self]) -> Self:
        """Return this fault with others in place of those that it has."""
        made = copy.copy(self)
        made.more = tuple(others)
        return made


class LoadError(_Several):
    """A rule, fact, case or catalogue file was refused; nothing of it was loaded.

    Attributes:
        code: stable name of the kind of fault, as ``tunnistus check --list`` gives it; empty where no rule author is to blame.
        more: the other faults found in the same go.
    """


MORE: Final = message("There may be more faults than these.")
MORE_TODO: Final = message("Correct these first.")


class Problems:
    """Collects what is wrong with the rule data, so that one go reports all of it."""

    def __init__(self) -> None:
        self.found: list[LoadError] = []

    @contextlib.contextmanager
    def collect(self) -> Iterator[None]:
        """Keep a :class:`LoadError` raised inside, and go on after it."""
        try:
            yield
        except LoadError as problem:
            known = {(one.where, one.what) for one in self.found}
            self.found += [one for one in problem.every if (one.where, one.what) not in known]
            if len(self.found) >= ENOUGH:
                self.stop()

    def stop(self) -> None:
        """Raise all that was collected as one :class:`LoadError`; without any, do nothing."""
        if len(self.found) >= ENOUGH:
            self.found[ENOUGH - 1 :] = [LoadError(MORE, todo=MORE_TODO, code="over-limit")]
        if self.found:
            first, *rest = self.found
            raise first.beside(rest)


class LimitError(TunnistusError):
    """A question about rule data needs more work than :mod:`tunnistus.limits` allows."""

    code = "limit"


class ArgumentError(TunnistusError):
    """An argument of another kind than the function takes. Names the argument and what it takes, and shows nothing of what was given."""

    code = "wrong-kind"


class UnknownName(TunnistusError):
    """A fact, rule, outcome, member, language or function that does not exist."""

    code = "unknown-name"


class AnswerError(TunnistusError):
    """An answer outside the domain of its fact, or against others (:class:`Contradiction`).

    Attributes:
        code: ``outside-domain`` or ``too-fine`` of a value that its fact does not take; else that of the class.
    """

    code = "answer"

    def __init__(self, what: Message, *, where: object = "", todo: Message = NOTHING, code: str = "") -> None:
        super().__init__(what, where=where, todo=todo)
        self.code = code or self.code


class Contradiction(AnswerError):
    """Answers that cannot be true together. Names the facts and the relations between them, and no answer.

    Attributes:
        facts: ids of the fewest facts that contradict each other, in the order of the vocabulary; of more than three none can be left out.
        relations: ids of the relations by which they do; empty where a fact contradicts what it is derived from.
        days: where it is the order of two days, the fact of the one that has to come first and that of the other; else empty.
    """

    code = "contradiction"

    def __init__(
        self, what: Message, *, where: object = "", todo: Message = NOTHING, facts: Iterable[str] = (), relations: Iterable[str] = (),
        days: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(what, where=where, todo=todo)
        self.facts, self.relations, self.days = tuple(facts), tuple(relations), days

    @classmethod
    def between(cls, facts: Iterable[str], relations: Iterable[str] = ()) -> Contradiction:
        """Return the error for some facts, and the relations between them."""
        facts, relations = tuple(facts), tuple(relations)
        what = message("These answers cannot be true together.")
        if relations:
            what = message("These answers cannot be true together ({relations}).", relations=", ".join(relations))
        todo = message("Correct one of them, or leave them open.")
        return cls(what, where=", ".join(facts), todo=todo, facts=facts, relations=relations)

    @classmethod
    def of_days(cls, before: str, after: str) -> Contradiction:
        """Return the error for two days of which the second lies before the first and cannot."""
        what = message("The day {before} cannot be after the day {after}.", before=before, after=after)
        facts = (before, after)
        return cls(what, where=", ".join(facts), todo=message("Correct one of them, or leave them open."), facts=facts, days=facts)


class JudgementError(AnswerError):
    """A judgement without who made it and when."""

    code = "judgement"


class AnswersRefused(_Several, AnswerError):
    """Answers that came in as JSON and were refused, with all that is wrong with them. Holds no answer.

    Attributes:
        code: stable name of the kind of fault; ``docs/json.md`` lists them.
        reason: stable name of what was wanted in its place.
        more: the other faults found in the same go. In ``every`` each stands alone; its ``where`` is the id of the fact.
        facts: ids of the facts whose answers cannot be true together; empty where one answer is wrong for itself.
    """

    def __init__(
        self, what: Message, *, where: object = "", todo: Message = NOTHING, code: str = "", reason: str = "",
        more: Iterable[AnswersRefused] = (), facts: Iterable[str] = (),
    ) -> None:  # fmt: skip
        super().__init__(what, where=where, todo=todo, code=code, more=more)
        self.reason, self.facts = reason, tuple(facts)


class DateError(TunnistusError):
    """A date that is missing, is not a date, or cannot be true together with another."""

    code = "date"


class NotInForce(TunnistusError):
    """The rule gives no outcome on the date asked for."""

    code = "not-in-force"


def named(name: object, known: Collection[str]) -> bool:
    """Tell whether something that a caller gave is text, and one of the known names."""
    return isinstance(name, str) and name in known


def shown(name: object) -> str:
    """Return a key or name that was given as a message may hold it: quoted if it could be one of ours, else empty."""
    return repr(name) if isinstance(name, str) and len(name) <= NEAR and _NAME.fullmatch(name) else ""


def all_known(argument: str, names: Iterable[object], known: Collection[str], what: Message, todo: Message = NOTHING) -> None:
    """Refuse names in an argument of which one is not known. Raises :class:`UnknownName`, with ``todo`` where none is near."""
    for name in names:
        if not named(name, known):
            place = f"{argument}={name}" if shown(name) else argument
            raise UnknownName(what, where=place, todo=nearest(name, known) or todo)


def nearest(name: object, known: Iterable[str]) -> Message:
    """Return ``Did you mean …?`` for the closest known spelling, or an empty message."""
    if not isinstance(name, str) or len(name) > NEAR:
        return NOTHING
    import difflib

    names = {n.lower(): n for n in sorted(n for n in known if len(n) <= NEAR)[:KNOWN]}
    close = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    return message("Did you mean {name}?", name=repr(names[close[0]])) if close else NOTHING
