"""The one interview: its moves, how it travels, and that terminal, service, notebook and light pages ask what it asks."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from html import unescape
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from lessons.browser.steps import Form
from tests.effort import at_most
from tests.training.light import DATES, PROGRAM, people, run
from tunnistus.api.interview import Setting, turn
from tunnistus.commands.interview import interview
from tunnistus.commands.keys import keyed
from tunnistus.errors import AnswerError, Contradiction, UnknownName
from tunnistus.explaining import interview as machine
from tunnistus.rules import wire
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.interview import choices, right, way
from tunnistus.saying.speaker import Speaker

BOOK = tn.book()
DAY = date(2026, 11, 24)
LANG = "fi"
S = Speaker(BOOK, LANG)
Log = list[tuple[str, tuple[str, ...]]]  # what was asked, and what could be chosen; of a question the fact


def begun(answers: dict[str, Any] | None = None, **more: Any) -> tn.Interview:
    return tn.interview(answers or {}, as_of=more.pop("as_of", DAY), **more)


def chosen(seed: int, what: str, fact: str, values: tuple[str, ...]) -> str:
    """What somebody of a number chooses where they are asked: mostly no, so that the interview goes on."""
    draw = Random(f"{seed} {what} {fact} {len(values)}")
    return draw.choice([*values, "false", "false"] if "false" in values else values)


def moved(talk: tn.Interview, asked: tn.Turn, value: str) -> tn.Interview:
    if asked.kind == "question":
        return talk.answer(value, unclear=True)
    return talk.right(value) if asked.kind == "right" else talk.go_on(value)


def states(seed: int, steps: int, talk: tn.Interview | None = None) -> Iterator[tuple[tn.Interview, tn.Turn]]:
    """The states of an interview with somebody of a number, up to so many."""
    talk = talk or begun()
    for _ in range(steps):
        asked = talk.turn(LANG)
        yield talk, asked
        if not asked.choices:
            return
        talk = moved(talk, asked, chosen(seed, asked.kind, asked.fact, tuple(each.value for each in asked.choices)))


def log(walked: Iterable[tuple[tn.Interview, tn.Turn]]) -> Log:
    return [(asked.kind, (asked.fact,) if asked.fact else tuple(c.value for c in asked.choices)) for _, asked in walked]


# -- one state ---------------------------------------------------------------------------------------------------


@settings(max_examples=at_most(4), deadline=None)
@given(seed=st.integers(0, 10_000), steps=st.integers(1, 15))
def test_a_state_travels_and_every_move_can_be_taken_back(seed: int, steps: int) -> None:
    before: list[tn.Interview] = []
    for talk, asked in states(seed, steps):
        assert tn.interview_again(json.dumps(talk.to_dict())) == talk
        assert (talk.asked or "") == asked.fact
        if before:
            last = before[-1]
            assert talk.back() == (next(each for each in reversed(before) if not each.unclear) if last.unclear else last)
            assert last != talk
        else:
            assert talk.back() == talk
        before.append(talk)
    counted = {name: answer for name, answer in talk.given.items() if answer is not None and name not in talk.unclear}
    afresh = tn.assess(counted, as_of=DAY).identification
    assert {name: d.outcomes() for name, d in talk.assessment.identification.items()} == {name: d.outcomes() for name, d in afresh.items()}


@settings(max_examples=at_most(4), deadline=None)
@given(
    seed=st.integers(0, 10_000), steps=st.integers(1, 12), lang=st.sampled_from(LANGUAGES), register=st.sampled_from(["worker", "plain"])
)
def test_every_choice_of_a_turn_can_be_taken_and_danger_is_said_until_it_is_excluded(
    seed: int, steps: int, lang: str, register: str
) -> None:
    *_, (talk, _) = states(seed, steps)
    asked = talk.turn(lang, register=register)
    assert (asked.lang, asked.register) == (lang, register)
    assert all(said.strip() and "{" not in said for said in (*asked.says, *(c.says for c in asked.choices)))
    for choice in asked.choices:
        after = moved(talk, asked, choice.value)
        assert after != talk
        assert asked.fact in after.given or asked.kind != "question"
    if talk.assessment.to_dict()["urgent"]:
        assert "112" in asked.first[0][0]
    assert asked.why == "" or register == "worker"


def test_what_is_known_is_not_asked_and_each_kind_of_answer_is_taken() -> None:
    talk = begun({"immediate_danger": False})
    assert talk.asked not in (None, "immediate_danger")
    second = talk.asked or ""
    for said, answer in (("true", True), (True, True), ("maybe", tn.MAYBE), (tn.DECLINED, tn.DECLINED), ("declined", tn.DECLINED)):
        assert talk.answer(said).answers == {"immediate_danger": False, second: answer}
    for nothing in (None, ""):
        assert talk.answer(nothing).skipped == (second,)
        assert talk.answer(nothing).asked != second
    judged = {"judged": True, "by": "worker", "day": DAY.isoformat()}
    told = talk.answer(judged, to="worker_presumes_victim")
    assert told.assessment.next_step.floor == "propose"
    assert talk.turn("en", fact="worker_presumes_victim").deciders == BOOK.facts["worker_presumes_victim"].judgement.who  # type: ignore[union-attr]
    assert (
        talk.answer("7,50", to="hourly_pay_eur").answers["hourly_pay_eur"]
        == wire.read(BOOK, {"hourly_pay_eur": "7.5"}, lenient=True)["hourly_pay_eur"]
    )


def test_a_contradiction_and_a_wrong_value_are_refused_with_their_facts_and_the_state_stays() -> None:
    talk = begun({"immediate_danger": True, "right_of_residence": False})
    told = talk.to_dict()
    with pytest.raises(Contradiction) as refused:
        talk.answer("finnish", to="citizenship")
    assert refused.value.facts == ("citizenship", "right_of_residence")
    assert "112" in refused.value.urgent("sv")[0]
    with pytest.raises(AnswerError) as wrong:
        talk.answer("Kanariini", to="citizenship")
    assert (wrong.value.where, "Kanariini" in str(wrong.value)) == ("citizenship", False)
    with pytest.raises(UnknownName):
        talk.answer(True, to="citizenshp")
    with pytest.raises(UnknownName):
        talk.go_on("home")
    assert talk.to_dict() == told


@pytest.mark.parametrize(("name", "known"), [("citizenship", "finnish"), ("right_of_residence", False), (None, None)])
def test_of_answers_that_cannot_be_true_together_none_counts_until_one_is_right(name: str | None, known: Any) -> None:
    talk = begun({"immediate_danger": True, "right_of_residence": False}).answer("finnish", to="citizenship", unclear=True)
    asked = talk.turn("en")
    assert (asked.kind, talk.asked, talk.unclear) == ("right", None, ("citizenship", "right_of_residence"))
    assert "112" in asked.first[0][0]
    assert talk.answers == {"immediate_danger": True}
    with pytest.raises(UnknownName):
        talk.right("in_finland")
    after = talk.right(name)
    assert after.answers == {"immediate_danger": True, **({name: known} if name else {})}
    assert {*after.skipped} == (set() if name else {"citizenship", "right_of_residence"})
    assert after.back().answers == {"immediate_danger": True, "right_of_residence": False}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_day_that_lies_ahead_is_not_offered_as_right_and_the_interview_goes_on_without_it(lang: str) -> None:
    talk = begun().answer("2027-01-01", to="date_of_birth", unclear=True)
    asked = talk.turn(lang)
    assert (asked.kind, talk.unclear, [choice.value for choice in asked.choices]) == ("right", ("date_of_birth",), [""])
    with pytest.raises(UnknownName):
        talk.right("date_of_birth")
    assert talk.right("").turn(lang).kind == "question"
    assert talk.right("").skipped == ("date_of_birth",)


def test_what_was_known_at_the_beginning_is_taken_back_last() -> None:
    talk = begun({"immediate_danger": False}).answer(True)
    assert talk.back() == begun({"immediate_danger": False})
    assert talk.back().back() == begun() == begun().back()


def test_a_judgement_made_after_the_day_of_deciding_is_refused_when_the_state_comes_back() -> None:
    judged = {"judged": True, "by": "worker", "day": DAY.isoformat()}
    state = begun().answer(judged, to="worker_presumes_victim").to_dict()
    state["dates"]["as_of"] = "2026-11-23"
    with pytest.raises(tn.errors.DateError) as refused:
        tn.interview_again(state)
    assert refused.value.where == "worker_presumes_victim"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_chosen_of_a_judgement_goes_back_with_who_made_it(lang: str) -> None:
    name = "worker_presumes_victim"
    asked = begun().turn(lang, fact=name)
    *values, maybe, skip = (choice.value for choice in asked.choices)
    for value in values:
        after = begun().answer({"judged": value, "by": asked.deciders[0], "day": DAY.isoformat()}, to=name)
        assert after.assessment.case.answers.known[name] is (value == "true")
    assert [begun().answer(each, to=name).given[name] for each in (maybe, "declined", skip)] == [tn.MAYBE, tn.DECLINED, None]


def test_a_long_state_is_read_move_by_move(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    whole = machine._make
    monkeypatch.setattr(machine, "_make", lambda move, given: (made.append(move), whole(move, given)))
    right = {"right": None, "among": ["citizenship", "right_of_residence"]}
    answers = [{"fact": "citizenship", "answer": "finnish"}, {"fact": "right_of_residence", "answer": False}]
    moves = [*answers, *[right, {"way": "law"}] * 200]
    talk = tn.interview_again({"dates": {"as_of": DAY.isoformat()}, "moves": moves})
    assert talk.skipped == ("citizenship", "right_of_residence")
    given = [("given[]", "citizenship:finnish"), ("given[]", "right_of_residence:false")]
    given += [("given[]", "citizenship,right_of_residence:"), ("given[]", ":law")] * 200
    assert f'value="{talk.asked}:true"' in turn(Form([("as_of", DAY.isoformat()), *given]), LANG, BOOK, Setting())
    assert len(moves) <= len(made) <= 5 * len(moves)


def test_where_nothing_is_asked_an_answer_has_to_say_to_what_it_belongs() -> None:
    talk = next(talk for talk, asked in states(3, 60) if asked.kind == "ways")
    assert talk.ways
    with pytest.raises(AnswerError, match="Nothing is asked now"):
        talk.answer(True)
    assert talk.answer(True, to="documents_withheld").answers["documents_withheld"] is True


@pytest.mark.parametrize("state", [
    "[]", "{}", {"dates": {"as_of": "2026-11-24"}}, {"dates": {}, "moves": []}, {"dates": {"as_of": "2026-11-24", "x": "2026-11-24"}, "moves": []},
    {"dates": {"as_of": "2026-11-24"}, "moves": [{}]}, {"dates": {"as_of": "2026-11-24"}, "moves": [{"way": "home"}]},
    {"dates": {"as_of": "2026-11-24"}, "moves": [{"right": "citizenship", "among": ["citizenship"]}]},
    {"dates": {"as_of": "2026-11-24"}, "moves": [{"right": None, "among": [["Kanariini"]]}]},
    {"dates": {"as_of": "2026-11-24"}, "moves": [{"fact": "citizenship", "answer": "finnish"}, {"right": "in_finland", "among": ["citizenship"]}]},
    {"dates": {"as_of": "2026-11-24"}, "moves": [{"fact": "documents_withheld", "answer": "Kanariini"}]},
    {"dates": {"as_of": "2026-11-24"}, "moves": [{"fact": "immediate_danger", "answer": True}, 5]},
])  # fmt: skip
def test_what_is_no_state_is_refused_without_what_it_holds(state: Any) -> None:
    with pytest.raises(tn.errors.AnswersRefused) as refused:
        tn.interview_again(state)
    assert "Kanariini" not in str(refused.value) + repr(vars(refused.value))
    assert "112" in refused.value.urgent("en")[0]


@pytest.mark.parametrize(
    "more", [{"moves": [{"fact": "immediate_danger", "answer": True}, 5]}, {"dates": 5}, {"dates": {"as_of": "x"}}, {"dates": {}}]
)
def test_what_a_state_that_is_refused_says_of_danger_is_told(more: dict[str, Any]) -> None:
    state = begun().answer(True, to="immediate_danger").to_dict()
    with pytest.raises(tn.errors.TunnistusError) as refused:
        tn.interview_again({**state, **more})
    assert refused.value.urgent("en")[0].startswith("Call the emergency number 112")


def test_nothing_that_is_answered_stands_in_a_repr() -> None:
    talk = begun({"right_of_residence": False, "date_of_birth": date(1913, 7, 29)}).answer("finnish", to="citizenship", unclear=True)
    asked = talk.turn("en")
    said = repr((talk, asked, asked.choices, talk.moves, talk.right("citizenship").moves, talk.right("citizenship")))
    assert not re.search("1913|finnish|Finnish|False|112", said)


# -- whoever shows it asks the same --------------------------------------------------------------------------------


def in_service(seed: int, steps: int, given: Mapping[str, Any] | None = None) -> Log:
    """What the pages of the service ask."""
    found: Log = []
    sent = [("as_of", DATES.as_of.isoformat()), ("register", "worker")]
    sent += [("given[]", f"{fact}:{str(answer).lower()}") for fact, answer in (given or {}).items()]
    for _ in range(steps):
        page = turn(Form(sent), LANG, BOOK, Setting())
        form = re.search(r'<form id="question".*?</form>', page, re.S)
        assert form
        fields = [(name, unescape(value)) for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form[0])]
        buttons = [(name, unescape(value)) for name, value in re.findall(r'name="(answer|right|way)" value="([^"]*)"', form[0])]
        buttons = [(name, value) for name, value in buttons if not value.endswith(":=")]
        kinds = {"answer": "question", "right": "right", "way": "ways"}
        kind = kinds[buttons[0][0]] if buttons else "ways"
        fact = buttons[0][1].partition(":")[0] if kind == "question" else ""
        values = tuple(value.partition(":")[2] if fact else value for _, value in buttons)
        found.append((kind, (fact,) if fact else values))
        if not values:
            break
        value = chosen(seed, kind, fact, values)
        sent = [*fields, (buttons[0][0], f"{fact}:{value}" if fact else value)]
    return found


QUESTIONS = {S.question(fact): fact for fact in BOOK.facts.values() if fact.askable}
WAYS = {way(S, name): name for name in ("singles", "law")}
RIGHTS = {said: name for name, said in right(S, [f.id for f in BOOK.facts.values() if f.askable])}


def in_terminal(seed: int, steps: int) -> Log:
    """What the terminal asks, read from what it writes; where nothing is asked any more it says nothing that could be chosen."""
    found: Log = []
    said: list[str] = []

    def read(prompt: str) -> str:
        lines, said[:] = [*said], []
        labels = {line[5:]: line.split()[0] for line in lines if re.match(r"  [a-z0-9] {2}\S", line)}
        offered = next((names for names in (RIGHTS, WAYS) if next(iter(labels)) in names), None) if labels else None
        fact = next((QUESTIONS[line] for line in lines if line in QUESTIONS), None)
        if len(found) == steps:
            raise EOFError
        if fact:
            keys = {value: key for key, (value, _) in keyed(fact.type, choices(S, fact)).items()}
            found.append(("question", (fact.id,)))
            return keys[chosen(seed, "question", fact.id, tuple(value for value, _ in choices(S, fact)))]
        if offered:
            values = {offered[label]: key for label, key in labels.items() if label in offered}
            kind = "right" if offered is RIGHTS else "ways"
            found.append((kind, tuple(values)))
            return values[chosen(seed, kind, "", tuple(values))]
        return ""  # goes on after danger, and after the answers at the end

    interview(DATES.as_of, LANG, "worker", read=read, write=said.append)
    return found if len(found) == steps else [*found, ("ways", ())]


def in_notebook(seed: int, steps: int, talk: tn.Interview) -> Log:
    """What a cell shows; the next one makes a move that stands there."""
    found: Log = []
    for _ in range(steps):
        page = tn.show(talk, LANG).to_html()
        moves = re.findall(r"<li>(answer|right|go_on)\(&#34;(.*?)&#34;\): ", page)
        kind = {"answer": "question", "right": "right"}.get(moves[0][0], "ways") if moves else "ways"
        said = re.search("<h3>(.*?)</h3>", page)
        fact = QUESTIONS[unescape(said[1])].id if said and kind == "question" else ""
        values = tuple(value for _, value in moves)
        found.append((kind, (fact,) if fact else values))
        if not values:
            break
        value = chosen(seed, kind, fact, values)
        talk = talk.answer(value, unclear=True) if fact else getattr(talk, moves[0][0])(value)
    return found


def in_light_pages(every: Iterable[tuple[tn.Interview, tn.Turn]], place: Path) -> list[str | None]:
    """What the light pages ask in these states, in Node."""
    told = [{"answers": wire.written(talk.answers), "skip": [*talk.skipped], "singles": talk.singles} for talk, _ in every]
    return [each["next"] for each in run({"program": PROGRAM}, told, place)]


@pytest.fixture
def worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows in a state is worked out once for all who show it: whoever is in another one is told something else."""
    found: dict[object, Any] = {}
    whole = machine.next_of

    def next_of(a: Any, about: Any, skipped: Any, *, singles: bool) -> Any:
        answers = a.case.answers
        key = (frozenset(answers.known.items()), frozenset(answers.marks.items()), a.case.dates, about, frozenset(skipped), singles)
        return found[key] if key in found else found.setdefault(key, whole(a, about, skipped, singles=singles))

    monkeypatch.setattr(machine, "next_of", next_of)


