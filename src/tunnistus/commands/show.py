"""What the command ``show`` writes: a rule, a fact or a place in an act as a person reads it, and lists of rules, facts and actors."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tunnistus.errors import UnknownName, nearest
from tunnistus.messages import message
from tunnistus.rules.model import SHOWN, Book, Cite
from tunnistus.saying import pictures, report
from tunnistus.saying.citations import cited_places, clauses_citing, place_data, place_report
from tunnistus.saying.facts import chosen, domain, fact_data, fact_report
from tunnistus.saying.show import actors_data, actors_report, rule_data, rule_report
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import directories

__all__ = ["shown"]


def shown(options: argparse.Namespace, book_of: Callable[[argparse.Namespace], Book]) -> Iterable[str]:
    """Return the lines of a list, a page, or either as JSON. Raises :class:`UnknownName`.

    Args:
        options: ``name``, ``lang``, ``json`` and ``picture``; to choose among facts ``rule``, ``subject`` and ``kind``.
        book_of: gives the rules that the options name.
    """
    if options.name != "facts" and any((options.rule, options.subject, options.kind)):
        raise UnknownName(
            message("Only facts can be chosen by rule, subject or kind."), where=options.name, todo=message("Write show facts.")
        )
    if options.picture and options.name in SHOWN:
        raise _no_picture(options.name)
    if options.name == "installed":
        names = list(directories.installed_rules())
        return [_json(names)] if options.json else (f"{name}\n" for name in names)
    book = book_of(options)
    if options.name in book.rules:
        return _rule(book, options)
    if options.picture and options.name in book.facts:
        raise _no_picture(options.name)
    if options.name in book.facts:
        return _fact(book, options)
    if options.name not in SHOWN and (places := cited_places(book, options.name)):
        return _places(book, places, options)
    if options.name not in SHOWN:
        todo = nearest(options.name, {*book.rules, *book.facts, *SHOWN}) or message(
            "See `tunnistus show rules` and `tunnistus show facts`."
        )
        raise UnknownName(message("There is no such rule or fact."), where=options.name, todo=todo)
    return {"rules": _rules, "facts": _facts, "actors": _actors}[options.name](book, options)


def _no_picture(name: str) -> UnknownName:
    return UnknownName(
        message("Only a rule has a picture."), where=name, todo=message("Write the id of a rule; see `tunnistus show rules`.")
    )


def _rule(book: Book, options: argparse.Namespace) -> list[str]:
    name, lang = options.name, options.lang
    if options.picture:
        picture = pictures.of_rule(book, book.rules[name], lang)
        return [{"svg": picture.to_svg, "mermaid": picture.to_mermaid, "dot": picture.to_dot}[options.picture]()]
    return [_json(rule_data(book, name, lang)) if options.json else report.text(rule_report(book, name, lang))]


def _fact(book: Book, options: argparse.Namespace) -> list[str]:
    name, lang = options.name, options.lang
    return [_json(fact_data(Speaker(book, lang), book.facts[name])) if options.json else report.text(fact_report(book, name, lang))]


def _places(book: Book, places: Sequence[Cite], options: argparse.Namespace) -> list[str]:
    if options.picture:
        raise _no_picture(options.name)
    held = [place for place in places if any(clauses_citing(book, place))]
    if not held:
        todo = message("See `tunnistus trace --units` for the places that the rules rest on, and those that are left out.")
        raise UnknownName(message("No clause cites this place."), where=" / ".join(map(str, places)), todo=todo)
    if options.json:
        return [_json([place_data(book, place, options.lang) for place in held])]
    return ["\n".join(report.text(place_report(book, place, options.lang)) for place in held)]


def _rules(book: Book, options: argparse.Namespace) -> Iterable[str]:
    if options.json:
        return [_json([rule_data(book, rule.id, options.lang) for rule in book.rules_in_order()])]
    s = Speaker(book, options.lang)
    return (f"{rule.id:32} {s.title(rule.id)}\n" for rule in book.rules_in_order())


def _facts(book: Book, options: argparse.Namespace) -> Iterable[str]:
    s, facts = Speaker(book, options.lang), chosen(book, rule=options.rule, subject=options.subject, kind=options.kind)
    if options.json:
        return [_json([fact_data(s, fact) for fact in facts])]
    return (f"{fact.id:40} {fact.type:7} {s.question(fact)}{f' ({domain(s, fact)})' if fact.values else ''}\n" for fact in facts)


def _actors(book: Book, options: argparse.Namespace) -> list[str]:
    return [_json(actors_data(book, options.lang)) if options.json else report.text(actors_report(book, options.lang))]


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
