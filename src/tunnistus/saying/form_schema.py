"""A form as JSON Schema (2020-12) with titles in one language, for programs that draw a form from a schema.

Three keywords are ours: ``x-pages`` tells the pages with their titles, ``x-page`` and ``x-order`` where a question stands, and ``x-when``
after which answers it is asked. What passes the schema is read by :func:`tunnistus.answers_from_json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tunnistus.rules.answer_schema import DRAFT, Schema, definitions, judged_schema, value_schema
from tunnistus.rules.model import Fact
from tunnistus.saying import form_words as words
from tunnistus.saying.asked import Field, Opening
from tunnistus.saying.speaker import Speaker

__all__ = ["form_schema"]


def form_schema(s: Speaker, fields: Sequence[Field]) -> Schema:
    """Return the schema of the answers to a form. No answer is required."""
    return {
        "$schema": DRAFT, "title": words.title(s), "description": words.note(s), "type": "object", "additionalProperties": False,
        "x-pages": [{"page": page, "title": words.page(s, page)} for page in dict.fromkeys(field.page for field in fields)],
        "properties": {field.fact.id: _question(s, field, n) for n, field in enumerate(fields, 1)},
        "$defs": {"day": definitions(s.book)["day"]},
    }  # fmt: skip


def _question(s: Speaker, field: Field, order: int) -> Schema:
    hint = words.hint(s, field.fact)
    return {
        "title": s.question(field.fact), **({"description": hint} if hint else {}),
        "oneOf": [*_answers(s, field.fact), *_open(s, field.fact)],
        "x-page": field.page, "x-order": order, **({"x-when": [_opening(each) for each in field.when]} if field.when else {}),
    }  # fmt: skip


def _answers(s: Speaker, fact: Fact) -> Iterator[Schema]:
    values = _values(s, fact)
    if fact.judgement:
        judged = judged_schema(fact)
        inside = judged["properties"]
        inside["judged"] = {"oneOf": values} if values else inside["judged"]
        who = [{"const": name, "title": words.actor(s, name)} for name in fact.judgement.who]
        inside["by"] = {"title": words.by(s), "oneOf": who}
        inside["day"] = {"title": words.day(s), **inside["day"]}
        yield judged
    elif values:
        yield from values
    else:
        yield {key: part for key, part in value_schema(fact).items() if key != "description"}  # which stands in the hint, in the language


def _values(s: Speaker, fact: Fact) -> list[Schema]:
    found: Sequence[bool | str] = (True, False) if fact.type == "bool" else fact.values
    return [{"const": each, "title": words.value(s, fact, each)} for each in found]


def _open(s: Speaker, fact: Fact) -> Iterator[Schema]:
    yield from ({"const": word, "title": words.mark(s, word)} for word in words.marks(fact))
    yield {"const": None, "title": words.mark(s, words.NOT_KNOWN)}


def _opening(each: Opening) -> dict[str, Any]:
    seen = [{"fact": name, "answers": [answer]} for name, answer in each.seen]
    return {"fact": each.fact, "answers": list(each.answers), **({"and_any": seen} if seen else {})}
