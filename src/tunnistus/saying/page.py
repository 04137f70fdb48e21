"""A page is made of parts and lines, in no language: each line knows what it is about, and how a speaker says it.

What does not fit is folded line by line, the same in all languages: a part then ends with one sentence on how much more there is. Nothing
is lost by that: everything stands on the full page (:mod:`tunnistus.saying.say`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache, partial
from typing import Any, Final

import attrs

from tunnistus.deciding.decide import Case
from tunnistus.rules.model import LANGUAGES, Book, Cite
from tunnistus.rules.sheets import Kind, Sheet, Slot, only, plain
from tunnistus.saying import report
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.speaker import Speaker
from tunnistus.unseen import escaped

__all__ = [
    "IN_ONE",
    "WIDEST",
    "Limits",
    "Line",
    "Page",
    "Part",
    "Said",
    "added_parts",
    "at",
    "fitted",
    "more_lines",
    "named",
    "own_part",
    "own_title",
    "page_data",
    "page_report",
    "sentences",
    "sheet_for",
    "together",
    "while_short",
]

Said = Callable[[Speaker], str]
"""How a speaker says something: whole sentences."""

WIDEST: Final = 200  # characters of a line, before wrapping
_SENTENCE: Final = re.compile(r"\.(?:says|plain)\.")
IN_ONE: Final = 4  # names or sentences in one line


@attrs.frozen(eq=False)
class Line:
    """One line.

    Attributes:
        about: what it says, as the context of a sentence or the id of a rule or fact.
        say: how it is said.
        cite: where that is written, the nearest place alone.
        step: whether it is something to do, and is counted.
        links: texts that stand in the line, each with its address.
        labelled: whether the words up to the first colon tell what kind of line it is.
        rests: on what it rests, as ``about`` of an item, where ``about`` does not say it.
    """

    about: str
    say: Said = attrs.field(repr=False)
    cite: tuple[Cite, ...] = ()
    step: bool = False
    links: tuple[tuple[str, str], ...] = ()
    labelled: bool = False
    rests: str = ""
    _by_language: dict[str, str] = attrs.field(factory=dict, init=False, repr=False)

    def said(self, s: Speaker) -> str:
        """Say it: once in each language, whoever measures or writes the page."""
        found = self._by_language.get(s.lang)
        if found is None:
            found = self._by_language[s.lang] = self.say(s)
        return found

    @property
    def told(self) -> str:
        """Of which rule or fact it tells, as ``about`` of an item; empty where of none, or of several."""
        kind, _, name = self.about.partition(".")
        named = f"{kind} {_SENTENCE.split(name)[0]}" if kind in ("rule", "fact") else ""
        return self.rests or named


@attrs.frozen(eq=False)
class Part:
    """Some lines under a heading, the weightiest first.

    Attributes:
        title: how the heading is said; ``None`` for lines that stand alone.
        least: how many lines stay, however little room there is.
        more: how the lines are said that are folded.
    """

    name: str
    title: Said | None = attrs.field(repr=False)
    lines: tuple[Line, ...]
    least: int = 0
    more: Callable[[Speaker, Sequence[Line]], str] | None = attrs.field(default=None, repr=False)
    folded: tuple[Line, ...] = ()
    urgent: bool = False

    def fold(self, to: int) -> Part:
        """Return the part with all but the first lines folded."""
        every = (*self.lines, *self.folded)
        return attrs.evolve(self, lines=every[:to], folded=every[to:])


@attrs.frozen
class Limits:
    """How long a page may be in every language: characters, and lines before wrapping."""

    characters: int
    lines: int


@attrs.frozen(eq=False)
class Page:
    """A whole page. ``kind`` is ``brief`` or ``letter``, ``head`` what stands before all parts."""

    kind: Kind
    register: str
    day: date
    title: Said = attrs.field(repr=False)
    head: tuple[Line, ...]
    parts: tuple[Part, ...]


def sheet_for(book: Book, kind: Kind) -> Sheet:
    """Return which parts a kind of sheet has by the rule data, without those that others have added."""
    return only(book.sheets.get(kind) or plain(kind), lambda name: not book.adds(name))


def own_part(kind: Kind, slot: Slot) -> Part:
    """Return a part with sentences of the rule data alone."""
    lines = tuple(Line(about := f"part.{slot.name}.{kind}.says.{key}", partial(_own, about)) for key in slot.says)
    return Part(slot.name, partial(own_title, slot.name, kind), lines, more=more_lines)


def own_title(name: str, kind: Kind, s: Speaker) -> str:
    """Return the heading of a part of the rule data; in that of one that others have added stands whose it is."""
    said = s.t.say(f"part.{name}.{kind}.title")
    return f"{said} ({s.t.say(f'overlay.{s.book.overlay}.whose')})" if s.book.adds(name) else said


def _own(context: str, s: Speaker) -> str:
    return s.t.say(context)


def added_parts(book: Book, kind: Kind) -> tuple[Part, ...]:
    """Return the parts that others have added to a kind of sheet, which is the same without them."""
    sheet = book.sheets.get(kind)
    return tuple(own_part(kind, slot) for slot in only(sheet, book.adds).parts) if sheet else ()


def sentences(text: str, most: int = 1) -> str:
    """Return the first sentences of a text. A sentence ends where a capital letter follows."""
    ends = [n for n in range(1, len(text) - 1) if text[n - 1] in ".!?" and text[n] == " " and text[n + 1].isupper()]
    return text[: ends[most - 1]] if len(ends) >= most else text


def more_lines(s: Speaker, folded: Sequence[Line]) -> str:
    """Say how many lines stand on the full page alone."""
    n = len(folded)
    return s.t.count("page.more.lines", "Ja {n} muu kohta koko sivulla.", "Ja {n} muuta kohtaa koko sivulla.", n).format(n=n)


def at(s: Speaker, said: str, cite: Cite | None) -> str:
    """Return a sentence with its place in the law."""
    return f"{said} ({s.short(cite)})" if cite else said


def while_short(s: Speaker, first: Said, second: Said) -> str:
    """Return both, where they fit into a line in every language; else the first."""
    fits = all(len(first(each)) + len(second(each)) < WIDEST for each in s.every)
    return f"{first(s)} {second(s)}" if fits else first(s)


REST: Final = 14  # for how many more there are, at the end of a line


def together(s: Speaker, label: Said, every: Sequence[Said]) -> str:
    """Return some sentences in one line under a label: as many as fit in every language, at most four, and how many more there are.

    A sentence so long that it leaves no room for the number of the others stands behind those that do.
    """
    speakers = s.every
    every = sorted(every, key=lambda said: any(len(label(each)) + len(": ") + len(said(each)) >= WIDEST - REST for each in speakers))
    shown = min(_fitting(each, label, every) for each in speakers)
    rest = len(every) - shown
    more = [s.t.count("page.more.signs", "Ja {n} muu.", "Ja {n} muuta.", rest).format(n=rest)] if rest else []
    return f"{label(s)}: {' '.join((*(said(s) for said in every[:shown]), *more))}"


def _fitting(s: Speaker, label: Said, every: Sequence[Said]) -> int:
    width = len(label(s)) + 2
    for n, said in enumerate(every[:IN_ONE]):
        width += len(said(s)) + 1
        if n and width > WIDEST - REST:
            return n
    return min(len(every), IN_ONE)


def named(s: Speaker, names: Callable[[Speaker], Sequence[str]], room: int = 130, *, count: bool = True) -> str:
    """Return some names in one line, as many as fit in every language, at most four, and how many more there are.

    Args:
        count: whether to say how many more.
    """
    shown = min(_room(names(each), room) for each in s.every)
    every = list(names(s))
    rest = len(every) - shown
    more = [s.t.count("page.and_more", "ja {n} muu", "ja {n} muuta", rest).format(n=rest)] if rest and count else []
    return " · ".join((*every[:shown], *more))


def _room(names: Sequence[str], room: int) -> int:
    shown = min(len(names), IN_ONE)
    while shown > 1 and sum(map(len, names[:shown])) + 3 * shown > room:
        shown -= 1
    return shown


def fitted(page: Page, case: Case, limits: Limits) -> Page:
    """Return the page of a person, with lines folded, as the rule data say, until it is short enough in every language."""
    speakers = [Speaker(case.book, lang, page.register, case.dates) for lang in LANGUAGES]
    sizes = _sizes(page.kind, speakers)
    heads = [_size(f"{page.title(s)}\n" + "".join(f"{line.said(s)}\n" for line in page.head)) for s in speakers]

    def fits(page: Page) -> bool:
        of_parts = [sizes(part) for part in page.parts]
        every = ([head, *(sizes[n] for sizes in of_parts)] for n, head in enumerate(heads))
        return all(sum(n for n, _ in each) <= limits.characters and sum(n for _, n in each) <= limits.lines for each in every)

    for name, least in sheet_for(case.book, page.kind).gives_way:
        while (part := next((p for p in page.parts if p.name == name), None)) and len(part.lines) > max(least, part.least):
            if fits(page):
                return page
            page = attrs.evolve(page, parts=tuple(p.fold(len(p.lines) - 1) if p is part else p for p in page.parts))
    return page


def _sizes(kind: str, speakers: Sequence[Speaker]) -> Callable[[Part], list[tuple[int, int]]]:
    """Return what tells how many characters and lines a part takes in each language."""

    @cache
    def sizes(part: Part) -> list[tuple[int, int]]:
        sections = [_section(part, s) for s in speakers]
        return [_size(report.section_text(section, kind)) if section else (0, 0) for section in sections]

    return sizes


def _size(text: str) -> tuple[int, int]:
    return len(escaped(text)), text.count("\n")


def page_report(page: Page, s: Speaker) -> Report:
    """Say a page in the language of a speaker."""
    sections = (_section(part, s) for part in page.parts)
    head = tuple(line.said(s) for line in page.head)
    return Report(s.lang, page.title(s), head, tuple(filter(None, sections)), kind=page.kind, footer=_footer(page, s))


def _section(part: Part, s: Speaker) -> Heading | None:
    """A part in the language of a speaker, unless it is empty."""

    def item(line: Line) -> Item:
        text = line.said(s)
        label = text[: text.index(":") + 1] if line.labelled else ""
        return Item(text, links=(*line.links, *_places(s, line)), label=label, about=line.told)

    more = [Item(part.more(s, part.folded))] if part.folded and part.more else []
    if not part.lines and not more:
        return None
    steps = tuple(item(line) for line in part.lines if line.step)
    first = next((n for n, line in enumerate(part.lines) if line.step), 0)  # what stands before the steps are sentences
    items = (*(item(line) for line in part.lines[first:] if not line.step), *more)
    before = part.lines[:first]
    about = tuple(line.told for line in before)
    title = part.title(s) if part.title else ""
    return Heading(title, tuple([line.said(s) for line in before]), items, steps=steps, plain=True, urgent=part.urgent, about=about)


def _footer(page: Page, s: Speaker) -> str:
    """The day; on a letter nothing, since a paper that is found would tell when the person was here."""
    return s.day(page.day) if page.kind != "letter" else ""


def _places(s: Speaker, line: Line) -> Iterator[tuple[str, str]]:
    for cite in line.cite:
        if url := s.text_of(cite.act):
            yield s.short(cite), url


def page_data(page: Page, s: Speaker) -> dict[str, Any]:
    """Return a page as plain data: parts and lines with what they are about, their places in the law, and their texts in one language."""

    def told(lines: Iterable[Line]) -> list[dict[str, Any]]:
        return [
            {"about": line.about, "text": line.said(s), **({"cite": [str(c) for c in line.cite]} if line.cite else {}),
             **({"step": True} if line.step else {})}
            for line in lines
        ]  # fmt: skip

    return {
        "kind": page.kind, "lang": s.lang, "register": page.register, "as_of": page.day.isoformat(), "title": page.title(s),
        "head": told(page.head),
        "parts": [
            {"name": p.name, "title": p.title(s) if p.title else None, "lines": told(p.lines), "folded": told(p.folded)}
            for p in page.parts if p.lines or p.folded
        ],
    }  # fmt: skip
