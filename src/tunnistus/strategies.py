"""Hypothesis strategies for importing services and rule authors: answers, dates, whole cases, and generated rule sets.

Nothing is filtered; examples shrink to few and early facts, early dates and simple conditions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tunnistus.answers import Dates, Judged, Mark
from tunnistus.formula import cells, leaves
from tunnistus.model import (
    EFFECTS,
    AtLeast,
    Book,
    Cell,
    Cite,
    Clause,
    Const,
    Fact,
    Judgement,
    Length,
    Node,
    Not,
    Notice,
    Period,
    Rule,
    RuleSet,
    Span,
    Test,
    Use,
    Value,
    Window,
)  # fmt: skip

__all__ = ["answers", "cases", "completions", "dates", "rulesets"]

EARLY, LATE = date(2015, 1, 1), date(2020, 1, 1)


def dates(book: Book, rule: str | None = None) -> st.SearchStrategy[Dates]:
    """Dates around the borders of a rule's versions, or of all rules: each border, the day before and the day after."""
    rules = [book.rules[rule]] if rule else list(book.rules.values())
    days = {EARLY}
    for each in rules:
        for window in (each.valid, *(c.valid for c in each.clauses)):
            for edge in filter(None, (window.since, window.until)):
                days |= {edge + timedelta(days=n) for n in (-1, 0, 1)}
    day = st.sampled_from(sorted(days))
    return st.builds(_dates, day, st.none() | day, st.none() | day, st.none() | day)


def _dates(as_of: date, act_from: date | None, act_to: date | None, applied_on: date | None) -> Dates:
    low, high = (min(d, as_of) if d else None for d in (act_from, act_to))
    if low and high and low > high:
        low, high = high, low
    return Dates(as_of, low, high, min(applied_on, as_of) if applied_on else None)


def _values(book: Book, fact: Fact) -> list[Value]:
    """Values of a fact worth telling apart: one for each cell over all rules."""
    tests: list[tuple[Cell, ...]] = book.memo.setdefault("tests", _tests(book)).get(fact.id, [])
    return list(cells(fact, tests))


def _tests(book: Book) -> dict[str, list[tuple[Cell, ...]]]:
    found: dict[str, list[tuple[Cell, ...]]] = {}
    for rule in book.rules.values():
        for node in (*(c.when for c in rule.clauses), *(n.when for n in rule.notices)):
            for test, _ in leaves(node):
                found.setdefault(test.fact, []).append(test.cells)
    return found


