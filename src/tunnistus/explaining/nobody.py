"""What is worth asking of a person of whom nothing is known, found when the rule data are compiled.

Of a person of whom little is known most rules know nothing, so most of what the first questions of a process rest on is the same for
everybody. It is written down with the rule data, and a plan begins with it instead of finding it again. It holds for the rules of a
whole assessment, in their versions of the day until which the law was read; other plans begin with nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from tunnistus.deciding.compiled import Held, Result
from tunnistus.deciding.decide import Case
from tunnistus.deciding.expand import Expanded
from tunnistus.deciding.plan import Alike, Found, Plan, States, sheet
from tunnistus.errors import LoadError
from tunnistus.explaining.asking import AtStake, ask
from tunnistus.explaining.assessed import rules_about, worth_asking
from tunnistus.explaining.explain import Decision, decisions_of
from tunnistus.messages import message
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.mdd import Packed
from tunnistus.rules.model import Book, Fact, Value

__all__ = ["diagram_reader", "diagrams", "reader", "told"]

NOBODY: Final = "nobody.json"
DIAGRAMS: Final = "diagrams.json"


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
    plans = {name: [*decision.plan.key, _written(decision, place)] for name, decision in decisions.items()}
    return json.dumps({"facts": [*place], "plans": plans}, ensure_ascii=False, separators=(",", ":")) + "\n"


def reader(data: bytes) -> Callable[[Plan], Alike]:
    """Return a function that gives what a plan begins with: of the same rule in the same versions what was written, else nothing.

    The text is read when somebody first asks.
    """
    read = cache(lambda: dict(json.loads(data)))

    def before(plan: Plan) -> Alike:
        with _readable(NOBODY):
            held = read()
            *key, row = held["plans"].get(plan.rule.id, [{}]) if held else [{}]
            return _read(plan, row, held["facts"]) if [*plan.key] == key else Alike()

    return before


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError):
        todo = message("Build them again: python -m tunnistus compile.")
        raise LoadError(message("The compiled rule data cannot be read."), where=name, todo=todo) from None


# -- the diagrams --------------------------------------------------------------------------------------------------


def diagrams(book: Book) -> str:
    """Return the diagrams of every rule as JSON, in its versions of the day until which the law was read. Equal books give equal text.

    Each version is a text of its own, which is read when somebody is first decided by it of whom the rule knows something.
    """
    if not book.rules:
        return "{}\n"
    dates = Dates(max(r.verified_until for r in book.rulesets.values()))
    place = {name: n for n, name in enumerate(book.facts)}
    found = {}
    for name, plan in sheet(book, tuple([rule.id for rule in book.rules_in_order()]), dates).items():
        held = [(world.number, made.held()) for world, made in zip(plan.worlds, plan.compiled, strict=True)]
        found[name] = {_number(number): _short(_packed(each, plan.rule.outcomes, place)) for number, each in held if each}
    return _short({"facts": [*place], "rules": found}) + "\n"


def _number(number: Iterable[int]) -> str:
    return " ".join(map(str, number))


def _short(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _packed(held: Held, outcomes: Sequence[str], place: Mapping[str, int]) -> list[Any]:
    step = {outcome: n for n, outcome in enumerate(outcomes)}
    results = [[r.in_force, [step[o] for o in r.due], [step[o] for o in r.options]] for r in held.results]
    return [[place[name] for name in held.names], results, held.roots, held.exists, *held.packed]


def diagram_reader(data: bytes) -> Callable[[Expanded], Held | None]:
    """Return a function that gives the diagrams of a version of a rule; nothing of one that was not written.

    The text is read when somebody is first decided.
    """
    read = cache(lambda: dict(json.loads(data)))

    def held(version: Expanded) -> Held | None:
        with _readable(DIAGRAMS):
            text = read().get("rules", {}).get(version.rule.id, {}).get(_number(version.number))
            if text is None:
                return None
            names, results, roots, exists, leaves, nodes = json.loads(text)
            outcomes, facts = version.rule.outcomes, read()["facts"]
            told = [Result(force, *(tuple([outcomes[n] for n in part]) for part in parts)) for force, *parts in results]
            return Held(tuple([facts[n] for n in names]), told, roots, exists, Packed(leaves, nodes))

    return held


# -- what a plan keeps: short, since the first questions wait until it is read -------------------------------------

YES_OR_NO: Final = (True, False)


def _written(decision: Decision, place: Mapping[str, int]) -> dict[str, Any]:
    step = {outcome: n for n, outcome in enumerate(decision.rule.outcomes)}
    found, kept = decision.found, decision.alike
    effects = (
        [place[name], removed, [step[o] for o in stake.outcomes], [_plain(v) for v in values], others]
        for (name, values, others), (removed, stake) in kept.effects.items()
    )
    return {
        "found": [found.in_scope, [[*pair] for pair in found.states.values()], found.exact, found.settled],
        **{key: [place[n] for n in names] for key in ("hanging", "asked") if (names := getattr(kept, key)) is not None},
        "effects": [row[:3] if tuple(row[3]) == YES_OR_NO and not row[4] else row for row in effects],
    }


def _plain(value: Value) -> Any:
    return str(value) if isinstance(value, date | Decimal) else value


def _read(plan: Plan, row: Mapping[str, Any], names: Sequence[str]) -> Alike:
    facts, rule = plan.book.facts, plan.rule
    in_scope, states, exact, same = row["found"]
    pairs: States = dict(zip(rule.outcomes, map(tuple, states), strict=True))
    kept = Alike(Found.of(rule, in_scope, pairs, exact, same, plan.in_force))
    for key in ("hanging", "asked"):
        if key in row:
            setattr(kept, key, tuple([names[n] for n in row[key]]))
    for at, removed, outcomes, *more in row["effects"]:
        name, (values, others) = names[at], more or (YES_OR_NO, ())
        stake = AtStake(rule.id, tuple([rule.outcomes[n] for n in outcomes]))
        kept.effects[name, tuple([_value(facts[name], v) for v in values]) if more else values, _deep(others)] = tuple(removed), stake
    return kept


def _value(fact: Fact, told: Any) -> Value:
    if isinstance(told, str) and fact.type in ("date", "number"):
        return date.fromisoformat(told) if fact.type == "date" else Decimal(told)
    return told  # type: ignore[no-any-return]


def _deep(row: Any) -> Any:
    """Lists as tuples, however deep."""
    return tuple([_deep(each) for each in row]) if isinstance(row, list) else row
