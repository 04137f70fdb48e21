"""Many people at once give what each of them gives alone; and what cannot be read is refused whole, without a value in the message."""

import itertools
import random
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

np = pytest.importorskip("numpy", reason="the extra columns is not installed")
pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")
pc = pytest.importorskip("pyarrow.compute", reason="the extra columns is not installed")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

import tunnistus as tn  # noqa: E402
from tests import gate  # noqa: E402
from tests.effort import tries  # noqa: E402
from tests.engine_columns import TYPES, Arrow, table, verdicts  # noqa: E402
from tests.engines import engines, said  # noqa: E402
from tests.examples import blocks, execute  # noqa: E402
from tests.worlds import book, duty, rule  # noqa: E402
from tunnistus import columns  # noqa: E402
from tunnistus.columns import bits, circuit, intake, kernel, pieces, vectors, walks  # noqa: E402
from tunnistus.columns.circuit import Circuit  # noqa: E402
from tunnistus.deciding.decide import Case  # noqa: E402
from tunnistus.errors import AnswerError, JudgementError, TunnistusError, UnknownName  # noqa: E402
from tunnistus.explaining.explain import decision_of  # noqa: E402
from tunnistus.rules.answers import Dates, read_answers  # noqa: E402
from tunnistus.rules.derive import DATES, REGISTRY, derivations_of, kin_of  # noqa: E402
from tunnistus.rules.model import AtLeast, Book, Clause, Derived, Fact, Not, Rule, RuleSet, Span, Test  # noqa: E402
from tunnistus.rules.truth import FALSE, OPEN, TRUE, at_least  # noqa: E402
from tunnistus.shipping import source  # noqa: E402
from tunnistus.testing.strategies import existing  # noqa: E402

DAY = date(2024, 1, 1)
PAIRS = {FALSE: (0, 1), OPEN: (0, 0), TRUE: (1, 0)}  # surely true, surely false


# -- circuits ----------------------------------------------------------------------------------------------------


def planes_of(rows: list[tuple[int, ...]]) -> list[Any]:
    """For each column of truth values its two planes."""
    size = bits.words_for(len(rows))
    return [np.stack([bits.pack(np.array([PAIRS[row[n]][p] for row in rows], bool), size) for p in (0, 1)]) for n in range(len(rows[0]))]


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("n", range(1, 8))
def test_a_threshold_of_planes_is_the_threshold_of_truth_values(n: int, together: bool) -> None:
    facts = {f"b{i}": Fact(f"b{i}", "bool", "t", i) for i in range(n)}
    rows = list(itertools.product((OPEN, TRUE, FALSE), repeat=n))
    made = Circuit(facts)
    nodes = [AtLeast(k, tuple(Test(f, (True,)) for f in facts)) for k in range(1, n + 1)]
    roots = made.add_all(nodes) if together else [made.add(node) for node in nodes]
    assert run(made, roots, planes_of(rows), rows) == [[at_least(k, row) for row in rows] for k in range(1, n + 1)]


