"""Decision diagrams: each walk gives what going through all rows of values gives, and equal functions are the same node."""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunnistus.rules.mdd import FALSE, LAST, NOBODY, TRUE, Diagrams, TooLarge

WIDTHS = (2, 3, 2, 3)
LEVELS = range(len(WIDTHS))
ROWS = [*itertools.product(*map(range, WIDTHS))]
NAMES = [f"f{level}" for level in LEVELS]
Row = tuple[int, ...]
Function = Mapping[Row, int | None]  # of each row the number of its end; None is nobody's


@st.composite
def functions(draw: st.DrawFn, ends: Sequence[int | None] = (0, 1, 2, 3, None)) -> Function:
    """Functions that hang on some of the levels only."""
    levels = draw(st.lists(st.sampled_from(LEVELS), unique=True))
    many = len({tuple([row[n] for n in levels]) for row in ROWS})
    told = iter(draw(st.lists(st.sampled_from(ends), min_size=many, max_size=many)))
    found: dict[Row, int | None] = {}
    return {row: found[key] if (key := tuple([row[n] for n in levels])) in found else found.setdefault(key, next(told)) for row in ROWS}


conditions = functions((0, 1))
known = st.fixed_dictionaries({}, optional={level: st.integers(0, WIDTHS[level] - 1) for level in LEVELS})


def made(d: Diagrams, function: Callable[[Row], int | None], row: Row = ()) -> int:
    """The root of a function, branch by branch."""
    if len(row) == len(WIDTHS):
        end = function(row)
        return NOBODY if end is None else d.end(end)
    return d.node(len(row), tuple([made(d, function, (*row, n)) for n in range(WIDTHS[len(row)])]))


def of(d: Diagrams, function: Function) -> int:
    return made(d, function.__getitem__)


def rows(d: Diagrams, root: int) -> dict[Row, int | None]:
    """Of every row the end to which its branches lead."""
    found: dict[Row, int | None] = {}
    for row in ROWS:
        at = root
        while d.level[at] != LAST:
            at = d.below[at][row[d.level[at]]]
        found[row] = None if at == NOBODY else d.ends[at].bit_length() - 1
    return found


def bits(function: Function, taken: Mapping[int, int]) -> int:
    """The ends of the rows with some branches."""
    return sum({1 << end for row, end in function.items() if end is not None and all(row[n] == b for n, b in taken.items())})


@given(functions(), functions())
def test_equal_functions_are_the_same_node_and_others_are_not(one: Function, two: Function) -> None:
    d = Diagrams()
    first, second = of(d, one), of(d, two)
    assert rows(d, first) == one
    assert (first == second) is (one == two)
    assert d.support(first) == {
        n for n in LEVELS if any(one[row] != one[(*row[:n], b, *row[n + 1 :])] for row in ROWS for b in range(WIDTHS[n]))
    }


@given(conditions, functions(), functions())
def test_this_if_that_holds_else_another(when: Function, then: Function, other: Function) -> None:
    d = Diagrams()
    found = d.choose(of(d, when), of(d, then), of(d, other))
    assert found == made(d, lambda row: then[row] if when[row] else other[row])


@given(conditions, conditions, functions())
def test_not_and_both_and_among_those_who_exist(one: Function, two: Function, three: Function) -> None:
    d = Diagrams()
    assert d.negate(of(d, one)) == made(d, lambda row: int(not one[row]))
    assert d.both(of(d, one), of(d, two)) == made(d, lambda row: int(bool(one[row] and two[row])))
    assert d.among(of(d, one), of(d, three)) == made(d, lambda row: three[row] if one[row] else None)


@given(st.lists(conditions, min_size=1, max_size=5), st.integers(1, 5))
def test_at_least_so_many_of_several(each: list[Function], k: int) -> None:
    d = Diagrams()
    assert d.at_least(k, [of(d, one) for one in each]) == made(d, lambda row: int(sum(bool(one[row]) for one in each) >= k))


@given(functions(), st.dictionaries(st.integers(0, 3), st.integers(0, 6)))
def test_other_leaves_in_the_place_of_some(one: Function, new: dict[int, int]) -> None:
    d = Diagrams()
    root = of(d, one)
    found = d.relabel(root, {d.end(a): d.end(b) for a, b in new.items()})
    assert found == made(d, lambda row: None if (end := one[row]) is None else new.get(end, end))


