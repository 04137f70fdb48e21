"""The gate finds nothing between the reference and every engine, and it does find each deliberately broken fast path and peer."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import Any

import attrs
import pytest

from tests import gate
from tests.engines import ENGINES, engines
from tests.worlds import book, duty, rule
from tunnistus.bounded import Bounded
from tunnistus.columns import sql_rows
from tunnistus.deciding import expand, lanes, pivots, plan, program, reference, turning, unexplained
from tunnistus.deciding.decide import Case, Verdict
from tunnistus.explaining import asking, explain
from tunnistus.rules import formula, relations
from tunnistus.rules.answers import Dates, Judged, read_answers
from tunnistus.shipping import source

OURS = ("decide", "together", "stepwise", "short", "earlier", "ask")
FOREIGN = {"cel": "cel", "cel-open": "cel", "z3": "z3", "arrow": "pyarrow", "dated": "pyarrow"}
Patch = pytest.MonkeyPatch


@lru_cache
def some_samples() -> tuple[list[gate.Sample], list[gate.Sample]]:
    """Cases that every engine decides, in a fixed order."""
    return [*gate.generated(12)], [*gate.shipped(cases=1, rules=[*source.book().rules][::3])]


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_agrees_with_the_reference(name: str) -> None:
    if name in FOREIGN:
        pytest.importorskip(FOREIGN[name], reason="the extra gate or columns is not installed; make gate does not pass without it")
    chosen, _ = engines([name])
    for samples in some_samples():
        outcome = gate.run(samples, chosen)
        assert [str(d) for d in outcome.differences] == []
        assert outcome.took[name] > 20


def test_what_others_were_asked_changes_no_question() -> None:
    """What holds of all of whom nothing is known is found once for a book; a book that was never used says the same."""
    asked = 0
    for sample in (*gate.generated(60), *gate.shipped(cases=1, rules=("next_step", "permit.52a1", "assist.admit.child"))):
        alone = attrs.evolve(sample.case, book=attrs.evolve(sample.case.book))
        mine, fresh = explain.decision_of(sample.case, sample.rule), explain.decision_of(alone, sample.rule)
        assert (mine.missing, mine.ask(), mine.states) == (fresh.missing, fresh.ask(), fresh.states), sample.label
        asked += "effects" in mine.alike
    assert asked > 20


def test_kinds_of_people_hold_no_number_and_no_day() -> None:
    """What is kept for people alike is found by members, yes and no, and by which tests numbers and days pass."""
    kinds = 0
    for sample in (*gate.generated(60), *gate.shipped(cases=1, rules=("next_step", "permit.52a1", "reflect.effects"))):
        alone = attrs.evolve(sample.case, book=attrs.evolve(sample.case.book))
        decision = explain.decision_of(alone, sample.rule)
        decision.ask()
        for values, tests in decision.plan._alike:
            kinds += 1
            assert {type(v) for v in values} <= {bool, str, type(None)}
            assert set(tests) <= {0, 16, 17}
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


def first_completion_only(patch: Patch) -> None:
    whole = lanes.View.axes
    patch.setattr(lanes.View, "axes", lambda *given: [(n, rows[:1] * len(rows)) for n, rows in whole(*given)])


def lanes_overlap(patch: Patch) -> None:
    whole = lanes._spread
    patch.setattr(lanes, "_spread", lambda rows, stride, count: whole(1 if rows else 0, stride, count))


def lanes_spread_one_step_only(patch: Patch) -> None:
    patch.setattr(program.Program, "spread", lambda self, base, changed, *_: changed)


def negation_is_lost_in_lanes(patch: Patch) -> None:
    whole = program._lanes
    patch.setattr(program, "_lanes", lambda k, planes, *rest: whole(k, planes, *rest) if k else planes[0])


def lanes_of_all_nodes_count_one_more(patch: Patch) -> None:
    whole = program._wide
    patch.setattr(program, "_wide", lambda at, k, names: whole(at, k + (1 < k < len(names)), names))


def code_counts_one_more(patch: Patch) -> None:
    whole = program._line
    patch.setattr(program, "_line", lambda k, below, objects: whole(k + (1 < k < len(below)), below, objects))


def code_swaps_and_and_or(patch: Patch) -> None:
    whole = program._line
    patch.setattr(program, "_line", lambda k, below, objects: whole(len(below) if k == 1 else k, below, objects))


def code_of_a_test_forgets_a_bound(patch: Patch) -> None:
    whole = program._test
    patch.setattr(program, "_test", lambda *given: whole(*given).replace(" and ", " or "))


def steps_count_one_more(patch: Patch) -> None:
    whole = program._value
    patch.setattr(program, "_value", lambda k, below, codes: whole(k + (1 < k < len(below)), below, codes))


def short_circuits_count_one_more(patch: Patch) -> None:
    whole = unexplained._Writer._count
    patch.setattr(unexplained._Writer, "_count", lambda self, k, children, want: whole(self, k + (1 < k < len(children)), children, want))


def certainly_false_is_taken_for_open(patch: Patch) -> None:
    whole = unexplained._Writer._ask
    patch.setattr(unexplained._Writer, "_ask", lambda self, node, want, share: whole(self, node, want, share) if want else "False")


def plans_ignore_the_dates(patch: Patch) -> None:
    patch.setattr(plan, "versions", lambda *_: ())


def everything_hangs_on_everything(patch: Patch) -> None:
    patch.setattr(pivots, "STEPS", 0)
    patch.setattr(pivots, "FEW_LEFT", 0)
    patch.setattr(pivots, "hangs_on", lambda *_: None)
    patch.setattr(pivots, "_hanging", lambda view, slot, names, made: set(names))


def what_is_put_in_never_matters(patch: Patch) -> None:
    whole = pivots.split
    patch.setattr(pivots, "split", lambda *given: (whole(*given)[0], set()))


def parts_of_a_formula_share_facts(patch: Patch) -> None:
    patch.setattr(pivots.Pivots, "_parts", lambda self, slot: self._below(slot))


def what_is_known_is_forgotten(patch: Patch) -> None:
    patch.setattr(lanes.View, "enough", lambda self, _: self.nothing)


def nothing_is_entangled(patch: Patch) -> None:
    patch.setattr(formula, "nested", lambda values, tests: True)


def nothing_is_pivotal(patch: Patch) -> None:
    patch.setattr(pivots, "split", lambda node, *_: (set(), {test.fact for test, _ in formula.leaves(node)}))
    patch.setattr(pivots, "hangs_on", lambda *_: None)
    patch.setattr(pivots, "_hanging", lambda *_: set())
    patch.setattr(pivots, "pivotal", lambda *_: False)


def nothing_is_left_in_a_diagram(patch: Patch) -> None:
    patch.setattr(pivots, "split", lambda node, *_: (set(), {test.fact for test, _ in formula.leaves(node)}))
    patch.setattr(pivots, "hangs_on", lambda *_: frozenset())


def beats_are_ignored(patch: Patch) -> None:
    whole = expand._standing
    patch.setattr(expand, "_standing", lambda clauses, when: whole([attrs.evolve(c, beats=()) for c in clauses], when))


def one_version_of_an_interval(patch: Patch) -> None:
    whole = expand._moments
    patch.setattr(expand, "_moments", lambda borders, first, last: whole(borders, first, last)[:1])


def versions_are_mixed_up(patch: Patch) -> None:
    patch.setattr(expand, "_version", lambda book, rule, days: ("expanded", rule.id))


def states_are_never_refreshed(patch: Patch) -> None:
    patch.setattr(asking, "foreseen", lambda verdict, suppositions: [verdict.states for _ in suppositions])


def what_is_supposed_is_open(patch: Patch) -> None:
    whole = lanes.View._changed
    patch.setattr(
        lanes.View,
        "_changed",
        lambda self, within, segments, count: whole(self, within, [(dict.fromkeys(s), f, w) for s, f, w in segments], count),
    )


def rows_are_not_gone_through(patch: Patch) -> None:
    whole = lanes.View.axes
    patch.setattr(lanes.View, "axes", lambda *given: [axis for axis in whole(*given) if len(axis.names) == 1])


def every_row_is_left(patch: Patch) -> None:
    whole = relations.Group.rows
    patch.setattr(relations.Group, "rows", lambda self, names, known: whole(self, names, {}))


def facts_that_nobody_reads_narrow_nothing(patch: Patch) -> None:
    whole = relations.Group.rows
    patch.setattr(relations.Group, "rows", lambda self, names, known: whole(self, names, {n: v for n, v in known.items() if n != "h1"}))


def ends_are_always_allowed(patch: Patch) -> None:
    whole = lanes.View.rows
    patch.setattr(lanes.View, "rows", lambda self, f, g, names, known: [*whole(self, f, g, names, known), *_ends_of(f, names)])


def _ends_of(of: formula.Formula, names: tuple[str, ...]) -> list[tuple[object, ...]]:
    return [tuple(of.ends[n][side] for n in names) for side in (0, 1)] if all(n in of.ends for n in names) else []


def any_other_row_is_near(patch: Patch) -> None:
    def turns(rows: Sequence[tuple[object, ...]]) -> set[tuple[int, int, int]]:
        return {(n, m, at) for n, a in enumerate(rows) for m, b in enumerate(rows) for at in range(len(a)) if a[at] != b[at]}

    patch.setattr(turning, "nearest_turns", turns)


def nothing_else_may_change(patch: Patch) -> None:
    whole = turning.nearest_turns
    patch.setattr(
        turning,
        "nearest_turns",
        lambda rows: {(n, m, at) for n, m, at in whole(rows) if sum(a != b for a, b in zip(rows[n], rows[m], strict=True)) == 1},
    )


def facts_that_follow_from_each_other_are_all_asked(patch: Patch) -> None:
    patch.setattr(relations.Relations, "apart", lambda self, names, known, facts: list(names))


def related_columns_are_kleene(patch: Patch) -> None:
    patch.setattr(import_module("tunnistus.columns.related").Related, "settle", lambda *given: None)


def nothing_follows_in_sql(patch: Patch) -> None:
    patch.setattr(sql_rows.RowTable, "_fits", lambda self: "1 = 1")


def carried_decisions_are_never_renewed(patch: Patch) -> None:
    patch.setattr(Verdict, "holds_for", lambda self, case: True)


def carried_decisions_ignore_the_dates(patch: Patch) -> None:
    whole = Verdict.holds_for
    patch.setattr(Verdict, "holds_for", lambda self, case: whole(self, attrs.evolve(case, dates=self.case.dates)))


BROKEN: tuple[tuple[str, Callable[[Patch], None]], ...] = (
    ("decide", first_completion_only),
    ("decide", nothing_is_entangled),
    ("decide", what_is_known_is_forgotten),
    ("decide", lanes_overlap),
    ("decide", lanes_spread_one_step_only),
    ("decide", negation_is_lost_in_lanes),
    ("decide", lanes_of_all_nodes_count_one_more),
    ("decide", code_counts_one_more),
    ("decide", code_of_a_test_forgets_a_bound),
    ("together", code_swaps_and_and_or),
    ("stepwise", steps_count_one_more),
    ("short", short_circuits_count_one_more),
    ("short", certainly_false_is_taken_for_open),
    ("together", plans_ignore_the_dates),
    ("decide", nothing_is_pivotal),
    ("decide", nothing_is_left_in_a_diagram),
    ("decide", everything_hangs_on_everything),
    ("decide", parts_of_a_formula_share_facts),
    ("decide", beats_are_ignored),
    ("decide", one_version_of_an_interval),
    ("decide", versions_are_mixed_up),
    ("ask", states_are_never_refreshed),
    ("ask", negation_is_lost_in_lanes),
    ("ask", what_is_supposed_is_open),
    ("decide", rows_are_not_gone_through),
    ("decide", every_row_is_left),
    ("decide", facts_that_nobody_reads_narrow_nothing),
    ("decide", ends_are_always_allowed),
    ("decide", any_other_row_is_near),
    ("decide", nothing_else_may_change),
    ("decide", facts_that_follow_from_each_other_are_all_asked),
    ("arrow", every_row_is_left),
    ("arrow", related_columns_are_kleene),
    ("sqlite", nothing_follows_in_sql),
    ("earlier", carried_decisions_are_never_renewed),
    ("earlier", carried_decisions_ignore_the_dates),
)


@lru_cache
def unbroken(name: str) -> bool:
    """Whether an engine that nobody broke is seen to differ nowhere; asked once for each, before it is broken."""
    return gate.run(gate.generated(20), engines([name])[0], stop=1).differences == []


QUICK = (code_counts_one_more, beats_are_ignored, states_are_never_refreshed, ends_are_always_allowed, nothing_follows_in_sql)


@pytest.mark.parametrize(
    ("name", "broken"),
    [pytest.param(name, b, id=b.__name__, marks=[] if b in QUICK else [pytest.mark.deep]) for name, b in BROKEN],
)
def test_a_broken_fast_path_is_seen(name: str, broken: Callable[[Patch], None], monkeypatch: Patch) -> None:
    assert unbroken(name)
    chosen, _ = engines([name])
    broken(monkeypatch)
    found = gate.run(gate.generated(200), chosen, stop=1).differences
    assert [d.engine for d in found] == [name]


@pytest.mark.deep
def test_a_broken_fast_path_that_few_books_need_is_seen(monkeypatch: Patch) -> None:
    chosen, _ = engines(["decide"])
    what_is_put_in_never_matters(monkeypatch)
    assert gate.run(gate.generated(), chosen, stop=1).differences != []


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
