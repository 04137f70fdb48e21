"""What was made for the days, answers and requests of somebody, kept up to a bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, Final, Generic, TypeVar

__all__ = ["Bounded"]

K = TypeVar("K")
V = TypeVar("V")
_NOT_THERE: Final[Any] = object()


class Bounded(Generic[K, V]):
    """What was made lately, by its key. In two halves: when the new one is full, what nobody asked for meanwhile is forgotten.

    Any number of threads may use it, and none waits: a half is only ever added to. At worst something is made twice.

    Attributes:
        most: how much is kept at the most, by weight. What alone is heavier than half of it is kept all the same.
    """

    __slots__ = ("_new", "_old", "_weigh", "_weight", "most")

    def __init__(self, most: int, weigh: Callable[[V], int] = lambda made: 1) -> None:
        """Keep nothing yet.

        Args:
            weigh: what something counts for; by default each thing for one.
        """
        self.most, self._weigh = most, weigh
        self.clear()

    def __repr__(self) -> str:
        return f"<{len(self)} kept, at most {self.most}>"

    def __len__(self) -> int:
        return len({**self._old, **self._new})

    def __iter__(self) -> Iterator[K]:
        return iter({**self._old, **self._new})

    def __bool__(self) -> bool:
        return True

    @property
    def weight(self) -> int:
        """How much is kept now."""
        return sum(map(self._weigh, {id(made): made for made in chain(self._new.values(), self._old.values())}.values()))

    def clear(self) -> None:
        """Forget all of it."""
        self._new: dict[K, V] = {}
        self._old: dict[K, V] = {}
        self._weight = 0

    def find(self, key: K) -> V | None:
        """Return what is kept for a key; ``None`` where nothing is."""
        made: V = self._new.get(key, _NOT_THERE)
        if made is not _NOT_THERE:
            return made
        made = self._old.get(key, _NOT_THERE)
        return None if made is _NOT_THERE else self._keep(key, made)

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return what is kept for a key; where nothing is, make it."""
        made: V = self._new.get(key, _NOT_THERE)
        if made is not _NOT_THERE:
            return made
        made = self._old.get(key, _NOT_THERE)
        return self._keep(key, make() if made is _NOT_THERE else made)

    def _keep(self, key: K, made: V) -> V:
        weight = self._weigh(made)
        if self._new and 2 * (self._weight + weight) > self.most:
            self._old, self._new, self._weight = self._new, {}, 0
        self._new[key] = made
        self._weight += weight
        return made
