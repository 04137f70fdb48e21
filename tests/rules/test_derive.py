"""Derived facts and the calendar: what they read, in which order, and what they make of marks and missing inputs."""

from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import FACT, FACTS, duty, rule
from tests.worlds import book as small
from tunnistus.errors import AnswerError, Contradiction
from tunnistus.rules.answers import Answers, Dates, Mark, read_answers
from tunnistus.rules.calendar import Length, add
from tunnistus.rules.derive import (
    DATES,
    PLAIN,
    REGISTRY,
    SIGNATURES,
    Counted,
    Inputs,
    derivations_of,
    derived,
    inputs_of,
    kin_of,
    of_values,
)
from tunnistus.rules.model import Book
from tunnistus.shipping import source

HINTS = ("threats_of_violence", "threats_to_family", "hint")
DAY = date(2024, 1, 1)


def fact(name: str, by: str, *inputs: str, asked: bool = False, counts: str = "") -> str:
    lines = [line for line in FACT.format(name=name).splitlines() if asked or not line.strip().startswith(("ask:", "plain:"))]
    return "\n".join(lines) + f"\n    derived: {{by: {by}, from: [{', '.join(inputs)}]{counts}}}\n"


def minor(name: str, *, asked: bool = False) -> str:
    return fact(name, "younger", "begins", "as_of", asked=asked, counts=", with: [{years: 18}]")


# The derived facts stand before what they read.
DERIVED = (
    fact("may_be_child", "may_be_child", "age_under_18")
    + fact("two_perhaps", "two_maybe", *HINTS)
    + fact("one_perhaps", "one_maybe", *HINTS)
    + minor("age_under_18", asked=True)
    + "".join(FACT.format(name=n) + ("    one_with: [threats_of_violence]\n" if n == "threats_to_family" else "") for n in HINTS)
)
BOOK: Book = small(rule("one: " + duty("may_be_child")), facts=FACTS + DERIVED)


def read(answers: Mapping[str, Any], day: date = DAY) -> Answers:
    return read_answers(BOOK, answers, Dates(day))


def known(answers: Mapping[str, Any], day: date = DAY) -> dict[str, Any]:
    return {n: v for n, v in read(answers, day).known.items() if n not in answers}


def test_an_age_is_derived_on_the_day_and_what_reads_it_after_it() -> None:
    born = date(2006, 1, 2)
    assert known({"begins": born}, date(2024, 1, 1)) == {"age_under_18": True, "may_be_child": True}
    assert known({"begins": born}, date(2024, 1, 2)) == {"age_under_18": False, "may_be_child": False}
    assert known({}) == {}


def test_a_doubt_about_the_age_makes_a_possible_child_and_no_age() -> None:
    assert known({"age_under_18": Mark.MAYBE}) == {"may_be_child": True}
    assert known({"age_under_18": Mark.DECLINED}) == {}
    assert known({"age_under_18": False}) == {"may_be_child": False}


def test_an_answer_against_its_inputs_is_refused_and_one_with_them_is_not() -> None:
    assert known({"begins": date(2000, 1, 1), "age_under_18": False}) == {"may_be_child": False}
    with pytest.raises(Contradiction) as refused:
        read({"begins": date(2000, 1, 1), "age_under_18": True})
    assert (refused.value.what, refused.value.where, refused.value.todo, refused.value.facts) == (
        "These answers cannot be true together.", "begins, age_under_18", "Correct one of them, or leave them open.", ("begins", "age_under_18"),
    )  # fmt: skip
    with pytest.raises(AnswerError):
        read({"age_under_18": True, "may_be_child": False})


@pytest.mark.parametrize(("maybe", "unmet", "found"), [
    (("threats_of_violence", "hint"), (), True),
    (("threats_to_family", "hint"), (), True),
    (("threats_of_violence", "threats_to_family"), ("hint",), False),
    (("threats_of_violence", "threats_to_family"), (), None),
    (("hint",), ("threats_of_violence", "threats_to_family"), False),
    (("hint",), ("threats_of_violence",), None),
    ((), HINTS, False),
    ((), (), None),
])  # fmt: skip
def test_two_doubts_count_by_question(maybe: tuple[str, ...], unmet: tuple[str, ...], found: bool | None) -> None:
    answers = dict.fromkeys(maybe, Mark.MAYBE) | dict.fromkeys(unmet, False)
    assert known(answers).get("two_perhaps") is found


