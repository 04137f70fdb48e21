"""The recipes of ``docs/recipes`` run as they are written. Each is imported from where it stands, and uses public names alone."""

import ast
import importlib.util
from typing import Any

from tests import ROOT

__all__ = ["PLACE", "imported", "recipe"]

PLACE = ROOT / "docs" / "recipes"


def recipe(name: str) -> Any:
    """The program of a recipe, as a module."""
    spec = importlib.util.spec_from_file_location(f"recipe_{name}", PLACE / name / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def imported(text: str) -> set[str]:
    """The modules that a program imports, and those of which it takes names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{each.name}" for each in node.names}
    return found
