"""The next question alone is the first of all questions: what is worked out one by one is what is worked out at once, in the same order."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from random import Random
from typing import Any

import pytest

import tunnistus as tn
from tests.effort import first_fast
from tunnistus import testing
from tunnistus.explaining import asking
from tunnistus.explaining.asking import SoFar
from tunnistus.explaining.assessed import Assessed, identification, in_turn, next_question
from tunnistus.explaining.interview import next_of
from tunnistus.explaining.opening import passed_over
from tunnistus.rules.answers import Mark

BOOK = tn.book()
DAY = date(2026, 11, 24)
SHARES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)  # of what is known of an invented person, so much was answered so far
ABOUT = identification(BOOK)


def states(number: int, seed: int) -> Iterator[tuple[Assessed, list[str]]]:
    """Invented people of whom more or less is known, some of it perhaps or declined, and what was asked without an answer."""
    draw = Random(seed)
    for person in testing.population(number, seed, rules=list(BOOK.rules), as_of=DAY).to_pylist():
        share = draw.choice(SHARES)
        answers: dict[str, Any] = {n: item for n, item in person.items() if item is not None and draw.random() < share}
        marked = {n: draw.choice([*Mark]) for n in answers if draw.random() < 0.1}
        yield tn.assess(answers | marked, as_of=DAY), [n for n in draw.sample([*BOOK.facts], 3) if n not in answers]


def slow(a: Assessed, about: tuple[str, ...] | None, skip: list[str], *, singles: bool) -> tn.Question | None:
    """The next question of an interview, from all questions."""
    likely = next_question(a.ask(only=about, skip=skip), a.case.answers)
    if (likely is not None and likely.likely) or not singles:
        return likely if likely is not None and likely.likely else None
    every = [q for q in a.ask(only=about, skip=skip, details=True) if passed_over(BOOK, a.case.answers, q.fact, skip)]
    return likely or next_question(every, a.case.answers)


@pytest.mark.parametrize("seed", [pytest.param(n, marks=pytest.mark.deep(25)) if n else n for n in range(6)])
def test_the_next_question_is_the_first_of_all_that_are_worked_out_at_once(seed: int) -> None:
    for a, skip in states(100 if seed else 12, seed):
        assert (*in_turn(a),) == a.ask()
        for about in (ABOUT, None):
            for details in (False, True):
                every = a.ask(only=about, skip=skip, details=details)
                assert (*in_turn(a, only=about, skip=skip, details=details),) == every
            for singles in (False, True):
                assert next_of(a, about, skip, singles=singles) == slow(a, about, skip, singles=singles)


@pytest.mark.parametrize("seed", first_fast(range(3, 8)))
def test_for_the_next_question_few_answers_are_looked_ahead_of(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    placed = asking._Ranking.placed
    monkeypatch.setattr(asking._Ranking, "placed", lambda self, name: looked.append(name) or placed(self, name))
    for a, _ in states(8, seed):
        every = a.ask(only=ABOUT)
        all_of_them = len(looked)
        looked.clear()
        first = [*islice(in_turn(a, only=ABOUT), 1)]
        assert first == [*every[:1]]
        assert len(looked) <= all_of_them
        if all_of_them > 100:
            assert len(looked) < all_of_them / 2
        looked.clear()


def test_questions_that_several_readers_go_through_are_worked_out_once() -> None:
    made: list[int] = []

    def questions() -> Iterator[Any]:
        for n in range(4):
            made.append(n)
            yield n

    so_far = SoFar(questions())
    assert [*islice(so_far, 2)] == [0, 1]
    assert made == [0, 1]
    assert [*zip(so_far, so_far, strict=True)] == [(n, n) for n in range(4)]
    assert [*so_far] == made == [0, 1, 2, 3]
