"""Explaining: why, why not, what to ask next, what would lead there, and the receipt. Language-free; ``say`` renders it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import attrs

from tunnistus.deciding.compiled import Result
from tunnistus.deciding.decide import Case, Verdict, decide, decide_all
from tunnistus.deciding.reads import facts_of
from tunnistus.errors import UnknownName, door, named, nearest, shown
from tunnistus.explaining import receipts, results
from tunnistus.explaining.asking import AtStake, Question, ask, one_by_one
from tunnistus.explaining.flips import changes
from tunnistus.explaining.partial import parts_of_outcome, parts_of_result
from tunnistus.explaining.reasons import Wanted, bearing, by_kleene_logic, least, relations_needed
from tunnistus.messages import message
from tunnistus.rules import jsontext
from tunnistus.rules.formula import Formula
from tunnistus.rules.model import Value
from tunnistus.rules.truth import FALSE, OPEN, TRUE, Truth

__all__ = [
    "AtStake",
    "Decision",
    "Flip",
    "Question",
    "Reason",
    "WhyNot",
    "ask",
    "decision_of",
    "decisions_of",
    "one_by_one",
    "one_more",
    "together",
]


# What a decision is made of, for the modules that explain and compare it.
_HELPERS: Final = frozenset(
    {"alike", "carrying", "days", "found", "holds_for", "known", "plan", "reads", "record", "states", "told", "unsettled", "worlds"},
)


@attrs.frozen
class Reason:
    """Facts that force a state: sufficient (they decide alone) and irreducible (without any of them it is open again).

    Attributes:
        state: ``due``, ``option``, ``reached``, ``excluded`` or ``open``; when open there are no facts.
        facts: ids of known facts, in the order of the vocabulary.
        clauses: names of the clauses that carry it, each with its citation in the rule.
        relations: ids of the relations by which the facts carry it, where they do not by themselves.
        parts: ids of the rules that cover only a part of a provision, and whose silence carries it with the facts.
    """

    outcome: str
    state: str
    facts: tuple[str, ...]
    clauses: tuple[str, ...]
    relations: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


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
        order = self.rule.outcomes.index
        if self.floor and order(outcome) <= order(self.floor):
            return "reached"
        if outcome == self.due:
            return "due"
        if outcome in self.options:
            return "option"
        return "open" if outcome in self.possible else "excluded"

    @door
    def why(self, outcome: str) -> Reason:
        """Return a minimal reason for the state of the outcome."""
        state = self.state(outcome)
        if state == "open" or not self.in_force:
            return Reason(outcome, state, (), ())
        key = self._same_reason(outcome)
        kept: dict[Any, Reason] = self.alike.reasons  # once for people whom the rule cannot tell apart
        if key not in kept:
            kept[key] = _reason(self, outcome, state)
        return kept[key]

    def _same_reason(self, outcome: str) -> tuple[str, tuple[str, ...]]:
        """What tells one reason of people whom the rule cannot tell apart from another."""
        return outcome, tuple([name for name in self.case.answers.follow if name in self.plan.around])

    @door
    def why_all(self, outcome: str) -> Reason:
        """Return every fact and clause that alone or with others carries the state of the outcome: what to look at, where :meth:`why`
        gives the least that suffices. Holds the facts of every minimal reason.
        """
        why = self.why(outcome)
        if why.state == "open" or not self.in_force:
            return why
        key = ("all", *self._same_reason(outcome))
        kept: dict[Any, Reason] = self.alike.reasons
        if key not in kept:
            kept[key] = self._bearing(outcome, why)
        return kept[key]

    def _bearing(self, outcome: str, why: Reason) -> Reason:
        wanted = _wanted(self, outcome, why.state)
        facts = {*why.facts, *(bearing(wanted, _told(self), self.case.book.facts) if wanted else ())}
        applying = {c.clause.name for c in self.clauses if c.applies == TRUE and self.counts}
        carrying = (name for name in _leading(self, outcome) if name in applying or name in why.clauses)
        ordered = tuple(sorted(facts, key=lambda n: self.case.book.facts[n].order))
        return Reason(outcome, why.state, ordered, tuple(carrying), why.relations, why.parts)

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
                facts = _why_false(self, [f for w in self.worlds for c, f, _ in w.clauses if c.name == each.clause.name])
            elif state == "condition_false":
                state = "beaten"
            found.append(WhyNot(each.clause.name, state, each.beaten_by, facts))
        return tuple(found)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Judgement facts that the result rests on or still waits for, in the order of the vocabulary."""
        book = self.case.book
        decided = {f for outcome in self.rule.outcomes for f in self.why(outcome).facts} if self.counts else set()
        names = {n for n in decided | set(self.missing) if book.facts[n].judgement}
        return tuple(sorted(names, key=lambda n: book.facts[n].order))

    @property
    def rests_on_part(self) -> tuple[str, ...]:
        """Ids of the rules that cover only a part of a provision, and whose silence the result rests on.

        What they leave out may change it.
        """
        return parts_of_result(self)

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
        return tuple(Flip(change) for change in changes(self.plan, outcome, _told(self)))

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

    def record(self, *, full: bool, values: bool) -> dict[str, Any]:
        """Return what a result tells of this decision alone."""
        parts = self.rests_on_part
        on_part = {"rests_on_part": list(parts)} if parts else {}
        short = {"rule": self.rule.id, **results.outcomes(self), **results.basis(self), **on_part}
        if not full:
            return short
        reasons = map(self.why, self.certain())
        why = {
            r.outcome: {"facts": list(r.facts), "clauses": list(r.clauses), "relations": list(r.relations), "parts": list(r.parts)}
            for r in reasons
        }
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
        return {
            **results.head(self.case, "decision", values), **self.record(full=full, values=values),
            **results.marked(self.case, facts_of(self.case.book, self.rule), values), "horizon": results.horizon(self.case.book, [self]),
        }  # fmt: skip

    @door
    def to_json(self, *, full: bool = False, values: bool = False) -> str:
        """Return the same as JSON; with sentences in a language: :func:`tunnistus.render` with ``form="json"``."""
        return jsontext.text(self.to_dict(full=full, values=values))


