"""A form of rules of others, whose facts have the names that form programs and our own form take: no answer gets lost or mixed up."""

import io
import json
import re
import warnings
from collections.abc import Mapping
from typing import Any, Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyxform.constants import RESERVED_NAMES_SURVEY_SHEET
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.xls2xform import convert

import tunnistus as tn
from tests.effort import tries
from tests.worlds import book, duty, rule
from tunnistus.errors import AnswerError, AnswersRefused
from tunnistus.saying.xlsform import ADDED, TAKEN, column

PARTS: Final = ("", "open", "by", "day")
THEIRS: Final = (
    "first start end today username meta audit deviceid phonenumber simserial subscriberid email instanceid instance_id instance_name note "
    "formhub data tunnistus root page1 page2 page5 group and or div mod not text node comment label uid by day open other yes_no "
    "name type version xmlns xml entity calculate hidden geopoint selected position fact fact_u fact_uby"
).split()
COLLIDING: Final = (
    "f1 f1_ f1__ f1_by f1__by f1__day f1__open f1__by__by f1_uby f1_u_uby start__by meta__open yes_no__by open__open fact__start fact__f1 "
    "fact__f1__by fact__f1_u_uby fact__fact page1__open"
).split()
KINDS: Final = ("bool", "enum", "number", "decimal", "date", "judged", "judged_enum", "judged_number")
HEAD: Final = """
  {name}:
    type: {type}
    theme: t
    element: law
    observers: [document]
    sensitivity: ordinary
    stage: {stage}
    polarity: neutral
    evidence: {evidence}
    ask: Miten on {name}?
    plain: Miten on {name}?
"""
BOOL: Final = "    met: On {name}.\n    unmet: Ei ole {name}.\n"
ENUM: Final = "    values: {{yes_no: On yksi {name}., open: On kaksi {name}., other: On muu {name}.}}\n"
NUMBER: Final = "    min: 0\n    max: 100000\n    value: 'On {{value}} {name}.'\n"
MORE: Final = {
    "bool": BOOL, "enum": ENUM, "number": NUMBER, "decimal": NUMBER + "    decimals: 3\n", "date": "    value: 'On {{value}} {name}.'\n",
}  # fmt: skip
JUDGED: Final = "    judgement: {{who: [police, worker], weigh: {{for: {{one: Puolesta.}}, against: {{two: Vastaan.}}}}}}\n"
VALUES: Final[dict[str, list[Any]]] = {
    "bool": [True, False, "maybe", "declined"],
    "enum": ["yes_no", "open", "other", "maybe"],
    "number": [0, 12, 10_000, "declined"],
    "decimal": [0.125, 7.5, 1.234, 10.0, "maybe"],
    "date": ["2024-02-29", "declined"],
}


def fact_of(name: str, kind: str, stage: int) -> str:
    judged, plain = kind.startswith("judged"), kind.removeprefix("judged").removeprefix("_") or "bool"
    told = HEAD + MORE[plain] + (JUDGED if judged else "")
    kind = "number" if plain == "decimal" else plain
    return told.format(name=name, type=kind, stage=stage, evidence=str(not judged).lower())


def made(facts: Mapping[str, str]) -> tn.Form:
    """The form of a book with these facts, each with its kind, which asks all of them."""
    texts = "facts:" + "".join(fact_of(name, kind, 1 + n % 4) for n, (name, kind) in enumerate(facts.items()))
    read = rule("\n".join(f"c{n}: {duty(_test(name, kind))}" for n, (name, kind) in enumerate(facts.items())))
    return tn.form(facts=[*facts], book=book(read, facts=texts))


def _test(name: str, kind: str) -> str:
    plain = kind.removeprefix("judged").removeprefix("_") or "bool"
    return {
        "bool": name, "enum": f"{{fact: {name}, is: open}}", "number": f"{{fact: {name}, ge: 7}}", "decimal": f"{{fact: {name}, ge: 7.5}}",
        "date": f"{{fact: {name}, ge: 2024-01-01}}",
    }[plain]  # fmt: skip


