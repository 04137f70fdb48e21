"""Roles: what the engine looks for in rule data, by a key on a rule, a fact or a function, and never by an id.

An id is a name that authors choose. What decides, explains and asks has to find the next step, danger, the child and the worker in the
rule data of any country, so the author says who holds such a role: ``role: step``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeVar

from tunnistus.rules.cached import of_book
from tunnistus.rules.model import Book, Clause

__all__ = ["IN_VIEW", "NEEDED", "RULES", "at_the_table", "chosen_by_the_person", "held", "holder", "holders", "in_view", "own_status"]

T = TypeVar("T")


RULES: Final = ("danger", "danger_in_view", "child", "child_in_view", "step")
"""Of rules: help is needed at once; the same while danger is not excluded; the route of a child is open; the same while it is not excluded
that the person is a child; what to do now."""
NEEDED: Final = {"step": "danger", "danger": "danger_in_view", "child": "child_in_view"}
"""Role of a rule → the role that another rule must hold beside it: no next step without danger before it, and
no danger or child that nothing keeps in view."""
IN_VIEW: Final = ("danger_in_view", "child_in_view")  # of rules that only keep something in view until it is excluded


@of_book
def holders(book: Book) -> Mapping[str, str]:
    """Return the id of the rule, fact or function that holds each role: the first, and of a role that nobody holds nothing."""
    found: dict[str, str] = {}
    for role, name in _roles_of(book):
        found.setdefault(role, name)
    return found


def _roles_of(book: Book) -> Iterator[tuple[str, str]]:
    yield from ((rule.role, rule.id) for rule in book.rules.values() if rule.role)
    yield from ((fact.role, fact.id) for fact in book.facts.values() if fact.role)
    yield from ((actor["role"], name) for name, actor in book.actors.items() if "role" in actor)


def holder(book: Book, role: str) -> str:
    """Return the id of what holds a role; empty where nothing does."""
    return holders(book).get(role, "")


def held(book: Book, role: str, among: Mapping[str, T]) -> T | None:
    """Return of some things by id, such as decisions by rule, that of the holder of a role; ``None`` where there is none."""
    name = holder(book, role)
    return among.get(name) if name else None


def in_view(book: Book) -> tuple[str, ...]:
    """Return the ids of the rules on danger and on a child that only stay in view, until both are excluded."""
    return tuple(name for role in IN_VIEW if (name := holder(book, role)))


@of_book
def at_the_table(book: Book) -> frozenset[str]:
    """Return the functions of those who sit where a page is read, and judge there: the worker, whoever proposes, the person."""
    return frozenset(filter(None, (holder(book, role) for role in ("front_line", "proposer", "person"))))


def chosen_by_the_person(book: Book, clauses: Iterable[Clause]) -> bool:
    """Tell whether what these clauses give is for the person to choose, whose right it is, and for nobody who decides."""
    return {clause.who for clause in clauses} == {holder(book, "person")}


@of_book
def own_status(book: Book) -> frozenset[str]:
    """Return the facts that tell who somebody is in law: a rule that fails by these alone is about other people."""
    return frozenset(fact.id for fact in book.facts.values() if fact.status)