@given(functions(), known)
def test_what_is_left_where_some_branches_are_taken(one: Function, taken: dict[int, int]) -> None:
    d, rest = Diagrams(), Diagrams()
    for table in (d, rest):
        left = table.restrict(d, of(d, one), taken.get)
        assert left == made(table, lambda row: one[tuple([taken.get(n, b) for n, b in enumerate(row)])])
        assert not table.support(left) & taken.keys()
    made_so_far = len(d.level)
    assert d.cofactor(of(d, one), taken) == d.restrict(d, of(d, one), taken.get)
    assert len(d.level) == made_so_far


@given(functions(), st.integers(0, len(WIDTHS)))
def test_what_stands_from_a_level_on_is_what_the_rows_above_leave(one: Function, level: int) -> None:
    d = Diagrams()
    root, from_there = of(d, one), level if level < len(WIDTHS) else LAST
    left = {d.cofactor(root, dict(enumerate(row[:level]))) for row in ROWS}
    borders = d.borders(root, from_there)
    assert {*borders} == left
    assert len(borders) == len(left)


@given(functions(), functions(), st.integers(0, len(WIDTHS) - 1))
def test_other_nodes_in_the_place_of_those_from_a_level_on(one: Function, two: Function, level: int) -> None:
    d = Diagrams()
    root, other = of(d, one), d.cofactor(of(d, two), dict(enumerate(ROWS[-1][:level])))
    borders = d.borders(root, level)
    assert d.replace(root, level, dict(zip(borders, borders, strict=True))) == root
    some = borders[::2]
    found = d.replace(root, level, {node: other if node in some else node for node in borders})
    instead = {row: d.cofactor(root, dict(enumerate(row[:level]))) in some for row in ROWS}
    assert rows(d, found) == {row: (two[(*ROWS[-1][:level], *row[level:])] if instead[row] else one[row]) for row in ROWS}


def asked(d: Diagrams, names: Sequence[str]) -> list[str]:
    """Of each node the name of its level, of a leaf nothing."""
    return [names[level] if level != LAST else "" for level in d.level]


@given(functions(), known)
def test_the_ends_that_can_be_reached(one: Function, taken: dict[int, int]) -> None:
    d = Diagrams()
    root = of(d, one)
    told = {NAMES[n]: bool(b) if WIDTHS[n] == 2 else "xyz"[b] for n, b in taken.items()}
    assert d.reached(root, asked(d, NAMES), dict.fromkeys(NAMES, "xyz".index), told.get) == bits(one, taken)
    assert d.ends[root] == bits(one, {})


@given(functions(), known, st.integers(0, 20))
def test_a_walk_that_would_take_all_branches_too_often_tells_nothing(one: Function, taken: dict[int, int], most: int) -> None:
    d = Diagrams()
    root = of(d, one)
    told = {NAMES[n]: bool(b) if WIDTHS[n] == 2 else "xyz"[b] for n, b in taken.items()}
    found = [d.reached(root, asked(d, NAMES), dict.fromkeys(NAMES, "xyz".index), told.get, n) for n in (most, most + 1, len(d.level))]
    assert found[2] == bits(one, taken)
    assert found[0] in (found[1], -1)
    assert found[1] in (found[2], -1)
    assert (found[0] == -1) <= (most < len(d.level))


def test_a_walk_down_all_of_three_takes_all_branches_three_times() -> None:
    d, names = Diagrams(), ["a", "b", "c"]
    root = d.at_least(3, [d.node(level, (FALSE, TRUE)) for level in range(3)])
    assert [d.reached(root, asked(d, names), {}, {}.get, most) for most in range(4)] == [-1, -1, -1, 3]
    assert [d.reached(root, asked(d, names), {}, {"b": True}.get, most) for most in range(4)] == [-1, -1, 3, 3]
    assert d.reached(root, asked(d, names), {}, {"a": False}.get, 0) == 1


@given(functions(), known)
def test_the_ends_after_each_single_further_answer(one: Function, taken: dict[int, int]) -> None:
    d = Diagrams()
    now, after = d.ahead(of(d, one), taken.get)
    assert now == bits(one, taken)
    open_ = [(level, branch) for level in LEVELS if level not in taken for branch in range(WIDTHS[level])]
    assert {key: after.get(key, now) for key in open_} == {key: bits(one, {**taken, key[0]: key[1]}) for key in open_}
    assert after.keys() <= {*open_}


@given(functions(), st.integers(0, 3))
def test_somebody_who_has_an_end_by_the_fewest_branches(one: Function, end: int) -> None:
    d = Diagrams()
    root = of(d, one)
    path = d.path(root, end)
    assert (path is None) is (end not in one.values())
    if path is not None:
        assert bits(one, path) == 1 << end
        assert len(path) == min(n for n, last in paths(d, root) if last == end)
        assert [*path] == sorted(path)


