"""The pytest plug-in: collects ``*.cases.yaml`` beside the rules, one test for every case, and runs the laws on any rule data.

Installed with the package (entry point ``pytest11``). Cases are decided by the shipped rule data, or by those named with ``--rules``
or ``--installed``. ``pytest --rules my-rules --pyargs tunnistus.testing.laws`` runs the laws of :mod:`tunnistus.testing.laws` on them.

A case that fails shows the sentence expected and the sentence that came out. ``--tunnistus-lcov FILE`` writes which clauses and leaves
of conditions the cases show, ``--tunnistus-missing`` proposes the cases that are missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tunnistus.discreet import is_discreet
from tunnistus.rules.model import LANGUAGES, Book

if TYPE_CHECKING:
    from tunnistus.explaining.explain import Decision

__all__ = ["CaseTest", "CaseTests", "tunnistus_book"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("tunnistus", "rules of tunnistus")
    group.addoption(
        "--rules",
        action="append",
        type=Path,
        default=[],
        metavar="DIR",
        help="directory of rule data for *.cases.yaml and the laws, in the place of the shipped ones (repeatable)",
    )
    group.addoption(
        "--installed",
        action="append",
        default=[],
        metavar="NAME",
        help="rule data that an installed distribution offers under this name (entry point group tunnistus.rules; repeatable)",
    )
    group.addoption(
        "--locales",
        action="append",
        type=Path,
        default=[],
        metavar="DIR",
        help="directory of catalogues of the rule data, where they do not stand in locales inside it (repeatable)",
    )
    group.addoption("--tunnistus-lang", choices=LANGUAGES, default="en", help="language of the sentences in which a failing case differs")
    group.addoption("--tunnistus-lcov", type=Path, metavar="FILE", help="write coverage of clauses and leaves of conditions as LCOV")
    group.addoption(
        "--tunnistus-missing",
        action="store_true",
        help="propose cases for leaves of conditions that no case shows both ways (MC/DC), or prove that there can be none",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start counting when coverage is asked for."""
    if config.getoption("--tunnistus-lcov") or config.getoption("--tunnistus-missing"):
        if config.getoption("numprocesses", None):
            raise pytest.UsageError("Coverage of rules is counted in one process: leave -n out.")
        config.stash[_COVERAGE] = []


_BOOK = pytest.StashKey[Book]()
_COVERAGE = pytest.StashKey[list["Decision"]]()


def _book(config: pytest.Config) -> Book:
    """The rule data of the run, read once."""
    if _BOOK not in config.stash:
        from tunnistus.errors import TunnistusError
        from tunnistus.shipping import source
        from tunnistus.shipping.directories import read_rules

        directories, installed, locales = (config.getoption(name) for name in ("--rules", "--installed", "--locales"))
        try:
            other = directories or installed
            config.stash[_BOOK] = read_rules(*directories, installed=installed, locales=locales) if other else source.book()
        except TunnistusError as problem:
            pytest.exit(f"The rule data cannot be read.\n{problem}", returncode=pytest.ExitCode.USAGE_ERROR)
    return config.stash[_BOOK]


@pytest.fixture(scope="session")
def tunnistus_book(request: pytest.FixtureRequest) -> Book:
    """The rule data of ``--rules`` or ``--installed``, else the shipped ones. Define your own to test another book."""
    return _book(request.config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test with the argument ``tunnistus_law`` each law in turn."""
    if "tunnistus_law" in metafunc.fixturenames:
        from tunnistus.testing.laws import LAWS

        metafunc.parametrize("tunnistus_law", LAWS, ids=[law.__name__ for law in LAWS])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect case files."""
    if file_path.name.endswith(".cases.yaml"):
        collector: pytest.Collector = CaseTests.from_parent(parent, path=file_path)
        return collector
    return None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell what the cases show of the rules, and what they do not."""
    if _COVERAGE not in config.stash:
        return
    from tunnistus.errors import TunnistusError
    from tunnistus.shipping import source
    from tunnistus.shipping.directories import rule_directories
    from tunnistus.trying.coverage import Coverage
    from tunnistus.trying.halves import balance, couples, missing_halves
    from tunnistus.trying.lcov import lcov
    from tunnistus.writing import write

    coverage, root, target = Coverage(_book(config)), source.checkout(), config.getoption("--tunnistus-lcov")
    for decision in config.stash[_COVERAGE]:
        coverage.add(decision)
    terminalreporter.section("rules shown by cases")
    terminalreporter.line(coverage.summary())
    if target:
        named = rule_directories(config.getoption("--rules"), config.getoption("--installed"))
        try:
            write(target, lcov(coverage, named or ([root / "indicators"] if root else [])))
        except TunnistusError as problem:
            raise pytest.UsageError(str(problem)) from None
        terminalreporter.line(f"LCOV: {target}")
    if config.getoption("--tunnistus-missing"):
        halves = list(missing_halves(coverage))
        for line in (*coverage.clause_gaps(), *map(str, halves), balance(coverage, halves), *couples(coverage)):
            terminalreporter.line(line)


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Show two things that hold answers as they show themselves, and not what differs in them."""
    return [f"{left!r} {op} {right!r}"] if is_discreet(left) or is_discreet(right) else None


class CaseTests(pytest.File):
    """A case file."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one test for every case."""
        from tunnistus.trying.cases import read_cases

        for example in read_cases(self.path):
            yield CaseTest.from_parent(self, name=example.name, example=example)


class CaseTest(pytest.Item):
    """One case."""

    def __init__(self, *, example: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.example = example

    def runtest(self) -> None:
        """Decide the case and fail with the differences."""
        from tunnistus.trying.cases import compare
        from tunnistus.trying.contrast import contrast

        book, seen = _book(self.config), self.config.stash.get(_COVERAGE, [])
        differences = compare(book, self.example, seen.append)
        if differences:
            lang = self.config.getoption("--tunnistus-lang")
            raise AssertionError("\n".join(contrast(book, each, lang) for each in differences))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """Show where the case stands and what differs."""
        if isinstance(excinfo.value, AssertionError):
            return f"{self.path.name}: {self.example.where}: {self.name}\n{excinfo.value}"
        return str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the case in reports."""
        return self.path, int(self.example.where.split(":")[-2]) - 1, self.name
