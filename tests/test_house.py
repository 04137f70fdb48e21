"""Rules of the house: no ambient state, rooms that import downward only, short functions, nothing of a machine in the files."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

import tunnistus as tn
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
    "comparing": "ground rules reading deciding checking shipping saying",
    "columns": "ground rules deciding explaining shipping saying comparing",
    "trying": "ground rules reading deciding checking shipping explaining saying assessment comparing",
    "training": "ground rules deciding shipping explaining saying trying",
    "testing": "ground rules reading deciding shipping explaining assessment columns trying",
    "api": "ground rules shipping explaining saying assessment comparing",
    "commands": "ground rules reading checking shipping explaining saying assessment comparing columns trying training",
}
GROUND = {"alone", "bounded", "collecting", "discreet", "errors", "kinds", "limits", "messages", "places", "seal", "unseen", "version", "writing"}
DOOR = "tunnistus"  # the lazy door: it names what is public, and nothing in the package imports it

FORBIDDEN_IMPORTS = {"http", "httpx", "locale", "logging", "random", "requests", "socket", "time", "urllib", "uuid"}
FORBIDDEN_NAMES = {
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "gettext.find",
    "gettext.install",
    "gettext.translation",
    "os.environ",
    "os.getenv",
    "print",
}


def imports(tree: ast.AST) -> Iterator[str]:
    """Full names of what is imported, at the top or inside a function: `os`, `os.environ`."""
    for node in ast.walk(tree):
        yield from imports_of(node)


def imports_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def names(tree: ast.Module) -> Iterator[str]:
    """Last one or two parts of every name used: `print`, `date.today`."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name):
                yield name
            case ast.Attribute(value=ast.Name(id=left) | ast.Attribute(attr=left), attr=right):
                yield f"{left}.{right}"


def forbidden(source: str) -> set[str]:
    tree = ast.parse(source)
    imported = set(imports(tree))
    modules = {name for name in imported if name.split(".")[0] in FORBIDDEN_IMPORTS}
    return modules | (FORBIDDEN_NAMES & (imported | set(names(tree))))


@pytest.mark.parametrize(
    "source",
    [
        "date.today()",
        "datetime.datetime.now()",
        "from os import environ",
        "import os; os.environ['LANG']",
        "def f():\n    import urllib.request",
        "from time import time",
        "print('x')",
    ],
)
def test_forbidden_names_are_found(source: str) -> None:
    assert forbidden(source)


@pytest.mark.parametrize("name", MODULES)
def test_no_clock_locale_environment_network_or_log(name: str) -> None:
    found = forbidden(MODULES[name].read_text(encoding="utf-8"))
    allowed = {"tunnistus.commands.main": {"print"}, "tunnistus.commands.terminal": {"date.today"}}  # today only where a person looks on
    assert found <= allowed.get(name, set())


@pytest.mark.parametrize("name", MODULES)
def test_functions_are_short(name: str) -> None:
    functions = [node for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)]
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: length for name, length in lengths.items() if length > 60} == {}


def room_of(module: str) -> str:
    """The room of a module: its package, or the module itself where it stands alone."""
    first = module.split(".")[1] if "." in module else DOOR
    return {"__main__": "commands"}.get(first, "ground" if first in GROUND else first)


