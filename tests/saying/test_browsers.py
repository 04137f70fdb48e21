"""Pages as people meet them: in Chromium and in Firefox, light and dark, on a small and on a wide screen, by keyboard alone."""

from pathlib import Path

import pytest

import tunnistus as tn
from tests.saying.people import told
from tests.saying.things import things
from tests.shown import found
from tests.tools import PROGRAMS, needs_browsers, needs_npm
from tunnistus.rules.model import LANGUAGES

HANDBOOK = "https://handbook.example/"
PEOPLE = ("berry-picker", "friend_from_the_game.False", "wl_detained_asylum_seeker.0")


def kinds(name: str, lang: str) -> dict[str, str]:
    """The brief with the full page folded below it, the letter, the full page alone, and the first with what leads to a handbook."""
    a = told()[name]
    return {
        f"{name}.brief.{lang}": a.html(lang),
        f"{name}.letter.{lang}": a.html(lang, register="plain"),
        f"{name}.full.{lang}": a.html(lang, full=True),
        f"{name}.references.{lang}": a.html(lang, handbook=HANDBOOK),
    }


def cells(lang: str) -> dict[str, str]:
    """What a notebook shows, one thing below the other, in a page as ours."""
    head, _, _ = told()["berry-picker"].html(lang).partition("<main>")
    shown = "\n".join(tn.show(thing, lang, handbook="/handbook/").to_html() for thing in things().values())
    return {f"notebook.{lang}": f"{head}<main>\n<h1>A notebook</h1>\n{shown}\n</main></body>\n</html>\n"}


@needs_npm
@pytest.mark.deep
def test_pages_are_valid_html(tmp_path: Path) -> None:
    pages = {name: page for person in PEOPLE for lang in LANGUAGES for name, page in {**kinds(person, lang), **cells(lang)}.items()}
    assert found(pages, "text", tmp_path) == []


@needs_npm
@needs_browsers
@pytest.mark.deep
@pytest.mark.parametrize(("person", "lang"), [*zip(PEOPLE, LANGUAGES, strict=True)])
def test_anybody_can_read_and_open_the_pages_in_chromium(person: str, lang: str, tmp_path: Path) -> None:
    """All pages of one person, and of the others the one on which most stands."""
    others = {f"{name}.references.{lang}": told()[name].html(lang, handbook=HANDBOOK) for name in PEOPLE}
    assert found({**kinds(person, lang), **others, **cells(lang)}, "chromium", tmp_path) == []


@needs_npm
@needs_browsers
@pytest.mark.deep
@pytest.mark.parametrize(("person", "lang"), [*zip(PEOPLE, LANGUAGES, strict=True)])
def test_anybody_can_read_and_open_the_pages_in_firefox(person: str, lang: str, tmp_path: Path) -> None:
    pages = kinds(person, lang)
    assert found(pages, "firefox", tmp_path) == []


# -- each way to spoil a page is noticed ----------------------------------------------------------------------------

FAULTS = {  # name → what stands in a page, what is put in its last place, and all that must be found in a browser
    "faint": ("--soft:#4a4a55", "--soft:#9a9aa5", {"color-contrast"}),
    "faint-in-the-dark": ("--soft:#b9b9c6", "--soft:#4a4a55", {"color-contrast"}),
    "fold-that-no-key-opens": ("<summary>", '<summary onkeydown="event.preventDefault()">', {"fold stays closed"}),
    "fold-that-no-key-reaches": ("<summary>", '<summary tabindex="-1">', {"keyboard does not reach", "fold stays closed"}),
    "heading-skipped": ("<h2>", "<h4>", {"heading-order"}),
    "language-missing": (' lang="sv"', "", {"html-has-lang"}),
    "link-before-its-turn": ("<a href", '<a tabindex="3" href', {"keyboard leaves the order", "tabindex"}),
    "no-focus": ("outline:3px solid", "outline:0 solid", {"focus is not seen"}),
    "wide": ("</main>", '<p style="width:25rem">x</p></main>', {"scrolls sideways"}),
}


def short_page() -> str:
    """A letter with a fold in it, free to run scripts."""
    page = told()["berry-picker"].html("sv", register="plain")
    page = page.replace('<meta http-equiv="Content-Security-Policy"', '<meta name="policy"')
    return page.replace("</main>", "<details><summary>Mer</summary><p>x</p></details></main>")


@needs_npm
@needs_browsers
@pytest.mark.deep
@pytest.mark.parametrize("how", PROGRAMS)
def test_a_planted_fault_is_found_in_the_browser_and_nothing_else(how: str, tmp_path: Path) -> None:
    sound = short_page()
    pages = {name: after.join(sound.rsplit(before, 1)) for name, (before, after, _) in FAULTS.items()}
    assert all(page != sound for page in pages.values())
    seen: dict[str, set[str]] = {}
    for finding in found({**pages, "sound": sound}, how, tmp_path):
        seen.setdefault(finding["page"].removesuffix(".html"), set()).add(finding["what"])
    assert seen == {name: expected for name, (_, _, expected) in FAULTS.items()}


@needs_npm
@pytest.mark.deep
def test_a_planted_fault_in_the_text_is_found(tmp_path: Path) -> None:
    page = told()["berry-picker"].html("sv", register="plain")
    pages = {"end-missing": page.replace("</section>", "", 1), "element-unknown": page.replace("<h2>", "<h9>", 1), "sound": page}
    assert {f["page"] for f in found(pages, "text", tmp_path)} == {"end-missing.html", "element-unknown.html"}
