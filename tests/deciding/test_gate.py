"""The gate finds nothing between the reference and every engine, and it does find each mistake made on purpose, and each broken peer."""

import itertools
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import attrs
import pytest

from tests import gate, reference
from tests.deciding.broken import BROKEN, the_last_version_alone_tells_kinds_apart
from tests.engines import ENGINES, engines
from tests.worlds import book, duty, rule
from tunnistus.bounded import Bounded
from tunnistus.deciding.decide import Case
from tunnistus.explaining import explain
from tunnistus.rules.answers import Dates, Judged, read_answers
from tunnistus.shipping import source

FOREIGN = {"cel": "cel", "cel-open": "cel", "z3": "z3", "arrow": "pyarrow", "dated": "pyarrow"}
FEW, FEW_CASES = 24, 16  # books for the fast run, and cases for each
Patch = pytest.MonkeyPatch


@lru_cache
def some_samples() -> tuple[list[gate.Sample], list[gate.Sample]]:
    """Cases that every engine decides, in a fixed order."""
    return [*gate.generated(FEW, FEW_CASES)], [*gate.shipped(cases=1, rules=[*source.book().rules][::3])]


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_agrees_with_the_reference(name: str) -> None:
    if name in FOREIGN:
        pytest.importorskip(FOREIGN[name], reason="the extra gate or columns is not installed; make gate does not pass without it")
    chosen, _ = engines([name])
    for samples in some_samples():
        outcome = gate.run(samples, chosen)
        assert [str(d) for d in outcome.differences] == []
        assert outcome.took[name] > 20


@pytest.mark.deep
def test_what_others_were_asked_changes_no_question() -> None:
    """What holds of all of whom nothing is known is found once for a book; a book that was never used says the same."""
    asked = 0
    for sample in (*gate.generated(60), *gate.shipped(cases=1, rules=("next_step", "permit.52a1", "assist.admit.child"))):
        alone = attrs.evolve(sample.case, book=attrs.evolve(sample.case.book))
        mine, fresh = explain.decision_of(sample.case, sample.rule), explain.decision_of(alone, sample.rule)
        assert (mine.missing, mine.ask(), mine.states) == (fresh.missing, fresh.ask(), fresh.states), sample.label
        asked += bool(mine.alike.effects)
    assert asked > 20


def test_people_whom_one_version_tells_apart_are_not_alike() -> None:
    """Each version compares the number with another one; who is decided second gets nothing that holds of the first alone."""
    until, since = ", valid: {until: 2019-12-31}", ", valid: {from: 2020-01-01}"
    clauses = f"one: {duty('{all: [a, {fact: days, le: 3}]}', more=until)}\ntwo: {duty('{all: [b, {fact: days, le: 6}]}', more=since)}"
    expected = {2: (None, ("a", "b")), 5: (None, ("b",)), 9: ("refused", ())}
    for first, second in itertools.permutations((2, 5, 9), 2):
        shared = book(rule(clauses, head="outcomes: [granted, refused]\n    otherwise: refused", more="clock: application"))
        for days in (first, second):
            case = Case(shared, read_answers(shared, {"days": days}, PEOPLE), PEOPLE)
            d, whole = explain.decision_of(case, "r"), reference.decide(case, "r")
            assert (d.due, d.missing) == expected[days]
            assert (whole.due, {*whole.missing}) == (d.due, {*d.missing})


def test_that_one_version_alone_tells_people_apart_is_seen(monkeypatch: Patch) -> None:
    """Generated books hold no such rule of which two people are met one after the other; the one above does."""
    the_last_version_alone_tells_kinds_apart(monkeypatch)
    with pytest.raises(AssertionError):
        test_people_whom_one_version_tells_apart_are_not_alike()


@pytest.mark.deep
def test_kinds_of_people_hold_no_number_and_no_day() -> None:
    """What is kept for people alike is found by members, yes and no, and by which comparisons numbers and days pass."""
    kinds = 0
    for sample in (*gate.generated(60), *gate.shipped(cases=1, rules=("next_step", "permit.52a1", "reflect.effects"))):
        alone = attrs.evolve(sample.case, book=attrs.evolve(sample.case.book))
        decision = explain.decision_of(alone, sample.rule)
        decision.ask()
        named, others = decision.plan._telling
        for kind in (*decision.plan._alike, *decision.plan._found_lately):
            kinds += 1
            assert {type(v) for v in kind[: len(named)]} <= {bool, str, type(None)}
            assert all(branch is None or branch in range(9) for branch in kind[len(named) :])
            assert len(kind) == len(named) + len(others)
    assert kinds > 20


