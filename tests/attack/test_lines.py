"""Fault 26 of the attack: what ends a line for the loader and not for a reader, and what nobody sees, anywhere in any file."""

import json
import re
import shutil
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT
from tunnistus.errors import LoadError
from tunnistus.reading.characters import checked
from tunnistus.reading.files import read_directory
from tunnistus.reading.strict import read, read_text
from tunnistus.reading.unitfile import read_statutes
from tunnistus.shipping import l10n, source
from tunnistus.shipping.directories import read_beside
from tunnistus.trying.cases import read_cases, read_person
from tunnistus.trying.receipts import verify_file
from tunnistus.trying.vignettes import read_vignettes
from tunnistus.unseen import UNSEEN

SHIPPED = [
    *sorted((ROOT / "indicators").rglob("*.yaml")), *sorted((ROOT / "locales").rglob("*.po")), *sorted((ROOT / "locales").glob("*.yaml")),
    *sorted((ROOT / "docs" / "training").glob("*.yaml")), *sorted((ROOT / "docs" / "examples").rglob("*.yaml")),
]  # fmt: skip
CHARACTERS = [c for c in UNSEEN.findall("".join(map(chr, range(0x110000)))) if not "\ud800" <= c <= "\udfff"]
KIN = {
    "\u2028": "U+2028 LINE SEPARATOR", "\u2029": "U+2029 PARAGRAPH SEPARATOR", "\x85": "U+0085 NEXT LINE", "\r": "U+000D CARRIAGE RETURN",
    "\x0b": "U+000B LINE TABULATION", "\x0c": "U+000C FORM FEED", "\x1c": "U+001C", "\x1d": "U+001D", "\x1e": "U+001E", "\x00": "U+0000",
    "\x1b": "U+001B", "\u202e": "U+202E RIGHT-TO-LEFT OVERRIDE", "\u2066": "U+2066 LEFT-TO-RIGHT ISOLATE",
    "\u200b": "U+200B ZERO WIDTH SPACE", "\u200d": "U+200D ZERO WIDTH JOINER", "\xad": "U+00AD SOFT HYPHEN",
    "\u2060": "U+2060 WORD JOINER", "\u034f": "U+034F COMBINING GRAPHEME JOINER", "\u3164": "U+3164 HANGUL FILLER",
    "\u115f": "U+115F HANGUL CHOSEONG FILLER", "\u17b4": "U+17B4 KHMER VOWEL INHERENT AQ", "\ufe0f": "U+FE0F VARIATION SELECTOR-16",
    "\u2800": "U+2800 BRAILLE PATTERN BLANK", "\U000e0041": "U+E0041 TAG LATIN CAPITAL LETTER A",
    "\U000e0100": "U+E0100 VARIATION SELECTOR-17", "\ufffe": "U+FFFE",
}  # fmt: skip
HERE = "⌖"
PLACES = {
    "first": f"{HERE}a: b\n",
    "in the first comment": f"# x{HERE}y\na: b\n",
    "after the comment of a key": f"a: # checked{HERE}c9: x\n  b: c\n",
    "in a key": f"a{HERE}b: c\n",
    "before a key": f"a: b\n{HERE}c: d\n",
    "in a plain value": f"a: b{HERE}c\n",
    "after a plain value": f"a: b{HERE}\nc: d\n",
    "in single quotes": f"a: 'b{HERE}c'\n",
    "in double quotes": f'a: "b{HERE}c"\n',
    "in a folded block": f"a: >\n  b{HERE}c\n  d\n",
    "in a literal block": f"a: |\n  b{HERE}c\n",
    "in the indentation of a block": f"a: |\n {HERE} b\n",
    "in a list": f"a: [b, {HERE}c]\n",
    "on an empty line": f"a: b\n{HERE}\nc: d\n",
    "between documents": f"a: b\n---{HERE}\nc: d\n",
    "after the end of a document": f"a: b\n...\n{HERE}\n",
    "last": f"a: b\n{HERE}",
}


def is_refused(read_it: Callable[[], object], where: str, character: str) -> None:
    with pytest.raises(LoadError) as caught:
        read_it()
    assert (caught.value.code, caught.value.where) == ("control-character", where)
    assert character in str(caught.value)


def place(text: str, position: int) -> str:
    """Line and column, counted as an editor counts that knows LF alone."""
    before = text[:position].split("\n")
    return f"{len(before)}:{len(before[-1]) + 1}"


