"""The light version of the lessons says what the library says: results, contradictions, and which question comes next."""

import itertools
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

import tunnistus as tn
from lessons.light import held
from lessons.light.program import MARKS_AND_VALUES
from tests.training.light import BOOK, DATES, FACTS, PROGRAM, RULES, Person, _drawn, people, run
from tunnistus.deciding.decide import Case, decide_all
from tunnistus.errors import Contradiction
from tunnistus.explaining.assessed import identification, next_question, worth_asking
from tunnistus.explaining.explain import Decision, ask, decisions_of
from tunnistus.explaining.opening import passed_over
from tunnistus.explaining.state import standing
from tunnistus.rules import wire
from tunnistus.rules.answers import Dates, Judged, read_answers, set_aside
from tunnistus.rules.model import LANGUAGES
from tunnistus.trying.replies import reply

WALKS = int(os.environ.get("TUNNISTUS_LIGHT_WALKS", "8"))  # interviews with invented people that go on to their end
MANY = max(5_000, 50 * WALKS)  # people whose results are compared
PARTS = 4  # of the longest comparisons, so that several workers share them


# -- both sides ------------------------------------------------------------------------------------------------------


def light(people: Iterable[Person], tmp_path: Path, data: Any = PROGRAM) -> list[Any]:
    """What JavaScript says of people by some rules."""
    return run({"program": data}, people, tmp_path)


def library(person: Person, dates: Dates = DATES) -> Any:
    """What the library says of a person, in the same form: where something was skipped, what it asks next; else what each rule says."""
    given = {name: _answer(name, answer, dates) for name, answer in person["answers"].items()}
    try:
        answers = read_answers(BOOK, given, dates)
    except Contradiction:
        left, against = set_aside(BOOK, given, dates)
        return {"left": [*left], "against": [[[*each.facts], [*each.relations]] for each in against]}
    case = Case(BOOK, answers, dates)
    return _questions(case, person) if "skip" in person else _results(case)


def _answer(name: str, answer: Any, dates: Dates) -> Any:
    fact = BOOK.facts[name]
    if fact.judgement and answer not in ("maybe", "declined"):
        return Judged(answer, by=fact.judgement.who[0], on=dates.as_of)
    return {"maybe": "MAYBE", "declined": "DECLINED"}.get(answer, answer)


def _results(case: Case) -> dict[str, Any]:
    found = decide_all(case, tuple([rule.id for rule in RULES]), Decision)
    assert all(d.exact and d.counts for d in found.values())
    where = standing(BOOK, case.answers, found["next_step"])
    return {
        "rules": [[d.due, d.floor, d.ceiling, [*d.possible], [*d.options], d.settled] for d in found.values()],
        "standing": [where.state.value, where.declined, [*where.findings], where.safety, where.asked_safety],
    }


def _questions(case: Case, person: Person) -> dict[str, Any]:
    decisions = worth_asking(decisions_of(case, identification(BOOK)))
    every = ask(decisions, case, skip=person["skip"])
    first = next_question(every, case.answers)
    if first is None or not (first.likely or person["singles"]):
        details = ask(decisions, case, skip=person["skip"], details=True) if person["singles"] else ()
        first = next_question([q for q in details if passed_over(BOOK, case.answers, q.fact, person["skip"])], case.answers)
    missing = {d.rule.id: [] if d.settled else [*d.missing] for d in decisions}
    return {"next": first and first.fact, "every": [[q.fact, q.stage, q.likely, q.leads, q.worst] for q in every], "missing": missing}


# -- people ----------------------------------------------------------------------------------------------------------


def story(name: str) -> tuple[dict[str, Any], Dates]:
    """What a story tells of what the light version knows, and its dates; what follows from a day is told itself."""
    told = BOOK.stories[name]
    dates = Dates(date.fromisoformat(told["as_of"]))
    inside = {fact.id for fact in FACTS}
    answers = wire.read(BOOK, told["answers"])
    known = read_answers(BOOK, answers, dates).known
    from_days = {n: known[n] for n in inside if n in known and (by := BOOK.facts[n].derived) and by.by not in MARKS_AND_VALUES}
    return {n: _plain(a) for n, a in {**answers, **from_days}.items() if n in inside}, dates


def _plain(answer: Any) -> Any:
    answer = answer.value if isinstance(answer, Judged) else answer
    return {"MAYBE": "maybe", "DECLINED": "declined"}.get(answer, answer)


