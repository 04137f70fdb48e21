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
from tunnistus.explaining.interview import next_of
from tunnistus.rules.model import LANGUAGES

chat = recipe("chat")
DAY = date(2026, 11, 28)
STORIES = tn.list_stories("en")


def answered(state: str) -> dict[str, Any]:
    return json.loads(state)["answers"]  # type: ignore[no-any-return]


def assessed(state: str) -> tn.Assessment:
    return tn.assess(tn.answers_from_json(answered(state)), as_of=DAY)


@pytest.mark.deep
@settings(max_examples=at_most(15))  # a conversation each
@given(
    replies=st.lists(st.sampled_from(["true", "false", "maybe", "declined", "", "Kanariini"]), max_size=14),
    register=st.sampled_from(["worker", "plain"]),
)
def test_it_asks_what_the_interview_asks_and_a_turn_follows_from_the_state_alone(replies: list[str], register: str) -> None:
    now = chat.begin("sv", DAY, register)
    for reply in replies:
        told = json.loads(now.state)
        question = next_of(a := assessed(now.state), a.identification, told["skipped"], singles=False)
        assert told["asked"] == (question.fact if question else "")
        if not question:
            break
        before, offered = now, {said for said, _ in now.replies}
        now = chat.turn(before.state, reply)
        assert now == chat.turn(before.state, reply)
        kept = answered(before.state)
        taken = question.fact in answered(now.state)
        assert taken or len(now.says) > 1 or reply not in offered or not reply, "what is offered is taken, unless it is said why not"
        if taken:
            assert answered(now.state) == {**kept, question.fact: {"true": True, "false": False}.get(reply, reply)}
        else:
            assert answered(now.state).items() <= kept.items()
            assert len(now.says) > 1 or answered(now.state) == kept
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
        fact = json.loads(now.state)["asked"]
        assert fact not in said
        said[fact] = story.answers.get(fact)
        now = chat.turn(now.state, "" if said[fact] is None else str(said[fact]).lower())
    assert answered(now.state) == {fact: answer for fact, answer in said.items() if answer is not None}
    end = tn.assess(tn.answers_from_json(answered(now.state)), as_of=story.as_of)
    assert "\n".join(now.says) == end.explain("fi").rstrip("\n")


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


def test_what_cannot_be_true_together_is_open_and_asked_again() -> None:
    told = json.loads(chat.begin("en", DAY).state)
    told |= {"answers": {"date_of_birth": "1980-01-01", "wants_help": "wants_help"}, "asked": "age_under_18"}
    now = chat.turn(json.dumps(told), "true")
    assert answered(now.state) == {"wants_help": "wants_help"}
    assert "cannot be true together" in now.says[0]
    assert now.replies
