"""What is worked out about a book is kept with it: once for each book and argument, and for no copy of it."""

import copy
import gc
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from weakref import ref

import attrs
import pytest

import tunnistus as tn
from tests.worlds import book as small
from tests.worlds import duty, rule
from tunnistus.errors import LoadError
from tunnistus.messages import message
from tunnistus.rules.cached import of_book
from tunnistus.rules.model import Book


def made() -> Book:
    return small(rule(f"one: {duty('a')}"))


def test_it_is_made_once_for_each_book_and_argument() -> None:
    calls = list[tuple[int, tuple[str, ...]]]()

    @of_book
    def ids(book: Book, *names: str) -> list[str]:
        calls.append((id(book), names))
        return [*names]

    one, two = made(), made()
    assert ids(one) is ids(one)
    assert ids(one, "a") is ids(one, "a")
    assert ids(one, "a") is not ids(two, "a")
    assert ids(one, "a", "b") == ["a", "b"]
    assert calls == [(id(one), ()), (id(one), ("a",)), (id(two), ("a",)), (id(one), ("a", "b"))]


def test_nothing_is_a_result_as_well_and_an_error_is_none() -> None:
    calls = list[str]()

    @of_book
    def known(book: Book, name: str) -> str | None:
        calls.append(name)
        if name == "wrong":
            raise LoadError(message("There is no such rule."))
        return None

    book = made()
    assert known(book, "right") is known(book, "right") is None
    for _ in range(2):
        with pytest.raises(LoadError) as problem:
            known(book, "wrong")
        assert problem.value.__context__ is None
    assert calls == ["right", "wrong", "wrong"]


def test_threads_that_come_together_get_the_same() -> None:
    together = Barrier(8)

    @of_book
    def slowly(book: Book) -> object:
        together.wait()
        return object()

    book = made()
    with ThreadPoolExecutor(8) as threads:
        assert len({*threads.map(lambda _: id(slowly(book)), range(8))}) == 1


@pytest.mark.parametrize("again", [attrs.evolve, copy.copy, copy.deepcopy, lambda book: pickle.loads(pickle.dumps(book))])
def test_a_copy_begins_with_nothing(again: Callable[[Book], Book]) -> None:
    @of_book
    def thing(book: Book) -> object:
        return object()

    book = made()
    book.told_of_nobody(lambda plan: None, lambda version: None)
    kept, other = thing(book), again(book)
    assert other == book
    assert other is not book
    assert (other.kept, other.nobody, other.places) == ({}, None, book.places)
    assert book.places
    assert thing(other) is not kept


def test_a_copy_of_the_shipped_rules_is_not_found_by_their_digest() -> None:
    assert pickle.loads(pickle.dumps(tn.book())) is tn.book()
    fewer = attrs.evolve(tn.book(), rules={}, rulesets={})
    assert pickle.loads(pickle.dumps(fewer)).rules == {}


def test_it_goes_with_the_book() -> None:
    @of_book
    def itself(book: Book) -> tuple[str, ...]:
        return (*book.facts,)

    book = made()
    assert itself(book)
    gone = ref(book)
    gc.disable()
    try:
        del book
        assert gone() is None
    finally:
        gc.enable()


def test_what_is_kept_is_none_of_the_names_of_a_book() -> None:
    book = made()
    assert "kept" not in dir(book)
    assert "facts" in dir(book)
    assert "kept" not in repr(book)
