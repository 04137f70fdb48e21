"""The description of the service as a page that can be read without a network: what each operation takes, gives and refuses.

In English, as the description itself is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tunnistus.saying.report import Heading, Item, Report

__all__ = ["described"]


def described(document: Mapping[str, Any]) -> Report:
    """Return the page of a description (OpenAPI 3.1)."""
    schemas = document["components"]["schemas"]
    operations = [(path, method, told) for path, methods in document["paths"].items() for method, told in methods.items()]
    info = document["info"]
    return Report(
        "en",
        f"{info['title']} {info['version']}",
        ("What each operation takes and gives, word for word, stands in openapi.json beside this page.",),
        tuple(_operation(path, method, told, schemas) for path, method, told in operations),
    )


def _operation(path: str, method: str, told: Mapping[str, Any], schemas: Mapping[str, Any]) -> Heading:
    parts = (
        ("Takes", tuple(_taken(told, schemas))),
        ("Gives", tuple(Item(f"{status}: {each['description']} {_media(each)}") for status, each in told["responses"].items())),
    )
    return Heading(
        f"{method.upper()} {path}", (told["description"],), inside=tuple(Heading(title, items=items) for title, items in parts if items)
    )


def _taken(told: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[Item]:
    """The parameters, and the keys of the body with the words of each."""
    for each in told.get("parameters", ()):
        yield _named(each["name"], each, required=each["required"])
    for body in told.get("requestBody", {}).get("content", {}).values():
        schema = schemas[body["schema"]["$ref"].rpartition("/")[2]]
        shape = schema.get("anyOf", [schema])[0]
        for name, part in shape["properties"].items():
            yield _named(name, part, required=name in shape.get("required", ()))


def _named(name: str, part: Mapping[str, Any], *, required: bool) -> Item:
    said = part.get("description", "")
    return Item(f"{name}{'' if required else ' (may be left out)'}{f': {said}' if said else ''}")


def _media(response: Mapping[str, Any]) -> str:
    return f"({', '.join(response.get('content', ()))})"
