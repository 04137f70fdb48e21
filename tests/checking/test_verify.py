"""The checker against brute force, on generated rule sets and on all shipped rules; the data are clean."""

import itertools
import math
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from tests import ROOT
from tests.effort import tries
from tests.worlds import FACT, book, duty, parts_of, people, rule
from tests.worlds import FACTS as SMALL
from tunnistus.checking import solver, upkeep
from tunnistus.checking.checks import Look, errors, holes, warnings
from tunnistus.checking.solver import Solver, TooLarge, xor
from tunnistus.checking.verify import check, refuse
from tunnistus.deciding.decide import Case, Verdict, decide
from tunnistus.deciding.expand import every_version, worlds_by_day
from tunnistus.errors import LimitError, LoadError
from tunnistus.reading import wording
from tunnistus.reading.documents import CaseFile
from tunnistus.reading.files import read_directory
from tunnistus.reading.findings import WITNESSED, cases_yaml
from tunnistus.reading.parsing import parse
from tunnistus.reading.strict import read_text
from tunnistus.rules.answers import Dates, Judged, read_answers
from tunnistus.rules.formula import all_of, analyse, any_of, none_of, value
from tunnistus.rules.model import Accepted, AtLeast, Book, Cite, Clause, Fact, Node, Rule, RuleSet, Span, Test, Window
from tunnistus.rules.relations import Relations
from tunnistus.rules.truth import TRUE
from tunnistus.shipping import l10n
from tunnistus.testing.strategies import _FACTS, _nodes, dates, rulesets
from tunnistus.trying.cases import Example, read_cases, run

FACTS = {f.id: f for f in _FACTS}
FORMULAS = _nodes((), False)


def brute(node: Node) -> bool:
    """Whether some completion makes the condition true, by trying them all."""
    formula = analyse(node, FACTS)
    people = itertools.product(*(formula.cells[n] for n in formula.facts))
    return any(value(formula.node, dict(zip(formula.facts, person, strict=True))) == TRUE for person in people)


def solver_of(*nodes: Node, facts: dict[str, Fact] = FACTS, most: int = 50_000) -> Solver:
    """A solver for people whose facts all go together."""
    return Solver(nodes, facts, Relations(facts, ()), most)


# -- the solver --------------------------------------------------------------------------------------------------


@given(FORMULAS)
def test_somebody_is_found_exactly_when_there_is_one_and_no_answer_is_needless(node: Node) -> None:
    found = solver_of(node).somebody(node)
    assert (found is not None) is solver_of(node).some(node) is brute(node)
    if found is not None:
        assert not brute(all_of((none_of((node,)), *(_given(name, item) for name, item in found.items()))))
        for name in found:
            assert brute(all_of((none_of((node,)), *(_given(n, item) for n, item in found.items() if n != name))))


def _given(name: str, item: Any) -> Node:
    return Test(name, (item if isinstance(item, bool | str) else Span(item, item),))


@given(one=FORMULAS, two=FORMULAS)
def test_equivalence_is_that_of_all_completions(one: Node, two: Node) -> None:
    assert solver_of(one, two).same(one, two) is not brute(xor(one, two))
    assert solver_of(one, two).same(one, any_of((one, all_of((one, two)))))


