"""Profiles of Hypothesis, how tests are shared among workers, and that the files of the checkout are looked at once.

Profiles: few and fixed examples everywhere, more of them with ``--hypothesis-profile=full`` (``make test-deep``), many random ones with
``nightly``, and a handful with ``brief``: on the other Pythons of CI, and for mistakes in the code (``make mutmut``).
"""

import gc
import pkgutil
from collections.abc import Generator, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import tunnistus
from tests import ROOT
from tests.effort import FULL
from tunnistus.shipping import source

quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("default", derandomize=True, deadline=None, max_examples=15, suppress_health_check=quiet)
settings.register_profile("brief", derandomize=True, deadline=None, max_examples=5, suppress_health_check=quiet)
settings.register_profile("full", derandomize=True, deadline=None, max_examples=FULL, suppress_health_check=quiet)
settings.register_profile("nightly", derandomize=False, deadline=None, max_examples=5_000, suppress_health_check=quiet)
settings.load_profile("default")

TOGETHER = {  # among deep tests; of fast ones every module stays together
    "tests/deciding/test_gate.py",  # makes 200 rule sets, and asks what is not broken, once
    "tests/handbook/test_changes.py",  # tells all changes of all rules once, in two processes
    "tests/explaining/test_opening.py",  # plays the training stories once, for several tests
    "tests/shipping/test_l10n.py",  # reads what is to be translated once, for each kind of fault
    "tests/test_index.py",  # decides every case once, for two tests
    "tests/shipping/test_packaging.py",  # building the wheel writes the compiled rule data anew and packs what it finds: one at a time
}


APART = {"tunnistus.__main__", "tunnistus.columns.spark"}  # the one runs when imported, the other needs a library of its own
OURS = frozenset({ROOT / "indicators", ROOT / "locales", ROOT / "docs", ROOT / "src" / "tunnistus"})
SELDOM = (50_000, 20, 10)  # objects and rounds: Python's own numbers are those of a small heap, and compiled rules are a large one


def pytest_configure() -> None:
    """Whoever asks for the rule data has hundreds of files asked for their times; no test changes those of the checkout itself."""
    state = source._state
    once = cache(lambda *directories: tuple(state(*directories)))

    def seen(*directories: Path | str) -> Iterator[tuple[str, int, int]]:
        return iter(once(*directories)) if OURS.issuperset(directories) else state(*directories)

    source._state = seen


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nearly all that is made by importing modules and collecting tests stays: garbage is looked for once, at the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest, which say so (``deep(40)``): a worker that took one of them last would keep the others waiting."""
    items.sort(key=lambda item: -max((mark.args[0] for mark in item.iter_markers("deep") if mark.args), default=0))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is there now stays: looking for garbage among it, again and again, would take long.

    Hypothesis draws numbers and words that stand in modules it finds imported. Which worker runs which test is chance, so each imports
    all of them first: what it ran before does not choose the examples.
    """
    if hasattr(session.config, "workerinput"):
        for module in pkgutil.walk_packages(tunnistus.__path__, "tunnistus."):
            if module.name not in APART:
                import_module(module.name)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def pytest_sessionfinish() -> None:
    """pytest looks for garbage five times before it ends, among all that the tests have left: once is enough."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give the next free worker the next module of fast tests; of deep ones the next test, or all tests of a module of ``TOGETHER``.

    Tests of a module ask the same rules on the same days, so what the first has compiled or read serves the others of its worker. They run
    in the order of ``-n 0``: the many small files of cases come last, and fill what would be left of the time of a worker.
    The groups of pytest-xdist 3.8 itself (``--dist loadgroup``) hold nothing together under pytest 9.2, and say nothing of it.
    """
    from xdist.scheduler import LoadScopeScheduling

    assert [name for name in TOGETHER if not (config.rootpath / name).is_file()] == []
    fast = config.option.markexpr == "not deep"
    if fast:
        config.option.loadscopereorder = False

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            module = nodeid.partition("::")[0]
            return module if fast or module in TOGETHER else nodeid

    return Scheduling(config, log)
