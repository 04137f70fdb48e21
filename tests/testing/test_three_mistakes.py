"""The page for testers begins with three mistakes in the rules of a municipality: each is found by a property of the page."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import ROOT
from tests.effort import first_fast
from tests.examples import blocks, execute

TOWN = "docs/examples/municipality/koivuranta"
RULES = "koivuranta-rules.yaml"
MISTAKES = {
    "test_only_people_in_town_are_offered_anything": ("{all: [koivuranta_in_town, {use: ", "{any: [koivuranta_in_town, {use: "),
    "test_the_youth_worker_comes_for_young_people": ("age_under_18]", "{not: age_under_18}]"),
    "test_a_bed_is_for_people_who_need_one": ("koivuranta_needs_bed]", "{not: koivuranta_needs_bed}]"),
}
AS_A_READER = "a reader of the page"  # with as many examples as Hypothesis tries by itself
settings.register_profile(AS_A_READER, derandomize=True, database=None, deadline=None, max_examples=100)


def failing(rules: Path, file: Path) -> list[str]:
    """The properties of the page that fail on some rules."""
    block = next(block for block in blocks("docs/test-your-own-rules.md") if TOWN in block)
    file.write_text(block.replace(TOWN, str(rules)), encoding="utf-8")  # Hypothesis reads the source of what it runs
    space: dict[str, Any] = {}
    before = settings.get_current_profile_name()
    settings.load_profile(AS_A_READER)
    try:
        execute(str(file), file.read_text(encoding="utf-8"), space)
        found = [name for name in space if name.startswith("test_") and fails(space[name])]
    finally:
        settings.load_profile(before)
    assert MISTAKES.keys() <= space.keys()
    return found


def fails(test: Callable[[], None]) -> bool:
    try:
        test()
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize("mistake", first_fast(["", *sorted(MISTAKES)], 2))
def test_a_mistake_is_found_by_its_property_and_without_one_all_is_well(mistake: str, tmp_path: Path) -> None:
    rules = tmp_path / "town"
    shutil.copytree(ROOT / TOWN, rules)
    if mistake:
        text = (rules / RULES).read_text(encoding="utf-8")
        assert text.count(MISTAKES[mistake][0]) == 1
        (rules / RULES).write_text(text.replace(*MISTAKES[mistake]), encoding="utf-8")
    assert failing(rules, tmp_path / "town.py") == ([mistake] if mistake else [])
