"""The command line as a user meets it: help in three languages, clear refusals with exit code 2, and the interview."""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT
from tests.commands.line import DEMO, run
from tests.tools import needs_weasyprint
from tunnistus.commands.interview import Talk, interview
from tunnistus.commands.main import main
from tunnistus.commands.terminal import wrapped
from tunnistus.conversation import interview as begun
from tunnistus.explaining.interview import SINGLES
from tunnistus.explaining.opening import openers
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.interview import ended, why
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

KOIVURANTA = ROOT / "docs" / "examples" / "municipality" / "koivuranta"
CANARY = "Maija Testi 010190-123A"


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


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json", "page"])
def test_assess_writes_every_form(capsys: pytest.CaptureFixture[str], form: str) -> None:
    code, out, err = run(capsys, "assess", DEMO, "--lang", "sv", "--as-of", "2026-11-24", "--format", form)
    assert (code, err) == (0, "")
    if form == "json":
        assert json.loads(out)["next_step"]["floor"] == "propose"
    else:
        assert "Vad du gör nu".casefold() in out.casefold()


@needs_weasyprint
def test_a_sheet_goes_into_a_file_and_bytes_never_to_a_terminal(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    command = ["assess", DEMO, "--as-of", "2026-11-24", "--lang", "fi", "--register", "plain", "--format"]
    target = tmp_path / "sheet.pdf"
    assert main([*command, "pdf", "--output", str(target)]) == 0
    assert capsysbinary.readouterr() == (b"", b"")
    assert main([*command, "pdf"]) == 0
    assert capsysbinary.readouterr().out == target.read_bytes()
    assert target.read_bytes().startswith(b"%PDF-")
    assert target.stat().st_mode & 0o077 == 0 or os.name == "nt", "nobody else reads it"
    page = tmp_path / "sheet.html"
    assert main([*command, "html", "--output", str(page)]) == main([*command, "html"]) == 0
    assert capsysbinary.readouterr().out == page.read_bytes()
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda self: True)
    assert main([*command, "pdf"]) == 2
    out, err = capsysbinary.readouterr()
    assert out == b""
    assert b"--output FILE" in err
    assert main([*command, "pdf", "--full", "--output", str(target)]) == 2
    assert b"--full" in capsysbinary.readouterr().err
    assert main([*command, "text", "--output", str(tmp_path)]) == 2
    assert capsysbinary.readouterr().out == b""


