"""The version of the program, which stands in every receipt, and the digest of its code."""

from functools import lru_cache

__all__ = ["__version__", "program_digest"]

__version__ = "0.2.0"


@lru_cache(1)
def program_digest() -> str:
    """Return the digest of the code of the package and its templates: others may decide or say otherwise, whatever the version says."""
    import hashlib
    from pathlib import Path  # dear to import, and no result needs it

    home, held = Path(__file__).parent, hashlib.sha256()
    for path in sorted([*home.rglob("*.py"), *home.glob("*/templates/*")]):
        name = path.relative_to(home).as_posix()
        if "/." not in f"/{name}":  # what is hidden is nothing that Python imports: editors leave it
            code = path.read_bytes()
            held.update(f"{name} {len(code)}\n".encode() + code)
    return held.hexdigest()
