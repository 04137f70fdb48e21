"""The light files as people open them: small, in Chromium and Firefox, by keyboard alone, in each language; and what the interview says."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import tunnistus as tn
from lessons.light import held
from lessons.light.page import KINDS, page, paths
from tests.shown import found
from tests.tools import PROGRAMS, needs_browsers, needs_npm
from tests.training.light import BOOK, DATES, people, run
from tests.training.offline import bare, expected_practice, opened
from tunnistus.explaining.assessed import identification, next_question
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.foremost import child, danger
from tunnistus.saying.interview import standing
from tunnistus.saying.speaker import Speaker

BYTES = 600_000
SECONDS = 1  # until the first screen; a machine that does other work as well gets three times that


@cache
def written(kind: str) -> str:
    return page(kind)


@pytest.mark.deep
@pytest.mark.parametrize("kind", KINDS)
def test_a_light_file_is_small_always_the_same_and_holds_no_address_but_of_whom_to_contact(kind: str) -> None:
    assert len(written(kind).encode()) <= BYTES
    assert page(kind) == written(kind)
    contacts = {way["web"] for each in BOOK.actors.values() if "web" in (way := each.get("contact") or {})}
    assert {*re.findall(r"https?://[^\s\"'<>\\]+", written(kind))} <= contacts


@pytest.mark.parametrize("kind", KINDS)
def test_an_old_browser_can_read_the_scripts(kind: str) -> None:
    """Nothing that came after 2017, nor what an early browser of that year has not."""
    for path in paths(kind):
        script = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
        later = re.findall(
            r"\?\.|\?\?|\|\|=|\{ \.\.\.|\.flat\(|\.flatMap\(|\.at\(|fromEntries|replaceChildren|replaceAll|matchAll|catch \{", script
        )
        assert later == [], path.name


# -- what the interview says -----------------------------------------------------------------------------------------


def expected(lang: str, answers: dict[str, Any]) -> list[list[str]]:
    """What the library says of danger, of a child, of talking safely, and of where the person stands."""
    given = {name: {"maybe": "MAYBE", "declined": "DECLINED"}.get(answer, answer) for name, answer in answers.items()}
    a, s = tn.assess(given, as_of=DATES.as_of), Speaker(BOOK, lang)
    route = a.child_route
    safely = [s.outcome(n, d.due) for n, d in a.part("next_step").items() if d.due and not d.rule.ordered]
    if route.due and a.case.answers.known.get("age_under_18") is not False:
        of_child = [s.outcome(route.rule.id, route.due)]
    else:
        of_child = [
            said for heading in [*child(s, a)][:1] for said in heading.sentences if route.due or a.decisions["child.in_view"].possible
        ]
    return [[said for heading in danger(s, a) for said in heading.sentences], of_child, safely, standing(s, a)]


def interviewed() -> Iterator[dict[str, Any]]:
    """Answers of people who can exist, to questions that are asked."""
    for person in people(90, seed=4):
        answers = {name: answer for name, answer in person["answers"].items() if not BOOK.facts[name].judgement}
        try:
            tn.assess({n: a for n, a in answers.items() if a not in ("maybe", "declined")}, as_of=DATES.as_of)
        except tn.errors.Contradiction:
            continue
        yield answers


def test_the_interview_says_what_the_library_says(tmp_path: Path) -> None:
    told = [{"lang": LANGUAGES[n % 3], "answers": answers} for n, answers in enumerate([{}, *interviewed()])]
    assert len(told) > 30
    heard = run(held.interview(BOOK), told, tmp_path, "interview")
    wrong = [(each, said, each_said) for each, said in zip(told, heard, strict=True) if said != (each_said := expected(**each))]
    assert wrong == []


# -- in browsers -----------------------------------------------------------------------------------------------------


def brief(lang: str) -> list[str]:
    """Sentences that stand in the result when the first four questions were answered as the program does it."""
    answers: dict[str, Any] = {}
    skip: list[str] = []
    for answer in (True, "MAYBE", "DECLINED", None):
        a = tn.assess(answers, as_of=DATES.as_of)
        question = next_question(a.ask(only=identification(BOOK), skip=skip), a.case.answers)
        assert question is not None
        if answer is None:
            skip.append(question.fact)
        else:
            answers[question.fact] = answer
    said = {name: {"MAYBE": "maybe", "DECLINED": "declined"}.get(answer, answer) for name, answer in answers.items()}
    return [sentence for part in expected(lang, said) for sentence in part]


@needs_npm
@pytest.mark.deep
def test_a_light_file_is_valid_html(tmp_path: Path) -> None:
    assert found({kind: written(kind) for kind in KINDS}, "text", tmp_path) == []


@needs_npm
@needs_browsers
@pytest.mark.deep
@pytest.mark.parametrize(("kind", "browser"), [(kind, browser) for kind in KINDS for browser in PROGRAMS])
def test_a_light_file_goes_by_keyboard_alone_and_nothing_is_kept_or_asked_for(
    kind: str, browser: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / f"{kind}.light.html"
    place.write_text(written(kind), encoding="utf-8")
    seen = opened(place, kind, browser)
    with capsys.disabled():
        print(f"\nlight {kind} in {browser}: {place.stat().st_size / 1e3:.0f} kB, {seen['loaded']:.2f} s to the first screen")
    assert (seen["findings"], seen["asked"], seen["kept"]) == ([], [], [])
    assert seen["loaded"] <= 3 * SECONDS
    assert bare(seen["after"]) in [bare(shown[0]) for shown in seen["shown"].values()], "it begins anew"
    assert seen["left"] == ["about:blank", ""]
    for lang in LANGUAGES:
        shown = [bare(said) for said in seen["shown"][lang]]
        wanted = expected_practice(lang) if kind == "practice" else ["", "", "", "", "", *brief(lang)]
        last = shown if kind == "practice" else [*shown[:5], *shown[-1:] * len(brief(lang))]
        assert len(shown) == (5 if kind == "practice" else 6)
        assert all(bare(says) in said for says, said in zip(wanted, last, strict=True))
