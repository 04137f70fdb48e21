"""Drawing as SVG: text wrapped without asking a font, marks told apart by shape, one document that needs nothing from outside.

Everything is drawn in the colour of the text around it, so that a picture set into a page is as light or dark as the page; a picture that
is a file of its own follows the setting of the reader. Equal drawings give equal bytes, ids included.
"""

from __future__ import annotations

import hashlib
import re
from html import escape
from typing import Final

import attrs

from tunnistus.discreet import discreet
from tunnistus.unseen import escaped, escapes

__all__ = ["BOLD", "LINE", "MARK", "SIZE", "WIDTH", "Sheet", "clean", "wide", "wrapped"]

WIDTH: Final = 360  # of a picture: in a window of 320 px a letter is still 12 px high, and on paper the picture is 95 mm wide
EDGE: Final = 4
SIZE: Final = 15  # of letters
LINE: Final = 20  # from one line of text to the next
MARK: Final = 16  # width of a mark
PAGE: Final = 920  # of a sheet A4 with margins and a heading
BOLD: Final = 1.13  # how much wider bold letters are

_NO_XML: Final = re.compile("[\ufffe\uffff]")
_THIN: Final = frozenset("iIjl'|")
_NARROW: Final = frozenset("tfríî.,:;’!()[]-/ ")
_WIDE: Final = frozenset("mwMW@%—…&")
_VOWELS: Final = frozenset("aeiouyåäöAEIOUYÅÄÖ")

