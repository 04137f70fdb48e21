"""Reading relations: what follows from what, each a comparison of one fact and one of others, and no value left impossible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import attrs

from tunnistus.errors import LimitError, LoadError
from tunnistus.limits import MAX_RELATED
from tunnistus.messages import message
from tunnistus.reading.conditions import ConditionReader
from tunnistus.reading.documents import FactFile, RelationDoc
from tunnistus.reading.rulefile import cites
from tunnistus.reading.strict import Document, Path_
from tunnistus.rules.model import Fact, Node, Relation, Test
from tunnistus.rules.relations import FEWER, TOO_MUCH, Group, Relations

__all__ = ["RelationReader", "check"]

MOST: Final = 8  # facts that are named of a group that costs too much


@attrs.define
class RelationReader:
    """Reads the relations of one file when the facts of all files are known."""

    facts: Mapping[str, Fact]
    acts: Mapping[str, Any]
    document: Document
    file: FactFile

    def read(self, name: str, doc: RelationDoc) -> Relation:
        """Return a relation. Raises :class:`LoadError`."""
        path: Path_ = ("relations", name)
        raw = doc.then
        several = isinstance(raw, dict) and raw.keys() == {"any"} and isinstance(raw["any"], list) and raw["any"]
        rows = [((*path, "then", "any", n), row) for n, row in enumerate(raw["any"])] if several else [((*path, "then"), raw)]
        when = self._test((*path, "if"), doc.when)
        then = tuple(self._test(here, row) for here, row in rows)
        named = [when.fact, *(test.fact for test in then)]
        if len(set(named)) < len(named):
            what = message("A relation names a fact twice.")
            raise self.document.error(path, what, message("Write the values of a fact in one comparison, with in."), code="relation-form")
        cited = cites(self.document, (*path, "cite"), doc.cite, self.acts)
        return Relation(name, when, then, cited, self.document.where(path))

    def _test(self, path: Path_, raw: Any) -> Test:
        node: Node = ConditionReader(self.facts, {}, self.document, self.file).condition(raw, path)
        if not isinstance(node, Test):
            what = message("A comparison of one fact with values belongs here.")
            raise self.document.error(
                path, what, message("Write {one} or {other}.", one="{fact: …, is: …}", other="{fact: …, in: […]}"), code="relation-form"
            )
        fact = self.facts[node.fact]
        if fact.type not in ("bool", "enum"):
            what = message("The fact {fact} has no named values.", fact=repr(fact.id))
            raise self.document.error(
                path, what, message("Derive a yes-or-no fact from it, and use that in the relation."), code="relation-unfit"
            )
        if fact.judgement or fact.wish:
            what = message("The fact {fact} is a wish.", fact=repr(fact.id))
            if fact.judgement:
                what = message("The fact {fact} is a judgement.", fact=repr(fact.id))
            todo = message("Leave it out of the relation: a judgement or a wish follows from nothing, and nothing follows from it.")
            raise self.document.error(path, what, todo, code="relation-unfit")
        return node


def check(facts: Mapping[str, Fact], relations: tuple[Relation, ...]) -> None:
    """Refuse relations under which some value of a fact is impossible, or which cost too much.

    Raises:
        LoadError: at the last relation of the group.
    """
    made = 0
    for group in Relations(facts, relations).groups:
        try:
            made += len(group.diagram[0].level)
        except LimitError:
            made = MAX_RELATED + 1
        if made > MAX_RELATED:
            raise _too_much(group)
        _check_values(group, group.narrowed({}) or (0,) * len(group.names))


def _check_values(group: Group, left: tuple[int, ...]) -> None:
    for name, values, bits in zip(group.names, group.values, left, strict=True):
        for n, item in enumerate(values):
            if not bits >> n & 1:
                said = str(item).lower() if isinstance(item, bool) else item
                what = message("With these relations the fact {name} can never be {said}.", name=repr(name), said=repr(said))
                blame = group.blame({name: item})
                about = {relation.id: relation.where for relation in group.relations}
                todo = message("Correct one of: {names}.", names=", ".join(blame.relations))
                raise LoadError(what, where=about[blame.relations[-1]], todo=todo, code="impossible-value")


def _too_much(group: Group) -> LoadError:
    """The error at the last relation of a group: it names the facts that stand in most of them."""
    counts = Counter(name for relation in group.relations for name in relation.facts)
    named = ", ".join(sorted(counts, key=lambda n: (-counts[n], group.names.index(n)))[:MOST])
    todo = message("These facts stand in most of the relations: {names}. {todo}", names=named, todo=FEWER)
    return LoadError(TOO_MUCH, where=group.relations[-1].where, todo=todo, code="over-limit")
