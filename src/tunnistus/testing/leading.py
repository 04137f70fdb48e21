"""People of an outcome: paths of the diagram of a rule that lead there, cut down to the answers that they need."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs

from tunnistus.checking.solver import Solver, TooLarge
from tunnistus.deciding.compiled import Compiled
from tunnistus.deciding.decide import Case
from tunnistus.deciding.expand import Days, Expanded, borders, every_version, worlds_by_day
from tunnistus.deciding.plan import Plan
from tunnistus.errors import AnswerError
from tunnistus.explaining.explain import Decision, decision_of
from tunnistus.rules.answers import Dates, Mark, read_answers
from tunnistus.rules.mdd import HOLDS
from tunnistus.rules.model import Book, Fact, Rule, Value, inside
from tunnistus.rules.relations import least_needed, relations_of
from tunnistus.testing.borders import as_answer, compared, days_around, values_around

__all__ = ["NOTHING", "Leads", "Target", "tellable"]

NOTHING: Final = "nothing"
TRIED: Final = 12  # days tried for each of several facts from which one thing follows
Person = tuple[dict[str, Any], Dates]


@attrs.frozen
class Target:
    """Who shall be drawn.

    Attributes:
        outcome: that they certainly have; ``nothing`` for whoever certainly has none; empty for any.
        settled: whether nothing that is open changes their result.
        open: an outcome that they may have or not.
    """

    outcome: str = ""
    settled: bool = False
    open: str = ""

    def hit(self, decision: Decision) -> bool:
        """Tell whether a decision is what was asked for."""
        if self.open:
            return self.open in decision.possible and self.open not in decision.certain()
        if self.settled and not decision.settled:
            return False
        if self.outcome == NOTHING:
            return decision.counts and not decision.possible
        return not self.outcome or self.outcome in decision.certain()

    @property
    def led_to(self) -> str:
        """The outcome to which the path leads: of an open one the last step to it is then left out."""
        return self.open or self.outcome


class Leads:
    """A rule with the ways to its outcomes.

    Args:
        in_force_only: only versions and days in which the rule is in force.
    """

    def __init__(self, book: Book, rule: Rule, *, in_force_only: bool = False) -> None:
        self.book, self.rule, self._in_force_only = book, rule, in_force_only
        self._able: dict[Target, list[_Version]] = {}

    @cached_property
    def _versions(self) -> list[_Version]:
        found = [_Version(self.book, self.rule, days, world) for days, world in every_version(self.book, self.rule) if world.in_force]
        return [each for each in found if not self._in_force_only or each.within]

    def able(self, target: Target) -> list[_Version]:
        """Return the versions in which somebody was found."""
        if target not in self._able:
            self._able[target] = [each for each in self._versions if each.first(target) is not None]
        return self._able[target]

    def person(self, target: Target, when: Dates, turns: Sequence[int]) -> Person | None:
        """Return the answers and dates of somebody, which the numbers choose; nothing where nobody was found.

        Without numbers it is somebody with few answers. The dates are those given where the outcome can come about on them.
        """
        able = self.able(target)
        if not able:
            return None
        choose = _Turns(turns)
        here = {world.number: days for days, world in worlds_by_day(self.book, self.rule, when)}
        version = choose([each for each in able if each.world.number in here] or able)
        if version.world.number not in here:
            when = version.dates
        elif len(here) > 1:
            when = _dates(self.book, self.rule, here[version.world.number])
        return (found, when) if (found := version.answers(target, when, choose)) is not None else version.first(target)


class _Turns:
    """Chooses by numbers, and the first where there are no more."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.nothing = not any(numbers)
        self._numbers = itertools.chain(numbers, itertools.repeat(0))

    def __call__(self, of: Sequence[Any]) -> Any:
        return of[next(self._numbers) % len(of)]

    def turned(self, of: Sequence[Any]) -> list[Any]:
        """Return the same with another one first."""
        start = next(self._numbers) % len(of) if of else 0
        return [*of[start:], *of[:start]]


def _dates(book: Book, rule: Rule, days: Days) -> Dates:
    """Dates of a version; days of the deeds and of the application only where its law hangs on them."""
    edges = borders(book, rule, days["decision"])
    act, application = (days[clock] if edges[clock] else None for clock in ("act", "application"))
    return Dates(days["decision"], act, act, application)


