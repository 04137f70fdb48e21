"""Decision diagrams on bit planes: every row comes to the ends that one person comes to."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

np = pytest.importorskip("numpy", reason="the extra columns is not installed")
pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="the extra columns is not installed")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from tests.deciding.conditions import FACTS, known, nodes, relations  # noqa: E402
from tests.effort import tries  # noqa: E402
from tests.engine_columns import TYPES, table, verdicts  # noqa: E402
from tests.engines import TooSmall, said  # noqa: E402
from tests.worlds import book, duty, rule  # noqa: E402
from tunnistus import columns, testing  # noqa: E402
from tunnistus.columns import vectors  # noqa: E402
from tunnistus.columns.bits import pack, unpack  # noqa: E402
from tunnistus.columns.following import alone, filled, narrowed  # noqa: E402
from tunnistus.columns.intake import Absent, Source, read  # noqa: E402
from tunnistus.columns.walks import Walk  # noqa: E402
from tunnistus.deciding import compiled  # noqa: E402
from tunnistus.deciding.compiled import Conditions  # noqa: E402
from tunnistus.deciding.decide import Case, Verdict, decide  # noqa: E402
from tunnistus.explaining.explain import decision_of  # noqa: E402
from tunnistus.rules import derive  # noqa: E402
from tunnistus.rules.answers import Dates, read_answers  # noqa: E402
from tunnistus.rules.formula import analyse  # noqa: E402
from tunnistus.rules.mdd import FALSE, NOBODY, TRUE  # noqa: E402
from tunnistus.rules.model import Fact, Node, Value  # noqa: E402
from tunnistus.rules.relations import Relations, named  # noqa: E402
from tunnistus.shipping import source  # noqa: E402

DAY = date(2026, 11, 24)
Row = dict[str, Any]


def sources(facts: dict[str, Fact], rows: list[Row]) -> dict[str, Source]:
    """The columns of the facts of which something is known."""
    columns_ = {name: [row.get(name) for row in rows] for name in facts}
    return {n: read(facts[n], pa.array(items, TYPES[facts[n].type])) for n, items in columns_.items() if any(i is not None for i in items)}


@given(nodes, relations, st.lists(known, min_size=1, max_size=150))
@settings(max_examples=tries(100))
def test_rows_come_to_the_ends_that_each_of_them_comes_to(node: Node, by: Relations, rows: list[Row]) -> None:
    formula = analyse(node, FACTS, by)
    made = Conditions([formula], FACTS, by)
    root = made.root(formula)
    assert root is not None
    come = Walk.of(made, root).run(sources(FACTS, rows), 0, -(-len(rows) // 64))
    planes = {ends: unpack(come(ends), len(rows)).tolist() for ends in (1, 2, 3, ~1, ~2)}
    for n, row in enumerate(rows):
        reached = made.reached(root, row)
        assert {ends: held[n] for ends, held in planes.items()} == {ends: bool(reached & ends) for ends in planes}


@pytest.mark.parametrize(("root", "ends"), [(NOBODY, 0), (FALSE, 1), (TRUE, 2)])
def test_what_asks_for_nothing_has_one_end_or_none(root: int, ends: int) -> None:
    come = Walk.of(Conditions([], FACTS, Relations(FACTS, [])), root).run({}, 0, 1)
    assert [bool(come(1).any()), bool(come(2).any())] == [bool(ends & 1), bool(ends & 2)]


@given(relations, st.lists(known, min_size=1, max_size=150))
@settings(max_examples=tries(100))
def test_what_follows_for_rows_is_what_follows_for_each_of_them(by: Relations, rows: list[Row]) -> None:
    for group in by.groups:
        facts = {n: FACTS[n] for n in group.names}
        with mock.patch("tunnistus.columns.following.at_a_time", return_value=1):
            given_ = sources(facts, rows)
            left = narrowed(group, given_, len(rows))
        told = {n: [unpack(way, len(rows)) for way in left[n]] for n in group.names}
        whole = {}
        for name, parts in group.alike.items():
            source_ = given_.get(name, Absent())
            _, follows = alone(parts, left[name], source_.open(0, -(-len(rows) // 64)))
            whole[name] = filled(FACTS[name], source_, parts, left[name], follows, len(rows)).to_pylist()
        for at, row in enumerate(rows):
            expected = dict(zip(group.names, group.narrowed(row) or (0,) * len(group.names), strict=True))
            for name, parts in group.alike.items():
                bits = [sum(1 << named(FACTS[name]).index(item) for item in part) for part in parts]
                assert [bool(way[at]) for way in told[name]] == [bool(expected[name] & part) for part in bits]
                if row.get(name) is None:  # of a part it has all or none
                    assert all(expected[name] & part in (0, part) for part in bits)
            follow = {**{n: row.get(n) for n in group.names}, **(group.following(row) or {} if any(expected.values()) else {})}
            assert {n: items[at] for n, items in whole.items()} == {n: follow.get(n) for n in group.names}


@given(
    st.sets(st.frozensets(st.integers(0, 6), min_size=2, max_size=2), max_size=12), st.lists(st.integers(0, 127), min_size=1, max_size=80)
)
@settings(max_examples=tries(100))
def test_two_circumstances_are_two_for_rows_as_for_one(near: set[frozenset[int]], rows: list[int]) -> None:
    names = tuple(f"f{n}" for n in range(7))
    kin = {one: frozenset(f"f{m}" for pair in near if n in pair for m in pair if m != n) for n, one in enumerate(names)}
    made = book(rule(f"one: {duty('a')}"))
    with mock.patch.object(vectors, "kin_of", return_value=kin):
        kinds = vectors._circumstances.__wrapped__(made, names)
    holds = {name: pack(np.array([row >> n & 1 for row in rows], bool), -(-len(rows) // 64)) for n, name in enumerate(names)}
    found = unpack(vectors._two_apart(holds, kinds), len(rows)).tolist()
    assert found == [derive._two_apart([name for n, name in enumerate(names) if row >> n & 1], kin) for row in rows]


@pytest.mark.parametrize("name", ["next_step", "permit.52a1", "permit.52a2", "permit.52d"])
def test_of_invented_people_with_all_that_they_leave_open_each_row_is_what_its_person_gets(name: str) -> None:
    """As a register has it: what nobody judged is open, nothing derived stands in a column, and nothing that follows."""
    with mock.patch.object(Walk, "words", 1):  # in parts
        assert_same(name, testing.population(150, seed=7, rules=name, as_of=DAY))


@pytest.mark.deep(90)
@pytest.mark.parametrize("name", ["next_step", "permit.52a1", "permit.52a2", "permit.52d"])
def test_of_many_invented_people_each_row_is_what_its_person_gets(name: str) -> None:
    assert_same(name, testing.population(20_000, seed=11, rules=name, as_of=DAY))


MILLION = """
import sys
from datetime import date
from tunnistus import columns
import pyarrow.parquet as pq
found = columns.decide(pq.read_table(sys.argv[1]), sys.argv[2], as_of=date(2026, 11, 24))
print(found.num_rows, next(line for line in open("/proc/self/status") if line.startswith("VmHWM:")).split()[1])
"""


@pytest.mark.deep(60)
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much memory a process held at most")
@pytest.mark.parametrize("name", ["next_step", "permit.52a1", "permit.52a2", "permit.52d"])
def test_a_million_people_are_decided_within_a_gibibyte(name: str, tmp_path: Path) -> None:
    """Of those of a hundred thousand ten times, which are as many different rows as it takes."""
    people = testing.population(100_000, seed=11, rules=name, as_of=DAY)
    pq.write_table(pa.concat_tables([people] * 10), tmp_path / "people.parquet")
    done = subprocess.run(
        [sys.executable, "-c", MILLION, str(tmp_path / "people.parquet"), name], capture_output=True, text=True, check=True
    )
    rows, kibibytes = map(int, done.stdout.split())
    assert rows == 1_000_000
    assert kibibytes <= 1 << 20


def assert_same(name: str, data: Any) -> None:
    """Decide people as rows and one by one."""
    of, dates = source.book(), Dates(DAY)
    made = columns.plan(name, as_of=DAY)
    assert made.walks
    found = verdicts(made, data)[name]
    for row, got in zip(data.to_pylist(), found, strict=True):
        case = Case(of, read_answers(of, {n: item for n, item in row.items() if item is not None}, dates), dates)
        want = said(decision_of(case, name))
        assert got["exact"]
        assert {part: set_of(got[part]) for part in got} == {part: set_of(want[part]) for part in got}


def set_of(item: Any) -> Any:
    return set(item) if isinstance(item, list | tuple) else item


def test_a_step_to_which_a_power_leads_is_reached() -> None:
    """The option of the outcome has the same condition; of an ordered rule it is no option."""
    steps = "outcomes: [granted, refused]\n    ordered: true\n    otherwise: granted"
    power = duty("{any: [{all: [a, b]}, {all: [{not: a}, b]}]}", then="refused", effect="power")
    made = book(rule(f"one: {power}", head=steps))
    result = columns.decide(pa.table({"b": [True, False, None]}), "r", as_of=DAY, book=made)
    assert result["r.reached.refused"].to_pylist() == [True, False, None]


@pytest.mark.parametrize("scope", ["a", "{any: [{all: [a, b]}, {all: [{not: a}, b]}]}"])
def test_rules_whose_diagrams_would_be_too_large_say_of_rows_what_they_say_of_one(scope: str) -> None:
    made = book(rule(f"one: {duty('{any: [{all: [a, b]}, {all: [{not: a}, b]}, c]}')}", more=f"scope: {scope}"))
    rows = [{n: item for n, item in zip("abc", row, strict=True) if item is not None} for row in _three()]
    with mock.patch.object(compiled, "Diagrams", TooSmall):
        cases = [Case(made, read_answers(made, row, Dates(DAY)), Dates(DAY)) for row in rows]
        found = verdicts(columns.plan("r", as_of=DAY, book=made), table(made, cases))["r"]
        expected = [decide(case, "r", Verdict) for case in cases]
    assert {verdict.exact for verdict in expected} == {True, False}
    for got, verdict in zip(found, expected, strict=True):
        assert (got["in_scope"], got["due"], set(got["possible"])) == (verdict.in_scope, verdict.due, set(verdict.possible))
        assert verdict.exact or not got["exact"]
    assert any(got["exact"] for got in found)


def _three() -> list[tuple[Value | None, ...]]:
    every = (True, False, None)
    return [(a, b, c) for a in every for b in every for c in every]