@pytest.mark.usefixtures("worked_out_once")
@pytest.mark.parametrize(
    ("persons", "steps"), [(range(1, 3), 12), *(pytest.param(range(n, 100, 4), 16, marks=pytest.mark.deep(20)) for n in range(4))]
)
def test_terminal_service_notebook_and_light_pages_ask_what_the_interview_asks(persons: range, steps: int, tmp_path: Path) -> None:
    every: list[tuple[tn.Interview, tn.Turn]] = []
    first = begun(as_of=DATES.as_of)
    for seed in persons:
        walked = [*states(seed, steps, first)]
        asked = log(walked)
        assert in_terminal(seed, steps) == in_service(seed, steps) == in_notebook(seed, steps, first) == asked
        every += walked[seed % 4 :: 4]  # JavaScript works out all questions for each
    every = [(talk, asked) for talk, asked in every if not (talk.law or talk.unclear)]
    assert in_light_pages(every, tmp_path) == [talk.asked for talk, _ in every]
    assert len(every) > 2 * len(persons)


@pytest.mark.usefixtures("worked_out_once")
@pytest.mark.parametrize("many", [20, pytest.param(1_000, marks=pytest.mark.deep(20))])
def test_service_and_notebook_ask_of_whomever_what_the_interview_asks(many: int) -> None:
    for seed, person in enumerate(people(many, seed=6)):
        known = {name: answer for name, answer in person["answers"].items() if not BOOK.facts[name].judgement}
        moves = [{"fact": name, "answer": answer} for name, answer in known.items()]
        talk = tn.interview_again({"dates": {"as_of": DATES.as_of.isoformat()}, "moves": moves})
        assert in_service(seed, 1, known) == in_notebook(seed, 1, talk) == log(states(seed, 1, talk))
