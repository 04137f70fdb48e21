"""The pages that people write read well on any forge, and are what the site reads."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handbook.by_hand import place_of, site_source
from tests import ROOT

markdown_it = pytest.importorskip("markdown_it", reason="the extra docs is not installed")
PAGES = sorted((ROOT / "docs" / "site").glob("*.md"))
NUMBERS = {
    "worker.md": {"tel:112", "tel:+358295463177"},
    "trainer.md": {"tel:+358295463177", "tel:0925250111", "tel:0925250112", "tel:116006"},
}


def tokens(path: Path) -> Iterator[markdown_it.token.Token]:
    """What CommonMark makes of a page, with tables as forges have them."""
    for token in markdown_it.MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8")):
        yield token
        yield from token.children or ()


def links(path: Path) -> list[str]:
    return [str(token.attrs["href"]) for token in tokens(path) if token.type == "link_open"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_forge_shows_no_markup_of_the_site(path: Path) -> None:
    found = list(tokens(path))
    assert [token for token in found if token.type == "text"]
    assert [token.info for token in found if token.type == "fence" and "{" in token.info] == []
    assert [token.content for token in found if token.type == "text" and re.search(r"\{\w+\}|^% ", token.content)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_leads_to_something_in_the_repository(path: Path) -> None:
    inside = [to for to in links(path) if ":" not in to]
    assert inside or path.name == "promises.md"
    assert [to for to in inside if not (path.parent / to).exists()] == []


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_stands_on_the_page_and_can_be_tapped(name: str) -> None:
    assert {to for to in links(ROOT / "docs" / "site" / name) if to.startswith("tel:")} == NUMBERS[name]


def test_the_site_reads_directives_comments_links_and_commands(tmp_path: Path) -> None:
    path = tmp_path / "docs" / "site" / "a.md"
    path.parent.mkdir(parents=True)
    path.write_text(
        "# A\n\n[B](b.md), [C](../c.md), [D](../../indicators/law), [112](tel:112), [E](https://e.example/)\n\n"
        "  <!-- {contact} police -->\n  Poliisi: [1](tel:1).\n\n<!-- {toctree}\n:hidden:\n\nb\n-->\n\n<!-- why -->\n\n"
        "<!-- {literalinclude} x.py\n:language: python\n-->\n[x](../x.py)\n\n```\npython -m tunnistus ask --lang fi\n```\n",
        encoding="utf-8",
    )
    assert site_source(path, "sv", tmp_path) == (
        "# A\n\n{doc}`B <b>`, {doc}`C <developer/c>`, {doc}`D <rules/index>`, [112](tel:112), [E](https://e.example/)\n\n"
        "  ```{contact} police\n  ```\n\n```{toctree}\n:hidden:\n\nb\n```\n\n% why\n\n"
        "```{literalinclude} x.py\n:language: python\n```\n\n```\npython -m tunnistus ask --lang sv\n```\n"
    )


def test_a_link_to_what_has_no_page_is_refused() -> None:
    with pytest.raises(ValueError, match=r"src/x\.py: no page of the site is made of it"):
        place_of("src/x.py")
