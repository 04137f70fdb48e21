"""The service within an application of somebody else: mounted, prepared when that one starts, and no answer in its refusals."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.exception_handlers import request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from tunnistus.api.application import create_app
from tunnistus.assessment import warm
from tunnistus.errors import UnknownName, door, shown
from tunnistus.messages import message
from tunnistus.rules.model import Book
from tunnistus.shipping import source

__all__ = ["install"]

_ADDRESS: Final = re.compile(r"(/[\w~-][\w.~-]*)+", re.ASCII)  # whole parts that stand for themselves in every address


@door
def install(app: FastAPI, *, path: str = "/tunnistus", book: Book | None = None) -> None:
    """Put the service into an application of yours.

    It answers below ``path``, is prepared when the application starts, as :func:`tunnistus.warm` does it, and your own routes no longer
    send back what they refuse: FastAPI's own 422 holds the input. A handler of yours for ``RequestValidationError`` stays.

    Args:
        path: where it stands: parts of letters and digits, each after a slash.
        book: rule data other than the shipped ones.

    Raises:
        LoadError: the rule data cannot be read.
        UnknownName: ``path`` is no such address.

    >>> from fastapi import FastAPI
    >>> from tunnistus.api import install
    >>> mine = FastAPI()
    >>> install(mine)
    >>> mine.routes[-1].path
    '/tunnistus'
    """
    if not _ADDRESS.fullmatch(path):
        what, todo = message("The service cannot stand at this address."), message("Give a path such as /tunnistus.")
        raise UnknownName(what, where="path", todo=todo)
    rules = book or source.book()
    if app.exception_handlers.get(RequestValidationError) is request_validation_exception_handler:
        app.add_exception_handler(RequestValidationError, _refusal)
    theirs = app.router.lifespan_context

    @asynccontextmanager
    async def prepared(host: Any) -> AsyncIterator[Any]:
        await to_thread.run_sync(partial(warm, book=rules))
        async with theirs(host) as state:
            yield state

    app.router.lifespan_context = prepared
    app.mount(path, create_app(book=rules))


async def _refusal(_: Request, told: Exception) -> JSONResponse:
    """What FastAPI says of a request that it refuses, without what was sent: the kind and the place of each fault."""
    assert isinstance(told, RequestValidationError)
    found = [{"type": each["type"], "loc": _place(each), "msg": each["type"].replace("_", " ")} for each in told.errors()]
    return JSONResponse({"detail": found}, 422)


def _place(fault: Mapping[str, Any]) -> list[int | str]:
    """Where it is, without a key that nobody expected: somebody wrote it."""
    parts = [part if isinstance(part, int) or shown(part) else "?" for part in fault["loc"]]
    return [*parts[:-1], "?"] if fault["type"] == "extra_forbidden" else parts
