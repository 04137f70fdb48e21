"""Where a person stands, in one word: the state that the first sentence of a page tells. Language-free.

It reads everything: signs, marks, findings of authorities and whether the person is already in the assistance system.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final

import attrs

from tunnistus.explaining.explain import Decision
from tunnistus.rules.answers import Answers, Mark
from tunnistus.rules.model import Book, Fact

__all__ = ["Standing", "State", "is_sign", "sign_state", "standing"]


class State(enum.StrEnum):
    """What the first sentence says, the first that holds, from the top.

    ``in_system``: admitted to the assistance system, removal not known to be decided. On another ground than as a victim a proposal
    stays possible, and that is then the state. ``proposal`` and ``advice``: the step at least. Below advice: ``too_few`` (a sign is
    there), ``perhaps`` (none is certain, one is MAYBE), ``no_sign`` (one was answered with no), ``nothing_known`` (no sign was answered).
    """

    IN_SYSTEM = "in_system"
    PROPOSAL = "proposal"
    ADVICE = "advice"
    TOO_FEW = "too_few"
    PERHAPS = "perhaps"
    NO_SIGN = "no_sign"
    NOTHING_KNOWN = "nothing_known"


STEPS: Final = {"propose": State.PROPOSAL, "consult": State.ADVICE}
OTHER_GROUNDS: Final = ("assists_investigation", "child")  # of admission: the person was not admitted as a victim


@attrs.frozen
class Standing:
    """The state, and what its sentence counts.

    Attributes:
        declined: how many questions about signs the person did not want to answer.
        examined: whether some authority or worker has found, judged or decided something, whatever it was.
    """

    state: State
    declined: int
    examined: bool


def is_sign(fact: Fact) -> bool:
    """Whether a fact is a published sign that somebody can be asked about or can see; what is derived from marks is none."""
    return fact.polarity != "neutral" and fact.type == "bool" and not fact.judgement and not fact.derived


def sign_state(fact: Fact, answers: Answers) -> str:
    """Return ``seen``, ``absent``, ``maybe`` or ``open``."""
    if fact.id in answers.known:
        return "seen" if answers.known[fact.id] is (fact.polarity == "risk") else "absent"
    return "maybe" if answers.marks.get(fact.id) == Mark.MAYBE else "open"


def standing(book: Book, answers: Answers, step: Decision | None) -> Standing:
    """Return where a person stands.

    Args:
        step: the decision of the next step; rule data of others may have none.
    """
    signs = [f for f in book.facts.values() if is_sign(f)]
    seen = {sign_state(f, answers) for f in signs}
    declined = sum(answers.marks.get(f.id) == Mark.DECLINED for f in signs)
    return Standing(
        _state(answers.known, seen, step), declined, any(_is_finding(book, n) for n in answers.given if step and n in step.facts)
    )


def _is_finding(book: Book, name: str) -> bool:
    """Whether a fact that the next step reads is a finding: what it reads and is neither a sign nor a wish."""
    fact = book.facts[name]
    return fact.polarity == "neutral" and not fact.wish and not fact.derived


def _state(known: Mapping[str, object], signs: set[str], step: Decision | None) -> State:
    admitted = known.get("admitted_to_assistance_system") is True or known.get("admission_ground") == "victim"
    if admitted and known.get("admission_ground") not in OTHER_GROUNDS and known.get("removal_from_system_decided") is not True:
        return State.IN_SYSTEM
    if step and step.floor in STEPS:
        return STEPS[step.floor]
    for name, state in (("seen", State.TOO_FEW), ("maybe", State.PERHAPS), ("absent", State.NO_SIGN)):
        if name in signs:
            return state
    return State.NOTHING_KNOWN
