"""The shape of the rule data files as pydantic models: what may be written, and the JSON Schema that editors use.

Used only while files are read; deciding never needs it. Conditions are typed loosely here and read by
:mod:`tunnistus.reading.schema`, which can say exactly which name is wrong and where.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

import pydantic
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from tunnistus.limits import MAX_CLAUSES, MAX_DECIMALS, MAX_MEMBERS, MAX_NAME, MAX_OUTCOMES
from tunnistus.rules.answers import Judged
from tunnistus.rules.sheets import MANY, Kind

__all__ = [
    "ActorsFile", "ActsFile", "AssessmentReceipt", "CaseFile", "DecisionReceipt", "FactFile", "ListFile", "OverlayFile",
    "RuleFile", "SheetDoc", "SheetsFile", "SourcesFile", "StructureFile", "UnitsFile", "VignetteFile", "any_of", "json_schema",
    "receipt_schema",
]  # fmt: skip

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=MAX_NAME)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.\-/@]*$", max_length=MAX_NAME)]
Text = Annotated[str, StringConstraints(min_length=2, max_length=1500, strip_whitespace=True)]
REASON = r"^([a-z][a-z0-9_]*|[A-ZÅÄÖ][^\n]*\.)$"  # a key, or a sentence
Reason = Annotated[str, StringConstraints(pattern=REASON, max_length=1500, strip_whitespace=True)]
Exact = Annotated[Decimal, WithJsonSchema({"type": "number"})]  # as strict YAML has it: 7.50
Scalar = bool | int | Exact | date | str
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEK = get_args(Weekday)
AcceptedDoc = dict[str, dict[str, Text]]  # code of a warning → what it is about → why it may stay

_CONDITION_SCHEMA: dict[str, Any] = {
    "description": "A fact or named condition; all, any, not, at_least/of; fact with is, in, lt, le, gt, ge; use with is.",
    "anyOf": [
        {"type": ["string", "boolean"]},
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "all": {"type": ["array", "string"]}, "any": {"type": ["array", "string"]}, "of": {"type": ["array", "string"]},
                "at_least": {"type": "integer", "minimum": 1}, "not": {}, "fact": {"type": "string"}, "use": {"type": "string"},
                "is": {}, "in": {"type": "array"}, "lt": {}, "le": {}, "gt": {}, "ge": {},
            },
        },
    ],
}  # fmt: skip
Condition = Annotated[Any, WithJsonSchema(_CONDITION_SCHEMA)]


class _Doc(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Show no value: it may be an answer."""
        return ()


class WindowDoc(_Doc):
    since: date | None = Field(None, alias="from")
    until: date | None = None


class MapDoc(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow", frozen=True, hide_input_in_errors=True)
    source: Name
    ref: str = ""

    def note(self) -> tuple[tuple[str, str], ...]:
        """The list's own attributes as text, in the order of their names."""
        return tuple(sorted((k, _flat(v)) for k, v in (self.model_extra or {}).items()))


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k}: {v}" for k, v in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


class WeighDoc(_Doc):
    weigh_for: dict[Name, Text] = Field(default_factory=dict, alias="for")
    against: dict[Name, Text] = Field(default_factory=dict)


class JudgementDoc(_Doc):
    who: list[Name] = Field(min_length=1)
    weigh: WeighDoc = Field(default_factory=lambda: WeighDoc.model_construct(weigh_for={}, against={}))


class LengthDoc(_Doc):
    days: int = Field(0, ge=0, le=36_525)
    months: int = Field(0, ge=0, le=1_200)
    years: int = Field(0, ge=0, le=100)


AmountDoc = Name | LengthDoc  # the name of a parameter, or a length that is written out


class VersionDoc(_Doc):
    since: date | None = Field(None, alias="from")
    value: LengthDoc | date
    cite: list[str] = Field(min_length=1)


class ParametersFile(_Doc):
    """`indicators/law/parameters.yaml`"""

    parameters: dict[Name, Annotated[list[VersionDoc], Field(min_length=1)]]


class DerivedDoc(_Doc):
    by: Name
    inputs: list[Name] = Field(alias="from", min_length=1)
    counts: list[AmountDoc] = Field(default_factory=list, alias="with")  # the parameters of what counts with numbers of the law
    gives: list[Name] = Field(default_factory=list)  # the members that stand for what the function tells, in its order


