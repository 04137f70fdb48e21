"""Translation: the Babel extractor of the rule data, and the gate that lets nothing untranslated or doubtful through.

Five catalogues of ours stand in ``locales/<lang>/LC_MESSAGES``. In ``tunnistus.po`` the message is the Finnish sentence of the rule data
or the program, the context its stable path. A changed Finnish sentence makes its translation fuzzy, and fuzzy ones are refused. In
``tunnistus-messages.po`` it is the English template of a message to those who use the library (:mod:`tunnistus.messages`); a changed
template is another message. In ``tunnistus-lessons.po`` it is the Finnish text of a lesson in ``docs/training``, in
``tunnistus-handbook.po`` a sentence of the code that makes the handbook, in ``tunnistus-statutes.po`` what a place in a statute is about,
by the ``*.units.yaml`` of the rule data; no wheel carries these.
"""

from __future__ import annotations

import ast
import codecs
import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

import attrs

from tunnistus import limits
from tunnistus.errors import LoadError
from tunnistus.messages import message
from tunnistus.places import places
from tunnistus.reading.characters import checked, not_seen
from tunnistus.reading.files import read_directory, visible
from tunnistus.rules.model import LANGUAGES, Book
from tunnistus.unseen import UNSEEN
from tunnistus.writing import write

__all__ = [
    "HANDBOOK",
    "LESSONS",
    "MESSAGES",
    "STATUTES",
    "TEXTS",
    "Domain",
    "compiled",
    "extract",
    "findings",
    "handbook",
    "lessons",
    "messages",
    "messages_of_code",
    "statutes",
    "templates",
    "translations",
    "update",
    "update_rules",
]

_JOINED: Final = re.compile(r'"\s*\n\s*"')  # between two lines of one string
_FORMS: Final = re.compile(r"nplurals\s*=\s*([0-9]+)")
_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)  # catalogues carry no date of their own: equal files give equal bytes
_HEADER: Final = "Translations of tunnistus. CC BY 4.0."
Key = tuple[str, str | tuple[str, ...]]


@attrs.frozen
class Domain:
    """One set of catalogues: ``<lang>/LC_MESSAGES/<name>.po`` for each language but that of the source."""

    name: str
    source: str
    langs: tuple[str, ...]

    def path(self, locales: Path, lang: str) -> Path:
        """Return where the catalogue of a language stands."""
        return locales / lang / "LC_MESSAGES" / f"{self.name}.po"


TEXTS: Final = Domain("tunnistus", "Finnish", LANGUAGES[1:])
LESSONS: Final = Domain("tunnistus-lessons", "Finnish", LANGUAGES[1:])
HANDBOOK: Final = Domain("tunnistus-handbook", "Finnish", LANGUAGES[1:])
STATUTES: Final = Domain("tunnistus-statutes", "Finnish", LANGUAGES[1:])
MESSAGES: Final = Domain("tunnistus-messages", "English", LANGUAGES[:-1])


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
    found: dict[Key, str] = {}
    for context, sentence in read_directory(root / "indicators").texts.items():
        found[(context, sentence)] = "indicators"
    return found | messages_of_code(root)


def messages_of_code(root: Path, directory: str = "src/tunnistus") -> dict[Key, str]:
    """Return the same of the code alone, below a directory."""
    from babel.messages.extract import extract_from_dir

    keywords = {"ui": ((1, "c"), 2), "count": ((1, "c"), 2, 3)}
    code = extract_from_dir(str(root / directory), [("**.py", "python")], keywords=keywords)
    return {(context, said): f"{directory}/{file}" for file, _, said, _, context in code if context}


def handbook(root: Path) -> dict[Key, str]:
    """Return every message of the handbook that no other part says, (context, text) → where it stands."""
    known = messages_of_code(root)
    return {key: where for key, where in messages_of_code(root, "handbook").items() if key not in known}


def templates(root: Path) -> dict[Key, str]:
    """Return every template of a message in the code, (empty context, template) → where it stands."""
    found: dict[Key, str] = {}
    for path in visible((root / "src" / "tunnistus").rglob("*.py"), root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="message"), args=[ast.Constant(value=str(template))]):
                    found.setdefault(("", template), path.relative_to(root).as_posix())
    return found


def lessons(root: Path) -> dict[Key, str]:
    """Return every text of the lessons, (context, text) → where it stands: ``<lesson>.title``, ``<lesson>.cells.<label>`` and so on."""
    from tunnistus.reading.strict import read

    found: dict[Key, str] = {}
    for path in visible((root / "docs" / "training").glob("*.yaml"), root):
        lesson = read(path, name=path.name).data
        said = [(name, lesson[name]) for name in ("title", "about") if name in lesson]
        groups = {"cells": lesson.get("cells", ()), **{f"trainer.{n}": rows for n, rows in lesson.get("trainer", {}).items()}}
        for group, row in ((name, row) for name, rows in groups.items() for row in rows if "say" in row):
            said += [(f"{group}.{row['say']}{end}", row[key]) for key, end in (("fi", ""), ("answer", ".answer")) if key in row]
        found.update({(f"{path.stem}.{name}", text.strip()): path.name for name, text in said})
    return found


