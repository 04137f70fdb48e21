"""Messages to those who use the library: a sentence with places for names, paths, days and counts, and what stands in them.

A message is the English sentence wherever text is wanted, and keeps the sentence as the code has it, by which a catalogue says it in
Finnish and Swedish (:mod:`tunnistus.saying.messages`). What stands in the places is never an answer of a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from tunnistus.places import fill
from tunnistus.unseen import escaped

__all__ = ["LONGEST", "NOTHING", "Message", "Translate", "bounded", "listed", "message"]

LONGEST: Final = 600  # characters of a message, and of what stands in one place: a name in a file may be as long as the file
Translate = Callable[[str], str]


class Message(str):
    """A sentence in English, from a template and what stands in its places.

    Attributes:
        template: the sentence as the code has it, with ``{name}`` for each place.
        values: name of a place to what stands there: text without characters that are not seen, or another message.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, str]

    def __new__(cls, template: str, values: Mapping[str, str] | None = None) -> Message:
        """Make the sentence of a template and its values as they are; see :func:`message`."""
        made = super().__new__(cls, bounded(fill(template, **(values or {}))))
        made.template, made.values = template, values or {}
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.template, dict(self.values))

    def filled(self, **values: object) -> Message:
        """Return the message with what stands in its places."""
        return Message(self.template, {n: each if isinstance(each, Message) else bounded(escaped(str(each))) for n, each in values.items()})

    def said(self, translate: Translate) -> str:
        """Return the sentence with its template translated, and those of the messages in it."""
        inner = {name: value.said(translate) if isinstance(value, Message) else value for name, value in self.values.items()}
        return bounded(fill(translate(self.template), **inner)) if self.template else ""


def message(template: str, /, **values: object) -> Message:
    """Return a message. The template is a literal: the catalogue of messages is collected from these calls.

    Args:
        values: what stands in the places: a name, path, day, count or another message, and never an answer.

    >>> print(message("There is no fact {name}.", name="'age'"))
    There is no fact 'age'.
    """
    return Message(template).filled(**values)


def bounded(text: str) -> str:
    """Return the text, cut off where it is longer than a message may be."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def listed(names: Iterable[object]) -> str | Message:
    """Return names as a message lists them, or the word that there is none."""
    return ", ".join(map(str, names)) or message("none")


NOTHING: Final = Message("")