def hard(n: int) -> tuple[Node, dict[str, Fact]]:
    """A contradiction over which a search without learning takes long, and its facts."""
    facts = {f"f{i}": Fact(f"f{i}", "bool", "made", i) for i in range(n)}
    half = AtLeast(n // 2, tuple(Test(name, (True,)) for name in facts))
    return all_of((half, none_of((half,)))), facts


def test_a_contradiction_that_a_search_takes_long_over_is_one_walk() -> None:
    node, facts = hard(100)
    assert not solver_of(node, facts=facts).some(node)


def test_past_the_bound_nothing_is_claimed() -> None:
    node, facts = hard(16)
    with pytest.raises(TooLarge):
        solver_of(node, facts=facts, most=50).some(node)
    with pytest.raises(LimitError, match="does not tell"), solver.bounded("r"):
        solver_of(node, facts=facts, most=50).some(node)


def test_what_is_asked_of_conditions_that_were_made_ends_at_the_bound_too() -> None:
    facts = {f"f{i}": Fact(f"f{i}", "bool", "made", i) for i in range(24)}
    some = [Test(name, (True,)) for name in facts]
    one, two = AtLeast(12, tuple(some)), AtLeast(7, tuple(some[::2]))
    table = solver_of(one, two, facts=facts)
    assert table.of(one) != table.of(two)
    table.diagrams.most = 3
    for asked in (table.some, table.same):
        with pytest.raises(TooLarge):
            asked(one, two)


def test_past_the_bound_of_the_search_no_answer_is_needless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "STEPS", 0)
    a, b, c = (Test(name, (True,)) for name in ("f0", "f1", "f2"))
    node, facts = any_of((all_of((a, b)), c)), hard(3)[1]
    found = solver_of(node, facts=facts).somebody(node)
    assert found in ({"f2": True}, {"f0": True, "f1": True})
    assert solver_of(all_of((a, c)), facts=facts).somebody(all_of((a, c))) == {"f0": True, "f2": True}


# -- findings on generated rule sets -----------------------------------------------------------------------------


@settings(max_examples=tries(80))
@given(rulesets())
def test_every_witness_is_a_case_that_holds(made: Book) -> None:
    for finding in check(made):
        assert bool(finding.witness) is (finding.code in WITNESSED)
        document = read_text(cases_yaml(finding.witness), name="witness") if finding.witness else None
        for doc in parse(CaseFile, document).cases if document else ():
            assert run(made, Example(doc.name, "witness", doc)) == []


def test_an_answer_that_cannot_be_another_one_has_no_two_directions() -> None:
    clauses = f"one: {duty('{at_least: 2, of: [b, {not: a}]}')}\ntwo: {duty('{all: [a, c]}')}"
    head = "outcomes: [granted, refused]\n    otherwise: nothing"
    related = "relations:\n  r1: {if: {fact: b, is: true}, then: {fact: a, is: true}, because: Näin on aina.}\n"
    codes = [{f.code for f in check(book(rule(clauses, head=head), facts=SMALL + more))} for more in ("", related)]
    assert ["mixed-polarity" in found for found in codes] == [True, False]


def total(made: Book, name: str) -> list[tuple[dict[str, Any], Dates]]:
    """Every person over the facts of a rule, in every version."""
    found: list[tuple[dict[str, Any], Dates]] = []
    for days, world in every_version(made, made.rules[name]):
        assume(math.prod(map(len, parts_of(made, world).values())) <= 600)
        when = Dates(days["decision"], days["act"], days["act"], days["application"])
        found += [(person, when) for person in people(made, world)]
    return found


def decided(made: Book, name: str, answers: dict[str, Any], when: Dates) -> Verdict:
    raw = {n: Judged(v, by="worker", on=date(1900, 1, 1)) if made.facts[n].judgement else v for n, v in answers.items()}
    return decide(Case(made, read_answers(made, raw, when), when), name, Verdict)


@settings(max_examples=tries(40))
@given(rulesets())
def test_dead_masked_and_unreachable_are_those_that_no_person_shows(made: Book) -> None:
    codes = ("dead-clause", "masked-clause", "unreachable-otherwise")
    for name, each in made.rules.items():
        verdicts = [v for answers, when in total(made, name) if (v := decided(made, name, answers, when)).counts]  # whom it concerns
        held = {c.clause.name for v in verdicts for c in v.clauses if c.when == TRUE}
        applied = {c.clause.name for v in verdicts for c in v.clauses if c.applies == TRUE}
        look = Look.at(made, each)
        mine = {(f.code, f.about) for f in warnings(look) if f.code in codes}
        assert {a for c, a in mine if c == "dead-clause"} == {c.name for c in each.clauses} - held
        assert {a for c, a in mine if c == "masked-clause"} == held - applied
        event(
            f"dead or masked {bool({c for c, _ in mine} - {'unreachable-otherwise'})}, unreachable {'unreachable-otherwise' in {c for c, _ in mine}}"
        )
        idle = any(v.in_force and not any(c.applies == TRUE for c in v.clauses if c.clause.then) for v in verdicts)
        assert (("unreachable-otherwise", each.otherwise) in mine) is (bool(each.otherwise) and not idle)


