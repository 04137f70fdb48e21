"""A plug-in, ``pytest -p tests.one_each``: of each file of tests or cases the first item runs.

For a Python between two others that run everything: what a change between versions breaks is how a module is imported, and what its
first test does of it. The last line of pytest says how many it deselected (with ``-n 0``; workers do not tell).
"""

from collections.abc import Iterable

import pytest


@pytest.hookimpl(trylast=True)  # after the marks: where a mark leaves the first item out, the next one runs
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen = {item.nodeid for item in first_of_each(items)}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in chosen])
    items[:] = [item for item in items if item.nodeid in chosen]


def first_of_each(items: Iterable[pytest.Item]) -> Iterable[pytest.Item]:
    """The first item of each file."""
    return {item.nodeid.partition("::")[0]: item for item in reversed([*items])}.values()
