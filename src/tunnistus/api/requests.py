"""What is asked of the service: bodies read up to a bound, their shape checked, and the answers of each person read strictly.

Nothing here is printed or kept; what is wrong is a :class:`Refused` without a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Annotated, Any, Final, Literal, TypeVar

from anyio import fail_after
from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect

from tunnistus.api.problems import Refused, of_shape, refused, refusing
from tunnistus.assessment import Assessment, assess
from tunnistus.errors import ENOUGH, TunnistusError
from tunnistus.limits import MAX_BYTES
from tunnistus.messages import message
from tunnistus.rules import jsontext, wire
from tunnistus.rules.answers import Dates
from tunnistus.rules.model import Book
from tunnistus.rules.wire import Given

__all__ = ["MAX_BODY", "Ask", "Assess", "Card", "Change", "Explain", "Step", "assessed", "body_of", "countable", "parsed", "read"]

MAX_BODY: Final = MAX_BYTES  # a whole result with its answers, as it is stored, has half of that
SLOWEST: Final = 20  # seconds in which a whole body has to be there
MAX_DEPTH: Final = 12  # collections in one another; a whole result has 7
MAX_OTHERS: Final = 20  # children and family members
MAX_UNKNOWN: Final = 20  # names that are no facts: each is searched for what could be meant

M = TypeVar("M", bound=BaseModel)
Day = Annotated[date, BeforeValidator(wire.day), Field(examples=["2026-11-24"])]
Answers = Annotated[dict[str, Any], Field(description="Fact id to answer; what is not there is open, never no.")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True, populate_by_name=False)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class OtherPerson(_Shape):
    """A child or family member, with their own answers."""

    about: Literal["child", "family_member"]
    answers: Answers


class Person(_Shape):
    """What is known about one person, and the day on which help is offered or an authority decides."""

    answers: Answers
    as_of: Day
    act_from: Day | None = Field(default=None, description="When the deeds began.")
    act_to: Day | None = Field(default=None, description="When the deeds ended.")
    applied_on: Day | None = Field(default=None, description="When a permit was applied for.")
    roles: list[str] = Field(default=[], max_length=MAX_OTHERS, description="What the worker is: members of the fact worker_role.")
    others: list[OtherPerson] = Field(default=[], max_length=MAX_OTHERS)
    lenient: bool = Field(default=False, description="Take text for what it says, as a form sends it.")


class Assess(Person):
    """What ``assess`` is asked."""

    full: bool = Field(default=False, description="Everything, with reasons, clauses and periods.")
    values: bool = Field(default=False, description="Also the answers, to store the result and assess it again. They are personal data.")
    register_: Literal["worker", "plain"] = Field(default="worker", alias="register")


class Ask(Person):
    """What ``ask`` is asked."""

    about: Literal["signs", "everything"] = Field(default="everything", description="What the answers shall matter to.")
    skip: list[str] = Field(default=[], max_length=5_000, description="Facts that were asked, and whose answer is not known.")
    register_: Literal["worker", "plain"] = Field(default="worker", alias="register")


class Card(Person):
    """What ``card`` is asked."""


class Explain(Person):
    """What ``explain`` is asked."""

    form: Literal["text", "markdown", "html"] = "text"
    full: bool = Field(default=False, description="Everything that follows, in place of one sheet.")
    register_: Literal["worker", "plain"] = Field(default="worker", alias="register")


class Step(_Shape):
    """A state of an interview, as the answer before gave it, and what was chosen there. With no moves it begins."""

    state: dict[str, Any]
    back: bool = Field(default=False, description="Undo the last answer, or the last choice of how to go on, first.")
    reply: Any = Field(
        default=None, description="The value of the choice, or a value that was typed. Left out, the same question is asked again."
    )
    to: str = Field(default="", description="The fact that is answered, where it is not the one that was asked about.")
    register_: Literal["worker", "plain"] = Field(default="worker", alias="register")

    @property
    def replied(self) -> bool:
        """Whether anything was replied: null passes a question over."""
        return "reply" in self.model_fields_set


class Change(_Shape):
    """A stored result that holds its answers, and the day for which it is assessed again: its own where none is given."""

    stored: dict[str, Any]
    as_of: Day | None = None


async def body_of(request: Request, media: str) -> bytes:
    """Return the body of a request, read no further than the bound.

    Raises:
        Refused: it is of another media type, too large, or comes too slowly.
    """
    kind, _, _ = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != media:
        raise refused(415, "media-type", message("The body is of another media type."), todo=message("Send it as {media}.", media=media))
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said[:20]) > MAX_BODY:
        raise _too_large()
    try:
        with fail_after(SLOWEST):
            return await _whole(request)
    except TimeoutError:
        what, todo = message("The body takes longer than {most} seconds.", most=SLOWEST), message("Send it at once.")
        told = refused(408, "too-slow", what, todo=todo)
        told.headers["Connection"] = "close"
    except ClientDisconnect:
        told = refused(400, "not-json", message("The body ends too early."), todo=message("Send the whole body."))
    raise told


async def _whole(request: Request) -> bytes:
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if len(held) > MAX_BODY:
            raise _too_large()
    return bytes(held)


def _too_large() -> Refused:
    what = message("The body is larger than {most} bytes.", most=MAX_BODY)
    return refused(413, "too-large", what, todo=message("Send the answers of one person."))


def parsed(raw: bytes) -> Any:
    """Return what a body of JSON holds. Raises :class:`Refused`."""
    data = refusing(lambda: jsontext.parse(raw))
    waiting = [(data, 1)]
    while waiting:
        item, depth = waiting.pop()
        inside = list(item.values()) if isinstance(item, dict) else item if isinstance(item, list) else []
        if depth > MAX_DEPTH and isinstance(item, dict | list):
            what = message("The JSON is nested too deeply.")
            raise refused(400, "too-many", what, todo=message("Nest lists and objects at most {most} levels deep.", most=MAX_DEPTH))
        waiting += [(each, depth + 1) for each in inside]
    return data


def read(model: type[M], raw: bytes) -> M:
    """Return a request of a shape. Raises :class:`Refused`, with everything that is wrong with the shape."""
    data = parsed(raw)
    if not isinstance(data, dict):
        raise refused(400, "not-json", message("This is not a JSON object."), todo=message("Send an object with answers and as_of."))
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        found = problem.errors(include_url=False, include_context=False, include_input=False)
    raise of_shape(found, [field.alias or name for name, field in model.model_fields.items()])


def assessed(asked: Person, book: Book) -> Assessment:
    """Assess the people of a request. Raises :class:`Refused`, with everything that is wrong with the answers of all of them."""
    people = [("", asked.answers), *((f"others.{n}", each.answers) for n, each in enumerate(asked.others))]
    countable(book, [answers for _, answers in people], "answers")
    dates = refusing(lambda: Dates(asked.as_of, asked.act_from, asked.act_to, asked.applied_on))
    read: list[Given] = []
    faults: list[tuple[str, TunnistusError]] = []
    for place, answers in people:
        if len(faults) >= ENOUGH:
            break
        try:
            reading = partial(wire.read_checked, book, answers, lenient=asked.lenient, dates=dates)
            read.append(refusing(reading, person=place))
        except Refused as told:
            faults += told.faults
    if faults:
        raise Refused(422, faults)
    first, *others = read
    return refusing(lambda: _assess(asked, first, others, book))


def _assess(asked: Person, answers: Given, others: list[Given], book: Book) -> Assessment:
    pairs = [(each.about, given) for each, given in zip(asked.others, others, strict=True)]
    return assess(
        answers, as_of=asked.as_of, act_from=asked.act_from, act_to=asked.act_to, applied_on=asked.applied_on, roles=asked.roles,
        others=pairs, book=book,
    )  # fmt: skip


def countable(book: Book, every: Iterable[Iterable[str]], where: str) -> None:
    """Raise :class:`Refused` for more names that are no facts than can be told one by one."""
    if sum(name not in book.facts for names in every for name in names) > MAX_UNKNOWN:
        what = message("More than {most} names are not names of facts.", most=MAX_UNKNOWN)
        raise refused(422, "too-many", what, where=where, todo=message("See at the address facts which facts there are."))
