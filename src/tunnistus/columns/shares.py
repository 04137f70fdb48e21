"""Who gains and who loses, in counts that can be told: by group, by rule and in all, so that no small count follows from them.

The decision is ``docs/decisions/0056-who-gains-and-who-loses.md``.

**Claim.** Whoever knows all told counts, how many people are in each told group, :func:`told` and the relations below can bound no count,
nor what it leaves of its group, closer than b - 1, where b is the base, and no size of a group of fewer than ``at_least``.

**Proof.** Groups that are told have at least b people: smaller ones stand together as the rest, with the next larger ones until they are
as many. Each group is by itself, even where its size is known. Its told counts r are a table that people of the group could give: they
are multiples of b, satisfy :func:`relations`, and leave b - 1 of the group. Adding t people of one kind, with t from 0 to b - 1, adds 0 or
t to each count; the sums of floors stay, so :func:`told` tells r. A total is the sum of what is told of the groups, and says nothing more.

Weighted counts are outside of the claim: each is rounded down to a multiple of the base times the greatest weight, itself rounded up, and
told only where the count of its people is. So is what is known from elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

__all__ = ["EFFECTS", "SCALE", "Count", "Key", "fitted", "pooled", "relations", "unit"]

SCALE: Final = 10_000  # weights are counted in parts of so many, as whole numbers: whatever their order, they add up to the same
EFFECTS: Final = ("gain", "lose", "change", "open")
Key = tuple[str | None, str | None, str]  # group, rule (None: all together) and effect
Count = tuple[str | None, str]  # the same within a group
Bound = tuple[Sequence[Count], Sequence[Count]]  # the first are no more people than the others


def relations(rules: Iterable[str]) -> list[Bound]:
    """Return what holds between the counts of a group, each person being counted once in all and once by each rule."""
    names = [*rules]
    moved = EFFECTS[:3]

    def within(of: Sequence[str], others: Sequence[str]) -> Iterable[Bound]:
        """Whoever has one of some effects by a rule has one of others in all."""
        return [([(rule, e) for e in of], [(None, e) for e in others]) for rule in names]

    def by(of: Sequence[str], others: Sequence[str]) -> Bound:
        """Whoever has one of some effects in all has one of others by some rule."""
        return [(None, e) for e in of], [(rule, e) for rule in names for e in others]

    return [
        *within(["gain"], ["gain", "change"]), *within(["lose"], ["lose", "change"]), *within(moved, moved), *within(EFFECTS, EFFECTS),
        by(["gain"], ["gain"]), by(["lose"], ["lose"]), by(moved, moved), by(["open"], ["open"]), by(EFFECTS, EFFECTS),
    ]  # fmt: skip


def fitted(counts: Mapping[Count, int], people: int, base: int) -> dict[Count, int]:
    """Return the counts of a group of so many people as they are told; a base of 1 tells them as they are.

    They are rounded down, and the largest lowered until all relations hold again: that is so at the latest when all are 0. What holds
    already stays, so the result hangs on the rounded counts alone.
    """
    if base == 1:
        return dict(counts)
    found = {key: n // base * base for key, n in sorted(counts.items(), key=lambda each: (each[0][0] or "", each[0][1]))}
    bounds = [
        ([k for k in few if k in found], [k for k in many if k in found])
        for few, many in relations(dict.fromkeys(rule for rule, _ in found if rule is not None))
    ]
    lowered = True
    while lowered:
        lowered = _lower(found, [key for key in found if key[0] is None], max(0, people - base + 1), base)
        for few, many in bounds:
            lowered |= _lower(found, few, sum(found[key] for key in many), base)
    return found


def _lower(found: dict[Count, int], keys: Sequence[Count], most: int, base: int) -> bool:
    """Lower the largest counts until they add up to no more than ``most``. Returns whether any was."""
    over = -(-max(0, sum(found[key] for key in keys) - most) // base)
    for _ in range(over):
        found[max(keys, key=found.__getitem__)] -= base
    return over > 0


def pooled(sizes: Mapping[str | None, int], base: int) -> tuple[str | None, ...]:
    """Return the groups that stand together as the rest: those of fewer people than the base, and the next until the rest has as many."""
    order = sorted(sizes, key=lambda name: (sizes[name], name or ""))
    found: list[str | None] = []
    for name in order:
        if sizes[name] >= base and (not found or sum(sizes[each] for each in found) >= base):
            break
        found.append(name)
    return tuple(found) if base > 1 else ()


def unit(base: int, heaviest: float) -> int:
    """Return of what number weighted counts are multiples: the base times the greatest weight, rounded up to one digit and zeros."""
    if base == 1:
        return 1
    least = max(1, math.ceil(base * heaviest))
    digit = int("1" + "0" * (len(str(least)) - 1))
    return -(-least // digit) * digit
