"""Run a command as on a machine that nobody prepared: ``python3 .ci/hidden.py [--online] [--show NAME] -- COMMAND``.

There is Python, make, git and what every system has; no other program, no native library that we can use and do not bring, no
home directory, and no network unless ``--online`` says so, which setting up needs. ``--show`` leaves a program or a library where
it is; ``--hide`` with names hides these alone, and with none it hides nothing. ``--old`` leaves a library that lacks every function.
``--record`` writes down which test asked for which program or library, there or not.
"""

import argparse
import os
import shutil
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
NO_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><cachedir>{}</cachedir></fontconfig>'


def script(program: Path, *lines: str) -> None:
    """Write a program for the shell."""
    program.write_text("\n".join(("#!/bin/sh", *lines, "")), encoding="utf-8")
    program.chmod(0o755)


def kept(folder: Path, shown: list[str]) -> None:
    """Fill a folder with links to the programs that stay."""
    for name in (*KEPT, *shown):
        found = shutil.which(name)
        if found:
            (folder / name).symlink_to(found)


def without(folder: Path, hidden: set[str]) -> None:
    """Fill a folder with links to every program of the machine but the hidden ones."""
    for place in os.environ["PATH"].split(os.pathsep):
        for each in sorted(Path(place).iterdir()) if Path(place).is_dir() else ():
            if each.name not in hidden and not (folder / each.name).exists():
                (folder / each.name).symlink_to(each)


def recording(folder: Path, record: Path) -> None:
    """Let every program that not every system has write down who calls it: one that another program calls no Python sees."""
    for each in folder.iterdir():
        if each.name not in KEPT:
            real = os.readlink(each)
            each.unlink()
            told = f"printf '%s\\t\\t%s\\n' '{each.name}' \"$PYTEST_CURRENT_TEST\" >> '{record}'"
            script(each, f"{{ {told}; }} 2> /dev/null", f"exec '{real}' \"$@\"")


def lacking(folder: Path, hidden: list[str]) -> dict[str, str]:
    """Hide what is neither a program nor a library: ``sv_FI`` and ``en_GB``, dictionaries of Hunspell, and ``fonts``."""
    real = shutil.which("hunspell")
    dictionaries = [name for name in hidden if name in ("sv_FI", "en_GB")]
    if dictionaries and real and (folder / "hunspell").exists():
        (folder / "hunspell").unlink()
        told = 'echo "Can\'t open affix or dictionary files for dictionary named that." >&2; exit 1'
        script(folder / "hunspell", *(f'case " $* " in *" {name} "*) {told};; esac' for name in dictionaries), f"exec '{real}' \"$@\"")
    if "fonts" not in hidden:
        return {}
    (folder.parent / "fonts.conf").write_text(NO_FONTS.format(folder.parent / "fonts"), encoding="utf-8")
    return {"FONTCONFIG_FILE": str(folder.parent / "fonts.conf")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--online", action="store_true")
    parser.add_argument("--show", action="append", default=[], metavar="NAME")
    parser.add_argument("--hide", action="append", nargs="?", metavar="NAME")
    parser.add_argument("--old", action="append", default=[], metavar="NAME")
    parser.add_argument("--record", type=Path, metavar="FILE")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tunnistus-"))
    folder.chmod(0o755)  # PostgreSQL is started by another user
    bin_, home = folder / "bin", folder / "home"
    bin_.mkdir()
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(HERE / "hidden"), os.environ.get("PYTHONPATH"))))}
    if options.hide is None:
        hidden = [*LIBRARIES, "fonts"]
        kept(bin_, options.show)
        if "java" not in options.show:
            env.pop("JAVA_HOME", None)
        if not options.online:
            env |= {"HOME": str(home), "TUNNISTUS_OFFLINE": "1"}
    else:
        hidden = [name for name in options.hide if name]
        without(bin_, {*hidden, "python", "python3"})
        if "java" in hidden:
            env.pop("JAVA_HOME", None)
    if options.record:
        record = options.record.resolve()
        recording(bin_, record)
        env["TUNNISTUS_RECORD"] = str(record)
    for name in ("python3", "python"):  # by its own path: through a link it would look for its library beside the link
        script(bin_ / name, f'exec "{os.path.realpath(sys.executable)}" "$@"')
    env |= lacking(bin_, [name for name in hidden if name not in options.show])
    lists = {"HIDDEN": hidden, "SHOWN": options.show, "OLD": options.old}
    env |= {f"TUNNISTUS_{name}": " ".join(names) for name, names in lists.items()}
    env["PATH"] = str(bin_)
    try:
        status = os.spawnvpe(os.P_WAIT, options.command[0], options.command, env)
    finally:
        shutil.rmtree(folder)
    sys.exit(status)


if __name__ == "__main__":
    main()
