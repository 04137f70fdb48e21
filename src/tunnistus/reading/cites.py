"""Reading citations: ``UlkL 52 a § 1 mom. 3 k.``, ``RL 25:3 § 1 mom.``, ``2004/81/EY 6 art.``."""

from __future__ import annotations

import re
from typing import Final

from tunnistus.rules.model import Cite

__all__ = ["read_cite"]

_CITE: Final = re.compile(
    r"(?P<act>\S+) (?P<section>[0-9]+(?::[0-9]+)?(?: [a-z])?(?:[–-][0-9]+(?: [a-z])?)?) (?P<unit>§|art\.|luku)"
    r"(?: (?P<subsection>[0-9]+(?:[–-][0-9]+)?) mom\.)?(?: (?P<item>[0-9a-z]+(?:[–-][0-9a-z]+)?) k\.)?"
)


def read_cite(text: str) -> Cite | None:
    """Read ``UlkL 52 a § 1 mom. 3 k.``; ``None`` when it has another form."""
    found = _CITE.fullmatch(text)
    if not found:
        return None
    part = {k: (v or "").replace("-", "–") for k, v in found.groupdict().items()}
    return Cite(found["act"], part["section"], part["subsection"], part["item"], part["unit"].rstrip("."))
