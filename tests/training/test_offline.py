"""Lessons in one file, as people open them: from a disk in Chromium and Firefox, without a network, a whole lesson in each language by keyboard alone."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import escape

import tunnistus as tn
from lessons import bundle, offline
from tests.tools import PROGRAMS, needs_browsers, needs_npm
from tests.training.offline import bare, expected_practice, opened
from tunnistus.api.interview import Setting, turn
from tunnistus.rules.model import LANGUAGES

BYTES = 15_000_000
SECONDS = 12  # until the first screen; a machine that does other work as well gets twice that
BROWSERS = [(kind, browser) for kind in offline.KINDS for browser in PROGRAMS]

needs_python = pytest.mark.skipif(not bundle.PYODIDE.exists(), reason="needs what make browsers installs")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Each lesson in its file, all made from the same wheels."""
    place = tmp_path_factory.mktemp("lessons")
    wheels = bundle.wheels(place)
    made = {kind: place / f"{kind}.html" for kind in offline.KINDS}
    for kind, path in made.items():
        path.write_text(offline.page(kind, wheels), encoding="utf-8")
    yield made
    for path in made.values():
        path.unlink()


class Text(HTMLParser):
    """The text of a page, without what is not shown."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def text(page: str) -> str:
    """The text of what a page shows, without white space between words and tags."""
    reader = Text()
    reader.feed(page)
    return bare("".join(reader.said))


class Sent(dict[str, list[str]]):
    """A form, as the interview reads it."""

    def __getitem__(self, name: str) -> str:  # type: ignore[override]
        return self.getlist(name)[-1]

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        return next(reversed(self.getlist(name)), default)

    def getlist(self, name: str) -> list[str]:
        return super().get(name, [])


def expected_brief(given: list[list[str]], lang: str) -> str:
    sent = Sent()
    for name, said in [*given, ["do", "brief"]]:
        sent.setdefault(name, []).append(said)
    return text(turn(sent, lang, tn.book(), Setting()).partition("<main>")[2])


@pytest.mark.parametrize(
    "name", ["encodings/__init__.py", "encodings/unicode_escape.py", "encodings/utf_16_be.py", "html/__init__.py", "re/_parser.py"]
)
def test_what_is_asked_of_the_standard_library_is_inside(name: str) -> None:
    assert bundle._is_used(Path(name))


@pytest.mark.parametrize("name", ["encodings/mac_greek.py", "encodings/big5.py", "sqlite3/__init__.py", "pdb.py"])
def test_what_nothing_asks_of_the_standard_library_is_left_out(name: str) -> None:
    assert not bundle._is_used(Path(name))


@needs_npm
@needs_browsers
@needs_python
@pytest.mark.deep
@pytest.mark.parametrize(("kind", "browser"), BROWSERS)
def test_a_lesson_in_one_file_goes_by_keyboard_alone_and_nothing_is_kept_or_asked_for(
    kind: str, browser: str, pages: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    size, seen = pages[kind].stat().st_size, opened(pages[kind], kind, browser)
    with capsys.disabled():
        print(f"\n{kind} in {browser}: {size / 1e6:.1f} MB, {seen['seconds']:.1f} s to the first screen")
    assert size <= BYTES
    assert seen["seconds"] <= 2 * SECONDS
    assert (seen["findings"], seen["asked"], seen["kept"], seen["after"]) == ([], [], [], "")
    assert seen["left"] == ["about:blank", ""]
    for lang in LANGUAGES:
        shown = [bare(said) for said in seen["shown"][lang]]
        if kind == "practice":
            assert len(shown) == 5
            assert all(says in said for says, said in zip(expected_practice(lang), shown, strict=True))
        else:
            answers = [said for name, said in seen["given"][lang] if name == "given[]"]
            assert [said.partition(":")[2] for said in answers] == ["true", "maybe", "declined", ""]
            assert shown[-1] == expected_brief(seen["given"][lang], lang)


PLANTED = "localStorage.x = 1; new Image().src = 'https://inside.invalid/x';"


@needs_npm
@needs_browsers
@needs_python
@pytest.mark.deep
def test_a_page_that_keeps_asks_or_is_hard_to_read_is_found(pages: dict[str, Path], tmp_path: Path) -> None:
    page = pages["practice"].read_text(encoding="utf-8")
    page = page.replace('<meta http-equiv="Content-Security-Policy"', '<meta name="policy"').replace("--soft:#4a4a55", "--soft:#9a9aa5")
    page = page.replace('<script type="module">', f'<script type="module">{PLANTED}')
    (tmp_path / "spoiled.html").write_text(page, encoding="utf-8")
    seen = opened(tmp_path / "spoiled.html", "practice", "chromium")
    assert "x" in seen["kept"]
    assert "https://inside.invalid/x" in seen["asked"]
    assert {found.partition(": ")[2].partition(":")[0] for found in seen["findings"]} == {"color-contrast"}


@needs_python
@pytest.mark.deep
def test_what_is_inside_stands_in_the_file_with_its_licence(pages: dict[str, Path]) -> None:
    for path in pages.values():
        page = path.read_text(encoding="utf-8")
        for part in bundle.parts(sorted(path.parent.glob("*.whl"))):
            assert part.licence
            assert f"{part.name} {part.version}: {part.licence}" in page
            assert escape(part.text) in page
            assert part.text or part.name == "Pyodide", "whose licence asks for an address of the source"


@needs_python
@pytest.mark.deep
def test_equal_wheels_give_equal_files(pages: dict[str, Path]) -> None:
    offline._inside.cache_clear()
    again = offline.page("interview", sorted(pages["interview"].parent.glob("*.whl")))
    assert again == pages["interview"].read_text(encoding="utf-8")
