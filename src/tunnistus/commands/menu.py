"""Numbered ways to go on, one of which is chosen by its number; the last is always to stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from tunnistus.saying.texts import Texts

__all__ = ["STOP", "numbered", "one_of"]

STOP: Final = "0"


def numbered(lines: Sequence[str], t: Texts, write: Callable[[str], Any]) -> None:
    """Show ways to go on with their numbers, and how to stop."""
    for n, line in enumerate(lines, 1):
        write(f"  {n}  {line}")
    write(f"  {STOP}  " + t.ui("ask.stop", "Lopeta."))


def one_of(lines: Sequence[str], t: Texts, read: Callable[[str], str], write: Callable[[str], Any]) -> int | None:
    """Offer ways to go on, and return the place of the chosen one; ``None`` to stop."""
    numbered(lines, t, write)
    while (typed := read("> ").strip()) not in map(str, range(len(lines) + 1)):
        write(t.ui("ask.again", "Kirjoita jokin numeroista."))
    return None if typed == STOP else int(typed) - 1
