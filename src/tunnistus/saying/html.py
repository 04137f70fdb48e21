"""Reports as HTML: one file that needs no script and no request; light and dark, on a small screen, and on paper."""

from __future__ import annotations

import html as escape_html
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from typing import Final

from tunnistus.saying.references import Refer
from tunnistus.saying.report import Heading, Item, Report, linked
from tunnistus.unseen import escaped

__all__ = ["POLICY", "document", "html"]

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"

_CSS: Final = """
:root{color-scheme:light dark;--ink:#1b1b1f;--soft:#4a4a55;--paper:#fff;--line:#c8c8d0;
--link:#00409e;--alert:#8f1020;--wash:#fbeff0}
@media (prefers-color-scheme:dark){:root{--ink:#ececf1;--soft:#b9b9c6;--paper:#16161a;--line:#4a4a55;
--link:#9cc3ff;--alert:#ffb0b0;--wash:#2c1c1f}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
main{max-width:44rem;margin:0 auto;padding:1.5rem 1rem 3rem;overflow-wrap:break-word}
h1{font-size:1.5rem;line-height:1.2;margin:0 0 .25rem}
h2,h3,h4,h5,h6{line-height:1.3;margin:0}
h2{font-size:1.125rem;margin-top:1.5rem;padding-top:.6rem;border-top:2px solid var(--ink)}
h3{font-size:1.05rem;margin-top:1rem}h4,h5,h6{font-size:1rem;margin-top:.8rem}
p{margin:.35rem 0}.head p{color:var(--soft)}
ul,ol{margin:.35rem 0;padding-left:1.4rem}li{margin:.2rem 0}li>ul{margin:.1rem 0}
.lines{list-style:none;padding-left:0}
.urgent{margin-top:1.25rem;padding:.6rem .9rem .7rem;border-left:.4rem solid var(--alert);background:var(--wash)}
.urgent h2{margin:0;padding:0;border:0;color:var(--alert)}.urgent li,.urgent p{font-weight:600}
a{color:var(--link)}a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
details{margin-top:1rem;border-top:1px solid var(--line);padding-top:.5rem}
summary{cursor:pointer;min-height:1.75rem;font-weight:600}summary h2,summary h3{display:inline;border:0;padding:0;margin:0}
.all{margin-top:2.5rem;border-top:2px solid var(--ink)}
@page{size:A4;margin:15mm}
@media print{
:root{color-scheme:light;--ink:#000;--soft:#222;--paper:#fff;--line:#888;--link:#000;--alert:#000;--wash:#fff}
main{max-width:none;padding:0}body{font-size:10.5pt;line-height:1.35}
h1{font-size:15pt}h2{font-size:11.5pt;margin-top:7pt;padding-top:3pt;border-top:.75pt solid #000}
h3,h4,h5,h6{font-size:10.5pt;margin-top:5pt}
p,li,ul,ol{margin-top:1pt;margin-bottom:1pt}.urgent{margin-top:6pt;padding:3pt 8pt;border:1.5pt solid #000}
h2,h3,h4,summary{break-after:avoid}li{break-inside:avoid}a{text-decoration:none}.all{display:none}
details::details-content{content-visibility:visible;block-size:auto}
}
"""
_SHEETS: Final = {
    "brief": """
@media print{
body{font:10pt/1.2 "Liberation Sans",Arial,Helvetica,"Noto Sans",sans-serif}
h1{font-size:13pt}h2{font-size:10.5pt;margin-top:4pt;padding-top:1.5pt}
p,li,ul,ol{margin-top:0;margin-bottom:0}.urgent{margin-top:4pt;padding:2pt 6pt}
}
""",
    "letter": """
body{font-size:1.15rem}
@media print{body{font:14pt/1.3 "Liberation Sans",Arial,Helvetica,"Noto Sans",sans-serif}h1{font-size:16pt}h2{font-size:14pt}}
""",
}
_REFERENCES: Final = """
.ref{font-size:.8em;font-weight:400;white-space:nowrap}.ref a{color:var(--soft);text-decoration-style:dotted}
@media print{.ref{display:none}}
"""
Mark = Callable[[str], str]
"""Gives the reference that stands behind what tells of something; empty for none."""


