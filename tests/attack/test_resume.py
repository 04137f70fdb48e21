"""Fault 8 of the attack: resuming mixed two versions of the program; and two writers, and an end at every step."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")

import pyarrow.parquet as pq  # noqa: E402

from tests.columns.batches import DAY, MADE, SIZE, End, ends_after, people, plan, same  # noqa: E402
from tests.worlds import book, duty, rule  # noqa: E402
from tunnistus import columns  # noqa: E402
from tunnistus.columns import batches  # noqa: E402
from tunnistus.errors import TunnistusError  # noqa: E402


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "people.parquet"
    pq.write_table(people(), path, row_group_size=300)
    return path


def begun(data: Path, out: Path) -> None:
    with pytest.raises(End):
        batches.decide_files(plan(), data, out, rows=100, progress=ends_after(3))


@pytest.mark.parametrize(("name", "value"), [("program_digest", lambda: "another"), ("__version__", "9.9.9")])
def test_08_another_program_does_not_go_on(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: Any) -> None:
    begun(data, tmp_path / "out")
    monkeypatch.setattr(batches, name, value)
    with pytest.raises(TunnistusError, match=f"differs in: {'program' if callable(value) else 'version'}\\.") as caught:
        batches.decide_files(plan(), data, tmp_path / "out", rows=100)
    assert "same program" in caught.value.todo


OTHER = book(rule(f"one: {duty('a')}\ntwo: {duty('c', effect='power', then='refused')}"))


@pytest.mark.parametrize(
    ("named", "make", "rows", "form"),
    [
        ("data", lambda: columns.plan("r", as_of=DAY, book=OTHER, keep=["id"]), 100, "truths"),
        ("as_of", lambda: columns.plan("r", as_of=date(2024, 1, 2), book=MADE, keep=["id"]), 100, "truths"),
        ("act_from", lambda: plan(act_from=date(2020, 1, 1)), 100, "truths"),
        ("exact", lambda: plan(exact=False), 100, "truths"),
        ("rows", plan, 99, "truths"),
        ("form", plan, 100, "masks"),
    ],
)
def test_08_the_error_names_what_differs(
    data: Path, tmp_path: Path, named: str, make: Callable[[], columns.Plan], rows: int, form: str
) -> None:
    begun(data, tmp_path / "out")
    with pytest.raises(TunnistusError, match=rf"differs in: ([a-z_]+, )*{named}[,.]"):
        batches.decide_files(make(), data, tmp_path / "out", rows=rows, form=form)


def test_08_every_part_tells_what_it_rests_on(data: Path, tmp_path: Path) -> None:
    batches.decide_files(plan(), data, tmp_path / "out", rows=100, form="masks+missing")
    for path in (tmp_path / "out").glob("*.parquet"):
        told = json.loads(pq.read_metadata(path).metadata[b"tunnistus.run"])
        assert (told["data"], told["as_of"], told["form"]) == (MADE.digest, str(DAY), "masksmissing")
        assert {"version", "program", "rows", "columns", "judged", "files"} <= set(told)


@pytest.mark.parametrize("spoil", ["half", "empty", "foreign", "short"])
def test_08_a_part_that_is_not_whole_or_not_of_this_run_is_written_again(data: Path, tmp_path: Path, spoil: str) -> None:
    begun(data, tmp_path / "out")
    part = tmp_path / "out.part" / "part-000001.parquet"
    held = part.read_bytes()
    if spoil in ("half", "empty"):
        part.write_bytes(held[: len(held) // 2] if spoil == "half" else b"")
    else:
        table = pq.read_table(part)
        other = table.take([*range(len(table))][::-1]).replace_schema_metadata(None)  # as long, and of another run
        pq.write_table(table.slice(1) if spoil == "short" else other, part)
    assert batches.decide_files(plan(), data, tmp_path / "out", rows=100) == SIZE
    assert same(tmp_path / "out")


HOLD = """
import sys
from pathlib import Path
from tunnistus.columns import batches
with batches._alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_08_two_writers_at_once_are_refused_and_a_killed_one_leaves_no_lock(data: Path, tmp_path: Path) -> None:
    begun(data, tmp_path / "out")
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path / "out.part")], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(TunnistusError, match="Another process is writing here") as caught:
            batches.decide_files(plan(), data, tmp_path / "out", rows=100)
        assert caught.value.todo
        other.kill()
    assert batches.decide_files(plan(), data, tmp_path / "out", rows=100) == SIZE
    assert same(tmp_path / "out")
    assert not list((tmp_path / "out").glob("_lock"))


def test_08_an_end_at_every_step_in_turn_loses_and_doubles_nothing(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the nth call of each run the process ends, n growing, until a run comes to its end: every step of going on is struck."""
    left = [0]

    def struck(call: Callable[..., Any], spoil: bool = False) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                if spoil:
                    arguments[1].write(b"PAR1 half a part")
                    arguments[1].flush()
                raise End
            return call(*arguments, **more)

        return wrapped

    monkeypatch.setattr(batches.os, "replace", struck(batches.os.replace))
    monkeypatch.setattr(batches.os, "fsync", struck(batches.os.fsync))
    monkeypatch.setattr(batches.pq, "write_table", struck(batches.pq.write_table, spoil=True))
    monkeypatch.setattr(batches.pq, "read_metadata", struck(batches.pq.read_metadata))
    monkeypatch.setattr(Path, "unlink", struck(Path.unlink))
    monkeypatch.setattr(Path, "mkdir", struck(Path.mkdir))
    out, ends = tmp_path / "out", 0
    for steps in range(200):
        left[0] = steps
        try:
            assert batches.decide_files(plan(), data, out, rows=100) == SIZE
            break
        except End:
            ends += 1
            if out.exists():  # only the lock was left to remove
                break
    assert ends > 10
    assert same(out)