@pytest.mark.parametrize("where", PLACES)
def test_26_every_such_character_is_refused_in_every_place_of_a_file(where: str) -> None:
    marked = PLACES[where]
    for character, name in KIN.items():
        at = marked.index(HERE)
        text = marked.replace(HERE, character + (" " if character == "\r" else ""))
        is_refused(lambda text=text: read_text(text, name="x"), f"x:{place(text, at)}", name)  # type: ignore[misc]


def test_26_a_clause_in_a_comment_is_not_loaded(tmp_path: Path) -> None:
    rules = Path(shutil.copytree(ROOT / "tests" / "bad" / "base", tmp_path / "rules"))
    path = rules / "rules.yaml"
    text = path.read_text(encoding="utf-8")
    head, clauses, tail = text.partition("    clauses:\n")
    assert clauses
    path.write_text(
        f"{head}    clauses: # checked\u2028      c9: {{then: granted, effect: duty, cite: [UlkL 1 §], who: police, when: a}}\n{tail}",
        encoding="utf-8",
        newline="",
    )
    line = head.count("\n") + 1
    is_refused(lambda: tn.read_rules(rules), f"rules/rules.yaml:{line}:23", "U+2028 LINE SEPARATOR")


@pytest.mark.parametrize(("lang", "words"), [("fi", "ei näy"), ("sv", "syns inte"), ("en", "is not seen")])
def test_26_the_message_names_the_character_in_three_languages(lang: str, words: str) -> None:
    with pytest.raises(LoadError) as caught:
        read_text("a: b # c\u2028d: e\n", name="x.yaml")
    said = tn.said(caught.value, lang)
    assert [word for word in ("x.yaml:1:9", "U+2028 LINE SEPARATOR", words, "CRLF") if word not in said] == []


# -- every kind of file ------------------------------------------------------------------------------------------------

EXAMPLES, INDICATORS = ROOT / "docs" / "examples", ROOT / "indicators"
OVERLAY = EXAMPLES / "municipality" / "koivuranta"
KINDS: dict[str, tuple[Path, Callable[[Path], object]]] = {
    "rules": (INDICATORS / "signs" / "next-step.yaml", lambda path: read_directory(path.parent)),
    "facts": (INDICATORS / "facts" / "work_conditions.yaml", lambda path: read_directory(path.parent)),
    "list": (INDICATORS / "lists" / "ilo-2009.yaml", lambda path: read_directory(path.parent)),
    "sources": (INDICATORS / "sources" / "guidance.yaml", lambda path: read_directory(path.parent)),
    "acts": (INDICATORS / "law" / "acts.yaml", lambda path: read_directory(path.parent)),
    "actors": (INDICATORS / "actors.yaml", lambda path: read_directory(path.parent)),
    "stories": (next(iter(sorted((INDICATORS / "vignettes").glob("*.yaml")))), lambda path: read_vignettes(path.parent)),
    "units": (ROOT / "tests" / "bad" / "base" / "acts.units.yaml", lambda path: read_statutes(path.parent, book=source.book())),
    "structure": (ROOT / "tests" / "bad" / "base" / "acts.structure.yaml", lambda path: read_statutes(path.parent, book=source.book())),
    "cases": (OVERLAY / "koivuranta-rules.cases.yaml", read_cases),
    "overlay": (OVERLAY / "koivuranta.yaml", lambda path: read_beside(path.parent)),
    "person": (EXAMPLES / "wage-dispute.yaml", lambda path: read_person(path, book=source.book())),
}


