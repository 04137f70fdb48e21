"""The same people on two days, or by two books of rules: how many of them get another result, by which clauses and acts.

Both sides are decided batch by batch on bit planes, and people are counted where the planes differ. On two days, rules that cannot give
anybody another result, as nothing in them changes and no day bears on them, are not decided at all; of two books every rule is decided.
"""

from __future__ import annotations

import contextlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa

from tunnistus.columns import tables
from tunnistus.columns.aside import FILE, ROW, in_file
from tunnistus.columns.bits import ALL, NOBODY, Array, pack, rows_of, words_for
from tunnistus.columns.compared import EXAMPLE, Compared, assembled
from tunnistus.columns.counts import STATES, Cell, Link
from tunnistus.columns.intake import RowsError
from tunnistus.columns.kernel import Judges, Plan, reader, rows
from tunnistus.columns.outputs import find
from tunnistus.columns.vectors import MARK, closure
from tunnistus.comparing.changes import matched, version
from tunnistus.deciding.expand import EVERYBODY, Expanded, scope_of
from tunnistus.errors import AnswerError, DateError, UnknownName, door, nearest
from tunnistus.explaining.danger import telling, unread
from tunnistus.messages import message
from tunnistus.rules.derive import DATES
from tunnistus.rules.model import Book, Rule
from tunnistus.shipping import source

__all__ = ["AT_ONCE", "YES", "Masks", "Pair", "compare"]

YES, NO, OPEN, NOT_IN_FORCE, OUT_OF_SCOPE, NOT_COVERED = STATES
AT_ONCE: Final = 250_000  # people that are counted at most at once, and at least between two steps of progress
_ANEW: Final = frozenset({"effect", "outcome", "beats"})  # what makes a clause do something else where it applies
Masks = dict[str, Array]


@door
@telling(lambda *_, book=None, **__: unread(book or source.book()))
def compare(
    data: Any, rules: str | Sequence[str], first: date | Book, second: date | Book, *, as_of: date | None = None, examples: int = 0,
    at_least: int = 1, keep: Sequence[str] = (), judged: Judges | None = None, exact: bool = True, book: Book | None = None,
    progress: Callable[[int, int | None], object] = lambda done, total: None,
) -> Compared:  # fmt: skip
    """Decide the same people twice, and count those to whom it makes a difference.

    Args:
        data: as of :func:`tunnistus.columns.decide`; it is read batch by batch, once.
        rules: as of :func:`tunnistus.columns.plan`.
        first, second: two days, which each rule reads by its own clock, as ``tunnistus.diff`` does: as the day of deciding, of the deeds
            and of the application. Or two books of rules; then with ``as_of``, the day.
        examples: of how many people of each difference the number of the row is told, those that stand first.
        at_least: above 1, counts are rounded down to multiples of twice as many, so that all of them together do not tell a count of
            fewer people closer than this number (:mod:`tunnistus.columns.counts` proves it). What is rounded to 0 is left out,
            with its examples. The number of all people is always told. Two results about the same people can still tell a small count.
        keep: columns that are no facts; they stand beside the examples.
        judged, exact, book: as of :func:`tunnistus.columns.plan`; judgements were made by the first day.
        progress: is told how many people are counted, and of how many; ``None`` where the data do not tell it beforehand. What it raises
            ends the comparison.

    Raises:
        UnknownName: no such rule or topic, or a column that is neither a fact nor kept.
        DateError: a day that is none, or that does not fit beside the books.
        AnswerError: as :func:`tunnistus.columns.decide`.

    >>> from datetime import date
    >>> import pyarrow as pa
    >>> from tunnistus import columns
    >>> table = pa.table({"in_finland": [True, None], "admitted_to_assistance_system": [True, True]})
    >>> columns.compare(table, "law/assistance-system", date(2022, 12, 31), date(2023, 1, 1)).people
    2
    """
    pair = Pair.of(rules, first, second, as_of, book, judged or {}, exact)
    counts = _Counts(pair, examples, tuple(keep))
    given = reader(data)
    pair.check(given.schema.names, keep)
    counts.kept = {name: given.schema.field(name).type for name in keep}
    each_part(given, rows(data), counts.add, progress)
    return assembled(pair.books[1], rules, pair.told, counts, at_least)


