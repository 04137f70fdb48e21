"""The reference: what a rule gives, in the plainest way. Every faster engine is tested against it, and it shares no shortcut with them.

It decides a person of whom everything is known, by two-valued logic, and does so for every way to fill in what is open and for
every version that the dates can touch. Beyond :data:`EVERY` ways it takes a fixed sample: what the sample shows is then possible,
and what is certain must hold in it. ``decide`` gives the same and explains it.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import attrs

from tunnistus.deciding.decide import Case
from tunnistus.limits import FIRST_DAY, LAST_DAY
from tunnistus.rules.cached import of_book
from tunnistus.rules.derive import inputs_of
from tunnistus.rules.graph import tests_or_uses, uses
from tunnistus.rules.model import AtLeast, Book, Clause, Const, Fact, Node, Not, Relation, Rule, Span, Test, Use, Value, Window, inside
from tunnistus.rules.truth import FALSE, OPEN, TRUE, Truth, join, truth_of

__all__ = ["EVERY", "SAMPLE", "Single", "Whole", "days_touched", "decide", "scope", "single", "tests_of", "ways"]

EVERY: Final = 1024
SAMPLE: Final = 64
Person = Mapping[str, Value]
Days = Mapping[str, date]
Way = tuple[Value, ...]
Groups = Mapping[str, Collection[tuple[Any, ...]]]


@attrs.frozen
class Single:
    """What a rule gives when nothing is open. Of an ordered rule ``due`` holds the highest step reached."""

    in_force: bool
    due: frozenset[str] = frozenset()
    options: frozenset[str] = frozenset()


@attrs.frozen
class Whole:
    """What a rule gives over all ways to fill in what is open, named as in :class:`tunnistus.deciding.decide.Verdict`.

    Attributes:
        complete: every way was tried. Else ``possible``, ``open_options`` and ``missing`` may be too small, ``options`` too large, and
            ``due``, ``settled``, ``floor`` and ``ceiling`` say what the sample would have.
    """

    in_force: bool
    in_scope: Truth
    due: str | None
    options: frozenset[str]
    open_options: frozenset[str]
    possible: frozenset[str]
    settled: bool
    floor: str | None
    ceiling: str | None
    missing: frozenset[str]
    complete: bool
    not_covered: bool = False


# -- nothing open ------------------------------------------------------------------------------------------------


def single(book: Book, rule: Rule, person: Person, days: Days) -> Single:
    """Decide a rule for a person of whom every fact that it tests is known and whom it concerns, on one day for each clock."""
    today = days[rule.clock]
    if today not in rule.valid:
        return Single(False)
    clauses = [c for c in rule.clauses if today in c.valid]

    def beaters(clause: Clause, weaken: bool) -> Iterator[Clause]:
        for other in clauses:
            if clause.name in other.beats and (other.effect == "power" and clause.effect != "power") is weaken:
                yield other

    def applies(clause: Clause) -> bool:
        return _holds(book, clause.when, person, days, rule.scope) and not any(applies(b) for b in beaters(clause, weaken=False))

    applying = [c for c in clauses if c.then and applies(c)]
    if rule.ordered:
        steps = [rule.outcomes.index(name) for name in (*(c.then for c in applying), rule.otherwise) if name]
        return Single(True, frozenset({rule.outcomes[max(steps)]} if steps else ()))
    maybe = {c.then for c in applying if c.effect == "power" or any(map(applies, beaters(c, weaken=True)))}
    firm = {c.then for c in applying if c.effect != "power" and not any(map(applies, beaters(c, weaken=True)))}
    if rule.otherwise and not maybe and not firm:
        firm = {rule.otherwise}
    return Single(True, frozenset(firm), frozenset(maybe))


def _holds(book: Book, node: Node, person: Person, days: Days, within: Node) -> bool:
    """Whether a condition holds that stands in a rule for the people ``within``: another rule for just these concerns them too."""
    match node:
        case Test(fact, cells):
            return inside(person[fact], cells)
        case Not(of):
            return not _holds(book, of, person, days, within)
        case AtLeast(k, children):
            return sum(_holds(book, child, person, days, within) for child in children) >= k
        case Use(name, outcome):
            rule = book.rules[name]
            given = single(book, rule, person, days)
            if given.in_force and rule.scope != within and not _holds(book, rule.scope, person, days, within):
                return False
            if rule.ordered:
                return any(rule.outcomes.index(step) >= rule.outcomes.index(outcome) for step in given.due)
            return outcome in given.due or outcome in given.options
        case Const(truth):
            return truth == TRUE


# -- what is open ------------------------------------------------------------------------------------------------


def _reached(book: Book, rule: Rule) -> set[str]:
    """The rule and those that it uses, directly or through others."""
    return {rule.id}.union(*(_reached(book, book.rules[used]) for clause in rule.clauses for used in uses(clause.when)))


def days_touched(case: Case, rule: Rule) -> Iterator[Days]:
    """Yield one day for each clock, in every combination of versions that the dates of the case can touch."""
    edges: dict[str, set[date]] = {"act": set(), "application": set()}
    for name in _reached(case.book, rule):
        each = case.book.rules[name]
        for window in (each.valid, *(c.valid for c in each.clauses)):
            edges.setdefault(each.clock, set()).update(_edges(window))
    given = case.dates
    acts = _between(edges["act"], given.act_from, given.act_to or given.as_of)
    applications = _between(edges["application"], given.applied_on, given.applied_on or given.as_of)
    for act, application in itertools.product(acts, applications):
        yield {"decision": given.as_of, "act": act, "application": application}


def _edges(window: Window) -> Iterator[date]:
    if window.since:
        yield window.since
    if window.until:
        yield window.until + timedelta(days=1)


def _between(edges: Collection[date], first: date | None, last: date) -> list[date]:
    first = first or min([*edges, last]) - timedelta(days=1)
    return sorted({first, last, *(e for e in edges if first < e < last)})


def tests_of(book: Book, rule: Rule, days: Days) -> dict[str, set[tuple[Any, ...]]]:
    """What the clauses in force compare each fact with, through the rules that they use and whom these concern."""
    found: dict[str, set[tuple[Any, ...]]] = {}
    today = days[rule.clock]
    for clause in rule.clauses if today in rule.valid else ():
        if today in clause.valid:
            _look(book, clause.when, days, found, rule.scope)
    return found


def _look(book: Book, node: Node, days: Days, found: dict[str, set[tuple[Any, ...]]], within: Node) -> None:
    for part in tests_or_uses(node):
        if isinstance(part, Test):
            found.setdefault(part.fact, set()).add(part.cells)
        elif days[(used := book.rules[part.rule]).clock] in used.valid:
            if used.scope != within:
                _look(book, used.scope, days, found, within)
            for fact, groups in tests_of(book, used, days).items():
                found.setdefault(fact, set()).update(groups)


def _values(fact: Fact, groups: Collection[tuple[Any, ...]]) -> list[Value]:
    """Values of the fact that the comparisons tell apart, one each."""
    one: Any = timedelta(days=1) if fact.type == "date" else 1
    if fact.decimals:
        one = Decimal(10) ** -fact.decimals
    points: set[Any] = {0 * one if fact.low is None else fact.low} if fact.type == "number" else {date(2000, 1, 1)}
    for span in (cell for group in groups for cell in group if isinstance(cell, Span)):
        points |= {edge + near for edge in (span.low, span.high) if edge is not None for near in (-one, 0 * one, one)}
    choices: list[Any] = [True, False] if fact.type == "bool" else list(fact.values) or sorted(points)
    low, high = (FIRST_DAY, LAST_DAY) if fact.type == "date" else (fact.low, fact.high)
    apart: dict[tuple[bool, ...], Value] = {}
    for choice in choices:
        if (low is None or choice >= low) and (high is None or choice <= high):
            apart.setdefault(tuple(inside(choice, group) for group in groups), choice)
    return list(apart.values())


def ways(case: Case, groups: Groups) -> tuple[dict[str, list[Value]], bool, Iterator[tuple[Value, ...]]]:
    """Return the open ones of facts with their values, whether all ways follow, and the ways to fill them in.

    Only ways in which somebody can exist: the other facts can have values with which every relation holds.

    Args:
        groups: what each fact is compared with.
    """
    facts, known = case.book.facts, case.answers.known
    names = sorted((n for n in groups if n not in known), key=lambda n: facts[n].order)
    together = _linked_groups(case.book, names)
    rows = [_rows(case, each, {n: sorted(groups[n], key=repr) for n in each}) for each in together]
    related = [n for each in together for n in each]
    open_ = {n: _values(facts[n], sorted(groups[n], key=repr)) for n in names}
    if math.prod(len(open_[n]) for n in names if n not in related) * math.prod(map(len, rows)) <= EVERY:
        others = itertools.product(*(open_[n] for n in names if n not in related))
        whole = [tuple(itertools.chain(*each)) for each in itertools.product(*rows)]
        both = ((dict(zip(related, row, strict=True)), iter(rest)) for rest in others for row in whole)
        return open_, True, (tuple(row[n] if n in row else next(rest) for n in names) for row, rest in both)
    place = {n: i for i, n in enumerate(names)}
    places = [[place[n] for n in each] for each in together]
    return open_, False, _existing(list(_sample(list(open_.values()))), places, rows)


def _linked_groups(book: Book, names: Collection[str]) -> list[list[str]]:
    """Those of some facts that stand in relations, the ones together to which relations lead from each other."""
    found: dict[frozenset[str], list[str]] = {}
    for name in names:
        if _related(book, name):
            found.setdefault(_around(book, name), []).append(name)
    return list(found.values())


def _related(book: Book, name: str) -> bool:
    return any(name in relation.facts for relation in book.relations)


@of_book
def _around(book: Book, name: str) -> frozenset[str]:
    """A fact and all to which relations lead from it."""
    reached, before = {name}, 0
    while len(reached) > before:
        before = len(reached)
        reached |= {n for relation in book.relations if reached & {*relation.facts} for n in relation.facts}
    return frozenset(reached)


def _named(fact: Fact) -> Sequence[Value]:
    """All values of a fact that can stand in a relation."""
    return (True, False) if fact.type == "bool" else fact.values


def _existing(sample: list[Way], places: list[list[int]], rows: list[list[Way]]) -> Iterator[Way]:
    """Put into each of a sample, for each group of related facts, the row that differs least from what stands there."""
    for way in sample:
        found = list(way)
        for at, group in zip(places, rows, strict=True):
            best = min(group, key=lambda row: (sum(found[p] != v for p, v in zip(at, row, strict=True)), repr(row)))
            for p, v in zip(at, best, strict=True):
                found[p] = v
        yield tuple(found)


def _sample(values: list[list[Value]]) -> Iterator[tuple[Value, ...]]:
    """A fixed sample: people who mostly or wholly have the first, second or third value; each again with one fact changed."""
    for n in range(SAMPLE):
        dice = hashlib.shake_256(str(n).encode()).digest(2 * len(values))
        end, share = n % 3, 32 * (n % 8 + 1)
        base = [v[end % len(v)] if dice[2 * i] < share else v[dice[2 * i + 1] % len(v)] for i, v in enumerate(values)]
        turned = n * 7 % len(values)
        for other in values[turned]:
            yield (*base[:turned], other, *base[turned + 1 :])


def _rows(case: Case, names: list[str], groups: Mapping[str, list[tuple[Any, ...]]]) -> list[tuple[Value, ...]]:
    """The ways to fill in related facts, one for all that no comparison tells apart."""
    apart: dict[tuple[Any, ...], tuple[Value, ...]] = {}
    first: dict[tuple[str, tuple[bool, ...]], Value] = {}

    near = [relation for relation in case.book.relations if names and relation.facts[0] in _around(case.book, names[0])]

    def fill(person: Person, left: list[str], row: tuple[Value, ...]) -> None:
        if not _can_exist(case.book, near, person):
            return
        if left:
            for item in _named(case.book.facts[left[0]]):
                fill({**person, left[0]: item}, left[1:], (*row, item))
            return
        signs = [(n, tuple(inside(v, group) for group in groups[n])) for n, v in zip(names, row, strict=True)]
        alike = tuple(first.setdefault(sign, v) for sign, v in zip(signs, row, strict=True))
        apart.setdefault(alike, alike)

    fill(dict(case.answers.known), names, ())
    return list(apart.values())


def _can_exist(book: Book, relations: Collection[Relation], person: Person) -> bool:
    """Whether the facts that are not known can have values with which the relations hold."""
    near = [relation for relation in relations if not _holds_already(relation, person)]
    if any(all(n in person for n in relation.facts) for relation in near):
        return False
    if not near:
        return True
    name = next(n for n in min(near, key=lambda r: sum(n not in person for n in r.facts)).facts if n not in person)
    return any(_can_exist(book, near, {**person, name: item}) for item in _named(book.facts[name]))


def _holds_already(relation: Relation, person: Person) -> bool:
    """Whether a relation holds whatever the open facts are."""
    when, then = relation.when, relation.then
    if when.fact in person and not inside(person[when.fact], when.cells):
        return True
    return any(t.fact in person and inside(person[t.fact], t.cells) for t in then)


def decide(case: Case, name: str) -> Whole:
    """Decide a rule by id for one person, open facts and open dates included.

    A scope only takes away: somebody who is certainly out of it gets nothing of the rule, and as long as that is open the rule is decided
    as if it had none. It is not settled then where it can give something.
    """
    rule, known = case.book.rules[name], case.answers.known
    in_scope, outside = scope(case, rule)
    found: set[Single] = set()
    missing: set[str] = set()
    complete = True
    for days in days_touched(case, rule):
        open_, whole, every = ways(case, tests_of(case.book, rule, days))
        results = {way: single(case.book, rule, {**known, **dict(zip(open_, way, strict=True))}, days) for way in every}
        found.update(results.values())
        missing.update(_matter(case, list(open_), results, whole))
        complete = complete and whole
    if in_scope == FALSE:
        return _joined(rule, [Single(any(each.in_force for each in found))], in_scope, frozenset(), complete)
    missing |= outside if any(each.due or each.options for each in found) else set()
    asked = frozenset(i for n in _one_of_alike(case, missing) for i in inputs_of(case.book, n) if i not in known)
    return _joined(rule, list(found), in_scope, asked, complete)


def scope(case: Case, rule: Rule) -> tuple[Truth, set[str]]:
    """Whether a rule concerns the person, over all ways to fill in what is open, and the facts on which that hangs."""
    compared: dict[str, set[tuple[Any, ...]]] = {}
    _look(case.book, rule.scope, {}, compared, rule.scope)
    open_, whole, every = ways(case, compared)
    people = {way: {**case.answers.known, **dict(zip(open_, way, strict=True))} for way in every}
    concerned = {way: _holds(case.book, rule.scope, person, {}, rule.scope) for way, person in people.items()}
    return join(map(truth_of, concerned.values())), set(_matter(case, list(open_), concerned, whole))


def _matter(case: Case, names: list[str], results: Mapping[Way, object], complete: bool) -> Iterator[str]:
    """Facts for which two ways differ in the result, in them, and in nothing else that could stay as it is."""
    related = [i for i, n in enumerate(names) if _related(case.book, n)]
    blocks: dict[tuple[Value, ...], list[tuple[Value, ...]]] = {}
    for way in results:
        blocks.setdefault(tuple(v for i, v in enumerate(way) if i not in related), []).append(way)
    for i, name in enumerate(names):
        if i in related:
            if any(_turns(way, i, block, results, complete) for block in blocks.values() for way in block):
                yield name
        else:
            seen: dict[tuple[Value, ...], object] = {}
            if any(seen.setdefault((*way[:i], *way[i + 1 :]), result) != result for way, result in results.items()):
                yield name


def _turns(way: Way, i: int, block: list[Way], results: Mapping[Way, object], complete: bool) -> bool:
    """Whether a way that differs in a fact, and in nothing that could stay as it is, has another result. In a sample: in it alone."""

    def apart(other: Way) -> set[int]:
        return {n for n, (a, b) in enumerate(zip(way, other, strict=True)) if a != b}

    def nearest(other: Way) -> bool:
        if not complete:
            return apart(other) == {i}
        return not any(third[i] == other[i] and apart(third) < apart(other) for third in block)

    return any(other[i] != way[i] and results[other] != results[way] and nearest(other) for other in block)


def _one_of_alike(case: Case, missing: Collection[str]) -> Iterator[str]:
    """Of facts that always follow from each other only the one that is asked about first."""
    facts = case.book.facts
    gone: set[str] = set()
    order = sorted(missing, key=lambda n: (not facts[n].askable, facts[n].stage, facts[n].order))
    related = [n for n in order if _related(case.book, n)]
    for one, two in itertools.combinations(related, 2):
        groups = {n: [(v,) for v in _named(facts[n])] for n in (one, two)}
        rows = _rows(case, [one, two], groups) if one not in gone and two in _around(case.book, one) else []
        if rows and len(rows) == len({a for a, _ in rows}) == len({b for _, b in rows}):
            gone.add(two)
    yield from (n for n in missing if n not in gone)


def _joined(rule: Rule, found: list[Single], in_scope: Truth, missing: frozenset[str], complete: bool) -> Whole:
    in_force = any(s.in_force for s in found)
    settled = len(found) == 1 and not (in_scope == OPEN and any(s.due or s.options for s in found))
    nobody = rule.covers_part and settled and in_force and in_scope != FALSE and not any(s.due or s.options for s in found)
    dues = {next(iter(s.due), None) for s in found}
    due = dues.pop() if len(dues) == 1 else None
    if rule.ordered:
        steps = [max((rule.outcomes.index(step) for step in s.due), default=-1) for s in found]
        floor, ceiling = (rule.outcomes[step] if step >= 0 else None for step in (min(steps), max(steps)))
        between = frozenset(rule.outcomes[max(min(steps), 0) : max(steps) + 1])
        return Whole(in_force, in_scope, due, frozenset(), frozenset(), between, settled, floor, ceiling, missing, complete, nobody)
    certain = frozenset.intersection(*(s.options for s in found))
    some = frozenset(o for s in found for o in s.options)
    possible = some | {o for s in found for o in s.due}
    return Whole(in_force, in_scope, due, certain, some - certain, possible, settled, None, None, missing, complete, nobody)
