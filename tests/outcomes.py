"""What became of every test, over several runs: a plug-in that writes it down, and a program that finds tests that passed in no run.

``pytest -p tests.outcomes --outcomes FILE`` writes a run down; with ``--collect-only`` it writes which tests there are. ``--not-again FILE``
leaves out what passed in a run that was written down: what was skipped there for a missing tool, and what was not chosen, stays.
``python -m tests.outcomes ALL RUN…`` names each test of ALL that passed in no RUN, and fails if there is one. CI ends with it: a test that is
skipped in one part for a missing tool, or left out by a marker, must pass in another. ``python -m tests.outcomes --skipped RUN`` names the
tests that a run skipped, for pytest to run again where the tools are (``pytest @FILE``).
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

Outcomes = dict[str, str]
PASSED = "passed"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--outcomes", type=Path, metavar="FILE", help="write the outcome of every test as JSON")
    parser.addoption("--not-again", type=Path, action="append", default=[], metavar="FILE", help="leave out what passed in that run")


def pytest_configure(config: pytest.Config) -> None:
    target = config.getoption("--outcomes")
    if target and not hasattr(config, "workerinput"):  # of parallel workers the one process that they report to writes
        config.pluginmanager.register(Recorder(target))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    runs = [read(path) for path in config.getoption("--not-again") if path.exists()]  # of a run that never began everything is still to do
    passed = {name for run in runs for name, outcome in run.items() if outcome == PASSED}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in passed])
    items[:] = [item for item in items if item.nodeid not in passed]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """That nothing is left to do again is no failure."""
    if session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and session.config.getoption("--not-again"):
        session.exitstatus = pytest.ExitCode.OK


class Recorder:
    """Holds for every test ``passed``, ``failed``, ``not run`` or the reason why it was skipped."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.outcomes: Outcomes = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.outcomes.update((item.nodeid, "not run") for item in session.items)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if not report.passed:
            self.outcomes[report.nodeid] = said(report)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or not report.passed:
            self.outcomes[report.nodeid] = said(report)

    def pytest_sessionfinish(self) -> None:
        """Write, beside what stands in the file already; what passed before has passed."""
        before = read(self.target) if self.target.exists() else {}
        whole = {**before, **{name: outcome for name, outcome in self.outcomes.items() if before.get(name) != PASSED}}
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self.target.write_text(json.dumps(whole, indent=0, sort_keys=True), encoding="utf-8")


def read(path: Path) -> Outcomes:
    """What was written down of a run."""
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def said(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The outcome in one line; of a skipped test with the reason."""
    reason = report.longrepr[2] if report.skipped and isinstance(report.longrepr, tuple) else ""
    return f"{report.outcome}: {reason.removeprefix('Skipped: ')}" if reason else report.outcome


def left_out(tests: Iterable[str], runs: Iterable[Mapping[str, str]]) -> Outcomes:
    """Tests that passed in no run, each with what was said of it last."""
    last: Outcomes = {}
    for run in runs:
        for name, outcome in run.items():
            if last.get(name) != PASSED:
                last[name] = outcome
    return {name: last.get(name, "in no run") for name in tests if last.get(name) != PASSED}


def skipped(run: Mapping[str, str]) -> list[str]:
    """The tests, or whole modules, that a run skipped."""
    return [name for name, outcome in sorted(run.items()) if outcome.startswith("skipped")]


def main(arguments: list[str] | None = None, say: Callable[[str], object] = print) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.outcomes", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("all", type=Path, help="what there is, written with --collect-only; with --skipped what became of it")
    parser.add_argument("runs", type=Path, nargs="*", help="what became of it, one file a run")
    parser.add_argument("--skipped", action="store_true", help="name what a run skipped")
    parser.add_argument("--but", default=None, metavar="REASON", help="tests skipped for this reason are named, and no failure")
    options = parser.parse_args(arguments)
    if options.skipped:
        say("\n".join(skipped(read(options.all))))
        return 0
    there, *runs = map(read, (options.all, *options.runs))
    missed = left_out(there, runs)
    for name, outcome in missed.items():
        say(f"{name}: {outcome}")
    say(f"{len(there) - len(missed)} of {len(there)} tests passed in at least one of {len(runs)} runs.")
    return 1 if any(outcome != f"skipped: {options.but}" for outcome in missed.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
