"""Rows with days of their own are decided by the law of those days; days that cannot be are refused with the number of the row."""

from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")

import pyarrow.parquet as pq  # noqa: E402

from tests import gate  # noqa: E402
from tests.engine_columns import DAYS, dated, judges, table, verdicts  # noqa: E402
from tests.engines import said  # noqa: E402
from tests.worlds import FACTS, book, duty, rule  # noqa: E402
from tunnistus import columns  # noqa: E402
from tunnistus.columns import batches, details  # noqa: E402
from tunnistus.commands.main import main  # noqa: E402
from tunnistus.deciding.decide import Case  # noqa: E402
from tunnistus.errors import AnswerError, TunnistusError, UnknownName  # noqa: E402
from tunnistus.explaining.explain import decision_of  # noqa: E402
from tunnistus.rules.model import Book  # noqa: E402

OLD, NEW = date(2022, 12, 31), date(2023, 1, 1)
CLAUSES = f"new: {duty('a', more=', valid: {from: 2023-01-01}')}\nold: {duty('b', more=', valid: {until: 2022-12-31}')}"
SINCE = book(rule(CLAUSES, more="otherwise: refused"))


def by_rule(samples: Any) -> list[tuple[Book, str, list[Case]]]:
    found: dict[tuple[int, str], list[Case]] = {}
    for sample in samples:
        found.setdefault((id(sample.case.book), sample.rule), []).append(sample.case)
    return [(cases[0].book, name, cases) for (_, name), cases in found.items()]


SHIPPED = ("next_step", "permit.52a1", "assist.admit.child", "assist.duration", "crime.adult", "fee.permit")


@pytest.mark.parametrize(
    "samples", [lambda: gate.generated(25, 20), pytest.param(lambda: gate.shipped(cases=40, rules=SHIPPED), marks=pytest.mark.deep)]
)
def test_every_row_is_decided_by_its_own_days(samples: Any) -> None:
    several = 0
    for made, name, cases in by_rule(samples()):
        plan = columns.plan(name, book=made, judged=judges(made), clauses=True, **DAYS)
        data = dated(table(made, cases), [case.dates for case in cases])
        result = plan.decide(data)
        for n, case in enumerate(cases):
            fixed = columns.plan(name, book=made, judged=judges(made), clauses=True, **attrs.asdict(case.dates))
            alone = fixed.decide(table(made, cases).slice(n, 1))
            assert alone.to_pylist() == result.select(alone.column_names).slice(n, 1).to_pylist()
            force = set(fixed.made.in_force[name])
            assert result.column(f"{name}.in_force")[n].as_py() == (force.pop() if len(force) == 1 else None)
        assert details.missing(plan, data.to_batches()[0])[name].to_pylist() == [list(decision_of(c, name).missing) for c in cases]
        several += len(plan.plans) > 1
    assert several


NEAR = """
relations:
  with_a:
    if: {fact: a, is: true}
    then: {fact: kind, in: [red, blue]}
    because: A tarkoittaa, ettei vihreä.
  without_a:
    if: {fact: a, is: false}
    then: {fact: kind, in: [blue, green]}
    because: Ilman a:ta ei punainen.
"""


def test_what_is_known_of_a_related_fact_that_no_rule_tests_bears_on_what_is_missing() -> None:
    made = book(rule(f"one: {duty('{fact: kind, is: red}')}", more="otherwise: refused"), facts=FACTS + NEAR)
    plan = columns.plan("r", book=made, as_of=NEW)
    for rows in ([True, False], [False, True]):
        found = details.missing(plan, pa.record_batch({"a": pa.array(rows)}))["r"].to_pylist()
        assert found == [["kind"] if a else [] for a in rows]


def test_a_result_is_what_the_gate_expects_of_each_person() -> None:
    (made, name, cases), *_ = by_rule(gate.shipped(cases=40, rules=("assist.duration",)))
    found = verdicts(columns.plan(name, book=made, judged=judges(made), **DAYS), dated(table(made, cases), [c.dates for c in cases]))[name]
    for case, told in zip(cases, found, strict=True):
        wanted = said(decision_of(case, name))
        assert {n: told[n] for n in ("in_force", "settled", "exact")} == {n: wanted[n] for n in ("in_force", "settled", "exact")}


