"""Deciding: which outcome is due, which are possible, what is still missing.

Every version of a rule is a decision diagram whose ends are the results (:mod:`tunnistus.deciding.compiled`); what a verdict says is
read from the ends that can still be reached, when somebody asks for it. What holds in every version that the dates can touch is certain.
``tests/reference.py`` says the same in the plainest way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Self, TypeVar

import attrs

from tunnistus.deciding.expand import DATES_OF, Days, Expanded, clocks_in_use, own_versions, touched, worlds_by_day
from tunnistus.deciding.plan import Alike, Found, Plan, States, sheet
from tunnistus.deciding.stretches import Stretch, cut, parts
from tunnistus.discreet import discreet
from tunnistus.rules.answers import Answers, Dates
from tunnistus.rules.calendar import Length, add
from tunnistus.rules.derive import behind, dates_of, inputs_of
from tunnistus.rules.formula import value
from tunnistus.rules.graph import reached
from tunnistus.rules.horizon import changes_of, unread
from tunnistus.rules.model import Book, Clause, Rule, Window
from tunnistus.rules.parameters import amount_in, window_of
from tunnistus.rules.truth import FALSE, OPEN, TRUE, Truth, join

__all__ = ["Case", "ClauseTruth", "Note", "PeriodDates", "Verdict", "decide", "decide_all", "length_of", "period_dates", "unconfirmed"]


@discreet
@attrs.frozen(repr=False)
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


@discreet
@attrs.frozen
class PeriodDates:
    """A period that is open or may be opened. ``start`` is ``None`` while the date fact is open; the ends are last days.

    Shows no day in its ``repr``: a person answered it, or it is counted from an answer.

    Attributes:
        decided_until: the last day by the decision that was made, where it is known. ``longest_until`` is then how far an extension can
            reach, if it is one, and the lengths that the law allows do not count.
        moved_from: where the last day of a time limit moved to a working day, the day on which it falls by the count.
        unchecked: whether the table of working days does not reach that day. It is given as it falls; whether it moves is to be checked.
        over: whether the last day of a time limit has passed.
    """

    clause: str
    start_fact: str
    start: date | None = attrs.field(repr=False)
    shortest_until: date | None = attrs.field(repr=False)
    longest_until: date | None = attrs.field(repr=False)
    decided_until: date | None = attrs.field(default=None, repr=False)
    moved_from: date | None = attrs.field(default=None, repr=False)
    unchecked: bool = False
    over: bool = False


@attrs.frozen
class Note:
    """A caution of a result: ``kind`` is unconfirmed (an act), unconfirmed_sources (of a rule set), later_change, rule, inexact,
    open_date or view; ``key`` says which."""

    kind: str
    key: str


class _FoundOnce:
    """What the rule gives over all completions: found when somebody first reads it, and then an attribute like others.

    :class:`functools.cached_property` does the same, but takes a lock for it before Python 3.12.
    """

    def __get__(self, verdict: Verdict | None, kind: type[Verdict]) -> Found:
        if verdict is None:  # asked of the class, as documentation does
            return self  # type: ignore[return-value]
        found = verdict.__dict__["found"] = verdict.plan.found(verdict.case.answers.known)
        return found


@discreet
@attrs.frozen(eq=False, slots=False, repr=False)
class Verdict:
    """What one rule gives for one person. Shows no answers in its ``repr``."""

    case: Case
    plan: Plan

    def __repr__(self) -> str:
        names = ("in_force", "due", "options", "open_options", "possible", "settled", "exact", "floor", "ceiling")
        return f"{type(self).__name__}({self.rule.id!r}, {', '.join(f'{n}={getattr(self, n)!r}' for n in names)})"

    @property
    def rule(self) -> Rule:
        """The rule that was decided."""
        return self.plan.rule

    @property
    def worlds(self) -> tuple[Expanded, ...]:
        """The versions of the rule that the dates can touch, as formulas."""
        return self.plan.worlds

    @property
    def days(self) -> tuple[Days, ...]:
        """For each of them one day of the case for each clock."""
        return tuple(day for day, _ in worlds_by_day(self.case.book, self.rule, self.case.dates))

    @property
    def in_force(self) -> bool:
        """Whether the rule is in force in one of them."""
        return self.plan.in_force

    @property
    def known(self) -> Mapping[str, Any]:
        """What is known of the person, by fact."""
        return self.case.answers.known

    found = _FoundOnce()

    @property
    def in_scope(self) -> Truth:
        """Whether the rule concerns the person. Of whom it certainly does not, it has no outcome; as long as that is open, it is as if it
        had no scope.
        """
        return self.found.in_scope

    @property
    def counts(self) -> bool:
        """Whether the rule says anything: in force in one of the versions, and the person is not out of its scope."""
        return self.plan.in_force and self.found.in_scope != FALSE

    @property
    def unsettled(self) -> bool:
        """Whether it says something that can still change."""
        return self.counts and not self.settled

    @property
    def versions(self) -> tuple[Window, ...]:
        """The stretches of the rule's own clock that the dates can touch."""
        return own_versions(self.rule, self.case.dates)

    @property
    def states(self) -> States:
        """For every outcome the truth of being due (of an ordered rule: reached) and of being an option."""
        return self.found.states

    @property
    def exact(self) -> bool:
        """False when a diagram would be too large, and ``possible`` may be."""
        return self.found.exact

    @cached_property
    def alike(self) -> Alike:
        """What was found out about people whom the rule cannot tell from this one."""
        return self.plan.alike(self.case.answers.known)

    @property
    def due(self) -> str | None:
        """The outcome that is due in every completion, or ``None``."""
        return self.found.due

    @property
    def options(self) -> tuple[str, ...]:
        """Outcomes that somebody certainly may choose."""
        return self.found.options

    @property
    def open_options(self) -> tuple[str, ...]:
        """Outcomes that somebody may choose, perhaps."""
        return tuple(o for o, (_, option) in self.states.items() if option == OPEN)

    @property
    def possible(self) -> tuple[str, ...]:
        """Outcomes that are due or an option in some completion; of an ordered rule the steps from floor to ceiling."""
        return self.found.possible

    @property
    def settled(self) -> bool:
        """The same result in all completions; not where it may turn out that none of it concerns the person."""
        return self.found.settled

    @property
    def not_covered(self) -> bool:
        """Whether nothing follows from the rule, which covers only a part of a provision: settled, and no denial of the rest."""
        return self.rule.covers_part and self.counts and self.settled and not self.possible

    @property
    def floor(self) -> str | None:
        """Of an ordered rule, the highest step certainly reached."""
        return self.found.floor

    @property
    def ceiling(self) -> str | None:
        """Of an ordered rule, the highest step not excluded."""
        return self.found.ceiling

    @cached_property
    def clauses(self) -> tuple[ClauseTruth, ...]:
        """Every clause in force in some version, with the truths that hold in all versions where it is in force."""
        seen: dict[str, tuple[Clause, list[Truth], list[Truth]]] = {}
        truth, known = self.plan.conditions.truth, self.known
        for world in self.worlds:
            for clause, when, applies in world.clauses:
                entry = seen.setdefault(clause.name, (clause, [], []))
                entry[1].append(truth(when, known)[0])
                entry[2].append(truth(applies, known)[0])
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

    @property
    def carrying(self) -> tuple[Clause, ...]:
        """The clauses on which the result rests: those that apply; as long as none does, those that still may."""
        standing = [(each.applies, each.clause) for each in self.clauses if self.counts and each.applies != FALSE]
        best = min((truth != TRUE for truth, _ in standing), default=False)
        return tuple(clause for truth, clause in standing if (truth != TRUE) == best)

    @property
    def periods(self) -> tuple[PeriodDates, ...]:
        """The periods that are open, and the time limits that would be if it were not late, or if the day they began on were known."""
        if not self.plan.has_periods:
            return ()
        return tuple(period_dates(self, each.clause) for each in self.clauses if self._opens(each))

    def _opens(self, each: ClauseTruth) -> bool:
        period = each.clause.period
        if not period or not period.deadline or each.applies == TRUE:
            return period is not None and each.applies == TRUE
        forms = [applies for world in self.worlds for clause, _, applies in world.clauses if clause.name == each.clause.name]
        in_time = {**self.known, period.deadline: False}
        return join(self.plan.conditions.truth(form, in_time)[0] for form in forms) == TRUE

    @cached_property
    def notices(self) -> tuple[Note, ...]:
        """Cautions that belong to the result; none of a rule that is not in force."""
        return tuple(self._notices()) if self.counts else ()

    def _notices(self) -> Iterator[Note]:
        book, dates, rule = self.case.book, self.case.dates, self.rule
        day = self._last_day
        yield from (Note("unconfirmed", act) for act in unconfirmed(self))
        if not any(clause.cite for clause in self.plan.clauses) and day > book.rulesets[rule.ruleset].verified_until:
            yield Note("unconfirmed_sources", rule.ruleset)
        yield from (Note("later_change", change.key) for change in changes_of(book, rule) if day >= change.since)
        keys = {key: when for world in self.worlds for key, when in world.notices}
        yield from (Note("rule", key) for key, when in keys.items() if value(when.node, self.known) != FALSE)
        open_clocks = [clock for clock, names in DATES_OF.items() if not all(getattr(dates, name) for name in names)]
        yield from (Note("open_date", clock) for clock in open_clocks if clock in clocks_in_use(book, rule, dates.as_of))
        if not self.exact:
            yield Note("inexact", rule.id)
        tested = {n for root in self.plan.roots for n in root.facts} if self.case.answers.views else ()
        yield from (Note("view", name) for name in self.case.answers.views if name in tested)

    @property
    def _last_day(self) -> date:
        """The last day whose law counts: deeds are judged by the law of their own days, not by what changed after them (RL 3:2)."""
        dates = self.case.dates
        last = {"act": dates.act_to, "application": dates.applied_on}.get(self.rule.clock)
        return last or dates.as_of

    @property
    def guidance(self) -> bool:
        """Whether what is due rests on guidance or custom alone, on no provision of law."""
        carrying = [c for c in self.clauses if c.clause.then == self.due and c.applies != FALSE] if self.due else []
        sure = [c for c in carrying if c.applies == TRUE] or carrying
        return bool(sure) and all(c.clause.effect == "practice" for c in sure)

    @cached_property
    def reads(self) -> frozenset[str]:
        """Every fact whose answer can change anything about this verdict, what derived facts read included."""
        book = self.case.book
        forms = [f for w in self.worlds for f in (*(f for _, *two in w.clauses for f in two), *(f for _, f in w.notices))]
        forms += self.plan.roots
        some = [n for f in forms for n in f.facts] + [n for c in self.clauses if (p := c.clause.period) for n in (p.start, p.until)]
        return frozenset(n for n in reached(some, lambda name: behind(book, name)) if n in book.facts)

    def holds_for(self, case: Case) -> bool:
        """Whether this verdict would come out the same, in every part, for another case: what it reads has not changed."""
        old, new = self.case.answers, case.answers
        same = self.case.book is case.book and self.case.dates == case.dates
        return same and all(
            getattr(old, part).get(n) == getattr(new, part).get(n) for n in self.reads for part in ("known", "marks", "judged", "views")
        )

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Exactly the open facts for which two completions that differ in them alone differ in the result; none once settled.

        Under relations: that differ in them and in what must change with them (:mod:`tunnistus.deciding.missing`). Of facts that always
        follow from each other the one to be asked first. Where a diagram would be too large a fact that is left is taken to matter: one
        question too many, never one too few.
        """
        alike = self.alike
        if alike.asked is None:
            alike.asked = tuple(dict.fromkeys(i for n in self._hanging for i in inputs_of(self.case.book, n)))
        known = self.known
        return tuple([n for n in alike.asked if n not in known])

    @property
    def _hanging(self) -> tuple[str, ...]:
        """The open facts that the rule reads and on which the result hangs."""
        alike = self.alike
        if alike.hanging is None:
            alike.hanging = self.plan.hanging(self.known, self.in_scope, bool(self.possible))
        return alike.hanging

    @cached_property
    def by_stretch(self) -> tuple[Stretch[Self], ...]:
        """The result in each stretch of the days that the dates can touch, in their order; empty where it is the same in all of them.

        With :attr:`missing_dates` one of the stretches counts, and which is open; else the deeds were done in all of them.
        """
        if len(self.worlds) == 1 or self.settled:
            return ()
        found = parts(touched(self.case.book, self.rule, self.case.dates), lambda world: self._within(self.case.dates, (world,))._same)
        clocks = [clock for clock in DATES_OF if len({part.when[clock] for part in found}) > 1]
        if not clocks:
            return ()
        results = [self._within(cut(self.case.dates, part.when), part.worlds) for part in found]
        return tuple(Stretch({c: part.when[c] for c in clocks}, d) for part, d in zip(found, results, strict=True))

    def _within(self, dates: Dates, worlds: tuple[Expanded, ...]) -> Self:
        """The verdict in some of the versions."""
        return type(self)(Case(self.case.book, self.case.answers, dates), Plan.of(self.case.book, self.rule, worlds))

    @property
    def _same(self) -> tuple[Any, ...]:
        """What is equal where two results are told as one."""
        return self.in_force, tuple(self.states.items()), self.exact, self.missing

    @property
    def missing_dates(self) -> tuple[str, ...]:
        """The open dates, named as in :class:`Dates`, on which it depends which stretch counts, or from which an open fact would follow."""
        hanging = {name for fact in self._hanging for name in dates_of(self.case.book, fact)}
        clocks = {clock for stretch in self.by_stretch for clock in stretch.when}
        names = (name for clock, names in DATES_OF.items() for name in names if clock in clocks or name in hanging)
        return tuple(name for name in names if getattr(self.case.dates, name) is None)

    @property
    def facts(self) -> tuple[str, ...]:
        """All facts that the rule tests in the versions touched, in the order of the vocabulary."""
        return self.plan.facts


V = TypeVar("V", bound=Verdict)


def decide(case: Case, rule: str, make: Callable[[Case, Plan], V]) -> V:
    """Decide one rule by its id. ``make`` is :class:`Verdict` or a subclass of it."""
    return decide_all(case, (rule,), make)[rule]


def decide_all(case: Case, rules: tuple[str, ...], make: Callable[[Case, Plan], V]) -> dict[str, V]:
    """Decide several rules by their ids."""
    return {name: make(case, plan) for name, plan in sheet(case.book, rules, case.dates).items()}


def unconfirmed(verdict: Verdict) -> tuple[str, ...]:
    """Return the acts that the rule cites whose text was not read as of the last day whose law counts."""
    return tuple(unread(verdict.plan.acts_read, verdict._last_day))


def period_dates(verdict: Verdict, clause: Clause) -> PeriodDates:
    """Return the days of the period that a clause with one opens."""
    period, case = clause.period, verdict.case
    assert period is not None
    known: Mapping[str, Any] = case.answers.known
    start, decided = known.get(period.start), known.get(period.until)
    lengths = (length_of(verdict, name) for name in (period.shortest, period.longest))
    shortest, longest = (add(start, length) if start and length else None for length in lengths)
    if decided:
        shortest, longest = None, longest if period.extension else None
    dates = PeriodDates(clause.name, period.start, start, shortest, longest, decided)
    if not period.deadline or longest is None:
        return dates
    last, over = case.book.calendar.first_working_day(longest), known.get(period.deadline) is True
    if last in (None, longest):
        return attrs.evolve(dates, unchecked=last is None, over=over)
    return attrs.evolve(dates, longest_until=last, moved_from=longest, over=over)


def length_of(verdict: Verdict, name: str) -> Length | None:
    """Return the length of a parameter by the law that counts; ``None`` where it is not the same on all days whose law may count."""
    case = verdict.case
    length = amount_in(case.book.parameters[name], window_of(verdict.rule.clock, case.dates)) if name else None
    return length if isinstance(length, Length) else None
