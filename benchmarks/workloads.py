"""The workloads, as plain data that every engine gets in its own notation, and the cases to decide.

A condition is a list: ``["fact", f]``, ``["in", f, [values]]``, ``["from", f, n]`` (a day number from n on), ``["within", f, g, n]``
(f is at most n days after g), ``["not", x]``, ``["all", …]``, ``["any", …]``, ``["at_least", k, …]`` and ``["rule", r]``, the verdict of an
earlier rule. A verdict is True, False or None. None of it is law.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import attrs

Condition = list[Any]
Answers = Mapping[str, Any]
PERMITS = ("none", "worker", "seasonal", "student", "family")
MIXES = {"dense": (0.50, 0.30), "sparse": (0.08, 0.67)}  # share of true and of false; the rest is open
SEED = 20261124


@attrs.frozen(eq=False)
class Workload:
    """Facts with their kind (bool, enum or day) and rules in the order in which they may name each other."""

    name: str
    facts: Mapping[str, str]
    rules: Mapping[str, Condition]


def fact(name: str) -> Condition:
    return ["fact", name]


def w1() -> Workload:
    """A permit: yes-or-no facts, a kind of permit, dates; an exception between the three rules. Not the law."""
    yes_no = """
        identified_victim in_assistance_system cooperates severed_ties presence_needed vulnerable public_order_risk
        identity_established employer_exploitation
    """.split()
    facts = {**dict.fromkeys(yes_no, "bool"), "permit_type": "enum", **dict.fromkeys(("permit_end", "permit_start", "today"), "day")}
    risk, temporary = fact("public_order_risk"), ["rule", "temporary"]
    rules = {
        "temporary": ["all", ["any", fact("identified_victim"), fact("in_assistance_system")], fact("presence_needed"), fact("cooperates"),
                      fact("severed_ties"), ["any", fact("identity_established"), fact("vulnerable")], ["not", risk]],
        "continuous": ["all", fact("identified_victim"), ["not", risk],
                       ["any", fact("vulnerable"), ["all", temporary, ["not", ["within", "today", "permit_start", 364]]]]],
        "exploited_worker": ["all", fact("employer_exploitation"), ["in", "permit_type", ["worker", "seasonal"]], ["from", "today", 18901],
                             ["within", "today", "permit_end", 90], ["not", ["any", risk, temporary]]],
    }  # fmt: skip
    return Workload("w1", facts, rules)


def w2() -> Workload:
    """Sixty indicators in six dimensions, strong, medium or weak; three verdicts over the dimensions, one with a negation."""
    sizes = {"D1": (2, 5, 3), "D2": (3, 5, 2), "D3": (1, 4, 5), "D4": (3, 4, 3), "D5": (4, 4, 2), "D6": (2, 3, 5)}
    facts: dict[str, str] = {}
    rules: dict[str, Condition] = {}
    for dimension, numbers in sizes.items():
        strong, medium, weak = ([f"{dimension.lower()}_{k}{i}" for i in range(n)] for k, n in zip("smw", numbers, strict=True))
        facts.update(dict.fromkeys((*strong, *medium, *weak), "bool"))
        s, m, w = (list(map(fact, group)) for group in (strong, medium, weak))
        rules[dimension] = ["any", ["at_least", 2, *s], ["all", ["at_least", 1, *s], ["at_least", 1, *m, *w]],
                            ["at_least", 3, *m], ["all", ["at_least", 2, *m], ["at_least", 1, *w]]]  # fmt: skip
    every = {d: ["rule", d] for d in sizes}
    rules["trafficking"] = ["all", every["D4"], ["any", *(r for d, r in every.items() if d != "D4")]]
    rules["forced_labour"] = ["all", every["D4"], every["D5"]]
    rules["at_risk"] = ["all", ["at_least", 2, *every.values()], ["not", ["rule", "trafficking"]]]
    return Workload("w2", facts, rules)


def w3(rules: int = 500, facts: int = 300, depth: int = 5) -> Workload:
    """Random conditions of a fixed seed: many rules over many facts."""
    dice = random.Random(SEED)
    names = [f"f{n:03d}" for n in range(facts)]

    def tree(level: int) -> Condition:
        if level == depth or (level and dice.random() < 0.25):
            return fact(dice.choice(names))
        if dice.random() < 0.2:
            return ["not", tree(level + 1)]
        return [dice.choice(("all", "any")), *(tree(level + 1) for _ in range(dice.choice((2, 2, 3))))]

    return Workload("w3", dict.fromkeys(names, "bool"), {f"r{n:03d}": tree(0) for n in range(rules)})


@cache
def workload(name: str) -> Workload:
    return {"w1": w1, "w2": w2, "w3": w3}[name]()


def cases(of: Workload, count: int, mix: str = "dense") -> list[dict[str, Any]]:
    """Random answers, the same every time; every fact is a key, ``None`` is open. Today is always known."""
    true, false = MIXES[mix]
    dice = random.Random(f"{SEED}/{of.name}/{mix}")

    def answer(name: str, kind: str) -> Any:
        roll = dice.random()
        if kind == "bool":
            return True if roll < true else False if roll < true + false else None
        if roll >= true + false and name != "today":
            return None
        return dice.choice(PERMITS) if kind == "enum" else dice.randrange(18500 if name == "today" else 18000, 20400)

    return [{name: answer(name, kind) for name, kind in of.facts.items()} for _ in range(count)]


def below(node: Condition) -> list[Condition]:
    """The children of a condition."""
    return {"not": node[1:], "all": node[1:], "any": node[1:], "at_least": node[2:], "count": node[2:]}.get(node[0], [])


def walk(node: Condition) -> Iterator[Condition]:
    """The condition and everything in it."""
    yield node
    for child in below(node):
        yield from walk(child)


def truth(node: Condition, answers: Answers, verdicts: Answers) -> bool | None:
    """The Kleene value, in the plainest way: what all engines are held against."""
    match node:
        case ["fact", name]:
            return answers[name]  # type: ignore[no-any-return]
        case ["rule", name]:
            return verdicts[name]  # type: ignore[no-any-return]
        case ["in", name, values]:
            return None if answers[name] is None else answers[name] in values
        case ["from", name, day]:
            return None if answers[name] is None else answers[name] >= day
        case ["within", name, other, days]:
            return None if None in (answers[name], answers[other]) else answers[name] - answers[other] <= days
    inner = [truth(child, answers, verdicts) for child in below(node)]
    if node[0] == "not":
        return None if inner[0] is None else not inner[0]
    k = {"all": len(inner), "any": 1}.get(node[0]) or node[1]
    return True if inner.count(True) >= k else False if inner.count(False) > len(inner) - k else None


def verdicts(of: Workload, answers: Answers) -> dict[str, bool | None]:
    """The verdict of every rule."""
    found: dict[str, bool | None] = {}
    for name, node in of.rules.items():
        found[name] = truth(node, answers, found)
    return found


# -- for engines without open values: certainly true and certainly false, each as a condition of its own ----------


def rail(node: Condition, want: bool) -> Condition:
    """The two-valued condition that holds when the other is certainly true (or certainly false); tests become ``["is", want, test]``."""
    match node[0]:
        case "not":
            return rail(node[1], not want)
        case "all" | "any":
            joined = node[0] if want else {"all": "any", "any": "all"}[node[0]]
            return [joined, *(rail(child, want) for child in node[1:])]
        case "at_least":
            children = [rail(child, want) for child in node[2:]]
            k = node[1] if want else len(children) - node[1] + 1
            if k <= 0 or k > len(children):
                return ["all"] if k <= 0 else ["any"]
            return children[0] if len(children) == 1 else ["count", k, *children]
    return ["is", want, node]


def folded(node: Condition) -> Condition:
    """Constants and conditions of one kind in one another folded away: ``["all"]`` is true, ``["any"]`` is false."""
    if node[0] == "count":
        return [*node[:2], *map(folded, node[2:])]
    if node[0] not in ("all", "any"):
        return node
    parts: list[Condition] = []
    for child in map(folded, node[1:]):
        if child in (["all"], ["any"]):
            if child[0] != node[0]:
                return child
        else:
            parts += child[1:] if child[0] == node[0] else [child]
    return parts[0] if len(parts) == 1 else [node[0], *parts]


def rails(of: Workload) -> dict[str, tuple[Condition, Condition]]:
    """For each rule the two conditions."""
    return {name: (folded(rail(node, True)), folded(rail(node, False))) for name, node in of.rules.items()}


def levels(of: Workload) -> list[list[str]]:
    """The rules in groups, each of which names only rules of earlier groups."""
    level: dict[str, int] = {}
    for name, node in of.rules.items():
        level[name] = max((level[n[1]] + 1 for n in walk(node) if n[0] == "rule"), default=0)
    return [[name for name, at in level.items() if at == n] for n in range(max(level.values()) + 1)]
