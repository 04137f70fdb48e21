"""Rules as SQL: the same verdicts from every database, the bound included; and text that can be trusted with any name."""

import math
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests import gate, reference
from tests.columns.sql_samples import DAY, agrees, samples
from tests.databases import DATABASES, Absent, Database, SQLite, facts_of
from tests.engine_sql import verdicts, written
from tests.engines import said
from tests.worlds import book, duty, rule
from tunnistus.columns import sql
from tunnistus.commands.main import main
from tunnistus.errors import TunnistusError, UnknownName
from tunnistus.explaining.explain import decision_of
from tunnistus.rules.model import Book
from tunnistus.shipping import source

# -- the same everywhere -------------------------------------------------------------------------------------------


AMOUNT = {"sqlite": (2, 40), "duckdb": (3, 30), "postgresql": (3, 30), "spark": (40, 4)}


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    try:
        found = DATABASES[request.param]()
    except Absent as reason:
        pytest.skip(str(reason))
    yield found
    found.close()


@pytest.mark.deep
def test_a_database_gives_what_deciding_and_the_reference_give(database: Database) -> None:
    past = 0
    for name, cases in samples(*AMOUNT[database.dialect]):
        query, force = written(cases[0], name, database.dialect)
        made = cases[0].book
        database.load(facts_of(made, query.facts), [case.answers.known for case in cases])
        assert database.run(query.check) == []
        found = verdicts(made.rules[name], query, force, database.run(query.text))
        expected = [said(decision_of(case, name)) for case in cases]
        assert [(e, f) for e, f in zip(expected, found, strict=True) if not agrees(e, f)] == []
        assert [gate.compare(reference.decide(case, name), f) for case, f in zip(cases[:2], found, strict=False)] == [()] * 2
        past += sum(not f["exact"] for f in found)
    assert past  # the bound was passed, by somebody


# -- the text ------------------------------------------------------------------------------------------------------

MADE = book(
    rule(f"one: {duty('{any: [{all: [a, {fact: kind, in: [red, green]}, {fact: days, ge: 30}]}, {fact: begins, lt: 2020-01-01}]}')}")
)


def lite(rows: list[dict[str, Any]], book: Book = MADE, **more: Any) -> tuple[sql.Query, SQLite]:
    (query,) = sql.queries("r", dialect="sqlite", as_of=DAY, book=book, **more)
    database = SQLite()
    database.load(facts_of(book, query.facts), rows)
    return query, database


def test_the_result_has_the_key_a_column_for_each_output_and_exact() -> None:
    query, database = lite([{"begins": date(2019, 12, 31)}, {"a": False, "begins": DAY}, {}], clauses=True)
    assert list(query.columns) == ["due_granted", "due_refused", "option_granted", "option_refused", "clause_one"]
    assert query.facts == ("a", "kind", "days", "begins")
    assert database.run(query.text) == [(0, 1, 2, 2, 2, 1, 1), (1, 2, 2, 2, 2, 2, 1), (2, 0, 2, 2, 2, 0, 1)]


@pytest.mark.deep
def test_only_what_means_the_same_everywhere_is_written() -> None:
    for query in sql.queries(list(source.book().rules), dialect="postgresql", as_of=DAY):
        words = set(re.findall(r"\b[A-Z]+\b", re.sub(r"'[^']*'|\"[^\"]*\"", "", query.text)))
        assert words <= set(
            "WITH AS SELECT FROM WHERE CASE WHEN THEN ELSE END IS NULL NOT AND OR IN JOIN LEFT CROSS ON UNION ALL MATERIALIZED MIN MAX COUNT DISTINCT GROUP BY DATE CAST SUBSTR TEXT INTEGER".split()
        )