def test_old_rows_are_decided_by_old_law_and_come_back_in_their_order() -> None:
    data = pa.table({"id": [1, 2, 3, 4], "a": [True, True, False, False], "b": [False, False, True, True], "decided": [OLD, NEW, OLD, NEW]})
    plan = columns.plan("r", as_of="decided", book=SINCE, keep=["id", "decided"])
    result = plan.decide(data)
    assert result.to_pydict() == {
        "id": [1, 2, 3, 4], "decided": [OLD, NEW, OLD, NEW], "r.due.granted": [False, True, True, False],
        "r.due.refused": [True, False, False, True], "r.option.granted": [False] * 4, "r.option.refused": [False] * 4,
        "r.exact": [True] * 4, "r.in_force": [True] * 4,
    }  # fmt: skip
    assert len(plan.plans) == 2
    assert b'"as_of": {"column": "decided"}' in result.schema.metadata[b"tunnistus"]
    assert plan.decide(data.slice(0, 0)).schema == result.schema
    masks = details.masks(plan, data.to_batches()[0])
    assert masks.column("r.due").to_pylist() == [2, 1, 1, 2]
    assert masks.column("r.in_force").to_pylist() == [True] * 4


JUDGED = {"suspects_child_trafficking": ("worker", date(2023, 1, 1))}


def test_an_age_is_that_of_the_day_of_the_row() -> None:
    born, days = date(2005, 6, 15), [date(2023, 6, 14), date(2023, 6, 15), date(2023, 6, 14)]
    data = pa.table({"date_of_birth": [born] * 3, "suspects_child_trafficking": [False] * 3, "decided": days})
    found = columns.decide(data, "child_route", as_of="decided", judged=JUDGED)
    alone = [
        columns.decide(data.slice(n, 1).drop_columns("decided"), "child_route", as_of=day, judged=JUDGED) for n, day in enumerate(days)
    ]
    assert found.drop_columns("child_route.in_force").to_pylist() == [row for each in alone for row in each.to_pylist()]
    assert found.slice(0, 1).to_pylist() == found.slice(2, 1).to_pylist() != found.slice(1, 1).to_pylist()


WRONG: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"decided": [NEW, None]}, {"as_of": "decided"}, "decided: The row has no day of deciding: 1 rows of the batch, first row 1"),
    ({"decided": [NEW, date(3000, 1, 1)]}, {"as_of": "decided"}, "decided: The day is too far away: 1 rows of the batch, first row 1"),
    ({"decided": [NEW, OLD], "applied": [NEW, NEW]}, {"as_of": "decided", "applied_on": "applied"}, "applied: The day is after the day of deciding: 1 rows of the batch, first row 1"),
    ({"decided": [NEW, OLD]}, {"as_of": "decided", "applied_on": NEW}, "applied_on: The day is after the day of deciding: 1 rows of the batch, first row 1"),
    ({"first": [OLD, NEW], "last": [NEW, OLD]}, {"as_of": NEW, "act_from": "first", "act_to": "last"}, "last: The deeds end before they begin: 1 rows of the batch, first row 1"),
    ({"decided": ["2023-01-01", None]}, {"as_of": "decided"}, "decided: The column has the wrong type. Give dates (date32)."),
]  # fmt: skip


@pytest.mark.parametrize(("given", "days", "told"), WRONG)
def test_days_that_cannot_be_are_refused(given: dict[str, Any], days: dict[str, Any], told: str) -> None:
    with pytest.raises(AnswerError) as refused:
        columns.decide(pa.table({"a": [True, False], **given}), "r", book=SINCE, **days)
    assert told in str(refused.value)


def test_text_of_any_kind_is_kept_and_read_where_two_versions_are_touched() -> None:
    made = book(rule("new: " + duty("{fact: kind, in: [red]}", more=", valid: {from: 2023-01-01}"), more="otherwise: refused"))
    days = pa.array([OLD, NEW, NEW], pa.date32())
    for kind in (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())):
        data = pa.table({"kind": pa.array(["red", "red", "blue"]).cast(kind), "d": days, "n": pa.array(["x", "y", "z"]).cast(kind)})
        found = columns.decide(data, "r", as_of="d", keep=["n"], book=made)
        assert found.column("n").type == kind
        assert found.column("n").to_pylist() == ["x", "y", "z"]
        assert found.column("r.due.granted").to_pylist() == [False, True, False]


def test_wrong_types_are_refused_even_where_no_row_tells() -> None:
    for data in ({"d": pa.array([], pa.string())}, {"d": pa.array([], pa.date32()), "b": pa.array([], pa.int8())}):
        with pytest.raises(AnswerError, match=r"The column has the wrong type"):
            columns.decide(pa.table(data), "r", as_of="d", book=SINCE)


