"""What follows from related facts for many people, on bit planes: a pass down the diagram of a group of them, and one up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import pyarrow as pa

from tunnistus.columns.bits import ALL, Array, array_of, unpack, words_for
from tunnistus.columns.intake import Source
from tunnistus.columns.walks import at_a_time, possible
from tunnistus.rules.mdd import FALSE, TRUE, Diagrams
from tunnistus.rules.model import Fact, Value
from tunnistus.rules.relations import Group

__all__ = ["column_of", "left_of", "narrowed"]

Ways = Sequence[Array]  # of a fact, for each of its values the rows that can have it


def narrowed(group: Group, sources: Mapping[str, Source], rows: int) -> dict[str, Array]:
    """Return for each fact of a group the rows that can have each of its values, as :meth:`Group.narrowed` tells of one person.

    A row that has no value left of one of them has none of any: its answers cannot be true together.
    """
    total = words_for(rows)
    found = {name: np.zeros((len(values), total), np.uint64) for name, values in zip(group.names, group.values, strict=True)}
    values = dict(zip(group.names, group.values, strict=True))
    step = at_a_time(len(group.diagram[0].level))
    for start in range(0, total, step):
        here = slice(start, min(start + step, total))
        words = here.stop - start
        ways = [_ways(sources.get(name), values[name], start, words) for name in group.order]
        for level, branch, plane in _both_ways(*group.diagram, ways, words):
            found[group.order[level]][branch, here] |= plane
    return found


def _ways(source: Source | None, values: Sequence[Value], start: int, words: int) -> Ways:
    if source is None:
        return [np.full(words, ALL)] * len(values)
    parts: list[tuple[Any, ...]] = [(item,) for item in values]
    return possible(source, parts, start, words)


def _both_ways(diagrams: Diagrams, root: int, ways: Sequence[Ways], words: int) -> Iterator[tuple[int, int, Array]]:
    """Yield by level and branch rows that can come there from above and go on from there to the end."""
    nobody = np.zeros(words, np.uint64)
    layers = [{root: np.full(words, ALL)}]  # of each level who can come to each node that stands there, or further below
    for level, branches in enumerate(ways):
        after: dict[int, Array] = {}
        for at, come in layers[-1].items():
            for child, way in _edges(diagrams, at, level, branches):
                after[child] = after.get(child, nobody) | (come & way)
        layers.append(after)
    on = {TRUE: np.full(words, ALL)}
    for level in reversed(range(len(ways))):
        before: dict[int, Array] = {}
        for at, come in layers[level].items():
            below = diagrams.below[at] if diagrams.level[at] == level else (at,) * len(ways[level])
            parts = [way & on[child] if child in on else nobody for child, way in zip(below, ways[level], strict=True)]
            before[at] = reduce(or_, parts)
            for branch, part in enumerate(parts):
                yield level, branch, come & part
        on = before


def _edges(diagrams: Diagrams, at: int, level: int, branches: Ways) -> Iterator[tuple[int, Array]]:
    if diagrams.level[at] != level:
        yield at, np.uint64(ALL)
        return
    for child, way in zip(diagrams.below[at], branches, strict=True):
        if child != FALSE:
            yield child, way


def left_of(ways: Ways) -> tuple[Array, Array]:
    """Return the rows that have any value left, and those that have one alone."""
    some, several = np.zeros_like(ways[0]), np.zeros_like(ways[0])
    for way in ways:
        several |= some & way
        some |= way
    return some, some & ~several


def column_of(fact: Fact, values: Sequence[Value], ways: Ways, alone: Array, rows: int) -> Any:
    """Return the values of those rows that have one alone as an Arrow array, null elsewhere."""
    if fact.type == "bool":
        return array_of(rows, alone, ways[values.index(True)])
    codes = np.zeros(rows, np.int16)
    for n, way in enumerate(ways):
        codes[unpack(way, rows)] = n
    indices = pa.Array.from_buffers(pa.int16(), rows, [pa.py_buffer(alone), pa.py_buffer(codes)])
    return pa.DictionaryArray.from_arrays(indices, pa.array(values, pa.string()))
