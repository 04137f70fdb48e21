"""Each guard against a fault of the attack is undone in a copy of the checkout: then the tests that have the number of the fault fail."""

from pathlib import Path

import pytest

from tests import ROOT
from tests.attack.guards import FAULTS, HELD, ROWS, Row, copied, outcomes


def test_each_fault_that_was_found_has_a_guard_and_each_guard_stands_where_its_row_says() -> None:
    assert {row.fault for row in ROWS} == FAULTS
    assert {row.fault for row in HELD} == {None}
    assert len({str(row) for row in (*ROWS, *HELD)}) == len(ROWS) + len(HELD)
    for row in (*ROWS, *HELD):
        assert row.text() != (ROOT / row.file).read_text(encoding="utf-8")


def test_the_tests_of_a_guard_say_the_number_of_the_fault() -> None:
    for row in (*ROWS, *HELD):
        assert row.tests, row
        for test in row.tests:
            file, _, name = test.partition("::")
            assert f"\ndef {name.partition('[')[0]}(" in (ROOT / file).read_text(encoding="utf-8"), row
            assert row.fault is None or name.startswith(f"test_{row.fault:02}_"), row


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = tmp_path / "copy"
    path.mkdir()
    return path


@pytest.mark.deep
@pytest.mark.parametrize("row", [*ROWS, *HELD], ids=str)
def test_without_the_guard_its_tests_fail(row: Row, copy: Path, tmp_path: Path) -> None:
    changed = row.text()
    if row.file.endswith(".py"):
        compile(changed, row.file, "exec")  # what a row says is wrong, not what it undoes
    copied(copy, {row.file: changed})
    status, found, said = outcomes(copy, row.tests, tmp_path)
    if set(found.values()) == {"skipped"}:
        pytest.skip("its tests are skipped here")
    assert (status, {test: end for test, end in found.items() if end != "failure"}) == (1, {}), said
    assert {each.partition("[")[0] for each in found} == {each.partition("[")[0] for each in row.tests}


@pytest.mark.deep(40)
def test_with_all_guards_they_pass_in_a_copy_too(copy: Path, tmp_path: Path) -> None:
    """Changed in the same files, and in nothing that they do."""
    rows = [*ROWS, *HELD]
    copied(
        copy, {row.file: (ROOT / row.file).read_text(encoding="utf-8") + "\n# another line\n" for row in rows if row.file.endswith(".py")}
    )
    status, found, said = outcomes(copy, sorted({test for row in rows for test in row.tests}), tmp_path)
    assert (status, {test: end for test, end in found.items() if end not in ("passed", "skipped")}) == (0, {}), said
    assert len(found) >= len({test for row in rows for test in row.tests})