def test_dialects_differ_in_quotes_dates_types_and_what_is_worked_out_once_only() -> None:
    texts = {d: sql.queries("r", dialect=d, as_of=DAY, book=MADE)[0].text for d in sql.DIALECTS}
    same = {d: text.replace("`", '"').replace("DATE '", "'").replace(" AS MATERIALIZED (", " AS (") for d, text in texts.items()}
    given = re.compile(r"CASE WHEN .* THEN (\S+ END AS g\d+)")  # whether a value is one of the fact
    assert len({given.sub(r"\1", text) for text in same.values()}) == 1
    assert len(set(texts.values())) == 4


def test_facts_without_a_column_are_open() -> None:
    query, database = lite([{"begins": DAY}], given=["begins"])
    assert query.facts == ("begins",)
    assert database.run(query.text) == [(0, 0, 2, 2, 2, 1)]


def test_the_check_finds_values_outside_the_domain_and_keys_that_are_not_unique() -> None:
    query, database = lite([{"kind": "purple", "days": 5}, {"days": 1001}, {"days": -1, "a": 7}])
    assert sorted(database.run(query.check)) == [("a", 1), ("days", 2), ("kind", 1)]
    database.connection.execute("UPDATE cases SET id = 1, kind = NULL, days = NULL, a = NULL")
    assert database.run(query.check) == [("id", 2)]


def test_names_are_quoted_and_those_that_the_query_needs_are_refused() -> None:
    (query,) = sql.queries("r", dialect="sqlite", as_of=DAY, book=MADE, table='my "odd" table', key="a key")
    database = SQLite()
    database.connection.execute('CREATE TABLE "my ""odd"" table" ("a key", a, kind, days, begins)')
    assert database.run(query.text) == []
    with pytest.raises(TunnistusError, match="another name"):
        sql.queries("r", dialect="sqlite", as_of=DAY, book=MADE, table="leaf")
    with pytest.raises(UnknownName, match="Did you mean 'sqlite'"):
        sql.queries("r", dialect="sqlit", as_of=DAY, book=MADE)


def test_adding_logarithms_tells_every_product_around_the_bound() -> None:
    for product in range(2, 20_000):
        for parts in ways(product, 200):
            assert (sum(round(math.log(n) * sql.SCALE) for n in parts) <= sql.BOUND) is (product <= sql.LIMIT)


def ways(product: int, most: int) -> Iterator[tuple[int, ...]]:
    """Some ways to write a number as a product: its prime factors, and those with two of them taken together."""
    factors: list[int] = []
    rest = product
    for n in range(2, most + 1):
        while rest % n == 0:
            factors.append(n)
            rest //= n
    if rest == 1:
        yield tuple(factors)
        yield (*factors[2:], math.prod(factors[:2]))


def test_the_command_writes_the_queries_of_a_topic(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["sql", "law/permit/52d", "--dialect", "duckdb", "--as-of", "2024-01-01"]
    assert main(arguments) == 0
    text = capsys.readouterr().out
    made = sql.queries("law/permit/52d", dialect="duckdb", as_of=DAY)
    assert all(f"-- {query.rule}\n" in text for query in made)
    assert text.count(f"-- as_of 2024-01-01; rules {source.book().digest}\n-- 1 true, 2 false, 0 open.") == len(made)
    assert all(query.text in text for query in made)
    assert main([*arguments, "--check"]) == 0
    assert made[0].check in capsys.readouterr().out
    assert main(["sql", "law/permits", "--dialect", "duckdb", "--as-of", "2024-01-01"]) == 2
    assert "Did you mean" in capsys.readouterr().err


def test_the_command_for_columns_names_the_extra_that_it_needs() -> None:
    code = "import sys; sys.modules['pyarrow'] = None; from tunnistus.commands.main import main; sys.exit(main(sys.argv[1:]))"
    arguments = [sys.executable, "-c", code, "columns", "next_step", "in.parquet", "out", "--as-of", "2026-11-24"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Install the extra columns" in done.stderr


def test_long_names_are_cut_and_stay_different() -> None:
    names = sql._names(["due_" + "x" * 80 + end for end in ("1", "2")] + ["due_a.b", "due_a b", "due_ä"])
    assert len(set(names)) == 5
    assert max(map(len, names)) <= sql.NAME
