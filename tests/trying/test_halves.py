"""What no case shows of a leaf: proposals that really show it, and proofs that nobody can."""

import itertools
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import ROOT
from tests.effort import tries
from tests.worlds import FACTS, book, decided, duty, rule
from tunnistus.commands.main import main
from tunnistus.reading.files import read_directory
from tunnistus.reading.findings import cases_yaml
from tunnistus.rules.model import Book
from tunnistus.saying.messages import translation
from tunnistus.shipping import source
from tunnistus.trying.cases import case_files, compare, read_cases
from tunnistus.trying.coverage import Coverage
from tunnistus.trying.halves import balance, couples, missing_halves, proof, twins

THIRD = ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules"
TWO = rule(f"one: {duty('{all: [a, {any: [b, c]}]}')}")
RELATED = "relations:\n" + "".join(
    f"  {name}:\n    if: {{fact: {one}, is: {said}}}\n    then: {{fact: {two}, is: true}}\n    because: Koe.\n"
    for name, one, said, two in (("a_then_b", "a", "true", "b"), ("b_or_c", "b", "false", "c"))
)

Words = Any  # a fact, {not: …}, {all: […]}, {any: […]} or {at_least: 2, of: […]}
PEOPLE = [dict(zip("abc", values, strict=True)) for values in itertools.product([True, False], repeat=3)]


def wider(inner: st.SearchStrategy[Words]) -> st.SearchStrategy[Words]:
    lists = st.lists(inner, min_size=1, max_size=3)
    two = st.lists(inner, min_size=2, max_size=3).map(lambda some: {"at_least": 2, "of": some})
    return inner.map(lambda one: {"not": one}) | lists.map(lambda some: {"all": some}) | lists.map(lambda some: {"any": some}) | two


CONDITIONS = st.recursive(st.sampled_from("abc"), wider, max_leaves=6)


def written(words: Words) -> str:
    if isinstance(words, str):
        return words
    return "{" + ", ".join(f"{k}: " + (f"[{', '.join(map(written, v))}]" if isinstance(v, list) else str(v) if k == "at_least" else written(v))
                           for k, v in words.items()) + "}"  # fmt: skip


def named(words: Words) -> list[str]:
    """The fact of each leaf, in order."""
    if isinstance(words, str):
        return [words]
    inner = next(v for k, v in words.items() if k != "at_least")
    return [name for each in (inner if isinstance(inner, list) else [inner]) for name in named(each)]


def truth(words: Words, values: list[bool]) -> bool:
    """The condition by the values of its leaves, which are taken from the front."""
    if isinstance(words, str):
        return values.pop(0)
    word, inner = next((k, v) for k, v in words.items() if k != "at_least")
    if word == "not":
        return not truth(inner, values)
    held = sum([truth(each, values) for each in inner])
    return held >= {"all": len(inner), "any": 1, "of": 2}[word]


def decides(words: Words, n: int, person: Mapping[str, bool]) -> bool:
    values = [person[name] for name in named(words)]
    turned = [*values[:n], not values[n], *values[n + 1 :]]
    return truth(words, values) != truth(words, turned)


def exists(person: Mapping[str, bool]) -> bool:
    return (not person["a"] or person["b"]) and (person["b"] or person["c"])


def invented(words: Words, *, related: bool) -> Book:
    return book(rule(f"one: {duty(written(words))}"), facts=FACTS + RELATED if related else FACTS)


@settings(max_examples=tries(100))
@given(CONDITIONS, st.booleans())
def test_a_half_is_proved_impossible_exactly_when_brute_force_finds_nobody(words: Words, related: bool) -> None:
    made = invented(words, related=related)
    halves = {(half.leaf.n, half.truth): half for half in missing_halves(Coverage(made))}
    for leaf, way in itertools.product(Coverage(made).leaves(), (True, False)):
        some = [p for p in PEOPLE if p[named(words)[leaf.n]] is way and decides(words, leaf.n, p)]
        real = [p for p in some if exists(p) or not related]
        found = proof(made, leaf, way)
        assert (found is None) == bool(real)
        if found:
            assert bool(found.relations) == bool(some), "relations are named exactly where it is not impossible without them"
            assert halves[leaf.n, way].proof == found


