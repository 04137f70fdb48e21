"""Many people at once: Arrow in, Arrow out, the same verdicts as for one person. Extra ``columns``.

In: a table with a column for each fact, or the rules alone. Out: columns of outcomes, or counts of whom a change
concerns. Imports deciding, checking, shipping, saying and comparing. A public door: what ``__all__`` names stays. Begin
with ``tables``, then ``kernel``; ``spark`` stands on its own, and ``reforms`` on ``kernel``; ``counts`` and ``shares``
say which counts can be told.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = [
    "Balance", "Compared", "Dated", "Examined", "Plan", "balance", "bounds", "codebook", "compare", "decide", "examine", "facts",
    "labelled", "plan", "reader", "schema", "stream",
]  # fmt: skip

if TYPE_CHECKING:
    from tunnistus.columns.balanced import Balance
    from tunnistus.columns.balancing import balance
    from tunnistus.columns.compared import Compared
    from tunnistus.columns.dated import Dated
    from tunnistus.columns.disclosure import bounds
    from tunnistus.columns.examined import Examined, examine
    from tunnistus.columns.kernel import Plan, reader
    from tunnistus.columns.labels import codebook, labelled
    from tunnistus.columns.needs import facts, schema
    from tunnistus.columns.reforms import compare
    from tunnistus.columns.tables import decide, plan, stream
else:
    _PLACES = {
        "Balance": "balanced",
        "Compared": "compared",
        "Dated": "dated",
        "Examined": "examined",
        "Plan": "kernel",
        "balance": "balancing",
        "bounds": "disclosure",
        "codebook": "labels",
        "compare": "reforms",
        "decide": "tables",
        "examine": "examined",
        "facts": "needs",
        "labelled": "labels",
        "plan": "tables",
        "reader": "kernel",
        "schema": "needs",
        "stream": "tables",
    }

    def __getattr__(name: str) -> object:
        """Import a public name when it is first used: what needs no library of an extra loads none."""
        if name in _PLACES:
            return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
