"""The service under load: processor time of a request through a socket, beside a trivial route of FastAPI, and how long ``/health`` takes.

``python -m benchmarks.service PORT`` is the server, in a process of its own. The clients are threads of this one, which keep their
connections.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import cycle, islice
from typing import Any, Final

import attrs

from benchmarks import frame
from tests.pages import assessed
from tunnistus import Assessment, render

CLIENTS, REQUESTS, ROUNDS = 8, 200, 2  # rounds, after one to warm up
HEALTH, AT_MOST = 500, 0.05  # how often it is asked, and seconds that 99 of 100 may take
LANG: Final = "sv"
HEADERS: Final = {"Content-Type": "application/json", "Accept-Language": LANG}
_KEPT: dict[tuple[int, int], HTTPConnection] = {}  # the connections by client and port, until the server ends


@attrs.frozen
class Load:
    """Requests to one address, and what they get.

    Attributes:
        at_most: how many times the processor time of a trivial request one of them may take.
        new: whether each is sent once.
    """

    path: str
    said: str
    at_most: float
    bodies: Sequence[bytes]
    wanted: Sequence[str]
    read: Callable[[str], str] = str
    new: bool = False


def serve(port: int) -> None:
    """Serve ours, and beside it a trivial route on the same server; ``/spent`` tells the seconds of the processor of this process."""
    import uvicorn
    from fastapi import FastAPI
    from fastapi.responses import PlainTextResponse

    from tunnistus.api import app as ours

    plain = FastAPI(openapi_url=None)

    @plain.post("/trivial")
    async def trivial(body: dict[str, Any]) -> PlainTextResponse:
        return PlainTextResponse("x" * int(body["gives"]))

    @plain.get("/spent")
    async def spent() -> float:
        return time.process_time()

    async def both(scope: Any, receive: Any, send: Any) -> None:
        await (plain if scope.get("path") in ("/trivial", "/spent") else ours)(scope, receive, send)

    uvicorn.run(both, port=port, access_log=False, log_level="warning", lifespan="on", timeout_keep_alive=3600)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(server: subprocess.Popen[Any], port: int) -> None:
    """Wait until a server listens, or has ended."""
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.1)


@contextmanager
def served() -> Iterator[int]:
    """The port of a server that is ready, in a process of its own until the end."""
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.service", str(port)], cwd=frame.ROOT)
    try:
        wait_for(server, port)
        yield port
    finally:
        for each in [key for key in _KEPT if key[1] == port]:
            _KEPT.pop(each).close()
        server.terminate()
        server.wait()


def asked(port: int, path: str, body: bytes | None = None) -> str:
    """Ask over the connection that this thread keeps. Raises ``SystemExit`` where it is refused: nothing is timed then."""
    connection = _KEPT.setdefault((threading.get_ident(), port), HTTPConnection("127.0.0.1", port, timeout=60))
    connection.request("GET" if body is None else "POST", path, body, HEADERS)
    answer = connection.getresponse()
    told = answer.read().decode()
    if answer.status != 200:
        raise SystemExit(f"{path} was refused with {answer.status}; nothing is timed.")
    return told


def loads(states: Iterable[tuple[Mapping[str, Any], str]]) -> list[Load]:
    """Return what is timed.

    Args:
        states: of interviews, each with what is asked there; in JSON, as ``python -m benchmarks.interview`` prints them.
    """
    people = [a for _, a in assessed() if isinstance(a, Assessment)]
    given, told = [*map(_request, people)], [*states]
    pages = [render(a, LANG, form="html") for a in people]
    return [
        Load("/assess", "a compact result", 20, _sent(given), [a.to_json(LANG) for a in people]),
        Load("/interview", "the next question", 40, _sent([{"state": s} for s, _ in told]), [fact for _, fact in told], _fact, new=True),
        Load("/explain", "the brief as HTML, with the full page", 40, _sent([{**each, "form": "html"} for each in given]), pages),
    ]


def _fact(answer: str) -> str:
    return str(json.loads(answer)["turn"]["fact"])


def _request(a: Assessment) -> dict[str, Any]:
    """What is sent to assess somebody anew."""
    told = a.to_dict(values=True)
    others = [{"about": each["about"], "answers": each["answers"]} for each in told["others"]]
    return {"answers": told["answers"], **told["dates"], "others": others, "roles": [*told["by_role"]]}


def _sent(bodies: Iterable[object]) -> list[bytes]:
    return [json.dumps(each).encode() for each in bodies]


def part(port: int, told: Sequence[Load], requests: int = REQUESTS, health: int = HEALTH) -> frame.Part:
    """Time the loads, and ``/health`` while pages are made."""
    with ThreadPoolExecutor(CLIENTS) as clients:
        sizes, checked = {}, 0
        for load in told:
            got = [asked(port, load.path, body) for body in load.bodies[:10]]
            checked += frame.agree(load.path, map(load.read, got), load.wanted[:10])
            sizes[load.path] = sum(map(len, got)) // len(got), sum(map(len, load.bodies)) // len(load.bodies)
        timers: dict[str, Callable[[], float]] = {}
        for load in told:
            bodies = iter(load.bodies[10:]) if load.new else cycle(load.bodies)
            timers[f"{load.path}, trivial"] = _timer(port, clients, "/trivial", cycle([_trivial(*sizes[load.path])]), requests)
            timers[load.path] = _timer(port, clients, load.path, bodies, requests)
        times = frame.interleaved(timers, ROUNDS)
        waited = _health(port, clients, told[-1], health)
    floor = {load.path: times[f"{load.path}, trivial"] for load in told}
    ratios = [
        frame.Ratio(f"`{load.path}`: {load.said} ÷ a trivial route", times[load.path] / floor[load.path], at_most=load.at_most)
        for load in told
    ]
    ratios.append(frame.Ratio("`/health` while pages are made, 99 of 100: milliseconds", waited * 1000, at_most=AT_MOST * 1000))
    said = (
        f"{CLIENTS} clients that keep their connections, {requests} requests a round, {checked} answers compared with the library first. "
        "Processor time of the server for one request. The trivial route of FastAPI takes a body of the same size, reads its JSON and "
        "gives as much text."
    )
    note = (
        "Results and HTML are those of the ten people of `docs/examples/pages`, states of interviews those of invented people, each sent "
        "once."
    )
    return frame.Part("The service through a socket", said, ratios, times, [note])


def _trivial(gives: int, takes: int) -> bytes:
    return json.dumps({"gives": gives, "filler": "x" * (takes - 30)}).encode()


def _timer(port: int, clients: ThreadPoolExecutor, path: str, bodies: Iterator[bytes], requests: int) -> Callable[[], float]:
    """Give the seconds of the processor of the server for one of some requests, which all clients send together."""

    def run() -> float:
        some = [*islice(bodies, requests)]
        begun = float(asked(port, "/spent"))
        for _ in clients.map(lambda body: asked(port, path, body), some):
            pass
        return (float(asked(port, "/spent")) - begun) / len(some)

    return run


def _health(port: int, clients: ThreadPoolExecutor, pages: Load, times: int) -> float:
    """How long 99 of 100 answers of ``/health`` take at most, in seconds on the wall, while every client asks for pages."""
    enough = threading.Event()

    def go_on() -> None:
        for body in cycle(pages.bodies):
            if enough.is_set():
                return
            asked(port, pages.path, body)

    busy = [clients.submit(go_on) for _ in range(CLIENTS)]
    waited = sorted(frame.once(lambda: asked(port, "/health"), time.perf_counter)() for _ in range(times))
    enough.set()
    for each in busy:
        each.result()
    return waited[times * 99 // 100 - 1]


def parts() -> list[frame.Part]:
    """One part. Another process makes the states."""
    from benchmarks.interview import told_elsewhere

    told = loads(told_elsewhere(10 + REQUESTS * (ROUNDS + 1)))
    with served() as port:
        return [part(port, told)]


if __name__ == "__main__":
    serve(int(sys.argv[1]))