FactRole = Literal[
    "minor", "possible_minor", "workers_role", "in_danger", "listener", "wish_for_help", "consent", "contact", "interpreter",
    "fears_removal", "authority_acted",
]  # fmt: skip
RuleRole = Literal[
    "danger", "danger_in_view", "child", "child_in_view", "step", "no_duty_to_tell", "talk_in_private", "with_interpreter", "no_contact"
]
Help = Literal[
    "health", "crisis", "shelter", "social", "livelihood", "labour_rights", "work_advice", "legal_advice", "debt_advice", "consumer",
    "money_affairs", "pictures", "sexual_violence", "honour", "sells_sex_support", "police",
]  # fmt: skip
Wish = Literal["help", "think", "not_now", "agrees", "no_referral", "anonymous", "return", "no_police", "police", "no_safe_contact"]
FactState = Literal["in_system", "other_ground", "left_system", "nothing"]


class FactDoc(_Doc):
    type: Literal["bool", "enum", "number", "date"] = "bool"
    theme: Name
    element: Literal["act", "means", "purpose", "harm", "context", "safety", "law"]
    forms: list[Literal["labour", "sexual", "marriage", "crime", "begging", "organ", "domestic", "reproductive"]] = Field(
        default_factory=list
    )
    phase: Literal["recruitment", "movement", "destination", "any"] = "any"
    observers: list[Literal["observed", "told_by_person", "document", "third_party"]] = Field(min_length=1)
    sensitivity: Literal["ordinary", "ordinary_safety_critical", "special_category_art9", "criminal_offence_art10"]
    stage: int = Field(ge=1, le=4)
    polarity: Literal["risk", "reassuring", "neutral"] = "neutral"  # only a fact of law may leave it out
    evidence: bool
    yes_means: Literal["met"] | None = None  # confirms a question or statement that is put negatively
    ask: Text | None = None
    plain: Text | None = None
    met: Text | None = None
    unmet: Text | None = None
    values: dict[Name, Text] | None = Field(None, max_length=MAX_MEMBERS)
    plain_values: dict[Name, Text] | None = Field(None, max_length=MAX_MEMBERS)  # the same, said to the person
    value: Text | None = None
    counts: Text | None = None  # to the worker: what counts as yes, and what is easily taken for it and does not count
    counts_not: Text | None = None
    low: int | Exact | None = Field(None, alias="min")
    high: int | Exact | None = Field(None, alias="max")
    decimals: int = Field(0, ge=0, le=MAX_DECIMALS)
    unit: Literal["eur", "hours", "days", "years"] | None = None
    judgement: JudgementDoc | None = None
    derived: DerivedDoc | None = None
    maps: list[MapDoc] = Field(default_factory=list)
    cite: list[str] = Field(default_factory=list)
    source: list[Name] = Field(default_factory=list)
    opens: list[Name] = Field(default_factory=list)
    wish: bool | dict[Name, Wish] = False  # what the person wants or agrees to: told with every result
    scope: Condition | None = None  # of whom it is asked; in the place of what the file says
    past: bool = False  # of a date: it lies on as_of or before it for everybody
    not_before: list[Name] = Field(default_factory=list)  # of a date: those that lie on it or before it for everybody
    one_with: list[Name] = Field(default_factory=list)  # facts that are one circumstance with it
    role: FactRole | None = None  # what the engine looks for, and finds in this fact
    states: FactState | dict[Name, FactState] | None = None  # what a yes, or each of some members, tells of where a person stands
    status: bool = False  # it tells who somebody is in law: a rule that fails by such facts alone is about other people
    never_sign: bool = False  # no rule of signs may read it
    note: Text | None = None
    accepted: AcceptedDoc = Field(default_factory=dict)


class RelationDoc(_Doc):
    """What follows from what in every possible world. ``then`` is a comparison, or ``any`` of several."""

    when: Condition = Field(alias="if")
    then: Condition
    because: Text
    cite: list[str] = Field(default_factory=list)


class FactFile(_Doc):
    """`indicators/facts/<subject>.yaml`, `indicators/law/<topic>/<file>.facts.yaml`"""

    facts: dict[Name, FactDoc]
    scope: Condition = True  # of whom the facts of the file are asked
    relations: dict[Name, RelationDoc] = Field(default_factory=dict)


