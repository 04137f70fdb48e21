"""The tree of a rule as text for other programs that draw: Mermaid and DOT. Whatever a rule says stays a text there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tunnistus.saying.labels import Label, every
from tunnistus.saying.svg import clean, wrapped

__all__ = ["dot", "mermaid"]

_PLAIN: Final = re.compile(r"[^\w .,:;!?§–’+=*-]")  # all other characters can mean something to Mermaid
_MERMAID: Final = {"met": ('("', '")'), "unmet": ('["', '"]'), "open": ('{{"', '"}}'), "": ('[["', '"]]')}
_DOT: Final = {"met": "shape=box, style=rounded", "unmet": "shape=box", "open": "shape=box, style=dashed", "": "shape=plaintext"}
_ACROSS: Final = 320  # how wide a node may be


def mermaid(root: Label) -> str:
    """Return a flowchart: rounded is met, square is not met, six-sided is open; the words say it as well."""
    lines = ["flowchart LR", f"  accTitle: {_escaped(root.text)}"]
    for label in every(root):
        left, right = _MERMAID[label.state]
        lines.append(f"  {_id(label)}{left}{'<br>'.join(map(_escaped, (label.said, *label.more)))}{right}")
    lines += [f"  {_id(above)} --- {_id(below)}" for above, below in _edges(root)]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return _PLAIN.sub(lambda found: f"#{ord(found[0])};", clean(text))


def dot(root: Label) -> str:
    """Return a graph for Graphviz: rounded is met, square is not met, broken is open; the words say it as well."""
    lines = ["digraph {", "  graph [rankdir=LR, ordering=out];", '  node [fontname="Arial"];', "  edge [arrowhead=none];"]
    for label in every(root):
        lines.append(f'  {_id(label)} [{_DOT[label.state]}, label="{_quoted(label)}"];')
    lines += [f"  {_id(above)} -> {_id(below)};" for above, below in _edges(root)]
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(label: Label) -> str:
    lines = (line for text in (label.said, *label.more) for line in wrapped(text, _ACROSS))
    return "".join(line.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"') + "\\l" for line in lines)


def _id(label: Label) -> str:
    return "n" + label.id.replace(".", "_")


def _edges(root: Label) -> Iterator[tuple[Label, Label]]:
    for above in every(root):
        for below in above.under:
            yield above, below
