"""From the file of sheets to the model: which parts each page has. What is urgent stays first, and never gives way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from tunnistus.errors import LoadError, nearest
from tunnistus.messages import Message, message
from tunnistus.reading.documents import SheetDoc, SheetsFile
from tunnistus.reading.strict import Document, Path_
from tunnistus.rules.sheets import FIRST, KINDS, LEAST, MANY, Kind, Sheet, Slot

__all__ = ["added", "sheet_of", "texts"]

CODE: Final = "sheet-parts"


def sheet_of(document: Document, kind: Kind, doc: SheetDoc) -> Sheet:
    """Return a sheet. Raises :class:`LoadError`: it has parts that there are not, or what is urgent is not first."""
    slots = tuple(_slots(document, kind, doc, ()))
    names = [each.name for each in slots]
    if tuple(names[: len(FIRST[kind])]) != FIRST[kind]:
        what = message("What is urgent does not stand first on the sheet.")
        todo = message("Begin the parts with {names}, in this order.", names=", ".join(FIRST[kind]))
        raise document.error(("sheets", kind, "parts"), what, todo, code=CODE)
    return Sheet(kind, slots, tuple(_giving_way(document, kind, doc, names)))


def added(document: Document, sheet: Sheet, doc: SheetDoc) -> Sheet:
    """Return a sheet with more parts at its end. Raises :class:`LoadError`."""
    taken = [each.name for each in sheet.parts]
    return attrs.evolve(sheet, parts=(*sheet.parts, *_slots(document, sheet.kind, doc, taken)))


def _slots(document: Document, kind: Kind, doc: SheetDoc, taken: Iterable[str]) -> Iterator[Slot]:
    names = {*taken}
    for n, part in enumerate(doc.parts):
        here: Path_ = ("sheets", kind, "parts", n)
        known, own = part.part in KINDS[kind], bool(part.title and part.says)
        if part.part in names:
            raise _wrong(document, here, message("The part {name} stands twice on the sheet.", name=repr(part.part)))
        if not known and not own:
            what = message("There is no part {name}, and it has no title and sentences of its own.", name=repr(part.part))
            todo = OWN if part.title or part.says else nearest(part.part, KINDS[kind]) or LEAVE_OUT
            raise document.error(here, what, todo, code=CODE)
        if known and (part.title or part.says):
            raise _wrong(document, here, message("What stands in the part {name} cannot be written here.", name=repr(part.part)))
        if part.most and not KINDS[kind].get(part.part):
            raise _wrong(document, here, message("The program decides how many lines the part {name} has.", name=repr(part.part)))
        names.add(part.part)
        yield Slot(part.part, part.most or MANY, tuple(part.says))


def _giving_way(document: Document, kind: Kind, doc: SheetDoc, there: Sequence[str]) -> Iterator[tuple[str, int]]:
    if doc.gives_way and kind == "full":
        what = message("Nothing gives way on the full page.")
        raise _wrong(document, ("sheets", kind, "gives_way"), what)
    for n, each in enumerate(doc.gives_way):
        here: Path_ = ("sheets", kind, "gives_way", n)
        if each.part not in there:
            what = message("There is no part {name} on the sheet.", name=repr(each.part))
            raise document.error(here, what, nearest(each.part, there) or LEAVE_OUT, code=CODE)
        if each.part in FIRST[kind] and each.to < LEAST.get((kind, each.part), MANY):
            raise _wrong(document, here, message("The part {name} is urgent and does not give way.", name=repr(each.part)))
        yield each.part, each.to


LEAVE_OUT: Final = message("Leave it out.")
OWN: Final = message("A part of your own has a title and sentences: write title: and says:.")


def _wrong(document: Document, path: Path_, what: Message) -> LoadError:
    return document.error(path, what, LEAVE_OUT, code=CODE)


def texts(doc: SheetsFile) -> Iterator[tuple[Path_, str, str | None]]:
    """Yield path, context and Finnish text of everything that is translated."""
    for kind, sheet in doc.sheets.items():
        for n, part in enumerate(sheet.parts):
            here: Path_ = ("sheets", kind, "parts", n)
            yield (*here, "title"), f"part.{part.part}.{kind}.title", part.title
            for key, text in part.says.items():
                yield (*here, "says", key), f"part.{part.part}.{kind}.says.{key}", text
