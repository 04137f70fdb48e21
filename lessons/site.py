"""The notebooks as a site: JupyterLite with the library and all that it needs, so that no request leaves where the site lies."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any, Final

import nbformat

from lessons import bundle, notebooks
from lessons.source import lesson, names
from tunnistus.rules.model import LANGUAGES

AUDIENCE: Final = "workers"  # the lessons of others import what has no wheel for a browser
KERNEL: Final = "@jupyterlite/pyodide-kernel-extension"
PRELOADED: Final = ("micropip", "piplite", "pyodide-kernel", "ipykernel", "comm", "jedi", "ipython", "anywidget", "tunnistus")
_PYODIDE: Final = (*bundle.CORE, bundle.STDLIB_ZIP)
_MEMORY: Final = ["memoryStorageDriver"]


def build(out: Path) -> None:
    """Write the site into a directory, which is emptied first: a second build over a first one would ask a server of others for Pyodide."""
    shutil.rmtree(out, ignore_errors=True)
    with tempfile.TemporaryDirectory() as place:
        source = Path(place, "site")
        _notebooks(source / "files")
        _python(source / "static" / "pyodide", Path(place))
        (source / "jupyter-lite.json").write_text(json.dumps(_settings()), encoding="utf-8")
        options = ("--contents", "files", "--output-dir", str(out.absolute()), "--apps", "lab", "--apps", "notebooks")
        command = (
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "jupyterlite_core",
            "build",
            *options,
            "--no-sourcemaps",
            "--no-unused-shared-packages",
            "--log-level",
            "ERROR",
        )
        subprocess.run(command, check=True, cwd=source, stdout=subprocess.DEVNULL)


def _notebooks(place: Path) -> None:
    for lang in LANGUAGES:
        (place / lang).mkdir(parents=True)
        for taught in (lesson(name, lang) for name in names()):
            if taught.audience == AUDIENCE:
                nbformat.write(notebooks.notebook(taught), place / lang / f"{taught.id}.ipynb")


def _settings() -> dict[str, Any]:
    """What the site is told: where its Python is, and to keep nothing that is written in it."""
    pyodide = {
        "pyodideUrl": "./static/pyodide/pyodide.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"lockFileURL": "./static/pyodide/pyodide-lock.json", "packages": [*PRELOADED]},
    }
    kept = {f"{what}StorageDrivers": _MEMORY for what in ("contents", "settings", "workspaces")}
    told = {"enableMemoryStorage": True, **kept, "litePluginSettings": {f"{KERNEL}:kernel": pyodide}}
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": told}


# -- Python ----------------------------------------------------------------------------------------------------------


def _python(place: Path, downloads: Path) -> None:
    """Lay Python and every wheel in a directory, with a lock file that knows only them."""
    place.mkdir(parents=True)
    for name in _PYODIDE:
        shutil.copy(bundle.PYODIDE / name, place)
    kernel = Path(sys.prefix, "share", "jupyter", "labextensions", KERNEL, "static", "pypi")
    own = [wheel for wheel in sorted(kernel.glob("*.whl")) if not wheel.name.startswith("widgetsnbextension")]
    for wheel in [*bundle.wheels(downloads, "site-wheels"), *own]:
        (place / wheel.name).write_bytes(bundle.cut(wheel))
    told = [_told(wheel) for wheel in sorted(place.glob("*.whl"))]
    there = {name for name, _ in told}
    packages = {name: {**about, "depends": [each for each in about["depends"] if each in there]} for name, about in told}
    (place / "pyodide-lock.json").write_text(json.dumps({**bundle.lock(), "packages": packages}), encoding="utf-8")


def _told(wheel: Path) -> tuple[str, dict[str, Any]]:
    """What the lock file says of a wheel, with the name of its package."""
    with zipfile.ZipFile(wheel) as packed:
        inside = packed.namelist()
        about = Parser().parsestr(packed.read(next(name for name in inside if name.endswith(".dist-info/METADATA"))).decode())
    imports = sorted({name.split("/")[0].removesuffix(".py") for name in inside if name.endswith(".py") and ".data/" not in name})
    return _normal(about["Name"]), {
        "name": about["Name"], "version": about["Version"], "file_name": wheel.name, "install_dir": "site", "package_type": "package",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(), "imports": imports, "depends": _depends(about), "unvendored_tests": False,
    }  # fmt: skip


def _depends(about: Message) -> list[str]:
    """The packages that are asked for, without those of extras."""
    asked = [row for row in about.get_all("Requires-Dist", []) if "extra" not in row.partition(";")[2]]
    return [_normal(re.split(r"[^\w.-]", row)[0]) for row in asked]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
