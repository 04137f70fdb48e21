"""Minimal reasons: known facts that force a result, none of which can be left out (prime implicants of what is known).

Which facts suffice is a monotone condition over "this fact is kept", and a decision diagram of its own: where a fact is let go, all its
branches have to lead to a good end; where it is kept, only the branch that is taken. Its cheapest path is the smallest reason, and the
facts that are left in it are those of all minimal reasons (Darwiche and Hirth 2020).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from tunnistus.deciding.compiled import Known, Table, by_kleene
from tunnistus.limits import MAX_DIAGRAM
from tunnistus.rules.formula import Formula
from tunnistus.rules.mdd import FALSE, TRUE, UNBOUNDED, Diagrams, TooLarge
from tunnistus.rules.model import Fact, Relation
from tunnistus.rules.relations import least_needed
from tunnistus.rules.truth import Truth

__all__ = ["Carried", "Wanted", "bearing", "by_kleene_logic", "least", "relations_needed"]


class Wanted(NamedTuple):
    """A function of a table whose ends have to be good, for whose reason somebody asks.

    Attributes:
        root: among those who can exist.
        whole: the same without relations.
        good: the ends that are good, as bits.
    """

    table: Table
    root: int
    whole: int
    good: int


class Carried:
    """The condition under which kept facts make every one of several functions good."""

    def __init__(self, wanted: Iterable[Wanted], told: Known, facts: Mapping[str, Fact]) -> None:
        """Find it. Raises :class:`tunnistus.rules.mdd.TooLarge`.

        Args:
            told: the known facts that can be kept: those that were answered or derived, not those that follow by relations.
        """
        wanted = tuple(wanted)
        self.facts = facts
        self._kept = Diagrams(MAX_DIAGRAM)
        # in the order of the diagrams: what is found of a node then begins with its fact, and nothing below is made anew
        self._names = tuple(dict.fromkeys(name for each in wanted for name in each.table.names if told.get(name) is not None))
        self._level = {name: n for n, name in enumerate(self._names)}
        self._root = TRUE
        for each in wanted:
            self._root = self._kept.both(self._root, self._of(each, told))

    def _of(self, wanted: Wanted, told: Known) -> int:
        d, kept, names = wanted.table.diagrams, self._kept, wanted.table.names
        taken = wanted.table.branches(told)
        found: dict[int, int] = {}
        for at in reversed(d.under(wanted.root)):
            if not d.ends[at] & ~wanted.good:
                found[at] = TRUE  # good, or nobody's
                continue
            if not d.below[at]:
                found[at] = FALSE
                continue
            free = TRUE
            for each in dict.fromkeys(d.below[at]):
                free = kept.both(free, found[each])
            branch = taken.get(d.level[at])
            if branch is not None and free != TRUE:
                free = kept.choose(self._fact(names[d.level[at]]), found[d.below[at][branch]], free)
            found[at] = free
        return found[wanted.root]

    def _fact(self, name: str) -> int:
        """The condition that a fact is kept."""
        return self._kept.node(self._level[name], (FALSE, TRUE))

    def least(self) -> tuple[str, ...]:
        """Return the fewest facts that carry it, in the order of the vocabulary; of equally many those that are asked about first."""
        d = self._kept
        cost: dict[int, tuple[int, int]] = {TRUE: (0, 0)}
        step: dict[int, int] = {}
        for at in reversed(d.under(self._root)):
            for n, each in enumerate(d.below[at]):
                if each in cost:
                    fact = self.facts[self._names[d.level[at]]]
                    price = cost[each][0] + n, cost[each][1] + n * (fact.stage * 10_000 + fact.order)
                    if at not in cost or price < cost[at]:
                        cost[at], step[at] = price, n
        assert self._root in cost, "what is known carries it"
        found = []
        at = self._root
        while at != TRUE:
            if step[at]:
                found.append(self._names[d.level[at]])
            at = d.below[at][step[at]]
        return self._ordered(found)

    def every(self) -> tuple[str, ...]:
        """Return the facts of all minimal reasons, in the order of the vocabulary."""
        return self._ordered(self._names[level] for level in self._kept.support(self._root))

    def _ordered(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(names, key=lambda n: self.facts[n].order))


def relations_needed(wanted: Sequence[Wanted], told: Known) -> tuple[str, ...]:
    """Return the ids of the relations by which some facts carry functions, where they do not by themselves; none can be left out."""
    left: list[tuple[Table, Diagrams, int]] = []
    for table, _, whole, good in wanted:
        if table.groups and table.reached(whole, told) & ~good:
            d = Diagrams(UNBOUNDED)
            rest = d.restrict(table.diagrams, whole, table.branching(told))
            leaves = {at: FALSE if d.ends[at] & good else TRUE for at in d.under(rest) if not d.below[at]}
            left.append((table, d, d.relabel(rest, leaves)))
            d.most = len(d.level) + MAX_DIAGRAM
    every = list({relation.id: relation for table, _, _ in left for group in table.groups for relation in group.relations}.values())

    def carries(some: Sequence[int]) -> bool:
        try:
            return all(_excluded(table, d, bad, [every[n] for n in some], told) for table, d, bad in left)
        except TooLarge:
            return False  # then more relations are named than there need be

    return tuple([every[n].id for n in least_needed(list(range(len(every))), carries)]) if left else ()


def _excluded(table: Table, d: Diagrams, bad: int, relations: Iterable[Relation], told: Known) -> bool:
    """Whether some relations exclude what is bad."""
    branching = table.branching(told)
    for relation in relations:
        if bad == FALSE:
            break
        if relation.when.fact in table.level:
            bad = d.both(bad, d.restrict(d, table.holds(relation, d), branching))
    return bad == FALSE


def least(wanted: Sequence[Wanted], told: Known, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """Return the fewest facts that carry functions; where their condition would be too large, some of which none can be left out."""
    try:
        return Carried(wanted, told, facts).least()
    except TooLarge:
        read = {name for each in wanted for name in each.table.names}
        return by_leaving_out(read, told, facts, lambda kept: not any(t.reached(root, kept) & ~good for t, root, _, good in wanted))


def bearing(wanted: Sequence[Wanted], told: Known, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """Return the facts of all minimal reasons; where their condition would be too large, those of one."""
    try:
        return Carried(wanted, told, facts).every()
    except TooLarge:
        return least(wanted, told, facts)


def by_leaving_out(read: Container[str], told: Known, facts: Mapping[str, Fact], carries: Callable[[Known], bool]) -> tuple[str, ...]:
    """Return facts with which something holds, none of which can be left out; what is most sensitive is left out first.

    Args:
        read: the facts on which it can hang.
    """
    kept = {name: item for name, item in told.items() if name in read and item is not None}
    for name in sorted(kept, key=lambda n: (facts[n].stage, facts[n].order), reverse=True):
        rest = {n: item for n, item in kept.items() if n != name}
        if carries(rest):
            kept = rest
    return tuple(sorted(kept, key=lambda n: facts[n].order))


def by_kleene_logic(formulas: Sequence[Formula], target: Truth, told: Known, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """Return facts that give conditions a value by Kleene logic, none of which can be left out."""
    tested = {name for formula in formulas for name in formula.facts}
    return by_leaving_out(tested, told, facts, lambda kept: all(by_kleene(formula, kept)[0] == target for formula in formulas))
