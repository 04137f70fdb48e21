"""Which columns rules need, and the Arrow schema to write tables by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa

from tunnistus.columns.outputs import find
from tunnistus.columns.vectors import closure
from tunnistus.deciding.expand import every_version, scope_of
from tunnistus.errors import door
from tunnistus.limits import MAX_DIGITS
from tunnistus.rules.model import Book, Fact, Rule
from tunnistus.shipping import source

__all__ = ["facts", "read_by", "schema"]

_SMALL: Final = 127  # members of an enumeration whose numbers fit into one byte
_PLAIN: Final = {"bool": pa.bool_(), "number": pa.int64(), "date": pa.date32()}


def read_by(book: Book, rules: Sequence[Rule]) -> tuple[str, ...]:
    """The facts that are tested in some version, what they are derived from, and what stands in relations with them."""
    formulas = [f for rule in rules for _, world in every_version(book, rule) for f in world.formulas]
    formulas += [scope.formula for rule in rules if (scope := scope_of(book, rule))]
    return closure(book, dict.fromkeys(name for f in formulas for name in f.facts))


@door
def facts(rules: str | Sequence[str], *, book: Book | None = None) -> dict[str, Fact]:
    """Return the facts that can matter to rules in any of their versions, in the order of the vocabulary: each can be a column.

    A :class:`Fact` tells its ``type``, ``values``, ``low``, ``high`` and ``decimals``; ``derived`` from what it follows, so that it needs
    no column; ``judgement`` that it must be said who made it.

    Args:
        rules: as of :func:`tunnistus.columns.plan`.

    Raises:
        UnknownName: no such rule or topic.

    >>> facts("next_step")["documents_withheld"].type
    'bool'
    """
    book = book or source.book()
    return {name: book.facts[name] for name in read_by(book, find(book, rules))}


@door
def schema(rules: str | Sequence[str], *, book: Book | None = None) -> Any:
    """Return the ``pyarrow.Schema`` with a column for each of :func:`facts`: write a table by it, with null where a fact is open.

    Leave out the columns of which you know nothing, those of judgements that nobody made above all. The metadata of a field hold what a
    type cannot say: ``values``, ``low``, ``high``, ``derived`` (from which columns and days it follows) and ``judgement`` (who makes it).

    Args:
        rules: as of :func:`tunnistus.columns.plan`.

    Raises:
        UnknownName: no such rule or topic.

    >>> from tunnistus import columns
    >>> columns.schema("next_step").field("documents_withheld").type
    DataType(bool)
    """
    book = book or source.book()
    fields = [pa.field(name, _type(fact), metadata=_told(fact)) for name, fact in facts(rules, book=book).items()]
    return pa.schema(fields, {"tunnistus": json.dumps({"data": book.digest})})


def _type(fact: Fact) -> Any:
    if fact.type == "enum":
        return pa.dictionary(pa.int8() if len(fact.values) <= _SMALL else pa.int16(), pa.string())
    return pa.decimal128(MAX_DIGITS, fact.decimals) if fact.decimals else _PLAIN[fact.type]


def _told(fact: Fact) -> dict[str, str]:
    told = {
        "values": ",".join(fact.values),
        "low": "" if fact.low is None else str(fact.low),
        "high": "" if fact.high is None else str(fact.high),
        "derived": ",".join(fact.derived.inputs) if fact.derived else "",
        "judgement": ",".join(fact.judgement.who) if fact.judgement else "",
    }
    return {name: text for name, text in told.items() if text}
