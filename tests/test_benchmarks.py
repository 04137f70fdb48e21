"""The benchmarks compare engines that agree: what is timed is checked first, and a target that is not reached is told."""

import ast
import gc
import json
from datetime import date
from typing import Any

import pytest

import tunnistus as tn
from benchmarks import __main__ as command
from benchmarks import frame, interview, peers, service
from benchmarks.hand import HAND
from benchmarks.one import YES
from benchmarks.ours import known, ours
from benchmarks.workloads import cases, rails, truth, verdicts, w3, workload
from tests import ROOT, reference
from tests.house import imports

Patch = pytest.MonkeyPatch


@pytest.mark.parametrize("mix", ["dense", "sparse"])
@pytest.mark.parametrize("name", ["w1", "w2"])
def test_hand_written_python_gives_the_kleene_verdicts_and_ours_what_is_certain(name: str, mix: str) -> None:
    of, mine = workload(name), ours(name)
    for case in cases(of, 300, mix):
        kleene = verdicts(of, case)
        assert HAND[name](case) == kleene
        found = dict(zip(of.rules, mine.every(known(case)), strict=True))
        for rule, verdict in kleene.items():
            due, possible, settled = found[rule]
            assert verdict is None or (due, possible, settled) == (("no", "yes")[verdict], (due,), True)


@pytest.mark.parametrize("name", ["w1", pytest.param("w2", marks=pytest.mark.deep)])
def test_what_is_read_is_what_the_reference_says(name: str) -> None:
    of, mine = workload(name), ours(name)
    stronger, complete = 0, 0
    for answers in cases(of, 20):
        decisions = mine.decisions(known(answers))
        assert mine.every(known(answers)) == [(d.due, d.possible, d.settled) for d in decisions.values()]
        assert mine.last(known(answers)) == mine.every(known(answers))[-1:]
        for rule, d in decisions.items():
            whole = reference.decide(d.case, rule)
            if whole.complete:
                complete += 1
                assert (d.due, {*d.possible}, d.settled) == (whole.due, whole.possible, whole.settled)
        stronger += {rule: YES[d.due] for rule, d in decisions.items()} != verdicts(of, answers)
    assert stronger < 5
    assert complete > 20


def test_the_reasons_that_are_timed_suffice() -> None:
    of, mine = workload("w2"), ours("w2")
    told = 0
    for answers in cases(of, 20):
        every = {rule: d.due for rule, d in mine.decisions(known(answers)).items()}
        for rule, facts in mine.why(known(answers)).items():
            only = {n: answers[n] if n in facts else None for n in of.facts}
            assert mine.decisions(known(only))[rule].due == every[rule]
            assert verdicts(of, only)[rule] in (YES[every[rule]], None)  # which facts suffice together Kleene logic may not see
            told += 1
    assert told > 20


def test_what_is_timed_for_one_person_is_public() -> None:
    """What decides inside the package is nobody's to call."""
    inner = {"tunnistus.rules.derive.of_values"}
    for module in ("one", "ours", "growth", "interview"):
        tree = ast.parse((ROOT / "benchmarks" / f"{module}.py").read_text(encoding="utf-8"))
        taken = {name for name in imports(tree) if name.startswith("tunnistus.")}
        assert {name for name in taken - inner if name.removeprefix("tunnistus.") not in tn.__all__} == set(), module


def test_the_page_says_of_each_peer_what_it_leaves_out() -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert {*peers.LEAVES_OUT} == {"datalogic-py", "zen-engine", "shalosh", "Python by hand"}
    for name, what in peers.LEAVES_OUT.items():
        assert f"* {name} leaves out: {what}.\n" in page


def test_two_rails_say_what_three_values_say() -> None:
    of = w3(rules=20, facts=15)
    for case in cases(of, 50):
        for name, (true, false) in rails(of).items():
            want = truth(of.rules[name], case, {})
            assert (_holds(true, case), _holds(false, case)) == (want is True, want is False)


def _holds(node: Any, case: Any) -> bool:
    match node:
        case ["all" | "any" as kind, *children]:
            return (all if kind == "all" else any)(_holds(child, case) for child in children)
        case ["count", k, *children]:
            return sum(_holds(child, case) for child in children) >= k
    return truth(node[2], case, {}) is node[1]


@pytest.mark.parametrize(("make", "module"), [(peers.datalogic, "datalogic_py"), (peers.zen, "zen"), (peers.shalosh, "shalosh")])
def test_a_peer_agrees(make: Any, module: str) -> None:
    pytest.importorskip(module, reason="the extra bench is not installed")
    for name in ("w1", "w2"):
        of = workload(name)
        made = make(of)
        evaluate = made[0] if isinstance(made, tuple) else made
        assert [evaluate(c) for c in cases(of, 50)] == [verdicts(of, c) for c in cases(of, 50)]


