"""The sentences of the statutes: which units a section has on a day, and where each of them is at home in the rule data.

A *leaf* is one sentence: of a subsection before its items, or of an item. A *unit* is what a file of units says of one or several leaves.
No outcome rests on this module: it is for those who ask whether anything was left out, and whether a later change meets a citation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

import attrs

from tunnistus.rules.model import Cite, Window

__all__ = [
    "HOMES",
    "REASONS",
    "Leaf",
    "Place",
    "Section",
    "Statutes",
    "Structure",
    "Unit",
    "order_of",
    "place_of",
    "read_place",
    "says_why",
]


HOMES: Final = ("clauses", "rules", "facts", "notices", "units", "left_out")
REASONS: Final = ("other_matter", "other_people", "organisation", "procedure", "reference", "definition", "sanction", "transition")
"""Why a unit is left out, where no rule set gives a reason of its own; the sentences stand in the catalogue."""


def says_why(reason: str) -> bool:
    """Whether a reason is a sentence of its own, and not one of :data:`REASONS` or a key of ``not_encoded``."""
    return reason.endswith(".")


class Section(NamedTuple):
    """A section or article of an act; ``kind`` is ``§`` or ``art``."""

    act: str
    number: str
    kind: str = "§"

    def __str__(self) -> str:
        return f"{self.act} {self.number} {self.kind}{'.' if self.kind == 'art' else ''}"


class Leaf(NamedTuple):
    """One sentence of a section: of a subsection where ``item`` is empty."""

    subsection: str
    item: str
    sentence: int

    def __str__(self) -> str:
        return f"{self.subsection} mom. {f'{self.item} k. ' if self.item else ''}{self.sentence} v."


_NUMBER: Final = re.compile(r"(?:(\d+):)?(\d*) ?(.*)")


def order_of(number: str) -> tuple[int, int, str]:
    """Return the key of the order in which sections, subsections and items stand: ``52``, ``52 a``, ``25:3 a``."""
    found = _NUMBER.fullmatch(number)
    assert found
    chapter, digits, letter = found.groups()
    return int(chapter or 0), int(digits or 0), letter


_PLACE: Final = re.compile(
    r"(?:(?P<subsection>\d+(?:–\d+)?) mom\.)?(?:(?:^| )(?P<item>\d+(?: ?[a-z])?(?:–\d+(?: ?[a-z])?)?|[a-z](?:–[a-z])?) k\.)?"
    r"(?:(?:^| )(?P<sentence>\d+(?:–\d+)?) v\.)?"
)


@attrs.frozen
class Place:
    """Part of a section: subsections, items and sentences from the first to the last of each; empty: all."""

    subsections: tuple[str, str] | None = None
    items: tuple[str, str] | None = None
    sentences: tuple[int, int] | None = None

    def __contains__(self, leaf: Leaf) -> bool:
        if self.subsections and not _between(leaf.subsection, self.subsections):
            return False
        if self.items and not (leaf.item and _between(leaf.item, self.items)):
            return False
        if self.sentences and not self.items and leaf.item:
            return False
        return not self.sentences or self.sentences[0] <= leaf.sentence <= self.sentences[1]

    def inside(self, other: Place) -> bool:
        """Whether it lies in another place. The sentence before the items lies in each of them: they cannot be read without it."""
        if other.subsections and not (self.subsections and _covers(other.subsections, self.subsections)):
            return False
        return not other.items or (_covers(other.items, self.items) if self.items else self.sentences is not None)

    def meets(self, other: Place) -> bool:
        """Whether two places share a sentence; the sentence before the items is none of theirs."""
        if other.items and self.sentences and not self.items:
            return False
        return all(not (a and b) or _overlap(a, b) for a, b in ((self.subsections, other.subsections), (self.items, other.items)))

    @property
    def ends(self) -> tuple[Place, Place]:
        """Its first and its last part: items and subsections from-to can be cited one by one."""
        sub, item = self.subsections, self.items
        first, last = (Place(sub and (sub[at], sub[at]), item and (item[at], item[at]), self.sentences) for at in (0, 1))
        return first, last

    @property
    def depth(self) -> int:
        """How exact it is: of two units that hold a leaf, the more exact one has it."""
        single = sum(pair is not None and pair[0] == pair[1] for pair in (self.subsections, self.items, self.sentences))
        return 4 * sum(pair is not None for pair in (self.subsections, self.items, self.sentences)) + single


def _between(number: str, pair: tuple[str, str]) -> bool:
    return order_of(pair[0]) <= order_of(number) <= order_of(pair[1])


def _covers(outer: tuple[str, str], inner: tuple[str, str]) -> bool:
    return _between(inner[0], outer) and _between(inner[1], outer)


def _overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return order_of(one[0]) <= order_of(other[1]) and order_of(other[0]) <= order_of(one[1])


def read_place(text: str) -> Place | None:
    """Read ``1 mom. 2–4 k. 1 v.``, or ``§`` for a whole section; ``None`` when it has another form."""
    if text == "§":
        return Place()
    found = _PLACE.fullmatch(text.replace("-", "–"))
    if not text or not found:
        return None
    parts = {name: _pair(part) for name, part in found.groupdict().items()}
    sentences = parts["sentence"]
    return Place(parts["subsection"], parts["item"], (int(sentences[0]), int(sentences[1])) if sentences else None)


def _pair(part: str | None) -> tuple[str, str] | None:
    first, _, last = (part or "").partition("–")
    return (first, last or first) if first else None


@attrs.frozen
class Unit:
    """What the rule data make of a part of a section.

    Attributes:
        says: what it is about, in a few words of ours; no text of the statute.
        valid: the days on which the section has it.
        clauses, notices: those that say it, as (rule, name).
        rules: those whose scope, dates, time limit or ``otherwise`` says it.
        facts: those that ask about it.
        units: places of acts that say the same, or of which it is part.
        left_out: why it has no other home: one of the reasons that are known, a key of ``not_encoded`` of the rule set beside the file,
            or a sentence in Finnish: whom it binds, and why it cannot touch those whom the rules are about.
    """

    section: Section
    place: Place
    written: str
    says: str
    valid: Window
    clauses: tuple[tuple[str, str], ...] = ()
    rules: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    notices: tuple[tuple[str, str], ...] = ()
    units: tuple[Cite, ...] = ()
    left_out: str = ""
    where: str = attrs.field(default="", eq=False)

    @property
    def home(self) -> str:
        """The kind of home, one of :data:`HOMES`; empty without one."""
        return next((name for name in HOMES if getattr(self, name)), "")

    def __str__(self) -> str:
        return f"{self.section} {self.written}" if self.place != Place() else str(self.section)


@attrs.frozen
class Structure:
    """The leaves of a section in each version, by the day from which it applies, as recorded from the act; ``act`` gave the version."""

    versions: tuple[tuple[date, str, tuple[Leaf, ...]], ...]

    def on(self, day: date) -> tuple[Leaf, ...]:
        """The leaves on a day; none before the first version."""
        return next((leaves for since, _, leaves in reversed(self.versions) if since <= day), ())


@attrs.frozen
class Statutes:
    """All units of the rule data, and the recorded structures."""

    units: Mapping[Section, tuple[Unit, ...]]
    structures: Mapping[Section, Structure]

    def live(self, section: Section, day: date) -> list[Unit]:
        """The units of a section on a day."""
        return [unit for unit in self.units.get(section, ()) if day in unit.valid]

    def owner(self, section: Section, leaf: Leaf, day: date) -> list[Unit]:
        """The units that have a leaf on a day: the most exact ones that hold it; more than one is a fault."""
        holding = [unit for unit in self.live(section, day) if leaf in unit.place]
        most = max((unit.place.depth for unit in holding), default=0)
        return [unit for unit in holding if unit.place.depth == most]

    def sections_of(self, cite: Cite) -> list[Section]:
        """The sections that a citation names: one, or those from the first to the last."""
        first, _, last = cite.section.partition("–")
        if not last:
            return [Section(cite.act, cite.section, cite.unit)]
        chapter = first.rpartition(":")[0]
        end = f"{chapter}:{last}" if chapter and ":" not in last else last
        every = sorted({*self.units, *self.structures}, key=lambda s: (s.act, order_of(s.number)))
        return [s for s in every if (s.act, s.kind) == (cite.act, cite.unit) and _between(s.number, (first, end))]


def place_of(cite: Cite) -> Place:
    """The part of the section that a citation names; an item without a subsection stands in the only one."""
    return Place(_pair(cite.subsection), _pair(cite.item))
