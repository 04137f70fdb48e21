"""The interplay matrix: reads ``data/interplay.yaml`` and works out its cells from the rules."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from tests import ROOT
from tunnistus.deciding.decide import Case
from tunnistus.explaining.explain import Decision, decision_of
from tunnistus.reading.strict import read
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import Book

TABLE = ROOT / "tests" / "data" / "interplay.yaml"
MARKS = {"open": "✔", "remark": "(✔)", "closed": "✘", "none": "–"}
WORDS = {mark: word for word, mark in MARKS.items()}
NEGATIVE = {"refused"}  # outcomes of the rules of the paths that are no way forward


@attrs.frozen
class Person:
    """One row. ``cells`` holds what is expected, by day and path; a path or day that does not arise is not there."""

    id: str
    title: str
    facts: Mapping[str, Any]
    note: str
    cells: Mapping[date, Mapping[str, str]]
    reference: Mapping[str, str]
    remarks: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    differs: Mapping[str, str] = attrs.field(factory=dict)
    since: date | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(self.reference)

    def expected(self, path: str, day: date) -> str:
        return self.cells.get(day, {}).get(path, "none")


@attrs.frozen
class Table:
    paths: Mapping[str, Mapping[str, str]]
    dates: Mapping[date, str]
    worded: Mapping[str, str]
    persons: tuple[Person, ...]

    def cells(self) -> Iterator[tuple[Person, str, date]]:
        """Every cell of the matrix, also those that do not arise."""
        yield from ((person, path, day) for day in self.dates for person in self.persons for path in self.paths)

    def of_the_note(self, person: Person, path: str) -> str:
        """What section 3 of the legal note has for a cell on 1.10.2024."""
        mark = person.reference.get(path, "–")
        return self.worded.get(mark) or WORDS[mark]


def read_table() -> Table:
    data = read(TABLE).data
    persons = tuple(
        Person(name, **{**row, "cells": {date.fromisoformat(d): cells for d, cells in row["cells"].items()}})
        for name, row in data["persons"].items()
    )
    dates = {date.fromisoformat(day): text for day, text in data["dates"].items()}
    return Table(data["paths"], dates, data["worded"], persons)


def decided(book: Book, rule: str, facts: Mapping[str, Any], day: date) -> Decision:
    dates = Dates(day)
    return decision_of(Case(book, read_answers(book, facts, dates), dates), rule)


def possible(decision: Decision) -> bool:
    """Whether the path can lead somewhere, given what is known."""
    return decision.in_force and not NEGATIVE.issuperset(decision.possible)


def cell(book: Book, table: Table, person: Person, path: str, day: date) -> str:
    """Work out a cell: ``open``, ``remark``, ``closed``, or ``none`` when it does not arise."""
    if path not in person.paths or (person.since and day < person.since):
        return "none"
    rule = table.paths[path]["rule"]
    decision = decided(book, rule, person.facts, day)
    if not possible(decision):
        return "closed"
    remark = person.remarks.get(path, {})
    if any(note.kind == "rule" and note.key == remark.get("notice") for note in decision.notices):
        return "remark"
    if "closed_if" in remark and not possible(decided(book, rule, {**person.facts, **remark["closed_if"]}, day)):
        return "remark"
    return "open"
