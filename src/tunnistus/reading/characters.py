"""The characters of a file, looked at before anything parses it: its lines are then the same for the parser, an editor and a reader.

A line ends with LF or CRLF and with nothing else, and every character shows. The mark with which some editors begin UTF-8 says nothing of
the text and is left out; anywhere else it is refused like the others.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tunnistus.errors import LoadError
from tunnistus.messages import message
from tunnistus.unseen import UNSEEN

__all__ = ["checked", "not_seen", "plain_spaces"]

_MARK: Final = "\ufeff"
_ALIASES: Final = {"\x0b": "LINE TABULATION", "\x0c": "FORM FEED", "\r": "CARRIAGE RETURN", "\x85": "NEXT LINE"}  # they have no names
_SPACE: Final = re.compile(r"^[ \t]*(?P<first>[^\S \t\r\n])|(?P<hash>[^\S \t\r\n])(?=#)", re.MULTILINE)


def checked(text: str, *, name: str) -> str:
    """Return the text of a file, without the mark at its beginning.

    Raises :class:`LoadError` at the first character that is not seen or ends a line otherwise, with its line and column, counted from 1.
    """
    text = text.removeprefix(_MARK)
    if found := UNSEEN.search(text):
        raise not_seen(found[0], where=_place(text, found.start(), name))
    return text


def plain_spaces(text: str, *, name: str) -> None:
    """Refuse a space that looks as if it indented a line, or began a comment, and that YAML takes for text. Raises :class:`LoadError`."""
    if found := _SPACE.search(text):
        space = found["first"] or found["hash"]
        what = message("The space {character} stands before a line or a comment. YAML takes it for text.", character=_named(space))
        where = _place(text, found.end() - 1, name)
        raise LoadError(what, where=where, todo=message("Write an ordinary space."), code="control-character")


def not_seen(character: str, *, where: str) -> LoadError:
    """Return the error to raise about a character that is not seen."""
    what = message(
        "The character {character} is not seen: it controls a terminal, ends a line for some programs, reverses the direction of "
        "writing, or shows nothing.",
        character=_named(character),
    )
    return LoadError(what, where=where, todo=message("Remove it. End lines with LF or CRLF."), code="control-character")


def _named(character: str) -> str:
    """The number of a character and, if it has one, its name in Unicode: U+2028 LINE SEPARATOR."""
    return f"U+{ord(character):04X} {unicodedata.name(character, _ALIASES.get(character, ''))}".strip()


def _place(text: str, position: int, name: str) -> str:
    line, begins = text.count("\n", 0, position) + 1, text.rfind("\n", 0, position)
    return f"{name}:{line}:{position - begins}"
