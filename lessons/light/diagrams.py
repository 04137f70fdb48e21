"""Decision diagrams of the library as data for JavaScript, node for node; nothing is worked out anew here.

Node 0 is nobody, then come the leaves, then the nodes, level by level from the bottom up. A table has the number of leaves; of each level
the fact, by number, with what it is compared with, as bits of its values, and the branch of each value; and of each level the children of
its nodes in a row: a node by how far it lies before, nobody and leaves by their number with a minus. Of a fact of yes and no one
comparison and two branches are meant where nothing stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tunnistus.deciding.compiled import Result, Table
from tunnistus.deciding.plan import Plan
from tunnistus.limits import MAX_DIAGRAM
from tunnistus.rules.mdd import TRUE, Diagrams
from tunnistus.rules.model import Book, Cell, Fact, Node, Rule, Value, inside
from tunnistus.rules.relations import Group, named, relations_of

__all__ = ["Shared", "version"]


def version(plan: Plan, place: Mapping[str, int]) -> dict[str, Any]:
    """Return what the one version of a rule gives, by the leaves, and who can exist, by the relations of the facts that it hangs on.

    Args:
        place: the number of each fact.
    """
    (made,), rule = plan.compiled, plan.rule
    assert made.whole is not None, f"{rule.id} has grown too large for a diagram"
    own = Diagrams(MAX_DIAGRAM)
    root, exists = own.restrict(made.diagrams, made.whole, {}.get), TRUE
    hangs_on = {made.names[level] for level in own.support(root)}
    for group in made.groups:
        if not hangs_on.isdisjoint(group.names):
            exists = own.both(exists, own.restrict(made.diagrams, made.group(group), {}.get))
    leaves, table = _packed(plan.book, made, own, (root, exists), plan.tests, place)
    return {**table, "results": [_result(rule, made.results[n]) for n in leaves if n < len(made.results)]}


def _result(rule: Rule, result: Result) -> list[list[int]]:
    return [[rule.outcomes.index(outcome) for outcome in part] for part in (result.due, result.options)]


class Shared:
    """One table for conditions and for the relations of a book."""

    def __init__(self, book: Book, conditions: Sequence[Node], groups: Sequence[Group]) -> None:
        """Make the diagrams."""
        self.book = book
        relations = [relation for group in groups for relation in group.relations]
        tests = [test for relation in relations for test in (relation.when, *relation.then)]
        self._made = Table([*tests, *conditions], book.facts, relations_of(book))
        self._groups = {group: self._made.group(group) for group in groups}
        self._relations = {relation: self._made.holds(relation, self._made.diagrams) for relation in relations}
        self._conditions = {node: self._made.of(node) for node in conditions}

    def table(self, place: Mapping[str, int]) -> dict[str, Any]:
        """Return the table, whose roots are the conditions in their order; and of each group the root, and its relations with theirs."""
        every = [*self._conditions.values(), *self._groups.values(), *self._relations.values()]
        _, table = _packed(self.book, self._made, self._made.diagrams, every, {}, place)
        number = dict(zip(every, table["roots"], strict=True))
        return {
            **table,
            "roots": [number[root] for root in self._conditions.values()],
            "groups": [
                {
                    "facts": [place[name] for name in group.names],
                    "root": number[root],
                    "relations": [[each.id, number[self._relations[each]]] for each in group.relations],
                }
                for group, root in self._groups.items()
            ],
        }


def _packed(
    book: Book,
    made: Table,
    diagrams: Diagrams,
    roots: Sequence[int],
    tests: Mapping[str, Iterable[tuple[Cell, ...]]],
    place: Mapping[str, int],
) -> tuple[list[int], dict[str, Any]]:
    """The numbers of the ends by leaf, and the table. Of yes and no the branches are turned round, since yes comes first here."""
    packed, new = diagrams.packed(roots)
    facts = [book.facts[name] for name in made.names]
    inside = len(packed.leaves) + 1
    nodes: list[list[int]] = [[] for _ in facts]
    for at, (level, *below) in enumerate(packed.nodes, inside):
        turned = below[::-1] if facts[level].type == "bool" else below
        nodes[level] += [at - each if each >= inside else -each for each in turned]
    levels = [_level(fact, sorted(_mask(fact, cells) for cells in tests.get(fact.id, ())), made, place) for fact in facts]
    return packed.leaves, {"levels": levels, "leaves": len(packed.leaves), "nodes": nodes, "roots": new}


def _level(fact: Fact, masks: list[int], made: Table, place: Mapping[str, int]) -> list[Any]:
    if fact.type == "bool":
        return [place[fact.id]] if masks else [place[fact.id], masks]
    return [place[fact.id], masks, [made.branch(made.level[fact.id], value) for value in fact.values]]


def _mask(fact: Fact, cells: tuple[Cell, ...]) -> int:
    """The values of a fact that lie in some cells, one bit each."""
    values: tuple[Value, ...] = named(fact)
    return sum(1 << n for n, value in enumerate(values) if inside(value, cells))
