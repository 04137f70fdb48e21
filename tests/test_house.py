"""Rules of the house: no ambient state, rooms that import downward only, short functions, nothing of a machine in the files."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import tunnistus as tn
from tests import ROOT
from tests.house import DOOR, MODULES, PACKAGE, ROOMS, SOURCES, all_arrows, arrows, imports, room_of

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


def test_no_clock_locale_environment_network_or_log() -> None:
    found = {name: used for name, text in SOURCES.items() if (used := forbidden(text))}
    # today, and how long somebody still waits, only where a person looks on
    # the log of the service and how long it took, of which a test searches every line for answers
    assert found == {
        "tunnistus.commands.main": {"print"},
        "tunnistus.commands.terminal": {"date.today", "time"},
        "tunnistus.api.bounds": {"logging", "time.perf_counter"},
    }


def test_functions_are_short() -> None:
    lengths = [
        (f"{name}.{node.name}", (node.end_lineno or 0) - node.lineno)
        for name, text in SOURCES.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    ]
    assert len(lengths) > 1_000
    assert [name for name, lines in lengths if lines >= 60] == []


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
    assert len(list(all_arrows())) > 500
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
    name = "tunnistus.deciding.expand"
    found = set(arrows({**SOURCES, name: SOURCES[name] + "\n\ndef later():\n    from tunnistus.deciding import compiled\n"}))
    assert upward(found, ROOMS) == []
    assert {name, "tunnistus.deciding.compiled"} <= circles(found)


@pytest.mark.parametrize("room", [path.parent.name for path in sorted(PACKAGE.glob("*/__init__.py"))])
def test_a_room_says_what_goes_in_and_out_what_it_imports_and_where_to_begin(room: str) -> None:
    said = " ".join((ast.get_docstring(ast.parse(SOURCES[f"tunnistus.{room}"])) or "").split())
    assert [word for word in ("In: ", "Out: ", "Imports ", "Begin with ") if word not in said] == []
    begin = re.findall(r"``(\w+)``", said[said.index("Begin with ") :])
    assert begin
    assert [name for name in begin if f"tunnistus.{room}.{name}" not in MODULES] == []


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, tunnistus; print(*{'babel', 'jinja2', 'numpy', 'polars', 'pyarrow', 'pydantic', 'yaml', 'z3', 'holidays'} & sys.modules.keys())"
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
    assert len(paths) > 1_000
    assert [str(path) for path in paths if local.search(path.read_text(encoding="utf-8", errors="replace"))] == []


def test_pages_name_only_code_that_is_there() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "indicators" / "README.md"]
    named = [(page.name, name) for page in pages for name in re.findall(r"`([\w/]+\.py)`", page.read_text(encoding="utf-8"))]
    files = [
        path.relative_to(ROOT).as_posix()
        for top in ("src", "tests", "benchmarks", "docs", "fuzz", "lessons", "supply", "language")
        for path in (ROOT / top).rglob("*.py")
    ]
    assert ("CONTRIBUTING.md", "tests/house.py") in named
    assert [(page, name) for page, name in named if not any(file == name or file.endswith(f"/{name}") for file in files)] == []


def test_the_table_of_contributors_leads_to_files_that_are_there() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Where a thing belongs\n")[2].partition("\n## ")[0]
    led = [
        name for row in table.splitlines() if row.startswith("| ") for name in re.findall(r"`([\w./-]+)`", row.split("|")[2]) if "/" in name
    ]
    assert len(led) > 30
    assert [name for name in led if not (ROOT / name).exists() and not (PACKAGE / name).exists()] == []


# Not in it: `docs/site`, whose paragraphs are messages of a catalogue; `CHANGELOG.md`, to which everybody adds at once; and what `make bench` writes.
PAGES = sorted(
    page
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "indicators" / "README.md"]
    if page.parent.name != "site" and page.name not in ("CHANGELOG.md", "performance.md")
)
KEPT = re.compile(r"\||#|!\[|<!--|\S+$")
"""How a line begins that cannot be broken: a row of a table, a heading, a picture, a comment, one long word."""


def too_long(page: str) -> list[str]:
    """The lines of prose that a difference of two versions cannot show, since they are longer than 120 characters."""
    prose = re.sub(r"^```.*?^```$", "", page, flags=re.M | re.S)
    return [line for line in prose.splitlines() if len(line) > 120 and not KEPT.match(line)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_lines_of_prose_can_be_read_in_a_difference(page: Path) -> None:
    assert too_long(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("so " * 40, []),
        ("so " * 41, ["so " * 41]),
        ("* " + "so " * 40, ["* " + "so " * 40]),
        ("| " + "so " * 40 + "|", []),
        ("```\n" + "so " * 41 + "\n```", []),
        ("a" * 121, []),
    ],
)
def test_a_long_line_of_prose_is_found(page: str, found: list[str]) -> None:
    assert too_long(page) == found


def test_no_test_module_imports_another() -> None:
    """What they share stands in a module of helpers: one that cannot be imported would take others with it."""
    files = sorted((ROOT / "tests").rglob("*.py"))
    assert len(files) > 200
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in files
        for name in imports(ast.parse(path.read_text(encoding="utf-8")))
        if name.startswith("tests.") and any(part.startswith("test_") for part in name.split(".")[:-1])
    ]
    assert found == []
