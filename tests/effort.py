"""How many examples a test tries that has a number of its own, or takes long for each, and which of many parameters are for deep tests."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import settings

__all__ = ["at_most", "first_fast", "tries"]

FULL = 100


def tries(full: int) -> int:
    """So many examples in the profile ``full``, and as many fewer or more in another as that one tries."""
    return max(1, full * settings().max_examples // FULL)


def at_most(full: int) -> int:
    """As many examples as any other test, but in the profile ``full`` no more than this; in one that tries more, no more in proportion."""
    return min(settings().max_examples, max(full, tries(full)))


def first_fast(values: Iterable[Any], number: int = 1, *, several: bool = False) -> list[Any]:
    """Return the values of a parameter of which each takes long: the first few for every run, the others with the mark ``deep``.

    Args:
        several: each value is a row, for several parameters at once.
    """
    rows = [value if isinstance(value, type(pytest.param(None))) else pytest.param(*(value if several else (value,))) for value in values]
    return [row if n < number else pytest.param(*row.values, marks=(*row.marks, pytest.mark.deep), id=row.id) for n, row in enumerate(rows)]
