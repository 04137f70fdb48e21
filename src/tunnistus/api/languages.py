"""Which language an answer is in: what the header ``Accept-Language`` asks for, of those that there are."""

from __future__ import annotations

import re
from typing import Final

from tunnistus.rules.model import LANGUAGES

__all__ = ["DEFAULT", "chosen"]

DEFAULT: Final = "fi"
LONGEST: Final = 500  # characters that are read
_RANGE: Final = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?")


def chosen(header: str | None) -> str:
    """Return ``fi``, ``sv`` or ``en``: the one that is wanted most, Finnish where several are or none is.

    What is no range of languages is passed over. A language with ``q=0`` is taken only where all others are refused as well.
    """
    wanted: dict[str, float] = {}
    for part in (header or "")[:LONGEST].split(","):
        if found := _RANGE.fullmatch(part):
            name = found[1].lower().partition("-")[0]
            wanted[name] = max(wanted.get(name, 0.0), float(found[2] or 1))
    rest = wanted.get("*", 0.0)
    ranked = sorted(LANGUAGES, key=lambda lang: (-wanted.get(lang, rest), lang != DEFAULT))
    return ranked[0] if wanted.get(ranked[0], rest) > 0 else DEFAULT
