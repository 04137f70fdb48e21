"""Answers that nobody may find again: each is a canary, and any text that holds one has told it."""

import datetime
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import tunnistus as tn
from tests.worlds import FACT, FACTS, book, duty, rule
from tunnistus.rules.model import Book

AS_OF = date(2026, 11, 24)
NAME, NUMBER, PAY, DAY, LATER = "Aamu Esimerkki", 486139, Decimal("7294.63"), date(1913, 7, 29), date(2713, 7, 29)


class Odd:
    """Something that says what it holds."""

    def __repr__(self) -> str:
        return NAME


class Text(str):
    """Text that is no plain text."""


class Foreign(StrEnum):
    """A member of somebody else's enumeration."""

    NAME = NAME


def judged(**how: Any) -> tn.Judged:
    return tn.Judged(**{"value": True, "by": "police", "on": date(2026, 1, 1), **how})


KINDS: dict[str, dict[Any, Any]] = {
    "text for yes or no": {"a": NAME},
    "a number for yes or no": {"a": NUMBER},
    "a binary fraction for yes or no": {"a": 7294.63},
    "text for a member": {"kind": NAME},
    "a member of another enumeration": {"kind": Foreign.NAME},
    "text of another type": {"kind": Text(NAME)},
    "a number for a member": {"kind": NUMBER},
    "text for a number": {"days": NAME},
    "a number as text": {"days": str(NUMBER)},
    "a number too large": {"days": NUMBER * 10**12},
    "a number below": {"days": -NUMBER},
    "a decimal for a whole number": {"days": PAY},
    "a number too fine": {"pay": PAY + Decimal("0.001")},
    "a binary fraction too fine": {"pay": 7294.6312},
    "a decimal too large": {"pay": PAY * 10**9},
    "a date as text": {"begins": "1913-07-29"},
    "a date with a time": {"begins": datetime.datetime(1913, 7, 29)},  # noqa: DTZ001
    "a date too early": {"begins": date(1499, 7, 29), "secret": NAME},
    "a date too late": {"begins": LATER},
    "bytes": {"a": NAME.encode()},
    "a list": {"a": [NAME]},
    "a mapping": {"a": {NAME: NAME}},
    "a pair": {"a": (NAME, NUMBER)},
    "a set": {"a": {NAME}},
    "an object": {"a": Odd()},
    "a class": {"a": type(NAME.replace(" ", ""), (), {})},
    "a judgement of text": {"judged": judged(value=NAME)},
    "a judgement by a name": {"judged": judged(by=NAME)},
    "a judgement by a number": {"judged": judged(by=NUMBER)},
    "a judgement at a day ahead": {"judged": judged(on=LATER)},
    "a judgement at a text": {"judged": judged(on="1913-07-29")},
    "a judgement of what is none": {"a": judged(value=NAME, on=DAY)},
    "a judgement without a judge": {"judged": NAME},
    "a contradicted date": {"begins": DAY, "young": True, "pay": PAY},
    "contradicted members": {"kind": "red", "b": False, "begins": DAY, "pay": PAY, "days": NUMBER},
    "a name for a fact": {NAME: True},
    "a number for a fact": {NUMBER: True},
    "a pair for a fact": {(NAME,): True},
    "all that is right": {"a": True, "kind": "red", "begins": DAY, "pay": PAY, "days": NUMBER, "judged": judged(on=DAY)},
}
PERIOD = ", period: {from: begins, shortest: {days: 3}, longest: {months: 6}, text: Lyhyt aika., counting: Päivästä.}"
MORE = (
    FACT.format(name="young").replace("    ask: Onko young?\n    plain: Onko sinulla young?\n", "")
    + "    derived: {by: younger, from: [begins, as_of], with: [{years: 18}]}\n"
    + FACTS[FACTS.index("  days:") : FACTS.index("  begins:")]
    .replace("days:", "pay:")
    .replace("max: 1000", "max: 10000.00\n    decimals: 2")
)
RELATION = "relations:\n  red: {if: {fact: kind, is: red}, then: {fact: b, is: true}, because: Niin on.}\n"
WHEN = (
    "{any: [{all: [a, {fact: kind, is: red}, young]}, judged, {fact: days, ge: 5}, {fact: pay, ge: 7.50}, {fact: begins, le: 1990-01-01}]}"
)
RULE = rule(f"one: {duty(WHEN, more=PERIOD)}\ntwo: {duty('b', effect='power', then='refused')}")


def made() -> Book:
    return book(RULE, facts=FACTS.replace("max: 1000\n", "max: 1000000\n").replace("value: Alkaa {value}.", "past: true\n    value: Alkaa {value}.") + MORE + RELATION)  # fmt: skip


MADE = made()
