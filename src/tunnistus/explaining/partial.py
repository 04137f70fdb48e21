"""On which parts a result rests: where a condition reads the silence of a rule that covers only a part of a provision. No language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tunnistus.deciding.decide import Case, ClauseTruth, Verdict, decide
from tunnistus.rules.cached import of_book
from tunnistus.rules.formula import value
from tunnistus.rules.graph import reached, used_rules, uses
from tunnistus.rules.model import AtLeast, Book, Const, Node, Not, Use, Value
from tunnistus.rules.truth import FALSE, OPEN, TRUE

__all__ = ["parts_of_outcome", "parts_of_result"]


@of_book
def _users(book: Book) -> frozenset[str]:
    """The rules that use one that covers a part, themselves or through others."""
    below = {name: reached(used_rules(rule), lambda n: used_rules(book.rules[n])) for name, rule in book.rules.items()}
    return frozenset(name for name, used in below.items() if any(book.rules[n].covers_part for n in used))


def parts_of_result(d: Verdict) -> tuple[str, ...]:
    """Return the ids of the rules that cover a part and whose silence decides of some outcome whether it comes; none if nothing counts."""
    return _once(parts_of_outcome(d, outcome) for outcome in d.rule.outcomes)


def parts_of_outcome(d: Verdict, outcome: str) -> tuple[str, ...]:
    """Return the same of one outcome. Empty while it is open whether it comes."""
    if not d.counts or d.rule.id not in _users(d.case.book):
        return ()
    order = d.rule.outcomes.index
    leads = [
        c for c in d.clauses
        if c.clause.then == outcome or (d.rule.ordered and c.clause.then and order(c.clause.then) >= order(outcome))
    ]  # fmt: skip
    carried = outcome in (d.due, *d.options) or bool(d.floor and order(outcome) <= order(d.floor))
    if not carried:
        return () if outcome in d.possible else _once(_of_clause(d, c) for c in leads)
    carrying = [c for c in leads if c.applies == TRUE]
    if not carrying:  # it holds otherwise: since no other clause does
        return _once(_of_clause(d, c) for c in d.clauses if c.clause.then)
    found = [_of_clause(d, c) for c in carrying]
    return _once(found) if all(found) else ()


def _of_clause(d: Verdict, each: ClauseTruth) -> tuple[str, ...]:
    """The parts on which it rests whether a clause applies: by its own condition, or by that of a clause that would beat it."""
    beats = [c for c in d.clauses if each.clause.name in c.clause.beats]
    return _once(_of_condition(d, c) for c in (each, *beats))


def _of_condition(d: Verdict, each: ClauseTruth) -> tuple[str, ...]:
    """The parts without whose silence it would be open whether the condition of a clause holds."""
    used = {name: decide(d.case, name, Verdict) for name in uses(each.clause.when)}
    silent = {name: parts for name, v in used.items() if (parts := _silent(v))}
    if not silent or each.when == OPEN or value(_read(each.clause.when, used, silent), _given(d.case)) != OPEN:
        return ()
    return _once(silent.values())


def _silent(v: Verdict) -> tuple[str, ...]:
    return (v.rule.id,) if v.not_covered else parts_of_result(v)


def _given(case: Case) -> dict[str, Value]:
    return {name: item for name, item in case.answers.known.items() if item is not None}


def _read(node: Node, used: Mapping[str, Verdict], silent: Iterable[str]) -> Node:
    """A condition with what the rules it uses give in their place; open where they are silent about a part."""
    if isinstance(node, AtLeast):
        return AtLeast(node.k, tuple(_read(child, used, silent) for child in node.of))
    if isinstance(node, Not):
        return Not(_read(node.of, used, silent))
    if not isinstance(node, Use):
        return node
    return Const(OPEN if node.rule in silent else _truth(used[node.rule], node.outcome))


def _truth(v: Verdict, outcome: str) -> int:
    """Whether another rule gives an outcome; of an ordered rule: whether the step is reached."""
    if not v.counts:
        return FALSE
    return max(v.states[outcome], key=(FALSE, OPEN, TRUE).index)


def _once(found: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in found for name in names))
