"""What follows in law, nearest first: in no language, and in the order in which a page has room for it.

What is certain of this person comes first. Then the way of a victim gives the order, stage by stage, whether something may be, fails or is
open: of each stage its nearest line comes before the second of any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from tunnistus.explaining.assessed import Assessed
from tunnistus.explaining.danger import IN_VIEW
from tunnistus.explaining.explain import Decision, Question, Reason, together
from tunnistus.explaining.opening import is_asked
from tunnistus.rules.graph import tested_facts
from tunnistus.rules.model import Cite
from tunnistus.rules.truth import TRUE

__all__ = ["STAGES", "Near", "closed", "decides", "judgements", "nearest", "place"]

STAGES: Final[tuple[tuple[str, ...], ...]] = (
    (
        "law/assistance-system/admission", "law/assistance-system/proposal", "law/assistance-system/child",
        "law/assistance-system/identification", "law/assistance-system/measures", "law/assistance-system/organising",
        "law/assistance-system/services", "law/assistance-system/municipality-services", "law/assistance-system/procedure",
        "law/assistance-system/information", "law/assistance-system/general", "law/assistance-system/removal",
        "law/assistance-system/removal-course",
    ),
    ("law/assistance-system/recovery", "law/reflection-period/period", "law/reflection-period/course"),
    ("law/permit/victim",),
    ("law/permit/52d",),
    ("law/permit/employer",),
    ("law/permit/humane", "law/permit/asylum", "law/permit/conditions", "law/permit/procedure", "law/permit/refusal-in-country",
     "law/permit/refusal"),
    ("law/permit/length", "law/permit/permanent"),
    ("law/permit/family", "law/rights/child", "law/general/principles"),
    ("law/permit/stay",),
    ("law/rights/victim", "law/rights/police", "law/rights/hearing", "law/offence/consequences", "law/offence/trafficking",
     "law/offence/elements", "law/offence/aggravated", "law/offence/delimitation", "law/offence/delimitation-work",
     "law/offence/delimitation-child", "law/offence/delimitation-smuggling-and-coercion"),
    ("law/rights/victim-remedies", "law/assistance-system/costs-and-return"),
    ("law/rights/europe", "law/duties/directory"),
)  # fmt: skip
"""The stages of a victim's way, each with its rule sets; rule sets of others come after them, in the order of their files."""

WHO: Final = frozenset({"age_under_18", "may_be_child", "citizenship"})  # a rule that fails by these alone is about other people
SURE: Final = 3  # of what is certain these stand before what fails or is open, so that a page shows both


@attrs.frozen(eq=False)
class Near:
    """What one rule tells. ``kind`` is ``yes``, ``may``, ``not`` or ``open``.

    Attributes:
        outcome: what is due or may be; nothing where it fails or is open.
        reason: why that is so or why it fails.
        asked: what decides, where it is open: see :func:`decides`.
    """

    kind: str
    decision: Decision = attrs.field(repr=False)
    outcome: str = ""
    reason: Reason | None = attrs.field(default=None, repr=False)
    asked: str = ""

    @property
    def cite(self) -> Cite | None:
        """The place in the law of the clause that carries it, else the first of the rule."""
        return place(self.decision, self.reason.clauses if self.reason else ())


def place(d: Decision, clauses: Sequence[str] = ()) -> Cite | None:
    """Return one place in the law for a decision: of the first of some clauses that has one, else of the first of the rule."""
    told = [d.rule.clause(name) for name in clauses] or [each.clause for each in d.clauses]
    return next((cite for clause in told for cite in clause.cite), None)


def nearest(a: Assessed, questions: Iterable[Question]) -> tuple[Near, ...]:
    """Return what rules of law and rights tell of this person, the nearest first; neither what holds for everybody nor definitions.

    Args:
        questions: what is worth asking next; of an open rule the first that can change it decides.
    """
    route = a.decisions.get("child_route")
    parts = ("law", "right", "child") if route and route.due else ("law", "right")
    decisions = [d for n, d in a.decisions.items() if d.counts and d.rule.part in parts and n not in _ROUTE]
    asked: dict[str, str] = {}
    for question in questions:
        for change in question.changes:
            asked.setdefault(change.rule, question.fact)
    certain = [*_certain(decisions)]
    sure = _in_rounds(near for near in certain if near.kind == "yes")
    failing = closed(d for d in decisions if d.rule.part in ("law", "right") and not _defines(d))
    fails = (Near("not", d, "", reason) for d, reason in failing)
    others = _in_rounds((*(near for near in certain if near.kind == "may"), *fails, *_open(decisions, asked)))
    return (*sure[:SURE], *others, *sure[SURE:])


_ROUTE: Final = ("child_route", *IN_VIEW)


def _certain(decisions: Sequence[Decision]) -> Iterator[Near]:
    """What is due or may be, and hangs on something known of the person; what holds otherwise stands among what fails."""
    for d in decisions:
        for outcome in d.certain() if not _defines(d) else ():
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
    return [(d, reason) for d, reason in found if not set(reason.facts) <= WHO]


def _settled_at_nothing(d: Decision) -> bool:
    return not d.options and d.due in (None, d.rule.otherwise) and (d.settled or not d.possible)


def _open(decisions: Sequence[Decision], asked: dict[str, str]) -> Iterator[Near]:
    """Rules that are open, and on which something known bears."""
    for d in decisions:
        known = d.case.answers.known
        if not (d.due or d.options) and d.possible and not d.settled and not _defines(d) and any(n in known for n in d.facts):
            yield Near("open", d, asked=decides(d, asked.get(d.rule.id, "")))


def decides(d: Decision, asked: str = "") -> str:
    """Return what decides an open rule: the first judgement that it waits for itself, not through another rule; else a question."""
    own = tested_facts(d.rule)
    judged = (n for n in d.missing if n in own and d.case.book.facts[n].judgement and is_asked(d.case.book, d.case.answers, n))
    return next(judged, asked if asked in own else "")


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
    stage = next((n for n, rulesets in enumerate(STAGES) if d.rule.ruleset in rulesets), len(STAGES))
    at = STAGES[stage].index(d.rule.ruleset) if stage < len(STAGES) else list(d.case.book.rulesets).index(d.rule.ruleset)
    return stage, at, d.case.book.rulesets[d.rule.ruleset].rules.index(d.rule.id)


def judgements(decisions: Iterable[Decision]) -> dict[str, int]:
    """Return the open judgements that some decisions wait for, each with how few facts are missing where it decides most."""
    near: dict[str, int] = {}
    for d in decisions:
        for name in d.missing if d.counts else ():
            if d.case.book.facts[name].judgement and is_asked(d.case.book, d.case.answers, name):
                near[name] = min(len(d.missing), near.get(name, len(d.missing)))
    return near