def loose(made: Book) -> Book:
    """The same rules with nothing that keeps outcomes apart and nothing for those whom no clause reaches."""
    rules = {
        name: attrs.evolve(r, otherwise="", complete=True, clauses=tuple(attrs.evolve(c, beats=()) for c in r.clauses))
        for name, r in made.rules.items()
    }
    return attrs.evolve(made, rules=rules)


@settings(max_examples=tries(60))
@given(rulesets())
def test_conflicts_and_gaps_are_those_that_some_person_shows(made: Book) -> None:
    made = loose(made)
    for name, each in made.rules.items():
        due = [
            sum(value(world.due[o].node, answers) == TRUE for o in each.outcomes)
            + 9 * any(value(world.option[o].node, answers) == TRUE for o in each.outcomes)
            for answers, when in total(made, name)
            for _, world in worlds_by_day(made, each, when)
            if world.in_force and value(world.scope, answers) == TRUE
        ]
        found = [f.code for f in errors(Look.at(made, each))]
        event(f"conflict {'conflict' in found}, gap {'gap' in found}")
        assert ("conflict" in found) is (not each.ordered and any(n % 9 > 1 for n in due))
        assert ("gap" in found) is (0 in due)


@given(rulesets(), st.data())
def test_every_version_has_every_version_of_every_date(made: Book, data: st.DataObject) -> None:
    for name, each in made.rules.items():
        known = {id(world) for _, world in every_version(made, each)}
        when = data.draw(dates(made, name))
        assert {id(world) for _, world in worlds_by_day(made, each, when)} <= known


# -- single checks -----------------------------------------------------------------------------------------------


def test_a_fact_that_is_tested_and_changes_nothing_matters_nowhere() -> None:
    made = book(rule(f"one: {duty('{any: [a, {all: [a, secret]}]}')}", more="otherwise: nothing"))
    idle = {f.about: f.what for f in check(made) if f.code == "fact-matters-nowhere"}
    assert "a" not in idle
    assert "no value of it changes a result" in idle["secret"]
    assert "Nothing reads" in idle["b"]


def test_a_fact_that_chooses_the_period_matters() -> None:
    period = ", period: {from: begins, longest: {days: 3}, text: Aika, counting: Lasketaan.}"
    clauses = f"one: {duty('{all: [a, b]}', more=period)}\ntwo: {duty('{all: [a, {not: b}]}')}"
    idle = {f.about for f in check(book(rule(clauses))) if f.code == "fact-matters-nowhere"}
    assert {"a", "b", "begins"} & idle == set()
    assert "b" in {f.about for f in check(book(rule(clauses.replace(period, "")))) if f.code == "fact-matters-nowhere"}


def test_a_fact_from_which_one_that_matters_follows_matters_and_what_it_is_derived_from() -> None:
    clauses = f"one: {duty('a')}"
    derived_ = FACT.format(name="late").replace(
        "    met:", "    derived: {by: younger, from: [begins, as_of], with: [{years: 18}]}\n    met:"
    )
    relations = """
relations:
  late_means_a:
    if: {fact: late, is: true}
    then: {fact: a, is: true}
    because: Myöhään tarkoittaa a.
"""
    idle = {f.about for f in check(book(rule(clauses), facts=SMALL + derived_ + relations)) if f.code == "fact-matters-nowhere"}
    assert {"a", "late", "begins"} & idle == set()
    assert {"late", "begins"} <= {f.about for f in check(book(rule(clauses), facts=SMALL + derived_)) if f.code == "fact-matters-nowhere"}


