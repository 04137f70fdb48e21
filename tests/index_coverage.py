"""Counts the (row, version) pairs of the index of rules that are encoded: ``python -m tests.index_coverage`` or ``make coverage``.

A duty, power, bar, right or practice is encoded in a version when a clause with a condition is in force in it, and a case of that
time shows it applying and another shows it not applying. A definition or element is encoded when there is a rule in force.
Information items (nothing but clauses without a condition) are counted apart.
"""

import sys
from collections.abc import Mapping
from datetime import date

import attrs

from tests import ROOT
from tunnistus.explaining.explain import Decision
from tunnistus.reading.strict import read
from tunnistus.rules.model import Book, Const, Rule, Window
from tunnistus.rules.truth import TRUE
from tunnistus.shipping import source
from tunnistus.trying.cases import case_files, read_cases, run

INDEX = ROOT / "tests" / "data" / "rules-index.yaml"
NAMED = {"definition", "element", "proposal"}


@attrs.frozen
class Row:
    id: str
    core: bool
    effect: str
    versions: tuple[Window, ...]


@attrs.define
class Shown:
    """Days of the rule's clock on which cases show a rule applying, and not applying."""

    applied: set[date] = attrs.field(factory=set)
    idle: set[date] = attrs.field(factory=set)


def read_index() -> list[Row]:
    rows = read(INDEX).data["rows"]
    return [
        Row(name, row["core"], row["effect"], tuple(Window(v.get("from"), v.get("until")) for v in row["versions"]))
        for name, row in rows.items()
    ]


def shown_by_cases(book: Book) -> Mapping[str, Shown]:
    shown = {name: Shown() for name in book.rules}

    def see(decision: Decision) -> None:
        if not decision.in_force:
            return
        applying = any(c.applies == TRUE and c.clause.then for c in decision.clauses)
        days = {day[decision.rule.clock] for day in decision.days}
        (shown[decision.rule.id].applied if applying else shown[decision.rule.id].idle).update(days)

    for path in case_files(ROOT / "indicators"):
        for example in read_cases(path):
            run(book, example, see)
    return shown


def touches(one: Window, two: Window) -> bool:
    return not one.within(two).empty


def problem(row: Row, version: Window, rule: Rule | None, shown: Mapping[str, Shown]) -> str:
    """Why a pair does not count; empty when it does, ``information`` when it is counted apart."""
    if rule is None:
        return "no rule"
    clauses = [c for c in rule.clauses if touches(c.valid, version)]
    if not clauses:
        return "no clause in force"
    if row.effect in NAMED:
        return ""
    if all(isinstance(c.when, Const) for c in clauses):
        return "information"
    here = shown[row.id]
    if not any(day in version for day in here.applied):
        return "no case in which it applies"
    return "" if any(day in version for day in here.idle) else "no case in which it does not apply"


def count(book: Book) -> dict[tuple[Row, Window], str]:
    shown = shown_by_cases(book)
    return {(row, v): problem(row, v, book.rules.get(row.id), shown) for row in read_index() for v in row.versions}


def main() -> int:
    pairs = count(source.book())
    rows = {row: [what for (r, _), what in pairs.items() if r == row] for row, _ in pairs}
    good = {row for row, found in rows.items() if all(what in ("", "information") for what in found)}
    for (row, version), what in pairs.items():
        if what not in ("", "information"):
            print(f"{'★' if row.core else ' '} {row.id:34} {version.since or ''}–{version.until or ''}: {what}")
    core = [row for row in rows if row.core]
    print(
        f"pairs: {sum(w == '' for w in pairs.values())} encoded, {sum(w == 'information' for w in pairs.values())} information, of {len(pairs)}"
    )
    print(f"rows in every version: {len(good & set(core))} of {len(core)} core, {len(good)} of {len(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
