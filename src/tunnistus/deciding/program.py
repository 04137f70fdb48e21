"""Conditions compiled to straight-line code: one line a node, and the value of every node is kept.

A value is a small integer that holds two counts: false 0, open 16, true 17. So ``&`` and ``|`` are Kleene's, and the sum of up to 15
values holds how many are certainly true and how many still can be. The same nodes also run over *lanes*: many suppositions at once,
one bit each for certainly true and for still possible, in two halves of one big integer; ``&`` and ``|`` then work on all of them.

Text of the code is made of slot numbers only. No name and no constant of a rule stands in it; they are handed over as objects.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from heapq import heapify, heappop, heappush
from operator import itemgetter
from typing import Any, Final

from tunnistus.alone import FIRST, MAKING
from tunnistus.bounded import Bounded
from tunnistus.collecting import paused
from tunnistus.deciding.layout import CODES, Layout
from tunnistus.deciding.support import Support
from tunnistus.limits import MAX_STRAIGHT
from tunnistus.rules.formula import Formula
from tunnistus.rules.model import Fact, Span, Test, Value, inside
from tunnistus.rules.relations import Relations
from tunnistus.rules.truth import FALSE, OPEN, TRUE

__all__ = ["CODES", "TRUTHS", "Program", "getter"]

TRUTHS: Final = {16: OPEN, 17: TRUE, 0: FALSE}
_BOOL: Final = {None: 16, True: 17, False: 0}.__getitem__
_NOT: Final = {16: 16, 17: 0, 0: 17}
_SUMS: Final = 15  # children whose codes can be added, and that are written out
_MANY: Final = 12  # where more than one node of so many is a test that differs, all nodes are gone through
_ROOM: Final = 1 << 27  # lanes of all nodes together, which code for all nodes holds at the same time
_CONES: Final = 100_000  # slots in all cones that are kept
_SWEEPS: Final = 2  # times that the lanes that change are looked at before those of all nodes are compiled
_SOON: Final = 4  # times that the nodes are gone through one by one before they are compiled

Known = Mapping[str, Value | None]
Run = Callable[[Known], tuple[int, ...]]


class Program(Layout):
    """Several formulas, laid out and compiled. Nothing that it holds holds it: who lets go of it gets its memory back at once.

    Attributes:
        blank: every fact, open.
        blank_view: gives the view of a person of whom nothing is known, as long as somebody holds it.
        relations: between the facts.
    """

    def __init__(self, formulas: Iterable[Formula], facts: Mapping[str, Fact], relations: Relations | None = None) -> None:
        super().__init__(formulas, facts)
        self.relations = relations or Relations(facts, ())
        self.blank: dict[str, Value | None] = dict.fromkeys(self.names)
        self.blank_view: Callable[[], Any] = lambda: None
        self._codes: list[dict[Value | None, int]] = [{None: 16} for _ in self.tests]
        self._cones: Bounded[tuple[int, ...], frozenset[int]] = Bounded(_CONES, len)
        self._downs: dict[int, tuple[int, ...]] = {}
        self._uses = self._sweeps = 0
        self._begun = False
        self._code: Run | None = None

    # -- one person ----------------------------------------------------------------------------------------------

    def trace(self, known: Known) -> tuple[int, ...]:
        """Return the value of every node, by slot. What is not known, or ``None``, is open."""
        return self.run({**self.blank, **known})

    def run(self, known: Known) -> tuple[int, ...]:
        """Return the same for answers in which every fact of :attr:`blank` is a key."""
        return (self._code or self._step)(known)

    def code(self, slot: int, value: Value | None) -> int:
        """Return the value of a test for a value of its fact; ``None`` is open."""
        table = self._codes[slot]
        if value in table:
            return table[value]
        code = 17 if value is not None and inside(value, self.tests[slot].cells) else 0
        if value in self.cells[self.tests[slot].fact]:  # what a rule names is kept, what a person answered is not
            table[value] = code
        return code

    def _step(self, known: Known) -> tuple[int, ...]:
        """Go through the nodes one by one the first times, and always in a program too long to compile."""
        self._uses += 1
        if self._uses <= _SOON or len(self.parents) > MAX_STRAIGHT:
            return self._walk(known)
        with MAKING:
            self._code = self._code or self._straight()
        return self._code(known)

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Let the first thread alone look for questions, while others wait: they need not find out again what it keeps."""
        if not self._begun:
            with FIRST, paused():
                if not self._begun:
                    yield
                    self._begun = True
                    return
        yield

    def _walk(self, known: Known) -> tuple[int, ...]:
        codes = [self.code(n, known[test.fact]) for n, test in enumerate(self.tests)]
        for k, below in self.ops:
            codes.append(_value(k, below, codes))
        return tuple(codes)

    def _straight(self) -> Run:
        objects: dict[str, Any] = {"N": _NOT, "code": _BOOL}
        exec(compile(self._text(objects), "<rules>", "exec"), objects)
        return objects.pop("run")  # type: ignore[no-any-return]

    def _text(self, objects: dict[str, Any]) -> str:
        """The code; what it refers to is put into ``objects``."""
        plain = [n for n, t in enumerate(self.tests) if t.cells == (True,)]
        other = {self.tests[n].fact: f"x{n}" for n in range(len(self.tests)) if n not in set(plain)}
        lines = ["def run(known):"]
        for key, names, how in (
            ("yes", {f"n{n}": self.tests[n].fact for n in plain}, "map(code, yes(known))"),
            ("get", {x: fact for fact, x in other.items()}, "get(known)"),
        ):
            if names:
                objects[key] = getter(list(names.values()))
                lines.append(f"    {', '.join(names)}, = {how}")
        for n, test in enumerate(self.tests):
            if test.cells != (True,):
                lines.append(f"    n{n} = {_test(n, other[test.fact], test, self.facts[test.fact], objects)}")
        for at, (k, below) in enumerate(self.ops, len(self.tests)):
            lines.append(f"    n{at} = {_line(k, below, objects)}")
        lines.append(f"    return ({''.join(f'n{n}, ' for n in range(len(self.parents)))})")
        return "\n".join(lines)

    @cached_property
    def blank_codes(self) -> tuple[int, ...]:
        """The value of every node when nothing is known."""
        return self._walk(self.blank)

    @cached_property
    def support(self) -> Support:
        """What gives the formulas their values."""
        return Support(self)

    # -- many suppositions at once -------------------------------------------------------------------------------

    def cone(self, *slots: int) -> frozenset[int]:
        """Return the slots that the values in some slots depend on, themselves included."""
        return self._cones.get(slots, partial(self._cone, slots))

    def _cone(self, slots: tuple[int, ...]) -> frozenset[int]:
        found, waiting = set(slots), list(slots)
        while waiting:
            at = waiting.pop() - len(self.tests)
            if at >= 0 and self.ops[at][0] >= 0:
                new = {*self.ops[at][1]} - found
                found |= new
                waiting += new
        return frozenset(found)

    def down(self, slot: int) -> tuple[int, ...]:
        """Return the same slots, each before those that it depends on."""
        if slot not in self._downs:
            self._downs[slot] = tuple(sorted(self.cone(slot), reverse=True))
        return self._downs[slot]

    def planes(self, base: Sequence[int], changed: dict[int, int], lanes: int, slots: Sequence[int], within: Collection[int]) -> list[int]:
        """Return the lanes of nodes.

        Args:
            base: a trace that held in every lane.
            changed: lanes of the tests that differ.
            slots: where the values of the nodes stand.
            within: slots among which are all that they depend on.
        """
        same = (0, (1 << lanes) - 1 << lanes, (1 << 2 * lanes) - 1)
        many = len(changed) * _MANY > len(self.parents) and len(self.parents) * lanes < _ROOM
        if many and self._places.keys() >= {*slots} and self._often():
            tests = [same[base[n] + 15 >> 4] for n in range(len(self.tests))]
            for n, each in changed.items():
                tests[n] = each
            found = self._sweep(tests, lanes, same[2])
            return [found[self._places[slot]] for slot in slots]
        seen = self.spread(base, changed, lanes, within)
        return [seen[slot] if slot in seen else same[base[slot] + 15 >> 4] for slot in slots]

    def _often(self) -> bool:
        """Whether code for the lanes of all nodes pays: it is asked for again and again, and not too long."""
        self._sweeps += 1
        return self._sweeps > _SWEEPS and len(self.parents) + self.edges <= MAX_STRAIGHT

    @cached_property
    def _places(self) -> dict[int, int]:
        """Where the lanes of a formula are among those that the code for all nodes returns."""
        slots = self.slot.values()
        return {slot: n for n, slot in enumerate(dict.fromkeys((*slots, *(self.positive(slot)[0] for slot in slots))))}

    @cached_property
    def _sweep(self) -> Callable[[Sequence[int], int, int], tuple[int, ...]]:
        """Code for the lanes of all nodes."""
        objects: dict[str, Any] = {"count": _lanes}
        exec(compile(self._lanes_text(), "<lanes>", "exec"), objects)
        return objects.pop("sweep")  # type: ignore[no-any-return]

    def _lanes_text(self) -> str:
        lines = ["def sweep(tests, lanes, full):"]
        if self.tests:
            lines.append(f"    {''.join(f'n{n}, ' for n in range(len(self.tests)))}= tests")
        for at, (k, below) in enumerate(self.ops, len(self.tests)):
            lines += _wide(at, k, [f"n{b}" for b in below] if k >= 0 else [str(below[0])])
        lines.append(f"    return ({''.join(f'n{n}, ' for n in self._places)})")
        return "\n".join(lines)

    def spread(self, base: Sequence[int], changed: dict[int, int], lanes: int, within: Collection[int]) -> dict[int, int]:
        """Return, by slot, the lanes of every node that differs in a lane from what it was.

        Args:
            base: a trace that held in every lane.
            changed: lanes of the tests that differ.
            within: only these slots are looked at.
        """
        ones = (1 << lanes) - 1
        same = (0, ones << lanes, ones | ones << lanes)
        first, ops, parents = len(self.tests), self.ops, self.parents
        seen = dict(changed)
        waiting = [p for n in changed for p in parents[n] if p in within]
        heapify(waiting)
        last = -1
        while waiting:
            at = heappop(waiting)
            if at == last:
                continue
            last = at
            k, below = ops[at - first]
            planes = [seen[b] if b in seen else same[base[b] + 15 >> 4] for b in below]
            result = _lanes(k, planes, lanes, same[2])
            if result != same[base[at] + 15 >> 4]:
                seen[at] = result
                for p in parents[at]:
                    if p in within:
                        heappush(waiting, p)
        return seen


