"""Characters that are not seen: those of control, which a terminal obeys, and those of format, which turn the direction of writing or show
nothing. Rule data, catalogues and case files have none; in whatever else goes out they stand as escapes.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["UNSEEN", "escaped", "escapes"]

# The categories Cc, Cf, Zl, Zp and Cs of Unicode but for ends of lines and tabulators; a test compares.
UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]|\r(?!\n)"
)


def escaped(text: str) -> str:
    r"""Return the text with ``\u202e`` in the place of what is not seen.

    >>> print(escaped("one\x1b[2K two"))
    one\u001b[2K two
    """
    return UNSEEN.sub(lambda found: escapes(found[0]), text)


def escapes(text: str) -> str:
    r"""Return every character as ``\u00e4``, as JSON has it: a text in JSON with such escapes says the same.

    >>> print(escapes("ä😀"))
    \u00e4\ud83d\ude00
    """
    units = text.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))
