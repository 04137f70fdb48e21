"""Text that is not YAML, in our own words: what the parser stumbled over, and what whoever writes rules can do about it."""

from __future__ import annotations

import re
from typing import Final

from tunnistus.messages import Message, message

__all__ = ["not_yaml"]

_TAB: Final = (message("This is not YAML: a tab stands here."), message("Indent with spaces."))
_SIGN: Final = (
    message("This is not YAML: the text begins with a character that YAML keeps for itself."),
    message("Put the text in quotes."),
)
# What the parser says has one of these in it, the first that fits counts → what is said in its place.
_WORDS: Final[tuple[tuple[tuple[str, ...], Message, Message], ...]] = (
    (("tab character",), *_TAB),
    (
        ("mapping values are not allowed",),
        message("This is not YAML: a colon stands where none belongs."),
        message("Put text that holds a colon in quotes."),
    ),
    (
        ("unexpected end of stream", "quoted scalar"),
        message("This is not YAML: a quotation mark is opened and not closed."),
        message("Close it."),
    ),
    (
        ("escape", "hexdecimal"),
        message("This is not YAML: a backslash in double quotes begins something unknown."),
        message("Use single quotes, or write the backslash twice."),
    ),
    (
        ("',' or '", "flow sequence", "flow mapping"),
        message("This is not YAML: a bracket or brace is not closed, or a comma is missing."),
        message("Close it, or write the comma."),
    ),
    (
        ("expected ':'",),
        message("This is not YAML: a colon is missing."),
        message("Write key: value, with a space after the colon."),
    ),
    (
        ("entries are not allowed", "keys are not allowed", "expected key", "'-' indicator", "block", "indentation"),
        message("This is not YAML: the indentation does not fit."),
        message("Indent the keys of one mapping equally far, and the hyphens of one list too."),
    ),
    (
        ("document", "directive", "YAML version"),
        message("This is not YAML: the document ends before the file does."),
        message("Leave out --- and lines that begin with %."),
    ),
    (("cannot start any token", "anchor", "alias", "tag", "alphabetic"), *_SIGN),
)


_CURVED: Final = re.compile(r"(^|[:\-?,\[{])\s*[“”„‟«»‘’]")  # where a text begins


def not_yaml(said: str, line: str, column: int) -> tuple[Message, Message]:
    """Return what is wrong and what to do, for what the parser said and where it stumbled; nothing of these is shown."""
    if line[column : column + 1] == "\t":
        return _TAB
    if "mapping values are not allowed" in said and _CURVED.search(line[:column]):
        return (
            message("This is not YAML: curved quotation marks do not hold text with a colon together."),
            message("Write straight quotation marks around the text."),
        )
    for words, what, todo in _WORDS:
        if any(word in said for word in words):
            return what, todo
    return message("This is not YAML."), message("Check the quotation marks, brackets and indentation before this place.")
