"""Writing a file: whole or not at all, and what is about people for nobody else. Every file that the library writes is written here."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from tunnistus.errors import TunnistusError
from tunnistus.messages import message

__all__ = ["PASSING", "PRIVATE", "own_directory", "whole", "write"]

PASSING: Final = ".tmp"  # how the names of files end that are being written; one is left behind only where the process was killed
PRIVATE: Final = 0o600  # of files about people: nobody else reads or writes them
_OWN: Final = 0o700


@contextlib.contextmanager
def whole(path: Path, *, mode: int = 0o644) -> Iterator[IO[bytes]]:
    """Open a file for writing under a passing name beside it; when the block ends well, it takes the place of ``path`` in one step.

    When anything fails, the old file stands as it was, or there is none. Directories that are missing are made.

    Args:
        mode: permissions of the file. While it is written, nobody else reads it.

    Raises:
        TunnistusError: it cannot be written, or ``path`` is something else than an ordinary file.
    """
    handle, passing = _begun(path)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(passing, mode)
        os.replace(passing, path)
    except BaseException as problem:
        with contextlib.suppress(OSError):
            os.unlink(passing)
        if isinstance(problem, OSError):
            raise _refused(path, problem) from None
        raise


def _begun(path: Path) -> tuple[int, str]:
    """Make a file with a passing name."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(path) and not stat.S_ISREG(os.lstat(path).st_mode):
            raise TunnistusError(
                message("This is not an ordinary file."), where=str(path), todo=message("Name a file, not a link, device or directory.")
            )
        return tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=PASSING)
    except (OSError, ValueError) as problem:  # the latter: a name with a NUL character
        raise _refused(path, problem) from None


def _refused(path: Path, problem: OSError | ValueError) -> TunnistusError:
    said = problem.strerror if isinstance(problem, OSError) else "no file can have this name"
    return TunnistusError(
        message("The file cannot be written."), where=str(path), todo=message("Make room, or name another file ({reason}).", reason=said)
    )


def write(path: Path, text: str | bytes, *, mode: int = 0o644) -> None:
    """Write a file as :func:`whole` does; text as UTF-8."""
    with whole(path, mode=mode) as file:
        file.write(text.encode() if isinstance(text, str) else text)


def own_directory(path: Path, names: re.Pattern[str]) -> None:
    """Make a directory for this user alone, or take one that is: nobody else can have put anything into it, or look into it.

    Args:
        names: of the files that may stand in it already. One that is being written may, too.

    Raises:
        TunnistusError: it is a link or another user's, others may enter it, or something in it is none of these files.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.mkdir(path, _OWN)
        ours = _is_ours(os.lstat(path), stat.S_ISDIR) and all(_is_one_of(path / name, names) for name in os.listdir(path))
    except (OSError, ValueError) as problem:
        raise _refused(path, problem) from None
    if not ours:
        what = message("This is not a directory of our own, closed to others, that holds only what we wrote.")
        raise TunnistusError(what, where=str(path), todo=message("Remove it, or name another place for the result."))


def _is_ours(found: os.stat_result, kind: Callable[[int], bool]) -> bool:
    """Whether something is of a kind, belongs to this user and is closed to others, as far as the system knows of users."""
    known = hasattr(os, "geteuid")
    return kind(found.st_mode) and not (known and (found.st_uid != os.geteuid() or found.st_mode & 0o077))


def _is_one_of(path: Path, names: re.Pattern[str]) -> bool:
    name = re.sub(rf"\.\w{{8}}{re.escape(PASSING)}$", "", path.name)
    try:
        found = os.lstat(path)
    except FileNotFoundError:  # another process of ours gave it its name meanwhile
        return True
    return names.fullmatch(name) is not None and _is_ours(found, stat.S_ISREG) and found.st_nlink <= 1
