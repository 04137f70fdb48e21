"""Sheets as data: the parts of the brief, the letter and the full page, their order, how much each holds, and what gives way on a sheet.

What a part holds is one of a closed list, which the program knows how to say; a part of somebody's own holds their sentences. What is
urgent stands first on every sheet, whatever the data say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

import attrs

__all__ = ["FIRST", "KINDS", "LEAST", "MANY", "Kind", "Sheet", "Slot", "only", "plain"]

Kind = Literal["brief", "letter", "full"]
MANY: Final = 99  # lines of a part for which no number is given

KINDS: Final[Mapping[str, Mapping[str, bool]]] = {
    "brief": {
        "danger": False, "child": False, "now": False, "others": False, "call": False, "wishes": True, "duties": True, "why": True,
        "law": True, "ask": True, "judge": True, "read": False,
    },
    "letter": {"first": False, "now": False, "tell": False, "want": True, "call": True, "ask": True, "back": False},
    "full": dict.fromkeys((
        "danger", "child", "now", "wishes", "findings", "help", "signs", "lists", "law", "closed", "others", "rights", "limits", "duties",
        "beside", "ask", "judge", "read", "call",
    ), False),
}  # fmt: skip
"""The parts of each kind of sheet that the program knows, and whether the data may say how many lines each of them has."""

FIRST: Final[Mapping[str, tuple[str, ...]]] = {
    "brief": ("danger", "child", "now"),
    "letter": ("first", "now", "tell"),
    "full": ("danger", "child", "now"),
}
"""What stands first on each kind of sheet, in this order: danger, a child, what to do; to the person the help before who is told."""

LEAST: Final[Mapping[tuple[str, str], int]] = {("letter", "now"): 1}
"""Down to how many lines of what is urgent a sheet may give way, by its kind and the part; all else that is urgent never does."""


@attrs.frozen
class Slot:
    """A part of a sheet.

    Attributes:
        name: of the closed list, or of a part of somebody's own.
        most: how many lines it has, before anything gives way.
        says: keys of its sentences, where it is somebody's own; its texts stand under ``part.<name>.<kind of sheet>.…``.
    """

    name: str
    most: int = MANY
    says: tuple[str, ...] = ()


@attrs.frozen
class Sheet:
    """A kind of sheet.

    Attributes:
        parts: in their order.
        gives_way: names of parts with the number of lines down to which they give way, in this order, until the sheet fits.
    """

    kind: Kind
    parts: tuple[Slot, ...]
    gives_way: tuple[tuple[str, int], ...] = ()


def only(sheet: Sheet, wanted: Callable[[str], bool]) -> Sheet:
    """Return a sheet with the parts whose names are wanted."""
    return attrs.evolve(sheet, parts=tuple(each for each in sheet.parts if wanted(each.name)))


def plain(kind: Kind) -> Sheet:
    """Return the sheet of rule data that say nothing of it: every part whole, of which the last gives way first."""
    later = [name for name in KINDS[kind] if name not in FIRST[kind]]
    return Sheet(kind, tuple(map(Slot, KINDS[kind])), tuple((name, 0) for name in reversed(later)))
