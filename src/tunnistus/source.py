"""Where the rule data come from: the compiled form beside the package, or the YAML files of a checkout.

A wheel holds only the compiled form. In a checkout the YAML files are the truth: the compiled form is made again when it
does not belong to them, and only then are pydantic and YAML imported.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tunnistus import canon, limits
from tunnistus.errors import LoadError, Problems
from tunnistus.model import Book

__all__ = ["LANGUAGES", "book", "build", "checkout", "compiled", "read_directory"]

LANGUAGES: Final = ("fi", "sv", "en")
_HERE: Final = Path(__file__).parent
_BOOKS: dict[str, Book] = {}
_LAST: dict[str, Any] = {}


def checkout() -> Path | None:
    """Return the root of the checkout that this package runs from, or ``None`` when it is installed."""
    root = _HERE.parent.parent
    return root if (root / "indicators" / "facts").is_dir() and (root / "pyproject.toml").is_file() else None


def compiled() -> Path:
    """Return the directory of the compiled form, made up to date first in a checkout."""
    out, root = _HERE / "_data", checkout()
    if root is not None and _stamp(out) != _fingerprint(root):
        build(root, out)
    if not (out / "rules.json").is_file():
        raise LoadError("The compiled rule data are missing.", where=str(out.name), todo="Install the package again.")
    return out


def book() -> Book:
    """Return all shipped rule data. Read once and kept until a file that they are made from changes."""
    root = checkout()
    state = tuple(_state(root / "indicators" if root else _HERE / "_data"))
    if _LAST.get("state") != state:
        _LAST.update(book=_read_book(), state=state)
    return _LAST["book"]  # type: ignore[no-any-return]


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
    path = compiled() / "rules.json"
    text = path.read_text(encoding="utf-8")
    key = hashlib.sha256(text.encode()).hexdigest()
    if key not in _BOOKS:
        _BOOKS.clear()
        _BOOKS[key] = canon.loads(text)
    return _BOOKS[key]


def build(root: Path, out: Path) -> None:
    """Compile the rule data and catalogues below ``root`` into ``out``: ``rules.json`` and ``locales/<lang>.mo``.

    Equal sources give equal bytes. Raises :class:`LoadError`, also for what the checker calls an error; then nothing in ``out``
    has changed.
    """
    from tunnistus import l10n
    from tunnistus.verify import refuse

    book = read_directory(root / "indicators")
    refuse(book)
    text = canon.dumps(book)
    catalogues = {lang: l10n.compiled(root / "locales" / lang / "LC_MESSAGES" / "tunnistus.po") for lang in LANGUAGES[1:]}
    (out / "locales").mkdir(parents=True, exist_ok=True)
    for lang, data in catalogues.items():
        _replace(out / "locales" / f"{lang}.mo", data)
    _replace(out / "rules.json", text.encode())
    _replace(out / "stamp", _fingerprint(root).encode())


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, also when another process does the same."""
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.chmod(fresh, 0o644)
    os.replace(fresh, path)


def _stamp(out: Path) -> str:
    path = out / "stamp"
    return path.read_text(encoding="utf-8") if path.is_file() and (out / "rules.json").is_file() else ""


def _fingerprint(root: Path) -> str:
    digest = hashlib.sha256()
    code = sorted(_HERE.glob("*.py"))
    for path in [*_files(root / "indicators"), *sorted((root / "locales").glob("*/LC_MESSAGES/*.po")), *code]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(directory: Path) -> list[Path]:
    """Rule data files below a directory: YAML, but no cases, in the order of their names. Raises :class:`LoadError` past a bound."""
    found = sorted(p for p in _below(directory) if p.name.endswith(".yaml") and not p.name.endswith(".cases.yaml"))
    size = sum(p.stat().st_size for p in found)
    if len(found) > limits.MAX_FILES:
        raise LoadError(
            f"There are {len(found)} files of rule data; at most {limits.MAX_FILES} are read.", where=directory.name, code="over-limit"
        )
    if size > limits.MAX_ALL_BYTES:
        raise LoadError(
            f"The rule data have {size} bytes; at most {limits.MAX_ALL_BYTES} are read.", where=directory.name, code="over-limit"
        )
    return found


def _below(directory: Path) -> Iterator[Path]:
    """Everything below a directory that is not one. Links are refused: they lead outside, or in a circle."""
    waiting, seen = [(directory, 0)], 0
    while waiting:
        here, level = waiting.pop()
        with os.scandir(here) as entries:
            for entry in entries:
                path, seen = Path(entry.path), seen + 1
                where = _name(path, directory)
                if seen > limits.MAX_ENTRIES or level >= limits.MAX_LEVELS:
                    what = f"There are more than {limits.MAX_ENTRIES} files, or {limits.MAX_LEVELS} directories in one another."
                    raise LoadError(what, where=where, todo="Give the directory of the rule data alone.", code="over-limit")
                if entry.is_symlink():
                    raise LoadError("This is a link.", where=where, todo="Put the file itself there.", code="file-unreadable")
                if entry.is_dir() and entry.name.endswith(".yaml"):
                    raise LoadError("The file cannot be read: it is a directory.", where=where, todo="Rename it.", code="file-unreadable")
                if entry.is_dir():
                    waiting.append((path, level + 1))
                else:
                    yield path


def _name(path: Path, directory: Path) -> str:
    """The path as messages show it. Raises :class:`LoadError` when the name is no text."""
    name = path.relative_to(directory.parent).as_posix()
    if not name.isprintable():
        raise LoadError("A file name is not printable text.", where=ascii(name), todo="Rename the file.", code="file-unreadable")
    return name


def read_directory(*directories: Path) -> Book:
    """Read every rule data file below one or more directories as one book.

    Raises :class:`LoadError` with all that is wrong; nothing is half loaded.
    """
    from tunnistus.schema import build_book
    from tunnistus.strict import read

    for directory in directories:
        if not directory.is_dir():
            raise LoadError("There is no such directory of rule data.", where=directory.name, todo="Give the directory with facts/.")
    problems = Problems()
    documents = []
    for path, above in [(path, directory) for directory in directories for path in _files(directory)]:
        with problems.collect():
            documents.append(read(path, name=_name(path, above)))
    problems.stop()
    return build_book(documents)