def one_more(d: Decision, outcome: str) -> tuple[tuple[str, Value], ...]:
    """Return the evidence, one fact at a time, with which alone an outcome would be due or an option; see :meth:`Decision.flips`."""
    if d.state(outcome) in ("due", "option", "reached") or not d.counts:
        return ()
    return tuple(pair for (pair,) in changes(d.plan, outcome, _told(d), 1))


def decision_of(case: Case, rule: str) -> Decision:
    """Decide a rule by id. Raises :class:`UnknownName`."""
    if rule not in case.book.rules:
        raise UnknownName(message("There is no such rule."), where=rule, todo=nearest(rule, case.book.rules))
    return decide(case, rule, Decision)


def decisions_of(case: Case, rules: Iterable[str]) -> dict[str, Decision]:
    """Decide several rules by id in one run."""
    return decide_all(case, tuple(rules), Decision)


def _reason(d: Decision, outcome: str, state: str) -> Reason:
    told, vocabulary = _told(d), d.case.book.facts
    wanted = _wanted(d, outcome, state)
    relations: tuple[str, ...] = ()
    if wanted is None:
        facts = by_kleene_logic(*_formulas(d, outcome, state), told, vocabulary)
    else:
        facts = least(wanted, told, vocabulary)
        relations = relations_needed(wanted, {name: told[name] for name in facts})
    return Reason(outcome, state, facts, _carrying(d, outcome, state, facts), relations, parts_of_outcome(d, outcome))


def _told(d: Decision) -> dict[str, Value]:
    """What was answered or derived, and does not merely follow by relations."""
    follow = {*d.case.answers.follow}
    return {name: item for name, item in d.known.items() if name not in follow}


def _out_of_scope(d: Decision, outcome: str) -> bool:
    """Whether an outcome is excluded since the rule does not concern the person, and not because nobody at all can have it."""
    if d.counts or not d.plan.scope:
        return False
    good = [(made, made.good(_holds(outcome, "excluded"))) for made in d.plan.compiled]
    return any(made.root is None or made.diagrams.ends[made.root] & ~excluded for made, excluded in good)


def _holds(outcome: str, state: str) -> Callable[[Result], bool]:
    """Whether an outcome has a state in a result."""
    if state == "excluded":
        return lambda result: not result.gives(outcome)
    return lambda result: outcome in (result.options if state == "option" else result.due)


def _wanted(d: Decision, outcome: str, state: str) -> list[Wanted] | None:
    """The diagrams on which a state rests; ``None`` where one would be too large."""
    versions = d.plan.compiled
    if _out_of_scope(d, outcome):
        rests_on = [(versions[0], versions[0].scope, versions[0].whole_scope, 1)]
    else:
        rests_on = [(made, made.root, made.whole, made.good(_holds(outcome, state))) for made in versions]
    found = [Wanted(made, root, whole, good) for made, root, whole, good in rests_on if root is not None and whole is not None]
    return found if len(found) == len(rests_on) else None


def _formulas(d: Decision, outcome: str, state: str) -> tuple[list[Formula], Truth]:
    """The same as conditions that all have a value."""
    if d.plan.scope and _out_of_scope(d, outcome):
        return [d.plan.scope.formula], FALSE
    found = [getattr(world, "able" if state == "excluded" else state)[outcome] for world in d.worlds if world.in_force]
    return found, FALSE if state == "excluded" else TRUE


def _why_false(d: Decision, formulas: list[Formula]) -> tuple[str, ...]:
    """The fewest facts by which conditions of clauses are false."""
    table, told, vocabulary = d.plan.conditions, _told(d), d.case.book.facts
    wanted = [pair for formula in formulas if (pair := table.root(formula)) is not None]
    if len(wanted) < len(formulas):
        return by_kleene_logic(formulas, FALSE, told, vocabulary)
    return least([Wanted(table, root, root, 1) for root in wanted], told, vocabulary)


def _leading(d: Decision, outcome: str) -> dict[str, list[Formula]]:
    """The clauses for an outcome, of steps also for a later one, each with the conditions under which it applies."""
    order = d.rule.outcomes.index
    found: dict[str, list[Formula]] = {}
    for world in d.worlds:
        for clause, _, applies in world.clauses:
            if clause.then and (clause.then == outcome or (d.rule.ordered and order(clause.then) >= order(outcome))):
                found.setdefault(clause.name, []).append(applies)
    return found


def _carrying(d: Decision, outcome: str, state: str, facts: Iterable[str]) -> tuple[str, ...]:
    """The clauses that some facts alone carry."""
    if _out_of_scope(d, outcome):
        return ()
    target = FALSE if state == "excluded" else TRUE
    kept = {name: d.known[name] for name in facts}
    truth = d.plan.conditions.truth
    return tuple([name for name, forms in _leading(d, outcome).items() if all(truth(f, kept)[0] == target for f in forms)])


def together(d: Decision, reasons: list[Reason]) -> Reason:
    """Return why none of the outcomes comes: what excludes each of them."""
    facts = sorted({name for reason in reasons for name in reason.facts}, key=lambda n: d.case.book.facts[n].order)
    parts = dict.fromkeys(name for reason in reasons for name in reason.parts)
    return Reason(reasons[0].outcome, reasons[0].state, tuple(facts), (), parts=tuple(parts))
