"""A report is a small tree of headings, sentences and lists, and is written as text, Markdown or HTML, with escapes for what none sees."""

from __future__ import annotations

import html as escape_html
from collections.abc import Iterator
from typing import Final

import attrs

from tunnistus.unseen import escaped

__all__ = ["Heading", "Item", "Report", "html", "markdown", "text"]


@attrs.frozen
class Item:
    """A sentence with the sentences that belong under it."""

    text: str
    under: tuple[Item, ...] = ()


@attrs.frozen
class Heading:
    """A section: a heading, sentences, a list and sections inside."""

    title: str
    sentences: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    inside: tuple[Heading, ...] = ()


@attrs.frozen
class Report:
    """A whole report in one language."""

    lang: str
    title: str
    sentences: tuple[str, ...]
    sections: tuple[Heading, ...]


def text(report: Report) -> str:
    """Write a report as plain text."""
    lines = [report.title, "=" * len(report.title), "", *report.sentences]
    for section in report.sections:
        lines += ["", *_text_heading(section, 0)]
    return escaped("\n".join(lines) + "\n")


def _text_heading(heading: Heading, depth: int) -> Iterator[str]:
    pad = "  " * depth
    yield f"{pad}{heading.title}"
    if depth == 0:
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


def _md_heading(heading: Heading, level: int) -> Iterator[str]:
    yield f"{'#' * min(level, 6)} {_md(heading.title)}\n"
    for sentence in heading.sentences:
        yield f"{_md(sentence)}\n"
    for item in heading.items:
        yield from _md_item(item, 0)
    if heading.items:
        yield ""
    for inner in heading.inside:
        yield from _md_heading(inner, level + 1)


def _md_item(item: Item, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}- {_md(item.text)}"
    for under in item.under:
        yield from _md_item(under, depth + 1)


_CSS: Final = (
    "body{font:1rem/1.5 sans-serif;max-width:46rem;margin:1rem auto;padding:0 1rem;color:#111;background:#fff}"
    "h1{font-size:1.6rem}h2{font-size:1.3rem;border-top:1px solid #767676;padding-top:.6rem}h3,h4,h5,h6{font-size:1.05rem}"
    "ul{padding-left:1.3rem}@media print{body{max-width:none;margin:0}h2,h3{break-after:avoid}li{break-inside:avoid}}"
)


def html(report: Report, *, whole: bool = True) -> str:
    """Write a report as HTML: a page of its own without scripts or outside resources, or only its ``section``."""
    top = 1 if whole else 2
    body = [f"<h{top}>{_esc(report.title)}</h{top}>", *(f"<p>{_esc(x)}</p>" for x in report.sentences)]
    for section in report.sections:
        body += _html_heading(section, top + 1)
    if not whole:
        return escaped(f'<section lang="{report.lang}">' + "\n".join(body) + "</section>")
    head = (
        f'<!DOCTYPE html>\n<html lang="{report.lang}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{_esc(report.title)}</title><style>{_CSS}</style></head>\n<body><main>\n"
    )
    return escaped(head + "\n".join(body) + "\n</main></body>\n</html>\n")


def _esc(text: str) -> str:
    return escape_html.escape(text, quote=True)


def _html_heading(heading: Heading, level: int) -> Iterator[str]:
    tag = f"h{min(level, 6)}"
    yield f"<{tag}>{_esc(heading.title)}</{tag}>"
    yield from (f"<p>{_esc(x)}</p>" for x in heading.sentences)
    if heading.items:
        yield "<ul>" + "".join(map(_html_item, heading.items)) + "</ul>"
    for inner in heading.inside:
        yield from _html_heading(inner, level + 1)


def _html_item(item: Item) -> str:
    under = "<ul>" + "".join(map(_html_item, item.under)) + "</ul>" if item.under else ""
    return f"<li>{_esc(item.text)}{under}</li>"
