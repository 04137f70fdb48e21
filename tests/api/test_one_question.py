"""The interview over HTTP: each answer has one question and the state, which are those of ``tn.interview``; the service keeps nothing."""

import json
from datetime import date
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests.api.client import DAY, asking, faults, fits
from tests.effort import at_most
from tunnistus.rules.model import LANGUAGES

pytestmark = pytest.mark.enable_socket
BEGIN: dict[str, Any] = {"dates": {"as_of": DAY}, "moves": []}
MOST = 4_000  # bytes of an answer without what was answered
CANARY = "Maija Kanariini"


def ask(body: object, lang: str = "sv") -> Any:
    with asking() as client:
        return client.post("/interview", json=body, headers={"Accept-Language": lang})


def plain(turn: tn.Turn) -> Any:
    return json.loads(json.dumps(attrs.asdict(turn)))


@settings(max_examples=at_most(3), deadline=None)
@given(seed=st.integers(0, 10_000), lang=st.sampled_from(LANGUAGES), register=st.sampled_from(["worker", "plain"]))
def test_a_conversation_is_that_of_the_library_in_few_bytes(seed: int, lang: str, register: str) -> None:
    draw, talk, reply = Random(seed), tn.interview({}, as_of=date.fromisoformat(DAY)), dict[str, Any]()
    state: Any = BEGIN
    for _ in range(12):
        response = ask({"state": state, "register": register, **reply}, lang)
        told = response.json()
        assert fits("Turn", told)
        assert told["turn"] == plain(talk.turn(lang, register=register))
        assert (told["state"], told["answers"]) == (talk.to_dict(), json.loads(json.dumps(told["answers"])))
        assert len(response.content) - len(json.dumps(told["state"])) - len(json.dumps(told["answers"])) <= MOST
        assert next(iter(told)) == "urgent"
        choices = [each["value"] for each in told["turn"]["choices"]]
        if not choices:
            return
        chosen = draw.choice([*choices, *["false"] * ("false" in choices)])
        kind, state, reply = told["turn"]["kind"], told["state"], {"reply": chosen}
        talk = talk.right(chosen) if kind == "right" else talk.go_on(chosen) if kind == "ways" else talk.answer(chosen, unclear=True)


def test_what_counts_goes_on_to_a_result() -> None:
    told = ask({"state": BEGIN, "reply": "maybe"}).json()
    assert told["answers"] == {"immediate_danger": "maybe"}
    assert told["urgent"]["lines"]
    with asking() as client:
        assert client.post("/assess", json={"answers": told["answers"], "as_of": DAY}).status_code == 200


def test_an_answer_is_taken_back_and_another_one_given_at_once() -> None:
    after = ask({"state": BEGIN, "reply": "true"}).json()["state"]
    assert ask({"state": after, "back": True}).json()["state"] == BEGIN
    assert ask({"state": after, "back": True, "reply": "false"}).json()["answers"] == {"immediate_danger": False}
    assert ask({"state": BEGIN, "reply": None}).json()["state"]["moves"] == [{"fact": "immediate_danger", "answer": None}]
    assert ask({"state": BEGIN}).json()["state"] == BEGIN


def test_answers_that_cannot_be_true_together_are_asked_about() -> None:
    first = ask({"state": BEGIN, "reply": "finnish", "to": "citizenship"}).json()["state"]
    told = ask({"state": first, "reply": False, "to": "right_of_residence"}).json()
    assert told["turn"]["kind"] == "right"
    assert told["answers"] == {}
    right = ask({"state": told["state"], "reply": "citizenship"}).json()
    assert right["answers"] == {"citizenship": "finnish"}


IN_DANGER = {"dates": {"as_of": DAY}, "moves": [{"fact": "immediate_danger", "answer": True}]}


@pytest.mark.parametrize(
    ("more", "code", "where"),
    [
        ({"reply": CANARY}, "outside-domain", None), ({"to": CANARY, "reply": "true"}, "unknown-name", "to"), ({"more": 1}, "unknown-key", "more"),
        ({"reply": {"judged": CANARY}}, "outside-domain", None), ({"register": CANARY}, "wrong-kind", "register"),
        ({"reply": [CANARY]}, "outside-domain", None), ({"reply": "true", "to": 5}, "wrong-kind", "to"), ({"back": "true"}, "wrong-kind", "back"),
    ],
)  # fmt: skip
def test_what_is_refused_tells_of_danger_first_and_never_the_value(more: dict[str, Any], code: str, where: str | None) -> None:
    response = ask({"state": IN_DANGER, **more}, "en")
    (fault,) = faults(response)
    assert (response.status_code, fault["code"]) == (422, code)
    assert where in (None, fault["where"])
    assert response.json()["urgent"]["lines"][0].startswith("Call the emergency number 112 at once.")
    assert "Maija" not in response.text


@pytest.mark.parametrize(
    "state",
    [
        {}, {"dates": {"as_of": DAY}}, {"dates": {"as_of": CANARY}, "moves": []}, {"dates": {"as_of": DAY}, "moves": [CANARY]}, {"dates": [], "moves": []},
        {"dates": {"as_of": DAY}, "moves": [{"fact": CANARY, "answer": 1}]}, {"dates": {"as_of": DAY}, "moves": 5}, {"dates": {"as_of": DAY, CANARY: DAY}, "moves": []},
        {"dates": {"as_of": DAY}, "moves": [{"right": "citizenship", "among": ["citizenship"]}]}, {"dates": {"as_of": DAY}, "moves": [{"way": []}]},
    ],
)  # fmt: skip
def test_what_is_no_state_is_refused_without_what_it_holds(state: object) -> None:
    response = ask({"state": state})
    assert (response.status_code in (400, 422), bool(faults(response)), "Maija" in response.text) == (True, True, False)
    assert response.json()["urgent"]["phone"] == "112"
