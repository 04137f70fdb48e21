"""Bits of people in NumPy words, and circuits over them: 64 people an operation, in blocks that stay in the cache."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pyarrow as pa

from tunnistus.columns.circuit import AND, NOT, OR, XOR, Root, Straight

__all__ = [
    "ALL", "NOBODY", "Array", "Pair", "array_of", "bits_of", "block_for", "calls", "cut", "distinct", "pack", "rows_of", "run", "space",
    "unpack", "words_for",
]  # fmt: skip

Array = Any  # of NumPy, whose types are not needed to check ours
BLOCK: Final = 8_192  # most words of a block: 524,288 people
ALL: Final = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
NOBODY: Final = np.False_  # where a flag for each person can stand, one for all
_CALLS: Final = {AND: np.bitwise_and, OR: np.bitwise_or, XOR: np.bitwise_xor, NOT: np.invert}

Pair = tuple[Array, Array]  # two planes: for whom something is surely true, and for whom surely false
Load = Callable[[int, int, Pair], Pair]  # leaf, words, room for its planes: they are there or elsewhere


def words_for(rows: int) -> int:
    """How many words hold so many bits."""
    return (rows + 63) // 64


def block_for(total: int) -> int:
    """How many words of so many are a block: all of much the same size, each at the beginning of a line of the cache."""
    blocks = max(1, -(-total // BLOCK))
    return max(1, -(-total // blocks // 8) * 8)


def space(*shape: int) -> Array:
    """Words to be written, from Arrow's pool: it hands used memory out again, which costs less than new memory."""
    return np.frombuffer(pa.allocate_buffer(8 * math.prod(shape)), np.uint64).reshape(shape)


def pack(flags: Array, words: int) -> Array:
    """Turn one byte for each person into bits."""
    packed = np.packbits(flags, bitorder="little")
    if packed.size == words * 8:
        return packed.view(np.uint64)
    whole = np.zeros(words * 8, np.uint8)
    whole[: packed.size] = packed
    return whole.view(np.uint64)


def unpack(words: Array, rows: int) -> Array:
    """Turn the bits of so many people into one byte for each."""
    return np.unpackbits(words.view(np.uint8), count=rows, bitorder="little").view(np.bool_)


def cut(words: Array, rows: int) -> Array:
    """Take out, in place, the bits behind those of so many people."""
    if rows % 64:
        words[rows // 64] &= np.uint64((1 << rows % 64) - 1)
    return words


def bits_of(column: Any) -> Array:
    """Return the values of a Boolean Arrow array without nulls as words."""
    return pack(column.to_numpy(zero_copy_only=False), words_for(len(column)))


def array_of(rows: int, valid: Array | None, data: Array) -> Any:
    """Return words as a Boolean Arrow array of so many rows; where ``valid`` has no bit it is null."""
    return pa.Array.from_buffers(pa.bool_(), rows, [None if valid is None else pa.py_buffer(valid), pa.py_buffer(data)])


def rows_of(words: Array, count: int) -> Array:
    """Return the numbers of the people whose bit is set."""
    return np.flatnonzero(unpack(words, count))


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


Call = tuple[Any, int, int, int, tuple[Root, ...]]  # the function of NumPy (None loads), planes, roots that are then ready


def calls(line: Straight) -> list[Call]:
    """Return the steps with the functions that they call: looking these up at every step would cost as much as the step."""
    return [(_CALLS.get(s.what), s.a, s.b, s.to, ready) for s, ready in zip(line.steps, line.ready, strict=True)]


def run(steps: list[Call], words: int, load: Load, take: Callable[[int, Pair], object], room: Array) -> None:
    """Run a circuit over some words.

    Args:
        steps: what :func:`calls` returned.
        load: gives the planes of a leaf.
        take: is given each root's number and planes as soon as they are ready; it must copy what it keeps.
        room: an array of the shape (planes, at least ``words``).
    """
    own = [plane[:words] for plane in room]
    planes = list(own)
    for function, a, b, to, ready in steps:
        if function is None:
            planes[to], planes[b] = load(a, words, (own[to], own[b]))
        elif b >= 0:
            planes[to] = function(planes[a], planes[b], own[to])
        else:
            planes[to] = function(planes[a], own[to])
        for root, true, false in ready:
            take(root, (planes[true], planes[false]))
