"""Common Expression Language (its Rust implementation) as an engine of the gate.

Rules are printed as CEL text straight from the model: expanding, simplifying and our truth tables take no part. A missing variable is an
error that ``&&`` and ``||`` absorb, which is strong Kleene logic. A count is written with conditional integers; as those do not absorb,
it is asked twice, with everything open taken as false and as true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import cel

from tests import reference
from tests.engines import from_states
from tests.reference import Single
from tunnistus.deciding.decide import Case
from tunnistus.rules.formula import leaves
from tunnistus.rules.model import AtLeast, Book, Cell, Clause, Const, Node, Not, Rule, Span, Test, Use, Window
from tunnistus.rules.truth import FALSE, OPEN, TRUE, Truth, join

WAYS = 128


@attrs.frozen
class Step:
    """One compiled expression; its value becomes a variable of the later ones. ``counted`` are the variables of a count."""

    name: str
    program: Any
    counted: tuple[str, ...] = ()


def count(k: int, names: tuple[str, ...]) -> str:
    """At least ``k`` of the variables."""
    return " + ".join(f"({name} ? 1 : 0)" for name in names) + f" >= {k}"


def plain(value: Any) -> Any:
    """A value as CEL gets it: days as whole numbers, and numbers with decimals in their smallest parts."""
    if isinstance(value, Decimal):
        return int("".join(map(str, value.as_tuple().digits))) * (-1 if value < 0 else 1)
    return value.toordinal() if isinstance(value, date) else value


def _cell(name: str, cell: Cell) -> str:
    if isinstance(cell, Span):
        bounds = [f"{name} >= {plain(cell.low)}"] if cell.low is not None else []
        bounds += [f"{name} <= {plain(cell.high)}"] if cell.high is not None else []
        return f"({' && '.join(bounds) or f'{name} == {name}'})"
    return f'{name} == "{cell}"' if isinstance(cell, str) else f"{name} == {str(cell).lower()}"


class Printer:
    """Prints a rule and those that it uses as steps, each after those that it reads."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.steps: list[Step] = []
        self.rules: dict[str, int] = {}
        self.facts: dict[str, None] = {}

    def step(self, text: str, counted: tuple[str, ...] = ()) -> str:
        name = f"v{len(self.steps)}"
        self.steps.append(Step(name, cel.compile(text), counted))
        return name

    def node(self, node: Node, within: Node) -> str:
        """A condition of a rule for the people ``within``."""
        match node:
            case Test(fact, cells):
                self.facts[fact] = None
                return f"({' || '.join(_cell(f'f_{fact}', cell) for cell in cells) or 'false'})"
            case Not(of):
                return f"!({self.node(of, within)})"
            case Use(rule, outcome):
                used = self.book.rules[rule]
                n = self.rule(used)
                return f"u{n}_{outcome}" if used.scope == within else f"(s{n} && u{n}_{outcome})"
            case Const(truth):
                return "true" if truth == TRUE else "false"
            case AtLeast(k, children):
                if k in (1, len(children)):
                    return "(" + (" || " if k == 1 else " && ").join(self.node(c, within) for c in children) + ")"
                names = tuple(self.step(self.node(child, within)) for child in children)
                return self.step(count(k, names), names)

    def rule(self, rule: Rule) -> int:
        """Print a rule once; its results are ``i<n>`` (in force), ``d<n>_<outcome>``, ``o<n>_<outcome>`` and, for users, ``u<n>_<outcome>``."""
        if rule.id not in self.rules:
            applies: dict[str, str] = {}
            for clause in _beaters_first(rule):
                removed = [applies[b.name] for b in _beaters(rule, clause) if not _weakens(b, clause)]
                inside = f"{_window(rule, rule.valid)} && {_window(rule, clause.valid)} && {self.node(clause.when, rule.scope)}"
                applies[clause.name] = self.step(" && ".join([inside, *(f"!{name}" for name in removed)]))
            number = self.rules[rule.id] = len(self.rules)
            self._results(rule, number, applies)
        return self.rules[rule.id]

    def _results(self, rule: Rule, n: int, applies: Mapping[str, str]) -> None:
        said: dict[str, str] = {f"i{n}": _window(rule, rule.valid), f"s{n}": self.node(rule.scope, rule.scope)}
        leading = [c for c in rule.clauses if c.then]
        for place, outcome in enumerate(rule.outcomes):
            due, option = [], []
            for c in leading:
                weak = " || ".join(applies[b.name] for b in _beaters(rule, c) if _weakens(b, c)) or "false"
                if rule.ordered and rule.outcomes.index(c.then) >= place:
                    due.append(applies[c.name])
                elif not rule.ordered and c.then == outcome:
                    due += [] if c.effect == "power" else [f"({applies[c.name]} && !({weak}))"]
                    option.append(applies[c.name] if c.effect == "power" else f"({applies[c.name]} && ({weak}))")
            if rule.otherwise and (rule.otherwise == outcome or (rule.ordered and place <= rule.outcomes.index(rule.otherwise))):
                none = " && ".join(f"!{applies[c.name]}" for c in leading) or "true"
                due.append(f"({said[f'i{n}']} && {'true' if rule.ordered else none})")
            said |= {f"d{n}_{outcome}": " || ".join(due) or "false", f"o{n}_{outcome}": " || ".join(option) or "false"}
            said[f"u{n}_{outcome}"] = f"d{n}_{outcome} || o{n}_{outcome}"
        self.steps += [Step(name, cel.compile(text)) for name, text in said.items()]


