"""Brief and letter as PDF: one tagged sheet that is read in order, from nothing but the answers."""

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pypdf
import pytest

from tests import ROOT
from tests.saying.people import told
from tests.tools import needs_weasyprint
from tunnistus.assessment import Assessment
from tunnistus.errors import TunnistusError, UnknownName
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying import pdf as module
from tunnistus.saying.report import Heading, Item, Report

pytestmark = needs_weasyprint

REGISTERS = ("worker", "plain")
LONG = Report(
    "sv", "Mycket", ("Allt om allt.",), tuple(Heading(f"Del {n}", items=(Item("x " * 60),), steps=(Item("y"),)) for n in range(60))
)


def read(data: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(data), strict=True)


def structure(node: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """Every tag of the tree of a document, with the tag that it stands in."""
    node = node.get_object()
    if not isinstance(node, dict):
        return
    tag = str(node.get("/S", ""))
    if tag:
        yield tag, above
    below = node.get("/K", [])
    for each in below if isinstance(below, list) else [below]:
        yield from structure(each, tag)


def letters(html: str) -> str:
    """What a reader of a page reads, without spaces, with the numbers of steps."""
    body = re.sub(r"<details.*</details>", "", html[html.index("<main>") :], flags=re.DOTALL)
    for steps in re.findall(r"<ol>.*?</ol>", body):
        numbers = iter(range(1, 100))
        body = body.replace(steps, re.sub("<li>", lambda _, n=numbers: f"<li>{next(n)}.", steps), 1)  # type: ignore[misc]
    return "".join(unescape(re.sub("<[^>]+>", "", body)).split())


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sheet_has_its_language_title_tags_and_links_and_is_read_in_order(lang: str, register: str) -> None:
    a = told()["berry-picker"]
    document = read(a.pdf(lang, register=register))
    (sheet,), root = document.pages, document.trailer["/Root"]
    assert (round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) == (595, 842)
    page = a.html(lang, register=register)
    assert f"<title>{document.metadata.title}</title>" in page
    assert root["/Lang"] == lang
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data()
    tags = list(structure(root["/StructTreeRoot"]))
    assert {tag for tag, _ in tags} >= {"/Document", "/H1", "/H2", "/P", "/L", "/LI", "/LBody", "/Link"}
    assert {above for tag, above in tags if tag == "/LI"} == {"/L"}
    assert {tag for tag, above in tags if above == "/LI"} == {"/LBody"}
    assert [tag for tag, _ in tags].count("/H1") == 1
    links = [each.get_object()["/A"]["/URI"] for each in sheet["/Annots"]]
    assert "tel:112" in links
    assert set(links) <= set(map(unescape, re.findall('href="([^"]+)"', page)))
    text = "".join(sheet.extract_text().split())
    assert text.startswith(letters(page))
    assert text.endswith("1/1") is (register == "worker")  # a letter has no foot: a day on it would tell when somebody was here
    assert not document.attachments
    assert {"/CreationDate", "/ModDate"}.isdisjoint(document.metadata)


@pytest.mark.deep
@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_longest_of_all_take_one_sheet(lang: str, register: str) -> None:
    def length(a: Assessment) -> int:
        return len(a.explain(lang, register=register))

    assert [len(read(a.pdf(lang, register=register)).pages) for a in sorted(told().values(), key=length)[-8:]] == [1] * 8


def test_a_report_that_is_too_long_takes_more_and_a_wrong_name_is_refused() -> None:
    assert len(read(module.pdf(LONG)).pages) > 1
    with pytest.raises(UnknownName):
        told()["berry-picker"].pdf("de")
    with pytest.raises(UnknownName):
        told()["berry-picker"].pdf("fi", register="plane")


PROGRAM = """
import sys
from tests.saying.people import told
a = told()["berry-picker"]
sys.stdout.buffer.write(a.pdf("sv") + a.pdf("fi", register="plain"))
"""


@pytest.mark.deep
def test_the_same_answers_give_the_same_bytes_in_another_process_with_another_seed_zone_and_clock() -> None:
    ways = ({"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LANG": "C"}, {"PYTHONHASHSEED": "2", "TZ": "UTC", "SOURCE_DATE_EPOCH": "9"})
    given = [
        subprocess.check_output([sys.executable, "-c", PROGRAM], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **way})
        for way in ways
    ]
    a = told()["berry-picker"]
    here = a.pdf("sv") + a.pdf("fi", register="plain")
    assert {hashlib.sha256(each).hexdigest() for each in given} == {hashlib.sha256(here).hexdigest()}


@pytest.mark.parametrize("asks", ['<img src="{}" alt="x">', '<p style="background:url({})">x', '<link rel="stylesheet" href="{}">'])
@pytest.mark.parametrize("address", ["https://example.org/x", "file:///etc/hostname", "data:,x"])
def test_nothing_is_fetched(asks: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.urls import FatalURLFetchingError

    plain = module.html
    monkeypatch.setattr(module, "html", lambda report: plain(report).replace("<main>", f"<main>{asks.format(address)}"))
    with pytest.raises(FatalURLFetchingError):
        module.pdf(Report("en", "One", ("Two.",), ()))


@pytest.mark.parametrize("problem", [ImportError, OSError])
def test_without_the_extra_the_error_says_what_to_install(problem: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise problem("documents_withheld")

    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(TunnistusError, match="Install the extra pdf") as told_of:
        told()["berry-picker"].pdf("fi")
    assert told_of.value.__cause__ is None


ONE_SHEET = """
from tunnistus.errors import TunnistusError
from tunnistus.saying.pdf import pdf
from tunnistus.saying.report import Report
try:
    print(pdf(Report("en", "One", ("Two.",), ()))[:5].decode())
except TunnistusError as problem:
    print(problem)
"""


LATER = """
import time
from tunnistus.saying.pdf import pdf
from tunnistus.saying.report import Report
one = Report("en", "One", ("Two.",), ())
before = pdf(one)
time.time = lambda: 2e9
print(before.startswith(b"%PDF-"), pdf(one) == before)
"""


def half_there(program: str = ONE_SHEET, /, **lacks: str) -> str:
    """What a process says that writes a sheet where a native library is missing or too old, and where a warning is an error."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / ".ci" / "hidden"), str(ROOT / "src")]), **lacks}
    return subprocess.check_output([sys.executable, "-W", "error", "-c", program], env=env, encoding="utf-8", cwd=ROOT)


def test_without_what_weasyprint_can_do_without_a_sheet_is_written_and_no_time_stands_in_it() -> None:
    assert half_there(LATER, TUNNISTUS_HIDDEN="harfbuzz-subset") == "True True\n"


@pytest.mark.parametrize("way", ["TUNNISTUS_HIDDEN", "TUNNISTUS_OLD"])
def test_a_library_that_is_missing_or_too_old_is_named(way: str) -> None:
    told_of = half_there(**{way: "pango-1.0"})
    assert re.search(r"WeasyPrint cannot use the library \S*pango-1.0", told_of), told_of
    assert "apt-get install" in told_of


def test_where_there_is_no_font_the_error_says_so_and_the_process_goes_on(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>", encoding="utf-8")
    told_of = half_there(FONTCONFIG_FILE=str(tmp_path / "fonts.conf"))
    assert told_of == "pdf: WeasyPrint finds no font here. Install a font. On Debian: apt-get install fonts-liberation.\n"