def differences(persons: Sequence[Person], found: Sequence[Any], dates: Dates = DATES) -> list[Person]:
    """The people about whom the two differ."""
    assert len(found) == len(persons)
    return [person for person, each in zip(persons, found, strict=True) if each != json.loads(json.dumps(library(person, dates)))]


Step = tuple[dict[str, Any], Any]  # what was answered by then and what was asked in vain, and what the library says


def walked(answer: Callable[[str], Any], given: Person, dates: Dates = DATES) -> Iterator[Step]:
    """Every step of an interview, first the likely questions, then the others.

    Args:
        answer: what the person says to the question about a fact; ``None`` where they do not know.
        given: what is known at the beginning.
    """
    known, skip = {**given}, list[str]()
    for singles in (False, True):
        while True:
            step = {"answers": {**known}, "skip": [*skip], "singles": singles}
            found = library(step, dates)
            yield step, found
            for facts, _ in found.get("against", ()):  # until somebody knows which is right, they are open and not asked again
                skip += [name for name in facts if name in known]
                known = {name: item for name, item in known.items() if name not in facts}
            if "against" in found:
                continue
            if found["next"] is None:
                break
            said = answer(found["next"])
            if said is None:
                skip.append(found["next"])
            else:
                known[found["next"]] = said


# -- results ---------------------------------------------------------------------------------------------------------


def test_results_are_those_of_the_library(tmp_path: Path) -> None:
    persons = [{"answers": {}}, *people(300, seed=1)]
    assert differences(persons, light(persons, tmp_path)) == []


@pytest.mark.deep(30)
def test_results_of_very_many_people_are_those_of_the_library(tmp_path: Path) -> None:
    persons = [*people(MANY, seed=2)]
    assert differences(persons, light(persons, tmp_path)) == []


def test_results_of_the_stories_are_those_of_the_library(tmp_path: Path) -> None:
    """What a story tells beside the facts inside changes nothing."""
    told = [story(name) for name in BOOK.stories]
    found = light([{"answers": answers} for answers, _ in told], tmp_path)
    every = [wire.read(BOOK, BOOK.stories[name]["answers"]) for name in BOOK.stories]
    wanted = [_results(Case(BOOK, read_answers(BOOK, answers, dates), dates)) for answers, (_, dates) in zip(every, told, strict=True)]
    assert found == json.loads(json.dumps(wanted))


# -- questions -------------------------------------------------------------------------------------------------------


def compare(steps: Sequence[Step], tmp_path: Path) -> list[Person]:
    """The steps at which the two differ."""
    found = light([step for step, _ in steps], tmp_path)
    return [step for (step, wanted), each in zip(steps, found, strict=True) if each != json.loads(json.dumps(wanted))]


def walk_of_story(name: str) -> Iterator[Step]:
    """An interview with the person of a story, to the end."""
    told, dates = story(name)
    answers = {n: _answer(n, a, dates) for n, a in told.items()}
    return walked(lambda fact: _plain(reply(BOOK, BOOK.facts[fact], answers, dates)), {}, dates)


def walk_of(seed: int, given: Person) -> Iterator[Step]:
    """An interview with an invented person, who may not know, not want to answer, or contradict themselves."""
    draw = Random(seed)
    yes, marks, unknown = draw.choice((0.02, 0.1, 0.3)), draw.choice((0.0, 0.1, 0.3)), draw.choice((0.0, 0.1, 0.4))
    return walked(lambda fact: None if draw.random() < unknown else _drawn(draw, fact, yes, marks), given)


def test_questions_to_the_person_of_a_story_are_those_of_the_library(tmp_path: Path) -> None:
    steps = [step for name in ("alike_courier", "crime_teen") for step in itertools.islice(walk_of_story(name), 12)]
    assert compare(steps, tmp_path) == []


@pytest.mark.deep
@pytest.mark.parametrize("part", range(PARTS))
def test_questions_on_every_step_of_every_story_are_those_of_the_library(part: int, tmp_path: Path) -> None:
    """Every likely question to every person, and to one in eight also all single ones that a worker may go on with: to all with many walks."""
    steps: list[Step] = []
    for n, name in [*enumerate(BOOK.stories)][part::PARTS]:
        whole = n % 8 == 0 or len(BOOK.stories) <= WALKS
        steps += walk_of_story(name) if whole else itertools.takewhile(lambda step: not step[0]["singles"], walk_of_story(name))
    assert compare(steps, tmp_path) == []


