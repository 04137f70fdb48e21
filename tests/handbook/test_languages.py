"""A page is in its language: what is in another one is marked, and is the name of a case or of an English page."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from handbook.english import english_page
from handbook.facts import subjects, types
from handbook.lists import groups
from handbook.material import Teller
from handbook.pages import Entry, Link, Page, Part, written
from handbook.rules import rule_page
from tests.handbook.made import every_line, made, told
from tunnistus.rules.model import LANGUAGES
from tunnistus.rules.statute import says_why
from tunnistus.saying.speaker import Speaker

pytestmark = pytest.mark.enable_socket  # pages show what the service answers, and its loop talks to itself through sockets
OTHERS = ("fi", "sv")
WORD = re.compile(r"[^\W\d_]{3}")
SAME_WORD = {"Definition."}  # Swedish and English
ADDRESS = re.compile(r"https?://\S+|\S+@\S+")


def marked(page: Page) -> Iterator[Link]:
    yield from (each for line in every_line(page) for each in line if isinstance(each, Link) and each.lang)


@cache
def foreign(lang: str) -> set[tuple[str, str]]:
    """What may stand in another language on a page of one."""
    t = Teller(told(), lang)
    cases = {(case.name, "en") for those in told().cases.values() for case in those if lang != "en"}
    pages = {(link.text, "en") for link in marked(english_page(t)) if lang != "en"}
    reasons = {(unit.left_out, "fi") for unit in told().units() if says_why(unit.left_out) and lang != "fi"}  # of a section without a home
    return cases | pages | reasons


def strangers(page: Page, lang: str) -> list[tuple[str, str]]:
    return [(link.text, link.lang) for link in marked(page) if (link.text, link.lang) not in foreign(lang)]


@pytest.mark.deep
@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_cases_and_english_pages_are_in_another_language(lang: str) -> None:
    assert len(made(lang)) > 300
    assert {place: found for place, page in made(lang).items() if (found := strangers(page, lang))} == {}


@pytest.mark.deep
def test_a_planted_text_in_another_language_is_found() -> None:
    page = Page("a", "A", (), (Part("One", "one", entries=(Entry((Link("A word", lang="en"),)),)),))
    assert strangers(page, "fi") == [("A word", "en")]


def test_a_rule_has_its_marks_in_swedish() -> None:
    page = rule_page(Teller(told(), "sv"), told().book.rules["permit.52d"], [])
    assert {link.lang for link in marked(page)} == {"en"}
    assert strangers(page, "sv") == []


# -- nothing is left untranslated --------------------------------------------------------------------------------


def texts(page: Page) -> Iterator[str]:
    """What a page says in its own language: no code, nothing marked, no heading that is an id."""
    yield page.title
    for line in every_line(page):
        yield from (each if isinstance(each, str) else each.text for each in line if isinstance(each, str) or not (each.code or each.lang))
    waiting = list(page.parts)
    while waiting:
        part = waiting.pop()
        waiting += part.inside
        yield from (said for said in (part.title if part.title != part.anchor else "", part.fold) if said)


def alike(page: Page, other: Page) -> set[str]:
    return {text for text in {*texts(page)} & {*texts(other)} if WORD.search(text) and not ADDRESS.fullmatch(text)}


@cache
def names(lang: str) -> set[str]:
    """What is called the same in two languages: titles of sources, which are not translated, and what the catalogues have alike."""
    s, english = Speaker(told().book, lang), Speaker(told().book, "en")
    same = {s.t.say(context) for context in told().book.texts if s.t.say(context) == english.t.say(context)}
    t, other = Teller(told(), lang), Teller(told(), "en")
    labels = {t.about(unit) for unit in told().units() if t.about(unit) == other.about(unit)}
    assert all(" " not in label for label in labels), labels
    return same | labels | SAME_WORD | {s.source(name) for name in told().book.sources}


@pytest.mark.deep
@pytest.mark.parametrize("lang", OTHERS)
def test_nothing_but_names_is_the_same_as_in_english(lang: str) -> None:
    found = {text for place, page in made(lang).items() for text in alike(page, made("en")[place]) if text not in names(lang)}
    assert found == set()


def test_an_untranslated_text_is_found() -> None:
    one = Page(
        "a",
        "Sivu",
        (),
        (
            Part("permit", "permit"),
            Part("Osa", "one", entries=(Entry(("debt", Link("code_id", code=True))),)),
        ),
    )
    other = Page(
        "a",
        "Page",
        (),
        (
            Part("permit", "permit"),
            Part("Part", "one", entries=(Entry(("debt", Link("code_id", code=True))),)),
        ),
    )
    assert alike(one, other) == {"debt"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_subject_type_and_group_has_a_name_and_every_name_is_of_one(lang: str) -> None:
    book, t = told().book, Teller(told(), lang)
    assert subjects(t).keys() == {fact.theme for fact in book.facts.values()}
    assert types(t).keys() == {fact.type for fact in book.facts.values()}
    assert len(set(subjects(t).values())) == len(subjects(t))
    nameless = {
        row.group
        for listing in book.lists.values()
        for row in listing.rows
        if row.group and not any(t.s.t.has(f"list.{name}.{row.group}") for name in (listing.part_of, listing.id) if name)
    }
    assert groups(t).keys() == nameless


@pytest.mark.deep
def test_a_row_that_a_list_only_names_is_code() -> None:
    assert '"text": "WithholdsDocuments",\n"code": true' in written(made("fi")["facts/documents_withheld"])
