"""Results that differ from one stretch of days to another are said with their days, in three languages and both registers."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from tests.deciding.stretches import BOOK, DAY, EITHER_CLOCK, GENERATED, HARSH, PERMIT, YOUNG, aggravated, decided_by
from tests.effort import tries
from tests.worlds import FACTS, book, decided, duty, rule
from tunnistus.assessment import Assessment, assess
from tunnistus.explaining.explain import Decision
from tunnistus.rules.answers import Judged
from tunnistus.saying import report
from tunnistus.saying.say import decision_report
from tunnistus.saying.speaker import Speaker
from tunnistus.testing.laws import QUIET
from tunnistus.testing.strategies import Invented

REGISTERS = ("worker", "plain")
NO_COUNT = re.compile(r"(?<!\d)0 (tieto|uppgift|fact)")  # "0 facts are missing" says nothing
BOTH_SIDES: dict[str, Any] = {"act_from": date(2014, 6, 1), "act_to": date(2015, 6, 1)}


def said(d: Decision, lang: str, register: str = "worker") -> str:
    return report.text(decision_report(d, lang, register=register))


def person(**dates: Any) -> Assessment:
    return assess(aggravated(), as_of=DAY, **dates)


@pytest.mark.parametrize(("lang", "register", "sentence", "before", "after"), [
    ("fi", "worker", "Laki muuttui sinä aikana, jona tekoja tehtiin.", "Teot ennen 1. tammikuuta 2015:", "Teot 1. tammikuuta 2015 ja sen jälkeen:"),
    ("fi", "plain", "Laki muuttui sinä aikana, jona tämä tapahtui.", "Se, mitä tapahtui ennen 1. tammikuuta 2015:", "Se, mitä tapahtui 1. tammikuuta 2015 ja sen jälkeen:"),
    ("sv", "worker", "Lagen ändrades under den tid då gärningarna begicks.", "Gärningar före den 1 januari 2015:", "Gärningar den 1 januari 2015 och därefter:"),
    ("sv", "plain", "Lagen ändrades under den tid då det här hände.", "Det som hände före den 1 januari 2015:", "Det som hände den 1 januari 2015 och därefter:"),
    ("en", "worker", "The law changed during the time when the acts were done.", "Acts before 1 January 2015:", "Acts on 1 January 2015 and later:"),
    ("en", "plain", "The law changed during the time when this happened.", "What happened before 1 January 2015:", "What happened on 1 January 2015 and later:"),
])  # fmt: skip
def test_deeds_on_both_sides_are_told_apart(lang: str, register: str, sentence: str, before: str, after: str) -> None:
    """RL 25:3 § 1 mom. (650/2004 and 1177/2014): the same in the page of the rule and in that of the person."""
    page = person(**BOTH_SIDES).explain(lang, register=register, full=True)
    for text in (said(decided_by("crime.aggravated", aggravated(), **BOTH_SIDES), lang, register), page):
        assert NO_COUNT.search(text) is None
        at = [text.index(part) for part in (sentence, before, Speaker(BOOK, lang, register).outcome("crime.aggravated", "met"), after)]
        assert at == sorted(at)


@pytest.mark.parametrize(("lang", "sentence", "before", "between", "after"), [
    ("fi", "Tulos riippuu siitä, milloin hakemus on tehty.", "Jos hakemus on tehty ennen 1. toukokuuta 2004:",
     "Jos hakemus on tehty 1. toukokuuta 2004 – 7. tammikuuta 2026:", "Jos hakemus on tehty 8. tammikuuta 2026 tai sen jälkeen:"),
    ("sv", "Resultatet beror på när ansökan har gjorts.", "Om ansökan har gjorts före den 1 maj 2004:",
     "Om ansökan har gjorts från den 1 maj 2004 till och med den 7 januari 2026:", "Om ansökan har gjorts den 8 januari 2026 eller senare:"),
    ("en", "The result depends on when the application was made.", "If the application was made before 1 May 2004:",
     "If the application was made from 1 May 2004 to 7 January 2026:", "If the application was made on 8 January 2026 or later:"),
])  # fmt: skip
def test_an_open_day_of_application_is_what_the_result_depends_on(lang: str, sentence: str, before: str, between: str, after: str) -> None:
    """UlkL 56 § to 7.1.2026 and from 8.1.2026."""
    text = said(decided_by("permit.permanent", PERMIT), lang)
    page = assess(PERMIT, as_of=DAY).explain(lang, full=True)
    for each in (text, page):
        at = [each.index(part) for part in (sentence, before, between, after)]
        assert at == sorted(at)
        assert NO_COUNT.search(each) is None
    assert said(decided_by("permit.permanent", PERMIT, applied_on=DAY), lang).find(sentence) == -1


def test_open_days_of_deeds_are_what_the_result_depends_on() -> None:
    text = said(decided_by("crime.aggravated", aggravated()), "fi")
    for part in ("Tulos riippuu siitä, milloin teot on tehty.", "Jos teot on tehty ennen 1. elokuuta 2004:\n    Tämä sääntö ei ole silloin voimassa.",
                 "Jos teot on tehty 1. elokuuta 2004 – 31. joulukuuta 2014:", "Jos teot on tehty 1. tammikuuta 2015 tai sen jälkeen:"):  # fmt: skip
        assert part in text
    assert "Laki muuttui" not in text
    assert "Jos se tapahtui ennen" in said(decided_by("crime.aggravated", aggravated()), "fi", "plain")


def test_a_stretch_in_which_nothing_follows_says_why_and_that_more_may_be_possible() -> None:
    text = said(decided(book(HARSH), {"a": True, "b": False}, **BOTH_SIDES), "fi")
    assert text.index("Teot 1. tammikuuta 2015") < text.index("Muita mahdollisuuksia voi olla.") < text.index("Ei ole b.")


def test_two_dates_are_said_one_under_the_other_and_a_date_that_can_be_any_day_is_not_said() -> None:
    d = decided(book(EITHER_CLOCK), {"a": True, "b": False}, act_from=date(2014, 1, 1))
    text = said(d, "en")
    assert text.count("If the acts were done") == 2
    assert "If the application was made before 1 January 2018:\n    Myönnetään." in text
    assert "If the acts were done on 1 January 2015 or later:\n    If the application was made on 1 January 2018 or later:\n" in text


def test_a_date_from_which_a_fact_would_follow_is_said() -> None:
    d = decided(book(rule(f"one: {duty('young')}"), facts=FACTS + YOUNG), {"begins": date(2000, 1, 1)})
    assert "The result depends on when the acts were done." in said(d, "en")


def test_deeds_on_both_sides_stand_with_what_follows_and_deeds_of_an_open_day_with_what_is_open() -> None:
    heading, title = "Mikä on vielä avoinna", "Törkeä ihmiskauppa\n"
    both, open_ = person(**BOTH_SIDES).explain("fi", full=True), person().explain("fi", full=True)
    assert title in both.split(heading)[0]
    assert title not in open_.split(heading)[0]
    assert "Törkeä ihmiskauppa · " in open_.split(heading)[1]


def test_a_ground_that_fails_whenever_the_deeds_were_done_says_so_although_there_were_days_before_the_rule() -> None:
    """RL 25:3 a § 2 mom. (650/2004)."""
    slavery = {"offence_slavery": Judged(False, by="court", on=DAY)}
    assert "Orjuus törkeänä ihmiskauppana" in assess(slavery, as_of=DAY).explain("fi", full=True).split("Mikä ei nyt tule kyseeseen")[1]


def test_a_line_promises_no_periods_where_each_would_read_the_same() -> None:
    """The line between trafficking and an adoption offence waits for other facts of deeds from 2015 on, and for as many (RL 25:3 §)."""
    line = re.search(r"- Ihmiskauppa vai adoptiorikos .*", person(**BOTH_SIDES).explain("fi", full=True))
    assert line
    assert "2 tietoa puuttuu." in line[0]
    assert "Laki muuttui" not in line[0]


@settings(max_examples=tries(40), deadline=None, suppress_health_check=QUIET)
@given(GENERATED)
def test_no_page_counts_nothing_and_every_result_stands_there(case: Invented) -> None:
    a = case.assess()
    for register in REGISTERS:
        assert NO_COUNT.search(a.explain("fi", register=register, full=True)) is None
    d = case.decide()
    text = said(d, "fi")
    assert NO_COUNT.search(text) is None
    for stretch in d.by_stretch:
        for outcome in stretch.verdict.certain():
            assert case.book.texts[f"rule.{d.rule.id}.says.{outcome}"] in text
