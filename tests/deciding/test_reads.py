"""Which facts a rule reads: what any decision about it reads, and nothing that is left out can change one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunnistus.deciding.decide import Case
from tunnistus.deciding.expand import borders
from tunnistus.deciding.reads import facts_of, readers
from tunnistus.explaining.explain import decision_of
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.graph import used_rules
from tunnistus.rules.model import Book
from tunnistus.shipping import source
from tunnistus.testing.strategies import Invented, cases, rulesets

BOOK = source.book()


@pytest.mark.parametrize("rule", BOOK.rules)
def test_a_rule_reads_what_its_decisions_read_over_all_versions(rule: str) -> None:
    edges = {edge for found in borders(BOOK, BOOK.rules[rule]).values() for edge in found}
    days = sorted({date(1990, 1, 1), date(2026, 11, 24), *edges, *(edge - timedelta(days=1) for edge in edges)})
    read = {name for day in days for name in decision_of(Case(BOOK, read_answers(BOOK, {}, Dates(day)), Dates(day)), rule).reads}
    assert set(facts_of(BOOK, BOOK.rules[rule])) == read


def test_readers_are_the_other_way_round_and_name_the_way() -> None:
    for fact in BOOK.facts:
        found = {reader.rule: reader for reader in readers(BOOK, fact)}
        assert list(found) == [rule.id for rule in BOOK.rules_in_order() if fact in facts_of(BOOK, rule)]
        for name, reader in found.items():
            rule = BOOK.rules[name]
            assert not (reader.derived and reader.rules)
            assert {*reader.derived} <= {*facts_of(BOOK, rule)} - {fact}
            assert {*reader.rules} <= used_rules(rule)
            assert all(fact in facts_of(BOOK, BOOK.rules[used]) for used in reader.rules)


def same_without_the_others(case: Invented) -> None:
    """Answers to facts that the rule does not read make no difference to anything about the decision."""
    book, rule = case.book, case.rules[0]
    read = {name: answer for name, answer in case.answers.items() if name in facts_of(book, book.rules[rule])}
    before, after = (decision_of(Case(book, read_answers(book, given, case.dates), case.dates), rule) for given in (case.answers, read))
    assert after.to_dict(full=True) == before.to_dict(full=True)
    assert {*before.missing, *before.facts} <= {*facts_of(book, book.rules[rule])}


@given(st.data(), rulesets())
def test_nothing_else_changes_a_decision_of_invented_rules(data: st.DataObject, book: Book) -> None:
    case = data.draw(cases(book))
    for rule in book.rules:
        same_without_the_others(Invented(book, (rule,), case.answers, case.dates))


@given(st.data(), st.sampled_from(sorted(BOOK.rules)))
def test_nothing_else_changes_a_decision_of_the_shipped_rules(data: st.DataObject, rule: str) -> None:
    case = data.draw(cases("law/permit"))
    same_without_the_others(Invented(BOOK, (rule,), case.answers, case.dates))
