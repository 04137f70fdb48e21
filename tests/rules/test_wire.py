"""Answers as JSON: one meaning, everything that is wrong at once, and no answer in what is said of it."""

import json
import pickle
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty

import tunnistus as tn
from tests import ROOT
from tests.effort import tries
from tests.rules.wire_samples import NO_JSON, SECRET, SOME, WRONG
from tunnistus.commands.main import main
from tunnistus.errors import AnswersRefused, LoadError
from tunnistus.explaining.explain import decision_of
from tunnistus.rules import wire
from tunnistus.rules.answers import read_answers
from tunnistus.rules.model import LANGUAGES
from tunnistus.shipping import source
from tunnistus.testing import strategies
from tunnistus.trying.cases import read_person, read_wire

BOOK = source.book()
DAY = date(2026, 11, 24)


def known(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as they count: a number with decimals has all of them."""
    return {n: attrs.astuple(a) if isinstance(a, tn.Judged) else a for n, a in answers.items()}


def refused(given_: Any, **how: Any) -> AnswersRefused:
    with pytest.raises(AnswersRefused) as caught:
        tn.answers_from_json(given_, **how)
    return caught.value


# -- there and back ------------------------------------------------------------------------------------------------------


def check_round_trip(answers: dict[str, Any]) -> None:
    told = wire.written(answers)
    for way in (told, json.dumps(told), json.dumps(told).encode()):
        found = tn.answers_from_json(way, book=BOOK)
        assert known(found) == known({n: a for n, a in answers.items() if a is not None})
        assert found.to_dict() == told
        assert json.loads(found.to_json()) == told


@settings(max_examples=tries(100))
@given(strategies.answers(BOOK))
def test_every_answer_comes_back_as_it_was(answers: dict[str, Any]) -> None:
    check_round_trip(answers)


def try_many(chunk: int, most: int, check: Callable[..., None], *strategies_: Any) -> None:
    """Try as many people as one test can in its time; each chunk has others."""
    seed(chunk)(settings(max_examples=tries(most))(given(*strategies_)(check)))()


@pytest.mark.deep
def test_every_answer_of_a_thousand_people_comes_back_as_it_was() -> None:
    try_many(0, 1_000, check_round_trip, strategies.answers(BOOK))


@settings(max_examples=tries(60))
@given(strategies.json_answers(BOOK, lenient=True), st.sampled_from([str, str.upper, lambda text: f"  {text} "]))
def test_a_form_says_the_same_as_text(told: dict[str, Any], way: Any) -> None:
    spoken = {n: way(a) if a in ("true", "false", "maybe", "declined", "") else a for n, a in told.items()}
    found = tn.answers_from_json(spoken, lenient=True)
    assert known(found) == known(tn.answers_from_json(found.to_dict()))
    assert {n for n in told if n not in found} == {n for n, a in told.items() if a == ""}


def test_strictly_text_is_no_number_and_no_yes() -> None:
    told = {"documents_withheld": "true", "debt_amount_eur": "3", "work_sector": "", "date_of_birth": "", "threats_to_family": "Maybe"}
    assert [fault.where for fault in refused(told).every] == list(told)
    assert tn.answers_from_json(told, lenient=True).to_dict() == {
        "documents_withheld": True,
        "debt_amount_eur": 3,
        "threats_to_family": "maybe",
    }


def test_open_is_open_however_it_is_written() -> None:
    assert len(tn.answers_from_json({"documents_withheld": None})) == 0
    assert len(tn.answers_from_json("{}")) == 0


@pytest.mark.parametrize(
    ("text", "value"), [("7.10", Decimal("7.10")), ("7.1", Decimal("7.10")), ("7", Decimal("7.00")), ("71e-1", Decimal("7.10"))]
)
def test_a_number_is_kept_exactly(text: str, value: Decimal) -> None:
    found = tn.answers_from_json(f'{{"hourly_pay_eur": {text}}}')
    assert str(found["hourly_pay_eur"]) == str(value)


def test_a_whole_number_is_the_same_with_a_point() -> None:
    whole = next(f.id for f in BOOK.facts.values() if f.type == "number" and not f.decimals and not f.judgement and not f.derived)
    for text in ("3", "3.0", "30e-1"):
        found = tn.answers_from_json(f'{{"{whole}": {text}}}')
        assert (found[whole], type(found[whole])) == (3, int)
    assert refused(f'{{"{whole}": 3.5}}').code == "outside-domain"


def test_case_files_receipts_and_results_have_the_same_form(tmp_path: Path) -> None:
    a = tn.assess(tn.answers_from_json(SOME), as_of=DAY)
    assert a.to_dict(values=True)["answers"] == a.receipt(values=True)["answers"] == {n: SOME[n] for n in a.case.answers.given}
    path = tmp_path / "person.yaml"
    path.write_text(
        json.dumps({"answers": SOME | {"worker_presumes_victim": None}}).replace("null", "{judged: true, by: worker, day: 2026-11-24}"),
        encoding="utf-8",
    )
    assert known(wire.read(BOOK, read_person(path, book=BOOK).answers)) == known(tn.answers_from_json(SOME))


# -- results and receipts -----------------------------------------------------------------------------------------------


def check_again(case: strategies.Invented, others: list[dict[str, Any]], roles: list[str], *, whole: bool) -> None:
    """A stored result with its answers is assessed to the same once more; the whole form as well, and its receipt."""
    mine = {n: a for n, a in case.answers.items() if n != "worker_role"}
    people = [("child", strategies.not_ahead(BOOK, each, case.dates.as_of)) for each in others]
    a = tn.assess(mine, **attrs.asdict(case.dates), roles=roles, others=people, book=BOOK)
    stored = a.to_json(values=True, full=whole)
    again = tn.assess_again(stored, book=BOOK)
    assert again.to_json(values=True, full=whole) == stored
    assert again.receipt(values=True) == a.receipt(values=True)
    assert not whole or tn.verify(json.loads(json.dumps(again.receipt(values=True))), book=BOOK).same


PEOPLE = (
    strategies.cases(BOOK),
    st.lists(strategies.answers(BOOK, ["documents_withheld", "date_of_birth", "afraid_of_someone"]), max_size=2),
    st.lists(st.sampled_from(["teacher", "health_worker", "police_officer"]), max_size=2, unique=True),
)


@settings(max_examples=tries(4))
@given(*PEOPLE)
def test_a_stored_result_is_assessed_to_the_same_again(case: strategies.Invented, others: list[dict[str, Any]], roles: list[str]) -> None:
    check_again(case, others, roles, whole=True)


def check_short(case: strategies.Invented, others: list[dict[str, Any]], roles: list[str]) -> None:
    check_again(case, others, roles, whole=False)


@pytest.mark.deep
@pytest.mark.parametrize("chunk", range(5))
def test_stored_results_of_a_hundred_people_are_assessed_to_the_same_again(chunk: int) -> None:
    try_many(chunk, 20, check_short, *PEOPLE)


def check_decision(case: strategies.Invented) -> None:
    d = case.decide()
    assert tn.verify(json.loads(json.dumps(d.receipt(values=True))), book=BOOK).same
    told = d.to_dict(values=True)
    again = tn.Case(BOOK, wire_read(told["answers"], case.dates), case.dates)
    assert decision_of(again, d.rule.id).to_json() == d.to_json()


@pytest.mark.deep
@pytest.mark.parametrize("chunk", range(4))
def test_receipts_and_results_of_hundreds_of_decisions_are_worked_out_again(chunk: int) -> None:
    try_many(chunk, 120, check_decision, strategies.cases(BOOK))


def wire_read(told: Mapping[str, Any], dates: tn.Dates) -> tn.Answers:
    return read_answers(BOOK, tn.answers_from_json(told, book=BOOK), dates)


@pytest.mark.parametrize("broken", ["{}", '{"dates": {}}', '{"dates": {"as_of": "2026-11-24"}}', '{"dates": {"as_of": "2026-11-24", "x": "2026-11-24"}, "answers": {}}', "[]"])  # fmt: skip
def test_what_is_no_stored_result_is_refused(broken: str) -> None:
    with pytest.raises(AnswersRefused):
        tn.assess_again(broken)


# -- what is refused ------------------------------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_told_at_once() -> None:
    problem = refused({n: item for n, (item, _, _) in WRONG.items()} | {"threats_to_family": "maybe"})
    assert {f.where: (f.code, f.reason) for f in problem.every} == {n: (code, reason) for n, (_, code, reason) in WRONG.items()}
    assert len(WRONG) == 9


def test_with_the_dates_days_ahead_and_contradictions_are_told_as_well() -> None:
    days = tn.Dates(DAY)
    ahead = {"date_of_birth": "2026-11-25", "worker_presumes_victim": {"judged": True, "by": "worker", "day": "2026-11-25"}}
    problem = refused(ahead | {"wants_help": SECRET}, dates=days)
    assert [(f.where, f.code) for f in problem.every] == [
        ("date_of_birth", "day-ahead"),
        ("worker_presumes_victim", "day-ahead"),
        ("wants_help", "outside-domain"),
    ]
    together = {"citizenship": "finnish", "right_of_residence": False, "documents_withheld": True}
    (fault,) = refused(together, dates=days).every
    assert (fault.code, fault.reason, fault.facts) == ("contradiction", "together", tuple(fault.where.split(", ")))
    assert fault.todo
    assert {*fault.facts} == {"citizenship", "right_of_residence"}
    assert {each.facts for each in problem.every} == {()}
    assert len(tn.answers_from_json(ahead)) == 2
    assert len(tn.answers_from_json(together)) == 3
    today = {"worker_presumes_victim": {"judged": True, "by": "worker", "day": DAY.isoformat()}, "date_of_birth": DAY.isoformat()}
    assert len(tn.answers_from_json(today, dates=days)) == 2


@settings(max_examples=tries(40))
@given(strategies.cases(BOOK))
def test_with_the_dates_what_is_read_is_what_assess_takes(case: strategies.Invented) -> None:
    told = wire.written(case.answers)
    try:
        read_answers(BOOK, wire.read(BOOK, told), case.dates)
    except tn.TunnistusError:
        refused(told, dates=case.dates, book=BOOK)
    else:
        assert tn.answers_from_json(told, dates=case.dates, book=BOOK).to_dict() == told


def test_no_more_faults_are_told_than_anybody_reads() -> None:
    assert len(refused({f"nothing_{n}": 1 for n in range(5_000)}).every) == 100


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_fault_is_told_in_each_language_without_the_answer(lang: str) -> None:
    problem = refused({n: item for n, (item, _, _) in WRONG.items()})
    lines = [tn.said(fault, lang) for fault in problem.every]
    assert tn.said(problem, lang).splitlines() == lines
    assert [line for line in lines if SECRET in line or "1990" in line or "12.3" in line or not re.search(r"\w \w+", line)] == []
    assert (lines == [str(fault) for fault in problem.every]) is (lang == "en")
    again = pickle.loads(pickle.dumps(problem))
    assert [(f.code, f.reason, str(f)) for f in again.every] == [(f.code, f.reason, str(f)) for f in problem.every]
    assert {f.more for f in problem.every} == {()}


@pytest.mark.parametrize("kind", NO_JSON)
def test_what_is_no_json_of_ours_is_refused_with_its_reason(kind: str) -> None:
    text, reason = NO_JSON[kind]
    problem = refused(text)
    assert (problem.code, problem.reason, problem.more) == ("not-json", reason, ())


@pytest.mark.parametrize(
    "text",
    ['{"debt_amount_eur": 1e400}', '{"debt_amount_eur": -1e-400}', '{"debt_amount_eur": 1e99999999}', '{"documents_withheld": "\\ud800"}'],
)
def test_what_is_json_and_no_answer_is_refused_for_its_fact(text: str) -> None:
    assert refused(text).where in text


@settings(max_examples=tries(60))
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*SOME, "judged", "by", "day"]), inner, max_size=4), max_leaves=8))  # fmt: skip
def test_whatever_is_sent_is_read_or_refused_by_us(item: Any) -> None:
    for lenient in (False, True):
        for sent in (item, dict.fromkeys(SOME, item), json.dumps(item)):
            try:
                found = tn.answers_from_json(sent, lenient=lenient)
            except AnswersRefused:
                continue
            assert tn.answers_from_json(found.to_json()) == found


def test_answers_that_were_read_show_nothing_of_themselves() -> None:
    found = tn.answers_from_json(SOME)
    for said in (repr(found), str(found), pretty(found), f"{found}"):
        assert said == f"<Given answers to {len(SOME)} facts>"
    assert pickle.loads(pickle.dumps(found)) == found
    assert [name for name in dir(found) if not name.startswith("_")] == ["get", "items", "keys", "to_dict", "to_json", "values"]


# -- the command line ------------------------------------------------------------------------------------------------------


def test_the_command_line_reads_answers_from_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(SOME), encoding="utf-8")
    assert main(["assess", "--answers", str(path), "--as-of", "2026-11-24", "--json", "--values", "--lang", "fi"]) == 0
    out = json.loads(capsys.readouterr().out)
    assert out["answers"] == {n: SOME[n] for n in out["answers"]}
    assert out["texts"]["lang"] == "fi"
    path.write_text(json.dumps({"documents_withheld": "true", "wants_help": SECRET}), encoding="utf-8")
    assert main(["assess", "--answers", str(path), "--as-of", "2026-11-24", "--lenient", "--lang", "sv"]) == 2
    err = capsys.readouterr().err
    assert err.splitlines()[1].startswith("wants_help: ")  # below what to do in danger
    assert SECRET not in err


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LoadError):
        read_wire(tmp_path / "nothing.json", book=BOOK)
    assert (ROOT / "docs" / "json.md").is_file()
