"""Answers: what is taken, what is refused, and that no message, log or repr ever shows one."""

import traceback
from datetime import date, datetime
from typing import Any

import pytest

from tests.worlds import book, duty, rule
from tunnistus.errors import AnswerError, DateError, JudgementError, TunnistusError, UnknownName
from tunnistus.rules.answers import Answers, Dates, Judged, Mark, read_answers

BOOK = book(rule(f"one: {duty('a')}"))
DAY = Dates(date(2024, 1, 1))
CANARY = "Maija Testi 010190-123A"
REFUSED: dict[str, tuple[dict[str, Any], type[TunnistusError], str]] = {
    "unknown fact": ({"secrit": CANARY}, UnknownName, "secrit: There is no such fact. Did you mean 'secret'?"),
    "number for a boolean": (
        {"a": 0, "secret": CANARY},
        AnswerError,
        "a: The answer is outside the domain of the fact. It takes true or false (True or False in Python), not 1, 0 or a word.",
    ),
    "text for a boolean": ({"a": CANARY}, AnswerError, "a: The answer is outside"),
    "not a member": ({"kind": CANARY}, AnswerError, "It takes one of: red, blue, green."),
    "below the bound": ({"days": -1}, AnswerError, "It takes a whole number from 0 to 1000."),
    "boolean for a number": ({"days": True}, AnswerError, "a whole number"),
    "text for a date": ({"begins": "2024-01-01"}, AnswerError, "a datetime.date"),
    "time for a date": ({"begins": datetime(2024, 1, 1)}, AnswerError, "a datetime.date"),  # noqa: DTZ001
    "judgement without decider": (
        {"judged": True, "kind": "red"},
        JudgementError,
        "it must be said who made it and when. Give Judged(value, by=…, on=…); the judgement is made by: police.",
    ),
    "judgement by nobody known": (
        {"judged": Judged(True, by="polic", on=date(2023, 1, 1))},
        UnknownName,
        "Did you mean 'police'?",
    ),
    "judgement in the future": (
        {"judged": Judged(True, by="police", on=date(2025, 1, 1))},
        DateError,
        "not a date on or before as_of",
    ),
    "judgement long ago": (
        {"judged": Judged(True, by="police", on=date(1599, 12, 31))},
        DateError,
        "too far away",
    ),
    "judgement outside the domain": (
        {"judged": Judged(CANARY, by="police", on=date(2023, 1, 1))},
        AnswerError,
        "outside the domain",
    ),
    "judgement of a plain fact": (
        {"a": Judged(True, by="police", on=date(2023, 1, 1))},
        JudgementError,
        "not a judgement",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_fact_and_its_domain_and_no_answer(name: str) -> None:
    raw, kind, what = REFUSED[name]
    with pytest.raises(kind) as problem:
        read_answers(BOOK, raw, DAY)
    said = "".join(traceback.format_exception_only(problem.value)) + str(problem.value) + repr(problem.value)
    assert what in str(problem.value)
    assert CANARY not in said
    assert "Maija" not in said


def test_marks_stay_open_and_apart() -> None:
    answers = read_answers(BOOK, {"a": "MAYBE", "b": Mark.DECLINED, "c": None, "kind": "MAYBE"}, DAY)
    assert answers.known == {}
    assert answers.marks == {"a": Mark.MAYBE, "b": Mark.DECLINED, "kind": Mark.MAYBE}
    assert answers.given == ("a", "b", "kind")


def test_no_repr_shows_an_answer() -> None:
    from tunnistus.assessment import assess

    answers = read_answers(BOOK, {"kind": "blue", "judged": Judged(True, by="police", on=date(2023, 1, 1))}, DAY)
    assert isinstance(answers, Answers)
    shown = repr(answers) + repr(Judged("blue", by="police", on=date(2023, 1, 1)))
    assessment = assess({"kind": "blue", "a": True}, as_of=date(2024, 1, 1), book=BOOK)
    shown += repr(assessment) + repr(assessment.decisions["r"]) + repr(assessment.case)
    assert "blue" not in shown
    assert "secret" not in shown


@pytest.mark.parametrize(("dates", "where"), [
    ({"as_of": "2024-01-01"}, "as_of"), ({"as_of": None}, "as_of"), ({"as_of": date(2024, 1, 1), "act_from": date(2024, 1, 2)}, "act_from"),
    ({"as_of": date(2024, 1, 1), "act_from": date(2023, 1, 2), "act_to": date(2023, 1, 1)}, "act_to"),
    ({"as_of": date(2024, 1, 1), "applied_on": date(2024, 1, 2)}, "applied_on"), ({"as_of": datetime(2024, 1, 1)}, "as_of"),  # noqa: DTZ001
])  # fmt: skip
def test_impossible_dates_are_refused(dates: dict[str, Any], where: str) -> None:
    with pytest.raises(DateError) as problem:
        Dates(**dates)
    assert problem.value.where == where
