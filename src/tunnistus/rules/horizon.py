"""Until when the law behind a rule was read, and what is known to have changed after that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from tunnistus.rules.cached import of_book
from tunnistus.rules.graph import used_rules
from tunnistus.rules.model import Book, Cite, Clause, LaterChange, Rule

__all__ = ["act_read", "acts_read", "changes_of", "first_read", "own_days", "touches", "unread"]


def act_read(book: Book, act: str) -> date | None:
    """The day of the text of an act that was read; ``None`` where it was not read itself."""
    day = book.acts[act].get("verified")
    return date.fromisoformat(day) if day else None


def acts_read(book: Book, clauses: Iterable[Clause]) -> dict[str, date | None]:
    """The acts that some clauses cite, each with the day of the text that was read: the first, where clauses have a day of their own.

    ``None`` stands for an act that was not read itself, and is earlier than any day.
    """
    return first_read({cite.act: each.verified or act_read(book, cite.act) for cite in each.cite} for each in clauses)


def first_read(every: Iterable[Mapping[str, date | None]]) -> dict[str, date | None]:
    """All acts of several such mappings, each with the first of its days."""
    days: dict[str, date | None] = {}
    for each in every:
        for act, read in each.items():
            days[act] = min(read, days.get(act, read), key=lambda day: day or date.min)
    return days


@of_book
def own_days(book: Book) -> bool:
    """Whether any clause has a day of reading of its own."""
    return any(clause.verified for rule in book.rules.values() for clause in rule.clauses)


def unread(acts: Mapping[str, date | None], day: date) -> dict[str, date | None]:
    """Those of some acts, each as :func:`acts_read` has it, whose text was not read as of a day."""
    return {act: read for act, read in acts.items() if read is None or day > read}


def changes_of(book: Book, rule: Rule) -> tuple[LaterChange, ...]:
    """The later changes that touch what a rule rests on: its own clauses and, where it is law, those of the rules that it uses.

    Of the clauses count those that are in force when the change begins.
    """
    return _changes(book, rule.id)


@of_book
def _changes(book: Book, rule: str) -> tuple[LaterChange, ...]:
    clauses = list(_clauses_behind(book, book.rules[rule]))
    return tuple(change for change in book.later.values() if any(_changed(change, clause) for clause in clauses))


def _clauses_behind(book: Book, rule: Rule) -> Iterator[Clause]:
    names, waiting = {rule.id}, [rule]
    while waiting:
        each = waiting.pop()
        yield from each.clauses
        law = book.rulesets[each.ruleset].kind == "law"  # what signs call for does not hang on the wording of the law that they lead to
        new = [name for name in used_rules(each) if name not in names] if law else []
        names |= {*new}
        waiting += [book.rules[name] for name in new]


def _changed(change: LaterChange, clause: Clause) -> bool:
    return (clause.valid.until is None or clause.valid.until >= change.since) and any(touches(change, cite) for cite in clause.cite)


def touches(change: LaterChange, cite: Cite) -> bool:
    """Whether a citation meets what a change touches: a whole act, a section, or subsections and items of it."""
    from tunnistus.rules.statute import place_of

    return any(
        place.act == cite.act and place.section in ("", cite.section) and place_of(place).meets(place_of(cite)) for place in change.touches
    )
