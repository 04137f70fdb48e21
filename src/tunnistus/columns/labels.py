"""What the columns that rules read and give mean, in three languages, and what of the results can never be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa

from tunnistus.checking.solver import Solver, TooLarge
from tunnistus.columns.kernel import ADDED, reader
from tunnistus.columns.needs import read_by
from tunnistus.columns.outputs import Output, Outputs, collect, find
from tunnistus.errors import door
from tunnistus.rules.answers import Dates
from tunnistus.rules.model import LANGUAGES, Book, Fact
from tunnistus.rules.relations import relations_of
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

__all__ = ["codebook", "labelled", "labels"]

PREFIX: Final = "label_"  # of the keys in the metadata of a column; the language follows
_PARTS: Final = ("due", "option", "reached", "clause")
Row = tuple[str, str, str, str | None, dict[str, str], bool | None]


@door
def codebook(
    rules: str | Sequence[str],
    *,
    as_of: date,
    act_from: date | None = None,
    act_to: date | None = None,
    applied_on: date | None = None,
    book: Book | None = None,
) -> Any:
    """Tell of each column that rules read or give what it means, and of the results what can never be.

    Args:
        rules: as of :func:`tunnistus.columns.plan`.
        as_of, act_from, act_to, applied_on: the days, for all rows.

    Returns:
        A ``pyarrow.Table`` with a row for each column, and one for each of its values where these are few: ``column``, ``use`` (``fact``
        or ``result``), ``type``, ``value`` (null in the row of the column), ``fi``, ``sv``, ``en``, and ``never``: whether a result is so
        for nobody who can exist, whatever the answers; null for facts, and where that is not proved.

    Raises:
        UnknownName: no such rule or topic.
        DateError: a date that cannot be.

    >>> from datetime import date
    >>> from tunnistus import columns
    >>> found = columns.codebook("permit.52a1", as_of=date(2026, 11, 24))
    >>> found.column_names
    ['column', 'use', 'type', 'value', 'fi', 'sv', 'en', 'never']
    """
    book = book or source.book()
    wanted = find(book, rules)
    made = collect(book, wanted, Dates(as_of, act_from, act_to, applied_on))
    speakers = {lang: Speaker(book, lang) for lang in LANGUAGES}
    rows = [row for name in read_by(book, wanted) for row in _of_fact(book.facts[name], speakers)]
    return _table([*rows, *_of_results(book, made, speakers)])


def _table(rows: Sequence[Row]) -> Any:
    names = ("column", "use", "type", "value")
    return pa.table({
        **{name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(names)},
        **{lang: pa.array([row[4].get(lang) for row in rows], pa.string()) for lang in LANGUAGES},
        "never": pa.array([row[5] for row in rows], pa.bool_()),
    })  # fmt: skip


def _of_fact(fact: Fact, speakers: Mapping[str, Speaker]) -> Iterator[Row]:
    yield fact.id, "fact", fact.type, None, {lang: s.question(fact) for lang, s in speakers.items()}, None
    values: Sequence[Any] = (True, False) if fact.type == "bool" else fact.values
    for value in values:
        shown = str(value).lower() if fact.type == "bool" else str(value)
        yield fact.id, "fact", fact.type, shown, {lang: s.fact(fact, value) for lang, s in speakers.items()}, None


def _of_results(book: Book, made: Outputs, speakers: Mapping[str, Speaker]) -> Iterator[Row]:
    solvers: dict[str, Solver] = {}
    for output, roots, scope in zip(made.outputs, made.roots, made.scopes, strict=True):
        label = {lang: text for lang, s in speakers.items() if (text := _label(s, output.column))}
        yield output.column, "result", "bool", None, label, None
        for value, never in zip((True, False), _never(book, made, output, roots, scope, solvers), strict=True):
            said = {lang: s.t.ui("ui.compared.yes", "kyllä") if value else s.t.ui("ui.compared.no", "ei") for lang, s in speakers.items()}
            yield output.column, "result", "bool", str(value).lower(), said, never
    for name in (*(f"{rule.id}.exact" for rule in made.rules), "refused"):
        yield name, "result", "bool", None, {lang: text for lang, s in speakers.items() if (text := _label(s, name))}, None


def _never(
    book: Book, made: Outputs, output: Output, roots: Sequence[int], scope: int, solvers: dict[str, Solver]
) -> tuple[bool | None, bool | None]:
    """Whether an output is true for nobody, and whether it is false for nobody; by the decision diagrams of its rule."""
    if output.rule not in solvers:
        own = [n for other, of, s in zip(made.outputs, made.roots, made.scopes, strict=True) if other.rule == output.rule for n in (*of, s)]
        nodes = [made.formulas[n].node for n in dict.fromkeys(own) if n >= 0]
        solvers[output.rule] = Solver(nodes, book.facts, relations_of(book))
    solver = solvers[output.rule]
    d = solver.diagrams
    try:
        true = [solver.of(made.formulas[n].node) for n in roots]
        false = [d.negate(root) for root in true]
        inside = [solver.of(made.formulas[scope].node)] if scope >= 0 else []
        outside = d.at_least(1, [solver.every(*false), *(d.negate(root) for root in inside)])
        return not solver.has(solver.every(*true, *inside)), not solver.has(outside)
    except TooLarge:
        return None, None


# -- labels ------------------------------------------------------------------------------------------------------------


def _label(s: Speaker, column: str) -> str | None:
    """What a column means, as a sentence; nothing for one that is neither a fact nor of a rule."""
    t, texts = s.t, s.book.texts
    if column in s.book.facts:
        return s.question(s.book.facts[column])
    if column == "refused":
        return t.ui("ui.codebook.refused", "Rivin tiedot eivät voi kaikki pitää paikkaansa.")
    rule, part, name = next((each for mark in _PARTS if (each := column.partition(f".{mark}."))[1]), column.rpartition("."))
    if f"rule.{rule}.title" not in texts:
        return None
    said = {
        "due": t.ui("ui.compared.due", "Lopputulos on tämä:"),
        "option": t.ui("ui.compared.option", "Tämä voidaan valita:"),
        "reached": t.ui("ui.compared.reached", "Vähintään tämä vaihe on saavutettu:"),
        "clause": t.ui("ui.codebook.clause", "Kohta soveltuu:"),
    }.get(part.strip("."))
    if said:
        return f"{s.title(rule)}. {said} {s.outcome(rule, name) if f'rule.{rule}.says.{name}' in texts else name}"
    of_all = {
        "not_covered": t.ui("ui.codebook.not_covered", "Sääntö kattaa vain osan säännöksestä, eikä siitä seuraa mitään."),
        "in_scope": t.ui("ui.codebook.in_scope", "Sääntö koskee henkilöä."),
        "in_force": t.ui("ui.codebook.in_force", "Sääntö on voimassa."),
        "exact": t.ui("ui.codebook.exact", "Tulos on tarkka."),
    }
    return f"{s.title(rule)}. {of_all[name]}" if name in of_all else s.title(rule)


def labels(book: Book, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return of columns what they mean, by the keys that stand in their metadata."""
    speakers = {f"{PREFIX}{lang}": Speaker(book, lang) for lang in LANGUAGES}
    found = {name: {key: text for key, s in speakers.items() if (text := _label(s, name))} for name in names if name not in ADDED}
    return {name: each for name, each in found.items() if each}


@door
def labelled(data: Any, *, book: Book | None = None) -> Any:
    """Return a ``pyarrow.Table`` whose columns say in their metadata what they mean: ``label_fi``, ``label_sv`` and ``label_en``.

    Columns that are no facts and no results stay as they are.

    Args:
        data: anything that offers the Arrow interface.

    Raises:
        AnswerError: it is no table.

    >>> from datetime import date
    >>> import pyarrow as pa
    >>> from tunnistus import columns
    >>> decided = columns.decide(pa.table({"in_finland": [True]}), "permit.52a1", as_of=date(2026, 11, 24))
    >>> sorted(columns.labelled(decided).field("permit.52a1.due.temporary").metadata)
    [b'label_en', b'label_fi', b'label_sv']
    """
    given = data if isinstance(data, pa.Table) else reader(data).read_all()
    return with_labels(given, labels(book or source.book(), given.column_names))


def with_labels(table: Any, told: Mapping[str, Mapping[str, str]]) -> Any:
    """Return the same table with labels that were made before."""
    fields = [f.with_metadata({**(f.metadata or {}), **told[f.name]}) if f.name in told else f for f in table.schema]
    return table.cast(pa.schema(fields, table.schema.metadata))
