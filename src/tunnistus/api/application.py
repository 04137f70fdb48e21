"""The application: which operation answers at which address, with what is refused told as JSON. It holds rules and no person."""

from __future__ import annotations

import gc
import gzip
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from functools import lru_cache, partial
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from tunnistus.api import interview, openapi, operations, requests
from tunnistus.api.bounds import Counts, Pool
from tunnistus.api.guards import HEADERS, Guard, first_for, language
from tunnistus.api.history import policy
from tunnistus.api.interview import Setting
from tunnistus.api.problems import Refused, knowing, of_shape, problem, refused
from tunnistus.api.reading import described
from tunnistus.api.requests import Ask, Assess, Card, Change, Explain, Step
from tunnistus.assessment import warm
from tunnistus.conversation import danger_in_state
from tunnistus.errors import TunnistusError, UnknownName, door
from tunnistus.explaining.danger import Danger, danger_in_record, unread
from tunnistus.messages import message
from tunnistus.rules import jsontext, wire
from tunnistus.rules.model import LANGUAGES, Book
from tunnistus.saying.addresses import handbook_at
from tunnistus.saying.html import html
from tunnistus.shipping import source
from tunnistus.version import __version__

__all__ = ["create_app"]

JSON: Final = "application/json"
REFUSING: Final = (400, 408, 413, 415, 422, 503)  # with what a request that holds answers can be refused
FORMS: Final = {"text": "text/plain", "markdown": "text/markdown", "html": "text/html"}
SMALL: Final = 1_000  # characters: fewer are sent as they are
KEPT: Final = {"Cache-Control": "no-cache"}  # of what holds no answer of a person: may be kept, and is asked for again
WAITING: Final = 4  # comparisons that wait for another one
PEOPLE, PAGES = 2, 1  # that are assessed, and written as pages, at once: the others wait, and so /health and short answers do not
QUEUE: Final = 64  # requests of each kind that wait


async def _lang(request: Request) -> str:
    return language(request.scope)


async def _json_body(request: Request) -> bytes:
    return await requests.body_of(request, JSON)


async def _form_body(request: Request) -> bytes:
    return await requests.body_of(request, "application/x-www-form-urlencoded")


Lang = Annotated[str, Depends(_lang)]
Body = Annotated[bytes, Depends(_json_body)]
FormBody = Annotated[bytes, Depends(_form_body)]


@door
def create_app(*, book: Book | None = None, leave: str = "", today: Callable[[], date] | None = None, handbook: str = "") -> FastAPI:
    """Return the service as an ASGI application, for uvicorn or another server.

    Args:
        book: rule data other than the shipped ones, from ``tunnistus.read_rules``.
        leave: where the link of the interview leads that leaves it in a hurry, such as the front page of a newspaper; no link without it.
        today: gives the day that the interview suggests, such as ``date.today`` on a machine with Finnish time; else the worker writes it.
        handbook: where a handbook stands to which the sentences of HTML for the worker lead; without it they lead nowhere.

    Raises:
        LoadError: the rule data cannot be read.
        UnknownName: ``leave`` is no address that begins with ``https://``, or no handbook can have such an address as ``handbook``.

    >>> from tunnistus.api import create_app
    >>> [route.path for route in create_app(leave="https://example.org/").routes if "assess" in route.path]
    ['/assess', '/assess/again']
    """
    rules, handbook = book or source.book(), handbook_at(handbook)
    if leave and not leave.startswith("https://"):
        raise UnknownName(
            message("This is not an address for leaving the page."),
            where="leave",
            todo=message("Give an address that begins with https://."),
        )
    app = FastAPI(
        title="tunnistus", version=__version__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=partial(_prepared, rules),
        redirect_slashes=False,  # who follows a redirect sends the answers once more, and perhaps in clear text
    )  # fmt: skip
    counts, pages = Counts(), Pool.of(PAGES, QUEUE, again=5)
    app.add_middleware(Guard, book=rules, counts=counts)
    _refusals(app, rules)
    _about_a_person(app, rules, handbook, pages)
    _about_itself(app, rules, counts)
    _about_rules(app, rules)
    _about_changes(app, rules)
    _talking(app, rules, Setting(leave, today, handbook), pages)
    _described(app, rules)
    return app


@asynccontextmanager
async def _prepared(book: Book, _: FastAPI) -> AsyncIterator[None]:
    await to_thread.run_sync(partial(warm, book=book))
    gc.collect()
    gc.freeze()  # the rules stay: they are not gone through for garbage again and again while somebody waits
    try:
        yield
    finally:
        gc.unfreeze()


