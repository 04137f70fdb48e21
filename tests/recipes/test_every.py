"""What holds of every recipe: it has a page, uses public names alone, and is told of on the page for developers in three languages."""

from importlib import import_module
from pathlib import Path

import pytest

from handbook.english import MODULES
from tests import ROOT
from tests.recipes import PLACE, imported

RECIPES = sorted(path for path in PLACE.iterdir() if path.is_dir() and path.name != "__pycache__")
PROGRAMS = sorted(PLACE.glob("*/*.py"))


def private(text: str) -> set[str]:
    """What a program imports of the library that is not public."""
    public = {*MODULES, *(f"{module}.{name}" for module in MODULES for name in import_module(module).__all__)}
    return {name for name in imported(text) if name.split(".")[0] == "tunnistus"} - public


def test_there_are_recipes_for_a_form_a_service_a_conversation_and_many_people() -> None:
    assert {path.name for path in RECIPES} == {"batch", "chat", "form", "interview", "service"}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.name)
def test_a_recipe_uses_the_public_interface_alone(program: Path) -> None:
    text = program.read_text(encoding="utf-8")
    assert private(text) == set()
    assert "._" not in text


def test_what_is_not_public_is_found() -> None:
    assert private("from tunnistus.saying.speaker import Speaker\nimport tunnistus as tn\nfrom tunnistus import columns") == {
        "tunnistus.saying.speaker.Speaker"
    }


@pytest.mark.parametrize("place", RECIPES, ids=lambda path: path.name)
def test_the_page_of_a_recipe_says_what_to_watch(place: Path) -> None:
    page = (place / "README.md").read_text(encoding="utf-8")
    page = page.replace("\n  ", " ")  # lines of prose are broken anywhere
    for said in ("personal data", "112", "open", 'never "no"', "## Start it", "## What to watch"):
        assert said in page, said
    for program in place.glob("*.py"):
        assert f"]({program.name})" in page
    shown = (ROOT / "docs" / "site" / "recipes.md").read_text(encoding="utf-8")
    assert f"recipes/{place.name}/{place.name}.py" in shown
