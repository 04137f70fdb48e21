"""Invented people can exist, are the same for the same seed, and have the shares that were asked for."""

import hashlib
import json
import os
import subprocess
import sys
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")

import pyarrow.parquet as pq  # noqa: E402

from tests import ROOT  # noqa: E402
from tests.engine_columns import judges  # noqa: E402
from tests.worlds import book as world  # noqa: E402
from tests.worlds import duty, rule  # noqa: E402
from tunnistus import columns, testing  # noqa: E402
from tunnistus.commands.main import main  # noqa: E402
from tunnistus.errors import AnswerError, ArgumentError, TunnistusError, UnknownName  # noqa: E402
from tunnistus.rules.answers import Dates, Judged, read_answers  # noqa: E402
from tunnistus.rules.relations import Group, relations_of  # noqa: E402
from tunnistus.shipping import source  # noqa: E402
from tunnistus.testing import inventing  # noqa: E402

DAY = date(2026, 11, 24)
TOPICS: tuple[Any, ...] = ("permit.52a1", "child_route", "law/assistance-system", ["crime.adult", "next_step"])


def drawn(n: int, seed: int = 1, topic: Any = "permit.52a1", **more: Any) -> Any:
    return testing.population(n, seed, rules=topic, as_of=DAY, **more)


@pytest.mark.parametrize("topic", TOPICS, ids=str)
def test_everybody_can_exist(topic: Any) -> None:
    book, people = source.book(), drawn(120, topic=topic)
    for row in people.to_pylist():
        read_answers(book, {name: value for name, value in row.items() if value is not None}, Dates(DAY))
    result = columns.decide(people, topic, as_of=DAY)
    assert not any(result.column("refused").to_pylist() if "refused" in result.column_names else [])
    assert people.schema.names == [n for n, f in columns.facts(topic).items() if not f.derived and not f.judgement]
    assert all(column.null_count < people.num_rows for column in people.columns)


def test_relations_are_at_work() -> None:
    people = drawn(300, topic="law/assistance-system")
    related = [n for n in people.column_names if n in relations_of(source.book()).names]
    apart = {n: people.column(n).take(pa.array([(i * 7 + k) % 300 for i in range(300)])) for k, n in enumerate(related)}
    refused = columns.decide(pa.table(apart), "law/assistance-system", as_of=DAY).column("refused").to_pylist()
    assert sum(refused) > 20, "people put together from several would exist as well: nothing is tried"


def test_related_facts_are_drawn_for_all_people_at_once_and_not_for_each_combination_of_answers() -> None:
    with mock.patch.object(Group, "narrowed", autospec=True, side_effect=Group.narrowed) as narrowed:
        people = drawn(500, topic="next_step")
    assert sum(name in relations_of(source.book()).names for name in people.column_names) > 10
    assert narrowed.call_count < 500