class PeriodDoc(_Doc):
    start: Name = Field(alias="from")
    shortest: AmountDoc | None = None
    longest: AmountDoc | None = None
    until: Name | None = None  # the last day by the decision that was made: the lengths count only where it is not known
    extension: bool = False  # but for the longest: it is how far an extension can reach
    deadline: Name | None = None  # something has to be done in time: the derived fact that tells whether the time is over
    text: Text
    counting: Text


class VerifiedDoc(_Doc):
    until: date


class ClauseDoc(_Doc):
    then: Name | None = None
    effect: Literal["duty", "power", "bar", "practice", "definition"]
    beats: list[Name] = Field(default_factory=list)
    valid: WindowDoc | None = None
    cite: list[str] = Field(default_factory=list)
    source: list[Name] = Field(default_factory=list)
    who: Name | None = None
    when: Condition
    period: PeriodDoc | None = None
    verified: VerifiedDoc | None = None  # until when its own text was read, where that is another day than of the acts that it cites


class NoticeDoc(_Doc):
    text: Text
    when: Condition = True
    valid: WindowDoc | None = None


class RuleDoc(_Doc):
    title: Text
    clock: Literal["decision", "act", "application"] = "decision"
    part: Literal["emergency", "child", "help", "next_step", "law", "right", "duty", "offence"] | None = None
    ordered: bool = False
    role: RuleRole | None = None  # what is looked for
    helps: Help | None = None  # of a rule on other help: the kind of help, by which pages find what to say of it
    tells: Literal["child_welfare", "police", "on_request"] | None = None  # whom the worker tells by it, if need be without consent
    states: dict[Name, Literal["find_out", "advice", "proposal"]] = Field(default_factory=dict)  # outcomes that tell where a person stands
    valid: WindowDoc | None = None
    scope: Condition | None = None  # whom the rule concerns; in the place of what the file says
    covers: Literal["part"] | None = None  # the clauses are a part of a provision: nothing from them is no denial
    but: Text | None = None  # what of it is left out, and for whom
    outcomes: list[Name] = Field(min_length=1, max_length=MAX_OUTCOMES)
    otherwise: Name | None = None  # left out: the clauses give everybody an outcome, and the checker proves it
    clauses: dict[Name, ClauseDoc] = Field(min_length=1, max_length=MAX_CLAUSES)
    says: dict[Name, Text]
    plain: dict[Name, Text]
    notices: dict[Name, NoticeDoc] = Field(default_factory=dict)
    accepted: AcceptedDoc = Field(default_factory=dict)


class LaterDoc(_Doc):
    since: date = Field(alias="from")
    touches: list[Text] = Field(min_length=1)  # acts, or places in them
    known: Literal["text", "clause", "summary", "number", "planned"]
    text: Text
    url: str | None = None


class LaterFile(_Doc):
    """`indicators/law/later-law.yaml`"""

    later_changes: dict[Name, LaterDoc]


class WayFile(_Doc):
    """`indicators/law/way.yaml`: stages of what follows in law, the nearest first, each with its rule sets"""

    way: Annotated[list[Annotated[list[Id], Field(min_length=1)]], Field(min_length=1)]


class WorkingDaysDoc(_Doc):
    since: date = Field(alias="from")
    until: date
    every_week: list[Weekday] = Field(default_factory=list, max_length=len(WEEK) - 1)
    holidays: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None  # a country of the library of that name, ISO 3166-1
    closed: list[date] = Field(default_factory=list)  # other days
    cite: list[str] = Field(min_length=1)
    moves: Text  # which last days move, and to which day
    moved: Text  # that a last day has moved; {day} is the day on which it falls by the count
    unchecked: Text  # beyond the days that are known


class WorkingDaysFile(_Doc):
    """`indicators/law/working_days.yaml`: on which days a last day cannot fall, and what is said where it moves"""

    working_days: WorkingDaysDoc


class SlotDoc(_Doc):
    part: Name
    most: int | None = Field(default=None, ge=1, le=MANY - 1)  # lines
    title: Text | None = None  # of a part of one's own
    says: dict[Name, Text] = Field(default_factory=dict)


class GivesWayDoc(_Doc):
    part: Name
    to: int = Field(ge=0, le=MANY - 1)  # lines


class SheetDoc(_Doc):
    parts: list[SlotDoc] = Field(min_length=1, max_length=MANY)
    gives_way: list[GivesWayDoc] = Field(default_factory=list, max_length=MAX_OUTCOMES)


