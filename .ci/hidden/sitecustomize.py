"""Every Python of a hidden run loads this first: native libraries that nobody installed for us are not found, and no network is there.

``TUNNISTUS_HIDDEN`` has parts of the names of the libraries, ``TUNNISTUS_SHOWN`` of those that are there all the same, ``TUNNISTUS_OLD``
of those that lack every function, as one that is too old lacks some. ``TUNNISTUS_RECORD`` names the file in which stands a line for each
program or library that was looked for: its name, the module that was being imported, and the test. Every process that a test starts
inherits all of them.
"""

import ctypes
import ctypes.util
import glob
import importlib.abc
import importlib.util
import os
import shutil
import socket
import sys

HIDDEN = tuple(os.environ.get("TUNNISTUS_HIDDEN", "").split())
SHOWN = tuple(os.environ.get("TUNNISTUS_SHOWN", "").split())
OLD = tuple(os.environ.get("TUNNISTUS_OLD", "").split())
RECORD = os.environ.get("TUNNISTUS_RECORD", "")
IN_VENV = sys.prefix != sys.base_prefix
OFFLINE = bool(os.environ.get("TUNNISTUS_OFFLINE"))
HERE = {"127.0.0.1", "::1", "localhost"}


def importing():
    """The module that is being imported, the innermost one that belongs to the checkout; nothing in a test."""
    frame = sys._getframe()
    here = os.getcwd() + os.sep
    while frame:
        file = frame.f_code.co_filename
        if frame.f_code.co_name == "<module>" and file.startswith(here) and os.sep + "." not in file:
            return file.removeprefix(here)
        frame = frame.f_back
    return ""


def record(name):
    """Write down that somebody looks for a program or a library, but for what a package of the environment brings itself."""
    if RECORD and name and not (IN_VENV and os.path.realpath(os.fsdecode(name)).startswith(os.path.realpath(sys.prefix) + os.sep)):
        line = "\t".join((os.path.basename(os.fsdecode(name)), importing(), os.environ.get("PYTEST_CURRENT_TEST", "")))
        with open(RECORD, "a", encoding="utf-8") as file:
            file.write(line + "\n")


def among(parts, name):
    return any(part in os.path.basename(str(name)) for part in parts)


def refuse(name):
    """Fail as the loader of the system does where there is no such library."""
    record(name)
    if name and among(HIDDEN, name) and not among(SHOWN, name):
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

    def __getattr__(self, function):
        if among(OLD, self._name):
            raise AttributeError(f"{self._name}: undefined symbol: {function}")
        return super().__getattr__(function)


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
                return Old(name) if among(OLD, name) else found

            module.FFI.dlopen = dlopen

        spec.loader.exec_module = run
        return spec


def connect(self, address, plain=socket.socket.connect):
    if isinstance(address, tuple) and address[0] not in HERE:
        raise OSError("there is no network in a hidden run")
    return plain(self, address)


def find_library(name, plain=ctypes.util.find_library):
    record(name)
    return None if among(HIDDEN, name) and not among(SHOWN, name) else plain(name)


def which(name, *more, plain=shutil.which, **others):
    record(name)
    return plain(name, *more, **others)


def found(pattern, *more, plain=glob.glob, **others):
    """What matches, but for programs of the system that the search path does not have."""
    return [each for each in plain(pattern, *more, **others) if not each.startswith("/usr/") or shutil.which(os.path.basename(each))]


def started(event, arguments):
    """Record the programs that a Python starts, there or not."""
    if event in {"subprocess.Popen", "os.exec", "os.posix_spawn"}:
        record(arguments[0] or arguments[1][0])


if HIDDEN or OLD or RECORD:
    ctypes.CDLL = Library
    ctypes.util.find_library = find_library
    shutil.which = which
    glob.glob = found
    sys.meta_path.insert(0, Watched())
if RECORD:
    sys.addaudithook(started)
if OFFLINE:
    socket.socket.connect = connect