@pytest.mark.parametrize(("text", "what"), [
    ("answers: {documents_witheld: true}", "documents_witheld: There is no such fact. Did you mean 'documents_withheld'?"),
    (f"answers: {{documents_withheld: '{CANARY}'}}", "documents_withheld: The answer is outside the domain of the fact."),
    ("answers: {documents_withheld: 0}", "It takes true or false (True or False in Python), not 1, 0 or a word."),
    ("answers: {worker_presumes_victim: true}", "it must be said who made it and when"),
    ("answers: {a: 1}\nanswers: {b: 1}", "case.yaml:2:1: The key 'answers' is given twice"),
    ("answer: {a: 1}", "Did you mean 'answers'?"),
    ("answers: [1]", "case.yaml:1:1"),
    ("", "The file is empty."),
    ("act_from: 2027-01-01\nanswers: {}", "act_from: The date is after as_of"),
])  # fmt: skip
def test_a_wrong_case_file_gets_a_clear_message(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    code, out, err = run(capsys, "assess", str(path), "--as-of", "2026-11-24")
    assert (code, out) == (2, "")
    assert what in err
    assert CANARY not in err


@pytest.mark.deep
@pytest.mark.parametrize(("name", "option"), [("case.yaml", ()), ("answers.json", ("--answers",))])
def test_answers_are_about_the_facts_of_the_rules_that_were_named(
    name: str, option: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answers = {"koivuranta_in_town": True, "koivuranta_needs_bed": True}
    (tmp_path / "case.yaml").write_text(yaml.safe_dump({"as_of": date(2026, 11, 24), "answers": answers}))
    (tmp_path / "answers.json").write_text(json.dumps(answers))
    command = ("assess", *option, str(tmp_path / name), "--as-of", "2026-11-24", "--format", "markdown", "--lang", "fi")
    code, out, err = run(capsys, *command, "--rules", str(KOIVURANTA))
    assert (code, err) == (0, "")
    assert source.book().facts.keys().isdisjoint(answers)
    assert tn.assess(answers, as_of=date(2026, 11, 24), book=tn.read_rules(KOIVURANTA)).explain("fi", markdown=True) == out
    assert run(capsys, *command)[0] == 2, "the shipped rules have no such fact"


def test_missing_date_and_file_are_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "Give --as-of" in run(capsys, "assess", DEMO)[2] or run(capsys, "assess", DEMO)[0] == 0
    code, _, err = run(capsys, "assess", str(tmp_path / "absent.yaml"), "--as-of", "2026-11-24")
    assert code == 2
    assert "absent.yaml: There is no such file." in err


def test_what_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "show", "permit.52a1", "--lang", "fi")
    assert code == 0
    assert "ulkomaalaislaki (301/2004) 52 a §" in out
    assert run(capsys, "show", "permit.52a1x")[0] == 2
    assert "permit.52a1" in run(capsys, "show", "rules")[1]
    assert "documents_withheld" in run(capsys, "show", "facts", "--lang", "sv")[1]
    assert "Inrikesministeriets publikation 29/2016" in run(capsys, "show", "actors", "--lang", "sv")[1]


@pytest.mark.deep
def test_check_finds_no_error_in_the_shipped_rules(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check")
    assert (code, "0 errors" in out) == (0, True)


@pytest.mark.deep
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
    assert said[-1].startswith("Assessment of the situation, 24 November 2026")


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
    typed = iter(["1", "", *["1"] * after][: after + 1] if after else [])  # Enter goes on after danger

    def read(prompt: str) -> str:
        for line in typed:
            return line
        raise leave

    monkeypatch.setattr("builtins.input", read)
    code, out, err = run(capsys, "ask", "--as-of", "2026-11-24", "--lang", "en")
    assert (code, err) == (0, "")
    page = out[out.index("Assessment of the situation, 24 November 2026") :].splitlines()
    assert "112" in "".join(page[:12])
    assert ("Call the emergency number 112 at once. Do not put" in "".join(page)) is (after > 0)


def test_the_interview_takes_only_the_keys_shown_and_follows_the_questions() -> None:
    said, rest = typed(["what", "99", "2", "4", "5", "0"])
    assert rest == []
    assert said.count("Choose one of these: 1, 2, 3, 4, 5. 0 stops.") == 2


@pytest.mark.deep
def test_the_interview_ends_by_itself() -> None:
    said: list[str] = []
    numbers = itertools.cycle(["5", "a", ""])  # one of them skips, one goes on, one shows the result
    interview(date(2026, 11, 24), "fi", "plain", read=lambda prompt: next(numbers), write=said.append)
    assert any(line.startswith("Enempää ei tarvitse kysyä") for line in said)


BOOK = source.book()
QUESTIONS = {Speaker(BOOK, "en").question(f): f.id for f in BOOK.facts.values() if f.askable}
SETTLED = "The next step is clear: answers about the signs would no longer change it."
NOTHING_LIKELY = (
    "All the questions about the signs that the answers so far call for have been asked. The next step may still change if you learn more."
)
ALL_OF_LAW = "All the questions about other help and rights that the answers so far call for have been asked."
ENDS = {SETTLED, NOTHING_LIKELY, ALL_OF_LAW}
ANSWERED = "The answers so far:"
ON_SINGLES, ON_LAW = "Go on with single questions.", "Go on to other help and rights."


def talk(reply: Callable[[str], str], *ways: str) -> tuple[list[str], list[str], list[str]]:
    """Interview with a reply to each question; at each end take the next of the ways that is offered, else stop."""
    said: list[str] = []
    asked: list[str] = []
    ends: list[str] = []
    left = list(ways)
    seen = 0

    def read(prompt: str) -> str:
        nonlocal seen
        last = next(
            line for line in reversed(said[seen:]) if line in QUESTIONS or line in ENDS or line == ANSWERED
        )  # none: no endless talk about the last one
        seen = len(said)
        if last == ANSWERED:
            return ""
        if last in QUESTIONS:
            asked.append(QUESTIONS[last])
            return reply(asked[-1])
        ends.append(last)
        asked.append("")
        way = next((line.split()[0] for line in said[said_at_end() :] if left and line.endswith(left[0])), "0")
        left[:1] = []
        return way

    def said_at_end() -> int:
        return len(said) - 1 - said[::-1].index(ends[-1])

    interview(date(2026, 11, 24), "en", "worker", read=read, write=said.append)
    return said, asked, ends


def not_known(name: str) -> str:
    return "5"


def no(name: str) -> str:
    fact = source.book().facts[name]
    return not_known(name) if fact.type != "bool" else "1" if fact.polarity == "reassuring" else "2"


def test_the_interview_says_why_it_asks_and_goes_on_to_law_only_when_wished() -> None:
    said, asked, ends = talk(lambda name: "1" if name == "person_asks_for_assistance" else no(name))
    assert ends == [SETTLED]
    assert "  This helps you assess whether the person is safe and how to talk to them safely." in said
    assert f"  a  {ON_LAW}" in said or f"  b  {ON_LAW}" in said
    assert len(asked) < 40
    assert not any("The answer may change" in line for line in said)


@pytest.mark.deep
@pytest.mark.parametrize("reply", [no, not_known])
def test_the_interview_ends_when_nothing_likely_is_left_and_the_worker_may_go_on(reply: Callable[[str], str]) -> None:
    facts = source.book().facts
    said, asked, ends = talk(reply)
    assert ends == [NOTHING_LIKELY]
    assert len(asked) < 100
    assert {n for n, f in facts.items() if f.opens and f.askable and n != "child_overworked_or_led"} <= set(asked)
    assert f"  a  {ON_SINGLES}" in said

    _, more, ends = talk(reply, ON_SINGLES)
    assert ends == [NOTHING_LIKELY, NOTHING_LIKELY]
    assert more[: len(asked)] == asked
    singles = [n for n in more[len(asked) :] if n]
    assert {"documents_withheld", "threats_of_violence", "movement_restricted"} <= set(singles)
    assert not any(facts[n].opens for n in singles)
    assert len(set(singles)) == len(singles)
    assert "reflection_status" not in singles, "no authority has acted, as far as is known"
    assert reply is not_known or "without_guardian" not in singles, "nobody asks about a child where there is none"

    _, law, ends = talk(reply, ON_SINGLES, ON_LAW)
    assert law[: len(more)] == more
    assert len(law) > len(more)


@pytest.mark.parametrize(("typed", "goes_on"), [("1", False), ("2", True), ("5", True)])
def test_when_the_step_becomes_settled_the_single_questions_stop_and_it_is_said(typed: str, goes_on: bool) -> None:
    now = begun({}, as_of=date(2026, 11, 24)).go_on(SINGLES)
    told = Talk(now, "en", "worker", lambda prompt: typed, lambda line: None)
    assert told.ask(told.turn("person_asks_for_assistance"))
    assert told.now.singles is goes_on
    assert ended(told.speaker, told.now.so_far, told.now.about, [SINGLES])[0] == (NOTHING_LIKELY if goes_on else SETTLED)


@pytest.mark.deep
@pytest.mark.parametrize("age", ["1", "3"])
def test_after_the_age_of_a_minor_the_interview_asks_who_looks_after_them(age: str) -> None:
    _, asked, _ = talk(lambda name: age if name == "age_under_18" else no(name))
    looked_after = ["without_guardian", "guardian_relationship_doubtful"]
    single = [
        n
        for n in filter(None, asked)
        if source.book().facts[n].stage > 1 and n in openers(source.book()) and not source.book().facts[n].opens
    ]
    assert single[:2] == looked_after


def test_the_reason_for_a_question_is_not_said_to_the_person() -> None:
    said: list[str] = []
    interview(date(2026, 11, 24), "en", "plain", read=lambda prompt: "0", write=said.append)
    assert any("112" in line for line in said)
    assert not any("This helps you" in line for line in said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_has_a_reason_in_every_language(lang: str) -> None:
    s = Speaker(source.book(), lang)
    reasons = {why(s, fact) for fact in s.book.facts.values() if fact.askable}
    assert "" not in reasons
    assert len(reasons) == 9
    facts = s.book.facts
    assert why(s, facts["without_guardian"]) == why(s, facts["age_under_18"]) != why(s, facts["rehearsed_account"])
    assert why(s, facts["someone_threatens_or_hurts"]) == why(s, facts["used_against_will"]) != why(s, facts["threats_of_violence"])


@pytest.mark.deep
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


@given(st.text(alphabet="ab -.1åö\n", max_size=200), st.integers(0, 90))
def test_wrapping_loses_no_word_and_is_as_wide_as_it_may_be(text: str, width: int) -> None:
    lines = wrapped(text, width).splitlines()
    assert " ".join(lines).split() == text.split()
    assert all(len(line) <= max(width, 20) or len(line.removeprefix("- ").split()) == 1 for line in lines)


@pytest.mark.parametrize("begins", ["- ", "12. ", "  7  ", "  12  ", "  ?  ", "  a  ", "  ab  "])
def test_what_goes_on_stands_under_the_words_before_it(begins: str) -> None:
    first, *more = wrapped(f"{begins}{'sana ' * 12}", 40).splitlines()
    assert first.startswith(f"{begins}sana")
    assert more
    assert all(line.startswith(f"{' ' * len(begins)}sana") for line in more)


def test_the_page_is_as_wide_as_the_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    _, plain, _ = run(capsys, "assess", DEMO, "--lang", "fi", "--as-of", "2026-11-24")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda self: True)
    _, narrow, _ = run(capsys, "assess", DEMO, "--lang", "fi", "--as-of", "2026-11-24")
    assert max(map(len, plain.splitlines())) > 80 >= max(map(len, narrow.splitlines()))
    assert narrow.split() == plain.split()
    assert "\n   henkilö" not in plain
    assert any(line.startswith("   ") for line in narrow.splitlines()), "what goes on stands under the step"


# -- what argparse says ----------------------------------------------------------------------------------------------

REFUSED = {
    "nothing": ([], "Tästä puuttuu: COMMAND.", "Något saknas: COMMAND."),
    "no rule": (["show"], "Tästä puuttuu: name.", "Något saknas: name."),
    "no case": (["assess"], "Jokin näistä puuttuu: case --answers.", "Något av dessa saknas: case --answers."),
    "two in the place of one": (
        ["assess", "a.yaml", "--answers", "b.json"],
        "Valitsimia --answers ja case ei voi käyttää yhdessä.",
        "--answers och case kan inte användas tillsammans.",
    ),
    "no such option": (["check", "--stritc"], "Tätä ei tunneta: --stritc.", "Detta är okänt: --stritc."),
    "no such command": (["chek"], "COMMAND: sallittu on yksi näistä: 'assess',", "COMMAND: tillåtet är ett av dessa: 'assess',"),
    "no such choice": (
        ["check", "--format", "x"],
        "--format: sallittu on yksi näistä: 'text',",
        "--format: tillåtet är ett av dessa: 'text',",
    ),
    "no value": (["check", "--as-of"], "--as-of tarvitsee arvon.", "--as-of behöver ett värde."),
    "a value too many": (["check", "--strict=1"], "Valitsimelle --strict ei anneta arvoa.", "--strict ska inte ha något värde."),
    "no number": (["mutate", "--jobs", "x"], "--jobs tarvitsee kokonaisluvun.", "--jobs behöver ett heltal."),
    "two that begin so": (
        ["check", "--l", "x"],
        "--l voi tarkoittaa jotakin näistä: --lang, --locales",
        "--l kan vara något av dessa: --lang, --locales",
    ),
    "a day": (
        ["check", "--as-of", "1.1.2024"],
        "--as-of: Kirjoita päivä muodossa 2026-11-24.",
        "--as-of: Skriv datumet så här: 2026-11-24.",
    ),
    "words": (
        ["check", "--words", "x"],
        "--words: Kirjoita kieli ja luku muodossa fi=22.",
        "--words: Skriv ett språk och ett tal så här: fi=22.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_parser_refuses_is_said_in_the_language_asked_for(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, *said = REFUSED[name]
    for lang, sentence in zip(("fi", "sv"), said, strict=True):
        with pytest.raises(SystemExit) as stop:
            main(["--lang", lang, *arguments])
        assert stop.value.code == 2
        last = capsys.readouterr().err.splitlines()[-1].replace('"', "'")
        assert sentence.replace("'", "") in last.replace("'", "")


@pytest.mark.parametrize(
    ("lang", "words"), [("fi", ("Käyttö: ", "Argumentit:", "Valitsimet:")), ("sv", ("Användning: ", "Argument:", "Flaggor:"))]
)
def test_help_is_in_the_language_wherever_it_is_named(lang: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--lang", lang, "check", "--help"], ["check", "--lang", lang, "--help"], ["check", f"--lang={lang}", "-h"]):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 0
        told = capsys.readouterr().out
        assert all(word in told for word in words)
        assert not [word for word in ("usage", "positional arguments", "options:", "show this help") if word in told]


def test_the_language_before_the_command_is_that_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "fi", "show", "no_such_rule"]) == 2
    assert capsys.readouterr().err.startswith("no_such_rule: Tällaista sääntöä tai tietoa ei ole.")
    assert main(["--lang", "fi", "show", "no_such_rule", "--lang", "sv"]) == 2
    assert capsys.readouterr().err.startswith("no_such_rule: Det finns ingen sådan regel eller uppgift.")


@pytest.mark.parametrize(("lang", "word"), [("fi", "onnistui"), ("sv", "lyckades"), ("en", "passed")])
def test_check_list_and_cases_speak_the_language(lang: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--list", "--lang", lang]) == 0
    first = {
        "fi": "virhe     file-unreadable             tiedostoa ei voi avata",
        "sv": "fel       file-unreadable             filen går inte",
    }
    assert capsys.readouterr().out.startswith(first.get(lang, "error     file-unreadable             the file cannot be opened"))
    case = "cases:\n  - {name: Testi, as_of: 2026-11-24, answers: {}, expect: {next_step: {floor: nothing}}}\n"
    (tmp_path / "a.cases.yaml").write_text(case, encoding="utf-8")
    main(["cases", str(tmp_path / "a.cases.yaml"), "--lang", lang])
    assert word in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(("lang", "words"), [("fi", "ei lueta"), ("sv", "läses inte"), ("en", "is not read")])
@pytest.mark.parametrize("name", ["koivuranta-rules.cases", "koivuranta"])
def test_check_and_cases_do_not_pass_over_a_file_that_is_not_read(
    name: str, lang: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = tmp_path / "mine"
    shutil.copytree(KOIVURANTA, here)
    (here / f"{name}.yaml").rename(here / f"{name}.yml")
    assert main(["check", str(here), "--lang", lang]) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if line.endswith("[misnamed-file]")]
    assert len(lines) == 1
    assert [word for word in (f"mine/{name}.yml:", words, f"{name}.yaml") if word not in lines[0]] == []
    assert main(["cases", "--rules", str(here), "--lang", lang]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(("lang", "said"), [("fi", "Tarkoititko tätä: "), ("sv", "Menade du "), ("en", "Did you mean ")])
@pytest.mark.parametrize("expected", ["due: temporry", "possible: [temporry]", "options: [refused, temporry]"])
def test_an_outcome_that_a_rule_does_not_have_is_no_wrong_expectation(
    expected: str, lang: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = f"cases:\n  - {{name: Testi, as_of: 2026-11-24, answers: {{}}, expect: {{permit.52a1: {{{expected}}}}}}}\n"
    (tmp_path / "a.cases.yaml").write_text(case, encoding="utf-8")
    assert main(["cases", str(tmp_path / "a.cases.yaml"), "--lang", lang]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert "'temporry'" in first
    assert f"{said}'temporary'" in first
    assert last == {"fi": "onnistui 0, epäonnistui 1", "sv": "lyckades: 0, misslyckades: 1", "en": "0 passed, 1 failed"}[lang]


def test_no_outcome_at_all_may_be_expected_of_every_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = "cases:\n  - {name: Testi, as_of: 2026-11-24, answers: {}, expect: {permit.52a1: {due: nothing}}}\n"
    (tmp_path / "a.cases.yaml").write_text(case, encoding="utf-8")
    assert main(["cases", str(tmp_path / "a.cases.yaml")]) == 0
    assert capsys.readouterr().out == "1 passed, 0 failed\n"


@pytest.mark.parametrize("more", [[], ["--missing"]])
def test_a_case_that_is_missing_is_not_one_that_failed(more: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = tmp_path / "mine"
    shutil.copytree(KOIVURANTA, here)
    assert main(["cases", "--rules", str(here), *more]) == 0
    whole = capsys.readouterr().out.splitlines()[-1]
    assert re.fullmatch(r"[1-9][0-9]* passed, 0 failed", whole)
    file = here / "koivuranta-rules.cases.yaml"
    head, one, *_ = file.read_text(encoding="utf-8").split("  - name:")
    file.write_text(f"{head}  - name:{one}", encoding="utf-8")
    assert main(["cases", "--rules", str(here), *more]) == 1
    assert re.fullmatch(r"[1-9][0-9]* passed, 0 failed, [1-9][0-9]* missing", capsys.readouterr().out.splitlines()[-1])
