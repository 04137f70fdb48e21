"""What follows in law, nearest first: in no language, and in the order in which a page has room for it.

What is certain of this person comes first. Then the way of a victim, which the rule data tell, gives the order, stage by stage,
whether something may be, fails or is open: of each stage its nearest line comes before the second of any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

import attrs

from tunnistus.explaining.assessed import Assessed
from tunnistus.explaining.explain import Decision, Question, Reason, together
from tunnistus.explaining.opening import is_asked
from tunnistus.rules.graph import tested_facts
from tunnistus.rules.model import Cite
from tunnistus.rules.roles import RULES, held, own_status
from tunnistus.rules.truth import TRUE

__all__ = ["Near", "closed", "decides", "judgements", "nearest", "place"]

SURE: Final = 3  # of what is certain these stand before what fails or is open, so that a page shows both


@attrs.frozen(eq=False)
class Near:
    """What one rule tells. ``kind`` is ``yes``, ``may``, ``not`` or ``open``.

    Attributes:
        outcome: what is due or may be; nothing where it fails or is open.
        reason: why that is so or why it fails.
        questions: what is worth asking next, as far as somebody reads.
    """

    kind: str
    decision: Decision = attrs.field(repr=False)
    outcome: str = ""
    reason: Reason | None = attrs.field(default=None, repr=False)
    questions: Iterable[Question] = attrs.field(default=(), repr=False)

    @cached_property
    def asked(self) -> str:
        """What decides, where it is open: see :func:`decides`."""
        return decides(self.decision, self.questions)

    @property
    def cite(self) -> Cite | None:
        """The place in the law of the clause that carries it, else the first of the rule."""
        return place(self.decision, self.reason.clauses if self.reason else ())


def place(d: Decision, clauses: Sequence[str] = ()) -> Cite | None:
    """Return one place in the law for a decision: of the first of some clauses that has one, else of the first of the rule."""
    told = [d.rule.clause(name) for name in clauses] or d.plan.clauses
    return next((cite for clause in told for cite in clause.cite), None)


def nearest(a: Assessed, questions: Iterable[Question]) -> tuple[Near, ...]:
    """Return what rules of law and rights tell of this person, the nearest first; neither what holds for everybody nor definitions.

    Args:
        questions: what is worth asking next; of an open rule the first that can change it decides.
    """
    route = held(a.case.book, "child", a.decisions)
    parts = ("law", "right", "child") if route and route.due else ("law", "right")
    decisions = [d for d in a.decisions.values() if d.rule.part in parts and d.rule.role not in RULES and d.counts and not _defines(d)]
    certain = [*_certain(decisions)]
    sure = _in_rounds(near for near in certain if near.kind == "yes")
    failing = closed(d for d in decisions if d.rule.part in ("law", "right"))
    fails = (Near("not", d, "", reason) for d, reason in failing)
    others = _in_rounds((*(near for near in certain if near.kind == "may"), *fails, *_open(decisions, questions)))
    return (*sure[:SURE], *others, *sure[SURE:])


def _certain(decisions: Sequence[Decision]) -> Iterator[Near]:
    """What is due or may be, and hangs on something known of the person; what holds otherwise stands among what fails."""
    for d in decisions:
        for outcome in d.certain():
            if outcome != d.rule.otherwise and (reason := d.why(outcome)).facts:
                yield Near("may" if outcome in d.options else "yes", d, outcome, reason)


def closed(decisions: Iterable[Decision], *, covered: bool = True) -> list[tuple[Decision, Reason]]:
    """Return the decisions that are settled at nothing, or at what holds otherwise, because of something known of the person.

    Args:
        covered: those of rules that cover all of what they are about; else those of which only a part is covered.
    """
    closed_ = [d for d in decisions if d.counts and not d.rule.ordered and d.rule.covers_part != covered and _settled_at_nothing(d)]
    reasons = [(d, [d.why(o) for o in d.rule.outcomes if o != d.rule.otherwise]) for d in closed_]
    found = [(d, together(d, why)) for d, why in reasons if why]
    return [(d, reason) for d, reason in found if not own_status(d.case.book).issuperset(reason.facts)]


def _settled_at_nothing(d: Decision) -> bool:
    return not d.options and d.due in (None, d.rule.otherwise) and (d.settled or not d.possible)


def _open(decisions: Sequence[Decision], questions: Iterable[Question]) -> Iterator[Near]:
    """Rules that are open, and on which something known bears."""
    for d in decisions:
        known = d.case.answers.known
        if not (d.due or d.options) and d.possible and not d.settled and any(n in known for n in d.facts):
            yield Near("open", d, questions=questions)


def decides(d: Decision, questions: Iterable[Question] = ()) -> str:
    """Return what decides an open rule: the first judgement that it waits for itself, not through another rule; else the first question
    that can change it, if it asks about that itself.
    """
    own = tested_facts(d.rule)
    judged = (n for n in d.missing if n in own and d.case.book.facts[n].judgement and is_asked(d.case.book, d.case.answers, n))
    if found := next(judged, ""):
        return found
    asked = next((q.fact for q in questions if any(change.rule == d.rule.id for change in q.changes)), "")
    return asked if asked in own else ""


def _defines(d: Decision) -> bool:
    return {clause.effect for clause in d.rule.clauses if clause.then} <= {"definition"}


def _in_rounds(every: Iterable[Near]) -> list[Near]:
    """Of each stage its nearest, then of each its second, and so on; rule sets that are known to concern the person first."""
    stages: dict[int, list[Near]] = {}
    for near in sorted(every, key=lambda near: (near.decision.in_scope != TRUE, *_position(near.decision))):
        stages.setdefault(_position(near.decision)[0], []).append(near)
    rounds = max(map(len, stages.values()), default=0)
    return [stages[stage][n] for n in range(rounds) for stage in sorted(stages) if n < len(stages[stage])]


def _position(d: Decision) -> tuple[int, int, int]:
    """The stage, the place of the rule set in it, and that of the rule in the rule set."""
    book, ruleset = d.case.book, d.rule.ruleset
    stage = next((n for n, rulesets in enumerate(book.way) if ruleset in rulesets), len(book.way))
    at = book.way[stage].index(ruleset) if stage < len(book.way) else list(book.rulesets).index(ruleset)
    return stage, at, book.rulesets[ruleset].rules.index(d.rule.id)


def judgements(decisions: Iterable[Decision]) -> dict[str, int]:
    """Return the open judgements that some decisions wait for, each with how few facts are missing where it decides most."""
    near: dict[str, int] = {}
    for d in decisions:
        for name in d.missing if d.counts else ():
            if d.case.book.facts[name].judgement and is_asked(d.case.book, d.case.answers, name):
                near[name] = min(len(d.missing), near.get(name, len(d.missing)))
    return near
