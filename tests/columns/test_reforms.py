"""Comparing people counts those whom the reference decides otherwise on the second side, whatever the order of the rows and their batches."""

import itertools
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")

from tests import gate, reference  # noqa: E402
from tests.engine_columns import judges, table  # noqa: E402
from tests.examples import blocks, execute, run  # noqa: E402
from tests.worlds import FACTS, book, duty, rule  # noqa: E402
from tunnistus import columns, testing  # noqa: E402
from tunnistus.columns import reforms  # noqa: E402
from tunnistus.columns.counts import NOTHING, STATES  # noqa: E402
from tunnistus.deciding.decide import Case  # noqa: E402
from tunnistus.errors import AnswerError, DateError, TunnistusError, UnknownName  # noqa: E402
from tunnistus.rules.answers import Dates, read_answers  # noqa: E402
from tunnistus.rules.model import Book, Rule  # noqa: E402
from tunnistus.rules.truth import FALSE  # noqa: E402
from tunnistus.shipping import source  # noqa: E402
from tunnistus.testing.strategies import EARLY, LATE, existing  # noqa: E402

DAY = timedelta(days=1)
OLD, NEW = date(2022, 12, 31), date(2023, 1, 1)
CHANGED = book(
    rule(f"new: {duty('a', more=', valid: {from: 2023-01-01}')}\nold: {duty('b', more=', valid: {until: 2022-12-31}')}"),
)
JUDGED = {"suspects_child_trafficking": ("worker", date(2022, 1, 1))}
BORDERS = [(EARLY - DAY, EARLY), (LATE, LATE + DAY), (EARLY - DAY, LATE + DAY)]
LANGUAGES = ("fi", "sv", "en")


def on(made: Book, raw: Mapping[str, Any], day: date) -> Case:
    dates = Dates(day, day, day, day)
    return Case(made, read_answers(made, raw, dates), dates)


def state(found: reference.Whole, head: Rule, part: str, name: str) -> str:
    """What the reference says of an output; of what is due only whether it is."""
    if not found.in_force:
        return "not_in_force"
    if found.in_scope == FALSE:
        return "out_of_scope"
    if part == "option":
        return "yes" if name in found.options else "open" if name in found.open_options else "no"
    if part == "due":
        return "yes" if found.due == name else "other"
    step, floor, ceiling = (head.outcomes.index(each) if each else -1 for each in (name, found.floor, found.ceiling))
    return "yes" if step <= floor else "no" if step > ceiling else "open"


def drawn(made: Book, name: str, days: Sequence[date], dice: random.Random, count: int) -> list[dict[str, Any]]:
    """People whom the reference can decide wholly on each of the days."""
    facts = gate.asked_facts(made, gate.reached_rules(made, name))
    values = {n: gate.cell_values(made, n) for n in facts}
    found: list[dict[str, Any]] = []
    for _ in range(count):
        share = dice.choice((0.5, 0.8, 1.0))
        raw = existing(made, {n: gate.pick(made, n, values[n], dice) for n in facts if dice.random() < share})
        try:
            if all(reference.decide(on(made, raw, day), name).complete for day in days):
                found.append(raw)
        except TunnistusError:
            continue
    return found


def expected(made: Book, name: str, people: Sequence[Mapping[str, Any]], days: Sequence[date]) -> Counter[tuple[str, ...]]:
    head, found = made.rules[name], Counter[tuple[str, ...]]()
    for raw in people:
        sides = [reference.decide(on(made, raw, day), name) for day in days]
        for part, outcome in itertools.product(("reached",) if head.ordered else ("due", "option"), head.outcomes):
            before, after = (state(each, head, part, outcome) for each in sides)
            if before != after:
                found[part, outcome, before, after] += 1
    return found


def told(found: columns.Compared) -> Counter[tuple[str, ...]]:
    """The same of a comparison: what is due is told as the reference tells it."""
    cells = Counter[tuple[str, ...]]()
    for row in found.outcomes.to_pylist():
        before, after = ("other" if row["part"] == "due" and row[side] in ("no", "open") else row[side] for side in ("from", "to"))
        if before != after:
            cells[row["part"], row["outcome"], before, after] += row["people"]
    return cells


