"""The service: what it answers is what the library says, in the language asked for; what it refuses is told without a value; nothing is kept."""

import gc
import json
import re
import traceback
from datetime import date
from html import escape
from typing import Any

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

import tunnistus as tn
from tests import ROOT
from tests.api.client import asking, faults, fits, known
from tests.effort import tries
from tunnistus.api import app, create_app, languages
from tunnistus.api.guards import HEADERS, Unforeseen
from tunnistus.api.openapi import REQUESTS
from tunnistus.api.requests import MAX_BODY, MAX_DEPTH, MAX_OTHERS, MAX_UNKNOWN
from tunnistus.rules.model import LANGUAGES
from tunnistus.testing import json_answers

pytestmark = pytest.mark.enable_socket  # the loop of asyncio talks to itself through a pair of sockets
DIFF = "/diff?topic=permit.52a1&first=2024-08-31&second=2026-11-24"
CANARY = "Maija Kanariini 010190-123A"


def post(path: str, body: object, lang: str = "fi") -> Any:
    with asking(raise_server_exceptions=False) as client:
        return client.post(path, json=body, headers={"Accept-Language": lang})


def get(path: str, lang: str = "fi") -> Any:
    with asking() as client:
        return client.get(path, headers={"Accept-Language": lang})


# -- what it answers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_result_is_that_of_the_library_in_the_language_asked_for(lang: str) -> None:
    answers = {"documents_withheld": True, "threats_to_family": "maybe", "hourly_pay_eur": 4.5}
    response = post("/assess", known(**answers), lang)
    expected = tn.assess(tn.answers_from_json(answers), as_of=date(2026, 11, 24)).to_json(lang)
    assert (response.status_code, response.text, response.headers["content-language"]) == (200, expected, lang)
    assert fits("Result", response.json())


def assessed(answers: dict[str, Any]) -> tuple[tn.Assessment | None, Any]:
    try:
        return tn.assess(tn.answers_from_json(answers), as_of=date(2026, 11, 24)), None
    except tn.errors.Contradiction as problem:
        return None, problem


@settings(max_examples=tries(16))
@given(json_answers("next_step"))
def test_answers_of_anybody_give_what_the_library_gives(answers: dict[str, Any]) -> None:
    response = post("/assess", {**known(**answers), "values": True})
    a, problem = assessed(answers)
    if a is None:
        assert [(each["code"], each["facts"]) for each in faults(response)] == [("contradiction", list(problem.facts))]
    else:
        assert response.text == a.to_json("fi", values=True)
        assert post("/assess/again", response.json()).text == response.text


def test_what_changed_since_a_result_was_stored_is_that_of_the_library() -> None:
    stored = tn.assess({"documents_withheld": True}, as_of=date(2022, 12, 31)).to_dict(values=True)
    response = post("/changed", {"stored": stored, "as_of": "2023-01-01"}, "sv")
    assert response.json() == tn.changed(stored, as_of=date(2023, 1, 1)).to_dict("sv")
    assert response.json()["rules"]
    assert fits("Changes", response.json())
    early = post("/changed", {"stored": {**stored, "answers": {"immediate_danger": True}}, "as_of": "2022-01-01"}, "en")
    assert [(each["code"], each["where"]) for each in faults(early)] == [("date", "as_of")]
    assert early.json()["urgent"]["lines"][0].startswith("Call the emergency number 112 at once.")
    in_danger = tn.assess({"immediate_danger": True}, as_of=date(2022, 12, 31)).to_dict(values=True)
    beside = post("/assess", {**known(immediate_danger=True), "others": [5]}, "en")
    assert (beside.status_code, beside.json()["urgent"]["lines"][0][:37]) == (422, "Call the emergency number 112 at once")
    for more in ({"as_of": "x"}, {"as_of": "2022-01-01"}, {"bad": 1}, {"stored": {**in_danger, "decisions": None}}):
        refused = post("/changed", {"stored": in_danger, **more}, "en")
        assert refused.status_code == 422
        assert refused.json()["urgent"]["lines"][0].startswith("Call the emergency number 112 at once.")
    wrong = post("/changed", {"stored": {"answers": {"documents_withheld": CANARY}}})
    assert (wrong.status_code, "Maija" in wrong.text, "urgent" in wrong.json()) == (422, False, True)


def test_a_form_sends_text() -> None:
    strict = post("/assess", known(documents_withheld=True, hourly_pay_eur=4.5))
    lenient = post("/assess", {**known(documents_withheld="true", hourly_pay_eur="4,5", wants_help=""), "lenient": True})
    assert (lenient.status_code, lenient.text) == (200, strict.text)


