"""The first result of a process, and the first questions, beside the import of FastAPI. Needs the extra ``api``.

What runs is an installed form: a copy of the package outside the checkout. What counts is the time of the processor from the start of the
process until the result is there: each tells it itself, so the end of a process, in which Python takes apart what it holds, does not count.
"""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks import frame
from benchmarks.shipped import AS_OF
from tunnistus.shipping import source
from tunnistus.shipping.build import PACKAGE

ROUNDS = 15
THREADS = 16
ASSESS = f"""
import tunnistus as tn
from datetime import date
def one():
    a = tn.assess({{"documents_withheld": True, "debt_to_exploiter": True}}, as_of=date({AS_OF.year}, {AS_OF.month}, {AS_OF.day}))
    assert a.next_step.floor
    return a
"""


def together(threads: int) -> str:
    """A program in which so many threads ask for the first result."""
    run = f"assert len([*pool.map(lambda _: one(), range({threads}))]) == {threads}"
    return f"{ASSESS}from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor({threads}) as pool:\n    {run}\n"


PROGRAMS = {
    "Python alone": "",
    "import fastapi": "import fastapi",
    "the first result": f"{ASSESS}one()",
    "the first result and questions": f"{ASSESS}one().ask()",
    "one thread": together(1),
    f"{THREADS} threads": together(THREADS),
}


def parts() -> list[frame.Part]:
    """One part."""
    with tempfile.TemporaryDirectory() as place:
        source.compiled()
        shutil.copytree(PACKAGE, Path(place, PACKAGE.name), ignore=shutil.ignore_patterns("__pycache__"))
        compileall.compile_dir(place, quiet=1)
        timers = {name: partial(_seconds, code, place) for name, code in PROGRAMS.items()}
        times = frame.interleaved(timers, ROUNDS)
    peer, first, asked = (times[name] for name in ("import fastapi", "the first result", "the first result and questions"))
    ratios = [
        frame.Ratio("start of a process to the first result ÷ import fastapi", first / peer, at_most=0.5),
        frame.Ratio("the first questions after it ÷ import fastapi", (asked - first) / peer, at_most=0.5),
        frame.Ratio(f"{THREADS} threads that come first together ÷ one", times[f"{THREADS} threads"] / times["one thread"], at_most=1.5),
    ]
    return [frame.Part("The first result of a process", "Two answers; the next step is read.", ratios, times)]


def _seconds(code: str, place: str) -> float:
    """Seconds of the processor that a process has used when it has done what the code says, all its threads together."""
    told = f"{code}\nimport time\nprint(time.process_time())"
    env = {**os.environ, "PYTHONPATH": place}
    return float(subprocess.run([sys.executable, "-c", told], env=env, cwd=place, check=True, capture_output=True).stdout)
