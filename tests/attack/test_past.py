"""Fault 22 of the attack: a date of birth after the day of the decision was accepted. Every engine refuses it, each in its way."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests.effort import tries
from tests.worlds import FACTS, book, duty, rule
from tunnistus.commands import interview
from tunnistus.commands.main import main
from tunnistus.conversation import interview as begun
from tunnistus.errors import AnswerError
from tunnistus.reading import canon
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.shipping import source
from tunnistus.testing import answers, cases, dates

AS_OF = date(2026, 11, 24)
NEXT = AS_OF + timedelta(days=1)
PAST = FACTS.replace("    value: Alkaa {value}.\n", "    value: Alkaa {value}.\n    past: true\n")
MADE = book(rule(f"one: {duty('{fact: begins, ge: 2020-01-10}')}"), facts=PAST)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def test_22_only_these_days_are_past() -> None:
    assert [f.id for f in source.book().facts.values() if f.past] == ["date_of_birth", "contact_data_checked_on", "returned_on"]
    assert canon.loads(canon.dumps(MADE)).facts["begins"].past


@given(DAYS, DAYS)
def test_22_a_day_is_refused_exactly_when_it_lies_ahead(day: date, as_of: date) -> None:
    try:
        read_answers(MADE, {"begins": day}, Dates(as_of))
        refused = False
    except AnswerError as problem:
        refused = True
        assert (problem.where, str(day) in str(problem)) == ("begins", False)  # noqa: PT017
        assert problem.what  # noqa: PT017
        assert problem.todo  # noqa: PT017
    assert refused == (day > as_of)


@pytest.mark.parametrize("others", [False, True])
def test_22_assess_refuses_it_of_the_person_and_of_others(others: bool) -> None:
    for born, error in ((AS_OF, None), (NEXT, AnswerError)):
        answers = {"date_of_birth": born}
        given: dict[str, Any] = {"answers": {}, "others": [("child", answers)]} if others else {"answers": answers}
        if error is None:
            tn.assess(**given, as_of=AS_OF)
            continue
        with pytest.raises(error) as caught:
            tn.assess(**given, as_of=AS_OF)
        assert caught.value.where == "date_of_birth"
        assert str(NEXT) not in str(caught.value)


def test_22_a_case_file_with_it_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.yaml"
    for born, status in (("2026-11-24", 0), ("2026-11-25", 1)):
        path.write_text(f"as_of: 2026-11-24\nanswers: {{date_of_birth: {born}}}\n", encoding="utf-8")
        assert main(["assess", str(path), "--format", "json"]) == status
    page, err = capsys.readouterr()
    assert json.loads(page.splitlines()[-1])["kind"] == "assessment", "danger and what rests on the other answers come first"
    assert "What is the person's date of birth?" in err
    assert "11-25" not in page + err


SAID = {"fi": "viimeistään 24. marraskuuta 2026", "sv": "senast den 24 november 2026", "en": "24 November 2026 or earlier"}


@pytest.mark.parametrize("lang", SAID)
def test_22_the_interview_says_so_and_asks_again(lang: str) -> None:
    said: list[str] = []
    talk = interview.Talk(begun({}, as_of=AS_OF), lang, "worker", lambda prompt: next(typed), lambda line: said.append(line))
    typed: Iterator[str] = iter(["=2026-11-25", "=2026-11-24", "0"])
    assert talk.ask(talk.turn("date_of_birth"))
    assert sum(SAID[lang] in line for line in said) == 1
    assert talk.now.answers == {"date_of_birth": AS_OF}
    assert "2026-11-25" not in "".join(said)


@pytest.mark.parametrize("lang", SAID)
def test_22_the_page_of_the_fact_tells_it(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "date_of_birth", "--lang", lang]) == 0
    page = capsys.readouterr().out
    assert {"fi": "Viimeistään se päivä", "sv": "Senast den dag", "en": "Not later than the day"}[lang] in page
    assert main(["show", "date_of_birth", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["past"] is True


# -- many people ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def arrow() -> Any:
    return pytest.importorskip("pyarrow")


def test_22_a_row_with_it_is_refused_and_the_others_are_decided(arrow: Any) -> None:
    from tunnistus import columns

    table = arrow.table({"begins": [date(2020, 1, 9), AS_OF, NEXT, None], "a": [True] * 4})
    found = columns.decide(table, "r", as_of=AS_OF, book=MADE)
    assert found.column("refused").to_pylist() == [False, False, True, False]
    assert found.column("r.due.granted").to_pylist() == [False, True, None, None]
    days = table.append_column("decided", arrow.array([AS_OF, AS_OF, NEXT, AS_OF]))
    found = columns.decide(days, "r", as_of="decided", book=MADE)
    assert found.column("refused").to_pylist() == [False] * 4
    assert found.column("r.due.granted").to_pylist() == [False, True, True, None]
    found = columns.decide(days, "r", as_of="decided", book=MADE, act_from="begins")
    assert found.column("refused").to_pylist() == [False] * 4


def test_22_columns_are_what_one_person_is(arrow: Any) -> None:
    from tunnistus import columns

    born = [AS_OF + timedelta(days=n) for n in (-366 * 18, -366 * 17, -1, 0, 1, 400)]
    found = columns.decide(arrow.table({"date_of_birth": born}), "child_route", as_of=AS_OF)
    for n, day in enumerate(born):
        if day > AS_OF:
            with pytest.raises(AnswerError):
                tn.assess({"date_of_birth": day}, as_of=AS_OF)
        alone = tn.assess({"date_of_birth": day} if day <= AS_OF else {}, as_of=AS_OF).child_route
        row = found.slice(n, 1).to_pylist()[0]
        assert row["refused"] is (day > AS_OF)
        states = {name: {True: "true", False: "false", None: "open"}[row[f"child_route.due.{name}"]] for name in alone.rule.outcomes}
        assert {name for name, state in states.items() if state == "true"} == {name for name in [alone.due] if name}


def test_22_parquet_files_with_it_are_decided_row_by_row(arrow: Any, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    from tunnistus import columns
    from tunnistus.columns import batches

    pq.write_table(arrow.table({"begins": [AS_OF, NEXT, AS_OF]}), tmp_path / "in.parquet")
    for form in batches.FORMS:
        batches.decide_files(columns.plan("r", as_of=AS_OF, book=MADE), tmp_path / "in.parquet", tmp_path / form, form=form)
        found = pq.read_table(tmp_path / form)
        assert found.column("refused").to_pylist() == [False, True, False]


# -- people that are invented ---------------------------------------------------------------------------------------------


@settings(max_examples=tries(300))
@given(cases(MADE))
def test_22_nobody_is_invented_who_will_be_born(case: Any) -> None:
    case.decide()


@settings(max_examples=tries(300))
@given(answers(MADE), dates(MADE))
def test_22_answers_and_dates_drawn_apart_go_together(given_: Any, when: Dates) -> None:
    read_answers(MADE, given_, when)


def test_22_schema_and_manual_know_the_key() -> None:
    from tests import ROOT

    schema = json.loads((ROOT / "indicators" / "schema.json").read_text(encoding="utf-8"))
    assert "past" in schema["$defs"]["FactDoc"]["properties"]
    assert "`past: true`" in (ROOT / "indicators" / "README.md").read_text(encoding="utf-8")
