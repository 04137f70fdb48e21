"""The threat model promises nothing that no test holds, and every fault that was found has its tests, by number."""

import re

import pytest

from tests import ROOT
from tests.attack.guards import FAULTS

PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMES = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^\s*def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}
LINES = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| who brings", "| who is there"))]


@pytest.mark.parametrize("line", LINES, ids=[f"{number}" for number, _ in enumerate(LINES)])
def test_every_line_says_what_is_left_and_names_tests_that_exist_or_that_nothing_technical_helps(line: str) -> None:
    who, want, stops, tests, left = (cell.strip() for cell in line.strip("| ").split(" | "))
    named = set(re.findall(r"`(test_\w+)`", line))
    assert who
    assert want
    assert left
    assert named <= NAMES, sorted(named - NAMES)
    assert named if tests != "–" else stops.startswith("nothing technical")


@pytest.mark.parametrize("number", sorted(FAULTS))
def test_every_fault_that_was_found_has_a_test_by_its_number(number: int) -> None:
    assert [name for name in NAMES if name.startswith(f"test_{number:02}_")]


def test_23_the_page_on_security_leads_here_and_the_contact_is_marked_as_to_be_named() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "docs/threat-model.md" in page
    assert "to be named" in page
