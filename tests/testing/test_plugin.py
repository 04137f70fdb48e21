"""The plug-in of pytest never passes in silence: rules that are not there, or are wrong, and cases that nobody ran are told."""

import re
import shutil
from pathlib import Path

import pytest

from tests import ROOT
from tests.effort import first_fast
from tests.testing.host import pytest_in
from tunnistus.trying.cases import read_cases

THIRD = ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules"
CASES = len(read_cases(THIRD / "shelter.cases.yaml"))
MINE = "def test_mine(tunnistus_book):\n    assert 'shelter.place' in tunnistus_book.rules\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with rules of its own, and a test in a directory below."""
    shutil.copytree(THIRD, tmp_path / "rules")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_mine.py").write_text(MINE, encoding="utf-8")
    return tmp_path


def run_in(project: Path, *arguments: str, below: str = "") -> tuple[int, str]:
    done = pytest_in(project / below, f"--rootdir={project}", *arguments)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("below", first_fast(["tests", ""]))
def test_rules_are_named_from_the_root_of_the_project(project: Path, below: str) -> None:
    (project / "pytest.ini").write_text("[pytest]\ntunnistus_rules = rules\n", encoding="utf-8")
    for naming in (["--tunnistus-rules", "rules"], ["-c", str(project / "pytest.ini")]):
        code, out = run_in(project, *naming, str(project), below=below)
        assert code == 0, out
        assert f"{CASES + 1} passed" in out


def test_where_no_case_of_the_rules_ran_it_is_told(project: Path) -> None:
    code, out = run_in(project, "--tunnistus-rules", "rules", "test_mine.py", below="tests")
    assert code == 0, out
    assert "No case of the rules that are named was run." in out
    assert "No case" not in run_in(project, "--tunnistus-rules", "rules", str(project))[1]


@pytest.mark.parametrize("setting", ["tunnistus_rules", "tunnistus_cases", "--tunnistus-rules"])
@pytest.mark.parametrize("empty", [False, True])
def test_a_folder_that_is_missing_or_empty_is_an_error(project: Path, setting: str, empty: bool) -> None:
    if empty:
        (project / "nothing" / ".hidden").mkdir(parents=True)
        (project / "nothing" / ".hidden" / "a.cases.yaml").write_text("cases: []\n", encoding="utf-8")
    folder = str(project / "nothing")
    code, out = run_in(project, *(["-o", f"{setting}={folder}"] if setting[0] == "t" else [setting, folder]), ".")
    assert code == pytest.ExitCode.USAGE_ERROR
    assert re.search(rf"{setting}: .*nothing", out)
    assert ("Name the directory that holds them." if empty else "Correct its name.") in out


@pytest.mark.parametrize("more", [[], pytest.param(["-n", "2"], marks=pytest.mark.deep)], ids=["alone", "xdist"])
def test_an_error_in_a_rule_is_one_failing_item_and_other_tests_run(project: Path, more: list[str]) -> None:
    (project / "tests" / "test_mine.py").write_text("def test_mine():\n    pass\n", encoding="utf-8")
    shutil.copy(project / "rules" / "shelter.cases.yaml", project / "rules" / "more.cases.yaml")
    file = project / "rules" / "shelter.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("effect: duty", "effect: dutty"), encoding="utf-8")
    code, out = run_in(project, *more, "--tunnistus-rules", "rules", str(project))
    assert code == 1, out
    assert "1 failed, 1 passed" in out
    assert "The rule data cannot be read." in out
    told, _ = out.split("= short test summary info =")  # which has the message once more where CI is set
    assert told.count("rules/shelter.yaml:15:9: 'effect': This word is not known here.") == 1
    assert "Traceback" not in out


@pytest.mark.parametrize("more", [[], pytest.param(["-n", "2"], marks=pytest.mark.deep)], ids=["alone", "xdist"])
def test_coverage_is_the_same_under_xdist_and_what_is_missing_ends_with_1(project: Path, more: list[str]) -> None:
    counting = ["--tunnistus-rules", "rules", "--tunnistus-missing", "--tunnistus-lcov", "rules.info", "rules"]
    whole = run_in(project, *more, *counting)
    assert whole[0] == 0, whole[1]
    assert "of 11 leaves, 11 are shown both ways" in whole[1]
    assert (project / "rules.info").is_file()
    file = project / "rules" / "shelter.cases.yaml"
    first = file.read_text(encoding="utf-8").split("\n  - name: ")
    file.write_text("\n  - name: ".join(first[:2]) + "\n", encoding="utf-8")
    code, out = run_in(project, *more, *counting)
    assert code == 1, out
    assert "1 passed" in out
    assert "decides while it is" in out
