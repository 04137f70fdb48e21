"""How many examples a test tries that has a number of its own, or takes long for each."""

from hypothesis import settings

__all__ = ["at_most", "tries"]

FULL = 100


def tries(full: int) -> int:
    """So many examples in the profile ``full``, and as many fewer or more in another as that one tries."""
    return max(1, full * settings().max_examples // FULL)


def at_most(full: int) -> int:
    """As many examples as any other test, but in the profile ``full`` no more than this; in one that tries more, no more in proportion."""
    return min(settings().max_examples, max(full, tries(full)))
