"""The collector of Python's garbage, paused while much is made that stays: it would go through all of it again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["paused"]

MANY: Final = 10_000  # objects: of fewer it is quicker to go through them than to ask whether others have frozen any
FEW: Final = 1_000  # objects: Python 3.12 freezes what never dies, some hundreds; who freezes what there is freezes many thousands


@contextmanager
def paused() -> Iterator[None]:
    """Pause it, unless it is paused already. What there is then counts as old: it is gone through with the oldest, and not at once."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    before = gc.get_count()[0]
    try:
        yield
    finally:
        if gc.get_count()[0] - before > MANY and gc.get_freeze_count() < FEW:  # what others have frozen stays so
            gc.freeze()
            gc.unfreeze()
        gc.enable()