def test_all_pieces_have_the_same_dictionaries(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a table in many pieces can be put together without reading its texts."""
    monkeypatch.setattr(inventing, "PIECE", 7)
    kinds = [column for column in drawn(40, topic="next_step").columns if pa.types.is_dictionary(column.type)]
    assert kinds
    assert all(len({tuple(chunk.dictionary.to_pylist()) for chunk in column.chunks}) == 1 for column in kinds)


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    assert drawn(200).equals(drawn(200))
    assert not drawn(200).equals(drawn(200, seed=2))
    assert drawn(0).num_rows == 0


@pytest.mark.deep
def test_shares_are_those_asked_for() -> None:
    shares: dict[Any, float] = {True: 0.7, False: 0.1}
    found = drawn(3_000, topic="next_step", marginals={"documents_withheld": shares}).column("documents_withheld")
    counts = {value: found.to_pylist().count(value) / len(found) for value in (True, False, None)}
    assert all(abs(counts[value] - share) < 0.04 for value, share in ({**shares, None: 0.2}).items())
    only = {"date_of_birth": {date(2010, 5, 1): 1.0}}
    assert set(drawn(50, topic="child_route", marginals=only).column("date_of_birth").to_pylist()) <= {date(2010, 5, 1), None}


def test_a_judgement_is_drawn_when_it_is_named() -> None:
    book = source.book()
    name = next(n for n, f in columns.facts("permit.52a1").items() if f.judgement and f.type == "bool")
    people = drawn(40, marginals={name: {True: 1}})
    assert people.column(name).to_pylist() == [True] * 40
    assert columns.decide(people, "permit.52a1", as_of=DAY, judged=judges(book)).num_rows == 40
    who = book.facts[name].judgement.who[0]  # type: ignore[union-attr]
    read_answers(book, {name: Judged(True, by=who, on=DAY)}, Dates(DAY))


def test_shares_that_cannot_be_are_refused() -> None:
    for wrong in ({True: 0.7, False: 0.7}, {True: -0.1}):
        with pytest.raises(AnswerError, match="in_finland: These are not shares"):
            drawn(5, marginals={"in_finland": wrong})
    with pytest.raises(AnswerError, match="in_finland"):
        drawn(5, marginals={"in_finland": {"yes": 1}})
    with pytest.raises(UnknownName, match=r"in_finlan: There is no such column. Did you mean 'in_finland'"):
        drawn(5, marginals={"in_finlan": {True: 1}})
    with pytest.raises(AnswerError, match="after the day of deciding"):
        drawn(5, topic="child_route", marginals={"date_of_birth": {date(2030, 1, 1): 1}})


def test_long_before_every_day_that_rules_name_people_are_drawn_all_the_same() -> None:
    long_ago = date(1950, 1, 1)
    people = testing.population(60, 1, rules="child_route", as_of=long_ago)
    assert set(people["date_of_birth"].to_pylist()) == {long_ago, None}


# -- what goes together -------------------------------------------------------------------------------------------


def share(people: Any, **answers: Any) -> float:
    rows = [all(row[name] == value for name, value in answers.items()) for row in people.to_pylist()]
    return sum(rows) / len(rows)


def test_answers_of_a_row_go_together_and_the_others_are_drawn_as_without_it() -> None:
    both, apart = {"documents_withheld": True, "debt_to_exploiter": True}, {"documents_withheld": False, "debt_to_exploiter": None}
    people = drawn(1_000, topic="next_step", joint=[(0.3, both), (0.5, apart)])
    without = drawn(1_000, topic="next_step")
    assert abs(share(people, **both) - (0.3 + 0.2 * share(without, **both))) < 0.04
    assert abs(share(people, **apart) - (0.5 + 0.2 * share(without, **apart))) < 0.04
    other = [name for name in people.column_names if name not in both and name not in relations_of(source.book()).names]
    assert other
    assert all(people[name].equals(without[name]) for name in other if people[name].type != pa.date32())


def test_rows_are_kept_beside_relations_and_days() -> None:
    book = source.book()
    row = {"residence_basis": "temporary_protection", "date_of_birth": date(2010, 5, 1)}
    topic = ["child_route", "law/assistance-system", "permit.52a1"]
    columns_ = columns.facts(topic)
    row = {name: value for name, value in row.items() if name in columns_}
    assert row
    people = drawn(300, topic=topic, joint=[(1, row)])
    assert share(people, **row) == 1
    result = columns.decide(people, topic, as_of=DAY)
    assert not any(result["refused"].to_pylist())
    for given in people.to_pylist()[:40]:
        read_answers(book, {name: value for name, value in given.items() if value is not None}, Dates(DAY))


def test_rows_that_cannot_be_are_refused_with_their_number_and_without_a_value() -> None:
    for wrong in ([(0.7, {}), (0.7, {})], [(-0.1, {})], [(1.1, {})], [("half", {})], [(0.5, "in_finland")]):
        with pytest.raises(AnswerError, match="These are not shares"):
            drawn(5, joint=wrong)
    for odd in ([{"in_finland": True}], [0.5], 0.5, "in_finland"):
        with pytest.raises(ArgumentError, match="joint"):
            drawn(5, joint=odd)
    with pytest.raises(UnknownName, match=r"in_finlan: There is no such column. Did you mean 'in_finland'"):
        drawn(5, joint=[(0.5, {"in_finlan": True})])
    with pytest.raises(AnswerError, match="in_finland"):
        drawn(5, joint=[(0.5, {"in_finland": "yes"})])
    clash = {"age_under_18": True, "date_of_birth": date(1980, 5, 17)}
    with pytest.raises(AnswerError, match=r"joint\[1\]: .*cannot all be true") as refused:
        drawn(5, topic="child_route", joint=[(0.5, {}), (0.5, clash)])
    assert "1980" not in str(refused.value)
    with pytest.raises(AnswerError, match="These are not shares"):
        drawn(5, joint=[(0.7, {})], outcomes=0.7)


# -- people of outcomes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", TOPICS, ids=str)
def test_every_outcome_comes_about_or_is_named(topic: Any) -> None:
    people = drawn(800, topic=topic, outcomes=1)
    nobody = json.loads(people.schema.metadata[b"tunnistus.invented"])["nobody"]
    result = columns.decide(people, topic, as_of=DAY, judged=judges(source.book()))
    assert not any(result["refused"].to_pylist() if "refused" in result.column_names else [])
    wanted = [n for n in result.column_names if any(f".{part}." in n for part in ("due", "option", "reached"))]
    assert [name for name in wanted if True not in result[name].to_pylist()] == nobody
    assert len(nobody) < len(wanted)


def test_an_outcome_has_the_share_that_was_asked_for_at_least() -> None:
    name = "permit.52a1.due.temporary"
    people = drawn(2_000, outcomes={name: 0.4})
    has = columns.decide(people, "permit.52a1", as_of=DAY, judged=judges(source.book()))[name].to_pylist().count(True) / 2_000
    assert 0.36 < has < 0.5
    assert len({tuple(row.items()) for row in people.to_pylist()}) > 1_000


def test_an_outcome_that_nobody_can_have_is_an_error() -> None:
    made = world(rule(f"one: {duty('{all: [a, {not: a}]}')}", more="otherwise: refused"))
    with pytest.raises(AnswerError, match=r"r\.due\.granted: Nobody was found"):
        testing.population(5, 1, rules="r", as_of=DAY, book=made, outcomes={"r.due.granted": 0.5})
    people = testing.population(5, 1, rules="r", as_of=DAY, book=made, outcomes=1)
    assert "r.due.granted" in json.loads(people.schema.metadata[b"tunnistus.invented"])["nobody"]
    for wrong in ("permit.52a1.due.temporal", "permit.52a1.in_scope"):
        with pytest.raises(UnknownName, match="no such column"):
            drawn(5, outcomes={wrong: 0.5})
    for wrong in (2, -1, {"permit.52a1.due.temporary": 2}):
        with pytest.raises(AnswerError, match="These are not shares"):
            drawn(5, outcomes=wrong)


# -- files --------------------------------------------------------------------------------------------------------


def test_a_file_has_the_people_of_the_table_in_pieces_and_is_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more: dict[str, Any] = {"rules": "permit.52a1", "as_of": DAY, "joint": [(0.2, {"in_finland": True})], "outcomes": 0.3}
    expected = testing.population(250, 7, **more)
    monkeypatch.setattr(inventing, "PIECE", 64)
    told: list[tuple[int, int]] = []
    path = testing.write_population(tmp_path, n=250, seed=7, progress=lambda *each: told.append(each), **more)
    assert path.name == "invented-7-250.parquet"
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert pq.read_table(path).to_pylist() == expected.to_pylist()
    assert told == [(64, 250), (128, 250), (192, 250), (250, 250)]
    assert json.loads(pq.read_schema(path).metadata[b"tunnistus.invented"])["seed"] == 7
    with pytest.raises(TunnistusError, match="there already"):
        testing.write_population(tmp_path, n=250, seed=7, **more)


def test_a_place_where_no_file_can_stand_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(TunnistusError, match="cannot be written"):
        testing.write_population(tmp_path / "out", n=1, seed=1, rules="permit.52a1", as_of=DAY)


def test_what_fails_leaves_no_file(tmp_path: Path) -> None:
    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        testing.write_population(tmp_path, n=10, seed=1, rules="permit.52a1", as_of=DAY, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_memory_does_not_grow_with_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventing, "PIECE", 1_000)
    peaks = {}
    for n in (1_000, 2_000, 16_000):  # the first fills what is kept once
        pa.default_memory_pool().release_unused()
        before, highest = pa.total_allocated_bytes(), [0]
        tracemalloc.start()
        testing.write_population(
            tmp_path, n=n, seed=1, rules="emergency", as_of=DAY, progress=lambda *_, to=highest: to.append(pa.total_allocated_bytes())
        )
        peaks[n] = tracemalloc.get_traced_memory()[1], max(highest) - before
        tracemalloc.stop()
    assert peaks[16_000][0] < 1.5 * peaks[2_000][0]
    assert peaks[16_000][1] < 2 * max(peaks[2_000][1], 1 << 20)


def test_numbers_below_nought_are_refused() -> None:
    for n, seed, name in ((-1, 1, "n"), (1, -1, "seed")):
        with pytest.raises(TunnistusError, match=f"^{name}: This number is too small"):
            drawn(n, seed=seed)


def test_the_command_writes_them_shows_how_far_it_is_and_names_outcomes_that_nobody_can_have(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["population", "permit.52a1", str(tmp_path), "--people", "50", "--outcomes", "0.5", "--as-of", "2026-11-24", "--lang", "en"]
    assert main(asked) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[0] == str(tmp_path / "invented-1-50.parquet")
    assert "permit.52a1.option.refused" in said.out
    assert "50 / 50" in said.err
    expected = testing.population(50, 1, rules="permit.52a1", as_of=DAY, outcomes=0.5)
    assert pq.read_table(tmp_path / "invented-1-50.parquet").equals(expected)


SCRIPT = """
import sys
from datetime import date
from tunnistus import testing
testing.write_population(sys.argv[1], n=300, seed=3, rules=["permit.52a1", "child_route"], as_of=date(2026, 11, 24), outcomes=0.5,
    joint=[(0.2, {"in_finland": True})])
"""


@pytest.mark.deep
def test_the_same_seed_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    digests = set()
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
        subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path / seed)], env=environment, check=True)
        digests.add(hashlib.sha256((tmp_path / seed / "invented-3-300.parquet").read_bytes()).hexdigest())
    assert len(digests) == 1
