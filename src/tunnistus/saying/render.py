"""The doors of this room: a result, a rule or a fact is written, drawn or shown, in a language and a form."""

from __future__ import annotations

from typing import Any, Final

import attrs

from tunnistus.errors import UnknownName, door, named, nearest
from tunnistus.explaining.asking import Question
from tunnistus.explaining.assessed import Assessed, ours
from tunnistus.explaining.explain import Decision
from tunnistus.explaining.loaded import Loaded
from tunnistus.messages import message
from tunnistus.rules import jsontext
from tunnistus.rules.model import Book, Rule
from tunnistus.saying import pictures, report, say
from tunnistus.saying.brief import brief
from tunnistus.saying.facts import fact_report
from tunnistus.saying.html import html
from tunnistus.saying.letter import letter
from tunnistus.saying.page import Page, page_data, page_report
from tunnistus.saying.pdf import pdf
from tunnistus.saying.pictures import Picture
from tunnistus.saying.references import Refer, references
from tunnistus.saying.result_texts import result_texts
from tunnistus.saying.show import rule_report
from tunnistus.saying.shown import Shown, Tells, is_story, question_report, story_report
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

__all__ = ["as_data", "as_json", "as_notebook", "as_pdf", "picture", "render", "show"]


def as_json(result: Assessed | Decision, lang: str | None, *, register: str, full: bool, values: bool) -> str:
    """Return a result as JSON, with its sentences where a language is given."""
    data = result.to_dict(full=full, values=values)
    if lang is None:
        return jsontext.text(data)
    return jsontext.text({**data, "texts": result_texts(result, data, Speaker(result.case.book, lang, register, result.case.dates))})


def as_data(a: Assessed, lang: str, *, register: str) -> dict[str, Any]:
    """Return the brief or the letter as plain data."""
    return page_data(_short(a, register), Speaker(a.case.book, lang, register, a.case.dates))


def as_pdf(a: Assessed, lang: str, *, register: str) -> bytes:
    """Return the brief or the letter as a tagged PDF. Raises :class:`TunnistusError` where the extra is not installed."""
    return pdf(page_report(_short(a, register), Speaker(a.case.book, lang, register, a.case.dates)))


def as_notebook(a: Assessed) -> str:
    """Return the brief as a part of a page, as a notebook shows what it is not told the language of."""
    return html(page_report(brief(a), Speaker(a.case.book, "en", dates=a.case.dates)), whole=False)


def _short(a: Assessed, register: str) -> Page:
    return letter(a) if register == "plain" else brief(a)


WAYS: Final = {"text": report.text, "markdown": report.markdown}
FORMS: Final = (*WAYS, "html", "json")


@door
def render(
    result: Assessed | Decision, lang: str, *, register: str = "worker", form: str = "text", full: bool = False, lists: bool = False,
    handbook: str = "",
) -> str:  # fmt: skip
    """Write an assessment or one decision in ``fi``, ``sv`` or ``en`` as ``text``, ``markdown``, ``html`` or ``json``.

    Args:
        form: ``json`` is the result as data (``docs/json.md``) with its sentences, and no answers.
        full: of an assessment everything; else the brief or, in the register ``plain``, the letter. A decision is always written whole,
            but for JSON.
        handbook: of HTML for the worker, where a handbook stands to which sentences lead: an address on the network or a path, below which
            there are ``fi``, ``sv`` and ``en``. No answer is in an address that is led to.

    Raises:
        UnknownName: there is no such language, register or form, or no handbook can have such an address.

    >>> from datetime import date
    >>> import tunnistus as tn
    >>> a = tn.assess({"documents_withheld": True}, as_of=date(2026, 11, 24))
    >>> tn.render(a.next_step, "en").splitlines()[0]
    'What to do next'
    """
    if not named(form, FORMS):
        todo = nearest(form, FORMS) or message("Use text, markdown, html or json.")
        raise UnknownName(message("There is no such form."), where="form", todo=todo)
    if not isinstance(result, Decision | Assessed):
        raise UnknownName(message("This is not a result."), where="result", todo=message("Give an assessment or a decision."))
    if handbook and form != "html":
        raise UnknownName(message("Only HTML leads to a handbook."), where="handbook", todo=message("Leave it out, or use the form html."))
    if form == "json":
        return as_json(result, lang, register=register, full=full, values=False)
    if form == "html":
        return _as_html(result, lang, register, _refer(result.case.book, lang, register, handbook), full=full, lists=lists)
    if isinstance(result, Decision):
        return WAYS[form](say.decision_report(result, lang, register=register))
    if full or lists:
        return WAYS[form](say.assessment_report(result, lang, register=register, lists=lists))
    return WAYS[form](page_report(_short(result, register), Speaker(result.case.book, lang, register, result.case.dates)))