def _refusals(app: FastAPI, book: Book) -> None:
    """What is refused is told as JSON in the language of the request, also what FastAPI and Starlette refuse."""

    async def ours(request: Request, told: Exception) -> Response:
        assert isinstance(told, Refused)
        return telling(request, told)

    def telling(request: Request, told: Refused) -> Response:
        told.danger = told.danger or first_for(request.method, book)
        return problem(told, language(request.scope))

    async def shape(request: Request, told: Exception) -> Response:
        assert isinstance(told, RequestValidationError)
        found = [{"type": each["type"], "loc": each["loc"][1:]} for each in told.errors()]
        return telling(request, of_shape(found, ()))

    async def http(request: Request, told: Exception) -> Response:
        assert isinstance(told, HTTPException)
        wrong = {
            404: ("not-found", message("There is nothing at this address."), message("See openapi.json for what the service has.")),
            405: ("method", message("This address takes another method."), message("See openapi.json for what the service has.")),
        }
        code, what, todo = wrong.get(told.status_code, ("wrong-kind", message("The request was refused."), message("See openapi.json.")))
        made = refused(told.status_code, code, what, todo=todo)
        made.headers.update(told.headers or {})
        return telling(request, made)

    app.add_exception_handler(Refused, ours)
    app.add_exception_handler(RequestValidationError, shape)
    app.add_exception_handler(HTTPException, http)


def _about_a_person(app: FastAPI, book: Book, handbook: str, pages: Pool) -> None:
    """The operations that are sent answers: POST alone, so that none stands in an address."""
    people = Pool.of(PEOPLE, QUEUE, again=5)

    async def given(raw: bytes, work: Callable[[], str]) -> Response:
        return Response(await people.do(knowing, lambda: danger_in_record(book, raw), work), media_type=JSON)

    @app.post("/assess", responses=openapi.gives("Result", *REFUSING), openapi_extra=openapi.body("Assess"))
    async def assess(raw: Body, lang: Lang) -> Response:
        """Assess what is known about one person, by all rules."""
        return await given(raw, lambda: operations.assess(requests.read(Assess, raw), lang, book))

    @app.post("/assess/again", responses=openapi.gives("Result", *REFUSING), openapi_extra=openapi.body("Stored"))
    async def assess_again(raw: Body, lang: Lang) -> Response:
        """Assess once more from a stored result that holds its answers, by the rules of today."""
        return await given(raw, lambda: operations.again(raw, lang, book))

    @app.post("/ask", responses=openapi.gives("Questions", *REFUSING), openapi_extra=openapi.body("Ask"))
    async def ask(raw: Body, lang: Lang) -> Response:
        """Give the next questions, the gentlest first, as a form can show them."""
        return await given(raw, lambda: operations.ask(requests.read(Ask, raw), lang, book))

    @app.post("/card", responses=openapi.gives("Cards", *REFUSING), openapi_extra=openapi.body("Card"))
    async def card(raw: Body, lang: Lang) -> Response:
        """Give what to do now in a few words, as cards of CDS Hooks: danger and a child first, then where to get advice."""
        return await given(raw, lambda: operations.card(requests.read(Card, raw), lang, book))

    told = openapi.gives(None, *REFUSING, media=tuple(FORMS.values()))

    @app.post("/explain", responses=told, openapi_extra=openapi.body("Explain"))
    async def explain(raw: Body, lang: Lang) -> Response:
        """Give the brief, the letter or everything as text, Markdown or HTML."""

        def told() -> Response:
            asked = requests.read(Explain, raw)
            return Response(operations.explain(asked, lang, book, handbook), media_type=FORMS[asked.form])

        return await pages.do(knowing, lambda: danger_in_record(book, raw), told)

    _from_what_was_given(app, book, people)


def _from_what_was_given(app: FastAPI, book: Book, people: Pool) -> None:
    """The operations that go on from what one before them gave, and the caller kept: a result, or the state of an interview."""

    @app.post("/changed", responses=openapi.gives("Changes", *REFUSING), openapi_extra=openapi.body("Change"))
    async def changed(raw: Body, lang: Lang) -> Response:
        """Tell what changed for one person since a result was stored that holds its answers."""
        danger, work = partial(_danger_of_stored, book, raw), lambda: operations.change(requests.read(Change, raw), lang, book)
        return Response(await people.do(knowing, danger, work), media_type=JSON)

    @app.post("/interview", responses=openapi.gives("Turn", *REFUSING), openapi_extra=openapi.body("Step"))
    async def interview_on(raw: Body, lang: Lang) -> Response:
        """Give one question with all that belongs to it, after what was replied to the one before. The answers travel in the state."""
        danger, work = partial(_danger_of_state, book, raw), lambda: operations.interview(requests.read(Step, raw), lang, book)
        return Response(await people.do(knowing, danger, work), media_type=JSON)


def _danger_of_stored(book: Book, raw: bytes) -> Danger:
    """What the answers of a stored result in a request say of danger."""
    try:
        return danger_in_record(book, wire.object_of(jsontext.parse(raw), "stored").get("stored"))
    except TunnistusError:
        return unread(book)


def _danger_of_state(book: Book, raw: bytes) -> Danger:
    """What the state of an interview in a request says of danger."""
    try:
        return danger_in_state(wire.object_of(jsontext.parse(raw), "state").get("state"), book=book)
    except TunnistusError:
        return unread(book)


