"""A fact as a person reads it: complete for every fact, in three languages, and the same on the page and as data."""

import json
import re
from typing import Any

import pytest

from tests import ROOT
from tunnistus.deciding.reads import facts_of, readers
from tunnistus.errors import UnknownName
from tunnistus.rules.derive import DATES
from tunnistus.rules.model import LANGUAGES, Book
from tunnistus.saying import report
from tunnistus.saying.facts import KINDS, chosen, fact_data, fact_report, kinds
from tunnistus.saying.show import actors_data, rule_data, rule_report
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source
from tunnistus.shipping.directories import read_rules

BOOK = source.book()


def sentences(data: Any) -> list[str]:
    """The sentences in data about a fact: everything that is said in a language."""
    found = [data["question"], data["plain"], *data["weigh_for"], *data["weigh_against"], *data["sources"]]
    found += [value["means"] for value in data["values"]] + [decider["name"] for decider in data["deciders"]]
    found += [each["title"] for each in (*data["rules"], *data["lists"])]
    return [said for said in found if said]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_every_fact_tells_all_of_its_data(lang: str) -> None:
    s = Speaker(BOOK, lang)
    for fact in BOOK.facts.values():
        data, page = fact_data(s, fact), report.text(fact_report(BOOK, fact.id, lang))
        assert [said for said in sentences(data) if said not in page] == [], fact.id
        keys = [str(value["value"]).lower() if fact.type == "bool" else value["value"] for value in data["values"]]
        told = [f"- {key}: " for key in keys] + [f"- {rule['rule']} – " for rule in data["rules"]]
        told += [f"- {name} – " for part in ("opens", "opened_by", "derived_from", "derives") for name in data[part]]
        told += [row["row"] for each in data["lists"] for row in each["rows"]]
        assert [each for each in told if each not in page] == [], fact.id
        assert "{" not in page
        assert json.loads(json.dumps(data)) == data


def test_the_data_of_every_fact_are_those_of_the_vocabulary() -> None:
    s = Speaker(BOOK, "en")
    for fact in BOOK.facts.values():
        data = fact_data(s, fact)
        assert [value["value"] for value in data["values"]] == ([True, False] if fact.type == "bool" else list(fact.values))
        assert [rule["rule"] for rule in data["rules"]] == [reader.rule for reader in readers(BOOK, fact.id)]
        assert (data["observers"] != []) or (data["deciders"] != []) or fact.derived
        assert {each["list"] for each in data["lists"]} == {each.source for each in fact.maps}
        assert {*data["derived_from"]} <= {*BOOK.facts, *DATES}
        for part, back in (("opens", "opened_by"), ("derives", "derived_from")):
            assert [n for n in data[part] if fact.id not in fact_data(s, BOOK.facts[n])[back]] == []


def test_rows_of_a_published_list_are_those_that_the_list_names() -> None:
    s, rows = Speaker(BOOK, "en"), {(li.part_of or li.id, row.ref): row for li in BOOK.lists.values() for row in li.rows}
    for fact in BOOK.facts.values():
        for each in fact_data(s, fact)["lists"]:
            for row in each["rows"]:
                if row["relation"]:
                    named = rows[each["list"], row["row"]]
                    assert fact.id in (*named.expresses, *named.supports, *named.relates, *(name for name, _ in named.values))


def test_languages_say_the_same_about_other_words() -> None:
    for fact in BOOK.facts.values():
        first, *others = (fact_data(Speaker(BOOK, lang), fact) for lang in LANGUAGES)
        for other in others:
            assert first.keys() == other.keys()
            assert first["question"] != other["question"]
            assert [r["rule"] for r in first["rules"]] == [r["rule"] for r in other["rules"]]


# -- choosing ----------------------------------------------------------------------------------------------------


def test_every_fact_has_a_kind_and_every_kind_a_fact() -> None:
    by_kind = {kind: chosen(BOOK, kind=kind) for kind in KINDS}
    assert [kind for kind, facts in by_kind.items() if not facts] == []
    for fact in BOOK.facts.values():
        assert kinds(fact) == tuple(kind for kind in KINDS if fact in by_kind[kind]) != ()
    assert all(kinds(fact) == ("circumstance",) for fact in by_kind["circumstance"])


def test_subjects_part_the_facts_and_choices_are_taken_together() -> None:
    subjects = {fact.theme for fact in BOOK.facts.values()}
    assert sum(len(chosen(BOOK, subject=subject)) for subject in subjects) == len(BOOK.facts) == len(chosen(BOOK))
    for rule in BOOK.rules.values():
        of_rule = chosen(BOOK, rule=rule.id)
        assert [fact.id for fact in of_rule] == list(facts_of(BOOK, rule))
        for kind in KINDS:
            both = chosen(BOOK, rule=rule.id, kind=kind)
            assert both == [fact for fact in of_rule if kind in kinds(fact)]


@pytest.mark.parametrize(("choice", "told"), [
    ({"kind": "sing"}, "There is no such kind. Did you mean 'sign'? These exist: sign, opening, judgement, wish, derived, law, circumstance."),
    ({"subject": "residense"}, "There is no such subject. Did you mean 'residence'? These exist: "),
    ({"rule": "permit.52a"}, "There is no such rule. Did you mean 'permit.52a"),
])  # fmt: skip
def test_a_wrong_choice_is_told_with_what_there_is(choice: dict[str, str], told: str) -> None:
    with pytest.raises(UnknownName, match=re.escape(told)):
        chosen(BOOK, **choice)


