"""Mutants of a rule: the same rule with one small thing wrong. A good set of cases notices each of them.

Conditions are mutated as the rule has them, named ones and groups written out at every use: a mistake in one use is a mistake for
itself. An id tells rule, clause, kind and place, and no line, so it stays when a file moves on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

import attrs

from tunnistus.deciding.expand import DATES_OF
from tunnistus.rules.calendar import Length
from tunnistus.rules.decimals import after, before, unit
from tunnistus.rules.model import Amount, AtLeast, Cite, Clause, Const, Node, Not, Parameter, Rule, Span, Test, Use, Window
from tunnistus.rules.truth import FALSE, TRUE
from tunnistus.trying.coverage import Place, cell_name, leaf_name, leaf_places, put

__all__ = ["KINDS", "TOLD", "Mutant", "greater", "greater_amounts", "mutants", "parameter_mutants"]

KINDS: Final = {
    "flip": "a leaf of a condition says the opposite",
    "leaf": "a leaf of a condition is left out, with the `not` before it",
    "part": "a list inside a condition is left out: `all`, `any` or `at_least`",
    "member": "a value that a leaf names is left out",
    "bound": "a bound of a number or date is moved by one",
    "count": "one more or one less of a list is needed",
    "scope": "a leaf or list of whom a rule concerns says the opposite or is left out, or a value of it is",
    "clause": "a clause is left out",
    "effect": "a clause that orders, bars or defines only permits, or the other way round",
    "beats": "a clause does not beat another one",
    "date": "a version begins or ends a day earlier or later; of a rule, with what begins or ends with it",
    "otherwise": "a rule has no `otherwise`",
    "covers": "a rule that covers a part of a provision covers all of it",
    "clock": "a rule goes by another day: of deciding, of the deeds, of the application",
    "who": "somebody else decides by a clause",
    "cite": "a clause cites another section",
    "period": "a length of a period is one unit longer, or the period begins on another day that is asked for",
    "derived": "a number of the law that a derived fact counts with is one unit greater, for this fact alone",
    "parameter": "a number of the law is one unit greater from one of its days on, for whatever names it",
}
"""Kinds of mutants. Duty, bar, definition and practice give the same outcome, so only what permits is changed for what does not."""
TOLD: Final = ("who", "cite", "period")
"""Those that change no outcome: only what a case says of it with the key of this name notices them."""

CLOCKS: Final = ("decision", *DATES_OF)
_DAY: Final = timedelta(days=1)
_NUMBER: Final = re.compile(r"\d+(?!.*\d)")  # the last one: the section, and not its chapter


@attrs.frozen
class Mutant:
    """A rule with one thing wrong.

    Attributes:
        id: ``rule / clause / kind what``; stable while that part of the rule is.
        rule: the whole changed rule.
        where: ``file:line:column`` of the clause, else of the rule.
        fact: the fact of the leaf that is changed, if it is one.
    """

    id: str
    kind: str
    where: str
    rule: Rule = attrs.field(repr=False)
    fact: str = ""
    clause: str = ""


def mutants(rule: Rule, actors: Iterable[str] = (), days: Iterable[str] = ()) -> Iterator[Mutant]:
    """Yield every mutant of a rule, clause by clause in the order of the file.

    Args:
        actors: who else could decide; without them nobody does.
        days: date facts from which a period could begin.
    """
    others = [name for name in actors if name not in {c.who for c in rule.clauses}]
    starts = [name for name in days if name not in {c.period.start for c in rule.clauses if c.period}]
    for clause in rule.clauses:
        for kind, what, changed in (*_of_clause(rule, clause), *_told(rule, clause, others, starts)):
            clauses = tuple(changed if c is clause else c for c in rule.clauses)
            yield _mutant(rule, clause, kind, what, attrs.evolve(rule, clauses=tuple(c for c in clauses if c is not None)))
    for kind, change in _CONDITIONS.items():
        for what, scope in change(rule.scope):
            yield _mutant(rule, None, "scope", f"{kind} {what}", attrs.evolve(rule, scope=scope))
    for what, other in _other_days(rule):
        yield _mutant(rule, None, "date", what, other)
    windows = (rule.valid, *(clause.valid for clause in rule.clauses), *(notice.valid for notice in rule.notices))
    if any(window.edges for window in windows):
        for clock in CLOCKS:
            if clock != rule.clock:
                yield _mutant(rule, None, "clock", f"{rule.clock} to {clock}", attrs.evolve(rule, clock=clock))
    if rule.covers_part:
        yield _mutant(rule, None, "covers", "part", attrs.evolve(rule, covers_part=False))
    if rule.otherwise:
        yield _mutant(rule, None, "otherwise", rule.otherwise, attrs.evolve(rule, otherwise=""))


def _mutant(rule: Rule, clause: Clause | None, kind: str, what: str, changed: Rule) -> Mutant:
    head = f"{rule.id} / {clause.name}" if clause else rule.id
    fact = what.split(" ")[0] if kind in ("flip", "leaf", "member", "bound") else ""
    where = (clause.where if clause else "") or rule.where
    return Mutant(f"{head} / {kind} {what}".rstrip(), kind, where, changed, fact, clause.name if clause else "")


def _of_clause(rule: Rule, clause: Clause) -> Iterator[tuple[str, str, Clause | None]]:
    for kind, change in _CONDITIONS.items():
        for what, when in change(clause.when):
            yield kind, what, attrs.evolve(clause, when=when)
    yield "clause", "", None
    if not rule.ordered:  # a step is reached by whatever clause
        other = "duty" if clause.effect == "power" else "power"
        yield "effect", f"{clause.effect} to {other}", attrs.evolve(clause, effect=other)
    for name in clause.beats:
        yield "beats", name, attrs.evolve(clause, beats=tuple(b for b in clause.beats if b != name))
    for side, way, days in _shifts(clause.valid):
        if getattr(clause.valid, side) != getattr(rule.valid, side):
            yield "date", way, attrs.evolve(clause, valid=days)


def _told(rule: Rule, clause: Clause, others: Sequence[str], starts: Sequence[str]) -> Iterator[tuple[str, str, Clause]]:
    """The clause with another decider, citation, length or first day, none of which the rule has."""
    if clause.who:
        other = others[0] if others else ""
        yield "who", f"{clause.who} to {other or 'nobody'}", attrs.evolve(clause, who=other)
    for n, cite in enumerate(clause.cite):
        wrong = _another_section(cite, {(c.act, c.section) for each in rule.clauses for c in each.cite})
        cites = (*clause.cite[:n], wrong, *clause.cite[n + 1 :])
        yield "cite", f"{cite} to {wrong.section}", attrs.evolve(clause, cite=cites)
    period = clause.period
    if period:
        if name := period.shortest:
            yield "period", f"shortest {greater(name)}", attrs.evolve(clause, period=attrs.evolve(period, shortest=greater(name)))
        if name := period.longest:
            yield "period", f"longest {greater(name)}", attrs.evolve(clause, period=attrs.evolve(period, longest=greater(name)))
        for start in starts[:1]:
            yield "period", f"from {period.start} to {start}", attrs.evolve(clause, period=attrs.evolve(period, start=start))


def _another_section(cite: Cite, taken: Container[tuple[str, str]]) -> Cite:
    """The same place in the first later section that is not taken."""
    while (cite.act, cite.section) in taken:
        cite = attrs.evolve(cite, section=_NUMBER.sub(lambda found: str(int(found[0]) + 1), cite.section))
    return cite


def greater(name: str) -> str:
    """Return the name under which a parameter stands that is one unit greater in each of its versions."""
    return f"{name} + 1"


def greater_amounts(parameter: Parameter) -> Parameter:
    """Return a parameter with each of its versions one unit greater."""
    return Parameter(greater(parameter.id), tuple(attrs.evolve(each, amount=_more(each.amount)) for each in parameter.versions))


def parameter_mutants(parameter: Parameter) -> Iterator[tuple[str, Parameter]]:
    """Yield the parameter with one of its versions one unit greater, and what is greater."""
    for n, version in enumerate(parameter.versions):
        changed = attrs.evolve(version, amount=_more(version.amount))
        since = f"from {version.since} " if version.since else ""
        yield f"{since}+ 1", attrs.evolve(parameter, versions=(*parameter.versions[:n], changed, *parameter.versions[n + 1 :]))


def _more(amount: Amount) -> Amount:
    if isinstance(amount, date):
        return amount + _DAY
    return Length(*(count + 1 if count else 0 for count in attrs.astuple(amount)))


# -- conditions --------------------------------------------------------------------------------------------------

Changes = Iterator[tuple[str, Node]]


def _at(place: Place) -> str:
    return " @" + ".".join(map(str, place)) if place else ""


def _flips(when: Node) -> Changes:
    for place, leaf in leaf_places(when):
        yield leaf_name(leaf) + _at(place), put(when, place, Not(leaf))


def _leaves(when: Node) -> Changes:
    for place, leaf in leaf_places(when):
        yield leaf_name(leaf) + _at(place), _without(when, place)


def _parts(when: Node) -> Changes:
    for place, node in _lists(when):
        if place and len(node.of) > 1:
            yield f"{node.k} of {len(node.of)}{_at(place)}", _without(when, place)


def _without(node: Node, place: Place) -> Node:
    """Leave a part out: what is around it holds as if it were not written. A condition that is only this part always holds."""
    for n in range(len(place), 0, -1):
        parent = _inner(node, place[: n - 1])
        if isinstance(parent, AtLeast) and len(parent.of) > 1:
            return put(node, place[:n], Const(TRUE if parent.k == len(parent.of) else FALSE))
    return Const(TRUE)


def _inner(node: Node, place: Place) -> Node:
    for n in place:
        node = node.of[n] if isinstance(node, AtLeast) else node.of  # type: ignore[union-attr]
    return node


def _members(when: Node) -> Changes:
    for place, leaf in leaf_places(when):
        if isinstance(leaf, Test) and len(leaf.cells) > 1:
            for n, cell in enumerate(leaf.cells):
                rest = attrs.evolve(leaf, cells=leaf.cells[:n] + leaf.cells[n + 1 :])
                yield f"{leaf.fact} without {cell_name(cell)}{_at(place)}", put(when, place, rest)


def _bounds(when: Node) -> Changes:
    for place, leaf in leaf_places(when):
        if isinstance(leaf, Use):
            continue
        for n, cell in enumerate(leaf.cells):
            for side, way, moved in _moved(cell):
                test = attrs.evolve(leaf, cells=(*leaf.cells[:n], moved, *leaf.cells[n + 1 :]))
                yield f"{leaf.fact} {side} {getattr(cell, side)} {way}{_at(place)}", put(when, place, test)


def _moved(cell: Any) -> Iterator[tuple[str, str, Span]]:
    """A span with one of its ends moved by one; never an empty one."""
    for side in ("low", "high") if isinstance(cell, Span) else ():
        end = getattr(cell, side)
        if end is not None:
            one: Any = _DAY if isinstance(end, date) else unit(end)
            by = 1 if one == _DAY else one
            for way, to in ((f"- {by}", before(end, one)), (f"+ {by}", after(end, one))):
                span: Any = attrs.evolve(cell, **{side: to})
                if span.low is None or span.high is None or span.low <= span.high:
                    yield side, way, span


def _counts(when: Node) -> Changes:
    for place, node in _lists(when):
        for k in (node.k - 1, node.k + 1):
            if 1 <= k <= len(node.of):
                yield f"{k} for {node.k} of {len(node.of)}{_at(place)}", put(when, place, AtLeast(k, node.of))


def _lists(node: Node, place: Place = ()) -> Iterator[tuple[Place, AtLeast]]:
    if isinstance(node, AtLeast):
        yield place, node
    for n, child in enumerate(node.of if isinstance(node, AtLeast) else (node.of,) if isinstance(node, Not) else ()):
        yield from _lists(child, (*place, n))


_CONDITIONS: Final[dict[str, Callable[[Node], Changes]]] = {
    "flip": _flips, "leaf": _leaves, "part": _parts, "member": _members, "bound": _bounds, "count": _counts,
}  # fmt: skip


# -- dates -------------------------------------------------------------------------------------------------------


def _shifts(window: Window) -> Iterator[tuple[str, str, Window]]:
    for side, word in (("since", "from"), ("until", "until")):
        day = getattr(window, side)
        if day is not None:
            for way, to in (("- 1", day - _DAY), ("+ 1", day + _DAY)):
                yield side, f"{word} {day} {way}", attrs.evolve(window, **{side: to})


def _other_days(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """The rule with another first or last day, and with it its clauses and notices that begin or end with it."""
    for side, way, days in _shifts(rule.valid):
        old, new = getattr(rule.valid, side), getattr(days, side)

        def along(part: Any, side: str = side, old: date = old, new: date = new) -> Any:
            return attrs.evolve(part, valid=attrs.evolve(part.valid, **{side: new})) if getattr(part.valid, side) == old else part

        yield way, attrs.evolve(rule, valid=days, clauses=tuple(map(along, rule.clauses)), notices=tuple(map(along, rule.notices)))
