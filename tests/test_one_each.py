"""On a Python between two others the first item of each file runs, and none of the others."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import ROOT

SOME = """
import pytest

@pytest.mark.parametrize("n", [pytest.param("[0]", marks=pytest.mark.deep), "[1]", "[2]"])
@pytest.mark.parametrize("m", [7, 8])
def test_many(n, m): pass

def test_many_more(): pass

class TestMany:
    @pytest.mark.parametrize("n", [1, 2])
    def test_many(self, n): pass
"""


def test_the_first_item_that_is_chosen_of_each_file_runs(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(SOME, encoding="utf-8")
    for name in ("one", "two"):
        shutil.copy(ROOT / "indicators" / "signs" / "child.cases.yaml", tmp_path / f"{name}.cases.yaml")
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "tests.one_each", "-p", "no:cacheprovider", "-m", "not deep"]
    where = ["-c", os.devnull, f"--rootdir={tmp_path}", "-o", "markers=deep", "-o", f"tunnistus_cases={tmp_path}", str(tmp_path)]
    done = subprocess.run([*command, *where], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    *found, last = filter(None, done.stdout.splitlines())
    assert [each for each in found if ".py::" in each] == ["test_some.py::test_many[7-[1]]"], done.stdout
    assert [each.partition("::")[0] for each in found if ".py::" not in each] == ["one.cases.yaml", "two.cases.yaml"]
    assert int(last.partition("/")[0]) == 3
    assert "deselected" in last