def test_a_kind_that_another_thread_has_forgotten_is_found_out_again() -> None:
    class Forgetful(Bounded[Any, Any]):
        def _keep(self, key: Any, made: Any) -> Any:
            """Lose it at once, as when others fill it just then."""
            return made

    sample = next(gate.shipped(cases=1, rules=("next_step",)))
    known = attrs.evolve(sample.case, answers=read_answers(sample.case.book, {"documents_withheld": True}, sample.case.dates))
    kept = explain.decision_of(known, "next_step")
    lost = explain.decision_of(attrs.evolve(known, book=attrs.evolve(known.book)), "next_step")
    object.__setattr__(lost.plan, "_alike", Forgetful(32))
    assert (lost.missing, lost.ask(), lost.states) == (kept.missing, kept.ask(), kept.states)
    assert len(lost.plan._alike) == 0


# -- broken on purpose -------------------------------------------------------------------------------------------


@lru_cache
def unbroken(name: str) -> bool:
    """Whether an engine that nobody broke is seen to differ nowhere; asked once for each, before it is broken."""
    return gate.run(gate.generated(FEW, FEW_CASES), engines([name])[0], stop=1).differences == []


RARE = (
    "facts_that_follow_from_each_other_are_all_asked",
    "kinds_ignore_what_only_relations_read",
    "who_has_gone_far_is_at_an_end",
    "facts_that_nobody_reads_narrow_nothing",
    "whoever_cannot_exist_comes_to_an_end_in_columns",
    "sums_count_one_more",
)
FOUND_SOON = 100  # books among which each mistake but those is seen


@lru_cache
def made_before() -> list[gate.Sample]:
    """Cases that are made before anything is broken: people who can exist are found by what is broken, too."""
    return [*gate.generated(FOUND_SOON)]


def anew(samples: list[gate.Sample]) -> Iterator[gate.Sample]:
    """The same cases with books of which nothing is kept yet."""
    for whole, some in itertools.groupby(samples, key=lambda sample: sample.case.book):
        fresh = attrs.evolve(whole)
        yield from (attrs.evolve(sample, case=attrs.evolve(sample.case, book=fresh)) for sample in some)


@pytest.mark.parametrize(("name", "broken"), [pytest.param(n, b, id=f"{n}-{b.__name__}") for n, b in BROKEN if b.__name__ not in RARE])
def test_a_mistake_is_seen(name: str, broken: Callable[[Patch], None], monkeypatch: Patch) -> None:
    assert unbroken(name)
    samples = made_before()
    chosen, _ = engines([name])
    broken(monkeypatch)
    found = gate.run(anew(samples), chosen, stop=1).differences
    assert [d.engine for d in found] == [name]


def test_most_mistakes_are_seen_without_the_deep_tests() -> None:
    assert {*RARE} < {broken.__name__ for _, broken in BROKEN}
    assert len(BROKEN) - len(RARE) >= 55


@pytest.mark.deep
@pytest.mark.parametrize(("name", "broken"), [pytest.param(n, b, id=f"{n}-{b.__name__}") for n, b in BROKEN if b.__name__ in RARE])
def test_a_mistake_in_what_few_books_have_is_seen(name: str, broken: Callable[[Patch], None], monkeypatch: Patch) -> None:
    assert unbroken(name)
    chosen, _ = engines([name])
    broken(monkeypatch)
    found = gate.run(gate.generated(2 * gate.GENERATED_BOOKS), chosen, stop=1).differences
    assert [d.engine for d in found] == [name]


@pytest.mark.deep
@pytest.mark.parametrize("name", ["cel", "cel-open"])
def test_a_wrong_count_in_the_printed_expression_is_seen(name: str, monkeypatch: Patch) -> None:
    pytest.importorskip("cel")
    from tests import engine_cel

    monkeypatch.setattr(engine_cel, "count", lambda k, names: " + ".join(f"({n} ? 1 : 0)" for n in names) + f" > {k}")
    chosen, _ = engines([name])
    assert gate.run(gate.generated(120), chosen, stop=1).differences


def test_a_prover_that_forgets_the_versions_is_seen(monkeypatch: Patch) -> None:
    z3 = pytest.importorskip("z3")
    from tests import engine_z3

    monkeypatch.setattr(engine_z3, "_within", lambda day, window: z3.BoolVal(True))
    chosen, _ = engines(["z3"])
    assert gate.run(gate.generated(40), chosen, stop=1).differences