class SheetsFile(_Doc):
    """`indicators/sheets.yaml`: the parts of the brief and the letter in their order, and what gives way first when a sheet is full"""

    sheets: Annotated[dict[Kind, SheetDoc], Field(min_length=1)]


class OverlayFile(_Doc):
    """`<name>.yaml` of rules that are read beside the shipped ones"""

    overlay: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*$", min_length=3, max_length=MAX_NAME)]
    whose: Text


class RuleFile(_Doc):
    """`indicators/<topic>.yaml`"""

    ruleset: Id
    about: Literal["person", "child", "family_member"] = "person"
    kind: Literal["law", "indicators"] = "law"
    part: Literal["emergency", "child", "help", "next_step", "law", "right", "duty", "offence"] = "law"
    title: Text
    valid: WindowDoc | None = None
    scope: Condition = True  # whom the rules of the file concern
    verified: VerifiedDoc
    not_encoded: dict[Name, Text] = Field(default_factory=dict)
    groups: dict[Name, list[Condition]] = Field(default_factory=dict)
    conditions: dict[Name, Condition] = Field(default_factory=dict)
    rules: dict[Id, RuleDoc] = Field(min_length=1)
    accepted: AcceptedDoc = Field(default_factory=dict)


class ActDoc(_Doc):
    number: str
    name: Text
    kind: Literal["act", "decree", "directive", "convention", "amendment", "regulation"]
    url: str
    url_basis: Literal["confirmed", "pattern"]
    verified: date | None = None
    note: Text | None = None


class ActsFile(_Doc):
    """`indicators/law/acts.yaml`"""

    acts: dict[str, ActDoc]


class SourceDoc(_Doc):
    title: Text
    url: str = ""
    publisher: Text | None = None
    basis: Literal["read", "partly_read", "general_knowledge"]
    read_on: date | None = None
    found_on: date | None = None
    note: Text | None = None


class SourcesFile(_Doc):
    """`indicators/sources/<kind>.yaml`"""

    sources: dict[Name, SourceDoc]


class ContactDoc(_Doc):
    phone: str | None = None
    phone_sv: str | None = None
    around_the_clock: bool = False
    web: str | None = None
    email: str | None = None
    checked_on: date
    live_checked: bool
    note: Text | None = None


class ActorVersionDoc(_Doc):
    valid: WindowDoc = Field(default_factory=lambda: WindowDoc.model_construct(since=None, until=None))
    name: Text


ActorRole = Literal[
    "front_line", "proposer", "person", "emergency", "assistance_system", "organiser", "victim_support", "child_helpline",
    "crisis_helpline",
]  # fmt: skip


class ActorDoc(_Doc):
    versions: list[ActorVersionDoc] = Field(min_length=1)
    accepted: AcceptedDoc = Field(default_factory=dict)
    role: ActorRole | None = None  # what the engine looks for, and finds in this function
    contact: ContactDoc | None = None
    note: Text | None = None
    source: list[Name] = Field(default_factory=list)
    cite: list[str] = Field(default_factory=list)


class ActorsFile(_Doc):
    """`indicators/actors.yaml`"""

    actors: dict[Name, ActorDoc]


class JudgedDoc(_Doc):
    judged: Scalar
    by: Name
    day: date

    def given(self) -> Judged:
        """Return the judgement as an answer."""
        return Judged(self.judged, by=self.by, on=self.day)


class AmongDoc(_Doc):
    """What has to be in a set, and what must not be."""

    include: list[str] = Field(default_factory=list)
    exclude: list[str] = Field(default_factory=list)


class ExpectedPeriodDoc(_Doc):
    """A period as a case expects it: what is written is compared."""

    start: Name | None = Field(None, alias="from")
    shortest: LengthDoc | None = None
    longest: LengthDoc | None = None
    shortest_until: date | None = None
    longest_until: date | None = None
    decided_until: date | None = None


