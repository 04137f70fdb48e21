"""Rendering: every node of every shipped rule and every outcome can be said in every language and register, safely."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import ROOT
from tests.effort import tries
from tests.saying.wellformed import well_formed
from tests.testing.lawful import made
from tunnistus.assessment import assess
from tunnistus.deciding.decide import Case
from tunnistus.explaining.explain import decision_of
from tunnistus.rules.answers import Dates, Judged, read_answers
from tunnistus.rules.horizon import acts_read
from tunnistus.saying import report
from tunnistus.saying.html import html
from tunnistus.saying.say import decision_report
from tunnistus.saying.show import rule_report
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source
from tunnistus.testing.strategies import answers, dates
from tunnistus.trying.cases import read_person

BOOK = source.book()
LANGUAGES = ("fi", "sv", "en")
AS_OF = date(2026, 11, 24)
DEMO = read_person(ROOT / "docs" / "examples" / "berry-picker.yaml", book=source.book())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_can_be_shown(lang: str) -> None:
    for rule in BOOK.rules.values():
        said = report.text(rule_report(BOOK, rule.id, lang))
        speaker = Speaker(BOOK, lang)
        assert all(speaker.outcome(rule.id, o) in said for o in rule.outcomes)
        assert all(cite in said for c in rule.clauses for cite in speaker.cites(c.cite, c.source))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("register", ["worker", "plain"])
def test_every_fact_can_be_asked_and_said(lang: str, register: str) -> None:
    speaker = Speaker(BOOK, lang, register)
    samples: dict[str, list[Any]] = {"bool": [True, False], "number": [12], "date": [AS_OF]}
    for fact in BOOK.facts.values():
        assert speaker.question(fact).strip()
        said = [speaker.fact(fact, v) for v in samples.get(fact.type, list(fact.values))]
        assert all(s.strip() and "{" not in s for s in said)
        assert len(set(said)) == len(said), fact.id
        if fact.judgement:
            assert speaker.judgement(fact).text == speaker.question(fact)


@settings(max_examples=tries(15))
@given(st.data())
def test_any_assessment_can_be_written_in_every_way(data: st.DataObject) -> None:
    given_ = data.draw(answers(BOOK, data.draw(st.lists(st.sampled_from(sorted(BOOK.facts)), max_size=12))))
    when = data.draw(dates(BOOK))
    a = assess(given_, as_of=when.as_of, act_from=when.act_from, act_to=when.act_to, applied_on=when.applied_on)
    for lang in LANGUAGES:
        for register in ("worker", "plain"):
            assert a.explain(lang, register=register, full=True).strip()
            assert a.explain(lang, register=register).strip()
        well_formed(a.html(lang))
        assert a.explain(lang, markdown=True, full=True).startswith("# ")
    json.dumps(a.to_dict())


@settings(max_examples=tries(60))
@given(made())
def test_any_generated_decision_can_be_said(case: tuple[Any, str, dict[str, Any], Dates]) -> None:
    book, rule, given_, when = case
    d = decision_of(Case(book, read_answers(book, given_, when), when), rule)
    said = report.text(decision_report(d, "fi"))
    for outcome in filter(None, (d.due if not d.rule.ordered else d.floor, *d.options)):
        assert book.texts[f"rule.{rule}.says.{outcome}"] in said
        for name in d.why(outcome).facts:
            assert f"{name} " in said


def test_html_escapes_and_names_its_language() -> None:
    a = assess(DEMO.answers, as_of=AS_OF)
    page = a.html("sv")
    assert '<html lang="sv">' in page
    assert "default-src 'none'" in page
    assert a._repr_html_().startswith('<section lang="en">')
    assert html(report.Report("en", '<b>&"', (), ())).count("&lt;b&gt;&amp;&#34;") == 2


@pytest.mark.parametrize(("lang", "words"), [
    ("fi", ("Mitä nyt", "Tee ainakin tämä", "Mitä näemme", "Mitä laista seuraa", "21. helmikuuta 2025", "Mitä kannattaa kysyä ensin", "Mikä jää ihmisen arvioitavaksi", "301/2004 52 b § 1 mom.")),
    ("sv", ("Vad göra nu", "Gör åtminstone detta", "Vad vi ser", "Vad som följer av lagen", "21 februari 2025", "Vad som är värt att fråga först", "Vad en människa ska bedöma", "301/2004 52 b § 1 mom.")),
    ("en", ("What now", "Do at least this", "What we see", "What follows in law", "21 February 2025", "What is worth asking first", "What is left for a person to judge", "301/2004 section 52 b(1)")),
])  # fmt: skip
def test_the_demo_tells_what_a_worker_needs(lang: str, words: tuple[str, ...]) -> None:
    said = assess(DEMO.answers, as_of=AS_OF).explain(lang, full=True)
    assert [w for w in words if w not in said] == []
    assert BOOK.actors["assistance_system"]["contact"]["phone"] in said


def test_only_the_facts_that_decided_are_given_as_reasons() -> None:
    a = assess({"documents_withheld": True, "wants_help": "wants_help"}, as_of=AS_OF)
    assert a.next_step.why("find_out").facts == ("documents_withheld",)
    assert a.next_step.why("find_out").clauses == ("means",)


@pytest.mark.parametrize("answers", [{}, {"documents_withheld": True, "in_finland": True}, dict(DEMO.answers)])
def test_reasons_of_an_assessment_are_those_of_its_decisions(answers: dict[str, Any]) -> None:
    a = assess(answers, as_of=AS_OF)
    alone = {n: tuple(d.why(o) for o in d.certain()) for n, d in assess(answers, as_of=AS_OF).decisions.items() if d.in_force}
    assert a.why() == {n: reasons for n, reasons in alone.items() if reasons}
    assert all(d.state(o) in ("due", "option", "reached") for n, d in a.decisions.items() if d.in_force for o in d.certain())


def test_plain_register_speaks_to_the_person() -> None:
    said = assess({"documents_withheld": True}, as_of=AS_OF).explain("fi", register="plain", full=True)
    assert BOOK.texts["fact.documents_withheld.plain"] + " – Kyllä." in said
    assert BOOK.texts["rule.next_step.plain.find_out"] in said


def test_never_says_that_somebody_is_not_a_victim() -> None:
    for context, sentence in BOOK.texts.items():
        assert not re.search(r"\bei ole ihmiskaupan uhri\b", sentence), context
    for lang, phrase in (("sv", "inte ett offer för människohandel"), ("sv", "är inte offer"), ("en", "not a victim")):
        speaker = Speaker(BOOK, lang)
        for context in BOOK.texts:
            assert phrase not in speaker.t.say(context), context


def test_a_judgement_shows_who_made_it_and_a_view_is_marked() -> None:
    d = Judged(True, by="worker", on=AS_OF)
    said = assess({"worker_presumes_victim": d}, as_of=AS_OF).explain("en", full=True)
    assert "Who judged it and when:" in said
    view = Judged(True, by="worker", on=AS_OF)
    said = assess({"reasonably_suspected_victim": view, "in_finland": True}, as_of=AS_OF).explain("en", full=True)
    assert "somebody else decides it" in said


UNCONFIRMED = {
    "fi": "Myöhempiä muutoksia ei ole varmistettu.",
    "sv": "Senare ändringar har inte kontrollerats.",
    "en": "Later changes have not been checked.",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_date_beyond_a_horizon_says_so(lang: str) -> None:
    for rule in BOOK.rules.values():
        acts = acts_read(BOOK, rule.clauses)
        read = [day for day in acts.values() if day]
        if acts and not read:
            continue  # known from other texts only, which is said on every day
        until = min(read, default=BOOK.rulesets[rule.ruleset].verified_until)
        for day, told in ((until, False), (max(read, default=until) + timedelta(days=1), True)):
            if day in rule.valid and any(day in clause.valid for clause in rule.clauses):
                when = Dates(day, day, day, day)
                d = decision_of(Case(BOOK, read_answers(BOOK, {}, when), when), rule.id)
                assert not d.counts or (UNCONFIRMED[lang] in report.text(decision_report(d, lang))) is told, rule.id


def test_a_page_names_each_act_and_each_later_change_once_with_the_rules_that_it_touches() -> None:
    """Everything is decided on a day on which much is unread."""
    a = assess({"in_finland": True, "citizenship": "third_country"}, as_of=AS_OF)
    page = a.explain("fi", full=True)
    speaker = Speaker(BOOK, "fi")
    for key, change in BOOK.later.items():
        touched = [d for d in a.decisions.values() if ("later_change", key) in {(n.kind, n.key) for n in d.notices}]
        assert page.count(speaker.t.say(f"later.{key}")) <= bool(touched)  # of what is not shown nothing is said
        assert not touched or change.since <= AS_OF
    assert page.count(speaker.t.say("later.pact_2026")) == 1
    assert speaker.title("permit.52a1") in page[page.index(speaker.t.say("later.pact_2026")) :]
    for act in ("UlkL", "VastL"):
        (line,) = [line for line in page.splitlines() if "on luettu 21. helmikuuta 2025 voimassa ollut teksti" in line]
        assert line.count(speaker.act(act)) == 1


def test_deeds_of_2016_carry_no_caution_about_the_criminal_law_of_2026() -> None:
    when = Dates(AS_OF, date(2016, 3, 1), date(2016, 4, 1), None)
    deeds = [r for r in BOOK.rules.values() if r.clock == "act"]
    assert len(deeds) > 10
    for rule in deeds:
        d = decision_of(Case(BOOK, read_answers(BOOK, {}, when), when), rule.id)
        assert not {n.kind for n in d.notices} & {"later_change"}, rule.id
        assert all(BOOK.acts[n.key].get("verified") is None for n in d.notices if n.kind == "unconfirmed"), rule.id


def test_contacts_older_than_six_months_are_flagged() -> None:
    assert "more than six months old" not in assess({}, as_of=AS_OF).explain("en", full=True)
    assert "more than six months old" in assess({}, as_of=date(2027, 7, 1)).explain("en", full=True)


def test_same_input_same_bytes() -> None:
    one, two = (assess(DEMO.answers, as_of=AS_OF).explain("fi", full=True) for _ in range(2))
    assert one == two


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_wish_is_said_to_the_person_and_not_about_them(lang: str) -> None:
    worker, plain = (Speaker(BOOK, lang, register) for register in ("worker", "plain"))
    wishes = [f for f in BOOK.facts.values() if f.wish and f.type == "enum"]
    assert len(wishes) >= 3
    for fact in wishes:
        for value in fact.values:
            assert plain.fact(fact, value) != worker.fact(fact, value)


def test_a_place_in_the_law_leads_to_the_text_in_the_language_of_the_reader() -> None:
    said = {lang: Speaker(BOOK, lang) for lang in LANGUAGES}
    assert said["sv"].text_of("UlkL") == "https://finlex.fi/sv/lagstiftning/2004/301"
    finnish = {act: str(entry.get("url") or "") for act, entry in BOOK.acts.items() if "eur-lex" not in str(entry.get("url"))}
    assert {act: said["fi"].text_of(act) for act in finnish} == finnish == {act: said["en"].text_of(act) for act in finnish}
    swedish = [act for act, url in finnish.items() if said["sv"].text_of(act) != url]
    assert len(swedish) > 20
    assert all(said["sv"].text_of(act).rpartition("lagstiftning")[2] == finnish[act].rpartition("lainsaadanto")[2] for act in swedish)
    assert {said[lang].text_of("2011/36/EU").partition("/TXT")[0][-2:] for lang in LANGUAGES} == {"FI", "SV", "EN"}
    assert {said[lang].text_of("2004/81/EY") for lang in LANGUAGES} == {"https://eur-lex.europa.eu/eli/dir/2004/81/oj"}
