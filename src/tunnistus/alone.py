"""What one thread does for all others, who wait for it; and a fork waits as well, so that no child finds a lock that nobody will open.

A child has one thread, the one that forked. A lock that another thread held would never be released there, and what it was making would be
half made.
"""

from __future__ import annotations

import os
import sys
from functools import cached_property
from threading import RLock
from typing import Any, Final

__all__ = ["FIRST", "MAKING"]

FIRST: Final = RLock()  # held by who uses something for the first time; taken before the other one
MAKING: Final = RLock()  # held by who makes what all others keep using; nothing is waited for inside


def _wait() -> None:
    FIRST.acquire()
    MAKING.acquire()


def _go_on() -> None:
    MAKING.release()
    FIRST.release()


def _begin() -> None:
    _go_on()
    if sys.version_info < (3, 12):  # each cached property has a lock there
        ours = [vars(module) for name, module in [*sys.modules.items()] if name.partition(".")[0] == "tunnistus"]
        for kind in [each for names in ours for each in [*names.values()] if isinstance(each, type)]:
            for held in vars(kind).values():
                if isinstance(held, cached_property):
                    found: Any = held
                    found.lock = RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_wait, after_in_parent=_go_on, after_in_child=_begin)
