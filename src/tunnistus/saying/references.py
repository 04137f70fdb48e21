"""References from a result to the pages of the handbook: where each leads, and what it is called in the language of the result."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs

from tunnistus.rules.model import Book, Cite
from tunnistus.saying.addresses import address, cited, clause_address, handbook_at, page_at
from tunnistus.saying.speaker import Speaker

__all__ = ["Refer", "Reference", "references"]


@attrs.frozen
class Reference:
    """A link to a page of the handbook.

    Attributes:
        word: what kind of page it is; what is seen.
        title: what the page is about; heard after the word.
        to: the address. It holds no answer.
    """

    word: str
    title: str
    to: str


Refer = Callable[[str], Reference | None]
"""Gives the reference of what a line tells about; none where the handbook has no page of it."""


def references(book: Book, lang: str, handbook: str, shipped: Book) -> Refer | None:
    """Return what gives references to a handbook; ``None`` where no handbook is named.

    Args:
        handbook: its address, below which the folders of the languages stand.
        shipped: the rule data that it tells of. A rule or fact of others that goes by the same name and says something else has no page.

    Raises:
        UnknownName: that is no address of a handbook.
    """
    at = handbook_at(handbook)
    if not at:
        return None
    s = Speaker(book, lang)
    cites = {str(cite): cite for cite in _cites(shipped)}

    def told(about: str) -> tuple[str, str, str] | None:
        """The word, the title and the place in the handbook."""
        kind, _, name = about.partition(" ")
        if kind == "rule" and _same(book, shipped, name):
            return s.t.ui("reference.rule", "Sääntö"), s.title(name), address(about)
        if kind == "clause":
            rule, _, clause = name.partition(" ")
            found = _same(book, shipped, rule) and any(each.name == clause for each in shipped.rules[rule].clauses)
            return (s.t.ui("reference.clause", "Kohta"), f"{s.title(rule)} · {clause}", clause_address(rule, clause)) if found else None
        if kind == "fact" and name in shipped.facts and book.facts.get(name) == shipped.facts[name]:
            return s.t.ui("reference.fact", "Tieto"), s.question(book.facts[name]), address(about)
        if kind == "cite" and name in cites and cites[name].act in book.acts:
            return s.t.ui("reference.act", "Säädös"), s.short(cites[name]), cited(cites[name])
        if kind == "list" and name in shipped.lists and name in book.lists:
            return s.t.ui("reference.list", "Luettelo"), s.t.say(f"list.{name}.title"), address(about)
        if kind == "story" and name in shipped.stories and name in book.stories:
            return s.t.ui("reference.story", "Kertomus"), s.t.say(f"vignette.{name}.title"), address(about)
        return None

    def refer(about: str) -> Reference | None:
        found = told(about)
        return Reference(found[0], found[1], page_at(at, lang, found[2])) if found else None

    return refer


def _same(book: Book, shipped: Book, rule: str) -> bool:
    return rule in shipped.rules and book.rules.get(rule) == shipped.rules[rule]


def _cites(book: Book) -> Iterator[Cite]:
    """Every citation of rules, facts and relations."""
    yield from (cite for rule in book.rules_in_order() for clause in rule.clauses for cite in clause.cite)
    yield from (cite for fact in book.facts.values() for cite in fact.cite)
    yield from (cite for relation in book.relations for cite in relation.cite)
