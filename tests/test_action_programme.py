"""The page on action programmes and coordination (docs/action-programme.md) says what the rule data say: ids, names in three languages, days, sources."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import pytest

from tests import ROOT
from tunnistus.shipping import l10n, source

BOOK = source.book()
PAGE = (ROOT / "docs" / "action-programme.md").read_text(encoding="utf-8")
ACTORS = re.compile(r"action_plan_|programme_|national_coordinator|coordination_|national_rapporteur")
SOURCE = re.compile(r"\[([a-z][a-z0-9_]+)\](?!\()")


def table(heading: str) -> list[list[str]]:
    """The rows of the tables below a heading, without their heads."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in section.splitlines() if line.startswith("|")]
    return [row for row in rows if row[0].strip() not in ("id", "no") and not row[0].startswith("---")]


@lru_cache
def names() -> dict[str, Mapping[str, str]]:
    """Language → place of a text → text."""
    return {"fi": BOOK.texts, **l10n.translations(BOOK, [ROOT / "locales"])}


def versions() -> Iterator[list[str]]:
    """What the rule data say of the actors of the page: id, days, and the name in Finnish, Swedish and English."""
    for actor, doc in BOOK.actors.items():
        for n, version in enumerate(doc["versions"] if ACTORS.match(actor) else ()):
            days = version["valid"]
            called = [names()[lang][f"actor.{actor}.{n}.name"] for lang in ("fi", "sv", "en")]
            yield [f"`{actor}`", f"{days['from']} – {days.get('until', '')}".strip(), *called]


def test_the_page_has_every_programme_and_office_with_its_days_and_names() -> None:
    said = [row[:5] for heading in ("Programmes", "Who coordinates, then and now") for row in table(heading)]
    assert sorted(said) == sorted(versions())
    assert len(said) == 12


def test_every_row_has_a_source_or_an_act() -> None:
    for heading in ("Programmes", "Who coordinates, then and now"):
        assert table(heading)
        assert [row[0] for row in table(heading) if not SOURCE.search(row[5]) and "act" not in row[5]] == []


@pytest.mark.parametrize("actor", [name for name in BOOK.actors if name.startswith(("action_plan_", "programme_"))])
def test_a_programme_names_the_sources_of_its_row(actor: str) -> None:
    row = next(row for row in table("Programmes") if row[0] == f"`{actor}`")
    assert SOURCE.findall(row[5]) == list(BOOK.actors[actor]["source"])


def test_every_source_stands_in_the_list_with_the_day_on_which_it_was_read() -> None:
    listed = {row[0].strip("[] "): row for row in table("Sources")}
    cited = set(SOURCE.findall(PAGE.partition("\n## Sources\n")[0]))
    assert cited == {*listed}
    for name, (_, title, publisher, day) in listed.items():
        found = BOOK.sources[name]
        assert [title, publisher, day] == [f"[{found['title']}]({found['url']})", found["publisher"], found["found_on"]]


def test_each_of_the_nine_measures_says_what_the_library_has() -> None:
    measures = table("The nine measures of 2016–2017")
    assert [row[0] for row in measures] == list("123456789")
    for row in measures:
        rules = re.findall(r"`([a-z0-9_.]+)`", row[4])
        assert rules
        assert [rule for rule in rules if rule not in BOOK.rules] == []


def test_the_number_of_measures_and_actions_is_that_of_the_data() -> None:
    assert "yhdeksän toimenpidettä ja 24 toimea" in BOOK.texts["actor.programme_2016_2017.note"]
    assert "24 actions under the nine measures" in PAGE
    assert "viisi strategista tavoitetta ja 55 toimenpidettä" in BOOK.texts["actor.programme_2021_2023.note"]
    assert "five goals, 55 measures" in PAGE


@pytest.mark.parametrize("page", ["README.md", "indicators/README.md"])
def test_the_page_can_be_found(page: str) -> None:
    assert "docs/action-programme.md" in (ROOT / page).read_text(encoding="utf-8")
