"""Whom to call, on the page of actors and on pages written by hand: every number comes from the data."""

import json
import os
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from handbook import catalogues, lists
from handbook.by_hand import DIRECTIVE
from handbook.contacts import CALL, contact_paragraphs
from handbook.lists import newest
from handbook.material import Teller, material
from handbook.pages import Entry, Link, Part, plain
from tests import ROOT
from tests.effort import first_fast
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.contacts import child_welfare

HAND_WRITTEN = sorted((ROOT / "docs" / "site").glob("*.md"))


@cache
def told(lang: str) -> Teller:
    return Teller(material(), lang)


def call(lang: str) -> Part:
    return lists.actor_page(told(lang)).parts[0]


def said(entry: Entry) -> str:
    own = "".join(each if isinstance(each, str) else each.text for each in entry.said)
    return " ".join([own, *map(said, entry.under)])


def numbers(entry: Entry) -> list[str]:
    return [each.text for each in entry.said if isinstance(each, Link)]


@pytest.mark.deep
@pytest.mark.parametrize("lang", first_fast(LANGUAGES))
def test_the_page_of_actors_begins_with_whom_to_call(lang: str) -> None:
    part, t = call(lang), told(lang)
    assert (part.anchor, len(part.entries)) == ("call", len(CALL))
    assert numbers(part.entries[0]) == ["112"]
    for name, entry in zip(CALL, part.entries, strict=True):
        contact = t.book.actors[name].get("contact")
        if not contact:
            assert (name, numbers(entry)) == ("child_welfare", [])
            assert child_welfare(t.s) in said(entry)
            continue
        assert set(numbers(entry)) == {contact[way] for way in ("phone", "phone_sv") if contact.get(way)}
        assert t.s.t.say(f"actor.{name}.note") in said(entry)
        assert name == "emergency" or t.s.day(date.fromisoformat(str(contact["checked_on"]))) in said(entry)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_can_be_tapped(lang: str) -> None:
    links = [each for entry in call(lang).entries for each in entry.said if isinstance(each, Link)]
    assert len(links) > len(CALL) - 1
    assert [each for each in links if each.to.removeprefix("tel:") != each.text.replace(" ", "")] == []


def test_in_swedish_the_swedish_number_is_first() -> None:
    both = {lang: numbers(call(lang).entries[CALL.index("crisis_helpline")]) for lang in LANGUAGES}
    contact = told("sv").book.actors["crisis_helpline"]["contact"]
    assert both["sv"] == [contact["phone_sv"], contact["phone"]]
    assert both["fi"] == both["en"] == [contact["phone"], contact["phone_sv"]]


def test_a_number_stands_on_a_page_written_by_hand_only_as_the_data_have_it() -> None:
    contacts = [each["contact"] for each in told("fi").book.actors.values() if each.get("contact")]
    known = {each[way] for each in contacts for way in ("phone", "phone_sv") if each.get(way)} - {"112"}
    assert "+358 2954 63177" in known
    pages = {path.name: DIRECTIVE.sub("", path.read_text(encoding="utf-8")) for path in HAND_WRITTEN}
    assert [(name, phone) for name, page in pages.items() for phone in known if phone in page] == []


def test_every_contact_of_a_page_written_by_hand_is_what_the_data_say() -> None:
    said_of = contact_paragraphs(told("fi"), newest(told("fi")))
    shown: dict[str, str] = {}
    for path in HAND_WRITTEN:
        for margin, directive, _, below in DIRECTIVE.findall(path.read_text(encoding="utf-8")):
            if directive.startswith("{contact} "):
                name = directive.removeprefix("{contact} ")
                shown[name] = below
                assert (
                    below
                    == margin + "".join(each if isinstance(each, str) else f"[{each.text}]({each.to})" for each in said_of[name][0]) + "\n"
                )
    assert {"assistance_system", "crisis_helpline", "victim_support"} <= shown.keys()


def built(place: Path, page: str, contacts: object) -> subprocess.CompletedProcess[str]:
    """Let Sphinx make one page, with what stands around every page of the handbook."""
    sources = place / "sources"
    sources.mkdir()
    (sources / "index.md").write_text(page, encoding="utf-8")
    (sources / "words.json").write_text(json.dumps({"title": "", "languages": [], "contacts": contacts}), encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-b", "xml", "-q", "-W", "-c", str(ROOT / "handbook"), str(sources), str(place / "out")]
    return subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})


@pytest.mark.deep
def test_a_page_written_by_hand_shows_the_number_its_hours_and_the_day_it_was_found(tmp_path: Path) -> None:
    t = told("sv")
    contacts = {name: plain(lines) for name, lines in contact_paragraphs(t, date(2026, 11, 28)).items()}
    done = built(tmp_path, "# A\n\n```{contact} assistance_system\n```\n", contacts)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "index.xml").read_text(encoding="utf-8")
    contact = t.book.actors["assistance_system"]["contact"]
    assert f'refuri="tel:{contact["phone"].replace(" ", "")}"' in page
    assert t.s.t.say("actor.assistance_system.note") in page
    assert t.s.day(date.fromisoformat(str(contact["checked_on"]))) in page


@pytest.mark.deep
def test_a_contact_that_is_not_there_stops_the_handbook(tmp_path: Path) -> None:
    done = built(tmp_path, "# A\n\n```{contact} nobody\n```\n", {})
    assert done.returncode != 0
    assert "nobody: no contact of this name" in done.stderr


@pytest.mark.deep
def test_what_the_data_say_is_no_paragraph_to_translate() -> None:
    found = [str(each.id) for each in catalogues.template()]
    assert len(found) > 100
    assert not any("+358" in each for each in found)
