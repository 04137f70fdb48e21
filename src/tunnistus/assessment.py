"""The assessment of one person: every rule set that is about them, in the order a worker needs, with what to ask next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import attrs

from tunnistus.deciding.decide import Case
from tunnistus.errors import AnswerError, AnswersRefused, DateError, NotInForce, UnknownName, door, named, nearest
from tunnistus.explaining import explain
from tunnistus.explaining.asking import Question
from tunnistus.explaining.assessed import Assessed, Other, identification
from tunnistus.explaining.explain import Decision
from tunnistus.messages import message
from tunnistus.rules import jsontext, wire
from tunnistus.rules.answers import Dates, read_answers, taken
from tunnistus.rules.model import LANGUAGES, Book, Rule
from tunnistus.rules.wire import Given
from tunnistus.saying import pictures, report, say
from tunnistus.saying.brief import brief
from tunnistus.saying.facts import fact_report
from tunnistus.saying.html import html
from tunnistus.saying.letter import letter
from tunnistus.saying.page import Page, page_data, page_report
from tunnistus.saying.pdf import pdf
from tunnistus.saying.pictures import Picture
from tunnistus.saying.result_texts import result_texts
from tunnistus.saying.show import rule_report
from tunnistus.saying.shown import Shown, Tells, is_story, question_report, story_report
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

if TYPE_CHECKING:
    from tunnistus.rules.ids import RuleId

__all__ = ["Assessment", "Loaded", "answers_from_json", "assess", "assess_again", "load", "picture", "render", "show", "warm"]

ROLE: Final = "worker_role"
OTHERS: Final = ("child", "family_member")


@attrs.frozen(eq=False)
class Assessment(Assessed):
    """All decisions about one person, which can be read in three languages. Shows no answers in its ``repr``."""

    def explain(self, lang: str, *, register: str = "worker", full: bool = False, markdown: bool = False, lists: bool = False) -> str:
        """Return the assessment as text or Markdown in ``fi``, ``sv`` or ``en``: one sheet, or on request everything.

        Args:
            register: ``worker``, or ``plain`` for a letter to read with the person.
            full: everything that follows, with its reasons and its places in the law.
            lists: the full page, also with what is seen beside the published lists of signs.
        """
        return render(self, lang, register=register, form="markdown" if markdown else "text", full=full, lists=lists)

    def to_json(self, lang: str | None = None, *, register: str = "worker", full: bool = False, values: bool = False) -> str:
        """Return the assessment as JSON (``docs/json.md``), with the sentences of a language if one is given.

        Args:
            full, values: as :meth:`to_dict`.
        """
        return _json(self, lang, register, full, values)

    def html(self, lang: str, *, register: str = "worker", full: bool = False, lists: bool = False) -> str:
        """Return the assessment as one accessible, printable page without scripts; below the brief the full page stands folded.

        Arguments as of :meth:`explain`.
        """
        return render(self, lang, register=register, form="html", full=full, lists=lists)

    @door
    def pdf(self, lang: str, *, register: str = "worker") -> bytes:
        """Return the brief or the letter as a tagged PDF on one sheet of A4, the same bytes for the same answers. Needs the extra ``pdf``.

        Raises:
            TunnistusError: WeasyPrint, or the library Pango that it calls, is not installed.
        """
        return pdf(page_report(_short(self, register), Speaker(self.case.book, lang, register)))

    def page(self, lang: str, *, register: str = "worker") -> dict[str, Any]:
        """Return the brief or the letter as plain data for JSON: parts and lines, what each is about, its places in the law, and its text.

        Texts tell answers: keep it safe.
        """
        return page_data(_short(self, register), Speaker(self.case.book, lang, register))

    def _repr_html_(self) -> str:
        return html(page_report(brief(self), Speaker(self.case.book, "en")), whole=False)

    def _repr_markdown_(self) -> str:
        return self.explain("en", markdown=True)


def _short(a: Assessed, register: str) -> Page:
    return letter(a) if register == "plain" else brief(a)


def _decisions(case: Case, about: str, part: str = "", earlier: Mapping[str, Decision] | None = None) -> dict[str, Decision]:
    rules = [r for r in case.book.rules_in_order() if case.book.rulesets[r.ruleset].about == about and part in ("", r.part)]
    kept = {n: d for n, d in (earlier or {}).items() if d.holds_for(case)}
    fresh = explain.decisions_of(case, [r.id for r in rules])
    return {n: kept.get(n, d) for n, d in fresh.items()}


@door
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
        act_from, act_to: when the deeds were done; open when left out.
        applied_on: when a permit was applied for; open when left out.
        roles: what the worker is, members of the fact ``worker_role``; several roles give the union of their duties. An answer to the fact
            has to be one of them.
        others: pairs of ``child`` or ``family_member`` and their own answers.
        book: rule data other than the shipped ones.
        earlier: an assessment of the same person; decisions that the new answers do not touch are taken over from it. Only speed.

    Raises:
        UnknownName, AnswerError, JudgementError, DateError: see :mod:`tunnistus.errors`; nothing is repaired.
    """
    book = book or source.book()
    dates = Dates(as_of, act_from, act_to, applied_on)
    _check_given(roles, others)
    answers = taken(answers)
    _check_role(answers, roles)

    def case_of(given: Mapping[str, Any]) -> Case:
        return Case(book, read_answers(book, given, dates), dates)

    decided = []
    for about, theirs in others:
        its = case_of(theirs)
        first = explain.decisions_of(its, identification(book))  # danger and signs concern everybody
        decided.append(Other(about, its, {**first, **_decisions(its, about)}))
    by_role = {role: _decisions(case_of({**answers, ROLE: role}), "person", "duty") for role in roles}
    case = case_of({**answers, ROLE: roles[0]} if len(roles) == 1 else answers)
    before = earlier.decisions if earlier else None
    return Assessment(case, _decisions(case, "person", earlier=before), tuple(decided), by_role)