def statutes(root: Path) -> dict[Key, str]:
    """Return what the places of the statutes are about, (empty context, text) → where it stands."""
    from tunnistus.reading.strict import read

    found: dict[Key, str] = {}
    for path in visible((root / "indicators").rglob("*.units.yaml"), root):
        for section in read(path, name=path.name).data["units"].values():
            for units in section.values():
                found.update({("", unit["says"]): path.name for unit in (units if isinstance(units, list) else [units])})
    return found


def _read(path: Path) -> Any:
    from babel.core import UnknownLocaleError
    from babel.messages.pofile import PoFileError, read_po

    if not path.is_file():
        raise LoadError(message("The catalogue is missing."), where=path.parent.parent.name, todo=message("Run make generate."))
    try:
        catalogue = read_po(io.StringIO(_text(path)), locale=path.parent.parent.name, abort_invalid=True)
        codecs.lookup(catalogue.charset)
    except (PoFileError, ValueError, LookupError, UnknownLocaleError) as problem:  # babel passes on what is wrong in a header
        raise LoadError(message("The catalogue cannot be read: {problem}.", problem=problem), where=path.name) from None
    for each in catalogue:
        parts = (part for side in (each.id, each.string) for part in (side if isinstance(side, tuple | list) else (side,)))
        for found in filter(None, (UNSEEN.search(part or "") for part in (each.context, *parts))):  # written as an escape
            raise not_seen(found[0], where=f"{_where(path)}:{each.lineno}")
    catalogue.creation_date = catalogue.revision_date = _DAY
    return catalogue


def _text(path: Path) -> str:
    """What stands in a catalogue, held to the bounds. Raises :class:`LoadError`, or ``ValueError`` for what is not UTF-8."""
    with path.open("rb") as file:
        data = file.read(limits.MAX_CATALOGUE + 1)
    text = checked(data.decode("utf-8"), name=_where(path))
    if len(data) > limits.MAX_CATALOGUE or text.count("\nmsgid ") > limits.MAX_MESSAGES:
        what = message(
            "The catalogue has more than {most} bytes or {sentences} sentences.", most=limits.MAX_CATALOGUE, sentences=limits.MAX_MESSAGES
        )
        raise LoadError(
            what, where=_where(path), todo=message("Leave out what the rules do not have: run `tunnistus l10n`."), code="over-limit"
        )
    if any(len(n) > 1 for n in _FORMS.findall(_JOINED.sub("", text))):  # babel makes room for as many as are announced
        raise LoadError(
            message("The catalogue has too many plural forms."),
            where=_where(path),
            todo=message("Run `tunnistus l10n`."),
            code="over-limit",
        )
    return text


def _where(path: Path) -> str:
    return f"locales/{'/'.join(path.parts[-3:])}"


def compiled(path: Path) -> bytes:
    """Return the binary catalogue of a PO file; fuzzy translations are left out. Equal files give equal bytes.

    Raises:
        LoadError: it cannot be read, or a translation has other placeholders than its text.
    """
    from babel.messages.mofile import write_mo

    catalogue = _read(path)
    for each in catalogue:
        if each.id and not each.fuzzy and not all(places(one) == places(two) for one, two in _pairs(each) if two):
            what = message("The translation of {text} has other placeholders than the text.", text=repr(each.context or each.id))
            raise LoadError(what, where=_where(path), todo=message("Write the same names in braces, and nothing else in them."))
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def _pairs(each: Any) -> Iterator[tuple[str, str]]:
    """The forms of a message in the source and in the language; where it has more forms than the source, the last one again."""
    sources, targets = (side if isinstance(side, tuple) else (side,) for side in (each.id, each.string))
    yield from zip((*sources, *sources[-1:] * (len(targets) - len(sources))), targets, strict=False)


def translations(book: Book, directories: Iterable[Path]) -> dict[str, dict[str, str]]:
    """Return language → context → sentence of the catalogues in the directories that there are; doubtful ones are left out.

    A sentence whose Finnish has changed counts as not translated.

    Raises:
        LoadError: a catalogue is a link, cannot be read, or is past a bound.
    """
    said: dict[str, dict[str, str]] = {}
    for directory, lang in itertools.product(directories, TEXTS.langs):
        path = TEXTS.path(directory, lang)
        if any(each.is_symlink() for each in (path, *path.parents[:2])):
            raise LoadError(
                message("This is a link."), where=_where(path), todo=message("Put the file itself there."), code="file-unreadable"
            )
        for each in _read(path) if path.is_file() else ():
            if each.string and not each.fuzzy and book.texts.get(each.context or "") == each.id:
                said.setdefault(lang, {})[each.context] = each.string
    return said


