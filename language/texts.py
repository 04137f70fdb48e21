"""All that the package says, in its three languages, as it stands in the catalogues."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs
import polib

from tunnistus.rules.model import LANGUAGES

TEXTS = ("tunnistus", "tunnistus-handbook", "tunnistus-lessons", "tunnistus-site", "tunnistus-statutes")
LOCALES = Path(__file__).parents[1] / "locales"
_WORD = re.compile(r"[\w-]+")
_PARTS = re.compile(r"\n+(?:#+ |- |\d+\. )?|^#+ ")
_CODE = re.compile(r"`[^`]*`")
_NOT_PROSE = re.compile(
    r"`[^`]*`|\{[^{}]*\}|\b[a-z]+:[A-ZÅÄÖ]+\b|(?<!\w)--[a-z][\w-]*|\S*(?<=\w)[_/=@]\w\S*|\b[\w-]+\.(?:\w+\.)*[a-z]{2,4}\b(?!\.\w)"
)


@attrs.frozen
class Message:
    """A message under its context, in each language: one form, one for one thing and one for more, or the parts of a text of a lesson."""

    context: str
    said: dict[str, tuple[str, ...]]

    def forms(self, lang: str) -> Iterator[tuple[str, str]]:
        """Each form in the language, with the Finnish one beside it."""
        return zip(self.said["fi"], self.said[lang], strict=True)


def read(locales: Path = LOCALES, names: Sequence[str] = TEXTS) -> list[Message]:
    """Read every message that has a translation; that none lacks one is held by `tunnistus l10n --check`."""
    said: dict[str, dict[str, tuple[str, ...]]] = {}
    for lang, name in itertools.product(LANGUAGES[1:], names):
        for entry in polib.pofile(str(catalogue(lang, locales, name))):
            finnish = (entry.msgid, entry.msgid_plural) if entry.msgid_plural else parts(entry.msgid)
            forms = said.setdefault(entry.msgctxt or entry.msgid, {"fi": finnish})
            forms[lang] = tuple(entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural)) or parts(entry.msgstr)
    return [Message(context, forms) for context, forms in said.items() if len(forms) == len(LANGUAGES) and all(map(all, forms.values()))]


def read_messages(locales: Path = LOCALES) -> list[Message]:
    """Read what errors and findings say, in Finnish and Swedish, without the words that stand in the English too: keys, commands, names."""
    said: dict[str, dict[str, tuple[str, ...]]] = {}
    for lang in LANGUAGES[:-1]:
        for entry in polib.pofile(str(catalogue(lang, locales, "tunnistus-messages"))):
            own = set(_WORD.findall(entry.msgid))
            text = _WORD.sub(lambda word, own=own: " " if word[0] in own else word[0], entry.msgstr)  # type: ignore[misc]
            said.setdefault(entry.msgid, {"en": ("",)})[lang] = (text,)
    return [Message(template, forms) for template, forms in said.items()]


def parts(text: str) -> tuple[str, ...]:
    """The paragraphs, headings and items of a text, code in it left out; most texts have one."""
    return tuple(filter(None, _PARTS.split(_CODE.sub("`code`", text))))


def catalogue(lang: str, locales: Path = LOCALES, name: str = "tunnistus") -> Path:
    """Where a catalogue of a language stands."""
    return locales / lang / "LC_MESSAGES" / f"{name}.po"


def prose(text: str) -> str:
    """The text without what is not language: commands, options, names of files, placeholders."""
    return _NOT_PROSE.sub(" ", text)
