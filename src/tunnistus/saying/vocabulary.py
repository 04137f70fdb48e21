"""Facts, rules, actors and training stories as a program reads them: small frozen objects with sentences in one language.

They are made from the plain data that the command line writes, and ``to_dict()`` gives those back: both say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar, get_args, get_type_hints

import attrs

from tunnistus.errors import UnknownName, door, named, nearest
from tunnistus.messages import message
from tunnistus.rules.cached import of_book
from tunnistus.rules.model import Book
from tunnistus.saying.facts import chosen, fact_data
from tunnistus.saying.show import actors_data, rule_data
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.stories import KINDS, story_data
from tunnistus.shipping import source

__all__ = [
    "ActorInfo", "CautionInfo", "ClauseInfo", "ContactInfo", "DeciderInfo", "DifferenceInfo", "FactInfo", "HolderInfo", "KeyInfo",
    "LengthInfo", "ListInfo", "NoticeInfo", "OutcomeInfo", "PeriodInfo", "PointInfo", "ReaderInfo", "RowInfo", "RuleInfo",
    "StoryInfo", "ValueInfo", "list_actors", "list_facts", "list_rules", "list_stories",
]  # fmt: skip

T = TypeVar("T")
FactType = Literal["bool", "enum", "number", "date"]


@attrs.frozen
class _Told:
    """What is told of a fact, a rule, an actor or a story."""

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain data, as the command line writes it."""
        return _plain_data(self)


# -- a fact ------------------------------------------------------------------------------------------------------


@attrs.frozen
class ValueInfo:
    """A value of a fact, and its meaning as a sentence."""

    value: bool | str
    means: str


@attrs.frozen
class DeciderInfo:
    """A function that makes a judgement, and the name of who has it."""

    actor: str
    name: str


@attrs.frozen
class ReaderInfo:
    """A rule that a fact bears on: directly, or through facts that are derived from it, or through other rules.

    Attributes:
        derived: ids of the derived facts in between.
        rules: ids of the rules in between.
    """

    rule: str
    title: str
    derived: tuple[str, ...]
    rules: tuple[str, ...]


@attrs.frozen
class RowInfo:
    """A row of a published list that a fact maps to.

    Attributes:
        group: the dimension, or the field of a standard; ``None`` where the list itself is not in the rule data.
        says: its sentence, if it has one.
        relation: ``expresses``, ``supports``, ``relates`` or ``values``.
        values: with ``values``, those answers to the fact that stand for the row.
    """

    row: str
    group: str | None
    says: str | None
    relation: str | None
    values: tuple[str, ...]


@attrs.frozen
class ListInfo:
    """A published list, and its rows that a fact maps to. Of ``htcds``, the case data standard of IOM, rows are codes."""

    list: str
    title: str
    rows: tuple[RowInfo, ...]


@attrs.frozen
class FactInfo(_Told):
    """A fact: what is asked, what can be answered, who knows or judges it, and which rules read it.

    Attributes:
        fact: its id, the key of its answer.
        subject: the subject that it belongs to.
        kinds: ``sign``, ``opening``, ``judgement``, ``wish``, ``derived``, ``law`` or ``circumstance``.
        question: to the worker; of a fact that is not asked, what it says, or the first question that it is derived from.
        plain: the question to read with the person; ``None`` when it is not asked.
        counts, counts_not: what counts at the question and what does not, where that is written.
        askable: whether there is a question; without one it is derived.
        values: of ``bool`` and ``enum``, in order; of others none.
        low, high, decimals: of a number.
        past: of a date, whether it lies on the day of deciding or before it for everybody.
        element: ``safety``, ``act``, ``means``, ``purpose``, ``harm``, ``context`` or ``law``.
        forms: forms of exploitation that it belongs to.
        polarity: ``risk``, ``reassuring`` or ``neutral``.
        observers: how it can be known; ``deciders``: who makes the judgement, and of no judgement nobody.
        weigh_for, weigh_against: what to weigh in a judgement.
        stage: when to ask, 1 (safety) to 4 (most sensitive).
        sources: places in acts and other sources of the fact.
        rules: rules that it bears on in some version, the inverse of ``reads`` of a rule.
        opens, opened_by: facts asked about after this broad question, and the broad questions before this one.
        derived_from, derives: facts and dates that it follows from, and facts that follow from it.
    """

    fact: str
    type: FactType
    subject: str
    kinds: tuple[str, ...]
    question: str
    plain: str | None
    counts: str | None
    counts_not: str | None
    askable: bool
    values: tuple[ValueInfo, ...]
    low: int | float | None
    high: int | float | None
    decimals: int | None
    unit: str | None
    past: bool | None
    element: str | None
    forms: tuple[str, ...]
    polarity: str
    observers: tuple[str, ...]
    deciders: tuple[DeciderInfo, ...]
    weigh_for: tuple[str, ...]
    weigh_against: tuple[str, ...]
    sensitivity: str
    stage: int
    sources: tuple[str, ...]
    lists: tuple[ListInfo, ...]
    rules: tuple[ReaderInfo, ...]
    opens: tuple[str, ...]
    opened_by: tuple[str, ...]
    derived_from: tuple[str, ...]
    derives: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<FactInfo {self.fact}: {self.type}>"


