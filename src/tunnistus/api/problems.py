"""What is wrong, as JSON (RFC 9457): all faults at once, each with a code, a place and a sentence, and never with a value that was sent."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from tunnistus.errors import (
    ENOUGH,
    MORE,
    MORE_TODO,
    SUGGESTED,
    AnswerError,
    AnswersRefused,
    Contradiction,
    DateError,
    JudgementError,
    LimitError,
    TunnistusError,
    UnknownName,
    nearest,
    shown,
)
from tunnistus.explaining.danger import Danger
from tunnistus.messages import Message, message
from tunnistus.rules import jsontext
from tunnistus.saying.foremost import urgent
from tunnistus.saying.messages import translation
from tunnistus.saying.refused import to_people
from tunnistus.saying.texts import Texts, own_texts

if TYPE_CHECKING:
    from fastapi.responses import Response

__all__ = [
    "CODES", "MEDIA", "PROBLEM_SCHEMA", "URGENT_SCHEMA", "Refused", "knowing", "of_library", "of_shape", "problem", "refused", "refusing",
]  # fmt: skip

R = TypeVar("R")
MEDIA: Final = "application/problem+json"
CODES: Final = (
    "unknown-fact", "outside-domain", "too-fine", "ambiguous", "needs-judgement", "no-judgement", "unknown-function", "not-a-day",
    "day-ahead", "not-json", "no-result",
    *(kind.code for kind in (Contradiction, JudgementError, DateError, UnknownName, LimitError, AnswerError)),
    "missing", "unknown-key", "wrong-kind", "not-found", "method", "media-type",
    "too-large", "too-many", "too-slow", "busy", "internal",
)  # fmt: skip
REASONS: Final = (
    "fact", "takes-bool", "takes-enum", "takes-number", "takes-date", "judged-by-day", "function", "day", "syntax", "utf8", "key-twice",
    "number", "depth", "size", "object", "dates", "schema", "answers", "others", "together",
)  # fmt: skip
_PHRASES: Final = {
    400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout",
    413: "Content Too Large", 415: "Unsupported Media Type",
    422: "Unprocessable Content", 500: "Internal Server Error", 503: "Service Unavailable",
}  # fmt: skip
URGENT_SCHEMA: Final[dict[str, Any]] = {
    "title": "What to say before everything else", "type": "object", "additionalProperties": False, "required": ["phone", "lines", "child"],
    "description": "Of danger and of a child, by what of the answers can be read; stands first, wherever answers are sent.",
    "properties": {
        "phone": {"type": ["string", "null"], "description": "The number to call in an emergency."},
        "lines": {"type": "array", "items": {"type": "string"}, "description": "Nothing where danger is excluded."},
        "child": {
            "type": "array", "items": {"type": "string"},
            "description": "What to do for a child; nothing where the person is known to be an adult.",
        },
    },
}  # fmt: skip
PROBLEM_SCHEMA: Final[dict[str, Any]] = {
    "title": "What is wrong", "type": "object", "additionalProperties": False, "required": ["type", "title", "status", "errors"],
    "properties": {
        "urgent": URGENT_SCHEMA,
        "type": {"const": "about:blank"}, "title": {"type": "string"}, "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "errors": {
            "type": "array", "minItems": 1,
            "items": {
                "type": "object", "additionalProperties": False, "required": ["code", "where", "message", "detail"],
                "properties": {
                    "code": {"enum": list(CODES)}, "reason": {"enum": list(REASONS)},
                    "where": {"type": "string", "description": "A fact, a key of the request, or nothing."},
                    "message": {"type": "string", "description": "To whoever filled in a form, in the language of the response."},
                    "detail": {"type": "string", "description": "To programmers: the place, what is wrong, what to do; never the value."},
                    "facts": {"type": "array", "items": {"type": "string"}, "description": "Which answers cannot be true together."},
                },
            },
        },
    },
}  # fmt: skip


class Refused(Exception):
    """A request that is refused, with everything that is wrong with it. Holds no answer.

    Attributes:
        status: of HTTP.
        faults: pairs of a code and the error that says it, one at least; of a hundred or more the first, and that there may be more.
        danger: what the answers that were sent say of danger; ``None`` where none were.
    """

    danger: Danger | None = None

    def __init__(self, status: int, faults: Iterable[tuple[str, TunnistusError]], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        found = [*itertools.islice(faults, ENOUGH)]
        if len(found) == ENOUGH:
            found[-1] = ("too-many", TunnistusError(MORE, todo=MORE_TODO))
        self.status, self.faults, self.headers = status, tuple(found), dict(headers or {})


def refused(status: int, code: str, what: Message, *, where: str = "", todo: Message | None = None) -> Refused:
    """Return the refusal for one fault."""
    error = TunnistusError(what, where=where, todo=todo) if todo else TunnistusError(what, where=where)
    return Refused(status, [(code, error)])


def of_library(error: TunnistusError, *, person: str = "", status: int = 422) -> Refused:
    """Return the refusal for an error of the library.

    Args:
        person: which of the others it is about, as a place in the request.
        status: of HTTP, where what was sent could be read.
    """
    if isinstance(error, AnswersRefused) and error.code == "not-json":
        status = {"size": 413}.get(error.reason, 400)
    faults = [(each.code if each.code in CODES else AnswerError.code, each) for each in error.every]
    for _, each in faults:
        each.where = f"{person}.{each.where}" if person else each.where
    return Refused(status, faults)


def refusing(work: Callable[[], R], *, person: str = "", status: int = 422) -> R:
    """Do what the library does. Raises :class:`Refused` where it refuses, without the error that it came from (:func:`of_library`)."""
    try:
        return work()
    except TunnistusError as error:
        told = of_library(error, person=person, status=status)
    raise told


def knowing(danger: Callable[[], Danger], work: Callable[[], R]) -> R:
    """Do what is asked for with answers. Raises :class:`Refused`, which knows what they say of danger."""
    try:
        return work()
    except Refused as told:
        told.danger = danger()
        raise


def of_shape(found: Iterable[Mapping[str, Any]], known: Iterable[str]) -> Refused:
    """Return the refusal for what pydantic says of the shape of a request; of that only the kind of fault and the place are read.

    Args:
        known: the keys that there are.
    """
    return Refused(422, _shape_faults(found, list(known)))


def _shape_faults(found: Iterable[Mapping[str, Any]], known: list[str]) -> Iterator[tuple[str, TunnistusError]]:
    for n, each in enumerate(found):
        path, kind = [str(part) for part in each["loc"]], each["type"]
        if kind == "extra_forbidden":
            name = path.pop()
            where = ".".join([*path, name if shown(name) else "?"])
            todo = (n < SUGGESTED and nearest(name, known)) or message("Leave it out.")
            yield "unknown-key", TunnistusError(message("There is no such key."), where=where, todo=todo)
        elif kind == "missing":
            yield "missing", TunnistusError(message("This is missing."), where=".".join(path), todo=message("Give it."))
        else:
            what, todo = message("Something else belongs here."), message("See openapi.json for what belongs here.")
            yield "wrong-kind", TunnistusError(what, where=".".join(path), todo=todo)


def problem(told: Refused, lang: str) -> Response:
    """Return the response that tells a refusal, in a language."""
    from fastapi.responses import Response  # the interview runs where there is no service as well: in a page that is a file

    translate = translation(lang)
    first = {}
    with contextlib.suppress(TunnistusError):  # where its words cannot be read, what is wrong is told all the same
        first = {"urgent": urgent(told.danger, lang)} if told.danger else {}
    body = {
        **first, "type": "about:blank", "title": _PHRASES.get(told.status, "Refused"), "status": told.status,
        "errors": [_fault(code, error, error.said(translate), own_texts(lang)) for code, error in told.faults],
    }  # fmt: skip
    return Response(jsontext.text(body), told.status, media_type=MEDIA, headers=told.headers)


def _fault(code: str, error: TunnistusError, said: str, t: Texts) -> dict[str, Any]:
    why = error.reason if isinstance(error, AnswersRefused) else ""
    reason = {"reason": why} if why else {}
    facts = {"facts": list(error.facts)} if isinstance(error, AnswersRefused | Contradiction) and error.facts else {}
    return {"code": code, **reason, "where": error.where, "message": to_people(t, code, why), "detail": said, **facts}
