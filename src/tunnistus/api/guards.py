"""Around every request: headers on every response, and an unforeseen fault that tells nothing of what was sent.

Plain ASGI, so that nothing is read or held that is not needed.
"""

from __future__ import annotations

import traceback
from typing import Any, Final

import attrs
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tunnistus.api import languages
from tunnistus.api.bounds import Answer, Counts
from tunnistus.api.problems import problem, refused
from tunnistus.explaining.danger import Danger, unread
from tunnistus.messages import message
from tunnistus.rules.model import Book

__all__ = ["HEADERS", "Guard", "Unforeseen", "first_for", "language"]

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Unforeseen(RuntimeError):
    """What a log gets to see of a fault in the service: its kind and its place, and nothing that was sent."""


def language(scope: Scope) -> str:
    """Return the language in which a request is answered."""
    header = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    return languages.chosen(header.decode("latin-1"))


@attrs.frozen
class Guard:
    """The application within: adds headers that are not there yet, and answers where it fails.

    Attributes:
        book: the rule data in whose words danger is told where it fails.
        counts: counts each answer and tells the log of it, by an id that the answer has as ``Answer-Id``.
    """

    app: ASGIApp
    book: Book
    counts: Counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = Answer()
        try:
            await self._answered(answer, scope, receive, send)
        finally:
            self.counts.add(scope, answer)

    async def _answered(self, answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(said: Message) -> None:
            if said["type"] == "http.response.start":
                answer.status, headers = said["status"], said.get("headers", ())
                said["headers"] = [*headers, *_missing(headers, language(scope)), (b"answer-id", answer.id.encode())]
            await send(said)

        try:
            await self.app(scope, receive, guarded)
        except Exception as fault:
            place = _place(fault)
        else:
            return
        if not answer.status:
            told = refused(500, "internal", message("The service has failed."), todo=message("Tell whoever runs the service."))
            told.danger = first_for(scope["method"], self.book)
            await problem(told, language(scope))(scope, receive, guarded)
        raise Unforeseen(place)


def first_for(method: str, book: Book) -> Danger | None:
    """Return what is said first where a request is refused of which nothing was read: it may have brought answers."""
    return None if method in ("GET", "HEAD", "OPTIONS") else unread(book)


def _missing(there: Any, lang: str) -> list[tuple[bytes, bytes]]:
    held = {name.lower() for name, _ in there}
    wanted = {**HEADERS, "Content-Language": lang, "Vary": "Accept-Language"}
    return [(n.lower().encode(), value.encode()) for n, value in wanted.items() if n.lower().encode() not in held]


def _place(fault: Exception) -> str:
    """The kind of a fault and the functions that it came through: no text of it, which can hold an answer."""
    frames = traceback.extract_tb(fault.__traceback__)[-5:]
    return f"{type(fault).__name__} in " + " > ".join(f"{frame.name}:{frame.lineno}" for frame in frames)
