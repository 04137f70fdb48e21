"""The page for testers begins with three mistakes in the rules of a municipality: each is found by a property of the page."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests import ROOT
from tests.examples import blocks, execute

TOWN = "docs/examples/municipality/koivuranta"
RULES = "koivuranta-rules.yaml"
MISTAKES = {
    "test_nobody_elsewhere_is_offered_anything": ("{all: [koivuranta_in_town, {use: ", "{any: [koivuranta_in_town, {use: "),
    "test_the_youth_worker_comes_for_young_people": ("age_under_18]", "{not: age_under_18}]"),
    "test_who_needs_a_bed_in_town_is_not_left_without": ("koivuranta_needs_bed]", "{not: koivuranta_needs_bed}]"),
}


def failing(rules: Path, file: Path) -> list[str]:
    """The properties of the page that fail on some rules."""
    block = next(block for block in blocks("docs/test-your-own-rules.md") if TOWN in block)
    file.write_text(block.replace(TOWN, str(rules)), encoding="utf-8")  # Hypothesis reads the source of what it runs
    space: dict[str, Any] = {}
    execute(str(file), file.read_text(encoding="utf-8"), space)
    found = []
    for name in (name for name in space if name.startswith("test_")):
        try:
            space[name]()
        except AssertionError:
            found.append(name)
    assert MISTAKES.keys() <= space.keys()
    return found


@pytest.mark.parametrize("mistake", ["", *MISTAKES])
def test_a_mistake_is_found_by_its_property_and_without_one_all_is_well(mistake: str, tmp_path: Path) -> None:
    rules = tmp_path / "town"
    shutil.copytree(ROOT / TOWN, rules)
    if mistake:
        text = (rules / RULES).read_text(encoding="utf-8")
        assert text.count(MISTAKES[mistake][0]) == 1
        (rules / RULES).write_text(text.replace(*MISTAKES[mistake]), encoding="utf-8")
    assert failing(rules, tmp_path / "town.py") == ([mistake] if mistake else [])