@given(st.integers(8, 40), st.data())
@settings(max_examples=tries(40))
def test_every_way_to_count_gives_the_same(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, n))
    children = data.draw(st.lists(st.integers(0, n // 2), min_size=n, max_size=n))  # the same child may stand there more than once
    facts = {f"b{i}": Fact(f"b{i}", "bool", "t", i) for i in range(n)}
    dice = random.Random(n * 100 + k)
    rows = [tuple(dice.choices((OPEN, TRUE, FALSE), (1, 4, 2), k=n)) for _ in range(130)]
    made = Circuit(facts)
    places = [made.add(Test(f"b{i}", (True,))) for i in children]
    ones, failing, binary = made._ones(k, places, circuit.OR, circuit.AND), made._ones(n - k + 1, places, circuit.AND, circuit.OR), 0
    binary = made._binary(k, places)
    expected = [at_least(k, [row[i] for i in children]) for row in rows]
    assert run(made, [ones, failing, binary, made._sorted(places)[k - 1]], planes_of(rows), rows) == [expected] * 4


def _threshold_of(below: list[Any]) -> Any:
    return st.integers(1, len(below)).map(lambda k: AtLeast(k, tuple(below)))


CONDITIONS = st.recursive(
    st.integers(0, 5).map(lambda n: Test(f"b{n}", (True,))),
    lambda below: below.map(Not) | st.lists(below, min_size=1, max_size=6).flatmap(_threshold_of),
    max_leaves=25,
)


@given(st.lists(CONDITIONS, min_size=1, max_size=4))
@settings(max_examples=tries(150))
def test_conditions_that_share_parts_mean_what_each_of_them_means(nodes: list[Any]) -> None:
    rows = list(itertools.product((OPEN, TRUE, FALSE), repeat=6))
    made = Circuit({f"b{i}": Fact(f"b{i}", "bool", "t", i) for i in range(6)})

    def value(node: Any, row: tuple[int, ...]) -> int:
        if isinstance(node, Test):
            return row[int(node.fact[1:])]
        if isinstance(node, Not):
            return (OPEN, FALSE, TRUE)[value(node.of, row)]
        return at_least(node.k, [value(child, row) for child in node.of])

    assert run(made, made.add_all(nodes), planes_of(rows), rows) == [[value(node, row) for row in rows] for node in nodes]


@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize("turned", [*itertools.product((False, True), repeat=2)])
def test_both_ends_of_a_fact_can_be_read_at_once(k: int, turned: tuple[bool, bool]) -> None:
    rows = [(OPEN,), (TRUE,), (FALSE,)]
    made, test = Circuit({"b0": Fact("b0", "bool", "t", 0)}), Test("b0", (True,))
    node = AtLeast(k, tuple(Not(test) if each else test for each in turned))
    expected = [at_least(k, [(OPEN, FALSE, TRUE)[row] if each else row for each in turned]) for (row,) in rows]
    assert run(made, made.add_all([node, Not(node)]), planes_of(rows), rows) == [expected, [(OPEN, FALSE, TRUE)[one] for one in expected]]


def test_parts_that_are_there_already_are_joined_whatever_the_order() -> None:
    facts = {f"b{i}": Fact(f"b{i}", "bool", "t", i) for i in range(9)}
    tests = [Test(name, (True,)) for name in facts]

    def any_of(*numbers: int) -> AtLeast:
        return AtLeast(1, tuple(tests[n] for n in numbers))

    made = Circuit(facts)
    line = made.straight(
        made.add_all([any_of(*range(9)), any_of(7, 3, 5), AtLeast(2, (any_of(5, 7), any_of(3, 5, 7))), any_of(0, 8, 4, 1)])
    )
    assert sum(step.what != circuit.LOAD for step in line.steps) == 2 * (2 + 1 + 3 + 3)


def test_what_joins_thousands_is_not_compared_part_by_part() -> None:
    facts = {f"b{i}": Fact(f"b{i}", "bool", "t", i) for i in range(5000)}
    tests = tuple(Test(name, (True,)) for name in facts)
    made = Circuit(facts)
    made.straight(made.add_all([AtLeast(1, tests), AtLeast(2, tests), AtLeast(5000, tests), AtLeast(1, tests[10:])]))
    assert max(map(len, made._parts.values())) <= circuit.PARTS >= max(map(len, made._beginning.values()))


def run(made: Circuit, roots: list[int], planes: list[Any], rows: list[tuple[int, ...]]) -> list[list[int]]:
    line = made.straight(roots)
    size = bits.words_for(len(rows))
    found: dict[int, Any] = {}
    by_fact = {f"b{n}": planes[n] for n in range(len(planes))}
    room = np.empty((line.planes, size), np.uint64)
    bits.run(
        bits.calls(line), size, lambda n, _, out: by_fact[line.leaves[n].fact], lambda r, pair: found.setdefault(r, np.stack(pair)), room
    )  # type: ignore[union-attr]
    names = {pair: truth for truth, pair in PAIRS.items()}
    planes_of = {r: [np.unpackbits(p.view(np.uint8), count=len(rows), bitorder="little").tolist() for p in found[r]] for r in found}
    return [[names[pair] for pair in zip(*planes_of[r], strict=True)] for r in range(len(roots))]


@given(st.integers(1, 20).flatmap(lambda width: st.lists(st.binary(min_size=width, max_size=width), max_size=40)))
def test_different_rows_are_found_with_the_first_of_each(rows: list[bytes]) -> None:
    keys = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1) if rows else np.empty((0, 3), np.uint8)
    first, back = bits.distinct(keys)
    assert first.tolist() == [rows.index(each) for each in dict.fromkeys(rows)]
    assert [rows[first[kind]] for kind in back] == rows


@given(st.binary(min_size=60, max_size=60), st.integers(0, 200), st.integers(0, 280))
def test_bits_are_read_from_any_place_in_a_buffer(held: bytes, offset: int, rows: int) -> None:
    found = intake.bitmap(pa.py_buffer(held), offset, rows)
    expected = [held[n // 8] >> n % 8 & 1 for n in range(offset, offset + rows)]
    assert np.unpackbits(found.view(np.uint8), count=rows, bitorder="little").tolist() == expected


# -- the same as for one person --------------------------------------------------------------------------------


def people(book: Book, rule: str, dates: Dates, count: int, seed: int) -> list[Case]:
    dice = random.Random(seed)
    facts = gate.asked_facts(book, gate.reached_rules(book, rule))
    values = {n: gate.cell_values(book, n) for n in facts}
    found = []
    for _ in range(count):
        share = dice.choice((0.2, 0.5, 0.8, 1.0))
        raw = existing(book, {n: gate.pick(book, n, values[n], dice) for n in facts if dice.random() < share})
        found.append(Case(book, read_answers(book, raw, dates), dates))
    return found


def differences(book: Book, rule: str, dates: Dates, count: int, seed: int) -> list[Any]:
    cases = people(book, rule, dates, count, seed)
    made = Arrow()
    made.prepare(book)
    data = table(book, cases)
    parts = [data.slice(at, size) for at, size in ((0, 3), (3, 70), (73, count))]  # bits begin anywhere in a byte
    found = verdicts(made.plan(cases[0], rule), pa.concat_tables(parts))[rule]
    expected = [said(decision_of(case, rule)) for case in cases]
    return [
        (n, name, e[name], f[name])
        for n, (e, f) in enumerate(zip(expected, found, strict=True))
        for name in f
        if plain(e[name]) != plain(f[name])
    ]


def plain(item: Any) -> Any:
    return set(item) if isinstance(item, list | tuple) else item


@pytest.mark.deep
def test_generated_rules_give_every_row_what_its_person_gets() -> None:
    for n, made in enumerate(gate.generated_books(60)):
        book = attrs.evolve(made)
        dice = random.Random(n)
        for name in book.rules:
            assert differences(book, name, gate.pick_dates(gate.border_days(book, book.rules), dice), 150, n) == []


@pytest.mark.parametrize("name", ["next_step", "emergency", "permit.52a1", "permit.52d", "permit.52a.family", "assist.admit.child"])
def test_shipped_rules_give_every_row_what_its_person_gets(name: str) -> None:
    book = source.book()
    dice = random.Random(name)
    dates = gate.pick_dates(gate.border_days(book, gate.reached_rules(book, name)), dice)
    assert differences(book, name, dates, 150, 1) == []


def test_without_diagrams_nothing_is_settled_that_is_not_and_the_rows_are_named() -> None:
    made = book(rule(f"one: {duty('{any: [{all: [a, b]}, {all: [{not: a}, b]}, c]}')}"))
    data = pa.table({"b": [True, None, True, False], "c": pa.array([None, None, True, False]), "a": pa.array([None, None, None, True])})
    exact, quick = (columns.decide(data, "r", as_of=DAY, book=made, exact=e).to_pydict() for e in (True, False))
    assert exact["r.due.granted"] == [True, None, True, False]
    assert quick["r.due.granted"] == [None, None, True, False]
    assert exact["r.exact"] == [True] * 4
    assert quick["r.exact"] == [False, False, True, True]


def test_only_the_columns_asked_for_are_computed() -> None:
    made = columns.plan("r", as_of=DAY, book=MADE, clauses=True, only=["r.due.granted"])
    result = made.decide(pa.table(ROWS))
    assert result.column_names == ["r.due.granted", "r.exact"]
    assert result.column(0).to_pylist() == EXPECTED
    with pytest.raises(UnknownName, match=r"Did you mean 'r\.due\.granted'"):
        columns.plan("r", as_of=DAY, book=MADE, only=["r.due.grantd"])


# -- derived facts and marks -------------------------------------------------------------------------------------


def test_an_age_is_counted_as_for_one_person() -> None:
    facts = source.book()
    for today in (date(2024, 2, 29), date(2023, 2, 28), date(2023, 3, 1), date(2026, 11, 24)):
        days = [today.replace(year=today.year - 18, day=1) + timedelta(days=n) for n in range(-40, 40)]
        given = vectors.Columns(len(days), Dates(today), {"date_of_birth": pa.array(days)})
        vectors.derive(facts, ["age_under_18"], given)
        alone = [read_answers(facts, {"date_of_birth": day}, Dates(today)).known["age_under_18"] for day in days]
        assert given.values["age_under_18"].to_pylist() == alone


BOOK = source.book()
KNOWN = BOOK.facts
OF_DAYS = [
    f
    for f in KNOWN.values()
    if f.derived and len(f.derived.inputs) > 1 and all(i in DATES or KNOWN[i].type == "date" for i in f.derived.inputs)
]


@pytest.mark.parametrize("fact", OF_DAYS, ids=lambda fact: fact.id)
@pytest.mark.parametrize("apart", [True, False])
def test_what_hangs_on_days_is_the_same_as_for_one_person_on_days_of_all_or_of_each_row(fact: Fact, apart: bool) -> None:
    assert fact.derived
    dice, as_of = random.Random(fact.id), date(2026, 11, 24)
    rows = []
    for _ in range(400 if apart else 1):
        days = sorted(as_of - timedelta(days=dice.randrange(0, 3000)) for _ in range(4))
        first, last, applied = (dice.choice((day, None)) if apart else day for day in days[:3])
        rows.append(Dates(days[3], first, last, applied))
    rows *= 1 if apart else 400
    edges = [year for row in rows for year in (row.as_of, row.act_from or as_of, row.act_to or as_of, row.applied_on or as_of)]
    others = [i for i in fact.derived.inputs if i in KNOWN]
    values = {i: [_near(dice, edges[n * 4 : n * 4 + 4]) for n in range(400)] for i in others}
    own = {} if not apart else {n: pa.array([getattr(row, n) for row in rows], pa.date32()) for n in DATES}
    given = vectors.Columns(400, rows[0], {i: pa.array(v, pa.date32()) for i, v in values.items()}, days=own)
    vectors.derive(BOOK, [fact.id], given)
    told: list[dict[str, Any]] = [{i: v for i in others if (v := values[i][n]) is not None} for n in range(400)]
    for known, row in zip(told, rows, strict=True):
        derivations_of(BOOK).derive(known, {}, row, (*known,), {fact.id})
    alone = [known.get(fact.id) for known in told]
    assert given.values[fact.id].to_pylist() == alone
    assert len(set(alone)) > 1, "all rows are alike: nothing is tried"


def _near(dice: random.Random, days: list[date]) -> date | None:
    """A day near a birthday that counts, one of the days themselves, or nothing."""
    day = dice.choice(days)
    born = date(day.year - dice.choice((0, 0, 3, 12, 15, 18)), day.month, min(day.day, 28)) + timedelta(days=dice.randrange(-3, 4))
    return dice.choice((born, born, born, None))


@pytest.mark.parametrize("today", [date(2026, 4, 5), date(2026, 4, 7), date(2026, 4, 8), date(2046, 2, 1)], ids=str)
def test_a_time_limit_is_counted_as_for_one_person(today: date) -> None:
    facts = source.book()
    days = [None, *(today - timedelta(days=n) for n in range(50)), date(2015, 12, 31), date(1600, 1, 1), today - timedelta(days=30)]
    given = vectors.Columns(len(days), Dates(today), {"decision_served_on": pa.array(days, pa.date32())})
    vectors.derive(facts, ["appeal_time_over"], given)
    alone = [read_answers(facts, {"decision_served_on": day} if day else {}, Dates(today)).known.get("appeal_time_over") for day in days]
    assert given.values["appeal_time_over"].to_pylist() == alone
    assert {True, False, None} == set(alone)
    nobody = vectors.Columns(2, Dates(today))
    vectors.derive(facts, ["appeal_time_over"], nobody)
    assert nobody.values["appeal_time_over"].to_pylist() == [None, None]


@pytest.mark.parametrize("today", [date(2026, 4, 7), date(2026, 4, 8)], ids=str)
def test_what_is_late_is_not_possible_for_many_people_either(today: date) -> None:
    rows = pa.table(
        {"assistance_decision_kind": ["removal"] * 3, "decision_served_on": pa.array([date(2026, 3, 6), date(2026, 3, 9), None])}
    )
    result = columns.plan("appeal.assistance_decision", as_of=today).decide(rows)
    late = today > date(2026, 4, 7)
    assert result.column("appeal.assistance_decision.option.appeal").to_pylist() == [not late, True, None]


def marked(seed: int, rows: int) -> vectors.Columns:
    facts = source.book().facts
    dice = random.Random(seed)
    names = [*facts["profit_perhaps"].derived.inputs, *facts["two_hints_perhaps"].derived.inputs, "age_under_18"]  # type: ignore[union-attr]
    found = vectors.Columns(rows, Dates(DAY))
    for name in names:
        drawn = [dice.choice((True, False, False, None, "MAYBE" if seed % 2 else False, "DECLINED")) for _ in range(rows)]
        found.values[name] = pa.array([v if isinstance(v, bool) else None for v in drawn], pa.bool_())
        found.marks[name] = pa.array([v if isinstance(v, str) else None for v in drawn], pa.string())
    return found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["two_hints_perhaps", "profit_perhaps", "may_be_child"])
def test_marks_are_read_as_for_one_person(name: str, seed: int) -> None:
    facts = source.book()
    given = marked(seed, 200)
    vectors.derive(facts, [name], given)
    derived = facts.facts[name].derived
    assert derived
    inputs, by = derived.inputs, derived.by
    for row in range(200):
        known = {n: v for n in inputs if (v := given.values[n][row].as_py()) is not None}
        marks = {n: m for n in inputs if (m := given.marks[n][row].as_py()) is not None}
        assert given.values[name][row].as_py() == REGISTRY[by](vectors.Inputs(inputs, known, marks, Dates(DAY), kin_of(facts)))


def test_a_direct_answer_fills_what_cannot_be_derived_and_must_not_contradict() -> None:
    facts = source.book()
    born = pa.array([date(2020, 1, 1), None], pa.date32())
    given = vectors.Columns(2, Dates(DAY), {"date_of_birth": born, "age_under_18": pa.array([None, True])})
    vectors.derive(facts, ["age_under_18"], given)
    assert given.values["age_under_18"].to_pylist() == [True, True]
    wrong = vectors.Columns(2, Dates(DAY), {"date_of_birth": born, "age_under_18": pa.array([False, True])})
    with pytest.raises(vectors.ContradictedRows) as refused:
        vectors.derive(facts, ["age_under_18"], wrong)
    assert (refused.value.facts, refused.value.rows.tolist()) == ({"age_under_18", "date_of_birth", "as_of"}, [0])


def test_a_row_in_which_a_direct_answer_contradicts_is_refused_and_the_others_are_decided() -> None:
    data = pa.table({"date_of_birth": [date(2020, 1, 1), None, date(2020, 1, 1)], "age_under_18": [False, True, None]})
    found = columns.decide(data, "child.presumption", as_of=DAY)
    assert found.column("refused").to_pylist() == [True, False, False]
    assert found.column("child.presumption.in_scope").to_pylist() == [None, True, True]
    alone = columns.decide(data.slice(1), "child.presumption", as_of=DAY)
    assert alone.column("refused").to_pylist() == [False, False]


@pytest.mark.parametrize(
    ("answers", "left"),
    [
        ({"date_of_birth": [date(2010, 5, 1)], "age_under_18": [False]}, {}),
        ({"date_of_birth": [DAY + timedelta(days=1)]}, {}),
        ({"date_of_birth": [date(2010, 5, 1)], "age_under_18": [False], "documents_withheld": [True]}, {"documents_withheld": [True]}),
    ],
)
def test_in_a_refused_row_what_contradicts_counts_as_open_and_the_rest_is_decided(answers: dict[str, Any], left: dict[str, Any]) -> None:
    found = columns.decide(pa.table(answers), "next_step", as_of=DAY).to_pylist()[0]
    rest = columns.decide(pa.table(left or {"documents_withheld": pa.nulls(1, pa.bool_())}), "next_step", as_of=DAY).to_pylist()[0]
    assert (found.pop("refused"), rest.pop("refused")) == (True, False)
    assert found == rest


def test_the_page_leaves_refused_rows_out_before_it_counts() -> None:
    names: dict[str, Any] = {"pa": pa, "columns": columns, "date": date}
    execute("docs/many-people.md", next(each for each in blocks("docs/many-people.md") if 'decided["refused"]' in each), names)
    assert names["decided"]["refused"].to_pylist() == [True, False]
    assert names["counted"].equals(names["decided"].slice(1))


# -- tables in and out ---------------------------------------------------------------------------------------------

MADE = book(rule(f"one: {duty('{all: [a, {fact: kind, in: [red, green]}, {fact: days, ge: 30}, {fact: begins, lt: 2020-01-01}]}')}"))
ROWS: dict[str, Any] = {
    "a": pa.array([True, True, True, None, True]),
    "kind": pa.array(["red", "blue", "green", "red", None]),
    "days": pa.array([30, 900, 31, 30, 29], pa.int16()),
    "begins": pa.array([date(2019, 12, 31), DAY, DAY, date(2010, 1, 1), None], pa.date32()),
}
EXPECTED = [True, False, False, None, False]


def granted(data: Any, **more: Any) -> list[Any]:
    return columns.decide(data, "r", as_of=DAY, book=MADE, **more).column("r.due.granted").to_pylist()


@pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string()), pa.dictionary(pa.int32(), pa.large_string())],
)
@pytest.mark.parametrize("number", [pa.int8(), pa.int16(), pa.uint32(), pa.int64(), pa.uint64()])
def test_text_and_numbers_of_every_width_are_read(kind: Any, number: Any) -> None:
    days = pa.array([30, 90, 31, 30, 29], number)
    text = ROWS["kind"].cast(pa.string()).cast(kind) if kind != pa.string_view() else pa.array(ROWS["kind"].to_pylist(), kind)
    assert granted(pa.table({**ROWS, "kind": text, "days": days})) == EXPECTED


