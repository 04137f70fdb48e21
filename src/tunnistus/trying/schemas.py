"""JSON Schemas (2020-12) of all that goes in and comes out: answers, results, receipts and rule files.

That of answers is made from the facts of a book and says what each of them takes; it is as strict as the reader but for the number of
decimals, which JSON Schema cannot count exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tunnistus.errors import UnknownName, door, named, nearest
from tunnistus.limits import MAX_NUMBER
from tunnistus.messages import message
from tunnistus.reading.documents import json_schema as rules_schema
from tunnistus.reading.documents import receipt_schema
from tunnistus.reading.resultfile import result_schema
from tunnistus.rules.answers import Mark
from tunnistus.rules.decimals import bound, plain
from tunnistus.rules.model import Book, Fact
from tunnistus.shipping import source

__all__ = ["json_schema"]

Schema = dict[str, Any]
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_OPEN: Final = [*(mark.value.lower() for mark in Mark), None]


def _answers_schema(book: Book) -> Schema:
    facts = sorted(book.facts.values(), key=lambda fact: fact.order)
    return {
        "title": "Answers about one person", "type": "object", "additionalProperties": False,
        "properties": {fact.id: _answer(book, fact) for fact in facts},
        "$defs": {
            "open": {"description": "Perhaps, declined, or not known.", "enum": _OPEN},
            "yes_or_no": {"enum": [True, False, *_OPEN]},
            "day": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
            "function": {"description": "Who made a judgement.", "enum": sorted(book.actors)},
        },
    }  # fmt: skip


def _answer(book: Book, fact: Fact) -> Schema:
    if fact.judgement:
        judged = {"judged": _value(fact), "by": {"$ref": "#/$defs/function"}, "day": {"$ref": "#/$defs/day"}}
        who = f"It belongs to: {', '.join(fact.judgement.who)}. From others it is a view."
        shape = {"type": "object", "additionalProperties": False, "required": list(judged), "properties": judged}
        return {"description": who, "anyOf": [{"$ref": "#/$defs/open"}, shape]}
    if fact.type == "bool":
        return {"$ref": "#/$defs/yes_or_no"}
    if fact.type == "enum":
        return {"enum": [*fact.values, *_OPEN]}
    return {"anyOf": [{"$ref": "#/$defs/open"}, _value(fact)]}


def _value(fact: Fact) -> Schema:
    """The values that a fact takes, alone."""
    if fact.type == "bool":
        return {"type": "boolean"}
    if fact.type == "enum":
        return {"enum": list(fact.values)}
    return {"$ref": "#/$defs/day"} if fact.type == "date" else _number(fact)


def _number(fact: Fact) -> Schema:
    most = bound(fact.decimals) if fact.decimals else MAX_NUMBER
    low = {"exclusiveMinimum": plain(-most)} if fact.low is None else {"minimum": plain(fact.low)}
    high = {"exclusiveMaximum": plain(most)} if fact.high is None else {"maximum": plain(fact.high)}
    if not fact.decimals:
        return {"type": "integer", **low, **high}
    return {"type": "number", "description": f"At most {fact.decimals} decimals.", **low, **high}


_KINDS: Final[dict[str, Callable[[Book], Schema]]] = {
    "answers": _answers_schema,
    "result": lambda _: result_schema(),
    "receipt": lambda _: receipt_schema(),
    "rules": lambda _: rules_schema(),
}


@door
def json_schema(kind: str, *, book: Book | None = None) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of ``answers``, a ``result``, a ``receipt`` or the files of ``rules``.

    Args:
        book: of answers, rule data other than the shipped ones.

    Raises:
        UnknownName: there is no such kind.
    """
    if not named(kind, _KINDS):
        todo = nearest(kind, _KINDS) or message("Use answers, result, receipt or rules.")
        raise UnknownName(message("There is no such schema."), where="kind", todo=todo)
    return {"$schema": DRAFT, **_KINDS[kind](book or source.book())}
