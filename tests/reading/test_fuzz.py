"""The fuzz targets on a few fixed inputs, and what fuzzing has found."""

import contextlib
import random
from pathlib import Path

import pytest

from fuzz import loader
from tunnistus.errors import LoadError
from tunnistus.reading.strict import read_text
from tunnistus.shipping.l10n import compiled


@pytest.mark.parametrize("n", range(len(loader.TARGETS)))
def test_targets_refuse_or_read_and_do_nothing_else(n: int) -> None:
    dice = random.Random(n)
    for length in (0, 3, 40, 200, 200, 200):
        loader.one(bytes([n]) + dice.randbytes(length))


def test_targets_get_past_the_first_check() -> None:
    """An unchanged seed is read whole, so that what a change breaks lies deeper."""
    for pattern in ("law/**/*[!s].yaml", "law/**/*facts.yaml", "facts/*.yaml", "lists/*.yaml", "sources/*.yaml", "**/*.cases.yaml"):
        assert loader.seeds(pattern)
        for _, data in loader.seeds(pattern)[:4]:
            assert read_text(loader.flow(data), name="x").data == data


def test_receipts_get_past_the_first_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many changed receipts are worked out again: what a change breaks lies deeper than the seal."""
    ends: list[str] = []
    monkeypatch.setattr(loader, "_command", lambda text, name, arguments: ends.append(_status(text)))
    dice = random.Random(4)
    for _ in range(60):
        loader.one(dice.randbytes(80), kind="receipts")
    assert ends.count("digest") + ends.count("text") < 40
    assert {"same", "different", "shape", "digest"} <= set(ends)


def _status(text: str) -> str:
    import tunnistus as tn

    found = tn.verify(text)
    return found.damage or found.status


def test_changing_files_changes_neither_the_seeds_nor_the_odd_values() -> None:
    before = repr(loader.ODD), repr(loader.seeds("facts/*.yaml"))
    dice = random.Random(1)
    for _ in range(300):
        loader.changed(loader.Bytes(dice.randbytes(60)), loader.seeds("facts/*.yaml")[0])
    assert (repr(loader.ODD), repr(loader.seeds("facts/*.yaml"))) == before


def test_an_error_of_another_kind_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: loader.Bytes) -> None:
        raise KeyError("x")

    monkeypatch.setattr(loader, "TARGETS", (broken,))
    with pytest.raises(KeyError):
        loader.one(b"")


def test_an_error_that_repeats_its_input_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def wordy(_: loader.Bytes) -> None:
        problem = LoadError("x")
        problem.where = "x" * 5_000
        raise problem

    monkeypatch.setattr(loader, "TARGETS", (wordy,))
    with pytest.raises(AssertionError, match="says too much"):
        loader.one(b"")


@pytest.mark.parametrize("text", ["\ud800", "a: \udc80\n", '{"a\udfff": 1}'])
def test_halves_of_surrogate_pairs_are_refused(text: str) -> None:
    with pytest.raises(LoadError, match="not UTF-8"):
        read_text(text, name="x")


@pytest.mark.parametrize(
    "line",
    ["Language: s\u0491\u0001", "Content-Type: text/plain; charset=nothing", "Language: xx_YY_ZZ_QQ", "Plural-Forms: nplurals=x; plural=;"],
)
def test_a_catalogue_with_a_broken_header_is_refused_or_read(line: str, tmp_path: Path) -> None:
    path = tmp_path / "sv" / "LC_MESSAGES" / "tunnistus.po"
    path.parent.mkdir(parents=True)
    path.write_text(f'msgid ""\nmsgstr ""\n"{line}\\n"\n\nmsgid "a"\nmsgstr "b"\n', encoding="utf-8")
    with contextlib.suppress(LoadError):
        assert compiled(path)
