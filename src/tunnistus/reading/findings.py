"""What can be wrong with rule data: one stable code for each kind of fault, and the finding that carries it.

The table is the list that ``tunnistus check --list`` shows and that ``docs/checks.md`` explains.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs

from tunnistus.errors import LoadError
from tunnistus.messages import NOTHING, Message, Translate, message
from tunnistus.rules.decimals import written

__all__ = ["ACCEPTABLE", "CODES", "WARNINGS", "WITNESSED", "Finding", "Witness", "cases_yaml", "of_load_error", "plain"]

_READING: Final = {
    "file-unreadable": message("the file cannot be opened"),
    "misnamed-file": message("a file that looks like rules or cases and is not read because of its name: .yml, .yaml.txt"),
    "file-too-large": message("the file is larger than one million bytes"),
    "not-utf8": message("the file is not UTF-8 text"),
    "control-character": message(
        "a character that controls a terminal, ends a line for some programs, reverses the direction of writing or shows nothing; or a "
        "space before a line or a comment that YAML takes for text"
    ),
    "not-yaml": message("the text is not YAML"),
    "empty-file": message("the file holds nothing"),
    "too-deep": message("the nesting is deeper than 40 levels"),
    "too-many-values": message("the file has more than 50,000 values"),
    "second-document": message("a second YAML document starts in the file"),
    "anchor": message("a YAML anchor (&name)"),
    "alias": message("a YAML alias (*name)"),
    "tag": message("a YAML tag (!name)"),
    "key-not-text": message("a key is a list or a mapping"),
    "ambiguous-key": message("a key that YAML parsers take for something else: yes, no, on, off, a number"),
    "duplicate-key": message("a key is given twice in one mapping"),
    "ambiguous-value": message("a value that YAML parsers read in different ways: yes, 1e3, 12:30"),
    "empty-value": message("nothing stands after the colon"),
    "not-a-day": message("a date that the calendar does not have, or that is centuries away"),
    "over-limit": message("more of something than rule data may have: files, bytes, names, nested conditions, work to decide a rule"),
}
_SHAPE: Final = {
    "unknown-file-kind": message("the file does not start like any kind of rule data"),
    "unknown-key": message("a key that the format does not have"),
    "missing-key": message("a key that the format asks for is missing"),
    "wrong-value": message("a value of the wrong type, or outside what the key takes"),
    "duplicate-id": message("a fact, rule, act, source, actor or list of this id exists in another file"),
    "unknown-warning": message("'accepted' names something that cannot be accepted"),
    "beside": message(
        "rules that are read beside other rules change, hide or reinterpret something in the other rules, or have no name of their own"
    ),
}
_NAMES: Final = {
    "unknown-fact": message("a fact or named condition that does not exist"),
    "unknown-group": message("a group that does not exist"),
    "unknown-rule": message("a rule that does not exist"),
    "unknown-outcome": message("an outcome that the rule does not have"),
    "unknown-clause": message("'beats' does not name another clause of the rule, or a unit names a clause that the rule does not have"),
    "unknown-actor": message("a function that actors.yaml does not have"),
    "unknown-notice": message("a notice that the rule does not have"),
    "unknown-act": message("a citation of an act that acts.yaml does not have"),
    "unknown-source": message("a source that no file of sources has"),
    "unknown-parameter": message("a parameter that does not exist, or that is no length of time where one is needed"),
    "unknown-derivation": message("a deriving function that is not registered"),
    "unknown-ruleset": message("a rule set that does not exist"),
    "duplicate-role": message("two holders of one role that the engine looks for"),
    "missing-role": message("a rule with a role, and none with the one that must stand beside it: danger beside the next step"),
    "sheet-parts": message(
        "a sheet with a part that there is not, or in which danger, a child and what to do do not stand first, or give way"
    ),
    "unknown-list": message("a published list that does not exist"),
    "shadowed-name": message("a name that already stands for something else where it is used"),
    "condition-cycle": message("a named condition refers to itself"),
    "derivation-cycle": message("derived facts read each other in a circle"),
    "opening-cycle": message("questions open each other in a circle"),
    "order-cycle": message("days that lie after each other in a circle"),
    "rule-cycle": message("rules use each other in a circle"),
    "beats-cycle": message("clauses beat each other in a circle"),
}
_FACTS: Final = {
    "missing-text": message("a fact without one of its sentences"),
    "needless-text": message("a fact with a sentence that its type does not have"),
    "half-question": message("a fact with only one of 'ask' and 'plain', or of 'counts' and 'counts_not'"),
    "number-written-out": message("a sentence that writes out a number of the law in the place of its name"),
    "number-unit": message("a sentence without the unit of the number of the law that it names"),
    "missing-placeholder": message("the sentence of a number or date without {value}"),
    "wrong-placeholder": message("a sentence or translation with other placeholders than it has to have, or with other braces"),
    "open-domain": message("a number without a smallest and a largest value, or an enumeration with fewer than two members"),
    "member-for-not-knowing": message("a member of an enumeration that means not knowing, or plain yes or no"),
    "question-polarity": message("a question or statement is put negatively, and nobody has confirmed that yes means 'met'"),
    "needless-confirmation": message("'yes_means' is given although nothing is put negatively"),
    "relation-form": message("a relation that is not a comparison of one fact from which others follow, or that names a fact twice"),
    "relation-unfit": message("a relation that names a judgement, a wish, a number or a day"),
    "order-unfit": message("a rule that compares a day itself which stands in an order with others"),
    "impossible-value": message("a value that a fact can never have, because of relations"),
    "derivation-type": message("a derived fact of another type than its function gives, or with other inputs than it takes"),
    "derivation-parameters": message("a derived fact with other parameters than its function counts with"),
    "judgement-without-decider": message("a judgement that does not name who decides it"),
}
_RULES: Final = {
    "missing-sentence": message("an outcome without its sentence to the worker or to the person"),
    "missing-citation": message("a clause without a citation, practice without a source, or a day of reading with nothing cited"),
    "wrong-citation": message("a citation that does not have the form of one"),
    "missing-who": message("a duty or power that does not say whose it is"),
    "practice-beats-law": message("guidance that beats a statute"),
    "validity-outside": message("dates that are empty or go beyond those around them"),
    "covers-part": message("a rule that covers a part of a provision without what it leaves out, or that gives everybody something"),
    "scope-unfit": message("a scope that reads a sign, a judgement or a wish, or uses a rule"),
    "period-start": message("a period that does not start from a date fact, or end by one"),
    "parameter": message("a parameter whose versions are not in the order of their days, or not of one kind and unit"),
    "deadline": message("a time limit whose fact does not tell whether it is over, or is not read by the clause"),
    "not-a-condition": message("something else stands where a condition belongs"),
    "misplaced-word": message("a word in a condition that does not belong there"),
    "not-yes-or-no": message("a fact that is not yes-or-no stands alone as a condition"),
    "empty-list": message("'all', 'any' or 'of' without a list of conditions"),
    "at-least-bounds": message("'at_least' without 'of', or with a number that does not fit its list"),
    "use-without-outcome": message("'use' does not name an outcome of the rule"),
    "comparison-words": message("a comparison without is, in, lt, le, gt, ge, or with too many"),
    "not-a-value": message("a value that the fact cannot have"),
    "no-order": message("lt, le, gt or ge for a fact whose values have no order"),
}
_LISTS: Final = {
    "list-without-notice": message("a list that was not read in its source and does not say so"),
    "duplicate-row": message("a row of a list is given twice"),
    "bare-row": message("a row without strength, or a row that no fact expresses"),
    "not-a-sign": message("a list row expressed by a fact that is not a sign"),
}
_STATUTES: Final = {
    "wrong-structure": message("the recorded structure of a section does not have the right form"),
    "unknown-reason": message("the reason given for leaving a unit out is not one of the known reasons"),
    "unit-without-home": message("a sentence of a section has no home in the rule data on some day"),
    "unit-twice": message("two units cover the same sentence on the same day"),
    "unit-unknown": message("a unit that its section does not have on any of its days"),
    "unit-too-wide": message("a unit with a home in the rule data covers several sentences and does not say which"),
    "cite-without-unit": message("a clause cites a place to which no unit corresponds on some of its days"),
    "unknown-provision": message("a clause, or what moves last days, cites a place that the recorded structure of the act does not have"),
    "cite-beyond-unit": message("a clause cites more than the units that name it"),
    "unit-beyond-cite": message("a unit names a clause that does not cite it on the same days"),
}
_LOGIC: Final = {
    "conflict": message("two outcomes of a rule are both due for the same person"),
    "gap": message("a rule without 'otherwise' leaves somebody without an outcome"),
    "overlapping-validity": message("two versions of one thing are valid on the same day"),
    "read-ahead": message("a law, a source or a contact is said to have been read on a day that has not come"),
    "sign-beats": message("a rule of signs with 'beats'"),
    "sign-not-monotone": message("a rule of signs in which one more sign can lower the step"),
    "sign-forbidden-fact": message("a rule of signs that tests what is never a sign"),
    "shared-input": message("a rule tests both a derived fact and a fact from which the derived one follows"),
    "constant-test": message("a comparison that holds for everybody, or for nobody"),
    "missing-translation": message("a sentence without Swedish or English"),
}
_VERSIONS: Final = {
    "hole-between-versions": message("days without a version of something that exists before and after them"),
    "unclosed-version": message("a clause of the same sentence as an earlier one, which has no last day"),
}
_DOUBT: Final = {
    "dead-clause": message("a clause whose condition can never be true"),
    "masked-clause": message("a clause that never applies, because another one that beats it always does"),
    "fact-matters-nowhere": message(
        "a fact that changes nothing: no rule, list or derived fact reads it, or its value never changes a result, and no other fact that "
        "matters follows from it"
    ),
    "outcome-without-clause": message("an outcome that no clause gives"),
    "unreachable-otherwise": message("an 'otherwise' that nobody comes to"),
    "mixed-polarity": message("the same answer to a fact leads to an outcome in one case and prevents it in another"),
    "old-horizon": message("the law was read more than a year before the day of the check (only with --as-of)"),
    "long-sentence": message("a sentence with more words than people read easily"),
    "no-working-days": message("a fact that hangs on working days, in rules that do not say which days those are"),
    "hidden-file": message("a file that looks like rules or cases and is not read because its name begins with a dot"),
    "unread-case": message("a proposed case that nobody has compared with the statute"),
    "unused-acceptance": message("'accepted' names a finding that is not given (any more)"),
    "not-proved": message("a rule whose facts are too entangled for everything about it to be proved"),
}

ERRORS: Final = {**_READING, **_SHAPE, **_NAMES, **_FACTS, **_RULES, **_LISTS, **_STATUTES, **_LOGIC, **_VERSIONS}
WARNINGS: Final[Mapping[str, Message]] = _DOUBT
CODES: Final[Mapping[str, Message]] = {**ERRORS, **WARNINGS}
ACCEPTABLE: Final[Mapping[str, Message]] = {**_VERSIONS, **WARNINGS}
"""What an author can accept beside the rule: the law may leave days out, or put a second ground beside the first."""
WITNESSED: Final = frozenset(
    ("conflict", "gap", "sign-not-monotone", "sign-forbidden-fact", "masked-clause", "mixed-polarity", "hole-between-versions")
)
"""Codes whose findings come with cases to paste; a hole between names of an actor or between files has none."""


@attrs.frozen
class Witness:
    """One invented person that shows a finding: the dates, the answers, and what the rule gives."""

    name: str
    dates: Mapping[str, date]
    answers: Mapping[str, Any]
    expect: Mapping[str, Any]


@attrs.frozen
class Finding:
    """Something wrong or doubtful in the rule data.

    Attributes:
        code: one of :data:`CODES`.
        where: ``file:line:column``.
        about: what in that place it concerns: a clause, fact, outcome or text; the key under ``accepted``.
        witness: cases that show it; empty where no person is concerned.
    """

    code: str
    where: str
    what: Message
    todo: Message = NOTHING
    about: str = ""
    witness: tuple[Witness, ...] = ()

    @property
    def level(self) -> str:
        """``error`` or ``warning``."""
        return "warning" if self.code in WARNINGS else "error"

    def __str__(self) -> str:
        return self.said(str)

    def said(self, translate: Translate) -> str:
        """Return the finding in the language of a catalogue; see :meth:`tunnistus.TunnistusError.said`."""
        level = message("warning") if self.level == "warning" else message("error")
        parts = (f"{self.where}:", f"{level.said(translate)}:", self.what.said(translate), self.todo.said(translate), f"[{self.code}]")
        return " ".join(filter(None, parts)) + ("\n" + cases_yaml(self.witness, "  ") if self.witness else "")

    def to_dict(self, translate: Translate = str) -> dict[str, Any]:
        """Return plain data for JSON, its sentences in the language of a catalogue; the witness is YAML text for a case file."""
        file, *place = self.where.split(":")
        line, column = (int(part) for part in (*place, "0", "0")[:2])
        return {
            "code": self.code, "severity": self.level, "file": file, "line": line or None,
            "column": column or None, "message": self.what.said(translate), "todo": self.todo.said(translate), "about": self.about,
            "witness": cases_yaml(self.witness) if self.witness else None,
        }  # fmt: skip


def of_load_error(problem: LoadError) -> list[Finding]:
    """Return a finding for each fault that the loader refused."""
    return [Finding(one.code or "wrong-value", one.where, one.what, one.todo) for one in problem.every]


def cases_yaml(cases: Iterable[Witness], indent: str = "", *, unread: bool = False) -> str:
    """Write cases as a case file has them, if asked each with the mark that nobody has compared it with the statute."""
    return "\n".join([f"{indent}cases:", *(f"{indent}{line}" for case in cases for line in _case(case, unread))])


def _case(case: Witness, unread: bool) -> Iterator[str]:
    yield f"  - name: {plain(case.name)}"
    yield from ["    unread: true"] if unread else []
    yield from (f"    {key}: {day}" for key, day in case.dates.items())
    yield "    answers:" + ("" if case.answers else " {}")
    yield from (f"      {name}: {plain(answer)}" for name, answer in case.answers.items())
    yield "    expect:"
    yield from (f"      {rule}: {plain(expected)}" for rule, expected in case.expect.items())


def plain(value: Any) -> str:
    """Write a value as a case file has it, on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {plain(v)}" for key, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(plain, value)) + "]"
    if isinstance(value, Decimal):
        return written(value)
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
