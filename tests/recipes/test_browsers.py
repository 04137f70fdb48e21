"""The pages of the recipe of a form in browsers: contrast, keys, small screens, valid HTML."""

from pathlib import Path

import pytest

from tests.recipes import recipe
from tests.shown import found
from tests.tools import PROGRAMS, needs_browsers, needs_npm

form = recipe("form")
WRONG = {"as_of": "2026-11-28", "immediate_danger": "x", "date_of_birth": "x", "hourly_pay_eur": "x"}
PAGES = {
    "first": form.turn("sv", {})[1],
    "second": form.turn("fi", {"as_of": "2026-11-28", "immediate_danger": "true", "date_of_birth": ""})[1],
    "wrong": form.turn("en", WRONG)[1],
}


@needs_npm
@needs_browsers
@pytest.mark.deep
@pytest.mark.parametrize("how", ["text", *PROGRAMS])
def test_anybody_can_read_and_fill_in_the_form(how: str, tmp_path: Path) -> None:
    assert found(PAGES, how, tmp_path) == []
