"""Objects that hold answers show what their ``repr`` shows, whoever prints them.

Some printers, such as that of Hypothesis, take classes apart that attrs made, fields included that are in no ``repr``.
"""

from __future__ import annotations

from typing import Any, TypeVar

__all__ = ["discreet", "is_discreet"]

C = TypeVar("C")


def discreet(kind: type[C]) -> type[C]:
    """Make a class, and those below it, print as their ``repr``."""
    kind._repr_pretty_ = _as_repr  # type: ignore[attr-defined]
    return kind


def is_discreet(thing: object) -> bool:
    """Whether a thing is of such a class."""
    return getattr(type(thing), "_repr_pretty_", None) is _as_repr


def _as_repr(self: object, printer: Any, cycle: bool) -> None:
    printer.text(repr(self))
