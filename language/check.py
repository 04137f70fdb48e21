"""Check the language of every text: ``python -m language.check``, a part of ``make check``.

Spelling needs Voikko and Hunspell with their dictionaries, the catalogues ``msgfmt``. What a machine lacks is named and the rest goes
on; with ``--all``, as CI says it, nothing may be left out. Ends with 0 where nothing is wrong, 1 for a fault, 2 for a missing tool.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from language import rules, spelling
from language.spelling import MissingTool
from language.texts import LOCALES, TEXTS, Message, catalogue, read, read_messages
from tunnistus.rules.model import LANGUAGES

CATALOGUES = {**dict.fromkeys(TEXTS, LANGUAGES[1:]), "tunnistus-messages": LANGUAGES[:-1]}


def spelled(messages: Sequence[Message], missing: list[str]) -> Iterator[str]:
    """Misspelled words and faults of the lists of allowed words; a language without its tool goes to ``missing``."""
    used = {lang: spelling.words(messages, lang) for lang in LANGUAGES}
    lists = {name: spelling.listed(name) for name in (*LANGUAGES, spelling.COMMON)}
    for lang in LANGUAGES:
        try:
            yield from spelling.misspelled(used[lang], lang, lists[lang] + lists[spelling.COMMON])
        except MissingTool:
            missing.append(f"{lang}: spelling was not checked: {spelling.PACKAGES[lang]} is missing.")
        yield from spelling.faults_of_list(used[lang], lang, lists[lang])
    yield from spelling.faults_of_list(set().union(*used.values()), spelling.COMMON, lists[spelling.COMMON])


def formatted(missing: list[str], locales: Path = LOCALES) -> Iterator[str]:
    """What ``msgfmt`` has against a catalogue; that it carries no names and no day of its own is meant so."""
    program = shutil.which("msgfmt")
    if program is None:
        missing.append("msgfmt was not run: gettext is missing.")
        return
    named = [(lang, name) for name, langs in CATALOGUES.items() for lang in langs]
    for lang, path in ((lang, catalogue(lang, locales, name)) for lang, name in named):
        if not path.is_file():
            continue
        ended = subprocess.run([program, "--check", "-o", "-", str(path)], capture_output=True, check=False)
        said = ended.stderr.decode(errors="replace").splitlines()
        yield from (f"{lang}: {line.removeprefix(f'{path}:')}" for line in said if ended.returncode and "missing in header" not in line)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m language.check", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--all", action="store_true", help="fail where a tool is missing")
    options = parser.parse_args(arguments)
    messages, told, missing = read(), read_messages(), list[str]()
    found = [*rules.faults(messages, [*rules.PATTERNS, *rules.variants()]), *spelled([*messages, *told], missing), *formatted(missing)]
    print(*found, *missing, f"language: {len(messages)} texts in {len(LANGUAGES)} languages, {len(found)} faults", sep="\n")
    return 1 if found else 2 if missing and options.all else 0


if __name__ == "__main__":
    sys.exit(main())
