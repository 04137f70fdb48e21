"""A table before it is decided: what is wrong in it, how much of what the rules read is answered, and which answers cannot be true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from tunnistus.columns.batches import ROWS, parquet_files, read_errors
from tunnistus.columns.bits import Array
from tunnistus.columns.compared import in_danger
from tunnistus.columns.dated import Dated, Ready
from tunnistus.columns.kernel import reader
from tunnistus.columns.sifted import Sifted, named_in, sift
from tunnistus.columns.tables import made_ready
from tunnistus.columns.vectors import MARK
from tunnistus.discreet import discreet
from tunnistus.errors import AnswerError, JudgementError, UnknownName, door
from tunnistus.explaining.danger import telling, unread
from tunnistus.messages import Message, bounded
from tunnistus.saying import report
from tunnistus.saying.messages import translation
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source
from tunnistus.unseen import escaped

__all__ = ["Examined", "examine", "examine_files"]

AT_ONCE: Final = 1 << 17  # rows that are looked at together
MOST: Final = 10_000  # of them those of which it is looked up which answers contradict: that is done one by one


@attrs.frozen
class Fault:
    """What is wrong in a column, and what to do about it."""

    column: str
    what: Message
    todo: Message


@discreet
@attrs.frozen(eq=False, repr=False)
class Examined:
    """What somebody has to know of a table before it is decided. Holds no answer of a person; shows no count in its ``repr``.

    Attributes:
        rows: how many there are.
        bad: in how many something stands that is no answer. Deciding the table would end with the first of them.
        refused: how many others hold answers that cannot all be true.
        danger: in how many of both danger is certain, perhaps there or not known.
        columns: a ``pyarrow.Table``: ``column``, ``use`` (``read``, ``kept``, ``not_read``, ``day``, ``wrong``; ``absent`` for a fact that
            the rules read and that has no column) and ``answered``: in how many rows something stands there, of what is read.
        faults: ``column``, ``fault``, ``todo``, ``rows`` and ``first``: the rows, and the number of the first, counted from 0; null where
            the column as such is wrong. A row in which several things are wrong counts for each of them.
        clashes: ``facts`` whose answers cannot be true together, ``rows`` and ``first``; of the first 10,000 such rows of a batch.
    """

    plan: Ready
    rows: int
    bad: int
    refused: int
    danger: int
    columns: Any
    faults: Any
    clashes: Any
    _messages: tuple[Fault, ...]

    def __repr__(self) -> str:
        return f"<Examined {', '.join(rule.id for rule in self.plan.made.rules)}>"

    @property
    def whole(self) -> bool:
        """Whether every row can be decided, and none is refused."""
        return not (self.faults.num_rows or self.refused)

    @door
    def explain(self, lang: str, *, markdown: bool = False) -> str:
        """Return the same in words, as text or Markdown in ``fi``, ``sv`` or ``en``. Raises :class:`UnknownName`."""
        told = _told(self, lang)
        return report.markdown(told) if markdown else report.text(told)


@door
@telling(lambda *_, book=None, **__: unread(book or source.book()))
def examine(data: Any, rules: str | Sequence[str], **arguments: Any) -> Examined:
    """Look a table through before it is decided; arguments as of :func:`tunnistus.columns.plan`. What is wrong in it raises no error.

    >>> from datetime import date
    >>> import pyarrow as pa
    >>> from tunnistus import columns
    >>> table = pa.table({"in_finland": [True, None], "date_of_birth": [date(2000, 1, 1), date(2060, 1, 1)], "shoe_size": [40, 41]})
    >>> found = columns.examine(table, "next_step", as_of=date(2026, 11, 24))
    >>> found.faults["column"].to_pylist(), found.refused
    (['shoe_size'], 1)
    """
    return examined(made_ready("examine", rules, arguments), data)


def examined(plan: Ready, data: Any) -> Examined:
    """Look a table through for rules that were made ready."""
    source_ = reader(data)
    given = source_.schema.names
    found = _Found(plan)
    names = found.named(given)
    places = [n for n, name in enumerate(given) if name in names]
    for batch in source_:
        for start in range(0, batch.num_rows, AT_ONCE):
            found.look(batch.select(places).slice(start, AT_ONCE))
    return found.told(given, names)


def examine_files(plan: Ready, data: Path, *, rows: int = ROWS) -> Iterator[tuple[Path, Examined]]:
    """Look through a Parquet file, or the files of a directory, so many rows at a time; yields each file with what was found."""
    for path in parquet_files(data):
        with read_errors(path), pq.ParquetFile(path) as file:
            yield path, examined(plan, pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches(min(rows, AT_ONCE))))


@attrs.define
class _Found:
    """What was found so far, by fault and by the facts that contradict each other the rows and the first of them."""

    plan: Ready
    rows: int = 0
    bad: int = 0
    refused: int = 0
    danger: int = 0
    faults: dict[Fault, tuple[int | None, int | None]] = attrs.field(factory=dict)
    clashes: dict[tuple[str, ...], tuple[int, int]] = attrs.field(factory=dict)
    answered: dict[str, int] = attrs.field(factory=dict)

    def named(self, given: Sequence[str]) -> list[str]:
        """Return the columns that can be looked at; what is wrong with the others by their names is a fault of theirs."""
        names = [*given]
        while True:
            try:
                self.plan.check(names)
            except (AnswerError, UnknownName, JudgementError) as problem:
                wrong = named_in(problem, names)
                if wrong is None:  # an argument is wrong, and no column
                    raise
                self.faults[Fault(wrong, problem.what, problem.todo)] = None, None
                names = [name for name in names if name != wrong]
            else:
                return names

    def look(self, batch: Any) -> None:
        """Add what is found in a batch."""
        begins = self.rows
        self.rows += batch.num_rows
        for name in batch.schema.names:
            self.answered[name] = self.answered.get(name, 0) + batch.num_rows - batch.column(name).null_count
        while batch.num_rows:
            try:
                found = sift(self.plan, batch, MOST)
            except AnswerError as problem:
                column = named_in(problem, batch.schema.names)
                if column is None:
                    raise
                self.faults[Fault(column, problem.what, problem.todo)] = None, None
                if isinstance(self.plan, Dated) and column in self.plan.day_columns:
                    return  # without its days no row can be decided
                batch = batch.drop_columns([column])
            else:
                self._count(found, begins)
                return

    def _add(self, fault: Fault, rows: Array) -> None:
        many, first = self.faults.get(fault, (0, None))
        self.faults[fault] = (many or 0) + len(rows), rows[0] if first is None else first

    def _count(self, found: Sifted, begins: int) -> None:
        refused = found.refused & ~found.bad
        self.bad += int(found.bad.sum())
        self.refused += int(refused.sum())
        for problem, rows in found.faults:
            where = named_in(problem, found.batch.schema.names) or problem.where
            self._add(Fault(where, problem.fault, problem.todo), begins + rows)
        if found.bad.any() or refused.any():
            self.danger += self.plan.in_danger(found.batch, pa.array(found.bad | refused))
        for row, clashes in found.clashes.items():
            for facts in clashes if refused[row] else ():
                many, first = self.clashes.get(tuple(facts), (0, begins + row))
                self.clashes[tuple(facts)] = many + 1, first

    def told(self, given: Sequence[str], names: Sequence[str]) -> Examined:
        """Put it into tables: columns in their order, faults in that of the columns, of clashes those of most rows first."""
        order = {name: n for n, name in enumerate(given)}
        faults = sorted(self.faults.items(), key=lambda each: order.get(each[0].column, len(order)))
        clashes = sorted(self.clashes.items(), key=lambda each: (-each[1][0], each[0]))
        wrong = {fault.column for fault, (rows, _) in self.faults.items() if rows is None}
        uses = {name: "wrong" if name in wrong else self._use(name) for name in given}
        absent = [name for name in self.plan.reading if {name, name + MARK}.isdisjoint(given) and not self.plan.book.facts[name].derived]
        counted = [self.answered.get(name, 0) if uses[name] == "read" else None for name in uses]
        return Examined(
            self.plan, self.rows, self.bad, self.refused, self.danger,
            _table(column=[*uses, *absent], use=[*uses.values(), *("absent" for _ in absent)], answered=[*counted, *(0 for _ in absent)]),
            _table(
                column=[fault.column for fault, _ in faults], fault=[str(fault.what) for fault, _ in faults],
                todo=[str(fault.todo) for fault, _ in faults], rows=[rows for _, (rows, _) in faults], first=[at for _, (_, at) in faults],
            ),
            _table(facts=[[*facts] for facts, _ in clashes], rows=[n for _, (n, _) in clashes], first=[at for _, (_, at) in clashes]),
            tuple(fault for fault, _ in faults),
        )  # fmt: skip

    def _use(self, name: str) -> str:
        if name in self.plan.keep:
            return "kept"
        if isinstance(self.plan, Dated) and name in self.plan.day_columns:
            return "day"
        return "read" if name.removesuffix(MARK) in self.plan.reading else "not_read"


def _shown(name: str) -> str:
    """The name of a column of others in one line, as an error shows it: without what is not seen."""
    return " ".join(bounded(escaped(name)).split())


def _table(**given: Iterable[Any]) -> Any:
    kinds = {"rows": pa.int64(), "first": pa.int64(), "answered": pa.int64(), "facts": pa.list_(pa.string())}
    return pa.table({name: pa.array([*values], kinds.get(name, pa.string())) for name, values in given.items()})


# -- in words --------------------------------------------------------------------------------------------------------


def _told(found: Examined, lang: str) -> Report:
    s = Speaker(found.plan.book, lang)
    t = s.t
    title = t.ui("ui.examined.title", "Aineiston tarkistus: {topic}")
    head = [t.ui("ui.examined.rows", "Rivejä: {n}.").format(n=s.number(found.rows))]
    if found.bad:
        said = t.ui("ui.examined.bad", "Rivejä, joilla jokin arvo on virheellinen: {n}. Korjaa ne tai jätä ne pois ennen ratkaisemista.")
        head.append(said.format(n=s.number(found.bad)))
    if found.refused:
        said = t.ui("cli.columns.refused", "Rivejä, joiden tiedot eivät voi kaikki pitää paikkaansa: {n}. Jätä ne pois laskuista.")
        head.append(said.format(n=s.number(found.refused)))
    if found.whole:
        head.append(t.ui("ui.examined.whole", "Kaikki rivit voidaan ratkaista."))
    head += in_danger(s, found.danger)
    if found.bad or found.clashes.num_rows:
        head.append(t.ui("ui.examined.first", "Rivit on numeroitu niin, että ensimmäisen numero on 0."))
    sections = (_faults(s, found, lang), _clashes(s, found), _coverage(s, found), _not_read(s, found))
    rules = ", ".join(s.title(rule.id) for rule in found.plan.made.rules)
    return Report(lang, title.format(topic=rules), tuple(head), tuple(each for each in sections if each.items))


def _faults(s: Speaker, found: Examined, lang: str) -> Heading:
    say = translation(lang)
    said = s.t.ui("ui.examined.fault", "{column}: {fault} Rivejä: {n}, niistä ensimmäisen numero {first}.")
    items = []
    for fault, row in zip(found._messages, found.faults.to_pylist(), strict=True):
        what = fault.what.said(say).rstrip(".") + "."
        column = _shown(fault.column)
        line = f"{column}: {what}"
        if row["rows"] is not None:
            line = said.format(column=column, fault=what, n=s.number(row["rows"]), first=row["first"])
        items.append(Item(line, (Item(fault.todo.said(say)),) if fault.todo else ()))
    return Heading(s.t.ui("ui.examined.head.faults", "Virheet"), items=tuple(items))


def _clashes(s: Speaker, found: Examined) -> Heading:
    said = s.t.ui("ui.examined.clash", "{facts}: rivejä: {n}, niistä ensimmäisen numero {first}.")
    items = [
        Item(said.format(facts=", ".join(row["facts"]), n=s.number(row["rows"]), first=row["first"])) for row in found.clashes.to_pylist()
    ]
    return Heading(s.t.ui("ui.examined.head.clashes", "Vastaukset, jotka eivät voi kaikki pitää paikkaansa"), items=tuple(items))


def _coverage(s: Speaker, found: Examined) -> Heading:
    said = s.t.ui("ui.examined.answered", "{column}: rivejä, joilla on vastaus: {n}.")
    absent = s.t.ui("ui.examined.absent", "Tietoja, joilla ei ole saraketta ja jotka ovat siksi kaikilla avoimia: {n}.")
    rows = found.columns.to_pylist()
    items = [Item(said.format(column=row["column"], n=s.number(row["answered"]))) for row in rows if row["use"] == "read"]
    without = sum(row["use"] == "absent" for row in rows)
    items += [Item(absent.format(n=s.number(without)))] if without else []
    return Heading(s.t.ui("ui.examined.head.read", "Tiedot, joita säännöt lukevat"), items=tuple(items))


def _not_read(s: Speaker, found: Examined) -> Heading:
    names: Mapping[str, str] = {row["column"]: row["use"] for row in found.columns.to_pylist()}
    items = tuple(Item(_shown(name)) for name, use in names.items() if use == "not_read")
    return Heading(s.t.ui("ui.examined.head.not_read", "Sarakkeet, joita säännöt eivät lue"), items=items)
