"""Drawing as SVG: text wrapped without asking a font, marks told apart by shape, one document that needs nothing from outside.

Everything is drawn in the colour of the text around it, so that a picture set into a page is as light or dark as the page; a picture that
is a file of its own follows the setting of the reader. Equal drawings give equal bytes, ids included.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

from tunnistus.discreet import discreet
from tunnistus.saying.markup import PAGES, written
from tunnistus.unseen import escaped, escapes

__all__ = ["BOLD", "LINE", "MARK", "SIZE", "WIDTH", "Sheet", "clean", "wide", "wrapped"]

WIDTH: Final = 360  # of a picture: in a window of 320 px a letter is still 12 px high, and on paper the picture is 95 mm wide
EDGE: Final = 4
SIZE: Final = 15  # of letters
LINE: Final = 20  # from one line of text to the next
MARK: Final = 16  # width of a mark
PAGE: Final = 920  # of a sheet A4 with margins and a heading
UNPATTERNED: Final = ("full", "empty")  # bars that are filled and bars that are not
BOLD: Final = 1.13  # how much wider bold letters are

_NO_XML: Final = re.compile("[\ufffe\uffff]")
_THIN: Final = frozenset("iIjl'|")
_NARROW: Final = frozenset("tfríî.,:;’!()[]-/ ")
_WIDE: Final = frozenset("mwMW@%—…&")
_VOWELS: Final = frozenset("aeiouyåäöAEIOUYÅÄÖ")


def clean(text: str) -> str:
    """Return a text as one line, with escapes for what is not seen and for what no XML may hold."""
    return " ".join(_NO_XML.sub(lambda found: escapes(found[0]), escaped(text)).split())


def wide(text: str, size: float = SIZE) -> float:
    """Return how wide a text may become: rather too much than too little, as no font is known."""
    return sum(map(_wide, text)) * size


def _wide(c: str) -> float:
    if c in _THIN:
        return 0.3
    if c in _NARROW:
        return 0.4
    if c in _WIDE or ord(c) > 0x2E7F:
        return 1
    return 0.77 if c.isupper() else 0.62


def wrapped(text: str, width: float, size: float = SIZE, first: float = 0.0) -> list[str]:
    """Return the lines of a text; a word that is too long is hyphenated.

    Args:
        first: what already stands on the first line.
    """
    lines: list[str] = []
    line, long, room = "", 0.0, width - first
    for word in clean(text).split(" "):
        size_of = wide(word, size)
        if (line or (first and not lines)) and long + size_of > room:
            lines.append(line)
            line, long, room = "", 0.0, width
        while size_of > room and len(word) > 1:
            cut = _cut(word, room, size)
            lines.append(f"{word[:cut]}-")
            word = word[cut:]
            size_of = wide(word, size)
        line = f"{line} {word}" if line else word
        long += size_of + wide(" ", size)
    return [*lines, line]


def _cut(word: str, room: float, size: float) -> int:
    """Where to hyphenate: before a consonant and a vowel, which is where syllables begin; of other writing where it is full."""
    most = next((n for n in range(1, len(word)) if wide(f"{word[: n + 1]}-", size) > room), 1)
    syllables = (n for n in range(most, 2, -1) if word[n - 1].isalpha() and word[n] not in _VOWELS and word[n + 1 : n + 2] in _VOWELS)
    return next((n for n in syllables if word[n].isalpha() and word[n + 1 : n + 2]), most)


@discreet
@attrs.frozen
class Drawn:
    """Something on the sheet, from which height to which. What it is can be about a person, and is not in its ``repr``.

    Attributes:
        shape: which of those that the template ``shapes.svg`` draws.
        at: what that needs: places in the units of the picture, and texts.
    """

    top: float
    bottom: float
    shape: str
    at: Mapping[str, object] = attrs.field(repr=False)


@discreet
@attrs.define
class Sheet:
    """What is drawn, from the top down. Of text the place is the top of its first line."""

    lang: str
    title: str
    describes: str
    y: float = EDGE
    drawn: list[Drawn] = attrs.field(factory=list, repr=False)
    behind: list[Drawn] = attrs.field(factory=list, repr=False)
    cuts: list[float] = attrs.field(factory=list)

    def cut(self) -> None:
        """Say that a page may end here."""
        self.cuts.append(self.y)

    def text(self, x: float, said: str, *, strong: str = "", size: float = SIZE, bold: bool = False, until: float = WIDTH - EDGE) -> None:
        """Write a text in as many lines as it needs, with strong words before it, and go below it."""
        factor = BOLD if bold else 1
        head = f"{clean(strong)} " if strong else ""
        lines = wrapped(said, (until - x) / factor, size, wide(head, size) * BOLD)
        other = size if size != SIZE else None
        for n, line in enumerate(lines):
            at = {"x": x, "y": self.y + size, "size": other, "bold": bold, "strong": "" if n else head.rstrip(), "said": line}
            self.drawn.append(Drawn(self.y, self.y + LINE, "text", at))
            self.y += round(LINE * size / SIZE)

    def line(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """Draw a line behind everything else."""
        self.behind.append(Drawn(min(y, to_y), max(y, to_y), "line", {"x": x, "y": y, "to_x": to_x, "to_y": to_y}))

    def band(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a pale field behind everything else."""
        self.behind.insert(0, Drawn(y, y + height, "band", {"x": x, "y": y, "width": width, "height": height}))

    def bar(self, x: float, y: float, width: float, height: float, pattern: str) -> None:
        """Draw a bar that is told by its pattern: ``full``, ``lines``, ``dots`` or ``empty``."""
        at = {"x": x, "y": y, "width": width, "height": height, "pattern": pattern}
        self.behind.append(Drawn(y, y + height, "bar", at))

    def box(self, x: float, y: float, width: float, height: float, *, dashed: bool = False) -> None:
        """Draw a frame."""
        self.behind.append(Drawn(y, y + height, "box", {"x": x, "y": y, "width": width, "height": height, "dashed": dashed}))

    def middle(self, x: float, y: float, said: str) -> None:
        """Write a bold word around a middle."""
        self.drawn.append(Drawn(y, y + LINE, "middle", {"x": x, "y": y + SIZE, "said": clean(said)}))

    def word(self, x: float, y: float, said: str) -> None:
        """Write some words in one line, and stay there."""
        self.drawn.append(Drawn(y, y + LINE, "word", {"x": x, "y": y + SIZE, "said": clean(said)}))

    def mark(self, x: float, y: float, kind: str) -> None:
        """Draw a mark from a corner: of a state, of a node without one, or of a day."""
        self.drawn.append(Drawn(y, y + MARK, "mark", {"x": x, "y": y, "kind": kind}))

    def document(self) -> str:
        """Return the picture. Its ids come from what it shows, so that several stand on one page."""
        return self._part(0, self.y + EDGE, "")

    def pages(self) -> tuple[str, ...]:
        """Return the picture in parts that each fit on a sheet of paper, to stand below each other without a gap."""
        end, starts = self.y + EDGE, [0.0]
        while end - starts[-1] > PAGE:
            starts.append(max((y for y in self.cuts if starts[-1] < y <= starts[-1] + PAGE), default=starts[-1] + PAGE))
        many = len(starts)
        ends = [*starts[1:], end]
        return tuple(
            self._part(start, until, f" ({n}/{many})" if many > 1 else "")
            for n, (start, until) in enumerate(zip(starts, ends, strict=True), 1)
        )

    def _part(self, start: float, end: float, number: str) -> str:
        title, describes = clean(self.title) + number, clean(self.describes)
        there = [each for each in (*self.behind, *self.drawn) if each.bottom > start and each.top < end]
        shapes = _shapes(there, "")
        name = "p" + hashlib.sha256(f"{self.lang}\0{title}\0{describes}\0{shapes}".encode()).hexdigest()[:10]
        patterns = sorted({str(each.at["pattern"]) for each in self.behind if each.shape == "bar"} - {*UNPATTERNED})
        return written(PAGES, "picture.svg", {
            "lang": self.lang,
            "title": title,
            "describes": describes,
            "name": name,
            "start": start,
            "width": WIDTH,
            "height": end - start,
            "size": SIZE,
            "patterns": patterns,
            "shapes": _shapes(there, f"{name}-") if patterns else shapes,
        })  # fmt: skip


def _shapes(drawn: Iterable[Drawn], before: str) -> str:
    return written(PAGES, "shapes.svg", {"drawn": [(each.shape, each.at) for each in drawn], "before": before})
