"""What a form asks: which facts, on which page and in which order, and which questions are asked only after another one.

Nothing here knows a language. A form is asked all at once by another program, so that it cannot look ahead as the interview does: it goes
by the stages of the facts, danger before anything else, broad questions before the group that they open, the most sensitive last and
judgements after everything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import attrs

from tunnistus.deciding.reads import facts_of
from tunnistus.errors import UnknownName, named, nearest
from tunnistus.explaining.assessed import identification
from tunnistus.explaining.opening import WAIT, openers
from tunnistus.messages import message
from tunnistus.rules.model import Book, Fact

__all__ = ["JUDGEMENTS", "Field", "Opening", "fields_of"]

JUDGEMENTS: Final = 5  # the page after those of the four stages


@attrs.frozen
class Opening:
    """A broad question that opens another one, by one of these answers, as JSON has them; ``None`` is "not known".

    Attributes:
        seen: pairs of a fact and an answer. If there are any, one of them has to be given as well.
    """

    fact: str
    answers: tuple[bool | str | None, ...]
    seen: tuple[tuple[str, bool], ...] = ()


@attrs.frozen
class Field:
    """A fact that a form asks about.

    Attributes:
        page: 1 to 4, the stage at which it is asked, or :data:`JUDGEMENTS`.
        when: it is asked when one of these holds; always, when there are none.
    """

    fact: Fact
    page: int
    when: tuple[Opening, ...] = ()


def fields_of(book: Book, *, rules: Sequence[str], facts: Sequence[str], judged_by: Collection[str]) -> tuple[Field, ...]:
    """Return the fields of a form in order.

    Args:
        rules: it asks what these read; if neither these nor ``facts`` are given, what identification rests on.
        facts: it asks these as well.
        judged_by: of what the rules read, judgements are asked that one of these functions makes. Else none.

    Raises:
        UnknownName: there is no such rule, fact or function, or a fact is not asked.
    """
    for names, known, what in (
        (rules, book.rules, message("There is no such rule.")),
        (facts, book.facts, message("There is no such fact.")),
        (judged_by, book.actors, message("There is no such function.")),
    ):
        for name in names:
            if not named(name, known):
                todo = nearest(name, known) or message("See `tunnistus show rules`, `show facts` and `show actors`.")
                raise UnknownName(what, where=str(name), todo=todo)
    for name in facts:
        if not book.facts[name].askable:
            todo = message("Ask about the facts that it follows from; see `tunnistus show {fact}`.", fact=name)
            raise UnknownName(message("This fact is not asked: it follows from others."), where=name, todo=todo)
    return _ordered(book, _chosen(book, rules, facts, judged_by))


def _chosen(book: Book, rules: Sequence[str], facts: Sequence[str], judged_by: Collection[str]) -> dict[str, Fact]:
    """The facts that are asked, in the order of the vocabulary; with the broad questions that open two of them or more."""
    of_rules = rules or (() if facts else identification(book))
    read = {name for rule in of_rules for name in facts_of(book, book.rules[rule])}
    names = {n for n in read if _is_put(book.facts[n], judged_by)} | {*facts}
    broad = [f.id for f in book.facts.values() if f.opens and _is_put(f, judged_by) and len(names & {*f.opens}) > 1]
    return {name: fact for name, fact in book.facts.items() if name in names or name in broad}


def _is_put(fact: Fact, judged_by: Collection[str]) -> bool:
    return fact.askable and (fact.judgement is None or any(who in judged_by for who in fact.judgement.who))


def _ordered(book: Book, asked: Mapping[str, Fact]) -> tuple[Field, ...]:
    gates = openers(book)
    pages: dict[str, int] = {}

    def page(fact: Fact) -> int:
        if fact.id not in pages:
            before = [page(asked[gate]) for gate in gates.get(fact.id, ()) if gate in asked]
            least = max((WAIT, *before)) if fact.id in gates else 1
            pages[fact.id] = JUDGEMENTS if fact.judgement else max(fact.stage, least)
        return pages[fact.id]

    def depth(name: str) -> int:
        return 1 + max((depth(gate) for gate in gates.get(name, ()) if gate in asked), default=-1)

    def turn(fact: Fact) -> tuple[int, bool, int, int]:
        return page(fact), page(fact) == 1 and fact.element != "safety", depth(fact.id), fact.order

    found = sorted(asked.values(), key=turn)
    return tuple(Field(fact, pages[fact.id], _openings(book, asked, fact)) for fact in found)


def _openings(book: Book, asked: Mapping[str, Fact], fact: Fact) -> tuple[Opening, ...]:
    """When a fact of a group is asked, as the interview does it; nothing, where the form alone cannot tell.

    It cannot where a broad question is not in the form, and of a fact of two groups, which would open each other in a circle.
    """
    gates = openers(book).get(fact.id, ())
    if not gates or any(gate not in asked or asked[gate].type != "bool" for gate in gates) or fact.id in _shared(book, asked, gates):
        return ()
    return tuple(opening for gate in gates for opening in _by(book, asked, asked[gate]))


def _shared(book: Book, asked: Mapping[str, Any], gates: Sequence[str]) -> list[str]:
    """Facts of these groups that stand in another group too, which can be seen although the broad question was answered with no."""
    return [name for gate in gates for name in book.facts[gate].opens if name in asked and len(openers(book)[name]) > 1]


def _by(book: Book, asked: Mapping[str, Fact], gate: Fact) -> tuple[Opening, ...]:
    """How a broad question opens its group: by yes or perhaps; if it is about signs, also by "not known", and by a sign seen after a no."""
    if gate.polarity != "risk":
        return (Opening(gate.id, (True, "maybe")),)
    signs = [asked[name] for name in _shared(book, asked, [gate.id]) if asked[name].type == "bool" and asked[name].judgement is None]
    after_no = Opening(gate.id, (False,), tuple((sign.id, sign.polarity != "reassuring") for sign in signs))
    return (Opening(gate.id, (True, "maybe", None)), *([after_no] if signs else []))
