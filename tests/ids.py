"""The ids that other programs may keep: those of the release, and what each that was renamed since is called now.

Until the first release the list is made from the rule data (``python -m tests.generate``). From then on it stands still: an id in it is still there,
or it stands under ``renamed`` with the id that took its place, and ``tests/test_ids.py`` fails where neither is so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tests import ROOT
from tunnistus.reading.strict import read
from tunnistus.rules.model import Book
from tunnistus.version import __version__

__all__ = ["LIST", "ids", "kept", "lost", "page", "unreleased"]

LIST: Final = ROOT / "docs" / "ids.yaml"
HEAD: Final = """\
# The ids that go out with version {version}: facts with their values, rules with their outcomes, and functions of authorities and others.
# From the release on an id stays, or stands under `renamed` with the id that took its place; one that was given up is not used again.
"""


def unreleased() -> bool:
    """Whether this version has not gone out: the changelog says so."""
    return f"## {__version__} – unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def ids(book: Book) -> dict[str, dict[str, list[str]]]:
    """Return the ids of a book by kind, each with those that belong to it."""
    return {
        "facts": {name: list(map(str, fact.values or ())) for name, fact in sorted(book.facts.items())},
        "rules": {name: list(map(str, rule.outcomes)) for name, rule in sorted(book.rules.items())},
        "actors": {name: [] for name in sorted(book.actors)},
    }


def page(book: Book) -> str:
    """Return the list of a book from which no id was renamed."""
    lines = [HEAD.format(version=__version__), "renamed: {}\n"]
    for kind, names in ids(book).items():
        lines += [f"{kind}:\n", *(f"  {name}: [{', '.join(inner)}]\n" for name, inner in names.items())]
    return "".join(lines)


def kept() -> Mapping[str, Any]:
    """Return the list that is in the repository."""
    return read(LIST).data


def lost(listed: Mapping[str, Any], book: Book) -> Iterator[str]:
    """The ids of a list that a book no longer has and that were not renamed into one that it has, and renamed ones that it has again."""
    here, renamed = set(_all(ids(book))), listed["renamed"]
    for each in _all(listed):
        now = renamed.get(each, each)
        if now not in here:
            yield each
    yield from (old for old in renamed if old in here)


def _all(listed: Mapping[str, Any]) -> Iterable[str]:
    """Every id as it is written in `renamed`: an inner one behind a dot."""
    for kind in ("facts", "rules", "actors"):
        for name, inner in listed[kind].items():
            yield name
            yield from (f"{name}.{each}" for each in inner)
