"""The README is one page: every claim leads to a page that shows it, its commands run, and its picture is what they write."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from babel.messages.pofile import read_po

import tunnistus as tn
from handbook import catalogues
from tests import ROOT
from tests.examples import blocks
from tests.ids import unreleased
from tests.result_picture import PICTURE, sheet
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.steps import SAID
from tunnistus.shipping import source

README = ROOT / "README.md"
LINK = re.compile(r"\]\(([^()\s]+)\)")
CODE = re.compile(r"^```.*?^```$", re.M | re.S)


def text(path: Path = README) -> str:
    return path.read_text(encoding="utf-8")


# -- what it says ------------------------------------------------------------------------------------------------


def claims(page: str) -> Iterator[str]:
    """The paragraphs, items and rows of a page: all but headings, code, and the heads of tables."""
    for block in re.split(r"\n{2,}", CODE.sub("", page)):
        if block.startswith("|"):
            yield from block.splitlines()[2:]
        elif block.startswith(("* ", "1. ")):
            yield from re.split(r"\n(?=\* |\d+\. )", block)
        elif block.strip() and not block.startswith("#"):
            yield block.strip()


def anchors(page: str) -> set[str]:
    """What the headings of a page are called in its address."""
    titles = re.findall(r"^#+ (.+)$", CODE.sub("", page), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken(page: str, place: Path = ROOT) -> list[str]:
    """The links within the repository that lead nowhere."""
    found = []
    for link in LINK.findall(CODE.sub("", page)):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        path = (place / target).resolve() if target else None
        if (path and not path.exists()) or (anchor and anchor not in anchors(text(path) if path else page)):
            found.append(link)
    return found


def without_proof(page: str) -> list[str]:
    """What is claimed and leads to no page of the repository."""
    return [claim for claim in claims(page) if not [link for link in LINK.findall(claim) if not re.match(r"[a-z]+:|#", link)]]


def test_it_is_one_page() -> None:
    assert len(text().splitlines()) <= 120


def test_every_claim_leads_to_a_page() -> None:
    assert len([*claims(text())]) > 25
    assert without_proof(text()) == []


def test_every_link_leads_to_a_page_and_a_heading_that_are_there() -> None:
    assert broken(text()) == []


@pytest.mark.parametrize(
    ("planted", "unproved", "lost"),
    [
        ("It is fast.", ["It is fast."], []),
        ("* It is fast ([how](docs/performance.md)).\n* It is\n  small.", ["* It is\n  small."], []),
        ("| a | b |\n|---|---|\n| fast | yes |", ["| fast | yes |"], []),
        ("It is fast ([how](https://example.org)).", ["It is fast ([how](https://example.org))."], []),
        ("It is fast ([how](docs/none.md)).", [], ["docs/none.md"]),
        ("It is fast ([how](docs/performance.md#none)).", [], ["docs/performance.md#none"]),
        ("# It is fast\n\n```\nmake bench\n```\n\nSee ([above](#it-is-fast), [how](docs/performance.md#how-fast)).", [], []),
    ],
)
def test_planted_faults_are_found(planted: str, unproved: list[str], lost: list[str]) -> None:
    assert (without_proof(planted), broken(planted)) == (unproved, lost)


def pages() -> dict[Path, str]:
    """The pages that somebody finds who starts at the README, each with its text."""
    found: dict[Path, str] = {}
    waiting = [README]
    while waiting:
        path = waiting.pop()
        if path in found or path.suffix != ".md" or not path.is_file():
            continue
        found[path] = text(path)
        waiting += [(path.parent / link.partition("#")[0]).resolve() for link in LINK.findall(found[path]) if ":" not in link]
        waiting += [(path.parent / f"{name}.md").resolve() for name in re.findall(r"\{doc\}`[^`]*<([^`>]+)>`", found[path])]
    return found


def test_every_page_can_be_found_from_it_and_no_link_of_those_is_broken() -> None:
    found = pages()
    wanted = [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "site").glob("*.md"), *ROOT.glob("*.md")]
    assert [path.name for path in wanted if path not in found] == []
    assert {path.name: lost for path, page in found.items() if (lost := broken(page, path.parent))} == {}


def test_it_says_in_finnish_and_swedish_what_it_is_and_whom_to_call() -> None:
    for heading, number in (("Suomeksi", "soita ensin hätänumeroon 112"), ("På svenska", "ring först nödnumret 112")):
        told = " ".join(text().partition(f"## {heading}\n")[2].partition("\n## ")[0].split())
        assert number in told
        assert 300 < len(told) < 1200


def to_finnish(page: str) -> list[str]:
    """The links of a page to those of the handbook, whose text in the repository is Finnish; the beginning in Finnish may have them."""
    parts = re.split(r"(?=^## )", CODE.sub("", page), flags=re.M)
    english = "".join(part for part in parts if not part.startswith("## Suomeksi"))
    return [link for link in LINK.findall(english) if re.search(r"(^|/)site/", link)]


def test_nobody_who_reads_english_or_swedish_is_led_to_a_page_in_finnish() -> None:
    apart = (ROOT / "docs" / "handbook.md", *(path for path in pages() if path.parent.name in ("site", "readings")))
    english = [path for path in pages() if path not in apart]
    assert len(english) > 60
    assert {path.name: found for path in english if (found := to_finnish(text(path)))} == {}
    assert "in the repository they lead to the Finnish source" in " ".join(text(apart[0]).split())
    assert "](docs/site/index.md)" in text().partition("## Suomeksi")[2].partition("## På svenska")[0]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("See [a](docs/site/a.md).", ["docs/site/a.md"]),
        ("See [a](site/a.md#b) and [c](c.md).", ["site/a.md#b"]),
        ("## Suomeksi\n\n[a](docs/site/a.md)\n", []),
        ("## Suomeksi\n\n## På svenska\n\n[a](docs/site/a.md)\n", ["docs/site/a.md"]),
    ],
)
def test_a_link_to_a_page_in_finnish_is_found(page: str, found: list[str]) -> None:
    assert to_finnish(page) == found


def test_it_says_that_nothing_is_released_as_long_as_nothing_is() -> None:
    assert unreleased() == (f"Version {tn.__version__} is not released" in text())


# -- its commands, and its picture -------------------------------------------------------------------------------


def recipe(target: str) -> str:
    """What make would run."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.check_output(["make", "--dry-run", "VENV=.venv", target], cwd=ROOT, text=True, env=bare)


