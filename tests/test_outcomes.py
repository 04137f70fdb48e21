"""What CI says at its end of every test: passed somewhere, or left out and why."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.outcomes import left_out, main

SOME = """
import pytest

def test_passes(): pass

@pytest.mark.skip(reason="no tool")
def test_skipped(): pass

def test_not_chosen(): pass

def test_fails(): assert False
"""
THERE = {"test_passes", "test_skipped", "test_not_chosen", "test_fails"}


def run(directory: Path, *arguments: str, status: int | None = None) -> dict[str, str]:
    """Run the tests of ``SOME`` and a module that cannot be collected without a tool; what is written down."""
    (directory / "test_some.py").write_text(SOME, encoding="utf-8")
    (directory / "test_with_a_tool.py").write_text("import pytest\npytest.importorskip('no_such_tool')\n", encoding="utf-8")
    target = directory / "run.json"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.outcomes", f"--outcomes={target}", "-p", "no:cacheprovider"]
    where = ["-c", os.devnull, f"--rootdir={directory}", str(directory)]
    done = subprocess.run([*command, *where, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    assert status in (None, done.returncode)
    return {name.rpartition("::")[2]: said for name, said in json.loads(target.read_text(encoding="utf-8")).items()}


@pytest.mark.deep
def test_a_run_is_written_down_and_another_one_beside_it(tmp_path: Path) -> None:
    there = run(tmp_path, "--collect-only")
    assert set(there) == {*THERE, "test_with_a_tool.py"}
    (tmp_path / "run.json").unlink()
    said = run(tmp_path, "--numprocesses", "2", "-k", "not not_chosen")
    assert (said["test_passes"], said["test_fails"], said["test_skipped"]) == ("passed", "failed", "skipped: no tool")
    assert set(left_out(there, [said])) == {"test_skipped", "test_not_chosen", "test_fails", "test_with_a_tool.py"}
    (tmp_path / "run.json").rename(tmp_path / "before.json")
    again = ("--not-again", str(tmp_path / "before.json"))
    assert set(run(tmp_path, *again)) == {*THERE, "test_with_a_tool.py"} - {"test_passes"}
    run(tmp_path, *again, "-k", "test_passes", "--ignore", str(tmp_path / "test_with_a_tool.py"), status=0)
    run(tmp_path, "-k", "no_such_test", status=5)
    (tmp_path / "run.json").unlink()
    (tmp_path / "before.json").rename(tmp_path / "run.json")
    both = run(tmp_path, "-k", "not_chosen")
    assert set(left_out(there, [both])) == {"test_skipped", "test_fails", "test_with_a_tool.py"}


def test_a_test_that_passed_in_no_run_is_named_with_what_was_said_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"all": dict.fromkeys("abc", "not run"), "one": {"a": "passed", "b": "skipped: no tool"}, "two": {"a": "skipped: no socket"}}
    for name, said in files.items():
        (tmp_path / name).write_text(json.dumps(said), encoding="utf-8")
    assert main([str(tmp_path / name) for name in files]) == 1
    assert capsys.readouterr().out == "b: skipped: no tool\nc: in no run\n1 of 3 tests passed in at least one of 2 runs.\n"
    (tmp_path / "two").write_text(json.dumps({"c": "passed"}), encoding="utf-8")
    assert main([*(str(tmp_path / name) for name in files), "--but", "no tool"]) == 0
    assert main([*(str(tmp_path / name) for name in files), "--but", "another reason"]) == 1


def test_what_a_run_skipped_is_named_for_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one").write_text(json.dumps({"b": "skipped: no tool", "a": "passed", "c.py": "skipped", "d": "failed"}), encoding="utf-8")
    assert main(["--skipped", str(tmp_path / "one")]) == 0
    assert capsys.readouterr().out == "b\nc.py\n"
