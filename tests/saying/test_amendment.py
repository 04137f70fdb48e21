"""A lawyer's task: the longest reflection period becomes nine months on 1 January 2027, and who gets more of it has to be in Finland.

In a draft of the law that is one line, one clause and its cases. Everything then says nine of 2027 and six of 2026; what was
forgotten or mistaken is an error with its remedy, or a case that fails.
"""

import re
import shutil
from datetime import date
from pathlib import Path

import attrs
import pytest

import tunnistus as tn
from tests import ROOT
from tests.commands.line import run
from tunnistus.reading.rulefile import read_cite
from tunnistus.rules.calendar import Length, add
from tunnistus.rules.model import Book, ParameterVersion
from tunnistus.saying.messages import said
from tunnistus.shipping import l10n
from tunnistus.shipping.drafts import draft
from tunnistus.trying import cases

OLD, NEW = date(2026, 12, 31), date(2027, 1, 1)
BEGAN = date(2026, 11, 1)
SIX = {"fi": r"\b6 kuukau|kuusi kuukau|kuuden kuukau", "sv": r"\b6 månad|sex månad", "en": r"\b6 months|six months"}
NINE = {"fi": "9 kuukau", "sv": "9 månad", "en": "9 months"}

LINE = '    - {from: 2027-01-01, value: {months: 9}, cite: ["UlkL 52 b § 2 mom."]}\n'
CLOSED = "        valid: {until: 2026-12-31}\n"
CLAUSE = """\
      in_finland_too:
        then: extended
        effect: power
        valid: {from: 2027-01-01}
        cite: ["UlkL 52 b § 2 mom.", "UlkL 52 c § 1 mom.", "UlkL 52 c § 2 mom."]
        source: [he_266_2014]
        who: reflection_authority
        when: {all: [in_finland, running, circumstances_require_reflection_extension, {not: reflection_six_months_given}]}
        period:
          from: reflection_starts_on
          until: reflection_ends_on
          extension: true
          shortest: reflection_shortest
          longest: reflection_longest
          text: "Harkinta-aika jatkoineen"
          counting: "Enimmäisaika koskee harkinta-aikaa ja sen jatkoa yhteensä, ja se alkaa ilmoituksessa mainitusta päivästä."
"""
CASES = """\
cases:
  - name: "The last day of six months: nobody asks where the person is"
    as_of: 2026-12-31
    answers:
      citizenship: third_country
      reflection_starts_on: 2026-11-01
      reflection_ends_on: 2027-02-01
      circumstances_require_reflection_extension: {judged: true, by: reflection_authority, day: 2026-12-31}
      in_finland: false
    expect:
      reflect.extend:
        options: [extended]
        settled: true
        who: reflection_authority
        cite: ["UlkL 52 b § 2 mom.", "UlkL 52 c § 1 mom.", "UlkL 52 c § 2 mom."]
        period: {shortest: {days: 30}, longest: {months: 6}, longest_until: 2027-05-01}
  - name: "The first day of nine months, in Finland"
    as_of: 2027-01-01
    answers:
      citizenship: third_country
      reflection_starts_on: 2026-11-01
      reflection_ends_on: 2027-02-01
      circumstances_require_reflection_extension: {judged: true, by: reflection_authority, day: 2027-01-01}
      in_finland: true
    expect:
      reflect.extend:
        options: [extended]
        settled: true
        who: reflection_authority
        cite: ["UlkL 52 b § 2 mom.", "UlkL 52 c § 1 mom.", "UlkL 52 c § 2 mom."]
        period: {shortest: {days: 30}, longest: {months: 9}, longest_until: 2027-08-01}
        says: {fi: "Harkinta-aikaa voidaan jatkaa"}
  - name: "The first day of nine months, abroad"
    as_of: 2027-01-01
    like: "The first day of nine months, in Finland"
    answers: {in_finland: false}
    expect:
      reflect.extend: {options: [], possible: [], settled: true}
"""
SENTENCES = {
    "sv": {
        "period": "Betänketiden med förlängning",
        "counting": "Den längsta tiden gäller betänketiden och dess förlängning sammanlagt och börjar den dag som anges i meddelandet.",
    },
    "en": {
        "period": "The reflection period with its extension",
        "counting": "The longest time is that of the period and its extension together. It begins on the day named in the notice.",
    },
}


