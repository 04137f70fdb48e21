"""Strict YAML: the small part of YAML 1.2 that cannot be misread, with the line and column of everything.

Strings, unless ``true``, ``false``, ``null``, an integer, a number as ``7.50`` or an ISO date; no anchors, aliases, tags or merge keys; no
duplicate keys; limits on size, depth and number of values. Everything else is refused with what to write instead, and without the value:
it may be an answer of a person.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import attrs
import yaml

from tunnistus.discreet import discreet
from tunnistus.errors import LoadError, door, shown
from tunnistus.limits import FIRST_DAY, LAST_DAY, MAX_BYTES, MAX_DECIMALS, MAX_DEPTH, MAX_DIGITS, MAX_NAME, MAX_VALUES
from tunnistus.messages import NOTHING, Message, message
from tunnistus.reading.characters import checked, not_seen, plain_spaces
from tunnistus.reading.notyaml import not_yaml
from tunnistus.unseen import UNSEEN

__all__ = ["LOADER", "Document", "read", "read_text"]

Path_ = tuple[str | int, ...]
_PLAIN: Final = {"true": True, "false": False, "null": None}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(rf"-?(?:0|[1-9][0-9]{{0,{MAX_DIGITS - 1}}})\.[0-9]{{1,{MAX_DECIMALS}}}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMBIGUOUS = re.compile(
    r"(?i:true|false|null|yes|no|on|off|y|n|~|<<)"  # other spellings of the words above, YAML 1.1 booleans, merge
    r"|[-+]?[0-9][0-9_]*(?:[.:eE][-+0-9_.:eE]*)?|[-+]?0[xob][0-9a-fA-F_]+|[-+]?\.(?i:inf|nan)|\.[0-9]+"  # numbers of all kinds
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*"  # time stamps
)
_DOTTED: Final = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{2}|[0-9]{4})", re.ASCII)  # a day as it is written by hand
_CURVED: Final = re.compile("[“”„‟«»].*[“”„‟«»]", re.DOTALL)
_TOO_DEEP: Final = message("The nesting is deeper than {most} levels.", most=MAX_DEPTH)
_FLATTER: Final = message("Name the inner part and refer to it.")
LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@discreet
@attrs.frozen
class Document:
    """Plain data read from one file, and where each value stands. Shows no value in its ``repr``.

    Attributes:
        data: dicts with text keys, lists, strings, integers, exact decimals, booleans, dates and ``None``.
        places: path of keys and indexes to (line, column), both from 1; of a mapping entry, where its key stands.
    """

    name: str
    data: Any = attrs.field(repr=False)
    places: dict[Path_, tuple[int, int]] = attrs.field(repr=False)

    def where(self, path: Path_) -> str:
        """Return ``file:line:column`` of the value at the path, or of the nearest one above it."""
        while path and path not in self.places:
            path = path[:-1]
        line, column = self.places.get(path, (1, 1))
        return f"{self.name}:{line}:{column}"

    def at(self, path: Path_) -> Any:
        """Return the value at the path."""
        value = self.data
        for step in path:
            value = value[step]
        return value

    def error(self, path: Path_, what: Message, todo: Message = NOTHING, *, code: str = "wrong-value") -> LoadError:
        """Return the error to raise about the value at the path; ``code`` is one of ``tunnistus check --list``."""
        return LoadError(what, where=self.where(path), todo=todo, code=code)


@door
def read(path: Path, *, name: str = "") -> Document:
    """Read a file; ``name`` stands in messages instead of the path. Raises :class:`LoadError`."""
    name = name or path.name
    try:
        text = read_bytes(path, name=name).decode("utf-8")
    except UnicodeDecodeError:
        raise LoadError(message("The file is not UTF-8 text."), where=name, todo=message("Save it as UTF-8."), code="not-utf8") from None
    return read_text(text, name=name)


def read_bytes(path: Path, *, name: str) -> bytes:
    """Return what stands in a file that somebody gave. Raises :class:`LoadError`: it cannot be read, or is too large."""
    try:
        if not path.is_file() and path.exists():
            raise LoadError(
                message("This is not an ordinary file."), where=name, todo=message("Give a file of text."), code="file-unreadable"
            )
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise LoadError(message("There is no such file."), where=name, todo=message("Correct its name."), code="file-unreadable") from None
    except PermissionError:
        todo = message("You have no right to read it: ask for permission, or give another file.")
        raise LoadError(message("The file cannot be read."), where=name, todo=todo, code="file-unreadable") from None
    except OSError as problem:
        todo = message("Give another file ({reason}).", reason=problem.strerror)
        raise LoadError(message("The file cannot be read."), where=name, todo=todo, code="file-unreadable") from None
    except ValueError:  # a name with a NUL character
        raise LoadError(
            message("The file cannot be read."), where=name, todo=message("Correct its name."), code="file-unreadable"
        ) from None
    if len(raw) > MAX_BYTES:
        raise LoadError(
            message("The file is larger than {most} bytes.", most=MAX_BYTES), where=name, todo=message("Split it."), code="file-too-large"
        )
    return raw


@door
def read_text(text: str, *, name: str) -> Document:
    """Read one YAML document from text. Raises :class:`LoadError` with line and column."""
    if not _is_text(text):
        raise LoadError(message("The text is not UTF-8."), where=name, todo=message("Save it as UTF-8."), code="not-utf8")
    if len(text.encode()) > MAX_BYTES:
        raise LoadError(
            message("The text is larger than {most} bytes.", most=MAX_BYTES), where=name, todo=message("Split it."), code="file-too-large"
        )
    text = checked(text, name=name)
    plain_spaces(text, name=name)
    reader = _Reader(name)
    try:
        for event in yaml.parse(unicodedata.normalize("NFC", text), Loader=LOADER):
            reader.take(event)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        if "nesting depth" in str(problem.problem):  # libyaml gives up before our own count
            raise LoadError(_TOO_DEEP, where=where, todo=_FLATTER, code="too-deep") from None
        what, todo = not_yaml(f"{problem.problem or problem.context}", _line_at(text, mark), mark.column if mark else 0)
        raise LoadError(what, where=where, todo=todo, code="not-yaml") from None
    return reader.document()


def _is_text(text: str) -> bool:
    """Whether the text can be written in UTF-8: it has no halves of surrogate pairs."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _line_at(text: str, mark: Any) -> str:
    """The line of a place that the parser names; empty where there is none."""
    return next(iter(text.splitlines()[mark.line : mark.line + 1]), "") if mark else ""


