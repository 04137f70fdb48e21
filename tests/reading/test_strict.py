"""What the strict reader refuses, with line, column and advice; and that it never does anything but read or refuse."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunnistus.errors import LoadError
from tunnistus.limits import MAX_BYTES, MAX_DEPTH
from tunnistus.reading.strict import read, read_text

BOMB = "a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]\n"
REFUSED = {
    "duplicate key": ("a: 1\nb: 2\na: 3\n", "x:3:1", "The key 'a' is given twice; first on line 1."),
    "anchor": (BOMB, "x:1:4", "Anchors (&name) are not allowed."),
    "alias": ("a: *b\n", "x:1:4", "Aliases (*name) are not allowed."),
    "tag": ("a: !!python/object:os.system x\n", "x:1:4", "Tags"),
    "merge": ("<<: {a: 1}\n", "x:1:1", "This is not a key"),
    "empty": ("", "x:1:1", "The file is empty."),
    "only a comment": ("# nothing\n", "x:1:1", "The file is empty."),
    "norwegian key": ("no: 1\n", "x:1:1", "This is not a key"),
    "norwegian value": ("a: no\n", "x:1:4", "write it in quotes"),
    "sexagesimal": ("a: 12:30\n", "x:1:4", "can be read in more than one way"),
    "octal": ("a: 0123\n", "x:1:4", "can be read in more than one way"),
    "exponent": (
        "a: 1.5e3\n",
        "x:1:4",
        "in quotes. Otherwise write true, false, a number such as 12 or 7.50, or a date such as 2026-11-24.",
    ),
    "no decimals": ("a: 1.\n", "x:1:4", "can be read in more than one way"),
    "nothing before the point": ("a: .5\n", "x:1:4", "can be read in more than one way"),
    "zero before a number": ("a: 07.5\n", "x:1:4", "can be read in more than one way"),
    "plus": ("a: +7.5\n", "x:1:4", "can be read in more than one way"),
    "five decimals": ("a: 7.12345\n", "x:1:4", "can be read in more than one way"),
    "not a number": ("a: .nan\n", "x:1:4", "can be read in more than one way"),
    "infinite": ("a: -.inf\n", "x:1:4", "can be read in more than one way"),
    "True": ("a: True\n", "x:1:4", "can be read in more than one way"),
    "impossible date": ("a: 2026-02-30\n", "x:1:4", "This is not a day of the calendar."),
    "missing value": ("a:\nb: 1\n", "x:1:3", "A value is missing here."),
    "two documents": ("a: 1\n---\nb: 2\n", "x:2:1", "A second document starts here."),
    "key of another kind": ("? [a]\n: 1\n", "x:1:3", "A key must be text."),
    "deep": ("[" * 3000, "x:1:", "The nesting is deeper than 40 levels."),
    "control character": ("a: \x07\n", "x:1:4", "The character U+0007 is not seen"),
    "not YAML": ("a: [1\n", "x:2:1", "This is not YAML"),
    "large": ("a" * (MAX_BYTES + 1), "x", "larger than"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_with_place_and_advice(name: str) -> None:
    text, where, what = REFUSED[name]
    with pytest.raises(LoadError) as problem:
        read_text(text, name="x")
    assert problem.value.where.startswith(where)
    assert what in str(problem.value)


def test_binary_and_absent_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(LoadError, match="not UTF-8"):
        read(tmp_path / "b.yaml")
    with pytest.raises(LoadError, match="There is no such file"):
        read(tmp_path / "absent.yaml")


def test_why_a_file_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system says stands only where there are no words of our own for it."""
    (tmp_path / "a.yaml").write_text("a: 1\n", encoding="utf-8")

    def failing(problem: OSError) -> str:
        def opened(*_: object) -> None:
            raise problem

        monkeypatch.setattr(Path, "open", opened)
        with pytest.raises(LoadError) as caught:
            read(tmp_path / "a.yaml")
        return str(caught.value)

    assert "You have no right to read it" in failing(PermissionError(13, "Permission denied"))
    assert "denied" not in failing(PermissionError(13, "Permission denied"))
    assert "Give another file (Input/output error)." in failing(OSError(5, "Input/output error"))


def test_reads_the_small_language() -> None:
    text = 'a: text\nb: "no"\nc: [1, -2, true, null]\nd:\n  e: 2026-11-24\n'
    document = read_text(text, name="x")
    assert document.data["b"] == "no"
    assert document.data["c"] == [1, -2, True, None]
    assert document.data["d"]["e"].isoformat() == "2026-11-24"
    assert document.where(("d", "e")) == "x:5:3"
    assert document.where(("c", 1)) == "x:3:8"


def test_numbers_with_decimals_are_exact() -> None:
    data = read_text('a: 7.50\nb: -0.1\nc: "7.50"\n', name="x").data
    assert (str(data["a"]), str(data["b"]), data["c"]) == ("7.50", "-0.1", "7.50")
    assert isinstance(data["a"], Decimal)


def test_decomposed_letters_read_as_composed() -> None:
    assert read_text("a: a\u0308\n", name="x").data == {"a": "ä"}


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda b: b.decode("latin-1")))
def test_never_anything_but_data_or_a_refusal(text: str) -> None:
    try:
        document = read_text(text, name="x")
    except LoadError:
        return
    assert isinstance(document.data, str | int | bool | Decimal | dict | list | None.__class__) or hasattr(document.data, "year")


def test_depth_is_bounded_at_the_limit() -> None:
    assert read_text("[" * MAX_DEPTH + "]" * MAX_DEPTH, name="x").data
    with pytest.raises(LoadError):
        read_text("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), name="x")
