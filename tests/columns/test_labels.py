"""Columns say what they mean in three languages, and the codebook says what of the results can never be."""

from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="the extra columns is not installed")

from tests.worlds import book, duty, rule  # noqa: E402
from tunnistus import columns, testing  # noqa: E402
from tunnistus.columns import batches  # noqa: E402
from tunnistus.errors import UnknownName  # noqa: E402
from tunnistus.rules.model import LANGUAGES  # noqa: E402

DAY = date(2026, 11, 24)
TOPIC = "law/permit"


def never(found: Any) -> set[tuple[str, str]]:
    return {(row["column"], row["value"]) for row in found.to_pylist() if row["never"]}


def test_what_can_never_be_is_what_no_answers_give() -> None:
    made = book(rule(f"one: {duty('{all: [a, {not: a}]}')}\ntwo: {duty('b', effect='power', then='refused')}"))
    found = columns.codebook("r", as_of=DAY, book=made)
    everybody = [*product((True, False), repeat=3)]
    data = pa.table({name: [row[n] for row in everybody] for n, name in enumerate("abc")})
    decided = columns.decide(data, "r", as_of=DAY, book=made).to_pydict()
    outputs = [name for name in decided if ".due." in name or ".option." in name]
    expected = {(name, str(value).lower()) for name in outputs for value in (True, False) if value not in decided[name]}
    assert never(found) == expected
    assert ("r.due.granted", "true") in expected
    assert {row["never"] for row in found.to_pylist() if row["use"] == "fact"} == {None}


def test_a_rule_that_is_not_in_force_gives_nothing() -> None:
    made = book(rule(f"one: {duty('a')}", more="valid: {from: 2030-01-01}"))
    assert ("r.due.granted", "true") in never(columns.codebook("r", as_of=DAY, book=made))


def test_whom_a_rule_does_not_concern_is_given_nothing() -> None:
    made = book(rule(f"one: {duty('{not: {fact: kind, is: red}}')}", more="scope: {fact: kind, is: red}"))
    assert ("r.due.granted", "true") in never(columns.codebook("r", as_of=DAY, book=made))
    assert ("r.in_scope", "true") not in never(columns.codebook("r", as_of=DAY, book=made))


def test_what_can_never_be_is_so_of_nobody_who_is_drawn() -> None:
    impossible = never(columns.codebook(TOPIC, as_of=DAY))
    decided = columns.decide(testing.population(500, 5, rules=TOPIC, as_of=DAY), TOPIC, as_of=DAY)
    seen = {
        (name, str(value).lower()) for name in decided.column_names for value in decided[name].unique().to_pylist() if value is not None
    }
    assert len(impossible) > 20
    assert impossible & seen == set()


def test_every_column_of_a_result_and_every_fact_has_its_labels() -> None:
    found = columns.codebook(TOPIC, as_of=DAY).to_pylist()
    heads = {row["column"]: row for row in found if row["value"] is None}
    decided = columns.decide(pa.table({"in_finland": [True]}), TOPIC, as_of=DAY)
    assert {*decided.column_names} == {name for name, row in heads.items() if row["use"] == "result"}
    assert {*columns.facts(TOPIC)} == {name for name, row in heads.items() if row["use"] == "fact"}
    assert [row for row in found if not all(row[lang] for lang in LANGUAGES)] == []
    assert len({row["sv"] for row in heads.values()} - {row["fi"] for row in heads.values()}) > 100
    enum = [row["value"] for row in found if row["column"] == "residence_basis" and row["value"]]
    assert enum == list(columns.facts(TOPIC)["residence_basis"].values)
    with pytest.raises(UnknownName):
        columns.codebook("nothing", as_of=DAY)


def test_labels_stand_in_the_metadata_of_columns() -> None:
    data = pa.table({"id": [1], "in_finland": [True]})
    decided = columns.decide(data, "permit.52a1", as_of=DAY, keep=["id"])
    found = columns.labelled(decided)
    assert found.equals(decided)
    assert found.schema.metadata == decided.schema.metadata
    label = found.field("permit.52a1.due.temporary").metadata
    wanted = next(r for r in columns.codebook("permit.52a1", as_of=DAY).to_pylist() if r["column"] == "permit.52a1.due.temporary")
    assert {lang: label[f"label_{lang}".encode()].decode() for lang in LANGUAGES} == {lang: wanted[lang] for lang in LANGUAGES}
    assert found.field("id").metadata is None
    assert b"label_fi" in columns.labelled(data).field("in_finland").metadata


@pytest.mark.parametrize("form", ["truths", "masks"])
def test_files_have_labels_that_pandas_and_others_read(tmp_path: Path, form: str) -> None:
    pq.write_table(pa.table({"in_finland": [True, None]}), tmp_path / "in.parquet")
    plan = columns.plan("permit.52a1", as_of=DAY)
    batches.decide_files(plan, tmp_path / "in.parquet", tmp_path / "out", form=form)
    schema = pq.read_table(tmp_path / "out").schema
    assert [name for name in schema.names if b"label_sv" not in (schema.field(name).metadata or {})] == []
    if form == "masks":
        assert b"bits" in schema.field("permit.52a1.due").metadata
