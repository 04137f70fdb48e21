"""Translation: the Babel extractor of the rule data, and the gate that lets nothing untranslated or doubtful through.

The catalogues stand in ``locales/<lang>/LC_MESSAGES/tunnistus.po``. The message is the Finnish sentence, the context its
stable path. A changed Finnish sentence makes its translation fuzzy, and fuzzy ones are refused.
"""

from __future__ import annotations

import codecs
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from tunnistus import limits
from tunnistus.errors import LoadError
from tunnistus.reading.files import read_directory
from tunnistus.rules.model import LANGUAGES, Book
from tunnistus.rules.places import places
from tunnistus.unseen import UNSEEN
from tunnistus.writing import write

__all__ = ["compiled", "extract", "findings", "messages", "translations", "update", "update_rules"]

_JOINED: Final = re.compile(r'"\s*\n\s*"')  # between two lines of one string
_FORMS: Final = re.compile(r"nplurals\s*=\s*([0-9]+)")
_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)  # catalogues carry no date of their own: equal files give equal bytes
_HEADER: Final = "Translations of tunnistus. CC BY 4.0."
Key = tuple[str, str | tuple[str, ...]]


def extract(
    fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: dict[str, str]
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """Babel extractor (entry point ``tunnistus``) for one rule data file: yields (line, ``pgettext``, (context, text), comments)."""
    from tunnistus.reading.schema import sentences
    from tunnistus.reading.strict import read_text

    name = getattr(fileobj, "name", "rules.yaml")
    document = read_text(fileobj.read().decode("utf-8"), name=str(name))
    for line, context, sentence in sentences(document):
        yield line, "pgettext", (context, sentence), []


def messages(root: Path) -> dict[Key, str]:
    """Return every message to translate, (context, text or pair of forms) → where it stands, of rule data and code."""
    from babel.messages.extract import extract_from_dir

    found: dict[Key, str] = {}
    for context, sentence in read_directory(root / "indicators").texts.items():
        found[(context, sentence)] = "indicators"
    keywords = {"ui": ((1, "c"), 2), "count": ((1, "c"), 2, 3)}
    code = extract_from_dir(str(root / "src" / "tunnistus"), [("**.py", "python")], keywords=keywords)
    found.update({(context, message): f"src/tunnistus/{file}" for file, _, message, _, context in code if context})
    return found


def _read(path: Path) -> Any:
    from babel.core import UnknownLocaleError
    from babel.messages.pofile import PoFileError, read_po

    if not path.is_file():
        raise LoadError("The catalogue is missing.", where=path.parent.parent.name, todo="Run make l10n.")
    try:
        catalogue = read_po(io.StringIO(_text(path)), locale=path.parent.parent.name, abort_invalid=True)
        codecs.lookup(catalogue.charset)
    except (PoFileError, ValueError, LookupError, UnknownLocaleError) as problem:  # babel passes on what is wrong in a header
        raise LoadError(f"The catalogue cannot be read: {problem}.", where=path.name) from None
    for message in catalogue:
        parts = (part for each in (message.id, message.string) for part in (each if isinstance(each, tuple | list) else (each,)))
        if any(UNSEEN.search(part or "") for part in (message.context, *parts)):
            what = "A sentence of the catalogue has a character that is not seen."
            raise LoadError(what, where=f"{path.name}:{message.lineno}", todo="Remove it.", code="control-character")
    catalogue.creation_date = catalogue.revision_date = _DAY
    return catalogue


def _text(path: Path) -> str:
    """What stands in a catalogue, held to the bounds. Raises :class:`LoadError`, or ``ValueError`` for what is not UTF-8."""
    with path.open("rb") as file:
        data = file.read(limits.MAX_CATALOGUE + 1)
    text = data.decode("utf-8")
    if len(data) > limits.MAX_CATALOGUE or text.count("\nmsgid ") > limits.MAX_MESSAGES:
        what = f"The catalogue has more than {limits.MAX_CATALOGUE} bytes or {limits.MAX_MESSAGES} sentences."
        raise LoadError(what, where=_where(path), todo="Leave out what the rules do not have: run `tunnistus l10n`.", code="over-limit")
    if any(len(n) > 1 for n in _FORMS.findall(_JOINED.sub("", text))):  # babel makes room for as many as are announced
        raise LoadError("The catalogue has too many plural forms.", where=_where(path), todo="Run `tunnistus l10n`.", code="over-limit")
    return text


def _where(path: Path) -> str:
    return f"locales/{'/'.join(path.parts[-3:])}"


def compiled(path: Path) -> bytes:
    """Return the binary catalogue of a PO file; fuzzy translations are left out. Equal files give equal bytes.

    Raises:
        LoadError: it cannot be read, or a translation has other placeholders than the Finnish text.
    """
    from babel.messages.mofile import write_mo

    catalogue = _read(path)
    for message in catalogue:
        if message.id and not message.fuzzy and not all(places(one) == places(two) for one, two in _pairs(message) if two):
            what = f"The translation of {message.context!r} has other placeholders than the Finnish text."
            raise LoadError(what, where=_where(path), todo="Write the same names in braces, and nothing else in them.")
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def _pairs(message: Any) -> Iterator[tuple[str, str]]:
    """The forms of a message in Finnish and in the language; where it has more forms than Finnish, the last one again."""
    sources, targets = (each if isinstance(each, tuple) else (each,) for each in (message.id, message.string))
    yield from zip((*sources, *sources[-1:] * (len(targets) - len(sources))), targets, strict=False)


def translations(book: Book, directories: Iterable[Path]) -> dict[str, dict[str, str]]:
    """Return language → context → sentence of the catalogues in the directories that there are; doubtful ones are left out.

    A sentence whose Finnish has changed counts as not translated.

    Raises:
        LoadError: a catalogue is a link, cannot be read, or is past a bound.
    """
    said: dict[str, dict[str, str]] = {}
    for directory, lang in itertools.product(directories, LANGUAGES[1:]):
        path = directory / lang / "LC_MESSAGES" / "tunnistus.po"
        if any(each.is_symlink() for each in (path, *path.parents[:2])):
            raise LoadError("This is a link.", where=_where(path), todo="Put the file itself there.", code="file-unreadable")
        for message in _read(path) if path.is_file() else ():
            if message.string and not message.fuzzy and book.texts.get(message.context or "") == message.id:
                said.setdefault(lang, {})[message.context] = message.string
    return said


def _key(message: Any) -> Key:
    return (message.context or "", message.id)


def update(root: Path) -> dict[str, int]:
    """Bring the catalogues up to date; return for each language how many messages wait for a translator.

    A text that is new under a known context keeps the old translation, marked fuzzy; what is no longer used is removed.
    """
    return _write(messages(root), root / "locales", _HEADER)


def update_rules(directory: Path) -> dict[str, int]:
    """Bring the catalogues of another directory of rules up to date, in ``locales`` inside it; see :func:`update`."""
    wanted: dict[Key, str] = dict.fromkeys(read_directory(directory).texts.items(), directory.name)
    return _write(wanted, directory / "locales", "Translations of rule data.")


def _write(wanted: Mapping[Key, str], locales: Path, header: str) -> dict[str, int]:
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    waiting = {}
    for lang in LANGUAGES[1:]:
        path = locales / lang / "LC_MESSAGES" / "tunnistus.po"
        old = {_key(m): m for m in _read(path) if m.id} if path.is_file() else {}
        by_context = {key[0]: m for key, m in old.items()}
        fresh = Catalog(
            locale=lang,
            domain="tunnistus",
            fuzzy=False,
            header_comment=f"# {header}",
            project="tunnistus",
            version="rules",
            charset="utf-8",
        )
        for key in sorted(wanted, key=lambda k: (k[0], str(k[1]))):
            same, near = old.get(key), by_context.get(key[0])
            flags = set() if same or not near else {"fuzzy"}
            if same and same.fuzzy:
                flags.add("fuzzy")
            message = same or near
            fresh.add(key[1], message.string if message else None, context=key[0], flags=flags)
        out = io.BytesIO()
        write_po(out, fresh, width=120, omit_header=False, sort_output=False)
        text = re.sub(
            r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid-Bugs-To|Language-Team): .*\n',
            "",
            out.getvalue().decode(),
            flags=re.M,
        )
        write(path, text)
        waiting[lang] = sum(not m.string or m.fuzzy or not all(m.string) for m in fresh if m.id)
    return waiting


