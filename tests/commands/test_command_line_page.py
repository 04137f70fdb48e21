"""The commands of the page on the command line run as they stand there."""

import argparse
import io
import re
import shlex
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import ROOT
from tests.tools import needs_weasyprint
from tunnistus.commands import terminal
from tunnistus.commands.main import main, parser
from tunnistus.saying.texts import own_texts
from tunnistus.trying import vignettes

PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"^```\n(.*?)^```", PAGE, re.M | re.S) for line in block.splitlines()]
MARKS = {"--format pdf": needs_weasyprint, "--simulate": pytest.mark.deep, " check ": pytest.mark.deep, " draft ": pytest.mark.deep}


def marks(command: str) -> list[pytest.MarkDecorator]:
    return [mark for part, mark in MARKS.items() if part in f"{command} "]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with the examples and a register of invented people, in which somebody at a terminal types nothing.

    Of the training stories two are played there: that all can be is shown where their courses are compared.
    """
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "docs" / "examples")
    pq.write_table(pa.table({"id": [1, 2], "in_finland": [True, None]}), tmp_path / "register.parquet")
    people = {"municipality": ["A"] * 10 + ["B"] * 10, "in_finland": [True, None] * 10}
    pq.write_table(pa.table(people), tmp_path / "people.parquet")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    monkeypatch.setattr(terminal, "_seen", lambda: True)
    read = vignettes.read_vignettes
    monkeypatch.setattr(vignettes, "read_vignettes", lambda path: dict([*read(path).items()][:2]))
    return tmp_path


@pytest.mark.parametrize("command", [pytest.param(each, marks=marks(each)) for each in COMMANDS])
def test_a_command_runs(command: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    python, dash, package, *words = shlex.split(command)
    assert (python, dash, package) == ("python", "-m", "tunnistus")
    code: object = 0
    try:
        code = main(words)
    except SystemExit as stop:
        code = stop.code
    assert code == 0
    made = [name for name in ("letter.pdf", "out") if name in words]
    assert [name for name in made if not (desk / name).exists()] == []
    assert made or capsys.readouterr().out.strip()


def test_every_command_is_told_on_the_page() -> None:
    whole = parser(own_texts("en"))
    names = next(each.choices for each in whole._actions if isinstance(each, argparse._SubParsersAction))
    assert {"assess", "ask", "check"} <= set(names)
    assert [name for name in names if not re.search(rf"`{name}[` ]|tunnistus {name} ", PAGE)] == []
