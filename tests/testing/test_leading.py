"""People of an outcome: every outcome of every rule has some, they have it for certain, and shrink to the answers that it needs."""

from collections import Counter
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

import tunnistus as tn
from tests import ROOT
from tests.effort import first_fast
from tests.worlds import FACTS, book, duty, rule
from tunnistus.checking.solver import Solver
from tunnistus.deciding.decide import Case
from tunnistus.errors import AnswerError, UnknownName
from tunnistus.explaining.explain import decision_of
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.relations import relations_of
from tunnistus.shipping import source
from tunnistus.testing import cases, laws
from tunnistus.testing.leading import NOTHING, Leads, Target
from tunnistus.testing.strategies import Invented

BOOK = source.book()
OVERLAY = tn.read_rules(ROOT / "docs" / "examples" / "municipality" / "koivuranta")
QUIET = settings(derandomize=True, database=None, max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
DRAWN = settings(QUIET, phases=[Phase.generate])
DAY = date(2026, 11, 24)


def people(strategy: Any, how: settings = DRAWN) -> list[Invented]:
    found: list[Invented] = []

    @how
    @given(strategy)
    def look(person: Invented) -> None:
        found.append(person)

    look()
    return found


@pytest.mark.parametrize("every", first_fast((10, 1)))
def test_somebody_has_each_outcome_of_each_shipped_rule(every: int) -> None:
    nobody = []
    for each in [*BOOK.rules.values()][::every]:
        leads = Leads(BOOK, each)
        for n, outcome in enumerate(each.outcomes):
            found = leads.person(Target(outcome), Dates(DAY), range(n, n + 40))
            if found is None:
                nobody.append((each.id, outcome))
            else:
                case = Case(BOOK, read_answers(BOOK, *found), found[1])
                assert outcome in decision_of(case, each.id).certain(), (each.id, outcome)
    assert nobody == []


@pytest.mark.parametrize("of", ["permit.52a1", "assist.remove.mandatory", "reflect.grant", "next_step"])
def test_whoever_is_asked_for_has_the_outcome(of: str) -> None:
    for outcome in BOOK.rules[of].outcomes:
        drawn = people(cases(of, outcome=outcome), settings(DRAWN, max_examples=12))
        assert all(outcome in person.decide(of).certain() for person in drawn)
        assert len({repr(person) for person in drawn}) > 8


def test_whoever_is_asked_for_is_settled_open_or_has_nothing() -> None:
    assert all(person.decide().settled for person in people(cases("permit.52a1", settled=True)))
    for person in people(cases("permit.52a1", open="temporary")):
        assert "temporary" in person.decide().possible
        assert "temporary" not in person.decide().certain()
    assert all(not person.decide().possible for person in people(cases("permit.52a1", outcome=NOTHING, in_force_only=True)))


def test_every_outcome_comes_about_when_none_is_named() -> None:
    """Once a good part of the outcomes never came about."""
    seen = Counter(
        o for person in people(cases("next_step", in_force_only=True), settings(DRAWN, max_examples=80)) for o in person.decide().certain()
    )
    assert seen.keys() == set(BOOK.rules["next_step"].outcomes)


def test_a_user_says_how_many_are_led() -> None:
    def certain(share: float) -> int:
        drawn = people(cases("permit.52a1", in_force_only=True, share=share), settings(DRAWN, max_examples=60))
        return sum(bool(person.decide().certain()) for person in drawn)

    assert certain(1) == 60
    assert certain(0) < 30
    for wrong in (-0.1, 1.5):
        with pytest.raises(AnswerError, match="share: This is not a share"):
            cases("permit.52a1", share=wrong)


@pytest.mark.parametrize(
    ("of", "outcome"),
    first_fast(
        [("emergency", "call_112"), ("permit.52a1", "temporary"), ("reflect.grant", "granted"), ("permit.52d", "refused")], several=True
    ),
)
def test_people_shrink_to_answers_of_which_none_can_be_left_out(of: str, outcome: str) -> None:
    found = find(cases(of, outcome=outcome), lambda person: True, settings=QUIET)
    assert found.answers
    for name in found.answers:
        fewer = attrs.evolve(found, answers={n: a for n, a in found.answers.items() if n != name})
        assert outcome not in fewer.decide().certain(), name


@pytest.mark.parametrize(("every", "least"), first_fast([(10, 20), (1, 301)], several=True))
def test_the_first_person_has_the_fewest_answers(every: int, least: int) -> None:
    """One more where something follows from two facts, and there are none more than that."""
    compared = 0
    for each in [*BOOK.rules.values()][::every]:
        for outcome in each.outcomes if not each.ordered else ():
            version = Leads(BOOK, each).able(Target(outcome))[0]
            fewest = []
            for part in (version.world.due, version.world.option):
                if outcome in part:
                    nodes = part[outcome].node, version.world.scope
                    found = Solver(nodes, BOOK.facts, relations_of(BOOK)).somebody(*nodes)
                    fewest += [len(found)] if found is not None else []
            if fewest:
                compared += 1
                assert len(version.first(Target(outcome))[0]) <= min(fewest) + 1, (each.id, outcome)  # type: ignore[index]
    assert compared >= least


@pytest.mark.parametrize(
    ("of", "outcome", "most"), first_fast([("koivuranta.bed", "offered", 2), ("permit.52a1", "temporary", 3)], several=True)
)
def test_a_property_that_fails_shrinks_to_few_answers(of: str, outcome: str, most: int) -> None:
    about = tn.load(of, on=date(2026, 1, 10), book=OVERLAY) if of in OVERLAY.rules else of
    last: list[Invented] = []  # what Hypothesis shows is what it tries last

    @QUIET
    @given(cases(about, outcome=outcome))
    def never(person: Invented) -> None:
        last[:] = [person]
        assert len(person.answers) < most

    with pytest.raises(AssertionError):
        never()
    answers = [answer.value if isinstance(answer, tn.Judged) else answer for answer in last[0].answers.values()]
    assert 0 < sum(isinstance(answer, bool) for answer in answers) <= 8
    assert repr(last[0]).startswith("\ncases:\n")


def test_what_follows_from_days_is_led_to_by_days() -> None:
    """Nobody was ever in time once, since every day was the same one of long ago."""
    drawn = people(cases("appeal.assistance_decision", share=1), settings(DRAWN, max_examples=40))
    assert any(isinstance(answer, date) for person in drawn for answer in person.answers.values())


def test_an_outcome_that_nobody_can_have_or_that_is_none_is_named() -> None:
    made = book(rule(f"one: {duty('{all: [a, {not: a}]}')}", more="otherwise: refused"), facts=FACTS)
    with pytest.raises(AnswerError, match="r: Nobody was found"):
        cases(made, outcome="granted")
    assert people(cases(made, outcome="refused"), settings(DRAWN, max_examples=5))
    assert people(cases(made), settings(DRAWN, max_examples=20))
    with pytest.raises(UnknownName, match="Did you mean 'temporary'"):
        cases("permit.52a1", outcome="temporay")


def test_people_of_an_overlay_are_about_its_rules_and_whom_they_concern() -> None:
    """They were never about the municipality once."""
    seen: Counter[str] = Counter()
    for person in people(cases(OVERLAY, in_force_only=True), settings(DRAWN, max_examples=60)):
        assert person.rules[0].startswith("koivuranta.")
        seen.update(f"{person.rules[0]}.{outcome}" for outcome in person.decide().certain())
    assert seen.keys() == {f"{name}.{o}" for name, each in OVERLAY.rules.items() if name.startswith("koivuranta.") for o in each.outcomes}


def test_the_laws_hold_for_an_overlay() -> None:
    laws.check_laws(OVERLAY, max_examples=3)


def test_only_rules_that_have_the_outcome_are_drawn() -> None:
    drawn = people(cases("law/permit", outcome="refused"), settings(DRAWN, max_examples=30))
    assert len({person.rules[0] for person in drawn}) > 5
    assert all("refused" in BOOK.rules[person.rules[0]].outcomes for person in drawn)
    assert isinstance(drawn[0].assess(), tn.Assessment)
