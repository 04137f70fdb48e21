"""Building the compiled form of rule data and catalogues, which is all that a wheel carries of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Final

from tunnistus.reading import canon
from tunnistus.reading.files import files_beside, read_directory, rule_files, visible
from tunnistus.shipping.sealed import ALL, CATALOGUES, DIAGRAMS, MANIFEST, MESSAGES, NOBODY, STAMP, STRUCTURES, TYPES, written

__all__ = ["DATA", "PACKAGE", "build", "fingerprint", "stamp"]

PACKAGE: Final = Path(__file__).parents[1]
DATA: Final = PACKAGE / "_data"


def build(root: Path, out: Path) -> frozenset[str]:
    """Compile the rule data and catalogues below ``root`` into ``out``, with the manifest that seals them; return the names of the files.

    Equal sources give equal bytes. Raises :class:`LoadError`, also for what the checker calls an error; then nothing in ``out``
    has changed.
    """
    from tunnistus.checking.verify import refuse
    from tunnistus.explaining import nobody
    from tunnistus.reading.unitfile import recorded
    from tunnistus.rules.answer_types import stub
    from tunnistus.shipping import l10n
    from tunnistus.writing import write

    book = read_directory(root / "indicators")
    refuse(book)
    files = {f"{part}.json": text.encode() for part, text in canon.dumps(book).items()}
    files |= {name: l10n.compiled(l10n.TEXTS.path(root / "locales", lang)) for lang, name in CATALOGUES.items()}
    files |= {name: l10n.compiled(l10n.MESSAGES.path(root / "locales", lang)) for lang, name in MESSAGES.items()}
    files[STRUCTURES] = json.dumps(recorded(root / "indicators"), ensure_ascii=False, separators=(",", ":")).encode()
    files[NOBODY] = nobody.told(book).encode()
    files[DIAGRAMS] = nobody.diagrams(book).encode()
    files[TYPES] = stub(book).encode()
    for name, data in files.items():
        write(out / name, data)
    write(out / MANIFEST, written(files))
    write(out / STAMP, fingerprint(root))
    return frozenset({*files, MANIFEST, STAMP})


def stamp(out: Path) -> str:
    """Return the fingerprint of what the compiled form was made from; empty where there is none, or a file of it is missing."""
    whole = all((out / name).is_file() for name in (STAMP, MANIFEST, *ALL))
    return (out / STAMP).read_text(encoding="utf-8", errors="replace") if whole else ""


def fingerprint(root: Path) -> str:
    """Return a hash over all that the compiled form is made from: rule data, catalogues, holidays and the code that makes it."""
    digest = hashlib.sha256(_holidays().encode())
    structures = [path for path, _ in files_beside(root / "indicators", ".structure.yaml")]
    data = [*rule_files(root / "indicators"), *structures, *visible((root / "locales").glob("*/LC_MESSAGES/*.po"), root)]
    code = [path for path in visible(PACKAGE.rglob("*.py"), PACKAGE) if DATA not in path.parents]
    named = [(path.relative_to(root), path) for path in data] + [(path.relative_to(PACKAGE), path) for path in code]
    for name, path in named:
        digest.update(name.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _holidays() -> str:
    """The release of the library of holidays, empty where there is none."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("holidays")
    except PackageNotFoundError:
        return ""
