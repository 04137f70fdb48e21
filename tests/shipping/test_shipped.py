"""The shipped rules: signs, carried assessments, every clause shown by a case, and the same book after writing and reading it."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import ROOT
from tests.effort import tries
from tunnistus.assessment import assess
from tunnistus.reading import canon
from tunnistus.reading.files import read_directory
from tunnistus.shipping import source
from tunnistus.testing.strategies import answers

BOOK = source.book()
AS_OF = date(2026, 11, 24)


@settings(max_examples=tries(60))
@given(
    answers(BOOK, [f.id for f in BOOK.facts.values() if f.polarity != "neutral" and not f.judgement], marks=False),
    st.data(),
)
def test_one_more_sign_never_lowers_the_step(given_: dict[str, Any], data: st.DataObject) -> None:
    signs = [f.id for f in BOOK.facts.values() if f.polarity == "risk" and f.type == "bool" and not f.judgement and not f.derived]
    sign = data.draw(st.sampled_from(signs))
    steps = BOOK.rules["next_step"].outcomes
    low, high = (assess({**given_, sign: v}, as_of=AS_OF).next_step for v in (False, True))
    assert steps.index(high.floor or "") >= steps.index(low.floor or "")
    assert steps.index(high.ceiling or "") >= steps.index(low.ceiling or "")


@settings(max_examples=tries(60))
@given(answers(BOOK, [f.id for f in BOOK.facts.values() if f.polarity != "neutral" and not f.judgement and not f.derived]), st.data())
def test_one_more_perhaps_and_a_perhaps_that_becomes_a_yes_never_lower_the_step(given_: dict[str, Any], data: st.DataObject) -> None:
    signs = [f for f in BOOK.facts.values() if f.polarity != "neutral" and f.type == "bool" and not f.judgement and not f.derived]
    sign = data.draw(st.sampled_from(signs))
    rest = {n: v for n, v in given_.items() if n != sign.id}
    ways: tuple[dict[str, Any], ...] = ({}, {sign.id: "MAYBE"}, {sign.id: sign.polarity == "risk"})
    steps = [assess({**rest, **way}, as_of=AS_OF).next_step.floor or "" for way in ways]
    assert [BOOK.rules["next_step"].outcomes.index(s) for s in steps] == sorted(BOOK.rules["next_step"].outcomes.index(s) for s in steps)


@settings(max_examples=tries(8))
@given(st.data())
def test_an_assessment_carried_on_from_an_earlier_one_is_the_same(data: st.DataObject) -> None:
    given_ = data.draw(answers(BOOK, data.draw(st.lists(st.sampled_from(sorted(BOOK.facts)), max_size=15))))
    more = {**given_, **data.draw(answers(BOOK, data.draw(st.lists(st.sampled_from(sorted(BOOK.facts)), max_size=4))))}
    first = assess(given_, as_of=AS_OF)
    first.ask()
    carried, fresh = assess(more, as_of=AS_OF, earlier=first), assess(more, as_of=AS_OF)
    assert carried.to_dict(full=True) == fresh.to_dict(full=True)
    assert carried.ask() == fresh.ask()
    assert carried.explain("sv", full=True) == fresh.explain("sv", full=True)


@pytest.mark.deep
def test_load_after_dump_is_the_same_book() -> None:
    fresh = read_directory(ROOT / "indicators")
    assert canon.loads(canon.dumps(fresh)) == fresh
    for part, text in canon.dumps(fresh).items():
        assert text == (Path(source.compiled()) / f"{part}.json").read_text(encoding="utf-8")


def test_every_rule_has_a_horizon_and_every_clause_a_basis() -> None:
    for rule in BOOK.rules.values():
        assert BOOK.rulesets[rule.ruleset].verified_until
        assert all(c.cite or c.source for c in rule.clauses), rule.id


@pytest.mark.deep
def test_what_an_earlier_state_of_the_checkout_compiled_goes_when_it_is_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seal names every file, and refuses what it does not name."""
    made = tmp_path / "_data"
    shutil.copytree(source.compiled(), made)
    wanted = sorted(path.name for path in made.rglob("*"))
    (made / "of-before.json").write_text("{}", encoding="utf-8")
    (made / "locales" / "of-before.mo").write_bytes(b"")
    (made / "stamp").write_text("of another day", encoding="utf-8")
    monkeypatch.setattr(source, "DATA", made)
    source._make(ROOT)
    assert sorted(path.name for path in made.rglob("*")) == wanted