@settings(max_examples=tries(100))
@given(CONDITIONS, st.booleans(), st.dictionaries(st.sampled_from("abc"), st.booleans()))
def test_a_leaf_decides_with_open_answers_only_if_it_does_in_somebody_whom_they_leave(
    words: Words, related: bool, answers: dict[str, bool]
) -> None:
    left = [p for p in PEOPLE if (exists(p) or not related) and answers.items() <= p.items()]
    if not left:
        return
    made = invented(words, related=related)
    coverage = Coverage(made)
    coverage.add(decided(made, answers))
    names = named(words)
    outcomes = {truth(words, [p[name] for name in names]) for p in left}
    for leaf in coverage.leaves():
        name, ways = names[leaf.n], {way for way in (True, False) if (leaf.key, way) in coverage.decided}
        some = {p[name] for p in left if decides(words, leaf.n, p)}
        assert ways <= some
        assert not ways or (len(outcomes) == 1 and len({p[name] for p in left}) == 1)
        if len(set(names)) == len(names) and not related and len(outcomes) == 1 and name in answers:
            assert ways == some, "each fact stands once: nothing is lost"


@settings(max_examples=tries(60))
@given(CONDITIONS, st.booleans())
def test_two_people_differ_in_a_leaf_alone_exactly_when_brute_force_finds_them(words: Words, related: bool) -> None:
    made, names = invented(words, related=related), named(words)
    real = [p for p in PEOPLE if exists(p) or not related]
    for leaf in Coverage(made).leaves():
        pairs = [
            (one, two)
            for one, two in itertools.permutations(real, 2)
            if [n for n, name in enumerate(names) if one[name] != two[name]] == [leaf.n] and one[names[leaf.n]]
        ]
        assert twins(made, leaf) == any(decides(words, leaf.n, one) for one, _ in pairs)


def test_halves_of_shipped_rules_are_proved_and_others_are_not() -> None:
    made = source.book()
    leaves = [leaf for leaf in Coverage(made).leaves() if leaf.rule.id in ("police.refer", "organise.with_municipality")]
    found = {(leaf.key, way): proof(made, leaf, way) for leaf in leaves for way in (True, False)}
    assert any(found.values())
    assert not all(found.values())


# -- proposals ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "directory", [pytest.param(THIRD, id="third-party"), pytest.param(ROOT / "indicators", id="shipped", marks=pytest.mark.deep)]
)
def test_every_proposal_shows_what_was_missing_and_can_be_pasted(directory: Path, tmp_path: Path) -> None:
    made = read_directory(directory)
    coverage = Coverage(made)
    if directory != THIRD:
        for path in case_files(directory)[::2]:
            for example in read_cases(path):
                compare(made, example, coverage.add)
    halves = list(missing_halves(coverage))
    assert halves
    again, pasted = Coverage(made), tmp_path / "pasted.cases.yaml"
    for half in (half for half in halves if half.witness):
        pasted.write_text(cases_yaml(half.witness), encoding="utf-8")
        assert [compare(made, example, again.add) for example in read_cases(pasted)] == [[]]
    for half in halves:
        assert ((half.leaf.key, half.truth) in again.decided) or not half.witness
        assert not (half.witness and half.proof)
    assert sum(not half.witness and not half.proof for half in halves) <= len(halves) // 100
    assert [str(half) for half in halves if half.witness and "cases:" not in str(half)] == []


def test_a_half_is_proposed_by_turning_one_answer_of_the_case_that_shows_the_other() -> None:
    made = book(TWO)
    coverage = Coverage(made)
    coverage.add(decided(made, {"a": True, "b": True, "c": False, "secret": True}))
    first, *_ = missing_halves(coverage)
    assert first.witness[0].answers == {"a": False, "b": True, "c": False, "secret": True}
    assert len(coverage.decided) == 2, "what is proposed is no case yet"


def test_what_nobody_can_show_is_told_with_its_proof() -> None:
    made = book(rule(f"one: {duty('{any: [a, {not: a}, b]}')}"))
    coverage = Coverage(made)
    halves = list(missing_halves(coverage))
    assert [(half.leaf.n, half.truth) for half in halves if half.proof] == [(0, False), (1, True), (2, True), (2, False)]
    assert str(halves[-1]).endswith("Proved impossible: in 1 version of the rule there can be nobody for whom this is so.")
    assert balance(coverage, halves) == "of 3 leaves, 0 are shown both ways; for 1 the missing way is proved impossible; 2 are neither"
    coverage.add(decided(made, {"a": True, "b": False}))
    coverage.add(decided(made, {"a": False, "b": False}))
    assert balance(coverage, halves) == "of 3 leaves, 0 are shown both ways; for 3 the missing way is proved impossible; 0 are neither"


