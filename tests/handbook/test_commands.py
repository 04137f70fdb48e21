"""What stands on the pages written by hand runs as it stands there, in each language; a block that is not run says why."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import lessons.source
from handbook import catalogues
from handbook.by_hand import site_source
from tests import ROOT
from tests.effort import first_fast
from tests.examples import Fenced, execute, fenced
from tests.imitated import at_terminal
from tunnistus.rules.model import LANGUAGES

PAGES = sorted((ROOT / "docs" / "site").glob("*.md"))
READERS = ["worker", "trainer", "lawyer", "developer", "analyst", "tester", "maintainer"]
ACTIVATED = ". .venv/bin/activate"


def told(page: Path) -> list[tuple[str, list[Fenced]]]:
    """The blocks of a page in each language; what is the same in several stands there once."""
    every = [(lang, fenced(site_source(page, lang))) for lang in LANGUAGES]
    return [(lang, blocks) for n, (lang, blocks) in enumerate(every) if blocks not in [each for _, each in every[:n]]]


def commands() -> Iterator[Any]:
    """The commands of every page. Those that run all cases are run in Finnish, and by the deep tests in the other languages as well; those
    that check all rules, which say nearly nothing, by the deep tests and in Finnish alone."""
    seen: set[str] = set()
    for page in PAGES:
        for lang, blocks in told(page):
            for block in blocks:
                checks = " check" in block.code
                if not block.language and not block.reason and block.code not in seen and (lang == "fi" or not checks):
                    seen.add(block.code)
                    long = checks or (" cases" in block.code and lang != "fi")
                    marks = [pytest.mark.deep] if long else []
                    yield pytest.param(block.code, marks=marks, id=f"{page.stem}-{lang}-{'-'.join(block.code.split()[1:4])}")


def ended(code: str, place: Path) -> tuple[int, str]:
    """What becomes of commands at a terminal, in an environment that was put to use, where nobody types anything."""
    for name in ("docs", "indicators"):
        (place / name).symlink_to(ROOT / name)
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    command = ["bash", "-euo", "pipefail", "-c", code]
    return at_terminal(command, cwd=place, env={**os.environ, "PATH": path, "PYTHONUTF8": "1"})


@pytest.mark.parametrize("code", first_fast(commands(), 4))
def test_the_commands_of_a_page_run(code: str, tmp_path: Path) -> None:
    status, shown = ended(code, tmp_path)
    assert status == 0, shown
    assert shown.strip()


def test_a_command_that_fails_is_noticed(tmp_path: Path) -> None:
    assert ended("python -m tunnistus asess\npython -m tunnistus --help\n", tmp_path)[0] != 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_code_of_a_page_runs(page: Path) -> None:
    for _, blocks in told(page):
        names: dict[str, object] = {}
        for block in blocks:
            assert block.language in ("", "python")
            if block.language == "python" and not block.reason:
                execute(page.name, block.code, names)


def test_what_is_not_run_says_why() -> None:
    marked = [(page.stem, block.reason) for page in PAGES for block in fenced(page.read_text(encoding="utf-8")) if block.reason]
    assert {page for page, _ in marked} <= {"developer", "maintainer", "recipes", "trainer"}
    assert all(len(reason) > 30 for _, reason in marked)
    page = "% Not run by the tests: why\n\n```\na\n```\n\n```\nb\n```\n\n% other\n\n```python\nc\n```\n\n```{toctree}\nd\n```\n"
    assert fenced(page) == [Fenced("", "a\n", "why"), Fenced("", "b\n", ""), Fenced("python", "c\n", "")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_how_to_put_the_environment_to_use_before_the_command_that_needs_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert page.stem not in READERS or ACTIVATED in text
    if fenced(text):
        assert text.index(ACTIVATED) < text.index(fenced(text)[0].code)


def test_the_trainers_page_shows_whom_to_call_from_the_data() -> None:
    page = (ROOT / "docs" / "site" / "trainer.md").read_text(encoding="utf-8")
    assert "soita 112" in page
    shown = re.findall(r"^ *<!-- \{contact\} (\w+) -->$", page, re.M)
    assert shown == ["assistance_system", "crisis_helpline", "victim_support"]


def test_the_trainers_page_says_how_long_a_lesson_takes() -> None:
    minutes = {lessons.source.lesson(name, "fi").minutes for name in lessons.source.names()}
    assert minutes == {40}
    assert "Jokainen oppitunti kestää 40 minuuttia." in (ROOT / "docs" / "site" / "trainer.md").read_text(encoding="utf-8")


def test_translations_keep_the_code_of_a_paragraph() -> None:
    """But for the name of a language, such as the one at the end of an address."""

    def coded(text: str) -> list[str]:
        return sorted(re.sub(r"\b(?:fi|sv|en)$", "", code) for code in re.findall(r"`([^`]+)`", re.sub(r"\{\w+\}`[^`]*`", "", text)))

    for lang in LANGUAGES[1:]:
        for each in catalogues._read(catalogues.SITE.path(ROOT / "locales", lang), lang):
            if each.id:
                assert coded(each.string) == coded(each.id), (lang, each.id)


def test_what_the_analyst_is_told_comes_out_of_the_table_comes_out() -> None:
    for _, blocks in told(ROOT / "docs" / "site" / "analyst.md"):
        (block,) = [each.code for each in blocks if each.language == "python"]
        code, _, said = block.strip().rpartition("  # ")
        body, _, last = code.rpartition("\n")
        names: dict[str, Any] = {}
        execute("analyst.md", f"{body}\nshown = {last}", names)
        assert str(names["shown"]) == said
