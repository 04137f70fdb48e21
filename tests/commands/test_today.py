"""At a terminal the day may be left out: it is today, and the command says so. What is piped or kept asks for it."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from tests import ROOT
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

pty = pytest.importorskip("pty", reason="a terminal is imitated where Python has pty, not on Windows")

ADVICE = "Give --as-of 2026-11-24"


@pytest.fixture
def case(tmp_path: Path) -> str:
    """A case file without a day: an invented person whose papers are kept."""
    path = tmp_path / "case.yaml"
    path.write_text("answers:\n  documents_withheld: true\n", encoding="utf-8")
    return str(path)


def now() -> date:
    return date.today()  # noqa: DTZ011  # as the command reads it


def at_terminal(*arguments: str) -> tuple[int, str]:
    """Run the command with a terminal as its input and output; return its status and all that stands on the screen."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "COLUMNS": "400", "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "tunnistus", *arguments]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, cwd=ROOT) as running:
        os.close(theirs)
        os.write(ours, b"\n\x04")  # nothing is answered, and the input ends
        shown = b""
        try:
            while part := os.read(ours, 65_536):
                shown += part
        except OSError:  # Linux says so that nobody writes any more
            pass
        finally:
            os.close(ours)
    return running.returncode, shown.decode("utf-8")


def days(lang: str, *around: date) -> set[str]:
    return {Speaker(source.book(), lang).day(day) for day in around}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_at_a_terminal_the_day_is_today_and_is_told(case: str, lang: str) -> None:
    before = now()
    status, shown = at_terminal("assess", case, "--lang", lang)
    assert status == 0, shown
    first = shown.strip().splitlines()[0]  # after what the terminal echoes of our typing
    assert any(day in first for day in days(lang, before, now())), shown[:500]
    assert "--as-of" in first
    assert "112" in shown


def test_an_interview_at_a_terminal_begins_today() -> None:
    before = now()
    status, shown = at_terminal("ask", "--lang", "en")
    assert status == 0, shown
    first = shown.strip().splitlines()[0]  # after what the terminal echoes of our typing
    assert any(day in first for day in days("en", before, now())), shown[:500]
    assert "112" in shown


@pytest.mark.parametrize("form", ["receipt", "json", "page"])
def test_what_is_kept_asks_for_the_day_at_a_terminal_too(case: str, form: str) -> None:
    status, shown = at_terminal("assess", case, "--format", form)
    assert (status, ADVICE in shown) == (2, True), shown


@pytest.mark.parametrize("arguments", [("assess",), ("assess", "--format", "html"), ("ask",)])
def test_what_is_piped_asks_for_the_day(case: str, arguments: Sequence[str]) -> None:
    command = [sys.executable, "-m", "tunnistus", *arguments, *([case] if arguments[0] == "assess" else [])]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False, cwd=ROOT)
    assert (ended.returncode, ADVICE in ended.stderr, ended.stdout) == (2, True, "")
