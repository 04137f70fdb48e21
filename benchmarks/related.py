"""One formula over facts that stand in relations, beside the same formula without the relations. Needs no peer."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

import tunnistus as tn
from benchmarks import frame
from benchmarks.workloads import SEED
from tests import reference
from tunnistus.deciding.decide import Case
from tunnistus.explaining.loaded import Loaded
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import AtLeast, Book, Clause, Node, Not, Rule, RuleSet, Test
from tunnistus.rules.relations import Group, relations_of
from tunnistus.shipping import source

DATES = Dates(date(2026, 11, 24))
PEOPLE = 400
KNOWN = 0.4  # share of the facts that is answered
ROUNDS = 9


def fact(name: str, *values: bool | str) -> Test:
    return Test(name, values or (True,))


def formula() -> Node:
    """On what somebody stays, in one condition; each fact stands where another could have said the same. None of it is law."""
    protected = (fact("asylum_pending"), fact("temporary_protection"), fact("residence_basis", "international_protection"))
    permit = (fact("residence_permit_held"), fact("victim_permit_held", "temporary_52a1", "continuous_52a2"))
    seeking = (fact("in_finland"), fact("citizenship", "third_country"), AtLeast(1, protected))
    staying = (fact("right_of_residence"), AtLeast(1, permit), Not(fact("citizenship", "finnish")))
    working = (fact("residence_basis", "work_permit", "seasonal_work"), Not(fact("other_permit_held", "none")))
    return AtLeast(1, (AtLeast(3, seeking), AtLeast(3, staying), AtLeast(2, working)))


def book(group: Group, related: bool) -> Book:
    """The shipped facts of a group and one rule about them, with or without what follows from what."""
    facts = {name: source.book().facts[name] for name in group.names}
    rule = Rule("stay", "bench", ("yes", "no"), (Clause("holds", "definition", formula(), "yes"),), otherwise="no")
    ruleset = RuleSet("bench", "person", "law", date(2999, 1, 1), ("stay",))
    return Book(facts, {"bench": ruleset}, {"stay": rule}, relations=group.relations if related else ())


def people(group: Group) -> list[dict[str, Any]]:
    """Some of what is so of people who can exist, the same every time."""
    dice = random.Random(SEED)
    rows = [dict(zip(group.names, dice.choice(group.rows(group.names, {})), strict=True)) for _ in range(PEOPLE)]
    return [{name: item for name, item in row.items() if dice.random() < KNOWN} for row in rows]


def _checked(rule: Loaded, given: list[dict[str, Any]]) -> int:
    """Hold decisions against the reference where it tries every way; all have to be exact."""
    frame.agree("decide under relations, exact", [rule.decide(c).exact for c in given], [True] * len(given))
    count = 0
    for answers in given:
        whole = reference.decide(Case(rule.book, read_answers(rule.book, answers, DATES), DATES), "stay")
        if whole.complete:
            decision = rule.decide(answers)
            have = decision.due, frozenset(decision.possible), frozenset(decision.missing)
            count += frame.agree("decide under relations", [have], [(whole.due, whole.possible, whole.missing)])
    return count


def parts() -> list[frame.Part]:
    """One part."""
    group = relations_of(source.book()).of["residence_basis"]
    given = people(group)
    with_, without, first = (tn.load("stay", on=DATES.as_of, book=book(group, related)) for related in (True, False, True))
    count = _checked(with_, given)
    kept = relations_of(first.book).of["residence_basis"].kept

    def anew(answers: Mapping[str, Any]) -> None:
        kept.clear()
        first.decide(answers).outcomes()

    times = frame.interleaved({
        "decide, without relations": frame.each(lambda c: without.decide(c).outcomes(), given),
        "decide, with relations": frame.each(lambda c: with_.decide(c).outcomes(), given),
        "decide, with relations, nobody like that before": frame.each(anew, given),
        "missing, without relations": frame.each(lambda c: without.decide(c).missing, given),
        "missing, with relations": frame.each(lambda c: with_.decide(c).missing, given),
    }, ROUNDS)  # fmt: skip
    ratios = [
        frame.Ratio(f"{what}, with relations ÷ without", times[f"{what}, with relations"] / times[f"{what}, without relations"], most)
        for what, most in (("decide", 2), ("missing", None))
    ]
    title = f"Relations: {len(group.names)} facts, {len(group.relations)} relations, one rule"
    said = f"{count:,} results agreed with the reference before anything was timed, and all are exact; 0 did not."
    note = "What is left of a group is kept for the combination of what is known of it, so the next person like that costs no search."
    return [frame.Part(title, said, ratios, times, [note])]
