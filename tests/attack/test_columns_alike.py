"""Attack: columns differed from one person where an input of perhapses follows by a relation, and where a rule concerns nobody."""

import itertools
import random
from datetime import date
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="the extra columns is not installed")

from tests.engine_columns import column, table, verdicts
from tests.engines import said
from tests.gate import cell_values
from tests.worlds import FACT, FACTS, book, duty, rule
from tunnistus import columns
from tunnistus.deciding.decide import Case
from tunnistus.errors import Contradiction
from tunnistus.explaining.explain import decision_of
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import Book
from tunnistus.rules.truth import FALSE, OPEN, TRUE
from tunnistus.shipping import source

DATES = Dates(date(2024, 1, 1))


def perhaps(name: str, by: str) -> str:
    lines = [line for line in FACT.format(name=name).splitlines() if not line.strip().startswith(("ask:", "plain:"))]
    return "\n".join(lines) + f"\n    derived: {{by: {by}, from: [b, c]}}\n"


RELATED = (
    FACTS + perhaps("one_perhaps", "one_maybe") + perhaps("two_perhaps", "two_maybe")
    + "relations:\n  r: {if: {fact: a, is: true}, then: {fact: b, is: true}, because: Niin on.}\n"
)  # fmt: skip
STEPS = "outcomes: [granted, refused]\n    ordered: true\n    otherwise: granted"


def differing(of: Book) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """People of whom columns say something else, with what they say."""
    cases = []
    for row in itertools.product((None, True, False, "MAYBE"), repeat=3):
        raw = {name: item for name, item in zip("abc", row, strict=True) if item is not None}
        try:
            cases.append((raw, Case(of, read_answers(of, raw, DATES), DATES)))
        except Contradiction:
            continue
    assert len(cases) > 50
    made = columns.plan("r", book=of, as_of=DATES.as_of)
    data = table(of, [case for _, case in cases])
    found = verdicts(made, data.drop_columns([n for n in data.column_names if n in of.facts and of.facts[n].derived]))["r"]
    wanted = [said(decision_of(case, "r")) for _, case in cases]
    parts = ("in_scope", "due", "possible", "settled", "floor", "ceiling")
    told = [({p: _list(got[p]) for p in parts if p in got}, want) for got, want in zip(found, wanted, strict=True)]
    return [(raw, got) for (raw, _), (got, want) in zip(cases, told, strict=True) if got != {p: _list(want[p]) for p in got}]


def _list(item: Any) -> Any:
    return [*item] if isinstance(item, tuple | list) else item


@pytest.mark.parametrize("name", ["one_perhaps", "two_perhaps"])
def test_31_an_input_of_perhapses_that_follows_by_a_relation_is_answered(name: str) -> None:
    assert differing(book(rule(f"one: {duty(name)}"), facts=RELATED)) == []
    assert differing(book(rule(f"one: {duty('{not: ' + name + '}')}"), facts=RELATED)) == []


def test_31_of_whom_a_rule_does_not_concern_no_step_is_reached() -> None:
    of = book(rule(f"one: {duty('b', then='refused')}", head=STEPS, more="scope: a"), facts=RELATED)
    assert differing(of) == []
    cases = [Case(of, read_answers(of, {"a": False, "b": True}, DATES), DATES)]
    result = columns.plan("r", book=of, as_of=DATES.as_of).decide(table(of, cases))
    reached = [name for name in result.column_names if ".reached." in name]
    assert reached
    assert [result.column(name).to_pylist() for name in reached] == [[False]] * len(reached)


def test_31_a_row_is_refused_where_inputs_of_what_is_derived_contradict_by_a_relation() -> None:
    import pyarrow as pa

    of = book(rule(f"one: {duty('one_perhaps')}"), facts=RELATED)
    data = pa.table({"a": [True, True, None, True], "b": [True, False, False, None], "c": [False, False, True, False]})
    result = columns.decide(data, "r", book=of, as_of=DATES.as_of)
    assert result["refused"].to_pylist() == [False, True, False, False]
    assert result["r.due.granted"].to_pylist() == [False, None, False, False]
    with pytest.raises(Contradiction):
        read_answers(of, {"a": True, "b": False}, DATES)


TWO_WAYS = (
    FACTS + perhaps("two", "may_be_child").replace("from: [b, c]", "from: [b]")
    + "relations:\n  r: {if: {fact: a, is: true}, then: {fact: b, is: true}, because: Niin on.}\n"
    "  s: {if: {fact: c, is: true}, then: {fact: two, is: false}, because: Niin on.}\n"
)  # fmt: skip


def test_31_what_follows_in_two_ways_that_contradict_refuses_the_row_and_comes_to_an_end() -> None:
    """Two answers alone say nothing of each other: by one of them the input follows, by the other what is derived from it."""
    import pyarrow as pa

    of = book(rule(f"one: {duty('two')}"), facts=TWO_WAYS)
    result = columns.decide(pa.table({"a": [True, True, None], "c": [True, None, True]}), "r", book=of, as_of=DATES.as_of)
    assert result["refused"].to_pylist() == [True, False, False]
    assert result["r.due.granted"].to_pylist() == [None, True, False]


def test_31_a_row_is_refused_just_where_its_person_contradicts() -> None:
    import pyarrow as pa

    of = book(rule(f"one: {duty('two')}"), facts=TWO_WAYS)
    names, rows = ("a", "b", "c", "two"), [*itertools.product((None, True, False), repeat=4)]
    data = pa.table({name: pa.array(column, pa.bool_()) for name, column in zip(names, zip(*rows, strict=True), strict=True)})
    result = columns.decide(data, "r", book=of, as_of=DATES.as_of)
    refused, found = result["refused"].to_pylist(), result["r.due.granted"].to_pylist()
    assert 10 < sum(refused) < 70
    for row, wrong, got in zip(rows, refused, found, strict=True):
        raw = {name: item for name, item in zip(names, row, strict=True) if item is not None}
        try:
            case = Case(of, read_answers(of, raw, DATES), DATES)
        except Contradiction:
            assert wrong
        else:
            assert (wrong, got) == (False, {TRUE: True, FALSE: False, OPEN: None}[decision_of(case, "r").states["granted"][0]])


@pytest.mark.parametrize(
    "name", ["police.child_guardian", "child.opinion", "duty.cooperate_on_protection_and_child", "other_help.child_welfare"]
)
def test_31_a_row_of_a_shipped_rule_is_refused_just_where_its_person_contradicts(name: str) -> None:
    """Whatever the rule reads, and not what it tests alone."""
    import pyarrow as pa

    of, dice, dates = source.book(), random.Random(name), Dates(date(2026, 11, 24))
    made = columns.plan(name, as_of=dates.as_of)
    values = {n: cell_values(of, n) for n in made.reading if not of.facts[n].judgement}
    rows = [{n: dice.choice(items) for n, items in values.items() if dice.random() < share} for share in (0.2, 0.4, 0.8) for _ in range(80)]
    data = pa.table({n: column(of.facts[n], [row.get(n) for row in rows]) for n in values})
    refused = made.decide(data)["refused"].to_pylist()
    assert 10 < sum(refused) < 230
    assert refused == [contradicts(of, row, dates) for row in rows]


def contradicts(of: Book, raw: dict[str, Any], dates: Dates) -> bool:
    try:
        read_answers(of, raw, dates)
    except Contradiction:
        return True
    return False
