"""A fork while other threads read, compile and ask: the child has what was made, no lock that nobody opens, and its collector of garbage."""

import os
import subprocess
import sys

import pytest

from tests import ROOT

FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
PROGRAM = """
import gc, os, signal, sys, threading, time, traceback, warnings
from datetime import date
import tunnistus as tn
from tunnistus.deciding.plan import sheets_of

warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)  # what is tested here
read_before, forks, seconds = sys.argv[1] == "deciding", int(sys.argv[2]), float(sys.argv[3])
DAY, DAYS = date(2026, 11, 24), [date(2006 + n, 3, 1) for n in range(20)]
over, begun = threading.Event(), threading.Semaphore(0)


def assess(n):
    a = tn.assess({"documents_withheld": True}, as_of=DAY, act_from=DAYS[n % len(DAYS)])
    return a.next_step.floor and a.ask()


def work(n):
    begun.release()
    while not over.is_set():
        assert assess(n)
        n += 1


def ended(pid):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return "well" if status == 0 else "ill"
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return "never"


if read_before:
    assess(0)
    sheets_of(tn.book()).clear()
for n in range(4):
    threading.Thread(target=work, args=(3 * n,), daemon=True).start()
for _ in range(4):
    begun.acquire()
children = []
for n in range(forks):
    time.sleep(seconds)
    pid = os.fork()
    if not pid:
        code = 1
        try:
            code = 0 if gc.isenabled() and assess(n) else 2
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    children.append(pid)
over.set()
print(*[ended(pid) for pid in children])
os._exit(0)
"""


def outcomes(when: str, forks: int, seconds: float) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, when, str(forks), str(seconds)],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=300,
    )  # fmt: skip
    assert run.stderr == ""
    return run.stdout.split()


@FORKS
@pytest.mark.deep
@pytest.mark.parametrize(("when", "forks", "seconds"), [("deciding", 10, 0.03), ("reading", 8, 0.03), ("reading", 2, 0.15)])
def test_38_a_child_of_a_fork_decides_whatever_the_threads_of_its_parent_were_doing(when: str, forks: int, seconds: float) -> None:
    assert outcomes(when, forks, seconds) == ["well"] * forks


@FORKS
def test_38_a_fork_waits_until_what_others_make_is_made() -> None:
    """Cheap, and certain: a thread holds each lock in turn, and the child takes it."""
    program = """
import gc, os, sys, threading, time, warnings
from tunnistus.alone import FIRST, MAKING
from tunnistus.collecting import paused

warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
for lock in (FIRST, MAKING):
    held = threading.Event()

    def hold():
        with lock, paused():
            held.set()
            time.sleep(0.1)

    threading.Thread(target=hold).start()
    held.wait()
    pid = os.fork()
    if not pid:
        os._exit(0 if gc.isenabled() and FIRST.acquire(timeout=5) and MAKING.acquire(timeout=5) else 1)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    with FIRST, MAKING:  # the parent has them, too
        pass
"""
    run = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
    assert run.stderr == ""
    assert run.stdout.split() == ["0", "0"]
