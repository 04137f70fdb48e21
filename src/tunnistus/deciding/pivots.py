"""What is missing: the open facts for which two completions that differ in them alone differ in the value of a formula.

Where every open fact stands once, each of them matters. Else a formula is taken apart: a part whose open facts stand nowhere else in it
is one variable of it, and the formula hangs on a fact in there when it hangs on the variable and the part on the fact. Parts may be
shared by many formulas. Values are put in for the variables that stand most often, until the others stand once. Where that takes too
long, a few completions are made so that the value hangs on one group of tests after the other, and each variable is changed in all of
them at once. The few that do not show there are searched for by :func:`tunnistus.rules.formula.pivotal`.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Final

import attrs

from tunnistus.deciding.diagram import hangs_on
from tunnistus.deciding.lanes import WIDE, View
from tunnistus.deciding.turning import Turning
from tunnistus.limits import LIMIT
from tunnistus.rules.formula import Formula, at_least, cells, leaves, none_of, one_of_each, pivotal, split
from tunnistus.rules.model import Cell, Const, Node, Test, Value
from tunnistus.rules.truth import OPEN

__all__ = ["Pivots"]

Way = tuple[tuple[str, int], ...]  # facts, and which of their values
Rest = tuple[Counter[str], dict[int, int], dict[int, int]]
Variables = Mapping[str, frozenset[str]]  # each with the facts on which it hangs
Rows = tuple[tuple[str, ...], Sequence[tuple[Value, ...]]]
Related = Mapping[str, frozenset[tuple[Cell, ...]]]
Hung = tuple[Mapping[str, int], list[str]]  # a completion, and facts that are turned in it, each in a lane of its own
STEPS: Final = 32  # times that values are put in before completions are made
FEW_LEFT: Final = 4  # variables that are searched for without making completions
FEW: Final = 40  # facts that are all turned in every completion


@attrs.define(eq=False)
class Found:
    """What was found out about the formulas of a view.

    Attributes:
        hanging: by slot the facts on which what stands there hangs, and how many visits it took to see that.
        rests: by slot what is left of an open node, as :func:`_left` tells.
        inside: by slot the open facts in an open node, and how many tests it has written out.
        ways: values of facts that make nodes true or false.
        turned: by slot and rows what is missing for a formula in which related facts are open; the rows are kept in ``lefts``.
        lefts: what :meth:`Pivots._left` found, by the identity of what it was asked for, which is kept with it.
    """

    hanging: dict[int, tuple[frozenset[str], int]] = attrs.field(factory=dict)
    rests: dict[int, Rest] = attrs.field(factory=dict)
    inside: dict[int, tuple[frozenset[str], int]] = attrs.field(factory=dict)
    ways: dict[tuple[int, bool, bool], Way] = attrs.field(factory=dict)
    turned: dict[tuple[int, tuple[int, ...]], set[str]] = attrs.field(factory=dict)
    lefts: dict[int, tuple[Related, list[Rows]]] = attrs.field(factory=dict)


class Pivots:
    """What is missing for the formulas of a view; a formula and its negation are one."""

    def __init__(self, view: View) -> None:
        """Go on from what was found out about the view before."""
        self.view = view
        found: Found | None = view.kept.get("pivots")
        self.seen = view.kept.setdefault("pivots", Found()) if found is None else found

    def of(self, formulas: Iterable[Formula], visits: list[int], related: Related | None = None) -> set[str]:
        """Return the open facts on which the value of one of the formulas hangs.

        Args:
            visits: counted down by what is searched.
            related: what the rule compares each of its facts with that stands in a relation.
        """
        missing: set[str] = set()
        for formula in formulas:
            if self.view.kleene(formula) == OPEN:
                view = self.view.enough(formula.around)
                pivots = self if view is self.view else Pivots(view)
                groups = (
                    [each for each in pivots._left(related or {}) if not {*each[0]}.isdisjoint(formula.related)] if formula.related else []
                )
                if groups:
                    missing |= pivots._turned(formula, groups, visits)
                else:
                    pivots._add(formula, missing, visits)
        return missing

    def _left(self, related: Related) -> list[Rows]:
        """The open facts of each group of which not every combination is left, and the rows that are, of each fact one value a cell."""
        if id(related) in self.seen.lefts:
            return self.seen.lefts[id(related)][1]
        found: list[Rows] = []
        known, program = self.view.known, self.view.program
        for group in program.relations.among_those(tuple(related)):
            names = tuple([n for n in related if n in group.names and known.get(n) is None])
            if not names:
                continue
            rows = group.rows_of_cells(names, known, tuple([related[n] for n in names]))
            if len(rows) != math.prod(len(cells(program.facts[n], related[n])) for n in names):
                found.append((names, rows))
        self.seen.lefts[id(related)] = related, found
        return found

    def _turned(self, formula: Formula, groups: Sequence[Rows], visits: list[int]) -> set[str]:
        slot, _ = self.view.program.positive(self.view.program.slot[formula])
        key = (slot, tuple([id(rows) for _, rows in groups]))  # rules may tell other cells of the same facts apart
        if key not in self.seen.turned:
            view = self.view
            node = self._written(slot, ())
            turning = Turning(formula, node, groups, visits)
            if turning.wide:
                self.seen.turned[key] = {test.fact for test, _ in leaves(node)}
                return self.seen.turned[key]
            found = turning.missing()
            for row in turning.different():
                known = {**view.known, **row}
                sub = View(view.program, known, view.program.trace(known), by=view.by)
                if sub.kleene(formula) == OPEN:
                    Pivots(sub)._add(formula, found, visits)
            self.seen.turned[key] = found
        return self.seen.turned[key]

    def _add(self, formula: Formula, missing: set[str], visits: list[int]) -> None:
        """Add those of one formula that are not there yet."""
        slot, _ = self.view.program.positive(self.view.program.slot[formula])
        if not missing.issuperset(self._rest(slot)[0]):
            missing |= self._hangs_on(formula, slot, visits)

    def _rest(self, slot: int) -> Rest:
        if slot not in self.seen.rests:
            self.seen.rests[slot] = _left(self.view, slot)
        return self.seen.rests[slot]

    def _hangs_on(self, formula: Formula, slot: int, visits: list[int]) -> frozenset[str]:
        """Return the facts on which a part of a formula hangs; none where it has one value in all completions."""
        found, steps = self.seen.hanging.get(slot, (frozenset(), visits[0]))
        if steps < visits[0]:
            visits[0] -= steps
            return found
        before = visits[0]
        counts = self._rest(slot)[0]
        found = frozenset(counts) if all(n == 1 for n in counts.values()) else self._taken_apart(formula, slot, visits)
        if visits[0] > 0:
            self.seen.hanging[slot] = found, before - visits[0]
        return found

    def _taken_apart(self, formula: Formula, slot: int, visits: list[int]) -> frozenset[str]:
        """The same of a part in which a fact stands more than once."""
        counts, times, _ = self._rest(slot)
        parts = self._parts(slot)
        variables = {_name(part): self._hangs_on(formula, part, visits) for part in parts}
        if not all(variables.values()):
            parts, variables = [], {}  # one of them has one value in all completions
        alone = counts.keys() - frozenset().union(*(self._inside(part)[0] for part in parts))
        if not alone and all(times[part] == 1 for part in parts):
            return frozenset().union(*variables.values())
        variables |= {name: frozenset([name]) for name in counts if name in alone}
        node = self._written(slot, parts)
        values = {**formula.cells, **{_name(part): (True, False) for part in parts}}
        hanging, unsure = split(node, values, STEPS, visits)
        if unsure - hanging:
            self._search(slot, node, values, {name: variables[name] for name in unsure}, hanging, visits)
        return frozenset().union(*(variables[name] for name in hanging))

    def _parts(self, slot: int) -> list[int]:
        """The largest open nodes in an open node whose open facts stand nowhere else in it."""
        counts, times, _ = self._rest(slot)
        parts: list[int] = []
        waiting = self._below(slot)
        seen: set[int] = set()
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                names, tests = self._inside(at)
                if times[at] * tests == sum([counts[name] for name in names]):
                    parts.append(at)
                else:
                    waiting += self._below(at)
        return parts

    def _inside(self, slot: int) -> tuple[frozenset[str], int]:
        if slot not in self.seen.inside:
            tests = self.view.program.tests
            below = [self._inside(child) for child in self._below(slot)]
            names = frozenset([tests[slot].fact]) if slot < len(tests) else frozenset().union(*(names for names, _ in below))
            self.seen.inside[slot] = names, sum(n for _, n in below) if slot >= len(tests) else 1
        return self.seen.inside[slot]

    def _below(self, slot: int) -> list[int]:
        """The open children of a node."""
        program, codes = self.view.program, self.view.codes
        k, below = program.ops[slot - len(program.tests)] if slot >= len(program.tests) else (-1, ())
        return [b for b in below if codes[b] == 16] if k >= 0 else []

    def _shown(self, slot: int, variables: Variables) -> set[str]:
        """The variables of which completions made for one group of tests after the other show that the value hangs on them.

        A fact on which a variable hangs stands for it.
        """
        counts, _, above = self._rest(slot)
        stands = {min(facts): name for name, facts in variables.items()}
        shown: set[str] = set()
        for first in (True, False):
            left = [name for name in stands if name not in shown]
            go: list[Hung] = []
            size = 0
            for values, near in self._made(slot, above, {*left}, first):
                turned = near if first and len(left) > FEW else left
                go.append((values, turned))
                size += len(values) + len(turned) + 1
                if size >= WIDE:
                    shown |= _hanging(self.view, slot, counts, go)
                    left, go, size = [name for name in left if name not in shown], [], 0
            shown |= _hanging(self.view, slot, counts, go) if go else set()
        return {stands[name] for name in shown}

    def _search(
        self, slot: int, node: Node, values: Mapping[str, tuple[Value, ...]], variables: Variables, hanging: set[str], visits: list[int]
    ) -> None:
        """Add those of some variables on which the value in a slot hangs."""
        fewer, alike = one_of_each(node)
        if (left_in := hangs_on(fewer, values)) is not None:
            hanging.update(name for names in alike if names[0] in left_in for name in names if name in variables)
            return
        if len(variables) > FEW_LEFT:
            hanging |= self._shown(slot, variables)
        for names in alike:
            left = [name for name in names if name in variables and name not in hanging]
            if left and (not hanging.isdisjoint(names) or pivotal(fewer, names[0], values, [LIMIT], visits)):
                hanging.update(left)

    def _written(self, slot: int, parts: Collection[int]) -> Node:
        """What is left of an open node, with a question of its own for each of some parts."""
        tests = self.view.program.tests
        if slot in parts or slot < len(tests):
            return Test(_name(slot), (True,)) if slot in parts else tests[slot]
        k, below = self.view.program.ops[slot - len(tests)]
        if k < 0:
            return Const(OPEN)
        children = [self._written(child, parts) for child in self._below(slot)]
        return at_least(k - sum(self.view.codes[b] == 17 for b in below), children) if k else none_of(children)

    def _made(self, slot: int, above: Mapping[int, int], names: Collection[str], first: bool) -> Iterator[Hung]:
        """Completions in which the value in a slot hangs on tests of the facts, if the first (or last) way to them leads there.

        The first time one test of those that stand together does for all. The facts of those are named.
        """
        program, codes = self.view.program, self.view.codes
        seen: set[int] = set()
        for leaf in sorted(n for n in above if n < len(program.tests) and program.tests[n].fact in names):
            if leaf not in seen:
                k, below = program.ops[above[leaf] - len(program.tests)] if leaf != slot else (1, (leaf,))
                group = [b for b in below if b < len(program.tests) and codes[b] == 16] if first else [leaf]
                seen.update(group)
                near = [name for b in group if (name := program.tests[b].fact) in names]
                if k != 1:
                    yield self._lead(slot, leaf, above, True, first), near
                if k == 1 or k != len(below):
                    yield self._lead(slot, leaf, above, False, first), near

    def _lead(self, slot: int, leaf: int, above: Mapping[int, int], want: bool, forth: bool) -> dict[str, int]:
        """Set the fact of a test, and others so that every node above it hangs on the one below."""
        codes, ops, first = self.view.codes, self.view.program.ops, len(self.view.program.tests)
        made = dict(self._way(leaf, want, forth))
        while leaf != slot:
            inner, leaf = leaf, above[leaf]
            k, below = ops[leaf - first]
            true = sum(codes[b] == 17 for b in below)
            for b in below if k else ():
                if b != inner and codes[b] == 16:
                    for name, n in self._way(b, true < k - 1, forth):
                        made.setdefault(name, n)
                    true += true < k - 1
        return made

    def _way(self, slot: int, want: bool, forth: bool) -> Way:
        """Facts, and which of their values make an open node true, or false; by its first children, or by its last."""
        key = (slot, want, forth)
        if key not in self.seen.ways:
            self.seen.ways[key] = self._new_way(slot, want, forth)
        return self.seen.ways[key]

    def _new_way(self, slot: int, want: bool, forth: bool) -> Way:
        program, codes = self.view.program, self.view.codes
        if slot < len(program.tests):
            name = program.tests[slot].fact
            return tuple((name, n) for n, v in enumerate(program.cells[name]) if (program.code(slot, v) == 17) is want)[:1]
        k, below = program.ops[slot - len(program.tests)]
        if k <= 0:
            return self._way(below[0], not want, forth) if k == 0 else ()
        certain = 17 if want else 0
        needed = (k if want else len(below) - k + 1) - sum(codes[b] == certain for b in below)
        left = [b for b in (below if forth else reversed(below)) if codes[b] == 16]
        return tuple(pair for b in left[: max(needed, 0)] for pair in self._way(b, want, forth))


def _name(slot: int) -> str:
    """The name of a variable that stands for what is in a slot; no fact has such a name."""
    return f"#{slot}"


def _left(view: View, slot: int) -> Rest:
    """How often each open fact stands in what is left of a formula, and each open node; and of these one that it stands in."""
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
    return facts, times, above


def _hanging(view: View, slot: int, counts: Collection[str], made: Sequence[Hung]) -> set[str]:
    """Facts on which the value in a slot hangs: in one of the completions it changes with the fact.

    Every open fact has a value in every lane. Each completion has a lane as it is, and one for each of the facts that are turned in it, in
    which that fact has the next value.
    """
    program, within = view.program, view.program.cone(slot)
    drawn = {name: [0] * len(program.cells[name]) for name in counts}  # of each value the lanes that have it
    turned = dict.fromkeys(counts, 0)
    start = 0
    for _, run in itertools.groupby(made, key=lambda each: id(each[1])):
        some = list(run)
        names, width = some[0][1], len(some[0][1]) + 1
        for n, (values, _) in enumerate(some):
            here = (1 << width) - 1 << start + n * width
            for name, which in values.items():
                drawn[name][which] |= here
        every_first = ((1 << width * len(some)) - 1) // ((1 << width) - 1) << start
        for n, name in enumerate(names, 1):
            turned[name] |= every_first << n
        start += width * len(some)
    changed = {}
    for name, where in drawn.items():
        where[-1] |= (1 << start) - 1 ^ reduce(or_, where)
        turn = turned[name]
        after = [lanes & ~turn | before & turn for before, lanes in zip((where[-1], *where), where, strict=False)] if turn else where
        for test in program.tests_of[name]:
            if test in within:
                true = reduce(or_, (lanes for value, lanes in zip(program.cells[name], after, strict=True) if program.code(test, value)), 0)
                changed[test] = true | true << start
    (result,) = program.planes(view.codes, changed, start, (slot,), within)
    found: set[str] = set()
    for _, names in made:
        block = (1 << len(names) + 1) - 1
        lanes = result & block ^ (block if result & 1 else 0)
        found.update([name for n, name in enumerate(names, 1) if lanes >> n & 1] if lanes else ())
        result >>= len(names) + 1
    return found
