"""The light version of the lessons: one HTML file each, plain JavaScript over the rules as data, for old telephones.

Begin with ``program``, the rules as data; ``evaluate.js``, ``ask.js`` and ``standing.js`` beside it work them out, and
``tests/training/test_light.py`` holds them equal to the library. ``docs/decisions`` says why there is a second evaluator.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

NAMES: Final = ("evaluate", "ask", "standing", "practise")  # in the order of reading
SCRIPTS: Final = tuple(Path(__file__).with_name(f"{name}.js") for name in NAMES)
