"""Answers that are given together: rows with their shares, and rows of people who reach an outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs

from tunnistus.checking.solver import Solver, bounded
from tunnistus.columns.outputs import Output, collect, find
from tunnistus.errors import AnswerError, TunnistusError, UnknownName, nearest
from tunnistus.messages import message
from tunnistus.rules.answers import Dates, Judged, checked, read_answers
from tunnistus.rules.formula import all_of
from tunnistus.rules.mdd import FALSE, TRUE
from tunnistus.rules.model import Book, Node, Value
from tunnistus.rules.relations import relations_of

__all__ = ["Joint", "Outcomes", "Row", "Unreached", "inputs_of", "rows_of", "sum_of"]

VARIANTS: Final = 8  # people of one outcome who differ in what leads there
ROUNDING: Final = 1e-9
Joint = Sequence[tuple[float, Mapping[str, Any]]]
Outcomes = Mapping[str, float] | float | int
Row = tuple[float, dict[str, Value | None]]
Unreached = tuple[str, ...]


def rows_of(book: Book, joint: Joint, names: Sequence[str], as_of: date) -> list[Row]:
    """Return the rows of given shares, checked.

    Args:
        names: the facts that can have a column.

    Raises:
        UnknownName: a fact that has no column.
        AnswerError: a share that is none, a value outside its domain, or answers that cannot all be true.
    """
    return [_row(book, each, f"joint[{number}]", names, as_of) for number, each in enumerate(joint)]


def _row(book: Book, given: tuple[float, Mapping[str, Any]], where: str, names: Sequence[str], as_of: date) -> Row:
    if len(given) != 2 or not _share(given[0]) or not isinstance(given[1], Mapping):
        raise _no_shares(where)
    share, answers = given
    for name in answers:
        if name not in names:
            raise UnknownName(message("There is no such column."), where=str(name), todo=nearest(name, names))
    row = {name: None if value is None else checked(book.facts[name], value) for name, value in answers.items()}
    try:
        read_answers(book, _judged(book, row, as_of), Dates(as_of))
    except TunnistusError as problem:
        clash = message("The answers of this row of joint shares cannot all be true.")
        raise AnswerError(clash, where=f"{where}: {problem.where}", todo=message("Correct one of them.")) from None
    return share, row


def sum_of(rows: Sequence[Row], where: str) -> None:
    """Refuse shares that are more than 1 together."""
    if sum(share for share, _ in rows) > 1 + ROUNDING:
        raise _no_shares(where)


def _no_shares(where: str) -> AnswerError:
    todo = message("Give numbers of at least 0 that add up to at most 1.")
    return AnswerError(message("These are not shares."), where=where, todo=todo)


def _share(given: object) -> bool:
    return isinstance(given, int | float) and 0 <= given <= 1 + ROUNDING


def _judged(book: Book, row: Mapping[str, Value | None], as_of: date) -> dict[str, Any]:
    known = {name: value for name, value in row.items() if value is not None}
    judgements = {name: fact for name in known if (fact := book.facts[name].judgement)}
    return {name: Judged(value, by=judgements[name].who[0], on=as_of) if name in judgements else value for name, value in known.items()}


@attrs.frozen
class _Way:
    """An output that somebody shall have, and the condition for it."""

    output: Output
    node: Node
    solver: Solver

    def people(self) -> Iterator[dict[str, Value]]:
        """Yield the answers of the smallest path to it, then smallest ones with another answer to a fact on which it hangs."""
        with bounded(self.output.column):
            root = self.solver.every(self.node)
            first = self.solver.person(root)
            if first is None:
                return
            yield first
            for name in self.solver.facts_of(root):
                level = self.solver.level[name]
                for branch, value in self.solver.ranked(level):
                    if first.get(name) == value:
                        continue
                    other = self.solver.person(self.solver.every(self.solver.given(root, level, branch), _only(self.solver, level, branch)))
                    if other is not None:
                        yield other


def _only(solver: Solver, level: int, branch: int) -> int:
    """The root of the condition that a fact has the values of a branch."""
    return solver.diagrams.node(level, tuple(TRUE if n == branch else FALSE for n in range(len(solver.cells(level).values))))


def reaching(book: Book, rules: str | Sequence[str], outcomes: Outcomes, as_of: date) -> tuple[list[Row], Unreached]:
    """Return rows of people who reach outcomes on a day, and the outcomes for which nobody was found.

    Args:
        outcomes: shares by the names of columns of the result, such as ``permit.52a1.due.temporary``; or one share for all outcomes of
            the rules together, each as many.

    Raises:
        UnknownName: the result has no such column.
        AnswerError: nobody was found who can have an outcome that is named.
        LimitError: a rule is too entangled to find people.
    """
    named = outcomes if isinstance(outcomes, Mapping) else {}
    if not all(map(_share, named.values() if isinstance(outcomes, Mapping) else [outcomes])):
        raise _no_shares("outcomes")
    found = {way.output.column: _some(book, way, as_of) for way in _ways(book, rules, tuple(named), as_of)}
    for name in named:
        if name not in found:
            raise UnknownName(message("The result has no such column."), where=name, todo=nearest(name, found))
    unreached = tuple(name for name, people in found.items() if not people)
    if isinstance(outcomes, Mapping) and unreached:
        todo = message("Leave it out, or give another day.")
        raise AnswerError(message("Nobody was found who can have this outcome on this day."), where=", ".join(unreached), todo=todo)
    there = len(found) - len(unreached)
    shares = outcomes if isinstance(outcomes, Mapping) else dict.fromkeys(found, outcomes / there if there else 0.0)
    return [(shares[name] / len(people), row) for name, people in found.items() for row in people], unreached


def _ways(book: Book, rules: str | Sequence[str], only: Sequence[str], as_of: date) -> Iterator[_Way]:
    wanted = find(book, rules)
    made = collect(book, wanted, Dates(as_of), only=only)
    scopes = {rule.id: rule.scope for rule in wanted}
    for output, roots in zip(made.outputs, made.roots, strict=True):
        if output.part in ("due", "option", "reached"):
            nodes = [*(made.formulas[n].node for n in roots), scopes[output.rule]]
            yield _Way(output, all_of(tuple(nodes)), Solver(nodes, book.facts, relations_of(book)))


def _some(book: Book, way: _Way, as_of: date) -> list[dict[str, Value | None]]:
    """Up to some people of an outcome, of whom derived facts do not contradict what they are derived from."""
    found: list[dict[str, Value | None]] = []
    for person in way.people():
        row: dict[str, Value | None] = {**person}
        try:
            read_answers(book, _judged(book, row, as_of), Dates(as_of))
        except TunnistusError:
            continue
        if row not in found:
            found.append(row)
        if len(found) == VARIANTS:
            break
    return found


def inputs_of(book: Book, names: Sequence[str]) -> Iterator[str]:
    """Yield from what the derived ones among some facts follow, directly and through others."""
    for name in names:
        derived = book.facts[name].derived
        if derived:
            yield from derived.inputs
            yield from inputs_of(book, [each for each in derived.inputs if each in book.facts])
