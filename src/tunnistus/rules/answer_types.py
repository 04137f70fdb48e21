"""The ids of facts and rules, and what answers to the facts are, as text in the terms of ``typing``: for type checkers and editors."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from tunnistus.rules.model import Book, Fact

__all__ = ["TOLD", "answer_types", "stub"]

TOLD: Final = "Answers to the shipped facts: for type checkers and editors, else a plain ``dict``. A key that is not there is open."
_STUB: Final = '''from datetime import date
from decimal import Decimal
from typing import Literal, TypedDict

from tunnistus.rules.answers import Judged, Mark

FactId = {facts}
RuleId = {rules}

class AnswersDict(TypedDict, total=False):
    """{told}"""

{answers}
'''


def answer_types(book: Book) -> dict[str, str]:
    """Return what an answer to each fact can be, such as ``bool | Mark | None``."""
    return {fact.id: f"{_type(fact)} | Mark | None" for fact in book.facts.values()}


def _type(fact: Fact) -> str:
    if fact.judgement:
        return "Judged"
    if fact.type == "enum":
        return _one_of(fact.values)
    return {"bool": "bool", "date": "date", "number": "Decimal | float | int" if fact.decimals else "int"}[fact.type]


def stub(book: Book) -> str:
    """Return the text of a stub that tells type checkers ``FactId``, ``RuleId`` and ``AnswersDict``."""
    answers = "\n".join(f"    {name}: {kind}" for name, kind in answer_types(book).items())
    return _STUB.format(facts=_one_of(book.facts), rules=_one_of(rule.id for rule in book.rules_in_order()), told=TOLD, answers=answers)


def _one_of(names: Iterable[str]) -> str:
    return f"Literal[{', '.join(json.dumps(name) for name in names)}]"
