"""What Hypothesis makes of our public types: ``from_type(tn.Dates)``, and arguments that ``given`` finds by their annotation.

Hypothesis calls :func:`register` when it is imported (entry point ``hypothesis``), in every project where both are installed. So nothing of
ours is imported for it: a type is registered when it is there already, or when somebody first takes it from the package.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["MADE", "register"]


def register() -> None:
    """Tell Hypothesis of the types that are there, and of others as soon as they are."""
    door: Any = sys.modules["tunnistus"]
    door._taken_from_here.append(_tell)
    for name in MADE:
        place = sys.modules.get(f"tunnistus.{door._PLACE_OF[name]}")
        if place and hasattr(place, name):
            _tell(name, getattr(place, name))


def _tell(name: str, kind: Any) -> None:
    from hypothesis.strategies import register_type_strategy

    if name in MADE:
        register_type_strategy(kind, lambda _: MADE[name]())


def _of_cases(take: Callable[[Any], Any]) -> SearchStrategy[Any]:
    from tunnistus.shipping import source
    from tunnistus.testing.strategies import cases

    return cases(source.book()).map(take)


def _dates() -> SearchStrategy[Any]:
    from tunnistus.shipping import source
    from tunnistus.testing.strategies import dates

    return dates(source.book())


def _given() -> SearchStrategy[Any]:
    from tunnistus.rules.wire import read_checked
    from tunnistus.shipping import source
    from tunnistus.testing.strategies import json_answers

    return json_answers(source.book()).map(lambda told: read_checked(source.book(), told))


def _judged() -> SearchStrategy[Any]:
    from tunnistus.shipping import source
    from tunnistus.testing.strategies import judgements

    return judgements(source.book())


def _loaded() -> SearchStrategy[Any]:
    from tunnistus.explaining.loaded import Loaded
    from tunnistus.shipping import source
    from tunnistus.testing.strategies import cases

    return cases(source.book(), in_force_only=True).map(lambda c: Loaded(c.book, c.book.rules[c.rules[0]], c.dates.as_of))


def _book() -> SearchStrategy[Any]:
    from hypothesis.strategies import builds

    from tunnistus.shipping import source

    return builds(source.book)


def _of_book(take: Callable[[Any], Mapping[str, Any]]) -> SearchStrategy[Any]:
    from hypothesis.strategies import sampled_from

    from tunnistus.shipping import source

    found = take(source.book())
    return sampled_from(tuple(found)).map(lambda name: found[name])


MADE: dict[str, Callable[[], SearchStrategy[Any]]] = {
    "Answers": lambda: _of_cases(lambda c: c.case().answers),
    "Assessment": lambda: _of_cases(lambda c: c.assess()),
    "Book": _book,
    "Case": lambda: _of_cases(lambda c: c.case()),
    "Dates": _dates,
    "Decision": lambda: _of_cases(lambda c: c.decide()),
    "Fact": lambda: _of_book(lambda book: book.facts),
    "Given": _given,
    "Judged": _judged,
    "Loaded": _loaded,
    "Rule": lambda: _of_book(lambda book: book.rules),
}
"""Public names of types of the shipped book, and what makes them."""
