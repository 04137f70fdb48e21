"""What is missing: the open facts for which two completions that differ in them alone differ in the value of a formula.

Where every open fact stands once, each of them matters. Else a few completions are made for each formula so that its value hangs on one
group of tests after the other, and every fact is changed in all of them at once. The few facts that do not show there are searched for
by :func:`tunnistus.formula.pivotal`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import attrs

from tunnistus.formula import Formula, pivotal, simplify
from tunnistus.lanes import View
from tunnistus.limits import LIMIT
from tunnistus.model import Value

__all__ = ["Pivots"]

Way = tuple[tuple[str, Value], ...]
Hung = tuple[Mapping[str, Value], Mapping[str, int]]  # a completion, and facts that are changed in it, each in a lane of its own
FEW: Final = 40  # facts that are all changed in every completion


@attrs.define(eq=False)
class Pivots:
    """What is missing for the formulas of a view; each is looked at once, a formula and its negation together."""

    view: View
    found: dict[int, tuple[frozenset[str], bool]] = attrs.field(factory=dict)
    ways: dict[tuple[int, bool, bool], Way] = attrs.field(factory=dict)

    def of(self, formula: Formula, visits: list[int]) -> tuple[frozenset[str], bool]:
        """Return the facts, and whether that is exact; ``visits`` is counted down by what is searched."""
        slot, _ = self.view.program.positive(self.view.program.slot[formula])
        if self.view.codes[slot] != 16:
            return frozenset(), True
        if slot not in self.found:
            self.found[slot] = self._search(formula, slot, visits)
        return self.found[slot]

    def _search(self, formula: Formula, slot: int, visits: list[int]) -> tuple[frozenset[str], bool]:
        counts, above = _left(self.view, slot)
        if all(n == 1 for n in counts.values()):
            return frozenset(counts), True
        missing = _hanging(self.view, slot, counts, list(self._made(slot, above, counts, True)))
        left = counts.keys() - missing
        missing |= _hanging(self.view, slot, counts, list(self._made(slot, above, left, False))) if left else set()
        sure, rest = True, simplify(formula.node, self.view.known) if counts.keys() - missing else formula.node
        for name in [n for n in counts if n not in missing]:
            steps = [LIMIT]
            if pivotal(rest, name, formula.cells, steps, visits):
                missing.add(name)
                sure = sure and steps[0] > 0 and visits[0] > 0
        return frozenset(missing), sure

    def _made(self, slot: int, above: Mapping[int, int], names: Collection[str], first: bool) -> Iterator[Hung]:
        """Completions in which the value in a slot hangs on facts, which are named, if the first (or last) way to a test leads there.

        The first time one test of those that stand together does for all.
        """
        program, codes = self.view.program, self.view.codes
        seen: set[int] = set()
        for leaf in sorted(n for n in above if n < len(program.tests) and program.tests[n].fact in names):
            if leaf not in seen:
                k, below = program.ops[above[leaf] - len(program.tests)] if leaf != slot else (1, (leaf,))
                group = [b for b in below if b < len(program.tests) and codes[b] == 16] if first else [leaf]
                seen.update(group)
                tried = [program.tests[b].fact for b in group] if first and len(names) > FEW else names
                hanging = {name: n for n, name in enumerate(tried, 1)}
                if k != 1:
                    yield self._lead(slot, leaf, above, True, first), hanging
                if k == 1 or k != len(below):
                    yield self._lead(slot, leaf, above, False, first), hanging

    def _lead(self, slot: int, leaf: int, above: Mapping[int, int], want: bool, forth: bool) -> dict[str, Value]:
        """Set the fact of a test, and others so that every node above it hangs on the one below."""
        codes, ops, first = self.view.codes, self.view.program.ops, len(self.view.program.tests)
        made = dict(self._way(leaf, want, forth))
        while leaf != slot:
            inner, leaf = leaf, above[leaf]
            k, below = ops[leaf - first]
            true = sum(codes[b] == 17 for b in below)
            for b in below if k else ():
                if b != inner and codes[b] == 16:
                    for name, value in self._way(b, true < k - 1, forth):
                        made.setdefault(name, value)
                    true += true < k - 1
        return made

    def _way(self, slot: int, want: bool, forth: bool) -> Way:
        """Values of facts that make an open node true, or false; by its first children, or by its last."""
        key = (slot, want, forth)
        if key not in self.ways:
            self.ways[key] = self._new_way(slot, want, forth)
        return self.ways[key]

    def _new_way(self, slot: int, want: bool, forth: bool) -> Way:
        program, codes = self.view.program, self.view.codes
        if slot < len(program.tests):
            name = program.tests[slot].fact
            return tuple((name, v) for v in program.cells[name] if (program.code(slot, v) == 17) is want)[:1]
        k, below = program.ops[slot - len(program.tests)]
        if k <= 0:
            return self._way(below[0], not want, forth) if k == 0 else ()
        certain = 17 if want else 0
        needed = (k if want else len(below) - k + 1) - sum(codes[b] == certain for b in below)
        left = [b for b in (below if forth else reversed(below)) if codes[b] == 16]
        return tuple(pair for b in left[: max(needed, 0)] for pair in self._way(b, want, forth))


def _left(view: View, slot: int) -> tuple[Counter[str], dict[int, int]]:
    """How often each open fact stands in what is left of a formula; and of every open node there one that it stands in."""
    program, codes = view.program, view.codes
    first = len(program.tests)
    times, above = {slot: 1}, {slot: slot}
    facts: Counter[str] = Counter()
    for at in program.down(slot):
        if at not in times:
            continue
        if at < first:
            facts[program.tests[at].fact] += times[at]
            continue
        k, below = program.ops[at - first]
        for child in below if k >= 0 else ():
            if codes[child] == 16:
                times[child] = times.get(child, 0) + times[at]
                above[child] = at
    return facts, above


def _hanging(view: View, slot: int, names: Collection[str], made: Sequence[Hung]) -> set[str]:
    """Facts on which the value in a slot hangs: in one of the completions it changes with the fact.

    Each completion has a lane as it is, and one for each of its facts in which that fact has the next value.
    """
    program = view.program
    drawn = {name: [0] * len(program.cells[name]) for name in names}
    start = 0
    for values, hanging in made:
        width = len(hanging) + 1
        for name, where in drawn.items():
            cells = program.cells[name]
            turn = cells.index(values[name]) if name in values else len(cells) - 1
            where[turn] |= (1 << width) - 1 << start
            if name in hanging:
                bit = 1 << start + hanging[name]
                where[turn] ^= bit
                where[(turn + 1) % len(cells)] ^= bit
        start += width
    within, changed = program.cone(slot), {}
    for name, where in drawn.items():
        for test in program.tests_of[name]:
            if test in within:
                true = 0
                for value, lanes in zip(program.cells[name], where, strict=True):
                    true |= lanes if program.code(test, value) else 0
                changed[test] = true | true << start
    (result,) = program.planes(view.codes, changed, start, (slot,), within)
    found: set[str] = set()
    for _, hanging in made:
        found.update(name for name, n in hanging.items() if (result >> n ^ result) & 1)
        result >>= len(hanging) + 1
    return found