def test_columns_that_are_kept_stand_first_and_rows_keep_their_order() -> None:
    data = pa.table({"id": ["p1", "p2", "p3", "p4", "p5"], **ROWS})
    result = columns.decide(pa.concat_tables([data.slice(0, 2), data.slice(2)]), "r", as_of=DAY, book=MADE, keep=["id"], clauses=True)
    assert result.column_names == [
        "id",
        "r.due.granted",
        "r.due.refused",
        "r.option.granted",
        "r.option.refused",
        "r.clause.one",
        "r.exact",
    ]
    assert result.column("id").to_pylist() == ["p1", "p2", "p3", "p4", "p5"]
    assert result.column("r.clause.one").to_pylist() == EXPECTED
    assert b"2024-01-01" in result.schema.metadata[b"tunnistus"]


def test_a_fact_without_a_column_is_open_and_no_rows_give_no_rows() -> None:
    assert granted(pa.table({"a": [True, False]})) == [None, False]
    assert granted(pa.table({"a": pa.nulls(3)})) == [None] * 3
    assert granted(pa.table(ROWS).slice(0, 0)) == []


@pytest.mark.parametrize(
    ("convert", "library"),
    [
        (lambda pl, t: pl.from_arrow(t), "polars"),
        (lambda pl, t: pl.from_arrow(t).with_columns(pl.col("kind").cast(pl.Enum(["red", "blue", "green"]))), "polars"),
        (lambda pl, t: pl.from_arrow(t).lazy().filter(pl.lit(True)), "polars"),
        (lambda pd, t: t.to_pandas(types_mapper=pd.ArrowDtype), "pandas"),
        (lambda pd, t: t.to_pandas(), "pandas"),
        (lambda duckdb, t: duckdb.from_arrow(t), "duckdb"),
    ],
)
def test_frames_of_other_libraries_are_read(convert: Callable[[Any, Any], Any], library: str) -> None:
    module = pytest.importorskip(library, reason="the extra bulk is not installed")
    assert granted(convert(module, pa.table(ROWS))) == EXPECTED


