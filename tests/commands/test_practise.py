"""Practice in the terminal: every screen can be left, the words before it come first, and a whole story runs in three languages."""

import json
import re
from collections.abc import Callable

import pytest

import tunnistus as tn
from tests import ROOT
from tests.commands.line import run
from tunnistus.commands.practise import lesson
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

BOOK = source.book()
READ = ["1", "1 2", "3"]  # read the story, mark two signs, say the third step
MEET = ["2", "1", "1", "4", "", "2"]  # meet the person, ask two things, have asked enough, mark nothing, say the second step


def practised(typed: list[str], lang: str = "en", story: str | None = "labour_berries") -> tuple[list[str], int]:
    """What is written when somebody types this and then leaves, and how often something was asked."""
    said: list[str] = []
    left = [*typed, "0"]
    asked = 0

    def read(prompt: str) -> str:
        nonlocal asked
        asked += 1
        return left.pop(0)

    lesson(Speaker(BOOK, lang), story, read=read, write=said.append)
    assert left == []
    return said, asked


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("way", [READ, MEET])
def test_a_whole_story_runs_in_three_languages(way: list[str], lang: str) -> None:
    said, asked = practised(way, lang)
    text = "\n".join(said)
    story = next(each for each in tn.list_stories(lang) if each.story == "labour_berries")
    assert asked == len(way) + 1
    assert story.title in said
    assert said.count(story.text) == 1
    assert [point.says for point in story.points if point.says not in text] == []
    assert "{" not in text
    others = [each for each in LANGUAGES if each != lang]
    assert not any(Speaker(BOOK, other).t.ui("practice.said", "Sinun askeleesi: {step}")[:8] in text for other in others)


@pytest.mark.parametrize("way", [["7", *READ], ["7", *MEET]])
def test_every_screen_can_be_left_and_what_stands_first_and_last_is_always_there(way: list[str]) -> None:
    phones = [a.contact.phone for a in tn.list_actors("en") if a.contact and a.actor in ("crisis_helpline", "victim_support")]
    for n in range(len(way) + 1):
        said, asked = practised(way[:n], story=None)
        assert asked == n + 1
        assert said[0] == "You are practising with invented people. Do not tell anything here about a real person."
        last = said[said.index("The practice has ended. Nothing was kept.") :]
        assert all(any(str(phone) in line for line in last) for phone in phones)


@pytest.mark.parametrize("ending", [EOFError, KeyboardInterrupt])
def test_the_end_of_input_and_an_interrupt_leave_as_well(ending: type[BaseException]) -> None:
    said: list[str] = []

    def read(prompt: str) -> str:
        raise ending

    lesson(Speaker(BOOK, "sv"), None, read=read, write=said.append)
    assert "Övningen är slut. Ingenting sparades." in said


def test_it_takes_only_numbers_of_the_list_and_goes_on_with_another_story() -> None:
    said, _ = practised(["x", "1", "99", "1 x", "2,3", "five", "4", "1", "7", "1", "", "1"])
    assert said.count("Type one of the numbers.") == 2
    assert said.count("Type only numbers from the list, with a space between them.") == 2
    titles = [story.title for story in tn.list_stories("en")]
    assert titles[6] in said
    assert said.count("The people in the story are invented.") == 2


def test_what_is_heavy_is_said_before_the_story() -> None:
    said, _ = practised(["1"], story="nickname_in_the_chat")
    warnings = next(each for each in tn.list_stories("en") if each.story == "nickname_in_the_chat").warnings
    story = next(n for n, line in enumerate(said) if line.startswith("Somebody with the nickname") or "Kim" in line)
    assert warnings
    assert all(said.index(warning) < story for warning in warnings)


def test_the_person_answers_what_the_story_tells_and_what_it_does_not_tell_is_no_no() -> None:
    said, _ = practised(["2", "1", "1"])
    assert "You get no answer to this. That does not mean that the answer is no." in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_command_lists_stories_and_gives_them_as_json(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    code, out, _ = run(capsys, "practise", "--list", "--lang", lang)
    stories = tn.list_stories(lang)
    assert (code, [line.split()[0] for line in out.splitlines()]) == (0, [story.story for story in stories])
    assert all(story.title in out for story in stories)
    assert json.loads(run(capsys, "practise", "--json", "--lang", lang)[1]) == [story.to_dict() for story in stories]


def test_the_command_plays_and_refuses_what_is_not_there(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["1", "1", "1", "0"])
    answer: Callable[[str], str] = lambda prompt: next(typed)  # noqa: E731
    monkeypatch.setattr("builtins.input", answer)
    code, out, _ = run(capsys, "practise", "alike_courier")
    assert code == 0
    assert re.search(r"^Your step: Keep in touch", out, re.M)
    code, _, err = run(capsys, "practise", "alike_couriers", "--lang", "sv")
    assert (code, "alike_courier" in err) == (2, True)
    directory = ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules"
    code, _, err = run(capsys, "practise", "--rules", str(directory), "--lang", "fi")
    assert (code, "Näissä säännöissä ei ole kertomuksia." in err) == (2, True)
