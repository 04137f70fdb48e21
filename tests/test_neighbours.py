"""Rules that stand side by side: every cell of a table of neighbours has a clause, a caution, a case, a text of what is left out, or a reason."""

import copy
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import attrs
import pytest
import yaml

from tests import ROOT
from tests.neighbours import FAMILIES, Family, rule_of
from tunnistus.reading.rulefile import read_cite
from tunnistus.reading.unitfile import read_statutes
from tunnistus.rules.model import Book, Window
from tunnistus.shipping import source
from tunnistus.trying.cases import read_cases

BOOK = source.book()
STATUTES = read_statutes(ROOT / "indicators", book=BOOK)
DATA = ROOT / "tests" / "data" / "neighbours"
Table = Mapping[str, Any]


@cache
def table(name: str) -> Table:
    found: Table = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


# -- what is wrong with a table ----------------------------------------------------------------------------------


def faults(family: Family, found: Table, book: Book = BOOK) -> list[str]:
    """What is missing, too much, or names what does not exist."""
    rows, columns = family.rows(book, STATUTES), family.columns(book, STATUTES)
    wrong = [f"{row}: no such row" for row in found["cells"] if row not in rows]
    for row in rows:
        cells = found["cells"].get(row, {})
        wrong += [f"{row} × {column}: no such column" for column in cells if column not in columns]
        for column in columns:
            wrong += [f"{row} × {column}: {what}" for what in _cell(family, found, book, row, column)]
    named = {cell for cells in found["cells"].values() for cell in cells.values() if isinstance(cell, str)}
    wrong += [f"reason {key}: in no cell" for key in found["reasons"] if key not in named]
    return wrong + [f"reason {key}: {what}" for key, reason in found["reasons"].items() for what in _reason(reason)]


def _cell(family: Family, found: Table, book: Book, row: str, column: str) -> Iterator[str]:
    cell, joins = found["cells"].get(row, {}).get(column), family.joins(book, row, column)
    if cell is None:
        yield "empty"
    elif isinstance(cell, list) or joins:
        if set(cell) != joins:
            yield f"the clauses that read both are {sorted(joins)}"
        elif family.every_day and (hole := _hole(book, row, column, joins)):
            yield f"on {hole} no clause reads both"
    elif isinstance(cell, str):
        if cell not in found["reasons"]:
            yield f"no such reason: {cell}"
    else:
        yield from _elsewhere(book, cell, {name.partition("/")[0] for name in (row, column)})


def _elsewhere(book: Book, cell: Mapping[str, Any], rules: set[str]) -> Iterator[str]:
    """A caution of the rule of the row or the column, a text of what is left out, or a case that decides one of the two rules."""
    for notice in cell.get("notices", ()):
        rule, _, key = notice.rpartition(".")
        if rule not in rules or key not in [n.key for n in book.rules[rule].notices]:
            yield f"no such caution beside them: {notice}"
    if "left_out" in cell:
        ruleset, _, key = cell["left_out"].partition(".")
        if ruleset not in book.rulesets or key not in book.rulesets[ruleset].not_encoded:
            yield f"not said to be left out: {cell['left_out']}"
    if "case" in cell:
        path = ROOT / "indicators" / f"{cell['case']}.cases.yaml"
        cases = {case.name: case for case in read_cases(path)} if path.is_file() else {}
        if cell.get("name") not in cases or not rules & set(cases[cell["name"]].doc.expect):
            yield f"no case of that name that decides one of them: {cell}"
    if not {"notices", "left_out", "case"} & set(cell):
        yield f"neither a caution nor a case nor left out: {cell}"


def _reason(reason: Mapping[str, Any]) -> Iterator[str]:
    if not reason["says"].endswith(".") or not reason["cite"]:
        yield "no sentence, or no citation"
    recorded = {section.act for section in STATUTES.structures}
    for text in reason["cite"]:
        cite = read_cite(text)
        if not cite or cite.act not in BOOK.acts:
            yield f"no citation: {text}"
        elif cite.act in recorded and not {*STATUTES.sections_of(cite)} & {*STATUTES.structures, *STATUTES.units}:
            yield f"no such section: {text}"


def _hole(book: Book, row: str, column: str, clauses: set[str]) -> object:
    """The first day that the rules of row and column share on which none of the clauses holds."""
    windows = [rule.valid for name in (row, column) if (rule := rule_of(book, name))]
    days = Window()
    for window in windows:
        days = days.within(window)
    held = [book.rules[rule].clause(name).valid for rule, _, name in (clause.rpartition(".") for clause in clauses)]
    borders = {
        days.since,
        *(window.until + timedelta(days=1) for window in held if window.until),
    }  # where the days begin, and where a clause ends
    return next((day for day in sorted(filter(None, borders)) if day in days and not any(day in window for window in held)), None)