# -- rules and actors --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_and_the_data_of_every_rule_name_the_facts_to_answer(lang: str) -> None:
    s = Speaker(BOOK, lang)
    for rule in BOOK.rules.values():
        asked = [BOOK.facts[name] for name in facts_of(BOOK, rule) if BOOK.facts[name].askable]
        page, data = report.text(rule_report(BOOK, rule.id, lang)), rule_data(BOOK, rule.id, lang)
        assert [fact.id for fact in asked if f"\n  - {fact.id} (" not in page or s.question(fact) not in page] == []
        assert [value for fact in asked for value in fact.values if value not in page] == []
        assert [each["fact"] for each in data["facts"]] == [fact.id for fact in asked]
        assert [each["outcome"] for each in data["outcomes"]] == list(rule.outcomes)
        assert [each["clause"] for each in data["clauses"]] == [clause.name for clause in rule.clauses]
        assert [each["notice"] for each in data["notices"]] == [notice.key for notice in rule.notices]
        assert [bool(each["period"]) for each in data["clauses"]] == [bool(clause.period) for clause in rule.clauses]
        assert len(data["not_encoded"]) == len(BOOK.rulesets[rule.ruleset].not_encoded)
        assert json.loads(json.dumps(data)) == data
    assert [each["actor"] for each in json.loads(json.dumps(actors_data(BOOK, lang)))] == list(BOOK.actors)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_begins_with_the_changes_of_law_that_it_does_not_show(lang: str) -> None:
    s, touched = Speaker(BOOK, lang), [rule for rule in BOOK.rules.values() if rule_data(BOOK, rule.id, lang)["later"]]
    assert len(BOOK.rules) > len(touched) > 20
    for rule in touched:
        page = rule_report(BOOK, rule.id, lang)
        told = [s.t.say(f"later.{key}") for key in rule_data(BOOK, rule.id, lang)["later"]]
        assert len(page.sections[0].items) == len(told)
        assert all(any(sentence in item.text for item in page.sections[0].items) for sentence in told)


def test_a_period_has_each_length_that_the_law_gave_it_with_its_days() -> None:
    periods = {
        (clause["clause"], lang): clause["period"] for lang in ("sv", "en") for clause in rule_data(BOOK, "reflect.extend", lang)["clauses"]
    }
    period = periods["personal_circumstances", "en"]
    assert (period["start"], period["end"], period["extension"]) == ("reflection_starts_on", "reflection_ends_on", True)
    assert [(each["says"], each["months"], each["days"]) for each in (*period["shortest"], *period["longest"])] == [
        ("30 days", 0, 30), ("6 months", 6, 0),
    ]  # fmt: skip
    assert periods["personal_circumstances", "sv"]["longest"][0]["says"] == "6 månader"


def test_what_a_derived_fact_follows_from_is_among_the_facts_to_answer() -> None:
    names = {each["fact"]: each["derives"] for each in rule_data(BOOK, "child_route", "en")["facts"]}
    assert "age_under_18" in names["date_of_birth"]
    assert names["age_under_18"] == ["may_be_child"]
    assert "may_be_child" not in names


# -- examples ----------------------------------------------------------------------------------------------------


def page(name: str, lang: str, book: Book = BOOK) -> str:
    return report.text(fact_report(book, name, lang))


def test_a_circumstance_that_no_rule_reads() -> None:
    told = page("recruiter_relationship", "sv")
    assert "Ingen regel läser den här uppgiften." in told
    told = page("residence_basis", "sv")  # through relations many do
    assert told.startswith("På vilken grund ")
    for line in ("- seasonal_work: Personen ", "Att läsa tillsammans med personen", "- next_step – "):
        assert line in told


def test_a_sign_with_its_lists_and_the_rules_that_it_bears_on() -> None:
    told = page("debt_to_exploiter", "fi")
    for line in (
        "Kuuluu ihmiskaupan merkkeihin.", "Velkaorjuus (9)", "AL-CD-02, AS-CD-02", "- next_step – ", "- child_route – ",
        "Tämän säännön kautta: next_step", "- debt_used_to_press – ", "Tästä päätellään:",
    ):  # fmt: skip
        assert line in told


def test_a_judgement_with_who_makes_it_and_what_to_weigh() -> None:
    told = page("worker_presumes_victim", "en")
    for line in ("A judgement that a person makes.", "Who judges it", "- assist.propose – "):
        assert line in told
    data = fact_data(Speaker(BOOK, "en"), BOOK.facts["worker_presumes_victim"])
    assert [decider["actor"] for decider in data["deciders"]] == ["proposer", "worker"]
    assert len(data["weigh_for"]) > len(data["weigh_against"]) > 0


def test_numbers_and_dates_say_what_they_take() -> None:
    number = next(fact for fact in BOOK.facts.values() if fact.type == "number" and fact.unit and fact.low is not None)
    assert "Kokonaisluku." in page(number.id, "fi")
    assert f"Vähintään {number.low}." in page(number.id, "fi")
    assert "A date, written as 2026-11-24." in page("date_of_birth", "en")


def test_facts_of_rules_of_others_are_shown_as_well() -> None:
    book = read_rules(ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules")
    for fact in book.facts.values():
        assert page(fact.id, "sv", book).startswith(Speaker(book, "sv").question(fact))
