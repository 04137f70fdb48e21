"""Truth over all completions, for what is known and for many suppositions at once, from the values that a program kept."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary, ref

import attrs

from tunnistus.bounded import Bounded
from tunnistus.deciding.program import TRUTHS, Known, Program
from tunnistus.discreet import discreet
from tunnistus.limits import LIMIT
from tunnistus.rules.formula import Formula
from tunnistus.rules.model import Value
from tunnistus.rules.relations import Group, Relations
from tunnistus.rules.truth import FALSE, OPEN, TRUE, Truth, negate

__all__ = ["WIDE", "Supposed", "View", "nothing"]

Supposed = Mapping[str, Value | None]
WIDE: Final = 1 << 14  # lanes in one go
KEPT: Final = 1_000  # truths over all rows that are remembered for a formula, and ways to go through what is open for a view


class Axis(NamedTuple):
    """Open facts and the rows of values that they can have together.

    Attributes:
        seen: what programs that asked made of it, as long as these are there.
    """

    names: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]
    seen: WeakKeyDictionary[Program, Seen]

    def by(self, program: Program) -> Seen:
        """Return what a program makes of the rows."""
        found = self.seen.get(program)
        if found is None:
            found = self.seen[program] = Seen(_holding(program, self), {})
        return found


class Seen(NamedTuple):
    """Rows as a program sees them.

    Attributes:
        tests: of each test of one of the facts the rows in which it holds.
        truths: for slots of formulas that asked, the other tests, and the truth over all rows by their values.
    """

    tests: list[tuple[int, int]]
    truths: dict[int, tuple[list[int], Bounded[tuple[int, ...], Truth]]]


_OF_A_LANE: Final = {("1", "1"): TRUE, ("0", "1"): OPEN, ("0", "0"): FALSE}  # whether it is certain, and possible
_NO_AXES: Final[tuple[Sequence[Axis], int]] = ((), 1)
Segment = tuple[Supposed, Sequence[Axis], int]


@discreet
@attrs.define(eq=False)
class View:
    """What a program says of one person.

    Attributes:
        known: the known facts; ``None`` is open.
        codes: the value of every node, by slot.
        kept: what was found out about it already, for all rules of the program.
        follow: the known facts whose value follows from others by relations.
        by: the relations that count; those of the program where it is ``None``.
        free: what has to be gone through, as :meth:`axes` tells.
    """

    program: Program
    known: Mapping[str, Value | None] = attrs.field(repr=False)
    codes: tuple[int, ...] = attrs.field(repr=False)
    kept: dict[Any, Any] = attrs.field(factory=dict, repr=False)
    follow: tuple[str, ...] = attrs.field(default=(), repr=False)
    by: Relations | None = attrs.field(default=None, repr=False)
    free: Bounded[Any, tuple[Sequence[Axis], int]] = attrs.field(init=False, factory=partial(Bounded, KEPT), repr=False)

    @property
    def relations(self) -> Relations:
        """The relations that count."""
        return self.by or self.program.relations

    @property
    def whole(self) -> Known:
        """What is known, with every other fact as open."""
        if "whole" not in self.kept:
            self.kept["whole"] = {**dict.fromkeys(self.program.facts), **self.known}
        return self.kept["whole"]  # type: ignore[no-any-return]

    @property
    def nothing(self) -> View:
        """The same of a person of whom nothing is known; see :func:`nothing`."""
        return nothing(self.program)

    def enough(self, facts: Iterable[str]) -> View:
        """The view that says the same of these facts: this one, or where none of them is known the one that serves all people."""
        return self.nothing if self.known.keys().isdisjoint(facts) else self

    def kleene(self, formula: Formula) -> Truth:
        """Return the Kleene value of a formula."""
        return TRUTHS[self.codes[self.program.slot[formula]]]

    def truth(self, formula: Formula) -> tuple[Truth, bool]:
        """Return the truth of a formula over all completions, and whether it is exact.

        Past :data:`tunnistus.limits.LIMIT` combinations of entangled open facts and of rows of related ones the Kleene value stands,
        which may be open.
        """
        truth = self.kleene(formula)
        if truth != OPEN or not formula.weak:
            return truth, True
        slot, turned = self.program.positive(self.program.slot[formula])
        key = ("truth", slot)
        if key not in self.kept:
            view = self.enough(formula.around)
            if view is not self:
                return view.truth(formula)
            free, width = self.axes(formula, {})
            truth = self._gone_through(formula, free, width) if free and 0 < width <= LIMIT else OPEN
            self.kept[key] = negate(truth) if turned else truth, width <= LIMIT
        truth, sure = self.kept[key]
        return negate(truth) if turned else truth, sure

    def _gone_through(self, formula: Formula, free: Sequence[Axis], width: int) -> Truth:
        """The truth over all combinations; of the rows of one group kept for what the other tests of the formula are."""
        if len(free) > 1:
            return next(self._run(formula, [({}, free, width)]))
        program, (axis,) = self.program, free
        slot = program.slot[formula]
        truths = axis.by(program).truths
        if slot not in truths:
            varied = {n for name in axis.names for n in program.tests_of[name]}
            truths[slot] = sorted({n for n in program.cone(slot) if n < len(program.tests)} - varied), Bounded(KEPT)
        others, found = truths[slot]
        return found.get(tuple([self.codes[n] for n in others]), lambda: next(self._run(formula, [({}, free, width)])))

    def truths(self, formula: Formula, suppositions: Sequence[Supposed]) -> list[tuple[Truth, bool]]:
        """Return the same under each supposition: other values of facts, ``None`` for open. Facts not named stay as they are."""
        return self.truths_of([formula], suppositions)[0]

    def truths_of(self, formulas: Sequence[Formula], suppositions: Sequence[Supposed]) -> list[list[tuple[Truth, bool]]]:
        """Return the same for several formulas, looked at together."""
        slots = tuple([self.program.slot[f] for f in formulas])
        widths = [1] * len(suppositions)
        wide = dict(zip(slots, self._planes(slots, [(supposed, (), 1) for supposed in suppositions]), strict=True))
        done: dict[int, list[tuple[Truth, bool]]] = {}
        for formula, slot in zip(formulas, slots, strict=True):
            if slot in done:
                continue
            inner, turned = self.program.positive(slot)
            if inner in done:
                done[slot] = [(negate(truth), sure) for truth, sure in done[inner]] if turned else done[inner]
            else:
                kleene = list(_shared(wide[slot], widths))
                done[slot] = self._deeper(formula, suppositions, kleene) if formula.weak else [(truth, True) for truth in kleene]
        return [done[slot] for slot in slots]

    def _deeper(self, formula: Formula, suppositions: Sequence[Supposed], kleene: Sequence[Truth]) -> list[tuple[Truth, bool]]:
        """Go through the combinations of what is entangled where the Kleene value is open."""
        found: list[tuple[Truth, bool]] = []
        deeper: list[tuple[int, Segment]] = []
        for n, truth in enumerate(kleene):
            free, width = self.axes(formula, suppositions[n]) if truth == OPEN else _NO_AXES
            found.append((truth, width <= LIMIT))
            if free and 0 < width <= LIMIT:
                deeper.append((n, (suppositions[n], free, width)))
        for some in _batches(deeper):
            for (n, _), truth in zip(some, self._run(formula, [segment for _, segment in some]), strict=True):
                found[n] = truth, True
        return found

    def work(self, formula: Formula) -> int:
        """Nodes that are computed to find the truth of a formula, about, each combination counted."""
        width = self.axes(formula, {})[1] if self.kleene(formula) == OPEN else 0
        return len(self.program.cone(self.program.slot[formula])) * (width if width <= LIMIT else 1)

    def axes(self, formula: Formula, supposed: Supposed) -> tuple[Sequence[Axis], int]:
        """Return :meth:`_axes`, and how many combinations there are.

        Found once for all suppositions that say the same of what may have to be gone through: of facts that stand in no relation whether
        they are open, since no value of theirs tells what is left of others.
        """
        near = {name: value for name, value in supposed.items() if name in formula.free}
        about = tuple([(name, value if name in self.relations.names else value is None) for name, value in near.items()]) if near else ()
        return self.free.get((formula, about), partial(self._ways, formula, near))

    def _ways(self, formula: Formula, near: Supposed) -> tuple[Sequence[Axis], int]:
        found = self._axes(formula, {**self.known, **near} if near else self.known)
        return found, math.prod([len(axis.rows) for axis in found])

    def _axes(self, formula: Formula, known: Known) -> list[Axis]:
        """Return what has to be gone through when this is known: entangled open facts, and the rows left of related ones."""
        found: list[Axis] = []
        for group in self.relations.among_those(formula.related):
            if axis := group.kept_for(formula, known, partial(self._axis, formula, group, known)):
                found.append(axis)
        alone = [n for n in formula.entangled if n not in formula.related and known.get(n) is None]
        found += [Axis((n,), [(v,) for v in formula.cells[n]], WeakKeyDictionary()) for n in alone]
        return found

    def _axis(self, formula: Formula, group: Group, known: Known) -> Axis | None:
        """Return the rows left of the open facts of a group, if they have to be gone through.

        Of facts that are not entangled Kleene logic is exact where the row in which all of them make the formula as true as they can is
        allowed, and the one in which all make it as false.
        """
        names = tuple([n for n in formula.related if n in group.names and known.get(n) is None])
        rows = self.rows(formula, group, names, known)
        ends = [tuple([formula.ends[n][side] for n in names if n in formula.ends]) for side in (0, 1)]
        loose = len(ends[0]) == len(names) and all(end in rows for end in ends)
        return Axis(names, rows, WeakKeyDictionary()) if names and not loose else None

    def rows(self, formula: Formula, group: Group, names: tuple[str, ...], known: Known) -> list[tuple[Value, ...]]:
        """Return the rows left of some open facts of a group, of each fact one value for every cell of the formula."""
        tables = [formula.cell_of[n] for n in names]
        return list(dict.fromkeys(tuple([t[v] for t, v in zip(tables, row, strict=True)]) for row in group.rows(names, known)))

    def _run(self, formula: Formula, segments: Sequence[Segment]) -> Iterator[Truth]:
        """What all lanes of each segment share."""
        (planes,) = self._planes((self.program.slot[formula],), segments)
        return _shared(planes, [width for *_, width in segments])

    def _planes(self, slots: tuple[int, ...], segments: Sequence[Segment]) -> list[int]:
        """The lanes of the nodes in the slots."""
        lanes = sum(width for *_, width in segments)
        within = self.program.cone(*slots)
        return self.program.planes(self.codes, self._changed(within, segments, lanes), lanes, slots, within)

    def _changed(self, within: Collection[int], segments: Sequence[Segment], lanes: int) -> dict[int, int]:
        """The lanes of the tests that are not what they are now."""
        program, codes = self.program, self.codes
        changed: dict[int, int] = {}
        start = 0
        for supposed, _, width in segments:
            where = (1 << width) - 1 << start
            for name, value in supposed.items():
                for slot in program.tests_of.get(name, ()):
                    if slot in within and (bits := program.code(slot, value) ^ codes[slot]):
                        before = changed[slot] if slot in changed else _same(codes[slot], lanes)
                        changed[slot] = before ^ (where if bits & 1 else 0) ^ (where << lanes if bits & 16 else 0)
            start += width
        start = 0
        for _, run in itertools.groupby(segments, key=lambda segment: id(segment[1])):
            same = list(run)
            (_, free, width), count = same[0], len(same)
            for slot, true in self._patterns(within, free, width):
                every = true * (((1 << width * count) - 1) // ((1 << width) - 1)) << start
                before = changed[slot] if slot in changed else _same(16, lanes)
                changed[slot] = before ^ every ^ ((1 << width * count) - 1 << start ^ every) << lanes
            start += width * count
        return changed

    def _patterns(self, within: Collection[int], free: Sequence[Axis], width: int) -> Iterator[tuple[int, int]]:
        """Of each test that is gone through the lanes in which it is true."""
        stride = 1
        for axis in free:
            count = len(axis.rows)
            again = ((1 << width) - 1) // ((1 << stride * count) - 1)
            for slot, rows in axis.by(self.program).tests:
                if slot in within:
                    yield slot, _spread(rows, stride, count) * again
            stride *= count


def _holding(program: Program, axis: Axis) -> list[tuple[int, int]]:
    """The tests of the facts of an axis, and the rows in which they hold, as bits."""
    return [
        (slot, sum([1 << n for n, row in enumerate(axis.rows) if program.code(slot, row[at])]))
        for at, name in enumerate(axis.names)
        for slot in program.tests_of[name]
    ]


def nothing(program: Program) -> View:
    """Return what a program says of a person of whom nothing is known: one view for all, as long as somebody holds it."""
    found: View | None = program.blank_view()
    if found is None:
        found = View(program, {}, program.blank_codes)
        program.blank_view = ref(found)
    return found


def _shared(planes: int, widths: Sequence[int]) -> Iterator[Truth]:
    """What lanes that belong together share."""
    lanes = sum(widths)
    certain, possible = planes & (1 << lanes) - 1, planes >> lanes
    if {*widths} == {1}:
        digits = zip(f"{certain:0{lanes}b}", f"{possible:0{lanes}b}", strict=True)
        yield from [_OF_A_LANE[pair] for pair in digits][::-1]
        return
    for width in widths:
        ones = (1 << width) - 1
        yield TRUE if certain & ones == ones else OPEN if possible & ones else FALSE
        certain, possible = certain >> width, possible >> width


def _same(code: int, lanes: int) -> int:
    """One value in all lanes."""
    ones = (1 << lanes) - 1
    return (ones if code & 1 else 0) | (ones << lanes if code & 16 else 0)


def _spread(bits: int, stride: int, count: int) -> int:
    """Every bit ``stride`` times."""
    if stride == 1:
        return bits
    ones = (1 << stride) - 1
    return sum([ones << n * stride for n in range(count) if bits >> n & 1])


def _batches(segments: Sequence[tuple[int, Segment]]) -> Iterator[list[tuple[int, Segment]]]:
    batch: list[tuple[int, Segment]] = []
    lanes = 0
    for each in segments:
        if batch and lanes + each[1][2] > WIDE:
            yield batch
            batch, lanes = [], 0
        batch.append(each)
        lanes += each[1][2]
    if batch:
        yield batch