def test_a_proof_names_the_relations_that_it_needs() -> None:
    made = book(rule(f"one: {duty('{any: [b, c]}')}"), facts=FACTS + RELATED)
    leaf = next(Coverage(made).leaves())
    found = proof(made, leaf, False)
    assert found is not None
    assert found.relations == ("b_or_c",)
    assert str(found).endswith("given these relations: b_or_c")
    assert proof(made, leaf, True) is None


def test_a_proof_tells_that_the_rule_concerns_only_some() -> None:
    made = book(rule(f"one: {duty('{all: [a, b]}')}", more="scope: a"))
    leaf, other = Coverage(made).leaves()
    found = proof(made, leaf, False)
    assert found is not None
    assert found.scope
    assert str(found) == "in 1 version of the rule there can be nobody whom the rule concerns and for whom this is so"
    assert proof(made, leaf, True) is None
    assert proof(made, other, False) is None


@pytest.mark.parametrize(
    ("lang", "gap", "impossible", "proved"),
    [
        ("fi", "ei tapausta, jossa r / one / a ratkaisee, kun se on epätosi", "ei tapausta, jossa r / one / b ratkaisee, kun se on epätosi",
         "Todistettu mahdottomaksi: säännön yhdessä versiossa ei voi olla ketään, jota sääntö koskee ja jonka kohdalla näin olisi."),
        ("sv", "inget fall där r / one / a avgör när det är falskt", "inget fall där r / one / b avgör när det är falskt",
         "Bevisat omöjligt: i en version av regeln kan det inte finnas någon som regeln gäller och för vilken det är så."),
    ],
)  # fmt: skip
def test_a_half_and_its_proof_are_told_in_every_language(lang: str, gap: str, impossible: str, proved: str) -> None:
    made = book(rule(f"one: {duty('{all: [a, b]}')}", more="scope: b"))
    _, shown, none = (half.said(translation(lang)) for half in missing_halves(Coverage(made)))
    head, *case = shown.splitlines()
    assert head.endswith(gap)
    assert case, "a case to paste"
    assert none.endswith(f"{impossible}. {proved}")


def test_two_cases_that_need_differ_in_nothing_else_are_missed_only_where_two_people_can() -> None:
    made = book(rule(f"one: {duty('{any: [{all: [a, b]}, {all: [a, c]}, {all: [secret, b]}]}')}"))
    coverage = Coverage(made)
    for answers in itertools.product([True, False], repeat=4):
        coverage.add(decided(made, dict(zip(["a", "b", "c", "secret"], answers, strict=True))))
    assert list(couples(coverage)) == [
        "of 6 leaves shown both ways, 2 are shown with nothing else changed; for 4 it is proved that no two people can differ in that way"
    ]
    few = Coverage(made := book(TWO))
    for person in ({"a": True, "b": True, "c": False}, {"a": False, "b": False, "c": True}):
        few.add(decided(made, person))
    missed, count = couples(few)
    assert "no two cases differ in r / one / a without" in missed
    assert (
        count
        == "of 1 leaves shown both ways, 0 are shown with nothing else changed; for 0 it is proved that no two people can differ in that way"
    )


def test_the_cases_of_the_example_show_every_leaf_both_ways() -> None:
    made = read_directory(THIRD)
    coverage = Coverage(made)
    for example in read_cases(THIRD / "shelter.cases.yaml"):
        assert compare(made, example, coverage.add) == []
    assert coverage.clause_gaps() == []
    assert list(missing_halves(coverage)) == []
    assert all(map(coverage.alone, coverage.leaves()))


def test_the_command_fails_as_long_as_a_half_is_neither_shown_nor_proved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "night_shelter_rules"
    shutil.copytree(THIRD, rules)
    assert main(["cases", "--rules", str(rules), "--missing"]) == 0
    assert "of 11 leaves, 11 are shown both ways; for 0 the missing way is proved impossible; 0 are neither" in capsys.readouterr().out
    cases = rules / "shelter.cases.yaml"
    head, *others = cases.read_text(encoding="utf-8").split("  - name:")
    fewer = [each for each in others if "Sleeping elsewhere would be dangerous" not in each]
    cases.write_text(head + "".join(f"  - name:{each}" for each in fewer), encoding="utf-8")
    assert main(["cases", "--rules", str(rules)]) == 0
    assert main(["cases", "--rules", str(rules), "--missing"]) == 1
