"""Rules of the house: no ambient state, imports in one direction, small rooms, nothing of a machine in the files."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = {path.stem: path for path in sorted((ROOT / "src" / "tunnistus").glob("*.py"))}

# A module imports only modules that stand before it.
ORDER = """
    version errors limits
    truth model formula graph derive answers cost lists
    findings canon strict parsing documents cites conditions wording rulefile listing schema files
    expand layout support program short lanes pivots plan decide reference
    proof counting checks upkeep verify
    l10n build source directories
    opening reasons asking explain assessed
    texts report speaker listed sections say show
    assessment
    changes story comparison snapshots
    outputs circuit words intake vectors sweep kernel dated columns details batches spark sql
    cases vignettes coverage pairs lcov mutants mutation trace simulate contrast
    written strategies laws testing
    options interview many __main__
    __init__
""".split()


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


def imports(tree: ast.Module) -> Iterator[str]:
    """Full names of what is imported, at the top or inside a function: `os`, `os.environ`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'tunnistus.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


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
    assert found <= ({"print"} if name == "__main__" else set())


def test_every_module_stands_in_the_order() -> None:
    assert sorted(ORDER) == sorted(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_imports_run_in_one_direction(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    used = {found.split(".")[1] for found in imports(tree) if found.startswith("tunnistus.")}
    assert used & MODULES.keys() <= {*ORDER[: ORDER.index(name)]}


@pytest.mark.parametrize("name", MODULES)
def test_modules_and_functions_are_small(name: str) -> None:
    source = MODULES[name].read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    lines = source.count("\n")
    assert lines < 400
    assert {name: length for name, length in lengths.items() if length > 60} == {}


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, tunnistus; print(*{'babel', 'dateutil', 'numpy', 'polars', 'pyarrow', 'pydantic', 'yaml', 'z3'} & sys.modules.keys())"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == ""


def test_locks_hold_no_addresses() -> None:
    locks = list((ROOT / "requirements").glob("*.txt"))
    assert locks
    assert [path.name for path in locks if "://" in path.read_text(encoding="utf-8")] == []


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs the repository")
def test_no_file_holds_a_path_of_a_machine() -> None:
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.check_output(listed, cwd=ROOT, text=True).rstrip("\0").split("\0")
    local = re.compile(rf"(?<![\w.])/(?:home|root|Users|work)/|[A-Z]:\\Users\\|{re.escape(str(ROOT))}/")
    paths = [ROOT / name for name in files if (ROOT / name).is_file()]
    assert [str(path) for path in paths if local.search(path.read_text(encoding="utf-8", errors="replace"))] == []
