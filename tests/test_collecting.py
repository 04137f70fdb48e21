"""Python's collector of garbage is left as it was found, whoever pauses it and whatever happens."""

import gc
from collections.abc import Iterator

import pytest

from tunnistus.collecting import MANY, paused


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.unfreeze()
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


def among(made: list[list[object]], objects: list[object]) -> int:
    """How many of the made lists are there. Counts by Python itself would move: other threads make and lose objects meanwhile."""
    there = set(map(id, objects))
    return sum(id(one) in there for one in made)


def test_what_others_have_frozen_stays_frozen_and_nothing_else_becomes_so() -> None:
    with paused():
        made = [[] for _ in range(2 * MANY)]
    assert among(made, gc.get_objects()) == len(made)
    gc.freeze()
    assert among(made, gc.get_objects()) == 0
    with paused():
        more = [[] for _ in range(2 * MANY)]
    assert among(made, gc.get_objects()) == 0
    assert among(more, gc.get_objects()) == len(more)


def test_what_there_is_then_is_not_gone_through_at_once() -> None:
    gc.collect()
    with paused():
        made = [[] for _ in range(2 * MANY)]
        assert among(made, gc.get_objects(generation=2)) == 0
    assert among(made, gc.get_objects(generation=2)) == len(made)


def test_what_became_garbage_inside_is_collected() -> None:
    class Circle:
        gone = 0

        def __del__(self) -> None:
            Circle.gone += 1

    with paused():
        one = Circle()
        one.itself = one  # type: ignore[attr-defined]
        del one
    gc.collect()
    assert Circle.gone == 1
