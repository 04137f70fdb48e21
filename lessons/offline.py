"""A lesson in one file: a page with the whole library inside, which opens by a double click and asks no network for anything."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

from lessons import bundle
from lessons.source import words
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.horizon import source_items
from tunnistus.saying.html import document
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source
from tunnistus.training import lesson, screens

KINDS: Final = ("practice", "interview")
NAMES: Final = {"fi": "suomi", "sv": "svenska", "en": "English"}
POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}' blob: 'wasm-unsafe-eval'; worker-src blob:; "
    "base-uri 'none'; form-action 'none'"
)
_FORM: Final = Path(lesson.__file__).with_name("widget.js")
_STYLE: Final = """
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


def page(kind: str, wheels: list[Path]) -> str:
    """Return the page of a kind, ``practice`` or ``interview``, around the wheels. Equal wheels give equal pages."""
    form = [_FORM] if kind == "practice" else []
    script = "".join(map(_script, [*form, bundle.INSIDE / "page.js", bundle.INSIDE / f"{kind}.js"]))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    body = "\n".join([*_said(kind, wheels), *_packed(kind, wheels), f'<script type="module">{script}</script>'])
    title = words("fi")[f"page_{kind}"]
    return document("fi", title, body, style=f'{_STYLE}</style><style id="sheet">', policy=POLICY.format(digest=digest))


def _script(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# -- what it says ----------------------------------------------------------------------------------------------------


def _said(kind: str, wheels: list[Path]) -> Iterator[str]:
    """The page before its program starts: all languages, of which the script leaves one."""
    buttons = "".join(f'<button type="button" lang="{lang}">{NAMES[lang]}</button>' for lang in LANGUAGES)
    anew = f'<button type="button" id="anew">{_spans("page_anew")}</button>'
    leave = f'<a id="leave" href="about:blank" rel="noreferrer">{_spans("page_leave")}</a>'
    label = " – ".join(words(lang)["page_language"] for lang in LANGUAGES)
    yield leave
    yield f'<div class="bar"><div id="languages" role="group" aria-label="{label}">{buttons}</div>{anew}</div>'
    titles = "".join(f'<h1 data-lang="{lang}" lang="{lang}">{escape(words(lang)[f"page_{kind}"])}</h1>' for lang in LANGUAGES)
    yield f'<div id="title">{titles}</div><div id="before">{"".join(_before(kind, lang) for lang in LANGUAGES)}</div>'
    yield f"<noscript>{_lines('page_script', 'wrong')}</noscript>"
    states = "".join(f'<div id="{name}" hidden>{_lines(f"page_{name}", _class)}</div>' for name, _class in _STATES)
    yield f'<div role="status">{states}</div><progress id="progress" aria-hidden="true" hidden></progress>'
    yield f'<div id="work"></div><button type="button" id="back" hidden>{_spans("page_back")}</button>'
    yield f"<footer>{''.join(map(_foot, LANGUAGES))}{_parts(wheels)}</footer>"


_STATES: Final = (("starting", ""), ("ready", ""), ("failed", "wrong"), ("wrong", "wrong"))


def _spans(name: str) -> str:
    return "".join(f'<span data-lang="{lang}" lang="{lang}">{escape(words(lang)[name])}</span>' for lang in LANGUAGES)


def _lines(name: str, kind: str) -> str:
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


def _foot(lang: str) -> str:
    s, book = Speaker(source.book(), lang), source.book()
    oldest = min(book.rulesets, key=lambda name: book.rulesets[name].verified_until)
    read = next(iter(source_items(s, [oldest]))).text
    return f'<div data-lang="{lang}" lang="{lang}"><p>{escape(words(lang)["page_kept"])}</p><p>{escape(read)}</p></div>'


def _parts(wheels: list[Path]) -> str:
    found = bundle.parts(wheels)
    listed = "".join(
        f'<li>{escape(f"{part.name} {part.version}: {part.licence}")}, <a href="{part.source}">{part.source}</a></li>' for part in found
    )
    texts = "".join(f"<h3>{escape(part.name)}</h3><pre>{escape(part.text)}</pre>" for part in found if part.text)
    return f'<details><summary>{_spans("page_parts")}</summary><div lang="en"><ul>{listed}</ul>{texts}</div></details>'


# -- what is inside --------------------------------------------------------------------------------------------------


def _packed(kind: str, wheels: list[Path]) -> Iterator[str]:
    held = {"kind": kind.capitalize(), "lock": bundle.lock()}
    yield f'<script type="application/json" id="held">{json.dumps(held)}</script>'
    yield f'<script type="text/plain" id="worker">{_script(bundle.INSIDE / "worker.js")}</script>'
    for name, text in _inside(tuple(wheels)).items():
        yield f'<script type="text/plain" data-part="{name}">{text}</script>'


@cache
def _inside(wheels: tuple[Path, ...]) -> dict[str, str]:
    """The parts as text, by their names."""
    return {name: base64.b64encode(gzip.compress(data, 9, mtime=0)).decode() for name, data in bundle.inside(list(wheels)).items()}
