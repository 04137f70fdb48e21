"""Generated rules as a rule file has them, for whoever reads a failing test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from tunnistus.rules.model import AtLeast, Const, Node, Not, Rule, Span, Use, Window

__all__ = ["Written"]


@attrs.frozen(repr=False)
class Written:
    """Rules as a rule file has them, written when somebody looks."""

    rules: tuple[Rule, ...]

    def __repr__(self) -> str:
        return "\n".join(["rules:", *(line for rule in self.rules for line in _written(rule))])

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))


def _written(rule: Rule) -> Iterator[str]:
    valid = f", valid: {_window(rule.valid)}" if rule.valid != Window() else ""
    head = f"clock: {rule.clock}, ordered: {str(rule.ordered).lower()}, otherwise: {rule.otherwise or 'nothing'}{valid}"
    yield f"  {rule.id}: {{outcomes: [{', '.join(rule.outcomes)}], {head}}}"
    for c in rule.clauses:
        parts = [f"then: {c.then}"] * bool(c.then) + [f"effect: {c.effect}"] + [f"beats: [{', '.join(c.beats)}]"] * bool(c.beats)
        parts += [f"valid: {_window(c.valid)}"] * (c.valid != Window()) + [f"when: {_condition(c.when)}"]
        yield f"    {c.name}: {{{', '.join(parts)}}}"


def _window(window: Window) -> str:
    return "{" + ", ".join(f"{word}: {day}" for word, day in (("from", window.since), ("until", window.until)) if day) + "}"


def _condition(node: Node) -> str:
    if isinstance(node, AtLeast):
        return f"{{at_least: {node.k}, of: [{', '.join(map(_condition, node.of))}]}}"
    if isinstance(node, Not):
        return f"{{not: {_condition(node.of)}}}"
    if isinstance(node, Use):
        return f"{{use: {node.rule}, is: {node.outcome}}}"
    if isinstance(node, Const):
        return "true" if node.truth == 1 else "false"
    if node.cells == (True,):
        return node.fact
    spans = [
        (word, bound) for c in node.cells if isinstance(c, Span) for word, bound in (("ge", c.low), ("le", c.high)) if bound is not None
    ]
    said = ", ".join(f"{word}: {bound}" for word, bound in spans) or f"in: [{', '.join(map(str, node.cells))}]"
    return f"{{fact: {node.fact}, {said}}}"