class _Version:
    """A rule in one version, and a day for each of its clocks."""

    def __init__(self, book: Book, rule: Rule, days: Days, world: Expanded) -> None:
        self._book, self._rule, self.world, self.dates = book, rule, world, _dates(book, rule, days)
        self._near: dict[tuple[int, int], Mapping[int, int]] = {}
        self._first: dict[Target, Person | None] = {}
        self._fewest: dict[Target, dict[str, Value] | None] = {}

    @property
    def within(self) -> bool:
        """Whether the rule is in force on each of its days."""
        return all(day is None or day in self._rule.valid for day in (self.dates.as_of, self.dates.act_from, self.dates.applied_on))

    @cached_property
    def _made(self) -> Compiled:
        return Plan.of(self._book, self._rule, [self.world]).compiled[0]

    def first(self, target: Target) -> Person | None:
        """Return somebody with few answers; nothing where nobody was found."""
        if target not in self._first:
            found = self.answers(target, self.dates, _Turns(()))
            self._first[target] = None if found is None else (found, self.dates)
        return self._first[target]

    def answers(self, target: Target, when: Dates, choose: _Turns) -> dict[str, Any] | None:
        """Return answers that hit the target on some dates; nothing where these do not."""
        found = self._answered(target, self._needed(target, choose), when, choose)
        if not choose.nothing:
            return found
        if target not in self._fewest:
            self._fewest[target] = self._fewest_values(target)
        some = [found, self._answered(target, self._fewest[target], when, choose)]
        least = [self._without_needless(target, each, when) for each in some if each is not None]
        return min(least, key=len, default=None)

    def _answered(self, target: Target, needed: Mapping[str, Value] | None, when: Dates, choose: _Turns) -> dict[str, Any] | None:
        """Answers from which some facts get their values; of what may be open or not one is left out."""
        if needed is None:
            return None
        order = sorted(needed, key=lambda n: self._book.facts[n].order)
        for left_out in choose.turned(order) if target.open else [""]:
            for told in (True, False):  # in the place of what follows from others these others, or else it itself
                found = dict[str, Any]()
                for name in (name for name in order if name != left_out):
                    found |= self._told(name, needed[name], found, when, choose) if told else self._plainly(name, needed[name])
                if self._hits(target, found, when):
                    return found
        return None

    def _fewest_values(self, target: Target) -> dict[str, Value] | None:
        """The fewest values of facts with which an outcome is certainly due, or an option; nothing where they are not looked for."""
        if not target.outcome or target.outcome == NOTHING or target.settled or self._rule.ordered:
            return None
        found: list[dict[str, Value]] = []
        for formula in (part[target.outcome] for part in (self.world.due, self.world.option) if target.outcome in part):
            nodes = formula.node, self.world.scope
            try:
                person = Solver(nodes, self._book.facts, relations_of(self._book)).somebody(*nodes)
            except TooLarge:
                continue
            found += [person] if person is not None else []
        return min(found, key=len, default=None)

    def _without_needless(self, target: Target, found: Mapping[str, Any], when: Dates) -> dict[str, Any]:
        """The answers of which none can be left out: to these Hypothesis shrinks."""
        last_first = sorted(found, key=lambda n: self._book.facts[n].order, reverse=True)
        kept = least_needed(last_first, lambda names: self._hits(target, {n: found[n] for n in names}, when))
        return {name: found[name] for name in found if name in kept}

    def _told(self, name: str, value: Value, given: Mapping[str, Any], when: Dates, choose: _Turns) -> dict[str, Any]:
        return tellable(self._book, name, value, given, when, choose)

    def _plainly(self, name: str, value: Value) -> dict[str, Any]:
        return {name: as_answer(self._book.facts[name], value)}

    def _hits(self, target: Target, answers: Mapping[str, Any], when: Dates) -> bool:
        try:
            case = Case(self._book, read_answers(self._book, answers, when), when)
        except AnswerError:
            return False
        return target.hit(decision_of(case, self._rule.id))

    # -- paths ---------------------------------------------------------------------------------------------------------

    def _good(self, target: Target) -> int:
        """The ends of the diagram to which a path may lead, as bits."""
        steps, outcome = self._rule.outcomes, target.led_to
        if outcome == NOTHING:
            return self._made.good(lambda result: not result.due and not result.options)
        if not outcome:
            return self._made.good(lambda result: result.in_force)
        if self._rule.ordered and not target.open:
            return self._made.good(lambda result: result.due == steps[: steps.index(outcome) + 1])
        return self._made.good(lambda result: result.gives(outcome))

    def _sure(self, target: Target, end: int) -> int:
        """The ends that may be left where the answers of a path are enough, as bits."""
        result, outcome = self._made.results[end], target.led_to
        if target.settled or not outcome:
            return 1 << end
        if outcome == NOTHING:
            return self._good(target)
        if outcome in result.due:
            return self._made.good(lambda each: outcome in each.due)
        return self._made.good(lambda each: outcome in each.options)

    def _needed(self, target: Target, choose: _Turns) -> dict[str, Value] | None:
        """The values of facts on a path, without those that it does not need."""
        made, good = self._made, self._good(target)
        if made.root is None or made.scope is None or not made.diagrams.ends[made.root] & good:
            return None
        known = self._walk(made.scope, HOLDS, {}, choose, lambda known: bool(made.reached(made.root or 0, known) & good))
        if known is None:
            return None
        whole = self._walk(made.root, good, known, choose, None)
        if whole is None:
            return None
        sure = self._sure(target, made.reached(made.root, whole).bit_length() - 1)

        def enough(names: Iterable[str]) -> bool:
            some = {name: whole[name] for name in names}
            return not made.reached(made.root or 0, some) & ~sure and made.reached(made.scope or 0, some) == HOLDS

        order = sorted(whole, key=lambda n: self._book.facts[n].order, reverse=True)
        return {name: whole[name] for name in least_needed(choose.turned(order), enough)}

    def _walk(
        self, root: int, good: int, known: Mapping[str, Value], choose: _Turns, further: Any
    ) -> dict[str, Value] | None:  # fmt: skip
        """Go down to one of some ends, the shortest way first, and return the values with those known before; nothing in a blind alley."""
        made, d = self._made, self._made.diagrams
        near, found, at = self._nearness(root, good), dict(known), root
        while d.below[at]:
            name, level = made.names[d.level[at]], d.level[at]
            branches = [made.branch(level, found[name])] if name in found else range(len(d.below[at]))
            ways = sorted((n for n in branches if d.below[at][n] in near), key=lambda n: (near[d.below[at][n]], -n))
            values = [(n, made.cells(level).values[n]) for n in ways]
            if further and name not in found:
                values = [(n, value) for n, value in values if further({**found, name: value})]
            if not values:
                return None
            branch, value = choose(values)
            found.setdefault(name, value)
            at = d.below[at][branch]
        return found if d.ends[at] & good else None

    def _nearness(self, root: int, good: int) -> Mapping[int, int]:
        """Of each node from which some ends can be reached how many branches it takes at least."""
        if (root, good) not in self._near:
            d, near = self._made.diagrams, dict[int, int]()
            for at in reversed(d.under(root)):
                if d.ends[at] & good:
                    near[at] = min((near[each] + 1 for each in d.below[at] if each in near), default=0)
            self._near[root, good] = near
        return self._near[root, good]


