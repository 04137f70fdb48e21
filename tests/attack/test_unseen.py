"""Faults 21 and 40 of the attack: characters of control, of direction and such as show nothing in rule texts, catalogues and keys of case
files, on the terminal and in pages.
"""

import json
import re
import shutil
import sys
import unicodedata
from datetime import date
from functools import lru_cache
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT
from tests.effort import first_fast
from tunnistus.commands import terminal
from tunnistus.commands.main import main
from tunnistus.errors import LoadError, TunnistusError
from tunnistus.reading.strict import read_text
from tunnistus.shipping import source
from tunnistus.unseen import UNSEEN, escaped

AS_OF = date(2026, 11, 24)
KINDS = {
    "ESC": "\x1b[31m", "OSC": "\x1b]0;title\x07", "BEL": "\x07", "back": "\b\b\b", "begin again": "x\rno", "delete": "\x7f", "C1": "\x9b2J",
    "next line": "\x85", "line": "\u2028", "override": "\u202e", "isolate": "\u2066\u2069", "mark": "\u200f", "nothing": "\u200b",
    "order": "\ufeff", "tag": "\U000e0041", "filler": "\u3164", "variation": "\ufe0f", "blank": "\u2800",
}  # fmt: skip
TEXT = "".join(KINDS.values())


# Default_Ignorable_Code_Point, as DerivedCoreProperties.txt of Unicode 16 has it; the same since version 14. Python does not carry it.
IGNORABLE = [
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E),
    (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
]  # fmt: skip
BLANK = {0x2800: "BRAILLE PATTERN BLANK", 0x13441: "EGYPTIAN HIEROGLYPH FULL BLANK", 0x13442: "EGYPTIAN HIEROGLYPH HALF BLANK",
         0x16FE4: "KHITAN SMALL SCRIPT FILLER", 0x1D159: "MUSICAL SYMBOL NULL NOTEHEAD"}  # fmt: skip
NO_CHARACTERS = {0xFFFE, 0xFFFF}
NOTHING_SHOWN = {*BLANK, *NO_CHARACTERS, *(n for first, last in IGNORABLE for n in range(first, last + 1))}


def hidden(text: str) -> list[str]:
    """The characters of a text that a terminal obeys, that turn it, that end a line for some programs, or that show nothing."""
    return [c for c in text if c not in "\n\t" and is_hidden(ord(c))]


def is_hidden(number: int) -> bool:
    return number in NOTHING_SHOWN or unicodedata.category(chr(number)) in ("Cc", "Cf", "Zl", "Zp", "Cs")


def test_40_what_is_not_seen_is_what_unicode_says() -> None:
    wrong = [hex(n) for n in range(sys.maxunicode + 1) if chr(n) not in "\n\t" and bool(UNSEEN.search(chr(n))) != is_hidden(n)]
    later = [n for n in wrong if unicodedata.category(chr(int(n, 16))) == "Cn"]  # format characters of a later Unicode than Python's
    assert set(wrong) == set(later)
    assert all(UNSEEN.search(chr(n)) for n in NOTHING_SHOWN)
    assert [hex(n) for n in range(sys.maxunicode + 1) if UNSEEN.search(chr(n)) and escaped(chr(n)) == chr(n)] == []
    assert not UNSEEN.search("one\r\ntwo\tthree\n")


def test_40_the_blanks_are_those_whose_names_say_so() -> None:
    assert {n: unicodedata.name(chr(n), name) for n, name in BLANK.items()} == BLANK
    words = re.compile(r"\b(FILLER|FULL BLANK|HALF BLANK|PATTERN BLANK|NULL NOTEHEAD)$")
    named = {n for n in range(sys.maxunicode + 1) if words.search(unicodedata.name(chr(n), ""))}
    marks = {n for n in named if unicodedata.category(chr(n)).startswith("P")}  # fillers of a line or gap, which are drawn
    assert [hex(n) for n in sorted(named - marks) if not UNSEEN.search(chr(n))] == []


def test_21_each_character_that_is_not_seen_is_escaped_wherever_it_stands() -> None:
    unseen = [chr(n) for n in range(sys.maxunicode + 1) if UNSEEN.search(chr(n))]
    assert len(unseen) > 4_000
    assert [c for c in unseen if c in escaped(f"Suomi – Sverige: {c} ä\n")] == []


@given(st.text())
def test_21_an_escaped_text_hides_nothing_and_one_in_json_says_the_same(text: str) -> None:
    assert set(hidden(escaped(text))) <= {"\r"}
    said = json.dumps({"text": text}, ensure_ascii=False)
    assert json.loads(escaped(said)) == {"text": text}
    assert escaped(escaped(text)) == escaped(text)


@lru_cache
def planted_book() -> tn.Book:
    """The shipped rules with such characters in every sentence, as if they had got past the reader."""
    real = source.book()
    texts = {context: f"{said}{TEXT}" for context, said in real.texts.items()}
    actors = {
        name: {**actor, "contact": {**actor["contact"], "phone": f"112{TEXT}"}} if actor.get("contact") else actor
        for name, actor in real.actors.items()
    }
    return attrs.evolve(real, texts=texts, actors=actors)


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> tn.Book:
    made = planted_book()
    monkeypatch.setattr(source, "book", lambda: made)
    return made