# -- a rule ------------------------------------------------------------------------------------------------------


@attrs.frozen
class OutcomeInfo:
    """An outcome of a rule, and what it says to the worker."""

    outcome: str
    says: str


@attrs.frozen
class LengthInfo:
    """A length of time of the law, in words and numbers, and from when until when it holds; ``None`` is unbounded."""

    says: str
    years: int
    months: int
    days: int
    since: date | None
    until: date | None


@attrs.frozen
class PeriodInfo:
    """A period that a clause opens.

    Attributes:
        says: what lasts; ``counting``: how its days are counted.
        start, end: the facts that tell its first day, and its last by the decision that was made.
        shortest, longest: each length that the law gave it while the clause is in force; none where it sets no such bound.
        extension: whether the longest is how far an extension can reach.
        deadline: where something has to be done within it, the fact that tells whether its time is over.
    """

    says: str
    counting: str
    start: str
    end: str | None
    shortest: tuple[LengthInfo, ...]
    longest: tuple[LengthInfo, ...]
    extension: bool
    deadline: str | None


@attrs.frozen
class ClauseInfo:
    """A clause: what kind it is, the outcome that it leads to, who acts, its days, where it is written, and the period that it opens.

    ``verified`` is the day until which its own text was read; ``None`` where that is the day of the acts that it cites.
    """

    clause: str
    effect: str
    then: str | None
    who: str | None
    beats: tuple[str, ...]
    since: date | None
    until: date | None
    sources: tuple[str, ...]
    period: PeriodInfo | None
    verified: date | None


@attrs.frozen
class CautionInfo:
    """A caution that is told beside results of a rule: always, or where ``conditional`` while its condition is not excluded."""

    notice: str
    says: str
    conditional: bool
    since: date | None
    until: date | None


@attrs.frozen
class KeyInfo:
    """A fact that a rule can be answered with: the key, and what it takes. ``derives``: what of the rule follows from it."""

    fact: str
    type: FactType
    values: tuple[bool | str, ...]
    low: int | float | None
    high: int | float | None
    decimals: int | None
    question: str
    deciders: tuple[str, ...]
    derives: tuple[str, ...]


@attrs.frozen
class RuleInfo(_Told):
    """A rule: its outcomes and clauses, and the facts that it reads.

    Attributes:
        ruleset: the file that it stands in; ``about``: whom it is about, the person, a child or a family member.
        clock: the day that counts: of ``decision``, ``act`` or ``application``.
        ordered: whether its outcomes are steps, the least first.
        since, until: when it is in force; ``None`` is unbounded.
        otherwise: the outcome when no clause gives one.
        left_out: of a rule that covers only a part of a provision, what it leaves out.
        who: the functions that its clauses name.
        not_encoded: what the rules of its file leave out, as sentences.
        later: keys of changes of law that touch what it rests on, and that it does not show.
        reads: ids of all facts that it reads in some version, also through other rules.
        facts: those of them that are asked: the keys of its answers.
    """

    rule: str
    title: str
    ruleset: str
    about: str
    part: str
    clock: str
    ordered: bool
    since: date | None
    until: date | None
    outcomes: tuple[OutcomeInfo, ...]
    otherwise: str | None
    left_out: str | None
    who: tuple[str, ...]
    clauses: tuple[ClauseInfo, ...]
    notices: tuple[CautionInfo, ...]
    not_encoded: tuple[str, ...]
    later: tuple[str, ...]
    reads: tuple[str, ...]
    facts: tuple[KeyInfo, ...]

    def __repr__(self) -> str:
        return f"<RuleInfo {self.rule}: {len(self.outcomes)} outcomes, {len(self.facts)} facts>"


