"""Puts compiled modules into the archives in ``/place``. Runs in Pyodide, since the bytecode has to be that of its Python.

A compiled module stands in the place of its source. Only our package keeps its sources, by which it knows itself. Equal archives give
equal ones.
"""

import marshal
import zipfile
from collections.abc import Iterator
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path

UNCHECKED = (1).to_bytes(4, "little") + bytes(8)  # the source beside it is never compared


def compiled(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what stands in an archive for a file."""
    if not name.endswith(".py"):
        yield name, data
        return
    code = MAGIC_NUMBER + UNCHECKED + marshal.dumps(compile(data, name, "exec", dont_inherit=True))
    if name.startswith("tunnistus/"):
        yield from ((name, data), (cache_from_source(name), code))
    else:
        yield f"{name}c", code


for path in Path("/place").glob("*.zip"):
    with zipfile.ZipFile(path) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        for name, data in files.items():
            for each, made in compiled(name, data):
                packed.writestr(zipfile.ZipInfo(each), made)
