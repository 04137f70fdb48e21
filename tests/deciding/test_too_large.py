"""Rules whose diagrams would be too large: Kleene logic decides them, and what it cannot tell stays open and is asked."""

from collections.abc import Iterator
from unittest import mock

import pytest

from tests import reference
from tests.engines import TooSmall
from tests.worlds import FACTS, book, decided, duty, rule
from tunnistus.deciding import compiled
from tunnistus.rules.model import Book
from tunnistus.rules.truth import OPEN

RELATED = FACTS + (
    "relations:\n"
    "  a_then_b: {if: {fact: a, is: true}, then: {fact: b, is: true}, because: Niin on.}\n"
    "  c_then_bright: {if: {fact: c, is: true}, then: {fact: kind, in: [red, green]}, because: Niin on.}\n"
)


@pytest.fixture(autouse=True)
def _too_small() -> Iterator[None]:
    with mock.patch.object(compiled, "Diagrams", TooSmall):
        yield


def with_it(*clauses: str, more: str = "") -> Book:
    return book(rule("\n".join(clauses), more=more), facts=RELATED)


def test_what_changes_with_a_fact_that_is_left_is_missing_too() -> None:
    """Nobody with the one is without the other, so the answer to the one can be the answer to both."""
    either = with_it("one: " + duty("{any: [{all: [a, secret]}, b]}"))
    d = decided(either, {"secret": False})
    assert {*d.missing} >= reference.decide(d.case, "r").missing == {"a", "b"}


@pytest.mark.parametrize("scope", ["{not: {fact: kind, in: [red, green]}}", "{all: [{any: [a, b]}, {not: {any: [a, b]}}]}"])
def test_where_it_cannot_tell_whom_a_rule_concerns_nothing_is_certain(scope: str) -> None:
    """The one scope excludes whoever has c, the other everybody; by Kleene logic both are open."""
    d = decided(with_it("one: " + duty("c"), more=f"scope: {scope}"), {"c": True})
    assert (d.in_scope, d.due, d.possible, d.settled, d.exact) == (OPEN, None, ("granted",), False, False)
    assert reference.decide(d.case, "r").possible == frozenset()


def test_where_it_can_tell_what_is_due_is_certain() -> None:
    d = decided(with_it("one: " + duty("c"), more="scope: secret"), {"c": True})
    assert (d.in_scope, d.due, d.settled, d.missing) == (OPEN, "granted", False, ("secret",))
