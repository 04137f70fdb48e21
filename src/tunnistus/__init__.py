"""Signs of human trafficking and the Finnish rules on what follows, as declarative rule sets explained in three languages.

>>> from datetime import date
>>> import tunnistus as tn
>>> a = tn.assess({"documents_withheld": True}, as_of=date(2026, 11, 24))
>>> a.next_step.floor
'consult'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tunnistus.version import __version__

if TYPE_CHECKING:
    from tunnistus.assessment import Assessment, assess, load, render
    from tunnistus.comparing.comparison import Diff, diff
    from tunnistus.errors import TunnistusError
    from tunnistus.explaining.explain import Decision
    from tunnistus.explaining.state import State
    from tunnistus.rules.answers import Dates, Judged, Mark
    from tunnistus.shipping.carryover import carry_over
    from tunnistus.shipping.directories import read_rules

_PLACES = {
    "Assessment": "assessment", "assess": "assessment", "Dates": "rules.answers", "Decision": "explaining.explain",
    "Diff": "comparing.comparison", "Judged": "rules.answers", "Mark": "rules.answers", "TunnistusError": "errors",
    "State": "explaining.state",
    "carry_over": "shipping.carryover", "diff": "comparing.comparison", "load": "assessment",
    "read_rules": "shipping.directories", "render": "assessment",
}  # fmt: skip

__all__ = [
    "DECLINED", "MAYBE", "Assessment", "Dates", "Decision", "Diff", "Judged", "Mark", "State", "TunnistusError", "__version__",
    "assess", "carry_over", "diff", "load", "read_rules", "render",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package costs nothing."""
    if name in ("MAYBE", "DECLINED"):
        return import_module("tunnistus.rules.answers").Mark[name]
    if name in _PLACES:
        return getattr(import_module(f"tunnistus.{_PLACES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
