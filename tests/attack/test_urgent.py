"""112 stands first in every refusal of a call that was given answers: all codes × danger × languages, in Python, over HTTP, as a command.

The table is made of what the library and the service themselves name as codes: one that no row reaches fails.
"""

import copy
import json
import pickle
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import tunnistus as tn
from tests.api.client import asking, fits
from tunnistus import errors
from tunnistus.api.problems import CODES
from tunnistus.api.requests import MAX_BODY
from tunnistus.commands.main import main
from tunnistus.deciding.reads import facts_of
from tunnistus.errors import TunnistusError
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.foremost import danger
from tunnistus.saying.speaker import Speaker

pytestmark = pytest.mark.enable_socket
DAY = "2026-11-24"
AS_OF = date(2026, 11, 24)
BOOK = tn.book()
JSON = {"Content-Type": "application/json"}
# Which of danger is known; "unreadable" is a danger of which nobody can read what was answered.
DANGER: dict[str, dict[str, Any]] = {
    "yes": {"immediate_danger": True},
    "perhaps": {"immediate_danger": "maybe"},
    "no": {n: False for n in facts_of(BOOK, BOOK.rules["emergency.in_view"]) if BOOK.facts[n].type == "bool"},
    "open": {},
    "unreadable": {"immediate_danger": "Kanariini"},
}
WORKER = {"judged": True, "by": "worker", "day": "2026-01-01"}
# What is wrong beside, by the code that it is refused with.
WRONG: dict[str, dict[str, Any]] = {
    "unknown-fact": {"no_such_fact": True},
    "outside-domain": {"in_finland": "yes"},
    "too-fine": {"hourly_pay_eur": 4.123456},
    "needs-judgement": {"worker_presumes_victim": True},
    "no-judgement": {"in_finland": WORKER},
    "unknown-function": {"worker_presumes_victim": {**WORKER, "by": "nobody"}},
    "not-a-day": {"worker_presumes_victim": {**WORKER, "day": "1500-01-01"}},
    "day-ahead": {"date_of_birth": "2026-11-25"},
    "contradiction": {"citizenship": "finnish", "right_of_residence": False},
}
TOLD_LAST = ("contradiction", "day-ahead")  # a command writes the page of the other answers before it
# Codes that no call with answers is refused with, and why.
ELSEWHERE = {
    "not-in-force": "loading a rule",
    "limit": "rules that are checked or compared",
    "too-slow": "a body that drips (tests/api/test_service.py)",
    "busy": "comparing two days, and work that waits (tests/api/test_bounds.py)",
}


@cache
def expected(how: str, lang: str) -> tuple[str, ...]:
    """What the page of a person says first of danger."""
    known = {} if how == "unreadable" else DANGER[how]
    a = tn.assess(tn.answers_from_json(known), as_of=AS_OF)
    said = tuple(line for head in danger(Speaker(BOOK, lang), a) for line in head.sentences)
    assert bool(said) == (how != "no")
    assert all("112" in line for line in said[:1])
    return said


def child_line(lang: str) -> tuple[str, ...]:
    """What is to be done for somebody who is or may be a child."""
    return (Speaker(BOOK, lang).outcome("child.in_view", "as_for_a_child"),)


def every_code() -> set[str]:
    kinds = [kind for name in errors.__all__ if isinstance(kind := getattr(errors, name), type)]
    return {code for kind in kinds if (code := kind.code)} | {*CODES}


