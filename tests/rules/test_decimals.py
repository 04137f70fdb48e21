"""Numbers with decimals: what goes in comes out, in the same order, and every engine draws the line at the same value."""

import itertools
import json
from datetime import date
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines import engines
from tests.rules.pay import WORDS, world
from tests.worlds import FACTS, book, decided, duty, rule
from tunnistus.commands.interview import _free, interview
from tunnistus.deciding.decide import Case
from tunnistus.errors import AnswerError, LoadError, TunnistusError
from tunnistus.limits import MAX_DIGITS
from tunnistus.reading import canon
from tunnistus.reading.findings import Witness, cases_yaml
from tunnistus.reading.strict import read_text
from tunnistus.rules.answers import Dates, Judged, checked, read_answers
from tunnistus.rules.decimals import bound, fitted, plain, readings, scaled, written
from tunnistus.rules.model import Book, Fact, Span, Test
from tunnistus.saying.facts import fact_data
from tunnistus.saying.speaker import Speaker
from tunnistus.trying.mutants import mutants

DAY = Dates(date(2024, 1, 1))


def known(value: Any, fact: str = "pay", of: Book | None = None) -> Any:
    return read_answers(of or world(), {fact: value}, DAY).known[fact]


@st.composite
def values(draw: st.DrawFn) -> tuple[int, Decimal]:
    """Decimals from 1 to 4, and a number that has no more, of up to all the digits that there may be."""
    decimals = draw(st.integers(1, 4))
    parts = draw(st.integers(1 - 10**MAX_DIGITS, 10**MAX_DIGITS - 1) | st.integers(-2000, 2000))
    return decimals, Decimal((int(parts < 0), tuple(map(int, str(abs(parts)))), -decimals))


def free(decimals: int) -> Fact:
    return Fact("f", "number", "t", 0, decimals=decimals)


# -- in and out ----------------------------------------------------------------------------------------------------


@given(values(), st.integers(0, 3))
def test_every_way_in_gives_the_same_and_every_way_out_leads_back(made: tuple[int, Decimal], zeros: int) -> None:
    decimals, value = made
    fact = free(decimals)
    ways = [value, Decimal(f"{value:f}{'0' * zeros}"), value.normalize(Context(prec=40)), float(value)]
    ways += [int(value)] if value == int(value) else []
    found = [checked(fact, way) for way in ways]
    assert {str(v) for v in found} == {str(fitted(value, decimals))}
    assert checked(fact, json.loads(json.dumps(plain(found[0])))) == value
    assert checked(fact, read_text(f"a: {written(found[0])}\n", name="x").data["a"]) == value
    for text in (written(found[0]), written(found[0]).replace(".", ",")):
        assert value in readings(text)
        assert len(readings(text)) == 1 or text[-4] in ".,"
    assert Decimal(scaled(found[0], decimals)) == value * 10**decimals


@given(values(), values())
def test_order_is_kept(one: tuple[int, Decimal], two: tuple[int, Decimal]) -> None:
    decimals = max(one[0], two[0])
    pair = [v if abs(v) < bound(decimals) else Decimal(0) for _, v in (one, two)]
    exact = list(map(Fraction, pair))
    for way in (Decimal, float):
        a, b = (checked(free(decimals), way(v)) for v in pair)
        assert (a < b, a == b) == (exact[0] < exact[1], exact[0] == exact[1])
        assert (scaled(a, decimals) < scaled(b, decimals)) == (exact[0] < exact[1])


@given(values(), st.integers(5, 20))
def test_one_decimal_more_is_refused(made: tuple[int, Decimal], place: int) -> None:
    decimals, value = made
    more = Context(prec=60).add(value, Decimal((0, (1,), -place)))
    if abs(more) < bound(decimals):
        with pytest.raises(AnswerError, match="f: The answer has more decimals than the fact"):
            checked(free(decimals), more)


def test_nothing_hangs_on_the_context_of_the_caller() -> None:
    with localcontext(Context(prec=1, Emax=1, Emin=-1)):
        of = world("{fact: pay, gt: 999.98}")
        assert of.rules["r"].clauses[0].when == Test("pay", (Span(Decimal("999.99"), None),))
        assert [decided(of, {"pay": v}).due for v in (999.98, 999.99, 1000)] == ["refused", "granted", "granted"]
        assert Speaker(of, "fi").number(Decimal("999.99")) == "999,99"


@pytest.mark.parametrize("value", [
    True, False, float("nan"), float("inf"), float("-inf"), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1e999999"), 1e300,
    "7.50", "7,50", "yes", (7, 50), 7.5j, Fraction(15, 2), Judged, date(2024, 1, 1), 1000.01, -20.01, 10**30,
])  # fmt: skip
def test_what_is_no_number_of_the_domain_is_refused_by_name(value: Any) -> None:
    with pytest.raises(AnswerError) as problem:
        known(value)
    said = "pay: The answer is outside the domain of the fact. It takes a number from -20 to 1000 with at most 2 decimals."
    assert str(problem.value) == said


