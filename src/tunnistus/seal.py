"""The seal: SHA-256 over everything that makes a result, part by part, so that one number tells whether two results were made alike."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

__all__ = ["digest", "over"]


def digest(data: str | bytes) -> str:
    """Return the digest of some bytes; of text, of its UTF-8."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def over(digests: Mapping[str, str]) -> str:
    """Return the digest over named digests, whatever their order."""
    return digest("".join(f"{name} {digests[name]}\n" for name in sorted(digests)))