def judged(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {n: tn.MAYBE if answer == "maybe" else answer for n, answer in answers.items()}


Rows = dict[str, Callable[[dict[str, Any]], Any]]
DATES = tn.Dates(AS_OF)
IN_PYTHON: Rows = {
    **{code: lambda sent, wrong=wrong: tn.answers_from_json({**sent, **wrong}, dates=DATES) for code, wrong in WRONG.items()},
    "no-result": lambda sent: tn.assess_again({"answers": sent}),
    "judgement": lambda sent: tn.assess({**judged(sent), "worker_presumes_victim": True}, as_of=AS_OF),
    "date": lambda sent: tn.assess(judged(sent), as_of=AS_OF, act_from=date(2026, 11, 25)),
    "unknown-name": lambda sent: tn.load("permit.52a1", on=AS_OF).decide({"no_such_fact": True, **judged(sent)}),
    "answer": lambda sent: tn.assess({**judged(sent), "worker_role": "police"}, as_of=AS_OF, roles=["teacher"]),
    "ambiguous": lambda sent: tn.answers_from_json({**sent, "hourly_pay_eur": "10.000"}, lenient=True, dates=DATES),
    "wrong-kind": lambda sent: tn.assess(judged(sent), as_of=AS_OF, roles="teacher"),
}
UNREAD: dict[str, Callable[[], Any]] = {
    "not-json": lambda: tn.answers_from_json('{"immediate_danger": fal'),
    "no mapping": lambda: tn.assess(5, as_of=AS_OF),  # type: ignore[arg-type]
    "no other": lambda: tn.assess(DANGER["no"], as_of=AS_OF, others=[5]),  # type: ignore[list-item]
    "no result": lambda: tn.assess_again("[]"),
    "too large": lambda: tn.answers_from_json(" " * (MAX_BODY + 1)),
    "a form": lambda: tn.form(facts=["in_finland"]).answers("{"),
}


def refused(call: Callable[[], Any]) -> TunnistusError:
    with pytest.raises(TunnistusError) as caught:
        call()
    return caught.value


def test_42_every_code_stands_in_the_table() -> None:
    reached = {*IN_PYTHON, *OVER_HTTP, *UNREAD}
    assert every_code() - reached - {*ELSEWHERE} == set()
    assert not {*ELSEWHERE} & reached


@pytest.mark.parametrize("how", DANGER)
def test_42_every_error_in_python_says_112_first_unless_danger_is_excluded(how: str) -> None:
    for code, call in IN_PYTHON.items():
        problem = refused(lambda call=call: call(DANGER[how]))  # type: ignore[misc]
        assert code in {each.code for each in problem.every} or how == "unreadable", code
        for lang in LANGUAGES:
            assert {each.urgent(lang) for each in (problem, *problem.every)} == {expected(how, lang)}, code


def test_42_where_nothing_can_be_read_danger_is_in_view() -> None:
    for call in UNREAD.values():
        assert [refused(call).urgent(lang) for lang in LANGUAGES] == [expected("open", lang) for lang in LANGUAGES]


def test_42_an_error_shows_nothing_of_danger_and_takes_nothing_to_another_process() -> None:
    made = [refused(lambda how=how: IN_PYTHON["outside-domain"](DANGER[how])) for how in ("yes", "no", "open")]  # type: ignore[misc]
    assert len({repr(each) + str(each) + repr(vars(each)) + repr(each.args) for each in made}) == 1
    assert len({pickle.dumps(each) for each in made}) == 1
    assert {pickle.loads(pickle.dumps(each)).urgent("fi") for each in made} == {expected("open", "fi")}
    assert [copy.copy(each).urgent("sv") for each in made] == [each.urgent("sv") for each in made]
    assert {copy.deepcopy(each).urgent("sv") for each in made} == {expected("open", "sv")}
    assert refused(lambda: tn.load("no.such.rule", on=AS_OF)).urgent("fi") == ()


def test_42_danger_of_a_child_and_the_words_to_the_person_count() -> None:
    problem = refused(lambda: tn.assess({**DANGER["no"], "x": 1}, as_of=AS_OF, others=[("child", DANGER["yes"])]))
    assert problem.urgent("fi") == expected("yes", "fi")
    assert "Sinä" in problem.urgent("fi", register="plain")[0]


# -- over HTTP ---------------------------------------------------------------------------------------------------------

Send = Callable[[Any, dict[str, Any]], Any]


def sending(path: str = "/assess", **more: Any) -> Send:
    return lambda client, sent: client.post(path, json={"answers": sent, "as_of": DAY, **more})


OVER_HTTP: dict[str, Send] = {
    **{code: lambda client, sent, wrong=wrong: sending()(client, {**sent, **wrong}) for code, wrong in WRONG.items()},
    "no-result": lambda client, sent: client.post("/assess/again", json={"answers": sent}),
    "date": sending("/explain", act_from="2026-11-25"),
    "answer": lambda client, sent: sending("/ask", roles=["teacher"])(client, {**sent, "worker_role": "social_worker"}),
    "missing": lambda client, sent: client.post("/assess", json={"answers": sent}),
    "unknown-key": sending(nothing=1),
    "wrong-kind": sending(full="true"),
    "too-many": lambda client, sent: sending()(client, {**sent, **{f"n{n}": True for n in range(21)}}),
}
UNREAD_HTTP: dict[str, Callable[[Any], Any]] = {
    "not-json": lambda client: client.post("/assess", content=b'{"answers": {', headers=JSON),
    "too-large": lambda client: client.post("/explain", content=b" " * (MAX_BODY + 1), headers=JSON),
    "media-type": lambda client: client.post("/ask", content=b"{}", headers={"Content-Type": "text/plain"}),
    "not-found": lambda client: client.post("/assess/", json={}),
    "method": lambda client: client.put("/assess", json={}),
    "judgement": lambda client: client.post("/", data={"as_of": DAY, "given[]": "worker_presumes_victim:true"}),
    "unknown-name": lambda client: client.post("/assess/again", json={"answers": {}, "dates": {"as_of": DAY}, "others": [{"about": "x", "answers": 1}]}),
    "internal": lambda client: client.post("/assess", json={"answers": {}, "as_of": DAY, "full": True}),
}  # fmt: skip
OVER_HTTP |= {code: lambda client, sent, send=send: send(client) for code, send in UNREAD_HTTP.items()}


def first_of(response: Any) -> tuple[str, ...]:
    """The lines with which a refusal begins."""
    told = response.json()
    assert response.status_code >= 400
    assert fits("Problem", told)
    assert next(iter(told)) == "urgent"
    assert told["urgent"]["phone"] == "112"
    return tuple(told["urgent"]["lines"])


@pytest.mark.parametrize("how", DANGER)
def test_42_every_refusal_over_http_begins_with_112_unless_danger_is_excluded(how: str) -> None:
    for lang in LANGUAGES:
        with asking(headers={"Accept-Language": lang}) as client:
            for code, send in OVER_HTTP.items():
                if code not in UNREAD_HTTP:
                    response = send(client, DANGER[how])
                    assert first_of(response) == expected(how, lang), code
                    assert code in {each["code"] for each in response.json()["errors"]} or how == "unreadable", code


@pytest.mark.parametrize("lang", LANGUAGES)
def test_42_what_the_service_does_not_read_begins_with_112_as_well(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunnistus.api.operations.assess", lambda *_: 1 // 0)
    with asking(headers={"Accept-Language": lang}, raise_server_exceptions=False) as client:
        for code, send in UNREAD_HTTP.items():
            response = send(client)
            assert first_of(response) == expected("open", lang), code
        assert "urgent" not in client.get("/nothing").json()


@pytest.mark.parametrize("how", ["yes", "perhaps", "no", "open"])
def test_42_a_result_says_112_in_its_shortest_form(how: str) -> None:
    a = tn.assess(tn.answers_from_json(DANGER[how]), as_of=AS_OF)
    told = a.to_dict()["urgent"]
    assert list(told.values()) == ({"no": [], "yes": ["call_112"]}.get(how, ["call_if_danger"]))
    for lang in LANGUAGES:
        said = json.loads(a.to_json(lang))["texts"]["urgent"]
        assert said == {"phone": "112", "lines": [*expected(how, lang)], "child": [*child_line(lang)]}
        for rule in ("permit.52a1", "emergency.in_view"):
            d = tn.load(rule, on=AS_OF).decide(tn.answers_from_json(DANGER[how]))
            assert json.loads(tn.render(d, lang, form="json"))["texts"]["urgent"] == said
        with asking(headers={"Accept-Language": lang}) as client:
            asked = client.post("/ask", json={"answers": DANGER[how], "as_of": DAY}).json()
        assert asked["urgent"]["lines"] == [*expected(how, lang)]
        assert next(iter(asked)) == "urgent"


@pytest.mark.parametrize(
    ("known", "there"),
    [({}, True), ({"age_under_18": True}, True), ({"age_under_18": "maybe"}, True), ({"age_under_18": "declined"}, True), ({"age_under_18": False}, False)],
)  # fmt: skip
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_to_do_for_a_child_stands_in_results_and_refusals_until_it_is_excluded(lang: str, known: dict[str, Any], there: bool) -> None:
    expected = [*child_line(lang)] if there else []
    with asking(headers={"Accept-Language": lang}) as client:
        good, wrong = (client.post("/assess", json={"answers": {**known, **more}, "as_of": DAY}) for more in ({}, WRONG["outside-domain"]))
    assert (good.status_code, wrong.status_code) == (200, 422)
    assert good.json()["texts"]["urgent"]["child"] == wrong.json()["urgent"]["child"] == expected
    assert fits("Result", good.json())
    assert fits("Problem", wrong.json())


# -- as a command ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", DANGER)
def test_42_a_command_that_fails_says_112_first_on_standard_error(how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "answers.json"
    together = {name: answer for wrong in WRONG.values() for name, answer in wrong.items()}
    for code, wrong in {**WRONG, "all of it": together}.items():
        path.write_text(json.dumps({**DANGER[how], **wrong}), encoding="utf-8")
        for lang in LANGUAGES if code == "all of it" else LANGUAGES[:1]:
            status = main(["assess", "--answers", str(path), "--as-of", DAY, "--lang", lang, "--format", "receipt"])
            said = tuple(capsys.readouterr().err.splitlines())
            assert status == (1 if code in TOLD_LAST and how != "unreadable" else 2)
            assert said[: len(expected(how, lang))] == expected(how, lang), code
            assert len(said) > len(expected(how, lang))


COMMANDS = {
    "no day": ["assess", "CASE"],
    "no such file": ["assess", "nowhere.yaml"],
    "two forms": ["assess", "CASE", "--as-of", DAY, "--format", "pdf", "--full"],
    "a disk that is full": ["assess", "CASE", "--as-of", DAY, "--output", "/dev/full/x"],
    "people compared": ["compare", "2022-12-31", DAY, "nowhere.parquet"],
    "many people": ["columns", "next_step", "nowhere.parquet", "out", "--as-of", DAY],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_42_whatever_else_fails_says_so_too(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("answers: {in_finland: true}\n", encoding="utf-8")
    for lang in LANGUAGES:
        status = main([*(str(case) if each == "CASE" else each for each in COMMANDS[name]), "--lang", lang])
        said = capsys.readouterr().err.splitlines()
        assert (status, said[0]) == (2, expected("open", lang)[0])
        assert len(said) > 1
