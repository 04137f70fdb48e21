"""The recipe of a conversation: it asks what the interview asks, keeps nothing between turns, and can be stopped at any of them."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests.effort import at_most, first_fast
from tests.recipes import recipe
from tunnistus.rules.model import LANGUAGES

chat = recipe("chat")
DAY = date(2026, 11, 28)
STORIES = tn.list_stories("en")


def talk_of(state: str) -> tn.Interview:
    return tn.interview_again(json.loads(state)["interview"])


def answered(state: str) -> dict[str, Any]:
    return talk_of(state).answers


def assessed(state: str) -> tn.Assessment:
    return talk_of(state).assessment


@pytest.mark.deep
@settings(max_examples=at_most(15))  # a conversation each
@given(
    replies=st.lists(st.sampled_from(["true", "false", "maybe", "declined", "", "Kanariini"]), max_size=14),
    register=st.sampled_from(["worker", "plain"]),
)
def test_it_asks_what_the_interview_asks_and_a_turn_follows_from_the_state_alone(replies: list[str], register: str) -> None:
    now = chat.begin("sv", DAY, register)
    for reply in replies:
        talk = talk_of(now.state)
        asked = talk.turn("sv", register=register)
        if asked.kind == "ways":
            break
        assert [*asked.says] == now.says[-len(asked.says) :]
        assert [(each.value, each.says) for each in asked.choices] == [*now.replies[:-1]]
        before, now = now, chat.turn(now.state, reply)
        assert now == chat.turn(before.state, reply)
        offered = reply in {said for said, _ in before.replies}
        assert (talk_of(now.state) == talk) is not offered, "what is offered is taken, and nothing else"
        assert "Kanariini" not in "".join((now.state, now.help, *now.first, *now.says))


@pytest.mark.deep
@settings(max_examples=at_most(15))
@given(replies=st.lists(st.sampled_from(["true", "false", "maybe", "declined", ""]), max_size=6))
def test_it_stops_at_any_time_with_the_short_page_of_what_is_known(replies: list[str]) -> None:
    now = chat.begin("en", DAY)
    for reply in replies:
        now = chat.turn(now.state, reply) if now.replies else now
    end = chat.turn(now.state, chat.STOP)
    assert (end.replies, answered(end.state)) == ((), answered(now.state))
    assert "\n".join(end.says) == assessed(now.state).explain("en").rstrip("\n")
    assert chat.turn(end.state, "true") == end  # what comes after the end changes nothing


@pytest.mark.parametrize("story", first_fast(STORIES[::6], 2), ids=lambda story: story.story)
def test_whoever_tells_a_story_gets_to_the_step_that_its_answers_reach(story: Any) -> None:
    now = chat.begin("fi", story.as_of)
    said: dict[str, Any] = {}
    while now.replies:
        fact = talk_of(now.state).asked
        assert fact not in said
        said[fact] = story.answers.get(fact)
        now = chat.turn(now.state, "" if said[fact] is None else str(said[fact]).lower())
    assert answered(now.state) == dict(tn.answers_from_json({fact: answer for fact, answer in said.items() if answer is not None}))
    assert "\n".join(now.says) == assessed(now.state).explain("fi").rstrip("\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_danger_is_said_first_and_how_to_leave_before_the_first_question(lang: str) -> None:
    now = chat.begin(lang, DAY)
    assert "112" in now.first[0]
    assert now.says[0] == chat.WORDS[lang][0]
    assert now.replies[-1] == (chat.STOP, chat.WORDS[lang][1])
    assert [said for said, _ in now.replies] == ["true", "false", "maybe", "declined", "", "stop"]
    due = chat.turn(now.state, "true")
    assert "112" in due.first[0]
    assert due.first[0] != now.first[0]


def test_of_what_cannot_be_true_together_it_is_asked_which_is_right() -> None:
    talk = tn.interview({"date_of_birth": date(1980, 1, 1), "wants_help": "wants_help"}, as_of=DAY)
    now = chat.going_on(talk.answer(True, to="age_under_18", unclear=True), "en", "worker")
    assert answered(now.state) == {"wants_help": "wants_help"}
    assert "cannot be true at the same time" in now.says[0]
    assert [said for said, _ in now.replies] == ["age_under_18", "date_of_birth", "", "stop"]
    assert answered(chat.turn(now.state, "date_of_birth").state).keys() == {"wants_help", "date_of_birth"}
    assert chat.turn(now.state, "Kanariini").replies == now.replies


def test_what_is_no_state_is_refused() -> None:
    with pytest.raises(tn.TunnistusError):
        chat.turn(json.dumps({"lang": "fi", "register": "worker", "ended": False, "interview": {}}), "true")
