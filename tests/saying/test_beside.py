"""The invented municipality: its rules on the page, in a part of their own, and everything else as without it."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

import tunnistus as tn
from tests import ROOT
from tests.examples import blocks, run
from tunnistus.commands.main import main
from tunnistus.explaining.assessed import ours

RULES = ROOT / "docs" / "examples" / "municipality" / "koivuranta"
DAY = date(2026, 11, 24)
SEEN = {"documents_withheld": True, "earnings_taken": True, "substandard_housing": True}
THEIRS = {"koivuranta_in_town": True, "koivuranta_needs_bed": True}
WHOSE = {"fi": "Koivurannan kunta (keksitty)", "sv": "Koivuranta kommun (påhittad)", "en": "the municipality of Koivuranta (invented)"}
SITE = "sosiaalipaivystys.koivuranta.example"
BOOK = tn.read_rules(RULES)
BOTH, ALONE = tn.assess({**SEEN, **THEIRS}, as_of=DAY, book=BOOK), tn.assess(SEEN, as_of=DAY)


@pytest.mark.parametrize("lang", WHOSE)
@pytest.mark.parametrize("register", ["worker", "plain"])
def test_the_sheet_is_that_without_the_municipality_and_then_its_part(lang: str, register: str) -> None:
    text = BOTH.explain(lang, register=register)
    assert text.startswith(ALONE.explain(lang, register=register).rstrip("\n") + "\n\n")
    part = text[len(ALONE.explain(lang, register=register)) :]
    assert WHOSE[lang].upper() in part.upper()
    told = BOTH.decisions["koivuranta.bed"].rule
    said = {"fi": "yöpaikan", "sv": "plats för natten", "en": "place for the night"}[lang]
    assert said in part
    assert told.part == "beside"
    assert ("2026" in part) is (register == "worker")  # until when its sources were read


@pytest.mark.parametrize("lang", WHOSE)
def test_the_full_page_has_its_part_with_reasons_and_nothing_of_it_elsewhere(lang: str) -> None:
    alone, both = ALONE.explain(lang, full=True).splitlines(), BOTH.explain(lang, full=True).splitlines()
    assert [line for line in alone if line not in both] == []
    more = [line for line in both if line not in alone]
    assert any(WHOSE[lang] in line for line in more)
    assert any("Koivuranta" in line or "Koivurannan" in line or "Koivurannassa" in line for line in more)


def part(text: str, lang: str) -> str:
    """Their part of a page, to the end."""
    return text[text.upper().index(WHOSE[lang].upper()) :]


@pytest.mark.parametrize("lang", WHOSE)
@pytest.mark.parametrize("register", ["worker", "plain"])
def test_their_part_begins_with_whom_to_contact_by_what_is_due(lang: str, register: str) -> None:
    lines = part(BOTH.explain(lang, register=register), lang).splitlines()
    assert SITE in lines[2]
    assert ("2026" in lines[2]) is (register == "worker")  # on which day it was found
    full = part(BOTH.explain(lang, register=register, full=True), lang)
    assert full.index(SITE) < full.index({"fi": "yöpaikan", "sv": "plats för natten", "en": "place for the night"}[lang])


@pytest.mark.parametrize("theirs", [{}, {"koivuranta_in_town": True}, {**THEIRS, "koivuranta_in_town": False}])
def test_whom_to_contact_is_told_only_where_something_is_due(theirs: dict[str, bool]) -> None:
    made = tn.assess({**SEEN, **theirs}, as_of=DAY, book=BOOK)
    for full in (False, True):
        assert SITE not in made.explain("en", full=full)
        assert SITE not in made.explain("en", register="plain", full=full)


def test_their_own_stand_before_ours_and_each_with_its_number(tmp_path: Path) -> None:
    here = shutil.copytree(RULES, tmp_path / "koivuranta")
    rules, actors = here / "koivuranta-rules.yaml", here / "actors.yaml"
    rules.write_text(
        rules.read_text(encoding="utf-8")
        .replace("who: koivuranta_duty", "who: victim_support")
        .replace("when: {all: [koivuranta_in_town, {use", "who: koivuranta_duty\n        when: {all: [koivuranta_in_town, {use"),
        encoding="utf-8",
    )
    actors.write_text(actors.read_text(encoding="utf-8").replace("web: ", 'phone: "000"\n      web: '), encoding="utf-8")
    said = part(tn.assess({**SEEN, **THEIRS}, as_of=DAY, book=tn.read_rules(here)).explain("en"), "en").splitlines()
    assert [SITE in line for line in said[2:4]] == [True, False]
    assert said[2].partition(": ")[2].startswith("000")
    assert "116 006" in said[3]


def test_no_rule_of_theirs_stands_in_a_part_of_ours() -> None:
    assert set(BOTH.beside) == {"koivuranta.bed", "koivuranta.housing", "koivuranta.youth"}
    assert ours(BOTH).decisions.keys() == ALONE.decisions.keys()
    assert [d.told() for d in ours(BOTH).decisions.values()] == [d.told() for d in ALONE.decisions.values()]
    assert (BOTH.state, BOTH.signs, BOTH.law.keys(), BOTH.other_help.keys()) == (
        ALONE.state,
        ALONE.signs,
        ALONE.law.keys(),
        ALONE.other_help.keys(),
    )


def test_a_receipt_names_both_and_tells_when_theirs_is_another(tmp_path: Path) -> None:
    receipt = BOTH.receipt(values=True)
    assert "beside" in receipt["parts"]
    assert tn.verify(receipt, book=BOOK).same
    shutil.copytree(RULES, tmp_path / "koivuranta")
    rules = tmp_path / "koivuranta" / "koivuranta-rules.yaml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("{all: [koivuranta_in_town, koivuranta_needs_bed]}", "koivuranta_in_town"),
        encoding="utf-8",
    )
    assert tn.verify(receipt, book=tn.read_rules(tmp_path / "koivuranta")).parts == ("beside",)
    assert tn.verify(receipt).parts == ("beside",)


@pytest.mark.deep
def test_their_catalogue_translates_theirs_alone(tmp_path: Path) -> None:
    shutil.copytree(RULES, tmp_path / "koivuranta")
    catalogue = tmp_path / "koivuranta" / "locales" / "en" / "LC_MESSAGES" / "tunnistus.po"
    context = "rule.next_step.says.consult"
    catalogue.write_text(
        catalogue.read_text(encoding="utf-8") + f'\nmsgctxt "{context}"\nmsgid "{BOOK.texts[context]}"\nmsgstr "Do nothing."\n',
        encoding="utf-8",
    )
    made = tn.read_rules(tmp_path / "koivuranta")
    assert context not in made.translations["en"]
    assert "Do nothing." not in tn.assess(SEEN, as_of=DAY, book=made).explain("en")


@pytest.mark.deep
def test_the_commands_read_them_beside_the_shipped_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = str(shutil.copytree(RULES, tmp_path / "koivuranta"))
    assert main(["check", here, "--strict"]) == 0
    assert "3 rules, 2 facts: 0 errors, 0 warnings\n10 passed, 0 failed" in capsys.readouterr().out
    case = tmp_path / "case.yaml"
    case.write_text(f"about: An invented person\nas_of: 2026-11-24\nanswers: {json.dumps({**SEEN, **THEIRS})}\n", encoding="utf-8")
    assert main(["assess", str(case), "--rules", here, "--lang", "sv"]) == 0
    assert WHOSE["sv"].upper() in capsys.readouterr().out.upper()
    assert main(["cases", "--rules", here, "--missing"]) == 0
    assert "of 6 leaves, 6 are shown both ways" in capsys.readouterr().out
    assert main(["diff", "koivuranta/help", "2025-01-01", "2026-01-01", "--rules", here]) == 0
    assert main(["l10n", here]) == 0
    assert "koivuranta: sv: 0 wait" in capsys.readouterr().out
    cases = tmp_path / "koivuranta" / "koivuranta-rules.cases.yaml"
    cases.write_text(cases.read_text(encoding="utf-8").replace("due: offered, possible", "due: nothing, possible"), encoding="utf-8")
    assert main(["check", here]) == 1
    assert "1 failed" in capsys.readouterr().out


def test_what_the_page_for_municipalities_says_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    run("docs/your-own-rules.md")
    for text in blocks("docs/your-own-rules.md", "yaml"):
        assert any(text in path.read_text(encoding="utf-8") for path in RULES.glob("*.yaml")) or "koivuranta.housing" in text
