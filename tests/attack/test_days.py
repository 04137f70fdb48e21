"""Days in an order that cannot be, and what days tell when more of them are known. Tests are named by the number of the fault."""

import itertools
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tunnistus as tn
from tunnistus.commands.main import main
from tunnistus.errors import AnswersRefused, Contradiction, LoadError
from tunnistus.reading.schema import build_book
from tunnistus.reading.strict import read_text
from tunnistus.rules import wire
from tunnistus.rules.answers import Dates, read_answers, set_aside
from tunnistus.rules.orders import beside, in_order, orders_of
from tunnistus.saying.contradictions import contradiction
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source
from tunnistus.testing import answers, population

AS_OF, DAY = date(2026, 11, 24), timedelta(days=1)
EARLY, LATE = date(2026, 10, 1), date(2026, 10, 20)
ORDERS = orders_of(source.book())
SLIP = {"reflection_starts_on": LATE, "reflection_ends_on": EARLY}
DANGER = {"immediate_danger": True, "documents_withheld": True}


def test_24_there_are_orders_of_every_kind() -> None:
    assert ("reflection_starts_on", "reflection_ends_on") in ORDERS
    assert ("recovery_decided_on", "recovery_ends_on") in ORDERS
    assert ("date_of_birth", "unlawful_work_began_on") in ORDERS


@pytest.mark.parametrize("order", ORDERS)
def test_24_days_in_the_wrong_order_contradict_each_other_and_the_same_day_does_not(order: tuple[str, str]) -> None:
    before, after = order
    with pytest.raises(Contradiction) as refused:
        tn.assess({before: LATE, after: EARLY}, as_of=AS_OF)
    assert (refused.value.facts, refused.value.days) == (order, order)
    assert not any(character.isdigit() for character in str(refused.value)), "no day is shown"
    for first in (EARLY, LATE):
        assert read_answers(source.book(), {before: first, after: LATE}, Dates(AS_OF)).given


@pytest.mark.parametrize("order", ORDERS)
def test_24_the_two_days_alone_are_left_open(order: tuple[str, str]) -> None:
    left, found = set_aside(source.book(), {**DANGER, order[1]: EARLY, order[0]: LATE}, Dates(AS_OF))
    assert left == DANGER
    assert [problem.facts for problem in found] == [order]
    with pytest.raises(AnswersRefused) as refused:
        wire.read_checked(source.book(), {order[1]: "2026-10-01", order[0]: "2026-10-20"}, dates=Dates(AS_OF))
    assert (refused.value.code, refused.value.facts) == ("contradiction", order)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("lang", "said"), [("fi", "ei voi olla"), ("sv", "kan inte"), ("en", "cannot be after")])
def test_24_the_page_says_which_day_cannot_be_after_which(order: tuple[str, str], lang: str, said: str) -> None:
    s = Speaker(source.book(), lang)
    lines = contradiction(s, Contradiction.of_days(*order))
    questions = [s.question(s.book.facts[name]) for name in order]
    assert [line.removeprefix("  - ") for line in lines[1:3]] == questions
    assert said in lines[3]
    assert lines[3].index(questions[0]) < lines[3].index(questions[1])


@pytest.mark.parametrize("name", [fact.id for fact in source.book().facts.values() if fact.past])
@pytest.mark.parametrize(("lang", "said"), [("fi", "myöhempi päivä"), ("sv", "dag efter"), ("en", "is a day after")])
def test_24_a_day_that_cannot_lie_ahead_contradicts_the_day_of_the_assessment(name: str, lang: str, said: str) -> None:
    left, (problem,) = set_aside(source.book(), {**DANGER, name: AS_OF + DAY}, Dates(AS_OF))
    assert (left, problem.facts, problem.days) == (DANGER, (name,), ())
    s = Speaker(source.book(), lang)
    head, question = contradiction(s, problem)
    assert said in head
    assert question.removeprefix("  - ") == s.question(s.book.facts[name])


def test_24_danger_and_what_rests_on_the_other_answers_stand_before_the_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "person.yaml"
    path.write_text(
        "as_of: 2026-11-24\nanswers:\n  immediate_danger: true\n  documents_withheld: true\n"
        "  reflection_starts_on: 2026-10-20\n  reflection_ends_on: 2026-10-01\n",
        encoding="utf-8",
    )
    assert main(["assess", str(path), "--lang", "en", "--format", "json"]) == 1
    page, said = capsys.readouterr()
    data = json.loads(page)
    assert {d["rule"]: d["due"] for d in data["decisions"]}["emergency"] == "call_112"
    assert data["next_step"]["floor"] == tn.assess(DANGER, as_of=AS_OF).next_step.floor
    assert "cannot be after" in said
    assert "2026-10" not in said


