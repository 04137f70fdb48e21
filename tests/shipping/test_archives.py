"""Archives for people: the same bytes each time, whole links, three languages, and nothing that is asked of a network."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from lessons import handouts
from lessons.source import lesson, names
from supply import archives
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.html import html
from tunnistus.saying.report import text
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What ``make training`` and ``make docs`` write, each file with its own name in place of its text; PDF is written as HTML."""
    monkeypatch.setattr(archives, "pdf", lambda report: html(report).encode())
    pages = [f"{kind}{light}.html" for kind in ("practice", "interview") for light in ("", ".light")]
    pages += [f"{lang}/{name}.trainer.html" for lang in LANGUAGES for name in names() if lesson(name, lang).audience == "workers"]
    pages += [f"docs/{lang}/{name}.html" for lang in LANGUAGES for name in ("index", *archives.PAGES)]
    for page in (*pages, "docs/fi/_sources/index.md.txt", "docs/fi/.buildinfo"):
        place = tmp_path / page
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(page, encoding="utf-8")
    return tmp_path


def test_archives_are_whole_and_the_same_each_time(made: Path) -> None:
    for each in archives.archives(made, made / "docs"):
        (made / "first").mkdir(exist_ok=True)
        (made / "second").mkdir(exist_ok=True)
        place = archives.written_zip(each, made / "first")
        assert place.read_bytes() == archives.written_zip(each, made / "second").read_bytes()
        with zipfile.ZipFile(place) as packed:
            held = {name.removeprefix(f"{each.name}/") for name in packed.namelist()}
            page = packed.read(f"{each.name}/index.html").decode()
        assert {"index.html", "LICENSE", *each.files} <= held
        assert not any("_sources" in name or ".buildinfo" in name for name in held)
        leads = re.findall(r'href="([^"]+)"', page)
        assert {to for to in leads if not to.startswith("#")} == {listed.path for listed in each.listed} <= held
        assert [to for to in leads if to.startswith("#")] == [f"#{lang}" for lang in LANGUAGES]
        assert "http" not in page.replace("http-equiv", "")
        assert page.count("<h1>") == 1
        for lang in LANGUAGES:
            part = page.partition(f'<section id="{lang}" lang="{lang}">')[2].partition("</section>")[0]
            assert "112" in part.partition("<h3>")[0], "danger stands first"
            assert part.count("<h3>") == 3
            assert {listed.path for listed in each.listed if listed.lang not in ("", lang)}.isdisjoint(re.findall(r'href="([^"]+)"', part))


def test_what_was_not_made_is_told_and_nothing_is_written(made: Path) -> None:
    (made / "docs" / "sv" / "worker.html").unlink()
    with pytest.raises(FileNotFoundError, match="make docs"):
        archives.handbook(made / "docs")
    (made / "practice.html").unlink()
    with pytest.raises(FileNotFoundError, match=r"practice\.html"):
        archives.training(made)


@pytest.mark.parametrize(("checked", "until"), [("2026-11-24", "2027-05-01"), ("2026-06-30", "2026-12-01"), ("2026-07-01", "2027-01-01")])
def test_an_archive_is_to_be_used_for_half_a_year_after_its_numbers_were_looked_up(checked: str, until: str) -> None:
    assert archives.use_until(date.fromisoformat(checked)) == date.fromisoformat(until)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sheets_give_no_answer_away_and_answers_name_what_each_story_has(lang: str) -> None:
    book, told, answers = source.book(), text(handouts.stories(lang)), handouts.answers(lang)
    s = Speaker(book, lang)
    assert [part.title for part in answers.sections] == [s.t.say(f"vignette.{name}.title") for name in book.stories]
    for name, part in zip(book.stories, answers.sections, strict=True):
        listed = {item.text for heading in part.inside for item in heading.items}
        for sign in book.stories[name]["signs"]:
            said = s.fact(book.facts[sign], book.facts[sign].polarity == "risk")
            assert said in listed
            assert said not in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_card_has_two_numbers_first_and_six_things_never_to_do(lang: str) -> None:
    card = handouts.card(lang)
    assert [item.links[0][1] for item in card.sections[0].items] == ["tel:112", "tel:+358295463177"]
    assert card.sections[0].urgent
    assert len(card.sections[2].items) == 6


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_that_is_asked_is_there_once(lang: str) -> None:
    book = source.book()
    asked = [f for f in book.facts.values() if f.askable and f.judgement is None]
    items = [item.text for part in handouts.questions(lang).sections for item in part.items]
    assert sorted(items) == sorted(Speaker(book, lang).question(f) for f in asked)
