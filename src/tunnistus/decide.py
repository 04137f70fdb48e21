"""Deciding: which outcome is due, which are possible, and what is still missing. The reference that every faster path must equal.

A rule becomes formulas over the facts: one for every outcome that is due, one for every option, one for every step. Rules
that it uses are expanded first, each in the version of its own clock. Where a date is open or an interval, every version
that it can touch is decided, and what holds in all of them is certain.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

import attrs

from tunnistus.answers import Answers, Dates
from tunnistus.derive import add, inputs_of
from tunnistus.formula import Formula, all_of, analyse, any_of, exact, leaves, matters, none_of, simplify, value
from tunnistus.model import AtLeast, Book, Clause, Const, Node, Not, Rule, Use, Window
from tunnistus.truth import FALSE, OPEN, TRUE, Truth, join

__all__ = ["Case", "ClauseTruth", "Expanded", "Note", "PeriodDates", "Verdict", "decide", "worlds"]


@attrs.frozen
class Case:
    """One person's checked answers and the dates, with the book they are decided by."""

    book: Book = attrs.field(repr=False)
    answers: Answers
    dates: Dates


@attrs.frozen(eq=False)
class Expanded:
    """A rule in one version, as formulas.

    Attributes:
        clauses: the clauses in force, with the formula of their condition and of whether they apply.
        due, option: one formula for every outcome.
        reached: of an ordered rule, one formula for every step; else empty.
        notices: keys of the rule's notices in force, with their condition.
    """

    rule: Rule
    in_force: bool
    clauses: tuple[tuple[Clause, Formula, Formula], ...] = ()
    due: Mapping[str, Formula] = attrs.field(factory=dict)
    option: Mapping[str, Formula] = attrs.field(factory=dict)
    reached: Mapping[str, Formula] = attrs.field(factory=dict)
    notices: tuple[tuple[str, Formula], ...] = ()

    @property
    def roots(self) -> tuple[Formula, ...]:
        """The formulas whose values together are the result."""
        return tuple(self.reached.values()) if self.reached else (*self.due.values(), *self.option.values())

    def possible(self, outcome: str) -> Node:
        """The condition under which the outcome is due or an option; of an ordered rule, under which the step is reached."""
        if self.reached:
            return self.reached[outcome].node
        return any_of((self.due[outcome].node, self.option[outcome].node))


# -- versions ----------------------------------------------------------------------------------------------------


def _closure(book: Book, rule: Rule) -> tuple[Rule, ...]:
    """The rule and all rules that it uses, directly or through others."""
    found: dict[str, Rule] = {}
    waiting = [rule]
    while waiting:
        here = waiting.pop()
        if here.id not in found:
            found[here.id] = here
            waiting += [book.rules[name] for c in here.clauses for name in _uses(c.when)]
    return tuple(found.values())


def _uses(node: Node) -> set[str]:
    if isinstance(node, Use):
        return {node.rule}
    if isinstance(node, Not):
        return _uses(node.of)
    return set().union(*map(_uses, node.of)) if isinstance(node, AtLeast) else set()


def _borders(book: Book, rule: Rule) -> Mapping[str, tuple[date, ...]]:
    """For each clock the first days of the versions of the rule and of those that it uses."""
    key = ("borders", rule.id)
    if key not in book.memo:
        days: dict[str, set[date]] = {"decision": set(), "act": set(), "application": set()}
        for each in _closure(book, rule):
            for window in (each.valid, *(c.valid for c in each.clauses), *(n.valid for n in each.notices)):
                days[each.clock] |= _edges(window)
        book.memo[key] = {clock: tuple(sorted(found)) for clock, found in days.items()}
    return book.memo[key]  # type: ignore[no-any-return]


def _edges(window: Window) -> set[date]:
    edges = {window.since} if window.since else set()
    return edges | ({window.until + timedelta(days=1)} if window.until else set())


def _moments(borders: tuple[date, ...], first: date | None, last: date) -> list[date]:
    """One day for each version that the days from first to last can touch; ``None`` is open to the past."""
    start = first if first is not None else min((*borders, last)) - timedelta(days=1)
    return [start, *(b for b in borders if start < b <= last)]


def worlds(book: Book, rule: Rule, dates: Dates) -> list[Expanded]:
    """Return the expanded rule for every combination of versions that the dates can touch, each once."""
    borders = _borders(book, rule)
    acts = _moments(borders["act"], dates.act_from, dates.act_to or dates.as_of) if borders["act"] else [dates.as_of]
    applied = dates.applied_on or dates.as_of
    applications = _moments(borders["application"], dates.applied_on, applied) if borders["application"] else [dates.as_of]
    days = ({"decision": dates.as_of, "act": a, "application": p} for a, p in itertools.product(acts, applications))
    return list({id(e): e for e in (_expand(book, rule, day) for day in days)}.values())


def _version(book: Book, rule: Rule, days: Mapping[str, date]) -> tuple[Any, ...]:
    borders = _borders(book, rule)
    return ("expanded", rule.id, *(bisect_right(borders[clock], days[clock]) for clock in borders))


def _expand(book: Book, rule: Rule, days: Mapping[str, date]) -> Expanded:
    key = _version(book, rule, days)
    if key not in book.memo:
        book.memo[key] = _build(book, rule, days)
    return book.memo[key]  # type: ignore[no-any-return]


# -- from clauses to formulas ------------------------------------------------------------------------------------


