"""Validating documents: everything that is wrong, with place and nearest right word, and without any value of the file."""

from __future__ import annotations

import types
import typing
from typing import Any

import pydantic
from pydantic import BaseModel

from tunnistus.errors import SUGGESTED, LoadError, Problems, door, nearest, shown
from tunnistus.messages import Message, message
from tunnistus.reading.strict import Document, Path_
from tunnistus.reading.wrong import wrong

__all__ = ["parse"]

D = typing.TypeVar("D", bound=BaseModel)


@door
def parse(model: type[D], document: Document) -> D:
    """Validate a document; every error becomes a :class:`LoadError` with place and advice. No value is shown."""
    try:
        return model.model_validate(document.data)
    except pydantic.ValidationError as problem:
        errors = problem.errors(include_input=False, include_url=False, include_context=True)
    problems = Problems()
    places = sorted(_by_place(document, errors).items(), key=lambda item: document.places.get(item[0], (1, 1)))
    for n, (path, found) in enumerate(places):
        with problems.collect():
            raise _load_error(model, document, path, found, suggest=n < SUGGESTED)
    problems.stop()
    raise AssertionError("a document that is not valid has an error")


def _by_place(document: Document, errors: list[Any]) -> dict[Path_, list[Any]]:
    """Keep for each place the errors of the highest rank: an unknown key first, and of the readings of a value those that came furthest."""
    best: dict[Path_, list[Any]] = {}
    for error in errors:
        path = _path(document.data, error["loc"])
        held = best.setdefault(path, [error])
        if _rank(error) > _rank(held[0]):
            best[path] = [error]
        elif error is not held[0] and _rank(error) == _rank(held[0]):
            held.append(error)
    return {
        path: found
        for path, found in best.items()
        if _rank(found[0]) or not any(other != path and other[: len(path)] == path for other in best)
    }


def _rank(error: Any) -> int:
    return {"extra_forbidden": 2, "missing": 1}.get(error["type"], 0)


def _load_error(model: type[BaseModel], document: Document, path: Path_, errors: list[Any], *, suggest: bool) -> LoadError:
    error = errors[0]
    if error["type"] == "extra_forbidden":
        known = _keys(model, path[:-1])
        advice = (suggest and nearest(str(path[-1]), known)) or message("Known keys: {names}.", names=", ".join(sorted(known)))
        name = shown(path[-1])
        what = message("The key {key} is not known here.", key=name) if name else message("The key that stands here is not known.")
        return document.error(path, what, advice, code="unknown-key")
    nobody = error["loc"][-2:] == ("judgement", "who")
    if error["type"] == "missing":
        code = "judgement-without-decider" if nobody else "missing-key"
        return document.error(path, message("The key {key} is missing.", key=repr(error["loc"][-1])), message("Add it."), code=code)
    what, todo = wrong(errors, path[-1] if error["loc"][-1:] == ("[key]",) else document.at(path))
    code = "judgement-without-decider" if nobody else "wrong-value"
    return document.error(path, _about(path, what), todo, code=code)


def _about(path: Path_, fault: Message) -> Message:
    """What is wrong, and with what: the file, the value of a key that could be one of ours, or the place alone."""
    if not path:
        return message("The file: {fault}.", fault=fault)
    key = str(path[-1]) if isinstance(path[-1], int) else shown(path[-1])
    return message("{key}: {fault}.", key=key, fault=fault) if key else message("{fault}.", fault=fault)


def _path(data: Any, loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Keep of pydantic's location what is really a key or an index of the data."""
    path: list[int | str] = []
    for step in loc:
        inner = (isinstance(data, dict) and step in data) or (isinstance(data, list) and isinstance(step, int) and step < len(data))
        if inner:
            data = data[step]
            path.append(step)
    return tuple(path)


def _keys(model: Any, path: tuple[int | str, ...]) -> list[str]:
    for step in path:
        model = _inner(model, step)
    models = [m for m in _members(model) if isinstance(m, type) and issubclass(m, BaseModel)]
    return [field.alias or name for m in models for name, field in m.model_fields.items()]


def _members(annotation: Any) -> list[Any]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return list(typing.get_args(annotation))
    return [annotation]


def _inner(annotation: Any, step: int | str) -> Any:
    for member in _members(annotation):
        if isinstance(member, type) and issubclass(member, BaseModel):
            for name, field in member.model_fields.items():
                if step in (name, field.alias):
                    return field.annotation
        elif typing.get_origin(member) in (dict, list):
            return typing.get_args(member)[-1]
    return None