def test_a_day_column_that_stands_there_twice_and_a_day_no_calendar_has_are_refused() -> None:
    twice = pa.Table.from_arrays([pa.array([True]), *[pa.array([NEW], pa.date32())] * 2], ["a", "d", "d"])
    with pytest.raises(AnswerError, match=r"d: The column is there twice"):
        columns.decide(twice, "r", as_of="d", book=SINCE)
    for number in (-(2**31), -(10**9), 2**31 - 1):
        far = pa.array([0, number], pa.int32()).view(pa.date32())
        with pytest.raises(AnswerError, match=r"x: The day is too far away: 1 rows of the batch, first row 1"):
            columns.decide(pa.table({"a": [True, True], "x": far}), "r", as_of=NEW, applied_on="x", book=SINCE)
    with pytest.raises(AnswerError, match=r"d: The result would have two columns of this name"):
        columns.decide(pa.table({"d": pa.array([NEW], pa.date32())}), "r", as_of="d", keep=["d", "d"], book=SINCE)


def test_wrong_rows_of_all_versions_are_counted_together() -> None:
    clauses = f"new: {duty('{fact: kind, in: [red]}', more=', valid: {from: 2023-01-01}')}\nold: {duty('{fact: kind, in: [green]}', more=', valid: {until: 2022-12-31}')}"
    data = pa.table({"kind": ["pink", "red", "pink", "pink"], "d": [NEW, OLD, OLD, NEW]})
    with pytest.raises(
        AnswerError, match=r"kind: The answer is outside the domain of the fact: 3 rows of the batch, first row 0"
    ) as refused:
        columns.decide(data, "r", as_of="d", book=book(rule(clauses)))
    assert "pink" not in str(refused.value)


def test_rows_in_which_answers_contradict_are_refused_one_by_one() -> None:
    data = pa.table(
        {"date_of_birth": [None, None, None, date(2015, 1, 1)], "age_under_18": [None, None, True, False], "d": [OLD, NEW, OLD, NEW]}
    )
    assert columns.decide(data, "child_route", as_of="d").column("refused").to_pylist() == [False, False, False, True]


def test_a_day_before_a_judgement_and_a_column_that_is_not_there_are_refused() -> None:
    made = book(rule(f"one: {duty('a')}"))
    with pytest.raises(UnknownName, match=r"as_of=decidd: There is no such column of days. Did you mean 'decided'"):
        columns.decide(pa.table({"a": [True], "decided": [NEW]}), "r", as_of="decidd", keep=["decided"], book=made)
    with pytest.raises(UnknownName, match="There is no such fact"):
        columns.decide(pa.table({"a": [True], "decided": [NEW], "more": [1]}), "r", as_of="decided", book=made)
    some = next(n for n, f in columns.plan("permit.52a1", as_of=NEW).book.facts.items() if f.judgement)
    who = columns.plan("permit.52a1", as_of=NEW).book.facts[some].judgement.who[0]
    with pytest.raises(AnswerError, match=f"d: The day of deciding is before the judgement of {some}: 1 rows of the batch, first row 1"):
        columns.decide(pa.table({some: [True, True], "d": [NEW, OLD]}), "permit.52a1", as_of="d", judged={some: (who, NEW)})


@pytest.mark.parametrize("form", ["truths", "masks+missing"])
def test_files_are_decided_by_the_days_of_their_rows(tmp_path: Path, form: str) -> None:
    data = pa.table({"a": [True, None] * 50, "b": [None, True] * 50, "decided": [OLD, NEW, NEW, OLD] * 25})
    pq.write_table(data, tmp_path / "in.parquet", row_group_size=40)
    plan = columns.plan("r", as_of="decided", book=SINCE)
    assert batches.decide_files(plan, tmp_path / "in.parquet", tmp_path / "out", rows=30, form=form) == 100
    found = pq.read_table(tmp_path / "out")
    whole = data.combine_chunks().to_batches()[0]
    if form == "truths":
        assert found.to_pydict() == plan.decide(data).to_pydict()
    else:
        assert found.column("r.missing").to_pylist() == details.missing(plan, whole)["r"].to_pylist()
        assert found.drop_columns("r.missing").to_pydict() == pa.Table.from_batches([details.masks(plan, whole)]).to_pydict()
    with pytest.raises(TunnistusError, match="exists already"):
        batches.decide_files(plan, tmp_path / "in.parquet", tmp_path / "out")


def test_the_command_reads_days_from_columns(tmp_path: Path) -> None:
    data = pa.table({"in_finland": [True, True], "decided": [OLD, NEW], "applied": pa.array([None, OLD], pa.date32())})
    pq.write_table(data, tmp_path / "in.parquet")
    days = ["--as-of", "column:decided", "--applied-on", "column:applied", "--act-from", "2020-01-01"]
    assert main(["columns", "permit.52a1", str(tmp_path / "in.parquet"), str(tmp_path / "out"), *days]) == 0
    found = pq.read_table(tmp_path / "out")
    more = {"as_of": "decided", "applied_on": "applied", "act_from": date(2020, 1, 1)}
    assert found.to_pydict() == columns.decide(data, "permit.52a1", **more).to_pydict()