@given(told=answers("next_step"), learnt=answers("next_step"), days=st.lists(st.integers(-40, 40), min_size=4, max_size=4))
def test_24_one_more_day_never_lowers_the_step(told: dict[str, Any], learnt: dict[str, Any], days: list[int]) -> None:
    """Of all days of periods, one after the other: none takes a step away, or it contradicts."""
    names = ("reflection_ends_on", "reflection_starts_on", "recovery_ends_on", "recovery_decided_on")
    known = {n: a for n, a in told.items() if n not in learnt}
    steps = source.book().rules["next_step"].outcomes
    floor = -1
    for name, day in ((None, 0), *zip(names, days, strict=True)):
        known |= {name: date(2022, 10, 1) + day * DAY} if name else {}
        try:
            now = tn.load("next_step", on=AS_OF).decide(known).floor
        except Contradiction:
            return
        reached = -1 if now is None else steps.index(now)
        assert reached >= floor
        floor = reached


def test_24_columns_refuse_such_a_row_and_decide_the_others() -> None:
    pa = pytest.importorskip("pyarrow")
    from tunnistus import columns

    days = [None, EARLY, LATE]
    rows = [dict(zip(SLIP, pair, strict=True)) for pair in itertools.product(days, days)]
    table = pa.table({name: pa.array([row[name] for row in rows], pa.date32()) for name in SLIP})
    for rule in ("reflect.effects", "reflect.longest", "next_step"):
        found = columns.decide(table, rule, as_of=AS_OF, book=source.book()).to_pylist()
        assert [row["refused"] for row in found] == [row == SLIP for row in rows]
        nothing = found[rows.index(dict.fromkeys(SLIP))]
        refused = found[rows.index(SLIP)]
        assert {**refused, "refused": False} == nothing, "both days count as open"


def test_24_a_rule_that_reads_one_of_the_days_refuses_the_row_as_well() -> None:
    pa = pytest.importorskip("pyarrow")
    from tunnistus import columns

    for before, after in ORDERS:
        assert {*beside(source.book(), before)} >= {after}
    table = pa.table({"date_of_birth": [LATE, EARLY], "unlawful_work_began_on": [EARLY, LATE]})
    found = columns.decide(table, "child_route", as_of=AS_OF).to_pylist()
    assert [row["refused"] for row in found] == [True, False]


def test_24_invented_people_have_their_days_in_order() -> None:
    pytest.importorskip("pyarrow")
    found = 0
    for row in population(400, 1, rules="law/reflection-period", as_of=AS_OF).to_pylist():
        in_order(source.book(), {name: value for name, value in row.items() if value is not None})
        found += sum(row[name] is not None for name in SLIP)
    assert found


@given(given_=answers("law/reflection-period"))
def test_24_so_have_those_of_the_strategies(given_: dict[str, Any]) -> None:
    in_order(source.book(), {name: day for name, day in given_.items() if isinstance(day, date)})


@pytest.mark.parametrize(("before", "allowed"), [("kunta_asked_on", True), ("date_of_birth", False)])
def test_24_an_order_of_others_is_among_their_own_days(before: str, allowed: bool) -> None:
    """Else people who answered a question of ours would be refused by an answer to one of theirs."""
    like = (
        "type: date, theme: kunta, element: context, observers: [document], sensitivity: ordinary, stage: 1, polarity: neutral, "
        "evidence: true, ask: Milloin?, plain: Milloin?, value: '{value}.'"
    )
    days = f"facts:\n  kunta_asked_on: {{{like}}}\n  kunta_told_on: {{{like}, not_before: [{before}]}}\n"
    documents = [read_text("overlay: kunta\nwhose: Kunta\n", name="own.yaml"), read_text(days, name="days.yaml")]
    if allowed:
        assert (before, "kunta_told_on") in orders_of(build_book(documents, source.book()))
        return
    with pytest.raises(LoadError, match="in order with their own days only"):
        build_book(documents, source.book())


# -- 25: what is settled stays settled when one more day is known

PERIODS = (
    (
        "reflection_starts_on",
        "reflection_ends_on",
        "reflect",
        ("interrupt", "effects", "decide_cooperation", "written_notice", "no_appeal"),
    ),
    ("recovery_decided_on", "recovery_ends_on", "recovery", ("interrupt", "no_contact_by_investigators", "tell_police", "transition")),
)


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period[2])
@given(
    decided=st.sampled_from([date(2022, 3, 1), date(2022, 8, 31), date(2022, 10, 2), date(2022, 10, 3), date(2022, 12, 31)]),
    at=st.sampled_from([-1, 0, 1, 29, 30, 31, 89, 90, 91, 92, 180, 183, 184, 185, 300, 500]),
    length=st.sampled_from([0, 1, 28, 29, 30, 31, 89, 90, 91, 180, 184, 185, 300, 400]),
)
def test_25_a_last_day_never_reopens_what_the_first_day_settles(period: Any, decided: date, at: int, length: int) -> None:
    first, last, topic, names = period
    day, days = decided + at * DAY, {first: decided, last: decided + length * DAY}
    for name in (f"{topic}.{each}" for each in names):
        if day in source.book().rules[name].valid:
            rule = tn.load(name, on=day)
            told = [rule.decide({one: days[one]}) for one in days]
            try:
                after = rule.decide(days)
            except Contradiction as problem:
                by_law = (f"{first.split('_')[0]}_longest",), ("recovery_long_before_repeal",)
                if problem.relations not in by_law:
                    raise
                continue
            for before in told:
                assert set(after.possible) <= set(before.possible)
                assert not before.settled or (after.settled, after.due) == (True, before.due)