def test_a_declined_question_is_no_doubt_and_stays_none() -> None:
    declined = {"threats_of_violence": Mark.DECLINED, "threats_to_family": Mark.DECLINED}
    assert known({**declined, "hint": Mark.MAYBE}) == {"two_perhaps": False, "one_perhaps": True}
    assert known({**declined, "hint": False}) == {"two_perhaps": False, "one_perhaps": False}
    assert known(declined).get("one_perhaps") is None, "the one that is not answered can still be a perhaps"


@pytest.mark.parametrize(("maybe", "unmet", "found"), [
    (("broad", "behind"), (), None),
    (("broad", "behind"), ("hint", "other"), False),
    (("broad", "hint"), (), True),
    (("behind", "other"), (), True),
    (("broad",), ("hint",), None),
    (("broad",), ("hint", "other"), False),
])  # fmt: skip
def test_a_broad_question_and_one_behind_it_are_one_circumstance(
    maybe: tuple[str, ...], unmet: tuple[str, ...], found: bool | None
) -> None:
    names = ("broad", "behind", "other", "hint")
    marks, values = dict.fromkeys(maybe, "MAYBE"), dict.fromkeys(unmet, False)
    kin = {"broad": frozenset({"behind", "other"}), "behind": frozenset({"broad"}), "other": frozenset({"broad"})}
    assert REGISTRY["two_maybe"](Inputs(names, values, marks, Dates(DAY), kin)) is found


def test_facts_in_relations_are_one_circumstance_also_through_a_third() -> None:
    facts = FACTS + "".join(FACT.format(name=n) for n in ("p", "q", "apart")) + fact("two_perhaps", "two_maybe", "p", "q", "apart")
    related = "\nrelations:\n" + "".join(
        f"  {one}_means_hub: {{if: {{fact: {one}, is: true}}, then: {{fact: hub, is: true}}, because: Kaksi nimeä.}}\n" for one in "pq"
    )
    made = small(rule("one: " + duty("two_perhaps")), facts=facts + FACT.format(name="hub") + related)
    assert kin_of(made)["p"] == {"q", "hub"}
    for maybe, found in ((("p", "q"), False), (("p", "apart"), True), (("q", "apart"), True)):
        answers = dict.fromkeys(("p", "q", "apart"), Mark.DECLINED) | dict.fromkeys(maybe, Mark.MAYBE)
        assert read_answers(made, answers, Dates(DAY)).known["two_perhaps"] is found


@pytest.mark.parametrize("mark", [None, Mark.MAYBE, Mark.DECLINED])
def test_a_contradiction_names_answers_also_where_a_derived_fact_has_a_mark(mark: Mark | None) -> None:
    related = "\nrelations:\n  one: {if: {fact: a, is: true}, then: {fact: age_under_18, is: false}, because: Vain aikuinen.}\n"
    made = small(rule("one: " + duty("a")), facts=FACTS + minor("age_under_18", asked=True) + related)
    with pytest.raises(Contradiction) as refused:
        read_answers(made, {"a": True, "begins": date(2020, 1, 1)} | ({"age_under_18": mark} if mark else {}), Dates(DAY))
    assert (refused.value.facts, refused.value.relations) == (("a", "begins"), ("one",))


def test_a_contradiction_names_the_answer_from_which_an_input_follows_and_the_relation() -> None:
    related = "\nrelations:\n  one: {if: {fact: secret, is: false}, then: {fact: age_under_18, is: false}, because: Vain lapsi.}\n"
    derived_ = fact("may_be_child", "may_be_child", "age_under_18", asked=True) + FACT.format(name="age_under_18")
    made = small(rule("one: " + duty("a")), facts=FACTS + derived_ + related)
    with pytest.raises(Contradiction) as refused:
        read_answers(made, {"secret": False, "may_be_child": True}, Dates(DAY))
    assert (refused.value.facts, refused.value.relations) == (("secret", "may_be_child"), ("one",))  # in the order of the file


