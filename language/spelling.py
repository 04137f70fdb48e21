"""Spelling: Finnish by Voikko, Swedish as in Finland and British English by Hunspell, and lists of the words that we allow beside theirs.

A list stands in ``language/words/<lang>.txt``, one word a line, sorted; ``word*`` allows whatever begins so. ``common.txt`` is for all
languages: names, and words of the command line. An entry that no text has is a fault.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from language.texts import Message, prose

WORDS = Path(__file__).parent / "words"
COMMON = "common"
DICTIONARIES = {"sv": "sv_FI", "en": "en_GB"}
PACKAGES = {"fi": "libvoikko1 voikko-fi", "sv": "hunspell hunspell-sv", "en": "hunspell hunspell-en-gb"}
_WORD = re.compile(r"(?<!§[:.])(?<![\w-])\w+(?:[-–:’']\w+)*(?:-(?!\w))?")


class MissingTool(Exception):
    """What spells a language is not on this machine."""


def words(messages: Iterable[Message], lang: str) -> dict[str, str]:
    """Each word of the language that has a letter and no digit at its end, and the first context that has it."""
    found: dict[str, str] = {}
    for message in messages:
        for text in message.said[lang]:
            for word in _WORD.findall(prose(text)):
                if not word[-1].isdigit():
                    found.setdefault(word, message.context)
    return found


def listed(name: str, directory: Path = WORDS) -> list[str]:
    """The allowed words of a language, or those of all, as the list has them."""
    return (directory / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def unknown(used: Iterable[str], lang: str) -> list[str]:
    """The words that the dictionary of the language does not have. Raises :class:`MissingTool`."""
    return sorted(_finnish(used) if lang == "fi" else _hunspell(used, DICTIONARIES[lang]))


def _finnish(used: Iterable[str]) -> Iterator[str]:
    try:
        from libvoikko import Voikko, VoikkoException, VoikkoLibrary
    except ImportError as problem:
        raise MissingTool from problem
    try:
        VoikkoLibrary.open()  # a Voikko without it would fail once more when it is deleted
        voikko = Voikko("fi")
    except (OSError, AttributeError, VoikkoException) as problem:  # missing, too old, without a dictionary
        raise MissingTool from problem
    try:
        yield from [word for word in used if not voikko.spell(word)]
    finally:
        voikko.terminate()


def _hunspell(used: Iterable[str], dictionary: str) -> Iterator[str]:
    program = shutil.which("hunspell")
    if program is None:
        raise MissingTool
    asked = {re.sub(r"['’]s?$", "", word).replace("’", "'"): word for word in used}  # it does not know each noun with an 's
    ended = subprocess.run(
        [program, "-i", "utf-8", "-d", dictionary, "-l"], input="\n".join(asked), capture_output=True, encoding="utf-8", check=False
    )
    if ended.returncode or "Can't open" in ended.stderr:
        raise MissingTool
    said = set(ended.stdout.split())
    yield from (word for one, word in asked.items() if said & {one, one.rstrip("-"), *one.split("-")})


def misspelled(used: Mapping[str, str], lang: str, allowed: Iterable[str]) -> list[str]:
    """Words that neither the dictionary nor a list has, one line each. Raises :class:`MissingTool`."""
    known = _matcher(allowed)
    return [
        f"{lang}: {used[word]}: spelling: {word!r}. Mend it, or allow it in language/words/."
        for word in unknown(used, lang)
        if not known(word)
    ]


def faults_of_list(used: Iterable[str], name: str, entries: list[str]) -> list[str]:
    """What is wrong with a list: unsorted, twice, or an entry that no text has."""
    every = list(used)
    found = [f"words/{name}.txt: no text has {entry!r}. Take it out." for entry in entries if not any(map(_matcher([entry]), every))]
    if entries != sorted(set(entries)):
        found.append(f"words/{name}.txt: not sorted, or an entry stands twice.")
    return found


def _matcher(entries: Iterable[str]) -> Callable[[str], object]:
    return re.compile("|".join(re.escape(entry).replace(r"\*", ".*") for entry in entries) or r"(?!)").fullmatch
