"""From list files to the model: published lists of signs and codes, and the facts of ours that stand for their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tunnistus.errors import nearest
from tunnistus.messages import message
from tunnistus.reading.documents import ListFile, RowDoc
from tunnistus.reading.strict import Document, Path_
from tunnistus.rules.model import Book, Fact, Listing, Row

__all__ = ["build", "check", "texts"]

_ROLES: Final = ("expresses", "supports", "relates")


def build(doc: ListFile) -> Listing:
    """Return the list of a document; names in it are checked later by :func:`check`."""
    rows = tuple(_row(group, row, doc.basis) for group, found in doc.groups.items() for row in found)
    return Listing(
        doc.id, doc.source, doc.edition, doc.basis, doc.part_of or "", doc.population or "", doc.form or "",
        tuple((group, tuple(facts)) for group, facts in doc.alone.items()), tuple(doc.not_encoded), rows,
    )  # fmt: skip


def _row(group: str, doc: RowDoc, basis: str) -> Row:
    return Row(
        doc.ref, group, doc.key or "", doc.strength or "", doc.disputed or "", doc.basis or basis, tuple(doc.expresses),
        tuple(doc.supports), tuple(doc.relates), tuple((n, tuple(v)) for n, v in doc.values.items()), tuple(doc.forms),
    )  # fmt: skip


def texts(doc: ListFile) -> Iterator[tuple[Path_, str, str | None]]:
    """Yield path, context and Finnish text of everything that is translated."""
    head = f"list.{doc.id}"
    yield ("title",), f"{head}.title", doc.title
    yield ("notice",), f"{head}.notice", doc.notice
    for part in ("names", "not_encoded"):
        for key, text in getattr(doc, part).items():
            yield (part, key), f"{head}.{key}" if part == "names" else f"{head}.{part}.{key}", text
    for group, rows in doc.groups.items():
        for n, row in enumerate(rows):
            yield ("groups", group, n, "name"), f"{head}.{row.ref}", row.name


def check(document: Document, doc: ListFile, book: Book) -> None:
    """Refuse a list that names something unknown. Raises :class:`LoadError`."""
    if doc.source not in book.sources:
        raise document.error(
            ("source",),
            message("There is no source {name}.", name=repr(doc.source)),
            nearest(doc.source, book.sources),
            code="unknown-source",
        )
    if doc.part_of is not None and doc.part_of not in book.lists:
        raise document.error(
            ("part_of",),
            message("There is no list {name}.", name=repr(doc.part_of)),
            nearest(doc.part_of, book.lists),
            code="unknown-list",
        )
    if doc.basis != "read" and doc.notice is None:
        raise document.error(
            (),
            message("The list was not read in its source, and nothing says so."),
            message("Write notice: one whole sentence."),
            code="list-without-notice",
        )
    for group, names in doc.alone.items():
        _signs(document, ("alone", group), names, book.facts)
    seen: dict[tuple[str, str], Path_] = {}
    for group, rows in doc.groups.items():
        for n, row in enumerate(rows):
            path: Path_ = ("groups", group, n)
            if seen.setdefault((group, row.ref), path) != path:
                raise document.error(
                    path, message("The row {ref} is given twice.", ref=repr(row.ref)), message("Keep one of them."), code="duplicate-row"
                )
            _check_row(document, path, doc, row, book.facts)


def _check_row(document: Document, path: Path_, doc: ListFile, row: RowDoc, facts: Mapping[str, Fact]) -> None:
    if doc.part_of is not None and not (row.strength and row.expresses):
        raise document.error(
            path,
            message("The row {ref} has no strength, or no fact corresponds to the row.", ref=repr(row.ref)),
            message("Write strength: and expresses:."),
            code="bare-row",
        )
    for role in _ROLES:
        for name in getattr(row, role):
            _known(document, (*path, role), name, facts)
    _signs(document, (*path, "expresses"), row.expresses, facts)
    for name, members in row.values.items():
        fact = _known(document, (*path, "values", name), name, facts)
        for member in members:
            if member not in fact.values:
                raise document.error(
                    (*path, "values", name),
                    message("{name} is not a value of the fact.", name=repr(member)),
                    nearest(member, fact.values),
                    code="not-a-value",
                )


def _known(document: Document, path: Path_, name: str, facts: Mapping[str, Fact]) -> Fact:
    if name not in facts:
        raise document.error(path, message("There is no fact {name}.", name=repr(name)), nearest(name, facts), code="unknown-fact")
    return facts[name]


def _signs(document: Document, path: Path_, names: list[str], facts: Mapping[str, Fact]) -> None:
    for name in names:
        fact = _known(document, path, name, facts)
        if fact.type != "bool" or fact.judgement or fact.polarity == "reassuring":
            raise document.error(
                path,
                message("{name} is not a yes-or-no sign.", name=repr(name)),
                message("Only what was seen or told can fulfil a row."),
                code="not-a-sign",
            )
