"""What is worked out about a book is kept with it: a function that says something of a book works it out once.

What is kept so hangs on the rule data alone, so there is an end to it, and it goes with the book. What hangs on days, answers or requests
has a bound: it is in a :class:`tunnistus.bounded.Bounded`, which such a function makes for the book.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

from tunnistus.rules.model import Book

__all__ = ["of_book"]

R = TypeVar("R")
Ts = TypeVarTuple("Ts")


def of_book(function: Callable[[Book, *Ts], R]) -> Callable[[Book, *Ts], R]:
    """Let a function keep with a book what it returns of it.

    Any number of threads may call it, and none waits: at worst something is made twice, and all get the one that was there first. An error
    is not kept.

    Args:
        function: takes a book and then only what the book has so many of: ids, parts of its rules, places between its borders, languages.
            Who gets what it returns changes nothing in it.
    """

    @wraps(function)
    def once(book: Book, *given: *Ts) -> R:
        key = (function, given) if given else function
        try:
            found: R = book.kept[key]
            return found
        except KeyError:
            pass  # what is made outside of the handler raises its errors without this one behind them
        made: R = book.kept.setdefault(key, function(book, *given))
        return made

    return once