@pytest.mark.deep
def test_people_are_counted_whom_the_reference_decides_otherwise() -> None:
    changes = 0
    for n, made in enumerate(gate.generated_books(60)[:8]):
        made = attrs.evolve(made)
        dice = random.Random(n)
        days = dice.choice(BORDERS)
        for name in made.rules:
            people = drawn(made, name, days, dice, 25)
            data = table(made, [on(made, raw, days[0]) for raw in people])
            found = columns.compare(data, name, *days, book=made, judged=judges(made))
            assert (told(found), found.refused) == (expected(made, name, people, days), 0)
            changes += sum(told(found).values())
            for row in found.outcomes.to_pylist():
                assert row["people"] <= found.rules["people"][0].as_py() <= found.people == len(people)
    assert changes > 20


def many(count: int = 900) -> Any:
    dice = random.Random(7)
    kinds = ("red", "blue", None)
    return pa.table(
        {
            "id": pa.array([f"p{n}" for n in range(count)]),
            "a": pa.array([dice.choice((True, False, None)) for _ in range(count)]),
            "b": pa.array([dice.choice((True, False, None)) for _ in range(count)]),
            "kind": pa.array([dice.choice(kinds) for _ in range(count)]),
        }
    )


def counted(found: columns.Compared) -> list[Any]:
    return [each.to_pylist() for each in (found.rules, found.outcomes, found.clauses, found.acts)] + [found.people, found.refused]


def test_the_order_of_rows_and_how_they_are_cut_change_no_count() -> None:
    data = many()
    whole = columns.compare(data, "r", OLD, NEW, book=CHANGED, keep=["id"])
    turned = data.take(pa.array(random.Random(1).sample(range(data.num_rows), data.num_rows)))
    cut = pa.concat_tables([turned.slice(at, size) for at, size in ((0, 1), (1, 70), (71, 0), (71, 64), (135, 1000))])
    assert counted(columns.compare(cut, "r", OLD, NEW, book=CHANGED, keep=["id"])) == counted(whole)
    assert whole.outcomes.num_rows == 6


def test_progress_is_told_and_changes_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    data, told = many(), list[tuple[int, int | None]]()
    whole = columns.compare(data, "r", OLD, NEW, book=CHANGED, keep=["id"])
    assert data.num_rows > 200
    monkeypatch.setattr(reforms, "AT_ONCE", 100)

    def compare(given: Any) -> Any:
        return columns.compare(given, "r", OLD, NEW, book=CHANGED, keep=["id"], progress=lambda *step: told.append(step))

    assert counted(compare(data)) == counted(whole)
    total = data.num_rows
    assert told == [(min(at + 100, total), total) for at in range(0, total, 100)]
    told.clear()
    assert counted(compare(data.to_reader())) == counted(whole)  # a stream does not tell how long it is
    assert told == [(min(at + 100, total), None) for at in range(0, total, 100)]

    def enough(done: int, total: int | None) -> None:
        raise InterruptedError(done)

    with pytest.raises(InterruptedError, match=r"^100$"):
        columns.compare(data, "r", OLD, NEW, book=CHANGED, keep=["id"], progress=enough)


def test_progress_is_not_told_for_every_small_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    data, told = many(), list[int]()
    monkeypatch.setattr(reforms, "AT_ONCE", 100)
    small = pa.concat_tables([data.slice(at, 7) for at in range(0, data.num_rows, 7)])
    columns.compare(small, "r", OLD, NEW, book=CHANGED, keep=["id"], progress=lambda done, total: told.append(done))
    assert told == [*range(105, data.num_rows, 105), data.num_rows]


def test_counts_add_up_with_those_of_two_decisions() -> None:
    data = many()
    found = columns.compare(data, "r", OLD, NEW, book=CHANGED, keep=["id"], examples=1000)
    before, after = (
        columns.decide(data, "r", as_of=day, book=CHANGED, keep=["id"]).column("r.due.granted").to_pylist() for day in (OLD, NEW)
    )
    names = {True: "yes", False: "no", None: "open"}
    pairs = Counter((names[a], names[b]) for a, b in zip(before, after, strict=True) if a is not b)
    assert {(row["from"], row["to"]): row["people"] for row in found.outcomes.to_pylist()} == pairs
    assert found.rules.to_pylist() == [{"rule": "r", "people": sum(pairs.values())}]
    assert found.people == data.num_rows
    rows = found.examples.column("row").to_pylist()
    assert sorted(rows) == [n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a is not b]
    assert found.examples.column("id").to_pylist() == [f"p{n}" for n in rows]
    clauses = {(row["before"], row["after"]): row["people"] for row in found.clauses.to_pylist()}
    assert set(clauses) <= {("old", None), (None, "new"), ("old", "new")}
    assert sum(clauses.values()) > 0


