"""The handbook as its tests read it, made once."""

from collections.abc import Iterable, Iterator
from functools import cache

import pytest

from handbook import site
from handbook.material import Material, Teller, material
from handbook.pages import Entry, Link, Page, Part, anchors, leads_outside, links
from tunnistus.rules.model import LANGUAGES

EACH = [lang if lang == "fi" else pytest.param(lang, marks=pytest.mark.deep) for lang in LANGUAGES]


@cache
def told() -> Material:
    return material()


@cache
def made(lang: str) -> dict[str, Page]:
    return {page.place: page for page in site.pages(Teller(told(), lang), {})}


def broken(pages: Iterable[Page], by_hand: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The links within the handbook that lead nowhere: the page they stand on, and their address."""
    known = {page.place: {"top", *anchors(page)} for page in pages}
    there = {place: found - {""} for place, found in known.items()} | {place: {"top"} for place in by_hand}
    found = []
    for page in pages:
        for link in links(page):
            place, _, anchor = link.to.partition("#")
            inside = not leads_outside(link.to)
            if inside and (place not in there or (anchor and anchor not in there[place])):
                found.append((page.place, link.to))
    return found


def every_line(page: Page) -> Iterator[tuple[str | Link, ...]]:
    yield from page.said
    waiting: list[Part | Entry] = list(page.parts)
    while waiting:
        each = waiting.pop()
        if isinstance(each, Part):
            yield from each.said
            waiting += [*each.entries, *each.inside]
        else:
            yield each.said
            waiting += each.under