def changed(path: Path, before: str, after: str, times: int = 1) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) >= 1, before
    path.write_text(text.replace(before, after, times), encoding="utf-8")


def amend(rules: Path) -> None:
    """Write the amendment into a draft: its line, its clause, its cases; translations, and its place among the sentences of the act."""
    law = rules / "law" / "reflection-period"
    changed(
        rules / "law" / "parameters.yaml",
        'cite: ["UlkL 52 b § 1 mom.", "UlkL 52 b § 2 mom."]}\n',
        f'cite: ["UlkL 52 b § 1 mom.", "UlkL 52 b § 2 mom."]}}\n{LINE}',
    )
    old = "      personal_circumstances:\n        then: extended\n        effect: power\n"
    changed(law / "period.yaml", old, old + CLOSED)
    changed(law / "period.yaml", "    says:\n      extended:", f"{CLAUSE}    says:\n      extended:")
    name = "reflect.extend.personal_circumstances"
    changed(law / "period.units.yaml", name, f"{name}, reflect.extend.in_finland_too", -1)
    (law / "period.amendment.cases.yaml").write_text(CASES, encoding="utf-8")
    for lang, sentences in SENTENCES.items():
        path = l10n.TEXTS.path(rules / "locales", lang)
        for key, sentence in sentences.items():
            finnish = re.search(rf'          {"text" if key == "period" else key}: "(.*)"', CLAUSE)
            assert finnish
            entry = f'\nmsgctxt "rule.reflect.extend.in_finland_too.{key}"\nmsgid "{finnish[1]}"\nmsgstr "{sentence}"\n'
            path.write_text(path.read_text(encoding="utf-8") + entry, encoding="utf-8")


@pytest.fixture(scope="module")
def nine() -> Book:
    """The shipped rules with the line alone, as data."""
    book = tn.book()
    longest, cite = book.parameters["reflection_longest"], read_cite("UlkL 52 b § 2 mom.")
    assert cite
    versions = (*longest.versions, ParameterVersion(NEW, Length(months=9), (cite,)))
    return attrs.evolve(book, parameters={**book.parameters, longest.id: attrs.evolve(longest, versions=versions)})


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("desk") / "Hallituksen esitys"
    draft(place, ROOT)
    amend(place)
    return place


@pytest.fixture(scope="module")
def whole(drafted: Path) -> Book:
    return tn.read_rules(drafted)


def results_say_nine(book: Book, lang: str) -> None:
    for day, says, other in ((NEW, NINE[lang], SIX[lang]), (OLD, SIX[lang], NINE[lang])):
        loaded = tn.load("reflect.length", on=day, book=book)
        told = tn.render(loaded.decide({"reflection_days_asked": 300, "citizenship": "third_country"}), lang)
        assert re.search(says, told), told
        assert not re.search(other, told), told


def pages_say_nine(book: Book, lang: str) -> None:
    page = tn.show("reflect.longest", lang, book=book).to_text()
    assert re.search(NINE[lang].replace(" ", r"\D{0,30}\s?"), page), page
    question = tn.show("reflection_six_months_given", lang, book=book).to_text()
    assert "9" in question
    assert "2027" in question


def comparison_says_nine(book: Book, lang: str) -> None:
    found = tn.diff("law/reflection-period", OLD, NEW, book=book)
    told = {change.rule.id for change in found.rules if change.numbers == ("reflection_longest",)}
    assert {"reflect.longest", "reflect.length", "reflect.extend"} <= told
    text = found.explain(lang)
    assert re.search(SIX[lang], text)
    assert NINE[lang] in text


# -- the number alone, as data ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_results_of_2027_say_nine_and_those_of_2026_say_six(nine: Book, lang: str) -> None:
    results_say_nine(nine, lang)


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_pages_and_questions_say_from_when(nine: Book, lang: str) -> None:
    pages_say_nine(nine, lang)


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_comparison_of_the_two_days_tells_it(nine: Book, lang: str) -> None:
    comparison_says_nine(nine, lang)


def test_the_last_day_is_that_of_nine_months(nine: Book) -> None:
    answers = {"reflection_starts_on": BEGAN, "in_finland": True, "citizenship": "third_country"}
    phases = {
        day: tn.assess(answers, as_of=day, book=nine).case.answers.known["reflection_phase"] for day in (date(2027, 6, 1), date(2027, 9, 1))
    }
    assert phases == {date(2027, 6, 1): "begun", date(2027, 9, 1): "past_maximum"}
    assert add(BEGAN, Length(months=9)) == date(2027, 8, 1)