def arrows(modules: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Who imports whom among modules given as text: every import counts, in functions and for type checkers as well."""
    for module, text in modules.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.level:
                raise AssertionError(f"{module}: relative import in line {node.lineno}")
            for full in imports_of(node):
                while full and full not in modules:
                    full = full.rpartition(".")[0]
                if full and full != module:
                    yield module, full


def upward(found: Iterable[tuple[str, str]], rooms: dict[str, str]) -> list[tuple[str, str]]:
    """Imports of a room that the table does not name."""
    return [(a, b) for a, b in found if a != DOOR and room_of(a) != room_of(b) and room_of(b) not in rooms[room_of(a)].split()]


def circles(found: Iterable[tuple[str, str]]) -> set[str]:
    """Modules that lead back to themselves."""
    below: dict[str, set[str]] = {}
    for a, b in found:
        below.setdefault(a, set()).add(b)

    def reached(module: str) -> set[str]:
        seen, waiting = set(), [module]
        while waiting:
            fresh = below.get(waiting.pop(), set()) - seen
            seen |= fresh
            waiting += fresh
        return seen

    return {module for module in below if module in reached(module)}


SOURCES = {name: path.read_text(encoding="utf-8") for name, path in MODULES.items()}


@lru_cache
def all_arrows() -> list[tuple[str, str]]:
    return sorted(set(arrows(SOURCES)))


def test_the_table_has_at_most_sixteen_rooms_which_are_those_of_the_package() -> None:
    assert len(ROOMS) <= 16
    assert {room_of(name) for name in MODULES} == {*ROOMS, DOOR}
    order = list(ROOMS)
    assert [(room, used) for room, names in ROOMS.items() for used in names.split() if order.index(used) >= order.index(room)] == []


def test_imports_between_rooms_are_those_of_the_table() -> None:
    assert upward(all_arrows(), ROOMS) == []
    used = {(room_of(a), room_of(b)) for a, b in all_arrows() if a != DOOR}
    assert [(room, name) for room, names in ROOMS.items() for name in names.split() if (room, name) not in used] == [], "in the table only"


def test_no_module_leads_back_to_itself() -> None:
    assert circles(all_arrows()) == set()


def test_nothing_in_the_package_goes_through_its_own_door() -> None:
    assert [a for a, b in all_arrows() if b == DOOR] == []


UPWARD = "def later():\n    from tunnistus.saying import say\n"
HIDDEN = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import tunnistus.saying.say\n"


@pytest.mark.parametrize("planted", [UPWARD, HIDDEN])
def test_a_planted_upward_import_is_found(planted: str) -> None:
    name = "tunnistus.deciding.decide"
    found = set(arrows({**SOURCES, name: SOURCES[name] + planted}))
    assert upward(found, ROOMS) == [(name, "tunnistus.saying.say")]
    assert name in circles(found)


def test_a_planted_circle_inside_a_room_is_found() -> None:
    name = "tunnistus.deciding.layout"
    found = set(arrows({**SOURCES, name: SOURCES[name] + "\n\ndef later():\n    from tunnistus.deciding import program\n"}))
    assert upward(found, ROOMS) == []
    assert {name, "tunnistus.deciding.program"} <= circles(found)


@pytest.mark.parametrize("room", [path.parent.name for path in sorted(PACKAGE.glob("*/__init__.py"))])
def test_a_room_says_what_goes_in_and_out_what_it_imports_and_where_to_begin(room: str) -> None:
    said = " ".join((ast.get_docstring(ast.parse(SOURCES[f"tunnistus.{room}"])) or "").split())
    assert [word for word in ("In: ", "Out: ", "Imports ", "Begin with ") if word not in said] == []
    begin = re.findall(r"``(\w+)``", said[said.index("Begin with ") :])
    assert [name for name in begin if f"tunnistus.{room}.{name}" not in MODULES] == []


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, tunnistus; print(*{'babel', 'numpy', 'polars', 'pyarrow', 'pydantic', 'yaml', 'z3', 'holidays'} & sys.modules.keys())"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == ""


def test_who_assesses_and_asks_loads_nothing_that_writes_or_builds() -> None:
    code = """
import sys, tunnistus as tn
from datetime import date
tn.assess({}, as_of=date(2026, 11, 24)).ask()
print(*(name for name in sys.modules if name.startswith(("tunnistus.saying.", "tunnistus.writing"))))
"""
    tn.book()  # compiled before, where something was changed
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == ""


def test_locks_hold_no_addresses() -> None:
    locks = list((ROOT / "requirements").glob("*.txt"))
    assert locks
    assert [path.name for path in locks if "://" in path.read_text(encoding="utf-8")] == []
    for place in ("lessons", "tests"):
        packages = (ROOT / place / "browser" / "package-lock.json").read_text(encoding="utf-8")
        assert '"integrity"' in packages
        assert '"resolved"' not in packages


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs the repository")
def test_no_file_holds_a_path_of_a_machine() -> None:
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.check_output(listed, cwd=ROOT, text=True).rstrip("\0").split("\0")
    local = re.compile(rf"(?<![\w.])/(?:home|root|Users|work)/|[A-Z]:\\Users\\|{re.escape(str(ROOT))}/")
    paths = [ROOT / name for name in files if (ROOT / name).is_file()]
    assert [str(path) for path in paths if local.search(path.read_text(encoding="utf-8", errors="replace"))] == []


def test_pages_name_only_code_that_is_there() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "indicators" / "README.md"]
    named = [(page.name, name) for page in pages for name in re.findall(r"`([\w/]+\.py)`", page.read_text(encoding="utf-8"))]
    files = [
        path.relative_to(ROOT).as_posix()
        for top in ("src", "tests", "benchmarks", "docs", "fuzz", "lessons", "supply", "language")
        for path in (ROOT / top).rglob("*.py")
    ]
    assert ("CONTRIBUTING.md", "tests/test_house.py") in named
    assert [(page, name) for page, name in named if not any(file == name or file.endswith(f"/{name}") for file in files)] == []
