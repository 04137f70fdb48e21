"""A lesson: each screen can be gone on from with what it offers and with nothing else, it says the same in every language, and keeps nothing."""

import json
from html import escape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests.effort import tries
from tests.examples import blocks, run
from tunnistus.rules.model import LANGUAGES
from tunnistus.rules.roles import holder
from tunnistus.training import screens

STORIES = [story.story for story in tn.list_stories("en")]
AFTER = {
    "choose": {"begin"},
    "begin": {"meet", "notice"},
    "meet": {"meet", "notice"},
    "notice": {"step"},
    "step": {"compared"},
    "compared": {"choose"},
}


def choose(data: st.DataObject, screen: tn.Screen) -> list[str]:
    """Something that a learner may choose on a screen."""
    values = st.sampled_from([value for value, _ in screen.choices])
    return data.draw(st.lists(values, unique=True) if screen.several else values.map(lambda value: [value]))


@given(st.data(), st.sampled_from(LANGUAGES))
@settings(max_examples=tries(40), deadline=None)
def test_a_learner_comes_from_choosing_a_story_to_its_end_and_to_the_next(data: st.DataObject, lang: str) -> None:
    lesson, seen = tn.lesson(lang), []
    while not seen or lesson.stage != "choose":
        screen = lesson.screen
        seen.append(screen.stage)
        assert (screen.stage, lesson.lang) == (lesson.stage, lang)
        assert screen.title
        assert len({value for value, _ in screen.choices}) == len(screen.choices)
        assert not any("{" in line for block in screen.blocks for line in block)
        other = lesson.said_in("sv").screen
        assert [value for value, _ in other.choices] == [value for value, _ in screen.choices]
        assert len(other.blocks) == len(screen.blocks)
        lesson = lesson.take(choose(data, screen))
        assert lesson.stage in AFTER[screen.stage]
    assert seen[0] == "choose"
    assert seen[-3:] == ["notice", "step", "compared"]


@given(st.sampled_from(STORIES), st.data())
@settings(max_examples=tries(60), deadline=None)
def test_the_last_screen_is_the_comparison_of_what_was_chosen(story: str, data: st.DataObject) -> None:
    lesson = tn.lesson("en", story).take(["read"])
    signs = choose(data, lesson.screen)
    lesson = lesson.take(signs)
    step = choose(data, lesson.screen)
    lesson = lesson.take(step)
    practice = tn.practise(story).read().notice(signs).say(step[0])
    assert lesson.practice is not None
    assert lesson.practice.compare() == practice.compare()
    assert lesson.screen.blocks == tuple(map(tuple, screens.compared(lesson.s, practice, practice.compare())))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("way", ["read", "meet"])
def test_before_every_list_of_signs_it_is_said_that_it_may_name_heavy_things(way: str, lang: str) -> None:
    for story in STORIES:
        lesson = tn.lesson(lang, story).take([way])
        lesson = lesson if lesson.stage == "notice" else lesson.take(["enough"])
        assert lesson.screen.blocks[-1] == (screens.list_heavy(lesson.s),), story


@pytest.mark.parametrize("lang", LANGUAGES)
def test_danger_that_was_heard_of_stands_on_every_screen_while_asking(lang: str) -> None:
    practice = tn.practise("labour_construction").ask("immediate_danger")
    lesson = tn.Lesson(tn.lesson(lang).s, practice, "meet", "immediate_danger")
    first = tuple(screens.first(lesson.s, practice.now()))
    assert any("112" in line for line in first)
    for _ in range(3):
        assert lesson.screen.blocks[0] == first
        lesson = lesson.take([lesson.screen.choices[0][0]])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda lesson: lesson.take([]),
        lambda lesson: lesson.take(["read", "meet"]),
        lambda lesson: lesson.take(["reed"]),
        lambda lesson: lesson.take(["read"]).take(["no_such_sign"]),
        lambda lesson: lesson.said_in("de"),
        lambda _: tn.lesson("de"),
        lambda _: tn.lesson("fi", "no_such_story"),
    ],
)
def test_what_a_screen_does_not_offer_is_refused(wrong: Any) -> None:
    with pytest.raises(tn.TunnistusError) as raised:
        wrong(tn.lesson("en", "alike_courier"))
    assert all(tn.said(raised.value, lang) for lang in LANGUAGES)


