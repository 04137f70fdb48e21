"""Columns of answers, read from Arrow: checked against the vocabulary, then given out as the two bit planes of every test.

Nothing is repaired, and nothing converted but numbers with decimals: to whole numbers of their smallest parts. A message
names the column, the kind of fault and a row number, never a value.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tunnistus.columns.bits import ALL, Array, Pair, pack, words_for
from tunnistus.discreet import discreet
from tunnistus.errors import AnswerError
from tunnistus.limits import FIRST_DAY, LAST_DAY, MAX_DIGITS, MAX_NUMBER
from tunnistus.messages import Message, message
from tunnistus.rules.answers import FINER, OUTSIDE, domain, with_decimals
from tunnistus.rules.decimals import scaled
from tunnistus.rules.model import Cell, Fact, Span

__all__ = [
    "WANTED", "Absent", "Bits", "Codes", "Days", "RowsError", "Source", "beyond", "bitmap", "check", "open_in", "read", "whole_days",
]  # fmt: skip

PIECE: Final = 1 << 16
EPOCH: Final = date(1970, 1, 1).toordinal()
WANTED: Final = {
    "bool": message("Give a Boolean column; null is open. In pandas: {example}.", example='.astype("boolean")'),
    "enum": message("Give text, preferably dictionary-encoded; null is open."),
    "number": message("Give a column of whole numbers; null is open."),
    "date": message("Give a column of dates without time (date32); null is open. In pandas: {example}.", example="pd.to_datetime(column)"),
}
_WANTED_DECIMALS: Final = message("Give a column of decimals, whole numbers or 64-bit floats; null is open.")


@discreet
@attrs.frozen(eq=False, repr=False)
class Source:
    """A fact for many people. ``valid`` holds a bit for everyone of whom it is known; ``None`` is all. Shows no answers in its ``repr``."""

    valid: Array | None

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def open(self, start: int, words: int) -> Array:
        """Of whom the fact is open, as words."""
        return np.zeros(words, np.uint64) if self.valid is None else ~self.valid[start : start + words]

    def known(self, start: int, words: int) -> Any:
        """Of whom it is known, as words or one word for all."""
        return ALL if self.valid is None else self.valid[start : start + words]

    def planes(self, cells: tuple[Cell, ...], start: int, words: int, out: Pair) -> Pair:
        """Return the planes of a test, for whom it surely holds and for whom surely not: in ``out``, or elsewhere."""
        holds = self.holds(cells, start, words)
        if self.valid is None:
            return holds, np.invert(holds, out[1])
        valid = self.valid[start : start + words]
        true = np.bitwise_and(holds, valid, out[0])
        return true, np.bitwise_xor(true, valid, out[1])

    def holds(self, cells: tuple[Cell, ...], start: int, words: int) -> Array:
        """Whether the test holds, as words; anything where the fact is open."""
        raise NotImplementedError


@attrs.frozen(eq=False, repr=False)
class Absent(Source):
    """A fact without a column: open for everybody."""

    valid: Array | None = None

    def open(self, start: int, words: int) -> Array:
        return np.full(words, ALL)

    def known(self, start: int, words: int) -> Any:
        return np.uint64(0)

    def planes(self, cells: tuple[Cell, ...], start: int, words: int, out: Pair) -> Pair:
        for plane in out:
            plane[:] = 0
        return out

    def holds(self, cells: tuple[Cell, ...], start: int, words: int) -> Array:
        return np.zeros(words, np.uint64)


@attrs.frozen(eq=False, repr=False)
class Bits(Source):
    """A yes-or-no fact: its values are bits already."""

    data: Array

    def holds(self, cells: tuple[Cell, ...], start: int, words: int) -> Array:
        if True in cells and False in cells:
            return np.full(words, ALL)
        data = self.data[start : start + words]
        return data if True in cells else ~data


@attrs.frozen(eq=False, repr=False)
class Codes(Source):
    """An enumeration as the codes of a dictionary."""

    codes: Array
    members: tuple[str, ...]

    def holds(self, cells: tuple[Cell, ...], start: int, words: int) -> Array:
        codes = self.codes[start * 64 : (start + words) * 64]
        wanted = [n for n, member in enumerate(self.members) if member in cells]
        runs = _runs(wanted)
        if len(runs) > 2:
            table = np.zeros(len(self.members), np.bool_)
            table[wanted] = True
            return _in_pieces(codes, words, lambda piece: np.take(table, piece, mode="clip"))
        return _in_pieces(codes, words, lambda piece: _either([_in_run(piece, each[0], each[-1]) for each in runs], piece.size))


def _in_pieces(values: Array, words: int, test: Callable[[Array], Array]) -> Array:
    """The bits of a test, in pieces whose bytes stay in the cache."""
    if values.size <= PIECE:
        return pack(test(values), words)
    out = np.empty(words, np.uint64)
    for at in range(0, values.size, PIECE):
        flags = test(values[at : at + PIECE])
        here = words_for(flags.size)
        out[at // 64 : at // 64 + here] = pack(flags, here)
    return out


def _in_run(codes: Array, first: int, last: int) -> Array:
    if first == last:
        return codes == first
    unsigned = codes.view(codes.dtype.str.replace("i", "u"))
    return unsigned - unsigned.dtype.type(first) <= last - first  # what lies before the first becomes large


def _either(flags: list[Array], size: int) -> Array:
    if not flags:
        return np.zeros(size, np.bool_)
    first, *rest = flags
    for other in rest:
        first |= other
    return first


def _runs(numbers: list[int]) -> list[list[int]]:
    """Numbers in order, split where one is left out."""
    at = itertools.count()
    return [list(group) for _, group in itertools.groupby(numbers, key=lambda n: n - next(at))]


@attrs.frozen(eq=False, repr=False)
class Days(Source):
    """Numbers, or dates as days since 1970; numbers with decimals in their smallest parts."""

    values: Array
    decimals: int = 0

    def holds(self, cells: tuple[Cell, ...], start: int, words: int) -> Array:
        return _in_pieces(self.values[start * 64 : (start + words) * 64], words, _among(cells, self.values.dtype, self.decimals))


@lru_cache(256)
def _among(cells: tuple[Cell, ...], dtype: Any, decimals: int) -> Callable[[Array], Array]:
    tests = [_within(span, np.iinfo(dtype), decimals) for span in cells if isinstance(span, Span)]
    return tests[0] if len(tests) == 1 else lambda values: _either([test(values) for test in tests], values.size)


def _within(span: Span, whole: Any, decimals: int = 0) -> Callable[[Array], Array]:
    low, high = (None if end is None else _whole(end, decimals) for end in (span.low, span.high))
    low, high = (None if low is None or low <= whole.min else low), (None if high is None or high >= whole.max else high)
    if (low is not None and low > whole.max) or (high is not None and high < whole.min):
        return lambda values: np.zeros(values.size, np.bool_)
    if low is None and high is None:
        return lambda values: np.ones(values.size, np.bool_)
    if low is None or high is None:
        return (lambda values: values >= low) if high is None else (lambda values: values <= high)
    return lambda values: (values >= low) & (values <= high)


def _whole(end: Any, decimals: int) -> int:
    """A bound as the columns have their values."""
    return end.toordinal() - EPOCH if isinstance(end, date) else scaled(end, decimals) if decimals else end


# -- reading -------------------------------------------------------------------------------------------------------


class RowsError(AnswerError):
    """Rows of a batch were refused.

    Attributes:
        fault: what is wrong with them.
        code: the same for programs, as ``docs/many-people.md`` lists it.
        rows: their numbers in the batch.
    """

    fault: Message
    rows: Array

    @classmethod
    def of(cls, fault: Message, rows: Array, *, code: str, where: str, todo: Message) -> RowsError:
        """Return the error that names the number of rows and the first."""
        what = message("{fault}: {rows} rows of the batch, first row {first}.", fault=fault, rows=rows.size, first=rows[0])
        made = cls(what, where=where, todo=todo, code=code)
        made.fault, made.rows = fault, rows
        return made


def whole_days(name: str, column: Any) -> Any:
    """Return days as ``date32`` where nothing is lost: of moments without a zone that are the beginnings of days, as pandas has days.

    Raises:
        AnswerError: moments with a zone, whose day hangs on the place, or with a time of day.
    """
    kind = column.type
    if not (pa.types.is_timestamp(kind) or pa.types.is_date64(kind)):
        return column
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        todo = message(
            "Which day it is depends on the place. Turn the moments into days first; in pandas with {example}.",
            example=".dt.tz_convert('Europe/Helsinki').dt.tz_localize(None).dt.normalize()",
        )
        raise AnswerError(message("The column has moments with a time zone."), where=name, todo=todo)
    days = column.cast(pa.date32(), safe=False)
    back = days.cast(kind, safe=False)  # a day that begins before the least moment of the type becomes another one
    wrong = np.flatnonzero(pc.not_equal(back, column).fill_null(False).to_numpy(zero_copy_only=False))
    if wrong.size:
        todo = message("Give days. If that is the day you mean, write in pandas: {example}.", example=".dt.normalize()")
        raise RowsError.of(message("The date has a time of day"), wrong, code="time-of-day", where=name, todo=todo)
    return days


def read(fact: Fact, column: Any, *, checked: bool = False) -> Source:
    """Return a fact's column (a ``pyarrow.Array``) as a source; ``checked``: whether numbers and dates are inside the domain is known.

    Raises:
        AnswerError: another type, or a value outside the domain.
    """
    if pa.types.is_null(column.type):
        return Absent()
    made = _READERS[fact.type](fact, column)
    if isinstance(made, Days) and not checked:
        check(fact, column, made.values)
    return made


def _bits(fact: Fact, column: Any) -> Source:
    if not pa.types.is_boolean(column.type):
        raise _wrong_type(fact)
    _, data = column.buffers()
    return Bits(_valid(column), bitmap(data, column.offset, len(column)))


def _codes(fact: Fact, column: Any) -> Source:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
        raise _wrong_type(fact)
    if not pa.types.is_dictionary(column.type):
        column = (column.cast(pa.string()) if pa.types.is_string_view(kind) else column).dictionary_encode()
    members = tuple(column.dictionary.to_pylist())
    codes = _plain(column.indices)
    if len(set(members)) != len(members):
        raise AnswerError(
            message("The dictionary of the column holds a value twice, or more than one null."),
            where=fact.id,
            todo=message("Encode the column again."),
        )
    strange = [n for n, member in enumerate(members) if member not in fact.values and member is not None]
    if strange:
        _refuse(fact, pc.is_in(column.indices, pa.array(strange, column.indices.type)))
    valid = _valid(column.indices)
    if None in members:
        known = pack(codes != members.index(None), words_for(len(column)))
        valid = known if valid is None else known & valid
    return Codes(valid, codes, tuple(m or "" for m in members))


def _numbers(fact: Fact, column: Any) -> Source:
    if fact.decimals:
        return _decimals(fact, column)
    if not pa.types.is_integer(column.type):
        raise _wrong_type(fact)
    return Days(_valid(column), _plain(column))


def _decimals(fact: Fact, column: Any) -> Source:
    """Each different value is read as that of one person is, so that both mean the same by a binary fraction."""
    if not (pa.types.is_decimal(column.type) or pa.types.is_integer(column.type) or pa.types.is_float64(column.type)):
        raise _wrong_type(fact)
    encoded = column.dictionary_encode()
    found = [with_decimals(fact, value) for value in encoded.dictionary.to_pylist()]
    for fault in (OUTSIDE, FINER):
        strange = [n for n, (_, what) in enumerate(found) if what == fault]
        if strange:
            _refuse(fact, pc.is_in(encoded.indices, pa.array(strange, encoded.indices.type)), fault)
    first, _ = _ends(fact)
    table = pa.array([first if value is None else scaled(value, fact.decimals) for value, _ in found], pa.int64())
    values = table.take(encoded.indices).fill_null(first)  # inside the domain where the fact is open
    return Days(_valid(column), values.to_numpy(), fact.decimals)


def _dates(fact: Fact, column: Any) -> Source:
    if not pa.types.is_date32(column.type):
        raise _wrong_type(fact)
    return Days(_valid(column), _plain(column))


def _ends(fact: Fact) -> tuple[int, int]:
    if fact.type == "date":
        return FIRST_DAY.toordinal() - EPOCH, LAST_DAY.toordinal() - EPOCH
    most = MAX_NUMBER if not fact.decimals else 10**MAX_DIGITS
    low, high = (None if end is None else _whole(end, fact.decimals) for end in (fact.low, fact.high))
    return 1 - most if low is None else low, most - 1 if high is None else high


_READERS: Final[dict[str, Callable[[Fact, Any], Source]]] = {"bool": _bits, "enum": _codes, "number": _numbers, "date": _dates}


def beyond(fact: Fact, dtype: Any) -> Callable[[Array], bool] | None:
    """Return what tells of numbers, or of days since 1970, whether any lies outside the domain; ``None`` if the type holds no others."""
    (low, high), whole = _ends(fact), np.iinfo(dtype)
    return None if low <= whole.min and whole.max <= high else _outside(low, high, dtype)


def _outside(low: int, high: int, dtype: Any) -> Callable[[Array], bool]:
    """Read without sign, what is below zero is large, so that mostly one look is enough."""
    unsigned, top = np.dtype(f"u{dtype.itemsize}"), min(high, int(np.iinfo(dtype).max))
    least, most = np.minimum.reduce, np.maximum.reduce

    def outside(values: Array) -> bool:
        return int(least(values)) < low or int(most(values)) > high

    return outside if low > 0 else lambda values: int(most(values.view(unsigned))) > top and outside(values)


def check(fact: Fact, column: Any, values: Array) -> None:
    """Refuse numbers or days outside the domain; what stands where the fact is open counts as nothing."""
    stray = beyond(fact, values.dtype)
    if stray and any(stray(values[at : at + PIECE]) for at in range(0, values.size, PIECE)):
        wrong = ~_within(Span(*_ends(fact)), np.iinfo(values.dtype))(values)
        if column.null_count:
            wrong &= column.is_valid().to_numpy(zero_copy_only=False)
        _refuse(fact, wrong)


def _refuse(fact: Fact, wrong: Any, fault: Message = OUTSIDE) -> None:
    rows = np.flatnonzero(wrong if isinstance(wrong, np.ndarray) else wrong.fill_null(False).to_numpy(zero_copy_only=False))
    if rows.size:
        code = "too-fine" if fault == FINER else "outside-domain"
        raise RowsError.of(fault, rows, code=code, where=fact.id, todo=domain(fact))


def _wrong_type(fact: Fact) -> AnswerError:
    return AnswerError(
        message("The column has the wrong type."),
        where=fact.id,
        todo=_WANTED_DECIMALS if fact.decimals else WANTED[fact.type],
    )


def _plain(column: Any) -> Array:
    """The values of a column of integers or dates as they lie in memory; anything where it is null."""
    if pa.types.is_date32(column.type):
        column = column.view(pa.int32())
    dtype = np.dtype(column.type.to_pandas_dtype())
    _, data = column.buffers()
    return np.frombuffer(data, dtype, len(column), column.offset * dtype.itemsize) if data else np.zeros(len(column), dtype)


def _valid(column: Any) -> Array | None:
    held, *_ = column.buffers()
    return None if held is None or not column.null_count else bitmap(held, column.offset, len(column))


def open_in(column: Any) -> Array:
    """Return of whom a column holds nothing, as words."""
    valid = _valid(column)
    if valid is None:
        return np.full(words_for(len(column)), ALL if pa.types.is_null(column.type) else 0, np.uint64)
    return ~valid


def bitmap(held: Any, offset: int, rows: int) -> Array:
    """Return the bits of an Arrow buffer as words: where they lie if they begin at a word and fill it, else as a copy."""
    words = words_for(rows)
    if held is None:
        return np.zeros(words, np.uint64)
    if not offset % 64 and not held.address % 8 and held.size >= offset // 8 + words * 8:
        return np.frombuffer(held, np.uint64, words, offset // 8)
    part = np.frombuffer(held, np.uint8)[offset // 8 : (offset + rows + 7) // 8]
    copy = np.zeros((words + 1) * 8, np.uint8)
    copy[: part.size] = part
    whole, shift = copy.view(np.uint64), np.uint64(offset % 8)
    return whole[:-1] if not shift else whole[:-1] >> shift | whole[1:] << (np.uint64(64) - shift)
