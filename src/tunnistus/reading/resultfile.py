"""The shape of a result as JSON, as pydantic models: what ``docs/json.md`` tells, for programs.

Results are written by :mod:`tunnistus.explaining.results`; nothing here is needed for that.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tunnistus.reading.documents import Digest, Id, Name, any_of

__all__ = ["AssessmentResult", "DecisionResult", "result_schema"]

Truth = Literal["true", "false", "open"]
Version = Literal[1]
Outcome = Name | None
Places = Field(description="Citations of acts, the nearest place of each.")
Answers = Annotated[dict[Name, Any], Field(description="In the wire form; see the schema of answers.")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Days(_Shape):
    as_of: date
    act_from: date | None = None
    act_to: date | None = None
    applied_on: date | None = None


class Head(_Shape):
    shape: Version = Field(alias="schema")
    kind: Literal["assessment", "decision"]
    tunnistus: str
    seal: Digest
    dates: Days


class ByWhom(_Shape):
    fact: Name
    by: Name
    counts: bool


class Marked(_Shape):
    maybe: list[Name]
    declined: list[Name]
    judgements: list[ByWhom]
    answers: Answers | None = None


class Told(_Shape):
    in_force: bool
    in_scope: Truth
    due: Outcome
    options: list[Name]
    possible: list[Name]
    settled: bool
    not_covered: bool = Field(description="Nothing follows from a rule that covers only a part of a provision. No denial of the rest.")
    exact: bool
    floor: Outcome = None
    ceiling: Outcome = None


class StretchTold(Told):
    when: dict[Literal["decision", "act", "application"], Annotated[list[str | None], Field(min_length=2, max_length=2)]]
    missing: list[Name]


class ClauseTold(_Shape):
    name: Name
    effect: Literal["duty", "power", "bar", "practice", "definition"]
    then: Outcome
    applies: Truth
    who: Name | None
    beaten_by: list[Name]
    cite: list[str] = Places
    source: list[Name]
    verified: date | None = Field(default=None, description="Until when its own text was read, where that is not the day of its acts.")


class PeriodTold(_Shape):
    clause: Name
    start_fact: Name
    unchecked: bool
    over: bool
    start: date | None = None
    shortest_until: date | None = None
    longest_until: date | None = None
    decided_until: date | None = None
    moved_from: date | None = None


class NoticeTold(_Shape):
    kind: Literal["unconfirmed", "unconfirmed_sources", "later_change", "rule", "inexact", "open_date", "view"]
    key: str


class Why(_Shape):
    facts: list[Name]
    clauses: list[Name]
    relations: list[Name]
    parts: list[Id]


class Record(Told):
    """One decision; what has a default that is null stands only in the whole form, or where it matters."""

    rule: Id
    cite: list[str] = Places
    source: list[Name]
    who: list[Name]
    missing: list[Name]
    missing_dates: list[Literal["act_from", "act_to", "applied_on"]] | None = None
    guidance: Literal[True] | None = None
    rests_on_part: list[Id] | None = None
    rests_on: list[Name] | None = None
    why: dict[Name, Why] | None = None
    clauses: list[ClauseTold] | None = None
    periods: list[PeriodTold] | None = None
    stretches: list[StretchTold] | None = None
    notices: list[NoticeTold] | None = None


class Horizon(_Shape):
    acts: dict[str, date | None]
    later: list[Name]


class Urgent(_Shape):
    phone: str | None = Field(description="The number to call in an emergency.")
    lines: list[str] = Field(description="What to say first of danger; nothing where it is excluded.")
    child: list[str] = Field(description="What to do for a child; nothing where the person is known to be an adult.")


class Texts(_Shape):
    lang: Literal["fi", "sv", "en"]
    register_: Literal["worker", "plain"] = Field(alias="register")
    urgent: Urgent
    state: list[str] | None = None
    elements: dict[Name, str] | None = None
    forms: dict[Name, str] | None = None
    roles: dict[Name, str] | None = None
    rules: dict[Id, str]
    outcomes: dict[Id, dict[Name, str]]
    facts: dict[Name, str]
    notices: dict[Id, dict[Name, str]]
    acts: dict[str, str]
    later: dict[Name, str]
    sources: dict[Name, str]
    actors: dict[Name, str]
    left_out: dict[Id, str]


class DecisionResult(Record, Marked, Head):
    """What ``tunnistus.Decision.to_json`` writes."""

    kind: Literal["decision"]
    horizon: Horizon
    texts: Texts | None = None


class PersonTold(Marked):
    decisions: list[Record]
    open: dict[Id, list[Name]]
    not_in_force: list[Id]
    out_of_scope: list[Id]


class OtherTold(PersonTold):
    about: Literal["child", "family_member"]


class Step(_Shape):
    floor: Outcome
    ceiling: Outcome
    settled: bool


class QuestionTold(_Shape):
    fact: Name
    stage: int = Field(ge=1, le=4)
    likely: bool
    judgement: bool
    changes: dict[Id, list[Name]] | None = None


class AssessmentResult(PersonTold, Head):
    """What ``tunnistus.Assessment.to_json`` writes."""

    kind: Literal["assessment"]
    urgent: dict[Id, Name] = Field(description="Rules on danger that speak first, each with its outcome.")
    state: Literal["in_system", "proposal", "advice", "find_out", "too_few", "perhaps", "no_sign", "nothing_known"]
    next_step: Step | None
    signs: dict[Literal["act", "means", "purpose", "harm", "context", "safety"], list[Name]]
    forms: list[Name]
    by_role: dict[Name, list[Record]]
    others: list[OtherTold]
    ask: list[QuestionTold]
    horizon: Horizon
    texts: Texts | None = None


def result_schema() -> dict[str, Any]:
    """Return the JSON Schema of both kinds of results."""
    return any_of([AssessmentResult, DecisionResult], "A result of tunnistus")