def filled(form: tn.Form, answers: Mapping[str, Any], *, nested: bool = True) -> dict[str, Any]:
    """What is sent when somebody answers the questions of the spreadsheet, which are found by what they ask and not by their names."""
    sent: dict[str, Any] = {"start": "x", "end": "x", "today": "x", "username": "x", "deviceid": "x", "meta": {"instanceID": "uuid:1"}}
    sent |= {"__id": "uuid:1", "_validation_status": {"label": "x", "uid": "x", "by": "x"}, "formhub/uuid": "x", "first": ""}
    group, questions, rows = "", dict[str, list[tuple[str, str]]](), form.sheets()["survey"]
    for row in rows:
        said = row.get("label::Suomi (fi)", "")
        if row["type"] == "begin_group":
            group = row["name"]
        elif found := re.fullmatch(r"Miten on (\w+)\?", said):
            questions[found[1]] = [(group, row["name"])]
            last = questions[found[1]]
        elif row["type"] != "end_group" and group:
            last.append((group, row["name"]))  # what else is asked about the same
    for fact, answer in answers.items():
        kind = form.book.facts[fact]
        word = answer["judged"] if isinstance(answer, dict) else answer
        told = [str(word).lower() if isinstance(word, bool) else str(word)]
        if kind.type in ("number", "date"):
            told = ["", told[0]] if word in ("maybe", "declined") else [told[0], ""]
        told += [answer["by"], answer["day"]] if isinstance(answer, dict) else []
        for (page, name), item in zip(questions[fact], told, strict=False):
            if nested:
                sent.setdefault(page, {})[name] = item
            else:
                sent[f"{page}/{name}"] = item
    return sent


def answers_to(facts: Mapping[str, str], pick: Any) -> dict[str, Any]:
    found = {}
    for name, kind in facts.items():
        plain = kind.removeprefix("judged").removeprefix("_") or "bool"
        value = pick(VALUES[plain])
        judged = kind.startswith("judged") and value not in ("maybe", "declined")
        found[name] = {"judged": value, "by": pick(["police", "worker"]), "day": "2024-01-01"} if judged else value
    return found


ALL: Final = {name: KINDS[n % len(KINDS)] for n, name in enumerate((*THEIRS, *COLLIDING))}
WANTED = [*THEIRS, *COLLIDING]


@settings(max_examples=tries(40), deadline=None)
@given(st.dictionaries(st.sampled_from(WANTED), st.sampled_from(KINDS), min_size=1, max_size=12), st.booleans(), st.data())
@example({"yes_no": "enum", "a": "bool", "open": "enum", "b": "number"}, True, None)
@example({"f1": "judged", "f1__by": "enum", "f1__day": "date", "f1__open": "bool"}, True, None)
def test_30_every_answer_comes_back_under_its_own_fact(facts: dict[str, str], nested: bool, data: Any) -> None:
    form = made(facts)
    answers = answers_to(facts, lambda values: data.draw(st.sampled_from(values)) if data else values[0])
    sent = json.dumps(filled(form, answers, nested=nested))
    assert form.answers(sent) == tn.answers_from_json(answers, book=form.book)
    assert form.answers(sent).keys() == facts.keys()


@settings(max_examples=tries(300))
@given(st.sets(st.one_of(st.sampled_from(WANTED), st.from_regex(r"[a-f][a-f1_]{0,8}", fullmatch=True)), min_size=2, max_size=20))
def test_30_no_two_questions_have_one_name(facts: set[str]) -> None:
    names = [column(fact, part) for fact in sorted(facts) for part in PARTS]
    assert len(names) == len({*names})
    assert not {*names} & TAKEN
    assert [name for name in names if name.startswith(("_", "xml")) or re.fullmatch("page[0-9]+", name)] == []