def _as_html(result: Assessed | Decision, lang: str, register: str, refer: Refer | None, *, full: bool, lists: bool) -> str:
    """A whole page; below the brief the full page stands folded."""
    if isinstance(result, Decision):
        return html(say.decision_report(result, lang, register=register), refer=refer)
    if full or lists:
        return html(say.assessment_report(result, lang, register=register, lists=lists), refer=refer)
    worker = register == "worker"
    page = brief(result, ours(result).ask()) if worker else letter(result)  # the full page tells how many questions there are
    more = [say.assessment_report(result, lang)] if worker else ()
    return html(page_report(page, Speaker(result.case.book, lang, register, result.case.dates)), more=more, refer=refer)


def _refer(book: Book, lang: str, register: str, handbook: str) -> Refer | None:
    """What leads to the handbook; nothing from words that are read with the person."""
    found = references(book, lang, handbook, source.book() if handbook else book)
    return found if register == "worker" else None


@door
def picture(thing: Assessed | Decision | Loaded | Rule, lang: str, *, kind: str = "", book: Book | None = None) -> Picture:
    """Draw a rule, a decision or an assessment in ``fi``, ``sv`` or ``en``; each picture holds the same as a list.

    Args:
        kind: of a rule ``tree``; of a decision ``tree`` (the first, if left out), with the state of each condition, or ``timeline``; of an
            assessment ``signs`` (the first) or ``timeline``.
        book: of a rule, the rule data it stands in, if they are not the shipped ones.

    Raises:
        UnknownName: there is no such language or picture, or the rule is not in the book.

    >>> from datetime import date
    >>> import tunnistus as tn
    >>> tn.picture(tn.load("permit.52a1", on=date(2026, 11, 24)), "en")
    <Picture tree in en>
    """
    if isinstance(thing, Decision):
        return pictures.of_decision(thing, lang, kind or "tree")
    if isinstance(thing, Assessed):
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
    thing: Assessed | Decision | Question | Loaded | Rule | Tells | str, lang: str, *, register: str = "worker", book: Book | None = None,
    handbook: str = "",
) -> Shown:  # fmt: skip
    """Show a thing in a notebook in ``fi``, ``sv`` or ``en``; it can also be written as a part of a page, as Markdown or as text.

    Args:
        thing: an assessment (its brief or letter), a decision, a question, an interview (what it asks now), a rule, a comparison of two
            days; or the id of a rule, of a fact or of a training story.
        register: of an assessment, a decision, a question or an interview ``worker``, or ``plain`` to read with the person.
        book: of a question, a rule or an id, the rule data it stands in, if they are not the shipped ones.
        handbook: as of :func:`render`.

    Raises:
        UnknownName: there is no such language, register or id, or it is nothing that can be shown, or no handbook can have such an address.

    >>> import tunnistus as tn
    >>> tn.show("documents_withheld", "en")
    <Shown fact in en>
    """
    own = thing.case.book if isinstance(thing, Assessed | Decision) else getattr(thing, "book", None)  # a comparison has one as well
    book = own or book or source.book()
    Speaker(book, lang, register)
    shown = _shown(thing, lang, register, book)
    return attrs.evolve(shown, refer=_refer(book, lang, register, handbook))


def _shown(thing: object, lang: str, register: str, book: Book) -> Shown:
    if isinstance(thing, Assessed):
        return Shown("assessment", page_report(_short(thing, register), Speaker(book, lang, register, thing.case.dates)))
    if isinstance(thing, Decision):
        return Shown("decision", say.decision_report(thing, lang, register=register))
    if isinstance(thing, Loaded):
        return Shown("rule", rule_report(book, thing.rule.id, lang))
    if isinstance(thing, Question) and thing.fact in book.facts:
        return Shown("question", question_report(book, thing, lang, register=register))
    if isinstance(thing, Rule) and book.rules.get(thing.id) == thing:
        return Shown("rule", rule_report(book, thing.id, lang))
    if isinstance(thing, str):
        return _named(book, thing, lang)
    if isinstance(thing, Tells):
        return Shown(thing.shown_as, thing.told(lang, register))
    todo = message("Give a result, a question, an interview, a rule, a comparison or an id.")
    raise UnknownName(message("This cannot be shown."), where="thing", todo=todo)


def _named(book: Book, name: str, lang: str) -> Shown:
    if name in book.rules:
        return Shown("rule", rule_report(book, name, lang))
    if name in book.facts:
        return Shown("fact", fact_report(book, name, lang))
    if is_story(book, name):
        return Shown("story", story_report(book, name, lang))
    todo = nearest(name, {*book.rules, *book.facts}) or message("See `tunnistus show rules` and `tunnistus show facts`.")
    raise UnknownName(message("There is no such rule, fact or story."), where=name, todo=todo)
