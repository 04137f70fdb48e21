"""How many people gain, lose or get something else by a draft or on another day: each person once, by rule and in all, and by group.

A rule *gives* an outcome that is due or can be chosen for certain, and a step that is reached. Who is given an outcome that was certainly
not given before, and loses none, gains; who loses one and is given none loses. What is open on one side is neither, nor is what the rule
does not cover. Whether an outcome is good for somebody the rule data do not say, and nothing here judges it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa

from tunnistus.columns.balanced import Balance, made
from tunnistus.columns.bits import Array, pack, unpack, words_for
from tunnistus.columns.compared import check_at_least
from tunnistus.columns.counts import NOT_COVERED, NOTHING
from tunnistus.columns.intake import RowsError
from tunnistus.columns.kernel import ADDED, Judges, reader, rows
from tunnistus.columns.left_out import LeftOut, left_out
from tunnistus.columns.reforms import YES, Masks, Pair, each_part
from tunnistus.columns.shares import EFFECTS, SCALE, Key
from tunnistus.errors import AnswerError, LimitError, UnknownName, door, nearest, shown
from tunnistus.explaining.danger import telling, unread
from tunnistus.limits import MAX_GROUPS, MAX_WEIGHT
from tunnistus.messages import message
from tunnistus.rules.model import Book, Rule
from tunnistus.shipping import source

__all__ = ["balance"]

NO_WEIGHT: Final = "no-weight"


@door
@telling(lambda *_, book=None, **__: unread(book or source.book()))
def balance(
    data: Any, rules: str | Sequence[str], first: date | Book, second: date | Book, *, as_of: date | None = None, by: str | None = None,
    weight: str | None = None, at_least: int = 1, keep: Sequence[str] = (), judged: Judges | None = None, exact: bool = True,
    book: Book | None = None, progress: Callable[[int, int | None], object] = lambda done, total: None, set_aside: Path | None = None,
) -> Balance:  # fmt: skip
    """Decide the same people twice, and count who gains and who loses: each person once, by rule and in all.

    Args:
        data, rules, first, second, as_of, judged, exact, book, progress: as of :func:`tunnistus.columns.compare`.
        by: a column whose values divide the people into groups, each counted for itself. It may be a fact.
        weight: a column of weights, of whole numbers or decimals, for how many people each row stands.
        at_least: above 1, counts are rounded down to multiples of twice as many, and groups of fewer people than that stand together as
            the rest, so that all counts together do not tell a count of fewer people closer than this number
            (:mod:`tunnistus.columns.shares`). A weighted count is told only where its people are.
        keep: columns that are no facts; they are passed over.
        set_aside: a Parquet file for the rows that cannot be decided on one of the sides, or have no weight, as of
            :func:`tunnistus.columns.batches.decide_files`; it must not exist. Those people are in no count but that of the refused.

    Raises:
        UnknownName: no such rule or topic, or a column that is neither a fact nor kept.
        DateError: a day that is none, or that does not fit beside the books.
        AnswerError: as :func:`tunnistus.columns.decide`, or a weight that is none.
        LimitError: more groups than ``MAX_GROUPS``.

    >>> from datetime import date
    >>> import pyarrow as pa
    >>> from tunnistus import columns
    >>> table = pa.table({"in_finland": [True, None], "municipality": ["Kemi", "Kemi"]})
    >>> found = columns.balance(table, "permit.52a1", date(2022, 12, 31), date(2023, 1, 1), by="municipality")
    >>> found.people
    2
    """
    check_at_least(at_least)
    pair = Pair.of(rules, first, second, as_of, book, judged or {}, exact)
    given = reader(data)
    _check(pair, given.schema.names, by, weight, keep)
    with left_out(set_aside, given.schema) as aside:
        tally = Tally(pair, by, weight, aside)
        each_part(given, rows(data), tally.add, progress)
    return made(pair.books[1], (rules,) if isinstance(rules, str) else tuple(rules), pair.told, tally, at_least)


def _check(pair: Pair, names: Sequence[str], by: str | None, weight: str | None, keep: Sequence[str]) -> None:
    """Refuse columns that are no facts and not named."""
    for place, name in (("by", by), ("weight", weight)):
        if name is not None and name not in names:
            raise UnknownName(
                message("The table has no such column."), where=f"{place}={name}" if shown(name) else place, todo=nearest(name, names)
            )
    known = pair.books[0].facts.keys() | pair.books[1].facts.keys()
    own = [name for name in (by, weight) if name is not None and name not in known]
    pair.check([name for name in names if name not in ADDED], list(dict.fromkeys([*keep, *own])))


@attrs.define(eq=False, repr=False)
class Tally:
    """Counts so far: people, and what they weigh, by group, rule (``None``: all together) and effect. No answer stands in it."""

    pair: Pair
    by: str | None
    weight: str | None
    aside: LeftOut | None = None
    people: int = 0
    refused: int = 0
    in_danger: int = 0
    heaviest: int = 0
    sizes: Counter[str | None] = attrs.field(factory=Counter)  # of the groups, refused people included
    decided: Counter[str | None] = attrs.field(factory=Counter)  # the same without them
    counts: Counter[Key] = attrs.field(factory=Counter)
    weights: Counter[Key] = attrs.field(factory=Counter)

    def add(self, batch: Any) -> None:
        """Count a batch."""
        names, groups = self._groups(batch)
        weights, out = self._weights(batch), np.zeros(batch.num_rows, np.bool_)
        if self.aside:
            batch, out = self.aside.of(self.pair.plans, batch, self._without_weight(weights))
        decided = [side.decided(batch) for side in self.pair.sides]
        refused = decided[0][1] | decided[1][1] | out
        live = pack(~refused, words_for(batch.num_rows))
        for found, which in ((self.sizes, None), (self.decided, ~refused)):
            many = np.bincount(groups if which is None else groups[which], minlength=len(names))
            found.update({name: int(n) for name, n in zip(names, many, strict=True) if n})
        total: Masks = {}
        for rule in self.pair.rules:
            moves = _moves(self.pair, rule, (decided[0][0], decided[1][0]), live)
            if moves["differs"].any():
                total = {name: total[name] | mask if total else mask for name, mask in moves.items()}
                self._count(rule.id, moves, names, groups, weights)
        if total:
            self._count(None, total, names, groups, weights)
        self.people += batch.num_rows
        self.refused += int(refused.sum())
        if refused.any():
            self.in_danger += next((side.plan.in_danger(batch, pa.array(refused)) for side in self.pair.sides if side.plan), 0)

    def _count(self, rule: str | None, moves: Masks, names: Sequence[str | None], groups: Array, weights: Array | None) -> None:
        codes = np.zeros(groups.size, np.int64)
        for n, mask in enumerate(_effects(moves), 1):
            codes += n * unpack(mask, groups.size)
        kinds = len(EFFECTS) + 1
        codes += groups * kinds
        many = np.bincount(codes, minlength=len(names) * kinds)
        # exact: whole numbers below 2**53; who has no weight is refused, and counted by none
        heavy = None if weights is None else np.bincount(codes, np.nan_to_num(weights), len(names) * kinds)
        for at in np.flatnonzero(many).tolist():
            if at % kinds:
                key = names[at // kinds], rule, EFFECTS[at % kinds - 1]
                self.counts[key] += int(many[at])
                self.weights[key] += 0 if heavy is None else int(heavy[at])

    def _groups(self, batch: Any) -> tuple[list[str | None], Array]:
        """The names of the groups, and of each row the number of its group; everybody is one group where there is no column."""
        if self.by is None:
            return [None], np.zeros(batch.num_rows, np.int64)
        column = batch.column(self.by)
        try:
            encoded = column.cast(pa.string()).dictionary_encode()
        except pa.ArrowException:
            what = message("People cannot be divided into groups by a column of this type.")
            raise AnswerError(what, where=self.by, todo=message("Give text, whole numbers, days or Booleans.")) from None
        names = [*encoded.dictionary.to_pylist(), None]
        if len(self.sizes.keys() | {*names}) > MAX_GROUPS:
            todo = message("Give a column of at most {most} different values.", most=MAX_GROUPS - 1)
            raise LimitError(message("These are too many groups."), where=self.by, todo=todo)
        return names, encoded.indices.fill_null(len(names) - 1).to_numpy().astype(np.int64)

    def _weights(self, batch: Any) -> Array | None:
        """What each row weighs, as whole numbers of ``SCALE`` parts."""
        if self.weight is None:
            return None
        column, todo = batch.column(self.weight), message("Give a number from 0 to {most} in each row.", most=MAX_WEIGHT)
        kind = column.type
        if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
            raise AnswerError(message("The column has the wrong type."), where=self.weight, todo=todo)
        weights = column.cast(pa.float64(), safe=False).fill_null(np.nan).to_numpy(zero_copy_only=False)
        right = (weights >= 0) & (weights <= MAX_WEIGHT)
        if not right.all() and not self.aside:
            raise RowsError.of(message("This is no weight"), np.flatnonzero(~right), code=NO_WEIGHT, where=self.weight, todo=todo)
        found = np.rint(np.where(right, weights, np.nan) * SCALE)
        self.heaviest = max(self.heaviest, int(np.nanmax(found, initial=0)))
        return found

    def _without_weight(self, weights: Array | None) -> dict[str, tuple[str, Array]]:
        return {} if weights is None or self.weight is None else {self.weight: (NO_WEIGHT, np.isnan(weights))}


def _moves(pair: Pair, rule: Rule, planes: tuple[Array, Array], live: Array) -> Masks:
    """Who is given something by a rule, or given it no longer.

    Returns:
        ``gained``, ``lost``: for certain; ``more``, ``less``: perhaps; ``moved``: an outcome is certainly in another state;
        ``differs``: it is, or what is open is something else.
    """
    nobody = np.zeros_like(live)
    found = dict.fromkeys(("gained", "lost", "more", "less", "moved", "differs"), nobody)
    parts: dict[str, list[str]] = {}
    for part, name in pair.outputs[rule.id]:
        parts.setdefault(name, []).append(part)
    for name, of in parts.items():
        given, none = [nobody, nobody], [~nobody, ~nobody]
        for part in of:
            yes, no = zip(*(_both(s.states(p, rule.id, f"{rule.id}.{part}.{name}"), nobody) for s, p in _sides(pair, planes)), strict=True)
            found["moved"] = found["moved"] | yes[0] & no[1] | no[0] & yes[1]
            found["differs"] = found["differs"] | yes[0] ^ yes[1] | no[0] ^ no[1]
            given, none = [a | b for a, b in zip(given, yes, strict=True)], [a & b for a, b in zip(none, no, strict=True)]
        found["gained"] = found["gained"] | none[0] & given[1]
        found["lost"] = found["lost"] | given[0] & none[1]
        found["more"] = found["more"] | ~given[0] & given[1]
        found["less"] = found["less"] | given[0] & ~given[1]
    return {name: mask & live for name, mask in found.items()}


def _sides(pair: Pair, planes: tuple[Array, Array]) -> Any:
    return zip(pair.sides, planes, strict=True)


def _both(states: Mapping[str, Array], nobody: Array) -> tuple[Array, Array]:
    """To whom an output is given, and to whom certainly not."""
    nothing = nobody
    for state in (NOTHING & states.keys()) - {NOT_COVERED}:
        nothing = nothing | states[state]
    return states.get(YES, nobody), nothing


def _effects(moves: Masks) -> tuple[Array, Array, Array, Array]:
    """Who has which effect: at most one each, in the order of ``EFFECTS``."""
    gain, lose = moves["gained"] & ~moves["less"], moves["lost"] & ~moves["more"]
    change = moves["moved"] & ~gain & ~lose
    return gain, lose, change, moves["differs"] & ~moves["moved"]