CASE = str(ROOT / "docs" / "examples" / "berry-picker.yaml")
ARGUMENTS = [
    *(["assess", CASE, "--as-of", "2026-11-24", "--lang", "fi", "--format", form] for form in ("text", "markdown", "html", "json")),
    *(["show", name, "--lang", "fi", *more] for name in ("permit.52a1", "documents_withheld", "rules", "facts") for more in ([], ["--json"])),
    ["show", "actors", "--lang", "fi"],
    ["diff", "law/assistance-system/removal", "2022-12-31", "2023-01-01", "--lang", "fi"],
    ["ask", "--as-of", "2026-11-24", "--lang", "fi"],
]  # fmt: skip


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize("argv", first_fast(ARGUMENTS, 5), ids=lambda argv: " ".join(argv).replace(CASE, "CASE"))
def test_21_no_command_writes_them_to_the_terminal(
    argv: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["1", "", "1", "0", ""])  # danger, go on, another yes, stop, the result
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed))
    assert main(argv) == 0
    out, err = capsys.readouterr()
    assert hidden(out + err) == []
    assert "\\u202e" in out or "json" in argv  # ids alone


def test_21_pages_show_them_as_escapes(planted: tn.Book) -> None:
    a = tn.assess({"documents_withheld": True}, as_of=AS_OF)
    d = tn.load("next_step", on=AS_OF).decide({"documents_withheld": True})
    pages = [
        a.explain("fi"),
        a.explain("fi", register="plain"),
        a.explain("fi", full=True),
        a.explain("fi", markdown=True, full=True),
        a.html("fi"),
        a._repr_html_(),
        *(tn.render(d, "fi", form=form) for form in ("text", "markdown", "html")),
    ]
    for page in (*pages, tn.diff("law/assistance-system/removal", date(2022, 12, 31), date(2023, 1, 1)).explain("fi")):
        assert hidden(page) == []
        assert "\\u202e" in page


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", ['a: "{}"', '"{}": a', 'a: {{b: ["{}"]}}'])
def test_21_files_with_them_are_refused(kind: str, place: str) -> None:
    """Written as they are where YAML lets them in, else as escapes."""
    escapes = "".join(f"\\U{ord(c):08x}" if hidden(c) else c for c in KINDS[kind])
    try:
        assert hidden(repr(read_text(place.format(KINDS[kind]), name="rules.yaml").data)) == []  # an end of line is folded
    except LoadError as problem:
        assert hidden(str(problem)) == []  # noqa: PT017
    with pytest.raises(LoadError) as caught:
        read_text(place.format(escapes), name="rules.yaml")
    assert (caught.value.code, caught.value.where.split(":")[:2]) == ("control-character", ["rules.yaml", "1"])


@pytest.mark.parametrize("kind", KINDS)
def test_21_keys_of_case_files_and_names_do_not_reach_the_terminal(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.yaml"
    for text in (KINDS[kind], "".join(f"\\U{ord(c):08x}" for c in KINDS[kind])):
        path.write_text(f'answers: {{"{text}": true}}\n"{text}": 1\n', encoding="utf-8", newline="")
        assert main(["assess", str(path), "--as-of", "2026-11-24"]) == 2
    for argv in (["show", KINDS[kind]], ["diff", KINDS[kind], "2020-01-01", "2021-01-01"], ["assess", f"{KINDS[kind]}.yaml"]):
        assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert hidden(err) == []


def test_21_no_error_has_them() -> None:
    problem = TunnistusError(f"what {TEXT}", where=f"where {TEXT}", todo=f"todo {TEXT}")
    assert hidden(str(problem) + "".join(problem.args)) == []
    with pytest.raises(TunnistusError) as caught:
        tn.load(TEXT, on=AS_OF)
    assert hidden(str(caught.value)) == []


@pytest.fixture
def translated(tmp_path: Path) -> Path:
    """Rules of others with a catalogue of theirs."""
    from tunnistus.shipping import l10n

    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "tests" / "bad" / "base", rules)
    l10n.update_rules(rules)
    return rules


@pytest.mark.parametrize("kind", KINDS)
def test_21_catalogues_with_them_are_refused(kind: str, translated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = translated / "locales" / "sv" / "LC_MESSAGES" / "tunnistus.po"
    head, first, rest = path.read_text(encoding="utf-8").rpartition('msgstr ""')
    path.write_text(f'{head}msgstr "En text {KINDS[kind]}."{rest}', encoding="utf-8", newline="")
    assert first
    with pytest.raises(LoadError) as caught:
        tn.read_rules(translated)
    assert hidden(str(caught.value)) == []
    main(["check", str(translated)])
    out, err = capsys.readouterr()
    assert hidden(out + err) == []
    assert "[control-character]" in out or "cannot be read" in out  # babel does not take ends of lines


def test_21_a_catalogue_that_has_one_written_as_an_escape_is_refused(translated: Path) -> None:
    path = translated / "locales" / "sv" / "LC_MESSAGES" / "tunnistus.po"
    head, _, rest = path.read_text(encoding="utf-8").rpartition('msgstr ""')
    path.write_text(f'{head}msgstr "En text \\r."{rest}', encoding="utf-8", newline="")
    with pytest.raises(LoadError, match=r"U\+000D CARRIAGE RETURN is not seen"):
        tn.read_rules(translated)


def test_21_the_progress_bar_still_writes_over_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.ready():
        terminal.over("half\x1b")
    assert capsys.readouterr().err == "\rhalf\\u001b"
