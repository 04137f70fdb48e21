"""Whether somebody is in danger, as ids: of a result, and of answers that are refused, as far as they can be read.

Danger stays in view until it is excluded: an answer that is "perhaps", declined, not yet there or unreadable excludes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar, cast

import attrs

from tunnistus.deciding.decide import Case
from tunnistus.deciding.reads import facts_of
from tunnistus.discreet import discreet
from tunnistus.errors import SAY_FIRST, TunnistusError
from tunnistus.explaining.explain import Decision, decisions_of
from tunnistus.rules import jsontext, wire
from tunnistus.rules.answers import Dates, Mark, read_answers, set_aside
from tunnistus.rules.model import Book
from tunnistus.rules.roles import IN_VIEW, held, holder

__all__ = [
    "Danger", "danger_beside", "danger_in", "danger_in_record", "danger_of", "emergencies", "last_day", "rules_on_danger", "telling",
    "touched", "unread",
]  # fmt: skip

F = TypeVar("F", bound=Callable[..., Any])


@discreet
@attrs.frozen(repr=False, eq=False)
class Danger:
    """What is said of danger before anything else. It tells answers: it shows nothing in its ``repr`` and takes nothing into a pickle.

    Attributes:
        book: the rule data in whose words it is said; nothing for the shipped ones, whose rule that danger is in view is not named then.
        due: rules and outcomes that say what to do at once.
        in_view: the rule and outcome that say what to do if there is danger, while that is not excluded.
        cautions: rules and notices that belong to it.
        declined: whether somebody did not want to speak of it.
        child: the rule and outcome that say what to do for a child, while it is not excluded that the person is one.
    """

    book: Book | None
    due: tuple[tuple[str, str], ...] = ()
    in_view: tuple[str, str] | None = None
    cautions: tuple[tuple[str, str], ...] = ()
    declined: bool = False
    child: tuple[str, str] | None = None

    def __repr__(self) -> str:
        return "<Danger>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle nothing that an answer could be told by: elsewhere danger is in view, in the words of the shipped rules."""
        return _elsewhere, ()

    def first(self) -> dict[str, str]:
        """Return which rules speak first, each with its outcome; empty where danger is excluded."""
        return dict(self.due or ([self.in_view] if self.in_view else []))


def _elsewhere() -> Danger:
    return Danger(None, in_view=("", ""))


def unread(book: Book) -> Danger:
    """Return what holds where no answer could be read: danger is not excluded."""
    view, child = ((rule.id, rule.outcomes[0]) if rule else None for rule in (held(book, role, book.rules) for role in IN_VIEW))
    return Danger(book, in_view=view, child=child)


def rules_on_danger(book: Book) -> list[str]:
    """Return the ids of the rules on danger that are about the person, in the order of the files."""
    return [r.id for r in book.rules_in_order() if r.part == "emergency" and book.rulesets[r.ruleset].about == "person"]


def _rules_first(book: Book) -> list[str]:
    """The rules on danger, and that a child is in view."""
    child = holder(book, "child_in_view")
    return [*rules_on_danger(book), *([child] if child else [])]


def last_day(book: Book) -> Dates:
    """Return the last day until which the law was read, as the day of deciding."""
    return Dates(max(each.verified_until for each in book.rulesets.values()))


# -- of a result ---------------------------------------------------------------------------------------------------


def emergencies(every: Iterable[Mapping[str, Decision]]) -> list[Decision]:
    """Return the decisions about each person that say what to do at once."""
    return [
        d for decisions in every for d in decisions.values() if d.rule.part == "emergency" and d.rule.role != "danger_in_view" and d.due
    ]


def danger_of(book: Book, decisions: Mapping[str, Decision], others: Iterable[Mapping[str, Decision]] = ()) -> Danger:
    """Return what decisions about a person, and about children and family members, say of danger."""
    due = tuple((d.rule.id, d.due or "") for d in emergencies([decisions, *others]))
    view, child = (held(book, role, decisions) for role in IN_VIEW)
    if view is None:
        return Danger(book, due, child=_not_excluded(child))
    marks = view.case.answers.marks
    cautions = tuple((view.rule.id, key) for key in touched(view))
    return Danger(book, due, _not_excluded(view), cautions, any(marks.get(n) == Mark.DECLINED for n in view.facts), _not_excluded(child))


def danger_beside(case: Case) -> Danger:
    """Return what is said before a decision about one rule, by the answers that it was made of."""
    return danger_of(case.book, decisions_of(case, _rules_first(case.book)))


