"""Each block of code on a page is run by a test, or held to what reads it; one that is not says why on the page."""

import re
import shlex
import textwrap
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from tests import ROOT
from tests.examples import Fenced, fenced
from tests.ids import unreleased
from tunnistus.commands.main import parser
from tunnistus.reading import documents
from tunnistus.reading.strict import read_text
from tunnistus.saying.texts import own_texts

# Pages of ``docs/site`` have tests of their own, which run them in each language.
PAGES = sorted(
    page.relative_to(ROOT).as_posix()
    for page in [
        *ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "recipes").rglob("*.md"), ROOT / "docs" / "training" / "README.md",
        ROOT / "indicators" / "README.md",
    ]
)  # fmt: skip


def every(languages: tuple[str, ...]) -> list[tuple[str, Fenced]]:
    """The blocks in some languages that are not marked, each with its page."""
    found = [(page, block) for page in PAGES for block in fenced((ROOT / page).read_text(encoding="utf-8"))]
    return [(page, block) for page, block in found if block.language in languages and not block.reason]


def test_only_known_languages_stand_on_pages() -> None:
    known = ("", "python", "yaml", "toml", "json", "text", "mermaid")
    found = [(page, block.language) for page in PAGES for block in fenced((ROOT / page).read_text(encoding="utf-8"))]
    assert [each for each in found if each[1] not in known] == []
    assert {language for _, language in found} == {*known}


# -- Python, and what a test reads from the page --------------------------------------------------------------------


@cache
def written() -> str:
    """All tests, as text."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("test_*.py")))


def is_read(page: str, language: str) -> bool:
    """Whether a test reads the blocks of a page in a language."""
    runs = rf'run\("{re.escape(page)}"' if language == "python" else "^$"
    reads = rf'blocks\("{re.escape(page)}"' + ("" if language == "python" else rf', "{language}"\)')
    return re.search(f"{runs}|{reads}", written()) is not None


@pytest.mark.parametrize("page", sorted({page for page, _ in every(("python",))}))
def test_python_is_run_by_a_test(page: str) -> None:
    assert is_read(page, "python")


@pytest.mark.parametrize(("page", "language"), sorted({(page, block.language) for page, block in every(("toml", "json", "text"))}))
def test_what_a_program_reads_or_writes_is_held_by_a_test(page: str, language: str) -> None:
    assert is_read(page, language)


def test_a_page_that_no_test_reads_is_noticed() -> None:
    assert not is_read("docs/none.md", "python")


# -- commands -------------------------------------------------------------------------------------------------------


def lines(block: Fenced) -> Iterator[list[str]]:
    """The words of each command, without remarks."""
    for line in block.code.splitlines():
        if words := shlex.split(line, comments=True):
            yield words


COMMANDS = [(page, words) for page, block in every(("",)) for words in lines(block)]


INSTALLS = [
    (page.relative_to(ROOT).as_posix(), found[1])
    for page in sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
    for found in re.finditer(r"pip\s+install\s[^`]*?[\"']?([\w./]*\[[^\]]*\])", page.read_text(encoding="utf-8"))
]


def installs(package: str, *, released: bool) -> bool:
    """Whether what is installed is the checkout, or once it is released the package, with extras that there are."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = re.fullmatch(r"([\w.]+)\[([\w,]+)\]", package)
    names = (".", project["name"]) if released else (".",)
    return found is not None and found[1] in names and {*found[2].split(",")} <= project["optional-dependencies"].keys()


@pytest.mark.parametrize(("page", "package"), INSTALLS)
def test_a_page_installs_extras_from_where_they_are(page: str, package: str) -> None:
    assert installs(package, released=not unreleased()), page


def test_an_index_is_named_only_once_something_is_released() -> None:
    assert len(INSTALLS) > 5
    assert installs(".[api,kit]", released=False)
    assert installs("tunnistus[api]", released=True)
    for package, released in (("tunnistus[api]", False), (".[nothing]", False), ("tunnistus[nothing]", True), ("other[api]", True)):
        assert not installs(package, released=released)


def understood(words: list[str]) -> bool:
    """Whether what a command names is there: the options of ours, a target of make, an extra of the package, a program of the checkout."""
    match words:
        case ["python", "-m", "tunnistus", *rest] | ["tunnistus", *rest]:
            try:
                parser(own_texts("en")).parse_args(rest)
            except SystemExit as stop:
                return stop.code == 0
            return True
        case ["make", *targets]:
            text = (ROOT / "Makefile").read_text(encoding="utf-8")
            return all(re.search(rf"^{re.escape(each)}:|^{re.escape(each.partition('=')[0])} \?=", text, re.M) for each in targets)
        case ["pip", "install", package]:
            return installs(package, released=not unreleased())
        case ["uvicorn", "--app-dir", there, application, *_]:
            return (ROOT / there / f"{application.partition(':')[0]}.py").is_file()
        case ["uvicorn", "tunnistus.api:app", *_]:
            return True
        case ["python", "-m", package, *_]:
            return (ROOT / package / "__main__.py").is_file()
        case ["python", program, *_]:
            return (ROOT / program).is_file()
        case ["pytest", *_] | [".", ".venv/bin/activate"] | [".venv/bin/python", "-m", "hatchling", *_]:
            return True
    return False


@pytest.mark.parametrize(("page", "words"), COMMANDS, ids=[f"{page}: {' '.join(words)}" for page, words in COMMANDS])
def test_a_command_is_understood(page: str, words: list[str]) -> None:
    assert understood(words), page


@pytest.mark.parametrize(
    "line",
    [
        "python -m tunnistus asess x.yaml",
        "make tset",
        "make FUZZ=1",
        "pip install .[nothing]",
        "python none.py",
        "python -m none",
        "uvicorn --app-dir docs none:app",
        "ls",
    ],
)
def test_a_command_that_is_none_is_noticed(line: str) -> None:
    assert not understood(line.split())


# -- rules ----------------------------------------------------------------------------------------------------------

MODELS = [
    each for each in vars(documents).values() if isinstance(each, type) and issubclass(each, documents._Doc) and each is not documents._Doc
]


def fits(data: Any) -> bool:
    """Whether a piece of a rule file fits one of the documents that the reader knows, but for what is left out."""
    return any(_lacks_only(model, data) for model in MODELS)


def _lacks_only(model: type[BaseModel], data: Any) -> bool:
    try:
        model.model_validate(data)
    except ValidationError as problem:
        return {error["type"] for error in problem.errors()} == {"missing"}
    return True


PIECES = [(page, block.code) for page, block in every(("yaml",))]


@pytest.mark.parametrize(("page", "code"), PIECES, ids=[f"{page}-{n}" for n, (page, _) in enumerate(PIECES)])
def test_a_piece_of_a_rule_file_is_what_the_reader_knows(page: str, code: str) -> None:
    data = read_text(textwrap.dedent(code), name=page).data
    assert fits(data) or all(map(fits, data.values()))


def test_a_piece_with_a_key_that_nobody_knows_is_noticed() -> None:
    assert fits({"then": "admitted", "effect": "duty"})
    assert not fits({"then": "admitted", "efect": "duty"})
