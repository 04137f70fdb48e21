"""Snapshots of outcomes: in step with the rules, small, the same bytes each time; a planted change is named rule by rule."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import attrs
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import ROOT
from tests.comparing.two_days import on, outcome
from tests.effort import tries
from tests.worlds import book as small
from tests.worlds import duty, people, rule
from tunnistus.commands.main import main
from tunnistus.comparing import snapshots
from tunnistus.comparing.changes import version
from tunnistus.errors import LoadError
from tunnistus.rules.model import AtLeast, Book, Node, Test
from tunnistus.shipping import source
from tunnistus.testing.strategies import rulesets

BOOK = source.book()
SHOTS = ROOT / "snapshots"


def changed(rule: str, clause: str, **fields: object) -> Book:
    """The shipped rules with one clause changed."""
    old = BOOK.rules[rule]
    clauses = tuple(attrs.evolve(c, **fields) if c.name == clause else c for c in old.clauses)
    return attrs.evolve(BOOK, rules={**BOOK.rules, rule: attrs.evolve(old, clauses=clauses)})


def flipped(node: Node) -> Node:
    """The condition with its last leaf turned round."""
    if isinstance(node, AtLeast):
        return AtLeast(node.k, (*node.of[:-1], flipped(node.of[-1])))
    assert isinstance(node, Test)
    return Test(node.fact, (not node.cells[0],))


def among(shelf: str, book: Book, directory: Path) -> list[str]:
    """The differences among the rule sets of a shelf; a directory takes their snapshots."""
    shutil.copytree(SHOTS / shelf, directory / shelf)
    some = {n: r for n, r in book.rulesets.items() if n.startswith(f"{shelf}/")}
    return snapshots.differences(attrs.evolve(book, rulesets=some), directory)


@pytest.mark.deep
def test_the_committed_snapshots_are_those_of_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["snapshot", "--check"]) == 0, capsys.readouterr().out
    assert capsys.readouterr().out == "0 differences\n"


def test_snapshots_are_small_and_one_for_each_rule_set() -> None:
    files = {p.relative_to(SHOTS).with_suffix("").as_posix(): p.stat().st_size for p in SHOTS.rglob("*.yaml")}
    assert set(files) == set(BOOK.rulesets)
    assert sum(files.values()) < 400_000


@pytest.mark.deep
def test_a_flipped_leaf_is_named_with_its_rule_and_outcome() -> None:
    when = BOOK.rules["assist.admit.victim"].clause("trafficking_victim").when
    found = snapshots.differences(changed("assist.admit.victim", "trafficking_victim", when=flipped(when)), SHOTS)
    head = "law/assistance-system/admission: assist.admit.victim from 2023-01-01: "
    assert (
        head
        + "The smallest witness of 'admitted' was {admission_proposed: true, may_be_trafficking_victim: true, needs_assistance_measures: true}, "
        "and is {admission_proposed: true, may_be_trafficking_victim: true, needs_assistance_measures: false}."
    ) in found
    told = {line.split(": ")[1].split(" from ")[0] for line in found}
    assert told == {
        "assist.admit.victim",
        "identify.by_admission",
        "identify.effect_on_other_authorities",
    }  # and the rules that use it, but no others


def test_a_condition_less_is_told_in_numbers_with_an_example(tmp_path: Path) -> None:
    when = BOOK.rules["assist.admit.victim"].clause("trafficking_victim").when
    assert isinstance(when, AtLeast)
    wider = changed("assist.admit.victim", "trafficking_victim", when=AtLeast(1, when.of))
    found = among("law/assistance-system", wider, tmp_path)
    head = "law/assistance-system/admission: assist.admit.victim from 2023-01-01: "
    assert f"{head}The result 'admitted' held in 1 of 8 cells, and holds in 7 of 8. For example: {{admission_proposed: true}}." in found


def test_another_effect_and_another_window_are_told(tmp_path: Path) -> None:
    found = among("law/assistance-system", changed("assist.remove.aftercare", "reasonable_time", effect="duty"), tmp_path / "effect")
    head = "law/assistance-system/removal-course: assist.remove.aftercare from 2015-07-01: "
    assert f"{head}The clause 'reasonable_time' was power may_continue, and is duty may_continue." in found
    assert f"{head}The result 'option may_continue' held in 1 of 4 cells, and holds in 0 of 4." in found
    later = attrs.evolve(
        BOOK.rules["assist.remove.danger"].clause("danger"),
        valid=attrs.evolve(BOOK.rules["assist.remove.danger"].valid, since=date(2016, 1, 1)),
    )
    found = among("law/assistance-system", changed("assist.remove.danger", "danger", valid=later.valid), tmp_path / "window")
    assert "law/assistance-system/removal-course: assist.remove.danger from 2016-01-01: The version is new." in found


def test_new_and_lost_rules_rule_sets_and_broken_files_are_told(tmp_path: Path) -> None:
    few = {n: r for n, r in BOOK.rulesets.items() if n.startswith("law/assistance-system/") or n == "signs/safety"}
    book = attrs.evolve(BOOK, rulesets=few)
    shutil.copytree(SHOTS / "law" / "assistance-system", tmp_path / "law" / "assistance-system")
    (tmp_path / "gone.yaml").write_text("x: []\n", encoding="utf-8")
    path = tmp_path / "law" / "assistance-system" / "child.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("assist.admit.child:", "assist.admit.kin:"), encoding="utf-8")
    found = snapshots.differences(book, tmp_path)
    assert "law/assistance-system/child: assist.admit.child: The rule is new." in found
    assert "law/assistance-system/child: assist.admit.kin: The rule is gone." in found
    assert "gone: The rule set of this snapshot is gone." in found
    assert "signs/safety: The rule set has no snapshot yet." in found
    path.write_text("- x\n", encoding="utf-8")
    with pytest.raises(LoadError, match="This is not a snapshot"):
        snapshots.differences(book, tmp_path)


def test_every_file_written_in_another_way_is_told_beside_one_that_differs(tmp_path: Path) -> None:
    shutil.copytree(SHOTS / "law" / "assistance-system", tmp_path / "law" / "assistance-system")
    some = {n: r for n, r in BOOK.rulesets.items() if n.startswith("law/assistance-system/")}
    for name, old, new in (("admission", "until: 2022-12-31", "until: 2022-12-30"), ("removal", "until: ", "until:  ")):
        path = tmp_path / "law" / "assistance-system" / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found = snapshots.differences(attrs.evolve(BOOK, rulesets=some), tmp_path)
    assert "law/assistance-system/removal: The same content is written in another way." in found
    assert [line for line in found if "admission: " in line and "2022-12-30, and now until 2022-12-31" in line]
    assert len(found) == 2


LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20)  # no value of a fact breaks a line
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(min_value=0.0) | st.dates() | LINES


@given(st.recursive(SCALARS, lambda inner: st.dictionaries(st.from_regex(r"[a-z][a-z_.0-9]*", fullmatch=True), inner, max_size=3)))
def test_a_line_is_what_yaml_writes(value: object) -> None:
    wanted = yaml.safe_dump([value], default_flow_style=True, sort_keys=False, allow_unicode=True, width=10**9)
    assert f"[{snapshots._flow(value)}]\n" == wanted


def test_writing_twice_gives_the_same_bytes_and_removes_what_is_gone(tmp_path: Path) -> None:
    some = {n: r for n, r in BOOK.rulesets.items() if n.startswith("law/assistance-system/")}
    few = attrs.evolve(BOOK, rulesets=some)
    (tmp_path / "gone.yaml").write_text("x: []\n", encoding="utf-8")
    assert snapshots.write(few, tmp_path) == len(some)
    first = {p: p.read_bytes() for p in tmp_path.rglob("*.yaml")}
    snapshots.write(attrs.evolve(few), tmp_path)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*.yaml")} == first
    assert len(first) == len(some)
    assert snapshots.differences(few, tmp_path) == []


@settings(max_examples=tries(25), suppress_health_check=list(HealthCheck))
@given(rulesets(), st.data())
def test_every_number_and_witness_is_that_of_brute_force(book: Book, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(book.rules)))
    for shot in snapshots.snapshot(book)["made"][name]:
        day = shot["from"] or date(1900, 1, 1)
        every = list(people(book, version(book, book.rules[name], day)))
        seen = Counter(outcome(on(book, name, cell, day)) for cell in every)
        assert {r: entry["cells"] for r, entry in shot["results"].items()} == {snapshots.title(r): n for r, n in seen.items()}
        assert shot["cells"] == len(every)
        for result, entry in shot["results"].items():
            assert snapshots.title(outcome(on(book, name, entry["witness"], day))) == result


def test_where_two_outcomes_are_due_at_once_no_cell_is_lost() -> None:
    """The first of them is shown; the check says that they contradict each other."""
    book = small(rule(f"one: {duty('a')}\ntwo: {duty('b', then='refused')}"))
    ((shot,),) = [rules["r"] for rules in snapshots.snapshot(book).values()]
    assert {name: each["cells"] for name, each in shot["results"].items()} == {"nothing": 1, "refused": 1, "granted": 2}
    assert shot["results"]["granted"]["witness"] == {"a": True}


def test_the_files_are_plain_yaml_with_dates_and_whole_numbers() -> None:
    data = yaml.safe_load((SHOTS / "law" / "assistance-system" / "removal.yaml").read_text(encoding="utf-8"))
    shot = data["assist.remove.mandatory"][1]
    assert (shot["from"], shot["until"]) == (date(2015, 7, 1), date(2022, 12, 31))
    assert sum(entry["cells"] for entry in shot["results"].values()) == shot["cells"] == 192
