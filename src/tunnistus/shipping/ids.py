"""The ids of the shipped facts and rules as types, so that editors complete them and type checkers refuse a misspelt one.

Type checkers read a stub among the compiled rule data, which every build writes; a program gets the same types from the rule data.
"""

from __future__ import annotations

from datetime import date  # noqa: F401  # the types of answers name it, as the next
from decimal import Decimal  # noqa: F401
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from tunnistus.rules.answer_types import TOLD, answer_types
from tunnistus.rules.answers import Judged, Mark  # noqa: F401
from tunnistus.rules.cached import of_book
from tunnistus.rules.model import Book
from tunnistus.shipping.source import book

if TYPE_CHECKING:
    from tunnistus._data.ids import AnswersDict, FactId, RuleId

__all__ = ["AnswersDict", "FactId", "RuleId"]


def __getattr__(name: str) -> Any:
    """Return one of the types, made of the shipped rule data."""
    if name == "FactId":
        return Literal[tuple(book().facts)]
    if name == "RuleId":
        return Literal[tuple(rule.id for rule in book().rules_in_order())]
    if name == "AnswersDict":
        return _answers_dict(book())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@of_book
def _answers_dict(rules: Book) -> Any:
    """The type of answers, which is one as long as the rule data are."""
    made: Any = TypedDict("AnswersDict", answer_types(rules), total=False)  # type: ignore[misc]
    made.__doc__ = TOLD
    return made
