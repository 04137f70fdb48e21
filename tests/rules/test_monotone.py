"""Every registered function: what some inputs give stays so when more inputs are known. Driven by the registry, so a new function is too."""

import itertools
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.effort import first_fast
from tunnistus.rules.answers import Dates
from tunnistus.rules.derive import DATES, REGISTRY, SIGNATURES, Inputs, add
from tunnistus.rules.model import Derived, Length
from tunnistus.shipping import source

DAY = timedelta(days=1)
MOST = 5  # inputs of a function that takes as many as one likes
# Days on which law changed, a leap day and the days around it, ends of short months, and a day with nothing to it.
ANCHORS = tuple(map(date.fromisoformat, "2006-07-31 2015-07-01 2023-01-01 2024-02-28 2024-02-29 2024-03-01 2024-08-31 2024-09-01".split()))
LENGTHS = (
    Length(), Length(days=30), Length(days=60), Length(days=90), Length(months=6), Length(years=2), Length(years=3), Length(years=4),
    Length(years=5), Length(years=12), Length(years=15), Length(years=18),
)  # fmt: skip
NUMBERS = (0, 1, 29, 30, 31, 180, 181, 182, 183, 184, 185)


@cache
def shapes(by: str) -> tuple[tuple[Derived, tuple[tuple[int, int], ...]], ...]:
    """What is derived by a function in the shipped facts, each with the places of its inputs that stand in an order; else one of our own."""
    facts = source.book().facts
    found = []
    for fact in facts.values():
        if fact.derived and fact.derived.by == by:
            names = fact.derived.inputs
            found.append((fact.derived, tuple((names.index(b), n) for n, a in enumerate(names) if a in facts
                                              for b in facts[a].not_before if b in names)))  # fmt: skip
    takes = SIGNATURES[by].takes
    names = tuple(kind if kind in DATES else f"x{n}" for n, kind in enumerate(takes))
    return tuple(found) or ((Derived(by, names), ()),)


@cache
def days_near(anchor: date) -> tuple[date, ...]:
    """Days on a border of some length of time before or after another, and next to one."""
    turned = (Length(way * each.days, way * each.months, way * each.years) for each in LENGTHS for way in (1, -1))
    return tuple(dict.fromkeys(add(anchor, length) + near * DAY for length in turned for near in (-1, 0, 1)))


@st.composite
def worlds(draw: st.DrawFn, by: str) -> tuple[Derived, dict[str, Any]]:
    """What is derived by a function, and an answer to each of its inputs and a day for each date, of somebody who can exist."""
    derived, order = draw(st.sampled_from(shapes(by)))
    takes = SIGNATURES[by].takes
    kinds = dict(zip(derived.inputs, itertools.chain(takes, itertools.repeat(takes[-1])), strict=False))
    names = draw(st.permutations(derived.inputs))[:MOST] if takes[-1] == "fact" else list(derived.inputs)
    near = days_near(draw(st.sampled_from(ANCHORS)))
    days = st.integers(0, len(near) - 1).map(near.__getitem__)
    answers = {"number": st.sampled_from(NUMBERS), **dict.fromkeys(("bool", "fact"), st.sampled_from((True, False, "MAYBE", "DECLINED")))}
    values: dict[str, Any] = {name: draw(answers.get(kinds[name], days)) for name in names}
    for one, two in order:
        first, last = derived.inputs[one], derived.inputs[two]
        values[first], values[last] = sorted((values[first], values[last]))
    dated = [name for name in DATES if name in names]
    of_case = sorted(values.pop(name) for name in dated) or [near[0]]
    values |= dict(zip((name for name in dated if name != "as_of"), of_case, strict=False))
    return Derived(by, tuple(names), derived.parameters), {**values, "as_of": of_case[-1]}  # the others do not lie after it


def given_by(derived: Derived, values: Mapping[str, Any], known: frozenset[str]) -> Any:
    """What a function gives when some of its inputs are known."""
    told = {n: v for n, v in values.items() if n in known and n not in DATES}
    marks = {n: v for n, v in told.items() if v in ("MAYBE", "DECLINED") and isinstance(v, str)}
    case = Dates(values["as_of"], **{n: values[n] for n in known & {*DATES} - {"as_of"}})
    plain = {n: v for n, v in told.items() if n not in marks}
    book = source.book()
    amounts = tuple(book.parameters[name].on(case.as_of) for name in derived.parameters)
    return REGISTRY[derived.by](Inputs(derived.inputs, plain, marks, case, {}, amounts, book.calendar))


@pytest.mark.parametrize("by", first_fast(REGISTRY, 5))
@settings(max_examples=200)
@given(data=st.data())
def test_25_knowing_more_never_makes_less_certain(by: str, data: st.DataObject) -> None:
    derived, values = data.draw(worlds(by))
    learnt = [n for n in derived.inputs if n != "as_of"]
    said = {
        frozenset(some): given_by(derived, values, frozenset(some))
        for size in range(len(learnt) + 1)
        for some in itertools.combinations(learnt, size)
    }
    event(f"decided: {said[frozenset(learnt)] is not None}")
    for some, before in said.items():
        for one in {*learnt} - some:
            assert before is None or said[some | {one}] == before, f"{sorted(some)} gave {before}, and with {one} {said[some | {one}]}"
