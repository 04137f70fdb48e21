"""What changed in a rule between two days: in how many cells the outcome differs, through which clauses, with smallest witnesses.

Everything is exact and language-free. Both days are read by the clock of each rule: as the day of deciding, of the deeds or of the
application. A rule that is used is taken on the same day. A rule out of force has no outcome.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from tunnistus.checking.solver import Solver, TooLarge, bounded, xor
from tunnistus.deciding.compiled import Table
from tunnistus.deciding.expand import Expanded, first_days, worlds
from tunnistus.rules.answers import Dates
from tunnistus.rules.formula import all_of, any_of, leaves, none_of
from tunnistus.rules.graph import tests_of, used_rules
from tunnistus.rules.mdd import FALSE, TRUE
from tunnistus.rules.model import Book, Cite, Clause, Const, Node, Rule, Value
from tunnistus.rules.parameters import counted_with, parameters_of
from tunnistus.rules.relations import Relations, relations_of
from tunnistus.rules.truth import FALSE as NEVER
from tunnistus.saying.citations import clauses_citing
from tunnistus.saying.speaker import holder

__all__ = [
    "KINDS",
    "ChangeGroup",
    "ClauseChange",
    "RuleChange",
    "RuleResult",
    "compare",
    "counted_of",
    "days_of_change",
    "matched",
    "results",
    "unchanged_beside",
    "version",
]

KINDS: Final = ("added", "removed", "condition", "effect", "outcome", "beats", "who", "period", "cite")
_TELLS_APART: Final = ("added", "removed", "condition", "effect", "outcome", "beats")


@attrs.frozen
class RuleResult:
    """What a rule gives when all facts are known: the outcome due (of an ordered rule the step) or ``None``, and the options."""

    due: str | None = None
    options: tuple[str, ...] = ()


@attrs.frozen
class ClauseChange:
    """A clause that is another one on the second day; ``before`` or ``after`` is ``None`` when there is none.

    Attributes:
        kinds: what differs: ``added``, ``removed``, ``condition``, ``effect``, ``outcome``, ``beats``, ``who``, ``period`` or ``cite``;
            only ``cite`` means that it was renumbered, and nothing else.
        through: rules that its condition uses and that changed.
        decides: facts that its condition reads on one of the days only, or when there is no such fact, on both.
        differs: the condition under which it does not do the same on both days.
    """

    before: Clause | None
    after: Clause | None
    kinds: tuple[str, ...]
    through: tuple[str, ...] = ()
    decides: frozenset[str] = attrs.field(default=frozenset(), repr=False)
    differs: Node = attrs.field(default=Const(NEVER), repr=False)

    @property
    def name(self) -> str:
        """The name of the clause on the first day, else on the second."""
        return (self.before or self.after).name  # type: ignore[union-attr]

    @property
    def bears(self) -> bool:
        """Whether it can change an outcome."""
        return any(kind in _TELLS_APART for kind in self.kinds)


@attrs.frozen
class ChangeGroup:
    """Cells with the same result before and the same other result after, for which the same clauses account.

    Attributes:
        clauses: the fewest changed clauses that account for it; empty when only the rule's own beginning or end does.
        cells: how many cells. A cell in which more clauses changed is in several groups.
        witness: fewest known facts, fact id to value, with which both days are settled and differ in this way.
    """

    before: RuleResult
    after: RuleResult
    clauses: tuple[ClauseChange, ...]
    cells: int
    witness: Mapping[str, Value]


@attrs.frozen
class RuleChange:
    """How one rule differs between two days.

    Attributes:
        status: ``begins``, ``ends``, ``passed`` (began and ended in between), ``changed``, or ``named`` when no outcome changes.
        days: days after the first and up to the second from which it says something else than the day before.
        cells: in how many of ``all_cells`` the outcome differs.
        clauses: all clauses that are other ones; of a rule that begins or ends none.
        actors: functions whose holder has another name on the second day.
        notices_before, notices_after: keys of notices shown on one of the days only.
        instead: rules of the same rule set about the same outcome that end the day before, or begin the day after.
        numbers: parameters of its periods and of the facts that it tests which have another amount on the second day.
    """

    rule: Rule = attrs.field(repr=lambda r: r.id)
    status: str
    days: tuple[date, ...]
    cells: int
    all_cells: int
    groups: tuple[ChangeGroup, ...] = attrs.field(default=(), repr=lambda groups: f"<{len(groups)}>")
    clauses: tuple[ClauseChange, ...] = attrs.field(default=(), repr=lambda clauses: f"<{len(clauses)}>")
    actors: tuple[str, ...] = ()
    notices_before: tuple[str, ...] = ()
    notices_after: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def version(book: Book, rule: Rule, day: date) -> Expanded:
    """Return the rule as it is on a day of its own clock, rules that it uses on the same day."""
    return worlds(book, rule, Dates(day, day, day, day))[0]


def counted_of(book: Book, *found: Expanded) -> Solver:
    """Return what counts the cells that any of the versions tells apart, in which somebody can exist."""
    return Solver(
        [node for world in found for node in (*(formula.node for formula in world.formulas), world.scope)], book.facts, relations_of(book)
    )


# -- results -----------------------------------------------------------------------------------------------------


def results(world: Expanded, counted: Solver) -> dict[RuleResult, tuple[int, int]]:
    """Return every result that the rule gives in some cell, with the root of its condition and in how many cells it gives it.

    Out of force or out of its scope that is none.
    """
    d, outcomes = counted.diagrams, world.rule.outcomes
    root, given = counted.results_of(world)
    found: dict[RuleResult, list[int]] = {}
    for n, result in sorted(enumerate(given), key=lambda pair: [(o in pair[1].due, o in pair[1].options) for o in outcomes]):
        if d.ends[root] >> n & 1:
            due = result.due[-1:] if world.rule.ordered else result.due[:1]
            found.setdefault(RuleResult(next(iter(due), None), result.options), []).append(n)
    found.setdefault(RuleResult(), [0])
    root = d.choose(counted.of(world.scope), root, d.end(0))
    cells = counted.counts(root)
    never = {d.end(n): FALSE for n in range(len(given))}
    return {
        result: (d.relabel(root, {**never, **{d.end(n): TRUE for n in ends}}), many)
        for result, ends in found.items()
        if (many := sum(cells.get(n, 0) for n in ends))
    }


# -- clauses -----------------------------------------------------------------------------------------------------


@attrs.frozen
class _Side:
    """A clause in one version, with its condition, what that means, and the condition that it applies."""

    clause: Clause
    when: Node
    means: Hashable
    applies: Node


def _pairs(before: Mapping[str, _Side], after: Mapping[str, _Side]) -> dict[str, str]:
    """Match clauses: the same one, the same words elsewhere, the same condition or place in the law, or the only ones left."""
    pairs: dict[str, str] = {}

    def match(alike: Callable[[_Side, _Side], bool]) -> None:
        for one, two in itertools.product(before, after):
            if one not in pairs and two not in pairs.values() and alike(before[one], after[two]):
                pairs[one] = two

    match(lambda a, b: a.clause is b.clause)
    match(lambda a, b: (a.clause.then, a.clause.effect, a.means) == (b.clause.then, b.clause.effect, b.means))
    match(lambda a, b: a.means == b.means and (a.clause.then == b.clause.then or a.clause.effect == b.clause.effect))
    match(lambda a, b: a.clause.then == b.clause.then and bool(_places(a.clause) & _places(b.clause)))
    left = [[n for n in side if n not in taken] for side, taken in ((before, pairs.keys()), (after, pairs.values()))]
    if len(left[0]) == len(left[1]) == 1:
        match(lambda a, b: a.clause.then == b.clause.then)
    return pairs


def _sides(world: Expanded, table: Table) -> dict[str, _Side]:
    return {c.name: _Side(c, when.node, _meaning(when.node, table), applies.node) for c, when, applies in world.clauses}


def _meaning(node: Node, table: Table) -> Hashable:
    """What is equal just when two conditions have the same value for everybody; past the bound, when they are written alike."""
    try:
        return table.of(node)
    except TooLarge:
        return node


def matched(old: Expanded, new: Expanded) -> list[tuple[Clause | None, Clause | None, tuple[str, ...]]]:
    """Return the clauses of two versions, each beside the one that it becomes, with the members of :data:`KINDS` that differ.

    A condition counts as another one when it does not mean the same; :func:`compare` tells whether that makes a difference among those
    who can exist.
    """
    forms = [when for world in (old, new) for _, when, _ in world.clauses]
    facts = {name: form.vocabulary[name] for form in forms for name in form.facts}
    table = Table([form.node for form in forms], facts, Relations(facts, ()))
    before, after = _sides(old, table), _sides(new, table)
    names = _pairs(before, after)
    found: list[tuple[Clause | None, Clause | None, tuple[str, ...]]] = []
    for one, two in names.items():
        a, b = before[one], after[two]
        differs = {**_plain(a.clause, b.clause, names), "condition": a.means != b.means}
        found.append((a.clause, b.clause, tuple(kind for kind in KINDS if differs.get(kind))))
    found += [(side.clause, None, ("removed",)) for name, side in before.items() if name not in names]
    return found + [(None, side.clause, ("added",)) for name, side in after.items() if name not in names.values()]


def _plain(a: Clause, b: Clause, names: Mapping[str, str]) -> dict[str, bool]:
    """What is told of two clauses without their conditions and texts."""
    return {
        "effect": a.effect != b.effect, "outcome": a.then != b.then,
        "beats": {names.get(n, n) for n in a.beats if n in names} != {n for n in b.beats if n in names.values()},
        "who": a.who != b.who, "cite": (a.cite, a.source) != (b.cite, b.source),
    }  # fmt: skip


def _facts(node: Node) -> frozenset[str]:
    return frozenset(test.fact for test, _ in leaves(node))


def _places(clause: Clause) -> set[tuple[str, str, str]]:
    return {(c.act, c.section, c.subsection) for c in clause.cite}


@attrs.frozen
class _Comparison:
    """One rule in two versions."""

    book: Book
    rule: Rule
    days: tuple[date, date]
    old: Expanded
    new: Expanded
    counted: Solver

    def changes(self) -> tuple[ClauseChange, ...]:
        """Every clause that differs, in the order of the file."""
        before, after = _sides(self.old, self.counted), _sides(self.new, self.counted)
        names = _pairs(before, after)
        found = [self._pair(before[a], after[b], names) for a, b in names.items()]
        found += [
            ClauseChange(side.clause, None, ("removed",), (), _facts(side.when), side.applies)
            for n, side in before.items()
            if n not in names
        ]
        found += [
            ClauseChange(None, side.clause, ("added",), (), _facts(side.when), side.applies)
            for n, side in after.items()
            if n not in names.values()
        ]
        order = {c.name: n for n, c in enumerate(self.rule.clauses)}
        return tuple(sorted((c for c in found if c.kinds), key=lambda c: order[c.name]))

    def _pair(self, old: _Side, new: _Side, names: Mapping[str, str]) -> ClauseChange:
        a, b = old.clause, new.clause
        other = xor(old.when, new.when)
        found = {
            **_plain(a, b, names),
            "condition": self.counted.some(other),
            "period": self._period(a, self.days[0]) != self._period(b, self.days[1]),
        }
        kinds = tuple(kind for kind in KINDS if found.get(kind))
        through = tuple(n for n in used_rules(Rule("", "", (), (b,))) if a is b and "condition" in kinds and self._moved(n))
        either = any_of((old.applies, new.applies))
        decides = _facts(old.when) ^ _facts(new.when) or _facts(new.when)
        return ClauseChange(a, b, kinds, through, decides, either if {"effect", "outcome", "beats"} & {*kinds} else all_of((either, other)))

    def _moved(self, rule: str) -> bool:
        old, new = (version(self.book, self.book.rules[rule], day) for day in self.days)
        return old is not new

    def _period(self, clause: Clause, day: date) -> tuple[object, ...]:
        head, period, known = f"rule.{self.rule.id}.{clause.name}", clause.period, self.book.parameters
        amounts = [known[name].on(day) for name in (period.shortest, period.longest) if name] if period else []
        return period, *amounts, *(self.book.texts.get(f"{head}.{key}") for key in ("period", "counting"))

    # -- groups --------------------------------------------------------------------------------------------------

    def directions(self) -> dict[tuple[RuleResult, RuleResult], int]:
        """Every result before with every other result after that occurs in some cell, with the root of its condition."""
        sides = [results(world, self.counted) for world in (self.old, self.new)]
        found = {(a, b): self.counted.every(x, y) for (a, (x, _)), (b, (y, _)) in itertools.product(*(s.items() for s in sides)) if a != b}
        return {pair: root for pair, root in found.items() if self.counted.some(root)}

    def groups(self, changes: tuple[ClauseChange, ...], directions: Mapping[tuple[RuleResult, RuleResult], int]) -> Iterator[ChangeGroup]:
        """The groups, those with the most cells first."""
        bearing = [c for c in changes if c.bears]
        for (before, after), root in directions.items():
            for clauses in self._accounts(root, bearing):
                there = self.counted.every(root, *(c.differs for c in clauses))
                witness = self.counted.somebody(there)
                assert witness is not None
                yield ChangeGroup(before, after, clauses, self.counted.count(there), witness)

    def _accounts(self, root: int, changes: list[ClauseChange]) -> list[tuple[ClauseChange, ...]]:
        """Smallest sets of clauses that differ together in some cell of the direction while all others stand as they did."""
        found: list[tuple[ClauseChange, ...]] = []
        for size in range(len(changes) + 1):
            for chosen in itertools.combinations(changes, size):
                others = none_of(c.differs for c in changes if c not in chosen)
                smaller = any(set(map(id, f)) <= set(map(id, chosen)) for f in found)
                if not smaller and self.counted.some(root, *(c.differs for c in chosen), others):
                    found.append(chosen)
            if found and not self.counted.some(root, *(none_of((all_of(c.differs for c in f),)) for f in found)):
                break
        return found


def compare(book: Book, rule: Rule, first: date, second: date) -> RuleChange | None:
    """Return how a rule differs between two days; ``None`` when nothing that can be told of it does.

    Raises:
        LimitError: the facts of the rule are so entangled that a bounded search does not tell.
    """
    old, new = (version(book, rule, day) for day in (first, second))
    days = days_of_change(book, rule, first, second)
    if old.in_force or new.in_force:
        with bounded(rule.id):
            return _compared(_Comparison(book, rule, (first, second), old, new, counted_of(book, old, new)), days)
    return RuleChange(rule, "passed", days, 0, 1) if days and rule.valid.since in days else None


def unchanged_beside(book: Book, changes: Sequence[RuleChange], first: date, second: date) -> dict[Cite, tuple[tuple[Rule, Clause], ...]]:
    """Return, by each place on which a changed clause rests, the other clauses of all rules on it that stay as they are on both days.

    A clause that is only renumbered changes nothing there. A clause whose facts count with a number that is another one is not unchanged.
    """
    told = [(r.rule.id, c) for r in changes for c in r.clauses if c.kinds != ("cite",)]
    sides = [(rule, side) for rule, c in told for side in (c.before, c.after) if side]
    names, numbers = {(rule, side.name) for rule, side in sides}, {name for r in changes for name in r.numbers}

    def stays(rule: Rule, clause: Clause) -> bool:
        counted = (name for fact in tests_of(clause.when) for name in counted_with(book, fact))
        stands = all(day in clause.valid and day in rule.valid for day in (first, second))
        return stands and (rule.id, clause.name) not in names and numbers.isdisjoint(counted)

    places = dict.fromkeys(cite for _, side in sides for cite in side.cite)
    found = {place: tuple(each for each in clauses_citing(book, place) if stays(*each)) for place in places}
    return {place: others for place, others in found.items() if others}


def days_of_change(book: Book, rule: Rule, first: date, second: date) -> tuple[date, ...]:
    """Return the first days of versions between two days that say something else than the day before."""
    low, high = sorted((first, second))
    numbers = {each.since for name in parameters_of(book, rule) for each in book.parameters[name].versions if each.since}
    days = (d for d in sorted({*first_days(book, rule), *numbers}) if low < d <= high)
    return tuple(d for d in days if _said(book, rule, d) != _said(book, rule, d - timedelta(days=1)))


def _said(book: Book, rule: Rule, day: date) -> tuple[object, ...]:
    world, amounts = version(book, rule, day), tuple(book.parameters[name].on(day) for name in parameters_of(book, rule))
    clauses = tuple((clause, when.node) for clause, when, _ in world.clauses)
    return world.in_force, clauses, tuple(key for key, _ in world.notices), amounts if world.in_force else ()


def _compared(c: _Comparison, days: tuple[date, ...]) -> RuleChange | None:
    changes, directions = c.changes(), c.directions()
    groups = tuple(c.groups(changes, directions))
    status = "changed" if c.old.in_force and c.new.in_force else "begins" if c.new.in_force else "ends"
    found = RuleChange(
        c.rule, status, days, sum(map(c.counted.count, directions.values())), c.counted.all, groups,
        changes if status == "changed" else (), _actors(c), *_notices(c), _instead(c, status), _numbers(c),
    )  # fmt: skip
    if status != "changed" or groups:
        return found
    told = found.clauses or found.actors or found.notices_before or found.notices_after or found.numbers
    return attrs.evolve(found, status="named") if told else None


def _actors(c: _Comparison) -> tuple[str, ...]:
    """Functions of the clauses of both days that somebody else has on the second, or under another name."""
    named = dict.fromkeys(clause.who for world in (c.old, c.new) for clause, _, _ in world.clauses if clause.who)
    if not (c.old.in_force and c.new.in_force):
        return ()
    return tuple(n for n in named if len({c.book.texts.get(f"actor.{n}.{holder(c.book, n, day)}.name") for day in c.days}) > 1)


def _numbers(c: _Comparison) -> tuple[str, ...]:
    """Parameters of the rule that have another amount on the second day, where it is in force on both."""
    names = parameters_of(c.book, c.rule) if c.old.in_force and c.new.in_force else ()
    return tuple(name for name in names if len({c.book.parameters[name].on(day) for day in c.days}) > 1)


def _notices(c: _Comparison) -> tuple[tuple[str, ...], tuple[str, ...]]:
    old, new = ([key for key, _ in world.notices] for world in (c.old, c.new))
    return tuple(k for k in old if k not in new), tuple(k for k in new if k not in old)


def _instead(c: _Comparison, status: str) -> tuple[str, ...]:
    """Rules of the same rule set with an outcome of the same name that begin when this one ends, or end when it begins."""
    if status == "changed":
        return ()
    others = (r for r in c.book.rules_in_order() if r.ruleset == c.rule.ruleset and r.id != c.rule.id)

    def follows(old: Rule, new: Rule) -> bool:
        until, since = old.valid.until, new.valid.since
        return bool(until and since and (since - until).days == 1 and set(old.outcomes) & set(new.outcomes))

    later = status == "ends"
    return tuple(r.id for r in others if (follows(c.rule, r) if later else follows(r, c.rule)))
