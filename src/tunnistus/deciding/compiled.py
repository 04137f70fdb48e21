"""Compiling: conditions, and whole versions of rules, become decision diagrams over the facts that they read.

Every version of a rule has a table of its own, so that one that grows past the bound harms no other. The order of its facts follows from
the version alone: as its conditions name them, those that relations link together. Where relations exclude a row of values nobody has it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, Final, NamedTuple
from weakref import proxy

from tunnistus.deciding.expand import Expanded
from tunnistus.limits import MAX_DIAGRAM
from tunnistus.rules import truth as kleene
from tunnistus.rules.decimals import before
from tunnistus.rules.formula import Formula, candidates, tests_in_order, value
from tunnistus.rules.mdd import FALSE, LAST, NOBODY, TRUE, Branching, Diagrams, Packed, TooLarge
from tunnistus.rules.model import AtLeast, Cell, Const, Fact, Node, Not, Relation, Span, Test, Value, inside
from tunnistus.rules.relations import Group, Relations
from tunnistus.rules.truth import Truth

__all__ = ["TRUTHS", "Cells", "Compiled", "Conditions", "Held", "Result", "Table", "by_kleene"]

Known = Mapping[str, Value | None]
TRUTHS: Final = (kleene.OPEN, kleene.FALSE, kleene.TRUE, kleene.OPEN)  # by the ends of a condition that can be reached, as bits


class Cells:
    """The branches of one fact: values that no comparison tells apart are one. Of yes and no the branch is the value itself.

    Attributes:
        values: one value for each branch.
        parts: for each branch the cells of a test that holds for its values alone.
        branch: gives the branch of a value of the fact.
    """

    def __init__(self, fact: Fact, comparisons: Iterable[tuple[Cell, ...]]) -> None:
        self.branch: Callable[[Any], int]
        self._fact = fact
        self._points: Sequence[Any] = (False, True)
        self._of_point: Sequence[int] = (0, 1)  # the branch of each point
        if fact.type == "bool":
            self.values: tuple[Value, ...] = (False, True)
            self.branch = int
            return
        some = sorted(set(comparisons), key=repr)
        points = candidates(fact, some)
        branches: dict[tuple[bool, ...], int] = {}
        of_point = [branches.setdefault(tuple([inside(p, cells) for cells in some]), len(branches)) for p in points]
        self._points, self._of_point = points, of_point
        self.values = tuple([points[of_point.index(n)] for n in range(len(branches))])
        if fact.type == "enum":
            self.branch = dict(zip(points, of_point, strict=True)).__getitem__
        else:  # between two points no comparison changes
            after = (of_point[0], *of_point)
            self.branch = lambda item: after[bisect_right(points, item)]

    @cached_property
    def parts(self) -> tuple[tuple[Cell, ...], ...]:
        found: list[list[Cell]] = [[] for _ in self.values]
        points, named = self._points, self._fact.type in ("bool", "enum")
        begins: Any = None
        for at, n in enumerate(self._of_point):
            if named:
                found[n].append(points[at])
            elif at + 1 == len(points) or self._of_point[at + 1] != n:  # the stretch ends before the next point
                after = points[at + 1] if at + 1 < len(points) else None
                found[n].append(Span(begins, None if after is None else before(after, self._fact.step)))
                begins = after
        return tuple(map(tuple, found))


class Table:
    """Conditions over facts as diagrams, among those who can exist.

    Attributes:
        names: the facts, by level.
        level: their levels.
        diagrams: the nodes.
    """

    def __init__(
        self, nodes: Iterable[Node], facts: Mapping[str, Fact], relations: Relations,
        held: tuple[tuple[str, ...], Packed] | None = None, most: int = MAX_DIAGRAM,
    ) -> None:  # fmt: skip
        """Begin with an empty table of at most so many nodes, or with what is held of it already."""
        self._nodes, self._facts, self._by = tuple(nodes), facts, relations
        self.names = held[0] if held else tuple(self._comparisons)
        self.level = {name: n for n, name in enumerate(self.names)}
        self.diagrams = Diagrams.unpacked(held[1]) if held else Diagrams(most)
        self._cells: dict[int, Cells] = {}
        self._branch = _Branches(self)
        self._asks: list[str] = []  # of the nodes of which somebody asked, the fact that each asks for; of a leaf nothing
        self._made: dict[int, tuple[Node, int]] = {}
        self._exists: dict[Group, int] = {}

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The groups of related facts."""
        return self._by.among(self.names)

    @cached_property
    def _comparisons(self) -> Mapping[str, list[tuple[Cell, ...]]]:
        """Of each fact what it is compared with, in the order of the levels."""
        found: dict[str, list[tuple[Cell, ...]]] = {}
        for test in tests_in_order(self._nodes):
            for name in self._by.of[test.fact].order if test.fact in self._by.of else ():
                found.setdefault(name, [])
            found.setdefault(test.fact, []).append(test.cells)
        for relation in (relation for group in self._by.among(found) for relation in group.relations):
            for test in (relation.when, *relation.then):
                found[test.fact].append(test.cells)
        return found

    def cells(self, level: int) -> Cells:
        """Return the branches of a level; made when somebody first asks."""
        made = self._cells.get(level)
        if made is None:
            made = self._cells[level] = Cells(self._facts[self.names[level]], self._comparisons[self.names[level]])
        return made

    def branch(self, level: int, item: Value) -> int:
        """Return the branch of a value at a level."""
        return self.cells(level).branch(item)

    # -- making ----------------------------------------------------------------------------------------------------

    def of(self, node: Node) -> int:
        """Return the root of an expanded condition, in which all may be, also who cannot exist. Raises :class:`TooLarge`."""
        found = self._made.get(id(node))
        if found is None:
            found = self._made[id(node)] = node, self._root(node)
        return found[1]

    def _root(self, node: Node) -> int:
        d = self.diagrams
        if isinstance(node, Test):
            return self.test(node, d)
        if isinstance(node, Not):
            return d.negate(self.of(node.of))
        if isinstance(node, AtLeast):
            return d.at_least(node.k, [self.of(child) for child in node.of])
        assert isinstance(node, Const), "rules that are used are expanded first"
        return TRUE if node.truth == kleene.TRUE else FALSE

    def test(self, test: Test, within: Diagrams) -> int:
        """Return the root of a comparison, in this or another table of the same levels."""
        level = self.level[test.fact]
        return within.node(level, tuple([TRUE if inside(v, test.cells) else FALSE for v in self.cells(level).values]))

    def holds(self, relation: Relation, within: Diagrams) -> int:
        """Return the root of the condition that a relation holds, in this or another table of the same levels."""
        then = within.at_least(1, [self.test(test, within) for test in relation.then])
        return within.choose(self.test(relation.when, within), then, TRUE)

    def group(self, group: Group) -> int:
        """Return the root of the condition that the relations of a group hold."""
        if group not in self._exists:
            level = [self.level[name] for name in group.order]
            branches = [group.branches(name, self.cells(at).values) for name, at in zip(group.order, level, strict=True)]
            self._exists[group] = self.diagrams.translate(*group.diagram, level, branches)
        return self._exists[group]

    def exists(self, names: Iterable[str]) -> int:
        """Return the root of the condition that somebody can exist, as far as the relations of some facts tell."""
        some = {*names}
        root = TRUE
        for group in self.groups:
            if not some.isdisjoint(group.names):
                root = self.diagrams.both(root, self.group(group))
        return root

    def among(self, root: int) -> int:
        """Return the same function with NOBODY where nobody can be."""
        return self.diagrams.among(self.exists(self.facts_of(root)), root)

    def results_of(self, version: Expanded) -> tuple[int, list[Result]]:
        """Return the root of what a version of a rule gives, and the results by the number of the end. Raises :class:`TooLarge`."""
        if not version.in_force:
            return self.diagrams.end(0), [NOTHING]
        return self._steps(version) if version.rule.ordered else self._outcomes(version)

    def _steps(self, version: Expanded) -> tuple[int, list[Result]]:
        d, steps = self.diagrams, version.rule.outcomes
        root = d.end(0)
        for n, step in enumerate(steps, 1):
            root = d.choose(self.of(version.reached[step].node), d.end(n), root)
        return root, [Result(True, steps[:n]) for n in range(len(steps) + 1)]

    def _outcomes(self, version: Expanded) -> tuple[int, list[Result]]:
        """Each outcome in turn is added to what is due or may be chosen, of those for whom it is so."""
        d = self.diagrams
        numbers = {Result(True): 0}
        root = d.end(0)
        for part in ("due", "options"):
            for outcome, formula in (version.due if part == "due" else version.option).items():
                when = self.of(formula.node)
                if when == FALSE:
                    continue
                here = d.ends[d.choose(when, root, NOBODY)]
                new = {}
                for result, n in list(numbers.items()):
                    if here >> n & 1:
                        more = result.with_(part, outcome)
                        new[d.end(n)] = d.end(numbers.setdefault(more, len(numbers)))
                root = d.choose(when, d.relabel(root, new), root)
        return root, list(numbers)

    # -- asking ----------------------------------------------------------------------------------------------------

    def facts_of(self, root: int) -> list[str]:
        """Return the facts on which a function hangs."""
        return [self.names[level] for level in self.diagrams.support(root)]

    def reached(self, root: int, known: Known) -> int:
        """Return the ends that can be reached by what is known, as bits; facts that are not there, or ``None``, are open."""
        asks = self._asks if root < len(self._asks) else self._asked()
        return self.diagrams.reached(root, asks, self._branch, known.get)

    def _asked(self) -> list[str]:
        self._asks = [self.names[level] if level != LAST else "" for level in self.diagrams.level]
        return self._asks

    def branching(self, known: Known) -> Branching:
        """Return the same as the branch that is taken at each level."""
        return self.branches(known).get

    def branches(self, known: Known) -> dict[int, int]:
        """Return the branch of each level of which something is known."""
        level, branch = self.level, self.branch
        if len(known) < len(level):
            return {at: branch(at, item) for name, item in known.items() if item is not None and (at := level.get(name, -1)) >= 0}
        return {at: branch(at, item) for name, at in level.items() if (item := known.get(name)) is not None}


