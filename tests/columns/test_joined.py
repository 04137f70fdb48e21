"""Small batches are decided together: a table in many pieces gives what the same table in one piece gives, and costs little more."""

import itertools
from datetime import date
from typing import Any
from unittest import mock

import pytest

np = pytest.importorskip("numpy", reason="the extra columns is not installed")
pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from tests.effort import tries  # noqa: E402
from tunnistus import columns, testing  # noqa: E402
from tunnistus.columns.kernel import Plan, joined  # noqa: E402
from tunnistus.errors import AnswerError  # noqa: E402

DAY = date(2026, 11, 24)


def pieces(table: Any, ends: list[int]) -> Any:
    """A table in batches that end at some rows, each text with the dictionary of its own batch alone."""
    borders = [0, *sorted(ends), table.num_rows]
    parts = [table.slice(a, b - a).combine_chunks() for a, b in itertools.pairwise(borders)]
    plain = [pa.table({n: c.cast(pa.string()) if pa.types.is_dictionary(c.type) else c for n, c in _columns(part)}) for part in parts]
    encoded = [pa.table({n: c.dictionary_encode() if pa.types.is_string(c.type) else c for n, c in _columns(part)}) for part in plain]
    return pa.Table.from_batches([b for part in encoded for b in part.to_batches()], encoded[-1].schema)


def _columns(table: Any) -> Any:
    return zip(table.column_names, (column.combine_chunks() for column in table.columns), strict=True)


@given(st.lists(st.integers(0, 200), max_size=30))
@settings(max_examples=tries(25))
def test_a_table_in_many_pieces_gives_what_it_gives_in_one(ends: list[int]) -> None:
    people = testing.population(200, seed=3, rules="next_step", as_of=DAY)
    expected = columns.decide(people, "next_step", as_of=DAY)
    assert columns.decide(pieces(people, ends), "next_step", as_of=DAY).equals(expected)


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 20))
def test_batches_are_put_together_up_to_a_number_of_rows_in_their_order(sizes: list[int], most: int) -> None:
    start, batches = 0, []
    for size in sizes:
        batches.append(pa.RecordBatch.from_pydict({"n": np.arange(start, start + size), "m": np.zeros(size)}))
        start += size
    made = list(joined(batches, ["n"], most))
    assert [n for batch in made for n in batch.column("n").to_pylist()] == list(range(start))
    assert all(batch.schema.names == ["n"] and 0 < batch.num_rows <= max(most, *sizes) for batch in made)
    assert all(one.num_rows + two.num_rows > most for one, two in itertools.pairwise(made))


def test_small_batches_are_decided_at_once_without_the_columns_that_nobody_reads() -> None:
    people = testing.population(100, seed=3, rules="next_step", as_of=DAY).append_column("in_finland", pa.array([True] * 100))
    with mock.patch.object(Plan, "truths", autospec=True, side_effect=Plan.truths) as truths:
        columns.decide(pieces(people, list(range(1, 100))), "emergency", as_of=DAY)
    (batch,) = [call.args[1] for call in truths.call_args_list]
    assert batch.num_rows == 100
    assert "in_finland" not in batch.schema.names


def test_rows_are_numbered_over_small_batches() -> None:
    days = pa.chunked_array([pa.array([1, 2], pa.int32()), pa.array([3, 3_000_000], pa.int32())]).cast(pa.date32())
    with pytest.raises(AnswerError, match=r"date_of_birth: .*: 1 rows of the batch, first row 3\."):
        columns.decide(pa.table({"date_of_birth": days}), "child_route", as_of=DAY)


def test_dictionaries_that_do_not_go_together_are_decided_apart() -> None:
    """Their numbers have one byte, and together they would have more members than that can tell apart."""
    names = ["danger", *(f"other {n}" for n in range(100))]
    parts = [pa.DictionaryArray.from_arrays(pa.array([0], pa.int8()), pa.array([names[0], *(f"{n}{k}" for n in names[1:])])) for k in "ab"]
    made = list(joined([pa.RecordBatch.from_pydict({"contact_need": part}) for part in parts], ["contact_need"]))
    assert [batch.num_rows for batch in made] == [1, 1]