def html(report: Report, *, whole: bool = True, more: Iterable[Report] = (), refer: Refer | None = None) -> str:
    """Write a report as HTML: a page of its own without scripts or outside resources, or only its ``section``.

    Args:
        more: reports of greater depth, each folded below the page; paper has none of them.
        refer: what leads from sentences to the handbook, on a screen alone.
    """
    top, mark = 1 if whole else 2, _marking(refer)
    body = _html_body(report, top, mark)
    for deeper in more:
        inside = "\n".join(_html_body(deeper, top + 1, mark))
        body.append(f'<details class="all"><summary>{_esc(deeper.title)}</summary>\n{inside}\n</details>')
    if not whole:
        return escaped(f'<section lang="{report.lang}">' + "\n".join(body) + "</section>")
    foot = (
        f'@page{{@bottom-right{{content:"{_css(report.footer)} " counter(page) "/" counter(pages);font:9pt sans-serif}}}}'
        if report.footer
        else ""
    )
    style = f"{_SHEETS.get(report.kind, '')}{_REFERENCES if refer else ''}{foot}"
    return escaped(document(report.lang, report.title, "\n".join(body), style=style))


def document(lang: str, title: str, body: str, *, style: str = "", policy: str = POLICY) -> str:
    """Return a whole page around a body, in the look of all pages.

    Args:
        style: rules of the style sheet beside those of every page.
        policy: what the page may load.
    """
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{_esc(title)}</title><style>{_CSS}{style}</style></head>\n<body><main>\n{body}\n</main></body>\n</html>\n"
    )


def _esc(text: str) -> str:
    return escape_html.escape(text, quote=True)


def _css(text: str) -> str:
    """A text within a string of a style sheet within a page: what could end either is written as its number."""
    return "".join(c if c.isalnum() or c in " .,–-" else f"\\{ord(c):x} " for c in text)


_URGENT: Final = ' class="urgent"'


def _marking(refer: Refer | None) -> Mark:
    def mark(about: str) -> str:
        found = refer(about) if refer and about else None
        if found is None:
            return ""
        name = _esc(f"{found.word}: {found.title}")
        link = f'<a href="{_esc(found.to)}" rel="noreferrer noopener" aria-label="{name}">{_esc(found.word)}</a>'
        return f'<span class="ref">&nbsp;{link}</span>'

    return mark


def _html_body(report: Report, top: int, mark: Mark) -> list[str]:
    head = "".join(_html_sentences(report.sentences, (report.about,), mark))
    title = f"{_esc(report.title)}{'' if report.sentences else mark(report.about)}"
    body = [f"<h{top}>{title}</h{top}>", f'<div class="head">{head}</div>']
    for section in report.sections:
        inside = list(_html_heading(section, top + 1, mark))
        if report.kind == "full" and section.title and not section.urgent:
            name, *rest = inside
            body.append(f"<details><summary>{name}</summary>" + "".join(rest) + "</details>")
        else:
            body.append(f"<section{_URGENT if section.urgent else ''}>" + "".join(inside) + "</section>")
    return body


def _html_sentences(sentences: tuple[str, ...], about: tuple[str, ...], mark: Mark) -> Iterator[str]:
    yield from (f"<p>{_esc(said)}{mark(of)}</p>" for said, of in zip_longest(sentences, about[: len(sentences)], fillvalue=""))


def _html_heading(heading: Heading, level: int, mark: Mark) -> Iterator[str]:
    tag = f"h{min(level, 6)}"
    if heading.title:
        of = mark(heading.about[0]) if heading.about and not heading.sentences else ""
        yield f"<{tag}>{_esc(heading.title)}{of}</{tag}>"
    yield from _html_sentences(heading.sentences, heading.about, mark)
    if heading.steps:
        yield "<ol>" + "".join(_html_items(heading.steps, mark)) + "</ol>"
    if heading.items:
        yield ('<ul class="lines">' if heading.plain else "<ul>") + "".join(_html_items(heading.items, mark)) + "</ul>"
    for inner in heading.inside:
        yield from _html_heading(inner, level + 1, mark)


def _link(shown: str, url: str) -> str:
    said = _esc(shown).replace(" ", "&nbsp;") if url.startswith("tel:") else _esc(shown)  # a number is not broken
    return f'<a href="{_esc(url)}">{said}</a>'


def _labelled(item: Item) -> str:
    """The text with its links; what stands before it as a label is set apart."""
    label = _esc(item.label)
    return (
        f"<b>{label}</b>{said[len(label) :]}"
        if label and (said := linked(item, _esc, _link)).startswith(label)
        else linked(item, _esc, _link)
    )


def _html_items(items: Iterable[Item], mark: Mark) -> Iterator[str]:
    for item in items:
        under = "<ul>" + "".join(_html_items(item.under, mark)) + "</ul>" if item.under else ""
        yield f"<li>{_labelled(item)}{mark(item.about)}{under}</li>"
