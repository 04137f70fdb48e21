"""19: whatever call of a command that writes fails, the old file stands or there is none, nothing else is left, and one line is told.

Each call that touches a disk fails in its turn: making a directory, opening, writing, flushing, to the disk, permissions, closing, renaming.
``pytest -s`` prints every point of failure.
"""

import errno
import io
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import ROOT
from tests.attack.faults import points
from tunnistus.commands import main as commands
from tunnistus.commands.main import main
from tunnistus.shipping import build, l10n
from tunnistus.writing import PASSING, whole, write

pytestmark = pytest.mark.deep


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout, which the commands for authors take for theirs."""
    root = tmp_path / "tree"
    shutil.copytree(ROOT / "tests" / "bad" / "base", root / "indicators")
    (root / "snapshots").symlink_to(tmp_path / "out" / "snapshots")
    l10n.update(root)
    monkeypatch.setattr(commands, "_root", lambda: root)
    monkeypatch.setattr(build, "DATA", tmp_path / "out" / "_data")
    return tmp_path


def parquet(tree: Path) -> list[str]:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    data = tree / "people.parquet"
    pq.write_table(pa.table({"sign": [True, None, False, None], "safe": [None, True, True, False]}), data)
    rules = str(tree / "tree" / "indicators")
    return ["columns", "base.step", str(data), str(tree / "out" / "found"), "--rules", rules, "--rows", "2", "--as-of", "2026-11-24"]


def lcov(tree: Path) -> list[str]:
    return ["cases", "--rules", str(tree / "tree" / "indicators"), "--lcov", str(tree / "out" / "rules.info")]


def snapshot(tree: Path) -> list[str]:
    (tree / "out" / "snapshots").mkdir()
    return ["snapshot"]


def catalogues(tree: Path) -> list[str]:
    shutil.copytree(tree / "tree" / "indicators", tree / "out" / "rules")
    return ["l10n", str(tree / "out" / "rules")]


COMMANDS: dict[str, Callable[[Path], list[str]]] = {
    "columns": parquet,
    "compile": lambda tree: ["compile"],
    "cases --lcov": lcov,
    "snapshot": snapshot,
    "l10n": catalogues,
}
OLDER = {"compile": "", "cases --lcov": "# an older one\n", "snapshot": "{}\n"}  # what may stand where they write
TRIED = [*((name, False) for name in COMMANDS), *((name, True) for name in OLDER)]
LEAST = {"columns": 20, "compile": 20, "cases --lcov": 5, "snapshot": 5, "l10n": 15}  # points that each has


def files(directory: Path) -> dict[str, bytes]:
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


def told(err: str) -> list[str]:
    return [line for line in err.splitlines() if not line.startswith("[") and "112" not in line]  # how far the work is, and danger


@pytest.mark.parametrize(("name", "old"), TRIED)
def test_19_what_fails_leaves_the_old_file_or_none(
    name: str, old: bool, tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, kept = tree / "out", tree / "kept"
    out.mkdir()
    argv = COMMANDS[name](tree)
    shutil.copytree(out, kept)
    assert main(argv) in (0, 1)  # 1: the small rules have no cases, and that is told
    made = files(out)
    for path in made if old else ():
        (kept / path).parent.mkdir(parents=True, exist_ok=True)
        (kept / path).write_text(OLDER[name])
    before = files(kept)

    def prepare() -> None:
        shutil.rmtree(out)
        shutil.copytree(kept, out)
        capsys.readouterr()

    def check(status: int, point: str) -> None:
        err, here = told(capsys.readouterr().err), files(out)
        assert status == (2 if point else status), point
        assert len(err) == (1 if point else 0), (point, err)
        assert not [path for path in here if path.endswith(PASSING)], point
        parts = {path for path in here if ".part/" in path}  # work under way, under a name of its own
        assert {path for path, data in here.items() if data not in (before.get(path), made.get(path))} - parts == set(), point
        assert set(before) <= set(here), point
        if name == "columns":
            assert main(argv) == 0 or not point  # it goes on, and nothing is lost or doubled
            assert set(files(out)) == set(made)

    found = points(out, prepare, lambda: main(argv), check, monkeypatch)
    lines = [f"{name}, {'over an old file' if old else 'new'}: {point}" for point in found]
    print(*lines, f"{len(lines)} points of failure", sep="\n")
    assert len(set(lines)) >= LEAST[name]


def test_19_there_are_at_least_forty_points() -> None:
    assert LEAST.keys() == COMMANDS.keys()
    assert sum(LEAST[name] for name, _ in TRIED) >= 40


class Full(io.StringIO):
    """An output that takes so many pieces and then has no room."""

    def __init__(self, pieces: int) -> None:
        super().__init__()
        self.left = pieces

    def write(self, text: str) -> int:
        if not self.left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.left -= 1
        return super().write(text)


@pytest.mark.parametrize(
    "argv", [["show", "permit.52a1"], ["check", "--list"], ["diff", "permit.52a1", "2020-01-01", "2026-11-24"]], ids=" ".join
)
def test_19_an_output_that_fills_up_at_any_piece_is_told(
    argv: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for pieces in range(300):
        full = Full(pieces)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", full)
            status = main(argv)
        err = capsys.readouterr().err
        if not status:
            assert pieces
            return
        assert (status, err.count("\n")) == (2, 1), (pieces, err)


def test_19_a_write_that_is_interrupted_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write(path, "old")

    def interrupted() -> None:
        with whole(path) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert files(tmp_path) == {"a": b"old"}


@pytest.mark.skipif(os.name != "posix", reason="needs permissions")
def test_19_permissions_are_those_that_the_writer_says(tmp_path: Path) -> None:
    seen: list[Any] = []
    with whole(tmp_path / "a", mode=0o600):
        seen += [path.stat().st_mode & 0o777 for path in tmp_path.iterdir()]
    write(tmp_path / "b", "x")
    assert seen == [0o600]  # while it is written, nobody else reads it
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in "ab"] == [0o600, 0o644]
