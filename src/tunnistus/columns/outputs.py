"""What rules give, as formulas: one for each outcome that is due, each option, each step, in every version that the dates can touch.

Columns, SQL and Spark start from here, so they mean what ``decide`` means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import attrs

from tunnistus.deciding.expand import Expanded, worlds_by_day
from tunnistus.errors import UnknownName, nearest
from tunnistus.rules.answers import Dates
from tunnistus.rules.formula import Formula, leaves
from tunnistus.rules.model import Book, Const, Node, Rule
from tunnistus.rules.truth import FALSE

__all__ = ["Output", "Outputs", "collect", "find"]


@attrs.frozen
class Output:
    """One truth value of the result. ``part`` is due, option, reached or clause; ``name`` an outcome, a step or a clause."""

    rule: str
    part: str
    name: str

    @property
    def column(self) -> str:
        return f"{self.rule}.{self.part}.{self.name}"


@attrs.frozen(eq=False)
class Outputs:
    """The outputs of rules and the formulas that they need, each formula once.

    Attributes:
        formulas: the roots; every output names those that must agree.
        roots: for every output the numbers of its formulas, one for each version: the value is what holds in all of them.
        in_force: for every rule whether it is in force, in each version.
        inexact: for every rule the formulas on which ``exact`` depends.
        facts: the facts that the formulas test, in the order of the vocabulary.
    """

    rules: tuple[Rule, ...]
    dates: Dates
    formulas: tuple[Formula, ...]
    outputs: tuple[Output, ...]
    roots: tuple[tuple[int, ...], ...]
    in_force: Mapping[str, tuple[bool, ...]]
    inexact: Mapping[str, tuple[int, ...]]
    facts: tuple[str, ...]


_NEVER: Final = Formula(Const(FALSE), (), {}, ())


def collect(book: Book, rules: Iterable[Rule], dates: Dates, clauses: bool = False, only: Collection[str] = ()) -> Outputs:
    """Return what the rules give on these dates.

    Args:
        clauses: also whether each clause applies.
        only: names of the columns wanted; all by default.

    Raises:
        UnknownName: there is no such column.
    """
    chosen = tuple(rules)
    numbers: dict[Node, int] = {}
    formulas: list[Formula] = []
    found: dict[Output, tuple[int, ...]] = {}
    force: dict[str, tuple[bool, ...]] = {}
    inexact: dict[str, tuple[int, ...]] = {}
    names: list[str] = []

    def number(formula: Formula) -> int:
        if formula.node not in numbers:
            numbers[formula.node] = len(formulas)
            formulas.append(formula)
        return numbers[formula.node]

    for rule in chosen:
        worlds = [world for _, world in worlds_by_day(book, rule, dates)]
        force[rule.id] = tuple(w.in_force for w in worlds)
        every = _main(rule, worlds)
        names += [output.column for output in every]
        main = {output: each for output, each in every.items() if not only or output.column in only}
        found |= {output: tuple(dict.fromkeys(map(number, each))) for output, each in main.items()}
        inexact[rule.id] = tuple(dict.fromkeys(n for output in main for n in found[output]))
        for clause in rule.clauses if clauses else ():
            applies = [formula for w in worlds for c, _, formula in w.clauses if c.name == clause.name] or [_NEVER]
            output = Output(rule.id, "clause", clause.name)
            names.append(output.column)
            if not only or output.column in only:
                found[output] = tuple(dict.fromkeys(map(number, applies)))
    _all_found(only, names)
    tested = {t.fact for formula in formulas for t, _ in leaves(formula.node)}
    facts = tuple(n for n in book.facts if n in tested)
    return Outputs(chosen, dates, tuple(formulas), tuple(found), tuple(found.values()), force, inexact, facts)


def _all_found(only: Collection[str], names: Collection[str]) -> None:
    for name in only:
        if name not in names:
            raise UnknownName("There is no such column of the result.", where=name, todo=nearest(name, names))


def _main(rule: Rule, worlds: Iterable[Expanded]) -> dict[Output, list[Formula]]:
    parts = ("reached",) if rule.ordered else ("due", "option")
    return {
        Output(rule.id, part, outcome): [getattr(w, part).get(outcome) or _NEVER for w in worlds]
        for part in parts
        for outcome in rule.outcomes
    }


def find(book: Book, topics: str | Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules of an id, of a rule set or of the beginning of such ids, or of several. Raises :class:`UnknownName`."""
    found: dict[str, Rule] = {}
    for topic in [topics] if isinstance(topics, str) else topics:
        inside = [r for r in book.rules_in_order() if r.ruleset == topic or r.ruleset.startswith(topic.rstrip("/") + "/")]
        rules = [book.rules[topic]] if topic in book.rules else inside
        if not rules:
            raise UnknownName("There is no such rule or topic.", where=topic, todo=nearest(topic, {*book.rules, *book.rulesets}))
        found |= {rule.id: rule for rule in rules}
    return tuple(found.values())
