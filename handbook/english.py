"""The pages that stand in English only: those of ``docs``, the guide for authors of rules, and a reference of all public names."""

from __future__ import annotations

import posixpath
import re
from abc import ABC
from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import isfunction
from pathlib import Path

from handbook.material import ROOT, Teller
from handbook.pages import Entry, Link, Page, Part

__all__ = ["MODULES", "english_page", "english_sources"]

MODULES = ("tunnistus", "tunnistus.columns", "tunnistus.testing", "tunnistus.errors", "tunnistus.api")
_NAMED = {
    "CHANGELOG.md": "changelog",
    "CONTRIBUTING.md": "contributing",
    "SECURITY.md": "security",
    "docs/training/README.md": "training",
    "indicators/README.md": "writing-rules",
}
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)")
_TITLE = re.compile(r"^# (.+)$", re.M)


def _places(root: Path) -> dict[str, str]:
    """The files that are shown, by their path in the repository, each with its place in the site."""
    docs = [*sorted((root / "docs").glob("*.md")), *sorted((root / "docs" / "decisions").glob("*.md"))]
    shown = {path.relative_to(root).as_posix(): path.relative_to(root / "docs").with_suffix("").as_posix() for path in docs}
    recipes = sorted((root / "docs" / "recipes").glob("*/README.md"))
    shown |= {path.relative_to(root).as_posix(): path.relative_to(root / "docs").parent.as_posix() for path in recipes}
    return {path: f"developer/{place}" for path, place in {**_NAMED, **shown}.items()}


def english_sources(root: Path = ROOT) -> dict[str, str]:
    """Return the sources of these pages, each with its place."""
    places = _places(root)
    led = places | {path.relative_to(root).as_posix(): path.stem for path in sorted((root / "docs" / "site").glob("*.md"))}
    made = {f"{place}.md": "---\norphan: true\n---\n" + _linked(root, path, led) for path, place in places.items()}
    pictures = [path for path in sorted((root / "docs").rglob("*.svg")) if path.name.count(".") == 1 or path.name.endswith(".en.svg")]
    made |= {f"developer/{path.relative_to(root / 'docs').as_posix()}": path.read_text(encoding="utf-8") for path in pictures}
    return made | {f"reference/{module}.md": _reference(module) for module in MODULES}


def _linked(root: Path, path: str, places: dict[str, str]) -> str:
    """The text of a page, its links leading to where pages stand in the site; what is no page of it is named by its path."""

    def led(found: re.Match[str]) -> str:
        picture, text, to = found.groups()
        if picture or "://" in to or to.startswith(("#", "mailto:")):
            return found[0]
        target, mark, anchor = to.partition("#")
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if whole in places:
            return f"[{text}]({posixpath.relpath(places[whole] + '.md', posixpath.dirname(places[path]))}{mark}{anchor})"
        return text if whole in text else f"{text} (`{whole}`)"

    return _outside_code((root / path).read_text(encoding="utf-8"), lambda piece: _LINK.sub(led, piece))


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """A Markdown text, changed where it is not a block of code."""
    pieces = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
    return "".join(piece if n % 2 else change(piece) for n, piece in enumerate(pieces))


def _reference(module: str) -> str:
    """A page with an entry for every public name of a module."""
    found = import_module(module)
    entries = "\n".join(_entry(module, name, getattr(found, name)) for name in sorted(found.__all__, key=str.lower))
    return f"---\norphan: true\n---\n# `{module}`\n\n```{{eval-rst}}\n.. py:module:: {module}\n\n{entries}\n```\n"


def _entry(module: str, name: str, thing: object) -> str:
    if isinstance(thing, type) and name != "AnswersDict":
        return f".. autoclass:: {module}.{name}\n   :members:\n{_inherited(thing)}"
    if isinstance(thing, type):  # as many keys as there are facts, each of which has a page
        return f".. autoclass:: {module}.{name}\n"
    if isfunction(thing):
        return f".. autofunction:: {module}.{name}\n"
    return f".. py:data:: {module}.{name}\n\n   ``{type(thing).__name__}``\n"


def _inherited(thing: type) -> str:
    """Shows what a class has from classes of the library that have no public name, so no page of their own."""
    public = {getattr(import_module(module), name) for module in MODULES for name in import_module(module).__all__ if name != "AnswersDict"}
    above = [each for each in thing.__mro__[1:] if each not in (ABC, object)]
    own = above and all(each.__module__.startswith("tunnistus.") and each not in public for each in above)
    return "   :inherited-members:\n" if own else ""


def english_page(t: Teller, root: Path = ROOT) -> Page:
    """Return the list of these pages; from the other languages it leads to the English site."""
    site = "" if t.lang == "en" else "../en/"
    named = [(_title(root / path), place) for path, place in _places(root).items()]
    groups = (
        (t.ui("english.reference", "Julkiset nimet"), "reference", [(module, f"reference/{module}") for module in MODULES]),
        (t.ui("english.pages", "Ohjeet ja kuvaukset"), "pages", [each for each in named if "/decisions/" not in each[1]]),
        (t.ui("english.decisions", "Päätökset"), "decisions", [each for each in named if "/decisions/" in each[1]]),
    )
    parts = tuple(Part(title, anchor, entries=tuple(_entries(t, site, those))) for title, anchor, those in groups)
    about = t.ui("english.about", "Nämä sivut ovat vain englanniksi.")
    return Page("english", t.ui("english.title", "Englanninkieliset sivut"), ((about,),), parts)


def _entries(t: Teller, site: str, those: list[tuple[str, str]]) -> Iterator[Entry]:
    for title, place in those:
        to = f"{site}{place}.html" if site else place
        yield Entry((Link(title, to, lang="" if t.lang == "en" else "en"),))


def _title(path: Path) -> str:
    found = _TITLE.search(path.read_text(encoding="utf-8"))
    return found[1].replace("`", "") if found else path.stem
