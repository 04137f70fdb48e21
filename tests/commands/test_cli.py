"""The command line as a user meets it: help in three languages, clear refusals with exit code 2, and the interview."""

import itertools
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests import ROOT
from tunnistus.commands.interview import interview
from tunnistus.commands.main import main
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

DEMO = str(ROOT / "docs" / "examples" / "berry-picker.yaml")
CANARY = "Maija Testi 010190-123A"


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(argv)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(("lang", "word"), [("fi", "Haastattele"), ("sv", "Intervjua"), ("en", "Interview")])
def test_help_in_three_languages(capsys: pytest.CaptureFixture[str], lang: str, word: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["assess", "--lang", lang, "--help"])
    assert stop.value.code == 0
    about = capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["ask", f"--lang={lang}", "--help"])
    assert word in capsys.readouterr().out
    assert about


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_assess_writes_every_form(capsys: pytest.CaptureFixture[str], form: str) -> None:
    code, out, err = run(capsys, "assess", DEMO, "--lang", "sv", "--as-of", "2026-11-24", "--format", form)
    assert (code, err) == (0, "")
    if form == "json":
        assert json.loads(out)["next_step"]["floor"] == "propose"
    else:
        assert "Vad göra nu" in out


@pytest.mark.parametrize(("text", "what"), [
    ("answers: {documents_witheld: true}", "documents_witheld: There is no such fact. Did you mean 'documents_withheld'?"),
    (f"answers: {{documents_withheld: '{CANARY}'}}", "documents_withheld: The answer is outside the domain of the fact."),
    ("answers: {documents_withheld: 0}", "It takes True or False (not 1 or 0)."),
    ("answers: {worker_presumes_victim: true}", "it needs who made it and when"),
    ("answers: {a: 1}\nanswers: {b: 1}", "case.yaml:2:1: The key 'answers' stands twice"),
    ("answer: {a: 1}", "Did you mean 'answers'?"),
    ("answers: [1]", "case.yaml:1:1"),
    ("", "The file is empty."),
    ("act_from: 2027-01-01\nanswers: {}", "act_from: 2027-01-01 is after as_of"),
])  # fmt: skip
def test_a_wrong_case_file_gets_a_clear_message(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    code, out, err = run(capsys, "assess", str(path), "--as-of", "2026-11-24")
    assert (code, out) == (2, "")
    assert what in err
    assert CANARY not in err


def test_missing_date_and_file_are_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "Give --as-of" in run(capsys, "assess", DEMO)[2] or run(capsys, "assess", DEMO)[0] == 0
    code, _, err = run(capsys, "assess", str(tmp_path / "absent.yaml"), "--as-of", "2026-11-24")
    assert code == 2
    assert "cannot be read" in err


def test_show_and_check(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "show", "permit.52a1", "--lang", "fi")
    assert code == 0
    assert "ulkomaalaislaki (301/2004) 52 a §" in out
    assert run(capsys, "show", "permit.52a1x")[0] == 2
    assert "permit.52a1" in run(capsys, "show", "rules")[1]
    assert "documents_withheld" in run(capsys, "show", "facts", "--lang", "sv")[1]
    assert "Inrikesministeriets publikation 29/2016" in run(capsys, "show", "actors", "--lang", "sv")[1]
    code, out, _ = run(capsys, "check")
    assert (code, "0 errors" in out) == (0, True)
    code, out, _ = run(capsys, "check", "--cost")
    assert (code, len(out.splitlines())) == (0, 1 + len(source.book().rulesets) + len(source.book().rules))


def test_the_json_schema_for_editors_is_in_step(capsys: pytest.CaptureFixture[str]) -> None:
    committed = (ROOT / "indicators" / "schema.json").read_text(encoding="utf-8")
    assert run(capsys, "schema")[1] == committed, "run: tunnistus schema > indicators/schema.json"


def test_the_trace_table_holds_every_clause(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "trace", "--lang", "sv")
    assert code == 0
    for rule in source.book().rules.values():
        for clause in rule.clauses:
            assert f"| {rule.id} | {clause.name} |" in out
    assert "| 301/2004 52 a § 1 mom. " in out
    assert not [row for row in out.splitlines() if row.startswith("|") and row.endswith("| 0 |")]


def typed(lines: list[str]) -> tuple[list[str], list[str]]:
    said: list[str] = []
    interview(date(2026, 11, 24), "en", "worker", read=lambda prompt: lines.pop(0) if lines else "0", write=said.append)
    return said, lines


def test_the_interview_can_be_stopped_at_once_and_says_what_is_settled() -> None:
    said, _ = typed(["0"])
    assert "No signs of human trafficking have been asked about yet, so nothing is known of them." in said
    assert not any(re.search(r"\d+/\d+ rules", line) for line in said)
    assert said[-1].startswith("Assessment of the situation")


def test_the_interview_asks_about_danger_before_anything_else() -> None:
    for lang in ("fi", "sv", "en"):
        said: list[str] = []
        interview(date(2026, 11, 24), lang, "worker", read=lambda prompt: "0", write=said.append)
        assert Speaker(source.book(), lang).question(source.book().facts["immediate_danger"]) in said


@pytest.mark.parametrize("leave", [EOFError, KeyboardInterrupt])
@pytest.mark.parametrize("after", [0, 1, 7])
def test_leaving_the_interview_in_whatever_way_tells_what_is_known_danger_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], leave: type[BaseException], after: int
) -> None:
    typed = iter(["1"] * after)

    def read(prompt: str) -> str:
        for line in typed:
            return line
        raise leave

    monkeypatch.setattr("builtins.input", read)
    code, out, err = run(capsys, "ask", "--as-of", "2026-11-24", "--lang", "en")
    assert (code, err) == (0, "")
    page = out[out.index("Assessment of the situation") :].splitlines()
    assert "112" in "".join(page[:12])
    assert ("Someone is in danger right now" in "".join(page)) is (after > 0)


