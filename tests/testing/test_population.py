"""Invented people can exist, are the same for the same seed, and have the shares that were asked for."""

from datetime import date
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")

from tests.engine_columns import judges  # noqa: E402
from tunnistus import columns, testing  # noqa: E402
from tunnistus.errors import AnswerError, UnknownName  # noqa: E402
from tunnistus.rules.answers import Dates, Judged, read_answers  # noqa: E402
from tunnistus.rules.relations import relations_of  # noqa: E402
from tunnistus.shipping import source  # noqa: E402

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