def test_a_function_reads_only_what_it_declares() -> None:
    inputs = Inputs(("a", "as_of"), {"a": 1, "b": 2, "as_of": 3}, {"a": "MAYBE", "b": "MAYBE"}, Dates(DAY))
    assert (inputs.value("a"), inputs.value("as_of"), inputs.maybe("a"), inputs.maybe("as_of")) == (1, DAY, True, False)
    assert not Inputs(("a",), {}, {"a": "DECLINED"}, Dates(DAY)).maybe("a")
    for read_it in (inputs.value, inputs.maybe):
        with pytest.raises(AssertionError, match=r"^b is not a declared input"):
            read_it("b")


def test_functions_are_registered_under_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunnistus.rules.derive.REGISTRY", dict(REGISTRY))
    monkeypatch.setattr("tunnistus.rules.derive.PLAIN", dict(PLAIN))
    monkeypatch.setattr("tunnistus.rules.derive.SIGNATURES", dict(SIGNATURES))
    from tunnistus.rules import derive

    def one(inputs: Inputs) -> bool:
        return inputs.maybe("a")

    def larger(a: int, b: int) -> bool:
        return a > b

    assert derived("bool", gives="bool")(one) is one
    assert of_values("number", "number", gives="bool")(larger) is larger
    assert derive.SIGNATURES["larger"] == derive.Signature(("number", "number"), "bool")
    assert (derive.REGISTRY["one"], derive.PLAIN["larger"]) == (one, larger)
    whole = derive.REGISTRY["larger"]
    assert [whole(Inputs(("a", "b"), {"a": a, "b": 2}, {}, Dates(DAY))) for a in (1, 3)] == [False, True]
    assert whole(Inputs(("b", "a"), {"a": 1, "b": 2}, {}, Dates(DAY))) is True
    assert whole(Inputs(("a", "b"), {"a": 1}, {}, Dates(DAY))) is None


def test_derived_facts_are_put_in_order_once() -> None:
    made = derivations_of(BOOK)
    assert made.order == ("age_under_18", "may_be_child", "two_perhaps", "one_perhaps")
    read({"begins": DAY})
    assert derivations_of(BOOK) is made


