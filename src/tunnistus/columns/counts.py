"""What is counted when people are compared, and what of it can be told, so that no small count follows from it.

A count is *told* as a multiple of a base, twice ``at_least``: as so many people as there are at least. Why so stands
in ``docs/decisions/0054-counts-that-hold.md``.

**Claim.** Whoever knows all told counts, the number of all people, :func:`told` and the relations below can bound no
count, nor what it leaves of all people, closer than b - 1, where b is the base; in data of at least b - 1 people
whose answers can be true.

**Proof.** The told counts r are themselves a table that people could give. They satisfy what holds for all people:

* Who differ in one output in different ways, or to whom different outcomes are due, are different people, all of them
  of the rule: sums of floors are at most floors of sums.
* The people of a rule are at most those of its outputs together, those of a clause at most those to whom its rule
  gives something, those of an act at most those of its clauses together, and at least those of each: the least of
  these bounds is told.
* Whom a rule begins or ceases to concern, or to cover, is the same for all its outputs: :func:`_cells` lowers all to the
  least, until nothing is left to lower.
* All are at most all people: r leaves at least b - 1 of these (``_Down.most``).

Adding t people of one kind to people who give r, with t from 0 to b - 1, adds 0 or t to each count, and each of these
tables is told as r. So a count of that kind, and what it leaves of all, can be b numbers.

Where a rule is in force on one side only, everybody differs. Then how many get nothing follows from the others, and is
told by what is told of them (:func:`_nothing`): it says nothing more. How many are refused is no secret to the proof;
it is told as it is, unless they are fewer than b or all others fewer than ``at_least``.

Several results about the same people, and what is known from elsewhere, are outside of the claim.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import attrs

from tunnistus.rules.model import Clause

__all__ = ["NOTHING", "STATES", "Cell", "Link", "Told", "refused_of", "told"]

STATES: Final = ("yes", "no", "open", "not_in_force", "out_of_scope", "not_covered")
NOTHING: Final = frozenset({"no", "not_in_force", "out_of_scope", "not_covered"})  # states in which a rule gives a person nothing
NOT_COVERED: Final = "not_covered"


@attrs.frozen
class Cell:
    """A state of an output before and another one after."""

    rule: str
    part: str
    name: str
    before: str
    after: str

    @property
    def gives(self) -> bool:
        """Whether the rule gives something on one of the sides."""
        return not {self.before, self.after} <= NOTHING

    @property
    def everybody(self) -> bool:
        """Whether the rule is in force on one side only, so that everybody is in some cell of each output."""
        return "not_in_force" in (self.before, self.after)


@attrs.frozen(eq=False)
class Link:
    """A clause and what it becomes, with what differs between the two, as ``tunnistus.diff`` names it."""

    before: Clause | None
    after: Clause | None
    kinds: tuple[str, ...]

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts in which either of them stands."""
        return tuple(dict.fromkeys(cite.act for c in (self.before, self.after) if c for cite in c.cite))


@attrs.frozen(eq=False, repr=False)
class Told:
    """The counts that are told; what is told as 0 is not told. ``base`` 1 tells all of them as they are."""

    base: int
    cells: Mapping[Cell, int]
    rules: Mapping[str, int]
    clauses: Mapping[tuple[str, Link], int]
    acts: Mapping[str, int]
    refused: int | None
    in_danger: int | None


def told(counts: Any, at_least: int) -> Told:
    """Round every count down to a multiple of the base, and lower what would say more than its parts.

    Args:
        counts: what :mod:`tunnistus.columns.reforms` counted.
        at_least: 1 tells everything as it is.
    """
    base = 2 * at_least if at_least > 1 else 1
    down = _Down(base, counts.people - counts.refused)
    by_rule: dict[str, dict[Cell, int]] = {rule.id: {} for rule in counts.pair.rules}
    for cell, n in counts.cells.items():
        by_rule[cell.rule] |= {cell: n} if n else {}
    cells = {name: _cells(of, down, counts.pair.alike(name)) for name, of in by_rule.items()}
    rules = {name: down(counts.rules[name], _of_rule(of, down)) for name, of in cells.items()}
    gives = {name: min(rules[name], sum(n for c, n in of.items() if c.gives)) for name, of in cells.items()}
    clauses = {each: down(n, gives[each[0]]) for each, n in counts.clauses.items()}
    acts = {act: down(n, _of_act(act, clauses, gives)) for act, n in counts.acts.items()}
    told_cells = {cell: n for of in cells.values() for cell, n in of.items()}
    return Told(base, told_cells, rules, clauses, acts, *refused_of(counts, base, at_least))


