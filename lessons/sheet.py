"""What lessons in one file have around the lesson itself: the way out, the languages, what stands before the first screen, the foot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from lessons.source import words
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.horizon import source_items
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source
from tunnistus.training import screens

NAMES: Final = {"fi": "suomi", "sv": "svenska", "en": "English"}
STYLE: Final = """
html{scroll-padding-top:4rem}
[hidden]{display:none!important}
#leave{position:sticky;top:.25rem;z-index:1;display:block;width:max-content;max-width:100%;margin:0 0 .5rem auto;padding:.5rem .8rem;
border:2px solid var(--ink);border-radius:.3rem;background:var(--paper);color:inherit;font-weight:600;text-decoration:none}
.bar,#languages{display:flex;flex-wrap:wrap;gap:.5rem}
.bar{justify-content:space-between;margin:0 0 1rem;padding-bottom:.5rem;border-bottom:1px solid var(--line)}
button,select,input:not([type=radio],[type=checkbox]){font:inherit;color:inherit;background:var(--paper);border:1px solid var(--ink);
border-radius:.3rem;min-height:2.5rem;max-width:100%;padding:.3rem .7rem}
.bar button{border-width:1px;min-height:2.5rem;padding:.3rem .7rem}
button{cursor:pointer}button[aria-pressed=true]{background:var(--ink);color:var(--paper)}
:is(button,input,select):focus-visible{outline:3px solid var(--link);outline-offset:2px}
:focus[tabindex="-1"]{outline:none}
progress{width:100%;accent-color:var(--link)}
#work{margin-top:1.5rem}#work[aria-busy=true]{opacity:.6}
.wrong{color:var(--alert);font-weight:600}
footer{margin-top:2.5rem;border-top:2px solid var(--ink);padding-top:.6rem;color:var(--soft)}
pre{white-space:pre-wrap;font-size:.8rem}
.tunnistus input{accent-color:var(--link)}
@media print{#leave,.bar,footer details,#back,progress,#ready{display:none}}
"""


def beginning(kind: str) -> Iterator[str]:
    """Yield the page up to the lesson, in all languages, of which a script leaves one; ``kind`` is ``practice`` or ``interview``."""
    buttons = "".join(f'<button type="button" lang="{lang}">{NAMES[lang]}</button>' for lang in LANGUAGES)
    anew = f'<button type="button" id="anew">{spans("page_anew")}</button>'
    leave = f'<a id="leave" href="about:blank" rel="noreferrer">{spans("page_leave")}</a>'
    label = " – ".join(words(lang)["page_language"] for lang in LANGUAGES)
    yield leave
    yield f'<div class="bar"><div id="languages" role="group" aria-label="{label}">{buttons}</div>{anew}</div>'
    titles = "".join(f'<h1 data-lang="{lang}" lang="{lang}">{escape(words(lang)[f"page_{kind}"])}</h1>' for lang in LANGUAGES)
    yield f'<div id="title">{titles}</div><div id="before">{"".join(_before(kind, lang) for lang in LANGUAGES)}</div>'


def spans(name: str) -> str:
    """Return a word that all lessons have, in each language."""
    return "".join(f'<span data-lang="{lang}" lang="{lang}">{escape(words(lang)[name])}</span>' for lang in LANGUAGES)


def lines(name: str, kind: str) -> str:
    """Return a sentence that all lessons have as a paragraph in each language; ``kind`` is its class in the style sheet."""
    named = f' class="{kind}"' if kind else ""
    return "".join(f'<p data-lang="{lang}" lang="{lang}"{named}>{escape(words(lang)[name])}</p>' for lang in LANGUAGES)


def _before(kind: str, lang: str) -> str:
    s, said = Speaker(source.book(), lang), words(lang)
    kept = f"{screens.nothing_kept(s)} {screens.stop_any_time(s)}"
    how = [said["page_interview_how"], ""] if kind == "interview" else []
    return f'<div data-lang="{lang}" lang="{lang}">{_block([*how, *screens.before(s, kept=kept)])}</div>'


def _block(lines: Iterable[str]) -> str:
    """Lines of a screen as a page has them: those that begin with a dash are a list."""
    made = "".join(
        f"<ul><li>{escape(line[4:])}</li></ul>" if line.startswith("  - ") else f"<p>{escape(line)}</p>" for line in lines if line
    )
    return made.replace("</ul><ul>", "")


def foot(rulesets: Iterable[str]) -> str:
    """Return what stands below every screen in each language: that nothing is kept, and until which day the sources of rules were read."""
    return "".join(_foot(lang, rulesets) for lang in LANGUAGES)


def _foot(lang: str, rulesets: Iterable[str]) -> str:
    s, book = Speaker(source.book(), lang), source.book()
    oldest = min(rulesets, key=lambda name: book.rulesets[name].verified_until)
    read = next(iter(source_items(s, [oldest]))).text
    return f'<div data-lang="{lang}" lang="{lang}"><p>{escape(words(lang)["page_kept"])}</p><p>{escape(read)}</p></div>'
