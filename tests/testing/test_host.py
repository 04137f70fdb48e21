"""Who merely has the package installed: pytest and Hypothesis run as without it, until somebody asks for something."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from hypothesis import HealthCheck, Phase, find, settings

from tests import ROOT
from tunnistus.rules.model import LANGUAGES
from tunnistus.testing import plugin, registered

CONFTEST = """
import pytest

class Menu(pytest.File):
    def collect(self):
        return [Dish.from_parent(self, name="dish")]

class Dish(pytest.Item):
    def runtest(self):
        assert self.path.read_text() == "soup: [1, 2\\n"

def pytest_addoption(parser):
    for name in ("--rules", "--installed", "--locales", "--missing", "--lcov"):
        parser.addoption(name)

def pytest_collect_file(file_path, parent):
    return Menu.from_parent(parent, path=file_path) if file_path.name.endswith(".cases.yaml") else None
"""
TEST = """
import sys

def test_nothing_of_theirs_is_imported(request):
    assert request.config.pluginmanager.hasplugin("tunnistus") is {there}
    assert request.config.getoption("--rules") == "house"
    ours = {{name for name in sys.modules if name.split(".")[0] == "tunnistus"}}
    assert ours <= {{"tunnistus", "tunnistus.version", "tunnistus.testing", "tunnistus.testing.plugin", "tunnistus.testing.registered"}}
    assert not {{"hypothesis", "pydantic", "yaml", "babel", "attr"}} & sys.modules.keys()

def test_hypothesis_is_told_of_types_when_they_are_taken():
    from hypothesis.strategies._internal.types import _global_type_lookup

    assert "tunnistus.rules" not in sys.modules
    if {there}:
        import tunnistus as tn

        assert tn.Dates in _global_type_lookup
        assert "tunnistus.testing.strategies" not in sys.modules
"""


def host(directory: Path, there: bool = True) -> Path:
    """Write the tests of a project that has nothing to do with ours."""
    directory.mkdir()
    (directory / "conftest.py").write_text(CONFTEST)
    (directory / "menu.cases.yaml").write_text("soup: [1, 2\n")
    (directory / "test_host.py").write_text(TEST.format(there=there))
    return directory


def run_host(directory: Path, *path: Path) -> str:
    """Run its tests; what was printed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:schemathesis", "-W", "ignore", "-c", os.devnull, f"--rootdir={directory}", "--rules=house", "."],
        cwd=directory, env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def installed(site: Path) -> Path:
    """What an installation tells of our entry points, as this checkout declares them."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    info = site / "tunnistus-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tunnistus\nVersion: 0.1.0\n")
    groups = (f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in each.items()) for group, each in declared.items())
    (info / "entry_points.txt").write_text("\n".join(groups))
    return site


def test_a_project_with_its_own_options_and_files_runs_unchanged(tmp_path: Path) -> None:
    out = run_host(host(tmp_path / "host"), installed(tmp_path / "site"), ROOT / "src")
    assert "3 passed" in out, out


def test_the_languages_of_the_plug_in_are_those_of_the_model() -> None:
    assert plugin.LANGUAGES == LANGUAGES


def test_every_type_that_hypothesis_is_told_of_is_made() -> None:
    import tunnistus as tn

    few = settings(derandomize=True, database=None, max_examples=1, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    for name, make in registered.MADE.items():
        assert isinstance(find(make(), lambda _: True, settings=few), getattr(tn, name)), name
