"""Facts, rules and actors as data: the same as ``show`` writes, whole, in order, and true to the rules both ways."""

from datetime import date, timedelta

import pytest

import tunnistus as tn
from tests import ROOT
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.facts import fact_data
from tunnistus.saying.show import actors_data, rule_data
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

BOOK = source.book()
DAY = date(2026, 11, 24)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fact_rule_and_actor_stands_there_once_in_order_and_says_what_show_writes(lang: str) -> None:
    s = Speaker(BOOK, lang)
    assert [told.to_dict() for told in tn.list_facts(lang)] == [fact_data(s, fact) for fact in BOOK.facts.values()]
    assert [told.to_dict() for told in tn.list_rules(lang)] == [rule_data(BOOK, rule.id, lang) for rule in BOOK.rules_in_order()]
    assert [told.to_dict() for told in tn.list_actors(lang)] == actors_data(BOOK, lang)


def test_what_a_rule_reads_and_what_reads_a_fact_are_inverse() -> None:
    facts, rules = tn.list_facts("fi"), tn.list_rules("fi")
    reads = {(rule.rule, fact) for rule in rules for fact in rule.reads}
    assert reads == {(reader.rule, fact.fact) for fact in facts for reader in fact.rules}
    askable = {fact.fact for fact in facts if fact.askable}
    assert all([key.fact for key in rule.facts] == [name for name in rule.reads if name in askable] for rule in rules)
    for rule in rules[:: len(rules) // 10]:
        assert [fact.fact for fact in tn.list_facts("fi", rule=rule.rule)] == [*rule.reads]


def test_a_rule_is_listed_on_the_days_on_which_it_is_in_force() -> None:
    for rule in tn.list_rules("sv"):
        for day in [DAY, *(d + timedelta(days=n) for d in (rule.since, rule.until) if d for n in (-1, 0, 1))]:
            assert (rule in tn.list_rules("sv", on=day)) is ((rule.since or day) <= day <= (rule.until or day))
    assert len(tn.list_rules("sv", on=DAY)) < len(tn.list_rules("sv"))
    with pytest.raises(tn.errors.DateError):
        tn.list_rules("sv", on="2026-11-24")  # type: ignore[arg-type]


def test_codes_of_the_case_data_standard_are_those_of_its_list() -> None:
    told = {
        (row.group, row.row, fact.fact, row.relation, row.values)
        for fact in tn.list_facts("en")
        for each in fact.lists
        if each.list == "htcds"
        for row in each.rows
    }
    rows = BOOK.lists["htcds"].rows
    relates = {
        (row.group, row.ref, name, way, ()) for row in rows for way in ("expresses", "supports", "relates") for name in getattr(row, way)
    }
    values = {(row.group, row.ref, name, "values", members) for row in rows for name, members in row.values}
    assert told == relates | values
    assert values


def test_rules_of_others_are_listed_alone() -> None:
    book = tn.read_rules(ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules")
    assert [fact.fact for fact in tn.list_facts("en", book=book)] == [*book.facts]
    assert [rule.rule for rule in tn.list_rules("en", book=book)] == [rule.id for rule in book.rules_in_order()]


@pytest.mark.parametrize("name", ["list_facts", "list_rules", "list_actors"])
def test_there_is_no_other_language(name: str) -> None:
    with pytest.raises(tn.errors.UnknownName):
        getattr(tn, name)("de")
