"""Python's collector of garbage is left as it was found, whoever pauses it and whatever happens."""

import gc
from collections.abc import Iterator

import pytest

from tunnistus.collecting import MANY, paused


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    gc.unfreeze()
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


def test_what_others_have_frozen_stays_frozen_and_nothing_else_becomes_so() -> None:
    with paused():
        made = [[] for _ in range(2 * MANY)]
    assert len(made) == 2 * MANY
    assert gc.get_freeze_count() == 0
    gc.freeze()
    held = gc.get_freeze_count()
    assert held > 0
    with paused():
        more = [[] for _ in range(2 * MANY)]
    assert len(more) == len(made)
    assert gc.get_freeze_count() == held


def test_what_there_is_then_is_not_gone_through_at_once() -> None:
    runs = list[int]()
    gc.collect()
    with paused():
        made = [[] for _ in range(2 * MANY)]
        gc.callbacks.append(count := lambda phase, info: runs.append(info["generation"]))
    after = [[] for _ in range(100)]
    gc.callbacks.remove(count)
    assert len(made) + len(after) == 2 * MANY + 100
    assert runs == []


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
