"""The pages of the interview as people meet them: valid, to be read and used in Chromium and Firefox, by keyboard alone."""

from pathlib import Path

import pytest

from tests.api.client import asking
from tests.api.test_interview import BEGIN
from tests.saying.test_browsers import found, needs_browsers, needs_tools
from tunnistus.api import create_app
from tunnistus.rules.model import LANGUAGES

pytestmark = pytest.mark.enable_socket


def pages(lang: str) -> dict[str, str]:
    """A page of each kind."""
    own = create_app(leave="https://example.org/")
    fields = {**BEGIN, "lang": lang}
    with asking(own) as client:
        return {
            f"start.{lang}": client.get("/", headers={"Accept-Language": lang}).text,
            f"question.{lang}": client.post("/", data=fields).text,
            f"typed.{lang}": client.post(
                "/", data={**fields, "law": "1", "given[]": ["in_finland:true"], "answer": "hourly_pay_eur:=", "typed": "x"}
            ).text,
            f"which.{lang}": client.post("/", data={**fields, "given[]": ["right_of_residence:false", "citizenship:finnish"]}).text,
            f"end.{lang}": client.post(
                "/", data={**fields, "given[]": ["admitted_to_assistance_system:true", "immediate_danger:false"]}
            ).text,
        }


@needs_tools
@pytest.mark.deep
def test_pages_are_valid_html(tmp_path: Path) -> None:
    assert found({name: page for lang in LANGUAGES for name, page in pages(lang).items()}, "text", tmp_path) == []


@needs_tools
@needs_browsers
@pytest.mark.deep
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_anybody_can_read_and_use_the_pages(browser: str, lang: str, tmp_path: Path) -> None:
    assert found(pages(lang), browser, tmp_path) == []