def each_part(given: Any, total: int | None, add: Callable[[Any], None], progress: Callable[[int, int | None], object]) -> None:
    """Hand the batches of a reader on, in parts that fit into memory, and tell how many rows are done."""
    done, told = 0, 0
    for part in (batch.slice(start, AT_ONCE) for batch in given for start in range(0, batch.num_rows, AT_ONCE)):
        with _numbered(part, done):
            add(part)
        done += part.num_rows
        if done - told >= AT_ONCE:
            progress(done, total)
            told = done
    if done > told:
        progress(done, total)


@contextlib.contextmanager
def _numbered(batch: Any, before: int) -> Iterator[None]:
    """Number the rows in which something is wrong as they are in their file, or else in all that was read; ``before``: rows before."""
    try:
        yield
    except RowsError as problem:
        if {FILE, ROW} <= {*batch.schema.names}:
            file, row = (batch.column(name)[int(problem.rows[0])].as_py() for name in (FILE, ROW))
            raise in_file(problem, file, row) from None
        raise RowsError.of(problem.fault, problem.rows + before, code=problem.code, where=problem.where, todo=problem.todo) from None


# -- two sides -----------------------------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class _Side:
    """One book on one day, ready to decide."""

    book: Book
    rules: Mapping[str, Rule]
    worlds: Mapping[str, Expanded]
    plan: Plan | None
    at: Mapping[str, int]  # of the columns of the result their number among the different ones

    def decided(self, batch: Any) -> tuple[Array, Array]:
        """The planes of the different outputs, and which rows hold answers that cannot be true."""
        if self.plan is None:
            return np.empty((0, 2, words_for(batch.num_rows)), np.uint64), np.broadcast_to(NOBODY, batch.num_rows)
        known = [name for name in batch.schema.names if name.removesuffix(MARK) in self.book.facts]
        sources, refused = self.plan.sources(batch.select(known))
        return self.plan.planes(sources, batch.num_rows)[0], np.broadcast_to(refused, batch.num_rows)

    def states(self, planes: Array, rule: str, column: str) -> Masks:
        """For whom an output is in which state."""
        everybody = np.full(planes.shape[2], ALL)
        if rule not in self.rules or not self.worlds[rule].in_force:
            return {NOT_IN_FORCE: everybody}
        outside = self._truth(planes, f"{rule}.in_scope").get(NO) if self.rules[rule].scope != EVERYBODY else None
        found = self._truth(planes, column)
        if self.rules[rule].covers_part:
            silent = self._truth(planes, f"{rule}.not_covered")[YES]
            found = {state: mask & ~silent for state, mask in found.items()} | {NOT_COVERED: silent}
        if outside is None:
            return found
        return {state: mask & ~outside for state, mask in found.items()} | {OUT_OF_SCOPE: outside}

    def applies(self, planes: Array, rule: str, clause: str) -> Masks:
        """For whom a clause applies; without one, for nobody."""
        return self._truth(planes, f"{rule}.clause.{clause}")

    def _truth(self, planes: Array, column: str) -> Masks:
        if column not in self.at:
            return {NO: np.full(planes.shape[2], ALL)}
        values, known = planes[self.at[column]]
        return {YES: values, NO: known & ~values, OPEN: ~known}


