"""Opening questions: a broad question that asks about a group of facts at once, and when the single ones are worth asking.

A "no" or "does not want to answer" to the broad question says the same about the group, so its facts are not gone through one by
one. They stay open all the same: nothing is decided from it, and each can be answered at any time. After "not known" they are offered,
but last, since they are not likely. A sign of the group that is seen all the same counts more than the broad "no".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from tunnistus.rules.answers import Answers, Mark
from tunnistus.rules.cached import of_book
from tunnistus.rules.derive import inputs_of
from tunnistus.rules.formula import analyse, value
from tunnistus.rules.graph import tested_facts
from tunnistus.rules.model import Book, Node
from tunnistus.rules.truth import FALSE, TRUE

__all__ = ["about_child", "first_of_child", "heard", "is_asked", "is_likely", "openers", "passed_over", "stage_of", "unfolded"]

WAIT: Final = 3


@of_book
def openers(book: Book) -> Mapping[str, tuple[str, ...]]:
    """Return for each fact of a group the opening facts, in the order of the vocabulary."""
    found: dict[str, tuple[str, ...]] = {}
    for fact in book.facts.values():
        for name in fact.opens:
            found[name] = (*found.get(name, ()), fact.id)
    return found


def is_asked(book: Book, answers: Answers, name: str) -> bool:
    """Tell whether a fact is asked of the person: of those in its scope, and while that is open."""
    scope = _scopes(book).get(name)
    return scope is None or value(scope, answers.known) != FALSE


@of_book
def _scopes(book: Book) -> Mapping[str, Node]:
    """Of whom each fact is asked that is not asked of everybody."""
    found = {fact.id: analyse(fact.scope, book.facts).node for fact in book.facts.values()}
    return {name: node for name, node in found.items() if value(node, {}) != TRUE}


def unfolded(book: Book, answers: Answers, names: Collection[str], skip: Collection[str] = ()) -> list[str]:
    """Return those of the facts that are worth asking about one by one.

    A fact of a group is held back while one of its opening questions is among ``names`` and not yet asked, and left out when each
    opening question that was asked got a no or no answer, unless after a no a sign of the group is seen all the same. An opening
    question in ``skip`` was asked and its answer is not known: signs may be seen one by one all the same, but who does not know whether
    an authority has acted does not know what it decided.
    """
    waiting = {n for n in names if n not in skip and n not in answers.marks}
    seen = set(_seen(book, answers))

    def signs(gate: str) -> bool:
        return book.facts[gate].polarity == "risk"

    def opened(gate: str) -> bool:
        said = answers.known.get(gate)
        return said is True or answers.marks.get(gate) == Mark.MAYBE or (gate in skip and signs(gate)) or (said is False and gate in seen)

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


def _seen(book: Book, answers: Answers) -> Iterator[str]:
    """The opening questions about signs of whose group a single sign is seen."""
    groups = openers(book)
    for name, item in answers.known.items():
        if name in groups and item is (book.facts[name].polarity != "reassuring"):
            yield from (gate for gate in groups[name] if book.facts[gate].polarity == "risk")


def heard(book: Book, answers: Answers, skip: Collection[str] = ()) -> Mapping[str, bool | None]:
    """Return what was heard about the group of each opening question: yes or "maybe", or no; ``None`` when it was not asked.

    A sign of the group that is seen is a yes, unless the person did not want to answer. A derived opening fact is asked about through
    its inputs.
    """
    seen = set(_seen(book, answers))

    def of(gate: str) -> bool | None:
        if gate in answers.marks:
            return answers.marks[gate] == Mark.MAYBE
        if gate in answers.known or gate in seen:
            return answers.known.get(gate) is True or gate in seen
        asked = any(n in skip or answers.marks.get(n) == Mark.DECLINED for n in inputs_of(book, gate))
        return False if asked else None

    return {gate: of(gate) for gate in dict.fromkeys(gate for gates in openers(book).values() for gate in gates)}


def is_likely(book: Book, answers: Answers, name: str, said: Mapping[str, bool | None]) -> bool:
    """Tell whether what was :func:`heard` about the groups of a fact leaves it likely.

    It is not when each opening question that was asked got a no, no answer, or "not known". A broad question that stands behind another
    one of which nothing is known stays likely: it is asked before any single one.
    """
    gates = openers(book).get(name)
    if not gates:
        return True
    told = [said[gate] for gate in gates]
    if True in told or False not in told:
        return True
    return bool(book.facts[name].opens) and not any(gate in answers.known or gate in answers.marks for gate in gates)


def passed_over(book: Book, answers: Answers, name: str, skip: Collection[str] = ()) -> bool:
    """Tell whether a worker may go through a fact that is not likely: the broad questions about its group got "no" or "not known".

    What stands behind a question that the person did not want to answer is left alone, and so is what a fact excludes that is no sign:
    no questions about a child to an adult, none about decisions of authorities that have done nothing.
    """
    gates = openers(book).get(name, ())
    shut = (g for g in gates if book.facts[g].polarity != "risk" and (answers.known.get(g) is False or g in skip))
    closed = any(shut) or any(answers.marks.get(g) == Mark.DECLINED for g in gates)
    return bool(gates) and not closed and not is_likely(book, answers, name, heard(book, answers, skip))


@of_book
def _gates_of_child(book: Book) -> tuple[str, ...]:
    """The opening facts without a question of their own that a rule on the route of a child tests itself."""
    tested = set().union(*(tested_facts(rule) for rule in book.rules.values() if rule.part == "child"))
    return tuple(f.id for f in book.facts.values() if f.opens and not f.askable and f.id in tested)


def about_child(book: Book, name: str) -> bool:
    """Tell whether a fact is asked about because the person is or may be a child, or tells whether that is so."""
    return any(name in book.facts[gate].opens or name in inputs_of(book, gate) for gate in _gates_of_child(book))


def first_of_child(book: Book, answers: Answers) -> Collection[str]:
    """Return what is asked first about somebody who is or may be a child: who looks after them and how they are.

    These are the facts behind the question whether it is a child that belong to the context and to no form of exploitation.
    """
    names = (n for gate in _gates_of_child(book) if answers.known.get(gate) is True for n in book.facts[gate].opens)
    return [n for n in names if book.facts[n].element == "context" and not book.facts[n].forms]