def answers(book: Book, facts: Sequence[str] | None = None, *, marks: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Answers to some of the facts (default: all that may be answered), as ``assess`` takes them.

    Derived facts are left to be derived. Judgements are made by their first decider on an early day.
    """
    names = [n for n in (facts if facts is not None else list(book.facts)) if not book.facts[n].derived]
    optional = {n: _answer(book, book.facts[n], marks) for n in names}
    return st.fixed_dictionaries({}, optional=optional)


def _answer(book: Book, fact: Fact, marks: bool) -> st.SearchStrategy[Any]:
    plain: st.SearchStrategy[Any] = st.sampled_from(_values(book, fact))
    if fact.judgement:
        who = fact.judgement.who[0]
        plain = plain.map(lambda v: Judged(v, by=who, on=date(1900, 1, 1)))
    return plain | st.sampled_from(list(Mark)) if marks else plain


@st.composite
def completions(draw: st.DrawFn, book: Book, facts: Sequence[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """The given answers and a value for every other of the facts: learning everything."""
    more = {n: draw(_answer(book, book.facts[n], False)) for n in facts if n not in given and not book.facts[n].derived}
    return {**given, **more}


@st.composite
def cases(draw: st.DrawFn, book: Book, facts: Sequence[str] | None = None) -> tuple[dict[str, Any], Dates]:
    """Answers and dates of one person."""
    return draw(answers(book, facts)), draw(dates(book))


# -- generated rule sets -----------------------------------------------------------------------------------------

_FACTS = (
    Fact("b1", "bool", "made", 0, polarity="risk", evidence=True, element="means", stage=2),
    Fact("b2", "bool", "made", 1, polarity="risk", evidence=True, element="act", stage=3),
    Fact("b3", "bool", "made", 2, polarity="neutral", element="law", stage=1),
    Fact("e1", "enum", "made", 3, values=("x", "y", "z"), element="law"),
    Fact("n1", "number", "made", 4, low=0, high=9, element="law"),
    Fact("d1", "date", "made", 5, element="law"),
    Fact("j1", "bool", "made", 6, element="law", judgement=Judgement(("worker",), ("f",), ("a",))),
)
_SETTING: dict[str, Any] = {
    "acts": {"UlkL": {"number": "301/2004"}},
    "actors": {"worker": {"versions": [{"valid": {}}]}},
    "sources": {"s1": {"title": "S"}},
}


def _test() -> st.SearchStrategy[Node]:
    bools = st.sampled_from(["b1", "b2", "b3", "j1"]).map(lambda n: Test(n, (True,)))
    enums = st.sampled_from([("x",), ("y",), ("x", "z")]).map(lambda c: Test("e1", c))
    numbers = st.sampled_from([Span(None, 3), Span(4, None), Span(2, 6)]).map(lambda s: Test("n1", (s,)))
    days = st.sampled_from([Span(None, EARLY), Span(LATE, None)]).map(lambda s: Test("d1", (s,)))
    return st.one_of(bools, enums, numbers, days)


def _nodes(uses: Sequence[Use]) -> st.SearchStrategy[Node]:
    leaf: st.SearchStrategy[Node] = _test() | st.sampled_from([Const(1), Const(2)])
    if uses:
        leaf = leaf | st.sampled_from(list(uses))

    def wider(child: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        lists = st.lists(child, min_size=1, max_size=3).map(tuple)
        thresholds = lists.flatmap(lambda of: st.integers(1, len(of)).map(lambda k: AtLeast(k, of)))
        return child.map(Not) | thresholds

    return st.recursive(leaf, wider, max_leaves=5)


_WINDOWS = st.sampled_from([Window(), Window(EARLY, None), Window(None, LATE), Window(EARLY, LATE)])


@st.composite
def _rules(draw: st.DrawFn, name: str, uses: Sequence[Use]) -> Rule:
    ordered = draw(st.booleans())
    outcomes = ("low", "high") if not ordered else ("step1", "step2", "step3")
    clauses: list[Clause] = []
    for n in range(draw(st.integers(1, 4))):
        then = draw(st.sampled_from(["", *outcomes])) if not ordered else draw(st.sampled_from(outcomes))
        effect = draw(st.sampled_from(EFFECTS))
        firm = effect != "power"
        rivals = [c.name for c in clauses if firm and c.effect != "power" and then and c.then and c.then != then]
        beats = set(rivals) | set(draw(st.sets(st.sampled_from([c.name for c in clauses])))) if clauses and not ordered else set()
        period = draw(st.none() | st.just(Period("d1", Length(days=30), Length(months=6)))) if then else None
        cite = (Cite("UlkL", "52 a", "1", "3"),)
        clauses.append(
            Clause(
                f"c{n}",
                effect,
                draw(_nodes(uses)),
                then,
                tuple(sorted(beats)),
                draw(_WINDOWS),
                cite,
                (),
                "worker",
                period,
            )
        )
    valid = draw(st.sampled_from([Window(), Window(EARLY, None)]))
    clauses = [_inside(c, valid) for c in clauses]
    notices = (Notice("n", draw(_nodes(())), valid),) if draw(st.booleans()) else ()
    otherwise = draw(st.sampled_from(["", *outcomes])) if not ordered else outcomes[0]
    clock = draw(st.sampled_from(["decision", "act", "application"]))
    return Rule(name, "made", outcomes, tuple(clauses), otherwise, clock, "law", ordered, valid, notices)


def _inside(clause: Clause, valid: Window) -> Clause:
    import attrs

    return attrs.evolve(clause, valid=clause.valid.within(valid))


@st.composite
def rulesets(draw: st.DrawFn) -> Book:
    """A small book of rules that use each other, with all effects, clocks and kinds of facts, and no conflicts."""
    rules: list[Rule] = []
    uses: list[Use] = []
    for n in range(draw(st.integers(1, 3))):
        rule = draw(_rules(f"r{n}", tuple(uses)))
        rules.append(rule)
        uses += [Use(rule.id, o) for o in rule.outcomes]
    ruleset = RuleSet("made", "person", "law", LATE, tuple(r.id for r in rules), (), ("gap",), "digest")
    facts = {f.id: f for f in _FACTS}
    return Book(facts, {"made": ruleset}, {r.id: r for r in rules}, texts=_texts(facts, rules), digest="digest", **_SETTING)


def _texts(facts: Mapping[str, Fact], rules: Sequence[Rule]) -> dict[str, str]:
    texts = {
        "ruleset.made.title": "T.",
        "ruleset.made.not_encoded.gap": "G.",
        "act.UlkL.name": "laki",
        "actor.worker.0.name": "W",
    }
    for name, fact in facts.items():
        keys = {"bool": ("met", "unmet"), "enum": tuple(f"value.{v}" for v in fact.values)}.get(fact.type, ("value",))
        texts |= {
            f"fact.{name}.{key}": f"{name} {key} {{value}}." if key == "value" else f"{name} {key}." for key in (*keys, "ask", "plain")
        }
    texts |= {"fact.j1.for.f": "F.", "fact.j1.against.a": "A."}
    for rule in rules:
        texts |= {f"rule.{rule.id}.title": f"{rule.id}.", f"rule.{rule.id}.notice.n": "N."}
        texts |= {f"rule.{rule.id}.{register}.{o}": f"{rule.id} {o}." for o in rule.outcomes for register in ("says", "plain")}
        texts |= {f"rule.{rule.id}.{c.name}.{key}": f"{key}." for c in rule.clauses for key in ("period", "counting")}
    return texts
