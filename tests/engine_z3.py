"""The theorem prover z3 as an engine of the gate: each outcome is proved due, possible or excluded over all completions at once.

Facts and days are symbols with their domains. Nothing is enumerated or expanded, and no version is picked: a window is an inequality.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs
import z3

from tests.engines import from_states
from tunnistus.deciding.decide import Case
from tunnistus.deciding.expand import EVERYBODY
from tunnistus.limits import FIRST_DAY, LAST_DAY
from tunnistus.rules.answers import Dates
from tunnistus.rules.derive import inputs_of
from tunnistus.rules.model import AtLeast, Book, Cell, Clause, Const, Fact, Node, Not, Relation, Rule, Span, Test, Use, Window
from tunnistus.rules.relations import relations_of
from tunnistus.rules.truth import FALSE, OPEN, TRUE

DAYS = {clock: z3.Int(f"day {clock}") for clock in ("decision", "act", "application")}


@attrs.frozen
class Proof:
    """A rule as formulas, with the facts in it and a solver that knows their domains."""

    in_force: Any
    in_scope: Any
    due: Mapping[str, Any]
    option: Mapping[str, Any]
    facts: tuple[str, ...]
    of_scope: tuple[str, ...]
    solver: z3.Solver

    @property
    def formulas(self) -> list[Any]:
        return [self.in_force, self.in_scope, *self.due.values(), *self.option.values()]


class Engine:
    """z3. Of every fourth case it also proves which facts are missing."""

    name, every, whole = "z3", 3, True

    def prepare(self, book: Book) -> None:
        self.book = book
        self.proofs: dict[str, Proof] = {}
        self.turn = 0

    # -- rules as formulas ---------------------------------------------------------------------------------------

    def symbol(self, name: str, twin: str = "") -> Any:
        kind = z3.Bool if self.book.facts[name].type == "bool" else z3.Int
        return kind(f"fact {name}{twin}")

    def node(self, node: Node, tested: dict[str, None], within: Node) -> Any:
        """A condition of a rule for the people ``within``."""
        match node:
            case Test(fact, cells):
                tested[fact] = None
                return z3.Or(*(_in(self.book.facts[fact], self.symbol(fact), cell) for cell in cells))
            case Not(of):
                return z3.Not(self.node(of, tested, within))
            case AtLeast(k, children):
                return z3.PbGe([(self.node(child, tested, within), 1) for child in children], k)
            case Use(rule, outcome):
                used = self.proof(self.book.rules[rule])
                tested.update(dict.fromkeys(used.facts))
                given = z3.Or(used.due[outcome], used.option[outcome])
                if self.book.rules[rule].scope == within:
                    return given
                tested.update(dict.fromkeys(used.of_scope))
                return z3.And(used.in_scope, given)
            case Const(truth):
                return z3.BoolVal(truth == TRUE)

    def proof(self, rule: Rule) -> Proof:
        if rule.id not in self.proofs:
            tested: dict[str, None] = {}
            day = DAYS[rule.clock]
            in_force = _within(day, rule.valid)
            applies: dict[str, Any] = {}

            def stand(clause: Clause) -> Any:
                if clause.name not in applies:
                    beaten = [z3.Not(stand(b)) for b in rule.clauses if clause.name in b.beats and not _weakens(b, clause)]
                    applies[clause.name] = z3.And(in_force, _within(day, clause.valid), self.node(clause.when, tested, rule.scope), *beaten)
                return applies[clause.name]

            for clause in rule.clauses:
                stand(clause)
            due, option = (_steps if rule.ordered else _outcomes)(rule, in_force, applies)
            solver = z3.Solver()
            of_scope: dict[str, None] = {}
            in_scope = self.node(rule.scope, of_scope, rule.scope)
            around = relations_of(self.book).around([*tested, *of_scope])
            solver.add(*(limit for name in around for limit in self.domain(name, self.symbol(name))))
            solver.add(*(self.held(relation) for relation in self.book.relations if not around.isdisjoint(relation.facts)))
            self.proofs[rule.id] = Proof(in_force, in_scope, due, option, tuple(tested), tuple(of_scope), solver)
        return self.proofs[rule.id]

    def held(self, relation: Relation) -> Any:
        return z3.Implies(self.node(relation.when, {}, EVERYBODY), z3.Or(*(self.node(test, {}, EVERYBODY) for test in relation.then)))

    def domain(self, name: str, symbol: Any) -> list[Any]:
        fact = self.book.facts[name]
        ends = {"enum": (0, len(fact.values) - 1), "date": (FIRST_DAY.toordinal(), LAST_DAY.toordinal())}
        low, high = ends.get(fact.type, (_parts(fact, fact.low), _parts(fact, fact.high)))
        return ([symbol >= low] if low is not None else []) + ([symbol <= high] if high is not None else [])

    # -- deciding ------------------------------------------------------------------------------------------------

    def decide(self, case: Case, rule: str) -> Mapping[str, Any]:
        head = case.book.rules[rule]
        proof = self.proof(head)
        solver = proof.solver
        solver.push()
        solver.add(*_days(case.dates))
        known = case.answers.known
        told = [n for n in relations_of(case.book).around([*proof.facts, *proof.of_scope]) if n in known and n not in case.answers.follow]
        solver.add(*(self.symbol(n) == _value(self.book.facts[n], known[n]) for n in told))
        sides = _sides(solver, proof.formulas)
        self.turn += 1
        open_ = [n for n in (*proof.facts, *proof.of_scope) if n in relations_of(case.book).names and n not in known]
        more = {"missing": self.missing(case, proof)} if self.turn % 4 == 0 and not open_ and not proof.of_scope else {}
        solver.pop()
        truths = [OPEN if len(s) > 1 else TRUE if True in s else FALSE for s in sides]
        due, option = truths[2 : 2 + len(head.outcomes)], truths[2 + len(head.outcomes) :]
        states = dict(zip(head.outcomes, zip(due, option, strict=True), strict=True))
        in_scope = truths[1]
        states = dict.fromkeys(states, (FALSE, FALSE)) if in_scope == FALSE else states
        found = from_states(head, states)
        settled = in_scope == FALSE or (OPEN not in (truths[0], *due, *option) and not (in_scope == OPEN and found["possible"]))
        return found | more | {"in_force": True in sides[0], "in_scope": in_scope, "settled": settled}

    def missing(self, case: Case, proof: Proof) -> frozenset[str]:
        """Open facts for which two completions that differ in them alone differ in some formula."""
        found = set()
        for name in proof.facts:
            if name in case.answers.known:
                continue
            symbol, twin = self.symbol(name), self.symbol(name, " twin")
            solver = proof.solver
            solver.push()
            solver.add(*self.domain(name, twin))
            solver.add(z3.Or(*(f != z3.substitute(f, (symbol, twin)) for f in proof.formulas)))
            if solver.check() == z3.sat:
                found |= set(inputs_of(self.book, name)) - case.answers.known.keys()
            solver.pop()
        return frozenset(found)


def _in(fact: Fact, symbol: Any, cell: Cell) -> Any:
    if isinstance(cell, Span):
        low = [symbol >= _value(fact, cell.low)] if cell.low is not None else []
        return z3.And(*low, *([symbol <= _value(fact, cell.high)] if cell.high is not None else []))
    return symbol == _value(fact, cell)


def _value(fact: Fact, value: Any) -> Any:
    return fact.values.index(value) if fact.type == "enum" else value.toordinal() if isinstance(value, date) else _parts(fact, value)


def _parts(fact: Fact, value: Any) -> Any:
    """A number with decimals in its smallest parts."""
    return value if not fact.decimals or value is None else int(value * 10**fact.decimals)


def _within(day: Any, window: Window) -> Any:
    edges = [day >= window.since.toordinal()] if window.since else []
    return z3.And(*edges, *([day <= window.until.toordinal()] if window.until else []))


def _weakens(beater: Clause, clause: Clause) -> bool:
    return beater.effect == "power" and clause.effect != "power"


def _outcomes(rule: Rule, in_force: Any, applies: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    due: dict[str, list[Any]] = {o: [] for o in rule.outcomes}
    option: dict[str, list[Any]] = {o: [] for o in rule.outcomes}
    for c in (c for c in rule.clauses if c.then):
        weak = z3.Or(*(applies[b.name] for b in rule.clauses if c.name in b.beats and _weakens(b, c)), c.effect == "power")
        due[c.then].append(z3.And(applies[c.name], z3.Not(weak)))
        option[c.then].append(z3.And(applies[c.name], weak))
    if rule.otherwise:
        given = [f for formulas in (*due.values(), *option.values()) for f in formulas]
        due[rule.otherwise].append(z3.And(in_force, z3.Not(z3.Or(*given))))
    return {o: z3.Or(*f) for o, f in due.items()}, {o: z3.Or(*f) for o, f in option.items()}


def _steps(rule: Rule, in_force: Any, applies: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    place = {o: n for n, o in enumerate(rule.outcomes)}
    ground = place[rule.otherwise] if rule.otherwise else -1
    reached = {
        o: z3.Or(*(applies[c.name] for c in rule.clauses if c.then and place[c.then] >= n), z3.And(in_force, n <= ground))
        for o, n in place.items()
    }
    return reached, dict.fromkeys(rule.outcomes, z3.BoolVal(False))


def _days(dates: Dates) -> list[Any]:
    edges = [DAYS["decision"] == dates.as_of.toordinal(), DAYS["act"] <= (dates.act_to or dates.as_of).toordinal()]
    edges += [DAYS["act"] >= dates.act_from.toordinal()] if dates.act_from else []
    applied = (dates.applied_on or dates.as_of).toordinal()
    return [*edges, DAYS["application"] == applied if dates.applied_on else DAYS["application"] <= applied]


def _sides(solver: z3.Solver, formulas: list[Any]) -> list[set[bool]]:
    """For every formula the truth values that it can have."""
    sides: list[set[bool]] = [set() for _ in formulas]

    def learn() -> None:
        model = solver.model()
        for formula, side in zip(formulas, sides, strict=True):
            side.add(z3.is_true(model.eval(formula, model_completion=True)))

    assert solver.check() == z3.sat
    learn()
    for formula, side in zip(formulas, sides, strict=True):
        if len(side) == 1:
            solver.push()
            solver.add(z3.Not(formula) if True in side else formula)
            answer = solver.check()
            assert answer != z3.unknown
            if answer == z3.sat:
                learn()
            solver.pop()
    return sides
