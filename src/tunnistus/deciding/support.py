"""Which facts give the nodes of a program their values: found from a trace, as straight-line code like the program itself.

At every threshold those children are taken that need the fewest facts; of equally many, children of one test come first, and those
whose facts are asked about first. The facts are bits of one number, in the order of the vocabulary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property, reduce
from operator import or_
from typing import Any, Final
from weakref import proxy

from tunnistus.deciding.layout import Layout

__all__ = ["Support"]

_SOON: Final = 2  # times that single nodes are looked at before all are compiled
_SMALL: Final = 4_000_000  # children times facts of a program that is compiled; its text has bits of facts for every child
_INSIDE: Final = 12  # levels of nodes that are written into one another
_WRITTEN: Final = 15  # children that are written out one after the other; the parser of Python has a bound, rules may be wide

Codes = tuple[int, ...]


class Support:
    """What gives the nodes of a program their values.

    Attributes:
        bits: a bit for each fact, in the order of the vocabulary.
        alone: of each bit, the name of its fact alone.
        ranks: the place of each fact in the order of asking.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = proxy(layout)  # which holds this
        self.first = len(layout.tests)
        facts = layout.facts
        names = sorted(layout.names, key=lambda n: facts[n].order)
        self.bits = {name: 1 << n for n, name in enumerate(names)}
        self.ranks = {n: rank for rank, n in enumerate(sorted(names, key=lambda n: (facts[n].stage, facts[n].order)))}
        self.alone = {bit: (name,) for name, bit in self.bits.items()}
        self._preferred = self._order()
        self._uses = 0

    def of(self, codes: Codes, slot: int, found: dict[int, int]) -> int:
        """Return the facts that give a formula its known value, as bits.

        Args:
            codes: a trace of the program.
            slot: where the value of the formula stands.
            found: what was found out about this trace before; what is found now is added.
        """
        if slot not in found:
            self._uses += 1
            if self._uses > _SOON and self.layout.edges * len(self.bits) <= _SMALL:
                found |= self.run(codes)
            else:
                self._walk(codes, slot, found)
        return found[slot]

    @cached_property
    def run(self) -> Callable[[Codes], dict[int, int]]:
        """Compiled code that gives the same of all formulas, by slot; of those without a known value the numbers mean nothing."""
        objects: dict[str, Any] = {"pick": _pick}
        exec(compile(self._text(), "<support>", "exec"), objects)
        return objects.pop("run")  # type: ignore[no-any-return]

    def named(self, bits: int) -> tuple[str, ...]:
        """Return the facts of bits, in the order of the vocabulary."""
        if bits in self.alone:
            return self.alone[bits]
        names: tuple[str, ...] = ()
        while bits:
            names += self.alone[bits & -bits]
            bits &= bits - 1
        return names

    def _order(self) -> list[tuple[int, ...]]:
        """Of every node that is no test its children, those to be taken first in front."""
        ranks = [self.ranks[test.fact] for test in self.layout.tests]
        found = []
        for k, below in self.layout.ops:
            ranks.append(min((ranks[b] for b in below), default=-1) if k >= 0 else -1)
            simple = {b: self.layout.positive(b)[0] < self.first for b in below} if k > 0 else {}
            found.append(tuple(sorted(below, key=lambda b: (not simple[b], ranks[b]))) if k > 0 else below)
        return found

    def _walk(self, codes: Codes, slot: int, found: dict[int, int]) -> int:
        """One node after the other."""
        if slot not in found:
            if slot < self.first:
                found[slot] = self.bits[self.layout.tests[slot].fact]
            else:
                (k, below), code = self.layout.ops[slot - self.first], codes[slot]
                if k <= 0:
                    found[slot] = self._walk(codes, below[0], found) if k == 0 else 0
                else:
                    values = [self._walk(codes, b, found) if codes[b] == code else 0 for b in self._preferred[slot - self.first]]
                    found[slot] = _pick(k if code == 17 else len(below) - k + 1, *values)
        return found[slot]

    # -- text of the code ----------------------------------------------------------------------------------------

    def _text(self) -> str:
        layout = self.layout
        roots = {slot: layout.positive(slot)[0] for slot in layout.slot.values()}
        uses = Counter(layout.positive(b)[0] for k, below in layout.ops if k > 0 for b in below)
        lines = ["def run(codes):", f"    {''.join(f'n{n}, ' for n in range(len(layout.parents)))}= codes"]
        taken = [(str(self.bits[test.fact]),) * 2 for test in layout.tests]  # what is written for a true node, and for a false one
        levels = [0] * self.first
        for at, (k, below) in enumerate(layout.ops, self.first):
            levels.append(1 + max((levels[b] for b in below), default=0) if k >= 0 else 0)
            if k <= 0:
                taken.append(taken[below[0]][::-1] if k == 0 else ("0", "0"))
                continue
            true, false = self._taken(at, 17, k, taken), self._taken(at, 0, len(below) - k + 1, taken)
            if uses[at] > 1 or at in roots.values() or levels[at] > _INSIDE:
                lines.append(f"    v{at} = ({true} if n{at} == 17 else 0) if n{at} else {false}")
                true = false = f"v{at}"
                levels[at] = 0
            taken.append((_closed(true), _closed(false)))
        return "\n".join([*lines, f"    return {{{', '.join(f'{slot}: {taken[at][0]}' for slot, at in roots.items())}}}"])

    def _taken(self, at: int, code: int, need: int, taken: Sequence[tuple[str, str]]) -> str:
        """What is written for a node with a value."""
        children = [(b, taken[b][0 if code == 17 else 1]) for b in self._preferred[at - self.first]]
        if len(children) > _WRITTEN or 1 < need < len(children):
            return f"pick({need}, {', '.join(f'{each} if n{b} == {code} else 0' for b, each in children)})"
        if need == len(children):
            known = reduce(or_, (int(each) for _, each in children if each.isdecimal()), 0)
            return " | ".join([str(known)] * bool(known) + [each for _, each in children if not each.isdecimal()])
        simple = sum(self.layout.positive(b)[0] < self.first for b, _ in children)
        text = "".join(f"{each} if n{b} == {code} else " for b, each in children[:simple])
        others = children[simple:]
        if len(others) < 2:
            return text + (others[0][1] if others else "0")
        return f"{text}pick(1, {', '.join(f'{each} if n{b} == {code} else 0' for b, each in others)})"


def _closed(text: str) -> str:
    return text if text.isidentifier() or text.isdecimal() else f"({text})"


def _pick(need: int, *each: int) -> int:
    """Put together those of the children with the value that need the fewest facts; 0 stands for a child without it."""
    result = 0
    for bits in sorted(filter(None, each), key=int.bit_count)[:need]:
        result |= bits
    return result
