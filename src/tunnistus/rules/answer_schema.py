"""What each fact takes as JSON Schema (2020-12). As strict as the reader but for the number of decimals, which it cannot count exactly."""

from __future__ import annotations

from typing import Any, Final

from tunnistus.limits import MAX_NUMBER
from tunnistus.rules.answers import Mark
from tunnistus.rules.decimals import bound, plain
from tunnistus.rules.model import Book, Fact

__all__ = ["DRAFT", "MARKS", "answers_schema", "definitions", "judged_schema", "value_schema"]

Schema = dict[str, Any]
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
MARKS: Final = tuple(mark.value.lower() for mark in Mark)
_OPEN: Final = [*MARKS, None]
_DAYS: Final = "^(1[6-9]|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$"  # from FIRST_DAY to LAST_DAY; a test compares


def answers_schema(book: Book) -> Schema:
    """Return the schema of the answers about one person."""
    facts = sorted(book.facts.values(), key=lambda fact: fact.order)
    return {
        "title": "Answers about one person", "type": "object", "additionalProperties": False,
        "properties": {fact.id: _answer(fact) for fact in facts},
        "$defs": {
            "open": {"description": "Perhaps, declined, or not known.", "enum": _OPEN},
            "yes_or_no": {"enum": [True, False, *_OPEN]},
            **definitions(book),
        },
    }  # fmt: skip


def definitions(book: Book) -> Schema:
    """Return what the schemas of values and judgements refer to."""
    return {
        "day": {"type": "string", "format": "date", "pattern": _DAYS},
        "function": {"description": "Who made a judgement.", "enum": sorted(book.actors)},
    }


def _answer(fact: Fact) -> Schema:
    if fact.judgement:
        who = f"It belongs to: {', '.join(fact.judgement.who)}. From others it is a view."
        return {"description": who, "anyOf": [{"$ref": "#/$defs/open"}, judged_schema(fact)]}
    if fact.type == "bool":
        return {"$ref": "#/$defs/yes_or_no"}
    if fact.type == "enum":
        return {"enum": [*fact.values, *_OPEN]}
    return {"anyOf": [{"$ref": "#/$defs/open"}, value_schema(fact)]}


def judged_schema(fact: Fact) -> Schema:
    """Return the schema of a judgement: its value, who made it and when."""
    judged = {"judged": value_schema(fact), "by": {"$ref": "#/$defs/function"}, "day": {"$ref": "#/$defs/day"}}
    return {"type": "object", "additionalProperties": False, "required": list(judged), "properties": judged}


def value_schema(fact: Fact) -> Schema:
    """Return the schema of the values that a fact takes, alone."""
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
