"""What is wrong with a value, in our own words: for each kind of error that pydantic finds, what is said of it and what to do.

Pydantic's words are about Python, and may hold patterns; none of them is ever read by anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from tunnistus.errors import nearest
from tunnistus.messages import Message, message

__all__ = ["WRONG", "wrong"]

Told = tuple[Message, Message]
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_QUOTED: Final = re.compile(r"'([^']*)'")


def wrong(errors: Sequence[Mapping[str, Any]], value: object) -> Told:
    """Return what is wrong with a value and what to do, for the errors of pydantic about it: where it may be of several types, one of each.

    Args:
        value: what stands there. It is shown nowhere; of the words that may stand there the nearest is.
    """
    found = {error["type"]: error.get("ctx", {}) for error in reversed(errors)}
    if found.keys() >= {"bool_type", "string_type"}:
        return message("This is not one value"), message("Write true, false, a word, a number or a date.")
    several = ["is_instance_of", *(["literal_error"] if isinstance(value, str) else [])]
    kind = next((kind for kind in several if kind in found), errors[0]["type"])
    return WRONG.get(kind, _unknown)(found[kind], value)


def _said(what: Message, todo: Message) -> Callable[[Mapping[str, Any], object], Told]:
    def told(bounds: Mapping[str, Any], value: object) -> Told:
        least, most = (bounds.get(key, bounds.get(length)) for key, length in (("ge", "min_length"), ("le", "max_length")))
        return what, todo.filled(least=least, most=most)

    return told


def _unknown(bounds: Mapping[str, Any], value: object) -> Told:
    return message("This does not have the form that belongs here"), message("See the format in indicators/README.md.")


def _pattern(bounds: Mapping[str, Any], value: object) -> Told:
    """A text of another form than names, ids, references or digests have."""
    return _FORMS.get(bounds["pattern"], _unknown(bounds, value))


def _literal(bounds: Mapping[str, Any], value: object) -> Told:
    """A word that is none of those that may stand there; of one word alone, that word."""
    names = _QUOTED.findall(bounds["expected"])
    near = nearest(value, names)
    return message("This word is not known here"), near or message("Write one of: {names}.", names=", ".join(names))


def _day(bounds: Mapping[str, Any], value: object) -> Told:
    """No date; of a date in quotes, that they make it text."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return message("This date is text, because it stands in quotes"), message("Write it without quotes.")
    return message("This is not a date"), message("Write a date as 2026-11-24.")


_FORMS: Final[Mapping[str, Told]] = {
    r"^[a-z][a-z0-9_]*$": (message("This is not a name"), message("A name has small letters a–z, digits and _, with a letter first.")),
    r"^[a-z0-9][a-z0-9_.\-/@]*$": (
        message("This is not an id"),
        message("An id has small letters a–z, digits and _ . - / @, with a letter or digit first."),
    ),
    r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$": (
        message("This is not a reference"),
        message("A reference has letters A–Z, digits and _ . -, with a letter or digit first."),
    ),
    r"^[0-9a-f]{64}$": (message("This is not a part of a seal"), message("Use the receipt as it was given.")),
}
WRONG: Final[Mapping[str, Callable[[Mapping[str, Any], object], Told]]] = {
    "string_type": _said(message("This is not text"), message("Write text; put it in quotes if it looks like a number or a date.")),
    "string_pattern_mismatch": _pattern,
    "string_too_short": _said(message("The text is too short"), message("Write at least {least} characters.")),
    "string_too_long": _said(message("The text is too long"), message("Write at most {most} characters.")),
    "int_type": _said(message("This is not a whole number"), message("Write a number as 12.")),
    "is_instance_of": _said(message("This is not a number"), message("Write a number as 12 or 7.50.")),
    "bool_type": _said(message("This is not true or false"), message("Write true or false.")),
    "date_type": _day,
    "list_type": _said(message("This is not a list"), message("Write each on a line of its own after a hyphen, or all as [one, two].")),
    "dict_type": _said(message("There are no keys here"), message("Write each key on a line of its own, as key: value.")),
    "model_type": _said(message("There are no keys here"), message("Write each key on a line of its own, as key: value.")),
    "literal_error": _literal,
    "too_short": _said(message("There is too little here"), message("Write at least {least}.")),
    "too_long": _said(message("There is too much here"), message("Write at most {most}.")),
    "greater_than_equal": _said(message("The number is too small"), message("Write at least {least}.")),
    "less_than_equal": _said(message("The number is too large"), message("Write at most {most}.")),
}
