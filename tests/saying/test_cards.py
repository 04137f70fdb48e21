"""Cards say what to do now in a few words: danger and a child until they are excluded, advice always, and nothing of why."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests.effort import tries
from tests.worlds import book, duty, rule
from tunnistus.explaining.assessed import danger_for
from tunnistus.explaining.state import REACHED
from tunnistus.rules.model import LANGUAGES
from tunnistus.testing import json_answers

DAY = date(2026, 11, 24)
TELLS = re.compile(
    r"kaup|uhri|hyväksikäyt|rikos|auttamisjärjestel|pakko|poliisi|människohandel|offer|utnyttj|brott|hjälpsystem|tvång|polis"
    r"|traffick|victim|exploit|crime|assistance|forced|slave",
    re.IGNORECASE,
)


def cards(lang: str = "fi", others: Any = (), **answers: Any) -> list[tuple[str, str]]:
    found = tn.assess(answers, as_of=DAY, others=others).cards(lang)
    assert all(each.keys() == {"summary", "indicator", "source"} for each in found)
    return [(each["indicator"], each["summary"]) for each in found]


@settings(max_examples=tries(60))
@given(json_answers("next_step"), st.sampled_from(LANGUAGES))
def test_cards_are_short_and_tell_nothing_of_why(answers: dict[str, Any], lang: str) -> None:
    try:
        a = tn.assess(tn.answers_from_json(answers), as_of=DAY)
    except tn.errors.Contradiction:
        return
    found, danger = a.cards(lang), danger_for(a)
    assert all(0 < len(each["summary"]) <= 140 and not TELLS.search(each["summary"]) for each in found)
    assert ("112" in found[0]["summary"]) is bool(danger.first())
    assert (found[0]["indicator"] == "critical") is bool(danger.due)
    assert "+358 2954 63177" in found[-1]["summary"]
    assert (found[-1]["indicator"] == "warning") is (a.state in REACHED)


def test_the_words_that_tell_are_those_of_a_page() -> None:
    a = tn.assess({"documents_withheld": True, "debt_worked_off": True}, as_of=DAY)
    assert all(TELLS.search(a.explain(lang)) for lang in LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_danger_and_a_child_have_a_card_until_they_are_excluded(lang: str) -> None:
    assert [indicator for indicator, _ in cards(lang)] == ["info", "info", "info"]
    for unclear in (tn.MAYBE, tn.DECLINED):
        assert len(cards(lang, immediate_danger=unclear, age_under_18=unclear)) == 3
    no = dict.fromkeys(
        ("immediate_danger", "urgent_medical_need", "self_harm_or_suicide_risk", "children_or_family_at_risk", "locked_in"), False
    )
    assert [indicator for indicator, _ in cards(lang, **no, age_under_18=False)] == ["info"]
    assert cards(lang, immediate_danger=True)[0][0] == "critical"
    assert cards(lang, age_under_18=True, documents_withheld=True)[1][0] == "warning"
    assert cards(lang, age_under_18=False, others=[("child", {})])[1][0] == "warning"


def test_a_card_in_three_languages() -> None:
    said = {lang: cards(lang, immediate_danger=True)[0][1] for lang in LANGUAGES}
    assert said == {
        "fi": "Soita heti 112. Joku voi tarvita kiireellistä apua.",
        "sv": "Ring genast 112. Någon kan behöva akut hjälp.",
        "en": "Call 112 now. Someone may need urgent help.",
    }


def test_rules_that_know_no_number_lead_to_the_assessment() -> None:
    made = book(rule("one: " + duty("a")))
    assert [each["summary"] for each in tn.assess({}, as_of=DAY, book=made).cards("en")] == [
        "Read the assessment. It says what you can do now and where to get advice."
    ]


def test_a_language_that_there_is_not_is_refused() -> None:
    with pytest.raises(tn.errors.UnknownName, match="lang"):
        tn.assess({}, as_of=DAY).cards("se")
