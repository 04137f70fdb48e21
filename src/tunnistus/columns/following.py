"""What follows from related facts for many people, on bit planes: a pass down the diagram of a group of them, and one up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import pyarrow as pa

from tunnistus.columns.bits import ALL, Array, array_of, unpack, words_for
from tunnistus.columns.intake import Codes, Source
from tunnistus.columns.walks import at_a_time, possible
from tunnistus.rules.mdd import FALSE, TRUE, Diagrams
from tunnistus.rules.model import Fact
from tunnistus.rules.relations import Group

__all__ = ["alone", "filled", "narrowed"]

Ways = Sequence[Array]  # of a fact, for each part of its values the rows that can have one of them


def narrowed(group: Group, sources: Mapping[str, Source], rows: int) -> dict[str, Array]:
    """Return for each fact of a group the rows that can have a value of each part of its values (:attr:`Group.alike`).

    A row that has no value left of one of them has none of any: its answers cannot be true together. In a row in which a fact is open, it
    can have all values of a part or none, as :meth:`Group.narrowed` tells of one person.
    """
    total = words_for(rows)
    found = {name: np.zeros((len(group.alike[name]), total), np.uint64) for name in group.names}
    first = [group.branches(name, [part[0] for part in group.alike[name]]) for name in group.order]
    step = at_a_time(len(group.diagram[0].level))
    for start in range(0, total, step):
        here = slice(start, min(start + step, total))
        words = here.stop - start
        ways = [_ways(sources.get(name), group.alike[name], start, words) for name in group.order]
        for level, n, plane in _both_ways(*group.diagram, first, ways, words):
            found[group.order[level]][n, here] |= plane
    return found


def _ways(source: Source | None, parts: Sequence[tuple[Any, ...]], start: int, words: int) -> Ways:
    return [np.full(words, ALL)] * len(parts) if source is None else possible(source, parts, start, words)


def _both_ways(
    diagrams: Diagrams, root: int, first: Sequence[Sequence[int]], ways: Sequence[Ways], words: int
) -> Iterator[tuple[int, int, Array]]:
    """Yield by level and part rows that can come there from above and go on from there to the end.

    Args:
        first: of each level for each part of the values the branch of one of them.
    """
    nobody = np.zeros(words, np.uint64)
    layers = [{root: np.full(words, ALL)}]  # of each level who can come to each node that stands there, or further below
    for level, parts in enumerate(ways):
        after: dict[int, Array] = {}
        for at, come in layers[-1].items():
            if diagrams.level[at] != level:
                after[at] = after[at] | come if at in after else come
                continue
            for child, way in zip(_below(diagrams, at, first[level]), parts, strict=True):
                if child != FALSE:
                    after[child] = after[child] | (come & way) if child in after else come & way
        layers.append(after)
    on = {TRUE: np.full(words, ALL)}
    for level in reversed(range(len(ways))):
        before: dict[int, Array] = {}
        for at, come in layers[level].items():
            below = _below(diagrams, at, first[level]) if diagrams.level[at] == level else (at,) * len(ways[level])
            left = [way & on[child] if child in on else nobody for child, way in zip(below, ways[level], strict=True)]
            before[at] = reduce(or_, left)
            for n, part in enumerate(left):
                yield level, n, come & part
        on = before


def _below(diagrams: Diagrams, at: int, branches: Sequence[int]) -> list[int]:
    children = diagrams.below[at]
    return [children[n] for n in branches]


def alone(parts: Sequence[tuple[Any, ...]], ways: Ways, open_: Array) -> tuple[Array, Array]:
    """Return the rows that have any value left of a fact, and of those in which it is open the rows that have one alone."""
    some, several = np.zeros_like(ways[0]), ~open_
    for part, way in zip(parts, ways, strict=True):
        several |= way if len(part) > 1 else some & way
        some |= way
    return some, some & ~several


def filled(fact: Fact, source: Source, parts: Sequence[tuple[Any, ...]], ways: Ways, follows: Array, rows: int) -> Any:
    """Return a fact as an Arrow array: what is known of it, in some other rows the one value that is left, and null elsewhere."""
    known = source.known(0, follows.size)
    one = {part[0]: way & follows for part, way in zip(parts, ways, strict=True) if len(part) == 1}
    if fact.type == "bool":
        return array_of(rows, known | follows, source.holds((True,), 0, follows.size) & known | one.get(True, np.uint64(0)))
    numbers = {item: n for n, item in enumerate(fact.values)}
    codes = np.zeros(rows, np.int16)
    if isinstance(source, Codes):
        codes = np.take(np.array([numbers.get(item, 0) for item in source.members] or [0], np.int16), source.codes, mode="clip")
    for item, way in one.items():
        codes[unpack(way, rows)] = numbers[item]
    indices = pa.Array.from_buffers(pa.int16(), rows, [pa.py_buffer(known | follows), pa.py_buffer(codes)])
    return pa.DictionaryArray.from_arrays(indices, pa.array(fact.values, pa.string()))