def _key(each: Any) -> Key:
    return (each.context or "", each.id)


def update(root: Path) -> dict[str, int]:
    """Bring all sets of catalogues up to date; return for each language how many messages wait for a translator.

    A text that is new under a known context keeps the old translation, marked fuzzy; what is no longer used is removed.
    """
    texts = _write(TEXTS, messages(root), root / "locales", _HEADER)
    said = _write(MESSAGES, templates(root), root / "locales", _HEADER)
    taught = _write(LESSONS, lessons(root), root / "locales", _HEADER)
    told = _write(HANDBOOK, handbook(root), root / "locales", _HEADER)
    about = _write(STATUTES, statutes(root), root / "locales", _HEADER)
    return {lang: sum(each.get(lang, 0) for each in (texts, said, taught, told, about)) for lang in LANGUAGES}


def update_rules(directory: Path, read: Callable[[Path], Book] = read_directory) -> dict[str, int]:
    """Bring the catalogues of another directory of rules up to date, in ``locales`` inside it; see :func:`update`.

    Args:
        read: how the rules are read, where they may stand beside others.
    """
    wanted: dict[Key, str] = dict.fromkeys(read(directory).own().texts.items(), directory.name)
    return _write(TEXTS, wanted, directory / "locales", "Translations of rule data.")


def _write(domain: Domain, wanted: Mapping[Key, str], locales: Path, header: str) -> dict[str, int]:
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    waiting = {}
    for lang in domain.langs:
        path = domain.path(locales, lang)
        old = {_key(m): m for m in _read(path) if m.id} if path.is_file() else {}
        by_context = {key[0]: m for key, m in old.items() if key[0]}
        fresh = Catalog(
            locale=lang,
            domain=domain.name,
            fuzzy=False,
            header_comment=f"# {header}",
            project="tunnistus",
            version="rules",
            charset="utf-8",
        )
        for key in sorted(wanted, key=lambda k: (k[0], str(k[1]))):
            same, near = old.get(key), by_context.get(key[0])
            if near and isinstance(near.id, tuple) != isinstance(key[1], tuple):  # what was counted has other forms
                near = None
            flags = set() if same or not near else {"fuzzy"}
            if same and same.fuzzy:
                flags.add("fuzzy")
            known = same or near
            fresh.add(key[1], known.string if known else None, context=key[0] or None, flags=flags)
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
    locales, glossary = root / "locales", _glossary(root)
    finnish = ((TEXTS, messages), (LESSONS, lessons), (HANDBOOK, handbook), (STATUTES, statutes))
    found = [each for domain, wanted in finnish for each in _findings(domain, wanted(root), locales, glossary)]
    return [*found, *_findings(MESSAGES, templates(root), locales, [])]


def _findings(domain: Domain, wanted: Mapping[Key, str], locales: Path, glossary: list[dict[str, str]]) -> Iterator[str]:
    for lang in domain.langs:
        catalogue = _read(domain.path(locales, lang))
        have = {_key(m): m for m in catalogue if m.id}
        yield from (f"{lang}: {_told(key)}: not in the catalogue" for key in sorted(wanted.keys() - have.keys(), key=str))
        yield from (f"{lang}: {_told(key)}: obsolete" for key in sorted(have.keys() - wanted.keys(), key=str))
        yield from (f"{lang}: {m.context}: obsolete" for m in catalogue.obsolete.values())
        for key, each in sorted(have.items(), key=str):
            yield from (f"{lang}: {_told(key)}: {what}" for what in _faults(domain, each, lang, glossary))


def _told(key: Key) -> str:
    return key[0] or str(key[1])


def _faults(domain: Domain, each: Any, lang: str, glossary: list[dict[str, str]]) -> Iterator[str]:
    sources = each.id if isinstance(each.id, tuple) else (each.id,)
    targets = each.string if isinstance(each.string, tuple) else (each.string,)
    if len(targets) < len(sources) or not all(targets):
        yield "untranslated"
        return
    if each.fuzzy:
        yield "fuzzy: read it again"
    for source, target in _pairs(each):
        if places(source) is None or places(source) != places(target):
            yield "the {placeholders} differ"
        if source[-1] in ".?!:" and source[-1] != target[-1]:
            yield f"ends with {target[-1]!r}, the {domain.source} text with {source[-1]!r}"
        for term in glossary:
            if re.search(term["fi"], source, re.I) and not re.search(term[lang], target, re.I):
                yield f"glossary: {term['fi']!r} is {term[lang]!r} here"


def _glossary(root: Path) -> list[dict[str, str]]:
    """Read ``locales/glossary.yaml``: pattern of the Finnish term, and the pattern its translation must hold in each language."""
    from tunnistus.reading.strict import read

    return list(read(root / "locales" / "glossary.yaml", name="locales/glossary.yaml").data["terms"])