class _Branches(dict[str, Callable[[Any], int]]):
    """By fact what gives the branch of a value; made when somebody first asks."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table: Table = proxy(table)  # which holds these: it goes at once when nobody needs it any more

    def __missing__(self, name: str) -> Callable[[Any], int]:
        found = self[name] = self._table.cells(self._table.level[name]).branch
        return found


class Conditions(Table):
    """Formulas, each with its truth over all completions.

    One that would make the table too large is not there, nor are those after it; Kleene logic decides them.
    """

    def __init__(self, formulas: Iterable[Formula], facts: Mapping[str, Fact], relations: Relations) -> None:
        some = tuple(dict.fromkeys(formulas))
        super().__init__([formula.node for formula in some], facts, relations)
        self._roots: dict[Formula, int] = {}
        try:
            for formula in some:
                self._roots[formula] = self.among(self.of(formula.node))
        except TooLarge:
            pass
        self._made.clear()
        self.diagrams.freeze()

    def root(self, formula: Formula) -> int | None:
        """Return the root of a formula among those who can exist; ``None`` where it is not there."""
        return self._roots.get(formula)

    def truth(self, formula: Formula, known: Known) -> tuple[Truth, bool]:
        """Return the truth over all completions, and whether it is exact: past the bound an open Kleene value may be too open."""
        root = self._roots.get(formula)
        if root is None:
            return by_kleene(formula, known)
        return TRUTHS[self.reached(root, known)], True


def by_kleene(formula: Formula, known: Known) -> tuple[Truth, bool]:
    """Return the Kleene value, and whether it is exact: only where something is entangled or related can all completions agree on more."""
    some = {name: item for name, item in known.items() if item is not None}
    truth = value(formula.node, some)
    return truth, truth != kleene.OPEN or all(name in some for name in (*formula.entangled, *formula.related))


class Result(NamedTuple):
    """What a version of a rule gives one person of whom everything is known. Of an ordered rule ``due`` holds all steps reached."""

    in_force: bool
    due: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    def gives(self, outcome: str) -> bool:
        """Whether the outcome is due (of an ordered rule: reached) or may be chosen."""
        return outcome in self.due or outcome in self.options

    def with_(self, part: str, outcome: str) -> Result:
        """Return the same with one outcome more that is due, or one more of the options."""
        return Result(True, (*self.due, outcome), self.options) if part == "due" else Result(True, self.due, (*self.options, outcome))


NOTHING: Final = Result(False)


class Compiled(Table):
    """A version of a rule: one diagram, whose ends are the numbers of the whole results.

    Attributes:
        results: the results, by the number of the end; the same result has one number.
        root: the diagram among those who can exist; ``None`` where it would be too large.
        whole: the same without relations.
        scope: whom the rule concerns, as a condition among those who can exist; ``None`` where it would be too large.
        whole_scope: the same without relations.
    """

    def __init__(
        self, version: Expanded, scope: Formula | None, facts: Mapping[str, Fact], relations: Relations, held: Held | None = None
    ) -> None:
        """Compile a version, or take what is held of it."""
        self.results: Sequence[Result] = [NOTHING]
        self.root: int | None
        self.whole: int | None
        self.scope: int | None
        self.whole_scope: int | None
        nodes = [*(formula.node for formula in version.roots), *([scope.node] if scope else [])]
        super().__init__(nodes, facts, relations, (held.names, held.packed) if held else None)
        if held:
            self.results = held.results
            self.root, self.whole, self.scope, self.whole_scope = held.roots
            self._exists = dict(zip(self.groups, held.exists, strict=True))
            return
        self.root, self.whole = self._two(lambda: self._whole(version))
        self.scope, self.whole_scope = self._two(lambda: self.of(scope.node) if scope else TRUE)
        self._made.clear()
        self.diagrams.freeze()

    def _two(self, make: Callable[[], int]) -> tuple[int | None, int | None]:
        """A function among those who can exist, and as it is; nothing where that would be too large."""
        try:
            whole = make()
            return self.among(whole), whole
        except TooLarge:
            return None, None

    def _whole(self, version: Expanded) -> int:
        root, self.results = self.results_of(version)
        return root

    @cached_property
    def walk(self) -> Callable[..., int]:
        """Gives the numbers of the results that can still come, as bits; takes the last arguments of :meth:`Diagrams.reached`."""
        assert self.root is not None
        return partial(self.diagrams.reached, self.root, self._asked(), self._branch)

    def ends(self, known: Known) -> int | None:
        """Return the numbers of the results that can still come, as bits; ``None`` where the diagram would be too large."""
        return None if self.root is None else self.walk(known.get)

    def good(self, holds: Callable[[Result], bool]) -> int:
        """Return the numbers of the results for which something holds, as bits."""
        return sum([1 << n for n, result in enumerate(self.results) if holds(result)])

    def held(self) -> Held | None:
        """Return what has to be kept to have it again; nothing where a diagram would be too large."""
        roots = (self.root, self.whole, self.scope, self.whole_scope)
        there = [root for root in roots if root is not None]
        if len(there) < len(roots):
            return None
        exists = [self._exists.get(group, NOBODY) for group in self.groups]
        packed, new = self.diagrams.packed([*there, *exists])
        return Held(self.names, [*self.results], new[:4], new[4:], packed)


class Held(NamedTuple):
    """A compiled version as plain data: facts by level, results, the four roots, those of its groups of related facts, and the nodes."""

    names: tuple[str, ...]
    results: list[Result]
    roots: list[int]
    exists: list[int]
    packed: Packed
