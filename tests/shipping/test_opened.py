"""What opens the archives of a release: planted faults are found, and a page without one is not told."""

from pathlib import Path

import pytest

from tests.shipping.opened import lost, opened
from tests.tools import needs_browsers, needs_npm

PAGE = '<!DOCTYPE html><html lang="en"><title>x</title>{}</html>'


def test_a_link_that_leads_to_nothing_in_the_archive_is_found(tmp_path: Path) -> None:
    (tmp_path / "outside.html").write_text(PAGE.format("<p>x</p>"), encoding="utf-8")
    folder = tmp_path / "archive"
    folder.mkdir()
    links = ["a.html", "a.html#here", "#here", "tel:112", "https://example.org/", "none.html", "a.html#none", "../outside.html", "none.png"]
    (folder / "a.html").write_text(PAGE.format('<p id="here">' + "".join(f'<a href="{to}">x</a>' for to in links)), encoding="utf-8")
    assert [lead for _, lead in lost(folder)] == ["../outside.html", "a.html#none", "none.html", "none.png"]


@needs_npm
@needs_browsers
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_page_that_asks_elsewhere_has_an_error_or_is_empty_is_found(tmp_path: Path, browser: str) -> None:
    bodies = {
        "asks": '<p>x</p><img alt="x" src="http://127.0.0.1:65530/x.png">',
        "empty": "",
        "fails": "<p>x</p><script>throw Error('planted')</script>",
        "whole": "<p>x</p>",
    }
    for name, body in bodies.items():
        (tmp_path / f"{name}.html").write_text(PAGE.format(body), encoding="utf-8")
    met = opened(tmp_path, browser)
    assert met["pages"] == len(bodies)
    assert met["printed"] == (len(bodies) if browser == "chromium" else 0)
    found = {(page, what) for page, what, _ in met["findings"]}
    assert found >= {("asks.html", "asks elsewhere"), ("empty.html", "is empty"), ("fails.html", "error")}
    assert not any(page == "whole.html" for page, _ in found)
