"""What ``.ci/hidden.py`` hides and writes down, and what ``.ci/each.py`` makes of it."""

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import ROOT

HIDDEN = ROOT / ".ci" / "hidden.py"
LIBRARY = "import ctypes; print(ctypes.CDLL('libc.so.6').getpid() > 0)"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the names of libraries are those of Linux")


def said(code: str, *how: str) -> str:
    """The last line of what a Python says that runs so."""
    command = [sys.executable, HIDDEN, *how, "--", "python3", "-c", code]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False, cwd=ROOT)
    return done.stdout.splitlines()[-1]


def test_a_program_is_hidden_alone_and_all_that_not_every_system_has_are_hidden_together() -> None:
    code = "import shutil; print(*(bool(shutil.which(name)) for name in ('sort', 'env', 'ldconfig')))"
    assert said(code, "--hide=sort").startswith("False True")
    assert said(code, "--hide=").startswith("True True")
    assert said(code) == "True True False"


@LINUX
@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (("--hide=",), "True"),
        (("--hide=libc.so",), "OSError: cannot load library"),
        (("--hide=libc", "--show=libc.so"), "True"),
        (("--hide=", "--old=libc.so"), "AttributeError: libc.so.6: undefined symbol: getpid"),
    ],
)
def test_a_library_is_there_missing_or_too_old(how: tuple[str, ...], expected: str) -> None:
    assert said(LIBRARY, *how).startswith(expected)


def test_who_looks_for_what_is_written_down_there_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = tmp_path / "asked"
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "tests/test_x.py::test_y (call)")
    code = """
import ctypes, shutil, subprocess
shutil.which("no-such-program")
for ask in (lambda: subprocess.run(["no-such-other"]), lambda: ctypes.CDLL("no-such-library")):
    try: ask()
    except OSError: pass
subprocess.run(["sh", "-c", "sort --version; env true"], stdout=subprocess.DEVNULL)
"""
    said(code + "print()", f"--record={record}")
    lines = record.read_text(encoding="utf-8").splitlines()
    assert [line.split("\t") for line in lines] == [
        [name, "", "tests/test_x.py::test_y (call)"] for name in ("no-such-program", "no-such-other", "no-such-library", "sh")
    ]


@pytest.fixture(scope="module")
def each() -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / ".ci"))
        return runpy.run_path(str(ROOT / ".ci" / "each.py"))


def test_a_skipped_test_that_does_not_say_why_counts_as_failed(each: dict[str, Any]) -> None:
    assert each["counted"]({"a": "passed", "b": "skipped: needs gettext", "c": "skipped", "d": "failed"}) == (1, 1, 2)


def test_what_is_asked_for_while_a_module_is_imported_counts_for_all_that_import_it(each: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "asked").write_text("hunspell\t\ttests/test_a.py::test_b (setup)\nlibpango\ttests/tools.py\t\n", encoding="utf-8")
    found = list(each["asking"](tmp_path / "asked", each["importers"]()))
    assert ("hunspell", "tests/test_a.py", "tests/test_a.py::test_b") in found
    assert {module for name, module, _ in found if name == "libpango"} >= {
        "tests/tools.py",
        "tests/shown.py",
        "tests/saying/test_browsers.py",
    }
