"""Rule data other than the shipped ones: directories, and what installed distributions offer, each only when it is named.

A distribution offers rules with an entry point of the group ``tunnistus.rules`` that names the package holding the files::

    [project.entry-points."tunnistus.rules"]
    housing = "housing_rules"

Nothing of it is imported or run: only its files are read. Swedish and English stand in ``locales`` inside the directory, or in a directory
that is named as well. Nothing beside what was named is looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from tunnistus import seal
from tunnistus.checking.verify import refuse
from tunnistus.errors import LoadError, UnknownName, door, nearest
from tunnistus.messages import listed, message
from tunnistus.reading.files import read_files
from tunnistus.rules.model import Book
from tunnistus.rules.statute import Section, Statutes, Structure
from tunnistus.shipping import l10n, sealed, source

if TYPE_CHECKING:
    from tunnistus.reading.strict import Document

__all__ = [
    "GROUP", "book", "catalogues", "chosen", "installed_rules", "read_beside", "read_rules", "rule_directories", "statutes_beside",
    "structures", "with_file", "written_in",
]  # fmt: skip

GROUP: Final = "tunnistus.rules"


def installed_rules() -> dict[str, Path]:
    """Return the rule directories that installed distributions offer, by name, in the order of the names.

    Raises :class:`LoadError` when two distributions offer the same name, or a package has no directory.
    """
    from importlib.metadata import entry_points

    found: dict[str, Path] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda e: (e.name, e.value)):
        directory = _directory(entry.value, entry.name)
        if found.setdefault(entry.name, directory) != directory:
            what = message("Two installed distributions offer rules of this name.")
            raise LoadError(what, where=entry.name, todo=message("Remove one of them, or give its directory."))
    return found


def _directory(value: str, name: str) -> Path:
    """The directory of a package, without importing it."""
    from importlib.util import find_spec

    top, *inner = value.partition(":")[0].strip().split(".")
    spec = find_spec(top)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        directory = Path(place, *inner)
        if directory.is_dir():
            return directory
    what = message("The entry point names {value}, which is not a package with a directory.", value=repr(value))
    raise LoadError(what, where=name, todo=message("Name the package that holds the rule files."))


def rule_directories(directories: Iterable[Path | str] = (), installed: Iterable[str] = ()) -> list[Path]:
    """Return the directories given and those of the installed rules named. Raises :class:`UnknownName`."""
    given = list(directories)
    if not all(isinstance(directory, str | Path) for directory in given):
        raise LoadError(
            message("One of the directories is given neither as text nor as a path."),
            where="directories",
            todo=message("Name the directory of the rule data."),
        )
    found = [Path(directory) for directory in given]
    names = list(installed)
    offered = installed_rules() if names else {}
    for name in names:
        if name not in offered:
            advice = nearest(name, offered) or message("Installed: {names}.", names=listed(offered))
            raise UnknownName(message("No installed distribution offers rules of this name."), where=name, todo=advice)
        found.append(offered[name])
    return found


def catalogues(directories: Iterable[Path], named: Iterable[Path | str] = ()) -> list[Path]:
    """Return where translations of rule directories are looked for: ``locales`` inside each, and the directories named for it.

    Raises :class:`LoadError` where one of the first is a link, or there is none of the second.
    """
    inside, others = [directory / "locales" for directory in directories], list(named)
    if not all(isinstance(other, str | Path) and Path(other).is_dir() for other in others):
        raise LoadError(
            message("There is no such directory of catalogues."), where="locales", todo=message("Give the directory with sv/LC_MESSAGES.")
        )
    if any(place.is_symlink() for place in inside):
        raise LoadError(
            message("This is a link."), where="locales", todo=message("Name the directory that it leads to."), code="file-unreadable"
        )
    return [*inside, *map(Path, others)]


@door
def book() -> Book:
    """Return all shipped rule data. Read once and kept. Raises :class:`LoadError`: the installation is not what was built.

    >>> import tunnistus as tn
    >>> tn.book().facts["documents_withheld"].type
    'bool'
    """
    return source.book()


def read_beside(*directories: Path, beside: Book | None = None) -> Book:
    """Read rule data of others, without translations: alone, or as an overlay where one of the files declares it.

    Args:
        beside: the book that an overlay stands beside, if not the shipped one.

    Raises :class:`LoadError` with all that is wrong; nothing is half loaded.
    """
    from tunnistus.reading.beside import declared
    from tunnistus.reading.schema import build_book

    documents = read_files(*directories)
    if declared(documents) and beside is None:
        beside = source.book()
    return build_book(documents, beside)


def statutes_beside(*directories: Path, book: Book) -> Statutes:
    """Read what directories record of statutes; of rules beside the shipped ones together with the structures that these have.

    Raises :class:`LoadError` with all that is wrong.
    """
    from tunnistus.reading.unitfile import read_statutes

    own = read_statutes(*directories, book=book)
    return attrs.evolve(own, structures={**structures(), **own.structures}) if book.overlay else own


def structures() -> dict[Section, Structure]:
    """Return which places the acts of the shipped rules have, as compiled. Raises :class:`LoadError` when it is not what was built."""
    from tunnistus.reading.unitfile import structures_of

    return source.read_compiled(sealed.STRUCTURES, lambda data: structures_of(json.loads(data)))


@door
def read_rules(
    *directories: Path | str, installed: Iterable[str] = (), locales: Iterable[Path | str] = (), check: bool = True,
    beside: Book | None = None,
) -> Book:  # fmt: skip
    """Read rule data other than the shipped ones as one book, with their translations.

    Where a file declares an ``overlay``, the book holds the shipped rules as well, unchanged, and these beside them.

    Args:
        directories: with facts, acts, sources, actors and rules of their own; without an ``overlay`` the shipped ones are not added.
        installed: names under which installed distributions offer rules; nothing is taken that is not named.
        locales: directories of catalogues, beside those in ``locales`` inside the directories of the rules.
        check: whether what ``tunnistus check`` calls an error is refused. Leave it out only to look at faulty rules.
        beside: the book that an overlay stands beside, if not the shipped one (:func:`book`).

    Raises:
        UnknownName: no installed distribution offers rules of that name.
        LoadError: everything that is wrong in the files; nothing is half loaded.

    >>> import tunnistus as tn
    >>> try:
    ...     tn.read_rules("no/such/directory")
    ... except tn.errors.LoadError as problem:
    ...     tn.said(problem, "en")
    'directory: There is no such directory of rule data. Give the directory with facts/.'
    """
    found = rule_directories(directories, installed)
    if not found:
        raise LoadError(message("No rule data are named."), todo=message("Give a directory, or installed=[...]."))
    return _translated(read_beside(*found, beside=beside), found, locales, check=check)


def _translated(made: Book, found: Sequence[Path], locales: Iterable[Path | str], *, check: bool) -> Book:
    """The same with the translations of its directories. Raises :class:`LoadError`, with ``check`` also for what the checker refuses."""
    said = l10n.translations(made.own(), catalogues(found, locales))
    part = "beside" if made.overlay else "texts"
    texts = {"fi": made.parts[part], **{lang: seal.digest(repr(sorted(sentences.items()))) for lang, sentences in said.items()}}
    others = {} if made.overlay else source.translations()
    made = attrs.evolve(made, translations=said, parts={**made.parts, part: seal.over(texts), **others})
    if check:
        refuse(made, said)
    return made


def with_file(directory: Path, file: Path, locales: Iterable[Path | str] = ()) -> Book:
    """Return the rule data of a directory with one file in the place of that of the same rule set, or else of the same name.

    Messages name that file by the place that it takes; where there is none, it is read beside the others.

    Raises :class:`LoadError` as :func:`read_rules`.
    """
    from tunnistus.reading.schema import build_book
    from tunnistus.reading.strict import read

    (found,) = rule_directories([directory])
    documents, one = read_files(found), read(file)
    alike = [each for each in documents if _ruleset(one) and _ruleset(each) == _ruleset(one)]
    alike = alike or [each for each in documents if Path(each.name).name == file.name]
    if len(alike) > 1:
        what = message("Several files of the directory have this name.")
        raise LoadError(what, where=file.name, todo=message("Give a whole directory in the place of the file."))
    placed = [attrs.evolve(one, name=each.name) for each in alike] or [one]
    made = build_book([*(each for each in documents if each not in alike), *placed])
    return _translated(made, [found], locales, check=True)


def _ruleset(document: Document) -> str:
    return str(document.data.get("ruleset", "")) if isinstance(document.data, dict) else ""


def chosen(directories: Iterable[Path | str], installed: Iterable[str], locales: Iterable[Path | str]) -> Book:
    """Return the rule data that options name, as :func:`read_rules` does, and the shipped ones where they name none."""
    directories, installed = list(directories), list(installed)
    return read_rules(*directories, installed=installed, locales=locales) if directories or installed else source.book()


def written_in(directories: Iterable[Path | str], installed: Iterable[str]) -> list[Path]:
    """Return where the rule data of :func:`chosen` are written: those named, else those of the checkout; without one nowhere."""
    root = source.checkout()
    return rule_directories(directories, installed) or ([root / "indicators"] if root else [])