class ExpectDoc(_Doc):
    model_config = ConfigDict(json_schema_extra={"minProperties": 1})
    due: Name | None = None
    possible: list[Name] | AmongDoc | None = None
    options: list[Name] | AmongDoc | None = None
    settled: bool | None = None
    not_covered: bool | None = None
    missing: list[Name] | AmongDoc | None = None
    floor: Name | None = None
    ceiling: Name | None = None
    notices: list[str] | AmongDoc | None = None
    who: Name | list[Name] | AmongDoc | None = None
    cite: list[str] | AmongDoc | None = None
    period: ExpectedPeriodDoc | list[ExpectedPeriodDoc] | None = None
    says: dict[Literal["fi", "sv", "en"], Text | list[Text]] | None = None

    def named(self, key: str) -> list[str]:
        """Return what has to be in one of the sets, whether they are all of it or not."""
        given = getattr(self, key)
        return given.include if isinstance(given, AmongDoc) else given or []


Expected = dict[Id, ExpectDoc | Literal["not_in_force", "out_of_scope"]]


def _alone_or_like(schema: dict[str, Any]) -> None:
    """A case has a day and answers, or says which case of its file it is like."""
    schema["required"] = ["name", "expect"]
    schema["anyOf"] = [{"required": ["as_of", "answers"]}, {"required": ["like"]}]


class CaseDoc(_Doc):
    model_config = ConfigDict(json_schema_extra=_alone_or_like)
    name: Text
    like: Text | None = None  # another case of the file, which has what is not written here
    without: list[Name] = Field(default_factory=list)  # answers of that one which this one does not have
    as_of: date
    act_from: date | None = None
    act_to: date | None = None
    applied_on: date | None = None
    cite: list[str] = Field(default_factory=list)
    note: Text | None = None
    unread: bool = False  # it was proposed, and nobody has compared it with the statute yet
    answers: dict[Name, JudgedDoc | Scalar]
    expect: Expected = Field(min_length=1)


class CaseFile(_Doc):
    """`indicators/<topic>.cases.yaml`"""

    cases: list[CaseDoc] = Field(min_length=1)


Heavy = Literal["violence", "sexual", "child", "marriage", "body", "self_harm", "injury", "loss"]


class VignetteDoc(_Doc):
    title: Text
    story: Annotated[str, StringConstraints(min_length=80, max_length=4000, strip_whitespace=True)]
    form: Literal["labour", "sexual", "marriage", "crime", "begging", "organ", "domestic", "reproductive", "child", "other"]
    look_alike: bool = False
    heavy: list[Heavy] = Field(default_factory=list)
    as_of: date
    act_from: date | None = None
    act_to: date | None = None
    answers: dict[Name, JudgedDoc | Scalar]
    signs: list[Name] = Field(default_factory=list)
    expect: Expected = Field(min_length=1)
    points: dict[Name, Text] = Field(min_length=2)
    twin: Text | None = None
    differs: dict[Name, JudgedDoc | Scalar] = Field(default_factory=dict)
    twin_step: Name | None = None


class VignetteFile(_Doc):
    """`indicators/vignettes/<name>.yaml`"""

    vignettes: dict[Name, VignetteDoc] = Field(min_length=1)


Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$")]
Form = Literal["labour", "sexual", "marriage", "crime", "begging", "organ", "domestic", "reproductive"]
Basis = Literal[
    "read", "partly_read", "reproduction", "commentary", "secondary_transcription", "note_in_secondary_transcription",
    "general_knowledge_medium", "general_knowledge_low",
]  # fmt: skip
Strength = Literal["strong", "medium", "weak"]


class RowDoc(_Doc):
    ref: Code
    key: Name | None = None
    name: Text | None = None
    strength: Strength | None = None
    disputed: Strength | None = None
    basis: Basis | None = None
    expresses: list[Name] = Field(default_factory=list)
    supports: list[Name] = Field(default_factory=list)
    relates: list[Name] = Field(default_factory=list)
    values: dict[Name, list[Name]] = Field(default_factory=dict)
    forms: list[Form] = Field(default_factory=list)


class ListFile(_Doc):
    """`indicators/lists/<list>.yaml`"""

    id: Id = Field(alias="list")
    part_of: Id | None = None
    title: Text
    source: Name
    edition: Text
    basis: Basis
    notice: Text | None = None
    population: Literal["adult", "child"] | None = None
    form: Form | None = None
    names: dict[Name, Text] = Field(default_factory=dict)
    alone: dict[Name, list[Name]] = Field(default_factory=dict)
    not_encoded: dict[Name, Text] = Field(default_factory=dict)
    groups: dict[Code, list[RowDoc]] = Field(default_factory=dict)


