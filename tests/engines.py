"""The engines of the gate: every way of this library to decide, and others that share no code with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import attrs

from tests.gate import Engine
from tunnistus.deciding import plan, unexplained
from tunnistus.deciding.decide import Case
from tunnistus.explaining import asking, explain
from tunnistus.explaining.explain import Decision
from tunnistus.rules.model import Book, Rule
from tunnistus.rules.truth import FALSE, OPEN, TRUE, Truth, join, truth_of


def said(d: Decision) -> dict[str, Any]:
    """What a decision says, for comparing."""
    names = ("in_force", "in_scope", "due", "options", "open_options", "possible", "settled", "floor", "ceiling", "missing", "exact")
    return {name: getattr(d, name) for name in names}


class Plain:
    """``decide``, as users call it."""

    name, every, whole = "decide", 1, False

    def prepare(self, book: Book) -> None:
        pass

    def decide(self, case: Case, rule: str) -> Mapping[str, Any]:
        return said(explain.decision_of(case, rule))


class Together(Plain):
    """All rules of the book in one program, as ``assess`` decides them."""

    name = "together"

    def decide(self, case: Case, rule: str) -> Mapping[str, Any]:
        return said(explain.decisions_of(case, case.book.rules)[rule])


class Stepwise(Plain):
    """The nodes gone through one by one, as a program does before it is compiled."""

    name = "stepwise"

    def decide(self, case: Case, rule: str) -> Mapping[str, Any]:
        decision = explain.decision_of(case, rule)
        program = decision.view.program
        codes = program._walk({**program.blank, **case.answers.known})
        return said(attrs.evolve(decision, view=attrs.evolve(decision.view, codes=codes)))


class Short:
    """Verdicts alone, by code with short circuits; Kleene values, so what is entangled or stands in relations may stay open."""

    name, every, whole = "short", 1, False

    def prepare(self, book: Book) -> None:
        self.made: dict[Any, Any] = {}

    def decide(self, case: Case, rule: str) -> Mapping[str, Any]:
        head, book = case.book.rules[rule], case.book
        found = plan.sheet(book, [head], case.dates).plans[rule]
        if found not in self.made:
            parts = [(n, o, part) for n in range(len(found.worlds)) for o in head.outcomes for part in ("due", "option", "reached")]
            formulas = {key: f for key in parts if (f := getattr(found.worlds[key[0]], key[2]).get(key[1]))}
            formulas |= {SCOPE: found.scope.formula} if found.scope else {}
            self.made[found] = unexplained.compiled(formulas, book.facts), formulas
        run, formulas = self.made[found]
        got = run({**dict.fromkeys(book.facts), **case.answers.known})
        weak = {key: {*formulas[key].entangled, *formulas[key].related} for key, verdict in got.items() if verdict is None}
        open_ = [key for key, names in weak.items() if not names <= case.answers.known.keys()]

        def over(outcome: str, part: str) -> Truth:
            return join(truth_of(got[n, outcome, part]) if (n, outcome, part) in got else FALSE for n in range(len(found.worlds)))

        first = "reached" if head.ordered else "due"
        states = {o: (over(o, first), FALSE if head.ordered else over(o, "option")) for o in head.outcomes}
        in_scope = truth_of(got[SCOPE]) if SCOPE in got else TRUE
        if in_scope == OPEN and SCOPE in open_:  # perhaps it concerns nobody
            states = {o: tuple(OPEN if t == TRUE else t for t in pair) for o, pair in states.items()}
        states = dict.fromkeys(states, (FALSE, FALSE)) if in_scope == FALSE else states
        return from_states(head, states) | {"exact": not open_, "in_scope": in_scope}


SCOPE = (0, "", "scope")


class Carried:
    """A decision of an earlier case is kept where it still holds, as ``assess(earlier=…)`` does it."""

    name, every, whole = "earlier", 1, False

    def prepare(self, book: Book) -> None:
        self.before: dict[str, Decision] = {}

    def decide(self, case: Case, rule: str) -> Mapping[str, Any]:
        old = self.before.get(rule)
        self.before[rule] = old if old is not None and old.holds_for(case) else explain.decision_of(case, rule)
        return said(self.before[rule])


class States:
    """What ``ask`` foresees: the result with one more fact known, from a decision without it."""

    name, every, whole = "ask", 1, False

    def prepare(self, book: Book) -> None:
        self.before: dict[str, Decision] = {}

    def decide(self, case: Case, rule: str) -> Mapping[str, Any]:
        base = self.before.get(rule)
        if base is None or base.case.dates != case.dates:
            base = explain.decision_of(_without_one(case, case.book.rules[rule]), rule)
        known, before = case.answers.known, base.case.answers.known
        (states,) = asking.foreseen(base, [{n: known.get(n) for n in known.keys() | before.keys() if known.get(n) != before.get(n)}])
        self.before[rule] = explain.decision_of(case, rule)
        return from_states(case.book.rules[rule], states) | {"exact": self.before[rule].exact and base.exact}


def _without_one(case: Case, rule: Rule) -> Case:
    """The case without one known fact that the rule tests, if there is one."""
    tested = [n for n in explain.decision_of(case, rule.id).facts if n in case.answers.known]
    known = {n: v for n, v in case.answers.known.items() if n not in tested[len(tested) // 2 :][:1]}
    return attrs.evolve(case, answers=attrs.evolve(case.answers, known=known))


def from_states(rule: Rule, states: Mapping[str, tuple[Truth, Truth]]) -> dict[str, Any]:
    """Turn the truth of every outcome (due or reached, option) into the parts of a result."""
    first = {o: states[o][0] for o in rule.outcomes}
    if rule.ordered:
        certain, some = ([o for o in rule.outcomes if first[o] in truths] for truths in ((TRUE,), (TRUE, OPEN)))
        low, high = len(certain) - 1, len(some)
        return {
            "floor": certain[-1] if certain else None,
            "ceiling": some[-1] if some else None,
            "possible": rule.outcomes[max(low, 0) : high],
        }
    option = {o: states[o][1] for o in rule.outcomes}
    return {
        "due": next((o for o in rule.outcomes if first[o] == TRUE), None),
        "options": [o for o in rule.outcomes if option[o] == TRUE],
        "open_options": [o for o in rule.outcomes if option[o] == OPEN],
        "possible": [o for o in rule.outcomes if first[o] != FALSE or option[o] != FALSE],
    }


def from_truths(rule: Rule, force: Sequence[bool], truth: Callable[[str, str], Truth], in_scope: Truth) -> dict[str, Any]:
    """Turn the truth of every output, asked for by part and name, into the parts of a result. ``force``: of each version."""
    parts = ("reached", "reached") if rule.ordered else ("due", "option")
    states = {o: (truth(parts[0], o), truth(parts[1], o)) for o in rule.outcomes}
    found = from_states(rule, states)
    if rule.ordered:
        found["ceiling"] = found["ceiling"] if any(force) and in_scope != FALSE else None
        same = found["floor"] == found["ceiling"]
    else:
        same = OPEN not in {t for pair in states.values() for t in pair}
    settled = in_scope == FALSE or (same and len(set(force)) == 1 and not (in_scope == OPEN and found["possible"]))
    return {"in_force": any(force), "in_scope": in_scope, "settled": settled, **found}


def _foreign(module: str, name: str) -> Callable[[], Engine]:
    return lambda: getattr(import_module(f"tests.{module}"), name)()


# To add an engine, add a line. The gate and its test then run it on everything.
ENGINES: dict[str, Callable[[], Engine]] = {
    "decide": Plain,
    "together": Together,
    "stepwise": Stepwise,
    "short": Short,
    "earlier": Carried,
    "ask": States,
    "cel": _foreign("engine_cel", "Completions"),
    "cel-open": _foreign("engine_cel", "Missing"),
    "z3": _foreign("engine_z3", "Engine"),
    "arrow": _foreign("engine_columns", "Arrow"),
    "dated": _foreign("engine_columns", "Days"),
    "sqlite": _foreign("engine_sql", "Engine"),
}


def engines(only: Sequence[str] = ()) -> tuple[list[Engine], dict[str, str]]:
    """Return the engines (all, or those named) and, of those that cannot run here, why."""
    found, absent = [], {}
    for name in only or ENGINES:
        try:
            found.append(ENGINES[name]())
        except ImportError as problem:
            absent[name] = str(problem)
    return found, absent
