"""Databases to run the rules in: SQLite from the standard library, DuckDB, a PostgreSQL started for the test, and Spark in local mode."""

from __future__ import annotations

import csv
import glob
import io
import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from tests import ROOT
from tunnistus.rules.model import Book, Fact

Rows = Sequence[Mapping[str, Any]]


class Absent(Exception):
    """The database cannot run here; the text says what is missing."""


class Database:
    """Holds one table ``cases`` with the key ``id`` and answers queries with rows."""

    dialect = ""

    def load(self, facts: Sequence[Fact], rows: Rows) -> None:
        """Replace the table: the rows, numbered from 0, with the known values of the facts."""
        raise NotImplementedError

    def run(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        raise NotImplementedError

    def close(self) -> None:
        """End what was started."""


class SQLite(Database):
    dialect = "sqlite"

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        weakref.finalize(self, self.connection.close)

    def load(self, facts: Sequence[Fact], rows: Rows) -> None:
        self.connection.execute("DROP TABLE IF EXISTS cases")
        self.connection.execute(f"CREATE TABLE cases ({', '.join(['id', *(quoted(f.id) for f in facts)])})")
        values = [(n, *(_plain(row.get(f.id)) for f in facts)) for n, row in enumerate(rows)]
        self.connection.executemany(f"INSERT INTO cases VALUES ({', '.join('?' * (len(facts) + 1))})", values)

    def run(self, text: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(text).fetchall()

    def close(self) -> None:
        self.connection.close()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)  # SQLite has no other
    return value.isoformat() if isinstance(value, date) else int(value) if isinstance(value, bool) else value


def quoted(name: str) -> str:
    return f'"{name}"'


def arrow(facts: Sequence[Fact], rows: Rows) -> Any:
    """The rows as an Arrow table with the key ``id``."""
    import pyarrow as pa

    types = {"bool": pa.bool_(), "enum": pa.string(), "number": pa.int64(), "date": pa.date32()}
    kinds = {f.id: pa.decimal128(15, f.decimals) if f.decimals else types[f.type] for f in facts}
    columns = {f.id: pa.array([row.get(f.id) for row in rows], kinds[f.id]) for f in facts}
    return pa.table({"id": pa.array(range(len(rows)), pa.int64()), **columns})


class DuckDB(Database):
    dialect = "duckdb"

    def __init__(self) -> None:
        try:
            import duckdb
        except ImportError as problem:
            raise Absent(f"{problem}: install the extra bulk") from None
        self.connection = duckdb.connect()

    def load(self, facts: Sequence[Fact], rows: Rows) -> None:
        table = arrow(facts, rows)
        self.connection.register("given", table)
        self.connection.execute("CREATE OR REPLACE TABLE cases AS SELECT * FROM given")

    def run(self, text: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(text).fetchall()  # type: ignore[no-any-return]

    def close(self) -> None:
        self.connection.close()


class PostgreSQL(Database):
    """A server of its own in a new directory, without a network, run by another user where the tests run as root."""

    dialect = "postgresql"
    _types: ClassVar = {"bool": "boolean", "enum": "text", "number": "bigint", "date": "date"}

    def __init__(self) -> None:
        found = shutil.which("initdb") or next(iter(sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), reverse=True)), None)
        if not found or not (Path(found).resolve().parent / "psql").exists():
            raise Absent("no PostgreSQL server with psql is installed")
        self.bin = Path(found).resolve().parent
        self.user = _other_user() if os.getuid() == 0 else None
        self.home = Path(tempfile.mkdtemp(prefix="pg"))
        if self.user:
            os.chown(self.home, pwd.getpwnam(self.user).pw_uid, -1)
        self._call("initdb", "-D", self.home / "data", "-U", "tester", "--auth=trust", "-E", "UTF8", "--locale=C")
        options = f"-k {self.home} -c listen_addresses= -c fsync=off -c jit=off"
        self._call("pg_ctl", "-D", self.home / "data", "-w", "-l", self.home / "log", "-o", options, "start")

    def _call(self, program: str, *arguments: Any, given: str = "") -> str:
        done = subprocess.run(
            [self.bin / program, *map(str, arguments)],
            input=given,
            text=True,
            capture_output=True,
            user=self.user,
            cwd=self.home,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _type(self, fact: Fact) -> str:
        return f"numeric(15, {fact.decimals})" if fact.decimals else self._types[fact.type]

    def _sql(self, text: str) -> str:
        return self._call(
            "psql", "-h", self.home, "-U", "tester", "-d", "postgres", "-q", "--csv", "-t", "-v", "ON_ERROR_STOP=1", given=text
        )

    def load(self, facts: Sequence[Fact], rows: Rows) -> None:
        columns = ", ".join(["id bigint", *(f"{quoted(f.id)} {self._type(f)}" for f in facts)])
        lines = io.StringIO()
        csv.writer(lines, lineterminator="\n").writerows([n, *(row.get(f.id) for f in facts)] for n, row in enumerate(rows))
        self._sql(f"DROP TABLE IF EXISTS cases;\nCREATE TABLE cases ({columns});\nCOPY cases FROM STDIN CSV;\n{lines.getvalue()}\\.\n")

    def run(self, text: str) -> list[tuple[Any, ...]]:
        return [tuple(int(c) if c.lstrip("-").isdigit() else c for c in row) for row in csv.reader(self._sql(text + ";\n").splitlines())]

    def close(self) -> None:
        self._call("pg_ctl", "-D", self.home / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.home, ignore_errors=True)


def _other_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Spark(Database):
    dialect = "spark"

    def __init__(self) -> None:
        self.session = spark_session()

    def load(self, facts: Sequence[Fact], rows: Rows) -> None:
        self.session.createDataFrame(arrow(facts, rows)).createOrReplaceTempView("cases")

    def run(self, text: str) -> list[tuple[Any, ...]]:
        table = self.session.sql(text).toArrow()
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def spark_session(master: str = "local[1]", batch: int = 10_000) -> Any:
    """A Spark on this machine, one for the whole run. ``batch``: rows handed to Python at a time."""
    try:
        socket.socket().close()
    except (RuntimeError, UserWarning):
        raise Absent("Spark needs sockets: make bulk") from None
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise Absent("Java is not installed")
    try:
        from pyspark.sql import SparkSession
    except ImportError as problem:
        raise Absent(f"{problem}: install the extra bulk") from None
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH"))))
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "1",
        "spark.log.level": "ERROR",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(batch),
    }
    builder = SparkSession.builder.master(master).appName("tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


DATABASES: dict[str, type[Database]] = {"sqlite": SQLite, "duckdb": DuckDB, "postgresql": PostgreSQL, "spark": Spark}


def facts_of(book: Book, names: Sequence[str]) -> list[Fact]:
    return [book.facts[name] for name in names]