def test_the_next_questions_come_with_all_that_a_form_needs() -> None:
    told = post("/ask", {**known(), "about": "signs"}, "en").json()
    assert fits("Questions", told)
    assert (told["next"], told["state"]) == ("immediate_danger", "nothing_known")
    first = told["questions"][0]
    assert first["question"].endswith("?")
    assert [each["value"] for each in first["values"]] == [True, False]
    unknown = faults(post("/ask", {**known(), "skip": ["immediate_danger", CANARY]}))
    assert [(each["code"], each["where"]) for each in unknown] == [("unknown-fact", "skip.1")]
    skipped = post("/ask", {**known(), "about": "signs", "skip": ["immediate_danger"]}).json()
    assert skipped["next"] not in (None, "immediate_danger")


def test_cards_are_those_of_the_library() -> None:
    response = post("/card", known(immediate_danger=True), "sv")
    assert response.json() == {"cards": tn.assess({"immediate_danger": True}, as_of=date(2026, 11, 24)).cards("sv")}
    assert fits("Cards", response.json())
    assert (faults(post("/card", {**known(), "full": True}))[0]["code"], len(response.json()["cards"])) == ("unknown-key", 3)


@pytest.mark.parametrize(("form", "media"), [("text", "text/plain"), ("markdown", "text/markdown"), ("html", "text/html")])
@pytest.mark.parametrize("register", ["worker", "plain"])
def test_a_page_is_that_of_the_library(form: str, media: str, register: str) -> None:
    response = post("/explain", {**known(documents_withheld=True), "form": form, "register": register}, "sv")
    a = tn.assess({"documents_withheld": True}, as_of=date(2026, 11, 24))
    assert response.text == tn.render(a, "sv", register=register, form=form)
    assert response.headers["content-type"].startswith(media)


def test_health_facts_rules_and_what_differs_are_as_described() -> None:
    assert fits("Health", get("/health").json())
    assert fits("Fact", get("/facts/documents_withheld", "sv").json())
    assert fits("Rule", get("/rules/permit.52a1", "en").json())
    told = get("/facts?rule=permit.52a1&kind=judgement", "en").json()
    assert fits("Facts", told)
    assert told["facts"] == [each.to_dict() for each in tn.list_facts("en", rule="permit.52a1", kind="judgement")]
    told = get(DIFF).json()
    assert fits("Differences", told)
    assert told["text"] == tn.diff("permit.52a1", date(2024, 8, 31), date(2026, 11, 24)).explain("fi")


@pytest.mark.deep
@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_facts_and_rules_are_as_described(lang: str) -> None:
    assert fits("Facts", get("/facts", lang).json())
    assert fits("Rules", get("/rules", lang).json())


def test_examples_of_the_description_are_taken() -> None:
    for path, operations in app.openapi()["paths"].items():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            if "example" in content:
                assert fits(content["schema"]["$ref"].rpartition("/")[2], content["example"])
                assert post(path, content["example"]).status_code == 200


def test_the_description_has_no_schema_that_nothing_takes_or_gives() -> None:
    told = app.openapi()
    named = set(re.findall(r"#/components/schemas/([\w.]+)", json.dumps(told)))
    assert named == told["components"]["schemas"].keys()


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_is_described_with_the_bounds_and_words_of_its_keys(name: str) -> None:
    most = {"roles": MAX_OTHERS, "others": MAX_OTHERS, "skip": 5_000}
    ways = app.openapi()["components"]["schemas"][name]["anyOf"]
    assert len(ways) == 2
    for key, field in REQUESTS[name].model_fields.items():
        for told in (way["properties"][field.alias or key] for way in ways):
            assert told.get("description") == field.description
            assert told.get("maxItems") == most.get(key)


