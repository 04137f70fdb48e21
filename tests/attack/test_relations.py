"""Attack: what is missing lost questions, and reasons facts, where facts stand in relations."""

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import reference
from tests.effort import tries
from tests.gate import generated
from tunnistus.deciding.decide import Case
from tunnistus.explaining.explain import Decision, Reason, decision_of
from tunnistus.rules.answers import Answers, Dates, read_answers
from tunnistus.rules.model import AtLeast, Book, Cite, Clause, Node, Not, Relation, Rule, RuleSet, Test, Use, Value
from tunnistus.shipping import source
from tunnistus.testing.strategies import _FACTS, _SETTING, existing

DAY = date(2026, 11, 24)

# -- the book of the attack --------------------------------------------------------------------------------------


def is_(name: str, *cells: Any) -> Test:
    return Test(name, cells or (True,))


def all_(*of: Node) -> Node:
    return AtLeast(len(of), of)


def any_(*of: Node) -> Node:
    return AtLeast(1, of)


def clause(name: str, effect: str, when: Node, then: str = "") -> Clause:
    return Clause(name, effect, when, then, cite=(Cite("UlkL", "1"),))


NONE = Test("e1", ())
BOOK = Book(
    {fact.id: fact for fact in _FACTS},
    {"made": RuleSet("made", "person", "law", DAY, ("r0", "r1", "r3", "r2"), ())},
    {
        rule.id: rule
        for rule in (
            Rule(
                "r0", "made", ("low", "high"),
                (
                    clause("c0", "definition", is_("b1"), "high"),
                    clause("c1", "bar", any_(any_(NONE, Not(is_("e2", "k"))), all_(is_("e1", "x"), is_("e2", "k", "o"), is_("b3"))), "high"),
                    clause("c2", "practice", is_("b4")),
                ),
                "low", "decision", "law",
            ),
            Rule(
                "r1", "made", ("low", "high"),
                (
                    clause(
                        "c0", "definition",
                        Not(AtLeast(2, (Not(Test("e2", ())), Not(Use("r0", "high")), any_(Use("r0", "high"), is_("b3"))))), "high",
                    ),
                ),
                "", "decision", "law",
            ),
            Rule("r3", "made", ("low", "high"), (clause("c0", "duty", all_(is_("b2"), Not(is_("b4"))), "high"),), "low", "decision", "law"),
            Rule(
                "r2", "made", ("low", "high"),
                (clause("c0", "duty", Use("r0", "low"), "high"), clause("c1", "duty", is_("b2"))), "", "decision", "law",
            ),
        )
    },
    relations=(
        Relation("one", Test("b2", (False,)), (is_("h1", "p"), Test("b4", (False,)))),
        Relation("two", is_("b3"), (is_("b2"),)),
    ),
    **_SETTING,
)  # fmt: skip
VALUES: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("b1", "b2", "b3", "b4"), (None, True, False)),
    "e1": (None, "x", "y", "z"), "e2": (None, "k", "l", "m", "o"), "h1": (None, "p", "q", "r"),
}  # fmt: skip


def people(many: int) -> Iterator[Case]:
    dice = random.Random(33)
    for _ in range(many):
        raw = existing(BOOK, {n: dice.choice((*(None,) * len(values), *values)) for n, values in VALUES.items()})
        yield Case(BOOK, read_answers(BOOK, raw, Dates(DAY)), Dates(DAY))


def test_33_no_question_is_lost_in_the_book_of_the_attack() -> None:
    alike = 0
    for case in people(60):
        for name in BOOK.rules:
            wanted, d = reference.decide(case, name), decision_of(case, name)
            assert wanted.complete
            assert {*d.missing} == wanted.missing, (name, case.answers.known)
            alike += {"b2", "b3", "e1", "e2"} <= wanted.missing
    assert alike > 3


# -- reasons -----------------------------------------------------------------------------------------------------


def told(d: Decision) -> dict[str, Value]:
    """What was answered and can bear on the result."""
    return {n: v for n, v in d.known.items() if n not in d.case.answers.follow and n in d.plan.around}


def with_only(d: Decision, kept: Iterable[str], relations: Iterable[str] | None = None) -> Decision:
    """The decision as if only some of the answers had been given; in a book with only some relations."""
    book = d.case.book
    if relations is not None:
        names = {*relations}
        book = attrs.evolve(book, relations=tuple(r for r in book.relations if r.id in names))
    return decision_of(Case(book, Answers({n: d.known[n] for n in kept}), d.case.dates), d.rule.id)