def _value(k: int, below: tuple[int, ...], codes: Sequence[int]) -> int:
    if k <= 0:
        return below[0] if k else _NOT[codes[below[0]]]
    true = possible = 0
    for b in below:
        true += codes[b] & 1
        possible += codes[b] >> 4
    return 17 if true >= k else 16 if possible >= k else 0


def _wide(at: int, k: int, names: list[str]) -> list[str]:
    """Lines that give the lanes of a node; ``t1``, ``t2`` … hold where at least so many of the first children hold."""
    n = len(names)
    if k == -1:
        return [f"    n{at} = { {'0': '0', '16': 'full >> lanes << lanes', '17': 'full'}[names[0]] }"]
    if k == 0:
        return [f"    n{at} = ({names[0]} >> lanes | {names[0]} << lanes & full) ^ full"]
    if n > _SUMS:
        return [f"    n{at} = count({k}, [{', '.join(names)}], lanes, full)"]
    if k in (1, n):
        return [f"    n{at} = {(' | ' if k == 1 else ' & ').join(names)}"]
    lines = [f"    t1 = {names[0]}"]
    for i, name in enumerate(names[1:], 2):
        for j in range(min(i, k), max(0, k - n + i - 1), -1):
            step = [f"t{j}"] * (j < i) + [f"t{j - 1} & {name}" if j > 1 else name]
            lines.append(f"    t{j} = {' | '.join(step)}")
    return [*lines, f"    n{at} = t{k}"]


