"""The pytest plug-in: collects ``*.cases.yaml`` beside the rules, one test for every case.

Installed with the package (entry point ``pytest11``). A case is decided by the shipped rule data, or by the rule directory
given with ``--rules``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tunnistus.model import Book

__all__ = ["CaseTest", "CaseTests"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--rules``."""
    group = parser.getgroup("tunnistus")
    group.addoption(
        "--rules",
        action="append",
        type=Path,
        default=[],
        help="directory of rule data to decide *.cases.yaml by (repeatable)",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect case files."""
    if file_path.name.endswith(".cases.yaml"):
        collector: pytest.Collector = CaseTests.from_parent(parent, path=file_path)
        return collector
    return None


def _book(config: pytest.Config) -> Book:
    from tunnistus import source

    directories = config.getoption("--rules")
    return source.read_directory(*directories) if directories else source.book()


class CaseTests(pytest.File):
    """A case file."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one test for every case."""
        from tunnistus.cases import read_cases

        for example in read_cases(self.path):
            yield CaseTest.from_parent(self, name=example.name, example=example)


class CaseTest(pytest.Item):
    """One case."""

    def __init__(self, *, example: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.example = example

    def runtest(self) -> None:
        """Decide the case and fail with the differences."""
        from tunnistus.cases import run

        differences = run(_book(self.config), self.example)
        if differences:
            raise AssertionError("\n".join(differences))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """Show where the case stands and what differs."""
        if isinstance(excinfo.value, AssertionError):
            return f"{self.path.name}: {self.example.where}: {self.name}\n{excinfo.value}"
        return str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the case in reports."""
        return self.path, int(self.example.where.split(":")[-2]) - 1, self.name
