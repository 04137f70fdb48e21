"""Rules of others beside the shipped ones: what they add goes by a name of their own, and nothing of what they stand beside changes.

An overlay says in one of its files by which name it goes and whose it is (``overlay: koivuranta``). Every fact, rule, act, source and actor
of it begins with that name. It reads the facts and the outcomes of the rules that it stands beside; it adds nothing to them. What its facts
are cannot follow from facts beside it, nor these from its own, and none of its facts is a sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import attrs

from tunnistus import seal
from tunnistus.errors import LoadError
from tunnistus.messages import Message, message
from tunnistus.reading import canon
from tunnistus.reading.documents import FactDoc, OverlayFile, RuleFile, SheetDoc
from tunnistus.reading.parsing import parse
from tunnistus.reading.strict import Document, Path_
from tunnistus.rules.model import Book, Fact, Relation

__all__ = ["CODE", "Overlay", "declared", "overlay_of"]

CODE: Final = "beside"
KINDS: Final = ("list", "vignettes", "way", "working_days")
"""Kinds of files that are about all facts and rules, and that no overlay has. The working days are those of the book."""


NOT_HERE: Final = message("Rules read beside others cannot have {key}.")


def declared(documents: Iterable[Document]) -> list[Document]:
    """Return the documents that say that the rules stand beside others."""
    return [each for each in documents if isinstance(each.data, dict) and "overlay" in each.data]


def overlay_of(documents: Sequence[Document], book: Book | None) -> Overlay | None:
    """Return the overlay that some documents are, beside a book, or ``None`` where they declare none.

    Raises :class:`LoadError`: they declare two, or their name is taken, or only one of declaration and book is there.
    """
    found = declared(documents)
    if not found and book is None:
        return None
    if not found:
        what, todo = (
            message("The files do not say under which name they are read beside others."),
            message("Write a file with overlay: and whose:."),
        )
        raise LoadError(what, where=documents[0].name if documents else "", todo=todo, code=CODE)
    first = found[0]
    if book is None:
        what = message("These rules are read beside others, but no others are given.")
        raise first.error(("overlay",), what, message("Read them with tn.read_rules."), code=CODE)
    if len(found) > 1:
        raise found[1].error(("overlay",), message("The rules declare two overlays."), message("Read them one by one."), code=CODE)
    if book.overlay:
        what = message("The rules beside which these are read are themselves an overlay.")
        raise first.error(("overlay",), what, message("Give the shipped rules: tn.book()."), code=CODE)
    made = Overlay(parse(OverlayFile, first).overlay, book)
    taken = next((name for names in made.ids.values() for name in names if made.has(name)), None)
    if taken:
        what = message("The name {name} is taken: {taken} begins with it.", name=repr(made.name), taken=repr(taken))
        raise first.error(("overlay",), what, message("Use the name of the municipality or organisation."), code=CODE)
    return made


@attrs.frozen
class Overlay:
    """The name that rules beside others go by, and the book that they stand beside."""

    name: str
    book: Book

    def has(self, id_: str) -> bool:
        """Tell whether an id begins with the name."""
        return Book.begins(self.name, id_)

    @property
    def ids(self) -> Mapping[str, Iterable[str]]:
        """The ids of the book by kind."""
        book, relations = self.book, [relation.id for relation in self.book.relations]
        return {
            "facts": book.facts, "rules": book.rules, "ruleset": book.rulesets, "acts": book.acts, "sources": book.sources,
            "actors": book.actors, "later_changes": book.later, "relations": relations,
            "parameters": [name for name in book.parameters if " " not in name],
        }  # fmt: skip

    # -- what is refused -----------------------------------------------------------------------------------------

    def check_kind(self, document: Document) -> None:
        """Refuse files that are about all facts and rules. Raises :class:`LoadError`."""
        for kind in KINDS:
            if kind in document.data:
                what = message("Rules read beside others cannot have files with {key}.", key=f"{kind}:")
                raise document.error((kind,), what, message("Leave the file out."), code=CODE)

    def check_id(self, document: Document, path: Path_, id_: str) -> None:
        """Refuse an id that is one of the book, or that does not begin with the name. Raises :class:`LoadError`."""
        if id_ in self.ids.get(str(path[0]), ()):
            what = message("{name} belongs to the rules beside which these are read, and must stay as it is.", name=repr(id_))
            raise document.error(
                path, what, message("Use it, or write one of your own that begins with {name}.", name=repr(self.name)), code=CODE
            )
        if not self.has(id_):
            what = message("The id {named} does not begin with {name}.", named=repr(id_), name=repr(self.name))
            sign = "." if path[0] == "rules" else "/" if path[0] == "ruleset" else "_"
            raise document.error(path, what, message("Write for example {example}.", example=repr(f"{self.name}{sign}{id_}")), code=CODE)

    def check_fact(self, document: Document, name: str, doc: FactDoc) -> None:
        """Refuse a fact that would change what is seen, asked or told of the facts of the book. Raises :class:`LoadError`."""
        faults: tuple[tuple[str, bool, Message, Message], ...] = (
            (
                "polarity",
                doc.polarity != "neutral",
                message("In rules read beside others, a fact cannot be a sign."),
                message("Write polarity: neutral."),
            ),
            (
                "maps",
                bool(doc.maps),
                message("In rules read beside others, a fact cannot be in a published list."),
                message("Leave out 'maps'."),
            ),
            (
                "not_before",
                any(not self.has(each) for each in doc.not_before),
                message("In rules read beside others, a day can be put in order with their own days only."),
                message("Leave out what does not begin with {name}.", name=repr(self.name)),
            ),
            *((key, bool(getattr(doc, key)), NOT_HERE.filled(key=repr(key)), message("Leave it out.")) for key in ("role", "states")),
            ("wish", bool(doc.wish), message("In rules read beside others, a fact cannot be a wish."), message("Leave out 'wish'.")),
            (
                "opens",
                any(not self.has(each) for each in doc.opens),
                message("In rules read beside others, a question can open only their own questions."),
                message("Leave out what does not begin with {name}.", name=repr(self.name)),
            ),
        )
        for key, wrong, what, todo in faults:
            if wrong:
                raise document.error(("facts", name, key), what, todo, code=CODE)

    def check_rules(self, document: Document, doc: RuleFile) -> None:
        """Refuse rules that would stand among those of the book. Raises :class:`LoadError`."""
        data = document.data
        if doc.kind != "law":
            raise document.error(
                ("kind",), message("Rules read beside others cannot be rules of signs."), message("Leave out 'kind'."), code=CODE
            )
        if doc.about != "person":
            what = message("Rules read beside others may concern only the person themselves.")
            raise document.error(("about",), what, message("Leave out 'about'."), code=CODE)
        for name, key in ((n, key) for n, rule in doc.rules.items() for key in ("role", "states", "tells", "helps") if getattr(rule, key)):
            raise document.error(("rules", name, key), NOT_HERE.filled(key=repr(key)), message("Leave it out."), code=CODE)
        paths: list[Path_] = [("part",)] * ("part" in data) + [("rules", n, "part") for n, rule in doc.rules.items() if rule.part]
        for path in paths:
            what = message("Rules read beside others have their own part of the page.")
            raise document.error(path, what, message("Leave out 'part'."), code=CODE)

    def check_sheet(self, document: Document, kind: str, doc: SheetDoc) -> None:
        """Refuse what would change a sheet of the book: only parts of their own can be added. Raises :class:`LoadError`."""
        for n, each in enumerate(doc.parts):
            self.check_id(document, ("sheets", kind, "parts", n), each.part)
        if doc.gives_way:
            raise document.error(("sheets", kind, "gives_way"), NOT_HERE.filled(key=repr("gives_way")), message("Leave it out."), code=CODE)

    def check_touched(self, document: Document, path: Path_, act: str) -> None:
        """Refuse a later change of an act of the book. Raises :class:`LoadError`."""
        if not self.has(act):
            what = message("In rules read beside others, a later change can concern only their own acts.")
            raise document.error(path, what, message("Leave it out."), code=CODE)

    def check_relation(self, document: Document, relation: Relation, facts: Mapping[str, Fact]) -> None:
        """Refuse a relation that names a fact of the book, or one derived from such: it would narrow it. Raises :class:`LoadError`."""
        for name in relation.facts:
            if not self._is_free(name, facts):
                what = message("The relation names {fact} and would narrow the answers that can be given to it.", fact=repr(name))
                todo = message("Write relations between your own facts only; in rules you can read others too.")
                raise document.error(("relations", relation.id), what, todo, code=CODE)

    def _is_free(self, name: str, facts: Mapping[str, Fact]) -> bool:
        """Whether a fact is of the overlay and hangs on no other."""
        derived = facts[name].derived if name in facts else None
        return self.has(name) and all(self._is_free(each, facts) for each in (derived.inputs if derived else ()) if each in facts)

    # -- what comes of it ----------------------------------------------------------------------------------------

    def sealed(self, book: Book) -> Book:
        """Return the book of both with the parts of the seal: those of the book that the overlay stands beside, and one for it."""
        parts = {part: seal.digest(text) for part, text in canon.dumps(book.own()).items()}
        return attrs.evolve(book, parts={**self.book.parts, CODE: seal.over(parts)})
