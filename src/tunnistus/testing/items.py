"""What the pytest plug-in makes of case files: a test for every case, and what all of them show of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from os.path import relpath
from pathlib import Path
from typing import Any

import pytest

from tunnistus.errors import TunnistusError
from tunnistus.explaining.explain import Decision
from tunnistus.rules.model import Book
from tunnistus.shipping.directories import chosen, written_in
from tunnistus.trying.cases import compare, read_cases
from tunnistus.trying.contrast import contrast

__all__ = ["CaseTest", "CaseTests", "book_of", "count", "summary"]

_BOOK = pytest.StashKey[Book]()
_COVERAGE = pytest.StashKey[list[Decision]]()


def count(config: pytest.Config) -> None:
    """Start counting what the cases show."""
    if config.getoption("numprocesses", None):
        raise pytest.UsageError("Coverage of rules is counted in one process: leave -n out.")
    config.stash[_COVERAGE] = []


def book_of(config: pytest.Config) -> Book:
    """Return the rule data of the run, read once."""
    if _BOOK not in config.stash:
        directories, installed, locales = (config.getoption(f"--tunnistus-{name}") for name in ("rules", "installed", "locales"))
        try:
            config.stash[_BOOK] = chosen(directories, installed, locales)
        except TunnistusError as problem:
            pytest.exit(f"The rule data cannot be read.\n{problem}", returncode=pytest.ExitCode.USAGE_ERROR)
    return config.stash[_BOOK]


def summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell what the cases show of the rules, and what they do not."""
    from tunnistus.trying.coverage import Coverage
    from tunnistus.trying.halves import balance, couples, missing_halves
    from tunnistus.trying.lcov import lcov
    from tunnistus.writing import write

    coverage, target = Coverage(book_of(config)), config.getoption("--tunnistus-lcov")
    for decision in config.stash[_COVERAGE]:
        coverage.add(decision)
    terminalreporter.section("rules shown by cases")
    terminalreporter.line(coverage.summary())
    if target:
        directories = written_in(config.getoption("--tunnistus-rules"), config.getoption("--tunnistus-installed"))
        try:
            write(target, lcov(coverage, directories))
        except TunnistusError as problem:
            raise pytest.UsageError(str(problem)) from None
        terminalreporter.line(f"LCOV: {target}")
    if config.getoption("--tunnistus-missing"):
        halves = list(missing_halves(coverage))
        for line in (*coverage.clause_gaps(), *map(str, halves), balance(coverage, halves), *couples(coverage)):
            terminalreporter.line(line)


class CaseTests(pytest.File):
    """A case file."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one test for every case."""
        try:
            examples = read_cases(self.path)
        except TunnistusError as problem:
            raise self.CollectError(str(problem)) from None
        for example in examples:
            yield CaseTest.from_parent(self, name=example.name, example=example)


class CaseTest(pytest.Item):
    """One case."""

    def __init__(self, *, example: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.example = example

    def runtest(self) -> None:
        """Decide the case and fail with the differences."""
        book, seen = book_of(self.config), self.config.stash.get(_COVERAGE, [])
        differences = compare(book, self.example, seen.append)
        if differences:
            lang = self.config.getoption("--tunnistus-lang")
            raise AssertionError("\n".join(contrast(book, each, lang) for each in differences))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """Show where the case stands and what differs."""
        if isinstance(excinfo.value, AssertionError):
            place = self.example.where.removeprefix(self.path.name)
            return f"{relpath(self.path, self.config.rootpath)}{place}: {self.name}\n{excinfo.value}"
        return str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the case in reports."""
        return self.path, int(self.example.where.split(":")[-2]) - 1, self.name