def _not_excluded(view: Decision | None) -> tuple[str, str] | None:
    return (view.rule.id, view.rule.outcomes[0]) if view and view.counts and view.possible else None


def touched(d: Decision) -> Iterator[str]:
    """Yield the cautions about something that was answered with yes or "perhaps"; others would be noise before anything is known."""
    answered = {n for n in d.facts if d.case.answers.known.get(n) is True or d.case.answers.marks.get(n) == Mark.MAYBE}
    conditions = {key: formula for world in d.worlds for key, formula in world.notices}
    shown = {n.key for n in d.notices if n.kind == "rule"}
    yield from (key for key, formula in conditions.items() if key in shown and answered.intersection(formula.facts))


# -- of answers that are refused -------------------------------------------------------------------------------------


def danger_in(book: Book, answers: object, *, others: object = (), lenient: bool = False, as_of: object = None) -> Danger:
    """Return what answers say of danger as far as they can be read, be they refused or not. Raises nothing.

    Args:
        answers: a mapping in the wire form or as Python has it, or JSON text; whatever else it is, nothing can be read.
        others: the answers of children and family members.
        lenient: as of :func:`tunnistus.answers_from_json`.
        as_of: the day of deciding; without one that can be, the last day until which the law was read.
    """
    try:
        rules = _rules_first(book)
        names = dict.fromkeys(name for rule in rules for name in facts_of(book, book.rules[rule]))
        dates = _dates(book, as_of)
        people = [answers, *(others if isinstance(others, list | tuple) else [None])]
        read = [_read(book, names, each, lenient) for each in people]
        agreeing = [set_aside(book, each or {}, dates)[0] for each in read]
        every = [decisions_of(Case(book, read_answers(book, each, dates), dates), rules) for each in agreeing]
        found = danger_of(book, every[0], every[1:])
        return found if found.first() or None not in read else unread(book)
    except Exception:  # what was sent is foreign: whatever is wrong with it, danger is not excluded
        return unread(book)


def danger_in_record(book: Book, sent: object) -> Danger:
    """Return what an object with ``answers`` and ``others`` says of danger, a request or a stored result, or its JSON. Raises nothing."""
    try:
        told = wire.object_of(jsontext.parse(sent) if isinstance(sent, str | bytes) else sent, "answers")
        as_of = wire.day((told["dates"] if isinstance(told.get("dates"), dict) else told).get("as_of"))
        others = told.get("others", [])
        people = [each.get("answers") if isinstance(each, Mapping) else None for each in others] if isinstance(others, list) else None
        return danger_in(book, told.get("answers", {}), others=people, lenient=told.get("lenient") is True, as_of=as_of)
    except Exception:
        return unread(book)


def _dates(book: Book, as_of: object) -> Dates:
    try:
        return Dates(cast("date", as_of))
    except TunnistusError:
        return last_day(book)


def _read(book: Book, names: Iterable[str], answers: object, lenient: bool) -> dict[str, Any] | None:
    """Those of some answers that can be read, each for itself; none where nothing can be."""
    try:
        given = wire.object_of(jsontext.parse(answers) if isinstance(answers, str | bytes | bytearray) else answers, "answers")
    except TunnistusError:
        return None
    found: dict[str, Any] = {}
    for name in names:
        try:
            found |= wire.read_checked(book, {name: given.get(name)}, lenient=lenient)
        except TunnistusError:  # an answer that cannot be read leaves its fact open
            continue
    return found


# -- of errors -------------------------------------------------------------------------------------------------------


def _book_among(*given: object) -> Book | None:
    """The rule data that a function was given, or those of what it belongs to; whatever else it was given is not touched."""
    for each in given:
        if issubclass(type(each), Book):
            return cast("Book", each)
        if attrs.has(type(each)) and isinstance(book := getattr(each, "book", None), Book):
            return book
    return None


def telling(danger: Callable[..., Danger]) -> Callable[[F], F]:
    """Let every error of ours that a public function raises know what to say first; below :func:`tunnistus.errors.door`, which asks.

    Args:
        danger: called with what the function was given, whatever that is, returns it.
    """

    def found(*args: Any, **kwargs: Any) -> Danger:
        try:
            return danger(*args, **kwargs)
        except Exception:  # of a kind that nothing can be read of
            book = _book_among(*args, *kwargs.values())
            return unread(book) if book else _elsewhere()

    def of(function: F) -> F:
        function.__dict__[SAY_FIRST] = found
        return function

    return of
