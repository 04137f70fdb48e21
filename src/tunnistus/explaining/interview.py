"""What an interview asks next, and the ways on where nothing likely is left: the same in a terminal and in a browser. No language yet."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from tunnistus.explaining.assessed import SETTLED, Assessed, next_question, why_ended
from tunnistus.explaining.explain import Question
from tunnistus.explaining.opening import passed_over
from tunnistus.rules.model import Fact
from tunnistus.rules.roles import held

__all__ = ["LAW", "SINGLES", "is_settled", "is_single", "next_of", "ways"]

SINGLES: Final = "singles"  # go on with single questions that are not likely
LAW: Final = "law"  # go on with other help and law


def is_settled(a: Assessed) -> bool:
    """Whether the step cannot change any more."""
    return why_ended(held(a.case.book, "step", a.decisions)) == SETTLED


def is_single(fact: Fact) -> bool:
    """Whether a question is about a single sign, which is asked after the broad questions."""
    return fact.stage > 2 and not fact.opens


def next_of(a: Assessed, about: Collection[str] | None, skipped: Collection[str], *, singles: bool) -> Question | None:
    """Return the next likely question; where there is none and it is wished, the next of those that are not likely.

    Args:
        about: the rules that the answers shall matter to; ``None`` stands for all.
        skipped: facts that were asked, and whose answer is not known.
        singles: whether it is wished.
    """
    book, answers = a.case.book, a.case.answers
    question = next_question(a.ask(only=about, skip=skipped), answers)
    if question is not None and (question.likely or singles):
        return question
    if not singles:
        return None
    every = a.ask(only=about, skip=skipped, details=True)
    return next_question([q for q in every if passed_over(book, answers, q.fact, skipped)], answers)


def ways(a: Assessed, about: Collection[str] | None, skipped: Collection[str], *, singles: bool) -> list[str]:
    """Return how it can go on where nothing is asked of itself any more: :data:`SINGLES`, :data:`LAW`, both, or not at all.

    Args:
        singles: whether single questions are gone through already.
    """
    more = not singles and next_of(a, about, skipped, singles=True) is not None
    law = about is not None and next_of(a, None, skipped, singles=not more) is not None
    return [way for way, there in ((SINGLES, more), (LAW, law)) if there]