@pytest.mark.parametrize("value", [7.501, Decimal("7.501"), 0.1 + 0.2, Decimal("1e-999999"), 1 / 3])
def test_too_many_decimals_are_refused_by_name(value: Any) -> None:
    with pytest.raises(AnswerError) as problem:
        known(value)
    said = "pay: The answer has more decimals than the fact. It takes a number from -20 to 1000 with at most 2 decimals."
    assert str(problem.value) == said


@pytest.mark.parametrize("value", [7.0, Decimal(7), 7.5, "7"])
def test_a_fact_without_decimals_takes_whole_numbers_only(value: Any) -> None:
    with pytest.raises(AnswerError, match=r"days: The answer is outside the domain of the fact\. It takes a whole number from 0 to 1000\."):
        known(value, "days")


@pytest.mark.parametrize(("value", "found"), [
    (7.5, "7.50"), (8, "8.00"), (Decimal("7.5000"), "7.50"), (-0.0, "0.00"), (Decimal("-0"), "0.00"), (0.07, "0.07"), (-20, "-20.00"),
])  # fmt: skip
def test_a_known_value_has_just_the_decimals_of_the_fact(value: Any, found: str) -> None:
    assert str(known(value)) == found


# -- rule files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("written_", "same"), [
    ("gt: 7.49", "ge: 7.50"), ("lt: 7.51", "le: 7.5"), ("is: 7.5", "in: [7.50]"), ("gt: 6.99", "ge: 7"), ("ge: 7, lt: 8", "ge: 7, le: 7.99"),
    ("ge: 7, gt: 7.49", "ge: 7.50"), ("le: 8, lt: 7.51", "le: 7.5"),
])  # fmt: skip
def test_bounds_meet_without_a_gap(written_: str, same: str) -> None:
    one, two = (world(f"{{fact: pay, {way}}}").rules["r"].clauses[0].when for way in (written_, same))
    assert one == two
    assert repr(one) == repr(two)


@pytest.mark.parametrize(("when", "what"), [
    ("{fact: pay, ge: 7.501}", "not a value of the fact. The fact 'pay' is of type number with at most 2 decimals."),
    ('{fact: pay, ge: "7.50"}', "not a value of the fact."), ("{fact: pay, is: true}", "not a value of the fact."),
    ("{fact: days, ge: 7.5}", "not a value of the fact. The fact 'days' is of type number with no decimals."),
    ("{fact: days, ge: 7.0}", "not a value of the fact."), ("{fact: kind, is: 7.5}", "not a value of the fact."),
    ("7.5", "not a condition"),
    ("{at_least: 1.5, of: [a, b]}", "'at_least' must be a whole number"),
])  # fmt: skip
def test_a_wrong_threshold_is_refused_at_its_place(when: str, what: str) -> None:
    with pytest.raises(LoadError) as problem:
        world(when)
    assert what in str(problem.value)
    assert "rules.yaml:11:" in str(problem.value)


@pytest.mark.parametrize(("bad", "what"), [
    ({"decimals": 5}, "decimals"), ({"decimals": -1}, "decimals"), ({"low": "-20.001"}, "The bound is not a value of the fact."),
    ({"high": "99999999999999"}, "at most 15 digits"), ({"decimals": 0, "high": "7.5"}, "It has no decimals"), ({"high": "-21"}, "bounds"),
])  # fmt: skip
def test_a_wrong_domain_is_refused(bad: dict[str, Any], what: str) -> None:
    with pytest.raises(LoadError) as problem:
        world("a", **bad)
    assert what in str(problem.value)


def test_only_numbers_have_decimals() -> None:
    facts = FACTS.replace("met: On a.", "met: On a.\n    decimals: 2")
    with pytest.raises(LoadError, match="A bool fact has no 'decimals'"):
        book(rule(f"one: {duty('a')}"), facts=facts)


def test_the_canonical_form_loses_nothing() -> None:
    of = world("{any: [{fact: pay, ge: 7.50, lt: 8}, {fact: days, ge: 3}]}")
    back = canon.loads(canon.dumps(of))
    assert back == of
    assert repr(back.facts["pay"].low) == repr(of.facts["pay"].low) == "Decimal('-20.00')"
    assert canon.dumps(back) == canon.dumps(of)


def test_a_bound_is_moved_by_the_least_part() -> None:
    ids = [m.id for m in mutants(world().rules["r"]) if m.kind == "bound"]
    assert ids == ["r / one / bound pay low 7.50 - 0.01", "r / one / bound pay low 7.50 + 0.01"]


# -- every engine --------------------------------------------------------------------------------------------------


LINES = [("7.50", 2), ("0.00", 2), ("-3.07", 2), ("8", 1), ("0.3", 1), ("37.1234", 4)]


