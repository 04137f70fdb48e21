"""Old answers and case files, carried over to the names of today.

What was renamed stands in ``docs/renamed.yaml``; the compiled form holds the same, so an installed package carries over, too. In come
answers, or the text of a case file; out come the same with the ids of facts, rules and members of enumerations that hold now.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from tunnistus import writing
from tunnistus.discreet import discreet
from tunnistus.errors import AnswerError, LoadError, door, shown
from tunnistus.explaining.danger import danger_in, telling
from tunnistus.messages import Message, message
from tunnistus.rules.answers import Judged, taken
from tunnistus.rules.model import Book
from tunnistus.shipping import source

__all__ = ["Carried", "Renamed", "carry_over", "carry_over_file", "carry_over_text", "renamed"]

_MARKS: Final = ("MAYBE", "DECLINED")
_TWICE: Final = message("The fact is answered twice, under two of its names.")
_ONE: Final = message("Keep one of the answers.")


@attrs.frozen
class Renamed:
    """Old to new ids, and for each fact of today old to new members. A name that was renamed twice stands twice."""

    facts: Mapping[str, str]
    rules: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]

    def fact(self, name: str) -> str:
        """Return the id that the fact has today; an id that was never given up is its own."""
        return _last(self.facts, name)

    def rule(self, name: str) -> str:
        """Return the id that the rule has today."""
        return _last(self.rules, name)

    def value(self, fact: str, value: Any) -> Any:
        """Return the value as the fact, under its id of today, has it now."""
        return _last(self.values.get(fact, {}), value) if isinstance(value, str) else value


def _last(names: Mapping[str, str], name: str) -> str:
    for _ in range(len(names)):
        if name not in names:
            break
        name = names[name]
    return name


@discreet
@attrs.frozen
class Carried:
    """A case file under the names of today.

    Attributes:
        text: the file, with comments and layout as they were.
        unknown: ``file:line:column: what`` for each name that is neither known today nor renamed; it was left as it is.
    """

    text: str = attrs.field(repr=False)
    unknown: tuple[Message, ...] = ()


def renamed() -> Renamed:
    """Return what was renamed since the first names."""
    return source.read_compiled("renamed.json", lambda data: Renamed(**json.loads(data)))


@door
@telling(lambda answers: danger_in(source.book(), answers))
def carry_over(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers under the names of today, in the same order. Nothing is checked; ``assess`` names what it does not know.

    Raises:
        AnswerError: two of the answers are to one fact, under an old and a newer name.

    >>> carry_over({"recovery_status": "not_given", "in_finland": True})
    {'recovery_status': 'none', 'in_finland': True}
    """
    names, carried = renamed(), dict[str, Any]()
    for old, answer in taken(answers).items():
        fact = names.fact(old)
        if fact in carried:
            raise AnswerError(_TWICE, where=fact, todo=_ONE)
        if isinstance(answer, Judged):
            carried[fact] = attrs.evolve(answer, value=names.value(fact, answer.value))
        else:
            carried[fact] = names.value(fact, answer)
    return carried


@door
def carry_over_file(path: Path, *, write: bool = False) -> Carried:
    """Return a case file under the names of today; ``write``: the file itself is changed. Raises :class:`LoadError`."""
    from tunnistus.reading.strict import read

    read(path)  # that it is an ordinary file of text, within bounds
    carried = carry_over_text(path.read_bytes().decode("utf-8"), name=path.name)
    if write:
        writing.write(path, carried.text, mode=path.stat().st_mode & 0o777)
    return carried


@door
def carry_over_text(text: str, *, name: str = "case", book: Book | None = None, names: Renamed | None = None) -> Carried:
    """Return the text of a file of answers, cases or vignettes under the names of today; ``book`` and ``names`` are for tests.

    Raises:
        LoadError: the text is not a YAML document of the kind that case files are, or two names of one fact stand side by side.
    """
    import yaml

    from tunnistus.reading.characters import checked
    from tunnistus.reading.strict import LOADER, read_text

    read_text(text, name=name)  # bounds, and everything that the reader refuses
    text = unicodedata.normalize("NFC", checked(text, name=name))
    walk = _Walk(name, book or source.book(), names or renamed())
    edits = sorted(walk.file(yaml.compose(text, Loader=LOADER)), reverse=True)
    for start, end, new in edits:
        text = text[:start] + new + text[end:]
    found = ((f"{name}:{line}:{column}", what) for line, column, what in sorted(walk.unknown))
    return Carried(text, tuple(message("{where}: {what}", where=where, what=what) for where, what in found))


Edit = tuple[int, int, str]


@attrs.frozen
class _Walk:
    """Finds in the nodes of a file where a name has to change, by the key that it stands under."""

    name: str
    book: Book
    names: Renamed
    unknown: list[tuple[int, int, Message]] = attrs.field(factory=list)

    def file(self, node: Any) -> Iterator[Edit]:
        """Everything below the node: answers, expectations and signs stand at various depths."""
        if node.id == "sequence":
            for item in node.value:
                yield from self.file(item)
        for key, value in _pairs(node):
            if key.value in ("answers", "differs"):
                yield from self.answers(value)
            elif key.value == "expect":
                yield from self.expect(value)
            elif key.value == "signs":
                yield from self.facts(_items(value))
            else:
                yield from self.file(value)

    def answers(self, node: Any) -> Iterator[Edit]:
        pairs = _pairs(node)
        yield from self.facts(key for key, _ in pairs)
        seen: set[str] = set()
        for key, value in pairs:
            fact = self.names.fact(key.value)
            if fact in seen:
                line, column = _place(key)
                raise LoadError(_TWICE, where=f"{self.name}:{line}:{column}", todo=_ONE, code="duplicate-key")
            seen.add(fact)
            judged = [inner for name, inner in _pairs(value) if name.value == "judged"]
            for answer in judged or [value]:
                yield from self.value(fact, answer)

    def value(self, fact: str, node: Any) -> Iterator[Edit]:
        if node.id != "scalar" or fact not in self.book.facts:
            return
        now, members = self.names.value(fact, node.value), self.book.facts[fact].values
        yield from _edit(node, now)
        if members and now not in (*members, *_MARKS, "null"):
            self.miss(node, message("This is not a value of {fact}.", fact=fact))

    def expect(self, node: Any) -> Iterator[Edit]:
        for key, value in _pairs(node):
            now = self.names.rule(key.value)
            yield from _edit(key, now)
            if now not in self.book.rules:
                name = shown(now)
                self.miss(key, message("There is no rule {name}.", name=name) if name else message("There is no rule of this name."))
            yield from self.facts(item for name, inner in _pairs(value) if name.value == "missing" for item in _items(inner))

    def facts(self, nodes: Iterable[Any]) -> Iterator[Edit]:
        for node in nodes:
            now = self.names.fact(node.value)
            yield from _edit(node, now)
            if now not in self.book.facts:
                name = shown(now)
                self.miss(node, message("There is no fact {name}.", name=name) if name else message("There is no fact of this name."))

    def miss(self, node: Any, what: Message) -> None:
        self.unknown.append((*_place(node), what))


def _place(node: Any) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    return node.value if node.id == "mapping" else []


def _items(node: Any) -> list[Any]:
    return [item for item in node.value if item.id == "scalar"] if node.id == "sequence" else []


def _edit(node: Any, now: str) -> Iterator[Edit]:
    if node.value != now:
        quote = node.style if node.style in ("'", '"') else ""
        yield node.start_mark.index, node.end_mark.index, f"{quote}{now}{quote}"
