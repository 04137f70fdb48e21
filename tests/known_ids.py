"""Writes the ids of the shipped facts and rules as types, ``src/tunnistus/rules/ids.py``: ``make ids``."""

from __future__ import annotations

import json
import sys
import textwrap

from tests import ROOT
from tunnistus.rules.model import Book, Fact
from tunnistus.shipping import source

__all__ = ["PLACE", "module"]

PLACE = ROOT / "src" / "tunnistus" / "rules" / "ids.py"
HEAD = '''"""The ids of the shipped facts and rules as types, so that an editor completes them: made by ``make ids``."""

# fmt: off
from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, TypedDict

from tunnistus.rules.answers import Judged, Mark

__all__ = ["AnswersDict", "FactId", "RuleId"]
'''
LINE = 138


def _literal(names: tuple[str, ...] | list[str], indent: str) -> str:
    """The names as a ``Literal``, on one line where they fit."""
    inside = ", ".join(json.dumps(name) for name in names)
    if len(indent) + len(inside) < 90:
        return f"Literal[{inside}]"
    wrapped = textwrap.fill(inside, LINE, initial_indent=indent + "    ", subsequent_indent=indent + "    ", break_on_hyphens=False)
    return f"Literal[\n{wrapped},\n{indent}]"


def _type(fact: Fact) -> str:
    if fact.judgement:
        return "Judged"
    if fact.type == "enum":
        return _literal(fact.values, "    ")
    return {"bool": "bool", "date": "date", "number": "Decimal | float | int" if fact.decimals else "int"}[fact.type]


def module(book: Book) -> str:
    """Return the text of the module."""
    lines = [f"    {fact.id}: {_type(fact)} | Mark | None" for fact in book.facts.values()]
    told = '    """Answers to the shipped facts: for type checkers and editors, else a plain ``dict``. A key that is not there is open."""'
    return "\n".join(
        (
            HEAD,
            f"FactId = {_literal([*book.facts], '')}",
            f"RuleId = {_literal([rule.id for rule in book.rules_in_order()], '')}",
            "\n\nclass AnswersDict(TypedDict, total=False):",
            told,
            "",
            *lines,
            "",
        )
    )


def main() -> int:
    PLACE.write_text(module(source.book()), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
