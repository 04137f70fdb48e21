"""Looking at sentences: how long they are, and whether a question is put negatively."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

__all__ = ["WORDS", "is_negative", "long_sentences"]

WORDS: Final[Mapping[str, int]] = {"fi": 25, "sv": 30, "en": 35}
"""Most words of a sentence by language. A Finnish word often holds what Swedish and English say in two."""

_END: Final = re.compile(r"(?<=[.?!])[”\"’)]?\s+(?=[“”\"‘(]?[A-ZÅÄÖ])|:\s+(?=[“”\"‘])")
_NEGATIVE: Final = frozenset("ei eivät eikä eivätkä en et emme ette eikö eivätkö enkö etkö emmekö ettekö ilman".split())


def long_sentences(text: str, most: int) -> Iterator[int]:
    """Yield the number of words of every sentence that has more than ``most``."""
    lengths = (len(sentence.split()) for sentence in _END.split(text))
    yield from (n for n in lengths if n > most)


def is_negative(text: str) -> bool:
    """Whether a Finnish question or statement denies something in its main clause: *Eikö …?*, *… ilman …*, *… ei …*.

    Of several sentences the last one counts. What follows a comma is taken to be a subordinate clause.
    """
    *_, last = _END.split(text.strip())
    words = re.findall(r"\w+", last.partition(",")[0].lower())
    return not _NEGATIVE.isdisjoint(words)
