"""The service: what the library does, over HTTP, and the interview in a browser. Extra ``api``.

In: requests with answers and dates. Out: JSON, text and pages; nothing is stored, and no answer stands in an error. Imports every room but
the command line; nothing imports it. A public door: what ``__all__`` names stays. Begin with ``application``, then ``operations``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["app", "create_app", "install"]

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tunnistus.api.application import create_app
    from tunnistus.api.installed import install

    app: FastAPI
else:
    _MADE: dict[str, Any] = {}

    def __getattr__(name: str) -> Any:
        """Import what makes an application when it is asked for, and make that of the shipped rules once."""
        if name == "create_app":
            return import_module(f"{__name__}.application").create_app
        if name == "install":
            return import_module(f"{__name__}.installed").install
        if name == "app":
            if "app" not in _MADE:
                _MADE["app"] = import_module(f"{__name__}.application").create_app()
            return _MADE["app"]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
