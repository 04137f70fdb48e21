"""Explaining: why, why not, what to ask next, what would lead there, and the receipt. Language-free; ``say`` renders it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from tunnistus.deciding.decide import Case, Verdict, decide, decide_all
from tunnistus.deciding.lanes import View
from tunnistus.deciding.reads import facts_of
from tunnistus.errors import UnknownName, door, named, nearest, shown
from tunnistus.explaining import receipts, results
from tunnistus.explaining.asking import AtStake, Question, ask, values_of
from tunnistus.explaining.reasons import Wanted, bearing, carry, formula_of, given, minimal
from tunnistus.limits import FLIP_STEPS, MAX_FLIP
from tunnistus.messages import message
from tunnistus.rules import jsontext
from tunnistus.rules.formula import Formula
from tunnistus.rules.model import Value
from tunnistus.rules.truth import FALSE, OPEN, TRUE

__all__ = ["AtStake", "Decision", "Flip", "Question", "Reason", "WhyNot", "ask", "decision_of", "decisions_of", "reasons_of", "together"]


# What a decision is made of, for the modules that explain and compare it.
_HELPERS: Final = frozenset(
    {"affords", "again", "alike", "days", "holds_for", "plan", "reads", "record", "states", "told", "unsettled", "view", "worlds"},
)


@attrs.frozen
class Reason:
    """Facts that force a state: sufficient (they decide alone) and irreducible (without any of them it is open again).

    Attributes:
        state: ``due``, ``option``, ``reached``, ``excluded`` or ``open``; when open there are no facts.
        facts: ids of known facts, in the order of the vocabulary.
        clauses: names of the clauses that carry it, each with its citation in the rule.
        relations: ids of the relations by which the facts carry it, where they do not by themselves.
    """

    outcome: str
    state: str
    facts: tuple[str, ...]
    clauses: tuple[str, ...]
    relations: tuple[str, ...] = ()


@attrs.frozen
class WhyNot:
    """Why one clause does not lead to its outcome: ``state`` is out_of_scope, condition_false, beaten, open or applies."""

    clause: str
    state: str
    beaten_by: tuple[str, ...]
    facts: tuple[str, ...]


@attrs.frozen
class Flip:
    """A smallest set of evidence that would lead to an outcome, as pairs of fact id and value."""

    evidence: tuple[tuple[str, Value], ...]


@attrs.frozen(eq=False, slots=False, repr=False)
class Decision(Verdict):
    """A verdict that explains itself. Facts and outcomes are ids; dates are plain dates.

    >>> from datetime import date
    >>> import tunnistus as tn
    >>> rule = tn.load("permit.52a1", on=date(2026, 11, 24))
    >>> rule.decide({"in_finland": False}).why("temporary").facts
    ('in_finland',)
    """

    def __dir__(self) -> list[str]:
        return [name for name in object.__dir__(self) if name not in _HELPERS]

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what it follows from: another process decides it again."""
        return decision_of, (self.case, self.rule.id)

    @door
    def state(self, outcome: str) -> str:
        """Return ``due``, ``option``, ``reached``, ``excluded`` or ``open``. Raises :class:`UnknownName`."""
        if not named(outcome, self.rule.outcomes):
            advice = nearest(outcome, self.rule.outcomes) or message("Outcomes: {names}.", names=", ".join(self.rule.outcomes))
            raise UnknownName(message("There is no outcome {name}.", name=shown(outcome)), where=f"{self.rule.id}: outcome", todo=advice)
        if self.rule.ordered:
            order = self.rule.outcomes.index
            if self.floor and order(outcome) <= order(self.floor):
                return "reached"
            return "open" if outcome in self.possible else "excluded"
        if outcome == self.due:
            return "due"
        if outcome in self.options:
            return "option"
        return "open" if outcome in self.possible else "excluded"

    @door
    def why(self, outcome: str) -> Reason:
        """Return a minimal reason for the state of the outcome."""
        return reasons_of([(self, outcome)])[0]

    @door
    def why_all(self, outcome: str) -> Reason:
        """Return every fact and clause that alone or with others carries the state of the outcome: what to look at, where :meth:`why`
        gives the least that suffices. Holds the facts of every minimal reason.
        """
        least = self.why(outcome)
        if least.state == "open" or not self.counts:
            return least
        wanted, clauses = _way(self, outcome, least.state)
        bears = bearing(self.view, wanted.formulas, wanted.target)
        facts = {n for n in bears if n not in self.view.follow} | set(least.facts)
        applying = {c.clause.name for c in self.clauses if c.applies == TRUE}
        carrying = (name for name, _ in clauses if name in applying or name in least.clauses)
        ordered = tuple(sorted(facts, key=lambda n: self.case.book.facts[n].order))
        return Reason(outcome, least.state, ordered, tuple(carrying), least.relations)

    def certain(self) -> tuple[str, ...]:
        """Return the outcomes that are due, an option, or reached: of an ordered rule the highest step alone."""
        return tuple(o for o in ((self.floor,) if self.rule.ordered else (self.due, *self.options)) if o)

    @door
    def why_not(self, outcome: str) -> tuple[WhyNot, ...]:
        """Return for each clause that would lead to the outcome why it does not: beaten by which, or the failing facts."""
        self.state(outcome)
        found = []
        for each in self.clauses:
            if each.clause.then != outcome:
                continue
            state = "open" if each.applies == OPEN else "applies" if each.applies == TRUE else "condition_false"
            facts: tuple[str, ...] = ()
            if not self.counts:
                state, facts = "out_of_scope", self.why(outcome).facts
            elif state == "condition_false" and each.when == FALSE:
                conditions = [f for w in self.worlds for c, f, _ in w.clauses if c.name == each.clause.name]
                wanted = Wanted(self.view.program, conditions, FALSE)
                (facts,) = minimal(self.view, [wanted])
                facts = given(self.view, wanted, facts)[0] if _related(self.view, wanted, facts) else facts
            elif state == "condition_false":
                state = "beaten"
            found.append(WhyNot(each.clause.name, state, each.beaten_by, facts))
        return tuple(found)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Judgement facts that the result rests on or still waits for, in the order of the vocabulary."""
        book = self.case.book
        decided = {f for reason in reasons_of([(self, o) for o in self.rule.outcomes]) for f in reason.facts} if self.counts else set()
        names = {n for n in decided | set(self.missing) if book.facts[n].judgement}
        return tuple(sorted(names, key=lambda n: book.facts[n].order))

    def ask(self) -> tuple[Question, ...]:
        """Return the next questions for this rule alone; see :func:`ask`."""
        return ask([self])

    @door
    def flips(self, outcome: str) -> tuple[Flip, ...]:
        """Return the smallest sets of evidence facts (at most three) that would make the outcome due or an option.

        Only what happened or can be shown is looked at: never conduct, wishes, danger or judgements.
        """
        if self.state(outcome) in ("due", "option", "reached") or not self.counts:
            return ()
        return tuple(_flips(self, outcome))

    @door
    def receipt(self, *, values: bool = False) -> dict[str, Any]:
        """Return what the result depends on, under one digest: the seal and its parts, dates, outcomes, ids of facts used.

        See :func:`tunnistus.verify`.

        Args:
            values: also the answers that the rule can read, so that the result can be worked out again. They are personal data.
        """
        read = {"answers": receipts.answers_of(self.case, facts_of(self.case.book, self.rule))} if values else {}
        return receipts.digested({**receipts.head(self.case), **self.told(), **read})

    def told(self) -> dict[str, Any]:
        """Return what a receipt tells of this result alone."""
        stretches = results.stretches(self, values=True)
        return {
            "rule": self.rule.id, "ruleset": self.rule.ruleset, "ruleset_digest": self.case.book.rulesets[self.rule.ruleset].digest,
            "versions": [results.days(window) for window in self.versions], **results.outcomes(self),
            **({"missing_dates": list(self.missing_dates)} if self.missing_dates else {}),
            **({"stretches": stretches} if stretches else {}),
            "facts": [n for n in self.facts if n in self.case.answers.known],
        }  # fmt: skip

    def outcomes(self) -> dict[str, Any]:
        """Return the result alone as plain data."""
        return results.outcomes(self)

    def record(self, *, full: bool, values: bool, reasons: Iterable[Reason] = ()) -> dict[str, Any]:
        """Return what a result tells of this decision alone.

        Args:
            reasons: those of what is certain, for the whole form.
        """
        short = {"rule": self.rule.id, **results.outcomes(self), **results.basis(self)}
        if not full:
            return short
        why = {r.outcome: {"facts": list(r.facts), "clauses": list(r.clauses), "relations": list(r.relations)} for r in reasons}
        return {**short, "rests_on": list(self.rests_on), "why": why, **results.detail(self, values)}

    @door
    def to_dict(self, *, full: bool = False, values: bool = False) -> dict[str, Any]:
        """Return the result as plain data for JSON (``docs/json.md``): outcomes, who acts, citations, what is missing, marks, and until
        when the law was read. Ids of facts tell what was answered: keep it safe.

        Args:
            full: also clauses, reasons, periods, notices and stretches of days.
            values: also the dates and the answers that the rule can read, from which the same result is worked out again, and the days
                of periods. They are personal data.
        """
        reasons = [self.why(outcome) for outcome in self.certain()] if full and self.counts else []
        return {
            **results.head(self.case, "decision", values), **self.record(full=full, values=values, reasons=reasons),
            **results.marked(self.case, facts_of(self.case.book, self.rule), values), "horizon": results.horizon([self]),
        }  # fmt: skip

    @door
    def to_json(self, *, full: bool = False, values: bool = False) -> str:
        """Return the same as JSON; with sentences in a language: :func:`tunnistus.render` with ``form="json"``."""
        return jsontext.text(self.to_dict(full=full, values=values))


def decision_of(case: Case, rule: str) -> Decision:
    """Decide a rule by id. Raises :class:`UnknownName`."""
    if rule not in case.book.rules:
        raise UnknownName(message("There is no such rule."), where=rule, todo=nearest(rule, case.book.rules))
    return decide(case, case.book.rules[rule], Decision)


def decisions_of(case: Case, rules: Iterable[str]) -> dict[str, Decision]:
    """Decide several rules by id in one run."""
    return decide_all(case, [case.book.rules[name] for name in rules], Decision)


Way = tuple[Wanted, list[tuple[str, list[Formula]]]]


def reasons_of(asked: Sequence[tuple[Decision, str]]) -> list[Reason]:
    """Return minimal reasons for the states of outcomes, of several decisions; what was decided together is explained in one run."""
    states = [decision.state(outcome) for decision, outcome in asked]
    runs: dict[int, list[int]] = {}
    for n, (decision, _) in enumerate(asked):
        if states[n] != "open" and decision.in_force:
            runs.setdefault(id(decision.view), []).append(n)
    reasons = [Reason(outcome, state, (), ()) for (_, outcome), state in zip(asked, states, strict=True)]
    for run in runs.values():
        ways = [_way(*asked[n], states[n]) for n in run]
        view = asked[run[0]][0].view
        for n, (wanted, clauses), facts in zip(run, ways, minimal(view, [wanted for wanted, _ in ways]), strict=True):
            told, relations = given(view, wanted, facts) if _related(view, wanted, facts) else (facts, ())
            reasons[n] = Reason(asked[n][1], states[n], told, _carrying(view, wanted, clauses, facts), relations)
    return reasons


def together(d: Decision, reasons: list[Reason]) -> Reason:
    """Return why none of the outcomes comes: what excludes each of them."""
    facts = sorted({name for reason in reasons for name in reason.facts}, key=lambda n: d.case.book.facts[n].order)
    return Reason(reasons[0].outcome, reasons[0].state, tuple(facts), ())


def _related(view: View, wanted: Wanted, facts: Sequence[str]) -> bool:
    """Whether relations may have to do with it that the facts carry something."""
    return not {*facts}.isdisjoint(view.follow) or any(f.related and view.kleene(f) != wanted.target for f in wanted.formulas)


def _way(decision: Decision, outcome: str, state: str) -> Way:
    """What a state rests on, and the clauses for the outcome (or for a later step), each with what has to have the same value."""
    rule, program = decision.rule, decision.view.program
    order = rule.outcomes.index
    if not decision.counts and decision.plan.scope and not _never(decision, outcome):
        return Wanted(program, [decision.plan.scope.formula], FALSE), []
    if (outcome, state) in decision.plan.ways:
        return decision.plan.ways[outcome, state]  # type: ignore[no-any-return]
    formulas: list[Formula] = []
    clauses: dict[str, list[Formula]] = {}
    for world in (w for w in decision.worlds if w.in_force):
        formula = formula_of(world, outcome, state)
        formulas.append(formula)
        for clause, _, applies in world.clauses:
            if clause.then and (clause.then == outcome or (rule.ordered and order(clause.then) >= order(outcome))):
                others = clauses.setdefault(clause.name, [])
                others += [applies] if program.slot[applies] != program.slot[formula] else []
    way = Wanted(program, formulas, FALSE if state == "excluded" else TRUE), list(clauses.items())
    decision.plan.ways[outcome, state] = way
    return way


def _never(decision: Decision, outcome: str) -> bool:
    """Whether nobody at all can have an outcome in the versions that the dates touch, whomever the rule concerns."""
    forms = [formula_of(world, outcome, "excluded") for world in decision.worlds if world.in_force]
    return all(decision.view.nothing.truth(form)[0] == FALSE for form in forms)


def _carrying(view: View, wanted: Wanted, clauses: Sequence[tuple[str, Sequence[Formula]]], facts: tuple[str, ...]) -> tuple[str, ...]:
    """The clauses that the facts alone carry."""
    others = [f for _, formulas in clauses for f in formulas]
    good = dict(zip(others, carry(view, others, wanted.target, facts), strict=True)) if others else {}
    return tuple([name for name, formulas in clauses if all(good[f] for f in formulas)])


# -- flips -------------------------------------------------------------------------------------------------------


TOGETHER: Final = 512  # combinations that are looked at in one go


def _flips(decision: Decision, outcome: str) -> Iterator[Flip]:
    worlds = [w for w in decision.worlds if w.in_force]
    facts = decision.case.book.facts
    tested = set(decision.facts)
    names = [n for n in tested if facts[n].evidence and not facts[n].judgement and not facts[n].derived]
    parts = {n: values_of(decision.case, facts[n], [decision]) for n in sorted(names, key=lambda n: facts[n].order)}
    steps = min(FLIP_STEPS, decision.again)
    relations = decision.view.relations
    told = {n: v for n, v in decision.case.answers.known.items() if n not in decision.case.answers.follow}

    def exists(changed: Mapping[str, Value]) -> bool:
        return all(group.narrowed({**told, **changed}) for group in relations.among(changed))

    for size in range(1, MAX_FLIP + 1):
        found = False
        sets = _combinations(parts, size)
        while batch := list(itertools.islice(sets, min(TOGETHER, steps))):
            steps -= len(batch)
            known = decision.case.answers.known
            batch = [changed for changed in batch if all(known.get(n) != v for n, v in changed.items()) and exists(changed)]
            truths = [decision.view.truths(w.able[outcome], batch) for w in worlds]
            scope = decision.plan.scope
            concerned = decision.view.truths(scope.formula, batch) if scope else [(TRUE, True)] * len(batch)
            for n, changed in enumerate(batch):
                if concerned[n][0] != FALSE and all(column[n][0] == TRUE for column in truths):
                    found = True
                    yield Flip(tuple(changed.items()))
        if found:
            return


def _combinations(parts: Mapping[str, tuple[Value, ...]], size: int) -> Iterator[dict[str, Value]]:
    for names in itertools.combinations(parts, size):
        for values in itertools.product(*(parts[n] for n in names)):
            yield dict(zip(names, values, strict=True))
