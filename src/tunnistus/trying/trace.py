"""The trace table: section of law → rule → clause → cases → texts, with what is not encoded. Made by ``tunnistus trace``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tunnistus.rules.model import Book, Clause, Window
from tunnistus.saying.speaker import Speaker
from tunnistus.trying.cases import case_files, read_cases

__all__ = ["cases_by_rule", "trace"]


def cases_by_rule(directory: Path) -> dict[str, int]:
    """Return how many cases below a directory say what a rule gives."""
    found: dict[str, int] = {}
    for path in case_files(directory):
        for example in read_cases(path):
            for rule in example.doc.expect:
                found[rule] = found.get(rule, 0) + 1
    return found


def trace(book: Book, cases: Mapping[str, int], lang: str) -> str:
    """Return the trace table as Markdown: one row for each citation or source of each clause, in the order of the law."""
    s = Speaker(book, lang)
    rows = sorted(set(_rows(s, cases)), key=lambda row: row[0])
    lines = ["| § | rule | clause | in force | effect | cases | texts |", "|---|---|---|---|---|---|---|"]
    lines += ["| " + " | ".join(row[1:]) + " |" for row in rows]
    for ruleset in book.rulesets.values():
        if ruleset.not_encoded:
            lines += ["", f"## {s.t.say(f'ruleset.{ruleset.id}.title')} (`{ruleset.id}`)", ""]
            lines += [f"* {s.t.say(f'ruleset.{ruleset.id}.not_encoded.{key}')}" for key in ruleset.not_encoded]
    return "\n".join(lines) + "\n"


Row = tuple[tuple[object, ...], str, str, str, str, str, str, str]


def _rows(s: Speaker, cases: Mapping[str, int]) -> Iterator[Row]:
    for rule in s.book.rules_in_order():
        texts = sum(context.startswith(f"rule.{rule.id}.") for context in s.book.texts)
        for clause in rule.clauses:
            rest = (rule.id, clause.name, _window(clause.valid), clause.effect, str(cases.get(rule.id, 0)), str(texts))
            for order, place in _places(s, clause):
                yield (order, rule.id, clause.name), place, *rest


def _places(s: Speaker, clause: Clause) -> Iterator[tuple[tuple[object, ...], str]]:
    for cite in clause.cite:
        number = "".join(c for c in cite.section if c.isdigit() or c == ":")
        key = tuple(int(n) if n else 0 for n in (*number.split(":"), "", "")[:2])
        yield (0, cite.act, key, cite.section, cite.subsection, cite.item), s.short(cite)
    for source in clause.source:
        yield (1, source, (0, 0), "", "", ""), s.source(source)


def _window(window: Window) -> str:
    return f"{window.since or ''}–{window.until or ''}"
