"""The translations of the pages written by hand: ``python -m handbook.catalogues`` brings them up to date; ``--check`` says what lacks.

A paragraph of ``docs/site`` is a message in ``locales/<lang>/LC_MESSAGES/tunnistus-site.po``. One that has changed keeps its old
translation, marked fuzzy, until somebody has read it.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from handbook.by_hand import site_source
from handbook.material import ROOT
from tunnistus.rules.model import LANGUAGES
from tunnistus.shipping import l10n
from tunnistus.writing import write

__all__ = ["SITE", "compiled_into", "findings", "template", "update"]

SITE = l10n.Domain("tunnistus-site", "Finnish", LANGUAGES[1:])
_DATES = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid-Bugs-To|Language-Team): .*\n', flags=re.M
)


def template(root: Path = ROOT) -> Catalog:
    """Return the Finnish paragraphs, as Sphinx finds them."""
    with tempfile.TemporaryDirectory() as place:
        pages, out = Path(place) / "pages", Path(place) / "out"
        pages.mkdir()
        for path in sorted((root / "docs" / "site").glob("*.md")):
            (pages / path.name).write_text(site_source(path, root=root), encoding="utf-8")
        (pages / "words.json").write_text(json.dumps({"title": "", "languages": []}))
        # What the pages lead to is not there: it is made, and has no message of this catalogue.
        command = [sys.executable, "-m", "sphinx", "-b", "gettext", "-Q", "-c", str(root / "handbook"), str(pages), str(out)]
        subprocess.run(command, check=True, cwd=root, env={**os.environ, "PYTHONPATH": os.pathsep.join((str(root), str(root / "src")))})
        return read_po(io.BytesIO((out / f"{SITE.name}.pot").read_bytes()))


def update(root: Path = ROOT) -> dict[str, int]:
    """Bring the catalogues up to date; return for each language how many paragraphs wait for a translator."""
    waiting, found = {}, template(root)
    for lang in SITE.langs:
        path = SITE.path(root / "locales", lang)
        catalogue = _read(path, lang) if path.is_file() else Catalog(locale=lang, domain=SITE.name, fuzzy=False)
        catalogue.update(found)
        fresh = Catalog(
            locale=lang, fuzzy=False, header_comment="# Translations of tunnistus. CC BY 4.0.", project="tunnistus", version="rules"
        )
        for each in sorted((each for each in catalogue if each.id), key=lambda each: str(each.id)):
            fresh.add(each.id, each.string, flags=each.flags & {"fuzzy"})
        out = io.BytesIO()
        write_po(out, fresh, width=120, ignore_obsolete=True)
        write(path, _DATES.sub("", out.getvalue().decode()))
        waiting[lang] = sum(not each.string or each.fuzzy for each in fresh if each.id)
    return waiting


def _read(path: Path, lang: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=lang)


def findings(root: Path = ROOT) -> Iterator[str]:
    """Yield what is wrong, one line each: a paragraph without a translation, with a doubtful one, or that no page has any more."""
    wanted = {each.id for each in template(root) if each.id}
    for lang in SITE.langs:
        have = {each.id: each for each in _read(SITE.path(root / "locales", lang), lang) if each.id}
        yield from (f"{lang}: not in the catalogue: {text}" for text in sorted(wanted - have.keys()))
        yield from (f"{lang}: obsolete: {text}" for text in sorted(have.keys() - wanted))
        yield from (f"{lang}: untranslated: {text}" for text, each in sorted(have.items()) if not each.string)
        yield from (f"{lang}: fuzzy, read it again: {text}" for text, each in sorted(have.items()) if each.fuzzy)


def compiled_into(out: Path, root: Path = ROOT) -> None:
    """Write the catalogues as Sphinx reads them."""
    for lang in SITE.langs:
        place = out / lang / "LC_MESSAGES"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{SITE.name}.mo").write_bytes(l10n.compiled(SITE.path(root / "locales", lang)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 where a check found something, else 0."""
    parser = argparse.ArgumentParser(prog="python -m handbook.catalogues", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; fail where a translation is missing")
    if parser.parse_args(arguments).check:
        found = list(findings())
        print(*found, f"{SITE.name}: {len(found)} findings", sep="\n")
        return 1 if found else 0
    print(*(f"{lang}: {waiting} wait for a translator" for lang, waiting in update().items()), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