# -- the tables --------------------------------------------------------------------------------------------------


def test_every_family_has_a_table_and_every_table_a_family() -> None:
    assert sorted(path.stem for path in DATA.glob("*.yaml")) == sorted(family.name for family in FAMILIES)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_cell_has_a_home(family: Family) -> None:
    assert faults(family, table(family.name)) == []


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_rows_and_columns_are_many_and_are_names_of_the_book(family: Family) -> None:
    rows, columns = family.rows(BOOK, STATUTES), family.columns(BOOK, STATUTES)
    assert len(rows) >= 9
    assert len(columns) >= 5
    assert len({*rows}) == len(rows)
    assert len({*columns}) == len(columns)


# -- a cell that is lost is missed -------------------------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_row_a_column_or_a_cell_that_is_lost_is_found(family: Family) -> None:
    whole = table(family.name)
    row, column = next(iter(whole["cells"])), next(iter(next(iter(whole["cells"].values()))))
    lost_row, lost_cell, lost_column = (copy.deepcopy(whole) for _ in range(3))
    del lost_row["cells"][row]
    del lost_cell["cells"][row][column]
    for cells in lost_column["cells"].values():
        del cells[column]
    assert f"{row} × {column}: empty" in faults(family, lost_cell)
    assert len([what for what in faults(family, lost_row) if what.endswith("empty")]) == len(whole["cells"][row])
    assert len([what for what in faults(family, lost_column) if what.endswith("empty")]) == len(whole["cells"])


@pytest.mark.parametrize(("row", "column", "cell", "what"), [
    ("refusal.in_country/barred", "permit.52a.family", ["permit.52a.family.barred"], "the clauses that read both are"),
    ("refusal.in_country/barred", "permit.52a.family", "witness", "the clauses that read both are"),
    ("refusal.conduct/barred", "permit.52e", ["permit.52e.security"], "the clauses that read both are"),
    ("refusal.conduct/barred", "permit.52e", "no_reason", "no such reason"),
    ("refusal.conduct/barred", "permit.52e", {"notices": ["permit.52a1.child"]}, "no such caution"),
    ("refusal.conduct/barred", "permit.52e", {"left_out": "law/permit/humane.nothing"}, "not said to be left out"),
    ("refusal.conduct/barred", "permit.52e", {"case": "law/permit/humane", "name": "No case"}, "no case of that name"),
    ("refusal.conduct/barred", "permit.52e", {"case": "law/permit/nothing", "name": "No case"}, "no case of that name"),
    ("refusal.conduct/barred", "permit.52e", {"name": "No case"}, "neither a caution nor a case"),
])  # fmt: skip
def test_a_home_that_is_none_is_found(row: str, column: str, cell: object, what: str) -> None:
    changed = copy.deepcopy(table("refusal"))
    changed["cells"][row][column] = cell
    assert any(fault.startswith(f"{row} × {column}: {what}") for fault in faults(FAMILIES[0], changed))


def test_a_day_on_which_a_permit_reads_no_ground_is_found() -> None:
    """A version that was forgotten: the table may name all that is there, and a day is still without a clause."""
    family, rule = FAMILIES[0], BOOK.rules["permit.52a.family"]
    without = attrs.evolve(rule, clauses=tuple(clause for clause in rule.clauses if clause.name != "barred_2025"))
    book = attrs.evolve(BOOK, rules={**BOOK.rules, rule.id: without})
    changed = copy.deepcopy(table("refusal"))
    for cells in changed["cells"].values():
        if "permit.52a.family.barred_2025" in cells[rule.id]:
            cells[rule.id].remove("permit.52a.family.barred_2025")
    grounds = ("in_country", "general", "conduct")
    assert faults(family, changed, book) == [
        f"refusal.{ground}/barred × {rule.id}: on 2025-06-16 no clause reads both" for ground in grounds
    ]


def test_a_permit_that_is_new_and_in_no_table_is_found() -> None:
    family, rule = FAMILIES[0], BOOK.rules["permit.52d"]
    rulesets = {
        **BOOK.rulesets,
        rule.ruleset: attrs.evolve(BOOK.rulesets[rule.ruleset], rules=("permit.new", *BOOK.rulesets[rule.ruleset].rules)),
    }
    book = attrs.evolve(BOOK, rules={**BOOK.rules, "permit.new": attrs.evolve(rule, id="permit.new")}, rulesets=rulesets)
    assert [what for what in faults(family, table("refusal"), book) if "× permit.new" in what]