def _lanes(k: int, planes: list[int], lanes: int, full: int) -> int:
    if k == 0:
        x = planes[0]
        return (x >> lanes | x << lanes & full) ^ full
    if k == 1:
        any_ = 0
        for x in planes:
            any_ |= x
        return any_
    if k == len(planes):
        for x in planes:
            full &= x
        return full
    sums: list[int] = []  # how many hold, in binary: a bit of the number of every lane in each
    for x in planes:
        for n, bits in enumerate(sums):
            sums[n], x = bits ^ x, bits & x
            if not x:
                break
        else:
            if x:
                sums.append(x)
    if k >> len(sums):
        return 0
    enough = full
    for n, bits in enumerate(sums):
        enough = bits & enough if k >> n & 1 else bits | enough
    return enough


# -- text of the code --------------------------------------------------------------------------------------------


def getter(names: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that takes these facts out of answers, or what stands in these slots, always as a tuple."""
    return itemgetter(*names) if len(names) > 1 else lambda known: (known[names[0]],)


def _line(k: int, below: tuple[int, ...], objects: dict[str, Any]) -> str:
    if k <= 0:
        return str(below[0]) if k else f"N[n{below[0]}]"
    names = [f"n{b}" for b in below]
    n = len(names)
    if n > _SUMS:
        return f"17 if (all := ({', '.join(names)})).count(17) >= {k} else 0 if all.count(0) > {n - k} else 16"
    if k in (1, n):
        return (" | " if k == 1 else " & ").join(names)
    objects.setdefault(f"A{k}", [17 if s & 15 >= k else 16 if s >> 4 >= k else 0 for s in range(256)])
    return f"A{k}[{' + '.join(names)}]"


def _test(n: int, name: str, test: Test, fact: Fact, objects: dict[str, Any]) -> str:
    """A test of something else than a plain yes: a table of the members, or a comparison with the bounds."""
    if fact.type in ("bool", "enum"):
        members = (True, False) if fact.type == "bool" else fact.values
        objects[f"T{n}"] = {None: 16, **{m: 17 if inside(m, test.cells) else 0 for m in members}}
        return f"T{n}[{name}]"
    inner = []
    for i, cell in enumerate(test.cells):
        ends = (cell.low, cell.high) if isinstance(cell, Span) else (cell, cell)
        sides = []
        for end, sign, key in zip(ends, ("<=", ">="), (f"L{n}_{i}", f"H{n}_{i}"), strict=True):
            if end is not None:
                objects[key] = end
                sides.append(f"{key} {sign} {name}")
        inner.append(f"({' and '.join(sides) or 'True'})")
    return f"16 if {name} is None else 17 if {' or '.join(inner) or 'False'} else 0"