def test_the_interview_takes_only_numbers_and_follows_the_questions() -> None:
    said, rest = typed(["what", "99", "1", "4", "5", "0"])
    assert rest == []
    assert said.count("Type one of the numbers.") == 2


def test_the_interview_ends_by_itself() -> None:
    said: list[str] = []
    numbers = itertools.cycle(["5", "3", "1"])  # one of them skips, one goes on
    interview(date(2026, 11, 24), "fi", "plain", read=lambda prompt: next(numbers), write=said.append)
    assert any(line.startswith("Enempää ei tarvitse kysyä") for line in said)


def test_the_interview_says_why_it_asks_and_goes_on_to_law_only_when_wished() -> None:
    said, asked = [], []
    questions = {Speaker(source.book(), "en").question(f): f.id for f in source.book().facts.values() if f.askable}

    def answer(prompt: str) -> str:
        last = next(
            (line for line in reversed(said) if line in questions or line.startswith("There is nothing more to ask about the signs")), ""
        )
        if last not in questions:
            return "2"
        asked.append(questions[last])
        return "1" if questions[last] == "person_asks_for_assistance" else "2"

    result = interview(date(2026, 11, 24), "en", "worker", read=answer, write=said.append)
    assert result.next_step.floor == "propose"
    assert "  The answer may change this: Emergency" in said
    assert not result.law or any(not d.settled for part in result.law.values() for d in part.values())
    assert len(asked) < 40


def test_output_does_not_hang_on_hash_seed_or_locale() -> None:
    command = [
        sys.executable,
        "-m",
        "tunnistus",
        "assess",
        DEMO,
        "--lang",
        "fi",
        "--as-of",
        "2026-11-24",
        "--format",
        "json",
    ]
    outputs = set()
    for seed, lang in (("0", "C"), ("1", "tr_TR.UTF-8"), ("2", "fi_FI.UTF-8")):
        env = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "LANG": lang,
            "LC_ALL": lang,
            "TZ": "Pacific/Kiritimati",
            "PYTHONUTF8": "1",
        }
        outputs.add(subprocess.run(command, env=env, capture_output=True, check=True, cwd=ROOT).stdout)
    assert len(outputs) == 1


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_interview_tells_what_counts_when_asked_and_asks_again(lang: str) -> None:
    typed, said = iter(["?", "0"]), list[str]()
    interview(date(2026, 11, 24), lang, "worker", read=lambda prompt: next(typed), write=said.append)
    counts = Speaker(source.book(), lang).counts(source.book().facts["immediate_danger"])
    assert counts is not None
    places = [said.index("  " + line) for line in counts]
    assert places == sorted(places)
    assert next(typed, None) is None, "it went on asking"
