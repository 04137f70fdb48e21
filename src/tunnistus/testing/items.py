"""What the pytest plug-in makes of case files: a test for every case, and what all of them show of the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tunnistus.errors import TunnistusError
from tunnistus.explaining.explain import Decision
from tunnistus.rules.model import Book
from tunnistus.shipping.directories import chosen, rule_directories, written_in
from tunnistus.testing.named import rules_of
from tunnistus.trying.cases import compare, read_cases
from tunnistus.trying.contrast import contrast

if TYPE_CHECKING:
    from tunnistus.trying.coverage import Coverage

__all__ = ["CaseTest", "CaseTests", "RulesTest", "begin", "book_of", "book_or_failure", "finish", "summary", "take_over"]

_BOOK = pytest.StashKey[Book | TunnistusError]()
_COVERAGE = pytest.StashKey[list[Decision]]()
_RAN = pytest.StashKey[list[tuple[str, str]]]()  # of each case that was decided its file, and its place there
_LACKING = pytest.StashKey[list[str]]()
_TOLD = pytest.StashKey[bool]()
_HANDED_OVER = "tunnistus_cases"


def begin(config: pytest.Config) -> None:
    """Refuse installed rules that nobody offers, and start counting what the cases show."""
    try:
        rule_directories(installed=config.getoption("--tunnistus-installed"))
    except TunnistusError as problem:
        raise pytest.UsageError(str(problem)) from None
    config.stash[_COVERAGE], config.stash[_RAN] = [], []


def book_of(config: pytest.Config) -> Book:
    """Return the rule data of the run, read once. Raises :class:`TunnistusError`: there are errors in them."""
    if _BOOK not in config.stash:
        try:
            config.stash[_BOOK] = chosen(
                rules_of(config), config.getoption("--tunnistus-installed"), config.getoption("--tunnistus-locales")
            )
        except TunnistusError as problem:
            config.stash[_BOOK] = problem
    found = config.stash[_BOOK]
    if isinstance(found, TunnistusError):
        raise found
    return found


def book_or_failure(config: pytest.Config) -> Book:
    """Return the same; where there are errors in it, the test fails with them."""
    try:
        return book_of(config)
    except TunnistusError as problem:
        said = str(problem)
    pytest.fail(f"The rule data cannot be read.\n{said}", pytrace=False)


def finish(session: pytest.Session) -> None:
    """Hand over what a process of xdist counted; elsewhere work out what is missing, and end with 1 where something is."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput[_HANDED_OVER] = config.stash[_RAN]
        return
    config.stash[_LACKING] = []
    if config.getoption("--tunnistus-missing") and not isinstance(config.stash.get(_BOOK, None), TunnistusError):
        lines, lacking = _missing(_coverage(config))
        config.stash[_LACKING] = lines
        if lacking and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def take_over(config: pytest.Config, output: Mapping[str, Any]) -> None:
    """Decide once more what another process decided: its decisions stay there."""
    places: dict[str, set[str]] = {}
    for path, where in output.get(_HANDED_OVER, ()):
        places.setdefault(path, set()).add(where)
    for path in sorted(places):
        for example in read_cases(Path(path)):
            if example.where in places[path]:
                compare(book_of(config), example, config.stash[_COVERAGE].append)


def _coverage(config: pytest.Config) -> Coverage:
    from tunnistus.trying.coverage import Coverage

    coverage = Coverage(book_of(config))
    for decision in config.stash[_COVERAGE]:
        coverage.add(decision)
    return coverage


def _missing(coverage: Coverage) -> tuple[list[str], int]:
    """What is said of what no case shows, and how much is neither shown nor proved impossible, as the command line counts it."""
    from tunnistus.trying.halves import balance, couples, missing_halves

    halves = list(missing_halves(coverage))
    gaps = coverage.clause_gaps()
    lines = [str(line) for line in (*gaps, *halves, balance(coverage, halves), *couples(coverage))]
    return lines, max(len(gaps) + len(coverage.leaf_gaps()), sum(not half.proof for half in halves))


def summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell what the cases show of the rules, and what they do not."""
    from tunnistus.trying.lcov import lcov
    from tunnistus.writing import write

    try:
        coverage = _coverage(config)
    except TunnistusError:
        return  # an item has told what is wrong
    target = config.getoption("--tunnistus-lcov")
    terminalreporter.section("rules shown by cases")
    terminalreporter.line(str(coverage.summary()))
    if target:
        directories = written_in(rules_of(config), config.getoption("--tunnistus-installed"))
        try:
            write(target, lcov(coverage, directories))
        except TunnistusError as problem:
            raise pytest.UsageError(str(problem)) from None
        terminalreporter.line(f"LCOV: {target}")
    for line in config.stash.get(_LACKING, []):
        terminalreporter.line(line)


class RulesTest(pytest.Item):
    """What is wrong in the rule data of the run: fails with it, once."""

    def runtest(self) -> None:
        """Fail with the errors."""
        book_or_failure(self.config)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Name it in reports."""
        return self.path, None, "the rule data"


class CaseTests(pytest.File):
    """A case file."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one test for every case; where the rule data have errors, one for them alone."""
        try:
            examples = read_cases(self.path)
        except TunnistusError as problem:
            raise self.CollectError(str(problem)) from None
        try:
            book_of(self.config)
        except TunnistusError:
            if not self.config.stash.setdefault(_TOLD, False):
                self.config.stash[_TOLD] = True
                yield RulesTest.from_parent(self, name="rules")
            return
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
        self.config.stash.get(_RAN, []).append((str(self.path), self.example.where))
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
