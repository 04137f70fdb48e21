"""The pytest plug-in, which pytest loads wherever the package is installed: options, and nothing else until somebody uses one of them.

Entry point ``pytest11``. It imports nothing that pytest has not imported, and leaves alone whoever asks for nothing: its options begin with
``--tunnistus-``, and case files (``*.cases.yaml``) are collected only below the paths of the ini options ``tunnistus_cases`` and
``tunnistus_rules`` and the directories of ``--tunnistus-rules``. What they become is :mod:`tunnistus.testing.items`.

Cases are decided by the shipped rule data, or by those of ``tunnistus_rules``, ``--tunnistus-rules`` or ``--tunnistus-installed``. ``pytest
--tunnistus-rules my-rules --pyargs tunnistus.testing.laws`` runs the laws of :mod:`tunnistus.testing.laws` on them. A directory that is not
there, or holds nothing of the kind, is an error; rule data with errors are one failing item with what is wrong.

A case that fails shows the sentence expected and the sentence that came out. ``--tunnistus-lcov FILE`` writes which clauses and leaves
of conditions the cases show, ``--tunnistus-missing`` proposes the cases that are missing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tunnistus.testing.named import directories, holds, refuse_nothing, rules_of

if TYPE_CHECKING:
    from tunnistus.rules.model import Book

__all__ = ["tunnistus_book"]

LANGUAGES = ("fi", "sv", "en")  # those of the model, which is dear to import
COUNTING = ("--tunnistus-lcov", "--tunnistus-missing")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("tunnistus", "rules of tunnistus")
    group.addoption(
        "--tunnistus-rules",
        action="append",
        type=Path,
        default=[],
        metavar="DIR",
        help="directory of rule data for its *.cases.yaml and the laws, in the place of tunnistus_rules or the shipped ones; from here, "
        "or else from the root of the project (repeatable)",
    )
    group.addoption(
        "--tunnistus-installed",
        action="append",
        default=[],
        metavar="NAME",
        help="rule data that an installed distribution offers under this name (entry point group tunnistus.rules; repeatable)",
    )
    group.addoption(
        "--tunnistus-locales",
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
    parser.addini("tunnistus_cases", "files and directories whose *.cases.yaml are tests, one for every case", type="paths", default=[])
    parser.addini("tunnistus_rules", "directories of rule data in the place of the shipped ones", type="paths", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Refuse what is named and is not there or is empty, and start counting when coverage is asked for."""
    for path in config.getini("tunnistus_cases"):
        refuse_nothing("tunnistus_cases", path, ".cases.yaml")
    for name in ("tunnistus_rules", "--tunnistus-rules"):
        for path in directories(config, name):
            refuse_nothing(name, path, ".yaml")
    if config.getoption("--tunnistus-installed") or any(map(config.getoption, COUNTING)):
        from tunnistus.testing import items

        items.begin(config)


@pytest.fixture(scope="session")
def tunnistus_book(request: pytest.FixtureRequest) -> Book:
    """The rule data of ``--tunnistus-rules``, ``--tunnistus-installed`` or ``tunnistus_rules``, else the shipped ones.

    Define your own to test another book.
    """
    from tunnistus.testing import items

    return items.book_or_failure(request.config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test with the argument ``tunnistus_law`` each law in turn."""
    if "tunnistus_law" in metafunc.fixturenames:
        from tunnistus.testing.laws import LAWS

        metafunc.parametrize("tunnistus_law", LAWS, ids=[law.__name__ for law in LAWS])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect case files that are not hidden, where somebody asked for it."""
    if not file_path.name.endswith(".cases.yaml") or file_path.name.startswith(".") or not _asked_for(parent.config, file_path):
        return None
    from tunnistus.testing.items import CaseTests

    collector: pytest.Collector = CaseTests.from_parent(parent, path=file_path)
    return collector


def _asked_for(config: pytest.Config, path: Path) -> bool:
    return any(path.is_relative_to(each) for each in (*config.getini("tunnistus_cases"), *rules_of(config)))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process of xdist counted."""
    if any(map(node.config.getoption, COUNTING)):
        from tunnistus.testing import items

        items.take_over(node.config, getattr(node, "workeroutput", {}))  # one that broke off has none


def pytest_sessionfinish(session: pytest.Session) -> None:
    """End with 1 where cases are missing, as ``tunnistus cases --missing`` does; in a process of xdist hand over what was counted."""
    if any(map(session.config.getoption, COUNTING)):
        from tunnistus.testing import items

        items.finish(session)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell what the cases show of the rules, and what they do not; and where rules are named and none of their cases ran."""
    if any(map(config.getoption, COUNTING)):
        from tunnistus.testing import items

        items.summary(terminalreporter, config)
    ran = any(".cases.yaml" in getattr(each, "nodeid", "") for some in terminalreporter.stats.values() for each in some)
    if not ran and not config.option.collectonly and any(holds(path, ".cases.yaml") for path in rules_of(config)):
        terminalreporter.line("No case of the rules that are named was run. To run them, name their directory as well.", yellow=True)


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Show two things that hold answers as they show themselves, and not what differs in them."""
    discreet = sys.modules.get("tunnistus.discreet")  # until it is imported, there are no such things
    if discreet and (discreet.is_discreet(left) or discreet.is_discreet(right)):
        return [f"{left!r} {op} {right!r}"]
    return None
