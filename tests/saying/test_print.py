"""Paper: brief and letter are one sheet of A4 each, as Chromium prints them."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pypdf
import pytest

from tests.saying.people import told
from tunnistus.rules.model import LANGUAGES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
A_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
BODY = re.compile(r"<body>(.*)</body>", re.DOTALL)


def printed(pages: Iterable[str], place: Path) -> int:
    """Print whole pages one behind the other, each on a new sheet, and return how many sheets they take."""
    head, bodies = "", []
    for page in pages:
        head = page[: page.index("<body>")]
        found = BODY.search(page)
        assert found
        bodies.append(f'<div style="break-after:page">{found[1]}</div>')
    bodies[-1] = bodies[-1].replace(' style="break-after:page"', "")
    source, target = place / "pages.html", place / "pages.pdf"
    source.write_text(f"{head}<body>{''.join(bodies)}</body></html>", encoding="utf-8")
    command = (
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--print-to-pdf={target}",
        source.as_uri(),
    )
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return len(A_PAGE.findall(target.read_bytes()))


@pytest.mark.deep
@pytest.mark.skipif(not CHROMIUM, reason="needs chromium")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("register", ["worker", "plain"])
def test_everybody_in_the_stories_is_printed_on_one_sheet(lang: str, register: str, tmp_path: Path) -> None:
    pages = {name: a.html(lang, register=register) for name, a in told().items()}
    if printed(pages.values(), tmp_path) != len(pages):
        long = [name for name, page in pages.items() if printed([page], tmp_path) != 1]
        pytest.fail(f"more than one sheet: {long}")


@pytest.mark.deep
@pytest.mark.skipif(not CHROMIUM, reason="needs chromium")
def test_the_full_page_prints_what_is_folded_on_the_screen_and_the_brief_does_not(tmp_path: Path) -> None:
    a = told()["berry-picker"]
    full = a.html("fi", full=True)
    assert "<details" in full
    unfolded = full.replace("<details", "<section").replace("</details>", "</section>").replace("summary>", "div>")
    assert printed([full], tmp_path) >= printed([unfolded], tmp_path) - 1 > 3
    assert printed([a.html("fi")], tmp_path) == 1


@pytest.mark.deep
@pytest.mark.skipif(not CHROMIUM, reason="needs chromium")
def test_a_page_that_is_too_long_is_found(tmp_path: Path) -> None:
    page = told()["berry-picker"].html("fi")
    assert printed([page, page], tmp_path) == 2
    assert printed([page.replace("</main>", "<p>x</p>" * 80 + "</main>")], tmp_path) == 3


@pytest.mark.deep
@pytest.mark.skipif(not CHROMIUM, reason="needs chromium")
def test_nothing_of_what_leads_to_a_handbook_is_on_paper(tmp_path: Path) -> None:
    sheets = []
    for handbook in ("", "https://handbook.example/"):
        assert printed([told()["berry-picker"].html("sv", handbook=handbook)], tmp_path) == 1
        (sheet,) = pypdf.PdfReader(tmp_path / "pages.pdf").pages
        sheets.append((sheet.extract_text(), [each.get_object().get("/A", {}).get("/URI") for each in sheet["/Annots"]]))
    assert sheets[0] == sheets[1]
    assert sheets[0][1]
