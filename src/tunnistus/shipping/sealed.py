"""The compiled form on disk: which files it has, and the manifest with the digest of each. What is not as it was built is refused.

Directories are text here and in :mod:`tunnistus.shipping.source`: ``pathlib`` is dear to import, and the first result needs nothing of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Final

import attrs

from tunnistus import seal
from tunnistus.errors import LoadError
from tunnistus.messages import message
from tunnistus.reading.canon import PARTS
from tunnistus.rules.model import LANGUAGES
from tunnistus.version import __version__, program_digest

__all__ = [
    "AGAIN",
    "ALL",
    "CATALOGUES",
    "DIAGRAMS",
    "FILES",
    "MANIFEST",
    "MESSAGES",
    "NOBODY",
    "STAMP",
    "STRUCTURES",
    "TYPES",
    "Manifest",
    "check_all",
    "checked",
    "manifest",
    "written",
]

MANIFEST: Final = "seal.json"
STAMP: Final = "stamp"  # from what a checkout was compiled; no wheel has it
STRUCTURES: Final = "structures.json"  # of acts: which places they have
NOBODY: Final = "nobody.json"  # follows from the rules
DIAGRAMS: Final = "diagrams.json"  # so do these
CATALOGUES: Final = {lang: f"locales/{lang}.mo" for lang in LANGUAGES[1:]}  # from Finnish
MESSAGES: Final = {lang: f"locales/{lang}.messages.mo" for lang in LANGUAGES[:-1]}  # from English
FILES: Final[Mapping[str, tuple[str, ...]]] = {
    **{part: (f"{part}.json",) for part in PARTS},
    "translations": (*CATALOGUES.values(), *MESSAGES.values()),
    "structures": (STRUCTURES,),
    "nobody": (NOBODY, DIAGRAMS),
}  # part of the seal → its files
TYPES: Final = "ids.pyi"  # for type checkers; no result needs it
ALL: Final = (*(name for names in FILES.values() for name in names), TYPES)
AGAIN: Final = message("Install the package again; in a checkout run `tunnistus compile`.")
_FORMAT: Final = 1
Directory = str | os.PathLike[str]
_ENOUGH: Final = 10_000  # bytes of a manifest; it has less than 2,000


@attrs.frozen
class Manifest:
    """What was built: the digest of the program that built it, and that of each file."""

    program: str
    files: Mapping[str, str]

    @property
    def parts(self) -> dict[str, str]:
        """The digest of each part; of a part of one file, that of the file."""
        named = {part: {name: self.files[name] for name in names} for part, names in FILES.items()}
        return {part: seal.over(files) if len(files) > 1 else next(iter(files.values())) for part, files in named.items()}


def written(files: Mapping[str, bytes]) -> bytes:
    """Return the manifest for some files, as it is written."""
    return _text(program_digest(), {name: seal.digest(data) for name, data in files.items()})


def _text(program: str, files: Mapping[str, str]) -> bytes:
    data = {"format": _FORMAT, "version": __version__, "program": program, "files": dict(sorted(files.items()))}
    return f"{json.dumps(data, indent=1)}\n".encode()


def manifest(out: Directory) -> Manifest:
    """Read the manifest. Raises :class:`LoadError` when it is not one of this version, to the byte."""
    data = _bytes(out, MANIFEST)
    try:
        held = json.loads(data[:_ENOUGH])
        found = Manifest(held["program"], held["files"])
        same = held["version"] == __version__ and _text(found.program, found.files) == data
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise _broken(MANIFEST) from None
    if not same or set(found.files) != set(ALL):
        raise _broken(MANIFEST)
    return found


def checked(out: Directory, held: Manifest, name: str) -> bytes:
    """Return the bytes of a file. Raises :class:`LoadError` when they are not those that the manifest was written for."""
    data = _bytes(out, name)
    if seal.digest(data) != held.files[name]:
        raise _broken(name)
    return data


def check_all(out: Directory, held: Manifest) -> None:
    """Refuse what is missing, changed or added among the files of the compiled form, and another program than that which built it.

    Raises :class:`LoadError`.
    """
    from pathlib import Path

    for name in held.files:
        checked(out, held, name)
    there = {path.relative_to(out).as_posix() for path in Path(out).rglob("*") if not path.is_dir()}
    for name in sorted(there - {*held.files, MANIFEST, STAMP}):
        raise LoadError(
            message("This file does not belong to the package."),
            where=f"{os.path.basename(out)}/{name!a}",
            todo=message("Remove it, or install the package again."),
        )
    if program_digest() != held.program:
        what = message("The program is not what was built: a file of its code was changed, added or removed.")
        raise LoadError(what, where="tunnistus", todo=AGAIN)


def _bytes(out: Directory, name: str) -> bytes:
    try:
        with open(os.path.join(out, name), "rb") as file:
            return file.read()
    except OSError as problem:
        what = message("This file of the package cannot be read ({reason}).", reason=problem.strerror)
        raise LoadError(what, where=f"{os.path.basename(out)}/{name}", todo=AGAIN) from None


def _broken(name: str) -> LoadError:
    what = message("The seal is broken: this file of the package is not what was built. It was changed, cut short or replaced.")
    return LoadError(what, where=f"_data/{name}", todo=AGAIN)
