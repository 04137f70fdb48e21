"""Every Python of a hidden run loads this first: native libraries that nobody installed for us are not found, and no network is there.

``TUNNISTUS_HIDDEN`` has parts of the names of the libraries, ``TUNNISTUS_OLD`` of those that lack every function, as one that is
too old lacks some. Every process that a test starts inherits both.
"""

import ctypes
import importlib.abc
import importlib.util
import os
import socket
import sys

HIDDEN = tuple(os.environ.get("TUNNISTUS_HIDDEN", "").split())
OLD = tuple(os.environ.get("TUNNISTUS_OLD", "").split())
OFFLINE = bool(os.environ.get("TUNNISTUS_OFFLINE"))
HERE = {"127.0.0.1", "::1", "localhost"}


def refuse(name):
    """Fail as the loader of the system does where there is no such library."""
    if name and any(part in os.path.basename(str(name)) for part in HIDDEN):
        raise OSError(f"cannot load library '{name}': {name}: cannot open shared object file: No such file or directory")


class Old:
    """A library in which cffi finds no function."""

    def __init__(self, name):
        self.name = name

    def __getattr__(self, function):
        raise AttributeError(f"function/symbol '{function}' not found in library '{self.name}': undefined symbol: {function}")


class Library(ctypes.CDLL):
    def __init__(self, name, *more, **others):
        refuse(name)
        super().__init__(name, *more, **others)


class Watched(importlib.abc.MetaPathFinder):
    """Changes the way in which cffi loads libraries, once it is imported."""

    def find_spec(self, name, path=None, target=None):
        if name != "cffi.api":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        plain = spec.loader.exec_module

        def run(module):
            plain(module)
            load = module.FFI.dlopen

            def dlopen(self, name, flags=0):
                refuse(name)
                found = load(self, name, flags)
                return Old(name) if any(part in name for part in OLD) else found

            module.FFI.dlopen = dlopen

        spec.loader.exec_module = run
        return spec


def connect(self, address, plain=socket.socket.connect):
    if isinstance(address, tuple) and address[0] not in HERE:
        raise OSError("there is no network in a hidden run")
    return plain(self, address)


if HIDDEN or OLD:
    ctypes.CDLL = Library
    sys.meta_path.insert(0, Watched())
if OFFLINE:
    socket.socket.connect = connect
