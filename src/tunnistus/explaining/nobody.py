"""What is worth asking of a person of whom nothing is known, found when the rule data are compiled.

Of a person of whom little is known most rules know nothing, so most of what the first questions of a process rest on is the same for
everybody. It is written down with the rule data, and a plan begins with it instead of finding it again. It holds for the rules of a
whole assessment, decided together, in their versions of the day until which the law was read; other plans begin with nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from tunnistus.deciding.decide import Case
from tunnistus.deciding.plan import Plan, versions
from tunnistus.errors import LoadError
from tunnistus.explaining.asking import AtStake, ask
from tunnistus.explaining.assessed import rules_about, worth_asking
from tunnistus.explaining.explain import decisions_of
from tunnistus.messages import message
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.formula import Formula
from tunnistus.rules.model import Book, Fact, Value

__all__ = ["reader", "told"]

Kept = dict[Any, Any]


def told(book: Book) -> str:
    """Return it as JSON. Equal books give equal text; a book without a rule about the person has nothing to tell."""
    names = rules_about(book, "person")
    if not names:
        return "{}\n"
    dates = Dates(max(r.verified_until for r in book.rulesets.values()))
    case = Case(book, read_answers(book, {}, dates), dates)
    decisions = decisions_of(case, names)
    ask(worth_asking(decisions), case, details=True)
    place = {name: n for n, name in enumerate(book.facts)}
    plans = {name: _written(decision.plan, decision.alike, place) for name, decision in decisions.items()}
    data = {"rules": names, "versions": versions(book, tuple(names), dates), "facts": [*place], "plans": plans}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def reader(data: bytes) -> Callable[[tuple[Any, ...], Plan], Kept]:
    """Return a function that gives what a plan begins with: of the same rules in the same versions what was written, else nothing.

    The text is read when somebody first asks.
    """
    read = cache(lambda: dict(json.loads(data)))

    def before(rules_and_versions: tuple[Any, ...], plan: Plan) -> Kept:
        try:
            held = read()
            same = held and [*rules_and_versions[0]] == held["rules"] and [*rules_and_versions[1:]] == held["versions"]
            return _read(plan, held["plans"][plan.rule.id], held["facts"]) if same else {}
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError):
            todo = message("Build them again: python -m tunnistus compile.")
            raise LoadError(message("The compiled rule data cannot be read."), where="nobody.json", todo=todo) from None

    return before


# -- what a plan keeps: short, since the first questions wait until it is read -------------------------------------

YES_OR_NO: Final = (True, False)


def _formulas(plan: Plan) -> list[Formula]:
    """The formulas whose truth a plan keeps, in an order that follows from the rule."""
    return list(dict.fromkeys(f for _, _, due, _, option in plan.slots for f in (due, option) if f))


def _written(plan: Plan, kept: Mapping[Any, Any], place: Mapping[str, int]) -> dict[str, Any]:
    formulas = {formula: n for n, formula in enumerate(_formulas(plan))}
    step = {outcome: n for n, outcome in enumerate(plan.rule.outcomes)}
    found = {key: kept[key] for key in ("unsettled", "joined") if key in kept} | {"work": plan.work}
    found |= {key: [place[name] for name in kept[key]] for key in ("hanging", "asked") if key in kept}
    if truths := [[formulas[key], *truth] for key, truth in kept.items() if key in formulas]:
        found["truths"] = truths
    effects = (
        [place[name], removed, [step[o] for o in stake.outcomes], [_plain(v) for v in values], others]
        for (name, values, others), (removed, stake) in kept.get("effects", {}).items()
    )
    return {**found, "effects": [row[:3] if tuple(row[3]) == YES_OR_NO and not row[4] else row for row in effects]}


def _plain(value: Value) -> Any:
    return str(value) if isinstance(value, date | Decimal) else value


def _read(plan: Plan, row: Mapping[str, Any], names: Sequence[str]) -> Kept:
    formulas, facts, rule = _formulas(plan), plan.program.facts, plan.rule
    kept: Kept = {key: row[key] for key in ("unsettled", "work") if key in row}
    kept |= {key: tuple([names[n] for n in row[key]]) for key in ("hanging", "asked") if key in row}
    if "joined" in row:
        states, sure = row["joined"]
        kept["joined"] = {outcome: tuple(pair) for outcome, pair in states.items()}, sure
    for n, truth, sure in row.get("truths", ()):
        kept[formulas[n]] = truth, sure
    effects = kept["effects"] = {}
    for at, removed, outcomes, *more in row["effects"]:
        name, (values, others) = names[at], more or (YES_OR_NO, ())
        stake = AtStake(rule.id, tuple([rule.outcomes[n] for n in outcomes]))
        effects[name, tuple([_value(facts[name], v) for v in values]) if more else values, _deep(others)] = tuple(removed), stake
    return kept


def _value(fact: Fact, told: Any) -> Value:
    if isinstance(told, str) and fact.type in ("date", "number"):
        return date.fromisoformat(told) if fact.type == "date" else Decimal(told)
    return told  # type: ignore[no-any-return]


def _deep(row: Any) -> Any:
    """Lists as tuples, however deep."""
    return tuple([_deep(each) for each in row]) if isinstance(row, list) else row
