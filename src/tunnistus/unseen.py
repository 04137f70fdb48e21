"""Characters that are not seen: those of control, which a terminal obeys, those that end a line for some programs and not for others, and
those of format, which turn the direction of writing or show nothing. Files that the library reads have none; in whatever else goes out they
stand as escapes.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["UNSEEN", "escaped", "escapes"]

# The categories Cc, Cf, Zl, Zp and Cs of Unicode but for LF, CR before LF and tabulators; a test compares all of these with Python's.
_FORMAT: Final = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u2028\u2029\ud800-\udfff\ufff9-\ufffb\U000110bd"
    "\U000110cd\U00013430-\U0001343f"
)
# The property Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties.txt), which Python does not carry: nothing is shown for these
# where a font has no picture. It holds variation selectors, tags and fillers, and code points kept free for more of them.
_IGNORABLE: Final = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Letters, marks and symbols that are blank by their own description in the code charts, and the two code points that are no characters
# and that YAML does not have.
_BLANK: Final = "\u2800\U00013441\U00013442\U00016fe4\U0001d159\ufffe\uffff"

UNSEEN: Final = re.compile(f"[{_FORMAT}{_IGNORABLE}{_BLANK}]|\r(?!\n)")
# A few wide ranges are soon looked through. Pages have letters, dashes, quotes and arrows.
_ELSEWHERE: Final = re.compile("[^\t\n -~\xa0-\xac\xae-\u024f\u2010-\u2027\u2030-\u205e\u2190-\u21ff]")


def escaped(text: str) -> str:
    r"""Return the text with ``\u202e`` in the place of what is not seen.

    >>> print(escaped("one\x1b[2K two"))
    one\u001b[2K two
    """
    return UNSEEN.sub(lambda found: escapes(found[0]), text) if _ELSEWHERE.search(text) else text


def escapes(text: str) -> str:
    r"""Return every character as ``\u00e4``, as JSON has it: a text in JSON with such escapes says the same.

    >>> print(escapes("ä😀"))
    \u00e4\ud83d\ude00
    """
    units = text.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))