class _Reader:
    """Builds plain data from parser events, refusing what the format does not have."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.places: dict[Path_, tuple[int, int]] = {}
        self.stack: list[tuple[Any, Path_]] = []
        self.key: list[str | None] = []
        self.result: list[Any] = []
        self.values = 0

    def document(self) -> Document:
        if not self.result:
            raise LoadError(
                message("The file is empty."),
                where=f"{self.name}:1:1",
                todo=message("Write at least one key and a value for it."),
                code="empty-file",
            )
        return Document(self.name, self.result[0], self.places)

    def refuse(self, event: Any, what: Message, todo: Message = NOTHING, *, code: str) -> LoadError:
        return LoadError(what, where=self.where(event), todo=todo, code=code)

    def where(self, event: Any) -> str:
        mark = event.start_mark
        return f"{self.name}:{mark.line + 1}:{mark.column + 1}"

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise self.refuse(event, message("Aliases (*name) are not allowed."), message("Write the value out."), code="alias")
        if isinstance(event, yaml.NodeEvent):
            self._node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
            self.key.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self.result:
            raise self.refuse(
                event, message("A second document starts here."), message("Keep one document in a file."), code="second-document"
            )

    def _node(self, event: Any) -> None:
        if event.anchor is not None:
            raise self.refuse(
                event, message("Anchors (&name) are not allowed."), message("Write the value out where it is needed."), code="anchor"
            )
        if event.tag is not None:
            raise self.refuse(event, message("Tags (!name) are not allowed."), message("Write a plain value."), code="tag")
        self.values += 1
        if self.values > MAX_VALUES:
            raise self.refuse(
                event, message("The file has more than {most} values.", most=MAX_VALUES), message("Split it."), code="too-many-values"
            )
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        else:
            self._collection(event)

    def _collection(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise self.refuse(event, _TOO_DEEP, _FLATTER, code="too-deep")
        if self.stack and isinstance(self.stack[-1][0], dict) and self.key[-1] is None:
            raise self.refuse(event, message("A key must be text."), message("Write a word before the colon."), code="key-not-text")
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._place(value, event)
        self.stack.append((value, path))
        self.key.append(None)

    def _scalar(self, event: Any) -> None:
        if event.style == '"':  # only there stand escapes
            self._escaped(event)
        if self.stack and isinstance(self.stack[-1][0], dict) and self.key[-1] is None:
            self._new_key(event)
        else:
            self._place(self._resolve(event), event)

    def _escaped(self, event: Any) -> None:
        if not _is_text(event.value):
            raise self.refuse(
                event,
                message("An escape code here does not stand for a character."),
                message("Write the character itself."),
                code="not-utf8",
            )
        if found := UNSEEN.search(event.value):
            raise not_seen(found[0], where=self.where(event))

    def _new_key(self, event: Any) -> None:
        mapping, path = self.stack[-1]
        key = event.value
        if len(key) > MAX_NAME:
            raise self.refuse(
                event,
                message("The key has {count} characters.", count=len(key)),
                message("A key has at most {most} characters.", most=MAX_NAME),
                code="over-limit",
            )
        if not event.style and _AMBIGUOUS.fullmatch(key):
            what = message("This is not a key: YAML parsers take it for something else.")
            raise self.refuse(event, what, message("Use another word."), code="ambiguous-key")
        if key in mapping:
            line = self.places[(*path, key)][0]
            what = message("This key is given twice; first on line {line}.", line=line)
            if shown(key):
                what = message("The key {key} is given twice; first on line {line}.", key=shown(key), line=line)
            raise self.refuse(event, what, message("Keep one of them."), code="duplicate-key")
        mapping[key] = None
        self.places[(*path, key)] = (event.start_mark.line + 1, event.start_mark.column + 1)
        self.key[-1] = key

    def _place(self, value: Any, event: Any) -> Path_:
        if not self.stack:
            self.result.append(value)
            return ()
        holder, path = self.stack[-1]
        if isinstance(holder, dict):
            key = self.key[-1]
            assert key is not None
            holder[key] = value
            self.key[-1] = None
            return (*path, key)
        holder.append(value)
        here = (*path, len(holder) - 1)
        self.places[here] = (event.start_mark.line + 1, event.start_mark.column + 1)
        return here

    def _resolve(self, event: Any) -> Any:
        text: str = event.value
        if event.style:
            return text
        if text in _PLAIN:
            return _PLAIN[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return Decimal(text)
        if _DATE.fullmatch(text):
            return self._date(event, text)
        if not text:
            raise self.refuse(event, message("A value is missing here."), message("Write the value, or null."), code="empty-value")
        if _AMBIGUOUS.fullmatch(text):
            todo = message(
                "If it is text, write it in quotes. Otherwise write true, false, a number such as 12 or 7.50, or a date such as 2026-11-24."
            )
            if _DOTTED.fullmatch(text):
                todo = message("Write the year first, then the month and the day: 31 January 2024 is 2024-01-31.")
            raise self.refuse(event, message("This value can be read in more than one way."), todo, code="ambiguous-value")
        if _CURVED.fullmatch(text):
            what = message("YAML takes curved quotation marks for a part of the text.")
            raise self.refuse(event, what, message("Write straight ones around the text, or none."), code="ambiguous-value")
        return text

    def _date(self, event: Any, text: str) -> date:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise self.refuse(
                event, message("This is not a day of the calendar."), message("Write a date as 2026-11-24."), code="not-a-day"
            ) from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise self.refuse(
                event,
                message("The date is too far away."),
                message("Write a date from {first_day} to {last_day}.", first_day=FIRST_DAY, last_day=LAST_DAY),
                code="not-a-day",
            )
        return day