BORN = [date(2010, 5, 1), None, date(1990, 1, 1)]
BEGINNINGS = {
    "seconds": pa.array(BORN, pa.date32()).cast(pa.timestamp("s")), "nanoseconds": pa.array(BORN, pa.date32()).cast(pa.timestamp("ns")),
    "milliseconds": pa.array(BORN, pa.date64()),
}  # fmt: skip


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_moments_that_are_beginnings_of_days_are_days(kind: str) -> None:
    days = {"date_of_birth": pa.array(BORN, pa.date32()), "d": pa.array([DAY] * 3, pa.date32())}
    moments = {"date_of_birth": BEGINNINGS[kind], "d": pa.array([DAY] * 3, pa.date32()).cast(BEGINNINGS[kind].type)}
    for as_of, names in ((DAY, ["date_of_birth"]), ("d", ["date_of_birth", "d"])):
        expected, got = (columns.decide(pa.table(t).select(names), "child_route", as_of=as_of, keep=names[1:]) for t in (days, moments))
        assert expected.drop_columns(names[1:]).equals(got.drop_columns(names[1:]))
        empty = pa.table(moments).select(names).slice(0, 0)
        assert columns.decide(empty, "child_route", as_of=as_of, keep=names[1:]).num_rows == 0


def test_moments_that_are_no_days_are_refused_with_a_way_out() -> None:
    noon = pa.array([None, "2010-05-01T00:00:00", "2010-05-01T12:00:00", "1900-01-01T23:00:00"]).cast(pa.timestamp("us"))
    with pytest.raises(
        AnswerError, match=r"date_of_birth: The date has a time of day: 2 rows of the batch, first row 2.*normalize"
    ) as refused:
        columns.decide(pa.table({"date_of_birth": noon}), "child_route", as_of=DAY)
    assert "2010" not in str(refused.value)
    for as_of, name in ((DAY, "date_of_birth"), ("d", "d")):
        data = pa.table({name: pa.array([0], pa.int64()).cast(pa.timestamp("us", "Europe/Helsinki"))})
        with pytest.raises(AnswerError, match=rf"{name}: The column has moments with a time zone.*tz_convert"):
            columns.decide(data, "child_route", as_of=as_of)


