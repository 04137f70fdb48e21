"""The recipe of a service runs as it is written: a form, answers as text, a page in three languages, a result that another process gives again."""

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

import tunnistus as tn
from tests import ROOT
from tunnistus.rules.model import LANGUAGES

pytestmark = pytest.mark.enable_socket
RECIPE = ROOT / "docs" / "recipes" / "service"
SENT = {
    "immediate_danger": "false",
    "age_under_18": "",
    "documents_withheld": "true",
    "hourly_pay_eur": "4,5",
    "work_sector": "maybe",
    "as_of": "2026-11-24",
}


def client() -> TestClient:
    spec = importlib.util.spec_from_file_location("service", RECIPE / "service.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return TestClient(module.app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_asks_what_is_sent_and_the_page_is_the_brief(lang: str) -> None:
    service = client()
    assert set(re.findall(r'name="(\w+)"', service.get(f"/{lang}").text)) == SENT.keys()
    assert service.get(f"/{lang}").text.count('value="declined"') == len(SENT) - 1
    answers = {"immediate_danger": False, "documents_withheld": True, "hourly_pay_eur": 4.5, "work_sector": tn.MAYBE}
    assert service.post(f"/{lang}", data=SENT).text == tn.assess(answers, as_of=date(2026, 11, 24)).html(lang)


def test_what_is_wrong_is_told_in_the_language_and_without_the_value() -> None:
    response = client().post("/sv", data={**SENT, "documents_withheld": "Kanariini", "hourly_pay_eur": "Kanariini"})
    first, *wrong = response.text.removeprefix("<p>").removesuffix("</p>").split("</p><p>")
    assert (response.status_code, len(wrong), "112" in first) == (422, 2, True)
    assert "Kanariini" not in response.text
    assert client().post("/sv", data={**SENT, "as_of": "Kanariini"}).text == "<p>Skriv dagen så här: 2026-11-28.</p>"


def test_36_a_body_is_read_up_to_its_bound_alone() -> None:
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield b"as_of=2026-11-24&" * 500

    for path in ("/fi", "/fi/result"):
        response = client().post(path, content=pieces())
        assert (response.status_code, response.headers["cache-control"]) == (413, "no-store")
    within = "as_of=2026-11-24&x=" + "1" * 19_000
    assert client().post("/fi", content=within.encode()).status_code == 422


def test_36_nothing_that_was_typed_is_offered_again_and_no_page_is_kept() -> None:
    pages = [
        client().get("/fi"),
        client().post("/fi", data=SENT),
        client().post("/fi", data={**SENT, "as_of": ""}),
        client().post("/fi/result", data=SENT),
    ]
    assert {page.headers["cache-control"] for page in pages} == {"no-store"}
    fields = re.findall(r"<(?:form|input|select)\b[^>]*>", pages[0].text)
    assert len(fields) > len(SENT)
    assert [each for each in fields if 'autocomplete="off"' not in each] == []


def test_what_is_no_language_is_refused() -> None:
    service = client()
    responses = [service.get("/favicon.ico"), service.get("/de"), *(service.post(path, data=SENT) for path in ("/de", "/de/result"))]
    assert [each.status_code for each in responses] == [422, 422, 422, 422]


def test_a_body_that_is_no_text_is_refused() -> None:
    for path in ("/fi", "/fi/result"):
        response = client().post(path, content=b"as_of=2026-11-24&documents_withheld=\xff")
        assert (response.status_code, response.text) == (422, "<p>Kirjoita päivä näin: 2026-11-28.</p>")


def test_a_fault_that_was_not_foreseen_is_not_told_as_a_wrong_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tn.Assessment, "html", lambda *_: int("x"))
    with pytest.raises(ValueError, match="invalid literal"):
        client().post("/fi", data=SENT)


@pytest.mark.deep
def test_what_is_stored_is_given_again_by_another_process() -> None:
    stored = client().post("/fi/result", data=SENT).content
    replay = [sys.executable, RECIPE / "replay.py"]
    again = subprocess.run(replay, input=stored, capture_output=True, check=False, cwd=ROOT)
    assert (again.returncode, again.stdout) == (0, stored)
    other = stored.replace(b'"documents_withheld": true', b'"documents_withheld": false')
    assert subprocess.run(replay, input=other, capture_output=True, check=False, cwd=ROOT).returncode == 1