@attrs.frozen
class _Down:
    """Rounds down, and tells of so few that at least the base less one are left of all."""

    base: int
    all: int

    @property
    def most(self) -> int:
        return max(0, self.all - self.base + 1)

    def __call__(self, *bounds: int) -> int:
        return min(*bounds, self.most) // self.base * self.base


def refused_of(counts: Any, base: int, at_least: int) -> tuple[int | None, int | None]:
    """Return how many are refused, as it is, and how many of them are in danger, rounded; ``None`` for a few."""
    refused, in_danger = counts.refused, counts.in_danger
    few = 0 < refused < base or 0 < counts.people - refused < at_least
    rounded = 0 if few else _Down(base, refused)(in_danger)
    return None if few else refused, None if in_danger and not rounded else rounded


def _cells(counted: Mapping[Cell, int], down: _Down, alike: Sequence[str]) -> dict[Cell, int]:
    """The told counts of the cells of a rule; ``alike``: the states that it can have, and has for all outputs at once."""
    exact = down.base == 1
    nothing = [] if exact else [c for c in counted if {c.before, c.after} == {"not_in_force", "no"}]
    order = sorted(counted, key=attrs.astuple)  # not that of the people: of equal counts always the same is lowered
    found = {cell: down(counted[cell]) for cell in order if cell not in nothing}
    for apart in _outputs(found) + _due(found):
        _lower(found, apart, down.most, down.base)
    while _made_alike(found, alike, down.base):
        pass
    return found | {cell: _nothing(cell, found, down, alike) for cell in nothing}


def _made_alike(found: dict[Cell, int], alike: Iterable[str], base: int) -> bool:
    """Lower to the least what is the same for all outputs; tell whether anything had to be lowered."""
    lowered = False
    for side, state in itertools.product(("before", "after"), alike):
        groups = _outputs([c for c in found if getattr(c, side) == state])
        sums = [sum(found[c] for c in group) for group in groups]
        for group in groups if len({*sums}) > 1 else ():
            _lower(found, group, min(sums), base)
            lowered = True
    return lowered


def _nothing(cell: Cell, found: Mapping[Cell, int], down: _Down, alike: Sequence[str]) -> int:
    """How many people at least a rule gives nothing that is in force on one side only, by what is told of the others.

    Each of these counts is told up to b - 1 too low, and another b if it was perhaps lowered.
    """
    yes = "before" if cell.after == "not_in_force" else "after"
    due = sum(n for c, n in found.items() if c.part == "due" and getattr(c, yes) == "yes")
    lowered = {"yes": cell.part == "due" and due > down.most - down.base, "open": False, **dict.fromkeys(alike, True)}
    others = {getattr(c, yes): n for c, n in found.items() if (c.part, c.name) == (cell.part, cell.name)}
    left = down.all
    for state in ("yes", "open", *alike):
        left -= others.get(state, 0) + down.base - 1 + down.base * lowered[state]
    return down(max(0, left))


def _outputs(cells: Iterable[Cell]) -> list[list[Cell]]:
    """The cells of each output."""
    key = operator.attrgetter("part", "name")
    return [[*group] for _, group in groupby(sorted(cells, key=key), key)]


def _due(cells: Iterable[Cell]) -> list[list[Cell]]:
    """Cells of people to whom different outcomes are due: one outcome is due at most."""
    due = [c for c in cells if c.part == "due"]
    return [[c for c in due if getattr(c, side) == "yes"] for side in ("before", "after")]


def _lower(found: dict[Cell, int], group: Sequence[Cell], most: int, base: int) -> None:
    """Lower the largest counts until they add up to no more than ``most``."""
    for _ in range(-(-max(0, sum(found[c] for c in group) - most) // base)):
        found[max(group, key=found.__getitem__)] -= base


def _of_rule(cells: Mapping[Cell, int], down: _Down) -> int:
    """How many people a rule has at most, by its cells; where it is in force on one side only, all of them."""
    return down.all if any(c.everybody for c in cells) else sum(cells.values())


def _of_act(act: str, clauses: Mapping[tuple[str, Link], int], gives: Mapping[str, int]) -> int:
    """How many people an act has at most, by the clauses of each rule that stand in it."""
    by_rule: dict[str, int] = {}
    for (rule, link), n in clauses.items():
        if act in link.acts:
            by_rule[rule] = by_rule.get(rule, 0) + n
    return sum(min(gives[rule], n) for rule, n in by_rule.items())