@pytest.mark.parametrize("unit", ["us", "ns"])
@pytest.mark.parametrize(("as_of", "name"), [(DAY, "date_of_birth"), ("d", "d")])
def test_a_moment_whose_day_begins_before_the_least_one_of_its_type_is_refused_without_it(unit: str, as_of: Any, name: str) -> None:
    data = pa.table({name: pa.array([0, -9223372036854775000], pa.timestamp(unit))})
    with pytest.raises(AnswerError, match=rf"^{name}: The date has a time of day: 1 rows of the batch, first row 1\.") as refused:
        columns.decide(data, "child_route", as_of=as_of)
    assert "1067" not in str(refused.value)


def test_days_of_pandas_are_read() -> None:
    pd = pytest.importorskip("pandas", reason="the extra bulk is not installed")
    frame = pd.DataFrame({"date_of_birth": pd.to_datetime(BORN)})
    assert columns.decide(frame, "child_route", as_of=DAY) == columns.decide(
        pa.table({"date_of_birth": pa.array(BORN, pa.date32())}), "child_route", as_of=DAY
    )


def test_a_lazy_frame_that_is_no_table_is_refused_with_a_way_out() -> None:
    class Lazy:
        def collect(self) -> None:
            raise AssertionError

    with pytest.raises(AnswerError, match="Collect a lazy frame"):
        columns.decide(Lazy(), "child_route", as_of=DAY)


