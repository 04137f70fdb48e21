"""Results go to another process small, as what they follow from, and are decided there again."""

import os
import pickle
import subprocess
import sys
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests.effort import tries
from tunnistus.errors import LoadError
from tunnistus.explaining import explain
from tunnistus.shipping import source
from tunnistus.testing.strategies import answers

BOOK = source.book()
DAY = date(2026, 11, 24)


def assessed(said: dict[str, Any], **more: Any) -> tn.Assessment:
    return tn.assess(said, as_of=DAY, **more)


@settings(max_examples=tries(10))
@given(st.data())
def test_a_result_is_the_same_after_it_was_pickled(data: st.DataObject) -> None:
    said = data.draw(answers(BOOK))
    before = assessed(said, act_from=date(2022, 1, 1), others=[("child", {"documents_withheld": True})])
    after = pickle.loads(pickle.dumps(before))
    assert type(after) is tn.Assessment
    assert after.case == before.case
    assert after.receipt(values=True) == before.receipt(values=True)
    for name in ("next_step", "permit.52a1"):
        assert pickle.loads(pickle.dumps(before.decisions[name])).told() == before.decisions[name].told()


def test_the_duties_of_roles_and_stretches_of_time_are_there_again() -> None:
    before = assessed({"documents_withheld": True}, roles=["police_officer", "teacher"], act_from=date(2018, 1, 1))
    after = pickle.loads(pickle.dumps(before))
    assert {role: list(each) for role, each in after.by_role.items()} == {role: list(each) for role, each in before.by_role.items()}
    assert after.duties.keys() == before.duties.keys()
    cut = [part.verdict for d in before.decisions.values() for part in d.by_stretch]
    assert cut
    for each in cut:
        assert pickle.loads(pickle.dumps(each)).told() == each.told()


def test_a_pickle_holds_answers_and_no_rules() -> None:
    plain = [f.id for f in BOOK.facts.values() if f.type == "bool" and f.polarity == "risk" and not f.derived and not f.judgement]
    whole = assessed(dict.fromkeys(plain[:40], True))
    assert len(pickle.dumps(whole)) < 12_000
    assert len(pickle.dumps(whole.decisions["next_step"])) < 8_000


def test_rules_of_others_go_along_without_what_was_found_out() -> None:
    theirs = attrs.evolve(BOOK)
    before = explain.decision_of(attrs.evolve(assessed({"documents_withheld": True}).case, book=theirs), "next_step")
    _ = before.ask()
    after = pickle.loads(pickle.dumps(before))
    assert after.case.book == theirs
    assert after.case.book is not BOOK
    assert after.told() == before.told()


def test_other_rules_than_those_it_was_made_with_are_refused() -> None:
    with pytest.raises(LoadError, match="other rule data"):
        source.again("0" * 64)


def test_another_process_reads_it() -> None:
    before = assessed({"documents_withheld": True, "debt_to_exploiter": True})
    read = "import pickle, sys; print(pickle.load(sys.stdin.buffer).next_step.floor)"
    out = subprocess.run([sys.executable, "-c", read], input=pickle.dumps(before), capture_output=True, check=True, env=os.environ)
    assert out.stdout.decode().strip() == str(before.next_step.floor)
