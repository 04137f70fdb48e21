"""Which directories of rule data and of cases a run of pytest is about, as its options and settings name them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

__all__ = ["directories", "holds", "refuse_nothing", "rules_of"]


def refuse_nothing(name: str, path: Path, ending: str) -> None:
    """Raise :class:`pytest.UsageError` where there is nothing, or a directory without files that end so; hidden ones do not count."""
    if not path.exists():
        raise pytest.UsageError(f"{name}: There is no file or directory {str(path)!r}. Correct its name.")
    if path.is_dir() and not holds(path, ending):
        raise pytest.UsageError(f"{name}: No file in {str(path)!r} ends in {ending!r}. Name the directory that holds them.")


def holds(directory: Path, ending: str) -> bool:
    """Tell whether a file in a directory, or below it, ends so; hidden ones do not count."""
    for _, inside, files in os.walk(directory):
        inside[:] = [name for name in inside if not name.startswith(".")]
        if any(name.endswith(ending) and not name.startswith(".") for name in files):
            return True
    return False


def directories(config: pytest.Config, name: str) -> list[Path]:
    """Return what an option or setting names: from where pytest was called, else from the root of the project."""
    named: list[Path] = config.getini(name) if name == "tunnistus_rules" else config.getoption(name)
    here = [Path(os.path.abspath(config.invocation_params.dir / each)) for each in named]
    return [path if path.exists() else config.rootpath / each for path, each in zip(here, named, strict=True)]


def rules_of(config: pytest.Config) -> list[Path]:
    """Return the directories of rule data of the run: those of the options, else those of the setting."""
    if config.getoption("--tunnistus-rules") or config.getoption("--tunnistus-installed"):
        return directories(config, "--tunnistus-rules")
    return directories(config, "tunnistus_rules")
