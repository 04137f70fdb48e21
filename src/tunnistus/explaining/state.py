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
from tunnistus.rules.cached import of_book
from tunnistus.rules.model import Book, Fact, Rule, Value

__all__ = ["REACHED", "Standing", "State", "is_sign", "sign_state", "signs_of", "standing", "states_of", "tells_nothing", "told_by"]


class State(enum.StrEnum):
    """What the first sentence says, the first that holds, from the top.

    ``in_system``: admitted to the assistance system, removal not known to be decided. On another ground than as a victim a proposal
    stays possible, and that is then the state. ``proposal``, ``advice`` and ``find_out``: the step at least. Below: ``too_few`` (a sign is
    there), ``perhaps`` (none is certain, one is MAYBE), ``no_sign`` (one was answered with no), ``nothing_known`` (no sign was answered).
    """

    IN_SYSTEM = "in_system"
    PROPOSAL = "proposal"
    ADVICE = "advice"
    FIND_OUT = "find_out"
    TOO_FEW = "too_few"
    PERHAPS = "perhaps"
    NO_SIGN = "no_sign"
    NOTHING_KNOWN = "nothing_known"


REACHED: Final = frozenset({State.PROPOSAL, State.ADVICE, State.FIND_OUT})  # of a step that tells more than to keep contact


@attrs.frozen
class Standing:
    """The state, and what its sentence counts.

    Attributes:
        declined: how many questions about signs the person did not want to answer.
        findings: ids of what some authority or worker has found, judged or decided, whatever it was, in the order of the vocabulary.
        safety: whether only something about safety is there or perhaps there, which is no sign of trafficking of itself.
        asked_safety: whether something about safety was answered.
    """

    state: State
    declined: int
    findings: tuple[str, ...] = attrs.field(repr=False)
    safety: bool
    asked_safety: bool


def is_sign(fact: Fact) -> bool:
    """Whether a fact is a published sign that somebody can be asked about or can see; what is derived from marks is none."""
    return fact.polarity != "neutral" and fact.type == "bool" and not fact.judgement and not fact.derived


@of_book
def signs_of(book: Book) -> tuple[Fact, ...]:
    """Return the signs of a book in the order of the vocabulary."""
    return tuple(f for f in book.facts.values() if is_sign(f))


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
    read = step.facts if step else ()
    every = signs_of(book)
    signs = [f for f in every if f.element != "safety" or f.id in read]
    safety = {sign_state(f, answers) for f in every if f.element == "safety" and f.id not in read} - {"open"}
    seen = {sign_state(f, answers) for f in signs}
    declined = sum(answers.marks.get(f.id) == Mark.DECLINED for f in signs)
    findings = tuple(n for n in read if _is_finding(book, answers, n))
    only = bool({"seen", "maybe"} & safety) and not {"seen", "maybe"} & seen
    return Standing(_state(book, answers.known, seen | (safety - {"absent"}), step), declined, findings, only, bool(safety))


def tells_nothing(fact: Fact, item: object) -> bool:
    """Whether an answer says that nothing was found, given or decided: a no, or a member of which the rule data say so."""
    return item is not True if fact.type == "bool" else (item, "nothing") in fact.states


def states_of(rule: Rule) -> dict[str, State]:
    """Return the outcomes of a rule that tell where a person stands, each with the state."""
    return {outcome: State(name) for outcome, name in rule.states}


def _is_finding(book: Book, answers: Answers, name: str) -> bool:
    """Whether something is known that was found, judged or decided: of what the next step reads, what is neither a sign nor a wish."""
    fact, item = book.facts[name], answers.known.get(name)
    if fact.polarity != "neutral" or fact.wish or fact.derived or not (fact.element == "law" or fact.judgement):
        return False
    return item is not None and (fact.judgement is not None or (fact.type in ("bool", "enum") and not tells_nothing(fact, item)))


def told_by(book: Book, known: Mapping[str, Value]) -> set[str]:
    """Return what answers tell of where a person stands: ``in_system``, ``other_ground``, ``left_system`` or ``nothing``."""
    return {state for name, item in known.items() for value, state in book.facts[name].states if item == value}


def _state(book: Book, known: Mapping[str, Value], signs: set[str], step: Decision | None) -> State:
    told = told_by(book, known)
    if "in_system" in told and told.isdisjoint(("other_ground", "left_system")):
        return State.IN_SYSTEM
    reached = states_of(step.rule).get(step.floor or "") if step else None
    if reached:
        return reached
    for name, state in (("seen", State.TOO_FEW), ("maybe", State.PERHAPS), ("absent", State.NO_SIGN)):
        if name in signs:
            return state
    return State.NOTHING_KNOWN
