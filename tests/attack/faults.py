"""Injecting faults: every call that touches a disk fails in its turn, until the command gets through.

``points(run)`` runs a command again and again. In the n-th run the n-th such call raises ``OSError`` as a full or failing disk does, and is
not made. Where the run is in the middle of a file, half of what it writes arrives first.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from tests import ROOT

_PASSING = re.compile(r"\.\w{8}\.tmp$")  # passing names are drawn by lot
_NAMES = ("mkdir", "open", "write", "fsync", "chmod", "fchmod", "replace", "rename", "link", "unlink", "remove", "rmdir")


def place(path: Any) -> str:
    """Where a file really lies; a link itself is not followed."""
    directory, name = os.path.split(os.path.abspath(os.fspath(path)))
    return os.path.join(os.path.realpath(directory), name)


@attrs.define
class Disk:
    """A disk that fails at one call.

    Attributes:
        at: the number of the call that fails; 0 for none.
        below: only calls on paths below this directory, or on files that were opened there, are counted.
        seen: what was called, as ``operation file``.
    """

    at: int
    below: Path
    seen: list[str] = attrs.field(factory=list)
    handles: dict[int, str] = attrs.field(factory=dict)

    def touched(self, operation: str, path: object) -> None:
        """Count a call; raise at the one that shall fail."""
        name = self.handles.get(path, "") if isinstance(path, int) else place(path)
        if not name.startswith(f"{self.below}{os.sep}"):
            return
        self.seen.append(f"{operation} {_PASSING.sub('.tmp', os.path.relpath(name, self.below))}")
        if len(self.seen) == self.at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)


class _File:
    """A file in which writing, flushing and closing may fail."""

    def __init__(self, file: Any, disk: Disk) -> None:
        self._file, self._disk = file, disk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def write(self, data: Any) -> int:
        try:
            self._disk.touched("write", self._file.fileno())
        except OSError:
            self._file.write(data[: len(data) // 2])
            self._file.flush()
            raise
        return int(self._file.write(data))

    def flush(self) -> None:
        self._disk.touched("flush", self._file.fileno())
        self._file.flush()

    def close(self) -> None:
        try:
            if not self._file.closed:
                self._disk.touched("close", self._file.fileno())
        finally:
            self._file.close()


def failing(disk: Disk, patch: pytest.MonkeyPatch) -> None:
    """Put the disk under every way in which Python writes files."""
    really = {name: getattr(os, name) for name in _NAMES}
    opens = io.open  # os.fdopen calls it, too

    def call(name: str) -> Callable[..., Any]:
        def made(path: Any, *more: Any, **named: Any) -> Any:
            written = name != "open" or (more and more[0] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if written and not (name == "mkdir" and os.path.isdir(path)):  # that it is there already is no fault
                disk.touched(name, path)
            result = really[name](path, *more, **named)
            if name == "open" and written:
                disk.handles[result] = place(path)
            return result

        return made

    def open_(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        if not set(mode) & set("wax+"):
            return opens(file, mode, *more, **named)
        if not isinstance(file, int):
            disk.touched("open", file)
        opened = opens(file, mode, *more, **named)
        if not isinstance(file, int):
            disk.handles[opened.fileno()] = place(file)
        return _File(opened, disk)

    for name in _NAMES:
        patch.setattr(os, name, call(name))
    patch.setattr(builtins, "open", open_)
    patch.setattr(io, "open", open_)


def points(
    below: Path, prepare: Callable[[], object], run: Callable[[], int], check: Callable[[int, str], object], patch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Yield each point of failure of a command, and check what is there after it.

    Args:
        below: where the calls are counted.
        prepare: brings everything to where it was, before each run.
        run: runs the command and returns its status.
        check: is told the status and the point of failure; an empty one when the command got through.
    """
    assert ROOT not in (below, *below.parents), "faults are injected outside the checkout alone"
    for at in range(1, 1000):
        prepare()
        disk = Disk(at, below)
        with patch.context() as inner:
            failing(disk, inner)
            status = run()
        if len(disk.seen) < at:
            check(status, "")
            return
        check(status, disk.seen[at - 1])
        yield disk.seen[at - 1]
    raise AssertionError("The command does not come to an end.")
