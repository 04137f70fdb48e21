"""The other half of a pair: a case to paste in which one leaf of a condition decides, for those that no case shows both ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from tunnistus.checking.checks import Look
from tunnistus.checking.counting import smallest, xor
from tunnistus.checking.proof import Prover
from tunnistus.deciding.decide import Case
from tunnistus.deciding.expand import Days, every_version, without_use
from tunnistus.explaining.explain import decision_of
from tunnistus.reading.findings import Witness, cases_yaml
from tunnistus.rules.answers import Dates, Judged, read_answers
from tunnistus.rules.formula import all_of, analyse, none_of
from tunnistus.rules.model import Book, Const, Test, Value
from tunnistus.rules.truth import FALSE, TRUE
from tunnistus.trying.coverage import Coverage, Leaf, leaf_name, put

__all__ = ["Half", "missing_halves"]

STEPS = 2_000
Answers = Mapping[str, Value]


@attrs.frozen
class Half:
    """A leaf that in no case decides while it is true (or false).

    Attributes:
        witness: a case in which it does, with what the rule gives; if possible it differs from a case that shows the other half in this
            leaf alone. Empty when none could be written.
        possible: false when no person and no day can show it.
    """

    leaf: Leaf
    truth: bool
    witness: tuple[Witness, ...] = ()
    possible: bool = True

    def __str__(self) -> str:
        said = f"{self.leaf.clause.where}: no case in which {self.leaf} decides while it is {'true' if self.truth else 'false'}"
        if not self.possible:
            return said + ", and there can be none"
        return said + ("\n" + cases_yaml(self.witness, "  ") if self.witness else "")


def missing_halves(coverage: Coverage) -> Iterator[Half]:
    """Yield for every leaf what no case shows of it, in the order of the files. A case that is proposed counts for what comes after it."""
    for leaf in coverage.leaves():
        for truth in (True, False):
            if (leaf.key, truth) not in coverage.decided:
                yield _half(coverage, leaf, truth)


def _half(coverage: Coverage, leaf: Leaf, truth: bool) -> Half:
    look = Look.at(coverage.book, leaf.rule, Prover("cells"))
    what = f"{leaf.clause.name} hangs on {leaf_name(leaf.node)}, which is {'met' if truth else 'not met'}"
    possible = False
    for days, answers, sure in _people(coverage, leaf, truth):
        possible = possible or sure
        for witness in look.cases(what, (days, answers)):
            alone = Coverage(coverage.book)
            alone.add(decision_of(_case(coverage.book, witness), leaf.rule.id))
            if (leaf.key, truth) in alone.decided:
                coverage.add(decision_of(_case(coverage.book, witness), leaf.rule.id))
                return Half(leaf, truth, (witness,))
    return Half(leaf, truth, possible=possible)


def _case(book: Book, witness: Witness) -> Case:
    given = {n: Judged(a["judged"], by=a["by"], on=a["day"]) if isinstance(a, dict) else a for n, a in witness.answers.items()}
    dates = Dates(**witness.dates)
    return Case(book, read_answers(book, given, dates), dates)


def _people(coverage: Coverage, leaf: Leaf, truth: bool) -> Iterator[tuple[Days, Answers, bool]]:
    """People who may show the half, and whether they surely do: the one of the other half with this leaf turned, then the smallest."""
    book, node = coverage.book, leaf.node
    other = coverage.shown.get((leaf.key, not truth))
    if other and isinstance(node, Test):
        values = analyse(node, book.facts).cells[node.fact]
        yield from ((other.days, {**other.answers, node.fact: v}, False) for v in values if other.answers.get(node.fact) != v)
    for days, world in every_version(book, leaf.rule):
        if not any(clause is leaf.clause for clause, _, _ in world.clauses):
            continue
        turned = [without_use(book, put(leaf.clause.when, leaf.place, Const(t)), days) for t in (TRUE, FALSE)]
        here = without_use(book, node, days)
        wanted = all_of((xor(*turned), here if truth else none_of((here,))))
        found = smallest(wanted, book.facts, STEPS)
        if found is not None:
            yield days, found, True
            yield days, {**{n: values[0] for n, values in analyse(wanted, book.facts).cells.items()}, **found}, True
