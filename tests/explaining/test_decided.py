"""Decisions are found when they are read: danger and the next step without the others, and never otherwise than all together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import attrs
import pytest

import tunnistus as tn
from tunnistus.deciding.decide import Case
from tunnistus.deciding.plan import sheets_of
from tunnistus.explaining.assessed import identification, rules_about
from tunnistus.explaining.decided import Decided
from tunnistus.explaining.explain import Decision, decisions_of
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.shipping import source

BOOK = source.book()
DAY = date(2026, 11, 24)
RULES = rules_about(BOOK, "person")
FIRST = identification(BOOK)


def case(**answers: Any) -> Case:
    dates = Dates(DAY)
    return Case(BOOK, read_answers(BOOK, answers, dates), dates)


def told(decisions: dict[str, Decision]) -> dict[str, Any]:
    return {name: d.told() for name, d in decisions.items()}


@pytest.mark.parametrize("answers", [{}, {"documents_withheld": True}, {"age_under_18": True, "immediate_danger": True}])
def test_in_any_order_they_say_what_all_say_together(answers: dict[str, Any]) -> None:
    together = told(decisions_of(case(**answers), RULES))
    for names in (RULES, RULES[::-1], [*FIRST, *RULES], [RULES[-1], *FIRST]):
        some = Decided(case(**answers), RULES, FIRST)
        assert {name: some[name].told() for name in names} == {name: together[name] for name in names}
    whole = Decided(case(**answers), RULES, FIRST)
    assert (*whole,) == RULES
    assert len(whole) == len(RULES)
    assert told(dict(whole.items())) == together
    assert [d.told() for d in whole.values()] == [*together.values()]
    assert "next_step" in whole
    assert "no_such_rule" not in whole
    assert whole.get("no_such_rule") is None
    with pytest.raises(KeyError):
        whole["no_such_rule"]


def test_who_reads_the_next_step_waits_for_no_other_rule() -> None:
    book = attrs.evolve(BOOK)
    a = tn.assess({"documents_withheld": True}, as_of=DAY, book=book)
    assert len(sheets_of(book)) == 0
    assert a.next_step.floor == a.identification["next_step"].floor
    assert a.emergency
    (only,) = sheets_of(book)
    assert only[0] == FIRST
    assert a.law
    assert len(sheets_of(book)) == 2
    assert a.next_step is a.decisions["next_step"]  # of the others from now on


def test_threads_may_read_the_same_assessment() -> None:
    expected = told(decisions_of(case(documents_withheld=True), RULES))
    for _ in range(5):
        some = Decided(case(documents_withheld=True), RULES, FIRST)
        names = [*FIRST, *RULES[:5], *RULES[-5:]] * 3
        with ThreadPoolExecutor(8) as pool:
            assert [*pool.map(lambda name, some=some: some[name].told(), names)] == [expected[name] for name in names]


def test_it_shows_no_answer() -> None:
    assert repr(Decided(case(documents_withheld=True), RULES, FIRST)) == f"<{len(RULES)} decisions>"
