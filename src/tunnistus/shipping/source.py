"""The shipped rule data: the compiled form in the package, which in a checkout is first made again where it is out of date.

A wheel holds only the compiled form. In a checkout the YAML files are the truth: the compiled form is made again when it
does not belong to them, and only then are pydantic and YAML imported.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeVar

from tunnistus import seal
from tunnistus.alone import FIRST
from tunnistus.collecting import paused
from tunnistus.errors import LoadError
from tunnistus.explaining import nobody
from tunnistus.messages import message
from tunnistus.reading import canon
from tunnistus.rules.model import Book
from tunnistus.shipping import sealed
from tunnistus.shipping.sealed import Directory, Manifest

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["again", "book", "check_all", "checkout", "compiled", "read_compiled", "translations"]

T = TypeVar("T")
PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DATA: Directory = os.path.join(PACKAGE, "_data")
_BOOKS: dict[str, Book] = {}
_LAST: dict[str, Any] = {}


def checkout() -> Path | None:
    """Return the root of the checkout that this package runs from, or ``None`` when it is installed."""
    root = os.path.dirname(os.path.dirname(PACKAGE))
    if not os.path.isdir(os.path.join(root, "indicators", "facts")) or not os.path.isfile(os.path.join(root, "pyproject.toml")):
        return None
    with FIRST:  # no thread is importing while another forks
        from pathlib import Path
    return Path(root)


def compiled() -> Directory:
    """Return the directory of the compiled form, made up to date first in a checkout."""
    root = checkout()
    if root is not None:
        _make(root)
    return DATA


def _make(root: Path) -> None:
    """Make the compiled form of a checkout anew where it is out of date."""
    from pathlib import Path

    from tunnistus.shipping.build import build, fingerprint, stamp

    out, parts = Path(DATA), (root / "indicators", root / "locales", root / "docs", PACKAGE)
    made_from = tuple(_state(*(path for path in parts if os.path.isdir(path))))
    if _LAST.get("compiled") != (made_from, _made(out)):
        if stamp(out) != fingerprint(root):
            made = build(root, out)
            for path in out.rglob("*"):  # what an earlier state of the checkout made is refused: the seal does not name it
                if path.suffix in (".json", ".mo", ".pyi") and path.relative_to(out).as_posix() not in made:
                    path.unlink(missing_ok=True)
        _LAST["compiled"] = (made_from, _made(out))


def _made(out: Path) -> tuple[Any, ...]:
    return (out, *_state(out)) if out.is_dir() else (out,)


def book() -> Book:
    """Return all shipped rule data. Read once and kept until a file that they are made from changes."""
    root = checkout()
    try:
        state = tuple(_state(*((root / "indicators", root / "locales") if root else (DATA,))))
    except OSError as problem:
        raise LoadError(
            message("The rule data cannot be read ({reason}).", reason=problem.strerror), where=os.path.basename(DATA), todo=sealed.AGAIN
        ) from None
    if _LAST.get("state") != state:
        with FIRST:  # threads that come meanwhile wait for the first
            if _LAST.get("state") != state:
                _LAST.update(_read_book(), state=state)
    return _LAST["book"]  # type: ignore[no-any-return]


def again(digest: str) -> Book:
    """Return the shipped rule data, if they are those of a digest. Raises :class:`LoadError` if they are others."""
    found = book()
    if found.digest != digest:
        raise LoadError(
            message("This was made with other rule data than those that are installed."),
            where=digest[:12],
            todo=message("Use the version that it was made with, or keep results as JSON with their answers."),
        )
    return found


def _state(*directories: Directory) -> Iterator[tuple[str, int, int]]:
    """Name, time of change and size of every file below the directories that is not hidden."""
    for directory in directories:
        with os.scandir(directory) as entries:
            for entry in entries:
                if entry.name[0] == ".":
                    continue
                if not entry.is_dir(follow_symlinks=False):
                    seen = entry.stat(follow_symlinks=False)
                    yield entry.path, seen.st_mtime_ns, seen.st_size
                elif entry.name[0] != "_":
                    yield from _state(entry.path)


def _read_book() -> dict[str, Any]:
    """The book, with the manifest that it was read by."""
    out = compiled()
    held = sealed.manifest(out)
    parts = {part: sealed.checked(out, held, *names) for part, names in sealed.FILES.items() if part in canon.PARTS}
    begun, diagrams = (sealed.checked(out, held, name) for name in (sealed.NOBODY, sealed.DIAGRAMS))
    key = seal.over(held.parts)
    if key not in _BOOKS:
        with paused():
            book = _understood("rules.json", lambda: canon.loads(parts, held.parts))
        book.found_by(again)
        book.told_of_nobody(nobody.reader(begun), nobody.diagram_reader(diagrams))
        _BOOKS.clear()
        _BOOKS[key] = book
    return {"book": _BOOKS[key], "manifest": held}


def _manifest() -> Manifest:
    """The manifest by which the rule data were read that are in use: all that is read later is held against the same one."""
    if "manifest" not in _LAST:
        _LAST["manifest"] = sealed.manifest(compiled())
    return _LAST["manifest"]  # type: ignore[no-any-return]


def translations() -> dict[str, str]:
    """Return the part of the seal that is the Swedish and English of the program, for rule data of others.

    There is none in a checkout whose own rules are in error; then no catalogue can be read either.
    """
    try:
        return {"translations": _manifest().parts["translations"]}
    except LoadError:
        return {}


def check_all() -> None:
    """Read every file of the compiled form, and the program. Raises :class:`LoadError` when something is not as it was built."""
    out = compiled()
    sealed.check_all(out, sealed.manifest(out))


def read_compiled(name: str, read: Callable[[bytes], T]) -> T:
    """Read a file of the compiled form. Raises :class:`LoadError` when it is not what was built."""
    data = sealed.checked(compiled(), _manifest(), name)
    return _understood(name, lambda: read(data))


def _understood(name: str, read: Callable[[], T]) -> T:
    """What a file says, whose seal holds: it can still be that of another program."""
    try:
        return read()
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, struct.error):
        raise LoadError(message("The compiled rule data cannot be read."), where=name, todo=sealed.AGAIN) from None
