"""Strong Kleene truth: two bits, one negation, one connective.

A truth value is *certainly true* (bit 1), *certainly false* (bit 2) or neither, which is *open*. Both bits never occur
together. The same two sums of :func:`at_least` run unchanged over machine words and columns.

>>> at_least(2, [TRUE, OPEN, FALSE]) == OPEN
True
>>> at_least(1, [TRUE, OPEN, FALSE]) == TRUE
True
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

__all__ = ["FALSE", "NAMES", "OPEN", "TRUE", "Truth", "at_least", "join", "negate", "truth_of"]

Truth = int

OPEN: Final = 0
TRUE: Final = 1
FALSE: Final = 2
NAMES: Final = ("open", "true", "false")


def truth_of(value: bool | None) -> Truth:
    """Return the truth value of a Python answer; ``None`` is open."""
    if value is None:
        return OPEN
    return TRUE if value else FALSE


def negate(value: Truth) -> Truth:
    """Swap the two bits; open stays open."""
    return ((value & 1) << 1) | (value >> 1)


def at_least(k: int, values: Iterable[Truth]) -> Truth:
    """True when at least ``k`` are true, false when more than ``n - k`` are false, open otherwise."""
    true = false = n = 0
    for value in values:
        n += 1
        true += value & 1
        false += value >> 1
    if true >= k:
        return TRUE
    return FALSE if false > n - k else OPEN


def join(values: Iterable[Truth]) -> Truth:
    """Return what holds in every one of several worlds: the common value, or open."""
    seen = set(values)
    return seen.pop() if len(seen) == 1 else OPEN
