"""Opening questions: a broad question that asks about a group of facts at once, and when the single ones are worth asking.

A "no" or "does not want to answer" to the broad question says the same about the group, so its facts are not gone through one by
one. They stay open all the same: nothing is decided from it, and each can be answered at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from tunnistus.rules.answers import Answers, Mark
from tunnistus.rules.derive import inputs_of
from tunnistus.rules.model import Book

__all__ = ["openers", "stage_of", "unfolded"]

WAIT: Final = 3


def openers(book: Book) -> Mapping[str, tuple[str, ...]]:
    """Return for each fact of a group the opening facts, in the order of the vocabulary."""
    if "openers" not in book.memo:
        found: dict[str, tuple[str, ...]] = {}
        for fact in book.facts.values():
            for name in fact.opens:
                found[name] = (*found.get(name, ()), fact.id)
        book.memo["openers"] = found
    return book.memo["openers"]  # type: ignore[no-any-return]


def unfolded(book: Book, answers: Answers, names: Collection[str], skip: Collection[str] = ()) -> list[str]:
    """Return those of the facts that are worth asking about one by one.

    A fact of a group is held back while one of its opening questions is among ``names`` and not yet asked, and left out when each
    opening question that was asked got a no or no answer. An opening question in ``skip`` was asked and its answer is not known: signs may
    be seen one by one all the same, but who does not know whether an authority has acted does not know what it decided.
    """
    waiting = {n for n in names if n not in skip and n not in answers.marks}

    def signs(gate: str) -> bool:
        return book.facts[gate].polarity == "risk"

    def opened(gate: str) -> bool:
        return answers.known.get(gate) is True or answers.marks.get(gate) == Mark.MAYBE or (gate in skip and signs(gate))

    def shut(gate: str) -> bool:
        to_come = any(n in waiting for n in (gate, *inputs_of(book, gate)))
        unknown = gate in skip and not signs(gate)
        return to_come or unknown or answers.known.get(gate) is False or answers.marks.get(gate) == Mark.DECLINED

    groups = openers(book)
    return [n for n in names if any(map(opened, groups.get(n, ()))) or not any(map(shut, groups.get(n, ())))]


def stage_of(book: Book, answers: Answers, name: str) -> int:
    """Return when to ask about a fact: its ask stage; of a fact in a group to which nobody has said yes, 3 at the earliest."""
    gates = openers(book).get(name, ())
    waits = gates and not any(answers.known.get(g) is True for g in gates)
    return max(book.facts[name].stage, WAIT) if waits else book.facts[name].stage
