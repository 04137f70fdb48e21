"""The recipe of a form: every stage in order, danger first, nothing chosen is open, and all that is wrong at once beside the questions."""

import io
import re
from datetime import date
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests.effort import at_most
from tests.recipes import recipe
from tunnistus.rules.model import LANGUAGES

form = recipe("form")
DAY = "2026-11-28"
SAMPLES = ["true", "false", "maybe", "declined", "", None]


class Fields(HTMLParser):
    """The fields of a page: what is hidden, what can be chosen, what is typed; and what stands for a label."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.choices: dict[str, list[str]] = {}
        self.typed: list[str] = []
        self.checked: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.refers: list[str] = []
        self.bare: list[str] = []
        self.legends: list[str] = []
        self._label = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self._label = self._label or tag == "label"
        self.ids += [told["id"]] if "id" in told else []
        self.refers += [told[name].removeprefix("#") for name in ("href", "aria-describedby", "aria-labelledby") if name in told]
        if tag == "fieldset":
            self.legends.append(told["id"])
        if tag != "input":
            return
        name = told["name"]
        if told.get("type") == "hidden":
            self.hidden |= {told["value"]: ""} if name == form.SHOWN else {name: told["value"]}
            return
        if not self._label and "aria-labelledby" not in told:
            self.bare.append(name)
        if told.get("type") == "radio":
            self.choices.setdefault(name, []).append(told["value"])
            self.checked += [(name, told["value"])] if "checked" in told else []
        else:
            self.typed.append(name.removesuffix(form.TYPED))

    def handle_endtag(self, tag: str) -> None:
        self._label = self._label and tag != "label"


def walk(lang: str, answers: dict[str, str | None]) -> tuple[str, list[list[str]], dict[str, str]]:
    """Go through the form with these answers, ``None`` for what is not touched; the last page, what each page asked, and what was sent."""
    sent: dict[str, str] = {}
    asked: list[list[str]] = []
    for _ in range(20):
        _, page = form.turn(lang, sent)
        read = Fields(page)
        if not read.legends:
            return page, asked, sent
        asked.append(read.legends)
        sent = dict(read.hidden) | {"as_of": DAY}
        sent |= {name: value for name in read.legends if (value := answers.get(name)) is not None}
    raise AssertionError("the form does not end")


@pytest.mark.deep
@settings(max_examples=at_most(25))  # a form each, from the first page to the last
@given(answers=st.fixed_dictionaries({}, optional={name: st.sampled_from(SAMPLES) for name in form.FORM.facts}))
def test_what_is_asked_stage_by_stage_and_the_result_is_that_of_the_answers(answers: dict[str, str | None]) -> None:
    schema = form.FORM.json_schema("fi")["properties"]
    takes = {
        name: ["" if each["const"] is None else str(each["const"]).lower() for each in q["oneOf"] if "const" in each]
        for name, q in schema.items()
    }
    answers = {name: answer for name, answer in answers.items() if answer in (*takes[name], None)}
    page, asked, sent = walk("fi", answers)
    assert asked[0][0] == "immediate_danger"
    put = [name for stage in asked for name in stage]
    assert len(put) == len({*put})
    for stage in asked:
        assert len({schema[name]["x-page"] for name in stage}) == 1
        assert stage == sorted(stage, key=form.FORM.facts.index)
    told = {name: answers[name] or "" for name in put if answers.get(name) is not None}
    assert {name: sent[name] for name in put} == {**dict.fromkeys(put, ""), **told}
    assert page == tn.assess(tn.answers_from_json(told, lenient=True), as_of=date.fromisoformat(DAY)).html("fi")
    for name in form.FORM.facts:  # a question whose broad question is open or not "no" is put
        assert name in put or "x-when" in schema[name]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_form_left_empty_gives_the_page_of_somebody_of_whom_nothing_is_known(lang: str) -> None:
    page, asked, sent = walk(lang, {})
    assert page == tn.assess({}, as_of=date.fromisoformat(DAY)).html(lang)
    assert {value for name, value in sent.items() if name != "as_of"} == {""}
    assert sum(map(len, asked)) == len(form.FORM.facts)  # "not known" opens every group


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_has_native_fields_with_names_and_no_answer_beforehand(lang: str) -> None:
    sent: dict[str, str] = {}
    schema, seen = form.FORM.json_schema(lang)["properties"], 0
    while (read := Fields(page := form.turn(lang, sent)[1])).legends:
        assert f'<html lang="{lang}">' in page
        assert (read.bare, read.checked) == ([], [])
        assert len(read.ids) == len({*read.ids})
        assert {*read.refers} <= {*read.ids}
        for name in read.legends:
            choices = ["" if each["const"] is None else str(each["const"]).lower() for each in schema[name]["oneOf"] if "const" in each]
            assert read.choices[name] == choices
            assert {"maybe", "declined", ""} < {*choices} or name in read.typed
            assert unescape(page).index(schema[name]["title"]) > 0
            seen += 1
        sent = {**read.hidden, "as_of": DAY}
    assert seen == len(form.FORM.facts)


def test_danger_stands_first_and_is_told_at_once() -> None:
    first = form.turn("en", {})[1]
    assert first.index("112") < first.index("<h1>")
    told = form.turn("en", {"as_of": DAY, "immediate_danger": "true"})[1]
    danger = tn.assess({"immediate_danger": True}, as_of=date.fromisoformat(DAY)).page("en")["parts"][0]["lines"][0]["text"]
    assert unescape(told).index(danger) < told.index("<h1>")
    beside = form.turn("en", {"as_of": DAY, "immediate_danger": "true", "hourly_pay_eur": "Kanariini"})[1]
    assert danger in unescape(beside)  # what is wrong with another answer hides no danger


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_that_is_wrong_is_told_at_once_beside_the_questions_and_without_the_values(lang: str) -> None:
    sent = {
        "as_of": "Kanariini",
        "date_of_birth": "Kanariini",
        "hourly_pay_eur": "Kanariini",
        "immediate_danger": "Kanariini",
        "contact_need": "",
    }
    status, page = form.turn(lang, sent)
    read = Fields(page)
    assert status.startswith("422")
    assert read.legends == ["immediate_danger", "date_of_birth", "hourly_pay_eur"]
    assert "Kanariini" not in page
    assert sorted(re.findall(r'<li><a href="#(\w+)">', page)) == ["as_of", "date_of_birth", "hourly_pay_eur", "immediate_danger"]
    for name in read.legends:
        assert f"<p>{name}: " in page.partition(f'<fieldset id="{name}"')[2].partition("</fieldset>")[0]
    assert {"as_of", *read.legends} <= {*read.refers}
    assert read.hidden["contact_need"] == ""


def test_answers_that_cannot_be_true_together_are_asked_together() -> None:
    form_of_age = tn.form(facts=["age_under_18", "date_of_birth", "hourly_pay_eur"])
    before, form.FORM = form.FORM, form_of_age
    try:
        sent = {"as_of": DAY, "age_under_18": "true", "date_of_birth": "1980-01-01", "hourly_pay_eur": "4,5"}
        status, page = form.turn("sv", sent)
        wrong, beside = form.turn("sv", {**sent, "hourly_pay_eur": "Kanariini"})
    finally:
        form.FORM = before
    read = Fields(page)
    assert (status[:3], read.legends, read.hidden["hourly_pay_eur"]) == ("422", ["age_under_18", "date_of_birth"], "4,5")
    assert wrong.startswith("422")
    assert Fields(beside).legends == ["age_under_18", "date_of_birth", "hourly_pay_eur"]  # also beside another that is wrong


def test_a_day_ahead_is_wrong_and_a_day_that_cannot_be_is_none() -> None:
    assert Fields(form.turn("fi", {"as_of": DAY, "date_of_birth": "2030-01-01"})[1]).legends == ["date_of_birth"]
    for day in ("", "0001-01-01", "28.11.2026"):
        assert form.turn("fi", {"as_of": day, "immediate_danger": "true"})[0].startswith("422")


def test_of_what_is_typed_and_chosen_what_is_typed_counts_and_nothing_is_lost() -> None:
    sent = b"shown[]=a&a=maybe&a.typed=4%2C5&shown%5B%5D=b&b=maybe&b.typed=&shown[]=c"
    assert form.sent_by(sent) == {"a": "4,5", "b": "maybe", "c": ""}
    assert form.sent_by(b"a=\xff") == {"a": "\ufffd"}


def called(method: str, path: str, body: bytes = b"", length: str | None = None) -> tuple[str, dict[str, str], str]:
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    told = {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": length or str(len(body)), "QUERY_STRING": "", "SCRIPT_NAME": ""}
    environ |= told | {"wsgi.input": io.BytesIO(body)}
    got: list[Any] = []
    answer = validator(form.app)(environ, lambda status, headers, *_: got.extend((status, dict(headers))))  # type: ignore[arg-type]
    text = b"".join(answer).decode()
    answer.close()  # type: ignore[attr-defined]
    return got[0], got[1], text


def test_the_server_keeps_to_the_rules_of_wsgi_and_forbids_storing() -> None:
    body = urlencode({"as_of": DAY, "immediate_danger": "true"}).encode()
    for answer in (called("GET", "/sv"), called("POST", "/sv", body), called("GET", "/de"), called("POST", "/sv", length="9999999")):
        assert answer[1]["Cache-Control"] == "no-store"
    assert called("GET", "/sv")[2] == form.turn("sv", {})[1]
    assert called("POST", "/sv", body)[2] == form.turn("sv", {"as_of": DAY, "immediate_danger": "true"})[1]
    assert [called("GET", "/de")[0][:3], called("POST", "/sv", length="9999999")[0][:3]] == ["404", "413"]
