"""The page for whoever decides whether to use the library: its figures are those of the readings, and it says what there is not yet."""

import re

import pytest

from handbook.by_hand import site_source
from tests import ROOT

PATH = ROOT / "docs" / "site" / "model-card.md"
PAGE = PATH.read_text(encoding="utf-8")
SOURCE = re.compile(r"^- \w+ \(`((?:docs|tests)/[\w/.-]+)`\): (.*)$", re.M)


def part(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def figures(text: str) -> list[str]:
    """The numbers of a Finnish sentence, as an English page writes them."""
    found = [each.replace(",", ".") for each in re.findall(r"\d+(?:,\d+)?", text)]
    return [f"{int(each):,}" if each.isdecimal() else each for each in found]


def not_there(told: str, source: str) -> list[str]:
    """The numbers that a page does not have, standing alone."""
    return [each for each in figures(told) if not re.search(rf"(?<![\d.,]){re.escape(each)}(?![\d]|[.,]\d)", source)]


def test_every_figure_stands_on_the_page_that_it_is_taken_from() -> None:
    taken = SOURCE.findall(part("Luvut ja niiden rajat"))
    assert [len(figures(told)) for _, told in taken] == [8, 4, 5]
    assert [(path, not_there(told, (ROOT / path).read_text(encoding="utf-8"))) for path, told in taken] == [(path, []) for path, _ in taken]


@pytest.mark.parametrize(
    ("told", "source", "missing"), [("2603 kohtaa", "2,603", []), ("2,7", "12.7", ["2.7"]), ("78", "178 or 78.5", ["78"])]
)
def test_a_figure_that_is_not_there_is_found(told: str, source: str, missing: list[str]) -> None:
    assert not_there(told, source) == missing


def test_it_leads_to_the_promises_the_changes_and_what_workers_need() -> None:
    led = set(re.findall(r"\{doc\}`[^`<]*<([\w/]+)>`", site_source(PATH)))
    assert {"promises", "changes", "worker", "trainer", "english"} <= led


def test_every_file_that_it_names_is_there() -> None:
    named = [name for name in re.findall(r"`([\w./-]+)`", PAGE) if name.endswith(".md")]
    assert len(named) > 4
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_it_says_that_nobody_answers_for_it_as_long_as_nobody_does() -> None:
    nobody = "until then there is none" in " ".join((ROOT / "SECURITY.md").read_text(encoding="utf-8").split())
    assert nobody == ("Tunnistuksella ei vielä ole takanaan organisaatiota, nimettyä ihmistä eikä osoitetta." in part("Kuka vastaa"))