# -- from the values of facts to answers ------------------------------------------------------------------------------------


def tellable(book: Book, name: str, value: Value, given: Mapping[str, Any], when: Dates, choose: _Turns) -> dict[str, Any]:
    """Return answers from which a fact gets a value, or one that no test tells from it: of a derived fact those that it follows from.

    Where none are found, the fact itself is answered.
    """
    fact = book.facts[name]
    if not fact.derived:
        tests = compared(book).get(name, ())
        alike = [v for v in values_around(fact, tests) if _cell(fact, tests, v) == _cell(fact, tests, value)]
        return {name: as_answer(fact, choose([value, *(v for v in alike if v != value)]))}
    inputs = [n for n in fact.derived.inputs if n in book.facts]
    for some in _ways(book, inputs, given, when, choose) if inputs else ():
        try:
            if read_answers(book, {**given, **some}, when).known.get(name) == value:
                return {n: a for n, a in some.items() if n not in given}
        except AnswerError:
            continue
    return {name: as_answer(fact, value)}


def _cell(fact: Fact, tests: Iterable[Any], value: Value) -> tuple[Any, ...]:
    return tuple(inside(value, test) for test in tests)


def _ways(book: Book, inputs: Sequence[str], given: Mapping[str, Any], when: Dates, choose: _Turns) -> Iterator[dict[str, Any]]:
    """Yield answers to the facts from which another follows, a bounded number of them."""
    free = [n for n in inputs if n not in given]
    if len(free) > 2:  # marks alone are read: that two are perhaps so is enough
        first, second, *_ = choose.turned(free)
        yield from ({first: Mark.MAYBE}, {first: Mark.MAYBE, second: Mark.MAYBE})
        return
    some = [choose.turned(_tried(book, name, given, when)) for name in free]
    limit = TRIED if len(some) > 1 else None
    for row in itertools.product(*(each[:limit] for each in some)):
        yield dict(zip(free, row, strict=True))


def _tried(book: Book, name: str, given: Mapping[str, Any], when: Dates) -> list[Any]:
    fact = book.facts[name]
    if fact.type == "date":
        return [as_answer(fact, day) for day in days_around(book, name, when, given)]
    return [*(as_answer(fact, v) for v in values_around(fact, compared(book).get(name, ()))), Mark.MAYBE]
