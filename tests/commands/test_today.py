"""At a terminal the day may be left out: it is today, and the command says so. What is piped or kept asks for it."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from tests import ROOT
from tests.effort import first_fast
from tests.imitated import at_terminal
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

ADVICE = "Give --as-of 2026-11-24"


@pytest.fixture
def case(tmp_path: Path) -> str:
    """A case file without a day: an invented person whose papers are kept."""
    path = tmp_path / "case.yaml"
    path.write_text("answers:\n  documents_withheld: true\n", encoding="utf-8")
    return str(path)


def now() -> date:
    return date.today()  # noqa: DTZ011  # as the command reads it


def shown_by(*arguments: str) -> tuple[int, str]:
    """The status of the command at a wide terminal, and what stands there."""
    env = {**os.environ, "COLUMNS": "400", "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])}
    return at_terminal([sys.executable, "-m", "tunnistus", *arguments], env=env)


def days(lang: str, *around: date) -> set[str]:
    return {Speaker(source.book(), lang).day(day) for day in around}


@pytest.mark.deep
@pytest.mark.parametrize("lang", first_fast(LANGUAGES))
def test_at_a_terminal_the_day_is_today_and_is_told(case: str, lang: str) -> None:
    before = now()
    status, shown = shown_by("assess", case, "--lang", lang)
    assert status == 0, shown
    first = shown.strip().splitlines()[0]  # after what the terminal echoes of our typing
    assert any(day in first for day in days(lang, before, now())), shown[:500]
    assert "--as-of" in first
    assert "112" in shown


def test_an_interview_at_a_terminal_begins_today() -> None:
    before = now()
    status, shown = shown_by("ask", "--lang", "en")
    assert status == 0, shown
    first = shown.strip().splitlines()[0]  # after what the terminal echoes of our typing
    assert any(day in first for day in days("en", before, now())), shown[:500]
    assert "112" in shown


@pytest.mark.parametrize("form", ["receipt", "json", "page"])
def test_what_is_kept_asks_for_the_day_at_a_terminal_too(case: str, form: str) -> None:
    status, shown = shown_by("assess", case, "--format", form)
    assert (status, ADVICE in shown) == (2, True), shown


@pytest.mark.parametrize("arguments", [("assess",), ("assess", "--format", "html"), ("ask",)])
def test_what_is_piped_asks_for_the_day(case: str, arguments: Sequence[str]) -> None:
    command = [sys.executable, "-m", "tunnistus", *arguments, *([case] if arguments[0] == "assess" else [])]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False, cwd=ROOT)
    assert (ended.returncode, ADVICE in ended.stderr, ended.stdout) == (2, True, "")
