"""What rules give, as formulas: one for each outcome that is due, each option, each step, in every version that the dates can touch.

Columns start from here, so they mean what ``decide`` means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import attrs

from tunnistus.deciding.expand import Expanded, scope_of, worlds_by_day
from tunnistus.errors import UnknownName, named, nearest
from tunnistus.messages import message
from tunnistus.rules.answers import Dates
from tunnistus.rules.formula import Formula, leaves, none_of
from tunnistus.rules.model import Book, Const, Node, Rule, topics_of
from tunnistus.rules.truth import FALSE

__all__ = ["Output", "Outputs", "collect", "find", "nothing"]


@attrs.frozen
class Output:
    """One truth value of the result. ``part`` is due, option, reached, clause, in_scope or not_covered.

    ``name`` is an outcome, step or clause, or empty.
    """

    rule: str
    part: str
    name: str

    @property
    def column(self) -> str:
        return ".".join(filter(None, (self.rule, self.part, self.name)))


@attrs.frozen(eq=False)
class Outputs:
    """The outputs of rules and the formulas that they need, each formula once.

    Attributes:
        formulas: the roots; every output names those that must agree.
        roots: for every output the numbers of its formulas, one for each version: the value is what holds in all of them.
        scopes: for every output the number of the formula that tells whom its rule concerns, or -1: who certainly is none of them has
            no outcome.
        in_force: for every rule whether it is in force, in each version.
        inexact: for every rule the formulas on which ``exact`` depends.
        facts: the facts that the formulas test, in the order of the vocabulary.
    """

    rules: tuple[Rule, ...]
    dates: Dates
    formulas: tuple[Formula, ...]
    outputs: tuple[Output, ...]
    roots: tuple[tuple[int, ...], ...]
    scopes: tuple[int, ...]
    in_force: Mapping[str, tuple[bool, ...]]
    inexact: Mapping[str, tuple[int, ...]]
    facts: tuple[str, ...]


_NEVER: Final = Formula(Const(FALSE))


def collect(book: Book, rules: Iterable[Rule], dates: Dates, clauses: bool = False, only: Collection[str] = ()) -> Outputs:
    """Return what the rules give on these dates.

    Args:
        clauses: also whether each clause applies.
        only: names of the columns wanted; all by default.

    Raises:
        UnknownName: there is no such column.
    """
    found = _Collected(book, dates, frozenset(only))
    names: list[str] = []
    for rule in rules:
        names += found.add(rule, clauses)
    _all_found(only, names)
    return found.made()


@attrs.define
class _Collected:
    """The outputs of the rules so far."""

    book: Book
    dates: Dates
    only: Collection[str]
    numbers: dict[Node, int] = attrs.field(factory=dict)
    formulas: list[Formula] = attrs.field(factory=list)
    found: dict[Output, tuple[int, ...]] = attrs.field(factory=dict)
    scopes: dict[str, int] = attrs.field(factory=dict)
    force: dict[str, tuple[bool, ...]] = attrs.field(factory=dict)
    inexact: dict[str, tuple[int, ...]] = attrs.field(factory=dict)
    rules: list[Rule] = attrs.field(factory=list)

    def number(self, formula: Formula) -> int:
        if formula.node not in self.numbers:
            self.numbers[formula.node] = len(self.formulas)
            self.formulas.append(formula)
        return self.numbers[formula.node]

    def add(self, rule: Rule, clauses: bool) -> list[str]:
        """Add a rule; return the names of all its columns."""
        worlds = [world for _, world in worlds_by_day(self.book, rule, self.dates)]
        self.rules.append(rule)
        self.force[rule.id] = tuple(w.in_force for w in worlds)
        scope = scope_of(self.book, rule)
        every = _main(rule, worlds) | ({Output(rule.id, "in_scope", ""): [scope.formula]} if scope else {})
        every |= {Output(rule.id, "not_covered", ""): [nothing(world) for world in worlds]} if rule.covers_part else {}
        each = {clause.name: [f for w in worlds for c, _, f in w.clauses if c.name == clause.name] for clause in rule.clauses}
        more = {Output(rule.id, "clause", name): applies or [_NEVER] for name, applies in each.items()} if clauses else {}
        wanted = {o: formulas for o, formulas in (every | more).items() if not self.only or o.column in self.only}
        numbered = {output: tuple(dict.fromkeys(map(self.number, formulas))) for output, formulas in wanted.items()}
        self.found |= numbered
        self.scopes[rule.id] = self.number(scope.formula) if scope else -1
        self.inexact[rule.id] = tuple(dict.fromkeys(n for output in every if output in numbered for n in numbered[output]))
        return [output.column for output in (*every, *more)]

    def made(self) -> Outputs:
        tested = {t.fact for formula in self.formulas for t, _ in leaves(formula.node)}
        return Outputs(
            tuple(self.rules), self.dates, tuple(self.formulas), tuple(self.found), tuple(self.found.values()),
            tuple(-1 if output.part in ("in_scope", "clause") else self.scopes[output.rule] for output in self.found),
            self.force, self.inexact, tuple(n for n in self.book.facts if n in tested),
        )  # fmt: skip


def _all_found(only: Collection[str], names: Collection[str]) -> None:
    for name in only:
        if name not in names:
            raise UnknownName(message("The result has no such column."), where=name, todo=nearest(name, names))


def _main(rule: Rule, worlds: Iterable[Expanded]) -> dict[Output, list[Formula]]:
    parts = ("reached",) if rule.ordered else ("due", "option")
    return {
        Output(rule.id, part, outcome): [getattr(w, part).get(outcome) or _NEVER for w in worlds]
        for part in parts
        for outcome in rule.outcomes
    }


def nothing(world: Expanded) -> Formula:
    """Return the condition under which a version is in force and gives nothing."""
    if not world.in_force:
        return _NEVER
    first = next(iter(world.able.values()))
    return Formula(none_of(world.possible(o) for o in world.rule.outcomes), first.vocabulary, first.relations)


def find(book: Book, topics: str | Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules of an id, of a rule set or of the beginning of such ids, or of several. Raises :class:`UnknownName`."""
    found: dict[str, Rule] = {}
    for topic in topics if isinstance(topics, Iterable) and not isinstance(topics, str) else [topics]:
        inside = [r for r in book.rules_in_order() if r.ruleset == topic or r.ruleset.startswith(f"{topic}".rstrip("/") + "/")]
        rules = [book.rules[topic]] if named(topic, book.rules) else inside
        if not rules:
            raise UnknownName(message("There is no such rule or topic."), where=topic, todo=nearest(topic, topics_of(book)))
        found |= {rule.id: rule for rule in rules}
    return tuple(found.values())
