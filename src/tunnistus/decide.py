"""Deciding: which outcome is due, which are possible, what is still missing. Kleene logic first, then only what is entangled.

What holds in every version that the dates can touch is certain. :mod:`tunnistus.reference` says the same in the plainest way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import attrs

from tunnistus.answers import Answers, Dates
from tunnistus.derive import add, inputs_of
from tunnistus.expand import Days, Expanded, clocks_in_use, stretches, worlds_by_day
from tunnistus.formula import Formula, analyse, exact, leaves, matters, simplify, value
from tunnistus.limits import MAX_AGAIN, MAX_VISITS
from tunnistus.model import Book, Clause, Rule, Window
from tunnistus.truth import FALSE, OPEN, TRUE, Truth, join

__all__ = ["Case", "ClauseTruth", "Note", "PeriodDates", "Verdict", "decide"]


@attrs.frozen
class Case:
    """One person's checked answers and the dates, with the book they are decided by."""

    book: Book = attrs.field(repr=False)
    answers: Answers
    dates: Dates


@attrs.frozen
class ClauseTruth:
    """A clause in force: whether its condition holds, whether it applies, and which applying clauses beat it."""

    clause: Clause
    when: Truth
    applies: Truth
    beaten_by: tuple[str, ...]


@attrs.frozen
class PeriodDates:
    """A period that is open or may be opened. ``start`` is ``None`` while the date fact is open; the ends are last days."""

    clause: str
    start_fact: str
    start: date | None
    shortest_until: date | None
    longest_until: date | None


@attrs.frozen
class Note:
    """A caution of a result: ``kind`` is unconfirmed, later_change, rule, inexact, open_date or view; ``key`` says which."""

    kind: str
    key: str


@attrs.frozen(eq=False)
class Verdict:
    """What one rule gives for one person.

    Attributes:
        due: the outcome that is due in every completion, or ``None``.
        options: outcomes that somebody certainly may choose; ``open_options``: perhaps.
        possible: outcomes that are due or an option in some completion; of an ordered rule the steps from floor to ceiling.
        settled: the same result in all completions.
        exact: false when the bound of enumeration was passed, and ``possible`` may be too large.
        floor, ceiling: of an ordered rule, the highest step certainly reached and the highest not excluded.
        versions: the versions of the rule that the dates can touch.
    """

    case: Case = attrs.field(repr=False)
    rule: Rule = attrs.field(repr=lambda r: r.id)
    in_force: bool
    due: str | None
    options: tuple[str, ...]
    open_options: tuple[str, ...]
    possible: tuple[str, ...]
    settled: bool
    exact: bool
    floor: str | None
    ceiling: str | None
    versions: tuple[Window, ...] = attrs.field(repr=False)
    clauses: tuple[ClauseTruth, ...] = attrs.field(repr=False)
    periods: tuple[PeriodDates, ...] = attrs.field(repr=False)
    notices: tuple[Note, ...] = attrs.field(repr=False)
    worlds: tuple[Expanded, ...] = attrs.field(repr=False)
    days: tuple[Days, ...] = attrs.field(repr=False)

    @cached_property
    def rest(self) -> tuple[Expanded, ...]:
        """The worlds with what is known put in: what is left to learn. Notices and clauses are left out."""
        known, facts = self.case.answers.known, self.case.book.facts

        def left(formulas: Mapping[str, Formula]) -> dict[str, Formula]:
            return {o: analyse(simplify(f.node, known), facts) for o, f in formulas.items()}

        return tuple(Expanded(w.rule, w.in_force, (), left(w.due), left(w.option), left(w.reached)) for w in self.worlds)

    @cached_property
    def reads(self) -> frozenset[str]:
        """Every fact whose answer can change anything about this verdict, what derived facts read included."""
        facts = self.case.book.facts
        forms = [f for w in self.worlds for f in (*w.roots, *(f for _, *two in w.clauses for f in two), *(f for _, f in w.notices))]
        waiting = [n for f in forms for n in f.facts] + [c.clause.period.start for c in self.clauses if c.clause.period]
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in facts and name not in found:
                found.add(name)
                derived = facts[name].derived
                waiting += derived.inputs if derived else ()
        return frozenset(found)

    def holds_for(self, case: Case) -> bool:
        """Whether this verdict would come out the same, in every part, for another case: what it reads has not changed."""
        old, new = self.case.answers, case.answers
        same = self.case.book is case.book and self.case.dates == case.dates
        return same and all(
            getattr(old, part).get(n) == getattr(new, part).get(n) for n in self.reads for part in ("known", "marks", "judged", "views")
        )

    @cached_property
    def _missing(self) -> tuple[tuple[str, ...], bool]:
        book = self.case.book
        found: set[str] = set()
        sure, visits = True, [MAX_VISITS]
        for world in self.rest:
            for root in world.roots:
                names, certain = matters(root, {}, visits)
                found.update(names)
                sure = sure and certain
        asked = dict.fromkeys(i for n in sorted(found, key=lambda n: book.facts[n].order) for i in inputs_of(book, n))
        return tuple(n for n in asked if n not in self.case.answers.known), sure

    @cached_property
    def again(self) -> int:
        """How many times the rule may be decided again for one explanation: few times only when each is dear."""
        return MAX_AGAIN // (1 + sum(root.work for world in self.rest for root in world.roots))

    @property
    def missing(self) -> tuple[str, ...]:
        """Exactly the open facts for which two completions that differ in them alone differ in the result; none once settled."""
        return self._missing[0]

    @property
    def facts(self) -> tuple[str, ...]:
        """All facts that the rule tests in the versions touched, in the order of the vocabulary."""
        names = {t.fact for w in self.worlds for root in w.roots for t, _ in leaves(root.node)}
        return tuple(sorted(names, key=lambda n: self.case.book.facts[n].order))


