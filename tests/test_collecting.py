"""Python's collector of garbage is left as it was found, whoever pauses it and whatever happens."""

import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tunnistus.collecting import paused


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.enable()


def test_it_is_paused_inside_and_runs_again_after_it() -> None:
    with paused():
        assert not gc.isenabled()
        with paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_fault_does_not_leave_it_paused() -> None:
    with pytest.raises(ValueError, match="inside"), paused():
        raise ValueError("inside")
    assert gc.isenabled()


def test_who_had_paused_it_finds_it_paused() -> None:
    gc.disable()
    with paused():
        pass
    assert not gc.isenabled()


# -- in a process of its own: here are the objects of all tests, which would take long to go through, and which stay frozen -------------

BEGIN = """
import gc
from tunnistus.collecting import MANY, paused


def among(made, objects):  # counts by Python itself would move: other threads make and lose objects meanwhile
    there = set(map(id, objects))
    return sum(id(one) in there for one in made)


def made():
    return [[] for _ in range(2 * MANY)]
"""
FROZEN = """
with paused():
    one = made()
assert among(one, gc.get_objects()) == len(one)
gc.freeze()
assert among(one, gc.get_objects()) == 0
with paused():
    more = made()
assert among(one, gc.get_objects()) == 0
assert among(more, gc.get_objects()) == len(more)
"""
OLD = """
gc.collect()
with paused():
    one = made()
    assert among(one, gc.get_objects(generation=2)) == 0
assert among(one, gc.get_objects(generation=2)) == len(one)
"""
GARBAGE = """
gone = []


class Circle:
    def __del__(self):
        gone.append("one")


with paused():
    one = Circle()
    one.itself = one
    del one
gc.collect()
assert gone == ["one"]
"""


def alone(code: str) -> tuple[int, str]:
    """How the program ends, and what it says of an error."""
    done = subprocess.run([sys.executable, "-c", BEGIN + code], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_what_others_have_frozen_stays_frozen_and_nothing_else_becomes_so() -> None:
    assert alone(FROZEN) == (0, "")


def test_what_there_is_then_is_not_gone_through_at_once() -> None:
    assert alone(OLD) == (0, "")


def test_what_became_garbage_inside_is_collected() -> None:
    assert alone(GARBAGE) == (0, "")
