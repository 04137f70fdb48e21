"""One more sign, perhaps or finding never lowers the next step, whichever engine decides that can: for "cel" the completions are too many."""

import random
from datetime import date
from typing import Any

import pytest

from tests.engines import ENGINES
from tests.gate import asked_facts, cell_values, reached_rules
from tunnistus.deciding.decide import Case
from tunnistus.rules.answers import Dates, Judged, read_answers
from tunnistus.rules.model import Fact
from tunnistus.shipping import source

BOOK = source.book()
DATES = Dates(date(2026, 11, 24))
STEPS = BOOK.rules["next_step"].outcomes
FACTS = [BOOK.facts[n] for n in asked_facts(BOOK, reached_rules(BOOK, "next_step"))]
ALONE = [f for f in FACTS if f.type != "date" and f.id != "age_under_18"]


def added(fact: Fact, dice: random.Random) -> Any:
    """A sign that is seen, perhaps seen, or a finding, whatever its value."""
    if fact.type == "bool" and not fact.judgement and dice.random() < 0.3:
        return "MAYBE"
    item = fact.polarity != "reassuring" if fact.type == "bool" else dice.choice(cell_values(BOOK, fact.id))
    return Judged(item, by=fact.judgement.who[0], on=date(2020, 1, 1)) if fact.judgement else item


def courses(seed: int) -> list[dict[str, Any]]:
    """Answers of one person, more from one to the next: signs, perhapses and findings."""
    dice = random.Random(seed)
    first = {f.id: f.polarity == "reassuring" for f in dice.sample(ALONE, 40) if f.type == "bool" and not f.judgement}
    found = [first]
    for fact in dice.sample([f for f in ALONE if f.id not in first], 8):
        found.append({**found[-1], fact.id: added(fact, dice)})
    return found


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(n, marks=[pytest.mark.deep] if n in ("arrow", "dated", "held", "together", "earlier") else [])
        for n in ENGINES
        if n != "cel"
    ],
)
def test_one_more_sign_perhaps_or_finding_never_lowers_the_step(name: str) -> None:
    engine = ENGINES[name]()
    engine.prepare(BOOK)
    rose = told = 0
    for seed in range(6):
        floor = -1
        for answers in courses(seed):
            got = engine.decide(Case(BOOK, read_answers(BOOK, answers, DATES), DATES), "next_step")
            if got is not None and "floor" in got:
                step = STEPS.index(got["floor"]) if got["floor"] else -1
                assert step >= floor, (seed, answers)
                rose, told, floor = rose + (step > floor), told + 1, step
    assert rose >= 10
    assert told >= 50