@pytest.mark.parametrize("kind", [*KINDS, "receipt", "catalogue"])
@pytest.mark.parametrize("where", ["first", "in the middle of a line", "last"])
def test_26_they_are_refused_in_every_kind_of_file(kind: str, where: str, tmp_path: Path) -> None:
    path, read_it, name = copied(kind, tmp_path / "data")
    text = path.read_text(encoding="utf-8")
    middle = text.index("\n", len(text) // 2) - 1
    at = {"first": 0, "in the middle of a line": middle, "last": len(text)}[where]
    for character in ("\u2028", "\x85", "\u3164", "\u202e"):
        path.write_text(text[:at] + character + text[at:], encoding="utf-8", newline="")
        if kind == "receipt":  # it is damaged, which is one of the ends of verifying it
            assert verify_file(path).damage == "text"
            continue
        is_refused(lambda: read_it(path), f"{name}:{place(text, at)}", f"U+{ord(character):04X}")
    path.write_text(text, encoding="utf-8", newline="")
    if kind in ("receipt", "catalogue", "cases", "person", "stories"):  # the others need files beside them
        read_it(path)


def copied(kind: str, here: Path) -> tuple[Path, Callable[[Path], object], str]:
    """A file of a kind in a directory of its own, what reads it, and how messages name it."""
    here.mkdir()
    if kind == "receipt":
        path = here / "receipt.json"
        path.write_text(json.dumps(tn.assess({}, as_of=date(2026, 11, 24)).receipt(), indent=1) + "\n", encoding="utf-8")
        return path, verify_file, path.name
    if kind == "catalogue":
        path = here / "locales" / "sv" / "LC_MESSAGES" / "tunnistus.po"
        path.parent.mkdir(parents=True)
        shutil.copy(OVERLAY / "locales" / "sv" / "LC_MESSAGES" / "tunnistus.po", path)
        return path, lambda _: l10n.translations(source.book(), [here / "locales"]), "locales/sv/LC_MESSAGES/tunnistus.po"
    original, read_it = KINDS[kind]
    path = Path(shutil.copy(original, here / original.name))
    within = kind in ("rules", "facts", "list", "sources", "acts", "actors", "units", "structure", "overlay")
    return path, read_it, f"data/{path.name}" if within else path.name


@lru_cache
def shipped(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_26_there_are_files_and_characters_to_try() -> None:
    assert len(SHIPPED) > 250
    assert len(CHARACTERS) > 4_000
    assert set(KIN) < set(CHARACTERS)


@given(st.sampled_from(SHIPPED), st.floats(0, 1), st.sampled_from(CHARACTERS))
def test_26_whatever_character_stands_anywhere_in_a_shipped_file_is_refused_with_its_place(path: Path, part: float, c: str) -> None:
    """But for the mark that may begin a file of UTF-8, and CR that LF follows."""
    text = shipped(path)
    at = int(part * len(text))
    text = text[:at] + c + text[at:]
    if (c, at) == ("\ufeff", 0) or text[at : at + 2] == "\r\n":
        return
    reader = checked if path.suffix == ".po" else read_text
    is_refused(lambda: reader(text, name="x"), f"x:{place(text, at)}", f"U+{ord(c):04X}")


# -- and everything else is read ----------------------------------------------------------------------------------------


@given(st.text(st.sampled_from("ab: #-\n\r\t\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\ufeff") | st.characters()))
def test_26_what_is_let_through_has_the_same_lines_for_whoever_counts_them(text: str) -> None:
    try:
        text = checked(text, name="x")
    except LoadError:
        return
    plain = text.replace("\r\n", "\n")
    assert plain.splitlines() == plain.removesuffix("\n").split("\n") or not plain
    assert text.splitlines() == plain.splitlines()
    assert re.split(r"\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]", text) == plain.split("\n")


ORDINARY = [
    "Hakemus on tehtävä 36 b §:n 1 momentin mukaan – viimeistään 31.1.2026.",
    "36\u00a0§, 10\u202f000\u00a0€, klo 9–15, ”lainaus”, ’heittomerkki’, õ š ž Š Ž, 50 %",
    "Ansökan görs enligt 36 § – senast den 31 januari 2026. »Citat«, é, ü",
    "The application is made under section 36 — “quoted”, it’s, naïve, 3 × 2, ≥ 18, → see",
    "Телефон, هاتف, 電話, โทรศัพท์, 😀",
]


@pytest.mark.parametrize("said", ORDINARY)
def test_26_ordinary_text_in_three_languages_and_names_in_others_are_read(said: str) -> None:
    assert read_text(f"a: >-\n  {said}\n# {said}\n", name="x").data == {"a": unicodedata.normalize("NFC", said)}
    composed = unicodedata.normalize("NFD", said)
    assert read_text(f"a: >-\n  {composed}\n", name="x").data == {"a": unicodedata.normalize("NFC", said)}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_26_line_ends_of_windows_and_the_mark_of_its_editors_change_nothing(end: str, mark: str, tmp_path: Path) -> None:
    text = "# x\na: b\nc: |\n  d\n  e\n"
    path = tmp_path / "a.yaml"
    path.write_bytes((mark + text.replace("\n", end)).encode())
    found = read(path)
    assert (found.data, found.where(("c",))) == ({"a": "b", "c": "d\ne\n"}, "a.yaml:3:1")


@pytest.mark.parametrize(
    ("text", "at"),
    [("a: >-\n  b\n\u00a0 # c\n", "3:1"), ("a: b\u00a0# c\n", "1:5"), ("a:\n  b: c\n \u3000d: e\n", "3:2"), ("a: b\u202f#c", "1:5")],
)
def test_26_a_space_that_only_looks_as_if_it_indented_a_line_or_began_a_comment_is_refused(text: str, at: str) -> None:
    is_refused(lambda: read_text(text, name="x"), f"x:{at}", "YAML takes it for text")
