"""Practice: the comparison names exactly what differs, the person says only what the story tells, and nothing is kept or judged."""

import pickle
import re
from datetime import date
from typing import Any

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT
from tests.effort import tries
from tunnistus.explaining.state import is_sign
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source
from tunnistus.training import screens

BOOK = source.book()
SIGNS = [f.id for f in BOOK.facts.values() if is_sign(f)]
STEPS = BOOK.rules["next_step"].outcomes
STORIES = {story.story: story for story in tn.list_stories("en")}
LEARNERS = {"stories": st.sampled_from([*STORIES]), "step": st.sampled_from(STEPS), "data": st.data()}


def told(name: str) -> dict[str, Any]:
    return dict(tn.answers_from_json(STORIES[name].answers))


def assessed(name: str, **more: Any) -> tn.Assessment:
    story = STORIES[name]
    return tn.assess({**told(name), **more}, as_of=story.as_of, act_from=story.act_from, act_to=story.act_to)


def marks(name: str) -> st.SearchStrategy[list[str]]:
    """What a learner may mark: mostly what the story speaks of, also anything else."""
    spoken = [n for n in SIGNS if n in STORIES[name].answers]
    return st.lists(st.sampled_from(spoken) | st.sampled_from(SIGNS) if spoken else st.sampled_from(SIGNS), max_size=12)


# -- properties --------------------------------------------------------------------------------------------------


@given(**LEARNERS)
@settings(max_examples=tries(120), deadline=None)
def test_the_comparison_of_who_has_read_names_exactly_what_differs(stories: str, step: str, data: st.DataObject) -> None:
    marked = data.draw(marks(stories))
    found = tn.practise(stories).read().notice(marked).say(step).compare()
    signs = assessed(stories).signs
    seen, perhaps, absent = ({s.fact for s in signs.state(state)} for state in ("seen", "maybe", "absent"))
    assert {*found.seen} | {*found.missed} == seen
    assert {*found.seen} | {*found.perhaps} | {*found.imagined} == {*marked}
    assert {*found.missed}.isdisjoint(marked)
    assert {*found.perhaps} == perhaps & {*marked}
    assert {*found.left_open} == perhaps - {*marked}
    assert {*found.imagined}.isdisjoint(seen | perhaps)
    assert {*found.denied} == {*found.imagined} & absent
    assert found.unasked == ()
    for facts in (found.seen, found.missed, found.perhaps, found.imagined, found.denied):
        assert [*facts] == sorted({*facts}, key=lambda n: BOOK.facts[n].order)
    assert (found.said, found.step, found.highest) == (step, assessed(stories).next_step.floor, assessed(stories).next_step.ceiling)


@given(**LEARNERS)
@settings(max_examples=tries(40), deadline=None)
def test_who_meets_the_person_has_missed_only_what_was_asked_about(stories: str, step: str, data: st.DataObject) -> None:
    practice = tn.practise(stories)
    for _ in range(data.draw(st.integers(0, 5))):
        offered = practice.questions()
        assert len(offered) <= 3
        assert {*offered}.isdisjoint(practice.heard)
        if not offered:
            break
        practice = practice.ask(data.draw(st.sampled_from(offered)))
    found = practice.notice(data.draw(marks(stories))).say(step).compare()
    assert {*found.missed} <= {*practice.heard}
    assert {*found.unasked}.isdisjoint({*practice.heard} | {*found.seen})
    assert {s.fact for s in assessed(stories).signs.seen} <= {*found.seen, *found.missed, *found.unasked}
    for fact, answer in practice.heard.items():
        if fact in told(stories) and not BOOK.facts[fact].opens:
            assert answer == told(stories)[fact]
        if not BOOK.facts[fact].opens:
            assert answer is None or fact in told(stories)
    assert found.step == assessed(stories).next_step.floor  # by the whole story, whatever was asked


