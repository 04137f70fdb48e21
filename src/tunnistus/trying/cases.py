"""Cases beside the rules: a person's answers, the dates, and what is expected, written from the statute.

Case files (``*.cases.yaml``) are read and decided here; the pytest plug-in and the command line show the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from tunnistus.deciding.decide import Case, Verdict
from tunnistus.discreet import discreet
from tunnistus.errors import TunnistusError, UnknownName, nearest
from tunnistus.explaining.danger import danger_in, danger_in_record
from tunnistus.explaining.explain import Decision, decision_of
from tunnistus.messages import Message, Translate, listed, message
from tunnistus.reading.documents import CaseDoc, CaseFile, JudgedDoc, PersonDoc
from tunnistus.reading.files import files_beside
from tunnistus.reading.parsing import parse
from tunnistus.reading.strict import read, read_bytes
from tunnistus.rules import wire
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import Book

__all__ = ["Example", "Person", "Unlike", "case_files", "case_of", "compare", "read_cases", "read_person", "read_wire", "run", "unlike"]


@discreet
@attrs.frozen
class Example:
    """One case of a case file; ``where`` is file and line."""

    name: str
    where: str
    doc: CaseDoc = attrs.field(repr=False)


@discreet
@attrs.frozen
class Person:
    """What a case file for one person holds, ready for ``assess``."""

    answers: Mapping[str, Any] = attrs.field(repr=False)
    as_of: date | None
    act_from: date | None = attrs.field(repr=False)
    act_to: date | None = attrs.field(repr=False)
    applied_on: date | None = attrs.field(repr=False)
    others: tuple[tuple[str, Mapping[str, Any]], ...] = attrs.field(repr=False)


def case_files(directory: Path) -> list[Path]:
    """Return the case files below a directory, in the order of their names. Raises :class:`LoadError` for a link, or past a bound."""
    return [path for path, _ in files_beside(directory, ".cases.yaml")]


def read_cases(path: Path) -> list[Example]:
    """Read a case file. Raises :class:`tunnistus.errors.LoadError` with line and column."""
    document = read(path)
    parsed = parse(CaseFile, document)
    return [Example(doc.name, document.where(("cases", n)), doc) for n, doc in enumerate(parsed.cases)]


def read_person(path: Path, *, book: Book) -> Person:
    """Read the case file of one person, whose answers are about the facts of a book. Raises :class:`tunnistus.errors.LoadError`."""
    document = read(path)
    try:
        doc = parse(PersonDoc, document)
        others = tuple((o.about, _answers(book, o.answers)) for o in doc.others)
        return Person(_answers(book, doc.answers), doc.as_of, doc.act_from, doc.act_to, doc.applied_on, others)
    except TunnistusError as problem:
        problem.say_first(danger_in_record(book, document.data))
        raise


def read_wire(path: Path, *, lenient: bool = False, book: Book) -> Person:
    """Read answers in the wire form from a file of JSON: a person without dates.

    Raises:
        LoadError: the file cannot be read.
        AnswersRefused: with all that is wrong with the answers.
    """
    sent = read_bytes(path, name=path.name)
    try:
        return Person(wire.read_checked(book, sent, lenient=lenient), None, None, None, None, ())
    except TunnistusError as problem:
        problem.say_first(danger_in(book, sent, lenient=lenient))
        raise


def _answers(book: Book, given: Mapping[str, Any]) -> dict[str, Any]:
    return wire.read(book, {n: a.model_dump() if isinstance(a, JudgedDoc) else a for n, a in given.items()})


def case_of(book: Book, example: Example) -> Case:
    """Return the case of an example, ready to be decided. Raises :class:`TunnistusError` as ``assess`` does."""
    doc = example.doc
    dates = Dates(doc.as_of, doc.act_from, doc.act_to, doc.applied_on)
    return Case(book, read_answers(book, _answers(book, doc.answers), dates), dates)


@attrs.frozen
class Unlike:
    """One thing in which a case comes out otherwise than expected; as text it names ids, and
    :mod:`tunnistus.trying.contrast` says it in sentences.

    Attributes:
        key: the key of ``expect``, ``in_force``, ``in_scope``, or ``error`` when the case could not be decided.
        want, have: what was expected and what came out: an id, a yes or no, or ids.
    """

    rule: str
    key: str
    want: Any
    have: Any

    def __str__(self) -> str:
        return self.said(str)

    def said(self, translate: Translate) -> str:
        """Return the same in the language of a catalogue."""
        return self.have.said(translate) if self.key == "error" else self._told().said(translate)

    def _told(self) -> Message:
        if self.key == "in_force":
            yes, no = message("{rule}: is in force, expected not to be"), message("{rule}: is not in force on these dates")
            return (yes if self.have else no).filled(rule=self.rule)
        if self.key == "in_scope":
            yes, no = message("{rule}: concerns the person, expected not to"), message("{rule}: does not concern the person")
            return (yes if self.have else no).filled(rule=self.rule)
        if not isinstance(self.want, tuple):
            what = message("{rule}: {key} is {have}, expected {want}")
            return what.filled(rule=self.rule, key=self.key, have=self.have, want=self.want)
        what = message("{rule}: {key} are {have}, expected {want}")
        if self.key == "notices":
            what = message("{rule}: {key} are {have}, expected {want} among them")
        return what.filled(rule=self.rule, key=self.key, have=listed(sorted(self.have)), want=listed(sorted(self.want)))


def compare(book: Book, example: Example, seen: Callable[[Decision], object] = id) -> list[Unlike]:
    """Decide one case and return what differs from what is expected; ``seen`` is shown every decision."""
    try:
        case = case_of(book, example)
        decisions = {name: decision_of(case, name) for name in example.doc.expect}
    except TunnistusError as problem:
        return [Unlike("", "error", None, problem)]
    unknown = [Unlike(name, "error", None, problem) for name in decisions for problem in _misspelled(book, name, example.doc.expect[name])]
    if unknown:
        return unknown
    for decision in decisions.values():
        seen(decision)
    return [each for name, decision in decisions.items() for each in unlike(decision, example.doc.expect[name])]


def _misspelled(book: Book, rule: str, expected: Any) -> Iterator[UnknownName]:
    """What a case expects of a rule that none of its outcomes is."""
    outcomes = book.rules[rule].outcomes
    for key in ("due", "possible", "options", "floor", "ceiling"):
        given = getattr(expected, key, None) or ()
        for name in [given] if isinstance(given, str) else given:
            if name not in (*outcomes, "nothing"):
                todo = nearest(name, outcomes) or message("Its outcomes: {names}.", names=listed(outcomes))
                yield UnknownName(message("There is no outcome {name}.", name=repr(name)), where=rule, todo=todo)


def run(book: Book, example: Example, seen: Callable[[Decision], object] = id) -> list[str]:
    """Return the same as one line of ids each."""
    return list(map(str, compare(book, example, seen)))


def unlike(decision: Verdict, expected: Any) -> Iterator[Unlike]:
    """Yield what a decision has other than expected; only what is written is compared."""
    rule = decision.rule.id
    for key, word, holds in (("in_force", "not_in_force", decision.in_force), ("in_scope", "out_of_scope", decision.counts)):
        if expected == word or not holds:
            if holds or (expected != word and (isinstance(expected, str) or expected.model_fields_set)):
                yield Unlike(rule, key, not holds, holds)
            return
    actual: dict[str, Any] = {
        "due": decision.due or "nothing", "possible": decision.possible, "options": decision.options, "settled": decision.settled,
        "floor": decision.floor or "nothing", "ceiling": decision.ceiling or "nothing", "notices": tuple(n.key for n in decision.notices),
    }  # fmt: skip
    for key in (key for key in type(expected).model_fields if key in expected.model_fields_set):
        want = getattr(expected, key)
        have = decision.missing if key == "missing" else actual[key]
        if isinstance(want, list):
            if not set(want) <= set(have) or (key != "notices" and set(want) != set(have)):
                yield Unlike(rule, key, tuple(want), have)
        elif want != have:
            yield Unlike(rule, key, want, have)
