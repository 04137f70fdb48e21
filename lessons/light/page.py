"""A light file: one HTML page with the rules as data and plain JavaScript, which opens from a disk and asks for nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lessons.light import held
from lessons.light.program import asked_about, rules_of
from lessons.sheet import STYLE, beginning, foot, lines
from lessons.source import words
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.html import document
from tunnistus.shipping import source
from tunnistus.training.screens import LINES

KINDS: Final = ("practice", "interview")
SCRIPTS: Final = {
    "practice": ("evaluate", "ask", "standing", "say", "practise", "practise.page", "page"),
    "interview": ("evaluate", "ask", "standing", "say", "interview", "interview.page", "page"),
}
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
_STYLE: Final = """
fieldset{min-width:0;border:1px solid currentColor;border-radius:.25rem;padding:.5rem 1rem;margin:1rem 0}
legend{font-weight:600;padding:0 .25rem}
label{display:flex;align-items:baseline;min-height:1.75rem;padding:.25rem 0}
label input{flex:none;width:1.1rem;height:1.1rem;margin:0 .75rem 0 0}
form>button{min-height:2.75rem;margin:0 .5rem .5rem 0}
.answers button{display:block;width:100%;min-height:2.75rem;margin:.5rem 0;text-align:left}
.ways{margin-top:2rem;border-top:1px solid var(--line);padding-top:1rem}.ways button{margin:0 .5rem .5rem 0}
input:focus,button:focus,a:focus,summary:focus{outline:3px solid var(--link);outline-offset:2px}
@media print{form,.again{display:none}}
"""


def paths(kind: str) -> tuple[Path, ...]:
    """Return the JavaScript of a kind, in the order of reading."""
    return (LINES, *(Path(__file__).with_name(f"{name}.js") for name in SCRIPTS[kind]))


def page(kind: str) -> str:
    """Return the page of a kind, ``practice`` or ``interview``. Equal rules give equal pages."""
    script = "".join(path.read_text(encoding="utf-8") for path in paths(kind))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    body = "\n".join([*_said(kind), f"<script>{script}</script>"])
    return document("fi", words("fi")[f"page_{kind}"], body, style=STYLE + _STYLE, policy=POLICY.format(digest=digest))


def _said(kind: str) -> Iterator[str]:
    yield from beginning(kind)
    yield f"<noscript>{lines('page_script', 'wrong')}</noscript>"
    yield f'<div id="work"></div><footer>{lines(f"light_{kind}", "")}{foot(_rulesets(kind))}</footer>'
    data = held.practice(source.book()) if kind == "practice" else held.interview(source.book())
    for lang in LANGUAGES:
        data["said"][lang] |= _more(kind, lang)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    yield f'<script type="application/json" id="held">{text}</script>'


def _rulesets(kind: str) -> list[str]:
    book = source.book()
    return [rule.ruleset for rule in (asked_about(book) if kind == "practice" else rules_of(book))]


def _more(kind: str, lang: str) -> dict[str, object]:
    """What the lessons say themselves."""
    said = words(lang)
    if kind == "practice":
        return {"farewell": held.farewell(lang)}
    return {"back": said["page_back"], "result": said["light_result"]}
