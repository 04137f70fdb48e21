"""A project of somebody else that uses the kit."""

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

from tests import ROOT

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
    testing = {{f"tunnistus.testing.{{name}}" for name in ("named", "plugin", "registered")}}
    assert ours <= {{"tunnistus", "tunnistus.version", "tunnistus.testing", *testing}}
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


def pytest_in(directory: Path, *arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
    """Run pytest as a rule author does, in a directory of his own."""
    where = os.pathsep.join(filter(None, [path, str(ROOT / "src")]))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={directory}"]
    command += ["-p", "no:schemathesis"]  # takes long to import, and has no part in it
    installed = {each.value for each in entry_points(group="pytest11")}
    plugin = [] if "tunnistus.testing.plugin" in installed else ["-p", "tunnistus.testing.plugin"]
    return subprocess.run(
        [*command, *plugin, *arguments], cwd=directory, env={**os.environ, "PYTHONPATH": where}, capture_output=True, text=True
    )
