"""JSON Schemas: valid themselves, in step with the docs, and as strict as what they describe."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

import tunnistus as tn
from tests import ROOT
from tests.effort import tries
from tests.examples import blocks, execute
from tests.rules.wire_samples import SOME, WRONG
from tests.worlds import FACTS, book, duty, rule
from tunnistus.commands.main import main
from tunnistus.errors import AnswersRefused, UnknownName
from tunnistus.explaining.explain import decision_of
from tunnistus.limits import FIRST_DAY, LAST_DAY
from tunnistus.rules.answer_schema import DRAFT
from tunnistus.rules.answers import read_answers
from tunnistus.shipping import source
from tunnistus.testing import strategies
from tunnistus.trying.cases import case_files, case_of, read_cases, read_person

BOOK = source.book()
DAY = date(2026, 11, 24)
KINDS = ("answers", "result", "receipt", "rules")
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.yaml"))


@cache
def validator(kind: str, branch: str = "") -> Draft202012Validator:
    schema = tn.json_schema(kind)
    if branch:
        assert {"$ref": branch} in schema["anyOf"]
        schema |= {"anyOf": [{"$ref": branch}]}
    return Draft202012Validator(schema, format_checker=FormatChecker(["date"]))


def faults(kind: str, data: Any) -> list[str]:
    """What a schema says of data, as places. A result and a receipt are of the kind that they look like."""
    shape = {"result": "Result", "receipt": "Receipt"}.get(kind, "")
    branch = f"#/$defs/{'Assessment' if 'decisions' in data else 'Decision'}{shape}" if shape else ""
    return [f"{error.json_path}: {error.validator}" for error in validator(kind, branch).iter_errors(data)]


def through_json(data: Any) -> Any:
    return json.loads(json.dumps(data))


# -- the schemas themselves ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_valid_and_the_command_prints_it(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    schema = tn.json_schema(kind)
    assert schema["$schema"] == DRAFT
    Draft202012Validator.check_schema(schema)
    assert main(["schema", kind]) == 0
    assert json.loads(capsys.readouterr().out) == schema
    objects = [each for each in every(schema) if each.get("type") == "object" and "properties" in each]
    loose = [each.get("title") for each in objects if each.get("additionalProperties") is not False]
    assert loose == (["MapDoc"] if kind == "rules" else [])


def every(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    for each in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from every(each)


def test_there_is_no_other_schema() -> None:
    with pytest.raises(UnknownName):
        tn.json_schema("answer")


# -- answers -----------------------------------------------------------------------------------------------------------


@settings(max_examples=tries(100))
@given(strategies.json_answers(BOOK))
def test_what_people_answer_passes(told: dict[str, Any]) -> None:
    assert faults("answers", through_json(told)) == []


ITEMS = st.sampled_from(
    [None, True, False, 0, 1, -1, 3, 3.0, 2.5, 10**18, 10**17, -(10**18), 1e15, "", "true", "maybe", "declined", "MAYBE ", "x", "2026-11-24", "2026-02-30",
     "2026-1-1", "none", "cleaning", [], {}, {"judged": True}, {"judged": True, "by": "worker", "day": "2026-11-24"},
     {"judged": True, "by": "nobody", "day": "2026-11-24"}, {"judged": "x", "by": "worker", "day": "2026-11-24"}, {"judged": True, "by": "worker", "day": "1"},
     {"judged": True, "by": "worker", "day": "2026-11-24", "more": 1}, {"judged": 3, "by": "police", "day": "2026-11-24"}]
)  # fmt: skip
DAYS = (date.min, FIRST_DAY - timedelta(1), FIRST_DAY, LAST_DAY, LAST_DAY + timedelta(1), date.max)


@settings(max_examples=tries(400))
@given(st.sampled_from([*BOOK.facts, "was_never_a_fact"]), ITEMS)
def test_the_schema_and_the_reader_refuse_the_same(name: str, item: Any) -> None:
    try:
        tn.answers_from_json({name: item}, book=BOOK)
        read = True
    except AnswersRefused:
        read = False
    assert (faults("answers", {name: item}) == []) is read


@pytest.mark.parametrize("day", DAYS)
def test_the_schema_and_the_reader_take_the_same_days(day: date) -> None:
    told = ("date_of_birth", str(day)), ("worker_presumes_victim", {"judged": True, "by": "worker", "day": str(day)})
    for name, item in told:
        assert (faults("answers", {name: item}) == []) is (FIRST_DAY <= day <= LAST_DAY)
        if FIRST_DAY <= day <= LAST_DAY:
            assert tn.answers_from_json({name: item}).to_dict() == {name: item}
        else:
            with pytest.raises(AnswersRefused):
                tn.answers_from_json({name: item})


def test_every_fault_of_an_answer_but_too_many_decimals_is_one_of_the_schema() -> None:
    assert faults("answers", SOME) == []
    for name, (item, code, _) in WRONG.items():
        assert bool(faults("answers", {name: item})) is (code != "too-fine"), name


def test_rule_data_of_others_have_a_schema_of_their_own() -> None:
    mine = book(rule(f"one: {duty('a')}"), facts=FACTS)
    schema = tn.json_schema("answers", book=mine)
    assert schema["properties"].keys() == mine.facts.keys()
    Draft202012Validator.check_schema(schema)


# -- results and receipts ------------------------------------------------------------------------------------------------


def people() -> Iterator[tn.Assessment]:
    for path in EXAMPLES:
        person = read_person(path, book=BOOK)
        yield tn.assess(
            person.answers,
            as_of=person.as_of or DAY,
            act_from=person.act_from,
            act_to=person.act_to,
            applied_on=person.applied_on,
            others=person.others,
        )
    others = [("child", {"documents_withheld": True, "date_of_birth": date(2015, 2, 3)}), ("family_member", {})]
    yield tn.assess(tn.answers_from_json(SOME), as_of=DAY, act_from=date(2014, 1, 1), roles=["teacher", "police_officer"], others=others)
    yield tn.assess({}, as_of=date(2003, 1, 1))


def check_person(a: tn.Assessment, lang: str | None, *, full: bool, values: bool) -> None:
    told = json.loads(a.to_json(lang, full=full, values=values))
    assert faults("result", told) == []
    if values:
        assert all(faults("answers", each["answers"]) == [] for each in (told, *told["others"]))
    assert faults("receipt", through_json(a.receipt(values=values))) == []


def test_every_example_is_told_in_the_shape_of_the_schema() -> None:
    assert len(EXAMPLES) >= 3
    for a in people():
        check_person(a, None, full=False, values=True)
        check_person(a, "sv", full=False, values=False)


@pytest.mark.deep
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("lang", [None, "fi", "sv", "en"])
def test_every_example_is_told_in_the_shape_of_the_schema_in_every_form(lang: str | None, full: bool) -> None:
    for a in people():
        for values in (False, True):
            check_person(a, lang, full=full, values=values)


def check_decision(d: tn.Decision) -> None:
    for full in (False, True):
        assert faults("result", through_json(d.to_dict(full=full, values=full))) == []
    assert faults("receipt", through_json(d.receipt(values=True))) == []


@settings(max_examples=tries(100))
@given(strategies.cases(BOOK))
def test_every_decision_is_told_in_the_shape_of_the_schema(case: strategies.Invented) -> None:
    check_decision(case.decide())


@pytest.mark.deep
def test_every_case_beside_the_rules_is_told_in_the_shape_of_the_schema() -> None:
    for path in case_files(ROOT / "indicators"):
        for example in read_cases(path):
            case = case_of(BOOK, example)
            for name in example.doc.expect:
                check_decision(decision_of(case, name))


def without(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: each for name, each in data.items() if name != key}


def test_a_result_that_lacks_something_or_has_more_is_refused() -> None:
    a = tn.assess({"documents_withheld": True}, as_of=DAY)
    for data in (through_json(a.to_dict()), through_json(a.next_step.to_dict())):
        assert {key for key in data if faults("result", without(data, key)) == []} <= {"floor", "ceiling"}  # of a rule of steps
        assert faults("result", data | {"score": 1}) != []
        assert faults("result", data | {"schema": 2}) != []


# -- the page ------------------------------------------------------------------------------------------------------------


def test_every_example_of_the_page_is_in_the_shape_that_it_tells() -> None:
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    for block in blocks("docs/json.md"):
        execute("docs/json.md", block, names)
        for kind, told in (("answers", names.get("body")), ("result", names.get("stored")), ("result", names.get("result"))):
            assert told is None or faults(kind, told if isinstance(told, dict) else json.loads(told)) == [], kind
    assert {"body", "stored", "result"} <= names.keys()
    (judged,) = re.findall(r"`(\{\"judged\".*?\})`", page)
    assert faults("answers", {"worker_presumes_victim": json.loads(judged)}) == []
    assert attrs.has(type(read_answers(BOOK, tn.answers_from_json({"worker_presumes_victim": json.loads(judged)}), tn.Dates(DAY))))
