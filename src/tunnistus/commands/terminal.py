"""The streams of the command line on machines of all kinds: closed ones, ones without room, ones that cannot write every letter.

Everything that the command line says goes out here, so here characters that are not seen are shown as escapes.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import attrs

from tunnistus.errors import DateError, TunnistusError
from tunnistus.messages import message
from tunnistus.saying.messages import said
from tunnistus.unseen import escaped, escapes
from tunnistus.writing import PRIVATE, write

__all__ = ["begun", "fitting", "give", "over", "page", "ready", "safely", "seconds", "today", "wrapped"]

WRONG: Final = 2
NARROWEST: Final = 20
BEGINS: Final = re.compile(r" *(?:(?:\d+|[a-z]{1,2}|[?-])  |- |\d+\. )?")
_ESCAPES: Final = "tunnistus-escapes"


def _escaped(problem: UnicodeError) -> tuple[str, int]:
    r"""Write what an encoding does not have as ``\u00e4``: JSON with such escapes says the same."""
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    return escapes(problem.object[problem.start : problem.end]), problem.end


@attrs.frozen
class _Shown:
    """A stream of text that shows what is not seen as escapes."""

    stream: Any

    def write(self, text: str) -> int:
        self.stream.write(escaped(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


@contextlib.contextmanager
def ready() -> Iterator[None]:
    """Make the streams fit for any text, for as long as a command runs; one that is closed takes everything and gives nothing."""
    codecs.register_error(_ESCAPES, _escaped)
    for name, errors in (("stdin", "replace"), ("stdout", _ESCAPES), ("stderr", _ESCAPES)):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115  # as long as Python runs
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=errors)
    with contextlib.redirect_stdout(_Shown(sys.stdout)), contextlib.redirect_stderr(_Shown(sys.stderr)):
        yield


def over(text: str) -> None:
    """Write a text on standard error over the line that stands there."""
    getattr(sys.stderr, "stream", sys.stderr).write(f"\r{escaped(text)}")


def page(html: str) -> str:
    """Return a page as the encoding of the output can have it: it says of itself that it is UTF-8."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return html if codecs.lookup(encoding).name == "utf-8" else html.encode("ascii", "xmlcharrefreplace").decode()


def give(written: str | bytes, target: Path | None) -> None:
    """Write what tells of a person into a file for nobody else, or where the output goes. Raises :class:`TunnistusError` for bytes to a
    terminal, and for a file that cannot be written."""
    if target:
        write(target, written if isinstance(written, bytes) else escaped(written), mode=PRIVATE)
    elif isinstance(written, str):
        sys.stdout.write(written)
    elif _seen():
        raise TunnistusError(
            message("This is not text, so it is not shown here."), where="--format", todo=message("Name a file with --output FILE.")
        )
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(written)


def _seen() -> bool:
    terminal = getattr(sys.stdout, "isatty", None)
    return bool(terminal and terminal())


def today() -> date:
    """Return the day of the machine for a person at a terminal. Raises :class:`DateError` where no terminal shows the result.

    What another program reads, or what is kept, must give the same another day: there the day is an argument.
    """
    if _seen():
        return date.today()  # noqa: DTZ011  # the day where the person sits
    raise DateError(message("The date is missing."), where="as_of", todo=message("Give --as-of 2026-11-24, or as_of in the file."))


def begun() -> date:
    """Return the last day that can have begun somewhere on earth, tomorrow of the machine: nothing has been read on a later one."""
    return date.today() + timedelta(days=1)  # noqa: DTZ011  # a day of reading that lies ahead is wrong on whatever day it is checked


def seconds() -> float:
    """Return the seconds that have gone by since some moment, for a person who waits: only differences say anything."""
    return time.monotonic()


def fitting(text: str) -> str:
    """Return a text in lines as wide as the terminal; where the output is none, as it is."""
    return wrapped(text, shutil.get_terminal_size().columns) if _seen() else text


def wrapped(text: str, width: int) -> str:
    """Return a text with lines of at most so many characters, broken between words; what goes on stands under the words before it."""
    return "".join(f"{line}\n" for said in text.splitlines() for line in _lines(said, max(width, NARROWEST)))


def _lines(said: str, width: int) -> list[str]:
    begins = BEGINS.match(said)
    under = " " * (begins.end() if begins else 0)
    return textwrap.wrap(said, width, subsequent_indent=under, break_long_words=False, break_on_hyphens=False) or [""]


def safely(run: Callable[[], int], lang: str) -> int:
    """Run a command to its end, and return its status. What the machine refuses is told in one line, in a language.

    Whoever reads the output, such as ``head``, may have enough: then it ends quietly.
    """
    try:
        try:
            return run()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _nowhere()
        return 0
    except OSError as problem:
        _nowhere()
        with contextlib.suppress(OSError):
            sys.stderr.write(f"{_refused(problem, lang)}\n")
        return WRONG


def _refused(problem: OSError, lang: str) -> str:
    """What the machine refuses, in a language; in English where it does not let the catalogue be read either."""
    name = problem.filename if isinstance(problem.filename, str) else ""
    todo = message("Make room, or name another place ({reason}).", reason=problem.strerror)
    told = TunnistusError(message("The machine refuses to read or write."), where=name, todo=todo)
    try:
        return said(told, lang)
    except OSError:
        return str(told)


def _nowhere() -> None:
    """Give what is still buffered somewhere to go, or Python would complain when it ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
