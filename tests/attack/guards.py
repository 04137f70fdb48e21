"""Undoing guards: a copy of the checkout in which one guard is gone, and what tests say there.

``guards.yaml`` has a row for each guard against a fault of the attack. The copy consists of links to the checkout but for what is changed in
it, and its rule data are compiled already, so a row costs little more than its tests.
"""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from unittest import mock
from xml.etree import ElementTree

import attrs
import yaml

from tests import ROOT
from tunnistus.reading.strict import LOADER
from tunnistus.shipping import build, sealed, source
from tunnistus.writing import write

__all__ = ["FAULTS", "HELD", "ROWS", "Row", "copied", "outcomes"]

FAULTS: Final = frozenset(range(1, 43)) - {16}  # found in two attacks; 16 was of SQL, which is no more

FILE: Final = "tests/attack/guards.yaml"
PACKAGE: Final = Path("src", "tunnistus")
LEFT_OUT: Final = (".git", "build", "dist", "mutants", "src")
ENDS: Final = ("failure", "error", "skipped")


@attrs.frozen
class Row:
    """A guard that can be undone.

    Attributes:
        fault: its number in the attack; none of what held.
        stops: what the guard stops, in a few words.
        file: where it stands, from the root of the checkout.
        old: its text today.
        new: the text without the guard, as it was when the fault was found.
        tests: node ids of tests that must fail then.
    """

    stops: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...] = attrs.field(converter=tuple)
    fault: int | None = None

    def __str__(self) -> str:
        return "-".join([f"{self.fault:02}" if self.fault else "held", self.stops.replace(" ", "_")])

    def text(self) -> str:
        """The whole file without the guard. Raises :class:`ValueError` where the guard does not stand there exactly once."""
        today = (ROOT / self.file).read_text(encoding="utf-8")
        if (found := today.count(self.old)) != 1:
            raise ValueError(
                f"{FILE}: {self}: the old text stands {found} times in {self.file}, and not once. Write there the guard as it is now, and "
                f"how it is undone:\n{self.old}"
            )
        return today.replace(self.old, self.new)


def _rows() -> tuple[list[Row], list[Row]]:
    """The guards against faults that were found, and those against what held."""
    parts: dict[str, list[dict[str, Any]]] = yaml.load((ROOT / FILE).read_text(encoding="utf-8"), Loader=LOADER)
    faults, held = ([Row(**row) for row in parts[part]] for part in ("faults", "held"))
    return faults, held


ROWS, HELD = _rows()


def copied(copy: Path, changed: Mapping[str, str]) -> None:
    """Make a copy of the checkout, of links, with other texts for some files."""
    data = Path(source.compiled())
    for path in ROOT.iterdir():
        if path.name not in LEFT_OUT and not path.name.startswith(".venv"):
            (copy / path.name).symlink_to(path)
    for directory, names, files in os.walk(ROOT / PACKAGE):  # its directories are real: links to them are not gone into
        names[:] = [name for name in names if name not in (data.name, "__pycache__")]
        (copy / Path(directory).relative_to(ROOT)).mkdir(parents=True)
        for path in [*(Path(directory, name) for name in files), *Path(directory).glob("__pycache__")]:
            (copy / path.relative_to(ROOT)).symlink_to(path)
    for name, text in changed.items():
        _own(copy, Path(name))
        (copy / name).unlink()
        (copy / name).write_text(text, encoding="utf-8")
    shutil.copytree(data, copy / PACKAGE / data.name)
    _seal(copy, copy / PACKAGE / data.name)


def _own(copy: Path, file: Path) -> None:
    """Make the directories above a file of the copy real, with links in them."""
    for above in reversed(file.parents[:-1]):
        if (copy / above).is_symlink():
            (copy / above).unlink()
            (copy / above).mkdir()
            for path in (ROOT / above).iterdir():
                (copy / above / path.name).symlink_to(path)


def _seal(copy: Path, data: Path) -> None:
    """Let the compiled rule data, which are the same, be those that the program of the copy has made: else it would make them anew."""
    program = runpy.run_path(str(copy / PACKAGE / "version.py"))["program_digest"]
    with mock.patch.object(sealed, "program_digest", program):
        write(data / sealed.MANIFEST, sealed.written({name: (data / name).read_bytes() for name in sealed.ALL}))
    with mock.patch.object(build, "PACKAGE", copy / PACKAGE), mock.patch.object(build, "DATA", data):
        write(data / sealed.STAMP, build.fingerprint(copy))


def outcomes(copy: Path, tests: Iterable[str], work: Path) -> tuple[int, dict[str, str], str]:
    """Run tests in a copy, in a process of its own, which leaves its files in another directory.

    Returns:
        The exit status of pytest; of each test that was run ``passed``, ``failure``, ``error`` or ``skipped``; and what was said.
    """
    report = work / "report.xml"
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    env["PYTHONPATH"] = os.pathsep.join((str(copy), str(copy / "src")))
    env["PYTHONDONTWRITEBYTECODE"] = "1"  # what is compiled already is that of the checkout
    # Plain: what differs is not asked, and telling whole pages apart takes minutes where pytest believes to be in CI and leaves nothing out.
    options = ["-q", "--tb=line", "--assert=plain", "-p", "no:cacheprovider", f"--basetemp={work / 'files'}", f"--junitxml={report}"]
    command = [sys.executable, "-m", "pytest", *options, *tests]
    done = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, check=False)
    cases = ElementTree.parse(report).iter("testcase") if report.is_file() else ()
    found = {
        f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}": next(
            (each.tag for each in case if each.tag in ENDS), "passed"
        )
        for case in cases
    }
    return done.returncode, found, done.stdout + done.stderr
