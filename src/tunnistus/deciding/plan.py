"""Plans: rules that are decided together, in the versions that the dates can touch, compiled into one program."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from typing import Any, Final, TypeVar

import attrs

from tunnistus.alone import MAKING
from tunnistus.bounded import Bounded
from tunnistus.collecting import paused
from tunnistus.deciding.expand import Expanded, Scope, borders, scope_of, worlds_by_day
from tunnistus.deciding.lanes import View, nothing
from tunnistus.deciding.program import Program, getter
from tunnistus.limits import LIMIT, MAX_AGAIN, MAX_LATELY, MAX_SHEETS
from tunnistus.rules.answers import Dates
from tunnistus.rules.cached import of_book
from tunnistus.rules.formula import Formula, tests_in
from tunnistus.rules.model import Book, Cell, Rule
from tunnistus.rules.relations import relations_of

__all__ = ["Plan", "Sheet", "sheet", "sheets_of", "versions"]


Place = tuple[str, int, Formula, int | None, Formula | None]
K = TypeVar("K")
T = TypeVar("T")
KINDS: Final = 32  # of people, for whom a plan keeps what was found out


@attrs.frozen(eq=False)
class Plan:
    """One rule in the versions that the dates can touch.

    Attributes:
        slots: where only one version is touched and it is in force, for every outcome where the values stand that say whether it is
            due (reached) and whether it is an option, and their formulas; else empty.
        program: the program of the sheet that the plan stands in.
        scope: whom the rule concerns; nothing where it concerns everybody.
        before: gives what was found out before about a person of whom nothing is known.
    """

    rule: Rule
    worlds: tuple[Expanded, ...] = attrs.field(repr=False)
    slots: tuple[Place, ...] = attrs.field(repr=False)
    program: Program = attrs.field(repr=False)
    scope: Scope | None = attrs.field(default=None, repr=False)
    before: Callable[[Plan], dict[Any, Any]] = attrs.field(default=lambda plan: {}, repr=False)

    @cached_property
    def roots(self) -> tuple[Formula, ...]:
        """The formulas that the result rests on, of each version, and whom the rule concerns."""
        return (*(root for world in self.worlds for root in world.roots), *((self.scope.formula,) if self.scope else ()))

    @classmethod
    def of(cls, book: Book, rule: Rule, worlds: tuple[Expanded, ...], program: Program, **more: Any) -> Plan:
        """Return the plan of a rule in some versions, whose formulas stand in the program."""
        slots = _slots(worlds[0], program) if len(worlds) == 1 and worlds[0].in_force else ()
        return cls(rule, worlds, slots, program, scope_of(book, rule), **more)

    @cached_property
    def tests(self) -> Mapping[str, frozenset[tuple[Cell, ...]]]:
        """Of each fact what it is compared with."""
        found: dict[str, set[tuple[Cell, ...]]] = {}
        for test, _ in tests_in(root.node for root in self.roots):
            found.setdefault(test.fact, set()).add(test.cells)
        return {name: frozenset(cells) for name, cells in found.items()}

    @cached_property
    def around(self) -> frozenset[str]:
        """The facts that are compared with something, and all others whose values can narrow theirs."""
        return self.program.relations.around(self.tests)

    @cached_property
    def work(self) -> int:
        """Nodes that are computed to decide the rule at the most, about: what is entangled is open, up to the bound."""
        found: int = self._of_nobody.get("work", 0)
        for root in self.roots if not found else ():
            width = math.prod(len(root.cells[n]) for n in dict.fromkeys((*root.entangled, *root.related)))
            found += len(self.program.cone(self.program.slot[root])) * min(width, LIMIT)
        return found

    @cached_property
    def again(self) -> int:
        """How many times the rule may be decided again for one explanation, at the least."""
        return MAX_AGAIN // (1 + self.work)

    def alike(self, view: View) -> dict[Any, Any]:
        """Return what was found out about people of whom the same is known as far as the rule can tell; filled when somebody asks for it.

        It is kept for everybody of whom nothing is known, and for the last few kinds of people. Of numbers and days the kind holds only
        which tests they pass.
        """
        if view.enough(self.around) is not view:
            return self._of_nobody
        return self._alike.get(self._kind(view), dict)

    def forget(self) -> None:
        """Forget what was found out about kinds of people."""
        self._alike.clear()

    def _kind(self, view: View) -> tuple[Any, ...]:
        """What the rule can tell of a person: members, yes and no, and the tests that other values pass."""
        values, tests = self._telling
        return values(view.whole), tests(view.codes)

    @cached_property
    def _telling(self) -> tuple[Callable[[Any], tuple[Any, ...]], Callable[[Any], tuple[Any, ...]]]:
        """Functions that take out of all that is known, and of the values of all nodes, what tells kinds of people apart."""
        facts, tests_of = self.program.facts, self.program.tests_of
        plain = sorted(n for n in self.around if facts[n].type in ("bool", "enum"))
        tested = sorted(slot for n in self.around if n not in plain for slot in tests_of.get(n, ()))
        return _taking(plain), _taking(tested)

    @cached_property
    def _alike(self) -> Bounded[tuple[Any, ...], dict[Any, Any]]:
        return Bounded(KINDS)

    @cached_property
    def _of_nobody(self) -> dict[Any, Any]:
        return self.before(self)

    @cached_property
    def ways(self) -> dict[tuple[str, str], Any]:
        """What every explanation of a state of an outcome starts from; filled when states are explained."""
        return {}


@attrs.frozen(eq=False)
class Sheet:
    """The plans of rules that are decided together, by rule id, their program, and what it says of a person of whom nothing is known."""

    program: Program
    plans: Mapping[str, Plan]
    nobody: View

    def __len__(self) -> int:
        """How many nodes there are."""
        return len(self.program.parents)


def _taking(keys: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    return getter(keys) if keys else lambda _: ()


@of_book
def sheets_of(book: Book) -> Bounded[tuple[Any, ...], Sheet]:
    """Return the sheets made lately, by their rules and the versions that dates touched."""
    return Bounded(MAX_SHEETS, len)


@of_book
def _borders_lately(book: Book) -> Bounded[tuple[str, ...], list[list[date]]]:
    """The borders of all rules of a sheet, by their ids."""
    return Bounded(MAX_LATELY)


def sheet(book: Book, rules: Sequence[Rule], dates: Dates) -> Sheet:
    """Return the plans of the rules. They are made once for all dates that touch the same versions."""
    names = tuple(rule.id for rule in rules)
    which = (names, *versions(book, names, dates))
    return _once(sheets_of(book), which, lambda: _make(book, rules, dates, which))


def _once(kept: Bounded[K, T], key: K, make: Callable[[], T]) -> T:
    """Return what is kept. The first thread makes it, others wait for it."""
    found = kept.find(key)
    if found is None:
        with MAKING, paused():
            found = kept.get(key, make)
    return found


def _make(book: Book, rules: Sequence[Rule], dates: Dates, which: tuple[Any, ...]) -> Sheet:
    found = {rule.id: tuple(world for _, world in worlds_by_day(book, rule, dates)) for rule in rules}
    scopes = [scope for rule in rules if (scope := scope_of(book, rule))]
    formulas = [f for worlds in found.values() for world in worlds for f in _formulas(world)]
    formulas += dict.fromkeys(scope.formula for scope in scopes)
    program = Program(formulas, book.facts, relations_of(book))
    more = {"before": partial(book.nobody, which)} if book.nobody else {}
    return Sheet(program, {rule.id: Plan.of(book, rule, found[rule.id], program, **more) for rule in rules}, nothing(program))


def _slots(world: Expanded, program: Program) -> tuple[Place, ...]:
    if world.rule.ordered:
        return tuple((o, program.slot[f], f, None, None) for o, f in world.reached.items())
    return tuple((o, program.slot[f], f, program.slot[world.option[o]], world.option[o]) for o, f in world.due.items())


def _formulas(world: Expanded) -> Iterator[Formula]:
    yield from world.formulas
    yield from (when for _, when in world.notices)
    yield from world.able.values()


def versions(book: Book, names: tuple[str, ...], dates: Dates) -> tuple[Any, ...]:
    """Return between which borders of the rules the dates lie."""
    decision, act, application = _once(_borders_lately(book), names, lambda: _borders(book, names))
    applied = dates.applied_on
    return (
        bisect_right(decision, dates.as_of),
        dates.act_from and bisect_right(act, dates.act_from), bisect_right(act, dates.act_to or dates.as_of),
        applied and bisect_right(application, applied), bisect_right(application, applied or dates.as_of),
    )  # fmt: skip


def _borders(book: Book, names: tuple[str, ...]) -> list[list[date]]:
    found = [borders(book, book.rules[name]) for name in names]
    return [sorted({day for each in found for day in each[clock]}) for clock in ("decision", "act", "application")]
