"""JSON Schemas (2020-12) of all that goes in and comes out: answers, results, receipts and rule files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tunnistus.errors import UnknownName, door, named, nearest
from tunnistus.messages import message
from tunnistus.reading.documents import json_schema as rules_schema
from tunnistus.reading.documents import receipt_schema
from tunnistus.reading.resultfile import result_schema
from tunnistus.rules.answer_schema import DRAFT, Schema, answers_schema
from tunnistus.rules.model import Book
from tunnistus.shipping import source

__all__ = ["json_schema"]
_KINDS: Final[dict[str, Callable[[Book], Schema]]] = {
    "answers": answers_schema,
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

    >>> import tunnistus as tn
    >>> tn.json_schema("answers")["properties"]["documents_withheld"]
    {'$ref': '#/$defs/yes_or_no'}
    """
    if not named(kind, _KINDS):
        todo = nearest(kind, _KINDS) or message("Use answers, result, receipt or rules.")
        raise UnknownName(message("There is no such schema."), where="kind", todo=todo)
    return {"$schema": DRAFT, **_KINDS[kind](book or source.book())}
