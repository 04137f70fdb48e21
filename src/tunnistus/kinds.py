"""What kind of thing an argument of a public function takes, as its annotation says: one way to hold what was given against it.

Annotations are read as text when a function is called for the first time, and never evaluated: that would import what they name. A class
of ours is known by its name, and a collection is gone through once, so that nothing of somebody else's is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import UnionType
from typing import Any, Final

__all__ = ["Kinds", "WrongKind", "as_dictionary", "texts_in"]

_PLAIN: Final[dict[str, type]] = {
    "str": str, "bytes": bytes, "bool": bool, "int": int, "float": float, "date": date, "tuple": tuple, "None": type(None),
}  # fmt: skip
_MODULE: Final = re.compile(r"(\w+\.)+")
_COLLECTIONS: Final = ("Sequence", "Collection", "Iterable")
_READ_INSIDE: Final = ("Any", "object", "Mapping[str, Any]")  # what takes them says best itself what is wrong with them
_OURS: Final = ("tunnistus", "builtins", "pathlib", "fastapi")
_READY: Final = (list, tuple, set, frozenset, dict)
_PART: Final = re.compile(r"\s\|\s(?![^\[]*\])")  # alternatives that do not stand in brackets


class WrongKind(Exception):
    """What was given is not what the argument takes. Holds nothing of it.

    Attributes:
        argument: its name.
        takes: what it takes, as the annotation has it.
        day: whether it takes a day.
    """

    def __init__(self, argument: str, takes: str, day: bool) -> None:
        super().__init__(argument)
        self.argument, self.takes, self.day = argument, takes, day


class Kinds:
    """What the arguments of a function take."""

    __slots__ = ("_function", "_placed", "_places", "_written")

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._written: dict[str, _Written] | None = None
        self._places: tuple[str, ...] = ()
        self._placed: tuple[tuple[int, _Written], ...] = ()

    def fitted(self, args: tuple[Any, ...], named: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return the arguments, collections of others gone through. Raises :class:`WrongKind`."""
        written = self._written
        if written is None:
            written = self._read()
        for name, item in named.items():
            if name in written and type(item) not in written[name].exact:
                named[name] = written[name].taken(item)
        for at, takes in self._placed:
            if at < len(args) and type(args[at]) not in takes.exact:
                args = (*args[:at], takes.taken(args[at]), *args[at + 1 :])
        return args, named

    def given(self, args: tuple[Any, ...], named: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """Return each argument that was given, with its name."""
        return [*zip(self._places, args, strict=False), *named.items()]

    def _read(self) -> dict[str, _Written]:
        code, annotations = self._function.__code__, self._function.__annotations__
        self._places = code.co_varnames[: code.co_argcount]
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        known = self._function.__globals__
        found = {name: _Written(name, _text(annotations[name]), known) for name in names if name in annotations}
        written = {name: each for name, each in found.items() if not each.read_inside}
        self._placed = tuple([(at, written[name]) for at, name in enumerate(self._places) if name in written])
        self._written = written  # last: another thread that sees it sees the others too
        return written


class _Written:
    """What one argument takes.

    Attributes:
        heads: the names of what it takes, without what stands in brackets.
        read_inside: whether it takes what the function itself goes through.
        exact: types of which everything is taken; classes of ours are added when one of them was given.
    """

    __slots__ = ("_argument", "_inside", "_takes", "exact", "heads", "read_inside")

    def __init__(self, argument: str, takes: str, known: Mapping[str, Any]) -> None:
        ways = [way for each in _PART.split(takes) for way in _PART.split(_meant(each, known))]
        parts = [way.partition("[") for way in ways]
        self._argument, self._takes = argument, " | ".join(ways)
        self.read_inside = not set(ways).isdisjoint(_READ_INSIDE)
        self.heads = frozenset(head for head, _, _ in parts)
        self.exact = frozenset(_PLAIN[head] for head in self.heads if head in _PLAIN)
        inner = (inside.rpartition("]")[0] for head, _, inside in parts if head in _COLLECTIONS)
        self._inside = next((_Written(argument, each, known) for each in inner), None)

    def taken(self, item: Any) -> Any:
        """Return what was given, for what it is. Raises :class:`WrongKind`."""
        if type(item) in self.exact or self._is_ours(item):
            return item
        if "Mapping" in self.heads and (held := as_dictionary(item)) is not None:
            return {name: self._pair(each) for name, each in held.items()} if "tuple" in self._takes else held
        if self._inside is None or issubclass(type(item), str | bytes | bytearray):
            raise self._wrong()
        if "Sequence" in self.heads and issubclass(type(item), set | frozenset | Mapping):  # they have no order, or hold something else
            raise self._wrong()
        pairs = "tuple" in self._inside.heads
        if type(item) in _READY and not pairs and self._inside.exact.issuperset(map(type, item)):
            return item
        found = _read_once(item, tuple)
        if found is None:
            raise self._wrong()
        read = tuple([self._pair(each) if pairs else self._inside.taken(each) for each in found])
        return item if type(item) in _READY and read == found else read

    def _is_ours(self, item: Any) -> bool:
        """Whether it is of a class that is named, or of one below it; a day with a time is no day, and a truth value is no number."""
        if "Callable" in self.heads and callable(item):
            return True
        kind = type(item)
        named = (each.__name__ for each in kind.__mro__ if _of_ours(each))
        good = not self.heads.isdisjoint(name for name in named if name != "int")
        if good and _of_ours(kind):  # of which there are so many and no more
            self.exact |= {kind}
        return good

    def _pair(self, item: Any) -> Any:
        found = _read_once(item, tuple) if issubclass(type(item), list | tuple) else None
        if found is None or len(found) != 2:
            raise self._wrong()
        return found

    def _wrong(self) -> WrongKind:
        return WrongKind(self._argument, self._takes, "date" in self.heads)


def _of_ours(kind: type) -> bool:
    return kind.__module__.partition(".")[0] in _OURS


def _text(annotation: Any) -> str:
    """An annotation as it is written, also where the module does not leave it as text."""
    if isinstance(annotation, str):
        return annotation
    return annotation.__name__ if type(annotation) is type else _MODULE.sub("", str(annotation))


def _meant(name: str, known: Mapping[str, Any]) -> str:
    """What stands in an annotation, written out where it is a name for others."""
    alias = known.get(name)
    return _MODULE.sub("", str(alias)) if isinstance(alias, UnionType) or hasattr(alias, "__origin__") else name


def texts_in(item: Any) -> list[str]:
    """Return what text an argument is, or holds."""
    held = item if type(item) in (list, tuple, set, frozenset, dict) else (item,)
    return [each for each in held if type(each) is str]


def as_dictionary(items: Any) -> dict[Any, Any] | None:
    """Return what a mapping holds, read once; nothing of what is none, or raises."""
    if type(items) is dict:
        return items.copy()
    return _read_once(items, lambda given: dict(given.items())) if issubclass(type(items), Mapping) else None


def _read_once(items: Any, into: Callable[[Any], Any]) -> Any:
    """Return what a collection of somebody else holds, as one of ours; nothing where it raises, whose text may hold anything."""
    try:
        return into(items)
    except Exception:
        return None
