"""The lessons: whole in three languages, with pictures, a trainer's page that adds up, and nothing that a learner could not read."""

import ast
import re

import nbformat
import pytest

import tunnistus as tn
from lessons import notebooks, pages
from lessons.source import lesson, names, words
from tests import ROOT
from tunnistus.rules.model import LANGUAGES

EVERY = [(name, lang) for name in names() for lang in LANGUAGES]
PUBLIC = {*tn.__all__, "errors"}


def test_there_is_a_lesson_for_each_subject_and_reader_and_the_page_names_them_in_order() -> None:
    assert names() == re.findall(r"^\| \[`(\w+)`\]", (ROOT / "docs" / "training" / "README.md").read_text(encoding="utf-8"), re.M)
    assert len(names()) == 8
    assert {lesson(name, "fi").audience for name in names()} == {"workers", "developers", "analysts"}


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_lesson_is_whole(name: str, lang: str) -> None:
    taught, other = lesson(name, lang), lesson(name, "fi")
    assert 20 <= taught.minutes <= 40
    assert sum(minutes for minutes, _ in taught.timing) == taught.minutes
    assert 2 <= len(taught.aims) <= 4
    assert len(taught.questions) >= 4
    assert all(ask.endswith("?") and answer for ask, answer in taught.questions)
    code = "\n".join(said for kind, said in taught.cells if kind == "code")
    assert code.count("tn.picture(") >= 2
    assert code == "\n".join(said for kind, said in other.cells if kind == "code")
    used = {
        node.attr
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "tn"
    }
    assert used <= PUBLIC
    texts = [said for kind, said in taught.cells if kind == "text"]
    assert [kind for said in texts for kind in re.findall(r"^(#+|-) ", said, re.M)] == [
        kind for kind_, said in other.cells if kind_ == "text" for kind in re.findall(r"^(#+|-) ", said, re.M)
    ]
    assert not any(said.startswith("# ") for said in texts), "the title is the only one of its rank"
    if taught.audience == "workers":
        assert not re.search(r"^\s*(def|class|import os)\b", code, re.M)


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_notebook_says_first_that_people_are_invented_and_last_where_somebody_listens(name: str, lang: str) -> None:
    made = notebooks.notebook(lesson(name, lang))
    nbformat.validate(made)
    assert nbformat.writes(made) == nbformat.writes(notebooks.notebook(lesson(name, lang)))
    first, last = made.cells[0]["source"], made.cells[-1]["source"]
    invented = {"fi": "keksittyjen ihmisten", "sv": "påhittade personer", "en": "invented people"}[lang]
    assert invented in first
    phones = [str(a.contact.phone) for a in tn.list_actors(lang) if a.contact and a.actor in ("crisis_helpline", "victim_support")]
    assert len(phones) == 2
    assert all(phone in first and phone in last for phone in phones)
    assert f'lang = "{lang}"' in made.cells[1]["source"]
    assert not any(cell.get("outputs") for cell in made.cells)


CALLED = ("emergency", "assistance_system", "crisis_helpline", "victim_support")


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_trainers_page_has_all_of_it(name: str, lang: str) -> None:
    taught, said = lesson(name, lang), words(lang)
    page = pages.page(taught)
    assert f'<html lang="{lang}"' in page
    assert "<script" not in page
    report = pages.trainer(taught)
    shown = [item.text for section in report.sections for item in section.items]
    assert [*taught.aims] == shown[: len(taught.aims)]
    assert [ask for ask, _ in taught.questions] == shown[-len(taught.questions) :]
    assert report.sentences[-1] == said["trainer_begin"]
    (own,) = (section for section in report.sections if section.title == said["own"])
    told = "\n".join(line.text for item in own.items for line in (item, *item.under))
    phones = [str(a.contact.phone) for a in tn.list_actors(lang) if a.contact and a.actor in CALLED]
    assert len(phones) == len(CALLED)
    assert [phone for phone in phones if phone not in told] == []
    assert "{" not in told
