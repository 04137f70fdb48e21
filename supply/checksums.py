"""``CHECKSUMS``: the SHA-256 of everything that was built into a directory, as ``sha256sum --check`` reads it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tunnistus.writing import write

NAME = "CHECKSUMS"
BUILT = "tunnistus-*"  # wheels, source archives and lists of parts


def record(directory: Path) -> str:
    """Write CHECKSUMS anew for what stands in the directory, and return it."""
    paths = sorted(path for path in directory.glob(BUILT) if path.is_file())
    text = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in paths)
    write(directory / NAME, text)
    return text
