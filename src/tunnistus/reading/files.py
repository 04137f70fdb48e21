"""The files of rule data below directories: found in order, held to bounds, and read as one book.

What begins with a dot, a file or a directory, is hidden and not read: version control, editors and systems keep their own things there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tunnistus import limits
from tunnistus.collecting import paused
from tunnistus.errors import LoadError, Problems
from tunnistus.messages import message
from tunnistus.rules.model import Book
from tunnistus.unseen import UNSEEN

if TYPE_CHECKING:
    from tunnistus.reading.strict import Document

__all__ = ["BESIDE", "files_beside", "hidden_files", "read_directory", "read_files", "rule_files", "visible"]


BESIDE = (".cases.yaml", ".units.yaml", ".structure.yaml")  # about the rules, and no part of them


def rule_files(directory: Path) -> list[Path]:
    """Rule data files below a directory: YAML, but nothing that is only about the rules, in the order of their names.

    Raises :class:`LoadError` past a bound.
    """
    found = sorted(p for p in _below(directory) if p.name.endswith(".yaml") and not p.name.endswith(BESIDE))
    size = sum(p.stat().st_size for p in found)
    if len(found) > limits.MAX_FILES:
        raise LoadError(
            message("There are {found} files of rule data; at most {most} are read.", found=len(found), most=limits.MAX_FILES),
            where=directory.name,
            code="over-limit",
        )
    if size > limits.MAX_ALL_BYTES:
        raise LoadError(
            message("The rule data have {size} bytes; at most {most} are read.", size=size, most=limits.MAX_ALL_BYTES),
            where=directory.name,
            code="over-limit",
        )
    return found


_LIKE_RULES: Final = re.compile(r"\.ya?ml(\.txt)?$", re.IGNORECASE)
_LEFT: Final = (".#", "._")  # what Emacs and macOS leave beside a file


def _misnamed(directory: Path) -> Iterator[LoadError]:
    """What looks by its name like a file of rules or cases, and is not read; nothing that is hidden."""
    for path in sorted(_below(directory)):
        if _LIKE_RULES.search(path.name) and not path.name.endswith(".yaml"):
            yield LoadError(
                message("This file is not read: its name does not end in .yaml."),
                where=_name(path, directory),
                todo=message("Rename it to {name}, or move it to another directory.", name=_LIKE_RULES.sub(".yaml", path.name)),
                code="misnamed-file",
            )


def hidden_files(directory: Path) -> list[str]:
    """Return what somebody may have meant as a file of rules or cases, and what is not read because its name begins with a dot.

    As messages name them. What lies in a hidden directory, and what editors and systems leave beside a file, is meant by nobody.
    """
    found = (path for path in sorted(_entries(directory)) if path.name.startswith(".") and not path.name.startswith(_LEFT))
    return [_name(path, directory) for path in found if _LIKE_RULES.search(path.name)]


def visible(paths: Iterable[Path], above: Path) -> list[Path]:
    """Return the paths that are not hidden below a directory, in the order of their names."""
    return sorted(path for path in paths if not any(part.startswith(".") for part in path.relative_to(above).parts))


def files_beside(directory: Path, ending: str) -> list[tuple[Path, str]]:
    """The files of one of the kinds that are about the rules, with the names that messages show."""
    return [(path, _name(path, directory)) for path in sorted(_below(directory)) if path.name.endswith(ending)]


def _below(directory: Path) -> Iterator[Path]:
    """Every file below a directory that is not hidden."""
    return (path for path in _entries(directory) if not path.name.startswith("."))


def _entries(directory: Path) -> Iterator[Path]:
    """Every file below a directory, hidden ones too, but nothing below a hidden directory.

    Links are refused, since they lead outside or in a circle; hidden ones are left out.
    """
    waiting, seen = [(directory, 0)], 0
    while waiting:
        here, level = waiting.pop()
        with os.scandir(here) as entries:
            for entry in entries:
                path, seen = Path(entry.path), seen + 1
                if entry.name.startswith(".") and (entry.is_symlink() or entry.is_dir()) and seen <= limits.MAX_ENTRIES:
                    continue
                where = _name(path, directory)
                if seen > limits.MAX_ENTRIES or level >= limits.MAX_LEVELS:
                    what = message(
                        "There are more than {files} files, or directories are nested more than {levels} levels deep.",
                        files=limits.MAX_ENTRIES,
                        levels=limits.MAX_LEVELS,
                    )
                    raise LoadError(what, where=where, todo=message("Give a directory that holds only the rule data."), code="over-limit")
                if entry.is_symlink():
                    raise LoadError(
                        message("This is a link."), where=where, todo=message("Put the file itself there."), code="file-unreadable"
                    )
                if entry.is_dir() and entry.name.endswith(".yaml"):
                    raise LoadError(
                        message("The file cannot be read: it is a directory."),
                        where=where,
                        todo=message("Rename it."),
                        code="file-unreadable",
                    )
                if entry.is_dir():
                    waiting.append((path, level + 1))
                else:
                    yield path


def _name(path: Path, directory: Path) -> str:
    """The path as messages show it. Raises :class:`LoadError` when the name is no text."""
    name = path.relative_to(directory.parent).as_posix()
    if not name.isprintable() or UNSEEN.search(name):
        raise LoadError(
            message("A file name is not printable text."), where=ascii(name), todo=message("Rename the file."), code="file-unreadable"
        )
    return name


def read_directory(*directories: Path) -> Book:
    """Read every rule data file below one or more directories as one book.

    Raises :class:`LoadError` with all that is wrong; nothing is half loaded.
    """
    from tunnistus.reading.schema import build_book

    with paused():
        return build_book(read_files(*directories))


def read_files(*directories: Path) -> list[Document]:
    """Read every rule data file below one or more directories. Raises :class:`LoadError` with all that cannot be read."""
    from tunnistus.reading.strict import read

    for directory in directories:
        if not directory.is_dir():
            raise LoadError(
                message("There is no such directory of rule data."), where=directory.name, todo=message("Give the directory with facts/.")
            )
    problems = Problems()
    documents = []
    for problem in (each for directory in directories for each in _misnamed(directory)):
        with problems.collect():
            raise problem
    for path, above in [(path, directory) for directory in directories for path in rule_files(directory)]:
        with problems.collect():
            documents.append(read(path, name=_name(path, above)))
    problems.stop()
    return documents
