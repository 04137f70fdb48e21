"""Columns and tables of numbers with decimals: the values of one person, whatever type the column has; and what is refused, by its rows."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")

from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from tests.rules.pay import PAY, WORDS, world  # noqa: E402
from tests.worlds import FACTS, book, duty, rule  # noqa: E402
from tunnistus import columns  # noqa: E402
from tunnistus.columns.vectors import Columns, derive  # noqa: E402
from tunnistus.errors import AnswerError  # noqa: E402
from tunnistus.rules.answers import Dates, read_answers  # noqa: E402
from tunnistus.rules.derive import REGISTRY  # noqa: E402
from tunnistus.rules.model import Derived  # noqa: E402

DAY = date(2024, 1, 1)
DUE = "r.due.granted"
TYPES = [pa.decimal128(15, 2), pa.decimal128(9, 4), pa.decimal128(38, 20), pa.decimal256(60, 30), pa.float64()]


def due(kind: Any, values: list[Any], when: str = "{fact: pay, ge: 7.50}") -> list[Any]:
    plan = columns.plan("r", as_of=DAY, book=world(when))
    return plan.decide(pa.table({"pay": column(kind, values)})).column(DUE).to_pylist()


def column(kind: Any, values: list[Any]) -> Any:
    return pa.array([v if v is None or pa.types.is_decimal(kind) else float(v) for v in values], kind)


# -- columns -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TYPES, ids=str)
@given(parts=st.lists(st.none() | st.integers(-2000, 100000) | st.integers(747, 753), max_size=90), line=st.integers(-300, 800))
def test_a_column_of_any_type_decides_as_one_person(kind: Any, parts: list[int | None], line: int) -> None:
    at = Decimal(line).scaleb(-2)
    values = [None if p is None else Decimal(p).scaleb(-2) for p in parts]
    if any(v and v > 9999 for v in values):
        kind = TYPES[0]
    for word, test in WORDS.items():
        expected = [None if v is None else test(v, at) for v in values]
        assert due(kind, values, f"{{fact: pay, {word}: {at:f}}}") == expected


def test_whole_numbers_are_taken_and_mean_what_they_are() -> None:
    assert due(pa.float64(), [7, 8, None, 750]) == [False, True, None, True]
    for kind in (pa.int8(), pa.int64(), pa.uint16()):
        plan = columns.plan("r", as_of=DAY, book=world())
        assert plan.decide(pa.table({"pay": pa.array([7, 8, None], kind)})).column(DUE).to_pylist() == [False, True, None]


def test_a_fact_with_decimals_and_one_without_have_lines_of_their_own() -> None:
    facts = FACTS + PAY.format(low="0", high="1000", decimals=2)
    of = book(rule(f"one: {duty('{all: [{fact: pay, ge: 8.00}, {fact: days, ge: 8}]}')}"), facts=facts)
    plan = columns.plan("r", as_of=DAY, book=of)
    for rows in ({"pay": [7.99, 8.0, 8.0], "days": [8, 8, 7]}, {"days": [8, 8, 7], "pay": [7.99, 8.0, 8.0]}):
        assert plan.decide(pa.table(rows)).column(DUE).to_pylist() == [False, True, False]


def test_a_part_of_a_column_and_an_empty_one_are_read() -> None:
    plan = columns.plan("r", as_of=DAY, book=world())
    whole = pa.table({"pay": pa.array([1.5, None, 7.5, 7.49, None, 9.0] * 30)})
    expected = [False, None, True, False, None, True] * 30
    for at in (0, 1, 7, 64):
        assert plan.decide(whole.slice(at, 70)).column(DUE).to_pylist() == expected[at : at + 70]
    assert plan.decide(whole.slice(0, 0)).num_rows == 0
    assert plan.decide(pa.table({"pay": pa.array([None, None], pa.float64())})).column(DUE).to_pylist() == [None, None]


REFUSED = {
    "too many decimals": (
        pa.array([7.5, 7.123, None, 7.123]),
        "pay: The answer has more decimals than the fact: 2 rows of the batch, first row 1.",
    ),
    "of a finer type": (pa.array([Decimal("7.123")], pa.decimal128(9, 3)), "pay: The answer has more decimals than the fact: 1 rows"),
    "NaN": (pa.array([7.5, float("nan")]), "pay: The answer is outside the domain of the fact: 1 rows of the batch, first row 1."),
    "infinite": (pa.array([float("-inf"), 7.5]), "pay: The answer is outside the domain of the fact: 1 rows of the batch, first row 0."),
    "above": (pa.array([7.5, 1000.01, 2000.5]), "pay: The answer is outside the domain of the fact: 2 rows of the batch, first row 1."),
    "huge": (pa.array([2**62]), "pay: The answer is outside the domain of the fact"),
    "float of 32 bits": (
        pa.array([7.5], pa.float32()),
        "pay: The column has the wrong type. Give a column of decimals, whole numbers or 64-bit",
    ),
    "text": (pa.array(["7.123"]), "pay: The column has the wrong type."),
    "yes": (pa.array([True]), "pay: The column has the wrong type."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_column_is_refused_by_its_rows_without_a_value(name: str) -> None:
    bad, what = REFUSED[name]
    with pytest.raises(AnswerError) as problem:
        columns.plan("r", as_of=DAY, book=world()).decide(pa.table({"pay": bad}))
    assert what in str(problem.value)
    assert not any(v in str(problem.value) for v in ("7.123", "1000.01", "nan", "inf"))


def test_a_fact_without_decimals_takes_no_column_of_decimals() -> None:
    with pytest.raises(AnswerError, match="days: The column has the wrong type"):
        columns.plan("r", as_of=DAY, book=world("{fact: days, ge: 3}")).decide(pa.table({"days": pa.array([7.0])}))


def test_what_is_derived_from_decimals_is_the_same_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function sees the value of one person, with all its decimals, and gives decimals back."""

    def half(inputs: Any) -> Decimal | None:
        value = inputs.value("pay")
        assert value is None or str(value) in ("7.50", "8.00")
        return None if value is None else Decimal("3.75") if value == Decimal("7.50") else Decimal("4.00")

    monkeypatch.setitem(REGISTRY, "half", half)
    of = world("{fact: pay, ge: 7.50}")
    made = attrs.evolve(of.facts["pay"], id="half", derived=Derived("half", ("pay",)), order=99)
    of = attrs.evolve(of, facts={**of.facts, "half": made})
    given_ = Columns(3, Dates(DAY))
    given_.values["pay"] = pa.array([7.5, 8, None])
    derive(of, ["half"], given_)
    assert given_.values["half"].to_pylist() == [Decimal("3.75"), Decimal("4.00"), None]
    assert read_answers(of, {"pay": 7.5}, Dates(DAY)).known["half"] == Decimal("3.75")
