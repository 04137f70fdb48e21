"""Which facts a rule reads, and which rules a fact bears on: exactly, over every version of the rules."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from tunnistus.deciding.expand import Expanded, every_version, scope_of
from tunnistus.rules.cached import of_book
from tunnistus.rules.derive import readers_of
from tunnistus.rules.formula import Formula, leaves
from tunnistus.rules.graph import used_rules
from tunnistus.rules.model import Book, Clause, Rule
from tunnistus.rules.relations import relations_of

__all__ = ["Reader", "facts_of", "readers"]


@attrs.frozen
class Reader:
    """A rule that a fact bears on, and by which way: by none when the rule itself tests the fact.

    Attributes:
        derived: facts that the rule tests and that are derived from the fact or stand in relations with it.
        rules: rules that the rule uses and that the fact bears on.
    """

    rule: str
    derived: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def facts_of(book: Book, rule: Rule) -> tuple[str, ...]:
    """Return every fact that a rule reads in some version, through rules that it uses as well, and what those follow from.

    In the order of the vocabulary.
    """
    return _facts(book, rule.id)


@of_book
def _facts(book: Book, rule: str) -> tuple[str, ...]:
    of, relations, found = book.rules[rule], relations_of(book), set[str]()
    waiting = [name for _, world in every_version(book, of) for formula in _formulas(world) for name in formula.facts]
    scope = scope_of(book, of)
    waiting += [*(name for clause in of.clauses for name in _days(clause)), *(scope.formula.facts if scope else ())]
    while waiting:
        name = waiting.pop()
        if name in book.facts and name not in found:
            found.add(name)
            derived = book.facts[name].derived
            waiting += derived.inputs if derived else ()
            waiting += relations.of[name].names if name in relations.names else ()
    return tuple(sorted(found, key=lambda n: book.facts[n].order))


def _formulas(world: Expanded) -> Iterator[Formula]:
    yield from world.formulas
    yield from (formula for _, formula in world.notices)


def _days(clause: Clause) -> tuple[str, ...]:
    """The date facts of the period that a clause opens."""
    return (clause.period.start, *([clause.period.until] if clause.period.until else [])) if clause.period else ()


def readers(book: Book, fact: str) -> tuple[Reader, ...]:
    """Return the rules that a fact bears on in some version, in the order of the files, each with the shortest way."""
    following = _following(book, fact)
    return tuple(_reader(book, rule, fact, following) for rule in book.rules_in_order() if fact in facts_of(book, rule))


def _reader(book: Book, rule: Rule, fact: str, following: tuple[str, ...]) -> Reader:
    own = {test.fact for condition in rule.conditions for test, _ in leaves(condition)}
    own |= {name for clause in rule.clauses for name in _days(clause)}
    derived = tuple(name for name in following if name in own)
    if fact in own or derived:
        return Reader(rule.id, () if fact in own else derived)
    return Reader(rule.id, (), tuple(n for n in sorted(used_rules(rule)) if fact in facts_of(book, book.rules[n])))


def _following(book: Book, fact: str) -> tuple[str, ...]:
    """The facts that are derived from a fact or stand in relations with it, directly or through others."""
    found: dict[str, None] = {}
    relations = relations_of(book)
    waiting = [fact]
    while waiting:
        here = waiting.pop()
        related = relations.of[here].names if here in relations.names else ()
        fresh = [name for name in (*readers_of(book).get(here, ()), *related) if name not in found and name != fact]
        found.update(dict.fromkeys(fresh))
        waiting += fresh
    return tuple(found)
