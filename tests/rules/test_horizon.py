"""Until when the law was read: an act has a day, and a clause can have one of its own, which counts in its place wherever it is told."""

from datetime import date, timedelta

import attrs
import pytest

import tunnistus as tn
from tunnistus.reading import canon
from tunnistus.rules.horizon import act_read, acts_read, unread
from tunnistus.rules.model import LANGUAGES, Book, Clause, Rule
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

BOOK = source.book()
OWN, LATER = date(2026, 11, 1), date(2026, 11, 24)


def given_a_day(book: Book, rule: Rule, names: frozenset[str], day: date) -> Book:
    """The book with a day of reading at some clauses of a rule."""
    clauses = tuple(attrs.evolve(c, verified=day) if c.name in names else c for c in rule.clauses)
    return attrs.evolve(book, rules={**book.rules, rule.id: attrs.evolve(rule, clauses=clauses)})


def alone(rule: Rule) -> frozenset[str]:
    return frozenset(c.name for c in rule.clauses)


RULE = BOOK.rules["permit.52a1"]
READ = given_a_day(BOOK, RULE, alone(RULE), OWN)
ANSWERS = {"in_finland": True}


@pytest.mark.parametrize("clauses", [rule.clauses for rule in BOOK.rules.values()][::7])
def test_of_several_clauses_the_first_day_counts_and_unread_is_earlier_than_any_day(clauses: tuple[Clause, ...]) -> None:
    acts = acts_read(BOOK, clauses)
    assert acts == {act: act_read(BOOK, act) for act in acts}
    own = tuple(attrs.evolve(c, verified=OWN) for c in clauses)
    assert acts_read(BOOK, own) == dict.fromkeys(acts, OWN)
    assert acts_read(BOOK, (*own, *clauses)) == acts == acts_read(BOOK, (*clauses, *own))
    assert unread(acts_read(BOOK, own), OWN) == {}
    assert unread(acts_read(BOOK, own), OWN + timedelta(days=1)) == dict.fromkeys(acts, OWN)


def test_the_day_survives_the_canonical_form_and_is_part_of_the_seal() -> None:
    parts = canon.dumps(READ)
    assert canon.dumps(canon.loads(parts)) == parts
    assert {c.verified for c in canon.loads(parts).rules[RULE.id].clauses} == {OWN}
    assert parts["rules"] != canon.dumps(BOOK)["rules"]


def test_a_result_is_unconfirmed_only_after_the_day_of_its_clauses_and_says_that_day() -> None:
    def notes(book: Book, day: date) -> list[str]:
        return [n.key for n in tn.load(RULE.id, on=day, book=book).decide(ANSWERS).notices if n.kind == "unconfirmed"]

    assert notes(BOOK, OWN) != []
    assert notes(READ, OWN) == []
    assert notes(READ, LATER) != []
    told = tn.load(RULE.id, on=LATER, book=READ).decide(ANSWERS).to_dict(full=True)
    assert {*told["horizon"]["acts"].values()} == {OWN.isoformat()}
    assert {c["verified"] for c in told["clauses"]} == {OWN.isoformat()}
    assert "verified" not in tn.load(RULE.id, on=LATER).decide(ANSWERS).to_dict(full=True)["clauses"][0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_show_says_it_at_the_clause_and_at_the_head_the_first_day_of_each_act(lang: str) -> None:
    day = Speaker(BOOK, lang).day(OWN)
    ours, theirs = (tn.show(RULE.id, lang, book=book)._repr_html_() for book in (BOOK, READ))
    assert day not in ours
    assert theirs.count(day) == len(RULE.clauses) + 1
    (info,) = (each for each in tn.list_rules(lang, book=READ) if each.rule == RULE.id)
    assert {clause.verified for clause in info.clauses} == {OWN}


def test_the_brief_says_the_day_of_the_clauses_that_stand_on_it() -> None:
    answers = {"documents_withheld": True, "earnings_taken": True, "immediate_danger": False}
    before, after = (tn.assess(answers, as_of=LATER, book=book).explain("fi") for book in (BOOK, every_clause(BOOK, OWN)))
    assert Speaker(BOOK, "fi").day(OWN) in after
    assert Speaker(BOOK, "fi").day(OWN) not in before


def every_clause(book: Book, day: date) -> Book:
    for rule in book.rules.values():
        if any(clause.cite for clause in rule.clauses):
            book = given_a_day(book, rule, alone(rule), day)
    return book
