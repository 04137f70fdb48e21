"""The kit for those who test rules: strategies that shrink to little, laws for any rule data, installed rules found only by name."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

import tunnistus as tn
from tests import ROOT
from tests.effort import first_fast
from tests.testing.offered import offer
from tests.worlds import FACTS, HEAD, book, duty, rule
from tunnistus.errors import LoadError, UnknownName
from tunnistus.reading.strict import read_text
from tunnistus.rules.model import Not
from tunnistus.shipping import directories, source
from tunnistus.testing import laws
from tunnistus.testing.strategies import Invented, answers, cases, dates, days_of, facts_of, rulesets
from tunnistus.trying.cases import read_cases, run

THIRD = ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules"
BOOK = source.book()
QUIET = settings(derandomize=True, database=None, max_examples=2000, suppress_health_check=list(HealthCheck))
DRAWN = settings(QUIET, phases=[Phase.generate])


# -- strategies --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("least", [1, *(pytest.param(n, marks=pytest.mark.deep) for n in (0, 2, 5))])
def test_answers_shrink_to_few_and_early_facts_and_first_values(least: int) -> None:
    found = find(answers(BOOK), lambda a: len(a) >= least, settings=QUIET)
    assert list(found) == facts_of(BOOK)[:least]
    assert "MAYBE" not in found.values()


@pytest.mark.deep
def test_answers_reach_every_fact_every_value_and_both_marks() -> None:
    facts = facts_of("permit.52a1")
    seen: dict[str, set[str]] = {name: set() for name in facts}

    @settings(QUIET, max_examples=1500)
    @given(answers("permit.52a1"))
    def look(given_: dict[str, Any]) -> None:
        for name, answer in given_.items():
            seen[name].add(str(answer.value) if isinstance(answer, tn.Judged) else str(answer))

    look()
    assert all({"MAYBE", "DECLINED"} <= values and len(values) >= 3 for values in seen.values()), seen


@pytest.mark.deep
@pytest.mark.parametrize(
    ("of", "least"),
    first_fast([("permit.52a1", 10), ("assist.admit.victim", 20), ("assist.remove.mandatory", 20), ("next_step", 60)], several=True),
)
def test_outcomes_come_about_for_a_good_part_of_the_people(of: str, least: int) -> None:
    sure: list[str] = []

    @settings(DRAWN, max_examples=300)
    @given(cases(of, in_force_only=True))
    def look(person: Invented) -> None:
        sure.extend(person.decide().certain())

    look()
    assert len(sure) >= least
    assert len({*sure}) > 1


def test_answers_can_be_none_and_most() -> None:
    facts = facts_of("permit.52a1")
    assert find(answers("permit.52a1"), lambda a: not a, settings=QUIET) == {}
    assert len(find(answers("permit.52a1"), lambda a: len(a) > len(facts) / 2, settings=DRAWN)) > len(facts) / 2


def test_facts_of_a_topic_are_those_of_its_rules_and_what_derived_ones_read() -> None:
    assert set(facts_of("permit.52a1")) < set(facts_of("law/permit")) < set(facts_of(BOOK))
    assert not any(BOOK.facts[n].derived for n in facts_of(BOOK))
    assert "date_of_birth" in facts_of("child_route")


def test_dates_hold_each_border_of_rules_clauses_and_actors_with_the_days_beside_it() -> None:
    rules = rule(f"one: {duty('a', more=', valid: {until: 2019-12-31}')}\ntwo: {duty('a', more=', valid: {from: 2021-05-01}')}")
    head = HEAD.replace("rules:", "valid: {from: 2010-03-01}\nrules:")
    actors = "actors:\n  police: {versions: [{name: poliisi, valid: {until: 2013-07-31}}, {name: toinen, valid: {from: 2013-08-01}}]}\n  worker: {versions: [{name: auttaja}]}\n"
    made = book(rules, head=head, **{"actors.yaml": actors})
    borders = [date(2010, 3, 1), date(2013, 7, 31), date(2013, 8, 1), date(2019, 12, 31), date(2021, 5, 1), date(2025, 2, 21)]
    days = days_of(made, ["r"])
    assert {border + timedelta(days=n) for border in borders for n in (-1, 0, 1)} <= set(days)
    for day in (borders[3], borders[4] - timedelta(days=1)):
        assert find(dates(made), lambda d, day=day: d.as_of == day, settings=QUIET).as_of == day
    assert find(dates(made), lambda d: True, settings=QUIET) == tn.Dates(days[0])


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(cases("law/permit"))
def test_an_invented_person_prints_as_a_case_to_paste(case: Invented) -> None:
    examples = read_cases_text(repr(case))
    assert len(examples) == 1
    doc = examples[0].doc
    given_ = {n: tn.Judged(a.judged, by=a.by, on=a.day) if hasattr(a, "judged") else a for n, a in doc.answers.items()}
    assert given_ == {n: str(a) if isinstance(a, tn.Mark) else a for n, a in case.answers.items()}
    assert tn.Dates(doc.as_of, doc.act_from, doc.act_to, doc.applied_on) == case.dates
    assert run(BOOK, examples[0]) == []


def read_cases_text(text: str) -> list[Any]:
    from tunnistus.reading.documents import CaseFile
    from tunnistus.reading.parsing import parse
    from tunnistus.trying.cases import Example

    document = read_text(text, name="pasted.cases.yaml")
    return [Example(doc.name, document.where(("cases", n)), doc) for n, doc in enumerate(parse(CaseFile, document).cases)]


@pytest.mark.deep
def test_a_failing_property_shows_the_smallest_person_as_a_case() -> None:
    last: list[Invented] = []  # what Hypothesis shows is what it tries last

    @settings(QUIET, max_examples=500)
    @given(cases("permit.52a1", share=0))  # who is led to an outcome keeps what it needs
    def never_in_finland(case: Invented) -> None:
        last[:] = [case]
        assert case.answers.get("in_finland") is not True

    with pytest.raises(AssertionError):
        never_in_finland()
    pasted = repr(last[0]).strip("\n").splitlines()
    assert pasted[0] == "cases:"
    assert "      in_finland: true" in pasted
    assert pasted[3:7] == ["    answers:", "      in_finland: true", "    expect:", "      permit.52a1: {}"]


def test_a_failing_property_shows_the_rule_that_was_decided() -> None:
    @settings(QUIET, max_examples=50, phases=[Phase.generate])
    @given(cases("law/permit"))
    def never_a_permit(case: Invented) -> None:
        assert case.decide("permit.52a1").in_force is False

    with pytest.raises(AssertionError) as failure:
        never_a_permit()
    # Hypothesis adds notes of its own, others where it believes to be in CI.
    pasted = next(note for note in failure.value.__notes__ if note.startswith("Decided by permit.52a1:"))
    assert "    expect:\n      permit.52a1: {}" in pasted
    assert read_cases_text(pasted.partition("\n")[2])


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(cases(BOOK, in_force_only=True))
def test_in_force_only_gives_people_on_days_on_which_their_rule_is_in_force(case: Invented) -> None:
    assert case.decide().in_force
    assert all(
        day is None or day in BOOK.rules[case.rules[0]].valid for day in (case.dates.as_of, case.dates.act_from, case.dates.applied_on)
    )


def test_dates_in_force_only_leave_out_what_lies_before_and_after_the_rule() -> None:
    made = book(rule("one: " + duty("a")), head=HEAD.replace("rules:", "valid: {from: 2010-03-01, until: 2019-12-31}\nrules:"))
    for kept, least in ((False, date(2010, 2, 28)), (True, date(2010, 3, 1))):
        assert find(dates(made, in_force_only=kept), lambda d: True, settings=QUIET) == tn.Dates(least)


def test_a_failing_property_of_generated_rules_shows_them_as_a_rule_file() -> None:
    @settings(QUIET, max_examples=200)
    @given(rulesets())
    def never_a_negation(made: Any) -> None:
        assert not any(isinstance(c.when, Not) for r in made.rules.values() for c in r.clauses)

    with pytest.raises(AssertionError) as failure:
        never_a_negation()
    shown = "\n".join(failure.value.__notes__)
    assert "rules:\n  r0: {outcomes: [low, high], clock: decision, ordered: false, otherwise: nothing}" in shown
    assert "when: {not: b1}}" in shown


@pytest.mark.parametrize("of", ["no.such.rule", "law/no-such-topic"])
def test_a_subject_that_does_not_exist_is_refused(of: str) -> None:
    with pytest.raises(UnknownName, match="no such rule or topic"):
        cases(of)


def test_cases_are_about_a_book_a_rule_or_an_assessment() -> None:
    loaded = tn.load("permit.52a1", on=date(2026, 1, 1))
    for of in (loaded, "permit.52a1"):
        assert find(cases(of), lambda c: True, settings=DRAWN).rules == ("permit.52a1",)
    assessment = tn.assess({}, as_of=date(2026, 1, 1))
    case = find(cases(assessment), lambda c: True, settings=DRAWN)
    assert set(case.rules) == set(assessment.decisions)
    assert case.assess().decisions[case.rules[0]].outcomes() == case.decide().outcomes()


# -- laws on other rule data -------------------------------------------------------------------------------------


@pytest.mark.parametrize("examples", first_fast([8, 30]))
def test_the_laws_hold_for_the_third_party_rules(examples: int) -> None:
    laws.check_laws(tn.read_rules(THIRD), max_examples=examples)


def test_the_laws_find_a_rule_of_signs_in_which_a_sign_lowers_the_step() -> None:
    head = HEAD.replace("rules:", "kind: indicators\nrules:")
    facts = FACTS.replace("polarity: neutral", "polarity: risk")
    clauses = f"one: {duty('a')}\ntwo: {duty('{not: b}')}"
    made = book(rule(clauses, head="ordered: true\n    outcomes: [refused, granted]"), head=head, facts=facts)
    with pytest.raises(AssertionError):
        laws.hold(laws.one_more_sign_never_lowers_the_step, made, QUIET)
    good = book(rule(f"one: {duty('a')}\ntwo: {duty('b')}", head="ordered: true\n    outcomes: [refused, granted]"), head=head, facts=facts)
    laws.hold(laws.one_more_sign_never_lowers_the_step, good, settings(QUIET, max_examples=100))


# -- rule data of others -----------------------------------------------------------------------------------------


def test_installed_rules_are_found_by_name_without_running_their_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    shutil.copytree(THIRD, tmp_path / "night_shelter_rules")
    (tmp_path / "night_shelter_rules" / "__init__.py").write_text("raise RuntimeError('imported')\n")
    offer(tmp_path, "night-shelter", "night_shelter_rules")
    assert "night-shelter" not in directories.installed_rules()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert directories.installed_rules()["night-shelter"] == tmp_path / "night_shelter_rules"
    made = tn.read_rules(installed=["night-shelter"])
    assert set(made.rules) == {"shelter.place", "shelter.blanket"}
    assert made == tn.read_rules(THIRD)
    assert "shelter.place" not in source.book().rules
    with pytest.raises(UnknownName, match="Did you mean 'night-shelter'"):
        tn.read_rules(installed=["nightshelter"])


def test_two_distributions_of_one_name_and_a_missing_package_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    for package in ("one_rules", "two_rules"):
        (tmp_path / package).mkdir()
        offer(tmp_path, "same", package, package)
    with pytest.raises(LoadError, match="Two installed distributions"):
        directories.installed_rules()
    (tmp_path / "two_rules-0.1.dist-info" / "entry_points.txt").write_text("[tunnistus.rules]\nother = no_such_package\n")
    with pytest.raises(LoadError, match="not a package with a directory"):
        directories.installed_rules()


def test_no_rule_data_named_is_refused() -> None:
    with pytest.raises(LoadError, match="No rule data are named"):
        tn.read_rules()


def test_other_rules_speak_three_languages() -> None:
    made = tn.read_rules(THIRD)
    case = {"needs_bed": True, "house_full": True}
    d = tn.load("shelter.place", on=date(2026, 1, 10), book=made).decide(case)
    said = {"fi": "Yösuoja etsii", "sv": "Nattskyddet söker", "en": "The shelter looks"}
    for lang, words in said.items():
        assert words in tn.render(d, lang)
        assert tn.assess(case, as_of=date(2026, 1, 10), book=made).explain(lang, full=True)
    assert made.translations.keys() == {"sv", "en"}
    assert all(len(sentences) == len(made.texts) for sentences in made.translations.values())


def test_the_cases_of_the_third_party_hold() -> None:
    made = tn.read_rules(THIRD)
    found = read_cases(THIRD / "shelter.cases.yaml")
    assert found
    assert [line for example in found for line in run(made, example)] == []
