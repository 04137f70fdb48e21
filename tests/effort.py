"""How many examples a test tries that has a number of its own."""

from hypothesis import settings

__all__ = ["tries"]

FULL = 100


def tries(full: int) -> int:
    """So many examples in the profile ``full``, and as many fewer or more in another as that one tries."""
    return max(1, full * settings().max_examples // FULL)
