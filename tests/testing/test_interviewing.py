"""Interviews at random keep their laws, a fault in the engine breaks one of them, and a case that is pasted is where they begin."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis.stateful import run_state_machine_as_test

import tunnistus as tn
from tests import ROOT
from tests.effort import first_fast
from tests.worlds import FACTS, book, duty, rule
from tunnistus.deciding.decide import Verdict
from tunnistus.errors import LoadError, UnknownName
from tunnistus.explaining import asking, danger
from tunnistus.explaining.danger import Danger
from tunnistus.rules import wire
from tunnistus.rules.answers import Mark
from tunnistus.testing import Invented, cases, interviewing, interviews, pasted
from tunnistus.testing.interviewing import Interviews

TOWN = tn.read_rules(ROOT / "docs" / "examples" / "municipality" / "koivuranta")
SHELTER = tn.read_rules(ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules")
PASTED = """
cases:
  - name: An invented person
    as_of: 2026-01-10
    answers:
      koivuranta_in_town: true
      koivuranta_needs_bed: MAYBE
    expect:
      koivuranta.bed: {}
"""


def tried(of: Any, examples: int, steps: int = 15, *, start: Invented | None = None, only_found: bool = False) -> None:
    phases = [Phase.generate] if only_found else [*Phase]
    how = settings(
        max_examples=examples, stateful_step_count=steps, derandomize=True, database=None, deadline=None, phases=phases,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    run_state_machine_as_test(interviews(of, start=start), settings=how)


@pytest.mark.parametrize("examples", first_fast((15, 200)))
def test_the_laws_hold_for_the_rules_of_a_municipality(examples: int) -> None:
    tried(TOWN, examples)


@pytest.mark.parametrize(("of", "examples"), first_fast([(SHELTER, 10), ("law/permit/victim", 40), (tn.book(), 10)], several=True))
def test_the_laws_hold_for_other_rules(of: Any, examples: int) -> None:
    tried(of, examples)


def test_every_kind_of_step_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[str] = set()

    def noting(name: str, of: Any) -> Any:
        def noted(self: Interviews, *given: Any) -> Any:
            seen.add(name)
            if name == "_take":
                seen.update(str(a) for a in given[0].values() if isinstance(a, Mark))
                seen.update({"fewer"} if len(given[0]) < len(self.person.answers) else ())
            return of(self, *given)

        return noted

    for name in ("_learn", "_refused", "_take"):
        monkeypatch.setattr(Interviews, name, noting(name, getattr(Interviews, name)))
    tried(TOWN, 100)
    assert seen == {"_learn", "_refused", "_take", "MAYBE", "DECLINED", "fewer"}


DANGER_IN = danger.danger_in


def _out_of_view(book: tn.Book, answers: dict[str, Any], **more: Any) -> Danger:
    """Danger as it would be if answers that contradict each other said nothing."""
    try:
        wire.read_checked(book, answers, dates=tn.Dates(more["as_of"]))
    except tn.errors.TunnistusError:
        return Danger(book)
    return DANGER_IN(book, answers, **more)


FAULTS: dict[str, tuple[Any, str, Any]] = {
    "declined is not asked again": (asking, "Mark", type("Mark", (), {"DECLINED": "never"})),
    "what reads nothing of it stays as it was": (Verdict, "holds_for", lambda d, case: True),
    "learning more makes nothing possible": (Verdict, "possible", property(lambda d: d.certain())),
    "whoever comes back finds the same": (
        interviewing.wire, "written", lambda answers, of=wire.written: dict([*of(answers).items()][1:]),
    ),
    "a contradiction never takes danger out of view": (interviewing, "danger_in", _out_of_view),
}  # fmt: skip


def test_a_step_that_breaks_a_law_is_shown_as_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Verdict, "holds_for", lambda d, case: True)
    with pytest.raises(AssertionError) as failure:
        tried(SHELTER, 60, only_found=True)
    assert 'cases:\n  - name: "An invented person"\n' in "\n".join(failure.value.__notes__)


@pytest.mark.parametrize("law", FAULTS)
def test_a_fault_in_the_engine_breaks_a_law(law: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, fault = FAULTS[law]
    monkeypatch.setattr(owner, name, fault)
    with pytest.raises(AssertionError, match=law):
        tried(TOWN, 300, only_found=True)


# -- a case that is pasted -------------------------------------------------------------------------------------------


def test_a_person_who_is_printed_and_pasted_is_the_same() -> None:
    @settings(max_examples=30, deadline=None)
    @given(cases(TOWN))
    def same(person: Invented) -> None:
        again = pasted(repr(person), of=TOWN)
        assert again.rules[0] == person.rules[0]
        assert (again.dates, again.answers) == (person.dates, person.answers)

    same()


def test_a_pasted_case_is_an_example_and_the_beginning_of_interviews() -> None:
    seen: list[Invented] = []

    @settings(max_examples=1, deadline=None, phases=[Phase.explicit])
    @given(cases(TOWN))
    @example(pasted(PASTED, of=TOWN))
    def look(person: Invented) -> None:
        seen.append(person)

    look()
    assert [repr(person) for person in seen] == [repr(pasted(PASTED, of=TOWN))]
    begun = interviews(TOWN, start=seen[0])()
    assert begun.person.answers == {"koivuranta_in_town": True, "koivuranta_needs_bed": Mark.MAYBE}
    tried(TOWN, 3, 5, start=seen[0])


def test_what_is_no_single_case_of_these_rules_is_refused() -> None:
    with pytest.raises(LoadError, match="text:1"):
        pasted("cases: [{name: a}]", of=TOWN)
    with pytest.raises(UnknownName, match="There is not exactly one case"):
        pasted(PASTED + PASTED.partition("cases:\n")[2], of=TOWN)
    with pytest.raises(UnknownName, match=r"koivuranta.bed"):
        pasted(PASTED, of=book(rule("one: " + duty("a")), facts=FACTS))
