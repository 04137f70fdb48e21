"""Errors in three languages, through the public interface and the command line."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import tunnistus as tn
from tests import ROOT
from tunnistus.commands.main import main
from tunnistus.saying import messages

AS_OF = date(2026, 11, 24)
RAISED: dict[str, tuple[Callable[[], Any], str, str, str]] = {
    "a name with a suggestion": (
        lambda: tn.assess({"documents_witheld": True}, as_of=AS_OF),
        "documents_witheld: Tällaista tietoa ei ole. Tarkoititko tätä: 'documents_withheld'?",
        "documents_witheld: Det finns ingen sådan uppgift. Menade du 'documents_withheld'?",
        "documents_witheld: There is no such fact. Did you mean 'documents_withheld'?",
    ),
    "a value": (
        lambda: tn.assess({"documents_withheld": 1}, as_of=AS_OF),
        "documents_withheld: Vastaus ei ole tiedon sallittu arvo. Sallittu on true tai false (Pythonissa True tai False), ei 1, 0 eikä sana.",
        "documents_withheld: Svaret är inte ett tillåtet värde för uppgiften. Tillåtet är true eller false (i Python True eller False), inte 1, 0 eller ett ord.",
        "documents_withheld: The answer is outside the domain of the fact. It takes true or false (True or False in Python), not 1, 0 or a word.",
    ),
    "a judgement": (
        lambda: tn.assess({"worker_presumes_victim": True}, as_of=AS_OF),
        "worker_presumes_victim: Tämä on arvio: siitä on kerrottava, kuka sen teki ja milloin. Anna Judged(value, by=…, on=…). Arvion tekee: ",
        "worker_presumes_victim: Detta är en bedömning: ange vem som gjorde den och när. Ange Judged(value, by=…, on=…). Bedömningen görs av: ",
        "worker_presumes_victim: This is a judgement: it must be said who made it and when. Give Judged(value, by=…, on=…); the judgement is made by: ",
    ),
    "answers that contradict": (
        lambda: tn.assess({"date_of_birth": date(1987, 3, 19), "age_under_18": True}, as_of=AS_OF),
        "age_under_18, date_of_birth: Nämä vastaukset eivät voi olla yhtä aikaa totta. Korjaa yksi vastauksista tai jätä ne avoimiksi.",
        "age_under_18, date_of_birth: Dessa svar kan inte vara sanna samtidigt. Rätta ett av svaren, eller lämna dem öppna.",
        "age_under_18, date_of_birth: These answers cannot be true together. Correct one of them, or leave them open.",
    ),
    "a date": (
        lambda: tn.assess({}, as_of=AS_OF, act_from=date(2027, 1, 1)),
        "act_from: Päivä on päivän as_of jälkeen. Korjaa toinen päivistä.",
        "act_from: Datumet är efter as_of. Rätta en av dagarna.",
        "act_from: The date is after as_of. Correct one of them.",
    ),
}


@pytest.mark.parametrize("name", RAISED)
def test_an_error_is_said_in_three_languages(name: str) -> None:
    raised, *said = RAISED[name]
    with pytest.raises(tn.TunnistusError) as caught:
        raised()
    for lang, sentence in zip(("fi", "sv", "en"), said, strict=True):
        assert tn.said(caught.value, lang).startswith(sentence)
    assert str(caught.value) == tn.said(caught.value, "en")


def test_there_is_no_other_language() -> None:
    with pytest.raises(tn.TunnistusError) as caught:
        tn.said(tn.TunnistusError(messages.__doc__), "se")  # type: ignore[arg-type]
    assert tn.said(caught.value, "fi") == "lang: Tällaista kieltä ei ole. Käytä yhtä näistä: fi, sv, en."


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("fi", "case.yaml:1:1: Avain 'answers' puuttuu. Lisää se."),
        ("sv", "case.yaml:1:1: Nyckeln 'answers' saknas. Lägg till den."),
        ("en", "case.yaml:1:1: The key 'answers' is missing. Add it."),
    ],
)
def test_the_command_line_says_an_error_in_the_language_asked_for(
    lang: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "case.yaml").write_text("as_of: 2026-11-24\n", encoding="utf-8")
    assert main(["assess", str(tmp_path / "case.yaml"), "--lang", lang]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == sentence


@pytest.mark.parametrize(("lang", "level", "what"), [("fi", "virhe", "Tiedosto on tyhjä."), ("sv", "fel", "Filen är tom.")])
def test_check_says_its_findings_in_the_language_asked_for(
    lang: str, level: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "empty.yaml").write_text("", encoding="utf-8")
    assert main(["check", str(tmp_path), "--lang", lang]) == 1
    assert re.search(rf"facts/empty\.yaml:1:1: {level}: {what} .* \[empty-file\]", capsys.readouterr().out)
    assert main(["check", str(tmp_path), "--lang", lang, "--format", "json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["code"], finding["severity"], finding["message"]) == ("empty-file", "error", what)


def test_a_checkout_whose_rules_are_in_error_still_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue of messages is read as it stands in the checkout: nothing is compiled."""
    monkeypatch.setattr(messages.source, "compiled", lambda: pytest.fail("compiled"))
    messages._catalogue.cache_clear()
    assert messages.translation("fi")("It is in force from {since} until {until}.") == "Sääntö on voimassa {since}–{until}."
    assert (ROOT / "locales" / "fi" / "LC_MESSAGES" / "tunnistus-messages.po").is_file()
