"""The assessment of one person: every rule set that is about them, in the order a worker needs, with what to ask next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import attrs

from tunnistus.deciding.decide import Case
from tunnistus.errors import AnswerError, AnswersRefused, NotInForce, UnknownName, all_known, door, named, nearest
from tunnistus.explaining import explain
from tunnistus.explaining.assessed import Assessed, Other, identification, rules_about
from tunnistus.explaining.danger import Danger, danger_in, danger_in_record, telling
from tunnistus.explaining.decided import Decided
from tunnistus.explaining.explain import Decision
from tunnistus.explaining.results import SCHEMA
from tunnistus.messages import Message, message
from tunnistus.rules import jsontext, wire
from tunnistus.rules.answers import Dates, read_answers, taken
from tunnistus.rules.model import LANGUAGES, Book
from tunnistus.rules.roles import holder
from tunnistus.rules.wire import Given
from tunnistus.shipping import source

if TYPE_CHECKING:
    from tunnistus.explaining.loaded import Loaded
    from tunnistus.shipping.ids import RuleId

__all__ = ["Assessment", "answers_from_json", "assess", "assess_again", "load", "no_result", "warm"]

OTHERS: Final = ("child", "family_member")


@attrs.frozen(eq=False)
class Assessment(Assessed):
    """All decisions about one person, which can be read in three languages. Shows no answers in its ``repr``."""

    @door
    def explain(self, lang: str, *, register: str = "worker", full: bool = False, markdown: bool = False, lists: bool = False) -> str:
        """Return the assessment as text or Markdown in ``fi``, ``sv`` or ``en``: one sheet, or on request everything.

        Args:
            register: ``worker``, or ``plain`` for a letter to read with the person.
            full: everything that follows, with its reasons and its places in the law.
            lists: the full page, also with what is seen beside the published lists of signs.
        """
        from tunnistus.saying.render import render

        return render(self, lang, register=register, form="markdown" if markdown else "text", full=full, lists=lists)

    @door
    def to_json(self, lang: str | None = None, *, register: str = "worker", full: bool = False, values: bool = False) -> str:
        """Return the assessment as JSON (``docs/json.md``), with the sentences of a language if one is given.

        Args:
            full, values: as :meth:`to_dict`.
        """
        from tunnistus.saying.render import as_json

        return as_json(self, lang, register=register, full=full, values=values)

    @door
    def html(self, lang: str, *, register: str = "worker", full: bool = False, lists: bool = False, handbook: str = "") -> str:
        """Return the assessment as one accessible, printable page without scripts; below the brief the full page stands folded.

        Arguments as of :meth:`explain`; ``handbook`` as of :func:`tunnistus.render`.
        """
        from tunnistus.saying.render import render

        return render(self, lang, register=register, form="html", full=full, lists=lists, handbook=handbook)

    @door
    def pdf(self, lang: str, *, register: str = "worker") -> bytes:
        """Return the brief or the letter as a tagged PDF on one sheet of A4, the same bytes for the same answers. Needs the extra ``pdf``.

        Raises:
            TunnistusError: WeasyPrint, or the library Pango that it calls, is not installed.
        """
        from tunnistus.saying.render import as_pdf

        return as_pdf(self, lang, register=register)

    @door
    def page(self, lang: str, *, register: str = "worker") -> dict[str, Any]:
        """Return the brief or the letter as plain data for JSON: parts and lines, what each is about, its places in the law, and its text.

        Texts tell answers: keep it safe.
        """
        from tunnistus.saying.render import as_data

        return as_data(self, lang, register=register)

    @door
    def cards(self, lang: str) -> list[dict[str, Any]]:
        """Return what to do now in a few words, for the edge of another program's screen: one to three cards in the shape of CDS Hooks 2.0.

        Each has a ``summary`` of at most 140 characters, mostly with a number to call, an ``indicator`` (``critical``, ``warning`` or
        ``info``: how urgent the message is, never a measure of the person) and its ``source``. Danger and a child stand first until they
        are excluded. A card is read over a shoulder: it tells nothing of why.

        Raises:
            UnknownName: there is no such language.

        >>> from datetime import date
        >>> import tunnistus as tn
        >>> for card in tn.assess({"immediate_danger": True, "age_under_18": False}, as_of=date(2026, 11, 24)).cards("en"):
        ...     print(card["indicator"], card["summary"])
        critical Call 112 now. Someone may need urgent help.
        info You can get advice without saying who it is about: +358 2954 63177.
        """
        from tunnistus.saying.cards import cards

        return cards(self, lang)

    def _repr_html_(self) -> str:
        from tunnistus.saying.render import as_notebook

        return as_notebook(self)

    def _repr_markdown_(self) -> str:
        return self.explain("en", markdown=True)


def _case(book: Book, given: Mapping[str, Any], dates: Dates, role: str = "") -> Case:
    """What a person answered; of a worker's role, where one is named, as if the worker had answered it too."""
    given = {**given, holder(book, "workers_role"): role} if role else given
    return Case(book, read_answers(book, given, dates), dates)