_CSS: Final = (
    ".tunnistus-figure{margin:1em 0}.tunnistus-picture{display:block;max-width:100%;height:auto}"
    ".tunnistus-picture:root{color:#1a1a1a;background:#fff}"
    "@media (prefers-color-scheme:dark){.tunnistus-picture:root{color:#ededed;background:#161616}}"
    "@media print{.tunnistus-picture:root{color:#000;background:#fff}"
    ".tunnistus-pages{columns:2;column-gap:6mm}.tunnistus-pages figcaption{column-span:all}}"
)


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
    """Something on the sheet, from which height to which. What it is can be about a person, and is not in its ``repr``."""

    top: float
    bottom: float
    text: str = attrs.field(repr=False)


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
    patterns: dict[str, str] = attrs.field(factory=dict, repr=False)
    cuts: list[float] = attrs.field(factory=list)

    def cut(self) -> None:
        """Say that a page may end here."""
        self.cuts.append(self.y)

    def text(self, x: float, said: str, *, strong: str = "", size: float = SIZE, bold: bool = False, until: float = WIDTH - EDGE) -> None:
        """Write a text in as many lines as it needs, with strong words before it, and go below it."""
        factor = BOLD if bold else 1
        head = f"{clean(strong)} " if strong else ""
        lines = wrapped(said, (until - x) / factor, size, wide(head, size) * BOLD)
        for n, line in enumerate(lines):
            weight = ' font-weight="bold"' if bold else ""
            start = f'<tspan font-weight="bold">{escape(head.rstrip())}</tspan>{" " if line else ""}' if head and not n else ""
            height = f' font-size="{size:g}"' if size != SIZE else ""
            said = f'<text x="{x:g}" y="{self.y + size:g}"{height}{weight}>{start}{escape(line)}</text>'
            self.drawn.append(Drawn(self.y, self.y + LINE, said))
            self.y += round(LINE * size / SIZE)

    def line(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """Draw a line behind everything else."""
        drawn = f'<path d="M{x:g} {y:g}L{to_x:g} {to_y:g}" stroke="currentColor" fill="none"/>'
        self.behind.append(Drawn(min(y, to_y), max(y, to_y), drawn))

    def band(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a pale field behind everything else."""
        place = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
        self.behind.insert(0, Drawn(y, y + height, f'<rect {place} rx="3" fill="currentColor" fill-opacity="0.07"/>'))

    def bar(self, x: float, y: float, width: float, height: float, pattern: str) -> None:
        """Draw a bar that is told by its pattern: ``full``, ``lines``, ``dots`` or ``empty``."""
        fill = {"full": "currentColor", "empty": "none"}.get(pattern) or f"url(#{pattern})"
        if pattern in _PATTERNS:
            self.patterns[pattern] = _PATTERNS[pattern]
        place = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
        self.behind.append(Drawn(y, y + height, f'<rect {place} rx="2" fill="{fill}" stroke="currentColor"/>'))

    def box(self, x: float, y: float, width: float, height: float, *, dashed: bool = False) -> None:
        """Draw a frame."""
        style = ' stroke-dasharray="4 3"' if dashed else ""
        place = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
        drawn = f'<rect {place} rx="3" fill="none" stroke="currentColor" stroke-width="1.5"{style}/>'
        self.behind.append(Drawn(y, y + height, drawn))

    def middle(self, x: float, y: float, said: str) -> None:
        """Write a bold word around a middle."""
        drawn = f'<text x="{x:g}" y="{y + SIZE:g}" text-anchor="middle" font-weight="bold">{escape(clean(said))}</text>'
        self.drawn.append(Drawn(y, y + LINE, drawn))

    def word(self, x: float, y: float, said: str) -> None:
        """Write some words in one line, and stay there."""
        self.drawn.append(Drawn(y, y + LINE, f'<text x="{x:g}" y="{y + SIZE:g}">{escape(clean(said))}</text>'))

    def mark(self, x: float, y: float, kind: str) -> None:
        """Draw a mark from a corner: of a state, of a node without one, or of a day."""
        self.drawn.append(Drawn(y, y + MARK, f'<g transform="translate({x:g} {y:g})">{_MARKS[kind]}</g>'))

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
        title, describes, height = clean(self.title) + number, clean(self.describes), end - start
        body = "\n".join(each.text for each in (*self.behind, *self.drawn) if each.bottom > start and each.top < end)
        name = "p" + hashlib.sha256(f"{self.lang}\0{title}\0{describes}\0{body}".encode()).hexdigest()[:10]
        for pattern in self.patterns:
            body = body.replace(f'"url(#{pattern})"', f'"url(#{name}-{pattern})"')  # in text there are no such quotes
        patterns = "".join(
            f'<pattern id="{name}-{pattern}" width="6" height="6" patternUnits="userSpaceOnUse">{drawn}</pattern>'
            for pattern, drawn in sorted(self.patterns.items())
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="tunnistus-picture" viewBox="0 {start:g} {WIDTH} {height:g}" width="{WIDTH}" '
            f'height="{height:g}" lang="{self.lang}" xml:lang="{self.lang}" role="img" aria-labelledby="{name}-t {name}-d" '
            f'font-family="Arial,Helvetica,sans-serif" font-size="{SIZE}" fill="currentColor">\n'
            f'<title id="{name}-t">{escape(title)}</title>\n<desc id="{name}-d">{escape(describes)}</desc>\n<style>{_CSS}</style>\n'
            + (f"<defs>{patterns}</defs>\n" if patterns else "")
            + f"{body}\n</svg>\n"
        )


# A state is told by the outline and by what stands in it: a full disc with a tick, an empty square with a cross, a lozenge with a dot.
_MARKS: Final = {
    "met": '<path fill-rule="evenodd" d="M8 0a8 8 0 1 0 0 16a8 8 0 1 0 0-16zM3.6 8.4l1.6-1.6l2 2l4-4.2l1.6 1.6l-5.6 5.8z"/>',
    "unmet": '<path d="M1 1H15V15H1zM4.5 4.5L11.5 11.5M11.5 4.5L4.5 11.5" fill="none" stroke="currentColor" stroke-width="1.8"/>',
    "open": '<path d="M8 .8L15.2 8L8 15.2L.8 8z" fill="none" stroke="currentColor" stroke-width="1.6"/>'
    '<circle cx="8" cy="8" r="1.8"/>',
    "": '<circle cx="8" cy="8" r="4" fill="none" stroke="currentColor" stroke-width="1.6"/>',
    "one": '<circle cx="6" cy="9" r="2"/>',
    "day": '<circle cx="8" cy="8" r="5"/>',
    "now": '<path d="M8 0L16 8L8 16L0 8z"/>',
    "law": '<path d="M1 8H15" stroke="currentColor" stroke-width="3"/>',
    "last": '<path d="M2 2H14L8 14z"/>',
}  # fmt: skip
_PATTERNS: Final = {
    "lines": '<path d="M-1 7L7-1M-1 1L1-1M5 7L7 5" stroke="currentColor"/>',
    "dots": '<circle cx="3" cy="3" r="1.3" fill="currentColor"/>',
}
