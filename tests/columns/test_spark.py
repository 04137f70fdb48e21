"""Spark in local mode: the same verdicts from the kernel on every partition, and refusals before a job is begun."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")
pytest.importorskip("pyspark", reason="the extra spark is not installed")

import pyarrow.parquet as pq  # noqa: E402

from tests.columns.samples import plain, samples  # noqa: E402
from tests.databases import Absent, spark_session  # noqa: E402
from tests.engine_columns import judges, table, verdicts_of  # noqa: E402
from tests.engines import said  # noqa: E402
from tests.examples import blocks, execute  # noqa: E402
from tests.worlds import book, duty, rule  # noqa: E402
from tunnistus import columns, testing  # noqa: E402
from tunnistus.columns import spark  # noqa: E402
from tunnistus.errors import AnswerError, UnknownName  # noqa: E402
from tunnistus.explaining.explain import decision_of  # noqa: E402
from tunnistus.shipping import source  # noqa: E402

pytestmark = pytest.mark.deep
DAY = date(2024, 1, 1)
MADE = book(rule(f"one: {duty('{all: [a, {fact: kind, in: [red, green]}]}')}"))


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    try:
        yield spark_session()
    except Absent as reason:
        pytest.skip(str(reason))


def test_the_example_of_the_page_runs(session: Any, tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1, 2], "in_finland": [True, None]}), tmp_path / "register")
    (code,) = blocks("docs/spark.md")
    for name in ("register", "decided"):  # Spark looks where it was started
        code = code.replace(f'"{name}/"', repr(str(tmp_path / name)))
    execute("docs/spark.md", code, {"session": session})
    assert session.read.parquet(str(tmp_path / "decided")).count() == 2


def test_every_row_gets_what_its_person_gets(session: Any) -> None:
    for name, cases in samples(40, 4):
        made, dates = cases[0].book, attrs.asdict(cases[0].dates)
        given = table(made, cases).append_column("id", pa.array(range(len(cases))))
        arguments = {"keep": ["id"], "judged": judges(made), **dates, **({} if made is source.book() else {"book": made})}
        result = spark.decide(session.createDataFrame(given).repartition(3), name, **arguments).toArrow().sort_by("id")
        found = verdicts_of(columns.plan(name, **arguments), result)[name]
        expected = [said(decision_of(case, name)) for case in cases]
        assert [plain(f) for f in found] == [plain({part: e[part] for part in f}) for e, f in zip(expected, found, strict=True)]


def test_the_columns_are_those_of_one_machine_and_keep_their_types(session: Any) -> None:
    data = pa.table({"id": ["p1", "p2"], "a": [True, None], "kind": ["red", "blue"]})
    result = spark.decide(session.createDataFrame(data), "r", as_of=DAY, book=MADE, keep=["id"], clauses=True)
    expected = columns.decide(data, "r", as_of=DAY, book=MADE, keep=["id"], clauses=True)
    assert result.columns == expected.column_names
    assert result.toArrow().to_pydict() == expected.to_pydict()


def test_rows_may_have_days_of_their_own(session: Any) -> None:
    days = [date(2022, 12, 31), DAY, date(2022, 12, 30)]
    data = pa.table({"id": [1, 2, 3], "a": [True, None, False], "kind": ["red", "green", "blue"], "decided": days})
    clauses = f"new: {duty('a', more=', valid: {from: 2023-01-01}')}\nold: {duty('{fact: kind, in: [green]}', more=', valid: {until: 2022-12-31}')}"
    arguments = {"as_of": "decided", "book": book(rule(clauses, more="otherwise: refused")), "keep": ["id"]}
    result = spark.decide(session.createDataFrame(data), "r", **arguments)
    assert result.toArrow().sort_by("id").to_pydict() == columns.decide(data, "r", **arguments).to_pydict()
    assert result.columns[-1] == "r.in_force"


def test_wrong_columns_are_refused_before_a_job_is_begun(session: Any) -> None:
    for column, kind in (({"aa": [True]}, UnknownName), ({"a": [1]}, AnswerError), ({"kind": [True]}, AnswerError)):
        with pytest.raises(kind):
            spark.decide(session.createDataFrame(pa.table(column)), "r", as_of=DAY, book=MADE)


def test_a_value_outside_its_domain_ends_the_job_and_is_not_shown(session: Any) -> None:
    frame = session.createDataFrame(pa.table({"a": [True, None], "kind": ["red", "secret-value"]}))
    with pytest.raises(Exception, match="outside the domain of the fact") as caught:
        spark.decide(frame, "r", as_of=DAY, book=MADE).collect()
    assert "secret-value" not in str(caught.value)


def test_invented_people_get_what_they_get_on_one_machine(session: Any) -> None:
    day = date(2026, 11, 24)
    for rules in ("next_step", "permit.52a1"):
        people = testing.population(400, 5, rules=rules, as_of=day).append_column("id", pa.array(range(400)))
        kinds = [f.type.value_type if pa.types.is_dictionary(f.type) else f.type for f in people.schema]
        frame = session.createDataFrame(people.cast(pa.schema(list(zip(people.column_names, kinds, strict=True))))).repartition(3)
        found = spark.decide(frame, rules, as_of=day, keep=["id"]).toArrow().sort_by("id")
        assert found.to_pylist() == columns.decide(people, rules, as_of=day, keep=["id"]).to_pylist()
