"""The tree of a rule: outcomes, the clauses that lead to them, and their conditions, with a person's state at each node. No language yet.

One fold over the algebra. Without a person no node has a state; of a person each has the one that deciding finds, over all completions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

import attrs

from tunnistus.deciding.compiled import Conditions
from tunnistus.deciding.expand import EVERYBODY, without_use, worlds_by_day
from tunnistus.discreet import discreet
from tunnistus.explaining.explain import Decision
from tunnistus.rules.formula import Formula, analyse
from tunnistus.rules.model import AtLeast, Book, Clause, Const, Node, Not, Rule, Test, Use
from tunnistus.rules.relations import relations_of
from tunnistus.rules.truth import FALSE, TRUE, Truth, join

__all__ = ["MET", "OPEN_STATE", "UNMET", "Branch", "of_decision", "of_rule"]

MET: Final = "met"
UNMET: Final = "unmet"
OPEN_STATE: Final = "open"
STATES: Final = (OPEN_STATE, MET, UNMET)  # by truth value
OF_OUTCOMES: Final = {"due": MET, "option": MET, "reached": MET, "open": OPEN_STATE, "excluded": UNMET}


@discreet
@attrs.frozen(repr=False)
class Branch:
    """A node of the picture. Its state is not in its ``repr``.

    Attributes:
        id: the way from the root, ``2.1.3``.
        kind: ``rule``, ``scope``, ``outcome``, ``clause``, or a node of the algebra: ``test``, ``not``, ``at_least``, ``use``, ``const``.
        shows: the rule, the id of the outcome, the clause or the node of the algebra.
        state: ``met``, ``unmet`` or ``open``; empty where nobody is decided.
        because: how an outcome stands (see :meth:`Decision.state`), or ``beaten`` of a clause whose condition is met.
        others: of a clause the names of those that beat it.
    """

    id: str
    kind: str
    shows: Rule | Clause | Node | str
    state: str = ""
    because: str = ""
    others: tuple[str, ...] = ()
    under: tuple[Branch, ...] = ()

    def __repr__(self) -> str:
        return f"<Branch {self.id} {self.kind}>"


Judge = Callable[[str, Node], str]  # the state of a node of the condition of a clause, or with no clause of the scope


def of_rule(book: Book, rule: Rule, on: date | None = None) -> Branch:
    """Return the tree of a rule that nobody is decided by; of all its versions, or by the day of deciding of one."""
    cut = on is not None and rule.clock == "decision"
    clauses = [c for c in rule.clauses if not cut or on in c.valid]  # type: ignore[operator]
    return _tree(rule, clauses, lambda clause, node: "", {}, {})


def of_decision(d: Decision) -> Branch:
    """Return the tree of a rule with the state of the person at each node, in the versions that the dates touch."""
    truths = _truths(d)
    standing = {each.clause.name: (STATES[each.applies], _beaten(each.when, each.applies), each.beaten_by) for each in d.clauses}
    outcomes = {o: d.state(o) for o in d.rule.outcomes} if d.in_force else {}
    return _tree(d.rule, [c.clause for c in d.clauses], lambda clause, node: STATES[truths[clause, node]], standing, outcomes)


def _beaten(when: Truth, applies: Truth) -> str:
    return "beaten" if when == TRUE and applies == FALSE else ""


Standing = Mapping[str, tuple[str, str, tuple[str, ...]]]


def _tree(rule: Rule, clauses: Iterable[Clause], judge: Judge, standing: Standing, outcomes: Mapping[str, str]) -> Branch:
    clauses = list(clauses)

    def clause(id_: str, each: Clause) -> Branch:
        state, because, others = standing.get(each.name, ("", "", ()))
        return Branch(id_, "clause", each, state, because, others, (_node(f"{id_}.1", each.when, lambda n: judge(each.name, n)),))

    def outcome(id_: str, name: str) -> Branch:
        leading = [c for c in clauses if c.then == name]
        under = tuple(clause(f"{id_}.{n}", c) for n, c in enumerate(leading, 1))
        how = outcomes.get(name, "")
        return Branch(id_, "outcome", name, OF_OUTCOMES.get(how, ""), how, (), under)

    makers: list[Callable[[str], Branch]] = []
    if rule.scope != EVERYBODY:
        makers.append(lambda id_: _scope(id_, rule, judge))
    makers += [lambda id_, name=name: outcome(id_, name) for name in rule.outcomes]  # type: ignore[misc]
    makers += [lambda id_, each=each: clause(id_, each) for each in clauses if not each.then]  # type: ignore[misc]
    return Branch("0", "rule", rule, under=tuple(make(f"{n}") for n, make in enumerate(makers, 1)))


def _scope(id_: str, rule: Rule, judge: Judge) -> Branch:
    under = _node(f"{id_}.1", rule.scope, lambda n: judge("", n))
    return Branch(id_, "scope", rule, under.state, under=(under,))


def _node(id_: str, node: Node, judge: Callable[[Node], str]) -> Branch:
    """The fold: one branch for each node; that a fact is not so is one sentence."""
    node = _lone(node)
    if isinstance(node, Not) and isinstance(node.of, Test) and node.of.cells in ((True,), (False,)):
        return Branch(id_, "test", Test(node.of.fact, (not node.of.cells[0],)), judge(node))
    kind = {Test: "test", Not: "not", AtLeast: "at_least", Use: "use", Const: "const"}[type(node)]
    under = tuple(_node(f"{id_}.{n}", child, judge) for n, child in enumerate(_shown(node), 1))
    return Branch(id_, kind, node, judge(node), under=under)


def _lone(node: Node) -> Node:
    """A list of one is its only child."""
    return _lone(node.of[0]) if isinstance(node, AtLeast) and node.k == len(node.of) == 1 else node


def _shown(node: Node) -> Iterator[Node]:
    """What stands below a node: in a list of which all are needed, or one, what a list of the same kind holds stands beside the rest."""
    for child in map(_lone, _children(node)):
        alike = isinstance(node, AtLeast) and isinstance(child, AtLeast) and _kind(node) == _kind(child) != ""
        yield from _shown(child) if alike else (child,)


def _kind(node: AtLeast) -> str:
    return "any" if node.k == 1 else "all" if node.k == len(node.of) else ""


def _children(node: Node) -> tuple[Node, ...]:
    if isinstance(node, AtLeast):
        return node.of
    return (node.of,) if isinstance(node, Not) else ()


def _every(node: Node) -> Iterator[Node]:
    yield node
    for child in _children(node):
        yield from _every(child)


# -- states ------------------------------------------------------------------------------------------------------


def _truths(d: Decision) -> dict[tuple[str, Node], Truth]:
    """The truth of every node over all completions and in all versions: by the name of the clause and the node, of the scope by no name."""
    asked = _asked(d)
    forms = dict.fromkeys(form for several in asked.values() for form in several)
    book = d.case.book
    table = Conditions(forms, book.facts, relations_of(book))
    found = {form: table.truth(form, d.known)[0] for form in forms}
    return {key: join(found[form] for form in several) for key, several in asked.items()}


def _asked(d: Decision) -> dict[tuple[str, Node], list[Formula]]:
    book, rule = d.case.book, d.rule
    made: dict[Node, Formula] = {}

    def form(node: Node) -> Formula:
        if node not in made:
            made[node] = analyse(node, book.facts, relations_of(book))
        return made[node]

    asked: dict[tuple[str, Node], list[Formula]] = {("", node): [form(node)] for node in _every(rule.scope)}
    for days, world in worlds_by_day(book, rule, d.case.dates):
        for clause, _, _ in world.clauses:
            for node in _every(clause.when):
                asked.setdefault((clause.name, node), []).append(form(without_use(book, node, days, rule.scope)))
    return asked