def test_30_what_pyxform_and_odk_take_is_known() -> None:
    taken = {name for name, kind in QUESTION_TYPE_DICT.items() if "jr:preload" in kind.get("bind", {}) and name.isidentifier()}
    assert len(taken & ADDED) > 7
    assert {column(name) for name in taken | RESERVED_NAMES_SURVEY_SHEET if name not in TAKEN} <= {"imei"}  # another word for deviceid
    assert RESERVED_NAMES_SURVEY_SHEET <= TAKEN


def test_30_pyxform_makes_a_form_of_names_of_an_adversary_with_the_choices_of_each() -> None:
    form = made(ALL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of its own libraries
        found = convert(io.BytesIO(form.xlsx("fi")), file_type=".xlsx")
    assert found.warnings == []
    for fact in form.facts:
        assert found.xform.count(f"<{column(fact)}/>") == 1
    rows = {row["name"]: row for row in form.sheets()["survey"]}
    lists: dict[str, list[str]] = {}
    for row in form.sheets()["choices"]:
        lists.setdefault(row["list_name"], []).append(row["name"])
    for fact, kind in ALL.items():
        marks = ["maybe", *["declined"] * (not kind.startswith("judged")), "not_known"]
        plain = kind.removeprefix("judged").removeprefix("_") or "bool"
        if plain in ("bool", "enum"):
            own = ["true", "false"] if plain == "bool" else ["yes_no", "open", "other"]
            assert lists[rows[column(fact)]["type"].split()[1]] == [*own, *marks]
        else:
            assert lists[rows[column(fact, "open")]["type"].split()[1]] == marks
        if kind.startswith("judged"):
            assert lists[rows[column(fact, "by")]["type"].split()[1]] == ["police", "worker"]


def test_30_the_names_of_the_shipped_form_are_the_ids_of_its_facts() -> None:
    assert [fact for fact in tn.book().facts if column(fact) != fact] == []


def test_30_an_answer_in_a_group_that_somebody_added_is_not_lost() -> None:
    form = tn.form(facts=["documents_withheld"])
    for group in ("start", "today", "audit", "visit", "visit/start"):
        assert form.answers({f"{group}/documents_withheld": "true"}).to_dict() == {"documents_withheld": True}
    assert form.answers({"visit": {"documents_withheld": "true", "place": "x"}}, others=["visit", "place"]).to_dict() == {
        "documents_withheld": True
    }
    with pytest.raises(AnswersRefused):
        form.answers({"visit": {"documents_withheld": "true", "place": "x"}}, others=["visit"])
    with pytest.raises(AnswerError, match="one of the form itself"):
        form.answers({"documents_withheld": "true"}, others=["documents_withheld"])


@pytest.mark.parametrize("name", ["yes_no", "f1__by", "f1__", "fact__f1", "page1", "open", ""])
def test_30_an_added_question_with_the_id_of_a_fact_is_not_its_answer(name: str) -> None:
    facts = {"yes_no": "enum", "f1": "judged", "f1__by": "enum", "f1__": "bool", "fact__f1": "bool", "page1": "bool", "open": "bool"}
    form = made({fact: kind for fact, kind in facts.items() if fact != "f1"})
    answers = dict.fromkeys(form.facts, "maybe")
    sent = filled(form, answers, nested=False)
    assert form.answers(sent).to_dict() == answers
    with pytest.raises(AnswersRefused) as problem:
        form.answers({**sent, name: "open"})
    assert (problem.value.code, "open" in problem.value.what) == ("unknown-fact", False)
    assert form.answers({**sent, name: "open"}, others=[name]).to_dict() == answers


def test_30_a_number_is_read_as_form_programs_store_it() -> None:
    form = made({"pay": "decimal", "days": "number"})
    for pay, value in (("1.234", 1.234), ("10.000", 10), ("1.0E3", 1000), (7.5, 7.5), ("7,5", 7.5), ("10 000", 10_000)):
        assert form.answers({"pay": pay, "days": "12"}).to_dict() == {"pay": value, "days": 12}
    with pytest.raises(AnswersRefused):
        form.answers({"pay": "1,234"})