@pytest.mark.parametrize("name", [name for name in STORIES if assessed(name).emergency.due == "call_112"])
def test_danger_that_is_heard_stands_first_while_the_learner_still_asks(name: str) -> None:
    practice = tn.practise(name)
    assert screens.first(Speaker(BOOK, "en"), practice.now()) == []
    practice = practice.ask("immediate_danger")
    assert ("emergency", "call_112") in practice.now()
    assert any("112" in line for line in screens.first(Speaker(BOOK, "en"), practice.now()))


@given(st.sampled_from([*STORIES]), st.data())
@settings(max_examples=tries(100), deadline=None)
def test_one_more_fact_leads_to_the_step_that_is_told(name: str, data: st.DataObject) -> None:
    found = tn.practise(name).read().notice([]).say(STEPS[0]).compare()
    if not found.one_more:
        return
    each = data.draw(st.sampled_from(found.one_more))
    assert assessed(name).case.answers.known.get(each.fact) is None, "what the story denies is not one more thing to know"
    assert STEPS.index(each.step) > STEPS.index(found.step)
    assert assessed(name, **{each.fact: each.value}).next_step.floor == each.step


@pytest.mark.parametrize("name", [name for name, story in STORIES.items() if story.twin])
def test_the_twin_stands_beside_with_what_differs_and_its_step(name: str) -> None:
    found = tn.practise(name).read().notice([]).say("consult").compare()
    differs = dict(BOOK.stories[name]["differs"])
    assert found.twin == tn.Twin(tuple(differs), assessed(name, **differs).next_step.floor or "")
    assert found.twin is not None
    assert found.twin.step != found.step
    shown, signs = {each.fact for each in found.one_more[:5]}, assessed(name).signs
    open_ = {s.fact for state in ("maybe", "open") for s in signs.state(state)}
    assert [n for n in differs if BOOK.facts[n].evidence and n in open_ and n not in shown] == [], "what is open is shown among the first"


@pytest.mark.parametrize("name", STORIES)
def test_there_is_something_to_see_and_something_to_leave(name: str) -> None:
    practice, signs = tn.practise(name).read(), assessed(name).signs
    offered = {*practice.candidates()}
    spoken = {s.fact for state in ("seen", "maybe", "absent") for s in signs.state(state)}
    assert spoken <= offered <= {*SIGNS}
    assert len(offered - {s.fact for s in signs.seen}) >= 3
    found = practice.notice([]).say("consult").compare()
    assert found.points == tuple(point.point for point in STORIES[name].points)
    assert {fact for fact, _ in found.reasons} <= {*assessed(name).case.answers.known}
    help_ = {(n, d.due) for n, d in assessed(name).other_help.items() if d.due and d.counts}
    assert {*found.help} == help_
    assert (("emergency", "call_112") in found.now) is (assessed(name).emergency.due == "call_112")


# -- the machine -------------------------------------------------------------------------------------------------


def test_every_step_gives_a_new_practice_and_leaves_the_old_one_as_it_was() -> None:
    begun = tn.practise("labour_berries")
    asked = begun.ask(begun.questions()[0])
    noticed = asked.notice(["documents_withheld"])
    said = noticed.say("consult")
    assert (begun.heard, begun.marked, asked.marked, noticed.said, said.said) == ({}, None, None, None, "consult")
    assert said.notice(["debt_to_exploiter"]).said is None  # who marks again says the step again
    assert begun.read().questions() == said.questions() == ()
    assert [repr(p) for p in (begun, said)] == ["<Practice with labour_berries>"] * 2
    assert repr(said.compare()) == "<Comparison>"
    assert "documents_withheld" not in repr(said)
    assert begun.as_of == date(2026, 8, 26)
    assert pickle.loads(pickle.dumps(said)).compare() == said.compare()


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (lambda p: p.say("consult"), tn.TunnistusError),
        (lambda p: p.compare(), tn.TunnistusError),
        (lambda p: p.notice([]).compare(), tn.TunnistusError),
        (lambda p: p.notice([]).read(), tn.TunnistusError),
        (lambda p: p.notice([]).ask("documents_withheld"), tn.TunnistusError),
        (lambda p: p.ask("documents_witheld"), tn.errors.UnknownName),
        (lambda p: p.ask("may_be_child"), tn.errors.UnknownName),
        (lambda p: p.notice(["documents_witheld"]), tn.errors.UnknownName),
        (lambda p: p.notice(["sells_sex_or_sexual_services"]), tn.errors.UnknownName),
        (lambda p: p.notice([]).say("consultt"), tn.errors.UnknownName),
        (lambda p: tn.practise("labour_berry"), tn.errors.UnknownName),
    ],
)
def test_what_comes_too_early_or_is_not_there_is_refused(wrong: Any, kind: type[tn.TunnistusError]) -> None:
    with pytest.raises(kind) as raised:
        wrong(tn.practise("labour_berries"))
    assert all(tn.said(raised.value, lang) for lang in LANGUAGES)


