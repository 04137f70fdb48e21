"""What is made from the library and kept in the repository is as the library of today makes it."""

from pathlib import Path

import pytest

from tests import generate, pages
from tests.generate import differing, files, main


def test_every_file_that_is_made_is_as_it_would_be_made() -> None:
    assert len(files()) > 60
    assert differing() == [], "run `make generate` and read the difference"


def test_a_file_that_differs_one_that_lacks_and_one_that_is_left_over_are_named_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other, lacking, over, same = (tmp_path / name for name in ("other.txt", "lacking.txt", "over.txt", "same.txt"))
    for path in (other, over, same):
        path.write_text("as it was\n", encoding="utf-8")
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    monkeypatch.setattr(generate, "WHOLE", (tmp_path,))
    monkeypatch.setattr(generate, "files", lambda: {other: "new\n", lacking: "new\n", same: "as it was\n"})

    assert main(["--check"]) == 1
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["lacking.txt", "other.txt", "over.txt"]
    assert other.read_text(encoding="utf-8") == "as it was\n"

    assert main(["--chek"]) == 2
    assert other.read_text(encoding="utf-8") == "as it was\n"
    assert "usage" in capsys.readouterr().out

    assert main([]) == 0
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {
        "other.txt": "new\n",
        "lacking.txt": "new\n",
        "same.txt": "as it was\n",
    }
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_the_folders_that_are_made_whole_hold_what_is_made() -> None:
    assert pages.PLACE in generate.WHOLE
    assert {path.parent for path in files()} >= set(generate.WHOLE)
