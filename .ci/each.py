"""Run tests without each optional tool, and with it alone: ``python3 .ci/each.py FILE`` writes a table, and fails for a failure.

Not all of them, only those that can come out otherwise. A whole run with everything hidden writes down which test asked for what
(``hidden.py --record``) and what became of it. Until it asks for a tool for the first time a test runs alike on every machine, so one that
neither asked nor was skipped in that run asks nowhere. The others run again with all tools there, which records what they ask for
then. A tool is tried with those of them that stand in a module that asked for it, itself or by what it imports: what one test keeps for the
next one, or a mark says, counts for the whole module.

``--asked`` and ``--outcomes`` name what such a run has written; without them the whole run comes first.
"""

import argparse
import ast
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from hidden import KEPT

ROOT = Path(__file__).resolve().parents[1]
PYTHON = str(ROOT / ".venv" / "bin" / "python")
DEMO = (PYTHON, "-m", "tunnistus", "assess", "docs/examples/berry-picker.yaml", "--lang", "fi", "--as-of", "2026-11-24")
WEASYPRINT = (
    "gobject-2.0",
    "pango-1.0",
    "pangoft2",
    "fontconfig",
    "harfbuzz",
)  # loaded together: the first that is missing ends it


class Tool(NamedTuple):
    """A program, library or file: its names for ``hidden.py``, what a test that needs it looks for, and in which states it is tried."""

    says: str
    names: tuple[str, ...]
    asked: tuple[str, ...]
    states: str = "hidden alone, there alone"


LIBRARY = "hidden alone, there alone, too old"
TOOLS = (
    Tool("all that WeasyPrint calls", WEASYPRINT, WEASYPRINT),
    *(Tool(f"library {name}", (name,), WEASYPRINT, LIBRARY) for name in (*WEASYPRINT, "harfbuzz-subset")),
    Tool("every font", ("fonts",), WEASYPRINT, "hidden alone"),
    Tool("Voikko", ("voikko",), ("voikko",), LIBRARY),
    Tool("Hunspell", ("hunspell",), ("hunspell",)),
    Tool("its Swedish dictionary", ("sv_FI",), ("hunspell",), "hidden alone"),
    Tool("its English dictionary", ("en_GB",), ("hunspell",), "hidden alone"),
    Tool("msgfmt", ("msgfmt",), ("msgfmt",)),
    Tool("PostgreSQL", ("initdb",), ("initdb", "pg_ctl", "psql")),
    Tool("Chromium", ("chromium", "chromium-browser", "google-chrome"), ("chromium", "google-chrome")),
    Tool("Firefox", ("firefox-esr", "firefox"), ("firefox",)),
)
# Looked for besides, and needed by no test: by pypdf for pictures of scanners, and by Python where it looks for a library.
BESIDE = (*KEPT, "jbig2dec", "gcc", "cc", "ld", "ldconfig", "objdump")
OPTIONS = {"hidden alone": "--hide", "there alone": "--show", "too old": "--old"}


def options(tool: Tool, state: str) -> list[str]:
    """The options of ``hidden.py`` for a tool in a state; of one that is too old all others are there."""
    named = [f"{OPTIONS[state]}={name}" for name in tool.names]
    return [*named, "--hide="] if state == "too old" else named


def hidden(how: Iterable[str], command: Iterable[str]) -> int:
    """Run a command on a machine without some tools, and return its status."""
    quiet = subprocess.DEVNULL if command is DEMO else None
    return subprocess.run(
        [sys.executable, ROOT / ".ci" / "hidden.py", *how, "--", *command], cwd=ROOT, stdout=quiet, check=False
    ).returncode


def tested(how: Iterable[str], outcomes: Path, *which: str) -> dict[str, str]:
    """Run tests so; what became of each, nothing where the process ended before it could say so."""
    outcomes.unlink(missing_ok=True)
    fast = ("-m", "not deep", "-p", "no:cacheprovider", "-p", "tests.outcomes", f"--outcomes={outcomes}")
    hidden(how, (PYTHON, "-m", "pytest", "-q", "--tb=short", *fast, *which))
    return dict(json.loads(outcomes.read_text(encoding="utf-8"))) if outcomes.exists() else {}


