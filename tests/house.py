"""The rooms of the package as a table, and who imports whom."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests import ROOT

PACKAGE = ROOT / "src" / "tunnistus"


def dotted(path: Path) -> str:
    """The dotted name of a module; of a package, its own."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {dotted(path): path for path in sorted(PACKAGE.rglob("*.py")) if "_data" not in path.parts}
# Rooms from the ground up, each with the rooms that it imports: only such as stand above it in this table.
ROOMS = {
    "ground": "",
    "rules": "ground",
    "reading": "ground rules",
    "deciding": "ground rules",
    "checking": "ground rules reading deciding",
    "explaining": "ground rules deciding",
    "shipping": "ground rules reading checking explaining",
    "saying": "ground rules deciding shipping explaining",
    "assessment": "ground rules deciding shipping explaining saying",
    "comparing": "ground rules reading deciding checking explaining shipping saying assessment",
    "columns": "ground rules deciding checking explaining shipping saying comparing",
    "trying": "ground rules reading deciding checking shipping explaining saying assessment comparing",
    "training": "ground rules deciding shipping explaining saying trying",
    "testing": "ground rules reading deciding checking shipping explaining saying assessment columns trying",
    "api": "ground rules shipping explaining saying assessment comparing",
    "commands": "ground rules reading checking shipping explaining saying assessment comparing columns trying training testing",
}
GROUND = {
    "alone",
    "bounded",
    "collecting",
    "discreet",
    "errors",
    "kinds",
    "limits",
    "messages",
    "places",
    "seal",
    "unseen",
    "version",
    "writing",
}
MADE = "tunnistus._data."  # by the build: a stub, which imports nothing but types
DOOR = "tunnistus"  # the lazy door: it names what is public, and nothing in the package imports it


def imports(tree: ast.AST) -> Iterator[str]:
    """Full names of what is imported, at the top or inside a function: `os`, `os.environ`."""
    for node in ast.walk(tree):
        yield from imports_of(node)


def imports_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def room_of(module: str) -> str:
    """The room of a module: its package, or the module itself where it stands alone."""
    first = module.split(".")[1] if "." in module else DOOR
    return {"__main__": "commands", "conversation": "assessment"}.get(first, "ground" if first in GROUND else first)


@cache
def imported(module: str, text: str) -> tuple[str, ...]:
    """Full names of what a module given as text imports: every import counts, in functions and for type checkers as well."""
    found: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.level:
            raise AssertionError(f"{module}: relative import in line {node.lineno}")
        found += (name for name in imports_of(node) if not name.startswith(MADE))
    return tuple(found)


def arrows(modules: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Who imports whom among modules given as text."""
    for module, text in modules.items():
        for full in imported(module, text):
            while full and full not in modules:
                full = full.rpartition(".")[0]
            if full and full != module:
                yield module, full


SOURCES = {name: path.read_text(encoding="utf-8") for name, path in MODULES.items()}


@cache
def all_arrows() -> list[tuple[str, str]]:
    return sorted(set(arrows(SOURCES)))
