"""Placeholders of sentences: the name of what stands there in braces, and nothing else.

Sentences may be somebody else's, so nothing of Python's own way to format is let near them: no width, no attribute, no index.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["fill", "places"]

_PLACE: Final = re.compile(r"\{([a-z_]+)\}")


def places(sentence: str) -> tuple[str, ...] | None:
    """Return the names of the placeholders in their alphabetical order; ``None`` where a brace stands for anything else."""
    rest = _PLACE.sub("", sentence)
    return None if "{" in rest or "}" in rest else tuple(sorted(_PLACE.findall(sentence)))


def fill(sentence: str, **values: str) -> str:
    """Put the values in their places; what has no value stays as it is written."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), sentence)
