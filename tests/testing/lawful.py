"""People and rule sets that the laws of the kit are tried with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from tunnistus.deciding.decide import Case
from tunnistus.explaining.explain import Decision, decision_of
from tunnistus.rules.answers import Dates, Judged, read_answers
from tunnistus.rules.model import Book
from tunnistus.testing.strategies import answers, dates, rulesets


def decided(book: Book, rule: str, given: Mapping[str, Any], when: Dates) -> Decision:
    return decision_of(Case(book, read_answers(book, given, when), when), rule)


def judged(book: Book, name: str, item: Any) -> Any:
    judgement = book.facts[name].judgement
    return Judged(item, by=judgement.who[0], on=date(1900, 1, 1)) if judgement else item


@st.composite
def made(draw: st.DrawFn) -> tuple[Book, str, dict[str, Any], Dates]:
    """A generated book, one of its rules, answers to some facts, and dates; all clocks closed."""
    book = draw(rulesets())
    rule = draw(st.sampled_from(sorted(book.rules)))
    when = draw(dates(book))
    when = Dates(when.as_of, when.act_from or when.as_of, when.act_from or when.as_of, when.applied_on or when.as_of)
    return book, rule, draw(answers(book)), when
