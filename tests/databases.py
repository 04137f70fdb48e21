"""Where tables are kept: a PostgreSQL started for the test, and Spark in local mode."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests import ROOT


class Absent(Exception):
    """The database cannot run here; the text says what is missing."""


class PostgreSQL:
    """A server of its own in a new directory, without a network, run by another user where the tests run as root."""

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

    @property
    def psql(self) -> list[str]:
        """How psql is called."""
        return [str(self.bin / "psql"), "-h", str(self.home), "-U", "tester", "-d", "postgres", "-q", "-v", "ON_ERROR_STOP=1"]

    def close(self) -> None:
        self._call("pg_ctl", "-D", self.home / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.home, ignore_errors=True)


def _other_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


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
