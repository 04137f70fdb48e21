"""Expanding: a rule in one version becomes formulas over the facts, rules that it uses included.

One formula for every outcome that is due, one for every option, one for every step. A rule that is used is expanded in the
version of its own clock. Where a date is open or an interval, every version that it can touch is expanded.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from tunnistus.limits import FIRST_DAY
from tunnistus.rules.answers import Dates
from tunnistus.rules.cached import of_book
from tunnistus.rules.formula import Folded, Formula, all_of, analyse, any_of, none_of
from tunnistus.rules.graph import reached, tests_or_uses, used_rules, uses
from tunnistus.rules.model import AtLeast, Book, Cell, Clause, Const, Node, Not, Notice, Rule, Test, Use, Window
from tunnistus.rules.relations import relations_of
from tunnistus.rules.truth import FALSE, TRUE

__all__ = [
    "DATES_OF", "EVERYBODY", "Compared", "Days", "Expanded", "Scope", "Touched", "borders", "clocks_in_use", "closure",
    "every_version", "expanded", "first_days", "own_versions", "scope_of", "touched", "without_use", "worlds", "worlds_by_day",
]  # fmt: skip


DATES_OF: Final = {"act": ("act_from", "act_to"), "application": ("applied_on",)}  # by the clock; the day of deciding is always one day
Days = Mapping[str, date]
Compared = Mapping[str, frozenset[tuple[Cell, ...]]]  # of each fact what it is compared with
EVERYBODY: Final = Const(TRUE)


@attrs.frozen(eq=False, repr=False)
class Expanded:
    """A rule in one version, as formulas.

    Attributes:
        clauses: the clauses in force, with the formula of their condition and of whether they apply.
        due, option: one formula for every outcome.
        reached: of an ordered rule, one formula for every step; else empty.
        notices: keys of the rule's notices in force, with their condition.
        able: for every outcome whether it is due or an option; of an ordered rule, whether the step is reached.
        related: what the clauses in force, of the rule and of those that it uses, compare each fact with that stands in a relation.
        scope: whom the rule concerns, with constants folded.
        number: which version it is: of each clock how many of the borders lie before it.
    """

    rule: Rule
    in_force: bool
    clauses: tuple[tuple[Clause, Formula, Formula], ...] = ()
    due: Mapping[str, Formula] = attrs.field(factory=dict)
    option: Mapping[str, Formula] = attrs.field(factory=dict)
    reached: Mapping[str, Formula] = attrs.field(factory=dict)
    notices: tuple[tuple[str, Formula], ...] = ()
    able: Mapping[str, Formula] = attrs.field(factory=dict)
    related: Compared = attrs.field(factory=dict)
    scope: Node = EVERYBODY
    number: tuple[int, ...] = ()

    @property
    def roots(self) -> tuple[Formula, ...]:
        """The formulas whose values together are the result."""
        return tuple(self.reached.values()) if self.reached else (*self.due.values(), *self.option.values())

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """The same, and of every clause in force those of its condition and of whether it applies."""
        return (*self.roots, *(formula for _, *two in self.clauses for formula in two))

    def possible(self, outcome: str) -> Node:
        """The condition under which the outcome is due or an option; of an ordered rule, under which the step is reached."""
        return self.able[outcome].node


@attrs.frozen(eq=False, repr=False)
class Scope:
    """Whom a rule concerns, in all its versions.

    Attributes:
        formula: who certainly is none of them gets nothing of the rule.
        related: what it compares each fact with that stands in a relation, as in :class:`Expanded`.
    """

    formula: Formula
    related: Compared


def scope_of(book: Book, rule: Rule) -> Scope | None:
    """Return whom a rule concerns; nothing of a rule that concerns everybody."""
    return None if rule.scope == EVERYBODY else _scope(book, rule.scope)


@of_book
def _scope(book: Book, whom: Node) -> Scope:
    formula = analyse(whom, book.facts, relations_of(book))
    return Scope(formula, _compared(book, _comparisons([formula.node])))


# -- versions ----------------------------------------------------------------------------------------------------


def closure(book: Book, rules: Iterable[str]) -> tuple[Rule, ...]:
    """Return some rules and all that they use, directly or through others."""
    return tuple(book.rules[name] for name in reached(rules, lambda name: used_rules(book.rules[name])))


def borders(book: Book, rule: Rule, as_of: date | None = None) -> Mapping[str, tuple[date, ...]]:
    """For each clock the first days of the versions of the rule and of those that it uses.

    Args:
        as_of: a day of deciding, to get those of what counts on it: a clause that ended before it asks for no day of application.
    """
    ever = _borders(book, rule.id, None)
    return ever if as_of is None else _borders(book, rule.id, bisect_right(ever["decision"], as_of))


@of_book
def _borders(book: Book, name: str, place: int | None) -> Mapping[str, tuple[date, ...]]:
    """The same of all days of deciding that lie after so many of the borders, or of ever."""
    rule = book.rules[name]
    as_of = None if place is None else _day_in(borders(book, rule)["decision"], place)

    def counts(window: Window) -> bool:
        return as_of is None or rule.clock != "decision" or (as_of in rule.valid and as_of in window)

    every: tuple[Clause | Notice, ...] = (*rule.clauses, *rule.notices)
    parts = [part for part in every if counts(part.valid)]
    days: dict[str, set[date]] = {"decision": set(), "act": set(), "application": set()}
    for window in (rule.valid, *(part.valid for part in parts)):
        days[rule.clock].update(window.edges)
    for used in {used for part in parts for used in uses(part.when)}:
        for clock, those in borders(book, book.rules[used], as_of).items():
            days[clock].update(those)
    return {clock: tuple(sorted(found)) for clock, found in days.items()}


def _day_in(edges: Sequence[date], place: int) -> date:
    """A day on which so many of the borders have been passed."""
    return edges[place - 1] if place else edges[0] - timedelta(days=1) if edges else FIRST_DAY


def _moments(edges: tuple[date, ...], first: date | None, last: date) -> list[date]:
    """One day for each version that the days from first to last can touch; ``None`` is open to the past."""
    start = first if first is not None else min((*edges, last)) - timedelta(days=1)
    return [start, *(b for b in edges if start < b <= last)]


@attrs.frozen(eq=False, repr=False)
class Touched:
    """The rule between two borders of each clock.

    Attributes:
        days: one day for each clock.
        when: of each of :data:`DATES_OF` the first and last day there that the date can be; ``None`` where the date is open to that side.
    """

    days: Days
    when: Mapping[str, Window]
    world: Expanded


def touched(book: Book, rule: Rule, dates: Dates) -> list[Touched]:
    """Return the expanded rule for every combination of versions that the dates can touch, in the order of the days of the deeds."""
    edges = borders(book, rule, dates.as_of)
    acts = _pieces(edges["act"], dates.act_from, dates.act_to, dates.as_of)
    applications = _pieces(edges["application"], dates.applied_on, dates.applied_on, dates.as_of)
    found = []
    for (act, acted), (application, applied) in itertools.product(acts, applications):
        days = {"decision": dates.as_of, "act": act, "application": application}
        found.append(Touched(days, {"act": acted, "application": applied}, _expand(book, rule, days)))
    return found


def _pieces(edges: tuple[date, ...], first: date | None, last: date | None, as_of: date) -> list[tuple[date, Window]]:
    """One day for each version that the days from first to last can touch, with the first and last of these days in it."""
    days = _moments(edges, first, last or as_of) if edges else [as_of]
    ends = [day - timedelta(days=1) for day in days[1:]]
    return [(day, Window(since, until)) for day, since, until in zip(days, [first, *days[1:]], [*ends, last], strict=True)]


def worlds_by_day(book: Book, rule: Rule, *dates: Dates) -> list[tuple[Days, Expanded]]:
    """Return the expanded rule for every combination of versions that some dates can touch, each once, with days for it."""
    found: dict[int, tuple[Days, Expanded]] = {}
    for each in (each for some in dates for each in touched(book, rule, some)):
        found.setdefault(id(each.world), (each.days, each.world))
    return list(found.values())


def worlds(book: Book, rule: Rule, dates: Dates) -> list[Expanded]:
    """Return the expanded rule for every combination of versions that the dates can touch, each once."""
    return [expanded for _, expanded in worlds_by_day(book, rule, dates)]


def every_version(book: Book, rule: Rule) -> list[tuple[Days, Expanded]]:
    """Return the expanded rule for every combination of versions that any dates can touch, each once, with days for it.

    The version of the day until which the law was read stands first.
    """
    edges = first_days(book, rule)
    before = [edges[0] - timedelta(days=1)] if edges else []
    return worlds_by_day(book, rule, *map(Dates, (book.rulesets[rule.ruleset].verified_until, *before, *edges)))


def _expand(book: Book, rule: Rule, days: Days) -> Expanded:
    """The rule in the version of some days."""
    edges = borders(book, rule)
    return expanded(book, rule.id, tuple([bisect_right(edges[clock], days[clock]) for clock in edges]))


# -- from clauses to formulas ------------------------------------------------------------------------------------


@of_book
def expanded(book: Book, name: str, places: tuple[int, ...]) -> Expanded:
    """The rule on all days on which so many of the borders of each clock have been passed."""
    rule = book.rules[name]
    days = {clock: _day_in(edges, n) for (clock, edges), n in zip(borders(book, rule).items(), places, strict=True)}
    today, whom = days[rule.clock], scope_of(book, rule)
    scope = whom.formula.node if whom else EVERYBODY
    if today not in rule.valid:
        return Expanded(rule, False, scope=scope, number=places)
    clauses = [c for c in rule.clauses if today in c.valid]
    folded: Folded = {}
    when = {c.name: without_use(book, c.when, days, rule.scope, folded) for c in clauses}
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
        return analyse(node, book.facts, relations_of(book), folded)

    dues, options = ({o: form(any_of(nodes)) for o, nodes in found.items()} for found in (due, option))
    reached = {o: form(node) for o, node in _steps(rule, clauses, applies)} if rule.ordered else {}
    never = Const(FALSE)
    able = {o: f if options[o].node == never else form(any_of((f.node, options[o].node))) for o, f in dues.items()}
    notices = ((n.key, without_use(book, n.when, days, rule.scope, folded)) for n in rule.notices if today in n.valid)
    return Expanded(
        rule, True, tuple((c, form(when[c.name]), form(applies[c.name])) for c in clauses), dues, options, reached,
        tuple((key, form(node)) for key, node in notices), reached or able, _related(book, rule, clauses, days), scope, places,
    )  # fmt: skip


def _related(book: Book, rule: Rule, clauses: Collection[Clause], days: Days) -> Compared:
    """What clauses compare each fact with that stands in a relation; so do the rules that they use, and the scopes of such for others."""
    used = [_expand(book, book.rules[name], days) for name in dict.fromkeys(name for c in clauses for name in uses(c.when))]
    scopes = [other.rule.scope for other in used if other.in_force and other.rule.scope != rule.scope]
    below = ((name, cells) for other in used for name, some in other.related.items() for cells in some)
    return _compared(book, (*_comparisons((*(c.when for c in clauses), *scopes)), *below))


def _comparisons(nodes: Iterable[Node]) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """The facts that conditions test themselves, each with what it is compared with."""
    return ((part.fact, part.cells) for node in nodes for part in tests_or_uses(node) if isinstance(part, Test))


def _compared(book: Book, comparisons: Iterable[tuple[str, tuple[Cell, ...]]]) -> Compared:
    """Those of facts that stand in relations, by fact."""
    names = relations_of(book).names
    found: dict[str, set[tuple[Cell, ...]]] = {}
    for name, cells in comparisons:
        if name in names:
            found.setdefault(name, set()).add(cells)
    return {name: frozenset(found[name]) for name in sorted(found, key=lambda n: book.facts[n].order)}


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


def without_use(book: Book, node: Node, days: Days, within: Node = EVERYBODY, folded: Folded | None = None) -> Node:
    """Replace every use of another rule by that rule's formula, in the version of its own clock, and whom it concerns.

    Args:
        within: whom the rule concerns in which the condition stands. Another rule for just these people concerns whomever it concerns.
        folded: gets the formulas of other rules, whose constants are folded.
    """
    if isinstance(node, Use):
        used = _expand(book, book.rules[node.rule], days)
        if not used.in_force:
            return Const(FALSE)
        found = used.possible(node.outcome)
        if folded is not None:
            folded[id(found)] = found, found
        return all_of((EVERYBODY if used.rule.scope == within else used.rule.scope, found))
    if isinstance(node, Not):
        inner = without_use(book, node.of, days, within, folded)
        return node if inner is node.of and not isinstance(inner, Const | Not) else none_of((inner,))
    if isinstance(node, AtLeast):
        children = tuple([without_use(book, c, days, within, folded) for c in node.of])
        return all_of(children) if node.k == len(children) else AtLeast(node.k, children)
    return node


def own_versions(rule: Rule, dates: Dates) -> tuple[Window, ...]:
    """The stretches of the rule's own clock, between its borders, that the dates can touch."""
    first, last = {
        "decision": (dates.as_of, dates.as_of),
        "act": (dates.act_from, dates.act_to or dates.as_of),
        "application": (dates.applied_on, dates.applied_on or dates.as_of),
    }[rule.clock]
    edges = tuple(sorted({e for w in (rule.valid, *(c.valid for c in rule.clauses)) for e in w.edges}))
    places = (bisect_right(edges, day) for day in _moments(edges, first, last) if day in rule.valid)
    since, until = (None, *edges), (*(edge - timedelta(days=1) for edge in edges), None)
    return tuple(Window(since[n], until[n]) for n in places)


def clocks_in_use(book: Book, rule: Rule, as_of: date) -> tuple[str, ...]:
    """Return the clocks by which the rule or a rule that it uses changes, of what counts on a day of deciding."""
    return tuple(clock for clock, edges in borders(book, rule, as_of).items() if edges)


def first_days(book: Book, rule: Rule) -> tuple[date, ...]:
    """Return the first days of the versions of the rule and of those that it uses, of all clocks, in order."""
    return tuple(sorted({day for days in borders(book, rule).values() for day in days}))