@pytest.mark.parametrize("name", [e.name for e in engines()[0]])
def test_every_engine_draws_the_line_at_the_same_value(name: str) -> None:
    (engine,), _ = engines([name])
    for word, (line, decimals) in itertools.product(WORDS, LINES):
        of = world(f"{{fact: pay, {word}: {line}}}", decimals)
        engine.prepare(of)
        for n in range(-2, 3):
            value = Decimal(line) + n * Decimal((0, (1,), -decimals))
            expected = "granted" if WORDS[word](value, Decimal(line)) else "refused"
            for given_ in (value, float(value)):
                assert possible(engine, of, {"pay": given_}) == {expected}, (word, line, given_)
        if name != "ahead":  # looks ahead of an answer, and there is none
            assert possible(engine, of, {}) == {"granted", "refused"}


def possible(engine: Any, of: Book, given_: dict[str, Any]) -> set[str]:
    said = engine.decide(Case(of, read_answers(of, given_, DAY), DAY), "r")
    assert said is not None
    return set(said["possible"])


# -- out -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "fi", "sv", "en"), [
    ("7.50", "7,50", "7,50", "7.50"), ("8.00", "8", "8", "8"), ("1000.00", "1 000", "1 000", "1,000"), ("1234.05", "1 234,05", "1 234,05", "1,234.05"),
    ("-3.5", "-3,5", "-3,5", "-3.5"), ("0.1234", "0,1234", "0,1234", "0.1234"),
])  # fmt: skip
def test_a_number_is_written_as_the_language_writes_it(value: str, fi: str, sv: str, en: str) -> None:
    said = [Speaker(world(), lang).number(Decimal(value)).replace("\xa0", " ") for lang in ("fi", "sv", "en")]
    assert said == [fi, sv, en]


def test_texts_receipts_and_cases_tell_the_value() -> None:
    of = world()
    d = decided(of, {"pay": 7.5})
    assert Speaker(of, "fi").fact(of.facts["pay"], known(7.5)) == "Palkka on 7,50 euroa."
    values_ = json.loads(json.dumps(d.receipt(values=True)))["answers"]
    assert values_ == {"pay": 7.5}
    assert decided(of, values_).receipt(values=True) == d.receipt(values=True)
    assert "7.5" not in repr(d) + json.dumps(d.to_dict(full=True))
    data = json.loads(json.dumps(fact_data(Speaker(of, "fi"), of.facts["pay"])))
    assert (data["low"], data["high"], data["decimals"]) == (-20, 1000, 2)
    shown = cases_yaml([Witness("n", {"as_of": date(2024, 1, 1)}, {"pay": known(7.5)}, {"r": {}})])
    assert "      pay: 7.50\n" in shown
    assert read_text(shown, name="x").data["cases"][0]["answers"]["pay"] == Decimal("7.50")


@pytest.mark.parametrize(("typed", "found"), [
    ("7,5", "7.5"), ("7.50", "7.50"), (" 12", "12"), ("-3", "-3"), ("7,5,0", None), ("7.", None), (",5", None), ("1e3", None), ("nan", None),
    ("\u0667", None), ("1 000", "1000"), ("", None), ("1" * 40, None),
])  # fmt: skip
def test_what_somebody_types_is_read_with_comma_or_point(typed: str, found: str | None) -> None:
    read = _free(world().facts["pay"], typed)
    assert (None if read is None else str(read)) == found


def test_28_the_interview_takes_a_comma_and_says_what_is_wrong() -> None:
    typed, shown = iter(["=7,5051", "=2000", "=abc", "=10.000", "=7,5"]), list[str]()
    a = interview(DAY.as_of, "fi", "worker", read=lambda _: next(typed, "0"), write=shown.append, book=world())
    assert a.decisions["r"].due == "granted"
    assert a.case.answers.known == {"pay": Decimal("7.50")}
    assert "Tai kirjoita = ja luku, esimerkiksi =12 tai =7,50." in shown
    problems = [line for line in shown if line.startswith("pay: ")]
    assert [line.partition(". ")[0] for line in problems] == [
        "pay: Vastauksessa on enemmän desimaaleja kuin tieto sallii", "pay: Vastaus ei ole tiedon sallittu arvo",
    ]  # fmt: skip
    assert len([line for line in shown if line.startswith("Tämän luvun voi lukea kahdella tavalla")]) == 1


def test_a_case_and_an_answer_of_the_engine_go_back_in_as_they_are() -> None:
    of = world()
    case = decided(of, {"pay": 7.5}).case
    again = read_answers(of, case.answers.known, DAY)
    assert again.known == case.answers.known
    assert attrs.evolve(case, answers=again) == case


def test_no_error_shows_a_value() -> None:
    for value in (7.123, float("inf"), "7.123"):
        with pytest.raises(TunnistusError) as problem:
            known(value)
        assert "7.123" not in str(problem.value) + repr(problem.value)
        assert problem.value.where == "pay"