# -- piece by piece ------------------------------------------------------------------------------------------------

WIDTHS = [pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64()]


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Book:
    """Rules on two numbers, the days between them, their double and a date; pieces are two words long."""

    def days_between(first: int, second: int) -> int:
        return first - second

    def late(begins: date) -> bool:
        return begins > DAY

    monkeypatch.setitem(REGISTRY, "days_between", lambda inputs: _of(days_between, inputs))
    monkeypatch.setitem(REGISTRY, "late", lambda inputs: _of(late, inputs))
    monkeypatch.setitem(vectors.VECTORS, "days_between", lambda given, how, of: pc.subtract(*(_wide(given, n) for n in how.inputs)))
    monkeypatch.setitem(vectors.VECTORS, "late", lambda given, how, of: _after(given, how.inputs[0]))
    monkeypatch.setattr(pieces, "PIECE", 128)
    facts = {
        "first": Fact("first", "number", "t", 0, low=-100, high=200),
        "second": Fact("second", "number", "t", 1, low=0, high=100),
        "begins": Fact("begins", "date", "t", 2),
        "between": Fact("between", "number", "t", 3, derived=Derived("days_between", ("first", "second")), askable=False),
        "twice": Fact("twice", "number", "t", 4, derived=Derived("days_between", ("between", "second")), askable=False),
        "late": Fact("late", "bool", "t", 5, derived=Derived("late", ("begins",)), askable=False),
    }
    spans = {"first": (Span(-3, 40), Span(60, None)), "between": (Span(None, 7),), "twice": (Span(-9, 9),), "begins": (Span(DAY, None),)}
    tests = [*(Test(name, cells) for name, cells in spans.items()), Test("first", (Span(11, 11),)), Test("late", (True,))]
    rules = {
        f"r{n}": Rule(f"r{n}", "made", ("yes", "no"), (Clause("holds", "definition", test, "yes"),), otherwise="no")
        for n, test in enumerate(tests)
    }
    return Book(facts, {"made": RuleSet("made", "person", "law", date(2999, 1, 1), tuple(rules))}, rules)


def _of(function: Callable[..., Any], inputs: vectors.Inputs) -> Any:
    values = [inputs.value(name) for name in inputs.names]
    return None if None in values else function(*values)


def _wide(given: vectors.Columns, name: str) -> Any:
    return given.values[name].cast(pa.int64(), safe=False) if name in given.values else pa.nulls(given.rows, pa.int64())


def _after(given: vectors.Columns, name: str) -> Any:
    return pc.greater(given.values[name], pa.scalar(DAY)) if name in given.values else pa.nulls(given.rows, pa.bool_())


def drawn(rows: int, kind: Any, dice: Any, low: int, high: int) -> Any:
    """Numbers inside their domain, a third open, with anything where they are open, at any place of a buffer."""
    whole, before = np.iinfo(kind.to_pandas_dtype()), int(dice.integers(0, 130))
    values = dice.integers(max(low, whole.min), min(high, whole.max) + 1, rows + before).astype(kind.to_pandas_dtype())
    open_ = dice.random(values.size) < 0.3
    values[open_] = dice.choice(np.array([whole.min, whole.max], values.dtype), int(open_.sum()))
    known = bits.pack(~open_, bits.words_for(values.size))
    return pa.Array.from_buffers(kind, values.size, [pa.py_buffer(known), pa.py_buffer(values)]).slice(before)


@pytest.mark.parametrize("seed", range(12))
def test_pieces_give_what_whole_columns_give(seed: int, days: Book) -> None:
    dice = np.random.default_rng(seed)
    rows = [1, 63, 64, 127, 128, 129, 200, 256, 300, 448, 449, 1000][seed]
    size = bits.words_for(rows)
    kinds = dice.choice(len(WIDTHS), 2)
    given = {
        "first": drawn(rows, WIDTHS[kinds[0]], dice, -100, 200),
        "second": drawn(rows, WIDTHS[kinds[1]], dice, 0, 100),
        "begins": drawn(rows, pa.int32(), dice, 19000, 20500).view(pa.date32()),
    }
    if seed % 4 == 3:
        del given["second"]  # what is derived from it is open
    made = columns.plan(list(days.rules), as_of=DAY, book=days)
    (batch,) = pa.table(given).to_batches()
    whole, pieces = made.columns(batch)[1], made.sources(batch)[0]
    assert type(pieces["late"]) is not type(whole["late"])
    for name, tests in made.tests.items():
        for cells in tests:
            both = [np.stack(sources[name].planes(cells, 0, size, (bits.space(size), bits.space(size)))) for sources in (whole, pieces)]
            read = [np.unpackbits(pair.view(np.uint8), axis=1, count=rows, bitorder="little").tolist() for pair in both]
            assert read[0] == read[1], (name, cells)
    alone = [{n: value for n, column in given.items() if (value := column[row].as_py()) is not None} for row in range(rows)]
    decided = made.decide(pa.table(given))
    for name in days.rules:
        told = [decision_of(Case(days, read_answers(days, answers, Dates(DAY)), Dates(DAY)), name).due for answers in alone[:40]]
        assert decided.column(f"{name}.due.yes").to_pylist()[:40] == [None if due is None else due == "yes" for due in told]


