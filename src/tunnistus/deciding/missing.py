"""What is missing: the open facts on which the result of a rule hangs, with what must change with them.

Of a fact without relations: two completions that differ in it alone differ in the result, so it is left in the cofactor of the diagram.
A related fact rarely changes alone. So it is missing when two allowed completions differ in the result, in this fact and in nothing that
could stay as it is: there is no allowed completion that has the same other value of the fact and differs from the first in fewer facts.
It is never empty while the result is open: of two completions with different results and as few differences as possible, each difference
is such a fact.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from tunnistus.deciding.compiled import Known, Table
from tunnistus.deciding.expand import Compared
from tunnistus.errors import LimitError
from tunnistus.rules.formula import Formula, cells, simplify, tests_in
from tunnistus.rules.mdd import TRUE, UNBOUNDED, Diagrams
from tunnistus.rules.model import Fact, Value
from tunnistus.rules.relations import Group, Relations

__all__ = ["hanging", "left_in", "nearest_turns"]

Row = tuple[Value, ...]
Free = tuple[Group, tuple[str, ...], tuple[Row, ...]]  # open facts of a group, and the rows that they can have together


def hanging(table: Table, root: int, known: Known, related: Compared, facts: Mapping[str, Fact], relations: Relations) -> set[str]:
    """Return the open facts on which a function of a table hangs.

    Args:
        root: in which all may be, also who cannot exist.
        related: the facts that stand in relations, with what they are compared with. Where more rows of them are allowed than
            :data:`tunnistus.limits.MAX_ROWS`, all that are open count.
    """
    rest = Diagrams(UNBOUNDED)
    left = rest.restrict(table.diagrams, root, table.branching(known))
    names = {table.names[level] for level in rest.support(left)}
    try:
        free = list(_free(names, known, related, facts, relations))
    except LimitError:
        return names | _open_beside(names, known, related, relations) if _differs(table, names, left, rest, known) else set()
    return names if not free else _among_rows(table, free, left, rest)


def _differs(table: Table, names: set[str], left: int, rest: Diagrams, known: Known) -> bool:
    """Whether what is left of a function, over some facts, is not the same for all who can exist."""
    groups = (group for group in table.groups if not names.isdisjoint(group.names))
    return rest.ends[rest.among(_exists(table, groups, known, rest), left)].bit_count() > 1


def _open_beside(names: set[str], known: Known, related: Compared, relations: Relations) -> set[str]:
    """All open facts that share a group with one of some facts: too many to tell which of them hang together, and none too few."""
    groups = relations.among([name for name in related if name in names])
    return {name for group in groups for name in related if name in group.names and known.get(name) is None}


def _free(left: set[str], known: Known, related: Compared, facts: Mapping[str, Fact], relations: Relations) -> Iterator[Free]:
    """The groups whose open facts cannot have all values together."""
    for group in relations.among_those(tuple(related)):
        names = tuple([n for n in related if n in group.names and known.get(n) is None])
        if names and not left.isdisjoint(names):
            rows = group.rows_of_cells(names, known, tuple([related[n] for n in names]))
            if len(rows) != math.prod(len(cells(facts[n], related[n])) for n in names):
                yield group, names, rows


def _exists(table: Table, groups: Iterable[Group], known: Known, rest: Diagrams) -> int:
    """The condition that somebody of whom this is known can exist, by the relations of some groups."""
    root = TRUE
    for group in groups:
        root = rest.both(root, rest.restrict(table.diagrams, table.group(group), table.branching(known)))
    return root


def _among_rows(table: Table, free: Sequence[Free], left: int, rest: Diagrams) -> set[str]:
    """The same of what is left of a function in which not all values of related facts go together.

    Only nodes from the first related fact on are looked at for each row; those above it, of which there may be a thousand, once.
    """
    first = min(table.level[name] for _, names, _ in free for name in names)
    borders = rest.borders(left, first)
    ways = [[table.branches(dict(zip(names, row, strict=True))) for row in rows] for _, names, rows in free]
    found: set[str] = set()
    for at, (_, names, rows) in enumerate(free):
        here = _after(rest, borders, (*ways[:at], *ways[at + 1 :]))
        column = [tuple([rest.cofactor(node, way) for nodes in here for node in nodes]) for way in ways[at]]
        for n, m, place in nearest_turns(rows) if len(set(column)) > 1 else ():
            if column[n] != column[m]:
                found.add(names[place])
    after = _after(rest, borders, ways)
    alike: dict[tuple[int, ...], int] = {}  # of the borders that become the same in every row the first
    new = {node: alike.setdefault(each, node) for node, each in zip(borders, zip(*after, strict=True), strict=True)}
    above = {level for level in rest.support(rest.replace(left, first, new)) if level < first}
    levels = above.union(*(rest.support(node) for node in set().union(*after)))
    return found | {table.names[level] for level in levels}


def _after(rest: Diagrams, nodes: Sequence[int], ways: Sequence[Sequence[Mapping[int, int]]]) -> set[tuple[int, ...]]:
    """What can become of some functions when one way is taken of each of several groups."""
    found = {tuple(nodes)}
    for each in ways:
        found = {tuple([rest.cofactor(node, way) for node in some]) for some in found for way in each}
    return found


def left_in(formulas: Iterable[Formula], known: Known, related: Iterable[str], relations: Relations) -> set[str]:
    """Return the open facts that are left in conditions when the known ones are put in, and of the related facts those that may change with
    them: those that hang on them, and perhaps more.
    """
    some = {name: item for name, item in known.items() if item is not None}
    left = {test.fact for test, _ in tests_in([simplify(formula.node, some) for formula in formulas])}
    around = relations.around(left)
    return left | {name for name in related if name in around and name not in some}


@lru_cache(maxsize=128)
def nearest_turns(rows: tuple[Row, ...]) -> frozenset[tuple[int, int, int]]:
    """Return (row, other, place): the other has another value there, and no third row with that value is nearer to the first."""
    found: set[tuple[int, int, int]] = set()
    every = (1 << len(rows)) - 1
    having: list[dict[Value, int]] = [{} for _ in (rows[0] if rows else ())]  # of each place and value the rows that have it, as bits
    for n, row in enumerate(rows):
        for at, item in enumerate(row):
            having[at][item] = having[at].get(item, 0) | 1 << n
    for n, one in enumerate(rows):
        for places, these, nearer in _by_difference([having[at][item] for at, item in enumerate(one)], every):
            for at in places:
                for some in having[at].values():
                    if some & these and not some & nearer:
                        found.update((n, m, at) for m in _bits(some & these))
    return frozenset(found)


def _by_difference(like: Sequence[int], every: int) -> list[tuple[tuple[int, ...], int, int]]:
    """Return places, the rows that differ from one in just these, and those that differ in fewer of them; rows are bits.

    Args:
        like: for each place the rows that do not differ there.
    """
    found: list[tuple[tuple[int, ...], int, int, int]] = [((), every, every, 0)]
    for at, same in enumerate(like):
        agree = [(places, some & same, within & same, fewer) for places, some, within, fewer in found]
        differ = [((*places, at), some & ~same, within, fewer | same) for places, some, within, fewer in found]
        found = [each for each in (*agree, *differ) if each[1]]
    return [(places, some, within & fewer) for places, some, within, fewer in found]


def _bits(some: int) -> Iterator[int]:
    while some:
        yield (some & -some).bit_length() - 1
        some &= some - 1