@pytest.mark.parametrize(("answers", "asked"), [
    ({}, ["today_is_day"]),
    ({"a": True, "kind": "red"}, ["today_is_day"]),
    ({"hint": None}, ["today_is_day"]),
    ({"begins": DAY}, ["age_under_18", "may_be_child", "today_is_day"]),
    ({"age_under_18": Mark.MAYBE}, ["may_be_child", "today_is_day"]),
    ({"hint": False, "a": True}, ["two_perhaps", "one_perhaps", "today_is_day"]),
])  # fmt: skip
def test_only_what_hangs_on_an_answer_or_on_days_alone_is_derived(
    answers: dict[str, Any], asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = small(rule("one: " + duty("a")), facts=FACTS + DERIVED + fact("today_is_day", "not_after", "as_of", "applied_on"))
    names = {f.id: f.derived.by for f in made.facts.values() if f.derived}
    calls: list[str] = []

    def counting(name: str) -> Any:
        function = REGISTRY[names[name]]
        return lambda inputs: calls.append(name) or function(inputs)

    monkeypatch.setattr("tunnistus.rules.derive.REGISTRY", {by: counting(name) for name, by in names.items()})
    monkeypatch.setattr("tunnistus.rules.derive.PLAIN", {})
    read_answers(made, answers, Dates(DAY, applied_on=DAY))
    assert calls == asked


def amounts_of(by: str) -> tuple[Length | date, ...]:
    return tuple(Length(days=30) if kind == "length" else DAY for kind in SIGNATURES[by].counts)


MAYBE_DAYS = st.none() | st.dates(date(2000, 1, 1), date(2026, 11, 24))


@pytest.mark.parametrize("by", [by for by, made in SIGNATURES.items() if not {*made.takes} <= {*DATES}])
@given(days=st.fixed_dictionaries(dict.fromkeys(DATES, MAYBE_DAYS)), many=st.integers(1, 3))
def test_nothing_is_derived_while_nothing_is_known_of_any_fact(by: str, days: dict[str, Any], many: int) -> None:
    takes = SIGNATURES[by].takes
    names = tuple(
        kind if kind in DATES else f"fact {n}" for n, kind in enumerate((*takes, *takes[-1:] * (many if SIGNATURES[by].more else 0)))
    )
    clock = SimpleNamespace(**{**days, "as_of": days["as_of"] or DAY})
    assert REGISTRY[by](Inputs(names, {}, {}, clock, amounts=amounts_of(by))) is None


def test_a_derived_fact_without_a_question_is_asked_by_its_inputs() -> None:
    assert inputs_of(BOOK, "a") == ("a",)
    assert inputs_of(BOOK, "age_under_18") == ("age_under_18",)
    assert inputs_of(BOOK, "may_be_child") == ("age_under_18",)
    assert inputs_of(BOOK, "two_perhaps") == HINTS
    unasked = small(rule("one: " + duty("adult")), facts=FACTS + minor("adult"))
    assert inputs_of(unasked, "adult") == ("begins",)


def test_calendar_lengths_are_added_unit_by_unit() -> None:
    day = date(2024, 1, 31)
    assert add(day, Length(days=1)) == date(2024, 2, 1)
    assert add(day, Length(months=1)) == date(2024, 2, 29)
    assert add(day, Length(years=1)) == date(2025, 1, 31)
    assert add(date(2024, 2, 29), Length(days=1, months=1, years=1)) == date(2025, 3, 30)


# -- ages --------------------------------------------------------------------------------------------------------

SOME_DAY = st.dates(date(1990, 1, 1), date(2026, 11, 24))
MAYBE_DAY = st.none() | SOME_DAY
AGES = {f.id: f for f in source.book().facts.values() if f.derived and "date_of_birth" in f.derived.inputs}


def age(name: str, born: date | None, as_of: date, **days: date | None) -> Any:
    """What an age fact is, of a date of birth and days: those of the decision and others that are facts."""
    made = AGES[name].derived
    assert made
    known: dict[str, Any] = {n: d for n, d in {"date_of_birth": born, **days}.items() if n in made.inputs and d and n not in DATES}
    clock = Dates(as_of, **{n: d for n, d in days.items() if n in DATES})
    counted = Counted.of(source.book(), made)
    told = REGISTRY[made.by](Inputs(made.inputs, known, {}, clock, amounts=counted.amounts(clock)))
    return counted.members.get(told, told)


@given(SOME_DAY, st.lists(SOME_DAY, min_size=4, max_size=4).map(sorted), st.lists(st.booleans(), min_size=3, max_size=3))
def test_an_age_that_is_told_holds_on_every_day_that_an_open_day_can_be(born: date, days: list[date], told: list[bool]) -> None:
    """What is told while a day is open is what every day that it can be would give; nothing is told of what is not known to have happened."""
    as_of = days[3]
    first, last, applied = (day if there else None for day, there in zip(days, told, strict=False))
    given_days = {"act_from": first, "act_to": last, "applied_on": applied, "unlawful_work_began_on": first}
    for name in AGES:
        said = age(name, born, as_of, **given_days)
        if said is None or name == "child_age_at_application_and_decision":
            continue
        for low, high in ((a, b) for a in (born, as_of, days[0]) for b in (born, as_of, days[1])):
            full = {**given_days, "act_from": first or low, "act_to": last or high, "unlawful_work_began_on": first or low}
            if full["act_from"] <= full["act_to"] <= as_of:  # type: ignore[operator]
                assert age(name, born, as_of, **full) in (said, None)


@given(SOME_DAY, st.lists(SOME_DAY, min_size=3, max_size=3).map(sorted))
def test_deeds_are_told_as_done_at_an_age_only_if_every_day_of_them_was(born: date, days: list[date]) -> None:
    first, last, as_of = days
    for name, years in (("under_18_at_offence", 18), ("under_15_at_offence", 15)):
        ends = {day < add(born, Length(years=years)) for day in (first, last)}
        assert age(name, born, as_of, act_from=first, act_to=last) == (ends.pop() if len(ends) == 1 else None)


@given(SOME_DAY, MAYBE_DAY, MAYBE_DAY, SOME_DAY)
def test_no_age_is_told_without_a_date_of_birth_nor_of_a_deed_work_or_application_that_nobody_dated(
    born: date, first: date | None, last: date | None, as_of: date
) -> None:
    days = {n: min(d, as_of) if d else None for n, d in (("act_from", first), ("act_to", last), ("applied_on", first))}
    if days["act_from"] and days["act_to"]:
        days["act_from"], days["act_to"] = sorted((days["act_from"], days["act_to"]))
    assert {name: age(name, None, as_of, **days) for name in AGES} == dict.fromkeys(AGES)
    undated = {n for n in AGES if n not in ("age_under_18", "turned_12", "turned_15")}
    assert {name: age(name, born, as_of) for name in undated} == dict.fromkeys(undated)


@given(SOME_DAY, SOME_DAY, MAYBE_DAY, MAYBE_DAY, MAYBE_DAY)
def test_ages_of_one_date_of_birth_never_contradict_each_other(
    born: date, as_of: date, one: date | None, two: date | None, applied: date | None
) -> None:
    first, last, applied_on = (min(day, as_of) if day else None for day in (one, two, applied))
    if first and last:
        first, last = sorted((first, last))
    dates = Dates(as_of, first, last, applied_on)
    born = min(born, as_of)
    found = read_answers(source.book(), {"date_of_birth": born}, dates).known
    assert {n: v for n, v in found.items() if n in AGES} == {
        n: v for n in AGES if (v := age(n, born, as_of, act_from=first, act_to=last, applied_on=applied_on)) is not None
    }


@pytest.mark.parametrize(("name", "days", "found"), [
    ("turned_12", {"as_of": date(2022, 3, 1)}, False),
    ("turned_12", {"as_of": date(2022, 3, 2)}, True),
    ("turned_15", {"as_of": date(2025, 3, 1)}, False),
    ("turned_15", {"as_of": date(2025, 3, 2)}, True),
    ("under_18_at_offence", {"act_from": date(2026, 1, 1), "act_to": date(2028, 3, 1)}, True),
    ("under_18_at_offence", {"act_from": date(2028, 3, 1), "act_to": date(2028, 3, 2)}, None),
    ("under_18_at_offence", {"act_from": date(2028, 3, 2), "act_to": date(2028, 3, 2)}, False),
    ("under_18_at_offence", {"act_from": date(2028, 3, 2)}, False),
    ("under_18_at_offence", {"act_from": date(2028, 3, 1)}, None),
    ("under_18_at_offence", {"act_from": date(2026, 1, 1), "as_of": date(2028, 3, 1)}, True),
    ("under_18_at_offence", {"act_to": date(2028, 3, 1)}, True),
    ("under_18_at_offence", {"act_to": date(2028, 3, 2)}, None),
    ("under_15_at_offence", {"act_from": date(2025, 3, 1), "act_to": date(2025, 3, 1)}, True),
    ("under_15_at_offence", {"act_from": date(2025, 3, 2)}, False),
    ("under_18_while_working", {"unlawful_work_began_on": date(2028, 3, 2)}, False),
    ("under_18_while_working", {"unlawful_work_began_on": date(2028, 3, 1)}, True),
    ("under_18_while_working", {"unlawful_work_began_on": date(2027, 1, 1), "as_of": date(2028, 3, 1)}, True),
    ("child_age_at_application_and_decision", {"applied_on": date(2028, 3, 2)}, "adult"),
    ("child_age_at_application_and_decision", {"applied_on": date(2028, 3, 1)}, "minor_at_application_only"),
    ("child_age_at_application_and_decision", {"applied_on": date(2028, 3, 1), "as_of": date(2028, 3, 1)}, "minor_at_both"),
])  # fmt: skip
def test_an_age_turns_on_the_birthday(name: str, days: dict[str, date], found: Any) -> None:
    assert age(name, date(2010, 3, 2), **{"as_of": date(2030, 1, 1), **days}) == found
