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
from tunnistus.saying.contacts import contact_of, number_address
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
    makers = ("docs/fi/_sources/index.md.txt", "docs/fi/.buildinfo", "docs/doctrees/fi/index.doctree", "docs/sources/sv/index.md")
    for page in (*pages, *makers):
        place = tmp_path / page
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(page, encoding="utf-8")
    return tmp_path


def written(made: Path, out: str) -> int:
    return archives.main([str(made / out), "--training", str(made), "--handbook", str(made / "docs")])


def test_archives_are_whole_and_the_same_each_time(made: Path) -> None:
    assert written(made, "first") == written(made, "second") == 0
    assert (made / "first" / "CHECKSUMS").read_bytes() == (made / "second" / "CHECKSUMS").read_bytes()
    for each in (archives.training(made), archives.handbook(made / "docs"), archives.review()):
        place = made / "first" / f"{each.name}.zip"
        assert place.read_bytes() == (made / "second" / place.name).read_bytes()
        with zipfile.ZipFile(place) as packed:
            held = {name.removeprefix(f"{each.name}/") for name in packed.namelist()}
            page = packed.read(f"{each.name}/index.html").decode()
        assert {"index.html", "LICENSE", *each.files} <= held
        assert not any(out in name for name in held for out in ("sources", ".buildinfo", "doctrees"))
        leads = re.findall(r'href="([^"]+)"', page)
        files = [to for to in leads if not to.startswith(("#", "tel:"))]
        assert sorted(files) == sorted(listed.path for listed in each.listed for lang in LANGUAGES if listed.lang in ("", lang))
        assert {*files} <= held
        assert [to for to in leads if to not in files] == [*(f"#{lang}" for lang in LANGUAGES), *["tel:112"] * len(LANGUAGES)]
        assert "http" not in page.replace("http-equiv", "")
        assert page.count("<h1>") == 1
        for lang in LANGUAGES:
            part = page.partition(f'<section id="{lang}" lang="{lang}">')[2].partition("</section>")[0]
            assert 'href="tel:112"' in part.partition("<h3>")[0], "danger stands first"
            assert part.count("<h3>") == 3
            assert {listed.path for listed in each.listed if listed.lang not in ("", lang)}.isdisjoint(re.findall(r'href="([^"]+)"', part))


@pytest.mark.parametrize(("page", "command"), [("docs/sv/worker.html", "make docs"), ("practice.html", "make training")])
def test_what_was_not_made_is_told_and_nothing_is_written(page: str, command: str, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (made / page).unlink()
    with pytest.raises(SystemExit):
        written(made, "out")
    assert f"{made / page} is missing. Run {command}." in capsys.readouterr().err
    assert not (made / "out").exists()


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
    card, contact = handouts.card(lang), contact_of(source.book(), "assistance_system")
    assert [item.links[0][1] for item in card.sections[0].items] == ["tel:112", number_address(contact["phone"])]
    assert card.sections[0].urgent
    assert len(card.sections[2].items) == 6


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_that_is_asked_is_there_once(lang: str) -> None:
    book = source.book()
    asked = [f for f in book.facts.values() if f.askable and f.judgement is None]
    items = [item.text for part in handouts.questions(lang).sections for item in part.items]
    assert sorted(items) == sorted(Speaker(book, lang).question(f) for f in asked)
