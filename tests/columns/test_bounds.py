"""Whoever gives away counts of their own can see how closely they tell those that are left out."""

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")
z3 = pytest.importorskip("z3", reason="the extra gate is not installed")

from tests.effort import at_most  # noqa: E402
from tunnistus import columns  # noqa: E402
from tunnistus.errors import AnswerError, LimitError, TunnistusError, UnknownName  # noqa: E402
from tunnistus.limits import MAX_COUNTS  # noqa: E402


def test_a_count_that_follows_by_subtraction_is_not_safe_and_one_more_left_out_makes_it_so() -> None:
    sums = [("all", ["granted", "refused", "open"])]
    open_, more = (pa.table({"cell": ["all", *sums[0][1]], "people": [60, 30, None, last]}) for last in (27, None))
    assert columns.bounds(open_, sums).to_pydict() == {
        "cell": ["all", "granted", "refused", "open"], "people": [60, 30, None, 27], "lower": [60, 30, 3, 27], "upper": [60, 30, 3, 27],
        "safe": [True, True, False, True],
    }  # fmt: skip
    assert columns.bounds(more, sums)["upper"].to_pylist() == [60, 30, 30, 30]
    assert columns.bounds(more, sums)["safe"].to_pylist() == [True] * 4
    assert columns.bounds(more, sums, at_least=31)["safe"].to_pylist() == [True, False, False, False]


def test_a_small_count_that_is_told_is_not_safe_and_nobody_and_what_has_no_bound_are() -> None:
    found = columns.bounds(pa.table({"cell": ["few", "nobody", "hidden"], "people": [4, 0, None]}), [])
    assert found.to_pydict() == {
        "cell": ["few", "nobody", "hidden"], "people": [4, 0, None], "lower": [4, 0, 0], "upper": [4, 0, None], "safe": [False, True, True],
    }  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[int | None], list[tuple[int, list[int]]], int]:
    """Counts with sums that hold, some of which cross each other, and some left out or all rounded down."""
    counts = draw(st.lists(st.integers(0, 30), min_size=2, max_size=6))
    sums = []
    for _ in range(draw(st.integers(1, 4))):
        parts = draw(st.lists(st.integers(0, len(counts) - 1), min_size=1, max_size=4, unique=True))
        counts.append(sum(counts[n] for n in parts))
        sums.append((len(counts) - 1, parts))
    base = draw(st.sampled_from((1, 1, 5, 10)))
    left_out = draw(st.lists(st.booleans(), min_size=len(counts), max_size=len(counts)))
    told_ = [n // base * base for n in counts]
    return (
        [None if out and (base == 1 or not n) else n for n, out in zip(told_, left_out, strict=True)],
        sums,
        base,
    )


@given(tables())
@settings(max_examples=at_most(200), deadline=None)
def test_bounds_are_those_that_another_solver_finds(drawn: Any) -> None:
    people, sums, base = drawn
    names = [f"c{n}" for n in range(len(people))]
    found = columns.bounds(
        pa.table({"cell": names, "people": pa.array(people, pa.int64())}),
        [(names[total], [names[n] for n in parts]) for total, parts in sums],
        base=base,
    )
    of = [z3.Real(name) for name in names]
    known = [of[total] == z3.Sum([of[n] for n in parts]) for total, parts in sums]
    for count, n in zip(of, people, strict=True):
        known.append(count >= (n or 0))
        known += [count <= (n or 0) + base - 1] if n is not None or base > 1 else []
    for count, low, high in zip(of, found["lower"].to_pylist(), found["upper"].to_pylist(), strict=True):
        assert highest(known, -count) == -low
        assert highest(known, count) == high


def highest(known: list[Any], goal: Any) -> int | None:
    """The highest whole number that is no higher than the goal can be among fractions; ``None`` without end."""
    search = z3.Optimize()
    search.add(*known)
    best = search.maximize(goal)
    assert search.check() == z3.sat
    value = str(search.upper(best))
    return None if "oo" in value else math.floor(Fraction(value))


def test_what_cannot_be_bounded_is_refused() -> None:
    given = pa.table({"cell": ["all", "a"], "people": [3, 5]})
    with pytest.raises(AnswerError, match="sums: These sums cannot hold for these counts"):
        columns.bounds(given, [("all", ["a"])])
    with pytest.raises(UnknownName, match="sums: The table has no such cell"):
        columns.bounds(given, [("all", ["b"])])
    with pytest.raises(UnknownName, match=r"data\.people: The table has no such column"):
        columns.bounds(pa.table({"cell": ["a"]}), [])
    for cells in (["a", "a"], ["a", None]):
        with pytest.raises(AnswerError, match=r"data\.cell: This does not name each row"):
            columns.bounds(pa.table({"cell": cells, "people": [1, 2]}), [])
    for people in ([1.5], [-1], ["many"], [True]):
        with pytest.raises(AnswerError, match=r"data\.people: Not all of these are counts") as problem:
            columns.bounds(pa.table({"cell": ["a"], "people": people}), [])
        assert "many" not in str(problem.value)
    for name in ("at_least", "base"):
        with pytest.raises(TunnistusError, match=f"{name}: This number is too small"):
            columns.bounds(given, [], **{name: 0})
    with pytest.raises(LimitError, match="too many counts"):
        columns.bounds(pa.table({"cell": [str(n) for n in range(MAX_COUNTS + 1)], "people": [0] * (MAX_COUNTS + 1)}), [])
