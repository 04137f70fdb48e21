"""Cases that the library proposes, written into files for somebody to read: each is marked ``unread`` until the statute has been asked.

A proposal says what the rules give now, so it shows no mistake of its own: somebody has to compare it with the law. ``check`` names each
case that still has the mark.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import attrs

from tunnistus.checking.checks import Look
from tunnistus.checking.solver import TooLarge
from tunnistus.deciding.expand import Expanded
from tunnistus.explaining.explain import Decision, decision_of
from tunnistus.messages import message
from tunnistus.reading.files import files_beside
from tunnistus.reading.findings import Finding, Witness, cases_yaml
from tunnistus.reading.strict import read, read_bytes
from tunnistus.rules.formula import none_of
from tunnistus.rules.model import Book, Node, Rule
from tunnistus.trying.cases import case_of_witness, examples_of, shown_of
from tunnistus.trying.coverage import Coverage
from tunnistus.trying.halves import missing_halves
from tunnistus.trying.mutants import TOLD
from tunnistus.trying.mutation import Fate
from tunnistus.writing import write

__all__ = ["proposals", "surviving", "unread", "write_cases"]

HEAD: Final = """\
# Proposed: each case expects what the rules give now. Compare it with the statute, correct what it expects, and take `unread` away.
"""


def unread(*directories: Path) -> Iterator[Finding]:
    """Yield the cases below directories that nobody has compared with the statute. Raises :class:`LoadError` for a file with one."""
    for path, name in (each for directory in directories for each in files_beside(directory, ".cases.yaml")):
        if b"unread" not in read_bytes(path, name=name):
            continue
        for example in examples_of(read(path, name=name)):
            if example.doc.unread:
                what = message("Nobody has compared this case with the statute.")
                todo = message("Correct what it expects, and take 'unread' away.")
                yield Finding("unread-case", example.where, what, todo, example.name)


def proposals(coverage: Coverage) -> list[Witness]:
    """Return cases that the cases counted lack: one for each outcome, each clause applying, and what no case shows of its condition."""
    coverage, book = coverage.copy(), coverage.book
    found = []
    for rule in book.rules_written():
        wanted = [(name, partial(_has, name), coverage.given, name) for name in rule.outcomes]
        wanted += [(c.name, partial(_applies, c.name), coverage.applied, f"{c.name} applies") for c in rule.clauses]
        wanted += [(c.name, partial(_idle, c.name), coverage.idle, f"{c.name} does not apply") for c in rule.clauses]
        for name, nodes, counted, what in wanted:
            for witness in _somebody(book, rule, what, nodes) if (rule.id, name) not in counted else ():
                coverage.add(_decided(book, witness))
                found.append(witness)
    found += [witness for half in missing_halves(coverage) for witness in half.witness]
    return [whole(book, witness) for witness in found]


def surviving(book: Book, fates: Iterable[Fate]) -> list[Witness]:
    """Return the cases that kill survivors, each once: of a mistake in what stands on a clause, somebody in whom the clause applies."""
    fates = list(fates)
    found: dict[Hashable, Witness] = {fate.alike: witness for fate in fates for witness in fate.witness}
    for fate in fates:
        if fate.kind in TOLD:
            name, clause, _ = fate.id.split(" / ", 2)
            for witness in _somebody(book, book.rules[name], f"{clause} applies", partial(_applies, clause)):
                found[name, clause] = witness
    return [whole(book, witness) for witness in found.values()]


def _has(outcome: str, world: Expanded) -> list[Node]:
    """The condition under which somebody certainly has an outcome."""
    return [world.possible(outcome)] if outcome in world.able else []


def _applies(clause: str, world: Expanded) -> list[Node]:
    """The condition under which a clause applies, if it is in force."""
    return [applies.node for each, _, applies in world.clauses if each.name == clause]


def _idle(clause: str, world: Expanded) -> list[Node]:
    """The condition under which it does not."""
    return [none_of((node,)) for node in _applies(clause, world)]


def _somebody(book: Book, rule: Rule, what: str, nodes: Callable[[Expanded], list[Node]]) -> tuple[Witness, ...]:
    """A case of the fewest answers with which one of some conditions holds, in the newest version in which it does for somebody."""
    look = Look.at(book, rule)
    for days, world in reversed(look.versions):
        for node in nodes(world):
            try:
                person = look.find(world, node)
            except TooLarge:
                continue
            if person is not None and (found := look.cases(what, (days, person))):
                return found
    return ()


def whole(book: Book, witness: Witness) -> Witness:
    """Return a case that also expects who decides, the provisions and the periods of what the rule gives in it."""
    decision = _decided(book, witness)
    expected = {rule: {**each, **shown_of(decision)} if isinstance(each, Mapping) else each for rule, each in witness.expect.items()}
    return attrs.evolve(witness, expect=expected)


def _decided(book: Book, witness: Witness) -> Decision:
    (rule,) = witness.expect
    return decision_of(case_of_witness(book, witness), rule)


def write_cases(book: Book, directory: Path, kind: str, cases: Iterable[Witness]) -> list[Path]:
    """Write cases, a file for each rule set, and return the files. None that is there is touched: the next free number is taken.

    Args:
        kind: what the file is called after the rule set.

    Raises:
        TunnistusError: a file cannot be written.
    """
    of: dict[str, dict[str, Witness]] = {}
    for witness in cases:
        (rule,) = witness.expect
        named = of.setdefault(book.rules[rule].ruleset, {})
        name = _free(witness.name, named)
        named[name] = attrs.evolve(witness, name=name)
    written = []
    for ruleset, named in of.items():
        path = _new(directory, f"{ruleset.replace('/', '.')}.{kind}")
        write(path, HEAD + cases_yaml(named.values(), unread=True) + "\n")
        written.append(path)
    return written


def _free(name: str, taken: Mapping[str, Any]) -> str:
    """The name, with a number behind it where it is taken."""
    return next(n for n in (name if k == 1 else f"{name}, {k}" for k in range(1, len(taken) + 2)) if n not in taken)


def _new(directory: Path, name: str) -> Path:
    """A file of cases that is not there yet."""
    number = 1
    while (path := directory / f"{name}{f'-{number}' if number > 1 else ''}.cases.yaml").exists():
        number += 1
    return path
