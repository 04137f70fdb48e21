"""Explaining: why, why not, what to ask next, what would lead there, and the receipt. Language-free; ``say`` renders it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs

from tunnistus.answers import Mark
from tunnistus.decide import Case, Verdict, decide, decide_all
from tunnistus.derive import derive
from tunnistus.errors import UnknownName, nearest
from tunnistus.expand import Expanded
from tunnistus.formula import analyse, cells, exact, leaves
from tunnistus.limits import FLIP_STEPS, MAX_FLIP
from tunnistus.model import PARTS, Fact, Value
from tunnistus.opening import stage_of, unfolded
from tunnistus.reasons import formula_of, minimal
from tunnistus.truth import FALSE, NAMES, OPEN, TRUE, Truth, join

__all__ = ["Change", "Decision", "Flip", "Question", "Reason", "WhyNot", "ask", "decision_of", "decisions_of"]


@attrs.frozen
class Reason:
    """Facts that force a state: sufficient (they decide alone) and irreducible (without any of them it is open again).

    Attributes:
        state: ``due``, ``option``, ``reached``, ``excluded`` or ``open``; when open there are no facts.
        facts: ids of known facts, in the order of the vocabulary.
        clauses: names of the clauses that carry it, each with its citation in the rule.
    """

    outcome: str
    state: str
    facts: tuple[str, ...]
    clauses: tuple[str, ...]


@attrs.frozen
class WhyNot:
    """Why one clause does not lead to its outcome: ``state`` is condition_false, beaten, open or applies."""

    clause: str
    state: str
    beaten_by: tuple[str, ...]
    facts: tuple[str, ...]


@attrs.frozen
class Change:
    """Outcomes of a rule that the answer to a question can still change."""

    rule: str
    outcomes: tuple[str, ...]


@attrs.frozen
class Question:
    """A fact worth asking about now. ``worst`` and ``average`` count the possible outcomes that the answer removes."""

    fact: str
    stage: int
    judgement: bool
    changes: tuple[Change, ...]
    worst: int
    average: float


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

    def state(self, outcome: str) -> str:
        """Return ``due``, ``option``, ``reached``, ``excluded`` or ``open``. Raises :class:`UnknownName`."""
        if outcome not in self.rule.outcomes:
            advice = nearest(outcome, self.rule.outcomes) or f"Outcomes: {', '.join(self.rule.outcomes)}."
            raise UnknownName(f"There is no outcome {outcome!r}.", where=self.rule.id, todo=advice)
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

    def why(self, outcome: str) -> Reason:
        """Return a minimal reason for the state of the outcome."""
        state = self.state(outcome)
        if state == "open" or not self.in_force:
            return Reason(outcome, state, (), ())
        target = FALSE if state == "excluded" else TRUE
        worlds = [w for w in self.worlds if w.in_force]
        facts = minimal(self.case, [formula_of(self.case.book.facts, w, outcome, state) for w in worlds], target)
        return Reason(outcome, state, facts, tuple(self._carrying(worlds, facts, outcome, target)))

    def _carrying(self, worlds: Iterable[Expanded], facts: Iterable[str], outcome: str, target: Truth) -> Iterator[str]:
        """Clauses for the outcome (or for a later step) that these facts alone make apply, or keep from applying."""
        known = {n: self.case.answers.known[n] for n in facts}
        order = self.rule.outcomes.index
        seen: dict[str, bool] = {}
        for world in worlds:
            for clause, _, applies in world.clauses:
                if clause.then and (clause.then == outcome or (self.rule.ordered and order(clause.then) >= order(outcome))):
                    seen[clause.name] = seen.get(clause.name, True) and exact(applies, known)[0] == target
        yield from (name for name, carries in seen.items() if carries)

    def why_not(self, outcome: str) -> tuple[WhyNot, ...]:
        """Return for each clause that would lead to the outcome why it does not: beaten by which, or the failing facts."""
        self.state(outcome)
        found = []
        for each in self.clauses:
            if each.clause.then != outcome:
                continue
            state = "open" if each.applies == OPEN else "applies" if each.applies == TRUE else "condition_false"
            facts: tuple[str, ...] = ()
            if state == "condition_false" and each.when == FALSE:
                conditions = [f for w in self.worlds for c, f, _ in w.clauses if c.name == each.clause.name]
                facts = minimal(self.case, conditions, FALSE)
            elif state == "condition_false":
                state = "beaten"
            found.append(WhyNot(each.clause.name, state, each.beaten_by, facts))
        return tuple(found)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Judgement facts that the result rests on or still waits for, in the order of the vocabulary."""
        book = self.case.book
        decided = {f for o in self.rule.outcomes if self.in_force for f in self.why(o).facts}
        names = {n for n in decided | set(self.missing) if book.facts[n].judgement}
        return tuple(sorted(names, key=lambda n: book.facts[n].order))

    @cached_property
    def effects(self) -> dict[tuple[str, tuple[Value, ...]], Effect]:
        """What the answers to a fact would change; filled when questions are asked."""
        return {}

    def ask(self) -> tuple[Question, ...]:
        """Return the next questions for this rule alone; see :func:`ask`."""
        return ask([self])

    def flips(self, outcome: str) -> tuple[Flip, ...]:
        """Return the smallest sets of evidence facts (at most three) that would make the outcome due or an option.

        Only what happened or can be shown is looked at: never conduct, wishes, danger or judgements.
        """
        if self.state(outcome) in ("due", "option", "reached") or not self.in_force:
            return ()
        return tuple(_flips(self, outcome))

    def receipt(self, *, values: bool = False) -> dict[str, Any]:
        """Return what the result depends on: versions, dates, content hashes, outcomes, ids of facts used.

        Args:
            values: also the values of the facts used. They are personal data.
        """
        from tunnistus import __version__

        book, answers = self.case.book, self.case.answers
        used = [n for n in self.facts if n in answers.known]
        receipt = {
            "tunnistus": __version__, "rules": book.digest, "ruleset": self.rule.ruleset,
            "ruleset_digest": book.rulesets[self.rule.ruleset].digest, "rule": self.rule.id,
            "dates": {k: v.isoformat() for k, v in attrs.asdict(self.case.dates).items() if v},
            "versions": [[d.isoformat() if d else None for d in (w.since, w.until)] for w in self.versions],
            **self.outcomes(), "facts": used,
        }  # fmt: skip
        if values:
            receipt["values"] = {n: _plain(answers.known[n]) for n in used}
        return receipt

    def outcomes(self) -> dict[str, Any]:
        """Return the result alone as plain data."""
        steps = {"floor": self.floor, "ceiling": self.ceiling} if self.rule.ordered else {}
        return {
            "in_force": self.in_force, "due": self.due, "options": list(self.options), "possible": list(self.possible),
            "settled": self.settled, "exact": self.exact, **steps,
        }  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Return the result with clauses, periods, notices and what is missing as plain data; no answers."""
        return {
            "rule": self.rule.id, **self.outcomes(), "missing": list(self.missing), "rests_on": list(self.rests_on),
            "clauses": [
                {"name": c.clause.name, "effect": c.clause.effect, "then": c.clause.then or None, "applies": NAMES[c.applies],
                 "who": c.clause.who or None, "beaten_by": list(c.beaten_by)}
                for c in self.clauses
            ],
            "periods": [{k: _plain(v) for k, v in attrs.asdict(p).items()} for p in self.periods],
            "notices": [[n.kind, n.key] for n in self.notices],
        }  # fmt: skip


def decision_of(case: Case, rule: str) -> Decision:
    """Decide a rule by id. Raises :class:`UnknownName`."""
    if rule not in case.book.rules:
        raise UnknownName("There is no such rule.", where=rule, todo=nearest(rule, case.book.rules))
    return decide(case, case.book.rules[rule], Decision)


def decisions_of(case: Case, rules: Iterable[str]) -> dict[str, Decision]:
    """Decide several rules by id in one run."""
    return decide_all(case, [case.book.rules[name] for name in rules], Decision)


def _plain(item: Any) -> Any:
    return item.isoformat() if hasattr(item, "isoformat") else item


# -- asking ------------------------------------------------------------------------------------------------------


def ask(
    decisions: Iterable[Decision], case: Case | None = None, *, skip: Collection[str] = (), details: bool = False
) -> tuple[Question, ...]:
    """Return the questions worth asking next over several decisions about one person, one step ahead.

    Facts that were answered "maybe" come after the others. Then ask stage (1 safety … 4 most sensitive), in the first stage facts of
    safety before others, the order of an assessment (danger, child, next step, help, law …), opening questions before single ones,
    most possible outcomes removed in the worst case, then on average, the order of the vocabulary; judgements last. A question of a
    later stage is offered only when those of earlier stages cannot change what it would, and a fact of a group as
    :func:`tunnistus.opening.unfolded` tells. Declined facts are never asked again. Empty when all is settled or nothing askable is left.

    Args:
        case: what is known now, where decisions of an earlier case that still hold stand among the others.
        skip: facts that were asked about without an answer; they are left out.
        details: offer every fact that can change something, whatever was said to opening questions and of whatever stage.
    """
    open_ = [d for d in decisions if d.in_force and not d.settled]
    by_fact: dict[str, list[Decision]] = {}
    for decision in open_:
        for name in decision.missing:
            by_fact.setdefault(name, []).append(decision)
    if not by_fact:
        return ()
    now = case or open_[0].case
    book, marks = now.book, now.answers.marks
    names = [n for n in by_fact if book.facts[n].askable and marks.get(n) != Mark.DECLINED and n not in skip]
    names = names if details else unfolded(book, now.answers, names, skip)
    part = {n: min(PARTS.index(d.rule.part) for d in by_fact[n]) for n in names}

    def rank(q: Question) -> tuple[Any, ...]:
        fact = book.facts[q.fact]
        stage = stage_of(book, now.answers, q.fact)
        order = (stage > 1 or fact.element != "safety", part[q.fact], not fact.opens, -q.worst, -q.average, fact.order)
        return (q.judgement, q.fact in marks, stage, *order)

    questions = sorted((_question(now, book.facts[n], by_fact[n]) for n in names), key=rank)
    return tuple(questions if details else _by_stage(questions, marks))


def _by_stage(questions: Iterable[Question], marks: Collection[str]) -> Iterator[Question]:
    """Leave out what questions of an earlier stage, not yet asked, can change as well."""
    earlier: dict[int, set[tuple[str, str]]] = {}
    for q in questions:
        changes = {(c.rule, o) for c in q.changes for o in c.outcomes}
        if q.judgement or q.fact in marks or not changes <= set().union(*(c for stage, c in earlier.items() if stage < q.stage)):
            yield q
            if not q.judgement and q.fact not in marks:
                earlier.setdefault(q.stage, set()).update(changes)


def _question(case: Case, fact: Fact, touched: Sequence[Decision]) -> Question:
    values = _values(case, fact, touched)
    known = [_with(case, fact, v) for v in values]
    effects = [_effect(decision, fact, values, known) for decision in touched]
    removed = [sum(effect[0][n] for effect in effects) for n in range(len(known))]
    average = math.fsum(removed) / len(removed) if removed else 0.0
    changes = tuple(change for _, change in effects)
    return Question(fact.id, fact.stage, fact.judgement is not None, changes, min(removed, default=0), average)


Effect = tuple[tuple[int, ...], Change]


def _effect(decision: Decision, fact: Fact, values: tuple[Value, ...], known: Sequence[Mapping[str, Value]]) -> Effect:
    """How many possible outcomes of the decision each answer removes, and which outcomes it can change; kept with the decision.

    Where looking ahead would be too dear, the answer may change all that is possible.
    """
    key = (fact.id, values)
    if key not in decision.effects and sum(len(tried) for _, tried in decision.effects) > decision.again:
        return (0,) * len(values), Change(decision.rule.id, tuple(decision.possible))
    if key not in decision.effects:
        before = decision.states
        states = [_states(decision, k, before) for k in known]
        changed = [o for o in decision.rule.outcomes if len({s[o] for s in (*states, before)}) > 1]
        removed = tuple(_open_count(before) - _open_count(state) for state in states)
        decision.effects[key] = (removed, Change(decision.rule.id, tuple(changed or decision.possible)))
    return decision.effects[key]


def _values(case: Case, fact: Fact, touched: Iterable[Decision]) -> tuple[Value, ...]:
    tests = [t.cells for d in touched for w in d.worlds for root in w.roots for t, _ in leaves(root.node) if t.fact == fact.id]
    return cells(fact, tests) if tests or fact.type in ("bool", "enum") else ()


def _with(case: Case, fact: Fact, item: Value) -> Mapping[str, Value]:
    """The known facts if one more were answered, with what derives from it."""
    known = {**case.answers.known, fact.id: item}
    marks = {n: m for n, m in case.answers.marks.items() if n != fact.id}
    readers = [f for f in case.book.facts.values() if f.derived and fact.id in f.derived.inputs]
    if readers:
        for reader in readers:
            if reader.id not in case.answers.given:
                known.pop(reader.id, None)
        derive(case.book, known, marks, case.dates)
    return known


States = Mapping[str, tuple[Truth, Truth]]


def _states(decision: Decision, known: Mapping[str, Value], before: States | None = None) -> States:
    """For every outcome whether it is due (reached) and whether it is an option, if this were known.

    Formulas without the facts that are new keep their state from ``before``.
    """
    already = decision.case.answers.known
    fresh = {n: v for n, v in known.items() if already.get(n) != v}
    worlds = decision.worlds
    if all(n in known and known[n] == v for n, v in already.items()):
        worlds, known = decision.rest, fresh

    def over(part: str, outcome: str, index: int) -> Truth:
        forms = [getattr(w, part).get(outcome) for w in worlds]
        if before is not None and worlds is decision.rest and not any(f and not fresh.keys().isdisjoint(f.facts) for f in forms):
            return before[outcome][index]
        return join(exact(f, known)[0] if f else FALSE for f in forms)

    if decision.rule.ordered:
        return {o: (over("reached", o, 0), FALSE) for o in decision.rule.outcomes}
    return {o: (over("due", o, 0), over("option", o, 1)) for o in decision.rule.outcomes}


def _open_count(states: States) -> int:
    return sum(due != FALSE or option != FALSE for due, option in states.values()) + sum(OPEN in s for s in states.values())


# -- flips -------------------------------------------------------------------------------------------------------


def _flips(decision: Decision, outcome: str) -> Iterator[Flip]:
    case = decision.case
    worlds = [w for w in decision.worlds if w.in_force]
    parts: dict[str, tuple[Value, ...]] = {}
    for world in worlds:
        for root in world.roots:
            for name in root.facts:
                fact = case.book.facts[name]
                if fact.evidence and not fact.judgement and not fact.derived:
                    parts.setdefault(name, _values(case, fact, [decision]))
    order = sorted(parts, key=lambda n: case.book.facts[n].order)
    forms = [analyse(w.possible(outcome), case.book.facts) for w in worlds]
    steps = 0
    for size in range(1, MAX_FLIP + 1):
        found = False
        for names in itertools.combinations(order, size):
            for values in itertools.product(*(parts[n] for n in names)):
                steps += 1
                if steps > min(FLIP_STEPS, decision.again):
                    return
                changed = dict(zip(names, values, strict=True))
                if any(case.answers.known.get(n) == v for n, v in changed.items()):
                    continue
                if all(exact(f, {**case.answers.known, **changed})[0] == TRUE for f in forms):
                    found = True
                    yield Flip(tuple(changed.items()))
        if found:
            return
