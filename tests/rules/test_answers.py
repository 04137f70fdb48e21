"""Answers: what is taken, what is refused, and that no message, log or repr ever shows one."""

import itertools
import traceback
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.worlds import book, duty, rule
from tunnistus.errors import AnswerError, DateError, JudgementError, TunnistusError, UnknownName
from tunnistus.limits import FIRST_DAY, LAST_DAY
from tunnistus.rules.answers import Answers, Dates, Judged, Mark, checked, read_answers
from tunnistus.rules.model import Fact
from tunnistus.shipping import source

BOOK = book(rule(f"one: {duty('a')}"))
DAY = Dates(date(2024, 1, 1))
CANARY = "Maija Testi 010190-123A"
REFUSED: dict[str, tuple[dict[str, Any], type[TunnistusError], str]] = {
    "unknown fact": ({"secrit": CANARY}, UnknownName, "secrit: There is no such fact. Did you mean 'secret'?"),
    "unknown fact whose name shows nothing": ({"\u3164": CANARY}, UnknownName, "answers: There is no such fact."),
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


class Word(str):
    """Text of another class."""


def closely(fact: Fact, answer: Any) -> Any:
    """What an answer is, when it is looked at without any table: its value or mark, or the error that refuses it."""
    if isinstance(answer, str) and answer in ("MAYBE", "DECLINED"):
        return Mark(answer)
    if fact.judgement:
        return "This is a judgement: it must be said who made it and when."
    try:
        value: Any = checked(fact, answer)
    except AnswerError as problem:
        return str(problem.what)
    return "The answer is a day after as_of, which this fact cannot have." if fact.past and value > DAY.as_of else value


SHIPPED = source.book().facts
KINDS = {(f.type, f.values, f.low, f.high, f.decimals, f.past, f.judgement is None): f.id for f in SHIPPED.values()}
LIMITS = [edge + step for f in SHIPPED.values() for edge in (f.low, f.high) if isinstance(edge, int) for step in (-1, 0, 1)]
DAYS = [DAY.as_of, DAY.as_of + timedelta(days=1), FIRST_DAY, LAST_DAY, date.min, date.max, datetime(2024, 1, 1)]  # noqa: DTZ001
ODD = [
    True, False, 0, 1, 1.0, 0.5, Decimal(1), Decimal("1.25"), float("nan"), 10**18, -(10**18), 10**18 - 1, 1 - 10**18, "", "true", "MAYBE",
    "DECLINED", *Mark, Word("MAYBE"), "maybe", [], {}, (), object(), None.__class__, b"x", *LIMITS, *DAYS,
]  # fmt: skip


@pytest.mark.parametrize("name", KINDS.values())
def test_what_is_read_by_table_is_what_is_checked_closely(name: str) -> None:
    fact = SHIPPED[name]
    for answer in [*ODD, *fact.values, *map(Word, fact.values), *[v + "x" for v in fact.values]]:
        try:
            read = read_answers(source.book(), {name: answer}, DAY)
            found: Any = read.known.get(name, read.marks.get(name))
        except AnswerError as problem:
            found = str(problem.what)
        wanted = closely(fact, answer)
        assert (type(found), found) == (type(wanted), wanted), type(answer)


def test_the_first_fact_of_the_vocabulary_that_is_wrong_is_told_whatever_the_order_of_answers() -> None:
    wrong = {"begins": CANARY, "kind": 1, "a": 0, "judged": True}
    for names in itertools.permutations(wrong):
        with pytest.raises(AnswerError) as problem:
            read_answers(BOOK, {name: wrong[name] for name in names}, DAY)
        assert problem.value.where == min(wrong, key=lambda n: BOOK.facts[n].order)
        with pytest.raises(UnknownName, match=r"^no_such: There is no such fact"):
            read_answers(BOOK, {**{name: wrong[name] for name in names}, "no_such": True, "nor_this": True}, DAY)


def test_a_key_that_equals_the_name_of_a_fact_and_is_no_text_is_no_name() -> None:
    class Same:
        def __hash__(self) -> int:
            return hash("kind")

        def __eq__(self, other: object) -> bool:
            return other == "kind"

    assert read_answers(BOOK, {Word("kind"): "red"}, DAY).known == {"kind": "red"}
    with pytest.raises(UnknownName, match=r"^answers: The name of a fact must be text"):
        read_answers(BOOK, {Same(): "red"}, DAY)  # type: ignore[dict-item]


def test_answers_that_were_read_are_not_those_that_were_given() -> None:
    given = {"a": True, "b": False}
    read = read_answers(BOOK, given, DAY)
    given["a"] = False
    assert read.known["a"] is True


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
