"""Conditions, relations and people for tests of engines: facts of every type, and the values that the comparisons tell apart."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from tunnistus.rules.model import AtLeast, Fact, Node, Not, Relation, Span, Test
from tunnistus.rules.relations import Relations

DAY = date(2020, 1, 1)
FACTS = {
    **{f"b{n}": Fact(f"b{n}", "bool", "t", n) for n in range(4)},
    "kind": Fact("kind", "enum", "t", 4, values=("red", "blue", "green")),
    "days": Fact("days", "number", "t", 5, low=0, high=9),
    "begins": Fact("begins", "date", "t", 6),
}
VALUES: dict[str, list[Any]] = {
    **{f"b{n}": [True, False] for n in range(4)},
    "kind": ["red", "blue", "green"],
    "days": [0, 3, 4, 5, 9],  # one of each stretch that the tests tell apart
    "begins": [date(2019, 12, 31), DAY, date(2020, 1, 2)],
}
TESTS = [
    *(Test(f"b{n}", (True,)) for n in range(4)),
    Test("b0", (False,)),
    Test("kind", ("red",)),
    Test("kind", ("red", "blue")),
    Test("days", (Span(None, 3),)),
    Test("days", (Span(4, 4), Span(9, None))),
    Test("begins", (Span(DAY, None),)),
    Test("begins", (Span(None, None),)),
]
nodes: st.SearchStrategy[Node] = st.recursive(
    st.sampled_from(TESTS),
    lambda inner: st.builds(Not, inner) | st.lists(inner, min_size=1, max_size=4).flatmap(lambda of: st.builds(AtLeast, st.integers(1, len(of)), st.just(tuple(of)))),
    max_leaves=12,
)  # fmt: skip
known = st.fixed_dictionaries({}, optional={n: st.sampled_from(v) for n, v in VALUES.items()})
relations = st.lists(
    st.tuples(st.sampled_from(TESTS[:7]), st.sampled_from(TESTS[:7])).filter(lambda pair: pair[0].fact != pair[1].fact), max_size=3
).map(lambda pairs: Relations(FACTS, [Relation(f"r{n}", when, (then,)) for n, (when, then) in enumerate(pairs)]))
