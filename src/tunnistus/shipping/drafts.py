"""A draft of the shipped rules: their files with the translations, in a directory of their own, to be changed and compared."""

from __future__ import annotations

from pathlib import Path

from tunnistus.errors import TunnistusError
from tunnistus.messages import message
from tunnistus.reading.files import visible
from tunnistus.shipping import l10n
from tunnistus.writing import write

__all__ = ["draft"]


def draft(directory: Path, root: Path) -> int:
    """Write all files of rule data of a checkout, with their cases, into a directory, and return how many files these are.

    The catalogues in its ``locales`` hold what the rule data say and nothing of the program, so that whoever changes a sentence
    finds it there and the directory can be read as it is, under any name.

    Args:
        directory: new, or empty.
        root: of the checkout.

    Raises:
        TunnistusError: there is something in the directory, or its name is that of something else.
    """
    if directory.is_symlink() or (directory.exists() and (not directory.is_dir() or any(directory.iterdir()))):
        what = message("This is not a new or empty directory.")
        raise TunnistusError(what, where=str(directory), todo=message("Name another one for the draft: nothing is written over."))
    written = root / "indicators"
    files = [path for path in visible(written.rglob("*"), written) if path.suffix in (".yaml", ".json")]
    for path in files:
        write(directory / path.relative_to(written), path.read_bytes())
    for lang in l10n.TEXTS.langs:
        write(l10n.TEXTS.path(directory / "locales", lang), l10n.TEXTS.path(root / "locales", lang).read_bytes())
    l10n.update_rules(directory)
    return len(files)
