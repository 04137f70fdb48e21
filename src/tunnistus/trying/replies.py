"""What the person of a story answers when somebody asks: only what the story tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tunnistus.bounded import Bounded
from tunnistus.deciding.decide import Case, decide_all
from tunnistus.explaining.explain import Decision
from tunnistus.explaining.state import tells_nothing
from tunnistus.limits import MAX_LATELY
from tunnistus.rules.answers import Answers, Dates, Mark, read_answers
from tunnistus.rules.cached import of_book
from tunnistus.rules.graph import used_rules
from tunnistus.rules.model import Book, Fact
from tunnistus.rules.roles import holder

__all__ = ["reply"]


def reply(book: Book, fact: Fact, story: Mapping[str, Any], dates: Dates) -> Any:
    """Return what somebody would say whose story is known, or ``None`` where it does not tell: who tells one thing of a group has told the
    broad question about it.

    That is so where the broad yes says no more than the single answer does.
    """
    told = [_says(book, dates, fact, book.facts[n], story[n]) for n in fact.opens if n in story]
    if True in told or story.get(fact.id) is True:
        return True
    return Mark.MAYBE if Mark.MAYBE in told else story.get(fact.id)


def _says(book: Book, dates: Dates, gate: Fact, fact: Fact, item: Any) -> Any:
    """Whether an answer leads as far as a yes to the broad question, by the next step and each table that it reads; or perhaps does."""
    if item in (Mark.MAYBE, Mark.DECLINED):
        sure = fact.type != "bool" or _says(book, dates, gate, fact, fact.polarity != "reassuring")
        return Mark(item) if sure else None
    if gate.polarity != "risk":
        return not tells_nothing(fact, item)
    single, broad = _levels(book, dates, fact.id, item), _levels(book, dates, gate.id, True)
    return single[0] > broad[0] or all(one >= other for one, other in zip(single, broad, strict=True))


def _levels(book: Book, dates: Dates, name: str, item: Any) -> tuple[int, ...]:
    """How far an answer alone leads: the next step, then the tables that it reads, each as the number of the outcome."""

    def make() -> tuple[int, ...]:
        step = holder(book, "step")
        used = used_rules(book.rules[step])
        rules = (step, *(n for n, rule in book.rules.items() if n in used and rule.ordered))
        known = Answers() if book.facts[name].judgement else read_answers(book, {name: item}, dates)
        found = decide_all(Case(book, known, dates), rules, Decision)
        return tuple(d.rule.outcomes.index(d.floor or d.rule.outcomes[0]) for d in found.values())

    return _levels_lately(book).get((dates, name, item), make)


@of_book
def _levels_lately(book: Book) -> Bounded[tuple[Dates, str, Any], tuple[int, ...]]:
    """How far answers alone lead, by the dates, the fact and the answer."""
    return Bounded(MAX_LATELY)
