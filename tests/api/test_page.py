"""The page on the service: its examples run, and its tables name what there is."""

import re

import pytest
from starlette.testclient import TestClient

from tests import ROOT
from tests.examples import blocks, run
from tunnistus.api import app
from tunnistus.api.problems import CODES, REASONS
from tunnistus.api.requests import Ask, Assess, Explain, Step

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.mark.enable_socket
def test_the_examples_run_as_written() -> None:
    assert len(blocks("docs/api.md")) >= 2
    run("docs/api.md")


@pytest.mark.enable_socket
def test_the_request_of_the_page_is_answered() -> None:
    (request,) = blocks("docs/api.md", "json")
    response = TestClient(app).post("/assess", content=request, headers={"Content-Type": "application/json"})
    assert response.status_code == 200


def first_columns(of: str) -> set[str]:
    return {name for cell in re.findall(rf"^\| (`{of}[^|]*) \|", PAGE, re.M) for name in re.findall(r"`([^`]+)`", cell)}


def test_the_service_knows_every_code_and_reason_of_the_page_on_json() -> None:
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    table = page.partition("| code | reason |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| (`[^|]+) \|", table, re.M)
    assert {code for code, _ in rows} < {*CODES}
    assert {reason for _, cell in rows for reason in re.findall(r"`([a-z0-9-]+)`", cell)} == {*REASONS}


def test_the_tables_name_every_operation_key_and_code() -> None:
    assert first_columns("(?:GET|POST) ") == {
        f"{method.upper()} {path}" for path, operations in app.openapi()["paths"].items() for method in operations
    }
    keys = {field.alias or name for model in (Assess, Ask, Explain, Step) for name, field in model.model_fields.items()}
    codes = set(CODES) - set(re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs" / "json.md").read_text(encoding="utf-8"), re.M))
    assert keys | codes <= first_columns("(?!GET|POST)[a-z]") <= keys | {*CODES}  # some codes stand on both pages
