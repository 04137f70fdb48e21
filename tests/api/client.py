"""The service asked in the same process, and what an answer of it must have."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from fastapi import FastAPI
from httpx2 import Response
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from starlette.testclient import TestClient

from tunnistus.api import app

DAY = "2026-11-24"


@contextmanager
def asking(service: FastAPI = app, **kwargs: Any) -> Iterator[TestClient]:
    """A client, without what is prepared beforehand: these tests ask seldom."""
    yield TestClient(service, **kwargs)


def known(**answers: Any) -> dict[str, Any]:
    """A request about a person."""
    return {"answers": answers, "as_of": DAY}


@cache
def _registry() -> Any:
    return Registry().with_resource("urn:service", Resource.from_contents(app.openapi(), default_specification=_draft()))


def _draft() -> Any:
    from referencing.jsonschema import DRAFT202012

    return DRAFT202012


def fits(name: str, data: object) -> bool:
    """Whether data are as a schema of the description says."""
    schema = {"$ref": f"urn:service#/components/schemas/{name}"}
    return bool(Draft202012Validator(schema, registry=_registry()).is_valid(data))


def faults(response: Response) -> list[Mapping[str, Any]]:
    """What a refusal tells, which is as the description says."""
    told = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert fits("Problem", told)
    assert told["status"] == response.status_code
    return told["errors"]  # type: ignore[no-any-return]