def importers() -> dict[str, set[str]]:
    """For each module of the tests and of what is beside the package, by its path, all modules that import it, however indirectly."""
    paths = [path for top in ("tests", "language", "handbook", "lessons") for path in (ROOT / top).rglob("*.py")]
    by_name = {".".join(path.relative_to(ROOT).with_suffix("").parts): str(path.relative_to(ROOT)) for path in paths}
    direct: dict[str, set[str]] = {file: {file} for file in by_name.values()}
    for file in by_name.values():
        for name in imported(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
            if name in by_name:
                direct[by_name[name]].add(file)
    before = 0
    while before != (before := sum(map(len, direct.values()))):
        for file, reached in direct.items():
            direct[file] = reached.union(*(direct[other] for other in reached))
    return direct


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{each.name}" for each in node.names))


def asking(record: Path, above: dict[str, set[str]]) -> Iterator[tuple[str, str, str]]:
    """What was asked for, by which module of tests, and in which test, if in one. What make or pip asks for before them is nothing here."""
    for line in sorted(set(record.read_text(encoding="utf-8").splitlines())):
        name, module, test = line.split("\t")
        test = test.rpartition(" (")[0]
        for each in [test.partition("::")[0]] if test else sorted(above.get(module, above if module else ())):
            yield name, each, test


def counted(ended: dict[str, str]) -> tuple[int, int, int]:
    """How many passed, were skipped and failed; a test that is skipped and does not say why has failed."""
    kinds = Counter("failed" if said == "skipped" else said.partition(":")[0] for said in ended.values())
    return kinds["passed"], kinds["skipped"], sum(kinds.values()) - kinds["passed"] - kinds["skipped"]


def row(tool: Tool, state: str, which: list[str], place: Path) -> tuple[str, int]:
    """A line of the table, and how much failed in it."""
    begun = time.monotonic()
    (place / "tests").write_text("\n".join(which), encoding="utf-8")
    ended = tested(options(tool, state), place / "outcomes", "-n", "0", f"@{place / 'tests'}") if which else {}
    passed, skipped, failed = counted(ended)
    failed += len(set(which) - set(ended)) + (hidden(options(tool, state), DEMO) != 0)
    cells = (tool.says, state, len(which), passed, skipped, failed, f"{time.monotonic() - begun:.0f}")
    return f"| {' | '.join(map(str, cells))} |", failed or not which


def table(asked: Path, ended: dict[str, str], place: Path) -> tuple[list[str], int]:
    """All lines, and how much failed."""
    above = importers()
    known = {part for tool in TOOLS for part in tool.asked}
    asks = {test for name, _, test in asking(asked, above) if any(part in name for part in known)}
    sensitive = {test for test, said in ended.items() if test in asks or said.startswith("skipped")}
    (place / "all").write_text("\n".join(sorted(sensitive)), encoding="utf-8")
    there = place / "asked there"
    there.touch()
    result = counted(tested(["--hide=", f"--record={there}"], place / "outcomes there", "-n", "0", f"@{place / 'all'}"))
    every = [*asking(asked, above), *asking(there, above)]
    lines = ["| tool | state | tests | passed | skipped | failed | seconds |", "|---|---|--:|--:|--:|--:|--:|"]
    lines.append(f"| all | there | {len(sensitive)} | {' | '.join(map(str, result))} | |")
    beside = sorted({name for name, *_ in every if name not in BESIDE and not any(part in name for part in (*known, "python"))})
    bad = result[-1]
    for tool in TOOLS:
        modules = {module for name, module, _ in every if any(part in name for part in tool.asked)}
        which = sorted(test for test in sensitive if test.partition("::")[0] in modules)
        for state in tool.states.split(", "):
            line, failed = row(tool, state, which, place)
            lines.append(line)
            bad += failed
    lines += ["", f"Looked for, and not in the table: {', '.join(beside) or 'nothing'}."]
    return lines, bad


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path, help="where the table is written, as Markdown")
    parser.add_argument("--asked", type=Path, help="what a whole run with everything hidden has recorded")
    parser.add_argument("--outcomes", type=Path, help="what became of its tests")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        if given.asked and given.outcomes:
            asked, ended = given.asked, json.loads(given.outcomes.read_text(encoding="utf-8"))
        else:
            asked = place / "asked"
            asked.touch()
            ended = tested([f"--record={asked}"], place / "outcomes", "-n", "2", "--hypothesis-profile=brief")
        lines, bad = table(asked, ended, place)
    given.file.write_text("\n".join((*lines, "")), encoding="utf-8")
    print(*lines, f"{bad} failed", sep="\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
