"""Training vignettes: invented stories with answers, what is to be expected, and points to discuss.

The stories stand in ``indicators/vignettes/`` of a checkout; their texts are in the book under ``vignette.<id>.…``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from tunnistus.deciding.decide import Case
from tunnistus.explaining.explain import Decision, decision_of
from tunnistus.reading.documents import CaseDoc, JudgedDoc, VignetteDoc, VignetteFile
from tunnistus.reading.files import visible
from tunnistus.reading.parsing import parse
from tunnistus.reading.strict import read
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import Book
from tunnistus.trying.cases import Example, expects_something, run

__all__ = ["Vignette", "read_vignettes"]


@attrs.frozen
class Vignette:
    """One invented story. ``twin`` differs in the facts of ``differs`` and reaches the step ``twin_step``."""

    id: str
    where: str
    doc: VignetteDoc = attrs.field(repr=False)

    def answers(self, *, twin: bool = False) -> dict[str, Any]:
        """Return the answers that the story tells, or those of its twin."""
        given = {**self.doc.answers, **(self.doc.differs if twin else {})}
        return {n: a.given() if isinstance(a, JudgedDoc) else a for n, a in given.items()}

    def differences(self, book: Book) -> list[str]:
        """Return what differs from what the vignette expects, one sentence each."""
        return run(book, self.example)

    @property
    def example(self) -> Example:
        """The story as a case."""
        doc = CaseDoc.model_construct(
            name=self.id, as_of=self.doc.as_of, act_from=self.doc.act_from, act_to=self.doc.act_to, applied_on=None, cite=[], note=None,
            answers=self.doc.answers, expect=self.doc.expect,
        )  # fmt: skip
        return Example(self.id, self.where, doc)

    def decide(self, book: Book, rule: str, *, twin: bool = False) -> Decision:
        """Decide one rule for the person of the story, or of its twin."""
        dates = Dates(self.doc.as_of, self.doc.act_from, self.doc.act_to)
        return decision_of(Case(book, read_answers(book, self.answers(twin=twin), dates), dates), rule)


def read_vignettes(directory: Path) -> Mapping[str, Vignette]:
    """Read all vignettes below a directory, in the order of file and name. Raises :class:`tunnistus.errors.LoadError`."""
    found: dict[str, Vignette] = {}
    for path in visible(directory.glob("*.yaml"), directory):
        document = read(path)
        for name, doc in parse(VignetteFile, document).vignettes.items():
            expects_something(document, ("vignettes", name, "expect"), doc.expect)
            found[name] = Vignette(name, document.where(("vignettes", name)), doc)
    return found
