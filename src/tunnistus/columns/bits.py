"""Circuits over NumPy words: 64 people an operation, in blocks that stay in the cache; and the enumeration of open facts on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa

from tunnistus.columns.circuit import AND, NOT, OR, XOR, Circuit, Straight
from tunnistus.limits import LIMIT
from tunnistus.rules.formula import Formula
from tunnistus.rules.model import Const, Fact, Test, inside

__all__ = ["Array", "Entangled", "bits_of", "block_for", "calls", "distinct", "pack", "rows_of", "run", "set_bits", "words_for"]

Array = Any  # of NumPy, whose types are not needed to check ours
BLOCK: Final = 8_192  # most words of a block: 524,288 people
ROOM: Final = 16_384  # words that an enumeration fills at a time
ALL: Final = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_CALLS: Final = {AND: np.bitwise_and, OR: np.bitwise_or, XOR: np.bitwise_xor, NOT: np.invert}

Load = Callable[[int, int, Array], Array]  # leaf, words, room of the shape (2, words): the two planes of the leaf, there or elsewhere


def words_for(rows: int) -> int:
    """How many words hold so many bits."""
    return (rows + 63) // 64


def block_for(total: int) -> int:
    """How many words of so many are a block: all of much the same size, each at the beginning of a line of the cache."""
    blocks = max(1, -(-total // BLOCK))
    return max(1, -(-total // blocks // 8) * 8)


def pack(flags: Array, words: int) -> Array:
    """Turn one byte for each person into bits."""
    packed = np.packbits(flags, bitorder="little")
    if packed.size == words * 8:
        return packed.view(np.uint64)
    whole = np.zeros(words * 8, np.uint8)
    whole[: packed.size] = packed
    return whole.view(np.uint64)


def bits_of(words: Array, rows: Array) -> Array:
    """Return the bits of some people, one byte each."""
    return (words[rows >> 6] >> (rows & 63).astype(np.uint64) & np.uint64(1)).astype(np.bool_)


def rows_of(words: Array, count: int) -> Array:
    """Return the numbers of the people whose bit is set."""
    return np.flatnonzero(np.unpackbits(words.view(np.uint8), count=count, bitorder="little"))


def distinct(keys: Array) -> tuple[Array, Array]:
    """Return the first row of each different one, and of every row the number of its kind, in the order in which they first stand.

    Args:
        keys: an array of the shape (rows, bytes) of unsigned bytes, or of one 64-bit whole number for each row.
    """
    if keys.ndim == 2:
        wide = np.zeros((len(keys), max(8, -(-keys.shape[1] // 8) * 8)), np.uint8)
        wide[:, : keys.shape[1]] = keys
        first, *others = wide.view(np.int64).T
        back = _kinds(first)
        for other in others:
            back = _kinds(back << 32 | _kinds(other))
    else:
        back = _kinds(keys)
    places = np.empty(int(back.max()) + 1 if back.size else 0, np.int64)
    places[back[::-1]] = np.arange(back.size)[::-1]
    return places, back


def _kinds(numbers: Array) -> Array:
    """Of every number the number of its kind; by a table, which is quicker than sorting."""
    return pa.array(numbers).dictionary_encode().indices.to_numpy().astype(np.int64)


Call = tuple[Any, int, int, int, tuple[int, ...]]  # the function of NumPy (None loads), operands, register, roots that are then ready


def calls(line: Straight) -> list[Call]:
    """Return the steps with the functions that they call: looking these up at every step would cost as much as the step."""
    return [(_CALLS.get(s.what), s.a, s.b, s.to, ready) for s, ready in zip(line.steps, line.ready, strict=True)]


def run(steps: list[Call], words: int, load: Load, take: Callable[[int, Array], object], room: Array) -> None:
    """Run a circuit over some words.

    Args:
        steps: what :func:`calls` returned.
        load: gives the planes of a leaf.
        take: is given each root's number and planes as soon as they are ready; it must copy what it keeps.
        room: an array of the shape (registers, at least twice ``words``).
    """
    own = [register[: 2 * words].reshape(2, words) for register in room]
    planes = list(own)
    for function, a, b, to, ready in steps:
        if b >= 0:
            planes[to] = function(planes[a], planes[b], own[to])
        elif function is None:
            planes[to] = load(a, words, own[to])
        else:
            planes[to] = function(planes[a][::-1], own[to])
        for root in ready:
            take(root, planes[to])


# -- exact over all completions ------------------------------------------------------------------------------------


@attrs.define(eq=False)
class Entangled:
    """A formula for which Kleene logic can be too weak: its entangled open facts are enumerated, each combination one bit."""

    formula: Formula
    facts: Mapping[str, Fact] = attrs.field(repr=False)
    line: Straight = attrs.field(init=False, repr=False)
    steps: list[Call] = attrs.field(init=False, repr=False)
    sizes: Array = attrs.field(init=False, repr=False)
    _patterns: dict[Any, Array] = attrs.field(factory=dict, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        circuit = Circuit(self.facts)
        self.line = circuit.straight([circuit.add(self.formula.node)])
        self.steps = calls(self.line)
        self.sizes = np.array([len(self.formula.cells[n]) for n in self.formula.entangled], np.float64)

    def settle(
        self, planes: Array, count: int, opens: Callable[[str], Array], leaf: Callable[[Test | Const], Array],
        values: Callable[[str, Array], Array],
    ) -> Array | None:  # fmt: skip
        """Put the exact truth where the Kleene truth of a block is open; return the people past the bound, as words, if any.

        Args:
            planes: (2, words), changed in place.
            count: people in the block.
            opens: gives the people for whom a fact is open, as words.
            leaf: gives the planes of a leaf of the block.
            values: gives for some rows of the block which of its named values a fact has; -1 where it is open.
        """
        undecided = planes[1] & ~planes[0]
        if not undecided.any():
            return None
        unknown = [opens(name) for name in self.formula.entangled]
        rows = rows_of(undecided & np.bitwise_or.reduce(unknown), count)
        if not rows.size:
            return None
        open_ = np.stack([bits_of(each, rows) for each in unknown], 1)
        combinations = np.where(open_, self.sizes, 1.0).prod(1)
        within = combinations <= LIMIT
        if within.any():
            self._enumerate(planes, rows[within], open_[within], leaf)
        return set_bits(rows[~within], words_for(count)) if not within.all() else None

    def _enumerate(self, planes: Array, rows: Array, open_: Array, leaf: Callable[[Test | Const], Array]) -> None:
        bits = np.stack([bits_of(plane, rows) for item in self.line.leaves for plane in leaf(item)], 1)
        same = np.packbits(np.concatenate([bits, open_], 1), axis=1)
        first, back = distinct(same)
        bits, open_ = bits[first], open_[first]
        sizes = np.where(open_, self.sizes, 1.0).astype(np.int64)
        combinations = sizes.prod(1)
        strides = combinations[:, None] // np.cumprod(sizes, 1)
        width = 1 << np.ceil(np.log2(np.maximum(words_for(combinations), 1))).astype(np.int64)
        truth = np.empty((2, first.size), np.bool_)
        for words in np.unique(width):
            (group,) = np.nonzero(width == words)
            for at in range(0, group.size, max(1, ROOM // int(words))):
                some = group[at : at + max(1, ROOM // int(words))]
                truth[:, some] = self._combine(bits[some], open_[some], strides[some], int(words))
        true, false = truth[:, back]
        planes[0] |= set_bits(rows[true], planes.shape[1])
        planes[1] &= ~set_bits(rows[false], planes.shape[1])

    def _combine(self, bits: Array, open_: Array, strides: Array, words: int) -> Array:
        """Evaluate every combination for some people, ``words`` words each; whether all are true, whether all are false."""
        people = len(bits)
        result = np.empty((2, people), np.bool_)
        column = {name: n for n, name in enumerate(self.formula.entangled)}

        def load(n: int, total: int, out: Array) -> Array:
            item = self.line.leaves[n]
            index = bits[:, 2 * n : 2 * n + 2].T.astype(np.intp)
            table = [np.zeros(words, np.uint64), np.full(words, ALL)]
            if isinstance(item, Test) and item.fact in column:
                (varies,) = np.nonzero(open_[:, column[item.fact]])
                found, which = np.unique(strides[varies, column[item.fact]], return_inverse=True)
                table += [self._pattern(item, int(stride), words) for stride in found]
                index[:, varies] = which.ravel() + 2
            np.take(np.stack(table), index, axis=0, out=out.reshape(2, people, words))
            return out

        def take(_: int, pair: Array) -> None:
            each = pair.reshape(2, people, words)
            result[0] = np.bitwise_and.reduce(each[0], 1) == ALL
            result[1] = np.bitwise_or.reduce(each[1], 1) == 0

        room = np.empty((self.line.registers, 2 * people * words), np.uint64)
        run(self.steps, people * words, load, take, room)
        return result

    def _pattern(self, test: Test, stride: int, words: int) -> Array:
        """The bits of a test over the combinations, whose fact changes every ``stride`` of them. Beyond the last they begin anew."""
        key = (test, stride, words)
        if key not in self._patterns:
            holds = np.array([inside(value, test.cells) for value in self.formula.cells[test.fact]], np.bool_)
            self._patterns[key] = pack(holds[np.arange(words * 64) // stride % holds.size], words)
        return self._patterns[key]


def set_bits(rows: Array, words: int) -> Array:
    """Return words in which the bits of some people are set."""
    flags = np.zeros(words * 64, np.bool_)
    flags[rows] = True
    return pack(flags, words)
