"""The shipped rule data: the compiled form in the package, which in a checkout is first made again where it is out of date.

A wheel holds only the compiled form. In a checkout the YAML files are the truth: the compiled form is made again when it
does not belong to them, and only then are pydantic and YAML imported.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from tunnistus.errors import LoadError
from tunnistus.reading import canon
from tunnistus.rules.calendar import Calendar
from tunnistus.rules.model import Book
from tunnistus.shipping.build import DATA, PACKAGE, build, fingerprint, stamp, tabulated

__all__ = ["book", "calendar", "checkout", "compiled", "read_compiled"]

T = TypeVar("T")
_BOOKS: dict[str, Book] = {}
_LAST: dict[str, Any] = {}


def checkout() -> Path | None:
    """Return the root of the checkout that this package runs from, or ``None`` when it is installed."""
    root = PACKAGE.parent.parent
    return root if (root / "indicators" / "facts").is_dir() and (root / "pyproject.toml").is_file() else None


def compiled() -> Path:
    """Return the directory of the compiled form, made up to date first in a checkout."""
    out, root = DATA, checkout()
    if root is not None and stamp(out) != fingerprint(root):
        build(root, out)
    if not (out / "rules.json").is_file():
        raise LoadError("The compiled rule data are missing.", where=str(out.name), todo="Install the package again.")
    return out


def book() -> Book:
    """Return all shipped rule data. Read once and kept until a file that they are made from changes."""
    root = checkout()
    state = tuple(_state(root / "indicators" if root else DATA))
    if _LAST.get("state") != state:
        _LAST.update(book=_read_book(), state=state)
    return _LAST["book"]  # type: ignore[no-any-return]


def calendar() -> Calendar:
    """Return the working days of the shipped rule data, for rule data of others; in a checkout also while its rules are in error."""
    return tabulated() if checkout() else book().calendar


def _state(*directories: Path | str) -> Iterator[tuple[str, int, int]]:
    """Name, time of change and size of every file below the directories."""
    for directory in directories:
        with os.scandir(directory) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    seen = entry.stat(follow_symlinks=False)
                    yield entry.path, seen.st_mtime_ns, seen.st_size
                elif entry.name[0] not in "_.":
                    yield from _state(entry.path)


def _read_book() -> Book:
    return read_compiled("rules.json", _kept)


def _kept(data: bytes) -> Book:
    key = hashlib.sha256(data).hexdigest()
    if key not in _BOOKS:
        book = canon.loads(data.decode("utf-8"))
        _BOOKS.clear()
        _BOOKS[key] = book
    return _BOOKS[key]


def read_compiled(name: str, read: Callable[[bytes], T]) -> T:
    """Read a file of the compiled form. Raises :class:`LoadError` when it is cut off, or is not what it was written as."""
    try:
        return read((compiled() / name).read_bytes())
    except (OSError, ValueError, LookupError, TypeError, AttributeError, struct.error):
        todo = "Install the package again; in a checkout run `tunnistus compile`."
        raise LoadError("The compiled rule data cannot be read.", where=name, todo=todo) from None
