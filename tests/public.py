"""The public names of the library, with the methods of its classes."""

import types
from typing import Any

import tunnistus as tn
from tunnistus import api, columns, errors, testing

MODULES: dict[str, types.ModuleType] = {m.__name__: m for m in (tn, columns, testing, errors, api)}


def public() -> dict[str, Any]:
    return {f"{module}.{name}": getattr(found, name) for module, found in MODULES.items() for name in found.__all__}