def test_nothing_is_timed_when_an_engine_differs() -> None:
    assert frame.agree("x", [1, 2], [1, 2]) == 2
    with pytest.raises(SystemExit, match="x differs from the reference in case 1; nothing was timed"):
        frame.agree("x", [1, 3], [1, 2])


def test_targets_that_are_not_reached_are_told_and_the_command_ends_well(monkeypatch: Patch, capsys: pytest.CaptureFixture[str]) -> None:
    ratios = [frame.Ratio("few", 1.5, at_most=2), frame.Ratio("many", 2.5, at_least=3), frame.Ratio("told", 7)]
    part = frame.Part("Part", "3 agreed.", ratios, {"a": 2e-6})
    monkeypatch.setattr("sys.argv", ["benchmarks", "one"])
    monkeypatch.setattr("benchmarks.one.parts", lambda: [part])
    assert command.main() == 0
    out = capsys.readouterr().out
    assert "| few | 1.50 | ≤ 2 | yes |" in out
    assert "| many | 2.50 | ≥ 3 | **not reached** |" in out
    assert "| told | 7.00 | – |  |" in out
    assert "1 targets were not reached." in out


def test_states_of_interviews_are_those_of_their_number() -> None:
    (state, fact), _ = interview.states(2)
    assert tn.interview_again(json.loads(json.dumps(state))).asked == (fact or None)
    assert [*interview.states(1)] == [(state, fact)]


@pytest.mark.deep
def test_the_next_question_is_timed_of_states_that_another_process_tells() -> None:
    told = [*interview.states(4)]
    assert len({json.dumps(state) for state, _ in told}) == 4
    part = interview.part(json.loads(json.dumps(told)))
    assert part.ratios[0].value > 1
    with pytest.raises(SystemExit, match="the next question differs from the reference in case 2"):
        interview.part([(state, fact if n != 2 else "consent_to_referral") for n, (state, fact) in enumerate(told)])


def test_the_service_is_sent_what_the_library_was_given() -> None:
    results, turns, pages = service.loads([*interview.states(2)])
    assert [load.at_most for load in (results, turns, pages)] == [20, 40, 40]
    for body, wanted in [*zip(results.bodies, results.wanted, strict=True)][:3]:
        sent = json.loads(body)
        days = {name: date.fromisoformat(sent[name]) for name in ("as_of", "act_from", "act_to", "applied_on") if name in sent}
        others = [(each["about"], tn.answers_from_json(each["answers"])) for each in sent["others"]]
        assert tn.assess(tn.answers_from_json(sent["answers"]), roles=sent["roles"], others=others, **days).to_json("sv") == wanted
    assert [json.loads(body)["state"] for body in turns.bodies] == [state for state, _ in interview.states(2)]
    assert turns.read(json.dumps({"turn": {"fact": "x"}})) == "x"
    assert {json.loads(body)["form"] for body in pages.bodies} == {"html"}
    assert len(service._trivial(10_000, 500)) == 500


@pytest.mark.deep
@pytest.mark.enable_socket
def test_the_service_is_timed_in_a_process_of_its_own() -> None:
    told = service.loads([*interview.states(19)])
    with service.served() as port:
        part = service.part(port, told, requests=3, health=100)
    assert [ratio.value > 0 for ratio in part.ratios] == [True] * 4
    assert len(part.times) == 6


SLOW = {"compared_part", "growth_part", "shipped_part", "workload_part"}
SMALL = {
    "workload_part": lambda many, monkeypatch: [many.workload_part(name, 200) for name in ("w1", "w2")],
    "files_part": lambda many, monkeypatch: [many.files_part(2_000)],
    "shipped_part": lambda many, monkeypatch: monkeypatch.setattr(many, "SHIPPED", ("next_step",)) or [many.shipped_part(64, 8)],
    "compared_part": lambda many, monkeypatch: [many.compared_part(150)],
    "growth_part": lambda many, monkeypatch: [many.growth_part(10_000)],
}


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.deep) if n in SLOW else n for n in SMALL])
def test_every_part_about_many_people_runs(name: str, monkeypatch: Patch) -> None:
    many = pytest.importorskip("benchmarks.columns", reason="the extra columns is not installed")
    assert {each for each in vars(many) if each.endswith("_part")} == {*SMALL}
    gc.collect()
    gc.freeze()  # it collects garbage after each round: not among all that the tests before left there, which takes a second each time
    for part in SMALL[name](many, monkeypatch):  # type: ignore[no-untyped-call]
        assert part.title
        assert frame.markdown(part)
        assert all(ratio.value > 0 for ratio in part.ratios)


def test_work_of_other_processes_is_told_by_the_clock_that_is_given() -> None:
    assert frame.once(lambda: None, iter((1.0, 4.0)).__next__)() == 3.0
