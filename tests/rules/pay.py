"""Invented rules about pay with decimals."""

import operator
from collections.abc import Callable
from functools import cache
from typing import Any

from tests.worlds import FACTS, book, duty, rule
from tunnistus.rules.model import Book

PAY = """
  pay:
    type: number
    theme: t
    element: law
    observers: [document]
    sensitivity: ordinary
    stage: 2
    polarity: neutral
    evidence: true
    min: {low}
    max: {high}
    decimals: {decimals}
    ask: Paljonko?
    plain: Paljonko?
    value: Palkka on {{value}} euroa.
"""
WORDS: dict[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge, "is": operator.eq,
}  # fmt: skip


@cache
def world(when: str = "{fact: pay, ge: 7.50}", decimals: int = 2, low: str = "-20", high: str = "1000.00") -> Book:
    facts = FACTS + PAY.format(low=low, high=high, decimals=decimals)
    return book(rule(f"one: {duty(when)}", head="outcomes: [granted, refused]\n    otherwise: refused"), facts=facts)