def _decisions(case: Case, about: str, part: str = "", earlier: Mapping[str, Decision] | None = None) -> dict[str, Decision]:
    kept = {n: d for n, d in (earlier or {}).items() if d.holds_for(case)}
    fresh = explain.decisions_of(case, rules_about(case.book, about, part))
    return {n: kept.get(n, d) for n, d in fresh.items()}


def _of_person(case: Case, earlier: Assessment | None) -> Mapping[str, Decision]:
    """All decisions about the person: found when they are read, or at once where those of an earlier assessment are taken over."""
    if earlier is not None:
        return _decisions(case, "person", earlier=earlier.decisions)
    return Decided(case, rules_about(case.book, "person"), identification(case.book))


def _other(about: str, case: Case) -> Other:
    """A child or family member, decided: danger and signs concern everybody."""
    first = explain.decisions_of(case, identification(case.book))
    return Other(about, case, {**first, **_decisions(case, about)})


def _sent(
    answers: object, *, others: object = (), as_of: object = None, lenient: bool = False, book: Book | None = None, **_: object
) -> Danger:
    """What the arguments of a call say of danger. Children and family members are pairs, or nothing of them can be read."""
    pairs = isinstance(others, list | tuple) and all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in others)
    theirs = [pair[1] for pair in others] if pairs else None  # type: ignore[attr-defined]
    return danger_in(book or source.book(), answers, others=theirs, lenient=lenient, as_of=as_of)


@door
@telling(_sent)
def assess(
    answers: Mapping[str, Any], *, as_of: date, act_from: date | None = None, act_to: date | None = None, applied_on: date | None = None,
    roles: Sequence[str] = (), others: Sequence[tuple[str, Mapping[str, Any]]] = (), book: Book | None = None,
    earlier: Assessment | None = None,
) -> Assessment:  # fmt: skip
    """Assess what is known about one person.

    Args:
        answers: fact id to a value, ``MAYBE``, ``DECLINED`` or ``Judged``, or what :func:`answers_from_json` read; what is not there is
            open, never "no".
        as_of: the day on which help is offered or an authority decides, in Finnish local time.
        act_from, act_to, applied_on: when the deeds were done, and when a permit was applied for; open when left out.
        roles: what the worker is, members of the fact that asks it (``worker_role``); several roles give the union of their duties. An
            answer to the fact has to be one of them.
        others: pairs of ``child`` or ``family_member`` and their own answers.
        book: rule data other than the shipped ones.
        earlier: an assessment of the same person; decisions that the new answers do not touch are taken over from it. Only speed.

    Raises:
        UnknownName, AnswerError, JudgementError, DateError: see :mod:`tunnistus.errors`; nothing is repaired.

    >>> from datetime import date
    >>> import tunnistus as tn
    >>> a = tn.assess({"documents_withheld": True, "debt_worked_off": tn.MAYBE}, as_of=date(2026, 11, 24))
    >>> a.next_step.floor, a.next_step.ceiling  # at least, and at most as far as is known
    ('consult', 'propose')
    """
    book = book or source.book()
    dates = Dates(as_of, act_from, act_to, applied_on)
    if not roles and not others:
        case = _case(book, answers, dates)
        return Assessment(case, _of_person(case, earlier))
    answers = taken(answers)
    _check_given(book, answers, roles, others)
    decided = tuple([_other(about, _case(book, theirs, dates)) for about, theirs in others])
    by_role = {role: _decisions(_case(book, answers, dates, role), "person", "duty") for role in roles}
    case = _case(book, answers, dates, roles[0] if len(roles) == 1 else "")
    return Assessment(case, _of_person(case, earlier), decided, by_role)