# -- an actor ----------------------------------------------------------------------------------------------------


@attrs.frozen
class HolderInfo:
    """Who has a function, from when until when; ``None`` is unbounded."""

    name: str
    since: date | None
    until: date | None


@attrs.frozen
class ContactInfo:
    """How to reach an actor, on what day that was checked, and whether on the network then.

    Attributes:
        phone: the number in the language asked for, where it has one of its own.
        around_the_clock: whether that number is known to be answered day and night; false: not known.
    """

    phone: str | None
    around_the_clock: bool
    email: str | None
    web: str | None
    checked_on: date | None
    live_checked: bool | None


@attrs.frozen
class ActorInfo(_Told):
    """A function, who has had it, and how to reach them."""

    actor: str
    holders: tuple[HolderInfo, ...]
    note: str | None
    contact: ContactInfo | None


# -- a story -----------------------------------------------------------------------------------------------------


@attrs.frozen
class NoticeInfo:
    """A sign in a story, and what it says; of one that may be there, what is asked."""

    fact: str
    says: str


@attrs.frozen
class DifferenceInfo:
    """A fact in which the twin of a story differs: what the story says of it, ``None`` where it leaves it open, and what is true of the
    twin."""

    fact: str
    story: str | None
    twin: str | None


@attrs.frozen
class PointInfo:
    """A question to talk about after a story."""

    point: str
    says: str


def _unchanging(given: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(given))


@attrs.frozen
class StoryInfo(_Told):
    """A training story. The people in it are invented.

    Attributes:
        story: its id.
        kind: ``look_alike``, where the person needs help and nobody is known to exploit them; ``weak_signs``; ``strong_signs``.
        form: the form of exploitation that it is about or resembles.
        warnings: what is hard to read in it, one sentence each.
        as_of: the day on which the worker meets the person; ``act_from`` and ``act_to``: when the deeds were done, if it is told.
        answers: what the story tells, in the form of JSON: what it leaves open is not there.
        notice: the signs that it tells; ``perhaps``: those that may be there, each with its question.
        twin: in what another person differs for whom another step may follow; of a story without a twin nothing. ``twin_text``: how that
            would be told, where it is written.
        points: what to talk about.
    """

    story: str
    kind: str
    form: str
    title: str
    warnings: tuple[str, ...]
    text: str
    as_of: date
    act_from: date | None
    act_to: date | None
    answers: Mapping[str, Any] = attrs.field(converter=_unchanging, hash=False)
    notice: tuple[NoticeInfo, ...]
    perhaps: tuple[NoticeInfo, ...]
    twin_text: str | None
    twin: tuple[DifferenceInfo, ...]
    points: tuple[PointInfo, ...]

    def __repr__(self) -> str:
        return f"<StoryInfo {self.story}: {self.kind}>"


# -- making them -------------------------------------------------------------------------------------------------

_DAYS: Final = ("from", "until", "verified", "checked_on", "as_of", "act_from", "act_to")


@cache
def _inside(kind: type) -> Mapping[str, type]:
    """The attributes of a class that hold objects of one of ours, alone or in a tuple, and of which."""
    hints = ((name, part) for name, hint in get_type_hints(kind).items() for part in get_args(hint))
    return {name: part for name, part in hints if attrs.has(part)}


def _made(kind: type[T], data: Mapping[str, Any]) -> T:
    """An object of a class from plain data with the same keys; ``from``, which Python keeps for itself, becomes ``since``."""
    found: dict[str, Any] = {}
    held = _inside(kind)  # type: ignore[arg-type]  # a class is hashable
    for key, item in data.items():
        inside = held.get(key)
        if inside and item is not None:
            item = tuple(_made(inside, each) for each in item) if isinstance(item, list) else _made(inside, item)
        elif key in _DAYS and item is not None:
            item = date.fromisoformat(item)
        found["since" if key == "from" else key] = tuple(item) if isinstance(item, list) else item
    return kind(**found)