class UnitDoc(_Doc):
    says: Text
    valid: WindowDoc | None = None
    clauses: list[str] = Field(default_factory=list)
    rules: list[str] = Field(default_factory=list)
    notices: list[str] = Field(default_factory=list)
    facts: list[Name] = Field(default_factory=list)
    units: list[str] = Field(default_factory=list)
    left_out: Reason | None = None


class UnitsFile(_Doc):
    """`indicators/law/<topic>/<file>.units.yaml`: section → part of it → what it says and where that is at home."""

    units: dict[str, dict[str, UnitDoc | list[UnitDoc]]] = Field(min_length=1)


class ActStructureDoc(_Doc):
    read: list[str] = Field(min_length=1)
    files: dict[str, str]
    sections: dict[str, dict[str, str]]


class StructureFile(_Doc):
    """`indicators/law/acts.structure.yaml`: how many subsections, items and sentences a section has in each version."""

    structures: dict[str, ActStructureDoc] = Field(min_length=1)


class PersonDoc(_Doc):
    about: Text | None = None
    as_of: date | None = None
    act_from: date | None = None
    act_to: date | None = None
    applied_on: date | None = None
    answers: dict[str, JudgedDoc | Scalar]
    others: list[OtherDoc] = Field(default_factory=list)


class OtherDoc(_Doc):
    about: Literal["child", "family_member"]
    answers: dict[str, JudgedDoc | Scalar]


# -- receipts, which are JSON: days are text ------------------------------------------------------------------------

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
SealedPart = Literal["rules", "texts", "translations", "actors", "sources", "lists", "stories", "structures", "nobody", "beside", "program"]
Given = dict[str, "SaidDoc | Scalar"]


class SaidDoc(_Doc):
    judged: Scalar
    by: Name
    day: str


class DatesDoc(_Doc):
    as_of: str
    act_from: str | None = None
    act_to: str | None = None
    applied_on: str | None = None


class ToldDoc(_Doc):
    """What a receipt tells of one result."""

    rule: Id
    ruleset: Id
    ruleset_digest: str
    versions: list[list[str | None]]
    in_force: bool
    in_scope: str
    due: str | None
    options: list[str]
    possible: list[str]
    settled: bool
    not_covered: bool
    exact: bool
    floor: str | None = None
    ceiling: str | None = None
    missing_dates: list[str] = Field(default_factory=list)
    stretches: list[dict[str, Any]] = Field(default_factory=list)
    facts: list[Name]


class HeadDoc(_Doc):
    """What all receipts have."""

    tunnistus: str
    seal: Digest
    parts: dict[SealedPart, Digest]
    dates: DatesDoc
    answers: Given | None = None
    digest: Digest


class DecisionReceipt(ToldDoc, HeadDoc):
    """The receipt of one decision."""


class OtherReceipt(_Doc):
    about: Literal["child", "family_member"]
    decisions: list[ToldDoc]
    answers: Given | None = None


class AssessmentReceipt(HeadDoc):
    """The receipt of an assessment."""

    decisions: list[ToldDoc]
    by_role: dict[Name, list[ToldDoc]] = Field(default_factory=dict)
    others: list[OtherReceipt] = Field(default_factory=list)


def json_schema() -> dict[str, Any]:
    """Return one JSON Schema for every file kind, for editors; the committed copy is kept equal by a test."""
    kinds: list[type[BaseModel]] = [
        FactFile,
        RuleFile,
        CaseFile,
        ActsFile,
        SourcesFile,
        ActorsFile,
        ParametersFile,
        VignetteFile,
        ListFile,
        WayFile,
        WorkingDaysFile,
        SheetsFile,
        OverlayFile,
        UnitsFile,
        StructureFile,
    ]
    return any_of(kinds, "Rule data of tunnistus")


def receipt_schema() -> dict[str, Any]:
    """Return the JSON Schema of both kinds of receipts."""
    return any_of([AssessmentReceipt, DecisionReceipt], "A receipt of tunnistus")


def any_of(kinds: list[type[BaseModel]], title: str) -> dict[str, Any]:
    """Return the JSON Schema of what is of one of some kinds."""
    _, schema = pydantic.json_schema.models_json_schema(
        [(kind, "validation") for kind in kinds], ref_template="#/$defs/{model}", title=title
    )
    schema["anyOf"] = [{"$ref": f"#/$defs/{kind.__name__}"} for kind in kinds]
    return schema