@door
@telling(_sent)
def answers_from_json(
    given: str | bytes | Mapping[str, Any], *, lenient: bool = False, dates: Dates | None = None, book: Book | None = None
) -> Given:
    """Read answers in the wire form (``docs/json.md``), for ``assess`` and ``decide``.

    Args:
        given: JSON text, its bytes, or the mapping that was read from it.
        lenient: also take what a form sends as text: ``"true"``, ``"3"``, ``"7.5"``, ``"10 000,50"``; and empty text
            for open. A number that can be read in two ways, such as ``"10.000"``, is refused.
        dates: with them also days that lie ahead and answers that cannot be true together are found here; else by ``assess``.
        book: rule data other than the shipped ones.

    Raises:
        AnswersRefused: with all faults in ``every``, each with a code, the fact and a message without the answer.

    >>> import tunnistus as tn
    >>> tn.answers_from_json('{"documents_withheld": true, "debt_worked_off": "maybe"}')
    <Given answers to 2 facts>
    >>> try:
    ...     tn.answers_from_json('{"documents_witheld": true, "in_finland": "yes"}')
    ... except tn.errors.AnswersRefused as refused:
    ...     [(fault.code, fault.where) for fault in refused.every]
    [('unknown-fact', 'documents_witheld'), ('outside-domain', 'in_finland')]
    """
    return wire.read_checked(book or source.book(), given, lenient=lenient, dates=dates)


@door
@telling(lambda result, *, book=None: danger_in_record(book or source.book(), result))
def assess_again(result: str | bytes | Mapping[str, Any], *, book: Book | None = None) -> Assessment:
    """Assess once more from a stored result that holds the answers: what ``a.to_json(values=True)`` wrote.

    By the rules of today: whether they are those of the result, tells its ``seal``.

    Raises:
        AnswersRefused: it holds no answers or dates, or such as cannot be read.
        UnknownName, AnswerError, JudgementError, DateError: as :func:`assess`.

    >>> from datetime import date
    >>> import tunnistus as tn
    >>> stored = tn.assess({"documents_withheld": True}, as_of=date(2026, 11, 24)).to_json(values=True)
    >>> tn.assess_again(stored).next_step.floor
    'find_out'
    """
    book = book or source.book()
    told = wire.object_of(jsontext.parse(result) if isinstance(result, str | bytes) else result, "result")
    days = _stored(told)
    people = [wire.object_of(other, "others") for other in told.get("others", [])]
    given = [(str(other.get("about")), wire.read_checked(book, other.get("answers"))) for other in people]
    return assess(
        wire.read_checked(book, told.get("answers")),
        **days,
        roles=list(wire.object_of(told.get("by_role", {}), "by_role")),
        others=given,
        book=book,
    )