# -- the gate itself ---------------------------------------------------------------------------------------------

PEOPLE = Dates(date(2024, 1, 1))
EITHER = book(rule(f"one: {duty('{any: [a, {all: [b, c]}]}')}\ntwo: {duty('{not: a}', then='refused', more=', beats: [one]')}"))


def sample(answers: dict[str, Any], name: str = "r") -> gate.Sample:
    return gate.Sample("x", name, answers, Case(EITHER, read_answers(EITHER, answers, PEOPLE), PEOPLE))


class Stub:
    """An engine that says what it is told to."""

    name, every, whole = "stub", 1, False

    def __init__(self, **said: Any) -> None:
        self.said = said

    def prepare(self, book: Any) -> None:
        pass

    def decide(self, case: Case, rule: str) -> Any:
        if "raises" in self.said:
            raise self.said["raises"]
        return self.said


def test_the_reference_decides_by_the_design() -> None:
    whole = reference.decide(sample({}).case, "r")
    assert (whole.due, whole.possible, whole.settled) == (None, {"granted", "refused"}, False)
    assert whole.missing == {"a"}
    assert reference.decide(sample({"a": True}).case, "r").due == "granted"
    assert reference.decide(sample({"a": False}).case, "r").due == "refused"


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ({"due": "granted"}, "due"),
        ({"possible": ["granted"]}, "possible"),
        ({"possible": ["granted"], "exact": False}, "possible"),
        ({"settled": True, "exact": False}, "settled"),
        ({"missing": ["a", "b"]}, "missing"),
        ({"options": ["granted"], "exact": False}, "options"),
        ({"in_force": False}, "in_force"),
        ({"raises": ValueError("broken")}, "in_force"),
    ],
    ids=str,
)
def test_a_wrong_part_is_named(said: dict[str, Any], part: str) -> None:
    (difference,) = gate.run([sample({})], [Stub(**said)]).differences
    assert [p[0] for p in difference.parts] == [part]


def test_an_inexact_engine_may_show_more_and_never_less() -> None:
    assert gate.run([sample({"a": True})], [Stub(possible=["granted", "refused"], due=None, exact=False)]).differences == []
    assert gate.run([sample({"a": True})], [Stub(possible=["granted", "refused"], due=None)]).differences
    assert gate.run([sample({"a": True})], [Stub(possible=["refused"], exact=False)]).differences


def test_a_sample_of_completions_binds_both_ways() -> None:
    """Beyond the bound a certainty must hold in every sampled completion, and what one of them shows must be possible."""
    many, name = source.book(), "permit.52a1"
    one = gate.Sample("x", name, {}, Case(many, read_answers(many, {}, PEOPLE), PEOPLE))
    whole = reference.decide(one.case, name)
    assert not whole.complete
    assert len(whole.possible) > 1
    assert gate.run([one], engines(["decide"])[0]).differences == []
    assert gate.run([one], [Stub(possible=sorted(whole.possible)[:1])]).differences
    assert gate.run([one], [Stub(settled=True)]).differences
    assert gate.run([one], [Stub(missing=[])]).differences


def test_a_difference_is_a_case_to_paste() -> None:
    one = sample({"a": True, "judged": Judged(True, by="police", on=date(2020, 1, 1))})
    (difference,) = gate.run([one], [Stub(due="refused")]).differences
    text = str(difference)
    assert "DIFFERENCE stub / r (x)" in text
    assert "  due: expected granted, got refused" in text
    assert "  answers: {a: true, judged: {judged: true, by: police, day: 2020-01-01}}" in text
    assert "  expect: {r: {due: granted}}" in text


def test_cases_are_the_same_every_time() -> None:
    first, second = ([(s.label, s.rule, s.raw, s.case.dates) for s in gate.generated(5)] for _ in range(2))
    assert first == second
    assert len({label for label, *_ in first}) == len(first)


def test_a_run_that_says_less_than_it_promises_is_seen() -> None:
    outcome = gate.Outcome(cases=gate.LEAST)
    outcome.took["stub"] = gate.LEAST_AN_ENGINE
    assert not gate.too_few(outcome, [Stub()])
    outcome.took["stub"] -= 1
    assert gate.too_few(outcome, [Stub()])


def test_an_engine_that_is_not_there_is_told(monkeypatch: Patch) -> None:
    def absent() -> Any:
        raise ImportError("No module named 'x'")

    monkeypatch.setitem(ENGINES, "absent", absent)
    assert engines(["absent"]) == ([], {"absent": "No module named 'x'"})