@attrs.frozen(eq=False)
class Pair:
    """The two sides, with the clauses of every rule side by side."""

    sides: tuple[_Side, _Side]
    rules: tuple[Rule, ...]
    outputs: Mapping[str, tuple[tuple[str, str], ...]]  # of every rule its parts with the names of outcomes
    links: Mapping[str, tuple[Link, ...]]
    told: tuple[date, ...]

    @property
    def plans(self) -> list[Plan]:
        """What is decided on both sides; nothing where no rule can make a difference."""
        return [side.plan for side in self.sides if side.plan]

    @property
    def books(self) -> tuple[Book, Book]:
        return self.sides[0].book, self.sides[1].book

    def alike(self, rule: str) -> list[str]:
        """The states that a rule can have for all its outputs at once, where it is in force."""
        versions = [side.rules[rule] for side in self.sides if rule in side.rules]
        scoped, partial = any(r.scope != EVERYBODY for r in versions), any(r.covers_part for r in versions)
        return [OUT_OF_SCOPE] * scoped + [NOT_COVERED] * partial

    @classmethod
    def of(
        cls, topics: str | Sequence[str], first: date | Book, second: date | Book, as_of: date | None, book: Book | None, judged: Judges,
        exact: bool,
    ) -> Pair:  # fmt: skip
        days, books = _days(first, second, as_of), (first, second)
        _check_judged(days, judged)
        both = [each if isinstance(each, Book) else book or source.book() for each in books]
        found = _found(both, topics)
        every = tuple(dict.fromkeys((*found[0], *found[1])))
        worlds = [
            {name: version(each, rule, day) for name, rule in rules.items()} for each, rules, day in zip(both, found, days, strict=True)
        ]
        differing = [name for name in every if worlds[0].get(name) is not worlds[1].get(name) or _hangs_on_days(both[0], worlds[0][name])]
        sides = [_side(*each, differing, judged, exact) for each in zip(both, found, worlds, days, strict=True)]
        rules = tuple(found[1].get(name) or found[0][name] for name in differing)
        outputs = {r.id: _outputs(*(each[r.id] for each in found if r.id in each)) for r in rules}
        links = {r.id: _links(*(each.get(r.id) for each in worlds)) for r in rules}
        return cls((sides[0], sides[1]), rules, outputs, links, days[: 2 if days[0] != days[1] else 1])

    def check(self, names: Sequence[str], keep: Sequence[str]) -> None:
        """Refuse columns, as a plan does; those that are facts of one book only are read by that one."""
        for name in keep:
            if name in EXAMPLE:
                what = message("The result would have two columns of this name.")
                raise AnswerError(what, where=name, todo=message("Keep it under another name, or keep it only once."))
            if name not in names:
                raise UnknownName(message("There is no such column to keep."), where=name, todo=nearest(name, names))
        either = self.books[0].facts.keys() | self.books[1].facts.keys()
        if not self.rules:
            _refuse_strange(names, either, keep)
        for side in self.sides:
            if side.plan is not None:
                side.plan.check([n for n in names if n not in keep and n.removesuffix(MARK) not in either - side.book.facts.keys()])


def _refuse_strange(names: Sequence[str], facts: Any, keep: Sequence[str]) -> None:
    for name in names:
        if name not in keep and name.removesuffix(MARK) not in facts:
            raise UnknownName(message("There is no such fact."), where=name, todo=nearest(name, facts))


def _days(first: date | Book, second: date | Book, as_of: date | None) -> tuple[date, date]:
    if isinstance(first, Book) and isinstance(second, Book):
        if type(as_of) is not date:
            raise DateError(message("Two books are compared as of one day."), where="as_of", todo=message("Give a datetime.date."))
        return as_of, as_of
    for name, day in (("first", first), ("second", second)):
        if type(day) is not date:
            raise DateError(message("This is not a date."), where=name, todo=message("Give a datetime.date."))
    if as_of is not None:
        raise DateError(message("The two days already say when."), where="as_of", todo=message("Leave it out, or give two books."))
    return first, second  # type: ignore[return-value]


def _check_judged(days: Sequence[date], judged: Judges) -> None:
    for name, (_, day) in judged.items():
        if len({*days}) > 1 and (type(day) is not date or day > min(days)):
            what = message("The day of the judgement is not a date on or before both days.")
            raise DateError(what, where=name, todo=message("Give the day it was made."))


def _found(books: Sequence[Book], topics: str | Sequence[str]) -> list[dict[str, Rule]]:
    """The rules of the topics in each book; a topic may be in one of them only."""
    found: list[dict[str, Rule]] = [{}, {}]
    for topic in [topics] if isinstance(topics, str) else topics:
        problems = []
        for each, rules in zip(books, found, strict=True):
            try:
                rules |= {rule.id: rule for rule in find(each, topic)}
            except UnknownName as problem:
                problems.append(problem)
        if len(problems) == len(books):
            raise problems[0]
    return found


def _hangs_on_days(book: Book, world: Expanded) -> bool:
    """Whether the same version can give the same person something else on another day: ages do, and what lies ahead of the day."""
    scope = scope_of(book, world.rule)
    formulas = (*world.formulas, *([scope.formula] if scope else []))
    read = [book.facts[name] for name in closure(book, dict.fromkeys(n for f in formulas for n in f.facts))]
    return any(f.past or (f.derived and not {*f.derived.inputs}.isdisjoint(DATES)) for f in read)


def _side(
    book: Book, rules: Mapping[str, Rule], worlds: Mapping[str, Expanded], day: date, wanted: Sequence[str], judged: Judges, exact: bool
) -> _Side:
    ids = [name for name in wanted if name in rules]
    if not ids:
        return _Side(book, rules, worlds, None, {})
    made = tables.plan(ids, as_of=day, act_from=day, act_to=day, applied_on=day, exact=exact, clauses=True, judged=judged, book=book)
    assert isinstance(made, Plan)
    return _Side(book, rules, worlds, made, {output.column: n for output, n in zip(made.made.outputs, made.places, strict=True)})


