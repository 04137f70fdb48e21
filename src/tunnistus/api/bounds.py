"""How much is done at once, and how much was done: pools in which work waits up to a bound, and counts that tell of no person."""

from __future__ import annotations

import json
import logging
import secrets
from collections import Counter
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any, Final, TypeVar

import attrs
from anyio import CapacityLimiter, to_thread
from starlette.types import Scope

from tunnistus.api.problems import refused
from tunnistus.messages import message

__all__ = ["Answer", "Counts", "Pool"]

R = TypeVar("R")
LOG: Final = logging.getLogger("tunnistus.api")


@attrs.frozen
class Pool:
    """Work of one kind: a few at a time, each in a thread, others wait, and beyond a bound they are put off.

    Attributes:
        most: how many may wait.
        again: seconds after which to ask again.
    """

    limiter: CapacityLimiter
    most: int
    again: int

    @classmethod
    def of(cls, at_once: int, most: int, again: int) -> Pool:
        """Return a pool in which so many work at once."""
        return cls(CapacityLimiter(at_once), most, again)

    async def do(self, work: Callable[..., R], *args: Any) -> R:
        """Do it in a thread. Raises :class:`Refused` where too many wait."""
        if self.limiter.statistics().tasks_waiting >= self.most:
            busy = refused(503, "busy", message("Too many requests are waiting."), todo=message("Ask again in a minute."))
            busy.headers["Retry-After"] = str(self.again)
            raise busy
        return await to_thread.run_sync(partial(work, *args), limiter=self.limiter)


@attrs.define
class Answer:
    """One answer of the service, as a log and an audit name it: drawn at random, so that it tells nothing of what was asked."""

    id: str = attrs.field(factory=lambda: secrets.token_hex(16))
    status: int = 0
    begun: float = attrs.field(factory=perf_counter)


@attrs.frozen
class Counts:
    """How many answers each operation gave, with which status, and how long they took. Holds no address that was asked for."""

    answers: Counter[tuple[str, int]] = attrs.field(factory=Counter)
    seconds: Counter[str] = attrs.field(factory=Counter)

    def add(self, scope: Scope, answer: Answer) -> None:
        """Count an answer, and tell the log of it."""
        route, took = scope.get("route"), perf_counter() - answer.begun
        known = scope["method"] in (getattr(route, "methods", None) or ())  # a method that was invented is somebody's text
        name = f"{scope['method']} {getattr(route, 'path', '')}" if known else "other"
        self.answers[name, answer.status] += 1
        self.seconds[name] += took  # type: ignore[assignment]  # a sum of seconds
        told = {"answer": answer.id, "operation": name, "status": answer.status, "milliseconds": round(took * 1000)}
        LOG.info("%s", json.dumps(told))

    def text(self) -> str:
        """Return the counts as Prometheus reads them."""
        lines = ["# TYPE tunnistus_answers_total counter"]
        lines += [
            f'tunnistus_answers_total{{operation="{name}",status="{status}"}} {n}' for (name, status), n in sorted(self.answers.items())
        ]
        lines.append("# TYPE tunnistus_seconds_total counter")
        lines += [f'tunnistus_seconds_total{{operation="{name}"}} {took:.3f}' for name, took in sorted(self.seconds.items())]
        return "".join(f"{line}\n" for line in lines)