def _plain_data(thing: Any) -> dict[str, Any]:
    """The plain data that an object was made from."""
    names = (field.name for field in attrs.fields(type(thing)))
    return {"from" if name == "since" else name: _plain(getattr(thing, name)) for name in names}


def _plain(item: Any) -> Any:
    if isinstance(item, tuple):
        return [_plain(each) for each in item]
    if isinstance(item, Mapping):
        return dict(item)
    if attrs.has(type(item)):
        return _plain_data(item)
    return item.isoformat() if isinstance(item, date) else item


@door
def list_facts(
    lang: str, *, rule: str | None = None, subject: str | None = None, kind: str | None = None, book: Book | None = None
) -> tuple[FactInfo, ...]:
    """Return the facts in the order of the vocabulary, with sentences in ``fi``, ``sv`` or ``en``.

    Args:
        rule: only those that this rule reads, through other rules and derived facts as well.
        subject: only those of this subject.
        kind: only those of this kind, such as ``sign`` or ``judgement``.
        book: rule data other than the shipped ones.

    Raises:
        UnknownName: there is no such language, rule, subject or kind.

    >>> import tunnistus as tn
    >>> [info.fact for info in tn.list_facts("en", rule="permit.52a1", kind="judgement")][:2]
    ['reasonably_suspected_victim', 'stay_justified_by_proceedings']
    """
    book = book or source.book()
    Speaker(book, lang)
    return tuple(_fact_info(book, fact.id, lang) for fact in chosen(book, rule=rule, subject=subject, kind=kind))


@of_book
def _fact_info(book: Book, name: str, lang: str) -> FactInfo:
    return _made(FactInfo, fact_data(Speaker(book, lang), book.facts[name]))


@door
def list_rules(lang: str, *, on: date | None = None, book: Book | None = None) -> tuple[RuleInfo, ...]:
    """Return the rules in the order of their files, with sentences in ``fi``, ``sv`` or ``en``.

    Args:
        on: only those in force on this day; when it is left out, all. A rule on deeds or applications counts also after its end for older
            ones (see :func:`tunnistus.load`), but is not listed then.
        book: rule data other than the shipped ones.

    Raises:
        UnknownName: there is no such language.
        DateError: ``on`` is not a date.

    >>> import tunnistus as tn
    >>> [info.title for info in tn.list_rules("en") if info.rule == "permit.52a1"]
    ['Temporary residence permit for a victim of trafficking during an investigation or trial']
    """
    book = book or source.book()
    Speaker(book, lang)
    return tuple(_rule_info(book, rule.id, lang) for rule in book.rules_in_order() if on is None or on in rule.valid)


@of_book
def _rule_info(book: Book, name: str, lang: str) -> RuleInfo:
    return _made(RuleInfo, rule_data(book, name, lang))


@door
def list_actors(lang: str, *, book: Book | None = None) -> tuple[ActorInfo, ...]:
    """Return the functions of the rules with their holders, with names in ``fi``, ``sv`` or ``en``. Raises :class:`UnknownName`.

    Args:
        book: rule data other than the shipped ones.

    >>> import tunnistus as tn
    >>> [actor.holders[0].name for actor in tn.list_actors("en")][:2]
    ['the worker or volunteer who meets the person', 'the person']
    """
    return tuple(_made(ActorInfo, data) for data in actors_data(book or source.book(), lang))


@door
def list_stories(lang: str, *, kind: str | None = None, book: Book | None = None) -> tuple[StoryInfo, ...]:
    """Return the training stories about invented people, with sentences in ``fi``, ``sv`` or ``en``.

    Args:
        kind: only those of this kind: ``look_alike``, ``weak_signs`` or ``strong_signs``.
        book: rule data other than the shipped ones.

    Raises:
        UnknownName: there is no such language or kind.

    >>> import tunnistus as tn
    >>> [story.title for story in tn.list_stories("en", kind="look_alike")][:2]
    ['Sleepless nights', 'Slammed doors']
    """
    if kind is not None and not named(kind, KINDS):
        todo = nearest(kind, KINDS) or message("These exist: {names}.", names=", ".join(KINDS))
        raise UnknownName(message("There is no such kind."), where="kind", todo=todo)
    book = book or source.book()
    s = Speaker(book, lang)
    return tuple(_made(StoryInfo, story_data(s, name)) for name, story in book.stories.items() if kind in (None, story["kind"]))