def test_an_organisation_has_rules_of_its_own() -> None:
    own = create_app(book=tn.read_rules(ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules"))
    with asking(own) as client:
        told = client.post("/assess", json=known(needs_bed=True, nights_stayed=3)).json()
        assert list(told["open"]) == ["shelter.place"]
        assert client.get("/facts/documents_withheld").status_code == 404
        assert client.post("/assess", json=known(documents_withheld=True)).json()["errors"][0]["code"] == "unknown-fact"


# -- languages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        (None, "fi"), ("", "fi"), ("sv", "sv"), ("sv-FI, fi;q=0.5", "sv"), ("de, en;q=0.3", "en"), ("en;q=0.2, sv;q=0.9", "sv"), ("*", "fi"),
        ("EN-gb", "en"), ("fi;q=0, *", "sv"), ("fi;q=0, sv;q=0, en;q=0", "fi"), ("de", "fi"), ("sv;q=2", "fi"), (";;,=,en", "en"), ("x" * 9_000, "fi"),
        ("en;q=0.001", "en"), ("sv;q=0.5, en;q=0.5", "sv"), ("sv ; q=0.1 , en ; q=0.2", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_wanted_most(header: str | None, lang: str) -> None:
    assert languages.chosen(header) == lang


@settings(max_examples=tries(100))
@given(st.text(st.sampled_from("fisvend*-;q=0.159, \t\x00é")) | st.text())
def test_any_header_gives_a_language(header: str) -> None:
    assert languages.chosen(header) in LANGUAGES


# -- what it refuses ------------------------------------------------------------------------------------------------


def test_all_faults_are_told_at_once_with_codes_and_in_the_language() -> None:
    answers = {"documents_withheld": "yes", "hourly_pai_eur": 4.5, "worker_presumes_victim": True}
    response = post("/assess", {**known(**answers), "others": [{"about": "child", "answers": {"documents_withheld": 1}}]}, "sv")
    told = {each["where"]: (each["code"], each.get("reason")) for each in faults(response)}
    assert (response.status_code, response.headers["content-language"]) == (422, "sv")
    assert told == {
        "documents_withheld": ("outside-domain", "takes-bool"), "hourly_pai_eur": ("unknown-fact", "fact"),
        "worker_presumes_victim": ("needs-judgement", "judged-by-day"), "others.0.documents_withheld": ("outside-domain", "takes-bool"),
    }  # fmt: skip
    assert "Menade du" in response.text


WRONG: dict[str, tuple[object, int, set[tuple[str, str]]]] = {
    "no object": ([], 400, {("not-json", "")}),
    "nothing": ({}, 422, {("missing", "answers"), ("missing", "as_of")}),
    "no day": ({"answers": {}, "as_of": CANARY}, 422, {("wrong-kind", "as_of")}),
    "a day that is not": ({"answers": {}, "as_of": "2026-02-30"}, 422, {("wrong-kind", "as_of")}),
    "a far day": ({"answers": {}, "as_of": "0001-01-01"}, 422, {("date", "as_of")}),
    "a later day": ({**known(), "act_from": "2026-11-25"}, 422, {("date", "act_from")}),
    "another key": ({**known(), CANARY: 1}, 422, {("unknown-key", "?")}),
    "a misspelt key": ({**known(), "ful": True}, 422, {("unknown-key", "ful")}),
    "text for yes": ({**known(), "full": "true"}, 422, {("wrong-kind", "full")}),
    "a day ahead": (known(date_of_birth="2026-11-25"), 422, {("day-ahead", "date_of_birth")}),
    "two that cannot be": (known(citizenship="finnish", right_of_residence=False), 422, {("contradiction", "citizenship, right_of_residence")}),
    "no role": ({**known(), "roles": [CANARY]}, 422, {("unknown-name", "roles")}),
    "two roles": ({**known(worker_role="social_worker"), "roles": ["teacher"]}, 422, {("answer", "worker_role")}),
    "nobody": ({**known(), "others": [{"about": CANARY, "answers": {}}]}, 422, {("wrong-kind", "others.0.about")}),
    "a value": (known(documents_withheld=CANARY), 422, {("outside-domain", "documents_withheld")}),
    "a name": (known(**{CANARY: True}), 422, {("unknown-fact", "answers")}),
    "nested": ({**known(), "answers": {"documents_withheld": {"judged": CANARY, "by": CANARY, "day": CANARY}}}, 422, {("no-judgement", "documents_withheld")}),
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_by_its_code_and_place_and_never_with_the_value(name: str, lang: str, caplog: Any, capfd: Any) -> None:
    body, status, expected = WRONG[name]
    response = post("/assess", body, lang)
    assert (response.status_code, {(each["code"], each["where"]) for each in faults(response)}) == (status, expected)
    for said in (response.text, str(response.headers), caplog.text, *capfd.readouterr()):
        assert "Maija" not in said
        assert "010190" not in said


@pytest.mark.parametrize("path", ["/assess", "/ask", "/explain", "/assess/again"])
def test_every_operation_on_answers_refuses_alike(path: str) -> None:
    with asking() as client:
        other = client.post(path, content=b"{}", headers={"Content-Type": "text/plain"})
        form = client.post(path, data={"answers": CANARY})
        broken = client.post(path, content=b'{"answers": "' + CANARY.encode(), headers={"Content-Type": "application/json"})
        large = client.post(path, content=b" " * (MAX_BODY + 1), headers={"Content-Type": "application/json"})
        asked = client.get(path, params={"answers": CANARY})
    told = [(each.status_code, faults(each)[0]["code"]) for each in (other, form, broken, large, asked)]
    assert told == [(415, "media-type"), (415, "media-type"), (400, "not-json"), (413, "too-large"), (405, "method")]
    assert "Maija" not in "".join(each.text for each in (other, form, broken, large, asked))


def test_a_body_without_a_length_is_read_up_to_the_bound_alone() -> None:
    taken = 0

    def pieces() -> Any:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield b" " * (MAX_BODY // 4)

    with asking() as client:
        response = client.post("/assess", content=pieces(), headers={"Content-Type": "application/json"})
    assert response.status_code == 413


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_filled_in_a_form_reads_no_id_and_no_word_of_programmers(lang: str) -> None:
    told: dict[str, str] = {}
    for body, *_ in WRONG.values():
        for each in faults(post("/assess", body, lang)):
            assert not re.search(r"[_`{}]|\b(false|null|maybe|declined|JSON|as_of|openapi|Python\w*|id)\b", each["message"]), each
            assert each["detail"].startswith(each["where"])
            told[each["code"]] = each["message"]
    assert told["contradiction"] != told["outside-domain"] != told["day-ahead"]
    assert told["unknown-key"] == told["missing"], "what a program gets wrong is for whoever looks after it"
    catalogue = {"fi": "Valitse jokin", "sv": "Välj ett av", "en": "Choose one of"}
    assert told["outside-domain"].startswith(catalogue[lang])


def test_a_body_that_drips_is_refused_after_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunnistus.api.requests.SLOWEST", 0.01)
    sent: list[Any] = []

    async def receive() -> Any:
        if not sent_some:
            sent_some.append(True)
            return {"type": "http.request", "body": b'{"answers": {"immediate_danger": true', "more_body": True}
        return await anyio.sleep_forever()

    async def send(said: Any) -> None:
        sent.append(said)

    sent_some: list[bool] = []
    headers = [(b"content-type", b"application/json"), (b"accept-language", b"en")]
    scope = {"type": "http", "method": "POST", "path": "/assess", "raw_path": b"/assess", "query_string": b"", "headers": headers}
    anyio.run(app, {**scope, "http_version": "1.1", "scheme": "http", "server": ("x", 80), "client": ("x", 1)}, receive, send)
    head, body = sent[0], json.loads(sent[1]["body"])
    assert (head["status"], [each["code"] for each in body["errors"]], body["urgent"]["phone"]) == (408, ["too-slow"], "112")
    assert (b"connection", b"close") in head["headers"]


def test_a_result_of_another_version_says_what_to_do() -> None:
    stored = tn.assess({"documents_withheld": True}, as_of=date(2026, 11, 24)).to_dict(values=True)
    older, newer, none = (faults(post("/assess/again", {**stored, "schema": shape}, "en"))[0] for shape in (0, 2, CANARY))
    assert {each["where"] for each in (older, newer, none)} == {"schema"}
    assert "shape 0, and this version of the program reads shape 1." in older["detail"]
    assert older["detail"].endswith("or assess the answers anew.")
    assert newer["detail"].endswith("or a later one.")
    assert "shape ?" in none["detail"]
    changed = post("/changed", {"stored": {**stored, "seal": "0" * 64}}, "en").json()
    assert changed["same_seal"] is False
    assert "store the result anew" in changed["text"]


def test_depth_and_names_that_are_no_facts_have_a_bound() -> None:
    deep: Any = True
    for _ in range(MAX_DEPTH):
        deep = [deep]
    assert [(each["code"]) for each in faults(post("/assess", known(documents_withheld=deep)))] == ["too-many"]
    assert [(each["code"]) for each in faults(post("/assess", known(**{f"n{n}": True for n in range(MAX_UNKNOWN + 1)})))] == ["too-many"]
    assert len(faults(post("/assess", known(**{f"n{n}": True for n in range(MAX_UNKNOWN)})))) == MAX_UNKNOWN
    few, many = (faults(post("/ask", {**known(), "skip": [f"n{n}" for n in range(most)]})) for most in (MAX_UNKNOWN, MAX_UNKNOWN + 1))
    assert [(each["code"], each["where"]) for each in many] == [("too-many", "skip")]
    assert len(few) == MAX_UNKNOWN


def test_what_is_not_there_is_told() -> None:
    assert [each["code"] for each in faults(get("/nothing"))] == ["not-found"]
    assert "documents_withheld" in faults(get("/facts/document_withheld", "sv"))[0]["detail"]
    assert [each["code"] for each in faults(get("/rules/x"))] == ["unknown-name"]
    assert [each["code"] for each in faults(get("/facts?kind=x"))] == ["unknown-name"]
    assert [each["code"] for each in faults(get("/rules?on=x"))] == ["wrong-kind"]
    assert [each["code"] for each in faults(get("/diff?topic=law&first=2024-01-01&second=2026-01-01"))] == ["unknown-name"]
    told = [
        faults(get(f"/diff?topic={topic}&first=2024-01-01&second=2026-01-01", "en"))[0]["detail"] for topic in ("law", "permit.52a", "x")
    ]
    assert "law?" not in told[0]
    assert "Did you mean 'permit.52a" in told[1]
    assert "Give the id of a rule" in told[2]
    assert [(e["code"], e["where"]) for e in faults(get("/diff?topic=law&first=x"))] == [("wrong-kind", "first"), ("missing", "second")]
    assert [each["code"] for each in faults(get("/diff?topic=permit.52a1&first=2026-01-01&second=2024-01-01"))] == ["date"]


# -- around it ------------------------------------------------------------------------------------------------------


def test_the_description_can_be_read_as_a_page_without_a_network() -> None:
    response = get("/docs", "sv")
    page = response.text
    assert (response.status_code, response.headers["content-language"]) == (200, "en")
    assert response.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert not re.search(r"<script|<link|<img|src=|@import|https?:", page)
    for path, operations in app.openapi()["paths"].items():
        for method, told in operations.items():
            assert f"{method.upper()} {path}" in page
            assert escape(told["description"], quote=False) in page
    assert "as_of" in page
    assert "408: The body comes too slowly." in page


def test_every_response_has_the_headers_and_none_sets_a_cookie_or_opens_it_to_other_sites() -> None:
    with asking() as client:
        responses = [
            client.get("/health"), client.get("/nothing"), client.post("/assess", json=known()), client.post("/assess", json=[]),
            client.get("/assess"), client.options("/assess", headers={"Origin": "https://example.org"}),
        ]  # fmt: skip
    for response in responses:
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
        assert "Accept-Language" in response.headers["vary"]
        assert not {"set-cookie", "access-control-allow-origin", "server"} & set(response.headers)


def test_what_holds_no_answer_may_be_kept_and_nothing_else() -> None:
    addresses = ("/facts?subject=x", "/facts/documents_withheld", "/rules/permit.52a1", DIFF, "/openapi.json", "/", "/health")
    told = {address: get(address).headers["cache-control"] for address in addresses}
    assert told == {address: "no-cache" if address in addresses[1:5] else "no-store" for address in addresses}
    assert post("/explain", known()).headers["cache-control"] == "no-store"


def test_the_rules_are_prepared_before_anybody_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[tn.Book] = []
    monkeypatch.setattr("tunnistus.api.application.warm", lambda *, book: prepared.append(book))
    rules = tn.read_rules(ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules")
    own = create_app(book=rules)
    assert prepared == []
    with TestClient(own) as client:
        assert prepared == [rules]
        assert client.get("/health").status_code == 200
        assert gc.get_freeze_count() > 0, "what stays is not gone through for garbage"
    assert gc.get_freeze_count() == 0


def test_where_others_wait_a_comparison_is_put_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunnistus.api.application.WAITING", 0)
    with asking(create_app()) as client:
        response = client.get(DIFF, headers={"Accept-Language": "sv"})
    assert (response.status_code, [each["code"] for each in faults(response)]) == (503, ["busy"])
    assert response.headers["retry-after"] == "60"


def test_an_unforeseen_fault_tells_its_kind_and_place_alone(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def fail(*given: Any) -> str:
        raise ValueError(f"wrong: {given} {CANARY}")

    monkeypatch.setattr("tunnistus.api.operations.assess", fail)
    response = post("/assess", known(documents_withheld=True))
    assert (response.status_code, [each["code"] for each in faults(response)]) == (500, ["internal"])
    asked = known(documents_withheld=True)
    with asking() as client, pytest.raises(Unforeseen) as told:
        client.post("/assess", json=asked)
    assert "ValueError in " in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__context__ is None
    logged = "".join(traceback.format_exception(told.value))  # as a server writes it
    assert "Unforeseen: ValueError in " in logged
    for sent in ("Maija", "documents_withheld"):
        assert sent not in response.text + str(told.value) + caplog.text + logged


def test_a_request_prints_no_answer() -> None:
    from tunnistus.api.requests import Assess, read

    asked = read(Assess, json.dumps(known(documents_withheld=True)).encode())
    assert "documents_withheld" not in f"{asked!r} {asked} {asked.__dict__.keys()}"