def knotted() -> Book:
    """One rule whose condition is a contradiction that a search without learning takes long over."""
    facts = {f"f{i}": Fact(f"f{i}", "bool", "made", i, where=f"f:{i}:1") for i in range(26)}
    half = AtLeast(12, tuple(Test(name, (True,)) for name in facts if name != "f25"))
    clause = Clause("c", "definition", all_of((half, none_of((half,)), Test("f25", (True,)))), "yes", cite=(Cite("UlkL", "1"),))
    ruleset = RuleSet("made", "person", "law", date(2024, 1, 1), ("r",))
    return Book(facts, {"made": ruleset}, {"r": Rule("r", "made", ("yes",), (clause,), where="r:1:1")})


def test_a_fact_of_which_it_is_not_proved_is_said_to_be_so() -> None:
    """Past the bound a fact that changes nothing is neither called idle nor passed over."""
    made = knotted()
    found = {(f.code, f.about) for f in check(made, most=50)}
    assert {("not-proved", "f25"), ("not-proved", "r")} <= found
    assert ("fact-matters-nowhere", "f25") not in found


def test_what_no_search_ends_with_is_proved() -> None:
    made = knotted()
    found = {(f.code, f.about) for f in check(made)}
    assert found == {("dead-clause", "c"), *(("fact-matters-nowhere", name) for name in made.facts)}


@pytest.mark.parametrize(
    ("old", "new", "overlap"),
    [
        ("until: 2019-12-31", "from: 2020-01-01", False),
        ("until: 2020-01-01", "from: 2020-01-01", True),
        ("from: 2010-01-01, until: 2020-01-01", "from: 2011-01-01, until: 2012-01-01", False),
        ("from: 2011-01-01, until: 2020-01-01", "from: 2010-01-01", False),
    ],
)
def test_two_wordings_overlap_when_the_second_begins_before_the_first_has_ended(old: str, new: str, overlap: bool) -> None:
    days = [f", valid: {{{window}}}" for window in (old, new)]
    made = book(rule(f"one: {duty('a', more=days[0])}\ntwo: {duty('b', more=days[1])}"))
    assert [f.about for f in upkeep.clauses_overlap(made.rules["r"])] == ["two"] * overlap
    other = book(rule(f"one: {duty('a', more=days[0])}\ntwo: {duty('b', effect='power', more=days[1])}"))
    assert list(upkeep.clauses_overlap(other.rules["r"])) == []


def test_days_between_windows() -> None:
    def day(n: int) -> date:
        return date(2020, 1, n)

    assert list(holes([Window(day(5), day(6)), Window(None, day(1)), Window(day(2), day(3))])) == [Window(day(4), day(4))]
    assert list(holes([Window(None, None), Window(day(5), None)])) == []
    assert list(holes([Window(day(1), day(9)), Window(day(2), day(3)), Window(day(11), None)])) == [Window(day(10), day(10))]


@pytest.mark.parametrize(
    ("day", "about"),
    [
        (None, []),
        (date(2026, 2, 21), []),
        (date(2026, 2, 22), ["older_than_1_year"]),
        (date(2027, 2, 21), ["older_than_1_year"]),
        (date(2027, 2, 22), ["older_than_2_years"]),
    ],
)
def test_the_horizon_is_old_after_a_year(day: date | None, about: list[str]) -> None:
    (ruleset,) = book(rule(f"one: {duty('a')}")).rulesets.values()
    assert [f.about for f in upkeep.horizon(ruleset.where, ruleset.id, ruleset.verified_until, day)] == about


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("", "from: 2027-01-01", "unclosed-version"), ("until: 2026-11-30", "from: 2027-01-01", "hole-between-versions")],
)
def test_half_an_amendment_is_refused_unless_it_is_accepted(old: str, new: str, code: str) -> None:
    days = [f", valid: {{{window}}}" for window in (old, new)]
    clauses = f"one: {duty('a', more=days[0] if old else '')}\ntwo: {duty('b', more=days[1])}"
    made = book(rule(clauses, head="outcomes: [granted, refused]\n    otherwise: nothing"))
    with pytest.raises(LoadError) as refused:
        refuse(made)
    assert [each.code for each in refused.value.every] == [code]
    (found,) = (each for each in check(made) if each.code == code)
    assert found.level == "error"
    meant = attrs.evolve(made.rules["r"], accepted=(Accepted(code, found.about, "The act means it."),))
    accepted = attrs.evolve(made, rules={"r": meant})
    refuse(accepted)
    assert code not in [each.code for each in check(accepted)]


