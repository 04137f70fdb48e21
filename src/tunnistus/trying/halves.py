"""The other half of a pair: what no case shows of a leaf is either proved impossible, or a case to paste is proposed for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

from tunnistus.checking.checks import Look
from tunnistus.checking.solver import Solver, TooLarge, xor
from tunnistus.deciding.expand import Days, every_version, without_use
from tunnistus.explaining.explain import decision_of
from tunnistus.messages import Message, Translate, message
from tunnistus.reading.findings import Witness, cases_yaml
from tunnistus.rules.formula import cells, none_of, tests_in_order
from tunnistus.rules.model import AtLeast, Book, Node, Not, Test, Value
from tunnistus.rules.relations import Relations, relations_of
from tunnistus.trying.cases import case_of_witness
from tunnistus.trying.coverage import Coverage, Leaf, deciding, leaf_name, leaf_places

__all__ = ["Half", "Proof", "balance", "couples", "missing_halves", "proof", "twins"]

Answers = Mapping[str, Value]


@attrs.frozen
class Proof:
    """That a leaf decides in nobody who can exist while it is true (or false): proved of each version of the rule.

    Attributes:
        versions: in how many versions its clause is in force.
        scope: whether somebody could be found if the rule concerned everybody.
        relations: ids of the relations without which somebody could be found, none of them needless; empty where the rules alone tell.
    """

    versions: int
    scope: bool
    relations: tuple[str, ...]

    @property
    def told(self) -> Message:
        """Which versions were asked about, whom no one can be among, and by which relations."""
        many = message("in {number} versions of the rule", number=self.versions)
        if self.versions == 1:
            many = message("in 1 version of the rule")
        nobody = message("{versions} there can be nobody for whom this is so", versions=many)
        if self.scope:
            nobody = message("{versions} there can be nobody whom the rule concerns and for whom this is so", versions=many)
        if not self.relations:
            return nobody
        return message("{proof}, given these relations: {relations}", proof=nobody, relations=", ".join(self.relations))

    def __str__(self) -> str:
        return self.told


@attrs.frozen
class Half:
    """A leaf that in no case decides while it is true (or false).

    Attributes:
        witness: a case in which it does, with what the rule gives; if possible it differs from a case that shows the other half in this
            leaf alone. Empty when none could be written.
        proof: that there can be none; ``None`` where it is not proved.
    """

    leaf: Leaf
    truth: bool
    witness: tuple[Witness, ...] = ()
    proof: Proof | None = None

    @property
    def told(self) -> Message:
        """What no case shows, and the proof where there is one."""
        where = self.leaf.clause.where
        gap = message("{where}: no case in which {leaf} decides while it is false", where=where, leaf=self.leaf)
        if self.truth:
            gap = message("{where}: no case in which {leaf} decides while it is true", where=where, leaf=self.leaf)
        return message("{gap}. Proved impossible: {proof}.", gap=gap, proof=self.proof.told) if self.proof else gap

    def said(self, translate: Translate) -> str:
        """Return it in the language of a catalogue, and the case to paste under it."""
        return self.told.said(translate) + ("\n" + cases_yaml(self.witness, "  ") if self.witness else "")

    def __str__(self) -> str:
        return self.said(str)


def missing_halves(coverage: Coverage) -> Iterator[Half]:
    """Yield for every leaf what no case shows of it, in the order of the files. A case that is proposed counts for what comes after it."""
    coverage = coverage.copy()
    for leaf in coverage.leaves():
        for truth in (True, False):
            if (leaf.key, truth) not in coverage.decided:
                yield _half(coverage, leaf, truth)


def balance(coverage: Coverage, halves: Iterable[Half]) -> Message:
    """Return one line: how many leaves are shown both ways, how many proved impossible in a way that is not shown, how many neither."""
    proved = {(half.leaf.key, half.truth) for half in halves if half.proof}
    every = list(coverage.leaves())
    shown = sum(map(coverage.both_ways, every))
    done = sum(all((leaf.key, way) in coverage.decided or (leaf.key, way) in proved for way in (True, False)) for leaf in every)
    return message(
        "of {leaves} leaves, {shown} are shown both ways; for {proved} the missing way is proved impossible; {neither} are neither",
        leaves=len(every), shown=shown, proved=done - shown, neither=len(every) - done,
    )  # fmt: skip


# -- impossible --------------------------------------------------------------------------------------------------


def proof(book: Book, leaf: Leaf, truth: bool) -> Proof | None:
    """Prove that a leaf decides in nobody while it is true (or false); ``None`` when it does in somebody, or that is not proved."""
    days = list(_days(book, leaf))
    versions, free = ([deciding(book, leaf, truth, day, everybody=each) for day in days] for each in (False, True))
    try:
        return _proved(Solver([*free, *versions], book.facts, relations_of(book)), versions, free)
    except TooLarge:
        return None


def _proved(solver: Solver, versions: list[Node], free: list[Node]) -> Proof | None:
    """Prove that conditions hold for nobody, and if possible the same conditions without the scope of the rule, by the fewest relations."""
    needed = [relation for group in solver.groups for relation in group.relations]
    if not solver.nobody(versions, needed):
        return None
    scope = not solver.nobody(free, needed)
    versions = versions if scope else free
    if needed and solver.nobody(versions, []):
        needed = []
    for relation in tuple(needed):
        fewer = [other for other in needed if other is not relation]
        if solver.nobody(versions, fewer):
            needed = fewer
    return Proof(len(versions), scope, tuple(relation.id for relation in needed))


def _days(book: Book, leaf: Leaf) -> Iterator[Days]:
    """Days for each version of the rule in which the clause of a leaf is in force."""
    for days, world in every_version(book, leaf.rule):
        if any(clause is leaf.clause for clause, _, _ in world.clauses):
            yield days


# -- two people who differ in nothing else -----------------------------------------------------------------------

APART: Final = "'"  # behind the name of a fact of the second of two people; no fact has it in its name


def twins(book: Book, leaf: Leaf) -> bool | None:
    """Tell whether two people can exist who differ in this leaf of the clause and in no other, and get different values of its condition.

    ``None`` where that is not proved.
    """
    facts = {**book.facts, **{name + APART: fact for name, fact in book.facts.items()}}
    others = [attrs.evolve(each, when=_second(each.when), then=tuple(map(_second, each.then))) for each in book.relations]
    relations = Relations(facts, (*book.relations, *others))
    try:
        return any(Solver(nodes, facts, relations).some(*nodes) for nodes in (_twins(book, leaf, days) for days in _days(book, leaf)))
    except TooLarge:
        return None


def couples(coverage: Coverage) -> Iterator[Message]:
    """Yield a line for every leaf shown both ways in which alone two people can differ and no two cases do; then the count."""
    shown = [leaf for leaf in coverage.leaves() if coverage.both_ways(leaf)]
    found = {leaf.key: twins(coverage.book, leaf) for leaf in shown if not coverage.alone(leaf)}
    for leaf in shown:
        if found.get(leaf.key):
            where = leaf.clause.where
            yield message("{where}: no two cases differ in {leaf} without having to differ in something else", where=where, leaf=leaf)
    coupled = sum(pair is False for pair in found.values())
    yield message(
        "of {leaves} leaves shown both ways, {alone} are shown with nothing else changed; for "
        "{coupled} it is proved that no two people can differ in that way",
        leaves=len(shown), alone=len(shown) - len(found), coupled=coupled,
    )  # fmt: skip


def _twins(book: Book, leaf: Leaf, days: Days) -> list[Node]:
    scope, written = leaf.rule.scope, [node for _, node in leaf_places(leaf.clause.when)]
    whole, *parts = (without_use(book, node, days, scope) for node in (leaf.clause.when, *written))
    here, others = parts[leaf.n], parts[: leaf.n] + parts[leaf.n + 1 :]
    alike = [none_of((xor(part, _other(part)),)) for part in others]
    return [*alike, here, none_of((_other(here),)), xor(whole, _other(whole)), scope, _other(scope)]


def _other(node: Node) -> Node:
    """The same condition of the second of two people."""
    if isinstance(node, Test):
        return _second(node)
    if isinstance(node, Not):
        return Not(_other(node.of))
    return AtLeast(node.k, tuple(map(_other, node.of))) if isinstance(node, AtLeast) else node


def _second(test: Test) -> Test:
    return attrs.evolve(test, fact=test.fact + APART)


# -- a case to paste ---------------------------------------------------------------------------------------------


def _half(coverage: Coverage, leaf: Leaf, truth: bool) -> Half:
    look = Look.at(coverage.book, leaf.rule)
    what = f"{leaf.clause.name} hangs on {leaf_name(leaf.node)}, which is {'met' if truth else 'not met'}"
    for days, answers in _people(coverage, leaf, truth):
        for witness in look.cases(what, (days, answers)):
            alone, decision = Coverage(coverage.book), decision_of(case_of_witness(coverage.book, witness), leaf.rule.id)
            alone.add(decision)
            if (leaf.key, truth) in alone.decided:
                coverage.add(decision)
                return Half(leaf, truth, (witness,))
    return Half(leaf, truth, proof=proof(coverage.book, leaf, truth))


def _people(coverage: Coverage, leaf: Leaf, truth: bool) -> Iterator[tuple[Days, Answers]]:
    """People who may show the half: the one of the other half with this leaf turned, then the smallest."""
    book, node = coverage.book, leaf.node
    other = coverage.shown.get((leaf.key, not truth))
    if other and isinstance(node, Test):
        values = cells(book.facts[node.fact], [node.cells])
        yield from ((other.days, {**other.answers, node.fact: v}) for v in values if other.answers.get(node.fact) != v)
    for days in _days(book, leaf):
        wanted = deciding(book, leaf, truth, days)
        solver = Solver([wanted], book.facts, relations_of(book))
        try:
            found = solver.somebody(wanted)
        except TooLarge:
            continue
        if found is not None:
            yield days, found
            names = dict.fromkeys(test.fact for test in tests_in_order([wanted]))
            yield days, {**{name: solver.ranked(solver.level[name])[0][1] for name in names}, **found}
