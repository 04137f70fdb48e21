"""Plans: a rule in the versions that the dates can touch, and what was found out about people whom it cannot tell apart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeVar

import attrs

from tunnistus.alone import MAKING
from tunnistus.bounded import Bounded
from tunnistus.collecting import paused
from tunnistus.deciding.compiled import TRUTHS, Compiled, Conditions, Held, Known, Result, by_kleene
from tunnistus.deciding.expand import Expanded, Scope, borders, expanded, scope_of, worlds_by_day
from tunnistus.deciding.missing import hanging, left_in
from tunnistus.limits import MAX_LATELY, MAX_PLANS, MAX_SHEETS
from tunnistus.rules.answers import Dates
from tunnistus.rules.cached import of_book
from tunnistus.rules.formula import Formula, tests_in
from tunnistus.rules.horizon import acts_read
from tunnistus.rules.mdd import Ahead
from tunnistus.rules.model import Book, Cell, Clause, Rule
from tunnistus.rules.relations import Relations, relations_of
from tunnistus.rules.truth import FALSE, OPEN, TRUE, Truth, join, truth_of

__all__ = ["Alike", "Found", "Plan", "Sheet", "States", "sheet", "versions"]

K = TypeVar("K")
T = TypeVar("T")
KINDS: Final = 32  # of people, for whom a plan keeps what was found out
MISSES: Final = 32  # people in a row of whom none was of a kind that is kept, after whom short walks come first
SHORT: Final = 8  # nodes of a walk at which all branches are taken: it takes hardly longer than to tell of what kind somebody is
RESULTS: Final = 128  # sets of results that can still come, for which a plan keeps what that makes of each outcome
States = Mapping[str, tuple[Truth, Truth]]
Ends = tuple[int | None, ...]


@attrs.frozen(eq=False, repr=False)
class Found:
    """What a rule gives somebody, over all completions.

    Attributes:
        in_scope: whether it concerns the person.
        states: for every outcome the truth of being due (of an ordered rule: reached) and of being an option.
        exact: whether nothing more is certain than that.
        settled: whether all completions give one result, and it is not open whether that concerns the person.
        due: the outcome that is certainly due; of an ordered rule the step, where it is certain.
        options: the outcomes that certainly may be chosen.
        possible: the outcomes that are due or an option in some completion; of an ordered rule the steps from floor to ceiling.
        floor, ceiling: of an ordered rule the highest step that is certainly reached, and the highest that is not excluded.
    """

    in_scope: Truth
    states: States
    exact: bool
    settled: bool
    due: str | None
    options: tuple[str, ...]
    possible: tuple[str, ...]
    floor: str | None = None
    ceiling: str | None = None

    @classmethod
    def of(cls, rule: Rule, in_scope: Truth, states: States, exact: bool, same: bool, in_force: bool) -> Found:
        """Return it with what follows from the states.

        Args:
            same: whether all completions give one result, as if the rule concerned the person.
        """
        outcomes = rule.outcomes
        if rule.ordered:
            floor = next((o for o in reversed(outcomes) if states[o][0] == TRUE), None)
            ceiling = next((o for o in reversed(outcomes) if states[o][0] != FALSE), None)
            possible = outcomes[outcomes.index(floor) if floor else 0 : outcomes.index(ceiling) + 1 if ceiling else 0]
            highest = ceiling if in_force and in_scope != FALSE else None
            settled = same and not (in_scope == OPEN and possible)
            return cls(in_scope, states, exact, settled, floor if floor == highest else None, (), possible, floor, highest)
        due = next((o for o, (first, _) in states.items() if first == TRUE), None)
        options = tuple([o for o, (_, option) in states.items() if option == TRUE])
        possible = tuple([o for o, pair in states.items() if pair != (FALSE, FALSE)])
        settled = same and not (in_scope == OPEN and possible)
        return cls(in_scope, states, exact, settled, due, options, possible)


@attrs.define(eq=False, repr=False)
class Alike:
    """What was found out about people of whom the same is known as far as a rule can tell; empty until somebody asks.

    Attributes:
        found: what the rule gives everybody of whom it knows nothing; of others it is kept apart.
        hanging: the open facts on which that hangs.
        asked: which of their inputs to ask.
        effects: by question, what its answers would change.
        ahead: of the scope and of each version the ends after each single answer.
        reasons: by outcome, and by what merely follows from relations.
    """

    found: Found | None = None
    hanging: tuple[str, ...] | None = None
    asked: tuple[str, ...] | None = None
    effects: dict[tuple[Any, ...], Any] = attrs.field(factory=dict)
    ahead: tuple[Ahead | None, tuple[Ahead, ...]] | None = None
    reasons: dict[Hashable, Any] = attrs.field(factory=dict)


@attrs.frozen(eq=False, repr=False)
class Plan:
    """One rule in the versions that the dates can touch.

    Attributes:
        scope: whom the rule concerns; nothing where it concerns everybody.
        key: between which borders the dates lie that touch these versions; empty of some versions alone.
    """

    book: Book = attrs.field(repr=False)
    rule: Rule
    worlds: tuple[Expanded, ...] = attrs.field(repr=False)
    scope: Scope | None = attrs.field(default=None, repr=False)
    key: tuple[Any, ...] = attrs.field(default=(), repr=False)

    @classmethod
    def of(cls, book: Book, rule: Rule, worlds: Iterable[Expanded], key: tuple[Any, ...] = ()) -> Plan:
        """Return the plan of a rule in some versions."""
        return cls(book, rule, tuple(worlds), scope_of(book, rule), key)

    @property
    def relations(self) -> Relations:
        """The relations between the facts of the book."""
        return relations_of(self.book)

    @cached_property
    def roots(self) -> tuple[Formula, ...]:
        """The formulas that the result rests on, of each version, and whom the rule concerns."""
        return (*(root for world in self.worlds for root in world.roots), *((self.scope.formula,) if self.scope else ()))

    @cached_property
    def tests(self) -> Mapping[str, frozenset[tuple[Cell, ...]]]:
        """Of each fact what it is compared with."""
        found: dict[str, set[tuple[Cell, ...]]] = {}
        for test, _ in tests_in(root.node for root in self.roots):
            found.setdefault(test.fact, set()).add(test.cells)
        return {name: frozenset(cells) for name, cells in found.items()}

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The same facts in the order of the vocabulary."""
        facts = self.book.facts
        return tuple(sorted(self.tests, key=lambda n: facts[n].order))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses in force in some version."""
        found: dict[str, Clause] = {}
        for world in self.worlds:
            for clause, _, _ in world.clauses:
                found.setdefault(clause.name, clause)
        return tuple(found.values())

    @cached_property
    def has_periods(self) -> bool:
        """Whether one of them has a period."""
        return any(clause.period for clause in self.clauses)

    @cached_property
    def acts_read(self) -> Mapping[str, date | None]:
        """The acts that they cite, each with the day of the text that was read, as :func:`tunnistus.rules.horizon.acts_read`."""
        return acts_read(self.book, self.clauses)

    @cached_property
    def around(self) -> frozenset[str]:
        """The facts that are compared with something, and all others whose values can narrow theirs."""
        return self.relations.around(self.tests)

    @cached_property
    def compiled(self) -> tuple[Compiled, ...]:
        """The versions as diagrams."""
        with MAKING:
            return tuple([_compiled(self.book, self.rule.id, world.number) for world in self.worlds])

    @cached_property
    def conditions(self) -> Conditions:
        """The conditions of the clauses and notices of all versions as diagrams."""
        forms = [formula for world in self.worlds for _, *two in world.clauses for formula in two]
        with MAKING, paused():
            return Conditions(forms, self.book.facts, self.relations)

    # -- what the rule gives ---------------------------------------------------------------------------------------

    def found(self, known: Known) -> Found:
        """Return what the rule gives somebody of whom this is known.

        It is kept for kinds of people. Where none of the last many was of a kind that is kept, nobody's kind is told whose walk is short.
        """
        if known.keys().isdisjoint(self.around):
            if self.nobody.found is None:
                self.nobody.found = self._found_for(known)
            return self.nobody.found
        lately = self._found_lately
        if lately.missed >= MISSES and self._alone:
            found = self._by_ends.get((TRUE, True, (self._alone.walk(known.get, SHORT),)))
            if found is not None:
                return found
        kind = self._kind(known)
        found = lately.get(kind)
        if found is None:
            lately.missed += 1
            return _kept(lately, kind, self._found_for(known), KINDS)
        lately.missed = 0
        return found

    @cached_property
    def _found_lately(self) -> _Lately:
        return _Lately()

    @cached_property
    def _alone(self) -> Compiled | None:
        """The version, where the dates touch one alone, it has a diagram, and the rule concerns everybody."""
        only = self.compiled[0] if self.scope is None and len(self.compiled) == 1 else None
        return only if only and only.root is not None else None

    def _found_for(self, known: Known) -> Found:
        in_scope, sure = self.concerned(known)
        if in_scope == FALSE:
            return self.nothing
        return self.with_ends(in_scope, sure, tuple([made.ends(known) for made in self.compiled]), known)

    @cached_property
    def nothing(self) -> Found:
        """What the rule gives somebody whom it does not concern."""
        return Found.of(self.rule, FALSE, dict.fromkeys(self.rule.outcomes, (FALSE, FALSE)), True, True, self.in_force)

    def concerned(self, known: Known) -> tuple[Truth, bool]:
        """Return whether the rule concerns somebody of whom this is known, and whether that is exact."""
        if self.scope is None:
            return TRUE, True
        first = self.compiled[0]
        if first.scope is None:
            return by_kleene(self.scope.formula, known)
        return TRUTHS[first.reached(first.scope, known)], True

    def with_ends(self, in_scope: Truth, sure: bool, ends: Ends, known: Known) -> Found:
        """Return what the rule gives where these results can still come; of a version without diagram by Kleene logic."""
        found = self._by_ends.get((in_scope, sure, ends))
        if found is not None:
            return found
        if None in ends:
            states, certain = self._by_kleene(ends, known)
            same = not any(OPEN in pair for pair in states.values()) and len({world.in_force for world in self.worlds}) == 1
            return self._made(in_scope, sure, states, certain, same)
        states, same = self._over(self._results(ends))
        return _kept(self._by_ends, (in_scope, sure, ends), self._made(in_scope, sure, states, True, same), RESULTS)

    def _made(self, in_scope: Truth, sure: bool, states: States, certain: bool, same: bool) -> Found:
        if in_scope == OPEN and not sure:  # perhaps the rule concerns nobody of whom this is known: then nothing is certain
            states = {o: (first if first != TRUE else OPEN, option if option != TRUE else OPEN) for o, (first, option) in states.items()}
        return Found.of(self.rule, in_scope, states, sure and certain, same, self.in_force)

    @cached_property
    def in_force(self) -> bool:
        """Whether the rule is in force in one of the versions."""
        return any(world.in_force for world in self.worlds)

    @cached_property
    def _by_ends(self) -> dict[tuple[Truth, bool, Ends], Found]:
        return {}

    def _results(self, ends: Ends) -> list[Result]:
        """The different results that can still come, over all versions that have a diagram."""
        each = zip(self.compiled, ends, strict=True)
        return list(dict.fromkeys(r for made, bits in each for n, r in enumerate(made.results) if bits and bits >> n & 1))

    def _over(self, results: Sequence[Result]) -> tuple[States, bool]:
        """What some results have in common."""

        def share(part: Callable[[Result], tuple[str, ...]], outcome: str) -> Truth:
            return join(truth_of(outcome in part(result)) for result in results)

        states = {o: (share(lambda r: r.due, o), share(lambda r: r.options, o)) for o in self.rule.outcomes}
        return states, len(results) == 1

    def _by_kleene(self, ends: Ends, known: Known) -> tuple[States, bool]:
        sure = True
        columns = []
        for world, made, bits in zip(self.worlds, self.compiled, ends, strict=True):
            if bits is not None:
                columns.append(self._over([r for n, r in enumerate(made.results) if bits >> n & 1])[0])
                continue
            states = {}
            for outcome in self.rule.outcomes:
                pair = [by_kleene(f, known) if f else (FALSE, True) for f in self._two(world, outcome)]
                states[outcome] = pair[0][0], pair[1][0]
                sure = sure and pair[0][1] and pair[1][1]
            columns.append(states)
        outcomes = self.rule.outcomes
        return {o: (join(c[o][0] for c in columns), join(c[o][1] for c in columns)) for o in outcomes}, sure

    def _two(self, world: Expanded, outcome: str) -> tuple[Formula | None, Formula | None]:
        if self.rule.ordered:
            return world.reached.get(outcome), None
        return world.due.get(outcome), world.option.get(outcome)

    def hanging(self, known: Known, in_scope: Truth, possible: bool) -> tuple[str, ...]:
        """Return the open facts on which the result hangs, in the order of the vocabulary; of those that follow from each other one."""
        names: set[str] = set()
        facts, relations = self.book.facts, self.relations
        if self.scope and possible:
            first = self.compiled[0]
            names |= (
                left_in([self.scope.formula], known, self.scope.related, relations)
                if first.whole_scope is None
                else hanging(first, first.whole_scope, known, self.scope.related, facts, relations)
            )
        for world, made in zip(self.worlds, self.compiled, strict=True) if in_scope != FALSE else ():
            names |= (
                left_in(world.roots, known, world.related, relations)
                if made.whole is None
                else hanging(made, made.whole, known, world.related, facts, relations)
            )
        return tuple(relations.apart(sorted(names, key=lambda n: facts[n].order), known, facts))

    # -- people alike ----------------------------------------------------------------------------------------------

    def alike(self, known: Known) -> Alike:
        """Return what was found out about people of whom the same is known as far as the rule can tell.

        It is kept for everybody of whom nothing is known, and for the last few kinds of people. Of numbers and days the kind holds only
        which comparisons they pass.
        """
        if known.keys().isdisjoint(self.around):
            return self.nobody
        return self._alike.get(self._kind(known), Alike)

    def forget(self) -> None:
        """Forget what was found out about kinds of people."""
        self._found_lately.clear()
        self._alike.clear()

    def _kind(self, known: Known) -> tuple[Any, ...]:
        plain, others = self._telling
        kind = tuple(map(known.get, plain))
        return (*kind, *[None if (item := known.get(name)) is None else branch(item) for name, branch in others]) if others else kind

    @cached_property
    def _telling(self) -> tuple[tuple[str, ...], tuple[tuple[str, Callable[[Any], int]], ...]]:
        """The facts with named values that tell kinds of people apart, and the others, with what gives the branch of their values in
        each version.
        """
        named = {n for n in self.around if self.book.facts[n].type in ("bool", "enum")}
        found = [(n, made.cells(level).branch) for made in self.compiled for n, level in made.level.items() if n not in named]
        return tuple(sorted(named, key=lambda n: self.book.facts[n].order)), tuple(found)

    @cached_property
    def _alike(self) -> Bounded[tuple[Any, ...], Alike]:
        return Bounded(KINDS)

    @cached_property
    def nobody(self) -> Alike:
        """What holds of everybody of whom the rule knows nothing."""
        before: Callable[[Plan], Alike] | None = self.book.nobody if self.key else None
        return before(self) if before else Alike()


class _Lately(dict[tuple[Any, ...], Found]):
    """What was found lately for kinds of people.

    Attributes:
        missed: how many in a row were of none that is kept.
    """

    __slots__ = ("missed",)

    def __init__(self) -> None:
        self.missed = 0


def _kept(kept: dict[K, T], key: K, made: T, most: int) -> T:
    """Keep what was made; all of it is made anew once there is too much. A walk is so short that :class:`Bounded` would cost as much."""
    if len(kept) >= most:
        kept.clear()
    kept[key] = made
    return made


Sheet = Mapping[str, Plan]


@of_book
def sheets_of(book: Book) -> Bounded[tuple[Any, ...], Sheet]:
    """Return the sheets made lately, by their rules and the versions that dates touched."""
    return Bounded(MAX_SHEETS, len)


@of_book
def _plans_lately(book: Book) -> Bounded[tuple[Any, ...], Plan]:
    """The plans made lately, by the rule and the versions that dates touched."""
    return Bounded(MAX_PLANS)


@of_book
def _borders_lately(book: Book) -> Bounded[tuple[str, ...], list[list[date]]]:
    """The borders of all rules of a sheet, by their ids."""
    return Bounded(MAX_LATELY)


def sheet(book: Book, names: tuple[str, ...], dates: Dates) -> Sheet:
    """Return the plans of some rules by their id. They are made once for all dates that touch the same versions."""
    return _once(sheets_of(book), (names, *versions(book, names, dates)), lambda: {name: _plan(book, name, dates) for name in names})


def _plan(book: Book, name: str, dates: Dates) -> Plan:
    key, rule = versions(book, (name,), dates), book.rules[name]
    return _once(_plans_lately(book), (name, *key), lambda: Plan.of(book, rule, [w for _, w in worlds_by_day(book, rule, dates)], key))


def _once(kept: Bounded[K, T], key: K, make: Callable[[], T]) -> T:
    """Return what is kept. The first thread makes it, others wait for it."""
    found = kept.find(key)
    if found is None:
        with MAKING, paused():
            found = kept.get(key, make)
    return found


def versions(book: Book, names: tuple[str, ...], dates: Dates) -> tuple[Any, ...]:
    """Return between which borders of the rules the dates lie."""
    decision, act, application = _once(_borders_lately(book), names, lambda: _borders(book, names))
    applied = dates.applied_on
    return (
        bisect_right(decision, dates.as_of),
        dates.act_from and bisect_right(act, dates.act_from), bisect_right(act, dates.act_to or dates.as_of),
        applied and bisect_right(application, applied), bisect_right(application, applied or dates.as_of),
    )  # fmt: skip


@of_book
def _compiled(book: Book, name: str, number: tuple[int, ...]) -> Compiled:
    """A version of a rule as diagrams: made, or taken from what was compiled with the rule data."""
    version, whom = expanded(book, name, number), scope_of(book, book.rules[name])
    with paused():
        held: Held | None = book.held(version) if book.held else None
        return Compiled(version, whom.formula if whom else None, book.facts, relations_of(book), held)


def _borders(book: Book, names: Iterable[str]) -> list[list[date]]:
    found = [borders(book, book.rules[name]) for name in names]
    return [sorted({day for each in found for day in each[clock]}) for clock in ("decision", "act", "application")]