@door
def answers_from_json(
    given: str | bytes | Mapping[str, Any], *, lenient: bool = False, dates: Dates | None = None, book: Book | None = None
) -> Given:
    """Read answers in the wire form (``docs/json.md``), for ``assess`` and ``decide``.

    Args:
        given: JSON text, its bytes, or the mapping that was read from it.
        lenient: also take what a form sends as text: ``"true"``, ``"3"``, ``"7.5"``; and empty text for open.
        dates: with them also days that lie ahead and answers that cannot be true together are found here; else by ``assess``.
        book: rule data other than the shipped ones.

    Raises:
        AnswersRefused: with all faults in ``every``, each with a code, the fact and a message without the answer.
    """
    return wire.read_checked(book or source.book(), given, lenient=lenient, dates=dates)


@door
def assess_again(result: str | bytes | Mapping[str, Any], *, book: Book | None = None) -> Assessment:
    """Assess once more from a stored result that holds the answers: what ``a.to_json(values=True)`` wrote.

    By the rules of today: whether they are those of the result, tells its ``seal``.

    Raises:
        AnswersRefused: it holds no answers or dates, or such as cannot be read.
        UnknownName, AnswerError, JudgementError, DateError: as :func:`assess`.
    """
    book = book or source.book()
    told = wire.object_of(jsontext.parse(result) if isinstance(result, str | bytes) else result, "result")
    days = {name: wire.day(item) for name, item in wire.object_of(told.get("dates"), "dates").items()}
    unknown = [name for name in days if not named(name, [f.name for f in attrs.fields(Dates)])]
    if unknown or "as_of" not in days:
        what, todo = message("These are not the dates of a result."), message("Give what to_json(values=True) wrote.")
        raise AnswersRefused(what, where="dates", todo=todo, code="no-result", reason="dates")
    others = told.get("others") or []
    people = [wire.object_of(other, "others") for other in others] if isinstance(others, list) else []
    given = [(str(other.get("about")), wire.read_checked(book, other.get("answers"))) for other in people]
    return assess(
        wire.read_checked(book, told.get("answers")),
        **days,
        roles=list(wire.object_of(told.get("by_role") or {}, "by_role")),
        others=given,
        book=book,
    )


def _check_role(answers: Mapping[str, Any], roles: Sequence[str]) -> None:
    """Refuse an answer that says otherwise than the roles what the worker is. Raises :class:`AnswerError`."""
    if roles and answers.get(ROLE) not in (None, *roles):
        raise AnswerError(
            message("The answer and the roles say different things about the worker."), where=ROLE, todo=message("Give one of them.")
        )


def _check_given(roles: object, others: object) -> None:
    """Refuse what is not of the kind that it must be. Raises :class:`AnswerError` or :class:`UnknownName`."""
    if not isinstance(roles, list | tuple) or not all(isinstance(role, str) for role in roles):
        raise AnswerError(message("The roles are not a list."), where="roles", todo=message("Give a list of members of worker_role."))
    if not isinstance(others, list | tuple) or any(not isinstance(pair, list | tuple) or len(pair) != 2 for pair in others):
        raise AnswerError(
            message("The other people are not given as pairs."),
            where="others",
            todo=message("Give pairs such as {example}.", example='("child", {"documents_withheld": True})'),
        )
    if not all(named(about, OTHERS) for about, _ in others):
        raise UnknownName(message("There is no such relation to the person."), where="others", todo=message("Use child or family_member."))


