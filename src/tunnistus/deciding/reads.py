"""Which facts a rule reads, and which rules a fact bears on: exactly, over every version of the rules."""

from __future__ import annotations

import attrs

from tunnistus.deciding.expand import every_version, scope_of
from tunnistus.rules.cached import of_book
from tunnistus.rules.derive import behind, readers_of, related
from tunnistus.rules.formula import leaves
from tunnistus.rules.graph import reached, used_rules
from tunnistus.rules.model import Book, Clause, Rule

__all__ = ["Reader", "facts_of", "readers"]


@attrs.frozen(eq=False, repr=False)
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
    of, scope = book.rules[rule], scope_of(book, book.rules[rule])
    forms = [formula for _, world in every_version(book, of) for formula in (*world.formulas, *(form for _, form in world.notices))]
    tested = (name for formula in (*forms, *([scope.formula] if scope else ())) for name in formula.facts)
    found = reached((*tested, *(name for clause in of.clauses for name in _days(clause))), lambda name: behind(book, name))
    return tuple(sorted((n for n in found if n in book.facts), key=lambda n: book.facts[n].order))


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
    return Reader(rule.id, (), tuple(n for n in used_rules(rule) if fact in facts_of(book, book.rules[n])))


def _following(book: Book, fact: str) -> tuple[str, ...]:
    """The facts that are derived from a fact or stand in relations with it, directly or through others."""
    return reached([fact], lambda name: (*readers_of(book).get(name, ()), *related(book, name)))[1:]
