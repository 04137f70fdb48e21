"""Run a command as on a machine that nobody prepared: ``python3 .ci/hidden.py [--online] [--show NAME] -- COMMAND``.

There is Python, make, git and what every system has; no other program, no native library that we can use and do not bring, no
home directory, and no network unless ``--online`` says so, which setting up needs. ``--show`` leaves a program or a library where
it is; ``--hide`` with names hides these alone.
"""

import argparse
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
# What the README asks for, the shell, and the small programs of every system (POSIX), which make and our tests call.
KEPT = (
    "make git sh bash env awk basename cat chmod cmp comm cp cut date dd diff dirname echo expr false find getconf grep head id "
    "install kill ln ls mkdir mkfifo mktemp mv nice nproc od paste printf ps pwd readlink realpath rm rmdir sed sha256sum sleep sort stat "
    "tail tar tee test timeout touch tr true uname uniq wc which xargs"
).split()
LIBRARIES = "pango gobject fontconfig harfbuzz voikko hunspell libpq".split()


def kept(folder: Path, python: str) -> None:
    """Fill a folder with links to the programs that stay, and with Python under its names."""
    for name in KEPT:
        found = shutil.which(name)
        if found:
            (folder / name).symlink_to(found)
    for name in ("python3", "python"):  # by its own path: through a link it would look for its library beside the link
        program = folder / name
        program.write_text(f'#!/bin/sh\nexec "{python}" "$@"\n', encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)


def without(folder: Path, hidden: set[str]) -> None:
    """Fill a folder with links to every program of the machine but the hidden ones."""
    for place in os.environ["PATH"].split(os.pathsep):
        for each in sorted(Path(place).iterdir()) if Path(place).is_dir() else ():
            if each.name not in hidden and not (folder / each.name).exists():
                (folder / each.name).symlink_to(each)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--online", action="store_true")
    parser.add_argument("--show", action="append", default=[], metavar="NAME")
    parser.add_argument("--hide", action="append", default=[], metavar="NAME")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tunnistus-"))
    bin_, home = folder / "bin", folder / "home"
    bin_.mkdir()
    env = {**os.environ, "PYTHONPATH": str(HERE / "hidden")}
    libraries = options.hide or [name for name in LIBRARIES if name not in options.show]
    if options.hide:
        without(bin_, {*options.hide})
    else:
        kept(bin_, os.path.realpath(sys.executable))
        for name in options.show:
            found = shutil.which(name)
            if found:
                (bin_ / name).symlink_to(found)
        if not options.online:
            env |= {"HOME": str(home), "TUNNISTUS_OFFLINE": "1"}
    env |= {"PATH": str(bin_), "TUNNISTUS_HIDDEN": " ".join(libraries)}
    try:
        status = os.spawnvpe(os.P_WAIT, options.command[0], options.command, env)
    finally:
        shutil.rmtree(folder)
    sys.exit(status)


if __name__ == "__main__":
    main()