def findings(root: Path) -> list[str]:
    """Return what is wrong with the catalogues, one line each: untranslated, fuzzy, obsolete, placeholders, glossary, end of sentence."""
    wanted = messages(root)
    glossary = _glossary(root)
    found = []
    for lang in LANGUAGES[1:]:
        catalogue = _read(root / "locales" / lang / "LC_MESSAGES" / "tunnistus.po")
        have = {_key(m): m for m in catalogue if m.id}
        found += [f"{lang}: {key[0]}: not in the catalogue" for key in sorted(wanted.keys() - have.keys(), key=str)]
        found += [f"{lang}: {key[0]}: obsolete" for key in sorted(have.keys() - wanted.keys(), key=str)]
        found += [f"{lang}: {m.context}: obsolete" for m in catalogue.obsolete.values()]
        for key, message in sorted(have.items(), key=str):
            found += [f"{lang}: {key[0]}: {what}" for what in _faults(message, lang, glossary)]
    return found


def _faults(message: Any, lang: str, glossary: list[dict[str, str]]) -> Iterator[str]:
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    targets = message.string if isinstance(message.string, tuple) else (message.string,)
    if len(targets) < len(sources) or not all(targets):
        yield "untranslated"
        return
    if message.fuzzy:
        yield "fuzzy: read it again"
    for source, target in _pairs(message):
        if places(source) is None or places(source) != places(target):
            yield "the {placeholders} differ"
        if source[-1] in ".?!:" and source[-1] != target[-1]:
            yield f"ends with {target[-1]!r}, the Finnish text with {source[-1]!r}"
        for term in glossary:
            if re.search(term["fi"], source, re.I) and not re.search(term[lang], target, re.I):
                yield f"glossary: {term['fi']!r} is {term[lang]!r} here"


def _glossary(root: Path) -> list[dict[str, str]]:
    """Read ``locales/glossary.yaml``: pattern of the Finnish term, and the pattern its translation must hold in each language."""
    from tunnistus.reading.strict import read

    return list(read(root / "locales" / "glossary.yaml", name="locales/glossary.yaml").data["terms"])