@pytest.mark.deep
@pytest.mark.parametrize("part", range(PARTS))
def test_questions_to_invented_people_are_those_of_the_library(part: int, tmp_path: Path) -> None:
    """Some of a thousand until nothing is left to ask, the others for two questions, with little or much known at the beginning."""
    steps: list[Step] = []
    for seed, person in [*enumerate(people(1_000, seed=3))][part::PARTS]:
        steps += itertools.islice(walk_of(seed, person["answers"]), None if seed < WALKS else 2)
    assert compare(steps, tmp_path) == []


# -- lessons ---------------------------------------------------------------------------------------------------------


@cache
def practice() -> dict[str, Any]:
    return held.practice(BOOK)


def learned(name: str, lang: str, seed: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What somebody chooses who practises with a story, and the screens of the library: read or met, and marked, by chance."""
    draw, lesson = Random(seed), tn.lesson(lang)
    choices: list[list[str]] = [[name]]
    screens = [lesson.to_dict()]
    while lesson.stage != "compared":
        lesson = lesson.take(choices[-1])
        screens.append(lesson.to_dict())
        offered = [value for value, _ in lesson.screen.choices]
        choices.append([value for value in offered if draw.random() < 0.5] if lesson.screen.several else [draw.choice(offered)])
    return {"lang": lang, "choices": choices[:-1]}, screens


def lessons_differ(names: Sequence[str], ways: int, tmp_path: Path) -> list[Any]:
    """Choices after which a screen is another than in the library; a story is told in another language each way."""
    every = [learned(name, LANGUAGES[(n + way) % len(LANGUAGES)], way) for way in range(ways) for n, name in enumerate(names)]
    found = run(practice(), [chosen for chosen, _ in every], tmp_path)
    return [chosen for (chosen, screens), each in zip(every, found, strict=True) if each != json.loads(json.dumps(screens))]


@pytest.mark.deep
def test_screens_of_a_lesson_are_those_of_the_library(tmp_path: Path) -> None:
    assert lessons_differ([*BOOK.stories][::7], 1, tmp_path) == []


@pytest.mark.deep
def test_screens_of_every_story_are_those_of_the_library(tmp_path: Path) -> None:
    assert lessons_differ([*BOOK.stories], len(LANGUAGES), tmp_path) == []


# -- a comparison that can fail --------------------------------------------------------------------------------------


def broken() -> Iterator[tuple[str, Any]]:
    """The rules with one thing wrong in each."""
    step = next(n for n, rule in enumerate(PROGRAM["rules"]) if rule["role"] == "step")
    nodes, results = PROGRAM["rules"][step]["nodes"], PROGRAM["rules"][step]["results"]
    yield "the branches of a fact change places", _with(PROGRAM, ("rules", step, "nodes", 0), nodes[0][::-1])
    yield "results change places", _with(PROGRAM, ("rules", step, "results"), results[::-1])
    yield (
        "nothing stands in relations",
        _with(PROGRAM, ("shared", "groups"), [{**group, "root": 2} for group in PROGRAM["shared"]["groups"]]),
    )
    yield "nothing is derived", {**PROGRAM, "derived": []}
    yield "everything is one circumstance", {**PROGRAM, "kin": [*map(list, itertools.combinations(range(len(FACTS)), 2))]}


def _with(data: Any, way: tuple[Any, ...], item: Any) -> Any:
    """The same data with another item in one place."""
    if not way:
        return item
    at, *rest = way
    made = {**data} if isinstance(data, dict) else [*data]
    made[at] = _with(data[at], tuple(rest), item)
    return made


@pytest.mark.deep
@pytest.mark.parametrize("data", [data for _, data in broken()], ids=[what for what, _ in broken()])
def test_what_is_broken_is_noticed(data: Any, tmp_path: Path) -> None:
    persons = [*people(300, seed=1)]
    assert differences(persons, light(persons, tmp_path, data)) != []


def test_another_order_of_questions_is_noticed(tmp_path: Path) -> None:
    steps = [*itertools.islice(walk_of_story("alike_courier"), 4)]
    facts = [{**fact, "stage": 5 - fact["stage"]} for fact in PROGRAM["facts"]]
    found = light([step for step, _ in steps], tmp_path, {**PROGRAM, "facts": facts})
    assert any(each != json.loads(json.dumps(wanted)) for (_, wanted), each in zip(steps, found, strict=True))