def paths(d: Diagrams, at: int) -> Iterator[tuple[int, int | None]]:
    """How many branches each path has, and its end."""
    if d.level[at] == LAST:
        yield 0, None if at == NOBODY else d.ends[at].bit_length() - 1
    for each in d.below[at]:
        yield from ((n + 1, end) for n, end in paths(d, each))


@given(functions(), st.lists(st.integers(0, 5), min_size=sum(WIDTHS), max_size=sum(WIDTHS)))
def test_in_how_many_rows_each_end_is_reached(one: Function, drawn: list[int]) -> None:
    d, left = Diagrams(), iter(drawn)
    weights = {level: [next(left) for _ in range(WIDTHS[level])] for level in LEVELS}
    wanted = dict.fromkeys(one.values(), 0)
    for row in ROWS:
        wanted[one[row]] += math.prod(weights[level][branch] for level, branch in enumerate(row))
    if all(map(sum, weights.values())):
        assert d.counts(of(d, one), weights) == {end: many for end, many in wanted.items() if many and end is not None}


@given(st.lists(functions(), min_size=1, max_size=3))
def test_what_is_packed_is_the_same_when_it_is_unpacked(some: list[Function]) -> None:
    d = Diagrams()
    of(d, dict.fromkeys(ROWS, 9))  # not packed: nobody asks for it
    packed, new = d.packed([NOBODY, *(of(d, one) for one in some)])
    again = Diagrams.unpacked(packed)
    assert new[0] == NOBODY
    assert [rows(again, root) for root in new[1:]] == some
    assert [again.ends[root] for root in new[1:]] == [bits(one, {}) for one in some]
    assert {1 << number for number in packed.leaves} == {1, 2, *(1 << end for one in some for end in one.values() if end is not None)}
    assert len(again.level) == 1 + len(packed.leaves) + len(packed.nodes)
    assert again.packed(new) == (packed, new)


@given(functions(), functions(), known)
def test_a_table_that_is_only_read_says_the_same(one: Function, two: Function, taken: dict[int, int]) -> None:
    d = Diagrams()
    roots = of(d, one), of(d, two)
    d.freeze()
    assert [rows(d, root) for root in roots] == [one, two]
    assert d.ahead(roots[0], taken.get)[0] == bits(one, taken)


def test_nobody_is_no_end() -> None:
    d = Diagrams()
    assert (d.ends[NOBODY], d.ends[FALSE], d.ends[TRUE]) == (0, 1, 2)
    assert (d.end(0), d.end(1)) == (FALSE, TRUE)
    assert d.path(NOBODY, 0) is None
    assert d.counts(NOBODY, {0: (1, 1)}) == {}
    assert d.reached(NOBODY, NAMES, [int] * 4, lambda name: None) == 0


def parity(d: Diagrams, many: int) -> int:
    root = FALSE
    for level in range(many):
        odd = d.node(level, (FALSE, TRUE))
        root = d.choose(root, d.negate(odd), odd)
    return root


def test_a_table_takes_no_more_nodes_than_it_may() -> None:
    with pytest.raises(TooLarge):
        parity(Diagrams(40), 12)
    d = Diagrams(400)
    parity(d, 12)
    assert len(d.level) < 400


def test_what_is_there_already_needs_no_room() -> None:
    d = Diagrams(4)
    root = d.node(0, (FALSE, TRUE))
    assert d.node(0, (FALSE, TRUE)) == root
    with pytest.raises(TooLarge):
        d.node(1, (FALSE, TRUE))
    assert d.choose(root, TRUE, FALSE) == root


@pytest.mark.parametrize("k", [1, 1_500])
def test_a_diagram_may_be_deep(k: int) -> None:
    """Deeper than Python calls itself."""
    d, many = Diagrams(3_500), 1_500  # there is no room for sums that nobody needs
    root = d.at_least(k, [d.node(level, (FALSE, TRUE)) for level in range(many)])
    names = [str(level) for level in range(many)]
    told = {**dict.fromkeys(names, k > 1), "7": None}
    assert d.reached(root, asked(d, names), {}, told.get) == 3
    now, after = d.ahead(root, lambda level: None)
    assert (now, after[7, int(k == 1)]) == (3, 2 if k == 1 else 1)
    again = Diagrams.unpacked(d.packed([root])[0])
    assert len(again.level) == many + 3
    assert d.support(d.restrict(d, root, {7: int(k > 1)}.get)) == {*range(many)} - {7}
    path = d.path(root, 1)
    assert path is not None
    assert len(path) == (1 if k == 1 else many)
