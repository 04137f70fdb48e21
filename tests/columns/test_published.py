"""The counts of a comparison that are told hold against linear programming."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")
pytest.importorskip("z3", reason="the extra gate is not installed")

from tests.columns.published import IN_DANGER, REFUSED, Attack, Published, narrowest  # noqa: E402
from tests.effort import at_most  # noqa: E402
from tests.worlds import book, duty, rule  # noqa: E402
from tunnistus import columns, testing  # noqa: E402
from tunnistus.columns.counts import Cell, Link, told  # noqa: E402
from tunnistus.rules.model import Cite, Clause, Const  # noqa: E402
from tunnistus.shipping import source  # noqa: E402

OLD, NEW = date(2022, 12, 31), date(2023, 1, 1)
LEAST, BASE = 5, 10
SINCE = ", valid: {from: 2023-01-01}"


# -- what is told of a comparison --------------------------------------------------------------------------------------


def test_counts_are_told_rounded_down_and_none_of_few() -> None:
    made = book(rule(f"one: {duty('a', more=SINCE)}\ntwo: {duty('b', more=SINCE)}"))
    data = pa.table({"a": [True] * 98 + [False] * 102, "b": [False] * 98 + [True] * 3 + [False] * 99})
    plain, found = (columns.compare(data, "r", OLD, NEW, book=made, at_least=n, examples=1) for n in (1, LEAST))
    assert (plain.base, found.base) == (1, BASE)
    counts = [[each["people"].to_pylist() for each in (c.rules, c.outcomes, c.clauses, c.acts)] for c in (plain, found)]
    assert counts == [[[101], [101], [98, 3], [101]], [[100], [100], [90], [90]]]
    assert found.clauses["after"].to_pylist() == ["one"]
    assert found.examples.num_rows == 1


def test_all_people_but_a_few_are_told_as_many_that_leave_more() -> None:
    made = book(rule(f"one: {duty('a', more=SINCE)}"))
    for rest in (0, 1, 3, 8):
        data = pa.table({"a": [True] * 200 + [False] * rest})
        found = columns.compare(data, "r", OLD, NEW, book=made, at_least=LEAST)
        assert [each["people"].to_pylist() for each in (found.rules, found.outcomes, found.clauses, found.acts)] == [[190]] * 4


def test_nothing_is_said_not_to_be_there_when_it_is_left_out() -> None:
    made = book(rule(f"one: {duty('a', more=SINCE)}"))
    found = columns.compare(pa.table({"a": [True] * 3 + [False] * 60}), "r", OLD, NEW, book=made, at_least=LEAST, examples=1)
    assert [t.num_rows for t in (found.rules, found.outcomes, found.clauses, found.acts, found.examples)] == [0] * 5
    said = {
        "fi": (
            "jaollisia luvulla 10",
            "voi siis koskea muutamaa ihmistä",
            "Älä julkaise",
            "Lopputulos voi silti muuttua muutamalla",
        ),
        "sv": (
            "delbara med 10",
            "kan alltså gälla några få",
            "Publicera inte",
            "kan ändå ändras för några få",
        ),
        "en": (
            "multiples of 10",
            "can therefore concern a few people",
            "Do not publish",
            "can still change for a few people",
        ),
    }
    for lang, sentences in said.items():
        assert [each for each in sentences if each not in found.explain(lang)] == []
    nobody = {"fi": "Kenenkään lopputulos ei muutu", "sv": "ändras inte för någon", "en": "Nobody"}
    assert [lang for lang, each in nobody.items() if each in found.explain(lang)] == []


# -- the attack ------------------------------------------------------------------------------------------------------


def reforms(count: int) -> list[tuple[str, date, date]]:
    """A rule set of the shipped book, a day before and one after something of it changed."""
    days: dict[str, set[date]] = {}
    for each in source.book().rules.values():
        for window in (each.valid, *(clause.valid for clause in each.clauses)):
            days.setdefault(each.ruleset, set()).update(day for day in (window.since,) if day)
    dice = random.Random(1)
    found: dict[tuple[str, date, date], None] = {}
    while len(found) < count:
        topic = dice.choice(sorted(name for name, changed in days.items() if changed))
        after, before = sorted(dice.choices(sorted(days[topic]), k=2), reverse=True)
        found[topic, before - timedelta(1), after] = None
    return list(found)


def published(topic: str, before: date, after: date, people: int, seed: int) -> Published:
    """What is counted, and told, of people who are drawn for a reform, with judgements."""
    facts = columns.facts(topic)
    judged = {name: (fact.judgement.who[0], before) for name, fact in facts.items() if fact.judgement}
    values = {name: facts[name].values or (True, False) for name in judged}
    shares: dict[str, Any] = {name: dict.fromkeys(of, 0.9 / len(of)) for name, of in values.items()}
    data = testing.population(people, seed=seed, rules=topic, as_of=date(2026, 11, 24), marginals=shares)
    plain, found = (columns.compare(data, topic, before, after, judged=judged, at_least=n) for n in (1, LEAST))
    assert all(n % BASE == 0 for each in (found.rules, found.outcomes, found.clauses, found.acts) for n in each["people"].to_pylist())
    return Published.of(plain, found)


def attacked(given: list[Published]) -> int:
    """Attack all of it; how many counts were attacked, if none was found and most large ones are told."""
    attacks = 0
    for each in given:
        count, near = narrowest(each, LEAST, BASE)
        assert near == []
        attacks += count
    large = [(key, each) for each in given for key, n in each.true.items() if n >= 2 * BASE]
    assert sum(each.told[key] > 0 for key, each in large) >= 0.8 * len(large) > 0
    assert all(each.told[key] <= n for each in given for key, n in each.true.items())
    return attacks


def test_no_hidden_count_of_some_reforms_is_bounded_closely() -> None:
    assert attacked([published(*reform, people=60, seed=n) for n, reform in enumerate(reforms(8))]) > 10


@pytest.mark.deep(40)
def test_no_hidden_count_of_fifty_reforms_is_bounded_closely_by_a_thousand_attacks() -> None:
    sizes = (40, 50, 60, 80, 120, 250)
    given = [published(*reform, people=size, seed=n) for n, reform in enumerate(reforms(50)) for size in sizes]
    assert attacked(given) >= 1000


Output = tuple[str, str]
Kind = tuple[int, Mapping[Output, str], Mapping[Output, str], Sequence[Link]]
OUTCOMES = ("granted", "refused", "other")
CLAUSES = [
    Link(None, Clause(name, "duty", Const(1), cite=(Cite(act, "1"),)), ("added",))
    for name, act in (("one", "X"), ("two", "X"), ("three", "Y"))
]
STATES = ("yes", "no", "open")
TELLING = [
    1,
    2,
    3,
    4,
    6,
    9,
    10,
    11,
    19,
    20,
    29,
    30,
    39,
    59,
]  # also of how many it takes to stand just before a multiple, and on one


@st.composite
def sides(draw: st.DrawFn, outside: str) -> dict[Output, str]:
    """In which state a person of a kind has each output on one side; ``outside``: the rule gives nobody anything on it."""
    if outside or draw(st.integers(0, 4)) == 0:
        return dict.fromkeys(((part, name) for part in ("due", "option") for name in OUTCOMES), outside or "out_of_scope")
    due = draw(st.sampled_from((*OUTCOMES, "")))
    states: dict[Output, str] = {("due", name): "yes" if name == due else draw(st.sampled_from(STATES[1:])) for name in OUTCOMES}
    return states | {("option", name): draw(st.sampled_from(STATES)) for name in OUTCOMES}


@st.composite
def counted(draw: st.DrawFn) -> Any:
    """What is counted of some kinds of people, as somebody would choose them who wants the counts to tell."""
    outside = draw(st.sampled_from(("", "", "not_in_force")))
    kinds = [
        (
            draw(st.sampled_from(TELLING)),
            draw(sides(outside)),
            draw(sides("")),
            [link for link in CLAUSES if draw(st.booleans())],
        )
        for _ in range(draw(st.integers(1, 6)))
    ]
    others = 0 if outside else draw(st.sampled_from((0, 0, 3, 40)))  # where a rule is in force on one side only, everybody differs
    return count(kinds, others, draw(st.sampled_from((0, 0, 3, 12))), scope=True)


def count(kinds: Sequence[Kind], others: int = 0, refused: int = 0, *, scope: bool = False) -> Any:
    """Count people of some kinds: how many, their states on both sides, and which clauses do not do the same if the rule gives something."""
    cells, rules, clauses, acts = Counter[Cell](), Counter[str](), Counter[tuple[str, Link]](), Counter[str]()
    for n, before, after, links in kinds:
        differing = [Cell("r", *output, before[output], after[output]) for output in before if before[output] != after[output]]
        gives = any({c.before, c.after} & {"yes", "open"} for c in differing)
        cells.update(dict.fromkeys(differing, n))
        rules.update({"r": n} if differing else {})
        clauses.update({("r", link): n for link in links if gives})
        acts.update(dict.fromkeys((act for link in links for act in link.acts if gives), n))
    return SimpleNamespace(
        pair=SimpleNamespace(rules=[SimpleNamespace(id="r")], alike=lambda rule: ["out_of_scope"] * scope), cells=cells, rules=rules, clauses=clauses, acts=acts,
        people=sum(n for n, *_ in kinds) + others + refused, refused=refused, in_danger=min(refused, 2),
    )  # fmt: skip


def keyed(cells: Any, rules: Any, clauses: Any, acts: Any, refused: int | None, in_danger: int | None) -> dict[Any, int]:
    found: dict[Any, int] = {("cell", c.rule, c.part, c.name, c.before, c.after): n for c, n in cells.items()}
    found |= {("rule", name): n for name, n in rules.items()} | {("act", name): n for name, n in acts.items()}
    found |= {("clause", name, None, link.after.name): n for (name, link), n in clauses.items()}
    return found | {REFUSED: refused or 0, IN_DANGER: in_danger or 0}


def given_away(counts: Any) -> Published:
    """What is told of counts; each is a multiple, and no more than there are."""
    shown = told(counts, LEAST)
    true = keyed(counts.cells, counts.rules, counts.clauses, counts.acts, counts.refused, counts.in_danger)
    seen = dict.fromkeys(true, 0) | keyed(shown.cells, shown.rules, shown.clauses, shown.acts, shown.refused, shown.in_danger)
    assert all(seen[key] <= n and (seen[key] % BASE == 0 or ((key, seen[key]) == (REFUSED, n) and n > BASE)) for key, n in true.items())
    acts = {("clause", "r", None, link.after.name): link.acts for link in CLAUSES if link.after}
    return Published(counts.people, true, seen, {key: of for key, of in acts.items() if key in true})


def due(name: str, otherwise: str = "no") -> dict[Output, str]:
    """One outcome is due, and the others are not."""
    return {("due", each): "yes" if each == name else otherwise for each in OUTCOMES}


NO, NOT_IN_FORCE, OPEN = due(""), due("", "not_in_force"), due("", "open")
CHOSEN: dict[str, list[Kind]] = {
    "all people less the others": [(10, NO, due("granted"), []), (10, NO, due("refused"), []), (10, NO, due("other"), []), (1, NO, NO, [])],
    "those of an outcome less the others": [(10, OPEN, due("granted", "open"), []), (10, NO, due("granted"), []), (1, due("granted"), NO, [])],
    "what is left when one outcome is due to everybody": [
        (3, NOT_IN_FORCE, due("granted"), []), (76, NOT_IN_FORCE, due("refused"), []), (56, NOT_IN_FORCE, due("other"), []),
    ],
    "a rule that was not in force": [(10, NOT_IN_FORCE, due("granted", "open"), []), (10, NOT_IN_FORCE, NO, []), (1, NOT_IN_FORCE, OPEN, [])],
    "nine clauses of one": [(1, NO, due(name), [link]) for name in OUTCOMES for link in CLAUSES],
}  # fmt: skip


def test_those_to_whom_a_rule_gives_nothing_are_told_by_what_is_told_of_the_others() -> None:
    """Else 3 people were found exactly: each of the other two counts would have bounds on both sides."""
    first, second = (
        told(count([(n, NOT_IN_FORCE, due(name), []) for n, name in zip(people, OUTCOMES, strict=True)]), LEAST)
        for people in ((3, 76, 56), (9, 71, 55))
    )
    assert first.cells == second.cells
    assert {cell.name: n for cell, n in first.cells.items() if cell.after == "no"} == {
        "granted": 100,
        "refused": 30,
        "other": 50,
    }


def test_a_total_says_no_more_than_its_parts() -> None:
    halves = [
        (19, NO, due("granted"), [CLAUSES[0], CLAUSES[2]]),
        (19, NO, due("refused"), [CLAUSES[1], CLAUSES[2]]),
    ]
    few = [(9, NO, due(name), CLAUSES[:1]) for name in OUTCOMES]
    for kinds, expected in (
        (halves, ([10, 10], 20, [10, 20, 10], [20, 20])),
        (few, ([0, 0, 0], 0, [0], [0])),
    ):
        shown = told(count(kinds, others=50), LEAST)
        assert [
            [*shown.cells.values()],
            shown.rules["r"],
            [*shown.clauses.values()],
            [*shown.acts.values()],
        ] == [*expected]


@pytest.mark.parametrize("what", CHOSEN)
def test_people_who_were_chosen_to_tell_a_small_count_do_not(what: str) -> None:
    attacks, near = narrowest(given_away(count(CHOSEN[what])), LEAST, BASE)
    assert (attacks > 0, near) == (True, [])


@given(counted())
@settings(max_examples=at_most(300), deadline=None)
def test_no_people_can_be_chosen_whose_hidden_counts_are_bounded_closely(counts: Any) -> None:
    if counts.people - counts.refused >= BASE:
        assert narrowest(given_away(counts), LEAST, BASE)[1] == []


@given(counted())
@settings(max_examples=at_most(300), deadline=None)
def test_what_is_told_is_itself_what_people_could_give_and_leaves_others(counts: Any) -> None:
    if (
        not any(cell.everybody for cell in counts.cells) and counts.people - counts.refused >= BASE
    ):  # else those to whom the rule gives nothing make up all people
        given = given_away(counts)
        nobody = {REFUSED: 0, IN_DANGER: 0}
        left = counts.people - counts.refused - BASE + 1
        attack = Attack(
            attrs.evolve(given, people=left, true=given.true | nobody, told=given.told | nobody),
            BASE,
            refused=True,
        )
        assert attack.can(*(count == attack.given.told[key] for key, count in attack.of.items()))


@given(counted(), st.data(), st.integers(0, BASE - 1))
@settings(max_examples=at_most(300), deadline=None)
def test_people_of_one_kind_more_than_those_who_are_told_change_no_word(counts: Any, data: st.DataObject, more: int) -> None:
    everybody = any(cell.everybody for cell in counts.cells)
    if counts.people - counts.refused < BASE:
        return
    shown = told(counts, LEAST)
    before, after = data.draw(sides("not_in_force" if everybody else "")), data.draw(sides(""))
    extra = count([(more, before, after, [link for link in CLAUSES if data.draw(st.booleans())])])
    nothing = {cell: 1 for cell in counts.cells if {cell.before, cell.after} == {"not_in_force", "no"}}  # any number
    cells = (Counter(shown.cells) + extra.cells) | Counter(nothing)
    rules = counts.rules if everybody else Counter(shown.rules) + extra.rules
    clauses, acts = Counter(shown.clauses) + extra.clauses, Counter(shown.acts) + extra.acts
    again = told(SimpleNamespace(**{**vars(counts), "cells": cells, "rules": rules, "clauses": clauses, "acts": acts}), LEAST)
    for name in ("cells", "rules", "clauses", "acts"):
        assert +Counter(getattr(again, name)) == +Counter(getattr(shown, name))


def test_what_is_told_does_not_hang_on_the_order_of_the_rows() -> None:
    """Of equal counts always the same one is lowered: here one of three tens, of 31 people."""
    kinds = [(n, NO, due(name), []) for n, name in zip((10, 10, 10), OUTCOMES, strict=True)]
    one, other = (told(count(each, others=1), LEAST) for each in (kinds, kinds[::-1]))
    assert one.cells == other.cells
    assert sorted(one.cells.values()) == [0, 10, 10]


@given(counted())
@settings(max_examples=at_most(50), deadline=None)
def test_everything_is_told_as_it_is_where_nothing_is_to_be_hidden(counts: Any) -> None:
    shown = told(counts, 1)
    assert (shown.cells, shown.rules, shown.clauses, shown.acts) == (
        counts.cells,
        {"r": counts.rules["r"]},
        counts.clauses,
        counts.acts,
    )
    assert (shown.refused, shown.in_danger) == (counts.refused, counts.in_danger)