V = TypeVar("V", bound=Verdict)


def decide(case: Case, rule: Rule, make: Callable[..., V]) -> V:
    """Decide one rule. ``make`` is :class:`Verdict` or a subclass of it."""
    known = case.answers.known
    by_day = worlds_by_day(case.book, rule, case.dates)
    found = [expanded for _, expanded in by_day]
    sure = True

    def over(formulas: Iterable[Formula | None]) -> Truth:
        nonlocal sure
        truths = []
        for formula in formulas:
            truth, certain = exact(formula, known) if formula else (FALSE, True)
            truths.append(truth)
            sure = sure and certain
        return join(truths)

    if rule.ordered:
        result = _ordered(rule, {o: over(w.reached.get(o) for w in found) for o in rule.outcomes}, any(w.in_force for w in found))
    else:
        due = {o: over(w.due.get(o) for w in found) for o in rule.outcomes}
        option = {o: over(w.option.get(o) for w in found) for o in rule.outcomes}
        result = _parallel(rule, due, option)
    in_force = any(w.in_force for w in found)
    result["settled"] = result["settled"] and len({w.in_force for w in found}) == 1
    clauses = _clauses(found, known)
    notes = _notices(case, rule, found, sure) if in_force else ()
    return make(
        case=case, rule=rule, in_force=in_force, exact=sure, versions=stretches(rule, case.dates), clauses=clauses,
        periods=_periods(case, clauses), notices=notes, worlds=tuple(found), days=tuple(day for day, _ in by_day), **result,
    )  # fmt: skip


def _parallel(rule: Rule, due: Mapping[str, Truth], option: Mapping[str, Truth]) -> dict[str, Any]:
    return {
        "due": next((o for o in rule.outcomes if due[o] == TRUE), None),
        "options": tuple(o for o in rule.outcomes if option[o] == TRUE),
        "open_options": tuple(o for o in rule.outcomes if option[o] == OPEN),
        "possible": tuple(o for o in rule.outcomes if due[o] != FALSE or option[o] != FALSE),
        "settled": OPEN not in due.values() and OPEN not in option.values(),
        "floor": None, "ceiling": None,
    }  # fmt: skip


def _ordered(rule: Rule, reached: Mapping[str, Truth], in_force: bool) -> dict[str, Any]:
    certain = [o for o in rule.outcomes if reached[o] == TRUE]
    open_ = [o for o in rule.outcomes if reached[o] != FALSE]
    floor = certain[-1] if certain else None
    ceiling = open_[-1] if open_ and in_force else None
    low = rule.outcomes.index(floor) if floor else 0
    high = rule.outcomes.index(ceiling) + 1 if ceiling else 0
    settled = floor == ceiling
    return {
        "due": floor if settled else None, "options": (), "open_options": (), "possible": rule.outcomes[low:high],
        "settled": settled, "floor": floor, "ceiling": ceiling,
    }  # fmt: skip


def _clauses(found: Iterable[Expanded], known: Mapping[str, Any]) -> tuple[ClauseTruth, ...]:
    """Every clause in force in some version, with the truths that hold in all versions where it is in force."""
    seen: dict[str, tuple[Clause, list[Truth], list[Truth]]] = {}
    for world in found:
        for clause, when, applies in world.clauses:
            entry = seen.setdefault(clause.name, (clause, [], []))
            entry[1].append(exact(when, known)[0])
            entry[2].append(exact(applies, known)[0])
    applying = {name: join(applies) for name, (_, _, applies) in seen.items()}
    return tuple(
        ClauseTruth(
            c,
            join(when),
            applying[name],
            tuple(b for b, (beater, _, _) in seen.items() if name in beater.beats and applying[b] == TRUE),
        )
        for name, (c, when, _) in seen.items()
    )


def _periods(case: Case, clauses: Iterable[ClauseTruth]) -> tuple[PeriodDates, ...]:
    periods = []
    for each in clauses:
        period = each.clause.period
        if period and each.applies == TRUE:
            start: Any = case.answers.known.get(period.start)
            ends = [add(start, p) if start and p else None for p in (period.shortest, period.longest)]
            periods.append(PeriodDates(each.clause.name, period.start, start, *ends))
    return tuple(periods)


def _notices(case: Case, rule: Rule, found: Iterable[Expanded], sure: bool) -> tuple[Note, ...]:
    book, dates = case.book, case.dates
    ruleset = book.rulesets[rule.ruleset]
    notes = [Note("unconfirmed", ruleset.id)] if dates.as_of > ruleset.verified_until else []
    notes += [Note("later_change", change.key) for change in ruleset.later_changes if dates.as_of >= change.since]
    keys = {key: when for world in found for key, when in world.notices}
    notes += [Note("rule", key) for key, when in keys.items() if value(when.node, case.answers.known) != FALSE]
    open_dates = {"act": not (dates.act_from and dates.act_to), "application": not dates.applied_on}
    notes += [Note("open_date", clock) for clock, is_open in open_dates.items() if is_open and clock in clocks_in_use(book, rule)]
    notes += [] if sure else [Note("inexact", rule.id)]
    tested = {t.fact for world in found for root in world.roots for t, _ in leaves(root.node)}
    return (*notes, *(Note("view", name) for name in case.answers.views if name in tested))