# -- what is said ------------------------------------------------------------------------------------------------

JUDGING = {
    "fi": re.compile(r"(?i)\b(oikein|väärin|virhe\w*|pisteet|syyllinen)\b"),
    "sv": re.compile(r"(?i)\b(rätt|fel|skyldig)\b"),
    "en": re.compile(r"(?i)\b(right|wrong|correct|mistake|guilty)\b"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_of_practice_says_right_or_wrong(lang: str) -> None:
    catalogue = polib.pofile(str(ROOT / "locales" / ("en" if lang == "en" else "sv") / "LC_MESSAGES" / "tunnistus.po"))
    own = [each.msgid if lang == "fi" else each.msgstr for each in catalogue if (each.msgctxt or "").startswith("practice.")]
    assert len(own) > 30
    assert [said for said in own if JUDGING[lang].search(said)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["alike_courier", "nickname_in_the_chat", "says_it_was_his_choice", "labour_construction", "begging_own"])
def test_no_screen_says_right_or_wrong_and_every_part_is_said(name: str, lang: str) -> None:
    s = Speaker(BOOK, lang)
    practice = tn.practise(name).read()
    found = practice.notice(practice.candidates()[::2]).say("find_out")
    every = list(screens.compared(s, found, found.compare()))
    own = [line for screen in every[:-1] for line in screen if not line.startswith(("  ", "   "))]  # without sentences of the rules
    assert [line for line in own if JUDGING[lang].search(line)] == []
    assert [line for screen in every for line in screen if "{" in line or not line.strip()] == []
    said = "\n".join(line for screen in every for line in screen)
    for fact in (*found.compare().seen, *found.compare().missed, *found.compare().imagined):
        assert screens.sign(s, fact) in said
    assert all(point.says in said for point in next(each for each in tn.list_stories(lang) if each.story == name).points)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_danger_and_a_child_stand_before_the_step(lang: str) -> None:
    s = Speaker(BOOK, lang)
    for name, rule in (("labour_construction", "emergency"), ("one_way_ticket", "child_route")):
        practice = tn.practise(name).read().notice([]).say("keep_contact")
        steps = list(screens.compared(s, practice, practice.compare()))[1]
        due = s.outcome(rule, BOOK.rules[rule].outcomes[0])
        assert [line for line in steps if due in line] == [steps[1]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_before_anything_else_it_says_that_people_are_invented_and_where_help_is(lang: str) -> None:
    said = "\n".join(screens.before(Speaker(BOOK, lang), kept="tunnistus stop", real="tunnistus ask"))
    phones = {actor.actor: actor.contact.phone for actor in tn.list_actors(lang) if actor.contact}
    for name in ("crisis_helpline", "victim_support", "assistance_system", "emergency"):
        assert str(phones[name]) in said
    assert said.index("tunnistus stop") < said.index("tunnistus ask")
    assert (
        said.splitlines()[0]
        == {
            "fi": "Harjoittelet keksittyjen ihmisten kanssa. Älä kerro tässä mitään oikeasta ihmisestä.",
            "sv": "Du övar med påhittade personer. Berätta ingenting här om en verklig person.",
            "en": "You are practising with invented people. Do not tell anything here about a real person.",
        }[lang]
    )