@door
def warm(*, as_of: date | None = None, book: Book | None = None) -> None:
    """Do once what is slow the first time, so that the first person waits for nothing: a service calls it when it starts.

    Reads the rule data and the catalogues, compiles the rules for the person, for others and for every role, of deeds on an open day and
    of deeds of today, and finds out what can be asked while nothing is known. All of it is kept with the rule data. Changes no result.

    Args:
        as_of: the day on which people will be assessed; the last one until which the law was read when left out. Other days share with it
            whatever the law did not change between them.
        book: rule data other than the shipped ones.

    Raises:
        LoadError: the rule data cannot be read.
        DateError: ``as_of`` is not a date, or lies outside the years that can be.
    """
    book = book or source.book()
    as_of = max(each.verified_until for each in book.rulesets.values()) if as_of is None else as_of
    roles = [str(role) for role in book.facts[ROLE].values] if ROLE in book.facts else []
    a = assess({}, as_of=as_of, roles=roles, others=[(about, {}) for about in OTHERS], book=book)
    for lang in LANGUAGES:
        a.to_json(lang)
        a.html(lang)
        a.explain(lang, register="plain")
    assess({}, as_of=as_of, act_from=as_of, book=book).ask()


@attrs.frozen(eq=False)
class Loaded:
    """One rule on one day, with the rules that it uses."""

    book: Book = attrs.field(repr=False)
    rule: Rule = attrs.field(repr=lambda r: r.id)
    on: date

    @cached_property
    def _dates(self) -> Dates:
        """The dates of a case of which only the day is known."""
        return Dates(self.on)

    @door
    def decide(
        self,
        answers: Mapping[str, Any],
        *,
        act_from: date | None = None,
        act_to: date | None = None,
        applied_on: date | None = None,
    ) -> Decision:
        """Decide the rule for one person; arguments as in :func:`assess`."""
        alone = act_from is None and act_to is None and applied_on is None
        dates = self._dates if alone else Dates(self.on, act_from, act_to, applied_on)
        return explain.decision_of(Case(self.book, read_answers(self.book, answers, dates), dates), self.rule.id)


@door
def load(name: RuleId | str, *, on: date, book: Book | None = None) -> Loaded:
    """Load one rule as it is on a day; one of deeds or applications also after its end, as they can be older than the day.

    Raises:
        UnknownName: there is no such rule.
        NotInForce: the rule gives no outcome on that day.
        DateError: ``on`` is not a date.
    """
    book = book or source.book()
    if not named(name, book.rules):
        raise UnknownName(
            message("There is no such rule."), where=name, todo=nearest(name, book.rules) or message("See `tunnistus show rules`.")
        )
    if type(on) is not date:
        raise DateError(message("This is not a date."), where="on", todo=message("Give a datetime.date."))
    rule = book.rules[name]
    if on not in rule.valid if rule.clock == "decision" else rule.valid.since and on < rule.valid.since:
        since, until = rule.valid.since or "the beginning", rule.valid.until or "today's knowledge"
        raise NotInForce(
            message("The rule is not in force on {on}.", on=on),
            where=name,
            todo=message("It is in force from {since} until {until}.", since=since, until=until),
        )
    return Loaded(book, rule, on)


def _json(result: Assessment | Decision, lang: str | None, register: str, full: bool, values: bool) -> str:
    data = result.to_dict(full=full, values=values)
    if lang is None:
        return jsontext.text(data)
    return jsontext.text({**data, "texts": result_texts(result, data, Speaker(result.case.book, lang, register))})


WAYS: Final = {"text": report.text, "markdown": report.markdown, "html": html}


