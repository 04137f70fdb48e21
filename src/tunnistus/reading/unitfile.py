"""From files of units and structures to the statutes: every name in them is looked up in the rule data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from tunnistus.errors import Problems, nearest
from tunnistus.messages import listed, message
from tunnistus.reading.documents import ActStructureDoc, StructureFile, UnitDoc, UnitsFile
from tunnistus.reading.files import files_beside
from tunnistus.reading.parsing import parse
from tunnistus.reading.rulefile import read_cite, window
from tunnistus.reading.strict import Document, Path_, read
from tunnistus.rules.model import Book, RuleSet
from tunnistus.rules.statute import HOMES, REASONS, Leaf, Section, Statutes, Structure, Unit, read_place, says_why

__all__ = ["read_statutes", "read_units", "recorded", "ruleset_beside", "structures_of"]

Recorded = Mapping[str, Mapping[str, Mapping[str, str]]]


def read_statutes(*directories: Path, book: Book) -> Statutes:
    """Read the files of units and structures below directories of rule data. Raises :class:`LoadError` with all that is wrong."""
    problems = Problems()
    structures: dict[Section, Structure] = {}
    units: dict[Section, tuple[Unit, ...]] = {}
    for path, name in (each for directory in directories for each in files_beside(directory, ".structure.yaml")):
        with problems.collect():
            structures.update(_structures(read(path, name=name), book))
    for path, name in (each for directory in directories for each in files_beside(directory, ".units.yaml")):
        with problems.collect():
            for unit in read_units(read(path, name=name), book):
                units[unit.section] = (*units.get(unit.section, ()), unit)
    problems.stop()
    return Statutes(units, structures)


# -- structures --------------------------------------------------------------------------------------------------

_SECTION: Final = re.compile(r"(?P<number>\d+(?::\d+)?(?: [a-z])?) (?P<kind>§|art\.)")
_VERSION: Final = re.compile(r"(?P<act>\S+(?: \S+)*?)(?: from (?P<day>\d{4}-\d{2}-\d{2}))?")
_PART: Final = re.compile(r"(?P<sentences>\d+|\?)(?:: (?P<items>.+))?")
_ITEM: Final = re.compile(r"(?P<first>\d+[a-z]?|[a-z])(?:-(?P<last>\d+))?(?:x(?P<times>\d+))?")


def _structures(document: Document, book: Book) -> Iterator[tuple[Section, Structure]]:
    found: dict[Section, Structure] = {}
    for act, doc in parse(StructureFile, document).structures.items():
        path: Path_ = ("structures", act)
        if act not in book.acts:
            raise document.error(
                path, message("There is no act {name} in acts.yaml.", name=repr(act)), nearest(act, book.acts), code="unknown-act"
            )
        found |= _of_act(document, path, act, doc)
    yield from found.items()


def _of_act(document: Document, path: Path_, act: str, doc: ActStructureDoc) -> dict[Section, Structure]:
    found = {}
    for name, versions in doc.sections.items():
        here = (*path, "sections", name)
        section = _SECTION.fullmatch(name)
        if not section:
            raise document.error(
                here, message("{name} is not a section.", name=repr(name)), message("Write for example: 52 a §"), code="wrong-structure"
            )
        structure = _structure(versions)
        if isinstance(structure, str):
            advice = message('Write for example: 619/2006 from 2006-07-31: "2: 1-3 | 1".')
            what = message("This is not the structure of a version.")
            raise document.error((*here, structure), what, advice, code="wrong-structure")
        if [*structure.versions] != sorted(structure.versions, key=lambda each: each[0]):
            raise document.error(
                here, message("The versions are not in the order of their days."), message("Put the oldest first."), code="wrong-structure"
            )
        found[_section_named(act, section)] = structure
    return found


def _section_named(act: str, section: re.Match[str]) -> Section:
    return Section(act, section["number"], section["kind"].rstrip("."))


def _structure(versions: Mapping[str, str]) -> Structure | str:
    """What is recorded of a section; the version that has another form, if one has."""
    found = []
    for key, text in versions.items():
        version = _VERSION.fullmatch(key)
        leaves = _leaves(text)
        if not version or leaves is None:
            return key
        found.append((date.fromisoformat(version["day"]) if version["day"] else date.min, version["act"], leaves))
    return Structure(tuple(found))


def recorded(directory: Path) -> Recorded:
    """Return the structures below a directory as they are written, act → section → version, to be compiled."""
    files = [read(path, name=name) for path, name in files_beside(directory, ".structure.yaml")]
    return {act: dict(doc.sections) for file in files for act, doc in parse(StructureFile, file).structures.items()}


def structures_of(told: Recorded) -> dict[Section, Structure]:
    """Return what :func:`recorded` gave as structures. Raises :class:`ValueError` for what it did not give."""
    found: dict[Section, Structure] = {}
    for act, sections in told.items():
        for name, versions in sections.items():
            section, structure = _SECTION.fullmatch(name), _structure(versions)
            if not section or isinstance(structure, str):
                raise ValueError
            found[_section_named(act, section)] = structure
    return found


def _leaves(text: str) -> tuple[Leaf, ...] | None:
    """The sentences of ``2: 1-3 5x2 | 1``; ``None`` when it has another form."""
    found: list[Leaf] = []
    for number, part in enumerate(text.split(" | "), 1):
        read_ = _PART.fullmatch(part)
        if not read_:
            return None
        own = 0 if read_["sentences"] == "?" else int(read_["sentences"])
        found += [Leaf(str(number), "", n) for n in range(1, own + 1)]
        for item in (read_["items"] or "").split():
            one = _ITEM.fullmatch(item)
            if not one or (one["last"] and not one["first"].isdigit()):
                return None
            names = [str(n) for n in range(int(one["first"]), int(one["last"]) + 1)] if one["last"] else [_spaced(one["first"])]
            found += [Leaf(str(number), name, n) for name in names for n in range(1, int(one["times"] or 1) + 1)]
    return tuple(found)


def _spaced(item: str) -> str:
    """``2a`` as citations have it: ``2 a``."""
    return f"{item[:-1]} {item[-1]}" if len(item) > 1 and item[-1].isalpha() else item


# -- units -------------------------------------------------------------------------------------------------------


def read_units(document: Document, book: Book) -> list[Unit]:
    """Return the units of one file. Raises :class:`LoadError` with all that is wrong in it."""
    problems = Problems()
    found = []
    for name, parts in parse(UnitsFile, document).units.items():
        path: Path_ = ("units", name)
        for written, doc in parts.items():
            here = (*path, written)
            each = [(here, doc)] if isinstance(doc, UnitDoc) else [((*here, n), one) for n, one in enumerate(doc)]
            for at, one in each:
                with problems.collect():
                    found.append(_unit(document, at, _section(document, path, name, book), written, one, book))
    problems.stop()
    return found


def _section(document: Document, path: Path_, name: str, book: Book) -> Section:
    act, _, rest = name.partition(" ")
    found = _SECTION.fullmatch(rest)
    if not found:
        raise document.error(
            path, message("{name} is not a section.", name=repr(name)), message("Write for example: UlkL 52 a §"), code="wrong-citation"
        )
    if act not in book.acts:
        raise document.error(
            path, message("There is no act {name} in acts.yaml.", name=repr(act)), nearest(act, book.acts), code="unknown-act"
        )
    return Section(act, found["number"], found["kind"].rstrip("."))


def _unit(document: Document, path: Path_, section: Section, written: str, doc: UnitDoc, book: Book) -> Unit:
    place = read_place(written)
    if place is None:
        advice = message("Write for example: 1 mom. 2–4 k., 2 mom. 1 v., or § for the whole section.")
        raise document.error(path, message("{name} is not a part of a section.", name=repr(written)), advice, code="wrong-citation")
    unit = Unit(
        section, place, written, doc.says, window(doc.valid),
        tuple(_named(document, (*path, "clauses", n), text, book, "clause") for n, text in enumerate(doc.clauses)),
        tuple(doc.rules), tuple(doc.facts),
        tuple(_named(document, (*path, "notices", n), text, book, "notice") for n, text in enumerate(doc.notices)),
        tuple(cite for text in doc.units if (cite := read_cite(text))), doc.left_out or "", document.where(path),
    )  # fmt: skip
    _check(document, path, unit, doc, book)
    return unit


def _check(document: Document, path: Path_, unit: Unit, doc: UnitDoc, book: Book) -> None:
    if not unit.home:
        advice = message("Write one of {names}.", names=", ".join(f"{home}:" for home in HOMES))
        raise document.error(path, message("{unit} has no home in the rule data.", unit=unit), advice, code="unit-without-home")
    for name in doc.facts:
        if name not in book.facts:
            raise document.error(
                (*path, "facts"), message("There is no fact {name}.", name=repr(name)), nearest(name, book.facts), code="unknown-fact"
            )
    for name in doc.rules:
        if name not in book.rules:
            raise document.error(
                (*path, "rules"), message("There is no rule {name}.", name=repr(name)), nearest(name, book.rules), code="unknown-rule"
            )
    for n, text in enumerate(doc.units):
        if (cite := read_cite(text)) is None or cite.act not in book.acts:
            advice = message("Write for example: UlkL 52 a § 1 mom. 3 k.")
            raise document.error((*path, "units", n), message("{text} is not a citation.", text=repr(text)), advice, code="wrong-citation")
    if doc.left_out and not says_why(doc.left_out) and doc.left_out not in {*REASONS, *_not_encoded(document, book)}:
        known = ", ".join(REASONS)
        advice = message("Give one of {names}, or a key under not_encoded in the rule set beside this file.", names=known)
        raise document.error(
            (*path, "left_out"), message("There is no reason {name}.", name=repr(doc.left_out)), advice, code="unknown-reason"
        )


def _not_encoded(document: Document, book: Book) -> tuple[str, ...]:
    """The keys of what the rule set beside a file of units says that it does not encode."""
    own = ruleset_beside(document.name, book)
    return own.not_encoded if own else ()


def ruleset_beside(where: str, book: Book) -> RuleSet | None:
    """Return the rule set beside which a file of units stands, by its path from the directory of rules, whatever that is called."""
    stem = where.partition(".units.yaml")[0]
    return book.rulesets.get(stem.partition("/")[2]) or book.rulesets.get(stem)


def _named(document: Document, path: Path_, text: str, book: Book, kind: str) -> tuple[str, str]:
    """``permit.52a1.proceedings`` as rule and name. Raises :class:`LoadError` when there is no such clause or notice."""
    rule, _, name = text.rpartition(".")
    if rule not in book.rules:
        raise document.error(path, message("There is no rule {name}.", name=repr(rule)), nearest(rule, book.rules), code="unknown-rule")
    those = [each.name for each in book.rules[rule].clauses] if kind == "clause" else [each.key for each in book.rules[rule].notices]
    if name not in those:
        advice = nearest(name, those) or message("The rule has: {names}.", names=listed(those))
        if kind == "clause":
            what = message("The rule {rule} has no clause {name}.", rule=repr(rule), name=repr(name))
            raise document.error(path, what, advice, code="unknown-clause")
        what = message("The rule {rule} has no notice {name}.", rule=repr(rule), name=repr(name))
        raise document.error(path, what, advice, code="unknown-notice")
    return rule, name
