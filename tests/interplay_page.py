"""The text of ``docs/interplay.md``, made from ``data/interplay.yaml``; ``make generate`` writes it."""

from collections.abc import Iterator
from datetime import date
from textwrap import fill

from tests import ROOT
from tests.interplay import MARKS, Person, Table

PAGE = ROOT / "docs" / "interplay.md"
INTRO = """\
# Who can use which path: the interplay matrix

For lawyers and advisers: which paths of Finnish residence law are open to somebody who may be a victim of trafficking
or of labour exploitation, as far as their status **alone** tells, on several days. Everything else (whether the person
is a victim, vulnerable, willing to cooperate, or has a ground for refusal against them) is for an authority to judge.
An open cell is therefore no promise, and a closed one closes that path only.

The table (`tests/data/interplay.yaml`) was written from the statutes, and a test compares every cell with what the
rules of `indicators/law` give. The text of the Aliens Act was read up to 21 February 2025. For later days check Finlex.

| Mark | Meaning |
|---|---|
| ✔ | open: possible from the status alone |
| (✔) | open with a remark: the number leads to [Remarks](#remarks) |
| ✘ | closed: the status rules it out, or the provision is not in force |
| – | does not arise: the path is not for this person, or the status did not exist yet |
"""


def page(table: Table) -> str:
    numbers = remark_numbers(table)
    parts = [INTRO, paths(table), *(day_table(table, day, numbers) for day in table.dates), remarks(table, numbers)]
    return "\n".join([*parts, statuses(table), differences(table)])


def rows(head: tuple[str, ...], body: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines).replace("| --- |", "|---|").replace(" --- |", "---|")


def plain(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def paths(table: Table) -> str:
    return rows(("Path", "Meaning", "Provision", "Rule"), ((n, p["title"], p["cite"], f"`{p['rule']}`") for n, p in table.paths.items()))


def day_table(table: Table, day: date, numbers: dict[str, int]) -> str:
    body = ((p.title, *(mark(p, path, day, numbers) for path in table.paths)) for p in table.persons)
    return f"## {plain(day)}\n\n{table.dates[day]}\n\n" + rows(("Person", *table.paths), body)


def mark(person: Person, path: str, day: date, numbers: dict[str, int]) -> str:
    word = person.expected(path, day)
    number = f" {numbers[person.remarks[path]['text']]}" if word == "remark" else ""
    return MARKS[word] + number


def remark_numbers(table: Table) -> dict[str, int]:
    """Remarks in the order of the table; equal texts share a number."""
    texts = dict.fromkeys(remark["text"] for person in table.persons for remark in person.remarks.values())
    return {text: n for n, text in enumerate(texts, 1)}


def remarks(table: Table, numbers: dict[str, int]) -> str:
    return "## Remarks\n\n" + "".join(f"{n}. {text}\n" for text, n in numbers.items())


def statuses(table: Table) -> str:
    lead = "What the table takes as known of each person, by the names of the facts, and why the row is as it is.\n\n"
    body = ((p.title, ", ".join(f"`{n}: {str(v).lower()}`" for n, v in p.facts.items()), p.note) for p in table.persons)
    return "## Persons\n\n" + lead + rows(("Person", "Known", "Basis"), body)


def differences(table: Table) -> str:
    lead = "The column of 1.10.2024 equals the matrix of the legal note on residence of 24 November 2026, except here.\n\n"
    told = (f"{person.title}, {path}: {why}" for person in table.persons for path, why in person.differs.items())
    lines = (fill(each, 120, initial_indent="* ", subsequent_indent="  ") + "\n" for each in told)
    return "## Where the statute gave another cell than the legal note\n\n" + lead + "".join(lines)