def _outputs(*versions: Rule) -> tuple[tuple[str, str], ...]:
    parts = [(part, o) for rule in versions for part in (("reached",) if rule.ordered else ("due", "option")) for o in rule.outcomes]
    return tuple(sorted(dict.fromkeys(parts), key=lambda each: ("due", "option", "reached").index(each[0])))


def _links(old: Expanded | None, new: Expanded | None) -> tuple[Link, ...]:
    if old is not None and new is not None:
        found = matched(old, new)
    else:
        found = [(c, None, ("removed",)) for c, *_ in (old.clauses if old else ())]
        found += [(None, c, ("added",)) for c, *_ in (new.clauses if new else ())]
    return tuple(Link(*each) for each in found)


# -- counting --------------------------------------------------------------------------------------------------------


@attrs.define(eq=False)
class _Counts:
    """Counts so far. No answer stands in it, and no more rows than are asked for."""

    pair: Pair
    examples: int
    keep: tuple[str, ...]
    people: int = 0
    refused: int = 0
    in_danger: int = 0
    kept: dict[str, Any] = attrs.field(factory=dict)  # types of the columns that are kept
    rules: Counter[str] = attrs.field(factory=Counter)
    cells: Counter[Cell] = attrs.field(factory=Counter)
    clauses: Counter[tuple[str, Link]] = attrs.field(factory=Counter)
    acts: Counter[str] = attrs.field(factory=Counter)
    shown: dict[Cell, list[dict[str, Any]]] = attrs.field(factory=dict)

    def add(self, batch: Any) -> None:
        """Count a batch."""
        if not batch.num_rows:
            return
        decided = [side.decided(batch) for side in self.pair.sides]
        refused = decided[0][1] | decided[1][1]
        live = pack(~refused, words_for(batch.num_rows))
        acts: Masks = {}
        for rule in self.pair.rules:
            differs, gives = np.zeros_like(live), np.zeros_like(live)
            for cell, mask in self._differences(rule, (decided[0][0], decided[1][0]), live):
                self.cells[cell] += _count(mask)
                self._show(cell, mask, batch)
                differs |= mask
                if cell.gives:
                    gives |= mask
            self.rules[rule.id] += _count(differs)
            if gives.any():
                self._carry(rule, (decided[0][0], decided[1][0]), gives, acts)
        for act, mask in acts.items():
            self.acts[act] += _count(mask)
        self.people += batch.num_rows
        self.refused += int(refused.sum())
        if refused.any():
            self.in_danger += next((side.plan.in_danger(batch, pa.array(refused)) for side in self.pair.sides if side.plan), 0)

    def _differences(self, rule: Rule, planes: tuple[Array, Array], live: Array) -> Iterator[tuple[Cell, Array]]:
        """For each output whose state differs the two states, and the people."""
        for part, name in self.pair.outputs[rule.id]:
            sides = [side.states(each, rule.id, f"{rule.id}.{part}.{name}") for side, each in zip(self.pair.sides, planes, strict=True)]
            for (before, one), (after, two) in itertools.product(sides[0].items(), sides[1].items()):
                if before != after:
                    both = one & two & live
                    if both.any():
                        yield Cell(rule.id, part, name, before, after), both

    def _carry(self, rule: Rule, planes: tuple[Array, Array], gives: Array, acts: Masks) -> None:
        """Count for each clause the people to whom the rule gives another result and the clause does not do the same."""
        for link in self.pair.links[rule.id]:
            one, two = (
                side.applies(each, rule.id, clause.name if clause else "")
                for side, each, clause in zip(self.pair.sides, planes, (link.before, link.after), strict=True)
            )
            same = np.bitwise_or.reduce([one[state] & two[state] for state in one.keys() & two.keys()])
            moved = ~same | (~one[NO] | ~two[NO] if not _ANEW.isdisjoint(link.kinds) else np.uint64(0))
            mask = gives & moved
            if mask.any():
                self.clauses[rule.id, link] += _count(mask)
                for act in link.acts:
                    acts[act] = acts[act] | mask if act in acts else mask

    def _show(self, cell: Cell, mask: Array, batch: Any) -> None:
        held = self.shown.setdefault(cell, [])
        if len(held) < self.examples:
            for row in rows_of(mask, batch.num_rows)[: self.examples - len(held)].tolist():
                held.append({"row": self.people + row, **{name: batch.column(name)[row].as_py() for name in self.keep}})


def _count(mask: Array) -> int:
    return int(np.bitwise_count(mask).sum())
