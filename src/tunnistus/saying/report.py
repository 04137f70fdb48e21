"""A report is a small tree of headings, sentences and lists, written as text or Markdown, with escapes for what none sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from tunnistus.unseen import escaped

__all__ = ["Heading", "Item", "Report", "markdown", "section_text", "text"]


SHEETS: Final = ("brief", "letter")


@attrs.frozen
class Item:
    """A sentence with the sentences that belong under it.

    Attributes:
        links: texts that stand in it, each with its address.
        label: the first words, where they tell what kind of line it is.
        about: of what it tells, as a kind and an id: ``rule permit.52a1``, ``cite UlkL 52 a §``. It is for pages that lead there.
    """

    text: str
    under: tuple[Item, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    label: str = ""
    about: str = attrs.field(default="", eq=False, repr=False)

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The text in pieces: the label, links with their addresses, and what is between. An address of another kind is no link."""
        pieces, rest = [], self.text
        for shown, url in self.links:
            before, found, after = rest.partition(shown)
            if found and url.startswith(("https://", "http://", "tel:", "mailto:")):
                pieces += [(before, ""), (shown, url)]
                rest = after
        (first, to), *others = *pieces, (rest, "")
        if self.label and first.startswith(self.label) and not to:
            return [(self.label, ""), (first[len(self.label) :], ""), *others]
        return [(first, to), *others]


@attrs.frozen
class Heading:
    """A section: a heading, sentences, steps that are counted, a list and sections inside.

    Attributes:
        title: empty where the lines need no heading.
        plain: whether the list is lines of a sheet, which need no bullets.
        urgent: whether it has to be seen before all else.
        about: of what each of the sentences tells, as ``about`` of an item; where there is no sentence, the title tells of the first.
    """

    title: str
    sentences: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    inside: tuple[Heading, ...] = ()
    steps: tuple[Item, ...] = ()
    plain: bool = False
    urgent: bool = False
    about: tuple[str, ...] = attrs.field(default=(), eq=False, repr=False)


@attrs.frozen
class Report:
    """A whole report in one language.

    Attributes:
        kind: ``brief`` or ``letter`` for one sheet of paper, ``full`` with sections that fold.
        about: of what the whole of it tells, as ``about`` of an item.
    """

    lang: str
    title: str
    sentences: tuple[str, ...]
    sections: tuple[Heading, ...]
    kind: str = ""
    footer: str = ""
    about: str = attrs.field(default="", eq=False, repr=False)


def text(report: Report) -> str:
    """Write a report as plain text: a sheet of paper close together, everything else with indented sections."""
    sheet = report.kind in SHEETS
    lines = [report.title, *(() if sheet else ("=" * len(report.title), "")), *report.sentences]
    return escaped("".join((*(f"{line}\n" for line in lines), *(section_text(each, report.kind) for each in report.sections))))


def section_text(section: Heading, kind: str) -> str:
    """Write a section of a report of a kind as plain text, with the empty line before it."""
    lines = _on_sheet(section, kind) if kind in SHEETS else _text_heading(section, 0)
    return "".join(f"{line}\n" for line in ("", *lines))


def _on_sheet(heading: Heading, kind: str) -> Iterator[str]:
    if heading.title:
        yield heading.title if kind == "letter" else heading.title.upper()  # nobody shouts at the person
    yield from heading.sentences
    yield from (f"{n}. {step.text}" for n, step in enumerate(heading.steps, 1))
    yield from (item.text for item in heading.items)


def _text_heading(heading: Heading, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if heading.title:
        yield f"{pad}{heading.title}"
    if heading.title and depth == 0:
        yield "-" * len(heading.title)
    for sentence in heading.sentences:
        yield f"{pad}  {sentence}"
    for item in heading.items:
        yield from _text_item(item, depth + 1)
    for inner in heading.inside:
        yield from _text_heading(inner, depth + 1)


def _text_item(item: Item, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}- {item.text}"
    for under in item.under:
        yield from _text_item(under, depth + 1)


def markdown(report: Report) -> str:
    """Write a report as Markdown."""
    lines = [f"# {_md(report.title)}", "", *(f"{_md(x)}\n" for x in report.sentences)]
    for section in report.sections:
        lines += _md_heading(section, 2)
    return escaped("\n".join(lines).rstrip() + "\n")


def _md(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_[]<>#" else c for c in text)


def _md_link(shown: str, url: str) -> str:
    return f"[{_md(shown)}]({url.replace(' ', '%20').replace(')', '%29')})"


def _md_linked(item: Item) -> str:
    return "".join(_md_link(said, to) if to else _md(said) for said, to in item.pieces)


def _md_heading(heading: Heading, level: int) -> Iterator[str]:
    if heading.title:
        yield f"{'#' * min(level, 6)} {_md(heading.title)}\n"
    for sentence in heading.sentences:
        yield f"{_md(sentence)}\n"
    for n, step in enumerate(heading.steps, 1):
        yield f"{n}. {_md_linked(step)}"
    if heading.steps:
        yield ""
    for item in heading.items:
        yield from _md_item(item, 0)
    if heading.items:
        yield ""
    for inner in heading.inside:
        yield from _md_heading(inner, level + 1)


def _md_item(item: Item, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}- {_md_linked(item)}"
    for under in item.under:
        yield from _md_item(under, depth + 1)
