"""The stories as tests of the rules on signs: who is sent on, who stays below, what an interview finds, and what readers answered."""

from __future__ import annotations

from statistics import median

import pytest

import tunnistus as tn
from tests.stories import DAY, EXPECTED, READINGS, SENT_ON, figures, people, readings, stories
from tunnistus.rules.answers import Dates
from tunnistus.shipping import source
from tunnistus.trying.simulate import Course, course_of, without_signs

BOOK = source.book()
EVERY = [(name, kind, answers, expected) for name, story in stories().items() for kind, answers, expected in people(story)]


@pytest.mark.parametrize(("name", "kind", "answers", "expected"), EVERY, ids=[f"{name}-{kind}" for name, kind, *_ in EVERY])
def test_every_person_of_a_story_lands_on_the_step_that_was_written_before_the_rules(
    name: str, kind: str, answers: dict[str, object], expected: str
) -> None:
    assert tn.assess(answers, as_of=DAY).next_step.floor == expected


def test_there_are_enough_stories_of_every_kind_and_twins_differ_in_one_fact() -> None:
    look_alikes = [s for s in stories().values() if s["kind"] == "look_alike"]
    assert len(look_alikes) >= 40
    assert sum(s["hard"] for s in look_alikes) >= 20
    assert sum(s["kind"] == "weak_signs" for s in stories().values()) >= 20
    twins = [s["twin"] for s in stories().values() if "twin" in s]
    assert len(twins) >= 40
    assert all(len(t["differs"]) == 1 and t["expect"] in SENT_ON for t in twins)
    assert all(e in EXPECTED for _, _, _, e in EVERY)


@pytest.mark.parametrize("name", READINGS)
def test_what_readers_answered_from_the_texts_alone_sends_on_whom_it_should(name: str) -> None:
    found = list(readings(name))
    assert len(found) == len(EVERY)
    shares = {title: as_expected / of for title, (as_expected, of) in figures(found).items()}
    assert shares["people to be sent on"] >= 0.97
    if name != READINGS[0]:  # the first was read before the words were mended
        assert shares["look-alikes"] >= 0.85
        assert shares["hard look-alikes"] >= 0.85


@pytest.fixture(scope="module")
def interviews() -> list[tuple[str, Course]]:
    given = [({n: v for n, v in answers.items() if n != "may_be_child"}, kind) for _, kind, answers, _ in EVERY]
    return [(kind, course_of(BOOK, answers, Dates(DAY))) for answers, kind in given]


@pytest.mark.deep
def test_an_interview_ends_on_the_step_of_all_answers_and_soon_where_nothing_leads_on(interviews: list[tuple[str, Course]]) -> None:
    assert [(kind, c.final, c.reached) for kind, c in interviews if c.final != c.reached] == []
    assert median(len(c.asked) for kind, c in interviews if kind == "look_alike") <= 30
    assert [len(c.asked) for c in without_signs(BOOK, DAY) if len(c.asked) > 40] == []
