"""Other engines on the same workloads, each in the form that was fastest of those tried. Only here; the library needs none of them.

datalogic-py and zen-engine know no open values, so they run each rule twice: certainly true, certainly false. shalosh is three-valued
and names the facts that decided.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.workloads import Answers, Condition, Workload, below, levels, rails, truth, walk

Verdicts = dict[str, bool | None]
_ALL_BUT_KLEENE = "checking of answers, what is so in every completion although Kleene logic leaves it open"
LEAVES_OUT = {
    "datalogic-py": f"{_ALL_BUT_KLEENE}, reasons",
    "zen-engine": f"{_ALL_BUT_KLEENE}, reasons",
    "shalosh": f"{_ALL_BUT_KLEENE}; it names every fact that agrees with a verdict, not the few that suffice",
    "Python by hand": f"{_ALL_BUT_KLEENE}, reasons, and the rules as data: each is a function that somebody wrote",
}
Evaluate = Callable[[Answers], Verdicts]


def _reads_facts(of: Workload, names: Iterable[str]) -> bool:
    """Whether one of the rules reads a fact, and not only verdicts of earlier rules."""
    return any(node[0] != "rule" and not below(node) for name in names for node in walk(of.rules[name]))


def datalogic(of: Workload) -> Evaluate:
    """JSON Logic in Rust: the rules of a level are one compiled rule that gives a list."""
    import datalogic_py

    engine, both = datalogic_py.Engine(), rails(of)
    session = engine.session()
    stages = [(names, _reads_facts(of, names), engine.compile([_json(c) for n in names for c in both[n]])) for names in levels(of)]

    def evaluate(answers: Answers) -> Verdicts:
        found: Verdicts = {}
        data: Answers = answers
        for names, facts, rule in stages:
            if found:
                data = {**answers, **found} if facts else found
            result = iter(session.evaluate(rule, data))
            for name, true, false in zip(names, result, result, strict=False):
                found[name] = True if true is True else False if false is True else None
        return found

    return evaluate


def _json(node: Condition) -> Any:
    match node:
        case ["all" | "any" as kind, *children]:
            inner = list(map(_json, children))
            return {"and" if kind == "all" else "or": inner} if inner else kind == "all"
        case ["count", k, *children]:
            return {">=": [{"+": [{"if": [_json(child), 1, 0]} for child in children]}, k]}
        case ["is", want, ["fact" | "rule", name]]:
            return {"===": [{"var": name}, want]}
        case ["is", want, ["in", name, values]]:
            inside = {"in": [{"var": name}, values]}
            return inside if want else {"and": [{"!==": [{"var": name}, None]}, {"!": [inside]}]}
        case ["is", want, ["from", name, day]]:
            return {"and": [{"!==": [{"var": name}, None]}, {">=" if want else "<": [{"var": name}, day]}]}
        case ["is", want, ["within", name, other, days]]:
            known = [{"!==": [{"var": each}, None]} for each in (name, other)]
            return {"and": [*known, {"<=" if want else ">": [{"-": [{"var": name}, {"var": other}]}, days]}]}
    raise ValueError(node)


def zen(of: Workload) -> Evaluate:
    """The expression language of zen-engine: the rules of a level are one compiled list."""
    import zen

    both = rails(of)
    texts = [(names, ", ".join(_text(c) for n in names for c in both[n])) for names in levels(of)]
    stages = [(names, _reads_facts(of, names), zen.compile_expression(f"[{text}]")) for names, text in texts]

    def evaluate(answers: Answers) -> Verdicts:
        found: Verdicts = {}
        data: Answers = answers
        for names, facts, expression in stages:
            if found:
                data = {**answers, **found} if facts else found
            result = iter(expression.evaluate(data))
            for name, true, false in zip(names, result, result, strict=False):
                found[name] = True if true else False if false else None
        return found

    return evaluate


def _text(node: Condition) -> str:
    match node:
        case ["all" | "any" as kind, *children]:
            joined = " and " if kind == "all" else " or "
            return f"({joined.join(map(_text, children))})" if children else str(kind == "all").lower()
        case ["count", k, *children]:
            return f"(count([{', '.join(map(_text, children))}], # == true) >= {k})"
        case ["is", want, ["fact" | "rule", name]]:
            return f"{name} == {str(want).lower()}"
        case ["is", want, ["in", name, values]]:
            inside = f"{name} in [{', '.join(map(repr, values))}]"
            return inside if want else f"({name} != null and not ({inside}))"
        case ["is", want, ["from", name, day]]:
            return f"({name} != null and {name} {'>=' if want else '<'} {day})"
        case ["is", want, ["within", name, other, days]]:
            return f"({name} != null and {other} != null and {name} - {other} {'<=' if want else '>'} {days})"
    raise ValueError(node)


def shalosh(of: Workload) -> tuple[Evaluate, Callable[[Answers], Any]]:
    """Trees of dataclasses: the verdicts, and the verdicts with the facts that decided each."""
    import shalosh

    def tree(node: Condition) -> Any:
        children = list(map(tree, below(node)))
        match node:
            case ["fact" | "rule", name]:
                return shalosh.leaf(name)
            case ["not", _]:
                return shalosh.not_(children[0])
            case ["all" | "any" as kind, *_]:
                return (shalosh.and_ if kind == "all" else shalosh.or_)(*children)
            case ["at_least", k, *_]:
                return shalosh.or_(*(shalosh.and_(*some) for some in itertools.combinations(children, k)))
        return shalosh.leaf(str(node))  # tests of values are worked out by the caller

    trees = {name: tree(node) for name, node in of.rules.items()}
    tests = {str(n): n for node in of.rules.values() for n in walk(node) if n[0] in ("in", "from", "within")}

    def data_of(answers: Answers) -> dict[str, Any]:
        worked_out = {name: truth(test, answers, {}) for name, test in tests.items()}
        return {n: v for n, v in {**answers, **worked_out}.items() if v is not None}

    def run(answers: Answers, why: bool) -> Any:
        data, found, reasons = data_of(answers), {}, {}
        for name, each in trees.items():
            data[name] = verdict = shalosh.evaluate(each, data)
            found[name] = None if verdict == "unknown" else verdict
            if why:
                reasons[name] = shalosh.provenance(each, data)
        return (found, reasons) if why else found

    return lambda answers: run(answers, False), lambda answers: run(answers, True)