def _kept(text: str, request: Request) -> Response:
    """An answer that holds nothing of a person: it may be kept, and is packed for whoever takes it packed."""
    headers = {**KEPT, "Vary": "Accept-Encoding, Accept-Language"}
    wanted = [each.strip().lower() for each in request.headers.get("accept-encoding", "").split(",")]
    if "gzip" not in wanted or len(text) < SMALL:
        return Response(text, media_type=JSON, headers=headers)
    return Response(gzip.compress(text.encode(), 6, mtime=0), media_type=JSON, headers={**headers, "Content-Encoding": "gzip"})


def _about_itself(app: FastAPI, book: Book, counts: Counts) -> None:
    """That it answers, and how much it has done: from the loop itself, so that no work has to end first."""
    health_of = lru_cache(maxsize=1)(partial(operations.health, book))

    @app.get("/health", responses=openapi.gives("Health"))
    async def health() -> Response:
        """Tell that the service answers, and by which rules."""
        return Response(health_of(), media_type=JSON)

    @app.get("/metrics", responses=openapi.gives(None, media=("text/plain",)))
    async def metrics() -> Response:
        """Tell how many answers were given and how long they took, as Prometheus reads it."""
        return Response(counts.text(), media_type="text/plain; version=0.0.4")


def _about_rules(app: FastAPI, book: Book) -> None:
    """The operations that hold nothing of a person."""

    @app.get("/facts", responses=openapi.gives("Facts", 404))
    def facts(request: Request, lang: Lang, rule: str | None = None, subject: str | None = None, kind: str | None = None) -> Response:
        """Give the facts with their questions and values: those of a rule, of a subject, of a kind, or all."""
        return _kept(operations.facts(lang, book, rule=rule, subject=subject, kind=kind), request)

    @app.get("/facts/{name}", responses=openapi.gives("Fact", 404))
    def fact(request: Request, name: str, lang: Lang) -> Response:
        """Give one fact."""
        return _kept(operations.fact(name, lang, book), request)

    @app.get("/rules", responses=openapi.gives("Rules", 422))
    def rules(request: Request, lang: Lang, on: date | None = None) -> Response:
        """Give the rules with their outcomes and clauses: those in force on a day, or all."""
        return _kept(operations.rules(lang, book, on=on), request)

    @app.get("/rules/{name}", responses=openapi.gives("Rule", 404))
    def rule(request: Request, name: str, lang: Lang) -> Response:
        """Give one rule."""
        return _kept(operations.rule(name, lang, book), request)


def _about_changes(app: FastAPI, book: Book) -> None:
    """The operation that compares two days. It is dear, so one comparison is made at a time."""
    kept = lru_cache(maxsize=64)(partial(operations.differences, book=book))
    one_at_a_time = Pool.of(1, WAITING, again=60)

    @app.get("/diff", responses=openapi.gives("Differences", 404, 422, 503))
    async def diff(request: Request, topic: str, first: date, second: date, lang: Lang) -> Response:
        """Compare one rule or one set of rules on two days. One comparison is made at a time."""
        return _kept(await one_at_a_time.do(kept, topic, first, second, lang), request)


def _talking(app: FastAPI, book: Book, setting: Setting, pages: Pool) -> None:
    """The interview, for a browser."""

    def page(text: str, lang: str) -> Response:
        headers = {"Content-Language": lang, "Content-Security-Policy": f"{HEADERS['Content-Security-Policy']}{policy()}"}
        return Response(text, media_type="text/html", headers=headers)

    @app.get("/", include_in_schema=False)
    def begin(lang: Lang) -> Response:
        """Show the first page."""
        return page(interview.start(lang, book, setting), lang)

    @app.post("/", include_in_schema=False)
    async def go_on(raw: FormBody, lang: Lang) -> Response:
        """Show the page that follows what was sent."""
        form = QueryParams(raw.decode("ascii", "replace"))
        chosen = form.get("lang", lang)
        lang = chosen if chosen in LANGUAGES else lang
        told = await pages.do(knowing, lambda: interview.danger_in_form(form, book), lambda: interview.turn(form, lang, book, setting))
        return page(told, lang)


def _described(app: FastAPI, book: Book) -> None:
    """The description, made once."""

    @lru_cache
    def document() -> dict[str, Any]:
        return openapi.made(get_openapi(title=app.title, version=app.version, routes=app.routes), book)

    app.openapi = document  # type: ignore[method-assign]

    @app.get("/openapi.json", include_in_schema=False)
    def description(request: Request) -> Response:
        return _kept(jsontext.text(document()), request)

    page = lru_cache(maxsize=1)(lambda: html(described(document())))

    @app.get("/docs", include_in_schema=False)
    def docs() -> Response:
        """Show the description as a page: no script, and nothing from elsewhere."""
        return Response(page(), media_type="text/html", headers={**KEPT, "Content-Language": "en"})
