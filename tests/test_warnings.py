"""A warning of ours fails a test; one that a module of somebody else raises of itself does not."""

import warnings

import pytest
from _pytest.config import parse_warning_filter

OURS = (
    "tunnistus.rules.derive",
    "tests.tools",
    "handbook.pages",
    "lessons.make",
    "language.check",
    "benchmarks.shipped",
    "fuzz.loader",
    "supply.sbom",
)
OTHERS = ("weasyprint.text.ffi", "libvoikko", "pyarrow.lib", "some.tests")


@pytest.fixture
def filtered(pytestconfig: pytest.Config) -> None:
    warnings.resetwarnings()
    for each in pytestconfig.getini("filterwarnings"):
        warnings.filterwarnings(*parse_warning_filter(each, escape=False))


def raised_in(module: str, category: type[Warning]) -> None:
    warnings.warn_explicit("invented", category, "file.py", 1, module=module, registry={})


@pytest.mark.usefixtures("filtered")
@pytest.mark.parametrize("category", [DeprecationWarning, UserWarning, RuntimeWarning])
def test_only_warnings_of_ours_are_failures(category: type[Warning]) -> None:
    for module in OURS:
        with pytest.raises(category):
            raised_in(module, category)
    for module in OTHERS:
        with pytest.warns(category):
            raised_in(module, category)


@pytest.mark.usefixtures("filtered")
@pytest.mark.parametrize("category", [ResourceWarning, pytest.PytestUnraisableExceptionWarning])
def test_what_is_left_open_or_fails_unseen_is_a_failure_wherever_it_is_noticed(category: type[Warning]) -> None:
    with pytest.raises(category):
        raised_in("weasyprint.text.ffi", category)