# -- how it is shown -------------------------------------------------------------------------------------------------


class Texts(HTMLParser):
    """The texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("taken", [[], ["read"], ["meet"]])
def test_without_a_form_a_notebook_shows_the_screen_and_what_to_take(taken: list[str], lang: str) -> None:
    lesson = tn.lesson(lang, "alike_courier")
    for value in taken:
        lesson = lesson.take([value])
    page = tn.show(lesson, lang).to_html()
    assert page == lesson._repr_html_()
    assert page.startswith(f'<section lang="{lang}">')
    texts = Texts()
    texts.feed(page)
    said = " ".join(texts.said)
    assert all(f"{value}: {choice}" in said for value, choice in lesson.screen.choices)
    assert all(line.removeprefix("  - ").strip() in said for block in lesson.screen.blocks for line in block)


@pytest.mark.parametrize("name", ["alike_courier", "labour_construction", "nickname_in_the_chat", "begging_own"])
def test_what_is_listed_stands_under_its_own_words_without_a_form_too(name: str) -> None:
    lesson = tn.lesson("sv", name).take("read")
    lesson = lesson.take([value for value, _ in lesson.screen.choices][::2]).take("consult")
    lines = [line.strip(" -").rstrip() for block in lesson.screen.blocks for line in block]
    for shown in (tn.show(lesson, "sv").to_text(), tn.show(lesson, "sv").to_html()):
        at = -1
        for line in lines:
            at = shown.find(escape(line, quote=False) if shown.startswith("<") else line, at + 1)
            assert at >= 0, "every line stands there, in the order of the screen"


def test_nothing_that_was_chosen_stands_in_a_repr_and_a_screen_is_json() -> None:
    lesson = tn.lesson("fi", "alike_courier").take(["read"]).take(["bogus_self_employment"])
    assert repr(lesson) == "<Lesson at step>"
    assert json.loads(json.dumps(lesson.to_dict()))["choices"][0][0] == "keep_contact"
    assert "bogus_self_employment" not in json.dumps(lesson.to_dict())


def test_the_form_takes_what_is_sent_and_keeps_none_of_it() -> None:
    widget = pytest.importorskip("tunnistus.training.widget", reason="the extra notebook is not installed")
    form = widget.LessonForm(tn.lesson("sv", "alike_courier"))
    sent: list[Any] = []
    form.send = sent.append
    form._take(form, {}, [])  # a form that appears asks for the screen
    assert sent == [form.screen]
    before = "\n".join(form.screen["before"])
    assert "0" not in before.split(".")[1]
    assert all(
        str(actor.contact.phone) in before
        for actor in tn.list_actors("sv")
        if actor.actor in [holder(tn.book(), role) for role in screens.OF_ONESELF] and actor.contact
    )
    form._take(form, {"stage": "begin", "chosen": ["read"]}, [])
    form._take(form, {"stage": "begin", "chosen": ["meet"]}, [])  # a second press
    assert form.screen["stage"] == "notice"
    form._take(form, {"stage": "notice", "chosen": ["bogus_self_employment"]}, [])
    assert form.screen["stage"] == "step"
    assert form.lesson.practice.marked == ("bogus_self_employment",)
    assert [screen["stage"] for screen in sent] == ["begin", "notice", "notice", "step"]
    state = json.dumps({key: kept for key, kept in form.get_state().items() if key != "_esm"}, default=str)
    assert not any(said in state for screen in sent for said in (screen["title"], *(each for _, each in screen["choices"])))
    assert repr(form) == "<LessonForm at step>"


def test_the_examples_of_the_page_run_as_written() -> None:
    assert len(blocks("docs/practice.md")) >= 4
    run("docs/practice.md")