# -- the whole amendment, in a draft ---------------------------------------------------------------------------------


@pytest.mark.deep
def test_the_draft_is_whole_and_all_its_cases_hold(drafted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", str(drafted), "--strict")[0] == 0
    assert run(capsys, "cases", "--rules", str(drafted), str(drafted / "law/reflection-period/period.amendment.cases.yaml"))[0] == 0


@pytest.mark.deep
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_draft_says_nine_of_2027_everywhere(whole: Book, lang: str) -> None:
    results_say_nine(whole, lang)
    pages_say_nine(whole, lang)
    comparison_says_nine(whole, lang)
    change = next(c for c in tn.diff("reflect.extend", OLD, NEW, book=whole).rules)
    assert {c.before and c.before.name: c.after and c.after.name for c in change.clauses} == {"personal_circumstances": "in_finland_too"}


@pytest.mark.deep
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("register", ["worker", "plain"])
def test_no_sheet_of_2027_says_six(whole: Book, lang: str, register: str) -> None:
    answers = {
        "citizenship": "third_country", "in_finland": True, "reflection_starts_on": BEGAN, "reflection_ends_on": date(2027, 2, 1),
        "circumstances_require_reflection_extension": tn.Judged(True, by="reflection_authority", on=NEW),
    }  # fmt: skip
    extension = tn.assess(answers, as_of=NEW, book=whole).decisions["reflect.extend"]
    assert extension.options == ("extended",)
    told = tn.render(extension, lang, register=register)
    assert NINE[lang] in told
    assert not re.search(SIX[lang], told)


@attrs.frozen
class Mistake:
    """What somebody forgets or mistakes in the draft: the file, what stands there and what in its place, and what tells it."""

    file: str
    right: str
    wrong: str
    told: str
    remedy: str = ""


PERIOD = "law/reflection-period/period.yaml"
REFUSED = [
    Mistake(PERIOD, CLOSED, "", "unclosed-version", "last day"),
    Mistake(PERIOD, CLOSED, CLOSED.replace("2026-12-31", "2026-11-30"), "hole-between-versions", "day"),
    Mistake("law/acts.yaml", "verified: 2025-02-21,", "verified: 2099-01-01,", "read-ahead", "day"),
    Mistake(PERIOD, CLAUSE, CLAUSE.replace("52 b § 2 mom.", "52 b § 12 mom."), "cite-without-unit", "Correct the citation"),
]
FAILING = [
    Mistake("law/parameters.yaml", LINE, LINE.replace("9", "8"), "period"),
    Mistake(PERIOD, CLAUSE, CLAUSE.replace("reflection_authority", "police"), "who"),
    Mistake(PERIOD, CLAUSE, CLAUSE.replace('"UlkL 52 c § 1 mom.", ', ""), "cite"),
    Mistake(PERIOD, CLAUSE, CLAUSE.replace("in_finland, ", ""), "options"),
]


@pytest.fixture
def mistaken(drafted: Path, tmp_path: Path) -> Path:
    return shutil.copytree(drafted, tmp_path / "mistaken")


@pytest.mark.deep
@pytest.mark.parametrize("mistake", REFUSED, ids=lambda each: each.told)
def test_what_is_forgotten_is_an_error_with_its_remedy(mistake: Mistake, mistaken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(mistaken / mistake.file, mistake.right, mistake.wrong)
    code, out, _ = run(capsys, "check", str(mistaken))
    assert code == 1
    line = next(line for line in out.splitlines() if f"[{mistake.told}]" in line)
    assert ": error: " in line
    assert mistake.remedy in line


@pytest.mark.deep
@pytest.mark.parametrize("mistake", FAILING, ids=lambda each: each.told)
def test_what_is_mistaken_fails_in_a_case(mistake: Mistake, mistaken: Path) -> None:
    changed(mistaken / mistake.file, mistake.right, mistake.wrong)
    book = tn.read_rules(mistaken)
    found = [
        each
        for example in cases.read_cases(mistaken / "law/reflection-period/period.amendment.cases.yaml")
        for each in cases.compare(book, example)
    ]
    assert {each.key for each in found} & {mistake.told}, [said(each, "en") for each in found]