def test_nothing_has_been_read_on_a_day_to_come() -> None:
    made = book(rule(f"one: {duty('a')}"))
    (ruleset,) = made.rulesets.values()
    read = ruleset.verified_until
    assert ruleset.id in [each.about for each in upkeep.read_ahead(made, read - timedelta(days=1))]
    assert not list(upkeep.read_ahead(made, read))
    assert not list(upkeep.read_ahead(made, None))
    today = [each.code for each in check(made, today=read - timedelta(days=1))]
    assert "read-ahead" in today
    assert "read-ahead" not in [each.code for each in check(made, today=read - timedelta(days=1), as_of=read)]


@pytest.mark.parametrize(
    ("text", "negative"),
    [
        ("Eikö henkilöllä ole passia?", True),
        ("Onko lapsi täällä ilman huoltajaa?", True),
        ("Henkilö ei saa poistua.", True),
        ("Saako henkilö poistua?", False),
        ("Rankaistaanko henkilöä, jos hän ei tottele?", False),
        ("Sinun ei tarvitse vastata tähän. Oletko turvassa?", False),
        ("Voit vastata, jos haluat. Etkö pääse pois?", True),
    ],
)
def test_a_main_clause_that_denies_is_negative(text: str, negative: bool) -> None:
    assert wording.is_negative(text) is negative


def test_sentences_are_counted_one_by_one() -> None:
    assert list(wording.long_sentences("Yksi kaksi kolme. Neljä viisi. Kuusi seitsemän kahdeksan yhdeksän.", 3)) == [4]
    assert list(wording.long_sentences("Hän sanoo: ”Yksi kaksi kolme.” Neljä viisi kuusi.", 3)) == []
    assert list(wording.long_sentences("Maksu on 52 § 1 mom. 3 k. mukaan.", 3)) == [9]


# -- the shipped rules -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> tuple[Book, dict[str, dict[str, str]]]:
    made = read_directory(ROOT / "indicators")
    return made, l10n.translations(made, [ROOT / "locales"])


@pytest.mark.deep
def test_the_shipped_rules_are_clean(shipped: tuple[Book, dict[str, dict[str, str]]]) -> None:
    made, translations = shipped
    assert set(translations) == {"sv", "en"}
    assert [str(f) for f in check(made, as_of=date(2026, 12, 1), translations=translations)] == []
    refuse(made)


@pytest.mark.deep
def test_a_translation_that_goes_missing_is_found(shipped: tuple[Book, dict[str, dict[str, str]]]) -> None:
    made, translations = shipped
    context = "rule.permit.52a1.says.temporary"
    less = {**translations, "sv": {c: t for c, t in translations["sv"].items() if c != context}}
    (finding,) = check(made, translations=less)
    assert (finding.code, finding.about) == ("missing-translation", "says.temporary.sv")
    assert finding.where.startswith("indicators/law/permit/victim.yaml:")


@pytest.mark.deep
def test_the_witnesses_of_accepted_warnings_hold(shipped: tuple[Book, dict[str, dict[str, str]]], tmp_path: Path) -> None:
    made, _ = shipped
    witnessed = [f for f in check(_without_acceptances(made)) if f.witness]
    assert witnessed
    for n, finding in enumerate(witnessed):
        path = tmp_path / f"{n}.cases.yaml"
        path.write_text(cases_yaml(finding.witness), encoding="utf-8")
        assert [line for e in read_cases(path) for line in run(made, e)] == [], finding.where


def _without_acceptances(made: Book) -> Book:
    return attrs.evolve(
        made,
        facts={n: attrs.evolve(f, accepted=()) for n, f in made.facts.items()},
        rules={n: attrs.evolve(r, accepted=()) for n, r in made.rules.items()},
        rulesets={n: attrs.evolve(r, accepted=()) for n, r in made.rulesets.items()},
        actors={n: {k: v for k, v in a.items() if k != "accepted"} for n, a in made.actors.items()},
    )