@door
def render(
    result: Assessment | Decision, lang: str, *, register: str = "worker", form: str = "text", full: bool = False, lists: bool = False
) -> str:
    """Write an assessment or one decision in ``fi``, ``sv`` or ``en`` as ``text``, ``markdown``, ``html`` or ``json``.

    Args:
        form: ``json`` is the result as data (``docs/json.md``) with its sentences, and no answers.
        full: of an assessment everything; else the brief or, in the register ``plain``, the letter. A decision is always written whole,
            but for JSON.

    Raises:
        UnknownName: there is no such language, register or form.
    """
    if not named(form, (*WAYS, "json")):
        todo = nearest(form, (*WAYS, "json")) or message("Use text, markdown, html or json.")
        raise UnknownName(message("There is no such form."), where="form", todo=todo)
    if not isinstance(result, Decision | Assessment):
        raise UnknownName(message("This is not a result."), where="result", todo=message("Give an assessment or a decision."))
    if form == "json":
        return _json(result, lang, register, full, values=False)
    if isinstance(result, Decision):
        return WAYS[form](say.decision_report(result, lang, register=register))
    if full or lists:
        return WAYS[form](say.assessment_report(result, lang, register=register, lists=lists))
    speaker = Speaker(result.case.book, lang, register)
    page = page_report(_short(result, register), speaker)
    if form == "html" and register == "worker":
        return html(page, more=[say.assessment_report(result, lang)])
    return WAYS[form](page)


@door
def picture(thing: Assessment | Decision | Loaded | Rule, lang: str, *, kind: str = "", book: Book | None = None) -> Picture:
    """Draw a rule, a decision or an assessment in ``fi``, ``sv`` or ``en``; each picture holds the same as a list.

    Args:
        kind: of a rule ``tree``; of a decision ``tree`` (the first, if left out), with the state of each condition, or ``timeline``; of an
            assessment ``signs`` (the first) or ``timeline``.
        book: of a rule, the rule data it stands in, if they are not the shipped ones.

    Raises:
        UnknownName: there is no such language or picture, or the rule is not in the book.
    """
    if isinstance(thing, Decision):
        return pictures.of_decision(thing, lang, kind or "tree")
    if isinstance(thing, Assessment):
        return pictures.of_person(thing, lang, kind or "signs")
    if kind not in ("", "tree"):
        raise UnknownName(message("There is no such picture of this."), where="kind", todo=message("Use tree."))
    if isinstance(thing, Loaded):
        return pictures.of_rule(thing.book, thing.rule, lang, thing.on)
    book = book or source.book()
    if not isinstance(thing, Rule) or book.rules.get(thing.id) != thing:
        raise UnknownName(
            message("This is not a rule of the book."),
            where="thing",
            todo=message("Give an assessment, a decision, or a rule with its book."),
        )
    return pictures.of_rule(book, thing, lang)


@door
def show(
    thing: Assessment | Decision | Question | Loaded | Rule | Tells | str, lang: str, *, register: str = "worker", book: Book | None = None
) -> Shown:
    """Show a thing in a notebook in ``fi``, ``sv`` or ``en``; it can also be written as a part of a page, as Markdown or as text.

    Args:
        thing: an assessment (its brief or letter), a decision, a question, a rule, a comparison of two days; or the id of a rule, of a fact
            or of a training story.
        register: of an assessment, a decision or a question ``worker``, or ``plain`` to read with the person.
        book: of a question, a rule or an id, the rule data it stands in, if they are not the shipped ones.

    Raises:
        UnknownName: there is no such language, register or id, or it is nothing that can be shown.
    """
    if isinstance(thing, Assessment):
        return Shown("assessment", page_report(_short(thing, register), Speaker(thing.case.book, lang, register)))
    if isinstance(thing, Decision):
        return Shown("decision", say.decision_report(thing, lang, register=register))
    if isinstance(thing, Loaded):
        return Shown("rule", rule_report(thing.book, thing.rule.id, lang))
    book = book or source.book()
    if isinstance(thing, Question) and thing.fact in book.facts:
        return Shown("question", question_report(book, thing, lang, register=register))
    if isinstance(thing, Rule) and book.rules.get(thing.id) == thing:
        return Shown("rule", rule_report(book, thing.id, lang))
    if isinstance(thing, str):
        return _named(book, thing, lang)
    if isinstance(thing, Tells):
        return Shown("diff", thing.told(lang))
    raise UnknownName(
        message("This cannot be shown."), where="thing", todo=message("Give a result, a question, a rule, a comparison or an id.")
    )


def _named(book: Book, name: str, lang: str) -> Shown:
    if name in book.rules:
        return Shown("rule", rule_report(book, name, lang))
    if name in book.facts:
        return Shown("fact", fact_report(book, name, lang))
    if is_story(book, name):
        return Shown("story", story_report(book, name, lang))
    todo = nearest(name, {*book.rules, *book.facts}) or message("See `tunnistus show rules` and `tunnistus show facts`.")
    raise UnknownName(message("There is no such rule, fact or story."), where=name, todo=todo)
