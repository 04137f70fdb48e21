"""The pages that people write, as the site reads them. In the repository they are plain Markdown, which any forge shows.

Three things stand there in a way that both can read:

* A link to a place in the repository leads in the site to the page that is made of it.
* A comment that begins with ``{`` is a directive for the site (``<!-- {contact} police -->``), in place of the lines just below it.
* A comment for those who edit the page is one in the site as well.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Final

from handbook.material import ROOT

__all__ = ["DIRECTIVE", "LINK", "place_of", "site_source"]

LINK: Final = re.compile(r"(?<!!)\[([^\[\]]+)\]\(([^()\s:]+)\)")  # of a relative address
DIRECTIVE: Final = re.compile(r"^( *)<!-- (\{\w+\}[^\n]*?)(?: -->|\n(.*?)^ *-->)\n((?:[^\n]+\n)*)", re.M | re.S)
_COMMENT: Final = re.compile(r"^<!-- ([^{\n][^\n]*) -->$", re.M)
_MADE: Final = {  # what is made of a place in the repository, where that has another name
    "docs": "english",
    "docs/command-line.md": "commands",
    "indicators/actors.yaml": "actors",
    "indicators/facts": "facts/index",
    "indicators/law": "rules/index",
    "indicators/law/acts.structure.yaml": "trace",
    "indicators/law/acts.yaml": "acts/index",
    "indicators/lists": "lists/index",
    "indicators/vignettes": "stories/index",
    "snapshots": "changes",
    "src/tunnistus/errors.py": "refusals",
    "src/tunnistus/reading/findings.py": "codes",
}


def place_of(path: str) -> str:
    """Return the place in the site of a path in the repository. Raises :class:`ValueError`: nothing is made of it."""
    if path in _MADE:
        return _MADE[path]
    folder, name = posixpath.split(path)
    if name.endswith(".md") and folder in ("docs", "docs/site"):
        return f"{'developer/' if folder == 'docs' else ''}{name.removesuffix('.md')}"
    raise ValueError(f"{path}: no page of the site is made of it; name it in handbook/by_hand.py, or give its address")


def site_source(path: Path, lang: str = "fi", root: Path = ROOT) -> str:
    """Return the source of a page as Sphinx reads it, its commands in the language; the catalogues translate the rest."""
    folder = path.parent.relative_to(root).as_posix()

    def led(found: re.Match[str]) -> str:
        text, to = found.groups()
        return f"{{doc}}`{text} <{place_of(posixpath.normpath(posixpath.join(folder, to)))}>`"

    text = DIRECTIVE.sub(_directive, path.read_text(encoding="utf-8"))
    text = _COMMENT.sub(r"% \1", LINK.sub(led, text))
    for said in ("--lang {}", '("{}")', ".py {} "):
        text = text.replace(said.format("fi"), said.format(lang))
    return text


def _directive(found: re.Match[str]) -> str:
    margin, begins, body, _ = found.groups()
    return f"{margin}```{begins}\n{body or ''}{margin}```\n"