def carries(d: Decision, outcome: str, only: Decision) -> bool:
    """Whether a decision on fewer answers has the same state of an outcome, of somebody out of scope for the same reason."""
    return only.state(outcome) == d.state(outcome) and (d.counts or not only.counts or _nobody_has(d, outcome))


def _nobody_has(d: Decision, outcome: str) -> bool:
    return with_only(d, ()).state(outcome) == "excluded"


def minimal(d: Decision, outcome: str) -> list[tuple[str, ...]]:
    """Every set of answers that carries the state and from which none can be left out, the smallest first."""
    names, found = [*told(d)], []
    for size in range(len(names) + 1):
        for some in itertools.combinations(names, size):
            if not any({*one} <= {*some} for one in found) and carries(d, outcome, with_only(d, some)):
                found.append(some)
    return found


def hold(d: Decision, outcome: str) -> Reason | None:
    """Hold the reasons of a state to all sets of answers; return the reason, of what is not open."""
    why, why_all = d.why(outcome), d.why_all(outcome)
    assert (why.state, why_all.state) == (d.state(outcome),) * 2
    if why.state == "open":
        assert why.facts == why_all.facts == ()
        return None
    every = minimal(d, outcome)
    assert {*why.facts} in [{*one} for one in every], "it suffices, and none can be left out"
    assert len(why.facts) == len(every[0]), "no other has fewer"
    assert {*why_all.facts} == {n for one in every for n in one}
    assert d.counts or why_all.clauses == () or _nobody_has(d, outcome)
    if why.relations:
        assert carries(d, outcome, with_only(d, why.facts, why.relations))
        for name in why.relations:
            assert not carries(d, outcome, with_only(d, why.facts, {*why.relations} - {name})), "each relation is needed"
    else:
        assert carries(d, outcome, with_only(d, why.facts, ()))
    return why


FEW = 6  # answers that bear on a result, of which all sets are tried
SAMPLES = [s for s in generated(40, 12) if len(told(decision_of(s.case, s.rule))) <= FEW]


@settings(max_examples=tries(40))
@given(st.sampled_from(SAMPLES), st.integers(0, 2))
def test_33_a_reason_is_the_smallest_and_all_reasons_hold_every_fact(sample: Any, n: int) -> None:
    d = decision_of(sample.case, sample.rule)
    hold(d, d.rule.outcomes[n % len(d.rule.outcomes)])


def test_33_where_their_condition_would_be_too_large_reasons_suffice_and_none_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunnistus.explaining.reasons.MAX_DIAGRAM", 4)
    told_ = 0
    for sample in SAMPLES[:90]:
        d = decision_of(attrs.evolve(sample.case, book=attrs.evolve(sample.case.book)), sample.rule)
        for outcome in d.rule.outcomes:
            why, why_all = d.why(outcome), d.why_all(outcome)
            if why.state != "open":
                told_ += bool(why.facts)
                assert {*why.facts} in [{*one} for one in minimal(d, outcome)]
                assert why_all.facts == why.facts
    assert told_ > 20


def test_33_so_they_are_in_the_book_of_the_attack() -> None:
    by_relations = 0
    for case in people(40):
        for name in BOOK.rules:
            d = decision_of(case, name)
            if len(told(d)) <= FEW:
                by_relations += any((why := hold(d, outcome)) and why.relations for outcome in d.rule.outcomes)
    assert by_relations >= 2


@pytest.mark.parametrize(
    ("answers", "facts"),
    [
        ({"citizenship": "finnish", "residence_basis": "finnish_citizen"}, ("citizenship", "residence_basis")),
        ({"residence_basis": "finnish_citizen", "temporary_protection": False}, ("residence_basis",)),
        ({"residence_basis": "finnish_citizen"}, ("residence_basis",)),
        ({"temporary_protection": False, "has_municipality": False}, ("has_municipality", "temporary_protection")),
    ],
    ids=["either basis", "the basis, not the protection", "the basis", "no basis"],
)
def test_33_what_carries_through_a_relation_is_among_all_reasons(answers: Mapping[str, Any], facts: tuple[str, ...]) -> None:
    """Whoever stays as a citizen is one, and whom a rule does not concern has it not."""
    book, dates = source.book(), Dates(DAY)
    d = decision_of(Case(book, read_answers(book, answers, dates), dates), "services.reception_with_municipality")
    assert hold(d, "may_continue")
    assert {*d.why_all("may_continue").facts} == {*facts}