def _window(rule: Rule, window: Window) -> str:
    return _cell(f"day_{rule.clock}", Span(window.since, window.until)) if window != Window() else "true"


def _beaters(rule: Rule, clause: Clause) -> Iterator[Clause]:
    return (b for b in rule.clauses if clause.name in b.beats)


def _weakens(beater: Clause, clause: Clause) -> bool:
    return beater.effect == "power" and clause.effect != "power"


def _beaters_first(rule: Rule) -> list[Clause]:
    found: dict[str, Clause] = {}

    def visit(clause: Clause) -> None:
        for beater in _beaters(rule, clause):
            visit(beater)
        found[clause.name] = clause

    for clause in rule.clauses:
        visit(clause)
    return list(found.values())


def execute(steps: list[Step], given: Mapping[str, Any]) -> dict[str, Any]:
    """Run the steps; a value that hangs on something open is left out."""
    values = dict(given)
    for step in steps:
        try:
            if step.counted:
                low, high = (step.program.execute({n: values.get(n, open_) for n in step.counted}) for open_ in (False, True))
                values |= {step.name: low} if low == high else {}
            else:
                values[step.name] = step.program.execute(values)
        except RuntimeError as problem:
            if "Undefined variable" not in str(problem):
                raise
    return values


class _Cel:
    def prepare(self, book: Book) -> None:
        self.book = book
        self.printed: dict[str, Printer] = {}

    def print(self, rule: Rule) -> Printer:
        if rule.id not in self.printed:
            self.printed[rule.id] = Printer(self.book)
            self.printed[rule.id].rule(rule)
        return self.printed[rule.id]


def _given(printer: Printer, known: Mapping[str, Any], days: Mapping[str, date]) -> dict[str, Any]:
    facts = {f"f_{n}": plain(known[n]) for n in printer.facts if n in known}
    return facts | {f"day_{clock}": plain(day) for clock, day in days.items()}


def _number(steps: list[Step]) -> str:
    """The number of the rule that was asked for: it is printed last."""
    return steps[-1].name.split("_")[0][1:]


class Completions(_Cel):
    """Every completion is decided by CEL; at most :data:`WAYS` of them in one version."""

    name, every, whole = "cel", 2, False

    def decide(self, case: Case, rule: str) -> Mapping[str, Any] | None:
        head = case.book.rules[rule]
        printer, found, scope = self.print(head), set(), self._scope(case, head)
        for days in reference.days_touched(case, head):
            open_, whole, every = reference.ways(case, reference.tests_of(case.book, head, days))
            ways = list(every)
            if not whole or len(ways) > WAYS:
                return None
            for way in ways:
                known = {**self._known(case, printer), **dict(zip(open_, way, strict=True))}
                found.add(_single(head, execute(printer.steps, _given(printer, known, days)), _number(printer.steps)))
        if scope == FALSE:
            return {"in_scope": scope, "due": None, "options": (), "possible": (), "settled": True}
        joined = reference._joined(head, list(found), scope, frozenset(), True)
        return {k: v for k, v in attrs.asdict(joined, recurse=False).items() if k not in ("missing", "complete")}

    def _scope(self, case: Case, head: Rule) -> Truth:
        printer = Printer(case.book)
        said = printer.step(printer.node(head.scope, head.scope))
        tests = [test for test, _ in leaves(head.scope)]
        groups = {fact: {t.cells for t in tests if t.fact == fact} for fact in dict.fromkeys(t.fact for t in tests)}
        open_, _, every = reference.ways(case, groups)
        ways = ({**self._known(case, printer), **dict(zip(open_, way, strict=True))} for way in every)
        return join(_truth(execute(printer.steps, _given(printer, known, {}))[said]) for known in ways)

    def _known(self, case: Case, printer: Printer) -> Mapping[str, Any]:
        """What is known; facts that only other versions test get some value, so that nothing at all is missing."""
        some = {"bool": False, "enum": "", "number": 0, "date": 0}
        return {**{n: some[case.book.facts[n].type] for n in printer.facts}, **case.answers.known}


def _single(rule: Rule, values: Mapping[str, Any], n: str) -> Single:
    due = [o for o in rule.outcomes if values[f"d{n}_{o}"]]
    return Single(values[f"i{n}"], frozenset(due[-1:] if rule.ordered else due), frozenset(o for o in rule.outcomes if values[f"o{n}_{o}"]))


class Missing(_Cel):
    """Open facts are left out: what CEL can still tell is certain, the rest stays possible."""

    name, every, whole = "cel-open", 2, False

    def decide(self, case: Case, rule: str) -> Mapping[str, Any]:
        head = case.book.rules[rule]
        printer = self.print(head)
        n = _number(printer.steps)
        worlds = [execute(printer.steps, _given(printer, case.answers.known, days)) for days in reference.days_touched(case, head)]
        states = {o: tuple(join(_truth(w.get(f"{p}{n}_{o}")) for w in worlds) for p in "do") for o in head.outcomes}
        in_scope = _truth(worlds[0].get(f"s{n}"))
        states = dict.fromkeys(states, (FALSE, FALSE)) if in_scope == FALSE else states
        if in_scope == OPEN:  # perhaps it concerns nobody
            states = {o: tuple(OPEN if t == TRUE else t for t in pair) for o, pair in states.items()}
        return from_states(head, states) | {"in_force": any(w[f"i{n}"] for w in worlds), "in_scope": in_scope, "exact": False}


def _truth(value: bool | None) -> Truth:
    return OPEN if value is None else TRUE if value else FALSE