@given(st.sampled_from(["i1", "u1", "i2", "i4", "u4", "i8", "u8"]), st.data())
@settings(max_examples=tries(300))
def test_what_lies_outside_is_seen_in_numbers_with_and_without_sign(kind: str, data: st.DataObject) -> None:
    whole = np.iinfo(kind)
    near = st.sampled_from([int(whole.min), int(whole.min) + 1, -1, 0, 1, int(whole.max) // 2, int(whole.max) - 1, int(whole.max)])
    inside = near.filter(lambda n: whole.min <= n <= whole.max)
    drawn = data.draw(st.lists(inside, max_size=12))
    low, high = sorted(data.draw(st.tuples(*[near | st.integers(-(2**65), 2**65)] * 2)))
    fact, values = Fact("n", "number", "t", 0, low=low, high=high), np.array(drawn, kind)
    stray = intake.beyond(fact, values.dtype)
    wrong = [n for n in drawn if not low <= n <= high]
    assert not wrong if stray is None else not drawn or stray(values) == bool(wrong)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "PIECE", 4)
        with pytest.raises(intake.RowsError) if wrong else nullcontext():
            intake.check(fact, pa.array(values), values)


@pytest.mark.parametrize("row", [0, 127, 128, 299])
@pytest.mark.parametrize(("name", "value", "other"), [("first", 201, 1), ("first", -101, 299), ("second", -1, 5), ("first", 2**40, 128)])
def test_a_fault_in_a_piece_is_told_of_the_whole_batch(name: str, value: int, other: int, row: int, days: Book) -> None:
    given = {n: np.full(300, 10) for n in ("first", "second")}
    given[name][[row, other]] = value
    if row % 2:
        given["second"][0] = 101  # the first column of the vocabulary is told, wherever its row is
    made = columns.plan(list(days.rules), as_of=DAY, book=days)
    wrong = np.flatnonzero(given[name] != 10)
    with pytest.raises(AnswerError) as caught:
        made.decide(pa.table(given))
    assert f"{name}: The answer is outside the domain of the fact: {wrong.size} rows of the batch, first row {wrong[0]}." in str(
        caught.value
    )
    assert str(value) not in str(caught.value).replace("-100 to 200", "").replace("0 to 100", "")


def test_what_is_answered_directly_is_held_against_whole_columns(days: Book) -> None:
    given = {"first": np.full(300, 10), "second": np.full(300, 4), "between": np.full(300, 6)}
    made = columns.plan(list(days.rules), as_of=DAY, book=days)
    assert made.decide(pa.table(given)).column("r1.due.yes").to_pylist() == [True] * 300
    given["between"][[200, 260]] = 7
    found = made.decide(pa.table(given))
    assert np.flatnonzero(found.column("refused").to_numpy()).tolist() == [200, 260]
    assert np.flatnonzero(found.column("r1.due.yes").is_null().to_numpy()).tolist() == [200, 260]


# -- what is refused -----------------------------------------------------------------------------------------------

LOOSE: list[tuple[dict[str, Any], type[TunnistusError], str]] = [
    ({"aa": pa.array([True])}, UnknownName, "aa: There is no such fact."),
    ({"a": pa.array([1])}, AnswerError, "a: The column has the wrong type. Give a Boolean column"),
    ({"kind": pa.array([True])}, AnswerError, "kind: The column has the wrong type."),
    (
        {"kind": pa.array(["secret-value"])},
        AnswerError,
        "kind: The answer is outside the domain of the fact: 1 rows of the batch, first row 0.",
    ),
    ({"kind": pa.array([None, "secret-value"]).dictionary_encode()}, AnswerError, "first row 1. It takes one of: red, blue, green."),
    ({"days": pa.array([30.5])}, AnswerError, "days: The column has the wrong type. Give a column of whole numbers"),
    ({"days": pa.array([31, 98765, 98765])}, AnswerError, "2 rows of the batch, first row 1. It takes a whole number from 0 to 1000."),
    ({"begins": pa.array([0], pa.time32("s"))}, AnswerError, "begins: The column has the wrong type. Give a column of dates"),
    ({"begins": pa.array([date(1066, 10, 14)])}, AnswerError, "begins: The answer is outside the domain"),
    ({"judged": pa.array([True])}, JudgementError, "judged: This is a judgement"),
    (
        {"a.mark": pa.array(["PERHAPS"])},
        AnswerError,
        "a.mark: This is not a mark: 1 rows of the batch, first row 0. It takes one of: MAYBE, DECLINED, or null.",
    ),
    (
        {"a": pa.array([True]), "a.mark": pa.array(["MAYBE"])},
        AnswerError,
        "a.mark: A row has both a value and a mark: 1 rows of the batch, first row 0.",
    ),
]
REFUSING = book(rule(f"one: {duty('{all: [a, judged, {fact: kind, is: red}, {fact: days, ge: 30}, {fact: begins, lt: 2020-01-01}]}')}"))


@pytest.mark.parametrize(("data", "kind", "message"), LOOSE)
def test_what_cannot_be_read_is_refused_and_no_value_is_shown(data: dict[str, Any], kind: type[TunnistusError], message: str) -> None:
    with pytest.raises(kind) as caught:
        columns.decide(pa.table(data), "r", as_of=DAY, book=REFUSING)
    assert message in str(caught.value)
    assert not any(shown in str(caught.value) for shown in ("secret-value", "98765", "30.5", "1066", "PERHAPS"))


def test_what_stands_where_a_value_is_unknown_is_never_read() -> None:
    data = pa.array([5000, 30], pa.int64())
    hidden = pa.Array.from_buffers(pa.int64(), 2, [pa.py_buffer(b"\x02"), data.buffers()[1]])
    codes = pa.Array.from_buffers(pa.int8(), 2, [pa.py_buffer(b"\x02"), pa.py_buffer(b"\x7f\x00")])
    kind = pa.DictionaryArray.from_arrays(codes, pa.array(["red"]), safe=False)
    assert granted(pa.table({"a": [True, True], "days": hidden, "kind": kind, "begins": [date(2010, 1, 1)] * 2})) == [None, True]


def test_judgements_of_the_decider_count_and_those_of_others_leave_the_fact_open() -> None:
    made = book(rule(f"one: {duty('judged')}"))
    data = pa.table({"judged": [True, False, None]})
    for who, expected in (("police", [True, False, None]), ("worker", [None] * 3)):
        found = columns.decide(data, "r", as_of=DAY, book=made, judged={"judged": (who, DAY)})
        assert found.column("r.due.granted").to_pylist() == expected
    with pytest.raises(TunnistusError, match="not a date on or before as_of"):
        columns.plan("r", as_of=DAY, book=made, judged={"judged": ("police", date(2025, 1, 1))})


@pytest.mark.parametrize("function", [columns.decide, columns.stream])
def test_an_argument_that_there_is_not_names_the_function_that_was_called(function: Callable[..., Any]) -> None:
    data = pa.table({"documents_withheld": [True]})
    for more, told in (
        ({"as_of": DAY, "progress": print}, "unexpected keyword argument 'progress'"),
        ({}, "missing a required (keyword-only )?argument: 'as_of'"),
    ):
        with pytest.raises(TypeError, match=rf"^{function.__name__}\(\) .*{told}; it takes the arguments of columns.plan"):
            list(function(data, "next_step", **more))


@pytest.mark.parametrize("wrong", ["law/asistance-system", "law/asistance-system/child", "nextstep"])
def test_the_nearest_topic_is_named_be_it_the_beginning_of_others(wrong: str) -> None:
    right = wrong.replace("asis", "assis").replace("nextstep", "next_step")
    with pytest.raises(UnknownName, match=f"Did you mean '{right}'"):
        columns.plan(wrong, as_of=DAY)
    with pytest.raises(UnknownName, match=f"Did you mean '{right}'"):
        tn.diff(wrong, DAY, DAY + timedelta(days=1))


def test_two_columns_of_one_name_dicts_and_unknown_columns_to_keep_are_refused() -> None:
    with pytest.raises(AnswerError, match="twice"):
        granted(pa.Table.from_arrays([ROWS["a"], ROWS["a"]], names=["a", "a"]))
    with pytest.raises(AnswerError, match="not a table"):
        granted([{"a": True}])
    with pytest.raises(UnknownName, match="no such column to keep"):
        granted(pa.table(ROWS), keep=["id"])


# -- broken on purpose ---------------------------------------------------------------------------------------------


def who_is_open_takes_one_branch(patch: pytest.MonkeyPatch) -> None:
    whole, both = walks._ways, (np.zeros(1, np.uint64), np.full(1, bits.ALL))

    def one(level: walks.Level, source: intake.Source, start: int, size: int) -> Any:
        return [
            both[0 in way] if plane is None else plane for way, plane in zip(level.ways, whole(level, source, start, size), strict=True)
        ]

    patch.setattr(walks, "_ways", one)


def the_last_who_comes_stands_for_all(patch: pytest.MonkeyPatch) -> None:
    taken = walks._Places.taken
    patch.setattr(walks._Places, "taken", lambda self, node: (taken(self, node)[0], True))


def an_option_is_due(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(walks, "_is_option", walks._is_due)


def possibly_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(kernel, "_known", lambda pair, out: (out[0].__setitem__(slice(None), pair[0]), out[1].fill(bits.ALL)))


def the_first_version_stands_for_all(patch: pytest.MonkeyPatch) -> None:
    whole = kernel._of_versions
    patch.setattr(kernel, "_of_versions", lambda roots, *others: whole(roots[:1], *others))


def codes_are_one_off(patch: pytest.MonkeyPatch) -> None:
    whole = intake.Codes.holds
    patch.setattr(
        intake.Codes, "holds", lambda self, cells, start, size: whole(attrs.evolve(self, codes=self.codes + 1), cells, start, size)
    )


BROKEN = [
    who_is_open_takes_one_branch,
    the_last_who_comes_stands_for_all,
    an_option_is_due,
    possibly_is_forgotten,
    the_first_version_stands_for_all,
    codes_are_one_off,
]


@pytest.mark.parametrize("break_it", BROKEN)
def test_the_gate_sees_a_broken_short_cut(break_it: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    break_it(monkeypatch)
    chosen, _ = engines(["arrow"])
    assert gate.run(gate.generated(60), chosen, stop=1).differences


def test_every_type_of_fact_has_an_arrow_type() -> None:
    assert {f.type for f in source.book().facts.values()} == TYPES.keys() == intake.WANTED.keys()
