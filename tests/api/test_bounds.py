"""The service under load and beside others: work has a bound, who waits is told of danger, and neither log nor metrics hold an answer."""

import json
import logging
import threading
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict
from starlette.testclient import TestClient

import tunnistus as tn
from tests import ROOT
from tests.api.client import asking, faults, fits, known
from tunnistus.api import create_app, install
from tunnistus.explaining.danger import unread
from tunnistus.saying.foremost import urgent

pytestmark = pytest.mark.enable_socket
CANARY = "Maija Kanariini"


@pytest.mark.parametrize(("path", "body"), [("/assess", {}), ("/ask", {}), ("/explain", {"form": "html"})])
def test_who_has_to_wait_too_long_is_put_off_and_told_of_danger(path: str, body: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunnistus.api.application.QUEUE", 0)
    with asking(create_app()) as client:
        response = client.post(path, json={**known(documents_withheld=True), **body}, headers={"Accept-Language": "sv"})
        assert (response.status_code, [each["code"] for each in faults(response)]) == (503, ["busy"])
        assert response.headers["retry-after"] == "5"
        assert response.json()["urgent"] == urgent(unread(tn.book()), "sv")
        assert client.get("/health").status_code == 200


def test_health_answers_while_pages_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    going, free = threading.Event(), threading.Event()
    made = []

    def slow(*_: Any) -> str:
        going.set()
        assert free.wait(30)
        return ""

    monkeypatch.setattr("tunnistus.api.operations.explain", slow)
    with TestClient(create_app(book=tn.read_rules(ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules"))) as client:
        pages = [threading.Thread(target=lambda: made.append(client.post("/explain", json=known()).status_code)) for _ in range(50)]
        for each in pages:
            each.start()
        assert going.wait(30)
        health = client.get("/health")
        assert (health.status_code, made) == (200, [])
        free.set()
        for each in pages:
            each.join()
    assert made == [200] * len(pages)


def test_what_holds_no_answer_is_packed_and_what_holds_one_never() -> None:
    with asking() as client:
        plain, packed = (client.get("/facts?subject=documents", headers={"Accept-Encoding": how}) for how in ("identity", "br, gzip"))
        assert (packed.headers.get("content-encoding"), plain.headers.get("content-encoding")) == ("gzip", None)
        assert packed.json() == plain.json()
        assert fits("Facts", packed.json())
        assert "Accept-Encoding" in packed.headers["vary"]
        assessed = client.post("/assess", json=known(documents_withheld=True), headers={"Accept-Encoding": "gzip"})
        assert "content-encoding" not in assessed.headers


def test_log_and_metrics_tell_of_no_person_and_an_answer_has_an_id(caplog: pytest.LogCaptureFixture) -> None:
    service = create_app()
    with caplog.at_level(logging.INFO, "tunnistus.api"), asking(service) as client:
        answers = [
            client.post("/assess", json=known(documents_withheld=True)), client.post("/assess", json=known(documents_withheld=CANARY)),
            client.get("/facts/documents_withheld"), client.get(f"/{CANARY}"), client.get("/health", params={"answers": CANARY}),
            client.request("MAIJA", "/assess"),
        ]  # fmt: skip
        metrics = client.get("/metrics").text
    told = [json.loads(record.message) for record in caplog.records if record.name == "tunnistus.api"][:6]
    assert [each["answer"] for each in told] == [each.headers["answer-id"] for each in answers]
    assert len({each["answer"] for each in told}) == len(told)
    named = ["POST /assess", "POST /assess", "GET /facts/{name}", "other", "GET /health", "other"]
    assert [(each["operation"], each["status"]) for each in told] == [*zip(named, (200, 422, 200, 404, 200, 405), strict=True)]
    assert 'tunnistus_answers_total{operation="POST /assess",status="422"} 1\n' in metrics
    for text in (metrics, caplog.text):
        assert "documents_withheld" not in text
        assert "maija" not in text.lower()


class Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")
    answers: dict[str, int]


def host(**kwargs: Any) -> FastAPI:
    made = FastAPI(**kwargs)

    @made.post("/case")
    def case(sent: Sent) -> dict[str, str]:
        return {}

    return made


def test_an_application_with_the_service_in_it_sends_nothing_back_and_prepares_it(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[object] = []
    monkeypatch.setattr("tunnistus.api.installed.warm", lambda *, book: prepared.append(book))
    began = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> Any:
        began.append(len(prepared))
        yield

    mine, without = host(lifespan=lifespan), host()
    install(mine)
    body = {"answers": {"documents_withheld": CANARY, CANARY: 1, "age": CANARY}, CANARY: 1, "kanariini": 2}
    with TestClient(mine) as client:
        refused = client.post("/case", json=body)
        assert client.post("/tunnistus/assess", json=known()).status_code == 200
    assert (prepared, began) == ([tn.book()], [1])
    assert (refused.status_code, {"type", "loc", "msg"}) == (422, {*refused.json()["detail"][0]})
    assert "anariini" not in refused.text
    assert ["body", "answers", "documents_withheld"] in [each["loc"] for each in refused.json()["detail"]]
    with TestClient(without) as client:
        assert "anariini" in client.post("/case", json=body).text


def test_a_handler_of_their_own_stays_and_the_address_has_a_form() -> None:
    mine = host()
    mine.add_exception_handler(RequestValidationError, lambda _, __: PlainTextResponse("ours", 400))
    install(mine, path="/help")
    with asking(mine) as client:
        assert client.post("/case", json={}).text == "ours"
        assert client.get("/help/health").status_code == 200
    install(host(), path="/v1.0/help-desk")
    for path in ("", "help", "/", "/help/", "/help?now", "/help now", "/{help}", "/help//now", "/../help", "/apu/hätä", "/help\n"):
        with pytest.raises(tn.errors.UnknownName):
            install(host(), path=path)
