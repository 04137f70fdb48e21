"""The form of the stories that the rules on signs will be held against; what they expect is not compared with the rules of today."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

import tunnistus as tn
from tests.stories import DAY, EXPECTED, KINDS, people, stories
from tunnistus.shipping import source

BOOK = source.book()
STORIES = stories()
LANGUAGES = {"fi", "sv", "en"}


def test_there_are_enough_of_each_kind_and_half_of_the_look_alikes_are_hard() -> None:
    kinds = Counter(story["kind"] for story in STORIES.values())
    assert set(kinds) == set(KINDS)
    assert kinds["look_alike"] >= 40
    assert kinds["weak_signs"] >= 20
    assert 2 * sum(story.get("hard", False) for story in STORIES.values()) >= kinds["look_alike"]
    assert len({story["trouble"] for story in STORIES.values()}) >= 30


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_a_story_is_told_in_three_languages_with_answers_that_can_be_given_and_sources_that_there_are(story: Mapping[str, Any]) -> None:
    assert story["kind"] in KINDS
    for key in ("title", "story", "points"):
        assert story[key].keys() == LANGUAGES
    assert all(90 <= len(text.split()) <= 175 for text in story["story"].values())
    assert len({len(points) for points in story["points"].values()}) == 1
    assert story["source"]
    assert set(story["source"]) <= BOOK.sources.keys()
    assert story["expect"] in EXPECTED
    assert story["why"]
    assert story["helps"] or story["kind"] != "look_alike"
    assert story["kind"] != "look_alike" or story["expect"] in ("keep_contact", "find_out")
    for _, answers, _ in people(story):
        assert tn.assess(answers, as_of=DAY).state


@pytest.mark.parametrize("story", [s for s in STORIES.values() if "twin" in s or s["kind"] == "look_alike"], ids=lambda s: s["title"]["en"])
def test_a_twin_differs_in_one_fact_and_calls_for_more(story: Mapping[str, Any]) -> None:
    twin = story["twin"]
    assert len(twin["differs"]) == 1
    assert twin["text"].keys() == LANGUAGES
    assert EXPECTED.index(twin["expect"]) > EXPECTED.index(story["expect"])
    assert all(story["answers"].get(name) != value for name, value in twin["differs"].items())
