"""The decisions about one person, found when somebody reads them: what signs tell at once, all others together."""

from __future__ import annotations

from collections.abc import Collection, ItemsView, Iterator, Mapping, ValuesView

from tunnistus.deciding.decide import Case
from tunnistus.discreet import discreet
from tunnistus.explaining.explain import Decision, decisions_of

__all__ = ["Decided"]


@discreet
class Decided(Mapping[str, Decision]):
    """Rule id to decision, in the order of the rules. Danger and the next step are a few rules of two hundred, and are there first."""

    def __init__(self, case: Case, rules: tuple[str, ...], first: Collection[str]) -> None:
        """Decide nothing yet.

        Args:
            first: the rules that are decided apart from the others as long as only they are read.
        """
        self._case, self._rules, self._first = case, rules, first
        self._soon: dict[str, Decision] = {}
        self._all: dict[str, Decision] = {}

    def __repr__(self) -> str:
        return f"<{len(self)} decisions>"

    def __len__(self) -> int:
        return len(self._rules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __contains__(self, name: object) -> bool:
        return name in self._rules

    def __getitem__(self, name: str) -> Decision:
        if self._all or name not in self._first:
            return self._whole()[name]
        self._soon = self._soon or decisions_of(self._case, [n for n in self._rules if n in self._first])
        return self._soon[name]

    def values(self) -> ValuesView[Decision]:
        """All decisions."""
        return self._whole().values()

    def items(self) -> ItemsView[str, Decision]:
        """All decisions with the ids of their rules."""
        return self._whole().items()

    def _whole(self) -> dict[str, Decision]:
        self._all = self._all or decisions_of(self._case, self._rules)
        return self._all
