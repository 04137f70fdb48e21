"""The pictures as drawings: labels go onto the sheet from the top down, so that a long picture becomes longer and not wider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from tunnistus.saying.labels import Label
from tunnistus.saying.svg import EDGE, LINE, MARK, WIDTH, Sheet, wide
from tunnistus.saying.timeline import Band, Timeline

__all__ = ["signs", "timeline", "tree"]

STEP: Final = 15  # how much further to the right the next level stands
SMALL: Final = 14
TITLE: Final = 18
ABOVE: Final = {"outcome": 14, "scope": 14, "element": 14, "clause": 8}
LANE: Final = 14  # from one bar of a timeline to the next
BAR: Final = 9
VERSIONS: Final = ("version", "unused")
LANES: Final = 8  # more bars than this at the same time are left to the words
GAPS: Final = ((3660, 26), (366, 16), (31, 8))  # more than so many days between two rows, and how far they stand apart for it
PATTERNS: Final = {"deeds": "full", "period": "dots", "version": "lines", "unused": "empty"}


def tree(lang: str, root: Label, describes: str) -> Sheet:
    """Draw a tree: every node below and to the right of the one that it belongs to."""
    sheet = Sheet(lang, root.text, describes)
    _head(sheet, root)
    for label in root.under:
        _branch(sheet, label, EDGE + 4)
    return sheet


def _head(sheet: Sheet, root: Label) -> None:
    sheet.text(EDGE, root.text, size=TITLE, bold=True)
    for said in root.more:
        sheet.text(EDGE, said)


def _branch(sheet: Sheet, label: Label, x: float, first: bool = False) -> float:
    """Draw a node and all below it; return the height at which its mark stands. The first node stays on the page of the one above it."""
    if not first:
        sheet.cut()
    sheet.y += ABOVE.get(label.kind, 5)
    top = sheet.y
    sheet.mark(x, top + 3, label.state)
    strong = f"{label.word}:" if label.word else ""
    sheet.text(x + MARK + 8, label.text, strong=strong)
    several = label.kind == "leaf" and len(label.more) > 1
    for said in label.more:
        if several:
            sheet.mark(x + MARK + 6, sheet.y + 1, "one")
        sheet.text(x + MARK + (20 if several else 8), said, size=SMALL)
    if label.kind in ("outcome", "scope", "element"):
        sheet.band(EDGE - 3, top - 4, WIDTH - 2, sheet.y - top + 7)
        sheet.y += 4
    heights = [_branch(sheet, under, x + STEP, n == 0) for n, under in enumerate(label.under)]
    if heights:
        middle = x + MARK / 2
        sheet.line(middle, top + MARK + 4, middle, heights[-1])
        for height in heights:
            sheet.line(middle, height, x + STEP, height)
    return top + 3 + MARK / 2


def signs(lang: str, root: Label, names: Sequence[str], describes: str) -> Sheet:
    """Draw the signs: the three elements side by side, and below them as a tree what is seen of each.

    Args:
        names: the short names of the elements that stand side by side, which are the first of the tree.
    """
    sheet = Sheet(lang, root.text, describes)
    _head(sheet, root)
    sheet.y += 12
    across = (WIDTH - 2 * EDGE - 2 * LANE) / len(names)
    for n, (name, label) in enumerate(zip(names, root.under, strict=False)):
        x = EDGE + n * (across + LANE)
        sheet.box(x, sheet.y, across, 2 * LINE + 14, dashed=not label.under)
        sheet.mark(x + across / 2 - MARK / 2, sheet.y + 7, label.state)
        sheet.middle(x + across / 2, sheet.y + MARK + 10, name)
        if n:
            sheet.line(x - LANE, sheet.y + LINE + 7, x, sheet.y + LINE + 7)
    sheet.y += 2 * LINE + 20
    for label in root.under:
        _branch(sheet, label, EDGE + 4)
    return sheet


def timeline(lang: str, root: Label, line: Timeline, kinds: Mapping[str, str], describes: str) -> Sheet:
    """Draw a timeline: one row for each day, and beside the rows a bar for each thing that lasts.

    Args:
        kinds: the word for each kind of bar.
    """
    sheet = Sheet(lang, root.text, describes)
    _head(sheet, root)
    lanes = _lanes(line.bands)
    _legend(sheet, [(kind, word) for kind, word in kinds.items() if any(band.kind == kind for band in lanes)])
    axis = EDGE + 4 + LANE * (1 + max(lanes.values(), default=-1))
    days = list(dict.fromkeys(m.day for m in line.moments if m.day))
    known = [label for label in root.under if label.state != "open"]
    places: dict[date, float] = {}
    before = len(known) - len(days)  # rows for what was already so
    top = sheet.y + 16 + MARK / 2
    for n, label in enumerate(root.under):
        sheet.cut()
        day = days[n - before] if before <= n < len(known) else None
        sheet.y += 10 + _gap(days, n - before) if day else 12
        if day:
            places[day] = sheet.y + 2 + MARK / 2
        end = sheet.y + 2 + MARK / 2
        sheet.mark(axis, sheet.y + 2, label.kind)
        sheet.text(axis + MARK + 8, label.text, bold=True)
        for said in label.more:
            sheet.text(axis + MARK + 8, said)
        if label is known[-1]:
            sheet.line(axis + MARK / 2, top, axis + MARK / 2, end)
            bottom = sheet.y
    for band, lane in lanes.items():
        _bar(sheet, band, EDGE + 4 + lane * LANE, places, top, bottom)
    return sheet


def _gap(days: Sequence[date], n: int) -> int:
    passed = (days[n] - days[n - 1]).days if n > 0 else 0
    return next((gap for least, gap in GAPS if passed > least), 0)


def _legend(sheet: Sheet, told: Sequence[tuple[str, str]]) -> None:
    x: float = EDGE
    sheet.y += 8
    for kind, word in told:
        if x > EDGE and x + 22 + wide(word) > WIDTH - EDGE:
            x, sheet.y = EDGE, sheet.y + LINE
        sheet.bar(x, sheet.y + 5, 14, BAR, PATTERNS[kind])
        sheet.word(x + 20, sheet.y, word)
        x += 20 + wide(word) + 14
    sheet.y += LINE if told else 0


def _lanes(bands: Sequence[Band]) -> dict[Band, int]:
    """Which bar stands where: versions first, each after the other; what lasts at the same time side by side."""
    lanes: dict[Band, int] = {}
    for band in sorted(bands, key=lambda b: ("version", "unused", "deeds", "period").index(b.kind)):
        taken = {lane for other, lane in lanes.items() if other.kind != band.kind or _meet(band, other)}
        lane = 0 if band.kind in VERSIONS else next(n for n in range(len(bands) + 1) if n not in taken)
        if lane < LANES:
            lanes[band] = lane
    return lanes


def _meet(one: Band, other: Band) -> bool:
    return (one.since or date.min) <= (other.until or date.max) and (other.since or date.min) <= (one.until or date.max)


def _bar(sheet: Sheet, band: Band, x: float, places: Mapping[date, float], top: float, bottom: float) -> None:
    """Draw a bar from the row of its first day to that of its last; a version to the row where the next one begins."""
    start = top - 6 if band.since is None else next((y for day, y in places.items() if day >= band.since), bottom)
    end = bottom
    if band.until:
        after = [y for day, y in places.items() if (day > band.until if band.kind in VERSIONS else day >= band.until)]
        end = min(after, default=bottom)
    shrunk = 2 if band.kind in VERSIONS and end != bottom else 0
    sheet.bar(x, start, BAR, max(end - start - shrunk, 4), PATTERNS[band.kind])
