"""A lawyer's task: the longest reflection period becomes nine months on 1 January 2027. One line, and everything says so."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

import tunnistus as tn
from tunnistus.checking.verify import check
from tunnistus.reading.files import read_directory
from tunnistus.rules.calendar import Length, add
from tunnistus.rules.model import Book
from tunnistus.shipping import l10n

pytestmark = pytest.mark.deep

ROOT = Path(__file__).parents[2]
OLD, NEW = date(2026, 12, 31), date(2027, 1, 1)
BEGAN = date(2026, 11, 1)
LINE = '    - {from: 2027-01-01, value: {months: 9}, cite: ["UlkL 52 b § 2 mom."]}\n'
SIX = {"fi": r"\b6 kuukau|kuusi kuukau|kuuden kuukau", "sv": r"\b6 månad|sex månad", "en": r"\b6 months|six months"}
NINE = {"fi": "9 kuukau", "sv": "9 månad", "en": "9 months"}


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory) -> Book:
    rules = tmp_path_factory.mktemp("amended") / "indicators"
    shutil.copytree(ROOT / "indicators", rules)
    path = rules / "law" / "parameters.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith("  reflection_longest:"))
    path.write_text("".join([*lines[: at + 2], LINE, *lines[at + 2 :]]), encoding="utf-8")
    return read_directory(rules)


def sentences(book: Book) -> dict[str, dict[str, str]]:
    return l10n.translations(book, [ROOT / "locales"])


def test_it_is_whole_with_its_one_line(amended: Book) -> None:
    assert [str(each) for each in check(amended, translations=sentences(amended)) if each.level == "error"] == []


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_results_of_2027_say_nine_and_those_of_2026_say_six(amended: Book, lang: str) -> None:
    for day, says, other in ((NEW, NINE[lang], SIX[lang]), (OLD, SIX[lang], NINE[lang])):
        loaded = tn.load("reflect.length", on=day, book=amended)
        said = tn.render(loaded.decide({"reflection_days_asked": 300, "citizenship": "third_country"}), lang)
        assert re.search(says, said), said
        assert not re.search(other, said), said


def test_the_last_day_is_that_of_nine_months(amended: Book) -> None:
    answers = {"reflection_starts_on": BEGAN, "in_finland": True, "citizenship": "third_country"}
    phases = {
        day: tn.assess(answers, as_of=day, book=amended).case.answers.known["reflection_phase"]
        for day in (date(2027, 6, 1), date(2027, 9, 1))
    }
    assert phases == {date(2027, 6, 1): "begun", date(2027, 9, 1): "past_maximum"}
    assert add(BEGAN, Length(months=9)) == date(2027, 8, 1)


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_pages_and_questions_say_from_when(amended: Book, lang: str) -> None:
    page = tn.show("reflect.longest", lang, book=amended).to_text()
    assert re.search(NINE[lang].replace(" ", r"\D{0,30}\s?"), page), page
    question = tn.show("reflection_six_months_given", lang, book=amended).to_text()
    assert "9" in question
    assert "2027" in question


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_comparison_of_the_two_days_tells_it(amended: Book, lang: str) -> None:
    found = tn.diff("law/reflection-period", OLD, NEW, book=amended)
    told = {change.rule.id for change in found.rules if change.numbers == ("reflection_longest",)}
    assert {"reflect.longest", "reflect.length"} <= told
    said = found.explain(lang)
    assert re.search(SIX[lang], said)
    assert NINE[lang] in said
