"""For those who write rules or import them: strategies, laws, and the pytest plug-in. Extra ``kit``.

In: a book. Out: people and rule sets to try it with, laws that hold for any rules, and one test for every case. Imports trying,
columns, checking and all below them. A public door: what ``__all__`` names stays. Begin with ``laws``; pytest loads ``plugin``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = [
    "LAWS",
    "CaseTest",
    "CaseTests",
    "Interviews",
    "Invented",
    "answers",
    "cases",
    "check_laws",
    "dates",
    "interviews",
    "json_answers",
    "pasted",
    "population",
    "rulesets",
    "tunnistus_book",
    "write_population",
]

if TYPE_CHECKING:
    from tunnistus.testing.interviewing import Interviews, interviews, pasted
    from tunnistus.testing.inventing import population, write_population
    from tunnistus.testing.items import CaseTest, CaseTests
    from tunnistus.testing.laws import LAWS, check_laws
    from tunnistus.testing.plugin import tunnistus_book
    from tunnistus.testing.strategies import Invented, answers, cases, dates, json_answers, rulesets
else:
    _PLACES = {
        "LAWS": "laws",
        "CaseTest": "items",
        "CaseTests": "items",
        "Interviews": "interviewing",
        "Invented": "strategies",
        "answers": "strategies",
        "cases": "strategies",
        "check_laws": "laws",
        "dates": "strategies",
        "interviews": "interviewing",
        "json_answers": "strategies",
        "pasted": "interviewing",
        "population": "inventing",
        "rulesets": "strategies",
        "tunnistus_book": "plugin",
        "write_population": "inventing",
    }

    def __getattr__(name: str) -> object:
        """Import a public name when it is first used: what needs no library of an extra loads none."""
        if name in _PLACES:
            return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
