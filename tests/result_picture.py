"""Draws ``docs/result.svg``, parts of the English sheet of ``make demo``; ``make generate`` writes it."""

import textwrap
from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape

import tunnistus as tn
from tests import ROOT
from tunnistus.trying.cases import read_person

__all__ = ["PICTURE", "drawn", "sheet"]

PICTURE = ROOT / "docs" / "result.svg"
SHOWN = ("Assessment", "IN CASE OF DANGER", "WHAT TO DO NOW", "WHY", "WHAT FOLLOWS IN LAW", "ASK NEXT")
CHARACTERS, WIDTH, MARGIN, LINE, INDENT = 104, 780, 26, 18, 18

HEAD = """<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title about" viewBox="0 0 {width} {height}" width="{width}" height="{height}">
<title id="title">Parts of the sheet for an invented berry picker</title>
<desc id="about">Nobody described here exists. Written by make demo in English; dots stand where parts are left out.</desc>
<rect x="0.5" y="0.5" width="{right}" height="{bottom}" rx="6" fill="#ffffff" stroke="#8a8a8a"/>
<g font-family="system-ui, 'Liberation Sans', Arial, sans-serif" font-size="13" fill="#1a1a1a">
"""


def sheet() -> str:
    """The sheet, as ``make demo`` writes it in English."""
    person = read_person(ROOT / "docs" / "examples" / "berry-picker.yaml", book=tn.book())
    return tn.assess(person.answers, as_of=date(2026, 11, 24), others=person.others).explain("en")


def _lines(text: str) -> Iterator[tuple[str, str, int]]:
    """The lines of the parts that are shown, each with its style and how far it is moved in."""
    kept = True
    for part in text.rstrip("\n").split("\n\n"):
        heading, *rest = part.split("\n")
        if not heading.startswith(SHOWN):
            if kept:
                yield from (("…", "", 0), ("", "", 0))
            kept = False
            continue
        kept = True
        yield heading, ' font-weight="bold"', 0
        for line in rest:
            hanging = INDENT if line[:1].isdigit() else 0
            for n, piece in enumerate(textwrap.wrap(line, CHARACTERS)):
                yield piece, "", hanging if n else 0
        yield "", "", 0


def drawn(text: str) -> str:
    """The picture of a sheet."""
    lines = [*_lines(text)]
    height = 2 * MARGIN + LINE * len(lines)
    head = HEAD.format(width=WIDTH, height=height, right=WIDTH - 1, bottom=height - 1)
    rows = (
        f'<text x="{MARGIN + moved}" y="{MARGIN + LINE * n + 12}"{style}>{escape(piece)}</text>\n'
        for n, (piece, style, moved) in enumerate(lines)
        if piece
    )
    return f"{head}{''.join(rows)}</g>\n</svg>\n"