def test_a_rule_that_is_not_in_force_is_no_rule_that_says_no() -> None:
    made = book(rule(f"one: {duty('a')}", more="valid: {from: 2023-01-01}"))
    found = columns.compare(pa.table({"a": [True, False, None, None]}), "r", OLD, NEW, book=made)
    cells = [
        (row["from"], row["to"], row["people"])
        for row in found.outcomes.to_pylist()
        if row["part"] == "due" and row["outcome"] == "granted"
    ]
    assert cells == [("not_in_force", "yes", 1), ("not_in_force", "no", 1), ("not_in_force", "open", 2)]
    assert found.clauses.to_pylist() == [{"rule": "r", "before": None, "after": "one", "kinds": "added", "people": 3}]


def test_whom_a_rule_does_not_concern_is_told_apart() -> None:
    made = book(rule(f"one: {duty('a', more=', valid: {from: 2023-01-01}')}", more="scope: {fact: kind, is: red}"))
    found = columns.compare(pa.table({"a": [True] * 3, "kind": ["red", "blue", None]}), "r", OLD, NEW, book=made)
    assert {(row["from"], row["to"]): row["people"] for row in found.outcomes.to_pylist()} == {("no", "yes"): 2}


def test_two_books_are_compared_on_one_day() -> None:
    first, second = (book(rule(f"one: {duty(when)}")) for when in ("a", "b"))
    data = pa.table({"a": [True, True, False], "b": [True, False, None]})
    found = columns.compare(data, "r", first, second, as_of=NEW)
    assert {(row["from"], row["to"]): row["people"] for row in found.outcomes.to_pylist()} == {("yes", "no"): 1, ("no", "open"): 1}
    assert found.clauses.to_pylist() == [{"rule": "r", "before": "one", "after": "one", "kinds": "condition", "people": 2}]
    more = attrs.evolve(second, rules={**second.rules, "s": attrs.evolve(second.rules["r"], id="s")})
    with pytest.raises(UnknownName, match="no such rule"):
        columns.compare(data, "nothing", first, second, as_of=NEW)
    assert columns.compare(data, "s", first, more, as_of=NEW).outcomes.column("from").unique().to_pylist() == ["not_in_force"]
    assert columns.compare(data, "r", first, first, as_of=NEW).outcomes.num_rows == 0


def test_an_age_can_change_without_the_law() -> None:
    data = pa.table({"date_of_birth": [date(2005, 1, 1), date(2010, 1, 1)], "suspects_child_trafficking": [False] * 2})
    found = columns.compare(data, "child_route", OLD, NEW, judged=JUDGED)
    assert found.rules.to_pylist() == [{"rule": "child_route", "people": 1}]
    assert {row["kinds"] for row in found.clauses.to_pylist()} == {""}


# -- few people: tests/columns/test_published.py ----------------------------------------------------------------------


def test_those_whose_answers_cannot_be_true_are_not_told_by_what_they_leave() -> None:
    born = [date(2005, 1, 1)] * 20 + [date(2015, 1, 1)] * 3
    data = pa.table({"date_of_birth": born, "age_under_18": [None] * 20 + [False] * 3, "suspects_child_trafficking": [False] * 23})
    plain, found = (columns.compare(data, "child_route", OLD, NEW, judged=JUDGED, at_least=n) for n in (1, 5))
    assert (plain.refused, plain.rules["people"].to_pylist()) == (3, [20])
    assert (found.refused, found.rules["people"].to_pylist()) == (None, [10])


# -- what is refused, and how it shows -------------------------------------------------------------------------------


def test_rows_that_cannot_be_true_are_counted_apart() -> None:
    born = [date(2015, 1, 1), date(2005, 1, 1)]
    data = pa.table({"date_of_birth": born, "age_under_18": [False, None], "suspects_child_trafficking": [False] * 2})
    found = columns.compare(data, "child_route", OLD, NEW, judged=JUDGED)
    assert (found.people, found.refused) == (2, 1)
    assert found.rules["people"].to_pylist() == [1]


