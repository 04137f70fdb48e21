"""The recipe of one question a page: it asks what the interview asks, in three languages, and keeps nothing."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mypy import api as mypy
from starlette.testclient import TestClient

import tunnistus as tn
from tests.effort import tries
from tests.recipes import PLACE, recipe
from tunnistus.rules.model import LANGUAGES

pytestmark = pytest.mark.enable_socket
PROGRAM = PLACE / "interview" / "interview.py"
CLIENT = TestClient(recipe("interview").app)
DAY = date(2026, 11, 28)


def post(lang: str, **form: str) -> Any:
    response = CLIENT.post(f"/{lang}", data=form)
    assert response.headers["cache-control"] == "no-store"
    return response


def state(page: str) -> str:
    found = re.search(r'name="state" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


def replies(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'name="reply" value="([^"]*)"', page)]


def said(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r"<p>([^<]+)</p>", page)]


def first(talk: tn.Interview, lang: str) -> list[str]:
    return [each for told in talk.turn(lang).first for each in told]


def test_it_is_short_and_typed() -> None:
    assert len(PROGRAM.read_text(encoding="utf-8").splitlines()) < 80


@pytest.mark.deep
def test_it_passes_mypy_strictly() -> None:
    told, wrong, status = mypy.run(["--strict", str(PROGRAM)])
    assert (status, wrong) == (0, ""), told


@settings(max_examples=tries(10))
@given(
    st.lists(st.sampled_from(["true", "false", "maybe", "declined", "", "singles", "law", "Kanariini"]), max_size=12),
    st.sampled_from(LANGUAGES),
)
def test_it_asks_what_the_interview_asks(given_: list[str], lang: str) -> None:
    page = post(lang, as_of="2026-11-28").text
    for reply in given_:
        talk = tn.interview_again(state(page))
        turn = talk.turn(lang)
        assert said(page)[: len(first(talk, lang))] == first(talk, lang)
        assert {*turn.says} <= {*said(page)}
        assert [each for each in replies(page) if each != "typed"] == [each.value for each in turn.choices]
        answered = post(lang, state=state(page), reply=reply)
        offered = reply in [each.value for each in turn.choices]
        assert answered.status_code == (200 if offered else 422)
        assert (state(answered.text) == state(page)) is not offered
        assert "Kanariini" not in answered.text
        page = answered.text


def begun(answers: Mapping[str, Any]) -> str:
    return json.dumps(tn.interview(answers, as_of=DAY).to_dict())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_danger_stands_first_and_the_same_state_is_shown_in_each_language(lang: str) -> None:
    page = post(lang, state=begun({"immediate_danger": True})).text
    assert "112" in said(page)[0]
    assert f'<html lang="{lang}">' in page
    assert {*re.findall(r'formaction="(\w+)"', page)} == {*LANGUAGES} - {lang}
    assert 'type="date" name="as_of"' in CLIENT.get(f"/{lang}").text


def test_what_is_typed_is_read_and_another_reply_leaves_it_out() -> None:
    asked = next(numbers(tn.interview({}, as_of=DAY)))
    page = post("en", state=json.dumps(asked.to_dict())).text
    assert replies(page)[0] == "typed"
    assert state(post("en", state=state(page), reply="declined", typed="3").text) == json.dumps(asked.answer("declined").to_dict())


def numbers(talk: tn.Interview) -> Iterator[tn.Interview]:
    """States of an interview in which a number or a day is asked for."""
    talk = talk.go_on("law")
    for _ in range(300):
        turn = talk.turn("en")
        if turn.free:
            yield talk
        if turn.kind == "ways":
            return
        talk = talk.answer("")


def test_of_answers_that_cannot_be_true_together_it_is_asked_which_is_right() -> None:
    talk = tn.interview({"date_of_birth": date(1980, 1, 1)}, as_of=DAY).answer(True, to="age_under_18", unclear=True)
    page = post("en", state=json.dumps(talk.to_dict())).text
    assert replies(page) == ["age_under_18", "date_of_birth", ""]
    assert tn.interview_again(state(post("en", state=state(page), reply="date_of_birth").text)).answers == {
        "date_of_birth": date(1980, 1, 1)
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_ends_at_any_time_with_the_brief(lang: str) -> None:
    answers = {"documents_withheld": True, "immediate_danger": tn.MAYBE}
    assert post(lang, state=begun(answers), end="").text == tn.assess(answers, as_of=DAY).html(lang)


@pytest.mark.parametrize(
    "form",
    [
        {"as_of": "Kanariini"},
        {"as_of": ""},
        {},
        {"state": "Kanariini"},
        {"state": "{}"},
        {"state": '{"dates": {"as_of": "2026-11-28"}, "moves": 3}'},
    ],
)
def test_what_is_no_state_is_refused_with_danger_first(form: dict[str, str]) -> None:
    response = post("sv", **form)
    assert response.status_code == 422
    assert "112" in response.text
    assert "Kanariini" not in response.text


def test_a_body_is_read_up_to_its_bound_alone() -> None:
    assert post("fi", state="x" * 200_000).status_code == 413
