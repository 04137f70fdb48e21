"""The description of the service (OpenAPI 3.1): the schemas that are shipped as components, and what each operation takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import attrs
from pydantic import BaseModel

from tunnistus.api.operations import ASKED
from tunnistus.api.problems import MEDIA, PROBLEM_SCHEMA, URGENT_SCHEMA
from tunnistus.api.requests import Ask, Assess, Card, Explain, Person, Step
from tunnistus.explaining.interview import WAYS
from tunnistus.explaining.results import SCHEMA
from tunnistus.rules.model import LANGUAGES, Book
from tunnistus.rules.roles import holder
from tunnistus.saying.cards import LONGEST
from tunnistus.saying.interview import Turn
from tunnistus.saying.vocabulary import FactInfo, RuleInfo
from tunnistus.shipping.schemas import json_schema

__all__ = ["EXAMPLE", "REQUESTS", "body", "components", "gives", "made"]

Schema = dict[str, Any]
PLACE: Final = "#/components/schemas/"
EXAMPLE: Final = {"answers": {"documents_withheld": True, "threats_to_family": "maybe", "hourly_pay_eur": 4.5}, "as_of": "2026-11-24"}
REQUESTS: Final[Mapping[str, type[BaseModel]]] = {"Assess": Assess, "Ask": Ask, "Card": Card, "Explain": Explain}
_TEXT: Final = {"type": "string"}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_MAYBE_TEXT: Final = {"type": ["string", "null"]}
_YES_NO: Final = {"type": "boolean"}


def _object(properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _list(properties: Schema) -> Schema:
    return {"type": "array", "items": _object(properties)}


_PLAIN: Final[Mapping[Any, Schema]] = {
    str: _TEXT, bool: _YES_NO, int: {"type": "integer"}, float: {"type": "number"}, date: {"type": "string", "format": "date"},
    NoneType: {"type": "null"},
}  # fmt: skip


def _shape(kind: Any) -> Schema:
    """The schema of plain data that an object is written as, from the types of its attributes."""
    if attrs.has(kind):
        return _object({"from" if name == "since" else name: _shape(hint) for name, hint in get_type_hints(kind).items()})
    parts = get_args(kind)
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _shape(parts[0])}
    if get_origin(kind) is Literal:
        return {"enum": list(parts)}
    return {"anyOf": [_shape(part) for part in parts]} if parts else _PLAIN[kind]


_FACT: Final = _shape(FactInfo)
_LANG: Final = {"enum": list(LANGUAGES)}
_QUESTION: Final = {
    "fact": _TEXT, "stage": {"type": "integer", "minimum": 1, "maximum": 4}, "likely": _YES_NO, "judgement": _YES_NO,
    "changes": {"type": "object", "additionalProperties": _TEXTS}, **{key: _FACT["properties"][key] for key in ASKED},
}  # fmt: skip
_CLAUSE: Final = {
    "clause": _TEXT, "then": _MAYBE_TEXT, "effect": _TEXT, "who": _MAYBE_TEXT, "cite": {"type": "array", "items": {"type": "object"}},
    "source": _TEXTS,
}  # fmt: skip
_CHANGE: Final = _list({
    "before": {"anyOf": [_object(_CLAUSE), {"type": "null"}]}, "after": {"anyOf": [_object(_CLAUSE), {"type": "null"}]}, "kinds": _TEXTS,
    "through": _TEXTS,
})  # fmt: skip
_GIVES: Final = _object({"due": _MAYBE_TEXT, "options": _TEXTS})
_COUNT: Final = {"type": "integer"}
_DIFFERS: Final = {
    "rule": _TEXT, "ruleset": _TEXT, "clock": _TEXT, "status": _TEXT, "days": _TEXTS, "cells": _COUNT, "all_cells": _COUNT,
    "groups": _list({"before": _GIVES, "after": _GIVES, "clauses": _CHANGE, "cells": _COUNT, "witness": {"type": "object"}}),
    "clauses": _CHANGE, "actors": _TEXTS, "notices_before": _TEXTS, "notices_after": _TEXTS, "numbers": _TEXTS, "instead": _TEXTS,
}  # fmt: skip
_STANDING: Final = _object({
    "says": {"enum": ["certain", "open", "nothing", "not_in_force", "out_of_scope"]}, "due": _MAYBE_TEXT, "options": _TEXTS,
    "possible": _TEXTS,
})  # fmt: skip
_ANSWER: Final = {"type": ["string", "number", "boolean", "object", "null"]}
_STATE: Final = {
    "title": "A state of an interview",
    "description": "The days and what was replied. It holds the answers: personal data.",
    **_object({
        "dates": _object(
            {name: {"type": "string", "format": "date"} for name in ("as_of", "act_from", "act_to", "applied_on")},
            ("act_from", "act_to", "applied_on"),
        ),
        "moves": {"type": "array", "items": {"anyOf": [
            _object({"fact": _TEXT, "answer": _ANSWER}), _object({"way": {"enum": list(WAYS)}}),
            _object({"right": _MAYBE_TEXT, "among": _TEXTS}),
        ]}},
    }),
}  # fmt: skip


def _step() -> Schema:
    """What ``interview`` is asked."""
    told = Step.model_json_schema(by_alias=True)
    shared = told["properties"]
    reply = {**_ANSWER, "description": shared["reply"]["description"]}
    return {**told, "properties": {**shared, "state": {"$ref": f"{PLACE}State"}, "reply": reply}}


_OWN: Final = {
    "Health": _object({"status": {"const": "ok"}, "tunnistus": _TEXT, "seal": _TEXT}),
    "Questions": _object({"urgent": URGENT_SCHEMA, "next": _MAYBE_TEXT, "state": _TEXT, "questions": _list(_QUESTION)}),
    "Cards": _object({"cards": _list({
        "summary": {**_TEXT, "maxLength": LONGEST}, "indicator": {"enum": ["critical", "warning", "info"]},
        "source": _object({"label": {"const": "tunnistus"}}),
    })}),
    "Step": _step(),
    "Turn": _object({"urgent": URGENT_SCHEMA, "turn": _shape(Turn), "answers": {"type": "object"}, "state": {"$ref": f"{PLACE}State"}}),
    "State": _STATE,
    "Change": _object({"stored": {"$ref": f"{PLACE}Stored"}, "as_of": {"type": ["string", "null"], "format": "date"}}, ("as_of",)),
    "Changes": _object({
        "urgent": URGENT_SCHEMA, "text": _TEXT, "first": {"type": "string", "format": "date"},
        "second": {"type": "string", "format": "date"},
        "same_seal": _YES_NO,
        "rules": _list({
            "rule": _TEXT, "role": _MAYBE_TEXT, "other": {"type": ["integer", "null"]}, "before": _STANDING, "after": _STANDING,
            "through": {"type": "array", "items": {"enum": ["rules", "result", "law", "day"]}}, "days": _TEXTS,
        }),
    }),
    "Fact": _FACT,
    "Facts": _object({"lang": _LANG, "facts": {"type": "array", "items": {"$ref": f"{PLACE}Fact"}}}),
    "Rule": _shape(RuleInfo),
    "Rules": _object({"lang": _LANG, "rules": {"type": "array", "items": {"$ref": f"{PLACE}Rule"}}}),
    "Differences": _object({
        "topic": _TEXT, "first": {"type": "string", "format": "date"}, "second": {"type": "string", "format": "date"}, "data": _TEXT,
        "rules": _list(_DIFFERS), "same": _TEXTS, "lang": _LANG, "text": _TEXT,
        "unchanged_beside": _list({"place": _TEXT, "clauses": _list({"rule": _TEXT, "clause": _TEXT})}),
    }),
    "Problem": PROBLEM_SCHEMA,
}  # fmt: skip


def components(book: Book) -> dict[str, Schema]:
    """Return all schemas by their names: those of answers and results as they are shipped, those of requests, and what else is given."""
    shipped = {"Answers": json_schema("answers", book=book), "Result": json_schema("result", book=book)}
    found = {**_OWN}
    for name, schema in shipped.items():
        found.update(_lifted(name, {key: part for key, part in schema.items() if key != "$schema"}))
    lenient = {"type": ["string", "number", "boolean", "object", "null"]}
    found["LenientAnswers"] = {
        "title": "Answers as a form sends them", "type": "object", "propertyNames": {"enum": list(book.facts)},
        "additionalProperties": lenient,
    }  # fmt: skip
    found["Stored"] = _stored(book)
    found |= {name: _exact(book, model.model_json_schema(by_alias=True)) for name, model in REQUESTS.items()}
    return {name: found[name] for name in sorted(found)}


def _stored(book: Book) -> Schema:
    """A stored result: what is read of it."""
    shape = Person.model_json_schema()
    days = {name: shape["properties"][name] for name in ("as_of", "act_from", "act_to", "applied_on")}
    answers = {"$ref": f"{PLACE}Answers"}
    other = shape["$defs"]["OtherPerson"]
    asked = holder(book, "workers_role")
    roles = {"propertyNames": {"enum": list(book.facts[asked].values)}} if asked else {}
    person = {**other, "additionalProperties": True, "properties": {**other["properties"], "answers": answers}}
    return {
        "title": "A stored result that holds its answers",
        "description": "What was given with values. Keys that are not named here are not read.",
        "type": "object",
        "required": ["dates", "answers"],
        "properties": {
            "schema": {"const": SCHEMA},
            "dates": {"type": "object", "additionalProperties": False, "required": ["as_of"], "properties": days},
            "answers": answers,
            "by_role": {"type": "object", **roles},
            "others": {"type": "array", "items": person},
        },
    }


def _lifted(name: str, schema: Schema) -> dict[str, Schema]:
    """A schema, and beside it those that it holds for itself, with its references led to where they stand in the description."""

    def led(part: Any) -> Any:
        if isinstance(part, dict):
            return {k: f"{PLACE}{name}.{v.rpartition('/')[2]}" if k == "$ref" else led(v) for k, v in part.items()}
        return [led(each) for each in part] if isinstance(part, list) else part

    within = schema.get("$defs", {})
    own = {key: part for key, part in schema.items() if key != "$defs"}
    return {name: led(own), **{f"{name}.{inner}": led(part) for inner, part in within.items()}}


def _exact(book: Book, schema: Schema) -> Schema:
    """A request, read strictly, or with ``lenient`` as a form sends it: what its answers, roles and facts to skip take."""
    shared, other = dict(schema["properties"]), schema["$defs"]["OtherPerson"]
    asks = holder(book, "workers_role")
    roles = book.facts[asks].values if asks else ()
    for name, known in (("roles", roles), ("skip", book.facts)):
        if name in shared and known:
            shared[name] = {**shared[name], "items": {"enum": list(known)}}
    ways = []
    for lenient, answers in ((False, "Answers"), (True, "LenientAnswers")):
        given = {"$ref": f"{PLACE}{answers}", "description": shared["answers"]["description"]}
        people = {**shared["others"], "items": {**other, "properties": {**other["properties"], "answers": given}}}
        told = {
            **shared,
            "answers": given,
            "others": people,
            "lenient": {"const": lenient, "description": shared["lenient"]["description"]},
        }
        required = [*schema["required"], *(["lenient"] if lenient else [])]
        ways.append({"type": "object", "additionalProperties": False, "required": required, "properties": told})
    return {"title": schema["title"], "description": schema["description"], "anyOf": ways}


def body(name: str) -> Schema:
    """Return what an operation says of the body that it takes."""
    example = {"example": EXAMPLE} if name in REQUESTS else {}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": PLACE + name}, **example}}}}


def gives(name: str | None, *statuses: int, media: tuple[str, ...] = ("application/json",)) -> dict[int | str, Schema]:
    """Return what an operation says of its responses: what it gives, and with which statuses it refuses."""
    schema = {"$ref": PLACE + name} if name else _TEXT
    wrong = {"content": {MEDIA: {"schema": {"$ref": f"{PLACE}Problem"}}}}
    titles = {
        400: "The body is not JSON.", 404: "There is no such thing.", 408: "The body comes too slowly.", 413: "The body is too large.",
        415: "The body is of another media type.",
        422: "A value, or a combination of values, is not allowed.", 500: "The service has failed.", 503: "Ask again later.",
    }  # fmt: skip
    good = {"description": "What was asked for.", "content": {each: {"schema": schema} for each in media}}
    return {200: good, **{status: {"description": titles[status], **wrong} for status in (*statuses, 500)}}


def made(document: Schema, book: Book) -> Schema:
    """Return the description that FastAPI made of the operations, with our schemas in place of its own."""
    language = {
        "name": "Accept-Language", "in": "header", "required": False, "schema": {"type": "string"}, "example": "sv, en;q=0.5",
        "description": "fi, sv or en, with weights; Finnish, where nothing fits.",
    }  # fmt: skip
    for operations in document["paths"].values():
        for operation in operations.values():
            if MEDIA not in operation["responses"].get("422", {}).get("content", {MEDIA: {}}):  # FastAPI's own, of what takes any text
                del operation["responses"]["422"]
            operation["parameters"] = [*operation.get("parameters", []), language]
    return {**document, "components": {"schemas": components(book)}}
