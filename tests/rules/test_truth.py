"""The truth tables of strong Kleene logic, and its laws."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunnistus.rules.truth import FALSE, OPEN, TRUE, at_least, join, negate, truth_of

VALUES = (OPEN, TRUE, FALSE)
truths = st.sampled_from(VALUES)
MEANS = {OPEN: (True, False), TRUE: (True,), FALSE: (False,)}

AND = {
    (TRUE, TRUE): TRUE,
    (TRUE, OPEN): OPEN,
    (TRUE, FALSE): FALSE,
    (OPEN, OPEN): OPEN,
    (OPEN, FALSE): FALSE,
    (FALSE, FALSE): FALSE,
}
OR = {
    (TRUE, TRUE): TRUE,
    (TRUE, OPEN): TRUE,
    (TRUE, FALSE): TRUE,
    (OPEN, OPEN): OPEN,
    (OPEN, FALSE): OPEN,
    (FALSE, FALSE): FALSE,
}


@pytest.mark.parametrize(("k", "table"), [(2, AND), (1, OR)])
def test_tables_of_and_and_or(k: int, table: dict[tuple[int, int], int]) -> None:
    for (a, b), expected in table.items():
        assert at_least(k, [a, b]) == at_least(k, [b, a]) == expected


def test_negation_swaps_the_bits() -> None:
    assert [negate(v) for v in (TRUE, FALSE, OPEN)] == [FALSE, TRUE, OPEN]
    assert [truth_of(v) for v in (True, False, None)] == [TRUE, FALSE, OPEN]
    assert (join([TRUE, TRUE]), join([TRUE, FALSE]), join([OPEN])) == (TRUE, OPEN, OPEN)


@given(st.lists(truths, max_size=6), st.integers(0, 7))
def test_at_least_is_what_holds_in_all_completions(values: list[int], k: int) -> None:
    outcomes = {sum(c) >= k for c in itertools.product(*(MEANS[v] for v in values))}
    assert at_least(k, values) == (truth_of(outcomes.pop()) if len(outcomes) == 1 else OPEN)


@given(st.lists(truths, min_size=1, max_size=6), st.integers(1, 6))
def test_de_morgan_for_thresholds(values: list[int], k: int) -> None:
    assert negate(at_least(k, values)) == at_least(len(values) - k + 1, [negate(v) for v in values])
