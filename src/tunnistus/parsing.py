"""Validating documents: the first thing wrong, with its place and the nearest right word, and without any value of the file."""

from __future__ import annotations

import types
import typing
from typing import Any

import pydantic
from pydantic import BaseModel

from tunnistus.errors import LoadError, nearest
from tunnistus.strict import Document

__all__ = ["parse"]

D = typing.TypeVar("D", bound=BaseModel)


def parse(model: type[D], document: Document) -> D:
    """Validate a document; the first error becomes a :class:`LoadError` with place and advice. No value is shown."""
    try:
        return model.model_validate(document.data)
    except pydantic.ValidationError as problem:
        errors = problem.errors(include_input=False, include_url=False, include_context=True)
        raise _first(model, document, errors) from None


def _first(model: type[BaseModel], document: Document, errors: list[Any]) -> LoadError:
    placed = [(_path(document.data, e["loc"]), e) for e in errors]
    path, error = max(placed, key=lambda pair: (pair[1]["type"] == "extra_forbidden", len(pair[0])))
    if error["type"] == "extra_forbidden":
        known = _keys(model, path[:-1])
        advice = nearest(str(path[-1]), known) or f"Known keys: {', '.join(sorted(known))}."
        return document.error(path, f"The key {path[-1]!r} is not known here.", advice)
    if error["type"] == "missing":
        return document.error(path, f"The key {error['loc'][-1]!r} is missing.", "Add it.")
    key = path[-1] if path else "the file"
    return document.error(path, f"{key!r}: {error['msg']}.", "See the format in indicators/README.md.")


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
