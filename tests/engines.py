"""The engines of the gate: every way of this library to decide, and others that share no code with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any
from unittest import mock

import attrs

from tests.gate import Engine
from tunnistus.deciding import compiled, plan
from tunnistus.deciding.decide import Case
from tunnistus.deciding.plan import Found
from tunnistus.explaining import asking, explain, nobody
from tunnistus.explaining.explain import Decision
from tunnistus.rules.answers import read_answers
from tunnistus.rules.mdd import Diagrams
from tunnistus.rules.model import Book, Rule
from tunnistus.rules.truth import FALSE, OPEN, TRUE, Truth


def said(d: Decision) -> dict[str, Any]:
    """What a decision says, for comparing."""
    names = (
        "in_force",
        "in_scope",
        "due",
        "options",
        "open_options",
        "possible",
        "settled",
        "floor",
        "ceiling",
        "missing",
        "not_covered",
        "exact",
    )
    return {name: getattr(d, name) for name in names}


class Plain:
    """``decide``, as users call it."""

    name, every, whole = "decide", 1, False

    def prepare(self, book: Book) -> None:
        pass

    def decide(self, case: Case, rule: str) -> Mapping[str, Any]:
        return said(explain.decision_of(case, rule))


class Together(Plain):
    """All rules of the book in one run, as ``assess`` decides them."""

    name = "together"

    def decide(self, case: Case, rule: str) -> Mapping[str, Any]:
        return said(explain.decisions_of(case, case.book.rules)[rule])


class Unlike(Plain):
    """``decide`` of people of whom none was like one before: those whose walk is short are told by it, the others by their kind."""

    name = "unlike"

    def decide(self, case: Case, rule: str) -> Mapping[str, Any]:
        with mock.patch.multiple(plan, MISSES=0, SHORT=1):
            return super().decide(case, rule)


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
        found = asking.foreseen(base, {n: known.get(n) for n in known.keys() | before.keys() if known.get(n) != before.get(n)})
        self.before[rule] = explain.decision_of(case, rule)
        return from_found(case.book.rules[rule], found)


def _without_one(case: Case, rule: Rule) -> Case:
    """The case without one known fact that the rule tests, if there is one."""
    tested = [n for n in explain.decision_of(case, rule.id).facts if n in case.answers.known]
    known = {n: v for n, v in case.answers.known.items() if n not in tested[len(tested) // 2 :][:1]}
    return attrs.evolve(case, answers=attrs.evolve(case.answers, known=known))


class Ahead:
    """What one pass over the diagrams foresees for the last answer: what a question about it would have been told to change."""

    name, every, whole = "ahead", 1, False

    def prepare(self, book: Book) -> None:
        pass

    def decide(self, case: Case, rule: str) -> Mapping[str, Any] | None:
        answers, facts = case.answers, case.book.facts
        told = [n for n in answers.given if n in answers.known and not facts[n].derived]
        for name in reversed(told):
            raw = {n: answers.marks.get(n) or answers.judged.get(n) or answers.views.get(n) or answers.known[n] for n in answers.given}
            base = explain.decision_of(attrs.evolve(case, answers=read_answers(case.book, {**raw, name: None}, case.dates)), rule)
            if name not in base.known:  # else it follows from the others
                supposed = asking._supposed(base.case, facts[name], answers.known[name])
                assert supposed is not None, "it was answered beside the others"
                return from_found(case.book.rules[rule], asking._Foresight(base).after(name, supposed))
        return None


class Kleene(Plain):
    """Rules whose diagrams would be too large, so that Kleene logic decides them; exact where nothing is entangled or related."""

    name = "kleene"

    def prepare(self, book: Book) -> None:
        self.book = attrs.evolve(book)

    def decide(self, case: Case, rule: str) -> Mapping[str, Any]:
        with mock.patch.object(compiled, "Diagrams", TooSmall):
            return said(explain.decision_of(attrs.evolve(case, book=self.book), rule)) | {"more": ("missing",)}


class TooSmall(Diagrams):
    """A table that holds its two leaves and no node, or hardly one."""

    def __init__(self, most: int = 0) -> None:
        super().__init__(3)


class Held(Plain):
    """Diagrams that were written and read back, as they are shipped."""

    name = "held"

    def prepare(self, book: Book) -> None:
        text = nobody.diagrams(book).encode()
        self.book = attrs.evolve(book)
        self.book.told_of_nobody(nobody.reader(b"{}"), nobody.diagram_reader(text))

    def decide(self, case: Case, rule: str) -> Mapping[str, Any]:
        return said(explain.decision_of(attrs.evolve(case, book=self.book), rule))


def from_found(rule: Rule, found: Found) -> dict[str, Any]:
    """Turn what a rule gives over all completions into the parts of a result."""
    return from_states(rule, found.states) | {"exact": found.exact, "in_scope": found.in_scope, "settled": found.settled}


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
    "unlike": Unlike,
    "earlier": Carried,
    "ask": States,
    "ahead": Ahead,
    "kleene": Kleene,
    "held": Held,
    "cel": _foreign("engine_cel", "Completions"),
    "cel-open": _foreign("engine_cel", "Missing"),
    "z3": _foreign("engine_z3", "Engine"),
    "arrow": _foreign("engine_columns", "Arrow"),
    "dated": _foreign("engine_columns", "Days"),
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
