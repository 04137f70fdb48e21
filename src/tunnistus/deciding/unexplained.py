"""Verdicts alone: conditions compiled with short circuits, for many people one after another. Nothing is kept to explain from.

Of every condition two questions are asked, each of which ends as soon as it can: is it certainly true, is it certainly false? Values are
read as they were answered; a derived fact that reads values only is worked out on the way. As in :mod:`tunnistus.deciding.program`, the
text of the code is made of slot numbers only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from tunnistus.deciding.program import getter
from tunnistus.rules.derive import DATES, PLAIN
from tunnistus.rules.formula import Formula
from tunnistus.rules.model import AtLeast, Const, Fact, Node, Not, Span, Test, Value, inside
from tunnistus.rules.truth import FALSE, TRUE

__all__ = ["compiled"]

K = TypeVar("K")


def compiled(formulas: Mapping[K, Formula], facts: Mapping[str, Fact]) -> Callable[[Mapping[str, Any]], dict[K, bool | None]]:
    """Return a function of answers, in which every fact that is read is a key and ``None`` is open.

    It gives the Kleene value of each formula, as ``True``, ``False`` or ``None``. Answers are taken to have been checked.
    """
    writer = _Writer(facts, [f.node for f in formulas.values()])
    ends = [writer.name(formula.node) for formula in formulas.values()]
    writer.objects.update({f"K{n}": key for n, key in enumerate(formulas)})
    writer.lines.append(f"    return {{{', '.join(f'K{n}: {end}' for n, end in enumerate(ends))}}}")
    exec(compile("\n".join([*writer.head(), *writer.lines]), "<rules>", "exec"), writer.objects)
    return writer.objects["run"]  # type: ignore[no-any-return]


class _Writer:
    """Text of the code, and the objects that it refers to."""

    def __init__(self, facts: Mapping[str, Fact], roots: Iterable[Node]) -> None:
        self.facts = facts
        self.objects: dict[str, Any] = {}
        self.lines: list[str] = []
        self.given: dict[str, str] = {}
        self.late: list[str] = []
        self.named: dict[Node, str] = {}
        self.uses: Counter[Node] = Counter()
        waiting = list(roots)
        while waiting:
            node = waiting.pop()
            self.uses[node] += 1
            if self.uses[node] == 1:
                waiting += node.of if isinstance(node, AtLeast) else (node.of,) if isinstance(node, Not) else ()

    def head(self) -> list[str]:
        self.objects["get"] = getter(list(self.given))
        return ["def run(known):", f"    {', '.join(self.given.values())}, = get(known)" if self.given else "", *self.late]

    def fact(self, name: str) -> str:
        """The variable of a fact; of a derived one, its answer or what follows from its inputs."""
        if name not in self.given:
            self.given[name] = f"x{len(self.given)}"
            derived = self.facts[name].derived if name in self.facts else None
            if derived and derived.by in PLAIN and not set(DATES) & set(derived.inputs):
                var, inputs = self.given[name], [self.fact(each) for each in derived.inputs]
                self.objects[f"D{var}"] = PLAIN[derived.by]
                known = " and ".join(f"{each} is not None" for each in inputs)
                self.late.append(f"    if {var} is None and {known}: {var} = D{var}({', '.join(inputs)})")
        return self.given[name]

    def name(self, node: Node) -> str:
        """A variable that holds the value of a node."""
        if isinstance(node, Test) and node.cells == (True,):
            return self.fact(node.fact)
        if node not in self.named:
            true, false = self.true(node, False), self.false(node, False)
            self.named[node] = f"n{len(self.named)}"
            self.lines.append(f"    {self.named[node]} = True if {true} else False if {false} else None")
        return self.named[node]

    def true(self, node: Node, share: bool = True) -> str:
        """The question whether it is certainly true."""
        return self._ask(node, True, share)

    def false(self, node: Node, share: bool = True) -> str:
        """The question whether it is certainly false."""
        return self._ask(node, False, share)

    def _ask(self, node: Node, want: bool, share: bool) -> str:
        plain = isinstance(node, Test) and node.cells == (True,)
        if plain or node in self.named or (share and self.uses[node] > 1 and not isinstance(node, Test | Const | Not)):
            return self.name(node) if want else f"{self.name(node)} is False"
        if isinstance(node, Not):
            return self._ask(node.of, not want, share)
        if isinstance(node, Const):
            return str(node.truth == (TRUE if want else FALSE))
        if isinstance(node, Test):
            return self._test(node, want)
        assert isinstance(node, AtLeast)
        return self._count(node.k if want else len(node.of) - node.k + 1, node.of, want)

    def _count(self, k: int, children: tuple[Node, ...], want: bool) -> str:
        if k in (1, len(children)):
            return "(" + (" or " if k == 1 else " and ").join(self._ask(child, want, True) for child in children) + ")"
        if all(isinstance(child, Test) or self.uses[child] > 1 for child in children):
            return f"(({', '.join(map(self.name, children))}).count({want}) >= {k})"
        ones = (f"(1 if {self._ask(child, want, True)} else 0)" for child in children)
        return f"({' + '.join(ones)} >= {k})"

    def _test(self, test: Test, want: bool) -> str:
        fact, var = self.facts[test.fact], self.fact(test.fact)
        if fact.type in ("bool", "enum"):
            members = (True, False) if fact.type == "bool" else fact.values
            key = self._object(frozenset(m for m in members if inside(m, test.cells) is want))
            return f"{var} in {key}"
        sides = [self._between(var, cell) for cell in test.cells]
        within = f"({' or '.join(sides) or 'False'})"
        return f"({var} is not None and {within if want else f'not {within}'})"

    def _between(self, var: str, cell: Any) -> str:
        low, high = (cell.low, cell.high) if isinstance(cell, Span) else (cell, cell)
        ends = [f"{var} {sign} {self._object(end)}" for end, sign in ((low, ">="), (high, "<=")) if end is not None]
        return f"({' and '.join(ends) or 'True'})"

    def _object(self, value: frozenset[Value] | Value) -> str:
        key = f"O{len(self.objects)}"
        self.objects[key] = value
        return key