def test_its_commands_are_two() -> None:
    assert re.findall(r"^```(\w*)\n(.*?)^```", text(), re.M | re.S) == [("", "make demo\nmake test\n")]
    assert '-m pytest -m "not deep"' in recipe("test")


@pytest.fixture(scope="module")
def demo() -> str:
    """What ``make demo`` writes, with the Python of the test."""
    lines = recipe("demo")
    command = lines[lines.index("for lang in") :].replace(".venv/bin/python", shlex.quote(sys.executable))
    return subprocess.check_output(["sh", "-c", command], cwd=ROOT, text=True)


@pytest.mark.deep
def test_its_demo_writes_a_sheet_in_three_languages(demo: str) -> None:
    assert [demo.count(title) for title in ("MITÄ TEET NYT", "VAD DU GÖR NU", "WHAT TO DO NOW")] == [1, 1, 1]


@pytest.mark.deep
def test_its_picture_is_drawn_from_what_the_demo_writes(demo: str) -> None:
    assert sheet().strip() in demo
    assert f"]({PICTURE.relative_to(ROOT).as_posix()})" in text()


def test_every_word_of_the_picture_stands_in_the_demo_and_it_says_who_is_invented(demo: str) -> None:
    root = ElementTree.fromstring(text(PICTURE))
    shown = [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]
    parts = " ".join(shown).split("…")
    assert len(parts) > 2
    assert [part for part in parts if " ".join(part.split()) not in " ".join(demo.split())] == []
    told = " ".join(each.text or "" for name in ("title", "desc") for each in root.iter(f"{{http://www.w3.org/2000/svg}}{name}"))
    assert "invented" in told
    (alt,) = re.findall(r"!\[([^\]]+)\]", text())
    assert len(alt) > 60
    assert "The person is invented" in text()


# -- what moved from it ------------------------------------------------------------------------------------------


def test_blocks_of_python_stand_on_pages_of_their_own() -> None:
    assert "```python" not in text()
    assert blocks("docs/python.md")


WORKER, SAFETY = ROOT / "docs" / "site" / "worker.md", ROOT / "docs" / "safety.md"


def translated(lang: str) -> dict[str, str]:
    """The paragraphs of the pages written by hand, in another language."""
    with catalogues.SITE.path(ROOT / "locales", lang).open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file)}


def points(page: str, heading: str) -> list[str]:
    """The items below a heading, each in one line."""
    below = page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [" ".join(item.split()) for item in re.findall(r"^[-*] (.*(?:\n {2}.*)*)$", below, re.M)]


def test_what_keeps_a_person_safe_is_said_in_english_as_in_the_handbook() -> None:
    worker, safety, english = text(WORKER), " ".join(text(SAFETY).split()), translated("en")
    finnish = [worker.splitlines()[2], *points(worker, "Ensin turvallisuus"), *points(worker, "Älä koskaan")]
    finnish += [line.removeprefix("- ") for line in worker.splitlines() if "tunnistetiedot" in line or "vaarantaa" in line]
    assert len(finnish) == 13
    assert [line for line in finnish if english[line] not in safety] == []
    assert points(text(SAFETY), "Never") == [english[line] for line in points(worker, "Älä koskaan")]


@pytest.mark.parametrize("path", [WORKER, ROOT / "docs" / "site" / "index.md", SAFETY])
def test_the_emergency_number_is_what_a_page_for_workers_says_before_all_else_and_it_can_be_tapped(path: Path) -> None:
    heading, _, line = text(path).splitlines()[:3]
    assert heading.startswith("# ")
    assert re.match(r"\*\*[^*]*\[112\]\(tel:112\)\.\*\*", line)


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_what_never_to_do_is_said_in_the_words_of_the_library(lang: str) -> None:
    texts = Speaker(source.book(), lang).t
    said = [texts.say(context) for context in texts.book.texts if context.startswith(("rule.safety.", "rule.child_route."))]
    said.append(SAID["permit"](texts))
    never = points(text(WORKER), "Älä koskaan")
    assert len(never) == 6
    words = {line: line if lang == "fi" else translated(lang)[line] for line in never}
    assert [line for line in words.values() if not any(line in each for each in said)] == []


def test_every_state_is_told_on_the_page_about_results() -> None:
    page = text(ROOT / "docs" / "reading-a-result.md")
    table = page.partition("| `a.state` |")[2].partition("\n\n")[0]
    told = [name for row in table.splitlines() if row.startswith("| `") for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert told == [state.value for state in tn.State]
