"""What a page of the handbook is made of, where it stands, and how it is written for Sphinx to read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator

import attrs

from tunnistus.saying.addresses import slug
from tunnistus.saying.report import Heading, Item

__all__ = [
    "SUFFIX",
    "Entry",
    "Leads",
    "Link",
    "Page",
    "Part",
    "Said",
    "anchors",
    "coded",
    "entries",
    "leads_outside",
    "links",
    "of_heading",
    "plain",
    "written",
]

SUFFIX = ".page"


@attrs.frozen
class Link:
    """A text that leads somewhere, or that is in another language than its page, or code.

    Attributes:
        to: an address in the handbook, ``rules/permit.52a1#clauses``, or on the network; empty for none.
        lang: the language of the text, where it is not that of the page.
    """

    text: str
    to: str = ""
    lang: str = ""
    code: bool = False


Said = tuple[str | Link, ...]
Leads = Callable[[str], str]
"""Gives the address of what a line of a report tells about, empty where it has none."""


@attrs.frozen
class Entry:
    """A line of a list, with the lines under it. ``anchor``: a name to lead to it by."""

    said: Said
    under: tuple[Entry, ...] = ()
    anchor: str = ""


@attrs.frozen
class Part:
    """A section of a page.

    Attributes:
        title: empty for what stands without a heading.
        said: paragraphs.
        html: a piece of HTML that the library wrote, such as a picture.
        fold: what is said on the fold in which the entries stand; empty where they stand open.
        literal: a text to show as it is.
    """

    title: str
    anchor: str
    said: tuple[Said, ...] = ()
    entries: tuple[Entry, ...] = ()
    html: str = ""
    fold: str = ""
    literal: str = ""
    inside: tuple[Part, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not (self.said or self.entries or self.html or self.literal or self.inside)


@attrs.frozen
class Page:
    """A page. ``place``: its address without an ending."""

    place: str
    title: str
    said: tuple[Said, ...]
    parts: tuple[Part, ...]


def leads_outside(to: str) -> bool:
    """Return whether an address is none of a page of the same language: on the network, a telephone number, or in another language."""
    return bool(re.match(r"[a-z]+:", to)) or to.startswith("../")


def coded(text: str) -> Said:
    """Return a sentence in which what stands between backticks is code."""
    return tuple(Link(piece, code=True) if n % 2 else piece for n, piece in enumerate(text.split("`")) if piece)


def written(page: Page) -> str:
    """Return a page as text: what is empty is left out, equal pages give equal text."""
    return json.dumps(plain(page), ensure_ascii=False, indent=0) + "\n"


def plain(thing: object) -> object:
    """Return a page, or what it is made of, as plain data."""
    if isinstance(thing, tuple):
        return [plain(each) for each in thing]
    if attrs.has(type(thing)):
        return {name: plain(each) for name, each in attrs.asdict(thing, recurse=False).items() if each}  # type: ignore[arg-type]
    return thing


def of_heading(heading: Heading, anchor: str, lead: Leads) -> Part:
    """Return a section of a report as one of a page. What stands inside is named after it."""
    inside = tuple(of_heading(inner, f"{anchor}-{slug(inner.title)}", lead) for inner in heading.inside)
    return Part(heading.title, anchor, tuple((said,) for said in heading.sentences), entries(heading.items, lead), inside=inside)


def entries(items: Iterable[Item], lead: Leads) -> tuple[Entry, ...]:
    """Return lines of a report as those of a page; each leads to the page of what it tells about, and is code where it is but its id."""
    return tuple(Entry(_led(item, lead), entries(item.under, lead)) for item in items)


def _led(item: Item, lead: Leads) -> Said:
    if not item.about:
        return (item.text,)
    to, is_id = lead(item.about), item.about.rpartition(" ")[2] == item.text
    return (Link(item.text, to, code=is_id),) if to or is_id else (item.text,)


def links(page: Page) -> Iterator[Link]:
    """Yield every link of a page."""
    yield from (each for said in page.said for each in said if isinstance(each, Link) and each.to)
    for part in _parts(page.parts):
        yield from (each for said in part.said for each in said if isinstance(each, Link) and each.to)
        yield from (each for entry in _entries(part.entries) for each in entry.said if isinstance(each, Link) and each.to)


def anchors(page: Page) -> Iterator[str]:
    """Yield every name on a page that an address can end with."""
    for part in _parts(page.parts):
        yield part.anchor
        yield from (entry.anchor for entry in _entries(part.entries) if entry.anchor)


def _parts(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _parts(part.inside)


def _entries(entries: Iterable[Entry]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        yield from _entries(entry.under)
