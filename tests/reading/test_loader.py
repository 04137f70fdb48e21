"""Every refusal of the loader: which file and line, what is wrong, the nearest valid spelling, what to write instead."""

from pathlib import Path

import pytest

from tests.worlds import ACTS, ENUM, FACT, FACTS, HEAD, book, duty, rule
from tunnistus.errors import LoadError
from tunnistus.reading import canon
from tunnistus.reading.files import read_directory
from tunnistus.reading.rulefile import read_cite
from tunnistus.rules.model import AtLeast, Cite, Not, Span, Test

GOOD = rule(f"one: {duty('a')}")
BAD_RULES = {
    "unknown fact": (rule(f"one: {duty('secrit')}"), "no fact or condition 'secrit'", "Did you mean 'secret'?"),
    "unknown key": (rule(f"one: {duty('a', more=', whem: b')}"), "The key 'whem' is not known here", "Did you mean 'when'?"),
    "unknown condition word": (rule(f"one: {duty('{anny: [a, b]}')}"), "'anny' does not belong here", "Did you mean 'any'?"),
    "unknown outcome": (rule(f"one: {duty('a', then='grantd')}"), "'grantd' is not an outcome", "Did you mean 'granted'?"),
    "unknown group": (rule(f"one: {duty('{any: hints}')}"), "There is no group 'hints'", ""),
    "unknown member": (rule(f"one: {duty('{fact: kind, is: redd}')}"), "not a value of the fact", "Did you mean 'red'?"),
    "unknown act": (rule("one: {then: granted, effect: duty, cite: [UlkK 1 §], who: police, when: a}"), "no act 'UlkK'", "Did you mean 'UlkL'?"),
    "not a citation": (rule("one: {then: granted, effect: duty, cite: [section 1], who: police, when: a}"), "is not a citation", "UlkL 52 a § 1 mom. 3 k."),
    "no citation": (rule("one: {then: granted, effect: duty, who: police, when: a}"), "'one' has no citation", "Write cite:"),
    "practice without source": (rule("one: {then: granted, effect: practice, when: a}"), "'one' has no citation", "source:"),
    "unknown source": (rule("one: {then: granted, effect: practice, source: [gide], when: a}"), "no source 'gide'", "Did you mean 'guide'?"),
    "nobody's duty": (rule("one: {then: granted, effect: duty, cite: [UlkL 1 §], when: a}"), "does not say whose it is", "Write who:"),
    "unknown function": (rule("one: {then: granted, effect: duty, cite: [UlkL 1 §], who: polis, when: a}"), "no function 'polis'", "Did you mean 'police'?"),
    "beats nobody": (rule(f"one: {duty('a', more=', beats: [two]')}"), "'two' is not another clause", ""),
    "practice beats duty": (
        rule(f"one: {duty('a')}\ntwo: {{then: refused, effect: practice, source: [guide], beats: [one], when: b}}"),
        "A clause of practice can beat only another clause of practice", "cannot set aside a statute",
    ),
    "beats in a circle": (
        rule(f"one: {duty('a', more=', beats: [two]')}\ntwo: {duty('b', then='refused', more=', beats: [one]')}"),
        "beat each other in a circle", "Break the circle",
    ),
    "rules in a circle": (
        rule(f"one: {duty('{use: s, is: granted}')}") + rule(f"one: {duty('{use: r, is: granted}')}", name="s"),
        "Rules use each other in a circle: r → s → r", "Break the circle",
    ),
    "unknown rule": (rule(f"one: {duty('{use: q, is: granted}')}"), "There is no rule 'q'", ""),
    "use without outcome": (rule(f"one: {duty('{use: s}')}") + rule(f"one: {duty('a')}", name="s"), "needs 'is'", "granted, refused"),
    "window beyond the rule's": (
        rule(f"one: {duty('a', more=', valid: {from: 2001-01-01}')}", more="valid: {from: 2002-01-01}"),
        "go beyond those of the rule", "Correct from and until",
    ),
    "empty window": (rule(f"one: {duty('a', more=', valid: {from: 2002-01-02, until: 2002-01-01}')}"), "are empty", "Correct"),
    "no order": (rule(f"one: {duty('{fact: kind, lt: red}')}"), "have no order", "Use is or in"),
    "not yes-or-no": (rule(f"one: {duty('kind')}"), "not a yes-or-no fact", "{fact: …, is: …}"),
    "at_least without of": (rule(f"one: {duty('{at_least: 2}')}"), "needs 'of'", "{at_least: 2, of: [...]}"),
    "at_least too many": (rule(f"one: {duty('{at_least: 3, of: [a, b]}')}"), "whole number from 1 to 2", ""),
    "empty list": (rule(f"one: {duty('{any: []}')}"), "A list of conditions", ""),
    "outcome without sentence": (rule(f"one: {duty('a')}", head="outcomes: [granted, refused, third]"), "'third' has no sentence", "Write it"),
    "otherwise is no outcome": (rule(f"one: {duty('a')}", more="otherwise: refusd"), "'refusd' is not an outcome", "Did you mean 'refused'?"),
    "wrong effect": (rule(f"one: {duty('a', effect='shall')}"), "'effect'", "Write one of: duty, power, bar"),
    "wrong type": (rule(f"one: {duty('a')}", more="ordered: 1"), "'ordered'", "This is not true or false"),
    "missing key": (rule("one: {then: granted, effect: duty, cite: [UlkL 1 §], who: police}"), "The key 'when' is missing", "Add it"),
    "period from nowhere": (
        rule(f"one: {duty('a', more=', period: {from: days, text: Aika, counting: Lasketaan.}')}"), "'days' is not a date fact", "",
    ),
    "two rules of one id": (GOOD + rule(f"one: {duty('a')}", name="s") + "\nrules2: 1\n", "The key 'rules2' is not known", "Did you mean 'rules'?"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_RULES)
def test_bad_rules_are_refused(name: str) -> None:
    text, what, advice = BAD_RULES[name]
    with pytest.raises(LoadError) as problem:
        book(text)
    said = str(problem.value)
    assert what in said
    assert advice in said
    file, line, *_ = problem.value.where.split(":")
    assert file == "rules.yaml"
    assert 1 <= int(line) <= (HEAD + text).count("\n") + 1


NEW = FACT.format(name="new")
BAD_FACTS = {
    "no question": (NEW.replace("    ask: Onko new?\n", ""), "'new' has no 'ask'", "needs: ask, plain, met, unmet"),
    "no unmet": (NEW.replace("    unmet: Ei ole new.\n", ""), "'new' has no 'unmet'", "needs: ask, plain, met, unmet"),
    "values of a bool": (NEW + "    values: {x: X on.}\n", "A bool fact has no 'values'", "It needs"),
    "no {value}": (ENUM.replace("On {value} päivää.", "On päivää."), "no {value}", "Write {value}"),
    "unknown decider": (ENUM.replace("who: [police]", "who: [polic]"), "no function 'polic'", "Did you mean 'police'?"),
    "judgement without decider": (ENUM.replace("{who: [police], weigh", "{weigh"), "'who' is missing", "Add it"),
    "judgement decided by nobody": (ENUM.replace("who: [police]", "who: []"), "'who'", "There is too little here. Write at least 1."),
    "unknown derivation": (
        NEW + "    derived: {by: may_be_chld, from: [a]}\n",
        "no deriving function 'may_be_chld'",
        "Did you mean 'may_be_child'?",
    ),
    "derived from nothing known": (
        NEW + "    derived: {by: may_be_child, from: [aa]}\n",
        "no fact 'aa' to derive from",
        "",
    ),
    "stage out of range": (NEW.replace("stage: 2", "stage: 5"), "'stage'", "The number is too large. Write at most 4."),
    "the same id again": (FACT.format(name="a"), "'a' is given twice", "Keep one"),
}


@pytest.mark.parametrize("name", BAD_FACTS)
def test_bad_facts_are_refused(name: str) -> None:
    text, what, advice = BAD_FACTS[name]
    old = FACTS.replace(ENUM, "") if "kind:" in text else FACTS
    with pytest.raises(LoadError) as problem:
        book(GOOD, facts=old + text)
    assert what in str(problem.value)
    assert advice in str(problem.value)
    assert problem.value.where.startswith("facts.yaml:")


def test_ids_are_unique_over_files() -> None:
    with pytest.raises(LoadError, match="already used in another file"):
        book(GOOD, **{"zz.yaml": ACTS})


def test_a_file_of_no_kind_is_refused() -> None:
    with pytest.raises(LoadError, match="of no known kind"):
        book(GOOD, **{"zz.yaml": "thing: 1\n"})
    with pytest.raises(LoadError, match="not consist of keys and values"):
        book(GOOD, **{"zz.yaml": "- 1\n"})


def test_surface_forms_desugar_into_the_five_nodes() -> None:
    conditions = {
        "a": Test("a", (True,)),
        "{all: [a, b]}": AtLeast(2, (Test("a", (True,)), Test("b", (True,)))),
        "{any: [a, b]}": AtLeast(1, (Test("a", (True,)), Test("b", (True,)))),
        "{not: a}": Not(Test("a", (True,))),
        "{fact: a, is: false}": Test("a", (False,)),
        "{fact: kind, in: [red, blue]}": Test("kind", ("red", "blue")),
        "{fact: days, gt: 3, le: 7}": Test("days", (Span(4, 7),)),
        "{fact: days, is: 3}": Test("days", (Span(3, 3),)),
    }
    for text, node in conditions.items():
        assert book(rule(f"one: {duty(text)}")).rules["r"].clauses[0].when == node


def test_citations_are_read_to_the_item() -> None:
    assert read_cite("UlkL 52 a § 1 mom. 3 k.") == Cite("UlkL", "52 a", "1", "3")
    assert read_cite("RL 25:3 § 1 mom.") == Cite("RL", "25:3", "1")
    assert read_cite("2004/81/EY 6 art. 2 mom.") == Cite("2004/81/EY", "6", "2", "", "art")
    assert read_cite("UlkL section 52") is None


@pytest.mark.parametrize("k", [1, 2])
def test_at_least_takes_each_number_up_to_all(k: int) -> None:
    when = book(rule(f"one: {duty(f'{{at_least: {k}, of: [a, b]}}')}")).rules["r"].clauses[0].when
    assert isinstance(when, AtLeast)
    assert (when.k, len(when.of)) == (k, 2)


def test_the_canonical_form_keeps_everything() -> None:
    original = book(GOOD)
    assert canon.loads(canon.dumps(original)) == original


@pytest.mark.parametrize("name", ["a.yml", "a.YAML", "a.cases.yml", "a.yaml.txt", "deep/a.cases.YML.TXT"])
def test_a_file_that_looks_like_rules_is_not_passed_over(tmp_path: Path, name: str) -> None:
    for told in (name, name.replace("a.", "b.")):
        (tmp_path / told).parent.mkdir(exist_ok=True)
        (tmp_path / told).write_text("cases: []\n", encoding="utf-8")
    with pytest.raises(LoadError) as refused:
        read_directory(tmp_path)
    assert [one.code for one in refused.value.every] == ["misnamed-file"] * 2
    assert [one.where for one in refused.value.every] == [f"{tmp_path.name}/{name.replace('a.', other)}" for other in ("a.", "b.")]
    right = name[: name.index(".y" if ".y" in name else ".Y")].removeprefix("deep/") + ".yaml"
    assert f"Rename it to {right}, or" in str(refused.value.every[0])


@pytest.mark.parametrize("name", [".github/workflows/a.yml", ".a.yml", "a.yaml~", "a.json", "README.md", "yml", "a.yml.md"])
def test_a_file_that_is_hidden_or_of_another_kind_is_nothing_to_the_rules(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("cases: []\n", encoding="utf-8")
    assert dict(read_directory(tmp_path).rules) == {}