def test_what_cannot_be_compared_is_refused() -> None:
    data = pa.table({"a": [True]})
    with pytest.raises(DateError, match="as of one day"):
        columns.compare(data, "r", CHANGED, CHANGED)
    with pytest.raises(DateError, match="first: This is not a date"):
        columns.compare(data, "r", "2022-12-31", NEW, book=CHANGED)  # type: ignore[arg-type]
    with pytest.raises(DateError, match="as_of: The two days already say when"):
        columns.compare(data, "r", OLD, NEW, as_of=NEW, book=CHANGED)
    late = {"suspects_child_trafficking": ("worker", NEW)}
    with pytest.raises(DateError, match="suspects_child_trafficking: The day of the judgement is not a date on or before both days"):
        columns.compare(pa.table({"suspects_child_trafficking": [True]}), "child_route", OLD, NEW, judged=late)
    for days in ((OLD, NEW), (NEW, NEW)):
        with pytest.raises(UnknownName, match="aa: There is no such fact"):
            columns.compare(pa.table({"aa": [True]}), "r", *days, book=CHANGED)
    with pytest.raises(UnknownName, match="no such column to keep"):
        columns.compare(data, "r", OLD, NEW, book=CHANGED, keep=["id"])
    with pytest.raises(AnswerError, match="row: The result would have two columns"):
        columns.compare(data.append_column("row", pa.array([1])), "r", OLD, NEW, book=CHANGED, keep=["row"])
    with pytest.raises(TunnistusError, match="at_least"):
        columns.compare(data, "r", OLD, NEW, book=CHANGED, at_least=0)


def test_a_comparison_shows_no_count_in_its_repr_and_tells_them_in_words() -> None:
    found = columns.compare(
        pa.table({"in_finland": [True, None, False] * 41}), "law/assistance-system", date(2024, 1, 1), date(2026, 11, 24)
    )
    assert repr(found) == "<Compared law/assistance-system: 2024-01-01 → 2026-11-24>"
    assert found.rules.num_rows
    for lang in LANGUAGES:
        words = found.explain(lang)
        assert "123" in words
        assert all(source.book().texts and name in words for name in found.rules["rule"].to_pylist())
    assert found._repr_markdown_() == found.explain("en", markdown=True)
    assert {*found.outcomes["from"].to_pylist(), *found.outcomes["to"].to_pylist()} <= {*STATES}
    assert {*STATES} >= NOTHING


@pytest.mark.deep
def test_the_examples_of_the_page_run_as_written() -> None:
    assert any("columns.compare(" in block for block in blocks("docs/many-people.md"))
    run("docs/many-people.md")


def test_the_page_draws_judgements_so_that_they_count() -> None:
    names: dict[str, Any] = {"columns": columns, "testing": testing, "date": date}
    block = next(each for each in blocks("docs/many-people.md") if "judgements" in each)
    execute("docs/many-people.md", block, names)
    states = []
    for data, judged in ((names["without"], {}), (names["drawn"], names["judged"])):
        rows = columns.compare(data, names["removal"], OLD, NEW, judged=judged).outcomes.to_pylist()
        states.append({row["to"] for row in rows if row["part"] == "due"})
    assert states == [{"open"}, {"open", "no"}]


# -- which columns ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", ["next_step", "child_route", "law/assistance-system", ["permit.52a1", "crime.adult"]])
def test_a_table_by_the_schema_can_be_decided(topic: Any) -> None:
    known, schema = source.book().facts, columns.schema(topic)
    assert schema.names == list(columns.facts(topic))
    data = pa.table({field.name: pa.nulls(3, field.type) for field in schema}, schema=schema)
    result = columns.decide(data, topic, as_of=NEW, judged=judges(source.book()))
    assert result.num_rows == 3
    for field in schema:
        told_ = {key.decode(): text.decode() for key, text in (field.metadata or {}).items()}
        assert told_.get("values", "") == ",".join(known[field.name].values)
        assert ("judgement" in told_) == bool(known[field.name].judgement)


def test_facts_are_those_whose_columns_can_matter() -> None:
    made = book(rule(f"one: {duty('a', more=', valid: {from: 2023-01-01}')}\ntwo: {duty('{fact: kind, is: red}')}"), facts=FACTS)
    assert list(columns.facts("r", book=made)) == ["a", "kind"]
    with pytest.raises(UnknownName, match="no such rule or topic"):
        columns.facts("nothing", book=made)