def _stored(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the dates of a stored result. Raises :class:`AnswersRefused`: of another shape, or without dates or answers."""
    if told.get("schema", SCHEMA) != SCHEMA:
        raise _of_another_version(told["schema"])
    days = told.get("dates")
    found = {name: wire.day(item) for name, item in days.items()} if isinstance(days, Mapping) else {}
    if "as_of" not in found or [name for name in found if not named(name, [f.name for f in attrs.fields(Dates)])]:
        raise no_result(message("These are not the dates of a result."), "dates")
    if not isinstance(told.get("others", []), list):
        raise no_result(message("The other people of a result are not a list."), "others")
    if "answers" not in told:
        raise no_result(message("This result holds no answers."), "answers")
    return found


def _of_another_version(schema: object) -> AnswersRefused:
    """The refusal of a result of another shape: which it is, and what to do. A shape that cannot be one is not told."""
    number = schema if isinstance(schema, int) and not isinstance(schema, bool) and 0 <= schema < 1_000 else "?"
    what = message("The result has shape {number}, and this version of the program reads shape {own}.", number=number, own=SCHEMA)
    todo = (
        message("Read it with the version that wrote it, which its key tunnistus names, or assess the answers anew.")
        if isinstance(number, int) and number < SCHEMA
        else message("Read it with the version that wrote it, which its key tunnistus names, or a later one.")
    )
    return AnswersRefused(what, where="schema", todo=todo, code="no-result", reason="schema")


def no_result(what: Message, part: str, reason: str = "") -> AnswersRefused:
    """Return the refusal of a stored result for what is wrong with a part of it."""
    return AnswersRefused(what, where=part, todo=message("Give what to_json(values=True) wrote."), code="no-result", reason=reason or part)


def _check_given(book: Book, answers: Mapping[str, Any], roles: Sequence[str], others: Sequence[Any]) -> None:
    """Refuse roles and people that there are not, and an answer that says otherwise than the roles what the worker is.

    Raises:
        UnknownName: there is no such role, or no such relation to the person.
        AnswerError: the answer and the roles say different things.
    """
    asked = holder(book, "workers_role")
    if roles and not asked:
        todo = message("Leave the roles out.")
        raise UnknownName(message("No fact of these rule data asks what the worker is."), where="roles", todo=todo)
    if roles:
        todo = message("Give a list of members of {fact}.", fact=asked)
        all_known("roles", roles, [*map(str, book.facts[asked].values)], message("There is no such role."), todo)
    if not all(named(about, OTHERS) for about, _ in others):
        raise UnknownName(message("There is no such relation to the person."), where="others", todo=message("Use child or family_member."))
    if roles and answers.get(asked) not in (None, *roles):
        raise AnswerError(
            message("The answer and the roles say different things about the worker."), where=asked, todo=message("Give one of them.")
        )


@door
def warm(*, as_of: date | None = None, book: Book | None = None) -> None:
    """Do once what is slow the first time, so that the first person waits for nothing: a service calls it when it starts.

    Reads the rule data and the catalogues, compiles the rules for the person, for others and for every role, of deeds on an open day and
    of deeds of today, without an application, and finds out what can be asked while nothing is known. All of it is kept with the rule
    data. Changes no result.

    Args:
        as_of: the day on which people will be assessed; the last one until which the law was read when left out. Other days share with it
            whatever the law did not change between them.
        book: rule data other than the shipped ones.

    Raises:
        LoadError: the rule data cannot be read.
        DateError: ``as_of`` is not a date, or lies outside the years that can be.

    >>> from datetime import date
    >>> import tunnistus as tn
    >>> tn.warm(as_of=date(2026, 11, 24))
    """
    book = book or source.book()
    as_of = max(each.verified_until for each in book.rulesets.values()) if as_of is None else as_of
    asked = holder(book, "workers_role")
    roles = [str(role) for role in book.facts[asked].values] if asked else []
    others: list[tuple[str, dict[str, Any]]] = [(about, {}) for about in OTHERS]
    a, later = (assess({}, as_of=as_of, act_from=day, roles=roles, others=others, book=book) for day in (None, as_of))
    for each in (a, later):
        [*each.identification.values()]  # rules that are decided apart as long as only they are read
        each.ask()
    for lang in LANGUAGES:
        a.to_json(lang)
        a.html(lang)
        a.explain(lang, register="plain")


@door
def load(name: RuleId | str, *, on: date, book: Book | None = None) -> Loaded:
    """Load one rule as it is on a day; one of deeds or applications also after its end, as they can be older than the day.

    Raises:
        UnknownName: there is no such rule.
        NotInForce: the rule gives no outcome on that day.
        DateError: ``on`` is not a date.

    >>> from datetime import date
    >>> import tunnistus as tn
    >>> decision = tn.load("permit.52a1", on=date(2026, 11, 24)).decide({"in_finland": True})
    >>> decision.possible, decision.settled
    (('temporary', 'refused'), False)
    """
    book = book or source.book()
    if not named(name, book.rules):
        raise UnknownName(
            message("There is no such rule."), where=name, todo=nearest(name, book.rules) or message("See `tunnistus show rules`.")
        )
    rule = book.rules[name]
    if on not in rule.valid if rule.clock == "decision" else rule.valid.since and on < rule.valid.since:
        since, until = rule.valid.since or "…", rule.valid.until or "…"
        raise NotInForce(
            message("The rule is not in force on {on}.", on=on),
            where=name,
            todo=message("It is in force from {since} until {until}.", since=since, until=until),
        )
    from tunnistus.explaining.loaded import Loaded  # an assessment needs it not

    return Loaded(book, rule, on)