def _build(book: Book, rule: Rule, days: Mapping[str, date]) -> Expanded:
    today = days[rule.clock]
    if today not in rule.valid:
        return Expanded(rule, False)
    clauses = [c for c in rule.clauses if today in c.valid]
    when = {c.name: _without_use(book, c.when, days) for c in clauses}
    applies, weakened = _standing(clauses, when)
    due: dict[str, list[Node]] = {o: [] for o in rule.outcomes}
    option: dict[str, list[Node]] = {o: [] for o in rule.outcomes}
    for c in clauses:
        if c.then and c.effect == "power":
            option[c.then].append(applies[c.name])
        elif c.then:
            due[c.then].append(all_of((applies[c.name], none_of(weakened[c.name]))))
            option[c.then].append(all_of((applies[c.name], any_of(weakened[c.name]))))
    nothing = none_of(applies[c.name] for c in clauses if c.then)
    if rule.otherwise:
        due[rule.otherwise].append(nothing)

    def form(node: Node) -> Formula:
        return analyse(node, book.facts)

    return Expanded(
        rule, True, tuple((c, form(when[c.name]), form(applies[c.name])) for c in clauses),
        {o: form(any_of(nodes)) for o, nodes in due.items()}, {o: form(any_of(nodes)) for o, nodes in option.items()},
        {o: form(node) for o, node in _steps(rule, clauses, applies)} if rule.ordered else {},
        tuple((n.key, form(_without_use(book, n.when, days))) for n in rule.notices if today in n.valid),
    )  # fmt: skip


def _standing(clauses: Iterable[Clause], when: Mapping[str, Node]) -> tuple[dict[str, Node], dict[str, list[Node]]]:
    """Return for every clause whether it applies, and the applying powers that weaken it without removing it."""
    by_name = {c.name: c for c in clauses}
    applies: dict[str, Node] = {}
    weakened: dict[str, list[Node]] = {}

    def stand(clause: Clause) -> Node:
        if clause.name not in applies:
            beaters = [b for b in by_name.values() if clause.name in b.beats]
            weak = [b for b in beaters if b.effect == "power" != clause.effect]
            removed = [stand(b) for b in beaters if b not in weak]
            weakened[clause.name] = [stand(b) for b in weak]
            applies[clause.name] = all_of((when[clause.name], none_of(removed)))
        return applies[clause.name]

    for clause in by_name.values():
        stand(clause)
    return applies, weakened


def _steps(rule: Rule, clauses: list[Clause], applies: Mapping[str, Node]) -> Iterable[tuple[str, Node]]:
    """A step is reached when a clause for it or for a later step applies; up to ``otherwise`` it always is."""
    ground = rule.outcomes.index(rule.otherwise) if rule.otherwise else -1
    for n, step in enumerate(rule.outcomes):
        later = [applies[c.name] for c in clauses if c.then and rule.outcomes.index(c.then) >= n]
        yield step, Const(TRUE) if n <= ground else any_of(later)


def _without_use(book: Book, node: Node, days: Mapping[str, date]) -> Node:
    """Replace every use of another rule by that rule's formula, in the version of its own clock."""
    if isinstance(node, Use):
        used = _expand(book, book.rules[node.rule], days)
        return used.possible(node.outcome) if used.in_force else Const(FALSE)
    if isinstance(node, Not):
        return none_of((_without_use(book, node.of, days),))
    if isinstance(node, AtLeast):
        children = tuple(_without_use(book, c, days) for c in node.of)
        return all_of(children) if node.k == len(children) else AtLeast(node.k, children)
    return node


# -- the verdict -------------------------------------------------------------------------------------------------


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

    @cached_property
    def rest(self) -> tuple[Expanded, ...]:
        """The worlds with what is known put in: what is left to learn. Notices and clauses are left out."""
        known, facts = self.case.answers.known, self.case.book.facts

        def left(formulas: Mapping[str, Formula]) -> dict[str, Formula]:
            return {o: analyse(simplify(f.node, known), facts) for o, f in formulas.items()}

        return tuple(Expanded(w.rule, w.in_force, (), left(w.due), left(w.option), left(w.reached)) for w in self.worlds)

    @cached_property
    def _missing(self) -> tuple[tuple[str, ...], bool]:
        book = self.case.book
        found: set[str] = set()
        sure = True
        for world in self.rest:
            for root in world.roots:
                names, certain = matters(root, {})
                found.update(names)
                sure = sure and certain
        asked = dict.fromkeys(i for n in sorted(found, key=lambda n: book.facts[n].order) for i in inputs_of(book, n))
        return tuple(asked), sure

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
    found = worlds(case.book, rule, case.dates)
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
        case=case, rule=rule, in_force=in_force, exact=sure, versions=_versions(rule, case.dates), clauses=clauses,
        periods=_periods(case, clauses), notices=notes, worlds=tuple(found), **result,
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


def _versions(rule: Rule, dates: Dates) -> tuple[Window, ...]:
    """The stretches of the rule's own clock, between its borders, that the dates can touch."""
    first, last = {
        "decision": (dates.as_of, dates.as_of),
        "act": (dates.act_from, dates.act_to or dates.as_of),
        "application": (dates.applied_on, dates.applied_on or dates.as_of),
    }[rule.clock]
    edges = sorted({e for w in (rule.valid, *(c.valid for c in rule.clauses)) for e in _edges(w)})
    found = []
    for day in _moments(tuple(edges), first, last):
        n = bisect_right(edges, day)
        window = Window(edges[n - 1] if n else None, edges[n] - timedelta(days=1) if n < len(edges) else None)
        if day in rule.valid:
            found.append(window)
    return tuple(found)


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
    notes += [Note("open_date", clock) for clock, is_open in open_dates.items() if is_open and _borders(book, rule)[clock]]
    notes += [] if sure else [Note("inexact", rule.id)]
    tested = {t.fact for world in found for root in world.roots for t, _ in leaves(root.node)}
    return (*notes, *(Note("view", name) for name in case.answers.views if name in tested))
