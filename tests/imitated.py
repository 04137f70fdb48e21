"""A terminal that is imitated: a command sees a person at its input and output, who types nothing and goes."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests import ROOT

__all__ = ["at_terminal"]

pty = pytest.importorskip("pty", reason="a terminal is imitated where Python has pty, not on Windows")


def at_terminal(command: Sequence[str], *, cwd: Path = ROOT, env: Mapping[str, str] = os.environ) -> tuple[int, str]:
    """Run a command at a terminal; return its status and all that stands on the screen."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=dict(env), cwd=cwd) as running:
        os.close(theirs)
        os.write(ours, b"\n\x04")  # nothing is answered, and the input ends
        shown = b""
        try:
            while part := os.read(ours, 65_536):
                shown += part
        except OSError:  # Linux says so that nobody writes any more
            pass
        finally:
            os.close(ours)
    return running.returncode, shown.decode("utf-8")
